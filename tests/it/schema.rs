//! The JSON Schema that the command prints, against reports, against the types, and against what the documentation explains.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::{Value, json};
use wireprint::relation::{Extent, Relation};
use wireprint::report::schema::JSON_SCHEMA;

use crate::folder::{Folder, LIGHTHOUSE, ORCHARD, record};
use crate::run::run;

fn schema() -> Value {
    serde_json::from_str(JSON_SCHEMA).unwrap()
}

fn validator() -> jsonschema::Validator {
    jsonschema::draft202012::new(&schema()).unwrap()
}

/// The report of the tuned corpus, scanned once.
fn scanned() -> &'static Value {
    static REPORT: OnceLock<Value> = OnceLock::new();
    REPORT.get_or_init(|| {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/tuned");
        let run = run(&corpus, &["scan", "articles"]).exits(0);
        serde_json::from_slice(&run.stdout).unwrap()
    })
}

#[track_caller]
fn assert_fits(report: &Value) {
    let errors: Vec<String> =
        validator().iter_errors(report).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn the_command_prints_the_schema() {
    let printed = run(Folder::new().path(), &["schema"]).exits(0);
    assert_eq!(printed.stdout_text(), JSON_SCHEMA);
}

#[test]
fn reports_fit_the_schema() {
    assert_fits(scanned());
    let report = |folder: &Folder, args: &[&str]| -> Value {
        let args: Vec<&str> = ["scan", "."].iter().chain(args).copied().collect();
        serde_json::from_slice(&run(folder.path(), &args).exits(0).stdout).unwrap()
    };
    assert_fits(&report(&Folder::new(), &[]));
    let hostile = Folder::new()
        .file("a\"b\u{202e}.txt", LIGHTHOUSE)
        .file("=1+1.txt", LIGHTHOUSE)
        .file("empty.txt", "")
        .file("binary.txt", [0u8, 1, 2, 255])
        .file("short.txt", "Two words.")
        .file("broken.jsonl", record("x\u{0}y", LIGHTHOUSE) + "{\"id\":\n" + &record("x\u{0}y", ORCHARD))
        .file("broken.txt.gz", "no gzip");
    assert_fits(&report(&hostile, &["--within", "3", "--across-sources"]));
    assert_fits(&report(&hostile, &["--profile", "ocr"]));
}

#[test]
fn a_damaged_report_does_not_fit() {
    let validator = validator();
    let damages: [(&str, Value); 12] = [
        ("/schema_version", json!("2")),
        ("/parameters/fingerprint", json!("none")),
        ("/parameters/profile", json!("paper")),
        ("/summary/pairs", json!(-1)),
        ("/summary/pairs_by_relation", json!({"copy": 3})),
        ("/documents/0/copied_share", json!(1.2)),
        ("/documents/0/main_text/0", json!([1, 2, 3])),
        ("/documents/0/title", json!(["two", "titles"])),
        ("/clusters/0/documents", json!(["alone"])),
        ("/pairs/0/relation", json!("template")),
        ("/pairs/0/passages/0/words", Value::Null),
        ("/overlaps/0/relation", json!("reprint")),
    ];
    for (place, value) in damages {
        let mut report = scanned().clone();
        *report.pointer_mut(place).unwrap() = value;
        assert!(!validator.is_valid(&report), "{place}");
    }
    for (object, key) in
        [("", "skipped"), ("/summary", "funnel"), ("/documents/0", "id"), ("/pairs/0", "coverage_a")]
    {
        let mut report = scanned().clone();
        report.pointer_mut(object).unwrap().as_object_mut().unwrap().shift_remove(key).unwrap();
        assert!(!validator.is_valid(&report), "{object}/{key}");
    }
}

/// A schema's own part and those that it refers to.
fn parts<'s>(schema: &'s Value, of: &'s Value) -> Vec<&'s Value> {
    let mut parts = vec![of];
    if let Some(reference) = of["$ref"].as_str() {
        parts.extend(self::parts(schema, schema.pointer(&reference[1..]).unwrap()));
    }
    for key in ["allOf", "anyOf"] {
        parts.extend(of[key].as_array().into_iter().flatten().flat_map(|part| self::parts(schema, part)));
    }
    parts
}

/// Compares the keys of every object in a report with the properties of the schema; collects the objects that were seen.
fn walk(schema: &Value, of: &Value, value: &Value, seen: &mut BTreeSet<String>) {
    let parts = parts(schema, of);
    if let Some(object) = value.as_object() {
        let described = parts.iter().find(|part| part["required"].is_array());
        let Some(described) = described else { return };
        let keys: BTreeSet<&str> = object.keys().map(String::as_str).collect();
        let properties = described["properties"].as_object().unwrap();
        let required: BTreeSet<&str> =
            described["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let known: BTreeSet<&str> = properties.keys().map(String::as_str).collect();
        assert!(required.is_subset(&keys) && keys.is_subset(&known), "{keys:?} of {known:?}");
        seen.insert(described["description"].to_string());
        for (key, value) in object {
            walk(schema, &properties[key], value, seen);
        }
    }
    let items = parts.iter().find_map(|part| part.get("items"));
    for entry in value.as_array().into_iter().flatten() {
        walk(schema, items.unwrap(), entry, seen);
    }
}

/// Every object that the schema describes, with its properties.
fn objects<'s>(of: &'s Value, found: &mut Vec<&'s Value>) {
    if of["required"].is_array() {
        found.push(of);
    }
    match of {
        Value::Object(object) => object.values().for_each(|value| objects(value, found)),
        Value::Array(array) => array.iter().for_each(|value| objects(value, found)),
        _ => {}
    }
}

/// A report that was refiltered by every filter at once.
fn refiltered() -> Value {
    let texts = ["a.txt", "b.txt"].map(|name| (name, format!("By Ann Lee\n\nCARROW (AP) - {LIGHTHOUSE}")));
    let [(a, text_a), (b, text_b)] = texts;
    let meta = |id: &str, source: &str, text: &str| {
        json!({"id": id, "source": source, "date": "2026-03-05", "language": "en", "text": text}).to_string()
            + "\n"
    };
    let folder =
        Folder::new().file("in.jsonl", meta(a, "Vale Post", &text_a) + &meta(b, "Harbour Mail", &text_b));
    run(folder.path(), &["scan", "in.jsonl", "-q", "-o", "r.json"]).exits(0);
    let flags = "--min-coverage 0.1 --min-shared-words 1 --min-jaccard 0.1 --min-longest-passage 1 --relation reprint \
        --extent identical --across-sources --from 2026-01-01 --to 2026-12-31 --within 3 --language en --agency AP \
        --credited no";
    let args = ["refilter", "r.json", "--source", "Vale Post"].into_iter().chain(flags.split_whitespace());
    serde_json::from_slice(&run(folder.path(), &args.collect::<Vec<_>>()).exits(0).stdout).unwrap()
}

#[test]
fn the_schema_has_every_field_of_a_report_and_no_other() {
    let schema = schema();
    let mut seen = BTreeSet::new();
    walk(&schema, &schema, scanned(), &mut seen);
    let refiltered = refiltered();
    assert_fits(&refiltered);
    walk(&schema, &schema, &refiltered, &mut seen);
    let filters = &schema["properties"]["parameters"]["properties"]["refiltered"]["properties"];
    let given = refiltered["parameters"]["refiltered"].as_object().unwrap();
    assert_eq!(given.keys().collect::<Vec<_>>(), filters.as_object().unwrap().keys().collect::<Vec<_>>());
    let mut described = Vec::new();
    objects(&schema, &mut described);
    let described: BTreeSet<String> =
        described.iter().map(|object| object["description"].to_string()).collect();
    assert_eq!(seen, described);
}

#[test]
fn the_schema_has_every_relation_and_extent() {
    let schema = schema();
    let names = |place: &str| -> Vec<&str> {
        schema.pointer(place).unwrap().as_array().unwrap().iter().filter_map(Value::as_str).collect()
    };
    let of = |wanted: fn(Relation) -> bool| -> BTreeSet<&str> {
        Relation::ALL.into_iter().filter(|relation| wanted(*relation)).map(Relation::as_str).collect()
    };
    let set = |place| names(place).into_iter().collect::<BTreeSet<&str>>();
    assert_eq!(set("/$defs/pair/properties/relation/enum"), of(Relation::is_listed));
    assert_eq!(set("/properties/pairs/items/properties/relation/enum"), of(Relation::is_pair));
    assert_eq!(set("/properties/overlaps/items/properties/relation/enum"), of(Relation::is_overlap));
    assert_eq!(names("/$defs/pair/properties/extent/enum"), Extent::ALL.map(Extent::as_str));
}

#[test]
fn the_documentation_explains_every_field() {
    let explained = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/report.md")).unwrap();
    let schema = schema();
    let mut described = Vec::new();
    objects(&schema, &mut described);
    for name in described.iter().flat_map(|object| object["properties"].as_object().unwrap().keys()) {
        let is_named =
            [format!("`{name}`"), format!(".{name}`")].iter().any(|quoted| explained.contains(quoted));
        assert!(is_named, "docs/report.md does not explain `{name}`");
    }
}
