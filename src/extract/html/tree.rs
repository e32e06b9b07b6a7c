//! The second pass over a page: visible text into blocks, each with the shape of the element it stands in.

use dom_query::{Element, NodeRef};

use super::lines::{Lines, Style};
use super::meta::{BodyTags, Place};
use super::names::{self, Hint};
use super::survey::{Facts, Survey, Visitor, attr, walk};
use crate::document::Shape;

/// The blocks below `root`, and the metadata that stands in the text.
pub(super) fn linearise(root: &NodeRef<'_>, survey: &Survey) -> (Lines, BodyTags) {
    let mut tree =
        Tree { survey, number: 0, frames: Vec::new(), lines: Lines::new(), tags: BodyTags::default() };
    walk(root, &mut tree);
    tree.lines.end_block();
    (tree.lines, tree.tags)
}

struct Tree<'a> {
    survey: &'a Survey,
    number: usize,
    frames: Vec<Frame>,
    lines: Lines,
    tags: BodyTags,
}

/// An open element: how its text is taken, and what its end means.
#[derive(Clone, Copy)]
struct Frame {
    style: Style,
    in_article: bool,
    in_figure: bool,
    in_layout: bool,
    end: End,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Inline,
    Block,
    Cell,
    Quotation,
}

const ROOT: Frame = Frame {
    style: Style { shape: Shape::Paragraph, link: false, preformatted: false },
    in_article: false,
    in_figure: false,
    in_layout: false,
    end: End::Inline,
};

impl Visitor for Tree<'_> {
    fn enter(&mut self, element: &Element, node: &NodeRef<'_>) -> bool {
        let facts = self.survey.facts.get(self.number).copied().unwrap_or_default();
        self.number += 1;
        let name: &str = &element.name.local;
        if names::is_unseen(name) {
            self.number += if name == "head" { count_elements(node) } else { 0 };
            return false;
        }
        if name == "br" {
            self.lines.line_break();
        }
        let outer = self.frames.last().copied().unwrap_or(ROOT);
        let hint = hint_of(name, element).filter(|hint| self.is_plausible(*hint, name, facts));
        if self.is_hidden(name, element, hint, facts) {
            self.number += count_elements(node);
            return false;
        }
        let frame = self.inner_frame(name, element, hint, facts, outer);
        let apart = set_apart(frame.style.shape) && frame.style.shape != outer.style.shape;
        let place = Place { hint, apart: set_apart(frame.style.shape), in_article: frame.in_article };
        self.tags.element(name, element, node, place);
        let frame = match frame.end {
            End::Inline if apart => Frame { end: End::Block, ..frame },
            _ => frame,
        };
        match frame.end {
            End::Block => self.lines.end_block(),
            End::Cell => self.lines.cell_break(),
            End::Quotation => self.lines.push("“", frame.style, None),
            End::Inline => {}
        }
        self.frames.push(frame);
        true
    }

    fn leave(&mut self) {
        match self.frames.pop() {
            Some(Frame { end: End::Block, .. }) => self.lines.end_block(),
            Some(Frame { end: End::Quotation, style, .. }) => self.lines.push("”", style, None),
            _ => {}
        }
    }

    fn text(&mut self, text: &str, node: &NodeRef<'_>) {
        let style = self.frames.last().copied().unwrap_or(ROOT).style;
        self.lines.push(text, style, Some(node.id));
    }
}

impl Tree<'_> {
    fn is_most_prose(&self, facts: Facts) -> bool {
        facts.prose_chars > 0 && facts.prose_chars >= self.survey.prose_chars / 2
    }

    /// Whether a name can be believed, given what the element holds.
    fn is_plausible(&self, hint: Hint, name: &str, facts: Facts) -> bool {
        if matches!(name, "html" | "body" | "main" | "article" | "h1") {
            return hint == Hint::Byline;
        }
        match hint {
            Hint::Byline => true,
            Hint::Comment | Hint::Furniture => !facts.holds_headline_or_body,
            Hint::LikelyFurniture | Hint::Caption | Hint::Hidden => {
                !facts.holds_headline_or_body && !self.is_most_prose(facts)
            }
        }
    }

    /// How the text of an element is taken, given how that around it is.
    fn inner_frame(
        &self,
        name: &str,
        element: &Element,
        hint: Option<Hint>,
        facts: Facts,
        outer: Frame,
    ) -> Frame {
        let exempt = facts.holds_headline_or_body || self.is_most_prose(facts);
        let mut frame = Frame { end: End::Inline, ..outer };
        frame.style.link |= name == "a" && attr(element, "href").is_some();
        frame.style.preformatted |= matches!(name, "pre" | "listing" | "xmp" | "plaintext");
        frame.in_article |= matches!(name, "article" | "main");
        frame.in_figure =
            (frame.in_figure || name == "figure") && !matches!(name, "table" | "blockquote" | "pre");
        if name == "table" {
            frame.in_layout = facts.is_layout || attr(element, "role") == Some("presentation");
        }
        let by_element = match name {
            "nav" | "button" | "dialog" | "search" => Shape::Widget,
            "aside" | "form" if !exempt => Shape::Widget,
            "header" if !exempt && !outer.in_article => Shape::Widget,
            "footer" if !exempt && outer.style.shape != Shape::Quote => Shape::Widget,
            "figcaption" | "caption" => Shape::Caption,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Shape::Heading,
            "blockquote" => Shape::Quote,
            "li" | "dt" | "dd" => Shape::ListItem,
            "table" if !frame.in_layout => Shape::Table,
            "pre" | "listing" | "xmp" => Shape::Table,
            _ if frame.in_figure => Shape::Caption,
            _ => Shape::Paragraph,
        };
        let by_name = match hint {
            Some(Hint::Furniture | Hint::LikelyFurniture) => Shape::Widget,
            Some(Hint::Comment) => Shape::Comment,
            Some(Hint::Caption) => Shape::Caption,
            _ => Shape::Paragraph,
        };
        frame.style.shape = strongest(outer.style.shape, strongest(by_element, by_name));
        frame.end = match name {
            "q" => End::Quotation,
            "td" | "th" if outer.in_layout => End::Block,
            "td" | "th" => End::Cell,
            _ if names::is_block(name) || displays_as_block(element) => End::Block,
            _ => End::Inline,
        };
        frame
    }

    /// Whether the element is out of sight. A page's whole body is often hidden until a script has run.
    fn is_hidden(&self, name: &str, element: &Element, hint: Option<Hint>, facts: Facts) -> bool {
        if matches!(name, "html" | "body") {
            return false;
        }
        let is_true = |value: &str| value.eq_ignore_ascii_case("true");
        // What a browser shows only when it is asked to, and what a page says is hidden.
        let is_closed = (name == "dialog" && attr(element, "open").is_none())
            || attr(element, "popover").is_some()
            || attr(element, "hidden").is_some()
            || attr(element, "aria-hidden").is_some_and(is_true);
        hint == Some(Hint::Hidden)
            || (is_closed && !self.is_most_prose(facts))
            || attr(element, "style").is_some_and(names::style_hides)
    }
}

fn count_elements(node: &NodeRef<'_>) -> usize {
    struct Count(usize);
    impl Visitor for Count {
        fn enter(&mut self, element: &Element, _node: &NodeRef<'_>) -> bool {
            self.0 += 1;
            !names::is_unseen(&element.name.local) || &*element.name.local == "head"
        }
        fn leave(&mut self) {}
        fn text(&mut self, _text: &str, _node: &NodeRef<'_>) {}
    }
    let mut count = Count(0);
    walk(node, &mut count);
    count.0
}

/// What class, id, role and, for custom elements, the name itself say. Words of a sentence are not asked: a link
/// or an emphasis inside a paragraph is part of it whatever its class.
fn hint_of(name: &str, element: &Element) -> Option<Hint> {
    let custom = name.contains('-');
    if !custom && !names::is_block(name) && !matches!(name, "span" | "td" | "th" | "time") {
        return None;
    }
    match attr(element, "role") {
        Some("navigation" | "contentinfo" | "search" | "dialog" | "alertdialog" | "menu" | "menubar") => {
            return Some(Hint::Furniture);
        }
        Some("banner" | "complementary") => return Some(Hint::LikelyFurniture),
        _ => {}
    }
    let (class, id) = (attr(element, "class").unwrap_or(""), attr(element, "id").unwrap_or(""));
    if class.is_empty() && id.is_empty() && !custom {
        return None;
    }
    let own_name = if custom { name } else { "" };
    names::hint(&names::words(&[class, id, own_name].join(" ")))
}

/// Blocks that are no part of the running text, even within a line of it.
fn set_apart(shape: Shape) -> bool {
    matches!(shape, Shape::Widget | Shape::Comment | Shape::Caption)
}

fn displays_as_block(element: &Element) -> bool {
    attr(element, "style").is_some_and(|style| style.replace(' ', "").contains("display:block"))
}

/// Of a block's own shape and that of what surrounds it, the one that says more.
fn strongest(a: Shape, b: Shape) -> Shape {
    let rank = |shape| match shape {
        Shape::Paragraph => 0,
        Shape::Table => 1,
        Shape::ListItem => 2,
        Shape::Quote => 3,
        Shape::Heading => 4,
        Shape::Caption => 5,
        Shape::Widget => 6,
        Shape::Comment => 7,
    };
    if rank(b) > rank(a) { b } else { a }
}
