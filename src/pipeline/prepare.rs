//! Preparing: each article given its final roles and credits by what the collection taught, sketched, and stored again in
//! the order of ids.

use ahash::HashMap;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::gather::Gathered;
use super::room::PREPARED;
use super::turns::in_turns;
use super::{Input, Room, finish, gather};
use crate::config::{Config, Profile};
use crate::document::{Article, DocIdx};
use crate::error::{Result, Skip, SkipReason};
use crate::extract::attribution::known::KnownNames;
use crate::facts::Facts;
use crate::ids::Ids;
use crate::learn::CollectionModel;
use crate::main_text::MainText;
use crate::monitor::{Monitor, Stage};
use crate::origin::Origins;
use crate::outlet::OutletKey;
use crate::propose::{RecallSample, Signer, Sketch, Sketches};
use crate::report::assemble::furniture_of;
use crate::sources::Sources;
use crate::store::{Articles, Partitions, Place, Record};

/// Documents that are worked on at a time, for each thread.
const DOCS_PER_THREAD: usize = 64;

/// Names of the scratch files.
const ARTICLES: &str = "articles";
const FURNITURE: &str = "furniture";
pub(super) const FILES: [&str; 2] = [ARTICLES, FURNITURE];

/// The collection as it is compared. Documents are known by [`DocIdx`], their position in the order of ids.
pub(super) struct Prepared {
    articles: Articles,
    pub(super) sketches: Sketches,
    /// Which documents carry which furniture.
    pub(super) furniture: Partitions,
    pub(super) origins: Origins,
    pub(super) docs: Docs,
}

/// What else is kept in memory of the documents that are compared.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Docs {
    /// Where their articles lie.
    places: Vec<Place>,
    pub(super) ids: Ids,
    pub(super) recall: RecallSample,
    /// What was left out.
    pub(super) skipped: Vec<Skip>,
}

/// What is done to each article.
struct Finisher<'a> {
    gathered: &'a Gathered,
    input: &'a Input,
    model: CollectionModel,
    known: KnownNames<'a>,
    signer: Signer<'a>,
    config: &'a Config,
}

impl Finisher<'_> {
    /// An article with its final roles and credits, and its main text.
    fn finish(&self, number: u32) -> Result<(Article, MainText)> {
        let mut article = self.gathered.article(number)?;
        article.alias = self.gathered.docs.sources.alias_of(&article);
        let text = finish(&mut article, &self.model, &self.known, self.config);
        Ok((article, text))
    }

    fn prepare(&self, number: u32, recall: &RecallSample, shingles: &mut Vec<u64>) -> Result<One> {
        let (article, text) = self.finish(number)?;
        let sketch = self.signer.sign(&text, shingles);
        Ok(One {
            number,
            near: recall.near(&sketch.signature, self.config.threshold),
            sketch,
            facts: Facts::of(&article, &self.input.agencies),
            furniture: furniture_of(&article).into_iter().map(|(hash, _)| hash).collect(),
            packed: Articles::pack(&article),
            tokens: match self.config.profile {
                Profile::Web => Articles::pack_tokens(&text.tokens),
                // Letters are aligned there, and nobody asks for tokens.
                Profile::Ocr => Vec::new(),
            },
            source: article.meta.source,
        })
    }

    /// The documents of the sample, those with the lowest hash of their id among those that are long enough, with their
    /// places in it; and the sample.
    fn recall_sample(&self) -> Result<(HashMap<u32, usize>, RecallSample)> {
        let rank = |number: &u32| {
            let id = self.gathered.docs.ids.get(*number);
            (crate::hash::hash_bytes(id.as_bytes(), 0), id)
        };
        let mut numbers = self.gathered.docs.order.clone();
        numbers.par_sort_unstable_by(|x, y| rank(x).cmp(&rank(y)));
        let (mut places, mut signatures) = (HashMap::default(), Vec::new());
        for numbers in numbers.chunks(self.config.recall_sample_docs.max(1)) {
            let sketches = numbers
                .par_iter()
                .map(|&number| Ok((number, self.signer.sign(&self.finish(number)?.1, &mut Vec::new()))))
                .collect::<Result<Vec<_>>>()?;
            for (number, sketch) in sketches {
                if signatures.len() < self.config.recall_sample_docs
                    && sketch.n_words >= self.config.doc_words_min
                {
                    places.insert(number, signatures.len());
                    signatures.push(sketch.signature);
                }
            }
            if signatures.len() == self.config.recall_sample_docs {
                break;
            }
        }
        Ok((places, RecallSample::new(signatures)))
    }
}

/// What a thread makes of an article.
struct One {
    number: u32,
    packed: Vec<u8>,
    tokens: Vec<u8>,
    facts: Facts,
    source: Option<String>,
    sketch: Sketch,
    furniture: Vec<u64>,
    near: Vec<u32>,
}

impl Prepared {
    /// Learns of what was gathered and prepares it.
    ///
    /// # Errors
    /// If scratch cannot be read or written, or the run is to stop.
    pub(super) fn of(
        gathered: Gathered,
        input: &Input,
        config: &Config,
        room: &mut Room,
        monitor: &Monitor,
    ) -> Result<Self> {
        let mut prepared = Self::make(gathered, input, config, room, monitor)?;
        prepared.keep(room)?;
        Ok(prepared)
    }

    fn make(
        mut gathered: Gathered,
        input: &Input,
        config: &Config,
        room: &Room,
        monitor: &Monitor,
    ) -> Result<Self> {
        monitor.start(Stage::Learn, gathered.docs.order.len());
        let model = input.furniture.clone().learn(&gathered.counts, |number| gathered.article(number))?;
        gathered.counts.clear();
        monitor.check()?;
        monitor.start(Stage::Sign, gathered.docs.order.len());
        let skipped = std::mem::take(&mut gathered.docs.skipped);
        let known = known_names(&mut gathered.docs.sources, input);
        let finisher =
            Finisher { gathered: &gathered, input, model, known, signer: Signer::new(config), config };
        let (places_in_sample, sample) = finisher.recall_sample()?;
        let mut prepared = Self {
            articles: Articles::new(&room.scratch, ARTICLES, room.held_bytes_max),
            sketches: Sketches::new(&room.scratch, room.held_bytes_max, config),
            furniture: Partitions::new(&room.scratch, FURNITURE, room.held_bytes_max),
            origins: Origins::default(),
            docs: Docs { recall: sample.clone(), skipped, ..Docs::default() },
        };
        let mut batches = gathered.docs.order.chunks(DOCS_PER_THREAD * rayon::current_num_threads());
        let make = |numbers: &[u32]| {
            let prepare = |shingles: &mut _, &number| finisher.prepare(number, &sample, shingles);
            numbers.par_iter().map_init(Vec::new, prepare).collect()
        };
        let push = |ones: Vec<One>| {
            monitor.advance(ones.len());
            ones.into_iter().try_for_each(|one| {
                let in_sample = places_in_sample.get(&one.number).copied();
                prepared.push(gathered.docs.ids.get(one.number), one, in_sample, config)
            })
        };
        in_turns(|| monitor.check().map(|()| batches.next()), make, push)?;
        Ok(prepared)
    }

    fn push(&mut self, id: &str, one: One, in_sample: Option<usize>, config: &Config) -> Result<()> {
        let n_words = one.sketch.n_words;
        if n_words < config.doc_words_min {
            self.docs.skipped.push(Skip {
                path: id.to_owned(),
                reason: SkipReason::TooShort,
                detail: format!("{n_words} words, fewer than the minimum of {}", config.doc_words_min),
            });
            return Ok(());
        }
        let doc = self.origins.push(&one.facts, one.source.as_deref(), n_words);
        self.docs.ids.push(id);
        self.docs.places.push(self.articles.append(&one.packed)?);
        self.articles.append_tokens(&one.tokens)?;
        self.sketches.push(&one.sketch)?;
        let record = |hash| Record { hash, order: 0, doc: doc.0 };
        self.furniture.extend(one.furniture.into_iter().map(record))?;
        self.docs.recall.add(doc, in_sample, &one.near);
        Ok(())
    }

    /// Writes everything down, so that another run can go on from here and needs nothing of what was gathered.
    fn keep(&mut self, room: &mut Room) -> Result<()> {
        if room.checkpoints.are_kept() {
            let stores = (self.articles.save()?, self.sketches.save()?, self.furniture.save()?);
            room.checkpoints.finish(PREPARED, &(stores, &self.origins, &self.docs))?;
            room.checkpoints.remove(&gather::FILES);
        }
        Ok(())
    }

    /// What an earlier run kept.
    ///
    /// # Errors
    /// If scratch cannot be read.
    pub(super) fn resume(config: &Config, room: &Room) -> Result<Option<Self>> {
        let Some((stores, origins, docs)) = room.checkpoints.load(PREPARED)? else { return Ok(None) };
        let (articles, sketches, furniture) = stores;
        Ok(Some(Self {
            articles: Articles::reopen(&room.scratch, ARTICLES, articles)?,
            sketches: Sketches::reopen(&room.scratch, sketches, config)?,
            furniture: Partitions::reopen(&room.scratch, FURNITURE, furniture)?,
            origins,
            docs,
        }))
    }

    /// The article of a document.
    ///
    /// # Errors
    /// If it cannot be read again.
    pub(super) fn article(&self, doc: DocIdx) -> Result<Article> {
        self.articles.read(self.docs.places[doc.idx()])
    }

    /// The tokens of a document's main text, of each the lower half; not in the OCR profile.
    ///
    /// # Errors
    /// If they cannot be read again.
    pub(super) fn tokens(&self, doc: DocIdx) -> Result<Vec<u64>> {
        self.articles.tokens(self.docs.places[doc.idx()], self.origins.of(doc).n_words as usize)
    }
}

fn known_names<'a>(stated: &mut Sources, input: &'a Input) -> KnownNames<'a> {
    let mut known = KnownNames::new(&input.agencies);
    for (author, sources) in stated.authors() {
        if let Some(author) = OutletKey::new(author) {
            known.add_author(author, sources);
        }
    }
    stated.forget_authors();
    for (source, alias, languages) in stated.outlets() {
        known.add_outlet(source, alias.as_deref(), languages);
    }
    known
}
