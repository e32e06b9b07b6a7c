//! Checkpoints: what a run has finished, so that another one can go on from there.
//!
//! Beside the files of the stores a scratch folder holds `run.json`, which says of which run they are and what is finished, and
//! a file of state for each finished stage. Each is written under another name, brought to the disk and renamed: at any moment
//! the folder holds a whole state or none.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Scratch;
use crate::error::{Error, Result};
use crate::hash::hash_bytes;

/// What makes two runs the same: whatever else differs, their reports are equal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Identity {
    /// The program's version.
    pub version: String,
    /// Parameters, files of knowledge and options of reading.
    pub parameters: String,
    /// The input, by the names, sizes and times of its files.
    pub input: String,
}

/// What `run.json` holds.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    identity: Identity,
    /// Names of the stages finished, in order.
    finished: Vec<String>,
}

const MANIFEST: &str = "run.json";
const LOCK: &str = "lock";

/// Keeps the results of finished stages, if the scratch folder is kept at all.
#[derive(Debug)]
pub struct Checkpoints {
    scratch: Arc<Scratch>,
    manifest: Option<Manifest>,
    /// Held while the run goes on, so that no other one uses the folder.
    _lock: Option<File>,
}

impl Checkpoints {
    /// For a run whose scratch vanishes with it: nothing is kept.
    #[must_use]
    pub fn none(scratch: &Arc<Scratch>) -> Self {
        Self { scratch: Arc::clone(scratch), manifest: None, _lock: None }
    }

    /// For a run of this identity in a scratch folder. With `resume` the stages that an earlier run finished are kept, else
    /// everything begins anew.
    ///
    /// # Errors
    /// If another run uses the folder, it cannot be written, or what it holds is of another run.
    pub fn begin(scratch: &Arc<Scratch>, identity: Identity, resume: bool) -> Result<Self> {
        let lock = lock(scratch)?;
        let path = scratch.folder().join(MANIFEST);
        let mut manifest = Manifest { identity, finished: Vec::new() };
        if resume && path.exists() {
            let json = fs::read(&path).map_err(|error| Error::output(path.display(), error))?;
            let found: Manifest = serde_json::from_slice(&json)
                .map_err(|error| Error::damaged(path.display(), &format!("cannot be read: {error}")))?;
            refuse_other(scratch.folder(), &found.identity, &manifest.identity)?;
            manifest.finished = found.finished;
        }
        let checkpoints = Self { scratch: Arc::clone(scratch), manifest: Some(manifest), _lock: Some(lock) };
        checkpoints.write_manifest()?;
        Ok(checkpoints)
    }

    /// Whether results are kept.
    #[must_use]
    pub fn are_kept(&self) -> bool {
        self.manifest.is_some()
    }

    /// Keeps the state of a finished stage.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish<T: Serialize>(&mut self, stage: &str, state: &T) -> Result<()> {
        if self.manifest.is_none() {
            return Ok(());
        }
        let mut bytes = postcard::to_stdvec(state)
            .map_err(|error| self.scratch.failed("cannot be written to", io::Error::other(error)))?;
        bytes.extend(hash_bytes(&bytes, STATE_SEED).to_le_bytes());
        self.replace(&state_name(stage), &bytes)?;
        if let Some(manifest) = &mut self.manifest {
            manifest.finished.push(stage.to_owned());
        }
        self.write_manifest()
    }

    /// The state of a stage, if it is finished.
    ///
    /// # Errors
    /// If it cannot be read or is damaged.
    pub fn load<T: DeserializeOwned>(&self, stage: &str) -> Result<Option<T>> {
        if !self.manifest.iter().flat_map(|manifest| &manifest.finished).any(|name| name == stage) {
            return Ok(None);
        }
        let path = self.scratch.folder().join(state_name(stage));
        let bytes = fs::read(&path).map_err(|error| Error::output(path.display(), error))?;
        let damaged = || Error::damaged(path.display(), "is not what was written");
        let (state, checksum) = bytes.split_last_chunk::<8>().ok_or_else(damaged)?;
        if *checksum != hash_bytes(state, STATE_SEED).to_le_bytes() {
            return Err(damaged());
        }
        postcard::from_bytes(state).map(Some).map_err(|_| damaged())
    }

    /// The state of a stage if it is finished, else what `make` gives, which is kept.
    ///
    /// # Errors
    /// Those of `make`, and if the state cannot be read or written.
    pub fn load_or<T: Serialize + DeserializeOwned>(
        &mut self,
        stage: &str,
        make: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        if let Some(state) = self.load(stage)? {
            return Ok(state);
        }
        let state = make()?;
        self.finish(stage, &state)?;
        Ok(state)
    }

    /// Removes files that finished stages have no more use for.
    pub fn remove(&self, names: &[&str]) {
        if self.are_kept() {
            // A file that stays takes room and does no harm.
            names.iter().for_each(|name| drop(fs::remove_file(self.scratch.folder().join(name))));
        }
    }

    /// Removes what was kept of `stages` and of the run, and the files of both: its report is written. The manifest goes first, so
    /// that a run that is killed here leaves nothing that another would go on with.
    pub fn clear(&self, stages: &[&str], files: &[&str]) {
        let states: Vec<String> = stages.iter().map(|stage| state_name(stage)).collect();
        let states: Vec<&str> = states.iter().map(String::as_str).collect();
        self.remove(&[MANIFEST]);
        self.remove(files);
        self.remove(&states);
        self.remove(&[LOCK]);
        if self.are_kept() {
            drop(fs::remove_dir(self.scratch.folder()));
        }
    }

    fn write_manifest(&self) -> Result<()> {
        let json = serde_json::to_vec_pretty(&self.manifest)
            .map_err(|error| self.scratch.failed("cannot be written to", error.into()))?;
        self.replace(MANIFEST, &json)
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.scratch.folder().join(name);
        let beside = path.with_extension("part");
        let write = || {
            let mut file = File::create(&beside)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&beside, &path)
        };
        write().map_err(|error| self.scratch.failed("cannot be written to", error))?;
        self.scratch.count_written(bytes.len());
        Ok(())
    }
}

/// Seed of the checksums of states.
const STATE_SEED: u64 = 0x7374_6174;

fn state_name(stage: &str) -> String {
    format!("{stage}.state")
}

fn lock(scratch: &Scratch) -> Result<File> {
    let path: PathBuf = scratch.folder().join(LOCK);
    let file = File::create(&path).map_err(|error| scratch.failed("cannot be written to", error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => {
            let message = format!("--scratch {}: another run uses the folder", scratch.folder().display());
            Err(Error::usage(message).with_hint("wait until it ends, or choose another folder"))
        }
        Err(fs::TryLockError::Error(error)) => Err(scratch.failed("cannot be locked", error)),
    }
}

/// Refuses to go on with what another run left.
fn refuse_other(folder: &Path, found: &Identity, wanted: &Identity) -> Result<()> {
    let what = if found.version != wanted.version {
        format!("by version {}, this is {}", found.version, wanted.version)
    } else if found.parameters != wanted.parameters {
        "with other parameters or files of knowledge".to_owned()
    } else if found.input != wanted.input {
        "of other input: a file was added, removed or changed".to_owned()
    } else {
        return Ok(());
    };
    let message = format!("--resume: the scratch in {} was made {what}", folder.display());
    Err(Error::usage(message).with_hint("leave out --resume to begin anew, or choose another folder"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(parameters: &str, input: &str) -> Identity {
        let owned = str::to_owned;
        Identity { version: owned("1"), parameters: owned(parameters), input: owned(input) }
    }

    fn begin(folder: &Path, identity: Identity, resume: bool) -> Result<Checkpoints> {
        Checkpoints::begin(&Arc::new(Scratch::in_folder(folder)?), identity, resume)
    }

    #[test]
    fn a_run_goes_on_where_the_same_one_ended() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = begin(folder.path(), identity("p", "i"), false).unwrap();
        first.finish("read", &vec![1_u32, 2]).unwrap();
        assert!(begin(folder.path(), identity("p", "i"), true).is_err(), "the first one still runs");
        drop(first);
        let second = begin(folder.path(), identity("p", "i"), true).unwrap();
        assert_eq!(second.load("read").unwrap(), Some(vec![1_u32, 2]));
        assert_eq!(second.load::<Vec<u32>>("sketch").unwrap(), None);
        drop(second);
        let anew = begin(folder.path(), identity("p", "i"), false).unwrap();
        assert_eq!(anew.load::<Vec<u32>>("read").unwrap(), None, "without --resume nothing is used again");
    }

    #[test]
    fn what_another_run_left_is_refused_with_the_reason() {
        let folder = tempfile::tempdir().unwrap();
        drop(begin(folder.path(), identity("p", "i"), false).unwrap());
        let refused = |identity| begin(folder.path(), identity, true).unwrap_err().to_string();
        assert!(refused(identity("q", "i")).contains("with other parameters"));
        assert!(refused(identity("p", "j")).contains("of other input"));
        let other_version = Identity { version: "2".to_owned(), ..identity("p", "i") };
        assert!(refused(other_version).contains("by version 1, this is 2"));
    }

    #[test]
    fn a_damaged_state_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let mut run = begin(folder.path(), identity("p", "i"), false).unwrap();
        run.finish("read", &vec![7_u64; 100]).unwrap();
        let path = folder.path().join(".wireprint/read.state");
        let whole = fs::read(&path).unwrap();
        for damaged in [&whole[..50], &whole[..3], &[&whole[..9], &[1], &whole[10..]].concat()] {
            fs::write(&path, damaged).unwrap();
            let error = run.load::<Vec<u64>>("read").unwrap_err().to_string();
            assert!(error.contains("is not what was written"), "{error}");
        }
    }
}
