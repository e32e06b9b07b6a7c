//! Characters: the composed form of a text, and the classes that the normaliser tells apart, after Unicode 16.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// `text` in NFC: what lengths in bytes or characters are taken of, so that a composed and a decomposed copy agree.
#[must_use]
pub fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_composed_by_itself(text.as_bytes()) || is_nfc(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().collect())
}

/// Whether all characters are of ranges in which each is in NFC and composes with nothing before it: those before U+0300,
/// Cyrillic letters, ideographs, and the quotation marks and dashes among General Punctuation.
fn is_composed_by_itself(text: &[u8]) -> bool {
    let mut at = 0;
    while let Some(found) = text[at..].iter().position(|byte| MAY_COMPOSE[usize::from(*byte)]) {
        at += found;
        if !matches!(text[at..], [0xe2, 0x80, 0x82..=0xbf, ..]) {
            return false;
        }
        at += 3;
    }
    true
}

/// The first bytes of the characters of all other ranges.
const MAY_COMPOSE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0xcc;
    while byte < table.len() {
        table[byte] = !matches!(byte, 0xd0..=0xd1 | 0xe4..=0xe9);
        byte += 1;
    }
    table
};

/// A table that tells whether a byte is one of `bytes`: to pass over text in which no character begins that matters.
#[must_use]
pub const fn byte_set(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut idx = 0;
    while idx < bytes.len() {
        table[bytes[idx] as usize] = true;
        idx += 1;
    }
    table
}

/// Characters that carry no letter: format characters (General_Category Cf, Unicode 16), variation selectors,
/// tatweel, and the optional vowel signs of Arabic and Hebrew.
pub(super) fn is_ignorable(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c2}' | '\u{5c4}'..='\u{5c5}'
        | '\u{600}'..='\u{605}' | '\u{610}'..='\u{61a}' | '\u{61c}' | '\u{640}' | '\u{64b}'..='\u{652}'
        | '\u{656}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dd}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}'..='\u{6e8}'
        | '\u{6ea}'..='\u{6ed}' | '\u{70f}' | '\u{8d3}'..='\u{8ff}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0001}'..='\u{e01ef}')
}

/// Vowel signs of combining class 0 that belong to the letter before them.
pub(super) fn is_dependent_sign(character: char) -> bool {
    matches!(character,
        '\u{903}' | '\u{93a}'..='\u{94f}' | '\u{962}'..='\u{963}' | '\u{982}'..='\u{983}' | '\u{9be}'..='\u{9cd}'
        | '\u{a3e}'..='\u{a4d}' | '\u{abe}'..='\u{acd}' | '\u{b3e}'..='\u{b4d}' | '\u{bbe}'..='\u{bcd}'
        | '\u{c3e}'..='\u{c4d}' | '\u{cbe}'..='\u{ccd}' | '\u{d3e}'..='\u{d4d}'
        | '\u{e31}' | '\u{e33}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{eb1}' | '\u{eb3}'..='\u{ebc}'
        | '\u{ec8}'..='\u{ecd}' | '\u{102b}'..='\u{103e}' | '\u{17b4}'..='\u{17d3}' | '\u{20d0}'..='\u{20f0}')
}

/// Letters that are used as apostrophes; apostrophes of every kind separate words.
pub(super) fn is_apostrophe(character: char) -> bool {
    matches!(character, '\u{2b9}'..='\u{2bc}' | '\u{2c8}' | '\u{55a}')
}

/// Letters of scripts written without spaces: Han, Kana, Thai, Lao, Khmer, Burmese.
pub(super) fn is_word_by_itself(character: char) -> bool {
    matches!(character,
        '\u{e01}'..='\u{e7f}' | '\u{e81}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3031}'..='\u{3035}' | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_composed_by_themselves_are_so_beside_any_other() {
        for character in (0..0x3_0000).filter_map(char::from_u32) {
            let mut utf8 = [0; 4];
            if is_composed_by_itself(character.encode_utf8(&mut utf8).as_bytes()) {
                for text in
                    [format!("{character}"), format!("e{character}"), format!("{character}{character}")]
                {
                    assert!(is_nfc(&text), "{character:?}");
                }
            }
        }
    }

    #[test]
    fn marks_and_parts_of_syllables_are_composed() {
        assert_eq!(composed("Te\u{301}lam “x”"), "Télam “x”");
        assert_eq!(composed("\u{1112}\u{1161}\u{11ab}"), "한");
        assert_eq!(composed("“Час” — \u{2000}"), "“Час” — \u{2002}");
    }
}
