//! Working with a report after the scan: `refilter`, `sample`, `gather`, and the table of passim.

use std::fs;
use std::path::Path;
#[cfg(unix)]
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;
use wireprint::outlet::OutletKey;
use wireprint::report::json;
use wireprint::report::schema::Report;

use crate::folder::{Folder, LIGHTHOUSE, ORCHARD, record};
use crate::run::{Run, run};
use crate::valid::assert_valid;

/// The tuned corpus, scanned once: its report as a file and as a folder.
fn scanned() -> &'static Path {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/tuned/articles");
        let outputs = ["-q", "-o", "r.json", "-o", "lines/", "-o", "passim:p.csv", "-o", "passim:p.jsonl"];
        let args = ["scan", corpus.to_str().unwrap()].into_iter().chain(outputs).collect::<Vec<_>>();
        run(folder.path(), &args).exits(0);
        folder
    });
    folder.path()
}

fn report() -> Report {
    json::read(&fs::read(scanned().join("r.json")).unwrap()).unwrap()
}

fn refilter(flags: &[&str]) -> Run {
    let args: Vec<&str> = ["refilter", "r.json"].iter().chain(flags).copied().collect();
    run(scanned(), &args)
}

#[test]
fn without_filters_the_report_stays_byte_for_byte() {
    let before = fs::read(scanned().join("r.json")).unwrap();
    assert!(refilter(&[]).exits(0).stdout == before);
    let of_folder = run(scanned(), &["refilter", "lines"]).exits(0);
    assert!(of_folder.stdout == before, "a folder of JSON Lines is the same report");
}

#[test]
fn what_is_left_is_consistent_whatever_is_filtered() {
    let filters: [&[&str]; 9] = [
        &["--min-coverage", "0.7"],
        &["--min-shared-words", "150", "--min-longest-passage", "60"],
        &["--min-jaccard", "0.4"],
        &["--relation", "reprint,revision,template"],
        &["--extent", "near_full,identical", "--across-sources"],
        &["--from", "2026-03-05", "--to", "2026-03-20"],
        &["--within", "1", "--language", "en"],
        &["--agency", "AP"],
        &["--credited", "no", "--source", "Northmere Gazette"],
    ];
    let before = report();
    for flags in filters {
        let after = refilter(flags).exits(0).report();
        assert!(after.pairs.len() < before.pairs.len() && !after.pairs.is_empty(), "{flags:?}");
        assert!(after.pairs.iter().all(|pair| before.pairs.contains(pair)), "{flags:?}");
        assert_eq!(after.documents.len(), before.documents.len());
    }
}

#[test]
fn pairs_are_kept_by_what_they_share_and_whose_they_are() {
    let after = refilter(&["--min-coverage", "0.7", "--source", "Northmere Gazette"]).exits(0).report();
    let key = |name: &str| OutletKey::new(name).unwrap();
    let source =
        |id: &str| after.documents.iter().find(|document| document.id == id).unwrap().source.as_deref();
    let is_gazette = |id: &String| source(id).is_some_and(|source| key(source) == key("Northmere Gazette"));
    for pair in after.pairs.iter().chain(&after.overlaps) {
        assert!([pair.coverage_a, pair.coverage_b].iter().flatten().any(|share| *share >= 0.7), "{pair:?}");
        assert!(is_gazette(&pair.a) || is_gazette(&pair.b), "{pair:?}");
    }
    assert_eq!(after.parameters["refiltered"]["min_coverage"], 0.7);
    assert_ne!(after.parameters["fingerprint"], report().parameters["fingerprint"]);
}

#[test]
fn a_refiltered_report_is_written_in_every_format() {
    let outputs =
        ["a.json", "out/", "csv:t/", "a.graphml", "a.gexf", "a.md", "a.txt", "keep:k.txt", "drop:d.txt"];
    let folder = TempDir::new().unwrap();
    let source = scanned().join("r.json");
    let flags = outputs.iter().flat_map(|output| ["-o", output]);
    let args: Vec<&str> = ["refilter", source.to_str().unwrap(), "--min-coverage", "0.7", "-q"]
        .into_iter()
        .chain(flags)
        .collect();
    let refiltered = run(folder.path(), &args).exits(0);
    assert_eq!((refiltered.stdout_text(), refiltered.stderr.as_str()), ("", ""));
    let report = json::read(&fs::read(folder.path().join("a.json")).unwrap()).unwrap();
    assert_valid(&report);
    let kept = fs::read_to_string(folder.path().join("k.txt")).unwrap();
    assert_eq!(kept.lines().count(), report.summary.independent_documents);
    assert!(fs::read_to_string(folder.path().join("a.txt")).unwrap().contains("related pairs"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), outputs.len());
}

#[test]
fn looser_thresholds_and_wrong_names_are_refused_with_a_hint() {
    let folder = Folder::new().file("r.json", refilter(&["--min-coverage", "0.7"]).exits(0).stdout);
    let refused = run(folder.path(), &["refilter", "r.json", "--min-coverage", "0.5"]).exits(2);
    assert!(
        refused.stderr.contains("--min-coverage 0.5: the report was made with 0.7"),
        "{}",
        refused.stderr
    );
    assert!(refused.stderr.contains("hint: "), "{}", refused.stderr);
    let refused = refilter(&["--source", "Northmere Gazete"]).exits(2);
    assert!(refused.stderr.contains("`Northmere Gazete`: no document"), "{}", refused.stderr);
    assert!(refilter(&["--relation", "copied"]).exits(2).stderr.contains("`copied` is none of"));
    assert!(refilter(&["--from", "soon"]).exits(2).stderr.contains("--from"));
}

#[test]
fn borderline_pairs_say_which_threshold_they_are_near_to() {
    let sampled =
        run(scanned(), &["sample", "r.json", "--borderline", "-n", "7", "--format", "json"]).exits(0);
    let pairs: Vec<Value> = serde_json::from_slice(&sampled.stdout).unwrap();
    let distances: Vec<f64> =
        pairs.iter().map(|pair| pair["nearest"]["distance"].as_f64().unwrap()).collect();
    assert!(distances.len() == 7 && distances.is_sorted(), "{distances:?}");
    let shown = run(scanned(), &["sample", "r.json", "--borderline", "-n", "7"]).exits(0);
    assert!(shown.stdout_text().contains("the threshold"), "{}", shown.stdout_text());
    assert!(!shown.stdout_text().contains('\u{1b}'));
}

#[test]
fn a_random_sample_has_each_relation_and_depends_on_its_seed_alone() {
    let of = |seed: &str| {
        run(scanned(), &["sample", "r.json", "-n", "12", "--seed", seed, "--format", "tsv"]).exits(0)
    };
    assert_eq!(of("1").stdout_text(), of("1").stdout_text());
    assert_ne!(of("1").stdout_text(), of("2").stdout_text());
    let relations = report().summary.pairs_by_relation.len();
    let tsv = of("1");
    let mut sampled: Vec<&str> =
        tsv.stdout_text().lines().skip(1).filter_map(|line| line.split('\t').nth(3)).collect();
    assert_eq!(sampled.len(), 12);
    sampled.dedup();
    assert_eq!(sampled.len(), relations.min(12));
}

#[test]
fn a_sample_with_its_labels_filled_in_is_gold() {
    let args = ["sample", "r.json", "-n", "9", "--relation", "reprint", "--format", "tsv"];
    let sample = run(scanned(), &args).exits(0);
    let judged: Vec<String> = sample
        .stdout_text()
        .lines()
        .enumerate()
        .map(|(number, line)| {
            let mut cells: Vec<&str> = line.split('\t').collect();
            match number {
                0 => assert_eq!(cells[..3], ["id_a", "id_b", "label"]),
                1 => cells[2] = "revision",
                _ => cells[2] = "reprint",
            }
            cells.join("\t") + "\n"
        })
        .collect();
    let gold = Folder::new().file("judged.tsv", judged.concat());
    let gold = gold.path().join("judged.tsv");
    let scored = run(scanned(), &["eval", "r.json", "--gold", gold.to_str().unwrap(), "--json"]).exits(0);
    let scores: Value = serde_json::from_slice(&scored.stdout).unwrap();
    let by_relation = &scores["pairs"]["by_relation"];
    assert_eq!(
        (&by_relation["reprint"]["gold"], &by_relation["reprint"]["same_relation"]),
        (&8.into(), &8.into())
    );
    assert_eq!(
        (&by_relation["revision"]["found"], &by_relation["revision"]["same_relation"]),
        (&1.into(), &0.into())
    );
}

#[test]
fn documents_that_account_for_a_text_add_up_to_it() {
    let any = |id: &str| {
        let told = run(scanned(), &["gather", id, "r.json", "--any-time", "--json"]).exits(0);
        serde_json::from_slice::<Value>(&told.stdout).unwrap()
    };
    for document in report().documents.iter().filter(|document| document.copied_share > 0.0) {
        let told = any(&document.id);
        let origins = told["origins"].as_array().unwrap();
        let sum: u64 = origins.iter().map(|origin| origin["words"].as_u64().unwrap()).sum();
        let (words, own) = (told["words"].as_u64().unwrap(), told["own_words"].as_u64().unwrap());
        assert_eq!((sum + own, words), (words, document.words as u64), "{}", document.id);
        let copied = document.words - document.unique_words;
        let apart = sum.abs_diff(copied as u64) as usize;
        assert!(apart <= 8 + copied / 20, "{}: {sum} of {copied}", document.id);
    }
}

#[test]
fn only_earlier_documents_account_for_a_text_unless_all_are_asked() {
    let told = run(scanned(), &["gather", "cc-00871", "r.json"]).exits(0);
    assert!(told.stdout_text().contains("northmere-gazette/lead-pipe-map.txt"), "{}", told.stdout_text());
    let earlier = run(scanned(), &["gather", "northmere-gazette/lead-pipe-map.txt", "r.json"]).exits(0);
    assert!(!earlier.stdout_text().contains("cc-00871") && earlier.stdout_text().contains("--any-time"));
    let refused = run(scanned(), &["gather", "nobody.txt", "r.json"]).exits(2);
    assert!(
        refused.stderr.contains("`nobody.txt`: no document of the report has this id"),
        "{}",
        refused.stderr
    );
}

#[test]
fn the_table_of_passim_points_into_the_texts_by_characters() {
    let lines = fs::read_to_string(scanned().join("p.jsonl")).unwrap();
    let rows: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let report = report();
    let n_members: usize = report.clusters.iter().map(|cluster| cluster.documents.len()).sum();
    assert_eq!(rows.len(), n_members);
    for row in &rows {
        let id = row["id"].as_str().unwrap();
        let cluster =
            report.clusters.iter().position(|cluster| cluster.documents.iter().any(|other| other == id));
        assert_eq!(row["cluster"].as_u64(), cluster.map(|number| number as u64 + 1), "{id}");
        assert!(row["begin"].as_u64() < row["end"].as_u64(), "{row}");
    }
    let table = fs::read_to_string(scanned().join("p.csv")).unwrap();
    assert_eq!(csv::Reader::from_reader(table.as_bytes()).records().filter(Result::is_ok).count(), n_members);
}

#[test]
fn characters_are_counted_in_the_text_as_given() {
    let accented = LIGHTHOUSE.replace('e', "é");
    let folder = Folder::new()
        .file("a.jsonl", record("a", &accented) + &record("b", &format!("{ORCHARD}\n{accented}")));
    run(folder.path(), &["scan", "a.jsonl", "-q", "-o", "passim:p.jsonl"]).exits(0);
    let lines = fs::read_to_string(folder.path().join("p.jsonl")).unwrap();
    let rows: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let place = |row: &Value, key: &str| usize::try_from(row[key].as_u64().unwrap()).unwrap();
    let cut = |text: &str, row: &Value| -> String {
        text.chars().skip(place(row, "begin")).take(place(row, "end") - place(row, "begin")).collect()
    };
    let [a, b] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!(cut(&accented, a), cut(&format!("{ORCHARD}\n{accented}"), b));
    assert!(cut(&accented, a).starts_with("Thé lighthousé") && cut(&accented, a).ends_with("dunés"));
}

#[test]
fn a_report_read_back_has_no_texts_for_passim() {
    let refused = refilter(&["-o", "passim:p.csv"]).exits(2);
    assert!(refused.stderr.contains("a report does not hold"), "{}", refused.stderr);
    assert!(refused.stderr.contains("wireprint scan PATH -o passim:FILE"), "{}", refused.stderr);
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_build_without_parquet_says_so_before_it_scans() {
    let refused = refilter(&["-o", "pairs.parquet"]).exits(2);
    assert!(refused.stderr.contains("this build writes no Parquet"), "{}", refused.stderr);
    assert!(refused.stderr.contains("--features parquet"), "{}", refused.stderr);
}

#[cfg(unix)]
#[test]
fn the_examples_of_the_documentation_run() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = fs::read_to_string(project.join("docs/review.md")).unwrap();
    let blocks = guide.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let corpus = project.join("corpus").display().to_string();
    let folder = TempDir::new().unwrap();
    let bin = Path::new(env!("CARGO_BIN_EXE_wireprint")).parent().unwrap();
    let mut n_run = 0;
    for line in blocks.flat_map(str::lines) {
        let line = line.replace(" corpus/", &format!(" {corpus}/"));
        let path = std::env::join_paths([bin, Path::new("/usr/bin"), Path::new("/bin")]).unwrap();
        let mut shell = Command::new("sh");
        let ended = shell.args(["-ec", &line]).current_dir(folder.path()).env("PATH", path).output().unwrap();
        assert!(ended.status.success(), "{line}: {}", String::from_utf8_lossy(&ended.stderr));
        n_run += 1;
    }
    assert!(n_run >= 10, "{n_run} examples");
}
