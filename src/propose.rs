//! Proposing: from main texts to the pairs that are worth measuring.
//!
//! Takes the main texts of a collection with the facts of their documents, gives candidate pairs. Documents of equal words
//! are represented by one of them while the generators run, so that a million copies of a text cost what one costs; a
//! sample of the documents, compared with all others by signature, tells what share of the similar pairs was proposed.

use ahash::{HashMap, HashSet};
use rayon::prelude::*;

use crate::candidates::{CandidatePair, lsh, passages};
use crate::config::{Config, Profile};
use crate::document::{Article, DocIdx};
use crate::facts::Facts;
use crate::hash::mix;
use crate::main_text::MainText;
use crate::shingle::push_shingles;
use crate::sketch::fracminhash::push_sample;
use crate::sketch::minhash::{MinHasher, Signature};

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

    /// The sketch of a main text; `shingles` is a buffer of the caller's.
    #[must_use]
    pub fn sign(&self, text: &MainText, shingles: &mut Vec<u64>) -> Sketch {
        shingles.clear();
        push_shingles(text.shingled(), self.config.shingle_len, shingles);
        let mut sample = Vec::new();
        push_sample(shingles, self.config.sample_one_in, self.config.sample_min, &mut sample);
        sample.shrink_to_fit();
        Sketch {
            n_words: text.words.len(),
            words_hash: text.tokens.iter().fold(text.tokens.len() as u64, |hash, token| mix(hash ^ token)),
            signature: self.hasher.sign(shingles),
            sample,
        }
    }
}

/// Documents of equal words, which only the first of each set stands for among the candidates.
pub struct Identical {
    /// Sets of two documents or more, each in id order.
    pub sets: Vec<Vec<DocIdx>>,
    /// The document that stands for each.
    pub first: Vec<DocIdx>,
}

impl Identical {
    /// The sets of documents whose main texts are equal word for word.
    #[must_use]
    pub fn find(sketches: &[Sketch]) -> Self {
        let mut first: Vec<DocIdx> = (0..sketches.len() as u32).map(DocIdx).collect();
        let mut order: Vec<(u64, DocIdx)> =
            sketches.iter().map(|sketch| sketch.words_hash).zip(first.iter().copied()).collect();
        order.par_sort_unstable();
        let mut sets = Vec::new();
        for run in order.chunk_by(|x, y| x.0 == y.0).filter(|run| run.len() > 1) {
            let set: Vec<DocIdx> = run.iter().map(|(_, doc)| *doc).collect();
            set.iter().for_each(|doc| first[doc.idx()] = set[0]);
            sets.push(set);
        }
        Self { sets, first }
    }

    /// The documents that `doc` stands for, itself among them.
    fn members(&self) -> HashMap<DocIdx, &[DocIdx]> {
        self.sets.iter().map(|set| (set[0], &set[..])).collect()
    }
}

/// Pairs worth measuring, and what each generator proposed.
pub struct Candidates {
    /// In order, without repetition.
    pub pairs: Vec<CandidatePair>,
    /// Pairs proposed by signature bands.
    pub n_lsh: usize,
    /// Pairs proposed by sampled shingles.
    pub n_passage: usize,
}

/// The pairs that bands or sampled shingles propose and the user wants compared.
#[must_use]
pub fn candidates(
    sketches: &[Sketch],
    identical: &Identical,
    facts: &[Facts],
    config: &Config,
) -> Candidates {
    let representatives =
        || identical.first.iter().zip(0..).filter(|(first, idx)| first.0 == *idx).map(|(first, _)| *first);
    let signed: Vec<_> = representatives().map(|doc| (doc, &sketches[doc.idx()].signature)).collect();
    let banding = lsh::Banding::plan(config.permutations, config.threshold, config.recall);
    let by_signature = lsh::candidates(&signed, banding, config.bucket_docs_max);
    let sampled: Vec<_> = representatives().map(|doc| (doc, &sketches[doc.idx()].sample[..])).collect();
    let by_passage =
        passages::candidates(&sampled, config.bucket_docs_max, shared_samples_min(config.profile));
    let (n_lsh, n_passage) = (by_signature.len(), by_passage.len());
    let mut pairs = by_signature;
    pairs.extend(by_passage);
    pairs.par_sort_unstable();
    pairs.dedup();
    let mut pairs = with_identical(&pairs, identical, config.bucket_docs_max);
    pairs.retain(|pair| is_wanted(&facts[pair.a.idx()], &facts[pair.b.idx()], config));
    Candidates { pairs, n_lsh, n_passage }
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
fn with_identical(pairs: &[CandidatePair], identical: &Identical, docs_max: usize) -> Vec<CandidatePair> {
    let members = identical.members();
    let of = |doc: DocIdx| members.get(&doc).map_or_else(|| vec![doc], |set| set.to_vec());
    let mut extended = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let (a, b) = (of(pair.a), of(pair.b));
        let small = a.len() + b.len() <= docs_max;
        for &x in &a {
            let partners = if small || x == pair.a { &b[..] } else { &b[..1] };
            extended.extend(partners.iter().map(|&y| CandidatePair::new(x, y)));
        }
    }
    for set in &identical.sets {
        for (idx, &x) in set.iter().enumerate() {
            let partners =
                if set.len() <= docs_max { &set[idx + 1..] } else { &set[idx + 1..(idx + 2).min(set.len())] };
            extended.extend(partners.iter().map(|&y| CandidatePair::new(x, y)));
            if set.len() > docs_max && idx > 1 {
                extended.push(CandidatePair::new(set[0], x));
            }
        }
    }
    extended.par_sort_unstable();
    extended.dedup();
    extended
}

/// Whether the user wants the pair compared at all.
#[must_use]
pub fn is_wanted(a: &Facts, b: &Facts, config: &Config) -> bool {
    let near = |days: u32| match (a.published, b.published) {
        (Some(x), Some(y)) => x.days_apart(&y) <= days,
        _ => true,
    };
    config.within_days.is_none_or(near) && !(config.across_sources && a.same_source(b) == Some(true))
}

/// How many of the pairs that are similar by signature were proposed.
#[derive(Clone, Copy, Debug)]
pub struct Recall {
    /// Documents compared with all others.
    pub n_sampled: usize,
    /// Pairs of these that reach the threshold.
    pub n_pairs: usize,
    /// Of the pairs, those that are candidates.
    pub n_found: usize,
}

/// Compares a sample of the documents, those with the lowest hash of their id, with all others by signature, and counts
/// how many of the pairs that reach the threshold were candidates.
#[must_use]
pub fn recall_estimate(
    articles: &[Article],
    sketches: &[Sketch],
    identical: &Identical,
    found: &Candidates,
    config: &Config,
) -> Recall {
    let mut order: Vec<(u64, DocIdx)> = articles
        .iter()
        .zip(0..)
        .map(|(article, idx)| (crate::hash::hash_bytes(article.id.as_bytes(), 0), DocIdx(idx)))
        .collect();
    order.sort_unstable();
    order.truncate(config.recall_sample_docs);
    let sampled: HashSet<DocIdx> = order.iter().map(|(_, doc)| *doc).collect();
    let found_of = |&(_, doc): &(u64, DocIdx)| {
        let signature = &sketches[doc.idx()].signature;
        let others = (0..sketches.len() as u32)
            .map(DocIdx)
            .filter(|other| *other != doc && !(sampled.contains(other) && *other < doc));
        let near = others
            .filter(|other| signature.jaccard_estimate(&sketches[other.idx()].signature) >= config.threshold);
        let near: Vec<_> = near.map(|other| CandidatePair::new(doc, other)).collect();
        let is_found = |pair: &&CandidatePair| {
            found.pairs.binary_search(pair).is_ok()
                || identical.first[pair.a.idx()] == identical.first[pair.b.idx()]
        };
        (near.len(), near.iter().filter(is_found).count())
    };
    let counts = order.par_iter().map(found_of).reduce(|| (0, 0), |x, y| (x.0 + y.0, x.1 + y.1));
    Recall { n_sampled: order.len(), n_pairs: counts.0, n_found: counts.1 }
}
