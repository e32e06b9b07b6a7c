//! Verification: the exact measures of one candidate pair.
//!
//! Takes two main texts, gives their exact Jaccard similarity, the passages they share and what follows from these.
//! In the OCR profile passages are aligned letter by letter, because recognition breaks words, and then counted in
//! words; everywhere else by words. Cost: a few microseconds for the sets, some forty for the alignment of 500 words.

use serde::{Deserialize, Serialize};

use crate::align::{AlignParams, Passage, Run, align};
use crate::config::Profile;
use crate::document::Span;
use crate::main_text::MainText;
use crate::normalize::{Word, WordClass};
use crate::shingle::{Overlap, push_shingles};

/// Exact measures of two main texts. Sides are called a and b; lengths are in words.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Measures {
    /// Whether the word sequences are equal.
    pub identical: bool,
    /// Exact Jaccard similarity of the shingle sets.
    pub jaccard: f64,
    /// Words of a's main text.
    pub words_a: usize,
    /// Words of b's main text.
    pub words_b: usize,
    /// Share of a's words inside passages, bridged words included.
    pub coverage_a: f64,
    /// Share of b's words inside passages, bridged words included.
    pub coverage_b: f64,
    /// Equal words in passages.
    pub shared_words: usize,
    /// Equal words in passages that are not inside quotation marks on both sides.
    pub shared_unquoted_words: usize,
    /// Equal words of the longest passage.
    pub longest_passage_words: usize,
    /// Unquoted equal words of the passage that has most of them.
    pub longest_unquoted_words: usize,
    /// The passages, in the order of a.
    pub passages: Vec<Passage>,
    /// Where each passage stands in the two articles' texts.
    pub passage_spans: Vec<(Span, Span)>,
}

impl Measures {
    /// Share of the shared words that are quoted, 0 where nothing is shared.
    #[must_use]
    pub fn quoted_share(&self) -> f64 {
        let quoted = self.shared_words - self.shared_unquoted_words;
        if self.shared_words == 0 { 0.0 } else { quoted as f64 / self.shared_words as f64 }
    }
}

/// Measures one pair. `shingle_len` is that of the run.
#[must_use]
pub fn verify(a: &MainText, b: &MainText, profile: Profile, shingle_len: usize) -> Measures {
    let (jaccard, passages) = match profile {
        Profile::Web => {
            (jaccard(&a.tokens, &b.tokens, shingle_len), align(&a.tokens, &b.tokens, &AlignParams::WORDS))
        }
        Profile::Ocr => (
            jaccard(&a.letters, &b.letters, shingle_len),
            align(&a.letters, &b.letters, &AlignParams::LETTERS)
                .into_iter()
                .filter_map(|passage| words_of_letters(a, b, &passage))
                .collect(),
        ),
    };
    let mut measures = Measures {
        identical: a.tokens == b.tokens,
        jaccard,
        words_a: a.words.len(),
        words_b: b.words.len(),
        ..Measures::default()
    };
    let share = |covered: usize, words: usize| if words == 0 { 0.0 } else { covered as f64 / words as f64 };
    measures.coverage_a = share(passages.iter().map(|p| p.a.len()).sum(), a.words.len());
    measures.coverage_b = share(passages.iter().map(|p| p.b.len()).sum(), b.words.len());
    for passage in &passages {
        let unquoted = passage.runs.iter().map(|run| unquoted_words(a, b, *run)).sum();
        measures.shared_words += passage.equal;
        measures.shared_unquoted_words += unquoted;
        measures.longest_passage_words = measures.longest_passage_words.max(passage.equal);
        measures.longest_unquoted_words = measures.longest_unquoted_words.max(unquoted);
    }
    let spans = |passage: &Passage| (a.span_of(passage.a.clone()), b.span_of(passage.b.clone()));
    measures.passage_spans = passages.iter().map(spans).collect();
    measures.passages = passages;
    measures
}

/// Whether two texts of words share a passage. Of the tokens parts will do, if they are the same parts of both.
#[must_use]
pub fn share_passage(a: &[u64], b: &[u64]) -> bool {
    !align(a, b, &AlignParams::WORDS).is_empty()
}

/// Exact Jaccard similarity of the shingle sets of two token sequences; 0 where one is empty.
#[must_use]
pub fn jaccard(a: &[u64], b: &[u64], shingle_len: usize) -> f64 {
    let mut shingles = Vec::with_capacity(a.len() + b.len());
    push_shingles(a, shingle_len, &mut shingles);
    let n_all_a = shingles.len();
    push_shingles(b, shingle_len, &mut shingles);
    let (of_a, of_b) = shingles.split_at(n_all_a);
    Overlap::of(of_a, of_b).jaccard()
}

/// Quoted on one side only counts as unquoted: one of the two wrote it as its own.
fn unquoted_words(a: &MainText, b: &MainText, run: Run) -> usize {
    let (a, b) = (&a.words[run.a..run.a + run.len], &b.words[run.b..run.b + run.len]);
    let quoted = |word: &Word| word.class.has(WordClass::QUOTED);
    a.iter().zip(b).filter(|(x, y)| !(quoted(x) && quoted(y))).count()
}

/// A passage of letters as a passage of words: each word of which most letters are inside belongs to it.
/// Its equal words are counted by its share of equal letters, on the shorter side.
fn words_of_letters(a: &MainText, b: &MainText, letters: &Passage) -> Option<Passage> {
    let (words_a, words_b) = (a.words_of_letters(&letters.a), b.words_of_letters(&letters.b));
    let n_words = words_a.len().min(words_b.len());
    let equal = (n_words as f64 * letters.similarity()).round() as usize;
    let run = Run { a: words_a.start, b: words_b.start, len: equal };
    (equal > 0).then(|| Passage { a: words_a, b: words_b, equal, runs: vec![run] })
}
