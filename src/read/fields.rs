//! The names that others give to our fields, and the places where a record's values are kept by them.
//!
//! The table follows ninjs, schema.org NewsArticle, trafilatura, news-please, newspaper and the field names common in
//! collections of texts. For each field of ours the first name that a record fills wins. Names of properties that
//! hold objects (`publisher`, `author`, `bodies`) stand for the text inside, see `mapping`.

use std::collections::BTreeMap;

use ahash::AHashMap;

use crate::error::{Error, Result};

/// A field of ours.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Field {
    Id,
    Text,
    Html,
    Title,
    Url,
    Source,
    Byline,
    Credit,
    Dateline,
    Published,
    Modified,
    Language,
    Version,
    Status,
    BasedOn,
}

use Field::*;

/// Each field with our name and the names of others, in the order in which they are tried.
const FIELDS: [(Field, &[&str]); 15] = [
    (Id, &["id", "uri", "guid", "@id", "identifier", "filename", "doc-id", "doc_id", "article_id", "_id"]),
    (
        Text,
        &[
            "text",
            "body_text",
            "bodies",
            "articleBody",
            "raw_text",
            "maintext",
            "text_content",
            "body",
            "content",
            "article",
        ],
    ),
    (Html, &["html", "body_html", "body_xhtml", "bodies", "content_html", "raw_html", "content"]),
    (
        Title,
        &["title", "headline", "headlines", "alternativeHeadline", "title_page", "title_rss", "hl1", "name"],
    ),
    (
        Url,
        &[
            "url",
            "canonicalurl",
            "canonical_url",
            "uri",
            "mainEntityOfPage",
            "link",
            "source",
            "@id",
            "original_url",
        ],
    ),
    (
        Source,
        &[
            "source",
            "infosources",
            "infoSources",
            "publisher",
            "sourceOrganization",
            "provider",
            "source-hostname",
            "hostname",
            "sitename",
            "source_domain",
            "source_url",
            "media_name",
            "outlet",
            "publication",
            "series",
        ],
    ),
    (Byline, &["byline", "bylines", "by", "author", "authors", "creator"]),
    (
        Credit,
        &[
            "credit",
            "creditline",
            "creditLine",
            "creditText",
            "copyrightholder",
            "copyrightHolder",
            "copyrightnotice",
            "copyrightNotice",
            "usageterms",
            "usageTerms",
            "license",
        ],
    ),
    (Dateline, &["dateline", "located", "placelines", "locationCreated"]),
    (
        Published,
        &[
            "published",
            "firstcreated",
            "firstCreated",
            "versioncreated",
            "versionCreated",
            "contentcreated",
            "contentCreated",
            "datePublished",
            "dateCreated",
            "date",
            "date_publish",
            "publish_date",
            "date_published",
            "published_at",
            "publishedAt",
            "publication_date",
            "pubDate",
            "pub_date",
        ],
    ),
    (
        Modified,
        &[
            "modified",
            "versioncreated",
            "versionCreated",
            "dateModified",
            "date_modify",
            "date_modified",
            "updated_at",
            "updated",
        ],
    ),
    (Language, &["language", "inLanguage", "meta_lang", "lang"]),
    (Version, &["version"]),
    (Status, &["status", "pubstatus", "pubStatus"]),
    (BasedOn, &["based_on", "isBasedOn", "isBasedOnUrl", "derivedfrom", "derivedFrom"]),
];

/// Objects whose entries stand for fields of the record itself, after the record's own.
const FLATTENED: [&str; 2] = ["metadata", "meta"];

/// Notes to editors, which are not to be published: no field of ours, and not passed through either.
const NOT_PUBLISHED: [&str; 2] = ["ednote", "edNote"];

/// The user's own names for our fields. A field named here is looked up under that name only.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FieldMap {
    theirs: BTreeMap<Field, String>,
}

impl FieldMap {
    /// Reads our field `ours` (`id`, `text`, `html`, `title`, `url`, `source`, `byline`, `credit`, `dateline`,
    /// `published`, `modified`, `language`, `version`, `status`, `based_on`) from the records' field `theirs`; dots
    /// lead into objects (`content.rendered`).
    ///
    /// # Errors
    /// If there is no such field of ours, or `theirs` is empty.
    pub fn insert(&mut self, ours: &str, theirs: &str) -> Result<()> {
        let Some((field, _)) = FIELDS.iter().find(|(_, names)| names[0] == ours) else {
            let fields = FIELDS.map(|(_, names)| names[0]).join(", ");
            let error = Error::usage(format!("`{ours}={theirs}`: there is no field `{ours}`"));
            return Err(error.with_hint(format!("the fields are {fields}")));
        };
        if theirs.is_empty() {
            return Err(Error::usage(format!("`{ours}=`: the name of the records' field is missing")));
        }
        self.theirs.insert(*field, theirs.to_owned());
        Ok(())
    }
}

/// Where the values of each field are found in a record: known keys have a slot each.
pub(super) struct Names<'m> {
    slot_of: AHashMap<&'m str, usize>,
    places: Vec<Vec<Place<'m>>>,
}

/// A slot, and the dotted path inside its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place<'m> {
    pub(super) slot: usize,
    pub(super) inside: Option<&'m str>,
}

impl<'m> Names<'m> {
    pub(super) fn new(user: &'m FieldMap) -> Self {
        let mut names = Self { slot_of: AHashMap::new(), places: vec![Vec::new(); FIELDS.len()] };
        for key in FLATTENED.into_iter().chain(NOT_PUBLISHED) {
            names.slot(key);
        }
        for (field, theirs) in FIELDS {
            // Known names keep their slots even where the user reads another: they are no extra fields.
            let places: Vec<_> =
                theirs.iter().map(|name| Place { slot: names.slot(name), inside: None }).collect();
            names.places[field as usize] = match user.theirs.get(&field) {
                Some(path) => names.places_of_path(path),
                // A body that the user names is the one meant, be it marked up or not.
                None if field == Text && user.theirs.contains_key(&Html) => Vec::new(),
                None => places,
            };
        }
        names
    }

    /// Number of slots that a record needs.
    pub(super) fn n_slots(&self) -> usize {
        self.slot_of.len()
    }

    /// The slot of a known key.
    pub(super) fn slot_of(&self, key: &str) -> Option<usize> {
        self.slot_of.get(key).copied()
    }

    /// Where the field's values are, the preferred place first.
    pub(super) fn places(&self, field: Field) -> &[Place<'m>] {
        &self.places[field as usize]
    }

    /// The name of a place, as a user would write it.
    pub(super) fn name_of(&self, place: &Place<'_>) -> String {
        let key = self.slot_of.iter().find(|(_, slot)| **slot == place.slot).map_or("", |(key, _)| key);
        place.inside.map_or_else(|| key.to_owned(), |inside| format!("{key}.{inside}"))
    }

    /// The slots whose objects stand for fields of the record.
    pub(super) fn flattened(&self) -> [usize; FLATTENED.len()] {
        FLATTENED.map(|key| self.slot_of[key])
    }

    /// The key as it is written, and, if it has dots, the path through objects.
    fn places_of_path(&mut self, path: &'m str) -> Vec<Place<'m>> {
        let mut places = vec![Place { slot: self.slot(path), inside: None }];
        if let Some((first, inside)) = path.split_once('.') {
            places.push(Place { slot: self.slot(first), inside: Some(inside) });
        }
        places
    }

    fn slot(&mut self, key: &'m str) -> usize {
        let next = self.slot_of.len();
        *self.slot_of.entry(key).or_insert(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_ordered_as_the_fields_are() {
        for (at, (field, _)) in FIELDS.iter().enumerate() {
            assert_eq!(*field as usize, at);
        }
    }

    #[test]
    fn unknown_field_is_an_error_that_lists_the_known() {
        let error = FieldMap::default().insert("titel", "headline").unwrap_err();
        assert_eq!(error.to_string(), "`titel=headline`: there is no field `titel`");
        assert!(error.hint().unwrap().contains("id, text, html, title"));
        assert!(FieldMap::default().insert("title", "").is_err());
    }

    #[test]
    fn users_name_replaces_ours_and_dots_lead_inside() {
        let mut user = FieldMap::default();
        user.insert("html", "data.page").unwrap();
        let names = Names::new(&user);
        let data = names.slot_of("data").unwrap();
        assert_eq!(names.places(Html)[1], Place { slot: data, inside: Some("page") });
        assert!(names.places(Text).is_empty() && names.slot_of("text").is_some());
    }
}
