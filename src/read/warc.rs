//! A stream of WARC records (ISO 28500:2017) to captures, in bounded memory.
//!
//! Records of the types `response` (what a server answered) and `conversion` (the text that another program made of it, as
//! in WET files) are given; of all others the length alone is looked at. Writers pack each record by itself: one whose member
//! is cut off or has another checksum than stated is left out, and reading goes on at the next member. What a capture says is
//! told elsewhere and in parallel: see `capture`.

use std::io::{self, BufRead, BufReader, Read};

use memchr::memmem;

use super::ReadOptions;
use super::block::Item;
use super::capture::Capture;
use super::compression::Unpacked;
use super::headers::Headers;
use super::limits::{exceeds, record_bytes_max};
use crate::error::{Skip, SkipReason};

/// Bytes that the header of a record may have.
const HEADER_BYTES_MAX: u64 = 64 * 1024;
/// Bytes set aside for a block before any of it is read: its stated length may be a lie.
const RESERVED_BYTES_MAX: u64 = 1 << 20;

/// The records of one stream.
pub(super) struct Warc {
    input: BufReader<Unpacked>,
    file_id: String,
    record_bytes_max: usize,
    n_records: u64,
    has_capture: bool,
    is_ended: bool,
    /// What is wrong behind the record that was given last.
    failure: Option<io::Error>,
    /// Whether it is not known yet that a record begins here.
    is_resumed: bool,
}

impl Warc {
    /// The records of `input`, which is called `file_id` in skips.
    pub(super) fn new(input: Unpacked, file_id: String, options: &ReadOptions) -> Self {
        Self {
            input: BufReader::with_capacity(128 * 1024, input),
            file_id,
            record_bytes_max: record_bytes_max(options),
            n_records: 0,
            has_capture: false,
            is_ended: false,
            failure: None,
            is_resumed: false,
        }
    }

    /// The next capture, or a skip; `None` at the end.
    pub(super) fn next_item(&mut self) -> Option<Item> {
        while !self.is_ended {
            let n_before = self.n_records;
            match self.next_record() {
                Ok(None) => {}
                Ok(item) => {
                    self.has_capture = true;
                    return item;
                }
                Err(error) => {
                    let is_news = !self.is_resumed;
                    let skip = self.go_on_after(&error);
                    if is_news {
                        self.has_capture = true;
                        return Some(skip);
                    }
                    // What was tried began no record.
                    self.n_records = n_before;
                }
            }
        }
        if std::mem::replace(&mut self.has_capture, true) {
            return None;
        }
        Some(self.skip(SkipReason::Empty, "holds no record of type response or conversion".to_owned()))
    }

    /// Passes over what cannot be read, and tells what that was.
    fn go_on_after(&mut self, error: &io::Error) -> Item {
        let is_record = !matches!(error.get_ref(), Some(inner) if inner.is::<NoRecord>());
        let reason = if is_record { self.input.get_ref().reason(error) } else { SkipReason::MalformedRecord };
        self.input.consume(self.input.buffer().len());
        self.is_resumed = match reason {
            SkipReason::DecompressionLimit | SkipReason::Unreadable => false,
            _ => self.input.get_mut().resume().unwrap_or(false),
        };
        self.is_ended = !self.is_resumed;
        let rest = if self.is_resumed {
            "what follows is read from the next member on"
        } else {
            "the file is not read further"
        };
        self.skip(reason, format!("record {}: {error}; {rest}", self.n_records))
    }

    /// Reads one record; `None` for one that is no document, or at the end.
    fn next_record(&mut self) -> io::Result<Option<Item>> {
        if let Some(error) = self.failure.take() {
            self.n_records += 1;
            return Err(error);
        }
        self.pass_over_blank_lines()?;
        if self.input.fill_buf()?.is_empty() {
            self.is_ended = true;
            return Ok(None);
        }
        self.n_records += 1;
        let headers = self.read_headers()?;
        self.is_resumed = false;
        let length = headers.get("Content-Length").and_then(|length| length.parse::<u64>().ok());
        let length = length.ok_or_else(|| no_record("no Content-Length"))?;
        if !Capture::is_of(&headers) {
            self.take_block(length, |_| ())?;
            return Ok(None);
        }
        let (file_id, number) = (self.file_id.clone(), self.n_records);
        let capture = |block| Capture { file_id, number, headers, block };
        if length > self.record_bytes_max as u64 {
            self.take_block(length, |_| ())?;
            let detail = exceeds(length, "record", self.record_bytes_max);
            let path = capture(Vec::new()).name();
            return Ok(Some(Item::Skip(Skip { path, reason: SkipReason::TooLong, detail })));
        }
        let mut block = Vec::with_capacity(length.min(RESERVED_BYTES_MAX) as usize);
        let n_taken = self.take_block(length, |bytes| block.extend_from_slice(bytes))?;
        self.check_end(&block)?;
        if n_taken < length {
            let detail = format!("{n_taken} bytes of the {length} that its Content-Length tells");
            let path = capture(Vec::new()).name();
            return Ok(Some(Item::Skip(Skip { path, reason: SkipReason::Truncated, detail })));
        }
        self.end_record()?;
        Ok(Some(Item::Capture(capture(block))))
    }

    /// Looks at what follows a record, so that the checksum of its member is compared. What follows in the same member has to
    /// be another record: where damage made the member longer, it is not.
    fn end_record(&mut self) -> io::Result<()> {
        let n_ended = self.input.get_ref().n_members_ended();
        let passed = self.pass_over_blank_lines();
        let is_within_member = n_ended.is_some() && self.input.get_ref().n_members_ended() == n_ended;
        match passed {
            Err(error) if is_within_member => Err(error),
            // The record's own bytes are well.
            Err(error) => {
                self.failure = Some(error);
                Ok(())
            }
            Ok(()) if is_within_member => {
                const START: &[u8] = b"WARC/";
                let next = self.input.buffer();
                if next.starts_with(START) || START.starts_with(next) {
                    Ok(())
                } else {
                    Err(no_record("more bytes than its Content-Length"))
                }
            }
            Ok(()) => Ok(()),
        }
    }

    /// Refuses the block of a stream without members that has another record in it and does not end before one: its length is
    /// wrong, and the text of the next record would be taken for its own.
    fn check_end(&mut self, block: &[u8]) -> io::Result<()> {
        if self.input.get_ref().n_members_ended().is_some() || !holds_record(block) {
            return Ok(());
        }
        self.pass_over_blank_lines()?;
        let next = self.input.fill_buf()?;
        if next.is_empty() || begins_record(next) {
            return Ok(());
        }
        Err(no_record("fewer bytes than its Content-Length"))
    }

    fn read_headers(&mut self) -> io::Result<Headers> {
        let mut head = Vec::new();
        let mut limited = (&mut self.input).take(HEADER_BYTES_MAX);
        loop {
            let start = head.len();
            let n_read = limited.read_until(b'\n', &mut head)?;
            if start == 0 && !head.starts_with(b"WARC/") {
                return Err(no_record("no WARC header where a record should begin"));
            }
            if head[start..].trim_ascii().is_empty() && n_read > 0 {
                return Ok(Headers::parse(&head));
            }
            if n_read == 0 {
                let is_long = head.len() as u64 == HEADER_BYTES_MAX;
                return Err(if is_long {
                    no_record("a header of more than 64 KB")
                } else {
                    io::ErrorKind::UnexpectedEof.into()
                });
            }
        }
    }

    fn pass_over_blank_lines(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.input.fill_buf()?;
            let n_blank = buffer.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            if n_blank == 0 {
                return Ok(());
            }
            self.input.consume(n_blank);
        }
    }

    /// Takes the bytes of a block of that length and returns how many there are: fewer where the next member begins with
    /// another record. A block may go on in the next member, since not all writers pack record by record.
    fn take_block(&mut self, length: u64, mut take: impl FnMut(&[u8])) -> io::Result<u64> {
        let n_ended = self.input.get_ref().n_members_ended();
        let mut n_taken = 0;
        while n_taken < length {
            let is_new = self.input.buffer().is_empty();
            if self.input.fill_buf()?.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let is_new_member = is_new && self.input.get_ref().n_members_ended() != n_ended;
            let buffer = self.input.buffer();
            if is_new_member && begins_record(buffer) {
                break;
            }
            let n_bytes = usize::try_from(length - n_taken).unwrap_or(usize::MAX).min(buffer.len());
            take(&buffer[..n_bytes]);
            self.input.consume(n_bytes);
            n_taken += n_bytes as u64;
        }
        Ok(n_taken)
    }

    fn skip(&self, reason: SkipReason, detail: String) -> Item {
        Item::Skip(Skip { path: self.file_id.clone(), reason, detail })
    }
}

/// Whether a record begins here, perhaps behind blank lines.
fn begins_record(bytes: &[u8]) -> bool {
    let start = bytes.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(bytes.len());
    let Some(version) = bytes[start..].strip_prefix(b"WARC/") else { return false };
    let end =
        version.iter().position(|byte| !byte.is_ascii_digit() && *byte != b'.').unwrap_or(version.len());
    end > 0 && matches!(version.get(end), Some(b'\r' | b'\n'))
}

/// Whether a line of these is the first of a record.
fn holds_record(bytes: &[u8]) -> bool {
    memmem::find_iter(bytes, b"\nWARC/").any(|at| begins_record(&bytes[at..]))
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct NoRecord(&'static str);

fn no_record(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, NoRecord(what))
}

#[cfg(test)]
mod tests {
    use super::super::compression::Compression;
    use super::super::compression::tests::gzip;
    use super::*;

    fn record(id: &str, text: &str) -> Vec<u8> {
        let length = text.len();
        let head = format!(
            "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <{id}>\r\nContent-Length: {length}\r\n"
        );
        format!("{head}\r\n{text}\r\n\r\n").into_bytes()
    }

    fn read(input: Vec<u8>) -> Vec<String> {
        let compression = Compression::by_signature(&input);
        let input = Unpacked::new(io::Cursor::new(input), compression, 1000).unwrap();
        let mut warc = Warc::new(input, "a.warc".to_owned(), &ReadOptions::default());
        let shown = std::iter::from_fn(|| warc.next_item()).map(|item| match item {
            Item::Capture(capture) => format!("{} = {}", capture.name(), capture.block.escape_ascii()),
            Item::Skip(skip) => format!("{}: {} ({})", skip.path, skip.reason.as_str(), skip.detail),
            other => panic!("{other:?}"),
        });
        shown.collect()
    }

    fn packed(ids: &[&str]) -> Vec<Vec<u8>> {
        ids.iter().map(|id| gzip(&record(id, &format!("The text of {id}.")))).collect()
    }

    #[test]
    fn record_of_a_damaged_member_is_left_out_and_the_next_one_read() {
        let mut members = packed(&["one", "two", "three"]);
        let checksum = members[1].len() - 8;
        members[1][checksum] ^= 1;
        let mismatch = "a.warc: truncated (record 2: corrupt gzip stream does not have a matching checksum; what follows is read from the next member on)";
        let expected = ["one = The text of one.", mismatch, "three = The text of three."];
        assert_eq!(read(members.concat()), expected);

        let mut members = packed(&["one", "two", "three"]);
        members[1].truncate(60);
        let read_back = read(members.concat());
        assert_eq!((read_back[0].as_str(), read_back.len()), (expected[0], 3), "{read_back:?}");
        assert!(read_back[1].starts_with("a.warc: truncated (record 2: "), "{read_back:?}");
        assert_eq!(read_back[2], expected[2]);
    }

    #[test]
    fn record_whose_member_is_well_does_not_suffer_from_what_follows() {
        let mut members = packed(&["one", "two", "three"]);
        members[1][0] = b'x';
        let no_header =
            "a.warc: truncated (record 2: invalid gzip header; what follows is read from the next member on)";
        let expected = ["one = The text of one.", no_header, "three = The text of three."];
        assert_eq!(read(members.concat()), expected);
        let padded = [members[0].clone(), vec![0; 300_000]].concat();
        assert_eq!(read(padded), &expected[..1]);
        let garbage = [members[0].clone(), b"<html>\x1f\x8b\x08\x00 Not found".to_vec()].concat();
        assert_eq!(read(garbage), [expected[0], no_header]);
    }

    #[test]
    fn last_member_has_to_be_whole() {
        let members = packed(&["one", "two"]).concat();
        for n_bytes in [members.len() - 1, members.len() - 8, members.len() - 20] {
            let read = read(members[..n_bytes].to_vec());
            assert_eq!((read[0].as_str(), read.len()), ("one = The text of one.", 2), "{read:?}");
            assert!(read[1].starts_with("a.warc: truncated (record 2: "), "{read:?}");
        }
        let one_member = gzip(&[record("one", "One."), record("two", "Two.")].concat());
        assert_eq!(read(one_member), ["one = One.", "two = Two."]);
    }

    #[test]
    fn record_shorter_than_its_length_leaves_the_next_member_alone() {
        let longer = |id: &str| {
            let record = String::from_utf8(record(id, "Thirteen here")).unwrap();
            gzip(record.replace("Length: 13", "Length: 60").as_bytes())
        };
        let read_back = read([longer("one"), packed(&["two"]).remove(0)].concat());
        let short = "one: truncated (17 bytes of the 60 that its Content-Length tells)";
        assert_eq!(read_back, [short, "two = The text of two."]);
        let unread = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace("conversion", "metadata");
        let request = unread(record("one", "Thirteen here")).replace("Length: 13", "Length: 60");
        let read_back = read([gzip(request.as_bytes()), packed(&["two"]).remove(0)].concat());
        assert_eq!(read_back, ["two = The text of two."]);
    }

    #[test]
    fn record_shorter_than_its_length_does_not_take_the_text_of_the_next() {
        let first =
            String::from_utf8(record("one", "Thirteen here")).unwrap().replace("Length: 13", "Length: 60");
        let records = [first.into_bytes(), record("two", "Two.")].concat();
        let refused = "a.warc: malformed_record (record 1: fewer bytes than its Content-Length; the file is not read further)";
        assert_eq!(read(records.clone()), [refused]);
        assert_eq!(read(super::super::compression::tests::zstd(&records)), [refused]);
        // A text may tell of records.
        let told = record("one", "It begins with\nWARC/1.0\nand a type.");
        assert_eq!(read([told, record("two", "Two.")].concat()).len(), 2);
    }

    #[test]
    fn record_may_lie_across_members() {
        let bytes = record("one", "It tells of WARC/1.0, then ends.");
        let pieces: Vec<_> = bytes.chunks(7).map(gzip).collect();
        assert_eq!(read(pieces.concat()), ["one = It tells of WARC/1.0, then ends."]);
    }

    #[test]
    fn records_without_packing_end_with_the_first_that_cannot_be_read() {
        let records = [record("one", "One."), b"nonsense\r\n".to_vec(), record("two", "Two.")].concat();
        let no_header = "a.warc: malformed_record (record 2: no WARC header where a record should begin; the file is not read further)";
        assert_eq!(read(records), ["one = One.", no_header]);
    }
}
