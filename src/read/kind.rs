//! What a file holds, by its name.

use std::path::Path;

use super::compression::Compression;
use crate::document::Markup;

/// What a file holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Content {
    /// One document.
    Article(Markup),
    /// One record a line.
    JsonLines,
    /// One record, or an array of records.
    Json,
    /// A header and one record a row; the delimiter, or `None` where the header tells it.
    Table(Option<u8>),
    /// One or several documents, by the root element.
    Xml,
    /// Records of a web archive.
    Warc,
    /// Columns of records, in row groups that are found from the file's end.
    Parquet,
    /// Files with names of their own.
    Archive(Archive),
}

/// How files are put together in one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Archive {
    Zip,
    Tar,
}

/// What a file holds, and how it is packed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct FileKind {
    pub(super) content: Content,
    pub(super) compression: Compression,
}

impl FileKind {
    /// The kind that the extensions name, in any case of letters; `None` if the file is not one that is read.
    pub(super) fn by_name(path: &Path) -> Option<Self> {
        let (stem, compression) = unpacked_name(path);
        let content = match extension(stem)?.as_str() {
            "txt" | "text" => Content::Article(Markup::Plain),
            "md" | "markdown" => Content::Article(Markup::Markdown),
            "html" | "htm" | "xhtml" | "hocr" => Content::Article(Markup::Html),
            "jsonl" | "ndjson" => Content::JsonLines,
            "json" => Content::Json,
            "csv" => Content::Table(None),
            "tsv" => Content::Table(Some(b'\t')),
            "xml" => Content::Xml,
            "warc" | "wet" => Content::Warc,
            "tar" | "tgz" => Content::Archive(Archive::Tar),
            // Their directories stand at their ends, which a packed stream has no way to.
            "parquet" if compression == Compression::None => Content::Parquet,
            "zip" if compression == Compression::None => Content::Archive(Archive::Zip),
            _ => return None,
        };
        let compression = if has_extension(stem, "tgz") { Compression::Gzip } else { compression };
        Some(Self { content, compression })
    }

    /// The same for a file that the user names: one of unknown extension is read as plain text.
    pub(super) fn of_named_file(path: &Path) -> Self {
        let plain = Content::Article(Markup::Plain);
        Self::by_name(path).unwrap_or_else(|| Self { content: plain, compression: unpacked_name(path).1 })
    }
}

/// The name of an archive without its extensions, or the name itself of what is none.
pub(super) fn archive_stem(name: &str) -> &str {
    const EXTENSIONS: [&str; 5] = [".tar.gz", ".tar.zst", ".tar", ".tgz", ".zip"];
    let stem = |extension: &&str| {
        let (stem, end) = name.split_at_checked(name.len().checked_sub(extension.len())?)?;
        (!stem.is_empty() && end.eq_ignore_ascii_case(extension)).then_some(stem)
    };
    EXTENSIONS.iter().find_map(stem).unwrap_or(name)
}

/// Why a file of that name is not read.
pub(super) fn unsupported(path: &Path) -> String {
    match extension(path) {
        Some(extension) => format!("files of type `.{extension}` are not read"),
        None => "files without an extension are not read".to_owned(),
    }
}

fn unpacked_name(path: &Path) -> (&Path, Compression) {
    let stem = || path.file_stem().map_or(path, Path::new);
    match extension(path).as_deref() {
        Some("gz") => (stem(), Compression::Gzip),
        Some("zst") => (stem(), Compression::Zstd),
        _ => (path, Compression::None),
    }
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    extension(path).as_deref() == Some(wanted)
}

fn extension(path: &Path) -> Option<String> {
    Some(path.extension()?.to_string_lossy().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: Option<(Content, Compression)>) {
        let kind = FileKind::by_name(Path::new(name));
        assert_eq!(kind.map(|kind| (kind.content, kind.compression)), expected, "{name}");
    }

    #[test]
    fn names_tell_content_and_compression() {
        check("a/b.txt", Some((Content::Article(Markup::Plain), Compression::None)));
        check("B.HTM", Some((Content::Article(Markup::Html), Compression::None)));
        check("b.md.GZ", Some((Content::Article(Markup::Markdown), Compression::Gzip)));
        check("b.ndjson.zst", Some((Content::JsonLines, Compression::Zstd)));
        check("b.csv.gz", Some((Content::Table(None), Compression::Gzip)));
        check("CC-1.warc.wet.gz", Some((Content::Warc, Compression::Gzip)));
        check("b.TSV", Some((Content::Table(Some(b'\t')), Compression::None)));
        check("b.zip", Some((Content::Archive(Archive::Zip), Compression::None)));
        for name in ["b.tgz", "b.tar.gz"] {
            check(name, Some((Content::Archive(Archive::Tar), Compression::Gzip)));
        }
        for unread in ["b.zip.gz", "b.parquet.gz", "b.png", "b.gz", "b", "txt", "b.txt.bak", "b.txt.gz.gz"] {
            check(unread, None);
        }
    }

    #[test]
    fn stem_of_an_archive_is_what_it_is_called() {
        for name in ["gazette.zip", "gazette.TAR.GZ", "gazette.tgz", "gazette"] {
            assert_eq!(archive_stem(name), "gazette");
        }
        assert_eq!((archive_stem(".zip"), archive_stem("zürich.gz")), (".zip", "zürich.gz"));
    }

    #[test]
    fn named_file_of_unknown_type_is_plain_text() {
        let kind = FileKind::of_named_file(Path::new("dispatch.gz"));
        assert_eq!((kind.content, kind.compression), (Content::Article(Markup::Plain), Compression::Gzip));
    }
}
