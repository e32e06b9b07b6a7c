//! The values that travel down the pipeline: a document as read, an article as extracted.
//!
//! [`Document`] is one input text with the metadata it came with. Extraction turns it into an [`Article`]:
//! the text that spans point into, cut into blocks whose roles tell main text from furniture, and the credits
//! found in it.

#[cfg(test)]
pub(crate) mod fixtures;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::date::DocDate;

/// Half-open byte range `[start, end)` into a document's text, on character boundaries.
///
/// Offsets are 32 bits wide: the largest document that can be read is 4 GiB, far above the document limit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `[start, end)` of byte offsets.
    ///
    /// # Panics
    /// If an offset exceeds 32 bits; the reader admits no document that long.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span ends before it starts");
        let narrow = |offset: usize| u32::try_from(offset).expect("documents are shorter than 4 GiB");
        Self { start: narrow(start), end: narrow(end) }
    }

    /// The part of `text` that the span covers.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// The span as a range of `usize`.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span covers nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the two spans have a byte in common.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.start, self.end).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (start, end) = Deserialize::deserialize(deserializer)?;
        Ok(Self { start, end })
    }
}

/// Position of a document in the collection, which is ordered by id bytes: comparing positions compares ids.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct DocIdx(pub u32);

impl DocIdx {
    /// The position as an index into the collection's vectors.
    #[must_use]
    pub fn idx(self) -> usize {
        self.0 as usize
    }
}

/// XXH3-128 of a document's bytes as given (a file after decompression; a record's text or HTML string).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct ContentHash(pub u128);

impl fmt::Display for ContentHash {
    /// 32 lower-case hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// How the body of a document is marked up, which decides how it is cut into blocks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Markup {
    /// Plain text: lines and blank lines are all the structure there is.
    Plain,
    /// Markdown: headings, lists, quotes and links are recognised, never rendered.
    Markdown,
    /// HTML or XHTML: linearised, hidden elements dropped.
    Html,
}

/// What a document says of itself, or its folder or record says of it. Unknown is `None`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Metadata {
    /// Headline.
    pub title: Option<String>,
    /// Outlet: `--source`, else the record's field, the page's site name, the URL's host, the folder.
    pub source: Option<String>,
    /// First publication.
    pub published: Option<DocDate>,
    /// Last change.
    pub modified: Option<DocDate>,
    /// Canonical address.
    pub url: Option<String>,
    /// ISO 639-1 code of the language, from metadata or detected.
    pub language: Option<String>,
    /// Publication status as given (`usable`, `withheld`, `canceled`, embargo).
    pub status: Option<String>,
    /// Who wrote it, as given.
    pub byline: Option<String>,
    /// Credit line or copyright holder, as given.
    pub credit: Option<String>,
    /// Dateline, as given.
    pub dateline: Option<String>,
    /// Version, as given.
    pub version: Option<String>,
    /// Addresses or ids of what the document says it is based on (`isBasedOn`, canonical link to another host).
    pub based_on: Vec<String>,
    /// Fields of the record that have no name here, passed through to the report.
    #[serde(with = "as_json")]
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// Fields of any shape as a string of JSON: formats that do not describe themselves cannot hold them otherwise.
mod as_json {
    use serde::de::Error as _;
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::{Map, Value};

    pub(super) fn serialize<S: Serializer>(
        fields: &Map<String, Value>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        if fields.is_empty() {
            return "".serialize(serializer);
        }
        serde_json::to_string(fields).map_err(S::Error::custom)?.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Map<String, Value>, D::Error> {
        let json = <&str>::deserialize(deserializer)?;
        if json.is_empty() { Ok(Map::new()) } else { serde_json::from_str(json).map_err(D::Error::custom) }
    }
}

/// One input text as read: decoded, with its metadata, before anything is recognised in it.
#[derive(Clone, PartialEq, Debug)]
pub struct Document {
    /// Path relative to the scanned folder with `/`, or the record's id, or its content hash.
    pub id: String,
    /// Decoded body (BOM removed, CR kept).
    pub body: String,
    /// How the body is marked up.
    pub markup: Markup,
    /// What is known of it without looking inside.
    pub meta: Metadata,
    /// Name of the folder that the file lies in below what was scanned: the outlet where nothing else names one.
    pub folder: Option<String>,
    /// Hash of the bytes as given.
    pub content_hash: ContentHash,
}

/// What kind of page element a block is. Plain text has only paragraphs, Markdown and HTML tell more.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Shape {
    /// Running text; every line of plain text until rules tell otherwise.
    Paragraph,
    /// `h1` to `h6`, or a Markdown heading.
    Heading,
    /// Item of a list.
    ListItem,
    /// Caption of a figure, or its credit.
    Caption,
    /// Block quotation.
    Quote,
    /// Cell or row of a table, preformatted text.
    Table,
    /// Inside navigation, header, footer, aside, form, button, dialog, share or related-links widget.
    Widget,
    /// A reader's comment.
    Comment,
}

/// What a block is to the article.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Role {
    /// Main text: what every measure is taken on.
    Body,
    /// The article's title, or its repetition.
    Headline,
    /// Who wrote it, and the printed date beside it.
    Byline,
    /// A line that only credits someone, or marks a version.
    Credit,
    /// Page furniture.
    Furniture,
}

/// One line or paragraph of an article's text.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Block {
    /// Where it stands, without surrounding white space.
    pub span: Span,
    /// What kind of page element it is.
    pub shape: Shape,
    /// Share of the block's characters inside links, `0.0` to `1.0`; 0 where links are unknown.
    pub link_share: f32,
    /// Whether an extractor of main text kept it; `true` where none was asked (plain text).
    pub kept: bool,
    /// What it is to the article.
    pub role: Role,
}

/// The form of a credit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttributionKind {
    /// `LONDON, March 3 (Reuters) -`
    Dateline,
    /// `By NAME, Associated Press`
    Byline,
    /// `(Reporting by A; Editing by B)`, an agency's copyright line, `Source: X`
    Tagline,
    /// `X reported`, `according to Reuters`
    InText,
    /// `Originally published in X`
    ReprintCredit,
    /// `Translated from the Spanish by`
    TranslationCredit,
    /// `The X reports HEADLINE`, `Continue reading at`
    ExcerptFrame,
    /// `UPDATE 2-`, `(Corrects spelling in paragraph 3)`
    VersionMark,
}

impl AttributionKind {
    /// The name used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dateline => "dateline",
            Self::Byline => "byline",
            Self::Tagline => "tagline",
            Self::InText => "in_text",
            Self::ReprintCredit => "reprint_credit",
            Self::TranslationCredit => "translation_credit",
            Self::ExcerptFrame => "excerpt_frame",
            Self::VersionMark => "version_mark",
        }
    }
}

/// One credit found in a document, with its exact words.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Attribution {
    /// Its form.
    pub kind: AttributionKind,
    /// The news agency named, by its common short name (`Reuters`, `AP`, `dpa`).
    pub agency: Option<String>,
    /// The outlet named, as written.
    pub outlet: Option<String>,
    /// The person named, as written.
    pub author: Option<String>,
    /// Whether the name alone makes it a credit: its wording is no form of credits.
    pub is_free: bool,
    /// The words of the credit.
    pub phrase: String,
    /// Where the phrase stands in the text; `None` when it came from metadata.
    pub span: Option<Span>,
}

/// Whether a publication status (ninjs `pubstatus`, NewsML-G2) takes a document back.
#[must_use]
pub fn is_withdrawn_by_status(status: &str) -> bool {
    // NewsML-G2 writes `stat:canceled`.
    let status = status.rsplit(':').next().unwrap_or_default();
    let known = ["canceled", "cancelled", "withheld", "withdrawn", "killed"];
    known.iter().any(|word| status.eq_ignore_ascii_case(word))
}

/// Whether a version mark takes its own document back. One that only tells of something withdrawn does not.
#[must_use]
pub fn is_withdrawn_by_mark(phrase: &str) -> bool {
    let forms = [
        "story withdrawn",
        "withdrawn:",
        "kill kill",
        "bulletin kill",
        "this story has been withdrawn",
        "this story has been retracted",
        "this article has been withdrawn",
        "this article has been retracted",
    ];
    let lower = phrase.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    forms.iter().any(|form| lower.starts_with(form))
}

/// A document after extraction: text, blocks with roles, credits.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Article {
    /// The document's id.
    pub id: String,
    /// The document's content hash.
    pub content_hash: ContentHash,
    /// The document's metadata, completed by what the page says.
    pub meta: Metadata,
    /// What spans point into: the decoded text, for HTML its linearised text.
    pub text: String,
    /// Lines or paragraphs in text order, disjoint; together they hold every letter of the text.
    pub blocks: Vec<Block>,
    /// Credits in text order, those from metadata first.
    pub attributions: Vec<Attribution>,
    /// The folder it lies in, which may be its outlet's.
    pub folder: Option<String>,
    /// Another name of its outlet, as far as the collection tells one.
    pub alias: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_takes_its_own_document_back_or_tells_of_something_else() {
        for mark in
            ["STORY WITHDRAWN-Tower", "KILL KILL KILL", "(This article has been retracted)", "WITHDRAWN: x"]
        {
            assert!(is_withdrawn_by_mark(mark), "{mark}");
        }
        let others = [
            "Eds: Updates with bid withdrawn, adds quotes.",
            "CORRECTION: An earlier version said the bill was withdrawn; it was amended.",
            "Clarification: the remark was retracted",
            "UPDATE 2-Kill switch ordered",
        ];
        for mark in others {
            assert!(!is_withdrawn_by_mark(mark), "{mark}");
        }
        assert!(is_withdrawn_by_status("stat:canceled") && is_withdrawn_by_status("Withheld"));
        assert!(!is_withdrawn_by_status("stat:usable"));
    }
}
