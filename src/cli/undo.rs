//! `wireprint undo`: takes back what a log of `wireprint dedupe` says was done. Without `--apply` it tells what it would do.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use crate::error::Result;

#[derive(Args, Debug)]
pub(super) struct UndoArgs {
    /// The log that `wireprint dedupe --apply` wrote
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Do it. Without this flag nothing is changed, and each line says what would be done
    #[arg(long)]
    apply: bool,
    /// Print the lines alone, no summary
    #[arg(short, long)]
    quiet: bool,
}

#[cfg(unix)]
pub(super) fn run(args: &UndoArgs) -> Result<Outcome> {
    use super::acting::stopping;
    use super::dedupe::{one_column, tell_line};
    use super::output::note;
    use crate::dedupe::files::undo;
    use crate::report::terminal::counted;
    let mut n_refused = 0;
    let n_steps = undo(&args.file, args.apply, &stopping(&args.file)?, &mut |act, id, done| {
        n_refused += usize::from(done.is_err());
        let verb = if done.is_ok() { "undo" } else { "refused" };
        let line = one_column(id, done.err().as_deref());
        tell_line(&format!("{verb}\t{}\t{line}", act.as_str()))
    })?;
    if !args.quiet {
        note(&format!("{} to take back, {n_refused} refused", counted(n_steps, "step")));
        if !args.apply {
            note("Nothing was changed; --apply does it");
        }
    }
    Ok(if n_refused > 0 && args.apply { Outcome::SomeSkipped } else { Outcome::Done })
}

#[cfg(not(unix))]
pub(super) fn run(args: &UndoArgs) -> Result<Outcome> {
    let UndoArgs { file, apply: _, quiet: _ } = args;
    Err(crate::error::Error::usage(format!("{}: files are acted on on Unix alone", file.display())))
}
