//! Agencies named as a source in running text, whatever the wording.
//!
//! "Reuters had it from two people", "complained to Kyodo", "zo viel bij het ANP te lezen": no list of phrases ends. But an
//! agency's name is rare in a story that it is not the source of. It counts where a word of speaking, writing or learning
//! stands in the same sentence and the name stands alone: "Bloomberg Philanthropies" and "Mayor Bloomberg" are others.

use std::collections::BTreeSet;
use std::ops::Range;

use ahash::HashMap;

use super::agencies::{Agencies, NameKind};
use super::finding::Finding;
use super::lexicon::NameHit;
use super::line::Line;
use super::names::{skip_spaces, word_at, word_before};
use super::places::Spot;
use super::script::{is_arabic, is_spaceless, opens_name};
use super::words::Class;
use crate::document::{Attribution, AttributionKind};

/// Words from the name to the word of speaking.
const WORDS_BETWEEN_MAX: usize = 4;

/// Names looked at in one line, so that a line of nothing but names costs no more than its length.
const HITS_MAX: usize = 32;

/// Nouns after a name that make it a place or a person of the agency rather than its report.
const OF_AGENCY: [&str; 10] = [
    "office",
    "offices",
    "building",
    "headquarters",
    "photographer",
    "photographers",
    "cameraman",
    "employee",
    "employees",
    "staff",
];

/// Adds the agencies that `line` names as sources and that no wording has found.
pub(super) fn find(line: &Line<'_>, spot: Spot, agencies: &Agencies, found: &mut Vec<Finding>) {
    if spot.furniture || spot.headline {
        return;
    }
    for hit in line.hits.names.iter().take(HITS_MAX) {
        let known = agencies.canonical(hit.name).is_some() && !hit.loose;
        let is_found = found.iter().any(|f| f.range.start < hit.end && hit.start < f.range.end);
        let is_named = found.iter().any(|f| f.agency == Some(hit.name));
        if !known || is_found || is_named || line.is_quoted(hit.start) || !stands_alone(line, *hit) {
            continue;
        }
        if let Some(range) = with_speech(line, *hit) {
            let is_taken = found.iter().any(|f| f.range.start < range.end && range.start < f.range.end);
            let range = if is_taken { hit.start..hit.end } else { range };
            let mut finding = Finding::new(AttributionKind::InText, range);
            finding.agency = Some(hit.name);
            found.push(finding);
        }
    }
    found.sort_by_key(|finding| finding.range.start);
}

/// Whether the name is no part of a longer one: no capitalised word beside it but one for an agency, a day, or the first
/// of the sentence.
fn stands_alone(line: &Line<'_>, hit: NameHit) -> bool {
    let text = line.text;
    let is_part = |word: &Range<usize>| {
        let written = &text[word.clone()];
        let is_name = written.starts_with(char::is_uppercase) && written.chars().any(char::is_lowercase);
        is_name && !line.words.is_any(written, &[Class::Media, Class::Month, Class::Filler, Class::Title])
    };
    let touches = |gap: &str| gap == " ";
    let next = word_at(text, skip_spaces(text, hit.end));
    let followed = touches(&text[hit.end..next.start.max(hit.end)]) && is_part(&next);
    let before_end = text[..hit.start].trim_end_matches(' ').len();
    let before = word_before(text, before_end);
    let opens = before.start == 0 || text[..before.start].trim_end().ends_with(['.', '!', '?', '"', ':']);
    let preceded = touches(&text[before_end..hit.start]) && is_part(&before) && !opens;
    !followed && !preceded && !OF_AGENCY.contains(&&text[next])
}

/// The words from the name to the nearest word of speaking in its sentence, or the other way round.
fn with_speech(line: &Line<'_>, hit: NameHit) -> Option<Range<usize>> {
    let text = line.text;
    let end = line.sentence_end(hit.end);
    let start = sentence_start(line, hit.start);
    let first = text[hit.end..].chars().find(|c| c.is_alphabetic()).unwrap_or(' ');
    if is_spaceless(first) || is_arabic(first) {
        return line.words.classes_inside(&text[start..end]).has(Class::Speech).then_some(hit.start..hit.end);
    }
    let mut after = words(text, hit.end..end).take(WORDS_BETWEEN_MAX);
    if let Some(word) = after.find(|word| line.words.is_like(&text[word.clone()], Class::Speech)) {
        // "Reuters reported its best year" is about Reuters.
        let is_subject = after.next().is_some_and(|next| line.words.is(&text[next], Class::Subject));
        return (!is_subject).then_some(hit.start..word.end);
    }
    let before: Vec<Range<usize>> = words(text, start..hit.start).collect();
    let near = before
        .iter()
        .rev()
        .take(WORDS_BETWEEN_MAX)
        .find(|word| line.words.is_like(&text[(*word).clone()], Class::Speech))?;
    Some(near.start..hit.end)
}

fn sentence_start(line: &Line<'_>, pos: usize) -> usize {
    let mut start = 0;
    loop {
        let end = line.sentence_end(start);
        if end >= pos || end + 1 >= line.text.len() {
            return start.min(pos);
        }
        let rest = &line.text[end..];
        start = end + rest.chars().next().map_or(1, char::len_utf8);
    }
}

/// The words of a part of the text.
fn words(text: &str, within: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let part = &text[within.clone()];
    let mut at = within.start;
    part.split(|c: char| !c.is_alphanumeric()).filter_map(move |word| {
        let start = at;
        at += word.len();
        at += text[at..].chars().next().map_or(0, char::len_utf8);
        (!word.is_empty()).then(|| start..start + word.len())
    })
}

/// The companies that `line` names and that an agency is named after or belongs to: "Thomson Reuters".
pub(super) fn companies<'l>(line: &Line<'l>, spot: Spot) -> impl Iterator<Item = &'l str> {
    let is_story = !spot.furniture && !spot.tail;
    let others = line.hits.names.iter().filter(move |hit| is_story && hit.kind == NameKind::Not);
    let text = line.text;
    others.map(|hit| &text[hit.start..hit.end])
}

/// Leaves out the credits in running text to an agency that the text is about: its company is named in the story, or most
/// mentions of a name written like a person's ("Tass", not "TASS") go on with another capitalised word.
pub(super) fn leave_out_other_names(credits: &mut Vec<Attribution>, text: &str, companies: &BTreeSet<&str>) {
    let mut is_persons: HashMap<String, bool> = HashMap::default();
    credits.retain(|credit| {
        let Some(agency) = credit.agency.as_deref().filter(|_| credit.kind == AttributionKind::InText) else {
            return true;
        };
        let of_company =
            |company: &&str| company.strip_suffix(agency).is_some_and(|rest| rest.ends_with(' '));
        if companies.iter().any(of_company) {
            return false;
        }
        let mut words = credit.phrase.split(|c: char| !c.is_alphanumeric());
        let name = words.find(|word| word.to_lowercase() == agency.to_lowercase()).unwrap_or_default();
        let is_like_a_persons =
            !name.is_empty() && name != agency && name.chars().skip(1).all(char::is_lowercase);
        !is_like_a_persons
            || !*is_persons.entry(name.to_owned()).or_insert_with(|| is_persons_name(name, text))
    });
}

fn is_persons_name(name: &str, text: &str) -> bool {
    let goes_on = |(at, _): &(usize, &str)| {
        let rest = text[at + name.len()..].strip_prefix(' ').unwrap_or_default();
        rest.starts_with(opens_name) && rest.chars().nth(1).is_some_and(char::is_lowercase)
    };
    let n_whole = text.match_indices(name).filter(goes_on).count();
    n_whole * 2 >= text.matches(name).count()
}
