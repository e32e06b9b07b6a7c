//! What a page says of itself: JSON-LD, `meta` and `link` elements, and marked elements of the text.
//!
//! Sources are asked in the order of how carefully outlets fill them; the first that answers wins. Dates of
//! comments, teasers and clocks are never asked for: only `time` elements of the article itself count.

use dom_query::{Element, NodeRef};
use url::Url;

use super::json_ld::{self, LinkedData};
use super::names::Hint;
use super::survey::attr;
use crate::date::DocDate;
use crate::document::Metadata;

/// Scripts, headings and bylines looked at: a page that has more is not helped by the rest.
const CANDIDATES_MAX: usize = 32;

/// Longest byline or headline, in bytes, taken from the text.
const LINE_BYTES_MAX: usize = 300;

/// What `meta`, `link`, `title`, `script` and `html` elements say, in document order.
#[derive(Default)]
pub(super) struct HeadTags {
    metas: Vec<(String, String)>,
    linked_data: Vec<String>,
    canonical: Option<String>,
    title: Option<String>,
    language: Option<String>,
}

impl HeadTags {
    /// Notes what one element says.
    pub(super) fn element(&mut self, name: &str, element: &Element, node: &NodeRef<'_>) {
        match name {
            "meta" => self.meta(element),
            "link" => {
                let is_canonical =
                    attr(element, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"));
                if is_canonical && self.canonical.is_none() {
                    self.canonical = attr(element, "href").and_then(absolute);
                }
            }
            "title" if self.title.is_none() => self.title = line(&node.text()),
            "html" if self.language.is_none() => {
                self.language =
                    attr(element, "lang").or_else(|| attr(element, "xml:lang")).and_then(language_code);
            }
            "script" if self.linked_data.len() < CANDIDATES_MAX => {
                let kind = attr(element, "type").unwrap_or("").to_ascii_lowercase();
                if kind.starts_with("application/ld+json") {
                    self.linked_data.push(node.text().to_string());
                }
            }
            _ => {}
        }
    }

    fn meta(&mut self, element: &Element) {
        let key = ["property", "name", "itemprop", "http-equiv"].iter().find_map(|key| attr(element, key));
        let (Some(key), Some(content)) = (key, attr(element, "content").and_then(line)) else { return };
        self.metas.push((key.trim().to_ascii_lowercase(), content));
    }

    fn meta_of(&self, keys: &[&str]) -> Option<&str> {
        keys.iter().find_map(|key| {
            self.metas.iter().find(|(name, _)| name == key).map(|(_, content)| content.as_str())
        })
    }

    fn date_of(&self, keys: &[&str]) -> Option<DocDate> {
        keys.iter().find_map(|key| stated_date(self.meta_of(&[key])?))
    }
}

/// What marked elements of the visible text say: the first of each kind that is not part of a widget.
#[derive(Default)]
pub(super) struct BodyTags {
    headline: Option<String>,
    byline: Option<String>,
    published: Option<DocDate>,
    modified: Option<DocDate>,
    time: Option<DocDate>,
    candidates: usize,
}

/// Where an element of the text stands.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) hint: Option<Hint>,
    /// In a widget, a comment or a caption.
    pub(super) apart: bool,
    pub(super) in_article: bool,
}

impl BodyTags {
    /// Notes what one element says.
    pub(super) fn element(&mut self, name: &str, element: &Element, node: &NodeRef<'_>, place: Place) {
        if place.apart {
            return;
        }
        let property = attr(element, "itemprop").unwrap_or("");
        let stated = || attr(element, "datetime").or_else(|| attr(element, "content")).and_then(stated_date);
        match property {
            "datePublished" if self.published.is_none() => self.published = stated(),
            "dateModified" if self.modified.is_none() => self.modified = stated(),
            _ => {}
        }
        let beside_article = place.in_article || self.headline.is_some();
        if name == "time" && property.is_empty() && self.time.is_none() && beside_article {
            self.time = stated();
        }
        let is_byline = place.hint == Some(Hint::Byline)
            || property == "author"
            || attr(element, "rel") == Some("author");
        let wanted = if name == "h1" { self.headline.is_none() } else { is_byline && self.byline.is_none() };
        if !wanted || self.candidates >= CANDIDATES_MAX {
            return;
        }
        self.candidates += 1;
        let found = line(&node.text()).filter(|text| text.len() <= LINE_BYTES_MAX);
        if name == "h1" { self.headline = found } else { self.byline = found }
    }
}

/// All of it as one set of metadata. `lines` are the first short lines of the page's text.
pub(super) fn merge(head: &HeadTags, body: &BodyTags, lines: &[&str]) -> Metadata {
    let ld = json_ld::article(&head.linked_data);
    let source = ld
        .publisher
        .clone()
        .or_else(|| head.meta_of(&["og:site_name", "application-name", "dc.publisher"]).map(str::to_owned));
    let social_url = head.meta_of(&["og:url"]).and_then(absolute);
    let mut based_on = ld.based_on.clone();
    let credits =
        head.metas.iter().filter(|(name, _)| name == "syndication-source" || name == "original-source");
    based_on.extend(credits.map(|(_, content)| content.clone()));
    if let (Some(canonical), Some(own)) = (&head.canonical, &social_url)
        && !same_site(canonical, own)
    {
        based_on.push(canonical.clone());
    }
    let mut seen = Vec::new();
    based_on.retain(|address| {
        !seen.contains(address) && {
            seen.push(address.clone());
            true
        }
    });
    Metadata {
        title: title(&ld, head, body, source.as_deref(), lines),
        published: published(&ld, head, body),
        modified: modified(&ld, head, body),
        url: head.canonical.clone().or(social_url).or_else(|| ld.url.as_deref().and_then(absolute)),
        language: language(&ld, head),
        byline: byline(&ld, head, body),
        source,
        status: ld.status,
        credit: ld.credit,
        dateline: ld.dateline,
        version: ld.version,
        based_on,
        extra: serde_json::Map::new(),
    }
}

fn title(
    ld: &LinkedData,
    head: &HeadTags,
    body: &BodyTags,
    source: Option<&str>,
    lines: &[&str],
) -> Option<String> {
    let social =
        || head.meta_of(&["og:title", "dc.title", "twitter:title"]).map(|title| without_site(title, source));
    let tag = || {
        let title = head.title.as_deref()?;
        let printed = title_parts(title).into_iter().find(|part| lines.contains(part)).map(str::to_owned);
        printed.or_else(|| Some(without_site(title, source)))
    };
    ld.headline.clone().or_else(social).or_else(|| body.headline.clone()).or_else(tag)
}

fn published(ld: &LinkedData, head: &HeadTags, body: &BodyTags) -> Option<DocDate> {
    const KEYS: [&str; 22] = [
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "parsely-pub-date",
        "sailthru.date",
        "article.published",
        "publish-date",
        "publish_date",
        "published_date",
        "publication_date",
        "pubdate",
        "dc.date.issued",
        "dcterms.issued",
        "dcterms.created",
        "dc.date.created",
        "dc.date",
        "dcterms.date",
        "article:published",
        "cxenseparse:recs:publishtime",
        "weibo:article:create_at",
        "date",
        "published",
    ];
    let named = ["article:published_time", "og:article:published_time"];
    ld.published
        .or_else(|| head.date_of(&named))
        .or(body.published)
        .or_else(|| head.date_of(&KEYS))
        .or(body.time)
}

fn modified(ld: &LinkedData, head: &HeadTags, body: &BodyTags) -> Option<DocDate> {
    const KEYS: [&str; 8] = [
        "article:modified_time",
        "og:updated_time",
        "datemodified",
        "dcterms.modified",
        "dc.date.modified",
        "article.updated",
        "last-modified",
        "lastmod",
    ];
    ld.modified.or_else(|| head.date_of(&KEYS)).or(body.modified)
}

fn language(ld: &LinkedData, head: &HeadTags) -> Option<String> {
    let named = || head.meta_of(&["og:locale", "content-language", "dc.language", "language", "inlanguage"]);
    head.language.clone().or_else(|| ld.language.as_deref().or_else(named).and_then(language_code))
}

fn byline(ld: &LinkedData, head: &HeadTags, body: &BodyTags) -> Option<String> {
    let keys = [
        "author",
        "parsely-author",
        "sailthru.author",
        "dc.creator",
        "dcterms.creator",
        "byl",
        "article:author",
    ];
    let named = || {
        let mut values = keys.iter().filter_map(|key| head.meta_of(&[key]));
        values.find(|value| absolute(value).is_none()).map(str::to_owned)
    };
    ld.byline.clone().or_else(named).or_else(|| body.byline.clone())
}

/// The address, if it is an absolute one of the web.
pub(super) fn absolute(address: &str) -> Option<String> {
    let address = address.trim();
    let url = Url::parse(address).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then(|| address.to_owned())
}

/// A date in a machine's format or, as many pages have it, in words.
pub(super) fn stated_date(text: &str) -> Option<DocDate> {
    DocDate::parse_stated(text, None)
}

/// Whether two addresses belong to one site: equal hosts, or one a subdomain of the other.
fn same_site(a: &str, b: &str) -> bool {
    let host = |address: &str| {
        let url = Url::parse(address).ok()?;
        let host = url.host_str()?.trim_start_matches("www.").to_ascii_lowercase();
        Some(["m.", "amp."].iter().find_map(|prefix| host.strip_prefix(prefix)).unwrap_or(&host).to_owned())
    };
    let (Some(a), Some(b)) = (host(a), host(b)) else { return true };
    a == b || a.ends_with(&format!(".{b}")) || b.ends_with(&format!(".{a}"))
}

/// The primary subtag of a language tag, lower-case.
pub(super) fn language_code(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_', ',']).next()?;
    let is_code = (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_code.then(|| primary.to_ascii_lowercase())
}

/// The text on one line, entities that were escaped twice decoded; `None` when nothing is left.
pub(super) fn line(text: &str) -> Option<String> {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let may_hold_entity = joined.len() <= 10_000 && joined.contains('&') && joined.contains(';');
    let decoded = if may_hold_entity { decode_entities(&joined) } else { joined };
    (!decoded.is_empty()).then_some(decoded)
}

fn decode_entities(text: &str) -> String {
    let escaped = text.replace('<', "&lt;");
    super::parse::parse(&escaped).text().trim().to_owned()
}

/// What stands between headline and site name in a page title.
const SEPARATORS: [&str; 8] = [" | ", " :: ", " » ", " — ", " – ", " - ", " · ", " • "];

/// A title without what stands before its first or after its last separator.
fn title_parts(title: &str) -> Vec<&str> {
    let tails = SEPARATORS.iter().filter_map(|separator| title.split_once(separator).map(|(_, tail)| tail));
    let heads = SEPARATORS.iter().filter_map(|separator| title.rsplit_once(separator).map(|(head, _)| head));
    heads.chain(tails).map(str::trim).filter(|part| part.split_whitespace().nth(1).is_some()).collect()
}

/// A page title without the name of the site at either end.
fn without_site(title: &str, source: Option<&str>) -> String {
    let is_source = |part: &str| source.is_some_and(|source| part.trim().eq_ignore_ascii_case(source));
    let last = SEPARATORS.iter().filter_map(|separator| Some((title.rfind(separator)?, *separator))).max();
    let first = SEPARATORS.iter().filter_map(|separator| Some((title.find(separator)?, *separator))).min();
    if let (Some((start, _)), Some((at, separator))) = (first, first)
        && is_source(&title[..start])
    {
        return title[at + separator.len()..].trim().to_owned();
    }
    let Some((at, separator)) = last else { return title.to_owned() };
    let (head, tail) = (&title[..at], &title[at + separator.len()..]);
    let looks_like_site = matches!(separator, " | " | " :: " | " » ") || tail.split_whitespace().count() <= 3;
    let keep = !is_source(tail) && (source.is_some() || !looks_like_site || head.chars().count() < 20);
    if keep { title.to_owned() } else { head.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn site_name_is_taken_off_a_page_title() {
        let check = |title: &str, source: Option<&str>, expected: &str| {
            assert_eq!(without_site(title, source), expected);
        };
        check("Dam breaks in valley - The Daily Post", Some("The Daily Post"), "Dam breaks in valley");
        check("The Daily Post | Dam breaks in valley", Some("The Daily Post"), "Dam breaks in valley");
        check("Dam breaks in the upper valley | Daily Post", None, "Dam breaks in the upper valley");
        check("Dam breaks - and holds", Some("The Daily Post"), "Dam breaks - and holds");
        check(
            "Talks - a long story of what was said there",
            None,
            "Talks - a long story of what was said there",
        );
    }

    #[test]
    fn subdomains_and_mobile_hosts_are_one_site() {
        assert!(same_site("https://www.post.example/a", "https://m.post.example/a"));
        assert!(same_site("https://news.post.example/a", "https://post.example/a"));
        assert!(!same_site("https://post.example/a", "https://otherpost.example/a"));
    }

    #[test]
    fn language_tags_are_cut_to_the_primary_subtag() {
        assert_eq!(language_code("en-GB").as_deref(), Some("en"));
        assert_eq!(language_code("pt_BR").as_deref(), Some("pt"));
        assert_eq!(language_code("english"), None);
    }
}
