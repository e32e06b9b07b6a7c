//! What one article says about where it comes from, prepared for comparing it with others.

use std::borrow::Cow;

use crate::date::DocDate;
use crate::document::{
    Article, Attribution, AttributionKind, Role, is_withdrawn_by_mark, is_withdrawn_by_status,
};
use crate::extract::attribution::Agencies;
use crate::hash::hash_bytes;
use crate::normalize::{Word, push_words};
use crate::outlet::{OutletKey, canonical_url, written_name};

/// A credit as far as it names an outlet or a person.
#[derive(Clone, Debug)]
pub struct NamedCredit {
    /// The form of the credit.
    pub kind: AttributionKind,
    /// The outlet.
    pub outlet: Option<OutletKey>,
    /// The person.
    pub author: Option<OutletKey>,
    /// Whether only the name makes it a credit.
    pub is_free: bool,
}

/// Provenance of one article.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The source's name, reduced.
    pub source: Option<OutletKey>,
    /// The source's name as its owner writes it.
    pub source_name: Option<String>,
    /// Another name of the source.
    pub alias: Option<OutletKey>,
    /// Words of the source's name, as a text spells it.
    pub source_words: Vec<u64>,
    /// Canonical address.
    pub url: Option<String>,
    /// Canonical addresses and ids that it says it is based on.
    pub based_on: Vec<String>,
    /// First publication.
    pub published: Option<DocDate>,
    /// Last change.
    pub modified: Option<DocDate>,
    /// Language code.
    pub language: Option<String>,
    /// The agency whose own text it is.
    pub own_agency: Option<String>,
    /// Agencies credited for the story: in dateline, byline, tagline, copyright or metadata.
    pub agencies: Vec<String>,
    /// Agencies named as the source of a statement in the text.
    pub cited_agencies: Vec<String>,
    /// Credits that name an outlet or a person.
    pub credits: Vec<NamedCredit>,
    /// Whether it credits anyone for the story.
    pub has_credit: bool,
    /// Whether a translation is credited.
    pub has_translation_credit: bool,
    /// Whether an excerpt is announced.
    pub has_excerpt_frame: bool,
    /// Whether its outlet took it back.
    pub is_withdrawn: bool,
    /// Rank among versions: 0 without a mark, else the number of the update or 1.
    pub version_rank: u32,
    /// Persons in its byline.
    pub authors: Vec<OutletKey>,
    /// Words of the headline.
    pub title: Vec<Word>,
}

impl Facts {
    /// The facts of an article.
    #[must_use]
    pub fn of(article: &Article, agencies: &Agencies) -> Self {
        let meta = &article.meta;
        let own_agency = meta.source.as_deref().and_then(|source| agencies.agency_of_source(source));
        let mut facts = Self {
            source: meta.source.as_deref().and_then(OutletKey::new),
            source_words: meta
                .source
                .as_deref()
                .and_then(OutletKey::new)
                .map(|key| name_words(key.name()))
                .unwrap_or_default(),
            source_name: meta.source.as_deref().and_then(written_name).map(str::to_owned),
            alias: article
                .alias
                .as_deref()
                .and_then(OutletKey::new)
                .filter(|alias| !alias.letters().is_empty()),
            url: meta.url.as_deref().and_then(canonical_url),
            based_on: meta
                .based_on
                .iter()
                .map(|on| canonical_url(on).unwrap_or_else(|| on.clone()))
                .collect(),
            published: meta.published,
            modified: meta.modified,
            language: meta.language.clone(),
            own_agency: own_agency.map(str::to_owned),
            title: title_words(article),
            is_withdrawn: meta.status.as_deref().is_some_and(is_withdrawn_by_status),
            ..Self::default()
        };
        for attribution in &article.attributions {
            facts.add(attribution);
        }
        for names in [&mut facts.agencies, &mut facts.cited_agencies] {
            names.sort_unstable();
            names.dedup();
        }
        facts
    }

    fn add(&mut self, attribution: &Attribution) {
        use AttributionKind as Kind;
        let kind = attribution.kind;
        if let Some(agency) = &attribution.agency {
            match kind {
                Kind::InText | Kind::ExcerptFrame => self.cited_agencies.push(agency.clone()),
                _ => self.agencies.push(agency.clone()),
            }
        }
        let outlet = attribution.outlet.as_deref().and_then(OutletKey::new);
        let author = attribution.author.as_deref().and_then(OutletKey::new);
        let own = outlet.as_ref().is_some_and(|outlet| self.names().any(|own| own == outlet));
        match kind {
            Kind::VersionMark => {
                self.version_rank = self.version_rank.max(version_rank(&attribution.phrase));
                self.is_withdrawn |= is_withdrawn_by_mark(&attribution.phrase);
            }
            Kind::TranslationCredit => self.has_translation_credit = true,
            Kind::ExcerptFrame => self.has_excerpt_frame = true,
            // A byline of somebody else's names an author of theirs.
            Kind::Byline if attribution.agency.is_none() && (outlet.is_none() || own) => {
                self.authors.extend(author.clone());
            }
            _ => {}
        }
        self.has_credit |= !own
            && (attribution.agency.is_some() || outlet.is_some() || kind == Kind::ReprintCredit)
            && kind != Kind::VersionMark
            && kind != Kind::InText;
        if (outlet.is_some() || author.is_some()) && !own {
            self.credits.push(NamedCredit { kind, outlet, author, is_free: attribution.is_free });
        }
    }

    /// Whether it credits an outlet or a person for a translation or for the text as a whole.
    #[must_use]
    pub fn credits_someone(&self) -> bool {
        let whole =
            |kind| matches!(kind, AttributionKind::ReprintCredit | AttributionKind::TranslationCredit);
        self.has_translation_credit || self.credits.iter().any(|credit| whole(credit.kind))
    }

    /// Whether a credit of this article names the other one: its outlet, its author or its address.
    #[must_use]
    pub fn credits_document(&self, other: &Self) -> bool {
        let is_later = self.had_it_days_before(other);
        self.credits_by(&other.named(), |credit| !(is_later && credit.is_mention()))
    }

    /// Whether it is dated a day or more before the other one. Who speaks of an outlet that had the text only later does not say
    /// whose it is.
    #[must_use]
    pub fn had_it_days_before(&self, other: &Self) -> bool {
        self.published.zip(other.published).is_some_and(|(own, other)| own.is_days_before(&other))
    }

    /// [`Self::credits_document`] for a document of which no more is known than what can be named.
    #[must_use]
    pub fn credits(&self, other: &Named<'_>) -> bool {
        self.credits_by(other, |_| true)
    }

    fn credits_by(&self, other: &Named<'_>, counts: impl Fn(&NamedCredit) -> bool) -> bool {
        let own = self.url.as_deref().map(url_hash);
        if other.url.is_some_and(|url| Some(url) != own && self.is_based_on(url)) {
            return true;
        }
        self.source().same(&other.source) != Some(true)
            && self.credits.iter().any(|credit| counts(credit) && credit.names(other))
    }

    /// Whether both credit the text to one outlet, and neither is of that outlet.
    #[must_use]
    pub fn shares_origin(&self, other: &Self) -> bool {
        fn origins(facts: &Facts) -> impl Iterator<Item = &OutletKey> {
            let of_text =
                |credit: &&NamedCredit| credit.kind == AttributionKind::ReprintCredit && !credit.is_free;
            let whole = facts.credits.iter().filter(of_text);
            whole.filter_map(|credit| credit.outlet.as_ref())
        }
        let is_foreign = |outlet: &OutletKey| !self.names().chain(other.names()).any(|own| own == outlet);
        origins(self).any(|outlet| is_foreign(outlet) && origins(other).any(|same| same == outlet))
    }

    /// Whether it says that it is based on what stands at the canonical address of this hash.
    #[must_use]
    pub fn is_based_on(&self, url: u64) -> bool {
        self.based_on.iter().any(|on| url_hash(on) == url)
    }

    /// What credits can name of this article.
    #[must_use]
    pub fn named(&self) -> Named<'_> {
        Named {
            url: self.url.as_deref().map(url_hash),
            source: self.source(),
            authors: self.authors.iter().map(Cow::Borrowed).collect(),
        }
    }

    fn source(&self) -> SourceNames<'_> {
        SourceNames { source: self.source.as_ref(), alias: self.alias.as_ref() }
    }

    /// The names that its source goes by.
    pub fn names(&self) -> impl Iterator<Item = &OutletKey> {
        self.source().names()
    }

    /// Whether both come from one source; `None` where either is unknown.
    #[must_use]
    pub fn same_source(&self, other: &Self) -> Option<bool> {
        self.source().same(&other.source())
    }
}

/// The names of a document's source.
#[derive(Clone, Copy, Debug)]
pub struct SourceNames<'a> {
    /// The name.
    pub source: Option<&'a OutletKey>,
    /// Another name.
    pub alias: Option<&'a OutletKey>,
}

impl<'a> SourceNames<'a> {
    /// Both names.
    pub fn names(self) -> impl Iterator<Item = &'a OutletKey> {
        self.source.into_iter().chain(self.alias)
    }

    /// Whether the two are of one source; `None` where either is unknown.
    #[must_use]
    pub fn same(&self, other: &Self) -> Option<bool> {
        if self.source.is_none() || other.source.is_none() {
            return None;
        }
        Some(self.names().any(|own| other.names().any(|name| own.names(name))))
    }
}

/// What a credit can name of a document.
#[derive(Clone, Debug)]
pub struct Named<'a> {
    /// Hash of its canonical address.
    pub url: Option<u64>,
    /// Its source.
    pub source: SourceNames<'a>,
    /// Persons in its byline.
    pub authors: Vec<Cow<'a, OutletKey>>,
}

impl NamedCredit {
    /// What it names that may be the outlet of the origin.
    pub fn source_names(&self) -> impl Iterator<Item = &OutletKey> {
        self.outlet.iter().chain(self.author.as_ref().filter(|_| self.is_by_person()))
    }

    /// What it names that may be the author of the origin.
    pub fn author_names(&self) -> impl Iterator<Item = &OutletKey> {
        self.outlet.iter().chain(&self.author).filter(|_| self.is_by_person())
    }

    /// Whether it may as well speak of something else than whose text it is.
    fn is_mention(&self) -> bool {
        self.is_free || self.kind == AttributionKind::InText
    }

    fn names(&self, other: &Named<'_>) -> bool {
        let is_source = |named: &OutletKey| other.source.names().any(|source| named.is_written_for(source));
        let is_author = |named: &OutletKey| other.authors.iter().any(|author| named.is_written_for(author));
        self.source_names().any(is_source) || self.author_names().any(is_author)
    }

    /// A person is an origin only where the credit says so: a byline that both copies carry names no document.
    fn is_by_person(&self) -> bool {
        matches!(
            self.kind,
            AttributionKind::ReprintCredit
                | AttributionKind::ExcerptFrame
                | AttributionKind::TranslationCredit
        )
    }
}

/// Hash of a canonical address.
#[must_use]
pub fn url_hash(url: &str) -> u64 {
    hash_bytes(url.as_bytes(), 0)
}

/// The number in a version mark, at least 1; marks that announce no later version rank 0.
#[must_use]
pub fn version_rank(phrase: &str) -> u32 {
    let lower = phrase.to_lowercase();
    const LATER: [&str; 3] = ["writethru", "update", "correct"];
    const NO_LATER: [&str; 7] = ["repeat", "embargo", "sperrfrist", "эмбарго", "eds:", "bc-", "hold"];
    let is_later = LATER.iter().any(|mark| lower.contains(mark));
    if !is_later && NO_LATER.iter().any(|mark| lower.starts_with(mark)) {
        return 0;
    }
    let digits: String =
        phrase.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|n| (1..=50).contains(n)).unwrap_or(1)
}

fn name_words(name: &str) -> Vec<u64> {
    crate::normalize::words(name).iter().map(|word| word.hash).collect()
}

fn title_words(article: &Article) -> Vec<Word> {
    let mut words = Vec::new();
    for block in article.blocks.iter().filter(|block| block.role == Role::Headline) {
        push_words(&article.text, block.span, &mut words);
    }
    if words.is_empty() {
        words = article.meta.title.as_deref().map(crate::normalize::words).unwrap_or_default();
    }
    words
}
