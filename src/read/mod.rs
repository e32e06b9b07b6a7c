//! Bytes to documents: the only place that reads input.
//!
//! Takes the roots given on the command line, gives [`Document`](crate::document::Document)s and, for whatever is
//! none, [`Skip`](crate::error::Skip)s: each file that is walked and each record in it ends up as one of the two.
//! [`Reader`] does the input in path order, one block of about a megabyte at a time, so that memory is bounded
//! however large the collection; [`InputBlock::documents`] does the work (decoding, JSON, field mapping), is pure, and
//! can run in parallel.
//!
//! Left out on purpose: `.gitignore` is not consulted (a news archive is no source tree), archives inside archives are
//! not opened, and HTML is decoded but not parsed.

mod again;
mod alto;
mod archive;
mod block;
mod capture;
#[cfg(feature = "parquet")]
mod columns;
mod compression;
pub mod encoding;
mod fields;
mod headers;
mod jsonl;
mod kind;
mod limits;
mod listed;
mod mapping;
mod members;
mod met;
mod newsml;
mod reader;
mod record;
mod roots;
#[cfg(feature = "parquet")]
mod row_batches;
mod rows;
mod stream;
mod survey;
mod table;
mod tape;
mod values;
mod walk;
mod warc;
mod xhtml;
mod xml;
mod xml_file;
mod zipped;

pub use again::document_hash;
pub use block::{InputBlock, RecordLine};
pub use fields::FieldMap;
pub use listed::{FileList, Separator};
pub use met::{Met, holds_records, met};
pub use reader::Reader;
#[cfg(feature = "parquet")]
pub use row_batches::{RowBatch, RowBatches};
pub use survey::{Survey, survey};
pub use walk::Globs;

/// What is read, and up to which size.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadOptions {
    /// Bytes that one document may have, unpacked; 16 MiB. The longest newspaper page of a public crawl is far below,
    /// so that what exceeds it is a listing or a dump. A JSON record may have four times as much and 64 KiB.
    pub doc_bytes_max: usize,
    /// The outlet of every document, whatever its metadata say.
    pub source: Option<String>,
    /// Globs of the paths, relative to their root, to read; none means all. `*` matches `/`, too, so that `*.html`
    /// matches at any depth.
    pub include: Vec<String>,
    /// Globs of the paths, relative to their root, not to read; a folder that matches is not entered.
    pub exclude: Vec<String>,
    /// Whether symbolic links below a root are followed. A root itself always is.
    pub follow_symlinks: bool,
    /// Files to read besides the roots.
    pub files: FileList,
    /// The user's names for our fields.
    pub fields: FieldMap,
    /// Bytes that a compressed stream may unpack to for each byte of it, once it has unpacked to 64 MiB; 1000. News in
    /// JSON unpacks to ten times its size, a thousand equal records to a few hundred.
    pub unpacked_ratio_max: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            doc_bytes_max: 16 << 20,
            source: None,
            include: Vec::new(),
            exclude: Vec::new(),
            follow_symlinks: false,
            files: FileList::default(),
            fields: FieldMap::default(),
            unpacked_ratio_max: 1000,
        }
    }
}
