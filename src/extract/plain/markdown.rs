//! Markdown cut into blocks, line by line: the block structure of CommonMark without nesting.

use super::inline::{is_address, link_share};
use super::{Line, block, front_matter, joined, lines};
use crate::document::{Block, Role, Shape, Span};

/// A line longer than this is a paragraph, whatever Markdown says of single line ends.
const WRAPPED_CHARS_MAX: usize = 200;

pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut cutter = Cutter { text, open: Vec::new(), shape: Shape::Paragraph, blocks: Vec::new() };
    let lines = lines(text);
    let mut at = 0;
    if let Some((span, _)) = front_matter(text) {
        cutter.blocks.push(Block { role: Role::Furniture, ..block(span, Shape::Table) });
        at = lines
            .iter()
            .position(|line| line.span.start >= span.end && line.span.start > span.start)
            .unwrap_or(lines.len());
    }
    while at < lines.len() {
        let line = lines[at];
        at += 1;
        match kind(line, text, &cutter) {
            Kind::Blank => cutter.close(),
            Kind::Underline => cutter.close_as(Shape::Heading),
            Kind::Rule => cutter.close(),
            Kind::Fence => {
                cutter.close();
                if line.span.of(text).contains(char::is_alphanumeric) {
                    cutter.open.push(line);
                }
                let body = lines[at..].iter().take_while(|next| !same_fence(line, **next, text)).count();
                cutter.open.extend(lines[at..at + body].iter().filter(|line| !line.is_blank()));
                cutter.close_as(Shape::Table);
                at += body + 1;
            }
            Kind::Heading(span) => {
                cutter.close();
                cutter.push(block(span, Shape::Heading));
            }
            Kind::Definition => {
                cutter.close();
                cutter.push(Block { role: Role::Furniture, ..block(line.span, Shape::Paragraph) });
            }
            Kind::Row => {
                cutter.close();
                cutter.push(block(line.span, Shape::Table));
            }
            Kind::Item => cutter.start(line, Shape::ListItem),
            Kind::Quote if cutter.shape == Shape::Quote => cutter.open.push(line),
            Kind::Quote => cutter.start(line, Shape::Quote),
            Kind::Text => cutter.open.push(line),
        }
    }
    cutter.close();
    cutter.blocks
}

struct Cutter<'a> {
    text: &'a str,
    open: Vec<Line>,
    shape: Shape,
    blocks: Vec<Block>,
}

impl Cutter<'_> {
    fn start(&mut self, line: Line, shape: Shape) {
        self.close();
        self.shape = shape;
        self.open.push(line);
    }

    fn close(&mut self) {
        self.close_as(self.shape);
    }

    /// Ends the open block; lines far too long to be wrapped are a block each.
    fn close_as(&mut self, shape: Shape) {
        self.shape = Shape::Paragraph;
        let lines = std::mem::take(&mut self.open);
        if lines.iter().any(|line| line.width(self.text) > WRAPPED_CHARS_MAX) {
            lines.iter().for_each(|line| self.push(block(line.span, shape)));
        } else if !lines.is_empty() {
            self.push(block(joined(&lines).span, shape));
        }
    }

    fn push(&mut self, block: Block) {
        let inside = block.span.of(self.text);
        if inside.chars().any(char::is_alphanumeric) {
            self.blocks.push(Block { link_share: link_share(inside), ..block });
        }
    }
}

enum Kind {
    Blank,
    Heading(Span),
    Underline,
    Rule,
    Fence,
    Definition,
    Row,
    Item,
    Quote,
    Text,
}

fn kind(line: Line, text: &str, cutter: &Cutter<'_>) -> Kind {
    let content = line.span.of(text);
    let after_text = !cutter.open.is_empty() && cutter.shape == Shape::Paragraph;
    let only = |marks: &[char]| marks.iter().any(|&mark| content.chars().all(|c| c == mark || c == ' '));
    if content.is_empty() {
        Kind::Blank
    } else if cutter.open.len() == 1 && after_text && only(&['=', '-']) && !content.contains(' ') {
        Kind::Underline
    } else if content.len() >= 3 && only(&['-', '*', '_', '=']) {
        Kind::Rule
    } else if content.starts_with("```") || content.starts_with("~~~") {
        Kind::Fence
    } else if let Some(span) = heading(line, content) {
        Kind::Heading(span)
    } else if content.starts_with('>') {
        Kind::Quote
    } else if content.starts_with('|') || is_row_rule(content) {
        Kind::Row
    } else if is_definition(content) {
        Kind::Definition
    } else if is_item(content, after_text) {
        Kind::Item
    } else {
        Kind::Text
    }
}

/// `# Heading #`: the span of the words alone.
fn heading(line: Line, content: &str) -> Option<Span> {
    let words = content.trim_start_matches('#');
    let level = content.len() - words.len();
    if !(1..=6).contains(&level) || !words.starts_with(char::is_whitespace) {
        return None;
    }
    let closed = words.trim_end_matches('#');
    let words_end = if closed.ends_with(char::is_whitespace) { closed.len() } else { words.len() };
    let lead = words.len() - words.trim_start().len();
    let words_len = words[..words_end].trim().len();
    if words_len == 0 {
        return None;
    }
    let start = line.span.start as usize + level + lead;
    Some(Span::new(start, start + words_len))
}

fn same_fence(open: Line, line: Line, text: &str) -> bool {
    let mark = open.span.of(text).get(..3).unwrap_or_default();
    let content = line.span.of(text);
    content.starts_with(mark) && content.trim_matches(['`', '~']).is_empty()
}

/// `--- | ---`: only punctuation, so no block comes of it.
fn is_row_rule(content: &str) -> bool {
    content.contains('|') && content.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

fn is_definition(content: &str) -> bool {
    let Some((label, target)) = content.strip_prefix('[').and_then(|rest| rest.split_once("]:")) else {
        return false;
    };
    !label.starts_with('^')
        && !label.contains(']')
        && target.split_whitespace().next().is_some_and(is_address)
}

/// `- item`, `* item`, `1. item`; inside a paragraph a number begins a list only if it is 1.
fn is_item(content: &str, after_text: bool) -> bool {
    if content.strip_prefix(['-', '*', '+']).is_some_and(|rest| rest.starts_with([' ', '\t'])) {
        return true;
    }
    let rest = content.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = &content[..content.len() - rest.len()];
    let marked = rest.strip_prefix(['.', ')']).is_some_and(|rest| rest.starts_with([' ', '\t']));
    marked && (1..=3).contains(&number.len()) && (!after_text || number == "1")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(Shape, &str)]) {
        let found = blocks(text);
        let found: Vec<(Shape, &str)> =
            found.iter().map(|block| (block.shape, block.span.of(text))).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn blocks_take_their_shape_from_the_syntax() {
        use Shape::{Heading, ListItem, Paragraph, Quote, Table};
        check(
            "# Dam breaks #\nText one\ntwo\n\nThree",
            &[(Heading, "Dam breaks"), (Paragraph, "Text one\ntwo"), (Paragraph, "Three")],
        );
        check(
            "Dam breaks\n===\nText\n\n---\n\nMore",
            &[(Heading, "Dam breaks"), (Paragraph, "Text"), (Paragraph, "More")],
        );
        check(
            "- a\n  b\n- c\n\n1. d\n2) e",
            &[(ListItem, "- a\n  b"), (ListItem, "- c"), (ListItem, "1. d"), (ListItem, "2) e")],
        );
        check("> a\n> b\n\nc", &[(Quote, "> a\n> b"), (Paragraph, "c")]);
        check("| a | b |\n|---|---|\n| c | d |", &[(Table, "| a | b |"), (Table, "| c | d |")]);
        check("```rust\nlet a;\n\nlet b;\n```\nc", &[(Table, "```rust\nlet a;\n\nlet b;"), (Paragraph, "c")]);
        check("#hashtag and 1 - 2\nin 1999. It", &[(Paragraph, "#hashtag and 1 - 2\nin 1999. It")]);
    }

    #[test]
    fn front_matter_and_definitions_are_furniture() {
        let text = "---\ntitle: T\n---\nText [a][b].\n\n[b]: https://a.example\n";
        let roles: Vec<Role> = blocks(text).iter().map(|block| block.role).collect();
        assert_eq!(roles, [Role::Furniture, Role::Body, Role::Furniture]);
    }

    #[test]
    fn line_of_links_is_told_from_text() {
        let shares: Vec<bool> = blocks("[Home](/) [News](/n)\n\nText with a [link](x) in it.")
            .iter()
            .map(|b| b.link_share > 0.5)
            .collect();
        assert_eq!(shares, [true, false]);
    }
}
