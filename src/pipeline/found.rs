//! What a run found, told piece by piece: the entries of a report are made when they are written.

use std::io;
use std::ops::Range;

use ahash::{HashMap, HashSet};
use rayon::prelude::*;

use super::measure::Measured;
use super::prepare::Prepared;
use super::{Input, Room};
use crate::config::Config;
use crate::document::{Article, Attribution, DocIdx, Span};
use crate::error::Result;
use crate::facts::Facts;
use crate::monitor::Monitor;
use crate::propose::{Candidates, Recall, is_wanted};
use crate::relation::{Relation, Side};
use crate::report::assemble::{
    Compared, Omitted, by_relation, choose_listed, cluster_entry, document_entry, furniture_of,
    furniture_text, generator, pair_entry, skipped_entry, text_entry,
};
use crate::report::entries::{self, Entries, Head, Take, TextEntry};
use crate::report::schema::{
    ClusterEntry, DocumentEntry, Funnel, FurnitureEntry, PairEntry, RecallEstimate, Report, SCHEMA_VERSION,
    SkippedEntry, Summary,
};
use crate::settle::{Related, Settled};
use crate::store::{Partitions, Record};
use crate::translation;

/// Entries that are made at a time.
const ENTRIES_AT_A_TIME: usize = 512;

/// Texts that are read at a time: they are larger than other entries.
const TEXTS_AT_A_TIME: usize = 32;

/// Everything that a run found.
pub struct Found<'i> {
    prepared: Prepared,
    config: &'i Config,
    room: Room,
    settled: Settled,
    /// The pairs to list, by position.
    listed: Vec<usize>,
    omitted: Omitted,
    funnel: Funnel,
    recall: Recall,
    furniture: Vec<FurnitureEntry>,
    cluster_of: HashMap<DocIdx, usize>,
    n_copied: HashMap<DocIdx, usize>,
    /// Credits that only a pair could tell.
    told: HashMap<DocIdx, Vec<Attribution>>,
}

/// The articles, for the search for translations.
struct Texts<'a>(&'a Prepared, &'a Input);

impl translation::Texts for Texts<'_> {
    fn article(&self, doc: DocIdx) -> Result<Article> {
        self.0.article(doc)
    }

    fn facts(&self, article: &Article) -> Facts {
        Facts::of(article, &self.1.agencies)
    }
}

impl<'i> Found<'i> {
    /// Completes what was settled.
    ///
    /// # Errors
    /// If a text cannot be read, or the run is to stop.
    pub(super) fn of(
        mut prepared: Prepared,
        candidates: &Candidates,
        (mut settled, measured): (Settled, Measured),
        input: &Input,
        config: &'i Config,
        room: Room,
        monitor: &Monitor,
    ) -> Result<Self> {
        monitor.check()?;
        let funnel = Funnel {
            candidates_lsh: candidates.n_lsh,
            candidates_passage: candidates.n_passage,
            verified: measured.n_verified,
            aligned: measured.n_aligned,
        };
        let translations = translation::pairs(&Texts(&prepared, input), &prepared.origins, &settled)?;
        settled.related.extend(translations);
        settled.related.sort_by_key(|related| related.pair);
        prepared.docs.skipped.sort_unstable();
        let (listed, omitted) = choose_listed(&settled, config);
        let mut cluster_of = HashMap::default();
        for (number, cluster) in settled.clusters.iter().enumerate() {
            cluster_of.extend(cluster.star.members.iter().map(|doc| (*doc, number)));
        }
        let mut told: HashMap<DocIdx, Vec<Attribution>> = HashMap::default();
        for related in settled.related.iter().filter(|related| related.verdict.relation.is_pair()) {
            for (side, credit) in &related.evidence.namings {
                told.entry(related.doc(*side)).or_default().push(credit.clone());
            }
        }
        Ok(Self {
            recall: prepared
                .docs
                .recall
                .recall(candidates, &prepared.sketches, |pair| is_wanted(pair, &prepared.origins, config)),
            furniture: furniture(&prepared)?,
            n_copied: copied_words(&settled),
            prepared,
            config,
            room,
            settled,
            listed,
            omitted,
            funnel,
            cluster_of,
            told,
        })
    }

    /// The room that the run used; to be cleared when its report is written.
    #[must_use]
    pub fn room(&self) -> &Room {
        &self.room
    }

    /// Number of documents compared.
    #[must_use]
    pub fn n_documents(&self) -> usize {
        self.prepared.docs.ids.len()
    }

    /// Whether a document of that id was compared.
    #[must_use]
    pub fn has_document(&self, id: &str) -> bool {
        self.prepared.docs.ids.find(id).is_some()
    }

    /// Number of related pairs listed.
    #[must_use]
    pub fn n_pairs(&self) -> usize {
        self.listed_relations().filter(|relation| relation.is_pair()).count()
    }

    /// Number of inputs left out.
    #[must_use]
    pub fn n_skipped(&self) -> usize {
        self.prepared.docs.skipped.len()
    }

    fn listed_relations(&self) -> impl Iterator<Item = Relation> {
        self.listed.iter().map(|&idx| self.settled.related[idx].verdict.relation)
    }

    /// The counts of the report.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let clusters = &self.settled.clusters;
        let in_clusters: usize = clusters.iter().map(|cluster| cluster.star.members.len() - 1).sum();
        Summary {
            documents: self.n_documents(),
            skipped: self.n_skipped(),
            clusters: clusters.len(),
            pairs: self.n_pairs(),
            pairs_omitted: self.omitted.total,
            pairs_by_relation: by_relation(self.listed_relations()),
            independent_documents: self.n_documents() - in_clusters,
            funnel: self.funnel,
            recall_estimate: RecallEstimate {
                sampled_documents: self.recall.n_sampled,
                pairs: self.recall.n_pairs,
                found: self.recall.n_found,
                at_jaccard: self.config.threshold,
            },
        }
    }

    fn id(&self, doc: DocIdx) -> String {
        self.prepared.docs.ids.get(doc.0).to_owned()
    }

    fn document(&self, doc: DocIdx) -> Result<DocumentEntry> {
        let article = self.prepared.article(doc)?;
        Ok(document_entry(&Compared {
            article: &article,
            told: self.told.get(&doc).map_or(&[], Vec::as_slice),
            n_words: self.prepared.origins.of(doc).n_words as usize,
            n_copied: self.n_copied.get(&doc).copied().unwrap_or(0),
            cluster: self.cluster_of.get(&doc).copied(),
        }))
    }

    fn cluster(&self, number: usize) -> ClusterEntry {
        cluster_entry(number, &self.settled.clusters[number], &self.omitted, |doc| self.id(doc))
    }

    /// The listed pairs whose relation is wanted.
    fn related(&self, wanted: fn(Relation) -> bool) -> Vec<&Related> {
        let listed = self.listed.iter().map(|&idx| &self.settled.related[idx]);
        listed.filter(|related| wanted(related.verdict.relation)).collect()
    }

    fn pair(&self, related: &Related) -> PairEntry {
        pair_entry(related, self.id(related.pair.a), self.id(related.pair.b))
    }

    /// The report in memory, with these documents.
    fn report(&self, docs: &[DocIdx]) -> Result<Report> {
        let Head { schema_version, generator, parameters, summary } = self.head();
        let pairs = |wanted| self.related(wanted).into_iter().map(|related| self.pair(related)).collect();
        Ok(Report {
            schema_version,
            generator,
            parameters,
            summary,
            documents: docs.par_iter().map(|doc| self.document(*doc)).collect::<Result<_>>()?,
            clusters: (0..self.settled.clusters.len()).map(|number| self.cluster(number)).collect(),
            pairs: pairs(Relation::is_pair),
            overlaps: pairs(Relation::is_overlap),
            furniture: self.furniture.clone(),
            skipped: self.prepared.docs.skipped.iter().map(skipped_entry).collect(),
        })
    }

    /// The whole report in memory.
    ///
    /// # Errors
    /// If a text cannot be read again.
    pub fn to_report(&self) -> Result<Report> {
        self.report(&self.prepared.origins.docs().collect::<Vec<_>>())
    }

    /// The report in memory without the documents that are in no pair.
    ///
    /// # Errors
    /// If a text cannot be read again.
    pub fn to_report_of_related(&self) -> Result<Report> {
        let mut docs: Vec<DocIdx> =
            self.settled.related.iter().flat_map(|related| [related.pair.a, related.pair.b]).collect();
        docs.sort_unstable();
        docs.dedup();
        self.report(&docs)
    }
}

impl Entries for Found<'_> {
    fn head(&self) -> Head {
        Head {
            schema_version: SCHEMA_VERSION.to_owned(),
            generator: generator(),
            parameters: self.config.to_json(),
            summary: self.summary(),
        }
    }

    fn documents(&self, take: &mut Take<'_, DocumentEntry>) -> io::Result<()> {
        let docs: Vec<DocIdx> = self.prepared.origins.docs().collect();
        made(&docs, |doc| self.document(*doc), take)
    }

    fn clusters(&self, take: &mut Take<'_, ClusterEntry>) -> io::Result<()> {
        let numbers: Vec<usize> = (0..self.settled.clusters.len()).collect();
        made(&numbers, |number| Ok(self.cluster(*number)), take)
    }

    fn pairs(&self, take: &mut Take<'_, PairEntry>) -> io::Result<()> {
        made(&self.related(Relation::is_pair), |related| Ok(self.pair(related)), take)
    }

    fn overlaps(&self, take: &mut Take<'_, PairEntry>) -> io::Result<()> {
        made(&self.related(Relation::is_overlap), |related| Ok(self.pair(related)), take)
    }

    fn furniture(&self, take: &mut Take<'_, FurnitureEntry>) -> io::Result<()> {
        take(&self.furniture)
    }

    fn skipped(&self, take: &mut Take<'_, SkippedEntry>) -> io::Result<()> {
        made(&self.prepared.docs.skipped, |skip| Ok(skipped_entry(skip)), take)
    }
}

impl entries::Texts for Found<'_> {
    fn texts(&self, ids: &HashSet<String>, take: &mut Take<'_, TextEntry>) -> io::Result<()> {
        let docs = self.prepared.origins.docs();
        let docs: Vec<DocIdx> = docs.filter(|doc| ids.contains(self.prepared.docs.ids.get(doc.0))).collect();
        let make = |doc: &DocIdx| Ok(text_entry(self.prepared.article(*doc)?));
        docs.chunks(TEXTS_AT_A_TIME).try_for_each(|docs| made(docs, make, take))
    }
}

/// Makes entries, some at a time, and has them taken.
fn made<S: Sync, T: Send>(
    of: &[S],
    make: impl Fn(&S) -> Result<T> + Sync,
    take: &mut Take<'_, T>,
) -> io::Result<()> {
    of.chunks(ENTRIES_AT_A_TIME).try_for_each(|of| {
        let entries: Vec<T> = of.par_iter().map(&make).collect::<Result<_>>().map_err(io::Error::other)?;
        take(&entries)
    })
}

/// Furniture that two documents or more carry, by number of documents, then text.
fn furniture(prepared: &Prepared) -> Result<Vec<FurnitureEntry>> {
    let of_parts = (0..Partitions::PARTS).into_par_iter().map(|part| {
        let records = prepared.furniture.sorted_part(part)?;
        let runs = records.chunk_by(|x, y| x.hash == y.hash).filter(|run| run.len() > 1);
        Ok(runs.map(|run| carried(prepared, run)).collect::<Vec<_>>())
    });
    let mut carried: Vec<Carried> = of_parts.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
    // Each text is read once for all that it is the example of.
    carried.par_sort_unstable_by_key(|carried| (carried.first, carried.hash));
    let by_first: Vec<&mut [Carried]> = carried.chunk_by_mut(|x, y| x.first == y.first).collect();
    by_first.into_par_iter().try_for_each(|carried| {
        let article = prepared.article(carried[0].first)?;
        let spans: HashMap<u64, Span> = furniture_of(&article).into_iter().collect();
        for carried in carried {
            carried.entry.text = furniture_text(&article, spans[&carried.hash]);
        }
        Ok(())
    })?;
    let mut entries: Vec<FurnitureEntry> = carried.into_iter().map(|carried| carried.entry).collect();
    entries.sort_by(|x, y| y.documents.cmp(&x.documents).then_with(|| x.text.cmp(&y.text)));
    Ok(entries)
}

/// Furniture with the first document that carries it.
struct Carried {
    hash: u64,
    first: DocIdx,
    entry: FurnitureEntry,
}

fn carried(prepared: &Prepared, records: &[Record]) -> Carried {
    let docs = || records.iter().map(|record| DocIdx(record.doc));
    let mut sources: Vec<&str> = docs().filter_map(|doc| prepared.origins.stated_source(doc)).collect();
    sources.sort_unstable();
    sources.dedup();
    let entry = FurnitureEntry {
        text: String::new(),
        documents: records.len(),
        sources: sources.into_iter().map(str::to_owned).collect(),
        examples: docs().take(3).map(|doc| prepared.docs.ids.get(doc.0).to_owned()).collect(),
    };
    Carried { hash: records[0].hash, first: DocIdx(records[0].doc), entry }
}

/// For each document of a related pair the number of its words that lie in a passage with another one.
fn copied_words(settled: &Settled) -> HashMap<DocIdx, usize> {
    let mut passages: HashMap<DocIdx, Vec<Range<usize>>> = HashMap::default();
    for related in settled.related.iter().filter(|related| related.verdict.relation.is_pair()) {
        for passage in &related.evidence.measures.passages {
            passages.entry(related.doc(Side::A)).or_default().push(passage.a.clone());
            passages.entry(related.doc(Side::B)).or_default().push(passage.b.clone());
        }
    }
    passages.into_iter().map(|(doc, ranges)| (doc, union_len(ranges))).collect()
}

/// Number of positions that the ranges cover together.
pub(super) fn union_len(mut ranges: Vec<Range<usize>>) -> usize {
    ranges.sort_unstable_by_key(|range| range.start);
    let mut covered_to = 0;
    ranges.into_iter().fold(0, |sum, range| {
        let start = range.start.max(covered_to);
        covered_to = covered_to.max(range.end);
        sum + range.end.saturating_sub(start)
    })
}
