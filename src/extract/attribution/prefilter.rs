//! Tells in two table look-ups that no spelling starts at a word, which is so for most words of a text.
//!
//! Spellings of eight bytes and more are entered by their first eight bytes, shorter ones by their first word, in
//! two bit tables (a Bloom filter with one hash). What is not plain ASCII is always admitted. A false alarm costs a
//! walk through the automaton; a spelling is never missed.

const WINDOW_BYTES: usize = 8;
const TABLE_BITS: u32 = 18;

/// The starts of all spellings.
pub(super) struct Prefilter {
    by_window: Vec<u64>,
    by_word: Vec<u64>,
    /// Which bytes beside letters and digits a spelling starts with.
    marks: [bool; 128],
    /// For each first byte in lower case a bit for each length that the first word of a short spelling has.
    word_lens: [u8; 256],
    /// The same of those that take endings.
    stem_lens: [u8; 256],
}

impl Prefilter {
    /// A filter that admits nothing yet.
    pub(super) fn new() -> Self {
        let table = || vec![0; 1 << (TABLE_BITS - 6)];
        Self {
            by_window: table(),
            by_word: table(),
            marks: [false; 128],
            word_lens: [0; 256],
            stem_lens: [0; 256],
        }
    }

    /// Admits `spelling`; letters may follow it if it is `inflected`.
    pub(super) fn insert(&mut self, spelling: &str, inflected: bool) {
        let bytes = spelling.as_bytes();
        let Some(&first) = bytes.first().filter(|byte| byte.is_ascii()) else { return };
        if !first.is_ascii_alphanumeric() {
            self.marks[usize::from(first)] = true;
            return;
        }
        let window = window_at(bytes, 0);
        if bytes.len() >= WINDOW_BYTES {
            set(&mut self.by_window, window);
            return;
        }
        let word_len = bytes.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(bytes.len());
        set(&mut self.by_word, masked(window, word_len));
        let first = first_of(window);
        self.word_lens[first] |= 1 << word_len;
        // The letters of an ending are unknown: such a word counts by its first letters.
        self.stem_lens[first] |= u8::from(inflected) << word_len;
    }

    /// The marks of ASCII that a spelling starts with.
    pub(super) fn marks(&self) -> Vec<u8> {
        (0..0x80).filter(|byte| self.marks[usize::from(*byte)]).collect()
    }

    /// Whether a spelling may start at the mark `byte`.
    pub(super) fn admits_mark(&self, byte: u8) -> bool {
        self.marks.get(usize::from(byte)).copied().unwrap_or(true)
    }

    /// Whether a spelling may start with the ASCII word `bytes[start..end]`.
    #[inline]
    pub(super) fn admits_word(&self, bytes: &[u8], start: usize, end: usize) -> bool {
        let window = window_at(bytes, start);
        let is_ascii = window & 0x8080_8080_8080_8080 == 0;
        let word_len = end - start;
        if !is_ascii || is_set(&self.by_window, window) {
            return true;
        }
        let word_lens = self.word_lens[first_of(window)] & 1_u8.checked_shl(word_len as u32).unwrap_or(0);
        let mut lens = word_lens | self.stem_lens[first_of(window)] & below(word_len);
        while lens != 0 {
            if is_set(&self.by_word, masked(window, lens.trailing_zeros() as usize)) {
                return true;
            }
            lens &= lens - 1;
        }
        false
    }
}

/// The first byte of a window.
fn first_of(window: u64) -> usize {
    usize::from(window as u8)
}

/// The lowest `n` bits.
fn below(n: usize) -> u8 {
    if n < WINDOW_BYTES { (1 << n) - 1 } else { u8::MAX }
}

/// Eight bytes from `start`, letters in lower case, zeros past the end.
fn window_at(bytes: &[u8], start: usize) -> u64 {
    let mut window = [0; WINDOW_BYTES];
    match bytes.get(start..start + WINDOW_BYTES) {
        Some(part) => window.copy_from_slice(part),
        None => {
            let rest = &bytes[start..];
            window[..rest.len()].copy_from_slice(rest);
        }
    }
    u64::from_le_bytes(window) | 0x2020_2020_2020_2020
}

fn masked(window: u64, len: usize) -> u64 {
    window & (u64::MAX >> (64 - 8 * len.clamp(1, WINDOW_BYTES)))
}

fn slot(key: u64) -> (usize, u64) {
    // Fibonacci hashing (Knuth, TAOCP vol. 3, 6.4): the high bits of a product depend on every byte.
    let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - TABLE_BITS);
    ((hash >> 6) as usize, 1 << (hash & 63))
}

fn set(table: &mut [u64], key: u64) {
    let (idx, bit) = slot(key);
    table[idx] |= bit;
}

fn is_set(table: &[u64], key: u64) -> bool {
    let (idx, bit) = slot(key);
    table[idx] & bit != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_admitted_and_most_words_are_not() {
        let mut filter = Prefilter::new();
        filter.insert("ap", false);
        filter.insert("ap news", false);
        filter.insert("associated press", false);
        filter.insert("belga", true);
        filter.insert("(adds", false);
        let check = |text: &str, expected: bool| {
            let end = text.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(text.len());
            assert_eq!(filter.admits_word(text.as_bytes(), 0, end), expected, "{text}");
        };
        check("AP", true);
        check("ap-style", true);
        check("AP News said", true);
        check("apt", false);
        check("Associated Press", true);
        check("assorted", false);
        check("Belga", true);
        check("belgan told", true);
        check("belgium", false);
        check("Télam", true);
        assert!(filter.admits_mark(b'(') && !filter.admits_mark(b','));
    }
}
