//! The report, schema version 1: one object, keys in this order, everything ordered by id bytes.
//!
//! Numbers are rounded to four decimals; spans are byte offsets `[start, end)` into a document's text. Within a version
//! of the schema fields are only ever added.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::document::{is_withdrawn_by_mark, is_withdrawn_by_status};

/// Version of the schema.
pub const SCHEMA_VERSION: &str = "1";

/// The schema in the words of JSON Schema, draft 2020-12. Tests hold it against the types below.
pub const JSON_SCHEMA: &str = include_str!("schema.json");

/// What a scan found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Report {
    /// [`SCHEMA_VERSION`].
    pub schema_version: String,
    /// The program that made the report.
    pub generator: Generator,
    /// Every parameter that decided the report's content, with their fingerprint.
    pub parameters: Value,
    /// Counts.
    pub summary: Summary,
    /// Every document that was compared.
    pub documents: Vec<DocumentEntry>,
    /// Groups of documents tied by copy relations.
    pub clusters: Vec<ClusterEntry>,
    /// Related pairs.
    pub pairs: Vec<PairEntry>,
    /// Pairs that share text but are no copies: quotations, backgrounds, templates, fragments.
    pub overlaps: Vec<PairEntry>,
    /// Text repeated for reasons other than the story.
    pub furniture: Vec<FurnitureEntry>,
    /// Input that was left out, and why.
    pub skipped: Vec<SkippedEntry>,
}

/// The program that made a report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Generator {
    /// `wireprint`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Counts over a report.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Documents compared.
    pub documents: usize,
    /// Inputs left out.
    pub skipped: usize,
    /// Clusters of two documents or more.
    pub clusters: usize,
    /// Pairs listed.
    pub pairs: usize,
    /// Related pairs found but not listed.
    pub pairs_omitted: usize,
    /// Listed pairs and overlaps by relation.
    pub pairs_by_relation: Map<String, Value>,
    /// What is left when each cluster counts once.
    pub independent_documents: usize,
    /// How many pairs passed each stage.
    pub funnel: Funnel,
    /// The run's own recall, measured on a sample.
    pub recall_estimate: RecallEstimate,
}

impl Summary {
    /// How many listed pairs and overlaps are of each relation, the most frequent first.
    #[must_use]
    pub fn by_relation(&self) -> Vec<(&str, usize)> {
        let count = |n: &Value| n.as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
        let relations = self.pairs_by_relation.iter().map(|(name, n)| (name.as_str(), count(n)));
        let mut relations: Vec<_> = relations.filter(|(_, n)| *n > 0).collect();
        relations.sort_by_key(|&(name, n)| (std::cmp::Reverse(n), name));
        relations
    }
}

/// How many pairs passed each stage.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Funnel {
    /// Pairs proposed by signature bands.
    pub candidates_lsh: usize,
    /// Pairs proposed by sampled shingles.
    pub candidates_passage: usize,
    /// Pairs measured exactly.
    pub verified: usize,
    /// Pairs that share a passage.
    pub aligned: usize,
}

/// The run's own recall: a deterministic sample of documents compared by signature with all others.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct RecallEstimate {
    /// Documents sampled.
    pub sampled_documents: usize,
    /// Pairs of a sampled document whose estimated Jaccard reaches the threshold.
    pub pairs: usize,
    /// Of these, the candidates.
    pub found: usize,
    /// The threshold.
    pub at_jaccard: f64,
}

/// One document.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct DocumentEntry {
    /// Path relative to the scanned folder, or the record's id.
    pub id: String,
    /// 32 hexadecimal digits.
    pub content_hash: String,
    /// Headline.
    pub title: Option<String>,
    /// Outlet.
    pub source: Option<String>,
    /// ISO 8601.
    pub published: Option<String>,
    /// ISO 8601.
    pub modified: Option<String>,
    /// Canonical address.
    pub url: Option<String>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// Publication status as given.
    pub status: Option<String>,
    /// Fields passed through.
    pub extra: Map<String, Value>,
    /// Words of main text.
    pub words: usize,
    /// Words of furniture.
    pub furniture_words: usize,
    /// Spans of main text.
    pub main_text: Vec<[usize; 2]>,
    /// Share of its words found in another document.
    pub copied_share: f64,
    /// Words found in none.
    pub unique_words: usize,
    /// Id of its cluster.
    pub cluster: Option<String>,
    /// Credits found in it.
    pub attributions: Vec<AttributionEntry>,
}

impl DocumentEntry {
    /// Whether its outlet took it back, by its status or a mark.
    #[must_use]
    pub fn is_withdrawn(&self) -> bool {
        let marks = self.attributions.iter().filter(|credit| credit.kind == "version_mark");
        self.status.as_deref().is_some_and(is_withdrawn_by_status)
            || marks.map(|mark| mark.phrase.as_str()).any(is_withdrawn_by_mark)
    }
}

/// One credit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AttributionEntry {
    /// Its form.
    pub kind: String,
    /// Agency named.
    pub agency: Option<String>,
    /// Outlet named.
    pub outlet: Option<String>,
    /// Person named.
    pub author: Option<String>,
    /// Its exact words.
    pub phrase: String,
    /// Where it stands; `null` when it came from metadata.
    pub span: Option<[usize; 2]>,
}

/// One cluster.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClusterEntry {
    /// `c` and a number, in the order of the first member's id.
    pub id: String,
    /// Members by id.
    pub documents: Vec<String>,
    /// The member that the others share most words with; each is verified against it.
    pub centre: String,
    /// The member that had it first, where evidence tells.
    pub original: Option<String>,
    /// Evidence for the original.
    pub original_evidence: Vec<String>,
    /// The agency whose copy it is.
    pub agency: Option<String>,
    /// The member to keep.
    pub keep: String,
    /// Why.
    pub keep_reason: String,
    /// The member that shares least with the centre.
    pub weakest_link: WeakestLink,
    /// Related pairs of members that are not listed.
    pub pairs_omitted: usize,
}

/// The member that shares least with the centre.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct WeakestLink {
    /// The document whose id sorts first.
    pub a: String,
    /// The other one.
    pub b: String,
    /// The larger of the two coverages.
    pub coverage: f64,
}

/// One pair.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PairEntry {
    /// The document whose id sorts first.
    pub a: String,
    /// The other one.
    pub b: String,
    /// Why text is shared.
    pub relation: String,
    /// How much.
    pub extent: String,
    /// The document that had it first, where evidence tells.
    pub original: Option<String>,
    /// The evidence used.
    pub evidence: Vec<String>,
    /// Whether the copy credits its origin.
    pub credited: Option<bool>,
    /// Exact Jaccard of the shingle sets.
    pub jaccard: Option<f64>,
    /// Jaccard estimated from signatures.
    pub jaccard_estimate: Option<f64>,
    /// Share of a's words inside passages.
    pub coverage_a: Option<f64>,
    /// Share of b's words inside passages.
    pub coverage_b: Option<f64>,
    /// Equal words in passages.
    pub shared_words: Option<usize>,
    /// Of these, outside quotation marks.
    pub shared_unquoted_words: Option<usize>,
    /// Share of the shared words inside quotation marks.
    pub quoted_share: Option<f64>,
    /// Equal words of the longest passage.
    pub longest_passage_words: Option<usize>,
    /// Shared passages, in the order of a.
    pub passages: Vec<PassageEntry>,
}

impl PairEntry {
    /// Both ids, the original's first where it is known, else that of `a`.
    #[must_use]
    pub fn original_first(&self) -> (&str, &str) {
        if self.original.as_ref() == Some(&self.b) { (&self.b, &self.a) } else { (&self.a, &self.b) }
    }
}

/// One shared passage.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PassageEntry {
    /// Span in a.
    pub a: [usize; 2],
    /// Span in b.
    pub b: [usize; 2],
    /// Equal words.
    pub words: usize,
    /// Share of equal words on the longer side.
    pub similarity: f64,
}

/// Text repeated for reasons other than the story.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FurnitureEntry {
    /// The text, as its first example has it.
    pub text: String,
    /// Documents that carry it.
    pub documents: usize,
    /// Their sources.
    pub sources: Vec<String>,
    /// Some of the documents.
    pub examples: Vec<String>,
}

/// Input that was left out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SkippedEntry {
    /// The document's id or the file's path.
    pub path: String,
    /// Why it was left out.
    pub reason: String,
    /// The particulars.
    pub detail: String,
}

/// A number as reports state it: rounded to four decimals.
#[must_use]
pub fn rounded(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}
