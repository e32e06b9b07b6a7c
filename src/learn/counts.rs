//! Counting: which documents carry which sentence.

use std::sync::Arc;

use ahash::HashSet;
use serde::{Deserialize, Serialize};

use super::DOCS_PER_SENTENCE_MAX;
use super::sentences::{Cutter, Sentence};
use crate::document::{Article, Role};
use crate::error::Result;
use crate::hash::hash_bytes;
use crate::outlet::{OutletKey, host_of};
use crate::page::PageWords;
use crate::store::{Partitions, Record, SavedPartitions, Scratch};

/// Words of a text in which a story is told from others whatever stands on its page. Shorter ones are looked at only where a
/// sentence has too few carriers of this length.
const STORY_WORDS_MIN: usize = 150;

/// What is counted of one article.
pub struct Counted {
    sentences: Vec<u64>,
    /// Those with the lowest are looked at.
    rank: u64,
    source: Option<u64>,
}

impl Counted {
    /// The sentences of an article's body that may be furniture; `words` are those of its page.
    #[must_use]
    pub fn of(article: &Article, words: &PageWords) -> Self {
        let sentences = sentences_of(article, words);
        let is_brief = sentences.iter().map(|sentence| sentence.n_words).sum::<usize>() < STORY_WORDS_MIN;
        let may_be_furniture = |sentence: &&Sentence| sentence.eligible && sentence.n_words > 0;
        Self {
            sentences: sentences.iter().filter(may_be_furniture).map(|sentence| sentence.hash).collect(),
            rank: hash_bytes(article.id.as_bytes(), 0) >> 1 | u64::from(is_brief) << 63,
            source: source_hash(article),
        }
    }
}

/// The sentences of an article's body.
pub(super) fn sentences_of(article: &Article, words: &PageWords) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let cutter = Cutter::of(article, words);
    let body = article.blocks.iter().filter(|block| block.role == Role::Body);
    body.for_each(|block| cutter.push(block.span, &mut sentences));
    sentences
}

/// The outlet whose furniture a document carries: its address' host where there is one, else its source.
pub(super) fn source_hash(article: &Article) -> Option<u64> {
    let host = article.meta.url.as_deref().and_then(host_of);
    let key = OutletKey::new(host.as_deref().or(article.meta.source.as_deref())?)?;
    Some(hash_bytes(key.letters().as_bytes(), 0))
}

/// The sentences of a collection with the documents that carry them. Documents are known by number, in the order in which
/// they were counted.
#[derive(Debug)]
pub struct SentenceCounts {
    records: Partitions,
    ranks: Vec<u64>,
    sources: Vec<Option<u64>>,
    left_out: HashSet<u32>,
}

/// What a later run needs to find counts again.
#[derive(Debug, Serialize, Deserialize)]
pub struct SavedCounts {
    records: SavedPartitions,
    ranks: Vec<u64>,
    sources: Vec<Option<u64>>,
    left_out: Vec<u32>,
}

impl SentenceCounts {
    /// Nothing counted yet; `held_bytes_max` bytes may lie in memory. `name` is that of the scratch file.
    #[must_use]
    pub fn new(scratch: &Arc<Scratch>, name: &str, held_bytes_max: usize) -> Self {
        Self {
            records: Partitions::new(scratch, name, held_bytes_max),
            ranks: Vec::new(),
            sources: Vec::new(),
            left_out: HashSet::default(),
        }
    }

    /// Counts the next document.
    ///
    /// # Errors
    /// If the scratch file cannot be written.
    pub fn push(&mut self, counted: &Counted) -> Result<()> {
        let doc = self.ranks.len() as u32;
        self.ranks.push(counted.rank);
        self.sources.push(counted.source);
        self.records.extend(counted.sentences.iter().map(|&hash| Record { hash, order: 0, doc }))
    }

    /// Takes a document back that turned out to repeat another one's id.
    pub fn leave_out(&mut self, doc: u32) {
        self.left_out.insert(doc);
    }

    /// Writes everything down and waits until the disk has it.
    ///
    /// # Errors
    /// If the scratch file cannot be written.
    pub fn save(&mut self) -> Result<SavedCounts> {
        Ok(SavedCounts {
            records: self.records.save()?,
            ranks: self.ranks.clone(),
            sources: self.sources.clone(),
            left_out: self.left_out.iter().copied().collect(),
        })
    }

    /// Counts that an earlier run saved.
    ///
    /// # Errors
    /// If the scratch file is missing or has another length.
    pub fn reopen(scratch: &Arc<Scratch>, name: &str, saved: SavedCounts) -> Result<Self> {
        let SavedCounts { records, ranks, sources, left_out } = saved;
        let records = Partitions::reopen(scratch, name, records)?;
        Ok(Self { records, ranks, sources, left_out: left_out.into_iter().collect() })
    }

    /// Forgets what was counted.
    pub fn clear(&mut self) {
        self.records.clear();
        (self.ranks, self.sources) = (Vec::new(), Vec::new());
    }

    pub(super) fn source(&self, doc: u32) -> Option<u64> {
        self.sources[doc as usize]
    }

    /// The sentences of a part that two documents or more carry.
    pub(super) fn repeated(&self, part: usize) -> Result<Vec<Carriers>> {
        let mut records = self.records.sorted_part(part)?;
        records.retain(|record| !self.left_out.contains(&record.doc));
        let runs = records.chunk_by(|x, y| x.hash == y.hash).filter(|run| run.len() > 1);
        let carriers = |run: &[Record]| {
            let mut docs: Vec<u32> = run.iter().map(|record| record.doc).collect();
            docs.sort_unstable_by_key(|doc| (self.ranks[*doc as usize], *doc));
            docs.truncate(DOCS_PER_SENTENCE_MAX);
            docs.shrink_to_fit();
            Carriers { hash: run[0].hash, docs, n_docs: run.len() }
        };
        Ok(runs.map(carriers).collect())
    }
}

/// The documents that carry one sentence: at most eight, those that are no briefs first, then by the hash of their ids.
pub(super) struct Carriers {
    pub(super) hash: u64,
    pub(super) docs: Vec<u32>,
    /// How many there are in all.
    pub(super) n_docs: usize,
}
