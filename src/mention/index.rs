//! An index of names: which of them may stand at a word, in a few look-ups whatever their number.

use std::num::NonZeroU32;
use std::ops::Range;

use ahash::{HashMap, HashSet};

use super::{Words, is_small};
use crate::hash::{hash_bytes, mix};
use crate::outlet::{OF, OutletKey, folded, folded_or_same, push_folded, sound};

/// Names to look for. A word of a text meets those that may start there by what is known of both: the first letters of
/// two words, the letters of all words together, the initials, in another script the sounds. Each of these tells nearly all
/// names apart, so that the cost of a word does not grow with the names.
#[derive(Debug, Default)]
pub struct NameIndex {
    names: Vec<OutletKey>,
    known: HashSet<u64>,
    beginnings: Beginnings,
    by_stems: Postings,
    by_letters: Postings,
    /// Hashes of what the letters of a name start with.
    openings: HashSet<u64>,
    by_initials: Postings,
    /// Of names beyond ASCII, then of those in ASCII.
    by_sound: [Postings; 2],
}

/// Names by the hash of something that tells them, in a dozen bytes each. Names of one hash are linked; that two things have
/// one hash costs a look at a name and no more.
#[derive(Debug, Default)]
struct Postings {
    last: HashMap<u64, u32>,
    /// For each name the one that was the last of its hash before it.
    before: Vec<Option<NonZeroU32>>,
}

impl Postings {
    /// Adds a name, once at most, by its number.
    fn insert(&mut self, hash: u64, name: u32) {
        let before = self.last.insert(hash, name);
        self.before.resize(name as usize + 1, None);
        self.before[name as usize] = before.and_then(|before| NonZeroU32::new(before + 1));
    }

    fn get(&self, hash: u64) -> impl Iterator<Item = u32> {
        std::iter::successors(self.last.get(&hash).copied(), |name| {
            self.before[*name as usize].map(|before| before.get() - 1)
        })
    }

    fn is_empty(&self) -> bool {
        self.last.is_empty()
    }
}

fn text_hash(text: &str) -> u64 {
    hash_bytes(text.as_bytes(), 0)
}

fn stems_hash(first: &str, second: &str) -> u64 {
    mix(stem(first) ^ mix(stem(second) + 1))
}

fn sound_hash(head: Head, second: Option<char>) -> u64 {
    let sounds = head.into_iter().chain([second]);
    sounds.fold(0, |hash, sound| mix(hash ^ sound.map_or(0, |sound| u64::from(sound) + 1)))
}

/// The first three letters of a word, which no ending changes, as a number; zero where there are fewer.
type Stem = u64;

fn stem(word: &str) -> Stem {
    word.chars().take(3).fold(0, |stem, letter| stem << 21 | u64::from(letter))
}

/// The ASCII letters that a word begins with where a name may begin: nearly all other words are told by these alone.
#[derive(Debug, Default)]
struct Beginnings {
    /// A bit for the first one, two and three letters of each name; empty where there is no name.
    known: Vec<u64>,
    /// How the names sound that are not in ASCII.
    heads: HashSet<Head>,
    /// Whether there is a name of fewer letters, which a word may begin with whatever its third letter is.
    has_short: bool,
}

impl Beginnings {
    fn insert(&mut self, key: &OutletKey, first: &str) {
        self.known.resize(BEGINNING_BITS / 64, 0);
        for written in [first, key.letters(), key.initials()] {
            for len in 1..=written.bytes().take_while(u8::is_ascii).take(3).count() {
                let (idx, bit) = beginning_bit(&written.as_bytes()[..len]);
                self.known[idx] |= bit;
            }
        }
        self.has_short |= key.letters().len() < 3;
        if !key.letters().is_ascii() {
            self.heads.insert(head(first));
        }
    }

    /// Whether a name may begin with `word`; what is not ASCII may always be one.
    fn may_begin(&self, word: &str) -> bool {
        if self.has_short || !word.is_ascii() {
            return true;
        }
        let (idx, bit) = beginning_bit(word.as_bytes());
        self.known.get(idx).is_some_and(|bits| bits & bit != 0)
            || (!self.heads.is_empty()
                && shortened(ascii_head(word)).iter().any(|head| self.heads.contains(head)))
    }
}

/// Bits for three letters of five bits each.
const BEGINNING_BITS: usize = 1 << 15;

/// Where the bit of the first three letters of a word is: the low five bits of a letter are the same in either case.
fn beginning_bit(word: &[u8]) -> (usize, u64) {
    let letter = |at: usize| word.get(at).map_or(0, |byte| usize::from(byte & 31));
    let bit = letter(0) << 10 | letter(1) << 5 | letter(2);
    (bit / 64, 1 << (bit % 64))
}

/// Letters of an opening.
const OPENING_LETTERS: usize = 6;

fn opening(letters: &str) -> &str {
    if let Some(opening) = letters.get(..OPENING_LETTERS).filter(|opening| opening.is_ascii()) {
        return opening;
    }
    &letters[..letters.char_indices().nth(OPENING_LETTERS).map_or(letters.len(), |(at, _)| at)]
}

/// The first letter of a word by its sound and the two consonants after it; vowels differ between spellings.
type Head = [Option<char>; 3];

fn head(word: &str) -> Head {
    if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return ascii_head(word);
    }
    let sound = sound(&folded(word));
    let mut letters = sound.chars();
    let first = letters.next();
    // Where a character is a word, the first one has to do.
    let mut consonants =
        letters.filter(|c| first.is_some_and(|c| c < '\u{e00}') && !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u'));
    [first, consonants.next(), consonants.next()]
}

/// A head with all its sounds and with fewer: a name whose first word is short may go on in the same word.
fn shortened([one, two, three]: Head) -> [Head; 3] {
    [[one, two, three], [one, two, None], [one, None, None]]
}

/// The head of an ASCII word, the same without a copy of the word.
fn ascii_head(word: &str) -> Head {
    let mut head = [None; 3];
    let mut n_found = 0;
    let mut rest = word.as_bytes();
    let is = |byte: Option<&u8>, letter: u8| byte.is_some_and(|byte| byte.to_ascii_lowercase() == letter);
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        let sound = match byte.to_ascii_lowercase() {
            b'k' if is(after.first(), b'h') => continue,
            b'y' | b'j' => 'i',
            b'w' => 'v',
            letter => char::from(letter),
        };
        if n_found > 0 && matches!(sound, 'a' | 'e' | 'i' | 'o' | 'u') {
            continue;
        }
        head[n_found] = Some(sound);
        n_found += 1;
        if n_found == head.len() {
            break;
        }
        if sound == 'd' && is(after.first(), b'z') && is(after.get(1), b'h') {
            head[n_found] = Some('g');
            n_found += 1;
            if n_found == head.len() {
                break;
            }
            rest = &after[2..];
        }
    }
    head
}

impl NameIndex {
    /// Adds a name, once.
    pub fn insert(&mut self, key: OutletKey) {
        if !self.known.insert(text_hash(key.name())) {
            return;
        }
        let idx = u32::try_from(self.names.len()).expect("a collection has fewer names than documents");
        let mut parts = key.name().split(' ').filter(|part| !OF.contains(part));
        let (first, second) = (parts.next().unwrap_or_default(), parts.next());
        self.beginnings.insert(&key, first);
        let sounds = sound_hash(head(first), second.and_then(|second| head(second)[0]));
        self.by_sound[usize::from(key.letters().is_ascii())].insert(sounds, idx);
        // A lone Latin name takes letters at its end only: it is met by its letters.
        if second.is_some() || !key.letters().is_ascii() {
            self.by_stems.insert(stems_hash(first, second.unwrap_or_default()), idx);
        }
        self.openings.insert(text_hash(opening(key.letters())));
        self.by_letters.insert(text_hash(key.letters()), idx);
        self.by_initials.insert(text_hash(key.initials()), idx);
        self.names.push(key);
    }

    /// Every mention in the words, in their order; of several at one word the longest first, then by name.
    #[must_use]
    pub fn mentions<'i>(&'i self, words: Words<'_>) -> Vec<(&'i OutletKey, Range<usize>)> {
        if self.names.is_empty() {
            return Vec::new();
        }
        let mut near = Vec::new();
        let mut buffers = [String::new(), String::new()];
        let at_word = |at: usize| {
            near.clear();
            self.push_near(words, at, &mut buffers, &mut near);
            near.sort_unstable();
            near.dedup();
            let named = near.iter().map(|idx| &self.names[*idx as usize]);
            let mut found: Vec<_> = named.filter_map(|key| Some((key, words.mention_at(at, key)?))).collect();
            found.sort_by(|(x, one), (y, two)| (two.end, x.name()).cmp(&(one.end, y.name())));
            found
        };
        let may_begin = |at: &usize| words.may_open(*at) && self.beginnings.may_begin(words.get(*at));
        (0..words.words.len()).filter(may_begin).flat_map(at_word).collect()
    }

    /// Appends the names that may be mentioned at a word.
    fn push_near(&self, words: Words<'_>, at: usize, [first, joined]: &mut [String; 2], near: &mut Vec<u32>) {
        first.clear();
        push_folded(words.get(at), first);
        let first = first.as_str();
        let following = || words.words[at + 1..].iter().map(|next| folded_or_same(next.span.of(words.text)));
        // A small word after the first may stand for a sign, or be left out of the name.
        let next = following().next();
        let next_large = following().take(SMALL_WORDS_MAX + 1).find(|word| !is_small(word));
        let (next, next_large) = (next.as_deref(), next_large.as_deref());
        near.extend(self.by_stems.get(stems_hash(first, "")));
        for second in [next, next_large].into_iter().flatten() {
            near.extend(self.by_stems.get(stems_hash(first, second)));
        }
        if words.get(at).chars().all(char::is_uppercase) {
            near.extend(self.by_initials.get(text_hash(&words.get(at).to_lowercase())));
        }
        // What sounds alike is written in another script.
        let by_sound = &self.by_sound[usize::from(!words.get(at).is_ascii())];
        if !by_sound.is_empty() {
            let second = |word: Option<&str>| word.and_then(|word| head(word)[0]);
            for head in shortened(head(first)) {
                for second in [None, second(next), second(next_large)] {
                    near.extend(by_sound.get(sound_hash(head, second)));
                }
            }
        }
        let mut any_small = false;
        for kept in [false, true] {
            joined.clear();
            joined.push_str(first);
            let mut rest = following().filter(|word| {
                let leaves_out = is_small(word);
                any_small |= leaves_out;
                kept || !leaves_out
            });
            while joined.len() <= LETTERS_MAX {
                let opening = opening(joined);
                if opening.len() < joined.len() && !self.openings.contains(&text_hash(opening)) {
                    break;
                }
                near.extend(self.by_letters.get(text_hash(joined)));
                let Some(word) = rest.next() else { break };
                joined.push_str(&word);
            }
            // Without small words both ways are one.
            if !any_small {
                break;
            }
        }
        // "Guardians" is an inflected "Guardian".
        for n_less in 1..=2 {
            if let Some(less) = first.get(..first.len().saturating_sub(n_less)) {
                near.extend(self.by_letters.get(text_hash(less)));
            }
        }
    }
}

/// Small words in a row inside a name.
const SMALL_WORDS_MAX: usize = 2;
/// Bytes of the longest name that is put together from words.
const LETTERS_MAX: usize = 120;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_of_ascii_words_are_those_of_any_word() {
        for (word, expected) in [
            ("Harbour", "hrb"),
            ("khan", "hn"),
            ("Dzhordzh", "dgr"),
            ("d", "d"),
            ("Wye", "v"),
            ("Year2", "ir2"),
            ("adzhika", "adg"),
            ("", ""),
        ] {
            assert_eq!(ascii_head(word).iter().flatten().collect::<String>(), expected, "{word}");
            // A letter of full width is no ASCII, but the same letter.
            let wide: String = word.chars().map(|c| char::from_u32(c as u32 + 0xfee0).unwrap()).collect();
            assert_eq!(head(&wide), ascii_head(word), "{wide}");
        }
    }
}
