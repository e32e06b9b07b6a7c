use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::config::Config;
use crate::extract::attribution::Agencies;
use crate::learn::CollectionModel;
use crate::monitor::Monitor;
use crate::pipeline::{Input, detect};
use crate::read::ReadOptions;
use crate::report::fixtures::{document, empty, pair};
use crate::report::json;
use crate::report::schema::PassageEntry;

fn scanned(part: &str) -> Report {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(part).join("articles");
    let input = Input {
        roots: vec![corpus],
        read: ReadOptions::default(),
        agencies: Agencies::builtin(),
        furniture: CollectionModel::default(),
    };
    detect(&input, &Config::default(), &Monitor::default()).unwrap()
}

#[test]
fn clusters_made_anew_of_all_pairs_are_those_of_the_scan() {
    for part in ["tuned", "credits", "relations"] {
        let report = scanned(part);
        let made = clusters(&Report { clusters: Vec::new(), ..report.clone() }, &[]);
        assert_eq!(made, report.clusters, "{part}");
    }
}

#[test]
fn copied_words_told_from_a_report_are_never_too_many_and_nearly_always_exact() {
    let report = scanned("tuned");
    let mut n_exact = 0;
    for document in &report.documents {
        let sides = report.pairs.iter().flat_map(|pair| [(&pair.a, pair, Side::A), (&pair.b, pair, Side::B)]);
        let of = sides.filter(|(id, ..)| **id == document.id).map(|(_, pair, side)| (pair, side));
        let (told, exact) = (copied_words(of, document.words), document.words - document.unique_words);
        assert!(told <= exact, "{}: {told} of {exact}", document.id);
        n_exact += usize::from(told == exact);
    }
    assert!(n_exact * 100 >= report.documents.len() * 99, "{n_exact} of {}", report.documents.len());
}

/// A report as a scan could have written it, of pairs of six documents: relation, words and span of each.
fn report(pairs: &[(usize, usize, usize, usize, usize)]) -> Report {
    const RELATIONS: [&str; 6] =
        ["reprint", "revision", "shared_wire", "shared_passage", "exact_duplicate", "translation"];
    let mut report = empty();
    report.parameters = serde_json::json!({"profile": "web", "within_days": null, "fingerprint": ""});
    for number in 0..6 {
        let (id, day) = (format!("d{number}"), format!("2026-03-0{}", number + 1));
        let mut document = document(&id, Some(["Vale Post", "Mail"][number % 2]), Some(&day), None);
        if number == 4 {
            document.published = None;
        }
        (document.words, document.language) = (200 + number % 3, Some(["en", "fr"][number / 4].to_owned()));
        report.documents.push(document);
    }
    let mut seen = BTreeSet::new();
    for &(a, b, relation, words, start) in pairs {
        let (a, b) = (a.min(b), a.max(b));
        if a == b || !seen.insert((a, b)) {
            continue;
        }
        let mut entry = pair(&format!("d{a}"), &format!("d{b}"), RELATIONS[relation], words);
        (entry.coverage_a, entry.coverage_b) = (Some(words as f64 / 200.0), Some(words as f64 / 202.0));
        entry.original =
            (words % 3 > 0).then(|| if words % 3 == 1 { entry.a.clone() } else { entry.b.clone() });
        entry.evidence = vec![["date", "credit"][words % 2].to_owned()];
        entry.credited = [None, Some(true), Some(false)][start % 3];
        let span = [start * 5, (start + words) * 5];
        entry.passages = vec![PassageEntry { a: span, b: span, words, similarity: 1.0 }];
        report.pairs.push(entry);
    }
    report.pairs.sort_by(|x, y| (&x.a, &x.b).cmp(&(&y.a, &y.b)));
    report.overlaps = vec![pair("d0", "d5", "template", 30)];
    report.clusters = clusters(&report, &[]);
    let all = report.pairs.clone();
    report.documents.iter_mut().for_each(|document| document.unique_words = 0);
    tell_documents(&mut report, &all);
    count(&mut report);
    report.summary.documents = report.documents.len();
    report
}

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// One filter of each kind, of which `mask` tells those that are given.
fn filters(mask: u32, words: usize) -> Filters {
    let given = |bit: u32| mask & (1 << bit) != 0;
    let relations: &[&str] = if given(4) { &["reprint", "revision", "shared_wire", "template"] } else { &[] };
    Filters {
        min_coverage: given(0).then_some(words as f64 / 200.0),
        min_shared_words: given(1).then_some(words),
        min_jaccard: given(2).then_some(0.5),
        min_longest_passage_words: given(3).then_some(words / 2 + 1),
        relations: names(relations),
        extents: names(if given(5) { &["near_full"] } else { &[] }),
        sources: names(if given(6) { &["The Vale Post"] } else { &[] }),
        across_sources: given(7),
        from: given(8).then(|| jiff::civil::date(2026, 3, 2)),
        to: given(9).then(|| jiff::civil::date(2026, 3, 5)),
        within_days: given(10).then_some(2),
        languages: names(if given(11) { &["en"] } else { &[] }),
        agencies: BTreeSet::new(),
        credited: given(12).then_some(true),
    }
}

fn written(report: &Report) -> String {
    let mut out = Vec::new();
    json::write(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn pairs() -> impl Strategy<Value = Vec<(usize, usize, usize, usize, usize)>> {
    prop::collection::vec((0..6usize, 0..6usize, 0..6usize, 8..150usize, 0..50usize), 0..15)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn applying_filters_twice_is_applying_them_once(pairs in pairs(), mask in 0..1u32 << 13, words in 8..120usize) {
        let once = refilter(report(&pairs), filters(mask, words)).unwrap();
        let twice = refilter(once.clone(), filters(mask, words)).unwrap();
        prop_assert_eq!(written(&twice), written(&once));
    }

    #[test]
    fn filters_give_the_same_in_any_order_and_at_once(
        pairs in pairs(),
        mask in 0..1u32 << 13,
        some in 0..1u32 << 13,
        words in 8..120usize,
    ) {
        let (first, second) = (filters(mask & some, words), filters(mask & !some, words));
        let at_once = written(&refilter(report(&pairs), filters(mask, words)).unwrap());
        let after = |one: &Filters, other: &Filters| {
            written(&refilter(refilter(report(&pairs), one.clone()).unwrap(), other.clone()).unwrap())
        };
        prop_assert_eq!(&after(&first, &second), &at_once);
        prop_assert_eq!(&after(&second, &first), &at_once);
    }

    #[test]
    fn what_is_left_holds_and_hangs_together(pairs in pairs(), mask in 1..1u32 << 13, words in 8..120usize) {
        let before = report(&pairs);
        let given = filters(mask, words);
        let after = refilter(before.clone(), given.clone()).unwrap();
        let document = |id: &str| before.documents.iter().find(|document| document.id == id).unwrap();
        for pair in before.pairs.iter().chain(&before.overlaps) {
            let is_left = after.pairs.contains(pair) || after.overlaps.contains(pair);
            prop_assert_eq!(is_left, given.hold(pair, document(&pair.a), document(&pair.b)));
        }
        for cluster in &after.clusters {
            for member in cluster.documents.iter().filter(|id| **id != cluster.centre) {
                let ties = |pair: &&PairEntry| {
                    joins(pair) && [&pair.a, &pair.b].contains(&member) && [&pair.a, &pair.b].contains(&&cluster.centre)
                };
                prop_assert!(after.pairs.iter().any(|pair| ties(&pair)), "{} in {:?}", member, cluster);
            }
        }
        for (one, other) in before.documents.iter().zip(&after.documents) {
            prop_assert!(other.unique_words >= one.unique_words && other.copied_share <= one.copied_share);
            let home = after.clusters.iter().find(|cluster| cluster.documents.contains(&other.id));
            prop_assert_eq!(other.cluster.as_ref(), home.map(|cluster| &cluster.id));
        }
        prop_assert_ne!(&after.parameters["fingerprint"], &before.parameters["fingerprint"]);
    }
}

#[test]
fn without_filters_the_report_stays_and_an_idle_filter_changes_the_parameters_alone() {
    let before = report(&[(0, 1, 0, 100, 0), (1, 2, 0, 90, 3)]);
    assert_eq!(written(&refilter(before.clone(), Filters::default()).unwrap()), written(&before));
    let idle = refilter(before.clone(), Filters { min_shared_words: Some(8), ..Filters::default() }).unwrap();
    assert_eq!(Report { parameters: before.parameters.clone(), ..idle.clone() }, before);
    assert_eq!(idle.parameters["refiltered"], serde_json::json!({"min_shared_words": 8}));
}

#[test]
fn a_member_stays_only_with_its_pair_with_the_centre() {
    let before = report(&[(0, 1, 0, 100, 0), (1, 2, 0, 90, 0), (1, 3, 0, 50, 0)]);
    assert_eq!((before.clusters.len(), before.clusters[0].documents.len()), (1, 4));
    let given = Filters { min_shared_words: Some(60), ..Filters::default() };
    let after = refilter(before, given).unwrap();
    assert_eq!(after.clusters[0].documents, ["d0", "d1", "d2"]);
    assert_eq!((after.documents[3].cluster.as_deref(), after.documents[3].copied_share), (None, 0.0));
    assert_eq!(after.summary.independent_documents, 4);
}

#[test]
fn a_cluster_that_lists_only_pairs_with_its_centre_keeps_it() {
    let mut before = report(&[(1, 2, 0, 60, 0), (1, 3, 0, 50, 0), (1, 4, 0, 40, 0), (3, 5, 1, 140, 0)]);
    before.clusters.truncate(1);
    let cluster = &mut before.clusters[0];
    (cluster.centre, cluster.pairs_omitted) = ("d1".to_owned(), 3);
    cluster.documents = ["d1", "d2", "d3", "d4"].map(str::to_owned).to_vec();
    let given = Filters { min_shared_words: Some(45), ..Filters::default() };
    let after = refilter(before, given).unwrap();
    let told: Vec<_> =
        after.clusters.iter().map(|cluster| (&*cluster.centre, cluster.documents.len())).collect();
    assert_eq!(told, [("d1", 3)], "d3 shares more with d5, but its centre is d1");
    assert_eq!(after.clusters[0].pairs_omitted, 3);
}

#[track_caller]
fn check_error(report: Report, filters: Filters, expected: &str) {
    let error = refilter(report, filters).unwrap_err();
    assert!(error.to_string().contains(expected), "{error}");
}

#[test]
fn looser_filters_and_unknown_names_are_refused() {
    let stricter = Filters { min_coverage: Some(0.6), ..filters(1 << 4, 0) };
    let filtered = || refilter(report(&[(0, 1, 0, 190, 0)]), stricter.clone()).unwrap();
    let looser = Filters { min_coverage: Some(0.5), ..Filters::default() };
    check_error(filtered(), looser, "--min-coverage 0.5: the report was made with 0.6");
    let other = Filters { relations: names(&["excerpt"]), ..Filters::default() };
    check_error(filtered(), other, "--relation excerpt: the report was made with reprint,");
    let mut scanned = filtered();
    scanned.parameters["within_days"] = 7.into();
    let wider = Filters { within_days: Some(8), ..Filters::default() };
    check_error(scanned, wider, "--within 8: the report was made with 7");
    let plain = || report(&[]);
    let of = |filters| check_error(plain(), filters, "no document of the report is of this source");
    of(Filters { sources: names(&["Harbour Mail"]), ..Filters::default() });
    let unknown = Filters { relations: names(&["copy"]), ..Filters::default() };
    check_error(plain(), unknown, "--relation: `copy` is none of exact_duplicate,");
    let beyond = Filters { min_jaccard: Some(1.5), ..Filters::default() };
    check_error(plain(), beyond, "--min-jaccard: 1.5 is outside 0 (exclusive) to 1");
}

#[test]
fn a_damaged_report_is_refiltered_without_harm() {
    let mut damaged = report(&[(0, 1, 0, 100, 0), (1, 2, 1, 90, 0)]);
    damaged.documents.remove(1);
    damaged.pairs.push(pair("z", "a", "no_relation", 3));
    damaged.pairs.push(pair("d0", "d0", "reprint", 3));
    damaged.clusters.push(damaged.clusters[0].clone());
    damaged.clusters[0].pairs_omitted = 9;
    damaged.parameters = Value::Null;
    let given = Filters { min_shared_words: Some(95), ..Filters::default() };
    let after = refilter(damaged, given).unwrap();
    assert_eq!(after.pairs.len(), 1);
}
