//! A look at the input before it is read: how much there is, and whether it is still the same.

use std::fs::Metadata;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use super::ReadOptions;
use super::compression::Compression;
use super::kind::{Archive, Content, FileKind};
use super::listed::Listed;
use super::roots::{self, Root};
use super::walk::{FileToRead, FolderWalk, Globs};
use crate::error::Result;
use crate::hash::{hash_bytes, mix};

/// What the roots hold, by the names, sizes and times of the files.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Survey {
    /// Files that will be read.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Their bytes unpacked, as far as can be told: packed text is taken for a fourth of its size.
    pub unpacked_bytes: u64,
    /// Equal for equal names, sizes and times of change.
    pub digest: u64,
    /// Whether there is a stream, of which nothing is known before it is read.
    pub has_stream: bool,
    /// Whether there are files of which only a part is documents, so that the bytes read will be fewer.
    pub has_other_bytes: bool,
}

/// What compressed news unpacks to, as a multiple.
const UNPACKED_RATIO: u64 = 4;

/// Looks at what the roots hold without reading any file.
///
/// # Errors
/// As [`super::Reader::open`].
pub fn survey(paths: &[PathBuf], options: &ReadOptions) -> Result<Survey> {
    let globs = Globs::new(options)?;
    let mut survey = Survey::default();
    for root in roots::resolve(paths, &options.files)? {
        match root {
            Root::Stdin => survey.has_stream = true,
            Root::File { path, id } => {
                let kind = FileKind::of_named_file(&path);
                survey.add(&FileToRead { path, id, kind });
            }
            Root::Special(_) => {}
            Root::Folder { path, prefix } => {
                let mut walk = FolderWalk::new(path, prefix, globs.clone(), options.follow_symlinks);
                while let Some(found) = walk.next_file()? {
                    if let Ok(file) = found {
                        survey.add(&file);
                    }
                }
            }
        }
    }
    let mut listed = Listed::beside(paths, &options.files);
    while let Some(found) = listed.next_file() {
        found.iter().for_each(|file| survey.add(file));
    }
    Ok(survey)
}

impl Survey {
    /// Adds a file. One that cannot be looked at will be skipped when it is read.
    fn add(&mut self, file: &FileToRead) {
        if file.kind.content == Content::Parquet && cfg!(not(feature = "parquet")) {
            return;
        }
        let metadata = std::fs::metadata(&file.path).ok();
        let bytes = metadata.as_ref().map_or(0, Metadata::len);
        let changed = metadata.and_then(|metadata| metadata.modified().ok());
        let changed = changed.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let nanoseconds = changed.map_or(0, |time| time.as_nanos() as u64);
        let content = file.kind.content;
        let is_packed = file.kind.compression != Compression::None
            || matches!(content, Content::Archive(Archive::Zip) | Content::Parquet);
        self.has_other_bytes |= matches!(content, Content::Archive(_) | Content::Warc);
        self.files += 1;
        self.bytes += bytes;
        self.unpacked_bytes += bytes * if is_packed { UNPACKED_RATIO } else { 1 };
        for part in [hash_bytes(file.id.as_bytes(), 0), bytes, nanoseconds] {
            self.digest = mix(self.digest ^ part);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn of(folder: &Path) -> Survey {
        survey(&[folder.to_owned()], &ReadOptions::default()).unwrap()
    }

    #[test]
    fn a_survey_tells_sizes_and_changes() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("a.txt", "four");
        write("b.jsonl.gz", "packed");
        let before = of(folder.path());
        assert_eq!((before.files, before.bytes, before.unpacked_bytes), (2, 10, 4 + 6 * UNPACKED_RATIO));
        assert_eq!(of(folder.path()), before);
        assert!(!before.has_other_bytes);
        write("c.zip", "members");
        write("d.warc", "records");
        let after = of(folder.path());
        assert_eq!((after.bytes, after.unpacked_bytes), (24, 4 + (6 + 7) * UNPACKED_RATIO + 7));
        assert!(after.has_other_bytes);
        write("a.txt", "five!");
        assert_ne!(of(folder.path()).digest, before.digest);
        assert!(survey(&[PathBuf::from("-")], &ReadOptions::default()).unwrap().has_stream);
    }
}
