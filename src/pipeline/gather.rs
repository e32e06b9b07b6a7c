//! Gathering: all input read, extracted and stored, with what the collection as a whole teaches counted on the way.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::room::GATHERED;
use super::turns::in_turns;
use super::{Input, Room};
use crate::config::Config;
use crate::document::{Article, Document};
use crate::error::{Result, Skip, SkipReason};
use crate::extract::attribution::known::authors_as_written;
use crate::extract::extract_with_words;
use crate::ids::Ids;
use crate::learn::{Counted, SentenceCounts};
use crate::monitor::{Monitor, Stage};
use crate::read::{InputBlock, Reader};
use crate::sources::{Sources, Stated};
use crate::store::{Articles, Place};

/// Input blocks that are worked on at a time, for each thread; while the threads are busy with the last ones of a batch, the
/// batch before it is taken in.
const BLOCKS_PER_THREAD: usize = 2;

/// Names of the scratch files.
const DRAFTS: &str = "drafts";
const SENTENCES: &str = "sentences";
pub(super) const FILES: [&str; 2] = [DRAFTS, SENTENCES];

/// Everything that was read.
pub(super) struct Gathered {
    /// The articles, by number in the order of reading.
    articles: Articles,
    /// Their sentences.
    pub(super) counts: SentenceCounts,
    pub(super) docs: Docs,
}

/// What is kept in memory of the documents that were read.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Docs {
    /// Where their articles lie.
    places: Vec<Place>,
    pub(super) ids: Ids,
    /// Their numbers in the order of their ids, one of each id.
    pub(super) order: Vec<u32>,
    /// Their outlets and authors.
    pub(super) sources: Sources,
    /// What was left out.
    pub(super) skipped: Vec<Skip>,
}

impl Gathered {
    /// All input, or what an earlier run kept of it.
    ///
    /// # Errors
    /// If a root cannot be read, scratch cannot be written or read, or the run is to stop.
    pub(super) fn read_or_resume(
        input: &Input,
        config: &Config,
        room: &mut Room,
        monitor: &Monitor,
    ) -> Result<Self> {
        if let Some(gathered) = Self::resume(room)? {
            return Ok(gathered);
        }
        let mut gathered = Self::read(input, config, room, monitor)?;
        gathered.keep(room)?;
        Ok(gathered)
    }

    fn read(input: &Input, config: &Config, room: &Room, monitor: &Monitor) -> Result<Self> {
        monitor.start(Stage::Read, 0);
        let mut reader = Reader::open(&input.roots, input.read.clone())?;
        let mut gathered = Self {
            articles: Articles::new(&room.scratch, DRAFTS, room.held_bytes_max),
            counts: SentenceCounts::new(&room.scratch, SENTENCES, room.held_bytes_max),
            docs: Docs::default(),
        };
        let next_blocks = || {
            monitor.check()?;
            let mut blocks: Vec<InputBlock> = Vec::new();
            while blocks.len() < BLOCKS_PER_THREAD * rayon::current_num_threads()
                && let Some(block) = reader.next_block()?
            {
                monitor.add_bytes(block.n_bytes());
                blocks.push(block);
            }
            Ok((!blocks.is_empty()).then_some(blocks))
        };
        let pack = |blocks: Vec<InputBlock>| {
            let documents = blocks.par_iter().flat_map(|block| block.documents(&input.read));
            Ok(documents.map(|document| Ok(Packed::of(document?, input, config))).collect())
        };
        let push = |packed: Vec<std::result::Result<Packed, Skip>>| {
            monitor.advance(packed.len());
            packed.into_iter().try_for_each(|document| gathered.push(document))
        };
        in_turns(next_blocks, pack, push)?;
        gathered.put_in_order()?;
        Ok(gathered)
    }

    fn push(&mut self, document: std::result::Result<Packed, Skip>) -> Result<()> {
        let packed = match document {
            Ok(packed) => packed,
            Err(skip) => {
                self.docs.skipped.push(skip);
                return Ok(());
            }
        };
        self.docs.places.push(self.articles.append(&packed.article)?);
        self.docs.ids.push(&packed.id);
        self.counts.push(&packed.counted)?;
        self.docs.sources.add(packed.stated, packed.authors);
        Ok(())
    }

    /// Orders the documents by id; of those with one id the smallest by content hash, then by metadata, is kept.
    fn put_in_order(&mut self) -> Result<()> {
        let ids = &self.docs.ids;
        let mut order: Vec<u32> = (0..ids.len() as u32).collect();
        order.par_sort_unstable_by_key(|&number| (ids.get(number), number));
        for same_id in order.chunk_by(|x, y| ids.get(*x) == ids.get(*y)) {
            if let [only] = same_id {
                self.docs.order.push(*only);
                continue;
            }
            let mut candidates = same_id
                .iter()
                .map(|&number| {
                    let article = self.article(number)?;
                    Ok((article.content_hash, format!("{:?}", article.meta), number))
                })
                .collect::<Result<Vec<_>>>()?;
            candidates.sort_unstable();
            let (kept, _, first) = &candidates[0];
            self.docs.order.push(*first);
            for (content, _, number) in &candidates[1..] {
                self.counts.leave_out(*number);
                self.docs.skipped.push(Skip {
                    path: ids.get(*number).to_owned(),
                    reason: SkipReason::RepeatedId,
                    detail: if content == kept {
                        format!("content {content} is given again under the same id")
                    } else {
                        format!("content {content} has the same id as content {kept}, which is read")
                    },
                });
            }
        }
        Ok(())
    }

    /// Writes everything down, so that another run can go on from here.
    fn keep(&mut self, room: &mut Room) -> Result<()> {
        if room.checkpoints.are_kept() {
            let stores = (self.articles.save()?, self.counts.save()?);
            room.checkpoints.finish(GATHERED, &(stores, &self.docs))?;
        }
        Ok(())
    }

    /// What an earlier run kept.
    fn resume(room: &Room) -> Result<Option<Self>> {
        let Some(((articles, counts), docs)) = room.checkpoints.load(GATHERED)? else { return Ok(None) };
        Ok(Some(Self {
            articles: Articles::reopen(&room.scratch, DRAFTS, articles)?,
            counts: SentenceCounts::reopen(&room.scratch, SENTENCES, counts)?,
            docs,
        }))
    }

    /// An article by the number of its document.
    ///
    /// # Errors
    /// If it cannot be read again.
    pub(super) fn article(&self, number: u32) -> Result<Article> {
        self.articles.read(self.docs.places[number as usize])
    }
}

/// What a thread makes of a document.
struct Packed {
    id: String,
    article: Vec<u8>,
    counted: Counted,
    authors: Vec<String>,
    stated: Stated,
}

impl Packed {
    fn of(document: Document, input: &Input, config: &Config) -> Self {
        let (article, words) = extract_with_words(document, &input.agencies, config.profile);
        Self {
            article: Articles::pack(&article),
            counted: Counted::of(&article, &words),
            authors: authors_as_written(&article).map(str::to_owned).collect(),
            stated: Stated::of(&article),
            id: article.id,
        }
    }
}
