//! A block's text with spaces, quotes, dashes and accents brought to one form, and the way back to its offsets.
//!
//! Credits are matched on this form, so that a no-break space or a curly quote hides none. Letters keep their
//! case: agencies' abbreviations are told from common words by it. Plain ASCII is borrowed, not copied.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::char::{compose, is_combining_mark};

use crate::document::Span;

/// One block in folded form.
pub(super) struct Folded<'t> {
    text: Cow<'t, str>,
    /// Offset in the document of each byte of `text` and of its end; empty where they only differ by `base`.
    offsets: Vec<u32>,
    base: usize,
    /// Whether the runs of ASCII letters and digits are the words that the normaliser cuts the block into.
    pub(super) keeps_words: bool,
}

impl<'t> Folded<'t> {
    /// Folds `text[range]`.
    pub(super) fn new(text: &'t str, range: Range<usize>) -> Self {
        let base = range.start;
        let part = text[range].trim_end();
        if is_plain(part.as_bytes()) {
            return Self { text: Cow::Borrowed(part), offsets: Vec::new(), base, keeps_words: true };
        }
        let mut folded = String::with_capacity(part.len());
        let mut offsets = Vec::with_capacity(part.len() + 1);
        fold_into(part, &mut folded, &mut offsets);
        // Invisible characters may have hidden a space at the end.
        let mut end = narrow(part.len());
        while folded.ends_with(' ') {
            folded.pop();
            end = offsets.pop().unwrap_or(end);
        }
        offsets.push(end);
        Self { text: Cow::Owned(folded), offsets, base, keeps_words: keeps_words(part) }
    }

    /// The folded text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where `range` of the folded text stands in the document.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let at = |pos: usize| self.base + self.offsets.get(pos).map_or(pos, |&offset| offset as usize);
        Span::new(at(range.start), at(range.end))
    }

    /// Where a letter or digit at `offset` of the document stands in the folded text.
    pub(super) fn position_of(&self, offset: u32) -> usize {
        let pos = offset as usize - self.base;
        if self.offsets.is_empty() {
            return pos;
        }
        self.offsets.partition_point(|&of_byte| (of_byte as usize) < pos)
    }
}

/// Bytes that are looked at together, without a branch between them.
const BYTES_AT_A_TIME: usize = 64;

/// ASCII with no white space but single spaces.
fn is_plain(bytes: &[u8]) -> bool {
    let is_other = |byte: u8| !byte.is_ascii() | matches!(byte, b'\t' | b'\n' | b'\r');
    let nexts = bytes.get(1..).unwrap_or_default().chunks(BYTES_AT_A_TIME);
    let any_other = |part: &[u8]| part.iter().fold(false, |any, byte| any | is_other(*byte));
    let any_gap = |(part, next): (&[u8], &[u8])| {
        part.iter().zip(next).fold(false, |any, (x, y)| any | ((*x == b' ') & (*y == b' ')))
    };
    !bytes.chunks(BYTES_AT_A_TIME).any(any_other) && !bytes.chunks(BYTES_AT_A_TIME).zip(nexts).any(any_gap)
}

/// Whether a block has no letter beyond ASCII, and no line end at which a word may go on: quotation marks and dashes are words
/// to nobody.
fn keeps_words(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '\u{2012}'..='\u{2027}') || (c.is_ascii() && !matches!(c, '\n' | '\r')))
}

fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).expect("documents are shorter than 4 GiB")
}

fn fold_into(part: &str, folded: &mut String, offsets: &mut Vec<u32>) {
    let bytes = part.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let run = ascii_run(&bytes[at..]);
        if run > 0 {
            folded.push_str(&part[at..at + run]);
            offsets.extend(narrow(at)..narrow(at + run));
            at += run;
            continue;
        }
        let c = part[at..].chars().next().expect("the loop ends at the end of the text");
        push_folded(c, at, folded, offsets);
        at += c.len_utf8();
    }
}

/// Length of the run of ASCII that folding leaves as it is: single spaces, no other white space.
fn ascii_run(bytes: &[u8]) -> usize {
    let mut previous = b' ';
    for (i, &byte) in bytes.iter().enumerate() {
        if !(b' '..0x7f).contains(&byte) || (byte == b' ' && previous == b' ') {
            return i;
        }
        previous = byte;
    }
    bytes.len()
}

fn push_folded(c: char, at: usize, folded: &mut String, offsets: &mut Vec<u32>) {
    let c = match fold_char(c) {
        Some(' ') if folded.is_empty() || folded.ends_with(' ') => return,
        Some(c) => c,
        None => return,
    };
    if is_combining_mark(c)
        && let Some(last) = folded.chars().next_back()
        && let Some(composed) = compose(last, c)
    {
        let start = folded.len() - last.len_utf8();
        let first = offsets[start];
        folded.truncate(start);
        offsets.truncate(start);
        folded.push(composed);
        offsets.resize(folded.len(), first);
        return;
    }
    folded.push(c);
    offsets.resize(folded.len(), narrow(at));
}

/// The character that stands for `c`, or none where it is invisible.
fn fold_char(c: char) -> Option<char> {
    Some(match c {
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => {
            return None;
        }
        '\u{64b}'..='\u{652}' | '\u{640}' => return None,
        c if c.is_whitespace() || c.is_control() => ' ',
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '＂' | '「' | '」' | '『' | '』' => '"',
        '‘' | '’' | '‚' | '‛' | '′' | '`' | '´' | '‹' | '›' => '\'',
        '‐'..='―' | '−' | '﹣' | '－' => '-',
        '©' => return Some('©'),
        '（' | '﹙' => '(',
        '）' | '﹚' => ')',
        '：' | '﹕' => ':',
        '／' => '/',
        '，' => ',',
        '；' => ';',
        '！' => '!',
        '？' => '?',
        '｜' => '|',
        c => c,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let folded = Folded::new(text, 0..text.len());
        assert_eq!(folded.text(), expected);
        assert_eq!(folded.span(0..expected.len()).end as usize, text.len());
    }

    #[test]
    fn spaces_quotes_dashes_and_accents_take_one_form() {
        check("plain text", "plain text");
        check("two  spaces\tand tab", "two spaces and tab");
        check("a\u{a0}b\u{202f}c", "a b c");
        check("“q” ‘s’ «г»", "\"q\" 's' \"г\"");
        check("ROME — now", "ROME - now");
        check("Te\u{301}lam", "Télam");
        check("（据新华社）", "(据新华社)");
        check("so\u{ad}ft", "soft");
        let text = "end \u{200b} ";
        let folded = Folded::new(text, 0..text.len());
        assert_eq!((folded.text(), folded.span(0..3).of(text)), ("end", "end"));
    }

    #[test]
    fn spans_lead_back_to_the_original() {
        let text = "xx “AP”\u{a0}\u{a0}reported";
        let folded = Folded::new(text, 3..text.len());
        let at = folded.text().find("AP").expect("it is there");
        assert_eq!(folded.span(at..at + 2).of(text), "AP");
        let at = folded.text().find("reported").expect("it is there");
        assert_eq!(folded.span(at..at + 8).of(text), "reported");
    }
}
