//! wireprint finds reprints, near-duplicates and shared wire copy in collections of news articles.
//!
//! The `wireprint` command is this library with flags. [`pipeline::detect`] is the whole of it:
//!
//! ```
//! use wireprint::config::Config;
//! use wireprint::extract::attribution::Agencies;
//! use wireprint::learn::CollectionModel;
//! use wireprint::monitor::Monitor;
//! use wireprint::pipeline::{Input, detect};
//! use wireprint::read::ReadOptions;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! let story = "The lighthouse at Carrow Point will be lit again next month for the first time in eleven years, the harbour \
//!     trust said on Tuesday. Volunteers spent three winters scraping salt from the lantern room and found the original lens \
//!     under a tarpaulin in a farm shed.";
//! std::fs::write(folder.path().join("gazette.txt"), story)?;
//! std::fs::write(folder.path().join("ledger.txt"), format!("Courtesy of the Gazette.\n\n{story}"))?;
//!
//! let input = Input {
//!     roots: vec![folder.path().to_owned()],
//!     read: ReadOptions::default(),
//!     agencies: Agencies::builtin(),
//!     furniture: CollectionModel::default(),
//! };
//! let report = detect(&input, &Config::default(), &Monitor::default())?;
//! assert_eq!(report.pairs.len(), 1);
//! assert_eq!((&*report.pairs[0].a, &*report.pairs[0].b), ("gazette.txt", "ledger.txt"));
//! # Ok(())
//! # }
//! ```
//!
//! # The path of the data
//!
//! Each stage takes values and returns values, so that any of them can be used alone.
//!
//! **[`read`]** turns bytes into documents, and what cannot be read into skips with a reason. [`read::Reader`] walks folders; a
//! block of input that is in memory needs none:
//!
//! ```
//! use wireprint::read::{InputBlock, ReadOptions};
//!
//! let lines = r#"{"id": "1", "text": "Frost took two thirds of the pears."}
//! {"id": "2", "text": 7}"#;
//! let block = InputBlock::of_json_lines("feed.jsonl".to_owned(), lines.into());
//! let documents = block.documents(&ReadOptions::default());
//! assert_eq!(documents[0].as_ref().map(|document| &*document.id), Ok("1"));
//! assert_eq!(documents[1].as_ref().map_err(|skip| skip.reason.as_str()), Err("malformed_record"));
//! ```
//!
//! **[`extract`]** finds the text of a document, gives each block of it a role, and finds the credits:
//!
//! ```
//! # use wireprint::document::Markup;
//! # use wireprint::read::{InputBlock, ReadOptions};
//! use wireprint::config::Profile;
//! use wireprint::extract::attribution::Agencies;
//! use wireprint::extract::extract;
//!
//! let page = "Growers count their losses\n\nMELLING (AP) — Frost took two thirds of the pears in the valley.";
//! let block = InputBlock::of_article("pears.txt".to_owned(), Markup::Plain, page.into());
//! let document = block.documents(&ReadOptions::default()).remove(0).expect("it is text");
//! let article = extract(document, &Agencies::builtin(), Profile::Web);
//! assert_eq!(article.attributions[0].agency.as_deref(), Some("AP"));
//! ```
//!
//! **[`learn`]** looks at all articles and marks the sentences that unrelated stories share: page furniture. What is left is the
//! **[`main_text`]**, cut into folded and hashed words by **[`normalize`]**, each with its place in the original:
//!
//! ```
//! use wireprint::normalize::words;
//!
//! let text = "The FERRY, again";
//! let found = words(text);
//! assert_eq!(found[1].hash, words("ferry")[0].hash);
//! assert_eq!(found[1].span.of(text), "FERRY");
//! ```
//!
//! **[`shingle`]** and **[`sketch`]** make a set of word runs and a signature of it, from which the Jaccard similarity of two sets
//! can be estimated:
//!
//! ```
//! use wireprint::shingle::push_shingles;
//! use wireprint::sketch::minhash::MinHasher;
//!
//! let shingles = |words: std::ops::Range<u64>| {
//!     let mut shingles = Vec::new();
//!     push_shingles(&words.collect::<Vec<_>>(), 5, &mut shingles);
//!     shingles
//! };
//! let hasher = MinHasher::new(128, 0);
//! let (a, b) = (hasher.sign(&shingles(0..300)), hasher.sign(&shingles(100..400)));
//! assert!((a.jaccard_estimate(&b) - 0.5).abs() < 0.15);
//! ```
//!
//! **[`candidates`]** brings together documents that are likely to share text, without comparing each with each:
//!
//! ```
//! # use wireprint::sketch::minhash::MinHasher;
//! use wireprint::candidates::lsh::{Banding, candidates, push_records};
//! use wireprint::document::DocIdx;
//! use wireprint::store::{Partitions, Scratch};
//!
//! # fn main() -> wireprint::error::Result<()> {
//! let banding = Banding::plan(128, 0.5, 0.99);
//! let (hasher, mut records) = (MinHasher::new(128, 0), Vec::new());
//! let sets: [Vec<u64>; 3] = [(0..300).collect(), (1000..1300).collect(), (10..310).collect()];
//! for (doc, set) in (0..).map(DocIdx).zip(&sets) {
//!     push_records(doc, &hasher.sign(set), banding, &mut records);
//! }
//! let mut parts = Partitions::new(&Scratch::temporary().into(), "bands", 1 << 20);
//! parts.extend(records)?;
//! let pairs = candidates(&parts, 64)?;
//! assert_eq!(pairs.iter().map(|pair| (pair.a, pair.b)).collect::<Vec<_>>(), [(DocIdx(0), DocIdx(2))]);
//! # Ok(())
//! # }
//! ```
//!
//! **[`verify`]** measures a pair exactly, by **[`align`]**ing its words: a collision is a suspicion, and only this stage makes it
//! a finding.
//!
//! ```
//! use wireprint::config::Profile;
//! use wireprint::main_text::MainText;
//! use wireprint::normalize::words;
//! use wireprint::verify::verify;
//!
//! let passage = "frost took two thirds of the pears in the Melling valley, growers told a meeting";
//! let a = MainText::from_words(words(&format!("Good news is rare this spring: {passage}")));
//! let b = MainText::from_words(words(&format!("{passage} on Friday")));
//! let measures = verify(&a, &b, Profile::Web, 5);
//! assert_eq!((measures.shared_words, measures.passages.len()), (15, 1));
//! ```
//!
//! **[`relation`]** is the one decision: from all that is known of a pair to what it is, by rules that
//! `docs/relations.md` explains.
//!
//! ```
//! # use wireprint::config::Profile;
//! # use wireprint::main_text::MainText;
//! # use wireprint::normalize::words;
//! # use wireprint::verify::verify;
//! use wireprint::relation::{Evidence, Relation, relate};
//!
//! # let text = "frost took two thirds of the pears in the Melling valley, growers told a meeting in the village hall, and most \
//! #     of what is left will go to the cider mill instead of shops, since several had lit straw between the rows for nothing";
//! # let main_text = || MainText::from_words(words(text));
//! # let measures = verify(&main_text(), &main_text(), Profile::Web, 5);
//! let verdict = relate(&Evidence::of_measures(measures));
//! assert_eq!(verdict.relation, Relation::NearDuplicate, "{}", verdict.rule);
//! ```
//!
//! **[`settle`]** adds what other pairs tell, groups copies into clusters and finds their originals; **[`report`]** writes what was
//! found, in formats that each take the trait [`report::entries::Entries`].
//!
//! For collections larger than memory, and to write a report without holding it, there is [`pipeline::scan`]; for two documents,
//! [`pipeline::explain`].
//!
//! The same input and parameters give the same bytes, for any number of threads and any order of the input. No stage but
//! [`read`] touches the world; each says in its own words what it leaves out.

pub mod align;
pub mod candidates;
pub mod cli;
pub mod cluster;
pub mod config;
pub mod date;
pub mod dedupe;
pub mod document;
pub mod error;
pub mod eval;
pub mod evidence;
pub mod extract;
pub mod facts;
pub mod hash;
pub mod ids;
pub mod learn;
pub mod main_text;
pub mod mention;
pub mod monitor;
pub mod naming;
pub mod normalize;
pub mod origin;
pub mod outlet;
pub mod page;
pub mod pipeline;
pub mod propose;
pub mod quote;
pub mod read;
pub mod relation;
pub mod report;
pub mod review;
pub mod settle;
pub mod shingle;
pub mod sketch;
pub mod sources;
pub mod store;
pub mod template;
pub mod translation;
pub mod verify;
