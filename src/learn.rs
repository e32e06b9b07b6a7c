//! What the collection itself teaches: sentences and lines repeated for reasons other than the story.
//!
//! Takes all articles, gives a [`CollectionModel`] that later stages apply. A sentence that several documents carry
//! is furniture if these are several unrelated stories: two of one source where it closes the page, three of one
//! source anywhere, five of any sources. Two documents are one story when little is left outside what they share or
//! when the rests are alike, so that the carriers of a wire paragraph count once however many they are. Of each sentence
//! at most [`DOCS_PER_SENTENCE_MAX`] documents are looked at, those with the lowest hash of their id: counts can be
//! merged in any order and cost is linear in the text. Quoted sentences are never furniture.

mod sentences;

use std::sync::Mutex;

use ahash::{HashMap, HashMapExt, HashSet};
use rayon::prelude::*;

use crate::document::{Article, Block, Role, Span};
use crate::hash::hash_bytes;
use crate::normalize::{push_words, words};
use crate::outlet::{OutletKey, canonical_url, host_of};
use crate::page::PageWords;
use crate::shingle::shingle_hash;
use sentences::{SENTENCE_WORDS_MIN, Sentence, push_sentences};
pub use sentences::{sentence_spans, text_hash};

/// Documents looked at for one sentence.
pub const DOCS_PER_SENTENCE_MAX: usize = 8;

/// Unrelated stories of any sources that make a sentence furniture.
const STORIES_ANYWHERE: usize = 5;

/// Unrelated stories of one source that make a sentence furniture wherever it stands.
const STORIES_OF_ONE_SOURCE: usize = 3;

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

    /// Adds what `articles` teach.
    #[must_use]
    pub fn learn(mut self, articles: &[Article]) -> Self {
        let collection = Collection::of(articles);
        let found: Vec<_> = collection
            .repeated()
            .into_par_iter()
            .filter_map(|carriers| collection.judge(&carriers))
            .collect();
        for (hash, scopes) in found {
            match scopes {
                Scope::Everywhere => {
                    self.everywhere.insert(hash);
                }
                Scope::Sources(sources) => {
                    self.of_source.extend(sources.into_iter().map(|source| (source, hash)));
                }
            }
        }
        self
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
        let mut blocks = Vec::with_capacity(article.blocks.len());
        for block in &article.blocks {
            let is_listed = !self.never.is_empty() || !self.always.is_empty();
            let whole = if is_listed { text_hash(block.span.of(&article.text)) } else { 0 };
            if self.never.contains(&whole) {
                blocks.push(Block { role: Role::Body, ..*block });
            } else if self.always.contains(&whole) {
                blocks.push(Block { role: Role::Furniture, ..*block });
            } else if block.role == Role::Body {
                push_cut(&article.text, block, words, is_furniture, &mut blocks);
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
    text: &str,
    block: &Block,
    words: &PageWords,
    is_furniture: impl Fn(&Sentence) -> bool,
    blocks: &mut Vec<Block>,
) {
    let mut sentences = Vec::new();
    push_sentences(text, block.span, words, &mut sentences);
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

/// The outlet whose furniture a document carries: its address' host where there is one, else its source.
fn source_hash(article: &Article) -> Option<u64> {
    let host = article.meta.url.as_deref().and_then(host_of);
    let key = OutletKey::new(host.as_deref().or(article.meta.source.as_deref())?)?;
    Some(hash_bytes(key.letters().as_bytes(), 0))
}

/// Whether two articles agree in half of their headlines' words, or in their address.
fn has_one_title(x: &Article, y: &Article) -> bool {
    let address = |article: &Article| article.meta.url.as_deref().and_then(canonical_url);
    let (title_x, title_y) = (title_words(x), title_words(y));
    let n_shared = title_x.intersection(&title_y).count();
    let is_long = title_x.len().min(title_y.len()) >= TITLE_WORDS_MIN;
    let has_one_address = || address(x).is_some_and(|one| Some(one) == address(y));
    (is_long && 2 * n_shared >= title_x.len().max(title_y.len())) || has_one_address()
}

/// The words of an article's headline.
fn title_words(article: &Article) -> HashSet<u64> {
    let printed = article.blocks.iter().filter(|block| block.role == Role::Headline);
    let printed = printed.map(|block| block.span.of(&article.text));
    let stated = article.meta.title.as_deref();
    stated.into_iter().chain(printed).take(1).flat_map(words).map(|word| word.hash).collect()
}

/// Where a sentence is furniture.
enum Scope {
    Everywhere,
    Sources(Vec<u64>),
}

/// The documents that carry one sentence: at most eight, by the hash of their ids.
struct Carriers {
    hash: u64,
    docs: Vec<u32>,
    /// How many there are in all.
    n_docs: usize,
}

/// Documents that carry a sentence of a wire passage at most, where what stands around it is no one story.
const WIRE_DOCS_MAX: usize = 32;

/// Words of the shortest run of sentences that is a passage from the wire: disclaimers and calls of many outlets are shorter.
const WIRE_WORDS_MIN: usize = 40;

/// Words of the shortest headline that tells a story from others.
const TITLE_WORDS_MIN: usize = 4;

struct Collection<'a> {
    articles: &'a [Article],
    sentences: Vec<Vec<Sentence>>,
    sources: Vec<Option<u64>>,
    same_story: Mutex<HashMap<(u32, u32), bool>>,
}

impl<'a> Collection<'a> {
    fn of(articles: &'a [Article]) -> Self {
        let sentences = articles.par_iter().map(|article| {
            let words = PageWords::of_article(article);
            let mut sentences = Vec::new();
            for block in article.blocks.iter().filter(|block| block.role == Role::Body) {
                push_sentences(&article.text, block.span, &words, &mut sentences);
            }
            sentences
        });
        Self {
            articles,
            sentences: sentences.collect(),
            sources: articles.iter().map(source_hash).collect(),
            same_story: Mutex::new(HashMap::new()),
        }
    }

    /// Sentences that two documents or more carry.
    fn repeated(&self) -> Vec<Carriers> {
        let order: Vec<u64> =
            self.articles.iter().map(|article| hash_bytes(article.id.as_bytes(), 0)).collect();
        let mut records: Vec<(u64, u64, u32)> = self
            .sentences
            .iter()
            .zip(0u32..)
            .flat_map(|(sentences, doc)| {
                let rank = order[doc as usize];
                sentences.iter().filter(|s| s.eligible && s.n_words > 0).map(move |s| (s.hash, rank, doc))
            })
            .collect();
        records.par_sort_unstable();
        records.dedup();
        records
            .chunk_by(|x, y| x.0 == y.0)
            .filter(|run| run.len() > 1)
            .map(|run| Carriers {
                hash: run[0].0,
                n_docs: run.len(),
                docs: run.iter().take(DOCS_PER_SENTENCE_MAX).map(|(_, _, doc)| *doc).collect(),
            })
            .collect()
    }

    /// Whether the carriers of a sentence are unrelated enough for it to be furniture, and where.
    fn judge(&self, carriers: &Carriers) -> Option<(u64, Scope)> {
        // The first document of each story; a document belongs to a story that it shares with any of its members.
        let mut stories: Vec<Vec<u32>> = Vec::new();
        for &doc in &carriers.docs {
            let (same, other): (Vec<_>, Vec<_>) = stories
                .into_iter()
                .partition(|story| story.iter().any(|&member| self.is_same_story(member, doc)));
            stories = other;
            stories.push(same.into_iter().flatten().chain([doc]).collect());
        }
        if stories.len() >= STORIES_ANYWHERE && !self.is_wire_passage(carriers) {
            return Some((carriers.hash, Scope::Everywhere));
        }
        let mut sources: Vec<u64> =
            carriers.docs.iter().filter_map(|&doc| self.sources[doc as usize]).collect();
        sources.sort_unstable();
        sources.dedup();
        sources.retain(|source| {
            let of_source =
                |story: &&Vec<u32>| story.iter().any(|&doc| self.sources[doc as usize] == Some(*source));
            let stories: Vec<_> = stories.iter().filter(of_source).collect();
            stories.len() >= STORIES_OF_ONE_SOURCE
                || (stories.len() == 2 && self.closes_both(stories[0][0], stories[1][0], carriers.hash))
        });
        (!sources.is_empty()).then_some((carriers.hash, Scope::Sources(sources)))
    }

    /// Whether a sentence belongs to a passage that outlets set into stories of their own: each has it once, and has more
    /// around it in common with the others. What an outlet prints as its own stands under several of its stories.
    fn is_wire_passage(&self, carriers: &Carriers) -> bool {
        let sources: HashSet<Option<u64>> =
            carriers.docs.iter().map(|&doc| self.sources[doc as usize]).collect();
        let of_one_each = sources.len() == carriers.docs.len() && !sources.contains(&None);
        if carriers.n_docs > WIRE_DOCS_MAX || !of_one_each {
            return false;
        }
        let (first, others) = carriers.docs.split_first().expect("a repeated sentence has carriers");
        let is_passage = |other: &&u32| self.shared_run(*first, **other, carriers.hash) >= WIRE_WORDS_MIN;
        2 * others.iter().filter(is_passage).count() > others.len()
    }

    /// Words of the sentences round one sentence of `doc` that `other` has, too.
    fn shared_run(&self, doc: u32, other: u32, hash: u64) -> usize {
        let shared: HashSet<u64> = self.sentences[other as usize].iter().map(|s| s.hash).collect();
        let sentences = self.sentences[doc as usize]
            .chunk_by(|x, y| shared.contains(&x.hash) == shared.contains(&y.hash));
        let run = sentences.into_iter().find(|run| run.iter().any(|s| s.hash == hash));
        run.unwrap_or_default().iter().map(|s| s.n_words).sum()
    }

    /// Whether everything from the sentence on is shared by both documents.
    fn closes_both(&self, x: u32, y: u32, hash: u64) -> bool {
        let closes = |doc: u32, other: u32| {
            let shared: HashSet<u64> = self.sentences[other as usize].iter().map(|s| s.hash).collect();
            let tail = self.sentences[doc as usize].iter().rev().take_while(|s| shared.contains(&s.hash));
            tail.map(|s| s.hash).any(|tail| tail == hash)
        };
        closes(x, y) && closes(y, x)
    }

    fn is_same_story(&self, x: u32, y: u32) -> bool {
        let key = (x.min(y), x.max(y));
        let known =
            self.same_story.lock().expect("no judge panics while it holds the lock").get(&key).copied();
        known.unwrap_or_else(|| {
            let same = self.compare_rests(key.0, key.1);
            self.same_story.lock().expect("no judge panics while it holds the lock").insert(key, same);
            same
        })
    }

    /// One story: the headlines or addresses agree, little is left outside what two documents share, or the rests share
    /// word triples.
    fn compare_rests(&self, x: u32, y: u32) -> bool {
        let (rest_x, words_x) = self.rest(x, y);
        let (rest_y, words_y) = self.rest(y, x);
        // Versions of a story keep a good part of it under one headline; what a column's heading stands over does not.
        let keeps_part = |rest: &[u64], all: usize| rest.len() * 4 <= all * 3;
        if keeps_part(&rest_x, words_x)
            && keeps_part(&rest_y, words_y)
            && has_one_title(&self.articles[x as usize], &self.articles[y as usize])
        {
            return true;
        }
        let little = |rest: &[u64], all: usize| rest.len() < 20 || rest.len() * 10 < all;
        if little(&rest_x, words_x) || little(&rest_y, words_y) {
            return true;
        }
        let triples = |rest: &[u64]| rest.windows(3).map(shingle_hash).collect::<HashSet<u64>>();
        let (x, y) = (triples(&rest_x), triples(&rest_y));
        let shared = x.intersection(&y).count();
        shared * 10 >= x.len().min(y.len())
    }

    /// The words of `doc` outside the sentences that `other` has too, and the number of all its words.
    fn rest(&self, doc: u32, other: u32) -> (Vec<u64>, usize) {
        let shared: HashSet<u64> = self.sentences[other as usize].iter().map(|s| s.hash).collect();
        let sentences = &self.sentences[doc as usize];
        let text = &self.articles[doc as usize].text;
        let mut words = Vec::new();
        for sentence in sentences.iter().filter(|s| !shared.contains(&s.hash)) {
            push_words(text, sentence.span, &mut words);
        }
        (words.iter().map(|word| word.hash).collect(), sentences.iter().map(|s| s.n_words).sum())
    }
}

#[cfg(test)]
mod tests;
