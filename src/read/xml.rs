//! XML to a tree that is walked in document order, within bounds.
//!
//! Nothing outside the text is ever fetched, and of entities only those that XML predefines and character references are
//! known: a DTD that defines others is refused, so that none can multiply. Depth and number of nodes are bounded; nodes
//! borrow from the text. Namespaces are told apart at the root alone, and names are compared without their prefix.

use std::borrow::Cow;

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::Prefix;
use quick_xml::{Reader, XmlVersion};

/// Elements inside one another.
const DEPTH_MAX: usize = 256;
/// Elements and texts of one file: far more than a scanned newspaper page has words.
const NODES_MAX: usize = 2_000_000;

/// A parsed text.
pub(super) struct Tree<'a> {
    /// In document order; the first is the root element.
    nodes: Vec<Node<'a>>,
}

struct Node<'a> {
    content: Content<'a>,
    /// Past the last node inside it.
    end: usize,
}

enum Content<'a> {
    Element(BytesStart<'a>),
    Text(Cow<'a, str>),
}

/// An element of a tree.
#[derive(Clone, Copy)]
pub(super) struct Element<'t, 'a> {
    tree: &'t Tree<'a>,
    idx: usize,
    start: &'t BytesStart<'a>,
}

/// What an element holds.
pub(super) enum Child<'t, 'a> {
    Element(Element<'t, 'a>),
    Text(&'t str),
}

impl<'a> Tree<'a> {
    /// Parses `text`.
    ///
    /// # Errors
    /// What is wrong, in words: no well-formed XML, an entity that is not predefined, too deep, too many elements.
    pub(super) fn parse(text: &'a str) -> Result<Self, String> {
        let mut reader = Reader::from_str(text);
        let mut tree = Self { nodes: Vec::new() };
        let (mut open, mut joins_last) = (Vec::new(), false);
        loop {
            let at = reader.buffer_position();
            let event = reader.read_event().map_err(|error| format!("{error} at byte {at}"))?;
            let (content, is_closed) = match event {
                Event::Start(start) => (Content::Element(start), false),
                Event::Empty(start) => (Content::Element(start), true),
                Event::Text(text) => (Content::Text(text.into_inner()), true),
                Event::CData(text) => (Content::Text(text.into_inner()), true),
                Event::GeneralRef(reference) => (Content::Text(resolved(&reference)?.into()), true),
                Event::End(_) => {
                    joins_last = false;
                    let Some(idx) = open.pop() else {
                        return Err(format!("an end without a start at byte {at}"));
                    };
                    let idx: usize = idx;
                    tree.nodes[idx].end = tree.nodes.len();
                    continue;
                }
                Event::DocType(doctype) if doctype.contains("<!ENTITY") => {
                    return Err("its document type defines entities".to_owned());
                }
                Event::DocType(_) | Event::Decl(_) | Event::PI(_) | Event::Comment(_) => continue,
                Event::Eof => break,
            };
            let is_text = matches!(content, Content::Text(_));
            if open.is_empty() && (is_text || !tree.nodes.is_empty()) {
                match content {
                    Content::Text(text) if text.trim().is_empty() => continue,
                    _ => return Err(format!("something outside the root element at byte {at}")),
                }
            }
            if let (true, Content::Text(more)) = (joins_last, &content)
                && let Some(Node { content: Content::Text(last), .. }) = tree.nodes.last_mut()
            {
                last.to_mut().push_str(more);
                continue;
            }
            joins_last = is_text;
            if tree.nodes.len() == NODES_MAX || open.len() == DEPTH_MAX {
                let nodes = format!("more than {NODES_MAX} elements and texts");
                let depth = format!("more than {DEPTH_MAX} elements inside one another");
                return Err(if open.len() == DEPTH_MAX { depth } else { nodes });
            }
            if !is_closed {
                open.push(tree.nodes.len());
            }
            tree.nodes.push(Node { content, end: tree.nodes.len() + 1 });
        }
        match open.is_empty() {
            true if tree.nodes.is_empty() => Err("no element".to_owned()),
            true => Ok(tree),
            false => Err(format!("ends inside {} open elements", open.len())),
        }
    }

    /// The root element.
    pub(super) fn root(&self) -> Option<Element<'_, 'a>> {
        self.element(0)
    }

    fn element(&self, idx: usize) -> Option<Element<'_, 'a>> {
        match &self.nodes.get(idx)?.content {
            Content::Element(start) => Some(Element { tree: self, idx, start }),
            Content::Text(_) => None,
        }
    }
}

/// The character that a reference stands for.
fn resolved(reference: &BytesRef<'_>) -> Result<String, String> {
    let name: &str = reference;
    if reference.is_char_ref() {
        let character = reference.resolve_char_ref().map_err(|error| format!("`&{name};`: {error}"))?;
        return Ok(character.map(String::from).unwrap_or_default());
    }
    let predefined = quick_xml::escape::resolve_xml_entity(name);
    predefined
        .map(str::to_owned)
        .ok_or_else(|| format!("the entity `&{name};` is not one that XML predefines"))
}

impl<'t, 'a> Element<'t, 'a> {
    /// Its name without prefix.
    pub(super) fn name(&self) -> &'t str {
        self.start.local_name().into_inner()
    }

    /// The value of the attribute of that name, prefixes left aside; `None` if it is absent or blank.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        let found = attributes
            .find_map(|attribute| attribute.ok().filter(|it| it.key.local_name().into_inner() == name))?;
        let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// Its attributes with their full names, declarations of namespaces left out.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'t str, Cow<'t, str>)> + use<'t, 'a> {
        let attributes = self.start.attributes().filter_map(Result::ok);
        attributes.filter_map(|attribute| {
            let name = attribute.key.into_inner();
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
            (!name.starts_with("xmlns")).then_some((name, value))
        })
    }

    /// The namespace that its own declarations put it into; `None` if it has none.
    pub(super) fn namespace(&self) -> Option<String> {
        let prefix = self.start.name().prefix().map(Prefix::into_inner);
        let declaration = prefix.map_or("xmlns".to_owned(), |prefix| format!("xmlns:{prefix}"));
        let mut attributes = self.start.attributes().filter_map(Result::ok);
        let found = attributes.find(|attribute| attribute.key.into_inner() == declaration)?;
        Some(found.value.into_owned())
    }

    /// What it holds, in order.
    pub(super) fn children(&self) -> impl Iterator<Item = Child<'t, 'a>> + use<'t, 'a> {
        let (tree, end) = (self.tree, self.tree.nodes[self.idx].end);
        let mut idx = self.idx + 1;
        std::iter::from_fn(move || {
            let node = tree.nodes.get(idx).filter(|_| idx < end)?;
            let child = match &node.content {
                Content::Element(start) => Child::Element(Element { tree, idx, start }),
                Content::Text(text) => Child::Text(text),
            };
            idx = node.end;
            Some(child)
        })
    }

    /// The elements of that name directly in it.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = Element<'t, 'a>> {
        self.children().filter_map(move |child| match child {
            Child::Element(element) if element.name() == name => Some(element),
            _ => None,
        })
    }

    /// The first element at the end of a path of names, parted by slashes.
    pub(super) fn find(&self, path: &str) -> Option<Element<'t, 'a>> {
        path.split('/').try_fold(*self, |element, name| element.all(name).next())
    }

    /// The elements of that name anywhere in it.
    pub(super) fn descendants(&self, name: &str) -> impl Iterator<Item = Element<'t, 'a>> {
        let (tree, inside) = (self.tree, self.idx + 1..self.tree.nodes[self.idx].end);
        inside.filter_map(|idx| tree.element(idx)).filter(move |element| element.name() == name)
    }

    /// Its text and that of all elements in it, runs of white space as one space; `None` if there is none.
    pub(super) fn text(&self) -> Option<String> {
        let inside = &self.tree.nodes[self.idx + 1..self.tree.nodes[self.idx].end];
        let text: String = inside
            .iter()
            .map(|node| match &node.content {
                Content::Text(text) => text,
                Content::Element(_) => " ",
            })
            .collect();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    }

    /// The same with its white space as it is.
    pub(super) fn whole_text(&self) -> String {
        let inside = &self.tree.nodes[self.idx + 1..self.tree.nodes[self.idx].end];
        let texts = inside.iter().filter_map(|node| match &node.content {
            Content::Text(text) => Some(text.as_ref()),
            Content::Element(_) => None,
        });
        texts.collect()
    }
}
