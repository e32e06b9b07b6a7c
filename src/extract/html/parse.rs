//! HTML text to a tree, in time linear in its length whatever the markup.
//!
//! The parser is html5ever, which follows the WHATWG algorithm to the letter. Four kinds of markup cost that
//! algorithm quadratic time or memory, and each is bounded here without changing what an ordinary page becomes:
//!
//! - **depth**: most tags search the stack of open elements. Below [`DEPTH_MAX`] start tags are dropped, block
//!   elements leaving a line break behind;
//! - **formatting elements** left open are built again in every paragraph. A page that so creates far more nodes
//!   than it has tags is parsed a second time without formatting tags, which carry no text;
//! - **attributes** of a tag are compared pairwise: all after [`ATTRIBUTES_MAX`] are cut before parsing;
//! - **repeated `html` and `body` tags** merge their attributes: only the first few do.
//!
//! The tree is an arena of nodes: dropping it does not recurse.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use dom_query::{Document, NodeId};
use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};
use html5ever::{Attribute, QualName, TokenizerResult, local_name};
use memchr::{memchr, memchr_iter};

use super::names;

/// Deepest element that is still built. Pages of the trade stay below 100; browsers stop at 512.
pub(super) const DEPTH_MAX: u32 = 256;

/// Attributes of one tag that are still read.
const ATTRIBUTES_MAX: usize = 1_000;

/// `html` and `body` tags whose attributes are still merged.
const ROOT_TAGS_MAX: u32 = 64;

/// Nodes a page may create before they are compared with its tags, and how many a tag may then account for.
const NODES_FREE: u32 = 10_000;
const NODES_PER_TAG: u32 = 3;

/// The tree of a page. Scripting counts as on, as in a browser: `noscript` holds text that nobody sees.
pub(super) fn parse(html: &str) -> Document {
    let html = cut_attribute_floods(html);
    parse_guarded(&html, true)
        .or_else(|| parse_guarded(&html, false))
        .expect("a page without formatting elements creates no node twice")
}

/// The tree, or `None` when formatting elements multiplied its nodes.
fn parse_guarded(html: &str, formatting: bool) -> Option<Document> {
    let options = TreeBuilderOpts { scripting_enabled: true, ..TreeBuilderOpts::default() };
    let sink = DepthSink::default();
    let guard = Guard {
        builder: TreeBuilder::new(sink, options),
        formatting,
        tags: Cell::new(0),
        blown: Cell::new(false),
    };
    let tokenizer = Tokenizer::new(guard, Default::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    let guard = tokenizer.sink;
    if guard.blown.get() { None } else { Some(guard.builder.sink.finish()) }
}

/// Stands between tokenizer and tree builder and holds back what would cost too much.
struct Guard {
    builder: TreeBuilder<Handle, DepthSink>,
    formatting: bool,
    tags: Cell<u32>,
    blown: Cell<bool>,
}

impl TokenSink for Guard {
    type Handle = Handle;

    fn process_token(&self, mut token: Token, line_number: u64) -> TokenSinkResult<Handle> {
        if self.blown.get() && !matches!(token, Token::EOFToken) {
            return TokenSinkResult::Continue;
        }
        if let Token::TagToken(tag) = &mut token {
            self.tags.set(self.tags.get().saturating_add(1));
            let name: &str = &tag.name;
            if !self.formatting && names::is_formatting(name) {
                return TokenSinkResult::Continue;
            }
            let too_deep = self.builder.sink.depth.get() >= DEPTH_MAX;
            if too_deep && tag.kind == TagKind::StartTag && !names::is_leaf(name) {
                if !names::is_block(name) {
                    return TokenSinkResult::Continue;
                }
                tag.name = local_name!("br");
                tag.attrs.clear();
            }
        }
        let result = self.builder.process_token(token, line_number);
        let allowed = NODES_FREE.saturating_add(self.tags.get().saturating_mul(NODES_PER_TAG));
        if self.formatting && self.builder.sink.n_elements() > allowed {
            self.blown.set(true);
        }
        result
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// A node, and where its depth is kept; [`Handle::LEAF`] for what has no children of its own.
#[derive(Clone, Copy)]
struct Handle {
    id: NodeId,
    slot: u32,
}

impl Handle {
    const LEAF: u32 = u32::MAX;

    fn leaf(id: NodeId) -> Self {
        Self { id, slot: Self::LEAF }
    }
}

/// dom_query's document as the parser's sink, and the depth at which the next element would stand.
struct DepthSink {
    doc: Document,
    /// Depth of every element by slot; slot 0 is the document.
    depths: RefCell<Vec<u32>>,
    depth: Cell<u32>,
    root_tags: Cell<u32>,
}

impl Default for DepthSink {
    fn default() -> Self {
        let (depths, depth) = (RefCell::new(vec![0]), Cell::new(0));
        Self { doc: Document::default(), depths, depth, root_tags: Cell::new(0) }
    }
}

impl DepthSink {
    fn n_elements(&self) -> u32 {
        u32::try_from(self.depths.borrow().len()).unwrap_or(u32::MAX)
    }

    fn depth_of(&self, handle: &Handle) -> u32 {
        self.depths.borrow().get(handle.slot as usize).copied().unwrap_or(0)
    }

    /// Notes that `child` now stands at `depth`, which is where the parser goes on.
    fn enter(&self, child: &NodeOrText<Handle>, depth: u32) {
        let NodeOrText::AppendNode(child) = child else { return };
        if let Some(kept) = self.depths.borrow_mut().get_mut(child.slot as usize) {
            *kept = depth;
            self.depth.set(depth);
        }
    }
}

fn bare(child: NodeOrText<Handle>) -> NodeOrText<NodeId> {
    match child {
        NodeOrText::AppendNode(handle) => NodeOrText::AppendNode(handle.id),
        NodeOrText::AppendText(text) => NodeOrText::AppendText(text),
    }
}

impl TreeSink for DepthSink {
    type Handle = Handle;
    type Output = Document;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Document {
        self.doc
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { id: self.doc.get_document(), slot: 0 }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> Ref<'a, QualName> {
        self.doc.elem_name(&target.id)
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> Handle {
        let leaf = names::is_void(&name.local);
        let id = self.doc.create_element(name, attrs, flags);
        if leaf {
            return Handle::leaf(id);
        }
        let slot = self.n_elements();
        self.depths.borrow_mut().push(0);
        Handle { id, slot }
    }

    fn create_comment(&self, _text: StrTendril) -> Handle {
        Handle::leaf(self.doc.create_comment(StrTendril::new()))
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> Handle {
        Handle::leaf(self.doc.create_pi(target, data))
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.enter(&child, self.depth_of(parent) + 1);
        self.doc.append(&parent.id, bare(child));
    }

    fn append_based_on_parent_node(&self, element: &Handle, prev: &Handle, child: NodeOrText<Handle>) {
        self.enter(&child, self.depth_of(element).max(self.depth_of(prev) + 1));
        self.doc.append_based_on_parent_node(&element.id, &prev.id, bare(child));
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        self.enter(&child, self.depth_of(sibling));
        self.doc.append_before_sibling(&sibling.id, bare(child));
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.doc.append_doctype_to_document(name, public_id, system_id);
    }

    fn pop(&self, node: &Handle) {
        if node.slot != Handle::LEAF {
            self.depth.set(self.depth_of(node).saturating_sub(1));
        }
    }

    fn get_template_contents(&self, target: &Handle) -> Handle {
        Handle { id: self.doc.get_template_contents(&target.id), slot: target.slot }
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.id == y.id
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.doc.set_quirks_mode(mode);
    }

    fn add_attrs_if_missing(&self, target: &Handle, attrs: Vec<Attribute>) {
        self.root_tags.set(self.root_tags.get() + 1);
        if self.root_tags.get() <= ROOT_TAGS_MAX {
            self.doc.add_attrs_if_missing(&target.id, attrs);
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.doc.remove_from_parent(&target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        self.doc.reparent_children(&node.id, &new_parent.id);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &Handle) -> bool {
        self.doc.is_mathml_annotation_xml_integration_point(&handle.id)
    }
}

/// The page with every tag cut short after [`ATTRIBUTES_MAX`] places where an attribute can begin.
fn cut_attribute_floods(html: &str) -> Cow<'_, str> {
    let bytes = html.as_bytes();
    let mut kept = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = memchr(b'<', &bytes[at..]) {
        let start = at + found + 1;
        let name_start = start + usize::from(bytes.get(start) == Some(&b'/'));
        match bytes.get(name_start) {
            Some(byte) if byte.is_ascii_alphabetic() => {
                let (cut, end) = scan_tag(bytes, name_start);
                if cut < end {
                    kept.push_str(&html[copied..cut]);
                    copied = end;
                }
                at = if start == name_start { after_raw_text(bytes, start, end) } else { end };
            }
            Some(b'!') if bytes[start..].starts_with(b"!--") => at = after(bytes, start + 3, b"-->"),
            Some(b'!' | b'?') => at = after(bytes, start, b">"),
            _ => at = start,
        }
    }
    if copied == 0 {
        return Cow::Borrowed(html);
    }
    kept.push_str(&html[copied..]);
    Cow::Owned(kept)
}

/// Where the tag whose name begins at `from` has had enough attributes, and where its `>` is (or the text ends).
fn scan_tag(bytes: &[u8], from: usize) -> (usize, usize) {
    let mut attributes = 0;
    let mut cut = None;
    let mut after_equals = false;
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => break,
            b'"' | b'\'' if after_equals => {
                at += 1 + memchr(byte, &bytes[at + 1..]).unwrap_or(bytes.len() - at - 1);
                attributes += 1;
            }
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/' => attributes += 1,
            _ => {}
        }
        after_equals = byte == b'=' || (after_equals && byte.is_ascii_whitespace());
        at += 1;
        if attributes > ATTRIBUTES_MAX && byte.is_ascii() {
            cut.get_or_insert(at);
        }
    }
    let end = at.min(bytes.len());
    (cut.unwrap_or(end).min(end), end)
}

/// Where to go on after a start tag: past the raw text of elements that hold no tags.
fn after_raw_text(bytes: &[u8], name_start: usize, tag_end: usize) -> usize {
    const RAW: [&str; 5] = ["script", "style", "textarea", "title", "iframe"];
    let name_is = |name: &&str| {
        let end = name_start + name.len();
        bytes.get(name_start..end).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
            && !bytes.get(end).is_some_and(u8::is_ascii_alphanumeric)
    };
    let Some(name) = RAW.iter().find(|name| name_is(name)) else { return tag_end };
    memchr_iter(b'<', &bytes[tag_end..])
        .map(|found| tag_end + found)
        .find(|&at| {
            let rest = &bytes[at + 1..];
            rest.first() == Some(&b'/')
                && rest.get(1..=name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        })
        .unwrap_or(bytes.len())
}

fn after(bytes: &[u8], from: usize, needle: &[u8]) -> usize {
    memchr::memmem::find(&bytes[from..], needle).map_or(bytes.len(), |found| from + found + needle.len())
}
