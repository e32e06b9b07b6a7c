//! Input that is broken, hostile or odd: it is listed with its reason, and the story beside it is read all the same.

use std::fs::{self, File};
use std::io::Write;
use std::process::Stdio;

use wireprint::report::schema::Report;

use crate::folder::{Folder, LIGHTHOUSE, ORCHARD, gzip, prose, record};
use crate::run::{Run, ids, pairs, run, scan, wireprint};

/// Checks that a scan of the folder reads these documents and leaves these out: `path: reason`, sorted.
#[track_caller]
fn check(folder: Folder, documents: &[&str], skipped: &[&str]) {
    check_report(&scan(folder.path()), documents, skipped);
}

#[track_caller]
fn check_report(report: &Report, documents: &[&str], skipped: &[&str]) {
    let skips = report.skipped.iter().map(|skip| format!("{}: {}", skip.path, skip.reason));
    assert_eq!(
        (ids(report), skips.collect::<Vec<_>>()),
        (documents.to_vec(), skipped.iter().map(ToString::to_string).collect())
    );
}

/// A folder with one good story in it.
fn good() -> Folder {
    Folder::new().file("good.txt", LIGHTHOUSE)
}

/// The story of the good file as a page, in other markup.
fn page(before: &str, after: &str) -> String {
    format!("<!doctype html><html><body>{before}<article><p>{LIGHTHOUSE}</p></article>{after}</body></html>")
}

#[test]
fn what_is_no_article_is_skipped_with_its_reason() {
    check(good().file("x.txt", ""), &["good.txt"], &["x.txt: empty"]);
    check(good().file("x.txt", "\u{feff} \r\n\t"), &["good.txt"], &["x.txt: empty"]);
    check(good().file("x.html", "<p hidden>nothing</p>"), &["good.txt"], &["x.html: too_short"]);
    check(good().file("x.txt", "Lighthouse"), &["good.txt"], &["x.txt: too_short"]);
    check(good().file("x.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), &["good.txt"], &["x.txt: binary"]);
    check(good().file("x.txt", [0; 5000]), &["good.txt"], &["x.txt: binary"]);
    check(good().file("x.png", LIGHTHOUSE), &["good.txt"], &["x.png: unsupported_type"]);
    check(Folder::new().file("x.txt", ""), &[], &["x.txt: empty"]);
    check(Folder::new(), &[], &[]);
}

#[test]
fn text_in_a_broken_encoding_is_still_text() {
    let cut = &format!("{LIGHTHOUSE}Ren\u{e9}").into_bytes()[..LIGHTHOUSE.len() + 4];
    let latin = [LIGHTHOUSE.as_bytes(), b"Ren\xe9 dit: caf\xe9.\n"].concat();
    let declared = [b"<meta charset=utf-8><p>".as_slice(), &latin].concat();
    let lies = [b"<meta charset=utf-16><p>".as_slice(), LIGHTHOUSE.as_bytes()].concat();
    let files = [("x.txt", cut.to_vec()), ("x.txt", latin), ("x.html", declared), ("x.html", lies)];
    for (name, bytes) in files {
        let report = scan(good().file(name, bytes).path());
        assert_eq!(pairs(&report), [["good.txt", name]]);
    }
}

#[test]
fn file_over_the_limit_is_not_read() {
    let folder = good();
    let long = File::create(folder.path().join("long.txt")).unwrap();
    long.set_len(300 << 20).unwrap();
    let report = scan(folder.path());
    check_report(&report, &["good.txt"], &["long.txt: too_long"]);
    assert_eq!(report.skipped[0].detail, "300 MB exceeds the document limit of 16 MB");
    let limited = run(folder.path(), &["scan", ".", "--max-bytes", "100"]).exits(0).report();
    check_report(&limited, &[], &["good.txt: too_long", "long.txt: too_long"]);
}

/// The most memory that a process has held so far, in MiB.
#[cfg(target_os = "linux")]
fn peak_mib(pid: u32) -> usize {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the kernel tells it");
    peak.trim().strip_suffix(" kB").unwrap().parse::<usize>().unwrap() / 1024
}

#[cfg(target_os = "linux")]
#[test]
fn endless_line_is_passed_over_in_bounded_memory() {
    let folder = Folder::new();
    let mut command = wireprint(folder.path(), &["scan", "-"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"{\"id\": \"long\", \"text\": \"").unwrap();
    let mebibyte = "lighthouse words ".repeat((1 << 20) / 17);
    for _ in 0..300 {
        stdin.write_all(mebibyte.as_bytes()).unwrap();
    }
    stdin.write_all(b"\"}\n").unwrap();
    // All but what a pipe holds has been read by now.
    let peak = peak_mib(child.id());
    stdin.write_all(record("good", LIGHTHOUSE).as_bytes()).unwrap();
    drop(stdin);
    let report = Run::from(child.wait_with_output().unwrap()).exits(0).report();
    check_report(&report, &["good"], &["-:1: too_long"]);
    assert!(peak < 200, "{peak} MiB for a line of 300");
}

#[test]
fn hostile_markup_costs_no_more_than_its_length() {
    let nested = "<div>".repeat(100_000);
    let formatting = format!("{}{}", "<b><i><font size=1>".repeat(2_000), "<p>x".repeat(20_000));
    let attributes = format!("<p {}>", (0..100_000).map(|n| format!("a{n}=1 ")).collect::<String>());
    let tables = "<table><tr><td>".repeat(20_000);
    let unclosed = format!("<!--{}", "<!-".repeat(100_000));
    let entities = "&nbsp;&CounterClockwiseContourIntegral;&#x110000;&#0;".repeat(20_000);
    for before in [&nested, &formatting, &attributes, &tables, &entities] {
        let report = scan(good().file("x.html", page(before, "")).path());
        assert_eq!(report.documents.len() + report.skipped.len(), 2);
        assert!(ids(&report).contains(&"good.txt"));
    }
    let report = scan(good().file("x.html", page("", &unclosed)).path());
    assert_eq!(pairs(&report), [["good.txt", "x.html"]]);
}

#[test]
fn hidden_text_is_not_main_text() {
    for hidden in ["<div style=\"display:none\">", "<div hidden>", "<template>", "<noscript>", "<script>"] {
        let text =
            format!("{hidden}<p>{LIGHTHOUSE}</p></{}>", &hidden[1..].split([' ', '>']).next().unwrap());
        let html = format!("<html><body><p>{ORCHARD}</p>{text}</body></html>");
        let report = scan(good().file("x.html", html).path());
        assert!(report.pairs.is_empty() && report.overlaps.is_empty(), "{hidden}: {:?}", report.pairs);
    }
    let shown = format!("<html><body><p>{ORCHARD}</p><div><p>{LIGHTHOUSE}</p></div></body></html>");
    assert_eq!(pairs(&scan(good().file("x.html", shown).path())), [["good.txt", "x.html"]]);
}

#[test]
fn decompression_is_bounded() {
    let blank = vec![b'\n'; 200 << 20];
    let folder = good()
        .file("x.txt.gz", gzip(&blank[..20 << 20]))
        .file("x.txt.zst", zstd::encode_all(&blank[..20 << 20], 1).unwrap())
        .file("y.jsonl.gz", gzip(&blank))
        .file("y.jsonl.zst", zstd::encode_all(&blank[..], 1).unwrap());
    let skips = ["x.txt.gz", "x.txt.zst", "y.jsonl.gz", "y.jsonl.zst"]
        .map(|path| format!("{path}: decompression_limit"));
    check(folder, &["good.txt"], &skips.each_ref().map(String::as_str));
}

#[test]
fn damaged_archives_are_told_as_such() {
    let packed = gzip((record("first", LIGHTHOUSE) + &record("second", &prose(1, 20_000))).as_bytes());
    let cut = &packed[..packed.len() / 2];
    check(good().file("x.txt.gz", cut), &["good.txt"], &["x.txt.gz: truncated"]);
    check(good().file("x.jsonl.gz", cut), &["first", "good.txt"], &["x.jsonl.gz: truncated"]);
    // Unpacked on its way, which the name does not tell.
    for name in ["x.txt.gz", "x.txt.zst"] {
        check(good().file(name, LIGHTHOUSE), &["good.txt", name], &[]);
    }
    check(good().file("x.txt", packed), &["good.txt"], &["x.txt: binary"]);
}

#[test]
fn each_malformed_line_is_one_skip() {
    let lines = [
        "{",
        "[]",
        "null",
        "\"words\"",
        "{}",
        "{\"text\": 7}",
        "{\"text\": null}",
        "\u{1}",
        "{\"text\": \"a\" \"b\"}",
    ];
    let feed = record("first", LIGHTHOUSE)
        + &lines.map(|line| line.to_owned() + "\n").concat()
        + "\n"
        + &record("last", ORCHARD);
    let report = scan(Folder::new().file("feed.jsonl", feed).path());
    assert_eq!(ids(&report), ["first", "last"]);
    assert_eq!(report.skipped.len(), lines.len(), "{:?}", report.skipped);
    for line in 2..lines.len() + 2 {
        let path = format!("feed.jsonl:{line}");
        assert!(report.skipped.iter().any(|skip| skip.path == path), "{path} {:?}", report.skipped);
    }
}

#[test]
fn of_a_repeated_id_one_document_is_kept_whatever_the_order() {
    let (one, two, three) = (record("1", LIGHTHOUSE), record("1", ORCHARD), record("1", &prose(1, 60)));
    let report = |feed: String| scan(Folder::new().file("feed.jsonl", feed).path());
    let forth = report([&*one, &two, &three].concat());
    assert_eq!(forth, report([&*three, &one, &two].concat()));
    check_report(&forth, &["1"], &["1: repeated_id", "1: repeated_id"]);
    let twice = Folder::new().file("a.txt", LIGHTHOUSE);
    let report = run(twice.path(), &["scan", ".", "."]).exits(0).report();
    check_report(&report, &["a.txt"], &["a.txt: repeated_id"]);
}

#[test]
fn lone_surrogates_do_not_lose_the_record() {
    let feed = record("x", LIGHTHOUSE).replace("lighthouse", "lighthouse \\ud83d") + &record("y", LIGHTHOUSE);
    let report = scan(Folder::new().file("feed.jsonl", feed).path());
    assert_eq!(pairs(&report), [["x", "y"]]);
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_are_skipped_when_followed() {
    use std::os::unix::fs::symlink;
    let folder = good().file("below/x.txt", ORCHARD);
    symlink("itself.txt", folder.path().join("itself.txt")).unwrap();
    symlink("gone.txt", folder.path().join("dangling.txt")).unwrap();
    symlink("..", folder.path().join("below/up")).unwrap();
    check_report(&scan(folder.path()), &["below/x.txt", "good.txt"], &[]);
    let followed = run(folder.path(), &["scan", ".", "--follow"]).exits(0).report();
    let unreadable = ["below/up: unreadable", "dangling.txt: unreadable", "itself.txt: unreadable"];
    check_report(&followed, &["below/x.txt", "good.txt"], &unreadable);
    let root = run(folder.path(), &["scan", "itself.txt"]).exits(2);
    assert!(root.stderr.starts_with("wireprint: itself.txt: "), "{}", root.stderr);
}

#[cfg(unix)]
#[test]
fn pipes_and_sockets_are_not_waited_for() {
    let folder = good();
    let pipe = folder.path().join("pipe.txt");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket.txt")).unwrap();
    let skips = ["pipe.txt: unsupported_type", "socket.txt: unsupported_type"];
    check_report(&scan(folder.path()), &["good.txt"], &skips);
    let named = run(folder.path(), &["scan", "pipe.txt", "good.txt"]).exits(0).report();
    check_report(&named, &["good.txt"], &skips[..1]);
}

#[test]
fn folder_of_a_hundred_thousand_files_is_read() {
    let folder = Folder::new();
    for n in 0..100_000 {
        let path = folder.path().join(format!("{n}.txt"));
        if n % 10 == 0 {
            fs::write(path, prose(n / 20, 14)).unwrap();
        } else {
            // A second name costs less than a second file; a file may have some ten thousand names.
            let first = folder.path().join(format!("{}.txt", n / 10_000 * 10_000 + 1));
            if fs::hard_link(first, &path).is_err() {
                fs::write(path, "1894").unwrap();
            }
        }
    }
    let report = scan(folder.path());
    assert_eq!((report.documents.len(), report.skipped.len()), (10_000, 90_000));
    assert_eq!(report.clusters.len(), 5_000, "each tenth file has one copy");
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf8_are_percent_encoded() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = good();
    fs::write(folder.path().join(OsStr::from_bytes(b"caf\xe9.txt")), ORCHARD).unwrap();
    check_report(&scan(folder.path()), &["caf%E9.txt", "good.txt"], &[]);
}

#[test]
fn ids_are_only_names() {
    let climbing = ["../../climb", "/etc/passwd", "a\nb", "nul\0", "-", "{}"];
    let feed: String = (0..).zip(climbing).map(|(n, id)| record(id, &prose(n, 60))).collect();
    let folder = Folder::new().file("below/feed.jsonl", feed);
    let report =
        run(folder.path(), &["scan", "below", "-o", "below/r.json", "-o", "-", "--include", "*.jsonl"]);
    let mut expected = climbing;
    expected.sort_unstable();
    assert_eq!(ids(&report.exits(0).report()), expected);
    assert_eq!(folder.names(), ["below"]);
}

#[test]
fn terminal_escapes_in_titles_are_neutralised() {
    let escape = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}";
    let line = |id: &str| {
        let json = serde_json::json!({ "id": format!("{id}{escape}"), "title": format!("Light {escape}"), "text": LIGHTHOUSE });
        json.to_string() + "\n"
    };
    let folder = Folder::new().file("feed.jsonl", line("a") + &line("b")).file("x.txt", LIGHTHOUSE);
    fs::write(folder.path().join("bad\u{1b}[2J.png"), "").unwrap();
    for args in
        [&["scan", ".", "--format", "text"][..], &["compare", "feed.jsonl", "x.txt"], &["scan", "\u{1b}[2J"]]
    {
        let run = run(folder.path(), args);
        let shown = format!("{}{}", run.stdout_text(), run.stderr);
        let obeyed = ['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}'];
        assert!(!shown.contains(obeyed), "{args:?}: {shown:?}");
    }
}
