//! The two kinds of failure: an [`Error`] ends the run, a [`Skip`] leaves one document out and says so.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The result of an operation that can end a run.
pub type Result<T> = std::result::Result<T, Error>;

/// What ends a run: wrong usage, an unreadable root, an unwritable output, a full disk, an interruption.
///
/// Its text names the path, the value and the limit; [`Error::hint`] says what to do about it.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    kind: Kind,
    message: String,
    hint: Option<String>,
    #[source]
    source: Option<std::io::Error>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Usage,
    Input,
    Output,
    Interrupted,
    ClosedPipe,
}

impl Error {
    /// A flag, a file or a value that the user can correct.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { kind: Kind::Usage, message: message.into(), hint: None, source: None }
    }

    /// A root, gold file or report that cannot be read.
    pub fn input(path: impl fmt::Display, source: std::io::Error) -> Self {
        let message = format!("{path}: {source}");
        Self { kind: Kind::Input, message, hint: None, source: Some(source) }
    }

    /// An output that cannot be written; a closed pipe is told apart from a real failure.
    pub fn output(path: impl fmt::Display, source: std::io::Error) -> Self {
        let closed = source.kind() == std::io::ErrorKind::BrokenPipe;
        let kind = if closed { Kind::ClosedPipe } else { Kind::Output };
        Self { kind, message: format!("{path}: {source}"), hint: None, source: Some(source) }
    }

    /// A scratch file that is not as it was written.
    #[must_use]
    pub fn damaged(path: impl fmt::Display, what: &str) -> Self {
        let message = format!("scratch file {path} {what}");
        let hint = "run again without --resume; if it happens again, check the disk";
        Self { kind: Kind::Output, message, hint: Some(hint.to_owned()), source: None }
    }

    /// The user asked the run to stop.
    #[must_use]
    pub fn interrupted() -> Self {
        let message = "interrupted; no report was written".to_owned();
        Self { kind: Kind::Interrupted, message, hint: None, source: None }
    }

    /// The user asked a run that changes files to stop; its log has what was done.
    #[must_use]
    pub fn interrupted_action(log: impl fmt::Display) -> Self {
        let message = "interrupted; the run can be gone on with or taken back".to_owned();
        let hint = format!("give the same command again, or `wireprint undo {log} --apply`");
        Self { kind: Kind::Interrupted, message, hint: Some(hint), source: None }
    }

    /// The same error with advice on what to do.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Advice on what to do, if there is any.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Whether the reader of our standard output went away, which is no failure.
    #[must_use]
    pub fn is_closed_pipe(&self) -> bool {
        self.kind == Kind::ClosedPipe
    }

    /// Whether the user asked the run to stop.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        self.kind == Kind::Interrupted
    }
}

/// Why one document was left out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// The file could not be opened or read to its end.
    Unreadable,
    /// Nothing but white space.
    Empty,
    /// Not text: NUL bytes or control characters throughout, or the signature of a binary format.
    Binary,
    /// Text in no encoding that could be recognised.
    Undecodable,
    /// Fewer words than `--min-words`.
    TooShort,
    /// Larger than `--max-bytes`.
    TooLong,
    /// A record, row or XML file that is not well-formed or has no text; a name in an archive that leads out of it.
    MalformedRecord,
    /// Another document with the same id was kept.
    RepeatedId,
    /// A kind of file, member, item or answer that is not read.
    UnsupportedType,
    /// Compressed data that unpacks to more than is allowed.
    DecompressionLimit,
    /// Compressed data or an archive that ends early or is damaged; JSON or a chunked answer that ends early.
    Truncated,
}

impl SkipReason {
    /// The name used in the report.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Empty => "empty",
            Self::Binary => "binary",
            Self::Undecodable => "undecodable",
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::MalformedRecord => "malformed_record",
            Self::RepeatedId => "repeated_id",
            Self::UnsupportedType => "unsupported_type",
            Self::DecompressionLimit => "decompression_limit",
            Self::Truncated => "truncated",
        }
    }
}

/// What the system says went wrong, without its number and in the same words everywhere.
pub(crate) fn in_words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        kind => kind.to_string(),
    }
}

/// One document that is not in the report, and why.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Skip {
    /// The document's id, or the file's path relative to the scanned folder, with the line of a record that has no id
    /// (`feed.jsonl:7`).
    pub path: String,
    /// Why it was left out.
    pub reason: SkipReason,
    /// The particulars: line number, sizes, the system's message.
    pub detail: String,
}
