//! What must hold before a step begins. Nothing is changed here; a dry run is these checks alone.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use super::disk::{Result, Stop};
use super::folder::{Content, Entry, Folder, Place};
use super::log::Act;
use super::{Item, Request, Target};
use crate::dedupe::paths::names_of_id;
use crate::error::Error;
use crate::read::{ReadOptions, document_hash};

/// The folders of a run, and how files are read.
pub(super) struct Checks<'a> {
    pub(super) act: Act,
    pub(super) root: Folder,
    /// The folder that files go to; a dry run does without.
    pub(super) to: Option<Folder>,
    read: &'a ReadOptions,
}

/// An item whose file may be acted on now.
pub(super) struct Checked {
    pub(super) file: Found,
    pub(super) kept: Option<Found>,
    /// Paths of the folders that its place among the files to go to lacks, outermost first.
    pub(super) folders: Vec<Vec<u8>>,
}

/// A document's file as it was just read.
pub(super) struct Found {
    pub(super) place: Place,
    pub(super) content: Content,
}

impl<'a> Checks<'a> {
    pub(super) fn open(request: &Request<'a>, target: &Target) -> crate::error::Result<Self> {
        let root = Folder::open(&target.root).map_err(|error| Error::input(target.root.display(), error))?;
        let to = target.to.as_deref().filter(|to| to.exists()).map(Folder::open).transpose();
        let to = to.map_err(|error| Error::input(request.to.unwrap_or(request.root).display(), error))?;
        Ok(Self { act: request.act, root, to, read: request.read })
    }

    /// The item's files, if it may be acted on.
    pub(super) fn check(&self, item: &Item<'_>) -> Result<Checked> {
        let file = self.find(item.id, item.content_hash)?;
        let kept = match item.kept {
            None => None,
            Some((id, hash)) => Some(self.find(id, hash).map_err(|stop| match stop {
                Stop::Refused(reason) => Stop::Refused(format!("the document kept, `{id}`: {reason}")),
                ended => ended,
            })?),
        };
        if let Some(kept) = &kept {
            self.check_two(&file, kept)?;
        }
        if self.act != Act::Copy && !file.place.folder.is_writable() {
            return Err("its folder cannot be written to".into());
        }
        let folders = match (&self.to, self.act) {
            (Some(to), Act::Move | Act::Copy) => missing_folders(to, &file.place.path)?,
            (None, Act::Move | Act::Copy) => folders_of(&file.place.path),
            _ => Vec::new(),
        };
        Ok(Checked { file, kept, folders })
    }

    /// The file of a document, which must have the hash that the report has for it.
    fn find(&self, id: &str, content_hash: &str) -> Result<Found> {
        let place = self.root.find(&names_of_id(id)?)?;
        match place.look()? {
            Some(Entry::File(_)) => {}
            Some(Entry::Symlink) => return Err("is a symbolic link".into()),
            Some(Entry::Other) => return Err("is not a regular file".into()),
            None => return Err("is no file below --root: gone, or a record in a file".into()),
        }
        // A packed file is hardly larger than what it holds, and a JSON record may be four times as large.
        let bytes_max = self.read.doc_bytes_max.saturating_mul(4).saturating_add(64 << 10);
        let content = place.read(bytes_max)?;
        let name = Path::new(OsStr::from_bytes(&place.name));
        let hash = document_hash(name, &content.bytes, self.read).map_err(|skip| skip.detail)?;
        if hash.to_string() != content_hash {
            return Err("changed since the scan: its content hash is another".into());
        }
        Ok(Found { place, content })
    }

    fn check_two(&self, file: &Found, kept: &Found) -> Result<()> {
        if file.content.inode == kept.content.inode {
            return Err("is the same file as the document kept already".into());
        }
        let device = self.root.inode()?.device;
        match self.act {
            Act::Hardlink | Act::Symlink if file.content.bytes != kept.content.bytes => {
                Err("its bytes are not those of the document kept, a link would lose them".into())
            }
            Act::Hardlink if file.content.inode.device != kept.content.inode.device => {
                Err("lies on another file system than the document kept".into())
            }
            Act::Trash if file.content.inode.device != device => {
                Err("lies on another file system than --root, which its trash is on".into())
            }
            _ => Ok(()),
        }
    }
}

/// The folders that `path` lacks below `to`; refused if anything stands at its end.
fn missing_folders(to: &Folder, path: &[u8]) -> Result<Vec<Vec<u8>>> {
    let names: Vec<&[u8]> = path.split(|byte| *byte == b'/').collect();
    let mut folder = to.again()?;
    for (idx, name) in names.iter().enumerate() {
        let entry = folder.look(name)?;
        let is_last = idx + 1 == names.len();
        match entry {
            Some(_) if is_last => return Err("something stands where it is to go".into()),
            Some(_) => folder = folder.step(name).map_err(|reason| format!("where it is to go, {reason}"))?,
            None if !folder.is_writable() => return Err("where it is to go cannot be written to".into()),
            None => return Ok(folders_of(path).split_off(idx)),
        }
    }
    Ok(Vec::new())
}

/// The folders that a path leads through, outermost first.
fn folders_of(path: &[u8]) -> Vec<Vec<u8>> {
    let ends = path.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    ends.map(|(at, _)| path[..at].to_vec()).collect()
}
