//! Where output goes: files written beside and renamed, standard output, standard error.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::report::terminal::{Style, sanitise, shown};

/// Prints an error and its hint; what a name of a file in it would tell the terminal to do is only shown.
#[expect(clippy::print_stderr, reason = "the one place where errors reach the user")]
pub(super) fn complain(error: &Error) {
    eprintln!("wireprint: {}", sanitise(&error.to_string()));
    error.hint().into_iter().for_each(hint);
}

/// Tells a person whose terminal is standard input that it is read.
#[expect(clippy::print_stderr, reason = "a command that waits in silence looks as if it hung")]
pub(super) fn announce_wait(what: &str) {
    if io::stdin().is_terminal() {
        eprintln!("wireprint: waiting for {what} on standard input; Ctrl-D ends them");
    }
}

/// Prints advice on what to do.
#[expect(clippy::print_stderr, reason = "advice stands beside the error")]
pub(super) fn hint(advice: &str) {
    eprintln!("hint: {}", sanitise(advice));
}

/// Says something beside the output, on standard error.
#[expect(clippy::print_stderr, reason = "the one place where remarks reach the user")]
pub(super) fn note(remark: &str) {
    eprintln!("{}", sanitise(remark));
}

/// How text is written to a file.
pub(super) const FILE_STYLE: Style = Style { colour: false, width_columns: 100 };

/// When to use colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(super) enum Colour {
    Auto,
    Always,
    Never,
}

/// Obeys `--color` for everything that is written from now on, clap's help and errors among it.
pub(super) fn set_colour(colour: Colour) {
    match colour {
        Colour::Auto => colorchoice::ColorChoice::Auto,
        Colour::Always => colorchoice::ColorChoice::Always,
        Colour::Never => colorchoice::ColorChoice::Never,
    }
    .write_global();
}

/// Obeys `--color` before the arguments are parsed, since what is wrong with them is shown in colour, too.
pub(super) fn choose_colour(typed: &[OsString]) {
    let options = typed.iter().take_while(|argument| *argument != "--").map(|argument| argument.to_str());
    let options: Vec<Option<&str>> = options.collect();
    let values = options.windows(2).filter(|two| two[0] == Some("--color")).map(|two| two[1]);
    let joined = options.iter().flatten().map(|option| option.strip_prefix("--color="));
    let value = values.chain(joined).flatten().next();
    if let Some(colour) = value.and_then(|value| <Colour as clap::ValueEnum>::from_str(value, false).ok()) {
        set_colour(colour);
    }
}

/// Whether and how wide a stream shows text: colour only on a terminal that has it, unless `--color`, `NO_COLOR` or
/// `CLICOLOR_FORCE` says otherwise.
pub(super) fn style(stream: &impl IsTerminal) -> Style {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    let colour = match colorchoice::ColorChoice::global() {
        colorchoice::ColorChoice::Never => false,
        colorchoice::ColorChoice::Auto => {
            set("CLICOLOR_FORCE") || (stream.is_terminal() && !set("NO_COLOR") && !is_dumb())
        }
        _ => true,
    };
    let width_columns = if stream.is_terminal() { terminal_columns() } else { 100 };
    Style { colour, width_columns }
}

/// Whether progress can be shown: on a terminal that can go back to the beginning of a line.
pub(super) fn shows_progress() -> bool {
    io::stderr().is_terminal() && !is_dumb()
}

fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

fn terminal_columns() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let size = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    columns.or(size).unwrap_or(80).clamp(40, 200)
}

/// Writes to `path` through a file beside it that is renamed when it is complete; to standard output for `-`, and to a device
/// or a named pipe as it comes: renamed over, `/dev/null` would be gone.
pub(super) fn write_to(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    write_beside(path, write)?.map_or(Ok(()), Written::keep)
}

/// The same but for the renaming, so that several files can be made and kept together; `None` where nothing is renamed.
pub(super) fn write_beside(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<Option<Written>> {
    if path.as_os_str() == "-" {
        let mut out = BufWriter::new(io::stdout().lock());
        let written = write(&mut out).and_then(|()| out.flush());
        return written.map(|()| None).map_err(|error| failed("standard output", error));
    }
    let failed = |error| failed(path.display(), error);
    if is_stream(path) {
        let mut out = BufWriter::new(File::options().append(true).open(path).map_err(failed)?);
        return write(&mut out).and_then(|()| out.flush()).map(|()| None).map_err(failed);
    }
    // A link goes on to lead where it leads.
    let place = place_of(path);
    let beside = Beside::create(&place).map_err(failed)?;
    let mut out = BufWriter::new(&beside.file);
    write(&mut out).and_then(|()| out.flush()).map_err(failed)?;
    drop(out);
    beside.file.sync_all().map_err(failed)?;
    Ok(Some(Written { beside, place }))
}

/// A file that is complete and has yet to take the place that it is for.
pub(super) struct Written {
    beside: Beside,
    place: PathBuf,
}

impl Written {
    pub(super) fn keep(self) -> Result<()> {
        self.beside.keep(&self.place).map_err(|error| failed(self.place.display(), error))
    }
}

/// Whether there is a device or a named pipe at `path`, or an open file such as `/dev/stdout`, which has its place in it.
fn is_stream(path: &Path) -> bool {
    let is_open_file =
        ["/dev/stdout", "/dev/stderr", "/dev/fd", "/proc"].iter().any(|open| path.starts_with(open));
    is_open_file || std::fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// The error of an output, or the one that kept its content from being made.
fn failed(path: impl std::fmt::Display, error: io::Error) -> Error {
    error.downcast::<Error>().unwrap_or_else(|error| Error::output(path, error))
}

/// Checks before a long run that an output can be written, by creating the file beside it.
pub(super) fn check_writable(path: &Path) -> Result<()> {
    // To open a pipe would wait for its reader.
    if path.as_os_str() == "-" || is_stream(path) {
        return Ok(());
    }
    let writable = Beside::create(&place_of(path)).map(drop);
    writable.map_err(|error| {
        let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
        let hint = match path.parent().filter(is_missing) {
            Some(folder) => format!("there is no folder {}; make it first", folder.display()),
            None if path.is_dir() => {
                format!("to write JSON Lines into the folder, write {}/", path.display())
            }
            None => "the report is written to a file beside it first, then renamed".to_owned(),
        };
        Error::output(path.display(), error).with_hint(hint)
    })
}

/// Checks that no two outputs are one file, or both standard output: the second would be all that is left, or run into the first.
pub(super) fn check_apart(paths: &[PathBuf]) -> Result<()> {
    let mut known = HashSet::new();
    for path in paths.iter().filter(|path| !is_stream(path)) {
        if !known.insert(place_of(path)) {
            let (name, hint) = match path.to_str() {
                Some("-") => ("standard output".into(), "--quiet leaves the summary out"),
                _ => (path.display().to_string(), "name another file for one of them"),
            };
            return Err(Error::usage(format!("{name}: two outputs are written to it")).with_hint(hint));
        }
    }
    Ok(())
}

/// The file that a path leads to, which need not be there: links are followed, the folder has its true path.
fn place_of(path: &Path) -> PathBuf {
    // As many as Linux follows.
    const LINKS_MAX: usize = 40;
    let mut place = path.to_owned();
    for _ in 0..LINKS_MAX {
        let Ok(target) = std::fs::read_link(&place) else { break };
        place = place.parent().map_or_else(|| target.clone(), |folder| folder.join(&target));
    }
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty());
    match (std::fs::canonicalize(folder.unwrap_or(Path::new("."))), place.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => place,
    }
}

/// The first of these outputs that is one of the files read.
pub(super) fn first_read<'p, 'r>(
    paths: &'p [PathBuf],
    read: impl IntoIterator<Item = &'r PathBuf>,
) -> Option<&'p PathBuf> {
    let read: HashSet<PathBuf> = read.into_iter().map(|path| place_of(path)).collect();
    paths.iter().find(|path| read.contains(&place_of(path)))
}

/// Has `write` write what is for programs: made harmless where standard output shows it to a person.
pub(super) fn for_programs(
    path: &Path,
    out: &mut dyn Write,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let is_shown = path.as_os_str() == "-" && io::stdout().is_terminal();
    if is_shown { shown(out, write) } else { write(out) }
}

/// The error of an output, named by that flag, that is one of the files read.
pub(super) fn overwrites_input(flag: &str, path: &Path) -> Error {
    Error::usage(format!("{flag} {}: is one of the files read, and would be lost", path.display()))
        .with_hint("name another file")
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
