//! Sampled shingles by FracMinHash.
//!
//! Keeps the shingles whose hash falls below a fixed share of the hash range (Irber et al., "Lightweight compositional
//! analysis of metagenomes with FracMinHash", 2022), and at least the smallest few of a short text. Whether a shingle is
//! kept depends on the shingle alone: document frequencies, caps, merges and increments are exact on the sample, and
//! a passage shared by two long texts leaves the same sample in both.

/// Odd multiplier that reorders the shingles' hashes, which are mixed already, so that the sample is independent of the
/// signature (Dietzfelbinger et al., "A reliable randomized algorithm for the closest-pair problem", 1997).
const SAMPLE_MULTIPLIER: u64 = 0xd6e8_feb8_6659_fd93;

/// Shingles that are sampled into a buffer on the stack.
const CHUNK: usize = 64;

#[inline]
fn sample_hash(shingle: u64) -> u64 {
    shingle.wrapping_mul(SAMPLE_MULTIPLIER)
}

/// Appends to `sample` the kept shingles of a document: hashes in ascending order, without repetition.
///
/// `one_in` is the inverse of the sampled share; `n_min` the floor for short texts.
pub fn push_sample(shingles: &[u64], one_in: u64, n_min: usize, sample: &mut Vec<u64>) {
    let first = sample.len();
    let bound = u64::MAX / one_in;
    for shingles in shingles.chunks(CHUNK) {
        // Written without a branch, which chance would decide and no processor foresee.
        let (mut kept, mut n_kept) = ([0; CHUNK], 0);
        for shingle in shingles {
            let hash = sample_hash(*shingle);
            kept[n_kept % CHUNK] = hash;
            n_kept += usize::from(hash <= bound);
        }
        sample.extend_from_slice(&kept[..n_kept]);
    }
    if sample.len() - first < n_min {
        sample.truncate(first);
        sample.extend(shingles.iter().map(|shingle| sample_hash(*shingle)));
    }
    sample[first..].sort_unstable();
    let mut kept = first;
    for idx in first..sample.len() {
        let (hash, full) = (sample[idx], kept - first >= n_min);
        let repeated = kept > first && sample[kept - 1] == hash;
        if !(repeated || (full && hash > bound)) {
            sample[kept] = hash;
            kept += 1;
        }
    }
    sample.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::mix;

    fn sample(shingles: impl IntoIterator<Item = u64>) -> Vec<u64> {
        let mut sample = Vec::new();
        push_sample(&shingles.into_iter().map(mix).collect::<Vec<_>>(), 8, 16, &mut sample);
        sample
    }

    #[test]
    fn an_eighth_is_kept_and_at_least_the_floor() {
        let n = sample(0..80_000).len();
        assert!((9_600..10_400).contains(&n), "{n} of 80,000");
        assert_eq!(sample(0..20).len(), 16);
        assert_eq!(sample(0..5).len(), 5);
        assert_eq!(sample([7, 7, 7]).len(), 1);
        assert!(sample([]).is_empty());
    }

    #[test]
    fn samples_are_frozen() {
        assert_eq!(sample(0..3), [0, 8_055_820_070_187_904_318, 10_919_494_416_624_563_071]);
    }

    #[test]
    fn a_shared_passage_leaves_the_same_sample_in_both_texts() {
        let (a, b) = (sample(0..4000), sample(3500..9000));
        let expected: Vec<_> =
            sample(0..9000).into_iter().filter(|h| a.contains(h) && b.contains(h)).collect();
        let shared = (3500..4000).map(|s| sample_hash(mix(s))).filter(|h| *h <= u64::MAX / 8).count();
        assert_eq!(expected.len(), shared);
        assert!(shared > 40);
    }
}
