//! What characters tell of the script: whether words are parted by spaces, whether letters have case.

use unicode_script::{Script, UnicodeScript};

/// Han, Kana or Hangul syllables used without spaces round names.
pub(super) fn is_spaceless(c: char) -> bool {
    if c < '\u{1100}' {
        return false;
    }
    matches!(c.script(), Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul) || c == 'ー'
}

/// A letter of the Arabic script.
pub(super) fn is_arabic(c: char) -> bool {
    ('\u{600}'..='\u{6ff}').contains(&c) && c.is_alphabetic()
}

/// Whether a name can start with `c`: a capital, or a letter of a script without case.
pub(super) fn opens_name(c: char) -> bool {
    c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase())
}
