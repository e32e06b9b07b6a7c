//! A folder as it lies on the disk, to be compared with what it was.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// What stands under a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Node {
    /// Bytes, permissions, time of modification in seconds and nanoseconds.
    File(Vec<u8>, u32, (i64, i64)),
    Symlink(PathBuf),
    Folder,
}

/// Everything below a folder, hidden files included, by path relative to it.
pub(crate) type Tree = BTreeMap<PathBuf, Node>;

pub(crate) fn tree(root: &Path) -> Tree {
    fn walk(root: &Path, folder: &Path, found: &mut Tree) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for path in entries.map(|entry| entry.unwrap().path()) {
            let metadata = fs::symlink_metadata(&path).unwrap();
            let node = if metadata.is_symlink() {
                Node::Symlink(fs::read_link(&path).unwrap())
            } else if metadata.is_dir() {
                walk(root, &path, found);
                Node::Folder
            } else {
                let modified = (metadata.mtime(), metadata.mtime_nsec());
                Node::File(fs::read(&path).unwrap(), metadata.permissions().mode() & 0o7777, modified)
            };
            found.insert(path.strip_prefix(root).unwrap().to_owned(), node);
        }
    }
    let mut found = Tree::new();
    walk(root, root, &mut found);
    found
}

/// The different contents of all files below some folders.
pub(crate) fn contents(folders: &[&Path]) -> BTreeSet<Vec<u8>> {
    let nodes = folders.iter().flat_map(|folder| tree(folder).into_values());
    nodes.filter_map(|node| if let Node::File(bytes, ..) = node { Some(bytes) } else { None }).collect()
}

/// How many files and links lie below a folder.
pub(crate) fn n_files(folder: &Path) -> usize {
    tree(folder).values().filter(|node| !matches!(node, Node::Folder)).count()
}
