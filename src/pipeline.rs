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
use crate::document::{Article, Attribution, DocIdx, Document};
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
use crate::propose::{Identical, Signer, Sketch, candidates, is_wanted, recall_estimate};
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
    monitor.check()?;
    monitor.start(Stage::Sign, articles.len());
    let signer = Signer::new(config);
    let sketches: Vec<Sketch> = articles
        .par_iter_mut()
        .map_init(Vec::new, |shingles, article| {
            signer.sign(&finish(article, &model, &known, config), shingles)
        })
        .collect();
    let (articles, sketches) = comparable(articles, sketches, config, &mut skipped);
    monitor.check()?;
    monitor.start(Stage::Candidates, articles.len());
    let facts: Vec<Facts> = articles.par_iter().map(|article| Facts::of(article, &input.agencies)).collect();
    let originals = Identical::find(&sketches);
    let found = candidates(&sketches, &originals, &facts, config);
    monitor.check()?;
    monitor.start(Stage::Verify, found.pairs.len());
    let collection = Collection { articles: &articles, sketches: &sketches, facts: &facts, config };
    let mut measured = collection.measure(&found.pairs, monitor)?;
    let missing = collection.unverified_inside_clusters(&measured, &found.pairs);
    measured.extend(collection.measure(&missing, monitor)?);
    monitor.start(Stage::Settle, measured.len());
    let n_aligned = measured.len();
    let mut settled = settle(measured, &facts, &collection.words(), config);
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
    Ok(collection.report(&settled, funnel, recall_estimate, skipped))
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
    let signer = Signer::new(config);
    let sketches = texts.each_ref().map(|text| signer.sign(text, &mut Vec::new()));
    let measures = verify(&texts[0], &texts[1], config.profile, config.shingle_len);
    let member = |side: usize| Member { article: &articles[side], facts: &facts[side], text: &texts[side] };
    let mut evidence = evidence(member(0), member(1), measures, config);
    evidence.shares_furniture = !furniture(&articles).is_empty();
    let verdict = relate(&evidence);
    let jaccard_estimate = sketches[0].signature.jaccard_estimate(&sketches[1].signature);
    Explained { articles, texts, evidence, verdict, jaccard_estimate }
}

/// Input blocks that are worked on at a time, for each thread: enough to keep every core busy to the last one.
const BLOCKS_PER_THREAD: usize = 4;

fn read_articles(input: &Input, config: &Config, monitor: &Monitor) -> Result<(Vec<Article>, Vec<Skip>)> {
    monitor.start(Stage::Read, 0);
    let mut reader = Reader::open(&input.roots, input.read.clone())?;
    let (mut articles, mut skipped) = (Vec::new(), Vec::new());
    loop {
        monitor.check()?;
        let mut blocks: Vec<InputBlock> = Vec::new();
        while blocks.len() < BLOCKS_PER_THREAD * rayon::current_num_threads()
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
    let n_blocks = article.blocks.len();
    model.apply(article, &words);
    known.credit(article, &words);
    // Where blocks were cut their words are cut anew, so that the main text is the same whenever it is made again.
    if article.blocks.len() == n_blocks {
        MainText::of(article, &words, config.profile)
    } else {
        MainText::of_article(article, config.profile)
    }
}

/// Leaves out what is too short to compare.
fn comparable(
    articles: Vec<Article>,
    sketches: Vec<Sketch>,
    config: &Config,
    skipped: &mut Vec<Skip>,
) -> (Vec<Article>, Vec<Sketch>) {
    let (comparable, too_short): (Vec<_>, Vec<_>) =
        articles.into_iter().zip(sketches).partition(|(_, sketch)| sketch.n_words >= config.doc_words_min);
    skipped.extend(too_short.into_iter().map(|(article, sketch)| Skip {
        path: article.id,
        reason: SkipReason::TooShort,
        detail: format!("{} words, fewer than the minimum of {}", sketch.n_words, config.doc_words_min),
    }));
    comparable.into_iter().unzip()
}

/// Pairs measured at a time: their main texts are made for them and held no longer.
const PAIRS_AT_A_TIME: usize = 1024;

struct Collection<'a> {
    articles: &'a [Article],
    sketches: &'a [Sketch],
    facts: &'a [Facts],
    config: &'a Config,
}

impl Collection<'_> {
    /// Words of each main text.
    fn words(&self) -> Vec<usize> {
        self.sketches.iter().map(|sketch| sketch.n_words).collect()
    }

    /// Verifies pairs and keeps those that share a passage.
    fn measure(&self, pairs: &[CandidatePair], monitor: &Monitor) -> Result<Vec<(CandidatePair, Evidence)>> {
        let mut measured = Vec::new();
        for pairs in pairs.chunks(PAIRS_AT_A_TIME) {
            monitor.check()?;
            let texts = self.main_texts(pairs);
            let member = |doc: DocIdx| {
                let at = texts.binary_search_by_key(&doc, |(doc, _)| *doc);
                let (_, text) = &texts[at.expect("texts were made of both documents of each pair")];
                Member { article: &self.articles[doc.idx()], facts: &self.facts[doc.idx()], text }
            };
            measured.par_extend(pairs.par_iter().filter_map(|pair| {
                let (a, b) = (member(pair.a), member(pair.b));
                let measures = verify(a.text, b.text, self.config.profile, self.config.shingle_len);
                (measures.shared_words > 0).then(|| (*pair, evidence(a, b, measures, self.config)))
            }));
            monitor.advance(pairs.len());
        }
        Ok(measured)
    }

    /// The main texts of the documents of some pairs, in the order of documents.
    fn main_texts(&self, pairs: &[CandidatePair]) -> Vec<(DocIdx, MainText)> {
        let mut docs: Vec<DocIdx> = pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect();
        docs.sort_unstable();
        docs.dedup();
        let text = |doc: DocIdx| MainText::of_article(&self.articles[doc.idx()], self.config.profile);
        docs.into_par_iter().map(|doc| (doc, text(doc))).collect()
    }

    /// Pairs of documents that a chain of joining pairs connects and that no generator proposed, where there are few.
    fn unverified_inside_clusters(
        &self,
        measured: &[(CandidatePair, Evidence)],
        known: &[CandidatePair],
    ) -> Vec<CandidatePair> {
        let settled = settle(measured.to_vec(), self.facts, &self.words(), self.config);
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
                    .then(|| self.sketches[a].signature.jaccard_estimate(&self.sketches[b].signature)),
            }
        });
        let told_of_itself = self.articles.iter().zip(self.sketches);
        let learned = self.copied_words(settled).into_iter().zip(self.attributions(settled));
        let documents = told_of_itself.zip(learned).map(|((article, sketch), (n_copied, attributions))| {
            Compared { article, attributions, n_words: sketch.n_words, n_copied }
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
