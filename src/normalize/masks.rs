//! What each of 64 bytes is, as bit masks: the first step of the normaliser's fast path.
//!
//! Takes 64 bytes, gives 64-bit masks whose lowest bit is the first byte. A table look-up a byte is the portable
//! body and the oracle; AVX2 compares 32 bytes at once.

use super::scanner::{ASCII, Ascii};

/// Bytes that are looked at together.
pub(super) const WINDOW: usize = 64;

/// One bit for each byte of a window.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Masks {
    /// ASCII letters and digits.
    pub(super) word: u64,
    /// ASCII digits.
    pub(super) digit: u64,
    /// ASCII marks and line ends after which a sentence starts.
    pub(super) sentence_end: u64,
    /// ASCII hyphens.
    pub(super) hyphen: u64,
    /// Bytes of characters beyond ASCII.
    pub(super) high: u64,
}

const WORD: u8 = 1;
const DIGIT: u8 = 2;
const SENTENCE_END: u8 = 4;
const HYPHEN: u8 = 8;
const HIGH: u8 = 16;

const CLASSES: [u8; 256] = {
    let mut table = [HIGH; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = match ASCII[byte] {
            Ascii::Letter | Ascii::Capital => WORD,
            Ascii::Digit => WORD | DIGIT,
            Ascii::SentenceEnd => SENTENCE_END,
            Ascii::Hyphen => HYPHEN,
            Ascii::Separator => 0,
        };
        byte += 1;
    }
    table
};

/// The masks of a window, by a look-up a byte.
pub(super) fn portable(window: &[u8; WINDOW]) -> Masks {
    let mut masks = Masks::default();
    for (bit, byte) in window.iter().enumerate() {
        let class = CLASSES[usize::from(*byte)];
        let is = |of: u8| u64::from(class & of != 0) << bit;
        masks.word |= is(WORD);
        masks.digit |= is(DIGIT);
        masks.sentence_end |= is(SENTENCE_END);
        masks.hyphen |= is(HYPHEN);
        masks.high |= is(HIGH);
    }
    masks
}

#[cfg(target_arch = "x86_64")]
pub(super) mod avx2 {
    use std::arch::x86_64::{
        __m256i, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_min_epu8, _mm256_movemask_epi8,
        _mm256_or_si256, _mm256_set1_epi8, _mm256_sub_epi8,
    };

    use super::{Masks, WINDOW};

    /// The masks of a window, 32 bytes at once.
    #[target_feature(enable = "avx2")]
    #[inline]
    pub(in super::super) fn classify(window: &[u8; WINDOW]) -> Masks {
        let (low, high) = window.split_at(WINDOW / 2);
        let (low, high) = (classify_half(low), classify_half(high));
        let join = |low: u32, high: u32| u64::from(low) | u64::from(high) << 32;
        Masks {
            word: join(low[0], high[0]),
            digit: join(low[1], high[1]),
            sentence_end: join(low[2], high[2]),
            hyphen: join(low[3], high[3]),
            high: join(low[4], high[4]),
        }
    }

    #[target_feature(enable = "avx2")]
    #[expect(unsafe_code, reason = "loads through a pointer")]
    fn classify_half(half: &[u8]) -> [u32; 5] {
        assert_eq!(half.len(), 32, "a half window has 32 bytes");
        // SAFETY: the slice has the 32 bytes that are loaded, from wherever they start.
        let bytes = unsafe { _mm256_loadu_si256(half.as_ptr().cast::<__m256i>()) };
        let letters = in_range(_mm256_or_si256(bytes, each(0x20)), b'a', 25);
        let digits = in_range(bytes, b'0', 9);
        let is = |byte: u8| _mm256_cmpeq_epi8(bytes, each(byte));
        let marks = _mm256_or_si256(_mm256_or_si256(is(b'.'), is(b'!')), _mm256_or_si256(is(b'?'), is(b':')));
        let ends = _mm256_or_si256(marks, in_range(bytes, b'\n', 3));
        [_mm256_or_si256(letters, digits), digits, ends, is(b'-'), bytes]
            .map(|found| _mm256_movemask_epi8(found).cast_unsigned())
    }

    /// Which bytes lie in `first..=first + above`.
    #[target_feature(enable = "avx2")]
    fn in_range(bytes: __m256i, first: u8, above: u8) -> __m256i {
        let offset = _mm256_sub_epi8(bytes, each(first));
        _mm256_cmpeq_epi8(_mm256_min_epu8(offset, each(above)), offset)
    }

    #[target_feature(enable = "avx2")]
    fn each(byte: u8) -> __m256i {
        _mm256_set1_epi8(byte.cast_signed())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Compares the bodies that this processor has.
    fn check(window: &[u8; WINDOW]) {
        #[cfg(target_arch = "x86_64")]
        if std::is_x86_feature_detected!("avx2") {
            #[expect(unsafe_code, reason = "calls a function that needs what was just detected")]
            // SAFETY: the processor has AVX2.
            let masks = unsafe { avx2::classify(window) };
            assert_eq!(masks, portable(window), "{window:?}");
        }
    }

    #[test]
    fn every_byte_at_every_place() {
        for byte in 0..=255 {
            for at in 0..WINDOW {
                let mut window = [b'Q'; WINDOW];
                window[at] = byte;
                check(&window);
            }
        }
    }

    #[test]
    fn each_kind_of_byte_has_its_mask() {
        let mut window = [b' '; WINDOW];
        window[..5].copy_from_slice(b"a1.-\xc3");
        assert_eq!(
            portable(&window),
            Masks { word: 0b11, digit: 0b10, sentence_end: 0b100, hyphen: 0b1000, high: 0b1_0000 }
        );
    }

    proptest! {
        #[test]
        fn masks_are_those_of_the_oracle(bytes in prop::collection::vec(any::<u8>(), WINDOW)) {
            check(&bytes.try_into().unwrap());
        }
    }
}
