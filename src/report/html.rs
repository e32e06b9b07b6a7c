//! The report as one page for a browser: opens from disk, asks no host for anything, shows texts side by side.
//!
//! The page holds the whole report and, of every document that is in a pair, an overlap or a cluster, the text. Lists and texts
//! lie in it as chunks, which the page's own script unpacks when they are needed; nothing of an article is ever
//! markup. A Content-Security-Policy admits that script and style by their SHA-256 and nothing else. One chunk is in memory at a
//! time, besides the ids of the documents.

mod chunks;
mod page;

use std::io::{self, Write};

use ahash::{HashMap, HashSet};
use serde_json::{Map, Value, json};

use super::entries::{Entries, Take, Texts};
use super::schema::{DocumentEntry, PairEntry};
use chunks::{Chunks, Columns};

/// Entries in a chunk of a list.
const LIST_ROWS_MAX: usize = 2048;
/// Pairs whose passages lie in one chunk, and documents whose particulars do: what opening one of them unpacks.
const DETAIL_ROWS_MAX: usize = 256;
/// Bytes of text after which a chunk is full. A pair opens by unpacking two.
const TEXT_BYTES_MAX: usize = 192 << 10;

/// What the lists of the page need of a document; the rest is asked for when it is opened.
const LISTED: [&str; 9] =
    ["id", "title", "source", "published", "language", "words", "copied_share", "unique_words", "cluster"];

/// Writes the report as a page, with the texts that `texts` still has.
///
/// # Errors
/// What `out` reports, or what keeps an entry from being made.
pub fn write(report: &impl Entries, texts: &impl Texts, out: &mut impl Write) -> io::Result<()> {
    page::write_before_data(out)?;
    let mut chunks = Chunks::new(out);
    let number_of = write_documents(report, &mut chunks)?;
    let mut shown = write_clusters(report, &mut chunks)?;
    let mut pairs = Pairs { number_of: &number_of, shown: &mut shown, chunks: &mut chunks };
    pairs.write("pairs", |take| report.pairs(take))?;
    pairs.write("overlaps", |take| report.overlaps(take))?;
    chunks.write_list("furniture", LIST_ROWS_MAX, |take| report.furniture(take))?;
    chunks.write_list("skipped", LIST_ROWS_MAX, |take| report.skipped(take))?;
    let first_of_texts = write_texts(texts, &shown, &number_of, &mut chunks)?;
    let mut head = object(&report.head())?;
    head.insert("chunks".to_owned(), chunks.counts());
    head.insert("detail_rows".to_owned(), DETAIL_ROWS_MAX.into());
    head.insert("first_of_texts".to_owned(), first_of_texts.into());
    page::write_after_data(&Value::Object(head), out)
}

/// Writes the documents, what lists need of them apart from the rest. Returns their numbers by id.
fn write_documents<W: Write>(
    report: &impl Entries,
    chunks: &mut Chunks<'_, W>,
) -> io::Result<HashMap<String, u32>> {
    let mut number_of = HashMap::default();
    let mut listed = Columns::new("documents", LIST_ROWS_MAX);
    let mut details = Columns::new("details", DETAIL_ROWS_MAX);
    report.documents(&mut |documents| {
        documents.iter().try_for_each(|document| {
            number_of.insert(document.id.clone(), number(number_of.len()));
            let mut detail = object(document)?;
            let mut list: Map<String, Value> = Map::new();
            for name in LISTED {
                list.extend(detail.shift_remove(name).map(|value| (name.to_owned(), value)));
            }
            list.insert("agencies".to_owned(), agencies(document).into());
            listed.push(list, chunks)?;
            details.push(detail, chunks)
        })
    })?;
    listed.finish(chunks)?;
    details.finish(chunks)?;
    Ok(number_of)
}

/// The agencies that a document credits, each once, in the order of its credits.
fn agencies(document: &DocumentEntry) -> Vec<&str> {
    let mut agencies: Vec<&str> = Vec::new();
    for agency in document.attributions.iter().filter_map(|credit| credit.agency.as_deref()) {
        if !agencies.contains(&agency) {
            agencies.push(agency);
        }
    }
    agencies
}

/// Writes the clusters. Returns the ids of their members.
fn write_clusters<W: Write>(
    report: &impl Entries,
    chunks: &mut Chunks<'_, W>,
) -> io::Result<HashSet<String>> {
    let mut members = HashSet::default();
    let mut columns = Columns::new("clusters", LIST_ROWS_MAX);
    report.clusters(&mut |clusters| {
        clusters.iter().try_for_each(|cluster| {
            members.extend(cluster.documents.iter().cloned());
            columns.push(object(cluster)?, chunks)
        })
    })?;
    columns.finish(chunks)?;
    Ok(members)
}

/// What writes a list of pairs.
struct Pairs<'p, 'o, W: Write> {
    number_of: &'p HashMap<String, u32>,
    /// Ids of the documents that the page shows; those of the pairs are added.
    shown: &'p mut HashSet<String>,
    chunks: &'p mut Chunks<'o, W>,
}

impl<W: Write> Pairs<'_, '_, W> {
    /// Writes one list, with documents by number and passages apart.
    fn write(
        &mut self,
        name: &'static str,
        tell: impl FnOnce(&mut Take<'_, PairEntry>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut listed = Columns::new(name, LIST_ROWS_MAX);
        let passages = if name == "pairs" { "pairs_passages" } else { "overlaps_passages" };
        let mut passages = Columns::new(passages, DETAIL_ROWS_MAX);
        tell(&mut |pairs| {
            pairs.iter().try_for_each(|pair| {
                self.shown.extend([pair.a.clone(), pair.b.clone()]);
                let mut list = object(pair)?;
                for side in ["a", "b", "original"] {
                    let number = list[side].as_str().and_then(|id| self.number_of.get(id)).copied();
                    list.insert(side.to_owned(), number.into());
                }
                list.shift_remove("passages");
                listed.push(list, self.chunks)?;
                let spans = pair.passages.iter().map(|passage| {
                    json!([
                        passage.a[0],
                        passage.a[1],
                        passage.b[0],
                        passage.b[1],
                        passage.words,
                        passage.similarity
                    ])
                });
                let row = [("passages".to_owned(), Value::Array(spans.collect()))];
                passages.push(row.into_iter().collect(), self.chunks)
            })
        })?;
        listed.finish(self.chunks)?;
        passages.finish(self.chunks)
    }
}

/// Writes the texts of these documents. Returns for each chunk the number of its first document.
fn write_texts<W: Write>(
    texts: &impl Texts,
    shown: &HashSet<String>,
    number_of: &HashMap<String, u32>,
    chunks: &mut Chunks<'_, W>,
) -> io::Result<Vec<u32>> {
    let mut columns = Columns::new("texts", usize::MAX);
    let (mut firsts, mut n_bytes) = (Vec::new(), 0);
    texts.texts(shown, &mut |entries| {
        for text in entries {
            let Some(&document) = number_of.get(&text.id) else { continue };
            if n_bytes == 0 {
                firsts.push(document);
            }
            n_bytes += text.text.len().max(1);
            let mut row = object(text)?;
            row.shift_remove("id");
            row.insert("document".to_owned(), document.into());
            columns.push(row, chunks)?;
            if n_bytes >= TEXT_BYTES_MAX {
                columns.finish(chunks)?;
                n_bytes = 0;
            }
        }
        Ok(())
    })?;
    columns.finish(chunks)?;
    Ok(firsts)
}

fn number(idx: usize) -> u32 {
    u32::try_from(idx).expect("documents are numbered in 32 bits")
}

/// An entry as its fields, in their order.
fn object(entry: &impl serde::Serialize) -> io::Result<Map<String, Value>> {
    match serde_json::to_value(entry)? {
        Value::Object(fields) => Ok(fields),
        other => Err(io::Error::other(format!("an entry without fields: {other}"))),
    }
}
