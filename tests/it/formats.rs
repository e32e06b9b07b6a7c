//! One scan in every format, against the JSON report of the same scan.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;
use wireprint::report::json;
use wireprint::report::schema::Report;

use crate::run::run;

/// The tuned corpus, scanned once into all formats.
struct Formats {
    folder: TempDir,
    report: Report,
}

impl Formats {
    fn get() -> &'static Self {
        static FORMATS: OnceLock<Formats> = OnceLock::new();
        FORMATS.get_or_init(|| {
            let folder = TempDir::new().unwrap();
            let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/tuned/articles");
            let outputs =
                ["r.json", "lines/", "csv:tables/", "pairs.csv", "r.graphml", "r.gexf", "r.md", "r.txt"];
            let lists = ["keep:keep.txt", "drop:drop.txt"];
            let args = outputs.into_iter().chain(lists).flat_map(|output| ["-o", output]);
            let args: Vec<&str> = ["scan", corpus.to_str().unwrap(), "-q"].into_iter().chain(args).collect();
            let scanned = run(folder.path(), &args).exits(0);
            assert_eq!((scanned.stdout_text(), scanned.stderr.as_str()), ("", ""));
            let report = json::read(&fs::read(folder.path().join("r.json")).unwrap()).unwrap();
            Self { folder, report }
        })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }
}

#[test]
fn json_lines_are_the_lists_of_the_report() {
    let formats = Formats::get();
    let whole: Value = serde_json::from_str(&formats.text("r.json")).unwrap();
    for list in ["documents", "clusters", "pairs", "overlaps", "furniture", "skipped"] {
        let lines = formats.text(&format!("lines/{list}.jsonl"));
        let entries: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(Value::Array(entries), whole[list], "{list}");
    }
    let head: Value = serde_json::from_str(&formats.text("lines/summary.json")).unwrap();
    for key in ["schema_version", "generator", "parameters", "summary"] {
        assert_eq!(head[key], whole[key], "{key}");
    }
    assert_eq!(fs::read_dir(formats.path("lines")).unwrap().count(), 7);
}

/// The rows of a table, its names first.
fn rows(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn tables_have_a_row_for_each_entry() {
    let formats = Formats::get();
    let report = &formats.report;
    let n_entries = [
        ("documents", report.documents.len()),
        ("clusters", report.clusters.len()),
        ("pairs", report.pairs.len()),
        ("overlaps", report.overlaps.len()),
        ("furniture", report.furniture.len()),
        ("skipped", report.skipped.len()),
    ];
    for (list, n_entries) in n_entries {
        let rows = rows(&formats.text(&format!("tables/{list}.csv")));
        assert_eq!(rows.len(), n_entries + 1, "{list}");
        assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{list}");
    }
    let pairs = formats.text("pairs.csv");
    assert_eq!(pairs, formats.text("tables/pairs.csv"));
    let rows = rows(&pairs);
    let column = |name: &str| rows[0].iter().position(|column| column == name).unwrap();
    for (row, pair) in rows[1..].iter().zip(&report.pairs) {
        assert_eq!((&row[column("a")], &row[column("b")]), (&pair.a, &pair.b));
        assert_eq!(row[column("coverage_a")].parse().ok(), pair.coverage_a);
        assert_eq!(
            row[column("credited")],
            pair.credited.map(|credited| credited.to_string()).unwrap_or_default()
        );
        let passages: Value = serde_json::from_str(&row[column("passages")]).unwrap();
        assert_eq!(passages, serde_json::to_value(&pair.passages).unwrap());
    }
}

#[test]
fn lists_name_every_document_once_and_keep_one_of_each_cluster() {
    let formats = Formats::get();
    let (keep, drop) = (formats.text("keep.txt"), formats.text("drop.txt"));
    let (keep, drop): (BTreeSet<&str>, BTreeSet<&str>) = (keep.lines().collect(), drop.lines().collect());
    assert!(keep.is_disjoint(&drop) && !drop.is_empty());
    assert_eq!(keep.len() + drop.len(), formats.report.documents.len());
    assert_eq!(keep.len(), formats.report.summary.independent_documents);
    for cluster in &formats.report.clusters {
        let kept: Vec<&String> = cluster.documents.iter().filter(|id| keep.contains(id.as_str())).collect();
        assert_eq!(kept, [&cluster.keep]);
    }
}

#[test]
fn graphs_have_a_node_for_each_related_document_and_an_edge_for_each_pair() {
    let formats = Formats::get();
    let related: BTreeSet<&str> =
        formats.report.pairs.iter().flat_map(|pair| [pair.a.as_str(), pair.b.as_str()]).collect();
    for name in ["r.graphml", "r.gexf"] {
        let graph = formats.text(name);
        assert_eq!(graph.matches("<node ").count(), related.len(), "{name}");
        assert_eq!(graph.matches("<edge ").count(), formats.report.pairs.len(), "{name}");
    }
}

#[test]
fn summaries_name_the_clusters() {
    let formats = Formats::get();
    let cluster = &formats.report.clusters[0];
    for name in ["r.md", "r.txt"] {
        let summary = formats.text(name);
        assert!(summary.contains(&cluster.id) && !summary.contains('\u{1b}'), "{name}");
    }
    assert!(formats.text("r.md").contains(&format!("- Keep: `{}`", cluster.keep)));
}

#[test]
fn a_folder_of_json_lines_is_read_back_as_the_report() {
    let formats = Formats::get();
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/tuned/gold");
    let scores = |report: &str| {
        let args = ["eval", report, "--gold", gold.to_str().unwrap(), "--json"];
        run(formats.folder.path(), &args).exits(0).stdout_text().to_owned()
    };
    assert_eq!(scores("lines"), scores("r.json"));
    fs::create_dir(formats.path("torn")).unwrap();
    for name in ["summary.json", "documents.jsonl"] {
        fs::copy(formats.path("lines").join(name), formats.path("torn").join(name)).unwrap();
    }
    fs::write(formats.path("torn/clusters.jsonl"), "{\"id\":\n").unwrap();
    let refused = run(formats.folder.path(), &["eval", "torn", "--gold", gold.to_str().unwrap()]).exits(2);
    assert!(refused.stderr.contains("clusters.jsonl:1: not part of a report"), "{}", refused.stderr);
}
