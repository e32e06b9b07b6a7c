//! The summary for a person at a terminal: totals, the largest clusters, other pairs, overlaps, furniture, skips.
//!
//! Takes a report, gives lines of at most the terminal's width. Lists are cut to what can be read and say how much is
//! left; the JSON report has everything. What a document credits is told as found or "no credit found", never as a
//! verdict on anyone.

mod clusters;

use std::borrow::Cow;
use std::io::{self, Write};

use super::digest::{Lookup, by_frequency, in_words};
use super::schema::{FurnitureEntry, PairEntry, RecallEstimate, Report, SkippedEntry, Summary};
use super::terminal::{
    Ink, Style, columns, counted, grouped, one_line, pad, percent, sanitise, truncate, truncate_start, wrap,
};

/// Pairs between clusters shown.
const PAIRS_SHOWN_MAX: usize = 20;
/// Examples shown of each kind of overlap, and of each reason for leaving input out.
const EXAMPLES_SHOWN_MAX: usize = 3;
/// Pieces of furniture shown.
const FURNITURE_SHOWN_MAX: usize = 5;

/// Writes the readable summary of a report.
///
/// # Errors
/// What `out` reports.
pub fn write(report: &Report, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let style = style.within(40..140);
    let lookup = Lookup::new(report);
    write_totals(&report.summary, &style, out)?;
    if report.pairs.is_empty() && report.clusters.is_empty() {
        write_nothing_found(&report.summary, &style, out)?;
    }
    clusters::write(report, &lookup, &style, out)?;
    write_other_pairs(report, &lookup, &style, out)?;
    write_overlaps(&report.overlaps, &style, out)?;
    write_furniture(&report.furniture, &style, out)?;
    write_skipped(&report.skipped, &style, out)
}

fn write_totals(summary: &Summary, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let skipped = match summary.skipped {
        0 => String::new(),
        n => format!(" ({} skipped)", grouped(n)),
    };
    let totals = format!(
        "{}{skipped}, {}, {}, {}",
        counted(summary.documents, "document"),
        counted(summary.clusters, "cluster"),
        counted(summary.pairs, "related pair"),
        counted(summary.independent_documents, "independent document"),
    );
    for line in wrap(&totals, style.width_columns) {
        writeln!(out, "{}", style.paint(Ink::Bold, &line))?;
    }
    if summary.pairs_omitted > 0 {
        let omitted =
            format!("{} found but not listed", counted(summary.pairs_omitted, "further related pair"));
        write_wrapped(&omitted, Ink::Dim, style, out)?;
    }
    if let Some(relations) = relations(summary) {
        write_wrapped(&relations, Ink::Dim, style, out)?;
    }
    write_wrapped(&recall(&summary.recall_estimate), Ink::Dim, style, out)
}

/// How many pairs and overlaps there are of each relation, the most frequent first.
fn relations(summary: &Summary) -> Option<String> {
    let relations = summary.by_relation();
    let listed: Vec<String> =
        relations.iter().map(|(name, n)| format!("{} {}", grouped(*n), in_words(name))).collect();
    (!listed.is_empty()).then(|| format!("Pairs by relation: {}", listed.join(", ")))
}

fn recall(estimate: &RecallEstimate) -> String {
    let RecallEstimate { sampled_documents, pairs, found, at_jaccard } = *estimate;
    if sampled_documents == 0 {
        return "Recall was not estimated.".to_owned();
    }
    let sample = format!("a sample of {}", counted(sampled_documents, "document"));
    if pairs == 0 {
        return format!(
            "Recall estimate: {sample} has no pair with an estimated Jaccard of {at_jaccard} or more."
        );
    }
    let share = percent(found as f64 / pairs as f64);
    format!(
        "Recall estimate: {share}; of {} with an estimated Jaccard of {at_jaccard} or more in {sample}, {} found.",
        counted(pairs, "pair"),
        match found {
            1 => "1 was".to_owned(),
            n => format!("{} were", grouped(n)),
        },
    )
}

fn write_nothing_found(summary: &Summary, style: &Style, out: &mut impl Write) -> io::Result<()> {
    writeln!(out)?;
    writeln!(
        out,
        "{}",
        style.paint(Ink::Bold, "No reprints, near-duplicates or shared wire copy were found.")
    )?;
    let compared = if summary.documents < 2 {
        "There was nothing to compare: it takes two documents.".to_owned()
    } else {
        format!(
            "{} were searched for text in common: {} came into question by signatures and {} by sampled \
             passages, {} measured exactly, {} a passage.",
            counted(summary.documents, "document"),
            counted(summary.funnel.candidates_lsh, "pair"),
            grouped(summary.funnel.candidates_passage),
            grouped(summary.funnel.verified) + if summary.funnel.verified == 1 { " was" } else { " were" },
            grouped(summary.funnel.aligned) + if summary.funnel.aligned == 1 { " shares" } else { " share" },
        )
    };
    write_wrapped(&compared, Ink::Dim, style, out)
}

fn write_wrapped(text: &str, ink: Ink, style: &Style, out: &mut impl Write) -> io::Result<()> {
    for line in wrap(text, style.width_columns) {
        writeln!(out, "{}", style.paint(ink, &line))?;
    }
    Ok(())
}

fn write_heading(text: &str, style: &Style, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\n{}", style.paint(Ink::Bold, &truncate(text, style.width_columns)))
}

fn write_more(n_left: usize, noun: &str, style: &Style, out: &mut impl Write) -> io::Result<()> {
    if n_left == 0 {
        return Ok(());
    }
    let more = format!("  … and {}", counted(n_left, &format!("more {noun}")));
    writeln!(out, "{}", style.paint(Ink::Dim, &more))
}

/// Pairs whose documents are not in one cluster, those that share most words first.
fn write_other_pairs(
    report: &Report,
    lookup: &Lookup<'_>,
    style: &Style,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut pairs: Vec<&PairEntry> = report.pairs.iter().filter(|pair| !lookup.same_cluster(pair)).collect();
    if pairs.is_empty() {
        return Ok(());
    }
    pairs.sort_by_key(|pair| std::cmp::Reverse(pair.shared_words));
    write_heading(&format!("Between clusters: {}", counted(pairs.len(), "related pair")), style, out)?;
    for pair in pairs.iter().take(PAIRS_SHOWN_MAX) {
        let shared = match pair.shared_words {
            Some(words) => counted(words, "word"),
            None => "—".to_owned(),
        };
        let relation = pad(&in_words(&pair.relation), 15);
        let room = style.width_columns.saturating_sub(2 + 15 + 2 + 12 + 2);
        writeln!(out, "  {}  {shared:>12}  {}", style.paint(Ink::Cyan, &relation), ids(pair, room))?;
    }
    write_more(pairs.len().saturating_sub(PAIRS_SHOWN_MAX), "pair", style, out)
}

/// Both ids in at most `room` columns, the original first where it is known.
fn ids(pair: &PairEntry, room: usize) -> String {
    let is_known = pair.original.as_ref().is_some_and(|original| [&pair.a, &pair.b].contains(&original));
    let arrow = if is_known { "→" } else { "–" };
    let (first, second) = pair.original_first();
    let (first, second) = (sanitise(first), sanitise(second));
    let room = room.saturating_sub(3);
    // What one id leaves free the other may use.
    let half = room / 2;
    let room_first = (room - columns(&second).min(half)).min(columns(&first));
    let first = truncate_start(&first, room_first);
    format!("{first} {arrow} {}", truncate_start(&second, room - columns(&first).min(room)))
}

fn write_overlaps(overlaps: &[PairEntry], style: &Style, out: &mut impl Write) -> io::Result<()> {
    if overlaps.is_empty() {
        return Ok(());
    }
    write_heading("Text in common that is no copy", style, out)?;
    for (relation, pairs) in by_frequency(overlaps, |pair| &pair.relation) {
        let relation = pad(&in_words(relation), 15);
        writeln!(out, "  {}  {}", style.paint(Ink::Cyan, &relation), counted(pairs.len(), "pair"))?;
        for pair in pairs.iter().take(EXAMPLES_SHOWN_MAX) {
            let ids = ids(pair, style.width_columns - 4);
            writeln!(out, "    {}", style.paint(Ink::Dim, &ids))?;
        }
    }
    Ok(())
}

fn write_furniture(furniture: &[FurnitureEntry], style: &Style, out: &mut impl Write) -> io::Result<()> {
    if furniture.is_empty() {
        return Ok(());
    }
    let mut most_carried: Vec<&FurnitureEntry> = furniture.iter().collect();
    most_carried.sort_by_key(|entry| std::cmp::Reverse(entry.documents));
    write_heading("Furniture left out of the comparison", style, out)?;
    for entry in most_carried.iter().take(FURNITURE_SHOWN_MAX) {
        let carried = format!("  {:>16}  ", counted(entry.documents, "document"));
        let room = style.width_columns - columns(&carried);
        let text = one_line(&entry.text);
        writeln!(out, "{carried}{}", style.paint(Ink::Dim, &truncate(&text, room)))?;
    }
    write_more(furniture.len().saturating_sub(FURNITURE_SHOWN_MAX), "piece", style, out)
}

fn write_skipped(skipped: &[SkippedEntry], style: &Style, out: &mut impl Write) -> io::Result<()> {
    if skipped.is_empty() {
        return Ok(());
    }
    write_heading("Skipped", style, out)?;
    for (reason, entries) in by_frequency(skipped, |entry| &entry.reason) {
        let reason = pad(&in_words(reason), 20);
        writeln!(out, "  {}  {}", style.paint(Ink::Yellow, &reason), grouped(entries.len()))?;
        for entry in entries.iter().take(EXAMPLES_SHOWN_MAX) {
            let example = example_of_skip(entry, style.width_columns - 4);
            writeln!(out, "    {}", style.paint(Ink::Dim, &example))?;
        }
        write_more(entries.len().saturating_sub(EXAMPLES_SHOWN_MAX), "path", style, out)?;
    }
    Ok(())
}

/// The path, whole if it takes no more than half the room, then the particulars.
fn example_of_skip(entry: &SkippedEntry, room: usize) -> String {
    let (path, detail) = (sanitise(&entry.path), sanitise(&entry.detail));
    if detail.is_empty() {
        return truncate_start(&path, room).into_owned();
    }
    let path: Cow<'_, str> = truncate_start(&path, (room / 2).max(room.saturating_sub(columns(&detail) + 2)));
    let room_left = room.saturating_sub(columns(&path) + 2);
    format!("{path}: {}", truncate(&detail, room_left))
}

#[cfg(test)]
mod tests;
