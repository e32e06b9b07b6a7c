//! The members of a gzip stream (RFC 1952), unpacked one after the other.
//!
//! Files of many records are packed record by record, so that each record is a member with a checksum of its own. Who reads
//! such a file can tell whether the member that a record stood in ended well, and go on behind one that did not. Zeros
//! behind the last member are padding, as they are to `gzip`.
//!
//! A decoder that follows a member which is cut off runs into the next one. So the packed bytes of a member are kept, up to a
//! limit, until it ends, and the next one is looked for from its start.

use std::io::{self, BufRead, Cursor, Read};

use flate2::bufread::GzDecoder;
use memchr::memmem;

/// How a member begins: the signature and the only method there is.
const START: [u8; 3] = [0x1f, 0x8b, 8];

/// Packed bytes of one member that are kept; those of an article are far fewer.
const KEPT_BYTES_MAX: usize = 1 << 20;

/// How often in a stream bytes that were tried in vain are looked at once more.
const RESUMED_MAX: u32 = 1000;

/// The unpacked bytes of all members.
pub(super) struct Members<R> {
    state: State<R>,
    n_ended: u64,
    n_resumed: u32,
}

enum State<R> {
    Within(Box<GzDecoder<Kept<R>>>),
    Between(Kept<R>),
    /// Between two states.
    Moving,
}

impl<R: BufRead> Members<R> {
    /// The members of `input`, of which there has to be one.
    pub(super) fn new(input: R) -> Self {
        let input = Kept { input, kept: Vec::new(), is_keeping: true, again: Cursor::default() };
        Self { state: State::Within(Box::new(GzDecoder::new(input))), n_ended: 0, n_resumed: 0 }
    }

    /// Number of members whose length and checksum proved right.
    pub(super) fn n_ended(&self) -> u64 {
        self.n_ended
    }

    /// Goes on where another member may begin, once one has failed; `false` at the end of the input.
    ///
    /// # Errors
    /// If the input cannot be read.
    pub(super) fn resume(&mut self) -> io::Result<bool> {
        let mut input = match std::mem::replace(&mut self.state, State::Moving) {
            State::Within(decoder) => decoder.into_inner(),
            State::Between(input) => input,
            State::Moving => return Ok(false),
        };
        input.go_back();
        let is_found = pass_over_to_start(&mut input)?;
        // What is tried now may be no member, as when a packed page stands in a damaged one.
        if self.n_resumed < RESUMED_MAX {
            input.keep_from_here();
        }
        self.n_resumed += 1;
        self.state =
            if is_found { State::Within(Box::new(GzDecoder::new(input))) } else { State::Between(input) };
        Ok(is_found)
    }
}

impl<R: BufRead> Read for Members<R> {
    /// Bytes of one member at a time.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            match &mut self.state {
                State::Within(decoder) => match decoder.read(buffer)? {
                    0 => self.end_member(),
                    n_read => return Ok(n_read),
                },
                State::Between(input) => {
                    if !pass_over_zeros(input)? {
                        return Ok(0);
                    }
                    self.begin_member();
                }
                State::Moving => return Ok(0),
            }
        }
    }
}

impl<R: BufRead> Members<R> {
    fn end_member(&mut self) {
        if let State::Within(decoder) = std::mem::replace(&mut self.state, State::Moving) {
            self.state = State::Between(decoder.into_inner());
            self.n_ended += 1;
        }
    }

    fn begin_member(&mut self) {
        if let State::Between(mut input) = std::mem::replace(&mut self.state, State::Moving) {
            input.keep_from_here();
            self.state = State::Within(Box::new(GzDecoder::new(input)));
        }
    }
}

/// Whether anything but zeros is left.
fn pass_over_zeros(input: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let bytes = input.fill_buf()?;
        let n_zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        if n_zeros < bytes.len() || bytes.is_empty() {
            let is_left = !bytes.is_empty();
            input.consume(n_zeros);
            return Ok(is_left);
        }
        input.consume(n_zeros);
    }
}

/// Whether a member may begin further on, where `input` then stands. A start that lies across the border of two buffers is
/// taken for one if its first part is.
fn pass_over_to_start(input: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let bytes = input.fill_buf()?;
        if bytes.is_empty() {
            return Ok(false);
        }
        let cut = (1..START.len()).rev().find(|len| bytes.ends_with(&START[..*len]));
        let found = memmem::find(bytes, &START).or(cut.map(|len| bytes.len() - len));
        let n_passed = found.unwrap_or(bytes.len());
        input.consume(n_passed);
        if found.is_some() {
            return Ok(true);
        }
    }
}

/// Input whose bytes from one place on can be read again.
struct Kept<R> {
    input: R,
    /// What was read from that place on.
    kept: Vec<u8>,
    is_keeping: bool,
    /// What is read once more before the input.
    again: Cursor<Vec<u8>>,
}

impl<R: BufRead> Kept<R> {
    fn keep_from_here(&mut self) {
        self.kept.clear();
        self.is_keeping = true;
    }

    /// Back to the byte after that place, if what has been read since was kept.
    fn go_back(&mut self) {
        if std::mem::take(&mut self.is_keeping) && !self.kept.is_empty() {
            let mut bytes = std::mem::take(&mut self.kept);
            bytes.remove(0);
            bytes.extend_from_slice(&self.again.get_ref()[self.again.position() as usize..]);
            self.again = Cursor::new(bytes);
        }
    }
}

impl<R: BufRead> BufRead for Kept<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if (self.again.position() as usize) < self.again.get_ref().len() {
            self.again.fill_buf()
        } else {
            self.input.fill_buf()
        }
    }

    fn consume(&mut self, n_bytes: usize) {
        let is_again = (self.again.position() as usize) < self.again.get_ref().len();
        if self.is_keeping {
            // The buffer is not empty, so that nothing is read.
            let buffer = if is_again { self.again.fill_buf() } else { self.input.fill_buf() };
            let bytes = buffer.map(|buffer| &buffer[..n_bytes]).unwrap_or_default();
            self.is_keeping = self.kept.len() + bytes.len() <= KEPT_BYTES_MAX;
            if self.is_keeping {
                self.kept.extend_from_slice(bytes);
            }
        }
        if is_again { self.again.consume(n_bytes) } else { self.input.consume(n_bytes) }
    }
}

impl<R: BufRead> Read for Kept<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = self.fill_buf()?.read(buffer)?;
        self.consume(n_read);
        Ok(n_read)
    }
}
