//! A sample of pairs as a table to look at, or to fill in.
//!
//! The column `label` is left empty for the judge. As tab-separated values the table is gold for `wireprint eval` once it is filled
//! in: `eval` reads `id_a`, `id_b` and `label`; what the report says stands under other names than gold has, so that it is not
//! taken for a label.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Nearest, Sampled};
use crate::report::csv::Csv;
use crate::report::schema::{DocumentEntry, rounded};
use crate::report::table::{Column, WriteTable};
use crate::report::terminal::{Ink, Style, counted, one_line, sanitise, truncate, truncate_start};

fn columns<'r>() -> [Column<Sampled<'r>>; 18] {
    [
        Column::Text("id_a", |sampled| Some(&sampled.pair.a)),
        Column::Text("id_b", |sampled| Some(&sampled.pair.b)),
        Column::Text("label", |_| None),
        Column::Text("reported_relation", |sampled| Some(&sampled.pair.relation)),
        Column::Text("reported_extent", |sampled| Some(&sampled.pair.extent)),
        Column::Text("near", |sampled| sampled.nearest.map(|nearest| nearest.threshold.measure)),
        Column::Share("threshold", |sampled| sampled.nearest.map(|nearest| nearest.threshold.at)),
        Column::Share("value", |sampled| sampled.nearest.map(|nearest| nearest.value)),
        Column::Share("distance", |sampled| sampled.nearest.map(|nearest| rounded(nearest.distance))),
        Column::Share("coverage_a", |sampled| sampled.pair.coverage_a),
        Column::Share("coverage_b", |sampled| sampled.pair.coverage_b),
        Column::Count("shared_words", |sampled| sampled.pair.shared_words),
        Column::Count("shared_unquoted_words", |sampled| sampled.pair.shared_unquoted_words),
        Column::Count("longest_passage_words", |sampled| sampled.pair.longest_passage_words),
        Column::Text("source_a", |sampled| sampled.documents[0]?.source.as_deref()),
        Column::Text("source_b", |sampled| sampled.documents[1]?.source.as_deref()),
        Column::Text("title_a", |sampled| sampled.documents[0]?.title.as_deref()),
        Column::Text("title_b", |sampled| sampled.documents[1]?.title.as_deref()),
    ]
}

/// Writes the sample as CSV, safe to open in a spreadsheet.
///
/// # Errors
/// What `out` reports.
pub fn write_csv(sample: &[Sampled<'_>], out: &mut impl Write) -> io::Result<()> {
    Csv(out).write_table(&columns(), |take| take(sample))
}

/// Writes the sample as tab-separated values. A tab or line break inside a cell is written as `\t`, `\n` or `\r`.
///
/// # Errors
/// What `out` reports.
pub fn write_tsv(sample: &[Sampled<'_>], out: &mut impl Write) -> io::Result<()> {
    let columns = columns();
    let names: Vec<&str> = columns.iter().map(Column::name).collect();
    writeln!(out, "{}", names.join("\t"))?;
    for sampled in sample {
        let cells: Vec<String> = columns
            .iter()
            .map(|column| {
                let value = column.value(sampled)?.unwrap_or_default();
                Ok(value.replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r"))
            })
            .collect::<io::Result<_>>()?;
        writeln!(out, "{}", cells.join("\t"))?;
    }
    Ok(())
}

/// Writes the sample as a JSON array, an object a line: the pair as in the report, without its passages.
///
/// # Errors
/// What `out` reports.
pub fn write_json(sample: &[Sampled<'_>], out: &mut impl Write) -> io::Result<()> {
    for (number, sampled) in sample.iter().enumerate() {
        out.write_all(if number == 0 { b"[\n" } else { b",\n" })?;
        let mut entry = serde_json::to_value(sampled.pair)?;
        if let Some(entry) = entry.as_object_mut() {
            entry.shift_remove("passages");
            entry.insert("nearest".to_owned(), sampled.nearest.map_or(Value::Null, nearest_json));
        }
        serde_json::to_writer(&mut *out, &entry)?;
    }
    out.write_all(if sample.is_empty() { b"[]\n" } else { b"\n]\n" })
}

fn nearest_json(nearest: Nearest) -> Value {
    let Nearest { threshold, value, distance } = nearest;
    json!({"measure": threshold.measure, "threshold": threshold.at, "value": value, "distance": rounded(distance)})
}

/// Writes the sample for a person: a paragraph for each pair.
///
/// # Errors
/// What `out` reports.
pub fn write_text(sample: &[Sampled<'_>], style: &Style, out: &mut impl Write) -> io::Result<()> {
    let style = style.within(40..140);
    writeln!(out, "{}", style.paint(Ink::Bold, &counted(sample.len(), "pair")))?;
    for sampled in sample {
        let pair = sampled.pair;
        let relation = one_line(&pair.relation).replace('_', " ");
        let extent = one_line(&pair.extent).replace('_', " ");
        writeln!(out, "\n{}, {extent}{}", style.paint(Ink::Cyan, &relation), measures(sampled))?;
        if let Some(nearest) = sampled.nearest {
            writeln!(
                out,
                "  {}",
                style.paint(Ink::Yellow, &truncate(&told(&nearest), style.width_columns - 2))
            )?;
        }
        for (name, id, document) in
            [("a", &pair.a, sampled.documents[0]), ("b", &pair.b, sampled.documents[1])]
        {
            let id = sanitise(id);
            writeln!(out, "  {name} {}", truncate_start(&id, style.width_columns - 4))?;
            let about = document.map(about).unwrap_or_default();
            if !about.is_empty() {
                let about = truncate(&about, style.width_columns - 4).into_owned();
                writeln!(out, "    {}", style.paint(Ink::Dim, &about))?;
            }
        }
    }
    Ok(())
}

fn measures(sampled: &Sampled<'_>) -> String {
    let pair = sampled.pair;
    let (Some(a), Some(b), Some(words)) = (pair.coverage_a, pair.coverage_b, pair.shared_words) else {
        return String::new();
    };
    format!("; coverage {a:.2} and {b:.2}, {} shared", counted(words, "word"))
}

/// `larger coverage 0.497, 0.003 below 0.5`.
fn told(nearest: &Nearest) -> String {
    let Nearest { threshold, value, .. } = nearest;
    let apart = rounded((value - threshold.at).abs());
    let side = if *value < threshold.at { "below" } else { "above" };
    if apart == 0.0 {
        format!("{} {value}, just at the threshold", threshold.measure)
    } else {
        format!("{} {value}, {apart} {side} the threshold {}", threshold.measure, threshold.at)
    }
}

/// Outlet, date and title.
fn about(document: &DocumentEntry) -> String {
    let parts = [&document.source, &document.published, &document.title];
    let parts: Vec<String> = parts.into_iter().flatten().map(|part| one_line(part)).collect();
    parts.join(", ")
}
