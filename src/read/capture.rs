//! One capture of a web archive to a document.
//!
//! The document's id is the record's own, which ISO 28500 has be unique: an address may have been captured several times,
//! and each time is a document, perhaps a revision. What a server answered is an HTTP message (RFC 9112), whose transfer
//! and content codings are undone within the document limit. Writers that undid them themselves often left the headers as
//! they were, hence a coding that the bytes do not show is passed over.

use std::borrow::Cow;
use std::io::{self, Read};

use serde_json::Map;

use super::ReadOptions;
use super::compression::{Compression, Unpacked};
use super::encoding::{self, Hint};
use super::headers::Headers;
use super::limits::{exceeds, unpacks_over};
use crate::document::{ContentHash, Document, Markup, Metadata};
use crate::error::{Skip, SkipReason};
use crate::hash::content_hash;

/// Fields of a record that the report passes through: the day of the crawl is no day of publication.
const PASSED_THROUGH: [&str; 3] = ["WARC-Date", "WARC-Truncated", "WARC-Identified-Content-Language"];

/// A record that may be a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Capture {
    pub(super) file_id: String,
    /// Number of the record in the file, from 1.
    pub(super) number: u64,
    pub(super) headers: Headers,
    pub(super) block: Vec<u8>,
}

type Failure = (SkipReason, String);

impl Capture {
    /// Whether a record with these headers may be one.
    pub(super) fn is_of(headers: &Headers) -> bool {
        match headers.get("WARC-Type") {
            Some("conversion") => true,
            // Answers of name servers are responses, too.
            Some("response") => {
                headers.media_type().is_none_or(|media_type| media_type == "application/http")
            }
            _ => false,
        }
    }

    /// What the document, or its skip, is called.
    pub(super) fn name(&self) -> String {
        let own = self.headers.get("WARC-Record-ID").map(without_brackets).filter(|id| !id.is_empty());
        own.map_or_else(|| format!("{}#{}", self.file_id, self.number), str::to_owned)
    }

    /// The document.
    ///
    /// # Errors
    /// A skip: another status than 200, another media type than text, a coding that is not read, a limit.
    pub(super) fn document(&self, options: &ReadOptions) -> Result<Document, Skip> {
        let id = self.name();
        match self.read(options) {
            Ok((content_hash, markup, body)) => {
                Ok(Document { id, body, markup, meta: self.metadata(options), folder: None, content_hash })
            }
            Err((reason, detail)) => Err(Skip { path: id, reason, detail }),
        }
    }

    /// The hash of the text's bytes, how it is marked up, and the text.
    fn read(&self, options: &ReadOptions) -> Result<(ContentHash, Markup, String), Failure> {
        let is_response = self.headers.get("WARC-Type") == Some("response");
        let (http, body);
        let (headers, payload) = if is_response {
            (http, body) = parse_message(&self.block)?;
            (&http, payload(body, &http, self.headers.get("WARC-Truncated").is_some(), options)?)
        } else {
            (&self.headers, Cow::Borrowed(self.block.as_slice()))
        };
        let limit = options.doc_bytes_max;
        if payload.len() > limit {
            return Err((SkipReason::TooLong, exceeds(payload.len() as u64, "document", limit)));
        }
        let markup = markup(headers.media_type().as_deref(), &payload)?;
        let hint = if markup == Markup::Html { Hint::Html } else { Hint::None };
        let decoded = encoding::decode_as_declared(&payload, hint, headers.charset());
        let decoded = decoded.map_err(|reason| (reason, encoding::why_undecoded(&payload, reason)))?;
        Ok((content_hash(&payload), markup, decoded.text))
    }

    fn metadata(&self, options: &ReadOptions) -> Metadata {
        let value = |name: &str| self.headers.get(name).filter(|value| !value.is_empty());
        let extra: Map<_, _> = PASSED_THROUGH
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), value(name)?.to_owned().into())))
            .collect();
        Metadata {
            url: value("WARC-Target-URI").map(|url| without_brackets(url).to_owned()),
            source: options.source.clone(),
            extra,
            ..Metadata::default()
        }
    }
}

/// Ids stand between angle brackets, and in older files addresses do, too.
fn without_brackets(value: &str) -> &str {
    value.strip_prefix('<').and_then(|value| value.strip_suffix('>')).unwrap_or(value)
}

/// The header and the body of an answer that brought what was asked for.
fn parse_message(block: &[u8]) -> Result<(Headers, &[u8]), Failure> {
    let end = |mark: &[u8]| memchr::memmem::find(block, mark).map(|at| at + mark.len());
    let body_start = [end(b"\r\n\r\n"), end(b"\n\n")].into_iter().flatten().min();
    let (head, body) = block.split_at(body_start.unwrap_or(block.len()));
    let headers = Headers::parse(head);
    let mut status_line = headers.first_line.split_ascii_whitespace();
    let status = match (status_line.next(), status_line.next()) {
        (Some(version), Some(status)) if version.starts_with("HTTP/") => status,
        _ => return Err((SkipReason::MalformedRecord, "no HTTP status line".to_owned())),
    };
    if status != "200" {
        return Err((SkipReason::UnsupportedType, format!("HTTP status {status}")));
    }
    Ok((headers, body))
}

/// The body with its codings undone.
fn payload<'b>(
    body: &'b [u8],
    headers: &Headers,
    is_cut: bool,
    options: &ReadOptions,
) -> Result<Cow<'b, [u8]>, Failure> {
    let is_chunked = headers
        .get("Transfer-Encoding")
        .is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked"));
    let body = if is_chunked { joined_chunks(body, is_cut)? } else { Cow::Borrowed(body) };
    let coding = headers.get("Content-Encoding").unwrap_or_default().to_ascii_lowercase();
    let (body, compression) = match (coding.as_str(), body.as_ref()) {
        ("gzip" | "x-gzip", [0x1f, 0x8b, ..]) => (body, Compression::Gzip),
        ("zstd", [0x28, 0xb5, 0x2f, 0xfd, ..]) => (body, Compression::Zstd),
        // The two bytes of zlib's header; some servers leave it out.
        ("deflate", [first, second, rest @ ..])
            if first & 0x0f == 8 && u16::from_be_bytes([*first, *second]) % 31 == 0 =>
        {
            (Cow::Owned(rest.to_vec()), Compression::Deflate)
        }
        ("deflate", _) => (body, Compression::Deflate),
        ("" | "identity" | "gzip" | "x-gzip" | "zstd", _) => return Ok(body),
        (other, _) => {
            return Err((SkipReason::UnsupportedType, format!("content coding `{other}` is not read")));
        }
    };
    let limit = options.doc_bytes_max;
    let mut unpacked =
        Unpacked::new(io::Cursor::new(body.into_owned()), compression, options.unpacked_ratio_max)
            .map_err(|error| (SkipReason::Unreadable, error.to_string()))?;
    let mut bytes = Vec::new();
    match (&mut unpacked).take(limit as u64 + 1).read_to_end(&mut bytes) {
        Ok(n_read) if n_read > limit => {
            Err((SkipReason::DecompressionLimit, unpacks_over("document", limit)))
        }
        Ok(_) => Ok(Cow::Owned(bytes)),
        Err(error) => Err((unpacked.reason(&error), error.to_string())),
    }
}

/// The chunks of a body joined; what is not chunked after all as it is: a text may begin with a number, too.
///
/// # Errors
/// If a chunk or the mark of the end is missing, unless the crawler states that it cut the body.
fn joined_chunks(body: &[u8], is_cut: bool) -> Result<Cow<'_, [u8]>, Failure> {
    let (mut joined, mut n_chunks) = (Vec::with_capacity(body.len()), 0_u64);
    let mut rest = body;
    loop {
        let line = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
        let size = line.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
        let size = std::str::from_utf8(size).ok().and_then(|size| usize::from_str_radix(size, 16).ok());
        let Some(size) = size else { break };
        rest = rest.get(line.len() + 1..).unwrap_or_default();
        if size == 0 && (n_chunks > 0 || rest.trim_ascii().is_empty()) {
            return Ok(Cow::Owned(joined));
        }
        let whole = rest.split_at_checked(size).and_then(|(chunk, behind)| {
            Some((chunk, behind.strip_prefix(b"\r\n").or_else(|| behind.strip_prefix(b"\n"))?))
        });
        let Some((chunk, behind)) = whole else {
            // Markup does not begin with a number.
            let is_chunk = n_chunks > 0 || is_cut || rest.starts_with(b"<");
            n_chunks += u64::from(is_chunk);
            joined.extend_from_slice(&rest[..size.min(rest.len())]);
            break;
        };
        n_chunks += 1;
        joined.extend_from_slice(chunk);
        rest = behind;
    }
    match n_chunks {
        0 => Ok(Cow::Borrowed(body)),
        _ if is_cut => Ok(Cow::Owned(joined)),
        _ => Err((SkipReason::Truncated, format!("the body ends within or behind chunk {n_chunks}"))),
    }
}

/// How a payload of that type is marked up; without a type its first character tells.
fn markup(media_type: Option<&str>, payload: &[u8]) -> Result<Markup, Failure> {
    match media_type {
        Some("text/html" | "application/xhtml+xml") => Ok(Markup::Html),
        Some("text/plain") => Ok(Markup::Plain),
        Some("text/markdown") => Ok(Markup::Markdown),
        None if payload.trim_ascii_start().starts_with(b"<") => Ok(Markup::Html),
        None => Ok(Markup::Plain),
        Some(other) => Err((SkipReason::UnsupportedType, format!("media type `{other}` is not read"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined_and_cut_ones_told_from_plain_text() {
        let check = |body: &str, is_cut: bool, expected: Option<&str>| {
            let joined = joined_chunks(body.as_bytes(), is_cut).ok();
            assert_eq!(joined.as_deref(), expected.map(str::as_bytes), "{body:?} {is_cut}");
        };
        check("4\r\nOne \r\n3;x=y\r\ntwo\r\n0\r\n\r\n", false, Some("One two"));
        check("0\r\n\r\n", false, Some(""));
        for cut in ["4\r\nOne \r\n3\r\ntw", "4\r\nOne \r\n", "4\r\nOne \r\n3", "9\r\n<p>One"] {
            check(cut, false, None);
        }
        check("4\r\nOne \r\n3\r\ntw", true, Some("One tw"));
        check("9\r\nOne", true, Some("One"));
        for plain in ["<p>One</p>", "1916\nA year of war.", "Face\nand hands", "0\nis a number", "A\nletter"]
        {
            check(plain, false, Some(plain));
        }
    }
}
