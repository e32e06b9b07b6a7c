//! Input read once more after a scan: by what acts on a report, to see that it is still what the report speaks of.

use std::io;
use std::path::Path;

use super::ReadOptions;
use super::block::InputBlock;
use super::compression::Unpacked;
use super::kind::{Content, FileKind};
use super::limits::record_bytes_max;
use super::reader::read_whole;
use crate::document::ContentHash;
use crate::error::{Skip, SkipReason};
use crate::hash::content_hash;

/// The content hash that a report gives for a file of that name and those bytes, as long as it is one document: that of
/// the unpacked bytes, for JSON and XML that of the text in its only record.
///
/// # Errors
/// A skip for what is no document or holds several.
pub fn document_hash(name: &Path, bytes: &[u8], options: &ReadOptions) -> Result<ContentHash, Skip> {
    let id = || name.to_string_lossy().into_owned();
    let skip = |(reason, detail)| Skip { path: id(), reason, detail };
    let kind = FileKind::of_named_file(name);
    let (what, limit) = match kind.content {
        Content::Article(_) => ("document", options.doc_bytes_max),
        Content::Json | Content::Xml => ("record", record_bytes_max(options)),
        Content::JsonLines | Content::Table(_) | Content::Warc | Content::Parquet | Content::Archive(_) => {
            return Err(skip((SkipReason::UnsupportedType, "holds many records".to_owned())));
        }
    };
    let input = Unpacked::new(io::Cursor::new(bytes.to_vec()), kind.compression, options.unpacked_ratio_max);
    let input = input.map_err(|error| skip((SkipReason::Unreadable, error.to_string())))?;
    let unpacked = read_whole(input, bytes.len() as u64, what, limit).map_err(skip)?;
    let block = match kind.content {
        Content::Article(_) => return Ok(content_hash(&unpacked)),
        Content::Xml => InputBlock::of_xml(id(), unpacked),
        _ => InputBlock::of_json(id(), unpacked),
    };
    let mut records = block.documents(options).into_iter();
    match (records.next(), records.next()) {
        (Some(record), None) => record.map(|document| document.content_hash),
        _ => Err(skip((SkipReason::UnsupportedType, "holds several records".to_owned()))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::compression::tests::{gzip, zstd};
    use super::*;

    fn check(name: &str, bytes: &[u8], expected: Result<&[u8], &str>) {
        let hash = document_hash(Path::new(name), bytes, &ReadOptions::default());
        let told = hash.as_ref().map_err(|skip| skip.detail.as_str()).copied();
        assert_eq!(told, expected.map(content_hash), "{name}");
    }

    #[test]
    fn hash_is_that_of_the_report() {
        check("a.txt", b"Some words.", Ok(b"Some words."));
        check("a.html.gz", &gzip(b"<p>Some words."), Ok(b"<p>Some words."));
        check("a.md.zst", &zstd(b"Some words."), Ok(b"Some words."));
        check("a.json", br#"{"title": "T", "text": "Some words."}"#, Ok(b"Some words."));
        check("dispatch", b"Some words.", Ok(b"Some words."));
    }

    #[test]
    fn files_of_several_records_have_no_hash() {
        check("a.jsonl", b"{\"text\": \"One\"}\n", Err("holds many records"));
        check("a.csv", b"id,text\n1,One\n", Err("holds many records"));
        check("a.json", b"[{\"text\": \"One\"}, {\"text\": \"Two\"}]", Err("holds several records"));
        check("a.txt.gz", &gzip(b"Some words.")[..20], Err("incomplete deflate stream"));
    }
}
