//! NewsML-G2 items and NITF stories (IPTC) to records, which are then mapped as those of ninjs are.
//!
//! Of an item the metadata of its management (`itemMeta`), of its content (`contentMeta`) and its rights are taken, and
//! the text that it holds itself: XHTML or NITF (`inlineXML`), or text (`inlineData`). Notes to editors are never read.

use std::borrow::Cow;

use super::record::Value;
use super::xhtml::html_of;
use super::xml::Element;

/// The entries of a record, under the names that ninjs has for them.
pub(super) type Entries = Vec<(Cow<'static, str>, Value<'static>)>;

/// The record of a `newsItem`.
pub(super) fn entries_of_item(item: Element<'_, '_>) -> Entries {
    let mut entries = Entries::new();
    let text = |path: &str| item.find(path).and_then(|element| element.text());
    let named = |path: &str| item.find(path).and_then(name_of);
    let guid = item.attribute("guid");
    let version = item.attribute("version");
    // Later versions have the guid of the first, and are documents of their own.
    let id = guid.as_ref().map(|guid| match version.as_deref() {
        None | Some("1") => guid.clone(),
        Some(version) => format!("{guid}#{version}"),
    });
    let tag = item.find("contentMeta/language").and_then(|language| language.attribute("tag"));
    let language = tag.or_else(|| item.attribute("lang"));
    let created = text("itemMeta/firstCreated").or_else(|| text("contentMeta/contentCreated"));
    let fields = [
        ("id", id),
        ("uri", guid),
        ("version", version),
        ("headline", headline_in(item, language.as_deref()).or_else(|| text("itemMeta/title"))),
        ("byline", joined(&item, "contentMeta", "by")),
        ("creditline", text("contentMeta/creditline")),
        ("copyrightholder", named("rightsInfo/copyrightHolder")),
        ("copyrightnotice", text("rightsInfo/copyrightNotice")),
        ("usageterms", text("rightsInfo/usageTerms")),
        ("infosources", named("contentMeta/infoSource")),
        ("provider", named("itemMeta/provider")),
        ("dateline", text("contentMeta/dateline").or_else(|| named("contentMeta/located"))),
        ("published", created.or_else(|| text("itemMeta/versionCreated"))),
        ("versioncreated", text("itemMeta/versionCreated")),
        ("language", language),
        ("pubstatus", item.find("itemMeta/pubStatus").and_then(code_of)),
        ("embargoed", text("itemMeta/embargoed")),
        ("slugline", text("contentMeta/slugline")),
    ];
    push_all(&mut entries, fields);
    push_links(&mut entries, item);
    for inline in item.find("contentSet").iter().flat_map(|content| content.all("inlineXML")) {
        push_inline_xml(&mut entries, inline);
    }
    for data in item.find("contentSet").iter().flat_map(|content| content.all("inlineData")) {
        let is_html = data.attribute("contenttype").is_some_and(|content_type| content_type.contains("html"));
        let key = if is_html { "body_html" } else { "body_text" };
        push_all(&mut entries, [(key, Some(data.whole_text()))]);
    }
    entries
}

/// Of headlines in several languages that of the item's own, else the first.
fn headline_in(item: Element<'_, '_>, language: Option<&str>) -> Option<String> {
    let primary = |tag: &str| tag.split('-').next().map(str::to_ascii_lowercase);
    let wanted = language.and_then(primary);
    let is_own = |headline: &&Element<'_, '_>| {
        let tag = headline.attribute("lang");
        tag.is_some() && tag.as_deref().and_then(primary) == wanted
    };
    let headlines: Vec<_> = item.find("contentMeta")?.all("headline").collect();
    headlines.iter().find(is_own).or(headlines.first())?.text()
}

/// The class of an item (`text`, `picture`), if it states one.
pub(super) fn class_of_item(item: Element<'_, '_>) -> Option<String> {
    item.find("itemMeta/itemClass").and_then(code_of)
}

/// The record of an `nitf` story.
pub(super) fn entries_of_nitf(nitf: Element<'_, '_>) -> Entries {
    let text = |path: &str| nitf.find(path).and_then(|element| element.text());
    let attribute = |path: &str, name: &str| nitf.find(path).and_then(|element| element.attribute(name));
    let body = |path: &str| nitf.find(path).map(html_of);
    let content = body("body/body.content").map(|html| html + &body("body/body.end").unwrap_or_default());
    let mut entries = Entries::new();
    let fields = [
        ("id", attribute("head/docdata/doc-id", "id-string")),
        ("headline", text("body/body.head/hedline/hl1").or_else(|| text("head/title"))),
        ("byline", joined(&nitf, "body/body.head", "byline")),
        ("dateline", text("body/body.head/dateline")),
        ("source", attribute("head/pubdata", "name").or_else(|| text("body/body.head/distributor"))),
        ("copyrightholder", attribute("head/docdata/doc.copyright", "holder")),
        ("published", attribute("head/docdata/date.issue", "norm")),
        ("language", nitf.attribute("lang")),
        ("body_xhtml", content),
    ];
    push_all(&mut entries, fields);
    entries
}

fn push_all<const N: usize>(entries: &mut Entries, fields: [(&'static str, Option<String>); N]) {
    let present = fields.into_iter().filter_map(|(key, value)| Some((key, value?)));
    entries.extend(present.map(|(key, value)| (Cow::Borrowed(key), Value::Text(Cow::Owned(value)))));
}

/// What the item says that it is made of.
fn push_links(entries: &mut Entries, item: Element<'_, '_>) {
    const RELATIONS: [&str; 3] = ["derivedFrom", "translatedFrom", "evolvedFrom"];
    let links = item.find("itemMeta").into_iter().flat_map(|meta| meta.all("link").collect::<Vec<_>>());
    let from = links.filter(|link| {
        let relation = link.attribute("rel").unwrap_or_default();
        RELATIONS.iter().any(|known| relation.rsplit([':', '/']).next() == Some(known))
    });
    let based_on: Vec<Value<'static>> = from
        .filter_map(|link| link.attribute("href").or_else(|| link.attribute("residref")))
        .map(|link| Value::Text(Cow::Owned(link)))
        .collect();
    if !based_on.is_empty() {
        entries.push((Cow::Borrowed("derivedfrom"), Value::List(based_on)));
    }
}

/// The body of an item, as it stands between the tags; that of NITF brings metadata of its own, which fill what is missing.
fn push_inline_xml(entries: &mut Entries, inline: Element<'_, '_>) {
    if let Some(nitf) = inline.find("nitf") {
        let own_id = |(key, _): &(Cow<'static, str>, _)| key == "id";
        entries.extend(entries_of_nitf(nitf).into_iter().filter(|entry| !own_id(entry)));
    } else {
        push_all(entries, [("body_xhtml", Some(html_of(inline)))]);
    }
}

/// All texts of that name at a path, as several authors are written.
fn joined(element: &Element<'_, '_>, path: &str, name: &str) -> Option<String> {
    let texts: Vec<String> = element.find(path)?.all(name).filter_map(|one| one.text()).collect();
    (!texts.is_empty()).then(|| texts.join("; "))
}

/// The name of a party: written out, else its code.
fn name_of(party: Element<'_, '_>) -> Option<String> {
    let name = party.find("name").and_then(|name| name.text());
    name.or_else(|| party.attribute("literal")).or_else(|| code_of(party))
}

/// The last part of a code (`stat:usable`) or of the address that stands for one.
fn code_of(element: Element<'_, '_>) -> Option<String> {
    let code = element.attribute("qcode").or_else(|| element.attribute("uri"))?;
    code.rsplit([':', '/', '#']).next().filter(|part| !part.is_empty()).map(str::to_owned)
}
