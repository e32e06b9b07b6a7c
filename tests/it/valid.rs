//! What holds for every report, whatever it is of.

use std::collections::{BTreeMap, BTreeSet};

use wireprint::report::schema::{PairEntry, Report};

/// Relations that join documents into clusters, and those that are listed as overlaps.
const JOINING: [&str; 5] = ["exact_duplicate", "near_duplicate", "revision", "reprint", "shared_wire"];
const OVERLAPS: [&str; 4] = ["quotation", "background", "template", "fragment"];

/// Checks that the parts of a report agree with one another.
#[track_caller]
pub(crate) fn assert_valid(report: &Report) {
    let ids: Vec<&str> = report.documents.iter().map(|document| document.id.as_str()).collect();
    assert!(ids.is_sorted_by(|a, b| a < b), "ids are sorted and unique: {ids:?}");
    let ids: BTreeSet<&str> = ids.into_iter().collect();
    for pair in report.pairs.iter().chain(&report.overlaps) {
        assert_valid_pair(pair, &ids);
    }
    for pairs in [&report.pairs, &report.overlaps] {
        assert!(pairs.is_sorted_by(|x, y| (&x.a, &x.b) < (&y.a, &y.b)), "pairs are sorted and unique");
    }
    assert!(
        report.pairs.iter().all(|pair| !OVERLAPS.contains(&pair.relation.as_str())),
        "overlaps are kept apart"
    );
    assert!(
        report.overlaps.iter().all(|pair| OVERLAPS.contains(&pair.relation.as_str())),
        "only overlaps are there"
    );
    assert!(report.skipped.is_sorted_by_key(|skip| &skip.path), "skips are sorted by path");
    assert_documents_fit_clusters(report, &ids);
    assert_clusters_fit_pairs(report);
    assert_counts(report);
}

#[track_caller]
fn assert_valid_pair(pair: &PairEntry, ids: &BTreeSet<&str>) {
    assert!(pair.a < pair.b, "{} sorts before {}", pair.a, pair.b);
    assert!(ids.contains(&*pair.a) && ids.contains(&*pair.b), "{} and {} are documents", pair.a, pair.b);
    if let Some(original) = &pair.original {
        assert!([&pair.a, &pair.b].contains(&original), "the original {original} is one of the two");
    }
    let shares = [pair.jaccard, pair.jaccard_estimate, pair.coverage_a, pair.coverage_b, pair.quoted_share];
    assert!(shares.iter().flatten().all(|share| (0.0..=1.0).contains(share)), "shares are shares: {pair:?}");
    assert!(pair.shared_unquoted_words <= pair.shared_words, "{pair:?}");
    assert!(pair.passages.is_sorted_by_key(|passage| passage.a), "passages are in the order of a: {pair:?}");
    let n_words: usize = pair.passages.iter().map(|passage| passage.words).sum();
    assert_eq!(pair.shared_words.unwrap_or(0), n_words, "words of passages are the shared words: {pair:?}");
    let longest = pair.passages.iter().map(|passage| passage.words).max();
    assert_eq!(pair.longest_passage_words, longest, "{pair:?}");
    for span in pair.passages.iter().flat_map(|passage| [passage.a, passage.b]) {
        assert!(span[0] < span[1], "{pair:?}");
    }
}

#[track_caller]
fn assert_documents_fit_clusters(report: &Report, ids: &BTreeSet<&str>) {
    let mut cluster_of = BTreeMap::new();
    for cluster in &report.clusters {
        assert!(cluster.documents.len() > 1 && cluster.documents.is_sorted(), "{cluster:?}");
        for role in
            [Some(&cluster.centre), cluster.original.as_ref(), Some(&cluster.keep)].into_iter().flatten()
        {
            assert!(cluster.documents.contains(role), "{role} is a member: {cluster:?}");
        }
        for id in &cluster.documents {
            assert!(ids.contains(&**id), "{id} is a document");
            assert!(cluster_of.insert(&**id, &*cluster.id).is_none(), "{id} is in one cluster");
        }
    }
    for document in &report.documents {
        assert_eq!(document.cluster.as_deref(), cluster_of.get(&*document.id).copied(), "{}", document.id);
        assert!((0.0..=1.0).contains(&document.copied_share) && document.unique_words <= document.words);
        let spans = document.main_text.iter();
        assert!(
            spans.is_sorted_by(|x, y| x[0] < x[1] && x[1] <= y[0]),
            "main text is disjoint: {}",
            document.id
        );
    }
    assert!(
        report.clusters.is_sorted_by_key(|cluster| &cluster.documents[0]),
        "clusters go by their first member"
    );
}

/// Every member of a cluster that lists all its pairs is tied to the centre by a pair that joins.
#[track_caller]
fn assert_clusters_fit_pairs(report: &Report) {
    let joined: BTreeSet<[&str; 2]> = report
        .pairs
        .iter()
        .filter(|pair| JOINING.contains(&pair.relation.as_str()))
        .map(|pair| [&*pair.a, &*pair.b])
        .collect();
    for cluster in report.clusters.iter().filter(|_| report.parameters["profile"] == "web") {
        for id in cluster.documents.iter().filter(|id| **id != cluster.centre) {
            let mut pair = [&**id, &*cluster.centre];
            pair.sort_unstable();
            assert!(joined.contains(&pair), "{id} is verified against its centre {}", cluster.centre);
        }
    }
}

#[track_caller]
fn assert_counts(report: &Report) {
    let summary = &report.summary;
    let counted = [summary.documents, summary.skipped, summary.clusters, summary.pairs];
    let listed = [report.documents.len(), report.skipped.len(), report.clusters.len(), report.pairs.len()];
    assert_eq!(counted, listed, "documents, skipped, clusters, pairs");
    let mut by_relation: BTreeMap<&str, u64> = BTreeMap::new();
    for pair in report.pairs.iter().chain(&report.overlaps) {
        *by_relation.entry(&pair.relation).or_default() += 1;
    }
    let told = summary.pairs_by_relation.iter().map(|(relation, n)| (relation.as_str(), n.as_u64().unwrap()));
    assert_eq!(by_relation, told.collect(), "pairs by relation");
    let clustered: usize = report.clusters.iter().map(|cluster| cluster.documents.len()).sum();
    let independent = report.documents.len() - clustered + report.clusters.len();
    assert_eq!(summary.independent_documents, independent, "each cluster counts once");
    let omitted: usize = report.clusters.iter().map(|cluster| cluster.pairs_omitted).sum();
    assert!(omitted <= summary.pairs_omitted, "pairs omitted in clusters are among those omitted in all");
    assert!(summary.funnel.aligned <= summary.funnel.verified);
    assert!(summary.recall_estimate.found <= summary.recall_estimate.pairs);
}
