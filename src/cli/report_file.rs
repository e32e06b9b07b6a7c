//! A report read back: one JSON object, or a folder of JSON Lines as `scan -o DIR/` writes it.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::output::announce_wait;
use crate::error::{Error, Result};
use crate::report::entries::{Head, List};
use crate::report::json;
use crate::report::schema::{Report, SCHEMA_VERSION};
use crate::report::terminal::sanitise;

/// Reads the report at `path`, which is a file in JSON, a folder with a `.jsonl` for each list and `summary.json`, or `-` for
/// JSON on standard input.
pub(super) fn read_report(path: &Path) -> Result<Report> {
    let report = if path.is_dir() { read_folder(path) } else { read_file(path) }?;
    if report.schema_version != SCHEMA_VERSION {
        let message = format!(
            "{}: a report of schema version {}; this is read: {SCHEMA_VERSION}",
            path.display(),
            sanitise(&report.schema_version)
        );
        return Err(
            Error::usage(message).with_hint("scan again, or use the version of wireprint that wrote it")
        );
    }
    Ok(report)
}

fn read_file(path: &Path) -> Result<Report> {
    let bytes = if path.as_os_str() == "-" {
        announce_wait("a report");
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    let bytes = bytes.map_err(|error| Error::input(path.display(), error))?;
    json::read(&bytes).map_err(|error| {
        Error::usage(format!("{}: not a report: {error}", path.display()))
            .with_hint("a report is what `wireprint scan -o report.json` or `-o DIR/` writes")
    })
}

/// The files that a report is read from.
pub(super) fn files_of_report(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let lists = List::ALL.map(|list| path.join(list.name()).with_extension("jsonl"));
    lists.into_iter().chain([path.join("summary.json")]).collect()
}

fn read_folder(folder: &Path) -> Result<Report> {
    let summary = folder.join("summary.json");
    let bytes = std::fs::read(&summary).map_err(|error| {
        let hint =
            "a folder is a report if `wireprint scan -o DIR/` wrote it; one of articles is scanned first";
        Error::input(summary.display(), error).with_hint(hint)
    })?;
    let Head { schema_version, generator, parameters, summary } =
        serde_json::from_slice(&bytes).map_err(|error| no_report(&summary, 1, &error))?;
    Ok(Report {
        schema_version,
        generator,
        parameters,
        summary,
        documents: read_list(folder, List::Documents)?,
        clusters: read_list(folder, List::Clusters)?,
        pairs: read_list(folder, List::Pairs)?,
        overlaps: read_list(folder, List::Overlaps)?,
        furniture: read_list(folder, List::Furniture)?,
        skipped: read_list(folder, List::Skipped)?,
    })
}

fn read_list<T: DeserializeOwned>(folder: &Path, list: List) -> Result<Vec<T>> {
    let path = folder.join(list.name()).with_extension("jsonl");
    let failed = |error| Error::input(path.display(), error);
    let lines = BufReader::new(File::open(&path).map_err(failed)?).lines();
    let entry = |(number, line): (usize, std::io::Result<String>)| {
        let line = line.map_err(failed)?;
        serde_json::from_str(&line).map_err(|error| no_report(&path, number, &error))
    };
    (1..).zip(lines).map(entry).collect()
}

fn no_report(path: &Path, line: usize, error: &serde_json::Error) -> Error {
    Error::usage(format!("{}:{line}: not part of a report: {error}", path.display()))
}
