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
    pub(super) sources: Names<'o>,
    pub(super) authors: Names<'o>,
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
    /// What `translations`, whose languages are known, ask for.
    ///
    /// # Errors
    /// If a text cannot be read.
    pub(super) fn by(translations: &[DocIdx], texts: &impl Texts, origins: &'o Origins) -> Result<Self> {
        let (mut asked, offered) = (Self::default(), Offered::of(origins));
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
            self.urls.entry(url).or_default().add(language);
            self.asks.push((doc, Ask::Url(url)));
        }
        for name in credits.sources {
            self.asks.push((doc, Ask::Source(self.sources.add(name, language))));
        }
        for name in credits.authors {
            self.asks.push((doc, Ask::Author(self.authors.add(name, language))));
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
struct Offered<'o> {
    commonest: Option<&'o str>,
    urls: HashSet<u64>,
    sources: HashSet<u64>,
    authors: HashSet<u64>,
}

impl<'o> Offered<'o> {
    fn of(origins: &'o Origins) -> Self {
        let mut n_docs: HashMap<&str, usize> = HashMap::default();
        origins
            .docs()
            .filter_map(|doc| origins.language(doc))
            .for_each(|language| *n_docs.entry(language).or_default() += 1);
        let commonest =
            n_docs.into_iter().max_by_key(|&(language, n)| (n, language)).map(|(language, _)| language);
        let mut offered = Self {
            commonest,
            urls: HashSet::default(),
            sources: HashSet::default(),
            authors: HashSet::default(),
        };
        let is_outside =
            |doc: &DocIdx| origins.language(*doc).is_some_and(|language| Some(language) != commonest);
        for doc in origins.docs().filter(is_outside) {
            let named = origins.named(doc);
            offered.urls.extend(named.url);
            offered.sources.extend(named.source.names().flat_map(likenesses));
            offered.authors.extend(named.authors.iter().flat_map(|author| likenesses(author)));
        }
        offered
    }

    /// What a document in a language may ask for of all that it credits.
    fn of_what(&self, mut credits: Credits, language: &str) -> Credits {
        if self.commonest == Some(language) {
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

/// Names that are asked for, with who asks.
#[derive(Default)]
pub(super) struct Names<'o> {
    names: Table<OutletKey>,
    askers: Vec<Askers<'o>>,
}

impl<'o> Names<'o> {
    fn add(&mut self, name: OutletKey, language: &'o str) -> Number {
        let key = name.name().to_owned();
        let number = self.names.number(key.as_bytes(), || name);
        let idx = number.get() as usize - 1;
        self.askers.resize(self.askers.len().max(idx + 1), Askers::default());
        self.askers[idx].add(language);
        number
    }

    /// Each name with who asks for it, in the order of their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&OutletKey, &Askers<'o>)> {
        self.names.values().zip(&self.askers)
    }
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
    fn add(&mut self, language: &'o str) {
        self.join(Self::OfOne(language));
    }

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
