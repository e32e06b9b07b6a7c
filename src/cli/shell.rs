//! What a shell and a reader of manual pages want to know of the command, made of its flags.

use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory};

use super::output::write_to;
use super::{Cli, Outcome};
use crate::error::{Error, Result};

#[derive(Args, Debug)]
pub(super) struct CompletionsArgs {
    /// The shell to write for
    #[arg(value_enum, value_name = "SHELL")]
    shell: clap_complete::Shell,
}

#[derive(Args, Debug)]
pub(super) struct ManArgs {
    /// Write a page for each command into this folder, which is made; without it the main page goes to standard output
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    dir: Option<PathBuf>,
}

/// Writes the completions of a shell to standard output.
pub(super) fn completions(args: &CompletionsArgs) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "wireprint", &mut script);
    write_to(Path::new("-"), |out| out.write_all(&script))?;
    Ok(Outcome::Done)
}

/// Writes the manual.
pub(super) fn man(args: &ManArgs) -> Result<Outcome> {
    match &args.dir {
        None => write_to(Path::new("-"), |mut out| clap_mangen::Man::new(Cli::command()).render(&mut out))?,
        Some(folder) => {
            let failed = |error| Error::output(folder.display(), error);
            std::fs::create_dir_all(folder).map_err(failed)?;
            clap_mangen::generate_to(Cli::command(), folder).map_err(failed)?;
        }
    }
    Ok(Outcome::Done)
}
