//! All scores of a report, and the figures they are made of.

use serde::Serialize;

use super::clusters::{self, ClusterScores};
use super::credits::{self, CreditScores};
use super::documents::{self, DocumentScores, SkippedScores};
use super::gold::Gold;
use super::pairs::{self, ForbiddenScores, PairScores};
use crate::report::schema::{Report, rounded};

/// How a report agrees with gold; `None` where the gold says nothing.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Scores {
    /// Related pairs and overlaps.
    pub pairs: Option<PairScores>,
    /// Clusters.
    pub clusters: Option<ClusterScores>,
    /// Pairs that must not be listed.
    pub forbidden: Option<ForbiddenScores>,
    /// Credits.
    pub credits: Option<CreditScores>,
    /// Metadata.
    pub documents: Option<DocumentScores>,
    /// Input left out.
    pub skipped: Option<SkippedScores>,
}

/// Scores `report` against `gold`.
#[must_use]
pub fn score(report: &Report, gold: &Gold) -> Scores {
    Scores {
        pairs: pairs::score(report, gold),
        clusters: clusters::score(report, gold),
        forbidden: pairs::score_forbidden(report, gold),
        credits: credits::score(report, gold),
        documents: documents::score(report, gold),
        skipped: documents::score_skipped(report, gold),
    }
}

/// What was found rightly, wrongly and not, and the usual shares of these.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
pub struct Rates {
    /// In the gold and found.
    pub right: u64,
    /// Found, not in the gold.
    pub wrong: u64,
    /// In the gold, not found.
    pub missed: u64,
    /// `right / (right + wrong)`.
    pub precision: Option<f64>,
    /// `right / (right + missed)`.
    pub recall: Option<f64>,
    /// Harmonic mean of the two.
    pub f1: Option<f64>,
}

impl Rates {
    /// The rates of three counts.
    #[must_use]
    pub fn of(right: u64, wrong: u64, missed: u64) -> Self {
        let (found, gold) = ((right + wrong) as f64, (right + missed) as f64);
        Self {
            right,
            wrong,
            missed,
            precision: share(right as f64, found),
            recall: share(right as f64, gold),
            f1: share(2.0 * right as f64, found + gold),
        }
    }
}

/// On how many of the values that the gold states the report agrees.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Agreement {
    /// Values compared.
    pub compared: usize,
    /// Of these, equal.
    pub equal: usize,
    /// `equal / compared`.
    pub share: Option<f64>,
    /// The others.
    pub differing: Vec<Difference>,
}

/// One value on which report and gold differ.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Difference {
    /// The document, or the two documents of the pair.
    pub ids: Vec<String>,
    /// What the gold says.
    pub gold: String,
    /// What the report says.
    pub report: Option<String>,
}

impl Agreement {
    /// Counts one value.
    pub(super) fn compare(&mut self, ids: &[&str], gold: &str, report: Option<&str>, equal: bool) {
        self.compared += 1;
        self.equal += usize::from(equal);
        self.share = share(self.equal as f64, self.compared as f64);
        if !equal {
            self.differing.push(Difference {
                ids: ids.iter().map(|id| (*id).to_owned()).collect(),
                gold: gold.to_owned(),
                report: report.map(str::to_owned),
            });
        }
    }
}

/// `part / whole` as reports state it, `None` where there is no whole.
pub(super) fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| rounded(part / whole))
}
