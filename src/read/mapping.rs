//! One record to a document: which value becomes the body, which the metadata. What a value says is told by `values`.

use std::borrow::Cow;

use super::ReadOptions;
use super::fields::{Field, Names};
use super::limits::exceeds;
use super::record::{Record, Value, is_short, without_lone_surrogates};
use super::roots::folder_of;
use super::values::{
    body_of, id_of, is_address, language_of, links_of, names_of, outlet_of, string_of, text_of,
};
use crate::date::DocDate;
use crate::date::printed::printed_date;
use crate::document::{Document, Markup, Metadata};
use crate::error::{Skip, SkipReason};
use crate::hash::content_hash;

/// Where a record stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin<'a> {
    /// Id of the file that the record is in.
    pub(super) file_id: &'a str,
    /// What stands before the number: `:` where it counts lines, `#` where it counts records.
    pub(super) mark: char,
    /// Its number in the file, from 1.
    pub(super) number: u64,
    /// Whether it is all the file holds, so that the file's id can be its own.
    pub(super) is_whole_file: bool,
}

impl Origin<'_> {
    /// A skip of this record, by its own id where it has one: the id stays the same when lines change places. Else by
    /// its place, as `feed.jsonl:7` or `feed.json#7`.
    pub(super) fn skip(self, id: Option<&str>, reason: SkipReason, detail: String) -> Skip {
        let place = || format!("{}{}{}", self.file_id, self.mark, self.number);
        Skip { path: id.map_or_else(place, str::to_owned), reason, detail }
    }
}

/// The document that the record `json` describes.
///
/// # Errors
/// A skip that names the record's place: malformed JSON, no text, text of white space only, too long a text.
pub(super) fn document_of_record(
    json: &str,
    origin: Origin<'_>,
    names: &Names<'_>,
    options: &ReadOptions,
) -> Result<Document, Skip> {
    let error = match Record::parse(json, names) {
        Ok(record) => return map_record(record, origin, names, options),
        Err(error) => error,
    };
    if let Some(repaired) = without_lone_surrogates(json)
        && let Ok(record) = Record::parse(&repaired, names)
    {
        return map_record(record, origin, names, options);
    }
    Err(origin.skip(None, SkipReason::MalformedRecord, without_line(&error)))
}

/// The message of the parser with the column alone: its line is the record's own.
fn without_line(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rsplit_once(" at line ") {
        Some((what, _)) => format!("{what} at column {}", error.column()),
        None => message,
    }
}

/// The document that a record describes, whatever format it was written in.
///
/// # Errors
/// As [`document_of_record`].
pub(super) fn map_record(
    record: Record<'_>,
    origin: Origin<'_>,
    names: &Names<'_>,
    options: &ReadOptions,
) -> Result<Document, Skip> {
    let fields = Fields { record: &record, names };
    let url = fields.url();
    let own_id = fields.values(Field::Id).find_map(id_of).or_else(|| url.clone());
    let own_id = own_id.or_else(|| origin.is_whole_file.then(|| origin.file_id.to_owned()));
    let skip = |reason, detail: &str| origin.skip(own_id.as_deref(), reason, detail.to_owned());

    let (body, markup) = match fields.body() {
        Body::Found(body, markup) => (body, markup),
        Body::Blank => return Err(skip(SkipReason::Empty, "the text is empty")),
        Body::Missing => return Err(skip(SkipReason::MalformedRecord, "no field holds a text")),
    };
    if body.len() > options.doc_bytes_max {
        let detail = exceeds(body.len() as u64, "document", options.doc_bytes_max);
        return Err(skip(SkipReason::TooLong, &detail));
    }
    let (body, content_hash) = (body.to_owned(), content_hash(body.as_bytes()));
    let mut meta = fields.metadata(url);
    if options.source.is_some() {
        meta.source.clone_from(&options.source);
    }
    let unread_dates = fields.unread_dates(&meta);
    meta.extra = record.into_extra();
    meta.extra.extend(unread_dates);
    let id = own_id.unwrap_or_else(|| content_hash.to_string());
    // One of several records is of whatever outlet: shards of a collection lie in folders, too.
    let folder = if origin.is_whole_file { folder_of(origin.file_id).map(str::to_owned) } else { None };
    Ok(Document { id, body, markup, meta, folder, content_hash })
}

enum Body<'r> {
    Found(&'r str, Markup),
    Blank,
    Missing,
}

struct Fields<'r, 'a> {
    record: &'r Record<'a>,
    names: &'r Names<'r>,
}

impl<'r, 'a> Fields<'r, 'a> {
    fn values(&self, field: Field) -> impl Iterator<Item = &'r Value<'a>> + use<'r, 'a> {
        self.record.values(field, self.names)
    }

    /// The first value that holds a text.
    fn first(&self, field: Field) -> Option<String> {
        self.values(field).find_map(text_of).map(Cow::into_owned)
    }

    /// Plain text is preferred to markup: it needs no guess at what is main text.
    fn body(&self) -> Body<'r> {
        let plain = self.values(Field::Text).filter_map(|value| body_of(value, Markup::Plain));
        let html = self.values(Field::Html).filter_map(|value| body_of(value, Markup::Html));
        let bodies = plain.map(|text| (text, Markup::Plain)).chain(html.map(|text| (text, Markup::Html)));
        let mut found = Body::Missing;
        for (text, markup) in bodies {
            if !text.trim().is_empty() {
                return Body::Found(text, markup);
            }
            found = Body::Blank;
        }
        found
    }

    fn metadata(&self, url: Option<String>) -> Metadata {
        let based_on = self.values(Field::BasedOn).map(links_of).find(|links| !links.is_empty());
        Metadata {
            title: self.first(Field::Title),
            source: self.values(Field::Source).find_map(outlet_of),
            published: self.date(Field::Published),
            modified: self.date(Field::Modified),
            url,
            language: self.values(Field::Language).find_map(language_of),
            status: self.values(Field::Status).find_map(string_of).map(str::to_owned),
            byline: self.values(Field::Byline).find_map(names_of),
            credit: self.first(Field::Credit),
            dateline: self.first(Field::Dateline),
            version: self.first(Field::Version),
            based_on: based_on.unwrap_or_default().into_iter().map(str::to_owned).collect(),
            extra: serde_json::Map::new(),
        }
    }

    /// The first value that is an address: `uri` and `source` may be something else.
    fn url(&self) -> Option<String> {
        self.values(Field::Url).flat_map(links_of).find(|link| is_address(link)).map(str::to_owned)
    }

    /// The first date that a program wrote, else the first that can be read as people print dates: those often lack the
    /// time, and numbers (`04/03/2026`) mean a day only in the record's own language.
    fn date(&self, field: Field) -> Option<DocDate> {
        let machine = self.values(field).filter_map(text_of).find_map(|text| DocDate::parse_machine(&text));
        machine.or_else(|| {
            let language = self.values(Field::Language).find_map(language_of);
            self.values(field).filter_map(text_of).find_map(|text| printed_date(&text, language.as_deref()))
        })
    }

    /// What stands under the names of a date that is not known, since none of it can be read: a reader may know better.
    fn unread_dates(&self, meta: &Metadata) -> Vec<(String, serde_json::Value)> {
        let mut unread = Vec::new();
        let dates = [(Field::Published, meta.published), (Field::Modified, meta.modified)];
        let unknown = dates.iter().filter(|(_, date)| date.is_none());
        for place in unknown.flat_map(|(field, _)| self.names.places(*field)) {
            let Some(value) = self.record.at(place) else { continue };
            let text = text_of(value).filter(|text| is_short(text));
            unread.extend(text.map(|text| (self.names.name_of(place), text.into())));
        }
        unread
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::fields::FieldMap;
    use super::*;

    fn map_with(json: &str, options: &ReadOptions) -> Result<Document, Skip> {
        let origin = Origin { file_id: "a.jsonl", mark: ':', number: 7, is_whole_file: false };
        document_of_record(json, origin, &Names::new(&options.fields), options)
    }

    fn map(json: serde_json::Value) -> Document {
        map_with(&json.to_string(), &ReadOptions::default()).unwrap()
    }

    fn check_skip(json: &str, path: &str, reason: SkipReason, detail: &str) {
        let options = ReadOptions { doc_bytes_max: 100, ..ReadOptions::default() };
        let skip = map_with(json, &options).unwrap_err();
        assert_eq!((skip.path.as_str(), skip.reason, skip.detail.as_str()), (path, reason, detail), "{json}");
    }

    /// Checks one piece of metadata, found by `get`, for each record, to which a text is added.
    fn check(get: fn(&Document) -> Option<String>, cases: &[(serde_json::Value, Option<&str>)]) {
        for (record, expected) in cases {
            let mut record = record.clone();
            record["text"] = "Words.".into();
            assert_eq!(get(&map(record.clone())).as_deref(), *expected, "{record}");
        }
    }

    fn check_body(record: serde_json::Value, body: &str, markup: Markup) {
        let document = map(record);
        assert_eq!((document.body.as_str(), document.markup), (body, markup));
        assert_eq!(document.content_hash, content_hash(body.as_bytes()));
    }

    #[test]
    fn id_is_the_records_own_else_its_address_else_its_hash() {
        let hash = content_hash(b"Words.").to_string();
        check(
            |document| Some(document.id.clone()),
            &[
                (json!({"id": "a-1", "url": "https://example.com/a"}), Some("a-1")),
                (json!({"id": 17}), Some("17")),
                (json!({"id": null, "guid": "tag:example.com,2024:1"}), Some("tag:example.com,2024:1")),
                (json!({"url": "https://example.com/a"}), Some("https://example.com/a")),
                (json!({"id": "", "fingerprint": "abc"}), Some(&hash)),
                (json!({"id": u64::MAX}), Some("18446744073709551615")),
                (json!({"id": 1e300, "guid": "a-2"}), Some("a-2")),
                (json!({"id": 2.5}), Some("2.5")),
                (json!({"id": true}), Some(&hash)),
            ],
        );
    }

    #[test]
    fn source_tells_outlets_from_addresses() {
        check(
            |document| document.meta.source.clone(),
            &[
                (json!({"source": "Reuters", "publisher": {"name": "Other"}}), Some("Reuters")),
                (json!({"source": "https://example.com/a", "source-hostname": "Example"}), Some("Example")),
                (json!({"source": "https://example.com/a", "hostname": "example.com"}), Some("example.com")),
                (json!({"source": "https://example.com/a"}), None),
                (json!({"source_url": "https://edition.example.com"}), Some("edition.example.com")),
                (json!({"source_domain": "example.com"}), Some("example.com")),
                (json!({"publisher": {"@type": "Organization", "name": "The Wire"}}), Some("The Wire")),
                (json!({"infosources": [{"name": "dpa"}]}), Some("dpa")),
                (json!({"source": "None"}), None),
            ],
        );
    }

    #[test]
    fn address_is_found_under_its_many_names() {
        let address = "https://example.com/a";
        let names = ["url", "uri", "source", "canonicalurl", "link", "mainEntityOfPage"];
        for name in names {
            check(|document| document.meta.url.clone(), &[(json!({name: address}), Some(address))]);
        }
        let object = json!({"mainEntityOfPage": {"@id": address, "name": "Page"}, "uri": "urn:newsml:1"});
        check(|document| document.meta.url.clone(), &[(object, Some(address))]);
    }

    #[test]
    fn text_fields_of_each_schema_are_mapped() {
        check(
            |document| document.meta.title.clone(),
            &[
                (json!({"headline": "Storm"}), Some("Storm")),
                (json!({"headlines": [{"role": "main", "value": "Storm"}]}), Some("Storm")),
                (
                    json!({"headlines": [{"role": "short", "value": "Sea"}, {"role": "main", "value": "Storm"}]}),
                    Some("Storm"),
                ),
                (json!({"headlines": [{"role": "short", "value": "Sea"}]}), Some("Sea")),
                (json!({"title": {"rendered": "Storm"}}), Some("Storm")),
                (json!({"title": ["", "Storm"]}), Some("Storm")),
                (json!({"title": {"unknown": 1}}), None),
            ],
        );
        check(
            |document| document.meta.byline.clone(),
            &[
                (json!({"authors": ["A. One", "B. Two"]}), Some("A. One; B. Two")),
                (json!({"author": {"@type": "Person", "name": "A. One"}}), Some("A. One")),
                (json!({"author": [{"name": "A. One"}, {"name": "B. Two"}]}), Some("A. One; B. Two")),
                (json!({"author": "A. One; B. Two"}), Some("A. One; B. Two")),
                (json!({"authors": []}), None),
            ],
        );
        check(
            |document| document.meta.language.clone(),
            &[
                (json!({"inLanguage": "en-GB"}), Some("en")),
                (json!({"language": "PT_br"}), Some("pt")),
                (json!({"language": "English", "meta_lang": "en"}), Some("en")),
            ],
        );
        check(
            |document| document.meta.status.clone(),
            &[(json!({"pubstatus": "withheld"}), Some("withheld")), (json!({"status": 200}), None)],
        );
        check(|document| document.meta.version.clone(), &[(json!({"version": 2}), Some("2"))]);
        check(|document| document.meta.credit.clone(), &[(json!({"creditline": "AP"}), Some("AP"))]);
        check(
            |document| document.meta.dateline.clone(),
            &[(json!({"locationCreated": {"name": "PARIS"}}), Some("PARIS"))],
        );
    }

    #[test]
    fn dates_are_the_first_that_can_be_parsed() {
        let published = |document: &Document| document.meta.published.map(|date| date.to_string());
        check(
            published,
            &[
                (json!({"date_publish": "2024-03-05 10:00:00"}), Some("2024-03-05T10:00:00")),
                (json!({"date": "None", "publish_date": "2024-03-05"}), Some("2024-03-05")),
                (json!({"date": 1_709_632_800}), Some("2024-03-05T10:00:00Z")),
                (json!({"date": 20_240_305}), Some("2024-03-05")),
                (
                    json!({"firstcreated": "2024-03-05T10:00:00Z", "versioncreated": "2024-03-06"}),
                    Some("2024-03-05T10:00:00Z"),
                ),
                (json!({"filedate": "2024-03-05"}), None),
                (
                    json!({"published": "5 March 2024", "date": "2024-03-05T10:00Z"}),
                    Some("2024-03-05T10:00:00Z"),
                ),
            ],
        );
        let modified = |document: &Document| document.meta.modified.map(|date| date.to_string());
        check(modified, &[(json!({"versioncreated": "2024-03-06"}), Some("2024-03-06"))]);
    }

    #[test]
    fn dates_are_read_as_people_print_them() {
        let published = |document: &Document| document.meta.published.map(|date| date.to_string());
        check(
            published,
            &[
                (json!({"published": "March 4, 2026"}), Some("2026-03-04")),
                (json!({"published": "March 4, 2026, 2:05 p.m. EST"}), Some("2026-03-04T14:05:00-05:00")),
                (json!({"published": "4 mars 2026"}), Some("2026-03-04")),
                (json!({"published": "4. März 2026"}), Some("2026-03-04")),
                (json!({"published": "2026年3月4日"}), Some("2026-03-04")),
                (json!({"published": "4.3.2026"}), Some("2026-03-04")),
                (json!({"published": "04/13/2026"}), Some("2026-04-13")),
                (json!({"published": "04/03/2026", "language": "fr"}), Some("2026-03-04")),
                (json!({"published": "04/03/2026", "language": "en"}), None),
                (json!({"published": "04/03/2026"}), None),
                (json!({"published": "March 2026"}), None),
            ],
        );
        let modified = |document: &Document| document.meta.modified.map(|date| date.to_string());
        check(modified, &[(json!({"modified": "4 marzo 2026"}), Some("2026-03-04"))]);
    }

    #[test]
    fn dates_that_cannot_be_read_are_kept_under_their_names() {
        let extra = |record: serde_json::Value| serde_json::Value::from(map(record).meta.extra);
        assert_eq!(
            extra(json!({"text": "Words.", "published": "04/03/2026", "updated": "last week"})),
            json!({"published": "04/03/2026", "updated": "last week"})
        );
        assert_eq!(
            extra(json!({"text": "Words.", "meta": {"pubDate": "spring 2026"}})),
            json!({"pubDate": "spring 2026"})
        );
        let read_or_missing =
            json!({"text": "Words.", "published": "March 4, 2026", "date": "None", "updated": null});
        assert_eq!(extra(read_or_missing), json!({}));
    }

    #[test]
    fn based_on_takes_addresses_in_every_form() {
        let based_on = |document: &Document| Some(document.meta.based_on.join(" "));
        check(
            based_on,
            &[
                (json!({"isBasedOn": "https://a.com/1"}), Some("https://a.com/1")),
                (json!({"isBasedOn": {"@id": "https://a.com/1"}}), Some("https://a.com/1")),
                (
                    json!({"isBasedOn": [{"url": "https://a.com/1"}, "urn:2", 3]}),
                    Some("https://a.com/1 urn:2"),
                ),
                (json!({"isPartOf": "https://a.com/1", "associations": {"uri": "urn:2"}}), Some("")),
            ],
        );
    }

    #[test]
    fn plain_text_is_preferred_to_markup() {
        check_body(json!({"html": "<p>One</p>", "text": "One"}), "One", Markup::Plain);
        check_body(json!({"body_html": "<p>One</p>", "text": ""}), "<p>One</p>", Markup::Html);
        check_body(json!({"articleBody": "One\r\n\"two\""}), "One\r\n\"two\"", Markup::Plain);
        check_body(json!({"content": {"rendered": "<p>One</p>"}}), "<p>One</p>", Markup::Html);
        let html = json!({"contenttype": "text/html", "value": "<p>One</p>"});
        let plain = json!({"contenttype": "text/plain", "value": "One"});
        check_body(json!({"bodies": [html]}), "<p>One</p>", Markup::Html);
        check_body(json!({"bodies": [html, plain]}), "One", Markup::Plain);
        let summary = json!({"role": "summary", "contenttype": "text/plain", "value": "Short"});
        let main = json!({"role": "main", "contentType": "text/plain", "value": "One"});
        check_body(json!({"bodies": [summary, main]}), "One", Markup::Plain);
        check_body(
            json!({"bodies": [{"contentType": "text/html", "value": "<p>One</p>"}]}),
            "<p>One</p>",
            Markup::Html,
        );
    }

    #[test]
    fn nested_metadata_fill_what_the_record_lacks() {
        let record = json!({"metadata": {"url": "https://a.com/1", "date": "2024-03-05", "dump": "CC", "id": "inner"},
            "text": "Words.", "id": "outer", "score": 0.5});
        let document = map(record);
        assert_eq!((document.id.as_str(), document.meta.url.as_deref()), ("outer", Some("https://a.com/1")));
        assert!(document.meta.published.is_some());
        assert_eq!(serde_json::Value::from(document.meta.extra), json!({"score": 0.5, "dump": "CC"}));
    }

    #[test]
    fn ninjs_of_every_version_is_mapped() {
        let shared = json!({"uri": "urn:harbour:17", "firstcreated": "2024-03-05T07:30:00Z", "embargoed": "2024-03-05T12:00:00Z",
            "versioncreated": "2024-03-06T09:00:00Z", "pubstatus": "usable", "language": "en-GB", "version": "2",
            "ednote": "not to be printed", "copyrightholder": "Harbour Wire", "located": "CARROW"});
        let first = json!({"byline": "Dora Quill", "headline": "Light returns", "body_text": "Words.", "provider": {"name": "Harbour Wire"}});
        let later = json!({"by": "Dora Quill", "headlines": [{"role": "main", "value": "Light returns"}],
            "bodies": [{"role": "main", "contenttype": "text/plain", "value": "Words."}], "infosources": [{"name": "Harbour Wire"}]});
        for own in [first, later] {
            let mut item = shared.clone();
            item.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
            let Document { id, body, meta, .. } = map(item);
            assert_eq!((id.as_str(), body.as_str()), ("urn:harbour:17", "Words."));
            let texts = [
                meta.title,
                meta.byline,
                meta.source,
                meta.credit,
                meta.dateline,
                meta.version,
                meta.language,
                meta.status,
            ];
            let expected = [
                "Light returns",
                "Dora Quill",
                "Harbour Wire",
                "Harbour Wire",
                "CARROW",
                "2",
                "en",
                "usable",
            ];
            assert_eq!(texts, expected.map(|text| Some(text.to_owned())));
            let dates = [meta.published, meta.modified].map(|date| date.map(|date| date.to_string()));
            assert_eq!(
                dates.each_ref().map(Option::as_deref),
                [Some("2024-03-05T07:30:00Z"), Some("2024-03-06T09:00:00Z")]
            );
            assert_eq!(serde_json::Value::from(meta.extra), json!({"embargoed": "2024-03-05T12:00:00Z"}));
        }
    }

    #[test]
    fn users_names_and_source_override() {
        let mut fields = FieldMap::default();
        fields.insert("html", "data.page").unwrap();
        fields.insert("id", "nr").unwrap();
        let options = ReadOptions { fields, source: Some("Mine".to_owned()), ..ReadOptions::default() };
        let json = r#"{"data": {"page": "<p>One</p>"}, "nr": 5, "id": "x", "text": "Other", "source": "AP"}"#;
        let document = map_with(json, &options).unwrap();
        assert_eq!((document.id.as_str(), document.body.as_str()), ("5", "<p>One</p>"));
        assert_eq!((document.markup, document.meta.source.as_deref()), (Markup::Html, Some("Mine")));
    }

    #[test]
    fn users_path_may_lead_into_metadata() {
        let mut fields = FieldMap::default();
        fields.insert("text", "metadata.summary").unwrap();
        let options = ReadOptions { fields, ..ReadOptions::default() };
        let document = map_with(r#"{"metadata": {"summary": "One", "id": "x"}}"#, &options).unwrap();
        assert_eq!((document.id.as_str(), document.body.as_str()), ("x", "One"));
    }

    #[test]
    fn lone_surrogates_lose_one_character_not_the_record() {
        let json = r#"{"text": "before \ud83d after \ud83d\ude00"}"#;
        let document = map_with(json, &ReadOptions::default()).unwrap();
        assert_eq!(document.body, "before \u{fffd} after 😀");
    }

    #[test]
    fn records_without_a_usable_text_are_skipped_by_their_id_else_by_their_place() {
        use SkipReason::{Empty, MalformedRecord, TooLong};
        let long = format!(r#"{{"id": "x", "text": "{}"}}"#, "word ".repeat(30));
        check_skip(&long, "x", TooLong, "150 bytes exceeds the document limit of 100 bytes");
        check_skip(r#"{"id": "x", "text": " \n"}"#, "x", Empty, "the text is empty");
        check_skip(r#"{"id": "x", "text": 5}"#, "x", MalformedRecord, "no field holds a text");
        let cut = "EOF while parsing a string at column 13";
        check_skip(r#"{"text": "cut"#, "a.jsonl:7", MalformedRecord, cut);
        let list = "invalid type: sequence, expected a JSON object at column 0";
        check_skip("[1]", "a.jsonl:7", MalformedRecord, list);
        let twice = "trailing characters at column 17";
        check_skip(r#"{"text": "one"} {}"#, "a.jsonl:7", MalformedRecord, twice);
    }

    proptest! {
        #[test]
        fn mapping_never_panics(
            key in prop::sample::select(vec!["text", "bodies", "source", "metadata", "date", "isBasedOn", "other"]),
            value in r#"[\[\]{}",:0-9a-z\\ud8é ]{0,40}"#,
        ) {
            let options = ReadOptions::default();
            let _ = map_with(&format!(r#"{{"text": "Words.", "{key}": {value}}}"#), &options);
            let _ = map_with(&format!(r#"{{"text": "Words.", "{key}": "{value}"}}"#), &options);
            let _ = map_with(&value, &options);
        }
    }
}
