//! The bundled corpus, scored against its gold: no figure may fall below its floor.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use wireprint::config::Config;
use wireprint::eval::{Gold, RelationScore, Scores, score};
use wireprint::extract::attribution::Agencies;
use wireprint::hash::content_hash;
use wireprint::learn::CollectionModel;
use wireprint::monitor::Monitor;
use wireprint::pipeline::{Input, detect};
use wireprint::read::ReadOptions;
use wireprint::report::schema::Report;

use crate::valid::assert_valid;

/// What a part of the corpus must reach; all but `forbidden` are shares and are raised as the program gets better. A floor
/// of 0 is none: the part's gold says nothing of it.
struct Floors {
    /// F1 of the related pairs.
    pairs_f1: f64,
    /// Found pairs whose relation is the gold's.
    relation_right: f64,
    /// Overlaps of the gold that are listed under its relation.
    overlaps_right: f64,
    /// Found pairs with an original in the gold, for which the report names one, and names the right one.
    direction_stated: f64,
    direction_right: f64,
    /// Found pairs that say rightly whether the copy credits its origin.
    credited_right: f64,
    /// Names credited in the gold that are found, and found credits that are in the gold.
    credits_recall: f64,
    credits_precision: f64,
    /// Agreement of the clusters.
    clusters_b_cubed_f1: f64,
    /// Documents whose source, date and language are right.
    source_right: f64,
    published_right: f64,
    language_right: f64,
    /// Inputs that are left out for the right reason.
    skipped_right: f64,
    /// Pairs listed that must not be: at most so many.
    forbidden_max: usize,
}

const TUNED: Floors = Floors {
    pairs_f1: 0.98,
    relation_right: 0.98,
    overlaps_right: 0.95,
    direction_stated: 0.95,
    direction_right: 0.98,
    credited_right: 0.95,
    credits_recall: 0.95,
    credits_precision: 0.95,
    clusters_b_cubed_f1: 0.98,
    source_right: 0.99,
    published_right: 0.97,
    language_right: 0.99,
    skipped_right: 0.57,
    forbidden_max: 0,
};

/// Wordings of credits, and translations: written after the rules by a hand that did not know them.
const CREDITS: Floors = Floors {
    pairs_f1: 0.99,
    relation_right: 0.97,
    overlaps_right: 0.0,
    direction_stated: 0.97,
    direction_right: 0.99,
    credited_right: 0.95,
    credits_recall: 0.91,
    credits_precision: 0.95,
    clusters_b_cubed_f1: 0.99,
    source_right: 0.97,
    published_right: 0.97,
    language_right: 0.99,
    skipped_right: 0.0,
    forbidden_max: 0,
};

/// The borders between relations, by another such hand.
const RELATIONS: Floors = Floors {
    pairs_f1: 0.99,
    relation_right: 0.95,
    overlaps_right: 0.85,
    direction_stated: 0.9,
    direction_right: 0.99,
    credited_right: 0.94,
    credits_recall: 0.95,
    credits_precision: 0.97,
    clusters_b_cubed_f1: 0.98,
    source_right: 0.97,
    published_right: 0.99,
    language_right: 0.99,
    skipped_right: 0.0,
    forbidden_max: 0,
};

const HELD: Floors = Floors {
    pairs_f1: 0.96,
    relation_right: 0.95,
    overlaps_right: 0.9,
    direction_stated: 0.94,
    direction_right: 0.98,
    credited_right: 0.9,
    credits_recall: 0.88,
    credits_precision: 0.95,
    clusters_b_cubed_f1: 0.97,
    source_right: 0.99,
    published_right: 0.97,
    language_right: 0.99,
    skipped_right: 0.62,
    forbidden_max: 0,
};

/// [`fingerprint`] of the frozen half, which `corpus/README.md` states, too.
const HELD_FINGERPRINT: &str = "ca72318dda9ed3e565dbeec2cd2eb3bb";

fn half(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name)
}

fn scan(half: &Path) -> Report {
    let input = Input {
        roots: vec![half.join("articles")],
        read: ReadOptions::default(),
        agencies: Agencies::builtin(),
        furniture: CollectionModel::default(),
    };
    let report = detect(&input, &Config::default(), &Monitor::default()).unwrap();
    assert_valid(&report);
    report
}

/// Checks the scores of a half against its floors; figures only, so that a failure tells nothing of a frozen half.
#[track_caller]
fn check(name: &str, floors: &Floors) {
    let half = half(name);
    let report = scan(&half);
    let gold = Gold::read(&half.join("gold")).unwrap();
    let scores = score(&report, &gold);
    let low: Vec<String> = figures(&scores, floors)
        .into_iter()
        .filter(|(_, share, floor)| *floor > 0.0 && share.is_none_or(|share| share < *floor))
        .map(|(figure, share, floor)| format!("{figure}: {share:?} is below {floor}"))
        .collect();
    assert!(low.is_empty(), "\n{}\n", low.join("\n"));
    let n_forbidden = scores.forbidden.unwrap().listed.len();
    assert!(n_forbidden <= floors.forbidden_max, "{n_forbidden} pairs are listed that must not be");
    assert_eq!(n_joined(&report, &gold), 0, "clusters that hold two stories");
}

fn figures(scores: &Scores, floors: &Floors) -> Vec<(&'static str, Option<f64>, f64)> {
    let (pairs, credits) = (scores.pairs.as_ref().unwrap(), scores.credits.as_ref().unwrap());
    let (clusters, documents) = (scores.clusters.as_ref().unwrap(), scores.documents.as_ref().unwrap());
    let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
    let right = |scores: &BTreeMap<String, RelationScore>| {
        scores.values().filter_map(|score| score.same_relation).sum()
    };
    let found = pairs.by_relation.values().map(|score| score.found).sum();
    let overlaps = pairs.overlaps_by_relation.values().map(|score| score.gold).sum();
    vec![
        ("F1 of pairs", pairs.related.f1, floors.pairs_f1),
        ("relation right", share(right(&pairs.by_relation), found), floors.relation_right),
        ("overlaps right", share(right(&pairs.overlaps_by_relation), overlaps), floors.overlaps_right),
        ("direction stated", share(pairs.direction_stated, pairs.directed), floors.direction_stated),
        ("direction right", pairs.direction.share, floors.direction_right),
        ("credited right", pairs.credited.share, floors.credited_right),
        ("recall of credits", credits.names.share, floors.credits_recall),
        ("precision of credits", credits.precision, floors.credits_precision),
        ("B-cubed F1 of clusters", clusters.b_cubed_f1, floors.clusters_b_cubed_f1),
        ("source right", documents.source.share, floors.source_right),
        ("date right", documents.published.share, floors.published_right),
        ("language right", documents.language.share, floors.language_right),
        (
            "skipped right",
            scores.skipped.as_ref().and_then(|skipped| skipped.reasons.share),
            floors.skipped_right,
        ),
    ]
}

/// Clusters of the report that hold documents of two clusters of the gold.
fn n_joined(report: &Report, gold: &Gold) -> usize {
    let stories = gold.clusters.as_ref().unwrap();
    let story_of = |id: &String| stories.iter().position(|story| story.contains(id));
    let holds_two = |ids: &[String]| {
        let mut found: Vec<_> = ids.iter().filter_map(story_of).collect();
        found.dedup();
        found.sort_unstable();
        found.dedup();
        found.len() > 1
    };
    report.clusters.iter().filter(|cluster| holds_two(&cluster.documents)).count()
}

#[test]
fn tuned_half_reaches_its_floors() {
    check("tuned", &TUNED);
}

#[test]
fn wordings_of_credits_reach_their_floors() {
    check("credits", &CREDITS);
}

#[test]
fn borders_between_relations_reach_their_floors() {
    check("relations", &RELATIONS);
}

#[test]
fn frozen_half_reaches_its_floors() {
    check("held", &HELD);
}

/// XXH3-128 of the relative paths, their lengths and their bytes, in path order.
fn fingerprint(half: &Path) -> String {
    fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { collect(&path, found) } else { found.push(path) }
        }
    }
    let mut paths = Vec::new();
    collect(half, &mut paths);
    let name = |path: &PathBuf| path.strip_prefix(half).unwrap().to_str().unwrap().replace('\\', "/");
    paths.sort_by_key(name);
    let mut listing = Vec::new();
    for path in &paths {
        let bytes = fs::read(path).unwrap();
        listing.extend_from_slice(format!("{}\n{}\n", name(path), bytes.len()).as_bytes());
        listing.extend_from_slice(&bytes);
    }
    content_hash(&listing).to_string()
}

#[test]
fn frozen_half_is_as_it_was_frozen() {
    let readme = fs::read_to_string(half("README.md")).unwrap();
    assert_eq!(fingerprint(&half("held")), HELD_FINGERPRINT);
    assert!(readme.contains(HELD_FINGERPRINT));
}
