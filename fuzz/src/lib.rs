//! What holds of every article and every alignment, whatever the input: the oracles of the fuzz targets.

use wireprint::align::Passage;
use wireprint::document::{Article, Span};
use wireprint::learn::sentence_spans;
use wireprint::main_text::main_spans;
use wireprint::normalize::{Word, words};
use wireprint::quote::push_quoted;

/// Checks spans, blocks, words, quotations and credits of one article.
pub fn check_article(article: &Article) {
    let text = &article.text;
    check_blocks(article);
    for attribution in &article.attributions {
        if let Some(span) = attribution.span {
            assert_eq!(part(text, span), attribution.phrase, "a credit's phrase is the text under its span");
        }
    }
    check_words(text, &words(text));
    let main = main_spans(article);
    check_ascending(text, &main);
    let mut quoted = Vec::new();
    push_quoted(text, &main, &mut quoted);
    check_ascending(text, &quoted);
    for block in article.blocks.iter().filter(|block| !block.span.is_empty()) {
        let sentences = sentence_spans(text, block.span);
        check_ascending(text, &sentences);
        let together: String = sentences.iter().map(|sentence| part(text, *sentence)).collect();
        assert_eq!(together, part(text, block.span), "sentences cover their block");
    }
}

/// Blocks are in text order, disjoint, and hold every letter.
fn check_blocks(article: &Article) {
    let spans: Vec<Span> = article.blocks.iter().map(|block| block.span).collect();
    check_ascending(&article.text, &spans);
    let mut end = 0;
    for span in spans.into_iter().chain([Span::new(article.text.len(), article.text.len())]) {
        let between = &article.text[end..span.start as usize];
        assert!(!between.chars().any(char::is_alphanumeric), "letters outside the blocks: {between:?}");
        end = span.end as usize;
    }
    for block in &article.blocks {
        assert!((0.0..=1.0).contains(&block.link_share), "link share {}", block.link_share);
    }
}

/// Words ascend by start and by end: those of one character with several words in its decomposition share its span.
pub fn check_words(text: &str, words: &[Word]) {
    for word in words {
        assert!(part(text, word.span).chars().any(|c| !c.is_whitespace()), "a word of white space");
    }
    for pair in words.windows(2) {
        let (first, second) = (pair[0].span, pair[1].span);
        assert!(first.start <= second.start && first.end <= second.end, "words out of order: {first:?} {second:?}");
    }
}

/// Passages lie in the order of the first text, disjoint on both sides, and their runs are truly equal.
pub fn check_passages(a: &[u64], b: &[u64], passages: &[Passage]) {
    let mut on_b: Vec<_> = passages.iter().map(|passage| passage.b.clone()).collect();
    on_b.sort_unstable_by_key(|range| range.start);
    assert!(passages.windows(2).all(|pair| pair[0].a.end <= pair[1].a.start), "passages overlap in the first text");
    assert!(on_b.windows(2).all(|pair| pair[0].end <= pair[1].start), "passages overlap in the second text");
    for passage in passages {
        let (mut a_end, mut b_end) = (passage.a.start, passage.b.start);
        for run in &passage.runs {
            assert!(run.a >= a_end && run.b >= b_end, "runs of a passage overlap");
            (a_end, b_end) = (run.a + run.len, run.b + run.len);
            assert!(run.len > 0 && a[run.a..a_end] == b[run.b..b_end], "a run is not equal");
        }
        assert_eq!((a_end, b_end), (passage.a.end, passage.b.end), "a passage ends with its last run");
        assert_eq!(passage.equal, passage.runs.iter().map(|run| run.len).sum::<usize>());
        assert!((0.0..=1.0).contains(&passage.similarity()), "similarity {}", passage.similarity());
    }
}

fn check_ascending(text: &str, spans: &[Span]) {
    for span in spans {
        part(text, *span);
    }
    for pair in spans.windows(2) {
        assert!(pair[0].end <= pair[1].start, "spans overlap or descend: {:?} {:?}", pair[0], pair[1]);
    }
}

/// The part of `text` under `span`, which lies inside the text and on character boundaries.
fn part(text: &str, span: Span) -> &str {
    assert!(span.start <= span.end, "a span ends before it starts: {span:?}");
    text.get(span.range()).unwrap_or_else(|| panic!("no characters of the text: {span:?}"))
}
