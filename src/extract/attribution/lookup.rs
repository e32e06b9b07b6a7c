//! Looks words up at the cost of a few operations on integers: every word of a text is asked for.
//!
//! Words of up to eight ASCII letters, of which most text is made, are kept as one integer each in an open table; longer ones
//! and what words begin with have bits that tell of nearly all others that they are not known.

/// Bytes of the longest word that is looked up as an integer.
const SHORT_BYTES_MAX: usize = 8;
/// Slots for short words, of which there are fewer than a thousand: most are looked at once.
const SLOT_BITS: u32 = 12;
const FILTER_BITS: u32 = 14;
const LETTERS: usize = 26;

/// What is known of words in lower case.
pub(super) struct Lookup {
    /// Packed words with their values, each at its slot or right behind; zero where there is none.
    short: Vec<(u64, u32)>,
    /// A bit for each longer word of ASCII by its length and its first letters (a Bloom filter with one hash).
    long: Vec<u64>,
    /// For each two ASCII letters that a stem begins with a bit for each third one.
    thirds: Vec<u32>,
}

impl Lookup {
    /// A table of `words` with their values, and of `stems`.
    pub(super) fn new<'w>(
        words: impl Iterator<Item = (&'w str, u32)>,
        stems: impl Iterator<Item = &'w str>,
    ) -> Self {
        let mut lookup = Self {
            short: vec![(0, 0); 1 << SLOT_BITS],
            long: vec![0; 1 << (FILTER_BITS - 6)],
            thirds: vec![0; LETTERS * LETTERS],
        };
        for (word, value) in words.filter(|(word, _)| word.is_ascii()) {
            match packed(word) {
                Some(key) => {
                    let slot = lookup.slot_of(key);
                    lookup.short[slot] = (key, value);
                }
                None => {
                    let (idx, bit) = long_bit(word.as_bytes());
                    lookup.long[idx] |= bit;
                }
            }
        }
        stems.for_each(|stem| lookup.insert_stem(stem));
        lookup
    }

    fn insert_stem(&mut self, stem: &str) {
        // A stem that ends here, or goes on beyond ASCII, may be followed by any letter.
        let mut letters = stem.bytes().map(letter);
        let Some(first) = letters.next().flatten() else { return };
        let second = letters.next().flatten();
        let third = letters.next().flatten().map_or(u32::MAX, |third| 1 << third);
        for second in second.map_or(0..LETTERS, |second| second..second + 1) {
            self.thirds[first * LETTERS + second] |= third;
        }
    }

    /// The slot that holds `key`, or the free one where it belongs.
    fn slot_of(&self, key: u64) -> usize {
        let mut slot = hashed(key, SLOT_BITS);
        while self.short[slot].0 != key && self.short[slot].0 != 0 {
            slot = (slot + 1) % self.short.len();
        }
        slot
    }

    /// The value of a word given as [`packed`] gives it; zero if it is not known.
    pub(super) fn short(&self, key: u64) -> u32 {
        self.short[self.slot_of(key)].1
    }

    /// Whether `word`, which cannot be packed, may be known; what is not ASCII may always be.
    pub(super) fn admits_long(&self, word: &str) -> bool {
        if !word.is_ascii() {
            return true;
        }
        let (idx, bit) = long_bit(word.as_bytes());
        self.long[idx] & bit != 0
    }

    /// Whether `word` may begin with a stem.
    pub(super) fn admits_stem(&self, word: &str) -> bool {
        let mut letters = word.bytes().map(letter);
        let (Some(Some(first)), Some(Some(second))) = (letters.next(), letters.next()) else { return true };
        let thirds = self.thirds[first * LETTERS + second];
        letters.next().flatten().map_or(thirds != 0, |third| thirds >> third & 1 != 0)
    }
}

/// An ASCII word of up to eight bytes in lower case as an integer that no other word has, and that is not zero.
pub(super) fn packed(word: &str) -> Option<u64> {
    let bytes = word.as_bytes();
    let four = |at: usize| bytes[at..].first_chunk().map_or(0, |four| u64::from(u32::from_le_bytes(*four)));
    let letters = match *bytes {
        _ if bytes.len() > SHORT_BYTES_MAX => return None,
        [] => 0,
        [first] => u64::from(first),
        [first, second] => u64::from(first) | u64::from(second) << 8,
        [first, second, third] => u64::from(first) | u64::from(second) << 8 | u64::from(third) << 16,
        // Of words of less than eight letters the two fours overlap.
        _ => four(0) | four(bytes.len() - 4) << (8 * (bytes.len() - 4)),
    };
    if letters & HIGH_BITS != 0 {
        return None;
    }
    // Behind a shorter word stands a byte that is no ASCII.
    let end = if bytes.len() < SHORT_BYTES_MAX { 0xff << (8 * bytes.len()) } else { 0 };
    Some(lowered(letters) | end)
}

const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// Eight ASCII bytes in lower case.
fn lowered(bytes: u64) -> u64 {
    // A byte's high bit is set if it is "A" or more, and if it is more than "Z": between the two it is a capital.
    let from_a = bytes + EACH_BYTE * u64::from(0x80 - b'A');
    let beyond_z = bytes + EACH_BYTE * u64::from(0x7f - b'Z');
    bytes | ((from_a ^ beyond_z) & HIGH_BITS) >> 2
}

const EACH_BYTE: u64 = 0x0101_0101_0101_0101;

/// The place of an ASCII letter in the alphabet.
fn letter(byte: u8) -> Option<usize> {
    byte.is_ascii_alphabetic().then(|| usize::from(byte.to_ascii_lowercase() - b'a'))
}

/// Where the bit of a word of more than eight bytes is, which is the same in upper and lower case.
fn long_bit(word: &[u8]) -> (usize, u64) {
    let letters = word.first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight) | EACH_BYTE << 5);
    let hash = hashed(letters.wrapping_add(word.len() as u64), FILTER_BITS);
    (hash >> 6, 1 << (hash & 63))
}

/// Fibonacci hashing (Knuth, TAOCP vol. 3, 6.4): the high bits of a product depend on every byte.
fn hashed(key: u64, bits: u32) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - bits)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lookup() -> Lookup {
        let words = ["a", "of", "the", "news", "daily", "gazette", "magazine", "newspaper", "straße"];
        Lookup::new(words.into_iter().zip(1..), ["reprint", "ed", "é", "publié"].into_iter())
    }

    #[test]
    fn short_words_are_found_in_any_case_and_no_others() {
        let check = |word: &str, expected: Option<u32>| {
            assert_eq!(packed(word).map(|key| lookup().short(key)), expected, "{word}");
        };
        check("a", Some(1));
        check("OF", Some(2));
        check("The", Some(3));
        check("NewS", Some(4));
        check("magazinE", Some(7));
        check("magazin", Some(0));
        check("thee", Some(0));
        check("of\0", Some(0));
        check("\0", Some(0));
        check("", Some(0));
        check("newspaper", None);
        check("Straße", None);
    }

    #[test]
    fn every_ascii_letter_is_lowered_alone() {
        for byte in 0..0x80_u8 {
            let bytes = [byte, b'Q', byte, b'z', byte, b'@', byte, b'['];
            assert_eq!(
                lowered(u64::from_le_bytes(bytes)).to_le_bytes(),
                bytes.map(|byte| byte.to_ascii_lowercase())
            );
        }
    }

    #[test]
    fn long_words_and_stems_are_admitted_in_any_case() {
        let lookup = lookup();
        assert!(
            lookup.admits_long("Newspaper")
                && lookup.admits_long("straßen")
                && !lookup.admits_long("lighthouses")
        );
        assert!(
            lookup.admits_stem("REPRINTED") && lookup.admits_stem("Edited") && lookup.admits_stem("Émile")
        );
        assert!(lookup.admits_stem("ed") && lookup.admits_stem("publié") && !lookup.admits_stem("harbour"));
    }
}
