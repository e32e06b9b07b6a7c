//! The sampled-shingle index: candidate pairs that share a passage, however long the texts around it.
//!
//! Takes each document's sampled shingles, sorts `(hash, document)` records, and pairs the documents of each run.
//! A hash in many documents says little on its own (a stock phrase, furniture): it gives linearly many pairs, and one
//! such hash alone makes no candidate. Documents are never dropped: a story in 500 papers shares dozens of hot hashes,
//! and each paper meets the same first one through them.

use rayon::prelude::*;

use super::{CandidatePair, pairs_of_bucket};
use crate::document::DocIdx;

/// A single shared hash makes a candidate only if at most this many documents hold it.
const RARE_DOCS_MAX: usize = 16;

/// The candidate pairs of documents, each with its ascending sample, sorted and without repetition. A pair shares at
/// least `shared_min` sampled shingles.
#[must_use]
pub fn candidates(
    docs: &[(DocIdx, &[u64])],
    bucket_docs_max: usize,
    shared_min: usize,
) -> Vec<CandidatePair> {
    let mut records: Vec<(u64, DocIdx)> =
        docs.par_iter().flat_map_iter(|(doc, sample)| sample.iter().map(|hash| (*hash, *doc))).collect();
    records.par_sort_unstable();
    let mut pairs: Vec<(CandidatePair, bool)> = records
        .par_chunk_by(|x, y| x.0 == y.0)
        .filter(|run| run.len() > 1)
        .flat_map_iter(|run| {
            let members: Vec<_> = run.iter().map(|(_, doc)| *doc).collect();
            let mut pairs = Vec::new();
            let rare = members.len() <= RARE_DOCS_MAX;
            pairs_of_bucket(&members, bucket_docs_max, |pair| pairs.push((pair, rare)));
            pairs
        })
        .collect();
    pairs.par_sort_unstable();
    let enough =
        |shared: &[(CandidatePair, bool)]| shared.len() >= shared_min && (shared.len() > 1 || shared[0].1);
    pairs.chunk_by(|x, y| x.0 == y.0).filter(|shared| enough(shared)).map(|shared| shared[0].0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs_of(samples: &[Vec<u64>]) -> Vec<(u32, u32)> {
        let docs: Vec<_> = samples.iter().zip(0..).map(|(sample, idx)| (DocIdx(idx), &sample[..])).collect();
        candidates(&docs, 64, 1).iter().map(|pair| (pair.a.0, pair.b.0)).collect()
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
