//! One explained pair for a terminal: what was decided and why, every measure, the passages side by side.
//!
//! Takes two articles with their main texts, the evidence and the verdict, gives lines of at most the terminal's
//! width. Where nothing was matched it says why not, with the limit that came nearest.

mod passages;
mod reasons;

use std::io::{self, Write};

use super::digest::in_words;
use super::terminal::{Ink, Style, grouped, one_line, percent, sanitise, truncate, wrap};
use crate::document::{Article, Attribution};
use crate::main_text::MainText;
use crate::relation::{Evidence, Relation, Side, Verdict};
use crate::template::TemplateMeasures;

/// Credits shown of each document.
const CREDITS_SHOWN_MAX: usize = 8;

/// A pair with everything that is known of it. Sides are those of the evidence.
#[derive(Clone, Copy, Debug)]
pub struct Comparison<'r> {
    /// The document on side a.
    pub a: &'r Article,
    /// The document on side b.
    pub b: &'r Article,
    /// The words of a.
    pub main_a: &'r MainText,
    /// The words of b.
    pub main_b: &'r MainText,
    /// What the decision was made on.
    pub evidence: &'r Evidence,
    /// The decision.
    pub verdict: &'r Verdict,
    /// Jaccard estimated from signatures.
    pub jaccard_estimate: f64,
}

/// Writes the explanation of one pair.
///
/// # Errors
/// What `out` reports.
pub fn write(comparison: &Comparison<'_>, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let style = style.within(48..160);
    write_document("A", comparison.a, comparison.main_a, &style, out)?;
    write_document("B", comparison.b, comparison.main_b, &style, out)?;
    writeln!(out)?;
    write_verdict(comparison, &style, out)?;
    let reasons = reasons::why_not(comparison);
    if !reasons.is_empty() {
        write_heading("Why not more", &style, out)?;
        for reason in reasons {
            write_indented(&reason, &style, out)?;
        }
    }
    write_heading("Measures", &style, out)?;
    write_measures(comparison, &style, out)?;
    passages::write(comparison, &style, out)
}

fn write_document(
    side: &str,
    article: &Article,
    main_text: &MainText,
    style: &Style,
    out: &mut impl Write,
) -> io::Result<()> {
    let head = format!("{side}  {}", sanitise(&article.id));
    writeln!(out, "{}", style.paint(Ink::Bold, &truncate(&head, style.width_columns)))?;
    let meta = &article.meta;
    let mut facts: Vec<String> = Vec::new();
    facts.extend(meta.title.as_deref().map(one_line));
    let published = meta.published.map_or("no date".to_owned(), |date| date.to_string());
    let source = meta.source.as_deref().map_or("no outlet".to_owned(), one_line);
    facts.push(format!("{source}, {published}, {} words of main text", grouped(main_text.words.len())));
    facts.extend(article.attributions.iter().take(CREDITS_SHOWN_MAX).map(credit));
    match article.attributions.len() {
        0 => facts.push("no credit found".to_owned()),
        n if n > CREDITS_SHOWN_MAX => facts.push(format!("… and {} more credits", n - CREDITS_SHOWN_MAX)),
        _ => {}
    }
    for fact in facts {
        for line in wrap(&fact, style.width_columns - 3) {
            writeln!(out, "   {line}")?;
        }
    }
    Ok(())
}

/// `dateline: Reuters “LONDON, March 3 (Reuters) -”`.
fn credit(attribution: &Attribution) -> String {
    let kind = serde_json::to_value(attribution.kind).ok();
    let kind = in_words(kind.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default());
    let names: Vec<String> = [&attribution.author, &attribution.agency, &attribution.outlet]
        .into_iter()
        .flatten()
        .map(|n| one_line(n))
        .collect();
    let names = if names.is_empty() { String::new() } else { format!(" {}", names.join(", ")) };
    format!("{kind}:{names} “{}”", one_line(&attribution.phrase))
}

fn write_verdict(comparison: &Comparison<'_>, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let verdict = comparison.verdict;
    let extent = serde_json::to_value(verdict.extent).ok();
    let extent = in_words(extent.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default());
    let relation = in_words(verdict.relation.as_str());
    writeln!(out, "{}, extent: {extent}", style.paint(Ink::Cyan, &relation))?;
    write_indented(&format!("rule: {}", verdict.rule), style, out)?;
    match verdict.original {
        Some(side) => write_indented(&format!("original: {}", side_name(side)), style, out)?,
        None if verdict.relation.is_pair() => {
            write_indented("original: unknown; no evidence tells which text came first", style, out)?;
        }
        None => {}
    }
    if !verdict.evidence.is_empty() {
        let evidence: Vec<String> = verdict.evidence.iter().map(|name| in_words(name)).collect();
        write_indented(&format!("evidence: {}", evidence.join(", ")), style, out)?;
    }
    match credit_found(comparison) {
        Some(credit) => write_indented(&format!("credit: {credit}"), style, out),
        None => Ok(()),
    }
}

fn credit_found(comparison: &Comparison<'_>) -> Option<String> {
    let credited = comparison.verdict.credited?;
    let agency = comparison.evidence.agency.as_deref().map_or("the agency".to_owned(), one_line);
    Some(match (comparison.verdict.relation, credited) {
        (Relation::SharedWire, true) => format!("{agency} is credited on both sides"),
        (Relation::SharedWire, false) => "no credit found on both sides".to_owned(),
        (_, true) => "the copy credits its origin".to_owned(),
        (_, false) if comparison.verdict.original.is_none() => "neither side credits the other".to_owned(),
        (_, false) => "no credit found in the copy".to_owned(),
    })
}

fn side_name(side: Side) -> &'static str {
    match side {
        Side::A => "A",
        Side::B => "B",
    }
}

fn write_measures(comparison: &Comparison<'_>, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let measures = &comparison.evidence.measures;
    let mut rows = vec![
        ("", vec!["A".to_owned(), "B".to_owned()]),
        ("words of main text", vec![grouped(measures.words_a), grouped(measures.words_b)]),
        ("coverage", vec![percent(measures.coverage_a), percent(measures.coverage_b)]),
        ("Jaccard", vec![format!("{:.4}", measures.jaccard)]),
        ("Jaccard, estimated", vec![format!("{:.4}", comparison.jaccard_estimate)]),
        ("shared words", vec![grouped(measures.shared_words)]),
        ("shared unquoted words", vec![grouped(measures.shared_unquoted_words)]),
        ("quoted share", vec![percent(measures.quoted_share())]),
        ("longest passage, words", vec![grouped(measures.longest_passage_words)]),
    ];
    if let Some(template) = &comparison.evidence.template {
        rows.extend(template_rows(template));
    }
    for (label, values) in rows {
        let values: String = values.iter().map(|value| format!("{value:>9}")).collect();
        writeln!(out, "  {label:<26}{}", style.paint(Ink::Bold, &values))?;
    }
    Ok(())
}

fn template_rows(template: &TemplateMeasures) -> [(&'static str, Vec<String>); 4] {
    let masked = vec![percent(template.masked_coverage_a), percent(template.masked_coverage_b)];
    [
        ("masked coverage", masked),
        ("masked slots aligned", vec![grouped(template.slots)]),
        (
            "differing; with numbers",
            vec![grouped(template.slots_differing), grouped(template.numbers_differing)],
        ),
        ("numbers and names shared", vec![percent(template.facts_shared)]),
    ]
}

fn write_heading(text: &str, style: &Style, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\n{}", style.paint(Ink::Bold, text))
}

fn write_indented(text: &str, style: &Style, out: &mut impl Write) -> io::Result<()> {
    for line in wrap(text, style.width_columns - 2) {
        writeln!(out, "  {line}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
