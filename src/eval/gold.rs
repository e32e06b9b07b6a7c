//! Gold: what a report should say, read from labelled files.
//!
//! A folder holds any of `pairs.tsv`, `clusters.json`, `ignore.tsv`, `negatives.tsv`, `credits.tsv`, `documents.tsv` and
//! `skipped.tsv`, the first or the second at least; a single file is one of those two. Tables have a header line that
//! names their columns; an empty cell states nothing. Errors name the file, the line and the column.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::Path;

use serde::Deserialize;

use super::tsv::{Row, Table};
use crate::error::{Error, Result};

/// What a report should say.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Gold {
    /// Labelled pairs; `None` if the gold has none, which is different from an empty list.
    pub pairs: Option<Vec<GoldPair>>,
    /// Groups of documents; a document in none stands alone.
    pub clusters: Option<Vec<Vec<String>>>,
    /// Pairs that count neither as found nor as false.
    pub ignored: HashSet<IdPair>,
    /// Pairs that must not be listed.
    pub negatives: Option<Vec<GoldNegative>>,
    /// Credits that documents give.
    pub credits: Option<Vec<GoldCredit>>,
    /// Metadata of documents.
    pub documents: Option<Vec<GoldDocument>>,
    /// Input that cannot be compared.
    pub skipped: Option<Vec<GoldSkipped>>,
}

/// Two ids, the one that sorts first before the other.
pub type IdPair = (String, String);

/// One labelled pair; what is `None` is not scored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GoldPair {
    /// The documents.
    pub ids: IdPair,
    /// Why text is shared: a relation of the report's schema, or a label of the gold's own.
    pub relation: Option<String>,
    /// How much is shared.
    pub extent: Option<String>,
    /// The document that had it first.
    pub original: Option<String>,
    /// Whether the copy credits its origin.
    pub credited: Option<bool>,
}

/// A pair that must not be listed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GoldNegative {
    /// The documents.
    pub ids: IdPair,
    /// Why somebody might take them for a pair.
    pub kind: Option<String>,
}

/// One credit of a document.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct GoldCredit {
    /// The document.
    pub id: String,
    /// Its form, as in the report.
    pub kind: Option<String>,
    /// Agency named.
    pub agency: Option<String>,
    /// Outlet named.
    pub outlet: Option<String>,
    /// Person named.
    pub author: Option<String>,
    /// Its words.
    pub phrase: Option<String>,
}

/// What is known of a document; `null` in the file states that the report must not know it either.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct GoldDocument {
    /// The document.
    pub id: String,
    /// Outlet.
    pub source: Option<String>,
    /// ISO 8601; a day stands for every time of that day.
    pub published: Option<String>,
    /// ISO 639-1.
    pub language: Option<String>,
}

/// Input that cannot be compared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GoldSkipped {
    /// The document's id or the file's path.
    pub path: String,
    /// Why, as in the report.
    pub reason: Option<String>,
}

impl Gold {
    /// Reads a folder, or a single table of pairs or `.json` file of clusters.
    ///
    /// # Errors
    /// A file that cannot be read or parsed, with line and column; a folder with neither pairs nor clusters.
    pub fn read(path: &Path) -> Result<Self> {
        if !path.is_dir() {
            let missing = || io::Error::new(io::ErrorKind::NotFound, "no such file or folder");
            let text = text_of(path)?.ok_or_else(|| Error::input(path.display(), missing()))?;
            let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
            let name = path.display().to_string();
            return Ok(if is_json {
                Self { clusters: Some(clusters(&name, &text)?), ..Self::default() }
            } else {
                Self { pairs: Some(pairs(&name, &text)?), ..Self::default() }
            });
        }
        let gold = Self {
            pairs: parsed(path, "pairs.tsv", pairs)?,
            clusters: parsed(path, "clusters.json", clusters)?,
            ignored: parsed(path, "ignore.tsv", ignored)?.unwrap_or_default(),
            negatives: parsed(path, "negatives.tsv", negatives)?,
            credits: parsed(path, "credits.tsv", credits)?,
            documents: parsed(path, "documents.tsv", documents)?,
            skipped: parsed(path, "skipped.tsv", skipped)?,
        };
        if gold.pairs.is_none() && gold.clusters.is_none() {
            let message =
                format!("{}: neither pairs.tsv nor clusters.json is in this folder", path.display());
            return Err(
                Error::usage(message).with_hint("gold needs labelled pairs or clusters to score against")
            );
        }
        Ok(gold)
    }
}

/// A file of the folder, `None` if there is none of that name.
fn parsed<T>(folder: &Path, name: &str, parse: impl Fn(&str, &str) -> Result<T>) -> Result<Option<T>> {
    let path = folder.join(name);
    text_of(&path)?.map(|text| parse(&path.display().to_string(), &text)).transpose()
}

fn text_of(path: &Path) -> Result<Option<String>> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::input(path.display(), error)),
    };
    String::from_utf8(bytes).map(Some).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
        Error::usage(format!("{}:{line}: not UTF-8", path.display()))
    })
}

fn pairs(path: &str, text: &str) -> Result<Vec<GoldPair>> {
    let mut pairs: Vec<GoldPair> = Vec::new();
    let mut places: HashMap<IdPair, (usize, usize)> = HashMap::new();
    for row in Table::parse(path, text, &["id_a", "id_b"])?.rows() {
        let ids = ids(&row)?;
        let original = stated(&row, "original").filter(|original| original != "null");
        if let Some(original) =
            original.as_ref().filter(|original| **original != ids.0 && **original != ids.1)
        {
            return Err(row.error("original", format_args!("`{original}` is neither of the two ids")));
        }
        let pair = GoldPair {
            relation: stated(&row, "relation").or_else(|| stated(&row, "label")),
            extent: stated(&row, "extent"),
            credited: row.truth("credited")?,
            original,
            ids: ids.clone(),
        };
        match places.get(&ids) {
            Some((idx, _)) if pairs[*idx] == pair => {}
            Some((_, line)) => {
                return Err(
                    row.error("id_b", format_args!("repeats the pair of line {line} with another label"))
                );
            }
            None => {
                places.insert(ids, (pairs.len(), row.line()));
                pairs.push(pair);
            }
        }
    }
    Ok(pairs)
}

fn stated(row: &Row<'_>, column: &str) -> Option<String> {
    row.optional(column).filter(|value| *value != "-").map(str::to_owned)
}

fn ids(row: &Row<'_>) -> Result<IdPair> {
    let (a, b) = (row.required("id_a")?.to_owned(), row.required("id_b")?.to_owned());
    if a == b {
        return Err(row.error("id_b", format_args!("`{b}` is paired with itself")));
    }
    Ok(if a < b { (a, b) } else { (b, a) })
}

fn clusters(path: &str, text: &str) -> Result<Vec<Vec<String>>> {
    #[derive(Deserialize)]
    struct File {
        clusters: Vec<Vec<String>>,
    }
    let file: File = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        // The message of serde_json ends with the place, which ours starts with.
        let message = error.to_string();
        let what = message.split(" at line ").next().unwrap_or_default();
        Error::usage(format!("{path}:{}: column {}: {what}", error.line(), error.column()))
    })?;
    let mut seen = HashSet::new();
    match file.clusters.iter().flatten().find(|id| !seen.insert(id.as_str())) {
        Some(id) => Err(Error::usage(format!("{path}: `{id}` is in the clusters more than once"))),
        None => Ok(file.clusters),
    }
}

fn ignored(path: &str, text: &str) -> Result<HashSet<IdPair>> {
    Table::parse(path, text, &["id_a", "id_b"])?.rows().map(|row| ids(&row)).collect()
}

fn negatives(path: &str, text: &str) -> Result<Vec<GoldNegative>> {
    let table = Table::parse(path, text, &["id_a", "id_b"])?;
    table.rows().map(|row| Ok(GoldNegative { ids: ids(&row)?, kind: stated(&row, "kind") })).collect()
}

fn credits(path: &str, text: &str) -> Result<Vec<GoldCredit>> {
    let table = Table::parse(path, text, &["id"])?;
    let credit = |row: Row<'_>| {
        Ok(GoldCredit {
            id: row.required("id")?.to_owned(),
            kind: stated(&row, "kind"),
            agency: stated(&row, "agency"),
            outlet: stated(&row, "outlet"),
            author: stated(&row, "author"),
            phrase: stated(&row, "phrase"),
        })
    };
    table.rows().map(credit).collect()
}

fn documents(path: &str, text: &str) -> Result<Vec<GoldDocument>> {
    let table = Table::parse(path, text, &["id"])?;
    let document = |row: Row<'_>| {
        Ok(GoldDocument {
            id: row.required("id")?.to_owned(),
            source: stated(&row, "source"),
            published: stated(&row, "published"),
            language: stated(&row, "language"),
        })
    };
    table.rows().map(document).collect()
}

fn skipped(path: &str, text: &str) -> Result<Vec<GoldSkipped>> {
    let table = Table::parse(path, text, &["path"])?;
    let entry = |row: Row<'_>| {
        Ok(GoldSkipped { path: row.required("path")?.to_owned(), reason: stated(&row, "reason") })
    };
    table.rows().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(files: &[(&str, &str)]) -> Result<Gold> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        Gold::read(folder.path())
    }

    fn check_error(name: &str, text: &str, expected: &str) {
        let error = read(&[("pairs.tsv", "id_a\tid_b\n"), (name, text)]).unwrap_err().to_string();
        assert!(error.ends_with(expected), "{error}");
    }

    #[test]
    fn columns_are_found_by_name_and_ids_put_in_order() {
        let text =
            "\u{feff}label\tid_b\tid_a\toriginal\tcredited\r\nreprint\ta\tb\tb\ttrue\r\n\r\nnear\tc\td\n";
        let pairs = read(&[("pairs.tsv", text)]).unwrap().pairs.unwrap();
        assert_eq!(pairs.len(), 2);
        assert_eq!(pairs[0].ids, ("a".to_owned(), "b".to_owned()));
        assert_eq!(
            (pairs[0].relation.as_deref(), pairs[0].original.as_deref()),
            (Some("reprint"), Some("b"))
        );
        assert_eq!((pairs[0].credited, pairs[1].credited), (Some(true), None));
    }

    #[test]
    fn errors_name_file_line_and_column() {
        check_error("pairs.tsv", "", "pairs.tsv:1: the header line is missing");
        check_error(
            "pairs.tsv",
            "id_a\tb\n",
            "pairs.tsv:1: no column `id_b` in the header, which has id_a, b",
        );
        check_error("pairs.tsv", "id_a\tid_b\na\tb\n\na\t\n", "pairs.tsv:4: column 2 (id_b) is empty");
        check_error("pairs.tsv", "id_a\tid_b\na\tb\tc\n", "pairs.tsv:2: 3 columns, the header has 2");
        check_error(
            "pairs.tsv",
            "id_a\tid_b\na\ta\n",
            "pairs.tsv:2: column 2 (id_b) `a` is paired with itself",
        );
        let wrong = "id_a\tid_b\toriginal\na\tb\tc\n";
        check_error("pairs.tsv", wrong, "pairs.tsv:2: column 3 (original) `c` is neither of the two ids");
        let wrong = "id_a\tid_b\tcredited\na\tb\tmaybe\n";
        check_error("pairs.tsv", wrong, "pairs.tsv:2: column 3 (credited) `maybe` is neither true nor false");
        let twice = "id_a\tid_b\tlabel\na\tb\treprint\na\tc\t\nb\ta\trevision\n";
        check_error("pairs.tsv", twice, ":4: column 2 (id_b) repeats the pair of line 2 with another label");
        check_error("clusters.json", "{\"clusters\":\n[1]}", "expected a sequence");
        check_error(
            "clusters.json",
            "{\"clusters\":[[\"a\"],[\"a\"]]}",
            "`a` is in the clusters more than once",
        );
        check_error(
            "credits.tsv",
            "name\nx\n",
            "credits.tsv:1: no column `id` in the header, which has name",
        );
    }

    #[test]
    fn gold_needs_pairs_or_clusters() {
        let error = read(&[("ignore.tsv", "id_a\tid_b\n")]).unwrap_err();
        assert!(error.to_string().contains("neither pairs.tsv nor clusters.json"), "{error}");
        assert!(read(&[("clusters.json", "{\"clusters\":[]}")]).is_ok());
        assert!(Gold::read(Path::new("/nowhere/gold.tsv")).is_err());
    }

    #[test]
    fn a_single_file_is_read_by_its_extension() {
        let folder = tempfile::tempdir().unwrap();
        let json = folder.path().join("truth.JSON");
        std::fs::write(&json, "{\"clusters\":[[\"a\",\"b\"]]}").unwrap();
        assert_eq!(Gold::read(&json).unwrap().clusters.map(|clusters| clusters.len()), Some(1));
        let table = folder.path().join("truth.txt");
        std::fs::write(&table, b"id_a\tid_b\na\t\xff\n").unwrap();
        assert!(Gold::read(&table).unwrap_err().to_string().ends_with("truth.txt:2: not UTF-8"));
    }
}
