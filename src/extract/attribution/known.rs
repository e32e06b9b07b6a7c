//! Credits that only the collection can teach: lines that name another document's outlet or author.
//!
//! What a credit says is anyone's wording ("with the blessing of her editors at The Harbour Gazette"), but a short line
//! above or below a story that names an outlet which the collection holds, or a person in another outlet's bylines, is a
//! credit, and one that ends in a colon is the frame of an excerpt. A credit to an outlet that writes in another language is
//! that of a translation. The names come from the documents' sources and bylines; a document's own
//! outlet and its authors are no credit.

mod lines;
mod own;

use std::cell::LazyCell;
use std::sync::OnceLock;

use ahash::{HashMap, HashSet};

use super::Agencies;
use super::free::may_credit;
use super::persons::{is_names, persons};
use crate::document::{Article, Attribution, AttributionKind, Block, Role, Span};
use crate::hash::hash_bytes;
use crate::mention::{NameIndex, Words};
use crate::normalize::{Word, push_words};
use crate::outlet::{OutletKey, written_name};
use crate::page::PageWords;
use lines::{BlockWords, EdgeLine, LINE_WORDS_MAX, lines};
use own::Own;

/// Words of the longest name of a person.
const AUTHOR_WORDS_MAX: usize = 4;

/// Names of the outlets of a collection and of the persons in their bylines.
pub struct KnownNames<'a> {
    agencies: &'a Agencies,
    outlets: NameIndex,
    authors: NameIndex,
    /// What is known of an outlet, by the letters of its name.
    about: HashMap<String, About>,
    /// The outlets in whose bylines an author stands; both by the hash of their letters.
    outlets_of: HashMap<u64, Vec<u64>>,
    /// The languages that every outlet writes in whose languages are known; none where no outlet's are.
    common_languages: OnceLock<Option<HashSet<String>>>,
}

/// What the collection tells of an outlet.
#[derive(Debug, Default)]
struct About {
    /// Its name as it writes it.
    name: Option<String>,
    languages: HashSet<String>,
}

/// A name in a line, with its place in the text.
struct Mention<'n> {
    key: &'n OutletKey,
    span: Span,
}

impl<'a> KnownNames<'a> {
    /// No names yet.
    #[must_use]
    pub fn new(agencies: &'a Agencies) -> Self {
        Self {
            agencies,
            outlets: NameIndex::default(),
            authors: NameIndex::default(),
            about: HashMap::default(),
            outlets_of: HashMap::default(),
            common_languages: OnceLock::new(),
        }
    }

    /// The outlets that a few articles name as their sources, and the persons they name in bylines.
    #[must_use]
    pub fn of(articles: &[Article], agencies: &'a Agencies) -> Self {
        let mut known = Self::new(agencies);
        for article in articles {
            let source = article.meta.source.as_deref();
            for author in authors(article) {
                known.add_author(author, source);
            }
            if let Some(source) = source {
                known.add_outlet(source, article.alias.as_deref(), &article.meta.language);
            }
        }
        known
    }

    /// Adds a person that bylines of these sources name.
    pub fn add_author<'s>(&mut self, author: OutletKey, sources: impl IntoIterator<Item = &'s str>) {
        let outlets = self.outlets_of.entry(letters_hash(&author)).or_default();
        let named = sources.into_iter().filter(|name| self.agencies.agency_of_source(name).is_none());
        outlets.extend(named.filter_map(OutletKey::new).map(|outlet| letters_hash(&outlet)));
        outlets.sort_unstable();
        outlets.dedup();
        self.authors.insert(author);
    }

    /// Adds an outlet by the name that articles state, its other name, and the languages it writes in.
    pub fn add_outlet<'l>(
        &mut self,
        source: &str,
        alias: Option<&str>,
        languages: impl IntoIterator<Item = &'l String> + Clone,
    ) {
        if self.agencies.agency_of_source(source).is_some() {
            return;
        }
        let Some(outlet) = OutletKey::new(source) else { return };
        self.common_languages = OnceLock::new();
        let name = written_name(source);
        for key in [Some(outlet), alias.and_then(OutletKey::new)].into_iter().flatten() {
            let about = self.about.entry(key.letters().to_owned()).or_default();
            // The smallest spelling, so that the order of the articles does not matter.
            if name.is_some_and(|name| about.name.as_deref().is_none_or(|known| name < known)) {
                about.name = name.map(str::to_owned);
            }
            about.languages.extend(languages.clone().into_iter().cloned());
            if key.is_telling() {
                self.outlets.insert(key);
            }
        }
    }

    /// Adds to an article the credits that name an outlet or author of the collection, and takes their lines out of its
    /// main text. `page` holds the words of its blocks.
    pub fn credit(&self, article: &mut Article, page: &PageWords) {
        self.complete_bylines(article);
        self.complete_names(article);
        let words = BlockWords::of(article, page);
        for (idx, new) in self.credits_in_lines(article, &words) {
            let block = &mut article.blocks[idx];
            // A credit that names only a person is given the outlet that its line names.
            let in_line = article.attributions.iter_mut().find(|credit| {
                credit.span.is_some_and(|span| span.overlaps(block.span))
                    && credit.kind != AttributionKind::InText
            });
            if words.n_words(idx) <= LINE_WORDS_MAX || new.kind == AttributionKind::TranslationCredit {
                block.role = Role::Credit;
            }
            match in_line {
                Some(credit) => {
                    // A name that the collection knows is preferred to one that it does not ("Haigang Bao (海港报)").
                    let named = credit.outlet.take();
                    let (known, unknown): (Vec<_>, Vec<_>) =
                        named.into_iter().chain(new.outlet).partition(|name| self.knows(name));
                    credit.outlet = known.into_iter().chain(unknown).next();
                    credit.author = credit.author.take().or(new.author);
                    if new.kind == AttributionKind::TranslationCredit {
                        credit.kind = new.kind;
                    }
                }
                None => article.attributions.push(new),
            }
        }
        let authors: Vec<Attribution> = article.attributions.iter().filter_map(other_person).collect();
        article.attributions.extend(authors);
        article.attributions.sort_by_key(|credit| credit.span);
    }

    /// Tells the outlet from the person in a byline of metadata ("Jane Doe, Vale Post").
    fn complete_bylines(&self, article: &mut Article) {
        let language = article.meta.language.clone();
        let bylines = article.attributions.iter_mut().filter(|credit| {
            credit.kind == AttributionKind::Byline && credit.span.is_none() && credit.outlet.is_none()
        });
        for credit in bylines {
            let words = crate::normalize::words(&credit.phrase);
            let found = self.outlets.mentions(Words { text: &credit.phrase, words: &words });
            let Some((key, place)) = found.into_iter().next() else { continue };
            let start = words[place.start].span.start as usize;
            let end = words[place.end - 1].span.end as usize;
            credit.outlet = Some(self.name_of(key, &credit.phrase[start..end]));
            if self.is_foreign(key, language.as_deref()) {
                credit.kind = AttributionKind::TranslationCredit;
            }
            let persons = persons(&credit.phrase);
            let apart = persons.into_iter().find(|name| name.end <= start || name.start >= end);
            let beside = || {
                let rest = [&credit.phrase[..start], &credit.phrase[end..]].map(without_separators);
                rest.into_iter().find(|rest| is_names(rest) && rest.contains(' ')).map(str::to_owned)
            };
            credit.author = apart.map(|name| credit.phrase[name].to_owned()).or_else(beside);
        }
    }

    /// Gives a credit whose outlet is known to the collection that outlet's name: a wording may have caught a part of it.
    fn complete_names(&self, article: &mut Article) {
        let text = &article.text;
        for credit in &mut article.attributions {
            let (Some(outlet), Some(span)) = (credit.outlet.as_deref(), credit.span) else { continue };
            let mut words = Vec::new();
            push_words(text, span, &mut words);
            let mentions = self.outlets.mentions(Words { text, words: &words });
            let parts = |(_, place): &(&OutletKey, std::ops::Range<usize>)| {
                let start = words[place.start].span.start as usize;
                text[start..words[place.end - 1].span.end as usize].contains(outlet)
            };
            if let Some((key, _)) = mentions.into_iter().find(parts) {
                credit.outlet = Some(self.name_of(key, outlet));
            }
        }
    }

    /// The credits in lines that name someone, each with the index of its block.
    fn credits_in_lines(&self, article: &Article, words: &BlockWords<'_>) -> Vec<(usize, Attribution)> {
        let may_credit = |line: &EdgeLine| {
            line.frames
                || may_credit(article.blocks[line.idx].span.of(&article.text), &self.agencies.lexicon.words)
        };
        let any_foreign = self.is_any_foreign(article.meta.language.as_deref());
        let own = LazyCell::new(|| Own::of(self, article, words));
        lines(article, words)
            .filter(|line| self.is_open(article, line, any_foreign))
            .filter_map(|line| self.names_in(article, words, line))
            .filter(|named| may_credit(&named.line))
            .filter_map(|named| Some((named.line.idx, self.credit_in(article, named, &own)?)))
            .collect()
    }

    /// Whether a credit can come of a line, whoever is named in it: no credit in it is complete, and it is short, or may be that
    /// of a translation.
    fn is_open(&self, article: &Article, line: &EdgeLine, any_foreign: bool) -> bool {
        let is_known = |c: &Attribution| c.outlet.as_deref().is_some_and(|outlet| self.knows(outlet));
        let mut credits = credits_inside(article, &article.blocks[line.idx]);
        let is_complete = |c: &Attribution| c.agency.is_some() || (is_known(c) && c.author.is_some());
        !credits.clone().any(is_complete)
            && (line.n_words <= LINE_WORDS_MAX || any_foreign || credits.any(is_translation_credit))
    }

    /// The line with the names in it, if there are any; a byline is for its author's own name.
    fn names_in(&self, article: &Article, words: &BlockWords<'_>, line: EdgeLine) -> Option<NamedLine<'_>> {
        let outlets = mentions(&self.outlets, article, words.of_block(line.idx));
        if outlets.is_empty() && article.blocks[line.idx].role == Role::Byline {
            return None;
        }
        let authors = mentions(&self.authors, article, words.of_block(line.idx));
        (!outlets.is_empty() || !authors.is_empty()).then_some(NamedLine { line, outlets, authors })
    }

    fn credit_in(&self, article: &Article, named: NamedLine<'_>, own: &Own<'_>) -> Option<Attribution> {
        let NamedLine { line, outlets, authors } = named;
        let block = &article.blocks[line.idx];
        let outlet = outlets.into_iter().find(|named| !own.has_outlet(named.key));
        let author = authors.iter().find(|named| !own.has_author(named.key, &authors));
        if outlet.is_none() && (author.is_none() || block.role == Role::Byline) {
            return None;
        }
        let is_translation =
            outlet.as_ref().is_some_and(|named| self.is_foreign(named.key, article.meta.language.as_deref()));
        let is_long = line.n_words > LINE_WORDS_MAX;
        if is_long && !is_translation && !credits_inside(article, block).any(is_translation_credit) {
            return None;
        }
        let person = self.person_beside(article, block, outlet.as_ref(), author, is_translation);
        let kind = match (line.frames, is_translation) {
            (_, true) => AttributionKind::TranslationCredit,
            (true, false) => AttributionKind::ExcerptFrame,
            (false, false) => AttributionKind::ReprintCredit,
        };
        Some(Attribution {
            kind,
            agency: None,
            outlet: outlet.map(|named| self.name_of(named.key, named.span.of(&article.text))),
            author: person,
            is_free: true,
            phrase: block.span.of(&article.text).to_owned(),
            span: Some(block.span),
        })
    }

    /// Whether an outlet writes in other languages than `language`: what is credited to it is translated.
    fn is_foreign(&self, outlet: &OutletKey, language: Option<&str>) -> bool {
        let languages = self.about.get(outlet.letters()).map(|about| &about.languages);
        languages.zip(language).is_some_and(|(known, own)| !known.is_empty() && !known.contains(own))
    }

    /// Whether any outlet may be foreign to `language`, as [`Self::is_foreign`] tells it.
    fn is_any_foreign(&self, language: Option<&str>) -> bool {
        let common = self.common_languages.get_or_init(|| {
            let mut known =
                self.about.values().map(|about| &about.languages).filter(|known| !known.is_empty());
            let first = known.next()?.clone();
            Some(known.fold(first, |common, known| &common & known))
        });
        language.zip(common.as_ref()).is_some_and(|(own, common)| !common.contains(own))
    }

    /// The person that a credit line names: the author known from a byline, in a translation whoever else is named.
    fn person_beside(
        &self,
        article: &Article,
        block: &Block,
        outlet: Option<&Mention<'_>>,
        author: Option<&Mention<'_>>,
        is_translation: bool,
    ) -> Option<String> {
        let line = block.span.of(&article.text);
        let known = author.map(|named| named.span);
        let free = persons(line).into_iter().map(|name| Span {
            start: block.span.start + name.start as u32,
            end: block.span.start + name.end as u32,
        });
        let is_apart = |span: &Span| outlet.is_none_or(|outlet| !outlet.span.overlaps(*span));
        let mut free = free.filter(is_apart);
        let person = match known {
            Some(known) if is_translation => free.find(|span| !span.overlaps(known)).or(Some(known)),
            Some(known) => Some(known),
            None => free.next(),
        };
        person.map(|span| span.of(&article.text).to_owned())
    }

    fn knows(&self, outlet: &str) -> bool {
        OutletKey::new(outlet).is_some_and(|key| self.about.contains_key(key.letters()))
    }

    /// The outlet's name as it writes it itself, else as written here.
    fn name_of(&self, outlet: &OutletKey, written: &str) -> String {
        let name = self.about.get(outlet.letters()).and_then(|about| about.name.as_deref());
        name.unwrap_or(written).to_owned()
    }
}

/// What stands beside an outlet in a byline, without the marks between the two.
fn without_separators(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric() && c != '.').trim()
}

/// The second person of a translation credit that names a translator and an author.
fn other_person(credit: &Attribution) -> Option<Attribution> {
    let named =
        credit.author.as_deref().filter(|_| is_translation_credit(credit) && credit.span.is_some())?;
    let at = credit.phrase.find(named)?;
    let is_other = |name: &std::ops::Range<usize>| name.end <= at || name.start >= at + named.len();
    let persons = persons(&credit.phrase);
    let mut others = persons.into_iter().filter(is_other);
    let other = others.next().filter(|_| others.next().is_none())?;
    Some(Attribution { outlet: None, author: Some(credit.phrase[other].to_owned()), ..credit.clone() })
}

fn is_translation_credit(credit: &Attribution) -> bool {
    credit.kind == AttributionKind::TranslationCredit
}

/// The credits that stand in a block.
fn credits_inside<'a>(article: &'a Article, block: &Block) -> impl Iterator<Item = &'a Attribution> + Clone {
    let span = block.span;
    article.attributions.iter().filter(move |credit| credit.span.is_some_and(|own| own.overlaps(span)))
}

/// Such a line with the names in it.
struct NamedLine<'n> {
    line: EdgeLine,
    outlets: Vec<Mention<'n>>,
    authors: Vec<Mention<'n>>,
}

/// The persons in the bylines of an article.
fn authors(article: &Article) -> impl Iterator<Item = OutletKey> {
    authors_as_written(article).filter_map(OutletKey::new)
}

/// The persons in the bylines of an article, as it writes them.
pub fn authors_as_written(article: &Article) -> impl Iterator<Item = &str> {
    let bylines = article.attributions.iter().filter(|credit| credit.kind == AttributionKind::Byline);
    bylines.filter_map(|credit| credit.author.as_deref()).filter(|author| {
        OutletKey::new(author).is_some_and(|key| {
            let n_words = key.name().split(' ').count();
            (2..=AUTHOR_WORDS_MAX).contains(&n_words) || (n_words == 1 && !key.letters().is_ascii())
        })
    })
}

fn letters_hash(key: &OutletKey) -> u64 {
    hash_bytes(key.letters().as_bytes(), 0)
}

fn mentions<'n>(index: &'n NameIndex, article: &Article, words: &[Word]) -> Vec<Mention<'n>> {
    let found = index.mentions(Words { text: &article.text, words });
    let span = |place: std::ops::Range<usize>| Span {
        start: words[place.start].span.start,
        end: words[place.end - 1].span.end,
    };
    found.into_iter().map(|(key, place)| Mention { key, span: span(place) }).collect()
}

#[cfg(test)]
mod tests;
