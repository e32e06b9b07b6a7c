//! Shingles: the hashes of every run of k consecutive words.
//!
//! A shingle's hash is the polynomial of its word hashes modulo 2^64, finished with a bijective mixer: order counts,
//! and two runs of different words collide with a probability of about 2^-64. The polynomial is rolled over the text (Karp,
//! Rabin, "Efficient randomized pattern-matching algorithms", 1987): four multiplications a word, whatever k is, and no
//! allocation when the caller reuses the buffer.

mod overlap;

use crate::hash::mix;
pub use overlap::Overlap;

/// Multiplier of the polynomial: odd, from the fractional part of the golden ratio.
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// Appends to `shingles` the hash of each run of `shingle_len` tokens, in text order.
///
/// A text shorter than one shingle gives a single shingle of all its tokens, an empty one none.
///
/// # Panics
/// If `shingle_len` is 0; [`Config::validate`](crate::config::Config::validate) admits none.
pub fn push_shingles(tokens: &[u64], shingle_len: usize, shingles: &mut Vec<u64>) {
    if tokens.is_empty() {
        return;
    }
    let shingle_len = shingle_len.min(tokens.len());
    let (first, others) = tokens.split_at(shingle_len);
    let factor = (0..shingle_len).fold(1, |factor: u64, _| factor.wrapping_mul(MULTIPLIER));
    let mut sum = polynomial(first.iter().copied());
    shingles.push(mix(sum));
    // The polynomial rolls on: what leaves it is taken from the product that does not wait for the sum before.
    shingles.extend(others.iter().zip(tokens).map(|(entering, leaving)| {
        let change = entering.wrapping_sub(leaving.wrapping_mul(factor));
        sum = sum.wrapping_mul(MULTIPLIER).wrapping_add(change);
        mix(sum)
    }));
}

/// The hash of one shingle.
#[must_use]
#[inline]
pub fn shingle_hash(tokens: &[u64]) -> u64 {
    hash_of_run(tokens.iter().copied())
}

/// The hash of a run of tokens of any length.
#[must_use]
#[inline]
pub fn hash_of_run(tokens: impl Iterator<Item = u64>) -> u64 {
    mix(polynomial(tokens))
}

#[inline]
fn polynomial(tokens: impl Iterator<Item = u64>) -> u64 {
    tokens.fold(0, |sum: u64, token| sum.wrapping_mul(MULTIPLIER).wrapping_add(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shingles(tokens: &[u64], shingle_len: usize) -> Vec<u64> {
        let mut shingles = Vec::new();
        push_shingles(tokens, shingle_len, &mut shingles);
        shingles
    }

    #[test]
    fn each_run_gives_one_shingle() {
        assert_eq!(shingles(&[1, 2, 3, 4, 5, 6, 7], 5).len(), 3);
        assert_eq!(shingles(&[1, 2, 3], 5).len(), 1);
        assert_eq!(shingles(&[], 5), Vec::<u64>::new());
        assert_eq!(shingles(&[9, 1, 2, 3], 3)[1], shingles(&[1, 2, 3, 9], 3)[0]);
    }

    #[test]
    fn rolling_gives_the_hash_of_each_run() {
        let tokens: Vec<u64> = (0..40).map(mix).collect();
        for shingle_len in 1..=40 {
            let runs: Vec<u64> = tokens.windows(shingle_len).map(shingle_hash).collect();
            assert_eq!(shingles(&tokens, shingle_len), runs);
        }
    }

    #[test]
    fn order_counts() {
        assert_ne!(shingles(&[1, 2, 3], 3), shingles(&[3, 2, 1], 3));
    }

    #[test]
    fn shingle_hashes_are_frozen() {
        assert_eq!(shingles(&[1, 2, 3, 4, 5], 5), [17_006_896_591_585_148_188]);
    }
}
