//! Which of the files that a run is about to write are among those that it reads.

use std::fs;
use std::path::{Path, PathBuf};

use super::ReadOptions;
use super::kind::{Content, FileKind};
use super::listed::FileList;
use super::reader::Reader;
use super::roots::{Root, id_of, resolve};
use super::walk::{FileToRead, FolderWalk, Globs};
use crate::error::Result;

/// How a run meets a file in its input.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Met {
    /// It was named, on the command line or in a list.
    Named,
    /// It lies below a folder that was named, and would have this id.
    Below(String),
}

/// Those of `files` that exist and that a run which reads `paths` meets.
///
/// # Errors
/// As [`Reader::open`].
pub fn met(files: &[PathBuf], paths: &[PathBuf], options: &ReadOptions) -> Result<Vec<(PathBuf, Met)>> {
    let existing = files.iter().filter_map(|file| Some((file, fs::canonicalize(file).ok()?)));
    let existing: Vec<(&PathBuf, PathBuf)> = existing.collect();
    if existing.is_empty() {
        return Ok(Vec::new());
    }
    let roots = resolve(paths, &options.files)?;
    let globs = Globs::new(options)?;
    let (mut met, mut left) = (Vec::new(), Vec::new());
    for (file, path) in existing {
        let how = if is_listed(&path, &options.files) {
            Some(Met::Named)
        } else {
            roots.iter().find_map(|root| met_at(root, &path, &globs))
        };
        match how {
            Some(how) => met.push((file.clone(), how)),
            None => left.push((file.clone(), path)),
        }
    }
    if options.follow_symlinks {
        for root in &roots {
            met_by_links(root, &mut left, &globs, &mut met)?;
        }
    }
    Ok(met)
}

fn is_listed(path: &Path, files: &FileList) -> bool {
    files.names().iter().any(|name| leads_to(name, path))
}

/// Whether a name is that of the file at this true path, perhaps by links.
fn leads_to(name: &Path, path: &Path) -> bool {
    let may_be = name.file_name() == path.file_name() || name.is_symlink();
    may_be && fs::canonicalize(name).is_ok_and(|name| name == path)
}

/// How the file of that true path is met at a root.
fn met_at(root: &Root, path: &Path, globs: &Globs) -> Option<Met> {
    match root {
        Root::File { path: file, .. } => {
            fs::canonicalize(file).is_ok_and(|file| file == path).then_some(Met::Named)
        }
        Root::Folder { path: folder, prefix } => {
            let folder = fs::canonicalize(folder).ok()?;
            let relative = path.strip_prefix(folder).ok()?;
            globs.admit(relative).then(|| Met::Below(id_of(prefix, relative)))
        }
        Root::Stdin | Root::Special(_) => None,
    }
}

/// Moves from `left` to `met` what links below a folder lead to, in one walk.
fn met_by_links(
    root: &Root,
    left: &mut Vec<(PathBuf, PathBuf)>,
    globs: &Globs,
    met: &mut Vec<(PathBuf, Met)>,
) -> Result<()> {
    let Root::Folder { path, prefix } = root else { return Ok(()) };
    let mut walk = FolderWalk::new(path.clone(), prefix.clone(), globs.clone(), true);
    while !left.is_empty()
        && let Some(found) = walk.next_file()?
    {
        let Ok(FileToRead { path, id, .. }) = found else { continue };
        let Ok(path) = fs::canonicalize(path) else { continue };
        if let Some(which) = left.iter().position(|(_, other)| *other == path) {
            met.push((left.swap_remove(which).0, Met::Below(id)));
        }
    }
    Ok(())
}

/// Whether the file is one of records, and any of them is a document. Reading ends at the first.
///
/// # Errors
/// As [`Reader::open`].
pub fn holds_records(path: &Path, options: &ReadOptions) -> Result<bool> {
    let is_article = |kind: FileKind| matches!(kind.content, Content::Article(_));
    if FileKind::by_name(path).is_none_or(is_article) {
        return Ok(false);
    }
    let alone = ReadOptions {
        files: FileList::default(),
        include: Vec::new(),
        exclude: Vec::new(),
        ..options.clone()
    };
    let mut reader = Reader::open(&[path.to_owned()], alone.clone())?;
    while let Some(block) = reader.next_block()? {
        if block.documents(&alone).iter().any(std::result::Result::is_ok) {
            return Ok(true);
        }
    }
    Ok(false)
}
