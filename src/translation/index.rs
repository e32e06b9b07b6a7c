//! The documents of a collection by what a credit can name them by.

use std::borrow::Cow;

use ahash::{HashMap, HashSet};
use jiff::civil::Date;

use super::DAYS_MAX;
use crate::document::DocIdx;
use crate::facts::{Facts, url_hash};
use crate::hash::hash_bytes;
use crate::origin::Origins;
use crate::outlet::OutletKey;

/// Documents that one translation is compared with, those that appeared nearest to it: an outlet that all others translate
/// must not cost the product of both.
const CANDIDATES_MAX: usize = 256;

/// All documents whose language is known.
pub(super) struct Index<'o> {
    origins: &'o Origins,
    by_url: HashMap<u64, Vec<DocIdx>>,
    by_source: ByName<'o>,
    by_author: ByName<'o>,
}

impl<'o> Index<'o> {
    pub(super) fn of(origins: &'o Origins) -> Self {
        let (mut by_source, mut by_author) = (ByName::default(), ByName::default());
        let mut by_url: HashMap<u64, Vec<DocIdx>> = HashMap::default();
        for doc in origins.docs() {
            let Some(language) = origins.language(doc) else { continue };
            let listed = Listed { day: origins.of(doc).published().map(|date| date.day), doc };
            let named = origins.named(doc);
            named.url.into_iter().for_each(|url| by_url.entry(url).or_default().push(doc));
            named.source.names().for_each(|name| by_source.push(Cow::Borrowed(name), language, listed));
            named.authors.into_iter().for_each(|name| by_author.push(name, language, listed));
        }
        by_source.sort();
        by_author.sort();
        Self { origins, by_url, by_source, by_author }
    }

    /// The first document at an address that `facts` of a translation says it is based on.
    pub(super) fn linked_by(&self, translation: DocIdx, facts: &Facts) -> Option<DocIdx> {
        let urls = facts.based_on.iter().map(|url| url_hash(url));
        let docs = urls.flat_map(|url| self.by_url.get(&url).into_iter().flatten().copied());
        docs.filter(|doc| self.can_be_meant(translation, facts, *doc)).min()
    }

    /// The documents that a credit in `facts` of a translation names and that can be meant, in order.
    pub(super) fn named_by(&self, translation: DocIdx, facts: &Facts) -> Vec<DocIdx> {
        let Some(language) = self.origins.language(translation) else { return Vec::new() };
        let published = self.origins.of(translation).published();
        let asked = Asked { language, day: published.map(|date| date.day) };
        let mut docs: Vec<DocIdx> = Vec::new();
        for credit in &facts.credits {
            credit.source_names().for_each(|name| self.by_source.push_docs(name, &asked, &mut docs));
            credit.author_names().for_each(|name| self.by_author.push_docs(name, &asked, &mut docs));
        }
        docs.sort_unstable();
        docs.dedup();
        docs.retain(|doc| self.can_be_meant(translation, facts, *doc));
        if docs.len() > CANDIDATES_MAX {
            let days_apart = |doc: DocIdx| {
                let dates = published.zip(self.origins.of(doc).published());
                dates.map_or(DAYS_MAX, |(own, other)| own.days_apart(&other))
            };
            docs.sort_by_cached_key(|doc| (days_apart(*doc), *doc));
            docs.truncate(CANDIDATES_MAX);
            docs.sort_unstable();
        }
        docs
    }

    /// Whether a document is credited by a translation, stands in another language and may have appeared before it.
    fn can_be_meant(&self, translation: DocIdx, facts: &Facts, other: DocIdx) -> bool {
        let origins = self.origins;
        let dates = origins.of(translation).published().zip(origins.of(other).published());
        let in_time =
            dates.is_none_or(|(own, other)| !own.is_before(&other) && own.days_apart(&other) <= DAYS_MAX);
        let in_another = origins.language(other) != origins.language(translation);
        other != translation && in_another && in_time && facts.credits(&origins.named(other))
    }
}

/// A document under its name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Listed {
    /// The day of publication; those without come first.
    day: Option<Date>,
    doc: DocIdx,
}

/// What a translation states of itself.
struct Asked<'a> {
    language: &'a str,
    day: Option<Date>,
}

impl Asked<'_> {
    /// The part of documents sorted by day that may have appeared in time. A day more than may pass: where the sun rises
    /// earlier the original has tomorrow's date.
    fn in_time<'d>(&self, docs: &'d [Listed]) -> [&'d [Listed]; 2] {
        let (undated, dated) = docs.split_at(docs.partition_point(|listed| listed.day.is_none()));
        let Some(day) = self.day else { return [undated, dated] };
        let first = day.saturating_sub(jiff::Span::new().days(i64::from(DAYS_MAX)));
        let last = day.saturating_add(jiff::Span::new().days(1));
        let start = dated.partition_point(|listed| listed.day < Some(first));
        let end = dated.partition_point(|listed| listed.day <= Some(last));
        [undated, &dated[start..end]]
    }
}

/// An outlet or an author with all documents.
struct Holder<'o> {
    name: Cow<'o, OutletKey>,
    of_language: HashMap<&'o str, Vec<Listed>>,
}

/// The documents of each outlet, or of each author, by language.
#[derive(Default)]
struct ByName<'o> {
    names: Vec<Holder<'o>>,
    numbers: HashMap<String, u32>,
    /// Numbers of names by the hashes of what a credit of them shares with them.
    by_likeness: HashMap<u64, Vec<u32>>,
}

impl<'o> ByName<'o> {
    fn push(&mut self, name: Cow<'o, OutletKey>, language: &'o str, listed: Listed) {
        let number = match self.numbers.get(name.name()) {
            Some(&number) => number,
            None => self.add(name),
        };
        self.names[number as usize].of_language.entry(language).or_default().push(listed);
    }

    fn add(&mut self, name: Cow<'o, OutletKey>) -> u32 {
        let number = self.names.len() as u32;
        for likeness in likenesses(&name) {
            self.by_likeness.entry(likeness).or_default().push(number);
        }
        self.numbers.insert(name.name().to_owned(), number);
        self.names.push(Holder { name, of_language: HashMap::default() });
        number
    }

    fn sort(&mut self) {
        let lists = self.names.iter_mut().flat_map(|holder| holder.of_language.values_mut());
        lists.for_each(|docs| docs.sort_unstable());
    }

    /// Appends the documents in other languages, in time, of those whose name a credit may write as `written`.
    fn push_docs(&self, written: &OutletKey, asked: &Asked<'_>, docs: &mut Vec<DocIdx>) {
        let alike = likenesses(written).into_iter();
        let numbers: HashSet<u32> =
            alike.flat_map(|hash| self.by_likeness.get(&hash).into_iter().flatten().copied()).collect();
        let named = numbers.iter().map(|number| &self.names[*number as usize]);
        for holder in named.filter(|holder| written.is_written_for(&holder.name)) {
            let others = holder.of_language.iter().filter(|(language, _)| **language != asked.language);
            let listed = others.flat_map(|(_, listed)| asked.in_time(listed)).flatten();
            docs.extend(listed.map(|listed| listed.doc));
        }
    }
}

fn likenesses(name: &OutletKey) -> Vec<u64> {
    name.likenesses().iter().map(|likeness| hash_bytes(likeness.as_bytes(), 0)).collect()
}
