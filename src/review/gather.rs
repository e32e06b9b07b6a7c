//! Which documents together account for the text of one.
//!
//! Takes the related pairs of a document, gives other documents in the order of what each adds: the one that shares most words,
//! then the one that shares most of what is left, and so on (greedy cover, within 1 - 1/e of the best of as many documents;
//! Nemhauser, Wolsey, Fisher 1978). What a document adds are the pieces of its passages that lie outside those before; the words
//! of a piece are its share of the passage's bytes, exact where passages are taken whole. Gains only sink as text is covered, so
//! that only the best few are weighed anew: O(p log p) in passages, times the documents listed.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use ahash::HashMap;
use serde::Serialize;

use super::copied::{Copied, passages_of};
use super::filter::published;
use crate::error::{Error, Result};
use crate::relation::Side;
use crate::report::schema::{DocumentEntry, PairEntry, Report, rounded};

/// What a document adds at least, in words: the shortest passage there is. Less are the ends of passages that others have, too.
const ADDED_WORDS_MIN: usize = 8;

/// Which documents may account for the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// Those published before it, and those that evidence names as original.
    Earlier,
    /// All.
    AnyTime,
}

/// Where the text of a document stands elsewhere.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Gathered {
    /// The document.
    pub id: String,
    /// Words of its main text.
    pub words: usize,
    /// Of these, in the documents below.
    pub accounted_words: usize,
    /// The same as a share.
    pub accounted_share: f64,
    /// The other words.
    pub own_words: usize,
    /// The same as a share.
    pub own_share: f64,
    /// Documents in the order of what they add.
    pub origins: Vec<Origin>,
    /// Related documents that were not asked because they are not known to be earlier.
    pub not_earlier: usize,
}

/// One document that accounts for some of the text.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Origin {
    /// Its id.
    pub id: String,
    /// Its outlet.
    pub source: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// What the two documents are to each other.
    pub relation: String,
    /// Words that it accounts for beyond the documents before it.
    pub words: usize,
    /// The same as a share.
    pub share: f64,
    /// Share of the text that it and those before it account for.
    pub cumulative_share: f64,
    /// Where in the document these words stand, as byte spans.
    pub spans: Vec<[usize; 2]>,
}

/// Another document with the passages of the pair on the side of the one asked about.
struct Candidate<'r> {
    pair: &'r PairEntry,
    id: &'r str,
    document: Option<&'r DocumentEntry>,
    passages: Vec<Copied>,
}

/// The documents that account for the text of the one of that id.
///
/// # Errors
/// If the report has no such document, or earlier ones are asked for and its date is unknown and no evidence names any.
pub fn gather(report: &Report, id: &str, when: When) -> Result<Gathered> {
    let documents: HashMap<&str, &DocumentEntry> =
        report.documents.iter().map(|document| (document.id.as_str(), document)).collect();
    let document = |id: &str| documents.get(id).copied();
    let of = document(id).ok_or_else(|| {
        Error::usage(format!("`{id}`: no document of the report has this id"))
            .with_hint("ids are those that stand in the report, see `jq -r '.documents[].id' report.json`")
    })?;
    let related = report.pairs.iter().filter(|pair| pair.a == id || pair.b == id);
    let candidates: Vec<Candidate<'_>> = related
        .map(|pair| {
            let (side, other) = if pair.a == id { (Side::A, &pair.b) } else { (Side::B, &pair.a) };
            let passages = passages_of(pair, side, of.words);
            Candidate { pair, id: other, document: document(other), passages }
        })
        .collect();
    let n_related = candidates.len();
    let asked: Vec<Candidate<'_>> = candidates
        .into_iter()
        .filter(|candidate| when == When::AnyTime || is_earlier(candidate, of))
        .collect();
    if asked.is_empty() && n_related > 0 && published(of).is_none() {
        return Err(Error::usage(format!("`{id}`: it is not known when it was published"))
            .with_hint("ask all related documents with --any-time"));
    }
    Ok(told(of, n_related - asked.len(), cover(&asked)))
}

fn is_earlier(candidate: &Candidate<'_>, of: &DocumentEntry) -> bool {
    let dates = candidate.document.and_then(published).zip(published(of));
    match &candidate.pair.original {
        Some(original) => original == candidate.id,
        None => dates.is_some_and(|(other, own)| other.is_before(&own)),
    }
}

/// What a candidate adds.
struct Added<'c, 'r> {
    candidate: &'c Candidate<'r>,
    n_words: f64,
    spans: Vec<[usize; 2]>,
}

fn cover<'c, 'r>(candidates: &'c [Candidate<'r>]) -> Vec<Added<'c, 'r>> {
    let weigh = |candidate: &Candidate<'_>, covered: &[[usize; 2]]| {
        let pieces = candidate.passages.iter().map(|passage| words_outside(passage, covered));
        // Whole thousandths, so that sums in another order are equal.
        (pieces.sum::<f64>() * 1000.0).round() as u64
    };
    let mut covered: Vec<[usize; 2]> = Vec::new();
    // Of several that add as much the earliest is told, undated ones last, then the first id.
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by_key(|idx| {
        let date = candidates[*idx].document.and_then(|document| document.published.as_deref());
        (date.is_none(), date, candidates[*idx].id)
    });
    let ranked = order.into_iter().enumerate();
    let mut heap: BinaryHeap<(u64, Reverse<usize>, usize)> =
        ranked.map(|(rank, idx)| (weigh(&candidates[idx], &covered), Reverse(rank), idx)).collect();
    let mut added = Vec::new();
    while let Some((weighed, rank, idx)) = heap.pop() {
        let candidate = &candidates[idx];
        let now = weigh(candidate, &covered);
        if now < weighed {
            heap.push((now, rank, idx));
            continue;
        }
        let n_words = now as f64 / 1000.0;
        if n_words < ADDED_WORDS_MIN as f64 {
            break;
        }
        let passages = candidate.passages.iter().map(|passage| passage.span);
        let spans = merged(passages.clone().flat_map(|span| outside(span, &covered)).collect());
        covered = merged(covered.into_iter().chain(passages).collect());
        added.push(Added { candidate, n_words, spans });
    }
    added
}

/// The words of a passage outside the covered spans, by its bytes there.
fn words_outside(passage: &Copied, covered: &[[usize; 2]]) -> f64 {
    let n_bytes = passage.span[1].saturating_sub(passage.span[0]);
    let n_outside: usize = outside(passage.span, covered).iter().map(|[start, end]| end - start).sum();
    if n_bytes == 0 { 0.0 } else { passage.n_words * n_outside as f64 / n_bytes as f64 }
}

/// The parts of a span outside spans that are disjoint and in order.
fn outside([mut start, end]: [usize; 2], covered: &[[usize; 2]]) -> Vec<[usize; 2]> {
    let first = covered.partition_point(|span| span[1] <= start);
    let mut parts = Vec::new();
    for span in covered[first..].iter().take_while(|span| span[0] < end) {
        if start < span[0] {
            parts.push([start, span[0]]);
        }
        start = span[1];
    }
    if start < end {
        parts.push([start, end]);
    }
    parts
}

/// Spans in order, those that touch as one; empty ones are left out.
fn merged(mut spans: Vec<[usize; 2]>) -> Vec<[usize; 2]> {
    spans.retain(|[start, end]| start < end);
    spans.sort_unstable();
    let mut merged: Vec<[usize; 2]> = Vec::new();
    for [start, end] in spans {
        match merged.last_mut() {
            Some(last) if start <= last[1] => last[1] = last[1].max(end),
            _ => merged.push([start, end]),
        }
    }
    merged
}

fn told(of: &DocumentEntry, not_earlier: usize, added: Vec<Added<'_, '_>>) -> Gathered {
    let share = |n: usize| if of.words == 0 { 0.0 } else { rounded(n as f64 / of.words as f64) };
    let mut sum = 0.0;
    let mut so_far = 0;
    let mut origins = Vec::new();
    for Added { candidate, n_words, spans } in added {
        sum += n_words;
        let upto = (f64::round(sum) as usize).min(of.words);
        let words = upto - so_far;
        so_far = upto;
        origins.push(Origin {
            id: candidate.id.to_owned(),
            source: candidate.document.and_then(|document| document.source.clone()),
            published: candidate.document.and_then(|document| document.published.clone()),
            relation: candidate.pair.relation.clone(),
            words,
            share: share(words),
            cumulative_share: share(so_far),
            spans,
        });
    }
    Gathered {
        id: of.id.clone(),
        words: of.words,
        accounted_words: so_far,
        accounted_share: share(so_far),
        own_words: of.words - so_far,
        own_share: share(of.words - so_far),
        origins,
        not_earlier,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures::{document, empty, pair};
    use crate::report::schema::PassageEntry;

    /// The id of a partner, when it was published, and what it shares.
    type Partner<'p> = (&'p str, Option<&'p str>, &'p [[usize; 2]]);

    /// The document `m` of 100 words with partners that share spans of ten bytes a word.
    fn report(partners: &[Partner<'_>]) -> Report {
        let mut report = empty();
        report.documents.push(document("m", None, Some("2026-03-05"), None));
        report.documents[0].words = 100;
        for (id, published, spans) in partners {
            let mut pair = pair("m", id, "reprint", 0);
            let words: usize = spans.iter().map(|[start, end]| (end - start) / 10).sum();
            pair.coverage_a = Some(words as f64 / 100.0);
            let passage =
                |&a: &[usize; 2]| PassageEntry { a, b: [0, 1], words: (a[1] - a[0]) / 10, similarity: 1.0 };
            pair.passages = spans.iter().map(passage).collect();
            report.pairs.push(pair);
            report.documents.push(document(id, None, *published, None));
        }
        report
    }

    fn told(report: &Report, when: When) -> Vec<(String, usize, Vec<[usize; 2]>)> {
        let gathered = gather(report, "m", when).unwrap();
        assert_eq!(gathered.accounted_words + gathered.own_words, 100);
        gathered.origins.into_iter().map(|origin| (origin.id, origin.words, origin.spans)).collect()
    }

    #[test]
    fn each_document_adds_what_those_before_it_have_not() {
        let before = Some("2026-03-01");
        let report = report(&[
            ("n", before, &[[0, 300]]),
            ("o", before, &[[100, 500]]),
            ("p", before, &[[0, 400]]),
            ("q", before, &[[440, 520], [900, 1000]]),
        ]);
        let expected = [
            ("o".to_owned(), 40, vec![[100, 500]]),
            ("q".to_owned(), 12, vec![[500, 520], [900, 1000]]),
            ("n".to_owned(), 10, vec![[0, 100]]),
        ];
        assert_eq!(told(&report, When::Earlier), expected);
    }

    #[test]
    fn of_documents_that_add_as_much_the_earliest_is_told() {
        let report = report(&[
            ("n", None, &[[0, 300]]),
            ("o", Some("2026-03-02"), &[[0, 300]]),
            ("p", Some("2026-03-01"), &[[0, 300]]),
            ("q", Some("2026-03-01"), &[[0, 300]]),
        ]);
        assert_eq!(told(&report, When::AnyTime), [("p".to_owned(), 30, vec![[0, 300]])]);
    }

    #[test]
    fn later_and_undated_documents_are_asked_only_at_any_time() {
        let mut report = report(&[
            ("n", Some("2026-03-01"), &[[0, 100]]),
            ("o", Some("2026-03-09"), &[[0, 500]]),
            ("p", None, &[[600, 800]]),
        ]);
        let ids =
            |report: &Report, when| told(report, when).into_iter().map(|(id, ..)| id).collect::<Vec<_>>();
        assert_eq!(ids(&report, When::Earlier), ["n"]);
        assert_eq!(gather(&report, "m", When::Earlier).unwrap().not_earlier, 2);
        assert_eq!(ids(&report, When::AnyTime), ["o", "p"]);
        report.pairs[2].original = Some("p".to_owned());
        assert_eq!(ids(&report, When::Earlier), ["p", "n"]);
        report.pairs[0].original = Some("m".to_owned());
        assert_eq!(ids(&report, When::Earlier), ["p"]);
    }

    #[test]
    fn what_cannot_be_answered_is_an_error() {
        let mut report = report(&[("n", Some("2026-03-01"), &[[0, 100]])]);
        assert!(gather(&report, "x", When::AnyTime).unwrap_err().to_string().contains("`x`: no document"));
        report.documents[0].published = None;
        assert!(gather(&report, "m", When::Earlier).unwrap_err().hint().unwrap().contains("--any-time"));
        assert_eq!(told(&report, When::AnyTime).len(), 1);
    }
}
