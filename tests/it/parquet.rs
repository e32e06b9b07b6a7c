//! Reports as columnar files, read back with the crate that reads them.

use std::fs::{self, File};
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, UInt64Type};
use arrow_array::{Array, RecordBatch};
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
