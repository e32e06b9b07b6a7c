//! The names of agencies and outlets, as data.
//!
//! Takes the builtin tables (`agencies.tsv`, `outlets.tsv`) and the user's file, gives the list of names that
//! the lexicon compiles and the index that tells whether a document's own source is an agency.

use ahash::AHashMap;

use super::lexicon::Lexicon;
use super::phrases;
use super::words::Words;
use crate::error::{Error, Result};

const BUILTIN: &str = include_str!("agencies.tsv");
const OUTLETS: &str = include_str!("outlets.tsv");

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NameKind {
    /// News agency, press release wire or syndicate: reports give its common short name.
    Agency,
    /// Outlet: reports give the name as the text wrote it.
    Outlet,
    /// A longer name that contains an agency's and is none.
    Not,
}

/// One way to write a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Alias {
    /// The spelling.
    pub(super) written: String,
    /// Up to three more letters may follow.
    pub(super) inflected: bool,
    /// Counts only in brackets, bylines and credit lines.
    pub(super) credit_only: bool,
}

/// An agency or outlet with its spellings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Name {
    pub(super) canonical: String,
    pub(super) kind: NameKind,
    pub(super) aliases: Vec<Alias>,
}

/// Names, spellings and sites of news agencies, and everything needed to find their credits.
///
/// Compiled once for a run (some tens of milliseconds) and shared between threads.
pub struct Agencies {
    names: Vec<Name>,
    by_source: AHashMap<String, usize>,
    pub(super) lexicon: Lexicon,
}

impl Agencies {
    /// The agencies known to this version.
    #[must_use]
    pub fn builtin() -> Self {
        Self::with_user_file("").expect("the builtin tables are well formed: a test reads them")
    }

    /// The known agencies and those of the user's file, whose form is described at the head of `agencies.tsv`.
    ///
    /// # Errors
    /// A line that is not of that form; the text of the error names line and column.
    pub fn with_user_file(text: &str) -> Result<Self> {
        let mut table = Table::default();
        table.read(BUILTIN)?;
        table.read(text)?;
        for line in OUTLETS.lines().filter(|line| !is_comment(line)) {
            let aliases = line.split('|').map(alias).collect();
            table.names.push(Name { canonical: String::new(), kind: NameKind::Outlet, aliases });
        }
        let words = Words::builtin();
        let lexicon = Lexicon::new(&table.names, phrases::builtin()?, words)?;
        Ok(Self { names: table.names, by_source: table.by_source, lexicon })
    }

    /// The agency that a source, host, address or byline names as a whole ("Reuters", "apnews.com",
    /// "dpa-infocom"), if any: it tells an agency's own text from a text that quotes it.
    #[must_use]
    pub fn agency_of_source(&self, source: &str) -> Option<&str> {
        let key = source_key(source);
        let mut host = key.as_str();
        loop {
            if let Some(&name) = self.by_source.get(host) {
                return Some(&self.names[name].canonical);
            }
            // "english.news.cn" belongs to "news.cn".
            host = host.split_once('.').map(|(_, parent)| parent).filter(|parent| parent.contains('.'))?;
        }
    }

    /// The common short names of all agencies, in the order of the table.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().filter(|name| name.kind == NameKind::Agency).map(|name| name.canonical.as_str())
    }

    /// Position of an agency in the table of names.
    pub(super) fn name_idx(&self, canonical: &str) -> Option<u32> {
        let idx = self.names.iter().position(|name| name.canonical == canonical)?;
        u32::try_from(idx).ok()
    }

    /// The common short name of a name hit, if it is an agency's.
    pub(super) fn canonical(&self, name: u32) -> Option<&str> {
        let name = &self.names[name as usize];
        (name.kind == NameKind::Agency).then_some(name.canonical.as_str())
    }
}

#[derive(Default)]
struct Table {
    names: Vec<Name>,
    by_source: AHashMap<String, usize>,
    positions: AHashMap<String, usize>,
}

impl Table {
    fn read(&mut self, text: &str) -> Result<()> {
        for (row, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            if !is_comment(line) {
                self.add(row + 1, line)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, row: usize, line: &str) -> Result<()> {
        let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
        let fail = |column: usize, what: &str| {
            Error::usage(format!("agencies: line {row}, column {column}: {what}")).with_hint(
                "a line is: name, kind (agency, newswire, syndicate, not), names with `|`, hosts with `|`; tabs between",
            )
        };
        if columns[0].is_empty() {
            return Err(fail(1, "the name is missing"));
        }
        let kind = match columns.get(1).copied().unwrap_or("") {
            "agency" | "newswire" | "syndicate" => NameKind::Agency,
            "not" => NameKind::Not,
            "" => return Err(fail(2, "the kind is missing")),
            other => return Err(fail(2, &format!("unknown kind `{other}`"))),
        };
        if columns.len() > 4 {
            return Err(fail(5, "more than four columns"));
        }
        let written = columns.get(2).copied().unwrap_or("");
        let aliases: Vec<Alias> = written.split('|').map(alias).filter(|a| !a.written.is_empty()).collect();
        if !written.is_empty() && aliases.len() != written.split('|').count() {
            return Err(fail(3, "an empty name"));
        }
        let hosts = columns.get(3).copied().unwrap_or("").split('|').filter(|host| !host.is_empty());
        self.insert(columns[0], kind, aliases, hosts);
        Ok(())
    }

    fn insert<'a>(
        &mut self,
        canonical: &str,
        kind: NameKind,
        mut aliases: Vec<Alias>,
        hosts: impl Iterator<Item = &'a str>,
    ) {
        let idx = *self.positions.entry(canonical.to_owned()).or_insert_with(|| {
            self.names.push(Name { canonical: canonical.to_owned(), kind, aliases: Vec::new() });
            self.names.len() - 1
        });
        let restricted = aliases.iter().any(|alias| alias.written == canonical);
        if self.names[idx].aliases.is_empty() && !restricted {
            aliases.push(alias(canonical));
        }
        if kind == NameKind::Agency {
            let written = aliases.iter().map(|alias| source_key(&alias.written));
            for key in written.chain(hosts.map(source_key)).chain([source_key(canonical)]) {
                self.by_source.entry(key).or_insert(idx);
            }
        }
        self.names[idx].aliases.extend(aliases);
    }
}

fn alias(written: &str) -> Alias {
    let written = written.trim();
    let (credit_only, written) = written.strip_prefix('!').map_or((false, written), |rest| (true, rest));
    let (inflected, written) = written.strip_suffix('~').map_or((false, written), |rest| (true, rest));
    Alias { written: written.to_owned(), inflected, credit_only }
}

fn is_comment(line: &str) -> bool {
    line.trim().is_empty() || line.starts_with('#')
}

/// Lower case without scheme, `www.`, path and a leading article.
fn source_key(source: &str) -> String {
    let key = source.trim().to_lowercase();
    let key = key.split_once("://").map_or(key.as_str(), |(_, rest)| rest);
    let key = key.strip_prefix("www.").unwrap_or(key);
    let key = key.strip_prefix("the ").unwrap_or(key);
    let host = key.split('/').next().unwrap_or(key);
    // A path follows a host; "TT/Ritzau" is a name.
    if host.contains('.') && !host.contains(' ') { host.to_owned() } else { key.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_text_of_an_agency_is_told_by_its_source() {
        let agencies = Agencies::builtin();
        let check = |source: &str, expected: Option<&str>| {
            assert_eq!(agencies.agency_of_source(source), expected, "{source}");
        };
        check("Reuters", Some("Reuters"));
        check("https://www.reuters.com/world/x", Some("Reuters"));
        check("AP News", Some("AP"));
        check("apnews.com", Some("AP"));
        check("The Associated Press", Some("AP"));
        check("dpa-infocom", Some("dpa"));
        check("english.news.cn", Some("Xinhua"));
        check("新华社", Some("Xinhua"));
        check("ТАСС", Some("TASS"));
        check("رويترز", Some("Reuters"));
        check("The Moscow Times", None);
        check("reuters-street.example", None);
        check("com", None);
        check("", None);
    }

    #[test]
    fn table_holds_many_agencies_and_no_name_twice() {
        let agencies = Agencies::builtin();
        let mut names: Vec<&str> = agencies.names().collect();
        assert!(names.len() >= 120, "{}", names.len());
        names.sort_unstable();
        let n_names = names.len();
        names.dedup();
        assert_eq!(names.len(), n_names);
    }

    #[test]
    fn user_file_adds_agencies_and_names() {
        let file = "# mine\nVale Wire\tagency\tVW News|!VW\tvalewire.example\n\nReuters\tagency\tRtrs\n";
        let agencies = Agencies::with_user_file(file).expect("it is well formed");
        assert_eq!(agencies.agency_of_source("valewire.example"), Some("Vale Wire"));
        assert_eq!(agencies.agency_of_source("Rtrs"), Some("Reuters"));
        assert_eq!(agencies.agency_of_source("reuters.com"), Some("Reuters"));
    }

    #[test]
    fn user_file_errors_name_line_and_column() {
        let check = |file: &str, expected: &str| {
            let error = Agencies::with_user_file(file).err().expect("it is malformed").to_string();
            assert!(error.contains(expected), "{error}");
        };
        check("\tagency\tx", "line 1, column 1");
        check("# c\nX\tpaper\tx", "line 2, column 2: unknown kind `paper`");
        check("X", "line 1, column 2: the kind is missing");
        check("X\tagency\ta||b", "line 1, column 3");
        check("X\tagency\ta\tb.example\tc", "line 1, column 5");
    }
}
