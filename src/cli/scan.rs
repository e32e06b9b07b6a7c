//! `wireprint scan`: reads a collection, writes reports.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::formats::{Output, OutputArgs};
use super::mistakes::nothing_compared;
use super::output::{
    announce_wait, check_apart, check_writable, complain, first_read, overwrites_input, shows_progress,
};
use super::progress::{Stats, Watcher};
use super::{INTERRUPTED, KnowledgeFiles, Outcome, load_input};
use crate::config::{Config, Profile};
use crate::error::{Error, Result};
use crate::monitor::{Monitor, Stage};
use crate::pipeline::{Found, Input, MEMORY_BYTES_MIN, Room, RunIdentity, scan};
use crate::read::{FileList, Met, ReadOptions, Separator, holds_records, met, survey};

#[derive(Args, Debug)]
pub(super) struct ScanArgs {
    /// Folders and files to compare; `-` reads JSON Lines from standard input
    ///
    /// Of a folder these are read: .txt, .md, .html, .hocr, .json, .jsonl, .csv, .tsv, .xml (NewsML-G2, NITF, ALTO), .warc and
    /// .wet, each also as .gz or .zst, and .zip, .tar, .tar.gz and .tar.zst with such files in them; hidden files are not. A
    /// file that is named here is read whatever its extension, as plain text if that tells nothing.
    #[arg(required_unless_present = "files_from", value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    out: OutputArgs,
    /// Exit with status 3 if any input was skipped
    ///
    /// The report is written all the same, and lists what was skipped with the reasons.
    #[arg(long, help_heading = "Output")]
    strict: bool,
    /// Exit with status 1 if any related pair was found
    ///
    /// Overlaps (quotations, templates, backgrounds, fragments) are no related pairs.
    #[arg(long, help_heading = "Output")]
    fail_on_match: bool,
    #[command(flatten)]
    list: ListArgs,
    #[command(flatten)]
    walk: WalkArgs,
    #[command(flatten)]
    read: ReadArgs,
    #[command(flatten)]
    rules: RuleArgs,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    files: KnowledgeFiles,
    #[command(flatten)]
    resources: ResourceArgs,
}

impl ScanArgs {
    /// The files read beside the collection.
    fn told_by(&self) -> impl Iterator<Item = &PathBuf> {
        let files = [&self.list.files_from, &self.files.furniture, &self.files.agencies];
        files.into_iter().flatten().filter(|path| path.as_os_str() != "-")
    }

    fn overwrites_input(&self, path: &Path) -> Error {
        let is_stats = self.resources.stats.as_deref() == Some(path);
        overwrites_input(if is_stats { "--stats" } else { "--output" }, path)
    }
}

#[derive(Args, Debug)]
struct ListArgs {
    /// Read the files that FILE names, one path a line; `-` is standard input
    ///
    /// They are read besides every PATH and as if each had been named on the command line beside others: ids begin with the
    /// path as listed. What is missing, or is a folder, is skipped with that reason.
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    files_from: Option<PathBuf>,
    /// Names of --files-from end with a NUL byte, not a line, as `find -print0` writes them
    #[arg(short = '0', long, requires = "files_from", help_heading = "Input")]
    null: bool,
}

impl ListArgs {
    /// The files listed, if there is a list.
    fn files(&self, paths: &[PathBuf]) -> Result<FileList> {
        let Some(path) = &self.files_from else { return Ok(FileList::default()) };
        if path.as_os_str() == "-" {
            if paths.contains(path) {
                let message = "--files-from -: standard input cannot be both a list and JSON Lines";
                return Err(Error::usage(message).with_hint("write one of them to a file"));
            }
            announce_wait("names of files");
        }
        FileList::read(path, if self.null { Separator::Null } else { Separator::Line })
    }
}

#[derive(Args, Debug)]
struct ResourceArgs {
    /// Threads [default: one for each core]
    ///
    /// The report does not depend on them.
    #[arg(long, value_name = "N", allow_negative_numbers = true, help_heading = "Resources")]
    threads: Option<usize>,
    /// Memory to use at most: bytes, or with K, M, G
    ///
    /// What does not fit lies in scratch files. More makes large collections faster, never different; 96M are the least. From
    /// half a million documents on some more is taken for what is kept of each.
    #[arg(
        long,
        value_name = "BYTES",
        default_value = "192M",
        value_parser = parse_bytes,
        allow_negative_numbers = true,
        help_heading = "Resources"
    )]
    memory: u64,
    /// Folder for what memory does not hold [default: the system's temporary folder]
    ///
    /// With this flag scratch files stay if the run ends early, so that --resume can go on; else they vanish with it.
    #[arg(long, value_name = "DIR", help_heading = "Resources")]
    scratch: Option<PathBuf>,
    /// Go on where an earlier run with the same --scratch, parameters and input ended
    ///
    /// Where there is nothing to go on from, the run begins anew. Standard input cannot be read again.
    #[arg(long, requires = "scratch", help_heading = "Resources")]
    resume: bool,
    /// Write the time, bytes and memory of each stage to FILE, as JSON
    #[arg(long, value_name = "FILE", help_heading = "Resources")]
    stats: Option<PathBuf>,
}

impl ResourceArgs {
    fn memory_bytes(&self) -> Result<usize> {
        match self.memory {
            bytes if bytes < MEMORY_BYTES_MIN as u64 => {
                let least = MEMORY_BYTES_MIN >> 20;
                Err(Error::usage(format!("--memory: {bytes} bytes are less than {least}M"))
                    .with_hint("a number is bytes unless it has a unit: 512M, 2G"))
            }
            bytes => Ok(usize::try_from(bytes).unwrap_or(usize::MAX)),
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
struct WalkArgs {
    /// Read only files whose path matches the glob. Repeatable
    ///
    /// Matched against the path below the folder: `*` stands for any characters, `/` among them, `?` for one, `[ab]` and
    /// `{ab,cd}` for one of several. Quote it, or the shell expands it. Files that are named one by one are always read.
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    include: Vec<String>,
    /// Leave out files and folders whose path matches the glob. Repeatable
    ///
    /// A folder that matches is not entered. See --include.
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    exclude: Vec<String>,
    /// Follow symbolic links
    ///
    /// Links below a folder are passed over without it; a PATH that is a link is always followed.
    #[arg(long, help_heading = "Input")]
    follow: bool,
}

impl WalkArgs {
    /// The options with what is said of folders here.
    fn added_to(&self, options: ReadOptions) -> ReadOptions {
        ReadOptions {
            include: self.include.clone(),
            exclude: self.exclude.clone(),
            follow_symlinks: self.follow,
            ..options
        }
    }
}

#[derive(Args, Debug)]
pub(super) struct ReadArgs {
    /// Skip documents larger than this: bytes, or with K, M, G
    ///
    /// What is larger is a listing or a dump rather than an article. A JSON record may have four times as much.
    #[arg(
        long,
        value_name = "BYTES",
        default_value = "16M",
        value_parser = parse_document_bytes,
        allow_negative_numbers = true,
        help_heading = "Input"
    )]
    max_bytes: usize,
    /// The outlet of every document, whatever its metadata say
    ///
    /// Without it the outlet is told by the record, the page, its address, or, of a file that is one document, its last folder,
    /// in that order.
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    source: Option<String>,
    /// Name of a record's field: OURS=THEIRS. Repeatable
    ///
    /// OURS is id, text, html, title, url, source, byline, published or another of ours; an unknown one is answered with the
    /// list. THEIRS may lead into objects by dots: source=meta.outlet. Common schemas (ninjs, schema.org, trafilatura,
    /// news-please) need none.
    #[arg(long, value_name = "OURS=THEIRS", help_heading = "Input")]
    field: Vec<String>,
}

impl ReadArgs {
    pub(super) fn options(&self) -> Result<ReadOptions> {
        let mut options = ReadOptions {
            source: self.source.clone(),
            doc_bytes_max: self.max_bytes,
            ..ReadOptions::default()
        };
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
    /// Kind of text
    #[arg(long, value_enum, default_value = "web", value_name = "PROFILE", help_heading = "Rules")]
    profile: ProfileArg,
    /// Jaccard of whole articles from which pairs must be proposed, 0.05 to 1
    ///
    /// The share of five-word runs that two texts have in common, of all that either has. Lower finds weaker copies of whole
    /// articles and costs more; shared passages are found at any value.
    #[arg(
        long,
        value_name = "J",
        default_value_t = Config::default().threshold,
        allow_negative_numbers = true,
        help_heading = "Rules"
    )]
    threshold: f64,
    /// Probability with which pairs of --threshold must be proposed, 0.5 to 0.9999
    ///
    /// Higher costs more. What was reached is measured on a sample and stands in the report.
    #[arg(
        long,
        value_name = "P",
        default_value_t = Config::default().recall,
        allow_negative_numbers = true,
        help_heading = "Rules"
    )]
    recall: f64,
    /// Words of a shingle, 1 to 64; letters in the ocr profile [default: 5; ocr 8]
    ///
    /// Shorter ones survive more edits and meet by chance more often, which costs time.
    #[arg(long, value_name = "K", allow_negative_numbers = true, help_heading = "Rules")]
    shingle: Option<usize>,
    /// Values of a signature, 16 to 1024
    ///
    /// More take time and memory (four bytes each a document) and estimate Jaccard better: 128 by 0.03.
    #[arg(
        long,
        value_name = "N",
        default_value_t = Config::default().permutations,
        allow_negative_numbers = true,
        help_heading = "Rules"
    )]
    permutations: usize,
    /// Skip documents of fewer words of main text
    ///
    /// They are listed as skipped, too_short. Texts under 40 words are paired only when nearly all of them is shared.
    #[arg(
        long,
        value_name = "WORDS",
        default_value_t = Config::default().doc_words_min,
        allow_negative_numbers = true,
        help_heading = "Rules"
    )]
    min_words: usize,
}

#[derive(Args, Debug)]
struct LimitArgs {
    /// Compare only documents dated at most so many days apart [default: any]
    ///
    /// 0 is the same day. Undated documents are compared with all.
    #[arg(long, value_name = "DAYS", allow_negative_numbers = true, help_heading = "Rules")]
    within: Option<u32>,
    /// Leave out pairs of one source
    ///
    /// A document whose source is unknown is compared with all.
    #[arg(long, help_heading = "Rules")]
    across_sources: bool,
}

impl RuleArgs {
    pub(super) fn config(&self) -> Config {
        let mut config = Config::new(match self.profile {
            ProfileArg::Web => Profile::Web,
            ProfileArg::Ocr => Profile::Ocr,
        });
        config.threshold = self.threshold;
        config.recall = self.recall;
        config.shingle_len = self.shingle.unwrap_or(config.shingle_len);
        config.permutations = self.permutations;
        config.doc_words_min = self.min_words;
        config
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum ProfileArg {
    /// Born-digital text: runs of words are compared
    Web,
    /// Scanned newspapers, whose words are broken: runs of letters are compared
    Ocr,
}

pub(super) fn run(args: &ScanArgs) -> Result<Outcome> {
    let outputs = args.out.outputs()?;
    outputs.iter().try_for_each(Output::check)?;
    let config = Config {
        within_days: args.limits.within,
        across_sources: args.limits.across_sources,
        ..args.rules.config()
    };
    config.validate()?;
    let mut read = args.walk.added_to(args.read.options()?);
    read.files = args.list.files(&args.paths)?;
    if args.paths.iter().any(|path| path.as_os_str() == "-") {
        announce_wait("JSON Lines");
    }
    let (input, knowledge) = load_input(&args.paths, read, &args.files)?;
    let may_be_read = outputs_below_input(args, &outputs, &input)?;
    args.resources.stats.iter().try_for_each(|path| check_writable(path))?;
    let memory_bytes = args.resources.memory_bytes()?;
    let survey = survey(&input.roots, &input.read)?;
    let run = RunIdentity { input: &input, knowledge: &knowledge, survey: &survey, config: &config };
    let room = args.resources.room(memory_bytes, &run)?;
    let stats = Arc::new(Stats::new(room.scratch()));
    let noted = Arc::clone(&stats);
    let monitor = Arc::new(Monitor::observed_by(move |progress| noted.note(progress)));
    // What packed files hold is only known once they are read.
    let is_known = !survey.has_stream && !survey.has_other_bytes && survey.unpacked_bytes == survey.bytes;
    monitor.expect_bytes(if is_known { survey.bytes } else { 0 });
    stop_on_signals(&monitor)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.resources.threads.unwrap_or(0)).build();
    let pool = pool.map_err(|error| Error::usage(format!("--threads: {error}")))?;
    let watcher = Watcher::start(&monitor, !args.out.quiet && shows_progress());
    let found = pool.install(|| scan(&input, &config, room, &monitor));
    watcher.finish();
    let found = found?;
    if let Some((path, _)) = may_be_read.iter().find(|(_, id)| found.has_document(id)) {
        return Err(args.overwrites_input(path));
    }
    if found.n_documents() == 0 && !args.out.quiet {
        complain(&nothing_compared(&args.paths, &found)?);
    }
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

/// The existing files below the folders read that outputs would replace, with the ids that they have if they are documents.
///
/// # Errors
/// If an output is a file that was named to be read, or one below a folder that holds documents as records.
fn outputs_below_input(args: &ScanArgs, outputs: &[Output], input: &Input) -> Result<Vec<(PathBuf, String)>> {
    let stats = args.resources.stats.iter().cloned();
    let paths: Vec<PathBuf> = outputs.iter().flat_map(Output::paths).chain(stats).collect();
    check_apart(&paths)?;
    if let Some(path) = first_read(&paths, args.told_by()) {
        return Err(args.overwrites_input(path));
    }
    let mut below = Vec::new();
    for (path, how) in met(&paths, &input.roots, &input.read)? {
        match how {
            Met::Below(id) if !holds_records(&path, &input.read)? => below.push((path, id)),
            Met::Below(_) => {
                let hint =
                    "name another file; `--exclude GLOB` leaves files of earlier runs out of the input";
                return Err(args.overwrites_input(&path).with_hint(hint));
            }
            Met::Named => return Err(args.overwrites_input(&path)),
        }
    }
    Ok(below)
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
