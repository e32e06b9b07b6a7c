//! Quotation marks: which parts of a paragraph are quoted.
//!
//! Marks of every style are paired by position within a paragraph: a mark after white space or an opening bracket and
//! before a letter opens, one after a letter or punctuation and before white space closes; where a script writes no
//! spaces the mark's own shape decides. A quotation left open runs to the paragraph's end if the next paragraph opens
//! one again, as newspapers set speeches; elsewhere an unpaired mark quotes nothing. Single marks pair only where no
//! double mark is open, and an apostrophe inside a word never does.

use crate::document::Span;
use crate::normalize::{Word, WordClass, byte_set};

/// Appends the quoted parts of the paragraphs `paragraphs` of `text`, marks excluded, in text order.
pub fn push_quoted(text: &str, paragraphs: &[Span], quoted: &mut Vec<Span>) {
    for (idx, paragraph) in paragraphs.iter().enumerate() {
        let next_opens = paragraphs.get(idx + 1).is_some_and(|next| opens_with_mark(next.of(text)));
        push_quoted_in_paragraph(text, *paragraph, next_opens, quoted);
    }
}

/// Marks the words that lie in one of the ascending spans `quoted`.
pub fn mark_quoted(words: &mut [Word], quoted: &[Span]) {
    let mut rest = words;
    for quote in quoted {
        let n_before = rest.partition_point(|word| word.span.start < quote.start);
        let from = &mut rest[n_before..];
        let n_inside = from.partition_point(|word| word.span.start < quote.end);
        let (inside, after) = from.split_at_mut(n_inside);
        inside.iter_mut().for_each(|word| word.class.insert(WordClass::QUOTED));
        rest = after;
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Double,
    Single,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Opens,
    Closes,
    Neither,
}

fn opens_with_mark(paragraph: &str) -> bool {
    paragraph.chars().next().is_some_and(|first| style_of(first) == Some(Style::Double))
}

fn style_of(mark: char) -> Option<Style> {
    match mark {
        '"'
        | '\u{201c}'..='\u{201f}'
        | '\u{ab}'
        | '\u{bb}'
        | '\u{300c}'..='\u{300f}'
        | '\u{301d}'..='\u{301f}'
        | '\u{ff02}' => Some(Style::Double),
        '\'' | '\u{2018}'..='\u{201b}' | '\u{2039}' | '\u{203a}' => Some(Style::Single),
        _ => None,
    }
}

/// The first bytes of the characters that `style_of` knows.
const MAY_BEGIN_MARK: [bool; 256] = byte_set(b"\"'\xc2\xe2\xe3\xef");

/// Where the next byte is that may begin a mark; of ASCII these are two, which are found many bytes at a time.
fn next_mark(bytes: &[u8], is_ascii: bool) -> Option<usize> {
    if is_ascii {
        return memchr::memchr2(b'"', b'\'', bytes);
    }
    bytes.iter().position(|byte| MAY_BEGIN_MARK[usize::from(*byte)])
}

fn push_quoted_in_paragraph(text: &str, paragraph: Span, next_opens: bool, quoted: &mut Vec<Span>) {
    let slice = paragraph.of(text);
    let base = paragraph.start as usize;
    let mut open: Option<(Style, usize)> = None;
    let mut inside_from = 0;
    let is_ascii = slice.is_ascii();
    while let Some(found) = next_mark(&slice.as_bytes()[inside_from..], is_ascii) {
        let at = inside_from + found;
        let mark = slice[at..].chars().next().expect("a mark's first byte starts a character");
        inside_from = at + mark.len_utf8();
        let Some(style) = style_of(mark) else { continue };
        let (before, after) = (slice[..at].chars().next_back(), slice[inside_from..].chars().next());
        match (turn(mark, style, before, after), open) {
            (Turn::Opens, None) => open = Some((style, inside_from)),
            // A double mark inside single ones starts the quotation proper.
            (Turn::Opens, Some((Style::Single, _))) if style == Style::Double => {
                open = Some((style, inside_from));
            }
            (Turn::Closes, Some((open_style, from))) if open_style == style => {
                quoted.push(Span::new(base + from, base + at));
                open = None;
            }
            _ => {}
        }
    }
    if let Some((Style::Double, from)) = open
        && next_opens
    {
        quoted.push(Span::new(base + from, base + slice.len()));
    }
}

fn turn(mark: char, style: Style, before: Option<char>, after: Option<char>) -> Turn {
    match mark {
        '\u{201e}' | '\u{201a}' | '\u{300c}' | '\u{300e}' | '\u{301d}' => return Turn::Opens,
        '\u{300d}' | '\u{300f}' | '\u{301e}' | '\u{301f}' => return Turn::Closes,
        _ => {}
    }
    let blank_before = before
        .is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '\u{2014}' | '\u{2013}' | '-' | '/'));
    let blank_after = after.is_none_or(|c| {
        !c.is_alphanumeric()
            && !matches!(c, '[' | '(' | '\u{2026}' | '$' | '\u{20ac}' | '\u{a3}' | '\u{bf}' | '\u{a1}')
    });
    match (blank_before, blank_after) {
        (true, false) => Turn::Opens,
        (false, true) => Turn::Closes,
        // Between letters a single mark is an apostrophe; a double one shows by its shape what it is.
        _ if style == Style::Single => Turn::Neither,
        (true, true) if mark != '\u{ab}' => Turn::Closes,
        _ => match mark {
            '\u{201c}' | '\u{ab}' => Turn::Opens,
            '\u{201d}' | '\u{bb}' => Turn::Closes,
            _ => Turn::Neither,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is quoted in paragraphs separated by line ends.
    fn check(text: &str, expected: &[&str]) {
        let mut paragraphs = Vec::new();
        let mut start = 0;
        for line in text.split('\n') {
            paragraphs.push(Span::new(start, start + line.len()));
            start += line.len() + 1;
        }
        let mut quoted = Vec::new();
        push_quoted(text, &paragraphs, &mut quoted);
        assert_eq!(quoted.iter().map(|span| span.of(text)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn marks_of_every_style_pair() {
        check("He said \"we won\" twice.", &["we won"]);
        check("He said “we won,” then “we lost.”", &["we won,", "we lost."]);
        check("Er sagte: „Wir haben gewonnen“, und ging.", &["Wir haben gewonnen"]);
        check("Er sagte: »Wir haben gewonnen«, und ging.", &["Wir haben gewonnen"]);
        check("Il a dit : « Nous avons gagné », puis rien.", &[" Nous avons gagné "]);
        check("他说：“我们赢了”，然后离开。", &["我们赢了"]);
        check("彼は「勝った」と述べた。", &["勝った"]);
        check("She said: ‘We won’ and left.", &["We won"]);
        check("„Zitat”, powiedział.", &["Zitat"]);
        check("“[The] case is open”", &["[The] case is open"]);
    }

    #[test]
    fn every_mark_begins_with_a_byte_that_is_looked_for() {
        for mark in (0..0x1_0000).filter_map(char::from_u32).filter(|c| style_of(*c).is_some()) {
            let first = mark.encode_utf8(&mut [0; 4]).as_bytes()[0];
            assert!(MAY_BEGIN_MARK[usize::from(first)], "{mark}");
        }
    }

    #[test]
    fn apostrophes_quote_nothing() {
        check("The workers' demands weren't met in the '90s.", &[]);
        check("It’s the board’s pier, the workers’ pier.", &[]);
        check("A 6' 2\" man", &[]);
    }

    #[test]
    fn an_open_quotation_runs_on_only_into_another() {
        check("“First part.\n“Second part,” he said.", &["First part.", "Second part,"]);
        check("“First part.\nNo quotation here.", &[]);
    }

    #[test]
    fn inner_quotations_belong_to_the_outer_one() {
        check("“He called it ‘a shame’ and left,” she said.", &["He called it ‘a shame’ and left,"]);
    }
}
