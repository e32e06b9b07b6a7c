//! Persons named in a credit line of any wording.

use std::ops::Range;
use std::sync::LazyLock;

use super::names::{capital_run, skip_spaces, word_at};
use super::script::is_spaceless;
use super::words::{Class, Words};

static WORDS: LazyLock<Words> = LazyLock::new(Words::builtin);

/// Words of a person's name, small ones included.
const NAME_WORDS_MAX: usize = 5;

/// The names in `line` that may be persons': two to four capitalised words in a row, none of which tells an outlet, a month
/// or a country. A line in which every word is capitalised tells nothing.
#[must_use]
pub fn persons(line: &str) -> Vec<Range<usize>> {
    let words = &*WORDS;
    let mut found = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let word = word_at(line, at);
        if word.is_empty() {
            // All dots of a row at once: each is looked at as the end of a word.
            let n_dots = line[at..].bytes().take_while(|byte| *byte == b'.').count();
            at += n_dots.max(line[at..].chars().next().map_or(1, char::len_utf8));
            continue;
        }
        let run = starts_name(&line[word.clone()])
            .then(|| capital_run(line, word.start, words, NAME_WORDS_MAX))
            .flatten();
        let name = run.map_or(word.clone(), |run| without_genre(line, without_joins(line, run.range), words));
        let person = without_genitive(line, name.clone());
        if is_person(&line[person.clone()], words) {
            found.push(person);
        }
        at = skip_spaces(line, name.end.max(word.end));
    }
    found
}

/// Small words that stand inside the names of persons; others join a name to what follows ("Jane Doe of The Vale Post").
const PARTICLES: [&str; 24] = [
    "de", "del", "della", "di", "da", "do", "dos", "das", "la", "le", "du", "des", "der", "den", "van",
    "von", "bin", "ibn", "ben", "ter", "ten", "al", "el", "zu",
];

/// The part of a run of capitalised words up to the first small word that stands in no name. A word that opens the line and a
/// particle after it are no name either ("Crónica de Jane Doe").
fn without_joins(line: &str, run: Range<usize>) -> Range<usize> {
    let mut start = run.start;
    let mut at = run.start;
    for (n_before, word) in line[run.clone()].split(' ').enumerate() {
        let is_small = word.starts_with(char::is_lowercase);
        if is_small && !PARTICLES.contains(&word) {
            return start..line[..at].trim_end().len().max(start);
        }
        at += word.len() + 1;
        let n_left = line[at.min(run.end)..run.end].split(' ').filter(|word| starts_name(word)).count();
        if is_small && n_before == 1 && run.start == 0 && n_left >= 2 {
            start = at;
        }
    }
    start..run.end
}

/// "Очерк Нины Сторожевой" without the word for the text, "Scrive Ana Ríos" without that for writing.
fn without_genre(line: &str, name: Range<usize>, words: &Words) -> Range<usize> {
    let is_opening = |word: &str| {
        words.is_any(word, &[Class::Genre, Class::Prelude])
            || words.is_like(word, Class::Publish)
            || words.is_like(word, Class::Speech)
    };
    let opens = line[name.clone()].split(' ').next().is_some_and(is_opening);
    let opening = line[name.clone()]
        .split(' ')
        .take_while(|word| opens && (is_opening(word) || PARTICLES.contains(word)));
    let n_bytes: usize = opening.map(|word| word.len() + 1).sum();
    (name.start + n_bytes).min(name.end)..name.end
}

/// The person that a credit names, without the word for the text in front ("Crónica de Jane Doe"); `None` if nothing is left.
pub(super) fn without_opening(author: &str) -> Option<&str> {
    let name = &author[without_genre(author, 0..author.len(), &WORDS)];
    (!name.is_empty()).then_some(name)
}

/// "Jane Doe's" without the ending.
fn without_genitive(line: &str, name: Range<usize>) -> Range<usize> {
    let bare = line[name.clone()].trim_end_matches("'s").trim_end_matches("’s");
    name.start..name.start + bare.len()
}

fn starts_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_uppercase() && !is_spaceless(c))
}

fn is_person(name: &str, words: &Words) -> bool {
    const OTHER: [Class; 7] =
        [Class::Media, Class::Title, Class::Opening, Class::Nation, Class::Staff, Class::Filler, Class::This];
    let parts: Vec<&str> = name.split(' ').collect();
    let n_capitals = parts.iter().filter(|part| starts_name(part)).count();
    (2..=4).contains(&n_capitals)
        && parts.len() <= n_capitals + 2
        && !parts.iter().any(|part| words.is_any(part, &OTHER))
        // "Jan" and "Mai" are first names as well.
        && !parts[1..].iter().any(|part| words.is(part, Class::Month))
        && !(parts[0].chars().count() > 3 && words.is(parts[0], Class::Month))
        && parts
            .iter()
            .all(|part| part.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’')))
        && parts.iter().any(|part| part.chars().any(char::is_lowercase))
}

/// Whether `text` reads as names and nothing else: persons, parted by commas or "and".
pub(super) fn is_names(text: &str) -> bool {
    let words = &*WORDS;
    let is_small = |part: &str| part.starts_with(char::is_lowercase) && !words.is(part, Class::Join);
    let n_small = text.split([' ', ',']).filter(|part| is_small(part)).count();
    let n_words = text.split_whitespace().count();
    n_words <= 3 || n_small * 4 < n_words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &[&str]) {
        let found: Vec<&str> = persons(line).into_iter().map(|name| &line[name]).collect();
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn names_in_free_wording() {
        check(
            "Put into our language by Dora van Quill from what Ana Ríos wrote",
            &["Dora van Quill", "Ana Ríos"],
        );
        check("Nach dem Text, den Jan Hamming geschrieben hat", &["Jan Hamming"]);
        check("Es erzählte Ana Ríos en La Atalaya", &["Ana Ríos"]);
        check("Ludwig van Quill wrote it", &["Ludwig van Quill"]);
        check("Crónica de Ana Ríos que nos cedieron", &["Ana Ríos"]);
        check("The middle of it is Dora Quill's, word for word", &["Dora Quill"]);
        check("Очерк Нины Сторожевой печатается впервые", &["Нины Сторожевой"]);
        check("Im Original stand es bei Ana Ríos", &["Ana Ríos"]);
        check("Русский текст — Нины Сторожевой", &["Нины Сторожевой"]);
    }

    #[test]
    fn outlets_months_and_single_names_are_none() {
        check("It stood in the Harbour Gazette on Monday, March 3", &[]);
        check("Dora wrote it for us", &[]);
        check("Diesen Beitrag haben uns die Kollegen überlassen", &[]);
    }
}
