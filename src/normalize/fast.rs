//! The fast path: words of ASCII and of common letters beyond it, without a step for each character.
//!
//! Bit masks of 64 bytes tell where words start and end; a word of up to 16 ASCII bytes is folded and hashed in
//! registers. Letters of the table and ideographs stay on it, too. Whatever could act on its neighbours (a combining
//! mark, a hyphen before a line end, format characters) is left to the scanner, which is also the oracle.

use super::folding::{self, Kind, entry_at};
use super::masks::{Classifier, Masks, WINDOW};
use super::scanner::Scanner;
use super::{Word, WordClass};
use crate::document::Span;
use crate::hash::{hash_padded_word, hash_short_word};

/// Bytes of the longest ASCII word that is hashed in registers.
const SHORT_BYTES_MAX: usize = 16;
/// Normalised bytes of the longest other word.
const FOLDED_BYTES_MAX: usize = 64;

impl Scanner<'_, '_> {
    /// Takes all words.
    pub(super) fn run(&mut self) {
        let bytes = &self.text.as_bytes()[..self.end];
        let classifier = Classifier::detect();
        let table = folding::table();
        while self.at < self.end {
            let masks = classifier.masks(bytes, self.at);
            let taken = self.plain_words(bytes, masks);
            self.at = (self.at + taken).min(self.end);
            if taken == WINDOW || self.at == self.end {
                continue;
            }
            if masks.high >> taken & 1 != 0 {
                self.beyond_ascii(bytes, table);
                continue;
            }
            let len = (!(masks.word >> taken)).trailing_zeros() as usize;
            let is_cut = taken > 0 && taken + len == WINDOW;
            match boundary(bytes, self.at + len) {
                // The next window shows the whole word.
                _ if is_cut => {}
                Boundary::Unknown => self.step_word(),
                _ => self.mixed_word(bytes, table),
            }
        }
    }

    /// Appends the short ASCII words of the window that starts here, up to one that may not be such. Returns how many
    /// bytes hold these words and what separates them.
    fn plain_words(&mut self, bytes: &[u8], masks: Masks) -> usize {
        let base = self.at;
        let narrow_base = u32::try_from(base).expect("documents are shorter than 4 GiB");
        let mut starts = masks.word & !(masks.word << 1);
        // A word that is cut by the window's end has no end in it.
        let mut ends = !masks.word & (masks.word << 1);
        let first_high = masks.high.trailing_zeros() as usize;
        let may_go_on = masks.high | masks.hyphen;
        let mut sentence_ends = masks.sentence_end;
        let mut sentence_start = self.sentence_start;
        while starts != 0 && ends != 0 {
            let (start, end) = (starts.trailing_zeros() as usize, ends.trailing_zeros() as usize);
            let len = end - start;
            if start > first_high || len > SHORT_BYTES_MAX || may_go_on >> end & 1 != 0 {
                break;
            }
            starts &= starts - 1;
            ends &= ends - 1;
            let before = sentence_ends & ((1 << start) - 1);
            sentence_ends ^= before;
            // Of letters and digits only capitals lack the bit.
            let class = WordClass::NUMBER.if_so(masks.digit >> start & ((1 << len) - 1) != 0)
                | WordClass::CAPITAL.if_so(bytes[base + start] & 0x20 == 0)
                | WordClass::SENTENCE_START.if_so(sentence_start | (before != 0));
            sentence_start = false;
            let hash = hash_short_word(lowered(bytes, base + start, len), len);
            let span = Span { start: narrow_base + start as u32, end: narrow_base + end as u32 };
            self.words.push(Word { hash, span, class: WordClass(class) });
        }
        let taken = (starts.trailing_zeros() as usize).min(first_high);
        self.sentence_start = sentence_start | (sentence_ends & below(taken) != 0);
        taken
    }

    /// Appends the word that ends here.
    fn push(&mut self, hash: u64, start: usize, is_capital: bool, any_digit: bool) {
        let class = WordClass::NUMBER.if_so(any_digit)
            | WordClass::CAPITAL.if_so(is_capital)
            | WordClass::SENTENCE_START.if_so(self.sentence_start);
        self.sentence_start = false;
        self.words.push(Word { hash, span: Span::new(start, self.at), class: WordClass(class) });
    }

    /// Takes the character here, which is not ASCII, and the word that it starts.
    fn beyond_ascii(&mut self, bytes: &[u8], table: &[folding::Entry]) {
        let rest = &bytes[self.at..];
        if let Some(entry) = entry_at(table, rest) {
            match entry.kind {
                Kind::Letter => self.mixed_word(bytes, table),
                Kind::Separator => self.at += 2,
                Kind::Other => self.step_word(),
            }
        } else if is_separating_punctuation(rest) {
            self.at += 3;
        } else if is_lone_ideograph(rest) {
            self.ideographs(bytes);
        } else {
            self.step_word();
        }
    }

    /// Takes the ideographs from here on, each a word.
    fn ideographs(&mut self, bytes: &[u8]) {
        while is_lone_ideograph(&bytes[self.at..]) {
            let start = self.at;
            let character = [bytes[start], bytes[start + 1], bytes[start + 2], 0, 0, 0, 0, 0];
            self.at += 3;
            self.push(hash_short_word([u64::from_le_bytes(character), 0], 3), start, false, false);
        }
    }

    /// Takes a word of ASCII and letters of the table.
    fn mixed_word(&mut self, bytes: &[u8], table: &[folding::Entry]) {
        let start = self.at;
        let mut folded = [0; FOLDED_BYTES_MAX];
        let (mut len, mut at) = (0, start);
        let (mut is_capital, mut any_digit) = (false, false);
        while at < bytes.len() && len + folding::FOLDED_BYTES <= FOLDED_BYTES_MAX {
            let byte = bytes[at];
            if byte.is_ascii_alphanumeric() {
                is_capital |= at == start && byte.is_ascii_uppercase();
                any_digit |= byte.is_ascii_digit();
                folded[len] = byte | 0x20;
                len += 1;
                at += 1;
                continue;
            }
            let Some(entry) = entry_at(table, &bytes[at..]).filter(|entry| entry.kind == Kind::Letter) else {
                break;
            };
            is_capital |= at == start && entry.is_upper;
            any_digit |= entry.is_number;
            folded[len..len + folding::FOLDED_BYTES].copy_from_slice(&entry.folded);
            len += usize::from(entry.len);
            at += 2;
        }
        let ends = match entry_at(table, bytes.get(at..).unwrap_or_default()) {
            Some(entry) => entry.kind == Kind::Separator,
            None => boundary(bytes, at) == Boundary::Ends,
        };
        if ends {
            self.at = at;
            self.push(hash_padded_word(&folded, len), start, is_capital, any_digit);
        } else {
            self.step_word();
        }
    }
}

/// What a byte after a run of letters says of the word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Boundary {
    Ends,
    /// A character of two bytes, which the table knows.
    MayGoOn,
    Unknown,
}

#[inline]
fn boundary(bytes: &[u8], at: usize) -> Boundary {
    let rest = bytes.get(at..).unwrap_or_default();
    match rest {
        [] => Boundary::Ends,
        // A hyphen joins across a line end only, with white space at most between the two.
        [b'-', next, ..] if next.is_ascii_graphic() => Boundary::Ends,
        [b'-', ..] => Boundary::Unknown,
        // The word was cut short for its length.
        [byte, ..] if byte.is_ascii_alphanumeric() => Boundary::Unknown,
        [0..0x80, ..] => Boundary::Ends,
        [0xc2..=0xdf, ..] => Boundary::MayGoOn,
        _ if is_separating_punctuation(rest) || is_ideograph(rest) => Boundary::Ends,
        _ => Boundary::Unknown,
    }
}

/// U+2012 to U+2027 (dashes, quotation marks, bullets) or U+202F: they end a word and do nothing else.
fn is_separating_punctuation(bytes: &[u8]) -> bool {
    matches!(bytes, [0xe2, 0x80, 0x92..=0xa7 | 0xaf, ..])
}

/// U+4E00 to U+9FFF: Han characters decompose to themselves, have no case and are a word each.
fn is_ideograph(bytes: &[u8]) -> bool {
    matches!(bytes, [0xe4, 0xb8..=0xbf, _, ..] | [0xe5..=0xe9, _, _, ..])
}

/// Whether an ideograph stands here that no mark follows.
fn is_lone_ideograph(bytes: &[u8]) -> bool {
    is_ideograph(bytes) && carries_no_mark(&bytes[3..])
}

/// Whether text starts with what is no combining mark: ASCII, an ideograph, or punctuation of the kind beside them.
fn carries_no_mark(bytes: &[u8]) -> bool {
    matches!(bytes, [] | [0..0x80, ..] | [0xe3, 0x80, 0x80..=0x9f, ..] | [0xef, 0xbc, ..])
        || is_ideograph(bytes)
}

/// The letters and digits `bytes[start..start + len]` in lower case as two numbers, the first byte lowest, zero behind.
#[inline]
fn lowered(bytes: &[u8], start: usize, len: usize) -> [u64; 2] {
    let eights = bytes.get(start..start + SHORT_BYTES_MAX).map(|sixteen| sixteen.as_chunks::<8>().0);
    let [first, second] = match eights {
        Some([first, second]) => [u64::from_le_bytes(*first), u64::from_le_bytes(*second)],
        _ => {
            let mut sixteen = [0; SHORT_BYTES_MAX];
            sixteen[..len].copy_from_slice(&bytes[start..start + len]);
            let both = u128::from_le_bytes(sixteen);
            [both as u64, (both >> 64) as u64]
        }
    };
    // Letters of lower case and digits have the bit 0x20 already.
    let [low, high] = KEPT[len];
    [(first | EACH_0X20) & low, (second | EACH_0X20) & high]
}

const EACH_0X20: u64 = 0x2020_2020_2020_2020;

/// For each length up to sixteen bytes the bits of those bytes in two numbers.
const KEPT: [[u64; 2]; SHORT_BYTES_MAX + 1] = {
    let mut kept = [[0; 2]; SHORT_BYTES_MAX + 1];
    let mut len = 1;
    while len <= SHORT_BYTES_MAX {
        let bits = u128::MAX >> (8 * (SHORT_BYTES_MAX - len));
        kept[len] = [bits as u64, (bits >> 64) as u64];
        len += 1;
    }
    kept
};

/// The lowest `n` bits.
#[inline]
fn below(n: usize) -> u64 {
    if n >= 64 { u64::MAX } else { (1 << n) - 1 }
}
