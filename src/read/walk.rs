//! The files below a folder, in path order.
//!
//! Walks lazily: of each open folder the names of its entries are held, since they have to be sorted, and nothing of
//! the files. Hidden files, and with them the folders of version control, are passed over in silence, and so are
//! symbolic links unless the user wants them followed. Everything else is a file to read or a skip.

use std::io;
use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use ignore::{DirEntry, Walk, WalkBuilder};

use super::ReadOptions;
use super::kind::{FileKind, unsupported};
use super::roots::id_of;
use crate::error::{Error, Result, Skip, SkipReason, in_words};

/// The user's globs, matched against paths relative to their root.
#[derive(Clone, Debug)]
pub struct Globs {
    include: Option<GlobSet>,
    exclude: GlobSet,
}

impl Globs {
    /// The globs of the options.
    ///
    /// # Errors
    /// If a glob cannot be parsed.
    pub fn new(options: &ReadOptions) -> Result<Self> {
        let include = glob_set("--include", &options.include)?;
        let include = (!options.include.is_empty()).then_some(include);
        Ok(Self { include, exclude: glob_set("--exclude", &options.exclude)? })
    }

    /// Whether the walk of a folder comes to the file at `relative` below it.
    #[must_use]
    pub fn admit(&self, relative: &Path) -> bool {
        let is_hidden = |part: &std::ffi::OsStr| part.as_encoded_bytes().starts_with(b".");
        !relative.iter().any(is_hidden) && self.match_path(relative)
    }

    /// Whether the globs admit that path: none of those to leave out matches it or a folder of it, and one of those to read
    /// does, if there are any.
    #[must_use]
    pub fn match_path(&self, path: &Path) -> bool {
        let mut ancestors = path.ancestors().filter(|path| !path.as_os_str().is_empty());
        !ancestors.any(|path| self.exclude.is_match(path)) && self.includes_file(path)
    }

    fn includes_file(&self, relative: &Path) -> bool {
        self.include.as_ref().is_none_or(|include| include.is_match(relative))
    }
}

fn glob_set(flag: &str, globs: &[String]) -> Result<GlobSet> {
    let bad = |glob: &str, error: globset::Error| {
        Error::usage(format!("{flag} `{glob}`: {}", error.kind()))
            .with_hint("`*` stands for any characters, `?` for one, `[ab]` and `{ab,cd}` for one of several")
    };
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        set.add(Glob::new(glob.trim_end_matches('/')).map_err(|error| bad(glob, error))?);
    }
    set.build().map_err(|error| bad(&globs.join(" "), error))
}

/// A file to read, with its id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct FileToRead {
    pub(super) path: PathBuf,
    pub(super) id: String,
    pub(super) kind: FileKind,
}

/// The walk through one folder.
pub(super) struct FolderWalk {
    entries: Walk,
    root: PathBuf,
    prefix: String,
    globs: Globs,
}

impl FolderWalk {
    /// Walks the folder `root`, whose files have ids that begin with `prefix`.
    pub(super) fn new(root: PathBuf, prefix: String, globs: Globs, follow_symlinks: bool) -> Self {
        let (exclude, base) = (globs.exclude.clone(), root.clone());
        let entries = WalkBuilder::new(&root)
            .standard_filters(false)
            .hidden(true)
            .follow_links(follow_symlinks)
            .sort_by_file_name(|a, b| a.as_encoded_bytes().cmp(b.as_encoded_bytes()))
            .filter_entry(move |entry| !exclude.is_match(relative_to(&base, entry.path())))
            .build();
        Self { entries, root, prefix, globs }
    }

    /// The next file, or what could not be walked or is not read; `None` at the end.
    ///
    /// # Errors
    /// If the root itself can no longer be read.
    pub(super) fn next_file(&mut self) -> Result<Option<std::result::Result<FileToRead, Skip>>> {
        loop {
            let found = match self.entries.next() {
                None => return Ok(None),
                Some(Ok(entry)) => self.file_of_entry(entry),
                Some(Err(error)) => Some(Err(self.skip_of_error(error)?)),
            };
            if found.is_some() {
                return Ok(found);
            }
        }
    }

    fn file_of_entry(&self, entry: DirEntry) -> Option<std::result::Result<FileToRead, Skip>> {
        let file_type = entry.file_type()?;
        let relative = relative_to(&self.root, entry.path());
        if file_type.is_dir() || file_type.is_symlink() || !self.globs.includes_file(relative) {
            return None;
        }
        let id = id_of(&self.prefix, relative);
        let kind = FileKind::by_name(relative);
        let detail = match kind {
            _ if !file_type.is_file() => "not a regular file".to_owned(),
            Some(kind) => return Some(Ok(FileToRead { path: entry.into_path(), id, kind })),
            None => unsupported(relative),
        };
        Some(Err(Skip { path: id, reason: SkipReason::UnsupportedType, detail }))
    }

    /// What the walk could not enter; its words must not betray where the root lies.
    fn skip_of_error(&self, error: ignore::Error) -> Result<Skip> {
        let (path, detail) = match cause(&error) {
            (_, ignore::Error::Loop { ancestor, child }) => {
                let ancestor = self.name_of(relative_to(&self.root, ancestor));
                (Some(child.as_path()), format!("a symbolic link that leads back to `{ancestor}`"))
            }
            (path, ignore::Error::Io(error)) => (path, in_words(error)),
            (path, other) => (path, other.to_string()),
        };
        if path == Some(&self.root) {
            let error = error.into_io_error().unwrap_or_else(|| io::Error::other(detail));
            return Err(Error::input(self.root.display(), error.kind().into()));
        }
        // An error in the middle of a folder comes without its path.
        let path = self.name_of(path.map_or(Path::new(""), |path| relative_to(&self.root, path)));
        Ok(Skip { path, reason: SkipReason::Unreadable, detail })
    }

    /// The id that a file at `relative` would have; a dot for the root itself.
    fn name_of(&self, relative: &Path) -> String {
        let id = id_of(&self.prefix, relative);
        if id.is_empty() { ".".to_owned() } else { id }
    }
}

fn relative_to<'p>(root: &Path, path: &'p Path) -> &'p Path {
    path.strip_prefix(root).unwrap_or(path)
}

/// The innermost error, and the path that is blamed for it.
fn cause(error: &ignore::Error) -> (Option<&Path>, &ignore::Error) {
    match error {
        ignore::Error::WithPath { path, err } => (Some(path), cause(err).1),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => cause(err),
        other => (None, other),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    fn folder(files: &[&str]) -> TempDir {
        let root = TempDir::new().unwrap();
        for file in files {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "words").unwrap();
        }
        root
    }

    fn walk(root: &Path, options: &ReadOptions) -> Vec<String> {
        let globs = Globs::new(options).unwrap();
        let mut walk = FolderWalk::new(root.to_owned(), String::new(), globs, options.follow_symlinks);
        let mut found = Vec::new();
        while let Some(file) = walk.next_file().unwrap() {
            found.push(match file {
                Ok(file) => file.id,
                Err(skip) => format!("{}: {} ({})", skip.path, skip.reason.as_str(), skip.detail),
            });
        }
        found
    }

    fn check(files: &[&str], include: &[&str], exclude: &[&str], expected: &[&str]) {
        let root = folder(files);
        let owned = |globs: &[&str]| globs.iter().map(ToString::to_string).collect();
        let options =
            ReadOptions { include: owned(include), exclude: owned(exclude), ..ReadOptions::default() };
        assert_eq!(walk(root.path(), &options), expected);
    }

    #[test]
    fn files_come_in_path_order_without_hidden_ones() {
        let files =
            ["b.txt", "a/z.md", "a/b.html", ".git/config.txt", ".hidden.txt", "a/.gitignore", "B.txt"];
        check(&files, &[], &[], &["B.txt", "a/b.html", "a/z.md", "b.txt"]);
    }

    #[test]
    fn ignore_files_are_not_consulted() {
        let root = folder(&["a.txt", ".git/HEAD"]);
        fs::write(root.path().join(".gitignore"), "*.txt").unwrap();
        fs::write(root.path().join(".ignore"), "*.txt").unwrap();
        assert_eq!(walk(root.path(), &ReadOptions::default()), ["a.txt"]);
    }

    #[test]
    fn other_types_are_skipped_with_their_extension() {
        let expected = [
            "README: unsupported_type (files without an extension are not read)",
            "a.PNG: unsupported_type (files of type `.png` are not read)",
        ];
        check(&["README", "a.PNG"], &[], &[], &expected);
    }

    #[test]
    fn globs_choose_files_and_close_folders() {
        let files = ["a.txt", "b.html", "drafts/c.html", "drafts/d.txt", "x/y/e.html"];
        check(&files, &["*.html"], &[], &["b.html", "drafts/c.html", "x/y/e.html"]);
        check(&files, &["*.html"], &["drafts/"], &["b.html", "x/y/e.html"]);
        check(&files, &[], &["**/*.html", "drafts/*"], &["a.txt"]);
        check(&files, &["x/**"], &[], &["x/y/e.html"]);
    }

    #[test]
    fn bad_glob_is_an_error_that_quotes_it() {
        let options = ReadOptions { include: vec!["a[".to_owned()], ..ReadOptions::default() };
        let error = Globs::new(&options).unwrap_err();
        assert!(error.to_string().starts_with("--include `a[`: unclosed"), "{error}");
        assert!(error.hint().is_some());
    }

    #[cfg(unix)]
    #[test]
    fn links_count_only_when_followed_and_loops_end() {
        use std::os::unix::fs::symlink;
        let root = folder(&["a/a.txt"]);
        symlink("a.txt", root.path().join("a/link.txt")).unwrap();
        symlink("gone.txt", root.path().join("broken.txt")).unwrap();
        symlink("..", root.path().join("a/loop")).unwrap();
        assert_eq!(walk(root.path(), &ReadOptions::default()), ["a/a.txt"]);
        let options = ReadOptions { follow_symlinks: true, ..ReadOptions::default() };
        let found = walk(root.path(), &options);
        let expected = [
            "a/a.txt",
            "a/link.txt",
            "a/loop: unreadable (a symbolic link that leads back to `.`)",
            "broken.txt: unreadable (no such file or folder)",
        ];
        assert_eq!(found, expected);
    }

    #[cfg(unix)]
    #[test]
    fn sockets_are_not_opened() {
        let root = folder(&[]);
        let _socket = std::os::unix::net::UnixListener::bind(root.path().join("s.txt")).unwrap();
        assert_eq!(
            walk(root.path(), &ReadOptions::default()),
            ["s.txt: unsupported_type (not a regular file)"]
        );
    }

    #[cfg(unix)]
    #[test]
    fn closed_folder_is_unreadable_and_the_walk_goes_on() {
        use std::os::unix::fs::PermissionsExt;
        let root = folder(&["a/a.txt", "b.txt"]);
        let closed = root.path().join("a");
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
        let is_superuser = fs::read_dir(&closed).is_ok();
        let found = walk(root.path(), &ReadOptions::default());
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
        let first = if is_superuser { "a/a.txt" } else { "a: unreadable (permission denied)" };
        assert_eq!(found, [first, "b.txt"]);
    }
}
