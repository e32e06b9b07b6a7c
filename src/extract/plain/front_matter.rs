//! The metadata block that static site generators put before a Markdown text: YAML between `---`, TOML between `+++`.
//!
//! Only what such blocks hold in practice is read: `key: value`, `key = value`, and lists of one level.

use super::lines;
use crate::date::DocDate;
use crate::document::{Metadata, Span};

/// A fence further down closes something else.
const LINES_MAX: usize = 200;

/// The front matter that `text` begins with, fences included, and what it says; `None` where there is none.
#[must_use]
pub fn front_matter(text: &str) -> Option<(Span, Metadata)> {
    let fence =
        ["---", "+++"].into_iter().find(|fence| text.trim_start_matches('\u{feff}').starts_with(fence))?;
    let head = &text[..floor(text, 100 * LINES_MAX)];
    let lines: Vec<Span> = lines(head).into_iter().map(|line| line.span).take(LINES_MAX).collect();
    let is_fence = |span: &Span| span.of(text).trim_start_matches('\u{feff}') == fence;
    let first = lines.first().filter(|span| is_fence(span))?;
    let close = lines.iter().skip(1).position(is_fence)? + 1;
    let mut meta = Metadata::default();
    let mut key = "";
    let mut n_fields = 0;
    for span in &lines[1..close] {
        let line = span.of(text);
        let item = line.strip_prefix("- ").filter(|_| !key.is_empty());
        let (found, value) = match (item, line.split_once([':', '='])) {
            (Some(item), _) => (key, item),
            (None, Some((found, value))) if is_key(found.trim()) => (found.trim(), value),
            _ => continue,
        };
        key = found;
        n_fields += 1;
        set(&mut meta, &key.to_ascii_lowercase(), value);
    }
    (n_fields > 0).then(|| (Span { start: first.start, end: lines[close].end }, meta))
}

/// The last character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

fn is_key(key: &str) -> bool {
    !key.is_empty()
        && key.len() <= 40
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

fn set(meta: &mut Metadata, key: &str, value: &str) {
    let values = value.trim().trim_start_matches('[').trim_end_matches(']');
    let values: Vec<&str> =
        if value.trim().starts_with('[') { values.split(',').collect() } else { vec![values] };
    let value = values
        .iter()
        .map(|value| unquoted(value))
        .filter(|value| !value.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    if value.is_empty() {
        return;
    }
    let date = || DocDate::parse_stated(&value, None);
    let is_address = value.starts_with("http://") || value.starts_with("https://");
    match key {
        "title" | "headline" => keep_first(&mut meta.title, value),
        "date" | "published" | "pubdate" | "publishdate" | "date_published" => {
            meta.published = meta.published.or(date());
        }
        "updated" | "modified" | "lastmod" | "date_modified" => meta.modified = meta.modified.or(date()),
        "author" | "authors" | "byline" => match &mut meta.byline {
            Some(names) => *names = format!("{names}, {value}"),
            byline => *byline = Some(value),
        },
        "url" | "link" | "permalink" | "canonical" | "canonical_url" | "canonicalurl" if is_address => {
            keep_first(&mut meta.url, value);
        }
        "source" if is_address => keep_first(&mut meta.url, value),
        "source" | "publisher" | "site" | "sitename" | "outlet" | "publication" => {
            keep_first(&mut meta.source, value);
        }
        "lang" | "language" | "locale" => {
            let primary = value.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
            if (2..=3).contains(&primary.len()) {
                keep_first(&mut meta.language, primary);
            }
        }
        "status" => keep_first(&mut meta.status, value),
        "dateline" => keep_first(&mut meta.dateline, value),
        "credit" => keep_first(&mut meta.credit, value),
        _ => {}
    }
}

fn keep_first(field: &mut Option<String>, value: String) {
    field.get_or_insert(value);
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    let inside = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    inside('"').or_else(|| inside('\'')).unwrap_or(value).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_and_toml_are_read() {
        for text in [
            "---\ntitle: \"Dam: it breaks\"\ndate: 2024-03-05\nauthors:\n  - Ann High\n  - Ben Low\nlang: en-GB\nsource: The Post\n---\nBody",
            "+++\ntitle = 'Dam: it breaks'\ndate = 2024-03-05T10:00:00Z\nauthor = [\"Ann High\", \"Ben Low\"]\nlang = \"en\"\nsource = \"The Post\"\n+++\nBody",
        ] {
            let (span, meta) = front_matter(text).unwrap();
            assert_eq!(text[span.range().end..].trim(), "Body");
            assert_eq!(meta.title.as_deref(), Some("Dam: it breaks"));
            assert_eq!(meta.published.unwrap().day.to_string(), "2024-03-05");
            assert_eq!(meta.byline.as_deref(), Some("Ann High, Ben Low"));
            assert_eq!((meta.language.as_deref(), meta.source.as_deref()), (Some("en"), Some("The Post")));
        }
    }

    #[test]
    fn rule_at_the_top_is_no_front_matter() {
        for text in
            ["---\nSome prose that goes on.\n---\n", "---\ntitle: x\n", "text\n---\na: b\n---", "", "---"]
        {
            assert!(front_matter(text).is_none(), "{text}");
        }
    }
}
