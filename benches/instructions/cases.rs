//! The cases: what is counted, on documents of `wireprint-generate`, which are the same on every machine.
//!
//! Each case runs once uncounted, so that what is built on first use is there, then once counted. Everything runs on the
//! one thread of the program.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::BufWriter;
use std::path::PathBuf;
use std::sync::Arc;

use wireprint::align::{AlignParams, align};
use wireprint::candidates::lsh::Banding;
use wireprint::candidates::{lsh, passages};
use wireprint::config::{Config, Profile};
use wireprint::document::{Article, ContentHash, DocIdx, Document, Markup, Metadata, Span};
use wireprint::evidence::{Member, evidence};
use wireprint::extract::attribution::{Agencies, ScannedPage};
use wireprint::extract::{extract, furniture, plain};
use wireprint::facts::Facts;
use wireprint::learn::CollectionModel;
use wireprint::main_text::MainText;
use wireprint::monitor::Monitor;
use wireprint::normalize::push_words;
use wireprint::page::PageWords;
use wireprint::pipeline::{Input, detect};
use wireprint::read::{InputBlock, ReadOptions};
use wireprint::shingle::push_shingles;
use wireprint::sketch::fracminhash::push_sample;
use wireprint::sketch::minhash::{MinHasher, Signature};
use wireprint::store::{Partitions, Record, Scratch};
use wireprint::template::TemplateMeasures;
use wireprint::verify::{jaccard, verify};
use wireprint_generate::{GeneratedDocument, Generator, Hot, Parameters};

/// Begins the line that names the processor.
pub(crate) const PROCESSOR: &str = "processor: ";

/// Texts that the cases of one document or pair are run on: enough of them that no single one decides.
const N_TEXTS: u64 = 24;

/// Documents of the scan of a mixed collection.
const SCAN_DOCUMENTS: u64 = 300;

/// Documents of the scan in which nearly all time goes into measuring pairs.
const HOT_SCAN_DOCUMENTS: u64 = 40;

const SEED: u64 = 1;

/// The function that callgrind counts in.
#[inline(never)]
fn measured_work(work: &mut dyn FnMut()) {
    work();
}

/// Runs `work` uncounted, then counted, and prints its name: the order of names is that of the counts.
fn case(name: &str, mut work: impl FnMut()) {
    work();
    counted(name, work);
}

fn counted(name: &str, mut work: impl FnMut()) {
    measured_work(black_box(&mut work));
    case_is_counted(name);
}

/// The function before which callgrind writes what it counted, and sets its count to nought.
#[inline(never)]
#[expect(clippy::print_stdout, reason = "the names go to the program that reads the counts")]
fn case_is_counted(name: &str) {
    println!("{name}");
}

/// Runs every case.
#[expect(clippy::print_stdout, reason = "the processor goes to the program that reads the counts")]
pub(crate) fn run_all() {
    println!("{PROCESSOR}{}", processor());
    // All work is done by the thread that is counted: others would spin while they wait.
    rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread()
        .build_global()
        .expect("the pool is built once");
    let agencies = Agencies::builtin();
    let plain: Vec<GeneratedDocument> = documents(Parameters::new(N_TEXTS, SEED));
    let stories = documents(Parameters { hot: Some(Hot::OneStory), ..Parameters::new(N_TEXTS, SEED) });
    texts(&plain, &agencies);
    sketches(&plain);
    pages(&plain, &agencies);
    pairs(&stories, &plain, &agencies);
    case("start", || drop(black_box(Agencies::builtin())));
    scan("scan_mixed", Parameters { related: 0.5, ..Parameters::new(SCAN_DOCUMENTS, SEED) });
    scan(
        "scan_one_story",
        Parameters { hot: Some(Hot::OneStory), ..Parameters::new(HOT_SCAN_DOCUMENTS, SEED) },
    );
}

/// The processor as valgrind shows it to the program: functions are chosen by what it can do.
fn processor() -> String {
    #[cfg(target_arch = "x86_64")]
    let widest = if std::is_x86_feature_detected!("avx2") { " with AVX2" } else { " without AVX2" };
    #[cfg(not(target_arch = "x86_64"))]
    let widest = "";
    format!("{}{widest}", std::env::consts::ARCH)
}

fn documents(parameters: Parameters) -> Vec<GeneratedDocument> {
    Generator::new(parameters).expect("the parameters are in range").iter().collect()
}

fn document(body: &str, markup: Markup, source: &str) -> Document {
    let meta = Metadata { source: Some(source.to_owned()), ..Metadata::default() };
    let (id, body) = (source.to_owned(), body.to_owned());
    Document { id, body, markup, meta, folder: None, content_hash: ContentHash(0) }
}

fn article(made: &GeneratedDocument, agencies: &Agencies) -> Article {
    extract(document(&made.text, Markup::Plain, &made.source), agencies, Profile::Web)
}

/// Text to words.
fn texts(plain: &[GeneratedDocument], agencies: &Agencies) {
    let english: String = plain.iter().map(|made| made.text.as_str()).collect();
    let ascii: String = english.chars().filter(char::is_ascii).collect();
    let accented = english.replace('e', "é").replace("ca", "ça");
    let mut words = Vec::new();
    for (name, text) in
        [("normalise_ascii", &ascii), ("normalise_typographic", &english), ("normalise_accented", &accented)]
    {
        case(name, || {
            words.clear();
            push_words(black_box(text), Span::new(0, text.len()), &mut words);
        });
    }
    let articles: Vec<Article> = plain.iter().map(|made| article(made, agencies)).collect();
    case("main_text", || {
        for article in &articles {
            black_box(MainText::of(article, &PageWords::of_article(article), Profile::Web));
        }
    });
}

fn tokens(text: &str) -> Vec<u64> {
    wireprint::normalize::words(text).iter().map(|word| word.hash).collect()
}

/// Words to sketches, and sketches to candidates.
fn sketches(plain: &[GeneratedDocument]) {
    let texts: Vec<Vec<u64>> = plain.iter().map(|made| tokens(&made.text)).collect();
    let mut buffer = Vec::new();
    case("shingle", || {
        for tokens in &texts {
            buffer.clear();
            push_shingles(black_box(tokens), 5, &mut buffer);
        }
    });
    let shingled = |tokens: &Vec<u64>| {
        let mut shingles = Vec::new();
        push_shingles(tokens, 5, &mut shingles);
        shingles
    };
    let shingles: Vec<Vec<u64>> = texts.iter().map(shingled).collect();
    case("sample", || {
        for shingles in &shingles {
            buffer.clear();
            push_sample(black_box(shingles), 8, 32, &mut buffer);
        }
    });
    let hasher = MinHasher::new(128, 1);
    case("signature", || {
        for shingles in &shingles {
            black_box(hasher.sign(black_box(shingles)));
        }
    });
    let sampled = |shingles: &Vec<u64>| {
        let mut sample = Vec::new();
        push_sample(shingles, 8, 32, &mut sample);
        sample
    };
    let many: Vec<Vec<u64>> = documents(Parameters::new(SCAN_DOCUMENTS, SEED))
        .iter()
        .map(|made| shingled(&tokens(&made.text)))
        .collect();
    let signatures: Vec<Signature> = many.iter().map(|shingles| hasher.sign(shingles)).collect();
    let samples: Vec<Vec<u64>> = many.iter().map(sampled).collect();
    let banding = Banding::plan(128, 0.5, 0.99);
    let scratch = Arc::new(Scratch::temporary());
    let partitions = |records: Vec<Record>| {
        let mut partitions = Partitions::new(&scratch, "records", usize::MAX);
        partitions.extend(records).expect("nothing is written");
        partitions
    };
    let (mut bands, mut sampled) = (Vec::new(), Vec::new());
    for (doc, (signature, sample)) in (0..).map(DocIdx).zip(signatures.iter().zip(&samples)) {
        lsh::push_records(doc, signature, banding, &mut bands);
        passages::push_records(doc, sample, &mut sampled);
    }
    let (bands, sampled) = (partitions(bands), partitions(sampled));
    case("candidates_bands", || drop(black_box(lsh::candidates(black_box(&bands), 64))));
    case("candidates_passages", || drop(black_box(passages::candidates(black_box(&sampled), 64, 1))));
}

/// Records and pages to articles.
fn pages(plain: &[GeneratedDocument], agencies: &Agencies) {
    let mut lines = Vec::new();
    for made in plain {
        made.write(&mut lines).expect("memory can be written to");
    }
    let block = InputBlock::of_json_lines("made".to_owned(), lines);
    let options = ReadOptions::default();
    case("read_json_lines", || drop(black_box(block.documents(&options))));
    let one = &plain[0];
    let html_page = html(one);
    case("extract_plain", || {
        black_box(article(one, agencies));
    });
    case("extract_html", || {
        black_box(extract(document(&html_page, Markup::Html, &one.source), agencies, Profile::Web));
    });
    let meta = Metadata::default();
    let blocks = plain::blocks(&one.text, Markup::Plain);
    let words = PageWords::of(&one.text, &blocks);
    let page = ScannedPage::of(&one.text, &blocks, &words, agencies);
    let is_credit_line = |idx: usize| page.is_credit_line(idx, &blocks[idx]);
    let mut classified = blocks.clone();
    case("furniture", || {
        classified.clone_from(&blocks);
        furniture::classify(black_box(&one.text), &mut classified, &words, &is_credit_line, &meta);
    });
    case("attribution", || {
        black_box(
            ScannedPage::of(black_box(&one.text), &classified, &words, agencies).find(&classified, &meta),
        );
    });
}

/// A document as a page with a menu and a foot.
fn html(made: &GeneratedDocument) -> String {
    let paragraphs: String =
        made.text.lines().filter(|line| !line.is_empty()).map(|line| format!("<p>{line}</p>\n")).collect();
    format!(
        "<!doctype html><html lang=en><head><title>{title}</title></head><body><nav><ul><li><a href=/>Home</a>\
         <li><a href=/news>News</a><li><a href=/sport>Sport</a></ul></nav><article><h1>{title}</h1>\n{paragraphs}\
         </article><footer><p>All rights reserved.</p></footer></body></html>",
        title = made.title
    )
}

/// Two main texts to everything that the decision may know.
fn pairs(stories: &[GeneratedDocument], plain: &[GeneratedDocument], agencies: &Agencies) {
    let articles: Vec<Article> = stories.iter().map(|made| article(made, agencies)).collect();
    let texts: Vec<MainText> =
        articles.iter().map(|article| MainText::of_article(article, Profile::Web)).collect();
    let facts: Vec<Facts> = articles.iter().map(|article| Facts::of(article, agencies)).collect();
    let pairs: Vec<(usize, usize)> = (1..texts.len()).map(|idx| (idx - 1, idx)).collect();
    let tokens_of = |idx: usize| black_box(&texts[idx].tokens[..]);
    case("jaccard", || {
        for &(a, b) in &pairs {
            black_box(jaccard(tokens_of(a), tokens_of(b), 5));
        }
    });
    case("align_copies", || {
        for &(a, b) in &pairs {
            black_box(align(tokens_of(a), tokens_of(b), &AlignParams::WORDS));
        }
    });
    let unrelated: Vec<Vec<u64>> = plain.iter().map(|made| tokens(&made.text)).collect();
    case("align_unrelated", || {
        for two in unrelated.windows(2) {
            black_box(align(black_box(&two[0]), black_box(&two[1]), &AlignParams::WORDS));
        }
    });
    case("verify", || {
        for &(a, b) in &pairs {
            black_box(verify(&texts[a], &texts[b], Profile::Web, 5));
        }
    });
    case("template", || {
        for &(a, b) in &pairs {
            black_box(TemplateMeasures::of(&texts[a], &texts[b], &facts[a].title, &facts[b].title));
        }
    });
    let config = Config::default();
    let member = |idx: usize| Member { article: &articles[idx], facts: &facts[idx], text: &texts[idx] };
    case("measured_pair", || {
        for &(a, b) in &pairs {
            let measures = verify(&texts[a], &texts[b], Profile::Web, 5);
            black_box(evidence(member(a), member(b), measures, &config));
        }
    });
}

/// The whole path to a report.
fn scan(name: &str, parameters: Parameters) {
    // A folder of the build: its name, which all documents carry, is as long in each run.
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("instructions").join(name);
    fs::create_dir_all(&folder).expect("the build's folder can be written to");
    let path = folder.join("docs.jsonl");
    let mut out = BufWriter::new(File::create(&path).expect("the folder can be written to"));
    for made in Generator::new(parameters).expect("the parameters are in range").iter() {
        made.write(&mut out).expect("the file can be written to");
    }
    drop(out);
    let input = Input {
        roots: vec![path],
        read: ReadOptions::default(),
        agencies: Agencies::builtin(),
        furniture: CollectionModel::default(),
    };
    counted(name, || {
        let report = detect(&input, &Config::default(), &Monitor::default());
        drop(black_box(report.expect("the input was just written")));
    });
}
