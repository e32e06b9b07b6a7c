//! Candidate pairs: which documents are worth comparing.
//!
//! Two generators that see different things: [`lsh`] finds whole-article duplicates and short texts from signatures,
//! [`passages`] finds a passage inside longer texts from sampled shingles. Both sort records instead of filling hash
//! tables, and both give a bucket of n documents at most linearly many pairs once it is large.

pub mod lsh;
pub mod passages;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::document::DocIdx;
use crate::error::Result;
use crate::store::{Partitions, Record};

/// Two different documents that may share text, the smaller position first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
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

/// Calls `pair` with the pairs of one bucket, the records of one hash: all of them up to `docs_max` documents, beyond that
/// each document with the one whose id sorts first and with its next few neighbours, which is linear. That one stands in many
/// buckets of a story, so that its carriers meet it again and again and not one another.
fn pairs_of_bucket(bucket: &[Record], docs_max: usize, mut pair: impl FnMut(CandidatePair)) {
    let is_small = bucket.len() <= docs_max;
    let n_near = if is_small { bucket.len() } else { NEIGHBOURS };
    let mut pair_of = |x: u32, y: u32| pair(CandidatePair::new(DocIdx(x), DocIdx(y)));
    for (idx, record) in bucket.iter().enumerate() {
        for other in bucket[idx + 1..].iter().take(n_near) {
            pair_of(record.doc, other.doc);
        }
    }
    if !is_small {
        let (at, first) =
            bucket.iter().enumerate().min_by_key(|(_, record)| record.doc).expect("it is large");
        let far = bucket.iter().enumerate().filter(|(idx, _)| idx.abs_diff(at) > NEIGHBOURS);
        far.for_each(|(_, record)| pair_of(first.doc, record.doc));
    }
}

/// The pairs of all buckets in order, each once, with all that `told_by` gives of the buckets that it stands in, merged. Pairs
/// that stand in several buckets are merged whenever what is held has doubled, so that it is never much more than what is
/// given.
fn pairs_of_buckets<T: Copy + Send>(
    records: &Partitions,
    docs_max: usize,
    told_by: impl Fn(&[Record]) -> T + Sync,
    merge: impl Fn(&mut T, T) + Sync,
) -> Result<Vec<(CandidatePair, T)>> {
    let merge_same = |pairs: &mut Vec<(CandidatePair, T)>| {
        pairs.dedup_by(|next, first| {
            let is_same = next.0 == first.0;
            if is_same {
                merge(&mut first.1, next.1);
            }
            is_same
        });
    };
    let of_part = |part: usize| {
        let mut pairs = Vec::new();
        for bucket in records.sorted_part(part)?.chunk_by(|x, y| x.hash == y.hash) {
            let told = told_by(bucket);
            pairs_of_bucket(bucket, docs_max, |pair| pairs.push((pair, told)));
        }
        pairs.sort_unstable_by_key(|(pair, _)| *pair);
        merge_same(&mut pairs);
        Ok(pairs)
    };
    let mut found = Vec::new();
    let mut n_distinct = PAIRS_MIN;
    let n_parts = rayon::current_num_threads();
    for first in (0..Partitions::PARTS).step_by(n_parts) {
        let parts = (first..Partitions::PARTS).into_par_iter().take(n_parts);
        for pairs in parts.map(of_part).collect::<Result<Vec<_>>>()? {
            found.extend(pairs);
            if found.len() > 2 * n_distinct {
                found.par_sort_unstable_by_key(|(pair, _)| *pair);
                merge_same(&mut found);
                n_distinct = found.len().max(PAIRS_MIN);
            }
        }
    }
    found.par_sort_unstable_by_key(|(pair, _)| *pair);
    merge_same(&mut found);
    Ok(found)
}

/// Half the pairs that are held before the first are merged.
const PAIRS_MIN: usize = 1 << 17;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::store::Scratch;

    /// Records as a run keeps them.
    pub(super) fn partitions(records: Vec<Record>) -> Partitions {
        let mut partitions = Partitions::new(&Arc::new(Scratch::temporary()), "records", usize::MAX);
        partitions.extend(records).unwrap();
        partitions
    }

    fn pairs(n_members: u32, docs_max: usize) -> Vec<CandidatePair> {
        let bucket: Vec<_> =
            (0..n_members).map(|doc| Record { hash: 7, order: doc.reverse_bits(), doc }).collect();
        let mut pairs = Vec::new();
        pairs_of_bucket(&bucket, docs_max, |pair| pairs.push(pair));
        let n_pairs = pairs.len();
        pairs.sort_unstable();
        pairs.dedup();
        assert_eq!(pairs.len(), n_pairs, "no pair comes twice");
        pairs
    }

    #[test]
    fn small_buckets_give_all_pairs_and_large_ones_linearly_many() {
        assert_eq!(pairs(64, 64).len(), 64 * 63 / 2);
        assert!(pairs(1, 64).is_empty());
        assert!(pairs(100_000, 64).len() <= 500_000);
    }

    #[test]
    fn every_member_of_a_large_bucket_meets_the_first() {
        let pairs = pairs(100, 10);
        assert!((1..100).all(|doc| pairs.contains(&CandidatePair::new(DocIdx(0), DocIdx(doc)))));
    }
}
