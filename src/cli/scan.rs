//! `wireprint scan`: reads a collection, writes reports.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::formats::{Format, Output};
use super::output::{check_writable, complain};
use super::progress::{Stats, Watcher};
use super::{INTERRUPTED, KnowledgeFiles, Outcome, load_input};
use crate::config::{Config, Profile};
use crate::error::{Error, Result};
use crate::monitor::{Monitor, Stage};
use crate::pipeline::{Found, MEMORY_BYTES_MIN, Room, RunIdentity, scan};
use crate::read::{ReadOptions, survey};

#[derive(Args, Debug)]
pub(super) struct ScanArgs {
    /// Folders and files to compare; `-` reads JSON Lines from standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write the report to FILE; repeatable. The extension picks the format: .json, .jsonl, .csv, .html, .graphml, .gexf,
    /// .md, .txt. A file named after a list (pairs.csv) has that list, others of several lists a file beside for each.
    /// FORMAT:FILE names the format (keep:ids.txt), DIR/ has JSON Lines, `-` is standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Vec<PathBuf>,
    /// Format of what goes to standard output
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    format: Option<Format>,
    /// Print neither progress nor the summary
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,
    /// Exit with status 3 if any input was skipped
    #[arg(long, help_heading = "Output")]
    strict: bool,
    /// Exit with status 1 if any related pair was found
    #[arg(long, help_heading = "Output")]
    fail_on_match: bool,
    #[command(flatten)]
    read: ReadArgs,
    #[command(flatten)]
    rules: RuleArgs,
    #[command(flatten)]
    files: KnowledgeFiles,
    #[command(flatten)]
    resources: ResourceArgs,
}

#[derive(Args, Debug)]
struct ResourceArgs {
    /// Threads; default: one for each core
    #[arg(long, value_name = "N", help_heading = "Resources")]
    threads: Option<usize>,
    /// Memory to use at most: bytes, or with K, M, G. More makes large collections faster, never different [default:
    /// 192M, more from half a million documents on]
    #[arg(long, value_name = "BYTES", value_parser = parse_bytes, help_heading = "Resources")]
    memory: Option<u64>,
    /// Folder for what memory does not hold. Its files stay if the run ends early [default: the system's temporary folder,
    /// where they vanish]
    #[arg(long, value_name = "DIR", help_heading = "Resources")]
    scratch: Option<PathBuf>,
    /// Go on where an earlier run with the same --scratch, parameters and input ended
    #[arg(long, requires = "scratch", help_heading = "Resources")]
    resume: bool,
    /// Write the time, bytes and memory of each stage to FILE, as JSON
    #[arg(long, value_name = "FILE", help_heading = "Resources")]
    stats: Option<PathBuf>,
}

impl ResourceArgs {
    fn memory_bytes(&self) -> Result<usize> {
        match self.memory {
            Some(bytes) if bytes < MEMORY_BYTES_MIN as u64 => {
                let least = MEMORY_BYTES_MIN >> 20;
                Err(Error::usage(format!("--memory: {bytes} bytes are less than {least}M"))
                    .with_hint("the names of agencies and the work under way take that much"))
            }
            Some(bytes) => Ok(usize::try_from(bytes).unwrap_or(usize::MAX)),
            None => Ok(Room::MEMORY_BYTES),
        }
    }

    /// The room that the user gives, once it is known that what it is for fits in.
    fn room(&self, memory_bytes: usize, run: &RunIdentity<'_>) -> Result<Room> {
        let room = match &self.scratch {
            Some(folder) => Room::in_folder(memory_bytes, folder, self.resume, run)?,
            None => Room::new(memory_bytes),
        };
        room.check_disk(run.survey)?;
        Ok(room)
    }
}

#[derive(Args, Debug)]
pub(super) struct ReadArgs {
    /// Read only files whose path matches the glob. Repeatable
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    include: Vec<String>,
    /// Leave out files and folders whose path matches the glob. Repeatable
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    exclude: Vec<String>,
    /// Follow symbolic links
    #[arg(long, help_heading = "Input")]
    follow: bool,
    /// Skip documents larger than this: bytes, or with K, M, G [default: 16M]
    #[arg(long, value_name = "BYTES", value_parser = parse_document_bytes, help_heading = "Input")]
    max_bytes: Option<usize>,
    /// The outlet of every document, whatever its metadata say
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    source: Option<String>,
    /// Name of a record's field: OURS=THEIRS, such as text=body or source=meta.outlet. Repeatable
    #[arg(long, value_name = "OURS=THEIRS", help_heading = "Input")]
    field: Vec<String>,
}

impl ReadArgs {
    pub(super) fn options(&self) -> Result<ReadOptions> {
        let mut options = ReadOptions {
            source: self.source.clone(),
            include: self.include.clone(),
            exclude: self.exclude.clone(),
            follow_symlinks: self.follow,
            ..ReadOptions::default()
        };
        if let Some(bytes) = self.max_bytes {
            options.doc_bytes_max = bytes;
        }
        for pair in &self.field {
            let Some((ours, theirs)) = pair.split_once('=') else {
                return Err(Error::usage(format!("--field {pair}: no `=` in it"))
                    .with_hint("write --field text=body"));
            };
            options.fields.insert(ours, theirs)?;
        }
        Ok(options)
    }
}

#[derive(Args, Debug)]
pub(super) struct RuleArgs {
    /// Kind of text: web (word shingles) or ocr (letter shingles, for scanned newspapers)
    #[arg(long, value_enum, default_value = "web", value_name = "PROFILE", help_heading = "Rules")]
    profile: ProfileArg,
    /// Whole-article Jaccard from which pairs must be found with the probability of --recall [default: 0.5]
    #[arg(long, value_name = "J", help_heading = "Rules")]
    threshold: Option<f64>,
    /// See --threshold [default: 0.99]
    #[arg(long, value_name = "P", help_heading = "Rules")]
    recall: Option<f64>,
    /// Words of a shingle; letters in the ocr profile [default: 5; ocr 8]
    #[arg(long, value_name = "K", help_heading = "Rules")]
    shingle: Option<usize>,
    /// Values of a signature: more cost time and memory and estimate better [default: 128]
    #[arg(long, value_name = "N", help_heading = "Rules")]
    permutations: Option<usize>,
    /// Skip documents of fewer words of main text [default: 12]
    #[arg(long, value_name = "WORDS", help_heading = "Rules")]
    min_words: Option<usize>,
    /// Compare only documents dated so close; undated ones are compared with all
    #[arg(long, value_name = "DAYS", help_heading = "Rules")]
    within: Option<u32>,
    /// Leave out pairs of one source
    #[arg(long, help_heading = "Rules")]
    across_sources: bool,
}

impl RuleArgs {
    pub(super) fn config(&self) -> Config {
        let mut config = Config::new(match self.profile {
            ProfileArg::Web => Profile::Web,
            ProfileArg::Ocr => Profile::Ocr,
        });
        config.threshold = self.threshold.unwrap_or(config.threshold);
        config.recall = self.recall.unwrap_or(config.recall);
        config.shingle_len = self.shingle.unwrap_or(config.shingle_len);
        config.permutations = self.permutations.unwrap_or(config.permutations);
        config.doc_words_min = self.min_words.unwrap_or(config.doc_words_min);
        config.within_days = self.within;
        config.across_sources = self.across_sources;
        config
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum ProfileArg {
    Web,
    Ocr,
}

pub(super) fn run(args: &ScanArgs) -> Result<Outcome> {
    let outputs = outputs(args)?;
    outputs.iter().try_for_each(Output::check)?;
    let config = args.rules.config();
    config.validate()?;
    let (input, knowledge) = load_input(&args.paths, args.read.options()?, &args.files)?;
    args.resources.stats.iter().try_for_each(|path| check_writable(path))?;
    let memory_bytes = args.resources.memory_bytes()?;
    let survey = survey(&input.roots, &input.read)?;
    let run = RunIdentity { input: &input, knowledge: &knowledge, survey: &survey, config: &config };
    let room = args.resources.room(memory_bytes, &run)?;
    let stats = Arc::new(Stats::new(room.scratch()));
    let noted = Arc::clone(&stats);
    let monitor = Arc::new(Monitor::observed_by(move |progress| noted.note(progress)));
    // What packed files hold is only known once they are read.
    let is_known = !survey.has_stream && survey.unpacked_bytes == survey.bytes;
    monitor.expect_bytes(if is_known { survey.bytes } else { 0 });
    stop_on_signals(&monitor)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.resources.threads.unwrap_or(0)).build();
    let pool = pool.map_err(|error| Error::usage(format!("--threads: {error}")))?;
    let watcher = Watcher::start(&monitor, !args.quiet && std::io::stderr().is_terminal());
    let found = pool.install(|| scan(&input, &config, room, &monitor));
    watcher.finish();
    let found = found?;
    monitor.start(Stage::Write, outputs.len());
    let mut summarised = None;
    for output in &outputs {
        pool.install(|| {
            if !output.is_summary() {
                return output.write(&found);
            }
            let report = match summarised.take() {
                Some(report) => report,
                None => found.to_report_of_related()?,
            };
            output.write_summary(summarised.insert(report))
        })?;
        monitor.advance(1);
    }
    found.room().clear();
    stats.note(monitor.progress());
    if let Some(path) = &args.resources.stats {
        pool.install(|| stats.write(path, found.n_documents()))?;
    }
    Ok(outcome(args, &found))
}

fn outcome(args: &ScanArgs, found: &Found<'_>) -> Outcome {
    if args.fail_on_match && found.n_pairs() > 0 {
        Outcome::Matched
    } else if args.strict && found.n_skipped() > 0 {
        Outcome::SomeSkipped
    } else {
        Outcome::Done
    }
}

/// What is written where. Without `--output` a person at a terminal gets the summary, a pipe the JSON report; with it,
/// the summary goes to standard output as well unless `--quiet` is given.
fn outputs(args: &ScanArgs) -> Result<Vec<Output>> {
    let of_stdout = args.format.unwrap_or(Format::Json);
    let mut outputs: Vec<Output> =
        args.output.iter().map(|given| Output::parse(given, of_stdout)).collect::<Result<_>>()?;
    if outputs.is_empty() {
        let shown = if std::io::stdout().is_terminal() { Format::Text } else { Format::Json };
        outputs.push(Output::stdout(args.format.unwrap_or(shown)));
    } else if !outputs.iter().any(Output::is_stdout) && !args.quiet {
        outputs.push(Output::stdout(args.format.unwrap_or(Format::Text)));
    }
    Ok(outputs)
}

/// Ends the run on Ctrl-C and SIGTERM: at the next opportunity, but at once while it reads. It may then be waiting for
/// input that never comes, and there is no unfinished file to remove yet.
fn stop_on_signals(monitor: &Arc<Monitor>) -> Result<()> {
    let monitor = Arc::clone(monitor);
    let stop = move || match monitor.progress().stage {
        Stage::Read => {
            complain(&Error::interrupted());
            std::process::exit(i32::from(INTERRUPTED));
        }
        _ => monitor.stop(),
    };
    ctrlc::set_handler(stop).map_err(|error| Error::usage(format!("signal handler: {error}")))
}

/// Bytes of a document, of which there are at most 4 GiB.
fn parse_document_bytes(text: &str) -> std::result::Result<usize, String> {
    let bytes = parse_bytes(text)?;
    usize::try_from(bytes).ok().filter(|bytes| *bytes <= u32::MAX as usize).ok_or("more than 4G".to_owned())
}

fn parse_bytes(text: &str) -> std::result::Result<u64, String> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let factor: u64 = match unit.to_ascii_uppercase().as_str() {
        "" | "B" => 1,
        "K" | "KB" | "KIB" => 1 << 10,
        "M" | "MB" | "MIB" => 1 << 20,
        "G" | "GB" | "GIB" => 1 << 30,
        "T" | "TB" | "TIB" => 1 << 40,
        _ => return Err(format!("unknown unit `{unit}`; use K, M, G or T")),
    };
    let number: u64 = number.parse().map_err(|_| "not a number of bytes".to_owned())?;
    number
        .checked_mul(factor)
        .filter(|bytes| *bytes > 0)
        .ok_or("not a number of bytes that can be had".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        assert_eq!(parse_bytes("1000"), Ok(1000));
        assert_eq!(parse_bytes("16M"), Ok(16 << 20));
        assert_eq!(parse_bytes("2kib"), Ok(2048));
        assert_eq!(parse_bytes("9G"), Ok(9 << 30));
        assert!(parse_bytes("5X").is_err() && parse_bytes("M").is_err() && parse_bytes("0").is_err());
        assert!(parse_document_bytes("9G").is_err());
    }
}
