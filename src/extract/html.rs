//! HTML to text: the visible text of a page as blocks, and what the page says of itself.
//!
//! [`linearise`] parses the page with html5ever under limits that keep hostile markup linear (`html/parse.rs`),
//! looks over the tree once to learn where its prose is (`html/survey.rs`), then writes its text in document order
//! (`html/tree.rs`): one block per block-level element, white space collapsed as a browser does, hidden content
//! left out. Readability says which blocks belong to the main text (`html/readable.rs`); it and the shapes are
//! evidence for the rules that decide roles later. Style sheets are not read: what only they hide stays.

mod json_ld;
mod lines;
mod meta;
mod names;
mod parse;
mod readable;
mod survey;
mod tree;

use memchr::memchr_iter;

use crate::document::{Block, Metadata};

/// A page after linearisation.
#[derive(Clone, PartialEq, Debug)]
pub struct Page {
    /// The visible text; blocks are separated by an empty line, `<br>` is a line break.
    pub text: String,
    /// The blocks in text order; together they hold every character but white space.
    pub blocks: Vec<Block>,
    /// What the page's head, JSON-LD and marked elements say; the caller merges it with what it knows.
    pub meta: Metadata,
}

/// A page's headline is printed among its first so many blocks.
const HEAD_BLOCKS: usize = 60;

/// The visible text of a page, its blocks and its metadata.
///
/// Never fails: whatever the markup, what can be seen of it is returned. Time is linear in the length of `html`.
/// Widgets, comments and captions have the role `Furniture` already, all other blocks `Body`.
#[must_use]
pub fn linearise(html: &str) -> Page {
    let doc = parse::parse(html);
    let root = doc.root();
    let survey = survey::survey(&root);
    let (mut lines, body) = tree::linearise(&root, &survey);
    let first_lines: Vec<&str> =
        lines.blocks.iter().take(HEAD_BLOCKS).map(|block| block.span.of(&lines.text)).collect();
    let meta = meta::merge(&survey.head, &body, &first_lines);
    readable::mark_kept(&mut lines, doc, &survey, is_whole_page(html));
    Page { text: lines.text, blocks: lines.blocks, meta }
}

/// Whether the markup is a page and no fragment of one.
fn is_whole_page(html: &str) -> bool {
    let bytes = html.as_bytes();
    memchr_iter(b'<', bytes).any(|at| {
        let name = bytes.get(at + 1..at + 5).unwrap_or_default();
        name.eq_ignore_ascii_case(b"html") || name.eq_ignore_ascii_case(b"body")
    })
}

#[cfg(test)]
mod tests;
