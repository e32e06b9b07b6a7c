//! Tests of wireprint.

mod generate;
mod recall;
