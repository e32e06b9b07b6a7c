//! The documents of a collection by what credits name them by.

use std::borrow::Cow;

use ahash::HashMap;
use jiff::civil::Date;

use super::asked::{Ask, Asked, Askers, Name};
use super::{DAYS_MAX, likenesses};
use crate::document::DocIdx;
use crate::facts::Facts;
use crate::ids::{Number, Table};
use crate::origin::Origins;
use crate::outlet::OutletKey;

/// Documents that one translation is compared with, those that appeared nearest to it: an outlet that all others translate
/// must not cost the product of both.
const CANDIDATES_MAX: usize = 256;

/// The documents that a translation asks for, as far as their language is known.
pub(super) struct Index<'o> {
    origins: &'o Origins,
    by_url: HashMap<u64, Vec<DocIdx>>,
    by_source: ByName<'o>,
    by_author: ByName<'o>,
}

impl<'o> Index<'o> {
    pub(super) fn of(origins: &'o Origins, asked: &Asked<'o>) -> Self {
        let (mut by_source, mut by_author) = (ByName::of(&asked.sources), ByName::of(&asked.authors));
        let mut by_url: HashMap<u64, Vec<DocIdx>> = HashMap::default();
        for doc in origins.docs() {
            let Some(language) = origins.language(doc) else { continue };
            let listed = Listed { day: origins.of(doc).published().map(|date| date.day), doc };
            let named = origins.named(doc);
            let url = named
                .url
                .filter(|url| asked.urls.get(url).is_some_and(|askers| askers.ask_from_outside(language)));
            url.into_iter().for_each(|url| by_url.entry(url).or_default().push(doc));
            named.source.names().for_each(|name| by_source.push(Cow::Borrowed(name), language, listed));
            named.authors.into_iter().for_each(|name| by_author.push(name, language, listed));
        }
        by_source.finish(&asked.sources);
        by_author.finish(&asked.authors);
        Self { origins, by_url, by_source, by_author }
    }

    /// The documents that a translation asks for, in order; which of them it can mean is told by [`Self::meant`].
    pub(super) fn docs_of(&self, translation: DocIdx, asks: &[(DocIdx, Ask)]) -> Vec<DocIdx> {
        let Some(language) = self.origins.language(translation) else { return Vec::new() };
        let day = self.origins.of(translation).published().map(|date| date.day);
        let from = Stated { language, day };
        let mut docs = Vec::new();
        for (_, ask) in asks {
            match *ask {
                Ask::Url(url) => docs.extend(self.at(url)),
                Ask::Source(number) => self.by_source.push_docs(number, &from, &mut docs),
                Ask::Author(number) => self.by_author.push_docs(number, &from, &mut docs),
            }
        }
        docs.sort_unstable();
        docs.dedup();
        docs
    }

    fn at(&self, url: u64) -> impl Iterator<Item = DocIdx> {
        self.by_url.get(&url).into_iter().flatten().copied()
    }

    /// Those of `docs` that a translation of these facts can mean.
    pub(super) fn meant(&self, translation: DocIdx, mut docs: Vec<DocIdx>, facts: &Facts) -> Vec<DocIdx> {
        docs.retain(|doc| self.can_be_meant(translation, facts, *doc));
        docs
    }

    /// The first of `docs`, which are in order, at an address that is asked for.
    pub(super) fn linked(&self, asks: &[(DocIdx, Ask)], docs: &[DocIdx]) -> Option<DocIdx> {
        let urls = asks.iter().filter_map(|(_, ask)| if let Ask::Url(url) = ask { Some(*url) } else { None });
        urls.flat_map(|url| self.at(url)).filter(|doc| docs.binary_search(doc).is_ok()).min()
    }

    /// The documents that appeared nearest to a translation, as many as it is compared with, in order.
    pub(super) fn nearest(&self, translation: DocIdx, mut docs: Vec<DocIdx>) -> Vec<DocIdx> {
        if docs.len() > CANDIDATES_MAX {
            let published = self.origins.of(translation).published();
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
struct Stated<'a> {
    language: &'a str,
    day: Option<Date>,
}

impl Stated<'_> {
    /// The parts of documents sorted by day that may have appeared in time. A day more than may pass: where the sun rises
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

/// An outlet or an author with the documents that are asked for.
struct Holder<'o> {
    name: Cow<'o, OutletKey>,
    askers: Askers<'o>,
    of_language: HashMap<&'o str, Vec<Listed>>,
}

/// The documents of outlets, or of authors, by language, as far as a document in another language may name them.
struct ByName<'o> {
    holders: Vec<Holder<'o>>,
    numbers: HashMap<String, u32>,
    /// Who asks for names of this likeness.
    askers: HashMap<u64, Askers<'o>>,
    /// The holders that each name asked for is written for.
    meant: Vec<Vec<u32>>,
}

impl<'o> ByName<'o> {
    /// Nothing yet, in a place for what `names` may mean.
    fn of(names: &Table<Name<'o>>) -> Self {
        let mut askers: HashMap<u64, Askers<'o>> = HashMap::default();
        for name in names.values() {
            likenesses(&name.key).for_each(|likeness| askers.entry(likeness).or_default().join(name.askers));
        }
        Self { holders: Vec::new(), numbers: HashMap::default(), askers, meant: Vec::new() }
    }

    fn push(&mut self, name: Cow<'o, OutletKey>, language: &'o str, listed: Listed) {
        if self.askers.is_empty() {
            return;
        }
        let Some(number) = self.numbers.get(name.name()).copied().or_else(|| self.add(name)) else { return };
        let holder = &mut self.holders[number as usize];
        if holder.askers.ask_from_outside(language) {
            holder.of_language.entry(language).or_default().push(listed);
        }
    }

    /// Makes room for a name if it may be asked for.
    fn add(&mut self, name: Cow<'o, OutletKey>) -> Option<u32> {
        let mut askers = Askers::Nobody;
        likenesses(&name).filter_map(|likeness| self.askers.get(&likeness)).for_each(|by| askers.join(*by));
        if askers == Askers::Nobody {
            return None;
        }
        let number = self.holders.len() as u32;
        self.numbers.insert(name.name().to_owned(), number);
        self.holders.push(Holder { name, askers, of_language: HashMap::default() });
        Some(number)
    }

    /// Sorts the documents and finds out whom each name means.
    fn finish(&mut self, names: &Table<Name<'o>>) {
        let mut by_likeness: HashMap<u64, Vec<u32>> = HashMap::default();
        for (number, holder) in self.holders.iter_mut().enumerate() {
            holder.of_language.values_mut().for_each(|docs| docs.sort_unstable());
            for likeness in likenesses(&holder.name) {
                by_likeness.entry(likeness).or_default().push(number as u32);
            }
        }
        let meant = |written: &OutletKey| {
            let alike = likenesses(written).filter_map(|likeness| by_likeness.get(&likeness)).flatten();
            let mut numbers: Vec<u32> = alike.copied().collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers.retain(|number| written.is_written_for(&self.holders[*number as usize].name));
            numbers
        };
        self.meant = names.values().map(|name| meant(&name.key)).collect();
    }

    /// Appends the documents in other languages, in time, of those whom a name asked for may mean.
    fn push_docs(&self, asked: Number, from: &Stated<'_>, docs: &mut Vec<DocIdx>) {
        for number in &self.meant[asked.get() as usize - 1] {
            let of_language = &self.holders[*number as usize].of_language;
            let others = of_language.iter().filter(|(language, _)| **language != from.language);
            let listed = others.flat_map(|(_, listed)| from.in_time(listed)).flatten();
            docs.extend(listed.map(|listed| listed.doc));
        }
    }
}
