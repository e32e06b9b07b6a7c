//! Rows of a Parquet file to documents: columns name the fields, and a row is then a record like one of JSON.
//!
//! Batches of rows of about a megabyte are read one after the other, of those columns alone that a record is mapped from or
//! that pass through as they are: vectors and nested values under other names stay on disk.

use std::borrow::Cow;
use std::fs::File;
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch, RecordBatchReader};
use arrow_schema::{DataType, Field, SchemaRef, TimeUnit};
use jiff::tz::TimeZone;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use serde_json::Number;

use super::ReadOptions;
use super::block::Item;
use super::compression::check_ratio;
use super::fields::Names;
use super::mapping::{Origin, map_record};
use super::reader::BLOCK_BYTES;
use super::record::{ENTRIES_MAX, Record, Value};
use crate::document::Document;
use crate::error::{Skip, SkipReason};

/// Rows of a batch at most: what is one of a record may be long even where most are short.
const BATCH_ROWS_MAX: u64 = 1024;

/// Which columns are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Wanted {
    /// Those that a record is mapped from, and those that pass through as they are.
    OfRecords,
    /// All.
    All,
}

/// The rows of one file.
pub(super) struct Columns {
    file_id: String,
    batches: ParquetRecordBatchReader,
    n_rows: u64,
    is_ended: bool,
}

impl Columns {
    /// Opens the file at `path`, which is called `file_id`.
    ///
    /// # Errors
    /// A skip, if it cannot be read, is no Parquet, or unpacks to more than is allowed.
    pub(super) fn open(
        path: &Path,
        file_id: String,
        wanted: Wanted,
        options: &ReadOptions,
    ) -> Result<Self, Skip> {
        let skip = |reason, detail| Skip { path: file_id.clone(), reason, detail };
        let file = File::open(path).map_err(|error| skip(SkipReason::Unreadable, error.to_string()))?;
        let broken = |error: ParquetError| skip(SkipReason::Truncated, error.to_string());
        // What the writer's own types were does not matter: text in a dictionary is text.
        let plain = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, plain).map_err(broken)?;
        check_sizes(builder.metadata(), options.unpacked_ratio_max)
            .map_err(|detail| skip(SkipReason::DecompressionLimit, detail))?;
        let names = Names::new(&options.fields);
        let fields = builder.schema().fields();
        let is_wanted = |field: &Field| {
            wanted == Wanted::All || names.slot_of(field.name()).is_some() || is_scalar(field.data_type())
        };
        let wanted = fields.iter().zip(0..).filter_map(|(field, idx)| is_wanted(field).then_some(idx));
        let projection = ProjectionMask::roots(builder.parquet_schema(), wanted.collect::<Vec<usize>>());
        let batch_rows = batch_rows(builder.metadata());
        let batches =
            builder.with_projection(projection).with_batch_size(batch_rows).build().map_err(broken)?;
        Ok(Self { file_id, batches, n_rows: 0, is_ended: false })
    }

    /// The columns that are read.
    pub(super) fn schema(&self) -> SchemaRef {
        self.batches.schema()
    }

    /// The next batch of rows, or a skip; `None` at the end.
    pub(super) fn next_item(&mut self) -> Option<Item> {
        if self.is_ended {
            return None;
        }
        let skip = |reason, detail| Item::Skip(Skip { path: self.file_id.clone(), reason, detail });
        match self.batches.next() {
            Some(Ok(batch)) => {
                let first_row = self.n_rows + 1;
                self.n_rows += batch.num_rows() as u64;
                Some(Item::Columns(ColumnBlock { file_id: self.file_id.clone(), first_row, batch }))
            }
            Some(Err(error)) => {
                self.is_ended = true;
                let detail = format!("after row {}: {error}; the file is not read further", self.n_rows);
                Some(skip(SkipReason::Truncated, detail))
            }
            None => {
                self.is_ended = true;
                (self.n_rows == 0).then(|| skip(SkipReason::Empty, "holds no record".to_owned()))
            }
        }
    }
}

/// Refuses a file whose columns state that they unpack to far more than they are.
fn check_sizes(metadata: &ParquetMetaData, ratio_max: u64) -> Result<(), String> {
    let size = |size: i64| u64::try_from(size).unwrap_or(u64::MAX);
    for column in metadata.row_groups().iter().flat_map(RowGroupMetaData::columns) {
        check_ratio(size(column.compressed_size()), size(column.uncompressed_size()), ratio_max)
            .map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Rows that are about a megabyte together, unpacked.
fn batch_rows(metadata: &ParquetMetaData) -> usize {
    let groups = metadata.row_groups().iter();
    let (n_bytes, n_rows) = groups.fold((0_u64, 0_u64), |(n_bytes, n_rows), group| {
        let bytes = u64::try_from(group.total_byte_size()).unwrap_or(0);
        (n_bytes.saturating_add(bytes), n_rows.saturating_add(u64::try_from(group.num_rows()).unwrap_or(0)))
    });
    let rows = (BLOCK_BYTES as u64).saturating_mul(n_rows) / n_bytes.max(1);
    rows.clamp(1, BATCH_ROWS_MAX) as usize
}

fn is_scalar(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Boolean | DataType::Date32 | DataType::Timestamp(..))
        || data_type.is_integer()
        || data_type.is_floating()
        || data_type.is_string()
}

/// Rows of one file.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct ColumnBlock {
    file_id: String,
    /// Number of the first row in the file, from 1.
    first_row: u64,
    batch: RecordBatch,
}

impl ColumnBlock {
    /// The rows themselves.
    pub(super) fn into_batch(self) -> RecordBatch {
        self.batch
    }

    /// Bytes held.
    pub(super) fn n_bytes(&self) -> usize {
        self.batch.get_array_memory_size()
    }

    /// Adds a document or a skip for each row.
    pub(super) fn documents(
        &self,
        names: &Names<'_>,
        options: &ReadOptions,
        found: &mut Vec<Result<Document, Skip>>,
    ) {
        let (schema, columns) = (self.batch.schema_ref(), self.batch.columns());
        for (row, number) in (0..self.batch.num_rows()).zip(self.first_row..) {
            let keys = schema.fields().iter().map(|field| Cow::Borrowed(field.name().as_str()));
            let entries = keys.zip(columns.iter().map(|column| value_at(column, row)));
            let origin = Origin { file_id: &self.file_id, mark: '#', number, is_whole_file: false };
            found.push(map_record(Record::of_entries(entries, names), origin, names, options));
        }
    }
}

/// One value; what no record holds, such as a decimal or bytes that are not UTF-8, is as good as missing.
fn value_at(array: &dyn Array, row: usize) -> Value<'_> {
    if array.is_null(row) {
        return Value::Null;
    }
    let text = |text| Value::Text(Cow::Borrowed(text));
    let bytes = |bytes| std::str::from_utf8(bytes).map_or(Value::Null, text);
    match array.data_type() {
        DataType::Utf8 => text(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => text(array.as_string::<i64>().value(row)),
        DataType::Utf8View => text(array.as_string_view().value(row)),
        DataType::Binary => bytes(array.as_binary::<i32>().value(row)),
        DataType::LargeBinary => bytes(array.as_binary::<i64>().value(row)),
        DataType::Boolean => Value::Bool(array.as_boolean().value(row)),
        DataType::Int8 => Value::Number(array.as_primitive::<Int8Type>().value(row).into()),
        DataType::Int16 => Value::Number(array.as_primitive::<Int16Type>().value(row).into()),
        DataType::Int32 => Value::Number(array.as_primitive::<Int32Type>().value(row).into()),
        DataType::Int64 => Value::Number(array.as_primitive::<Int64Type>().value(row).into()),
        DataType::UInt8 => Value::Number(array.as_primitive::<UInt8Type>().value(row).into()),
        DataType::UInt16 => Value::Number(array.as_primitive::<UInt16Type>().value(row).into()),
        DataType::UInt32 => Value::Number(array.as_primitive::<UInt32Type>().value(row).into()),
        DataType::UInt64 => Value::Number(array.as_primitive::<UInt64Type>().value(row).into()),
        DataType::Float32 => float(array.as_primitive::<Float32Type>().value(row).into()),
        DataType::Float64 => float(array.as_primitive::<Float64Type>().value(row)),
        DataType::Date32 => day(array.as_primitive::<Date32Type>().value(row)),
        DataType::Timestamp(unit, zone) => instant(array, row, *unit, zone.is_some()),
        DataType::List(_) => {
            let (offsets, values) = (array.as_list::<i32>().value_offsets(), array.as_list::<i32>().values());
            list(values, offsets[row] as usize, offsets[row + 1] as usize)
        }
        DataType::LargeList(_) => {
            let (offsets, values) = (array.as_list::<i64>().value_offsets(), array.as_list::<i64>().values());
            list(values, offsets[row] as usize, offsets[row + 1] as usize)
        }
        DataType::Struct(fields) => {
            let columns = array.as_struct().columns().iter().map(|column| value_at(column, row));
            Value::Object(
                fields.iter().map(|field| Cow::Borrowed(field.name().as_str())).zip(columns).collect(),
            )
        }
        _ => Value::Null,
    }
}

fn list(values: &dyn Array, start: usize, end: usize) -> Value<'_> {
    Value::List((start..end).take(ENTRIES_MAX).map(|row| value_at(values, row)).collect())
}

fn float(value: f64) -> Value<'static> {
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}

/// A day, counted from the first of 1970, as ISO 8601.
fn day(n_days: i32) -> Value<'static> {
    let day = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(n_days));
    day.map_or(Value::Null, |day| Value::Text(day.to_string().into()))
}

/// A time as ISO 8601; one without a zone is that of some clock.
fn instant(array: &dyn Array, row: usize, unit: TimeUnit, has_zone: bool) -> Value<'static> {
    use jiff::Timestamp;
    let instant = match unit {
        TimeUnit::Second => Timestamp::from_second(array.as_primitive::<TimestampSecondType>().value(row)),
        TimeUnit::Millisecond => {
            Timestamp::from_millisecond(array.as_primitive::<TimestampMillisecondType>().value(row))
        }
        TimeUnit::Microsecond => {
            Timestamp::from_microsecond(array.as_primitive::<TimestampMicrosecondType>().value(row))
        }
        TimeUnit::Nanosecond => {
            Timestamp::from_nanosecond(array.as_primitive::<TimestampNanosecondType>().value(row).into())
        }
    };
    let Ok(instant) = instant else { return Value::Null };
    let text =
        if has_zone { instant.to_string() } else { instant.to_zoned(TimeZone::UTC).datetime().to_string() };
    Value::Text(text.into())
}
