//! Partitions: records grouped by their hash.
//!
//! Records of one hash lie in one part. A part is loaded and sorted by itself, so that grouping all records takes the memory
//! of a part, however many there are: the partitioning of an external hash join (Kitsuregawa et al. 1983; Shapiro, "Join
//! processing in database systems with large main memories", 1986).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Frames, Place, Scratch};
use crate::error::Result;

/// A hash, the document that has it, and what orders the documents of one hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Record {
    /// The hash that records are grouped by.
    pub hash: u64,
    /// Records of one hash are in this order first.
    pub order: u32,
    /// The document.
    pub doc: u32,
}

const RECORD_BYTES: usize = 16;

impl Record {
    fn to_bytes(self) -> [u8; RECORD_BYTES] {
        let mut bytes = [0; RECORD_BYTES];
        bytes[..8].copy_from_slice(&self.hash.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.order.to_le_bytes());
        bytes[12..].copy_from_slice(&self.doc.to_le_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8; RECORD_BYTES]) -> Self {
        let [a, b, c, d, e, f, g, h, order @ .., i, j, k, l] = *bytes;
        Self {
            hash: u64::from_le_bytes([a, b, c, d, e, f, g, h]),
            order: u32::from_le_bytes(order),
            doc: u32::from_le_bytes([i, j, k, l]),
        }
    }
}

/// 256 parts of a collection of ten million documents have some 24 MB each.
const PART_BITS: u32 = 8;

/// The part of a hash: by the high bits of a product, since the hashes themselves may be bounded ("A Reliable Randomized
/// Algorithm for the Closest-Pair Problem", Dietzfelbinger et al. 1997; the golden ratio's multiplier is Knuth's).
fn part_of(hash: u64) -> usize {
    (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - PART_BITS)) as usize
}

/// Records, grouped by hash when they are read.
#[derive(Debug)]
pub struct Partitions {
    held: Vec<Vec<Record>>,
    n_held: usize,
    n_held_max: usize,
    frames: Frames,
    /// The frames of each part.
    filed: Vec<Vec<Place>>,
    buffer: Vec<u8>,
}

/// What a later run needs to find partitions again.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SavedPartitions {
    filed: Vec<Vec<Place>>,
    n_bytes: u64,
}

impl Partitions {
    /// Number of parts.
    pub const PARTS: usize = 1 << PART_BITS;

    /// No records yet; `held_bytes_max` bytes of them may lie in memory. `name` is that of the scratch file.
    #[must_use]
    pub fn new(scratch: &Arc<Scratch>, name: &str, held_bytes_max: usize) -> Self {
        Self {
            held: vec![Vec::new(); Self::PARTS],
            n_held: 0,
            n_held_max: held_bytes_max / RECORD_BYTES,
            frames: Frames::new(scratch, name, 0),
            filed: vec![Vec::new(); Self::PARTS],
            buffer: Vec::new(),
        }
    }

    /// Adds records.
    ///
    /// # Errors
    /// If the scratch file cannot be written.
    pub fn extend(&mut self, records: impl IntoIterator<Item = Record>) -> Result<()> {
        for record in records {
            self.held[part_of(record.hash)].push(record);
            self.n_held += 1;
        }
        if self.n_held > self.n_held_max { self.write_down() } else { Ok(()) }
    }

    /// Writes down what lies in memory.
    fn write_down(&mut self) -> Result<()> {
        for (records, filed) in self.held.iter_mut().zip(&mut self.filed) {
            if records.is_empty() {
                continue;
            }
            self.buffer.clear();
            self.buffer.extend(records.iter().flat_map(|record| record.to_bytes()));
            filed.push(self.frames.append(&self.buffer)?);
            // Parts of much text grow beyond those of little: memory is given back where it was taken.
            *records = Vec::new();
        }
        self.n_held = 0;
        Ok(())
    }

    /// Forgets all records.
    pub fn clear(&mut self) {
        self.held.iter_mut().for_each(|records| *records = Vec::new());
        self.filed.iter_mut().for_each(Vec::clear);
        self.n_held = 0;
        self.frames.clear();
    }

    /// The records of a part, sorted and without repetition.
    ///
    /// # Errors
    /// If the scratch file cannot be read or is damaged.
    pub fn sorted_part(&self, part: usize) -> Result<Vec<Record>> {
        let n_filed: usize = self.filed[part].iter().map(|place| place.len() / RECORD_BYTES).sum();
        let mut records = Vec::with_capacity(n_filed + self.held[part].len());
        let mut buffer = Vec::new();
        for place in &self.filed[part] {
            self.frames.read(*place, &mut buffer, |bytes| {
                let (chunks, _) = bytes.as_chunks::<RECORD_BYTES>();
                records.extend(chunks.iter().map(Record::from_bytes));
            })?;
        }
        records.extend_from_slice(&self.held[part]);
        records.sort_unstable();
        records.dedup();
        Ok(records)
    }

    /// Writes everything down and waits until the disk has it.
    ///
    /// # Errors
    /// If the scratch file cannot be written.
    pub fn save(&mut self) -> Result<SavedPartitions> {
        self.write_down()?;
        self.frames.write_through()?;
        Ok(SavedPartitions { filed: self.filed.clone(), n_bytes: self.frames.n_bytes() })
    }

    /// Partitions that an earlier run saved.
    ///
    /// # Errors
    /// If their file is missing or has another length.
    pub fn reopen(scratch: &Arc<Scratch>, name: &str, saved: SavedPartitions) -> Result<Self> {
        let mut partitions = Self::new(scratch, name, 0);
        partitions.frames = Frames::reopen(scratch, name, saved.n_bytes)?;
        partitions.filed = saved.filed;
        Ok(partitions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::mix;

    fn sorted(partitions: &Partitions) -> Vec<Record> {
        let parts = (0..Partitions::PARTS).map(|part| partitions.sorted_part(part).unwrap());
        let mut records: Vec<Record> = parts.inspect(|part| assert!(part.is_sorted())).flatten().collect();
        records.sort_unstable();
        records
    }

    #[test]
    fn records_come_back_sorted_from_memory_and_from_the_file() {
        let record = |n: u32| Record { hash: mix(u64::from(n % 700)), order: n % 3, doc: n };
        let mut expected: Vec<Record> = (0..5000).map(record).collect();
        expected.sort_unstable();
        for held_bytes_max in [0, 16 * 1000, usize::MAX] {
            let scratch = Arc::new(Scratch::temporary());
            let mut partitions = Partitions::new(&scratch, "records", held_bytes_max);
            for batch in 0..50 {
                partitions.extend((batch * 100..batch * 100 + 100).map(record)).unwrap();
            }
            partitions.extend((0..100).map(record)).unwrap();
            assert_eq!(sorted(&partitions), expected, "with {held_bytes_max} bytes held");
        }
    }

    #[test]
    fn saved_partitions_are_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let scratch = Arc::new(Scratch::in_folder(folder.path()).unwrap());
        let mut partitions = Partitions::new(&scratch, "records", usize::MAX);
        partitions.extend((0..1000).map(|n| Record { hash: mix(n.into()), order: 0, doc: n })).unwrap();
        let before = sorted(&partitions);
        let saved = partitions.save().unwrap();
        assert_eq!(sorted(&Partitions::reopen(&scratch, "records", saved).unwrap()), before);
    }
}
