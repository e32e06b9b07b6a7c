//! Seeds: short equal runs of two texts, from which passages are grown.
//!
//! Takes two token sequences, gives the places where `seed_len` tokens are equal. One text's seeds are filed in a hash table
//! and the other's looked up: O(n), and so for a seed that repeats, which is paired occurrence by occurrence.

/// Most pairs that one repeated seed may give before its occurrences are paired in order.
const SEED_PAIRS_MAX: usize = 64;

/// Places `(i, j)` where `seed_len` tokens of `a` and `b` are equal.
pub(super) fn seed_pairs(a: &[u64], b: &[u64], seed_len: usize) -> Vec<(usize, usize)> {
    let mut seeds = SeedTable::of(a, seed_len);
    let places_b: Vec<Option<u32>> = b.windows(seed_len).map(|seed| seeds.meet(seed_hash(seed))).collect();
    let mut pairs = Vec::new();
    for (j, slot) in places_b.iter().enumerate() {
        let Some(slot) = slot.map(|slot| &mut seeds.slots[slot as usize]) else { continue };
        if slot.n_a as usize * slot.n_b as usize <= SEED_PAIRS_MAX {
            let mut next = slot.next_a;
            while let Some(i) = next {
                pairs.push((i as usize, j));
                next = seeds.following[i as usize];
            }
        } else if let Some(i) = slot.next_a {
            // The occurrences are paired in order, as far as both texts have them.
            pairs.push((i as usize, j));
            slot.next_a = seeds.following[i as usize];
        }
    }
    pairs.retain(|&(i, j)| a[i..i + seed_len] == b[j..j + seed_len]);
    pairs
}

fn seed_hash(seed: &[u64]) -> u64 {
    seed.iter().fold(0, |sum: u64, t| (sum.rotate_left(23) ^ t).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// The seeds of one text by their hash: an open-addressed table with one slot for each different seed.
struct SeedTable {
    slots: Vec<SeedSlot>,
    /// For each place of a seed the next place of an equal one.
    following: Vec<Option<u32>>,
}

#[derive(Clone, Copy, Default)]
struct SeedSlot {
    hash: u64,
    /// Occurrences in each text; a slot without any in the first is free.
    n_a: u32,
    n_b: u32,
    /// The first place in the first text that is not paired yet.
    next_a: Option<u32>,
}

impl SeedTable {
    fn of(tokens: &[u64], seed_len: usize) -> Self {
        let n_seeds = (tokens.len() + 1).saturating_sub(seed_len);
        let slots = vec![SeedSlot::default(); (2 * n_seeds).next_power_of_two()];
        let mut table = Self { slots, following: vec![None; n_seeds] };
        // From the last place to the first, so that each list is in ascending order.
        for (place, seed) in (0..n_seeds as u32).zip(tokens.windows(seed_len)).rev() {
            let hash = seed_hash(seed);
            let slot = table.slot_of(hash);
            let slot = &mut table.slots[slot];
            table.following[place as usize] = slot.next_a;
            *slot = SeedSlot { hash, n_a: slot.n_a + 1, n_b: 0, next_a: Some(place) };
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

    /// Counts a seed of the other text; its slot if the first text has it, too.
    fn meet(&mut self, hash: u64) -> Option<u32> {
        let idx = self.slot_of(hash);
        let slot = &mut self.slots[idx];
        slot.n_b += 1;
        (slot.n_a > 0).then_some(idx as u32)
    }
}
