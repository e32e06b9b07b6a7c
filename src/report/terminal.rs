//! Text for a terminal: untrusted text made harmless, columns counted, a few colours.
//!
//! Titles, credits and passages come from anyone. [`sanitise`] replaces what a terminal would obey (control
//! characters, and with ESC and CSI every escape sequence, bidirectional controls, line ends) by something that is
//! seen; everything else here expects text that went through it. Columns are those of UAX #11 by way of
//! `unicode-width`, summed character by character: wide characters take two, combining marks none.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

use unicode_width::UnicodeWidthChar;

/// How to write for a terminal. Whether colour is wanted (`NO_COLOR`, no terminal) is the caller's decision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    /// Whether to write escape sequences for colour and weight.
    pub colour: bool,
    /// Width of the terminal in columns.
    pub width_columns: usize,
}

/// Colour or weight of a piece of text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ink {
    /// Headings.
    Bold,
    /// What the eye may skip.
    Dim,
    /// Words of the first text that the second has not; what is wrong.
    Red,
    /// Words of the second text that the first has not; what is right.
    Green,
    /// What deserves a look.
    Yellow,
    /// Names of relations.
    Cyan,
}

impl Style {
    /// `text` in `ink`, or as it is where no colour is wanted.
    #[must_use]
    pub fn paint<'t>(&self, ink: Ink, text: &'t str) -> Cow<'t, str> {
        if !self.colour || text.is_empty() {
            return Cow::Borrowed(text);
        }
        let code = match ink {
            Ink::Bold => 1,
            Ink::Dim => 2,
            Ink::Red => 31,
            Ink::Green => 32,
            Ink::Yellow => 33,
            Ink::Cyan => 36,
        };
        Cow::Owned(format!("\x1b[{code}m{text}\x1b[0m"))
    }

    /// The same style for a terminal no narrower and no wider than `columns`: what is written for fewer columns
    /// wraps, and lines longer than the eye follows help nobody.
    #[must_use]
    pub fn within(self, columns: Range<usize>) -> Self {
        Self { width_columns: self.width_columns.clamp(columns.start, columns.end), ..self }
    }
}

/// `text` on one line and without anything a terminal would obey: control characters as their Unicode pictures
/// (`␛`, `␊`), C1 controls, bidirectional controls, line separators and invisible tags as `�`.
///
/// ```
/// assert_eq!(wireprint::report::terminal::sanitise("a\x1b[2Jb\nc"), "a␛[2Jb␊c");
/// ```
#[must_use]
pub fn sanitise(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| harmless(c) == c) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(harmless).collect())
}

/// The character to show for `c`: itself unless a terminal would obey it.
fn harmless(c: char) -> char {
    match c {
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\x7f' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

/// Passes lines on to a terminal, made harmless; tabs stay. `flush` writes what there is of the last line, and is for the end.
struct Shown<W: Write> {
    out: W,
    line: Vec<u8>,
}

/// Has `write` write lines to a terminal, made harmless; tabs stay.
///
/// # Errors
/// Those of `write` and of `out`.
pub fn shown(out: &mut dyn Write, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut shown = Shown { out, line: Vec::new() };
    write(&mut shown)?;
    shown.flush()
}

impl<W: Write> Shown<W> {
    fn show(&mut self, end: &str) -> io::Result<()> {
        let text = String::from_utf8_lossy(&self.line);
        let mut cells = text.split('\t');
        write!(self.out, "{}", sanitise(cells.next().unwrap_or_default()))?;
        cells.try_for_each(|cell| write!(self.out, "\t{}", sanitise(cell)))?;
        self.out.write_all(end.as_bytes())?;
        self.line.clear();
        Ok(())
    }
}

impl<W: Write> Write for Shown<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let (text, is_whole) = piece.strip_suffix(b"\n").map_or((piece, false), |text| (text, true));
            self.line.extend_from_slice(text);
            if is_whole {
                self.show("\n")?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.show("")?;
        self.out.flush()
    }
}

/// `text` made harmless, with each run of white space as one space: for titles, credits and other prose.
#[must_use]
pub fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    sanitise(&words.join(" ")).into_owned()
}

/// Columns that `text` takes.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.chars().map(char_columns).sum()
}

fn char_columns(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// `text` cut to at most `columns`, with an ellipsis where something was cut from its end.
#[must_use]
pub fn truncate(text: &str, columns: usize) -> Cow<'_, str> {
    if self::columns(text) <= columns {
        return Cow::Borrowed(text);
    }
    let Some(room) = columns.checked_sub(1) else { return Cow::Borrowed("") };
    let kept: String = within_columns(text.chars(), room).collect();
    Cow::Owned(format!("{}…", kept.trim_end()))
}

/// `text` cut to at most `columns`, with an ellipsis where something was cut from its start: of paths the end tells
/// them apart.
#[must_use]
pub fn truncate_start(text: &str, columns: usize) -> Cow<'_, str> {
    if self::columns(text) <= columns {
        return Cow::Borrowed(text);
    }
    let Some(room) = columns.checked_sub(1) else { return Cow::Borrowed("") };
    let mut kept: Vec<char> = within_columns(text.chars().rev(), room).collect();
    // A mark whose letter was cut has nothing to stand on.
    while kept.last().is_some_and(|c| char_columns(*c) == 0) {
        kept.pop();
    }
    Cow::Owned(std::iter::once('…').chain(kept.into_iter().rev()).collect())
}

fn within_columns(chars: impl Iterator<Item = char>, columns: usize) -> impl Iterator<Item = char> {
    let mut used = 0;
    chars.take_while(move |c| {
        used += char_columns(*c);
        used <= columns
    })
}

/// `text` in exactly `columns`: cut or filled up with spaces.
#[must_use]
pub fn pad(text: &str, columns: usize) -> String {
    let text = truncate(text, columns);
    let blank = columns - self::columns(&text);
    format!("{text}{}", " ".repeat(blank))
}

/// `text` in lines of at most `columns`, cut at spaces and between wide characters, within a word only where it is
/// longer than a line.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    line_ranges(&chars, columns).into_iter().map(|line| chars[line].iter().collect()).collect()
}

/// The lines of [`wrap`] as ranges of characters, without the spaces around them.
#[must_use]
pub fn line_ranges(chars: &[char], columns: usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    loop {
        start += chars[start..].iter().take_while(|c| **c == ' ').count();
        if start == chars.len() {
            return lines;
        }
        let fitting = within_columns(chars[start..].iter().copied(), columns).count();
        // At least one character with its marks: a line that holds none would never end.
        let marks = chars[start + 1..].iter().take_while(|c| char_columns(**c) == 0).count();
        let full = start + fitting.max(1 + marks);
        let end = if full == chars.len() {
            full
        } else {
            (start + 1..=full).rev().find(|at| may_break_before(chars, *at)).unwrap_or(full)
        };
        let blank = chars[start..end].iter().rev().take_while(|c| **c == ' ').count();
        lines.push(start..end - blank);
        start = end;
    }
}

fn may_break_before(chars: &[char], at: usize) -> bool {
    let (before, after) = (chars[at - 1], chars[at]);
    let wide = char_columns(before) == 2 || char_columns(after) == 2;
    let closes = matches!(
        after,
        '。' | '、' | '，' | '．' | '！' | '？' | '：' | '；' | '」' | '』' | '）' | ']' | '}'
    );
    let opens = matches!(before, '「' | '『' | '（' | '[' | '{');
    after == ' ' || (wide && char_columns(after) > 0 && !closes && !opens)
}

/// `8,740 documents`, `1 document`: a number with its noun, whose plural ends in s.
#[must_use]
pub fn counted(n: usize, noun: &str) -> String {
    format!("{} {noun}{}", grouped(n), if n == 1 { "" } else { "s" })
}

/// `8,740`: a number with its thousands set apart.
#[must_use]
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (idx, digit) in digits.chars().enumerate() {
        if idx > 0 && (digits.len() - idx).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `97 %`: a share as whole per cent, where 0 and 100 are kept for nothing and all; a dash for no number.
#[must_use]
pub fn percent(share: f64) -> String {
    let whole = (share * 100.0).round();
    if share.is_nan() {
        "—".to_owned()
    } else if share > 0.0 && whole < 1.0 {
        "<1 %".to_owned()
    } else if share < 1.0 && whole >= 100.0 {
        "99 %".to_owned()
    } else {
        format!("{whole} %")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_for_a_terminal_are_made_harmless_however_they_are_cut() {
        let bytes = "a\x1b[2J\tb\nc\u{9b}é\u{202e}".as_bytes();
        for at in 0..bytes.len() {
            let mut out = Vec::new();
            let mut shown = Shown { out: &mut out, line: Vec::new() };
            shown.write_all(&bytes[..at]).unwrap();
            shown.write_all(&bytes[at..]).unwrap();
            shown.flush().unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), "a␛[2J\tb\nc�é�");
        }
    }

    #[test]
    fn what_a_terminal_would_obey_is_shown_instead() {
        let check = |text: &str, shown: &str| assert_eq!(sanitise(text), shown);
        check("Plain — “text”, 漢字", "Plain — “text”, 漢字");
        check("\x1b]0;title\x07\x1b[31mred", "␛]0;title␇␛[31mred");
        check("one\r\ntwo\tthree\x7f", "one␍␊two␉three␡");
        check("\u{9b}2J", "\u{fffd}2J");
        check("abc\u{202e}fdp.exe\u{2066}x\u{2069}\u{200f}", "abc\u{fffd}fdp.exe\u{fffd}x\u{fffd}\u{fffd}");
        check("line\u{2028}sep", "line\u{fffd}sep");
    }

    #[test]
    fn cutting_counts_columns_not_characters() {
        assert_eq!(truncate("harbour", 7), "harbour");
        assert_eq!(truncate("harbours", 7), "harbou…");
        assert_eq!(truncate("漢字漢字", 8), "漢字漢字");
        assert_eq!(truncate("漢字漢字", 7), "漢字漢…");
        assert_eq!(truncate("漢字漢字", 6), "漢字…");
        assert_eq!(truncate("cafe\u{301} au lait", 5), "cafe\u{301}…");
        assert_eq!(truncate("ab", 0), "");
        assert_eq!(truncate_start("archive/030.txt", 8), "…030.txt");
        assert_eq!(truncate_start("e\u{301}ab", 3), "e\u{301}ab");
        assert_eq!(truncate_start("e\u{301}abc", 3), "…bc");
    }

    #[test]
    fn padding_fills_columns() {
        assert_eq!(pad("漢字", 6), "漢字  ");
        assert_eq!(pad("漢字漢", 4), "漢… ");
    }

    #[test]
    fn lines_break_at_spaces_and_between_wide_characters() {
        assert_eq!(wrap("the pier will close", 9), ["the pier", "will", "close"]);
        assert_eq!(wrap("a extraordinarily b", 6), ["a", "extrao", "rdinar", "ily b"]);
        assert_eq!(wrap("漢字漢字。", 8), ["漢字漢", "字。"]);
        assert_eq!(wrap("", 8), Vec::<String>::new());
        assert_eq!(wrap("漢字", 1), ["漢", "字"]);
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(counted(1, "document"), "1 document");
        assert_eq!(counted(1_234_567, "pair"), "1,234,567 pairs");
        assert_eq!(grouped(100), "100");
        assert_eq!([percent(0.0), percent(0.001), percent(0.615)], ["0 %", "<1 %", "62 %"]);
        assert_eq!([percent(0.999), percent(1.0), percent(f64::NAN)], ["99 %", "100 %", "—"]);
    }

    proptest! {
        #[test]
        fn nothing_cut_or_wrapped_is_too_wide(text in "[ -~é漢\u{301}]{0,40}", room in 2usize..20) {
            prop_assert!(columns(&truncate(&text, room)) <= room);
            prop_assert!(columns(&truncate_start(&text, room)) <= room);
            prop_assert_eq!(columns(&pad(&text, room)), room);
            let lines = wrap(&text, room);
            prop_assert!(lines.iter().all(|line| columns(line) <= room), "{:?}", lines);
            let letters = |text: &str| text.replace(' ', "");
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
