//! What one block looks like: a sentence, a title, a counter, a plea.

use std::borrow::Cow;
use std::cell::OnceCell;

use memchr::{memchr, memchr_iter, memchr2};

use super::vocabulary::{Hits, VOCABULARY};
use crate::document::Span;
use crate::normalize::{Word, WordClass, byte_set, composed};

/// One block's shape and vocabulary.
///
/// What only short lines, or lines of certain words, are asked for is looked at when it is asked for: of a paragraph of
/// running text that is hardly anything.
pub(super) struct Line<'w> {
    pub(super) words: &'w [Word],
    pub(super) hits: Hits,
    /// As it stands in the document, from this offset on.
    printed: &'w str,
    start: usize,
    /// In NFC.
    text: Cow<'w, str>,
    credit: Credit<'w>,
    ends_sentence: bool,
    ends_in_full_stop: bool,
    dense: bool,
    is_furniture: OnceCell<bool>,
}

/// Whether a block is a credit line, which is found out when it is first asked for.
pub(super) struct Credit<'w> {
    idx: usize,
    is_credit_line: &'w dyn Fn(usize) -> bool,
    known: OnceCell<bool>,
}

impl<'w> Credit<'w> {
    /// The question whether the block at `idx` is one.
    pub(super) fn new(idx: usize, is_credit_line: &'w dyn Fn(usize) -> bool) -> Self {
        Self { idx, is_credit_line, known: OnceCell::new() }
    }
}

impl<'w> Line<'w> {
    /// The line that stands at `span` of `text` and has these words.
    pub(super) fn new(text: &'w str, span: Span, words: &'w [Word], credit: Credit<'w>) -> Self {
        let printed = span.of(text);
        let text = composed(printed);
        Self {
            hits: VOCABULARY.hits(words),
            start: span.start as usize,
            credit,
            ends_sentence: ends_sentence(&text),
            ends_in_full_stop: text.trim_end().ends_with(['.', '。']),
            dense: n_dense(&text) * 2 > words.len(),
            is_furniture: OnceCell::new(),
            words,
            printed,
            text,
        }
    }

    /// Words; a script without spaces counts one for two characters, so that limits mean the same.
    pub(super) fn n_words(&self) -> usize {
        if self.dense { self.words.len().div_ceil(2) } else { self.words.len() }
    }

    /// A credit and nothing else.
    pub(super) fn is_credit(&self) -> bool {
        *self.credit.known.get_or_init(|| (self.credit.is_credit_line)(self.credit.idx))
    }

    /// How many words are of a class.
    fn count(&self, class: WordClass) -> usize {
        self.words.iter().filter(|word| word.class.has(class)).count()
    }

    /// Ends as a sentence does.
    pub(super) fn is_sentence(&self) -> bool {
        self.ends_sentence && self.n_words() >= 4
    }

    /// Running text: long enough to be a paragraph, and ending as a sentence or very long.
    pub(super) fn is_prose(&self) -> bool {
        (self.ends_sentence && self.n_words() >= 15) || self.n_words() >= 40
    }

    /// A headline: a short line that ends in no full stop and is no byline or date.
    pub(super) fn is_title_like(&self) -> bool {
        (2..=30).contains(&self.n_words())
            && !self.ends_in_full_stop
            && !self.is_furniture_by_itself()
            && !self.is_byline_like()
            && !self.looks_like_date()
            && !self.is_credit()
    }

    /// A heading after which the page's tail begins.
    pub(super) fn opens_tail(&self) -> bool {
        self.hits.is_opener
            || (self.hits.has_heading && self.n_words() <= 8 && !self.ends_in_full_stop)
            || (self.hits.has_start && self.n_words() <= 4 && !self.ends_sentence)
    }

    /// A line that starts as bylines do, or that is little more than a date.
    pub(super) fn is_byline_like(&self) -> bool {
        (1..=20).contains(&self.n_words())
            && !self.is_sentence()
            && (self.hits.has_byline || self.looks_like_date())
    }

    /// A few words, two of them numbers.
    pub(super) fn looks_like_date(&self) -> bool {
        (1..=8).contains(&self.n_words()) && self.count(WordClass::NUMBER) >= 2
    }

    /// In parts: by a dot or bar between spaces, or by the end of a sentence.
    pub(super) fn is_divided(&self) -> bool {
        is_divided(&self.text)
    }

    /// Furniture whatever stands around it: no letters, labels, notices, captions, counters, share bars, clocks.
    pub(super) fn is_furniture_by_itself(&self) -> bool {
        *self.is_furniture.get_or_init(|| self.looks_like_furniture() && !self.is_credit())
    }

    fn looks_like_furniture(&self) -> bool {
        let n_words = self.n_words();
        let addressed = self.hits.we + self.hits.you > 0;
        let notices_min = if self.is_prose() && !addressed { 2 } else { 1 };
        let short = n_words <= 12 && !self.is_prose();
        let n_amounts = if self.hits.asks > 0 { amounts(&self.text) } else { 0 };
        self.has_few_letters()
            || (n_words <= 60 && opens_with_copyright(&self.text))
            || (n_amounts >= AMOUNTS_MIN && (!self.is_prose() || self.is_form()))
            || (self.is_box() && self.opens_with_heading())
            || (n_amounts > 0 && self.hits.you > 0 && n_words <= 25)
            || self.hits.is_label
            || self.hits.is_opener
            || (n_words >= 3 && self.hits.labels * 2 >= self.words.len())
            || (self.hits.notices >= notices_min && n_words <= 45)
            || (self.hits.notices > 2 && n_words <= 120)
            || (short && self.hits.has_start && !self.ends_sentence)
            || (n_words <= 5 && self.is_call())
            || (n_words <= 30 && !self.ends_sentence && self.has_inner_caption())
            || (n_words <= 30 && self.opens_with_caption() && !self.is_prose())
            || (short && self.is_photo_credit())
            || (n_words <= 10 && self.hits.social >= 2 && !self.ends_sentence)
            || (n_words <= 8 && !self.ends_sentence && n_inner_capitals(&self.text) >= 2)
            || (n_words <= 5 && has_temperature(&self.text))
            || (n_words <= 12 && self.hits.asks + self.hits.we + self.hits.you > 0 && self.has(b'@'))
    }

    /// Less than two letters, or in a line of a few words hardly a letter for each.
    fn has_few_letters(&self) -> bool {
        let n_min = if self.n_words() <= 4 { (self.n_words() + 1).max(2) } else { 2 };
        self.text.chars().filter(|c| c.is_alphabetic()).take(n_min).count() < n_min
    }

    /// Whether an ASCII character stands in the line.
    fn has(&self, mark: u8) -> bool {
        memchr(mark, self.text.as_bytes()).is_some()
    }

    /// Starts with what would open the tail if it were a line of its own.
    fn opens_with_heading(&self) -> bool {
        let Some(len) = heading(self.printed) else { return false };
        let end = self.start + len;
        VOCABULARY.is_opener(&self.words[..self.words.partition_point(|word| word.span.end as usize <= end)])
    }

    /// Starts as a caption, or after one word and is no sentence.
    fn opens_with_caption(&self) -> bool {
        self.hits.has_caption || (self.hits.has_second_caption && !self.is_sentence())
    }

    /// The word of a caption stands before a colon.
    fn has_inner_caption(&self) -> bool {
        self.hits.caption_at.is_some_and(|at| is_before_colon(self.printed, self.words, at))
    }

    /// Sums to choose from at the end of a plea rather than in a sentence.
    fn is_form(&self) -> bool {
        !self.ends_sentence && self.n_words() <= 60
    }

    /// A list under its heading, or an appeal that says so.
    fn is_box(&self) -> bool {
        let asks = self.hits.asks + self.hits.we > 0 && self.n_words() <= 60;
        asks || !self.ends_sentence || self.has(b'\n')
    }

    /// "Support The Harbour Post!": an asking word first, every word capitalised, no full stop.
    fn is_call(&self) -> bool {
        self.hits.starts_asking
            && self.count(WordClass::CAPITAL) == self.words.len()
            && !self.ends_in_full_stop
    }

    /// "First Last / Agency": names and a slash, no sentence.
    fn is_photo_credit(&self) -> bool {
        !self.ends_sentence
            && (self.has(b'/') || self.has(b'|'))
            && self.count(WordClass::CAPITAL) * 2 > self.words.len()
            && !self.looks_like_date()
    }

    /// The outlet speaks of itself, addresses the reader and asks for something.
    pub(super) fn is_appeal(&self) -> bool {
        let hits = &self.hits;
        let addressed = hits.we > 0 && hits.you > 0 && hits.asks > 0;
        let pleading = hits.we > 1 && hits.asks >= 4;
        (addressed && hits.asks + hits.you >= 2 || pleading)
            && self.count(WordClass::QUOTED) * 3 < self.words.len()
            && self.n_words() <= 150
    }
}

/// Whether a colon follows the word at `at`.
fn is_before_colon(text: &str, words: &[Word], at: usize) -> bool {
    let base = words[0].span.start;
    // Words are counted in the whole text; the block starts with its first word but for a quotation mark or the like.
    let lead = text.find(|c: char| c.is_alphanumeric()).unwrap_or(0);
    let end = (words[at].span.end - base) as usize + lead;
    text.get(end..).is_some_and(|rest| rest.trim_start().starts_with([':', '：']))
}

fn ends_sentence(text: &str) -> bool {
    let closing = |c: char| {
        matches!(
            c,
            '"' | '\''
                | '\u{201d}'
                | '\u{2019}'
                | '\u{201c}'
                | '\u{bb}'
                | '\u{ab}'
                | ')'
                | ']'
                | '」'
                | '』'
                | '）'
        )
    };
    let text = text.trim_end().trim_end_matches(closing);
    text.ends_with(['.', '!', '?', '\u{2026}', '。', '！', '？', '؟', '۔', '।', ';', ':'])
        && !text.ends_with("...")
        && !(text.ends_with(':') && text.len() < 60)
}

/// Bytes of the longest heading that a text goes on behind.
const HEADING_BYTES_MAX: usize = 60;

/// Length in bytes of the heading that `text` starts with: its first line, or what stands before the first colon.
fn heading(text: &str) -> Option<usize> {
    let len =
        if text.is_ascii() { memchr2(b'\n', b':', text.as_bytes())? } else { text.find(['\n', ':', '：'])? };
    (composed(&text[..len]).len() <= HEADING_BYTES_MAX).then_some(len)
}

/// In parts: by a dot or bar between spaces, or by the end of a sentence, which follows a word and no initial.
fn is_divided(text: &str) -> bool {
    let ends_word = |at: usize| {
        text[..at]
            .split(|c: char| !c.is_alphanumeric())
            .next_back()
            .is_some_and(|word| word.chars().count() > 3 && word.ends_with(char::is_lowercase))
    };
    let is_apart =
        |(at, mark): (usize, &str)| text[..at].ends_with(' ') && text[at + mark.len()..].starts_with(' ');
    let marks = ["·", "|", "•"].into_iter().filter(|mark| text.contains(*mark));
    let is_spaced = |at: &usize| text.as_bytes().get(at + 1) == Some(&b' ');
    marks.flat_map(|mark| text.match_indices(mark)).any(is_apart)
        || memchr_iter(b'.', text.as_bytes()).filter(is_spaced).any(ends_word)
}

/// Sums to choose from that a form for donations has at least.
const AMOUNTS_MIN: usize = 3;

fn opens_with_copyright(text: &str) -> bool {
    let text = text.trim_start();
    let named = text.get(..9).is_some_and(|head| head.eq_ignore_ascii_case("copyright"));
    text.starts_with('©')
        || named && text[9..].trim_start().starts_with(|c: char| c == '©' || c.is_ascii_digit())
}

fn amounts(text: &str) -> usize {
    let is_sign = |c: char| matches!(c, '$' | '€' | '£' | '¥' | '₽' | '₴' | '₹');
    let touches_number = |(at, sign): (usize, char)| {
        text[at + sign.len_utf8()..].trim_start().starts_with(|c: char| c.is_ascii_digit())
            || text[..at].trim_end().ends_with(|c: char| c.is_ascii_digit())
    };
    if text.is_ascii() && memchr(b'$', text.as_bytes()).is_none() {
        return 0;
    }
    text.char_indices().filter(|(_, c)| is_sign(*c)).filter(|place| touches_number(*place)).count()
}

/// Capitals right after a small letter or digit: words run together.
fn n_inner_capitals(text: &str) -> usize {
    let mut n_capitals = 0;
    let mut is_after_small = false;
    for c in text.chars() {
        n_capitals += usize::from(is_after_small && c.is_uppercase());
        is_after_small = c.is_lowercase() || c.is_ascii_digit();
    }
    n_capitals
}

/// A number with a degree sign, or with a lone C or F after it.
fn has_temperature(text: &str) -> bool {
    let text = text.trim();
    let unit = (!text.is_ascii() && text.contains('\u{b0}')) || text.ends_with(" C") || text.ends_with(" F");
    unit && text.chars().any(|c| c.is_ascii_digit())
}

/// Characters of scripts whose words are counted by characters.
fn n_dense(text: &str) -> usize {
    let may_be_dense = |byte: &u8| MAY_BEGIN_DENSE[usize::from(*byte)];
    if text.is_ascii() || !text.as_bytes().iter().any(may_be_dense) {
        return 0;
    }
    text.chars().filter(|c| is_dense_script(*c)).count()
}

/// The first bytes of the characters that `is_dense_script` knows.
const MAY_BEGIN_DENSE: [bool; 256] = byte_set(b"\xe0\xe1\xe3\xe4\xe5\xe6\xe7\xe8\xe9");

fn is_dense_script(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dense_script_begins_with_a_byte_that_is_looked_for() {
        for c in (0..0x1_0000).filter_map(char::from_u32).filter(|c| is_dense_script(*c)) {
            assert_eq!(n_dense(&c.to_string()), 1, "{c}");
        }
    }

    #[test]
    fn words_run_together_show_inside_them() {
        for (text, expected) in
            [("", 0), ("FacebookTwitterWhatsApp", 3), ("12,301FansLike", 2), ("It is 5 C.", 0), ("ÉtéÉté", 1)]
        {
            assert_eq!(n_inner_capitals(text), expected, "{text}");
        }
    }
}
