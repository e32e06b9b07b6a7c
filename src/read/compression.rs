//! Compressed input as a plain stream of bytes, within limits.
//!
//! gzip (RFC 1952, several members) and Zstandard (RFC 8878, several frames) are unpacked while they are read, so a
//! stream of any length costs the decoder's window alone. Two limits make a decompression bomb end: a Zstandard
//! window of at most 128 MiB, and the ratio of bytes unpacked to bytes read, which is watched once `FREE_BYTES` are
//! unpacked. What a single document or line may unpack to is the caller's business.

use std::io::{self, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::DeflateDecoder;

use super::members::Members;
use crate::error::SkipReason;

/// Bytes that a stream may unpack to before its ratio is watched: small repetitive files are no bombs.
const FREE_BYTES: u64 = 64 << 20;
/// Base-two logarithm of the largest Zstandard window: what `zstd --long` writes and its own decoder accepts.
const ZSTD_WINDOW_LOG_MAX: u32 = 27;
const READ_BUFFER_BYTES: usize = 128 * 1024;
/// Bytes unpacked at a time: a decoder that meets damage forgets what it has unpacked in that call.
const PIECE_BYTES_MAX: usize = 16 * 1024;

/// How a stream is compressed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Compression {
    None,
    Gzip,
    Zstd,
    /// Without any frame, as in a zip archive.
    Deflate,
}

impl Compression {
    /// What the first four bytes of a stream show.
    pub(super) fn by_signature(head: &[u8]) -> Self {
        match head {
            _ if head.starts_with(&GZIP_SIGNATURE) => Self::Gzip,
            _ if head.starts_with(&ZSTD_SIGNATURE) => Self::Zstd,
            _ => Self::None,
        }
    }

    /// What a stream is that is said to be compressed in this way and begins with `head`: plain where another beginning
    /// shows that it is not, as servers and their clients leave names and bytes at odds.
    fn as_shown_by(self, head: &[u8]) -> Self {
        let signature: &[u8] = match self {
            Self::Gzip => &GZIP_SIGNATURE,
            // A stream may begin with a frame that is to be passed over.
            Self::Zstd if matches!(head, [0x50..=0x5f, 0x2a, 0x4d, 0x18]) => return self,
            Self::Zstd => &ZSTD_SIGNATURE,
            Self::Deflate | Self::None => return self,
        };
        let n_bytes = head.len().min(signature.len());
        let is_text = head.iter().all(|byte| *byte >= b' ' || byte.is_ascii_whitespace());
        if head[..n_bytes] != signature[..n_bytes] && is_text { Self::None } else { self }
    }
}

const GZIP_SIGNATURE: [u8; 2] = [0x1f, 0x8b];
const ZSTD_SIGNATURE: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// A stream of unpacked bytes.
pub(super) struct Unpacked {
    decoder: Decoder,
    is_compressed: bool,
    packed_bytes: Arc<AtomicU64>,
    unpacked_bytes: u64,
    ratio_max: u64,
}

type Input = Box<dyn Read + Send>;

enum Decoder {
    Members(Box<Members<BufReader<Input>>>),
    Other(Input),
}

impl Unpacked {
    /// The bytes that `input` unpacks to, at most `ratio_max` for each byte of it; those of `input` itself where they show
    /// that they are not compressed as said.
    ///
    /// # Errors
    /// If the first bytes cannot be read, or the decoder cannot be set up.
    pub(super) fn new(
        input: impl Read + Send + 'static,
        compression: Compression,
        ratio_max: u64,
    ) -> io::Result<Self> {
        let packed_bytes = Arc::new(AtomicU64::new(0));
        let mut counted = Counted { input, n_bytes: Arc::clone(&packed_bytes) };
        let mut head = Vec::new();
        if compression != Compression::None {
            counted.by_ref().take(4).read_to_end(&mut head)?;
        }
        let compression = compression.as_shown_by(&head);
        let input: Input = Box::new(Cursor::new(head).chain(counted));
        let decoder = match compression {
            Compression::None => Decoder::Other(input),
            Compression::Gzip => {
                Decoder::Members(Box::new(Members::new(BufReader::with_capacity(READ_BUFFER_BYTES, input))))
            }
            Compression::Deflate => Decoder::Other(Box::new(DeflateDecoder::new(BufReader::with_capacity(
                READ_BUFFER_BYTES,
                input,
            )))),
            Compression::Zstd => {
                let mut decoder = zstd::Decoder::new(input)?;
                decoder.window_log_max(ZSTD_WINDOW_LOG_MAX)?;
                Decoder::Other(Box::new(decoder))
            }
        };
        let is_compressed = compression != Compression::None;
        Ok(Self { decoder, is_compressed, packed_bytes, unpacked_bytes: 0, ratio_max })
    }

    /// The same bytes, whose origin is compressed, too, if `is_compressed`.
    pub(super) fn of_compressed(mut self, is_compressed: bool) -> Self {
        self.is_compressed |= is_compressed;
        self
    }

    /// Whether bytes are unpacked, so that few bytes of input can become many.
    pub(super) fn is_compressed(&self) -> bool {
        self.is_compressed
    }

    /// Number of gzip members that ended with the right checksum; `None` for what has none.
    pub(super) fn n_members_ended(&self) -> Option<u64> {
        match &self.decoder {
            Decoder::Members(members) => Some(members.n_ended()),
            Decoder::Other(_) => None,
        }
    }

    /// Goes on where another gzip member may begin, once one has failed; `false` where none does.
    ///
    /// # Errors
    /// If the input cannot be read.
    pub(super) fn resume(&mut self) -> io::Result<bool> {
        match &mut self.decoder {
            Decoder::Members(members) => members.resume(),
            Decoder::Other(_) => Ok(false),
        }
    }

    /// Why a read failed: the file, its compressed data, or a limit.
    pub(super) fn reason(&self, error: &io::Error) -> SkipReason {
        let is_over_limit = matches!(error.get_ref(), Some(inner) if inner.is::<OverRatio>())
            // The decoder's own words for a window above the limit.
            || error.to_string().contains("too much memory");
        match error.raw_os_error() {
            _ if is_over_limit => SkipReason::DecompressionLimit,
            // Not the system's, hence that of a decoder or of an archive.
            None => SkipReason::Truncated,
            Some(_) => SkipReason::Unreadable,
        }
    }
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_bytes = if self.is_compressed { buffer.len().min(PIECE_BYTES_MAX) } else { buffer.len() };
        let buffer = &mut buffer[..n_bytes];
        let n_read = match &mut self.decoder {
            Decoder::Members(members) => members.read(buffer),
            Decoder::Other(decoder) => decoder.read(buffer),
        }?;
        self.unpacked_bytes += n_read as u64;
        let packed_bytes = self.packed_bytes.load(Ordering::Relaxed);
        check_ratio(packed_bytes, self.unpacked_bytes, self.ratio_max)?;
        Ok(n_read)
    }
}

/// Refuses what unpacks to far more than it is.
///
/// # Errors
/// If more than 64 MiB are unpacked, and more than `ratio_max` bytes for each of the packed ones.
pub(super) fn check_ratio(packed_bytes: u64, unpacked_bytes: u64, ratio_max: u64) -> io::Result<()> {
    if unpacked_bytes > FREE_BYTES.max(packed_bytes.saturating_mul(ratio_max)) {
        return Err(io::Error::other(OverRatio { packed_bytes, unpacked_bytes, ratio_max }));
    }
    Ok(())
}

#[derive(Debug, thiserror::Error)]
#[error("{packed_bytes} bytes unpack to {unpacked_bytes} or more, above the limit of {ratio_max} for one")]
struct OverRatio {
    packed_bytes: u64,
    unpacked_bytes: u64,
    ratio_max: u64,
}

/// Counts the bytes that the decoder has taken. They are read by one thread; the count is atomic so that a reader
/// can move to another.
struct Counted<R> {
    input: R,
    n_bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = self.input.read(buffer)?;
        self.n_bytes.fetch_add(n_read as u64, Ordering::Relaxed);
        Ok(n_read)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use super::*;

    pub(in crate::read) fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    pub(in crate::read) fn zstd(bytes: &[u8]) -> Vec<u8> {
        zstd::encode_all(bytes, 3).unwrap()
    }

    fn check(packed: Vec<u8>, expected: Result<&[u8], SkipReason>) {
        let compression = Compression::by_signature(&packed);
        let mut stream = Unpacked::new(Cursor::new(packed), compression, 1000).unwrap();
        let mut unpacked = Vec::new();
        let result = stream.read_to_end(&mut unpacked).map_err(|error| stream.reason(&error));
        assert_eq!(result.map(|_| unpacked.as_slice()), expected);
    }

    #[test]
    fn members_and_frames_are_joined() {
        check([gzip(b"one "), gzip(b"two")].concat(), Ok(b"one two"));
        check([zstd(b"one "), zstd(b"two")].concat(), Ok(b"one two"));
        check(b"plain".to_vec(), Ok(b"plain"));
    }

    #[test]
    fn cut_or_damaged_data_is_truncated() {
        for packed in [gzip(&[b'x'; 9999]), zstd(b"some words that hardly compress")] {
            check(packed[..packed.len() - 5].to_vec(), Err(SkipReason::Truncated));
            check([packed, b"no frame".to_vec()].concat(), Err(SkipReason::Truncated));
        }
    }

    #[test]
    fn bombs_end_at_the_limits() {
        let by_ratio = zstd::encode_all(io::repeat(0).take(FREE_BYTES + 1), 1).unwrap();
        check(by_ratio, Err(SkipReason::DecompressionLimit));
        let window_of_1_gib = b"\x28\xb5\x2f\xfd\x00\xa0\x01\x00\x00".to_vec();
        check(window_of_1_gib, Err(SkipReason::DecompressionLimit));
    }
}
