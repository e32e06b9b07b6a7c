//! The user's trash, after the Trash specification of freedesktop.org, version 1.0.
//!
//! A folder `Trash` with `files` and `info`: what is thrown away is renamed into the one, and a `.trashinfo` in the other says
//! where it was and since when it is there, so that any file manager can put it back. Files of the home folder's file system go
//! to the home trash; those of another to `.Trash/UID` at the top of it, where an administrator made one that is safe to use,
//! else to `.Trash-UID`. Nothing is copied between file systems. Directory sizes are not kept up: no folder is thrown away.

use std::fs::{DirBuilder, symlink_metadata};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

use super::folder::{Folder, Reason};
use crate::error::{Error, Result};

/// What a path in a `.trashinfo` keeps of itself: the unreserved characters of RFC 2396 and slashes.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Names tried for a file whose own is taken in the trash.
const NAMES_MAX: usize = 10_000;

/// Where the user's trash may be.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TrashPlaces {
    /// The user's folder for data: `$XDG_DATA_HOME`, else `$HOME/.local/share`.
    pub data_home: Option<PathBuf>,
}

/// The trash for files below `root`, which need not exist yet.
pub(super) fn choose(root: &Path, places: &TrashPlaces) -> Result<PathBuf> {
    let failed = |error| Error::input(root.display(), error);
    let device = symlink_metadata(root).map_err(failed)?.dev();
    if let Some(home) = places.data_home.as_deref().filter(|home| home.is_absolute())
        && let Ok(home) = super::true_path(home)
        && nearest_device(&home) == Some(device)
    {
        return Ok(home.join("Trash"));
    }
    let is_inside = |path: &&Path| symlink_metadata(path).is_ok_and(|metadata| metadata.dev() == device);
    let top = root.ancestors().take_while(is_inside).last().unwrap_or(root);
    let user = rustix::process::getuid().as_raw();
    let shared = top.join(".Trash");
    // A shared trash that is a link, or where users could remove each other's files, must not be used.
    let is_safe =
        symlink_metadata(&shared).is_ok_and(|metadata| metadata.is_dir() && metadata.mode() & 0o1000 != 0);
    Ok(if is_safe { shared.join(user.to_string()) } else { top.join(format!(".Trash-{user}")) })
}

/// The device of a path that need not exist: that of its nearest ancestor that does.
fn nearest_device(path: &Path) -> Option<u64> {
    path.ancestors().find_map(|ancestor| symlink_metadata(ancestor).ok()).map(|metadata| metadata.dev())
}

/// Makes a trash and its two folders, for the user alone.
pub(super) fn create(trash: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true).mode(0o700);
    ["files", "info"].iter().try_for_each(|name| builder.create(trash.join(name)))
}

/// Bytes of the longest name in the trash: file systems have names of 255 bytes, of which a number and `.trashinfo` take some.
const NAME_BYTES_MAX: usize = 255 - 10 - 5;

/// A name that nothing in the trash has; where the file's own is too long, its beginning. The `.trashinfo` holds it whole.
pub(super) fn free_name(trash: &Folder, name: &[u8]) -> std::result::Result<Vec<u8>, Reason> {
    let is_inside = |byte: &&u8| (0x80..0xc0).contains(*byte);
    // Not within a character, of which three bytes at most follow the first.
    let ends = name[..name.len().min(NAME_BYTES_MAX + 1)].iter().rev().take(3);
    let n_inside = if name.len() > NAME_BYTES_MAX { ends.take_while(is_inside).count() } else { 0 };
    let name = &name[..name.len().min(NAME_BYTES_MAX - n_inside)];
    let folder = |name: &[u8]| trash.step(name);
    let (files, info) = (folder(b"files")?, folder(b"info")?);
    let is_free =
        |name: &Vec<u8>| matches!((files.look(name), info.look(&info_name(name))), (Ok(None), Ok(None)));
    let numbered = (2..NAMES_MAX).map(|number| [name, format!(".{number}").as_bytes()].concat());
    std::iter::once(name.to_vec())
        .chain(numbered)
        .find(is_free)
        .ok_or("the trash has no name left for it".to_owned())
}

/// The name of what says where a file of the trash was.
pub(super) fn info_name(name: &[u8]) -> Vec<u8> {
    [name, b".trashinfo"].concat()
}

/// What says where a file of the trash was: its path, relative to the top of its file system where the trash is one of those,
/// and the local time `YYYY-MM-DDThh:mm:ss`.
pub(super) fn info(trash: &Path, root: &Path, file: &[u8], now: &str) -> String {
    let path = root.join(std::ffi::OsStr::from_bytes(file));
    let is_in = |folder: Option<&Path>, name: &str| {
        folder.is_some_and(|folder| {
            folder.file_name().is_some_and(|found| found.as_bytes().starts_with(name.as_bytes()))
        })
    };
    let top = match trash.parent() {
        parent if is_in(Some(trash), ".Trash-") => parent,
        parent if is_in(parent, ".Trash") => parent.and_then(Path::parent),
        _ => None,
    };
    let path = top.and_then(|top| path.strip_prefix(top).ok()).unwrap_or(&path);
    let path = percent_encode(path.as_os_str().as_bytes(), ESCAPED);
    format!("[Trash Info]\nPath={path}\nDeletionDate={now}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn info_names_the_place_as_the_specification_has_it() {
        let check = |trash: &str, expected: &str| {
            let info = info(
                Path::new(trash),
                Path::new("/mnt/news"),
                "a/caf\u{e9} 1.txt".as_bytes(),
                "2026-03-01T09:00:00",
            );
            assert_eq!(info, format!("[Trash Info]\nPath={expected}\nDeletionDate=2026-03-01T09:00:00\n"));
        };
        check("/home/mira/.local/share/Trash", "/mnt/news/a/caf%C3%A9%201.txt");
        check("/mnt/.Trash-1000", "news/a/caf%C3%A9%201.txt");
        check("/mnt/.Trash/1000", "news/a/caf%C3%A9%201.txt");
    }

    #[test]
    fn a_name_too_long_for_its_info_is_cut_between_characters() {
        let folder = tempfile::tempdir().unwrap();
        create(folder.path()).unwrap();
        let trash = Folder::open(folder.path()).unwrap();
        let free = |name: &[u8]| free_name(&trash, name).unwrap();
        assert_eq!(free(&[b'x'; 240]), [b'x'; 240]);
        assert_eq!(free(&[b'x'; 255]), [b'x'; 240]);
        assert_eq!(free(&[0x80; 255]).len(), 237);
        let accents = "é".repeat(127);
        assert_eq!(free(accents.as_bytes()), "é".repeat(120).as_bytes());
        assert_eq!(free(format!("x{accents}").as_bytes()), format!("x{}", "é".repeat(119)).as_bytes());
        std::fs::write(folder.path().join("files").join("x".repeat(240)), "").unwrap();
        let numbered = free(&[b'x'; 255]);
        assert!(numbered.ends_with(b"x.2") && info_name(&numbered).len() <= 255);
    }

    #[test]
    fn a_shared_trash_without_the_sticky_bit_is_not_used() {
        let folder = tempfile::tempdir().unwrap();
        let places = TrashPlaces { data_home: Some(folder.path().join("data")) };
        assert!(choose(folder.path(), &places).unwrap().ends_with("data/Trash"));
        let elsewhere = TrashPlaces { data_home: None };
        let name = choose(folder.path(), &elsewhere).unwrap();
        let name = name.file_name().unwrap().to_str().unwrap().to_owned();
        let user = rustix::process::getuid().as_raw().to_string();
        assert!(name == format!(".Trash-{user}") || name == user, "{name}");
    }
}
