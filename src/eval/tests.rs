use serde_json::json;

use super::*;
use crate::report::fixtures::{cluster, credit, document, empty, pair};
use crate::report::schema::{Report, SkippedEntry};
use crate::report::terminal::Style;

fn ids(a: &str, b: &str) -> IdPair {
    (a.to_owned(), b.to_owned())
}

fn gold_pair(a: &str, b: &str, relation: &str) -> GoldPair {
    let relation = (!relation.is_empty()).then(|| relation.to_owned());
    GoldPair { ids: ids(a, b), relation, extent: None, original: None, credited: None }
}

/// Documents a to f, of which a, b, c are one cluster.
fn report() -> Report {
    let mut report = empty();
    report.documents = ["a", "b", "c", "d", "e", "f"].map(|id| document(id, None, None, None)).to_vec();
    for document in &mut report.documents[..3] {
        document.cluster = Some("c1".to_owned());
    }
    report.clusters = vec![cluster("c1", &["a", "b", "c"])];
    report.pairs = vec![
        pair("a", "b", "reprint", 300),
        pair("a", "c", "shared_wire", 200),
        pair("d", "e", "excerpt", 50),
        pair("e", "f", "shared_passage", 30),
    ];
    report.pairs[0].original = Some("a".to_owned());
    report.overlaps = vec![pair("b", "d", "quotation", 20), pair("c", "d", "template", 90)];
    report
}

fn gold() -> Gold {
    let mut pairs = vec![
        gold_pair("a", "b", "reprint"),
        gold_pair("a", "c", "reprint"),
        gold_pair("b", "c", "reprint"),
        gold_pair("b", "d", "excerpt"),
        gold_pair("c", "d", "quotation"),
        gold_pair("d", "e", "background"),
        gold_pair("a", "x", ""),
    ];
    pairs[0].original = Some("b".to_owned());
    pairs[0].extent = Some("near_full".to_owned());
    pairs[1].original = Some("a".to_owned());
    Gold {
        pairs: Some(pairs),
        clusters: Some(vec![vec!["a".to_owned(), "b".to_owned()], vec!["c".to_owned(), "d".to_owned()]]),
        ..Gold::default()
    }
}

#[test]
fn pairs_are_right_wrong_or_missed() {
    let pairs = score(&report(), &gold()).pairs.unwrap();
    assert_eq!((pairs.related.right, pairs.related.wrong, pairs.related.missed), (2, 2, 3));
    assert_eq!((pairs.related.precision, pairs.related.recall), (Some(0.5), Some(0.4)));
    let missed: Vec<_> =
        pairs.missed.iter().map(|m| (m.a.as_str(), m.b.as_str(), m.instead.as_str())).collect();
    assert_eq!(missed, [("a", "x", "no_document"), ("b", "c", "same_cluster"), ("b", "d", "quotation")]);
    let wrong: Vec<_> = pairs.wrong.iter().map(|w| (w.a.as_str(), w.b.as_str(), w.gold.as_deref())).collect();
    assert_eq!(wrong, [("d", "e", Some("background")), ("e", "f", None)]);
}

#[test]
fn relations_directions_and_overlaps_are_scored_apart() {
    let pairs = score(&report(), &gold()).pairs.unwrap();
    let reprint = pairs.by_relation["reprint"];
    assert_eq!((reprint.gold, reprint.found, reprint.same_relation), (3, 2, Some(1)));
    assert_eq!(pairs.by_relation["unlabelled"].same_relation, None);
    assert_eq!(pairs.confusion["reprint"]["shared_wire"], 1);
    assert_eq!(pairs.confusion["background"]["excerpt"], 1);
    let quotation = pairs.overlaps_by_relation["quotation"];
    assert_eq!((quotation.gold, quotation.found, quotation.same_relation), (1, 1, Some(0)));
    assert_eq!(pairs.overlaps_by_relation["background"].found, 0);
    assert_eq!((pairs.directed, pairs.direction_stated, pairs.direction.equal), (2, 1, 0));
    assert_eq!(pairs.extent.share, Some(1.0));
}

#[test]
fn ignored_pairs_count_on_neither_side() {
    let mut gold = gold();
    gold.ignored = [ids("e", "f"), ids("b", "d"), ids("a", "b")].into();
    let scores = score(&report(), &gold);
    let pairs = scores.pairs.unwrap();
    assert_eq!((pairs.related.right, pairs.related.wrong, pairs.related.missed), (1, 1, 2));
    assert_eq!(pairs.ignored, 2);
    let clusters = scores.clusters.unwrap();
    assert_eq!((clusters.pairwise.right, clusters.pairwise.wrong, clusters.pairwise.missed), (1, 2, 1));
    let without = clusters.pairwise_without_ignored;
    assert_eq!((without.right, without.wrong, without.missed), (0, 2, 1));
}

#[test]
fn a_pair_inside_a_gold_cluster_without_a_label_is_not_judged() {
    let mut gold = gold();
    gold.clusters = Some(vec![vec!["e".to_owned(), "f".to_owned()]]);
    let pairs = score(&report(), &gold).pairs.unwrap();
    assert_eq!((pairs.related.wrong, pairs.unlabelled_in_cluster), (1, 1));
}

#[test]
fn forbidden_pairs_are_told() {
    let mut gold = gold();
    let negative = |a, b| GoldNegative { ids: ids(a, b), kind: Some("same_topic".to_owned()) };
    gold.negatives = Some(vec![negative("d", "e"), negative("b", "d"), negative("a", "f")]);
    let forbidden = score(&report(), &gold).forbidden.unwrap();
    assert_eq!((forbidden.gold, forbidden.listed.len()), (3, 1), "overlaps are allowed");
    assert_eq!(forbidden.listed[0].relation, "excerpt");
}

#[test]
fn credits_are_found_by_name_and_judged_by_kind_and_phrase() {
    let mut report = report();
    let mut byline = credit("byline", None);
    byline.author = Some("Ann Smith".to_owned());
    let mut wrong = credit("in_text", None);
    wrong.outlet = Some("Other Post".to_owned());
    report.documents[0].attributions = vec![credit("dateline", Some("REUTERS")), byline, wrong.clone()];
    report.documents[1].attributions = vec![wrong];
    let gold_credit = |kind: &str, agency: &str, phrase: &str| GoldCredit {
        id: "a".to_owned(),
        kind: Some(kind.to_owned()),
        agency: Some(agency.to_owned()),
        phrase: Some(phrase.to_owned()),
        ..GoldCredit::default()
    };
    let mut gold = gold();
    gold.credits = Some(vec![
        gold_credit("dateline", "Reuters", "LONDON (Reuters) -"),
        gold_credit("tagline", "Reuters", "(Reuters)"),
        gold_credit("tagline", "AP", "AP"),
    ]);
    let credits = score(&report, &gold).credits.unwrap();
    assert_eq!((credits.names.compared, credits.names.equal), (2, 1), "a name counts once a document");
    assert_eq!((credits.exact.compared, credits.exact.equal), (3, 1));
    assert_eq!((credits.attributions, credits.attributions_right), (2, 1), "the author is left out");
    gold.documents = Some(vec![GoldDocument { id: "b".to_owned(), ..GoldDocument::default() }]);
    let credits = score(&report, &gold).credits.unwrap();
    assert_eq!((credits.attributions, credits.attributions_right), (3, 1), "the gold knows document b");
}

#[test]
fn metadata_and_skips_agree_or_differ() {
    let mut report = report();
    report.documents[0].source = Some("The Harbour Post".to_owned());
    report.documents[0].published = Some("2024-03-05T08:00:00Z".to_owned());
    report.documents[1].published = Some("2024-03-05".to_owned());
    let skip = |path: &str, reason: &str| SkippedEntry {
        path: path.to_owned(),
        reason: reason.to_owned(),
        detail: String::new(),
    };
    report.skipped = vec![skip("x.txt", "too_short"), skip("y.txt", "empty"), skip("z.txt", "binary")];
    let document = |id: &str, source: &str, published: &str| GoldDocument {
        id: id.to_owned(),
        source: Some(source.to_owned()),
        published: Some(published.to_owned()),
        language: None,
    };
    let mut gold = gold();
    gold.documents = Some(vec![
        document("a", "THE HARBOUR POST", "2024-03-05"),
        document("b", "null", "2024-03-05T08:00:00"),
        document("x", "null", "null"),
    ]);
    let skipped = |path: &str, reason: Option<&str>| GoldSkipped {
        path: path.to_owned(),
        reason: reason.map(str::to_owned),
    };
    gold.skipped = Some(vec![
        skipped("x.txt", Some("too_short")),
        skipped("y.txt", Some("binary")),
        skipped("w.txt", None),
    ]);
    let scores = score(&report, &gold);
    let documents = scores.documents.unwrap();
    assert_eq!((documents.source.compared, documents.source.equal), (2, 2));
    assert_eq!((documents.published.compared, documents.published.equal), (2, 1));
    assert_eq!((documents.language.compared, documents.missing.len()), (0, 1));
    let skipped = scores.skipped.unwrap();
    assert_eq!((skipped.reasons.compared, skipped.reasons.equal, skipped.unexpected.len()), (3, 1, 1));
}

#[test]
fn nothing_in_the_gold_or_the_report_scores_nothing() {
    let scores =
        score(&empty(), &Gold { pairs: Some(Vec::new()), clusters: Some(Vec::new()), ..Gold::default() });
    let pairs = scores.pairs.unwrap();
    assert_eq!((pairs.related.precision, pairs.related.recall, pairs.related.f1), (None, None, None));
    let clusters = scores.clusters.unwrap();
    assert_eq!((clusters.ari, clusters.b_cubed_f1), (1.0, None));
    assert_eq!(score(&empty(), &Gold::default()).pairs, None);
}

fn written(scores: &Scores) -> String {
    let mut out = Vec::new();
    write(scores, &Style { colour: false, width_columns: 80 }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn scores_read_like_this() {
    let mut gold = gold();
    gold.negatives = Some(vec![GoldNegative { ids: ids("d", "e"), kind: Some("same_topic".to_owned()) }]);
    let expected = r"pairs F1 0.4444, ARI 0.2857, B-cubed F1 0.8046

Pairs
  related pairs               P 0.5000  R 0.4000  F1 0.4444
                              2 right, 2 wrong, 3 missed
  extent                      1.0000  1 of 1
  original                    0.0000  0 right of 1 stated of 2 found
  excerpt                     R 0.0000  0 of 1 found, 0 with this relation
                              quotation 1
  reprint                     R 0.6667  2 of 3 found, 1 with this relation
                              not_listed 1, shared_wire 1
  unlabelled                  R 0.0000  0 of 1 found
                              not_listed 1

Overlaps
  background                  R 0.0000  0 of 1 found, 0 with this relation
                              excerpt 1
  quotation                   R 1.0000  1 of 1 found, 0 with this relation
                              template 1

Clusters
  clusters                    2 in the gold, 1 in the report, over 6 documents
  adjusted Rand index         0.2857  without ignored pairs 0.2857
  B-cubed                     P 0.7778  R 0.8333  F1 0.8046
  pairs inside clusters       P 0.3333  R 0.5000  F1 0.4000
                              1 right, 2 wrong, 1 missed
    ignored ones left out     P 0.3333  R 0.5000  F1 0.4000
                              1 right, 2 wrong, 1 missed

Pairs that must not be
  listed                      1 of 1
    d – e: same_topic, listed as excerpt

Missed pairs: 3
    a – x: unlabelled, in the report no_document
    b – c: reprint, in the report same_cluster
    b – d: excerpt, in the report quotation

Wrong pairs: 2
    d – e: excerpt of 50 words, in the gold background
    e – f: shared_passage of 30 words, in the gold nothing

Pairs found but said to be otherwise
  original: 1
    a – b: in the gold b, in the report a
";
    let text = written(&score(&report(), &gold));
    assert_eq!(text, expected, "\n{text}");
}

#[test]
fn scores_serialise_with_null_for_what_was_not_measured() {
    let json = serde_json::to_value(score(&report(), &gold())).unwrap();
    assert_eq!(json["pairs"]["related"]["precision"], json!(0.5));
    assert_eq!(json["credits"], json!(null));
}
