//! The words of a page, block by block: cut once for all that look at them.
//!
//! Takes a text with its blocks, gives their words in one run with those inside quotation marks marked as such.

use crate::document::{Article, Block, Span};
use crate::normalize::{Word, push_words};
use crate::quote::{mark_quoted, push_quoted};

/// The words of all blocks of a text, in text order.
#[derive(Clone, Debug, Default)]
pub struct PageWords {
    words: Vec<Word>,
    /// End of each block's words.
    ends: Vec<usize>,
}

impl PageWords {
    /// The words of `text` in `blocks`, which stand in text order; a word never continues into the next block.
    #[must_use]
    pub fn of(text: &str, blocks: &[Block]) -> Self {
        let mut page =
            Self { words: Vec::with_capacity(text.len() / 5), ends: Vec::with_capacity(blocks.len()) };
        for block in blocks {
            push_words(text, block.span, &mut page.words);
            page.ends.push(page.words.len());
        }
        let spans: Vec<Span> = blocks.iter().map(|block| block.span).collect();
        let mut quoted = Vec::new();
        push_quoted(text, &spans, &mut quoted);
        mark_quoted(&mut page.words, &quoted);
        page
    }

    /// The words of an article's blocks.
    #[must_use]
    pub fn of_article(article: &Article) -> Self {
        Self::of(&article.text, &article.blocks)
    }

    /// The words of the block at `idx`.
    #[must_use]
    pub fn of_block(&self, idx: usize) -> &[Word] {
        let start = idx.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.words[start..self.ends[idx]]
    }

    /// The words that lie in `span`.
    #[must_use]
    pub fn within(&self, span: Span) -> &[Word] {
        let start = self.words.partition_point(|word| word.span.start < span.start);
        let rest = &self.words[start..];
        &rest[..rest.partition_point(|word| word.span.end <= span.end)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Role, Shape};

    #[test]
    fn words_are_found_by_block_and_by_span() {
        let text = "One \"two three\" four-\nfive";
        let block = |start: usize, end: usize| Block {
            span: Span::new(start, end),
            shape: Shape::Paragraph,
            link_share: 0.0,
            kept: true,
            role: Role::Body,
        };
        let page = PageWords::of(text, &[block(0, 22), block(22, 26)]);
        let spelled =
            |words: &[Word]| words.iter().map(|word| word.span.of(text)).collect::<Vec<_>>().join(" ");
        assert_eq!(spelled(page.of_block(0)), "One two three four");
        assert_eq!(spelled(page.of_block(1)), "five");
        assert_eq!(spelled(page.within(Span::new(4, 15))), "two three");
        let is_quoted = |word: &Word| word.class.has(crate::normalize::WordClass::QUOTED);
        assert_eq!(page.of_block(0).iter().filter(|word| is_quoted(word)).count(), 2);
    }
}
