//! What the normaliser does to spellings, spans and classes, and that the fast path agrees with the oracle.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::*;
use crate::hash::hash_word;

/// Words as the spelling that `expected` would have.
fn check(text: &str, expected: &[&str]) {
    let found: Vec<_> = words(text).iter().map(|word| word.hash).collect();
    let wanted: Vec<_> =
        expected.iter().map(|word| hash_word(word.nfkd().collect::<String>().as_bytes())).collect();
    let spelled: Vec<_> = words(text).iter().map(|word| word.span.of(text).to_owned()).collect();
    assert_eq!(found, wanted, "{text:?} was cut into {spelled:?}");
}

#[test]
fn words_are_runs_of_letters_and_digits() {
    check("The U.S. paid $2,500 -- don't ask.", &["the", "u", "s", "paid", "2", "500", "don", "t", "ask"]);
    check("", &[]);
    check(" \u{a0}\u{2003}\t", &[]);
    check("a_b", &["a", "b"]);
}

#[test]
fn spellings_of_one_word_are_equal() {
    check("CAFÉ Cafe\u{301} café", &["café", "café", "café"]);
    check("Straße STRASSE", &["strasse", "strasse"]);
    check("ﬁnance ｆｕｌｌ", &["finance", "full"]);
    check("ΟΔΟΣ οδός", &["οδοσ", "οδόσ"]);
    check("co\u{ad}op \u{feff}zero\u{200b}width", &["coop", "zerowidth"]);
    check("don\u{2019}t don't don\u{2bc}t", &["don", "t", "don", "t", "don", "t"]);
    check("10\u{202f}000", &["10", "000"]);
    check("وَزِيـــر وزير", &["وزير", "وزير"]);
}

#[test]
fn marks_are_ordered_canonically() {
    check("q\u{307}\u{323} q\u{323}\u{307}", &["q\u{323}\u{307}", "q\u{323}\u{307}"]);
}

#[test]
fn a_hyphen_joins_only_letters_across_one_line_end() {
    check("gov-\nernment gov-\r\n  ernment", &["government", "government"]);
    check("well-known", &["well", "known"]);
    check("Anglo-\nSaxon", &["anglo", "saxon"]);
    check("1914-\nsee", &["1914", "see"]);
    check("end-\n\nnext", &["end", "next"]);
    check("gov\u{ad}\nernment", &["government"]);
    check("été-\nétat", &["étéétat"]);
}

#[test]
fn scripts_without_spaces_count_characters() {
    check("新华社电 GDP增长5%", &["新", "华", "社", "电", "gdp", "增", "长", "5"]);
    check("ｶﾞスが", &["ガ", "ス", "が"]);
    check("ก็ดี", &["ก็", "ดี"]);
    check("한국 경제", &["한국", "경제"]);
}

#[test]
fn classes_tell_numbers_names_and_sentence_starts() {
    let text = "He met Ann. In 1916 Éva left";
    let classes: Vec<_> = words(text).iter().map(|w| w.class).collect();
    let has = |idx: usize, class| classes[idx].has(class);
    assert!(has(0, WordClass::SENTENCE_START) && has(0, WordClass::CAPITAL));
    assert!(!has(2, WordClass::SENTENCE_START) && has(2, WordClass::CAPITAL));
    assert!(has(3, WordClass::SENTENCE_START));
    assert!(has(4, WordClass::NUMBER) && !has(4, WordClass::CAPITAL));
    assert!(has(5, WordClass::CAPITAL));
    assert!(!has(6, WordClass::CAPITAL));
}

#[test]
fn word_hashes_are_frozen() {
    let hashes: Vec<_> = words("Wire copy 42 é Internationalisation").iter().map(|word| word.hash).collect();
    assert_eq!(
        hashes,
        [
            15_696_273_124_233_801_542,
            13_636_932_864_265_044_165,
            16_300_085_320_445_466_488,
            11_578_310_402_842_018_568,
            7_640_676_284_028_620_291
        ],
        "computed by a program of its own from the definition"
    );
}

fn hashes(text: &str) -> Vec<u64> {
    words(text).iter().map(|word| word.hash).collect()
}

/// Compares what this processor runs, and what one without AVX2 would, with the scanner alone.
fn check_against_oracle(text: &str) {
    let by = |run: fn(Scanner<'_, '_>)| {
        let mut words = Vec::new();
        run(Scanner::new(text, Span::new(0, text.len()), &mut words));
        words
    };
    let oracle = by(|mut scanner| scanner.run_slowly());
    assert_eq!(words(text), oracle, "{text:?}");
    assert_eq!(by(|mut scanner| scanner.run_with(masks::portable)), oracle, "without AVX2: {text:?}");
}

#[test]
fn the_fast_path_agrees_with_the_oracle_on_every_neighbour() {
    for code in (0..0x3100).chain(0x4db0..0x4e10).chain(0x9ff0..0xa010).chain(0xfe00..0x1_0000) {
        let Some(character) = char::from_u32(code) else { continue };
        for text in [
            format!("Ab{character}cd é{character}É {character}x. {character} 日{character}本"),
            format!("{character}- {character}-\n{character} {character}\u{301}a ab-{character} 1{character}"),
            format!("{}{character}{} z", "longword".repeat(8), "x".repeat(60)),
        ] {
            check_against_oracle(&text);
        }
    }
}

/// One character of each kind that normalisation tells apart, and two of those that act on their neighbours.
const KINDS: [char; 22] = [
    'a', 'Z', '1', 'é', 'ß', 'Ж', '\u{301}', '\u{ad}', '\u{200d}', '\n', '\r', ' ', '.', '-', '’', '—', '本',
    'が', 'ﾞ', '\u{e34}', '½', '²',
];

#[test]
fn the_fast_path_agrees_with_the_oracle_on_every_four_kinds_in_a_row() {
    for code in 0..KINDS.len().pow(4) {
        let kind = |place: u32| KINDS[code / KINDS.len().pow(place) % KINDS.len()];
        let text = String::from_iter([kind(3), kind(2), kind(1), kind(0)]);
        check_against_oracle(&text);
    }
}

#[test]
fn a_hyphen_joins_no_characters_that_are_words() {
    for text in ["本-\nb", "が-\nb", "本\u{ad}\nb"] {
        let words = words(text);
        assert_eq!(words.len(), 2, "{text:?}");
        assert!(words[1].class.has(WordClass::SENTENCE_START), "{text:?}");
    }
}

proptest! {
    #[test]
    fn the_fast_path_agrees_with_the_oracle(
        text in "\\PC*|[a-zA-Z0-9éßЖ\u{301}\u{ad}\n\r .!-’—日本がｶﾞ\u{e01}\u{e34}\u{5b0}½²]{0,200}|[a-zA-Z0-9 .\\n-]{60,300}|[a-z ]{50,300}",
    ) {
        check_against_oracle(&text);
    }

    #[test]
    fn spans_are_in_order_and_on_boundaries(text in "\\PC*|[a-zé\u{301}\u{ad}\n\r -日本が\u{e01}\u{e34}]*") {
        let mut last = 0;
        for word in words(&text) {
            prop_assert!(word.span.start >= last || word.span.start < word.span.end);
            prop_assert!(!word.span.of(&text).is_empty());
            last = last.max(word.span.start);
            prop_assert!(word.span.start >= last);
        }
    }

    #[test]
    fn composed_and_decomposed_texts_are_identical(text in "[a-zA-Zéüñßçø日本한국がÅ\u{1e69} .,\n]*") {
        prop_assert_eq!(hashes(&text.nfc().collect::<String>()), hashes(&text.nfd().collect::<String>()));
    }

    #[test]
    fn line_ends_do_not_matter(text in "[a-zA-Z0-9é .,\n-]*") {
        prop_assert_eq!(hashes(&text), hashes(&text.replace('\n', "\r\n")));
    }

    #[test]
    fn quotes_and_dashes_do_not_matter(text in "[a-zA-Z '\"]*") {
        let curly = text.replace('\'', "\u{2019}").replace('"', "\u{201c}").replace(' ', "\u{a0}");
        prop_assert_eq!(hashes(&text), hashes(&curly));
    }
}
