//! Credits in whole articles: position, form and name together.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::document::{Role, Shape};

static AGENCIES: LazyLock<Agencies> = LazyLock::new(Agencies::builtin);

/// One block a line; `~` in front makes it furniture, `#` a headline, `%` a caption, `>` a comment.
fn blocks_of(text: &str) -> Vec<Block> {
    let mut start = 0;
    let mut blocks = Vec::new();
    for line in text.split('\n') {
        let (shape, role) = match line.chars().next() {
            Some('~') => (Shape::Paragraph, Role::Furniture),
            Some('#') => (Shape::Heading, Role::Headline),
            Some('%') => (Shape::Caption, Role::Furniture),
            Some('>') => (Shape::Comment, Role::Furniture),
            _ => (Shape::Paragraph, Role::Body),
        };
        let marked = usize::from(line.starts_with(['~', '#', '%', '>']));
        if !line.trim().is_empty() {
            let span = Span::new(start + marked, start + line.len());
            blocks.push(Block { span, shape, link_share: 0.0, kept: true, role });
        }
        start += line.len() + 1;
    }
    blocks
}

fn credits_of(text: &str) -> Vec<Attribution> {
    find(text, &blocks_of(text), &Metadata::default(), &AGENCIES)
}
