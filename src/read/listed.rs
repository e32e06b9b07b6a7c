//! Files named by a list, of which there may be millions.
//!
//! A list is held as it was given, some hundred bytes a name, with the number of components at the end of each name that
//! its id is made of. Whether a file is there is only looked at when its turn comes, so that what is missing is one skip.

use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::kind::FileKind;
use super::roots::{Name, tails};
use super::walk::FileToRead;
use crate::error::{Error, Result, Skip, SkipReason, in_words};
use crate::hash::{hash_bytes, mix};

/// Bytes of the longest name: eight times what Linux allows, so that a longer one means that the list is none.
const NAME_BYTES_MAX: usize = 1 << 15;

/// What stands between the names of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Separator {
    /// A line end, `\n` or `\r\n`.
    Line,
    /// A byte of zero, which no name can hold: `find -print0`.
    Null,
}

/// Names of files to read.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct FileList {
    /// `None` if no list was given, which is not the same as an empty one.
    names: Option<Arc<[Box<Path>]>>,
}

impl FileList {
    /// The names in the file at `path`, or on standard input for `-`; empty ones are passed over.
    ///
    /// # Errors
    /// If the list cannot be read, or holds what can be no name of a file.
    pub fn read(path: &Path, separator: Separator) -> Result<Self> {
        let failed = |error| Error::input(path.display(), error);
        if path == Path::new("-") {
            return Self::of(io::stdin().lock(), path, separator);
        }
        Self::of(BufReader::new(File::open(path).map_err(failed)?), path, separator)
    }

    fn of(mut input: impl BufRead, path: &Path, separator: Separator) -> Result<Self> {
        let end = if separator == Separator::Null { 0 } else { b'\n' };
        let (mut names, mut bytes) = (Vec::new(), Vec::new());
        for number in 1.. {
            bytes.clear();
            let read = input.by_ref().take(NAME_BYTES_MAX as u64 + 1).read_until(end, &mut bytes);
            if read.map_err(|error| Error::input(path.display(), error))? == 0 {
                break;
            }
            let mut name = bytes.strip_suffix(&[end]).unwrap_or(&bytes);
            if separator == Separator::Line {
                name = name.strip_suffix(b"\r").unwrap_or(name);
            }
            let refused = |what: &str, hint: &str| {
                Err(Error::usage(format!("{}: name {number} {what}", path.display())).with_hint(hint))
            };
            if name.len() >= NAME_BYTES_MAX {
                return refused("is longer than a path can be", "the list is text with one path a line");
            }
            if name.contains(&0) {
                return refused("has a NUL byte in it", "--null reads what `find -print0` writes");
            }
            let Some(name) = os_string(name) else {
                return refused("is not UTF-8", "this system has no other names");
            };
            if !name.is_empty() {
                names.push(PathBuf::from(name).into_boxed_path());
            }
        }
        Ok(Self { names: Some(names.into()) })
    }

    /// Whether there is a list, be it empty.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.names.is_some()
    }

    /// The names, in the order of the list.
    pub(super) fn names(&self) -> &[Box<Path>] {
        self.names.as_deref().unwrap_or_default()
    }
}

/// How many names there are and what they hash to: a run is told by its options, and a list may be long.
impl fmt::Debug for FileList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hash = |sum, name: &Path| mix(sum ^ hash_bytes(name.as_os_str().as_encoded_bytes(), 0));
        let digest = self.names().iter().fold(0, |sum, name| hash(sum, name));
        write!(f, "FileList({} names, {digest:016x})", self.names().len())
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "any bytes are a name here, and not elsewhere")]
fn os_string(name: &[u8]) -> Option<OsString> {
    use std::os::unix::ffi::OsStringExt;
    Some(OsString::from_vec(name.to_vec()))
}

#[cfg(not(unix))]
fn os_string(name: &[u8]) -> Option<OsString> {
    String::from_utf8(name.to_vec()).ok().map(OsString::from)
}

/// The files of a list, one after another.
pub(super) struct Listed {
    list: FileList,
    /// Components at the end of each name that its id has.
    tails: Vec<u32>,
    next: usize,
}

impl Listed {
    /// The files of a list that is read together with `roots`. Their ids are those of files named on the command line
    /// beside others, however few they are: an id must not depend on how long the list is.
    pub(super) fn beside(roots: &[PathBuf], list: &FileList) -> Self {
        let roots = roots.iter().map(|root| Name::of_root(root));
        let names: Vec<Name<'_>> =
            roots.chain(list.names().iter().map(|name| Name::of_listed(name))).collect();
        let mut tails = tails(&names);
        Self { list: list.clone(), tails: tails.split_off(tails.len() - list.names().len()), next: 0 }
    }

    /// The next file, or why it is not read; `None` at the end.
    pub(super) fn next_file(&mut self) -> Option<std::result::Result<FileToRead, Skip>> {
        let path = self.list.names().get(self.next)?;
        let id = Name::of_listed(path).tail(self.tails[self.next]);
        self.next += 1;
        let skip = |path, reason, detail: String| Some(Err(Skip { path, reason, detail }));
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_file() => {
                Some(Ok(FileToRead { path: path.to_path_buf(), id, kind: FileKind::of_named_file(path) }))
            }
            Ok(metadata) if metadata.is_dir() => {
                skip(id, SkipReason::UnsupportedType, "a folder in a list of files".to_owned())
            }
            Ok(_) => skip(id, SkipReason::UnsupportedType, "not a regular file".to_owned()),
            Err(error) => skip(id, SkipReason::Unreadable, in_words(&error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(bytes: &[u8], separator: Separator) -> Result<FileList> {
        FileList::of(bytes, Path::new("list"), separator)
    }

    fn names(bytes: &[u8], separator: Separator) -> Vec<String> {
        let list = list(bytes, separator).unwrap();
        list.names().iter().map(|name| name.display().to_string()).collect()
    }

    #[test]
    fn a_list_has_a_name_a_line_or_between_zeros() {
        assert_eq!(names(b"a.txt\r\n\n b c.txt\nd.txt", Separator::Line), ["a.txt", " b c.txt", "d.txt"]);
        assert_eq!(names(b"a\nb.txt\0c.txt\0", Separator::Null), ["a\nb.txt", "c.txt"]);
        assert!(names(b"", Separator::Line).is_empty());
    }

    #[test]
    fn what_is_no_list_is_refused_with_a_hint() {
        let zeros = list(b"a.txt\0b.txt\0", Separator::Line).unwrap_err();
        assert!(zeros.hint().unwrap().contains("--null"), "{zeros}");
        let endless = list(&vec![b'x'; 1 << 20], Separator::Line).unwrap_err();
        assert_eq!(endless.to_string(), "list: name 1 is longer than a path can be");
    }

    #[test]
    fn ids_are_those_of_named_files_beside_others() {
        let ids = |roots: &[&str], bytes: &[u8]| {
            let roots: Vec<PathBuf> = roots.iter().map(PathBuf::from).collect();
            let mut listed = Listed::beside(&roots, &list(bytes, Separator::Line).unwrap());
            let skips = std::iter::from_fn(|| listed.next_file());
            skips.map(|skip| skip.unwrap_err().path).collect::<Vec<_>>()
        };
        assert_eq!(ids(&[], b"./news//1.txt"), ["news/1.txt"]);
        assert_eq!(
            ids(&[], b"/nowhere/a/1.txt\n/nowhere/b/1.txt\n/nowhere/2.txt"),
            ["a/1.txt", "b/1.txt", "nowhere/2.txt"]
        );
        assert_eq!(ids(&["1.txt"], b"/nowhere/a/1.txt"), ["a/1.txt"]);
    }
}
