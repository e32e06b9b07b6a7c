//! Bylines: who wrote the text, in the lines round the headline.
//!
//! A byline is a line of its own: a word that opens it ("By", "Von", "Автор:") and a name, or nothing but names of
//! agencies and the words that go with them ("Jane Doe, Associated Press", "Staff and agencies").

use std::ops::Range;

use super::agencies::{Agencies, NameKind};
use super::finding::Finding;
use super::line::Line;
use super::names::{Named, after_elision, author_at, capital_run, skip_spaces, word_at};
use super::places::Spot;
use super::script::{is_arabic, is_spaceless, opens_name};
use super::sources::Source;
use super::words::Class;
use crate::document::AttributionKind;

const BYLINE_BYTES_MAX: usize = 200;
const BYLINE_WORDS_MAX: usize = 16;
/// A name and a title in a script without spaces, or an Arabic one.
const DENSE_CHARS_MAX: usize = 40;
const BARE_WORDS_MAX: usize = 9;
const SMALL_WORDS_MAX: usize = 4;

/// The byline that `line` begins with.
pub(super) fn find(line: &Line<'_>, spot: Spot, agencies: &Agencies) -> Option<Finding> {
    let is_near = spot.byline || spot.head && spot.short;
    if !is_near || spot.headline || spot.furniture || line.text.len() > BYLINE_BYTES_MAX {
        return None;
    }
    let start = skip_spaces(
        line.text,
        line.text.len() - line.text.trim_start_matches(['*', '_', '-', '(', ' ']).len(),
    );
    match opener_end(line, start) {
        Some(end) => after_opener(line, start, end, agencies),
        None => bare(line, start, agencies).or_else(|| self_named(line, start, spot)),
    }
}

/// "NAME, OUTLET." as the first sentence of a credit line whose next sentence is another credit.
pub(super) fn find_signature(line: &Line<'_>) -> Option<Finding> {
    let author = capital_run(line.text, 0, line.words, 4)?;
    let rest = &line.text[author.next..];
    let at = author.next + rest.strip_prefix(", ").map(|_| 2)?;
    let outlet = capital_run(line.text, at, line.words, 6)?;
    let is_signed =
        line.text[outlet.next..].starts_with(". ") && line.text[author.range.clone()].contains(' ');
    let mut finding = Finding::new(AttributionKind::Byline, 0..outlet.next);
    finding.author = Some(author.range);
    finding.outlet = Some(outlet.range);
    is_signed.then_some(finding)
}

/// End of the word that opens a byline at `start`.
pub(super) fn opener_end(line: &Line<'_>, start: usize) -> Option<usize> {
    let rest = &line.text[start..];
    for opener in line.words.byline_openers(rest) {
        let Some(head) = rest.get(..opener.len()).filter(|head| is_in_small_letters(head, opener)) else {
            continue;
        };
        let is_word =
            opener.ends_with(char::is_alphanumeric) && !head.chars().next().is_some_and(is_spaceless);
        let end = start + head.len();
        if !is_word || line.text[end..].starts_with([' ', ':']) {
            return Some(
                end + line.text[end..].len() - line.text[end..].trim_start_matches([' ', ':']).len(),
            );
        }
    }
    None
}

/// Whether `lower` is `text` in small letters.
fn is_in_small_letters(text: &str, lower: &str) -> bool {
    if text.is_ascii() { text.eq_ignore_ascii_case(lower) } else { text.to_lowercase() == lower }
}

fn after_opener(line: &Line<'_>, start: usize, pos: usize, agencies: &Agencies) -> Option<Finding> {
    let text = line.text;
    let end = line.sentence_end(pos).min(cut_at_mark(text, pos));
    let part = text[pos..end].trim_end();
    let end = pos + part.len();
    let mut finding = Finding::new(AttributionKind::Byline, start..end);
    credit_names(line, pos..end, agencies, &mut finding);
    let first = part.chars().next()?;
    let is_dense = is_spaceless(first) || is_arabic(first);
    if is_dense && part.chars().count() > DENSE_CHARS_MAX {
        return None;
    }
    if part.split(' ').count() > BYLINE_WORDS_MAX || n_small_words(line, part) > SMALL_WORDS_MAX {
        return None;
    }
    let author = author_at(text, pos, line.words)
        .map(|named| Named { range: trim_agency(line, named.range), ..named })
        .map(|named| trim_job(line, named))
        // An initial's full stop may be the sentence's.
        .map(|named| Named { range: named.range.start..named.range.end.min(end), next: named.next.min(end) })
        .filter(|named| !is_source(line, named) && is_person(line, named));
    if let Some(author) = author {
        let after = text[author.next..end].trim_start();
        let goes_on = after.chars().next().is_some_and(char::is_alphanumeric);
        let known = finding.agency.is_some() || finding.outlet.is_some();
        if goes_on && !known && !is_dense && !follows_name(line, after) {
            return None;
        }
        credit_outlet_after(line, author.next..end, &mut finding);
        finding.author = Some(author.range);
        finding.range.end =
            if known || finding.outlet.is_some() { end } else { byline_end(line, author.next, end) };
    }
    let named = finding.author.is_some() || finding.agency.is_some() || finding.outlet.is_some();
    named.then_some(finding)
}

/// A plain byline ends with the author and the author's job.
fn byline_end(line: &Line<'_>, author_end: usize, end: usize) -> usize {
    let after = &line.text[author_end..end];
    let job = after.trim_start_matches([',', ' ', '-', '|']);
    let word = word_at(job, 0);
    if line.words.is(&job[word], Class::Job) { end } else { author_end }
}

fn follows_name(line: &Line<'_>, after: &str) -> bool {
    let word = word_at(after, 0);
    let is_dateish = after.starts_with(|c: char| c.is_ascii_digit());
    is_dateish
        || line.words.is_any(&after[word.clone()], &[Class::Job, Class::Month, Class::Staff, Class::Join])
        || matches!(&after[word], "for" | "in" | "is" | "at" | "für" | "pour" | "para" | "per" | "via" | "of")
}

/// Byline words end before these marks, which set dates and reading times apart.
fn cut_at_mark(text: &str, pos: usize) -> usize {
    text[pos..].find([';', '•', '·']).map_or(text.len(), |i| pos + i)
}

/// Credits the agencies and outlets known by name in `range`; in a byline every spelling counts.
fn credit_names(line: &Line<'_>, range: Range<usize>, agencies: &Agencies, finding: &mut Finding) {
    let hits = line.hits.names.iter().filter(|hit| hit.start >= range.start && hit.end <= range.end);
    for &hit in hits.filter(|hit| hit.kind != NameKind::Not) {
        let is_word = !line.text[hit.start..hit.end].chars().any(char::is_uppercase);
        if (hit.loose && is_word && hit.kind == NameKind::Outlet) || is_first_name(line, hit.start..hit.end) {
            continue;
        }
        finding.credit(
            &Source { hit: Some(hit), name: hit.start..hit.end, outer: hit.start..hit.end },
            agencies,
        );
    }
}

/// Letters of the longest agency's name that may be a person's first one: "By Petra Field", not "By Reuters Staff".
const FIRST_NAME_LETTERS_MAX: usize = 5;

/// Whether a short name, written like a person's, goes on with a capitalised word that is no job.
fn is_first_name(line: &Line<'_>, name: Range<usize>) -> bool {
    let written = &line.text[name.clone()];
    let is_like_a_persons = written.chars().count() <= FIRST_NAME_LETTERS_MAX
        && written.starts_with(char::is_uppercase)
        && written.chars().skip(1).all(char::is_lowercase);
    let Some(next) = line.text[name.end..].strip_prefix(' ').filter(|_| is_like_a_persons) else {
        return false;
    };
    let next = &next[word_at(next, 0)];
    let tells_agency = [Class::Staff, Class::Job, Class::Media];
    next.starts_with(char::is_uppercase) && !line.words.is_any(next, &tells_agency)
}

fn is_source(line: &Line<'_>, named: &Named) -> bool {
    let hit = line.hit_at(named.range.start, true);
    hit.is_some_and(|hit| {
        hit.end >= named.range.end || line.words.is(line.text[hit.end..named.range.end].trim(), Class::Staff)
    }) || line.is_outlet_run(&named.range)
}

fn is_person(line: &Line<'_>, named: &Named) -> bool {
    let name = &line.text[named.range.clone()];
    let first = name.split(' ').next().unwrap_or_default();
    !line.words.is_any(first, &[Class::Staff, Class::Month])
        && !name.starts_with(|c: char| c.is_ascii_digit())
}

/// "JOLENE MARSH Associated Press": the run of capitals took the agency in.
fn trim_agency(line: &Line<'_>, range: Range<usize>) -> Range<usize> {
    let inside = |hit: &&super::lexicon::NameHit| hit.start > range.start && hit.end <= range.end;
    let Some(hit) = line.hits.names.iter().find(inside) else { return range };
    let end = line.text[..hit.start].trim_end_matches([' ', ',', '/', '-', '|']).len();
    range.start..end.max(range.start)
}

/// "Jane Doe Special to the Post": the run of capitals took the job in.
fn trim_job(line: &Line<'_>, named: Named) -> Named {
    let mut at = named.range.start;
    for (n_words, word) in line.text[named.range.clone()].split(' ').enumerate() {
        if n_words > 1 && line.words.is(word, Class::Job) {
            return Named { range: named.range.start..at - 1, next: at - 1 };
        }
        at += word.len() + 1;
    }
    named
}

/// "By Jane Doe, The Valley Voice": what follows the author is an outlet unless it is a job.
fn credit_outlet_after(line: &Line<'_>, range: Range<usize>, finding: &mut Finding) {
    let text = line.text;
    if finding.outlet.is_some() || finding.agency.is_some() {
        return;
    }
    let rest = &text[range.clone()];
    let openers = [
        " Special to the ",
        " Special to ",
        ", special to the ",
        ", special to ",
        ", via ",
        " via ",
        ", for ",
        ", ",
        " | ",
        " - ",
        " / ",
        " for the ",
        " for ",
        " of the ",
        " of ",
        " für ",
        " pour ",
        " para ",
    ];
    let Some(opener) = openers.iter().find(|opener| rest.starts_with(**opener)) else { return };
    let at = range.start + opener.len();
    let Some(named) =
        text[at..].starts_with(opens_name).then(|| capital_run(text, at, line.words, 7)).flatten()
    else {
        return;
    };
    let is_job = text[named.range.clone()].split(' ').any(|word| line.words.is(word, Class::Job));
    let is_outlet = line.is_outlet_run(&named.range)
        || text[named.range.clone()].starts_with("The ")
        || opener.trim_matches([',', ' ']).chars().next().is_some_and(char::is_alphabetic);
    if !is_job && is_outlet && named.range.end <= range.end {
        finding.outlet = Some(named.range);
    }
}

fn n_small_words(line: &Line<'_>, part: &str) -> usize {
    let is_small = |word: &&str| {
        word.chars().next().is_some_and(char::is_lowercase)
            && !line.words.is_any(word, &[Class::Staff, Class::Join, Class::Job, Class::Month])
    };
    part.split(' ').filter(is_small).count()
}

/// A line of names of agencies and what goes with them: "AFP", "Jane Doe | AP", "dpa/AFP", "Vale staff and Reuters".
fn bare(line: &Line<'_>, start: usize, agencies: &Agencies) -> Option<Finding> {
    let text = line.text.trim_end();
    let end = text.trim_end_matches(['.', ')', '*', '_', ' ']).len();
    if line.hits.names.is_empty() || start >= end || text[start..end].split(' ').count() > BARE_WORDS_MAX {
        return None;
    }
    let hits: Vec<_> = line.hits.names.iter().filter(|hit| agencies.canonical(hit.name).is_some()).collect();
    let last = hits.last()?;
    let tail = text.get(last.end..end)?.trim();
    let tail_ok = tail.is_empty()
        || tail
            .split([' ', '/', ','])
            .all(|word| word.is_empty() || line.words.is_any(word, &[Class::Staff, Class::Job]));
    let first = hits[0];
    let head = text.get(start..first.start)?.trim_end();
    let names = &text[first.end..last.start.max(first.end)];
    let between_ok = names
        .split([' ', '/', ',', '|', '-'])
        .all(|word| word.is_empty() || line.words.is(word, Class::Staff))
        || hits.len() == 1;
    if !tail_ok || !between_ok || !is_author_head(line, head) {
        return None;
    }
    let mut finding = Finding::new(AttributionKind::Byline, start..end);
    finding.agency = Some(first.name);
    let outlet = line.hits.names.iter().find(|hit| hit.kind == NameKind::Outlet && !hit.loose);
    finding.outlet = outlet.map(|hit| hit.start..hit.end);
    let name = head.trim_end_matches([',', '|', '/', '-', '(', ' ']);
    let author = author_at(&text[..start + name.len()], start, line.words);
    let person = author
        .filter(|named| is_person(line, named))
        .map(|named| text[named.range.clone()].contains(' ').then_some(named.range));
    finding.author = person
        .flatten()
        .filter(|range| !text[range.clone()].split(' ').any(|word| line.words.is(word, Class::Staff)));
    Some(finding)
}

/// What may stand before the agency in a bare byline: nothing, a person with a mark, staff words.
fn is_author_head(line: &Line<'_>, head: &str) -> bool {
    let is_marked = head.is_empty() || head.ends_with([',', '|', '/', '-', '(', '+', '&']);
    let is_staff = |word: &str| {
        word.is_empty()
            || line.words.is_any(word, &[Class::Staff, Class::Job])
            || after_elision(word, 0).is_some()
    };
    let has_joint = head.split(' ').next_back().is_some_and(is_staff);
    let is_name = |word: &str| {
        word.chars().next().is_none_or(opens_name)
            || line.words.is_any(word, &[Class::Staff, Class::Join, Class::Job])
    };
    let is_loud =
        head.split(' ').count() > 1 && !head.chars().any(|c| c.is_lowercase() || c.is_ascii_digit());
    (is_marked || has_joint || is_loud)
        && head.split([' ', ',', '/', '|', '-', '(']).all(is_name)
        && head.split(' ').count() <= 6
}

/// A block that extraction already took for the byline needs no opening word.
fn self_named(line: &Line<'_>, start: usize, spot: Spot) -> Option<Finding> {
    if !spot.byline {
        return None;
    }
    let named = author_at(line.text, start, line.words)?;
    let is_plain = line.text[named.range.clone()].contains(' ')
        && is_person(line, &named)
        && line.is_line_end(named.next);
    let mut finding = Finding::new(AttributionKind::Byline, named.range.clone());
    finding.author = Some(named.range);
    is_plain.then_some(finding)
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Hits;
    use super::*;

    /// Expected: agency, outlet, author.
    fn check(text: &str, expected: Option<(&str, &str, &str)>) {
        let agencies = &*super::super::tests::AGENCIES;
        let folded = super::super::fold::Folded::new(text, 0..text.len());
        let mut hits = Hits::default();
        agencies.lexicon.scan(folded.text(), &mut hits);
        let line = Line { text: folded.text(), hits: &hits, words: &agencies.lexicon.words };
        let spot = Spot { head: true, short: true, ..Spot::default() };
        let found = find(&line, spot, agencies).map(|f| f.into_attribution(text, &folded, agencies));
        let found = found.map(|a| [a.agency, a.outlet, a.author].map(Option::unwrap_or_default));
        let found = found
            .as_ref()
            .map(|[agency, outlet, author]| (agency.as_str(), outlet.as_str(), author.as_str()));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn opened_bylines() {
        check("By Jane Doe", Some(("", "", "Jane Doe")));
        check("By Jane Doe, Staff Writer", Some(("", "", "Jane Doe")));
        check("By JOLENE MARSH Associated Press", Some(("AP", "", "JOLENE MARSH")));
        check("By Jane Doe, Associated Press", Some(("AP", "", "Jane Doe")));
        check("By Nell Ashby, The Harrow Vale Ledger", Some(("", "The Harrow Vale Ledger", "Nell Ashby")));
        check("By Jane Doe Special to the Vale Post", Some(("", "Vale Post", "Jane Doe")));
        check("Authored by Jane Doe via The Epoch Times,", Some(("", "The Epoch Times", "Jane Doe")));
        check("By Reuters", Some(("Reuters", "", "")));
        check("By PA Reporter", Some(("PA", "", "")));
        check("By Deb Kowalczyk March 12, 2026 | 6:11 a.m.", Some(("", "", "Deb Kowalczyk")));
        check("Von Tobias Rehm, dpa", Some(("dpa", "", "Tobias Rehm")));
        check("Por EFE", Some(("EFE", "", "")));
        check("Par la rédaction avec AFP", Some(("AFP", "", "")));
        check("Par Le Monde avec AFP", Some(("AFP", "Le Monde", "")));
        check("Автор: Мария Иванова", Some(("", "", "Мария Иванова")));
        check("作者：陆向宁", Some(("", "", "陆向宁")));
        check("بقلم سامي حداد", Some(("", "", "سامي حداد")));
    }

    #[test]
    fn bare_bylines() {
        check("AFP", Some(("AFP", "", "")));
        check("Reuters", Some(("Reuters", "", "")));
        check("Jane Doe | Associated Press", Some(("AP", "", "Jane Doe")));
        check("JANE DOE Associated Press", Some(("AP", "", "JANE DOE")));
        check("Jane Doe, AP", Some(("AP", "", "Jane Doe")));
        check("dpa/AFP", Some(("dpa", "", "")));
        check("Vale staff and Reuters", Some(("Reuters", "", "")));
    }

    #[test]
    fn other_lines_are_no_bylines() {
        check("By Monday the water had gone", None);
        check("By the river they sat", None);
        check("Von der Leyen reist nach Kiel", None);
        check("Por la mañana llovió", None);
        check("Reuters wins a prize", None);
        check("District to cover AP exam fees", None);
        check("Home", None);
        check("Par ailleurs, la mairie ferme", None);
        check("By train from Kiel to Rome", None);
    }
}
