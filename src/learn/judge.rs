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
use crate::shingle::{Overlap, shingle_hash};
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
        let judge = Judge { counts, pages, standings: OfPairs::new(), alike: OfPairs::new() };
        let of_same_docs = batch.par_chunk_by(|x, y| x.docs == y.docs);
        found.par_extend(of_same_docs.flat_map_iter(|carriers| judge.judge_all(carriers)));
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
    n_words: usize,
}

impl Page {
    fn of(article: Article) -> Self {
        let words = PageWords::of_article(&article);
        let sentences = sentences_of(&article, &words);
        let mut hashes: Vec<u64> = sentences.iter().map(|sentence| sentence.hash).collect();
        hashes.sort_unstable();
        let n_words = sentences.iter().map(|sentence| sentence.n_words).sum();
        Self { article, words, sentences, hashes, n_words }
    }

    fn has(&self, sentence: &Sentence) -> bool {
        self.hashes.binary_search(&sentence.hash).is_ok()
    }

    /// The sentences that `other` has not.
    fn outside<'p>(&'p self, other: &'p Self) -> impl Iterator<Item = &'p Sentence> {
        self.sentences.iter().filter(|sentence| !other.has(sentence))
    }

    fn n_words_outside(&self, other: &Self) -> usize {
        self.outside(other).map(|sentence| sentence.n_words).sum()
    }

    fn words_outside(&self, other: &Self) -> Vec<u64> {
        let words = self.outside(other).flat_map(|sentence| self.words.within(sentence.span));
        words.map(|word| word.hash).collect()
    }
}

/// Judges sentences whose carriers are at hand.
struct Judge<'a> {
    counts: &'a SentenceCounts,
    pages: HashMap<u32, Page>,
    standings: OfPairs<Standing>,
    /// Whether what two documents do not share is alike.
    alike: OfPairs<bool>,
}

/// What was found out of pairs of documents, each known by the lower number first.
struct OfPairs<T>(Mutex<HashMap<(u32, u32), T>>);

impl<T: Copy> OfPairs<T> {
    fn new() -> Self {
        Self(Mutex::new(HashMap::new()))
    }

    /// What is known of a pair; the first time, what `find` finds out.
    fn of(&self, pair: (u32, u32), find: impl FnOnce() -> T) -> T {
        let known = || self.0.lock().expect("no judge panics while it holds the lock");
        let found = known().get(&pair).copied();
        found.unwrap_or_else(|| {
            let found = find();
            known().insert(pair, found);
            found
        })
    }
}

/// How one document stands to another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    OneStory,
    /// Little of it is left outside what the other has too.
    Inside,
    /// Little of the other is left outside what it has too.
    Around,
    /// Enough of both is left to compare.
    Apart,
}

impl Standing {
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

    /// Those of some sentences with the same carriers that are furniture, and where.
    fn judge_all(&self, sentences: &[Carriers]) -> Vec<(u64, Scope)> {
        let stories = self.stories(&sentences[0].docs);
        sentences.iter().filter_map(|carriers| self.judge(carriers, &stories)).collect()
    }

    /// Whether the stories that the carriers of a sentence tell are enough for it to be furniture, and where.
    fn judge(&self, carriers: &Carriers, stories: &[Vec<u32>]) -> Option<(u64, Scope)> {
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
        let is_inside = |doc: u32| docs.iter().any(|&other| self.standing(doc, other) == Standing::Inside);
        let mut stories: Vec<Vec<u32>> = Vec::new();
        for &doc in docs.iter().filter(|doc| !is_inside(**doc)) {
            let is_told = |story: &Vec<u32>| story.iter().any(|&member| self.is_one_story(member, doc));
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
    fn standing(&self, x: u32, y: u32) -> Standing {
        if x > y {
            return self.standing(y, x).reversed();
        }
        self.standings.of((x, y), || self.compare_sizes(x, y))
    }

    /// By the headlines and by how much is left outside what two documents share.
    fn compare_sizes(&self, x: u32, y: u32) -> Standing {
        let (page_x, page_y) = (self.page(x), self.page(y));
        let (rest_x, rest_y) = (page_x.n_words_outside(page_y), page_y.n_words_outside(page_x));
        // Versions of a story keep a good part of it under one headline; what a column's heading stands over does not.
        let keeps_part = |rest: usize, page: &Page| rest * 4 <= page.n_words * 3;
        if keeps_part(rest_x, page_x)
            && keeps_part(rest_y, page_y)
            && has_one_title(&page_x.article, &page_y.article)
        {
            return Standing::OneStory;
        }
        let little = |rest: usize, page: &Page| rest < 20 || rest * 10 < page.n_words;
        match (little(rest_x, page_x), little(rest_y, page_y)) {
            (true, true) => Standing::OneStory,
            (true, false) => Standing::Inside,
            (false, true) => Standing::Around,
            (false, false) => Standing::Apart,
        }
    }

    /// One story: the headlines or addresses agree, little is left outside what two documents share, or the rests share
    /// word triples.
    fn is_one_story(&self, x: u32, y: u32) -> bool {
        match self.standing(x, y) {
            Standing::OneStory => true,
            Standing::Apart => self.alike.of((x.min(y), x.max(y)), || self.have_like_rests(x, y)),
            Standing::Inside | Standing::Around => false,
        }
    }

    fn have_like_rests(&self, x: u32, y: u32) -> bool {
        let triples = |doc: u32, other: u32| -> Vec<u64> {
            self.page(doc).words_outside(self.page(other)).windows(3).map(shingle_hash).collect()
        };
        let overlap = Overlap::of(&triples(x, y), &triples(y, x));
        overlap.shared * 10 >= overlap.first.min(overlap.second)
    }
}
