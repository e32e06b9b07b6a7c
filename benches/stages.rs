//! The cost of each stage and of the whole path, on one core. `benches/README.md` says what the figures mean.

use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wireprint::align::{AlignParams, align};
use wireprint::candidates::lsh::Banding;
use wireprint::candidates::{lsh, passages};
use wireprint::config::{Config, Profile};
use wireprint::document::{ContentHash, DocIdx, Document, Markup, Metadata, Span};
use wireprint::extract::attribution::{Agencies, ScannedPage};
use wireprint::extract::{extract, furniture, html, plain};
use wireprint::learn::CollectionModel;
use wireprint::main_text::MainText;
use wireprint::monitor::Monitor;
use wireprint::normalize::{push_words, words};
use wireprint::page::PageWords;
use wireprint::pipeline::{Input, detect};
use wireprint::read::{InputBlock, ReadOptions};
use wireprint::shingle::push_shingles;
use wireprint::sketch::fracminhash::push_sample;
use wireprint::sketch::minhash::{ClassicMinHasher, MinHasher, Signature};
use wireprint::store::{Partitions, Record, Scratch};
use wireprint::verify::jaccard;

mod baselines;
#[path = "../tests/it/generate.rs"]
mod generate;

use generate::{Outlet, Page, Random, Story, json_lines};

/// The command's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PERMUTATIONS: usize = 128;

/// Words of a text with 490 shingles.
const N_WORDS: usize = 494;

fn tokens(text: &str) -> Vec<u64> {
    words(text).iter().map(|word| word.hash).collect()
}

fn shingles(text: &str) -> Vec<u64> {
    let mut shingles = Vec::new();
    push_shingles(&tokens(text), 5, &mut shingles);
    shingles
}

fn stories(n: usize, n_words: usize) -> Vec<Story> {
    let mut random = Random::new(7);
    (0..n).map(|_| Story::new(&mut random, n_words)).collect()
}

fn texts_to_words(c: &mut Criterion) {
    let english: String = stories(40, N_WORDS).iter().map(Story::text).collect();
    let ascii: String = english.chars().filter(char::is_ascii).collect();
    let accented = english.replace('e', "é").replace("ka", "ça");
    let han: String = english.chars().filter(|c| c.is_alphabetic()).map(han).collect();
    let mut group = c.benchmark_group("normalise");
    for (name, text) in [("ascii", &ascii), ("typographic", &english), ("accented", &accented), ("han", &han)]
    {
        group.throughput(Throughput::Bytes(text.len() as u64));
        let mut words = Vec::new();
        group.bench_function(name, |b| {
            b.iter(|| {
                words.clear();
                push_words(black_box(text), Span::new(0, text.len()), &mut words);
            });
        });
    }
    group.finish();
    let article = extract(document(english, Markup::Plain), &Agencies::builtin(), Profile::Web);
    let mut group = c.benchmark_group("words");
    group.throughput(Throughput::Bytes(article.text.len() as u64));
    group.bench_function("main_text", |b| {
        b.iter(|| MainText::of(black_box(&article), &PageWords::of_article(&article), Profile::Web));
    });
    group.finish();
}

/// Some ideograph for each letter.
fn han(letter: char) -> char {
    char::from_u32(0x4e00 + letter as u32 % 97 * 53).expect("a character of the unified ideographs")
}

fn words_to_sketches(c: &mut Criterion) {
    let text = stories(1, N_WORDS)[0].text();
    let (tokens, shingles) = (tokens(&text), shingles(&text));
    let mut buffer = Vec::new();
    let mut group = c.benchmark_group("shingles");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("direct", |b| {
        b.iter(|| {
            buffer.clear();
            push_shingles(black_box(&tokens), 5, &mut buffer);
        });
    });
    group.bench_function("sampled", |b| {
        b.iter(|| {
            buffer.clear();
            push_sample(black_box(&shingles), 8, 16, &mut buffer);
        });
    });
    group.finish();
    let mut group = c.benchmark_group("signature");
    group.throughput(Throughput::Elements(shingles.len() as u64));
    let fast = MinHasher::new(PERMUTATIONS, 1);
    group.bench_function("fast_similarity_sketching", |b| b.iter(|| fast.sign(black_box(&shingles))));
    let classic = ClassicMinHasher::new(PERMUTATIONS, 1);
    group.bench_function("classic_u32", |b| b.iter(|| classic.sign(black_box(&shingles))));
    let mersenne = baselines::MersenneMinHasher::new(PERMUTATIONS);
    group.bench_function("classic_mod_2_61_1", |b| b.iter(|| mersenne.sign(black_box(&shingles))));
    group.bench_function("one_permutation_densified", |b| {
        b.iter(|| baselines::one_permutation_sign(black_box(&shingles), PERMUTATIONS));
    });
    group.finish();
}

fn records_to_sketches(c: &mut Criterion) {
    let lines: String = stories(400, N_WORDS)
        .iter()
        .map(|story| serde_json::json!({"title": story.title, "text": story.text()}).to_string() + "\n")
        .collect();
    let (block, options) =
        (InputBlock::of_json_lines("a".to_owned(), lines.clone().into()), ReadOptions::default());
    let hasher = MinHasher::new(PERMUTATIONS, 1);
    let mut group = c.benchmark_group("sketches");
    group.throughput(Throughput::Bytes(lines.len() as u64));
    group.bench_function("read_json_lines", |b| b.iter(|| block.documents(&options)));
    group.bench_function("json_lines_to_both_sketches", |b| {
        let (mut words, mut tokens, mut shingles, mut sample) = <(Vec<_>, Vec<_>, Vec<_>, Vec<_>)>::default();
        b.iter(|| {
            for document in block.documents(&options).iter().flatten() {
                words.clear();
                push_words(&document.body, Span::new(0, document.body.len()), &mut words);
                tokens.clear();
                tokens.extend(words.iter().map(|word| word.hash));
                shingles.clear();
                push_shingles(&tokens, 5, &mut shingles);
                sample.clear();
                push_sample(&shingles, 8, 16, &mut sample);
                black_box((hasher.sign(&shingles), &sample));
            }
        });
    });
    group.finish();
}

fn sketches_to_candidates(c: &mut Criterion) {
    let n_docs = 4000;
    let mut random = Random::new(5);
    let shingles: Vec<Vec<u64>> =
        collection(&mut random, n_docs).iter().map(|story| shingles(&story.text())).collect();
    let hasher = MinHasher::new(PERMUTATIONS, 1);
    let signatures: Vec<Signature> = shingles.iter().map(|shingles| hasher.sign(shingles)).collect();
    let samples: Vec<Vec<u64>> = shingles
        .iter()
        .map(|shingles| {
            let mut sample = Vec::new();
            push_sample(shingles, 8, 16, &mut sample);
            sample
        })
        .collect();
    let banding = Banding::plan(PERMUTATIONS, 0.5, 0.99);
    let (mut bands, mut sampled) = (Vec::new(), Vec::new());
    for (doc, (signature, sample)) in (0..).map(DocIdx).zip(signatures.iter().zip(&samples)) {
        lsh::push_records(doc, signature, banding, &mut bands);
        passages::push_records(doc, sample, &mut sampled);
    }
    let scratch = Arc::new(Scratch::temporary());
    let partitions = |records: Vec<Record>| {
        let mut partitions = Partitions::new(&scratch, "records", usize::MAX);
        partitions.extend(records).expect("nothing is written");
        partitions
    };
    let (bands, sampled) = (partitions(bands), partitions(sampled));
    let mut group = c.benchmark_group("candidates");
    group.throughput(Throughput::Elements(n_docs as u64));
    group.bench_function("bands", |b| b.iter(|| lsh::candidates(black_box(&bands), 64)));
    group.bench_function("passages", |b| b.iter(|| passages::candidates(black_box(&sampled), 64, 1)));
    group.finish();
}

/// Stories of some 490 words, every fourth of them copied in one way or another.
fn collection(random: &mut Random, n_docs: usize) -> Vec<Story> {
    let mut stories: Vec<Story> = Vec::with_capacity(n_docs);
    for idx in 0..n_docs {
        let mut story = Story::new(random, N_WORDS);
        if idx % 4 == 3 {
            let other = stories[random.below(idx)].clone();
            match random.below(3) {
                0 => story = other.edited(random, 5),
                1 => story = other.truncated(N_WORDS / 2),
                _ => story.take_passage(random, &other, 60, 10),
            }
        }
        stories.push(story);
    }
    stories
}

fn pairs_to_passages(c: &mut Criterion) {
    let mut random = Random::new(3);
    let story = Story::new(&mut random, N_WORDS);
    let copy = story.edited(&mut random, 5);
    let mut host = Story::new(&mut random, 1440);
    host.take_passage(&mut random, &story, 60, 10);
    let [story, copy, host, other] =
        [&story, &copy, &host, &Story::new(&mut random, N_WORDS)].map(|story| tokens(&story.text()));
    c.bench_function("verification/jaccard_490", |b| {
        b.iter(|| jaccard(black_box(&story), black_box(&copy), 5));
    });
    let mut group = c.benchmark_group("alignment");
    for (name, second) in [("copy_of_500", &copy), ("passage_in_1500", &host), ("unrelated_500", &other)] {
        let params = AlignParams::WORDS;
        group.bench_function(name, |b| b.iter(|| align(black_box(&story), black_box(second), &params)));
    }
    group.finish();
}

fn document(body: String, markup: Markup) -> Document {
    let content_hash = ContentHash(0);
    Document { id: "page".to_owned(), body, markup, meta: Metadata::default(), folder: None, content_hash }
}

fn pages_to_articles(c: &mut Criterion) {
    let mut random = Random::new(4);
    let (outlet, story) = (Outlet::new(&mut random), Story::new(&mut random, N_WORDS));
    let agencies = Agencies::builtin();
    let (plain_page, html_page) = (outlet.plain(&story), outlet.html(&story));
    let mut group = c.benchmark_group("extraction");
    for (name, page, markup) in [("plain", &plain_page, Markup::Plain), ("html", &html_page, Markup::Html)] {
        group.throughput(Throughput::Bytes(page.len() as u64));
        group.bench_function(name, |b| {
            b.iter(|| extract(document(page.clone(), markup), &agencies, Profile::Web));
        });
    }
    group.throughput(Throughput::Bytes(html_page.len() as u64));
    group.bench_function("html_linearised", |b| b.iter(|| html::linearise(black_box(&html_page))));
    let meta = Metadata::default();
    let blocks = plain::blocks(&plain_page, Markup::Plain);
    group.throughput(Throughput::Bytes(plain_page.len() as u64));
    group.bench_function("plain_blocks", |b| {
        b.iter(|| plain::blocks(black_box(&plain_page), Markup::Plain));
    });
    let words = PageWords::of(&plain_page, &blocks);
    let page = ScannedPage::of(&plain_page, &blocks, &words, &agencies);
    let is_credit_line = |idx: usize| page.is_credit_line(idx, &blocks[idx]);
    let mut classified = blocks.clone();
    group.bench_function("furniture", |b| {
        b.iter(|| {
            classified.clone_from(&blocks);
            furniture::classify(black_box(&plain_page), &mut classified, &words, &is_credit_line, &meta);
        });
    });
    group.bench_function("attribution", |b| {
        b.iter(|| {
            let page = ScannedPage::of(black_box(&plain_page), &classified, &words, &agencies);
            page.find(&classified, &meta)
        });
    });
    group.finish();
}

fn start(c: &mut Criterion) {
    c.bench_function("start/agencies", |b| b.iter(Agencies::builtin));
}

fn whole_path(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("the system has a folder for temporary files");
    let mut random = Random::new(6);
    let outlets: Vec<Outlet> = (0..12).map(|_| Outlet::new(&mut random)).collect();
    let stories = collection(&mut random, 1000);
    let clean: String = stories
        .iter()
        .zip(0..)
        .map(|(story, id)| {
            serde_json::json!({"id": id.to_string(), "title": story.title, "text": story.text()}).to_string()
                + "\n"
        })
        .collect();
    let pages: Vec<Page> =
        stories.iter().enumerate().map(|(idx, story)| Page::new(idx, &outlets[idx % 12], story)).collect();
    let mut group = c.benchmark_group("detect");
    group.sample_size(10);
    for (name, lines) in [("clean_json_lines", clean), ("pages_json_lines", json_lines(&pages))] {
        let path = folder.path().join(name).with_extension("jsonl");
        std::fs::write(&path, &lines).expect("the folder can be written to");
        group.throughput(Throughput::Bytes(lines.len() as u64));
        bench_detect(&mut group, name, path);
    }
    let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus/tuned/articles");
    group.throughput(Throughput::Bytes(folder_bytes(&corpus)));
    bench_detect(&mut group, "bundled_corpus", corpus);
    group.finish();
}

type Group<'a> = criterion::BenchmarkGroup<'a, criterion::measurement::WallTime>;

fn bench_detect(group: &mut Group<'_>, name: &str, root: PathBuf) {
    let input = Input {
        roots: vec![root],
        read: ReadOptions::default(),
        agencies: Agencies::builtin(),
        furniture: CollectionModel::default(),
    };
    group.bench_function(name, |b| {
        b.iter(|| detect(&input, &Config::default(), &Monitor::default()).expect("the input can be read"));
    });
}

fn folder_bytes(folder: &std::path::Path) -> u64 {
    let entries = std::fs::read_dir(folder).expect("the bundled corpus is beside the sources");
    let size = |entry: std::io::Result<std::fs::DirEntry>| {
        let entry = entry.expect("an entry of a readable folder");
        let meta = entry.metadata().expect("a file that was just listed");
        if meta.is_dir() { folder_bytes(&entry.path()) } else { meta.len() }
    };
    entries.map(size).sum()
}

fn one_core() -> Criterion {
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().expect("the pool is built once");
    Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1500))
        .sample_size(30)
}

criterion_group! {
    name = benches;
    config = one_core();
    targets = texts_to_words, words_to_sketches, records_to_sketches, sketches_to_candidates, pairs_to_passages,
        pages_to_articles, start, whole_path
}
criterion_main!(benches);
