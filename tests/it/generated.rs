//! Recall by kind of copy and precision on a collection of `wireprint-generate`, whose copies are known.
//!
//! Floors lie a little below what was measured when they were set; a kind that is found badly has a low floor, so that
//! the table shows it. `cargo test kinds_of -- --nocapture` prints the figures.

use std::collections::{BTreeMap, HashMap};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use wireprint::config::Config;
use wireprint::extract::attribution::Agencies;
use wireprint::learn::CollectionModel;
use wireprint::monitor::Monitor;
use wireprint::pipeline::{Input, detect};
use wireprint::read::ReadOptions;
use wireprint::report::schema::Report;
use wireprint_generate::{Generator, Kind, Parameters};

use crate::valid::assert_valid;

const N_DOCUMENTS: u64 = 2_000;
const SEED: u64 = 7;
/// Pairs of copies per document: many, so that a small collection has some of each kind.
const RELATED: f64 = 0.8;

/// The least share of the pairs of a kind that must be listed as related.
const FLOORS: [(Kind, f64); 13] = [
    (Kind::Exact, 0.99),
    (Kind::Reprint, 0.99),
    (Kind::Edits01, 0.99),
    (Kind::ReprintEdits, 0.99),
    (Kind::Edits05, 0.99),
    (Kind::Edits10, 0.99),
    (Kind::Ocr02, 0.97),
    (Kind::Edits20, 0.97),
    (Kind::Truncation, 0.97),
    (Kind::Edits30, 0.97),
    (Kind::Revision, 0.90),
    (Kind::WirePassage150, 0.98),
    (Kind::WirePassage60, 0.97),
];
const PRECISION_MIN: f64 = 0.995;

#[test]
fn kinds_of_copies_are_found() {
    let parameters = Parameters { related: RELATED, ..Parameters::new(N_DOCUMENTS, SEED) };
    let generator = Generator::new(parameters).unwrap();
    let report = scan(&generator);
    assert_valid(&report);
    assert_eq!(report.skipped, []);
    let planted: HashMap<(String, String), Kind> =
        generator.planted().map(|pair| (sorted(pair.a, pair.b), pair.kind)).collect();

    let mut counts: BTreeMap<Kind, (usize, usize)> = BTreeMap::new();
    for kind in planted.values() {
        counts.entry(*kind).or_default().1 += 1;
    }
    let mut n_false = 0;
    for pair in &report.pairs {
        match planted.get(&(pair.a.clone(), pair.b.clone())) {
            Some(kind) if kind.is_copy() => counts.entry(*kind).or_default().0 += 1,
            _ => n_false += 1,
        }
    }
    let n_listed = report.pairs.len();
    let precision = (n_listed - n_false) as f64 / n_listed as f64;
    for (kind, (n_found, n)) in &counts {
        println!("{:18} {n_found:4} of {n:4}", kind.name());
    }
    println!("precision {precision:.4}, {n_false} of {n_listed} false");
    for (kind, floor) in FLOORS {
        let (n_found, n) = counts[&kind];
        let recall = n_found as f64 / n as f64;
        assert!(recall >= floor, "{}: recall {recall:.3}, at least {floor} expected", kind.name());
    }
    assert!(precision >= PRECISION_MIN, "precision {precision:.4}");
}

fn sorted(a: String, b: String) -> (String, String) {
    if a < b { (a, b) } else { (b, a) }
}

fn scan(generator: &Generator) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let input = input(write(generator, folder.path()));
    detect(&input, &Config::default(), &Monitor::default()).unwrap()
}

/// Writes the documents of a generator as JSON Lines into `folder`; gives the file.
pub(crate) fn write(generator: &Generator, folder: &Path) -> PathBuf {
    let path = folder.join("docs.jsonl");
    let mut out = BufWriter::new(std::fs::File::create(&path).unwrap());
    generator.iter().for_each(|document| document.write(&mut out).unwrap());
    out.into_inner().unwrap();
    path
}

/// What the command reads of a file without any flags.
pub(crate) fn input(path: PathBuf) -> Input {
    Input {
        roots: vec![path],
        read: ReadOptions::default(),
        agencies: Agencies::builtin(),
        furniture: CollectionModel::default(),
    }
}
