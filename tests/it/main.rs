//! Tests of wireprint.
