//! The first pass over a page: where its prose is, which tables are data, and what its head says.
//!
//! Elements are numbered in document order; the second pass meets them in the same order and so finds the facts
//! about an element's whole subtree when it enters it. Walks are iterative: depth costs no stack.

use dom_query::{Element, NodeData, NodeRef};

use super::meta::HeadTags;
use super::names;

/// Text nodes shorter than this are labels, not prose.
const PROSE_CHARS_MIN: usize = 40;

/// A cell with more text than this belongs to a table used for layout.
const CELL_CHARS_MAX: u32 = 300;

/// Called for every element and text node in document order.
pub(super) trait Visitor {
    /// Whether to go on to the element's children; [`Visitor::leave`] follows only then.
    fn enter(&mut self, element: &Element, node: &NodeRef<'_>) -> bool;
    fn leave(&mut self);
    fn text(&mut self, text: &str, node: &NodeRef<'_>);
}

/// Walks the tree below `root` without recursion.
pub(super) fn walk(root: &NodeRef<'_>, visitor: &mut impl Visitor) {
    let mut next = root.first_child();
    while let Some(node) = next {
        let entered = node.query_or(false, |tree_node| match &tree_node.data {
            NodeData::Element(element) => visitor.enter(element, &node),
            NodeData::Text { contents } => {
                visitor.text(contents, &node);
                false
            }
            _ => false,
        });
        if entered {
            if let Some(child) = node.first_child() {
                next = Some(child);
                continue;
            }
            visitor.leave();
        }
        next = after(&node, root, visitor);
    }
}

/// The node that follows `node` and everything in it, leaving elements on the way up.
fn after<'a>(node: &NodeRef<'a>, root: &NodeRef<'_>, visitor: &mut impl Visitor) -> Option<NodeRef<'a>> {
    let mut node = *node;
    loop {
        if let Some(sibling) = node.next_sibling() {
            return Some(sibling);
        }
        node = node.parent().filter(|parent| parent.id != root.id)?;
        visitor.leave();
    }
}

/// The value of an attribute, if the element has it.
pub(super) fn attr<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    element.attrs.iter().find(|attr| &*attr.name.local == name).map(|attr| &*attr.value)
}

/// What is known of an element's subtree.
#[derive(Clone, Copy, Default)]
pub(super) struct Facts {
    /// Letters of its prose: text nodes of some length outside links.
    pub(super) prose_chars: u32,
    /// Whether it holds the page's headline or what is marked as the article's body.
    pub(super) holds_headline_or_body: bool,
    /// For a table: whether it arranges the page instead of showing data.
    pub(super) is_layout: bool,
}

/// The facts about all elements, by number.
#[derive(Default)]
pub(super) struct Survey {
    pub(super) facts: Vec<Facts>,
    pub(super) prose_chars: u32,
    pub(super) depth_max: usize,
    pub(super) head: HeadTags,
    open: Vec<Open>,
}

struct Open {
    number: usize,
    kind: Kind,
    in_link: bool,
    prose_chars: u32,
    text_chars: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Table,
    Cell,
    Other,
}

/// Surveys the tree below `root`.
pub(super) fn survey(root: &NodeRef<'_>) -> Survey {
    let mut survey = Survey::default();
    walk(root, &mut survey);
    survey
}

impl Survey {
    fn innermost(&self, kind: Kind) -> Option<usize> {
        self.open.iter().rev().find(|open| open.kind == kind).map(|open| open.number)
    }

    fn mark_layout(&mut self) {
        if let Some(table) = self.innermost(Kind::Table) {
            self.facts[table].is_layout = true;
        }
    }
}

impl Visitor for Survey {
    fn enter(&mut self, element: &Element, node: &NodeRef<'_>) -> bool {
        let name: &str = &element.name.local;
        let number = self.facts.len();
        let is_body = attr(element, "itemprop").is_some_and(|value| value.contains("articleBody"));
        self.facts.push(Facts { holds_headline_or_body: name == "h1" || is_body, ..Facts::default() });
        self.head.element(name, element, node);
        if names::is_unseen(name) && name != "head" {
            return false;
        }
        let splits = matches!(name, "p" | "table" | "ul" | "ol" | "blockquote" | "article" | "form")
            || matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
        if splits && self.innermost(Kind::Cell).is_some() {
            self.mark_layout();
        }
        let kind = match name {
            "table" => Kind::Table,
            "td" | "th" => Kind::Cell,
            _ => Kind::Other,
        };
        let in_link = name == "a" || self.open.last().is_some_and(|parent| parent.in_link);
        self.open.push(Open { number, kind, in_link, prose_chars: 0, text_chars: 0 });
        self.depth_max = self.depth_max.max(self.open.len());
        true
    }

    fn leave(&mut self) {
        let Some(left) = self.open.pop() else { return };
        if left.kind == Kind::Cell && left.text_chars > CELL_CHARS_MAX {
            self.mark_layout();
        }
        let facts = &mut self.facts[left.number];
        facts.prose_chars = left.prose_chars;
        let holds = facts.holds_headline_or_body;
        match self.open.last_mut() {
            None => self.prose_chars += left.prose_chars,
            Some(parent) => {
                parent.prose_chars = parent.prose_chars.saturating_add(left.prose_chars);
                parent.text_chars = parent.text_chars.saturating_add(left.text_chars);
                self.facts[parent.number].holds_headline_or_body |= holds;
            }
        }
    }

    fn text(&mut self, text: &str, _node: &NodeRef<'_>) {
        let chars = text.split_whitespace().map(|word| word.chars().count()).sum::<usize>();
        let Some(parent) = self.open.last_mut() else { return };
        let chars_narrow = u32::try_from(chars).unwrap_or(u32::MAX);
        parent.text_chars = parent.text_chars.saturating_add(chars_narrow);
        if chars >= PROSE_CHARS_MIN && !parent.in_link {
            parent.prose_chars = parent.prose_chars.saturating_add(chars_narrow);
        }
    }
}
