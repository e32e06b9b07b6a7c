//! Origins: what is kept of every document of a run to compare its provenance with others'.
//!
//! [`Facts`] say all that one article tells of where it comes from; they are made again when a pair is looked at. What is
//! asked of documents by the million is kept here in some hundred bytes each: names are held once and known by number.

use ahash::HashMap;
use serde::{Deserialize, Serialize};

use crate::date::DocDate;
use crate::document::DocIdx;
use crate::facts::{Facts, Named, SourceNames, url_hash};
use crate::outlet::OutletKey;

/// Number of a name, or of another text, in its table.
type Number = u32;

/// Provenance of one document, in short.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Origin {
    /// Words of its main text.
    pub n_words: u32,
    /// First publication.
    pub published: Option<DocDate>,
    /// Last change.
    pub modified: Option<DocDate>,
    /// Hash of its canonical address.
    pub url: Option<u64>,
    /// Rank among versions, as in [`Facts`].
    pub version_rank: u32,
    /// Whether it credits anyone for the story.
    pub has_credit: bool,
    /// Whether it names a document that it may be a translation of.
    pub may_translate: bool,
    /// The source as the document states it.
    stated_source: Option<Number>,
    source: Option<Number>,
    alias: Option<Number>,
    language: Option<Number>,
    /// The agency whose own text it is and those that it credits.
    agencies: Box<[Number]>,
    authors: Box<[Number]>,
}

impl Origin {
    /// The day it was last changed or published, as text that sorts by time; empty where it states neither.
    #[must_use]
    pub fn latest_date(&self) -> String {
        self.modified.or(self.published).map(|date| date.to_string()).unwrap_or_default()
    }
}

/// Values that are held once each.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Table<T> {
    values: Vec<T>,
    #[serde(skip, default = "HashMap::default")]
    numbers: HashMap<String, Number>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { values: Vec::new(), numbers: HashMap::default() }
    }
}

impl<T: Clone> Table<T> {
    fn number(&mut self, key: &str, value: &T) -> Number {
        if let Some(&number) = self.numbers.get(key) {
            return number;
        }
        let number = self.values.len() as Number;
        self.values.push(value.clone());
        self.numbers.insert(key.to_owned(), number);
        number
    }
}

/// The origins of all documents of a run, in the order of documents.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Origins {
    docs: Vec<Origin>,
    names: Table<OutletKey>,
    texts: Table<String>,
}

impl Origins {
    /// Adds the next document, by its facts, the source that it states, and the words of its main text.
    pub fn push(&mut self, facts: &Facts, stated_source: Option<&String>, n_words: usize) -> DocIdx {
        let mut name = |key: &OutletKey| self.names.number(key.name(), key);
        let (source, alias) = (facts.source.as_ref().map(&mut name), facts.alias.as_ref().map(&mut name));
        let authors = facts.authors.iter().map(&mut name).collect();
        let mut text = |text: &String| self.texts.number(text, text);
        let origin = Origin {
            n_words: u32::try_from(n_words).unwrap_or(u32::MAX),
            published: facts.published,
            modified: facts.modified,
            url: facts.url.as_deref().map(url_hash),
            version_rank: facts.version_rank,
            has_credit: facts.has_credit,
            may_translate: facts.credits_someone() || !facts.based_on.is_empty(),
            stated_source: stated_source.map(&mut text),
            source,
            alias,
            language: facts.language.as_ref().map(&mut text),
            agencies: facts.own_agency.iter().chain(&facts.agencies).map(&mut text).collect(),
            authors,
        };
        self.docs.push(origin);
        DocIdx(self.docs.len() as u32 - 1)
    }

    /// Number of documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.docs.len()
    }

    /// Whether there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.docs.is_empty()
    }

    /// Every document, in order.
    pub fn docs(&self) -> impl DoubleEndedIterator<Item = DocIdx> + use<> {
        (0..self.docs.len() as u32).map(DocIdx)
    }

    /// The origin of a document.
    #[must_use]
    pub fn of(&self, doc: DocIdx) -> &Origin {
        &self.docs[doc.idx()]
    }

    /// The names of a document's source.
    #[must_use]
    pub fn source(&self, doc: DocIdx) -> SourceNames<'_> {
        let origin = self.of(doc);
        SourceNames {
            source: origin.source.map(|number| self.name(number)),
            alias: origin.alias.map(|number| self.name(number)),
        }
    }

    fn name(&self, number: Number) -> &OutletKey {
        &self.names.values[number as usize]
    }

    /// What credits can name of a document.
    #[must_use]
    pub fn named(&self, doc: DocIdx) -> Named<'_> {
        let origin = self.of(doc);
        let authors = origin.authors.iter().map(|&number| self.name(number)).collect();
        Named { url: origin.url, source: self.source(doc), authors }
    }

    /// The source of a document as it states it.
    #[must_use]
    pub fn stated_source(&self, doc: DocIdx) -> Option<&str> {
        self.of(doc).stated_source.map(|number| self.texts.values[number as usize].as_str())
    }

    /// The language of a document.
    #[must_use]
    pub fn language(&self, doc: DocIdx) -> Option<&str> {
        self.of(doc).language.map(|number| self.texts.values[number as usize].as_str())
    }

    /// Whether a document is an agency's own text or credits the agency for it.
    #[must_use]
    pub fn credits_agency(&self, doc: DocIdx, agency: &str) -> bool {
        self.of(doc).agencies.iter().any(|&number| self.texts.values[number as usize] == agency)
    }

    /// Whether two documents come from one source; `None` where either is unknown.
    #[must_use]
    pub fn same_source(&self, a: DocIdx, b: DocIdx) -> Option<bool> {
        let (of_a, of_b) = (self.of(a), self.of(b));
        if of_a.source.is_some() && of_a.source == of_b.source {
            return Some(true);
        }
        self.source(a).same(&self.source(b))
    }
}
