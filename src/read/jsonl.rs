//! A stream of JSON Lines to blocks of whole lines, in bounded memory.
//!
//! The buffer holds the lines of one block and the beginning of the next line; it grows, by doubling, only as far as
//! a record may be long. What is longer is streamed past. Each byte is searched for line ends a bounded number of
//! times, at the speed of `memchr`.

use std::io::{self, Read};
use std::mem;

use memchr::{memchr, memchr_iter, memrchr};

use super::block::Item;
use super::compression::Unpacked;
use super::encoding::binary_signature;
use super::limits::{exceeds, line_unpacked_bytes_max, record_bytes_max};
use super::reader::BLOCK_BYTES;
use super::{ReadOptions, encoding};
use crate::error::{Skip, SkipReason};

/// The lines of one stream.
pub(super) struct Lines {
    input: Unpacked,
    file_id: String,
    record_bytes_max: usize,
    line_unpacked_bytes_max: u64,
    /// Bytes that are read and not yet given, from the start of a line.
    buffer: Vec<u8>,
    /// Number of the line that the buffer begins with, from 1.
    line: u64,
    /// Whether anything but white space was met, or a skip tells why not.
    has_record: bool,
    is_ended: bool,
    /// What is to be said after the last lines.
    last_words: Option<Skip>,
}

impl Lines {
    /// The lines of `input`, which is called `file_id` in skips.
    pub(super) fn new(input: Unpacked, file_id: String, options: &ReadOptions) -> Self {
        Self {
            input,
            file_id,
            record_bytes_max: record_bytes_max(options),
            line_unpacked_bytes_max: line_unpacked_bytes_max(options),
            buffer: Vec::new(),
            line: 1,
            has_record: false,
            is_ended: false,
            last_words: None,
        }
    }

    /// About a megabyte of whole lines, or one longer line, or a skip; `None` at the end.
    pub(super) fn next_item(&mut self) -> Option<Item> {
        while !self.is_ended {
            let step = BLOCK_BYTES.max(self.buffer.len()).min(self.record_bytes_max + 1 - self.buffer.len());
            let is_start = self.line == 1 && self.buffer.is_empty();
            let read = (&mut self.input).take(step as u64).read_to_end(&mut self.buffer);
            if is_start && let Some(skip) = self.skip_of_other_formats() {
                self.is_ended = true;
                self.has_record = true;
                self.buffer.clear();
                return Some(Item::Skip(skip));
            }
            let lines_end = memrchr(b'\n', &self.buffer).map_or(0, |newline| newline + 1);
            match read {
                Err(error) => {
                    self.end_by(&error);
                    self.buffer.truncate(lines_end);
                }
                Ok(n_read) if n_read < step => self.is_ended = true,
                Ok(_) if lines_end > 0 => return Some(self.give(lines_end)),
                Ok(_) if self.buffer.len() > self.record_bytes_max => return Some(self.pass_over_line()),
                Ok(_) => {}
            }
        }
        if !self.buffer.is_empty() {
            return Some(self.give(self.buffer.len()));
        }
        if !self.has_record {
            self.has_record = true;
            return Some(Item::Skip(self.skip(SkipReason::Empty, "holds no record".to_owned())));
        }
        self.last_words.take().map(Item::Skip)
    }

    /// The first bytes of the buffer as an item.
    fn give(&mut self, n_bytes: usize) -> Item {
        let rest = self.buffer.split_off(n_bytes);
        let bytes = mem::replace(&mut self.buffer, rest);
        let first_line = self.line;
        self.line += memchr_iter(b'\n', &bytes).count() as u64;
        self.has_record |=
            bytes.iter().any(|byte| !byte.is_ascii_whitespace() && !encoding::BOM.contains(byte));
        Item::Lines { file_id: self.file_id.clone(), first_line, bytes }
    }

    /// Reads to the end of the line that the buffer is the beginning of, holding none of it.
    fn pass_over_line(&mut self) -> Item {
        self.has_record = true;
        let mut n_bytes = self.buffer.len() as u64;
        let step = BLOCK_BYTES.min(self.record_bytes_max);
        loop {
            self.buffer.clear();
            match (&mut self.input).take(step as u64).read_to_end(&mut self.buffer) {
                Ok(0) => self.is_ended = true,
                Ok(_) => {}
                Err(error) => self.end_by(&error),
            }
            let newline = memchr(b'\n', &self.buffer);
            n_bytes += newline.unwrap_or(self.buffer.len()) as u64;
            if let Some(newline) = newline {
                self.buffer.drain(..=newline);
            } else if self.is_ended {
                self.buffer.clear();
            } else if self.input.is_compressed() && n_bytes > self.line_unpacked_bytes_max {
                return Item::Skip(self.give_up());
            } else {
                continue;
            }
            let size = exceeds(n_bytes, "record", self.record_bytes_max);
            let path = format!("{}:{}", self.file_id, self.line);
            self.line += 1;
            return Item::Skip(Skip { path, reason: SkipReason::TooLong, detail: size });
        }
    }

    fn give_up(&mut self) -> Skip {
        self.is_ended = true;
        self.buffer.clear();
        let detail = format!(
            "line {} unpacks to more than {} MB; the file is not read further",
            self.line,
            self.line_unpacked_bytes_max >> 20
        );
        self.skip(SkipReason::DecompressionLimit, detail)
    }

    fn end_by(&mut self, error: &io::Error) {
        self.is_ended = true;
        self.has_record = true;
        let reason = self.input.reason(error);
        self.last_words = Some(self.skip(reason, error.to_string()));
    }

    /// A stream that is no JSON Lines from its first byte on would give a skip for each of its lines.
    fn skip_of_other_formats(&self) -> Option<Skip> {
        match self.buffer.as_slice() {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [b'{', 0, ..] | [0, b'{', ..] => {
                Some(self.skip(SkipReason::Undecodable, "UTF-16; JSON Lines are UTF-8".to_owned()))
            }
            bytes => binary_signature(bytes)
                .filter(|_| encoding::is_signed(bytes))
                .map(|format| self.skip(SkipReason::Binary, format!("looks like {format}"))),
        }
    }

    fn skip(&self, reason: SkipReason, detail: String) -> Skip {
        Skip { path: self.file_id.clone(), reason, detail }
    }
}

#[cfg(test)]
mod tests {
    use super::super::compression::Compression;
    use super::super::compression::tests::{gzip, zstd};
    use super::*;

    const KB: usize = 1 << 10;

    /// What the stream gives under a document limit of 1 KB, which makes the record limit 68 KB: `n` for so many
    /// lines from `first`, else the skip.
    fn check(input: Vec<u8>, expected: &[&str]) {
        let options = ReadOptions { doc_bytes_max: KB, ..ReadOptions::default() };
        let compression = Compression::by_signature(&input);
        let input = Unpacked::new(io::Cursor::new(input), compression, 100_000).unwrap();
        let mut lines = Lines::new(input, "a.jsonl".to_owned(), &options);
        let mut given = Vec::new();
        while let Some(item) = lines.next_item() {
            given.push(match item {
                Item::Lines { bytes, first_line, .. } => {
                    assert!(bytes.len() <= record_bytes_max(&options) + 1);
                    format!("{first_line}: {:?}", String::from_utf8_lossy(&bytes))
                }
                Item::Skip(skip) => format!("{}: {} ({})", skip.path, skip.reason.as_str(), skip.detail),
                other => panic!("{other:?}"),
            });
        }
        assert_eq!(given, expected);
    }

    #[test]
    fn last_line_needs_no_line_end() {
        check(b"{}\n{}".to_vec(), &[r#"1: "{}\n{}""#]);
        check(gzip(b"{}\r\n"), &[r#"1: "{}\r\n""#]);
    }

    #[test]
    fn streams_without_records_are_empty() {
        for input in [b"".as_slice(), b"\xef\xbb\xbf", b" \n\r\n"] {
            let blank = (!input.is_empty()).then(|| format!("1: {:?}", String::from_utf8_lossy(input)));
            let empty = "a.jsonl: empty (holds no record)".to_owned();
            let expected: Vec<_> = blank.into_iter().chain([empty]).collect();
            check(input.to_vec(), &expected.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }

    #[test]
    fn overlong_line_is_passed_over_and_the_next_one_read() {
        let overlong = "x".repeat(1000 * KB);
        let input = format!("{{}}\n{overlong}\n{{\"a\": 1}}\n{overlong}");
        let expected = [
            r#"1: "{}\n""#,
            "a.jsonl:2: too_long (1000 KB exceeds the record limit of 68 KB)",
            r#"3: "{\"a\": 1}\n""#,
            "a.jsonl:4: too_long (1000 KB exceeds the record limit of 68 KB)",
        ];
        check(input.clone().into_bytes(), &expected);
        check(zstd(input.as_bytes()), &expected);
    }

    #[test]
    fn endless_compressed_line_ends_the_file() {
        let bomb = [b"{}\n".to_vec(), vec![b'x'; 40 << 20], b"\n{}\n".to_vec()].concat();
        let given_up =
            "a.jsonl: decompression_limit (line 2 unpacks to more than 1 MB; the file is not read further)";
        check(zstd(&bomb), &[r#"1: "{}\n""#, given_up]);
        check(gzip(&bomb), &[r#"1: "{}\n""#, given_up]);
    }

    #[test]
    fn lines_before_damage_are_given() {
        let packed = gzip(b"{\"n\": 1}\n{\"n\": 2}\n{\"n\": 3}\n");
        let cut = packed[..packed.len() - 8].to_vec();
        let lines = r#"1: "{\"n\": 1}\n{\"n\": 2}\n{\"n\": 3}\n""#;
        check(cut, &[lines, "a.jsonl: truncated (unexpected end of file)"]);
        check(gzip(b"\n")[..20].to_vec(), &[r#"1: "\n""#, "a.jsonl: truncated (unexpected end of file)"]);
        let damaged = [gzip(b"{}\n{\"cut"), b"no gzip header".to_vec()].concat();
        check(damaged, &[r#"1: "{}\n""#, "a.jsonl: truncated (invalid gzip header)"]);
    }

    #[test]
    fn other_formats_give_one_skip() {
        let utf16: Vec<u8> = "\u{feff}{}\n{}\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(utf16, &["a.jsonl: undecodable (UTF-16; JSON Lines are UTF-8)"]);
        check(b"PAR1\x15\x04\n\n\n\xff".to_vec(), &["a.jsonl: binary (looks like Parquet)"]);
    }
}
