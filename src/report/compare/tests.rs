use super::*;
use crate::config::Profile;
use crate::document::{AttributionKind, Block, ContentHash, Metadata, Role, Shape, Span};
use crate::page::PageWords;
use crate::relation::relate;
use crate::report::terminal::columns;
use crate::verify::verify;

/// An article of one block a line; lines that start with `~` are furniture.
fn article(id: &str, text: &str) -> Article {
    let mut blocks = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let role = if line.starts_with('~') { Role::Furniture } else { Role::Body };
        let span = Span::new(start, start + line.len());
        blocks.push(Block { span, shape: Shape::Paragraph, link_share: 0.0, kept: true, role });
        start += line.len() + 1;
    }
    Article {
        id: id.to_owned(),
        content_hash: ContentHash::default(),
        meta: Metadata::default(),
        text: text.to_owned(),
        blocks,
        attributions: Vec::new(),
        folder: None,
        alias: None,
    }
}

fn evidence(a: &MainText, b: &MainText, profile: Profile) -> Evidence {
    let measures = verify(a, b, profile, 5);
    Evidence {
        short: measures.words_a.min(measures.words_b) < 40,
        same_source: Some(false),
        shared_lead: true,
        n_sources_holding: 2,
        ..Evidence::of_measures(measures)
    }
}

fn explained_with(a: &Article, b: &Article, profile: Profile, style: Style) -> String {
    let [main_a, main_b] =
        [a, b].map(|article| MainText::of(article, &PageWords::of_article(article), profile));
    let evidence = evidence(&main_a, &main_b, profile);
    let verdict = relate(&evidence);
    let comparison = Comparison {
        a,
        b,
        main_a: &main_a,
        main_b: &main_b,
        evidence: &evidence,
        verdict: &verdict,
        jaccard_estimate: 0.75,
    };
    let mut out = Vec::new();
    write(&comparison, &style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn explained(a: &str, b: &str, width_columns: usize) -> String {
    let style = Style { colour: false, width_columns };
    explained_with(&article("a.txt", a), &article("b.txt", b), Profile::Web, style)
}

const STORY: &str = "The old pier of Port Anselm will close to visitors after the storm of Tuesday night broke \
    two of its piles, the harbour board said.\nRepairs will take until the summer and cost some two million, \
    according to a first estimate that engineers gave to the council at a meeting on Wednesday evening.";

#[test]
fn a_pair_is_explained_like_this() {
    let mut a = article("archive/030.txt", STORY);
    a.meta.title = Some("Pier to close".to_owned());
    a.meta.source = Some("Harbour Post".to_owned());
    a.attributions.push(Attribution {
        kind: AttributionKind::Dateline,
        agency: Some("Reuters".to_owned()),
        outlet: None,
        author: None,
        is_free: false,
        phrase: "PORT ANSELM (Reuters) -".to_owned(),
        span: None,
    });
    let b =
        article("b.txt", &STORY.replace("Tuesday night", "Monday").replace("two million", "three million"));
    let expected = r"A  archive/030.txt
   Pier to close
   Harbour Post, no date, 53 words of main text
   dateline: Reuters “PORT ANSELM (Reuters) -”
B  b.txt
   no outlet, no date, 52 words of main text
   no credit found

reprint, extent: near full
  rule: at least 60 unquoted words or half of one text republished
  original: unknown; no evidence tells which text came first
  credit: neither side credits the other

Measures
                                    A        B
  words of main text               53       52
  coverage                      100 %    100 %
  Jaccard                      0.6441
  Jaccard, estimated           0.7500
  shared words                     50
  shared unquoted words            50
  quoted share                    0 %
  longest passage, words           50

1 passage
  words that differ stand in [brackets] in A, in {braces} in B

1  50 equal words, similarity 94 %
A [0, 292)                             │ B [0, 287)
The old pier of Port Anselm will close │ The old pier of Port Anselm will close
to visitors after the storm of         │ to visitors after the storm of
[Tuesday night] broke two of its       │ {Monday} broke two of its piles, the
piles, the harbour board said. Repairs │ harbour board said. Repairs will take
will take until the summer and cost    │ until the summer and cost some {three}
some [two] million, according to a     │ million, according to a first estimate
first estimate that engineers gave to  │ that engineers gave to the council at
the council at a meeting on Wednesday  │ a meeting on Wednesday evening
evening                                │
";
    let text = explained_with(&a, &b, Profile::Web, Style { colour: false, width_columns: 80 });
    assert_eq!(text, expected, "\n{text}");
}

#[test]
fn narrow_terminals_get_the_sides_one_under_the_other() {
    let text = explained(STORY, &STORY.replace("storm", "gale"), 60);
    assert!(!text.contains('│') && text.contains("[storm]") && text.contains("{gale}"), "{text}");
    assert!(text.contains("\nA [0, 292)") && text.contains("\nB [0, 291)"), "{text}");
}

#[test]
fn colour_replaces_the_brackets() {
    let style = Style { colour: true, width_columns: 80 };
    let other = article("b.txt", &STORY.replace("storm", "gale"));
    let text = explained_with(&article("a.txt", STORY), &other, Profile::Web, style);
    assert!(text.contains("\x1b[31mstorm\x1b[0m") && text.contains("\x1b[32mgale\x1b[0m"), "{text}");
    assert!(!text.contains("[storm]"), "{text}");
}

#[test]
fn wide_characters_keep_the_columns_straight() {
    let story = "港口委员会周三表示，安塞尔姆港的旧码头在周二夜间的风暴折断两根桩柱之后将对游客关闭，维修工作将持续到夏天。";
    let text = explained(story, &story.replace("周二", "周一"), 80);
    for line in text.lines() {
        assert!(columns(line) <= 80, "{line}");
        let divider = line.find('│').map(|at| columns(&line[..at]));
        assert!(divider.is_none_or(|at| at == 39), "{line}");
    }
    assert!(text.contains("[二]") && text.contains("{一}"), "{text}");
}

#[test]
fn furniture_inside_a_passage_is_left_out() {
    let with_plea = STORY.replace('\n', "\n~Support our work today.\n");
    let text = explained(STORY, &with_plea, 60);
    assert!(text.contains('…') && !text.contains("Support"), "{text}");
}

#[test]
fn passages_of_letters_are_marked_by_words() {
    let style = Style { colour: false, width_columns: 60 };
    let (a, b) = (article("a.txt", STORY), article("b.txt", &STORY.replace("visitors", "v1sitors")));
    let text = explained_with(&a, &b, Profile::Ocr, style);
    assert!(text.contains("[visitors]") && text.contains("{v1sitors}"), "{text}");
    assert!(!text.contains("[the") && !text.contains("[harbour"), "{text}");
}

#[test]
fn a_pair_without_passages_says_why() {
    let check = |a: &str, b: &str, reason: &str| {
        let text = explained(a, b, 120).replace("\n  ", " ");
        assert!(text.contains(reason), "{reason}\n{text}");
    };
    let other = "Nobody expected the council of Lower Brack to vote against the new tram on Wednesday evening, and \
        yet it did so by a wide margin, since the costs have more than doubled from the plans that were shown last year.";
    check(
        STORY,
        other,
        "The longest common run of main text has 3 words, “on Wednesday evening”; a passage has",
    );
    check(STORY, "Старый пирс закрыт после шторма во вторник ночью.", "different scripts (Latin, Cyrillic)");
    check(STORY, "Старый пирс закрыт после шторма во вторник ночью.", "no word in common");
    check("“We will not give up our old pier,” she said.", STORY, "a passage has at least 8 equal words");
    check("A short note.", STORY, "A is short, 3 words");
    let plea = "\n~Please support the journalism of our town with a small gift every month.";
    let (with_plea, other_with_plea) = (format!("{STORY}{plea}"), format!("{other}{plea}"));
    check(&with_plea, &other_with_plea, "Outside the main text 13 words are in common, “Please support");
}

#[test]
fn untrusted_text_cannot_reach_the_terminal() {
    let evil = STORY.replace(' ', " \x1b[2J\u{202e}");
    let mut a = article("a\x1b.txt", &evil);
    a.meta.title = Some("x\u{9b}2J".to_owned());
    let text = explained_with(&a, &a, Profile::Web, Style { colour: false, width_columns: 80 });
    assert!(!text.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'), "{text:?}");
}
