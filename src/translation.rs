//! Translations: pairs that no shared word proposes.
//!
//! A document that credits a translation, or says what it is based on, is paired with the document that it names: by
//! address, else by outlet or author in another language. Where the named outlet has several candidates, the one that
//! has most of the translation's numbers and names is taken, each weighed by how few of the candidates have it; names in
//! Cyrillic are compared by their transliteration. None is taken where nothing tells them apart.

use ahash::{HashMap, HashSet};
use rayon::prelude::*;

use crate::candidates::CandidatePair;
use crate::document::{Article, DocIdx, Role};
use crate::facts::Facts;
use crate::hash::hash_bytes;
use crate::normalize::{Word, WordClass, push_words};
use crate::relation::{Evidence, Extent, Relation, Side, Verdict};
use crate::settle::{Related, Settled};
use crate::verify::Measures;

/// Weight of shared numbers and names from which a candidate is told from others: one that it alone has, or two that
/// it has with one other.
const WEIGHT_MIN: f64 = 1.0;

/// Days that a translation may appear after its original.
const DAYS_MAX: u32 = 120;

/// The translation pairs of a collection that are not related already.
#[must_use]
pub fn pairs(articles: &[Article], facts: &[Facts], settled: &Settled) -> Vec<Related> {
    let known: HashSet<CandidatePair> = settled.related.iter().map(|related| related.pair).collect();
    let mut found: Vec<Related> = facts
        .par_iter()
        .enumerate()
        .filter(|(_, facts)| facts.has_translation_credit || !facts.based_on.is_empty())
        .filter_map(|(idx, _)| {
            let translation = DocIdx(idx as u32);
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
    let other_language =
        |other: &Facts| matches!((&own.language, &other.language), (Some(x), Some(y)) if x != y);
    let in_time = |other: &Facts| match (own.published, other.published) {
        (Some(x), Some(y)) => !x.is_before(&y) && x.days_apart(&y) <= DAYS_MAX,
        _ => true,
    };
    let named: Vec<DocIdx> = facts
        .iter()
        .zip(0u32..)
        .filter(|(other, idx)| {
            *idx != translation.0 && other_language(other) && in_time(other) && own.credits_document(other)
        })
        .map(|(_, idx)| DocIdx(idx))
        .collect();
    let linked = |doc: &DocIdx| facts[doc.idx()].url.as_ref().is_some_and(|url| own.based_on.contains(url));
    if let Some(linked) = named.iter().copied().find(linked) {
        return Some(linked);
    }
    if !own.has_translation_credit {
        return None;
    }
    match named[..] {
        [only] => Some(only),
        _ => most_alike(&articles[translation.idx()], &named, articles),
    }
}

/// The candidate whose numbers and names the translation repeats best, if they tell it from the others.
fn most_alike(translation: &Article, candidates: &[DocIdx], articles: &[Article]) -> Option<DocIdx> {
    let own = names_and_numbers(translation);
    let shared: Vec<Vec<u64>> = candidates
        .iter()
        .map(|doc| names_and_numbers(&articles[doc.idx()]).intersection(&own).copied().collect())
        .collect();
    let mut n_holding: HashMap<u64, usize> = HashMap::default();
    shared.iter().flatten().for_each(|fact| *n_holding.entry(*fact).or_default() += 1);
    let weight = |facts: &Vec<u64>| facts.iter().map(|fact| 1.0 / n_holding[fact] as f64).sum::<f64>();
    let weighed = candidates.iter().zip(shared.iter().map(weight));
    let best = weighed.max_by(|x, y| x.1.total_cmp(&y.1).then(y.0.cmp(x.0)))?;
    (best.1 >= WEIGHT_MIN).then_some(*best.0)
}

/// Hashes of an article's numbers and of the beginnings of its names, which survive translation and inflection.
fn names_and_numbers(article: &Article) -> HashSet<u64> {
    let mut words = Vec::new();
    for block in article.blocks.iter().filter(|block| matches!(block.role, Role::Body | Role::Headline)) {
        push_words(&article.text, block.span, &mut words);
    }
    words.iter().filter_map(|word| name_or_number(word, &article.text)).collect()
}

/// Letters of a name that are compared: endings are inflected.
const NAME_LETTERS: usize = 4;

fn name_or_number(word: &Word, text: &str) -> Option<u64> {
    let number = word.class.has(WordClass::NUMBER);
    let name = word.class.has(WordClass::CAPITAL) && !word.class.has(WordClass::SENTENCE_START);
    if number {
        return Some(word.hash);
    }
    let letters: String = word.span.of(text).to_lowercase().chars().filter_map(transliterated).take(NAME_LETTERS).collect();
    (name && letters.len() == NAME_LETTERS).then(|| hash_bytes(letters.as_bytes(), 0))
}

/// The sound of a letter, roughly, as ASCII; `None` for signs without one and for other scripts.
fn transliterated(letter: char) -> Option<char> {
    const CYRILLIC: &str = "абвгдезийклмнопрстуфхцэюяіїєґ";
    const LATIN: &str = "abvgdeziiklmnoprstufhceuaiieg";
    if letter.is_ascii_lowercase() {
        // Spellings of one sound in the two scripts.
        return Some(match letter {
            'y' | 'j' => 'i',
            'w' => 'v',
            'q' => 'k',
            other => other,
        });
    }
    if let Some(place) = CYRILLIC.chars().position(|known| known == letter) {
        return LATIN.chars().nth(place);
    }
    unicode_normalization::char::canonical_combining_class(letter).eq(&0).then_some(())?;
    let mut base = None;
    unicode_normalization::char::decompose_canonical(letter, |part| base = base.or(Some(part)));
    base.filter(char::is_ascii_lowercase)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_by_sound_and_stem() {
        let key = |name: &str| {
            let text = format!("a {name}");
            name_or_number(&crate::normalize::words(&text)[1], &text)
        };
        assert_eq!(key("Тастубека"), key("Tastubek"));
        assert_eq!(key("Müller"), key("Muller"));
        assert_ne!(key("Aralsk"), key("Tastubek"));
        assert_eq!(key("Ann"), None, "three letters tell little");
    }
}
