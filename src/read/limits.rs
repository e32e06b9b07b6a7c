//! The limits of sizes, and the words that name them.

use super::ReadOptions;

/// Bytes that one JSON record may have: four times the document limit, since escapes take up to three bytes for each
/// byte of most texts and a record may hold its text twice, as text and as markup, and 64 KiB of metadata. Capped, so
/// that sums with it do not overflow.
pub(super) fn record_bytes_max(options: &ReadOptions) -> usize {
    options.doc_bytes_max.saturating_mul(4).saturating_add(64 * 1024).min(usize::MAX / 32)
}

/// Bytes that one overlong line of a compressed stream may unpack to before the rest of the stream is given up.
pub(super) fn line_unpacked_bytes_max(options: &ReadOptions) -> u64 {
    16 * record_bytes_max(options) as u64
}

/// `71 MB exceeds the document limit of 16 MB`, for `what` a document or a record. The size is rounded up, so that it
/// never reads as if it were within the limit.
pub(super) fn exceeds(size: u64, what: &str, limit: usize) -> String {
    let (unit, name) = unit_of(limit);
    let size = size.div_ceil(unit);
    format!("{size} {name} exceeds the {what} limit of {} {name}", limit as u64 / unit)
}

/// `unpacks to more than the document limit of 16 MB`: how much it would be is not found out.
pub(super) fn unpacks_over(what: &str, limit: usize) -> String {
    let (unit, name) = unit_of(limit);
    format!("unpacks to more than the {what} limit of {} {name}", limit as u64 / unit)
}

/// The unit to give `limit` in, in bytes, and its name.
fn unit_of(limit: usize) -> (u64, &'static str) {
    match limit {
        0x10_0000.. => (1 << 20, "MB"),
        0x400.. => (1 << 10, "KB"),
        _ => (1, "bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_as_over_the_limit() {
        assert_eq!(exceeds(71 << 20, "document", 16 << 20), "71 MB exceeds the document limit of 16 MB");
        assert_eq!(
            exceeds((16 << 20) + 1, "document", 16 << 20),
            "17 MB exceeds the document limit of 16 MB"
        );
        assert_eq!(exceeds(101, "record", 100), "101 bytes exceeds the record limit of 100 bytes");
    }
}
