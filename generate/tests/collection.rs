//! Collections as a user gets them: frozen, as described, and with gold that agrees with the documents.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{HashMap, HashSet};
use std::fs;

use wireprint_generate::{Generator, Hot, Kind, Parameters, write_gold};

fn generator(n: u64, related: f64, hot: Option<Hot>) -> Generator {
    Generator::new(Parameters { related, hot, ..Parameters::new(n, 1) }).unwrap()
}

fn json_lines(generator: &Generator, n: usize) -> Vec<u8> {
    let mut lines = Vec::new();
    generator.iter().take(n).for_each(|document| document.write(&mut lines).unwrap());
    lines
}

/// FNV-1a of 64 bits (Fowler, Noll, Vo).
fn fnv(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

#[test]
fn documents_are_frozen() {
    let documents = json_lines(&generator(10_000, 0.5, None), 200);
    assert_eq!(fnv(&documents), 6_288_140_978_323_000_931, "raise VERSION with any change of the output");
}

#[test]
fn gold_is_frozen() {
    let folder = tempfile_folder("frozen");
    write_gold(&generator(1_000, 0.5, None), &folder).unwrap();
    let files = ["planted.tsv", "gold/pairs.tsv", "gold/negatives.tsv", "gold/clusters.json"];
    let all: Vec<u8> = files.iter().flat_map(|name| fs::read(folder.join(name)).unwrap()).collect();
    fs::remove_dir_all(folder).unwrap();
    assert_eq!(fnv(&all), 12_084_393_239_982_412_355, "raise VERSION with any change of the output");
}

fn tempfile_folder(name: &str) -> std::path::PathBuf {
    std::env::temp_dir().join(format!("wireprint-generate-{name}-{}", std::process::id()))
}

#[test]
fn any_document_can_be_asked_for() {
    let generator = generator(500, 0.8, None);
    let streamed: Vec<_> = generator.iter().collect();
    for position in [499, 0, 250] {
        assert_eq!(generator.document(position), streamed[position as usize]);
    }
    let ids: HashSet<&str> = streamed.iter().map(|document| document.id.as_str()).collect();
    assert_eq!(ids.len(), 500);
}

#[test]
fn records_are_json_with_the_fields_of_a_document() {
    let generator = generator(300, 0.8, None);
    let lines = String::from_utf8(json_lines(&generator, 300)).unwrap();
    for (line, document) in lines.lines().zip(generator.iter()) {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(record["text"], document.text.as_str());
        assert_eq!(record["id"], document.id.as_str());
        assert_eq!(record["title"], document.title.as_str());
        assert_eq!(record["source"], document.source.as_str());
        assert_eq!(record.get("published").and_then(|value| value.as_str()), document.published.as_deref());
        assert_eq!(record.get("url").and_then(|value| value.as_str()), document.url.as_deref());
    }
}

#[test]
fn texts_are_as_long_as_news() {
    let generator = generator(3_000, 0.0, None);
    let n_words: Vec<usize> =
        generator.iter().map(|document| document.text.split_whitespace().count()).collect();
    let mean = n_words.iter().sum::<usize>() / n_words.len();
    assert!((450..600).contains(&mean), "{mean}");
    assert!(n_words.iter().all(|n| (60..3500).contains(n)));
}

#[test]
fn texts_are_as_long_as_asked_for() {
    let mean = |words| {
        let generator =
            Generator::new(Parameters { words, related: 0.0, ..Parameters::new(2_000, 1) }).unwrap();
        generator.iter().map(|document| document.text.split_whitespace().count()).sum::<usize>() / 2_000
    };
    let (brief, usual) = (mean(50), mean(Parameters::WORDS));
    // The furniture of a page does not shrink with its story.
    assert!((60..usual / 2).contains(&brief), "{brief} of {usual}");
    assert!(Generator::new(Parameters { words: 0, ..Parameters::new(1, 1) }).is_err());
}

/// Shares of the distinct runs of `k` words of one text that are found in the other, on average over unrelated texts
/// of different outlets.
fn shared_runs(k: usize) -> f64 {
    let generator = generator(400, 0.0, None);
    let runs = |text: &str| -> HashSet<Vec<String>> {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        words.windows(k).map(<[String]>::to_vec).collect()
    };
    let documents: Vec<_> = generator.iter().collect();
    let pairs = documents.chunks_exact(2).filter(|pair| pair[0].source != pair[1].source);
    let shares = pairs.map(|pair| {
        let (a, b) = (runs(&pair[0].text), runs(&pair[1].text));
        a.intersection(&b).count() as f64 / a.len() as f64
    });
    let shares: Vec<f64> = shares.collect();
    shares.iter().sum::<f64>() / shares.len() as f64
}

#[test]
fn unrelated_texts_share_words_but_hardly_any_run_of_five() {
    let (one, two, five) = (shared_runs(1), shared_runs(2), shared_runs(5));
    assert!((0.15..0.4).contains(&one), "{one}");
    assert!((0.01..0.1).contains(&two), "{two}");
    assert!(five < 0.01, "{five}");
}

#[test]
fn planted_pairs_are_what_their_kind_says() {
    let generator = generator(3_000, 0.8, None);
    let documents: HashMap<String, _> =
        generator.iter().map(|document| (document.id.clone(), document)).collect();
    let mut seen = HashSet::new();
    for pair in generator.planted() {
        let (a, b) = (&documents[&pair.a], &documents[&pair.b]);
        seen.insert(pair.kind);
        let is_of_one_outlet = a.source == b.source;
        match pair.kind {
            Kind::Revision | Kind::Template | Kind::SameHouse => assert!(is_of_one_outlet, "{pair:?}"),
            Kind::Exact => assert!(!is_of_one_outlet || a.text == b.text, "{pair:?}"),
            _ => assert!(!is_of_one_outlet || pair.label.relation.is_none(), "{pair:?}"),
        }
        if pair.label.relation == Some("exact_duplicate") {
            assert_eq!(a.text, b.text);
        }
        if let (Some(second), Some(at_a), Some(at_b)) =
            (pair.label.original_is_second, &a.published, &b.published)
        {
            assert!(if second { at_b <= at_a } else { at_a[..10] <= at_b[..10] }, "{pair:?}");
        }
    }
    assert_eq!(seen.len(), Kind::ALL.len());
}

#[test]
fn clusters_hold_each_document_once() {
    let generator = generator(3_000, 0.8, None);
    let members: Vec<String> = generator.clusters().flatten().collect();
    assert!(members.len() > 1_000);
    assert_eq!(members.iter().collect::<HashSet<_>>().len(), members.len());
}

#[test]
fn stress_collections_are_what_they_say() {
    let texts = |hot| -> Vec<String> {
        generator(300, 0.2, Some(hot)).iter().map(|document| document.text).collect()
    };
    let distinct = |texts: &[String]| texts.iter().collect::<HashSet<_>>().len();
    assert_eq!(distinct(&texts(Hot::Identical)), 1);
    assert!(texts(Hot::OneWord).iter().all(|text| text.split_whitespace().count() == 1));
    assert!(texts(Hot::HouseLine).iter().all(|text| text.contains("checked by two editors")));
    assert_eq!(distinct(&texts(Hot::Plain)), 300);
    let story = generator(300, 0.2, Some(Hot::OneStory));
    assert_eq!(story.clusters().map(Iterator::count).collect::<Vec<_>>(), [300]);
    let sources: HashSet<String> = story.iter().map(|document| document.source).collect();
    assert_eq!(sources.len(), 300);
}
