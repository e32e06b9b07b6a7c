//! The invented vocabulary: 60,000 words with their forms, and names.
//!
//! Words are put together from syllables and the endings that English words of their class have. They are unlike
//! English only to a reader: their frequencies follow Zipf's law, and a topic prefers some of them, so that two texts
//! share words as news do. Depends on nothing but the version of this crate, so that all collections speak one
//! language.

use std::collections::HashSet;

use crate::closed_class::{FIRST_NAMES, GENRES};
use crate::random::Random;
use crate::zipf::Zipf;

pub(crate) const N_TOPICS: usize = 160;

/// Words that a topic prefers, and the commonest words, which belong to none.
const N_TOPIC_WORDS: usize = 256;
const COMMON_TO_ALL: usize = 100;
/// Ranks of a class that belong to words of the closed classes, which are common beyond all others.
const COMMON_RANKS: usize = 20;

const N_NOUNS: usize = 32_000;
const N_VERBS: usize = 10_000;
const N_ADJECTIVES: usize = 14_000;
const N_ADVERBS: usize = 4_000;
const N_SURNAMES: usize = 6_000;
const N_PLACES: usize = 3_000;

/// Words side by side in one string, a space before each, so that writing one is a single copy.
#[derive(Debug, Default)]
pub(crate) struct Words {
    text: String,
    ends: Vec<u32>,
}

impl Words {
    fn push(&mut self, word: &str) {
        self.text.push(' ');
        self.text.push_str(word);
        self.ends.push(self.text.len() as u32);
    }

    /// The word with the space before it.
    pub(crate) fn get(&self, idx: usize) -> &str {
        let start = if idx == 0 { 0 } else { self.ends[idx - 1] as usize };
        &self.text[start..self.ends[idx] as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }
}

/// How a word ends, which decides how it is inflected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ending {
    Plain,
    Hiss,
    E,
    ConsonantAndY,
}

/// Which form of a word is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    Plain,
    /// Plural of nouns, third person of verbs.
    S,
    Past,
    Ing,
}

/// For each form and ending how many letters are taken away and which, and how many, are added.
const SUFFIXES: [[(usize, [u8; 4], usize); 4]; 4] = [
    [(0, *b"    ", 0), (0, *b"    ", 0), (0, *b"    ", 0), (0, *b"    ", 0)],
    [(0, *b"s   ", 1), (0, *b"es  ", 2), (0, *b"s   ", 1), (1, *b"ies ", 3)],
    [(0, *b"ed  ", 2), (0, *b"ed  ", 2), (0, *b"d   ", 1), (1, *b"ied ", 3)],
    [(0, *b"ing ", 3), (0, *b"ing ", 3), (1, *b"ing ", 3), (0, *b"ing ", 3)],
];

const LEMMA_BYTES: usize = 14;

/// A word with the space before it, then more spaces.
type Lemma = [u8; LEMMA_BYTES];

/// What has to be known of a word before its letters. It is kept apart from them in a table that stays in a near cache:
/// where the next word begins is then known while the letters are still on their way.
#[derive(Clone, Copy, Debug)]
struct Shape(u8);

impl Shape {
    fn new(word: &str) -> Self {
        let ending = if word.ends_with('e') {
            Ending::E
        } else if word.strip_suffix('y').is_some_and(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u'])) {
            Ending::ConsonantAndY
        } else if ["s", "x", "z", "ch", "sh"].iter().any(|end| word.ends_with(end)) {
            Ending::Hiss
        } else {
            Ending::Plain
        };
        let begins_with_vowel = u8::from(is_vowel(word.as_bytes()[0]));
        Self((word.len() as u8 + 1) | (ending as u8) << 4 | begins_with_vowel << 6)
    }

    /// Letters and the space before them.
    fn len(self) -> usize {
        usize::from(self.0 & 0xf)
    }

    fn ending(self) -> usize {
        usize::from(self.0 >> 4 & 0x3)
    }

    fn begins_with_vowel(self) -> bool {
        self.0 >> 6 != 0
    }
}

/// The words of a class, and how often each is used.
#[derive(Debug)]
pub(crate) struct Class {
    lemmas: Vec<Lemma>,
    shapes: Vec<Shape>,
    zipf: Zipf,
    /// From the words of a topic to those of the next.
    topic_step: usize,
}

impl Class {
    /// A class of these words, of which the first `n` are drawn.
    fn new(lemmas: &[String], n: usize) -> Self {
        let padded = |lemma: &String| {
            let mut bytes = [b' '; LEMMA_BYTES];
            bytes[1..=lemma.len()].copy_from_slice(lemma.as_bytes());
            bytes
        };
        Self {
            lemmas: lemmas.iter().map(padded).collect(),
            shapes: lemmas.iter().map(|lemma| Shape::new(lemma)).collect(),
            zipf: Zipf::new(n, COMMON_RANKS),
            topic_step: n.saturating_sub(COMMON_TO_ALL + N_TOPIC_WORDS) / N_TOPICS,
        }
    }

    /// A word of any topic.
    pub(crate) fn any(&self, random: u64) -> usize {
        self.zipf.rank(random)
    }

    /// A word of a topic, which prefers 256 neighbouring words and shares some of them with the topics next to it:
    /// what lies side by side in memory costs one access for several words. The product of two numbers makes the
    /// first ones common.
    pub(crate) fn of_topic(&self, topic: usize, random: u64) -> usize {
        let (a, b) = (random & 0xff, (random >> 8) & 0xff);
        COMMON_TO_ALL + topic * self.topic_step + ((a * b) >> 8) as usize
    }

    /// Whether "an" stands before the word.
    pub(crate) fn begins_with_vowel(&self, word: usize) -> bool {
        self.shapes[word].begins_with_vowel()
    }

    /// Writes a word in a form, with the space before it.
    pub(crate) fn write(&self, word: usize, form: Form, text: &mut Vec<u8>) {
        let shape = self.shapes[word];
        let (cut, end, n_end) = SUFFIXES[form as usize][shape.ending()];
        // Copies of a fixed length are single instructions; what is too much is cut off again.
        let len = text.len() + shape.len() - cut;
        text.extend_from_slice(&self.lemmas[word]);
        text.truncate(len);
        text.extend_from_slice(&end);
        text.truncate(len + n_end);
    }

    /// A word in a form, without the space.
    pub(crate) fn word(&self, word: usize, form: Form) -> String {
        let mut text = Vec::new();
        self.write(word, form, &mut text);
        text.remove(0);
        String::from_utf8(text).expect("words are ASCII")
    }
}

/// Whether "an" stands before a word with that letter.
pub(crate) fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// All words.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// Nouns; those of [`GENRES`] follow the invented ones and are drawn by index only.
    pub(crate) nouns: Class,
    pub(crate) verbs: Class,
    pub(crate) adjectives: Class,
    pub(crate) adverbs: Class,
    pub(crate) first_names: Words,
    pub(crate) surnames: Words,
    pub(crate) places: Words,
}

impl Lexicon {
    pub(crate) fn new() -> Self {
        let mut maker = Maker::default();
        let mut nouns = maker.lemmas(N_NOUNS, &NOUN_ENDINGS);
        nouns.extend(GENRES.iter().flatten().map(|noun| (*noun).to_owned()));
        let verbs = maker.lemmas(N_VERBS, &VERB_ENDINGS);
        let adjectives = maker.lemmas(N_ADJECTIVES, &ADJECTIVE_ENDINGS);
        let adverbs = maker.lemmas(N_ADVERBS, &["ly"]);
        Self {
            nouns: Class::new(&nouns, N_NOUNS),
            verbs: Class::new(&verbs, N_VERBS),
            adjectives: Class::new(&adjectives, N_ADJECTIVES),
            adverbs: Class::new(&adverbs, N_ADVERBS),
            first_names: words(FIRST_NAMES.iter().map(|name| (*name).to_owned())),
            surnames: words(maker.names(N_SURNAMES, &SURNAME_ENDINGS).into_iter()),
            places: words(maker.names(N_PLACES, &PLACE_ENDINGS).into_iter()),
        }
    }

    /// The noun of a genre.
    pub(crate) fn genre_noun(genre: usize, idx: usize) -> u16 {
        (N_NOUNS + genre * GENRES[0].len() + idx) as u16
    }
}

fn words(all: impl Iterator<Item = String>) -> Words {
    let mut words = Words::default();
    all.for_each(|word| words.push(&word));
    words
}

const ONSETS: [&str; 40] = [
    "b", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "b", "c", "d", "f",
    "l", "m", "n", "p", "r", "s", "t", "br", "cl", "cr", "fl", "gr", "pl", "pr", "sh", "sp", "st", "th",
    "tr",
];
const VOWELS: [&str; 12] = ["a", "e", "i", "o", "u", "a", "e", "i", "o", "ea", "ou", "ai"];
const CODAS: [&str; 16] = ["", "", "", "", "", "", "n", "r", "l", "s", "t", "m", "nd", "ck", "n", "r"];
const NOUN_ENDINGS: [&str; 12] = ["", "", "", "", "", "tion", "ment", "ness", "er", "ity", "age", "or"];
const VERB_ENDINGS: [&str; 8] = ["", "", "", "", "ate", "ise", "ify", "en"];
const ADJECTIVE_ENDINGS: [&str; 10] = ["", "", "", "", "al", "ous", "ive", "ful", "ic", "y"];
const SURNAME_ENDINGS: [&str; 12] = ["", "", "", "son", "man", "er", "ley", "ov", "ini", "sen", "ez", "wood"];
const PLACE_ENDINGS: [&str; 12] =
    ["", "ton", "ville", "burg", "ham", "mouth", "field", "haven", "dale", "stad", "ia", "grad"];

/// Makes words that it has not made before.
struct Maker {
    random: Random,
    made: HashSet<String>,
}

impl Default for Maker {
    fn default() -> Self {
        Self { random: Random::new(0x11ec), made: HashSet::new() }
    }
}

impl Maker {
    /// `n` new words; the first, which are the common ones, are short.
    fn lemmas(&mut self, n: usize, endings: &[&str]) -> Vec<String> {
        let mut lemmas = Vec::with_capacity(n);
        while lemmas.len() < n {
            let n_syllables = match lemmas.len() {
                0..400 => 1,
                400..3000 => self.random.between(1, 2),
                3000..20_000 => 2,
                _ => 2 + usize::from(self.random.percent(30)),
            };
            let mut word: String = (1..=n_syllables).map(|idx| self.syllable(idx == n_syllables)).collect();
            word.push_str(self.random.pick(endings));
            if (3..LEMMA_BYTES).contains(&word.len()) && self.made.insert(word.clone()) {
                lemmas.push(word);
            }
        }
        lemmas
    }

    fn names(&mut self, n: usize, endings: &[&str]) -> Vec<String> {
        let mut names = self.lemmas(n, endings);
        names.iter_mut().for_each(|name| name[..1].make_ascii_uppercase());
        names
    }

    /// A syllable; most words have a closed one at the end only.
    fn syllable(&mut self, is_last: bool) -> String {
        let coda = if is_last || self.random.percent(15) { self.random.pick(&CODAS) } else { "" };
        [self.random.pick(&ONSETS), self.random.pick(&VOWELS), coda].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_take_the_endings_of_english() {
        let class = Class::new(&["baty", "clash", "dray", "price"].map(str::to_owned), 4);
        let inflected = |form: Form| [0, 1, 2, 3].map(|word| class.word(word, form));
        assert_eq!(inflected(Form::S), ["baties", "clashes", "drays", "prices"]);
        assert_eq!(inflected(Form::Past), ["batied", "clashed", "drayed", "priced"]);
        assert_eq!(inflected(Form::Ing), ["batying", "clashing", "draying", "pricing"]);
    }

    #[test]
    fn words_are_distinct() {
        let lexicon = Lexicon::new();
        let distinct: HashSet<String> =
            (0..N_NOUNS).map(|idx| lexicon.nouns.word(idx, Form::Plain)).collect();
        assert_eq!(distinct.len(), N_NOUNS);
        assert_eq!(lexicon.nouns.word(Lexicon::genre_noun(3, 0).into(), Form::Plain), "quake");
    }
}
