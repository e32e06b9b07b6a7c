//! What holds for all texts, checked on generated ones.

use std::path::PathBuf;

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;
use wireprint::config::Config;
use wireprint::extract::attribution::Agencies;
use wireprint::learn::CollectionModel;
use wireprint::monitor::Monitor;
use wireprint::pipeline::{Input, detect};
use wireprint::read::ReadOptions;
use wireprint::report::schema::{PairEntry, Report};

use crate::folder::{Folder, prose};
use crate::run::ids;
use crate::valid::assert_valid;

fn scan(folder: &Folder) -> Report {
    let input = Input {
        roots: vec![PathBuf::from(folder.path())],
        read: ReadOptions::default(),
        agencies: Agencies::builtin(),
        furniture: CollectionModel::default(),
    };
    let report = detect(&input, &Config::default(), &Monitor::default()).unwrap();
    assert_valid(&report);
    report
}

/// Two texts that share a passage between parts of their own, in which anything may stand.
fn related_texts() -> impl Strategy<Value = [String; 2]> {
    let part = || ("[\\PC\n]{0,60}", 0..60usize, any::<u64>());
    (part(), part(), part(), part(), 20..80usize, any::<u64>()).prop_map(|(a, b, c, d, n_shared, seed)| {
        let own = |(odd, n_words, seed): (String, usize, u64)| format!("{odd} {}", prose(seed, n_words));
        let shared = prose(seed, n_shared);
        [format!("{} {shared} {}", own(a), own(b)), format!("{} {shared} {}", own(c), own(d))]
    })
}

/// Texts as they are written: marks, accents, dashes and line ends of every kind.
fn written_text() -> impl Strategy<Value = String> {
    let word = "[a-zà-öø-ÿ]{2,9}";
    let between =
        prop::sample::select(vec![" ", " ", " ", " ", ", ", " “", "” ", "’s ", " – ", ". ", "\n\n"]);
    prop::collection::vec((word, between), 45..120)
        .prop_map(|parts| parts.into_iter().map(|(word, between)| word + between).collect())
}

fn straight(text: &str) -> String {
    text.replace(['“', '”'], "\"").replace('’', "'").replace('–', "-")
}

/// A pair with its sides exchanged and its documents renamed, except for what follows from the order alone.
fn mirrored(pair: &PairEntry) -> PairEntry {
    let mut mirrored = pair.clone();
    (mirrored.coverage_a, mirrored.coverage_b) = (pair.coverage_b, pair.coverage_a);
    for passage in &mut mirrored.passages {
        (passage.a, passage.b) = (passage.b, passage.a);
    }
    mirrored.passages.sort_by_key(|passage| passage.a);
    let other = |id: &String| if *id == pair.a { pair.b.clone() } else { pair.a.clone() };
    mirrored.original = pair.original.as_ref().map(other);
    mirrored
}

fn told(report: &Report) -> Vec<&PairEntry> {
    report.pairs.iter().chain(&report.overlaps).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spans_lie_inside_the_text_on_character_boundaries([a, b] in related_texts()) {
        let report = scan(&Folder::new().file("a.txt", &a).file("b.txt", &b));
        let cuts = |text: &str, [start, end]: [usize; 2]| text.get(start..end).is_some();
        for document in &report.documents {
            let text = if document.id == "a.txt" { &a } else { &b };
            prop_assert!(document.main_text.iter().all(|span| cuts(text, *span)));
            let credits = document.attributions.iter();
            for (phrase, span) in credits.filter_map(|credit| Some((&credit.phrase, credit.span?))) {
                prop_assert_eq!(text.get(span[0]..span[1]), Some(phrase.as_str()));
            }
        }
        for passage in told(&report).iter().flat_map(|pair| &pair.passages) {
            prop_assert!(cuts(&a, passage.a) && cuts(&b, passage.b));
        }
    }

    #[test]
    fn measures_do_not_depend_on_which_id_sorts_first([a, b] in related_texts()) {
        let one = scan(&Folder::new().file("a.txt", &a).file("b.txt", &b));
        let other = scan(&Folder::new().file("a.txt", &b).file("b.txt", &a));
        let mirror: Vec<_> = told(&other).into_iter().map(mirrored).collect();
        prop_assert_eq!(told(&one), mirror.iter().collect::<Vec<_>>());
    }

    #[test]
    fn unrelated_document_changes_no_pair([a, b] in related_texts(), seed in any::<u64>()) {
        let folder = Folder::new().file("a.txt", &a).file("b.txt", &b);
        let two = scan(&folder);
        let three = scan(&folder.file("c.txt", prose(!seed, 120)));
        prop_assert_eq!(told(&two), told(&three));
    }

    #[test]
    fn spellings_of_one_text_are_identical(text in written_text()) {
        let composed: String = text.nfc().collect();
        let copies = [text.nfd().collect(), straight(&composed), composed.replace('\n', "\r\n")];
        for copy in copies {
            let report = scan(&Folder::new().file("a.txt", &composed).file("b.txt", &copy));
            let extents: Vec<_> = report.pairs.iter().map(|pair| pair.extent.as_str()).collect();
            prop_assert_eq!(extents, ["identical"], "{:?}", copy);
        }
    }

    #[test]
    fn bytes_of_any_kind_are_accounted_for(bytes in any_bytes()) {
        let mut folder = Folder::new();
        for name in ["a.txt", "b.html", "c.md"] {
            folder = folder.file(name, &bytes);
        }
        let report = scan(&folder);
        prop_assert_eq!(report.documents.len() + report.skipped.len(), 3);
        let report = scan(&Folder::new().file("d.jsonl", &bytes).file("e.json", &bytes).file("f.txt.gz", &bytes));
        let given: usize = report.documents.len() + report.skipped.len();
        prop_assert!(given >= 3, "{:?}", ids(&report));
    }
}

/// Noise, and pieces of formats in a row.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&[u8]> = vec![
        b"<p>",
        b"</p>",
        b"<!--",
        b"<script>",
        b"&#x",
        b"{\"text\":\"",
        b"\"}",
        b"\\ud800",
        b"\n",
        b"\r",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\x1f\x8b\x08",
        b"---\n",
        b"# ",
        b"> ",
        b"](",
        b"\"",
        b"(AP) - ",
        b"By ",
        b"\xe2\x80",
        b"\0",
        b"words of a story that goes on and on without an end in sight for the reader ",
        "東京（共同）".as_bytes(),
    ];
    let piece = prop::sample::select(pieces).prop_map(<[u8]>::to_vec);
    let noise = prop::collection::vec(any::<u8>(), 0..20);
    prop::collection::vec(prop_oneof![3 => piece, 1 => noise], 0..40).prop_map(|parts| parts.concat())
}
