//! The command line: parses arguments, calls the library, chooses the exit status. Does no work itself.

#[cfg(unix)]
mod acting;
mod compare;
mod dedupe;
mod eval;
mod formats;
mod gather;
mod help;
mod mistakes;
mod output;
mod progress;
mod refilter;
mod report_file;
mod sample;
mod scan;
mod schema;
mod settings;
mod shell;
mod text;
mod undo;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Styles};
use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::error::{Error, Result};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default());

/// Finds reprints, near-duplicates and shared wire copy in collections of news articles.
#[derive(Parser, Debug)]
#[command(name = "wireprint", version, styles = STYLES, max_term_width = 100, propagate_version = true)]
#[command(after_help = help::COMMANDS, after_long_help = help::with_status_of_scan(help::COMMANDS))]
struct Cli {
    #[command(flatten)]
    everywhere: EverywhereArgs,
    #[command(subcommand)]
    command: Command,
}

/// Flags of all commands. They are obeyed while the command line is parsed, before a command is chosen.
#[derive(clap::Args, Debug)]
struct EverywhereArgs {
    /// When to use colour
    ///
    /// `auto` colours what a terminal shows, unless NO_COLOR is set or TERM is `dumb`; CLICOLOR_FORCE colours pipes, too.
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Everywhere"
    )]
    color: output::Colour,
    /// File of settings [default: wireprint.toml here, else in the user's folder of settings]
    ///
    /// A key is a long flag without its dashes, in a table named after the command: `[scan]`, then `min-words = 40`. What is
    /// typed wins over the file. Without this flag `wireprint.toml` of the current folder is read, else
    /// `$XDG_CONFIG_HOME/wireprint/wireprint.toml`; paths in it are relative to the current folder.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Everywhere")]
    config: Option<PathBuf>,
    /// Read no file of settings
    #[arg(long, global = true, conflicts_with = "config", help_heading = "Everywhere")]
    no_config: bool,
    /// Print the settings in force as TOML, and do nothing else
    #[arg(long, global = true, help_heading = "Everywhere")]
    print_config: bool,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Find reprints, near-duplicates and shared wire copy
    #[command(after_help = help::SCAN, after_long_help = help::with_status_of_scan(help::SCAN))]
    Scan(Box<scan::ScanArgs>),
    /// Explain one pair: passages side by side, every measure, the rule that decided
    #[command(after_help = help::COMPARE, after_long_help = help::with_status(help::COMPARE))]
    Compare(compare::CompareArgs),
    /// Print the text that spans point into, main text and furniture told apart
    #[command(after_help = help::TEXT, after_long_help = help::with_status(help::TEXT))]
    Text(text::TextArgs),
    /// Apply stricter thresholds, dates, outlets or relations to a report, without a new scan
    #[command(after_help = help::REFILTER, after_long_help = help::with_status(help::REFILTER))]
    Refilter(refilter::RefilterArgs),
    /// Choose pairs of a report to judge by eye
    #[command(after_help = help::SAMPLE, after_long_help = help::with_status(help::SAMPLE))]
    Sample(sample::SampleArgs),
    /// Tell which documents together account for the text of one
    #[command(after_help = help::GATHER, after_long_help = help::with_status(help::GATHER))]
    Gather(gather::GatherArgs),
    /// Act on a report: list, copy, move, link or throw away duplicates; a dry run unless --apply is given
    #[command(after_help = help::DEDUPE, after_long_help = help::with_status_of_actions(help::DEDUPE))]
    Dedupe(Box<dedupe::DedupeArgs>),
    /// Take back what `dedupe --apply` did; a dry run unless --apply is given
    #[command(after_help = help::UNDO, after_long_help = help::with_status_of_actions(help::UNDO))]
    Undo(undo::UndoArgs),
    /// Print the JSON Schema of the report
    #[command(after_help = help::SCHEMA, after_long_help = help::with_status(help::SCHEMA))]
    Schema,
    /// Score a report against gold: precision, recall and F1 by relation, ARI and B-cubed of the clusters
    #[command(after_help = help::EVAL, after_long_help = help::with_status(help::EVAL))]
    Eval(eval::EvalArgs),
    /// Print the completions of a shell
    #[command(after_help = help::COMPLETIONS, after_long_help = help::with_status(help::COMPLETIONS))]
    Completions(shell::CompletionsArgs),
    /// Print the manual page, or write one for each command
    #[command(after_help = help::MAN, after_long_help = help::with_status(help::MAN))]
    Man(shell::ManArgs),
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
    let typed: Vec<OsString> = std::env::args_os().collect();
    output::choose_colour(&typed);
    match parse(&typed) {
        Ok(Parsed::Answer(answer)) => {
            // Help and version are printed to standard output and are no failure; a closed pipe is none either.
            let code = if answer.use_stderr() { 2 } else { 0 };
            let printed = answer.print().map_or(ExitCode::from(code), |()| ExitCode::from(code));
            mistakes::advise(&answer, &typed);
            printed
        }
        Ok(Parsed::Settings(text)) => exit_code(print_settings(&text)),
        Ok(Parsed::Run(cli, settings)) => {
            exit_code(execute(&cli.command).map_err(|error| match settings.place_of(&error.to_string()) {
                Some(place) => error.with_hint(place),
                None => error,
            }))
        }
        Err(error) => exit_code(Err(error)),
    }
}

/// What a command line comes to.
enum Parsed {
    Run(Box<Cli>, settings::Settings),
    /// Help, the version, or what is wrong.
    Answer(clap::Error),
    /// The settings in force, which were asked for.
    Settings(String),
}

/// Parses twice: what is typed tells which settings apply, and is then parsed together with them.
fn parse(typed: &[OsString]) -> Result<Parsed> {
    let root = built(Cli::command());
    let given = match root.clone().ignore_errors(true).try_get_matches_from(typed) {
        Ok(given) => given,
        Err(answer) => return Ok(Parsed::Answer(answer)),
    };
    let settings = settings::Settings::load(&root, &given)?;
    let arguments = settings.arguments(typed);
    let prints = given.subcommand().is_some_and(|(_, given)| settings::is_set(given, "print_config"));
    let matches = match root.clone().try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        // Settings can be asked for without input. What is missing is told last, after all else was found right.
        Err(error) if prints && error.kind() == ErrorKind::MissingRequiredArgument => {
            match root.clone().ignore_errors(true).try_get_matches_from(&arguments) {
                Ok(matches) => matches,
                Err(error) => return Ok(Parsed::Answer(error)),
            }
        }
        Err(error) => return settings.error_of(&error, typed).map_or(Ok(Parsed::Answer(error)), Err),
    };
    if prints {
        return settings::print(&root, &matches).map(Parsed::Settings);
    }
    Ok(match Cli::from_arg_matches(&matches) {
        Ok(cli) => {
            output::set_colour(cli.everywhere.color);
            Parsed::Run(Box::new(cli), settings)
        }
        Err(error) => Parsed::Answer(error),
    })
}

/// The command with all that clap completes when it parses, such as the flags of all commands in each of them.
fn built(mut root: clap::Command) -> clap::Command {
    root.build();
    root
}

fn print_settings(text: &str) -> Result<Outcome> {
    output::write_to(Path::new("-"), |out| out.write_all(text.as_bytes()))?;
    Ok(Outcome::Done)
}

fn execute(command: &Command) -> Result<Outcome> {
    match command {
        Command::Scan(args) => scan::run(args),
        Command::Compare(args) => compare::run(args),
        Command::Text(args) => text::run(args),
        Command::Refilter(args) => refilter::run(args),
        Command::Sample(args) => sample::run(args),
        Command::Gather(args) => gather::run(args),
        Command::Dedupe(args) => dedupe::run(args),
        Command::Undo(args) => undo::run(args),
        Command::Schema => schema::run(),
        Command::Eval(args) => eval::run(args),
        Command::Completions(args) => shell::completions(args),
        Command::Man(args) => shell::man(args),
    }
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
    roots: &[PathBuf],
    read: crate::read::ReadOptions,
    files: &KnowledgeFiles,
) -> Result<(crate::pipeline::Input, Vec<String>)> {
    use crate::extract::attribution::Agencies;
    use crate::learn::CollectionModel;
    let load = |path: &Option<PathBuf>| {
        let read = |path: &PathBuf| {
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
    ///
    /// They count on every page, whatever the collection tells.
    #[arg(long, value_name = "FILE", help_heading = "What is furniture, who is an agency")]
    furniture: Option<PathBuf>,
    /// Names of agencies that extend the built-in list
    ///
    /// A line each: name, kind (agency), names in use with `|` between them, hosts; separated by tabs.
    #[arg(long, value_name = "FILE", help_heading = "What is furniture, who is an agency")]
    agencies: Option<PathBuf>,
}
