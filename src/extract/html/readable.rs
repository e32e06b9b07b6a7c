//! Which blocks an extractor of main text keeps: dom_smoothie, a port of Mozilla's Readability.
//!
//! Readability moves and renames elements, but text nodes keep their identity: a block counts as kept when more
//! than half of its letters come from text nodes that stand in what it returns. Its cost grows with the depth times
//! the size of the tree, so pages beyond the limits below are not given to it, and all but widgets counts as kept.

use ahash::AHashSet;
use dom_query::{Document, NodeId, NodeRef};
use dom_smoothie::{Config, Readability};

use super::lines::Lines;
use super::survey::Survey;
use crate::document::{Block, Shape};

/// Deepest page that is given to Readability.
const DEPTH_MAX: usize = 128;

/// Elements and depth together bound its time: pages of the trade have up to 5,000 elements, about 25 deep.
const ELEMENTS_MAX: usize = 30_000;

/// When less of the running text is kept, it has mistaken a teaser or a notice for the article.
const KEPT_SHARE_MIN: f32 = 0.15;

/// Sets [`Block::kept`] of every block.
pub(super) fn mark_kept(lines: &mut Lines, doc: Document, survey: &Survey, is_whole_page: bool) {
    let small = survey.depth_max <= DEPTH_MAX && survey.facts.len() <= ELEMENTS_MAX;
    let kept = if small && is_whole_page { kept_text_nodes(doc) } else { None };
    let kept_share = kept.map(|kept| kept_shares(lines, &kept));
    let is_running = |block: &Block| !matches!(block.shape, Shape::Widget | Shape::Comment);
    let kept_share = kept_share.filter(|shares| {
        let running = || shares.iter().zip(&lines.blocks).filter(|(_, block)| is_running(block));
        let all: f32 = running().map(|(_, block)| block.span.len() as f32).sum();
        let kept: f32 = running().map(|(share, block)| share * block.span.len() as f32).sum();
        kept >= KEPT_SHARE_MIN * all
    });
    for (block_idx, block) in lines.blocks.iter_mut().enumerate() {
        block.kept = match &kept_share {
            Some(shares) => shares[block_idx] > 0.5,
            None => is_running(block),
        };
    }
}

/// The text nodes of the article, or `None` where none was found.
fn kept_text_nodes(doc: Document) -> Option<AHashSet<NodeId>> {
    let config = Config { disable_json_ld: true, ..Config::default() };
    let mut readability = Readability::with_document(doc, None, Some(config)).ok()?;
    readability.parse().ok()?;
    let content = readability.doc.select("#readability-page-1");
    let root = content.nodes().first()?;
    Some(root.descendants_it().filter(NodeRef::is_text).map(|node| node.id).collect())
}

/// For every block the share of its letters that were kept.
fn kept_shares(lines: &Lines, kept: &AHashSet<NodeId>) -> Vec<f32> {
    let mut letters = vec![(0.0_f32, 0.0_f32); lines.blocks.len()];
    for piece in &lines.pieces {
        if let Some((in_article, all)) = letters.get_mut(piece.block_idx) {
            *all += piece.chars as f32;
            *in_article += if kept.contains(&piece.node) { piece.chars as f32 } else { 0.0 };
        }
    }
    letters.into_iter().map(|(in_article, all)| if all > 0.0 { in_article / all } else { 0.0 }).collect()
}
