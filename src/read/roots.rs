//! The roots given on the command line: what each of them is, and how the ids below it begin.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Component, Path, PathBuf};

use percent_encoding::{AsciiSet, CONTROLS, percent_encode};

use super::kind::archive_stem;
use super::listed::FileList;
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
/// names as given, an absolute one by as many of its last components as it takes to tell it from the others and from
/// listed `files`.
///
/// # Errors
/// If there is no path, or one does not exist or cannot be read.
pub(super) fn resolve(paths: &[PathBuf], files: &FileList) -> Result<Vec<Root>> {
    if paths.is_empty() && !files.is_given() {
        let error = Error::usage("there is nothing to read");
        return Err(error.with_hint("name folders or files, or `-` for JSON Lines on standard input"));
    }
    let names = names(paths, files);
    let has_others = paths.len() > 1 || files.is_given();
    paths.iter().zip(names).map(|(path, name)| resolve_one(path, name, has_others)).collect()
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
        let is_glob = path.to_string_lossy().contains(['*', '?', '[']);
        Error::input(path.display(), error).with_hint(if is_glob {
            "no file has that name or pattern; name the folder and give the pattern to --include"
        } else {
            "check that it exists and that you may read it"
        })
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

/// Names that begin the ids of each root, which may stand beside listed files.
fn names(paths: &[PathBuf], files: &FileList) -> Vec<String> {
    let mut names: Vec<Name<'_>> = paths.iter().map(|path| Name::of_root(path)).collect();
    // A list may be long, and matters only to what is named by as little as tells it from others.
    if names.iter().all(|name| name.is_whole) {
        return names.iter().map(|name| name.tail(u32::MAX)).collect();
    }
    names.extend(files.names().iter().map(|path| Name::of_listed(path)));
    names[..paths.len()].iter().zip(tails(&names)).map(|(name, tail)| name.tail(tail)).collect()
}

/// A path that ids are made of.
pub(super) struct Name<'p> {
    /// Where it leads to, if it leads upwards; else as given.
    full: Cow<'p, Path>,
    /// Whether it is named as given, not by as little as tells it from others.
    is_whole: bool,
    /// Whether it is a file, whose folder tells its outlet.
    is_file: bool,
}

impl<'p> Name<'p> {
    /// Of a path on the command line; an absolute one is named after where it leads to.
    pub(super) fn of_root(path: &'p Path) -> Self {
        let is_whole = path.is_relative() && !leads_upwards(path);
        let full = if is_whole { path.into() } else { canonical(path) };
        Self { full, is_whole, is_file: path.is_file() }
    }

    /// Of a path in a list. An absolute one is taken as it is: links in it would have to be followed for each of millions.
    pub(super) fn of_listed(path: &'p Path) -> Self {
        let leads_upwards = leads_upwards(path);
        Self {
            full: if leads_upwards { canonical(path) } else { path.into() },
            is_whole: path.is_relative() && !leads_upwards,
            is_file: true,
        }
    }

    /// Its last components, joined.
    pub(super) fn tail(&self, n_components: u32) -> String {
        let components: Vec<String> = components(&self.full).collect();
        components[components.len().saturating_sub(n_components as usize)..].join("/")
    }

    /// Its components, the last first.
    fn backwards(&self) -> impl Iterator<Item = &OsStr> {
        self.full.components().rev().filter_map(|component| match component {
            Component::Normal(name) => Some(name),
            _ => None,
        })
    }
}

fn leads_upwards(path: &Path) -> bool {
    path.components().any(|component| component == Component::ParentDir)
}

fn canonical(path: &Path) -> Cow<'_, Path> {
    fs::canonicalize(path).map_or(path.into(), Cow::Owned)
}

/// For each path the number of its last components that name it: all of one that is named as given, of another as many
/// as tell it from all others, and a file's folder at least. Sorted by their ends, paths stand beside those with which they share most.
pub(super) fn tails(names: &[Name<'_>]) -> Vec<u32> {
    let mut tails: Vec<u32> = names.iter().map(|name| name.backwards().count() as u32).collect();
    if names.iter().all(|name| name.is_whole) {
        return tails;
    }
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by(|one, other| names[*one].backwards().cmp(names[*other].backwards()));
    let groups: Vec<&[usize]> =
        order.chunk_by(|one, other| names[*one].backwards().eq(names[*other].backwards())).collect();
    let n_shared = |one: &[usize], other: &[usize]| {
        let both = names[one[0]].backwards().zip(names[other[0]].backwards());
        both.take_while(|(one, other)| one == other).count() as u32
    };
    let mut shared_before = 0;
    for (idx, group) in groups.iter().enumerate() {
        let shared_after = groups.get(idx + 1).map_or(0, |next| n_shared(group, next));
        for &path in group.iter().filter(|path| !names[**path].is_whole) {
            let n_telling = shared_before.max(shared_after) + 1;
            tails[path] = tails[path].min(n_telling.max(if names[path].is_file { 2 } else { 1 }));
        }
        shared_before = shared_after;
    }
    tails
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
        assert_eq!(names(&paths, &FileList::default()), expected);
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
        let error = resolve(&[PathBuf::from("no/such/folder")], &FileList::default()).unwrap_err();
        assert!(error.to_string().starts_with("no/such/folder: "), "{error}");
        assert!(error.hint().is_some());
        assert!(resolve(&[], &FileList::default()).is_err());
    }
}
