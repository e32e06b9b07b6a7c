//! Instructions of the hot functions and of two small scans, counted by valgrind and compared with `baseline.tsv`.
//!
//! Seconds differ from run to run by more than a tenth on a machine that others use; the count of executed instructions
//! does not, so that a small loss is seen in one run and a busy machine fails nobody. What counts cannot see is time
//! spent waiting for memory: that is what the benches of `stages.rs` are for.
//!
//! The program runs itself under callgrind, which counts inside `measured_work` alone and writes one file for each case. `benches/README.md` says how to compare and how to renew.

use std::process::ExitCode;

mod baseline;
mod cases;
mod valgrind;

use baseline::{Baseline, Comparison};
use valgrind::Outcome;

/// The command's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Says to the program that it runs under valgrind.
const UNDER_VALGRIND: &str = "--under-valgrind";

/// Writes the baseline anew instead of comparing.
const RENEW: &str = "--renew";

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a bench tells its user what it measured")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    if has(UNDER_VALGRIND) {
        cases::run_all();
        return ExitCode::SUCCESS;
    }
    // `cargo bench -- signature` wants lines of the other bench.
    if arguments.iter().any(|argument| !argument.starts_with("--")) {
        return ExitCode::SUCCESS;
    }
    let counted = match valgrind::count() {
        Ok(Outcome::Counted(counted)) => counted,
        Ok(Outcome::Absent) => {
            println!("no valgrind: instructions are not counted (`apt-get install valgrind`)");
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("instructions: {message}");
            return ExitCode::from(2);
        }
    };
    if has(RENEW) {
        return written(counted.write());
    }
    match Baseline::read() {
        Ok(recorded) => {
            let comparison = Comparison::of(&recorded, &counted);
            print!("{comparison}");
            if comparison.has_failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
        }
        Err(message) => {
            eprintln!("instructions: {message}");
            ExitCode::from(2)
        }
    }
}

#[expect(clippy::print_stderr, reason = "a bench tells its user what went wrong")]
fn written(result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("instructions: {message}");
            ExitCode::from(2)
        }
    }
}
