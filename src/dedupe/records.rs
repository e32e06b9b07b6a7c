//! JSON Lines without the records that go: every other line byte for byte as it stood.
//!
//! Lines that hold no document of the report (blank, skipped as too short, repeated) are not its business and stay. All
//! documents of the report must be met again with their content hashes, since a line that changed is not the one that was
//! compared.

use std::io::{self, Write};
use std::path::PathBuf;

use ahash::HashMap;

use super::plan::Plan;
use crate::error::{Error, Result};
use crate::read::{ReadOptions, Reader, RecordLine};

/// Writes the lines of `inputs` that stay to `out`, in the order of the input.
///
/// # Errors
/// If an input cannot be read, is not JSON Lines, has a line beyond the limits, or lacks a document of the report as it was
/// scanned; what `out` reports. What was written by then is of no use.
pub fn write(plan: &Plan<'_>, inputs: &[PathBuf], options: &ReadOptions, out: &mut dyn Write) -> Result<()> {
    let going = plan.going.iter().map(|going| (going.dropped, true));
    let staying = plan.staying.iter().map(|document| (*document, false));
    let mut awaited: HashMap<&str, Awaited<'_>> = going
        .chain(staying)
        .map(|(document, goes)| {
            (&*document.id, Awaited { hash: &document.content_hash, goes, is_met: false })
        })
        .collect();
    let mut reader = Reader::open(inputs, options.clone())?;
    let mut is_line_open = false;
    while let Some(block) = reader.next_block()? {
        for line in block.lines(options) {
            let RecordLine { bytes, record } = line.ok_or_else(no_lines)?;
            if let Some(Ok(document)) = record
                && let Some(awaited) = awaited.get_mut(document.id.as_str())
                && document.content_hash.to_string() == awaited.hash
            {
                awaited.is_met = true;
                if awaited.goes {
                    continue;
                }
            }
            // The last line of a file may lack its end; another file may follow.
            if is_line_open {
                out.write_all(b"\n").map_err(failed)?;
            }
            out.write_all(bytes).map_err(failed)?;
            is_line_open = !bytes.ends_with(b"\n");
        }
    }
    let missing: Vec<&str> =
        awaited.iter().filter(|(_, awaited)| !awaited.is_met).map(|(id, _)| *id).collect();
    match missing.iter().min() {
        None => Ok(()),
        Some(first) => Err(Error::usage(format!(
            "--input: {} of the report's documents are not in it as they were scanned, `{first}` first",
            missing.len()
        ))
        .with_hint("give the files that were scanned, with the same --field options, or scan them again")),
    }
}

/// A document of the report that its input must have.
struct Awaited<'r> {
    hash: &'r str,
    goes: bool,
    is_met: bool,
}

fn no_lines() -> Error {
    Error::usage("--input: holds what is no line of JSON Lines, or one that is too long")
        .with_hint("give JSON Lines files alone; --max-bytes raises the limit")
}

fn failed(error: io::Error) -> Error {
    Error::output("--output", error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedupe::{Rules, plan};
    use crate::hash::content_hash;
    use crate::report::fixtures::{cluster, document, empty, pair};
    use crate::report::schema::Report;

    /// What is written for one file, or the message of the error.
    fn written(report: &Report, lines: &str) -> std::result::Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        std::fs::write(&path, lines).unwrap();
        let mut out = Vec::new();
        let plan = plan(report, &Rules::default());
        write(&plan, &[path], &ReadOptions::default(), &mut out).map_err(|error| error.to_string())?;
        Ok(String::from_utf8(out).unwrap())
    }

    /// Two records of one text, of which `b` goes.
    fn report() -> Report {
        let mut report = empty();
        report.documents = ["a", "b"].map(|id| document(id, None, None, Some("c1"))).to_vec();
        for document in &mut report.documents {
            document.content_hash = content_hash(b"One").to_string();
        }
        report.clusters = vec![cluster("c1", &["a", "b"])];
        report.pairs = vec![pair("a", "b", "exact_duplicate", 80)];
        report.pairs[0].coverage_b = Some(1.0);
        report
    }

    #[test]
    fn lines_that_stay_are_written_as_they_stood() {
        let a = "{ \"id\":\"a\",\t\"text\":\"One\"}\r\n";
        let rest = "\n{\"id\":\"short\",\"text\":\"\"}\nnonsense\n{\"id\":\"b\",\"text\":\"Other\"}";
        let lines = format!("{a}{{\"id\":\"b\",\"text\":\"One\"}}\n{rest}");
        assert_eq!(written(&report(), &lines), Ok(format!("{a}{rest}")));
    }

    #[test]
    fn a_document_that_changed_or_is_missing_is_named() {
        let changed = "{\"id\":\"a\",\"text\":\"Another\"}\n{\"id\":\"b\",\"text\":\"One\"}\n";
        assert!(written(&report(), changed).unwrap_err().contains("1 of the report's documents"));
        assert!(written(&report(), "{\"id\":\"a\",\"text\":\"One\"}\n").unwrap_err().contains("`b` first"));
    }
}
