//! The lists of a report as CSV (RFC 4180, UTF-8, lines ended by LF), with a line of names.
//!
//! What is unknown is empty; lists and what has parts of its own are JSON in their cell. A spreadsheet would run a text that
//! begins like a formula: such texts are written behind an apostrophe, as the OWASP notes on CSV injection advise. Numbers
//! are never touched.

use std::borrow::Cow;
use std::io::{self, Write};

use ::csv::{Terminator, WriterBuilder};

use super::entries::{Entries, List, Take};
use super::table::{Column, WriteTable, write_list};

/// Writes one list of a report.
///
/// # Errors
/// What `out` reports, or what keeps an entry from being made.
pub fn write(report: &impl Entries, list: List, out: &mut impl Write) -> io::Result<()> {
    write_list(report, list, Csv(out))
}

/// A table as CSV, written to the output in it.
pub struct Csv<'o, W: Write>(pub &'o mut W);

impl<W: Write> WriteTable for Csv<'_, W> {
    fn write_table<T>(
        self,
        columns: &[Column<T>],
        tell: impl FnOnce(&mut Take<'_, T>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut writer = WriterBuilder::new().terminator(Terminator::Any(b'\n')).from_writer(self.0);
        writer.write_record(columns.iter().map(Column::name))?;
        tell(&mut |entries| {
            entries.iter().try_for_each(|entry| {
                let cells = columns.iter().map(|column| cell(column, entry));
                cells
                    .into_iter()
                    .try_for_each(|cell| writer.write_field(&*cell?).map_err(io::Error::from))?;
                Ok(writer.write_record(None::<&[u8]>)?)
            })
        })?;
        writer.flush()
    }
}

fn cell<'e, T>(column: &Column<T>, entry: &'e T) -> io::Result<Cow<'e, str>> {
    let value = column.value(entry)?.unwrap_or_default();
    Ok(if matches!(column, Column::Text(..)) { harmless(value) } else { value })
}

/// A text as a spreadsheet shows it and does not run it. The signs also have forms of double width, which some programs take for
/// the signs themselves.
fn harmless(text: Cow<'_, str>) -> Cow<'_, str> {
    const RUNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if text.starts_with(RUNS) { Cow::Owned(format!("'{text}")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures::{cluster, document, empty, pair};

    fn written(list: List) -> String {
        let mut report = empty();
        report.documents = vec![document("=1+1", Some("a,\"b\"\nc"), None, Some("c1"))];
        report.documents[0].title = Some("-5 degrees".to_owned());
        report.clusters = vec![cluster("c1", &["=1+1", "@x"])];
        report.pairs = vec![pair("=1+1", "@x", "reprint", 60)];
        let mut out = Vec::new();
        write(&report, list, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn no_cell_begins_like_a_formula_and_every_cell_comes_back() {
        for list in [List::Documents, List::Clusters, List::Pairs] {
            let written = written(list);
            let mut reader = ::csv::Reader::from_reader(written.as_bytes());
            let n_columns = reader.headers().unwrap().len();
            for row in reader.records() {
                let row = row.unwrap();
                assert_eq!(row.len(), n_columns);
                assert!(
                    row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])),
                    "{row:?}"
                );
            }
        }
        let documents = written(List::Documents);
        let mut reader = ::csv::Reader::from_reader(documents.as_bytes());
        let row = reader.records().next().unwrap().unwrap();
        assert_eq!((&row[0], &row[2], &row[3], &row[4]), ("'=1+1", "'-5 degrees", "a,\"b\"\nc", ""));
    }

    #[test]
    fn numbers_lists_and_unknowns_are_told_apart() {
        let pairs = written(List::Pairs);
        let row = pairs.lines().nth(1).unwrap();
        assert_eq!(row, "'=1+1,'@x,reprint,near_full,,[],,0.9,0.9,0.97,0.615,60,60,0,60,[]");
        let clusters = written(List::Clusters);
        assert!(
            clusters.lines().nth(1).unwrap().ends_with(",0.62,0,\"[\"\"=1+1\"\",\"\"@x\"\"]\""),
            "{clusters}"
        );
    }
}
