//! Flags from `wireprint.toml`, and files named by a list.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use crate::folder::{Folder, LIGHTHOUSE, ORCHARD, record};
use crate::run::{Run, ids, pairs, run, wireprint};

/// Two copies, another story, and a file of settings.
fn folder(settings: &str) -> Folder {
    Folder::new()
        .file("news/a.txt", LIGHTHOUSE)
        .file("news/b.txt", LIGHTHOUSE)
        .file("news/c.txt", ORCHARD)
        .file("wireprint.toml", settings)
}

/// Checks what a scan says to a file of settings.
#[track_caller]
fn check_refused(settings: &str, expected: &str) {
    let refused = run(folder(settings).path(), &["scan", "news"]).exits(2);
    assert_eq!(refused.stderr, format!("wireprint: {expected}\n"), "{settings}");
}

#[test]
fn settings_are_flags_and_what_is_typed_wins() {
    let folder = folder("[scan]\nmin-words = 80\nexclude = [\"b.*\"]\nacross-sources = true\n");
    let report = |args: &[&str]| run(folder.path(), &[&["scan", "news"], args].concat()).exits(0).report();
    let set = report(&[]);
    assert_eq!(ids(&set), ["a.txt"]);
    assert_eq!(set.parameters["across_sources"], true);
    assert_eq!(ids(&report(&["--min-words", "12"])), ["a.txt", "c.txt"], "the others still hold");
    assert_eq!(
        ids(&report(&["--exclude", "a.*", "--min-words=12"])),
        ["b.txt", "c.txt"],
        "a list is replaced"
    );
    assert_eq!(ids(&report(&["--no-config"])), ["a.txt", "b.txt", "c.txt"]);
    let typed = run(folder.path(), &["scan", "--", "news"]).exits(0).report();
    assert_eq!(ids(&typed), ["a.txt"], "paths may stand behind dashes");
}

#[test]
fn settings_lie_here_or_with_the_user_or_where_the_flag_says() {
    let folder = Folder::new()
        .file("news/a.txt", LIGHTHOUSE)
        .file("news/c.txt", ORCHARD)
        .file("user/wireprint/wireprint.toml", "[scan]\nexclude = \"a.txt\"\n")
        .file("other.toml", "[scan]\nmin-words = 1000\n");
    let user = folder.path().join("user");
    let n_documents = |args: &[&str]| {
        let args = [&["scan", "news"], args].concat();
        let output = wireprint(folder.path(), &args).env("XDG_CONFIG_HOME", &user).output().unwrap();
        Run::from(output).exits(0).stdout_text().matches("\"content_hash\"").count()
    };
    assert_eq!(n_documents(&[]), 1, "the user's");
    assert_eq!(n_documents(&["--config", "other.toml", "-q"]), 0);
    fs::write(folder.path().join("wireprint.toml"), "").unwrap();
    assert_eq!(n_documents(&[]), 2, "that of the folder stands for the user's");
    let missing = run(folder.path(), &["scan", "news", "--config", "none.toml"]).exits(2);
    assert!(missing.stderr.starts_with("wireprint: none.toml: No such file"), "{}", missing.stderr);
}

#[test]
fn a_wrong_setting_is_told_with_file_line_and_key() {
    check_refused(
        "[scan]\n\ntreshold = 0.7\n",
        "wireprint.toml:3: unknown key `treshold`\nhint: did you mean `threshold`?",
    );
    check_refused(
        "[dedupe]\napply = true\n",
        "wireprint.toml:2: `apply` cannot be set here\n\
         hint: write --apply in the command, once you have seen what it would do",
    );
    check_refused("[scna]\n", "wireprint.toml:1: unknown table `scna`\nhint: did you mean `scan`?");
    check_refused(
        "[compare]\nstrict = true\n",
        "wireprint.toml:2: unknown key `strict`\n\
         hint: keys are the long flags of the command, without the dashes",
    );
    check_refused(
        "[scan]\nthreshold = \"0.7\"\n",
        "wireprint.toml:2: threshold is text; write the number without quotation marks",
    );
    check_refused(
        "[scan]\nmin-words = 1.5\n",
        "wireprint.toml:2: min-words is a number; it takes a whole number",
    );
    check_refused("[scan]\nstrict = 1\n", "wireprint.toml:2: strict is a number; it takes true or false");
    check_refused("[scan]\nsource = [\"a\"]\n", "wireprint.toml:2: source is a list; it takes one value");
    check_refused(
        "[scan]\nsource = 7\n",
        "wireprint.toml:2: source is a number; it takes text in quotation marks",
    );
    check_refused(
        "[scan]\nprofile = \"paper\"\n",
        "wireprint.toml:2: profile: invalid value 'paper' for '--profile <PROFILE>' [possible values: web, ocr]",
    );
    check_refused(
        "[scan]\nthreshold = 7\n",
        "--threshold: 7 is outside 0.05 to 1\nhint: --threshold is set in wireprint.toml:2",
    );
    let torn = run(folder("[scan\n").path(), &["scan", "news"]).exits(2);
    assert!(torn.stderr.starts_with("wireprint: wireprint.toml:1: "), "{}", torn.stderr);
    // Shells ask for completions in any folder.
    run(folder("[scan\n").path(), &["completions", "bash"]).exits(0);
}

#[test]
fn printed_settings_are_settings() {
    let settings = "color = \"never\"\n\n[scan]\nthreshold = 0.7\nmemory = \"2G\"\ninclude = [\"*.txt\", \"it's \\\"x\\\"\"]\n\
                    strict = true\nscratch = \"s\"\nresume = true\n";
    let folder = folder(settings);
    let print = |args: &[&str]| {
        let printed = run(folder.path(), &[&["scan", "--print-config"], args].concat()).exits(0);
        assert_eq!(printed.stderr, "");
        printed.stdout_text().to_owned()
    };
    let printed = print(&["--min-words", "20"]);
    for line in [
        "color = \"never\"",
        "[scan]",
        "threshold = 0.7",
        "memory = \"2G\"",
        "min-words = 20",
        "strict = true",
        "quiet = false",
        "recall = 0.99",
        "# within =",
    ] {
        assert!(printed.lines().any(|printed| printed == line), "{line}\n{printed}");
    }
    fs::write(folder.path().join("printed.toml"), &printed).unwrap();
    assert_eq!(print(&["--config", "printed.toml"]), printed);
    assert_ne!(print(&[]), printed);
    assert!(!folder.path().join("s").exists(), "nothing is done");
}

#[test]
fn a_setting_of_a_path_is_not_in_the_report() {
    let folder = folder("[scan]\nstats = \"elsewhere.json\"\n");
    let with = run(folder.path(), &["scan", "news"]).exits(0);
    let without = run(folder.path(), &["scan", "news", "--no-config"]).exits(0);
    assert_eq!(with.stdout, without.stdout);
}

/// A scan of listed files, the list on standard input.
fn scan_listed(folder: &Folder, args: &[&str], list: &[u8]) -> Run {
    let args = [&["scan", "--files-from", "-"], args].concat();
    let mut command = wireprint(folder.path(), &args);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A list that is refused is not read to its end.
    if let Err(error) = child.stdin.take().unwrap().write_all(list) {
        assert_eq!(error.kind(), std::io::ErrorKind::BrokenPipe);
    }
    child.wait_with_output().unwrap().into()
}

#[test]
fn listed_files_have_the_ids_of_named_ones() {
    let folder = folder("");
    let listed = scan_listed(&folder, &[], b"news/a.txt\n./news/b.txt\n").exits(0);
    let named = run(folder.path(), &["scan", "news/a.txt", "news/b.txt"]).exits(0);
    assert_eq!(listed.stdout, named.stdout);
    assert_eq!(pairs(&listed.report()), [["news/a.txt", "news/b.txt"]]);
    let zeros = scan_listed(&folder, &["--null"], b"news/a.txt\0news/b.txt\0").exits(0);
    assert_eq!(zeros.stdout, named.stdout);
    fs::write(folder.path().join("list"), "news/b.txt\n").unwrap();
    let both = run(folder.path(), &["scan", "news/a.txt", "--files-from", "list"]).exits(0);
    assert_eq!(both.stdout, named.stdout);
    let one = scan_listed(&folder, &[], b"news/c.txt\n").exits(0);
    assert_eq!(ids(&one.report()), ["news/c.txt"], "an id does not depend on the length of the list");
    let absolute = folder.path().join("news/a.txt");
    let absolute = scan_listed(&folder, &[], format!("{}\nnews/b.txt\n", absolute.display()).as_bytes());
    assert_eq!(pairs(&absolute.exits(0).report()), [["news/a.txt", "news/b.txt"]]);
}

#[test]
fn what_is_listed_and_cannot_be_read_is_skipped() {
    let folder = folder("");
    let listed = scan_listed(&folder, &[], b"news/a.txt\nnews/gone.txt\nnews\n").exits(0);
    let report = listed.report();
    let skips: Vec<_> =
        report.skipped.iter().map(|skip| [&*skip.path, &*skip.reason, &*skip.detail]).collect();
    assert_eq!(
        skips,
        [
            ["news", "unsupported_type", "a folder in a list of files"],
            ["news/gone.txt", "unreadable", "no such file or folder"]
        ]
    );
    assert_eq!(ids(&report), ["news/a.txt"]);
    scan_listed(&folder, &["--strict"], b"news/gone.txt\nnews/a.txt\n").exits(3);
    let empty = scan_listed(&folder, &["-q", "-o", "-"], b"").exits(0);
    assert!(empty.report().documents.is_empty());
}

#[test]
fn lists_that_are_none_are_refused() {
    let folder = folder("").file("records.jsonl", record("one", LIGHTHOUSE));
    let zeros = scan_listed(&folder, &[], b"news/a.txt\0news/b.txt\0").exits(2);
    assert_eq!(
        zeros.stderr,
        "wireprint: -: name 1 has a NUL byte in it\nhint: --null reads what `find -print0` writes\n"
    );
    let twice = scan_listed(&folder, &["-"], b"news/a.txt\n").exits(2);
    assert!(
        twice.stderr.starts_with("wireprint: --files-from -: standard input cannot be both"),
        "{}",
        twice.stderr
    );
    let missing = run(folder.path(), &["scan", "--files-from", "none"]).exits(2);
    assert!(missing.stderr.starts_with("wireprint: none: "), "{}", missing.stderr);
    assert!(run(folder.path(), &["scan", "news", "--null"]).exits(2).stderr.contains("--files-from"));
}
