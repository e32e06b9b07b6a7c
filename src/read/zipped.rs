//! Zip archives (PKWARE's APPNOTE 6.3): the directory is read first, then each member where it lies.
//!
//! Members that are stored or packed by Deflate or Zstandard are read, and checked against their CRC. Together they may
//! unpack to no more than a stream of the archive's size may, so that members which share their bytes do not multiply.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::vec;

use flate2::Crc;
use zip::CompressionMethod;
use zip::result::ZipError;
use zip::unstable::read::ZipIterable;

use super::ReadOptions;
use super::archive::{Member, Name, Source, source_of_member};
use super::compression::{Compression, Unpacked, check_ratio};
use crate::error::{Skip, SkipReason};

/// Bytes of a local header before the name.
const LOCAL_HEADER_BYTES: usize = 30;

/// An open archive.
pub(super) struct Zipped {
    path: PathBuf,
    id: String,
    entries: vec::IntoIter<Result<Entry, String>>,
    is_empty: bool,
    budget: Budget,
}

/// What the directory says of a member.
struct Entry {
    name: Vec<u8>,
    header_start: u64,
    packed_bytes: u64,
    bytes: u64,
    crc: u32,
    method: CompressionMethod,
    kind: EntryKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum EntryKind {
    File,
    Folder,
    Link,
    Special,
    Encrypted,
}

/// What all members of an archive have unpacked to, and may.
#[derive(Clone)]
struct Budget {
    archive_bytes: u64,
    unpacked_bytes: Arc<AtomicU64>,
    ratio_max: u64,
}

impl Zipped {
    /// Opens the archive at `path`, which is called `id`, and reads its directory.
    ///
    /// # Errors
    /// A skip, if it cannot be read or has no directory.
    pub(super) fn open(path: PathBuf, id: String, options: &ReadOptions) -> Result<Self, Skip> {
        let opened = File::open(&path).and_then(|file| Ok((file.metadata()?.len(), file)));
        let (archive_bytes, file) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                return Err(Skip { path: id, reason: SkipReason::Unreadable, detail: error.to_string() });
            }
        };
        let entries = match entries(file) {
            Ok(entries) => entries,
            Err(error) => return Err(Skip { path: id, reason: reason(&error), detail: error.to_string() }),
        };
        let (is_empty, unpacked_bytes) = (entries.is_empty(), Arc::default());
        let budget = Budget { archive_bytes, unpacked_bytes, ratio_max: options.unpacked_ratio_max };
        Ok(Self { path, id, entries: entries.into_iter(), is_empty, budget })
    }

    /// The next file in it, or what of it is not read; `None` at the end.
    pub(super) fn next_source(&mut self, options: &ReadOptions) -> Option<Result<Source, Skip>> {
        if std::mem::take(&mut self.is_empty) {
            let detail = "holds no file".to_owned();
            return Some(Err(Skip { path: self.id.clone(), reason: SkipReason::Empty, detail }));
        }
        loop {
            let entry = match self.entries.next()? {
                Ok(entry) if entry.kind == EntryKind::Folder => continue,
                Ok(entry) => entry,
                Err(detail) => {
                    return Some(Err(Skip { path: self.id.clone(), reason: SkipReason::Truncated, detail }));
                }
            };
            let skip =
                |path, reason, detail: &str| Some(Err(Skip { path, reason, detail: detail.to_owned() }));
            let not_read = |id, detail| skip(id, SkipReason::UnsupportedType, detail);
            let id = match Name::of(&self.id, &entry.name) {
                Name::Hidden => continue,
                Name::Unsafe(id, why) => return skip(id, SkipReason::MalformedRecord, why),
                Name::File(id) => id,
            };
            return match (entry.kind, compression(entry.method)) {
                (EntryKind::Link, _) => not_read(id, "a symbolic link"),
                (EntryKind::Special, _) => not_read(id, "not a regular file"),
                (EntryKind::Encrypted, _) => not_read(id, "encrypted"),
                (_, None) => not_read(id, &format!("compression method {} is not read", entry.method)),
                (_, Some(compression)) => {
                    let open = || self.open_member(&entry, compression);
                    Some(source_of_member(id, options, open))
                }
            };
        }
    }

    fn open_member(&self, entry: &Entry, compression: Compression) -> io::Result<Member> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(entry.header_start))?;
        let mut header = [0; LOCAL_HEADER_BYTES];
        file.read_exact(&mut header)?;
        if !header.starts_with(b"PK\x03\x04") {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "no member where the directory says"));
        }
        let len = |at: usize| i64::from(u16::from_le_bytes([header[at], header[at + 1]]));
        file.seek_relative(len(26) + len(28))?;
        let ratio_max = self.budget.ratio_max;
        let packed = Unpacked::new(file.take(entry.packed_bytes), compression, ratio_max)?;
        let checked = Checked {
            input: packed,
            crc: Crc::new(),
            expected: (entry.bytes, entry.crc),
            n_bytes: 0,
            budget: self.budget.clone(),
        };
        let is_compressed = compression != Compression::None;
        let input = Unpacked::new(checked, Compression::None, ratio_max)?.of_compressed(is_compressed);
        Ok(Member { input, n_bytes: entry.bytes })
    }
}

/// The members that the directory lists, in the order of their names; last what is wrong with the directory.
fn entries(file: File) -> Result<Vec<Result<Entry, String>>, ZipError> {
    let mut archive = ZipIterable::try_new(io::BufReader::new(file), zip::read::Config::default())?;
    let (mut entries, mut failure) = (Vec::new(), None);
    for found in archive.files()? {
        let entry = match found {
            Ok(entry) => entry,
            Err(error) => {
                failure = Some(format!("directory: {error}"));
                break;
            }
        };
        // The type in the mode's upper bits is that of Unix, where the writer gave one.
        let file_type = entry.unix_mode().unwrap_or(0) & 0o170_000;
        let kind = match file_type {
            _ if entry.is_dir() => EntryKind::Folder,
            _ if entry.encrypted() => EntryKind::Encrypted,
            0o120_000 => EntryKind::Link,
            0 | 0o100_000 => EntryKind::File,
            _ => EntryKind::Special,
        };
        entries.push(Entry {
            name: entry.name_raw().to_vec(),
            header_start: entry.header_start(),
            packed_bytes: entry.compressed_size(),
            bytes: entry.size(),
            crc: entry.crc32(),
            method: entry.compression(),
            kind,
        });
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(entries.into_iter().map(Ok).chain(failure.map(Err)).collect())
}

fn compression(method: CompressionMethod) -> Option<Compression> {
    match method {
        CompressionMethod::STORE => Some(Compression::None),
        CompressionMethod::DEFLATE => Some(Compression::Deflate),
        CompressionMethod::ZSTD => Some(Compression::Zstd),
        _ => None,
    }
}

fn reason(error: &ZipError) -> SkipReason {
    match error {
        ZipError::UnsupportedArchive(_) => SkipReason::UnsupportedType,
        ZipError::Io(error) if error.raw_os_error().is_some() => SkipReason::Unreadable,
        _ => SkipReason::Truncated,
    }
}

/// A member's bytes, of which the last are given only if all are as the directory says.
struct Checked {
    input: Unpacked,
    crc: Crc,
    expected: (u64, u32),
    n_bytes: u64,
    budget: Budget,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = self.input.read(buffer)?;
        self.n_bytes += n_read as u64;
        self.crc.update(&buffer[..n_read]);
        let unpacked = &self.budget.unpacked_bytes;
        let unpacked_bytes = unpacked.fetch_add(n_read as u64, Ordering::Relaxed) + n_read as u64;
        check_ratio(self.budget.archive_bytes, unpacked_bytes, self.budget.ratio_max)?;
        if n_read == 0 && !buffer.is_empty() && (self.n_bytes, self.crc.sum()) != self.expected {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "size or checksum is not as it should be",
            ));
        }
        Ok(n_read)
    }
}
