//! The lines of a page where a credit may stand.

use crate::document::{Article, Role, Shape};
use crate::normalize::Word;
use crate::page::PageWords;

/// Words of the longest line that is believed to be a credit for the name in it.
pub(super) const LINE_WORDS_MAX: usize = 20;

/// The same where the outlet writes in another language, or the line names a translator.
const TRANSLATION_LINE_WORDS_MAX: usize = 60;

/// Words from which a block is running text.
const PROSE_WORDS_MIN: usize = 33;

/// A line that may be a credit.
pub(super) struct EdgeLine {
    pub(super) idx: usize,
    pub(super) n_words: usize,
    /// Whether it ends in a colon, as what hands over to another text does.
    pub(super) frames: bool,
}

/// The words of every block.
pub(super) struct BlockWords<'p> {
    words: Vec<&'p [Word]>,
    /// Words of each block; a script without spaces counts one for two characters.
    lengths: Vec<usize>,
}

impl<'p> BlockWords<'p> {
    pub(super) fn of(article: &Article, page: &'p PageWords) -> Self {
        let is_dense_char = |c: char| ('\u{3040}'..='\u{9fff}').contains(&c);
        // All of these begin with a byte that begins no character of most scripts.
        let may_be_dense = |word: &Word| article.text.as_bytes()[word.span.start as usize] >= 0xe3;
        let words: Vec<&[Word]> = article.blocks.iter().map(|block| page.within(block.span)).collect();
        let length = |words: &&[Word]| {
            let is_dense =
                |word: &&Word| may_be_dense(word) && word.span.of(&article.text).chars().all(is_dense_char);
            words.len() - words.iter().filter(is_dense).count() / 2
        };
        let lengths = words.iter().map(length).collect();
        Self { words, lengths }
    }

    pub(super) fn of_block(&self, idx: usize) -> &'p [Word] {
        self.words[idx]
    }

    pub(super) fn n_words(&self, idx: usize) -> usize {
        self.lengths[idx]
    }
}

/// The short lines above and below the story, and those that end in a colon.
pub(super) fn lines<'a>(
    article: &'a Article,
    words: &'a BlockWords<'_>,
) -> impl Iterator<Item = EdgeLine> + 'a {
    let lengths = &words.lengths;
    let is_body = |idx: &usize| article.blocks[*idx].role == Role::Body;
    let longest = (0..lengths.len()).filter(is_body).map(|idx| lengths[idx]).max().unwrap_or(0);
    let is_prose = |idx: &usize| is_body(idx) && lengths[*idx] >= PROSE_WORDS_MIN.min(longest);
    let first = (0..lengths.len()).find(is_prose).unwrap_or(0);
    let last = (0..lengths.len()).rfind(is_prose).unwrap_or(lengths.len());
    article.blocks.iter().enumerate().filter_map(move |(idx, block)| {
        let open =
            matches!(block.role, Role::Body | Role::Byline | Role::Credit) && block.shape != Shape::Heading;
        let frames = block.span.of(&article.text).trim_end().ends_with([':', '：']);
        let limit = if frames { LINE_WORDS_MAX } else { TRANSLATION_LINE_WORDS_MAX };
        let at_edge = idx <= first || idx >= last;
        (open && (1..=limit).contains(&lengths[idx]) && (frames || at_edge)).then_some(EdgeLine {
            idx,
            n_words: lengths[idx],
            frames,
        })
    })
}
