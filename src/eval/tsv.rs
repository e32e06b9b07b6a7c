//! Tab-separated tables with named columns, as gold files are written.

use std::fmt;

use crate::error::{Error, Result};

/// The rows of one file. Columns are found by their names in the header line; unknown ones are left alone.
pub(super) struct Table<'t> {
    path: String,
    header: Vec<&'t str>,
    lines: Vec<(usize, &'t str)>,
}

impl<'t> Table<'t> {
    /// The table in `text`, which was read from `path`. Blank lines and a byte order mark are passed over.
    ///
    /// # Errors
    /// A usage error if the header or one of the columns `required` is missing, or if a line has too many columns.
    pub(super) fn parse(path: &str, text: &'t str, required: &[&str]) -> Result<Self> {
        let mut lines = text.trim_start_matches('\u{feff}').lines().zip(1..);
        let Some((header, _)) = lines.next().filter(|(header, _)| !header.trim().is_empty()) else {
            return Err(Error::usage(format!("{path}:1: the header line is missing")));
        };
        let header: Vec<&str> = header.split('\t').map(str::trim).collect();
        if let Some(missing) = required.iter().find(|name| !header.contains(name)) {
            let names = header.join(", ");
            return Err(Error::usage(format!(
                "{path}:1: no column `{missing}` in the header, which has {names}"
            )));
        }
        let lines: Vec<_> =
            lines.map(|(line, at)| (at, line)).filter(|(_, line)| !line.trim().is_empty()).collect();
        for (at, line) in &lines {
            let n_columns = line.split('\t').count();
            if n_columns > header.len() {
                let n_header = header.len();
                return Err(Error::usage(format!(
                    "{path}:{at}: {n_columns} columns, the header has {n_header}"
                )));
            }
        }
        Ok(Self { path: path.to_owned(), header, lines })
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.lines.iter().map(|(at, line)| Row { table: self, line: *at, fields: line.split('\t').collect() })
    }
}

/// One line of a table.
pub(super) struct Row<'t> {
    table: &'t Table<'t>,
    line: usize,
    fields: Vec<&'t str>,
}

impl<'t> Row<'t> {
    /// Number of the line in its file.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// The value of a column that every line must have.
    ///
    /// # Errors
    /// A usage error if it is empty.
    pub(super) fn required(&self, column: &str) -> Result<&'t str> {
        self.optional(column).ok_or_else(|| self.error(column, "is empty"))
    }

    /// The value of a column, `None` where it is empty, left out or unknown to the file.
    pub(super) fn optional(&self, column: &str) -> Option<&'t str> {
        let value = self.fields.get(self.place(column)?)?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// `true` or `false`.
    ///
    /// # Errors
    /// A usage error for anything else.
    pub(super) fn truth(&self, column: &str) -> Result<Option<bool>> {
        match self.optional(column) {
            None | Some("null") => Ok(None),
            Some("true" | "yes" | "1") => Ok(Some(true)),
            Some("false" | "no" | "0") => Ok(Some(false)),
            Some(value) => Err(self.error(column, format_args!("`{value}` is neither true nor false"))),
        }
    }

    /// What is wrong with a column of this line: `pairs.tsv:17: column 3 (original) is empty`.
    pub(super) fn error(&self, column: &str, what: impl fmt::Display) -> Error {
        let place = self.place(column).map_or(0, |idx| idx + 1);
        Error::usage(format!("{}:{}: column {place} ({column}) {what}", self.table.path, self.line))
    }

    fn place(&self, column: &str) -> Option<usize> {
        self.table.header.iter().position(|name| *name == column)
    }
}
