//! Judging: whether the documents that carry a sentence are unrelated enough for it to be furniture.

use std::sync::Mutex;

use ahash::{HashMap, HashMapExt, HashSet};
use rayon::prelude::*;

use super::counts::{Carriers, SentenceCounts, sentences_of};
use super::sentences::Sentence;
use crate::document::{Article, Role};
use crate::error::Result;
use crate::normalize::words;
use crate::outlet::canonical_url;
use crate::page::PageWords;
use crate::shingle::shingle_hash;
use crate::store::Partitions;

/// Unrelated stories of any sources that make a sentence furniture.
const STORIES_ANYWHERE: usize = 5;

/// Unrelated stories of one source that make a sentence furniture wherever it stands.
const STORIES_OF_ONE_SOURCE: usize = 3;

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
pub(super) enum Scope {
    Everywhere,
    Sources(Vec<u64>),
}

/// Documents that carry a sentence of a wire passage at most, where what stands around it is no one story.
const WIRE_DOCS_MAX: usize = 32;

/// Words of the shortest run of sentences that is a passage from the wire: disclaimers and calls of many outlets are shorter.
const WIRE_WORDS_MIN: usize = 40;

/// Words of the shortest headline that tells a story from others.
const TITLE_WORDS_MIN: usize = 4;

/// The sentences that are furniture, and where. `article` gives the articles that were counted, by their number.
pub(super) fn furniture_of(
    counts: &SentenceCounts,
    article: impl Fn(u32) -> Result<Article> + Sync,
) -> Result<Vec<(u64, Scope)>> {
    let repeated: Vec<Vec<Carriers>> = (0..Partitions::PARTS)
        .into_par_iter()
        .map(|part| {
            let mut repeated = counts.repeated(part)?;
            repeated.retain(|carriers| may_be_furniture(counts, carriers));
            Ok(repeated)
        })
        .collect::<Result<_>>()?;
    let mut repeated: Vec<Carriers> = repeated.into_iter().flatten().collect();
    // Sentences of the same documents are judged together, so that each text is read once for all of them.
    repeated.par_sort_unstable_by(|x, y| (&x.docs, x.hash).cmp(&(&y.docs, y.hash)));
    let mut found = Vec::new();
    let mut rest = &repeated[..];
    while !rest.is_empty() {
        let mut docs: Vec<u32> = Vec::new();
        let n = rest.iter().take_while(|carriers| {
            let goes_on = docs.len() < DOCS_AT_A_TIME;
            if goes_on {
                docs.extend(&carriers.docs);
            }
            goes_on
        });
        let (batch, others) = rest.split_at(n.count());
        rest = others;
        docs.sort_unstable();
        docs.dedup();
        let pages = docs.into_par_iter().map(|doc| Ok((doc, Page::of(article(doc)?))));
        let pages = pages.collect::<Result<HashMap<u32, Page>>>()?;
        let judge = Judge { counts, pages, kinships: Mutex::new(HashMap::new()) };
        found.par_extend(batch.par_iter().filter_map(|carriers| judge.judge(carriers)));
    }
    Ok(found)
}

/// Carriers whose texts are held at a time, repeated ones counted.
const DOCS_AT_A_TIME: usize = 2048;

/// Whether the carriers could be enough unrelated stories, before any text is looked at.
fn may_be_furniture(counts: &SentenceCounts, carriers: &Carriers) -> bool {
    let mut sources: Vec<u64> = carriers.docs.iter().filter_map(|doc| counts.source(*doc)).collect();
    sources.sort_unstable();
    carriers.docs.len() >= STORIES_ANYWHERE || sources.windows(2).any(|two| two[0] == two[1])
}

/// What of an article is looked at to judge its sentences.
struct Page {
    article: Article,
    words: PageWords,
    sentences: Vec<Sentence>,
    /// The hashes of the sentences, ascending.
    hashes: Vec<u64>,
}

impl Page {
    fn of(article: Article) -> Self {
        let words = PageWords::of_article(&article);
        let sentences = sentences_of(&article, &words);
        let mut hashes: Vec<u64> = sentences.iter().map(|sentence| sentence.hash).collect();
        hashes.sort_unstable();
        Self { article, words, sentences, hashes }
    }

    fn has(&self, sentence: &Sentence) -> bool {
        self.hashes.binary_search(&sentence.hash).is_ok()
    }
}

/// Judges sentences whose carriers are at hand.
struct Judge<'a> {
    counts: &'a SentenceCounts,
    pages: HashMap<u32, Page>,
    /// By the numbers of two documents, the lower one first.
    kinships: Mutex<HashMap<(u32, u32), Kinship>>,
}

/// How one document's story stands to another's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kinship {
    Unrelated,
    OneStory,
    /// Little of it is left outside what the other has too.
    Inside,
    /// Little of the other is left outside what it has too.
    Around,
}

impl Kinship {
    fn reversed(self) -> Self {
        match self {
            Self::Inside => Self::Around,
            Self::Around => Self::Inside,
            same => same,
        }
    }
}

impl Judge<'_> {
    fn page(&self, doc: u32) -> &Page {
        &self.pages[&doc]
    }

    /// Whether the carriers of a sentence are unrelated enough for it to be furniture, and where.
    fn judge(&self, carriers: &Carriers) -> Option<(u64, Scope)> {
        let stories = self.stories(&carriers.docs);
        if stories.len() >= STORIES_ANYWHERE && !self.is_wire_passage(carriers) {
            return Some((carriers.hash, Scope::Everywhere));
        }
        let mut sources: Vec<u64> = carriers.docs.iter().filter_map(|&doc| self.counts.source(doc)).collect();
        sources.sort_unstable();
        sources.dedup();
        sources.retain(|source| {
            let of_source =
                |story: &&Vec<u32>| story.iter().any(|&doc| self.counts.source(doc) == Some(*source));
            let stories: Vec<_> = stories.iter().filter(of_source).collect();
            stories.len() >= STORIES_OF_ONE_SOURCE
                || (stories.len() == 2 && self.closes_both(stories[0][0], stories[1][0], carriers.hash))
        });
        (!sources.is_empty()).then_some((carriers.hash, Scope::Sources(sources)))
    }

    /// The stories that documents tell; a document belongs to a story that it shares with any of its members. What says
    /// next to nothing beside what it has in common with a longer document is no story of its own, and joins no others.
    fn stories(&self, docs: &[u32]) -> Vec<Vec<u32>> {
        let is_inside = |doc: u32| docs.iter().any(|&other| self.kinship(doc, other) == Kinship::Inside);
        let mut stories: Vec<Vec<u32>> = Vec::new();
        for &doc in docs.iter().filter(|doc| !is_inside(**doc)) {
            let is_told =
                |story: &Vec<u32>| story.iter().any(|&member| self.kinship(member, doc) == Kinship::OneStory);
            let (same, other): (Vec<_>, Vec<_>) = stories.into_iter().partition(is_told);
            stories = other;
            stories.push(same.into_iter().flatten().chain([doc]).collect());
        }
        stories
    }

    /// Whether a sentence belongs to a passage that outlets set into stories of their own: each has it once, and has more
    /// around it in common with the others. What an outlet prints as its own stands under several of its stories.
    fn is_wire_passage(&self, carriers: &Carriers) -> bool {
        let sources: HashSet<Option<u64>> =
            carriers.docs.iter().map(|&doc| self.counts.source(doc)).collect();
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
        let other = self.page(other);
        let sentences = self.page(doc).sentences.chunk_by(|x, y| other.has(x) == other.has(y));
        let run = sentences.into_iter().find(|run| run.iter().any(|s| s.hash == hash));
        run.unwrap_or_default().iter().map(|s| s.n_words).sum()
    }

    /// Whether everything from the sentence on is shared by both documents.
    fn closes_both(&self, x: u32, y: u32, hash: u64) -> bool {
        let closes = |doc: u32, other: u32| {
            let tail = self.page(doc).sentences.iter().rev().take_while(|s| self.page(other).has(s));
            tail.map(|s| s.hash).any(|tail| tail == hash)
        };
        closes(x, y) && closes(y, x)
    }

    /// How `x` stands to `y`.
    fn kinship(&self, x: u32, y: u32) -> Kinship {
        if x > y {
            return self.kinship(y, x).reversed();
        }
        let known = || self.kinships.lock().expect("no judge panics while it holds the lock");
        let found = known().get(&(x, y)).copied();
        found.unwrap_or_else(|| {
            let kinship = self.compare_rests(x, y);
            known().insert((x, y), kinship);
            kinship
        })
    }

    /// One story: the headlines or addresses agree, little is left outside what two documents share, or the rests share
    /// word triples.
    fn compare_rests(&self, x: u32, y: u32) -> Kinship {
        let (rest_x, words_x) = self.rest(x, y);
        let (rest_y, words_y) = self.rest(y, x);
        // Versions of a story keep a good part of it under one headline; what a column's heading stands over does not.
        let keeps_part = |rest: &[u64], all: usize| rest.len() * 4 <= all * 3;
        if keeps_part(&rest_x, words_x)
            && keeps_part(&rest_y, words_y)
            && has_one_title(&self.page(x).article, &self.page(y).article)
        {
            return Kinship::OneStory;
        }
        let little = |rest: &[u64], all: usize| rest.len() < 20 || rest.len() * 10 < all;
        match (little(&rest_x, words_x), little(&rest_y, words_y)) {
            (true, true) => return Kinship::OneStory,
            (true, false) => return Kinship::Inside,
            (false, true) => return Kinship::Around,
            (false, false) => {}
        }
        let triples = |rest: &[u64]| {
            let mut triples: Vec<u64> = rest.windows(3).map(shingle_hash).collect();
            triples.sort_unstable();
            triples.dedup();
            triples
        };
        let (x, y) = (triples(&rest_x), triples(&rest_y));
        let (short, long) = if x.len() <= y.len() { (x, y) } else { (y, x) };
        let shared = short.iter().filter(|triple| long.binary_search(triple).is_ok()).count();
        if shared * 10 >= short.len() { Kinship::OneStory } else { Kinship::Unrelated }
    }

    /// The words of `doc` outside the sentences that `other` has too, and the number of all its words.
    fn rest(&self, doc: u32, other: u32) -> (Vec<u64>, usize) {
        let (page, other) = (self.page(doc), self.page(other));
        let apart = page.sentences.iter().filter(|sentence| !other.has(sentence));
        let words = apart.flat_map(|sentence| page.words.within(sentence.span)).map(|word| word.hash);
        (words.collect(), page.sentences.iter().map(|sentence| sentence.n_words).sum())
    }
}
