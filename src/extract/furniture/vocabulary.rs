//! The words that page furniture is made of, in twelve languages.
//!
//! `vocabulary.tsv` holds them by class; they are compared as normalised words with digits masked, so that spelling,
//! case, quotes and counters do not matter. A block is looked up once for all phrases: by the hash of its whole line and
//! by the hashes of the phrases that start at each of its words.

use std::sync::LazyLock;

use ahash::HashMap;

use super::super::word_set::WordSet;
use crate::normalize::{Word, WordClass, words};
use crate::shingle::{hash_of_run, shingle_hash};

/// What a phrase says about the block that holds it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Class {
    Opener,
    Label,
    Notice,
    Start,
    Caption,
    Ask,
    We,
    You,
    Social,
    Byline,
    Heading,
}

const CLASSES: [(&str, Class); 11] = [
    ("opener", Class::Opener),
    ("label", Class::Label),
    ("notice", Class::Notice),
    ("start", Class::Start),
    ("caption", Class::Caption),
    ("ask", Class::Ask),
    ("we", Class::We),
    ("you", Class::You),
    ("social", Class::Social),
    ("byline", Class::Byline),
    ("heading", Class::Heading),
];

/// What the vocabulary finds in one block.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hits {
    pub(super) is_opener: bool,
    pub(super) is_label: bool,
    /// Words that are labels by themselves: a line of them is navigation.
    pub(super) labels: usize,
    pub(super) notices: usize,
    pub(super) has_start: bool,
    pub(super) has_caption: bool,
    /// The same after one word ("Courtesy photo"), which in a sentence says nothing ("The photo shows").
    pub(super) has_second_caption: bool,
    /// The last word further on that a caption could start with: a colon after it would make it one.
    pub(super) caption_at: Option<usize>,
    pub(super) asks: usize,
    pub(super) starts_asking: bool,
    pub(super) we: usize,
    pub(super) you: usize,
    pub(super) social: usize,
    pub(super) has_byline: bool,
    pub(super) has_heading: bool,
}

struct Phrase {
    tokens: Vec<u64>,
    class: Class,
}

/// Phrases by first word and whole lines by hash.
pub(super) struct Vocabulary {
    lines: HashMap<u64, Class>,
    /// Words of the longest of them.
    line_words_max: usize,
    /// Lines of one word are held here as well.
    phrases: HashMap<u64, Vec<Phrase>>,
    /// The words that are a line or start a phrase, which most words of a text do not.
    first_words: WordSet,
    /// Those of them that are a phrase by themselves, and the first two words of the others.
    lone_words: WordSet,
    first_pairs: WordSet,
}

/// The built-in vocabulary, compiled once.
pub(super) static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::parse(include_str!("vocabulary.tsv")));

impl Vocabulary {
    fn parse(table: &str) -> Self {
        let mut vocabulary = Self {
            lines: HashMap::default(),
            line_words_max: 0,
            phrases: HashMap::default(),
            first_words: WordSet::of([]),
            lone_words: WordSet::of([]),
            first_pairs: WordSet::of([]),
        };
        let mut first_words = Vec::new();
        for line in table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let mut fields = line.split('\t');
            let class = fields.next().and_then(|name| CLASSES.iter().find(|(known, _)| *known == name));
            let (class, phrase) = (class.expect("the vocabulary's classes are known").1, fields.nth(1));
            let tokens = masked(&words(&phrase.expect("each line has three fields").replace('#', "0")));
            first_words.push(tokens[0]);
            if matches!(class, Class::Opener | Class::Label) {
                vocabulary.line_words_max = vocabulary.line_words_max.max(tokens.len());
                let is_first = vocabulary.lines.insert(shingle_hash(&tokens), class).is_none();
                if tokens.len() > 1 || !is_first {
                    continue;
                }
            }
            vocabulary.phrases.entry(tokens[0]).or_default().push(Phrase { tokens, class });
        }
        vocabulary.first_words = WordSet::of(first_words);
        let phrases = || vocabulary.phrases.values().flatten().map(|phrase| phrase.tokens.as_slice());
        let lone_words = WordSet::of(phrases().filter(|tokens| tokens.len() == 1).map(|tokens| tokens[0]));
        let first_pairs = WordSet::of(phrases().filter_map(|tokens| Some(shingle_hash(tokens.get(..2)?))));
        (vocabulary.lone_words, vocabulary.first_pairs) = (lone_words, first_pairs);
        vocabulary
    }

    /// The class of a line that these are all words of.
    fn line_class(&self, words: &[Word]) -> Option<Class> {
        let first = words.first().filter(|_| words.len() <= self.line_words_max)?;
        if !self.first_words.may_hold(first.masked_hash()) {
            return None;
        }
        self.lines.get(&hash_of_run(words.iter().map(Word::masked_hash))).copied()
    }

    /// Whether these words, if they were a line of their own, would open the page's tail.
    pub(super) fn is_opener(&self, words: &[Word]) -> bool {
        self.line_class(words) == Some(Class::Opener)
    }

    /// Looks a block's words up; words inside quotation marks are not the outlet's own and count for nothing but labels.
    pub(super) fn hits(&self, words: &[Word]) -> Hits {
        let mut hits = Hits::default();
        let line = self.line_class(words);
        hits.is_opener = line == Some(Class::Opener);
        hits.is_label = line == Some(Class::Label);
        for (at, word) in words.iter().enumerate() {
            let token = word.masked_hash();
            if !self.first_words.may_hold(token) || word.class.has(WordClass::QUOTED) {
                continue;
            }
            let next = words.get(at + 1).map(Word::masked_hash);
            let opens = |next| self.first_pairs.may_hold(shingle_hash(&[token, next]));
            if !self.lone_words.may_hold(token) && !next.is_some_and(opens) {
                continue;
            }
            for phrase in self.phrases.get(&token).into_iter().flatten() {
                let is_here = words[at..].len() >= phrase.tokens.len()
                    && words[at..]
                        .iter()
                        .zip(&phrase.tokens)
                        .all(|(word, token)| word.masked_hash() == *token);
                if is_here {
                    hits.count(phrase.class, at);
                }
            }
        }
        hits
    }
}

impl Hits {
    fn count(&mut self, class: Class, at: usize) {
        match class {
            Class::Notice => self.notices += 1,
            Class::Start => self.has_start |= at == 0,
            Class::Caption if at == 0 => self.has_caption = true,
            Class::Caption if at == 1 => self.has_second_caption = true,
            Class::Caption => self.caption_at = Some(at),
            Class::Ask => {
                self.asks += 1;
                self.starts_asking |= at == 0;
            }
            Class::We => self.we += 1,
            Class::You => self.you += 1,
            Class::Social => self.social += 1,
            Class::Byline => self.has_byline |= at == 0,
            Class::Heading => self.has_heading |= at == 0,
            Class::Opener | Class::Label => self.labels += 1,
        }
    }
}

/// The words' hashes, every number replaced by one placeholder.
fn masked(words: &[Word]) -> Vec<u64> {
    words.iter().map(Word::masked_hash).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(text: &str) -> Hits {
        VOCABULARY.hits(&words(text))
    }

    #[test]
    fn lines_are_found_in_any_spelling() {
        assert!(hits("RELATED ARTICLES:").is_opener);
        assert!(hits("12 Comments").is_opener);
        assert!(hits("Don’t miss").is_opener);
        assert!(hits("» Lesen Sie auch").is_opener);
        assert!(hits("阅读全文 >>").is_label);
        assert!(!hits("Related articles were found in the cave").is_opener);
    }

    #[test]
    fn every_line_of_the_table_is_found() {
        let nothing = format!("{:?}", Hits::default());
        for line in
            include_str!("vocabulary.tsv").lines().filter(|line| !line.starts_with('#') && !line.is_empty())
        {
            let phrase = line.split('\t').nth(2).expect("each line has three fields").replace('#', "7");
            assert_ne!(format!("{:?}", hits(&phrase)), nothing, "{phrase}");
        }
    }

    #[test]
    fn phrases_are_counted_where_they_stand() {
        let plea = hits("We need your help: donate to our newsroom today.");
        assert!(plea.we == 2 && plea.you == 1 && plea.asks >= 3, "{plea:?}");
        assert!(hits("Photo: A. Person").has_caption);
        assert!(!hits("She took the best photo").has_caption);
    }
}
