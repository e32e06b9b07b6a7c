//! The whole path, and the only place where the stages meet.
//!
//! read -> extract -> learn -> normalize -> shingle -> sign -> candidates -> verify -> relate -> settle -> report.
//! Threads are those of the caller's rayon pool; the result does not depend on their number, nor on the order of the
//! input. Learning comes before signing, so that what is signed is main text; it needs sentences, not sketches.

use std::path::PathBuf;

use rayon::prelude::*;

use crate::candidates::CandidatePair;
use crate::cluster::components;
use crate::config::Config;
use crate::document::{Article, Attribution, DocIdx, Document, Span};
use crate::error::{Result, Skip, SkipReason};
use crate::evidence::{Member, evidence};
use crate::extract::attribution::Agencies;
use crate::extract::attribution::known::KnownNames;
use crate::extract::extract;
use crate::facts::Facts;
use crate::learn::CollectionModel;
use crate::main_text::MainText;
use crate::monitor::{Monitor, Stage};
use crate::naming::add_credit;
use crate::page::PageWords;
use crate::propose::{Identical, Sketch, candidates, is_wanted, recall_estimate, sign};
use crate::read::{InputBlock, ReadOptions, Reader};
use crate::relation::{Evidence, Relation, Side, Verdict, relate};
use crate::report::assemble::{Compared, Findings, Told, choose_listed, furniture, report};
use crate::report::schema::{Funnel, RecallEstimate, Report};
use crate::settle::{Settled, links, settle};
use crate::sources;
use crate::verify::verify;

/// What a run reads and under which rules.
pub struct Input {
    /// Folders, files, or `-` for JSON Lines on standard input.
    pub roots: Vec<PathBuf>,
    /// What is read of them.
    pub read: ReadOptions,
    /// Names of agencies.
    pub agencies: Agencies,
    /// What the user says is furniture.
    pub furniture: CollectionModel,
}

/// Reads a collection and reports what is the same text in it.
///
/// # Errors
/// An unreadable root, a parameter out of range, or an interruption; a document that cannot be read is skipped and
/// listed in the report.
pub fn detect(input: &Input, config: &Config, monitor: &Monitor) -> Result<Report> {
    config.validate()?;
    let (articles, mut skipped) = read_articles(input, config, monitor)?;
    let mut articles = unrepeated(articles, &mut skipped);
    sources::unify(&mut articles);
    monitor.start(Stage::Learn, articles.len());
    let model = input.furniture.clone().learn(&articles);
    let known = KnownNames::of(&articles, &input.agencies);
    let texts: Vec<MainText> =
        articles.par_iter_mut().map(|article| finish(article, &model, &known, config)).collect();
    let (articles, texts) = comparable(articles, texts, config, &mut skipped);
    monitor.check()?;
    monitor.start(Stage::Sign, articles.len());
    let sketches = sign(&texts, config);
    monitor.check()?;
    monitor.start(Stage::Candidates, articles.len());
    let facts: Vec<Facts> = articles.par_iter().map(|article| Facts::of(article, &input.agencies)).collect();
    let originals = Identical::find(&texts);
    let found = candidates(&sketches, &originals, &facts, config);
    monitor.check()?;
    monitor.start(Stage::Verify, found.pairs.len());
    let collection = Collection { articles: &articles, texts: &texts, facts: &facts, config };
    let mut measured = collection.measure(&found.pairs, monitor)?;
    let missing = collection.unverified_inside_clusters(&measured, &found.pairs);
    measured.extend(collection.measure(&missing, monitor)?);
    monitor.start(Stage::Settle, measured.len());
    let n_aligned = measured.len();
    let words: Vec<usize> = texts.iter().map(|text| text.words.len()).collect();
    let mut settled = settle(measured, &facts, &words, config);
    settled.related.extend(crate::translation::pairs(&articles, &facts, &settled));
    settled.related.sort_by_key(|related| related.pair);
    let funnel = Funnel {
        candidates_lsh: found.n_lsh,
        candidates_passage: found.n_passage,
        verified: found.pairs.len() + missing.len(),
        aligned: n_aligned,
    };
    skipped.sort_unstable();
    let recall = recall_estimate(&articles, &sketches, &originals, &found, config);
    let recall_estimate = RecallEstimate {
        sampled_documents: recall.n_sampled,
        pairs: recall.n_pairs,
        found: recall.n_found,
        at_jaccard: config.threshold,
    };
    Ok(collection.report(&settled, &sketches, funnel, recall_estimate, skipped))
}

/// Two documents explained: everything that `compare` shows.
#[derive(Debug)]
pub struct Explained {
    /// The articles, the one whose id sorts first before the other.
    pub articles: [Article; 2],
    /// Their main texts.
    pub texts: [MainText; 2],
    /// What the decision rests on.
    pub evidence: Evidence,
    /// The decision.
    pub verdict: Verdict,
    /// Jaccard estimated from signatures.
    pub jaccard_estimate: f64,
}

/// Compares two documents.
#[must_use]
pub fn explain(documents: [Document; 2], input: &Input, config: &Config) -> Explained {
    let mut articles = documents.map(|document| extract(document, &input.agencies, config.profile));
    if articles[0].id > articles[1].id {
        articles.reverse();
    }
    sources::unify(&mut articles);
    let model = input.furniture.clone().learn(&articles);
    let known = KnownNames::of(&articles, &input.agencies);
    let texts = articles.each_mut().map(|article| finish(article, &model, &known, config));
    let facts = [Facts::of(&articles[0], &input.agencies), Facts::of(&articles[1], &input.agencies)];
    let sketches = sign(&texts, config);
    let measures = verify(&texts[0], &texts[1], config.profile, config.shingle_len);
    let member = |side: usize| Member { article: &articles[side], facts: &facts[side], text: &texts[side] };
    let mut evidence = evidence(member(0), member(1), measures, config);
    evidence.shares_furniture = !furniture(&articles).is_empty();
    let verdict = relate(&evidence);
    let jaccard_estimate = sketches[0].signature.jaccard_estimate(&sketches[1].signature);
    Explained { articles, texts, evidence, verdict, jaccard_estimate }
}

/// Input blocks that are worked on at a time: enough to keep every core busy while the next ones are read.
const BLOCKS_AT_A_TIME: usize = 64;

fn read_articles(input: &Input, config: &Config, monitor: &Monitor) -> Result<(Vec<Article>, Vec<Skip>)> {
    monitor.start(Stage::Read, 0);
    let mut reader = Reader::open(&input.roots, input.read.clone())?;
    let (mut articles, mut skipped) = (Vec::new(), Vec::new());
    loop {
        monitor.check()?;
        let mut blocks: Vec<InputBlock> = Vec::new();
        while blocks.len() < BLOCKS_AT_A_TIME
            && let Some(block) = reader.next_block()?
        {
            monitor.add_bytes(block.n_bytes());
            blocks.push(block);
        }
        if blocks.is_empty() {
            return Ok((articles, skipped));
        }
        let read: Vec<_> = blocks
            .par_iter()
            .flat_map(|block| block.documents(&input.read))
            .map(|document| document.map(|document| extract(document, &input.agencies, config.profile)))
            .collect();
        monitor.advance(read.len());
        for document in read {
            match document {
                Ok(article) => articles.push(article),
                Err(skip) => skipped.push(skip),
            }
        }
    }
}

/// Articles in id order; of those with one id the smallest by content hash, then by metadata, is kept.
fn unrepeated(mut articles: Vec<Article>, skipped: &mut Vec<Skip>) -> Vec<Article> {
    articles.par_sort_by(|x, y| {
        (&x.id, x.content_hash)
            .cmp(&(&y.id, y.content_hash))
            .then_with(|| metadata_key(x).cmp(&metadata_key(y)))
    });
    let mut kept: Vec<Article> = Vec::with_capacity(articles.len());
    for article in articles {
        match kept.last() {
            Some(last) if last.id == article.id => skipped.push(Skip {
                path: article.id,
                reason: SkipReason::RepeatedId,
                detail: format!(
                    "content {} has the same id as content {}",
                    article.content_hash, last.content_hash
                ),
            }),
            _ => kept.push(article),
        }
    }
    kept
}

fn metadata_key(article: &Article) -> String {
    format!("{:?}", article.meta)
}

/// Gives an article its final roles and credits by what was learned of the collection; returns its main text.
fn finish(
    article: &mut Article,
    model: &CollectionModel,
    known: &KnownNames<'_>,
    config: &Config,
) -> MainText {
    let words = PageWords::of_article(article);
    model.apply(article, &words);
    known.credit(article, &words);
    MainText::of(article, &words, config.profile)
}

/// Leaves out what is too short to compare.
fn comparable(
    articles: Vec<Article>,
    texts: Vec<MainText>,
    config: &Config,
    skipped: &mut Vec<Skip>,
) -> (Vec<Article>, Vec<MainText>) {
    let (mut kept, mut kept_texts) = (Vec::with_capacity(articles.len()), Vec::with_capacity(articles.len()));
    for (article, text) in articles.into_iter().zip(texts) {
        if text.words.len() < config.doc_words_min {
            let detail =
                format!("{} words, fewer than the minimum of {}", text.words.len(), config.doc_words_min);
            skipped.push(Skip { path: article.id, reason: SkipReason::TooShort, detail });
        } else {
            kept.push(article);
            kept_texts.push(text);
        }
    }
    (kept, kept_texts)
}

/// Pairs measured between two looks at whether the run is to stop.
const PAIRS_AT_A_TIME: usize = 65_536;

struct Collection<'a> {
    articles: &'a [Article],
    texts: &'a [MainText],
    facts: &'a [Facts],
    config: &'a Config,
}

impl Collection<'_> {
    fn member(&self, doc: DocIdx) -> Member<'_> {
        let idx = doc.idx();
        Member { article: &self.articles[idx], facts: &self.facts[idx], text: &self.texts[idx] }
    }

    /// Verifies pairs and keeps those that share a passage.
    fn measure(&self, pairs: &[CandidatePair], monitor: &Monitor) -> Result<Vec<(CandidatePair, Evidence)>> {
        let mut measured = Vec::new();
        for pairs in pairs.chunks(PAIRS_AT_A_TIME) {
            monitor.check()?;
            measured.par_extend(pairs.par_iter().filter_map(|pair| {
                let (a, b) = (self.member(pair.a), self.member(pair.b));
                let measures = verify(a.text, b.text, self.config.profile, self.config.shingle_len);
                (measures.shared_words > 0).then(|| (*pair, evidence(a, b, measures, self.config)))
            }));
            monitor.advance(pairs.len());
        }
        Ok(measured)
    }

    /// Pairs of documents that a chain of joining pairs connects and that no generator proposed, where there are few.
    fn unverified_inside_clusters(
        &self,
        measured: &[(CandidatePair, Evidence)],
        known: &[CandidatePair],
    ) -> Vec<CandidatePair> {
        let words: Vec<usize> = self.texts.iter().map(|text| text.words.len()).collect();
        let settled = settle(measured.to_vec(), self.facts, &words, self.config);
        let components = components(&links(&settled.related));
        let mut missing = Vec::new();
        for members in components.iter().filter(|members| members.len() <= self.config.full_cluster_docs_max)
        {
            for (idx, &a) in members.iter().enumerate() {
                let pairs = members[idx + 1..].iter().map(|&b| CandidatePair::new(a, b));
                missing.extend(pairs.filter(|pair| known.binary_search(pair).is_err()));
            }
        }
        missing.retain(|pair| is_wanted(&self.facts[pair.a.idx()], &self.facts[pair.b.idx()], self.config));
        missing
    }

    fn report(
        &self,
        settled: &Settled,
        sketches: &[Sketch],
        funnel: Funnel,
        recall_estimate: RecallEstimate,
        skipped: Vec<Skip>,
    ) -> Report {
        let (listed, omitted) = choose_listed(settled, self.config);
        let told = listed.into_iter().map(|idx| {
            let related = &settled.related[idx];
            let (a, b) = (related.pair.a.idx(), related.pair.b.idx());
            let applies = related.verdict.relation != Relation::Translation;
            Told {
                related,
                jaccard_estimate: applies
                    .then(|| sketches[a].signature.jaccard_estimate(&sketches[b].signature)),
                spans: self.passage_spans(related),
            }
        });
        let told_of_itself = self.articles.iter().zip(self.texts);
        let learned = self.copied_words(settled).into_iter().zip(self.attributions(settled));
        let documents = told_of_itself.zip(learned).map(|((article, text), (n_copied, attributions))| {
            Compared { article, attributions, n_words: text.words.len(), n_copied }
        });
        report(&Findings {
            config: self.config,
            documents: documents.collect(),
            settled,
            told: told.collect(),
            omitted,
            funnel,
            recall_estimate,
            furniture: furniture(self.articles),
            skipped,
        })
    }

    fn passage_spans(&self, related: &crate::settle::Related) -> Vec<(Span, Span)> {
        let (a, b) = (&self.texts[related.pair.a.idx()], &self.texts[related.pair.b.idx()]);
        let passages = related.evidence.measures.passages.iter();
        passages.map(|passage| (a.span_of(passage.a.clone()), b.span_of(passage.b.clone()))).collect()
    }

    /// The credits of each document, with those that only a pair could tell.
    fn attributions(&self, settled: &Settled) -> Vec<Vec<Attribution>> {
        let mut credits: Vec<_> = self.articles.iter().map(|article| article.attributions.clone()).collect();
        for related in settled.related.iter().filter(|related| related.verdict.relation.is_pair()) {
            for (side, credit) in &related.evidence.namings {
                add_credit(&mut credits[related.doc(*side).idx()], credit);
            }
        }
        credits
    }

    /// For each document the number of its words that lie in a passage with another one.
    fn copied_words(&self, settled: &Settled) -> Vec<usize> {
        let mut passages: Vec<Vec<std::ops::Range<usize>>> = vec![Vec::new(); self.articles.len()];
        for related in settled.related.iter().filter(|related| related.verdict.relation.is_pair()) {
            for passage in &related.evidence.measures.passages {
                passages[related.doc(Side::A).idx()].push(passage.a.clone());
                passages[related.doc(Side::B).idx()].push(passage.b.clone());
            }
        }
        passages.into_par_iter().map(union_len).collect()
    }
}

/// Number of positions that the ranges cover together.
fn union_len(mut ranges: Vec<std::ops::Range<usize>>) -> usize {
    ranges.sort_unstable_by_key(|range| range.start);
    let mut covered_to = 0;
    ranges.into_iter().fold(0, |sum, range| {
        let start = range.start.max(covered_to);
        covered_to = covered_to.max(range.end);
        sum + range.end.saturating_sub(start)
    })
}
