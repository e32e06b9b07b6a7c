//! Articles for tests.

use super::{Article, Block, ContentHash, Metadata, Role, Shape, Span};

/// An article of an outlet, which is its id as well, with a block of the main text for each paragraph.
pub(crate) fn article(source: &str, paragraphs: &[&str]) -> Article {
    let (mut text, mut blocks) = (String::new(), Vec::new());
    for paragraph in paragraphs {
        let start = text.len();
        text.push_str(paragraph);
        let span = Span::new(start, text.len());
        text.push_str("\n\n");
        blocks.push(Block { span, shape: Shape::Paragraph, link_share: 0.0, kept: true, role: Role::Body });
    }
    Article {
        id: source.to_owned(),
        content_hash: ContentHash(0),
        meta: Metadata { source: Some(source.to_owned()), ..Metadata::default() },
        text,
        blocks,
        attributions: Vec::new(),
        folder: None,
        alias: None,
    }
}
