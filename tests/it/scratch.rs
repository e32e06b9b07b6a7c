//! Memory, scratch files and resumption: they decide how a run goes and never what it reports.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use wireprint::config::Config;
use wireprint::monitor::Monitor;
use wireprint::pipeline::{Room, scan};
use wireprint::report::json;
use wireprint_generate::{Generator, Parameters};

use crate::generated;
use crate::run::{Run, run, wireprint};

/// A folder with a collection in it.
struct Collection {
    folder: TempDir,
}

const ARGS: [&str; 7] = ["scan", "docs.jsonl", "-q", "--scratch", "scratch", "-o", "report.json"];

impl Collection {
    fn of(n_documents: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let parameters = Parameters { related: 0.8, ..Parameters::new(n_documents, 3) };
        generated::write(&Generator::new(parameters).unwrap(), folder.path());
        Self { folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The report of an undisturbed run.
    fn report(&self) -> Vec<u8> {
        let run = run(self.path(), &["scan", "docs.jsonl", "-q", "-o", "whole.json"]).exits(0);
        assert_eq!(run.stderr, "");
        fs::read(self.path().join("whole.json")).unwrap()
    }

    fn start(&self, resume: bool) -> Child {
        let args = ARGS.iter().chain(resume.then_some(&"--resume")).collect::<Vec<_>>();
        wireprint(self.path(), &args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    fn resume(&self) -> Run {
        run(self.path(), &[&ARGS[..], &["--resume"]].concat())
    }

    fn resumed_report(&self) -> Vec<u8> {
        self.resume().exits(0);
        fs::read(self.path().join("report.json")).unwrap()
    }

    fn scratch(&self) -> PathBuf {
        self.path().join("scratch/.wireprint")
    }

    /// Runs until a stage is finished, then kills the run.
    fn kill_after(&self, stage: &str) {
        let mut child = self.start(false);
        let state = self.scratch().join(format!("{stage}.state"));
        while !state.exists() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(200));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(state.exists(), "the run was killed after `{stage}`");
    }
}

#[test]
fn a_report_does_not_depend_on_memory_or_threads() {
    let collection = Collection::of(400);
    let input = generated::input(collection.path().join("docs.jsonl"));
    let report = |memory_bytes: usize, threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let (config, monitor) = (Config::default(), Monitor::default());
            let found = scan(&input, &config, Room::new(memory_bytes), &monitor).unwrap();
            let mut json = Vec::new();
            json::write(&found, &mut json).unwrap();
            (json, found.room().scratch().written_bytes())
        })
    };
    let (in_memory, written) = report(usize::MAX, 2);
    assert_eq!(written, 0, "what fits in memory stays there");
    for threads in [1, 3] {
        let (on_disk, written) = report(0, threads);
        assert!(written > 1_000_000, "{written} bytes were written");
        assert!(in_memory == on_disk, "with {threads} threads and no memory");
    }
}

#[test]
fn a_run_killed_at_any_moment_can_be_resumed() {
    let collection = Collection::of(300);
    let whole = collection.report();
    let started = Instant::now();
    assert!(collection.start(false).wait().unwrap().success());
    let run_time = started.elapsed();
    assert!(!collection.scratch().exists(), "a complete run leaves nothing");
    for moment in 0..20_u32 {
        // Moments all over the run, in no order of its stages.
        let share = f64::from((moment * 13) % 20) / 20.0 + 0.02;
        let mut child = collection.start(false);
        std::thread::sleep(run_time.mul_f64(share));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(collection.resumed_report() == whole, "killed after {share:.2} of the run");
    }
}

#[test]
fn a_run_killed_while_it_clears_up_can_be_resumed() {
    let collection = Collection::of(150);
    let whole = collection.report();
    let report = collection.path().join("report.json");
    for _ in 0..20 {
        let mut child = collection.start(false);
        while !report.exists() && child.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(collection.resumed_report() == whole);
        fs::remove_file(&report).unwrap();
    }
}

#[test]
fn damaged_scratch_never_gives_another_report() {
    let collection = Collection::of(150);
    let whole = collection.report();
    for stage in ["gathered", "prepared", "proposed", "measured"] {
        collection.kill_after(stage);
        let files: Vec<PathBuf> =
            fs::read_dir(collection.scratch()).unwrap().map(|entry| entry.unwrap().path()).collect();
        let kept: Vec<(&PathBuf, Vec<u8>)> =
            files.iter().map(|path| (path, fs::read(path).unwrap())).filter(|(_, b)| !b.is_empty()).collect();
        assert!(kept.len() >= 3, "{files:?}");
        for (path, bytes) in &kept {
            let flipped = bytes
                .iter()
                .enumerate()
                .map(|(at, byte)| if at == bytes.len() / 2 { byte ^ 16 } else { *byte });
            for damaged in [flipped.collect(), bytes[..bytes.len() / 2].to_vec()] {
                fs::create_dir_all(collection.scratch()).unwrap();
                kept.iter().for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
                fs::write(path, damaged).unwrap();
                let _ = fs::remove_file(collection.path().join("report.json"));
                let run = collection.resume();
                let report = fs::read(collection.path().join("report.json"));
                match run.status {
                    Some(0) => assert!(report.unwrap() == whole, "{path:?}"),
                    _ => {
                        assert_eq!(run.status, Some(2), "{}", run.stderr);
                        assert!(run.stderr.contains("scratch"), "{path:?}: {}", run.stderr);
                        assert!(report.is_err(), "{path:?} left a report");
                    }
                }
            }
        }
    }
}

#[test]
fn scratch_of_another_run_is_refused() {
    let collection = Collection::of(60);
    collection.kill_after("gathered");
    let refused = |args: &[&str]| {
        let run = run(collection.path(), &[&ARGS[..], &["--resume"], args].concat()).exits(2);
        assert!(run.stderr.contains("--resume: the scratch in"), "{}", run.stderr);
        run.stderr
    };
    assert!(refused(&["--threshold", "0.6"]).contains("with other parameters"));
    assert!(refused(&["--exclude", "x"]).contains("with other parameters"));
    let path = collection.path().join("docs.jsonl");
    let mut text = fs::read(&path).unwrap();
    let before = text.clone();
    text.extend_from_slice(b"{\"id\":\"new\",\"text\":\"A story that was not there before.\"}\n");
    fs::write(&path, &text).unwrap();
    assert!(refused(&[]).contains("of other input"));
    // The same bytes at another time are another file: nothing stale is used.
    fs::write(&path, before).unwrap();
    assert!(refused(&[]).contains("of other input"));
    let anew = run(collection.path(), &ARGS).exits(0);
    assert_eq!(anew.stderr, "", "without --resume the run begins anew");
}

#[test]
fn scratch_that_cannot_be_used_is_told_at_once() {
    let collection = Collection::of(20);
    fs::write(collection.path().join("a_file"), "").unwrap();
    let args = ["scan", "docs.jsonl", "-q", "-o", "report.json", "--scratch", "a_file/below"];
    let run = run(collection.path(), &args).exits(2);
    assert!(run.stderr.contains("scratch folder a_file/below"), "{}", run.stderr);
    assert!(run.stderr.contains("hint: choose another folder with --scratch DIR"), "{}", run.stderr);
    assert!(!collection.path().join("report.json").exists());
}

#[test]
fn resuming_needs_a_folder_and_files() {
    let collection = Collection::of(20);
    let run = |args: &[&str]| run(collection.path(), args).exits(2).stderr;
    assert!(run(&["scan", "docs.jsonl", "--resume"]).contains("--scratch <DIR>"));
    assert!(
        run(&["scan", "-", "--resume", "--scratch", "s"]).contains("standard input cannot be read again")
    );
    assert!(run(&["scan", "docs.jsonl", "--memory", "5M"]).contains("less than 96M"));
}

/// The shell's limit on the size of files stands for a disk that is full.
#[cfg(unix)]
#[test]
fn a_full_disk_ends_a_run_cleanly() {
    let collection = Collection::of(300);
    let program = env!("CARGO_BIN_EXE_wireprint");
    let script = format!("ulimit -f 200; trap '' XFSZ; exec '{program}' {}", ARGS.join(" "));
    let output = std::process::Command::new("sh")
        .current_dir(collection.path())
        .args(["-c", &script])
        .output()
        .unwrap();
    let run = Run::from(output).exits(2);
    assert!(run.stderr.contains("cannot be written to"), "{}", run.stderr);
    assert!(run.stderr.contains("hint:"), "{}", run.stderr);
    assert!(!collection.path().join("report.json").exists());
    assert!(collection.resumed_report() == collection.report(), "with room again the run goes on");
}

#[test]
fn stats_tell_of_each_stage() {
    let collection = Collection::of(50);
    let args = ["scan", "docs.jsonl", "-q", "-o", "report.json", "--stats", "stats.json"];
    run(collection.path(), &args).exits(0);
    let stats = fs::read(collection.path().join("stats.json")).unwrap();
    let stats: serde_json::Value = serde_json::from_slice(&stats).unwrap();
    let stages: Vec<&str> =
        stats["stages"].as_array().unwrap().iter().map(|stage| stage["stage"].as_str().unwrap()).collect();
    let expected = [
        "reading",
        "learning furniture",
        "sketching",
        "finding candidates",
        "verifying",
        "settling",
        "writing",
    ];
    assert_eq!(stages, expected);
    let n_bytes = fs::metadata(collection.path().join("docs.jsonl")).unwrap().len();
    assert_eq!(stats["stages"][0]["input_bytes"], n_bytes);
    assert_eq!(stats["documents"], 50);
    let report = fs::read_to_string(collection.path().join("report.json")).unwrap();
    assert!(!report.contains("seconds"), "a report does not tell how long it took");
}
