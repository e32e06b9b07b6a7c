//! Two texts to a relation: furniture, verification, alignment, templates, the decision, and its explanation.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use wireprint::align::{AlignParams, align};
use wireprint::config::{Config, Profile};
use wireprint::document::{Document, Markup};
use wireprint::extract::attribution::Agencies;
use wireprint::learn::CollectionModel;
use wireprint::main_text::MainText;
use wireprint::pipeline::{Input, explain};
use wireprint::read::{InputBlock, ReadOptions};
use wireprint::template::TemplateMeasures;
use wireprint::verify::verify;
use wireprint_fuzz::{check_article, check_passages};

static INPUT: LazyLock<Input> = LazyLock::new(|| Input {
    roots: Vec::new(),
    read: ReadOptions::default(),
    agencies: Agencies::builtin(),
    furniture: CollectionModel::default(),
});

// A form feed parts the two texts.
fuzz_target!(|bytes: &[u8]| {
    let at = bytes.iter().position(|byte| *byte == 0x0c).unwrap_or(bytes.len() / 2);
    let (first, second) = bytes.split_at(at);
    let markup = if second.starts_with(b"\x0c<") { Markup::Html } else { Markup::Plain };
    let (Some(a), Some(b)) = (document("one/a", markup, first), document("two/b", markup, second)) else { return };
    for profile in [Profile::Web, Profile::Ocr] {
        let explained = explain([a.clone(), b.clone()], &INPUT, &Config::new(profile));
        explained.articles.iter().for_each(check_article);
        check_pair(&explained.texts, profile);
    }
});

fn document(id: &str, markup: Markup, bytes: &[u8]) -> Option<Document> {
    let block = InputBlock::of_article(id.to_owned(), markup, bytes.to_vec());
    block.documents(&ReadOptions::default()).pop()?.ok()
}

fn check_pair(texts: &[MainText; 2], profile: Profile) {
    let [a, b] = texts;
    let params = if profile == Profile::Ocr { AlignParams::LETTERS } else { AlignParams::WORDS };
    check_passages(a.shingled(), b.shingled(), &align(a.shingled(), b.shingled(), &params));
    let config = Config::new(profile);
    let measures = verify(a, b, profile, config.shingle_len);
    for share in [measures.jaccard, measures.coverage_a, measures.coverage_b, measures.quoted_share()] {
        assert!((0.0..=1.0).contains(&share), "{measures:?}");
    }
    assert!(measures.shared_words <= measures.words_a.min(measures.words_b), "{measures:?}");
    for passage in &measures.passages {
        assert!(!a.span_of(passage.a.clone()).is_empty() && !b.span_of(passage.b.clone()).is_empty());
    }
    let template = TemplateMeasures::of(a, b, &a.words, &b.words);
    assert!(template.slots_differing <= template.slots, "{template:?}");
}
