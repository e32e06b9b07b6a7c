//! The main text of an article as comparable words: what every measure is taken on.
//!
//! Takes an article whose blocks have their final roles, gives its words in text order without furniture, headline,
//! byline and credit lines, each marked as quoted or not. Words of a page that has no main text are those of the
//! whole page: a caption page equals its copy.

use std::ops::Range;

use crate::config::Profile;
use crate::document::{Article, Role, Span};
use crate::normalize::{Word, WordClass};
use crate::page::PageWords;
use crate::quote::{mark_quoted, push_quoted};

/// The words of an article's main text.
#[derive(Clone, Debug, Default)]
pub struct MainText {
    /// The words in text order.
    pub words: Vec<Word>,
    /// Their hashes, as a slice of their own for hashing and alignment.
    pub tokens: Vec<u64>,
    /// OCR profile: the normalised letters of all words, one token each, without the spaces that recognition gets wrong.
    pub letters: Vec<u64>,
    /// OCR profile: the word that each letter belongs to.
    letter_words: Vec<u32>,
    /// Whether the page has no main text and these are the words of the whole page.
    pub is_whole_page: bool,
}

impl MainText {
    /// The main text of an article; `page` holds the words of its blocks.
    #[must_use]
    pub fn of(article: &Article, page: &PageWords, profile: Profile) -> Self {
        let spans = main_spans(article);
        let mut words: Vec<Word> = Vec::with_capacity(article.text.len() / 6);
        for span in &spans {
            let first = words.len();
            words.extend_from_slice(page.within(*span));
            if let Some(word) = words.get_mut(first) {
                word.class.insert(WordClass::SENTENCE_START);
            }
        }
        // A quotation runs on from one paragraph of main text to the next, whatever the page sets between the two.
        words.iter_mut().for_each(|word| word.class.remove(WordClass::QUOTED));
        let mut quoted = Vec::new();
        push_quoted(&article.text, &spans, &mut quoted);
        mark_quoted(&mut words, &quoted);
        let mut main_text =
            Self { is_whole_page: body_spans(article).next().is_none(), ..Self::from_words(words) };
        if profile == Profile::Ocr {
            main_text.spell(&article.text);
        }
        main_text
    }

    /// The main text of an article whose blocks have their final roles.
    #[must_use]
    pub fn of_article(article: &Article, profile: Profile) -> Self {
        Self::of(article, &PageWords::of_article(article), profile)
    }

    /// A main text of these words.
    #[must_use]
    pub fn from_words(words: Vec<Word>) -> Self {
        let tokens = words.iter().map(|word| word.hash).collect();
        Self { words, tokens, ..Self::default() }
    }

    /// What is shingled and signed: words, in the OCR profile letters.
    #[must_use]
    pub fn shingled(&self) -> &[u64] {
        if self.letters.is_empty() { &self.tokens } else { &self.letters }
    }

    /// The words of which most letters lie in the non-empty range `letters`. A word that the range ends amid belongs to it
    /// with half its letters, too, so that of disjoint ranges no two take one word.
    #[must_use]
    pub fn words_of_letters(&self, letters: &Range<usize>) -> Range<usize> {
        let (first, last) = (self.letter_words[letters.start], self.letter_words[letters.end - 1]);
        let n_inside_and_all = |word: u32| {
            let start = self.letter_words.partition_point(|w| *w < word);
            let end = self.letter_words.partition_point(|w| *w <= word);
            (end.min(letters.end) - start.max(letters.start), end - start)
        };
        let ((in_first, of_first), (in_last, of_last)) = (n_inside_and_all(first), n_inside_and_all(last));
        let start = first as usize + usize::from(2 * in_first <= of_first);
        let end = last as usize + usize::from(2 * in_last >= of_last);
        start.min(end)..end
    }

    fn spell(&mut self, text: &str) {
        for (word, idx) in self.words.iter().zip(0..) {
            let letters =
                word.span.of(text).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
            self.letters.extend(letters.map(u64::from));
            self.letter_words.resize(self.letters.len(), idx);
        }
    }

    /// The bytes of the article's text from the first to the last of the words `range`, which is not empty.
    #[must_use]
    pub fn span_of(&self, range: Range<usize>) -> Span {
        Span { start: self.words[range.start].span.start, end: self.words[range.end - 1].span.end }
    }
}

/// The parts of an article's text that are main text, in text order: its body blocks without the credits that stand
/// outside the story; the whole text where there are none.
#[must_use]
pub fn main_spans(article: &Article) -> Vec<Span> {
    let spans: Vec<Span> = body_spans(article).collect();
    if spans.is_empty() { vec![Span::new(0, article.text.len())] } else { spans }
}

fn body_spans(article: &Article) -> impl Iterator<Item = Span> {
    let body = article.blocks.iter().filter(|block| block.role == Role::Body);
    body.map(|block| block.span).filter(|span| !span.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, letters: Range<usize>, expected: Range<usize>) {
        let mut main_text = MainText::from_words(crate::normalize::words(text));
        main_text.spell(text);
        assert_eq!(main_text.words_of_letters(&letters), expected, "letters {letters:?} of {text}");
    }

    #[test]
    fn a_word_split_in_halves_belongs_to_the_earlier_letters() {
        check("pier dock", 0..6, 0..2);
        check("pier dock", 6..8, 2..2);
        check("pier dock road", 6..12, 2..3);
    }

    #[test]
    fn a_word_of_any_length_belongs_to_one_side() {
        let word = "a".repeat(200);
        check(&word, 0..101, 0..1);
        check(&word, 101..200, 0..0);
    }

    #[test]
    fn a_word_broken_by_recognition_keeps_its_place() {
        check("the harbour board", 0..15, 0..3);
        check("the harbour board", 4..14, 1..3);
        check("the harbour board", 8..15, 2..3);
    }
}
