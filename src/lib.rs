//! wireprint finds reprints, near-duplicates and shared wire copy in collections of news articles.

pub mod date;
pub mod document;
pub mod error;
pub mod extract;
pub mod hash;
pub mod read;
