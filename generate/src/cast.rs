//! What a story is about: its words of choice, and its people, places, bodies and figures.
//!
//! Theme and cast have seeds of their own: reports from one frame have one theme and different casts, independent
//! stories of one event share both and no sentence.

use crate::closed_class::{ORGANISATIONS, ROLES};
use crate::lexicon::{Lexicon, N_TOPICS};
use crate::random::Random;

pub(crate) const N_KEY_NOUNS: usize = 12;
pub(crate) const N_KEY_VERBS: usize = 6;
const N_PEOPLE: usize = 6;
const N_PLACES: usize = 4;
const N_ORGANISATIONS: usize = 4;
const N_FIGURES: usize = 8;

/// The words that a story keeps coming back to.
#[derive(Clone, Debug)]
pub(crate) struct Theme {
    pub(crate) topic: usize,
    pub(crate) nouns: [u16; N_KEY_NOUNS],
    pub(crate) verbs: [u16; N_KEY_VERBS],
}

impl Theme {
    pub(crate) fn new(lexicon: &Lexicon, seed: u64) -> Self {
        let mut random = Random::of(&[seed, 0x7e]);
        let topic = random.below(N_TOPICS);
        Self {
            topic,
            nouns: std::array::from_fn(|_| lexicon.nouns.of_topic(topic, random.next()) as u16),
            verbs: std::array::from_fn(|_| lexicon.verbs.of_topic(topic, random.next()) as u16),
        }
    }

    /// The theme of a kind of report that keeps its frame.
    pub(crate) fn of_genre(lexicon: &Lexicon, genre: usize, seed: u64) -> Self {
        Self { nouns: std::array::from_fn(|idx| Lexicon::genre_noun(genre, idx)), ..Self::new(lexicon, seed) }
    }
}

/// One who speaks or acts.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// First name and surname, a space before each.
    pub(crate) full: String,
    pub(crate) surname_start: usize,
    pub(crate) role: &'static str,
}

impl Person {
    fn new(lexicon: &Lexicon, random: &mut Random) -> Self {
        let first = lexicon.first_names.get(random.below(lexicon.first_names.len()));
        let surname = lexicon.surnames.get(random.below(lexicon.surnames.len()));
        Self { full: format!("{first}{surname}"), surname_start: first.len(), role: random.pick(&ROLES) }
    }

    /// A journalist.
    pub(crate) fn byline(lexicon: &Lexicon, seed: u64) -> String {
        Self::new(lexicon, &mut Random::of(&[seed, 0xb1])).full.trim_start().to_owned()
    }
}

/// Names and figures of a story, each name with the space before it.
#[derive(Clone, Debug)]
pub(crate) struct Cast {
    pub(crate) people: [Person; N_PEOPLE],
    pub(crate) places: [String; N_PLACES],
    pub(crate) organisations: [String; N_ORGANISATIONS],
    pub(crate) figures: [String; N_FIGURES],
}

impl Cast {
    pub(crate) fn new(lexicon: &Lexicon, seed: u64) -> Self {
        let mut random = Random::of(&[seed, 0xca]);
        let place = |random: &mut Random| lexicon.places.get(random.below(lexicon.places.len())).to_owned();
        let people = std::array::from_fn(|_| Person::new(lexicon, &mut random));
        let places = std::array::from_fn(|_| place(&mut random));
        let organisations = std::array::from_fn(|_| place(&mut random) + random.pick(&ORGANISATIONS));
        Self { people, places, organisations, figures: std::array::from_fn(|_| figure(&mut random)) }
    }
}

/// A number as newspapers print it, a space before it.
pub(crate) fn figure(random: &mut Random) -> String {
    match random.below(8) {
        0..3 => format!(" {}", random.between(2, 99)),
        3..5 => format!(" {}", random.between(100, 999)),
        5 => format!(" {},{:03}", random.between(1, 99), random.below(1000)),
        6 => format!(" {}.{}", random.between(1, 99), random.between(1, 9)),
        _ => format!(" {}", random.between(1950, 2024)),
    }
}
