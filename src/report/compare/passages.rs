//! The passages of a compared pair, side by side with differing words marked.

use std::io::{self, Write};
use std::ops::Range;

use super::{Comparison, write_heading};
use crate::align::{AlignParams, Passage, Run, align};
use crate::document::Span;
use crate::main_text::MainText;
use crate::normalize::Word;
use crate::report::terminal::{Ink, Style, columns, counted, line_ranges, pad, percent, sanitise};

/// Terminals narrower than this get the two sides one under the other.
const BESIDE_WIDTH_MIN: usize = 70;
/// What stands between the two sides.
const DIVIDER: &str = " │ ";

pub(super) fn write(comparison: &Comparison<'_>, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let passages = &comparison.evidence.measures.passages;
    if passages.is_empty() {
        return Ok(());
    }
    let marks = if style.colour {
        "words that differ are coloured"
    } else {
        "words that differ stand in [brackets] in A, in {braces} in B"
    };
    write_heading(&counted(passages.len(), "passage"), style, out)?;
    writeln!(out, "  {}", style.paint(Ink::Dim, marks))?;
    for (idx, passage) in passages.iter().enumerate() {
        let (equal_a, equal_b) = equal_words(passage, comparison.main_a, comparison.main_b);
        let column = |text: &str, main: &MainText, range: &Range<usize>, equal: &[bool], ink, marks| {
            let mut column = Column::new(main.span_of(range.clone()), ink);
            let marks = (!style.colour).then_some(marks);
            column.push_words(text, &main.words[range.clone()], equal, marks);
            column
        };
        let a = column(&comparison.a.text, comparison.main_a, &passage.a, &equal_a, Ink::Red, ('[', ']'));
        let b = column(&comparison.b.text, comparison.main_b, &passage.b, &equal_b, Ink::Green, ('{', '}'));
        let numbered = format!(
            "{}  {}, similarity {}",
            idx + 1,
            counted(passage.equal, "equal word"),
            percent(passage.similarity())
        );
        writeln!(out, "\n{}", style.paint(Ink::Bold, &numbered))?;
        if style.width_columns < BESIDE_WIDTH_MIN {
            write_below(&[("A", a), ("B", b)], style, out)?;
        } else {
            write_beside(&a, &b, style, out)?;
        }
    }
    Ok(())
}

fn write_below(columns: &[(&str, Column); 2], style: &Style, out: &mut impl Write) -> io::Result<()> {
    for (name, column) in columns {
        writeln!(out, "{}", style.paint(Ink::Dim, &format!("{name} {}", column.place())))?;
        for (_, line) in column.lines(style.width_columns - 2, style) {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(())
}

fn write_beside(a: &Column, b: &Column, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let width = (style.width_columns - columns(DIVIDER)) / 2;
    let head =
        format!("{}{DIVIDER}{}", pad(&format!("A {}", a.place()), width), format_args!("B {}", b.place()));
    writeln!(out, "{}", style.paint(Ink::Dim, &head))?;
    let (lines_a, lines_b) = (a.lines(width, style), b.lines(width, style));
    for row in 0..lines_a.len().max(lines_b.len()) {
        let (taken, left) = lines_a.get(row).map_or((0, ""), |(taken, line)| (*taken, line.as_str()));
        let right = lines_b.get(row).map_or("", |(_, line)| line.as_str());
        let blank = " ".repeat(width.saturating_sub(taken));
        writeln!(out, "{}", format!("{left}{blank}{DIVIDER}{right}").trim_end())?;
    }
    Ok(())
}

/// Which words of a passage have their equal on the other column.
///
/// In the OCR profile passages were aligned by letters and their runs are no equal words: those are looked up anew.
fn equal_words(passage: &Passage, a: &MainText, b: &MainText) -> (Vec<bool>, Vec<bool>) {
    let (tokens_a, tokens_b) = (&a.tokens[passage.a.clone()], &b.tokens[passage.b.clone()]);
    let within = |run: &Run| Run { a: run.a - passage.a.start, b: run.b - passage.b.start, len: run.len };
    let runs: Vec<Run> = passage.runs.iter().map(within).collect();
    let holds = |run: &Run| {
        let (a, b) = (tokens_a.get(run.a..run.a + run.len), tokens_b.get(run.b..run.b + run.len));
        a.is_some() && a == b
    };
    let runs = if runs.iter().all(holds) {
        runs
    } else {
        let any = AlignParams { seed_len: 1, gap_len_max: 30, equal_min: 1, equal_share_min: 0.0 };
        align(tokens_a, tokens_b, &any).into_iter().flat_map(|passage| passage.runs).collect()
    };
    let mut equal = (vec![false; tokens_a.len()], vec![false; tokens_b.len()]);
    for run in runs {
        equal.0[run.a..run.a + run.len].fill(true);
        equal.1[run.b..run.b + run.len].fill(true);
    }
    equal
}

/// One side of a passage, ready to be cut into lines.
struct Column {
    span: Span,
    ink: Ink,
    chars: Vec<char>,
    /// For each character, whether it belongs to words that differ.
    differs: Vec<bool>,
}

impl Column {
    /// An empty column for a passage at `span`, whose differing words are painted in `ink`.
    fn new(span: Span, ink: Ink) -> Self {
        Self { span, ink, chars: Vec::new(), differs: Vec::new() }
    }

    /// Adds words of `text`, with what stands between them; `equal` tells which differ. `marks`, if any, surround these.
    fn push_words(&mut self, text: &str, words: &[Word], equal: &[bool], marks: Option<(char, char)>) {
        let mut before = self.span.start;
        let mut differed = false;
        for (word, equal) in words.iter().zip(equal) {
            let differs = !equal;
            if differed && !differs {
                self.push(marks.map(|(_, closing)| closing), false);
            }
            self.push_gap(Span { start: before, end: word.span.start }.of(text), differed && differs);
            if differs && !differed {
                self.push(marks.map(|(opening, _)| opening), false);
            }
            let spelling: String = word.span.of(text).split_whitespace().collect();
            self.push(sanitise(&spelling).chars(), differs);
            (before, differed) = (word.span.end, differs);
        }
        if differed {
            self.push(marks.map(|(_, closing)| closing), false);
        }
    }

    /// Adds punctuation and one space for each run of white space; an ellipsis for words that are no main text.
    fn push_gap(&mut self, gap: &str, differs: bool) {
        if gap.chars().any(char::is_alphanumeric) {
            return self.push(" … ".chars(), differs);
        }
        for c in sanitise(&gap.replace(char::is_whitespace, " ")).chars() {
            if c != ' ' || self.chars.last() != Some(&' ') {
                self.push([c], differs);
            }
        }
    }

    fn push(&mut self, chars: impl IntoIterator<Item = char>, differs: bool) {
        self.chars.extend(chars);
        self.differs.resize(self.chars.len(), differs);
    }

    fn place(&self) -> String {
        format!("[{}, {})", self.span.start, self.span.end)
    }

    /// Lines of at most `width` columns, each with the columns it takes.
    fn lines(&self, width: usize, style: &Style) -> Vec<(usize, String)> {
        let lines = line_ranges(&self.chars, width).into_iter();
        lines
            .map(|line| {
                (columns(&self.chars[line.clone()].iter().collect::<String>()), self.painted(line, style))
            })
            .collect()
    }

    fn painted(&self, line: Range<usize>, style: &Style) -> String {
        let mut painted = String::new();
        let mut start = line.start;
        for part in self.differs[line].chunk_by(|x, y| x == y) {
            let text: String = self.chars[start..start + part.len()].iter().collect();
            match part.first() {
                Some(true) => painted.push_str(&style.paint(self.ink, &text)),
                _ => painted.push_str(&text),
            }
            start += part.len();
        }
        painted
    }
}
