//! Which of the files that a run is about to write are among those that it reads.

use std::fs;
use std::path::{Path, PathBuf};

use super::ReadOptions;
use super::kind::{Content, FileKind};
use super::listed::FileList;
use super::reader::Reader;
use super::roots::{Root, id_of, resolve};
use super::walk::Globs;
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
    let how = |path: &Path| {
        if is_listed(path, &options.files) {
            return Some(Met::Named);
        }
        roots.iter().find_map(|root| met_at(root, path, &globs))
    };
    let met = existing.into_iter().filter_map(|(file, path)| Some((file.clone(), how(&path)?)));
    Ok(met.collect())
}

fn is_listed(path: &Path, files: &FileList) -> bool {
    files.names().iter().any(|name| {
        name.file_name() == path.file_name() && fs::canonicalize(name).is_ok_and(|name| name == path)
    })
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
