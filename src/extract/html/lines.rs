//! Collects the visible text of a page into blocks, white space collapsed as a browser collapses it.

use dom_query::NodeId;

use crate::document::{Block, Role, Shape, Span};

/// A block under construction.
#[derive(Clone, Copy)]
struct Draft {
    start: usize,
    shape: Shape,
    chars: u32,
    link_chars: u32,
}

/// What stands between two words of a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Space,
    Cell,
    Line,
}

/// How the text that follows is to be taken.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) shape: Shape,
    pub(super) link: bool,
    /// Whether white space is kept.
    pub(super) preformatted: bool,
}

/// A part of a block that one text node contributed.
pub(super) struct Piece {
    pub(super) node: NodeId,
    pub(super) block_idx: usize,
    pub(super) chars: u32,
}

/// The text so far, its blocks, and which text nodes they came from.
pub(super) struct Lines {
    pub(super) text: String,
    pub(super) blocks: Vec<Block>,
    pub(super) pieces: Vec<Piece>,
    open: Option<Draft>,
    gap: Gap,
}

impl Lines {
    pub(super) fn new() -> Self {
        Self { text: String::new(), blocks: Vec::new(), pieces: Vec::new(), open: None, gap: Gap::None }
    }

    /// Ends the block, if one is open.
    pub(super) fn end_block(&mut self) {
        self.gap = Gap::None;
        let Some(draft) = self.open.take() else { return };
        let written = &self.text[draft.start..];
        let lead = written.len() - written.trim_start().len();
        let end = draft.start + written.trim_end().len();
        if lead == written.len() {
            self.drop_draft(draft.start);
            return;
        }
        let role = match draft.shape {
            Shape::Widget | Shape::Comment | Shape::Caption => Role::Furniture,
            _ => Role::Body,
        };
        let span = Span::new(draft.start + lead, end);
        let link_share = if draft.chars == 0 { 0.0 } else { draft.link_chars as f32 / draft.chars as f32 };
        self.blocks.push(Block { span, shape: draft.shape, link_share, kept: true, role });
        self.text.truncate(end);
    }

    /// Takes back a block that turned out to hold white space only.
    fn drop_draft(&mut self, start: usize) {
        let block_idx = self.blocks.len();
        while self.pieces.pop_if(|piece| piece.block_idx == block_idx).is_some() {}
        let end = self.blocks.last().map_or(0, |block| block.span.end as usize);
        self.text.truncate(end.min(start));
    }

    /// A `<br>`: a new line, or after another one a new block.
    pub(super) fn line_break(&mut self) {
        if self.gap == Gap::Line {
            self.end_block();
        } else if self.open.is_some() {
            self.gap = Gap::Line;
        }
    }

    /// The boundary between two cells of a row.
    pub(super) fn cell_break(&mut self) {
        if self.open.is_some() && self.gap != Gap::Line {
            self.gap = Gap::Cell;
        }
    }

    /// Appends the text of one text node.
    pub(super) fn push(&mut self, text: &str, style: Style, node: Option<NodeId>) {
        let mut chars = 0;
        if style.preformatted {
            for (number, line) in text.split('\n').enumerate() {
                if number > 0 && self.open.is_some() {
                    self.fill_gap(style);
                    self.text.push('\n');
                }
                if !line.trim().is_empty() {
                    chars += self.push_word(line.trim_end_matches('\r'), style);
                }
            }
        } else {
            if text.starts_with(|c: char| c.is_ascii_whitespace()) {
                self.space();
            }
            let mut first = true;
            for word in text.split_ascii_whitespace() {
                if !first {
                    self.space();
                }
                first = false;
                chars += self.push_word(word, style);
            }
            if text.ends_with(|c: char| c.is_ascii_whitespace()) {
                self.space();
            }
        }
        if let (Some(node), true) = (node, chars > 0) {
            self.pieces.push(Piece { node, block_idx: self.blocks.len(), chars });
        }
    }

    fn space(&mut self) {
        if self.gap == Gap::None && self.open.is_some() {
            self.gap = Gap::Space;
        }
    }

    /// Appends a word and returns its letters; opens a block where none is open.
    fn push_word(&mut self, word: &str, style: Style) -> u32 {
        self.fill_gap(style);
        self.text.push_str(word);
        let chars = word.chars().filter(|c| !c.is_whitespace()).count();
        let chars = u32::try_from(chars).unwrap_or(u32::MAX);
        if let Some(draft) = &mut self.open {
            draft.chars = draft.chars.saturating_add(chars);
            draft.link_chars = draft.link_chars.saturating_add(if style.link { chars } else { 0 });
        }
        chars
    }

    fn fill_gap(&mut self, style: Style) {
        if self.open.is_none() {
            if !self.text.is_empty() {
                self.text.push_str("\n\n");
            }
            let start = self.text.len();
            self.open = Some(Draft { start, shape: style.shape, chars: 0, link_chars: 0 });
        } else {
            match self.gap {
                Gap::None => {}
                Gap::Space => self.text.push(' '),
                Gap::Cell => self.text.push('\t'),
                Gap::Line => self.text.push('\n'),
            }
        }
        self.gap = Gap::None;
    }
}
