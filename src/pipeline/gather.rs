//! Gathering: all input read, extracted and stored, with what the collection as a whole teaches counted on the way.

use std::sync::Arc;

use rayon::prelude::*;

use super::{Input, Room};
use crate::config::Config;
use crate::document::{Article, ContentHash, Document};
use crate::error::{Result, Skip, SkipReason};
use crate::extract::attribution::known::authors;
use crate::extract::extract;
use crate::learn::{Counted, SentenceCounts};
use crate::monitor::{Monitor, Stage};
use crate::outlet::OutletKey;
use crate::read::{InputBlock, Reader};
use crate::sources::{Sources, Stated};
use crate::store::{Articles, Place, Scratch};

/// Input blocks that are worked on at a time, for each thread: enough to keep every core busy to the last one.
const BLOCKS_PER_THREAD: usize = 4;

/// Name of the scratch file.
const DRAFTS: &str = "drafts";

/// An article as it was read, before its collection was known.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) id: Box<str>,
    pub(super) content_hash: ContentHash,
    pub(super) place: Place,
}

/// Everything that was read.
pub(super) struct Gathered {
    /// The articles, in the order of reading.
    pub(super) articles: Articles,
    /// The documents, in the order of reading.
    pub(super) drafts: Vec<Draft>,
    /// The numbers of the documents in the order of their ids, one of each id.
    pub(super) order: Vec<u32>,
    /// Their sentences.
    pub(super) counts: SentenceCounts,
    /// Their outlets and authors.
    pub(super) sources: Sources,
    /// What was left out.
    pub(super) skipped: Vec<Skip>,
}

impl Gathered {
    /// Reads and extracts all input.
    ///
    /// # Errors
    /// If a root cannot be read, scratch cannot be written, or the run is to stop.
    pub(super) fn read(input: &Input, config: &Config, room: &Room, monitor: &Monitor) -> Result<Self> {
        monitor.start(Stage::Read, 0);
        let mut reader = Reader::open(&input.roots, input.read.clone())?;
        let mut gathered = Self::empty(&room.scratch, room.held_bytes_max);
        loop {
            monitor.check()?;
            let mut blocks: Vec<InputBlock> = Vec::new();
            while blocks.len() < BLOCKS_PER_THREAD * rayon::current_num_threads()
                && let Some(block) = reader.next_block()?
            {
                monitor.add_bytes(block.n_bytes());
                blocks.push(block);
            }
            if blocks.is_empty() {
                break;
            }
            let packed: Vec<_> = blocks
                .par_iter()
                .flat_map(|block| block.documents(&input.read))
                .map(|document| document.map(|document| Packed::of(document, input, config)))
                .collect();
            monitor.advance(packed.len());
            for document in packed {
                match document {
                    Ok(packed) => gathered.push(packed)?,
                    Err(skip) => gathered.skipped.push(skip),
                }
            }
        }
        gathered.put_in_order()?;
        Ok(gathered)
    }

    fn empty(scratch: &Arc<Scratch>, held_bytes_max: usize) -> Self {
        Self {
            articles: Articles::new(scratch, DRAFTS, held_bytes_max),
            drafts: Vec::new(),
            order: Vec::new(),
            counts: SentenceCounts::new(scratch, held_bytes_max),
            sources: Sources::default(),
            skipped: Vec::new(),
        }
    }

    fn push(&mut self, packed: Packed) -> Result<()> {
        let place = self.articles.append(&packed.article)?;
        self.drafts.push(Draft { id: packed.id, content_hash: packed.content_hash, place });
        self.counts.push(&packed.counted)?;
        self.sources.add(packed.stated, packed.authors);
        Ok(())
    }

    /// Orders the documents by id; of those with one id the smallest by content hash, then by metadata, is kept.
    fn put_in_order(&mut self) -> Result<()> {
        let drafts = &self.drafts;
        let key = |number: &u32| {
            let draft = &drafts[*number as usize];
            (&draft.id, draft.content_hash)
        };
        let mut order: Vec<u32> = (0..drafts.len() as u32).collect();
        order.par_sort_unstable_by(|x, y| key(x).cmp(&key(y)).then(x.cmp(y)));
        for same_id in order.chunk_by(|x, y| key(x).0 == key(y).0) {
            let n_equal = same_id.partition_point(|number| key(number).1 == key(&same_id[0]).1);
            let first = match &same_id[..n_equal] {
                [only] => *only,
                equal => self.least_by_metadata(equal)?,
            };
            self.order.push(first);
            for &number in same_id.iter().filter(|number| **number != first) {
                let (kept, left_out) = (&drafts[first as usize], &drafts[number as usize]);
                self.counts.leave_out(number);
                self.skipped.push(Skip {
                    path: left_out.id.to_string(),
                    reason: SkipReason::RepeatedId,
                    detail: format!(
                        "content {} has the same id as content {}",
                        left_out.content_hash, kept.content_hash
                    ),
                });
            }
        }
        Ok(())
    }

    fn least_by_metadata(&self, numbers: &[u32]) -> Result<u32> {
        let mut least: Option<(String, u32)> = None;
        for &number in numbers {
            let key = (format!("{:?}", self.article(number)?.meta), number);
            least = Some(least.map_or(key.clone(), |least| least.min(key)));
        }
        Ok(least.expect("there are documents of one id").1)
    }

    /// An article by the number of its document.
    ///
    /// # Errors
    /// If it cannot be read again.
    pub(super) fn article(&self, number: u32) -> Result<Article> {
        self.articles.read(self.drafts[number as usize].place)
    }
}

/// What a thread makes of a document.
struct Packed {
    id: Box<str>,
    content_hash: ContentHash,
    article: Vec<u8>,
    counted: Counted,
    authors: Vec<OutletKey>,
    stated: Stated,
}

impl Packed {
    fn of(document: Document, input: &Input, config: &Config) -> Self {
        let article = extract(document, &input.agencies, config.profile);
        Self {
            article: Articles::pack(&article),
            counted: Counted::of(&article),
            authors: authors(&article).collect(),
            content_hash: article.content_hash,
            stated: Stated::of(&article),
            id: article.id.into(),
        }
    }
}
