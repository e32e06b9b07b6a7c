//! Credits by position and name alone: a short line at the story's edge that names an agency.
//!
//! Outlets word their credits as they like ("found on the AFP wire", "mit Agenturmaterial der dpa"), and no table holds
//! all wordings; but what else would a line of a few words above or below a story name an agency for? Two things,
//! and both are left out: a picture's credit, and a sentence about the agency.

use std::ops::Range;

use super::agencies::Agencies;
use super::finding::Finding;
use super::line::Line;
use super::persons::persons;
use super::pictures::speaks_of_picture;
use super::places::Spot;
use crate::document::AttributionKind;

/// Words of the longest line that is believed without a wording.
const LINE_WORDS_MAX: usize = 16;

/// Characters of the longest such line in a script without spaces.
const LINE_CHARS_MAX: usize = 40;

/// The line as a tagline, or a byline where it stands above the story.
pub(super) fn find(line: &Line<'_>, spot: Spot, agencies: &Agencies) -> Option<Finding> {
    let at_edge = spot.short && (spot.head || spot.tail) && !spot.furniture && !spot.headline;
    let dense = || line.text.chars().filter(|c| ('\u{3040}'..='\u{9fff}').contains(c)).count();
    let is_short = || line.text.split_whitespace().count() <= LINE_WORDS_MAX && dense() <= LINE_CHARS_MAX;
    if !at_edge || line.hits.names.is_empty() || !is_short() {
        return None;
    }
    let hit = line.hits.names.iter().find(|hit| {
        agencies.canonical(hit.name).is_some()
            && !hit.loose
            && !line.is_quoted(hit.start)
            && !speaks_of_picture(line.text, hit.start, line.words)
            && !is_subject(line.text, hit.start, hit.end)
            && closes(line.text, hit.end)
    })?;
    let text = line.text.trim_end();
    let start = line.text.len() - line.text.trim_start().len();
    let kind = if spot.byline { AttributionKind::Byline } else { AttributionKind::Tagline };
    let mut finding = Finding::new(kind, start..text.trim_end_matches('.').len());
    finding.agency = Some(hit.name);
    let is_apart = |name: &Range<usize>| name.end <= hit.start || hit.end <= name.start;
    finding.author = persons(text).into_iter().find(is_apart);
    Some(finding)
}

/// Words that may follow the agency in its part of the line: "on the AFP wire", "by EFE and staff". More of them make a
/// headline about it.
const WORDS_AFTER_MAX: usize = 2;

fn closes(text: &str, end: usize) -> bool {
    let rest = text[end..].split([';', '|', '；', '.', ',']).next().unwrap_or_default();
    rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count() <= WORDS_AFTER_MAX
}

/// Whether a sentence about the agency starts here: its name first, a small letter after it.
fn is_subject(text: &str, start: usize, end: usize) -> bool {
    let before: Vec<&str> = text[..start].split_whitespace().collect();
    let first = before.is_empty()
        || (before.len() == 1 && before[0].chars().count() <= 3 && !before[0].ends_with(':'));
    first && text[end..].trim_start().chars().next().is_some_and(char::is_lowercase)
}
