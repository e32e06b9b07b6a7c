//! The folder of a run's scratch files.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{Error, Result};

/// Where a run puts what memory does not hold. Files of a temporary scratch vanish with the run, however it ends; those of a
/// named folder stay until the run is complete, so that another one can go on with them.
#[derive(Debug)]
pub struct Scratch {
    folder: PathBuf,
    /// Whether files stay when the run ends early.
    keeps: bool,
    written_bytes: AtomicU64,
}

impl Scratch {
    /// Scratch in the system's folder for temporary files.
    #[must_use]
    pub fn temporary() -> Self {
        Self { folder: tempfile::env::temp_dir(), keeps: false, written_bytes: AtomicU64::new(0) }
    }

    /// Scratch in a folder of the caller's, which is made if it does not exist. The files lie in a hidden folder in it, so that
    /// they are never taken for input.
    ///
    /// # Errors
    /// If the folder cannot be made or written to.
    pub fn in_folder(folder: &Path) -> Result<Self> {
        let folder = folder.join(".wireprint");
        let scratch = Self { folder, keeps: true, written_bytes: AtomicU64::new(0) };
        std::fs::create_dir_all(&scratch.folder).map_err(|error| scratch.failed("cannot be made", error))?;
        tempfile::tempfile_in(&scratch.folder)
            .map_err(|error| scratch.failed("cannot be written to", error))?;
        Ok(scratch)
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Bytes written to scratch files so far.
    #[must_use]
    pub fn written_bytes(&self) -> u64 {
        self.written_bytes.load(Ordering::Relaxed)
    }

    /// Refuses to begin where the disk has less than `bytes` free. A disk that does not tell is taken for large enough.
    ///
    /// # Errors
    /// If there is too little room.
    pub fn check_room(&self, bytes: u64) -> Result<()> {
        match fs4::available_space(&self.folder) {
            Ok(free) if free < bytes => {
                let message = format!(
                    "scratch folder {}: {} MB are free, some {} MB may be needed",
                    self.folder.display(),
                    free / 1_000_000,
                    bytes.div_ceil(1_000_000)
                );
                Err(Error::usage(message).with_hint("choose a folder on a larger disk with --scratch DIR"))
            }
            _ => Ok(()),
        }
    }

    /// A new, empty file.
    pub(super) fn create(&self, name: &str) -> Result<File> {
        let file = if self.keeps {
            OpenOptions::new().read(true).write(true).create(true).truncate(true).open(self.folder.join(name))
        } else {
            tempfile::tempfile_in(&self.folder)
        };
        file.map_err(|error| self.failed("cannot be written to", error))
    }

    /// A file that an earlier run left.
    pub(super) fn open(&self, name: &str) -> Result<File> {
        let path = self.folder.join(name);
        File::open(&path).map_err(|error| Error::output(path.display(), error))
    }

    /// Counts bytes written to a file.
    pub(super) fn count_written(&self, bytes: usize) {
        self.written_bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// The error of a file that could not be written.
    pub(super) fn failed(&self, what: &str, error: io::Error) -> Error {
        let full = error.kind() == io::ErrorKind::StorageFull;
        let error = Error::output(format!("scratch folder {} {what}", self.folder.display()), error);
        let hint = if full {
            "choose a folder on a larger disk with --scratch DIR, or hold more in memory with --memory"
        } else {
            "choose another folder with --scratch DIR, or hold more in memory with --memory"
        };
        error.with_hint(hint)
    }
}
