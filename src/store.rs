//! The store: what a run keeps of a collection, in memory while it is little, in scratch files beyond that.
//!
//! Three shapes, each append-only, each with a limit of bytes that it may hold: [`Articles`] gives back single articles,
//! `Frames` below it any bytes, [`Partitions`] gives back records grouped by their hash, so that what belongs together
//! is met by sorting one part at a time. What is written carries a checksum and is checked when it is read: a
//! damaged file ends a run and never decides a report.

mod articles;
mod checkpoints;
mod frames;
mod partitions;
mod scratch;

pub use articles::Articles;
pub use checkpoints::{Checkpoints, Identity};
use frames::Frames;
pub use frames::Place;
pub use partitions::{Partitions, Record, SavedPartitions};
pub use scratch::Scratch;
