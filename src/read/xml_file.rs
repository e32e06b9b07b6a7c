//! A file of XML to documents: its root element and the namespace of that tell the format.

use super::ReadOptions;
use super::alto::text_of_alto;
use super::block::{article, document, undecoded};
use super::encoding::{self, Hint};
use super::fields::Names;
use super::limits::exceeds;
use super::mapping::{Origin, map_record};
use super::newsml::{Entries, class_of_item, entries_of_item, entries_of_nitf};
use super::record::Record;
use super::xml::{Child, Element, Tree};
use crate::document::{Document, Markup};
use crate::error::{Skip, SkipReason};

type Found = Result<Document, Skip>;

/// Adds the documents of the file called `id`, or a skip.
pub(super) fn xml_file(
    id: &str,
    bytes: &[u8],
    names: &Names<'_>,
    options: &ReadOptions,
    found: &mut Vec<Found>,
) {
    let skip = |reason, detail| Err(Skip { path: id.to_owned(), reason, detail });
    let decoded = match encoding::decode(bytes, Hint::Html) {
        Ok(decoded) => decoded,
        Err(reason) => return found.push(Err(undecoded(id, bytes, reason))),
    };
    let tree = match Tree::parse(&decoded.text) {
        Ok(tree) => tree,
        Err(detail) => return found.push(skip(SkipReason::MalformedRecord, detail)),
    };
    let Some(root) = tree.root() else { return };
    let whole = Origin { file_id: id, mark: '#', number: 1, is_whole_file: true };
    match (root.name(), root.namespace().as_deref()) {
        ("newsItem", namespace) if is_of(namespace, "iptc.org/std/nar") => {
            found.push(item(root, whole, names, options));
        }
        ("newsMessage", namespace) if is_of(namespace, "iptc.org/std/nar") => {
            let items = root.find("itemSet").into_iter().flat_map(|set| set.children().collect::<Vec<_>>());
            let items = items.filter_map(|child| match child {
                Child::Element(element) => Some(element),
                _ => None,
            });
            let n_before = found.len();
            for (news_item, number) in items.zip(1..) {
                let origin = Origin { number, is_whole_file: false, ..whole };
                found.push(item(news_item, origin, names, options));
            }
            if found.len() == n_before {
                found.push(skip(SkipReason::Empty, "holds no item".to_owned()));
            }
        }
        ("packageItem" | "conceptItem" | "knowledgeItem" | "planningItem" | "catalogItem", namespace)
            if is_of(namespace, "iptc.org/std/nar") =>
        {
            found.push(item(root, whole, names, options));
        }
        ("nitf", namespace) if is_of(namespace, "nitf") => {
            found.push(map(entries_of_nitf(root), whole, names, options));
        }
        ("alto", namespace) if is_of(namespace, "alto") => found.push(page(root, id, bytes, options)),
        ("html", namespace) if is_of(namespace, "xhtml") => {
            found.push(match exceeding(bytes.len(), options) {
                Some(detail) => skip(SkipReason::TooLong, detail),
                None => article(id, Markup::Html, bytes, options),
            });
        }
        (other, _) => {
            let detail = format!("XML with the root `{other}` is not read");
            found.push(skip(SkipReason::UnsupportedType, detail));
        }
    }
}

/// Whether a root's namespace is the one wanted. Many files declare none.
fn is_of(namespace: Option<&str>, wanted: &str) -> bool {
    namespace.is_none_or(|namespace| namespace.to_ascii_lowercase().contains(wanted))
}

fn item(item: Element<'_, '_>, origin: Origin<'_>, names: &Names<'_>, options: &ReadOptions) -> Found {
    if item.name() != "newsItem" {
        let detail = format!("a `{}`, which holds no text of an article", item.name());
        let own_id =
            item.attribute("guid").or_else(|| origin.is_whole_file.then(|| origin.file_id.to_owned()));
        return Err(origin.skip(own_id.as_deref(), SkipReason::UnsupportedType, detail));
    }
    let entries = entries_of_item(item);
    let has_body = entries.iter().any(|(key, _)| key.starts_with("body_"));
    match class_of_item(item) {
        Some(class) if !has_body => {
            let own_id = item.attribute("guid");
            let detail = format!("an item of class `{class}` without a text of its own");
            Err(origin.skip(own_id.as_deref(), SkipReason::UnsupportedType, detail))
        }
        _ => map(entries, origin, names, options),
    }
}

fn map(entries: Entries, origin: Origin<'_>, names: &Names<'_>, options: &ReadOptions) -> Found {
    map_record(Record::of_entries(entries, names), origin, names, options)
}

/// A scanned page.
fn page(alto: Element<'_, '_>, id: &str, bytes: &[u8], options: &ReadOptions) -> Found {
    let skip = |reason, detail| Err(Skip { path: id.to_owned(), reason, detail });
    match text_of_alto(alto) {
        None => skip(SkipReason::Empty, "no text on the page".to_owned()),
        Some(text) => match exceeding(text.len(), options) {
            Some(detail) => skip(SkipReason::TooLong, detail),
            None => Ok(document(id, text, Markup::Plain, bytes, options)),
        },
    }
}

fn exceeding(n_bytes: usize, options: &ReadOptions) -> Option<String> {
    let limit = options.doc_bytes_max;
    (n_bytes > limit).then(|| exceeds(n_bytes as u64, "document", limit))
}
