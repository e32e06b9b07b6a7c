//! Tests of wireprint from outside: the command, the library on whole collections, and the shape of the sources.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bad_input;
mod corpus;
mod folder;
mod formats;
mod generate;
mod generated;
mod html;
mod properties;
mod recall;
mod run;
mod scan;
mod scratch;
mod tidy;
mod valid;
