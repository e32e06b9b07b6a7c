//! Pair scores: related pairs, their relations, extents and directions, overlaps, and pairs that must not be.
//!
//! Positive pairs are the gold's copy relations, and labels of the gold's own; quotations, backgrounds, templates and
//! fragments are overlaps and scored apart. An ignored pair counts on neither side. Where the gold has clusters, a
//! pair that the report lists inside one of them without the gold having labelled it is not judged: gold that lists
//! only the pairs it aligned directly says nothing of the others.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use super::gold::{Gold, GoldPair};
use super::scores::{Agreement, Rates, share};
use crate::report::schema::{PairEntry, Report};

/// How the report's pairs and overlaps compare with the gold's.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct PairScores {
    /// Related pairs.
    pub related: Rates,
    /// Listed pairs that the gold ignores.
    pub ignored: usize,
    /// Listed pairs inside a gold cluster that the gold has not labelled.
    pub unlabelled_in_cluster: usize,
    /// Recall by relation of the gold, related pairs only.
    pub by_relation: BTreeMap<String, RelationScore>,
    /// The same for overlaps: found means listed under `overlaps`.
    pub overlaps_by_relation: BTreeMap<String, RelationScore>,
    /// For each relation of the gold, what the report says of its pairs.
    pub confusion: BTreeMap<String, BTreeMap<String, usize>>,
    /// Extents of the pairs found.
    pub extent: Agreement,
    /// Gold pairs with an original that were found.
    pub directed: usize,
    /// Of these, those for which the report states an original.
    pub direction_stated: usize,
    /// Of these, those whose original is right.
    pub direction: Agreement,
    /// Whether the copy credits its origin, of the pairs found.
    pub credited: Agreement,
    /// Gold pairs that are not listed.
    pub missed: Vec<MissedPair>,
    /// Listed pairs that the gold does not have.
    pub wrong: Vec<FalsePair>,
}

/// Recall of one relation of the gold.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
pub struct RelationScore {
    /// Pairs of that relation.
    pub gold: usize,
    /// Of these, listed.
    pub found: usize,
    /// `found / gold`.
    pub recall: Option<f64>,
    /// Of those listed, with that relation; `None` for labels that are no relation of the report.
    pub same_relation: Option<usize>,
}

/// A gold pair that is not listed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct MissedPair {
    /// The document whose id sorts first.
    pub a: String,
    /// The other one.
    pub b: String,
    /// The gold's relation.
    pub relation: Option<String>,
    /// What the report has instead: an overlap's relation, `same_cluster`, `no_document`, `not_listed`.
    pub instead: String,
}

/// A listed pair that the gold does not have.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct FalsePair {
    /// The document whose id sorts first.
    pub a: String,
    /// The other one.
    pub b: String,
    /// The report's relation.
    pub relation: String,
    /// What the gold has instead: another label, or nothing.
    pub gold: Option<String>,
    /// Equal words in passages.
    pub shared_words: Option<usize>,
}

/// Listed pairs that must not be.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct ForbiddenScores {
    /// Forbidden pairs in the gold.
    pub gold: usize,
    /// Those that the report lists.
    pub listed: Vec<ForbiddenPair>,
}

/// A listed pair that must not be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ForbiddenPair {
    /// The document whose id sorts first.
    pub a: String,
    /// The other one.
    pub b: String,
    /// The report's relation.
    pub relation: String,
    /// Why the gold thinks somebody might take them for a pair.
    pub kind: Option<String>,
}

const COPIES: [&str; 8] = [
    "exact_duplicate",
    "near_duplicate",
    "revision",
    "translation",
    "excerpt",
    "shared_wire",
    "reprint",
    "shared_passage",
];
const OVERLAPS: [&str; 4] = ["quotation", "background", "template", "fragment"];
const NO_PAIRS: [&str; 3] = ["boilerplate", "unrelated", "none"];

/// Name under which gold pairs without a label are counted.
const UNLABELLED: &str = "unlabelled";
/// What the report says of a pair it does not list.
const NOT_LISTED: &str = "not_listed";

pub(super) fn score(report: &Report, gold: &Gold) -> Option<PairScores> {
    let gold_pairs = gold.pairs.as_deref()?;
    let listed = Listed::of(report);
    let mut scores = PairScores::default();
    let judged: Vec<&GoldPair> = gold_pairs.iter().filter(|pair| !gold.ignored.contains(&pair.ids)).collect();
    for pair in &judged {
        count_gold(pair, &listed, &mut scores);
    }
    count_listed(report, gold, &judged, &mut scores);
    scores.missed.sort();
    Some(scores)
}

/// What a report says of pairs and documents, by id.
struct Listed<'r> {
    pairs: HashMap<(&'r str, &'r str), &'r PairEntry>,
    overlaps: HashMap<(&'r str, &'r str), &'r PairEntry>,
    /// The cluster of each document.
    documents: HashMap<&'r str, Option<&'r str>>,
}

impl<'r> Listed<'r> {
    fn of(report: &'r Report) -> Self {
        let by_ids = |entries: &'r [PairEntry]| entries.iter().map(|entry| (key(entry), entry)).collect();
        let documents =
            report.documents.iter().map(|doc| (doc.id.as_str(), doc.cluster.as_deref())).collect();
        Self { pairs: by_ids(&report.pairs), overlaps: by_ids(&report.overlaps), documents }
    }

    /// What there is of a pair that is not listed as related.
    fn instead(&self, ids: (&str, &str)) -> String {
        match (self.documents.get(ids.0), self.documents.get(ids.1)) {
            _ if self.overlaps.contains_key(&ids) => self.overlaps[&ids].relation.clone(),
            (Some(Some(a)), Some(Some(b))) if a == b => "same_cluster".to_owned(),
            (Some(_), Some(_)) => NOT_LISTED.to_owned(),
            _ => "no_document".to_owned(),
        }
    }
}

fn key(entry: &PairEntry) -> (&str, &str) {
    if entry.a <= entry.b { (&entry.a, &entry.b) } else { (&entry.b, &entry.a) }
}

fn count_gold(pair: &GoldPair, listed: &Listed<'_>, scores: &mut PairScores) {
    let ids = (pair.ids.0.as_str(), pair.ids.1.as_str());
    let relation = pair.relation.as_deref().unwrap_or(UNLABELLED);
    let found_pair = listed.pairs.get(&ids).copied();
    let found_overlap = listed.overlaps.get(&ids).copied();
    let said = found_pair.or(found_overlap).map_or(NOT_LISTED, |entry| entry.relation.as_str());
    *scores.confusion.entry(relation.to_owned()).or_default().entry(said.to_owned()).or_default() += 1;
    if NO_PAIRS.contains(&relation) {
        return;
    }
    if OVERLAPS.contains(&relation) {
        scores.overlaps_by_relation.entry(relation.to_owned()).or_default().count(relation, found_overlap);
        return;
    }
    scores.by_relation.entry(relation.to_owned()).or_default().count(relation, found_pair);
    match found_pair {
        Some(entry) => count_facets(pair, entry, scores),
        None => scores.missed.push(MissedPair {
            a: pair.ids.0.clone(),
            b: pair.ids.1.clone(),
            relation: pair.relation.clone(),
            instead: listed.instead(ids),
        }),
    }
}

impl RelationScore {
    fn count(&mut self, relation: &str, found: Option<&PairEntry>) {
        self.gold += 1;
        self.found += usize::from(found.is_some());
        self.recall = share(self.found as f64, self.gold as f64);
        if COPIES.contains(&relation) || OVERLAPS.contains(&relation) {
            let same = found.is_some_and(|entry| entry.relation == relation);
            *self.same_relation.get_or_insert_default() += usize::from(same);
        }
    }
}

/// Extent, direction and credit of a pair that was found.
fn count_facets(pair: &GoldPair, entry: &PairEntry, scores: &mut PairScores) {
    let ids = [pair.ids.0.as_str(), pair.ids.1.as_str()];
    if let Some(extent) = &pair.extent {
        scores.extent.compare(&ids, extent, Some(&entry.extent), *extent == entry.extent);
    }
    if let Some(original) = &pair.original {
        scores.directed += 1;
        if let Some(stated) = &entry.original {
            scores.direction_stated += 1;
            scores.direction.compare(&ids, original, Some(stated), original == stated);
        }
    }
    if let Some(credited) = pair.credited {
        let found = entry.credited.map(|credited| credited.to_string());
        scores.credited.compare(
            &ids,
            &credited.to_string(),
            found.as_deref(),
            entry.credited == Some(credited),
        );
    }
}

/// Sorts the listed pairs into right, wrong, ignored and not judged.
fn count_listed(report: &Report, gold: &Gold, judged: &[&GoldPair], scores: &mut PairScores) {
    let labels: HashMap<(&str, &str), Option<&str>> = judged
        .iter()
        .map(|pair| ((pair.ids.0.as_str(), pair.ids.1.as_str()), pair.relation.as_deref()))
        .collect();
    let ignored: HashSet<(&str, &str)> = gold.ignored.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let mut gold_cluster: HashMap<&str, usize> = HashMap::new();
    for (idx, cluster) in gold.clusters.iter().flatten().enumerate() {
        gold_cluster.extend(cluster.iter().map(|id| (id.as_str(), idx)));
    }
    for entry in &report.pairs {
        let ids = key(entry);
        let label = labels.get(&ids);
        let is_related = |label: &Option<&str>| {
            label.is_none_or(|label| !OVERLAPS.contains(&label) && !NO_PAIRS.contains(&label))
        };
        if ignored.contains(&ids) {
            scores.ignored += 1;
        } else if label.is_some_and(is_related) {
            scores.related.right += 1;
        } else if label.is_none()
            && gold_cluster.get(ids.0).is_some_and(|of_a| gold_cluster.get(ids.1) == Some(of_a))
        {
            scores.unlabelled_in_cluster += 1;
        } else {
            scores.wrong.push(FalsePair {
                a: entry.a.clone(),
                b: entry.b.clone(),
                relation: entry.relation.clone(),
                gold: label.copied().flatten().map(str::to_owned),
                shared_words: entry.shared_words,
            });
        }
    }
    scores.related = Rates::of(scores.related.right, scores.wrong.len() as u64, scores.missed.len() as u64);
}

pub(super) fn score_forbidden(report: &Report, gold: &Gold) -> Option<ForbiddenScores> {
    let negatives = gold.negatives.as_deref()?;
    let pairs = Listed::of(report).pairs;
    let listed = negatives.iter().filter_map(|negative| {
        let entry = pairs.get(&(negative.ids.0.as_str(), negative.ids.1.as_str()))?;
        Some(ForbiddenPair {
            a: negative.ids.0.clone(),
            b: negative.ids.1.clone(),
            relation: entry.relation.clone(),
            kind: negative.kind.clone(),
        })
    });
    Some(ForbiddenScores { gold: negatives.len(), listed: listed.collect() })
}
