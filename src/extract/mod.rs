//! Document to article: main text, furniture, credits and dates.
//!
//! Takes one document, gives its [`Article`]: HTML is linearised, plain text and Markdown are cut into blocks, each
//! block gets its role, credits are found and taken out of the main text, and the metadata is completed by what the page
//! says. Pure: one document in, one article out, nothing shared but the agencies' names.

pub mod attribution;
pub mod dates;
pub mod furniture;
pub mod html;
mod language;
pub mod plain;
mod word_set;

use attribution::{Agencies, ScannedPage};

use crate::config::Profile;
use crate::document::{Article, Attribution, Block, Document, Markup, Metadata, Role, Span};
use crate::outlet::host_of;
use crate::page::PageWords;

/// Blocks of one document that are looked at one by one. A page of a newspaper has some thousand lines, a book some ten
/// thousand; a hundred bytes and more are held for each while a document is worked on.
const N_BLOCKS_MAX: usize = 50_000;
/// Bytes from which a block is not joined with the next one.
const JOINED_BYTES: usize = 256;

/// Extracts the article of a document.
#[must_use]
pub fn extract(document: Document, agencies: &Agencies, profile: Profile) -> Article {
    extract_with_words(document, agencies, profile).0
}

/// Extracts the article of a document, and gives the words of its page as well.
#[must_use]
pub fn extract_with_words(document: Document, agencies: &Agencies, profile: Profile) -> (Article, PageWords) {
    let Document { id, body, markup, meta, folder, content_hash } = document;
    let (text, mut blocks, page) = match markup {
        Markup::Html => {
            let page = html::linearise(&body);
            (page.text, page.blocks, page.meta)
        }
        Markup::Plain => {
            let blocks = plain::blocks(&body, markup);
            (body, blocks, Metadata::default())
        }
        Markup::Markdown => {
            let blocks = plain::blocks(&body, markup);
            let page = plain::front_matter(&body).map(|(_, meta)| meta).unwrap_or_default();
            (body, blocks, page)
        }
    };
    if blocks.len() > N_BLOCKS_MAX {
        blocks = joined(&blocks);
    }
    let mut meta = completed(meta, page);
    meta.source = meta.source.or_else(|| meta.url.as_deref().and_then(host_of)).or_else(|| folder.clone());
    // A scanned newspaper has columns and advertisements, but none of a web page's furniture.
    let words = PageWords::of(&text, &blocks);
    let spans: Vec<Span> = blocks.iter().map(|block| block.span).collect();
    let page = ScannedPage::of(&text, &blocks, &words, agencies);
    page.mark_captions(&mut blocks);
    if profile == Profile::Web {
        let scanned = blocks.clone();
        let is_credit_line = |idx: usize| page.is_credit_line(idx, &scanned[idx]);
        furniture::classify(&text, &mut blocks, &words, &is_credit_line, &meta);
    }
    let attributions = page.find(&blocks, &meta);
    let mut blocks = without_credits(&text, &blocks, &attributions);
    if markup == Markup::Markdown {
        blocks = without_spans(&blocks, &plain::markup_spans(&text), Role::Furniture);
    }
    meta.language = meta.language.or_else(|| language::of_main_text(&text, &blocks, &words));
    meta.published = meta.published.or_else(|| dates::article_date(&text, &blocks, meta.language.as_deref()));
    // Where blocks were cut their words are cut anew, so that they are the same whenever the article is looked at.
    let is_cut = !blocks.iter().map(|block| block.span).eq(spans);
    let words = if is_cut { PageWords::of(&text, &blocks) } else { words };
    (Article { id, content_hash, meta, text, blocks, attributions, folder, alias: None }, words)
}

/// Short blocks joined with those of their kind that follow, so that what millions of lines cost is bounded by their bytes.
fn joined(blocks: &[Block]) -> Vec<Block> {
    let mut joined: Vec<Block> = Vec::new();
    for block in blocks {
        match joined.last_mut() {
            Some(last) if last.span.len() < JOINED_BYTES && is_of_one_kind(last, block) => {
                last.span.end = block.span.end;
            }
            _ => joined.push(*block),
        }
    }
    joined
}

fn is_of_one_kind(a: &Block, b: &Block) -> bool {
    (a.shape, a.kept, a.role) == (b.shape, b.kept, b.role) && a.link_share == b.link_share
}

/// What the record or the command line says, completed by what the page says.
fn completed(given: Metadata, page: Metadata) -> Metadata {
    Metadata {
        title: given.title.or(page.title),
        source: given.source.or(page.source),
        published: given.published.or(page.published),
        modified: given.modified.or(page.modified),
        url: given.url.or(page.url),
        language: given.language.or(page.language),
        status: given.status.or(page.status),
        byline: given.byline.or(page.byline),
        credit: given.credit.or(page.credit),
        dateline: given.dateline.or(page.dateline),
        version: given.version.or(page.version),
        based_on: if given.based_on.is_empty() { page.based_on } else { given.based_on },
        extra: given.extra,
    }
}

/// Cuts the credits that stand outside the story out of the main text.
fn without_credits(text: &str, blocks: &[Block], attributions: &[Attribution]) -> Vec<Block> {
    let excluded = attribution::excluded_spans(text, blocks, attributions);
    without_spans(blocks, &excluded, Role::Credit)
}

/// Cuts `spans`, ascending and disjoint, out of the blocks of main text and gives them `role`.
fn without_spans(blocks: &[Block], spans: &[Span], role: Role) -> Vec<Block> {
    let mut cut = Vec::with_capacity(blocks.len() + spans.len());
    for block in blocks {
        let mut rest = block.span;
        let first = spans.partition_point(|span| span.end <= rest.start);
        for span in spans[first..].iter().take_while(|span| span.start < block.span.end) {
            if !matches!(block.role, Role::Body | Role::Byline) {
                break;
            }
            let inside = Span { start: span.start.max(rest.start), end: span.end.min(rest.end) };
            if rest.start < inside.start {
                cut.push(Block { span: Span { start: rest.start, end: inside.start }, ..*block });
            }
            cut.push(Block { span: inside, role, ..*block });
            rest.start = inside.end;
        }
        if !rest.is_empty() {
            cut.push(Block { span: rest, ..*block });
        }
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::content_hash;

    fn blocks(body: String, markup: Markup) -> Vec<Block> {
        article(body, markup, Profile::Ocr).blocks
    }

    fn article(body: String, markup: Markup, profile: Profile) -> Article {
        let document = Document {
            id: "a".to_owned(),
            content_hash: content_hash(body.as_bytes()),
            body,
            markup,
            meta: Metadata::default(),
            folder: None,
        };
        extract(document, &Agencies::builtin(), profile)
    }

    const STORY: [&str; 4] = [
        "The outdoor pool will close in October for two years while its basin is rebuilt, the council said on Monday evening.",
        "Swimmers had gathered three thousand signatures, which the mayor called a sign of affection for an old and leaking house.",
        "The work is to be paid for by the sale of the former fire station on the square, which has stood empty since the spring.",
        "A hall in the next town has offered its lanes on three mornings a week, and the swimming club will run a bus to it.",
    ];

    /// The role of `line` above the story, after its third paragraph and below it, as text and as a page.
    fn check_line(line: &str, expected: Role) {
        for at in [0, 3, 4] {
            let lines = [&STORY[..at], &[line], &STORY[at..]].concat();
            let text = format!("Pool to close for two years\n\n{}\n", lines.join("\n\n"));
            let page = format!(
                "<h1>Pool to close for two years</h1><article><img src=\"x\"><p>{}</p></article>",
                lines.join("</p><p>")
            );
            for (body, markup) in [(text, Markup::Plain), (page, Markup::Html)] {
                let article = article(body, markup, Profile::Web);
                let block = article.blocks.iter().find(|block| line.contains(block.span.of(&article.text)));
                assert_eq!(block.map(|block| block.role), Some(expected), "{line} at {at} in {markup:?}");
            }
        }
    }

    #[test]
    fn credits_of_pictures_are_furniture_wherever_they_stand() {
        check_line("Photo: Jane Roe/AP", Role::Furniture);
        check_line("(Jane Roe/PA)", Role::Furniture);
        check_line("Jane Roe/Reuters.", Role::Furniture);
        check_line("Photo by Jane Roe/Reuters", Role::Furniture);
        check_line("Foto: Max Muster/dpa", Role::Furniture);
        check_line("Фото: Илья Сомов/ТАСС", Role::Furniture);
        check_line("新华社记者陆向宁摄", Role::Furniture);
        check_line("The pool on a quiet morning (Jane Roe/PA)", Role::Furniture);
        check_line("Jane Roe, Associated Press", Role::Credit);
        check_line("(Reuters)", Role::Credit);
        check_line("The photo of the pool was sent to Reuters by a swimmer.", Role::Body);
    }

    #[test]
    fn a_line_that_sends_the_reader_on_is_a_credit_with_or_without_a_full_stop() {
        for line in ["Read more at Harbour Post", "Read more at Harbour Post."] {
            let article = article(
                format!("Pool to close\n\n{}\n\n{line}", STORY.join("\n\n")),
                Markup::Plain,
                Profile::Web,
            );
            let outlets: Vec<_> =
                article.attributions.iter().map(|credit| credit.outlet.as_deref()).collect();
            assert_eq!(outlets, [Some("Harbour Post")], "{line}");
        }
        let article = article(
            format!("Pool to close\n\n{}\n\nRead more", STORY.join("\n\n")),
            Markup::Plain,
            Profile::Web,
        );
        assert_eq!(article.blocks.last().map(|block| block.role), Some(Role::Furniture));
    }

    #[test]
    fn lines_are_joined_where_they_are_too_many_to_be_looked_at_one_by_one() {
        let n_blocks = |n_lines| blocks("a b c\n".repeat(n_lines), Markup::Plain).len();
        assert_eq!(n_blocks(N_BLOCKS_MAX), N_BLOCKS_MAX);
        let n_lines = N_BLOCKS_MAX + 1;
        assert_eq!(n_blocks(n_lines), (n_lines * 6).div_ceil(JOINED_BYTES.next_multiple_of(6)));
    }

    #[test]
    fn blocks_of_different_kinds_are_not_joined() {
        let page = |n_items: usize| {
            let story =
                "<p>A story of some words.</p><figure><figcaption>A picture</figcaption></figure>".repeat(30);
            format!("<body>{story}<ul>{}</ul></body>", "<li>x</li>".repeat(n_items))
        };
        let n_captions = |n_items: usize| {
            let blocks = blocks(page(n_items), Markup::Html);
            blocks.iter().filter(|block| block.shape == crate::document::Shape::Caption).count()
        };
        assert_eq!((n_captions(10), n_captions(N_BLOCKS_MAX)), (30, 30));
    }
}
