//! The scanner: one step for each character, for all that normalisation knows. It takes the words that the fast path
//! leaves, and is the oracle that the fast path is tested against.

use unicode_normalization::char::{canonical_combining_class, decompose_compatible};

use super::characters::{is_apostrophe, is_dependent_sign, is_ignorable, is_word_by_itself};
use super::{Word, WordClass};
use crate::document::Span;
use crate::hash::hash_word;

/// What an ASCII byte is to the scanner.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ascii {
    Separator,
    SentenceEnd,
    Hyphen,
    Letter,
    Capital,
    Digit,
}

pub(super) const ASCII: [Ascii; 128] = {
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

/// A text on its way to words.
pub(super) struct Scanner<'t, 'w> {
    pub(super) text: &'t str,
    /// Offset of what was not yet looked at.
    pub(super) at: usize,
    /// Offset past what is looked at.
    pub(super) end: usize,
    pub(super) words: &'w mut Vec<Word>,
    /// Normalised bytes of the word under way.
    folded: Vec<u8>,
    /// Marks that wait for canonical ordering (UAX #15, D109).
    marks: Vec<(u8, char)>,
    word_start: usize,
    word_end: usize,
    class: WordClass,
    /// Whether the next word is the first of a sentence.
    pub(super) sentence_start: bool,
}

impl<'t, 'w> Scanner<'t, 'w> {
    /// A scanner of `text[within]`.
    pub(super) fn new(text: &'t str, within: Span, words: &'w mut Vec<Word>) -> Self {
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

    /// Takes one character after the other to the end.
    #[cfg(test)]
    pub(super) fn run_slowly(&mut self) {
        while self.at < self.end {
            self.step_word();
        }
    }

    /// Takes characters from here until no word is under way.
    pub(super) fn step_word(&mut self) {
        let bytes = self.text.as_bytes();
        while self.at < self.end {
            self.step(bytes);
            if self.folded.is_empty() {
                return;
            }
        }
        self.finish_word();
    }

    fn step(&mut self, bytes: &[u8]) {
        let byte = bytes[self.at];
        if byte >= 0x80 {
            self.non_ascii();
            return;
        }
        match ASCII[byte as usize] {
            Ascii::Letter | Ascii::Capital | Ascii::Digit => self.ascii_run(bytes),
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
                let joined = if self.may_go_on() { self.after_line_break(after) } else { None };
                self.at = joined.unwrap_or(after);
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
        decompose_compatible(character, |part| self.part(part, start, after));
        if !self.folded.is_empty() && self.word_start == start && character.is_uppercase() {
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
            push_case_folded(part, &mut self.folded);
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
        self.may_go_on() && self.folded.last().is_some_and(|byte| !byte.is_ascii_digit())
    }

    /// Whether a word is under way that further letters belong to: in scripts without spaces none is.
    fn may_go_on(&self) -> bool {
        !self.folded.is_empty() && !self.words_are_characters()
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
            hash: hash_word(&self.folded),
            span: Span::new(self.word_start, self.word_end),
            class: self.class,
        });
        self.folded.clear();
        self.class = WordClass::default();
    }
}

/// Appends a letter without the difference of case: by way of upper case, so that "ß" is "ss" and "ς" is "σ".
pub(super) fn push_case_folded(letter: char, folded: &mut Vec<u8>) {
    let mut utf8 = [0; 4];
    for lower in letter.to_uppercase().flat_map(char::to_lowercase) {
        folded.extend_from_slice(lower.encode_utf8(&mut utf8).as_bytes());
    }
}
