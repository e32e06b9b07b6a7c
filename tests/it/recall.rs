//! Recall and precision on generated collections, through the whole path.
//!
//! Each collection holds 250 stories with a changed copy each and 100 stories that nobody copied, printed by a dozen
//! outlets between their furniture. `cargo test recall -- --nocapture` prints the figures.

use std::collections::HashSet;

use wireprint::config::Config;
use wireprint::extract::attribution::Agencies;
use wireprint::learn::CollectionModel;
use wireprint::monitor::Monitor;
use wireprint::pipeline::{Input, detect};
use wireprint::read::ReadOptions;
use wireprint::report::schema::Report;

use crate::generate::{Outlet, Page, Random, Story, json_lines};

const N_COPIES: usize = 250;
const N_ALONE: usize = 100;
const N_OUTLETS: usize = 12;

/// Scans a collection in which `pair` makes each story and its copy, and checks how many of these pairs are listed with
/// a relation, and how many of the listed pairs are among them.
#[expect(clippy::print_stdout, reason = "the figures are worth reading")]
fn check(name: &str, recall_min: f64, pair: impl Fn(&mut Random) -> (Story, Story)) {
    let mut random = Random::new(name.len() as u64);
    let outlets: Vec<Outlet> = (0..N_OUTLETS).map(|_| Outlet::new(&mut random)).collect();
    let (mut pages, mut copies) = (Vec::new(), HashSet::new());
    for _ in 0..N_COPIES {
        let (first, second) = pair(&mut random);
        let outlet = random.below(N_OUTLETS);
        let other = (outlet + 1 + random.below(N_OUTLETS - 1)) % N_OUTLETS;
        let idx = pages.len();
        pages.push(Page::new(idx, &outlets[outlet], &first));
        pages.push(Page::new(idx + 1, &outlets[other], &second));
        copies.insert((pages[idx].id.clone(), pages[idx + 1].id.clone()));
    }
    for _ in 0..N_ALONE {
        let n_words = 100 + random.below(1500);
        let story = Story::new(&mut random, n_words);
        pages.push(Page::new(pages.len(), &outlets[random.below(N_OUTLETS)], &story));
    }
    let report = scan(&pages);
    assert_eq!(report.skipped, []);
    let listed = report.pairs.iter().chain(&report.overlaps);
    let (found, false_pairs): (Vec<_>, Vec<_>) =
        listed.partition(|pair| copies.contains(&(pair.a.clone(), pair.b.clone())));
    let share = |n: usize, of: usize| n as f64 / of as f64;
    let recall = share(found.len(), N_COPIES);
    let precision = share(found.len(), found.len() + false_pairs.len());
    println!("{name}: recall {recall:.3}, precision {precision:.3}, {:?}", report.summary.funnel);
    assert!(recall >= recall_min, "{name}: recall {recall}, at least {recall_min} expected");
    assert!(precision >= 0.99, "{name}: precision {precision}, {:?}", false_pairs.first());
}

fn scan(pages: &[Page]) -> Report {
    let folder = tempfile::tempdir().expect("the system has a folder for temporary files");
    let path = folder.path().join("pages.jsonl");
    std::fs::write(&path, json_lines(pages)).expect("the folder can be written to");
    let input = Input {
        roots: vec![path],
        read: ReadOptions::default(),
        agencies: Agencies::builtin(),
        furniture: CollectionModel::default(),
    };
    detect(&input, &Config::default(), &Monitor::default()).expect("the input can be read")
}

/// A story of 150 to 900 words.
fn story(random: &mut Random) -> Story {
    let n_words = 150 + random.below(750);
    Story::new(random, n_words)
}

#[test]
fn a_passage_of_sixty_words_is_found_inside_long_articles() {
    check("60 words, 10 % edited, in 500 and 1500", 0.97, |random| {
        let first = Story::new(random, 500);
        let mut second = Story::new(random, 1500 - 60);
        second.take_passage(random, &first, 60, 10);
        (first, second)
    });
}

#[test]
fn half_of_a_story_is_found() {
    check("first half", 0.98, |random| {
        let whole = story(random);
        let half = whole.truncated(whole.text().split_whitespace().count() / 2);
        (whole, half)
    });
}

#[test]
fn a_reprint_under_other_furniture_is_found() {
    check("5 % edited", 0.98, |random| {
        let first = story(random);
        let second = first.edited(random, 5);
        (first, second)
    });
}

#[test]
fn a_reworded_reprint_is_found() {
    check("20 % edited", 0.90, |random| {
        let first = story(random);
        let second = first.edited(random, 20);
        (first, second)
    });
}
