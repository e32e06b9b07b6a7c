//! Input that is read piece by piece, whatever its format.

use super::block::Item;
#[cfg(feature = "parquet")]
use super::columns::Columns;
use super::jsonl::Lines;
use super::rows::Rows;
use super::warc::Warc;

/// A stream being read.
pub(super) enum Stream {
    Lines(Lines),
    /// Apart, since the parser's tables would make every stream as large as they are.
    Rows(Box<Rows>),
    Warc(Warc),
    #[cfg(feature = "parquet")]
    Columns(Columns),
}

impl Stream {
    /// The next piece of about a megabyte, or a skip; `None` at the end.
    pub(super) fn next_item(&mut self) -> Option<Item> {
        match self {
            Self::Lines(lines) => lines.next_item(),
            Self::Rows(rows) => rows.next_item(),
            Self::Warc(warc) => warc.next_item(),
            #[cfg(feature = "parquet")]
            Self::Columns(columns) => columns.next_item(),
        }
    }
}
