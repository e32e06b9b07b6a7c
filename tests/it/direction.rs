//! Who had a text first, and who credits whom, told from what articles say.

use serde_json::json;

use crate::folder::{Folder, LIGHTHOUSE, ORCHARD};
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
