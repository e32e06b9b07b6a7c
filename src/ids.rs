//! What is known by number: the ids of documents, one behind the other in memory, and tables of values that many documents
//! share.

use std::cmp::Ordering;
use std::num::NonZeroU32;

use ahash::HashMap;
use serde::{Deserialize, Serialize};

use crate::hash::hash_bytes;

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

    /// The number of an id, where ids were added in their order.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<u32> {
        let (mut from, mut to) = (0, self.len() as u32);
        while from < to {
            let middle = from + (to - from) / 2;
            match self.get(middle).cmp(id) {
                Ordering::Equal => return Some(middle),
                Ordering::Less => from = middle + 1,
                Ordering::Greater => to = middle,
            }
        }
        None
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

/// Number of a value in its table, from 1: an absent one takes no more room.
pub type Number = NonZeroU32;

/// Values that are held once each.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Table<T> {
    values: Vec<T>,
    /// Numbers by the hash of what the value is known by.
    #[serde(skip, default = "HashMap::default")]
    numbers: HashMap<u64, Number>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { values: Vec::new(), numbers: HashMap::default() }
    }
}

impl<T> Table<T> {
    /// The number of the value that is known by `key`; the first time it is asked for, `value` makes it. Once the table was
    /// written down and read again, values are found by their numbers alone.
    ///
    /// # Panics
    /// If there are 2^32 values.
    pub fn number(&mut self, key: &[u8], value: impl FnOnce() -> T) -> Number {
        let key = hash_bytes(key, 0);
        if let Some(&number) = self.numbers.get(&key) {
            return number;
        }
        self.values.push(value());
        let number = Number::new(self.values.len() as u32).expect("a value was just added");
        self.numbers.insert(key, number);
        number
    }

    /// All values, in the order of their numbers.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.values.iter()
    }

    /// The value of a number, to be changed; what it is known by stays.
    ///
    /// # Panics
    /// If the number is of no value of this table.
    pub fn get_mut(&mut self, number: Number) -> &mut T {
        &mut self.values[number.get() as usize - 1]
    }

    /// The value of a number.
    ///
    /// # Panics
    /// If the number is of no value of this table.
    #[must_use]
    pub fn get(&self, number: Number) -> &T {
        &self.values[number.get() as usize - 1]
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

    #[test]
    fn equal_values_have_one_number() {
        let mut table: Table<Box<str>> = Table::default();
        let mut number = |text: &str| table.number(text.as_bytes(), || text.into());
        let numbers = ["vale", "tarn", "vale"].map(&mut number);
        assert_eq!(numbers[0], numbers[2]);
        assert_eq!(numbers.map(|number| &**table.get(number)), ["vale", "tarn", "vale"]);
    }
}
