//! What a collection is to be like.

use std::fmt;

use crate::kind::Kind;

/// Parameters that no collection can have.
#[derive(Clone, PartialEq, Debug)]
pub enum Error {
    /// More pairs a document than families of these kinds can have; the most they can have.
    TooManyRelated(f64),
    /// There are no documents.
    NoDocuments,
    /// Stories have no words.
    NoWords,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManyRelated(most) => {
                write!(f, "pairs of copies per document must lie between 0 and {most:.2} for these relations")
            }
            Self::NoDocuments => f.write_str("a collection has at least one document"),
            Self::NoWords => f.write_str("a story has at least one word"),
        }
    }
}

impl std::error::Error for Error {}

/// A stress collection: one thing in the extreme instead of the usual mix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hot {
    /// All texts are the same bytes.
    Identical,
    /// One story in many outlets, up to 20,000; the other documents are plain.
    OneStory,
    /// Plain documents with the same house line in each.
    HouseLine,
    /// Documents of one word.
    OneWord,
    /// No relations.
    Plain,
}

impl Hot {
    /// The most outlets that carry the story of [`Hot::OneStory`].
    pub const STORY_OUTLETS_MAX: u64 = 20_000;

    /// All, with their names on the command line.
    pub const ALL: [(&'static str, Self); 5] = [
        ("identical", Self::Identical),
        ("one-story", Self::OneStory),
        ("house-line", Self::HouseLine),
        ("one-word", Self::OneWord),
        ("plain", Self::Plain),
    ];
}

/// What a collection depends on, besides the version of this crate.
#[derive(Clone, PartialEq, Debug)]
pub struct Parameters {
    /// Number of documents.
    pub documents: u64,
    /// Different seeds give different collections.
    pub seed: u64,
    /// Words of a story in the median, [`Parameters::WORDS`] if nothing is said. Cut texts, carriers of wire passages and
    /// templates keep the lengths that make them what they are.
    pub words: usize,
    /// Pairs of copies per document.
    pub related: f64,
    /// Kinds of pairs that are planted, in the order of [`Kind::ALL`].
    pub relations: Vec<Kind>,
    /// A stress collection instead of the mix; `related` and `relations` then count for nothing.
    pub hot: Option<Hot>,
}

impl Parameters {
    /// Words of a story in the median, as in news.
    pub const WORDS: usize = 350;

    /// A collection of the usual mix.
    #[must_use]
    pub fn new(documents: u64, seed: u64) -> Self {
        Self { documents, seed, words: Self::WORDS, related: 0.2, relations: Kind::ALL.to_vec(), hot: None }
    }
}
