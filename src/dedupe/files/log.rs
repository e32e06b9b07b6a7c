//! The log of a run: JSON Lines, added to and never changed, from which each step can be taken back.
//!
//! A line says what the run is, the first one, and another where a run begins after all before it was taken back. Each step is *begun* before a file is touched, *done* after, or *back* when it was
//! taken back. Each line carries a checksum over its entry and the checksum of the line before, so that a line that was changed
//! or is missing shows. A last line that a loss of power cut off was not yet synchronised, so that its step was not begun: it
//! is removed.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use ahash::HashMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::folder::Meta;
use super::{Before, Item, sync_folder};
use crate::error::{Error, Result};
use crate::hash::hash_bytes;

/// Version of the log's format.
const LOG_VERSION: u32 = 1;

/// What is done to a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Act {
    /// The file is copied to another folder.
    Copy,
    /// The file is moved to another folder.
    Move,
    /// The file is replaced by a second name of the one that stays.
    Hardlink,
    /// The file is replaced by a symbolic link to the one that stays.
    Symlink,
    /// The file is moved to the user's trash.
    Trash,
}

impl Act {
    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Copy => "copy",
            Self::Move => "move",
            Self::Hardlink => "hardlink",
            Self::Symlink => "symlink",
            Self::Trash => "trash",
        }
    }
}

/// What a log's first line says of its run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Header {
    /// What is done to each file.
    pub act: Act,
    /// True path of the folder that ids are relative to.
    #[serde(with = "as_text")]
    pub root: PathBuf,
    /// True path of the folder that files go to.
    #[serde(with = "as_optional_text")]
    pub to: Option<PathBuf>,
    /// Fingerprint of the items, 16 hexadecimal digits: which documents of which report go, and for which.
    pub items: String,
    /// When the run began, in the user's local time.
    pub now: String,
    /// A number of its own, for the names of files in the making.
    pub nonce: u64,
    /// How many folders the run makes for the files to go to: that folder, and so many of those above it.
    #[serde(default)]
    pub n_made: usize,
}

impl Header {
    /// Whether it is a later start of the same run.
    fn is_of_same_run(&self, other: &Self) -> bool {
        let started = Self { now: self.now.clone(), nonce: self.nonce, n_made: self.n_made, ..other.clone() };
        *self == started
    }
}

/// A step with all that it takes to go back. Paths are encoded, see `paths::encode`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Step {
    /// Its number in the log, from 1.
    pub(super) number: u64,
    /// Id of the document.
    pub(super) id: String,
    /// Path of the file below the root.
    pub(super) from: String,
    /// Path of the one that stays below the root.
    pub(super) kept: Option<String>,
    /// Path below the folder that files go to.
    pub(super) to: Option<String>,
    /// Hash of the file's bytes as they lie on the disk, 32 hexadecimal digits, and how many they are.
    pub(super) bytes_hash: String,
    pub(super) n_bytes: usize,
    /// Permission bits.
    pub(super) mode: u32,
    /// Time of modification, in seconds and nanoseconds.
    pub(super) modified: (i64, i64),
    /// Folders that are made on the way, below the folder that files go to, outermost first.
    pub(super) folders: Vec<String>,
}

impl Step {
    pub(super) fn meta(&self) -> Meta {
        Meta { mode: self.mode, modified: self.modified }
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Entry {
    Run { version: u32, header: Header },
    Begin(Step),
    Done(u64),
    Back(u64),
}

#[derive(Serialize, Deserialize)]
struct Line<'l> {
    check: String,
    #[serde(borrow)]
    entry: &'l RawValue,
}

/// Where a document stands in a log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// Never begun, or taken back.
    Untouched,
    /// Begun and not confirmed: anything between may be the case.
    Begun(Box<Step>),
    Done,
}

/// An open log. No other run can open it.
pub(super) struct Log<'a> {
    path: PathBuf,
    file: File,
    before: &'a Before<'a>,
    header: Header,
    /// Checksum of the last line.
    check: u64,
    /// Steps that were begun, in order, and whether each is done (`Some(true)`), open, or taken back (`None`).
    steps: Vec<(Step, Option<bool>)>,
    /// The last step of each document.
    by_id: HashMap<String, usize>,
}

impl<'a> Log<'a> {
    /// The log of a run, which is begun unless there is one. What is left of another run must all be taken back.
    pub(super) fn open_or_create(path: &Path, header: &Header, before: &'a Before<'a>) -> Result<Self> {
        let failed = |error| Error::output(path.display(), error);
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(failed)?;
        let mut log = Self::of_file(path, file, header.clone(), before)?;
        let n_lines = log.read_lines()?;
        let is_same = log.header.is_of_same_run(header);
        // A run that ended before its first step goes on, and knows which folders it made, as long as they are there.
        let goes_on = is_same && log.steps.is_empty() && header.n_made <= log.header.n_made;
        if n_lines == 0 || (log.is_all_back() && !goes_on) {
            log.begin_run(header)?;
            if let Some(folder) = path.parent() {
                let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
                sync_folder(folder).map_err(failed)?;
            }
        } else if !is_same {
            return Err(Error::usage(format!("{}: is the log of another run", path.display()))
                .with_hint("take that back with `wireprint undo`, or name another file with --undo-file"));
        }
        Ok(log)
    }

    /// Writes down that a run begins, or that the one that began has made so many folders.
    pub(super) fn begin_run(&mut self, header: &Header) -> Result<()> {
        self.append(&Entry::Run { version: LOG_VERSION, header: header.clone() })?;
        self.header = header.clone();
        Ok(())
    }

    /// A log that exists.
    pub(super) fn open(path: &Path, before: &'a Before<'a>) -> Result<Self> {
        let file = OpenOptions::new().read(true).write(true).open(path);
        let file = file.map_err(|error| Error::input(path.display(), error))?;
        let nothing = Header {
            act: Act::Copy,
            root: PathBuf::new(),
            to: None,
            items: String::new(),
            now: String::new(),
            nonce: 0,
            n_made: 0,
        };
        let mut log = Self::of_file(path, file, nothing, before)?;
        // A run that ended before its first line was written did nothing.
        log.read_lines()?;
        Ok(log)
    }

    fn of_file(path: &Path, file: File, header: Header, before: &'a Before<'a>) -> Result<Self> {
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::usage(format!("{}: another run is using it", path.display())));
            }
            Err(TryLockError::Error(error)) => return Err(Error::output(path.display(), error)),
        }
        let path = path.to_owned();
        Ok(Self { path, file, before, header, check: 0, steps: Vec::new(), by_id: HashMap::default() })
    }

    pub(super) fn header(&self) -> &Header {
        &self.header
    }

    /// Where a document stands.
    pub(super) fn state(&self, id: &str) -> State {
        match self.by_id.get(id).map(|idx| &self.steps[*idx]) {
            Some((_, Some(true))) => State::Done,
            Some((step, Some(false))) => State::Begun(Box::new(step.clone())),
            Some((_, None)) | None => State::Untouched,
        }
    }

    /// Steps that are not taken back, the last one first, and whether each was done.
    pub(super) fn to_take_back(&self) -> Vec<(Step, bool)> {
        self.steps.iter().rev().filter_map(|(step, state)| Some((step.clone(), (*state)?))).collect()
    }

    /// Whether nothing is left to take back.
    pub(super) fn is_all_back(&self) -> bool {
        self.steps.iter().all(|(_, state)| state.is_none())
    }

    /// The number of the next step.
    pub(super) fn next_number(&self) -> u64 {
        self.steps.len() as u64 + 1
    }

    /// Writes down that a step begins.
    pub(super) fn begin(&mut self, step: Step) -> Result<()> {
        let entry = Entry::Begin(step);
        self.append(&entry)?;
        self.take(entry).map_err(|()| not_a_log(&self.path, 0))
    }

    /// Writes down that a step is done.
    pub(super) fn done(&mut self, number: u64) -> Result<()> {
        self.append(&Entry::Done(number))?;
        self.take(Entry::Done(number)).map_err(|()| not_a_log(&self.path, 0))
    }

    /// Writes down that all is as it was before a step.
    pub(super) fn back(&mut self, number: u64) -> Result<()> {
        self.append(&Entry::Back(number))?;
        self.take(Entry::Back(number)).map_err(|()| not_a_log(&self.path, 0))
    }

    fn append(&mut self, entry: &Entry) -> Result<()> {
        (self.before)()?;
        let failed = |error| {
            Error::output(self.path.display(), error)
                .with_hint("nothing is done that cannot be written down first; run again when there is room")
        };
        let written = serde_json::value::to_raw_value(entry).and_then(|entry| {
            let check = hash_bytes(entry.get().as_bytes(), self.check);
            let line = serde_json::to_string(&Line { check: format!("{check:016x}"), entry: &entry })?;
            Ok((check, line + "\n"))
        });
        let (check, line) = written.map_err(|error| failed(error.into()))?;
        self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data()).map_err(failed)?;
        self.check = check;
        Ok(())
    }

    /// Reads all lines and tells how many there are; a last one that is incomplete is cut off.
    fn read_lines(&mut self) -> Result<usize> {
        let failed = |error| Error::input(self.path.display(), error);
        let mut text = Vec::new();
        self.file.read_to_end(&mut text).map_err(failed)?;
        let (mut n_lines, mut good_bytes) = (0, 0);
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            n_lines += 1;
            let is_last = good_bytes + line.len() == text.len();
            match self.entry(line) {
                Some((entry, check)) => {
                    let begins_run = matches!(entry, Entry::Run { .. });
                    let may_begin = n_lines == 1 || self.is_all_back();
                    if (n_lines == 1 && !begins_run)
                        || (begins_run && !may_begin)
                        || self.take(entry).is_err()
                    {
                        return Err(not_a_log(&self.path, n_lines));
                    }
                    self.check = check;
                    good_bytes += line.len();
                }
                None if is_last && !line.ends_with(b"\n") && begins_line(line) => {
                    n_lines -= 1;
                    break;
                }
                None => return Err(not_a_log(&self.path, n_lines)),
            }
        }
        if good_bytes < text.len() {
            self.file
                .set_len(good_bytes as u64)
                .map_err(|error| Error::output(self.path.display(), error))?;
        }
        self.file
            .seek(SeekFrom::Start(good_bytes as u64))
            .map_err(|error| Error::input(self.path.display(), error))?;
        Ok(n_lines)
    }

    /// The entry of a whole line whose checksum is right, and that checksum.
    fn entry(&self, line: &[u8]) -> Option<(Entry, u64)> {
        let text = std::str::from_utf8(line.strip_suffix(b"\n")?).ok()?;
        let line: Line<'_> = serde_json::from_str(text).ok()?;
        let check = hash_bytes(line.entry.get().as_bytes(), self.check);
        let entry = serde_json::from_str(line.entry.get()).ok()?;
        (format!("{check:016x}") == line.check).then_some((entry, check))
    }

    /// Notes what an entry tells.
    fn take(&mut self, entry: Entry) -> std::result::Result<(), ()> {
        match entry {
            Entry::Run { version, header } if version == LOG_VERSION => self.header = header,
            Entry::Run { .. } => return Err(()),
            Entry::Begin(step) if step.number == self.next_number() => {
                self.by_id.insert(step.id.clone(), self.steps.len());
                self.steps.push((step, Some(false)));
            }
            Entry::Begin(_) => return Err(()),
            Entry::Done(number) => self.step_mut(number)?.1 = Some(true),
            Entry::Back(number) => self.step_mut(number)?.1 = None,
        }
        Ok(())
    }

    fn step_mut(&mut self, number: u64) -> std::result::Result<&mut (Step, Option<bool>), ()> {
        let idx = usize::try_from(number).ok().and_then(|number| number.checked_sub(1)).ok_or(())?;
        self.steps.get_mut(idx).ok_or(())
    }
}

impl Drop for Log<'_> {
    /// A program that was started meanwhile may hold the file open for a moment longer, and with it the lock.
    fn drop(&mut self) {
        drop(self.file.unlock());
    }
}

/// Fingerprint of items: what a log's run is about.
pub(super) fn fingerprint(items: &[Item<'_>]) -> String {
    let hash = items.iter().fold(0, |hash, item| {
        let (kept, kept_hash) = item.kept.unwrap_or_default();
        // A NUL keeps the parts apart; no id that is acted on has one.
        [item.id, item.content_hash, kept, kept_hash]
            .iter()
            .fold(hash, |hash, part| hash_bytes(b"\0", hash_bytes(part.as_bytes(), hash)))
    });
    format!("{hash:016x}")
}

/// Whether bytes could be the beginning of a line of a log.
fn begins_line(bytes: &[u8]) -> bool {
    let start = br#"{"check":"#;
    let n = start.len().min(bytes.len());
    bytes[..n] == start[..n]
}

fn not_a_log(path: &Path, line: usize) -> Error {
    match line {
        1 => Error::usage(format!("{}: not a log of `wireprint dedupe`", path.display()))
            .with_hint("it is the file that `dedupe --apply` names at its end, REPORT.undo.jsonl by default"),
        _ => Error::usage(format!("{}:{line}: changed since `wireprint dedupe` wrote it", path.display()))
            .with_hint("files can still be moved back by hand: each line names what was done"),
    }
}

mod as_text {
    use std::ffi::OsString;
    use std::os::unix::ffi::{OsStrExt, OsStringExt};

    use super::{Deserialize, Deserializer, Path, PathBuf, Serialize, Serializer};
    use crate::dedupe::paths::{decode, encode};

    pub(super) fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
        encode(path.as_os_str().as_bytes()).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(PathBuf::from(OsString::from_vec(decode(&text))))
    }
}

mod as_optional_text {
    use super::{Deserialize, Deserializer, PathBuf, Serialize, Serializer, as_text};

    #[derive(Serialize, Deserialize)]
    struct Text(#[serde(with = "as_text")] PathBuf);

    pub(super) fn serialize<S: Serializer>(path: &Option<PathBuf>, serializer: S) -> Result<S::Ok, S::Error> {
        path.clone().map(Text).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<PathBuf>, D::Error> {
        Ok(Option::<Text>::deserialize(deserializer)?.map(|text| text.0))
    }
}
