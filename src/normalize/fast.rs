//! The fast path: words of ASCII and of common letters beyond it, without a step for each character.
//!
//! Bit masks of 64 bytes tell where words start and end, which have a digit and which are the first of a sentence; a word of
//! up to 16 ASCII bytes is folded and hashed in registers. Letters of the table and ideographs stay on it, too. Whatever could
//! act on its neighbours (a combining mark, a hyphen before a line end, format characters) is left to the scanner, which is
//! also the oracle.

use super::folding::{self, Kind, entry_at};
use super::masks::{self, Masks, WINDOW};
use super::scanner::Scanner;
use super::{Word, WordClass};
use crate::document::Span;
use crate::hash::{hash_padded_word, hash_short_word};

/// Bytes of the longest ASCII word that is hashed in registers.
const SHORT_BYTES_MAX: usize = 16;
/// Normalised bytes of the longest other word.
const FOLDED_BYTES_MAX: usize = 64;

/// Bytes that are looked at for the words that start in a window.
const VIEW: usize = WINDOW + SHORT_BYTES_MAX;

impl Scanner<'_, '_> {
    /// Takes all words. A build with `--cfg wireprint_portable` does it as other processors do, to measure that.
    pub(super) fn run(&mut self) {
        #[cfg(target_arch = "x86_64")]
        if cfg!(not(wireprint_portable))
            && std::is_x86_feature_detected!("avx2")
            && std::is_x86_feature_detected!("bmi1")
            && std::is_x86_feature_detected!("bmi2")
            && std::is_x86_feature_detected!("popcnt")
        {
            #[expect(unsafe_code, reason = "calls a function that needs what was just detected")]
            // SAFETY: the processor has every feature that the function is compiled for.
            unsafe {
                self.run_avx2();
            }
            return;
        }
        self.run_with(masks::portable);
    }

    /// The same code, compiled for AVX2 and for the bit instructions that came with it.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
    fn run_avx2(&mut self) {
        self.run_with(|window| masks::avx2::classify(window));
    }

    /// Takes all words, by windows of these masks.
    #[inline(always)]
    pub(super) fn run_with(&mut self, classify: impl Fn(&[u8; WINDOW]) -> Masks) {
        let bytes = &self.text.as_bytes()[..self.end];
        let table = folding::table();
        while self.at < self.end {
            let rest = &bytes[self.at..];
            let last;
            let view = match rest.first_chunk::<VIEW>() {
                Some(view) => view,
                None => {
                    last = padded(rest);
                    &last
                }
            };
            let masks = classify(view.first_chunk().expect("a view begins with a window"));
            let taken = self.plain_words(view, masks);
            self.at = (self.at + taken).min(self.end);
            if taken == WINDOW || self.at == self.end {
                continue;
            }
            if masks.high >> taken & 1 != 0 {
                self.beyond_ascii(bytes, table);
                continue;
            }
            let len = (!(masks.word >> taken)).trailing_zeros() as usize;
            if taken > 0 && taken + len == WINDOW {
                // The next window shows the whole word.
            } else if boundary(bytes, self.at + len) == Boundary::Unknown {
                self.step_word();
            } else {
                self.mixed_word(bytes, table);
            }
        }
    }

    /// Appends the short ASCII words that start in the window at the beginning of `view`, which stands here, up to one that
    /// may not be such. Returns how many bytes hold these words and what separates them.
    #[inline(always)]
    fn plain_words(&mut self, view: &[u8; VIEW], masks: Masks) -> usize {
        let base = u32::try_from(self.at).expect("documents are shorter than 4 GiB");
        let word = masks.word;
        let mut starts = word & !(word << 1);
        // A word that is cut by the window's end has no end in it.
        let all_ends = !word & (word << 1);
        // A hyphen before a letter or digit joins nothing.
        let may_go_on = all_ends & masks.hyphen & !(word >> 1) | masks.high | longer_than_short(word);
        let mut ends = all_ends & may_go_on.wrapping_sub(1) & !may_go_on;
        // Adding the digits to the letters and digits carries from the first digit of a word to the bit behind its end.
        let numbers = word.wrapping_add(masks.digit);
        // And the ends of sentences to what is between words: to the next start.
        let between = !word;
        let (sum, is_carried) = between.overflowing_add(masks.sentence_end);
        let (sum, is_carried_on) = sum.overflowing_add(u64::from(self.sentence_start));
        let sentences = sum ^ between ^ masks.sentence_end;
        let words = &mut *self.words;
        words.reserve(WINDOW / 2);
        // A loop of its own: a closure given to `extend` would be compiled without the features of the function around it.
        while ends != 0 {
            let (start, end) = (starts.trailing_zeros(), ends.trailing_zeros());
            starts &= starts.wrapping_sub(1);
            ends &= ends.wrapping_sub(1);
            let len = (end - start) as usize;
            let [first, second] = sixteen_at(view, start as usize);
            // Of letters and digits only capitals lack the bit.
            let class = WordClass::NUMBER.if_so(numbers >> (end & 63) & 1 != 0)
                | WordClass::CAPITAL.if_so(first & 0x20 == 0)
                | WordClass::SENTENCE_START.if_so(sentences >> (start & 63) & 1 != 0);
            // Letters of lower case and digits have it already.
            let [low, high] = KEPT[len];
            let folded = [(first | EACH_0X20) & low, (second | EACH_0X20) & high];
            let span = Span { start: base + start, end: base + end };
            words.push(Word { hash: hash_short_word(folded, len), span, class: WordClass(class) });
        }
        let taken = starts.trailing_zeros().min(masks.high.trailing_zeros());
        self.sentence_start =
            if taken < WINDOW as u32 { sentences >> taken & 1 != 0 } else { is_carried | is_carried_on };
        taken as usize
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

/// A view of the last bytes of a text, spaces behind them.
#[cold]
fn padded(rest: &[u8]) -> [u8; VIEW] {
    let mut view = [b' '; VIEW];
    view[..rest.len()].copy_from_slice(rest);
    view
}

/// The starts of words that are longer than [`SHORT_BYTES_MAX`], and some bits behind each.
#[inline(always)]
fn longer_than_short(word: u64) -> u64 {
    let of_2 = word & word >> 1;
    let of_4 = of_2 & of_2 >> 2;
    let of_8 = of_4 & of_4 >> 4;
    let of_16 = of_8 & of_8 >> 8;
    of_16 & word >> SHORT_BYTES_MAX
}

/// Sixteen bytes as two numbers, the first byte lowest.
#[inline(always)]
fn sixteen_at(view: &[u8; VIEW], start: usize) -> [u64; 2] {
    let start = start % WINDOW;
    let (eights, _) = view[start..start + SHORT_BYTES_MAX].as_chunks::<8>();
    [u64::from_le_bytes(eights[0]), u64::from_le_bytes(eights[1])]
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
