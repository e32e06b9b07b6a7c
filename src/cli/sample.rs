//! `wireprint sample`: pairs of a report to judge by eye.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use super::output::{for_programs, style, write_to};
use super::report_file::read_report;
use crate::error::{Error, Result};
use crate::relation::Relation;
use crate::review::sample::table::{write_csv, write_json, write_text, write_tsv};
use crate::review::sample::{Choice, sample};

#[derive(Args, Debug)]
pub(super) struct SampleArgs {
    /// A report: JSON, a folder of JSON Lines, or `-` for JSON on standard input
    #[arg(value_name = "REPORT")]
    report: PathBuf,
    /// The pairs nearest to a decision, instead of a random sample of each relation
    #[arg(long)]
    borderline: bool,
    /// Pairs at most
    #[arg(short, long, value_name = "N", default_value_t = 20)]
    n: usize,
    /// Only pairs of this relation, as the report names it
    #[arg(long, value_name = "RELATION")]
    relation: Option<String>,
    /// Another seed gives another sample
    #[arg(long, value_name = "SEED", default_value_t = 0, conflicts_with = "borderline")]
    seed: u64,
    /// How to print them; tsv with its column `label` filled in is gold for eval
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    format: SampleFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum SampleFormat {
    Text,
    Json,
    Csv,
    Tsv,
}

pub(super) fn run(args: &SampleArgs) -> Result<Outcome> {
    let relation = args.relation.as_deref().map(relation).transpose()?;
    let report = read_report(&args.report)?;
    let choice = if args.borderline { Choice::Borderline } else { Choice::Random(args.seed) };
    let sample = sample(&report, choice, relation, args.n);
    let path = Path::new("-");
    write_to(path, |mut out| match args.format {
        SampleFormat::Text => write_text(&sample, &style(&std::io::stdout()), &mut out),
        SampleFormat::Json => write_json(&sample, &mut out),
        SampleFormat::Csv => for_programs(path, out, |mut out| write_csv(&sample, &mut out)),
        SampleFormat::Tsv => for_programs(path, out, |mut out| write_tsv(&sample, &mut out)),
    })?;
    Ok(Outcome::Done)
}

/// The listed relation of that name.
fn relation(name: &str) -> Result<Relation> {
    Relation::named(name).filter(|relation| relation.is_listed()).ok_or_else(|| {
        let listed = Relation::ALL.into_iter().filter(|relation| relation.is_listed());
        let names: Vec<&str> = listed.map(Relation::as_str).collect();
        Error::usage(format!("--relation: `{name}` is none of {}", names.join(", ")))
    })
}
