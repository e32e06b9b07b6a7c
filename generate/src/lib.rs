//! News collections of any size whose copies are known.
//!
//! A detector of reprints is measured on collections in which it is known who copied what. This crate makes them:
//! pages of invented outlets with their furniture, stories in an invented vocabulary with the frequencies of English,
//! and between them exact copies, edited and credited reprints, cut texts, shared agency passages, later versions and
//! recognition errors, and near misses that are no copies.
//!
//! A document is a function of the parameters and its position, so that ten million of them are streamed without
//! being held, and in any order. `plan` divides slots into families block by block; `permutation` scatters the
//! slots over the stream, so that copies stand far apart; a document is made by finding its slot and family, writing
//! the family's text from the family's seed, and changing it as its kind demands. Labels follow from the plan alone.
//!
//! Output is frozen: for one version of this crate the same parameters give the same bytes on every machine. Only
//! integers and correctly rounded operations are used. Raise [`VERSION`] with any change of it.

mod calendar;
mod cast;
mod closed_class;
mod credit;
mod edit;
mod furniture;
mod generator;
mod gold;
mod kind;
mod label;
mod lexicon;
mod member;
mod outlet;
mod page;
mod parameters;
mod permutation;
mod plan;
mod prose;
mod random;
mod scan;
mod story;
mod zipf;

pub use generator::{GeneratedDocument, Generator, PlantedPair};
pub use gold::write_gold;
pub use kind::Kind;
pub use label::Label;
pub use parameters::{Error, Hot, Parameters};

/// Version of the output: documents of different versions have nothing in common.
pub const VERSION: u64 = 1;
