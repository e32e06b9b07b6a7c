//! The frozen hashes: everything that leaves memory or decides a report is hashed with these.
//!
//! XXH3 (xxHash specification, version 0.8) hashes bytes; [`mix`] is the finaliser of SplitMix64 (Steele, Lea,
//! Flood, OOPSLA 2014). Both give the same numbers on every machine and build; the golden vectors below fail when
//! they do not. `ahash` is used for maps inside one run only: its output differs between builds.

use crate::document::ContentHash;

/// Raised whenever a hash, the normaliser or the shingle rule changes its output.
pub const FORMAT_VERSION: u32 = 1;

/// XXH3-64 of `bytes` with `seed`.
#[must_use]
pub fn hash_bytes(bytes: &[u8], seed: u64) -> u64 {
    xxhash_rust::xxh3::xxh3_64_with_seed(bytes, seed)
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
