//! What is learned to be furniture, with the near miss beside each hit.

use super::*;
use crate::document::fixtures;

fn article(id: &str, source: &str, paragraphs: &[&str]) -> Article {
    Article { id: id.to_owned(), ..fixtures::article(source, paragraphs) }
}

/// A story of 60 words that no other topic shares.
fn story(topic: &str) -> String {
    (0..60u8)
        .map(|i| format!("{topic}{}{}", char::from(b'a' + i / 10), char::from(b'a' + i % 10)))
        .collect::<Vec<_>>()
        .join(" ")
        + "."
}

/// Texts of the furniture learned.
fn learned(articles: &[Article]) -> Vec<String> {
    let model = CollectionModel::default().learn_from(articles);
    let mut found = Vec::new();
    for article in articles {
        let mut article = article.clone();
        let words = PageWords::of_article(&article);
        model.apply(&mut article, &words);
        let furniture = article.blocks.iter().filter(|block| block.role == Role::Furniture);
        found.extend(furniture.map(|block| block.span.of(&article.text).trim().to_owned()));
    }
    found.sort();
    found.dedup();
    found
}

const PLEA: &str = "The harbour kettle whistles whenever the tide turns over there.";

#[test]
fn a_closing_line_of_two_stories_of_one_source_is_furniture() {
    let articles = [article("a", "Post", &[&story("x"), PLEA]), article("b", "Post", &[&story("y"), PLEA])];
    assert_eq!(learned(&articles), [PLEA]);
    let apart = [article("a", "Post", &[&story("x"), PLEA]), article("b", "Mail", &[&story("y"), PLEA])];
    assert!(learned(&apart).is_empty(), "two sources may quote one text");
}

#[test]
fn a_paragraph_inside_two_stories_of_one_source_is_not_yet_furniture_and_inside_three_is() {
    let inside =
        |id: &str, topic: &str| article(id, "Post", &[&story(topic), PLEA, &story(&format!("{topic}q"))]);
    assert!(learned(&[inside("a", "x"), inside("b", "y")]).is_empty());
    assert_eq!(learned(&[inside("a", "x"), inside("b", "y"), inside("c", "z")]), [PLEA]);
}

#[test]
fn a_brief_tells_no_story_and_does_not_make_two_others_one() {
    let inside =
        |id: &str, topic: &str| article(id, "Post", &[&story(topic), PLEA, &story(&format!("{topic}q"))]);
    let brief = |id: &str, line: &str| article(id, "Post", &[line, PLEA, "More on page nine."]);
    let briefs =
        [brief("e", "Rain is due on Sunday."), brief("f", "The ferry is late."), brief("g", "No trains.")];
    let two = [inside("a", "x"), inside("b", "y")];
    assert!(learned(&[&two[..], &briefs].concat()).is_empty());
    assert_eq!(learned(&[&two[..], &[inside("c", "z")], &briefs].concat()), [PLEA]);
}

#[test]
fn stories_are_looked_at_before_briefs() {
    let long = |topic: &str| ["", "q", "w"].map(|more| story(&format!("{topic}{more}"))).join(" ");
    let inside = |id: &str, before: &str| article(id, "Post", &[before, PLEA, "More on page nine."]);
    let briefs: Vec<Article> =
        (0..40).map(|number| inside(&number.to_string(), "The ferry is late today.")).collect();
    let stories = [inside("a", &long("x")), inside("b", &long("y")), inside("c", &long("z"))];
    assert_eq!(learned(&[&briefs[..], &stories].concat()), ["More on page nine.", PLEA]);
    assert!(learned(&briefs).is_empty());
}

#[test]
fn a_short_sentence_goes_with_the_furniture_that_it_stands_beside() {
    let appeal = format!("Stay close. {PLEA}");
    let page = |id: &str, beside: &str| article(id, "Post", &[&story(id), beside]);
    assert_eq!(learned(&[page("x", &appeal), page("y", &appeal)]), [appeal.as_str()]);
    let longer = format!("Nobody had told the children of it. {PLEA}");
    assert_eq!(learned(&[page("x", &longer), page("y", PLEA)]), [PLEA]);
}

#[test]
fn a_wire_story_in_many_papers_counts_once() {
    let wire = story("wire");
    let papers: Vec<_> = (0..9)
        .map(|i| {
            article(
                &i.to_string(),
                &format!("Paper {i}"),
                &[&wire, PLEA, &format!("Local line {i} of paper.")],
            )
        })
        .collect();
    assert!(learned(&papers).is_empty());
}

#[test]
fn one_line_in_five_unrelated_sources_is_furniture() {
    let topics = ["red", "blue", "green", "grey", "brown"];
    let pages: Vec<_> =
        (0..5).map(|i| article(&i.to_string(), &format!("Paper {i}"), &[&story(topics[i]), PLEA])).collect();
    assert_eq!(learned(&pages), [PLEA]);
    assert!(learned(&pages[..4]).is_empty());
}

#[test]
fn an_appeal_in_which_each_paper_names_itself_is_one_line() {
    let papers = ["Vale Post", "The Tarn Gazette", "Harbour Daily Mail", "Quay Herald", "Moor Echo"];
    let topics = ["red", "blue", "green", "grey", "brown"];
    let appeal = |name: &str| {
        format!("Every morning {name} tells more than ten thousand readers what the council did.")
    };
    let pages = |named: [&str; 5]| -> Vec<Article> {
        let page =
            |idx: usize| article(topics[idx], papers[idx], &[&story(topics[idx]), &appeal(named[idx])]);
        (0..5).map(page).collect()
    };
    let own = ["Vale Post", "Tarn Gazette", "Harbour Daily Mail", "Quay Herald", "Moor"];
    assert_eq!(learned(&pages(own)).len(), 5);
    let others = ["Moor Echo", "Vale Post", "Tarn Gazette", "Harbour Daily Mail", "Quay Herald"];
    assert!(learned(&pages(others)).is_empty());
    // What the name means is no name.
    assert!(learned(&pages(["the post", "a gazette", "daily mail", "the quay", "an echo"])).is_empty());
}

#[test]
fn a_wire_passage_in_five_papers_stories_of_their_own_is_no_furniture_and_a_house_paragraph_is() {
    let wire = [story("wire"), story("more")];
    let set_in = |idx: usize, paper: &str, passage: &[String]| {
        let topics = ["red", "blue", "green", "grey", "brown", "white"];
        let paragraphs = [&story(topics[idx])[..], &story(&format!("{}q", topics[idx]))];
        let passage = passage.iter().map(String::as_str);
        let text: Vec<&str> = paragraphs[..1].iter().copied().chain(passage).chain([paragraphs[1]]).collect();
        article(&idx.to_string(), paper, &text)
    };
    let paper = |idx: usize| format!("Paper {idx}");
    let papers: Vec<_> = (0..6).map(|idx| set_in(idx, &paper(idx), &wire)).collect();
    assert!(learned(&papers).is_empty());
    // The same passage twice in one paper is the paper's.
    let house: Vec<_> = (0..6).map(|idx| set_in(idx, &paper(idx.min(4)), &wire)).collect();
    assert_eq!(learned(&house).len(), 2);
}

#[test]
fn versions_under_one_headline_are_one_story() {
    let kept = [story("tide"), story("quay"), story("boat")];
    let version = |topic: &str, title: &str| {
        let rest = [&story(topic)[..], &story(&format!("{topic}q"))];
        let mut article = article(topic, "Post", &[&kept[0], rest[0], &kept[1], rest[1], &kept[2]]);
        article.meta.title = Some(title.to_owned());
        article
    };
    let one =
        ["Tide drowns north quay", "UPDATE 2-Tide drowns north quay sheds", "Tide drowns the north quay"];
    let versions: Vec<_> =
        one.iter().zip(["x", "y", "z"]).map(|(title, topic)| version(topic, title)).collect();
    assert!(learned(&versions).is_empty());
    let other = ["Tide drowns north quay", "Council sells two ferries", "School wins a chess cup"];
    let stories: Vec<_> =
        other.iter().zip(["x", "y", "z"]).map(|(title, topic)| version(topic, title)).collect();
    assert_eq!(learned(&stories).len(), 3);
}

#[test]
fn quoted_sentences_are_never_furniture() {
    let quote = "\"The harbour kettle whistles whenever the tide turns over there.\"";
    let articles = [article("a", "Post", &[&story("x"), quote]), article("b", "Post", &[&story("y"), quote])];
    assert!(learned(&articles).is_empty());
}

#[test]
fn the_user_has_the_last_word() {
    let mut page = article("a", "Post", &[&story("x"), PLEA]);
    let words = PageWords::of_article(&page);
    CollectionModel::from_user_list(&format!("# mine\n{PLEA}\n")).apply(&mut page, &words);
    assert_eq!(page.blocks[1].role, Role::Furniture);
    CollectionModel::from_user_list(&format!("!{PLEA}\n")).apply(&mut page, &words);
    assert_eq!(page.blocks[1].role, Role::Body);
}
