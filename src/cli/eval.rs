//! `wireprint eval`: a report scored against gold.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use super::output::{style, write_to};
use super::report_file::read_report;
use crate::error::Result;
use crate::eval::{Gold, score, write};

#[derive(Args, Debug)]
pub(super) struct EvalArgs {
    /// A report: JSON, a folder of JSON Lines, or `-` for JSON on standard input
    #[arg(value_name = "REPORT")]
    report: PathBuf,
    /// Folder with pairs.tsv, clusters.json and, where there are, ignore.tsv, negatives.tsv, credits.tsv, documents.tsv
    #[arg(long, value_name = "GOLD")]
    gold: PathBuf,
    /// Print the scores as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &EvalArgs) -> Result<Outcome> {
    let report = read_report(&args.report)?;
    let gold = Gold::read(&args.gold)?;
    let scores = score(&report, &gold);
    write_to(Path::new("-"), |mut out| {
        if args.json {
            serde_json::to_writer_pretty(&mut out, &scores)?;
            return out.write_all(b"\n");
        }
        write(&scores, &style(&std::io::stdout()), &mut out)
    })?;
    Ok(Outcome::Done)
}
