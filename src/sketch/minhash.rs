//! MinHash signatures by Fast Similarity Sketching.
//!
//! Takes the shingle hashes of a document (repetitions do not matter), gives a signature of K 32-bit values whose
//! share of agreeing positions estimates the Jaccard similarity of two shingle sets. Fast Similarity Sketching
//! (Dahlgaard, Knudsen, Thorup, FOCS 2017) throws each shingle into one position a round, keeps the smallest value of
//! each position, and stops after the first round in which every position is filled: O(n + K log K) expected instead of
//! the O(nK) of Broder's MinHash, with an error that is never larger. After K rounds each shingle visits the position
//! that the round names, so that 2K rounds always fill the signature. [`ClassicMinHasher`] is the oracle of the tests
//! and the baseline of the benches.

use serde::{Deserialize, Serialize};

use crate::hash::mix;

/// The sketch of one document: `K` values, equal positions of two signatures count towards their Jaccard similarity.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Signature(Box<[u32]>);

impl Signature {
    /// The values, one per permutation. Empty for a document without shingles.
    #[must_use]
    pub fn values(&self) -> &[u32] {
        &self.0
    }

    /// Estimated Jaccard similarity: the share of equal positions, `0.0` to `1.0`.
    ///
    /// # Panics
    /// If the signatures have different lengths: they were made with other parameters.
    #[must_use]
    pub fn jaccard_estimate(&self, other: &Self) -> f64 {
        assert_eq!(self.0.len(), other.0.len(), "signatures of one run have one length");
        if self.0.is_empty() {
            return 0.0;
        }
        let equal = self.0.iter().zip(&*other.0).filter(|(a, b)| a == b).count();
        equal as f64 / self.0.len() as f64
    }
}

/// Makes signatures by Fast Similarity Sketching.
#[derive(Clone, Debug)]
pub struct MinHasher {
    permutations: usize,
    round_seeds: Box<[u64]>,
}

impl MinHasher {
    /// A hasher for signatures of `permutations` values (1 to 2^16).
    ///
    /// # Panics
    /// If `permutations` is 0 or above 2^16; [`Config::validate`](crate::config::Config::validate) admits none.
    #[must_use]
    pub fn new(permutations: usize, seed: u64) -> Self {
        assert!((1..=1 << 16).contains(&permutations), "permutations are checked by Config::validate");
        let round_seeds = (1..=2 * permutations as u64).map(|round| mix(seed ^ mix(round))).collect();
        Self { permutations, round_seeds }
    }

    /// The signature of a set of shingle hashes; empty for an empty set.
    #[must_use]
    pub fn sign(&self, shingles: &[u64]) -> Signature {
        if shingles.is_empty() {
            return Signature(vec![0; self.permutations].into());
        }
        let mut values = vec![u64::MAX; self.permutations].into_boxed_slice();
        scatter(shingles, self.round_seeds[0], &mut values);
        let mut n_empty = values.iter().filter(|value| **value == u64::MAX).count();
        for (round, seed) in self.round_seeds.iter().enumerate().skip(1) {
            if n_empty == 0 {
                break;
            }
            n_empty -= if round < self.permutations {
                scatter_into_empty(shingles, *seed, round as u64, &mut values)
            } else {
                fill_one(shingles, *seed, round, self.permutations, &mut values)
            };
        }
        Signature(values.iter().map(|value| fold_value(*value)).collect())
    }
}

/// A value is the round in the upper 16 bits and a hash below: any value of an earlier round is smaller.
const VALUE_BITS: u32 = 48;
const VALUE_MASK: u64 = (1 << VALUE_BITS) - 1;

/// The hash of a shingle in one round. The shingle is mixed already: a product reorders the shingles, and its upper half,
/// which every bit takes part in, is brought into the lower.
#[inline]
fn round_hash(shingle: u64, seed: u64) -> u64 {
    let product = (shingle ^ seed).wrapping_mul(0x9fb2_1c65_1e98_df25);
    product ^ (product >> 32)
}

/// The position that a hash chooses by its upper half (Lemire, "Fast random integer generation in an interval", 2019).
#[inline]
fn position_of(hash: u64, n_positions: usize) -> usize {
    (((hash >> 32) * n_positions as u64) >> 32) as usize
}

/// The first round, in which each shingle chooses its position.
#[inline]
fn scatter(shingles: &[u64], seed: u64, values: &mut [u64]) {
    for shingle in shingles {
        let hash = round_hash(*shingle, seed);
        let value = &mut values[position_of(hash, values.len())];
        *value = (*value).min(hash & VALUE_MASK);
    }
}

/// A later round: only positions that no earlier one filled can change. Returns how many it filled.
fn scatter_into_empty(shingles: &[u64], seed: u64, round: u64, values: &mut [u64]) -> usize {
    let first_of_round = round << VALUE_BITS;
    let mut filled = 0;
    for shingle in shingles {
        let hash = round_hash(*shingle, seed);
        let value = &mut values[position_of(hash, values.len())];
        if *value >= first_of_round {
            filled += usize::from(*value == u64::MAX);
            *value = (*value).min(first_of_round | hash & VALUE_MASK);
        }
    }
    filled
}

/// One of the last K rounds, in which every shingle visits one position; returns 1 if it filled it.
fn fill_one(shingles: &[u64], seed: u64, round: usize, permutations: usize, values: &mut [u64]) -> usize {
    let position = round - permutations;
    if values[position] != u64::MAX {
        return 0;
    }
    let hashes = shingles.iter().map(|shingle| round_hash(*shingle, seed) & VALUE_MASK);
    let smallest = hashes.min().expect("an empty set is signed without rounds");
    values[position] = ((round as u64) << VALUE_BITS) | smallest;
    1
}

/// Folds a value to the 32 bits that are kept: two unequal values agree with probability 2^-32.
fn fold_value(value: u64) -> u32 {
    (mix(value) >> 32) as u32
}

/// Broder's MinHash with one multiply-shift hash a permutation: O(nK). The oracle that the fast signature is tested
/// against (Broder, "On the resemblance and containment of documents", SEQUENCES 1997).
#[derive(Clone, Debug)]
pub struct ClassicMinHasher {
    seeds: Box<[u64]>,
}

impl ClassicMinHasher {
    /// A hasher for signatures of `permutations` values.
    #[must_use]
    pub fn new(permutations: usize, seed: u64) -> Self {
        Self { seeds: (1..=permutations as u64).map(|i| mix(seed ^ mix(i))).collect() }
    }

    /// The signature of a set of shingle hashes.
    #[must_use]
    pub fn sign(&self, shingles: &[u64]) -> Signature {
        let smallest = |seed: &u64| shingles.iter().map(|s| (mix(s ^ seed) >> 32) as u32).min().unwrap_or(0);
        Signature(self.seeds.iter().map(smallest).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two sets of `n` shingles each with the Jaccard similarity nearest to `jaccard`, different for each `trial`.
    fn sets(n: usize, jaccard: f64, trial: u64) -> (Vec<u64>, Vec<u64>, f64) {
        let n_shared = (2.0 * n as f64 * jaccard / (1.0 + jaccard)).round() as usize;
        let shingle = |i: usize| mix(mix(trial + 1).wrapping_add(i as u64));
        let a = (0..n).map(shingle).collect();
        let b = (n - n_shared..2 * n - n_shared).map(shingle).collect();
        (a, b, n_shared as f64 / (2 * n - n_shared) as f64)
    }

    fn rmse(n: usize, jaccard: f64, estimate: impl Fn(&[u64], &[u64]) -> f64) -> f64 {
        let n_trials = 2000;
        let sum: f64 = (0..n_trials)
            .map(|trial| {
                let (a, b, exact) = sets(n, jaccard, trial);
                (estimate(&a, &b) - exact).powi(2)
            })
            .sum();
        (sum / n_trials as f64).sqrt()
    }

    #[test]
    fn signature_error_is_below_the_stated_bound() {
        let fast = MinHasher::new(128, 1);
        let error = rmse(50, 0.5, |a, b| fast.sign(a).jaccard_estimate(&fast.sign(b)));
        assert!(error <= 0.033, "RMSE {error} at J = 0.5 with 50 shingles");
    }

    #[test]
    fn signature_is_as_good_as_the_oracle() {
        let (fast, classic) = (MinHasher::new(128, 1), ClassicMinHasher::new(128, 1));
        for (n, jaccard) in [(8, 0.3), (50, 0.8), (500, 0.5), (500, 0.1)] {
            let error = rmse(n, jaccard, |a, b| fast.sign(a).jaccard_estimate(&fast.sign(b)));
            let oracle = rmse(n, jaccard, |a, b| classic.sign(a).jaccard_estimate(&classic.sign(b)));
            assert!(error <= oracle * 1.05, "n {n} J {jaccard}: {error} against {oracle}");
        }
    }

    #[test]
    fn estimate_is_unbiased() {
        let fast = MinHasher::new(128, 1);
        for (n, jaccard) in [(3, 0.5), (20, 0.3), (500, 0.7)] {
            let mut bias = 0.0;
            for trial in 0..2000 {
                let (a, b, exact) = sets(n, jaccard, trial);
                bias += (fast.sign(&a).jaccard_estimate(&fast.sign(&b)) - exact) / 2000.0;
            }
            assert!(bias.abs() < 0.01, "n {n} J {jaccard}: bias {bias}");
        }
    }

    #[test]
    fn repetition_and_order_do_not_matter() {
        let fast = MinHasher::new(128, 1);
        assert_eq!(fast.sign(&[1, 2, 3]), fast.sign(&[3, 3, 2, 1, 1]));
    }

    #[test]
    fn signatures_are_frozen() {
        let values = MinHasher::new(4, 7).sign(&[1, 2, 3]);
        assert_eq!(values.values(), [1_101_168_479, 2_704_551_246, 2_598_505_260, 640_048_406]);
    }
}
