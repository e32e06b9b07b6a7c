//! A credit found in one folded line, before it is put into the words of the document.

use std::cmp::Reverse;
use std::ops::Range;

use super::agencies::Agencies;
use super::fold::Folded;
use super::line::Line;
use super::names::outlet_at;
use super::sources::Source;
use crate::document::{Attribution, AttributionKind};

/// One credit; ranges are of the folded line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Finding {
    pub(super) kind: AttributionKind,
    pub(super) range: Range<usize>,
    /// Position of the agency in the table of names.
    pub(super) agency: Option<u32>,
    pub(super) outlet: Option<Range<usize>>,
    pub(super) author: Option<Range<usize>>,
}

impl Finding {
    /// A credit that names nobody yet.
    pub(super) fn new(kind: AttributionKind, range: Range<usize>) -> Self {
        Self { kind, range, agency: None, outlet: None, author: None }
    }

    /// Credits an agency or an outlet; the first of each kind stays.
    pub(super) fn credit(&mut self, source: &Source, agencies: &Agencies) {
        match source.hit.filter(|hit| agencies.canonical(hit.name).is_some()) {
            Some(hit) => _ = self.agency.get_or_insert(hit.name),
            None if source.name.is_empty() => {}
            None => _ = self.outlet.get_or_insert(source.name.clone()),
        }
    }

    /// How many of agency, outlet and author are named.
    pub(super) fn n_named(&self) -> usize {
        usize::from(self.agency.is_some())
            + usize::from(self.outlet.is_some())
            + usize::from(self.author.is_some())
    }

    /// The credit in the document's own words.
    pub(super) fn into_attribution(
        self,
        text: &str,
        folded: &Folded<'_>,
        agencies: &Agencies,
    ) -> Attribution {
        let span = folded.span(self.range);
        let written = |range: Range<usize>| folded.span(range).of(text).to_owned();
        Attribution {
            kind: self.kind,
            agency: self.agency.and_then(|name| agencies.canonical(name)).map(str::to_owned),
            outlet: self.outlet.map(written),
            author: self.author.map(written),
            is_free: false,
            phrase: span.of(text).to_owned(),
            span: Some(span),
        }
    }
}

/// Keeps one of the findings that overlap: the one whose form is surer, then the one that names more, then the
/// longer; in text order.
pub(super) fn settle(found: &mut Vec<Finding>) {
    found.sort_by_key(|f| (rank(f.kind), Reverse(f.n_named()), Reverse(f.range.len()), f.range.start));
    let mut kept: Vec<Finding> = Vec::with_capacity(found.len());
    for finding in found.drain(..) {
        let overlaps =
            |other: &Finding| other.range.start < finding.range.end && finding.range.start < other.range.end;
        if !kept.iter().any(overlaps) {
            kept.push(finding);
        }
    }
    kept.sort_by_key(|f| f.range.start);
    *found = kept;
}

/// Joins a credit that names nobody to one of its kind right before it ("First published in X. Used with permission.").
pub(super) fn join_neighbours(text: &str, found: &mut Vec<Finding>) {
    found.dedup_by(|next, first| {
        let is_whole = next.n_named() == 0 && next.kind == first.kind && first.n_named() > 0;
        let touches = text[first.range.end..next.range.start].chars().all(|c| !c.is_alphanumeric());
        let joins = is_whole && touches && next.kind != AttributionKind::InText;
        if joins {
            first.range.end = next.range.end;
        }
        joins
    });
}

/// A translation credit without an outlet takes that of the text translated: named in the credit before or after it
/// in the same line, or as the sentence before ("Vale Post. Translated by Jane Doe").
pub(super) fn lend_outlets(line: &Line<'_>, found: &mut [Finding]) {
    let reprint = found.iter().find(|f| f.kind == AttributionKind::ReprintCredit && f.outlet.is_some());
    let reprinted = reprint.and_then(|f| f.outlet.clone());
    let is_translation =
        |f: &&mut Finding| f.kind == AttributionKind::TranslationCredit && f.outlet.is_none();
    let Some(translation) = found.iter_mut().find(is_translation) else { return };
    let before = line.text[..translation.range.start].trim_end_matches([' ', '.', ',', '|', '-', ':', '"']);
    let first = before.len() - before.trim_start_matches([' ', '"', '*', '_', '(']).len();
    let named =
        outlet_at(&line.text[..before.len()], first, line.words).filter(|named| named.next == before.len());
    translation.outlet = reprinted.or(named.map(|named| named.range));
}

/// Surer forms first: a position at the head of a paragraph says more than a verb.
fn rank(kind: AttributionKind) -> u8 {
    match kind {
        AttributionKind::Dateline => 0,
        AttributionKind::VersionMark => 1,
        AttributionKind::TranslationCredit | AttributionKind::ReprintCredit => 2,
        AttributionKind::ExcerptFrame => 3,
        AttributionKind::Byline | AttributionKind::Tagline => 4,
        AttributionKind::InText => 5,
    }
}
