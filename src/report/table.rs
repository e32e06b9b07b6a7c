//! The lists of a report as tables: which columns they have, whatever format they are written in.

use std::borrow::Cow;
use std::io;

use super::entries::{Entries, List, Take};
use super::schema::{
    AttributionEntry, ClusterEntry, DocumentEntry, FurnitureEntry, PairEntry, PassageEntry, SkippedEntry,
};

/// A column: its name and what an entry has in it. What a report leaves open (`null`) is none.
pub enum Column<T> {
    /// Text.
    Text(&'static str, fn(&T) -> Option<&str>),
    /// A number of things.
    Count(&'static str, fn(&T) -> Option<usize>),
    /// A share or a similarity, from 0 to 1.
    Share(&'static str, fn(&T) -> Option<f64>),
    /// Yes or no.
    Flag(&'static str, fn(&T) -> Option<bool>),
    /// Several texts.
    Texts(&'static str, fn(&T) -> &[String]),
    /// What has parts of its own, as JSON.
    Json(&'static str, fn(&T) -> serde_json::Result<String>),
}

impl<T> Column<T> {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text(name, _)
            | Self::Count(name, _)
            | Self::Share(name, _)
            | Self::Flag(name, _)
            | Self::Texts(name, _)
            | Self::Json(name, _) => name,
        }
    }

    /// What an entry has in it, as text; lists and what has parts of its own as JSON.
    ///
    /// # Errors
    /// If JSON cannot be made of it.
    pub fn value<'e>(&self, entry: &'e T) -> serde_json::Result<Option<Cow<'e, str>>> {
        Ok(match self {
            Self::Text(_, of) => of(entry).map(Cow::Borrowed),
            Self::Count(_, of) => of(entry).map(|count| Cow::Owned(count.to_string())),
            Self::Share(_, of) => of(entry).map(|share| Cow::Owned(share.to_string())),
            Self::Flag(_, of) => of(entry).map(|flag| Cow::Owned(flag.to_string())),
            Self::Texts(_, of) => Some(Cow::Owned(serde_json::to_string(of(entry))?)),
            Self::Json(_, of) => Some(Cow::Owned(of(entry)?)),
        })
    }
}

/// A format that has tables.
pub trait WriteTable {
    /// Writes a table with a row for each entry that `tell` gives.
    ///
    /// # Errors
    /// What the output reports, or what keeps an entry from being made.
    fn write_table<T>(
        self,
        columns: &[Column<T>],
        tell: impl FnOnce(&mut Take<'_, T>) -> io::Result<()>,
    ) -> io::Result<()>;
}

/// Writes one list of a report as a table.
///
/// # Errors
/// As [`WriteTable::write_table`].
pub fn write_list(report: &impl Entries, list: List, format: impl WriteTable) -> io::Result<()> {
    match list {
        List::Documents => format.write_table(&DOCUMENTS, |take| report.documents(take)),
        List::Clusters => format.write_table(&CLUSTERS, |take| report.clusters(take)),
        List::Pairs => format.write_table(&PAIRS, |take| report.pairs(take)),
        List::Overlaps => format.write_table(&PAIRS, |take| report.overlaps(take)),
        List::Furniture => format.write_table(&FURNITURE, |take| report.furniture(take)),
        List::Skipped => format.write_table(&SKIPPED, |take| report.skipped(take)),
    }
}

/// The columns of `documents`.
pub const DOCUMENTS: [Column<DocumentEntry>; 16] = [
    Column::Text("id", |document| Some(&document.id)),
    Column::Text("content_hash", |document| Some(&document.content_hash)),
    Column::Text("title", |document| document.title.as_deref()),
    Column::Text("source", |document| document.source.as_deref()),
    Column::Text("published", |document| document.published.as_deref()),
    Column::Text("modified", |document| document.modified.as_deref()),
    Column::Text("url", |document| document.url.as_deref()),
    Column::Text("language", |document| document.language.as_deref()),
    Column::Text("status", |document| document.status.as_deref()),
    Column::Count("words", |document| Some(document.words)),
    Column::Count("furniture_words", |document| Some(document.furniture_words)),
    Column::Share("copied_share", |document| Some(document.copied_share)),
    Column::Count("unique_words", |document| Some(document.unique_words)),
    Column::Text("cluster", |document| document.cluster.as_deref()),
    Column::Json("attributions", |document| {
        serde_json::to_string::<[AttributionEntry]>(&document.attributions)
    }),
    Column::Json("extra", |document| serde_json::to_string(&document.extra)),
];

/// The columns of `clusters`.
pub const CLUSTERS: [Column<ClusterEntry>; 13] = [
    Column::Text("id", |cluster| Some(&cluster.id)),
    Column::Count("size", |cluster| Some(cluster.documents.len())),
    Column::Text("centre", |cluster| Some(&cluster.centre)),
    Column::Text("original", |cluster| cluster.original.as_deref()),
    Column::Texts("original_evidence", |cluster| &cluster.original_evidence),
    Column::Text("agency", |cluster| cluster.agency.as_deref()),
    Column::Text("keep", |cluster| Some(&cluster.keep)),
    Column::Text("keep_reason", |cluster| Some(&cluster.keep_reason)),
    Column::Text("weakest_a", |cluster| Some(&cluster.weakest_link.a)),
    Column::Text("weakest_b", |cluster| Some(&cluster.weakest_link.b)),
    Column::Share("weakest_coverage", |cluster| Some(cluster.weakest_link.coverage)),
    Column::Count("pairs_omitted", |cluster| Some(cluster.pairs_omitted)),
    Column::Texts("documents", |cluster| &cluster.documents),
];

/// The columns of `pairs` and of `overlaps`.
pub const PAIRS: [Column<PairEntry>; 16] = [
    Column::Text("a", |pair| Some(&pair.a)),
    Column::Text("b", |pair| Some(&pair.b)),
    Column::Text("relation", |pair| Some(&pair.relation)),
    Column::Text("extent", |pair| Some(&pair.extent)),
    Column::Text("original", |pair| pair.original.as_deref()),
    Column::Texts("evidence", |pair| &pair.evidence),
    Column::Flag("credited", |pair| pair.credited),
    Column::Share("jaccard", |pair| pair.jaccard),
    Column::Share("jaccard_estimate", |pair| pair.jaccard_estimate),
    Column::Share("coverage_a", |pair| pair.coverage_a),
    Column::Share("coverage_b", |pair| pair.coverage_b),
    Column::Count("shared_words", |pair| pair.shared_words),
    Column::Count("shared_unquoted_words", |pair| pair.shared_unquoted_words),
    Column::Share("quoted_share", |pair| pair.quoted_share),
    Column::Count("longest_passage_words", |pair| pair.longest_passage_words),
    Column::Json("passages", |pair| serde_json::to_string::<[PassageEntry]>(&pair.passages)),
];

/// The columns of `furniture`.
pub const FURNITURE: [Column<FurnitureEntry>; 4] = [
    Column::Text("text", |furniture| Some(&furniture.text)),
    Column::Count("documents", |furniture| Some(furniture.documents)),
    Column::Texts("sources", |furniture| &furniture.sources),
    Column::Texts("examples", |furniture| &furniture.examples),
];

/// The columns of `skipped`.
pub const SKIPPED: [Column<SkippedEntry>; 3] = [
    Column::Text("path", |skipped| Some(&skipped.path)),
    Column::Text("reason", |skipped| Some(&skipped.reason)),
    Column::Text("detail", |skipped| Some(&skipped.detail)),
];
