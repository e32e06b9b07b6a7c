//! Normalisation: text to words, each with its frozen hash and its exact place in the original.
//!
//! Takes decoded text, gives [`Word`]s in text order. A word is a run of letters, digits and marks after
//! compatibility decomposition (UAX #15), case folding and the removal of format characters; NFKC and NFKD have the
//! same equivalence classes, so decomposing alone makes NFC and NFD copies equal without recomposing anything.
//! Scripts that are written without spaces give one word per character. A hyphen at a line end between letters joins
//! the two halves. One pass, O(n); ASCII runs never leave the table-driven path. Quotation marks, dashes and white
//! space of every kind separate words, so that they need no folding of their own.

mod characters;
mod swar;

use unicode_normalization::char::{canonical_combining_class, decompose_compatible};

use crate::document::Span;
use crate::hash::hash_bytes;
pub use characters::composed;
use characters::{is_apostrophe, is_dependent_sign, is_ignorable, is_word_by_itself};

/// Seed of the word hash; part of the format.
const WORD_SEED: u64 = 0x776f_7264;

/// One normalised word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Word {
    /// XXH3-64 of the normalised UTF-8 bytes.
    pub hash: u64,
    /// Where the word stands in the original text, hyphens and format characters inside it included.
    pub span: Span,
    /// What the original spelling tells.
    pub class: WordClass,
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

    /// Sets the flags of `other`.
    pub fn insert(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// Appends the words of `text[within]` to `words`; spans are offsets into the whole of `text`.
///
/// A word never continues past `within`.
pub fn push_words(text: &str, within: Span, words: &mut Vec<Word>) {
    let mut scanner = Scanner::new(text, within, words);
    scanner.run();
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

/// What an ASCII byte is to the scanner.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ascii {
    Separator,
    SentenceEnd,
    Hyphen,
    Letter,
    Capital,
    Digit,
}

const ASCII: [Ascii; 128] = {
    let mut table = [Ascii::Separator; 128];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' => Ascii::Letter,
            b'A'..=b'Z' => Ascii::Capital,
            b'0'..=b'9' => Ascii::Digit,
            b'.' | b'!' | b'?' | b':' | b'\n' | b'\r' | 0x0b | 0x0c => Ascii::SentenceEnd,
            b'-' => Ascii::Hyphen,
            _ => Ascii::Separator,
        };
        byte += 1;
    }
    table
};

struct Scanner<'t, 'w> {
    text: &'t str,
    at: usize,
    end: usize,
    words: &'w mut Vec<Word>,
    /// Normalised bytes of the word under way.
    folded: Vec<u8>,
    /// Marks that wait for canonical ordering (UAX #15, D109).
    marks: Vec<(u8, char)>,
    word_start: usize,
    word_end: usize,
    class: WordClass,
    sentence_start: bool,
}

impl<'t, 'w> Scanner<'t, 'w> {
    fn new(text: &'t str, within: Span, words: &'w mut Vec<Word>) -> Self {
        let range = within.range();
        Self {
            text,
            at: range.start,
            end: range.end,
            words,
            folded: Vec::new(),
            marks: Vec::new(),
            word_start: 0,
            word_end: 0,
            class: WordClass::default(),
            sentence_start: true,
        }
    }

    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        while self.at < self.end {
            let byte = bytes[self.at];
            if byte >= 0x80 {
                self.non_ascii();
                continue;
            }
            match ASCII[byte as usize] {
                Ascii::Letter | Ascii::Capital | Ascii::Digit => {
                    if !self.folded.is_empty() || !self.ascii_word(bytes) {
                        self.ascii_run(bytes);
                    }
                }
                Ascii::Hyphen => self.hyphen(self.at + 1),
                Ascii::SentenceEnd => {
                    self.finish_word();
                    self.sentence_start = true;
                    self.at += 1;
                }
                Ascii::Separator => {
                    self.finish_word();
                    self.at += 1;
                }
            }
        }
        self.finish_word();
    }

    /// Takes a whole word from here if it is ASCII, short and ends at a byte that can only end it: most words.
    fn ascii_word(&mut self, bytes: &[u8]) -> bool {
        let start = self.at;
        let (folded, len, any_digit) = swar::fold_word(&bytes[start..self.end]);
        let end = start + len;
        let is_over = end >= self.end || (bytes[end] < 0x80 && bytes[end] != b'-');
        if len == swar::WORD_BYTES || !is_over {
            return false;
        }
        let mut class = WordClass::default();
        if bytes[start].is_ascii_uppercase() {
            class.insert(WordClass::CAPITAL);
        }
        if any_digit {
            class.insert(WordClass::NUMBER);
        }
        if self.sentence_start {
            class.insert(WordClass::SENTENCE_START);
            self.sentence_start = false;
        }
        let hash = hash_bytes(&folded[..len], WORD_SEED);
        self.words.push(Word { hash, span: Span::new(start, end), class });
        self.at = end;
        true
    }

    /// Takes the letters and digits from here to the next other byte.
    fn ascii_run(&mut self, bytes: &[u8]) {
        let start = self.at;
        self.start_word(start);
        if self.folded.is_empty() && bytes[start].is_ascii_uppercase() {
            self.class.insert(WordClass::CAPITAL);
        }
        self.order_marks();
        let mut any_digit = false;
        let mut at = start;
        while at < self.end && bytes[at].is_ascii_alphanumeric() {
            any_digit |= bytes[at].is_ascii_digit();
            self.folded.push(bytes[at].to_ascii_lowercase());
            at += 1;
        }
        if any_digit {
            self.class.insert(WordClass::NUMBER);
        }
        self.at = at;
        self.word_end = at;
    }

    fn non_ascii(&mut self) {
        let character = self.text[self.at..].chars().next().expect("the scanner stands on a character");
        let after = self.at + character.len_utf8();
        match character {
            '\u{2010}' | '\u{2011}' | '\u{ac}' => self.hyphen(after),
            '\u{ad}' => {
                // A soft hyphen vanishes; before a line end it also takes the line end with it.
                self.at = if self.folded.is_empty() {
                    after
                } else {
                    self.after_line_break(after).unwrap_or(after)
                };
            }
            '\u{a0}' | '\u{2012}'..='\u{2027}' | '\u{202f}' => {
                self.finish_word();
                self.at = after;
            }
            '\u{85}' | '\u{2028}' | '\u{2029}' => {
                self.finish_word();
                self.sentence_start = true;
                self.at = after;
            }
            // Han characters decompose to themselves, have no case and are a word each.
            '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => {
                self.finish_word();
                self.start_word(self.at);
                self.folded.extend_from_slice(&self.text.as_bytes()[self.at..after]);
                self.word_end = after;
                self.at = after;
            }
            _ if is_ignorable(character) => self.at = after,
            _ => self.decomposed(character, after),
        }
    }

    fn decomposed(&mut self, character: char, after: usize) {
        let start = self.at;
        let starts_word = self.folded.is_empty();
        decompose_compatible(character, |part| self.part(part, start, after));
        if starts_word && !self.folded.is_empty() && character.is_uppercase() {
            self.class.insert(WordClass::CAPITAL);
        }
        if matches!(character, '。' | '！' | '？' | '：' | '؟' | '۔' | '।') {
            self.sentence_start = true;
        }
        self.at = after;
    }

    /// Takes one character of a compatibility decomposition that stands for `text[start..after]`.
    fn part(&mut self, part: char, start: usize, after: usize) {
        let combining = canonical_combining_class(part);
        if is_ignorable(part) {
        } else if combining != 0 || is_dependent_sign(part) {
            // A mark without a base belongs to no word.
            if !self.folded.is_empty() {
                self.marks.push((combining, part));
                self.word_end = after;
            }
        } else if is_apostrophe(part) || !part.is_alphanumeric() {
            self.finish_word();
        } else {
            if is_word_by_itself(part) {
                self.finish_word();
            }
            self.start_word(start);
            self.order_marks();
            let folded = &mut self.folded;
            let mut utf8 = [0; 4];
            for lower in part.to_uppercase().flat_map(char::to_lowercase) {
                folded.extend_from_slice(lower.encode_utf8(&mut utf8).as_bytes());
            }
            if part.is_numeric() && !is_word_by_itself(part) {
                self.class.insert(WordClass::NUMBER);
            }
            self.word_end = after;
        }
    }

    /// A hyphen ending at `after`: between letters at a line end it joins, elsewhere it separates.
    fn hyphen(&mut self, after: usize) {
        let joined = if self.ends_in_letter() { self.after_line_break(after) } else { None };
        if joined.is_none() {
            self.finish_word();
        }
        self.at = joined.unwrap_or(after);
    }

    fn ends_in_letter(&self) -> bool {
        !self.folded.is_empty() && self.folded.last().is_some_and(|byte| !byte.is_ascii_digit())
    }

    /// Where the word goes on if a line ends at `after` and the next one, not blank, starts with a small letter.
    fn after_line_break(&self, after: usize) -> Option<usize> {
        let rest = &self.text[after..self.end];
        let line = rest.trim_start_matches([' ', '\t', '\u{a0}']);
        let next = line.strip_prefix("\r\n").or_else(|| line.strip_prefix(['\n', '\r']))?;
        let next = next.trim_start_matches([' ', '\t', '\u{a0}']);
        next.chars().next().filter(|c| c.is_lowercase()).map(|_| self.end - next.len())
    }

    fn start_word(&mut self, at: usize) {
        if self.folded.is_empty() {
            self.word_start = at;
            if self.sentence_start {
                self.class.insert(WordClass::SENTENCE_START);
                self.sentence_start = false;
            }
            // A word of a script without spaces ends where the next letter begins.
        } else if self.words_are_characters() {
            self.finish_word();
            self.word_start = at;
        }
    }

    fn words_are_characters(&self) -> bool {
        self.folded[0] >= 0xe0
            && std::str::from_utf8(&self.folded)
                .ok()
                .and_then(|folded| folded.chars().next())
                .is_some_and(is_word_by_itself)
    }

    fn order_marks(&mut self) {
        if self.marks.is_empty() {
            return;
        }
        if self.marks.len() > 1 {
            self.marks.sort_by_key(|(combining, _)| *combining);
        }
        let mut utf8 = [0; 4];
        for (_, mark) in self.marks.drain(..) {
            self.folded.extend_from_slice(mark.encode_utf8(&mut utf8).as_bytes());
        }
    }

    fn finish_word(&mut self) {
        if self.folded.is_empty() {
            return;
        }
        self.order_marks();
        self.words.push(Word {
            hash: hash_bytes(&self.folded, WORD_SEED),
            span: Span::new(self.word_start, self.word_end),
            class: self.class,
        });
        self.folded.clear();
        self.class = WordClass::default();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    /// Words as the spelling that `expected` would have.
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> = words(text).iter().map(|word| word.hash).collect();
        let wanted: Vec<_> = expected
            .iter()
            .map(|word| hash_bytes(word.nfkd().collect::<String>().as_bytes(), WORD_SEED))
            .collect();
        let spelled: Vec<_> = words(text).iter().map(|word| word.span.of(text).to_owned()).collect();
        assert_eq!(found, wanted, "{text:?} was cut into {spelled:?}");
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        check(
            "The U.S. paid $2,500 -- don't ask.",
            &["the", "u", "s", "paid", "2", "500", "don", "t", "ask"],
        );
        check("", &[]);
        check(" \u{a0}\u{2003}\t", &[]);
        check("a_b", &["a", "b"]);
    }

    #[test]
    fn spellings_of_one_word_are_equal() {
        check("CAFÉ Cafe\u{301} café", &["café", "café", "café"]);
        check("Straße STRASSE", &["strasse", "strasse"]);
        check("ﬁnance ｆｕｌｌ", &["finance", "full"]);
        check("ΟΔΟΣ οδός", &["οδοσ", "οδόσ"]);
        check("co\u{ad}op \u{feff}zero\u{200b}width", &["coop", "zerowidth"]);
        check("don\u{2019}t don't don\u{2bc}t", &["don", "t", "don", "t", "don", "t"]);
        check("10\u{202f}000", &["10", "000"]);
        check("وَزِيـــر وزير", &["وزير", "وزير"]);
    }

    #[test]
    fn marks_are_ordered_canonically() {
        check("q\u{307}\u{323} q\u{323}\u{307}", &["q\u{323}\u{307}", "q\u{323}\u{307}"]);
    }

    #[test]
    fn a_hyphen_joins_only_letters_across_one_line_end() {
        check("gov-\nernment gov-\r\n  ernment", &["government", "government"]);
        check("well-known", &["well", "known"]);
        check("Anglo-\nSaxon", &["anglo", "saxon"]);
        check("1914-\nsee", &["1914", "see"]);
        check("end-\n\nnext", &["end", "next"]);
        check("gov\u{ad}\nernment", &["government"]);
        check("été-\nétat", &["étéétat"]);
    }

    #[test]
    fn scripts_without_spaces_count_characters() {
        check("新华社电 GDP增长5%", &["新", "华", "社", "电", "gdp", "增", "长", "5"]);
        check("ｶﾞスが", &["ガ", "ス", "が"]);
        check("ก็ดี", &["ก็", "ดี"]);
        check("한국 경제", &["한국", "경제"]);
    }

    #[test]
    fn classes_tell_numbers_names_and_sentence_starts() {
        let text = "He met Ann. In 1916 Éva left";
        let classes: Vec<_> = words(text).iter().map(|w| w.class).collect();
        let has = |idx: usize, class| classes[idx].has(class);
        assert!(has(0, WordClass::SENTENCE_START) && has(0, WordClass::CAPITAL));
        assert!(!has(2, WordClass::SENTENCE_START) && has(2, WordClass::CAPITAL));
        assert!(has(3, WordClass::SENTENCE_START));
        assert!(has(4, WordClass::NUMBER) && !has(4, WordClass::CAPITAL));
        assert!(has(5, WordClass::CAPITAL));
        assert!(!has(6, WordClass::CAPITAL));
    }

    #[test]
    fn word_hashes_are_frozen() {
        let hashes: Vec<_> = words("Wire copy 42 é").iter().map(|word| word.hash).collect();
        assert_eq!(
            hashes,
            [
                12_115_879_516_400_547_271,
                2_206_179_278_239_111_112,
                11_364_333_847_328_808_375,
                6_315_600_970_524_988_337
            ]
        );
    }

    fn hashes(text: &str) -> Vec<u64> {
        words(text).iter().map(|word| word.hash).collect()
    }

    proptest! {
        #[test]
        fn spans_are_in_order_and_on_boundaries(text in "\\PC*|[a-zé\u{301}\u{ad}\n\r -日本が\u{e01}\u{e34}]*") {
            let mut last = 0;
            for word in words(&text) {
                prop_assert!(word.span.start >= last || word.span.start < word.span.end);
                prop_assert!(!word.span.of(&text).is_empty());
                last = last.max(word.span.start);
                prop_assert!(word.span.start >= last);
            }
        }

        #[test]
        fn composed_and_decomposed_texts_are_identical(text in "[a-zA-Zéüñßçø日本한국がÅ\u{1e69} .,\n]*") {
            prop_assert_eq!(hashes(&text.nfc().collect::<String>()), hashes(&text.nfd().collect::<String>()));
        }

        #[test]
        fn line_ends_do_not_matter(text in "[a-zA-Z0-9é .,\n-]*") {
            prop_assert_eq!(hashes(&text), hashes(&text.replace('\n', "\r\n")));
        }

        #[test]
        fn quotes_and_dashes_do_not_matter(text in "[a-zA-Z '\"]*") {
            let curly = text.replace('\'', "\u{2019}").replace('"', "\u{201c}").replace(' ', "\u{a0}");
            prop_assert_eq!(hashes(&text), hashes(&curly));
        }
    }
}
