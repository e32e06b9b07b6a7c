//! Origins: what is kept of every document of a run to compare its provenance with others'.
//!
//! [`Facts`] say all that one article tells of where it comes from; they are made again when a pair is looked at. What is
//! asked of documents by the million is kept here in some hundred bytes each: names are held once and known by number.

use std::borrow::Cow;
use std::num::{NonZeroI8, NonZeroU64};

use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

use crate::date::DocDate;
use crate::document::DocIdx;
use crate::facts::{Facts, Named, SourceNames, url_hash};
use crate::ids::{Number, Table};
use crate::outlet::OutletKey;

/// Provenance of one document, in short.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Origin {
    /// Words of its main text.
    pub n_words: u32,
    /// Rank among versions, as in [`Facts`].
    pub version_rank: u16,
    /// Whether it credits anyone for the story.
    pub has_credit: bool,
    /// Whether its outlet took it back.
    pub is_withdrawn: bool,
    /// Whether it names a document that it may be a translation of.
    pub may_translate: bool,
    published: Option<PackedDate>,
    modified: Option<PackedDate>,
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
    /// First publication.
    #[must_use]
    pub fn published(&self) -> Option<DocDate> {
        self.published.map(PackedDate::unpack)
    }

    fn modified(&self) -> Option<DocDate> {
        self.modified.map(PackedDate::unpack)
    }

    /// The day it was last changed or published, as text that sorts by time; empty where it states neither.
    #[must_use]
    pub fn latest_date(&self) -> String {
        self.modified().or_else(|| self.published()).map(|date| date.to_string()).unwrap_or_default()
    }
}

/// A date in twelve bytes: year, month, day; hour, minute, second, or a second beyond all where no time is stated; seconds
/// from UTC, or a number beyond all offsets. Fractions of a second order nothing and are left out.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct PackedDate {
    year: i16,
    month: NonZeroI8,
    day: i8,
    time: [i8; 3],
    offset: i32,
}

/// What stands for no time and for no offset.
const NO_TIME: [i8; 3] = [0, 0, -1];
const NO_OFFSET: i32 = i32::MIN;

impl PackedDate {
    fn of(date: DocDate) -> Self {
        Self {
            year: date.day.year(),
            month: NonZeroI8::new(date.day.month()).expect("months count from 1"),
            day: date.day.day(),
            time: date.time.map_or(NO_TIME, |time| [time.hour(), time.minute(), time.second()]),
            offset: date.offset.map_or(NO_OFFSET, Offset::seconds),
        }
    }

    fn unpack(self) -> DocDate {
        let [hour, minute, second] = self.time;
        let is_timed = self.time != NO_TIME;
        DocDate {
            day: jiff::civil::date(self.year, self.month.get(), self.day),
            time: is_timed.then(|| jiff::civil::time(hour, minute, second, 0)),
            offset: (self.offset != NO_OFFSET)
                .then(|| Offset::from_seconds(self.offset))
                .and_then(Result::ok),
        }
    }
}

/// The origins of all documents of a run, in the order of documents.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Origins {
    docs: Vec<Origin>,
    sources: Table<OutletKey>,
    /// Names of persons, sources as stated, languages, agencies.
    texts: Table<Box<str>>,
    /// Lists of texts.
    lists: Table<Box<[Number]>>,
}

impl Origins {
    /// Adds the next document, by its facts, the source that it states, and the words of its main text.
    pub fn push(&mut self, facts: &Facts, stated_source: Option<&str>, n_words: usize) -> DocIdx {
        let mut key = |key: &OutletKey| self.sources.number(key.name().as_bytes(), || key.clone());
        let (source, alias) = (facts.source.as_ref().map(&mut key), facts.alias.as_ref().map(&mut key));
        let mut text = |text: &str| self.texts.number(text.as_bytes(), || text.into());
        let authors: Vec<Number> = facts.authors.iter().map(|author| text(author.name())).collect();
        let agencies = facts.own_agency.iter().chain(&facts.agencies);
        let agencies: Vec<Number> = agencies.map(|agency| text(agency)).collect();
        let mut list = |list: &[Number]| {
            let key: Vec<u8> = list.iter().flat_map(|number| number.get().to_le_bytes()).collect();
            (!list.is_empty()).then(|| self.lists.number(&key, || list.into()))
        };
        let origin = Origin {
            n_words: u32::try_from(n_words).unwrap_or(u32::MAX),
            version_rank: u16::try_from(facts.version_rank).unwrap_or(u16::MAX),
            has_credit: facts.has_credit,
            is_withdrawn: facts.is_withdrawn,
            may_translate: facts.credits_someone() || !facts.based_on.is_empty(),
            published: facts.published.map(PackedDate::of),
            modified: facts.modified.map(PackedDate::of),
            url: facts.url.as_deref().and_then(|url| NonZeroU64::new(url_hash(url))),
            stated_source: stated_source.map(&mut text),
            source,
            alias,
            language: facts.language.as_deref().map(&mut text),
            agencies: list(&agencies),
            authors: list(&authors),
        };
        self.docs.push(origin);
        DocIdx(self.docs.len() as u32 - 1)
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
            source: origin.source.map(|number| self.sources.get(number)),
            alias: origin.alias.map(|number| self.sources.get(number)),
        }
    }

    fn list(&self, number: Option<Number>) -> &[Number] {
        number.map_or(&[], |number| self.lists.get(number))
    }

    /// What credits can name of a document.
    #[must_use]
    pub fn named(&self, doc: DocIdx) -> Named<'_> {
        let origin = self.of(doc);
        let names = self
            .list(origin.authors)
            .iter()
            .filter_map(|&number| OutletKey::from_name(self.texts.get(number)));
        let authors = names.map(Cow::Owned).collect();
        Named { url: origin.url.map(NonZeroU64::get), source: self.source(doc), authors }
    }

    /// The source of a document as it states it.
    #[must_use]
    pub fn stated_source(&self, doc: DocIdx) -> Option<&str> {
        self.of(doc).stated_source.map(|number| &**self.texts.get(number))
    }

    /// The language of a document.
    #[must_use]
    pub fn language(&self, doc: DocIdx) -> Option<&str> {
        self.of(doc).language.map(|number| &**self.texts.get(number))
    }

    /// Whether a document is an agency's own text or credits the agency for it.
    #[must_use]
    pub fn credits_agency(&self, doc: DocIdx, agency: &str) -> bool {
        self.list(self.of(doc).agencies).iter().any(|&number| &**self.texts.get(number) == agency)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_come_back_as_they_were() {
        for text in ["2024-03-05", "1999-12-31T23:59:58", "2024-03-05T00:00:00Z", "2024-03-05T10:20:30-05:30"]
        {
            let date = DocDate::parse_machine(text).unwrap();
            assert_eq!(PackedDate::of(date).unpack(), date);
        }
        assert!(size_of::<Option<PackedDate>>() <= 12);
    }

    #[test]
    fn an_origin_tells_what_its_facts_told() {
        let key = |name: &str| OutletKey::new(name).unwrap();
        let facts = Facts {
            source: Some(key("The Vale Post")),
            authors: vec![key("Dora de la Quill"), key("N. Sayle")],
            language: Some("en".to_owned()),
            own_agency: Some("AP".to_owned()),
            agencies: vec!["Reuters".to_owned()],
            url: Some("vale.example/1".to_owned()),
            ..Facts::default()
        };
        let (mut origins, other) =
            (Origins::default(), Facts { source: Some(key("Mail")), ..Facts::default() });
        let (a, b, c) = (
            origins.push(&facts, Some("The Vale Post"), 40),
            origins.push(&facts, None, 7),
            origins.push(&other, None, 7),
        );
        let named = origins.named(a);
        assert_eq!(
            named.authors.iter().map(|author| author.name()).collect::<Vec<_>>(),
            ["dora de la quill", "n sayle"]
        );
        assert_eq!(named.authors[0].letters(), facts.authors[0].letters());
        assert_eq!(named.authors[0].initials(), facts.authors[0].initials());
        assert_eq!(named.url, facts.named().url);
        assert_eq!((origins.stated_source(a), origins.stated_source(b)), (Some("The Vale Post"), None));
        assert_eq!((origins.language(a), origins.language(c)), (Some("en"), None));
        assert!(origins.credits_agency(b, "AP") && origins.credits_agency(b, "Reuters"));
        assert!(!origins.credits_agency(c, "AP"));
        assert_eq!((origins.same_source(a, b), origins.same_source(a, c)), (Some(true), Some(false)));
        assert_eq!(origins.of(a).n_words, 40);
    }
}
