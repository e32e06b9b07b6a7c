//! Evaluation: how well a report agrees with gold.
//!
//! [`Gold::read`] reads labelled files, [`score`] compares a report with them, [`write()`] prints the figures;
//! [`Scores`] serialises to JSON. Every share is `null` where there was nothing to measure it on.

mod clusters;
mod credits;
mod documents;
mod gold;
mod names;
mod pairs;
mod scores;
mod text;
mod tsv;

pub use clusters::ClusterScores;
pub use credits::CreditScores;
pub use documents::{DocumentScores, SkippedScores};
pub use gold::{Gold, GoldCredit, GoldDocument, GoldNegative, GoldPair, GoldSkipped, IdPair};
pub use pairs::{FalsePair, ForbiddenPair, ForbiddenScores, MissedPair, PairScores, RelationScore};
pub use scores::{Agreement, Difference, Rates, Scores, score};
pub use text::write;

#[cfg(test)]
mod tests;
