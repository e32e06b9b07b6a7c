//! Credits told by what they speak of: a short line at the story's edge, or one that ends in a colon, that names an outlet
//! and speaks of the text itself ("Articolo pubblicato con il consenso del Faro di Tarnova").
//!
//! A word of reprinting is enough beside an outlet. Words of publishing, of leave and of translating are of the news as well:
//! they count where the line points at its text ("this article", "article" as its first word). Terms of use ("without
//! permission"), credits of pictures and sentences about the outlet are none.

use std::ops::Range;

use memchr::{memchr_iter, memchr3};

use super::super::word_set::WordSet;
use super::finding::Finding;
use super::fold::Folded;
use super::lexicon::first_word;
use super::line::Line;
use super::names::{skip_spaces, word_at};
use super::persons::persons;
use super::pictures::speaks_of_picture;
use super::places::Spot;
use super::script::{is_arabic, is_spaceless};
use super::unnamed::{outlet_of, outlets};
use super::words::{Class, Classes, Words};
use crate::document::AttributionKind;
use crate::hash::mix;
use crate::normalize::Word;

/// Words of the longest line believed for its words.
const LINE_WORDS_MAX: usize = 30;

/// Characters of the longest such line in a script without spaces.
const LINE_CHARS_MAX: usize = 60;

/// Words of the longest such line above the story, where a lead has as many.
const HEAD_WORDS_MAX: usize = 16;

/// The credit that the whole of `line` is.
pub(super) fn find(line: &Line<'_>, spot: Spot) -> Option<Finding> {
    let text = line.text.trim_end();
    let is_frame = text.ends_with(':');
    let is_open = spot.short && !spot.furniture && !spot.headline;
    if !is_open || !(spot.head || spot.tail || is_frame) {
        return None;
    }
    if line.hits.lacks_gist {
        return None;
    }
    let gist = line.hits.gist.get_or_init(|| Gist::of(line.words, text));
    let tokens = &gist.tokens;
    if !gist.may_credit || (!spot.tail && !is_frame && tokens.len() > HEAD_WORDS_MAX) {
        return None;
    }
    let may_be = |name: &Range<usize>| !is_subject(text, name) && !is_addressed(text, tokens, name);
    let titled =
        || outlet_of(line).filter(|_| tokens.iter().any(|token| token.classes.has(Class::Translate)));
    let outlet = outlets(line).find(may_be).or_else(titled)?;
    let author = persons(text).into_iter().find(|name| name.end <= outlet.start || outlet.end <= name.start);
    let topic = Topic::of(line, tokens, &outlet, author.is_some());
    let kind = topic.kind(is_frame)?;
    if text.trim_start().starts_with('©') || speaks_of_picture(&text[..outlet.start], 0, line.words) {
        return None;
    }
    let start = skip_spaces(text, 0);
    let end = if is_frame { text.len() } else { text.trim_end_matches('.').len() };
    let mut finding = Finding::new(kind, start..end.max(start));
    finding.author = author;
    finding.outlet = Some(outlet);
    Some(finding)
}

/// Whether a line that names an outlet or author may be a credit: it speaks of a text, or hardly says more than the name.
pub(super) fn may_credit(text: &str, words: &Words) -> bool {
    let mut n_words = 0;
    let mut of_text = |token: Token| {
        n_words += 1;
        token.tells() || token.classes.has(Class::Language)
    };
    tokens(words, text).any(&mut of_text) || n_words <= NAME_LINE_WORDS_MAX
}

/// Words of the longest line that says little more than a name.
const NAME_LINE_WORDS_MAX: usize = 6;

/// Words that outlets are called by, or that lead up to their names.
const NAMING: [Class; 3] = [Class::Media, Class::Title, Class::Opening];

/// Words that speak of a text.
const TELLING: [Class; 5] = [Class::Reuse, Class::Publish, Class::Translate, Class::Speech, Class::Genre];

/// What most lines are told by before anything else is kept of them.
pub(super) struct Gist {
    /// Whether the line is short, speaks of a text and may name an outlet.
    may_credit: bool,
    /// Its words, if so.
    tokens: Vec<Token>,
}

impl Gist {
    fn of(words: &Words, text: &str) -> Self {
        if !is_short(text) {
            return Self { may_credit: false, tokens: Vec::new() };
        }
        let mut tokens: Vec<Token> = tokens(words, text).collect();
        let tells = tokens.iter().any(Token::tells);
        let names =
            |token: &Token| token.classes.has_any(&NAMING) || text[token.range.clone()].starts_with('\'');
        let may_credit = tells && (is_marked(text) || tokens.iter().any(names));
        if !may_credit {
            tokens = Vec::new();
        }
        Self { may_credit, tokens }
    }
}

/// Tells of most lines, by the hashes of their words, that they have no gist: what lines are credits for is looked up before
/// any of them is read again.
pub(super) struct Telling {
    /// The first words of what names outlets.
    of_outlets: WordSet,
    /// The first words of what speaks of a text.
    of_texts: WordSet,
    /// What words begin with that speak of one.
    stems: WordSet,
}

/// Letters of the shortest stem.
const STEM_LETTERS_MIN: usize = 3;

impl Telling {
    pub(super) fn new(words: &Words) -> Self {
        let first_words = |classes| WordSet::of(words.of_classes(classes).filter_map(first_word));
        let stems = words.stems_of_classes(&TELLING).map(|stem| {
            let [three, four] = openings(stem.as_bytes());
            if stem.len() > STEM_LETTERS_MIN { four } else { three }
        });
        Self { of_outlets: first_words(&NAMING), of_texts: first_words(&TELLING), stems: WordSet::of(stems) }
    }

    /// Whether `line`, whose words in the document are `cut`, may have a gist that makes it a credit.
    pub(super) fn admits(&self, line: &Folded<'_>, cut: &[Word]) -> bool {
        let text = line.text();
        if !line.keeps_words || text.len() > TELLING_BYTES_MAX {
            return true;
        }
        let is_named = |word: &Word| self.of_outlets.may_hold(word.hash);
        let names = cut.iter().any(is_named) || is_marked(text) || may_be_quoted(text);
        let tells = |word: &Word| {
            let rest = &text.as_bytes()[line.position_of(word.span.start)..];
            let may_hold = |opening: &u64| self.stems.may_hold(*opening);
            self.of_texts.may_hold(word.hash) || openings(rest).iter().any(may_hold)
        };
        names && cut.iter().any(tells)
    }
}

/// Bytes of the longest line that is looked at so: longer ones are no credits anyway.
const TELLING_BYTES_MAX: usize = 400;

/// Hashes of the first three and the first four letters, the same for capitals and small ones of ASCII.
fn openings(letters: &[u8]) -> [u64; 2] {
    let four = letters.first_chunk().copied().unwrap_or_else(|| {
        let mut padded = [0; 4];
        padded[..letters.len()].copy_from_slice(letters);
        padded
    });
    let four = u32::from_le_bytes(four) | 0x2020_2020;
    [four & 0xff_ffff, four].map(|opening| mix(u64::from(opening)))
}

/// Whether a name may stand in the line that needs no word of outlets: one in quotation marks, or beyond ASCII.
fn is_marked(text: &str) -> bool {
    !text.is_ascii() || memchr3(b'"', b'*', b'_', text.as_bytes()).is_some()
}

/// Whether a word may begin with an apostrophe, which is a quotation mark, too.
fn may_be_quoted(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr_iter(b'\'', bytes).any(|at| at == 0 || !bytes[at - 1].is_ascii_alphanumeric())
}

fn is_short(text: &str) -> bool {
    // Each word but the last has a space behind it.
    if text.is_ascii() && text.len() < 2 * LINE_WORDS_MAX {
        return true;
    }
    if text.is_ascii() {
        let is_space = |byte: u8| matches!(byte, b'\t'..=b'\r' | b' ');
        let pairs = text.as_bytes().iter().zip(&text.as_bytes()[1..]);
        let n_ends: usize = pairs.map(|(x, y)| usize::from(!is_space(*x) & is_space(*y))).sum();
        return n_ends < LINE_WORDS_MAX;
    }
    let n_dense = text.chars().filter(|c| is_spaceless(*c)).count();
    text.split_whitespace().count() <= LINE_WORDS_MAX && n_dense <= LINE_CHARS_MAX
}

/// A word of the line with the classes that it is like.
struct Token {
    range: Range<usize>,
    classes: Classes,
    /// Of a script in which a word is joined to others.
    is_joined: bool,
}

impl Token {
    /// Whether a line with it may be a credit.
    fn tells(&self) -> bool {
        self.classes.has_any(&TELLING)
    }
}

fn tokens(words: &Words, text: &str) -> impl Iterator<Item = Token> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let range = word_at(text, at);
            at = range.end.max(at + text[at..].chars().next().map_or(1, char::len_utf8));
            if range.is_empty() {
                continue;
            }
            let word = &text[range.clone()];
            let is_joined = word.starts_with(|c| is_spaceless(c) || is_arabic(c));
            let own = words.classes_like(word);
            let classes = if is_joined { own.or(words.classes_inside(word)) } else { own };
            return Some(Token { range, classes, is_joined });
        }
        None
    })
}

/// What a line speaks of, its outlet's name left out.
#[derive(Default)]
struct Topic {
    reuses: bool,
    publishes: bool,
    translates: bool,
    opens_with_translation: bool,
    speaks: bool,
    points_here: bool,
    signs: bool,
    forbids: bool,
}

impl Topic {
    fn of(line: &Line<'_>, tokens: &[Token], outlet: &Range<usize>, has_author: bool) -> Self {
        let is_apart = |token: &&Token| token.range.end <= outlet.start || outlet.end <= token.range.start;
        let tokens: Vec<&Token> = tokens.iter().filter(is_apart).collect();
        let any = |class: Class| tokens.iter().any(|token| token.classes.has(class));
        let at = |idx: usize, class: Class| tokens.get(idx).is_some_and(|token| token.classes.has(class));
        let is_genre = |idx: usize| at(idx, Class::Genre);
        let says_this = (0..tokens.len()).any(|idx| at(idx, Class::This) && is_genre(idx + 1));
        let joined = tokens.iter().any(|token| token.is_joined && token.classes.has(Class::Genre));
        let opens = is_genre(0) || (at(0, Class::Filler) && is_genre(1));
        let is_job = |token: &&Token| line.words.is(&line.text[token.range.clone()], Class::Job);
        let denies = |idx: usize| {
            at(idx, Class::Without)
                && (idx + 1..idx + 4).any(|next| at(next, Class::Publish) || at(next, Class::Reuse))
        };
        Self {
            reuses: any(Class::Reuse),
            publishes: any(Class::Publish),
            translates: any(Class::Translate),
            opens_with_translation: at(0, Class::Translate),
            speaks: any(Class::Speech),
            points_here: says_this || is_genre(0) || joined,
            signs: opens && has_author && !tokens.iter().any(is_job),
            forbids: any(Class::Terms) || (0..tokens.len()).any(denies),
        }
    }

    fn kind(&self, is_frame: bool) -> Option<AttributionKind> {
        let points = self.points_here || self.signs;
        let translates = self.translates && (points || self.opens_with_translation);
        let is_credit = self.reuses || (self.publishes && points) || (self.signs && !self.speaks);
        match (self.forbids, is_frame) {
            (true, _) => None,
            (_, true) if is_credit || self.publishes || self.speaks => Some(AttributionKind::ExcerptFrame),
            (_, false) if translates => Some(AttributionKind::TranslationCredit),
            (_, false) if is_credit => Some(AttributionKind::ReprintCredit),
            _ => None,
        }
    }
}

/// Words before those who are told something.
const ADDRESSING: [&str; 7] = ["told", "to", "tell", "an", "à", "au", "al"];

/// Whether the outlet is who is spoken to.
fn is_addressed(text: &str, tokens: &[Token], name: &Range<usize>) -> bool {
    let joined = text[..name.start].trim_end_matches(['《', '"', ' ']).ends_with(['给', '向', '对', '致']);
    let before = tokens.iter().rev().filter(|token| token.range.end <= name.start).take(2);
    joined || before.map(|token| &text[token.range.clone()]).any(|word| ADDRESSING.contains(&word))
}

/// Whether a sentence about the outlet starts here: its name first, no capital after it.
fn is_subject(text: &str, name: &Range<usize>) -> bool {
    let is_first = text[..name.start].chars().filter(|c| c.is_alphanumeric()).count() <= 3;
    let goes_on = |c: char| c.is_alphabetic() && !c.is_uppercase();
    is_first && !text.ends_with(':') && text[name.end..].trim_start().starts_with(goes_on)
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::super::tests::{AGENCIES, on_line};
    use super::*;

    fn check(text: &str, expected: Option<(AttributionKind, &str, &str)>) {
        let spot = Spot { tail: true, short: true, ..Spot::default() };
        let found = on_line(text, |line, folded| {
            find(line, spot).map(|found| found.into_attribution(text, folded, &AGENCIES))
        });
        let found = found.as_ref().map(|credit| {
            let name = |name: &Option<String>| name.clone().unwrap_or_default();
            (credit.kind, name(&credit.outlet), name(&credit.author))
        });
        let expected = expected.map(|(kind, outlet, author)| (kind, outlet.to_owned(), author.to_owned()));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn lines_that_speak_of_the_text_are_credits() {
        use AttributionKind::{ExcerptFrame, ReprintCredit, TranslationCredit};
        check(
            "Articolo pubblicato con il consenso del Faro di Tarnova",
            Some((ReprintCredit, "Faro di Tarnova", "")),
        );
        check(
            "Article de Léa Dunand paru dans Le Courrier de Saint-Aubin.",
            Some((ReprintCredit, "Le Courrier de Saint-Aubin", "Léa Dunand")),
        );
        check("Статья вышла в газете «Северный берег» 3 марта", Some((ReprintCredit, "Северный берег", "")));
        check("本文译自《Vale Post》。", Some((TranslationCredit, "Vale Post", "")));
        check(
            "Scrive Dora Quilli sul Corriere di Tarnova:",
            Some((ExcerptFrame, "Corriere di Tarnova", "Dora Quilli")),
        );
        check("La crónica de Ana Ríos vio la luz en El Faro", Some((ReprintCredit, "El Faro", "Ana Ríos")));
        check("هذا النص من جريدة «المنارة»", Some((ReprintCredit, "المنارة", "")));
    }

    #[test]
    fn lines_that_tell_of_publications_are_none() {
        check("The findings were published in the Journal of Tides.", None);
        check("The Tarn Gazette was published until 1990.", None);
        check("Reproduction of this article without permission of the Tarn Gazette is an offence.", None);
        check("Dora Quill is a reporter at the Tarn Gazette.", None);
        check("This article was published with the consent of its author.", None);
        check("© Tarn Gazette Group 2026. Write to us for syndication.", None);
        check("Фото: Илья Сомов. Перепечатка с разрешения газеты «Маяк»", None);
        check("The figures, published this week in the Journal of Tides, are worse.", None);
        check("他在给《江城晚报》的信中称:", None);
        check("She told the Tarn Gazette board in a statement:", None);
        check("Am Montag ist in der Tarner Zeitung ein Bericht erschienen", None);
        check("Un accord a été trouvé, écrit La Dépêche.", None);
        check("Her books were translated by the Tarn Press.", None);
        check("Денежный перевод получила газета «Маяк»", None);
        check("She won, and these were the numbers:", None);
    }

    /// Every word that gives a line a gist, with and without an ending, and words between them.
    static GIST_WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let words = &AGENCIES.lexicon.words;
        let stems = words.stems_of_classes(&TELLING).flat_map(|stem| [stem.to_owned(), format!("{stem}ing")]);
        let whole = words.of_classes(&TELLING).chain(words.of_classes(&NAMING)).map(str::to_owned);
        let others =
            ["ferry", "'the", "“Tarn", "*", "harbour’s", "it…", "Léa", "-", "op-"].map(str::to_owned);
        stems.chain(whole).chain(others).collect()
    });

    proptest! {
        #[test]
        fn lines_told_by_their_words_have_no_gist(
            parts in prop::collection::vec((0..GIST_WORDS.len(), any::<bool>(), 0..6_usize), 0..6),
        ) {
            let word = |(word, is_loud, between): &(usize, bool, usize)| {
                let word = &GIST_WORDS[*word];
                let written = if *is_loud { word.to_uppercase() } else { word.clone() };
                written + [" ", " ", ", ", "-", "'", "’"][*between]
            };
            let text: String = parts.iter().map(word).collect();
            let folded = Folded::new(&text, 0..text.len());
            let words = &AGENCIES.lexicon.words;
            let admits = Telling::new(words).admits(&folded, &crate::normalize::words(&text));
            prop_assert!(admits || !Gist::of(words, folded.text()).may_credit);
        }
    }

    #[test]
    fn every_word_and_stem_of_ascii_can_be_looked_up() {
        let words = &AGENCIES.lexicon.words;
        assert_eq!(words.stems_of_classes(&NAMING).count(), 0, "outlets are called by whole words");
        for class in [&NAMING[..], &TELLING] {
            let begins_in_ascii = |word: &&str| word.starts_with(|c: char| c.is_ascii());
            assert!(words.of_classes(class).filter(begins_in_ascii).all(|word| first_word(word).is_some()));
            assert!(words.stems_of_classes(class).all(|stem| stem.len() >= STEM_LETTERS_MIN));
        }
    }
}
