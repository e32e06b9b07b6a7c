//! Archives as the files in them: none is extracted, each is a stream.
//!
//! A member is read as a file of its name is. Its id is the archive's, a slash, and its name: an archive is a folder that
//! was packed, its id cannot be that of a folder beside it, and unpacking it leaves the ids as they are. Members come in
//! the archive's order, on which nothing depends: documents are put in the order of their ids.
//!
//! A name that climbs out of the archive is never used; hidden files and folders are passed over as in a folder. What is
//! left out says why: links and devices, encrypted members, archives inside archives, types that are not read.

use std::io;
use std::path::{Path, PathBuf};

use super::ReadOptions;
use super::compression::Unpacked;
use super::kind::{Archive as Kind, Content, FileKind, unsupported};
use super::roots::name_of_bytes;
use super::tape::Tape;
use super::zipped::Zipped;
use crate::error::{Skip, SkipReason};

/// An open archive.
pub(super) enum Archive {
    Zip(Zipped),
    Tar(Tape),
}

/// A file, or a member of an archive, to read.
pub(super) struct Source {
    pub(super) id: String,
    pub(super) content: Content,
    pub(super) input: Unpacked,
    /// Its bytes, or those that it is packed in.
    pub(super) n_bytes: u64,
}

/// A member as its archive gives it.
pub(super) struct Member {
    pub(super) input: Unpacked,
    pub(super) n_bytes: u64,
}

impl Archive {
    /// Opens the file at `path`, which is called `id`.
    ///
    /// # Errors
    /// If it cannot be read, or is no archive of that kind; a skip.
    pub(super) fn open(
        path: PathBuf,
        id: String,
        kind: Kind,
        file: FileKind,
        options: &ReadOptions,
    ) -> Result<Self, Skip> {
        match kind {
            Kind::Zip => Zipped::open(path, id, options).map(Self::Zip),
            Kind::Tar => Tape::open(&path, id, file.compression, options).map(Self::Tar),
        }
    }

    /// The next file in it, or what of it is not read; `None` at the end.
    pub(super) fn next_source(&mut self, options: &ReadOptions) -> Option<Result<Source, Skip>> {
        match self {
            Self::Zip(archive) => archive.next_source(options),
            Self::Tar(archive) => archive.next_source(options),
        }
    }
}

/// What a name in an archive comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Name {
    /// The id of a file that is to be read.
    File(String),
    /// Nothing that a folder would show: a hidden file.
    Hidden,
    /// No name for a file; how to call it all the same.
    Unsafe(String, &'static str),
}

impl Name {
    /// The name of a member of the archive `archive_id`. A backslash is the separator of programs that do not know
    /// better.
    pub(super) fn of(archive_id: &str, raw: &[u8]) -> Self {
        let name = name_of_bytes(raw);
        let is_absolute = name.starts_with(['/', '\\']) || has_drive(&name);
        let parts: Vec<&str> = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | ".")).collect();
        let shown: Vec<String> = parts.iter().map(|part| shown(part)).collect();
        let id = format!("{archive_id}/{}", shown.join("/"));
        if parts.contains(&"..") {
            Self::Unsafe(id, "a name that leads out of the archive")
        } else if is_absolute {
            Self::Unsafe(id, "an absolute name")
        } else if name.chars().any(char::is_control) {
            Self::Unsafe(id, "a name with control characters")
        } else if parts.is_empty() {
            Self::Unsafe(id, "no name")
        } else if parts.iter().any(|part| part.starts_with('.')) {
            Self::Hidden
        } else {
            Self::File(id)
        }
    }
}

/// The part of a name as a skip shows it: neither a step upwards nor anything that a terminal or a file system obeys.
fn shown(part: &str) -> String {
    if part == ".." {
        return "%2E%2E".to_owned();
    }
    let escaped = |c: char| if c.is_control() { format!("%{:02X}", u32::from(c)) } else { c.to_string() };
    part.chars().map(escaped).collect()
}

/// Whether the name begins with the letter of a drive.
fn has_drive(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic()) && chars.next() == Some(':')
}

/// The member as a file to read, by the kind that its name tells; `open` gives its bytes.
///
/// # Errors
/// A skip, if it is of a kind that is not read or cannot be opened.
pub(super) fn source_of_member(
    id: String,
    options: &ReadOptions,
    open: impl FnOnce() -> io::Result<Member>,
) -> Result<Source, Skip> {
    let name = Path::new(&id);
    let Some(kind) = FileKind::by_name(name) else {
        let detail = unsupported(name);
        return Err(Skip { path: id, reason: SkipReason::UnsupportedType, detail });
    };
    let opened = open().and_then(|Member { input, n_bytes }| {
        let is_compressed = input.is_compressed();
        let input = Unpacked::new(input, kind.compression, options.unpacked_ratio_max)?;
        Ok((input.of_compressed(is_compressed), n_bytes))
    });
    match opened {
        Ok((input, n_bytes)) => Ok(Source { id, content: kind.content, input, n_bytes }),
        Err(error) => Err(Skip { path: id, reason: SkipReason::Truncated, detail: error.to_string() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &[u8], expected: Name) {
        assert_eq!(Name::of("a.zip", raw), expected);
    }

    #[test]
    fn names_lie_below_the_archive() {
        check(b"x/y.txt", Name::File("a.zip/x/y.txt".to_owned()));
        check(b"./x//y.txt", Name::File("a.zip/x/y.txt".to_owned()));
        check(b"x\\y.txt", Name::File("a.zip/x/y.txt".to_owned()));
        check(b"caf\xe9.txt", Name::File("a.zip/caf%E9.txt".to_owned()));
        check(b"x/..y.txt", Name::Hidden);
        check(b"__MACOSX/._y.txt", Name::Hidden);
    }

    #[test]
    fn names_that_lead_elsewhere_are_never_used() {
        let climbs = "a name that leads out of the archive";
        check(b"../y.txt", Name::Unsafe("a.zip/%2E%2E/y.txt".to_owned(), climbs));
        check(b"x/../../y.txt", Name::Unsafe("a.zip/x/%2E%2E/%2E%2E/y.txt".to_owned(), climbs));
        check(b"x\\..\\y.txt", Name::Unsafe("a.zip/x/%2E%2E/y.txt".to_owned(), climbs));
        check(b"/etc/y.txt", Name::Unsafe("a.zip/etc/y.txt".to_owned(), "an absolute name"));
        check(b"C:\\y.txt", Name::Unsafe("a.zip/C:/y.txt".to_owned(), "an absolute name"));
        let control = "a name with control characters";
        check(b"y.txt\0.png", Name::Unsafe("a.zip/y.txt%00.png".to_owned(), control));
        check(b"", Name::Unsafe("a.zip/".to_owned(), "no name"));
    }
}
