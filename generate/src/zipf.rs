//! Draws ranks by Zipf's law in constant time.
//!
//! The r-th has weight `(r + first)^-(1 + 1/16)`, close to what is measured for English; the sixteenth root is four
//! square roots, which IEEE 754 rounds alike everywhere, where a library's `powf` need not. A table of quantiles stays
//! in the nearest cache, where an alias table for 30,000 ranks would not; common ranks fill several of its cells, and
//! the rare ones that share a cell are equally likely.

const CELLS_LOG2: u32 = 10;

/// A distribution over ranks, of which the first ones may be left out.
#[derive(Debug)]
pub(crate) struct Zipf {
    /// The smallest rank of each cell, in 2^-8, and the end.
    quantiles: Vec<u32>,
}

impl Zipf {
    /// The distribution over `n` ranks that follow the `n_left_out` first.
    pub(crate) fn new(n: usize, n_left_out: usize) -> Self {
        let weights: Vec<f64> = (1..=n).map(|rank| weight((rank + n_left_out) as f64)).collect();
        let total: f64 = weights.iter().sum();
        let n_cells = 1_u32 << CELLS_LOG2;
        let mut quantiles = Vec::with_capacity(n_cells as usize + 1);
        let (mut rank, mut before) = (0, 0.0);
        for cell in 0..n_cells {
            let wanted = total * f64::from(cell) / f64::from(n_cells);
            while before + weights[rank] <= wanted {
                before += weights[rank];
                rank += 1;
            }
            quantiles.push(((rank as f64 + (wanted - before) / weights[rank]) * 256.0) as u32);
        }
        quantiles.push(n as u32 * 256);
        Self { quantiles }
    }

    /// The rank, from 0 on, that a random number stands for; its lowest 24 bits play no part.
    pub(crate) fn rank(&self, random: u64) -> usize {
        let cell = (random >> (u64::BITS - CELLS_LOG2)) as usize;
        let (low, high) = (u64::from(self.quantiles[cell]), u64::from(self.quantiles[cell + 1]));
        let within = random >> 24 & ((1 << (40 - CELLS_LOG2)) - 1);
        ((low + (((high - low) * within) >> (40 - CELLS_LOG2))) >> 8) as usize
    }
}

fn weight(rank: f64) -> f64 {
    1.0 / (rank * rank.sqrt().sqrt().sqrt().sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn frequencies_follow_the_law() {
        let zipf = Zipf::new(1000, 20);
        let mut counts = vec![0_u32; 1000];
        let mut random = Random::new(1);
        for _ in 0..1_000_000 {
            counts[zipf.rank(random.next())] += 1;
        }
        let total: f64 = (21..=1020).map(|rank| weight(f64::from(rank))).sum();
        for rank in [1, 2, 10, 100, 1000] {
            let expected = 1e6 * weight((rank + 20) as f64) / total;
            assert!((f64::from(counts[rank - 1]) / expected - 1.0).abs() < 0.15, "rank {rank}");
        }
    }
}
