//! Reports: what a run found, in the formats that people and programs read.
//!
//! [`schema`] holds the types of schema version 1, [`assemble`] fills them from a run, [`entries`] tells them piece by piece to
//! the formats: [`json`], [`lines`] (JSON Lines), [`csv`], `parquet` (behind the feature of that name), [`passim`], [`graph`] (GraphML,
//! GEXF), [`lists`] (what to keep or drop). For people
//! are [`html`], the whole report as one page with its texts, [`text`], the summary at a terminal, [`markdown`], the same for a wiki,
//! and [`compare`], one pair explained. Formats write
//! to the `impl Write` they are given and read nothing else.

pub mod assemble;
pub mod compare;
pub mod csv;
mod digest;
pub mod entries;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod graph;
pub mod html;
pub mod json;
pub mod lines;
pub mod lists;
pub mod markdown;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod passim;
pub mod schema;
pub mod table;
pub mod terminal;
pub mod text;
