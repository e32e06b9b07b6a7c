//! The report as JSON: written with one document, cluster or pair a line, read back for other commands.

use std::io::{self, Write};

use serde::Serialize;

use super::schema::Report;

/// Writes a report as one JSON object, each element of its lists on a line of its own.
///
/// # Errors
/// What `out` reports.
pub fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    write!(out, "{{\"schema_version\":{}", line(&report.schema_version)?)?;
    write!(out, ",\n\"generator\":{}", line(&report.generator)?)?;
    write!(out, ",\n\"parameters\":{}", line(&report.parameters)?)?;
    write!(out, ",\n\"summary\":{}", line(&report.summary)?)?;
    write_list("documents", &report.documents, out)?;
    write_list("clusters", &report.clusters, out)?;
    write_list("pairs", &report.pairs, out)?;
    write_list("overlaps", &report.overlaps, out)?;
    write_list("furniture", &report.furniture, out)?;
    write_list("skipped", &report.skipped, out)?;
    out.write_all(b"}\n")
}

fn write_list<T: Serialize>(name: &str, entries: &[T], out: &mut impl Write) -> io::Result<()> {
    write!(out, ",\n\"{name}\":[")?;
    for (idx, entry) in entries.iter().enumerate() {
        out.write_all(if idx == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, entry)?;
    }
    out.write_all(if entries.is_empty() { b"]" } else { b"\n]" })
}

fn line<T: Serialize>(value: &T) -> io::Result<String> {
    Ok(serde_json::to_string(value)?)
}

/// Reads a report.
///
/// # Errors
/// Where `json` is no report of this schema version, with line and column.
pub fn read(json: &[u8]) -> Result<Report, serde_json::Error> {
    serde_json::from_slice(json)
}
