//! How far a run has come, and whether it is to stop: shared between the pipeline and whoever watches it.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};

use crate::error::{Error, Result};

/// The stages that take time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Stage {
    /// Reading and extracting.
    Read,
    /// Learning furniture.
    Learn,
    /// Sketching.
    Sign,
    /// Finding candidates.
    Candidates,
    /// Verifying and aligning.
    Verify,
    /// Deciding and grouping.
    Settle,
}

impl Stage {
    const ALL: [Self; 6] =
        [Self::Read, Self::Learn, Self::Sign, Self::Candidates, Self::Verify, Self::Settle];

    /// What the stage does, as a person reads it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "reading",
            Self::Learn => "learning furniture",
            Self::Sign => "sketching",
            Self::Candidates => "finding candidates",
            Self::Verify => "verifying",
            Self::Settle => "settling",
        }
    }
}

/// Counters that the pipeline raises and a watcher reads.
#[derive(Debug, Default)]
pub struct Monitor {
    stopped: AtomicBool,
    stage: AtomicU8,
    bytes: AtomicU64,
    done: AtomicU64,
    total: AtomicU64,
}

impl Monitor {
    /// Asks the run to stop at the next opportunity. Safe to call from a signal handler.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// An error if the run was asked to stop.
    ///
    /// # Errors
    /// [`Error::interrupted`].
    pub fn check(&self) -> Result<()> {
        if self.stopped.load(Ordering::Relaxed) { Err(Error::interrupted()) } else { Ok(()) }
    }

    /// Starts a stage of `total` steps (0: unknown).
    pub(crate) fn start(&self, stage: Stage, total: usize) {
        self.stage.store(stage as u8, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total as u64, Ordering::Relaxed);
    }

    /// Counts steps done.
    pub(crate) fn advance(&self, steps: usize) {
        self.done.fetch_add(steps as u64, Ordering::Relaxed);
    }

    /// Counts bytes read.
    pub(crate) fn add_bytes(&self, bytes: usize) {
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// The stage under way, its steps done, its steps in all (0: unknown), and the bytes read so far.
    #[must_use]
    pub fn progress(&self) -> (Stage, u64, u64, u64) {
        let stage = Stage::ALL[usize::from(self.stage.load(Ordering::Relaxed)).min(Stage::ALL.len() - 1)];
        let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        (stage, load(&self.done), load(&self.total), load(&self.bytes))
    }
}
