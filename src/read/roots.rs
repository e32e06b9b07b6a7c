//! The roots given on the command line: what each of them is, and how the ids below it begin.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Component, Path, PathBuf};

use percent_encoding::{AsciiSet, CONTROLS, percent_encode};

use super::kind::archive_stem;
use crate::error::{Error, Result, Skip, SkipReason};

/// What is escaped in a name that is not UTF-8, besides all that is not ASCII.
const ESCAPED: &AsciiSet = &CONTROLS.add(b'%');

/// One root.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Root {
    /// Standard input.
    Stdin,
    /// A folder, and what the ids of its files begin with: nothing, or a name and a slash.
    Folder { path: PathBuf, prefix: String },
    /// A file and its id.
    File { path: PathBuf, id: String },
    /// What is neither, such as a pipe.
    Special(Skip),
}

/// The roots that `paths` name, in that order. One root gives ids relative to it; several are told apart by their
/// names as given, an absolute one by as many of its last components as it takes to tell it from the others.
///
/// # Errors
/// If there is no path, or one does not exist or cannot be read.
pub(super) fn resolve(paths: &[PathBuf]) -> Result<Vec<Root>> {
    if paths.is_empty() {
        let error = Error::usage("there is nothing to read");
        return Err(error.with_hint("name folders or files, or `-` for JSON Lines on standard input"));
    }
    let names = names(paths);
    paths.iter().zip(names).map(|(path, name)| resolve_one(path, name, paths.len() > 1)).collect()
}

fn resolve_one(path: &Path, name: String, has_others: bool) -> Result<Root> {
    if path == Path::new("-") {
        return Ok(Root::Stdin);
    }
    let readable = fs::metadata(path).and_then(|metadata| {
        if metadata.is_dir() {
            fs::read_dir(path)?;
        } else if metadata.is_file() {
            File::open(path)?;
        }
        Ok(metadata)
    });
    let metadata = readable.map_err(|error| {
        Error::input(path.display(), error).with_hint("check that it exists and that you may read it")
    })?;
    let path = path.to_owned();
    if metadata.is_dir() {
        let prefix = if has_others && !name.is_empty() { name + "/" } else { String::new() };
        return Ok(Root::Folder { path, prefix });
    }
    let id = if has_others { name } else { path.file_name().map(utf8_name).unwrap_or(name) };
    if metadata.is_file() {
        return Ok(Root::File { path, id });
    }
    let detail = "not a regular file; give `-` to read a pipe as JSON Lines".to_owned();
    Ok(Root::Special(Skip { path: id, reason: SkipReason::UnsupportedType, detail }))
}

/// The id of the file at `relative` below a folder of that prefix.
pub(super) fn id_of(prefix: &str, relative: &Path) -> String {
    let components: Vec<_> = components(relative).collect();
    format!("{prefix}{}", components.join("/"))
}

/// The name of the folder, or of the archive without its extensions, that a file of that id lies in; `None` directly in
/// the only root.
pub(super) fn folder_of(id: &str) -> Option<&str> {
    let (folders, _) = id.rsplit_once('/')?;
    folders.rsplit('/').next().map(archive_stem)
}

/// Names that begin the ids of each root.
fn names(paths: &[PathBuf]) -> Vec<String> {
    let is_relative = |path: &Path| {
        path.is_relative() && !path.components().any(|component| component == Component::ParentDir)
    };
    let parts: Vec<Vec<String>> = paths
        .iter()
        .map(|path| {
            // What leads upwards has its name from where it leads to.
            let full = if is_relative(path) { None } else { fs::canonicalize(path).ok() };
            components(full.as_deref().unwrap_or(path)).collect()
        })
        .collect();
    let name = |(path, own): (&PathBuf, &Vec<String>)| {
        let n_parts_min = if is_relative(path) { own.len() } else { own.len().min(1) };
        let is_unique = |n_parts: &usize| {
            let tail = &own[own.len() - n_parts..];
            parts.iter().all(|other| other == own || !other.ends_with(tail))
        };
        let n_parts = (n_parts_min..=own.len()).find(is_unique).unwrap_or(own.len());
        own[own.len() - n_parts..].join("/")
    };
    paths.iter().zip(&parts).map(name).collect()
}

fn components(path: &Path) -> impl Iterator<Item = String> {
    path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(utf8_name(name)),
        _ => None,
    })
}

fn utf8_name(name: &OsStr) -> String {
    name_of_bytes(name.as_encoded_bytes())
}

/// A name as text; one that is not UTF-8 is percent-encoded.
pub(super) fn name_of_bytes(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(name) => name.to_owned(),
        Err(_) => percent_encode(name, ESCAPED).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(paths: &[&str], expected: &[&str]) {
        let paths: Vec<_> = paths.iter().map(PathBuf::from).collect();
        assert_eq!(names(&paths), expected);
    }

    #[test]
    fn roots_are_named_as_given_and_never_absolutely() {
        check(&["news/", "./wire//today"], &["news", "wire/today"]);
        check(&["/nowhere/news", "wire"], &["news", "wire"]);
        check(&[".", "wire"], &["", "wire"]);
    }

    #[test]
    fn absolute_roots_of_one_name_are_told_apart_by_their_parents() {
        check(&["/nowhere/2019/news", "/nowhere/2020/news"], &["2019/news", "2020/news"]);
        check(&["/nowhere/news", "news"], &["nowhere/news", "news"]);
        check(&["/nowhere/news", "/nowhere/news"], &["news", "news"]);
    }

    #[test]
    fn folder_is_the_last_one_of_the_id() {
        assert_eq!(folder_of("030.txt"), None);
        assert_eq!(folder_of("archive/030.txt"), Some("archive"));
        assert_eq!(folder_of("archive/guardian/030.txt"), Some("guardian"));
        assert_eq!(folder_of("archive/guardian.tar.gz/030.txt"), Some("guardian"));
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_not_utf8_are_percent_encoded() {
        use std::os::unix::ffi::OsStrExt;
        let name = Path::new(OsStr::from_bytes(b"caf\xe9 100%.txt"));
        assert_eq!(id_of("a/", name), "a/caf%E9 100%25.txt");
        assert_eq!(id_of("", Path::new("café 100%.txt")), "café 100%.txt");
    }

    #[test]
    fn missing_root_is_an_error_with_its_name_and_a_hint() {
        let error = resolve(&[PathBuf::from("no/such/folder")]).unwrap_err();
        assert!(error.to_string().starts_with("no/such/folder: "), "{error}");
        assert!(error.hint().is_some());
        assert!(resolve(&[]).is_err());
    }
}
