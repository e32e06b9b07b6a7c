//! Seeds: short equal runs of two texts, from which passages are grown.
//!
//! Takes two token sequences, gives the places where `seed_len` tokens are equal. Seeds that the other text cannot have, by a
//! Bloom filter of one hash, are passed over, which in unrelated texts are nearly all; of the rest one text's are filed in a
//! hash table and the other's looked up: O(n), and so for a seed that repeats, which is paired occurrence by occurrence.

/// Most pairs that one repeated seed may give before its occurrences are paired in order.
const SEED_PAIRS_MAX: usize = 64;

/// No place and no slot.
const NONE: u32 = u32::MAX;

/// Calls `found` with each place `(i, j)` where `seed_len` tokens of `a` and `b` are equal, by ascending `j`, of one `j` by
/// ascending `i`.
pub(super) fn for_each_seed(a: &[u64], b: &[u64], seed_len: usize, mut found: impl FnMut(usize, usize)) {
    let (hashes_a, hashes_b) = (seed_hashes(a, seed_len), seed_hashes(b, seed_len));
    let places_b = SeedFilter::of(hashes_a.iter()).places_of(&hashes_b);
    let met = || places_b.iter().map(|place| &hashes_b[*place as usize]);
    // What two copies have in common is nearly everything: there a second filter only costs.
    let places_a = if places_b.len() * 2 < hashes_b.len() {
        SeedFilter::of(met()).places_of(&hashes_a)
    } else {
        (0..hashes_a.len() as u32).collect()
    };
    let mut seeds = SeedTable::of(&hashes_a, &places_a);
    let slots_b: Vec<(u32, u32)> =
        places_b.iter().zip(met()).map(|(place, hash)| (*place, seeds.meet(*hash))).collect();
    let mut found_equal = |i: u32, j: usize| {
        let i = i as usize;
        if (0..seed_len).all(|k| a[i + k] == b[j + k]) {
            found(i, j);
        }
    };
    for (j, slot) in slots_b.into_iter().filter(|(_, slot)| *slot != NONE) {
        let (j, slot) = (j as usize, &mut seeds.slots[slot as usize]);
        if usize::from(slot.n_a) * usize::from(slot.n_b) <= SEED_PAIRS_MAX {
            let mut next = slot.next_a;
            while next != NONE {
                found_equal(next, j);
                next = seeds.following[next as usize];
            }
        } else if slot.next_a != NONE {
            // The occurrences are paired in order, as far as both texts have them.
            found_equal(slot.next_a, j);
            slot.next_a = seeds.following[slot.next_a as usize];
        }
    }
}

/// The hash of the seed at each place.
fn seed_hashes(tokens: &[u64], seed_len: usize) -> Vec<u64> {
    let hash = |seed: &[u64]| {
        seed.iter().fold(0, |sum: u64, t| (sum.rotate_left(23) ^ t).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    };
    tokens.windows(seed_len).map(hash).collect()
}

/// Which seeds a text may have (Bloom 1970, with one hash): of those that it has not, one in sixteen is admitted.
struct SeedFilter {
    bits: Vec<u64>,
}

/// Bits of the filter for each seed of the text, at least.
const FILTER_BITS_PER_SEED: usize = 16;

impl SeedFilter {
    fn of<'h>(hashes: impl ExactSizeIterator<Item = &'h u64>) -> Self {
        let n_bits = (hashes.len() * FILTER_BITS_PER_SEED).next_power_of_two().max(64);
        let mut filter = Self { bits: vec![0; n_bits / 64] };
        for hash in hashes {
            let (word, bit) = filter.bit_of(*hash);
            filter.bits[word] |= bit;
        }
        filter
    }

    fn bit_of(&self, hash: u64) -> (usize, u64) {
        ((hash >> 32) as usize & (self.bits.len() - 1), 1 << (hash >> 26 & 63))
    }

    /// The places of the seeds of another text that this one may have, in order.
    fn places_of(&self, hashes: &[u64]) -> Vec<u32> {
        let mut places = vec![0; hashes.len()];
        let mut n = 0;
        for (place, hash) in hashes.iter().enumerate() {
            let (word, bit) = self.bit_of(*hash);
            places[n] = place as u32;
            n += usize::from(self.bits[word] & bit != 0);
        }
        places.truncate(n);
        places
    }
}

/// The seeds of one text by their hash: an open-addressed table with one slot for each different seed.
struct SeedTable {
    slots: Vec<SeedSlot>,
    /// For each place of a seed the next place of an equal one.
    following: Vec<u32>,
}

/// Sixteen bytes, so that the table of a long article stays in the first cache.
#[derive(Clone, Copy, Default)]
struct SeedSlot {
    hash: u64,
    /// The first place in the first text that is not paired yet.
    next_a: u32,
    /// Occurrences in each text, at most 255: more than [`SEED_PAIRS_MAX`] need not be told apart. A slot without any in the
    /// first is free.
    n_a: u8,
    n_b: u8,
}

impl SeedTable {
    /// Of the seeds with these hashes those at `places`, which ascend.
    fn of(hashes: &[u64], places: &[u32]) -> Self {
        let slots = vec![SeedSlot::default(); (2 * places.len()).next_power_of_two()];
        let mut table = Self { slots, following: vec![NONE; hashes.len()] };
        // From the last place to the first, so that each list is in ascending order.
        for &place in places.iter().rev() {
            let hash = hashes[place as usize];
            let idx = table.slot_of(hash);
            let slot = &mut table.slots[idx];
            if slot.n_a > 0 {
                table.following[place as usize] = slot.next_a;
            }
            *slot = SeedSlot { hash, next_a: place, n_a: slot.n_a.saturating_add(1), n_b: 0 };
        }
        table
    }

    /// The slot that holds `hash`, or the free one where it belongs. Half of all slots are free.
    fn slot_of(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut idx = (hash >> 32) as usize & mask;
        while self.slots[idx].n_a > 0 && self.slots[idx].hash != hash {
            idx = (idx + 1) & mask;
        }
        idx
    }

    /// Counts a seed of the other text; its slot if the first text has it, too, else [`NONE`].
    fn meet(&mut self, hash: u64) -> u32 {
        let idx = self.slot_of(hash);
        let slot = &mut self.slots[idx];
        if slot.n_a == 0 {
            return NONE;
        }
        slot.n_b = slot.n_b.saturating_add(1);
        idx as u32
    }
}
