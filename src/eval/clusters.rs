//! Cluster scores: adjusted Rand index, B-cubed and the pairs inside clusters.
//!
//! Both clusterings are labels over the documents of the report; a document in no cluster stands alone. Everything
//! follows from the contingency table of the two, whose cells are counted by sorting: O(n log n), never n squared.
//! References: Hubert and Arabie, "Comparing partitions", 1985; Bagga and Baldwin, "Entity-based cross-document
//! coreferencing using the vector space model", 1998.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::gold::{Gold, IdPair};
use super::scores::{Rates, share};
use crate::report::schema::{Report, rounded};

/// How the report's clusters compare with the gold's, over all documents of the report.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ClusterScores {
    /// Documents of the report.
    pub documents: usize,
    /// Documents of the gold's clusters that the report does not have; they are left out.
    pub documents_missing: usize,
    /// Gold clusters with two or more documents of the report.
    pub gold_clusters: usize,
    /// Clusters of the report with two documents or more.
    pub report_clusters: usize,
    /// Adjusted Rand index: 1 for equal clusterings, about 0 for chance.
    pub ari: f64,
    /// The same with the ignored pairs left out of its counts.
    pub ari_without_ignored: f64,
    /// B-cubed precision; `None` without documents.
    pub b_cubed_precision: Option<f64>,
    /// B-cubed recall.
    pub b_cubed_recall: Option<f64>,
    /// Their harmonic mean.
    pub b_cubed_f1: Option<f64>,
    /// Pairs inside clusters.
    pub pairwise: Rates,
    /// Pairs inside clusters, the ignored ones left out on both sides.
    pub pairwise_without_ignored: Rates,
}

pub(super) fn score(report: &Report, gold: &Gold) -> Option<ClusterScores> {
    let gold_clusters = gold.clusters.as_deref()?;
    let mut documents: HashMap<&str, usize> = HashMap::new();
    for document in &report.documents {
        let next = documents.len();
        documents.entry(&document.id).or_insert(next);
    }
    let gold_labels = labels(&documents, gold_clusters.iter().map(Vec::as_slice));
    let report_labels =
        labels(&documents, report.clusters.iter().map(|cluster| cluster.documents.as_slice()));
    let counts = PairCounts::of(&gold_labels, &report_labels);
    let judged = counts.without(&gold.ignored, &documents, &gold_labels, &report_labels);
    let b_cubed = b_cubed(&gold_labels, &report_labels);
    let missing = gold_clusters.iter().flatten().filter(|id| !documents.contains_key(id.as_str()));
    Some(ClusterScores {
        documents: documents.len(),
        documents_missing: missing.count(),
        gold_clusters: sizes(&gold_labels).filter(|size| *size > 1).count(),
        report_clusters: sizes(&report_labels).filter(|size| *size > 1).count(),
        ari: rounded(counts.adjusted_rand_index()),
        ari_without_ignored: rounded(judged.adjusted_rand_index()),
        b_cubed_precision: b_cubed.map(|(precision, _)| rounded(precision)),
        b_cubed_recall: b_cubed.map(|(_, recall)| rounded(recall)),
        b_cubed_f1: b_cubed
            .and_then(|(precision, recall)| share(2.0 * precision * recall, precision + recall)),
        pairwise: counts.rates(),
        pairwise_without_ignored: judged.rates(),
    })
}

/// For each document the number of its cluster, a number of its own where it is in none. Of several the first counts.
fn labels<'c>(documents: &HashMap<&str, usize>, clusters: impl Iterator<Item = &'c [String]>) -> Vec<usize> {
    let alone = documents.len();
    let mut labels: Vec<usize> = (alone..2 * alone).collect();
    let mut n_clusters = 0;
    for cluster in clusters {
        let members = cluster.iter().filter_map(|id| documents.get(id.as_str()).copied());
        let free: Vec<usize> = members.filter(|idx| labels[*idx] >= alone).collect();
        if free.is_empty() {
            continue;
        }
        free.iter().for_each(|idx| labels[*idx] = n_clusters);
        n_clusters += 1;
    }
    labels
}

/// How often each value occurs.
fn sizes<T: Ord + Copy>(values: &[T]) -> impl Iterator<Item = u64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let sizes: Vec<u64> = sorted.chunk_by(|x, y| x == y).map(|run| run.len() as u64).collect();
    sizes.into_iter()
}

/// How many pairs of documents are in one cluster of the gold, of the report, of both.
#[derive(Clone, Copy, PartialEq, Debug)]
struct PairCounts {
    both: u64,
    gold: u64,
    report: u64,
    all: u64,
}

impl PairCounts {
    fn of(gold: &[usize], report: &[usize]) -> Self {
        let pairs = |n: u64| n * n.saturating_sub(1) / 2;
        let cells: Vec<(usize, usize)> = gold.iter().copied().zip(report.iter().copied()).collect();
        Self {
            both: sizes(&cells).map(pairs).sum(),
            gold: sizes(gold).map(pairs).sum(),
            report: sizes(report).map(pairs).sum(),
            all: pairs(gold.len() as u64),
        }
    }

    /// The same counts without the pairs `ignored`.
    fn without(
        mut self,
        ignored: &HashSet<IdPair>,
        documents: &HashMap<&str, usize>,
        gold: &[usize],
        report: &[usize],
    ) -> Self {
        for (a, b) in ignored {
            let (Some(&a), Some(&b)) = (documents.get(a.as_str()), documents.get(b.as_str())) else {
                continue;
            };
            let (in_gold, in_report) = (gold[a] == gold[b], report[a] == report[b]);
            self.both -= u64::from(in_gold && in_report);
            self.gold -= u64::from(in_gold);
            self.report -= u64::from(in_report);
            self.all -= 1;
        }
        self
    }

    fn rates(self) -> Rates {
        Rates::of(self.both, self.report - self.both, self.gold - self.both)
    }

    /// Hubert and Arabie's index from pair counts; 1 where no other value is possible (nothing joined on either side,
    /// everything joined on both).
    fn adjusted_rand_index(self) -> f64 {
        let (both, gold, report) = (self.both as f64, self.gold as f64, self.report as f64);
        if self.both == self.gold && self.both == self.report {
            return 1.0;
        }
        let by_chance = gold * report / self.all as f64;
        (both - by_chance) / ((gold + report) / 2.0 - by_chance)
    }
}

/// B-cubed precision and recall: for a document, the share of its cluster that belongs with it, and the share of what
/// belongs with it that is in its cluster; averaged over documents.
fn b_cubed(gold: &[usize], report: &[usize]) -> Option<(f64, f64)> {
    let mut cells: Vec<(usize, usize)> = gold.iter().copied().zip(report.iter().copied()).collect();
    cells.sort_unstable();
    let size_of = |labels: &[usize]| {
        let mut sizes: HashMap<usize, f64> = HashMap::new();
        labels.iter().for_each(|label| *sizes.entry(*label).or_default() += 1.0);
        sizes
    };
    let (gold_sizes, report_sizes) = (size_of(gold), size_of(report));
    let (mut precision, mut recall) = (0.0, 0.0);
    for cell in cells.chunk_by(|x, y| x == y) {
        let shared = (cell.len() * cell.len()) as f64;
        precision += shared / report_sizes[&cell[0].1];
        recall += shared / gold_sizes[&cell[0].0];
    }
    let n_documents = gold.len() as f64;
    (!gold.is_empty()).then(|| (precision / n_documents, recall / n_documents))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check_ari(gold: &[usize], report: &[usize], expected: f64) {
        let ari = PairCounts::of(gold, report).adjusted_rand_index();
        assert!((ari - expected).abs() < 1e-9, "{ari} is not {expected}");
    }

    #[test]
    fn adjusted_rand_index_of_small_clusterings() {
        check_ari(&[0, 0, 1, 1], &[5, 5, 7, 7], 1.0);
        // By hand: 1 pair in both, 2 in the gold, 1 in the report, 6 in all: (1 - 1/3) / (3/2 - 1/3).
        check_ari(&[0, 0, 1, 1], &[0, 0, 1, 2], 4.0 / 7.0);
        // By hand: none in both, 2 and 2 of 6: (0 - 2/3) / (2 - 2/3).
        check_ari(&[0, 0, 1, 1], &[0, 1, 0, 1], -0.5);
        // By hand: 2 in both, 4 and 4 of 15: (2 - 16/15) / (4 - 16/15).
        check_ari(&[0, 0, 0, 1, 1, 2], &[0, 0, 1, 2, 2, 2], 7.0 / 22.0);
        check_ari(&[0, 1, 2], &[0, 1, 2], 1.0);
        check_ari(&[0, 0, 0], &[0, 0, 0], 1.0);
        check_ari(&[0, 0, 0], &[0, 1, 2], 0.0);
        check_ari(&[], &[], 1.0);
    }

    #[test]
    fn b_cubed_of_small_clusterings() {
        // By hand: precision (1 + 1 + 1 + 2/3 + 2/3 + 1/3) / 6, recall (2/3 + 2/3 + 1/3 + 1 + 1 + 1) / 6.
        let (precision, recall) = b_cubed(&[0, 0, 0, 1, 1, 2], &[0, 0, 1, 2, 2, 2]).unwrap();
        assert!((precision - 14.0 / 18.0).abs() < 1e-9 && (recall - 14.0 / 18.0).abs() < 1e-9);
        let (precision, recall) = b_cubed(&[0, 0, 1, 1], &[0, 0, 0, 0]).unwrap();
        assert!((precision - 0.5).abs() < 1e-9 && (recall - 1.0).abs() < 1e-9);
        assert_eq!(b_cubed(&[], &[]), None);
    }

    /// Every pair looked at, every document's cluster searched.
    fn naive(gold: &[usize], report: &[usize]) -> (PairCounts, f64, f64) {
        let n = gold.len();
        let mut counts = PairCounts { both: 0, gold: 0, report: 0, all: 0 };
        for (i, j) in (0..n).flat_map(|i| (0..i).map(move |j| (i, j))) {
            let (in_gold, in_report) = (gold[i] == gold[j], report[i] == report[j]);
            counts.both += u64::from(in_gold && in_report);
            counts.gold += u64::from(in_gold);
            counts.report += u64::from(in_report);
            counts.all += 1;
        }
        let (mut precision, mut recall) = (0.0, 0.0);
        for i in 0..n {
            let with =
                |labels: &[usize]| (0..n).filter(|j| labels[*j] == labels[i]).collect::<HashSet<usize>>();
            let (of_gold, of_report) = (with(gold), with(report));
            let shared = of_gold.intersection(&of_report).count() as f64;
            precision += shared / of_report.len() as f64 / n as f64;
            recall += shared / of_gold.len() as f64 / n as f64;
        }
        (counts, precision, recall)
    }

    proptest! {
        #[test]
        fn counts_by_sorting_equal_those_by_looking(
            labels in prop::collection::vec((0usize..5, 0usize..5), 1..40),
        ) {
            let (gold, report): (Vec<usize>, Vec<usize>) = labels.into_iter().unzip();
            let (counts, precision, recall) = naive(&gold, &report);
            prop_assert_eq!(PairCounts::of(&gold, &report), counts);
            let fast = b_cubed(&gold, &report).unwrap();
            prop_assert!((fast.0 - precision).abs() < 1e-9 && (fast.1 - recall).abs() < 1e-9);
            let ari = counts.adjusted_rand_index();
            prop_assert!((-1.0..=1.0).contains(&ari), "{}", ari);
        }
    }
}
