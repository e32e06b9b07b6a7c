//! The report as JSON: written with one document, cluster or pair a line, read back for other commands.

use std::io::{self, Write};

use rayon::prelude::*;
use serde::Serialize;

use super::entries::{Entries, Head, Take};
use super::schema::Report;

/// Writes a report as one JSON object, each element of its lists on a line of its own.
///
/// # Errors
/// What `out` reports, or what keeps an entry from being made.
pub fn write(report: &impl Entries, out: &mut impl Write) -> io::Result<()> {
    let mut writer = Writer { out, has_entries: false };
    writer.head(&report.head())?;
    writer.list("documents", |take| report.documents(take))?;
    writer.list("clusters", |take| report.clusters(take))?;
    writer.list("pairs", |take| report.pairs(take))?;
    writer.list("overlaps", |take| report.overlaps(take))?;
    writer.list("furniture", |take| report.furniture(take))?;
    writer.list("skipped", |take| report.skipped(take))?;
    writer.out.write_all(b"}\n")
}

/// Entries as lines of JSON, without the line break that ends them.
pub(super) fn lines<T: Serialize + Sync>(entries: &[T]) -> io::Result<Vec<Vec<u8>>> {
    Ok(entries.par_iter().map(serde_json::to_vec).collect::<Result<_, _>>()?)
}

/// Writes a report piece by piece: its lists need not be in memory.
struct Writer<'w, W> {
    out: &'w mut W,
    has_entries: bool,
}

impl<W: Write> Writer<'_, W> {
    fn head(&mut self, head: &Head) -> io::Result<()> {
        write!(self.out, "{{\"schema_version\":{}", line(&head.schema_version)?)?;
        write!(self.out, ",\n\"generator\":{}", line(&head.generator)?)?;
        write!(self.out, ",\n\"parameters\":{}", line(&head.parameters)?)?;
        write!(self.out, ",\n\"summary\":{}", line(&head.summary)?)
    }

    fn list<T: Serialize + Sync>(
        &mut self,
        name: &str,
        tell: impl FnOnce(&mut Take<'_, T>) -> io::Result<()>,
    ) -> io::Result<()> {
        self.has_entries = false;
        write!(self.out, ",\n\"{name}\":[")?;
        tell(&mut |entries| lines(entries)?.iter().try_for_each(|line| self.entry(line)))?;
        self.out.write_all(if self.has_entries { b"\n]" } else { b"]" })
    }

    fn entry(&mut self, json: &[u8]) -> io::Result<()> {
        self.out.write_all(if self.has_entries { b",\n" } else { b"\n" })?;
        self.has_entries = true;
        self.out.write_all(json)
    }
}

fn line<T: Serialize + ?Sized>(value: &T) -> io::Result<String> {
    Ok(serde_json::to_string(value)?)
}

/// Reads a report.
///
/// # Errors
/// Where `json` is no report of this schema version, with line and column.
pub fn read(json: &[u8]) -> Result<Report, serde_json::Error> {
    serde_json::from_slice(json)
}
