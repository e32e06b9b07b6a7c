//! Small reports for tests.

use serde_json::json;

use super::schema::{
    AttributionEntry, ClusterEntry, DocumentEntry, Generator, PairEntry, Report, Summary, WeakestLink,
};

/// A document of no words.
pub(crate) fn document(
    id: &str,
    source: Option<&str>,
    published: Option<&str>,
    cluster: Option<&str>,
) -> DocumentEntry {
    let text = |text: Option<&str>| text.map(str::to_owned);
    DocumentEntry {
        id: id.to_owned(),
        source: text(source),
        published: text(published),
        cluster: text(cluster),
        ..DocumentEntry::default()
    }
}

/// A credit by its phrase alone, in metadata.
pub(crate) fn credit(kind: &str, agency: Option<&str>) -> AttributionEntry {
    AttributionEntry {
        kind: kind.to_owned(),
        agency: agency.map(str::to_owned),
        outlet: None,
        author: None,
        phrase: "(Reuters)".to_owned(),
        span: None,
    }
}

/// A near-full pair of one relation.
pub(crate) fn pair(a: &str, b: &str, relation: &str, words: usize) -> PairEntry {
    PairEntry {
        a: a.to_owned(),
        b: b.to_owned(),
        relation: relation.to_owned(),
        extent: "near_full".to_owned(),
        original: None,
        evidence: Vec::new(),
        credited: None,
        jaccard: Some(0.9),
        jaccard_estimate: Some(0.9),
        coverage_a: Some(0.97),
        coverage_b: Some(0.615),
        shared_words: Some(words),
        shared_unquoted_words: Some(words),
        quoted_share: Some(0.0),
        longest_passage_words: Some(words),
        passages: Vec::new(),
    }
}

/// A cluster whose first member is centre and the one to keep.
pub(crate) fn cluster(id: &str, documents: &[&str]) -> ClusterEntry {
    let first = documents.first().copied().unwrap_or_default().to_owned();
    ClusterEntry {
        id: id.to_owned(),
        documents: documents.iter().map(|id| (*id).to_owned()).collect(),
        centre: first.clone(),
        original: None,
        original_evidence: Vec::new(),
        agency: None,
        keep: first.clone(),
        keep_reason: "earliest".to_owned(),
        weakest_link: WeakestLink { a: first.clone(), b: first, coverage: 0.62 },
        pairs_omitted: 0,
    }
}

/// A report of nothing.
pub(crate) fn empty() -> Report {
    Report {
        schema_version: "1".to_owned(),
        generator: Generator { name: "wireprint".to_owned(), version: "0.1.0".to_owned() },
        parameters: json!({}),
        summary: Summary::default(),
        documents: Vec::new(),
        clusters: Vec::new(),
        pairs: Vec::new(),
        overlaps: Vec::new(),
        furniture: Vec::new(),
        skipped: Vec::new(),
    }
}
