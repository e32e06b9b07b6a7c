//! The words that page furniture is made of, in twelve languages.
//!
//! `vocabulary.tsv` holds them by class; they are compared as normalised words with digits masked, so that spelling,
//! case, quotes and counters do not matter. A block is looked up once for all phrases: by the hash of its whole line and
//! by the hashes of the phrases that start at each of its words.

use std::sync::LazyLock;

use ahash::HashMap;

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
    /// Starts with what would open the tail if it were a line of its own.
    pub(super) opens_with_heading: bool,
    pub(super) is_label: bool,
    /// Words that are labels by themselves: a line of them is navigation.
    pub(super) labels: usize,
    pub(super) notices: usize,
    pub(super) has_start: bool,
    pub(super) has_caption: bool,
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
    phrases: HashMap<u64, Vec<Phrase>>,
    /// One bit for the low bits of each word that is a line or starts a phrase: clear for most words of a text.
    first_words: Vec<u64>,
}

/// Bits of [`Vocabulary::first_words`]: thirty for each entry.
const FIRST_WORD_BITS: u64 = 1 << 16;

fn bit_of(token: u64) -> (usize, u64) {
    let bit = token % FIRST_WORD_BITS;
    ((bit / 64) as usize, 1 << (bit % 64))
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
            first_words: vec![0; FIRST_WORD_BITS as usize / 64],
        };
        for line in table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let mut fields = line.split('\t');
            let class = fields.next().and_then(|name| CLASSES.iter().find(|(known, _)| *known == name));
            let (class, phrase) = (class.expect("the vocabulary's classes are known").1, fields.nth(1));
            let tokens = masked(&words(&phrase.expect("each line has three fields").replace('#', "0")));
            let (idx, bit) = bit_of(tokens[0]);
            vocabulary.first_words[idx] |= bit;
            match class {
                Class::Opener | Class::Label => {
                    vocabulary.line_words_max = vocabulary.line_words_max.max(tokens.len());
                    vocabulary.lines.insert(shingle_hash(&tokens), class);
                }
                _ => vocabulary.phrases.entry(tokens[0]).or_default().push(Phrase { tokens, class }),
            }
        }
        vocabulary
    }

    /// Looks a block's words up; words inside quotation marks are not the outlet's own and count for nothing but labels.
    pub(super) fn hits(&self, words: &[Word]) -> Hits {
        let mut hits = Hits::default();
        let line = (words.len() <= self.line_words_max)
            .then(|| self.lines.get(&hash_of_run(words.iter().map(Word::masked_hash))))
            .flatten();
        hits.is_opener = line == Some(&Class::Opener);
        hits.is_label = line == Some(&Class::Label);
        for (at, word) in words.iter().enumerate() {
            let token = word.masked_hash();
            let (idx, bit) = bit_of(token);
            if self.first_words[idx] & bit == 0 || word.class.has(WordClass::QUOTED) {
                continue;
            }
            hits.labels += usize::from(self.lines.contains_key(&shingle_hash(&[token])));
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
            Class::Caption if at <= 1 => self.has_caption = true,
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
            Class::Opener | Class::Label => {}
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
    fn phrases_are_counted_where_they_stand() {
        let plea = hits("We need your help: donate to our newsroom today.");
        assert!(plea.we == 2 && plea.you == 1 && plea.asks >= 3, "{plea:?}");
        assert!(hits("Photo: A. Person").has_caption);
        assert!(!hits("She took the best photo").has_caption);
    }
}
