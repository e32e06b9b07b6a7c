//! The scores as a table for a terminal, with the first of what was missed or wrong.

use std::io::{self, Write};

use super::ClusterScores;
use super::credits::CreditScores;
use super::documents::{DocumentScores, SkippedScores};
use super::pairs::{ForbiddenScores, PairScores, RelationScore};
use super::scores::{Agreement, Difference, Rates, Scores};
use crate::report::terminal::{Ink, Style, columns, counted, grouped, one_line, pad, truncate};

/// Entries shown of each list.
const SHOWN_MAX: usize = 20;
/// Columns of a listed entry.
const LISTED_COLUMNS_MAX: usize = 300;
/// Columns of the labels at the left.
const LABEL_COLUMNS: usize = 26;

/// Writes the scores for a person.
///
/// # Errors
/// What `out` reports.
pub fn write(scores: &Scores, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let style = style.within(60..160);
    write_headline(scores, &style, out)?;
    if let Some(pairs) = &scores.pairs {
        write_pairs(pairs, &style, out)?;
    }
    if let Some(clusters) = &scores.clusters {
        write_clusters(clusters, &style, out)?;
    }
    if let Some(forbidden) = &scores.forbidden {
        write_forbidden(forbidden, &style, out)?;
    }
    if let Some(credits) = &scores.credits {
        write_credits(credits, &style, out)?;
    }
    if let Some(documents) = &scores.documents {
        write_documents(documents, &style, out)?;
    }
    if let Some(skipped) = &scores.skipped {
        write_skipped(skipped, &style, out)?;
    }
    if let Some(pairs) = &scores.pairs {
        write_pair_lists(pairs, &style, out)?;
    }
    Ok(())
}

/// The figures by which scores are compared, in one line.
fn write_headline(scores: &Scores, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let mut figures = Vec::new();
    if let Some(pairs) = &scores.pairs {
        figures.push(format!("pairs F1 {}", figure(pairs.related.f1)));
    }
    if let Some(clusters) = &scores.clusters {
        figures.push(format!("ARI {}", figure(Some(clusters.ari))));
        figures.push(format!("B-cubed F1 {}", figure(clusters.b_cubed_f1)));
    }
    if let Some(credits) = &scores.credits {
        figures.push(format!("names credited {}", figure(credits.names.share)));
    }
    writeln!(out, "{}", style.paint(Ink::Bold, &figures.join(", ")))
}

fn write_pairs(scores: &PairScores, style: &Style, out: &mut impl Write) -> io::Result<()> {
    write_heading("Pairs", style, out)?;
    write_rates("related pairs", &scores.related, out)?;
    let left_out =
        [(scores.ignored, "ignored"), (scores.unlabelled_in_cluster, "unlabelled in a gold cluster")];
    for (n, why) in left_out.into_iter().filter(|(n, _)| *n > 0) {
        write_row("  not judged", &format!("{} {why}", grouped(n)), out)?;
    }
    write_agreement("extent", &scores.extent, out)?;
    if scores.directed > 0 {
        let stated = format!(
            "{}  {} right of {} stated of {} found",
            figure(scores.direction.share),
            grouped(scores.direction.equal),
            grouped(scores.direction_stated),
            grouped(scores.directed)
        );
        write_row("original", &stated, out)?;
    }
    write_agreement("credited", &scores.credited, out)?;
    for (relation, score) in &scores.by_relation {
        write_relation(relation, score, scores, style, out)?;
    }
    if !scores.overlaps_by_relation.is_empty() {
        write_heading("Overlaps", style, out)?;
    }
    for (relation, score) in &scores.overlaps_by_relation {
        write_relation(relation, score, scores, style, out)?;
    }
    Ok(())
}

/// Recall of one relation, and what the report says instead where it says something else.
fn write_relation(
    relation: &str,
    score: &RelationScore,
    scores: &PairScores,
    style: &Style,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut figures =
        format!("R {}  {} of {} found", figure(score.recall), grouped(score.found), grouped(score.gold));
    if let Some(same) = score.same_relation {
        figures += &format!(", {} with this relation", grouped(same));
    }
    write_row(&one_line(relation), &figures, out)?;
    let said = scores.confusion.get(relation).into_iter().flatten().filter(|(said, _)| *said != relation);
    let said: Vec<String> = said.map(|(said, n)| format!("{} {}", one_line(said), grouped(*n))).collect();
    if said.is_empty() {
        return Ok(());
    }
    let said = truncate(&said.join(", "), style.width_columns - 4 - LABEL_COLUMNS).into_owned();
    writeln!(out, "  {}  {}", " ".repeat(LABEL_COLUMNS), style.paint(Ink::Dim, &said))
}

fn write_clusters(scores: &ClusterScores, style: &Style, out: &mut impl Write) -> io::Result<()> {
    write_heading("Clusters", style, out)?;
    let counts = format!(
        "{} in the gold, {} in the report, over {}",
        grouped(scores.gold_clusters),
        grouped(scores.report_clusters),
        counted(scores.documents, "document")
    );
    write_row("clusters", &counts, out)?;
    if scores.documents_missing > 0 {
        write_row("  not in the report", &counted(scores.documents_missing, "gold document"), out)?;
    }
    let without = figure(Some(scores.ari_without_ignored));
    write_row(
        "adjusted Rand index",
        &format!("{}  without ignored pairs {without}", figure(Some(scores.ari))),
        out,
    )?;
    let b_cubed = format!(
        "P {}  R {}  F1 {}",
        figure(scores.b_cubed_precision),
        figure(scores.b_cubed_recall),
        figure(scores.b_cubed_f1)
    );
    write_row("B-cubed", &b_cubed, out)?;
    write_rates("pairs inside clusters", &scores.pairwise, out)?;
    write_rates("  ignored ones left out", &scores.pairwise_without_ignored, out)
}

fn write_forbidden(scores: &ForbiddenScores, style: &Style, out: &mut impl Write) -> io::Result<()> {
    write_heading("Pairs that must not be", style, out)?;
    write_row("listed", &format!("{} of {}", grouped(scores.listed.len()), grouped(scores.gold)), out)?;
    let lines = scores.listed.iter().map(|pair| {
        let kind = pair.kind.as_deref().unwrap_or("no kind given");
        format!("{} – {}: {}, listed as {}", pair.a, pair.b, kind, pair.relation)
    });
    write_list(lines, style, out)
}

fn write_credits(scores: &CreditScores, style: &Style, out: &mut impl Write) -> io::Result<()> {
    write_heading("Credits", style, out)?;
    write_agreement("names found", &scores.names, out)?;
    for (role, [gold, found]) in &scores.names_by_role {
        write_row(&format!("  {role}"), &format!("{} of {}", grouped(*found), grouped(*gold)), out)?;
    }
    write_agreement("kind and phrase too", &scores.exact, out)?;
    let precision = format!(
        "{}  {} of {}",
        figure(scores.precision),
        grouped(scores.attributions_right),
        grouped(scores.attributions)
    );
    write_row("attributions right", &precision, out)?;
    write_differences("names not found", &scores.names.differing, style, out)?;
    write_differences("attributions not in the gold", &scores.wrong, style, out)
}

fn write_documents(scores: &DocumentScores, style: &Style, out: &mut impl Write) -> io::Result<()> {
    write_heading("Documents", style, out)?;
    let facets =
        [("source", &scores.source), ("published", &scores.published), ("language", &scores.language)];
    for (name, agreement) in facets {
        write_agreement(name, agreement, out)?;
    }
    for (name, agreement) in facets {
        write_differences(&format!("{name} differs"), &agreement.differing, style, out)?;
    }
    if !scores.missing.is_empty() {
        writeln!(out, "  {}:", counted(scores.missing.len(), "gold document") + " not in the report")?;
    }
    write_list(scores.missing.iter().cloned(), style, out)
}

fn write_skipped(scores: &SkippedScores, style: &Style, out: &mut impl Write) -> io::Result<()> {
    write_heading("Skipped", style, out)?;
    write_agreement("skipped for the reason", &scores.reasons, out)?;
    write_differences("not skipped so", &scores.reasons.differing, style, out)?;
    if !scores.unexpected.is_empty() {
        writeln!(out, "  skipped, not in the gold: {}", grouped(scores.unexpected.len()))?;
    }
    write_list(scores.unexpected.iter().map(|entry| format!("{}: {}", entry.path, entry.reason)), style, out)
}

fn write_pair_lists(scores: &PairScores, style: &Style, out: &mut impl Write) -> io::Result<()> {
    if !scores.missed.is_empty() {
        write_heading(&format!("Missed pairs: {}", grouped(scores.missed.len())), style, out)?;
    }
    let missed = scores.missed.iter().map(|pair| {
        let relation = pair.relation.as_deref().unwrap_or("unlabelled");
        format!("{} – {}: {relation}, in the report {}", pair.a, pair.b, pair.instead)
    });
    write_list(missed, style, out)?;
    if !scores.wrong.is_empty() {
        write_heading(&format!("Wrong pairs: {}", grouped(scores.wrong.len())), style, out)?;
    }
    let wrong = scores.wrong.iter().map(|pair| {
        let words =
            pair.shared_words.map_or(String::new(), |words| format!(" of {}", counted(words, "word")));
        let gold = pair.gold.as_deref().unwrap_or("nothing");
        format!("{} – {}: {}{words}, in the gold {gold}", pair.a, pair.b, pair.relation)
    });
    write_list(wrong, style, out)?;
    if !scores.direction.differing.is_empty() || !scores.extent.differing.is_empty() {
        write_heading("Pairs found but said to be otherwise", style, out)?;
    }
    write_differences("original", &scores.direction.differing, style, out)?;
    write_differences("extent", &scores.extent.differing, style, out)
}

fn write_heading(text: &str, style: &Style, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\n{}", style.paint(Ink::Bold, text))
}

fn write_row(label: &str, figures: &str, out: &mut impl Write) -> io::Result<()> {
    let label = if columns(label) > LABEL_COLUMNS { label.to_owned() } else { pad(label, LABEL_COLUMNS) };
    writeln!(out, "  {label}  {figures}")
}

fn write_rates(label: &str, rates: &Rates, out: &mut impl Write) -> io::Result<()> {
    let Rates { right, wrong, missed, precision, recall, f1 } = *rates;
    write_row(label, &format!("P {}  R {}  F1 {}", figure(precision), figure(recall), figure(f1)), out)?;
    let [right, wrong, missed] = [right, wrong, missed].map(|n| grouped(n as usize));
    write_row("", &format!("{right} right, {wrong} wrong, {missed} missed"), out)
}

/// Nothing where nothing was compared.
fn write_agreement(label: &str, agreement: &Agreement, out: &mut impl Write) -> io::Result<()> {
    if agreement.compared == 0 {
        return Ok(());
    }
    let counts = format!("{} of {}", grouped(agreement.equal), grouped(agreement.compared));
    write_row(label, &format!("{}  {counts}", figure(agreement.share)), out)
}

fn write_differences(
    label: &str,
    differences: &[Difference],
    style: &Style,
    out: &mut impl Write,
) -> io::Result<()> {
    if differences.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {label}: {}", grouped(differences.len()))?;
    let lines = differences.iter().map(|difference| {
        let gold = if difference.gold.is_empty() { "nothing" } else { &difference.gold };
        let report = difference.report.as_deref().unwrap_or("nothing");
        format!("{}: in the gold {gold}, in the report {report}", difference.ids.join(" – "))
    });
    write_list(lines, style, out)
}

/// The first entries of a list, each on a line of its own.
fn write_list(
    lines: impl ExactSizeIterator<Item = String>,
    style: &Style,
    out: &mut impl Write,
) -> io::Result<()> {
    let n_left = lines.len().saturating_sub(SHOWN_MAX);
    for line in lines.take(SHOWN_MAX) {
        // Not cut to the terminal: ids are there to be copied.
        writeln!(out, "    {}", truncate(&one_line(&line), LISTED_COLUMNS_MAX))?;
    }
    if n_left > 0 {
        writeln!(out, "    {}", style.paint(Ink::Dim, &format!("… and {} more", grouped(n_left))))?;
    }
    Ok(())
}

/// `0.9812`, or a dash where there was nothing to measure.
fn figure(share: Option<f64>) -> String {
    share.map_or("—".to_owned(), |share| format!("{share:.4}"))
}
