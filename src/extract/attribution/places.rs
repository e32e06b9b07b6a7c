//! Where a block stands in its article: a credit's form counts only in its place.
//!
//! The head is what comes before the first paragraph and the first paragraphs themselves, the tail the last lines of
//! the story and what follows the last paragraph. Furniture is not counted, but has a place as well: a credit
//! in italics below the story often passes for it.

use super::phrases::Place;
use crate::document::{AttributionKind, Block, Role, Shape};
use crate::normalize::composed;

const HEAD_PARAGRAPHS: usize = 3;
const TAIL_BLOCKS: usize = 5;
/// Bytes from which a block is a paragraph of running text; for scripts without spaces a third.
const PROSE_BYTES_MIN: usize = 90;
const SHORT_BYTES_MAX: usize = 330;

/// The place of one block.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Spot {
    /// Not to be looked at: comments, captions, other people's links.
    pub(super) closed: bool,
    /// The first block of all.
    pub(super) first: bool,
    pub(super) head: bool,
    pub(super) tail: bool,
    /// A line rather than a paragraph.
    pub(super) short: bool,
    pub(super) furniture: bool,
    pub(super) headline: bool,
    pub(super) byline: bool,
}

impl Spot {
    /// Whether a wording of `kind` that counts at `place` can stand here at all.
    pub(super) fn admits(&self, kind: AttributionKind, place: Place) -> bool {
        if self.headline {
            return kind == AttributionKind::VersionMark;
        }
        if self.furniture {
            let may_be_line = matches!(
                kind,
                AttributionKind::ReprintCredit
                    | AttributionKind::TranslationCredit
                    | AttributionKind::Tagline
            );
            return may_be_line && place != Place::Text;
        }
        match place {
            Place::Head => self.head,
            Place::Tail => self.tail,
            Place::Edge => self.head || self.tail,
            Place::Text | Place::Sentence => true,
        }
    }
}

impl Spot {
    /// The place of a block of main text that is all that there is of a page.
    pub(super) fn alone(block: &Block, text: &str) -> Self {
        Self {
            first: true,
            closed: is_closed(block.shape),
            head: true,
            tail: true,
            short: Size::of(block.span.of(text)).n_bytes <= SHORT_BYTES_MAX,
            furniture: block.shape == Shape::Widget,
            headline: block.shape == Shape::Heading,
            byline: false,
        }
    }
}

/// The place of every block.
pub(super) fn spots(blocks: &[Block], text: &str) -> Vec<Spot> {
    let is_story = |block: &Block| !is_closed(block.shape) && block.role != Role::Furniture;
    let sizes: Vec<Size> = blocks.iter().map(|block| Size::of(block.span.of(text))).collect();
    let prose =
        |(block, size): (&Block, &Size)| is_story(block) && block.role == Role::Body && size.is_prose_long;
    let prose: Vec<bool> = blocks.iter().zip(&sizes).map(prose).collect();
    let first_prose = prose.iter().position(|is_prose| *is_prose).unwrap_or(blocks.len());
    let last_prose = prose.iter().rposition(|is_prose| *is_prose).unwrap_or(0);
    let n_story = blocks.iter().filter(|block| is_story(block)).count();
    let has_prose = first_prose <= last_prose && first_prose < blocks.len();
    let mut n_seen = 0;
    let mut n_prose = 0;
    let mut spots = Vec::with_capacity(blocks.len());
    for (idx, block) in blocks.iter().enumerate() {
        let (is_paragraph, n_bytes) = (prose[idx], sizes[idx].n_bytes);
        n_prose += usize::from(is_paragraph);
        n_seen += usize::from(is_story(block));
        // A line after the second paragraph is no byline; one after it alone may be, below a standfirst.
        let near_head = n_prose <= if is_paragraph { HEAD_PARAGRAPHS } else { 1 };
        let is_line_between = !is_paragraph && n_prose > 1 && n_bytes <= PROSE_BYTES_MIN;
        spots.push(Spot {
            first: idx == 0,
            closed: is_closed(block.shape),
            head: near_head && !(has_prose && idx > last_prose),
            tail: (n_prose > 0 || !has_prose)
                && (idx > last_prose || n_seen + TAIL_BLOCKS > n_story || is_line_between),
            short: n_bytes <= SHORT_BYTES_MAX,
            furniture: block.role == Role::Furniture || block.shape == Shape::Widget,
            headline: block.role == Role::Headline || (block.shape == Shape::Heading && idx <= first_prose),
            byline: block.role == Role::Byline,
        });
    }
    spots
}

fn is_closed(shape: Shape) -> bool {
    matches!(shape, Shape::Comment | Shape::Caption)
}

/// How long a block is in NFC.
struct Size {
    n_bytes: usize,
    is_prose_long: bool,
}

impl Size {
    fn of(text: &str) -> Self {
        let composed = composed(text);
        let bytes = composed.as_bytes();
        // Three bytes a character from U+0800 on: fewer of them make a sentence.
        let is_dense = bytes.first().is_some_and(|&byte| byte >= 0xe0);
        let prose_min = if is_dense { PROSE_BYTES_MIN * 2 / 3 } else { PROSE_BYTES_MIN };
        Self { n_bytes: bytes.len(), is_prose_long: bytes.len() >= prose_min }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Span;

    fn spots_of(lines: &[(&str, Role)]) -> Vec<Spot> {
        let text = lines.iter().map(|(line, _)| *line).collect::<Vec<_>>().join("\n");
        let mut start = 0;
        let block = |&(line, role): &(&str, Role)| {
            let span = Span::new(start, start + line.len());
            start += line.len() + 1;
            Block { span, shape: Shape::Paragraph, link_share: 0.0, kept: true, role }
        };
        let blocks: Vec<Block> = lines.iter().map(block).collect();
        spots(&blocks, &text)
    }

    #[test]
    fn a_block_alone_has_the_place_of_a_page_of_one_block() {
        let shapes = [
            Shape::Paragraph,
            Shape::Heading,
            Shape::Widget,
            Shape::Comment,
            Shape::Caption,
            Shape::ListItem,
        ];
        for text in ["", "Menu", &"A ferry ran. ".repeat(12), &"A ferry ran. ".repeat(40)] {
            for shape in shapes {
                let span = Span::new(0, text.len());
                let block = Block { span, shape, link_share: 0.0, kept: true, role: Role::Body };
                assert_eq!([Spot::alone(&block, text)], spots(&[block], text)[..], "{shape:?} {text}");
            }
        }
    }

    #[test]
    fn head_and_tail_are_counted_without_furniture() {
        let prose = "The harbour board met on Monday and voted to keep the old lighthouse keeper's house as it stands.";
        let mut lines = vec![("Menu", Role::Furniture), ("By A", Role::Body)];
        lines.extend([(prose, Role::Body); 12]);
        lines.extend([("Source: X", Role::Body), ("Privacy", Role::Furniture)]);
        let spots = spots_of(&lines);
        assert!(spots[1].head && !spots[1].tail && spots[1].short);
        assert!(spots[2].head && !spots[8].head && !spots[8].tail);
        assert!(spots[14].tail && spots[15].tail && spots[15].furniture);
    }
}
