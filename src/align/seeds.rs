//! Seeds: short equal runs of two texts, from which passages are grown.
//!
//! Takes two token sequences, gives the places where `seed_len` tokens are equal. One text's seeds are filed in a hash table
//! and the other's looked up: O(n), and so for a seed that repeats, which is paired occurrence by occurrence.

/// Most pairs that one repeated seed may give before its occurrences are paired in order.
const SEED_PAIRS_MAX: usize = 64;

/// No place and no slot.
const NONE: u32 = u32::MAX;

/// Calls `found` with each place `(i, j)` where `seed_len` tokens of `a` and `b` are equal, by ascending `j`, of one `j` by
/// ascending `i`.
pub(super) fn for_each_seed(a: &[u64], b: &[u64], seed_len: usize, mut found: impl FnMut(usize, usize)) {
    let mut seeds = SeedTable::of(a, seed_len);
    let slots_b: Vec<u32> = b.windows(seed_len).map(|seed| seeds.meet(seed_hash(seed))).collect();
    let mut found_equal = |i: u32, j: usize| {
        let i = i as usize;
        if (0..seed_len).all(|k| a[i + k] == b[j + k]) {
            found(i, j);
        }
    };
    for (j, slot) in slots_b.into_iter().enumerate().filter(|(_, slot)| *slot != NONE) {
        let slot = &mut seeds.slots[slot as usize];
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

fn seed_hash(seed: &[u64]) -> u64 {
    seed.iter().fold(0, |sum: u64, t| (sum.rotate_left(23) ^ t).wrapping_mul(0x9e37_79b9_7f4a_7c15))
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
    fn of(tokens: &[u64], seed_len: usize) -> Self {
        let n_seeds = (tokens.len() + 1).saturating_sub(seed_len);
        let slots = vec![SeedSlot::default(); (2 * n_seeds).next_power_of_two()];
        let mut table = Self { slots, following: vec![NONE; n_seeds] };
        // From the last place to the first, so that each list is in ascending order.
        for (place, seed) in (0..n_seeds as u32).zip(tokens.windows(seed_len)).rev() {
            let hash = seed_hash(seed);
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
