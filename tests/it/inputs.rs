//! Formats in: files that other people's programs wrote, and what is broken in files of these formats.

use std::fs;
use std::io::Read;

use wireprint::hash::mix;
use wireprint::read::{ReadOptions, Reader};
use wireprint::report::schema::Report;

use crate::folder::{Folder, LIGHTHOUSE, ORCHARD, gzip};
use crate::run::{ids, pairs, run, scan};

/// The bytes of a file beside this one that another program wrote.
fn given(name: &str) -> Vec<u8> {
    fs::read(format!("{}/tests/it/inputs/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut unpacked = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes).read_to_end(&mut unpacked).unwrap();
    unpacked
}

fn of_file(name: &str, bytes: impl AsRef<[u8]>) -> Report {
    scan(Folder::new().file(name, bytes).path())
}

/// Documents and skips of a report: ids, then `path: reason (detail)`.
fn shown(report: &Report) -> (Vec<&str>, Vec<String>) {
    let skips = report.skipped.iter().map(|skip| format!("{}: {} ({})", skip.path, skip.reason, skip.detail));
    (ids(report), skips.collect())
}

#[track_caller]
fn check(report: &Report, documents: &[&str], skipped: &[&str]) {
    let skipped: Vec<_> = skipped.iter().map(ToString::to_string).collect();
    assert_eq!(shown(report), (documents.to_vec(), skipped));
}

#[test]
fn tables_of_every_dialect_are_mapped_as_records_are() {
    for name in ["excel.csv", "semicolon.csv", "tab.tsv"] {
        let report = of_file(name, given(name));
        check(&report, &["t-1", "t-2", "t-3"], &[]);
        let bells = &report.documents[2];
        assert_eq!(bells.title.as_deref(), Some("Bells lowered"), "{name}");
        assert_eq!(bells.source.as_deref(), Some("Ebba Weekly"), "{name}");
        assert_eq!((&bells.extra["section"], report.documents[1].extra.len()), (&"town".into(), 0), "{name}");
    }
}

#[test]
fn users_names_hold_for_columns() {
    let table = format!("nr,story\n7,\"{LIGHTHOUSE}\"\n8,\"{ORCHARD}\"\n");
    let folder = Folder::new().file("a.csv.gz", gzip(table.as_bytes()));
    let report =
        run(folder.path(), &["scan", ".", "--field", "text=story", "--field", "id=nr"]).exits(0).report();
    check(&report, &["7", "8"], &[]);
    let unmapped = scan(folder.path());
    let no_text = |line: u32| format!("a.csv.gz:{line}: malformed_record (no field holds a text)");
    check(&unmapped, &[], &[&no_text(2), &no_text(6)]);
}

const IN_ZIP: [&str; 4] = [
    "x.zip/%2E%2E/climbs.txt: malformed_record (a name that leads out of the archive)",
    "x.zip/inner.zip: unsupported_type (an archive inside an archive is not read)",
    "x.zip/link.txt: unsupported_type (a symbolic link)",
    "x.zip/photo.png: unsupported_type (files of type `.png` are not read)",
];

#[test]
fn members_of_an_archive_are_read_as_files_are() {
    for name in ["mixed.zip", "stored.zip"] {
        let report = of_file("x.zip", given(name));
        let documents = ["j-1", "x.zip/holm-post/ferry.txt", "x.zip/tarn-echo/mill.html"];
        check(&report, &documents, &IN_ZIP);
        let sources: Vec<_> = report.documents.iter().map(|document| document.source.as_deref()).collect();
        assert_eq!(sources, [None, Some("holm-post"), Some("tarn-echo")], "{name}");
    }
}

#[test]
fn tar_archives_of_every_writer_are_read() {
    let long = "a-folder-with-a-rather-long-name/".repeat(4);
    for given_name in ["gnu.tar.gz", "pax.tgz"] {
        let packed = given(given_name);
        let plain = unpacked(&packed);
        let zstd = zstd::encode_all(&plain[..], 3).unwrap();
        for (name, bytes) in [("x.tar.gz", packed), ("x.tar", plain), ("x.tar.zst", zstd)] {
            let report = of_file(name, bytes);
            let id = |member: &str| format!("{name}/{member}");
            let documents = [
                "j-1".to_owned(),
                id(&(long.clone() + "ferry.txt")),
                id("holm-post/ferry.txt"),
                id("tarn-echo/mill.html"),
            ];
            let reasons = [
                "%2E%2E/climbs.txt: malformed_record (a name that leads out of the archive)",
                "hard.txt: unsupported_type (a link to another member)",
                "inner.zip: unsupported_type (an archive inside an archive is not read)",
                "link.txt: unsupported_type (a symbolic link)",
                "photo.png: unsupported_type (files of type `.png` are not read)",
                "pipe.txt: unsupported_type (not a regular file)",
            ];
            let skipped: Vec<_> = reasons.iter().map(|reason| id(reason)).collect();
            check(
                &report,
                &documents.each_ref().map(String::as_str),
                &skipped.iter().map(String::as_str).collect::<Vec<_>>(),
            );
        }
    }
}

/// A tar archive of these members, in this order.
fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, *bytes).unwrap();
    }
    archive.into_inner().unwrap()
}

#[test]
fn order_of_members_does_not_reach_the_report() {
    let (one, two) = (("a/one.txt", LIGHTHOUSE.as_bytes()), ("b/two.txt", LIGHTHOUSE.as_bytes()));
    let (other, bad) = (("c.txt", ORCHARD.as_bytes()), ("d.txt", b"".as_slice()));
    let forth = of_file("x.tar", tar(&[one, two, other, bad, one]));
    assert_eq!(forth, of_file("x.tar", tar(&[bad, one, other, one, two])));
    assert_eq!(pairs(&forth), [["x.tar/a/one.txt", "x.tar/b/two.txt"]]);
    let skips = ["x.tar/a/one.txt: repeated_id", "x.tar/d.txt: empty"];
    let reasons: Vec<_> =
        forth.skipped.iter().map(|skip| format!("{}: {}", skip.path, skip.reason)).collect();
    assert_eq!(reasons, skips);
}

#[test]
fn damaged_archives_lose_what_is_damaged() {
    let whole = tar(&[("a.txt", LIGHTHOUSE.as_bytes()), ("b.txt", ORCHARD.as_bytes())]);
    let end = "members after this place are not read)";
    let cut = of_file("x.tar", &whole[..1024 + 512 + 100]);
    assert_eq!(ids(&cut), ["x.tar/a.txt"]);
    assert_eq!(cut.skipped.len(), 2, "{:?}", cut.skipped);
    assert!(cut.skipped.iter().all(|skip| skip.reason.as_str() == "truncated"), "{:?}", cut.skipped);
    let mut damaged = whole.clone();
    damaged[1024 + 3] ^= 1;
    check(
        &of_file("x.tar", damaged),
        &["x.tar/a.txt"],
        &[&format!("x.tar: truncated (a damaged header; {end}")],
    );
    let mut packed = gzip(&whole);
    let checksum = packed.len() - 8;
    packed[checksum] ^= 1;
    let report = of_file("x.tgz", packed);
    assert_eq!((ids(&report), report.skipped.len()), (vec!["x.tgz/a.txt", "x.tgz/b.txt"], 1));

    let zip = given("stored.zip");
    let ferry = memchr::memmem::rfind(&zip, b"The night ferry").unwrap();
    let mut flipped = zip.clone();
    flipped[ferry] ^= 1;
    let report = of_file("x.zip", flipped);
    let checksum = "x.zip/holm-post/ferry.txt: truncated (size or checksum is not as it should be)";
    assert!(shown(&report).1.iter().any(|skip| skip == checksum), "{:?}", report.skipped);
    assert_eq!(ids(&report), ["j-1", "x.zip/tarn-echo/mill.html"]);
    for bytes in [&zip[..zip.len() / 2], b"no archive", b""] {
        let report = of_file("x.zip", bytes);
        assert_eq!((report.documents.len(), report.skipped.len()), (0, 1));
        assert_eq!(
            (report.skipped[0].path.as_str(), report.skipped[0].reason.as_str()),
            ("x.zip", "truncated")
        );
    }
}

#[test]
fn encrypted_members_are_skipped() {
    let mut zip = given("stored.zip");
    // The flag of each header, local and central.
    for (mark, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let headers: Vec<_> = memchr::memmem::find_iter(&zip, mark).collect();
        headers.into_iter().for_each(|at| zip[at + flags] |= 1);
    }
    let report = of_file("x.zip", zip);
    assert_eq!(report.documents.len(), 0);
    let skips = shown(&report).1;
    assert!(
        skips.contains(&"x.zip/holm-post/ferry.txt: unsupported_type (encrypted)".to_owned()),
        "{skips:?}"
    );
}

#[test]
fn bombs_in_archives_end_at_the_limits() {
    let blank = vec![b'\n'; 100 << 20];
    let small = tar(&[
        ("a.txt", LIGHTHOUSE.as_bytes()),
        ("bomb.txt", &blank[..20 << 20]),
        ("c.txt", ORCHARD.as_bytes()),
    ]);
    let over = "decompression_limit (unpacks to more than the document limit of 16 MB)";
    check(
        &of_file("x.tgz", gzip(&small)),
        &["x.tgz/a.txt", "x.tgz/c.txt"],
        &[&format!("x.tgz/bomb.txt: {over}")],
    );
    let endless = tar(&[("a.txt", LIGHTHOUSE.as_bytes()), ("bomb.txt", &blank)]);
    let report = of_file("x.tar.zst", zstd::encode_all(&endless[..], 1).unwrap());
    assert_eq!(ids(&report), ["x.tar.zst/a.txt"]);
    assert!(
        report.skipped.iter().all(|skip| skip.reason.as_str() == "decompression_limit"),
        "{:?}",
        report.skipped
    );
}

const CRAWL: [&str; 5] = [
    "urn:uuid:00000000-0000-4000-8000-000000000003",
    "urn:uuid:00000000-0000-4000-8000-000000000004",
    "urn:uuid:00000000-0000-4000-8000-000000000005",
    "urn:uuid:00000000-0000-4000-8000-000000000006",
    "urn:uuid:00000000-0000-4000-8000-000000000009",
];

#[test]
fn captures_of_a_crawl_become_documents() {
    let plain = given("crawl.warc");
    let files = [
        ("crawl.warc", plain.clone()),
        ("crawl.warc.gz", given("crawl.warc.gz")),
        ("crawl.wet.zst", zstd::encode_all(&plain[..], 3).unwrap()),
    ];
    for (name, bytes) in files {
        let report = of_file(name, bytes);
        let skips = [
            "urn:uuid:00000000-0000-4000-8000-000000000007: unsupported_type (HTTP status 404)",
            "urn:uuid:00000000-0000-4000-8000-000000000008: unsupported_type (media type `image/png` is not read)",
        ];
        check(&report, &CRAWL, &skips);
        let ferry = &report.documents[3];
        assert_eq!(ferry.url.as_deref(), Some("https://holm.example/ferry"));
        assert_eq!(ferry.source.as_deref(), Some("holm.example"));
        assert_eq!(
            (ferry.published.as_ref(), &ferry.extra["WARC-Date"]),
            (None, &"2024-03-05T10:00:00Z".into())
        );
        assert_eq!(report.documents[4].extra["WARC-Identified-Content-Language"], "eng");
        let copies = [[CRAWL[0], CRAWL[1]], [CRAWL[0], CRAWL[2]], [CRAWL[1], CRAWL[2]]];
        assert_eq!(pairs(&report), copies, "codings of one page are undone");
    }
}

#[test]
fn broken_crawls_are_read_up_to_the_break() {
    let plain = given("crawl.warc");
    let cut = of_file("x.warc", &plain[..plain.len() - 100]);
    assert_eq!(ids(&cut), CRAWL[..4]);
    assert!(shown(&cut).1.iter().any(|skip| skip.starts_with("x.warc: truncated")), "{:?}", cut.skipped);
    let lost = [&plain[..], b"nonsense\r\n"].concat();
    let report = of_file("x.warc", lost);
    assert_eq!(ids(&report), CRAWL);
    let no_header = "x.warc: malformed_record (record 10: no WARC header where a record should begin; the file is not read further)";
    assert!(shown(&report).1.iter().any(|skip| skip == no_header), "{:?}", report.skipped);
    let record = |length: &str, block: &str| {
        format!(
            "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:x>\r\nContent-Type: text/plain\r\n{length}\r\n{block}\r\n\r\n"
        )
    };
    let no_length = "x.warc: malformed_record (record 1: no Content-Length; the file is not read further)";
    check(&of_file("x.warc", record("", LIGHTHOUSE)), &[], &[no_length]);
    let lies = record("Content-Length: 99999999999999\r\n", LIGHTHOUSE);
    let report = of_file("x.warc", lies);
    assert_eq!((report.documents.len(), report.skipped[0].reason.as_str()), (0, "truncated"));
    let bomb = gzip(&vec![b'\n'; 20 << 20]);
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n\r\n";
    let response = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x>\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{head}",
        head.len() + bomb.len()
    );
    let bytes = [response.as_bytes(), &bomb, b"\r\n\r\n"].concat();
    check(
        &of_file("x.warc", bytes),
        &[],
        &["urn:x: decompression_limit (unpacks to more than the document limit of 16 MB)"],
    );
    check(&of_file("x.warc", ""), &[], &["x.warc: empty (holds no record of type response or conversion)"]);
}

/// Every file of this folder with bytes changed, left out and cut off at places that are the same in each run.
/// The page holds two stories of the table, one below the other.
#[test]
fn pages_of_a_recogniser_are_matched_with_their_stories() {
    for name in ["page.xml", "page.hocr"] {
        let folder = Folder::new().file(name, given(name)).file("excel.csv", given("excel.csv"));
        let report = run(folder.path(), &["scan", ".", "--profile", "ocr"]).exits(0).report();
        assert_eq!(pairs(&report), [[name, "t-1"], [name, "t-2"]]);
        let cut = given(name);
        let skipped = of_file("cut.xml", &cut[..cut.len() / 2]).skipped;
        assert_eq!(skipped.len(), 1, "{name}: {skipped:?}");
    }
}

#[test]
fn damage_of_any_kind_is_read_to_its_end() {
    let names =
        ["excel.csv", "mixed.zip", "gnu.tar.gz", "pax.tgz", "crawl.warc", "crawl.warc.gz", "columns.parquet"];
    for name in names {
        let whole = given(name);
        let folder = Folder::new().file(name, &whole);
        let path = folder.path().join(name);
        for round in 0..200_u64 {
            let at = |salt: u64| (mix(round << 8 | salt) % whole.len() as u64) as usize;
            let mut bytes = whole.clone();
            match round % 4 {
                0 => bytes.truncate(at(0)),
                1 => bytes[at(0)] = mix(round) as u8,
                2 => bytes[at(0)..].rotate_left(1),
                _ => (0..8).for_each(|n| bytes[at(n)] ^= 0xff),
            }
            fs::write(&path, &bytes).unwrap();
            let options = ReadOptions::default();
            let mut reader = Reader::open(std::slice::from_ref(&path), options.clone()).unwrap();
            while let Some(block) = reader.next_block().unwrap() {
                for found in block.documents(&options) {
                    let id = found.map_or_else(|skip| skip.path, |document| document.id);
                    assert!(
                        !id.starts_with(name) || id.split('/').all(|part| part != ".."),
                        "{name} {round}: {id}"
                    );
                }
            }
        }
    }
}

#[cfg(feature = "parquet")]
#[test]
fn columns_are_mapped_as_records_are() {
    let report = of_file("x.parquet", given("columns.parquet"));
    check(&report, &["p-1", "p-2", "p-3"], &["p-4: malformed_record (no field holds a text)"]);
    let ferry = &report.documents[0];
    assert_eq!(
        (ferry.source.as_deref(), ferry.url.as_deref()),
        (Some("Holm Post"), Some("https://holm.example/ferry"))
    );
    assert_eq!(ferry.published.as_ref().map(ToString::to_string).as_deref(), Some("2024-03-05T10:00:00Z"));
    let extra = serde_json::json!({"score": 0.5, "dump": "one"});
    assert_eq!(serde_json::Value::from(ferry.extra.clone()), extra);
}

#[cfg(feature = "parquet")]
#[test]
fn damaged_columns_are_skipped() {
    let whole = given("columns.parquet");
    for bytes in [&whole[..whole.len() - 9], &whole[..100], b"PAR1", b"no columns", b""] {
        let report = of_file("x.parquet", bytes);
        assert_eq!((report.documents.len(), report.skipped.len()), (0, 1));
        assert_eq!((&*report.skipped[0].path, &*report.skipped[0].reason), ("x.parquet", "truncated"));
    }
    let mut damaged = whole.clone();
    damaged[300..400].fill(0xff);
    let report = of_file("x.parquet", damaged);
    assert!(
        shown(&report).1.iter().any(|skip| skip.starts_with("x.parquet: truncated")),
        "{:?}",
        report.skipped
    );
}

#[cfg(not(feature = "parquet"))]
#[test]
fn columns_are_skipped_with_a_hint_where_they_are_not_built_in() {
    let detail = "unsupported_type (this build does not read Parquet; install with `--features parquet`)";
    check(&of_file("x.parquet", given("columns.parquet")), &[], &[&format!("x.parquet: {detail}")]);
}

#[test]
fn columns_inside_archives_are_skipped() {
    let report = of_file("x.tar", tar(&[("a.parquet", &given("columns.parquet"))]));
    check(
        &report,
        &[],
        &["x.tar/a.parquet: unsupported_type (a Parquet file inside an archive is not read)"],
    );
}
