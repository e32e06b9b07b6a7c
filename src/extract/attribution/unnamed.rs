//! Outlets that a credit names outside its wording: "Il testo di Jane Doe è uscito in origine sul quotidiano Il Molo".
//!
//! A wording may find the person of a credit and miss the outlet, which any words may part from it. In a short line that is
//! a credit, a name is an outlet's if it holds a word that outlets are called by ("Gazette", "Voix"), follows one for media
//! ("the newspaper X"), or stands in quotation marks after a preposition.

use std::ops::Range;

use super::finding::Finding;
use super::line::Line;
use super::names::{author_at, capital_run, outlet_at, quoted_at, skip_spaces, word_at, word_before};
use super::script::{is_arabic, is_spaceless, opens_name};
use super::words::{Class, Words};
use crate::document::AttributionKind;
use crate::outlet::is_article;

/// Words of the longest name.
const NAME_WORDS_MAX: usize = 9;

/// Ends of the names of outlets in Chinese and Japanese.
const SPACELESS_ENDS: [&str; 14] = [
    "报",
    "報",
    "网",
    "網",
    "社",
    "电视台",
    "電視台",
    "电台",
    "周刊",
    "月刊",
    "杂志",
    "雑誌",
    "新闻",
    "新聞",
];

/// Words before a person in scripts without spaces.
const AUTHOR_WORDS: [&str; 5] = ["作者", "译者", "譯者", "撰文", "文/"];

/// Characters of the longest such name.
const SPACELESS_NAME_CHARS_MAX: usize = 8;

/// Gives the credits of a short line that name an outlet alone the person that the line names, and the other way round.
pub(super) fn complete(line: &Line<'_>, found: &mut [Finding]) {
    let names_nobody = found.iter().all(|finding| finding.author.is_none());
    let is_text = |finding: &&mut Finding| {
        matches!(finding.kind, AttributionKind::ReprintCredit | AttributionKind::TranslationCredit)
    };
    if let Some(open) = found.iter_mut().find(is_text).filter(|_| names_nobody) {
        open.author = spaceless_author(line);
    }
    complete_outlet(line, found);
}

/// "作者:阮疏桐"
fn spaceless_author(line: &Line<'_>) -> Option<Range<usize>> {
    let text = line.text;
    let after = AUTHOR_WORDS.iter().filter_map(|word| text.find(word).map(|at| at + word.len())).min()?;
    let at = text.len() - text[after..].trim_start_matches([':', ' ', '/']).len();
    let named = author_at(text, at, line.words).map(|named| named.range)?;
    let is_name = text[named.clone()].chars().all(|c| is_spaceless(c) || matches!(c, '·' | '・'));
    (is_name && text[named.clone()].chars().count() <= SPACELESS_NAME_CHARS_MAX).then_some(named)
}

fn complete_outlet(line: &Line<'_>, found: &mut [Finding]) {
    let is_open = |finding: &Finding| {
        let is_kind = matches!(
            finding.kind,
            AttributionKind::ReprintCredit
                | AttributionKind::TranslationCredit
                | AttributionKind::ExcerptFrame
        );
        is_kind && finding.outlet.is_none() && finding.agency.is_none()
    };
    let names_one = found.iter().any(|finding| finding.outlet.is_some() || finding.agency.is_some());
    let Some(open) = found.iter_mut().find(|finding| is_open(finding)).filter(|_| !names_one) else { return };
    let is_apart = |name: &Range<usize>| {
        *name != open.range
            && open.author.as_ref().is_none_or(|author| name.end <= author.start || author.end <= name.start)
    };
    open.outlet = outlets(line).find(is_apart);
}

/// The names of outlets in a line.
pub(super) fn outlets(line: &Line<'_>) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < line.text.len() {
            let start = at;
            let first = line.text[start..].chars().next()?;
            at = start + first.len_utf8();
            if let Some(name) = outlet_from(line, start, first) {
                at = name.end.max(at);
                return Some(name);
            }
            if !is_spaceless(first) {
                at = at.max(word_at(line.text, start).end);
            }
        }
        None
    })
}

/// The name in brackets for titles, or in another script than the line's: what a translation is made from.
pub(super) fn outlet_of(line: &Line<'_>) -> Option<Range<usize>> {
    let text = line.text;
    let is_foreign = text.chars().any(|c| is_spaceless(c) || is_arabic(c));
    let titled = text.find('《').and_then(|at| quoted_at(text, at)).map(|quoted| quoted.range);
    let latin = || {
        let at = text.find(|c: char| c.is_ascii_uppercase()).filter(|_| is_foreign)?;
        capital_run(text, at, line.words, NAME_WORDS_MAX).map(|run| run.range)
    };
    titled.or_else(latin)
}

/// The outlet named at `at`, where a word, a mark or a character without spaces starts.
fn outlet_from(line: &Line<'_>, at: usize, first: char) -> Option<Range<usize>> {
    let Line { text, words, .. } = *line;
    if let Some(quoted) = quoted_at(text, at) {
        let before = word_before(text, text[..at].trim_end_matches(' ').len());
        let follows = words.is_any(&text[before], &[Class::Media, Class::Filler]);
        return (follows || is_called(&text[quoted.range.clone()], words)).then_some(quoted.range);
    }
    if is_spaceless(first) {
        let name = outlet_at(text, at, words)?.range;
        return SPACELESS_ENDS.iter().any(|end| text[name.clone()].ends_with(end)).then_some(name);
    }
    let word = word_at(text, at);
    if words.is(&text[word.clone()], Class::Media) && text[word.end..].starts_with(' ') {
        let next = skip_spaces(text, word.end);
        let named = outlet_at(text, next, words).filter(|named| named.range.start == next);
        let is_named = |name: &Range<usize>| {
            text[name.clone()].starts_with(opens_name)
                && !words.is(&text[word_at(text, name.start)], Class::Month)
        };
        if let Some(name) = named.map(|named| named.range).filter(is_named) {
            return Some(name);
        }
    }
    if !first.is_uppercase() {
        return None;
    }
    let run = capital_run(text, at, words, NAME_WORDS_MAX)?.range;
    (text[run.clone()].contains(' ') && is_called(&text[run.clone()], words)).then_some(run)
}

/// Whether a name is made as outlets' are: it begins with a word such as "Diario", or ends in one such as "Gazette", a place
/// after it left out.
fn is_called(name: &str, words: &Words) -> bool {
    let parts: Vec<&str> = name.split(' ').filter(|part| !is_article(part)).collect();
    let is_small = |part: &&str| !part.starts_with(opens_name);
    let head = parts.iter().position(is_small).unwrap_or(parts.len());
    let (Some(first), Some(last)) = (parts.first(), parts[..head].last()) else { return false };
    words.is_any(first, &[Class::Opening, Class::Media]) || words.is_any(last, &[Class::Title, Class::Media])
}

#[cfg(test)]
mod tests {
    use super::super::tests::on_line;
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let named = on_line(text, |line, folded| {
            let mut found = [Finding::new(AttributionKind::ReprintCredit, 0..text.len())];
            complete(line, &mut found);
            found[0].outlet.clone().map(|name| folded.span(name).of(text).to_owned())
        });
        assert_eq!(named.as_deref(), expected, "{text}");
    }

    #[test]
    fn outlets_are_told_by_what_they_are_called() {
        check("Il testo di Ana Ríos è uscito in origine sul quotidiano Il Molo.", Some("Il Molo"));
        check("Ce récit d'Ana Ríos nous vient de La Voix de Quill.", Some("La Voix de Quill"));
        check("Dora Quill wrote this in the Tarn Gazette last week", Some("Tarn Gazette"));
        check("Очерк Нины Сторожевой вышел в «Северном береге»", Some("Северном береге"));
        check("稿源:江城晚报,作者阮疏桐,已获授权", Some("江城晚报"));
        check("كتبت دورا هذا المقال في صحيفة «المنارة»", Some("المنارة"));
    }

    #[test]
    fn persons_of_scripts_without_spaces_follow_a_word() {
        let check = |text: &str, expected: Option<&str>| {
            let named =
                on_line(text, |line, folded| spaceless_author(line).map(|name| folded.span(name).of(text)));
            assert_eq!(named, expected, "{text}");
        };
        check("本文经《江城晚报》授权转载，作者：阮疏桐", Some("阮疏桐"));
        check("译者让·巴特。", Some("让·巴特"));
        check("本文作者在江城晚报工作多年后退休返乡。", None);
    }

    #[test]
    fn persons_places_and_headlines_are_none() {
        check("Dora Quill wrote this in the Tarn Valley last week", None);
        check("The board of the Star Alliance wrote this", None);
        check("It ran as \"How the ferry sank\" in March", None);
        check("She works for a newspaper on Monday", None);
        check("本文由阮疏桐翻译", None);
    }
}
