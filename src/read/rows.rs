//! A stream of comma- or tab-separated values (RFC 4180) to blocks of whole rows, in bounded memory.
//!
//! The parser of the `csv` crate runs over the stream once. A row is held as far as a record may be long; what is longer
//! is parsed past, so that the next row is found where it begins. Of a cell only a quotation mark at its start quotes, as
//! spreadsheets write it. What the rows say is told elsewhere and in parallel: see `table`.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::mem;
use std::sync::Arc;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use encoding_rs::Decoder;
use memchr::memchr2_iter;

use super::ReadOptions;
use super::block::Item;
use super::compression::Unpacked;
use super::encoding;
use super::limits::{exceeds, line_unpacked_bytes_max, record_bytes_max};
use super::reader::BLOCK_BYTES;
use super::table::{RowBlock, cells_of};
use crate::error::{Skip, SkipReason};

/// Bytes read at a time; the header has to lie in the first of them for its delimiter to be told.
const CHUNK_BYTES: usize = 128 * 1024;
/// Cells that a row may have. Tables of articles have tens.
const CELLS_MAX: usize = 10_000;

/// The rows of one stream.
pub(super) struct Rows {
    input: Unpacked,
    file_id: String,
    record_bytes_max: usize,
    row_unpacked_bytes_max: u64,
    /// What stands between cells; `None` until the header has told it.
    delimiter: Option<u8>,
    parser: Reader,
    /// What turns UTF-16 into UTF-8, which the parser needs.
    decoder: Option<Decoder>,
    chunk: Vec<u8>,
    /// How much of the chunk the parser has taken.
    taken: usize,
    lines: Lines,
    /// The row being parsed: the bytes of its cells, one after the other, and where each ends.
    cells: Vec<u8>,
    ends: Vec<usize>,
    header: Option<Arc<[String]>>,
    block: RowBlock,
    has_record: bool,
    is_ended: bool,
    /// What is wrong behind the chunk.
    failure: Option<io::Error>,
    ready: VecDeque<Item>,
}

/// Counts line ends as editors do: a line feed, a carriage return, or both.
#[derive(Default)]
struct Lines {
    n_ended: u64,
    after_return: bool,
}

impl Lines {
    fn count(&mut self, bytes: &[u8]) {
        for at in memchr2_iter(b'\r', b'\n', bytes) {
            let follows_return = if at == 0 { self.after_return } else { bytes[at - 1] == b'\r' };
            self.n_ended += u64::from(bytes[at] == b'\r' || !follows_return);
        }
        self.after_return = bytes.last().map_or(self.after_return, |last| *last == b'\r');
    }
}

/// How a row ended: its cells, their bytes, and whether they were too many to be held.
struct Row {
    n_cells: usize,
    n_cell_bytes: usize,
    /// Bytes of the row as it stands in the stream.
    n_bytes: u64,
    is_too_long: bool,
    /// Whether the stream ended within quotation marks.
    is_open: bool,
}

impl Rows {
    /// The rows of `input`, which is called `file_id` in skips; `delimiter` is `None` where the header tells it.
    pub(super) fn new(
        input: Unpacked,
        file_id: String,
        delimiter: Option<u8>,
        options: &ReadOptions,
    ) -> Self {
        Self {
            input,
            file_id,
            record_bytes_max: record_bytes_max(options),
            row_unpacked_bytes_max: line_unpacked_bytes_max(options),
            delimiter,
            parser: Reader::new(),
            decoder: None,
            chunk: Vec::new(),
            taken: 0,
            lines: Lines::default(),
            cells: vec![0; 4096],
            ends: vec![0; 64],
            header: None,
            block: RowBlock::default(),
            has_record: false,
            is_ended: false,
            failure: None,
            ready: VecDeque::new(),
        }
    }

    /// About a megabyte of rows, or one longer row, or a skip; `None` at the end.
    pub(super) fn next_item(&mut self) -> Option<Item> {
        if self.header.is_none() && !self.is_ended {
            self.begin();
        }
        while self.ready.is_empty() && !self.is_ended {
            self.advance();
        }
        self.ready.pop_front()
    }

    /// Looks at the first bytes and reads the header.
    fn begin(&mut self) {
        if let Err(error) = self.fill() {
            return self.end_by(&error);
        }
        if let Some(mut decoder) = encoding::utf16_decoder(&self.chunk) {
            let mut text = String::with_capacity(self.chunk.len() * 3 + 16);
            let _ = decoder.decode_to_string(&self.chunk, &mut text, false);
            self.chunk = text.into_bytes();
            self.decoder = Some(decoder);
        } else if self.chunk.starts_with(&encoding::BOM) {
            self.taken = encoding::BOM.len();
        }
        if encoding::is_signed(&self.chunk) || encoding::is_mostly_control(&self.chunk) {
            let detail = encoding::why_undecoded(&self.chunk, SkipReason::Binary);
            return self.end_with(SkipReason::Binary, detail);
        }
        let delimiter = self.delimiter.unwrap_or_else(|| delimiter_of(&self.chunk));
        self.parser = ReaderBuilder::new().delimiter(delimiter).build();
        match self.read_row() {
            Err(error) => self.end_by(&error),
            Ok(None) => self.end_with(SkipReason::Empty, "holds no record".to_owned()),
            Ok(Some(row)) if row.is_too_long => {
                self.end_with(SkipReason::TooLong, format!("header: {}", self.why_too_long(&row)));
            }
            Ok(Some(row)) if row.is_open => {
                let detail = "a quotation mark in the header is not closed up to the end of the file";
                self.end_with(SkipReason::MalformedRecord, detail.to_owned());
            }
            Ok(Some(row)) if self.cells[..row.n_cell_bytes].contains(&0) => {
                self.end_with(SkipReason::Binary, "NUL bytes in the header".to_owned());
            }
            Ok(Some(row)) => {
                let cells = cells_of(&self.cells[..row.n_cell_bytes], &self.ends[..row.n_cells]);
                let header: Arc<[String]> = cells.iter().map(|name| name.trim().to_owned()).collect();
                self.header = Some(header);
                self.block = self.empty_block();
            }
        }
    }

    /// Takes in one row, or what ends the stream.
    fn advance(&mut self) {
        let next = self.skip_line_ends().map(|()| self.lines.n_ended + 1);
        let (line, row) = match next.and_then(|line| Ok((line, self.read_row()?))) {
            Err(error) => return self.end_by(&error),
            Ok((_, None)) if self.has_record => return self.end(),
            Ok((_, None)) => return self.end_with(SkipReason::Empty, "holds no record".to_owned()),
            Ok((line, Some(row))) => (line, row),
        };
        self.has_record = true;
        if row.is_too_long {
            self.flush();
            let path = format!("{}:{line}", self.file_id);
            let detail = self.why_too_long(&row);
            self.ready.push_back(Item::Skip(Skip { path, reason: SkipReason::TooLong, detail }));
            if self.input.is_compressed() && row.n_bytes > self.row_unpacked_bytes_max {
                let limit = self.row_unpacked_bytes_max >> 20;
                let detail = format!(
                    "the row at line {line} unpacks to more than {limit} MB; the file is not read further"
                );
                self.end_with(SkipReason::DecompressionLimit, detail);
            }
            return;
        }
        self.block.push(line, &self.cells[..row.n_cell_bytes], &self.ends[..row.n_cells], row.is_open);
        if self.block.n_bytes() >= BLOCK_BYTES {
            self.flush();
        }
    }

    /// The next row, `None` at the end. Of one that is too long only the size is told; one of a compressed stream is given
    /// up once it has unpacked to more than is allowed.
    fn read_row(&mut self) -> io::Result<Option<Row>> {
        let mut row = Row { n_cells: 0, n_cell_bytes: 0, n_bytes: 0, is_too_long: false, is_open: false };
        let mut is_ended = false;
        loop {
            if self.taken == self.chunk.len() {
                self.fill()?;
                if self.chunk.is_empty() && row.n_bytes > 0 {
                    row.is_open = is_ended;
                    // It ends the last row, unless quotation marks are open.
                    self.chunk.extend((!is_ended).then_some(b'\n'));
                    is_ended = true;
                }
            }
            let (result, n_taken, n_bytes, n_cells) = self.parser.read_record(
                &self.chunk[self.taken..],
                &mut self.cells[row.n_cell_bytes..],
                &mut self.ends[row.n_cells..],
            );
            self.lines.count(&self.chunk[self.taken..self.taken + n_taken]);
            self.taken += n_taken;
            row.n_bytes += n_taken as u64;
            row.n_cell_bytes += n_bytes;
            row.n_cells += n_cells;
            match result {
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::Record => return Ok(Some(row)),
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => {
                    row.is_too_long |= self.cells.len() > self.record_bytes_max;
                    grow(&mut self.cells, self.record_bytes_max + 1);
                }
                ReadRecordResult::OutputEndsFull => {
                    row.is_too_long |= self.ends.len() >= CELLS_MAX;
                    grow(&mut self.ends, CELLS_MAX);
                }
            }
            if row.is_too_long {
                (row.n_cell_bytes, row.n_cells) = (0, 0);
                if self.input.is_compressed() && row.n_bytes > self.row_unpacked_bytes_max {
                    return Ok(Some(row));
                }
            }
        }
    }

    /// Passes over blank lines, so that a row's line is the one that it begins on.
    fn skip_line_ends(&mut self) -> io::Result<()> {
        loop {
            let rest = &self.chunk[self.taken..];
            let n_ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            self.lines.count(&rest[..n_ends]);
            self.taken += n_ends;
            if self.taken < self.chunk.len() {
                return Ok(());
            }
            self.fill()?;
            if self.chunk.is_empty() {
                return Ok(());
            }
        }
    }

    /// The next chunk; an empty one at the end.
    fn fill(&mut self) -> io::Result<()> {
        self.chunk.clear();
        self.taken = 0;
        let mut raw = mem::take(&mut self.chunk);
        if let Some(error) = self.failure.take() {
            return Err(error);
        }
        if let Err(error) = (&mut self.input).take(CHUNK_BYTES as u64).read_to_end(&mut raw) {
            if raw.is_empty() {
                return Err(error);
            }
            self.failure = Some(error);
        }
        self.chunk = match &mut self.decoder {
            Some(decoder) if !raw.is_empty() => {
                let mut text = String::with_capacity(raw.len() * 3 + 16);
                let _ = decoder.decode_to_string(&raw, &mut text, false);
                text.into_bytes()
            }
            _ => raw,
        };
        Ok(())
    }

    fn why_too_long(&self, row: &Row) -> String {
        if row.n_bytes <= self.record_bytes_max as u64 {
            return format!("more than {CELLS_MAX} cells");
        }
        let open = if row.is_open { "; a quotation mark in it is not closed" } else { "" };
        exceeds(row.n_bytes, "record", self.record_bytes_max) + open
    }

    fn empty_block(&self) -> RowBlock {
        RowBlock::new(self.file_id.clone(), self.header.clone().unwrap_or_default())
    }

    fn flush(&mut self) {
        if !self.block.is_empty() {
            let empty = self.empty_block();
            self.ready.push_back(Item::Rows(mem::replace(&mut self.block, empty)));
        }
    }

    fn end(&mut self) {
        self.flush();
        self.is_ended = true;
    }

    fn end_by(&mut self, error: &io::Error) {
        self.end_with(self.input.reason(error), error.to_string());
    }

    fn end_with(&mut self, reason: SkipReason, detail: String) {
        self.end();
        self.ready.push_back(Item::Skip(Skip { path: self.file_id.clone(), reason, detail }));
    }
}

/// Doubles a buffer, up to `len_max`.
fn grow<T: Copy + Default>(buffer: &mut Vec<T>, len_max: usize) {
    buffer.resize((buffer.len() * 2).min(len_max), T::default());
}

/// Comma, semicolon or tab: what the first line has most of outside quotation marks; a comma if it has none.
fn delimiter_of(start: &[u8]) -> u8 {
    const DELIMITERS: [u8; 3] = *b",;\t";
    let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let first = start.iter().position(|byte| !is_end(byte)).unwrap_or(0);
    let mut n_found = [0_usize; DELIMITERS.len()];
    let mut is_quoted = false;
    for byte in &start[first..] {
        if *byte == b'"' {
            is_quoted = !is_quoted;
        } else if !is_quoted && is_end(byte) {
            break;
        } else if !is_quoted && let Some(which) = DELIMITERS.iter().position(|delimiter| delimiter == byte) {
            n_found[which] += 1;
        }
    }
    let most = (0..DELIMITERS.len()).rev().max_by_key(|which| n_found[*which]);
    DELIMITERS[most.unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::super::compression::Compression;
    use super::super::compression::tests::{gzip, zstd};
    use super::super::fields::Names;
    use super::*;

    /// What a table gives under a document limit of 1 KB, which makes the record limit 68 KB: `id = text`, or the skip.
    fn read(input: Vec<u8>, delimiter: Option<u8>) -> Vec<String> {
        let options = ReadOptions { doc_bytes_max: 1 << 10, ..ReadOptions::default() };
        let compression = Compression::by_signature(&input);
        let input = Unpacked::new(io::Cursor::new(input), compression, 100_000).unwrap();
        let mut rows = Rows::new(input, "a.csv".to_owned(), delimiter, &options);
        let (mut given, names) = (Vec::new(), Names::new(&options.fields));
        while let Some(item) = rows.next_item() {
            match item {
                Item::Rows(block) => block.documents(&names, &options, &mut given),
                Item::Skip(skip) => given.push(Err(skip)),
                other => panic!("{other:?}"),
            }
        }
        let shown = given.into_iter().map(|one| match one {
            Ok(document) => format!("{} = {}", document.id, document.body),
            Err(skip) => format!("{}: {} ({})", skip.path, skip.reason.as_str(), skip.detail),
        });
        shown.collect()
    }

    fn check(input: impl Into<Vec<u8>>, expected: &[&str]) {
        assert_eq!(read(input.into(), None), expected);
    }

    #[test]
    fn header_tells_the_delimiter() {
        check("x;y,id,text\n,1,One", &["1 = One"]);
        check("id;text\r\n1;One, two\r\n", &["1 = One, two"]);
        check("id\ttext\n1\tOne, two; three\n", &["1 = One, two; three"]);
        check("\"a;b;c\",id,text\n,1,One\n", &["1 = One"]);
        assert_eq!(read(b"text\tid,;\nOne\t1\n".to_vec(), Some(b'\t')).len(), 1);
        let hash = crate::hash::content_hash(b"One").to_string();
        check("text\nOne\n", &[&format!("{hash} = One")]);
    }

    #[test]
    fn quoted_cells_hold_anything_and_rows_know_their_lines() {
        let table = "id,text\r\n1,\"One,\r\n\"\"two\"\"\"\r\n\r\n2,5\" pipe\r\n3\r\n,\r\n\r\n4,Four,too\r\n";
        let expected = [
            "1 = One,\r\n\"two\"",
            "2 = 5\" pipe",
            "a.csv:6: malformed_record (number of cells is 1, of columns 2)",
            "a.csv:7: malformed_record (no field holds a text)",
            "a.csv:9: malformed_record (number of cells is 3, of columns 2)",
        ];
        check(table, &expected);
        check(gzip(table.as_bytes()), &expected);
        check(
            table.replace("\r\n", "\r"),
            &["1 = One,\r\"two\"", expected[1], expected[2], expected[3], expected[4]],
        );
    }

    #[test]
    fn encodings_are_told_as_those_of_text_are() {
        let table = "id,text\n1,Le café du coin\n";
        check(format!("\u{feff}{table}"), &["1 = Le café du coin"]);
        for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            let utf16: Vec<u8> = format!("\u{feff}{table}").encode_utf16().flat_map(to_bytes).collect();
            check(&utf16[..], &["1 = Le café du coin"]);
            check(&utf16[2..], &["1 = Le café du coin"]);
        }
        let latin1: Vec<u8> = table.chars().map(|c| c as u8).collect();
        check(latin1, &["1 = Le café du coin"]);
    }

    #[test]
    fn utf16_of_several_chunks_is_decoded_across_their_border() {
        let table: String =
            (0..40_000).fold("id,text\n".to_owned(), |table, n| table + &format!("{n},é😀\n"));
        let utf16 = table.encode_utf16().flat_map(u16::to_le_bytes);
        let with_mark: Vec<u8> = [0xff, 0xfe].into_iter().chain(utf16).collect();
        let read = read(with_mark, None);
        assert_eq!(read.len(), 40_000);
        assert!(read.iter().all(|row| row.ends_with(" = é😀")));
    }

    #[test]
    fn overlong_row_is_passed_over_and_the_next_one_read() {
        let overlong = "x".repeat(1000 << 10);
        let table = format!("id,text\n1,One\n2,\"{overlong}\n\"\n3,Three\n4,{overlong}");
        let expected = [
            "1 = One",
            "a.csv:3: too_long (1001 KB exceeds the record limit of 68 KB)",
            "3 = Three",
            "a.csv:6: too_long (1001 KB exceeds the record limit of 68 KB)",
        ];
        check(table.as_bytes(), &expected);
        check(zstd(table.as_bytes()), &expected);
        let n_cells = CELLS_MAX + 1;
        let many = format!("id,text\n{}\n3,Three\n", ",".repeat(n_cells));
        check(many, &["a.csv:2: too_long (more than 10000 cells)", "3 = Three"]);
    }

    #[test]
    fn endless_packed_row_ends_the_file() {
        let bomb = [b"id,text\n1,One\n2,\"".to_vec(), vec![b'x'; 40 << 20]].concat();
        let read = read(zstd(&bomb), None);
        let given_up = "a.csv: decompression_limit (the row at line 3 unpacks to more than 1 MB; the file is not read further)";
        assert_eq!((read[0].as_str(), read[2].as_str(), read.len()), ("1 = One", given_up, 3));
    }

    #[test]
    fn tables_without_rows_are_empty_and_what_is_no_table_is_binary() {
        for table in ["", "\u{feff}", "\n\r\n", "id,text", "id,text\n\n"] {
            check(table, &["a.csv: empty (holds no record)"]);
        }
        check(b"PAR1\x15\x04\n\n\n\xff".to_vec(), &["a.csv: binary (looks like Parquet)"]);
        check(b"id,title,body text\0\n".to_vec(), &["a.csv: binary (NUL bytes in the header)"]);
        check(
            [b"id,text\n".to_vec(), vec![1; 99]].concat(),
            &["a.csv: binary (NUL bytes or control characters)"],
        );
    }

    #[test]
    fn quotation_mark_that_is_not_closed_is_named() {
        check(
            "id,text\n1,One\n2,\"Two\n3,Three\n",
            &[
                "1 = One",
                "a.csv:3: malformed_record (a quotation mark is not closed up to the end of the file)",
            ],
        );
        check("id,text\n1,5\" pipe", &["1 = 5\" pipe"]);
        check("id,text\n1,\"One\"", &["1 = One"]);
        let header = "a.csv: malformed_record (a quotation mark in the header is not closed up to the end of the file)";
        check("id,\"text\n1,One\n", &[header]);
    }

    #[test]
    fn rows_with_nul_bytes_are_left_out_by_themselves() {
        check(
            b"id,text\n1,One\n2,T\0o\n3,Three\n".to_vec(),
            &["1 = One", "a.csv:3: binary (NUL bytes)", "3 = Three"],
        );
    }

    #[test]
    fn rows_before_damage_are_given() {
        let packed = gzip(b"id,text\n1,One\n2,Two\n");
        let cut = packed[..packed.len() - 8].to_vec();
        check(cut, &["1 = One", "2 = Two", "a.csv: truncated (unexpected end of file)"]);
    }
}
