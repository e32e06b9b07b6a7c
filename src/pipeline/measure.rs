//! Measuring: candidate pairs verified exactly, each text read once for all pairs of a batch.

use std::cmp::Reverse;
use std::sync::OnceLock;

use ahash::HashMap;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Input;
use super::prepare::Prepared;
use crate::candidates::CandidatePair;
use crate::cluster::components;
use crate::config::Config;
use crate::document::{Article, DocIdx};
use crate::error::Result;
use crate::evidence::{Member, evidence};
use crate::facts::Facts;
use crate::main_text::MainText;
use crate::monitor::{Monitor, Stage};
use crate::propose::{Signer, is_wanted};
use crate::relation::{Evidence, relate};
use crate::settle::{Before, Settled, links, settle};
use crate::sketch::minhash::Signature;
use crate::verify::verify;

/// Pairs measured at a time: their texts are held while they are, and what the pairs before them settled is known.
const PAIRS_AT_A_TIME: usize = 256;

/// Measures candidate pairs of a collection.
pub(super) struct Measurer<'a> {
    pub(super) prepared: &'a Prepared,
    pub(super) input: &'a Input,
    pub(super) config: &'a Config,
    pub(super) monitor: &'a Monitor,
    pub(super) signer: Signer<'a>,
}

/// What measuring gave.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Measured {
    /// Pairs that share a passage.
    pairs: Vec<(CandidatePair, Evidence)>,
    /// Their Jaccard similarity as the signatures estimate it.
    pub(super) estimates: HashMap<CandidatePair, f32>,
    /// Number of all pairs measured.
    pub(super) n_verified: usize,
}

impl Measurer<'_> {
    /// Measures the candidates, and the pairs of the hubs of large groups.
    ///
    /// # Errors
    /// If a text cannot be read, or the run is to stop.
    pub(super) fn measure(&self, candidates: &[CandidatePair]) -> Result<Measured> {
        self.monitor.start(Stage::Verify, candidates.len());
        let (mut measured, mut groups) = (Measured::default(), Groups::default());
        self.measure_apart(candidates, &mut measured, &mut groups)?;
        let to_hubs = measured.pairs_with_hubs(&groups, self.config.full_cluster_docs_max);
        self.measure_all(&to_hubs, &mut measured)?;
        Ok(measured)
    }

    /// Settles what was measured, after measuring what the clusters lack.
    ///
    /// # Errors
    /// If a text cannot be read, or the run is to stop.
    pub(super) fn settle(
        &self,
        mut measured: Measured,
        candidates: &[CandidatePair],
    ) -> Result<(Settled, Measured)> {
        self.monitor.start(Stage::Settle, 0);
        measured.pairs.sort_unstable_by_key(|(pair, _)| *pair);
        let before: Vec<Before> = measured.pairs.iter().map(|(_, evidence)| Before::of(evidence)).collect();
        let pairs = std::mem::take(&mut measured.pairs);
        let settled = settle(pairs, &self.prepared.origins, self.config);
        let missing = self.unverified_inside_clusters(&settled, candidates);
        if missing.is_empty() {
            return Ok((settled, measured));
        }
        let related = settled.related.into_iter().zip(before);
        measured.pairs =
            related.map(|(related, before)| (related.pair, before.restore(related.evidence))).collect();
        self.measure_all(&missing, &mut measured)?;
        let pairs = std::mem::take(&mut measured.pairs);
        Ok((settle(pairs, &self.prepared.origins, self.config), measured))
    }

    /// Measures pairs but those of two documents that pairs before them tied into one large group: such pairs are not listed,
    /// and a story in a thousand papers would have a million of them.
    fn measure_apart(
        &self,
        pairs: &[CandidatePair],
        measured: &mut Measured,
        groups: &mut Groups,
    ) -> Result<()> {
        for batch in pairs.chunks(PAIRS_AT_A_TIME) {
            let apart = |pair: &&CandidatePair| !groups.holds_both(**pair, self.config.full_cluster_docs_max);
            let wanted: Vec<CandidatePair> = batch.iter().filter(apart).copied().collect();
            let n_before = measured.pairs.len();
            self.measure_batch(&wanted, measured)?;
            let joining =
                measured.pairs[n_before..].iter().filter(|(_, evidence)| relate(evidence).relation.joins());
            joining.for_each(|(pair, _)| groups.join(*pair));
            self.monitor.advance(batch.len());
        }
        Ok(())
    }

    fn measure_all(&self, pairs: &[CandidatePair], measured: &mut Measured) -> Result<()> {
        pairs.chunks(PAIRS_AT_A_TIME).try_for_each(|batch| self.measure_batch(batch, measured))
    }

    fn measure_batch(&self, pairs: &[CandidatePair], measured: &mut Measured) -> Result<()> {
        self.monitor.check()?;
        let texts = self.texts(pairs)?;
        let text = |doc: DocIdx| {
            let at = texts.binary_search_by_key(&doc, |text| text.doc);
            &texts[at.expect("texts were made of both documents of each pair")]
        };
        let found: Vec<_> = pairs
            .par_iter()
            .filter_map(|pair| {
                let (a, b) = (text(pair.a), text(pair.b));
                let measures = verify(&a.main, &b.main, self.config.profile, self.config.shingle_len);
                (measures.shared_words > 0).then(|| {
                    let mut evidence = evidence(self.member(a), self.member(b), measures, self.config);
                    // The evidence is complete: which words are equal is not asked again.
                    evidence.measures.passages.iter_mut().for_each(|passage| passage.runs = Vec::new());
                    let estimate = self.signature(a).jaccard_estimate(self.signature(b)) as f32;
                    (*pair, evidence, estimate)
                })
            })
            .collect();
        measured.n_verified += pairs.len();
        for (pair, evidence, estimate) in found {
            measured.estimates.insert(pair, estimate);
            measured.pairs.push((pair, evidence));
        }
        Ok(())
    }

    /// The texts of the documents of some pairs, in the order of documents.
    fn texts(&self, pairs: &[CandidatePair]) -> Result<Vec<Text>> {
        let mut docs: Vec<DocIdx> = pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect();
        docs.sort_unstable();
        docs.dedup();
        let text = |doc: DocIdx| {
            let article = self.prepared.article(doc)?;
            let main = MainText::of_article(&article, self.config.profile);
            Ok(Text { doc, article, main, facts: OnceLock::new(), signature: OnceLock::new() })
        };
        docs.into_par_iter().map(text).collect()
    }

    fn member<'t>(&self, text: &'t Text) -> Member<'t> {
        let facts = text.facts.get_or_init(|| Facts::of(&text.article, &self.input.agencies));
        Member { article: &text.article, facts, text: &text.main }
    }

    fn signature<'t>(&self, text: &'t Text) -> &'t Signature {
        text.signature.get_or_init(|| self.signer.signature(&text.main, &mut Vec::new()))
    }

    /// Pairs of documents that a chain of joining pairs connects and that no generator proposed, where there are few.
    fn unverified_inside_clusters(&self, settled: &Settled, known: &[CandidatePair]) -> Vec<CandidatePair> {
        let components = components(&links(&settled.related));
        let mut missing = Vec::new();
        for members in components.iter().filter(|members| members.len() <= self.config.full_cluster_docs_max)
        {
            for (idx, &a) in members.iter().enumerate() {
                let pairs = members[idx + 1..].iter().map(|&b| CandidatePair::new(a, b));
                missing.extend(pairs.filter(|pair| known.binary_search(pair).is_err()));
            }
        }
        missing.retain(|pair| is_wanted(*pair, &self.prepared.origins, self.config));
        missing
    }
}

/// A document at hand. What only pairs with a passage in common ask for is made when it is.
struct Text {
    doc: DocIdx,
    article: Article,
    main: MainText,
    facts: OnceLock<Facts>,
    signature: OnceLock<Signature>,
}

impl Measured {
    /// In each group too large to be measured in full, the pairs of its hub, the document with most ties, with those that it
    /// was not measured with: every member of a cluster is verified against its centre.
    fn pairs_with_hubs(&self, ties: &Groups, docs_max: usize) -> Vec<CandidatePair> {
        let mut n_ties: HashMap<DocIdx, usize> = HashMap::default();
        for (pair, _) in self.pairs.iter().filter(|(_, evidence)| relate(evidence).relation.joins()) {
            *n_ties.entry(pair.a).or_default() += 1;
            *n_ties.entry(pair.b).or_default() += 1;
        }
        let mut groups: HashMap<DocIdx, Vec<DocIdx>> = HashMap::default();
        for doc in n_ties.keys() {
            groups.entry(ties.root(*doc)).or_default().push(*doc);
        }
        let mut pairs = Vec::new();
        for members in groups.values().filter(|members| members.len() > docs_max) {
            let hub = *members.iter().max_by_key(|doc| (n_ties[doc], Reverse(**doc))).expect("it is large");
            let others = members.iter().filter(|doc| **doc != hub).map(|doc| CandidatePair::new(hub, *doc));
            pairs.extend(others.filter(|pair| !self.estimates.contains_key(pair)));
        }
        pairs.sort_unstable();
        pairs
    }
}

/// Documents tied by joining pairs: disjoint sets, the smaller joined to the larger.
#[derive(Default)]
struct Groups {
    parents: HashMap<DocIdx, DocIdx>,
    sizes: HashMap<DocIdx, usize>,
}

impl Groups {
    fn root(&self, doc: DocIdx) -> DocIdx {
        let mut root = doc;
        while let Some(&parent) = self.parents.get(&root) {
            root = parent;
        }
        root
    }

    fn size(&self, root: DocIdx) -> usize {
        self.sizes.get(&root).copied().unwrap_or(1)
    }

    fn join(&mut self, pair: CandidatePair) {
        let (a, b) = (self.root(pair.a), self.root(pair.b));
        if a != b {
            let (small, large) = if self.size(a) < self.size(b) { (a, b) } else { (b, a) };
            let size = self.size(small) + self.size(large);
            self.parents.insert(small, large);
            self.sizes.insert(large, size);
        }
    }

    /// Whether both documents are in one group of more than `docs_max`.
    fn holds_both(&self, pair: CandidatePair, docs_max: usize) -> bool {
        let root = self.root(pair.a);
        self.size(root) > docs_max && root == self.root(pair.b)
    }
}
