//! Files of every format to documents. The first byte picks the name that tells the format, the rest is the file.

#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;
use wireprint::read::{ReadOptions, Reader};

const NAMES: [&str; 11] =
    ["x.csv", "x.tsv", "x.zip", "x.tar", "x.tgz", "x.warc", "x.warc.gz", "x.xml", "x.hocr", "x.json", "x.csv.zst"];

/// One place for all inputs of a process, best in memory (`TMPDIR=/dev/shm`): archives are read from where they lie.
static FOLDER: LazyLock<TempDir> = LazyLock::new(|| TempDir::new().expect("a temporary folder can be made"));

fuzz_target!(|bytes: &[u8]| {
    let Some((pick, file)) = bytes.split_first() else { return };
    let path: PathBuf = FOLDER.path().join(NAMES[usize::from(*pick) % NAMES.len()]);
    std::fs::write(&path, file).expect("the file can be written");
    let options = ReadOptions { doc_bytes_max: 64 << 10, ..ReadOptions::default() };
    let mut reader = Reader::open(&[path], options.clone()).expect("the file can be read");
    while let Some(block) = reader.next_block().expect("a bad file is a skip") {
        for found in block.documents(&options) {
            let id = found.map_or_else(|skip| skip.path, |document| document.id);
            let is_member = id.starts_with("x.");
            assert!(!is_member || id.split('/').all(|part| part != ".."), "an id that climbs: {id}");
        }
    }
});
