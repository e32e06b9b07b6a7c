//! Measuring: candidate pairs verified exactly, each text read once for all pairs of a batch.

use std::borrow::Cow;
use std::sync::OnceLock;

use ahash::{HashMap, HashSet};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Input;
use super::prepare::Prepared;
use crate::candidates::CandidatePair;
use crate::cluster::components;
use crate::config::{Config, Profile};
use crate::document::{Article, DocIdx};
use crate::error::Result;
use crate::evidence::{Member, evidence};
use crate::facts::Facts;
use crate::main_text::MainText;
use crate::monitor::{Monitor, Stage};
use crate::propose::{Signer, is_wanted};
use crate::settle::{Before, Related, Settled, links, settle};
use crate::sketch::minhash::Signature;
use crate::verify::{share_passage, verify};

/// Pairs measured at a time: their texts are held while they are, and what the pairs before them settled is known.
const PAIRS_AT_A_TIME: usize = 256;

/// Where fewer than one in so many pairs turned out to share no passage, looking for these first costs more than it saves.
const APART_ONE_IN: usize = 4;

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
    /// Pairs that are related or share text. What is unrelated by itself stays so whatever the other pairs tell.
    pairs: Vec<Related>,
    /// Number of all pairs measured.
    pub(super) n_verified: usize,
    /// Number of those that share a passage.
    pub(super) n_aligned: usize,
}

impl Measurer<'_> {
    /// Measures the candidates but those of two documents that are both tied to one hub: such pairs are not listed, and a story
    /// in a thousand papers would have a million of them. Who is tied to a hub's carrier is measured against the hub itself.
    ///
    /// # Errors
    /// If a text cannot be read, or the run is to stop.
    pub(super) fn measure(&self, candidates: &[CandidatePair]) -> Result<Measured> {
        self.monitor.start(Stage::Verify, candidates.len());
        let (mut measured, mut hubs) = (Measured::default(), Hubs::new(self.config.full_cluster_docs_max));
        let mut aligned: HashSet<CandidatePair> = HashSet::default();
        for batch in candidates.chunks(PAIRS_AT_A_TIME) {
            let mut wanted: Vec<CandidatePair> =
                batch.iter().filter(|pair| !hubs.are_known_to(**pair)).copied().collect();
            while !wanted.is_empty() {
                let n_before = measured.pairs.len();
                aligned.extend(self.measure_batch(&wanted, &mut measured)?);
                let new = &measured.pairs[n_before..];
                let joining = new.iter().filter(|related| related.verdict.relation.joins());
                wanted = hubs.tie(joining.map(|related| related.pair));
                let is_new = |pair: &CandidatePair| !aligned.contains(pair);
                wanted.retain(|pair| is_new(pair) && is_wanted(*pair, &self.prepared.origins, self.config));
            }
            self.monitor.advance(batch.len());
        }
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
        measured.pairs.sort_unstable_by_key(|related| related.pair);
        let before: Vec<Before> =
            measured.pairs.iter().map(|related| Before::of(&related.evidence)).collect();
        let pairs = std::mem::take(&mut measured.pairs);
        let settled = settle(pairs, &self.prepared.origins, self.config);
        let missing = self.unverified_inside_clusters(&settled, candidates);
        if missing.is_empty() {
            return Ok((settled, measured));
        }
        measured.pairs = settled.related;
        for (related, before) in measured.pairs.iter_mut().zip(before) {
            before.restore(&mut related.evidence);
        }
        self.measure_all(&missing, &mut measured)?;
        let pairs = std::mem::take(&mut measured.pairs);
        Ok((settle(pairs, &self.prepared.origins, self.config), measured))
    }

    fn measure_all(&self, pairs: &[CandidatePair], measured: &mut Measured) -> Result<()> {
        pairs.chunks(PAIRS_AT_A_TIME).try_for_each(|batch| self.measure_batch(batch, measured).map(drop))
    }

    /// Measures some pairs and gives those that share a passage.
    fn measure_batch(&self, pairs: &[CandidatePair], measured: &mut Measured) -> Result<Vec<CandidatePair>> {
        self.monitor.check()?;
        let sharing = self.sharing(pairs, measured)?;
        measured.n_verified += pairs.len();
        let texts = self.texts(&sharing)?;
        let text = |doc: DocIdx| {
            let at = texts.binary_search_by_key(&doc, |text| text.doc);
            &texts[at.expect("texts were made of both documents of each pair")]
        };
        let found: Vec<Related> = sharing
            .par_iter()
            .filter_map(|pair| {
                let (a, b) = (text(pair.a), text(pair.b));
                let measures = verify(&a.main, &b.main, self.config.profile, self.config.shingle_len);
                (measures.shared_words > 0).then(|| {
                    let mut evidence = evidence(self.member(a), self.member(b), measures, self.config);
                    // The evidence is complete: which words are equal is not asked again.
                    evidence.measures.passages.iter_mut().for_each(|passage| passage.runs = Vec::new());
                    evidence.measures.passages.shrink_to_fit();
                    evidence.measures.passage_spans.shrink_to_fit();
                    let estimate = self.signature(a).jaccard_estimate(self.signature(b)) as f32;
                    Related::from((*pair, evidence, estimate))
                })
            })
            .collect();
        let aligned: Vec<CandidatePair> = found.iter().map(|related| related.pair).collect();
        measured.n_aligned += aligned.len();
        measured.pairs.extend(found.into_iter().filter(|related| related.verdict.relation.is_listed()));
        Ok(aligned)
    }

    /// The pairs that share a passage as far as their tokens tell: most candidates of a large collection have a turn of phrase
    /// in common and no more, and need not be unpacked. All of them where that has proved rare.
    fn sharing<'p>(
        &self,
        pairs: &'p [CandidatePair],
        measured: &Measured,
    ) -> Result<Cow<'p, [CandidatePair]>> {
        let n_apart = measured.n_verified.saturating_sub(measured.n_aligned);
        if self.config.profile == Profile::Ocr || measured.n_verified > APART_ONE_IN * n_apart {
            return Ok(Cow::Borrowed(pairs));
        }
        let docs = docs_of(pairs);
        let tokens =
            docs.par_iter().map(|&doc| self.prepared.tokens(doc)).collect::<Result<Vec<Vec<u64>>>>()?;
        let of = |doc: DocIdx| &tokens[docs.binary_search(&doc).expect("tokens were read of all documents")];
        let shares = |pair: &CandidatePair| share_passage(of(pair.a), of(pair.b));
        Ok(pairs.par_iter().filter(|pair| shares(pair)).copied().collect())
    }

    /// The texts of the documents of some pairs, in the order of documents.
    fn texts(&self, pairs: &[CandidatePair]) -> Result<Vec<Text>> {
        let text = |doc: DocIdx| {
            let article = self.prepared.article(doc)?;
            let main = MainText::of_article(&article, self.config.profile);
            Ok(Text { doc, article, main, facts: OnceLock::new(), signature: OnceLock::new() })
        };
        docs_of(pairs).into_par_iter().map(text).collect()
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

/// The documents of some pairs, in order.
fn docs_of(pairs: &[CandidatePair]) -> Vec<DocIdx> {
    let mut docs: Vec<DocIdx> = pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect();
    docs.sort_unstable();
    docs.dedup();
    docs
}

/// A document at hand. What only pairs with a passage in common ask for is made when it is.
struct Text {
    doc: DocIdx,
    article: Article,
    main: MainText,
    facts: OnceLock<Facts>,
    signature: OnceLock<Signature>,
}

/// Documents with more ties than are looked at in full, and who is tied to them.
struct Hubs {
    docs_max: usize,
    ties: HashMap<DocIdx, Vec<DocIdx>>,
    /// The first hub that each document was tied to.
    hub_of: HashMap<DocIdx, DocIdx>,
    /// Pairs with hubs that no generator proposed.
    asked: HashSet<CandidatePair>,
}

impl Hubs {
    fn new(docs_max: usize) -> Self {
        Self { docs_max, ties: HashMap::default(), hub_of: HashMap::default(), asked: HashSet::default() }
    }

    /// Whether the pair need not be measured: both documents are tied to one hub, or it was asked for before.
    fn are_known_to(&self, pair: CandidatePair) -> bool {
        let hub = |doc: DocIdx| self.hub_of.get(&doc);
        (hub(pair.a).is_some() && hub(pair.a) == hub(pair.b)) || self.asked.contains(&pair)
    }

    /// Takes in joining pairs, and asks for the pairs of hubs with documents that are tied to those that they are tied to.
    fn tie(&mut self, pairs: impl Iterator<Item = CandidatePair>) -> Vec<CandidatePair> {
        let mut tied = Vec::new();
        for pair in pairs {
            tied.push(pair);
            for (doc, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
                let ties = self.ties.entry(doc).or_default();
                ties.push(other);
                let new = match ties.len() {
                    n if n <= self.docs_max => continue,
                    n if n == self.docs_max + 1 => ties.iter().chain([&doc]).copied().collect(),
                    _ => vec![other],
                };
                for tied in new {
                    self.hub_of.entry(tied).or_insert(doc);
                }
            }
        }
        let mut asked = Vec::new();
        for (doc, other) in tied.iter().flat_map(|pair| [(pair.a, pair.b), (pair.b, pair.a)]) {
            if let Some(&hub) = self.hub_of.get(&doc)
                && hub != other
                && !self.hub_of.contains_key(&other)
            {
                let pair = CandidatePair::new(hub, other);
                asked.extend(self.asked.insert(pair).then_some(pair));
            }
        }
        asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(a: u32, b: u32) -> CandidatePair {
        CandidatePair::new(DocIdx(a), DocIdx(b))
    }

    #[test]
    fn pairs_of_a_hubs_carriers_are_known_and_others_are_not() {
        let mut hubs = Hubs::new(3);
        assert_eq!(hubs.tie((1..=3).map(|doc| pair(0, doc))), []);
        assert!(!hubs.are_known_to(pair(1, 2)), "three ties make no hub");
        assert_eq!(hubs.tie([pair(0, 4)].into_iter()), []);
        assert!(hubs.are_known_to(pair(1, 4)));
        assert!(!hubs.are_known_to(pair(1, 9)));
    }

    #[test]
    fn who_is_tied_to_a_carrier_is_asked_of_the_hub_once() {
        let mut hubs = Hubs::new(3);
        hubs.tie((1..=4).map(|doc| pair(0, doc)));
        assert_eq!(hubs.tie([pair(2, 9)].into_iter()), [pair(0, 9)]);
        assert!(hubs.are_known_to(pair(0, 9)), "it is being measured");
        assert!(!hubs.are_known_to(pair(3, 9)), "as long as the hub is not like it");
        assert_eq!(hubs.tie([pair(3, 9)].into_iter()), []);
        hubs.tie([pair(0, 9)].into_iter());
        assert!(hubs.are_known_to(pair(3, 9)));
    }
}
