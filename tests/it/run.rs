//! The command as a user runs it.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use wireprint::report::json;
use wireprint::report::schema::Report;

use crate::valid::assert_valid;

/// What a run of the command came to.
#[derive(Debug)]
pub(crate) struct Run {
    /// Exit status; `None` if a signal ended it.
    pub(crate) status: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let stderr = String::from_utf8(output.stderr).expect("messages are UTF-8");
        Self { status: output.status.code(), stdout: output.stdout, stderr }
    }
}

impl Run {
    /// The run, which must have come to that status.
    #[track_caller]
    pub(crate) fn exits(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "{}", self.stderr);
        self
    }

    /// The report on standard output, which must be consistent in itself; nothing may have been said beside it but that
    /// there was nothing to compare.
    #[track_caller]
    pub(crate) fn report(&self) -> Report {
        let report = json::read(&self.stdout).expect("standard output holds a report");
        let said = self.stderr.lines().next().unwrap_or_default();
        let is_empty = report.documents.is_empty() && said.starts_with("wireprint: nothing to compare: ");
        assert!(self.stderr.is_empty() || is_empty, "{}", self.stderr);
        assert_valid(&report);
        report
    }

    #[track_caller]
    pub(crate) fn stdout_text(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("standard output is UTF-8")
    }
}

/// The command, to be run in the folder `cwd`, with nothing on its standard input.
pub(crate) fn wireprint(cwd: &Path, args: &[impl AsRef<OsStr>]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wireprint"));
    command.current_dir(cwd).args(args).stdin(Stdio::null());
    // Colour, width and settings are the tests' own.
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env_remove("COLUMNS");
    command.env("XDG_CONFIG_HOME", "/nowhere");
    command
}

/// Runs the command in the folder `cwd` to its end.
pub(crate) fn run(cwd: &Path, args: &[impl AsRef<OsStr>]) -> Run {
    wireprint(cwd, args).output().unwrap().into()
}

/// Scans the folder `cwd` itself.
#[track_caller]
pub(crate) fn scan(cwd: &Path) -> Report {
    run(cwd, &["scan", "."]).exits(0).report()
}

/// Ids of the documents in a report.
pub(crate) fn ids(report: &Report) -> Vec<&str> {
    report.documents.iter().map(|document| document.id.as_str()).collect()
}

/// Ids of the pairs in a report.
pub(crate) fn pairs(report: &Report) -> Vec<[&str; 2]> {
    report.pairs.iter().map(|pair| [&*pair.a, &*pair.b]).collect()
}
