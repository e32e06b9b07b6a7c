//! A set of words of which one look-up tells that most words of a text are not in it.
//!
//! A bit for the low bits of each word's hash (a Bloom filter with one hash). A false alarm costs the look-up that is
//! spared everywhere else; a word of the set is never missed.

/// Numbers of 64 bits: eight kilobytes, which stay in the cache, and thirty bits for each word of the largest set.
const N_NUMBERS: usize = 1 << 10;

/// Hashes of words.
pub(super) struct WordSet(Box<[u64; N_NUMBERS]>);

impl WordSet {
    /// A set of the words with these hashes.
    pub(super) fn of(hashes: impl IntoIterator<Item = u64>) -> Self {
        let mut set = Self(Box::new([0; N_NUMBERS]));
        for hash in hashes {
            let (idx, bit) = place_of(hash);
            set.0[idx] |= bit;
        }
        set
    }

    /// Whether the word with this hash may be in the set.
    #[inline]
    pub(super) fn may_hold(&self, hash: u64) -> bool {
        let (idx, bit) = place_of(hash);
        self.0[idx] & bit != 0
    }
}

#[inline]
fn place_of(hash: u64) -> (usize, u64) {
    ((hash >> 6) as usize % N_NUMBERS, 1 << (hash % 64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::mix;

    #[test]
    fn words_of_the_set_are_held_and_most_others_are_not() {
        let set = WordSet::of((0..1000).map(mix));
        assert!((0..1000).map(mix).all(|hash| set.may_hold(hash)));
        assert!((1000..2000).map(mix).filter(|hash| set.may_hold(*hash)).count() < 50);
    }
}
