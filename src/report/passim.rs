//! The clusters as the table that passim writes: a row for each member, with the part of its text that it shares.
//!
//! Columns `cluster`, `size`, `uid`, `id`, `begin`, `end` and the metadata. `begin` and `end` count characters (Unicode scalar
//! values) of the original text, half-open, from the first to the end of the last passage that the member has in a listed pair
//! with another one. `uid` is the frozen hash of the id as a positive 64-bit number. Rows come in the order of ids, so that no more
//! than the place of each member is in memory. Spans of a report are bytes: it takes the texts to count characters.

use std::io::{self, Write};

use ahash::{HashMap, HashSet};
use serde::Serialize;
use serde_json::{Map, Value};

use super::csv::Csv;
use super::entries::{Entries, TextEntry, Texts};
use super::schema::{DocumentEntry, PairEntry};
use super::table::{Column, WriteTable};
use crate::error::Error;
use crate::hash::hash_bytes;

/// How the rows are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rows {
    /// As comma-separated values with a line of names.
    Csv,
    /// As JSON objects, one a line.
    JsonLines,
}

/// A member of a cluster. Its fields are the columns, in this order.
#[derive(Serialize)]
struct Row {
    cluster: usize,
    size: usize,
    uid: u64,
    id: String,
    begin: usize,
    end: usize,
    title: Option<String>,
    source: Option<String>,
    published: Option<String>,
    modified: Option<String>,
    url: Option<String>,
    language: Option<String>,
    status: Option<String>,
    extra: Map<String, Value>,
}

const COLUMNS: [Column<Row>; 14] = [
    Column::Count("cluster", |row| Some(row.cluster)),
    Column::Count("size", |row| Some(row.size)),
    Column::Count("uid", |row| usize::try_from(row.uid).ok()),
    Column::Text("id", |row| Some(&row.id)),
    Column::Count("begin", |row| Some(row.begin)),
    Column::Count("end", |row| Some(row.end)),
    Column::Text("title", |row| row.title.as_deref()),
    Column::Text("source", |row| row.source.as_deref()),
    Column::Text("published", |row| row.published.as_deref()),
    Column::Text("modified", |row| row.modified.as_deref()),
    Column::Text("url", |row| row.url.as_deref()),
    Column::Text("language", |row| row.language.as_deref()),
    Column::Text("status", |row| row.status.as_deref()),
    Column::Json("extra", |row| serde_json::to_string(&row.extra)),
];

/// Where a member stands: number and size of its cluster, and from its first to its last passage.
struct Place {
    cluster: usize,
    size: usize,
    /// In bytes; once its text was read in characters.
    span: Option<[usize; 2]>,
}

/// Writes the members of all clusters.
///
/// # Errors
/// What `out` reports, or what keeps an entry from being made or a text from being read; a text that a span does not fit.
pub fn write(report: &impl Entries, texts: &impl Texts, rows: Rows, out: &mut impl Write) -> io::Result<()> {
    let mut places = places(report)?;
    count_characters(&mut places, texts)?;
    match rows {
        Rows::Csv => Csv(out).write_table(&COLUMNS, |take| {
            each_row(report, &places, &mut |row| take(std::slice::from_ref(row)))
        }),
        Rows::JsonLines => each_row(report, &places, &mut |row| {
            serde_json::to_writer(&mut *out, row)?;
            out.write_all(b"\n")
        }),
    }
}

fn places(report: &impl Entries) -> io::Result<HashMap<String, Place>> {
    let mut places: HashMap<String, Place> = HashMap::default();
    let mut number = 0;
    report.clusters(&mut |clusters| {
        for cluster in clusters {
            number += 1;
            let place = || Place { cluster: number, size: cluster.documents.len(), span: None };
            places.extend(cluster.documents.iter().map(|id| (id.clone(), place())));
        }
        Ok(())
    })?;
    report.pairs(&mut |pairs| {
        for pair in pairs {
            let cluster = |id: &str| places.get(id).map(|place| place.cluster);
            if cluster(&pair.a).is_some() && cluster(&pair.a) == cluster(&pair.b) {
                widen(&mut places, pair);
            }
        }
        Ok(())
    })?;
    Ok(places)
}

fn widen(places: &mut HashMap<String, Place>, pair: &PairEntry) {
    for passage in &pair.passages {
        for (id, [start, end]) in [(&pair.a, passage.a), (&pair.b, passage.b)] {
            if let Some(place) = places.get_mut(id) {
                let [first, last] = place.span.unwrap_or([start, end]);
                place.span = Some([first.min(start), last.max(end)]);
            }
        }
    }
}

/// Turns the spans of all members from bytes to characters.
fn count_characters(places: &mut HashMap<String, Place>, texts: &impl Texts) -> io::Result<()> {
    let with_spans = places.iter().filter(|(_, place)| place.span.is_some());
    let ids: HashSet<String> = with_spans.map(|(id, _)| id.clone()).collect();
    let mut n_counted = 0;
    texts.texts(&ids, &mut |texts| {
        for TextEntry { id, text, .. } in texts {
            let span = places.get_mut(id).and_then(|place| place.span.as_mut());
            let span = span.expect("only texts of these members were asked for");
            *span = characters(text, *span).ok_or_else(|| {
                io::Error::other(Error::usage(format!("{id}: the span {span:?} is not in its text")))
            })?;
            n_counted += 1;
        }
        Ok(())
    })?;
    if n_counted < ids.len() {
        return Err(io::Error::other(Error::usage(
            "the texts that passages are counted in are not to be had",
        )));
    }
    Ok(())
}

/// A span of bytes in characters.
fn characters(text: &str, [start, end]: [usize; 2]) -> Option<[usize; 2]> {
    let begin = text.get(..start)?.chars().count();
    Some([begin, begin + text.get(start..end)?.chars().count()])
}

fn each_row(
    report: &impl Entries,
    places: &HashMap<String, Place>,
    take: &mut dyn FnMut(&Row) -> io::Result<()>,
) -> io::Result<()> {
    report.documents(&mut |documents| {
        documents.iter().try_for_each(|document| match places.get(&document.id) {
            Some(place) => take(&row(document, place)),
            None => Ok(()),
        })
    })
}

fn row(document: &DocumentEntry, place: &Place) -> Row {
    let [begin, end] = place.span.unwrap_or_default();
    Row {
        cluster: place.cluster,
        size: place.size,
        uid: hash_bytes(document.id.as_bytes(), 0) >> 1,
        id: document.id.clone(),
        begin,
        end,
        title: document.title.clone(),
        source: document.source.clone(),
        published: document.published.clone(),
        modified: document.modified.clone(),
        url: document.url.clone(),
        language: document.language.clone(),
        status: document.status.clone(),
        extra: document.extra.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::entries::Take;
    use crate::report::fixtures::{cluster, document, empty, pair};
    use crate::report::schema::PassageEntry;

    /// One text for all documents, each character of two bytes but the last.
    struct Same;

    impl Texts for Same {
        fn texts(&self, ids: &HashSet<String>, take: &mut Take<'_, TextEntry>) -> io::Result<()> {
            let text = |id: &String| TextEntry {
                id: id.clone(),
                text: "éééé.".to_owned(),
                asides: Vec::new(),
                quoted: Vec::new(),
            };
            ids.iter().try_for_each(|id| take(&[text(id)]))
        }
    }

    fn written(span: [usize; 2], rows: Rows) -> io::Result<String> {
        let mut report = empty();
        report.documents = ["a", "=b", "c"].map(|id| document(id, None, Some("2026-03-01"), None)).to_vec();
        report.clusters = vec![cluster("c1", &["=b", "a"])];
        let mut inside = pair("=b", "a", "reprint", 9);
        let passage = |a, b| PassageEntry { a, b, words: 3, similarity: 1.0 };
        inside.passages = vec![passage(span, [4, 6]), passage([2, 4], [0, 2])];
        report.pairs = vec![inside];
        let mut out = Vec::new();
        write(&report, &Same, rows, &mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn spans_count_characters_of_the_text() {
        let lines = written([6, 9], Rows::JsonLines).unwrap();
        let rows: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let told = |row: &Value| {
            [&row["id"], &row["cluster"], &row["size"], &row["begin"], &row["end"]].map(Value::to_string)
        };
        assert_eq!(told(&rows[0]), ["\"a\"", "1", "2", "0", "3"]);
        assert_eq!(told(&rows[1]), ["\"=b\"", "1", "2", "1", "5"]);
        assert!(rows.len() == 2 && rows[0]["uid"].as_i64().is_some_and(|uid| uid > 0));
    }

    #[test]
    fn as_csv_the_same_rows_are_safe_in_a_spreadsheet() {
        let table = written([6, 9], Rows::Csv).unwrap();
        let lines: Vec<&str> = table.lines().collect();
        assert!(lines[0].starts_with("cluster,size,uid,id,begin,end,title,"));
        assert!(lines[1].starts_with("1,2,") && lines[1].contains(",a,0,3,,,2026-03-01,"), "{}", lines[1]);
        assert!(lines[2].contains(",'=b,1,5,"), "{}", lines[2]);
    }

    #[test]
    fn a_span_outside_the_text_is_an_error() {
        assert!(written([6, 99], Rows::Csv).unwrap_err().to_string().contains("[2, 99]"));
    }
}
