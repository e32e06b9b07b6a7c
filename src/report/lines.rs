//! The lists of a report as JSON Lines: one entry a line.

use std::io::{self, Write};

use serde::Serialize;

use super::entries::{Entries, List, Take};
use super::json::lines;

/// Writes one list of a report, an entry a line.
///
/// # Errors
/// What `out` reports, or what keeps an entry from being made.
pub fn write(report: &impl Entries, list: List, out: &mut impl Write) -> io::Result<()> {
    match list {
        List::Documents => write_list(|take| report.documents(take), out),
        List::Clusters => write_list(|take| report.clusters(take), out),
        List::Pairs => write_list(|take| report.pairs(take), out),
        List::Overlaps => write_list(|take| report.overlaps(take), out),
        List::Furniture => write_list(|take| report.furniture(take), out),
        List::Skipped => write_list(|take| report.skipped(take), out),
    }
}

fn write_list<T: Serialize + Sync>(
    tell: impl FnOnce(&mut Take<'_, T>) -> io::Result<()>,
    out: &mut impl Write,
) -> io::Result<()> {
    tell(&mut |entries| {
        lines(entries)?.into_iter().try_for_each(|mut line| {
            line.push(b'\n');
            out.write_all(&line)
        })
    })
}

/// Writes what stands before the lists as an object of its own.
///
/// # Errors
/// What `out` reports.
pub fn write_summary(report: &impl Entries, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &report.head())?;
    out.write_all(b"\n")
}
