//! What a value of a record says: a text, a name, an outlet, addresses, a body.
//!
//! A value of the wrong type is as good as none, and so is what programs write for a missing one (`""`, `"None"`,
//! `"null"`). Objects and arrays stand for the text inside them, which is how schema.org and ninjs name people,
//! organisations and places.

use std::borrow::Cow;

use url::Url;

use super::record::Value;
use crate::document::Markup;

/// Addresses kept of those that a record says it is based on.
const BASED_ON_MAX: usize = 64;

/// The text that a value is, or that the object or the first fitting entry of the array holds.
pub(super) fn text_of<'r>(value: &'r Value<'_>) -> Option<Cow<'r, str>> {
    /// Where schema.org, ninjs, JSON-LD and content systems keep the text of an object.
    const KEYS: [&str; 9] =
        ["name", "value", "@value", "rendered", "headline", "byline", "@id", "url", "$date"];
    match value {
        Value::Text(_) => string_of(value).map(Cow::Borrowed),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::List(entries) => main_first(entries).find_map(text_of),
        Value::Object(_) => KEYS.iter().filter_map(|key| value.get(key)).find_map(text_of),
        Value::Null | Value::Bool(_) => None,
    }
}

/// The text that a value is as an id. A number beyond 64 bits is none: it was rounded when it was read, and two that
/// differ would be one.
pub(super) fn id_of(value: &Value<'_>) -> Option<String> {
    const EXACT_MAX: f64 = (1_u64 << f64::MANTISSA_DIGITS) as f64;
    match value {
        Value::Number(number) if number.is_f64() && number.as_f64()?.abs() >= EXACT_MAX => None,
        _ => text_of(value).map(Cow::into_owned),
    }
}

/// The entries of a list, those whose role is `main` (ninjs 2 and 3) before all others.
fn main_first<'r, 'v>(entries: &'r [Value<'v>]) -> impl Iterator<Item = &'r Value<'v>> {
    let is_main = |entry: &&Value<'_>| entry.get("role").and_then(string_of) == Some("main");
    entries.iter().filter(is_main).chain(entries.iter().filter(move |entry| !is_main(entry)))
}

/// The string, unless it stands for a missing value.
pub(super) fn string_of<'r>(value: &'r Value<'_>) -> Option<&'r str> {
    let Value::Text(text) = value else { return None };
    let text = text.trim();
    (!matches!(text, "" | "None" | "null")).then_some(text)
}

/// The texts of all entries, as bylines are given; a single text as it is.
pub(super) fn names_of(value: &Value<'_>) -> Option<String> {
    let Value::List(entries) = value else { return text_of(value).map(Cow::into_owned) };
    let names: Vec<_> = entries.iter().filter_map(text_of).collect();
    (!names.is_empty()).then(|| names.join("; "))
}

/// The name of an outlet. An address stands for its host if it is that of a site, and for no outlet if it is that of
/// a page: trafilatura's `source` is the article's address, newspaper's `source_url` the site's.
pub(super) fn outlet_of(value: &Value<'_>) -> Option<String> {
    let text = text_of(value)?;
    if !is_address(&text) {
        return Some(text.into_owned());
    }
    let url = Url::parse(&text).ok()?;
    let is_site = url.path() == "/" && url.query().is_none();
    is_site.then(|| url.host_str().map(str::to_owned)).flatten()
}

pub(super) fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// The primary subtag of a language tag, in lower case.
pub(super) fn language_of(value: &Value<'_>) -> Option<String> {
    let text = text_of(value)?;
    let primary = text.split(['-', '_']).next()?;
    let is_subtag =
        (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_subtag.then(|| primary.to_ascii_lowercase())
}

/// The body of the wanted markup: a string is of either, as its field says; of objects with a `contenttype` (ninjs)
/// the first that fits, one whose role is `main` before all others; what content systems call `rendered` is HTML.
pub(super) fn body_of<'r>(value: &'r Value<'_>, markup: Markup) -> Option<&'r str> {
    match value {
        Value::Text(text) => Some(text),
        Value::List(entries) => {
            let mut objects = main_first(entries).filter(|entry| matches!(entry, Value::Object(_)));
            objects.find_map(|entry| body_of(entry, markup))
        }
        Value::Object(_) => {
            let content_type = ["contenttype", "contentType"]
                .iter()
                .find_map(|name| value.get(name))
                .and_then(string_of)
                .unwrap_or("text/plain");
            let own_markup = if content_type.contains("html") { Markup::Html } else { Markup::Plain };
            let body = if own_markup == markup { value.get("value") } else { None };
            let rendered = if markup == Markup::Html { value.get("rendered") } else { None };
            match body.or(rendered)? {
                Value::Text(text) => Some(text),
                _ => None,
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// Addresses and ids, given as a string, an object with one, or an array of either.
pub(super) fn links_of<'r>(value: &'r Value<'_>) -> Vec<&'r str> {
    match value {
        Value::List(entries) => entries.iter().flat_map(links_of).take(BASED_ON_MAX).collect(),
        Value::Object(_) => {
            let keys = ["url", "@id", "uri"];
            keys.iter().filter_map(|key| value.get(key)).find_map(string_of).into_iter().collect()
        }
        _ => string_of(value).into_iter().collect(),
    }
}
