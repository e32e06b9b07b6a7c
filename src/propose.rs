//! Proposing: from main texts to the pairs that are worth measuring.
//!
//! Takes the main texts of a collection one by one, gives candidate pairs. Documents of equal words
//! are represented by one of them while the generators run, so that a million copies of a text cost what one costs; a
//! sample of the documents, compared with all others by signature, tells what share of the similar pairs was proposed.

use std::sync::Arc;

use ahash::HashMap;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::candidates::lsh::Banding;
use crate::candidates::{CandidatePair, lsh, passages};
use crate::config::{Config, Profile};
use crate::document::DocIdx;
use crate::error::Result;
use crate::hash::mix;
use crate::main_text::MainText;
use crate::origin::Origins;
use crate::shingle::push_shingles;
use crate::sketch::fracminhash::push_sample;
use crate::sketch::minhash::{MinHasher, Signature};
use crate::store::{Partitions, SavedPartitions, Scratch};

/// What is kept of a main text to find its candidates.
pub struct Sketch {
    /// Number of its words.
    pub n_words: usize,
    /// Hash of all its words: equal for equal texts.
    pub words_hash: u64,
    /// Estimates whole-article similarity.
    pub signature: Signature,
    /// Sampled shingles, ascending.
    pub sample: Vec<u64>,
}

/// Seed of the signatures; part of the format.
const SIGNATURE_SEED: u64 = 0x7369_676e;

/// Makes the sketches of main texts.
pub struct Signer<'c> {
    hasher: MinHasher,
    config: &'c Config,
}

impl<'c> Signer<'c> {
    /// A signer under the parameters of a run.
    #[must_use]
    pub fn new(config: &'c Config) -> Self {
        Self { hasher: MinHasher::new(config.permutations, SIGNATURE_SEED), config }
    }

    /// The signature of a main text; `shingles` is a buffer of the caller's.
    #[must_use]
    pub fn signature(&self, text: &MainText, shingles: &mut Vec<u64>) -> Signature {
        shingles.clear();
        push_shingles(text.shingled(), self.config.shingle_len, shingles);
        self.hasher.sign(shingles)
    }

    /// The sketch of a main text; `shingles` is a buffer of the caller's.
    #[must_use]
    pub fn sign(&self, text: &MainText, shingles: &mut Vec<u64>) -> Sketch {
        let signature = self.signature(text, shingles);
        let mut sample = Vec::new();
        push_sample(shingles, self.config.sample_one_in, self.config.sample_min, &mut sample);
        sample.shrink_to_fit();
        Sketch {
            n_words: text.words.len(),
            words_hash: text.tokens.iter().fold(text.tokens.len() as u64, |hash, token| mix(hash ^ token)),
            signature,
            sample,
        }
    }
}

/// The sketches of a collection, as far as candidates need them.
#[derive(Debug)]
pub struct Sketches {
    banding: Banding,
    bands: Partitions,
    samples: Partitions,
    /// The first document of each text.
    by_words: HashMap<u64, DocIdx>,
    /// The document that stands for each among the candidates: the first of those of equal words.
    first: Vec<DocIdx>,
}

/// What a later run needs to find sketches again.
#[derive(Debug, Serialize, Deserialize)]
pub struct SavedSketches {
    bands: SavedPartitions,
    samples: SavedPartitions,
    first: Vec<DocIdx>,
}

/// Names of the scratch files.
const BANDS: &str = "bands";
const SAMPLES: &str = "samples";
/// Names of all of them.
pub const FILES: [&str; 2] = [BANDS, SAMPLES];

impl Sketches {
    /// No sketches yet; `held_bytes_max` bytes of each of the two kinds may lie in memory.
    #[must_use]
    pub fn new(scratch: &Arc<Scratch>, held_bytes_max: usize, config: &Config) -> Self {
        Self {
            banding: Banding::plan(config.permutations, config.threshold, config.recall),
            bands: Partitions::new(scratch, BANDS, held_bytes_max),
            samples: Partitions::new(scratch, SAMPLES, held_bytes_max),
            by_words: HashMap::default(),
            first: Vec::new(),
        }
    }

    /// Adds the sketch of the next document.
    ///
    /// # Errors
    /// If a scratch file cannot be written.
    pub fn push(&mut self, sketch: &Sketch) -> Result<()> {
        let doc = DocIdx(self.first.len() as u32);
        let first = *self.by_words.entry(sketch.words_hash).or_insert(doc);
        self.first.push(first);
        if first != doc {
            return Ok(());
        }
        let mut records = Vec::new();
        lsh::push_records(doc, &sketch.signature, self.banding, &mut records);
        self.bands.extend(records.drain(..))?;
        passages::push_records(doc, &sketch.sample, &mut records);
        self.samples.extend(records)
    }

    /// Writes everything down and waits until the disk has it.
    ///
    /// # Errors
    /// If a scratch file cannot be written.
    pub fn save(&mut self) -> Result<SavedSketches> {
        Ok(SavedSketches {
            bands: self.bands.save()?,
            samples: self.samples.save()?,
            first: self.first.clone(),
        })
    }

    /// Sketches that an earlier run saved. No more can be added to them.
    ///
    /// # Errors
    /// If a scratch file is missing or has another length.
    pub fn reopen(scratch: &Arc<Scratch>, saved: SavedSketches, config: &Config) -> Result<Self> {
        Ok(Self {
            bands: Partitions::reopen(scratch, BANDS, saved.bands)?,
            samples: Partitions::reopen(scratch, SAMPLES, saved.samples)?,
            first: saved.first,
            ..Self::new(scratch, 0, config)
        })
    }

    /// Forgets all but which documents have equal words: the candidates are known.
    pub fn forget_records(&mut self) {
        self.bands.clear();
        self.samples.clear();
        self.by_words = HashMap::default();
    }

    /// Whether two documents have equal words.
    #[must_use]
    pub fn is_identical(&self, pair: CandidatePair) -> bool {
        self.first[pair.a.idx()] == self.first[pair.b.idx()]
    }

    /// The sets of two documents or more that have equal words, each in order.
    fn identical(&self) -> Vec<Vec<DocIdx>> {
        let mut order: Vec<(DocIdx, DocIdx)> =
            self.first.iter().copied().zip((0..self.first.len() as u32).map(DocIdx)).collect();
        order.par_sort_unstable();
        let runs = order.chunk_by(|x, y| x.0 == y.0).filter(|run| run.len() > 1);
        runs.map(|run| run.iter().map(|(_, doc)| *doc).collect()).collect()
    }

    /// The pairs that bands or sampled shingles propose and the user wants compared.
    ///
    /// # Errors
    /// If a scratch file cannot be read.
    pub fn candidates(&self, origins: &Origins, config: &Config) -> Result<Candidates> {
        let mut pairs = lsh::candidates(&self.bands, config.bucket_docs_max)?;
        let n_lsh = pairs.len();
        let shared_min = shared_samples_min(config.profile);
        let by_passage = passages::candidates(&self.samples, config.bucket_docs_max, shared_min)?;
        let n_passage = by_passage.len();
        pairs.extend(by_passage);
        pairs.par_sort_unstable();
        pairs.dedup();
        let mut pairs = with_identical(pairs, &self.identical(), config.bucket_docs_max);
        pairs.retain(|pair| is_wanted(*pair, origins, config));
        Ok(Candidates { pairs, n_lsh, n_passage })
    }
}

/// Pairs worth measuring, and what each generator proposed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Candidates {
    /// In order, without repetition.
    pub pairs: Vec<CandidatePair>,
    /// Pairs proposed by signature bands.
    pub n_lsh: usize,
    /// Pairs proposed by sampled shingles.
    pub n_passage: usize,
}

/// Sampled shingles that two documents share at least. A letter 8-gram is a common word or two, so that one in common
/// says nothing; a 60-word passage with 10 % of its letters wrong leaves seven.
fn shared_samples_min(profile: Profile) -> usize {
    match profile {
        Profile::Web => 1,
        Profile::Ocr => 4,
    }
}

/// Extends pairs of representatives to the documents that these stand for, and pairs the latter with one another:
/// all with all while the sets are small, each with the representative beyond that.
fn with_identical(
    mut pairs: Vec<CandidatePair>,
    identical: &[Vec<DocIdx>],
    docs_max: usize,
) -> Vec<CandidatePair> {
    if identical.is_empty() {
        return pairs;
    }
    let members: HashMap<DocIdx, &[DocIdx]> = identical.iter().map(|set| (set[0], &set[..])).collect();
    let mut extended = Vec::new();
    pairs.retain(|pair| {
        if !members.contains_key(&pair.a) && !members.contains_key(&pair.b) {
            return true;
        }
        let a = members.get(&pair.a).copied().unwrap_or(std::slice::from_ref(&pair.a));
        let b = members.get(&pair.b).copied().unwrap_or(std::slice::from_ref(&pair.b));
        let small = a.len() + b.len() <= docs_max;
        for &x in a {
            let partners = if small || x == pair.a { b } else { &b[..1] };
            extended.extend(partners.iter().map(|&y| CandidatePair::new(x, y)));
        }
        false
    });
    for set in identical {
        for (idx, &x) in set.iter().enumerate() {
            let partners =
                if set.len() <= docs_max { &set[idx + 1..] } else { &set[idx + 1..(idx + 2).min(set.len())] };
            extended.extend(partners.iter().map(|&y| CandidatePair::new(x, y)));
            if set.len() > docs_max && idx > 1 {
                extended.push(CandidatePair::new(set[0], x));
            }
        }
    }
    pairs.extend(extended);
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// Whether the user wants the pair compared at all.
#[must_use]
pub fn is_wanted(pair: CandidatePair, origins: &Origins, config: &Config) -> bool {
    let near = |days: u32| match (origins.of(pair.a).published(), origins.of(pair.b).published()) {
        (Some(x), Some(y)) => x.days_apart(&y) <= days,
        _ => true,
    };
    config.within_days.is_none_or(near)
        && !(config.across_sources && origins.same_source(pair.a, pair.b) == Some(true))
}

/// Signatures of a sample of the documents, which all others are compared with: how many of the pairs that are similar by
/// signature were proposed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RecallSample {
    signatures: Vec<Signature>,
    /// The document of each signature, as far as it has come by.
    docs: Vec<Option<DocIdx>>,
    /// Similar pairs of a sampled document, by its place in the sample, and another one.
    near: Vec<(u32, DocIdx)>,
}

impl RecallSample {
    /// A sample by its signatures.
    #[must_use]
    pub fn new(signatures: Vec<Signature>) -> Self {
        Self { docs: vec![None; signatures.len()], signatures, near: Vec::new() }
    }

    /// The places in the sample whose similarity to `signature` reaches the threshold.
    #[must_use]
    pub fn near(&self, signature: &Signature, threshold: f64) -> Vec<u32> {
        let near = |sampled: &Signature| sampled.jaccard_estimate(signature) >= threshold;
        (0..).zip(&self.signatures).filter(|(_, sampled)| near(sampled)).map(|(place, _)| place).collect()
    }

    /// Adds what [`Self::near`] gave of a document. `place` is its own place in the sample.
    pub fn add(&mut self, doc: DocIdx, place: Option<usize>, near: &[u32]) {
        if let Some(place) = place {
            self.docs[place] = Some(doc);
        }
        self.near.extend(near.iter().map(|&place| (place, doc)));
    }

    /// How many similar pairs there are of those that the user wants compared, and how many of them were found, once all
    /// documents were added.
    #[must_use]
    pub fn recall(
        &self,
        found: &Candidates,
        sketches: &Sketches,
        is_wanted: impl Fn(CandidatePair) -> bool,
    ) -> Recall {
        let doc = |place: u32| self.docs[place as usize];
        let pairs = self.near.iter().filter_map(|&(place, other)| Some((doc(place)?, other)));
        let mut pairs: Vec<_> =
            pairs.filter(|(x, y)| x != y).map(|(x, y)| CandidatePair::new(x, y)).collect();
        pairs.retain(|pair| is_wanted(*pair));
        pairs.sort_unstable();
        pairs.dedup();
        let is_found =
            |pair: &&CandidatePair| found.pairs.binary_search(pair).is_ok() || sketches.is_identical(**pair);
        Recall {
            n_sampled: self.docs.len(),
            n_found: pairs.iter().filter(is_found).count(),
            n_pairs: pairs.len(),
        }
    }
}

/// How many of the pairs that are similar by signature were proposed.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Recall {
    /// Documents compared with all others.
    pub n_sampled: usize,
    /// Pairs of these that reach the threshold.
    pub n_pairs: usize,
    /// Of the pairs, those that are candidates.
    pub n_found: usize,
}
