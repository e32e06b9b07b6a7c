//! Where a slot of the plan stands in the stream, and which slot stands at a position.
//!
//! Families of copies lie in neighbouring slots, which makes them cheap to plan; in the stream they are to stand far
//! apart. An invertible hash on the smallest power of two that holds all slots (odd multiplications and shifts, each
//! undone exactly), repeated until the result is a slot again ("cycle walking", Black and Rogaway 2002), is a
//! permutation that takes constant time and no memory in either direction.

use crate::random::seed_of;

const ROUNDS: usize = 4;

/// A permutation of the numbers below `n`.
#[derive(Clone, Debug)]
pub(crate) struct Permutation {
    n: u64,
    mask: u64,
    shift: u32,
    /// Odd factor, its inverse modulo 2^64, and addend of each round.
    rounds: [(u64, u64, u64); ROUNDS],
}

impl Permutation {
    pub(crate) fn new(n: u64, seed: u64) -> Self {
        let bits = (u64::BITS - n.saturating_sub(1).leading_zeros()).max(2);
        let round = |idx: usize| {
            let factor = seed_of(&[seed, 2 * idx as u64]) | 1;
            (factor, inverse(factor), seed_of(&[seed, 2 * idx as u64 + 1]))
        };
        Self {
            n,
            mask: u64::MAX >> (u64::BITS - bits),
            shift: bits.div_ceil(2),
            rounds: std::array::from_fn(round),
        }
    }

    /// The position of a slot below `n`.
    pub(crate) fn position(&self, slot: u64) -> u64 {
        let mut value = slot;
        loop {
            for (factor, _, addend) in &self.rounds {
                value = value.wrapping_mul(*factor).wrapping_add(*addend) & self.mask;
                value ^= value >> self.shift;
            }
            if value < self.n {
                return value;
            }
        }
    }

    /// The slot at a position below `n`.
    pub(crate) fn slot(&self, position: u64) -> u64 {
        let mut value = position;
        loop {
            for (_, inverse, addend) in self.rounds.iter().rev() {
                value ^= value >> self.shift;
                value = value.wrapping_sub(*addend).wrapping_mul(*inverse) & self.mask;
            }
            if value < self.n {
                return value;
            }
        }
    }
}

/// The inverse of an odd number modulo 2^64, by Newton's iteration: each step doubles the bits that are right.
fn inverse(factor: u64) -> u64 {
    (0..6).fold(factor, |inverse, _| inverse.wrapping_mul(2_u64.wrapping_sub(factor.wrapping_mul(inverse))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_and_positions_are_each_others_inverse() {
        for n in [1, 2, 3, 255, 256, 257, 10_000] {
            let permutation = Permutation::new(n, 7);
            let mut positions: Vec<u64> = (0..n).map(|slot| permutation.position(slot)).collect();
            assert!((0..n).all(|slot| permutation.slot(positions[slot as usize]) == slot), "{n}");
            positions.sort_unstable();
            assert!(positions.into_iter().eq(0..n), "{n}");
        }
    }

    #[test]
    fn neighbouring_slots_stand_far_apart() {
        let n = 1_000_000;
        let permutation = Permutation::new(n, 3);
        let far = (1..10_000)
            .filter(|slot| permutation.position(*slot).abs_diff(permutation.position(slot - 1)) > n / 100);
        assert!(far.count() > 9_700);
    }
}
