//! The `wireprint` command.

fn main() {}
