//! Scores of documents and of skipped input: whether metadata and reasons agree.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::gold::Gold;
use super::names::{same_date, same_outlet};
use super::scores::Agreement;
use crate::report::schema::{Report, SkippedEntry};

/// How the report's metadata compare with the gold's.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct DocumentScores {
    /// Outlets, compared without regard to case.
    pub source: Agreement,
    /// Dates; where the gold states a day, any time of that day agrees.
    pub published: Agreement,
    /// Languages.
    pub language: Agreement,
    /// Documents of the gold that the report does not have.
    pub missing: Vec<String>,
}

/// How the skipped input compares with the gold's.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct SkippedScores {
    /// Inputs that the gold expects to be skipped; agreement means skipped for the same reason.
    pub reasons: Agreement,
    /// Skipped inputs that the gold does not have.
    pub unexpected: Vec<SkippedEntry>,
}

/// What stands in the gold where a report must not know a value.
const UNKNOWN: &str = "null";

pub(super) fn score(report: &Report, gold: &Gold) -> Option<DocumentScores> {
    let documents: HashMap<&str, _> =
        report.documents.iter().map(|document| (document.id.as_str(), document)).collect();
    let mut scores = DocumentScores::default();
    for expected in gold.documents.as_deref()? {
        let Some(found) = documents.get(expected.id.as_str()) else {
            scores.missing.push(expected.id.clone());
            continue;
        };
        let id = expected.id.as_str();
        compare(&mut scores.source, id, &expected.source, &found.source, same_outlet);
        compare(&mut scores.published, id, &expected.published, &found.published, same_date);
        compare(&mut scores.language, id, &expected.language, &found.language, |gold, found| gold == found);
    }
    Some(scores)
}

fn compare(
    agreement: &mut Agreement,
    id: &str,
    gold: &Option<String>,
    found: &Option<String>,
    same: impl Fn(&str, &str) -> bool,
) {
    let Some(gold) = gold else { return };
    let equal = match found {
        None => gold == UNKNOWN,
        Some(found) => gold != UNKNOWN && same(gold, found),
    };
    agreement.compare(&[id], gold, found.as_deref(), equal);
}

pub(super) fn score_skipped(report: &Report, gold: &Gold) -> Option<SkippedScores> {
    let expected = gold.skipped.as_deref()?;
    let reasons: HashMap<&str, &SkippedEntry> =
        report.skipped.iter().map(|entry| (entry.path.as_str(), entry)).collect();
    let mut scores = SkippedScores::default();
    for entry in expected {
        let found = reasons.get(entry.path.as_str()).map(|found| found.reason.as_str());
        let equal = found.is_some() && (entry.reason.is_none() || entry.reason.as_deref() == found);
        let wanted = entry.reason.as_deref().unwrap_or("skipped");
        scores.reasons.compare(&[&entry.path], wanted, found, equal);
    }
    let known: HashSet<&str> = expected.iter().map(|entry| entry.path.as_str()).collect();
    scores.unexpected =
        report.skipped.iter().filter(|entry| !known.contains(entry.path.as_str())).cloned().collect();
    Some(scores)
}
