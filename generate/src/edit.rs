//! Changes that a copy undergoes: edited words, rewritten sentences, cuts, and the errors of text recognition.
//!
//! All of them take and give text with a line a paragraph. Rates are expectations over the words or letters of a text.

use crate::closed_class::PARTICLES;
use crate::lexicon::{Form, Lexicon};
use crate::random::Random;

/// Edits `permille` of the words: half of the edits substitute, a quarter delete and a quarter insert a word. Names and
/// figures are edited a quarter as often as other words: who rewords a report keeps its facts.
pub(crate) fn edit_words(text: &str, permille: usize, lexicon: &Lexicon, random: &mut Random) -> String {
    let mut edited = String::with_capacity(text.len() + text.len() / 16);
    let words = || text.split_whitespace();
    let (n_words, n_facts) = (words().count().max(1), words().filter(|word| is_fact(word)).count());
    let other_permille = permille * n_words * 4 / (4 * n_words - 3 * n_facts);
    // A copy that is called edited differs in a word at least.
    let certain = random.below(n_words);
    let mut n_seen = 0;
    for (idx, paragraph) in text.split('\n').enumerate() {
        if idx > 0 {
            edited.push('\n');
        }
        let start = edited.len();
        let mut begins_sentence = true;
        for word in paragraph.split(' ') {
            let chance = if is_fact(word) && !begins_sentence { other_permille / 4 } else { other_permille };
            let is_edited = random.below(1000) < chance || n_seen == certain;
            n_seen += 1;
            if edited.len() > start {
                edited.push(' ');
            }
            let written = edited.len();
            if is_edited {
                edit_word(word, lexicon, random, &mut edited);
            } else {
                edited.push_str(word);
            }
            if edited.len() > written {
                if begins_sentence {
                    capitalise(&mut edited[written..]);
                }
                begins_sentence = word.ends_with('.');
            }
        }
        if edited.ends_with(' ') {
            edited.pop();
        }
    }
    edited
}

/// Whether a word is a name or a figure, or begins a sentence.
fn is_fact(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit())
}

fn capitalise(word: &mut str) {
    if let Some(at) = word.find(|c: char| c.is_ascii_alphanumeric()) {
        word[at..=at].make_ascii_uppercase();
    }
}

fn edit_word(word: &str, lexicon: &Lexicon, random: &mut Random, edited: &mut String) {
    let core = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let start = word.find(core).unwrap_or(0);
    let (before, after) = (&word[..start], &word[start + core.len()..]);
    match random.below(4) {
        // A word with punctuation is substituted, so that sentences keep their ends.
        0 if before.is_empty() && after.is_empty() => {
            if edited.ends_with(' ') {
                edited.pop();
            }
        }
        1 => {
            edited.push_str(before);
            edited.push_str(core);
            edited.push(' ');
            push_other(core, lexicon, random, edited);
            edited.push_str(after);
        }
        _ => {
            edited.push_str(before);
            let at = edited.len();
            push_other(core, lexicon, random, edited);
            if core.starts_with(|c: char| c.is_ascii_uppercase()) {
                edited[at..=at].make_ascii_uppercase();
            }
            edited.push_str(after);
        }
    }
}

/// Writes a word that could stand where `word` stands, but is another.
fn push_other(word: &str, lexicon: &Lexicon, random: &mut Random, edited: &mut String) {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        edited.push_str(&random.between(2, 999).to_string());
        return;
    }
    let drawn = random.next();
    let class = match drawn % 6 {
        0 | 1 => return edited.push_str(another(word, random.pick(&PARTICLES))),
        2 | 3 => &lexicon.nouns,
        4 => &lexicon.verbs,
        _ => &lexicon.adjectives,
    };
    let form =
        [Form::Plain, Form::Plain, Form::Plain, Form::S, Form::Past, Form::Plain][(drawn % 6) as usize];
    edited.push_str(another(word, &class.word(class.any(random.next()), form)));
}

fn another<'w>(word: &str, other: &'w str) -> &'w str {
    if other == word { "rather" } else { other }
}

/// Edits whole sentences, as many as make `permille` of the words: as often dropped as rewritten, half as often
/// followed by a new one. The first sentence stays. `new` writes a sentence.
pub(crate) fn edit_sentences(
    text: &str,
    permille: usize,
    random: &mut Random,
    mut new: impl FnMut(u64) -> String,
) -> String {
    let mut edited = String::with_capacity(text.len());
    for paragraph in text.split('\n') {
        let mut kept: Vec<String> = Vec::new();
        for sentence in sentences(paragraph) {
            let is_first = edited.is_empty() && kept.is_empty();
            let is_edited = !is_first && random.below(1000) < permille;
            match random.below(5) {
                0 | 1 if is_edited => {}
                2 | 3 if is_edited => kept.push(new(random.next())),
                _ if is_edited => kept.extend([sentence.to_owned(), new(random.next())]),
                _ => kept.push(sentence.to_owned()),
            }
        }
        if !kept.is_empty() {
            if !edited.is_empty() {
                edited.push('\n');
            }
            edited.push_str(&kept.join(" "));
        }
    }
    edited
}

/// The sentences of a paragraph; a full stop before a closing quotation mark does not occur.
fn sentences(paragraph: &str) -> impl Iterator<Item = &str> {
    let mut rest = paragraph;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(". ").map_or(rest.len(), |at| at + 1);
        let sentence = &rest[..end];
        rest = rest[end..].trim_start();
        Some(sentence)
    })
}

/// The text without one of its inner paragraphs, if it has any.
pub(crate) fn without_a_paragraph(text: &str, random: &mut Random) -> String {
    let paragraphs: Vec<&str> = text.split('\n').collect();
    if paragraphs.len() < 4 {
        return text.to_owned();
    }
    let cut = random.between(1, paragraphs.len() - 2);
    let kept: Vec<&str> =
        paragraphs.iter().enumerate().filter(|(idx, _)| *idx != cut).map(|(_, line)| *line).collect();
    kept.join("\n")
}

/// The first `n_words` words, ended by a full stop or, as other sites do, by dots.
pub(crate) fn truncated(text: &str, n_words: usize, has_dots: bool) -> String {
    let mut n_seen = 0;
    let mut in_word = false;
    let end = text.bytes().position(|byte| {
        let is_space = byte == b' ' || byte == b'\n';
        n_seen += usize::from(is_space && in_word);
        in_word = !is_space;
        n_seen == n_words
    });
    let kept = text[..end.unwrap_or(text.len())].trim_end_matches(['.', ',', '"']);
    format!("{kept}{}", if has_dots { "..." } else { "." })
}

/// What recognition makes of letters, two of which may become one and the other way round.
const MISREAD: [(&str, &str); 14] = [
    ("rn", "m"),
    ("m", "rn"),
    ("e", "c"),
    ("l", "1"),
    ("o", "0"),
    ("h", "b"),
    ("i", "l"),
    ("cl", "d"),
    ("d", "cl"),
    ("c", "e"),
    ("a", "o"),
    ("u", "n"),
    ("t", "f"),
    ("S", "5"),
];
const OCR_LINE_CHARS: usize = 62;

/// Misreads `permille` of the characters, a fifth of them spaces that are dropped or inserted, and breaks lines as a
/// printed column does, one in eight inside a word. Paragraphs are separated by an empty line.
pub(crate) fn misread(text: &str, permille: usize, random: &mut Random) -> String {
    let mut read = String::with_capacity(text.len() + text.len() / 8);
    for (idx, paragraph) in text.split('\n').enumerate() {
        if idx > 0 {
            read.push_str("\n\n");
        }
        let mut n_chars = 0;
        for (idx, word) in paragraph.split(' ').enumerate() {
            let is_full = n_chars + word.len() > OCR_LINE_CHARS;
            let breaks_word = is_full && word.len() > 6 && random.percent(30);
            if is_full && !breaks_word {
                read.push('\n');
                n_chars = 0;
            } else if idx > 0 && random.below(1000) >= permille {
                read.push(' ');
            }
            if breaks_word {
                let (head, tail) = word.split_at(word.len() / 2);
                misread_word(head, permille, random, &mut read);
                read.push_str("-\n");
                misread_word(tail, permille, random, &mut read);
                n_chars = tail.len();
            } else {
                misread_word(word, permille, random, &mut read);
                n_chars += word.len() + 1;
            }
        }
    }
    read
}

fn misread_word(word: &str, permille: usize, random: &mut Random, read: &mut String) {
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        if random.below(1000) >= permille {
            read.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        if random.percent(10) {
            read.push(' ');
            continue;
        }
        let start = random.below(MISREAD.len());
        let order = MISREAD[start..].iter().chain(&MISREAD[..start]);
        if let Some((seen, taken_for)) = order.into_iter().find(|(seen, _)| rest.starts_with(seen)) {
            read.push_str(taken_for);
            rest = &rest[seen.len()..];
        } else {
            // A letter that is like no other gets lost.
            rest = &rest[first.len_utf8()..];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "One two three, four five. Six seven \"eight nine,\" she said.\nTen eleven twelve.\nEnd here.";

    #[test]
    fn words_are_edited_at_about_the_rate() {
        let (lexicon, mut random) = (Lexicon::new(), Random::new(1));
        let text = "plain words in a row ".repeat(2000);
        let edited = edit_words(text.trim_end(), 100, &lexicon, &mut random);
        let n_same = edited.split(' ').filter(|word| text.contains(*word)).count();
        assert!((8800..9700).contains(&n_same), "{n_same}");
        assert_ne!(edit_words(TEXT, 0, &lexicon, &mut random), TEXT);
    }

    #[test]
    fn sentences_are_kept_whole() {
        let mut random = Random::new(2);
        assert_eq!(edit_sentences(TEXT, 0, &mut random, |_| "New.".to_owned()), TEXT);
        let all = edit_sentences(TEXT, 1000, &mut random, |_| "New.".to_owned());
        assert!(all.starts_with("One two three, four five."), "{all}");
        assert!(sentences("A b. C \"d,\" e. F").eq(["A b.", "C \"d,\" e.", "F"]));
    }

    #[test]
    fn a_text_is_cut_after_a_number_of_words() {
        assert_eq!(truncated(TEXT, 3, false), "One two three.");
        assert_eq!(truncated(TEXT, 3, true), "One two three...");
        assert_eq!(truncated("One two.", 9, false), "One two.");
    }

    #[test]
    fn recognition_changes_some_letters() {
        let mut random = Random::new(3);
        let text = "the river and the old harbour mill ".repeat(100);
        let read = misread(text.trim_end(), 20, &mut random);
        assert!(read.contains("-\n"));
        let n_right = read.split_whitespace().filter(|word| text.contains(*word)).count();
        assert!((550..690).contains(&n_right), "{n_right}");
    }
}
