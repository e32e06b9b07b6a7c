//! `wireprint refilter`: a report under stricter rules, without a new scan.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::Outcome;
use super::formats::{Output, OutputArgs};
use super::output::{check_apart, first_read, overwrites_input};
use super::report_file::{files_of_report, read_report};
use crate::error::Result;
use crate::review::{Filters, refilter};

#[derive(Args, Debug)]
pub(super) struct RefilterArgs {
    /// A report: JSON, a folder of JSON Lines, or `-` for JSON on standard input
    #[arg(value_name = "REPORT")]
    report: PathBuf,
    /// Least share of a text inside passages, of the side that has more
    #[arg(long, value_name = "SHARE", help_heading = "What is shared")]
    min_coverage: Option<f64>,
    /// Least number of equal words in passages
    #[arg(long, value_name = "WORDS", help_heading = "What is shared")]
    min_shared_words: Option<usize>,
    /// Least Jaccard similarity of the whole texts
    #[arg(long, value_name = "J", help_heading = "What is shared")]
    min_jaccard: Option<f64>,
    /// Least number of equal words of the longest passage
    #[arg(long, value_name = "WORDS", help_heading = "What is shared")]
    min_longest_passage: Option<usize>,
    /// Only these relations, as the report names them
    #[arg(long, value_name = "RELATION,...", value_delimiter = ',', help_heading = "What is shared")]
    relation: Vec<String>,
    /// Only these extents: identical, near_full, contained, partial, none
    #[arg(long, value_name = "EXTENT,...", value_delimiter = ',', help_heading = "What is shared")]
    extent: Vec<String>,
    /// Only pairs whose copy credits its origin, or only pairs where no credit was found
    #[arg(long, value_enum, value_name = "yes|no", help_heading = "What is shared")]
    credited: Option<YesNo>,
    /// Only pairs with a document of one of these outlets
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', help_heading = "Who and when")]
    source: Vec<String>,
    /// Leave out pairs of one source
    #[arg(long, help_heading = "Who and when")]
    across_sources: bool,
    /// Only pairs with a document that is of one of these agencies or credits it
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', help_heading = "Who and when")]
    agency: Vec<String>,
    /// Only pairs of documents published on this day or later
    #[arg(long, value_name = "DATE", help_heading = "Who and when")]
    from: Option<Date>,
    /// Only pairs of documents published on this day or earlier
    #[arg(long, value_name = "DATE", help_heading = "Who and when")]
    to: Option<Date>,
    /// Only pairs of documents dated so close; undated ones are near all others
    #[arg(long, value_name = "DAYS", help_heading = "Who and when")]
    within: Option<u32>,
    /// Only pairs of documents in these languages, as the report names them
    #[arg(long, value_name = "LANGUAGE,...", value_delimiter = ',', help_heading = "Who and when")]
    language: Vec<String>,
    #[command(flatten)]
    out: OutputArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum YesNo {
    Yes,
    No,
}

impl RefilterArgs {
    fn filters(&self) -> Filters {
        let names = |names: &[String]| names.iter().map(|name| name.trim().to_owned()).collect();
        Filters {
            min_coverage: self.min_coverage,
            min_shared_words: self.min_shared_words,
            min_jaccard: self.min_jaccard,
            min_longest_passage_words: self.min_longest_passage,
            relations: names(&self.relation),
            extents: names(&self.extent),
            sources: names(&self.source),
            across_sources: self.across_sources,
            from: self.from,
            to: self.to,
            within_days: self.within,
            languages: names(&self.language),
            agencies: names(&self.agency),
            credited: self.credited.map(|credited| credited == YesNo::Yes),
        }
    }
}

pub(super) fn run(args: &RefilterArgs) -> Result<Outcome> {
    let outputs = args.out.outputs()?;
    outputs.iter().try_for_each(Output::check_of_report)?;
    let paths: Vec<PathBuf> = outputs.iter().flat_map(Output::paths).collect();
    check_apart(&paths)?;
    if let Some(path) = first_read(&paths, &files_of_report(&args.report)) {
        return Err(overwrites_input("--output", path));
    }
    let report = refilter(read_report(&args.report)?, args.filters())?;
    outputs.iter().try_for_each(|output| output.write_report(&report))?;
    Ok(Outcome::Done)
}
