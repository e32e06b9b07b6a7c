//! Pairs of a report to judge by eye.
//!
//! Takes a report, gives some of its pairs and overlaps: those nearest to a decision, with the threshold that they are near to, or a
//! random sample with the same number of pairs of each relation, as far as there are so many. The same report and seed give the
//! same pairs: which are taken is told by hashes of their ids.

pub mod table;

use std::collections::BTreeMap;

use ahash::HashMap;

use crate::hash::hash_bytes;
use crate::relation::Relation;
use crate::report::schema::{DocumentEntry, PairEntry, Report};

/// A threshold of the decision (docs/relations.md).
#[derive(Clone, Copy, Debug)]
pub struct Threshold {
    /// What is measured, in words.
    pub measure: &'static str,
    /// The number at which the decision changes.
    pub at: f64,
    of: fn(&PairEntry) -> Option<f64>,
}

/// Every threshold of a measure that a report has.
pub const THRESHOLDS: [Threshold; 11] = [
    Threshold { measure: "smaller coverage", at: 0.80, of: low },
    Threshold { measure: "smaller coverage", at: 0.60, of: low },
    Threshold { measure: "smaller coverage", at: 0.50, of: low },
    Threshold { measure: "larger coverage", at: 0.80, of: high },
    Threshold { measure: "larger coverage", at: 0.60, of: high },
    Threshold { measure: "larger coverage", at: 0.50, of: high },
    Threshold { measure: "larger coverage", at: 0.25, of: high },
    Threshold { measure: "larger coverage", at: 0.10, of: high },
    Threshold {
        measure: "words of the longest passage",
        at: 25.0,
        of: |pair| count(pair.longest_passage_words),
    },
    Threshold { measure: "unquoted shared words", at: 60.0, of: |pair| count(pair.shared_unquoted_words) },
    Threshold { measure: "unquoted shared words", at: 20.0, of: |pair| count(pair.shared_unquoted_words) },
];

/// The share of quoted words that makes a quotation, asked only of pairs with few other words.
pub const QUOTED_SHARE: Threshold = Threshold { measure: "quoted share", at: 0.80, of: quoted_share };

fn low(pair: &PairEntry) -> Option<f64> {
    Some(pair.coverage_a?.min(pair.coverage_b?))
}

fn high(pair: &PairEntry) -> Option<f64> {
    Some(pair.coverage_a?.max(pair.coverage_b?))
}

fn count(n: Option<usize>) -> Option<f64> {
    n.map(|n| n as f64)
}

fn quoted_share(pair: &PairEntry) -> Option<f64> {
    pair.quoted_share.filter(|_| pair.shared_unquoted_words.is_some_and(|words| words < 20))
}

/// The threshold that a pair is nearest to.
#[derive(Clone, Copy, Debug)]
pub struct Nearest {
    /// The threshold.
    pub threshold: Threshold,
    /// The pair's measure.
    pub value: f64,
    /// How far the two are apart: shares as they are, numbers of words as a share of the threshold.
    pub distance: f64,
}

impl Threshold {
    fn nearness(self, pair: &PairEntry) -> Option<Nearest> {
        let value = (self.of)(pair)?;
        let unit = if self.at > 1.0 { self.at } else { 1.0 };
        Some(Nearest { threshold: self, value, distance: (value - self.at).abs() / unit })
    }
}

/// The threshold that a pair is nearest to, of several the first in the order above; `None` for a pair without measures.
#[must_use]
pub fn nearest(pair: &PairEntry) -> Option<Nearest> {
    let near = THRESHOLDS.into_iter().chain([QUOTED_SHARE]).filter_map(|threshold| threshold.nearness(pair));
    near.min_by(|x, y| x.distance.total_cmp(&y.distance))
}

/// A pair of a sample.
#[derive(Clone, Copy, Debug)]
pub struct Sampled<'r> {
    /// The pair.
    pub pair: &'r PairEntry,
    /// Its documents, where the report has them.
    pub documents: [Option<&'r DocumentEntry>; 2],
    /// The threshold that it is nearest to.
    pub nearest: Option<Nearest>,
}

/// Which pairs are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    /// Those nearest to a decision.
    Borderline,
    /// A random sample by this seed, of each relation as many.
    Random(u64),
}

/// At most `n` pairs and overlaps of a report, of `relation` alone where one is given. Borderline pairs come nearest first,
/// equally near ones and others by relation, then by ids.
#[must_use]
pub fn sample<'r>(
    report: &'r Report,
    choice: Choice,
    relation: Option<Relation>,
    n: usize,
) -> Vec<Sampled<'r>> {
    let listed = report.pairs.iter().chain(&report.overlaps);
    let wanted = listed.filter(|pair| relation.is_none_or(|relation| pair.relation == relation.as_str()));
    let ids = |pair: &'r PairEntry| (&*pair.relation, &*pair.a, &*pair.b);
    let mut chosen: Vec<&PairEntry> = match choice {
        Choice::Borderline => nearest_first(wanted, n),
        Choice::Random(seed) => stratified(wanted, n, seed),
    };
    if choice != Choice::Borderline {
        chosen.sort_by_key(|pair| ids(pair));
    }
    let documents: HashMap<&str, &DocumentEntry> =
        report.documents.iter().map(|document| (document.id.as_str(), document)).collect();
    let sampled = |pair: &'r PairEntry| Sampled {
        pair,
        documents: [&pair.a, &pair.b].map(|id| documents.get(id.as_str()).copied()),
        nearest: nearest(pair),
    };
    chosen.into_iter().map(sampled).collect()
}

fn nearest_first<'r>(pairs: impl Iterator<Item = &'r PairEntry>, n: usize) -> Vec<&'r PairEntry> {
    let mut near: Vec<_> = pairs.filter_map(|pair| Some((nearest(pair)?.distance, pair))).collect();
    near.sort_by(|(x, one), (y, other)| {
        let ids = |pair: &'r PairEntry| (&pair.relation, &pair.a, &pair.b);
        x.total_cmp(y).then_with(|| ids(one).cmp(&ids(other)))
    });
    near.into_iter().take(n).map(|(_, pair)| pair).collect()
}

/// One pair of each relation in turn, until there are `n`; within a relation by hash.
fn stratified<'r>(pairs: impl Iterator<Item = &'r PairEntry>, n: usize, seed: u64) -> Vec<&'r PairEntry> {
    let mut by_relation: BTreeMap<&str, Vec<(u64, &PairEntry)>> = BTreeMap::new();
    for pair in pairs {
        let hash = hash_bytes(pair.b.as_bytes(), hash_bytes(pair.a.as_bytes(), seed));
        by_relation.entry(&pair.relation).or_default().push((hash, pair));
    }
    for pairs in by_relation.values_mut() {
        pairs.sort_by_key(|&(hash, pair)| (hash, &pair.a, &pair.b));
    }
    let longest = by_relation.values().map(Vec::len).max().unwrap_or(0);
    let turns = (0..longest).flat_map(|turn| by_relation.values().filter_map(move |pairs| pairs.get(turn)));
    turns.take(n).map(|(_, pair)| *pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures::{empty, pair};

    fn report() -> Report {
        let mut report = empty();
        for number in 0..30 {
            let mut pair = pair("a", &format!("b{number:02}"), "reprint", 200 + number);
            pair.coverage_b = Some(0.40 + number as f64 / 1000.0);
            report.pairs.push(pair);
        }
        report.pairs.push(pair("a", "c", "revision", 300));
        report.overlaps.push(pair("a", "d", "template", 300));
        report
    }

    fn ids(sampled: &[Sampled<'_>]) -> Vec<String> {
        sampled.iter().map(|sampled| sampled.pair.b.clone()).collect()
    }

    #[test]
    fn the_nearest_to_a_threshold_come_first_with_its_name() {
        let report = report();
        let sampled = sample(&report, Choice::Borderline, None, 3);
        assert_eq!(ids(&sampled), ["c", "d", "b29"], "0.615 is nearer to 0.60 than 0.429 to 0.50");
        let nearest = sampled[2].nearest.unwrap();
        assert_eq!((nearest.threshold.measure, nearest.threshold.at), ("smaller coverage", 0.50));
        assert!((nearest.value - 0.429).abs() < 1e-9 && (nearest.distance - 0.071).abs() < 1e-9);
        let reprints = sample(&report, Choice::Borderline, Some(Relation::Reprint), 2);
        assert_eq!(ids(&reprints), ["b29", "b28"]);
    }

    #[test]
    fn words_are_near_by_their_share_of_the_threshold() {
        let mut wordy = pair("a", "b", "reprint", 61);
        (wordy.coverage_a, wordy.coverage_b) = (Some(1.0), Some(1.0));
        wordy.longest_passage_words = Some(61);
        let near = nearest(&wordy).unwrap();
        assert_eq!((near.threshold.measure, near.threshold.at), ("unquoted shared words", 60.0));
        assert!((near.distance - 1.0 / 60.0).abs() < 1e-9);
        wordy.quoted_share = Some(0.80);
        assert_eq!(
            nearest(&wordy).unwrap().threshold.at,
            60.0,
            "a quoted share decides nothing beside 61 other words"
        );
        let translation = PairEntry {
            coverage_a: None,
            shared_unquoted_words: None,
            quoted_share: None,
            longest_passage_words: None,
            ..wordy
        };
        assert!(nearest(&translation).is_none());
    }

    #[test]
    fn a_random_sample_has_every_relation_and_is_the_same_for_a_seed() {
        let report = report();
        let of = |seed| ids(&sample(&report, Choice::Random(seed), None, 5));
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
        assert!(of(1).contains(&"c".to_owned()) && of(1).contains(&"d".to_owned()));
        assert_eq!(ids(&sample(&report, Choice::Random(1), None, 99)).len(), 32);
    }
}
