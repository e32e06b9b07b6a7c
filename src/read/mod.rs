//! Bytes to documents: the only place that reads input.
mod compression;
pub mod encoding;
