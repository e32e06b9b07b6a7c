//! The report as JSON: written with one document, cluster or pair a line, read back for other commands.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::schema::{Generator, Report, SCHEMA_VERSION, Summary};

/// Writes a report as one JSON object, each element of its lists on a line of its own.
///
/// # Errors
/// What `out` reports.
pub fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let mut writer = Writer::start(&report.generator, &report.parameters, &report.summary, out)?;
    writer.list("documents", &report.documents)?;
    writer.list("clusters", &report.clusters)?;
    writer.list("pairs", &report.pairs)?;
    writer.list("overlaps", &report.overlaps)?;
    writer.list("furniture", &report.furniture)?;
    writer.list("skipped", &report.skipped)?;
    writer.finish()
}

/// Writes a report piece by piece: its lists need not be in memory.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    n_entries: usize,
}

impl<W: Write> Writer<W> {
    /// Writes what stands before the lists.
    ///
    /// # Errors
    /// What `out` reports.
    pub fn start(
        generator: &Generator,
        parameters: &Value,
        summary: &Summary,
        mut out: W,
    ) -> io::Result<Self> {
        write!(out, "{{\"schema_version\":{}", line(SCHEMA_VERSION)?)?;
        write!(out, ",\n\"generator\":{}", line(generator)?)?;
        write!(out, ",\n\"parameters\":{}", line(parameters)?)?;
        write!(out, ",\n\"summary\":{}", line(summary)?)?;
        Ok(Self { out, n_entries: 0 })
    }

    /// Starts a list.
    ///
    /// # Errors
    /// What the output reports.
    pub fn start_list(&mut self, name: &str) -> io::Result<()> {
        self.n_entries = 0;
        write!(self.out, ",\n\"{name}\":[")
    }

    /// Writes an entry of the list that was started, as one line of JSON.
    ///
    /// # Errors
    /// What the output reports.
    pub fn entry(&mut self, json: &[u8]) -> io::Result<()> {
        self.out.write_all(if self.n_entries == 0 { b"\n" } else { b",\n" })?;
        self.n_entries += 1;
        self.out.write_all(json)
    }

    /// Ends the list that was started.
    ///
    /// # Errors
    /// What the output reports.
    pub fn end_list(&mut self) -> io::Result<()> {
        self.out.write_all(if self.n_entries == 0 { b"]" } else { b"\n]" })
    }

    /// Writes a whole list.
    ///
    /// # Errors
    /// What the output reports.
    pub fn list<T: Serialize>(&mut self, name: &str, entries: impl IntoIterator<Item = T>) -> io::Result<()> {
        self.start_list(name)?;
        for entry in entries {
            self.entry(&serde_json::to_vec(&entry)?)?;
        }
        self.end_list()
    }

    /// Ends the report.
    ///
    /// # Errors
    /// What the output reports.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.write_all(b"}\n")
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
