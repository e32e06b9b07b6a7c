//! Alignment: the passages that two texts share.
//!
//! Takes two token sequences (word hashes; letters in the OCR profile), gives disjoint [`Passage`]s in the order of
//! the first text. Seed, chain and extend: equal runs of `seed_len` tokens are found in a hash table, widened to maximal
//! equal runs, and chained by dynamic programming over gaps of at most `gap_len_max` tokens on a side (the scheme of
//! BLAST and of passim: Altschul et al. 1990; Smith, Cordell, Mullen, "Computational methods for uncovering reprinted
//! texts", 2015). The best chain takes its words first, so that a moved paragraph becomes a passage of its own and a
//! repeated one is not counted twice. Cost: O(n log n) plus the seeds; a seed that repeats is matched occurrence by
//! occurrence, so that repetitive texts stay linear. There is no Smith-Waterman over the whole matrix: on news text it finds
//! the same words at ten times the cost.

mod seeds;

use std::collections::VecDeque;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use seeds::for_each_seed;

/// What counts as a passage. Lengths are in tokens.
#[derive(Clone, Copy, Debug)]
pub struct AlignParams {
    /// Length of an equal run that starts an alignment.
    pub seed_len: usize,
    /// Unequal tokens bridged on a side.
    pub gap_len_max: usize,
    /// Equal tokens a passage has at least.
    pub equal_min: usize,
    /// Share of a passage's tokens, on its longer side, that are equal at least.
    pub equal_share_min: f64,
}

impl AlignParams {
    /// Words: at least 8 equal words, gaps of up to 6 words bridged, at least half of the words equal.
    pub const WORDS: Self = Self { seed_len: 3, gap_len_max: 6, equal_min: 8, equal_share_min: 0.5 };
    /// Letters of OCR text: the same lengths at about five letters a word, seeds of seven letters.
    pub const LETTERS: Self = Self { seed_len: 7, gap_len_max: 30, equal_min: 40, equal_share_min: 0.5 };
}

/// Tokens `a..a + len` of the first text equal tokens `b..b + len` of the second.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Run {
    /// First token in the first text.
    pub a: usize,
    /// First token in the second text.
    pub b: usize,
    /// Number of equal tokens.
    pub len: usize,
}

impl Run {
    fn a_end(self) -> usize {
        self.a + self.len
    }

    fn b_end(self) -> usize {
        self.b + self.len
    }
}

/// A maximal aligned run of two texts, bridged gaps included.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Passage {
    /// Tokens of the first text.
    pub a: Range<usize>,
    /// Tokens of the second text.
    pub b: Range<usize>,
    /// Number of equal tokens.
    pub equal: usize,
    /// The equal runs, in order and disjoint on both sides.
    pub runs: Vec<Run>,
}

impl Passage {
    /// Share of equal tokens on the longer side, `0.0` to `1.0`.
    #[must_use]
    pub fn similarity(&self) -> f64 {
        self.equal as f64 / self.a.len().max(self.b.len()) as f64
    }

    fn from_runs(runs: Vec<Run>) -> Option<Self> {
        let (first, last) = (*runs.first()?, *runs.last()?);
        let equal = runs.iter().map(|run| run.len).sum();
        Some(Self { a: first.a..last.a_end(), b: first.b..last.b_end(), equal, runs })
    }
}

/// The passages that `a` and `b` share, in the order of `a`, disjoint on both sides.
#[must_use]
pub fn align(a: &[u64], b: &[u64], params: &AlignParams) -> Vec<Passage> {
    let runs = maximal_runs(a, b, params.seed_len);
    let mut taken = Taken { a: vec![false; a.len()], b: vec![false; b.len()] };
    let mut passages: Vec<Passage> = Vec::new();
    let mut scratch = Vec::new();
    for chain in chains(&runs, params.gap_len_max) {
        let free = |taken: &Taken, runs: &[Run], n_taken: usize| {
            taken.free_pieces(runs, params).into_iter().map(move |piece| (piece, n_taken)).collect()
        };
        // Each piece with the number of passages that it was found to be free of.
        let mut pieces: VecDeque<(Vec<Run>, usize)> = free(&taken, &chain, passages.len());
        while let Some((piece, n_seen)) = pieces.pop_front() {
            // A piece before this one may have grown into it.
            if n_seen < passages.len() {
                let still_free: VecDeque<(Vec<Run>, usize)> = free(&taken, &piece, passages.len());
                if still_free.len() != 1 || still_free[0].0 != piece {
                    still_free.into_iter().rev().for_each(|part| pieces.push_front(part));
                    continue;
                }
            }
            let runs = fill_gaps(a, b, extend(a, b, piece, &taken), &mut scratch);
            let Some(passage) = Passage::from_runs(runs) else { continue };
            if passage.equal >= params.equal_min && passage.similarity() >= params.equal_share_min {
                taken.take(&passage);
                passages.push(passage);
            }
        }
    }
    passages.sort_by_key(|passage| passage.a.start);
    passages
}

/// Every maximal equal run that holds a seed, in the order of `a`, then `b`.
fn maximal_runs(a: &[u64], b: &[u64], seed_len: usize) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    // For each diagonal where the last run on it ends in `a`: a seed inside that run is passed over.
    let mut ends = vec![0; a.len() + b.len()];
    for_each_seed(a, b, seed_len, |i, j| {
        let end = &mut ends[a.len() + j - i];
        if i < *end {
            return;
        }
        let before = a[..i].iter().rev().zip(b[..j].iter().rev()).take_while(|(x, y)| x == y).count();
        let after = a[i..].iter().zip(&b[j..]).take_while(|(x, y)| x == y).count();
        *end = i + after;
        runs.push(Run { a: i - before, b: j - before, len: before + after });
    });
    runs.sort_unstable();
    runs
}

/// Predecessors looked at for each run: bounds the cost on texts that repeat themselves.
const PREDECESSORS_MAX: usize = 48;

/// Collinear chains of runs, the heaviest first; each run is in one chain.
fn chains(runs: &[Run], gap_len_max: usize) -> Vec<Vec<Run>> {
    let mut weight = vec![0i64; runs.len()];
    let mut before: Vec<Option<usize>> = vec![None; runs.len()];
    // For each run the furthest end in `a` of all up to it: before one too far away all are.
    let mut furthest_ends: Vec<usize> = Vec::with_capacity(runs.len());
    for (idx, run) in runs.iter().enumerate() {
        weight[idx] = run.len as i64 * 4;
        let earliest = idx.saturating_sub(PREDECESSORS_MAX);
        furthest_ends.push(furthest_ends.last().map_or(run.a_end(), |end| run.a_end().max(*end)));
        for other in (earliest..idx).rev() {
            if furthest_ends[other] + gap_len_max < run.a {
                break;
            }
            let Some(cost) = link_cost(runs[other], *run, gap_len_max) else { continue };
            let linked = weight[other] + run.len as i64 * 4 - cost;
            if linked > weight[idx] {
                (weight[idx], before[idx]) = (linked, Some(other));
            }
        }
    }
    let mut order: Vec<_> = (0..runs.len()).collect();
    order.sort_unstable_by_key(|&idx| (-weight[idx], idx));
    let mut used = vec![false; runs.len()];
    let mut chains = Vec::new();
    for last in order {
        let mut chain = Vec::new();
        let mut next = Some(last);
        while let Some(idx) = next.filter(|&idx| !used[idx]) {
            used[idx] = true;
            chain.push(runs[idx]);
            next = before[idx];
        }
        if !chain.is_empty() {
            chain.reverse();
            chains.push(chain);
        }
    }
    chains
}

/// What linking `later` to `earlier` costs, in quarters of a token; `None` where they cannot be linked.
///
/// Runs may overlap (a word repeated at the seam): the overlap counts once. Different gap lengths cost a little, so that
/// of two links the straighter one wins.
fn link_cost(earlier: Run, later: Run, gap_len_max: usize) -> Option<i64> {
    let gap_a = later.a as i64 - earlier.a_end() as i64;
    let gap_b = later.b as i64 - earlier.b_end() as i64;
    let overlap = (-gap_a).max(-gap_b).max(0);
    let gap_max = gap_len_max as i64;
    let linkable = later.a > earlier.a && later.b > earlier.b && gap_a <= gap_max && gap_b <= gap_max;
    (linkable && overlap < later.len as i64).then(|| overlap * 4 + (gap_a - gap_b).abs().min(4 * gap_max))
}

/// Which tokens belong to a passage already.
struct Taken {
    a: Vec<bool>,
    b: Vec<bool>,
}

impl Taken {
    fn is_free(&self, i: usize, j: usize) -> bool {
        !self.a[i] && !self.b[j]
    }

    fn are_free(&self, a: Range<usize>, b: Range<usize>) -> bool {
        !self.a[a].contains(&true) && !self.b[b].contains(&true)
    }

    fn take(&mut self, passage: &Passage) {
        self.a[passage.a.clone()].fill(true);
        self.b[passage.b.clone()].fill(true);
    }

    /// The parts of a chain that are still free, cut where a gap has become too wide or holds another passage.
    fn free_pieces(&self, chain: &[Run], params: &AlignParams) -> Vec<Vec<Run>> {
        let mut pieces: Vec<Vec<Run>> = Vec::new();
        let mut parts = Vec::with_capacity(chain.len());
        chain.iter().for_each(|run| self.push_free_parts(*run, &mut parts));
        for run in parts {
            let Some(piece) = pieces.last_mut() else {
                pieces.push(vec![run]);
                continue;
            };
            let last = *piece.last().expect("a piece starts with a run");
            // At a seam the later run gives up what the earlier one holds.
            let overlap = last.a_end().saturating_sub(run.a).max(last.b_end().saturating_sub(run.b));
            if overlap >= run.len {
                continue;
            }
            let run = Run { a: run.a + overlap, b: run.b + overlap, len: run.len - overlap };
            let near =
                run.a - last.a_end() <= params.gap_len_max && run.b - last.b_end() <= params.gap_len_max;
            if near && self.are_free(last.a_end()..run.a, last.b_end()..run.b) {
                piece.push(run);
            } else {
                pieces.push(vec![run]);
            }
        }
        pieces
    }

    fn push_free_parts(&self, run: Run, parts: &mut Vec<Run>) {
        if self.are_free(run.a..run.a_end(), run.b..run.b_end()) {
            parts.push(run);
            return;
        }
        let first = parts.len();
        for offset in (0..run.len).filter(|offset| self.is_free(run.a + offset, run.b + offset)) {
            match parts[first..].last_mut() {
                Some(part) if part.a_end() == run.a + offset => part.len += 1,
                _ => parts.push(Run { a: run.a + offset, b: run.b + offset, len: 1 }),
            }
        }
    }
}

/// Equal runs of two tokens are followed over gaps up to this length, at a passage's ends.
const EXTENSION_GAP_MAX: usize = 3;

/// Lengthens a piece at both ends by pairs of equal tokens across short gaps.
fn extend(a: &[u64], b: &[u64], mut piece: Vec<Run>, taken: &Taken) -> Vec<Run> {
    while let Some(last) = piece.last().copied() {
        let found = nearby(|gap_a, gap_b| {
            let (i, j) = (last.a_end() + gap_a, last.b_end() + gap_b);
            let len =
                (0..).take_while(|k| i + k < a.len() && j + k < b.len() && a[i + k] == b[j + k]).count();
            (len >= 2 && taken.are_free(last.a_end()..i + len, last.b_end()..j + len)).then_some(Run {
                a: i,
                b: j,
                len,
            })
        });
        let Some(run) = found else { break };
        piece.push(run);
    }
    while let Some(first) = piece.first().copied() {
        let found = nearby(|gap_a, gap_b| {
            let (i, j) = (first.a.checked_sub(gap_a)?, first.b.checked_sub(gap_b)?);
            let len = a[..i].iter().rev().zip(b[..j].iter().rev()).take_while(|(x, y)| x == y).count();
            (len >= 2 && taken.are_free(i - len..first.a, j - len..first.b)).then_some(Run {
                a: i - len,
                b: j - len,
                len,
            })
        });
        let Some(run) = found else { break };
        piece.insert(0, run);
    }
    piece
}

/// The first run that `at` finds, trying short gaps before long ones.
fn nearby(at: impl Fn(usize, usize) -> Option<Run>) -> Option<Run> {
    (0..=2 * EXTENSION_GAP_MAX).find_map(|sum| {
        (0..=sum.min(EXTENSION_GAP_MAX))
            .filter(|gap_a| sum - gap_a <= EXTENSION_GAP_MAX)
            .find_map(|gap_a| at(gap_a, sum - gap_a))
    })
}

/// Adds the equal tokens inside the gaps between runs (longest common subsequence). `scratch` is memory to reuse.
fn fill_gaps(a: &[u64], b: &[u64], runs: Vec<Run>, scratch: &mut Vec<u32>) -> Vec<Run> {
    let mut filled: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs {
        if let Some(last) = filled.last().copied() {
            let (gap_a, gap_b) = (last.a_end()..run.a, last.b_end()..run.b);
            if !gap_a.is_empty() && !gap_b.is_empty() {
                push_common(a, b, [gap_a, gap_b], &mut filled, scratch);
            }
        }
        filled.push(run);
    }
    filled
}

/// Appends the longest common subsequence of two short gaps as runs.
fn push_common(
    a: &[u64],
    b: &[u64],
    [gap_a, gap_b]: [Range<usize>; 2],
    runs: &mut Vec<Run>,
    longest: &mut Vec<u32>,
) {
    let (offset_a, offset_b) = (gap_a.start, gap_b.start);
    let (a, b) = (&a[gap_a], &b[gap_b]);
    let width = b.len() + 1;
    longest.clear();
    longest.resize((a.len() + 1) * width, 0);
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i * width + j] = if a[i] == b[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            let (at_a, at_b) = (offset_a + i, offset_b + j);
            match runs.last_mut() {
                Some(run) if run.a_end() == at_a && run.b_end() == at_b => run.len += 1,
                _ => runs.push(Run { a: at_a, b: at_b, len: 1 }),
            }
            i += 1;
            j += 1;
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tokens(text: &str) -> Vec<u64> {
        crate::normalize::words(text).iter().map(|word| word.hash).collect()
    }

    /// Passages as `(words of a, words of b, equal words)`.
    fn check(a: &str, b: &str, expected: &[(Range<usize>, Range<usize>, usize)]) {
        let passages = align(&tokens(a), &tokens(b), &AlignParams::WORDS);
        let found: Vec<_> = passages.into_iter().map(|p| (p.a, p.b, p.equal)).collect();
        assert_eq!(found, expected);
    }

    const STORY: &str = "the harbour board voted on monday to close the eastern pier after divers found cracks in nine of its piles";

    #[test]
    fn an_equal_text_is_one_passage() {
        check(STORY, STORY, &[(0..20, 0..20, 20)]);
        check("", STORY, &[]);
        check("one two", "one two", &[]);
    }

    #[test]
    fn gaps_of_six_words_are_bridged_and_seven_are_not() {
        let (head, tail) = STORY.split_at(STORY.find(" after").unwrap());
        let six = format!("{head} q w e r t y {tail}");
        let seven = format!("{head} q w e r t y u {tail}");
        check(STORY, &six, &[(0..20, 0..26, 20)]);
        check(STORY, &seven, &[(0..11, 0..11, 11), (11..20, 18..27, 9)]);
    }

    #[test]
    fn changed_words_are_bridged_but_not_equal() {
        check(STORY, &STORY.replace("monday", "tuesday"), &[(0..20, 0..20, 19)]);
        check(STORY, &STORY.replace("voted on monday to", "on tuesday voted to"), &[(0..20, 0..20, 18)]);
    }

    #[test]
    fn seven_equal_words_are_no_passage() {
        let seven = STORY.split(' ').take(7).collect::<Vec<_>>().join(" ");
        check(STORY, &format!("{seven} and then some other words"), &[]);
        let eight = STORY.split(' ').take(8).collect::<Vec<_>>().join(" ");
        check(STORY, &format!("{eight} and then some other words"), &[(0..8, 0..8, 8)]);
    }

    #[test]
    fn a_moved_paragraph_is_a_passage_of_its_own() {
        let other = "a spokesman said repairs would take until the spring and cost two million";
        check(
            &format!("{STORY} {other}"),
            &format!("{other} {STORY}"),
            &[(0..20, 13..33, 20), (20..33, 0..13, 13)],
        );
    }

    #[test]
    fn a_repeated_paragraph_is_counted_once() {
        check(&format!("{STORY} {STORY}"), STORY, &[(0..20, 0..20, 20)]);
    }

    #[test]
    fn a_piece_that_grew_into_the_next_one_takes_its_tokens_once() {
        let a = [0, 2, 4, 2, 4, 4, 2, 3, 5, 3, 2, 1, 0, 0, 5, 0, 0, 0];
        let b = [0, 2, 1, 2, 4, 4, 5, 2, 0, 5, 3, 0, 4, 2, 3, 3, 2, 1, 0, 0, 5];
        let passages = align(&a, &b, &AlignParams::WORDS);
        let disjoint = |x: &Range<usize>, y: &Range<usize>| x.end <= y.start || y.end <= x.start;
        for (idx, one) in passages.iter().enumerate() {
            assert!(
                passages[idx + 1..].iter().all(|two| disjoint(&one.a, &two.a) && disjoint(&one.b, &two.b))
            );
        }
        assert!(!passages.is_empty());
    }

    #[test]
    fn repetitive_texts_stay_linear() {
        let a = vec![1; 200_000];
        let b = vec![1; 150_000];
        let passages = align(&a, &b, &AlignParams::WORDS);
        assert_eq!(passages.iter().map(|p| p.equal).sum::<usize>(), 150_000);
    }

    proptest! {
        #[test]
        fn passages_are_disjoint_and_truly_equal(
            a in prop::collection::vec(0u64..6, 0..120),
            b in prop::collection::vec(0u64..6, 0..120),
        ) {
            let passages = align(&a, &b, &AlignParams::WORDS);
            let (mut used_a, mut used_b) = (vec![false; a.len()], vec![false; b.len()]);
            for passage in &passages {
                prop_assert!(passage.equal >= 8 && passage.similarity() >= 0.5);
                prop_assert_eq!(passage.equal, passage.runs.iter().map(|r| r.len).sum::<usize>());
                for run in &passage.runs {
                    prop_assert_eq!(&a[run.a..run.a + run.len], &b[run.b..run.b + run.len]);
                }
                for pair in passage.runs.windows(2) {
                    prop_assert!(pair[0].a_end() <= pair[1].a && pair[0].b_end() <= pair[1].b);
                }
                for i in passage.a.clone() { prop_assert!(!std::mem::replace(&mut used_a[i], true)); }
                for j in passage.b.clone() { prop_assert!(!std::mem::replace(&mut used_b[j], true)); }
            }
        }

        #[test]
        fn a_planted_passage_is_found(
            head in prop::collection::vec(1000u64..2000, 0..50),
            other in prop::collection::vec(2000u64..3000, 0..50),
        ) {
            let shared: Vec<u64> = (0..40).collect();
            let a: Vec<_> = head.iter().chain(&shared).copied().collect();
            let b: Vec<_> = other.iter().chain(&shared).chain(&other).copied().collect();
            let passages = align(&a, &b, &AlignParams::WORDS);
            prop_assert!(passages.iter().any(|p| p.equal >= 40 && p.a.start <= head.len()));
        }
    }
}
