//! The lists of a report as Parquet, with the columns of the tables in [`super::table`].
//!
//! Text is UTF-8, counts are unsigned and shares floating-point numbers of 64 bits, lists of texts are lists, what has parts of its
//! own is JSON as UTF-8. What is unknown is null. Pages are packed with Zstandard. A row group is written as soon as it is full, so that a
//! list is never in memory as a whole; nothing in a file tells of when or where it was written.

use std::io::{self, Write};
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, BooleanArray, Float64Array, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};

use super::entries::{Entries, List, Take};
use super::table::{Column, WriteTable, write_list};

/// Rows of a row group: some ten megabytes of pairs with their passages.
const GROUP_ROWS: usize = 65_536;

/// Writes one list of a report.
///
/// # Errors
/// What `out` reports, or what keeps an entry from being made.
pub fn write(report: &impl Entries, list: List, out: &mut impl Write) -> io::Result<()> {
    write_list(report, list, Parquet(out))
}

struct Parquet<'o, W: Write>(&'o mut W);

impl<W: Write> WriteTable for Parquet<'_, W> {
    fn write_table<T>(
        self,
        columns: &[Column<T>],
        tell: impl FnOnce(&mut Take<'_, T>) -> io::Result<()>,
    ) -> io::Result<()> {
        let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
        let mut writer = BatchWriter::new(Arc::clone(&schema), self.0)?;
        tell(&mut |entries| {
            let arrays =
                columns.iter().map(|column| array(column, entries)).collect::<io::Result<Vec<_>>>()?;
            writer.write(&RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(unfit)?)
        })?;
        writer.finish()
    }
}

/// Writes batches of rows as one file, with no more than a row group in memory.
pub struct BatchWriter<'o> {
    /// It wants to own what it writes to: it fills a buffer, which is emptied after each batch.
    writer: ArrowWriter<Vec<u8>>,
    out: &'o mut dyn Write,
}

impl<'o> BatchWriter<'o> {
    /// Begins a file of rows with this schema.
    ///
    /// # Errors
    /// If Parquet has no type for a column.
    pub fn new(schema: SchemaRef, out: &'o mut dyn Write) -> io::Result<Self> {
        let properties = WriterProperties::builder()
            .set_created_by(format!("wireprint version {}", env!("CARGO_PKG_VERSION")))
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .build();
        let writer = ArrowWriter::try_new(Vec::new(), schema, Some(properties)).map_err(failed)?;
        Ok(Self { writer, out })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// What the output reports, or if the rows have another schema.
    pub fn write(&mut self, batch: &RecordBatch) -> io::Result<()> {
        self.writer.write(batch).map_err(failed)?;
        self.out.write_all(&std::mem::take(self.writer.inner_mut()))
    }

    /// Ends the file.
    ///
    /// # Errors
    /// What the output reports.
    pub fn finish(self) -> io::Result<()> {
        self.out.write_all(&self.writer.into_inner().map_err(failed)?)
    }
}

fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

fn unfit(error: ArrowError) -> io::Error {
    io::Error::other(error)
}

fn field<T>(column: &Column<T>) -> Field {
    let (kind, is_nullable) = match column {
        Column::Text(..) => (DataType::Utf8, true),
        Column::Count(..) => (DataType::UInt64, true),
        Column::Share(..) => (DataType::Float64, true),
        Column::Flag(..) => (DataType::Boolean, true),
        Column::Texts(..) => (DataType::new_list(DataType::Utf8, true), false),
        Column::Json(..) => (DataType::Utf8, false),
    };
    Field::new(column.name(), kind, is_nullable)
}

fn array<T>(column: &Column<T>, entries: &[T]) -> io::Result<ArrayRef> {
    Ok(match column {
        Column::Text(_, of) => Arc::new(entries.iter().map(of).collect::<StringArray>()),
        Column::Count(_, of) => {
            Arc::new(entries.iter().map(|entry| of(entry).map(|n| n as u64)).collect::<UInt64Array>())
        }
        Column::Share(_, of) => Arc::new(entries.iter().map(of).collect::<Float64Array>()),
        Column::Flag(_, of) => Arc::new(entries.iter().map(of).collect::<BooleanArray>()),
        Column::Texts(_, of) => {
            let mut lists = ListBuilder::new(StringBuilder::new());
            for entry in entries {
                lists.append_value(of(entry).iter().map(Some));
            }
            Arc::new(lists.finish())
        }
        Column::Json(_, of) => {
            let texts = entries.iter().map(of).collect::<serde_json::Result<Vec<String>>>()?;
            Arc::new(StringArray::from(texts))
        }
    })
}
