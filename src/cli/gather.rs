//! `wireprint gather`: which documents together account for the text of one.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use super::output::{style, write_to};
use super::report_file::read_report;
use crate::error::Result;
use crate::report::terminal::{
    Ink, Style, counted, one_line, percent, sanitise, truncate, truncate_start, wrap,
};
use crate::review::gather::{Gathered, Origin, When, gather};

#[derive(Args, Debug)]
pub(super) struct GatherArgs {
    /// Id of a document, as it stands in the report
    #[arg(value_name = "DOC")]
    document: String,
    /// A report: JSON, a folder of JSON Lines, or `-` for JSON on standard input
    #[arg(value_name = "REPORT")]
    report: PathBuf,
    /// Ask later and undated documents, too
    #[arg(long)]
    any_time: bool,
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &GatherArgs) -> Result<Outcome> {
    let report = read_report(&args.report)?;
    let when = if args.any_time { When::AnyTime } else { When::Earlier };
    let gathered = gather(&report, &args.document, when)?;
    write_to(Path::new("-"), |mut out| {
        if args.json {
            serde_json::to_writer_pretty(&mut out, &gathered)?;
            return out.write_all(b"\n");
        }
        write(&gathered, &style(&io::stdout()).within(40..140), out)
    })?;
    Ok(Outcome::Done)
}

fn write(gathered: &Gathered, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let title = format!("{}, {}", sanitise(&gathered.id), counted(gathered.words, "word"));
    writeln!(out, "{}", style.paint(Ink::Bold, &truncate_start(&title, style.width_columns)))?;
    for origin in &gathered.origins {
        write_origin(origin, style, out)?;
    }
    let own = format!("{} {} its own", percent(gathered.own_share), words(gathered.own_words));
    writeln!(out, "{:>6} {own}", "")?;
    if gathered.not_earlier > 0 {
        let left = format!(
            "{} not known to be earlier and not asked; --any-time asks all.",
            match gathered.not_earlier {
                1 => "1 related document is".to_owned(),
                n => format!("{n} related documents are"),
            }
        );
        for line in wrap(&left, style.width_columns) {
            writeln!(out, "{}", style.paint(Ink::Dim, &line))?;
        }
    }
    Ok(())
}

fn words(n: usize) -> String {
    format!("({})", counted(n, "word"))
}

/// The share up to here, what this document adds, and where.
fn write_origin(origin: &Origin, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let relation = one_line(&origin.relation).replace('_', " ");
    let share = format!("{:>6}", percent(origin.cumulative_share));
    let added = format!("+{} {} ", percent(origin.share), words(origin.words));
    let room = style.width_columns.saturating_sub(share.len() + added.len() + relation.len() + 3).max(8);
    let id = sanitise(&origin.id);
    let id = truncate_start(&id, room);
    writeln!(out, "{share} {added}{} {id}", style.paint(Ink::Cyan, &relation))?;
    let about: Vec<String> =
        [&origin.source, &origin.published].into_iter().flatten().map(|part| one_line(part)).collect();
    let spans: Vec<String> = origin.spans.iter().map(|[start, end]| format!("[{start}, {end})")).collect();
    let about = [about.join(", "), spans.join(" ")].join("  ");
    writeln!(out, "       {}", style.paint(Ink::Dim, &truncate(about.trim(), style.width_columns - 7)))
}
