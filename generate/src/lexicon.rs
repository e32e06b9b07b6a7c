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
/// Words of a class that a topic prefers.
const N_TOPIC_WORDS: usize = 256;

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

/// The words of a class in each of its forms, and how often each is used.
#[derive(Debug)]
pub(crate) struct Class<const FORMS: usize> {
    pub(crate) forms: [Words; FORMS],
    zipf: Zipf,
    /// For each topic the words that it prefers, the commonest first.
    topics: Vec<[u16; N_TOPIC_WORDS]>,
}

impl<const FORMS: usize> Class<FORMS> {
    fn new(lemmas: &[String], n: usize, seed: u64, inflect: impl Fn(&str) -> [String; FORMS]) -> Self {
        let mut forms: [Words; FORMS] = std::array::from_fn(|_| Words::default());
        for lemma in lemmas {
            for (words, form) in forms.iter_mut().zip(inflect(lemma)) {
                words.push(&form);
            }
        }
        let topic = |topic: usize| {
            let mut random = Random::of(&[seed, topic as u64]);
            // The hundred commonest words belong to no topic.
            std::array::from_fn(|_| random.between(100, n - 1) as u16)
        };
        Self { forms, zipf: Zipf::new(n, COMMON_RANKS), topics: (0..N_TOPICS).map(topic).collect() }
    }

    /// A word of any topic.
    pub(crate) fn any(&self, random: u64) -> usize {
        self.zipf.rank(random)
    }

    /// A word of a topic; the square of the ranks makes the first ones common.
    pub(crate) fn of_topic(&self, topic: usize, random: u64) -> usize {
        let (a, b) = (random & 0xff, (random >> 8) & 0xff);
        self.topics[topic][((a * b) >> 8) as usize].into()
    }
}

/// Singular and plural.
pub(crate) const PLURAL: usize = 1;
/// Forms of verbs: the plain one, the third person, the past, the participle.
pub(crate) const THIRD: usize = 1;
pub(crate) const PAST: usize = 2;
pub(crate) const ING: usize = 3;

/// All words.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// Nouns; those of [`GENRES`] follow the invented ones and are drawn by index only.
    pub(crate) nouns: Class<2>,
    pub(crate) verbs: Class<4>,
    pub(crate) adjectives: Class<1>,
    pub(crate) adverbs: Class<1>,
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
            nouns: Class::new(&nouns, N_NOUNS, 1, |noun| [noun.to_owned(), with_s(noun)]),
            verbs: Class::new(&verbs, N_VERBS, 2, |verb| {
                [verb.to_owned(), with_s(verb), with_ed(verb), with_ing(verb)]
            }),
            adjectives: Class::new(&adjectives, N_ADJECTIVES, 3, |adjective| [adjective.to_owned()]),
            adverbs: Class::new(&adverbs, N_ADVERBS, 4, |adverb| [adverb.to_owned()]),
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
    "b", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "b", "c", "d", "f", "l", "m",
    "n", "p", "r", "s", "t", "br", "cl", "cr", "fl", "gr", "pl", "pr", "sh", "sp", "st", "th", "tr",
];
const VOWELS: [&str; 12] = ["a", "e", "i", "o", "u", "a", "e", "i", "o", "ea", "ou", "ai"];
const CODAS: [&str; 16] = ["", "", "", "", "", "n", "r", "l", "s", "t", "m", "nd", "ck", "nt", "n", "r"];
const NOUN_ENDINGS: [&str; 12] =
    ["", "", "", "", "", "tion", "ment", "ness", "er", "ity", "age", "or"];
const VERB_ENDINGS: [&str; 8] = ["", "", "", "", "ate", "ise", "ify", "en"];
const ADJECTIVE_ENDINGS: [&str; 10] = ["", "", "", "", "al", "ous", "ive", "ful", "ic", "y"];
const SURNAME_ENDINGS: [&str; 12] =
    ["", "", "", "son", "man", "er", "ley", "ov", "ini", "sen", "ez", "wood"];
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
                3000..12_000 => 2,
                _ => self.random.between(2, 3),
            };
            let mut word: String = (1..=n_syllables).map(|idx| self.syllable(idx == n_syllables)).collect();
            word.push_str(self.random.pick(endings));
            if word.len() > 2 && self.made.insert(word.clone()) {
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

fn ends_in_consonant_and_y(word: &str) -> bool {
    word.strip_suffix('y').is_some_and(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']))
}

fn with_s(word: &str) -> String {
    if ends_in_consonant_and_y(word) {
        return format!("{}ies", &word[..word.len() - 1]);
    }
    let hisses = ["s", "x", "z", "ch", "sh"].iter().any(|end| word.ends_with(end));
    format!("{word}{}", if hisses { "es" } else { "s" })
}

fn with_ed(word: &str) -> String {
    if ends_in_consonant_and_y(word) {
        return format!("{}ied", &word[..word.len() - 1]);
    }
    format!("{word}{}", if word.ends_with('e') { "d" } else { "ed" })
}

fn with_ing(word: &str) -> String {
    format!("{}ing", word.strip_suffix('e').unwrap_or(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_take_the_endings_of_english() {
        assert_eq!(["baty", "clash", "dray", "price"].map(with_s), ["baties", "clashes", "drays", "prices"]);
        assert_eq!(["baty", "clash", "price"].map(with_ed), ["batied", "clashed", "priced"]);
        assert_eq!(["baty", "clash", "price"].map(with_ing), ["batying", "clashing", "pricing"]);
    }

    #[test]
    fn words_are_distinct() {
        let lexicon = Lexicon::new();
        let nouns = &lexicon.nouns.forms[0];
        assert_eq!(nouns.len(), N_NOUNS + 48);
        let distinct: HashSet<&str> = (0..N_NOUNS).map(|idx| nouns.get(idx)).collect();
        assert_eq!(distinct.len(), N_NOUNS);
        assert_eq!(nouns.get(Lexicon::genre_noun(3, 0).into()), " quake");
    }
}
