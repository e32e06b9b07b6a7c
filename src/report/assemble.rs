//! Assembles the report from what a run found: ids for positions, byte spans for words, names for choices.

use ahash::{HashMap, HashSet};
use serde_json::{Map, Value};

use super::entries::TextEntry;
use super::schema::{
    AttributionEntry, ClusterEntry, DocumentEntry, Generator, PairEntry, PassageEntry, SkippedEntry,
    WeakestLink, rounded,
};
use crate::candidates::CandidatePair;
use crate::config::Config;
use crate::document::{Article, Attribution, DocIdx, Role, Span};
use crate::error::Skip;
use crate::learn::{sentence_spans, text_hash};
use crate::main_text::main_spans;
use crate::naming::add_credit;
use crate::normalize::words;
use crate::quote::push_quoted;
use crate::relation::Relation;
use crate::settle::{Cluster, Related, Settled};

/// Related pairs that are not listed.
#[derive(Clone, Debug, Default)]
pub struct Omitted {
    /// All of them.
    pub total: usize,
    /// Those inside a cluster, by its position.
    pub by_cluster: HashMap<usize, usize>,
}

/// One document with the numbers that only a run knows.
#[derive(Debug)]
pub struct Compared<'r> {
    /// The article with its final roles.
    pub article: &'r Article,
    /// Credits that only a pair could tell.
    pub told: &'r [Attribution],
    /// Words of main text.
    pub n_words: usize,
    /// Of these, the words found in another document.
    pub n_copied: usize,
    /// Number of its cluster.
    pub cluster: Option<usize>,
}

/// The id of a cluster by its number.
#[must_use]
pub fn cluster_id(number: usize) -> String {
    format!("c{}", number + 1)
}

/// The entry of a document.
#[must_use]
pub fn document_entry(doc: &Compared<'_>) -> DocumentEntry {
    let article = doc.article;
    let meta = &article.meta;
    let furniture = article.blocks.iter().filter(|block| block.role == Role::Furniture);
    let share = if doc.n_words == 0 { 0.0 } else { doc.n_copied as f64 / doc.n_words as f64 };
    let mut attributions = article.attributions.clone();
    doc.told.iter().for_each(|credit| add_credit(&mut attributions, credit));
    DocumentEntry {
        id: article.id.clone(),
        content_hash: article.content_hash.to_string(),
        title: meta.title.clone().or_else(|| headline(article)),
        source: meta.source.clone(),
        published: meta.published.map(|date| date.to_string()),
        modified: meta.modified.map(|date| date.to_string()),
        url: meta.url.clone(),
        language: meta.language.clone(),
        status: meta.status.clone(),
        extra: meta.extra.clone(),
        words: doc.n_words,
        furniture_words: furniture.map(|block| words(block.span.of(&article.text)).len()).sum(),
        main_text: main_spans(article).into_iter().map(pair_of).collect(),
        copied_share: rounded(share),
        unique_words: doc.n_words - doc.n_copied,
        cluster: doc.cluster.map(cluster_id),
        attributions: attributions.iter().map(attribution_entry).collect(),
    }
}

/// The text of an article with what is no main text and what is quoted in it.
#[must_use]
pub fn text_entry(article: Article) -> TextEntry {
    let mut asides: Vec<(usize, usize, &'static str)> = Vec::new();
    for block in article.blocks.iter().filter(|block| block.role != Role::Body) {
        let ([start, end], role) = (pair_of(block.span), role_name(block.role));
        match asides.last_mut() {
            Some(last) if last.2 == role && article.text[last.1..start].trim().is_empty() => last.1 = end,
            _ => asides.push((start, end, role)),
        }
    }
    let mut quoted = Vec::new();
    push_quoted(&article.text, &main_spans(&article), &mut quoted);
    let quoted = quoted.into_iter().map(pair_of).collect();
    TextEntry { id: article.id, text: article.text, asides, quoted }
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Body => "body",
        Role::Headline => "headline",
        Role::Byline => "byline",
        Role::Credit => "credit",
        Role::Furniture => "furniture",
    }
}

/// The entry of a cluster. `id` gives the ids of documents.
#[must_use]
pub fn cluster_entry(
    number: usize,
    cluster: &Cluster,
    omitted: &Omitted,
    id: impl Fn(DocIdx) -> String,
) -> ClusterEntry {
    let (weakest, coverage) = cluster.weakest;
    let link = CandidatePair::new(cluster.star.centre, weakest);
    let (original, evidence) = cluster.original.clone().unzip();
    ClusterEntry {
        id: cluster_id(number),
        documents: cluster.star.members.iter().map(|doc| id(*doc)).collect(),
        centre: id(cluster.star.centre),
        original: original.map(&id),
        original_evidence: evidence.unwrap_or_default().into_iter().map(str::to_owned).collect(),
        agency: cluster.agency.clone(),
        keep: id(cluster.keep.0),
        keep_reason: cluster.keep.1.to_owned(),
        weakest_link: WeakestLink { a: id(link.a), b: id(link.b), coverage: rounded(coverage) },
        pairs_omitted: omitted.by_cluster.get(&number).copied().unwrap_or(0),
    }
}

/// The program that makes reports.
#[must_use]
pub fn generator() -> Generator {
    Generator { name: "wireprint".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
}

fn headline(article: &Article) -> Option<String> {
    let block = article.blocks.iter().find(|block| block.role == Role::Headline)?;
    Some(block.span.of(&article.text).trim().to_owned())
}

fn attribution_entry(attribution: &Attribution) -> AttributionEntry {
    AttributionEntry {
        kind: attribution.kind.as_str().to_owned(),
        agency: attribution.agency.clone(),
        outlet: attribution.outlet.clone(),
        author: attribution.author.clone(),
        phrase: attribution.phrase.clone(),
        span: attribution.span.map(pair_of),
    }
}

fn pair_of(span: Span) -> [usize; 2] {
    [span.start as usize, span.end as usize]
}

/// The entry of a document that was left out.
#[must_use]
pub fn skipped_entry(skip: &Skip) -> SkippedEntry {
    SkippedEntry {
        path: skip.path.clone(),
        reason: skip.reason.as_str().to_owned(),
        detail: skip.detail.clone(),
    }
}

/// How many of the listed pairs are of each relation, by name.
#[must_use]
pub fn by_relation(relations: impl Iterator<Item = Relation>) -> Map<String, Value> {
    let mut names: Vec<&str> = relations.map(Relation::as_str).collect();
    names.sort_unstable();
    names.chunk_by(|x, y| x == y).map(|run| (run[0].to_owned(), run.len().into())).collect()
}

/// The entry of a pair of documents `a` and `b`.
#[must_use]
pub fn pair_entry(related: &Related, a: String, b: String) -> PairEntry {
    let verdict = &related.verdict;
    let measures = &related.evidence.measures;
    let applies = verdict.relation != Relation::Translation;
    let number = |number: f64| applies.then(|| rounded(number));
    let count = |count: usize| applies.then_some(count);
    let original =
        verdict.original.map(|side| if side == crate::relation::Side::A { a.clone() } else { b.clone() });
    PairEntry {
        relation: verdict.relation.as_str().to_owned(),
        extent: verdict.extent.as_str().to_owned(),
        original,
        evidence: verdict.evidence.iter().map(|name| (*name).to_owned()).collect(),
        credited: verdict.credited,
        jaccard: number(measures.jaccard),
        jaccard_estimate: number(f64::from(related.jaccard_estimate)),
        coverage_a: number(measures.coverage_a),
        coverage_b: number(measures.coverage_b),
        shared_words: count(measures.shared_words),
        shared_unquoted_words: count(measures.shared_unquoted_words),
        quoted_share: number(measures.quoted_share()),
        longest_passage_words: count(measures.longest_passage_words),
        passages: measures
            .passages
            .iter()
            .zip(&measures.passage_spans)
            .map(|(passage, (a, b))| PassageEntry {
                a: pair_of(*a),
                b: pair_of(*b),
                words: passage.equal,
                similarity: rounded(passage.similarity()),
            })
            .collect(),
        a,
        b,
    }
}

/// Which related pairs are listed: all inside a cluster of up to the limit, those with the centre inside a larger
/// one; between clusters the strongest partners of each document.
#[must_use]
pub fn choose_listed(settled: &Settled, config: &Config) -> (Vec<usize>, Omitted) {
    let mut cluster_of: HashMap<DocIdx, usize> = HashMap::default();
    for (idx, cluster) in settled.clusters.iter().enumerate() {
        cluster_of.extend(cluster.star.members.iter().map(|doc| (*doc, idx)));
    }
    let mut omitted = Omitted::default();
    let mut chosen = Vec::new();
    let mut between = Vec::new();
    for (idx, related) in settled.related.iter().enumerate() {
        if !related.verdict.relation.is_listed() {
            continue;
        }
        let home =
            cluster_of.get(&related.pair.a).filter(|home| cluster_of.get(&related.pair.b) == Some(home));
        let Some(&home) = home else {
            between.push(idx);
            continue;
        };
        let star = &settled.clusters[home].star;
        let with_centre = related.pair.a == star.centre || related.pair.b == star.centre;
        if star.members.len() <= config.full_cluster_docs_max || with_centre {
            chosen.push(idx);
        } else {
            omitted.total += 1;
            *omitted.by_cluster.entry(home).or_default() += 1;
        }
    }
    between.sort_by_key(|&idx| (std::cmp::Reverse(settled.related[idx].evidence.measures.shared_words), idx));
    let mut partners: HashMap<DocIdx, usize> = HashMap::default();
    for idx in between {
        let CandidatePair { a, b } = settled.related[idx].pair;
        let full = |doc: &DocIdx| partners.get(doc).is_some_and(|n| *n >= config.partners_max);
        if full(&a) || full(&b) {
            omitted.total += 1;
        } else {
            *partners.entry(a).or_default() += 1;
            *partners.entry(b).or_default() += 1;
            chosen.push(idx);
        }
    }
    chosen.sort_unstable();
    (chosen, omitted)
}

/// Longest furniture text that is quoted in full, in bytes.
const FURNITURE_TEXT_BYTES_MAX: usize = 400;

/// The furniture of an article, each text once: its hash and where it stands.
#[must_use]
pub fn furniture_of(article: &Article) -> Vec<(u64, Span)> {
    let mut seen: HashSet<u64> = HashSet::default();
    let blocks = article.blocks.iter().filter(|block| block.role == Role::Furniture);
    let spans = blocks.flat_map(|block| sentence_spans(&article.text, block.span));
    let worded = spans.filter(|span| span.of(&article.text).chars().any(char::is_alphabetic));
    worded
        .map(|span| (text_hash(span.of(&article.text)), span))
        .filter(|(hash, _)| seen.insert(*hash))
        .collect()
}

/// The text of furniture as reports quote it.
#[must_use]
pub fn furniture_text(article: &Article, span: Span) -> String {
    shortened(span.of(&article.text).trim())
}

fn shortened(text: &str) -> String {
    if text.len() <= FURNITURE_TEXT_BYTES_MAX {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(FURNITURE_TEXT_BYTES_MAX);
    format!("{}\u{2026}", &text[..end])
}
