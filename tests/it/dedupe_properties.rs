//! What holds for every report, action, interruption and change in between: no content is lost, and undo restores the rest.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;
use tempfile::TempDir;
use wireprint::dedupe::files::{Act, Item, Request, TrashPlaces, apply, dry_run, undo};
use wireprint::dedupe::{Plan, Policy, Rules, plan};
use wireprint::error::{Error, Result};
use wireprint::hash::content_hash;
use wireprint::read::ReadOptions;
use wireprint::report::json;
use wireprint::report::schema::Report;

use crate::tree::{Tree, contents, n_files, tree};

/// One file: its folder, its cluster, which of the cluster's texts it has, its permissions.
type File = (&'static str, usize, usize, u32);

/// A pair of each two files of a cluster is of this relation, with these coverages.
type Tie = (&'static str, [f64; 2]);

/// What somebody else does to a file while the run goes on.
#[derive(Clone, Copy, Debug)]
enum Meddling {
    MovedAway,
    Replaced,
    AppendedTo,
    ReplacedBySymlink,
    FolderReplacedBySymlink,
}

const ACTS: [Act; 5] = [Act::Copy, Act::Move, Act::Hardlink, Act::Symlink, Act::Trash];

const MEDDLINGS: [Meddling; 5] = [
    Meddling::MovedAway,
    Meddling::Replaced,
    Meddling::AppendedTo,
    Meddling::ReplacedBySymlink,
    Meddling::FolderReplacedBySymlink,
];

#[derive(Clone, Debug)]
struct Case {
    files: Vec<File>,
    ties: Vec<Tie>,
    keep: &'static str,
    act: Act,
    /// Whether files go to another file system.
    is_far: bool,
    /// Before which change of a file or the log each of the runs is cut off.
    stops: Vec<usize>,
    /// What is done to which file, before which change of the first run.
    meddling: Option<(Meddling, usize, usize)>,
}

fn cases() -> impl Strategy<Value = Case> {
    let file =
        (select(vec!["", "a/", "a/b/", "c/"]), 0..3usize, 0..2usize, select(vec![0o644, 0o600, 0o444]));
    let relation = select(vec!["exact_duplicate", "exact_duplicate", "reprint", "revision", "excerpt"]);
    let tie = (relation, [select(vec![1.0, 0.96, 0.4]), select(vec![1.0, 0.96])]);
    let keep =
        select(vec!["report", "original,latest", "longest", "earliest", "path=a/*", "source=Vale Post"]);
    let act = select(ACTS.to_vec());
    let meddling = select(MEDDLINGS.to_vec());
    (
        prop::collection::vec(file, 2..9),
        prop::collection::vec(tie, 3),
        keep,
        act,
        any::<bool>(),
        prop::collection::vec(0..50usize, 0..4),
        prop::option::of((meddling, 0..9usize, 0..20usize)),
    )
        .prop_map(|(files, ties, keep, act, is_far, stops, meddling)| Case {
            files,
            ties,
            keep,
            act,
            is_far,
            stops,
            meddling,
        })
}

/// The folders of a case, on a file system in memory where there is one: each step is synchronised.
struct Ground {
    near: TempDir,
    far: TempDir,
    case: Case,
    trash: TrashPlaces,
}

impl Ground {
    fn of(case: &Case) -> Self {
        let near = tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap());
        let far = tempfile::tempdir().unwrap();
        let trash = TrashPlaces { data_home: Some(near.path().join("data")) };
        for folder in ["root", "elsewhere"] {
            fs::create_dir(near.path().join(folder)).unwrap();
        }
        let ground = Self { near, far, case: case.clone(), trash };
        for (number, (_, cluster, text, mode)) in case.files.iter().enumerate() {
            let path = ground.root().join(ground.id(number));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text_of(*cluster, *text)).unwrap();
            let file = fs::File::options().write(true).open(&path).unwrap();
            file.set_modified(UNIX_EPOCH + Duration::new(1_600_000_000 + number as u64, 5)).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(*mode)).unwrap();
        }
        ground
    }

    fn root(&self) -> PathBuf {
        self.near.path().join("root")
    }

    fn to(&self) -> PathBuf {
        if self.case.is_far { self.far.path().join("to") } else { self.near.path().join("to") }
    }

    fn elsewhere(&self) -> PathBuf {
        self.near.path().join("elsewhere")
    }

    fn log(&self) -> PathBuf {
        self.near.path().join("log.jsonl")
    }

    fn id(&self, number: usize) -> String {
        format!("{}{number}.txt", self.case.files[number].0)
    }

    /// Everything that anybody can still read.
    fn contents(&self) -> BTreeSet<Vec<u8>> {
        contents(&[&self.root(), &self.to(), &self.elsewhere(), &self.near.path().join("data/Trash/files")])
    }

    fn report(&self) -> Report {
        let numbers = 0..self.case.files.len();
        let document = |number: usize| {
            let (_, cluster, text, _) = self.case.files[number];
            json!({"id": self.id(number), "content_hash": content_hash(&text_of(cluster, text)).to_string(),
                "title": null, "source": if number.is_multiple_of(2) { "Vale Post" } else { "Tarn Echo" },
                "published": format!("2026-03-{:02}", number / 2 + 1), "modified": null, "url": null,
                "language": null, "status": null, "extra": {}, "words": 90 - number % 3, "furniture_words": 0,
                "main_text": [], "copied_share": 0.0, "unique_words": 0, "cluster": format!("c{cluster}"),
                "attributions": []})
        };
        let (mut clusters, mut pairs) = (Vec::new(), Vec::new());
        for (cluster, (relation, coverages)) in self.case.ties.iter().enumerate() {
            let of_cluster = |number: &usize| self.case.files[*number].1 == cluster;
            let mut ids: Vec<String> =
                numbers.clone().filter(of_cluster).map(|number| self.id(number)).collect();
            ids.sort();
            let [first, last] = [ids.first(), ids.last()].map(|id| id.cloned().unwrap_or_default());
            clusters.push(json!({"id": format!("c{cluster}"), "documents": ids, "centre": first, "original": last,
                "original_evidence": ["credit"], "agency": null, "keep": last, "keep_reason": "credited original",
                "weakest_link": {"a": first, "b": last, "coverage": 1.0}, "pairs_omitted": 0}));
            for (at, a) in ids.iter().enumerate() {
                pairs.extend(ids[at + 1..].iter().map(|b| {
                    json!({"a": a, "b": b, "relation": relation, "extent": "near_full", "original": null,
                        "evidence": [], "credited": null, "jaccard": 1.0, "jaccard_estimate": 1.0,
                        "coverage_a": coverages[0], "coverage_b": coverages[1], "shared_words": 9,
                        "shared_unquoted_words": 9, "quoted_share": 0.0, "longest_passage_words": 9, "passages": []})
                }));
            }
        }
        let documents: Vec<_> = numbers.clone().map(document).collect();
        let recall = json!({"sampled_documents": 0, "pairs": 0, "found": 0, "at_jaccard": 0.5});
        let funnel = json!({"candidates_lsh": 0, "candidates_passage": 0, "verified": 0, "aligned": 0});
        let report = json!({"schema_version": "1", "generator": {"name": "wireprint", "version": "0.1.0"},
            "parameters": {}, "summary": {"documents": documents.len(), "skipped": 0, "clusters": 3,
            "pairs": pairs.len(), "pairs_omitted": 0, "pairs_by_relation": {}, "independent_documents": 3,
            "funnel": funnel, "recall_estimate": recall}, "documents": documents, "clusters": clusters,
            "pairs": pairs, "overlaps": [], "furniture": [], "skipped": []});
        json::read(report.to_string().as_bytes()).unwrap()
    }

    fn request<'a>(&'a self, root: &'a Path, to: &'a Path, read: &'a ReadOptions) -> Request<'a> {
        let now = "2026-03-01T09:00:00";
        Request { act: self.case.act, root, to: Some(to), trash: &self.trash, read, now, nonce: 7 }
    }

    /// Does what somebody else does, and gives the content that is new by it.
    fn meddle(&self, meddling: Meddling, number: usize) -> Option<Vec<u8>> {
        let (path, away) =
            (self.root().join(self.id(number)), self.elsewhere().join(format!("{number}.txt")));
        match meddling {
            Meddling::FolderReplacedBySymlink => {
                let folder = path.parent().unwrap();
                if folder != self.root() && fs::rename(folder, self.elsewhere().join("folder")).is_ok() {
                    symlink(self.elsewhere().join("folder"), folder).unwrap();
                }
                None
            }
            // What is a link by now leads to the document kept, which is not to be changed through it here.
            _ if !fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file()) => None,
            Meddling::AppendedTo => {
                fs::copy(&path, &away).unwrap();
                let appended = [fs::read(&path).unwrap(), b" And more.".to_vec()].concat();
                fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
                fs::write(&path, &appended).unwrap();
                Some(appended)
            }
            _ => {
                fs::rename(&path, &away).unwrap();
                match meddling {
                    Meddling::Replaced => {
                        let new = format!("New text of {number}.").into_bytes();
                        fs::write(&path, &new).unwrap();
                        return Some(new);
                    }
                    Meddling::ReplacedBySymlink => symlink(&away, &path).unwrap(),
                    _ => {}
                }
                None
            }
        }
    }
}

/// The texts of a cluster differ in a space alone.
fn text_of(cluster: usize, text: usize) -> Vec<u8> {
    format!("The ferry of cluster {cluster} sails at noon.{}", " ".repeat(text)).into_bytes()
}

fn items<'r>(plan: &Plan<'r>, act: Act) -> Vec<Item<'r>> {
    if act == Act::Copy {
        let stays = plan.staying.iter();
        return stays
            .map(|stays| Item { id: &stays.id, content_hash: &stays.content_hash, kept: None })
            .collect();
    }
    let item = |going: &wireprint::dedupe::Going<'r>| Item {
        id: &going.dropped.id,
        content_hash: &going.dropped.content_hash,
        kept: Some((&going.kept.id, &going.kept.content_hash)),
    };
    plan.going.iter().map(item).collect()
}

/// Runs `work` and cuts it off before change number `stop`, if it gets there; `at_change` is told each number.
fn cut_off(
    stop: Option<usize>,
    at_change: &dyn Fn(usize),
    work: impl FnOnce(&dyn Fn() -> Result<()>) -> Result<()>,
) {
    let n_changes = Cell::new(0);
    let before = || {
        let number = n_changes.get();
        n_changes.set(number + 1);
        at_change(number);
        if stop.is_some_and(|stop| number >= stop) { Err(Error::interrupted()) } else { Ok(()) }
    };
    match work(&before) {
        Err(error) if !(error.is_interrupted() && stop.is_some()) => panic!("{error}"),
        _ => {}
    }
}

fn check(case: &Case) {
    let ground = Ground::of(case);
    let (root, to, read) = (ground.root(), ground.to(), ReadOptions::default());
    let report = ground.report();
    let relations = ["exact_duplicate", "reprint"].map(str::to_owned).to_vec();
    let rules = Rules { keep: Policy::parse_list(case.keep).unwrap(), relations, ..Rules::default() };
    let plan = plan(&report, &rules);
    let (items, request) = (items(&plan, case.act), ground.request(&root, &to, &read));
    let (before, at_first) = (tree(&root), ground.contents());
    let mut told = Vec::new();
    dry_run(&items, &request, &mut |number, done| {
        told.push((number, done));
        Ok(())
    })
    .unwrap();
    assert_eq!(tree(&root), before, "a dry run changes nothing");

    let written = RefCell::new(at_first);
    let meddle = |number: usize| {
        if let Some((meddling, file, at)) = &case.meddling
            && *at == number
        {
            written.borrow_mut().extend(ground.meddle(*meddling, file % case.files.len()));
        }
    };
    let nothing = |_: usize| {};
    let run = |stop: Option<usize>,
               is_first: bool,
               tell: &mut dyn FnMut(usize, std::result::Result<(), String>) -> Result<()>| {
        let at_change: &dyn Fn(usize) = if is_first { &meddle } else { &nothing };
        cut_off(stop, at_change, |before| apply(&items, &request, &ground.log(), before, tell));
        assert_superset(&ground.contents(), &written.borrow());
    };
    let (stops, stops_of_undo) = case.stops.split_at(case.stops.len() / 2);
    for (idx, stop) in stops.iter().enumerate() {
        run(Some(*stop), idx == 0, &mut |_, _| Ok(()));
    }
    // Half of the cases are taken back from where they were cut off, the others from their end.
    if stops.is_empty() || case.files.len().is_multiple_of(2) {
        let mut done = Vec::new();
        run(None, stops.is_empty(), &mut |number, outcome| {
            done.push((number, outcome));
            Ok(())
        });
        assert!(case.meddling.is_some() || done == told, "{done:?} is not {told:?}");
    }
    for stop in stops_of_undo.iter().map(|stop| Some(*stop)).chain([None]) {
        cut_off(stop, &nothing, |before| {
            undo(&ground.log(), true, before, &mut |_, _, _| Ok(())).map(|_| ())
        });
        assert_superset(&ground.contents(), &written.borrow());
    }
    if case.meddling.is_none() {
        assert_restored(&ground, &before);
    }
}

#[track_caller]
fn assert_superset(now: &BTreeSet<Vec<u8>>, at_first: &BTreeSet<Vec<u8>>) {
    let lost: Vec<_> = at_first.difference(now).map(|bytes| String::from_utf8_lossy(bytes)).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
}

#[track_caller]
fn assert_restored(ground: &Ground, before: &Tree) {
    assert_eq!(&tree(&ground.root()), before);
    assert_eq!(n_files(&ground.to()) + n_files(&ground.near.path().join("data")), 0);
    assert_eq!(tree(&ground.to()).len(), 0, "folders that were made are removed");
}

/// Before each of the changes that one step makes, on the file that goes and on the one that stays.
#[test]
fn a_change_at_any_moment_of_a_step_loses_nothing() {
    let moments = || (0..2).flat_map(|file| (0..12).map(move |at| (file, at)));
    for (act, meddling) in ACTS.into_iter().flat_map(|act| MEDDLINGS.map(|meddling| (act, meddling))) {
        for (file, at) in moments() {
            for is_far in [false, true] {
                check(&Case {
                    files: vec![("a/", 0, 0, 0o644); 2],
                    ties: vec![("exact_duplicate", [1.0, 1.0]); 3],
                    keep: "report",
                    act,
                    is_far,
                    stops: Vec::new(),
                    meddling: Some((meddling, file, at)),
                });
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_content_is_lost_and_undo_restores_the_tree(case in cases()) {
        check(&case);
    }
}
