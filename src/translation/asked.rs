//! What the credits of translations name: read once, so that only what is asked for is looked up.

use ahash::{HashMap, HashSet};
use rayon::prelude::*;

use super::{Texts, likenesses};
use crate::document::DocIdx;
use crate::error::Result;
use crate::facts::{Facts, NamedCredit, url_hash};
use crate::ids::{Number, Table};
use crate::origin::Origins;
use crate::outlet::OutletKey;

/// Documents whose credits are read at a time.
const DOCS_AT_A_TIME: usize = 4096;

/// Everything that is asked for.
#[derive(Default)]
pub(super) struct Asked<'o> {
    /// By document, in order.
    pub(super) asks: Vec<(DocIdx, Ask)>,
    pub(super) urls: HashMap<u64, Askers<'o>>,
    pub(super) sources: Table<Name<'o>>,
    pub(super) authors: Table<Name<'o>>,
}

/// One thing that a document asks for.
#[derive(Clone, Copy)]
pub(super) enum Ask {
    /// The hash of an address.
    Url(u64),
    /// An outlet.
    Source(Number),
    /// A person.
    Author(Number),
}

impl<'o> Asked<'o> {
    /// What `translations`, whose languages are known, ask for of what is offered to them.
    ///
    /// # Errors
    /// If a text cannot be read.
    pub(super) fn by(
        translations: &[DocIdx],
        offered: &Offered<'_>,
        texts: &impl Texts,
        origins: &'o Origins,
    ) -> Result<Self> {
        let mut asked = Self::default();
        let language = |doc: DocIdx| origins.language(doc).expect("its language is known");
        for docs in translations.chunks(DOCS_AT_A_TIME) {
            let credits = docs.par_iter().map(|&doc| {
                let credits = Credits::of(&texts.facts(&texts.article(doc)?));
                Ok(offered.of_what(credits, language(doc)))
            });
            let credits = credits.collect::<Result<Vec<_>>>()?;
            docs.iter().zip(credits).for_each(|(doc, credits)| asked.add(*doc, credits, language(*doc)));
        }
        Ok(asked)
    }

    fn add(&mut self, doc: DocIdx, credits: Credits, language: &'o str) {
        for url in credits.urls {
            self.urls.entry(url).or_default().join(Askers::OfOne(language));
            self.asks.push((doc, Ask::Url(url)));
        }
        for name in credits.sources {
            self.asks.push((doc, Ask::Source(add(&mut self.sources, name, language))));
        }
        for name in credits.authors {
            self.asks.push((doc, Ask::Author(add(&mut self.authors, name, language))));
        }
    }
}

/// What the credits of one document name.
struct Credits {
    urls: Vec<u64>,
    sources: Vec<OutletKey>,
    authors: Vec<OutletKey>,
}

impl Credits {
    fn of(facts: &Facts) -> Self {
        Self {
            urls: facts.based_on.iter().map(|url| url_hash(url)).collect(),
            sources: facts.credits.iter().flat_map(NamedCredit::source_names).cloned().collect(),
            authors: facts.credits.iter().flat_map(NamedCredit::author_names).cloned().collect(),
        }
    }
}

/// What documents outside the commonest language can be named by. Documents in that language can ask for nothing else, so that
/// what is kept grows with the others.
pub(super) struct Offered<'o> {
    commonest: &'o str,
    urls: HashSet<u64>,
    sources: HashSet<u64>,
    authors: HashSet<u64>,
}

impl<'o> Offered<'o> {
    /// `None` where all documents whose language is known are in the same.
    pub(super) fn of(origins: &'o Origins) -> Option<Self> {
        let mut n_docs: HashMap<&str, usize> = HashMap::default();
        origins
            .docs()
            .filter_map(|doc| origins.language(doc))
            .for_each(|language| *n_docs.entry(language).or_default() += 1);
        if n_docs.len() < 2 {
            return None;
        }
        let (commonest, _) = n_docs.into_iter().max_by_key(|&(language, n)| (n, language))?;
        let mut offered = Self {
            commonest,
            urls: HashSet::default(),
            sources: HashSet::default(),
            authors: HashSet::default(),
        };
        let is_outside = |doc: &DocIdx| origins.language(*doc).is_some_and(|language| language != commonest);
        for doc in origins.docs().filter(is_outside) {
            let named = origins.named(doc);
            offered.urls.extend(named.url);
            offered.sources.extend(named.source.names().flat_map(likenesses));
            offered.authors.extend(named.authors.iter().flat_map(|author| likenesses(author)));
        }
        Some(offered)
    }

    /// What a document in a language may ask for of all that it credits.
    fn of_what(&self, mut credits: Credits, language: &str) -> Credits {
        if self.commonest == language {
            let among = |offered: &HashSet<u64>, name: &OutletKey| {
                likenesses(name).any(|hash| offered.contains(&hash))
            };
            credits.urls.retain(|url| self.urls.contains(url));
            credits.sources.retain(|name| among(&self.sources, name));
            credits.authors.retain(|name| among(&self.authors, name));
        }
        credits
    }
}

/// A name that is asked for, with who asks.
pub(super) struct Name<'o> {
    pub(super) key: OutletKey,
    pub(super) askers: Askers<'o>,
}

fn add<'o>(names: &mut Table<Name<'o>>, key: OutletKey, language: &'o str) -> Number {
    let name = key.name().to_owned();
    let number = names.number(name.as_bytes(), || Name { key, askers: Askers::default() });
    names.get_mut(number).askers.join(Askers::OfOne(language));
    number
}

/// The languages of the documents that ask for something.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) enum Askers<'o> {
    #[default]
    Nobody,
    OfOne(&'o str),
    OfSeveral,
}

impl<'o> Askers<'o> {
    pub(super) fn join(&mut self, other: Self) {
        *self = match (*self, other) {
            (Self::Nobody, known) | (known, Self::Nobody) => known,
            (one, two) if one == two => one,
            _ => Self::OfSeveral,
        };
    }

    /// Whether a document in another language than this one asks.
    pub(super) fn ask_from_outside(self, language: &str) -> bool {
        match self {
            Self::Nobody => false,
            Self::OfOne(asker) => asker != language,
            Self::OfSeveral => true,
        }
    }
}
