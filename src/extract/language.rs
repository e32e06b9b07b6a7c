//! The language of a main text.
//!
//! Articles and conjunctions tell the common languages apart at the cost of one look-up a word: a twentieth of a text is
//! made of words that no other of the languages has. Where they do not decide (short texts, other languages, mixed ones)
//! whatlang compares the text's trigrams with the profiles of 69 languages, which costs a hundred times as much.

use std::sync::LazyLock;

use ahash::AHashMap;

use super::word_set::WordSet;
use crate::document::{Block, Role};
use crate::normalize::{composed, words};
use crate::page::PageWords;

/// ISO 639-1 codes with frequent words that belong to no other language in Latin letters.
const FUNCTION_WORDS: [(&str, &str); 7] = [
    (
        "en",
        "the and that with from this which have been would their they were said who when there after his its it he she but",
    ),
    (
        "de",
        "der und das ist nicht mit dem von ein eine einer einen sich auf für zu auch wurde werden nach bei dass sie wie zum",
    ),
    (
        "fr",
        "les est dans une pour au aux avec sur pas cette ont été ses leur elle nous plusieurs depuis était sont",
    ),
    ("es", "los las y más pero fue sus también según hasta muy cuando quien había desde años después"),
    (
        "it",
        "gli della delle degli nel nella alla sono che anche più questo stato perché dal dalla dopo essere",
    ),
    ("pt", "não uma são ao aos pelo pela foi também seu sua dos em com os às até"),
    ("nl", "een niet zijn werd wordt naar bij uit hij heeft deze zich hebben tegen"),
];

/// Words of main text that are looked at.
const SAMPLE_WORDS: usize = 400;
/// Function words of one language from which it is believed, and their share of the text in percent: a fifth of what
/// English and German texts have, half of the lowest share seen in Spanish ones.
const VOTES_MIN: usize = 6;
const VOTES_PERCENT_MIN: usize = 4;
/// How many times the votes of every other language together.
const LEAD_MIN: usize = 4;

/// Bytes of main text that whatlang looks at.
const SAMPLE_BYTES: usize = 4096;

/// ISO 639-1 code of the language of the body blocks, which `words` holds the words of; `None` where it is unsure.
#[must_use]
pub(super) fn of_main_text(text: &str, blocks: &[Block], words: &PageWords) -> Option<String> {
    by_function_words(blocks, words).or_else(|| by_trigrams(text, blocks)).map(str::to_owned)
}

static LANGUAGE_OF: LazyLock<AHashMap<u64, usize>> = LazyLock::new(|| {
    let lists = FUNCTION_WORDS.iter().enumerate();
    lists
        .flat_map(|(language, (_, list))| words(list).into_iter().map(move |word| (word.hash, language)))
        .collect()
});

static FUNCTION_WORD_SET: LazyLock<WordSet> = LazyLock::new(|| WordSet::of(LANGUAGE_OF.keys().copied()));

fn by_function_words(blocks: &[Block], words: &PageWords) -> Option<&'static str> {
    let (language_of, may_tell) = (&*LANGUAGE_OF, &*FUNCTION_WORD_SET);
    let body = blocks.iter().filter(|block| block.role == Role::Body);
    let mut votes = [0; FUNCTION_WORDS.len()];
    let mut n_words = 0;
    for word in body.flat_map(|block| words.within(block.span)).take(SAMPLE_WORDS) {
        n_words += 1;
        if may_tell.may_hold(word.hash)
            && let Some(&language) = language_of.get(&word.hash)
        {
            votes[language] += 1;
        }
    }
    let (&most, language) = votes.iter().zip(FUNCTION_WORDS).max_by_key(|(votes, _)| **votes)?;
    let others = votes.iter().sum::<usize>() - most;
    let decides = most >= VOTES_MIN && most * 100 >= n_words * VOTES_PERCENT_MIN && most >= LEAD_MIN * others;
    decides.then_some(language.0)
}

fn by_trigrams(text: &str, blocks: &[Block]) -> Option<&'static str> {
    let mut sample = String::new();
    for block in blocks.iter().filter(|block| block.role == Role::Body) {
        sample.push_str(&composed(block.span.of(text)));
        sample.push(' ');
        if sample.len() >= SAMPLE_BYTES {
            break;
        }
    }
    let info = whatlang::detect(&sample).filter(whatlang::Info::is_reliable)?;
    Some(two_letters(info.lang().code()))
}

/// ISO 639-1 for the ISO 639-3 codes that have one among the languages told apart.
fn two_letters(code: &'static str) -> &'static str {
    const CODES: [(&str, &str); 45] = [
        ("eng", "en"),
        ("deu", "de"),
        ("fra", "fr"),
        ("spa", "es"),
        ("ita", "it"),
        ("por", "pt"),
        ("rus", "ru"),
        ("cmn", "zh"),
        ("ara", "ar"),
        ("jpn", "ja"),
        ("kor", "ko"),
        ("pol", "pl"),
        ("tur", "tr"),
        ("nld", "nl"),
        ("swe", "sv"),
        ("dan", "da"),
        ("nob", "nb"),
        ("fin", "fi"),
        ("ces", "cs"),
        ("slk", "sk"),
        ("hun", "hu"),
        ("ron", "ro"),
        ("bul", "bg"),
        ("srp", "sr"),
        ("hrv", "hr"),
        ("slv", "sl"),
        ("ukr", "uk"),
        ("bel", "be"),
        ("ell", "el"),
        ("heb", "he"),
        ("pes", "fa"),
        ("hin", "hi"),
        ("ben", "bn"),
        ("urd", "ur"),
        ("tha", "th"),
        ("vie", "vi"),
        ("ind", "id"),
        ("cat", "ca"),
        ("est", "et"),
        ("lav", "lv"),
        ("lit", "lt"),
        ("mkd", "mk"),
        ("kat", "ka"),
        ("hye", "hy"),
        ("aze", "az"),
    ];
    CODES.iter().find(|(long, _)| *long == code).map_or(code, |(_, short)| short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Shape, Span};

    fn check(text: &str, expected: Option<&str>) {
        let span = Span::new(0, text.len());
        let blocks = [Block { span, shape: Shape::Paragraph, link_share: 0.0, kept: true, role: Role::Body }];
        let words = PageWords::of(text, &blocks);
        assert_eq!(by_function_words(&blocks, &words), expected, "{text}");
    }

    #[test]
    fn function_words_tell_common_languages_apart() {
        check(
            "The board said that it would keep the old pier, which was built by their fathers, and open it in May.",
            Some("en"),
        );
        check(
            "Der Rat hat mit der Mehrheit der Stimmen beschlossen, dass das alte Haus nicht verkauft und nach Plan saniert wird.",
            Some("de"),
        );
        check(
            "Les élus ont voté pour une nouvelle école dans la ville, avec une cour et un jardin pour les enfants, sur le quai.",
            Some("fr"),
        );
    }

    #[test]
    fn mixed_short_and_other_texts_are_left_to_trigrams() {
        check("The pier and the quay.", None);
        check(
            "The board said that it would keep the pier. Der Rat hat beschlossen, dass das Haus nicht verkauft und nach Plan saniert wird.",
            None,
        );
        check(
            "Havnestyret vedtok mandag å beholde den gamle kaien, som fedrene deres bygde, og åpne den i mai for alle.",
            None,
        );
        check("", None);
    }

    #[test]
    fn no_word_stands_for_two_languages() {
        let n_words: usize = FUNCTION_WORDS.iter().map(|(_, list)| list.split(' ').count()).sum();
        assert_eq!(LANGUAGE_OF.len(), n_words);
    }
}
