//! Credits: who is named as the source of a text, and with what words.
//!
//! Takes an article's text and blocks with its metadata, gives every [`Attribution`] with its exact phrase and span.
//! A credit is form, place and name together: "(Reuters) -" at the head of a paragraph is a dateline, "Reuters" in a
//! caption is none. Names and wordings are data (`agencies.tsv`, `outlets.tsv`, `phrases.tsv`, `words.tsv`); one
//! automaton finds them all in one pass over a folded block, and small parsers read the slots round the hits, so
//! the cost is one scan of the text and a little for each hit. Left out on purpose: photo credits, captions, readers'
//! comments, a site's own copyright line, names without a wording, and verdicts on missing credits.

mod agencies;
mod bylines;
mod datelines;
mod edge;
mod finding;
mod fold;
mod frames;
mod free;
pub mod known;
mod lexicon;
mod line;
mod lookup;
mod marks;
mod metadata;
mod names;
mod persons;
mod phrases;
mod pictures;
mod places;
mod prefilter;
mod script;
mod sources;
mod speech;
mod unnamed;
mod wordings;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::document::{Attribution, AttributionKind, Block, Metadata, Shape, Span};

use crate::outlet::OutletKey;
use crate::page::PageWords;

pub use agencies::Agencies;
use finding::Finding;
use fold::Folded;
use lexicon::Hits;
use line::Line;
pub use persons::persons;
use places::Spot;

/// A page's blocks folded, with the names and wordings that stand in them: looked at once to tell credit lines, and once
/// roles are known to find the credits.
pub struct ScannedPage<'t> {
    text: &'t str,
    agencies: &'t Agencies,
    lines: Vec<(Folded<'t>, Hits)>,
}

/// Bytes of the longest line that may be a credit as a whole.
const CREDIT_LINE_BYTES_MAX: usize = 400;

impl<'t> ScannedPage<'t> {
    /// Scans the blocks of `text`, whose words are `words`.
    #[must_use]
    pub fn of(text: &'t str, blocks: &[Block], words: &PageWords, agencies: &'t Agencies) -> Self {
        let scanned = |(idx, block): (usize, &Block)| {
            let folded = Folded::new(text, block.span.range());
            let mut hits = Hits::default();
            agencies.lexicon.scan_words(&folded, words.of_block(idx), &mut hits);
            (folded, hits)
        };
        Self { text, agencies, lines: blocks.iter().enumerate().map(scanned).collect() }
    }

    /// Gives the blocks scanned the shape of a caption where they credit a picture, so that nothing looks for a source in them.
    pub fn mark_captions(&self, blocks: &mut [Block]) {
        for (block, (folded, hits)) in blocks.iter_mut().zip(&self.lines) {
            let line = Line { text: folded.text(), hits, words: &self.agencies.lexicon.words };
            let is_open = !matches!(block.shape, Shape::Widget | Shape::Comment);
            if is_open && pictures::is_picture_line(&line) {
                block.shape = Shape::Caption;
            }
        }
    }

    /// The credits of the article: those of its metadata (span `None`) first, then those of its text in text order.
    ///
    /// `blocks` are those scanned, with preliminary roles; furniture is searched only for whole-line credits near the
    /// story's ends. A phrase is always the text under its span.
    #[must_use]
    pub fn find(&self, blocks: &[Block], meta: &Metadata) -> Vec<Attribution> {
        let spots = places::spots(blocks, self.text);
        let mut from_text = self.credits(&self.lines, &spots);
        from_text.retain(|credit| !is_own(credit, meta));
        let mut all = metadata::find(meta, self.agencies);
        metadata::drop_repeated(&mut all, &from_text);
        all.append(&mut from_text);
        all
    }

    /// Whether the block at `idx` would be a credit and nothing else if it stood by itself: what tells a credit line from a
    /// headline or a widget before roles are known. `block` is that block as it was scanned.
    #[must_use]
    pub fn is_credit_line(&self, idx: usize, block: &Block) -> bool {
        if block.span.len() > CREDIT_LINE_BYTES_MAX {
            return false;
        }
        let spot = Spot { first: idx == 0, ..Spot::alone(block, self.text) };
        let credits = self.credits(&self.lines[idx..=idx], &[spot]);
        let is_line = |credit: &&Attribution| {
            !matches!(credit.kind, AttributionKind::InText | AttributionKind::Dateline)
        };
        let credited: usize =
            credits.iter().filter(is_line).filter_map(|credit| credit.span).map(Span::len).sum();
        credited * 10 >= block.span.len() * 4
    }

    /// The credits of lines in their places.
    fn credits(&self, lines: &[(Folded<'_>, Hits)], spots: &[Spot]) -> Vec<Attribution> {
        let mut found = Vec::new();
        let mut credits = Vec::new();
        let mut companies: BTreeSet<&str> = BTreeSet::new();
        for ((folded, hits), &spot) in lines.iter().zip(spots).filter(|(_, spot)| !spot.closed) {
            let line = Line { text: folded.text(), hits, words: &self.agencies.lexicon.words };
            companies.extend(speech::companies(&line, spot));
            find_in_line(&line, spot, self.agencies, &mut found);
            let finished =
                found.drain(..).map(|finding| finding.into_attribution(self.text, folded, self.agencies));
            credits.extend(finished.map(without_genre));
        }
        speech::leave_out_other_names(&mut credits, self.text, &companies);
        credits
    }
}

/// Byte spans of text that credits take out of the measures, in text order and disjoint: the words of a dateline up
/// to its dash, and the whole block of a credit that is all the block says. Credits in running text take out nothing.
#[must_use]
pub fn excluded_spans(text: &str, blocks: &[Block], credits: &[Attribution]) -> Vec<Span> {
    let mut excluded: Vec<Span> = Vec::new();
    let placed = credits.iter().filter(|credit| credit.kind != AttributionKind::InText);
    let mut spans: Vec<(Span, AttributionKind)> =
        placed.filter_map(|credit| credit.span.map(|span| (span, credit.kind))).collect();
    spans.sort_unstable();
    let mut at = 0;
    for block in blocks {
        while spans.get(at).is_some_and(|(span, _)| span.end <= block.span.start) {
            at += 1;
        }
        let inside = spans[at..].iter().take_while(|(span, _)| span.start < block.span.end);
        let inside: Vec<_> = inside.copied().collect();
        let n_credited: usize = inside.iter().map(|(span, _)| n_letters(span.of(text))).sum();
        if !inside.is_empty() && is_all_credit(n_letters(block.span.of(text)), n_credited) {
            excluded.push(block.span);
        } else {
            let partial = inside.iter().filter(|(span, kind)| stands_apart(*kind, *span, block.span, text));
            excluded.extend(partial.map(|(span, _)| *span));
        }
    }
    excluded.dedup();
    excluded
}

/// Inside a longer block only a dateline at its head and a credit in brackets or at its end stand apart from the story.
fn stands_apart(kind: AttributionKind, span: Span, block: Span, text: &str) -> bool {
    let is_last = n_letters(&text[span.end as usize..block.end as usize]) == 0;
    match kind {
        AttributionKind::Dateline => true,
        AttributionKind::Tagline | AttributionKind::ReprintCredit | AttributionKind::TranslationCredit => {
            is_last
        }
        _ => false,
    }
}

/// A block is a credit line when little more than an eighth of it, or a few words, is something else.
fn is_all_credit(n_block: usize, n_credited: usize) -> bool {
    let n_other = n_block.saturating_sub(n_credited);
    n_other * 4 <= n_block || (n_block <= 80 && n_other <= 24)
}

fn n_letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

fn find_in_line(line: &Line<'_>, spot: Spot, agencies: &Agencies, found: &mut Vec<Finding>) {
    if !spot.furniture && !spot.headline && !line.hits.names.is_empty() {
        found.extend(datelines::find(line, spot.head, agencies));
    }
    if spot.head || spot.tail || spot.headline {
        marks::find(line, spot, agencies, found);
    }
    if found.is_empty() {
        found.extend(bylines::find(line, spot, agencies));
    }
    if spot.short {
        found.extend(frames::find(line, spot, agencies));
    }
    if !line.hits.anchors.is_empty() {
        wordings::find(line, spot, agencies, found);
        let is_credit_line = spot.short
            && found.iter().any(|f| {
                matches!(f.kind, AttributionKind::TranslationCredit | AttributionKind::ReprintCredit)
            });
        if is_credit_line {
            found.extend(bylines::find_signature(line));
        }
    }
    finding::settle(found);
    if found.is_empty() {
        found.extend(edge::find(line, spot, agencies).or_else(|| free::find(line, spot)));
    }
    if !line.hits.names.is_empty() {
        speech::find(line, spot, agencies, found);
    }
    if found.len() > 1 {
        finding::join_neighbours(line.text, found);
    }
    if spot.short {
        unnamed::complete(line, found);
        finding::lend_outlets(line, found);
    }
}

/// An author's name may have caught the word for the text in front of it.
fn without_genre(mut credit: Attribution) -> Attribution {
    credit.author = credit.author.as_deref().and_then(persons::without_opening).map(str::to_owned);
    credit
}

/// Whether an article credits the site it stands on: part of the site's furniture, not a source.
fn is_own(credit: &Attribution, meta: &Metadata) -> bool {
    let by_form = !matches!(credit.kind, AttributionKind::Byline | AttributionKind::Dateline);
    let source =
        meta.source.as_deref().filter(|_| by_form && credit.agency.is_none() && credit.author.is_none());
    let outlet = credit.outlet.as_deref();
    let keys = source.and_then(OutletKey::new).zip(outlet.and_then(OutletKey::new));
    keys.is_some_and(|(source, outlet)| source.names(&outlet))
}
