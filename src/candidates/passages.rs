//! The sampled-shingle index: candidate pairs that share a passage, however long the texts around it.
//!
//! Takes each document's sampled shingles, sorts `(hash, document)` records, and pairs the documents of each run.
//! A hash in many documents says little on its own (a stock phrase, furniture): it gives linearly many pairs, and one
//! such hash alone makes no candidate. Documents are never dropped: a story in 500 papers shares dozens of hot hashes,
//! and each paper meets the same first one through them.

use super::{CandidatePair, pairs_of_buckets};
use crate::document::DocIdx;
use crate::error::Result;
use crate::store::{Partitions, Record};

/// A single shared hash makes a candidate only if at most this many documents hold it.
const RARE_DOCS_MAX: usize = 16;

/// Appends a record for each sampled shingle of a document.
pub fn push_records(doc: DocIdx, sample: &[u64], records: &mut Vec<Record>) {
    records.extend(sample.iter().map(|&hash| Record { hash, order: 0, doc: doc.0 }));
}

/// The candidate pairs of the documents whose samples are recorded, sorted and without repetition. A pair shares at least
/// `shared_min` sampled shingles.
///
/// # Errors
/// If the records cannot be read.
pub fn candidates(
    records: &Partitions,
    bucket_docs_max: usize,
    shared_min: usize,
) -> Result<Vec<CandidatePair>> {
    let one_of = |bucket: &[Record]| Shared { n: 1, has_rare: bucket.len() <= RARE_DOCS_MAX };
    let pairs = pairs_of_buckets(records, bucket_docs_max, one_of, Shared::add)?;
    let enough = |shared: &Shared| shared.n as usize >= shared_min && (shared.n > 1 || shared.has_rare);
    Ok(pairs.into_iter().filter(|(_, shared)| enough(shared)).map(|(pair, _)| pair).collect())
}

/// How many sampled shingles a pair shares, as far as it was looked at.
#[derive(Clone, Copy)]
struct Shared {
    n: u16,
    /// Whether one of the shingles is in few documents.
    has_rare: bool,
}

impl Shared {
    fn add(&mut self, other: Self) {
        self.n = self.n.saturating_add(other.n);
        self.has_rare |= other.has_rare;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::candidates::tests::partitions;

    fn pairs_of(samples: &[Vec<u64>]) -> Vec<(u32, u32)> {
        let mut records = Vec::new();
        samples.iter().zip(0..).for_each(|(sample, doc)| push_records(DocIdx(doc), sample, &mut records));
        candidates(&partitions(records), 64, 1).unwrap().iter().map(|pair| (pair.a.0, pair.b.0)).collect()
    }

    #[test]
    fn one_rare_hash_makes_a_candidate() {
        assert_eq!(pairs_of(&[vec![1, 5], vec![2, 5], vec![3]]), [(0, 1)]);
    }

    #[test]
    fn one_hash_of_many_documents_makes_none_and_two_do() {
        let phrase: Vec<_> = (0..40).map(|idx| vec![7, 1000 + idx]).collect();
        assert!(pairs_of(&phrase).is_empty());
        let story: Vec<_> = (0..40).map(|idx| vec![7, 8, 1000 + idx]).collect();
        assert_eq!(pairs_of(&story).len(), 40 * 39 / 2);
    }

    #[test]
    fn a_story_in_hundreds_of_papers_is_found_at_linear_cost() {
        let samples: Vec<Vec<u64>> = (0..500).map(|idx| (0..30).chain([1000 + idx]).collect()).collect();
        let pairs = pairs_of(&samples);
        assert!(pairs.len() < 3_000, "{} pairs", pairs.len());
        assert!((1..500).all(|idx| pairs.contains(&(0, idx))));
    }
}
