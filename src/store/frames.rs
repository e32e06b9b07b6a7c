//! Frames: byte strings that are appended once and read back by their place.

use std::fs::File;
use std::io;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Scratch;
use crate::error::{Error, Result};
use crate::hash::hash_bytes;

/// Where a frame lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Place {
    offset: u64,
    len: u32,
}

impl Place {
    /// Bytes of the frame.
    #[must_use]
    pub fn len(self) -> usize {
        self.len as usize
    }

    /// Where a frame of `len` bytes lies that was appended right after this one.
    #[must_use]
    pub fn next(self, len: usize) -> Self {
        Self { offset: self.offset + u64::from(self.len) + CHECKSUM_BYTES as u64, len: len as u32 }
    }

    /// Whether the frame is empty.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len == 0
    }
}

/// Bytes of a piece of memory, and of a write.
const CHUNK_BYTES: usize = 1 << 20;

/// Bytes of the checksum behind each frame.
const CHECKSUM_BYTES: usize = 8;

/// Byte strings in the order of their appending. Those that came last lie in memory; where they are more than the limit, all
/// are moved to a scratch file.
#[derive(Debug)]
pub(super) struct Frames {
    scratch: Arc<Scratch>,
    name: String,
    held_bytes_max: usize,
    file: Option<File>,
    /// Bytes in the file, which are the first ones.
    filed_bytes: u64,
    /// The others, each chunk with the offset of its first byte.
    held: Vec<(u64, Vec<u8>)>,
    /// Bytes in the file and in memory.
    end: u64,
}

impl Frames {
    /// No frames yet; `held_bytes_max` of them may lie in memory. `name` is that of the scratch file.
    #[must_use]
    pub(super) fn new(scratch: &Arc<Scratch>, name: &str, held_bytes_max: usize) -> Self {
        Self {
            scratch: Arc::clone(scratch),
            name: name.to_owned(),
            held_bytes_max,
            file: None,
            filed_bytes: 0,
            held: Vec::new(),
            end: 0,
        }
    }

    /// Frames that an earlier run wrote down whole, `bytes` of them.
    ///
    /// # Errors
    /// If the file is missing or has another length.
    pub(super) fn reopen(scratch: &Arc<Scratch>, name: &str, bytes: u64) -> Result<Self> {
        let mut frames = Self::new(scratch, name, 0);
        if bytes > 0 {
            let file = scratch.open(name)?;
            let path = || scratch.folder().join(name);
            let found = file.metadata().map_err(|error| Error::output(path().display(), error))?.len();
            if found != bytes {
                return Err(Error::damaged(path().display(), &format!("has {found} bytes, not {bytes}")));
            }
            frames.file = Some(file);
        }
        (frames.filed_bytes, frames.end) = (bytes, bytes);
        Ok(frames)
    }

    /// Bytes of all frames with their checksums.
    #[must_use]
    pub(super) fn n_bytes(&self) -> u64 {
        self.end
    }

    /// Appends a frame.
    ///
    /// # Errors
    /// If the scratch file cannot be written.
    ///
    /// # Panics
    /// If the frame is 4 GiB or longer; no document is.
    pub(super) fn append(&mut self, frame: &[u8]) -> Result<Place> {
        let place =
            Place { offset: self.end, len: u32::try_from(frame.len()).expect("a frame is below 4 GiB") };
        let bytes = frame.len() + CHECKSUM_BYTES;
        if self.held.last().is_none_or(|(_, chunk)| chunk.len() + bytes > CHUNK_BYTES) {
            if self.held_bytes() + bytes > self.held_bytes_max {
                self.write_down()?;
            }
            self.held.push((self.end, Vec::with_capacity(CHUNK_BYTES.max(bytes))));
        }
        let (_, chunk) = self.held.last_mut().expect("a chunk was added where none had room");
        chunk.extend_from_slice(frame);
        chunk.extend_from_slice(&hash_bytes(frame, place.offset).to_le_bytes());
        self.end += bytes as u64;
        Ok(place)
    }

    fn held_bytes(&self) -> usize {
        (self.end - self.filed_bytes) as usize
    }

    /// Forgets all frames.
    pub(super) fn clear(&mut self) {
        (self.file, self.held) = (None, Vec::new());
        (self.filed_bytes, self.end) = (0, 0);
    }

    /// Writes down what lies in memory.
    ///
    /// # Errors
    /// If the scratch file cannot be written.
    fn write_down(&mut self) -> Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        if self.file.is_none() {
            self.file = Some(self.scratch.create(&self.name)?);
        }
        let file = self.file.as_ref().expect("the file was just made");
        for (offset, chunk) in self.held.drain(..) {
            write_all_at(file, &chunk, offset)
                .map_err(|error| self.scratch.failed("cannot be written to", error))?;
            self.scratch.count_written(chunk.len());
        }
        self.filed_bytes = self.end;
        Ok(())
    }

    /// Writes down what lies in memory and waits until the disk has it.
    ///
    /// # Errors
    /// If the scratch file cannot be written.
    pub(super) fn write_through(&mut self) -> Result<()> {
        self.write_down()?;
        match &self.file {
            Some(file) => {
                file.sync_data().map_err(|error| self.scratch.failed("cannot be written to", error))
            }
            None => Ok(()),
        }
    }

    /// Calls `use_frame` with the bytes of a frame. `buffer` is the caller's and may be used again.
    ///
    /// # Errors
    /// If the file cannot be read, or what is read is not what was written.
    pub(super) fn read<T>(
        &self,
        place: Place,
        buffer: &mut Vec<u8>,
        use_frame: impl FnOnce(&[u8]) -> T,
    ) -> Result<T> {
        if place.offset >= self.filed_bytes {
            let at = self.held.partition_point(|(offset, _)| *offset <= place.offset) - 1;
            let (first, chunk) = &self.held[at];
            let start = (place.offset - first) as usize;
            return Ok(use_frame(&chunk[start..start + place.len()]));
        }
        let file = self.file.as_ref().expect("bytes are in the file");
        buffer.resize(place.len() + CHECKSUM_BYTES, 0);
        let damaged = |what: &str| {
            let what = format!("{what} at byte {}", place.offset);
            Error::damaged(self.scratch.folder().join(&self.name).display(), &what)
        };
        read_exact_at(file, buffer, place.offset).map_err(|_| damaged("cannot be read"))?;
        let (frame, checksum) = buffer.split_at(place.len());
        if checksum != hash_bytes(frame, place.offset).to_le_bytes() {
            return Err(damaged("is not what was written"));
        }
        Ok(use_frame(frame))
    }
}

#[cfg(unix)]
fn write_all_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(windows)]
fn write_all_at(file: &File, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let n = std::os::windows::fs::FileExt::seek_write(file, bytes, offset)?;
        bytes = &bytes[n..];
        offset += n as u64;
    }
    Ok(())
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let n = std::os::windows::fs::FileExt::seek_read(file, bytes, offset)?;
        if n == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = &mut bytes[n..];
        offset += n as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(frames: &Frames, place: Place) -> Result<Vec<u8>> {
        frames.read(place, &mut Vec::new(), <[u8]>::to_vec)
    }

    #[test]
    fn frames_come_back_from_memory_and_from_the_file() {
        for held_bytes_max in [0, 1 << 20, usize::MAX] {
            let scratch = Arc::new(Scratch::temporary());
            let mut frames = Frames::new(&scratch, "frames", held_bytes_max);
            let texts: Vec<Vec<u8>> = (0..300_u32).map(|n| vec![n as u8; (n * 97) as usize]).collect();
            let places: Vec<Place> = texts.iter().map(|text| frames.append(text).unwrap()).collect();
            for (place, text) in places.iter().zip(&texts) {
                assert_eq!(&read(&frames, *place).unwrap(), text, "with {held_bytes_max} bytes held");
            }
            assert_eq!(scratch.written_bytes() > 0, held_bytes_max < usize::MAX);
            assert!(frames.held_bytes() <= held_bytes_max.saturating_add(CHUNK_BYTES));
        }
    }

    #[test]
    fn a_frame_is_found_behind_the_one_before_it() {
        for held_bytes_max in [0, usize::MAX] {
            let mut frames = Frames::new(&Arc::new(Scratch::temporary()), "frames", held_bytes_max);
            for n in 0..20_u8 {
                let place = frames.append(&vec![n; CHUNK_BYTES / 7]).unwrap();
                frames.append(&[n; 33]).unwrap();
                assert_eq!(read(&frames, place.next(33)).unwrap(), [n; 33]);
            }
        }
    }

    #[test]
    fn a_frame_longer_than_a_chunk_is_kept() {
        let mut frames = Frames::new(&Arc::new(Scratch::temporary()), "frames", 10);
        let long = vec![7; 3 * CHUNK_BYTES];
        let places =
            [frames.append(b"a").unwrap(), frames.append(&long).unwrap(), frames.append(b"").unwrap()];
        assert_eq!(read(&frames, places[0]).unwrap(), b"a");
        assert_eq!(read(&frames, places[1]).unwrap(), long);
        assert_eq!(read(&frames, places[2]).unwrap(), b"");
    }

    #[test]
    fn a_flipped_bit_and_a_torn_file_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let scratch = Arc::new(Scratch::in_folder(folder.path()).unwrap());
        let mut frames = Frames::new(&scratch, "frames", 0);
        let places: Vec<Place> = (0..50_u8).map(|n| frames.append(&[n; 1000]).unwrap()).collect();
        frames.write_through().unwrap();
        let (path, n_bytes) = (scratch.folder().join("frames"), frames.n_bytes());
        let whole = std::fs::read(&path).unwrap();
        let reopened = Frames::reopen(&scratch, "frames", n_bytes).unwrap();
        assert_eq!(read(&reopened, places[20]).unwrap(), [20; 1000]);

        let mut flipped = whole.clone();
        flipped[20 * 1008 + 500] ^= 4;
        std::fs::write(&path, &flipped).unwrap();
        let reopened = Frames::reopen(&scratch, "frames", n_bytes).unwrap();
        assert_eq!(read(&reopened, places[19]).unwrap(), [19; 1000]);
        let error = read(&reopened, places[20]).unwrap_err().to_string();
        assert!(error.contains("is not what was written at byte 20160"), "{error}");

        std::fs::write(&path, &whole[..30_000]).unwrap();
        let error = Frames::reopen(&scratch, "frames", n_bytes).unwrap_err().to_string();
        assert!(error.contains("has 30000 bytes, not 50400"), "{error}");
    }
}
