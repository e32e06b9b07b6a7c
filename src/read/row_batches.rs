//! Rows of a Parquet file with all of their columns, each with the document in it: for what writes some of them anew.

use std::path::Path;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::ReadOptions;
use super::block::Item;
use super::columns::{Columns, Wanted};
use super::fields::Names;
use crate::document::Document;
use crate::error::{Skip, SkipReason};

/// The rows of one file, batch by batch.
pub struct RowBatches {
    columns: Columns,
    options: ReadOptions,
}

/// Some rows and what is in them.
#[derive(Debug)]
pub struct RowBatch {
    /// The rows.
    pub rows: RecordBatch,
    /// For each row its document, or why it is none.
    pub records: Vec<Result<Document, Skip>>,
}

impl RowBatches {
    /// Opens the file at `path`.
    ///
    /// # Errors
    /// A skip, if it cannot be read, is no Parquet, or unpacks to more than is allowed.
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Self, Skip> {
        let columns = Columns::open(path, path.display().to_string(), Wanted::All, options)?;
        Ok(Self { columns, options: options.clone() })
    }

    /// Its columns.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        self.columns.schema()
    }

    /// The next rows, about a megabyte, or why there are no more; `None` at the end.
    pub fn next_batch(&mut self) -> Option<Result<RowBatch, Skip>> {
        match self.columns.next_item()? {
            Item::Columns(block) => {
                let mut records = Vec::new();
                block.documents(&Names::new(&self.options.fields), &self.options, &mut records);
                Some(Ok(RowBatch { rows: block.into_batch(), records }))
            }
            // A file without rows is one, here.
            Item::Skip(skip) if skip.reason == SkipReason::Empty => None,
            Item::Skip(skip) => Some(Err(skip)),
            _ => None,
        }
    }
}
