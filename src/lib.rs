//! wireprint finds reprints, near-duplicates and shared wire copy in collections of news articles.

pub mod align;
pub mod candidates;
pub mod config;
pub mod date;
pub mod document;
pub mod error;
pub mod eval;
pub mod extract;
pub mod hash;
pub mod main_text;
pub mod normalize;
pub mod outlet;
pub mod quote;
pub mod read;
pub mod relation;
pub mod report;
pub mod shingle;
pub mod sketch;
pub mod template;
pub mod verify;
