//! A report told entry by entry: what a scan has just found, or a report read back.

use std::io;

use ahash::HashSet;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::schema::{
    ClusterEntry, DocumentEntry, FurnitureEntry, Generator, PairEntry, Report, SkippedEntry, Summary,
};

/// What takes some entries of a list, in order. It may be called any number of times.
pub type Take<'a, T> = dyn FnMut(&[T]) -> io::Result<()> + 'a;

/// The lists of a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum List {
    /// Every document that was compared.
    Documents,
    /// Groups of documents tied by copy relations.
    Clusters,
    /// Related pairs.
    Pairs,
    /// Pairs that share text but are no copies.
    Overlaps,
    /// Text repeated for reasons other than the story.
    Furniture,
    /// Input that was left out.
    Skipped,
}

impl List {
    /// All, in the order of the report.
    pub const ALL: [Self; 6] =
        [Self::Documents, Self::Clusters, Self::Pairs, Self::Overlaps, Self::Furniture, Self::Skipped];

    /// Its name in the report.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Clusters => "clusters",
            Self::Pairs => "pairs",
            Self::Overlaps => "overlaps",
            Self::Furniture => "furniture",
            Self::Skipped => "skipped",
        }
    }
}

/// What stands before the lists of a report.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Head {
    /// [`SCHEMA_VERSION`](super::schema::SCHEMA_VERSION).
    pub schema_version: String,
    /// The program that made the report.
    pub generator: Generator,
    /// Every parameter that decided the report's content, with their fingerprint.
    pub parameters: Value,
    /// Counts.
    pub summary: Summary,
}

/// The lists of a report, each told piece by piece so that none need be in memory, as often as a format asks for it.
///
/// Each method gives all entries of its list, in the order of the report, and stops at the first error of `take`, which it
/// returns. What keeps an entry from being made is an error that holds a [`crate::error::Error`].
pub trait Entries {
    /// What stands before the lists.
    fn head(&self) -> Head;

    /// Every document that was compared.
    ///
    /// # Errors
    /// Those of `take`, or if a text cannot be read again.
    fn documents(&self, take: &mut Take<'_, DocumentEntry>) -> io::Result<()>;

    /// Groups of documents tied by copy relations.
    ///
    /// # Errors
    /// Those of `take`.
    fn clusters(&self, take: &mut Take<'_, ClusterEntry>) -> io::Result<()>;

    /// Related pairs.
    ///
    /// # Errors
    /// Those of `take`.
    fn pairs(&self, take: &mut Take<'_, PairEntry>) -> io::Result<()>;

    /// Pairs that share text but are no copies.
    ///
    /// # Errors
    /// Those of `take`.
    fn overlaps(&self, take: &mut Take<'_, PairEntry>) -> io::Result<()>;

    /// Text repeated for reasons other than the story.
    ///
    /// # Errors
    /// Those of `take`.
    fn furniture(&self, take: &mut Take<'_, FurnitureEntry>) -> io::Result<()>;

    /// Input that was left out.
    ///
    /// # Errors
    /// Those of `take`.
    fn skipped(&self, take: &mut Take<'_, SkippedEntry>) -> io::Result<()>;
}

/// The text of a document, as the spans of a report point into it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct TextEntry {
    /// Id of the document.
    pub id: String,
    /// The whole text, furniture included.
    pub text: String,
    /// What is no main text: span and role (`headline`, `byline`, `credit`, `furniture`), neighbours of one role as one.
    pub asides: Vec<(usize, usize, &'static str)>,
    /// Spans of main text inside quotation marks.
    pub quoted: Vec<[usize; 2]>,
}

/// The texts behind a report, for formats that show them.
pub trait Texts {
    /// The texts of the documents with these ids, in the order of the report, as far as they are still to be had.
    ///
    /// # Errors
    /// Those of `take`, or if a text cannot be read again.
    fn texts(&self, ids: &HashSet<String>, take: &mut Take<'_, TextEntry>) -> io::Result<()>;
}

/// Texts in memory, in the order of the report.
impl Texts for [TextEntry; 2] {
    fn texts(&self, ids: &HashSet<String>, take: &mut Take<'_, TextEntry>) -> io::Result<()> {
        self.iter()
            .filter(|text| ids.contains(&text.id))
            .try_for_each(|text| take(std::slice::from_ref(text)))
    }
}

/// A report read back has no texts.
impl Texts for Report {
    fn texts(&self, _: &HashSet<String>, _: &mut Take<'_, TextEntry>) -> io::Result<()> {
        Ok(())
    }
}

impl Entries for Report {
    fn head(&self) -> Head {
        Head {
            schema_version: self.schema_version.clone(),
            generator: self.generator.clone(),
            parameters: self.parameters.clone(),
            summary: self.summary.clone(),
        }
    }

    fn documents(&self, take: &mut Take<'_, DocumentEntry>) -> io::Result<()> {
        take(&self.documents)
    }

    fn clusters(&self, take: &mut Take<'_, ClusterEntry>) -> io::Result<()> {
        take(&self.clusters)
    }

    fn pairs(&self, take: &mut Take<'_, PairEntry>) -> io::Result<()> {
        take(&self.pairs)
    }

    fn overlaps(&self, take: &mut Take<'_, PairEntry>) -> io::Result<()> {
        take(&self.overlaps)
    }

    fn furniture(&self, take: &mut Take<'_, FurnitureEntry>) -> io::Result<()> {
        take(&self.furniture)
    }

    fn skipped(&self, take: &mut Take<'_, SkippedEntry>) -> io::Result<()> {
        take(&self.skipped)
    }
}
