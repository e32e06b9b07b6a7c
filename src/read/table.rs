//! Rows of a table to documents: the header names the fields, and a row is then a record like one of JSON.

use std::borrow::Cow;
use std::sync::Arc;

use super::ReadOptions;
use super::encoding;
use super::fields::Names;
use super::mapping::{Origin, map_record};
use super::record::{Record, Value};
use crate::document::Document;
use crate::error::{Skip, SkipReason};

/// Whole rows of one file, as bytes that are not decoded yet.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct RowBlock {
    file_id: String,
    header: Arc<[String]>,
    /// The cells of all rows, one after the other.
    bytes: Vec<u8>,
    /// Where each cell ends, counted from the start of its row.
    ends: Vec<usize>,
    rows: Vec<Row>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Row {
    /// Line that it begins on, from 1.
    line: u64,
    n_bytes: usize,
    n_cells: usize,
    is_open: bool,
}

impl RowBlock {
    /// No rows yet, of a file called `file_id`.
    pub(super) fn new(file_id: String, header: Arc<[String]>) -> Self {
        Self { file_id, header, ..Self::default() }
    }

    /// Adds the row that begins on `line`: its cells, one after the other, where each ends, and whether the stream ended within
    /// its quotation marks.
    pub(super) fn push(&mut self, line: u64, bytes: &[u8], ends: &[usize], is_open: bool) {
        self.bytes.extend_from_slice(bytes);
        self.ends.extend_from_slice(ends);
        self.rows.push(Row { line, n_bytes: bytes.len(), n_cells: ends.len(), is_open });
    }

    /// Bytes of the input in it, each cell with the character after it; quotation marks are not counted.
    pub(super) fn n_bytes(&self) -> usize {
        self.bytes.len() + self.ends.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds a document or a skip for each row.
    pub(super) fn documents(
        &self,
        names: &Names<'_>,
        options: &ReadOptions,
        found: &mut Vec<Result<Document, Skip>>,
    ) {
        let (mut bytes, mut ends) = (self.bytes.as_slice(), self.ends.as_slice());
        for row in &self.rows {
            let (own_bytes, own_ends);
            (own_bytes, bytes) = bytes.split_at(row.n_bytes);
            (own_ends, ends) = ends.split_at(row.n_cells);
            let origin = Origin { file_id: &self.file_id, mark: ':', number: row.line, is_whole_file: false };
            found.push(if row.is_open {
                let detail = "a quotation mark is not closed up to the end of the file".to_owned();
                Err(origin.skip(None, SkipReason::MalformedRecord, detail))
            } else {
                self.document(own_bytes, own_ends, origin, names, options)
            });
        }
    }

    fn document(
        &self,
        bytes: &[u8],
        ends: &[usize],
        origin: Origin<'_>,
        names: &Names<'_>,
        options: &ReadOptions,
    ) -> Result<Document, Skip> {
        let n_columns = self.header.len();
        if ends.len() != n_columns {
            let detail = format!("number of cells is {}, of columns {n_columns}", ends.len());
            return Err(origin.skip(None, SkipReason::MalformedRecord, detail));
        }
        if memchr::memchr(0, bytes).is_some() {
            return Err(origin.skip(None, SkipReason::Binary, "NUL bytes".to_owned()));
        }
        let keys = self.header.iter().map(|name| Cow::Borrowed(name.as_str()));
        let entries = keys.zip(cells_of(bytes, ends).into_iter().map(value_of));
        map_record(Record::of_entries(entries, names), origin, names, options)
    }
}

/// An empty cell is a missing value.
fn value_of(cell: Cow<'_, str>) -> Value<'_> {
    if cell.is_empty() { Value::Null } else { Value::Text(cell) }
}

/// The texts of a row's cells, which stand one after the other in `bytes` and end at `ends`. Nothing declares the encoding
/// of a row, and all of its cells have one.
pub(super) fn cells_of<'a>(bytes: &'a [u8], ends: &[usize]) -> Vec<Cow<'a, str>> {
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let cells = starts.zip(ends).map(|(start, end)| &bytes[start..*end]);
    if std::str::from_utf8(bytes).is_ok() {
        return cells.map(String::from_utf8_lossy).collect();
    }
    let encoding = encoding::line_encoding(bytes);
    cells.map(|cell| encoding.decode_without_bom_handling(cell).0).collect()
}
