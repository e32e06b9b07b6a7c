//! Slot parsers: where a name that follows a wording begins and ends.
//!
//! A name is a run of capitalised words with the small words that names hold ("of", "van der"), whatever stands in
//! quotation marks, or in scripts without capitals the text up to the next mark or stop word. The run ends at
//! punctuation, at a full stop that ends the sentence ("U.S." does not) and at a month.

use std::ops::Range;

use super::script::{is_arabic, is_spaceless, opens_name};
use super::words::{Class, Words};
use crate::normalize::byte_set;

const OUTLET_WORDS_MAX: usize = 9;
const AUTHOR_WORDS_MAX: usize = 5;
const SPACELESS_CHARS_MAX: usize = 20;
const ARABIC_WORDS_MAX: usize = 4;
const QUOTED_BYTES_MAX: usize = 120;

/// A name and where parsing goes on after it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Named {
    pub(super) range: Range<usize>,
    pub(super) next: usize,
}

/// Position of the next character at or after `pos` that is no space.
pub(super) fn skip_spaces(text: &str, pos: usize) -> usize {
    text.len() - text[pos..].trim_start_matches(' ').len()
}

/// The word at `pos`: up to a space or a mark, without a full stop that ends a sentence.
pub(super) fn word_at(text: &str, pos: usize) -> Range<usize> {
    let end = word_end(text, pos);
    let word = &text[pos..end];
    if word.ends_with('.') && !is_dotted(word) {
        return pos..pos + word.trim_end_matches('.').len();
    }
    pos..end
}

/// Where the next mark that ends a word stands at or after `pos`.
fn word_end(text: &str, pos: usize) -> usize {
    let mut at = pos;
    while let Some(found) =
        text.as_bytes()[at..].iter().position(|byte| MAY_BEGIN_WORD_END[usize::from(*byte)])
    {
        let mark = at + found;
        let c = text[mark..].chars().next().expect("a mark's first byte starts a character");
        if ends_word(c) {
            return mark;
        }
        at = mark + c.len_utf8();
    }
    text.len()
}

/// The first bytes of the characters that `ends_word` knows.
const MAY_BEGIN_WORD_END: [bool; 256] = byte_set(b" ,;:!?()[]{}\"|/<>*_\xc2\xd8\xe2\xe3");

fn ends_word(c: char) -> bool {
    matches!(
        c,
        ' ' | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | '('
            | ')'
            | '['
            | ']'
            | '{'
            | '}'
            | '"'
            | '|'
            | '/'
            | '<'
            | '>'
            | '*'
            | '_'
    ) || matches!(c, '、' | '。' | '·' | '،' | '؛' | '؟' | '《' | '》' | '【' | '】' | '…')
}

/// The word that ends at `end`, leading marks left out.
pub(super) fn word_before(text: &str, end: usize) -> Range<usize> {
    let start = text[..end]
        .bytes()
        .rposition(|byte| matches!(byte, b' ' | b'"' | b'(' | b'[' | b',' | b';' | b':' | b'/' | b'|'))
        .map_or(0, |i| i + 1);
    start..end
}

/// Whether the full stop at the word's end belongs to it: initials, "U.S.", "St.", "Corp.".
fn is_dotted(word: &str) -> bool {
    let body = word.trim_end_matches('.');
    let n_letters = body.chars().count();
    n_letters == 1 && opens_name(body.chars().next().unwrap_or(' '))
        || body.contains('.') && n_letters <= 6 && body.split('.').all(|part| part.chars().count() <= 2)
        || matches!(body, "St" | "Dr" | "Mr" | "Mrs" | "Ms" | "Jr" | "Sr" | "Mt" | "Ft")
}

/// The outlet named at `pos`, articles in front left out.
pub(super) fn outlet_at(text: &str, pos: usize, words: &Words) -> Option<Named> {
    let mut at = skip_spaces(text, pos);
    for _ in 0..5 {
        if let Some(named) = quoted_at(text, at) {
            return Some(named);
        }
        let first = text[at..].chars().next()?;
        if is_spaceless(first) {
            let run = spaceless_run(text, at)?;
            // A noun may lead up to the name in quotation marks ("微信公众号“海边”").
            let quoted = text[run.next..].starts_with('"').then(|| quoted_at(text, run.next)).flatten();
            return quoted.or(Some(run));
        }
        if is_arabic(first) {
            return arabic_run(text, at, words);
        }
        if let Some(elided) = after_elision(text, at) {
            at = elided;
            continue;
        }
        let word = word_at(text, at);
        if opens_name(first) || first.is_ascii_digit() || is_domain(&text[word.clone()]) {
            return capital_run(text, at, words, OUTLET_WORDS_MAX);
        }
        if word.is_empty() || !words.is_any(&text[word.clone()], &[Class::Filler, Class::Media, Class::Join])
        {
            return None;
        }
        at = skip_spaces(text, word.end);
    }
    None
}

/// The person named at `pos`; a word for people without names may follow ("Lantern volunteers").
pub(super) fn author_at(text: &str, pos: usize, words: &Words) -> Option<Named> {
    let at = skip_spaces(text, pos);
    let first = text[at..].chars().next()?;
    if is_spaceless(first) {
        return spaceless_run(text, at);
    }
    if is_arabic(first) {
        return arabic_run(text, at, words);
    }
    if !opens_name(first) {
        return None;
    }
    let mut named = capital_run(text, at, words, AUTHOR_WORDS_MAX)?;
    let follower = word_at(text, skip_spaces(text, named.next));
    let is_group =
        matches!(&text[follower.clone()], "volunteers" | "staff" | "team" | "editors" | "newsroom");
    if is_group && text[named.next..].starts_with(' ') {
        named = Named { range: named.range.start..follower.end, next: follower.end };
    }
    Some(named)
}

/// What stands in quotation marks or brackets for titles at `pos`.
pub(super) fn quoted_at(text: &str, pos: usize) -> Option<Named> {
    let open = text[pos..].chars().next()?;
    let close = match open {
        '"' => '"',
        '\'' => '\'',
        '《' => '》',
        '〈' => '〉',
        '*' => '*',
        '_' => '_',
        _ => return None,
    };
    let start = pos + open.len_utf8();
    let len = text[start..].find(close).filter(|&len| len > 0 && len <= QUOTED_BYTES_MAX)?;
    let inner = text[start..start + len].trim_end_matches(['.', ',', ' ']);
    opens_name(inner.chars().next()?)
        .then(|| Named { range: start..start + inner.len(), next: start + len + close.len_utf8() })
}

/// Capitalised words from `pos`, which is the start of one.
pub(super) fn capital_run(text: &str, pos: usize, words: &Words, words_max: usize) -> Option<Named> {
    let mut end = pos;
    let mut at = pos;
    let mut n_words = 0;
    let mut n_joins = 0;
    while n_words < words_max {
        let word = word_at(text, at);
        let Some(first) = text[word.clone()].chars().next() else { break };
        let is_elided =
            || after_elision(text, at).is_some_and(|at| text[at..].starts_with(char::is_uppercase));
        let is_name = opens_name(first) && !is_spaceless(first)
            || first.is_ascii_digit()
            || n_words == 0
            || is_elided();
        let ends_here = n_words > 0 && words.is(&text[word.clone()], Class::Month)
            || n_joins > 0 && &text[word.clone()] == "The";
        if is_name && !ends_here {
            end = word.end;
            n_joins = 0;
        } else if words.is(&text[word.clone()], Class::Join) && n_joins < 2 && n_words > 0 {
            n_joins += 1;
        } else {
            break;
        }
        n_words += 1;
        if !text[word.end..].starts_with(' ') {
            break;
        }
        at = skip_spaces(text, word.end);
    }
    let has_letter = text[pos..end].chars().any(char::is_alphabetic);
    has_letter.then_some(Named { range: pos..end, next: end })
}

/// The capitalised words that end at `end`.
pub(super) fn capital_run_before(text: &str, end: usize, words: &Words) -> Option<Range<usize>> {
    let mut start = end;
    let mut at = end;
    for _ in 0..OUTLET_WORDS_MAX {
        let word = word_before(text, at);
        let Some(first) = text[word.clone()].chars().next() else { break };
        let sentence_ends = at < end && text[word.clone()].ends_with('.') && !is_dotted(&text[word.clone()]);
        if sentence_ends {
            break;
        }
        if opens_name(first) && !is_spaceless(first) || first.is_ascii_digit() && start < end {
            start = word.start;
        } else if !(start < end && words.is(&text[word.clone()], Class::Join)) {
            break;
        }
        if word.start == 0 || !text[..word.start].ends_with(' ') {
            break;
        }
        at = text[..word.start].trim_end_matches(' ').len();
    }
    (start < end).then_some(start..end)
}

/// Where the word goes on after an elided article ("l'Express", "dell'ANSA").
pub(super) fn after_elision(text: &str, pos: usize) -> Option<usize> {
    let (article, rest) = text[pos..].split_once('\'')?;
    let is_article = matches!(
        article,
        "l" | "d" | "L" | "D" | "all" | "dell" | "dall" | "sull" | "nell" | "un" | "Dall" | "Dell" | "qu"
    );
    (is_article && rest.chars().next().is_some_and(char::is_alphanumeric)).then_some(pos + article.len() + 1)
}

/// "zerohedge.com", but not the end of one sentence and the start of another.
pub(super) fn is_domain(word: &str) -> bool {
    word.split_once('.').is_some_and(|(host, rest)| {
        !host.is_empty()
            && rest.len() >= 2
            && word.is_ascii()
            && !word.bytes().any(|b| b.is_ascii_uppercase())
    })
}

fn spaceless_run(text: &str, pos: usize) -> Option<Named> {
    const STOPS: [&str; 22] = [
        "报道",
        "報道",
        "报导",
        "記者",
        "记者",
        "授权",
        "授權",
        "编译",
        "編譯",
        "翻译",
        "翻譯",
        "有删",
        "作者",
        "原创",
        "刊发",
        "に掲載",
        "より",
        "から",
        "からの",
        "が",
        "は",
        "によると",
    ];
    let rest = &text[pos..];
    let is_part = |c: char| is_spaceless(c) || c.is_ascii_alphanumeric() || "·-・.".contains(c);
    let mut end = rest.char_indices().find(|&(_, c)| !is_part(c)).map_or(rest.len(), |(i, _)| i);
    for stop in STOPS {
        if let Some(at) = rest[..end].find(stop).filter(|&at| at > 0) {
            end = at;
        }
    }
    let run = rest[..end].trim_end_matches(['-', '.', '·']);
    let fits = !run.is_empty() && run.chars().count() <= SPACELESS_CHARS_MAX;
    fits.then(|| Named { range: pos..pos + run.len(), next: pos + run.len() })
}

fn arabic_run(text: &str, pos: usize, words: &Words) -> Option<Named> {
    let mut at = pos;
    let mut end = pos;
    let mut start = pos;
    for _ in 0..ARABIC_WORDS_MAX + 1 {
        let word = word_at(text, at);
        if word.is_empty() || words.is(&text[word.clone()], Class::Stop) {
            break;
        }
        let is_noun = words.is_any(&text[word.clone()], &[Class::Media, Class::Filler]);
        if is_noun && end == start && text[word.end..].starts_with(' ') {
            // "the newspaper X": the noun is no part of the name.
            start = skip_spaces(text, word.end);
            if let Some(named) = quoted_at(text, start) {
                return Some(named);
            }
            end = start;
        } else {
            end = word.end;
        }
        if !text[word.end..].starts_with(' ') {
            break;
        }
        at = skip_spaces(text, word.end);
    }
    (end > start).then_some(Named { range: start..end, next: end })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let words = Words::builtin();
        let found = outlet_at(text, 0, &words).map(|named| text[named.range].to_owned());
        assert_eq!(found.as_deref(), expected, "{text}");
    }

    #[test]
    fn every_end_of_a_word_begins_with_a_byte_that_is_looked_for() {
        for mark in (0..0x1_0000).filter_map(char::from_u32).filter(|c| ends_word(*c)) {
            let first = mark.encode_utf8(&mut [0; 4]).as_bytes()[0];
            assert!(MAY_BEGIN_WORD_END[usize::from(first)], "{mark}");
        }
    }

    #[test]
    fn outlet_names_end_well() {
        check("The Moscow Times.", Some("The Moscow Times"));
        check("the Lindentaler Anzeiger on March 3", Some("Lindentaler Anzeiger"));
        check("DWN, exclusively translated", Some("DWN"));
        check("DWN and is republished", Some("DWN"));
        check("South Front by Frank Jakob", Some("South Front"));
        check("U.S. News & World Report under a licence", Some("U.S. News & World Report"));
        check("the Journal of Glass. Reprinted", Some("Journal of Glass"));
        check("The Atlantic March 2020", Some("The Atlantic"));
        check("\"Severny Mayak\", Moscow", Some("Severny Mayak"));
        check("der Zeit erschienen", Some("Zeit"));
        check("l'Express du matin", Some("Express"));
        check("La Voix de l'Estuaire en mai", Some("La Voix de l'Estuaire"));
        check("Corriere dell'Alpe", Some("Corriere dell'Alpe"));
        check("zerohedge.com on Monday", Some("zerohedge.com"));
        check("《南方周末》,作者", Some("南方周末"));
        check("南汀网。", Some("南汀网"));
        check("منارة المدينة، 3", Some("منارة المدينة"));
        check("صحيفة الشرق عن", Some("الشرق"));
        check("2019 and later", None);
        check("several people", None);
        check("", None);
    }

    #[test]
    fn authors_are_persons_or_named_groups() {
        let words = Words::builtin();
        let check = |text: &str, expected: Option<&str>| {
            let found = author_at(text, 0, &words).map(|named| text[named.range].to_owned());
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        check("Frank Jakob.", Some("Frank Jakob"));
        check("Ana de la Torre for Example", Some("Ana de la Torre"));
        check("J. R. Smith in Rome; Editing", Some("J. R. Smith"));
        check("Lantern volunteers", Some("Lantern volunteers"));
        check("Мария Иванова", Some("Мария Иванова"));
        check("陆向宁)", Some("陆向宁"));
        check("our own people", None);
    }

    #[test]
    fn runs_before_a_verb_start_at_the_name() {
        let words = Words::builtin();
        let check = |text: &str, expected: Option<&str>| {
            let found = capital_run_before(text, text.len(), &words).map(|range| text[range].to_owned());
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        check("it rained, The Northmere Gazette", Some("The Northmere Gazette"));
        check("It rained. The Post", Some("The Post"));
        check("as the Bank of Valley News", Some("Bank of Valley News"));
        check("nobody", None);
    }
}
