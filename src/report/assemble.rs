//! Assembles the report from what a run found: ids for positions, byte spans for words, names for choices.

use ahash::{HashMap, HashSet};
use serde_json::{Map, Value};

use super::schema::{
    AttributionEntry, ClusterEntry, DocumentEntry, Funnel, FurnitureEntry, Generator, PairEntry,
    PassageEntry, RecallEstimate, Report, SCHEMA_VERSION, SkippedEntry, Summary, WeakestLink, rounded,
};
use crate::candidates::CandidatePair;
use crate::config::Config;
use crate::document::{Article, Attribution, DocIdx, Role, Span};
use crate::error::Skip;
use crate::learn::{sentence_spans, text_hash};
use crate::main_text::main_spans;
use crate::normalize::words;
use crate::relation::Relation;
use crate::settle::{Related, Settled};

/// One document with the numbers that only a run knows.
#[derive(Debug)]
pub struct Compared<'r> {
    /// The article with its final roles.
    pub article: &'r Article,
    /// Its credits in text order.
    pub attributions: Vec<Attribution>,
    /// Words of main text.
    pub n_words: usize,
    /// Of these, the words found in another document.
    pub n_copied: usize,
}

/// A related pair with its estimated similarity.
#[derive(Debug)]
pub struct Told<'r> {
    /// The pair.
    pub related: &'r Related,
    /// Jaccard estimated from signatures; `None` for a translation.
    pub jaccard_estimate: Option<f64>,
}

/// Everything that a report is made of.
#[derive(Debug)]
pub struct Findings<'r> {
    /// Parameters of the run.
    pub config: &'r Config,
    /// Documents in id order.
    pub documents: Vec<Compared<'r>>,
    /// Decisions and clusters.
    pub settled: &'r Settled,
    /// The pairs to list, in pair order.
    pub told: Vec<Told<'r>>,
    /// Related pairs left out, all of them and by cluster.
    pub omitted: Omitted,
    /// Counts of the stages.
    pub funnel: Funnel,
    /// The run's own recall.
    pub recall_estimate: RecallEstimate,
    /// Furniture carried by two documents or more.
    pub furniture: Vec<FurnitureEntry>,
    /// What was left out.
    pub skipped: Vec<Skip>,
}

/// Related pairs that are not listed.
#[derive(Clone, Debug, Default)]
pub struct Omitted {
    /// All of them.
    pub total: usize,
    /// Those inside a cluster, by its position.
    pub by_cluster: HashMap<usize, usize>,
}

/// The report of a run.
#[must_use]
pub fn report(findings: &Findings<'_>) -> Report {
    let id = |doc: DocIdx| findings.documents[doc.idx()].article.id.clone();
    let mut cluster_of: HashMap<DocIdx, String> = HashMap::default();
    let clusters: Vec<_> = findings
        .settled
        .clusters
        .iter()
        .enumerate()
        .map(|(idx, cluster)| {
            let name = format!("c{}", idx + 1);
            cluster_of.extend(cluster.star.members.iter().map(|doc| (*doc, name.clone())));
            let (weakest, coverage) = cluster.weakest;
            let link = CandidatePair::new(cluster.star.centre, weakest);
            let (original, evidence) = cluster.original.clone().unzip();
            ClusterEntry {
                id: name,
                documents: cluster.star.members.iter().map(|doc| id(*doc)).collect(),
                centre: id(cluster.star.centre),
                original: original.map(id),
                original_evidence: evidence.unwrap_or_default().into_iter().map(str::to_owned).collect(),
                agency: cluster.agency.clone(),
                keep: id(cluster.keep.0),
                keep_reason: cluster.keep.1.to_owned(),
                weakest_link: WeakestLink { a: id(link.a), b: id(link.b), coverage: rounded(coverage) },
                pairs_omitted: findings.omitted.by_cluster.get(&idx).copied().unwrap_or(0),
            }
        })
        .collect();
    let listed = |wanted: fn(Relation) -> bool| -> Vec<PairEntry> {
        let told = findings.told.iter().filter(|told| wanted(told.related.verdict.relation));
        told.map(|told| pair_entry(told, id(told.related.pair.a), id(told.related.pair.b))).collect()
    };
    let (pairs, overlaps) = (listed(Relation::is_pair), listed(Relation::is_overlap));
    let documents: Vec<_> = findings
        .documents
        .iter()
        .zip(0..)
        .map(|(doc, idx)| document_entry(doc, cluster_of.get(&DocIdx(idx)).cloned()))
        .collect();
    let in_clusters: usize = clusters.iter().map(|cluster| cluster.documents.len() - 1).sum();
    Report {
        schema_version: SCHEMA_VERSION.to_owned(),
        generator: Generator { name: "wireprint".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        parameters: findings.config.to_json(),
        summary: Summary {
            documents: documents.len(),
            skipped: findings.skipped.len(),
            clusters: clusters.len(),
            pairs: pairs.len(),
            pairs_omitted: findings.omitted.total,
            pairs_by_relation: by_relation(&pairs, &overlaps),
            independent_documents: documents.len() - in_clusters,
            funnel: findings.funnel,
            recall_estimate: findings.recall_estimate,
        },
        documents,
        clusters,
        pairs,
        overlaps,
        furniture: findings.furniture.clone(),
        skipped: findings.skipped.iter().map(skipped_entry).collect(),
    }
}

fn document_entry(doc: &Compared<'_>, cluster: Option<String>) -> DocumentEntry {
    let article = doc.article;
    let meta = &article.meta;
    let furniture = article.blocks.iter().filter(|block| block.role == Role::Furniture);
    let share = if doc.n_words == 0 { 0.0 } else { doc.n_copied as f64 / doc.n_words as f64 };
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
        cluster,
        attributions: doc.attributions.iter().map(attribution_entry).collect(),
    }
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

fn skipped_entry(skip: &Skip) -> SkippedEntry {
    SkippedEntry {
        path: skip.path.clone(),
        reason: skip.reason.as_str().to_owned(),
        detail: skip.detail.clone(),
    }
}

fn by_relation(pairs: &[PairEntry], overlaps: &[PairEntry]) -> Map<String, Value> {
    let mut names: Vec<&str> = pairs.iter().chain(overlaps).map(|pair| pair.relation.as_str()).collect();
    names.sort_unstable();
    names.chunk_by(|x, y| x == y).map(|run| (run[0].to_owned(), run.len().into())).collect()
}

fn pair_entry(told: &Told<'_>, a: String, b: String) -> PairEntry {
    let verdict = &told.related.verdict;
    let measures = &told.related.evidence.measures;
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
        jaccard_estimate: told.jaccard_estimate.map(rounded),
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
        let relation = related.verdict.relation;
        if !relation.is_pair() && !relation.is_overlap() {
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

/// Furniture that two documents or more carry, by number of documents, then text.
#[must_use]
pub fn furniture(articles: &[Article]) -> Vec<FurnitureEntry> {
    let mut carriers: HashMap<u64, (usize, Span, Vec<usize>)> = HashMap::default();
    for (idx, article) in articles.iter().enumerate() {
        let mut seen: HashSet<u64> = HashSet::default();
        let blocks = article.blocks.iter().filter(|block| block.role == Role::Furniture);
        for span in blocks.flat_map(|block| sentence_spans(&article.text, block.span)) {
            let text = span.of(&article.text);
            let hash = text_hash(text);
            if text.chars().any(char::is_alphabetic) && seen.insert(hash) {
                carriers.entry(hash).or_insert((idx, span, Vec::new())).2.push(idx);
            }
        }
    }
    let mut entries: Vec<FurnitureEntry> = carriers
        .into_values()
        .filter(|(_, _, docs)| docs.len() > 1)
        .map(|(first, span, docs)| {
            let mut sources: Vec<String> =
                docs.iter().filter_map(|&doc| articles[doc].meta.source.clone()).collect();
            sources.sort_unstable();
            sources.dedup();
            let examples = docs.iter().take(3).map(|&doc| articles[doc].id.clone()).collect();
            FurnitureEntry {
                text: shortened(span.of(&articles[first].text).trim()),
                documents: docs.len(),
                sources,
                examples,
            }
        })
        .collect();
    entries.sort_by(|x, y| y.documents.cmp(&x.documents).then_with(|| x.text.cmp(&y.text)));
    entries
}

fn shortened(text: &str) -> String {
    if text.len() <= FURNITURE_TEXT_BYTES_MAX {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(FURNITURE_TEXT_BYTES_MAX);
    format!("{}\u{2026}", &text[..end])
}
