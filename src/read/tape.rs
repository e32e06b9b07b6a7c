//! Tar archives (POSIX.1-2001 ustar and pax, GNU), read from front to back.
//!
//! The `tar` crate reads the headers. Its own iteration borrows the archive, which a reader that stops between members
//! cannot, and holds names of any length; here a member is a stream that shares the archive's, and names are bounded.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tar::{EntryType, Header, PaxExtensions};

use super::ReadOptions;
use super::archive::{Member, Name, Source, source_of_member};
use super::compression::{Compression, Unpacked};
use crate::error::{Skip, SkipReason};

const BLOCK_BYTES: usize = 512;
/// Bytes that a header's extension may have, which holds a name and other attributes.
const EXTENSION_BYTES_MAX: u64 = 1 << 20;

/// An open archive.
pub(super) struct Tape {
    id: String,
    input: Arc<Mutex<Input>>,
    is_compressed: bool,
    /// Where the next header begins.
    next_header: u64,
    has_member: bool,
    is_ended: bool,
}

/// The archive's bytes, and how many of them were read.
struct Input {
    bytes: Unpacked,
    position: u64,
}

/// What stands before a member.
struct Headed {
    name: Vec<u8>,
    kind: EntryType,
    size: u64,
    is_sparse: bool,
}

impl Tape {
    /// Opens the archive at `path`, which is called `id`.
    ///
    /// # Errors
    /// A skip, if it cannot be opened.
    pub(super) fn open(
        path: &Path,
        id: String,
        compression: Compression,
        options: &ReadOptions,
    ) -> Result<Self, Skip> {
        let opened = File::open(path).and_then(|file| {
            let file = io::BufReader::with_capacity(128 * 1024, file);
            Unpacked::new(file, compression, options.unpacked_ratio_max)
        });
        match opened {
            Ok(bytes) => Ok(Self {
                id,
                is_compressed: bytes.is_compressed(),
                input: Arc::new(Mutex::new(Input { bytes, position: 0 })),
                next_header: 0,
                has_member: false,
                is_ended: false,
            }),
            Err(error) => Err(Skip { path: id, reason: SkipReason::Unreadable, detail: error.to_string() }),
        }
    }

    /// The next file in it, or what of it is not read; `None` at the end.
    pub(super) fn next_source(&mut self, options: &ReadOptions) -> Option<Result<Source, Skip>> {
        while !self.is_ended {
            let headed = match self.next_member() {
                Ok(Some(headed)) => headed,
                Ok(None) => {
                    self.is_ended = true;
                    let detail = "holds no file".to_owned();
                    let empty = Skip { path: self.id.clone(), reason: SkipReason::Empty, detail };
                    return (!self.has_member).then_some(Err(empty));
                }
                Err(error) => {
                    self.is_ended = true;
                    return Some(Err(self.broken(&error)));
                }
            };
            self.has_member = true;
            let skip =
                |path, reason, detail: &str| Some(Err(Skip { path, reason, detail: detail.to_owned() }));
            let not_read = |id, detail| skip(id, SkipReason::UnsupportedType, detail);
            if headed.kind.is_dir() {
                continue;
            }
            let id = match Name::of(&self.id, &headed.name) {
                Name::Hidden => continue,
                Name::Unsafe(id, why) => return skip(id, SkipReason::MalformedRecord, why),
                Name::File(id) => id,
            };
            return match headed.kind {
                EntryType::Symlink => not_read(id, "a symbolic link"),
                EntryType::Link => not_read(id, "a link to another member"),
                _ if headed.is_sparse => not_read(id, "a sparse file"),
                EntryType::Regular | EntryType::Continuous => {
                    Some(source_of_member(id, options, || self.member(&headed)))
                }
                _ => not_read(id, "not a regular file"),
            };
        }
        None
    }

    fn member(&self, headed: &Headed) -> io::Result<Member> {
        let bytes = MemberBytes { input: Arc::clone(&self.input), n_left: headed.size };
        let input = Unpacked::new(bytes, Compression::None, u64::MAX)?.of_compressed(self.is_compressed);
        Ok(Member { input, n_bytes: headed.size })
    }

    /// The header of the next member, before which whatever is left of the last one is passed over; `None` at the end.
    fn next_member(&mut self) -> io::Result<Option<Headed>> {
        let input = Arc::clone(&self.input);
        let mut input = input.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut long_name, mut long_size, mut is_sparse) = (None, None, false);
        loop {
            input.pass_to(self.next_header)?;
            let mut block = [0; BLOCK_BYTES];
            input.read_exact(&mut block)?;
            if block == [0; BLOCK_BYTES] {
                // What follows is padding, but the last bytes of a packed archive are its checksum.
                io::copy(&mut input.bytes, &mut io::sink())?;
                return Ok(None);
            }
            let header = Header::from_byte_slice(&block);
            check_sum(header)?;
            let kind = header.entry_type();
            let extends = kind.is_gnu_longname()
                || kind.is_gnu_longlink()
                || kind.is_pax_local_extensions()
                || kind.is_pax_global_extensions();
            let size = if extends { header.entry_size()? } else { long_size.unwrap_or(header.entry_size()?) };
            let has_body = !matches!(kind, EntryType::Symlink | EntryType::Link | EntryType::Directory);
            let padded = if has_body { size.checked_next_multiple_of(BLOCK_BYTES as u64) } else { Some(0) };
            let end = padded.and_then(|padded| input.position.checked_add(padded));
            self.next_header = end.ok_or_else(|| broken("a member of impossible size"))?;
            if !extends {
                let name = long_name.unwrap_or_else(|| header.path_bytes().into_owned());
                is_sparse |= kind.is_gnu_sparse();
                return Ok(Some(Headed { name, kind, size, is_sparse }));
            }
            let extension = input.extension(size)?;
            if kind.is_gnu_longname() {
                let name = extension.split(|byte| *byte == 0).next().unwrap_or_default();
                long_name = Some(name.to_vec());
            } else if kind.is_pax_local_extensions() {
                for attribute in PaxExtensions::new(&extension) {
                    let attribute = attribute?;
                    match attribute.key_bytes() {
                        b"path" => long_name = Some(attribute.value_bytes().to_vec()),
                        b"size" => long_size = attribute.value().ok().and_then(|size| size.parse().ok()),
                        key => is_sparse |= key.starts_with(b"GNU.sparse."),
                    }
                }
            }
        }
    }

    fn broken(&self, error: &io::Error) -> Skip {
        let input = self.input.lock().unwrap_or_else(PoisonError::into_inner);
        let detail = format!("{error}; members after this place are not read");
        Skip { path: self.id.clone(), reason: input.bytes.reason(error), detail }
    }
}

impl Input {
    fn pass_to(&mut self, position: u64) -> io::Result<()> {
        let n_bytes = position.saturating_sub(self.position);
        let n_passed = io::copy(&mut self.take(n_bytes), &mut io::sink())?;
        if n_passed < n_bytes { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    fn extension(&mut self, size: u64) -> io::Result<Vec<u8>> {
        if size > EXTENSION_BYTES_MAX {
            return Err(broken("a name or attributes of more than 1 MB"));
        }
        let mut bytes = Vec::new();
        let n_read = self.take(size).read_to_end(&mut bytes)?;
        if n_read as u64 == size { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = self.bytes.read(buffer)?;
        self.position += n_read as u64;
        Ok(n_read)
    }
}

/// The sum of a header's bytes, those of the sum itself counted as spaces.
fn check_sum(header: &Header) -> io::Result<()> {
    let sum =
        |from: usize, to: usize| header.as_bytes()[from..to].iter().copied().map(u32::from).sum::<u32>();
    let actual = sum(0, 148) + 8 * u32::from(b' ') + sum(156, BLOCK_BYTES);
    if header.cksum().is_ok_and(|stated| stated == actual) { Ok(()) } else { Err(broken("a damaged header")) }
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}

/// The bytes of one member.
struct MemberBytes {
    input: Arc<Mutex<Input>>,
    n_left: u64,
}

impl Read for MemberBytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_wanted = usize::try_from(self.n_left).unwrap_or(usize::MAX).min(buffer.len());
        let mut input = self.input.lock().unwrap_or_else(PoisonError::into_inner);
        let n_read = input.read(&mut buffer[..n_wanted])?;
        self.n_left -= n_read as u64;
        if n_read == 0 && n_wanted > 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(n_read) }
    }
}
