//! Mentions: where the words of a text name an outlet or a person.
//!
//! A name is met as it stands in the metadata, run together as in an address ("harbourpost.com"), with another ending
//! ("Северного маяка" for "Северный маяк"), or by its sound in another script ("Severny Mayak"). It must stand as a
//! proper name. Cost: a few look-ups for each word that a name can start at, whatever the number of names.

mod index;

use std::ops::Range;

use crate::normalize::{Word, WordClass};
use crate::outlet::{CONJUNCTIONS, OF, OutletKey, folded, is_article, is_inflected, push_folded};
pub use index::NameIndex;

/// The words of a line or paragraph.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// The text that the words' spans point into.
    pub text: &'a str,
    /// The words.
    pub words: &'a [Word],
}

impl<'a> Words<'a> {
    /// A word as written.
    #[must_use]
    pub fn get(self, at: usize) -> &'a str {
        self.words[at].span.of(self.text)
    }

    /// The words of the mention of `key` that starts at word `at`, a leading article included.
    #[must_use]
    pub fn mention_at(self, at: usize, key: &OutletKey) -> Option<Range<usize>> {
        if !self.may_open(at) {
            return None;
        }
        let end = self
            .spelled_end(at, key)
            .or_else(|| self.sounded_end(at, key))
            .or_else(|| self.initials_end(at, key))?;
        let has_article = at > 0 && is_article(self.get(at - 1));
        let is_host = self.is_host(at, end);
        let is_word = end == at + 1 && key.letters().is_ascii() && self.get(at).is_ascii();
        if !is_host && (!self.is_proper(at) || (is_word && !has_article && !self.is_lone_name(at))) {
            return None;
        }
        Some(at - usize::from(has_article)..end)
    }

    /// Whether a name can start at the word: it is written as one, or stands in an address.
    fn may_open(self, at: usize) -> bool {
        self.is_proper(at) || self.is_host(at, at + 1)
    }

    /// End of the name if it is spelled here, in words, run together or inflected.
    fn spelled_end(self, at: usize, key: &OutletKey) -> Option<usize> {
        let (mut rest, mut end) = (key.letters(), at);
        let mut parts = key.name().split(' ').filter(|part| !OF.contains(part));
        let mut word = String::new();
        while !rest.is_empty() {
            word.clear();
            push_folded(self.words.get(end)?.span.of(self.text), &mut word);
            // "Salt and Ledger" is "Salt & Ledger", and "Corriere di Vale" "corriere-vale".
            if end > at && is_small(&word) && !rest.starts_with(word.as_str()) {
                end += 1;
                continue;
            }
            let part = parts.next().unwrap_or_default();
            rest = match rest.strip_prefix(word.as_str()) {
                Some(left) => left,
                None if rest.starts_with(part) && is_inflected(&word, part) => &rest[part.len()..],
                None => return None,
            };
            end += 1;
        }
        Some(end)
    }

    /// End of the name if it is written here in another script.
    fn sounded_end(self, at: usize, key: &OutletKey) -> Option<usize> {
        let end = at + key.name().split(' ').count();
        let words = self.words.get(at..end)?;
        if key.letters().is_ascii() == self.get(at).is_ascii() {
            return None;
        }
        let written: Vec<&str> = words.iter().map(|word| word.span.of(self.text)).collect();
        OutletKey::new(&written.join(" "))?.sounds_like(key).then_some(end)
    }

    /// End of the name if its initials stand here in capitals ("NLR" for "Northern Light Review").
    fn initials_end(self, at: usize, key: &OutletKey) -> Option<usize> {
        let word = self.get(at);
        let is_written_so = word.chars().count() >= 3 && word.chars().all(char::is_uppercase);
        (is_written_so && word.to_lowercase() == key.initials()).then_some(at + 1)
    }

    /// Whether the word is the name in an address.
    fn is_host(self, at: usize, end: usize) -> bool {
        let after = &self.text.as_bytes()[self.words[at].span.end as usize..];
        if end != at + 1 || !matches!(after, [b'.', b'a'..=b'z', ..]) {
            return false;
        }
        let before = &self.text[..self.words[at].span.start as usize];
        let is_mail = before.strip_suffix('@').is_some_and(|rest| rest.ends_with(char::is_alphanumeric));
        !is_mail
    }

    /// A name starts with no small letter; scripts without case have none.
    fn is_proper(self, at: usize) -> bool {
        match self.text.as_bytes()[self.words[at].span.start as usize] {
            byte @ 0..0x80 => !byte.is_ascii_lowercase(),
            _ => !self.get(at).starts_with(char::is_lowercase),
        }
    }

    /// Whether a word alone can be a name: it is capitalised inside a sentence, no part of a longer name, and never small.
    fn is_lone_name(self, at: usize) -> bool {
        let is_whole = |word: &str| word.len() >= 3 && word.chars().all(char::is_uppercase);
        let opens = self.words[at].class.has(WordClass::SENTENCE_START) && !is_whole(self.get(at));
        let opens = opens && !self.announces(at);
        !opens && !self.goes_on(at) && !self.is_common(at)
    }

    /// "Mediascope writes:"
    fn announces(self, at: usize) -> bool {
        let rest = &self.text[self.words[at].span.end as usize..];
        // A little more than the limit, so that the line's end can be seen.
        let near = rest.floor_char_boundary(FRAME_BYTES_MAX + 4);
        let line = rest[..near].lines().next().unwrap_or_default();
        line.len() <= FRAME_BYTES_MAX && line.trim_end().ends_with([':', '：'])
    }

    /// Whether the word `at`, which an article precedes, is the one word of `key` and no part of a longer name.
    #[must_use]
    pub fn is_name_after_article(self, at: usize, key: &OutletKey) -> bool {
        let word = folded(self.get(at));
        let is_key = word == key.name() || is_inflected(&word, key.name());
        is_key && self.get(at).starts_with(char::is_uppercase) && !self.goes_on(at) && !self.is_common(at)
    }

    /// Whether a capitalised word follows without a mark between.
    fn goes_on(self, at: usize) -> bool {
        self.words.get(at + 1).is_some_and(|next| {
            let gap = self.text.get(self.words[at].span.end as usize..next.span.start as usize);
            gap == Some(" ") && next.class.has(WordClass::CAPITAL)
        })
    }

    /// Whether the line has the word in small letters too: then it is no name.
    fn is_common(self, at: usize) -> bool {
        let is_small = |word: &Word| {
            word.hash == self.words[at].hash && word.span.of(self.text).starts_with(char::is_lowercase)
        };
        self.words.iter().any(is_small)
    }
}

/// Bytes of the longest rest of a line that hands over to another text.
const FRAME_BYTES_MAX: usize = 80;

/// Whether a spelling of a name may leave the word out or put a sign for it.
fn is_small(word: &str) -> bool {
    word.len() <= SMALL_WORD_BYTES_MAX && (OF.contains(&word) || CONJUNCTIONS.contains(&word))
}

/// Bytes of the longest of these words.
const SMALL_WORD_BYTES_MAX: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, text: &str, expected: Option<&str>) {
        let mut names = NameIndex::default();
        names.insert(OutletKey::new(name).unwrap());
        let words = crate::normalize::words(text);
        let words = Words { text, words: &words };
        let found = names.mentions(words).into_iter().next().map(|(_, place)| {
            let (first, last) = (words.words[place.start].span, words.words[place.end - 1].span);
            &text[first.start as usize..last.end as usize]
        });
        assert_eq!(found, expected, "{name} in {text:?}");
    }

    #[test]
    fn names_are_met_in_every_spelling() {
        check("The Harbour Post", "our friends at The Harbour Post", Some("The Harbour Post"));
        check("harbour-post", "see HARBOUR POST for more", Some("HARBOUR POST"));
        check("harbourpost.com", "see the Harbour Post for more", Some("Harbour Post"));
        check("Harbour Post", "see harbourpost.example/news", Some("harbourpost"));
        check("Северный маяк", "сообщает газета «Северного маяка»", Some("Северного маяка"));
        check("Северный маяк", "translated from Severny Mayak by N. N.", Some("Severny Mayak"));
        check("Harbour Ledger", "перевод из «Харбор Леджер»", Some("Харбор Леджер"));
        check("Guardian", "as seen in the Guardian today", Some("Guardian"));
        check("Salt & Ledger", "first seen in Salt and Ledger", Some("Salt and Ledger"));
        check("La Voix de l'Estuaire", "paru dans La Voix de l’Estuaire hier", Some("La Voix de l’Estuaire"));
        check("voix-de-lestuaire", "paru dans La Voix de l'Estuaire hier", Some("La Voix de l'Estuaire"));
        check("corriere-dell-alpe", "uscito sul Corriere dell'Alpe", Some("Corriere dell'Alpe"));
        check("corriere-vale", "uscito sul Corriere di Vale", Some("Corriere di Vale"));
        check("Corriere di Vale", "uscito su corrierevale.example", Some("corrierevale"));
        check("La Atalaya de Breñas", "publicado en «La Atalaya de Breñas»", Some("La Atalaya de Breñas"));
        check("منارة الميناء", "نقلا عن صحيفة منارة الميناء", Some("منارة الميناء"));
        check("منارة الميناء", "نشر في «منارة الميناء»", Some("منارة الميناء"));
        check("صحيفة المنارة", "نقلا عن صحيفة المنارة بإذن منها", Some("صحيفة المنارة"));
        check("渔港新闻", "本文转自渔港新闻。", Some("渔港新闻"));
    }

    #[test]
    fn small_words_are_told_whatever_their_length() {
        assert!(OF.iter().chain(&CONJUNCTIONS).all(|word| is_small(word)));
        assert!(!is_small("harbour") && !is_small("the"));
    }

    #[test]
    fn other_names_and_common_words_are_none() {
        check("Harbour Post", "the harbour post was painted", None);
        check("Harbour Post", "Harbour Herald", None);
        check("Business", "Business is business", None);
        check("Independent", "Independent experts were not asked", None);
        check("Guardian", "the Guardian Trust said so", None);
        check("Harbour Post", "Харбор Леджер", None);
    }
}
