//! How far a run has come, and whether it is to stop: shared between the pipeline and whoever watches it.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};

use crate::error::{Error, Result};

/// The stages that take time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Stage {
    /// Reading, extracting, counting sentences.
    Read,
    /// Learning furniture.
    Learn,
    /// Final roles and credits, sketching.
    Sign,
    /// Finding candidates.
    Candidates,
    /// Verifying and aligning.
    Verify,
    /// Deciding and grouping.
    Settle,
    /// Writing reports.
    Write,
}

impl Stage {
    const ALL: [Self; 7] =
        [Self::Read, Self::Learn, Self::Sign, Self::Candidates, Self::Verify, Self::Settle, Self::Write];

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
            Self::Write => "writing",
        }
    }

    /// What its steps are.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Self::Verify | Self::Settle => "pairs",
            Self::Write => "reports",
            _ => "documents",
        }
    }
}

/// How far a run has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// The stage under way.
    pub stage: Stage,
    /// Its steps done: documents, or pairs.
    pub done: u64,
    /// Its steps in all; 0 where that is unknown.
    pub total: u64,
    /// Bytes of input read so far.
    pub bytes: u64,
    /// Bytes of input in all; 0 where that is unknown.
    pub bytes_total: u64,
}

/// Called at the beginning of each stage with what was done before it.
type Observer = Box<dyn Fn(Progress) + Send + Sync>;

/// Counters that the pipeline raises and a watcher reads.
#[derive(Default)]
pub struct Monitor {
    stopped: AtomicBool,
    stage: AtomicU8,
    bytes: AtomicU64,
    bytes_total: AtomicU64,
    done: AtomicU64,
    total: AtomicU64,
    observer: Option<Observer>,
}

impl fmt::Debug for Monitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Monitor").field("progress", &self.progress()).finish_non_exhaustive()
    }
}

impl Monitor {
    /// A monitor that calls `observer` at the beginning of each stage with the progress of the one before.
    #[must_use]
    pub fn observed_by(observer: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self { observer: Some(Box::new(observer)), ..Self::default() }
    }

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

    /// Says how many bytes of input there are.
    pub fn expect_bytes(&self, bytes: u64) {
        self.bytes_total.store(bytes, Ordering::Relaxed);
    }

    /// Starts a stage of `total` steps (0: unknown).
    pub fn start(&self, stage: Stage, total: usize) {
        if let Some(observer) = &self.observer {
            observer(self.progress());
        }
        self.stage.store(stage as u8, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total as u64, Ordering::Relaxed);
    }

    /// Counts steps done.
    pub fn advance(&self, steps: usize) {
        self.done.fetch_add(steps as u64, Ordering::Relaxed);
    }

    /// Counts bytes read.
    pub(crate) fn add_bytes(&self, bytes: usize) {
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// How far the run has come.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Progress {
            stage: Stage::ALL[usize::from(self.stage.load(Ordering::Relaxed)).min(Stage::ALL.len() - 1)],
            done: load(&self.done),
            total: load(&self.total),
            bytes: load(&self.bytes),
            bytes_total: load(&self.bytes_total),
        }
    }
}
