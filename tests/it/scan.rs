//! `wireprint scan`: what it reads, what it writes where, and how it ends.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::folder::{Folder, LIGHTHOUSE, ORCHARD, gzip, prose, record};
use crate::run::{Run, ids, pairs, run, scan, wireprint};
use serde_json::Value;
use wireprint::report::schema::DocumentEntry;

fn tuned() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/tuned/articles"))
}

/// Two copies of one story and another one.
fn three_stories() -> Folder {
    Folder::new().file("a.txt", LIGHTHOUSE).file("b.txt", LIGHTHOUSE).file("c.txt", ORCHARD)
}

/// Runs the command with `input` on its standard input.
fn run_with_input(cwd: &Path, args: &[&str], input: &[u8]) -> Run {
    let mut command = wireprint(cwd, args);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap().into()
}

#[test]
fn report_is_the_same_for_any_number_of_threads() {
    let report = |threads| run(tuned(), &["scan", ".", "--threads", threads]).exits(0).stdout;
    let one = report("1");
    assert!(report("2") == one && report("8") == one);
}

#[test]
fn report_is_the_same_whatever_the_order_of_the_input() {
    let stories: Vec<(String, String)> = (0..12).map(|n| (format!("{n}.txt"), prose(n / 3, 80))).collect();
    let forth = stories.iter().fold(Folder::new(), |folder, (name, text)| folder.file(name, text));
    let back = stories.iter().rev().fold(Folder::new(), |folder, (name, text)| folder.file(name, text));
    assert_eq!(
        run(forth.path(), &["scan", "."]).exits(0).stdout,
        run(back.path(), &["scan", "."]).exits(0).stdout
    );
    let lines = |stories: &mut dyn Iterator<Item = &(String, String)>| -> String {
        stories.map(|(id, text)| record(id, text)).collect()
    };
    let forth = Folder::new().file("feed.jsonl", lines(&mut stories.iter()));
    let back = Folder::new().file("feed.jsonl", lines(&mut stories.iter().rev()));
    let report = run(forth.path(), &["scan", "."]).exits(0);
    assert_eq!(report.report().clusters.len(), 4, "the stories have copies");
    assert_eq!(report.stdout, run(back.path(), &["scan", "."]).exits(0).stdout);
}

#[test]
fn report_is_the_same_however_the_root_is_named() {
    let folder = Folder::new().file("news/a.txt", LIGHTHOUSE).file("news/x/b.txt", LIGHTHOUSE);
    let absolute = folder.path().join("news");
    let expected = run(folder.path(), &["scan", "news"]).exits(0).stdout;
    for (cwd, root) in [
        (folder.path(), absolute.to_str().unwrap()),
        (folder.path(), "./news/"),
        (folder.path(), "news/x/.."),
        (&absolute, "."),
    ] {
        assert_eq!(run(cwd, &["scan", root]).exits(0).stdout, expected, "{root}");
    }
    let path = folder.path().to_str().unwrap();
    assert!(!String::from_utf8(expected).unwrap().contains(path), "the report tells nothing of the machine");
}

/// Checks that every object that `pointer` leads to (`*` stands for each element of a list) has these keys in order.
#[track_caller]
fn check_keys(report: &Value, pointer: &str, keys: &str) {
    let mut objects = vec![report.clone()];
    for step in pointer.split_terminator('/') {
        let below = |mut value: Value| match step {
            "*" => value.as_array().unwrap().clone(),
            key => vec![value[key].take()],
        };
        objects = objects.into_iter().flat_map(below).collect();
    }
    assert!(!objects.is_empty(), "{pointer}: the collection has none");
    for object in objects {
        let found: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(found, keys.split_whitespace().collect::<Vec<_>>(), "{pointer}");
    }
}

#[test]
fn keys_come_in_the_order_of_the_schema() {
    let report: Value = serde_json::from_slice(&run(tuned(), &["scan", "."]).exits(0).stdout).unwrap();
    check_keys(
        &report,
        "",
        "schema_version generator parameters summary documents clusters pairs overlaps furniture skipped",
    );
    check_keys(&report, "generator", "name version");
    check_keys(
        &report,
        "summary",
        "documents skipped clusters pairs pairs_omitted pairs_by_relation independent_documents funnel recall_estimate",
    );
    check_keys(&report, "summary/funnel", "candidates_lsh candidates_passage verified aligned");
    check_keys(&report, "summary/recall_estimate", "sampled_documents pairs found at_jaccard");
    check_keys(
        &report,
        "documents/*",
        "id content_hash title source published modified url language status extra words furniture_words main_text \
         copied_share unique_words cluster attributions",
    );
    check_keys(&report, "documents/*/attributions/*", "kind agency outlet author phrase span");
    check_keys(
        &report,
        "clusters/*",
        "id documents centre original original_evidence agency keep keep_reason weakest_link pairs_omitted",
    );
    check_keys(&report, "clusters/*/weakest_link", "a b coverage");
    let pair = "a b relation extent original evidence credited jaccard jaccard_estimate coverage_a coverage_b \
                shared_words shared_unquoted_words quoted_share longest_passage_words passages";
    check_keys(&report, "pairs/*", pair);
    check_keys(&report, "overlaps/*", pair);
    check_keys(&report, "pairs/*/passages/*", "a b words similarity");
    check_keys(&report, "furniture/*", "text documents sources examples");
    check_keys(&report, "skipped/*", "path reason detail");
    let fingerprint = report["parameters"].as_object().unwrap().iter().next_back().unwrap();
    assert_eq!(fingerprint.0, "fingerprint");
    assert_eq!(fingerprint.1.as_str().map(str::len), Some(16));
}

#[test]
fn spans_cut_the_text_that_the_text_command_prints() {
    let page = format!("<html><body><h1>Light</h1><p>{LIGHTHOUSE}</p></body></html>");
    let folder = Folder::new().file("a.html", page).file("b.txt", LIGHTHOUSE);
    let report = scan(folder.path());
    let [pair] = report.pairs.as_slice() else { panic!("one pair: {:?}", report.pairs) };
    let text = run(folder.path(), &["text", "--raw", "a.html"]).exits(0);
    let [start, end] = pair.passages[0].a;
    assert!(text.stdout_text()[start..end].starts_with("The lighthouse at Carrow Point"));
}

#[test]
fn standard_input_is_json_lines() {
    let folder = Folder::new();
    let lines = record("a", LIGHTHOUSE) + &record("b", LIGHTHOUSE);
    for input in [lines.as_bytes(), &gzip(lines.as_bytes()), &zstd::encode_all(lines.as_bytes(), 1).unwrap()]
    {
        let report = run_with_input(folder.path(), &["scan", "-"], input).exits(0).report();
        assert_eq!(pairs(&report), [["a", "b"]]);
    }
    assert_eq!(
        run_with_input(folder.path(), &["scan", "-"], b"").exits(0).report().skipped[0].reason,
        "empty"
    );
}

#[test]
fn packed_files_are_read_as_they_are() {
    let folder = Folder::new()
        .file("a.txt", LIGHTHOUSE)
        .file("b.txt.gz", gzip(LIGHTHOUSE.as_bytes()))
        .file("c.txt.zst", zstd::encode_all(LIGHTHOUSE.as_bytes(), 1).unwrap())
        .file("d.jsonl.gz", gzip(record("d", LIGHTHOUSE).as_bytes()));
    let report = scan(folder.path());
    assert_eq!(ids(&report), ["a.txt", "b.txt.gz", "c.txt.zst", "d"]);
    assert!(report.pairs.len() == 6 && report.pairs.iter().all(|pair| pair.extent == "identical"));
    let hashes = report.documents[..3].iter().map(|document| &document.content_hash);
    assert!(hashes.clone().all(|hash| Some(hash) == hashes.clone().next()), "packing is no content");
}

#[test]
fn several_roots_give_ids_with_their_names() {
    let folder = Folder::new().file("x/1.txt", LIGHTHOUSE).file("y/1.txt", LIGHTHOUSE).file("z.txt", ORCHARD);
    let report = run(folder.path(), &["scan", "y", "x", "z.txt"]).exits(0).report();
    assert_eq!(ids(&report), ["x/1.txt", "y/1.txt", "z.txt"]);
    let other = run(folder.path(), &["scan", "z.txt", "x", "y"]).exits(0).report();
    assert_eq!(report, other, "in whatever order they are given");
}

#[test]
fn pages_without_main_text_are_paired_only_when_they_are_nearly_equal() {
    let menu = "Leave a comment\n\nYour email address will not be published. Required fields are marked *\n\n\
        Privacy policy | Terms of use | Contact us\n\nAll rights reserved. Reproduction without written permission is \
        prohibited.\n\n";
    let of_one = "Share on Facebook Share on X Share by email Copy link\n\nSave article Print\n\nHome | News | Sport | \
        Weather | Travel\n\nAdvertisement\n";
    let of_other = "Log in | Register | Help\n\nAbout us | Imprint | Accessibility | Cookie settings\n\nFollow us on \
        Facebook, Instagram and X\n\nSubscribe now\n";
    let folder = Folder::new()
        .file("a.txt", format!("{menu}{of_one}"))
        .file("b.txt", format!("{menu}{of_other}"))
        .file("c.txt", format!("{menu}{of_one}"));
    let report = scan(folder.path());
    let whole = |document: &DocumentEntry| document.main_text.len() == 1 && document.main_text[0][0] == 0;
    assert!(report.documents.len() == 3 && report.documents.iter().all(whole), "{:?}", report.documents);
    assert_eq!(pairs(&report), [["a.txt", "c.txt"]]);
}

#[test]
fn who_supplies_the_picture_supplies_no_text() {
    let relation = |line: &str| {
        let text = format!("Lighthouse to be lit again\n\n{line}\n\n{LIGHTHOUSE}");
        let folder = Folder::new().file("post/a.txt", &text).file("echo/b.txt", &text);
        let report = serde_json::to_value(scan(folder.path())).unwrap();
        report["pairs"][0]["relation"].as_str().map(str::to_owned)
    };
    assert_eq!(relation("Jane Roe, AP").as_deref(), Some("shared_wire"));
    assert_eq!(relation("Photo: Jane Roe/AP").as_deref(), Some("reprint"));
    assert_eq!(relation("(Jane Roe/PA)").as_deref(), Some("reprint"));
}

#[test]
fn each_output_gets_the_format_of_its_extension() {
    let folder = three_stories();
    let args = ["scan", ".", "-o", "r.json", "--output", "r.txt", "--quiet", "--include", "?.txt"];
    let quiet = run(folder.path(), &args).exits(0);
    assert_eq!((quiet.stdout_text(), quiet.stderr.as_str()), ("", ""));
    let json = fs::read(folder.path().join("r.json")).unwrap();
    assert_eq!(json, run(folder.path(), &["scan", ".", "--include", "[abc].txt"]).exits(0).stdout);
    let text = fs::read_to_string(folder.path().join("r.txt")).unwrap();
    assert!(text.contains("a.txt") && text.contains("b.txt"), "{text}");
    assert_eq!(folder.names(), ["a.txt", "b.txt", "c.txt", "r.json", "r.txt"], "nothing is left beside them");
}

#[test]
fn standard_output_gets_the_format_asked_for() {
    let folder = three_stories();
    let stdout = |args: &[&str]| run(folder.path(), &[&["scan", "."], args].concat()).exits(0).stdout;
    let (json, text) = (stdout(&[]), stdout(&["--format", "text"]));
    assert!(json.starts_with(b"{\"schema_version\":\"1\"") && !text.starts_with(b"{"));
    assert_eq!(stdout(&["--format", "json"]), json);
    assert_eq!(stdout(&["-o", "-"]), json);
    assert_eq!(stdout(&["-o", "-", "--format", "text"]), text);
    let other = Folder::new();
    let report = other.path().join("r.json");
    assert_eq!(stdout(&["-o", report.to_str().unwrap()]), text, "the summary, unless --quiet");
}

#[test]
fn exit_status_tells_matches_and_skips_only_when_asked() {
    let matched = three_stories();
    let unmatched = Folder::new().file("a.txt", LIGHTHOUSE).file("c.txt", ORCHARD);
    let skipped = Folder::new().file("a.txt", LIGHTHOUSE).file("empty.txt", "");
    let both = three_stories().file("empty.txt", "");
    for (folder, flags, status) in [
        (&matched, "", 0),
        (&matched, "--fail-on-match", 1),
        (&matched, "--strict", 0),
        (&unmatched, "--fail-on-match", 0),
        (&skipped, "", 0),
        (&skipped, "--strict", 3),
        (&skipped, "--fail-on-match", 0),
        (&both, "--fail-on-match --strict", 1),
    ] {
        let args: Vec<&str> = ["scan", "."].into_iter().chain(flags.split_whitespace()).collect();
        run(folder.path(), &args).exits(status).report();
    }
}

/// Checks that a scan of three stories with these arguments is refused with a message that holds `expected`.
#[track_caller]
fn check_refused(args: &[&str], expected: &str) {
    let folder = three_stories();
    let refused = run(folder.path(), &[&["scan"], args].concat()).exits(2);
    assert!(refused.stderr.contains(expected), "{}", refused.stderr);
    assert!(!refused.stderr.contains("panicked"), "{}", refused.stderr);
    assert_eq!(refused.stdout_text(), "");
    assert_eq!(folder.names(), ["a.txt", "b.txt", "c.txt"], "no output is begun");
}

#[test]
fn wrong_usage_is_refused_with_flag_and_value() {
    check_refused(&[], "PATH");
    check_refused(&[".", "--no-such-flag"], "--no-such-flag");
    check_refused(&[".", "--threshold", "7"], "--threshold: 7 is outside 0.05 to 1");
    check_refused(&[".", "--threshold", "NaN"], "--threshold");
    check_refused(&[".", "--threshold", "half"], "half");
    check_refused(&[".", "--recall", "1"], "--recall: 1 is outside");
    check_refused(&[".", "--shingle", "0"], "--shingle: 0 is outside");
    check_refused(&[".", "--permutations", "100000"], "--permutations: 100000 is outside");
    check_refused(&[".", "--min-words", "0"], "--min-words: 0 is outside");
    check_refused(&[".", "--min-words", "-1"], "-1");
    check_refused(&[".", "--profile", "paper"], "paper");
    check_refused(&[".", "--format", "yaml"], "yaml");
    check_refused(&[".", "--max-bytes", "5X"], "unknown unit `X`");
    check_refused(&[".", "--max-bytes", "5T"], "more than 4G");
    check_refused(&[".", "--threads", "many"], "many");
    check_refused(&[".", "--include", "a["], "--include `a[`");
    check_refused(&[".", "--field", "text"], "--field text");
    check_refused(&[".", "--agencies", "none.txt"], "none.txt");
    check_refused(&[".", "--furniture", "none.txt"], "none.txt");
    check_refused(&[".", "-o", "report.yaml"], "--output report.yaml");
    check_refused(&[".", "-o", "report"], "--output report");
    check_refused(&["nowhere"], "wireprint: nowhere: ");
    check_refused(&[".", "nowhere"], "wireprint: nowhere: ");
}

#[test]
fn file_of_unknown_extension_is_read_only_when_named() {
    let folder = Folder::new().file("dispatch.news", LIGHTHOUSE).file("a.txt", LIGHTHOUSE);
    let report = run(folder.path(), &["scan", "dispatch.news", "a.txt"]).exits(0).report();
    assert_eq!(pairs(&report), [["a.txt", "dispatch.news"]]);
    let report = scan(folder.path());
    assert_eq!(ids(&report), ["a.txt"]);
    let skip = &report.skipped[0];
    assert_eq!((&*skip.path, &*skip.reason), ("dispatch.news", "unsupported_type"));
}

#[test]
fn closed_pipe_is_no_error() {
    let mut command = wireprint(tuned(), &["scan", "."]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let ended: Run = child.wait_with_output().unwrap().into();
    assert_eq!(ended.exits(0).stderr, "");
}

/// Checks that a scan that cannot write to `output` says so in one line with a hint, and leaves the files of the folder
/// as they are.
#[track_caller]
fn check_unwritable(folder: &Folder, output: &str, expected: &str) {
    let names = folder.names();
    let failed = run(folder.path(), &["scan", ".", "--include", "?.txt", "-o", output]).exits(2);
    assert_eq!(failed.stdout_text(), "", "the report is not half written elsewhere");
    let first = failed.stderr.lines().next().unwrap_or_default();
    assert_eq!(first, format!("wireprint: {output}: {expected}"));
    assert!(failed.stderr.lines().skip(1).all(|line| line.starts_with("hint: ")), "{}", failed.stderr);
    assert_eq!(folder.names(), names);
}

#[cfg(unix)]
#[test]
fn unwritable_output_is_one_line_with_its_path() {
    let folder = three_stories().file("folder.json/x.txt", ORCHARD);
    check_unwritable(&folder, "folder.json", "is a folder");
    check_unwritable(&folder, "missing/r.json", "No such file or directory (os error 2)");
    check_unwritable(&folder, "a.txt/r.json", "Not a directory (os error 20)");
    check_unwritable(&folder, "/proc/r.json", "No such file or directory (os error 2)");
}

#[cfg(target_os = "linux")]
#[test]
fn full_disk_is_an_error() {
    let folder = three_stories();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = wireprint(folder.path(), &["scan", "."]).stdout(full).output().unwrap();
    let failed = Run::from(output).exits(2);
    assert_eq!(failed.stderr, "wireprint: standard output: No space left on device (os error 28)\n");
}

#[cfg(target_os = "linux")]
#[test]
fn report_that_does_not_fit_leaves_the_previous_one_intact() {
    let folder = Folder::new().file("r.json", "previous");
    let mut command = Command::new("sh");
    // A file may grow to a few kilobytes; beyond, writing fails as it does on a full disk.
    command.args([
        "-c",
        "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"",
        env!("CARGO_BIN_EXE_wireprint"),
        "scan",
    ]);
    command.arg(tuned()).args(["-o", "r.json"]).current_dir(folder.path());
    let failed = Run::from(command.output().unwrap()).exits(2);
    assert_eq!(failed.stderr, "wireprint: r.json: File too large (os error 27)\n");
    assert_eq!(fs::read_to_string(folder.path().join("r.json")).unwrap(), "previous");
    assert_eq!(folder.names(), ["r.json"]);
}

/// Waits for the end of a child; one that does not end within a minute is killed.
#[track_caller]
fn ended(child: Child) -> Run {
    let pid = child.id().to_string();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(child.wait_with_output()));
    match receiver.recv_timeout(Duration::from_secs(60)) {
        Ok(output) => output.unwrap().into(),
        Err(_) => {
            signal("KILL", &pid);
            panic!("the command does not end");
        }
    }
}

fn signal(name: &str, pid: &str) {
    assert!(Command::new("kill").args([&format!("-{name}"), pid]).status().unwrap().success());
}

/// Interrupts a scan that waits for more standard input.
#[track_caller]
fn check_interrupted(signal_name: &str) {
    let folder = Folder::new().file("r.json", "previous");
    let mut command = wireprint(folder.path(), &["scan", "-", "-o", "r.json"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // More than a pipe holds: once it is written, the scan is reading.
    stdin.write_all(record("a", LIGHTHOUSE).repeat(1000).as_bytes()).unwrap();
    signal(signal_name, &child.id().to_string());
    let interrupted = ended(child).exits(130);
    drop(stdin);
    assert_eq!(interrupted.stderr, "wireprint: interrupted; no report was written\n");
    assert_eq!(interrupted.stdout_text(), "");
    assert_eq!(fs::read_to_string(folder.path().join("r.json")).unwrap(), "previous");
    assert_eq!(folder.names(), ["r.json"]);
}

#[cfg(unix)]
#[test]
fn interrupted_scan_leaves_no_report() {
    check_interrupted("INT");
    check_interrupted("TERM");
}

#[test]
fn flags_of_every_command_are_explained() {
    let folder = Folder::new();
    let help = run(folder.path(), &["--help"]).exits(0);
    let commands =
        BufReader::new(&*help.stdout).lines().map(Result::unwrap).skip_while(|line| line != "Commands:");
    let commands: Vec<String> = commands.skip(1).take_while(|line| !line.is_empty()).collect();
    assert!(commands.iter().any(|line| line.starts_with("  scan ")), "{commands:?}");
    let names = commands.iter().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    for command in names.filter(|name| !["", "help"].contains(name)) {
        run(folder.path(), &[command, "--help"]).exits(0);
    }
    assert!(run(folder.path(), &["--version"]).exits(0).stdout_text().starts_with("wireprint "));
    assert!(run(folder.path(), &["no-such-command"]).exits(2).stderr.contains("no-such-command"));
}
