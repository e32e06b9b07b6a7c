//! Counting: runs this program under callgrind and reads what it wrote.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::UNDER_VALGRIND;
use crate::baseline::Baseline;
use crate::cases::PROCESSOR;

/// What came of counting.
pub(crate) enum Outcome {
    /// The counts.
    Counted(Baseline),
    /// The machine has no valgrind.
    Absent,
}

/// The function inside which instructions are counted, whatever the compiler puts before and after its name.
const MEASURED: &str = "*measured_work*";

/// The function before which the count of a case is written to a file of its own.
const COUNTED: &str = "*case_is_counted*";

/// Counts every case.
pub(crate) fn count() -> Result<Outcome, String> {
    match Command::new("valgrind").arg("--version").stdout(Stdio::null()).status() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Outcome::Absent),
        Err(error) => return Err(format!("valgrind: {error}")),
        Ok(_) => {}
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("instructions");
    let text_of = |error: io::Error| format!("{}: {error}", folder.display());
    // Files of an earlier run would be taken for those of this one.
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(text_of(error)),
        _ => fs::create_dir_all(&folder).map_err(text_of)?,
    }
    let names = run_under_callgrind(&folder)?;
    let (processor, names) = names.split_first().ok_or("the cases printed nothing")?;
    let counts = names.iter().zip(1..).map(|(name, number)| {
        let path = folder.join(format!("callgrind.out.{number}"));
        Ok((name.clone(), total_of(&path)?))
    });
    let processor = processor.strip_prefix(PROCESSOR).unwrap_or(processor);
    let made_with = format!("{}, {}, {processor}", compiler()?, c_library());
    Ok(Outcome::Counted(Baseline { made_with, counts: counts.collect::<Result<_, String>>()? }))
}

/// Runs this program under callgrind; gives the lines that it printed.
fn run_under_callgrind(folder: &Path) -> Result<Vec<String>, String> {
    let program = std::env::current_exe().map_err(|error| format!("the path of this program: {error}"))?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let output = Command::new("valgrind")
        // The environment lies on the stack and moves all that stands below it.
        .env_clear()
        .env("PATH", path)
        .args(["--tool=callgrind", "--quiet", "--cache-sim=no", "--branch-sim=no"])
        .arg(format!("--callgrind-out-file={}", folder.join("callgrind.out").display()))
        .arg(format!("--toggle-collect={MEASURED}"))
        .arg(format!("--dump-before={COUNTED}"))
        .arg(program)
        .arg(UNDER_VALGRIND)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    if !output.status.success() {
        return Err(format!("valgrind ended with {}", output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

/// The instructions of one file of callgrind.
fn total_of(path: &Path) -> Result<u64, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let total = text.lines().find_map(|line| line.strip_prefix("summary: ")?.trim().parse().ok());
    total
        .filter(|total| *total > 0)
        .ok_or_else(|| format!("{}: no instructions were counted", path.display()))
}

/// The compiler's name and version.
fn compiler() -> Result<String, String> {
    let program = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output =
        Command::new(program).arg("--version").output().map_err(|error| format!("rustc: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The C library's name and version: copying and comparing are its functions.
fn c_library() -> String {
    let told = Command::new("getconf").arg("GNU_LIBC_VERSION").stderr(Stdio::null()).output();
    let told =
        told.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    if told.is_empty() { "another C library".to_owned() } else { told }
}
