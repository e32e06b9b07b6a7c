//! Ids: the names of documents, one behind the other in memory.

use serde::{Deserialize, Serialize};

/// Strings by number, at the cost of their bytes and eight more each.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Ids {
    bytes: String,
    ends: Vec<u64>,
}

impl Ids {
    /// Adds the id of the next number.
    pub fn push(&mut self, id: &str) {
        self.bytes.push_str(id);
        self.ends.push(self.bytes.len() as u64);
    }

    /// The id of a number.
    ///
    /// # Panics
    /// If no id of this number was added.
    #[must_use]
    pub fn get(&self, number: u32) -> &str {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1] as usize };
        &self.bytes[start..self.ends[number] as usize]
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back_by_number() {
        let mut ids = Ids::default();
        let added = ["b/1.txt", "", "a/é.html"];
        added.iter().for_each(|id| ids.push(id));
        assert_eq!((0..3).map(|number| ids.get(number)).collect::<Vec<_>>(), added);
        assert_eq!(ids.len(), 3);
    }
}
