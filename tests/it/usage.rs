//! How the command explains itself: help, examples, and what it says to the likeliest mistakes.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::folder::{Folder, LIGHTHOUSE, ORCHARD, gzip, record};
use crate::run::{Run, run, wireprint};

/// Three stories, a page, a folder of what is not read, an empty one, and what only looks like a report or an archive.
fn folder() -> Folder {
    let folder = Folder::new()
        .file("archive/a.txt", LIGHTHOUSE)
        .file("archive/b.txt", LIGHTHOUSE)
        .file("archive/c.txt", ORCHARD)
        .file("scans/page.tiff", "II*")
        .file("report.json", "{\"schema_version\":\"1\"}")
        .file("records.jsonl", record("one", LIGHTHOUSE) + &record("two", ORCHARD))
        .file("packed.gz", [0x1f, 0x8b]);
    fs::create_dir(folder.path().join("empty")).unwrap();
    folder
}

/// Checks that a command line is refused with exit status 2 in exactly these lines, of which clap's usage is left out.
#[track_caller]
fn check(args: &[&str], expected: &str) {
    let folder = folder();
    let refused = run(folder.path(), args).exits(2);
    assert_eq!(said(&refused), expected, "{args:?}");
    assert_eq!(refused.stdout_text(), "");
}

fn said(run: &Run) -> String {
    let lines = run.stderr.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines =
        lines.filter(|line| !line.starts_with("Usage: ") && !line.starts_with("For more information"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn missing_input_is_named() {
    check(
        &["scan", "archiv"],
        "wireprint: archiv: No such file or directory (os error 2)\n\
         hint: check that it exists and that you may read it",
    );
    check(
        &["scan", "*.html"],
        "wireprint: *.html: No such file or directory (os error 2)\n\
         hint: no file has that name or pattern; name the folder and give the pattern to --include",
    );
    check(
        &["scan"],
        "error: the following required arguments were not provided:\n<PATH>...\n\
         hint: name folders or files, or `-` for JSON Lines on standard input: `wireprint scan archive/`",
    );
    check(&["compare", "archive/a.txt"], "error: the following required arguments were not provided:\n<B>");
}

#[test]
fn misspelt_names_are_answered_with_the_known_ones() {
    check(
        &["scna", "archive"],
        "error: unrecognized subcommand 'scna'\ntip: some similar subcommands exist: 'schema', 'scan'\n\
         hint: `wireprint --help` lists the commands; `scan` looks for copies",
    );
    check(
        &["archive"],
        "error: unrecognized subcommand 'archive'\n\
         hint: to look for copies in it, write `wireprint scan archive`",
    );
    check(
        &["scan", "archive", "--treshold", "0.7"],
        "error: unexpected argument '--treshold' found\ntip: a similar argument exists: '--threshold'\n\
         hint: `wireprint help scan` explains every flag",
    );
    check(
        &["scan", "archive", "--profile", "orc"],
        "error: invalid value 'orc' for '--profile <PROFILE>'\n[possible values: web, ocr]",
    );
    check(
        &["scan", "--treshold", "0.7", "archive"],
        "error: unexpected argument '--treshold' found\ntip: a similar argument exists: '--threshold'\n\
         hint: `wireprint help scan` explains every flag",
    );
    check(
        &["scan", "archive", "--field", "body=text"],
        "wireprint: `body=text`: there is no field `body`\n\
         hint: the fields are id, text, html, title, url, source, byline, credit, dateline, published, modified, language, \
         version, status, based_on",
    );
}

#[test]
fn wrong_numbers_are_told_with_the_range() {
    check(
        &["scan", "archive", "--within", "-1"],
        "error: invalid value '-1' for '--within <DAYS>': -1 is not in 0..=4294967295",
    );
    check(
        &["scan", "archive", "--threshold", "80"],
        "wireprint: --threshold: 80 is outside 0.05 to 1\n\
         hint: a share: 80 % is 0.8",
    );
    check(
        &["scan", "archive", "--memory", "10"],
        "wireprint: --memory: 10 bytes are less than 96M\n\
         hint: a number is bytes unless it has a unit: 512M, 2G",
    );
}

#[test]
fn outputs_that_cannot_be_are_refused_before_the_scan() {
    let no_format = |output: &str, hint: &str| {
        let expected = format!("wireprint: --output {output}: the extension names no format\nhint: {hint}");
        check(&["scan", "archive", "-o", output], &expected);
    };
    no_format("report.jsn", "did you mean report.json?");
    no_format("report.json.gz", "outputs are not packed; write `-o - | gzip > FILE`");
    no_format("empty", "to write JSON Lines into the folder, write empty/");
    check(
        &["scan", "archive", "-o", "out/report.json"],
        "wireprint: out/report.json: No such file or directory (os error 2)\n\
         hint: there is no folder out; make it first",
    );
}

#[test]
fn what_is_read_is_never_written_over() {
    let folder = Folder::new()
        .file("news/a.txt", LIGHTHOUSE)
        .file("news/b.txt", ORCHARD)
        .file("news/feed.csv", format!("id,text\n1,\"{ORCHARD}\"\n"))
        .file("list.txt", "news/a.txt\n")
        .file("lines.jsonl", record("1", LIGHTHOUSE))
        .file("documents.jsonl", record("1", LIGHTHOUSE));
    let kept = |name: &str, bytes: &str| {
        assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), bytes, "{name}");
    };
    let refused = |args: &[&str]| {
        let refused = run(folder.path(), args).exits(2);
        assert!(refused.stderr.contains("is one of the files read"), "{args:?}: {}", refused.stderr);
    };
    refused(&["scan", "news", "-q", "-o", "news/a.txt"]);
    refused(&["scan", "news", "lines.jsonl", "-q", "-o", "drop:./news/../news/b.txt"]);
    refused(&["scan", "news", "-q", "-o", "json:news/feed.csv"]);
    refused(&["scan", "lines.jsonl", "-q", "-o", "json:lines.jsonl"]);
    refused(&["scan", "documents.jsonl", "-q", "-o", "./"]);
    refused(&["compare", "news/a.txt", "news/b.txt", "-o", "news/b.txt"]);
    refused(&["scan", "news", "-q", "--stats", "news/b.txt"]);
    refused(&["scan", "--files-from", "list.txt", "-q", "-o", "./list.txt"]);
    refused(&["scan", "news", "--furniture", "list.txt", "-q", "-o", "keep:list.txt"]);
    refused(&["scan", "news", "--furniture", "list.txt", "-q", "--stats", "list.txt"]);
    kept("list.txt", "news/a.txt\n");
    kept("news/a.txt", LIGHTHOUSE);
    kept("news/b.txt", ORCHARD);
    kept("lines.jsonl", &record("1", LIGHTHOUSE));
    kept("documents.jsonl", &record("1", LIGHTHOUSE));
    // A report inside the folder is renewed by the next scan: it is no document. Nor is what is not read.
    for _ in 0..2 {
        run(folder.path(), &["scan", "news", "-q", "-o", "news/report.json", "-o", "csv:news/tables/"])
            .exits(0);
        run(folder.path(), &["scan", "news", "-q", "--exclude", "*.csv", "-o", "json:news/feed.csv"])
            .exits(0);
    }
}

#[cfg(unix)]
#[test]
fn what_links_lead_to_is_never_written_over() {
    let folder = Folder::new().file("news/a.txt", LIGHTHOUSE).file("else/b.txt", ORCHARD);
    std::os::unix::fs::symlink("../else/b.txt", folder.path().join("news/link.txt")).unwrap();
    fs::write(folder.path().join("list"), "news/link.txt\n").unwrap();
    for args in [&["news", "--follow"][..], &["--files-from", "list"]] {
        let args = [&["scan", "-q", "-o", "json:else/b.txt"], args].concat();
        let refused = run(folder.path(), &args).exits(2);
        assert!(refused.stderr.contains("is one of the files read"), "{args:?}: {}", refused.stderr);
        assert_eq!(fs::read_to_string(folder.path().join("else/b.txt")).unwrap(), ORCHARD);
    }
    // A link that is not followed leads to nothing that is read.
    run(folder.path(), &["scan", "news", "-q", "-o", "json:else/b.txt"]).exits(0);
}

#[cfg(unix)]
#[test]
fn a_named_pipe_is_written_to_and_stays() {
    use std::os::unix::fs::FileTypeExt;
    let folder = folder();
    let pipe = folder.path().join("pipe.json");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read(pipe).unwrap()
    });
    let args = ["scan", "archive", "-q", "-o", "pipe.json", "-o", "report.json"];
    run(folder.path(), &args).exits(0);
    assert_eq!(reader.join().unwrap(), fs::read(folder.path().join("report.json")).unwrap());
    assert!(fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
}

#[test]
fn a_report_and_a_folder_are_told_apart() {
    check(
        &["eval", "archive", "--gold", "gold"],
        "wireprint: archive/summary.json: No such file or directory (os error 2)\n\
         hint: a folder is a report if `wireprint scan -o DIR/` wrote it; one of articles is scanned first",
    );
    check(
        &["compare", "archive", "archive/a.txt"],
        "wireprint: archive: holds several documents; one is needed\n\
         hint: `wireprint scan` compares all documents of a folder or file",
    );
    check(
        &["compare", "archive/a.txt", "archive/b.txt", "archive/c.txt"],
        "error: unexpected argument 'archive/c.txt' found\n\
         hint: `compare` takes two documents; `scan` takes any number",
    );
    check(
        &["text", "empty"],
        "wireprint: empty: holds no document\nhint: name one file with an article in it",
    );
}

/// Checks what a scan says that finds no document; its report is written all the same.
#[track_caller]
fn check_nothing(input: &str, stdin: &str, expected: &str) {
    let folder = folder();
    let mut command = wireprint(folder.path(), &["scan", input]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    let ended = Run::from(child.wait_with_output().unwrap()).exits(0);
    assert_eq!(said(&ended), expected);
    assert!(ended.stdout_text().contains("\"documents\":0"), "{}", ended.stdout_text());
}

#[test]
fn a_scan_of_nothing_says_why() {
    check_nothing(
        "empty",
        "",
        "wireprint: nothing to compare: there is no file to read\n\
         hint: of a folder .txt, .md, .html, .json and .jsonl are read, each also as .gz or .zst",
    );
    check_nothing(
        "scans",
        "",
        "wireprint: nothing to compare: all of the input was skipped (1); page.tiff: unsupported_type: files of type \
         `.tiff` are not read\n\
         hint: the report lists what was skipped, each with its reason",
    );
    check_nothing(
        "report.json",
        "",
        "wireprint: nothing to compare: all of the input was skipped (1); report.json: malformed_record: no field holds a \
         text\n\
         hint: that is a report; `scan` reads articles, `eval` reads reports",
    );
    check_nothing(
        "-",
        "The lighthouse will be lit again.\n",
        "wireprint: nothing to compare: all of the input was skipped (1); -:1: malformed_record: expected value at column \
         1\n\
         hint: standard input is read as JSON Lines, a record a line with at least `text` or `html`; give text files by \
         name",
    );
    check_nothing(
        "packed.gz",
        "",
        "wireprint: nothing to compare: all of the input was skipped (1); packed.gz: truncated: unexpected end of file\n\
         hint: the report lists what was skipped, each with its reason",
    );
    let quiet = run(folder().path(), &["scan", "empty", "-q", "-o", "r.json"]).exits(0);
    assert_eq!(quiet.stderr, "");
}

/// The names of the commands that the help lists.
fn commands() -> Vec<String> {
    let help = run(Path::new("."), &["-h"]).exits(0);
    let lines = help.stdout_text().lines().skip_while(|line| *line != "Commands:").skip(1);
    let lines = lines.take_while(|line| !line.is_empty());
    let names =
        lines.filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

/// The examples in the help of a command; none for the list of commands.
fn examples(command: Option<&str>) -> Vec<String> {
    let args: Vec<&str> = command.into_iter().chain(["--help"]).collect();
    let help = run(Path::new("."), &args).exits(0);
    let lines = help.stdout_text().lines().skip_while(|line| *line != "Examples:").skip(1);
    let lines = lines.take_while(|line| line.is_empty() || line.starts_with("  "));
    let lines = lines.map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(str::to_owned).collect()
}

/// The folder that the examples of the help are about.
fn of_examples() -> Folder {
    let page = format!("<html><body><article><p>{LIGHTHOUSE}</p></article></body></html>");
    let body = serde_json::json!({ "id": "1", "body": LIGHTHOUSE }).to_string() + "\n";
    let folder = Folder::new()
        .file("archive/a.txt", LIGHTHOUSE)
        .file("archive/b.html", &page)
        .file("a.txt", LIGHTHOUSE)
        .file("b.html", &page)
        .file("page.html", &page)
        .file("crawl.jsonl.gz", gzip(body.as_bytes()))
        .file("pages/1916-01-02.txt", LIGHTHOUSE)
        .file("pages/1916-01-04.txt", LIGHTHOUSE)
        .file("gold/pairs.tsv", "id_a\tid_b\trelation\textent\toriginal\tcredited\tnote\n")
        .file("gold/clusters.json", "{\"clusters\": []}");
    run(folder.path(), &["scan", "archive", "-q", "-o", "report.json"]).exits(0);
    folder
}

#[test]
fn every_example_of_the_help_works() {
    let binary = Path::new(env!("CARGO_BIN_EXE_wireprint"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let commands = commands();
    for command in [None].into_iter().chain(commands.iter().map(|name| Some(name.as_str()))) {
        let examples = examples(command);
        assert!((2..=6).contains(&examples.len()), "{command:?}: {examples:?}");
        let folder = of_examples();
        if command == Some("undo") {
            let args = [
                "dedupe",
                "report.json",
                "--root",
                "archive",
                "--relation",
                "near_duplicate,exact_duplicate",
            ];
            let acts = ["--action", "move", "--to", "gone", "--apply", "-q"];
            run(folder.path(), &[&args[..], &acts].concat()).exits(0);
        }
        for example in examples {
            let mut shell = Command::new("bash");
            shell.args(["-c", &format!("set -euo pipefail; {example}")]).current_dir(folder.path());
            let ended = Run::from(shell.env("PATH", &path).stdin(Stdio::null()).output().unwrap());
            assert_eq!(ended.status, Some(0), "{example}: {}", ended.stderr);
            // Beside what it was asked for a command may count what it did, but complains of nothing.
            let complains =
                |line: &str| ["wireprint:", "error:", "hint:"].iter().any(|word| line.starts_with(word));
            assert!(!ended.stderr.lines().any(complains), "{example}: {}", ended.stderr);
        }
    }
}

#[test]
fn help_of_every_command_explains_each_flag_and_the_exit_status() {
    for command in commands() {
        let short = run(Path::new("."), &[&*command, "-h"]).exits(0);
        let long = run(Path::new("."), &[&*command, "--help"]).exits(0);
        assert!(long.stdout.len() > short.stdout.len(), "{command}");
        assert!(long.stdout_text().contains("\nExit status:\n"), "{command}");
        assert_eq!(run(Path::new("."), &["help", &command]).exits(0).stdout, long.stdout);
        for line in short.stdout_text().lines().filter(|line| line.trim_start().starts_with("--")) {
            assert!(line.trim().contains("  "), "{command}: a flag without a word: {line}");
        }
    }
}

#[test]
fn help_fits_terminals_of_any_width() {
    for command in commands() {
        for width in [40, 80, 200] {
            let mut help = wireprint(Path::new("."), &[&*command, "-h"]);
            let help = Run::from(help.env("COLUMNS", width.to_string()).output().unwrap()).exits(0);
            // The usage is one line whatever its length, so that it can be copied.
            let lines = help.stdout_text().lines().filter(|line| !line.starts_with("Usage: "));
            let widest = lines.map(|line| line.chars().count()).max().unwrap();
            assert!(widest <= width.min(100), "{command}: {widest} columns of {width}");
        }
    }
}

#[test]
fn colour_is_used_when_it_is_asked_for() {
    let folder = folder();
    let coloured = |args: &[&str], set: Option<(&str, &str)>| {
        let mut command = wireprint(folder.path(), args);
        command.envs(set);
        let ended = Run::from(command.output().unwrap());
        format!("{}{}", ended.stdout_text(), ended.stderr).contains('\u{1b}')
    };
    let texts: [&[&str]; 4] = [
        &["scan", "archive", "--format", "text"],
        &["compare", "archive/a.txt", "archive/b.txt"],
        &["scan", "--help"],
        &["scan", "--no-such-flag"],
    ];
    for text in texts {
        let with = |colour: &'static str| [text, &[colour]].concat();
        assert!(!coloured(text, None), "{text:?}");
        assert!(coloured(&with("--color=always"), None), "{text:?}");
        assert!(coloured(&with("--color=always"), Some(("NO_COLOR", "1"))), "{text:?}");
        assert!(coloured(text, Some(("CLICOLOR_FORCE", "1"))), "{text:?}");
        assert!(!coloured(&with("--color=never"), Some(("CLICOLOR_FORCE", "1"))), "{text:?}");
    }
    let file = run(folder.path(), &["scan", "archive", "--color", "always", "-q", "-o", "r.txt"]).exits(0);
    assert_eq!(file.stderr, "");
    assert!(!fs::read_to_string(folder.path().join("r.txt")).unwrap().contains('\u{1b}'));
}

#[test]
fn tutorials_do_what_they_show() {
    let is_installed = |tool: &str| Command::new(tool).arg("--version").output().is_ok();
    if !["bash", "jq", "python3"].into_iter().all(is_installed) {
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tutorials/run");
    let ended = Run::from(Command::new(script).arg(env!("CARGO_BIN_EXE_wireprint")).output().unwrap());
    assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""));
    assert!(ended.stdout_text().ends_with(" passed, 0 failed\n"), "{}", ended.stdout_text());
}
