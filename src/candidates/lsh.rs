//! Banding: turns signatures into candidate pairs.
//!
//! Documents that agree on all rows of at least one band meet in a bucket (Leskovec, Rajaraman, Ullman, "Mining of
//! Massive Datasets", ch. 3). A pair of Jaccard `s` meets with probability `1 - (1 - s^rows)^bands`; bands and rows
//! follow from the recall that the user asks for. The records of all bands are sorted, part by part; buckets are runs of
//! equal hashes.

use super::{CandidatePair, pairs_of_buckets};
use crate::document::DocIdx;
use crate::error::Result;
use crate::hash::mix;
use crate::sketch::minhash::Signature;
use crate::store::{Partitions, Record};

/// How a signature is cut into bands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Banding {
    /// Number of bands.
    pub bands: usize,
    /// Values of each band.
    pub rows: usize,
}

impl Banding {
    /// The most selective banding of `permutations` values that finds a pair of Jaccard `threshold` with probability
    /// `recall`: the most rows that reach it, then the fewest bands. One row is used where nothing reaches it.
    #[must_use]
    pub fn plan(permutations: usize, threshold: f64, recall: f64) -> Self {
        let reaches = |banding: &Self| banding.probability(threshold) >= recall;
        let rows = (1..=permutations)
            .rev()
            .find(|&rows| reaches(&Self { bands: permutations / rows, rows }))
            .unwrap_or(1);
        let bands = (1..=permutations / rows).find(|&bands| reaches(&Self { bands, rows }));
        Self { bands: bands.unwrap_or(permutations / rows), rows }
    }

    /// The probability that a pair of Jaccard similarity `jaccard` becomes a candidate.
    #[must_use]
    pub fn probability(&self, jaccard: f64) -> f64 {
        1.0 - (1.0 - jaccard.powi(self.rows as i32)).powi(self.bands as i32)
    }
}

/// Appends a record for each band of a document's signature. Within a bucket documents are ordered by the value that
/// follows the band, so that similar ones stand side by side.
pub fn push_records(doc: DocIdx, signature: &Signature, banding: Banding, records: &mut Vec<Record>) {
    let values = signature.values();
    records.extend((0..banding.bands).map(|band| {
        let end = (band + 1) * banding.rows;
        let next = values[end % values.len()];
        Record { hash: band_hash(&values[end - banding.rows..end], band), order: next, doc: doc.0 }
    }));
}

/// The candidate pairs of the documents whose bands are recorded, sorted and without repetition.
///
/// # Errors
/// If the records cannot be read.
pub fn candidates(records: &Partitions, bucket_docs_max: usize) -> Result<Vec<CandidatePair>> {
    let pairs = pairs_of_buckets(records, bucket_docs_max, |_| (), |(), ()| ())?;
    Ok(pairs.into_iter().map(|(pair, ())| pair).collect())
}

fn band_hash(values: &[u32], band: usize) -> u64 {
    values.iter().fold(mix(band as u64 + 1), |hash, value| mix(hash ^ u64::from(*value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::candidates::tests::partitions;
    use crate::sketch::minhash::MinHasher;

    fn candidates_of(docs: &[(DocIdx, &Signature)], banding: Banding) -> Vec<CandidatePair> {
        let mut records = Vec::new();
        docs.iter().for_each(|(doc, signature)| push_records(*doc, signature, banding, &mut records));
        candidates(&partitions(records), 64).unwrap()
    }

    #[test]
    fn the_plan_reaches_the_recall_asked_for() {
        for (threshold, recall) in [(0.5, 0.99), (0.8, 0.999), (0.3, 0.9)] {
            let banding = Banding::plan(128, threshold, recall);
            assert!(banding.probability(threshold) >= recall, "{banding:?}");
            assert!(banding.bands * banding.rows <= 128);
        }
        assert_eq!(Banding::plan(128, 0.5, 0.99), Banding { bands: 35, rows: 3 });
        assert_eq!(Banding::plan(16, 0.05, 0.9999).rows, 1);
    }

    /// Share of 400 pairs of the given Jaccard similarity that become candidates.
    fn found(jaccard: f64, banding: Banding) -> f64 {
        let hasher = MinHasher::new(128, 3);
        let n_shared = (2.0 * 300.0 * jaccard / (1.0 + jaccard)).round() as u64;
        let met = (0..400u64).filter(|trial| {
            let shingles =
                |range: std::ops::Range<u64>| range.map(|i| mix(trial * 1000 + i)).collect::<Vec<_>>();
            let signatures =
                [hasher.sign(&shingles(0..300)), hasher.sign(&shingles(300 - n_shared..600 - n_shared))];
            let docs = [(DocIdx(0), &signatures[0]), (DocIdx(1), &signatures[1])];
            !candidates_of(&docs, banding).is_empty()
        });
        met.count() as f64 / 400.0
    }

    #[test]
    fn the_curve_is_as_planned() {
        let banding = Banding::plan(128, 0.5, 0.99);
        for jaccard in [0.1, 0.2, 0.3, 0.5, 0.7] {
            let (found, planned) = (found(jaccard, banding), banding.probability(jaccard));
            assert!((found - planned).abs() < 0.07, "J {jaccard}: {found} found, {planned} planned");
        }
    }

    #[test]
    fn a_bucket_of_many_copies_costs_linear_pairs() {
        let signature = MinHasher::new(128, 3).sign(&[1, 2, 3]);
        let docs: Vec<_> = (0..20_000).map(|idx| (DocIdx(idx), &signature)).collect();
        let pairs = candidates_of(&docs, Banding::plan(128, 0.5, 0.99));
        assert!(pairs.len() <= 100_000, "{} pairs", pairs.len());
    }
}
