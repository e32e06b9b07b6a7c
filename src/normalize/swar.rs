//! Eight bytes at a time in a 64-bit word: finds where a run of ASCII letters and digits ends, and lowers its case.
//!
//! Each byte's high bit becomes the answer to a comparison, as in Mycroft's test for a zero byte; no carry leaves a byte,
//! because the operands are below 0x80 and the sums below 0x100.

/// Bytes of the longest run looked at.
pub(super) const WORD_BYTES: usize = 32;

const HIGH: u64 = 0x8080_8080_8080_8080;

const fn each(byte: u8) -> u64 {
    byte as u64 * 0x0101_0101_0101_0101
}

/// The letters and digits that `bytes` starts with, in lower case, their number, at most [`WORD_BYTES`], and whether a
/// digit is among them.
#[inline]
pub(super) fn fold_word(bytes: &[u8]) -> ([u8; WORD_BYTES], usize, bool) {
    let mut folded = [0; WORD_BYTES];
    let mut any_digit = false;
    for at in (0..WORD_BYTES).step_by(8) {
        let eight = load(bytes, at);
        let low = eight & !HIGH;
        let lower = low | each(0x20);
        let is_ascii = !eight & HIGH;
        let letters = (lower + each(0x80 - b'a')) & !(lower + each(0x7f - b'z')) & is_ascii;
        let digits = (low + each(0x80 - b'0')) & !(low + each(0x7f - b'9')) & is_ascii;
        // Letters of either case have the bit 0x20 in lower case.
        folded[at..at + 8].copy_from_slice(&(eight | letters >> 2).to_le_bytes());
        let others = !(letters | digits) & HIGH;
        if others != 0 {
            let inside = (others & others.wrapping_neg()) - 1;
            any_digit |= digits & inside != 0;
            return (folded, at + others.trailing_zeros() as usize / 8, any_digit);
        }
        any_digit |= digits != 0;
    }
    (folded, WORD_BYTES, any_digit)
}

/// Eight bytes from `at` on, the first one lowest; zero, which is no letter, past the end.
#[inline]
fn load(bytes: &[u8], at: usize) -> u64 {
    if let Some(eight) = bytes.get(at..at + 8) {
        return u64::from_le_bytes(eight.try_into().expect("the slice has eight bytes"));
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let mut eight = [0; 8];
    eight[..rest.len()].copy_from_slice(rest);
    u64::from_le_bytes(eight)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn oracle(bytes: &[u8]) -> (Vec<u8>, bool) {
        let run = bytes.iter().take(WORD_BYTES).take_while(|byte| byte.is_ascii_alphanumeric());
        let run: Vec<u8> = run.copied().collect();
        (run.to_ascii_lowercase(), run.iter().any(u8::is_ascii_digit))
    }

    fn check(bytes: &[u8]) {
        let (folded, len, any_digit) = fold_word(bytes);
        assert_eq!((folded[..len].to_vec(), any_digit), oracle(bytes), "{bytes:?}");
    }

    #[test]
    fn every_byte_at_every_place() {
        for byte in 0..=255 {
            for at in 0..20 {
                let mut bytes = [b'Q'; 24];
                bytes[at] = byte;
                check(&bytes);
            }
        }
        check(b"");
        check(&[b'Z'; 100]);
    }

    proptest! {
        #[test]
        fn runs_are_those_of_the_oracle(bytes in prop::collection::vec(any::<u8>(), 0..50)) {
            check(&bytes);
        }
    }
}
