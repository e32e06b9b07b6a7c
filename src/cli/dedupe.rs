//! `wireprint dedupe`: acts on a report. Without `--apply` it tells what it would do.

use std::cell::Cell;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::Outcome;
use super::output::{note, write_to};
use super::report_file::read_report;
use super::scan::ReadArgs;
#[cfg(feature = "parquet")]
use crate::dedupe::columns::write as write_columns;
use crate::dedupe::{Going, Left, Plan, Policy, Rules, plan, records, unmatched};
use crate::error::{Error, Result};
use crate::read::{Globs, ReadOptions};
use crate::report::terminal::{counted, sanitise};

#[derive(Args, Debug)]
pub(super) struct DedupeArgs {
    /// A report: JSON, a folder of JSON Lines, or `-` for JSON on standard input
    #[arg(value_name = "REPORT")]
    report: PathBuf,
    /// What is done with the documents that go. There is no action that deletes: trash is the way, and emptying it yours
    #[arg(long, value_enum, default_value = "list", value_name = "ACTION")]
    action: ActionArg,
    /// Do it. Without this flag nothing is changed, and each line says what would be done
    #[arg(long)]
    apply: bool,
    /// Print the lines alone, no summary
    #[arg(short, long)]
    quiet: bool,
    /// Which document of a cluster stays: report, original, earliest, latest, longest, source=NAME,NAME or path=GLOB; several
    /// with commas or by repeating the flag, asked in turn until one decides
    #[arg(long, value_name = "POLICY", default_value = "report", help_heading = "What goes")]
    keep: Vec<String>,
    /// Relations with the document kept for which a document goes
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        default_value = "exact_duplicate",
        value_name = "RELATION",
        help_heading = "What goes"
    )]
    relation: Vec<RelationArg>,
    /// Share of its words that the document kept must have for a document to go, 0 to 1; the rest is lost to the reader
    #[arg(long, default_value_t = 0.95, value_parser = parse_share, value_name = "SHARE", help_heading = "What goes")]
    min_coverage: f64,
    /// Let go only documents whose path matches the glob; for the action write, read only files of --input that do. Repeatable
    #[arg(long, value_name = "GLOB", help_heading = "What goes")]
    include: Vec<String>,
    /// Leave documents alone whose path, or a folder of it, matches the glob; for the action write, such files of --input.
    /// Repeatable
    #[arg(long, value_name = "GLOB", help_heading = "What goes")]
    exclude: Vec<String>,
    /// The folder that was scanned: ids are paths below it, and nothing outside is touched
    #[arg(long, value_name = "DIR", help_heading = "Files")]
    root: Option<PathBuf>,
    /// The folder to move or copy to, outside --root; paths below it are those below --root
    #[arg(long, value_name = "DIR", help_heading = "Files")]
    to: Option<PathBuf>,
    /// The log that `wireprint undo` takes back [default: REPORT.undo.jsonl]. A run that ended early goes on with it
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    undo_file: Option<PathBuf>,
    /// JSON Lines or Parquet files that were scanned, for the action write. Repeatable
    #[arg(long, value_name = "PATH", help_heading = "Records")]
    input: Vec<PathBuf>,
    /// The file that the action write makes, JSON Lines or Parquet by its extension; it must not exist
    #[arg(long, value_name = "FILE", help_heading = "Records")]
    output: Option<PathBuf>,
    /// Follow symbolic links below --input
    #[arg(long, help_heading = "Records")]
    follow: bool,
    #[command(flatten)]
    read: ReadArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum ActionArg {
    /// Print which documents go: dropped, kept, relation, coverage, reason, separated by tabs
    List,
    /// Copy the documents that stay, those of no cluster included, to --to
    Copy,
    /// Move the documents that go to --to
    Move,
    /// Replace each by a second name of the document kept, if their bytes are equal
    Hardlink,
    /// Replace each by a symbolic link to the document kept, if their bytes are equal
    Symlink,
    /// Move the documents that go to the trash
    Trash,
    /// Write the records of --input that stay to --output: lines byte for byte, rows with all their columns
    Write,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
enum RelationArg {
    ExactDuplicate,
    NearDuplicate,
    Reprint,
    Revision,
    SharedWire,
}

impl RelationArg {
    fn as_str(self) -> &'static str {
        match self {
            Self::ExactDuplicate => "exact_duplicate",
            Self::NearDuplicate => "near_duplicate",
            Self::Reprint => "reprint",
            Self::Revision => "revision",
            Self::SharedWire => "shared_wire",
        }
    }
}

pub(super) fn run(args: &DedupeArgs) -> Result<Outcome> {
    let rules = rules(args)?;
    check_flags(args)?;
    let report = read_report(&args.report)?;
    if !args.quiet {
        for rule in unmatched(&rules.keep, &report.documents) {
            note(&format!("--keep {rule}: fits no document of the report"));
        }
    }
    let plan = plan(&report, &rules);
    let n_refused = match args.action {
        ActionArg::List => list(&plan).map(|()| 0),
        ActionArg::Write => write_records(args, &plan).map(|()| 0),
        _ => act(args, &plan),
    }?;
    if !args.quiet {
        summarise(args, &plan, n_refused);
    }
    Ok(if n_refused > 0 && args.apply { Outcome::SomeSkipped } else { Outcome::Done })
}

fn rules(args: &DedupeArgs) -> Result<Rules> {
    let keep: Vec<Vec<Policy>> =
        args.keep.iter().map(|given| Policy::parse_list(given)).collect::<Result<_>>()?;
    let relations = args.relation.iter().map(|relation| relation.as_str().to_owned()).collect();
    // Of records the globs choose the files that are read.
    let has_globs = !(args.include.is_empty() && args.exclude.is_empty());
    let chooses = has_globs && args.action != ActionArg::Write;
    let only = chooses.then(|| Globs::new(&read_options(args)?)).transpose()?;
    Ok(Rules { keep: keep.concat(), relations, coverage_min: args.min_coverage, only })
}

fn read_options(args: &DedupeArgs) -> Result<ReadOptions> {
    let (include, exclude) = (args.include.clone(), args.exclude.clone());
    Ok(ReadOptions { include, exclude, follow_symlinks: args.follow, ..args.read.options()? })
}

/// Checks that an action has what it needs, before the report is read.
fn check_flags(args: &DedupeArgs) -> Result<()> {
    let needs = |flag: &str| {
        let name = args.action.to_possible_value().map(|value| value.get_name().to_owned());
        Error::usage(format!("--action {} needs {flag}", name.unwrap_or_default()))
    };
    let is_piped = args.report.as_os_str() == "-";
    match args.action {
        ActionArg::Write if is_piped && args.input.iter().any(|path| path.as_os_str() == "-") => {
            Err(Error::usage("--input -: standard input cannot be both the report and its records")
                .with_hint("write one of them to a file"))
        }
        ActionArg::List if args.apply => {
            Err(Error::usage("--apply: there is nothing to do for --action list")
                .with_hint("name what is to be done, such as --action trash"))
        }
        ActionArg::List => Ok(()),
        ActionArg::Write if args.input.is_empty() => Err(needs("--input PATH")),
        ActionArg::Write if args.output.is_none() => Err(needs("--output FILE")),
        ActionArg::Write => Ok(()),
        _ if args.root.is_none() => Err(needs("--root DIR")),
        _ if is_piped && args.apply && args.undo_file.is_none() => {
            Err(needs("--undo-file FILE for a report on standard input"))
        }
        ActionArg::Copy | ActionArg::Move if args.to.is_none() => Err(needs("--to DIR")),
        _ => Ok(()),
    }
}

/// One document that goes as five columns: dropped, kept, relation, coverage, reason.
fn columns(going: &Going<'_>, refused: Option<&str>) -> String {
    let reason = refused.map_or_else(|| format!("kept by {}", going.rule), str::to_owned);
    let coverage = going.coverage.to_string();
    let columns = [&going.dropped.id, &going.kept.id, going.relation, &coverage, &reason];
    columns.map(sanitise).join("\t")
}

fn list(plan: &Plan<'_>) -> Result<()> {
    write_to(Path::new("-"), |out| {
        plan.going.iter().try_for_each(|going| writeln!(out, "{}", columns(going, None)))
    })
}

fn write_records(args: &DedupeArgs, plan: &Plan<'_>) -> Result<()> {
    let Some(output) = &args.output else { return Ok(()) };
    let exists = output.as_os_str() != "-" && std::fs::symlink_metadata(output).is_ok();
    if exists {
        return Err(Error::usage(format!("--output {}: exists already", output.display()))
            .with_hint("name a file that does not exist; nothing is overwritten"));
    }
    if output.extension().is_some_and(|extension| extension == "gz" || extension == "zst") {
        return Err(Error::usage(format!("--output {}: outputs are not packed", output.display()))
            .with_hint("write `--output - --apply | gzip > FILE`"));
    }
    let options = read_options(args)?;
    let is_parquet = output.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"));
    let write = |out: &mut dyn Write| {
        if is_parquet {
            write_columns(plan, &args.input, &options, out)
        } else {
            records::write(plan, &args.input, &options, out)
        }
    };
    if args.apply {
        write_to(output, |out| write(out).map_err(io::Error::other))?;
    } else {
        write(&mut io::sink())?;
    }
    if output.as_os_str() == "-" && args.apply { Ok(()) } else { list(plan) }
}

#[cfg(not(feature = "parquet"))]
fn write_columns(_: &Plan<'_>, _: &[PathBuf], _: &ReadOptions, _: &mut dyn Write) -> Result<()> {
    Err(Error::usage("--output: this build does not write Parquet")
        .with_hint("build it with `cargo install --features parquet`"))
}

/// Acts on files, or tells what would be done; gives how many were refused.
#[cfg(unix)]
fn act(args: &DedupeArgs, plan: &Plan<'_>) -> Result<usize> {
    use super::acting::{local_time, stopping, trash_places};
    use crate::dedupe::files::{Act, Item, Outcome as Done, Request, apply, dry_run};
    let act = match args.action {
        ActionArg::Copy => Act::Copy,
        ActionArg::Move => Act::Move,
        ActionArg::Hardlink => Act::Hardlink,
        ActionArg::Symlink => Act::Symlink,
        _ => Act::Trash,
    };
    let items: Vec<Item<'_>> = if act == Act::Copy {
        let stays = plan.staying.iter().map(|document| (&document.id, &document.content_hash));
        stays.map(|(id, hash)| Item { id, content_hash: hash, kept: None }).collect()
    } else {
        let going = plan.going.iter().map(|going| (going.dropped, going.kept));
        going
            .map(|(dropped, kept)| Item {
                id: &dropped.id,
                content_hash: &dropped.content_hash,
                kept: Some((&kept.id, &kept.content_hash)),
            })
            .collect()
    };
    let (trash, read, now) = (trash_places(), read_options(args)?, local_time());
    let request = Request {
        act,
        root: args.root.as_deref().unwrap_or(Path::new(".")),
        to: args.to.as_deref(),
        trash: &trash,
        read: &read,
        now: &now.text,
        nonce: now.nonce,
    };
    let n_refused = Cell::new(0);
    let mut tell = |number: usize, done: Done| {
        n_refused.set(n_refused.get() + usize::from(done.is_err()));
        let reason = done.as_ref().err().map(String::as_str);
        let line = match act {
            Act::Copy => one_column(items[number].id, reason),
            _ => columns(&plan.going[number], reason),
        };
        tell_line(&format!("{}\t{line}", if done.is_ok() { act.as_str() } else { "refused" }))
    };
    if args.apply {
        let log = undo_file(args);
        apply(&items, &request, &log, &stopping(&log)?, &mut tell)?;
    } else {
        dry_run(&items, &request, &mut tell)?;
    }
    Ok(n_refused.get())
}

#[cfg(not(unix))]
fn act(_: &DedupeArgs, _: &Plan<'_>) -> Result<usize> {
    Err(Error::usage("--action: files are acted on where folders can be held open, on Unix alone")
        .with_hint("use --action list, or --action write for JSON Lines"))
}

/// Writes one line to standard output. A reader that went away does not end a run in the middle of its work.
pub(super) fn tell_line(line: &str) -> Result<()> {
    let told = write_to(Path::new("-"), |out| writeln!(out, "{line}"));
    told.or_else(|error| if error.is_closed_pipe() { Ok(()) } else { Err(error) })
}

/// An id, and why it is refused if it is.
pub(super) fn one_column(id: &str, refused: Option<&str>) -> String {
    match refused {
        Some(reason) => format!("{}\t{}", sanitise(id), sanitise(reason)),
        None => sanitise(id).into_owned(),
    }
}

fn undo_file(args: &DedupeArgs) -> PathBuf {
    args.undo_file.clone().unwrap_or_else(|| {
        let mut name = args.report.components().as_path().as_os_str().to_owned();
        name.push(".undo.jsonl");
        PathBuf::from(name)
    })
}

/// Says on standard error what goes and what is left alone, and how to go on.
fn summarise(args: &DedupeArgs, plan: &Plan<'_>, n_refused: usize) {
    let left: Vec<String> =
        plan.left.iter().map(|(left, n)| format!("{n} {}", Left::as_str(*left))).collect();
    note(&format!("{} to go, {} to stay", counted(plan.going.len(), "document"), plan.staying.len()));
    if !left.is_empty() {
        note(&format!("Members of clusters left alone: {}", left.join("; ")));
    }
    if n_refused > 0 {
        note(&format!("{n_refused} refused"));
    }
    if args.action == ActionArg::Copy && plan.n_skipped > 0 {
        let skipped = counted(plan.n_skipped, "input");
        note(&format!("{skipped} that the scan skipped, such as texts too short to compare, not copied"));
    }
    let n_items = if args.action == ActionArg::Copy { plan.staying.len() } else { plan.going.len() };
    match (args.action, args.apply) {
        (ActionArg::List, _) | (ActionArg::Write, true) => {}
        (_, false) => note("Nothing was changed; --apply does it"),
        (_, true) if n_refused == n_items => note("Nothing was changed"),
        (_, true) => note(&format!("Taken back by: wireprint undo {} --apply", undo_file(args).display())),
    }
}

fn parse_share(text: &str) -> std::result::Result<f64, String> {
    let share: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err("not between 0 and 1".to_owned()) }
}
