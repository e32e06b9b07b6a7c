//! Which format an output has: told by its name, by a prefix, or by `--format`.

use std::ffi::OsStr;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::output::{FILE_STYLE, Written, check_writable, for_programs, style, write_beside, write_to};
use super::settings::nearest;
use crate::error::{Error, Result};
use crate::report::entries::{Entries, List, Texts};
use crate::report::graph::{self, Dialect};
use crate::report::lists::{self, Choice};
#[cfg(feature = "parquet")]
use crate::report::parquet;
use crate::report::passim::{self, Rows};
use crate::report::schema::Report;
use crate::report::{csv, html, json, lines, markdown, text};

/// A format of a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(super) enum Format {
    /// The whole report, one object
    Json,
    /// JSON Lines, a file for each list of the report
    Jsonl,
    /// Tables, a file for each list of the report
    Csv,
    /// The related documents as a graph
    Graphml,
    /// The same for Gephi
    Gexf,
    /// The report as a page for a browser; a scan adds the texts of related documents
    Html,
    /// A summary to read at a terminal
    #[value(alias = "txt")]
    Text,
    /// The summary as Markdown
    #[value(alias = "md")]
    Markdown,
    /// The clusters as the table that passim writes; .jsonl or .csv
    Passim,
    /// Tables as columnar files, a file for each list of the report
    Parquet,
    /// Ids of the documents to keep, one a line
    Keep,
    /// Ids of the other members of clusters, one a line
    Drop,
}

/// The formats by their extension.
const EXTENSIONS: [(&str, Format); 11] = [
    ("json", Format::Json),
    ("jsonl", Format::Jsonl),
    ("csv", Format::Csv),
    ("parquet", Format::Parquet),
    ("graphml", Format::Graphml),
    ("gexf", Format::Gexf),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("txt", Format::Text),
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
];

/// The list that stands for all where there is only one place to write to.
const ONE_LIST: List = List::Pairs;

/// Flags that say what is written where.
#[derive(Args, Debug)]
pub(super) struct OutputArgs {
    /// Write the report to FILE, in the format of its extension. Repeatable
    ///
    /// .json has everything; .jsonl, .csv and .parquet have a file for each list (documents, clusters, pairs, overlaps,
    /// furniture, skipped), or one list if FILE is named after it (pairs.csv); .graphml and .gexf are graphs; .md and .txt
    /// summaries. DIR/ has JSON Lines. FORMAT:FILE names the format: csv:DIR/, keep:ids.txt, passim:clusters.csv. `-` is standard
    /// output. Without --output a terminal gets the summary and a pipe the JSON report.
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Vec<PathBuf>,
    /// Format of what goes to standard output
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    format: Option<Format>,
    /// Print neither progress nor the summary
    #[arg(short, long, help_heading = "Output")]
    pub(super) quiet: bool,
}

impl OutputArgs {
    /// What is written where. Without `--output` a person at a terminal gets the summary, a pipe the JSON report; with it,
    /// the summary goes to standard output as well unless `--quiet` is given.
    pub(super) fn outputs(&self) -> Result<Vec<Output>> {
        let of_stdout = self.format.unwrap_or(Format::Json);
        let mut outputs: Vec<Output> =
            self.output.iter().map(|given| Output::parse(given, of_stdout)).collect::<Result<_>>()?;
        if outputs.is_empty() {
            let shown = if std::io::stdout().is_terminal() { Format::Text } else { Format::Json };
            outputs.push(Output::stdout(self.format.unwrap_or(shown)));
        } else if !outputs.iter().any(Output::is_stdout) && !self.quiet {
            outputs.push(Output::stdout(self.format.unwrap_or(Format::Text)));
        }
        Ok(outputs)
    }
}

/// One output that the user asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Output {
    format: Format,
    path: PathBuf,
}

impl Output {
    /// Standard output in a format.
    pub(super) fn stdout(format: Format) -> Self {
        Self { format, path: PathBuf::from("-") }
    }

    /// What `--output` asks for: `FILE` whose extension names the format, `FORMAT:FILE`, a folder `DIR/`, or `-`.
    pub(super) fn parse(given: &Path, of_stdout: Format) -> Result<Self> {
        if given.as_os_str() == "-" {
            return Ok(Self::stdout(of_stdout));
        }
        if let Some((format, path)) = with_prefix(given) {
            if path.as_os_str().is_empty() {
                let message = format!("--output {}: the name of the file is missing", given.display());
                return Err(
                    Error::usage(message).with_hint(format!("write {}FILE, or {0}-", given.display()))
                );
            }
            return Ok(Self { format, path });
        }
        let format = if is_folder(given) { Some(Format::Jsonl) } else { by_extension(given) };
        let format = format.ok_or_else(|| {
            let message = format!("--output {}: the extension names no format", given.display());
            Error::usage(message).with_hint(advice(given))
        })?;
        Ok(Self { format, path: given.to_owned() })
    }

    pub(super) fn is_stdout(&self) -> bool {
        self.path.as_os_str() == "-"
    }

    /// Whether it needs all of the related documents in memory.
    pub(super) fn is_summary(&self) -> bool {
        matches!(self.format, Format::Text | Format::Markdown)
    }

    /// Checks before a long run that it can be written; makes its folder.
    pub(super) fn check(&self) -> Result<()> {
        if self.format == Format::Parquet && !cfg!(feature = "parquet") {
            let message = format!("{}: this build writes no Parquet", self.path.display());
            return Err(Error::usage(message).with_hint("build it with `cargo install --features parquet`"));
        }
        if is_folder(&self.path) {
            std::fs::create_dir_all(&self.path).map_err(|error| Error::output(self.path.display(), error))?;
        }
        self.files().iter().try_for_each(|(path, _)| check_writable(path))
    }

    /// Writes a report.
    pub(super) fn write(&self, report: &(impl Entries + Texts)) -> Result<()> {
        // Renamed when all are written: tables of two runs do not fit together.
        let mut written = Vec::new();
        for (path, part) in self.files() {
            written.push(write_beside(&path, |out| {
                for_programs(&path, out, |out| self.write_part(report, part, out))
            })?);
        }
        written.into_iter().flatten().try_for_each(Written::keep)
    }

    fn write_part(
        &self,
        report: &(impl Entries + Texts),
        part: Part,
        mut out: &mut dyn Write,
    ) -> std::io::Result<()> {
        let passim_rows = if is_csv(&self.path) { Rows::Csv } else { Rows::JsonLines };
        match (self.format, part) {
            (Format::Jsonl, Part::Head) => lines::write_summary(report, &mut out),
            (Format::Jsonl, Part::List(list)) => lines::write(report, list, &mut out),
            (Format::Csv, Part::List(list)) => csv::write(report, list, &mut out),
            #[cfg(feature = "parquet")]
            (Format::Parquet, Part::List(list)) => parquet::write(report, list, &mut out),
            (Format::Graphml, _) => graph::write(report, Dialect::GraphMl, &mut out),
            (Format::Gexf, _) => graph::write(report, Dialect::Gexf, &mut out),
            (Format::Html, _) => html::write(report, report, &mut out),
            (Format::Passim, _) => passim::write(report, report, passim_rows, &mut out),
            (Format::Keep, _) => lists::write(report, Choice::Keep, &mut out),
            (Format::Drop, _) => lists::write(report, Choice::Drop, &mut out),
            _ => json::write(report, &mut out),
        }
    }

    /// Checks that it can be written from a report alone, and as [`Self::check`].
    pub(super) fn check_of_report(&self) -> Result<()> {
        if self.format == Format::Passim {
            let message = format!(
                "{}: passim's table counts characters of the texts, which a report does not hold",
                self.path.display()
            );
            return Err(
                Error::usage(message).with_hint("have the scan write it: wireprint scan PATH -o passim:FILE")
            );
        }
        self.check()
    }

    /// Writes a report that was read back.
    pub(super) fn write_report(&self, report: &Report) -> Result<()> {
        if self.is_summary() { self.write_summary(report) } else { self.write(report) }
    }

    /// Writes a summary of the related documents.
    pub(super) fn write_summary(&self, report: &Report) -> Result<()> {
        write_to(&self.path, |mut out| match self.format {
            Format::Markdown => markdown::write(report, &mut out),
            _ if self.is_stdout() => text::write(report, &style(&std::io::stdout()), &mut out),
            _ => text::write(report, &FILE_STYLE, &mut out),
        })
    }

    /// The files that it comes to.
    pub(super) fn paths(&self) -> impl Iterator<Item = PathBuf> {
        self.files().into_iter().map(|(path, _)| path)
    }

    /// The files that it comes to, with what each holds.
    fn files(&self) -> Vec<(PathBuf, Part)> {
        let extension = match self.format {
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
            Format::Parquet => "parquet",
            _ => return vec![(self.path.clone(), Part::Whole)],
        };
        if self.is_stdout() {
            return vec![(self.path.clone(), Part::List(ONE_LIST))];
        }
        if let Some(list) = list_named(&self.path) {
            return vec![(self.path.clone(), Part::List(list))];
        }
        let beside = |name: &str, extension: &str| {
            if is_folder(&self.path) {
                self.path.join(format!("{name}.{extension}"))
            } else {
                self.path.with_extension(format!("{name}.{extension}"))
            }
        };
        let lists = List::ALL.map(|list| (beside(list.name(), extension), Part::List(list)));
        let head = (self.format == Format::Jsonl).then(|| (beside("summary", "json"), Part::Head));
        lists.into_iter().chain(head).collect()
    }
}

/// What of a report a file holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Whole,
    Head,
    List(List),
}

/// A path behind the name of a format and a colon. A single letter is a drive's.
fn with_prefix(given: &Path) -> Option<(Format, PathBuf)> {
    let (name, path) = given.to_str()?.split_once(':')?;
    let format = <Format as clap::ValueEnum>::from_str(name, true).ok()?;
    Some((format, PathBuf::from(path)))
}

fn is_csv(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"))
}

fn by_extension(path: &Path) -> Option<Format> {
    let extension = path.extension()?.to_str()?.to_lowercase();
    EXTENSIONS.iter().find(|(known, _)| *known == extension).map(|(_, format)| *format)
}

/// What may have been meant by an output whose extension names no format.
fn advice(given: &Path) -> String {
    let known = EXTENSIONS.map(|(extension, _)| extension);
    let extension = given.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    let extension = extension.as_deref().unwrap_or_default();
    if given.is_dir() {
        return format!("to write JSON Lines into the folder, write {}/", given.display());
    }
    if ["gz", "zst"].contains(&extension) {
        return "outputs are not packed; write `-o - | gzip > FILE`".to_owned();
    }
    match nearest(extension, &known) {
        Some(nearest) => format!("did you mean {}?", given.with_extension(nearest).display()),
        None => format!("use .{}, a prefix such as keep:FILE, or a folder DIR/", known.join(", .")),
    }
}

/// Whether a path is written as that of a folder.
fn is_folder(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().last().is_some_and(|byte| std::path::is_separator(char::from(*byte)))
}

/// The list that a file is named after: `pairs.csv`, `monday-pairs.csv`.
fn list_named(path: &Path) -> Option<List> {
    let stem = path.file_stem().and_then(OsStr::to_str).filter(|_| !is_folder(path))?.to_lowercase();
    let last = stem.rsplit(|c: char| !c.is_alphanumeric()).next()?;
    List::ALL.into_iter().find(|list| list.name() == last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(given: &str) -> Vec<String> {
        let output = Output::parse(Path::new(given), Format::Json).unwrap();
        output.files().iter().map(|(path, _)| path.to_str().unwrap().to_owned()).collect()
    }

    fn format(given: &str) -> Option<Format> {
        Output::parse(Path::new(given), Format::Json).ok().map(|output| output.format)
    }

    #[test]
    fn names_and_prefixes_tell_the_format() {
        assert_eq!(format("r.JSON"), Some(Format::Json));
        assert_eq!(format("r.md"), Some(Format::Markdown));
        assert_eq!((format("r.html"), format("html:page")), (Some(Format::Html), Some(Format::Html)));
        assert_eq!(format("keep:ids.txt"), Some(Format::Keep));
        assert_eq!(format("csv:out/"), Some(Format::Csv));
        assert_eq!(format("out/"), Some(Format::Jsonl));
        assert_eq!(format("-"), Some(Format::Json));
        assert_eq!((format("r.xyz"), format("r"), format("keep:")), (None, None, None));
        let nameless = Output::parse(Path::new("keep:"), Format::Json).unwrap_err();
        assert_eq!(nameless.hint(), Some("write keep:FILE, or keep:-"));
    }

    #[test]
    fn a_table_is_a_file_and_a_report_of_tables_several() {
        assert_eq!(files("pairs.csv"), ["pairs.csv"]);
        assert_eq!(files("monday-pairs.jsonl"), ["monday-pairs.jsonl"]);
        let beside = ["documents", "clusters", "pairs", "overlaps", "furniture", "skipped"];
        assert_eq!(files("r.csv"), beside.map(|name| format!("r.{name}.csv")));
        assert_eq!(files("csv:out/"), beside.map(|name| format!("out/{name}.csv")));
        assert_eq!(files("out/").len(), 7);
        assert_eq!(files("r.jsonl")[6], "r.summary.json");
        assert_eq!(files("csv:-"), ["-"]);
    }
}
