//! What to say where the likeliest cause of a mistake is known.

use std::ffi::OsString;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Cli;
use super::output::hint;
use crate::error::{Error, Result};
use crate::report::entries::Entries;

/// Advises on a command line that could not be parsed.
pub(super) fn advise(error: &clap::Error, typed: &[OsString]) {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.as_str(),
        Some(ContextValue::Strings(texts)) => texts.first().map_or("", String::as_str),
        _ => "",
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let given = context(ContextKind::InvalidSubcommand);
            if given == "-" || Path::new(given).exists() {
                hint(&format!("to look for copies in it, write `wireprint scan {given}`"));
            } else {
                hint("`wireprint --help` lists the commands; `scan` looks for copies");
            }
        }
        ErrorKind::MissingRequiredArgument
            if is_command(typed, "scan") && context(ContextKind::InvalidArg).contains("--files-from") =>
        {
            hint(
                "`--null` is about the list that `--files-from FILE` names; `find archive/ -print0` writes one",
            );
        }
        ErrorKind::MissingRequiredArgument
            if is_command(typed, "scan") && context(ContextKind::InvalidArg).contains("--scratch") =>
        {
            hint("`--resume` goes on with what an earlier run left in the folder that `--scratch DIR` names");
        }
        ErrorKind::MissingRequiredArgument if is_command(typed, "scan") => {
            hint("name folders or files, or `-` for JSON Lines on standard input: `wireprint scan archive/`");
        }
        ErrorKind::MissingRequiredArgument if is_command(typed, "eval") => {
            hint("`wireprint eval report.json --gold FOLDER`, where FOLDER has the pairs that are known");
        }
        ErrorKind::UnknownArgument if context(ContextKind::InvalidArg).starts_with("--") => {
            let command = command_of(typed);
            hint(&format!("`wireprint help {command}` explains every flag"));
        }
        ErrorKind::UnknownArgument if context(ContextKind::InvalidArg).starts_with('-') => {
            hint("a file whose name begins with a dash is written ./-name, or after `--`");
        }
        ErrorKind::UnknownArgument if is_command(typed, "compare") => {
            hint("`compare` takes two documents; `scan` takes any number");
        }
        ErrorKind::UnknownArgument if is_command(typed, "text") => {
            hint("`text` takes one document; run it once for each");
        }
        _ => {}
    }
}

fn is_command(typed: &[OsString], name: &str) -> bool {
    command_of(typed) == name
}

/// The command, the first argument that is the name of one; nothing if there is none.
fn command_of(typed: &[OsString]) -> &str {
    let root = Cli::command();
    let mut arguments = typed.iter().skip(1).filter_map(|argument| argument.to_str());
    arguments.find(|argument| root.find_subcommand(argument).is_some()).unwrap_or_default()
}

/// What to say of a scan that found no document: what was skipped, and what its input may be instead.
///
/// # Errors
/// If what was skipped cannot be told.
pub(super) fn nothing_compared(paths: &[PathBuf], found: &impl Entries) -> Result<Error> {
    let (mut n_skipped, mut first) = (0_usize, None);
    let counted = found.skipped(&mut |skips| {
        n_skipped += skips.len();
        if first.is_none() {
            first = skips.first().map(|skip| format!("{}: {}: {}", skip.path, skip.reason, skip.detail));
        }
        Ok(())
    });
    counted.map_err(|error| Error::output("skipped", error))?;
    let Some(first) = first else {
        let hint = "of a folder .txt, .md, .html, .json and .jsonl are read, each also as .gz or .zst";
        return Ok(Error::usage("nothing to compare: there is no file to read").with_hint(hint));
    };
    let message = format!("nothing to compare: all of the input was skipped ({n_skipped}); {first}");
    Ok(Error::usage(message).with_hint(if paths.iter().any(|path| is_report(path)) {
        "that is a report; `scan` reads articles, `eval` reads reports"
    } else if paths.iter().any(|path| path.as_os_str() == "-") {
        "standard input is read as JSON Lines, a record a line with at least `text` or `html`; give text files by name"
    } else {
        "the report lists what was skipped, each with its reason"
    }))
}

/// Whether a file begins as our reports do.
fn is_report(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(64).read_to_end(&mut head));
    read.is_ok() && head.starts_with(b"{\n\"schema_version\"") || head.starts_with(b"{\"schema_version\"")
}
