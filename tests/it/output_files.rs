//! Where output goes, and what becomes of what was there.

use std::fs;

use crate::folder::{Folder, LIGHTHOUSE, ORCHARD, record};
use crate::run::{Run, run, wireprint};

fn feed() -> Folder {
    let lines = [record("a", LIGHTHOUSE), record("b", LIGHTHOUSE), record("c", ORCHARD)];
    Folder::new().file("feed.jsonl", lines.concat())
}

#[test]
fn no_two_outputs_are_one_file() {
    let folder = feed();
    let refused = |args: &[&str], path: &str| {
        let run = run(folder.path(), &[&["scan", "feed.jsonl", "-q"], args].concat()).exits(2);
        assert!(run.stderr.contains(&format!("{path}: two outputs are written to it")), "{}", run.stderr);
    };
    refused(&["-o", "keep:ids.txt", "-o", "drop:./ids.txt"], "./ids.txt");
    refused(&["-o", "r.json", "--stats", "r.json"], "r.json");
    refused(&["-o", "pairs.csv", "-o", "csv:./"], "./pairs.csv");
    refused(&["-o", "-", "-o", "csv:-"], "standard output");
    assert_eq!(folder.names(), ["feed.jsonl"]);
    run(folder.path(), &["scan", "feed.jsonl", "-q", "-o", "json:/dev/null", "-o", "keep:/dev/null"])
        .exits(0);
}

#[test]
fn a_report_is_not_replaced_by_what_is_made_of_it() {
    let folder = feed();
    run(folder.path(), &["scan", "feed.jsonl", "-q", "-o", "r.json", "-o", "r/"]).exits(0);
    let before = fs::read(folder.path().join("r.json")).unwrap();
    for _ in 0..2 {
        run(folder.path(), &["refilter", "r", "-q", "-o", "r/strict.json"]).exits(0);
    }
    for (report, output) in [("r.json", "./r.json"), ("r", "r/")] {
        let refused = run(folder.path(), &["refilter", report, "-q", "-o", output]).exits(2);
        assert!(refused.stderr.contains("is one of the files read"), "{}", refused.stderr);
    }
    assert_eq!(fs::read(folder.path().join("r.json")).unwrap(), before);
}

#[test]
fn a_report_comes_from_standard_input_too_and_of_this_version() {
    let folder = feed();
    run(folder.path(), &["scan", "feed.jsonl", "-q", "-o", "r.json"]).exits(0);
    let report = fs::read_to_string(folder.path().join("r.json")).unwrap();
    let given = |report: &str| {
        fs::write(folder.path().join("given.json"), report).unwrap();
        let mut command = wireprint(folder.path(), &["dedupe", "-", "-q"]);
        command.stdin(fs::File::open(folder.path().join("given.json")).unwrap());
        Run::from(command.output().unwrap())
    };
    let listed = run(folder.path(), &["dedupe", "r.json", "-q"]).exits(0);
    assert_eq!(given(&report).exits(0).stdout_text(), listed.stdout_text());
    let later = given(&report.replacen("\"schema_version\":\"1\"", "\"schema_version\":\"2\"", 1)).exits(2);
    assert!(later.stderr.contains("a report of schema version 2; this is read: 1"), "{}", later.stderr);
}

#[cfg(unix)]
#[test]
fn a_link_goes_on_to_lead_where_it_leads() {
    let folder = feed().file("kept/r.json", "an old report");
    std::os::unix::fs::symlink("kept/r.json", folder.path().join("latest.json")).unwrap();
    run(folder.path(), &["scan", "feed.jsonl", "-q", "-o", "latest.json"]).exits(0);
    assert!(folder.path().join("latest.json").is_symlink());
    assert!(
        fs::read_to_string(folder.path().join("kept/r.json")).unwrap().starts_with("{\"schema_version\"")
    );
}

/// The shell's limit on the size of files stands for a disk that is full: all tables but the last one fit in.
#[cfg(unix)]
#[test]
fn tables_are_renewed_together_or_not_at_all() {
    let folder = feed().file("bad.jsonl", "no record\n".repeat(200));
    run(folder.path(), &["scan", "feed.jsonl", "-q", "-o", "csv:t/"]).exits(0);
    let names = || {
        let entries = fs::read_dir(folder.path().join("t")).unwrap();
        entries.map(|entry| entry.unwrap().file_name()).collect::<std::collections::BTreeSet<_>>()
    };
    let documents = || fs::read(folder.path().join("t/documents.csv")).unwrap();
    let before = (names(), documents());
    let program = env!("CARGO_BIN_EXE_wireprint");
    let script = format!("ulimit -f 8; trap '' XFSZ; exec '{program}' scan bad.jsonl -q -o csv:t/");
    let mut command = std::process::Command::new("sh");
    let failed =
        Run::from(command.current_dir(folder.path()).args(["-c", &script]).output().unwrap()).exits(2);
    assert!(failed.stderr.contains("t/skipped.csv"), "{}", failed.stderr);
    assert_eq!((names(), documents()), before);
}
