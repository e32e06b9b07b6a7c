//! Datelines: the place, date and agency at the head of a paragraph.
//!
//! Three forms cover the languages: the agency in a bracket after the place ("LONDON, March 3 (Reuters) -",
//! "САМАРА, 16 марта. /ТАСС/.", "【広島共同】"), the agency after the place without one
//! ("МОСКВА, 14 ноя - РИА Новости."), and the Chinese one, agency, place, date and a word for a dispatch
//! ("新华社北京4月9日电(记者 ...)"). A place alone ("LONDON -") credits nobody.

use std::ops::Range;

use super::agencies::{Agencies, NameKind};
use super::finding::Finding;
use super::lexicon::NameHit;
use super::line::Line;
use super::names::{author_at, skip_spaces};
use super::script::{is_spaceless, opens_name};
use super::sources::Source;
use super::words::Class;
use crate::document::AttributionKind;

const HEAD_BYTES_MAX: usize = 160;
const PLACE_WORDS_MAX: usize = 14;
const BRACKET_CHARS_MAX: usize = 40;

/// The dateline that `line` begins with; `early` for one of the first paragraphs, where looser forms count.
pub(super) fn find(line: &Line<'_>, early: bool, agencies: &Agencies) -> Option<Finding> {
    let hit = line.hits.names.iter().copied().take_while(|hit| hit.start < HEAD_BYTES_MAX);
    for hit in hit.filter(|hit| hit.kind != NameKind::Not) {
        let form =
            dispatch(line, hit).or_else(|| bracketed(line, hit, early)).or_else(|| bare(line, hit, early));
        if let Some((end, author)) = form {
            let mut finding = Finding::new(AttributionKind::Dateline, 0..end);
            finding.credit(
                &Source { hit: Some(hit), name: hit.start..hit.end, outer: hit.start..hit.end },
                agencies,
            );
            finding.author = author;
            finding.range.start = skip_openers(line.text);
            return (finding.range.start < end).then_some(finding);
        }
    }
    None
}

type Form = (usize, Option<Range<usize>>);

/// "新华社北京4月9日电(记者 陆向宁)": end of the word for a dispatch and of the bracket after it.
fn dispatch(line: &Line<'_>, hit: NameHit) -> Option<Form> {
    let text = line.text;
    let opens = text[..hit.start].trim_start_matches(['(', '【', '[', ' ', '*', '据', '據']).is_empty();
    if !opens || !text[..hit.end].chars().next_back().is_some_and(is_spaceless) {
        return None;
    }
    let is_word = |c: char| "电電讯訊".contains(c);
    let (at, word) =
        text[hit.end..].char_indices().take(24).find(|&(_, c)| is_word(c) || "。,;".contains(c))?;
    if !is_word(word) {
        return None;
    }
    let mut end = hit.end + at + word.len_utf8();
    let mut author = None;
    let after = skip_spaces(text, end);
    if text[after..].starts_with('(') {
        let inner = after + 1;
        let close = line
            .bracket_end(inner)
            .filter(|&close| text[inner..close].chars().count() <= BRACKET_CHARS_MAX)?;
        let label = ["记者", "記者"]
            .iter()
            .find_map(|label| text[inner..close].find(label).map(|i| inner + i + label.len()));
        author = label.and_then(|at| author_at(text, at, line.words)).map(|named| named.range);
        end = close + 1;
    }
    let tail = skip_spaces(text, end);
    if text[tail..].starts_with(['】', ']', ')']) {
        end = tail + text[tail..].chars().next().map_or(0, char::len_utf8);
    }
    Some((end, author))
}

/// The agency in a bracket that follows the place: end of the dash, or of the closing mark where none is usual.
fn bracketed(line: &Line<'_>, hit: NameHit, early: bool) -> Option<Form> {
    let text = line.text;
    let (open, mark) =
        text[..hit.start].char_indices().rev().take(BRACKET_CHARS_MAX).find(|(_, c)| "(/[【".contains(*c))?;
    let close_mark = match mark {
        '(' => ')',
        '[' => ']',
        '【' => '】',
        _ => '/',
    };
    let before = &text[open + mark.len_utf8()..hit.start];
    let close =
        hit.end + text[hit.end..].char_indices().take(BRACKET_CHARS_MAX).find(|&(_, c)| c == close_mark)?.0;
    let is_regional = mark == '(' && text[hit.end..close].starts_with('/');
    if text[hit.end..close].contains(' ') && !is_regional && hit.loose || !is_bracket_lead(before, mark) {
        return None;
    }
    let place = &text[..open];
    if !is_place(line, place) {
        return None;
    }
    let end = close + close_mark.len_utf8();
    if let Some(end) = dash_end(text, end) {
        return Some((second_place_end(line, place, end), None));
    }
    let is_stopped = text[end..].starts_with('.') && (mark == '/' || early && place.split(' ').count() <= 5);
    let is_slashed = mark == '/' && early && place.chars().any(|c| c.is_ascii_digit());
    let is_headed = mark == '【' && place.trim().is_empty();
    let is_loud = early
        && place.chars().filter(|c| c.is_uppercase()).count() >= 3
        && !place.chars().any(char::is_lowercase);
    if is_stopped || is_slashed || is_headed || is_loud {
        return Some((end + usize::from(is_stopped), None));
    }
    None
}

/// What may stand in the bracket before the agency: nothing, another name and a slash, "서울=", "広島", "3日".
fn is_bracket_lead(before: &str, mark: char) -> bool {
    let before = before.trim();
    before.is_empty()
        || before.ends_with(['/', '=', '-'])
        || (mark != '(' && before.chars().next().is_some_and(is_spaceless))
        || before.ends_with("agenzia")
}

/// Italy's agencies put the bracket first: "(ANSA) - ROMA, 14 MAR -".
fn second_place_end(line: &Line<'_>, place: &str, end: usize) -> usize {
    if !place.trim().is_empty() {
        return end;
    }
    let rest = &line.text[end..];
    let Some(dash) = rest.find(" -").filter(|&dash| dash <= 40) else { return end };
    let second = &rest[..dash];
    let is_loud = second.chars().any(char::is_uppercase) && !second.chars().any(char::is_lowercase);
    if is_loud && is_place(line, second) { end + dash + 2 } else { end }
}

/// "МОСКВА, 14 ноя - РИА Новости." and "14 ноября. INTERFAX.RU -": the agency without a bracket.
fn bare(line: &Line<'_>, hit: NameHit, early: bool) -> Option<Form> {
    let text = line.text;
    let place = text[..hit.start].trim_end();
    if hit.loose || !early {
        return None;
    }
    if place.is_empty() {
        let is_dashed = text[hit.end..].starts_with(" -") || text[hit.end..].starts_with(" /");
        return is_dashed.then(|| dash_end(text, hit.end)).flatten().map(|end| (end, None));
    }
    let is_dated = place.chars().any(|c| c.is_ascii_digit());
    let loud = place.split([',', '.', ' ']).next().is_some_and(|word| {
        word.chars().count() > 2
            && !word.chars().any(char::is_lowercase)
            && word.chars().any(char::is_uppercase)
    });
    if !(is_dated || loud) || !place.ends_with(['-', '.', ',', '/']) || !is_place(line, place) {
        return None;
    }
    if let Some(end) = dash_end(text, hit.end) {
        return Some((end, None));
    }
    // "- РИА Новости, Иван Петров." names its author.
    let rest = &text[hit.end..];
    let stop = rest.find('.').filter(|&stop| rest[..stop].chars().count() <= BRACKET_CHARS_MAX)?;
    let is_closed = place.ends_with('-') && (stop == 0 || rest.starts_with(','));
    let author = rest.starts_with(',').then(|| author_at(text, hit.end + 1, line.words)).flatten();
    is_closed.then_some((hit.end + stop + 1, author.map(|named| named.range)))
}

/// End of the dash that follows `pos`, a full stop or colon between; several dashes are one.
fn dash_end(text: &str, pos: usize) -> Option<usize> {
    let rest = text[pos..].trim_start_matches([' ', '.', ',', ':']);
    let at = text.len() - rest.len();
    let dashes = rest.len() - rest.trim_start_matches(['-', '_', '=']).len();
    (dashes > 0).then_some(at + dashes)
}

/// Whether `place` can be the place and date of a dateline: names, numbers, months and small words of names.
fn is_place(line: &Line<'_>, place: &str) -> bool {
    let place = place.trim_matches([' ', '-', '*', '_', '/', '.', ',']);
    if place.is_empty() {
        return true;
    }
    let mut n_words = 0;
    let mut n_small = 0;
    for word in place.split([' ', ',', '/', '-', '(', ')']).filter(|word| !word.is_empty()) {
        n_words += 1;
        let bare = word.trim_matches(['.', '\'']);
        let first = bare.chars().next().unwrap_or('0');
        let is_named = opens_name(first) || first.is_numeric();
        if !is_named && !line.words.is_any(bare, &[Class::Month, Class::Join]) {
            n_small += 1;
        }
        if line.words.is(bare, Class::Lead) && !is_named {
            return false;
        }
    }
    let ends_sentence = place.contains(['!', '?', '"', '。']);
    let starts_well = place.chars().next().is_some_and(|c| opens_name(c) || c.is_numeric());
    n_words <= PLACE_WORDS_MAX && n_small <= 1 && !ends_sentence && starts_well
}

fn skip_openers(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '*', '_']).len()
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Hits;
    use super::*;

    fn check(text: &str, expected: Option<(&str, &str)>) {
        let agencies = &*super::super::tests::AGENCIES;
        let folded = super::super::fold::Folded::new(text, 0..text.len());
        let mut hits = Hits::default();
        agencies.lexicon.scan(folded.text(), &mut hits);
        let line = Line { text: folded.text(), hits: &hits, words: &agencies.lexicon.words };
        let found = find(&line, true, agencies).map(|f| f.into_attribution(text, &folded, agencies));
        let found = found.map(|a| (a.agency.or(a.outlet).unwrap_or_default(), a.phrase));
        assert_eq!(found.as_ref().map(|(who, phrase)| (who.as_str(), phrase.as_str())), expected, "{text}");
    }

    #[test]
    fn agency_in_a_bracket_after_the_place() {
        check("LONDON, March 3 (Reuters) - A gale", Some(("Reuters", "LONDON, March 3 (Reuters) -")));
        check("ARLEN, Ohio (AP) — A dam", Some(("AP", "ARLEN, Ohio (AP) —")));
        check(
            "NEW YORK, Feb. 3, 2024 /PRNewswire/ -- A firm",
            Some(("PR Newswire", "NEW YORK, Feb. 3, 2024 /PRNewswire/ --")),
        );
        check(
            "AUSTIN, Texas--(BUSINESS WIRE)--A firm",
            Some(("Business Wire", "AUSTIN, Texas--(BUSINESS WIRE)--")),
        );
        check("Kiel (dpa/lno) - Ein Schiff", Some(("dpa", "Kiel (dpa/lno) -")));
        check("Sevilla (EFE).- Un barco", Some(("EFE", "Sevilla (EFE).-")));
        check("Le Mans (AFP) – Un train", Some(("AFP", "Le Mans (AFP) –")));
        check("(ANSA) - ROMA, 14 MAR - Un treno", Some(("ANSA", "(ANSA) - ROMA, 14 MAR -")));
        check("САМАРА, 16 марта. /ТАСС/. Лёд", Some(("TASS", "САМАРА, 16 марта. /ТАСС/.")));
        check("МОСКВА, 14 ноября (Рейтер) - Банк", Some(("Reuters", "МОСКВА, 14 ноября (Рейтер) -")));
        check("مسقط (رويترز) - أعلنت", Some(("Reuters", "مسقط (رويترز) -")));
        check("القاهرة (أ ف ب) - قال", Some(("AFP", "القاهرة (أ ف ب) -")));
        check("【広島共同】船が", Some(("Kyodo", "【広島共同】")));
        check("(서울=연합뉴스) 홍길동 기자 =", None);
        check("Kiel/Büsum (dpa). Ein Schiff", Some(("dpa", "Kiel/Büsum (dpa).")));
        check("دبي في 3 أكتوبر / وام / أعلنت", Some(("WAM", "دبي في 3 أكتوبر / وام /")));
        check("MOSCOW (Sputnik) - A bridge", Some(("Sputnik", "MOSCOW (Sputnik) -")));
        check("(CNN) — A bridge", Some(("CNN", "(CNN) —")));
    }

    #[test]
    fn agency_without_a_bracket() {
        check("МОСКВА, 14 ноя — РИА Новости. Банк", Some(("RIA Novosti", "МОСКВА, 14 ноя — РИА Новости.")));
        check("Москва. 14 ноября. ИНТЕРФАКС - Банк", Some(("Interfax", "Москва. 14 ноября. ИНТЕРФАКС -")));
        check("AFP - Un train", Some(("AFP", "AFP -")));
        check(
            "新华社南京3月18日电（记者 陆向宁）太阳",
            Some(("Xinhua", "新华社南京3月18日电（记者 陆向宁）")),
        );
        check("（新华社南京3月18日电）太阳", Some(("Xinhua", "（新华社南京3月18日电）")));
        check("据新华社南京3月18日电 太阳", Some(("Xinhua", "据新华社南京3月18日电")));
        check("中新网北京4月9日电 太阳", Some(("China News Service", "中新网北京4月9日电")));
    }

    #[test]
    fn brackets_in_running_text_are_no_datelines() {
        check("A loaf won the prize (Danny Marr/PA)", None);
        check("The agency that the group owns (Reuters) - is old", None);
        check("LONDON - A gale", None);
        check("Reuters shares rose - again", None);
        check("He sat the test (AP) - and passed", None);
        check("新华社记者获悉,工厂的电力", None);
    }
}
