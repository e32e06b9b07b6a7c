//! A piece of input as read, and the documents in it.

use std::fmt;
use std::iter;

use memchr::memchr_iter;
use serde::de::{Deserializer, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::ReadOptions;
use super::alto::text_of_hocr;
use super::capture::Capture;
#[cfg(feature = "parquet")]
use super::columns::ColumnBlock;
use super::encoding::{self, Hint};
use super::fields::Names;
use super::limits::{exceeds, record_bytes_max};
use super::mapping::{Origin, document_of_record};
use super::roots::folder_of;
use super::table::RowBlock;
use super::xml_file::xml_file;
use crate::document::{Document, Markup, Metadata};
use crate::error::{Skip, SkipReason};
use crate::hash::content_hash;

/// What one read gives: about a megabyte of whole JSON lines, or one or several whole files, and what was skipped on
/// the way.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct InputBlock {
    items: Vec<Item>,
}

/// A line of JSON Lines as it stands, and what is in it.
#[derive(Clone, PartialEq, Debug)]
pub struct RecordLine<'b> {
    /// Its bytes with the line end, which the last one may lack.
    pub bytes: &'b [u8],
    /// The document, or why it is none; `None` for a blank line.
    pub record: Option<Result<Document, Skip>>,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Item {
    /// A file that is one document.
    Article { id: String, markup: Markup, bytes: Vec<u8> },
    /// A file of one or several JSON values.
    Json { id: String, bytes: Vec<u8> },
    /// Whole lines of JSON; the last may lack its line end.
    Lines { file_id: String, first_line: u64, bytes: Vec<u8> },
    /// A file of XML.
    Xml { id: String, bytes: Vec<u8> },
    /// Rows of a table.
    Rows(RowBlock),
    /// Rows of a columnar file.
    #[cfg(feature = "parquet")]
    Columns(ColumnBlock),
    /// A record of a web archive.
    Capture(Capture),
    /// What is left out.
    Skip(Skip),
}

impl InputBlock {
    /// The bytes of one file, unpacked, that is one document.
    #[must_use]
    pub fn of_article(id: String, markup: Markup, bytes: Vec<u8>) -> Self {
        Self { items: vec![Item::Article { id, markup, bytes }] }
    }

    /// The bytes of a JSON Lines file, unpacked; `file_id` is what skips call it.
    #[must_use]
    pub fn of_json_lines(file_id: String, bytes: Vec<u8>) -> Self {
        Self { items: vec![Item::Lines { file_id, first_line: 1, bytes }] }
    }

    /// The bytes of an XML file, unpacked.
    pub(super) fn of_xml(id: String, bytes: Vec<u8>) -> Self {
        Self { items: vec![Item::Xml { id, bytes }] }
    }

    /// The bytes of a JSON file, unpacked.
    pub(super) fn of_json(id: String, bytes: Vec<u8>) -> Self {
        Self { items: vec![Item::Json { id, bytes }] }
    }

    /// The lines of its JSON Lines as they stand, line ends included, each with the document in it, or the skip; nothing for
    /// a blank line. `None` stands for what is no line that could be had: other files, and lines that are too long.
    #[must_use]
    pub fn lines(&self, options: &ReadOptions) -> Vec<Option<RecordLine<'_>>> {
        let names = Names::new(&options.fields);
        let mut lines = Vec::new();
        for item in &self.items {
            match item {
                Item::Lines { file_id, first_line, bytes } => {
                    for (line, number) in bytes.split_inclusive(|byte| *byte == b'\n').zip(*first_line..) {
                        let record = json_line(file_id, number, line, &names, options);
                        lines.push(Some(RecordLine { bytes: line, record }));
                    }
                }
                _ => lines.push(None),
            }
        }
        lines
    }

    /// The documents and skips in it, in the order of the input.
    ///
    /// Pure: blocks can be worked on in parallel and in any order.
    #[must_use]
    pub fn documents(&self, options: &ReadOptions) -> Vec<Result<Document, Skip>> {
        let names = Names::new(&options.fields);
        let mut found = Vec::new();
        for item in &self.items {
            match item {
                Item::Article { id, markup, bytes } => found.push(article(id, *markup, bytes, options)),
                Item::Json { id, bytes } => json_file(id, bytes, &names, options, &mut found),
                Item::Lines { file_id, first_line, bytes } => {
                    json_lines(file_id, *first_line, bytes, &names, options, &mut found);
                }
                Item::Xml { id, bytes } => xml_file(id, bytes, &names, options, &mut found),
                Item::Rows(rows) => rows.documents(&names, options, &mut found),
                #[cfg(feature = "parquet")]
                Item::Columns(rows) => rows.documents(&names, options, &mut found),
                Item::Capture(capture) => found.push(capture.document(options)),
                Item::Skip(skip) => found.push(Err(skip.clone())),
            }
        }
        found
    }

    /// Bytes of input in it, unpacked.
    #[must_use]
    pub fn n_bytes(&self) -> usize {
        self.items.iter().map(Item::n_bytes).sum()
    }

    /// Whether there is neither input nor skip in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(super) fn push(&mut self, item: Item) {
        self.items.push(item);
    }

    pub(super) fn n_items(&self) -> usize {
        self.items.len()
    }
}

impl Item {
    pub(super) fn n_bytes(&self) -> usize {
        match self {
            Self::Article { bytes, .. }
            | Self::Json { bytes, .. }
            | Self::Lines { bytes, .. }
            | Self::Xml { bytes, .. } => bytes.len(),
            Self::Rows(rows) => rows.n_bytes(),
            #[cfg(feature = "parquet")]
            Self::Columns(rows) => rows.n_bytes(),
            Self::Capture(capture) => capture.block.len(),
            Self::Skip(_) => 0,
        }
    }
}

/// The bytes of one file that is one document.
pub(super) fn article(
    id: &str,
    markup: Markup,
    bytes: &[u8],
    options: &ReadOptions,
) -> Result<Document, Skip> {
    let hint = if markup == Markup::Html { Hint::Html } else { Hint::None };
    let decoded = encoding::decode(bytes, hint).map_err(|reason| undecoded(id, bytes, reason))?;
    let recognised = if markup == Markup::Html { text_of_hocr(&decoded.text) } else { None };
    Ok(match recognised {
        Some(text) => document(id, text, Markup::Plain, bytes, options),
        None => document(id, decoded.text, markup, bytes, options),
    })
}

/// A document that is all its file holds.
pub(super) fn document(
    id: &str,
    body: String,
    markup: Markup,
    bytes: &[u8],
    options: &ReadOptions,
) -> Document {
    Document {
        id: id.to_owned(),
        body,
        markup,
        meta: Metadata { source: options.source.clone(), ..Metadata::default() },
        folder: folder_of(id).map(str::to_owned),
        content_hash: content_hash(bytes),
    }
}

pub(super) fn undecoded(id: &str, bytes: &[u8], reason: SkipReason) -> Skip {
    Skip { path: id.to_owned(), reason, detail: encoding::why_undecoded(bytes, reason) }
}

/// One object, an array of objects, or several of either in a row, as which JSON Lines are often named, too.
fn json_file(
    file_id: &str,
    bytes: &[u8],
    names: &Names<'_>,
    options: &ReadOptions,
    found: &mut Vec<Result<Document, Skip>>,
) {
    let decoded = match encoding::decode(bytes, Hint::None) {
        Ok(decoded) => decoded,
        Err(reason) => return found.push(Err(undecoded(file_id, bytes, reason))),
    };
    let (records, failure) = records_of(&decoded.text);
    let is_whole_file = records.len() == 1 && failure.is_none();
    for (record, number) in records.iter().zip(1..) {
        let origin = Origin { file_id, mark: '#', number, is_whole_file };
        found.push(document_of_record(record.get(), origin, names, options));
    }
    let skip = |reason, detail| Err(Skip { path: file_id.to_owned(), reason, detail });
    match failure {
        Some(error) if error.is_eof() => found.push(skip(SkipReason::Truncated, error.to_string())),
        Some(error) => found.push(skip(SkipReason::MalformedRecord, error.to_string())),
        None if records.is_empty() => found.push(skip(SkipReason::Empty, "holds no record".to_owned())),
        None => {}
    }
}

/// The records of a JSON text up to its end, or up to what is no JSON.
fn records_of(text: &str) -> (Vec<&RawValue>, Option<serde_json::Error>) {
    let mut records = Vec::new();
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    loop {
        let start = values.byte_offset();
        let read = match values.next() {
            None => return (records, None),
            Some(Ok(value)) if !value.get().starts_with('[') => {
                records.push(value);
                continue;
            }
            Some(Ok(array)) => push_entries(array.get(), &mut records),
            // The entries before the damage are whole.
            Some(Err(error)) => {
                let rest = text[start..].trim_start();
                if rest.starts_with('[') {
                    // Its own error counts lines from where the array begins.
                    let _ = push_entries(rest, &mut records);
                }
                Err(error)
            }
        };
        if let Err(error) = read {
            return (records, Some(error));
        }
    }
}

/// Adds the entries of an array one by one, so that those before an error are had.
fn push_entries<'t>(array: &'t str, records: &mut Vec<&'t RawValue>) -> serde_json::Result<()> {
    struct Entries<'v, 't>(&'v mut Vec<&'t RawValue>);

    impl<'t> Visitor<'t> for Entries<'_, 't> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an array")
        }

        fn visit_seq<A: SeqAccess<'t>>(self, mut entries: A) -> Result<(), A::Error> {
            while let Some(entry) = entries.next_element()? {
                self.0.push(entry);
            }
            Ok(())
        }
    }

    serde_json::Deserializer::from_str(array).deserialize_seq(Entries(records))
}

fn json_lines(
    file_id: &str,
    first_line: u64,
    bytes: &[u8],
    names: &Names<'_>,
    options: &ReadOptions,
    found: &mut Vec<Result<Document, Skip>>,
) {
    let mut start = 0;
    for (end, number) in memchr_iter(b'\n', bytes).chain(iter::once(bytes.len())).zip(first_line..) {
        found.extend(json_line(file_id, number, &bytes[start..end], names, options));
        start = end + 1;
    }
}

/// The document in one line, or the skip; nothing for a blank line.
fn json_line(
    file_id: &str,
    number: u64,
    line: &[u8],
    names: &Names<'_>,
    options: &ReadOptions,
) -> Option<Result<Document, Skip>> {
    // Joined files have a byte order mark in the middle.
    let json = line.strip_prefix(&encoding::BOM).unwrap_or(line).trim_ascii();
    if json.is_empty() {
        return None;
    }
    let origin = Origin { file_id, mark: ':', number, is_whole_file: false };
    let record_bytes_max = record_bytes_max(options);
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    Some(if line.len() > record_bytes_max {
        let detail = exceeds(line.len() as u64, "record", record_bytes_max);
        Err(origin.skip(None, SkipReason::TooLong, detail))
    } else {
        document_of_record(&encoding::decode_line(json), origin, names, options)
    })
}
