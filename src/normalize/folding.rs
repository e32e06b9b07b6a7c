//! The letters of U+0080 to U+06FF in their normalised form, as a table: Latin, Greek, Cyrillic, Hebrew, Arabic.
//!
//! Made at first use from what the scanner does to each character, so that the two cannot differ. What takes part in more
//! than a letter or a separator does (marks, hyphens, format characters, vulgar fractions) is left to the scanner.

use std::sync::LazyLock;

use unicode_normalization::char::{canonical_combining_class, decompose_compatible};

use super::characters::{is_apostrophe, is_dependent_sign, is_ignorable};
use super::scanner::push_case_folded;

const FIRST: u32 = 0x80;
const LAST: u32 = 0x6ff;
/// Bytes of the longest normalised letter, so many that all of them are stored at once.
pub(super) const FOLDED_BYTES: usize = 8;

/// What a character is to the fast path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Part of a word, with its normalised bytes.
    Letter,
    /// Ends a word and does nothing else.
    Separator,
    /// To be looked at by the scanner.
    Other,
}

/// One character of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// The letter's normalised bytes, zero behind them.
    pub(super) folded: [u8; FOLDED_BYTES],
    pub(super) len: u8,
    pub(super) kind: Kind,
    pub(super) is_upper: bool,
    pub(super) is_number: bool,
}

static TABLE: LazyLock<Vec<Entry>> =
    LazyLock::new(|| (FIRST..=LAST).map(|code| char::from_u32(code).map_or(OTHER, entry)).collect());

const OTHER: Entry =
    Entry { folded: [0; FOLDED_BYTES], len: 0, kind: Kind::Other, is_upper: false, is_number: false };

/// The table; a text asks for it once.
pub(super) fn table() -> &'static [Entry] {
    &TABLE
}

/// The entry of the character of two bytes that `bytes` starts with.
#[inline]
pub(super) fn entry_at<'t>(table: &'t [Entry], bytes: &[u8]) -> Option<&'t Entry> {
    let (&lead @ 0xc2..=0xdf, &trail) = (bytes.first()?, bytes.get(1)?) else { return None };
    let code = u32::from(lead & 0x1f) << 6 | u32::from(trail & 0x3f);
    table.get((code - FIRST) as usize)
}

fn entry(character: char) -> Entry {
    let mut parts = Vec::new();
    decompose_compatible(character, |part| parts.push(part));
    let is_mark = |part: char| canonical_combining_class(part) != 0 || is_dependent_sign(part);
    let is_letter = |part: char| part.is_alphanumeric() && !is_mark(part) && !is_apostrophe(part);
    let acts_on_line = matches!(character, '\u{85}' | '\u{ac}' | '\u{ad}' | '؟' | '۔');
    if acts_on_line || parts.iter().any(|part| is_ignorable(*part)) {
        return OTHER;
    }
    if let [part] = parts[..]
        && !is_letter(part)
        && !is_mark(part)
    {
        return Entry { kind: Kind::Separator, ..OTHER };
    }
    // Marks of one letter are in canonical order; those that follow it in the text are seen by the scanner.
    let n_letters = parts.iter().take_while(|part| is_letter(**part)).count();
    let mut bytes = Vec::new();
    parts[..n_letters].iter().for_each(|part| push_case_folded(*part, &mut bytes));
    for mark in &parts[n_letters..] {
        bytes.extend_from_slice(mark.encode_utf8(&mut [0; 4]).as_bytes());
    }
    if n_letters == 0 || bytes.len() > FOLDED_BYTES || !parts[n_letters..].iter().all(|part| is_mark(*part)) {
        return OTHER;
    }
    let mut folded = [0; FOLDED_BYTES];
    folded[..bytes.len()].copy_from_slice(&bytes);
    Entry {
        folded,
        len: bytes.len() as u8,
        kind: Kind::Letter,
        is_upper: character.is_uppercase(),
        is_number: parts.iter().any(|part| part.is_numeric()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(character: char, kind: Kind, folded: &str) {
        let mut utf8 = [0; 4];
        let entry =
            entry_at(table(), character.encode_utf8(&mut utf8).as_bytes()).expect("it is in the table");
        assert_eq!(
            (entry.kind, &entry.folded[..usize::from(entry.len)]),
            (kind, folded.as_bytes()),
            "{character}"
        );
        assert!(entry.folded[usize::from(entry.len)..].iter().all(|byte| *byte == 0), "{character}");
    }

    #[test]
    fn letters_carry_their_marks_and_everything_else_is_left_out() {
        check('É', Kind::Letter, "e\u{301}");
        check('ß', Kind::Letter, "ss");
        check('Ж', Kind::Letter, "ж");
        check('ب', Kind::Letter, "ب");
        check('»', Kind::Separator, "");
        check('\u{a0}', Kind::Separator, "");
        check('\u{301}', Kind::Other, "");
        check('\u{ad}', Kind::Other, "");
        check('½', Kind::Other, "");
        assert!(entry_at(table(), "日".as_bytes()).is_none());
        assert!(entry_at(table(), b"a").is_none());
    }
}
