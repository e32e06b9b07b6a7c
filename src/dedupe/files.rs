//! A plan carried out on the files below a folder, and taken back.
//!
//! Every step goes through the same stations. It is *checked*: the file and the one that stays for it are read again and must
//! have the hashes of the report. It is *written to the log* and synchronised, with all that it takes to go back. It is *done*
//! by renaming, never by overwriting, and what was renamed is read again, so that a file that changed in between is put back.
//! The one that stays is read once more, and only then is a second copy let go. It is *confirmed* in the log. A run that ends
//! anywhere leaves a step that is neither done nor confirmed; [`undo`] and the next [`apply`] first bring it back to where it
//! began, by what they find and not by what they assume.
//!
//! Files are reached from open folders, one name after the other and never through a symbolic link, so that one that is put on
//! the way while a run goes on leads nowhere else (`openat` with `O_NOFOLLOW`). Cost: each file is read three times, and the
//! log synchronised twice a step.

mod checks;
mod disk;
mod folder;
mod log;
mod names;
mod steps;
mod taking_back;
mod trash;

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::read::ReadOptions;

use checks::Checks;
use disk::{Disk, Stop};
use log::{Log, State};
use taking_back::TakingBack;

pub use log::{Act, Header};
pub use trash::TrashPlaces;

/// One document and what is known of its file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Item<'r> {
    /// Its id, which is a path below the root.
    pub id: &'r str,
    /// Content hash, as the report has it.
    pub content_hash: &'r str,
    /// Id and content hash of the one that stays for it; `None` if it stays itself.
    pub kept: Option<(&'r str, &'r str)>,
}

/// What is done to the files, and where.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// What is done to each file.
    pub act: Act,
    /// The folder that ids are relative to.
    pub root: &'a Path,
    /// The folder to move or copy to.
    pub to: Option<&'a Path>,
    /// Where the user's trash is.
    pub trash: &'a TrashPlaces,
    /// How the files were read.
    pub read: &'a ReadOptions,
    /// Now, in the local time of the user as `YYYY-MM-DDThh:mm:ss`: trash records when something was thrown away.
    pub now: &'a str,
    /// A number that no other log has, for the names of files in the making.
    pub nonce: u64,
}

/// What became of an item: done, or refused with a sentence.
pub type Outcome = std::result::Result<(), String>;

/// Says what becomes of an item, by its number.
pub type Tell<'a> = dyn FnMut(usize, Outcome) -> Result<()> + 'a;

/// Asked before each item and each change of a file or the log; an error ends the run there.
pub type Before<'a> = dyn Fn() -> Result<()> + 'a;

/// Tells of each item what would become of it now; nothing is changed.
///
/// # Errors
/// If the root is no folder or the folder to move to lies in it; what `tell` returns.
pub fn dry_run(items: &[Item<'_>], request: &Request<'_>, tell: &mut Tell<'_>) -> Result<()> {
    let target = Target::of(request)?;
    let checks = Checks::open(request, &target)?;
    for (number, item) in items.iter().enumerate() {
        match checks.check(item) {
            Ok(_) => tell(number, Ok(()))?,
            Err(Stop::Refused(reason)) => tell(number, Err(reason))?,
            Err(Stop::Ended(error)) => return Err(error),
        }
    }
    Ok(())
}

/// Acts on each item and tells what became of it. A log that an earlier run of the same request left at `log_path` is gone on
/// with: what is done in it is only told.
///
/// # Errors
/// As [`dry_run`]; if the log is another run's, damaged, in use or cannot be written; what `before` returns.
pub fn apply(
    items: &[Item<'_>],
    request: &Request<'_>,
    log_path: &Path,
    before: &Before<'_>,
    tell: &mut Tell<'_>,
) -> Result<()> {
    let target = Target::of(request)?;
    let header = header(items, request, &target);
    let disk = Disk::new(before);
    let mut log = Log::open_or_create(log_path, &header, before)?;
    target.create(request)?;
    let checks = Checks::open(request, &target)?;
    for (number, item) in items.iter().enumerate() {
        before()?;
        let outcome = match log.state(item.id) {
            State::Done => Ok(()),
            State::Begun(step) => steps::take_back(&step, false, &disk, &mut log)
                .and_then(|()| steps::act(&checks, item, &disk, &mut log)),
            State::Untouched => steps::act(&checks, item, &disk, &mut log),
        };
        match outcome {
            Ok(()) => tell(number, Ok(()))?,
            Err(Stop::Refused(reason)) => tell(number, Err(reason))?,
            Err(Stop::Ended(error)) => return Err(error),
        }
    }
    if log.is_all_back() && log.header().n_made > 0 {
        remove_made(log.header());
        let header = Header { n_made: 0, ..log.header().clone() };
        log.begin_run(&header)?;
    }
    Ok(())
}

/// Takes back the steps of a log, the last one first, and tells of each; without `apply` it tells what would be. Returns how
/// many steps the log has that were not taken back before.
///
/// # Errors
/// If the log cannot be read, is damaged or in use, or its folders are gone; what `tell` and `before` return. `tell` is given
/// the id of a step's document.
pub fn undo(
    log_path: &Path,
    apply: bool,
    before: &Before<'_>,
    tell: &mut dyn FnMut(Act, &str, Outcome) -> Result<()>,
) -> Result<usize> {
    let mut log = Log::open(log_path, before)?;
    let disk = Disk::new(before);
    let steps = log.to_take_back();
    let act = log.header().act;
    for (step, is_done) in &steps {
        before()?;
        let outcome = if apply {
            steps::take_back(step, *is_done, &disk, &mut log)
        } else {
            TakingBack::new(log.header(), &disk)?.check(step, *is_done)
        };
        match outcome {
            Ok(()) => tell(act, &step.id, Ok(()))?,
            Err(Stop::Refused(reason)) => tell(act, &step.id, Err(reason))?,
            Err(Stop::Ended(error)) => return Err(error),
        }
    }
    if apply && !steps.is_empty() && log.is_all_back() {
        remove_made(log.header());
    }
    Ok(steps.len())
}

/// Removes the folders that a run made for its files, as far as they are empty.
fn remove_made(header: &Header) {
    let folders = header.to.iter().flat_map(|to| to.ancestors().take(header.n_made));
    for folder in folders {
        if std::fs::remove_dir(folder).is_err() {
            break;
        }
    }
}

fn header(items: &[Item<'_>], request: &Request<'_>, target: &Target) -> Header {
    Header {
        act: request.act,
        root: target.root.clone(),
        to: target.to.clone(),
        items: log::fingerprint(items),
        now: request.now.to_owned(),
        nonce: request.nonce,
        n_made: match request.act {
            // A trash belongs to the desktop.
            Act::Trash => 0,
            _ => target.to.iter().flat_map(|to| to.ancestors()).take_while(|folder| !folder.exists()).count(),
        },
    }
}

/// The folders of a request by their true paths.
struct Target {
    root: PathBuf,
    /// The folder to move or copy to, or that of the trash.
    to: Option<PathBuf>,
}

impl Target {
    fn of(request: &Request<'_>) -> Result<Self> {
        let root = std::fs::canonicalize(request.root);
        let root = root.map_err(|error| Error::input(format!("--root {}", request.root.display()), error))?;
        if !root.is_dir() {
            return Err(Error::usage(format!("--root {}: is no folder", request.root.display())));
        }
        let to = match (request.act, request.to) {
            (Act::Trash, _) => Some(trash::choose(&root, request.trash)?),
            (Act::Move | Act::Copy, Some(to)) => {
                let path =
                    true_path(to).map_err(|error| Error::input(format!("--to {}", to.display()), error))?;
                if path.starts_with(&root) {
                    let message = format!("--to {}: lies in --root {}", to.display(), request.root.display());
                    return Err(
                        Error::usage(message).with_hint("the next scan would find there what was moved")
                    );
                }
                Some(path)
            }
            _ => None,
        };
        Ok(Self { root, to })
    }

    /// Makes the folder to move or copy to, or the trash.
    fn create(&self, request: &Request<'_>) -> Result<()> {
        let Some(to) = &self.to else { return Ok(()) };
        let made = match request.act {
            Act::Trash => trash::create(to),
            _ => std::fs::create_dir_all(to),
        };
        // Nothing is to be moved into a folder that a loss of power could take away.
        let made = made.and_then(|()| sync_folder(to.parent().unwrap_or(to)));
        made.map_err(|error| Error::output(to.display(), error))
    }
}

/// Sees to it that a new name in a folder outlasts a loss of power, where folders can be opened and synchronised.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    use std::io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    match std::fs::File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error) if ![InvalidInput, PermissionDenied, Unsupported].contains(&error.kind()) => Err(error),
        _ => Ok(()),
    }
}

/// The true path of a folder that need not exist: that of its nearest ancestor that does, and the rest of its names.
fn true_path(path: &Path) -> std::io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    let mut missing = Vec::new();
    for ancestor in absolute.ancestors() {
        match std::fs::canonicalize(ancestor) {
            Ok(found) => return Ok(missing.iter().rev().fold(found, |path: PathBuf, name| path.join(name))),
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            Err(error) => missing.push(ancestor.file_name().ok_or(error)?.to_owned()),
        }
    }
    Ok(absolute)
}
