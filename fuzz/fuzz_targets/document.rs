//! Bytes to words: decoding, records, extraction, normalisation, quotation, sentences.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use wireprint::config::Profile;
use wireprint::document::{Article, Document, Markup};
use wireprint::extract::attribution::Agencies;
use wireprint::extract::attribution::known::KnownNames;
use wireprint::extract::extract;
use wireprint::facts::Facts;
use wireprint::learn::CollectionModel;
use wireprint::main_text::MainText;
use wireprint::naming::Holder;
use wireprint::page::PageWords;
use wireprint::read::{InputBlock, ReadOptions};
use wireprint_fuzz::{check_article, check_words};

static AGENCIES: LazyLock<Agencies> = LazyLock::new(Agencies::builtin);

/// An article whose outlet and author any other one may name.
static ORIGINAL: LazyLock<Article> = LazyLock::new(|| {
    let page = "The Harbour Gazette\n\nOld house stands\n\nBy Dora Quill\n\nThe harbour board voted to keep the house.\n";
    let block =
        InputBlock::of_article("harbour-gazette/house".to_owned(), Markup::Plain, page.as_bytes().to_vec());
    let document = block.documents(&ReadOptions::default()).into_iter().flatten().next();
    extract(document.expect("the page is an article"), &AGENCIES, Profile::Web)
});

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
    let collection = [ORIGINAL.clone(), article.clone()];
    let (model, known) =
        (CollectionModel::default().learn_from(&collection), KnownNames::of(&collection, &AGENCIES));
    let words = PageWords::of_article(&article);
    model.apply(&mut article, &words);
    known.credit(&mut article, &words);
    check_article(&article);
    let (facts, of_original) = (Facts::of(&article, &AGENCIES), Facts::of(&ORIGINAL, &AGENCIES));
    let holder = Holder { article: &article, facts: &facts, shared: &[], coverage: 0.5 };
    for credit in holder.credits_to(&of_original) {
        assert_eq!(credit.span.map(|span| span.of(&article.text)), Some(credit.phrase.as_str()));
    }
    for profile in [Profile::Web, Profile::Ocr] {
        let main = MainText::of(&article, &words, profile);
        check_words(&article.text, &main.words);
        if profile == Profile::Ocr && !main.letters.is_empty() {
            assert!(main.words_of_letters(&(0..main.letters.len())).end <= main.words.len());
        }
    }
}
