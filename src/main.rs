//! The `wireprint` command.

use std::process::ExitCode;

/// Threads that free what others allocated do not queue on one lock.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    wireprint::cli::run()
}
