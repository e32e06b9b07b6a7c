//! The page that `scan -o report.html` writes: what it holds, what it admits, that nothing breaks out of it.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::folder::{Folder, LIGHTHOUSE, record};
use crate::run::run;

/// A page, with the JSON report of the same scan.
struct Page {
    html: String,
    report: Value,
}

impl Page {
    /// Scans `input` in the folder `cwd`.
    #[track_caller]
    fn of(cwd: &Path, input: &str) -> Self {
        run(cwd, &["scan", input, "-q", "-o", "r.json", "-o", "r.html"]).exits(0);
        let read = |name: &str| fs::read_to_string(cwd.join(name)).unwrap();
        Self { html: read("r.html"), report: serde_json::from_str(&read("r.json")).unwrap() }
    }

    fn of_corpus() -> Self {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/tuned/articles");
        Self::of(Folder::new().path(), corpus.to_str().unwrap())
    }

    /// What stands in the elements that begin with `start`.
    fn elements<'p>(&'p self, start: &str, end: &str) -> Vec<&'p str> {
        self.html.split(start).skip(1).map(|rest| rest.split(end).next().unwrap()).collect()
    }

    fn head(&self) -> Value {
        let heads = self.elements("<script type=\"application/json\" id=\"head\">", "</script>");
        assert_eq!(heads.len(), 1);
        serde_json::from_str(heads[0]).unwrap()
    }

    /// The entries of a list, unpacked.
    fn list(&self, name: &str) -> Vec<Map<String, Value>> {
        let n_chunks = self.head()["chunks"][name].as_u64().unwrap_or(0);
        (0..n_chunks).flat_map(|n| rows(&self.unpacked(&format!("{name}.{n}")))).collect()
    }

    fn unpacked(&self, id: &str) -> Map<String, Value> {
        let packed = self.elements(&format!("<script type=\"text/plain\" id=\"{id}\">"), "</script>");
        assert_eq!(packed.len(), 1, "{id}");
        let mut json = String::new();
        GzDecoder::new(&*STANDARD.decode(packed[0]).unwrap()).read_to_string(&mut json).unwrap();
        serde_json::from_str(&json).unwrap()
    }
}

/// Columns as rows.
fn rows(columns: &Map<String, Value>) -> Vec<Map<String, Value>> {
    let n_rows = columns.values().next().unwrap().as_array().unwrap().len();
    assert!(columns.values().all(|column| column.as_array().unwrap().len() == n_rows));
    let row = |idx: usize| columns.iter().map(|(name, column)| (name.clone(), column[idx].clone())).collect();
    (0..n_rows).map(row).collect()
}

/// Pairs as the report has them.
fn pairs(page: &Page, name: &str) -> Vec<Value> {
    let id = |number: &Value| {
        number.as_u64().map_or(Value::Null, |number| page.report["documents"][number as usize]["id"].clone())
    };
    let passages = page.list(&format!("{name}_passages"));
    let pair = |(mut pair, passages): (Map<String, Value>, Map<String, Value>)| {
        for side in ["a", "b", "original"] {
            pair[side] = id(&pair[side]);
        }
        let passages = passages["passages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| json!({"a": [p[0], p[1]], "b": [p[2], p[3]], "words": p[4], "similarity": p[5]}));
        pair.insert("passages".to_owned(), passages.collect());
        Value::Object(pair)
    };
    page.list(name).into_iter().zip(passages).map(pair).collect()
}

#[test]
fn the_page_holds_the_whole_report() {
    let page = Page::of_corpus();
    let head = page.head();
    for key in ["schema_version", "generator", "parameters", "summary"] {
        assert_eq!(head[key], page.report[key], "{key}");
    }
    let documents = page.list("documents").into_iter().zip(page.list("details"));
    let documents = documents.map(|(mut document, detail)| {
        let agencies = document.remove("agencies").unwrap();
        assert!(agencies.as_array().unwrap().iter().all(|agency| {
            detail["attributions"].as_array().unwrap().iter().any(|credit| credit["agency"] == *agency)
        }));
        document.extend(detail);
        Value::Object(document)
    });
    assert_eq!(Value::Array(documents.collect()), page.report["documents"]);
    for name in ["clusters", "furniture", "skipped"] {
        let entries = page.list(name).into_iter().map(Value::Object);
        assert_eq!(Value::Array(entries.collect()), page.report[name], "{name}");
    }
    for name in ["pairs", "overlaps"] {
        assert_eq!(Value::Array(pairs(&page, name)), page.report[name], "{name}");
    }
}

#[test]
fn the_page_holds_the_text_of_what_is_related_and_no_other() {
    let page = Page::of_corpus();
    let texts = page.list("texts");
    let held: BTreeSet<u64> = texts.iter().map(|text| text["document"].as_u64().unwrap()).collect();
    let related = ["pairs", "overlaps"].into_iter().flat_map(|name| page.list(name));
    let related: BTreeSet<u64> =
        related.flat_map(|pair| ["a", "b"].map(|side| pair[side].as_u64().unwrap())).collect();
    assert_eq!(held, related);
    assert!(held.len() < page.report["documents"].as_array().unwrap().len());
    for text in &texts {
        let of = &page.report["documents"][text["document"].as_u64().unwrap() as usize];
        let (text, spans) = (text["text"].as_str().unwrap(), of["main_text"].as_array().unwrap());
        let span = |span: &Value| [0, 1].map(|end| span[end].as_u64().unwrap() as usize);
        assert!(spans.iter().map(span).all(|[start, end]| text.get(start..end).is_some()), "{}", of["id"]);
    }
}

#[test]
fn the_policy_admits_the_pages_own_script_and_style_alone() {
    let page = Page::of_corpus();
    let policy = page.elements("http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    let hash = |element: &str| {
        let found = page.elements(&format!("<{element}>"), &format!("</{element}>"));
        assert_eq!(found.len(), 1, "{element}");
        format!("'sha256-{}'", STANDARD.encode(Sha256::digest(found[0])))
    };
    let expected = format!(
        "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'",
        hash("script"),
        hash("style")
    );
    assert_eq!(policy, [expected]);
}

#[test]
fn the_page_loads_nothing() {
    let page = Page::of_corpus();
    for word in [
        " src=",
        "@import",
        "url(",
        "fetch(",
        "XMLHttpRequest",
        "WebSocket",
        "sendBeacon",
        "eval(",
        "import(",
    ] {
        assert!(!page.html.contains(word), "{word}");
    }
    for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "new Function"] {
        assert!(!page.html.contains(word), "{word} would make markup of text");
    }
    // The one address is the name of a vocabulary, which nobody asks for.
    let addresses: Vec<_> =
        page.html.match_indices("://").map(|(at, _)| &page.html[at - 5..at + 22]).collect();
    assert!(addresses.iter().all(|address| address.contains("://www.w3.org/")), "{addresses:?}");
}

#[test]
fn hostile_text_does_not_break_out() {
    let attack = "</script><script>alert(1)</script><!-- <script> \u{2028} \u{0} \u{202e} ]]>";
    let text = format!("{attack}\n\n{LIGHTHOUSE}\n\n{attack}");
    let lines = record(attack, &text) + &record("b", &text);
    let folder = Folder::new().file("in.jsonl", lines).file("</script><b>.txt", "");
    let page = Page::of(folder.path(), ".");
    let clean = Page::of_corpus();
    // However hostile the text, the page has the elements that any other has, and one for each chunk.
    let n_chunks = |page: &Page| {
        let head = page.head();
        let counts = head["chunks"].as_object().unwrap().values().map(|n| n.as_u64().unwrap() as usize);
        counts.sum::<usize>()
    };
    for word in ["<script", "</script", "<!--", "-->"] {
        let n_own = |page: &Page| {
            page.html.matches(word).count() - if word.contains("script") { n_chunks(page) } else { 0 }
        };
        assert_eq!(n_own(&page), n_own(&clean), "{word}");
    }
    assert!(!page.html.contains("alert(1)"));
    let held: Vec<Value> = page.list("texts").iter().map(|text| text["text"].clone()).collect();
    assert!(held.len() == 2 && held.iter().all(|text| text.as_str().unwrap().contains("</script><script>")));
}

#[test]
fn a_parameter_cannot_end_the_element_that_it_stands_in() {
    let page = Page::of_corpus();
    let head = page.elements("<script type=\"application/json\" id=\"head\">", "</script>");
    assert!(!head[0].contains('<'));
}

#[test]
fn the_page_is_the_same_for_any_number_of_threads() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/tuned/articles");
    let folder = Folder::new();
    let page = |threads: &str, name: &str| {
        let args = ["scan", corpus.to_str().unwrap(), "-q", "--threads", threads, "-o", name];
        run(folder.path(), &args).exits(0);
        fs::read(folder.path().join(name)).unwrap()
    };
    assert!(page("1", "one.html") == page("3", "three.html"));
}

#[test]
fn two_documents_are_compared_as_a_page_whether_related_or_not() {
    let folder = Folder::new()
        .file("a.txt", LIGHTHOUSE)
        .file("b.txt", format!("Copied from the coast.\n\n{LIGHTHOUSE}"))
        .file("c.txt", crate::folder::ORCHARD);
    for (other, is_related) in [("b.txt", true), ("c.txt", false)] {
        run(folder.path(), &["compare", "a.txt", other, "-o", "pair.html"]).exits(0);
        let html = fs::read_to_string(folder.path().join("pair.html")).unwrap();
        let page = Page { html, report: Value::Null };
        assert_eq!((page.list("pairs").len(), page.list("texts").len()), (1, 2));
        let passages = page.list("pairs_passages")[0]["passages"].as_array().unwrap().len();
        assert_eq!(passages > 0, is_related);
    }
    let text = run(folder.path(), &["compare", "a.txt", "b.txt", "-o", "pair.txt"]).exits(0);
    assert_eq!(text.stdout_text(), "");
    assert!(fs::read_to_string(folder.path().join("pair.txt")).unwrap().contains("coverage"));
}
