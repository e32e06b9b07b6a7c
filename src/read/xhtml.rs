//! Elements of XML to HTML: XHTML loses its prefixes, and what NITF calls by names of its own is named as HTML does.

use super::xml::{Child, Element};

/// Elements of HTML that have no content and no end tag.
const VOID: [&str; 8] = ["br", "col", "hr", "img", "input", "link", "meta", "wbr"];

/// The element as HTML, with all it holds.
pub(super) fn html_of(element: Element<'_, '_>) -> String {
    let mut html = String::new();
    push(element, &mut html);
    html
}

/// Adds an element. Recursion goes no deeper than a tree may be.
fn push(element: Element<'_, '_>, html: &mut String) {
    let name = match element.name() {
        // What stands beside a picture and is not shown.
        "media-metadata" | "media-reference" | "media-producer" => return,
        "hl2" | "hl1" => "h2",
        "media" => "figure",
        "media-caption" => "figcaption",
        "block" | "body.content" | "body.end" => "div",
        "tagline" => "p",
        "bq" => "blockquote",
        name => name,
    };
    html.push('<');
    html.push_str(name);
    for (key, value) in element.attributes() {
        html.push_str(&format!(" {key}=\"{}\"", quick_xml::escape::escape(value.as_ref())));
    }
    html.push('>');
    if VOID.contains(&name) {
        return;
    }
    for child in element.children() {
        match child {
            Child::Element(element) => push(element, html),
            Child::Text(text) => html.push_str(&quick_xml::escape::partial_escape(text)),
        }
    }
    html.push_str(&format!("</{name}>"));
}
