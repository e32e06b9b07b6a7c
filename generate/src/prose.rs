//! Writes news prose: a small grammar of noun phrases, verb phrases, clauses and quotations.
//!
//! A sentence is written straight into the text, a word with its space at a time; nothing is planned or kept. Text is
//! ASCII, with a line a paragraph; typography is the outlet's. Cost: a few draws and copies a word.

use crate::cast::{Cast, Theme, figure};
use crate::closed_class::{
    ADJUNCTS, CONJUNCTIONS, DETERMINERS, LINKING, MODALS, OBJECTS, OPENINGS, PLURAL_DETERMINERS,
    PREPOSITIONS, PRONOUNS, RELATIVES, SAYING, SUBORDINATORS, UNITS,
};
use crate::lexicon::{Class, Form, Lexicon, is_vowel};
use crate::random::Random;

/// What the text is to be like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Style {
    /// News with quotations.
    News,
    /// Without quotations: what agencies add to others' stories.
    Plain,
    /// Reports of numbers and names in a fixed frame.
    Frame,
}

/// What a noun phrase is to its verb or preposition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Subject,
    Object,
}

/// A text being written.
pub(crate) struct Prose<'a> {
    lexicon: &'a Lexicon,
    theme: &'a Theme,
    cast: &'a Cast,
    style: Style,
    /// Draws words and shapes of sentences.
    random: Random,
    /// Draws figures that are not the cast's.
    figures: Random,
    text: Vec<u8>,
    n_words: usize,
    /// The last word is "a", which the next one may make "an".
    article_is_last: bool,
}

impl<'a> Prose<'a> {
    /// A writer whose sentences follow from `seed`, and whose figures follow from `figures_seed`.
    pub(crate) fn new(
        lexicon: &'a Lexicon,
        theme: &'a Theme,
        cast: &'a Cast,
        style: Style,
        seeds: [u64; 2],
    ) -> Self {
        let [random, figures] = seeds.map(Random::new);
        let (text, n_words, article_is_last) = (Vec::with_capacity(256), 0, false);
        Self { lexicon, theme, cast, style, random, figures, text, n_words, article_is_last }
    }

    /// Paragraphs, a line each, of at least `n_words` words in all and at most a sentence more.
    pub(crate) fn paragraphs(mut self, n_words: usize) -> String {
        self.text.reserve(n_words * 8 + 300);
        while self.n_words < n_words {
            if !self.text.is_empty() {
                self.text.push(b'\n');
            }
            for idx in 0..self.random.between(1, 4) {
                if self.n_words < n_words {
                    self.sentence(idx == 0);
                }
            }
        }
        self.finish()
    }

    /// A single sentence.
    pub(crate) fn one_sentence(mut self) -> String {
        self.sentence(true);
        self.finish()
    }

    /// A headline, without a full stop.
    pub(crate) fn headline(mut self) -> String {
        match self.random.below(3) {
            0 => {
                let place = self.random.below(self.cast.places.len());
                self.word(&self.cast.places[place]);
            }
            1 => self.organisation(),
            _ => self.headline_noun(),
        }
        let verb = self.verb();
        self.form(&self.lexicon.verbs, verb, Form::S);
        self.headline_noun();
        self.one_of(&PREPOSITIONS);
        if self.random.percent(40) {
            self.figure();
        }
        self.headline_noun();
        self.text.remove(0);
        self.capitalise(0);
        self.finish()
    }

    fn headline_noun(&mut self) {
        if self.random.percent(40) {
            self.adjective();
        }
        let noun = self.noun();
        self.form(&self.lexicon.nouns, noun, Form::S);
    }

    fn sentence(&mut self, begins_paragraph: bool) {
        let start = self.text.len();
        match self.random.below(100) {
            0..14 if self.style == Style::News => return self.quotation(begins_paragraph),
            0..22 => self.clause(),
            22..38 => {
                self.clause();
                self.text.push(b',');
                self.one_of(&CONJUNCTIONS);
                self.clause();
            }
            38..52 => {
                self.one_of(&SUBORDINATORS);
                self.clause();
                self.text.push(b',');
                self.clause();
            }
            52..62 => {
                let phrase = self.random.pick(&OPENINGS);
                self.phrase(phrase);
                self.clause();
            }
            62..74 => self.sentence_with_relative(),
            74..86 => {
                self.person();
                self.one_of(&SAYING[..9]);
                self.word(" that");
                self.clause();
            }
            _ => {
                self.clause();
                self.text.push(b',');
                self.person();
                self.one_of(&SAYING);
            }
        }
        if self.random.percent(28) {
            let phrase = self.random.pick(&ADJUNCTS);
            self.phrase(phrase);
        }
        self.text.push(b'.');
        self.begin_at(start, begins_paragraph);
    }

    /// Takes the space before a paragraph's first word away and makes the sentence begin with a capital.
    fn begin_at(&mut self, start: usize, begins_paragraph: bool) {
        if begins_paragraph {
            self.text.remove(start);
            self.capitalise(start);
        } else {
            self.capitalise(start + 1);
        }
        self.article_is_last = false;
    }

    fn capitalise(&mut self, start: usize) {
        self.text[start].make_ascii_uppercase();
    }

    fn sentence_with_relative(&mut self) {
        let is_plural = self.common_noun_phrase();
        self.text.push(b',');
        self.one_of(&RELATIVES);
        self.verb_phrase(is_plural);
        self.text.push(b',');
        self.verb_phrase(is_plural);
    }

    fn quotation(&mut self, begins_paragraph: bool) {
        self.text.extend_from_slice(if begins_paragraph { b"\"" } else { b" \"" });
        let start = self.text.len();
        self.clause();
        if self.random.percent(40) {
            self.one_of(&CONJUNCTIONS);
            self.clause();
        }
        self.begin_at(start, true);
        self.text.extend_from_slice(b",\"");
        if self.random.percent(30) {
            self.word(" the");
            let person = self.random.below(self.cast.people.len());
            self.word(self.cast.people[person].role);
        } else {
            self.person();
        }
        self.one_of(&SAYING);
        self.text.push(b'.');
    }

    fn clause(&mut self) {
        let is_plural = self.noun_phrase(Role::Subject);
        self.verb_phrase(is_plural);
    }

    /// Writes a noun phrase and tells whether it is plural.
    fn noun_phrase(&mut self, role: Role) -> bool {
        let (names, figures) = if self.style == Style::Frame { (34, 58) } else { (22, 29) };
        let drawn = self.random.below(100);
        if drawn < names {
            match drawn % 4 {
                0 | 1 => self.person(),
                2 => self.organisation(),
                _ => self.place(),
            }
            false
        } else if drawn < figures {
            self.figure();
            if self.random.percent(50) {
                self.one_of(&UNITS);
            } else {
                let noun = self.noun();
                self.form(&self.lexicon.nouns, noun, Form::S);
            }
            true
        } else if drawn < figures + 8 && role == Role::Object {
            self.one_of(&OBJECTS);
            false
        } else if drawn < figures + 8 {
            let (pronoun, is_plural) = PRONOUNS[self.random.below(PRONOUNS.len())];
            self.word(pronoun);
            is_plural
        } else {
            self.common_noun_phrase()
        }
    }

    fn common_noun_phrase(&mut self) -> bool {
        let drawn = self.random.next();
        let is_plural = drawn & 0xff < 90;
        let determiners = if is_plural { &PLURAL_DETERMINERS } else { &DETERMINERS };
        match drawn >> 8 & 0xf {
            // "Officials", "pressure".
            0 | 1 => {}
            2 => {
                self.person();
                self.text.extend_from_slice(b"'s");
            }
            _ => self.word(determiners[(drawn >> 16 & 0x1f) as usize]),
        }
        if drawn >> 24 & 0xff < 100 {
            self.adjective();
        }
        let noun = self.noun();
        self.form(&self.lexicon.nouns, noun, if is_plural { Form::S } else { Form::Plain });
        if drawn >> 32 & 0xff < 60 {
            self.word(" of");
            if drawn >> 40 & 0xff < 60 { self.place() } else { self.simple_noun_phrase() }
        }
        is_plural
    }

    fn simple_noun_phrase(&mut self) {
        self.one_of(&DETERMINERS);
        let noun = self.noun();
        self.form(&self.lexicon.nouns, noun, Form::Plain);
    }

    fn verb_phrase(&mut self, is_plural: bool) {
        let verb = self.verb();
        let verbs = &self.lexicon.verbs;
        match self.random.below(100) {
            0..50 => self.form(verbs, verb, Form::Past),
            50..62 => {
                let phrase = self.random.pick(&MODALS);
                self.phrase(phrase);
                self.form(verbs, verb, Form::Plain);
            }
            62..70 => {
                self.word(if is_plural { " have" } else { " has" });
                self.form(verbs, verb, Form::Past);
            }
            70..78 => {
                self.word(if is_plural { " were" } else { " was" });
                self.form(verbs, verb, Form::Past);
                self.word(" by");
            }
            78..84 => {
                self.word(if is_plural { " are" } else { " is" });
                self.form(verbs, verb, Form::Ing);
            }
            84..93 => {
                self.word(if is_plural { " were" } else { " was" });
                if self.random.percent(30) {
                    self.one_of(&LINKING);
                }
                self.adjective();
                return self.prepositional_phrase();
            }
            _ => self.form(verbs, verb, if is_plural { Form::Plain } else { Form::S }),
        }
        self.complements();
    }

    fn complements(&mut self) {
        let drawn = self.random.below(100);
        if drawn < 12 {
            let adverb = self.lexicon.adverbs.any(self.random.next());
            self.form(&self.lexicon.adverbs, adverb, Form::Plain);
        }
        if drawn < 72 {
            self.noun_phrase(Role::Object);
        }
        if drawn > 50 {
            self.prepositional_phrase();
        }
    }

    fn prepositional_phrase(&mut self) {
        self.one_of(&PREPOSITIONS);
        self.noun_phrase(Role::Object);
    }

    fn noun(&mut self) -> usize {
        let drawn = self.random.next();
        let nouns = &self.lexicon.nouns;
        match drawn & 0xff {
            0..40 => self.theme.nouns[(drawn >> 32) as usize % self.theme.nouns.len()].into(),
            40..120 => nouns.of_topic(self.theme.topic, drawn >> 8),
            _ => nouns.any(self.random.next()),
        }
    }

    fn verb(&mut self) -> usize {
        let drawn = self.random.next();
        let verbs = &self.lexicon.verbs;
        match drawn & 0xff {
            0..30 => self.theme.verbs[(drawn >> 32) as usize % self.theme.verbs.len()].into(),
            30..90 => verbs.of_topic(self.theme.topic, drawn >> 8),
            _ => verbs.any(self.random.next()),
        }
    }

    fn adjective(&mut self) {
        let drawn = self.random.next();
        let adjectives = &self.lexicon.adjectives;
        let adjective = if drawn & 0xff < 90 {
            adjectives.of_topic(self.theme.topic, drawn >> 8)
        } else {
            adjectives.any(self.random.next())
        };
        self.form(adjectives, adjective, Form::Plain);
    }

    fn person(&mut self) {
        let drawn = self.random.next();
        let cast = self.cast;
        let person = &cast.people[(drawn >> 32) as usize % cast.people.len()];
        match drawn & 0xff {
            0..60 => self.word(&person.full),
            60..90 => {
                self.word(person.role);
                self.word(&person.full);
            }
            _ => return self.word(&person.full[person.surname_start..]),
        }
        // The name is two words.
        self.n_words += 1;
    }

    fn place(&mut self) {
        let cast = self.cast;
        let idx = self.random.below(cast.places.len());
        self.word(&cast.places[idx]);
    }

    fn organisation(&mut self) {
        let cast = self.cast;
        self.word(" the");
        let idx = self.random.below(cast.organisations.len());
        self.phrase(&cast.organisations[idx]);
    }

    /// A figure of the cast or, as often, any.
    fn figure(&mut self) {
        let cast = self.cast;
        if self.random.percent(50) {
            let idx = self.random.below(cast.figures.len());
            self.word(&cast.figures[idx]);
        } else {
            let any = figure(&mut self.figures);
            self.word(&any);
        }
    }

    fn one_of(&mut self, words: &[&str]) {
        let word = self.random.pick(words);
        self.word(word);
    }

    /// Several words, a space before each.
    fn phrase(&mut self, words: &str) {
        self.n_words += words.bytes().filter(|byte| *byte == b' ').count() - 1;
        self.word(words);
    }

    /// A word with the space before it.
    fn word(&mut self, word: &str) {
        if self.article_is_last && is_vowel(word.as_bytes()[1]) {
            self.text.push(b'n');
        }
        self.article_is_last = word == " a";
        self.n_words += 1;
        self.text.extend_from_slice(word.as_bytes());
    }

    /// A word of the lexicon.
    fn form(&mut self, class: &Class, word: usize, form: Form) {
        if self.article_is_last && class.begins_with_vowel(word) {
            self.text.push(b'n');
        }
        self.article_is_last = false;
        self.n_words += 1;
        class.write(word, form, &mut self.text);
    }

    fn finish(self) -> String {
        String::from_utf8(self.text).expect("all words are ASCII")
    }
}
