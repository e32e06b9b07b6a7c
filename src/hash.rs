//! The frozen hashes: everything that leaves memory or decides a report is hashed with these.
//!
//! XXH3 (xxHash specification, version 0.8) hashes bytes; words, of which there are most, have a hash of their own whose
//! step is the folded product of wyhash (Wang Yi, 2019); [`mix`] is the finaliser of SplitMix64 (Steele, Lea, Flood,
//! OOPSLA 2014). All give the same numbers on every machine and build; the golden vectors below fail when they do not.
//! `ahash` is used for maps inside one run only: its output differs between builds.

use crate::document::ContentHash;

/// Raised whenever a hash, the normaliser or the shingle rule changes its output.
pub const FORMAT_VERSION: u32 = 2;

/// XXH3-64 of `bytes` with `seed`.
#[must_use]
pub fn hash_bytes(bytes: &[u8], seed: u64) -> u64 {
    xxhash_rust::xxh3::xxh3_64_with_seed(bytes, seed)
}

/// Constants without a regular pattern: the first 64 bits behind the point of the square roots of 2, 3, 5 and 7.
const WORD_KEYS: [u64; 4] =
    [0x6a09_e667_f3bc_c908, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b, 0xa54f_f53a_5f1d_36f1];

/// The hash of a normalised word: its bytes sixteen at a time, each sixteen folded in by a product.
#[must_use]
pub fn hash_word(bytes: &[u8]) -> u64 {
    let mut hash = 0;
    for chunk in bytes.chunks(16) {
        let mut sixteen = [0; 16];
        sixteen[..chunk.len()].copy_from_slice(chunk);
        hash = absorb(hash, halves(sixteen));
    }
    finish(hash, bytes.len())
}

/// [`hash_word`] of the first `len` of `bytes`, which are zero from there on: no byte is copied.
///
/// # Panics
/// If `len` is beyond the last whole sixteen bytes.
#[must_use]
#[inline]
pub fn hash_padded_word<const N: usize>(bytes: &[u8; N], len: usize) -> u64 {
    let (sixteens, _) = bytes.as_chunks::<16>();
    finish(sixteens[..len.div_ceil(16)].iter().fold(0, |hash, sixteen| absorb(hash, halves(*sixteen))), len)
}

#[inline]
fn halves(sixteen: [u8; 16]) -> [u64; 2] {
    let sixteen = u128::from_le_bytes(sixteen);
    [sixteen as u64, (sixteen >> 64) as u64]
}

/// [`hash_word`] of a word of 1 to 16 bytes, given as two numbers: the first byte lowest, zeros behind the last.
#[must_use]
#[inline]
pub fn hash_short_word(bytes: [u64; 2], len: usize) -> u64 {
    finish(absorb(0, bytes), len)
}

#[inline]
fn absorb(hash: u64, [low, high]: [u64; 2]) -> u64 {
    folded_product(low ^ WORD_KEYS[0], high ^ WORD_KEYS[1] ^ hash)
}

#[inline]
fn finish(hash: u64, len: usize) -> u64 {
    folded_product(hash ^ WORD_KEYS[2], len as u64 ^ WORD_KEYS[3])
}

#[inline]
fn folded_product(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

/// XXH3-128 of a document's bytes.
#[must_use]
pub fn content_hash(bytes: &[u8]) -> ContentHash {
    ContentHash(xxhash_rust::xxh3::xxh3_128(bytes))
}

/// A bijection of 64-bit integers whose output bits each depend on every input bit.
#[must_use]
#[inline]
pub fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_frozen() {
        assert_eq!(hash_bytes(b"", 0), 0x2d06_8005_38d3_94c2, "vector of the xxHash specification");
        assert_eq!(content_hash(b"").to_string(), "99aa06d3014798d86001c324468d497f");
        assert_eq!(mix(1), 0x5692_161d_100b_05e5);
        assert_eq!(mix(0x9e37_79b9_7f4a_7c15), 0xe220_a839_7b1d_cdaf, "first output of SplitMix64 seeded 0");
    }
}
