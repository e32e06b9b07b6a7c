//! What one block looks like: a sentence, a title, a counter, a plea.

use std::cell::OnceCell;

use memchr::{memchr, memchr_iter, memchr2};

use crate::normalize::{Word, WordClass, composed};

use super::vocabulary::Hits;

/// One block's shape and vocabulary.
pub(super) struct Line<'w> {
    pub(super) words: &'w [Word],
    pub(super) hits: Hits,
    credit: Credit<'w>,
    ends_sentence: bool,
    ends_in_full_stop: bool,
    n_letters: usize,
    n_inner_capitals: usize,
    dense: bool,
    /// In parts: by a dot or bar between spaces, or by the end of a sentence.
    pub(super) is_divided: bool,
    opens_with_copyright: bool,
    has_inner_lines: bool,
    /// Amounts of money: a sign of a currency with a number beside it.
    n_amounts: usize,
    has_slash: bool,
    has_mail: bool,
    has_temperature: bool,
    /// The word of a caption stands before a colon.
    pub(super) has_inner_caption: bool,
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
    /// `text` is the block's in NFC.
    pub(super) fn new(text: &str, words: &'w [Word], hits: Hits, credit: Credit<'w>) -> Self {
        let letters = Letters::of(text);
        Self {
            credit,
            ends_sentence: ends_sentence(text),
            ends_in_full_stop: text.trim_end().ends_with(['.', '。']),
            n_letters: letters.n_letters,
            n_inner_capitals: letters.n_inner_capitals,
            dense: letters.n_dense * 2 > words.len(),
            has_inner_lines: memchr(b'\n', text.as_bytes()).is_some(),
            opens_with_copyright: opens_with_copyright(text),
            n_amounts: amounts(text),
            is_divided: is_divided(text),
            has_slash: memchr2(b'/', b'|', text.as_bytes()).is_some(),
            has_mail: memchr(b'@', text.as_bytes()).is_some(),
            has_temperature: has_temperature(text),
            has_inner_caption: false,
            words,
            hits,
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

    /// Furniture whatever stands around it: no letters, labels, notices, captions, counters, share bars, clocks.
    pub(super) fn is_furniture_by_itself(&self) -> bool {
        self.looks_like_furniture() && !self.is_credit()
    }

    fn looks_like_furniture(&self) -> bool {
        let n_words = self.n_words();
        let addressed = self.hits.we + self.hits.you > 0;
        let notices_min = if self.is_prose() && !addressed { 2 } else { 1 };
        let short = n_words <= 12 && !self.is_prose();
        let few_letters =
            self.n_letters < 2 || (n_words <= 4 && self.n_letters * 2 < self.words.len() * 2 + 1);
        few_letters
            || (self.opens_with_copyright && n_words <= 60)
            || (self.hits.asks > 0 && self.n_amounts >= AMOUNTS_MIN && (!self.is_prose() || self.is_form()))
            || (self.hits.opens_with_heading && self.is_box())
            || (self.n_amounts > 0 && self.hits.asks > 0 && self.hits.you > 0 && n_words <= 25)
            || self.hits.is_label
            || self.hits.is_opener
            || (n_words >= 3 && self.hits.labels * 2 >= self.words.len())
            || (self.hits.notices >= notices_min && n_words <= 45)
            || (self.hits.notices > 2 && n_words <= 120)
            || (short && self.hits.has_start && !self.ends_sentence)
            || (n_words <= 5 && self.is_call())
            || (n_words <= 30 && self.has_inner_caption && !self.ends_sentence)
            || (n_words <= 30 && self.hits.has_caption && !self.is_prose())
            || (short && self.is_photo_credit())
            || (n_words <= 10 && self.hits.social >= 2 && !self.ends_sentence)
            || (n_words <= 8 && self.n_inner_capitals >= 2 && !self.ends_sentence)
            || (n_words <= 5 && self.has_temperature)
            || (n_words <= 12 && self.has_mail && self.hits.asks + self.hits.we + self.hits.you > 0)
    }

    /// Sums to choose from at the end of a plea rather than in a sentence.
    fn is_form(&self) -> bool {
        !self.ends_sentence && self.n_words() <= 60
    }

    /// A list under its heading, or an appeal that says so.
    fn is_box(&self) -> bool {
        let asks = self.hits.asks + self.hits.we > 0 && self.n_words() <= 60;
        asks || !self.ends_sentence || self.has_inner_lines
    }

    /// "Support The Harbour Post!": an asking word first, every word capitalised, no full stop.
    fn is_call(&self) -> bool {
        self.hits.starts_asking
            && self.count(WordClass::CAPITAL) == self.words.len()
            && !self.ends_in_full_stop
    }

    /// "First Last / Agency": names and a slash, no sentence.
    fn is_photo_credit(&self) -> bool {
        self.has_slash
            && !self.ends_sentence
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
pub(super) fn is_before_colon(text: &str, words: &[Word], at: usize) -> bool {
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
pub(super) fn heading(text: &str) -> Option<usize> {
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

/// Bytes whose sums fit into a byte, so that the compiler can add many of them in one step.
const BYTES_AT_A_TIME: usize = 128;

/// How many of at most [`BYTES_AT_A_TIME`] bytes are of a kind.
fn sum(bytes: &[u8], is_counted: impl Fn(&u8) -> bool) -> usize {
    usize::from(bytes.iter().map(|byte| u8::from(is_counted(byte))).sum::<u8>())
}

/// What is counted of a text's characters.
struct Letters {
    n_letters: usize,
    /// Capitals right after a small letter or digit: words run together.
    n_inner_capitals: usize,
    /// Characters of scripts whose words are counted by characters.
    n_dense: usize,
}

impl Letters {
    fn of(text: &str) -> Self {
        if text.is_ascii() { Self::of_ascii(text.as_bytes()) } else { Self::of_any(text) }
    }

    fn of_ascii(bytes: &[u8]) -> Self {
        let is_small = |byte: u8| byte.is_ascii_lowercase() | byte.is_ascii_digit();
        let letters = bytes.chunks(BYTES_AT_A_TIME).map(|bytes| sum(bytes, u8::is_ascii_alphabetic));
        let pairs =
            bytes.chunks(BYTES_AT_A_TIME).zip(bytes.get(1..).unwrap_or_default().chunks(BYTES_AT_A_TIME));
        let inner = pairs.map(|(before, here)| {
            let pairs = before.iter().zip(here);
            usize::from(pairs.map(|(x, y)| u8::from(is_small(*x) & y.is_ascii_uppercase())).sum::<u8>())
        });
        Self { n_letters: letters.sum(), n_inner_capitals: inner.sum(), n_dense: 0 }
    }

    fn of_any(text: &str) -> Self {
        let mut letters = Self { n_letters: 0, n_inner_capitals: 0, n_dense: 0 };
        let mut is_after_small = false;
        for c in text.chars() {
            // Most letters are ASCII in most texts beyond it, too.
            if c.is_ascii() {
                letters.n_letters += usize::from(c.is_ascii_alphabetic());
                letters.n_inner_capitals += usize::from(is_after_small & c.is_ascii_uppercase());
                is_after_small = c.is_ascii_lowercase() | c.is_ascii_digit();
                continue;
            }
            letters.n_letters += usize::from(c.is_alphabetic());
            letters.n_inner_capitals += usize::from(is_after_small && c.is_uppercase());
            letters.n_dense += usize::from(is_dense_script(c));
            is_after_small = c.is_lowercase();
        }
        letters
    }
}

/// A number with a degree sign, or with a lone C or F after it.
fn has_temperature(text: &str) -> bool {
    let text = text.trim();
    let unit = (!text.is_ascii() && text.contains('\u{b0}')) || text.ends_with(" C") || text.ends_with(" F");
    unit && text.chars().any(|c| c.is_ascii_digit())
}

/// Scripts whose words are counted by characters.
fn is_dense_script(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted_alike_in_ascii_and_beyond() {
        for text in ["", "x", "FacebookTwitterWhatsApp", "12,301FansLike", "It is 5 C. iPhone", "A1B2c3D"] {
            let (ascii, any) = (Letters::of_ascii(text.as_bytes()), Letters::of_any(text));
            assert_eq!(
                (ascii.n_letters, ascii.n_inner_capitals, ascii.n_dense),
                (any.n_letters, any.n_inner_capitals, any.n_dense),
                "{text}"
            );
        }
    }
}
