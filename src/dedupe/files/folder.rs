//! Open folders, and the files in them by name: nothing here follows a symbolic link or changes anything.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::fs::{
    Access, AtFlags, FileType, Mode, OFlags, Stat, accessat, fstat, open, openat, readlinkat, statat,
};
use rustix::io::Errno;

use crate::dedupe::paths::Name;
use crate::document::ContentHash;
use crate::error::in_words;
use crate::hash::content_hash;

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
/// A pipe that lies where a file was must not be waited for.
const FILE: OFlags = OFlags::RDONLY.union(OFlags::NOFOLLOW).union(OFlags::NONBLOCK).union(OFlags::CLOEXEC);

/// An open folder.
#[derive(Debug)]
pub(super) struct Folder {
    fd: OwnedFd,
}

/// A file as it was read.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) bytes: Vec<u8>,
    pub(super) hash: ContentHash,
    pub(super) meta: Meta,
    pub(super) inode: Inode,
}

/// What a file has beside its bytes that is restored with them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Meta {
    /// Permission bits.
    pub(super) mode: u32,
    /// Modification time in seconds and nanoseconds since 1970.
    pub(super) modified: (i64, i64),
}

/// Device and number of a file: equal for names of one file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Inode {
    pub(super) device: i128,
    number: i128,
}

/// What stands under a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Entry {
    File(Inode),
    Symlink,
    Other,
}

/// A name in an open folder.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) folder: Folder,
    pub(super) name: Vec<u8>,
    /// Its path below the folder that it was looked up from.
    pub(super) path: Vec<u8>,
}

/// Why a name could not be reached: a sentence for the user.
pub(super) type Reason = String;

impl Folder {
    /// The folder at a true path.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { fd: open(path, FOLDER, Mode::empty())? })
    }

    /// A folder in this one, which must not be a symbolic link.
    pub(super) fn below(&self, name: &[u8]) -> io::Result<Self> {
        Ok(Self { fd: openat(&self.fd, name, FOLDER | OFlags::NOFOLLOW, Mode::empty())? })
    }

    pub(super) fn inode(&self) -> io::Result<Inode> {
        Ok(inode(&fstat(&self.fd)?))
    }

    /// What stands under a name, if anything does.
    pub(super) fn look(&self, name: &[u8]) -> io::Result<Option<Entry>> {
        match statat(&self.fd, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(match FileType::from_raw_mode(stat.st_mode) {
                FileType::RegularFile => Entry::File(inode(&stat)),
                FileType::Symlink => Entry::Symlink,
                _ => Entry::Other,
            })),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens a regular file.
    pub(super) fn open_file(&self, name: &[u8]) -> io::Result<File> {
        let file = File::from(openat(&self.fd, name, FILE, Mode::empty())?);
        if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("is not a regular file")) }
    }

    /// Reads a regular file of at most `bytes_max` bytes.
    pub(super) fn read(&self, name: &[u8], bytes_max: usize) -> io::Result<Content> {
        let file = self.open_file(name)?;
        let (meta, inode) = (meta(&file.metadata()?), inode(&fstat(&file)?));
        let mut bytes = Vec::new();
        file.take(bytes_max as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > bytes_max {
            return Err(io::Error::other(format!("is larger than {bytes_max} bytes")));
        }
        Ok(Content { hash: content_hash(&bytes), bytes, meta, inode })
    }

    /// Where the symbolic link of a name points to.
    pub(super) fn target(&self, name: &[u8]) -> io::Result<Vec<u8>> {
        Ok(readlinkat(&self.fd, name, Vec::new())?.into_bytes())
    }

    /// Whether names can be added to and removed from it.
    pub(super) fn is_writable(&self) -> bool {
        accessat(&self.fd, c".", Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS).is_ok()
    }

    /// The place that the names of an id stand for, in folders that exist. A name that does not exist as it is written is
    /// looked for as the one whose encoding it would be.
    pub(super) fn find(&self, names: &[Name]) -> Result<Place, Reason> {
        let mut found = Vec::with_capacity(names.len());
        let mut folder = self.again()?;
        for (idx, name) in names.iter().enumerate() {
            let exists = |name: &[u8]| folder.look(name).map(|entry| entry.is_some()).map_err(said);
            let name = match &name.decoded {
                Some(decoded) if !exists(&name.literal)? && exists(decoded)? => decoded.clone(),
                _ => name.literal.clone(),
            };
            found.push(name.clone());
            if idx + 1 == names.len() {
                return Ok(Place { folder, name, path: found.join(&b'/') });
            }
            folder = folder.step(&name)?;
        }
        Err("is no path below a folder".to_owned())
    }

    /// The place of names that are known to the byte.
    pub(super) fn place(&self, names: &[Vec<u8>]) -> Result<Place, Reason> {
        let (name, folders) = names.split_last().ok_or("is no path below a folder")?;
        let mut folder = self.again()?;
        for name in folders {
            folder = folder.step(name)?;
        }
        Ok(Place { folder, name: name.clone(), path: names.join(&b'/') })
    }

    /// One folder down, with a reason that names what stands in the way.
    pub(super) fn step(&self, name: &[u8]) -> Result<Self, Reason> {
        self.below(name).map_err(|error| {
            let shown = String::from_utf8_lossy(name);
            match self.look(name) {
                Ok(Some(Entry::Symlink)) => format!("its folder `{shown}` is a symbolic link"),
                Ok(None) => format!("its folder `{shown}` does not exist"),
                _ => format!("its folder `{shown}`: {}", error.kind()),
            }
        })
    }

    pub(super) fn again(&self) -> Result<Self, Reason> {
        self.fd.try_clone().map(|fd| Self { fd }).map_err(said)
    }
}

impl AsFd for Folder {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

impl Place {
    pub(super) fn look(&self) -> io::Result<Option<Entry>> {
        self.folder.look(&self.name)
    }

    pub(super) fn read(&self, bytes_max: usize) -> io::Result<Content> {
        self.folder.read(&self.name, bytes_max)
    }

    /// Whether a regular file of these bytes stands there.
    pub(super) fn holds(&self, hash: ContentHash, bytes_max: usize) -> bool {
        self.read(bytes_max).is_ok_and(|content| content.hash == hash)
    }

    /// Another name in the same folder.
    pub(super) fn beside(&self, name: &[u8]) -> Result<Self, Reason> {
        Ok(Self { folder: self.folder.again()?, name: name.to_vec(), path: self.path.clone() })
    }
}

/// An error as the sentence that a refusal gives, without the number that the system has for it.
pub(super) fn said(error: impl Into<io::Error>) -> Reason {
    let error = error.into();
    match error.raw_os_error() {
        Some(_) => in_words(&error),
        None => error.to_string(),
    }
}

pub(super) fn meta(metadata: &Metadata) -> Meta {
    Meta { mode: metadata.mode() & 0o7777, modified: (metadata.mtime(), metadata.mtime_nsec()) }
}

/// Systems disagree on the width of these numbers; all of them fit.
fn inode(stat: &Stat) -> Inode {
    Inode { device: i128::from(stat.st_dev), number: i128::from(stat.st_ino) }
}
