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
    let mut met = Vec::new();
    for (file, path) in existing {
        if is_listed(&path, &options.files) {
            met.push((file.clone(), Met::Named));
            continue;
        }
        for root in &roots {
            if let Some(how) = met_at(root, &path, &globs, options.follow_symlinks)? {
                met.push((file.clone(), how));
                break;
            }
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
fn met_at(root: &Root, path: &Path, globs: &Globs, follow_symlinks: bool) -> Result<Option<Met>> {
    Ok(match root {
        Root::File { path: file, .. } => {
            fs::canonicalize(file).is_ok_and(|file| file == path).then_some(Met::Named)
        }
        Root::Folder { path: folder, prefix } => {
            let true_folder = fs::canonicalize(folder).ok();
            let relative = true_folder.as_deref().and_then(|folder| path.strip_prefix(folder).ok());
            match relative.filter(|relative| globs.admit(relative)) {
                Some(relative) => Some(Met::Below(id_of(prefix, relative))),
                None if follow_symlinks => met_by_links(folder, prefix, path, globs)?,
                None => None,
            }
        }
        Root::Stdin | Root::Special(_) => None,
    })
}

/// How the file is met by links below a folder.
fn met_by_links(folder: &Path, prefix: &str, path: &Path, globs: &Globs) -> Result<Option<Met>> {
    let mut walk = FolderWalk::new(folder.to_owned(), prefix.to_owned(), globs.clone(), true);
    while let Some(found) = walk.next_file()? {
        if let Ok(FileToRead { path: read, id, .. }) = found
            && fs::canonicalize(read).is_ok_and(|read| read == path)
        {
            return Ok(Some(Met::Below(id)));
        }
    }
    Ok(None)
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
