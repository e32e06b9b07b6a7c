//! Documents by position, and the pairs planted among them.

use std::collections::HashSet;
use std::io::{self, Write};

use crate::VERSION;
use crate::credit::Credit;
use crate::kind::Kind;
use crate::label::{self, Label};
use crate::lexicon::{Form, Lexicon};
use crate::member::{Member, Members};
use crate::outlet::{N_OUTLETS_MAX, Outlet};
use crate::page::Page;
use crate::parameters::{Error, Hot, Parameters};
use crate::permutation::Permutation;
use crate::plan::{Family, Plan};
use crate::random::{Random, seed_of};
use crate::scan::find;
use crate::story::Story;

/// A record of a collection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GeneratedDocument {
    /// Follows from the position.
    pub id: String,
    /// The page.
    pub text: String,
    /// The headline.
    pub title: String,
    /// The outlet.
    pub source: String,
    /// ISO 8601, a day or a minute.
    pub published: Option<String>,
    /// The page's address.
    pub url: Option<String>,
}

impl GeneratedDocument {
    /// Writes the record as a line of JSON Lines.
    ///
    /// # Errors
    /// What `out` answers.
    pub fn write(&self, mut out: impl Write) -> io::Result<()> {
        let always =
            [("{\"id\":\"", &self.id), (",\"title\":\"", &self.title), (",\"source\":\"", &self.source)];
        let sometimes = [(",\"published\":\"", &self.published), (",\"url\":\"", &self.url)];
        let stated = sometimes.iter().filter_map(|(key, value)| Some((*key, value.as_ref()?)));
        for (key, value) in always.into_iter().chain(stated).chain([(",\"text\":\"", &self.text)]) {
            out.write_all(key.as_bytes())?;
            write_escaped(value, &mut out)?;
            out.write_all(b"\"")?;
        }
        out.write_all(b"}\n")
    }
}

/// Writes a string as JSON has it between its quotation marks. Ours and not a crate's, because escaping would
/// otherwise take a sixth of the time of making a document; what it writes is read back by a crate in the tests.
fn write_escaped(value: &str, out: &mut impl Write) -> io::Result<()> {
    let mut rest = value.as_bytes();
    while let Some(at) = find(rest, |byte| (byte == b'"') | (byte == b'\\') | (byte < b' ')) {
        out.write_all(&rest[..at])?;
        match rest[at] {
            b'\n' => out.write_all(b"\\n")?,
            byte @ (b'"' | b'\\') => out.write_all(&[b'\\', byte])?,
            byte => write!(out, "\\u{byte:04x}")?,
        }
        rest = &rest[at + 1..];
    }
    out.write_all(rest)
}

/// Two documents of one family.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlantedPair {
    /// The document that was made first.
    pub a: String,
    /// The other.
    pub b: String,
    /// What was done.
    pub kind: Kind,
    /// What the gold says.
    pub label: Label,
}

/// A collection.
#[derive(Debug)]
pub struct Generator {
    parameters: Parameters,
    lexicon: Lexicon,
    outlets: Vec<Outlet>,
    plan: Plan,
    members: Members,
    permutation: Permutation,
}

impl Generator {
    /// The collection of these parameters; some hundredths of a second go into its vocabulary.
    ///
    /// # Errors
    /// No documents or no words, or more related pairs than families of the kinds asked for can have.
    pub fn new(mut parameters: Parameters) -> Result<Self, Error> {
        if parameters.documents == 0 {
            return Err(Error::NoDocuments);
        }
        if parameters.words == 0 {
            return Err(Error::NoWords);
        }
        parameters.relations.sort_unstable();
        parameters.relations.dedup();
        let seed = seed_of(&[VERSION, parameters.seed]);
        let n = parameters.documents;
        let plan = Plan::new(n, seed, parameters.related, &parameters.relations, parameters.hot)
            .map_err(Error::TooManyRelated)?;
        let light = |kind: &Kind| kind.is_of_whole() && !kind.is_heavy();
        let members = Members {
            n_outlets: n_outlets(n, parameters.hot),
            light_kinds: parameters.relations.iter().copied().filter(light).collect(),
            hot: parameters.hot,
        };
        let lexicon = Lexicon::new();
        let outlets = (0..members.n_outlets).map(|idx| Outlet::new(&lexicon, seed, idx)).collect();
        let permutation = Permutation::new(n, seed);
        Ok(Self { parameters, lexicon, outlets, plan, members, permutation })
    }

    /// Number of documents.
    #[must_use]
    pub fn documents(&self) -> u64 {
        self.parameters.documents
    }

    /// Whether the collection is one of [`Hot`].
    #[must_use]
    pub fn is_stress(&self) -> bool {
        self.parameters.hot.is_some()
    }

    /// The document at a position of the stream, from 0 on.
    ///
    /// # Panics
    /// If there is no such position.
    #[must_use]
    pub fn document(&self, position: u64) -> GeneratedDocument {
        assert!(position < self.parameters.documents, "position {position} is beyond the end");
        let slot = self.permutation.slot(position);
        let family = self.plan.family(slot);
        let member = self.members.member(&family, slot - family.first_slot);
        let outlet = &self.outlets[member.outlet];
        let (title, text) = self.page(&family, &member);
        GeneratedDocument {
            id: id(position),
            url: member.has_url.then(|| url(outlet, &family, &member, &title)),
            published: member.has_published.then(|| member.moment.iso(outlet.layout.states_time)),
            source: outlet.name.clone(),
            text,
            title,
        }
    }

    /// All documents in the order of the stream.
    pub fn iter(&self) -> impl Iterator<Item = GeneratedDocument> {
        (0..self.parameters.documents).map(|position| self.document(position))
    }

    fn page(&self, family: &Family, member: &Member) -> (String, String) {
        if self.parameters.hot == Some(Hot::OneWord) {
            let nouns = &self.lexicon.nouns;
            let noun = nouns.any(Random::new(member.page_seed).next());
            let word = nouns.word(noun, Form::Plain);
            return (word.clone(), word);
        }
        let story = Story::new(&self.lexicon, self.parameters.words, family, member);
        let credited_outlet = match member.credit {
            Credit::Outlet(outlet) => self.outlets[outlet].name.as_str(),
            _ => "",
        };
        let is_common = self.parameters.hot == Some(Hot::HouseLine);
        let page = Page {
            lexicon: &self.lexicon,
            family,
            member,
            outlet: &self.outlets[member.outlet],
            credited_outlet,
            common_line: is_common.then_some(COMMON_LINE),
        };
        page.write(&story)
    }

    /// Pairs of documents of one family, copies and near misses, family by family; none of a stress collection,
    /// which may have as many as documents squared.
    pub fn planted(&self) -> impl Iterator<Item = PlantedPair> {
        let families = self.plan.families().filter(|_| self.parameters.hot.is_none());
        families.flat_map(|family| {
            let members: Vec<Member> =
                (0..family.n_members).map(|idx| self.members.member(&family, idx)).collect();
            let sources: HashSet<usize> = members.iter().map(|member| member.outlet).collect();
            let mut pairs = Vec::new();
            for (idx, a) in members.iter().enumerate() {
                for b in &members[idx + 1..] {
                    pairs.push(PlantedPair {
                        a: self.id_of(&family, a.idx),
                        b: self.id_of(&family, b.idx),
                        kind: label::kind(&family, a, b),
                        label: label::label(&family, a, b, sources.len()),
                    });
                }
            }
            pairs
        })
    }

    /// Documents tied by copies, a list each; those in none stand alone.
    pub fn clusters(&self) -> impl Iterator<Item = impl Iterator<Item = String>> {
        let is_cluster = |family: &Family| family.kind.is_none_or(Kind::is_copy);
        let families = self.plan.families().filter(is_cluster);
        families.map(move |family| (0..family.n_members).map(move |idx| self.id_of(&family, idx)))
    }

    fn id_of(&self, family: &Family, idx: u64) -> String {
        id(self.permutation.position(family.first_slot + idx))
    }
}

/// The line of [`Hot::HouseLine`].
const COMMON_LINE: &str = "Reporting for this page is checked by two editors before it is published, and corrected \
in public where it was wrong.";

fn id(position: u64) -> String {
    format!("doc{position:09}")
}

/// A page's address. Versions of a story begin alike; the same page is met with and without a query.
fn url(outlet: &Outlet, family: &Family, member: &Member, title: &str) -> String {
    let is_version = family.kind == Some(Kind::Revision);
    let number = if is_version { family.seed } else { member.page_seed } % 1_000_000;
    let mut url = format!("https://www.{}/{}/", outlet.host, member.moment.path());
    if is_version {
        url.push_str("story");
    } else {
        let kept = title.chars().filter(|c| c.is_ascii_alphanumeric() || *c == ' ');
        url.extend(kept.take(50).map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }));
    }
    url.push_str(&format!("-{number}"));
    if is_version && member.idx > 0 {
        url.push_str(&format!("-update-{}", member.idx));
    }
    if member.is_twin {
        url.push_str("?utm_source=rss");
    }
    url
}

/// About two hundred outlets, ten more with each doubling of the collection; a prime, see `Members::member`.
fn n_outlets(n_documents: u64, hot: Option<Hot>) -> usize {
    let bits = (u64::BITS - n_documents.leading_zeros()) as usize;
    let n = 60 + 10 * bits;
    let n_least =
        if hot == Some(Hot::OneStory) { n_documents.min(Hot::STORY_OUTLETS_MAX) as usize } else { 0 };
    let prime = (n.max(n_least)..).find(|n| (2..*n).take_while(|d| d * d <= *n).all(|d| n % d != 0));
    prime.filter(|prime| *prime <= N_OUTLETS_MAX).expect("there are primes below the number of names")
}
