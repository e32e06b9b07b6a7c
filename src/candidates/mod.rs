//! Candidate pairs: which documents are worth comparing.
//!
//! Two generators that see different things: [`lsh`] finds whole-article duplicates and short texts from signatures,
//! [`passages`] finds a passage inside longer texts from sampled shingles. Both sort records instead of filling hash
//! tables, and both give a bucket of n documents at most linearly many pairs once it is large.

pub mod lsh;
pub mod passages;

use crate::document::DocIdx;

/// Two different documents that may share text, the smaller position first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CandidatePair {
    /// The document whose id sorts first.
    pub a: DocIdx,
    /// The other one.
    pub b: DocIdx,
}

impl CandidatePair {
    /// The pair of two different documents in either order.
    ///
    /// # Panics
    /// In debug builds, if both are the same document.
    #[must_use]
    pub fn new(one: DocIdx, other: DocIdx) -> Self {
        debug_assert_ne!(one, other, "a document is no candidate for itself");
        Self { a: one.min(other), b: one.max(other) }
    }
}

/// Neighbours that each member of a large bucket is paired with, besides the bucket's first member.
const NEIGHBOURS: usize = 4;

/// Calls `pair` with the pairs of one bucket: all of them up to `docs_max` members, beyond that each member with the
/// first one and with its next few neighbours, which is linear.
fn pairs_of_bucket(members: &[DocIdx], docs_max: usize, mut pair: impl FnMut(CandidatePair)) {
    let small = members.len() <= docs_max;
    for (idx, member) in members.iter().enumerate() {
        let rest = &members[idx + 1..];
        let near = if small { rest } else { &rest[..rest.len().min(NEIGHBOURS)] };
        for other in near {
            pair(CandidatePair::new(*member, *other));
        }
        if !small && idx > NEIGHBOURS {
            pair(CandidatePair::new(members[0], *member));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n_pairs(n_members: u32, docs_max: usize) -> usize {
        let members: Vec<_> = (0..n_members).map(DocIdx).collect();
        let mut pairs = Vec::new();
        pairs_of_bucket(&members, docs_max, |pair| pairs.push(pair));
        let all = pairs.len();
        pairs.sort_unstable();
        pairs.dedup();
        assert_eq!(pairs.len(), all, "no pair comes twice");
        all
    }

    #[test]
    fn small_buckets_give_all_pairs_and_large_ones_linearly_many() {
        assert_eq!(n_pairs(64, 64), 64 * 63 / 2);
        assert_eq!(n_pairs(1, 64), 0);
        assert!(n_pairs(100_000, 64) <= 500_000);
    }

    #[test]
    fn every_member_of_a_large_bucket_meets_the_first() {
        let members: Vec<_> = (0..100).map(DocIdx).collect();
        let mut met = [false; 100];
        pairs_of_bucket(&members, 10, |pair| {
            if pair.a == DocIdx(0) {
                met[pair.b.idx()] = true;
            }
        });
        assert!(met[1..].iter().all(|met| *met));
    }
}
