//! Sketches: what is kept of a document's shingles to find its candidates.

pub mod fracminhash;
pub mod minhash;
