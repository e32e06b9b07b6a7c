//! Tests of wireprint from outside: the command, the library on whole collections, and the shape of the sources.

mod folder;
mod run;
mod tidy;
mod valid;
