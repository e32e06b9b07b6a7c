//! Plain text and Markdown cut into blocks.
//!
//! Plain text has no structure but its lines. In most collections a line is a paragraph; telegrams, mail, old
//! archives and OCR break lines at a column, and there the lines of a paragraph belong together. Which of the two a
//! document is shows in its lines: wrapped ones are about equally long, break within sentences and go on in lower
//! case. Both is decided once for the document and again for each run of lines. Linear time.

mod front_matter;
mod inline;
mod markdown;

pub use front_matter::front_matter;
pub use inline::markup_spans;

use memchr::memmem;

use crate::document::{Block, Markup, Role, Shape, Span};

/// The blocks of a text, in text order: trimmed, disjoint, together holding every letter and digit.
///
/// HTML is not read here; a text given as HTML is cut like plain text.
#[must_use]
pub fn blocks(text: &str, markup: Markup) -> Vec<Block> {
    match markup {
        Markup::Markdown => markdown::blocks(text),
        Markup::Plain | Markup::Html => plain_blocks(text),
    }
}

/// A line without its end and its surrounding white space.
#[derive(Clone, Copy)]
struct Line {
    span: Span,
    /// White space before it, in characters.
    indent: usize,
}

impl Line {
    fn is_blank(self) -> bool {
        self.span.is_empty()
    }

    /// Length in characters, which is asked for where lines follow upon lines only.
    fn width(self, text: &str) -> usize {
        self.span.of(text).chars().count()
    }
}

/// The lines of a text. CR, LF, CRLF, vertical tab, form feed and the Unicode separators end a line.
fn lines(text: &str) -> Vec<Line> {
    let bytes = text.as_bytes();
    let mut lines = Vec::new();
    let mut start = 0;
    let mut push = |end: usize, end_len: usize| {
        // CRLF is one end: its line feed was taken with it.
        if start <= end {
            lines.push(line(text, start, end));
            start = end + end_len + usize::from(bytes[end..].starts_with(b"\r\n"));
        }
    };
    // A look for the ends that hardly a text has is cheaper than to look at each character.
    let has = |end: &str| memmem::find(bytes, end.as_bytes()).is_some();
    let has_others = memchr::memchr2(b'\x0b', b'\x0c', bytes).is_some()
        || (!text.is_ascii() && ["\u{85}", "\u{2028}", "\u{2029}"].into_iter().any(has));
    if has_others {
        text.char_indices().filter(|(_, c)| ends_line(*c)).for_each(|(at, c)| push(at, c.len_utf8()));
    } else {
        memchr::memchr2_iter(b'\n', b'\r', bytes).for_each(|at| push(at, 1));
    }
    lines.push(line(text, start, text.len()));
    lines
}

fn ends_line(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\x0b' | '\x0c' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn line(text: &str, start: usize, end: usize) -> Line {
    let whole = &text[start..end];
    let trimmed = whole.trim();
    let lead = if trimmed.is_empty() { 0 } else { whole.len() - whole.trim_start().len() };
    Line {
        span: Span::new(start + lead, start + lead + trimmed.len()),
        indent: whole[..lead].chars().count(),
    }
}

fn block(span: Span, shape: Shape) -> Block {
    Block { span, shape, link_share: 0.0, kept: true, role: Role::Body }
}

/// Runs of lines up to this long are one paragraph if they are wrapped and nothing shows where one ends.
const PARAGRAPH_LINES_MAX: usize = 24;

/// Longer runs (OCR columns) are cut at the end of a sentence from here on, and in any case at the second number.
const CUT_LINES_MIN: usize = 10;
const CUT_LINES_MAX: usize = 20;

fn plain_blocks(text: &str) -> Vec<Block> {
    let lines = lines(text);
    let runs: Vec<&[Line]> = lines.split(|line| line.is_blank()).filter(|run| !run.is_empty()).collect();
    let column = wrap_column(text, &runs);
    let mut blocks = Vec::new();
    for run in runs {
        let own_column = if column.is_some() && run.len() == 2 { column } else { wrap_column(text, &[run]) };
        match own_column.or(column.filter(|&column| is_filled(text, run, column))) {
            Some(column) => wrapped_blocks(text, run, column, &mut blocks),
            None => blocks.extend(run.iter().map(|line| block(line.span, Shape::Paragraph))),
        }
    }
    blocks
}

/// Whether the lines of a run, but the last, reach about as far as the document's column.
fn is_filled(text: &str, run: &[Line], column: usize) -> bool {
    let inner = &run[..run.len() - 1];
    !inner.is_empty()
        && inner.iter().filter(|line| line.width(text) * 10 >= column * 7).count() * 10 >= inner.len() * 7
}

/// Joins the lines of wrapped paragraphs.
fn wrapped_blocks(text: &str, run: &[Line], column: usize, blocks: &mut Vec<Block>) {
    let long_run = run.len() > PARAGRAPH_LINES_MAX;
    let mut first = 0;
    for (at, line) in run.iter().enumerate() {
        let Some(next) = run.get(at + 1) else { break };
        let n_lines = at + 1 - first;
        let ends_sentence = ends_sentence(line.span.of(text));
        let opens = !starts_lower(next.span.of(text));
        let short = closes_paragraph(text, *line, *next, column);
        let indented = next.indent >= line.indent + 2 && next.indent <= line.indent + 12 && ends_sentence;
        let long =
            long_run && (n_lines >= CUT_LINES_MAX || n_lines >= CUT_LINES_MIN && ends_sentence && opens);
        if short || indented || long {
            blocks.push(joined(&run[first..=at]));
            first = at + 1;
        }
    }
    blocks.push(joined(&run[first..]));
}

fn joined(lines: &[Line]) -> Block {
    let (start, end) = lines.first().zip(lines.last()).map_or((0, 0), |(a, b)| (a.span.start, b.span.end));
    block(Span { start, end }, Shape::Paragraph)
}

/// The column at which the lines of these runs are wrapped, or `None` when every line is a paragraph.
///
/// Looks at all lines but the last of each run: a full paragraph's lines, if the text is wrapped.
fn wrap_column(text: &str, runs: &[&[Line]]) -> Option<usize> {
    const COLUMNS: std::ops::RangeInclusive<usize> = 24..=110;
    let pairs = || runs.iter().flat_map(|run| run.windows(2)).map(|pair| (pair[0], pair[1]));
    pairs().nth(1)?;
    let mut widths: Vec<usize> = pairs().map(|(line, _)| line.width(text)).collect();
    widths.sort_unstable();
    let column = widths[(widths.len() - 1) * 9 / 10];
    let inner: Vec<(Line, Line)> =
        pairs().filter(|(line, next)| !closes_paragraph(text, *line, *next, column)).collect();
    if !COLUMNS.contains(&column) || inner.len() < 2 || inner.len() * 3 < widths.len() {
        return None;
    }
    let share = |count: usize| count as f32 / inner.len() as f32;
    let within = |twentieths: usize| {
        inner.iter().filter(|(line, _)| line.width(text) * 20 >= twentieths * column).count()
    };
    let sentences = inner.iter().filter(|(line, _)| ends_sentence(line.span.of(text))).count();
    let lower = inner.iter().filter(|(_, next)| starts_lower(next.span.of(text))).count();
    let alike = share(within(14)) >= 0.7;
    let even = share(within(17)) >= 0.85 && inner.len() >= 4;
    let goes_on = share(lower) >= 0.4;
    (alike && share(sentences) <= 0.35 && (goes_on || even)).then_some(column)
}

/// Whether a line stops far from the column and the next begins anew: a title, or a paragraph's last line.
fn closes_paragraph(text: &str, line: Line, next: Line, column: usize) -> bool {
    line.width(text) * 10 < column * 6 && !starts_lower(next.span.of(text))
}

fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['"', '”', '’', '\'', '»', '“', '」', ')', '）']);
    line.ends_with(['.', '!', '?', '…', ':', '。', '！', '？', '؟', '।'])
}

fn starts_lower(line: &str) -> bool {
    line.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found = blocks(text, Markup::Plain);
        let found: Vec<&str> = found.iter().map(|block| block.span.of(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn every_line_is_a_paragraph_unless_wrapped() {
        check("Title\nBy X\n\nOne.\nTwo.", &["Title", "By X", "One.", "Two."]);
        check("a\r\nb\rc\u{2028}d\x0ce\x0bf", &["a", "b", "c", "d", "e", "f"]);
        check(" \n\u{a0}\n x \n", &["x"]);
        check("", &[]);
        check(
            "Once\nMonthly\nAnnual\nContinue\nNot ready to support today?",
            &["Once", "Monthly", "Annual", "Continue", "Not ready to support today?"],
        );
    }

    const WRAPPED: &str = "The harbour board has put off until June its vote on a new ferry\n\
        terminal, after three members said they had not been shown the final\n\
        costs of the dredging.";

    const WRAPPED_TOO: &str = "The board had been expected to approve the building, which would\n\
        replace the wooden sheds on the north quay, at its meeting on the\n\
        evening of Wednesday.";

    #[test]
    fn wrapped_lines_form_one_block() {
        let text = format!("Board delays vote\n\n{WRAPPED}\n\n{WRAPPED_TOO}\n");
        check(&text, &["Board delays vote", WRAPPED, WRAPPED_TOO]);
        let text = format!("Board delays vote\nBy Ann High\n{WRAPPED}\n   {WRAPPED_TOO}\n");
        check(&text, &["Board delays vote", "By Ann High", WRAPPED, WRAPPED_TOO]);
    }

    #[test]
    fn similar_lines_that_are_sentences_stay_apart() {
        let lines = [
            "The board met on Monday and heard the engineers for an hour.",
            "The ferry company sent nobody and gave no reason for its absence.",
            "The ratepayers filled the hall and were asked to keep their seats.",
        ];
        check(&lines.join("\n"), &lines);
        let headlines = [
            "Lifeboat station to get its loan back",
            "School choir wins in the capital city",
            "Storm closes northern line for a day",
        ];
        check(&headlines.join("\n"), &headlines);
    }

    #[test]
    fn long_columns_are_cut_at_sentences() {
        let column = "the members of the board met\nagain in the parish hall and\nsat until late in the evening\nwithout any result at all.\nThe chair said so to them and\n".repeat(40);
        let found = blocks(&column, Markup::Plain);
        assert!(found.len() >= 8 && found.len() <= 30, "{} blocks", found.len());
        let n_lines = |block: &Block| block.span.of(&column).lines().count();
        assert!(found.iter().all(|block| n_lines(block) <= CUT_LINES_MAX));
    }

    fn assert_sound(text: &str, markup: Markup) {
        let mut end = 0;
        for block in blocks(text, markup) {
            let range = block.span.range();
            assert!(
                !text[end..range.start].contains(char::is_alphanumeric),
                "{:?} lost",
                &text[end..range.start]
            );
            let inside = block.span.of(text);
            assert!(!inside.is_empty() && inside.trim() == inside, "{inside:?}");
            assert!((0.0..=1.0).contains(&block.link_share));
            end = range.end;
        }
        assert!(!text[end..].contains(char::is_alphanumeric), "{:?} lost", &text[end..]);
        let mut end = 0;
        for span in markup_spans(text) {
            assert!(span.start >= end && span.start < span.end && !span.of(text).is_empty());
            end = span.end;
        }
    }

    proptest! {
        #[test]
        fn blocks_hold_every_letter(parts in prop::collection::vec(prop::sample::select(PARTS.to_vec()), 0..40)) {
            let text = parts.concat();
            assert_sound(&text, Markup::Plain);
            assert_sound(&text, Markup::Markdown);
        }
    }

    const PARTS: [&str; 44] = [
        "word",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\u{2028}",
        "\x0c",
        "\u{a0}",
        "# ",
        "## x ##",
        "===",
        "---",
        "> ",
        "- ",
        "1. ",
        "| a | b |",
        "|---|---|",
        "```",
        "~~~",
        "[a](b)",
        "![c](d)",
        "[e]: http://x",
        "<!--",
        "-->",
        "[^1]",
        "[^1]:",
        "<http://y>",
        "<b>",
        "](",
        "(",
        ")",
        "[",
        "]",
        "+++",
        "title: x",
        "date = 1",
        "\t",
        "    ",
        "é",
        "漢字",
        "*",
        "\\",
        "!",
    ];

    #[test]
    fn large_texts_take_linear_time() {
        for part in [
            "[", "](", "<!--", "![", "<", "> ", "- a\n", "a\n", "[a]: b\n", "|", "```\n", "#", "---\n",
            "(((", "[a][", "\n", "[ab](x) ",
        ] {
            let text = part.repeat(1_000_000 / part.len());
            let start = std::time::Instant::now();
            assert_sound(&text, Markup::Plain);
            assert_sound(&text, Markup::Markdown);
            assert!(start.elapsed().as_secs() < 5, "{part:?}: {:?}", start.elapsed());
        }
    }
}
