//! The article that a page's JSON-LD describes (schema.org).
//!
//! Scripts hold one object, an array or a `@graph`; publishers are often given by reference. Broken JSON is
//! mended where outlets commonly break it (raw line breaks in strings, comments around the script, escaped quotes)
//! and otherwise passed over.

use ahash::AHashMap;
use serde_json::{Deserializer, Value};

use super::meta::{absolute, line, stated_date};
use crate::date::DocDate;

/// Objects of one page that are looked at.
const OBJECTS_MAX: usize = 2_000;

/// What the description says; everything may be missing.
#[derive(Default)]
pub(super) struct LinkedData {
    pub(super) headline: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) url: Option<String>,
    pub(super) published: Option<DocDate>,
    pub(super) modified: Option<DocDate>,
    pub(super) language: Option<String>,
    pub(super) byline: Option<String>,
    pub(super) credit: Option<String>,
    pub(super) dateline: Option<String>,
    pub(super) status: Option<String>,
    pub(super) version: Option<String>,
    pub(super) based_on: Vec<String>,
}

/// The description of the first article in the scripts, else of the page.
pub(super) fn article(scripts: &[String]) -> LinkedData {
    let values: Vec<Value> = scripts.iter().flat_map(|script| values_of(script)).collect();
    let mut objects = Vec::new();
    values.iter().for_each(|value| collect(value, &mut objects));
    let names: AHashMap<&str, &Value> = objects
        .iter()
        .filter_map(|object| Some((object.get("@id")?.as_str()?, object.get("name")?)))
        .collect();
    let ranked = |wanted: &Rank| objects.iter().find(|object| rank(object).as_ref() == Some(wanted));
    let Some(object) = ranked(&Rank::Article).or_else(|| ranked(&Rank::Page)) else {
        return LinkedData::default();
    };
    describe(object, &names)
}

/// The JSON values in a script.
fn values_of(script: &str) -> Vec<Value> {
    let script = script.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_start();
    let read = |text: &str| -> Vec<Value> {
        Deserializer::from_str(text).into_iter().map_while(Result::ok).collect()
    };
    let values = read(script);
    if !values.is_empty() {
        return values;
    }
    let mended: String = script.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let values = read(&mended);
    if values.is_empty() { read(&mended.replace("&quot;", "\"").replace("&#34;", "\"")) } else { values }
}

/// The objects on the top levels: of arrays, graphs, and what a page is about.
fn collect<'a>(value: &'a Value, objects: &mut Vec<&'a Value>) {
    if objects.len() >= OBJECTS_MAX {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, objects)),
        Value::Object(fields) => {
            objects.push(value);
            for key in ["@graph", "mainEntity", "publisher"] {
                if let Some(inner @ (Value::Array(_) | Value::Object(_))) = fields.get(key) {
                    collect(inner, objects);
                }
            }
        }
        _ => {}
    }
}

#[derive(PartialEq, Eq)]
enum Rank {
    Article,
    Page,
}

fn rank(object: &Value) -> Option<Rank> {
    let types = match object.get("@type")? {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        other => vec![other.as_str()?],
    };
    let is_article =
        |name: &&str| name.ends_with("Article") || name.ends_with("Posting") && *name != "JobPosting";
    if types.iter().any(|name| is_article(name) || *name == "Report") {
        Some(Rank::Article)
    } else {
        types.contains(&"WebPage").then_some(Rank::Page)
    }
}

fn describe(object: &Value, names: &AHashMap<&str, &Value>) -> LinkedData {
    let text = |key: &str| object.get(key).and_then(first_text);
    let name = |key: &str| object.get(key).and_then(|value| names_of(value, names).into_iter().next());
    let date = |key: &str| text(key).and_then(|text| stated_date(&text));
    let authors = object.get("author").or_else(|| object.get("creator")).map(|value| names_of(value, names));
    LinkedData {
        headline: text("headline").or_else(|| text("name")),
        publisher: name("publisher").or_else(|| name("sourceOrganization")).or_else(|| name("provider")),
        url: text("url").or_else(|| object.get("mainEntityOfPage").and_then(address)),
        published: date("datePublished").or_else(|| date("dateCreated")),
        modified: date("dateModified"),
        language: text("inLanguage"),
        byline: authors.filter(|names| !names.is_empty()).map(|names| names.join(", ")),
        credit: text("creditText").or_else(|| name("copyrightHolder")),
        dateline: text("dateline"),
        status: text("creativeWorkStatus"),
        version: text("version"),
        based_on: object
            .get("isBasedOn")
            .or_else(|| object.get("isBasedOnUrl"))
            .map(addresses)
            .unwrap_or_default(),
    }
}

/// A string or number, or the first of an array.
fn first_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => line(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => items.iter().find_map(Value::as_str).and_then(line),
        Value::Object(fields) => fields.get("@value").or_else(|| fields.get("name"))?.as_str().and_then(line),
        _ => None,
    }
}

/// The names of persons or organisations, given by name, as objects or by reference.
fn names_of(value: &Value, names: &AHashMap<&str, &Value>) -> Vec<String> {
    match value {
        Value::String(text) => line(text).into_iter().filter(|text| absolute(text).is_none()).collect(),
        Value::Array(items) => {
            let items = items.iter().filter(|item| !item.is_array());
            items.flat_map(|item| names_of(item, names)).collect()
        }
        Value::Object(fields) => {
            let referred = || names.get(fields.get("@id")?.as_str()?).copied();
            fields.get("name").or_else(referred).and_then(first_text).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn address(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => line(text),
        Value::Object(fields) => {
            ["url", "@id", "name"].iter().find_map(|key| fields.get(*key)?.as_str().and_then(line))
        }
        _ => None,
    }
}

fn addresses(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().filter_map(address).collect(),
        other => address(other).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(script: &str) -> LinkedData {
        article(&[script.to_owned()])
    }

    #[test]
    fn article_is_found_in_every_usual_place() {
        let check =
            |script: &str| assert_eq!(read(script).headline.as_deref(), Some("Dam breaks"), "{script}");
        check(r#"{"@type":"NewsArticle","headline":"Dam breaks"}"#);
        check(r#"[{"@type":"Organization","name":"X"},{"@type":["Article"],"headline":"Dam\nbreaks"}]"#);
        check(
            r#"{"@graph":[{"@type":"WebPage","name":"no"},{"@type":"BlogPosting","headline":"Dam breaks"}]}"#,
        );
        check(r#"{"@type":"WebPage","mainEntity":{"@type":"ReportageNewsArticle","headline":"Dam breaks"}}"#);
        check("<!-- {\"@type\":\"Report\",\"headline\":\"Dam\n breaks\"} -->");
        check("{&quot;@type&quot;:&quot;Article&quot;,&quot;headline&quot;:&quot;Dam breaks&quot;}");
        check(r#"{"@type":"WebPage","name":"Dam breaks"}"#);
    }

    #[test]
    fn other_types_and_broken_scripts_say_nothing() {
        for script in
            ["", "{", "[[[[", r#"{"@type":"Recipe","name":"Soup"}"#, "null", r#"{"@type":"JobPosting"}"#]
        {
            assert!(read(script).headline.is_none(), "{script}");
        }
    }

    #[test]
    fn publisher_and_authors_are_found_by_reference() {
        let found = read(
            r##"{"@graph":[{"@type":"NewsArticle","headline":"H","publisher":{"@id":"#o"},
                "author":[{"@id":"#p"},"Ben Low",{"name":"Cy"}],"isBasedOn":[{"url":"https://a.example/1"},"x"]},
                {"@type":"Person","@id":"#p","name":"Ann High"},
                {"@type":"Organization","@id":"#o","name":"The Daily &amp; Post"}]}"##,
        );
        assert_eq!(found.publisher.as_deref(), Some("The Daily & Post"));
        assert_eq!(found.byline.as_deref(), Some("Ann High, Ben Low, Cy"));
        assert_eq!(found.based_on, ["https://a.example/1", "x"]);
    }
}
