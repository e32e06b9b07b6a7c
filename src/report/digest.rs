//! What the summaries for people have in common: entries by id, and the order and the names in which they are shown.

use ahash::HashMap;

use super::schema::{ClusterEntry, DocumentEntry, PairEntry, Report};
use super::terminal::sanitise;

/// Documents and pairs of a report by id.
pub(super) struct Lookup<'r> {
    documents: HashMap<&'r str, &'r DocumentEntry>,
    pairs: HashMap<&'r str, Vec<&'r PairEntry>>,
}

impl<'r> Lookup<'r> {
    pub(super) fn new(report: &'r Report) -> Self {
        let documents = report.documents.iter().map(|document| (document.id.as_str(), document)).collect();
        let mut pairs: HashMap<&str, Vec<&PairEntry>> = HashMap::default();
        for pair in &report.pairs {
            pairs.entry(&pair.a).or_default().push(pair);
            pairs.entry(&pair.b).or_default().push(pair);
        }
        Self { documents, pairs }
    }

    pub(super) fn document(&self, id: &str) -> Option<&'r DocumentEntry> {
        self.documents.get(id).copied()
    }

    /// The pairs of a document.
    pub(super) fn pairs(&self, id: &str) -> &[&'r PairEntry] {
        self.pairs.get(id).map_or(&[], Vec::as_slice)
    }

    pub(super) fn same_cluster(&self, pair: &PairEntry) -> bool {
        let cluster = |id: &str| self.document(id).and_then(|document| document.cluster.as_deref());
        cluster(&pair.a).is_some_and(|of_a| cluster(&pair.b) == Some(of_a))
    }

    /// The centre's title, else that of a member, else the centre's id.
    pub(super) fn title<'s>(&'s self, cluster: &'s ClusterEntry) -> &'s str {
        let ids = std::iter::once(&cluster.centre).chain(&cluster.documents);
        let mut titles = ids.filter_map(|id| self.document(id)?.title.as_deref());
        titles.find(|title| !title.is_empty()).unwrap_or(&cluster.centre)
    }

    /// The ids of a cluster's members: the original, then the others in order of date, those without one last.
    pub(super) fn members<'c>(&self, cluster: &'c ClusterEntry) -> Vec<&'c String> {
        let date = |id: &str| self.document(id).and_then(|document| document.published.as_deref());
        let mut ids: Vec<&String> = cluster.documents.iter().collect();
        ids.sort_by_key(|id| (cluster.original.as_ref() != Some(*id), date(id).is_none(), date(id), *id));
        ids
    }
}

/// A name of the schema as words: `shared_wire` as `shared wire`.
pub(super) fn in_words(name: &str) -> String {
    sanitise(name).replace('_', " ")
}

/// Entries grouped by `name`, the largest group first.
pub(super) fn by_frequency<'e, T>(
    entries: &'e [T],
    name: impl Fn(&'e T) -> &'e String,
) -> Vec<(&'e str, Vec<&'e T>)> {
    let mut groups: HashMap<&str, Vec<&T>> = HashMap::default();
    for entry in entries {
        groups.entry(name(entry)).or_default().push(entry);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(name, entries)| (std::cmp::Reverse(entries.len()), *name));
    groups
}
