//! The command line: parses arguments, calls the library, chooses the exit status. Does no work itself.

mod compare;
mod eval;
mod formats;
mod gather;
mod output;
mod progress;
mod refilter;
mod report_file;
mod sample;
mod scan;
mod schema;
mod text;

use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Parser, Subcommand};

use crate::error::{Error, Result};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default());

/// Finds reprints, near-duplicates and shared wire copy in collections of news articles.
#[derive(Parser, Debug)]
#[command(name = "wireprint", version, styles = STYLES, max_term_width = 100, propagate_version = true)]
#[command(
    after_help = "Exit status: 0 report written; 1 with --fail-on-match and something found; 2 wrong usage or a fatal \
    error; 3 with --strict and some input skipped."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Find reprints, near-duplicates and shared wire copy
    Scan(Box<scan::ScanArgs>),
    /// Explain one pair: passages side by side, every measure, the rule that decided
    Compare(compare::CompareArgs),
    /// Print the text that spans point into, main text and furniture told apart
    Text(text::TextArgs),
    /// Apply stricter thresholds, dates, outlets or relations to a report, without a new scan
    Refilter(refilter::RefilterArgs),
    /// Choose pairs of a report to judge by eye
    Sample(sample::SampleArgs),
    /// Tell which documents together account for the text of one
    Gather(gather::GatherArgs),
    /// Print the JSON Schema of the report
    Schema,
    /// Score a report against gold: precision, recall and F1 by relation, ARI and B-cubed of the clusters
    Eval(eval::EvalArgs),
}

/// What a command came to, short of an error.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
    Done,
    Matched,
    SomeSkipped,
}

/// Exit status of a run that Ctrl-C ended: 128 and the number of the signal, as shells have it.
const INTERRUPTED: u8 = 130;

/// Runs the command line and gives the exit status.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are printed to standard output and are no failure; a closed pipe is none either.
            let code = if error.use_stderr() { 2 } else { 0 };
            return error.print().map_or(ExitCode::from(code), |()| ExitCode::from(code));
        }
    };
    let outcome = match &cli.command {
        Command::Scan(args) => scan::run(args),
        Command::Compare(args) => compare::run(args),
        Command::Text(args) => text::run(args),
        Command::Refilter(args) => refilter::run(args),
        Command::Sample(args) => sample::run(args),
        Command::Gather(args) => gather::run(args),
        Command::Schema => schema::run(),
        Command::Eval(args) => eval::run(args),
    };
    exit_code(outcome)
}

fn exit_code(outcome: Result<Outcome>) -> ExitCode {
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Matched) => ExitCode::from(1),
        Ok(Outcome::SomeSkipped) => ExitCode::from(3),
        Err(error) if error.is_closed_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&error);
            ExitCode::from(if error.is_interrupted() { INTERRUPTED } else { 2 })
        }
    }
}

/// What a run reads, with what the user says of furniture and agencies; and the contents of the files that say it.
fn load_input(
    roots: &[std::path::PathBuf],
    read: crate::read::ReadOptions,
    files: &KnowledgeFiles,
) -> Result<(crate::pipeline::Input, Vec<String>)> {
    use crate::extract::attribution::Agencies;
    use crate::learn::CollectionModel;
    let load = |path: &Option<std::path::PathBuf>| {
        let read = |path: &std::path::PathBuf| {
            std::fs::read_to_string(path).map_err(|error| Error::input(path.display(), error))
        };
        path.as_ref().map(read).transpose()
    };
    let (agency_names, furniture_lines) = (load(&files.agencies)?, load(&files.furniture)?);
    let agencies = match (&files.agencies, &agency_names) {
        (Some(path), Some(names)) => Agencies::with_user_file(names)
            .map_err(|error| Error::usage(format!("--agencies {}: {error}", path.display())))?,
        _ => Agencies::builtin(),
    };
    let furniture = furniture_lines.as_deref().map(CollectionModel::from_user_list).unwrap_or_default();
    let knowledge = [agency_names, furniture_lines].map(Option::unwrap_or_default).to_vec();
    Ok((crate::pipeline::Input { roots: roots.to_vec(), read, agencies, furniture }, knowledge))
}

/// Files in which users put what they know.
#[derive(clap::Args, Debug, Default)]
struct KnowledgeFiles {
    /// Lines of page furniture, one a line; `!` before a line keeps it as main text
    #[arg(long, value_name = "FILE", help_heading = "What is furniture, who is an agency")]
    furniture: Option<std::path::PathBuf>,
    /// Names of agencies that extend the built-in list
    #[arg(long, value_name = "FILE", help_heading = "What is furniture, who is an agency")]
    agencies: Option<std::path::PathBuf>,
}
