//! JSON Lines without the records that go: every other line byte for byte as it stood.
//!
//! Lines that hold no document of the report (blank, skipped as too short, repeated) are not its business and stay. All
//! documents of the report must be met again with their content hashes, since a line that changed is not the one that was
//! compared.

use std::io::{self, Write};
use std::path::PathBuf;

use super::awaited::Awaited;
use super::plan::Plan;
use crate::error::{Error, Result};
use crate::read::{ReadOptions, Reader, RecordLine};

/// Writes the lines of `inputs` that stay to `out`, in the order of the input.
///
/// # Errors
/// If an input cannot be read, is not JSON Lines, has a line beyond the limits, or lacks a document of the report as it was
/// scanned; what `out` reports. What was written by then is of no use.
pub fn write(plan: &Plan<'_>, inputs: &[PathBuf], options: &ReadOptions, out: &mut dyn Write) -> Result<()> {
    let mut awaited = Awaited::of(plan);
    let mut reader = Reader::open(inputs, options.clone())?;
    let mut is_line_open = false;
    while let Some(block) = reader.next_block()? {
        for line in block.lines(options) {
            let RecordLine { bytes, record } = line.ok_or_else(no_lines)?;
            if let Some(Ok(document)) = record
                && awaited.meets_one_that_goes(&document)
            {
                continue;
            }
            // The last line of a file may lack its end; another file may follow.
            if is_line_open {
                out.write_all(b"\n").map_err(failed)?;
            }
            out.write_all(bytes).map_err(failed)?;
            is_line_open = !bytes.ends_with(b"\n");
        }
    }
    awaited.check_all_met()
}

fn no_lines() -> Error {
    Error::usage("--input: holds what is no line of JSON Lines, or one that is too long").with_hint(
        "give JSON Lines files alone, or Parquet for an --output in Parquet; --max-bytes raises the limit",
    )
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
