//! Normalisation: text to words, each with its frozen hash and its exact place in the original.
//!
//! Takes decoded text, gives [`Word`]s in text order. A word is a run of letters, digits and marks after
//! compatibility decomposition (UAX #15), case folding and the removal of format characters; NFKC and NFKD have the
//! same equivalence classes, so decomposing alone makes NFC and NFD copies equal without recomposing anything.
//! Scripts that are written without spaces give one word per character. A hyphen at a line end between letters joins
//! the two halves. One pass, O(n); words of common letters take the fast path (`fast`), all others the scanner.
//! Quotation marks, dashes and white space of every kind separate words, so that they need no folding of their own.

mod characters;
mod fast;
mod folding;
mod masks;
mod scanner;

use crate::document::Span;
pub use characters::{byte_set, composed};
use scanner::Scanner;

/// One normalised word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Word {
    /// [`hash_word`](crate::hash::hash_word) of the normalised UTF-8 bytes.
    pub hash: u64,
    /// Where the word stands in the original text, hyphens and format characters inside it included.
    pub span: Span,
    /// What the original spelling tells.
    pub class: WordClass,
}

/// Stands for every number.
const NUMBER: u64 = 0x23;

impl Word {
    /// The hash, one and the same for all numbers: counters and dates do not tell lines apart.
    #[must_use]
    pub fn masked_hash(&self) -> u64 {
        if self.class.has(WordClass::NUMBER) { NUMBER } else { self.hash }
    }
}

/// Facts about a word's original spelling and place, as a set of flags.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct WordClass(u8);

impl WordClass {
    /// The word has a digit.
    pub const NUMBER: Self = Self(1);
    /// The word starts with an upper-case letter.
    pub const CAPITAL: Self = Self(2);
    /// The word is the first of a sentence or line.
    pub const SENTENCE_START: Self = Self(4);
    /// The word stands inside quotation marks.
    pub const QUOTED: Self = Self(8);

    /// Whether all flags of `other` are set.
    #[must_use]
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// These flags, or none: without a branch, for the hot loop.
    #[inline]
    const fn if_so(self, condition: bool) -> u8 {
        self.0 * condition as u8
    }

    /// Clears the flags of `other`.
    pub fn remove(&mut self, other: Self) {
        self.0 &= !other.0;
    }

    /// Sets the flags of `other`.
    pub fn insert(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// Appends the words of `text[within]` to `words`; spans are offsets into the whole of `text`.
///
/// A word never continues past `within`.
pub fn push_words(text: &str, within: Span, words: &mut Vec<Word>) {
    Scanner::new(text, within, words).run();
}

/// The words of a whole text.
///
/// ```
/// let words = wireprint::normalize::words("Caf\u{e9}s re-\nopened");
/// assert_eq!(words.len(), 2);
/// assert_eq!(words[0].hash, wireprint::normalize::words("CAFE\u{301}S")[0].hash);
/// ```
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::with_capacity(text.len() / 6);
    push_words(text, Span::new(0, text.len()), &mut words);
    words
}

#[cfg(test)]
mod tests;
