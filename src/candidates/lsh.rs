//! Banding: turns signatures into candidate pairs.
//!
//! Documents that agree on all rows of at least one band meet in a bucket (Leskovec, Rajaraman, Ullman, "Mining of
//! Massive Datasets", ch. 3). A pair of Jaccard `s` meets with probability `1 - (1 - s^rows)^bands`; bands and rows
//! follow from the recall that the user asks for. Each band's records are sorted, buckets are runs of equal hashes. A
//! bucket over the limit is expanded in signature order, where similar documents stand side by side.

use rayon::prelude::*;

use super::{CandidatePair, pairs_of_bucket};
use crate::document::DocIdx;
use crate::hash::mix;
use crate::sketch::minhash::Signature;

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

/// The candidate pairs of `docs`, each with its signature, sorted and without repetition.
#[must_use]
pub fn candidates(
    docs: &[(DocIdx, &Signature)],
    banding: Banding,
    bucket_docs_max: usize,
) -> Vec<CandidatePair> {
    let mut pairs: Vec<_> = (0..banding.bands)
        .into_par_iter()
        .flat_map_iter(|band| pairs_of_band(docs, banding, band, bucket_docs_max))
        .collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

fn pairs_of_band(
    docs: &[(DocIdx, &Signature)],
    banding: Banding,
    band: usize,
    bucket_docs_max: usize,
) -> Vec<CandidatePair> {
    let values = band * banding.rows..(band + 1) * banding.rows;
    let mut records: Vec<(u64, u32)> = docs
        .iter()
        .zip(0..)
        .map(|((_, signature), place)| (band_hash(&signature.values()[values.clone()], band), place))
        .collect();
    records.sort_unstable();
    let mut pairs = Vec::new();
    for bucket in records.chunk_by(|x, y| x.0 == y.0).filter(|bucket| bucket.len() > 1) {
        let mut members: Vec<_> = bucket.iter().map(|(_, place)| docs[*place as usize]).collect();
        if members.len() > bucket_docs_max {
            members.sort_unstable_by_key(|(doc, signature)| (signature.values(), *doc));
        }
        let members: Vec<_> = members.into_iter().map(|(doc, _)| doc).collect();
        pairs_of_bucket(&members, bucket_docs_max, |pair| pairs.push(pair));
    }
    pairs
}

fn band_hash(values: &[u32], band: usize) -> u64 {
    values.iter().fold(mix(band as u64 + 1), |hash, value| mix(hash ^ u64::from(*value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::minhash::MinHasher;

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
            !candidates(&docs, banding, 64).is_empty()
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
        let pairs = candidates(&docs, Banding::plan(128, 0.5, 0.99), 64);
        assert!(pairs.len() <= 100_000, "{} pairs", pairs.len());
    }
}
