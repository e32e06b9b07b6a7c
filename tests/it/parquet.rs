//! Reports as columnar files, read back with the crate that reads them.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{Float32Builder, ListBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type, UInt64Type};
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use tempfile::TempDir;
use wireprint::report::json;

use crate::run::run;

fn scan_into(folder: &Path) {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/tuned/articles");
    let args =
        ["scan", corpus.to_str().unwrap(), "-q", "-o", "parquet:t/", "-o", "pairs.parquet", "-o", "r.json"];
    run(folder, &args).exits(0);
}

fn rows(path: &Path) -> Vec<RecordBatch> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    reader.build().unwrap().map(|batch| batch.unwrap()).collect()
}

fn n_rows(path: &Path) -> usize {
    rows(path).iter().map(RecordBatch::num_rows).sum()
}

#[test]
fn columns_come_back_as_they_were() {
    let folder = TempDir::new().unwrap();
    scan_into(folder.path());
    let report = json::read(&fs::read(folder.path().join("r.json")).unwrap()).unwrap();
    let pairs = rows(&folder.path().join("t/pairs.parquet"));
    let mut listed = report.pairs.iter();
    for batch in &pairs {
        let text = |name: &str| batch.column_by_name(name).unwrap().as_string::<i32>().clone();
        let (a, original, passages) = (text("a"), text("original"), text("passages"));
        let coverage = batch.column_by_name("coverage_a").unwrap().as_primitive::<Float64Type>();
        let words = batch.column_by_name("shared_words").unwrap().as_primitive::<UInt64Type>();
        let credited = batch.column_by_name("credited").unwrap().as_boolean();
        let evidence = batch.column_by_name("evidence").unwrap().as_list::<i32>();
        for row in 0..batch.num_rows() {
            let pair = listed.next().unwrap();
            assert_eq!(a.value(row), pair.a);
            assert_eq!(original.is_valid(row).then(|| original.value(row)), pair.original.as_deref());
            assert_eq!(coverage.is_valid(row).then(|| coverage.value(row)), pair.coverage_a);
            let shared = words.is_valid(row).then(|| usize::try_from(words.value(row)).unwrap());
            assert_eq!(shared, pair.shared_words);
            assert_eq!(credited.is_valid(row).then(|| credited.value(row)), pair.credited);
            let names = evidence.value(row);
            let names: Vec<&str> = names.as_string::<i32>().iter().flatten().collect();
            assert_eq!(names, pair.evidence);
            assert_eq!(passages.value(row), serde_json::to_string(&pair.passages).unwrap());
        }
    }
    assert!(listed.next().is_none());
}

#[test]
fn there_is_a_file_for_each_list_with_a_row_for_each_entry_and_the_same_bytes_each_time() {
    let (folder, again) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    scan_into(folder.path());
    scan_into(again.path());
    let report = json::read(&fs::read(folder.path().join("r.json")).unwrap()).unwrap();
    let lists = [
        ("documents", report.documents.len()),
        ("clusters", report.clusters.len()),
        ("pairs", report.pairs.len()),
        ("overlaps", report.overlaps.len()),
        ("furniture", report.furniture.len()),
        ("skipped", report.skipped.len()),
    ];
    for (list, n_entries) in lists {
        let path = Path::new("t").join(list).with_extension("parquet");
        assert_eq!(n_rows(&folder.path().join(&path)), n_entries, "{list}");
        assert!(
            fs::read(folder.path().join(&path)).unwrap() == fs::read(again.path().join(&path)).unwrap(),
            "{list}"
        );
    }
    assert!(
        fs::read(folder.path().join("pairs.parquet")).unwrap()
            == fs::read(folder.path().join("t/pairs.parquet")).unwrap()
    );
}

/// Articles with a vector each, which no record is mapped from.
fn write_articles(path: &Path, articles: &[(&str, &str, f32)]) {
    let mut vectors = ListBuilder::new(Float32Builder::new());
    articles.iter().for_each(|(_, _, number)| vectors.append_value([Some(*number), Some(0.5)]));
    let text = |of: fn(&(&str, &str, f32)) -> String| -> ArrayRef {
        Arc::new(articles.iter().map(of).map(Some).collect::<StringArray>())
    };
    let columns: [(&str, ArrayRef); 4] = [
        ("id", text(|article| article.0.to_owned())),
        ("text", text(|article| article.1.to_owned())),
        ("source", text(|_| "Vale Post".to_owned())),
        ("vector", Arc::new(vectors.finish())),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

#[test]
fn rows_that_stay_keep_all_their_columns() {
    const WEIR: &str = "The weir below the mill gave way on Tuesday night, and the meadows as far as the tannery stood under \
        water by the morning. Nobody was hurt, the fire brigade said.";
    const LIBRARY: &str = "Readers who bring back a book late will no longer pay for it, the library decided on Friday, since \
        the post that asked for the money cost more than what came in.";
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    write_articles(&path("a.parquet"), &[("a", WEIR, 1.0), ("b", WEIR, 2.0), ("c", LIBRARY, 3.0)]);
    run(folder.path(), &["scan", "a.parquet", "-q", "-o", "r.json"]).exits(0);
    let dedupe = |input: &str, more: &[&str]| {
        let args = ["dedupe", "r.json", "--action", "write", "--input", input, "--output", "d.parquet"];
        run(folder.path(), &[&args[..], more].concat())
    };
    let told = dedupe("a.parquet", &[]).exits(0);
    assert_eq!(told.stdout_text(), "b\ta\texact_duplicate\t1\tkept by report\n");
    assert!(!path("d.parquet").exists(), "a dry run writes nothing");
    dedupe("a.parquet", &["--apply"]).exits(0);
    let kept = rows(&path("d.parquet"));
    let ids: Vec<String> = kept
        .iter()
        .flat_map(|batch| {
            batch["id"].as_string::<i32>().iter().flatten().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(ids, ["a", "c"]);
    let vector = kept[0]["vector"].as_list::<i32>().value(1);
    assert_eq!(vector.as_primitive::<Float32Type>().values(), &[3.0, 0.5]);

    fs::remove_file(path("d.parquet")).unwrap();
    write_articles(&path("changed.parquet"), &[("a", WEIR, 1.0), ("b", LIBRARY, 2.0), ("c", LIBRARY, 3.0)]);
    let refused = dedupe("changed.parquet", &["--apply"]).exits(2);
    assert!(refused.stderr.contains("1 of the report's documents are not in it"), "{}", refused.stderr);
    fs::write(path("lines.jsonl"), "{\"id\":\"a\"}\n").unwrap();
    let refused = dedupe("lines.jsonl", &["--apply"]).exits(2);
    assert!(refused.stderr.contains("Parquet files alone"), "{}", refused.stderr);
    assert!(!path("d.parquet").exists(), "what is refused leaves no file");
}
