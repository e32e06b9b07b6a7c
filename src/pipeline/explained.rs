//! One pair explained, without a collection around it.

use super::found::union_len;
use super::{Input, finish};
use crate::candidates::CandidatePair;
use crate::config::Config;
use crate::document::{Article, DocIdx, Document};
use crate::evidence::{Member, evidence};
use crate::extract::attribution::known::KnownNames;
use crate::extract::extract;
use crate::facts::Facts;
use crate::main_text::MainText;
use crate::propose::Signer;
use crate::relation::{Evidence, Side, Verdict, relate};
use crate::report::assemble::{
    Compared, by_relation, document_entry, furniture_of, generator, pair_entry, text_entry,
};
use crate::report::entries::TextEntry;
use crate::report::schema::{DocumentEntry, Funnel, Report, SCHEMA_VERSION, Summary};
use crate::settle::Related;
use crate::sources::{Sources, Stated};
use crate::verify::verify;

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

impl Explained {
    /// The two documents as a report of this one pair, related or not, with their texts.
    #[must_use]
    pub fn to_report(&self, config: &Config) -> (Report, [TextEntry; 2]) {
        let related = Related {
            pair: CandidatePair::new(DocIdx(0), DocIdx(1)),
            evidence: self.evidence.clone(),
            jaccard_estimate: self.jaccard_estimate as f32,
            verdict: self.verdict.clone(),
        };
        let summary = Summary {
            documents: 2,
            pairs: 1,
            pairs_by_relation: by_relation(std::iter::once(self.verdict.relation)),
            independent_documents: 2,
            funnel: Funnel { verified: 1, aligned: 1, ..Funnel::default() },
            ..Summary::default()
        };
        let [a, b] = self.articles.each_ref().map(|article| article.id.clone());
        let report = Report {
            schema_version: SCHEMA_VERSION.to_owned(),
            generator: generator(),
            parameters: config.to_json(),
            summary,
            documents: vec![self.document(Side::A), self.document(Side::B)],
            clusters: Vec::new(),
            pairs: vec![pair_entry(&related, a, b)],
            overlaps: Vec::new(),
            furniture: Vec::new(),
            skipped: Vec::new(),
        };
        (report, self.articles.clone().map(text_entry))
    }

    fn document(&self, side: Side) -> DocumentEntry {
        let passages = self.evidence.measures.passages.iter();
        let (idx, copied) = match side {
            Side::A => (0, passages.map(|passage| passage.a.clone()).collect()),
            Side::B => (1, passages.map(|passage| passage.b.clone()).collect()),
        };
        let told = self.evidence.namings.iter().filter(|(of, _)| *of == side);
        document_entry(&Compared {
            article: &self.articles[idx],
            told: &told.map(|(_, credit)| credit.clone()).collect::<Vec<_>>(),
            n_words: self.texts[idx].words.len(),
            n_copied: if self.verdict.relation.is_pair() { union_len(copied) } else { 0 },
            cluster: None,
        })
    }
}

/// Compares two documents.
#[must_use]
pub fn explain(documents: [Document; 2], input: &Input, config: &Config) -> Explained {
    let mut articles = documents.map(|document| extract(document, &input.agencies, config.profile));
    if articles[0].id > articles[1].id {
        articles.reverse();
    }
    let mut sources = Sources::default();
    articles.iter().for_each(|article| sources.add(Stated::of(article), []));
    for article in &mut articles {
        article.alias = sources.alias_of(article);
    }
    let model = input.furniture.clone().learn_from(&articles);
    let known = KnownNames::of(&articles, &input.agencies);
    let texts = articles.each_mut().map(|article| finish(article, &model, &known, config));
    let facts = [Facts::of(&articles[0], &input.agencies), Facts::of(&articles[1], &input.agencies)];
    let signer = Signer::new(config);
    let sketches = texts.each_ref().map(|text| signer.sign(text, &mut Vec::new()));
    let measures = verify(&texts[0], &texts[1], config.profile, config.shingle_len);
    let member = |side: usize| Member { article: &articles[side], facts: &facts[side], text: &texts[side] };
    let mut evidence = evidence(member(0), member(1), measures, config);
    let [of_a, of_b] = articles.each_ref().map(furniture_of);
    evidence.shares_furniture = of_a.iter().any(|(hash, _)| of_b.iter().any(|(other, _)| hash == other));
    let verdict = relate(&evidence);
    let jaccard_estimate = sketches[0].signature.jaccard_estimate(&sketches[1].signature);
    Explained { articles, texts, evidence, verdict, jaccard_estimate }
}
