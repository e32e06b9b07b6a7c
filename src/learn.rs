//! What the collection itself teaches: sentences and lines repeated for reasons other than the story.
//!
//! Takes all articles, gives a [`CollectionModel`] that later stages apply. A sentence that several documents carry
//! is furniture if these are several unrelated stories: two of one source where it closes the page, three of one
//! source anywhere, five of any sources. Two documents are one story when little is left outside what they share or
//! when the rests are alike, so that the carriers of a wire paragraph count once however many they are. Of each sentence
//! at most [`DOCS_PER_SENTENCE_MAX`] documents are looked at, stories before briefs, then those with the lowest hash of their
//! id: counts can be merged in any order and cost is linear in the text. Quoted sentences are never furniture.

mod counts;
mod judge;
mod sentences;

use std::sync::Arc;

use ahash::HashSet;

use crate::document::{Article, Block, Role, Span};
use crate::error::Result;
use crate::page::PageWords;
use crate::store::Scratch;
use counts::source_hash;
pub use counts::{Counted, SavedCounts, SentenceCounts};
use judge::{Scope, furniture_of};
use sentences::{Cutter, SENTENCE_WORDS_MIN, Sentence};
pub use sentences::{sentence_spans, text_hash};

/// Documents looked at for one sentence.
pub const DOCS_PER_SENTENCE_MAX: usize = 8;

/// What was learned of a collection, and what the user decided of its furniture.
#[derive(Clone, Debug, Default)]
pub struct CollectionModel {
    everywhere: HashSet<u64>,
    of_source: HashSet<(u64, u64)>,
    always: HashSet<u64>,
    never: HashSet<u64>,
}

impl CollectionModel {
    /// Reads the user's list: a line of text each, that is always furniture, or never after an exclamation mark. Blank lines
    /// and lines that start with `#` are passed over.
    #[must_use]
    pub fn from_user_list(list: &str) -> Self {
        let mut model = Self::default();
        for line in list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (set, text) = match line.strip_prefix('!') {
                Some(rest) => (&mut model.never, rest),
                None => (&mut model.always, line),
            };
            set.insert(text_hash(text));
        }
        model
    }

    /// Adds what a collection teaches. `article` gives the articles that were counted, by their number.
    ///
    /// # Errors
    /// If an article or a count cannot be read.
    pub fn learn(
        mut self,
        counts: &SentenceCounts,
        article: impl Fn(u32) -> Result<Article> + Sync,
    ) -> Result<Self> {
        for (hash, scope) in furniture_of(counts, article)? {
            match scope {
                Scope::Everywhere => {
                    self.everywhere.insert(hash);
                }
                Scope::Sources(sources) => {
                    self.of_source.extend(sources.into_iter().map(|source| (source, hash)));
                }
            }
        }
        Ok(self)
    }

    /// Adds what a few articles teach that are all at hand.
    #[must_use]
    pub fn learn_from(self, articles: &[Article]) -> Self {
        let mut counts = SentenceCounts::new(&Arc::new(Scratch::temporary()), "sentences", usize::MAX);
        let held = "what lies in memory can be read";
        for article in articles {
            counts.push(&Counted::of(article, &PageWords::of_article(article))).expect(held);
        }
        self.learn(&counts, |number| Ok(articles[number as usize].clone())).expect(held)
    }

    /// Marks the furniture of one article, cutting blocks where only some of their sentences are furniture. `words` are
    /// those of its page.
    pub fn apply(&self, article: &mut Article, words: &PageWords) {
        if self.is_empty() {
            return;
        }
        let source = source_hash(article);
        let is_furniture = |sentence: &Sentence| {
            self.everywhere.contains(&sentence.hash)
                || source.is_some_and(|source| self.of_source.contains(&(source, sentence.hash)))
        };
        let cutter = Cutter::of(article, words);
        let mut blocks = Vec::with_capacity(article.blocks.len());
        for block in &article.blocks {
            let is_listed = !self.never.is_empty() || !self.always.is_empty();
            let whole = if is_listed { text_hash(block.span.of(&article.text)) } else { 0 };
            if self.never.contains(&whole) {
                blocks.push(Block { role: Role::Body, ..*block });
            } else if self.always.contains(&whole) {
                blocks.push(Block { role: Role::Furniture, ..*block });
            } else if block.role == Role::Body {
                push_cut(&cutter, block, is_furniture, &mut blocks);
            } else {
                blocks.push(*block);
            }
        }
        article.blocks = blocks;
    }
}

impl CollectionModel {
    fn is_empty(&self) -> bool {
        self.everywhere.is_empty()
            && self.of_source.is_empty()
            && self.always.is_empty()
            && self.never.is_empty()
    }
}

/// Appends `block`, cut into parts so that each part is all furniture or none.
fn push_cut(
    cutter: &Cutter<'_>,
    block: &Block,
    is_furniture: impl Fn(&Sentence) -> bool,
    blocks: &mut Vec<Block>,
) {
    let mut sentences = Vec::new();
    cutter.push(block.span, &mut sentences);
    let is_furniture = |sentence: &Sentence| sentence.eligible && is_furniture(sentence);
    // "Never miss a story." is too short to be counted: it goes with the appeal that it opens, where nothing else is left.
    let is_all = sentences.iter().any(is_furniture)
        && sentences.iter().all(|sentence| is_furniture(sentence) || sentence.n_words < SENTENCE_WORDS_MIN);
    let role = |sentence: &Sentence| {
        if is_all || is_furniture(sentence) { Role::Furniture } else { Role::Body }
    };
    for part in sentences.chunk_by(|x, y| role(x) == role(y)) {
        let span = Span { start: part[0].span.start, end: part[part.len() - 1].span.end };
        blocks.push(Block { span, role: role(&part[0]), ..*block });
    }
}

#[cfg(test)]
mod tests;
