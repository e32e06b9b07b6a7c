//! Inside a Markdown block: what is a word of the article and what is syntax.
//!
//! A scanner for the forms that carry letters that are no words: link targets, images, comments, tags, footnote
//! marks. Emphasis marks hold no letters and need no span. Look-ahead is bounded, so the scan is linear.

use crate::document::Span;

/// Longest label, and longest target or tag, that is looked for.
const LABEL_BYTES_MAX: usize = 300;
const TARGET_BYTES_MAX: usize = 1_000;

/// The byte ranges of Markdown syntax that are no words of the article, in text order and disjoint: the brackets and targets of links,
/// images with their alternative text, comments, tags, footnote marks, link definitions, the info of code fences.
#[must_use]
pub fn markup_spans(text: &str) -> Vec<Span> {
    scan(text).0
}

/// The share of a block's visible characters that stand inside links.
pub(super) fn link_share(block: &str) -> f32 {
    let (markup, labels) = scan(block);
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let hidden: usize = markup.iter().map(|span| letters(span.of(block))).sum();
    let linked: usize = labels
        .iter()
        .map(|label| {
            let inside = &markup[markup.partition_point(|span| span.start < label.start)..];
            let inside = inside.iter().take_while(|span| span.start < label.end);
            letters(label.of(block)) - inside.map(|span| letters(span.of(block))).sum::<usize>()
        })
        .sum();
    let visible = letters(block) - hidden;
    if visible == 0 { 0.0 } else { (linked as f32 / visible as f32).min(1.0) }
}

/// Spans of syntax, and spans of link labels.
fn scan(text: &str) -> (Vec<Span>, Vec<Span>) {
    let bytes = text.as_bytes();
    let (mut markup, mut labels) = (Vec::new(), Vec::new());
    let mut comments_end = false;
    let mut at = 0;
    while let Some(found) = memchr::memchr3(b'[', b'<', b'`', &bytes[at..]) {
        let start = at + found;
        at = start + 1;
        let rest = &text[start..];
        let taken = match bytes[start] {
            b'<' if rest.starts_with("<!--") && !comments_end => {
                let end = memchr::memmem::find(rest.as_bytes(), b"-->");
                comments_end = end.is_none();
                end.map(|end| end + 3)
            }
            b'<' => tag_len(rest),
            b'`' if at_line_start(bytes, start) => fence_len(rest),
            b'[' => {
                let image = start > 0 && bytes[start - 1] == b'!';
                let link = link(rest, at_line_start(bytes, start));
                if let Some(link) = &link {
                    if image || link.is_mark {
                        let from = start - usize::from(image);
                        markup.push(Span::new(from, start + link.end));
                    } else {
                        let label = Span::new(start + 1, start + link.label_end);
                        labels.push(label);
                        markup.push(Span::new(start, start + 1));
                        let inner = scan(label.of(text)).0.into_iter();
                        markup.extend(inner.map(|span| {
                            Span::new(start + 1 + span.start as usize, start + 1 + span.end as usize)
                        }));
                        markup.push(Span::new(start + link.label_end, start + link.end));
                    }
                    at = start + link.end;
                }
                None
            }
            _ => None,
        };
        if let Some(len) = taken {
            markup.push(Span::new(start, start + len));
            at = start + len;
        }
    }
    (markup, labels)
}

fn at_line_start(bytes: &[u8], at: usize) -> bool {
    let lead = bytes[..at].iter().rev().take_while(|byte| **byte == b' ').count();
    lead < 4 && (lead == at || matches!(bytes[at - lead - 1], b'\n' | b'\r'))
}

/// The length of a tag or autolink at the beginning of `text`.
fn tag_len(text: &str) -> Option<usize> {
    let next = text[1..].chars().next()?;
    if !(next.is_ascii_alphabetic() || next == '/') {
        return None;
    }
    let end = text.bytes().take(TARGET_BYTES_MAX).position(|byte| matches!(byte, b'>' | b'\n'))?;
    (text.as_bytes()[end] == b'>').then_some(end + 1)
}

/// The length of a code fence's first line at the beginning of `text`.
fn fence_len(text: &str) -> Option<usize> {
    let line = text.lines().next()?.trim_end();
    (line.starts_with("```") && !line[3..].contains('`')).then_some(line.len())
}

/// A link, footnote mark or link definition.
struct Link {
    /// Offset of the label's `]`.
    label_end: usize,
    /// Offset past all of it.
    end: usize,
    /// Whether the label, too, is no text.
    is_mark: bool,
}

/// The link whose `[` begins `text`.
fn link(text: &str, at_line_start: bool) -> Option<Link> {
    let bytes = text.as_bytes();
    let label_end = closing(bytes, b'[', b']', LABEL_BYTES_MAX)?;
    let footnote = bytes.get(1) == Some(&b'^');
    let after = label_end + 1;
    match bytes.get(after) {
        Some(b'(') => {
            let end = after + closing(&bytes[after..], b'(', b')', TARGET_BYTES_MAX)? + 1;
            Some(Link { label_end, end, is_mark: false })
        }
        Some(b'[') => {
            let end = after + closing(&bytes[after..], b'[', b']', LABEL_BYTES_MAX)? + 1;
            Some(Link { label_end, end, is_mark: false })
        }
        Some(b':') if footnote => Some(Link { label_end, end: after + 1, is_mark: true }),
        Some(b':') if at_line_start => {
            let end = text.find(['\n', '\r']).unwrap_or(text.len());
            let is_target =
                text[after + 1..end.max(after + 1)].split_whitespace().next().is_some_and(is_address);
            is_target.then_some(Link { label_end, end: text[..end].trim_end().len(), is_mark: true })
        }
        _ => footnote.then_some(Link { label_end, end: after, is_mark: true }),
    }
}

/// Whether a link definition's target looks like one, so that `[Editor]: the text` stays text.
pub(super) fn is_address(target: &str) -> bool {
    target.contains("://") || target.starts_with(['/', '#', '<', '.']) || target.starts_with("mailto:")
}

/// The offset of the bracket that closes the one `bytes` begins with, on the same line or the next.
fn closing(bytes: &[u8], open: u8, close: u8, bytes_max: usize) -> Option<usize> {
    let mut depth = 0;
    let mut n_lines = 0;
    for (at, &byte) in bytes.iter().enumerate().take(bytes_max) {
        if byte == open && (at == 0 || bytes[at - 1] != b'\\') {
            depth += 1;
        } else if byte == close && bytes[at - 1] != b'\\' {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        } else if byte == b'\n' {
            n_lines += 1;
            if n_lines > 1 {
                return None;
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = markup_spans(text).iter().map(|span| span.of(text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn syntax_is_told_from_words() {
        check("see [the report](https://a.example/b_(c)) now", &["[", "](https://a.example/b_(c))"]);
        check("![A ferry](f.jpg \"t\") left", &["![A ferry](f.jpg \"t\")"]);
        check("said[^1] so <!-- not\nthis -->", &["[^1]", "<!-- not\nthis -->"]);
        check("a <b class=x>c</b> <https://a.example> d", &["<b class=x>", "</b>", "<https://a.example>"]);
        check(
            "[a][ref] and\n[ref]: https://a.example 'T'\nx",
            &["[", "][ref]", "[ref]: https://a.example 'T'"],
        );
        check("```rust\nlet a;\n```", &["```rust", "```"]);
        check("[![c](d)](b)", &["[", "![c](d)", "](b)"]);
        check("[a](b)![c](d)", &["[", "](b)", "![c](d)"]);
    }

    #[test]
    fn brackets_of_the_text_are_words() {
        check("“[The] case is [not] closed (yet)” 3 < 4 > 2 [Editor]: x", &[]);
        check("[unclosed](text", &[]);
        check("[Editor]: the text", &[]);
    }

    #[test]
    fn link_share_counts_labels() {
        assert_eq!(link_share("[ab](http://long.example/address)"), 1.0);
        assert_eq!(link_share("ab [cd](x)"), 0.5);
        assert_eq!(link_share("ab"), 0.0);
    }
}
