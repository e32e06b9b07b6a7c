//! What a long run tells while it goes on, and of its stages afterwards.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, HumanCount, HumanDuration, ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::error::Result;
use crate::monitor::{Monitor, Progress, Stage};
use crate::store::Scratch;

/// Shows progress on standard error while a run goes on, if that is a terminal.
pub(super) struct Watcher {
    bar: ProgressBar,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Watcher {
    /// Watches a run; shows nothing unless `is_shown`.
    pub(super) fn start(monitor: &Arc<Monitor>, is_shown: bool) -> Self {
        if !is_shown {
            return Self { bar: ProgressBar::hidden(), thread: None };
        }
        let bar = ProgressBar::no_length();
        bar.set_style(ProgressStyle::with_template("{spinner} {msg}").expect("the template is valid"));
        let (monitor, shown) = (Arc::clone(monitor), bar.clone());
        let thread = std::thread::spawn(move || {
            let (mut stage, mut started) = (monitor.progress().stage, Instant::now());
            while !shown.is_finished() {
                let progress = monitor.progress();
                if progress.stage != stage {
                    (stage, started) = (progress.stage, Instant::now());
                }
                shown.set_message(message(progress, started.elapsed(), memory().now));
                shown.tick();
                std::thread::sleep(Duration::from_millis(100));
            }
        });
        Self { bar, thread: Some(thread) }
    }

    /// Takes the progress off the terminal.
    pub(super) fn finish(self) {
        self.bar.finish_and_clear();
        if let Some(thread) = self.thread {
            thread.join().expect("the watcher does not panic");
        }
    }
}

/// One line: the stage, what is done of it, how fast, the time left and the memory used.
fn message(progress: Progress, elapsed: Duration, memory_bytes: Option<u64>) -> String {
    let Progress { stage, done, total, bytes, bytes_total } = progress;
    let mut parts = vec![match total {
        0 => format!("{} {}", HumanCount(done), stage.unit()),
        _ => format!("{} of {} {}", HumanCount(done), HumanCount(total), stage.unit()),
    }];
    let seconds = elapsed.as_secs_f64().max(0.001);
    let share = if stage == Stage::Read {
        let rate = HumanBytes((bytes as f64 / seconds) as u64);
        parts.push(match bytes_total {
            0 => format!("{}, {rate}/s", HumanBytes(bytes)),
            _ => format!("{} of {}, {rate}/s", HumanBytes(bytes), HumanBytes(bytes_total)),
        });
        bytes as f64 / bytes_total as f64
    } else {
        parts.push(format!("{}/s", HumanCount((done as f64 / seconds) as u64)));
        done as f64 / total as f64
    };
    // The first hundredth tells little of the rest.
    if (0.01..=1.0).contains(&share) {
        let left = Duration::from_secs_f64(seconds * (1.0 - share) / share);
        parts.push(format!("{} left", HumanDuration(left)));
    }
    parts.extend(memory_bytes.map(|bytes| format!("{} of memory", HumanBytes(bytes))));
    format!("{}: {}", stage.as_str(), parts.join(", "))
}

/// Memory of this process, in bytes, where the system tells it.
struct Memory {
    now: Option<u64>,
    peak: Option<u64>,
}

/// Reads what Linux says in `/proc/self/status` (proc(5)).
fn memory() -> Memory {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
    };
    Memory { now: of("VmRSS:"), peak: of("VmHWM:") }
}

/// What a stage took.
#[derive(Debug, Serialize)]
struct StageStats {
    stage: &'static str,
    seconds: f64,
    /// Documents or pairs, see `unit`.
    done: u64,
    unit: &'static str,
    /// Bytes of input read up to its end.
    input_bytes: u64,
    /// Bytes written to scratch up to its end.
    scratch_bytes: u64,
    /// Memory at its end, and the most up to then; `null` where the system does not tell.
    memory_bytes: Option<u64>,
    peak_memory_bytes: Option<u64>,
}

/// What each stage of a run took.
pub(super) struct Stats {
    stages: Mutex<Vec<StageStats>>,
    /// The beginning of the run and of the stage under way.
    started: Instant,
    stage_started: Mutex<Option<Instant>>,
    scratch: Arc<Scratch>,
}

impl Stats {
    /// Of a run that begins now.
    pub(super) fn new(scratch: &Arc<Scratch>) -> Self {
        Self {
            stages: Mutex::default(),
            started: Instant::now(),
            stage_started: Mutex::default(),
            scratch: Arc::clone(scratch),
        }
    }

    /// Notes the end of a stage and the beginning of the next.
    pub(super) fn note(&self, progress: Progress) {
        let started =
            self.stage_started.lock().unwrap_or_else(PoisonError::into_inner).replace(Instant::now());
        let Some(started) = started else { return };
        let memory = memory();
        self.stages.lock().unwrap_or_else(PoisonError::into_inner).push(StageStats {
            stage: progress.stage.as_str(),
            seconds: started.elapsed().as_secs_f64(),
            done: progress.done,
            unit: progress.stage.unit(),
            input_bytes: progress.bytes,
            scratch_bytes: self.scratch.written_bytes(),
            memory_bytes: memory.now,
            peak_memory_bytes: memory.peak,
        });
    }

    /// Writes them as one JSON object.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(super) fn write(&self, path: &Path, n_documents: usize) -> Result<()> {
        #[derive(Serialize)]
        struct Totals<'s> {
            version: &'static str,
            threads: usize,
            documents: usize,
            seconds: f64,
            peak_memory_bytes: Option<u64>,
            scratch_bytes: u64,
            stages: &'s [StageStats],
        }
        let stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        let totals = Totals {
            version: env!("CARGO_PKG_VERSION"),
            threads: rayon::current_num_threads(),
            documents: n_documents,
            seconds: self.started.elapsed().as_secs_f64(),
            peak_memory_bytes: memory().peak,
            scratch_bytes: self.scratch.written_bytes(),
            stages: &stages,
        };
        super::output::write_to(path, |out| {
            serde_json::to_writer_pretty(&mut *out, &totals)?;
            out.write_all(b"\n")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_says_how_much_is_left_once_that_can_be_told() {
        let read =
            Progress { stage: Stage::Read, done: 1500, total: 0, bytes: 3 << 20, bytes_total: 6 << 20 };
        assert_eq!(
            message(read, Duration::from_secs(2), Some(64 << 20)),
            "reading: 1,500 documents, 3.00 MiB of 6.00 MiB, 1.50 MiB/s, 2 seconds left, 64.00 MiB of memory"
        );
        let stream = Progress { bytes_total: 0, ..read };
        assert_eq!(
            message(stream, Duration::from_secs(2), None),
            "reading: 1,500 documents, 3.00 MiB, 1.50 MiB/s"
        );
        let begun = Progress { stage: Stage::Verify, done: 1, total: 1000, ..read };
        assert_eq!(message(begun, Duration::from_secs(1), None), "verifying: 1 of 1,000 pairs, 1/s");
    }
}
