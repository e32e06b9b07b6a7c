//! Signatures that wireprint does not use, to compare its own with.

/// The largest prime below 2^61 that is one less than a power of two.
const MERSENNE_61: u64 = (1 << 61) - 1;

/// Broder's MinHash with permutations `(a x + b) mod 2^61 - 1`, as most libraries have it.
pub(crate) struct MersenneMinHasher {
    coefficients: Vec<(u64, u64)>,
}

impl MersenneMinHasher {
    pub(crate) fn new(permutations: usize) -> Self {
        let draw = |i: u64| 1 + wireprint::hash::mix(i) % (MERSENNE_61 - 1);
        Self { coefficients: (0..permutations as u64).map(|i| (draw(2 * i + 1), draw(2 * i + 2))).collect() }
    }

    pub(crate) fn sign(&self, shingles: &[u64]) -> Vec<u32> {
        let permuted = |a: u64, b: u64, x: u64| {
            let product = u128::from(a) * u128::from(x >> 3) + u128::from(b);
            let folded = (product as u64 & MERSENNE_61) + (product >> 61) as u64;
            (if folded >= MERSENNE_61 { folded - MERSENNE_61 } else { folded }) as u32
        };
        let smallest = |(a, b): &(u64, u64)| shingles.iter().map(|x| permuted(*a, *b, *x)).min().unwrap_or(0);
        self.coefficients.iter().map(smallest).collect()
    }
}

/// One-permutation hashing, densified by rotation (Shrivastava, Li, "Densifying one permutation hashing via rotation for
/// fast near neighbor search", ICML 2014): fast, and wrong on short texts.
pub(crate) fn one_permutation_sign(shingles: &[u64], permutations: usize) -> Vec<u32> {
    let mut bins = vec![u32::MAX; permutations];
    for shingle in shingles {
        let hash = wireprint::hash::mix(*shingle);
        let bin = (((hash >> 32) * permutations as u64) >> 32) as usize;
        bins[bin] = bins[bin].min(hash as u32);
    }
    let Some(first) = bins.iter().position(|value| *value != u32::MAX) else { return bins };
    // Each empty bin takes the value of the next full one to its right, round the end, and the distance to it.
    let (mut value, mut distance) = (bins[first], 0u32);
    for idx in (0..permutations).rev().map(|idx| (first + idx) % permutations) {
        if bins[idx] == u32::MAX {
            distance += 1;
            bins[idx] = value.wrapping_add(distance.wrapping_mul(0x9e37_79b9));
        } else {
            (value, distance) = (bins[idx], 0);
        }
    }
    bins
}
