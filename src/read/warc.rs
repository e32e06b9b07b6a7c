//! A stream of WARC records (ISO 28500:2017) to captures, in bounded memory.
//!
//! Records of the types `response` (what a server answered) and `conversion` (the text that another program made of it, as
//! in WET files) are given; of all others the length alone is looked at. A stream that is packed record by record is one
//! stream once it is unpacked. What a capture says is told elsewhere and in parallel: see `capture`.

use std::io::{self, BufRead, BufReader, Read};

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
        }
    }

    /// The next capture, or a skip; `None` at the end.
    pub(super) fn next_item(&mut self) -> Option<Item> {
        while !self.is_ended {
            match self.next_record() {
                Ok(None) => {}
                Ok(item) => {
                    self.has_capture = true;
                    return item;
                }
                Err(error) => {
                    self.has_capture = true;
                    self.is_ended = true;
                    let is_record = !matches!(error.get_ref(), Some(inner) if inner.is::<NoRecord>());
                    let reason = if is_record {
                        self.input.get_ref().reason(&error)
                    } else {
                        SkipReason::MalformedRecord
                    };
                    let detail = format!("record {}: {error}; the file is not read further", self.n_records);
                    return Some(self.skip(reason, detail));
                }
            }
        }
        if std::mem::replace(&mut self.has_capture, true) {
            return None;
        }
        Some(self.skip(SkipReason::Empty, "holds no record of type response or conversion".to_owned()))
    }

    /// Reads one record; `None` for one that is no document, or at the end.
    fn next_record(&mut self) -> io::Result<Option<Item>> {
        self.pass_over_blank_lines()?;
        if self.input.fill_buf()?.is_empty() {
            self.is_ended = true;
            return Ok(None);
        }
        self.n_records += 1;
        let headers = self.read_headers()?;
        let length = headers.get("Content-Length").and_then(|length| length.parse::<u64>().ok());
        let length = length.ok_or_else(|| no_record("no Content-Length"))?;
        if !Capture::is_of(&headers) {
            self.pass_over(length)?;
            return Ok(None);
        }
        let (file_id, number) = (self.file_id.clone(), self.n_records);
        if length > self.record_bytes_max as u64 {
            self.pass_over(length)?;
            let path = Capture { file_id, number, headers, block: Vec::new() }.name();
            let detail = exceeds(length, "record", self.record_bytes_max);
            return Ok(Some(Item::Skip(Skip { path, reason: SkipReason::TooLong, detail })));
        }
        let mut block = Vec::with_capacity(length.min(RESERVED_BYTES_MAX) as usize);
        let n_read = (&mut self.input).take(length).read_to_end(&mut block)?;
        if (n_read as u64) < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Some(Item::Capture(Capture { file_id, number, headers, block })))
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

    fn pass_over(&mut self, n_bytes: u64) -> io::Result<()> {
        let n_passed = io::copy(&mut (&mut self.input).take(n_bytes), &mut io::sink())?;
        if n_passed < n_bytes { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    fn skip(&self, reason: SkipReason, detail: String) -> Item {
        Item::Skip(Skip { path: self.file_id.clone(), reason, detail })
    }
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct NoRecord(&'static str);

fn no_record(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, NoRecord(what))
}
