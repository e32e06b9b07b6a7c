//! Translations: pairs that no shared word proposes.
//!
//! A document that credits a translation, or says what it is based on, is paired with the document that it names: by
//! address, else by outlet or author in another language. Where the named outlet has several candidates, the one whose
//! numbers the translation repeats best is taken, and none if they say nothing.

use ahash::HashSet;

use crate::candidates::CandidatePair;
use crate::document::{Article, DocIdx, Role};
use crate::facts::Facts;
use crate::normalize::{WordClass, push_words};
use crate::relation::{Evidence, Extent, Relation, Side, Verdict};
use crate::settle::{Related, Settled};
use crate::verify::Measures;

/// Numbers that two documents must have in common to be told from others of the named outlet.
const NUMBERS_SHARED_MIN: usize = 2;

/// Days that a translation may appear after its original.
const DAYS_MAX: u32 = 120;

/// The translation pairs of a collection that are not related already.
#[must_use]
pub fn pairs(articles: &[Article], facts: &[Facts], settled: &Settled) -> Vec<Related> {
    let known: HashSet<CandidatePair> = settled.related.iter().map(|related| related.pair).collect();
    let translators = facts.iter().zip(0..).filter(|(facts, _)| facts.has_translation_credit || !facts.based_on.is_empty());
    let mut found: Vec<Related> = translators
        .filter_map(|(_, idx)| {
            let translation = DocIdx(idx);
            let original = original_of(translation, articles, facts)?;
            let pair = CandidatePair::new(translation, original);
            (!known.contains(&pair)).then(|| related(pair, original))
        })
        .collect();
    found.sort_by_key(|related| related.pair);
    found.dedup_by_key(|related| related.pair);
    found
}

fn original_of(translation: DocIdx, articles: &[Article], facts: &[Facts]) -> Option<DocIdx> {
    let own = &facts[translation.idx()];
    let other_language = |other: &Facts| matches!((&own.language, &other.language), (Some(x), Some(y)) if x != y);
    let in_time = |other: &Facts| match (own.published, other.published) {
        (Some(x), Some(y)) => !x.is_before(&y) && x.days_apart(&y) <= DAYS_MAX,
        _ => true,
    };
    let named: Vec<DocIdx> = (0..facts.len() as u32)
        .map(DocIdx)
        .filter(|doc| *doc != translation)
        .filter(|doc| {
            let other = &facts[doc.idx()];
            other_language(other) && in_time(other) && own.credits_document(other)
        })
        .collect();
    if let Some(linked) = named.iter().find(|doc| facts[doc.idx()].url.as_ref().is_some_and(|url| own.based_on.contains(url))) {
        return Some(*linked);
    }
    if !own.has_translation_credit {
        return None;
    }
    let numbers = numbers(&articles[translation.idx()]);
    let shared = |doc: &DocIdx| self::numbers(&articles[doc.idx()]).intersection(&numbers).count();
    let best = named.iter().copied().max_by_key(|doc| (shared(doc), std::cmp::Reverse(*doc)))?;
    (named.len() == 1 || shared(&best) >= NUMBERS_SHARED_MIN).then_some(best)
}

fn numbers(article: &Article) -> HashSet<u64> {
    let mut words = Vec::new();
    for block in article.blocks.iter().filter(|block| block.role == Role::Body) {
        push_words(&article.text, block.span, &mut words);
    }
    words.iter().filter(|word| word.class.has(WordClass::NUMBER)).map(|word| word.hash).collect()
}

fn related(pair: CandidatePair, original: DocIdx) -> Related {
    let original = if pair.a == original { Side::A } else { Side::B };
    let verdict = Verdict {
        extent: Extent::None,
        relation: Relation::Translation,
        original: Some(original),
        evidence: vec!["translation_credit"],
        credited: Some(true),
        rule: "a translation credit or a link names the other document",
    };
    Related { pair, evidence: Evidence::of_measures(Measures::default()), verdict }
}
