//! Bytes to words: decoding, records, extraction, normalisation, quotation, sentences.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use wireprint::config::Profile;
use wireprint::document::{Document, Markup};
use wireprint::extract::attribution::Agencies;
use wireprint::extract::attribution::known::KnownNames;
use wireprint::extract::extract;
use wireprint::learn::CollectionModel;
use wireprint::main_text::MainText;
use wireprint::read::{InputBlock, ReadOptions};
use wireprint_fuzz::{check_article, check_words};

static AGENCIES: LazyLock<Agencies> = LazyLock::new(Agencies::builtin);

fuzz_target!(|bytes: &[u8]| {
    let options = ReadOptions::default();
    let article = |markup| InputBlock::of_article("outlet/page".to_owned(), markup, bytes.to_vec());
    let mut blocks = [Markup::Plain, Markup::Markdown, Markup::Html].map(article).to_vec();
    blocks.push(InputBlock::of_json_lines("feed.jsonl".to_owned(), bytes.to_vec()));
    for document in blocks.iter().flat_map(|block| block.documents(&options)).flatten() {
        check(document);
    }
});

fn check(document: Document) {
    let mut article = extract(document, &AGENCIES, Profile::Web);
    check_article(&article);
    let collection = std::slice::from_ref(&article);
    let (model, known) = (CollectionModel::default().learn(collection), KnownNames::of(collection, &AGENCIES));
    model.apply(&mut article);
    known.credit(&mut article);
    check_article(&article);
    for profile in [Profile::Web, Profile::Ocr] {
        let main = MainText::of(&article, profile);
        check_words(&article.text, &main.words);
        if profile == Profile::Ocr && !main.letters.is_empty() {
            assert!(main.words_of_letters(&(0..main.letters.len())).end <= main.words.len());
        }
    }
}
