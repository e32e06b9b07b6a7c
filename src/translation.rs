//! Translations: pairs that no shared word proposes.
//!
//! A document that credits another outlet for its text, or says what it is based on, is paired with the document that it names: by
//! address, else by outlet or author in another language. Where the named outlet has several candidates, the one that
//! has most of the translation's numbers and names is taken, each weighed by how few of the candidates have it; names in
//! Cyrillic are compared by their transliteration. None is taken where nothing tells them apart.

mod asked;
mod index;

use ahash::{HashMap, HashSet};
use rayon::prelude::*;

use crate::candidates::CandidatePair;
use crate::document::{Article, DocIdx, Role};
use crate::error::Result;
use crate::facts::Facts;
use crate::hash::hash_bytes;
use crate::normalize::{Word, WordClass, push_words};
use crate::origin::Origins;
use crate::outlet::OutletKey;
use crate::relation::{Evidence, Extent, Relation, Side, Verdict};
use crate::settle::{Related, Settled};
use crate::verify::Measures;
use asked::{Ask, Asked, Offered};
use index::Index;

/// Weight of shared numbers and names from which a candidate is told from others: one that it alone has, or two that
/// it has with one other.
const WEIGHT_MIN: f64 = 1.0;

/// Days that a translation may appear after its original.
const DAYS_MAX: u32 = 120;

/// What the search for translations asks of a collection.
pub trait Texts: Sync {
    /// The article of a document.
    ///
    /// # Errors
    /// If it cannot be read.
    fn article(&self, doc: DocIdx) -> Result<Article>;

    /// The facts of an article.
    fn facts(&self, article: &Article) -> Facts;
}

/// The translation pairs of a collection that are not related already.
///
/// # Errors
/// If a text cannot be read.
pub fn pairs(texts: &impl Texts, origins: &Origins, settled: &Settled) -> Result<Vec<Related>> {
    let Some(offered) = Offered::of(origins) else { return Ok(Vec::new()) };
    let known: HashSet<CandidatePair> = settled.related.iter().map(|related| related.pair).collect();
    let may_translate = |doc: &DocIdx| origins.of(*doc).may_translate && origins.language(*doc).is_some();
    let translations: Vec<DocIdx> = origins.docs().filter(may_translate).collect();
    let asked = Asked::by(&translations, &offered, texts, origins)?;
    let index = Index::of(origins, &asked);
    let by_doc: Vec<&[(DocIdx, Ask)]> = asked.asks.chunk_by(|(x, _), (y, _)| x == y).collect();
    let found: Vec<Option<Related>> = by_doc
        .into_par_iter()
        .map(|asks| {
            let translation = asks[0].0;
            let Some(original) = original_of(translation, asks, texts, &index)? else { return Ok(None) };
            let pair = CandidatePair::new(translation, original);
            Ok((!known.contains(&pair)).then(|| related(pair, original)))
        })
        .collect::<Result<_>>()?;
    let mut found: Vec<Related> = found.into_iter().flatten().collect();
    found.sort_by_key(|related| related.pair);
    found.dedup_by_key(|related| related.pair);
    Ok(found)
}

/// Hashes of which a name shares one with every name that a credit may write for it.
fn likenesses(name: &OutletKey) -> impl Iterator<Item = u64> {
    name.likenesses().into_iter().map(|likeness| hash_bytes(likeness.as_bytes(), 0))
}

fn original_of(
    translation: DocIdx,
    asks: &[(DocIdx, Ask)],
    texts: &impl Texts,
    index: &Index<'_>,
) -> Result<Option<DocIdx>> {
    let asked = index.docs_of(translation, asks);
    if asked.is_empty() {
        return Ok(None);
    }
    let article = texts.article(translation)?;
    let own = texts.facts(&article);
    let meant = index.meant(translation, asked, &own);
    if let Some(linked) = index.linked(asks, &meant) {
        return Ok(Some(linked));
    }
    match index.nearest(translation, meant)[..] {
        [only] if own.has_translation_credit => Ok(Some(only)),
        ref nearest => most_alike(&article, nearest, texts),
    }
}

/// The candidate whose numbers and names the translation repeats best, if they tell it from the others.
fn most_alike(translation: &Article, candidates: &[DocIdx], texts: &impl Texts) -> Result<Option<DocIdx>> {
    let own = names_and_numbers(translation);
    let facts: Vec<HashSet<u64>> =
        candidates.iter().map(|doc| Ok(names_and_numbers(&texts.article(*doc)?))).collect::<Result<_>>()?;
    let n_facts: Vec<usize> = facts.iter().map(HashSet::len).collect();
    let shared: Vec<Vec<u64>> =
        facts.iter().map(|facts| facts.intersection(&own).copied().collect()).collect();
    let mut n_holding: HashMap<u64, usize> = HashMap::default();
    shared.iter().flatten().for_each(|fact| *n_holding.entry(*fact).or_default() += 1);
    let weight = |facts: &Vec<u64>| facts.iter().map(|fact| 1.0 / n_holding[fact] as f64).sum::<f64>();
    // A long text has many numbers by chance: the weight counts by the square root of what there is to share.
    let likeness = |idx: usize| weight(&shared[idx]) / (n_facts[idx].max(1) as f64).sqrt();
    let told = (0..candidates.len()).filter(|&idx| weight(&shared[idx]) >= WEIGHT_MIN);
    let best =
        told.max_by(|&x, &y| likeness(x).total_cmp(&likeness(y)).then(candidates[y].cmp(&candidates[x])));
    Ok(best.map(|best| candidates[best]))
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
    let letters: String =
        word.span.of(text).to_lowercase().chars().filter_map(transliterated).take(NAME_LETTERS).collect();
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
    Related { pair, evidence: Evidence::of_measures(Measures::default()), jaccard_estimate: 0.0, verdict }
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
