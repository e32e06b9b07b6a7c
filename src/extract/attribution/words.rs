//! The word classes that slots and positions rely on (`words.tsv`).

use ahash::AHashMap;

const BUILTIN: &str = include_str!("words.tsv");

/// No word of the table is longer.
const WORD_BYTES_MAX: usize = 48;

/// A class of words; see the head of `words.tsv`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    Media,
    Title,
    Filler,
    Lead,
    This,
    Join,
    Job,
    Staff,
    Month,
    Stop,
    Subject,
    Opening,
    Nation,
    Speech,
    Genre,
    Reuse,
    Publish,
    Translate,
    Terms,
    Imprint,
    Prelude,
    Without,
    Language,
}

const CLASSES: [(&str, Class); 23] = [
    ("media", Class::Media),
    ("title", Class::Title),
    ("filler", Class::Filler),
    ("lead", Class::Lead),
    ("this", Class::This),
    ("join", Class::Join),
    ("job", Class::Job),
    ("staff", Class::Staff),
    ("month", Class::Month),
    ("stop", Class::Stop),
    ("subject", Class::Subject),
    ("opening", Class::Opening),
    ("nation", Class::Nation),
    ("speech", Class::Speech),
    ("genre", Class::Genre),
    ("reuse", Class::Reuse),
    ("publish", Class::Publish),
    ("translate", Class::Translate),
    ("terms", Class::Terms),
    ("imprint", Class::Imprint),
    ("prelude", Class::Prelude),
    ("without", Class::Without),
    ("language", Class::Language),
];

/// Words with the classes they belong to, in lower case.
pub(super) struct Words {
    classes: AHashMap<String, u32>,
    /// What opens a byline, longest first.
    pub(super) byline_openers: Vec<String>,
    /// What words begin with, by the first two characters, with their classes.
    stems: AHashMap<[char; 2], Vec<(String, u32)>>,
    filter: Filter,
}

/// Classes of one word.
#[derive(Clone, Copy)]
pub(super) struct Classes(u32);

impl Classes {
    pub(super) fn has(self, class: Class) -> bool {
        self.0 & 1 << class as u32 != 0
    }

    pub(super) fn has_any(self, classes: &[Class]) -> bool {
        self.0 & mask_of(classes) != 0
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

fn mask_of(classes: &[Class]) -> u32 {
    classes.iter().fold(0, |mask, &class| mask | 1 << class as u32)
}

/// The first two characters, the second one NUL where there is none.
fn opening(word: &str) -> [char; 2] {
    let mut letters = word.chars();
    [letters.next().unwrap_or('\0'), letters.next().unwrap_or('\0')]
}

impl Words {
    /// The table of this version.
    pub(super) fn builtin() -> Self {
        let mut classes: AHashMap<String, u32> = AHashMap::new();
        let mut byline_openers = Vec::new();
        let mut stems: AHashMap<[char; 2], Vec<(String, u32)>> = AHashMap::new();
        for line in BUILTIN.lines().filter(|line| !line.starts_with('#')) {
            let mut columns = line.split('\t');
            let class = columns.next().unwrap_or_default();
            let words = columns.nth(1).unwrap_or_default().split('|');
            match CLASSES.iter().find(|(name, _)| *name == class) {
                Some((_, class)) => words.for_each(|word| match word.strip_suffix('~') {
                    Some(stem) => {
                        stems.entry(opening(stem)).or_default().push((stem.to_owned(), 1 << *class as u32));
                    }
                    None => *classes.entry(word.to_owned()).or_default() |= 1 << *class as u32,
                }),
                None => byline_openers.extend(words.map(str::to_owned)),
            }
        }
        byline_openers.sort_by_key(|opener| std::cmp::Reverse(opener.len()));
        let filter = Filter::new(classes.keys(), stems.values().flatten().map(|(stem, _)| stem));
        Self { classes, byline_openers, stems, filter }
    }

    /// Whether `word`, in any case, belongs to `class`.
    pub(super) fn is(&self, word: &str, class: Class) -> bool {
        self.has(word, 1 << class as u32)
    }

    /// Whether `word`, in any case, belongs to one of `classes`.
    pub(super) fn is_any(&self, word: &str, classes: &[Class]) -> bool {
        self.has(word, mask_of(classes))
    }

    /// Whether `word` belongs to `class` or begins like the words of it.
    pub(super) fn is_like(&self, word: &str, class: Class) -> bool {
        self.classes_like(word).has(class)
    }

    /// The classes that `word` belongs to or begins like the words of.
    pub(super) fn classes_like(&self, word: &str) -> Classes {
        let (is_known, is_stem) = (self.filter.admits_word(word), self.filter.admits_stem(word));
        if !is_known && !is_stem {
            return Classes(0);
        }
        with_lower(word, |lower| {
            let own = self.classes.get(lower).copied().filter(|_| is_known).unwrap_or_default();
            Classes(own | if is_stem { self.stems_of(lower) } else { 0 })
        })
    }

    /// The classes whose words stand in `text`, which is of a script without spaces or with joined particles.
    pub(super) fn classes_inside(&self, text: &str) -> Classes {
        let rests = text.char_indices().map(|(at, _)| &text[at..]).filter(|rest| !rest.is_char_boundary(1));
        Classes(rests.fold(0, |classes, rest| classes | self.stems_of(rest)))
    }

    fn stems_of(&self, lower: &str) -> u32 {
        let mut classes = 0;
        // A stem of one character is filed under it alone.
        let [first, second] = opening(lower);
        for head in [[first, second], [first, '\0']] {
            let stems = self.stems.get(&head).into_iter().flatten();
            let begins = stems.filter(|(stem, _)| lower.starts_with(stem.as_str()));
            classes |= begins.fold(0, |classes, (_, of)| classes | of);
        }
        classes
    }

    fn has(&self, word: &str, mask: u32) -> bool {
        let classes = |lower: &str| self.classes.get(lower).copied();
        word.len() <= WORD_BYTES_MAX
            && self.filter.admits_word(word)
            && with_lower(word, classes).is_some_and(|classes| classes & mask != 0)
    }
}

/// Tells at the cost of a few bit operations that a word is not in the table, which is so for most words of a text.
struct Filter {
    /// A bit for each word of ASCII by its length and its first letters (a Bloom filter with one hash).
    words: Vec<u64>,
    /// For each two ASCII letters that a stem begins with a bit for each third one.
    thirds: Vec<u32>,
}

const FILTER_BITS: u32 = 15;
const LETTERS: usize = 26;

impl Filter {
    fn new<'w>(words: impl Iterator<Item = &'w String>, stems: impl Iterator<Item = &'w String>) -> Self {
        let mut filter = Self { words: vec![0; 1 << (FILTER_BITS - 6)], thirds: vec![0; LETTERS * LETTERS] };
        for word in words.filter(|word| word.is_ascii()) {
            let (idx, bit) = slot(word.as_bytes());
            filter.words[idx] |= bit;
        }
        for stem in stems {
            // A stem that ends here, or goes on beyond ASCII, may be followed by any letter.
            let mut letters = stem.bytes().map(letter);
            let Some(first) = letters.next().flatten() else { continue };
            let second = letters.next().flatten();
            let third = letters.next().flatten().map_or(u32::MAX, |third| 1 << third);
            for second in second.map_or(0..LETTERS, |second| second..second + 1) {
                filter.thirds[first * LETTERS + second] |= third;
            }
        }
        filter
    }

    /// Whether `word` may be in the table; what is not ASCII may always be.
    fn admits_word(&self, word: &str) -> bool {
        let (idx, bit) = slot(word.as_bytes());
        self.words[idx] & bit != 0 || !word.is_ascii()
    }

    /// Whether `word` may begin with a stem.
    fn admits_stem(&self, word: &str) -> bool {
        let mut letters = word.bytes().map(letter);
        let (Some(Some(first)), Some(Some(second))) = (letters.next(), letters.next()) else { return true };
        let thirds = self.thirds[first * LETTERS + second];
        letters.next().flatten().map_or(thirds != 0, |third| thirds >> third & 1 != 0)
    }
}

/// The place of an ASCII letter in the alphabet.
fn letter(byte: u8) -> Option<usize> {
    byte.is_ascii_alphabetic().then(|| usize::from(byte.to_ascii_lowercase() - b'a'))
}

/// Where the bit of a word is, which is the same in upper and lower case.
fn slot(word: &[u8]) -> (usize, u64) {
    let four = |at: usize| u64::from(word[at..].first_chunk().map_or(0, |four| u32::from_le_bytes(*four)));
    let letters = match *word {
        [] => 0,
        [first, .., last] if word.len() < 4 => u64::from_le_bytes([first, word[1], last, 0, 0, 0, 0, 0]),
        [first] => u64::from(first),
        // For words of less than eight letters the two fours overlap.
        _ => four(0) | four(word.len().min(8) - 4) << 32,
    };
    // Fibonacci hashing (Knuth, TAOCP vol. 3, 6.4), with the length in it.
    let key = (letters | 0x2020_2020_2020_2020).wrapping_add(word.len() as u64);
    let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - FILTER_BITS);
    ((hash >> 6) as usize, 1 << (hash & 63))
}

/// Calls `ask` with `word` in lower case, which takes no memory where it is short ASCII.
fn with_lower<T>(word: &str, ask: impl FnOnce(&str) -> T) -> T {
    let mut buffer = [0; WORD_BYTES_MAX];
    if let Some(lower) = buffer.get_mut(..word.len()).filter(|_| word.is_ascii()) {
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        if let Ok(lower) = std::str::from_utf8(lower) {
            return ask(lower);
        }
    }
    ask(&word.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_of_a_known_class() {
        for line in BUILTIN.lines().filter(|line| !line.starts_with('#')) {
            let class = line.split('\t').next().expect("split yields one part");
            assert!(class == "by" || CLASSES.iter().any(|(name, _)| *name == class), "{line}");
            assert_eq!(line.split('\t').count(), 3, "{line}");
            assert!(line.split(['\t', '|']).all(|word| word.len() <= WORD_BYTES_MAX), "{line}");
        }
    }

    #[test]
    fn the_filter_admits_every_word_and_stem() {
        let words = Words::builtin();
        for word in words.classes.keys() {
            assert!(words.filter.admits_word(word), "{word}");
            // "I" is no capital of the dotless "ı".
            let raised = Some(word.to_uppercase()).filter(|raised| raised.to_lowercase() == *word);
            assert!(raised.is_none_or(|raised| words.filter.admits_word(&raised)), "{word}");
        }
        for (stem, _) in words.stems.values().flatten() {
            for ending in ["", "s", "é", " "] {
                let word = format!("{stem}{ending}");
                assert!(words.filter.admits_stem(&word), "{word}");
                let raised = Some(word.to_uppercase()).filter(|raised| raised.to_lowercase() == word);
                assert!(raised.is_none_or(|raised| words.filter.admits_stem(&raised)), "{word}");
            }
        }
        let text = ["pier", "harbour", "keeper", "surveyor", "moving", "walls", "today", "lighthouse"];
        let n_admitted = text.iter().filter(|word| words.filter.admits_word(word)).count();
        assert!(n_admitted <= 1, "{n_admitted}");
    }

    #[test]
    fn classes_ignore_case() {
        let words = Words::builtin();
        assert!(words.is("Agency", Class::Media));
        assert!(words.is("Газета", Class::Media));
        assert!(words.is_any("of", &[Class::Join, Class::Month]));
        assert!(!words.is("bakery", Class::Title));
    }
}
