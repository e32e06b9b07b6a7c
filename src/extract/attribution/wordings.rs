//! Matches the wordings of `phrases.tsv` in one line.
//!
//! Round each anchor that the lexicon found, slots are parsed and the position is checked; of the wordings that
//! share an anchor the one that names most wins. Cost is proportional to the number of anchors.

use std::ops::Range;

use super::agencies::{Agencies, NameKind};
use super::finding::Finding;
use super::lexicon::AnchorHit;
use super::line::Line;
use super::names::{author_at, capital_run_before, outlet_at, skip_spaces, word_at, word_before};
use super::phrases::{Element, Phrase, Place, Slot};
use super::places::Spot;
use super::script::{is_spaceless, opens_name};
use super::sources::Source;
use super::words::Class;
use crate::document::AttributionKind;

const LEAD_WORDS_MAX: usize = 10;
/// In a long paragraph near the tail a wording shorter than this could be running text ("with AFP").
const TELLING_BYTES_MIN: usize = 10;

/// Adds the credits that the table's wordings make in `line`.
pub(super) fn find(line: &Line<'_>, spot: Spot, agencies: &Agencies, found: &mut Vec<Finding>) {
    for &anchor in &line.hits.anchors {
        let phrases = agencies.lexicon.phrases(anchor).iter();
        let matches = phrases.filter_map(|phrase| Matcher { line, spot, agencies, phrase, anchor }.run());
        found.extend(matches.max_by_key(|finding| (finding.n_named(), finding.range.len())));
    }
}

struct Matcher<'a, 't> {
    line: &'a Line<'t>,
    spot: Spot,
    agencies: &'a Agencies,
    phrase: &'a Phrase,
    anchor: AnchorHit,
}

/// Words after a publisher's name in which its imprint goes on.
const IMPRINT_WORDS_MAX: usize = 3;

/// How a wording stands in its sentence.
struct Opening {
    start: usize,
    has_lead: bool,
    /// The words in front point at the text they stand in ("this article").
    points_here: bool,
}

impl Matcher<'_, '_> {
    fn run(&self) -> Option<Finding> {
        let phrase = self.phrase;
        if !self.spot.admits(phrase.kind, phrase.place) || phrase.capitals && !self.is_in_capitals() {
            return None;
        }
        let mut finding = Finding::new(phrase.kind, self.anchor.start..self.anchor.end);
        if let Some(slot) = phrase.before {
            finding.range.start = self.fill_before(slot, &mut finding)?;
        }
        finding.range.start = self.admitted_start(finding.range.start)?;
        for element in &phrase.after {
            finding.range.end = match element {
                Element::Literal(literal) => literal_end(self.line.text, finding.range.end, literal)?,
                Element::Slot(slot) => self.fill(*slot, &mut finding)?,
            };
        }
        if phrase.place == Place::Text && !self.is_credit_in_text() {
            return None;
        }
        if phrase.whole && !self.line.is_line_end(finding.range.end) {
            return None;
        }
        if phrase.whole && self.line.text[finding.range.end..].starts_with('…') {
            finding.range.end += '…'.len_utf8();
        }
        if phrase.kind == AttributionKind::ReprintCredit && self.is_imprint(&finding) {
            return None;
        }
        self.close_bracket(&mut finding.range);
        Some(finding)
    }

    /// "Published by Vale Media Ltd. Printed in Vale": who prints the paper, not where the text comes from.
    fn is_imprint(&self, finding: &Finding) -> bool {
        let Some(outlet) = finding.outlet.as_ref().filter(|_| finding.author.is_none()) else { return false };
        let is_imprint = |word: &str| self.line.words.is(word.trim_end_matches(','), Class::Imprint);
        let last = self.line.text[outlet.clone()].split(' ').next_back();
        let after = self.line.text[outlet.end..].trim_start_matches(['.', ',', ' ']);
        last.is_some_and(is_imprint) || after.split(' ').take(IMPRINT_WORDS_MAX).any(is_imprint)
    }

    fn is_in_capitals(&self) -> bool {
        !self.line.text[self.anchor.start..self.anchor.end].chars().any(char::is_lowercase)
    }

    /// Running text names agencies as subjects of news too: quotations and "Reuters reported its profit" are out.
    fn is_credit_in_text(&self) -> bool {
        let text = self.line.text;
        let next = word_at(text, skip_spaces(text, self.anchor.end));
        let is_subject = self.phrase.before.is_some() && self.line.words.is(&text[next], Class::Subject);
        !is_subject && !self.line.is_quoted(self.anchor.start)
    }

    fn fill_before(&self, slot: Slot, finding: &mut Finding) -> Option<usize> {
        let start = self.anchor.start;
        let text = self.line.text;
        match slot {
            Slot::Media | Slot::Agency => {
                let source = self.line.source_before(start)?;
                finding.credit(&source, self.agencies);
                Some(source.outer.start)
            }
            Slot::Outlet => {
                let end = text[..start].trim_end_matches(' ').len();
                let run =
                    spaceless_before(text, end).or_else(|| capital_run_before(text, end, self.line.words))?;
                finding.outlet = Some(run.clone());
                Some(run.start)
            }
            Slot::Adjectives => Some(self.adjectives_before(start)),
            Slot::Own => {
                let end = text[..start].trim_end_matches(' ').len();
                capital_run_before(text, end, self.line.words).map(|run| run.start)
            }
            Slot::Clause => self.clause_before(start, finding),
            _ => None,
        }
    }

    /// Start of the adjectives in front of a generic source ("Russian media reported").
    fn adjectives_before(&self, start: usize) -> usize {
        let text = self.line.text;
        let mut from = start;
        for _ in 0..2 {
            let word = word_before(text, text[..from].trim_end_matches(' ').len());
            let is_capital = text[word.clone()].chars().next().is_some_and(char::is_uppercase);
            let is_adjective = is_capital || self.line.words.is(&text[word.clone()], Class::Filler);
            if word.is_empty() || !is_adjective || !text[word.end..].starts_with(' ') {
                break;
            }
            from = word.start;
        }
        from
    }

    /// Start of the sentence, whose first person and first agency are credited.
    fn clause_before(&self, end: usize, finding: &mut Finding) -> Option<usize> {
        let text = self.line.text;
        let from = text[..end].rfind([';', '(', '[']).map_or(0, |i| i + 1);
        let mut start = skip_spaces(text, from);
        loop {
            let stop = self.line.sentence_end(start);
            if stop >= end {
                break;
            }
            start = skip_spaces(text, stop + text[stop..].chars().next().map_or(0, char::len_utf8));
        }
        let hit = self.line.hits.names.iter().find(|hit| hit.start >= start && hit.end <= end && !hit.loose);
        if let Some(&hit) = hit.filter(|hit| hit.kind != NameKind::Not) {
            finding.credit(
                &Source { hit: Some(hit), name: hit.start..hit.end, outer: hit.start..hit.end },
                self.agencies,
            );
        }
        let mut at = hit.filter(|hit| hit.start <= start + 4).map_or(start, |hit| hit.end);
        loop {
            let word = word_at(text, skip_spaces(text, at));
            if word.is_empty() || !self.line.words.is_any(&text[word.clone()], &[Class::Job, Class::Filler]) {
                break;
            }
            at = word.end;
        }
        let author = author_at(text, at, self.line.words);
        finding.author = author.map(|named| named.range).filter(|range| range.end <= end && range.len() > 3);
        let names_someone = finding.author.is_some() || finding.agency.is_some() || finding.outlet.is_some();
        (start < end && names_someone).then_some(start)
    }

    fn fill(&self, slot: Slot, finding: &mut Finding) -> Option<usize> {
        let text = self.line.text;
        let pos = finding.range.end;
        let credit = self.phrase.place != Place::Text;
        match slot {
            Slot::Media => {
                let source = self.line.source_after(skip_colon(text, pos), credit)?;
                finding.credit(&source, self.agencies);
                Some(source.outer.end)
            }
            Slot::Agency => {
                let source = self.line.source_after(skip_colon(text, pos), credit)?;
                finding.credit(&source, self.agencies);
                finding.agency.is_some().then_some(source.outer.end)
            }
            Slot::Known => {
                let source = self.line.source_after(pos, credit).filter(|source| source.hit.is_some())?;
                finding.credit(&source, self.agencies);
                (finding.agency.is_some() || !self.spot.furniture).then_some(source.outer.end)
            }
            Slot::Outlet => self.fill_outlet(skip_colon(text, pos), finding),
            Slot::Author => {
                let pos = skip_colon(text, pos);
                let named = author_at(text, pos, self.line.words)?;
                finding.author = Some(named.range);
                Some(named.next)
            }
            Slot::Word => {
                let word = word_at(text, skip_spaces(text, pos));
                (!word.is_empty()).then_some(word.end)
            }
            Slot::Year => {
                let is_year = |c: char| c.is_ascii_digit() || " -,".contains(c);
                Some(text.len() - text[pos..].trim_start_matches(is_year).len())
            }
            Slot::Note if self.labels_headline() => Some(pos),
            Slot::Rest | Slot::Note => {
                let end = self.rest_end(pos, self.line.sentence_end(pos));
                if self.phrase.kind == AttributionKind::ExcerptFrame {
                    self.credit_within(pos..end, finding);
                }
                Some(end)
            }
            // In a paragraph the line would be the story.
            Slot::Line if self.spot.short => Some(self.rest_end(pos, text.trim_end().len())),
            Slot::Line => Some(self.rest_end(pos, self.line.sentence_end(pos))),
            Slot::Adjectives | Slot::Own | Slot::Clause => None,
        }
    }

    /// "..., written by Bernhard at the Moon of Alabama Blog".
    fn credit_within(&self, range: Range<usize>, finding: &mut Finding) {
        let text = self.line.text;
        let after =
            |opener: &str, from: usize| text[from..range.end].find(opener).map(|at| from + at + opener.len());
        let author = after(" by ", range.start).and_then(|at| author_at(text, at, self.line.words));
        let from = author.as_ref().map_or(range.start, |named| named.next);
        let outlet = [" at ", " from "]
            .iter()
            .find_map(|opener| after(opener, from))
            .and_then(|at| outlet_at(text, at, self.line.words));
        finding.author = author.map(|named| named.range).filter(|name| name.end <= range.end);
        finding.outlet = outlet.map(|named| named.range).filter(|name| name.end <= range.end);
    }

    /// Any name is an outlet where the wording says so; a known one is preferred.
    fn fill_outlet(&self, pos: usize, finding: &mut Finding) -> Option<usize> {
        let named = outlet_at(self.line.text, pos, self.line.words);
        let known = self.line.source_after(pos, true).filter(|source| source.hit.is_some());
        if let Some(source) = known
            && named.as_ref().is_none_or(|named| named.range.start <= source.name.end)
        {
            let is_agency = source.hit.is_some_and(|hit| self.agencies.canonical(hit.name).is_some());
            let is_longer = named.as_ref().is_none_or(|named| named.range.end <= source.name.end);
            if is_agency || is_longer {
                finding.credit(&source, self.agencies);
                return Some(source.outer.end.max(named.map_or(0, |named| named.next)));
            }
        }
        let named = named?;
        finding.outlet.get_or_insert(named.range);
        Some(named.next)
    }

    /// Whether what follows is the headline of a corrected story rather than a note on what was corrected.
    fn labels_headline(&self) -> bool {
        self.spot.headline || self.spot.first && !self.line.text.trim_end().ends_with(['.', '。'])
    }

    fn rest_end(&self, pos: usize, end: usize) -> usize {
        let in_bracket = self.opens_bracket() || self.line.bracket_before(self.anchor.start).is_some();
        let bracket_end = in_bracket.then(|| self.line.bracket_end(pos)).flatten();
        match bracket_end {
            Some(end) => end,
            None if self.line.text[end..].starts_with('.') => end + 1,
            None => end.max(pos),
        }
    }

    fn opens_bracket(&self) -> bool {
        self.line.text[self.anchor.start..].starts_with('(')
    }

    fn close_bracket(&self, range: &mut Range<usize>) {
        if self.opens_bracket() && self.line.text[range.end..].starts_with([')', ']']) {
            range.end += 1;
        }
    }

    /// Where the credit starts, self-reference included, if its place admits it.
    fn admitted_start(&self, start: usize) -> Option<usize> {
        if self.phrase.place == Place::Text {
            return Some(start);
        }
        if self.phrase.before == Some(Slot::Clause) {
            return self.spot.tail.then_some(start);
        }
        let opening = self.opening(start)?;
        let spot = self.spot;
        let at_line_start = self.line.text[..opening.start].chars().all(|c| !c.is_alphanumeric());
        let admitted = match self.phrase.place {
            Place::Text => true,
            _ if spot.furniture => at_line_start && spot.short && (spot.head || spot.tail),
            Place::Sentence => {
                let is_translation = self.phrase.kind == AttributionKind::TranslationCredit;
                let says_so = !opening.has_lead || opening.points_here || is_translation;
                if spot.short {
                    says_so || spot.head || spot.tail
                } else {
                    says_so && (spot.head || spot.tail)
                }
            }
            Place::Edge => !opening.has_lead && spot.short && (spot.head || spot.tail),
            Place::Head => !opening.has_lead && spot.short && spot.head,
            Place::Tail => !opening.has_lead && spot.tail && (spot.short || self.is_telling(start)),
        };
        admitted.then_some(opening.start)
    }

    fn is_telling(&self, start: usize) -> bool {
        let in_bracket = self.opens_bracket() || self.line.bracket_before(start).is_some();
        in_bracket || self.anchor.end - self.anchor.start >= TELLING_BYTES_MIN
    }

    /// Walks back over words of self-reference to the start of the sentence; none if other words are in between.
    fn opening(&self, start: usize) -> Option<Opening> {
        let text = self.line.text;
        let mut opening = Opening { start, has_lead: false, points_here: false };
        if text[start..].starts_with(|c: char| !c.is_alphanumeric()) {
            return Some(opening);
        }
        for _ in 0..LEAD_WORDS_MAX {
            let before = text[..opening.start].trim_end_matches(' ');
            let Some(previous) = before.chars().next_back() else { return Some(opening) };
            if is_spaceless(text[start..].chars().next()?) && previous.is_alphanumeric() {
                return (!is_spaceless(previous)).then_some(opening);
            }
            let is_mark = !previous.is_alphanumeric() && previous != '\'' && previous != ',';
            // A title in quotation marks may be what was first published.
            if is_mark && (previous != '"' || opening.has_lead) {
                return Some(opening);
            }
            let word = word_before(text, before.len());
            if word.is_empty() || !self.line.words.is(&text[word.clone()], Class::Lead) {
                return None;
            }
            opening.has_lead = true;
            if before_is_comma(text, word.start)
                && matches!(&text[word.clone()], "which" | "qui" | "che" | "que")
            {
                return Some(Opening { start, has_lead: true, points_here: true });
            }
            opening.points_here |= self.line.words.is(&text[word.clone()], Class::This);
            opening.start = word.start;
        }
        None
    }
}

/// A colon may part a wording from its name ("Weiterlesen bei: X").
fn skip_colon(text: &str, pos: usize) -> usize {
    text.len() - text[pos..].trim_start_matches([' ', ':']).len()
}

fn before_is_comma(text: &str, pos: usize) -> bool {
    text[..pos].trim_end_matches(' ').ends_with(',')
}

/// End of `literal` if the text has it at `pos`, spaces in front and case ignored.
fn literal_end(text: &str, pos: usize, literal: &str) -> Option<usize> {
    let mut at = skip_spaces(text, pos);
    for expected in literal.chars() {
        let c = text[at..].chars().next()?;
        if c != expected && !c.to_lowercase().eq(expected.to_lowercase()) {
            return None;
        }
        at += c.len_utf8();
    }
    let is_word = literal.chars().next_back().is_some_and(|c| c.is_alphanumeric() && !is_spaceless(c));
    let goes_on = text[at..].chars().next().is_some_and(|c| c.is_alphanumeric() && !is_spaceless(c));
    (!(is_word && goes_on)).then_some(at)
}

/// A name in a script without spaces that ends at `end`.
fn spaceless_before(text: &str, end: usize) -> Option<Range<usize>> {
    let is_part = |c: char| is_spaceless(c) || opens_name(c) && !c.is_ascii();
    let start = text[..end].char_indices().rev().take_while(|&(_, c)| is_part(c)).last()?.0;
    (text[start..end].chars().count() <= 16).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_compared_in_any_case_as_whole_words() {
        assert_eq!(literal_end("x By Jane", 1, "by"), Some(4));
        assert_eq!(literal_end("x Byte", 1, "by"), None);
        assert_eq!(literal_end("Übersetzt", 0, "übersetzt"), Some(10));
        assert_eq!(literal_end("", 0, "by"), None);
    }

    #[test]
    fn version_marks_are_the_only_wordings_in_a_headline() {
        let spot = Spot { headline: true, head: true, short: true, ..Spot::default() };
        assert!(spot.admits(AttributionKind::VersionMark, Place::Head));
        assert!(!spot.admits(AttributionKind::InText, Place::Text));
    }
}
