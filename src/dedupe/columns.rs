//! Rows of Parquet files without the records that go: all others with all of their columns.
//!
//! As with lines, rows that hold no document of the report are not its business and stay, and all documents of the report must
//! be met again as they were scanned.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use arrow_array::BooleanArray;
use arrow_select::filter::filter_record_batch;

use super::awaited::Awaited;
use super::plan::Plan;
use crate::error::{Error, Result, Skip};
use crate::read::{ReadOptions, RowBatch, RowBatches};
use crate::report::parquet::BatchWriter;

/// Writes the rows of `inputs` that stay to `out` as one Parquet file, in the order of the input.
///
/// # Errors
/// If an input cannot be read, is no Parquet, has other columns than the first, or lacks a document of the report as it was
/// scanned; what `out` reports. What was written by then is of no use.
pub fn write(plan: &Plan<'_>, inputs: &[PathBuf], options: &ReadOptions, out: &mut dyn Write) -> Result<()> {
    let mut awaited = Awaited::of(plan);
    let Some(first) = inputs.first() else { return Err(Error::usage("--input: no file is given")) };
    let schema = open(first, options)?.schema();
    let mut writer = BatchWriter::new(schema.clone(), out).map_err(failed)?;
    for path in inputs {
        let mut batches = open(path, options)?;
        if batches.schema() != schema {
            let message = format!("--input {}: has other columns than {}", path.display(), first.display());
            return Err(Error::usage(message).with_hint("write files of other columns one by one"));
        }
        while let Some(batch) = batches.next_batch() {
            let RowBatch { rows, records } = batch.map_err(|skip| unread(path, &skip))?;
            let stays = records.iter().map(|record| {
                Some(!record.as_ref().is_ok_and(|document| awaited.meets_one_that_goes(document)))
            });
            let stays: BooleanArray = stays.collect();
            let rows = filter_record_batch(&rows, &stays).map_err(|error| failed(io::Error::other(error)))?;
            writer.write(&rows).map_err(failed)?;
        }
    }
    awaited.check_all_met()?;
    writer.finish().map_err(failed)
}

fn open(path: &Path, options: &ReadOptions) -> Result<RowBatches> {
    RowBatches::open(path, options).map_err(|skip| unread(path, &skip))
}

fn unread(path: &Path, skip: &Skip) -> Error {
    Error::usage(format!("--input {}: {}: {}", path.display(), skip.reason.as_str(), skip.detail))
        .with_hint("an --output in Parquet takes Parquet files alone")
}

fn failed(error: io::Error) -> Error {
    Error::output("--output", error)
}
