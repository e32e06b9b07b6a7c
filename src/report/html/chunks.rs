//! Chunks: pieces of a list, packed, in elements that no browser runs or shows.
//!
//! The entries of a chunk are an object of columns, which pack better than rows and are read faster; that JSON is compressed
//! (gzip, RFC 1952, without a time) and written in Base64, whose alphabet has nothing that could end an element. The element
//! of the third chunk of `pairs` has the id `pairs.2`.

use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value};

use super::super::entries::Take;
use super::object;

/// Writes chunks and counts them.
pub(super) struct Chunks<'o, W> {
    out: &'o mut W,
    counts: Map<String, Value>,
}

impl<'o, W: Write> Chunks<'o, W> {
    pub(super) fn new(out: &'o mut W) -> Self {
        Self { out, counts: Map::new() }
    }

    /// How many chunks each list has.
    pub(super) fn counts(self) -> Value {
        Value::Object(self.counts)
    }

    /// Writes a whole list.
    pub(super) fn write_list<T: Serialize + Sync>(
        &mut self,
        name: &'static str,
        rows_max: usize,
        tell: impl FnOnce(&mut Take<'_, T>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut columns = Columns::new(name, rows_max);
        tell(&mut |entries| {
            let rows = entries.par_iter().map(object).collect::<io::Result<Vec<_>>>()?;
            rows.into_iter().try_for_each(|row| columns.push(row, self))
        })?;
        columns.finish(self)
    }

    fn write(&mut self, name: &str, columns: &Map<String, Value>) -> io::Result<()> {
        let n_written = self.counts.get(name).and_then(Value::as_u64).unwrap_or(0);
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        serde_json::to_writer(&mut packed, columns)?;
        let packed = STANDARD.encode(packed.finish()?);
        writeln!(self.out, "<script type=\"text/plain\" id=\"{name}.{n_written}\">{packed}</script>")?;
        self.counts.insert(name.to_owned(), (n_written + 1).into());
        Ok(())
    }
}

/// The chunk of a list that is being filled.
pub(super) struct Columns {
    name: &'static str,
    rows_max: usize,
    n_rows: usize,
    columns: Map<String, Value>,
}

impl Columns {
    /// A list that has `rows_max` entries in a chunk.
    pub(super) fn new(name: &'static str, rows_max: usize) -> Self {
        Self { name, rows_max, n_rows: 0, columns: Map::new() }
    }

    /// Adds an entry, all of which have the same fields; writes the chunk if it is full.
    pub(super) fn push<W: Write>(
        &mut self,
        row: Map<String, Value>,
        chunks: &mut Chunks<'_, W>,
    ) -> io::Result<()> {
        for (name, value) in row {
            match self.columns.get_mut(&name) {
                Some(Value::Array(column)) => column.push(value),
                _ => drop(self.columns.insert(name, Value::Array(vec![value]))),
            }
        }
        self.n_rows += 1;
        if self.n_rows == self.rows_max { self.finish(chunks) } else { Ok(()) }
    }

    /// Writes what was added since the last chunk, if anything.
    pub(super) fn finish<W: Write>(&mut self, chunks: &mut Chunks<'_, W>) -> io::Result<()> {
        if self.n_rows > 0 {
            chunks.write(self.name, &self.columns)?;
            self.n_rows = 0;
            self.columns.clear();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_cut_into_chunks_that_are_counted() {
        let mut out = Vec::new();
        let mut chunks = Chunks::new(&mut out);
        let numbers: Vec<Value> = (0..5).map(|n| serde_json::json!({ "n": n })).collect();
        chunks.write_list("numbers", 2, |take| take(&numbers)).unwrap();
        chunks.write_list("nothing", 2, |take| take(&numbers[..0])).unwrap();
        assert_eq!(chunks.counts(), serde_json::json!({ "numbers": 3 }));
        let html = String::from_utf8(out).unwrap();
        let ids = ["numbers.0", "numbers.1", "numbers.2"].map(|id| html.find(&format!("id=\"{id}\"")));
        assert!(ids.iter().all(Option::is_some) && ids.is_sorted(), "{html}");
        assert_eq!(html.lines().count(), 3);
    }
}
