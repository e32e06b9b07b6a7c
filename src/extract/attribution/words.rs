//! The word classes that slots and positions rely on (`words.tsv`).

use ahash::AHashMap;

use super::lookup::{Lookup, packed};

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
    Picture,
    PictureBy,
}

const CLASSES: [(&str, Class); 25] = [
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
    ("picture", Class::Picture),
    ("picture_by", Class::PictureBy),
];

/// Words with the classes they belong to, in lower case.
pub(super) struct Words {
    classes: AHashMap<String, u32>,
    /// What opens a byline, by the first letter, longest first.
    byline_openers: AHashMap<char, Vec<String>>,
    /// What words begin with, by the first two characters, with their classes.
    stems: AHashMap<[char; 2], Vec<(String, u32)>>,
    lookup: Lookup,
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
        let mut byline_openers: AHashMap<char, Vec<String>> = AHashMap::new();
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
                None => words.for_each(|opener| {
                    byline_openers.entry(opening(opener)[0]).or_default().push(opener.to_owned());
                }),
            }
        }
        for openers in byline_openers.values_mut() {
            openers.sort_by_key(|opener| std::cmp::Reverse(opener.len()));
        }
        let all_stems = stems.values().flatten().map(|(stem, _)| stem.as_str());
        let lookup = Lookup::new(classes.iter().map(|(word, classes)| (word.as_str(), *classes)), all_stems);
        Self { classes, byline_openers, stems, lookup }
    }

    /// The words that belong to one of `classes`; stems are not among them.
    pub(super) fn of_classes(&self, classes: &[Class]) -> impl Iterator<Item = &str> {
        let mask = mask_of(classes);
        self.classes.iter().filter(move |(_, of)| *of & mask != 0).map(|(word, _)| word.as_str())
    }

    /// What the words of one of `classes` begin with.
    pub(super) fn stems_of_classes(&self, classes: &[Class]) -> impl Iterator<Item = &str> {
        let mask = mask_of(classes);
        let stems = self.stems.values().flatten();
        stems.filter(move |(_, of)| *of & mask != 0).map(|(stem, _)| stem.as_str())
    }

    /// What a byline may open with if it begins as `text` does, in any case; longest first.
    pub(super) fn byline_openers(&self, text: &str) -> &[String] {
        let first = text.chars().next().and_then(|first| first.to_lowercase().next());
        first.and_then(|first| self.byline_openers.get(&first)).map_or(&[], Vec::as_slice)
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
        let stems =
            if self.lookup.admits_stem(word) { with_lower(word, |lower| self.stems_of(lower)) } else { 0 };
        Classes(self.classes_of(word) | stems)
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
        self.classes_of(word) & mask != 0
    }

    /// The classes that `word`, in any case, belongs to.
    fn classes_of(&self, word: &str) -> u32 {
        match packed(word) {
            Some(key) => self.lookup.short(key),
            None if word.len() > WORD_BYTES_MAX || !self.lookup.admits_long(word) => 0,
            None => with_lower(word, |lower| self.classes.get(lower).copied().unwrap_or_default()),
        }
    }
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
    fn every_word_and_stem_is_found_in_any_case() {
        let words = Words::builtin();
        // "I" is no capital of the dotless "ı".
        let raised = |word: &str| Some(word.to_uppercase()).filter(|raised| raised.to_lowercase() == word);
        for (word, classes) in &words.classes {
            assert_eq!(words.classes_of(word), *classes, "{word}");
            assert!(raised(word).is_none_or(|raised| words.classes_of(&raised) == *classes), "{word}");
        }
        for (stem, classes) in words.stems.values().flatten() {
            for ending in ["", "s", "é", " "] {
                let word = format!("{stem}{ending}");
                let has_all = |word: &str| words.classes_like(word).0 & classes == *classes;
                assert!(has_all(&word) && raised(&word).is_none_or(|raised| has_all(&raised)), "{word}");
            }
        }
    }

    #[test]
    fn bylines_open_in_any_case_and_in_small_letters_here() {
        let words = Words::builtin();
        for opener in words.byline_openers.values().flatten() {
            assert!(words.byline_openers(opener).contains(opener), "{opener}");
            assert_eq!(opener.to_lowercase(), *opener);
        }
        assert_eq!(words.byline_openers("By Ada Marsh"), words.byline_openers("by Ada Marsh"));
        assert!(words.byline_openers("").is_empty());
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
