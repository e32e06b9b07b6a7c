//! Draws ranks by Zipf's law in constant time.
//!
//! The r-th has weight `(r + first)^-(1 + 1/16)`, close to what is measured for English; the sixteenth root is four square roots,
//! which IEEE 754 rounds alike everywhere, where a library's `powf` need not. Drawn with the alias method (Walker
//! 1977, Vose 1991): one table access and a comparison for one 64-bit number.

/// A distribution over ranks, of which the first ones may be left out.
#[derive(Debug)]
pub(crate) struct Zipf {
    /// For each cell the share, in 2^-32, that it keeps, and the rank that has the rest.
    cells: Vec<(u32, u32)>,
}

impl Zipf {
    /// The distribution over `n` ranks that follow the `n_left_out` first.
    pub(crate) fn new(n: usize, n_left_out: usize) -> Self {
        let weights: Vec<f64> = (1..=n).map(|rank| weight((rank + n_left_out) as f64)).collect();
        let total: f64 = weights.iter().sum();
        let mut shares: Vec<f64> = weights.iter().map(|weight| weight * n as f64 / total).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..n).partition(|idx| shares[*idx] < 1.0);
        let mut cells: Vec<(u32, u32)> = (0..n).map(|idx| (u32::MAX, idx as u32)).collect();
        while let (Some(poor), Some(rich)) = (small.pop(), large.last().copied()) {
            cells[poor] = ((shares[poor] * 4_294_967_296.0) as u32, rich as u32);
            shares[rich] -= 1.0 - shares[poor];
            if shares[rich] < 1.0 {
                large.pop();
                small.push(rich);
            }
        }
        Self { cells }
    }

    /// The rank, from 0 on, that a random number stands for.
    pub(crate) fn rank(&self, random: u64) -> usize {
        let idx = ((random >> 32) * self.cells.len() as u64) >> 32;
        let (share, alias) = self.cells[idx as usize];
        if (random as u32) < share { idx as usize } else { alias as usize }
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
        for rank in [1, 2, 10, 100] {
            let expected = 1e6 * weight((rank + 20) as f64) / total;
            assert!((f64::from(counts[rank - 1]) / expected - 1.0).abs() < 0.1, "rank {rank}");
        }
    }
}
