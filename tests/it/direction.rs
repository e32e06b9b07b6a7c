//! Who had a text first, and who credits whom, told from what articles say.

use serde_json::json;

use crate::folder::{Folder, LIGHTHOUSE, ORCHARD, prose};
use crate::run::scan;

/// An article of an outlet on a day of March, with a line below the story.
fn article(outlet: &str, day: u32, below: &str) -> String {
    let text = format!("{LIGHTHOUSE}\n{ORCHARD}\n{below}");
    let published = format!("2026-03-{day:02}");
    json!({"id": outlet, "source": outlet, "published": published, "text": text}).to_string() + "\n"
}

/// Checks relation, original and `credited` of the pair of two outlets.
#[track_caller]
fn check(articles: &[String], between: [&str; 2], expected: (&str, Option<&str>, bool)) {
    let folder = Folder::new().file("feed.jsonl", articles.concat());
    let report = scan(folder.path());
    let pair = report.pairs.iter().find(|pair| [&*pair.a, &*pair.b] == between).expect("the two are a pair");
    assert_eq!((&*pair.relation, pair.original.as_deref(), pair.credited.unwrap()), expected);
}

#[test]
fn an_outlet_that_had_the_text_later_is_credited_only_in_a_form_of_credits() {
    let spoken_of = "The Vale Post, asked why it had never written about the tower, did not answer.";
    let credited = "This article first appeared in the Vale Post.";
    let pair = |below: &str, first: u32, second: u32| {
        [article("Tarn Echo", first, below), article("Vale Post", second, "")]
    };
    let between = ["Tarn Echo", "Vale Post"];
    check(&pair(spoken_of, 4, 6), between, ("reprint", Some("Tarn Echo"), false));
    check(&pair(spoken_of, 6, 4), between, ("reprint", Some("Vale Post"), true));
    check(&pair(credited, 4, 6), between, ("reprint", Some("Vale Post"), true));
}

#[test]
fn two_that_credit_a_third_take_nothing_from_one_another() {
    let credit = "This article first appeared in the Marlowe Gazette.";
    let both = [article("Tarn Echo", 4, credit), article("Vale Post", 5, credit)];
    check(&both, ["Tarn Echo", "Vale Post"], ("shared_wire", None, true));
    let one = [article("Tarn Echo", 4, credit), article("Vale Post", 5, "")];
    check(&one, ["Tarn Echo", "Vale Post"], ("reprint", Some("Tarn Echo"), false));
    let all = [&both[..], &[article("Marlowe Gazette", 3, "")]].concat();
    check(&all, ["Tarn Echo", "Vale Post"], ("shared_wire", None, true));
    check(&all, ["Marlowe Gazette", "Vale Post"], ("reprint", Some("Marlowe Gazette"), true));
}

#[test]
fn what_was_taken_back_is_kept_only_if_nothing_else_is_left() {
    let article = |id: &str, day: u32, status: &str, above: &str| {
        let text = format!("{above}\n\n{LIGHTHOUSE}\n{ORCHARD}");
        let published = format!("2026-03-{day:02}");
        let record =
            json!({"id": id, "source": "Vale Post", "published": published, "status": status, "text": text});
        record.to_string() + "\n"
    };
    let kept = |articles: &[String]| {
        let folder = Folder::new().file("feed.jsonl", articles.concat());
        let report = scan(folder.path());
        let [cluster] = &report.clusters[..] else { panic!("{:?}", report.clusters) };
        (cluster.keep.clone(), cluster.keep_reason.clone())
    };
    let title = "Tower to be lit again";
    let usable = article("b", 5, "usable", title);
    let first = "original by evidence";
    assert_eq!(kept(&[article("a", 4, "usable", title), usable.clone()]), ("a".into(), first.into()));
    assert_eq!(kept(&[article("a", 4, "canceled", title), usable.clone()]).0, "b");
    assert_eq!(
        kept(&[article("a", 4, "usable", "STORY WITHDRAWN-Tower to be lit again"), usable.clone()]).0,
        "b"
    );
    let both = [article("a", 4, "canceled", title), article("b", 5, "canceled", title)];
    assert_eq!(kept(&both), ("a".into(), first.into()));
}

#[test]
fn a_digest_of_stories_that_credit_one_outlet_joins_none_of_them() {
    let credit = "This article first appeared in the Marlowe Gazette.";
    let stories = [1, 2, 3].map(|seed| prose(seed, 150));
    let record =
        |outlet: &str, text: String| json!({"id": outlet, "source": outlet, "text": text}).to_string() + "\n";
    let mut articles: Vec<String> = (1..)
        .zip(&stories)
        .map(|(number, story)| record(&format!("Outlet {number}"), format!("{story}\n\n{credit}")))
        .collect();
    let blocks: Vec<String> = stories.iter().map(|story| format!("{story}\n\n{credit}")).collect();
    articles.push(record("Weekly", blocks.join("\n\n")));
    let folder = Folder::new().file("feed.jsonl", articles.concat());
    let report = scan(folder.path());
    assert_eq!((report.pairs.len(), report.clusters.len()), (3, 0), "{:?}", report.clusters);
}
