//! Small collections made for a test, and texts to fill them with.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;
use wireprint::hash::mix;

/// A story of 84 words.
pub(crate) const LIGHTHOUSE: &str = "The lighthouse at Carrow Point will be lit again next month for the first time \
in eleven years, the harbour trust said on Tuesday. Volunteers spent three winters scraping salt from the lantern \
room and found the original lens under a tarpaulin in a farm shed. A retired keeper has taught six of them how to \
trim the lamp and read the barometer.\n\nThe trust wants to open the tower to visitors on Sundays, but the council \
has yet to agree who pays for the road across the dunes.\n";

/// A story of 73 words that has nothing in common with [`LIGHTHOUSE`].
pub(crate) const ORCHARD: &str = "Frost took two thirds of the pears in the Melling valley, growers told a meeting in \
the village hall, and most of what is left will go to the cider mill instead of shops. Several had lit straw between \
the rows for four nights running. Insurers count blossom damage only after petals fall, so nobody expects money \
before autumn.\n\nOne family has already grubbed up its oldest trees and sown barley where they stood.\n";

/// A folder with files, gone at the end of the test.
pub(crate) struct Folder {
    root: TempDir,
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self { root: TempDir::new().unwrap() }
    }

    /// The folder with one more file; folders on the way to it are made.
    pub(crate) fn file(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.root.path()
    }

    /// Names of what lies directly in it, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path()).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// A record of JSON Lines with its line end.
pub(crate) fn record(id: &str, text: &str) -> String {
    serde_json::json!({ "id": id, "text": text }).to_string() + "\n"
}

/// `n_words` words that say nothing, the same for the same seed.
pub(crate) fn prose(seed: u64, n_words: usize) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "cor", "del", "fen", "gi", "hol", "jun", "ka", "lim", "mo", "nar", "pes", "ru", "sil", "tov",
        "wen",
    ];
    let mut state = mix(seed ^ 0x5eed);
    let mut word = || {
        state = mix(state.wrapping_add(0x9e37_79b9_7f4a_7c15));
        (0..3).map(|idx| SYLLABLES[(state >> (8 * idx)) as usize % SYLLABLES.len()]).collect::<String>()
    };
    (0..n_words).map(|_| word()).collect::<Vec<_>>().join(" ")
}

/// `bytes` packed with gzip.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
