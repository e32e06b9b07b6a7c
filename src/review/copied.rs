//! How many words of a document lie in passages with others, told from the report alone.
//!
//! A report has passages as byte spans and shares as words, so that the words of a union of spans are not in it. What follows
//! from it exactly: a pair's coverage is the words of all its passages on a side; a passage whose similarity is 1 has as many words as
//! are equal; of any other the words lie between the equal ones and those of its longer side. From these the words of each
//! passage are told (exactly but for the several bridged passages of one pair, which share their known sum), and of passages
//! that overlap those are chosen that do not overlap and have the most words together (weighted interval scheduling, O(n log n)).
//! The number is exact where passages lie apart or within one another; where they overlap in part it is a lower bound that
//! misses at most the words of the parts that stand out.

use std::collections::BTreeMap;

use crate::relation::Side;
use crate::report::schema::PairEntry;

/// A passage on one side of a pair.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Copied {
    pub(super) span: [usize; 2],
    pub(super) n_words: f64,
}

/// The number of words, of `n_words` in all, that passages of these pairs cover on the sides named: at least so many.
pub(super) fn copied_words<'p>(
    pairs: impl IntoIterator<Item = (&'p PairEntry, Side)>,
    n_words: usize,
) -> usize {
    let passages: Vec<Copied> =
        pairs.into_iter().flat_map(|(pair, side)| passages_of(pair, side, n_words)).collect();
    (most_words(passages).round() as usize).min(n_words)
}

/// The passages of a pair on a side, with their words.
pub(super) fn passages_of(pair: &PairEntry, side: Side, n_words: usize) -> Vec<Copied> {
    let coverage = match side {
        Side::A => pair.coverage_a,
        Side::B => pair.coverage_b,
    };
    let sum = (coverage.unwrap_or(0.0) * n_words as f64).round();
    let bounds: Vec<(f64, f64)> = pair
        .passages
        .iter()
        .map(|passage| {
            let equal = passage.words as f64;
            let longer = if passage.similarity > 0.0 { (equal / passage.similarity).round() } else { equal };
            (equal, longer.max(equal))
        })
        .collect();
    let least: f64 = bounds.iter().map(|(least, _)| least).sum();
    let room: f64 = bounds.iter().map(|(least, most)| most - least).sum();
    let share = if room > 0.0 { ((sum - least) / room).clamp(0.0, 1.0) } else { 0.0 };
    pair.passages
        .iter()
        .zip(&bounds)
        .map(|(passage, (least, most))| Copied {
            span: if side == Side::A { passage.a } else { passage.b },
            n_words: least + share * (most - least),
        })
        .collect()
}

/// The most words that passages without a byte in common have together.
fn most_words(mut passages: Vec<Copied>) -> f64 {
    passages.sort_by_key(|passage| (passage.span[1], passage.span[0]));
    // The most words up to each end at which that number grows.
    let mut best: BTreeMap<usize, f64> = BTreeMap::new();
    let up_to = |best: &BTreeMap<usize, f64>, end| best.range(..=end).next_back().map_or(0.0, |(_, n)| *n);
    for Copied { span: [start, end], n_words } in passages {
        let with = up_to(&best, start) + n_words;
        if with > up_to(&best, end) {
            best.insert(end, with);
        }
    }
    best.values().next_back().copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures::pair;
    use crate::report::schema::PassageEntry;

    /// A pair with the document on side a: spans with equal words and similarity, and the words covered of a hundred.
    fn with(passages: &[([usize; 2], usize, f64)], covered: f64) -> PairEntry {
        let mut entry = pair("a", "b", "reprint", 0);
        entry.coverage_a = Some(covered / 100.0);
        let passage = |&(a, words, similarity)| PassageEntry { a, b: [0, 1], words, similarity };
        entry.passages = passages.iter().map(passage).collect();
        entry
    }

    fn check(pairs: &[PairEntry], expected: usize) {
        assert_eq!(copied_words(pairs.iter().map(|pair| (pair, Side::A)), 100), expected);
    }

    #[test]
    fn passages_apart_and_within_one_another_are_counted_exactly() {
        let bridged = with(&[([0, 60], 8, 0.8), ([100, 150], 8, 0.8)], 19.0);
        check(std::slice::from_ref(&bridged), 19);
        check(&[bridged.clone(), with(&[([200, 260], 10, 1.0)], 10.0)], 29);
        check(&[bridged.clone(), with(&[([0, 160], 25, 1.0)], 25.0)], 25);
        check(&[bridged, with(&[([110, 150], 8, 1.0)], 8.0)], 19);
        check(&[], 0);
    }

    #[test]
    fn passages_that_overlap_in_part_are_counted_at_least() {
        check(&[with(&[([0, 100], 20, 1.0)], 20.0), with(&[([90, 150], 12, 1.0)], 12.0)], 20);
        check(&[with(&[([0, 100], 20, 1.0)], 20.0), with(&[([100, 150], 12, 1.0)], 12.0)], 32);
    }

    #[test]
    fn what_a_damaged_report_says_stays_within_the_document() {
        check(&[with(&[([0, 100], 20_000, 0.0), ([9, 5], 7, -3.0)], f64::NAN)], 100);
    }
}
