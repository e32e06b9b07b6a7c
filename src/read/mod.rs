//! Bytes to documents: the only place that reads input.
pub mod encoding;
