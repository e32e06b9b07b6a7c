use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::document::{Role, Shape};

const PAGES: [(&str, &str); 6] = [
    ("wordpress", include_str!("../../../tests/it/pages/wordpress.html")),
    ("broadsheet", include_str!("../../../tests/it/pages/broadsheet.html")),
    ("handwritten", include_str!("../../../tests/it/pages/handwritten.html")),
    ("amp", include_str!("../../../tests/it/pages/amp.html")),
    ("tables2003", include_str!("../../../tests/it/pages/tables2003.html")),
    ("liveblog", include_str!("../../../tests/it/pages/liveblog.html")),
];

fn page(name: &str) -> Page {
    let (_, html) = PAGES.iter().find(|(page, _)| *page == name).unwrap();
    linearise(html)
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// The words of the elements marked `data-gold="KIND"`, element by element.
fn gold(html: &str, kind: &str) -> Vec<String> {
    let doc = dom_query::Document::from(html);
    let marked = doc.select(&format!("[data-gold={kind}]"));
    marked.iter().map(|element| words(&element.text()).join(" ")).collect()
}

/// The simplest rule on what extraction tells of a block.
fn is_taken(block: &Block) -> bool {
    block.kept && block.role == Role::Body && block.link_share < 0.8
}

#[test]
fn blocks_tell_article_from_furniture() {
    for (name, html) in PAGES {
        let page = linearise(html);
        let (main, either) = (gold(html, "main"), gold(html, "either"));
        let n_main: usize = main.iter().map(|text| words(text).len()).sum();
        let (mut hits, mut taken) = (0, 0);
        for block in &page.blocks {
            let text = words(block.span.of(&page.text)).join(" ");
            if either.iter().any(|line| line.contains(&text)) {
                continue;
            }
            let is_main = main.contains(&text);
            if is_taken(block) != is_main {
                println!("{name}: main {is_main} {block:?} {text}");
            }
            if is_taken(block) {
                taken += words(&text).len();
                hits += if is_main { words(&text).len() } else { 0 };
            }
        }
        let (precision, recall) = (hits as f32 / taken as f32, hits as f32 / n_main as f32);
        println!("{name}: precision {precision:.3} recall {recall:.3}");
        assert!(precision >= 0.95 && recall >= 0.95, "{name}: precision {precision}, recall {recall}");
    }
}

#[test]
fn pages_say_who_published_what_when() {
    let check = |name: &str, title: &str, source: &str, published: &str, language: &str| {
        let meta = page(name).meta;
        let date = meta.published.map(|date| date.to_string()).unwrap_or_default();
        let found = [meta.title.as_deref(), meta.source.as_deref(), Some(&date), meta.language.as_deref()];
        assert_eq!(found.map(Option::unwrap_or_default), [title, source, published, language], "{name}");
    };
    check(
        "wordpress",
        "Harbour board delays vote on ferry terminal",
        "Cape Lorne Courier",
        "2023-05-11T07:45:10Z",
        "en",
    );
    let title = "Central bank holds rates as food prices ease";
    check("broadsheet", title, "The Meridian Times", "2024-02-08T12:05:00+01:00", "en");
    check("handwritten", "The valley line reopens", "", "", "");
    let title = "Lluvias dejan incomunicado al valle de Santa Brígida";
    check("amp", title, "El Diario del Sur", "2022-09-14T18:20:00-05:00", "es");
    check("tables2003", "Brücke bleibt bis Herbst gesperrt", "", "2003-06-18", "de");
    let title = "Grève des trains : le point sur la journée";
    check("liveblog", title, "La Gazette de l'Ouest", "2021-12-17T06:30:00+01:00", "fr");
}

#[test]
fn page_names_what_it_is_based_on() {
    let meta = page("broadsheet").meta;
    assert_eq!(meta.based_on, ["https://www.agencyalpha.example/economy/central-bank-holds-rates"]);
    assert_eq!(meta.byline.as_deref(), Some("Ines Fabre, Tom Okello"));
    assert_eq!(meta.credit.as_deref(), Some("Agency Alpha"));
    assert_eq!(meta.dateline.as_deref(), Some("VARNHOLM"));
    assert!(page("wordpress").meta.based_on.is_empty(), "its canonical link is its own");
}

fn check_text(html: &str, expected: &str) {
    assert_eq!(linearise(html).text, expected, "{html}");
}

#[test]
fn text_is_what_a_browser_shows() {
    check_text("<p>One\n  two<b>three</b> four</p><p>five", "One twothree four\n\nfive");
    check_text("a<br>b<br><br>c<br>\n<br>d", "a\nb\n\nc\n\nd");
    check_text("<ul><li>a<li>b<ul><li>c</ul></ul>", "a\n\nb\n\nc");
    check_text("<table><tr><th>Team<th>Won<tr><td>Reds<td>3</table>", "Team\tWon\n\nReds\t3");
    check_text("<pre>a\n    b\n</pre>", "a\n    b");
    check_text("&lt;b&gt; &amp;amp; &eacute;&#8211;&nbsp;x", "<b> &amp; é–\u{a0}x");
    check_text("He said <q>no</q>.", "He said “no”.");
    check_text("a\u{202e}b\u{200f}c", "a\u{202e}b\u{200f}c");
    check_text("x<!-- a --> <!--[if IE]>b<![endif]-->y", "x y");
    check_text("<details><summary>More</summary>text</details>", "More\n\ntext");
    check_text("<div>a<p>b</p>c</div>", "a\n\nb\n\nc");
    check_text("", "");
    check_text("<p>&nbsp;</p><p> </p>x", "x");
    check_text("<frameset><frame src=a></frameset>", "");
    check_text("<plaintext>a <b> c", "a <b> c");
}

#[test]
fn hidden_text_is_left_out() {
    for hidden in [
        "<script>x</script>",
        "<style>x</style>",
        "<template>x</template>",
        "<noscript>x</noscript>",
        "<p hidden>x</p>",
        "<p style='color:red; display : none'>x</p>",
        "<div style=visibility:hidden><p>x</p></div>",
        "<div style=content-visibility:hidden><p>x</p></div>",
        "<dialog>x</dialog>",
        "<div popover>x</div>",
        "<svg><text>x</text></svg>",
        "<span style='position:absolute;left:-9999px'>x</span>",
        "<span class='sr-only'>x</span>",
        "<i aria-hidden=true>x</i>",
        "<select><option>x</select>",
        "<textarea>x</textarea>",
        "<input type=hidden value=x>",
        "<iframe>x</iframe>",
        "<object>x</object>",
        "<head><title>x</title></head>",
        "<span class=screen-reader-text>x</span>",
    ] {
        check_text(&format!("{hidden}<p>seen</p>"), "seen");
    }
    check_text("<dialog open>a</dialog><p style=content-visibility:auto>b</p>", "a\n\nb");
    check_text("<p style='display:block'>a</p><p class=only>b</p><i aria-hidden=false>c</i>", "a\n\nb\n\nc");
    let long = "Words that are plainly the text of the article and of nothing else. ".repeat(5);
    check_text(
        &format!("<html style='opacity:0'><body hidden><div aria-hidden=true>{long}</div>"),
        long.trim(),
    );
}

fn shape_of(html: &str, text: &str) -> Shape {
    let page = linearise(html);
    page.blocks.iter().find(|block| block.span.of(&page.text) == text).unwrap().shape
}

#[test]
fn blocks_take_the_shape_of_their_element() {
    let check = |html: &str, expected: Shape| assert_eq!(shape_of(html, "x"), expected, "{html}");
    check("<p>x</p>", Shape::Paragraph);
    check("<h2><span>x</span></h2>", Shape::Heading);
    check("<ul><li><p>x</p></ul>", Shape::ListItem);
    check("<blockquote><p>x</p></blockquote>", Shape::Quote);
    check("<figure><figcaption>x</figcaption></figure>", Shape::Caption);
    check("<p class='wp-caption-text'>x</p>", Shape::Caption);
    check("<table><tr><td>x</table>", Shape::Table);
    check("<nav><ul><li>x</ul></nav>", Shape::Widget);
    check("<div class='related-posts'><h3>x</h3></div>", Shape::Widget);
    check("<div role=navigation>x</div>", Shape::Widget);
    check("<form><p>x</p></form>", Shape::Widget);
    check("<div id=comments><p>x</p></div>", Shape::Comment);
    check("<header>x</header>", Shape::Widget);
    check("<article><header><h1>t</h1><p>x</p></header></article>", Shape::Paragraph);
    check("<form><h1>t</h1><p>x</p></form>", Shape::Paragraph);
    check("<article class='tag-social related'><p>x</p></article>", Shape::Paragraph);
    check("<p>a <a class=social-link href=b>c</a></p><p>x</p>", Shape::Paragraph);
}

#[test]
fn link_share_is_the_part_inside_links() {
    let page = linearise("<p>ab <a href=x>cd</a></p><p><a name=y>ef</a></p><p><a href=z>g h</a>");
    let shares: Vec<f32> = page.blocks.iter().map(|block| block.link_share).collect();
    assert_eq!(shares, [0.5, 0.0, 1.0]);
}

#[test]
fn fragment_keeps_all_but_widgets() {
    let page = linearise("<p>Short.</p><nav>Home</nav><p>Shorter.</p>");
    assert_eq!(page.blocks.iter().map(|block| block.kept).collect::<Vec<_>>(), [true, false, true]);
}

/// Every block is trimmed, in order, and no visible character is outside the blocks.
fn assert_sound(html: &str) {
    let page = linearise(html);
    let mut end = 0;
    for block in &page.blocks {
        let range = block.span.range();
        assert!(page.text[end..range.start].trim().is_empty(), "text outside blocks");
        let text = block.span.of(&page.text);
        assert!(!text.is_empty() && text.trim() == text, "block {text:?} is not trimmed");
        assert!((0.0..=1.0).contains(&block.link_share));
        end = range.end;
    }
    assert!(page.text[end..].trim().is_empty());
}

#[test]
fn hostile_markup_takes_bounded_time() {
    let numbered = |n: usize, tag: &str| (0..n).map(|i| tag.replace('#', &i.to_string())).collect::<String>();
    for (name, html) in [
        ("nested", "<div>".repeat(100_000) + "x"),
        ("nested and closed", "<div>a".repeat(50_000) + &"</div>".repeat(50_000)),
        ("nested below limits", ("<div><p>word word".repeat(120)) + &"</div>".repeat(120)),
        ("bold", "<b>".repeat(300_000)),
        ("open formatting", numbered(1_000, "<b id=#>") + &"<p>x".repeat(100_000)),
        ("misnested", "<a><b><div></b></a>".repeat(30_000)),
        ("long attribute", format!("<p title='{}'>x", "y".repeat(10_000_000))),
        ("many attributes", format!("<p {}>x", numbered(100_000, "a# "))),
        ("many body tags", numbered(50_000, "<body a#=1>")),
        ("tiny elements", "<i>x</i>".repeat(100_000)),
        ("paragraphs", format!("<html><body>{}", "<p>x, y".repeat(29_000))),
        ("long page", format!("<html><body>{}", format!("<p>{}</p>", "word, ".repeat(50)).repeat(3_000))),
        ("breaks", format!("<html><body><div>{}", "x<br><br>".repeat(14_000))),
        ("list", format!("<html><body><ul>{}", "<li><a href=#>x</a>".repeat(14_000))),
        (
            "siblings",
            format!("<html><body>{}", "<div class=a>some words, more words here</div>".repeat(20_000)),
        ),
        ("links", format!("<html><body><p>{}", "<a href=x>some words</a> ".repeat(20_000))),
        (
            "deep and wide",
            format!(
                "<html><body>{}",
                ("<div>".to_owned() + &"<p>some, more, words</p>".repeat(240)).repeat(120)
            ),
        ),
        (
            "deep lists",
            format!("<html><body>{}", ("<ul><li>".to_owned() + &"<a href=x>a</a>, ".repeat(400)).repeat(60)),
        ),
        ("tables", format!("<html><body>{}", "<table><tr><td>a".repeat(100))),
        ("entities", "&amp;&lt;&#0;&#x110000;&nosuch;".repeat(50_000)),
        ("class words", format!("<div class='{}'>x", "related-".repeat(100_000))),
        ("hidden", "<div style=display:none><div class=a>".repeat(100) + &"<i>".repeat(50_000)),
    ] {
        let start = Instant::now();
        assert_sound(&html);
        let taken = start.elapsed();
        println!("{name}: {} kB {taken:?}", html.len() / 1000);
        assert!(taken < Duration::from_secs(20), "{name}: {taken:?}");
    }
}

proptest! {
    #[test]
    fn tag_soup_never_fails(parts in prop::collection::vec(soup(), 0..60)) {
        assert_sound(&parts.concat());
        assert_sound(&format!("<html><body>{}", parts.concat()));
    }
}

fn soup() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "p",
        "div",
        "b",
        "a href=x",
        "table",
        "tr",
        "td",
        "li",
        "ul",
        "h1",
        "nav",
        "pre",
        "br",
        "svg",
        "math",
        "template",
        "select",
        "option",
        "form",
        "script",
        "style",
        "title",
        "head",
        "body class=ad",
        "html lang=en",
        "plaintext",
        "frameset",
        "article",
        "time datetime=2024-01-01",
        "q",
        "div class=comments",
        "span style=display:none",
        "button",
        "textarea",
        "noscript",
        "figure",
        "blockquote",
        "meta name=date content=2024",
        "ruby",
        "rt",
        "caption",
        "x-y",
    ]);
    let text = prop::sample::select(vec![
        "word",
        " ",
        "\n",
        "\0",
        "&amp;",
        "&#",
        "é\u{301}",
        "\u{202e}",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<",
        "\u{a0}",
        "A long enough sentence, with commas, so that it counts as prose for the extractor.",
        "漢字",
        "\"'>",
        "<a b='",
    ]);
    prop_oneof![
        name.clone().prop_map(|name| format!("<{name}>")),
        name.prop_map(|name| format!("</{}>", name.split(' ').next().unwrap_or(name))),
        text.prop_map(str::to_owned),
        "\\PC{0,6}",
    ]
}
