//! Origins: what is kept of every document of a run to compare its provenance with others'.
//!
//! [`Facts`] say all that one article tells of where it comes from; they are made again when a pair is looked at. What is
//! asked of documents by the million is kept here in some hundred bytes each: names are held once and known by number.

use std::num::{NonZeroU32, NonZeroU64};

use ahash::HashMap;
use serde::{Deserialize, Serialize};

use crate::date::DocDate;
use crate::document::DocIdx;
use crate::facts::{Facts, Named, SourceNames, url_hash};
use crate::outlet::OutletKey;

/// Number of a value in its table, from 1: an absent one takes no more room.
type Number = NonZeroU32;

/// Provenance of one document, in short.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Origin {
    /// Words of its main text.
    pub n_words: u32,
    /// Rank among versions, as in [`Facts`].
    pub version_rank: u16,
    /// Whether it credits anyone for the story.
    pub has_credit: bool,
    /// Whether it names a document that it may be a translation of.
    pub may_translate: bool,
    /// First publication.
    pub published: Option<DocDate>,
    /// Last change.
    pub modified: Option<DocDate>,
    /// Hash of its canonical address.
    pub url: Option<NonZeroU64>,
    /// The source as the document states it.
    stated_source: Option<Number>,
    source: Option<Number>,
    alias: Option<Number>,
    language: Option<Number>,
    /// The agency whose own text it is and those that it credits.
    agencies: Option<Number>,
    authors: Option<Number>,
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
        self.values.push(value.clone());
        let number = Number::new(self.values.len() as u32).expect("a value was just added");
        self.numbers.insert(key.to_owned(), number);
        number
    }

    fn get(&self, number: Number) -> &T {
        &self.values[number.get() as usize - 1]
    }
}

/// The origins of all documents of a run, in the order of documents.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Origins {
    docs: Vec<Origin>,
    names: Table<OutletKey>,
    texts: Table<String>,
    /// Lists of names and of texts.
    lists: Table<Vec<Number>>,
}

impl Origins {
    /// Adds the next document, by its facts, the source that it states, and the words of its main text.
    pub fn push(&mut self, facts: &Facts, stated_source: Option<&String>, n_words: usize) -> DocIdx {
        let mut name = |key: &OutletKey| self.names.number(key.name(), key);
        let (source, alias) = (facts.source.as_ref().map(&mut name), facts.alias.as_ref().map(&mut name));
        let authors: Vec<Number> = facts.authors.iter().map(&mut name).collect();
        let mut text = |text: &String| self.texts.number(text, text);
        let agencies: Vec<Number> = facts.own_agency.iter().chain(&facts.agencies).map(&mut text).collect();
        let mut list =
            |list: &Vec<Number>| (!list.is_empty()).then(|| self.lists.number(&format!("{list:?}"), list));
        let origin = Origin {
            n_words: u32::try_from(n_words).unwrap_or(u32::MAX),
            version_rank: u16::try_from(facts.version_rank).unwrap_or(u16::MAX),
            has_credit: facts.has_credit,
            may_translate: facts.credits_someone() || !facts.based_on.is_empty(),
            published: facts.published,
            modified: facts.modified,
            url: facts.url.as_deref().and_then(|url| NonZeroU64::new(url_hash(url))),
            stated_source: stated_source.map(&mut text),
            source,
            alias,
            language: facts.language.as_ref().map(&mut text),
            agencies: list(&agencies),
            authors: list(&authors),
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
            source: origin.source.map(|number| self.names.get(number)),
            alias: origin.alias.map(|number| self.names.get(number)),
        }
    }

    fn list(&self, number: Option<Number>) -> &[Number] {
        number.map_or(&[], |number| self.lists.get(number))
    }

    /// What credits can name of a document.
    #[must_use]
    pub fn named(&self, doc: DocIdx) -> Named<'_> {
        let origin = self.of(doc);
        let authors = self.list(origin.authors).iter().map(|&number| self.names.get(number)).collect();
        Named { url: origin.url.map(NonZeroU64::get), source: self.source(doc), authors }
    }

    /// The source of a document as it states it.
    #[must_use]
    pub fn stated_source(&self, doc: DocIdx) -> Option<&str> {
        self.of(doc).stated_source.map(|number| self.texts.get(number).as_str())
    }

    /// The language of a document.
    #[must_use]
    pub fn language(&self, doc: DocIdx) -> Option<&str> {
        self.of(doc).language.map(|number| self.texts.get(number).as_str())
    }

    /// Whether a document is an agency's own text or credits the agency for it.
    #[must_use]
    pub fn credits_agency(&self, doc: DocIdx, agency: &str) -> bool {
        self.list(self.of(doc).agencies).iter().any(|&number| self.texts.get(number) == agency)
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
