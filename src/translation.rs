//! Translations: pairs that no shared word proposes.
//!
//! A document that credits another outlet for its text, or says what it is based on, is paired with the document that it names: by
//! address, else by outlet or author in another language. Where the named outlet has several candidates, the one that
//! has most of the translation's numbers and names is taken, each weighed by how few of the candidates have it; names in
//! Cyrillic are compared by their transliteration. None is taken where nothing tells them apart.

use std::borrow::Cow;

use ahash::{HashMap, HashSet};
use rayon::prelude::*;

use crate::candidates::CandidatePair;
use crate::document::{Article, DocIdx, Role};
use crate::error::Result;
use crate::facts::{Facts, url_hash};
use crate::hash::hash_bytes;
use crate::normalize::{Word, WordClass, push_words};
use crate::origin::Origins;
use crate::outlet::OutletKey;
use crate::relation::{Evidence, Extent, Relation, Side, Verdict};
use crate::settle::{Related, Settled};
use crate::verify::Measures;

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
    let first_language = origins.docs().find_map(|doc| origins.language(doc));
    if origins.docs().filter_map(|doc| origins.language(doc)).all(|language| Some(language) == first_language)
    {
        return Ok(Vec::new());
    }
    let known: HashSet<CandidatePair> = settled.related.iter().map(|related| related.pair).collect();
    let index = Index::of(origins);
    let translations: Vec<DocIdx> = origins.docs().filter(|doc| origins.of(*doc).may_translate).collect();
    let found: Vec<Option<Related>> = translations
        .into_par_iter()
        .map_init(Resolved::default, |resolved, translation| {
            let Some(original) = original_of(translation, texts, &index, resolved)? else { return Ok(None) };
            let pair = CandidatePair::new(translation, original);
            Ok((!known.contains(&pair)).then(|| related(pair, original)))
        })
        .collect::<Result<_>>()?;
    let mut found: Vec<Related> = found.into_iter().flatten().collect();
    found.sort_by_key(|related| related.pair);
    found.dedup_by_key(|related| related.pair);
    Ok(found)
}

/// The documents by what a credit can name them by.
struct Index<'o> {
    origins: &'o Origins,
    by_url: HashMap<u64, Vec<DocIdx>>,
    by_source: ByName<'o>,
    by_author: ByName<'o>,
}

impl<'o> Index<'o> {
    fn of(origins: &'o Origins) -> Self {
        let mut index = Self {
            origins,
            by_url: HashMap::default(),
            by_source: ByName::default(),
            by_author: ByName::default(),
        };
        for doc in origins.docs().filter(|doc| origins.language(*doc).is_some()) {
            let named = origins.named(doc);
            named.url.into_iter().for_each(|url| index.by_url.entry(url).or_default().push(doc));
            named.source.names().for_each(|name| index.by_source.push(Cow::Borrowed(name), doc));
            named.authors.into_iter().for_each(|name| index.by_author.push(name, doc));
        }
        index
    }

    /// The documents that a credit of `facts` names and that can be meant, in order.
    fn named_by<'i>(
        &'i self,
        facts: &Facts,
        can_be_meant: impl Fn(DocIdx) -> bool,
        resolved: &mut Resolved<'i>,
    ) -> Vec<DocIdx> {
        let mut docs: Vec<DocIdx> = Vec::new();
        for url in facts.based_on.iter().map(|url| url_hash(url)) {
            docs.extend(self.by_url.get(&url).into_iter().flatten());
        }
        for credit in &facts.credits {
            for name in credit.source_names() {
                self.by_source.push_docs(name, &mut resolved.sources, &mut docs);
            }
            for name in credit.author_names() {
                self.by_author.push_docs(name, &mut resolved.authors, &mut docs);
            }
        }
        docs.sort_unstable();
        docs.dedup();
        docs.retain(|doc| can_be_meant(*doc) && facts.credits(&self.origins.named(*doc)));
        docs
    }
}

/// The documents of each outlet, or of each author.
#[derive(Default)]
struct ByName<'o>(HashMap<String, (Cow<'o, OutletKey>, Vec<DocIdx>)>);

impl<'o> ByName<'o> {
    fn push(&mut self, name: Cow<'o, OutletKey>, doc: DocIdx) {
        if let Some((_, docs)) = self.0.get_mut(name.name()) {
            docs.push(doc);
        } else {
            self.0.insert(name.name().to_owned(), (name, vec![doc]));
        }
    }

    /// Appends the documents of those whose name a credit may write as `written`.
    fn push_docs<'i>(
        &'i self,
        written: &OutletKey,
        resolved: &mut HashMap<String, Vec<&'i [DocIdx]>>,
        docs: &mut Vec<DocIdx>,
    ) {
        if !resolved.contains_key(written.name()) {
            let named = self.0.values().filter(|(name, _)| written.is_written_for(name));
            resolved.insert(written.name().to_owned(), named.map(|(_, docs)| &docs[..]).collect());
        }
        docs.extend(resolved[written.name()].iter().copied().flatten());
    }
}

/// The documents of credited names, as far as these were met: one outlet is credited many times, and to find it by a name in any
/// form or script means to go through all outlets.
#[derive(Default)]
struct Resolved<'i> {
    sources: HashMap<String, Vec<&'i [DocIdx]>>,
    authors: HashMap<String, Vec<&'i [DocIdx]>>,
}

fn original_of<'i>(
    translation: DocIdx,
    texts: &impl Texts,
    index: &'i Index<'_>,
    resolved: &mut Resolved<'i>,
) -> Result<Option<DocIdx>> {
    let origins = index.origins;
    let Some(language) = origins.language(translation) else { return Ok(None) };
    let in_time = |other: DocIdx| match (origins.of(translation).published(), origins.of(other).published()) {
        (Some(x), Some(y)) => !x.is_before(&y) && x.days_apart(&y) <= DAYS_MAX,
        _ => true,
    };
    let can_be_meant =
        |other: DocIdx| other != translation && origins.language(other) != Some(language) && in_time(other);
    let article = texts.article(translation)?;
    let own = texts.facts(&article);
    let named = index.named_by(&own, can_be_meant, resolved);
    let linked = |doc: &DocIdx| origins.of(*doc).url.is_some_and(|url| own.is_based_on(url.get()));
    if let Some(linked) = named.iter().copied().find(linked) {
        return Ok(Some(linked));
    }
    match named[..] {
        [only] if own.has_translation_credit => Ok(Some(only)),
        _ => most_alike(&article, &named, texts),
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
