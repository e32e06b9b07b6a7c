//! Tests of wireprint from outside: the command, the library on whole collections, and the shape of the sources.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bad_input;
mod corpus;
#[cfg(unix)]
mod dedupe;
#[cfg(unix)]
mod dedupe_properties;
mod direction;
mod folder;
mod formats;
mod generate;
mod generated;
mod html;
mod inputs;
mod output_files;
#[cfg(feature = "parquet")]
mod parquet;
mod properties;
mod recall;
mod review;
mod run;
mod scan;
mod schema;
mod scratch;
mod settings;
mod shell;
mod tidy;
#[cfg(unix)]
mod tree;
mod usage;
mod valid;
mod xml_inputs;
