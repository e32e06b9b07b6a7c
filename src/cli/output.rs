//! Where output goes: files written beside and renamed, standard output, standard error.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::report::terminal::{Style, sanitise};

/// Prints an error and its hint; what a name of a file in it would tell the terminal to do is only shown.
#[expect(clippy::print_stderr, reason = "the one place where errors reach the user")]
pub(super) fn complain(error: &Error) {
    eprintln!("wireprint: {}", sanitise(&error.to_string()));
    if let Some(hint) = error.hint() {
        eprintln!("hint: {}", sanitise(hint));
    }
}

/// Says something beside the output, on standard error.
#[expect(clippy::print_stderr, reason = "the one place where remarks reach the user")]
pub(super) fn note(remark: &str) {
    eprintln!("{}", sanitise(remark));
}

/// How text is written to a file.
pub(super) const FILE_STYLE: Style = Style { colour: false, width_columns: 100 };

/// Whether and how wide a stream shows text: colour only on a terminal, unless `NO_COLOR` or `CLICOLOR_FORCE` says
/// otherwise.
pub(super) fn style(stream: &impl IsTerminal) -> Style {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    let colour = set("CLICOLOR_FORCE") || (stream.is_terminal() && !set("NO_COLOR"));
    let width_columns = if stream.is_terminal() { terminal_columns() } else { 100 };
    Style { colour, width_columns }
}

fn terminal_columns() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let size = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    columns.or(size).unwrap_or(80).clamp(40, 200)
}

/// Writes to `path` through a file beside it that is renamed when it is complete, or to standard output for `-`.
pub(super) fn write_to(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    if path.as_os_str() == "-" {
        let mut out = BufWriter::new(io::stdout().lock());
        return write(&mut out).and_then(|()| out.flush()).map_err(|error| failed("standard output", error));
    }
    let failed = |error| failed(path.display(), error);
    let beside = Beside::create(path).map_err(failed)?;
    let mut out = BufWriter::new(&beside.file);
    write(&mut out).and_then(|()| out.flush()).map_err(failed)?;
    drop(out);
    beside.file.sync_all().map_err(failed)?;
    beside.keep(path).map_err(failed)
}

/// The error of an output, or the one that kept its content from being made.
fn failed(path: impl std::fmt::Display, error: io::Error) -> Error {
    error.downcast::<Error>().unwrap_or_else(|error| Error::output(path, error))
}

/// Checks before a long run that an output can be written, by creating the file beside it.
pub(super) fn check_writable(path: &Path) -> Result<()> {
    if path.as_os_str() == "-" {
        return Ok(());
    }
    let writable = Beside::create(path).map(drop);
    writable.map_err(|error| {
        Error::output(path.display(), error)
            .with_hint("the report is written to a file beside it first, then renamed")
    })
}

/// A file beside the one that is wanted; removed unless it is kept.
struct Beside {
    path: PathBuf,
    file: File,
    kept: bool,
}

impl Beside {
    fn create(path: &Path) -> io::Result<Self> {
        if path.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "is a folder"));
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let path = path.with_file_name(name);
        Ok(Self { file: File::create(&path)?, path, kept: false })
    }

    fn keep(mut self, path: &Path) -> io::Result<()> {
        std::fs::rename(&self.path, path)?;
        self.kept = true;
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if !self.kept {
            // Nothing more can be done about a file that cannot be removed.
            drop(std::fs::remove_file(&self.path));
        }
    }
}
