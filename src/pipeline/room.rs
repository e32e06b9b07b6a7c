//! The memory and the disk that a run may use.

use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::{Input, gather, prepare};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::hash::hash_bytes;
use crate::propose;
use crate::read::Survey;
use crate::store::{Checkpoints, Identity, Scratch};

/// Names of the stages whose results are kept in a scratch folder.
pub(super) const GATHERED: &str = "gathered";
pub(super) const PREPARED: &str = "prepared";
pub(super) const PROPOSED: &str = "proposed";
pub(super) const MEASURED: &str = "measured";

/// The memory and the disk that a run may use. They decide its speed and never its report.
#[derive(Debug)]
pub struct Room {
    pub(super) scratch: Arc<Scratch>,
    pub(super) checkpoints: Checkpoints,
    /// Bytes that each of the stores of a run may hold in memory.
    pub(super) held_bytes_max: usize,
    memory_bytes: usize,
}

/// Memory of a run of no documents: the names of agencies, the program, the blocks of input that threads work on.
const FIXED_BYTES: usize = 64 << 20;

/// The least memory that a run can be held to.
pub const MEMORY_BYTES_MIN: usize = 96 << 20;

/// Stores that are in memory at a time, ten times their number: the rest is for what is kept of each document.
const SHARES: usize = 60;

/// Bytes of scratch for each byte of text: measured at 3.1 on generated pages of 600 words.
const SCRATCH_PER_BYTE: f64 = 3.8;

/// Counts the changes to what the files of a scratch folder hold.
const SCRATCH_LAYOUT: u32 = 4;

/// What a run is told by: if it is the same, so is the report.
#[derive(Clone, Copy)]
pub struct RunIdentity<'r> {
    /// What is read.
    pub input: &'r Input,
    /// The contents of the files that the input's agencies and furniture were made of.
    pub knowledge: &'r [String],
    /// A look at what is read.
    pub survey: &'r Survey,
    /// The parameters.
    pub config: &'r Config,
}

impl Room {
    /// What a run uses where the user says nothing, in bytes; what does not fit lies on disk, where it is cached.
    pub const MEMORY_BYTES: usize = 192 << 20;

    /// Room of `memory_bytes` and of the system's folder for temporary files.
    #[must_use]
    pub fn new(memory_bytes: usize) -> Self {
        let scratch = Arc::new(Scratch::temporary());
        Self {
            checkpoints: Checkpoints::none(&scratch),
            held_bytes_max: held(memory_bytes),
            scratch,
            memory_bytes,
        }
    }

    /// Room of `memory_bytes` and of a scratch folder, whose files stay until the run is complete. With `resume` it goes on
    /// where an earlier run ended that had the same version, parameters and input.
    ///
    /// # Errors
    /// If the folder cannot be used, another run uses it, or what is to be resumed is of another run.
    pub fn in_folder(
        memory_bytes: usize,
        folder: &Path,
        resume: bool,
        run: &RunIdentity<'_>,
    ) -> Result<Self> {
        let survey = run.survey;
        if survey.has_stream && resume {
            return Err(Error::usage("--resume: standard input cannot be read again")
                .with_hint("write it to a file first"));
        }
        let scratch = Arc::new(Scratch::in_folder(folder)?);
        let identity = Identity {
            version: format!("{} (scratch layout {SCRATCH_LAYOUT})", env!("CARGO_PKG_VERSION")),
            parameters: parameters(run),
            input: format!("{} files, {} bytes, {:016x}", survey.files, survey.bytes, survey.digest),
        };
        let checkpoints = Checkpoints::begin(&scratch, identity, resume)?;
        Ok(Self { checkpoints, held_bytes_max: held(memory_bytes), scratch, memory_bytes })
    }

    /// Refuses input for whose scratch files the disk has no room.
    ///
    /// # Errors
    /// If less is free than may be needed.
    pub fn check_disk(&self, survey: &Survey) -> Result<()> {
        let needed = (survey.unpacked_bytes as f64 * SCRATCH_PER_BYTE) as u64;
        if self.checkpoints.are_kept() || needed > self.memory_bytes as u64 {
            self.scratch.check_room(needed)?;
        }
        Ok(())
    }

    /// The scratch folder, with the number of bytes written there.
    #[must_use]
    pub fn scratch(&self) -> &Arc<Scratch> {
        &self.scratch
    }

    /// Removes what was kept for another run: this one is complete.
    pub fn clear(&self) {
        let files = [&gather::FILES[..], &prepare::FILES, &propose::FILES].concat();
        self.checkpoints.clear(&[GATHERED, PREPARED, PROPOSED, MEASURED], &files);
    }
}

impl Default for Room {
    fn default() -> Self {
        Self::new(Self::MEMORY_BYTES)
    }
}

fn held(memory_bytes: usize) -> usize {
    memory_bytes.saturating_sub(FIXED_BYTES) / SHARES
}

/// Everything but the input itself that a report depends on.
fn parameters(run: &RunIdentity<'_>) -> String {
    let RunIdentity { input, knowledge, config, .. } = run;
    let knowledge: Vec<String> =
        knowledge.iter().map(|file| format!("{:016x}", hash_bytes(file.as_bytes(), 0))).collect();
    let roots: Vec<String> = input.roots.iter().map(|root| root.to_string_lossy().into_owned()).collect();
    json!({
        "parameters": config.to_json(),
        "knowledge": knowledge,
        "roots": roots,
        "reading": format!("{:?}", input.read),
    })
    .to_string()
}
