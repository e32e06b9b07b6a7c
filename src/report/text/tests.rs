use serde_json::json;

use super::*;
use crate::report::fixtures::{cluster, credit, document, empty, pair};

fn small() -> Report {
    let mut report = empty();
    report.summary = Summary {
        documents: 5,
        skipped: 1,
        clusters: 1,
        pairs: 3,
        independent_documents: 3,
        pairs_by_relation: [("excerpt", 1), ("quotation", 1), ("shared_wire", 2)]
            .map(|(relation, n)| (relation.to_owned(), json!(n)))
            .into_iter()
            .collect(),
        recall_estimate: RecallEstimate { sampled_documents: 5, pairs: 3, found: 3, at_jaccard: 0.5 },
        ..Summary::default()
    };
    report.documents = vec![
        document("post/1.txt", Some("Harbour Post"), Some("2024-03-06T08:00:00Z"), Some("c1")),
        document("reuters/1.txt", Some("Reuters"), Some("2024-03-05"), Some("c1")),
        document("voz/1.txt", None, None, Some("c1")),
        document("digest/1.txt", Some("Digest"), None, None),
        document("post/2.txt", Some("Harbour Post"), None, None),
    ];
    report.documents[0].attributions = vec![credit("byline", None), credit("dateline", Some("Reuters"))];
    report.documents[1].title = Some("Pier to close\nafter storm".to_owned());
    let mut c1 = cluster("c1", &["post/1.txt", "reuters/1.txt", "voz/1.txt"]);
    c1.centre = "reuters/1.txt".to_owned();
    c1.original = Some("reuters/1.txt".to_owned());
    c1.original_evidence = vec!["agency_original".to_owned(), "date".to_owned()];
    c1.agency = Some("Reuters".to_owned());
    c1.weakest_link.b = "voz/1.txt".to_owned();
    report.clusters = vec![c1];
    report.pairs = vec![
        pair("digest/1.txt", "post/2.txt", "excerpt", 80),
        pair("post/1.txt", "reuters/1.txt", "shared_wire", 300),
        pair("post/1.txt", "voz/1.txt", "shared_wire", 310),
    ];
    report.pairs[0].original = Some("post/2.txt".to_owned());
    report.overlaps = vec![pair("digest/1.txt", "voz/1.txt", "quotation", 18)];
    report.furniture = vec![FurnitureEntry {
        text: "Subscribe to our\nnewsletter and never miss a story again. It is free, and you can leave."
            .to_owned(),
        documents: 3,
        sources: vec!["Harbour Post".to_owned()],
        examples: vec!["post/1.txt".to_owned()],
    }];
    report.skipped = vec![SkippedEntry {
        path: "post/3.txt".to_owned(),
        reason: "too_short".to_owned(),
        detail: "7 words, the limit is 12".to_owned(),
    }];
    report
}

fn written(report: &Report, width_columns: usize, colour: bool) -> String {
    let mut out = Vec::new();
    write(report, &Style { colour, width_columns }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_small_report_reads_like_this() {
    let expected = r"5 documents (1 skipped), 1 cluster, 3 related pairs, 3 independent documents
Pairs by relation: 2 shared wire, 1 excerpt, 1 quotation
Recall estimate: 100 %; of 3 pairs with an estimated Jaccard of 0.5 or more in a
sample of 5 documents, 3 were found.

Clusters: 1
  outlet        date        relation      shared  credit           id

c1  Pier to close after storm                                        3 documents
  copy of Reuters; original reuters/1.txt (by agency original, date); keep
  post/1.txt (earliest)
  Reuters       2024-03-05  centre             —  —                reuters/1.txt
  Harbour Post  2024-03-06  shared wire     97 %  credits Reuters  post/1.txt
  —             —           shared wire*    62 %  no credit found  voz/1.txt
  weakest link: post/1.txt – voz/1.txt, 62 %

* to its strongest partner, not to the centre

Between clusters: 1 related pair
  excerpt              80 words  post/2.txt → digest/1.txt

Text in common that is no copy
  quotation        1 pair
    digest/1.txt – voz/1.txt

Furniture left out of the comparison
       3 documents  Subscribe to our newsletter and never miss a story again. I…

Skipped
  too short             1
    post/3.txt: 7 words, the limit is 12
";
    let text = written(&small(), 80, false);
    assert_eq!(text, expected, "\n{text}");
}

#[test]
fn nothing_found_says_what_was_compared() {
    let mut report = empty();
    report.summary.documents = 94;
    report.summary.funnel.candidates_lsh = 12;
    let expected = r"94 documents, 0 clusters, 0 related pairs, 0 independent documents
Recall was not estimated.

No reprints, near-duplicates or shared wire copy were found.
94 documents were searched for text in common: 12 pairs came into question by
signatures and 0 by sampled passages, 0 were measured exactly, 0 share a
passage.
";
    let text = written(&report, 80, false);
    assert_eq!(text, expected, "\n{text}");
    assert!(written(&empty(), 80, false).contains("There was nothing to compare"));
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let mut report = small();
    for document in &mut report.documents {
        document.source = Some("漢字新聞社 a very long name of an outlet indeed".to_owned());
    }
    for width in [60, 80, 100, 140] {
        let text = written(&report, width, false);
        let widest = text.lines().max_by_key(|line| columns(line)).unwrap();
        assert!(columns(widest) <= width, "{width}: {widest}");
    }
}

#[test]
fn long_lists_are_cut_and_say_so() {
    let mut report = empty();
    let ids: Vec<String> = (0..40).map(|n| format!("d{n:02}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    report.clusters.push(cluster("c0", &ids));
    report.clusters.extend((1..30).map(|n| cluster(&format!("c{n}"), &ids[..2])));
    report.pairs = (0..30).map(|n| pair(&format!("x{n}"), "y", "shared_passage", n)).collect();
    let text = written(&report, 80, false);
    assert!(text.contains("Clusters: the largest 20 of 30"), "{text}");
    assert!(text.contains("  … and 28 more documents\n"), "{text}");
    assert!(text.contains("  … and 10 more clusters\n"), "{text}");
    assert!(text.contains("  … and 10 more pairs\n"), "{text}");
}

#[test]
fn untrusted_text_cannot_reach_the_terminal() {
    let mut report = small();
    let evil = "\x1b]0;owned\x07\u{202e}\r\n\u{9b}31m";
    for document in &mut report.documents {
        document.title = Some(evil.to_owned());
        document.source = Some(evil.to_owned());
        document.published = Some(evil.to_owned());
    }
    for pair in report.pairs.iter_mut().chain(&mut report.overlaps) {
        pair.relation = evil.to_owned();
    }
    report.clusters[0].keep_reason = evil.to_owned();
    report.skipped[0].detail = evil.to_owned();
    report.furniture[0].text = evil.to_owned();
    let text = written(&report, 80, false);
    assert!(!text.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'), "{text:?}");
}

#[test]
fn colour_is_written_only_when_asked_for() {
    assert!(written(&small(), 80, true).contains("\x1b[1m"));
    assert!(!written(&small(), 80, false).contains('\x1b'));
}

#[test]
fn odd_reports_are_written_all_the_same() {
    let mut report = empty();
    report.clusters = vec![cluster("c1", &[]), cluster("c2", &["nowhere"]), cluster("c2", &["z", "z", "a"])];
    report.documents = vec![document("z", None, Some(""), Some("c9")), document("", Some(""), None, None)];
    report.pairs = vec![pair("z", "a", "", 0), pair("z", "z", "unheard_of", 1)];
    report.pairs[0].original = Some("third".to_owned());
    report.pairs[1].coverage_a = Some(f64::NAN);
    report.pairs[1].shared_words = None;
    report.overlaps = report.pairs.clone();
    for width in [0, 40, 80, 1000] {
        assert!(written(&report, width, false).contains("Clusters: 3"));
    }
}
