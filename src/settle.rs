//! Settling: what needs more than one pair, in one deterministic pass over the measured pairs.
//!
//! Takes every measured pair with its evidence, completes it by what the other pairs tell (how many sources hold the
//! text, which document is a digest of several), lets [`relate`] decide each pair once, and groups what
//! joins into clusters with centre, original and the document to keep.

mod describe;

use ahash::{HashMap, HashSet};
use serde::{Deserialize, Serialize};

use crate::candidates::CandidatePair;
use crate::cluster::{Link, Star, merge, stars};
use crate::config::{Config, Profile};
use crate::document::DocIdx;
use crate::origin::Origins;
use crate::relation::{Evidence, Extent, Relation, Side, Verdict, extent, relate};
pub use describe::{Standing, Tie, describe};

/// A pair with what was found and decided. What is decided follows from what was found and is not written down.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "(CandidatePair, Evidence, f32)")]
pub struct Related {
    /// The two documents.
    pub pair: CandidatePair,
    /// What the decision rests on.
    pub evidence: Evidence,
    /// Jaccard similarity as the signatures estimate it.
    pub jaccard_estimate: f32,
    /// The decision.
    #[serde(skip)]
    pub verdict: Verdict,
}

impl From<(CandidatePair, Evidence, f32)> for Related {
    /// The decision on what was found of a pair alone.
    fn from((pair, evidence, jaccard_estimate): (CandidatePair, Evidence, f32)) -> Self {
        Self { pair, verdict: relate(&evidence), evidence, jaccard_estimate }
    }
}

impl Related {
    /// The document on a side.
    #[must_use]
    pub fn doc(&self, side: Side) -> DocIdx {
        match side {
            Side::A => self.pair.a,
            Side::B => self.pair.b,
        }
    }

    /// The document that had the text first, where evidence tells.
    #[must_use]
    pub fn original(&self) -> Option<DocIdx> {
        self.verdict.original.map(|side| self.doc(side))
    }

    /// The larger of the two coverages.
    #[must_use]
    pub fn coverage(&self) -> f64 {
        self.evidence.measures.coverage_a.max(self.evidence.measures.coverage_b)
    }
}

/// A group of documents tied by copy relations.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// Centre and members.
    pub star: Star,
    /// The member that had it first, with the evidence.
    pub original: Option<(DocIdx, Vec<&'static str>)>,
    /// The agency whose copy it is.
    pub agency: Option<String>,
    /// The member to keep, and why.
    pub keep: (DocIdx, &'static str),
    /// The member that shares least with the centre, and the larger coverage of the two.
    pub weakest: (DocIdx, f64),
}

/// All decisions on a collection.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// Every pair that is related or shares text, in order.
    pub related: Vec<Related>,
    /// Clusters in the order of their first members.
    pub clusters: Vec<Cluster>,
}

/// What settling completes in the evidence of a pair, as it was before.
pub struct Before {
    n_sources_holding: usize,
    any_credit: bool,
    agency: Option<String>,
    excerpt_host: Option<Side>,
}

impl Before {
    /// What there is before settling.
    #[must_use]
    pub fn of(evidence: &Evidence) -> Self {
        Self {
            n_sources_holding: evidence.n_sources_holding,
            any_credit: evidence.any_credit,
            agency: evidence.agency.clone(),
            excerpt_host: evidence.excerpt_host,
        }
    }

    /// Makes the evidence that of before, so that it can be settled again with further pairs.
    pub fn restore(self, evidence: &mut Evidence) {
        evidence.n_sources_holding = self.n_sources_holding;
        evidence.any_credit = self.any_credit;
        evidence.agency = self.agency;
        evidence.excerpt_host = self.excerpt_host;
    }
}

/// Decides every pair and groups the documents.
#[must_use]
pub fn settle(pairs: Vec<Related>, origins: &Origins, config: &Config) -> Settled {
    let mut pairs = pairs;
    pairs.sort_unstable_by_key(|related| related.pair);
    add_holders(&mut pairs, origins);
    if config.profile == Profile::Web {
        add_digests(&mut pairs);
        add_third_parties(&mut pairs, origins);
    }
    pairs.iter_mut().for_each(|related| related.verdict = relate(&related.evidence));
    let related = pairs;
    let links = links(&related);
    let ties: Vec<Tie<'_>> = related.iter().filter_map(Tie::of).collect();
    let clusters = describe(group(&links, config.profile), &ties, |doc| Standing::of(origins, doc));
    Settled { related, clusters }
}

/// Pairs of digitised newspapers across two stars count from this coverage on, and so many of them merge the stars:
/// measured on 8,740 passages of 1916, where stars alone lose the pieces of one story that share no words.
const OCR_MERGE_COVERAGE: f64 = 0.65;
const OCR_MERGE_SHARE: f64 = 0.03;

/// Groups documents into clusters by the pairs that join them: stars, in the `ocr` profile merged where they belong together.
#[must_use]
pub fn group(links: &[Link], profile: Profile) -> Vec<Star> {
    match profile {
        Profile::Web => stars(links),
        Profile::Ocr => merge(stars(links), links, OCR_MERGE_COVERAGE, OCR_MERGE_SHARE),
    }
}

/// The pairs that join documents.
#[must_use]
pub fn links(related: &[Related]) -> Vec<Link> {
    let joining = related.iter().filter(|related| related.verdict.relation.joins());
    joining
        .map(|related| Link {
            a: related.pair.a,
            b: related.pair.b,
            shared_words: related.evidence.measures.shared_words,
            coverage: related.coverage(),
        })
        .collect()
}

/// Counts the sources that hold the text of each pair: the two and every document that shares text with both.
fn add_holders(pairs: &mut [Related], origins: &Origins) {
    let mut neighbours: HashMap<DocIdx, Vec<DocIdx>> = HashMap::default();
    for Related { pair, evidence, .. } in
        pairs.iter().filter(|related| relate(&related.evidence).relation.joins())
    {
        if extent(&evidence.measures) != Extent::None {
            neighbours.entry(pair.a).or_default().push(pair.b);
            neighbours.entry(pair.b).or_default().push(pair.a);
        }
    }
    neighbours.values_mut().for_each(|near| near.sort_unstable());
    for Related { pair, evidence, .. } in pairs.iter_mut() {
        let (Some(near_a), Some(near_b)) = (neighbours.get(&pair.a), neighbours.get(&pair.b)) else {
            continue;
        };
        let both = in_both(near_a, near_b);
        let holders: Vec<DocIdx> = both.chain([pair.a, pair.b]).collect();
        let mut sources: Vec<_> =
            holders.iter().filter_map(|doc| origins.source(*doc).names().min()).collect();
        sources.sort_unstable();
        sources.dedup();
        // An unknown source equals no other, but without two known ones it is no evidence of several outlets.
        let n_unknown = holders.iter().filter(|doc| origins.source(**doc).source.is_none()).count();
        evidence.n_sources_holding = sources.len() + if sources.len() > 1 { n_unknown } else { 0 };
        evidence.any_credit |= holders.iter().any(|doc| origins.of(*doc).has_credit);
    }
}

/// The documents in both of two ascending lists, at the cost of the shorter: one may be the hub of a large star.
fn in_both<'l>(one: &'l [DocIdx], other: &'l [DocIdx]) -> impl Iterator<Item = DocIdx> + 'l {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short.iter().copied().filter(|doc| long.binary_search(doc).is_ok())
}

/// Completes pairs of two copies by what each is to a third document: what two carriers share with an agency's own text, or
/// with a carrier that credits it, is that agency's, and who quotes a text quotes its copies.
fn add_third_parties(pairs: &mut [Related], origins: &Origins) {
    let mut agency_texts: HashMap<DocIdx, Vec<(DocIdx, String)>> = HashMap::default();
    let mut quoted: HashMap<DocIdx, Vec<DocIdx>> = HashMap::default();
    let mut joined: HashSet<CandidatePair> = HashSet::default();
    for Related { pair, evidence, .. } in pairs.iter() {
        let verdict = relate(evidence);
        for (doc, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
            let agency = evidence.agency.as_ref().filter(|agency| origins.credits_agency(other, agency));
            if verdict.relation == Relation::SharedWire
                && let Some(agency) = agency
            {
                agency_texts.entry(doc).or_default().push((other, agency.clone()));
            }
            let host = evidence.excerpt_host.map(|side| if side == Side::A { pair.a } else { pair.b });
            if verdict.relation == Relation::Excerpt && host == Some(doc) {
                quoted.entry(doc).or_default().push(other);
            }
        }
        if verdict.relation.joins() {
            joined.insert(*pair);
        }
    }
    agency_texts.values_mut().for_each(|texts| texts.sort_unstable());
    for Related { pair, evidence, .. } in pairs.iter_mut() {
        if evidence.agency.is_none()
            && let (Some(of_a), Some(of_b)) = (agency_texts.get(&pair.a), agency_texts.get(&pair.b))
            && let Some(both) = of_a.iter().find(|text| of_b.binary_search(text).is_ok())
        {
            evidence.agency = Some(both.1.clone());
        }
        for (side, host, other) in [(Side::A, pair.a, pair.b), (Side::B, pair.b, pair.a)] {
            let quotes = quoted.get(&host).into_iter().flatten();
            let is_copy = |original: &DocIdx| {
                *original != other && joined.contains(&CandidatePair::new(*original, other))
            };
            if evidence.excerpt_host.is_none() && quotes.into_iter().any(is_copy) {
                evidence.excerpt_host = Some(side);
            }
        }
    }
}

/// Most of a digest is its own or another's: one source takes less than this share of it.
const DIGEST_COVERAGE_MAX: f64 = 0.60;

/// Marks as excerpt hosts the documents that hold blocks of two or more unrelated documents.
fn add_digests(pairs: &mut [Related]) {
    let mut blocks: HashMap<DocIdx, Vec<(usize, Side)>> = HashMap::default();
    let related: HashSet<CandidatePair> = pairs
        .iter()
        .filter(|related| relate(&related.evidence).relation.is_pair())
        .map(|related| related.pair)
        .collect();
    for (idx, Related { pair, evidence, .. }) in
        pairs.iter().enumerate().filter(|(_, pair)| related.contains(&pair.pair))
    {
        for (doc, side) in [(pair.a, Side::A), (pair.b, Side::B)] {
            if coverage(evidence, side) < DIGEST_COVERAGE_MAX
                && coverage(evidence, side.other()) > coverage(evidence, side)
            {
                blocks.entry(doc).or_default().push((idx, side));
            }
        }
    }
    let mut hosts = Vec::new();
    for held in blocks.values().filter(|held| held.len() > 1) {
        let other = |&(idx, side): &(usize, Side)| match side {
            Side::A => pairs[idx].pair.b,
            Side::B => pairs[idx].pair.a,
        };
        let range = |&(idx, side): &(usize, Side)| passage_range(&pairs[idx].evidence, side);
        for one in held {
            let apart = |two: &&(usize, Side)| {
                let (x, y) = (range(one), range(two));
                other(one) != other(two)
                    && !related.contains(&CandidatePair::new(other(one), other(two)))
                    && (x.1 <= y.0 || y.1 <= x.0)
            };
            if held.iter().any(|two| apart(&two)) {
                hosts.push(*one);
            }
        }
    }
    for (idx, side) in hosts {
        pairs[idx].evidence.excerpt_host.get_or_insert(side);
    }
}

fn coverage(evidence: &Evidence, side: Side) -> f64 {
    match side {
        Side::A => evidence.measures.coverage_a,
        Side::B => evidence.measures.coverage_b,
    }
}

/// First word and end of everything that a side's passages hold.
fn passage_range(evidence: &Evidence, side: Side) -> (usize, usize) {
    let of = |p: &crate::align::Passage| match side {
        Side::A => p.a.clone(),
        Side::B => p.b.clone(),
    };
    let ranges = evidence.measures.passages.iter().map(of);
    ranges.fold((usize::MAX, 0), |(start, end), range| (start.min(range.start), end.max(range.end)))
}
