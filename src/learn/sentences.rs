//! Sentences: what furniture is counted by.
//!
//! Cuts the paragraphs of a page at the ends of sentences, and hashes each with its numbers and the name of the page's outlet
//! masked: the papers of one house print the same appeals, each for itself.

use crate::document::{Article, Span};
use crate::normalize::{Word, WordClass, byte_set, words};
use crate::outlet::{is_article, written_name};
use crate::page::PageWords;
use crate::shingle::hash_of_run;

/// A sentence inside a paragraph has at least so many words to be furniture of its own: "Mr." is none.
pub(super) const SENTENCE_WORDS_MIN: usize = 5;

/// A sentence of an article's body, or a whole short block.
pub(super) struct Sentence {
    pub(super) span: Span,
    pub(super) hash: u64,
    pub(super) n_words: usize,
    /// Whether it may be furniture: not quoted, long enough or a block of its own.
    pub(super) eligible: bool,
}

/// Hash of a line as the model compares it.
#[must_use]
pub fn text_hash(text: &str) -> u64 {
    hash_of_run(words(text).iter().map(Word::masked_hash))
}

/// The sentences of a block, which together cover it.
#[must_use]
pub fn sentence_spans(text: &str, block: Span) -> Vec<Span> {
    let starts = sentence_starts(block.of(text));
    let ends = starts[1..].iter().copied().chain([block.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| Span::new(block.start as usize + start, block.start as usize + end))
        .collect()
}

/// Cuts the blocks of one page into sentences.
pub(super) struct Cutter<'a> {
    text: &'a str,
    words: &'a PageWords,
    /// Hashes of the words of its outlet's name.
    own_name: Vec<u64>,
}

/// What stands for the name of a page's own outlet, however many words it has.
const OWN_NAME: u64 = 0x6f77_6e20_6e61_6d65;

/// Letters of the shortest word of a name that is known by itself.
const NAME_LETTERS_MIN: usize = 3;

impl<'a> Cutter<'a> {
    /// For an article with the words of its page.
    pub(super) fn of(article: &'a Article, words: &'a PageWords) -> Self {
        let own_name =
            article.meta.source.as_deref().and_then(written_name).map(own_words).unwrap_or_default();
        Self { text: &article.text, words, own_name }
    }

    /// Appends the sentences of a block, which together cover it.
    pub(super) fn push(&self, block: Span, sentences: &mut Vec<Sentence>) {
        let spans = sentence_spans(self.text, block);
        let mut rest = self.words.within(block);
        for &span in &spans {
            let words = take_within(&mut rest, span);
            let n_quoted = words.iter().filter(|word| word.class.has(WordClass::QUOTED)).count();
            let long_enough = words.len() >= SENTENCE_WORDS_MIN || spans.len() == 1;
            let eligible = 2 * n_quoted < words.len().max(1) && long_enough;
            sentences.push(Sentence { span, hash: self.hash(words), n_words: words.len(), eligible });
        }
    }

    fn hash(&self, words: &[Word]) -> u64 {
        let is_own = |word: &Word| word.class.has(WordClass::CAPITAL) && self.own_name.contains(&word.hash);
        let mut was_own = false;
        hash_of_run(words.iter().filter_map(|word| {
            let goes_on = std::mem::replace(&mut was_own, is_own(word)) && was_own;
            (!goes_on).then(|| if was_own { OWN_NAME } else { word.masked_hash() })
        }))
    }
}

/// The words by which an outlet is named, whole or in part.
fn own_words(name: &str) -> Vec<u64> {
    let is_telling = |word: &Word| {
        let written = word.span.of(name);
        let is_name = word.class.has(WordClass::CAPITAL) && !is_article(written);
        is_name && written.chars().count() >= NAME_LETTERS_MIN
    };
    words(name).iter().filter(|word| is_telling(word)).map(|word| word.hash).collect()
}

/// Takes the words that lie in `span` off the front of `rest`, which holds those of a block, and all before them; spans are
/// asked for in text order.
fn take_within<'w>(rest: &mut &'w [Word], span: Span) -> &'w [Word] {
    let n_before = rest.iter().take_while(|word| word.span.start < span.start).count();
    let from = &rest[n_before..];
    let (within, after) = from.split_at(from.iter().take_while(|word| word.span.end <= span.end).count());
    *rest = after;
    within
}

/// The first bytes of the marks that end a sentence.
const MAY_BEGIN_END: [bool; 256] = byte_set(b".!?\xd8\xdb\xe2\xe3\xef");

/// Where the next byte is that may begin the end of a sentence; of ASCII these are three, which are found many bytes at a
/// time.
fn next_end(bytes: &[u8], is_ascii: bool) -> Option<usize> {
    if is_ascii {
        return memchr::memchr3(b'.', b'!', b'?', bytes);
    }
    bytes.iter().position(|byte| MAY_BEGIN_END[usize::from(*byte)])
}

/// Offsets at which the sentences of a paragraph start, the first one 0.
fn sentence_starts(paragraph: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut at = 0;
    let is_ascii = paragraph.is_ascii();
    while let Some(found) = next_end(&paragraph.as_bytes()[at..], is_ascii) {
        let rest = &paragraph[at + found..];
        let mark = rest.chars().next().expect("the first byte of a mark starts a character");
        at += found + mark.len_utf8();
        let wide = matches!(mark, '。' | '！' | '？');
        if !wide && !matches!(mark, '.' | '!' | '?' | '\u{2026}' | '؟' | '۔') {
            continue;
        }
        let closed = paragraph[at..]
            .trim_start_matches(['"', '\'', '\u{201d}', '\u{2019}', '\u{bb}', ')', '」', '』']);
        let next = closed.trim_start();
        let spaced = next.len() < closed.len();
        at = paragraph.len() - next.len();
        if let Some(first) = next.chars().next()
            && (wide || (spaced && !first.is_lowercase()))
        {
            starts.push(at);
        }
    }
    starts
}
