//! The reader: roots to blocks of input, in path order and bounded memory.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::ReadOptions;
use super::archive::{Archive, Source};
use super::block::{InputBlock, Item};
#[cfg(feature = "parquet")]
use super::columns::{Columns, Wanted};
use super::compression::{Compression, Unpacked};
use super::jsonl::Lines;
use super::kind::{Content, FileKind};
use super::limits::{exceeds, record_bytes_max, unpacks_over};
use super::listed::Listed;
use super::roots::{self, Root};
use super::rows::Rows;
use super::stream::Stream;
use super::walk::{FileToRead, FolderWalk, Globs};
use super::warc::Warc;
use crate::error::{Result, Skip, SkipReason};

/// Bytes of input that a block is filled up to: enough work for a thread to outweigh handing it over.
pub(super) const BLOCK_BYTES: usize = 1 << 20;
/// Files and skips that a block is filled up to, so that many empty or unread files are handed on, too.
const BLOCK_ITEMS_MAX: usize = 1024;

/// Reads what the roots hold.
pub struct Reader {
    options: ReadOptions,
    globs: Globs,
    roots: VecDeque<Root>,
    /// Files named by a list, read after the roots.
    listed: Listed,
    /// The folder being walked.
    walk: Option<FolderWalk>,
    /// The archive whose members are being read.
    archive: Option<Archive>,
    /// The file or member being read that is not held whole.
    stream: Option<Stream>,
}

impl Reader {
    /// A reader of `roots`: folders, files, or `-` for JSON Lines on standard input.
    ///
    /// # Errors
    /// If there is no root, one does not exist or cannot be read, or a glob cannot be parsed.
    pub fn open(roots: &[PathBuf], options: ReadOptions) -> Result<Self> {
        let globs = Globs::new(&options)?;
        let listed = Listed::beside(roots, &options.files);
        let roots = roots::resolve(roots, &options.files)?.into();
        Ok(Self { options, globs, roots, listed, walk: None, archive: None, stream: None })
    }

    /// The next block, `None` at the end. It holds up to about 1 MiB, or one document or line that is longer; never
    /// more than a record may have (see [`ReadOptions::doc_bytes_max`]) and another MiB.
    ///
    /// # Errors
    /// If a root can no longer be read. A file that cannot is a skip in the block.
    pub fn next_block(&mut self) -> Result<Option<InputBlock>> {
        let (mut block, mut n_bytes) = (InputBlock::default(), 0);
        while n_bytes < BLOCK_BYTES && block.n_items() < BLOCK_ITEMS_MAX {
            let Some(item) = self.next_item()? else { break };
            n_bytes += item.n_bytes();
            block.push(item);
        }
        Ok((!block.is_empty()).then_some(block))
    }

    fn next_item(&mut self) -> Result<Option<Item>> {
        loop {
            if let Some(stream) = &mut self.stream {
                match stream.next_item() {
                    None => self.stream = None,
                    item => return Ok(item),
                }
            } else if let Some(archive) = &mut self.archive {
                match archive.next_source(&self.options) {
                    None => self.archive = None,
                    Some(Err(skip)) => return Ok(Some(Item::Skip(skip))),
                    Some(Ok(source)) => match self.load(source) {
                        None => {}
                        item => return Ok(item),
                    },
                }
            } else if let Some(walk) = &mut self.walk {
                match walk.next_file()? {
                    None => self.walk = None,
                    Some(Err(skip)) => return Ok(Some(Item::Skip(skip))),
                    Some(Ok(file)) => match self.open_file(file) {
                        None => {}
                        item => return Ok(item),
                    },
                }
            } else {
                let item = match self.roots.pop_front() {
                    Some(root) => self.begin(root),
                    None => match self.listed.next_file() {
                        None => return Ok(None),
                        Some(Err(skip)) => Some(Item::Skip(skip)),
                        Some(Ok(file)) => self.open_file(file),
                    },
                };
                if item.is_some() {
                    return Ok(item);
                }
            }
        }
    }

    /// Begins a root; what is no folder and no stream is an item at once.
    fn begin(&mut self, root: Root) -> Option<Item> {
        match root {
            Root::Stdin => self.begin_stdin(io::stdin()),
            Root::Folder { path, prefix } => {
                let follow_symlinks = self.options.follow_symlinks;
                self.walk = Some(FolderWalk::new(path, prefix, self.globs.clone(), follow_symlinks));
                None
            }
            Root::File { path, id } => {
                let kind = FileKind::of_named_file(&path);
                self.open_file(FileToRead { path, id, kind })
            }
            Root::Special(skip) => Some(Item::Skip(skip)),
        }
    }

    /// Standard input has no name that tells its compression; its first bytes do.
    fn begin_stdin(&mut self, mut stdin: impl Read + Send + 'static) -> Option<Item> {
        let id = "-".to_owned();
        let mut head = Vec::new();
        let started = stdin.by_ref().take(4).read_to_end(&mut head).and_then(|_| {
            let compression = Compression::by_signature(&head);
            Unpacked::new(io::Cursor::new(head).chain(stdin), compression, self.options.unpacked_ratio_max)
        });
        match started {
            Ok(input) => {
                self.stream = Some(Stream::Lines(Lines::new(input, id, &self.options)));
                None
            }
            Err(error) => Some(unreadable(id, &error)),
        }
    }

    /// Begins an archive, or loads any other file.
    fn open_file(&mut self, file: FileToRead) -> Option<Item> {
        let FileToRead { path, id, kind } = file;
        if let Content::Archive(archive) = kind.content {
            return match Archive::open(path, id, archive, kind, &self.options) {
                Ok(archive) => {
                    self.archive = Some(archive);
                    None
                }
                Err(skip) => Some(Item::Skip(skip)),
            };
        }
        if kind.content == Content::Parquet {
            return self.open_columns(&path, id);
        }
        let opened = File::open(path).and_then(|file| {
            let n_bytes = file.metadata()?.len();
            Ok((n_bytes, Unpacked::new(file, kind.compression, self.options.unpacked_ratio_max)?))
        });
        match opened {
            Ok((n_bytes, input)) => self.load(Source { id, content: kind.content, input, n_bytes }),
            Err(error) => Some(unreadable(id, &error)),
        }
    }

    #[cfg(feature = "parquet")]
    fn open_columns(&mut self, path: &Path, id: String) -> Option<Item> {
        match Columns::open(path, id, Wanted::OfRecords, &self.options) {
            Ok(columns) => {
                self.stream = Some(Stream::Columns(columns));
                None
            }
            Err(skip) => Some(Item::Skip(skip)),
        }
    }

    #[cfg(not(feature = "parquet"))]
    #[expect(clippy::unused_self, reason = "the other build has a stream to begin")]
    fn open_columns(&mut self, _: &Path, id: String) -> Option<Item> {
        let detail = "this build does not read Parquet; install with `--features parquet`".to_owned();
        Some(Item::Skip(Skip { path: id, reason: SkipReason::UnsupportedType, detail }))
    }

    /// Reads what is held whole, or begins the stream of what is not.
    fn load(&mut self, source: Source) -> Option<Item> {
        let Source { id, content, input, n_bytes } = source;
        let (what, limit) = match content {
            Content::JsonLines => {
                self.stream = Some(Stream::Lines(Lines::new(input, id, &self.options)));
                return None;
            }
            Content::Table(delimiter) => {
                self.stream = Some(Stream::Rows(Box::new(Rows::new(input, id, delimiter, &self.options))));
                return None;
            }
            Content::Warc => {
                self.stream = Some(Stream::Warc(Warc::new(input, id, &self.options)));
                return None;
            }
            Content::Article(_) => ("document", self.options.doc_bytes_max),
            Content::Json | Content::Xml => ("record", record_bytes_max(&self.options)),
            Content::Archive(_) => return Some(inside_archive(id, "an archive")),
            Content::Parquet => return Some(inside_archive(id, "a Parquet file")),
        };
        Some(match (read_whole(input, n_bytes, what, limit), content) {
            (Ok(bytes), Content::Article(markup)) => Item::Article { id, markup, bytes },
            (Ok(bytes), Content::Xml) => Item::Xml { id, bytes },
            (Ok(bytes), _) => Item::Json { id, bytes },
            (Err((reason, detail)), _) => Item::Skip(Skip { path: id, reason, detail }),
        })
    }
}

/// The bytes of a stream that is held whole; a file that is too long is not read.
pub(super) fn read_whole(
    mut input: Unpacked,
    packed_bytes: u64,
    what: &str,
    limit: usize,
) -> std::result::Result<Vec<u8>, (SkipReason, String)> {
    let mut bytes = Vec::new();
    if !input.is_compressed() {
        if packed_bytes > limit as u64 {
            return Err((SkipReason::TooLong, exceeds(packed_bytes, what, limit)));
        }
        bytes.reserve_exact(usize::try_from(packed_bytes).unwrap_or(0) + 1);
    }
    // A file may grow while it is read, and the length of a compressed one is known only at its end.
    let read = (&mut input).take((limit as u64).saturating_add(1)).read_to_end(&mut bytes);
    match read {
        Err(error) => Err((input.reason(&error), error.to_string())),
        Ok(n_read) if n_read <= limit => Ok(bytes),
        Ok(_) if input.is_compressed() => Err((SkipReason::DecompressionLimit, unpacks_over(what, limit))),
        Ok(n_read) => Err((SkipReason::TooLong, exceeds(n_read as u64, what, limit))),
    }
}

/// What is read from its end cannot be read from a stream.
fn inside_archive(path: String, what: &str) -> Item {
    let detail = format!("{what} inside an archive is not read");
    Item::Skip(Skip { path, reason: SkipReason::UnsupportedType, detail })
}

fn unreadable(path: String, error: &io::Error) -> Item {
    Item::Skip(Skip { path, reason: SkipReason::Unreadable, detail: error.to_string() })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::super::compression::tests::{gzip, zstd};
    use super::*;
    use crate::document::Document;

    fn small() -> ReadOptions {
        ReadOptions { doc_bytes_max: 1000, ..ReadOptions::default() }
    }

    fn folder(files: &[(&str, &[u8])]) -> TempDir {
        let root = TempDir::new().unwrap();
        for (name, bytes) in files {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        root
    }

    fn all(mut reader: Reader) -> Vec<std::result::Result<Document, Skip>> {
        let options = reader.options.clone();
        let mut found = Vec::new();
        while let Some(block) = reader.next_block().unwrap() {
            found.extend(block.documents(&options));
        }
        found
    }

    fn read(roots: &[&Path], options: ReadOptions) -> Vec<std::result::Result<Document, Skip>> {
        let roots: Vec<_> = roots.iter().map(|root| root.to_path_buf()).collect();
        all(Reader::open(&roots, options).unwrap())
    }

    fn summary(found: &[std::result::Result<Document, Skip>]) -> Vec<String> {
        let line = |one: &std::result::Result<Document, Skip>| match one {
            Ok(document) => format!("{} = {}", document.id, document.body),
            Err(skip) => format!("{}: {} ({})", skip.path, skip.reason.as_str(), skip.detail),
        };
        found.iter().map(line).collect()
    }

    /// Checks what a folder with one file gives.
    fn check(name: &str, bytes: &[u8], expected: &[&str]) {
        let root = folder(&[(name, bytes)]);
        assert_eq!(summary(&read(&[root.path()], small())), expected, "{name}");
    }

    #[test]
    fn files_of_every_type_become_documents() {
        check("a.txt", b"One\r\n", &["a.txt = One\r\n"]);
        check("x/A.HTML", b"<p>caf\xe9</p>", &["x/A.HTML = <p>café</p>"]);
        check("a.md.gz", &gzip(b"# One"), &["a.md.gz = # One"]);
        check("a.txt.zst", &[zstd(b"One "), zstd(b"two")].concat(), &["a.txt.zst = One two"]);
        check("a.txt.gz", &[gzip(b"One"), vec![0; 99]].concat(), &["a.txt.gz = One"]);
        check("a.txt.gz", b"Unpacked by the client", &["a.txt.gz = Unpacked by the client"]);
        check("a.txt.zst", b"One", &["a.txt.zst = One"]);
        let lines = b"\xef\xbb\xbf{\"id\":1,\"text\":\"One\"}\r\n\r\n{\"id\":2,\"text\":\"Two\"}";
        check("a.jsonl", lines, &["1 = One", "2 = Two"]);
        check("a.ndjson.gz", &gzip(lines), &["1 = One", "2 = Two"]);
        check("a.json", b"{\n\"text\": \"One\"\n}\n", &["a.json = One"]);
        check(
            "a.json",
            b"[{\"id\":1,\"text\":\"One\"}, {\"id\":2,\"text\":\"Two\"}]",
            &["1 = One", "2 = Two"],
        );
        check("a.json", lines, &["1 = One", "2 = Two"]);
    }

    #[test]
    fn each_bad_file_is_one_skip() {
        check("a.txt", b"", &["a.txt: empty (nothing but white space)"]);
        check("a.txt", &gzip(b"One"), &["a.txt: binary (looks like gzip)"]);
        check("a.txt", b"one\0two", &["a.txt: binary (NUL bytes or control characters)"]);
        check("a.png", b"\x89PNG", &["a.png: unsupported_type (files of type `.png` are not read)"]);
        check(
            "a.html",
            &[b'x'; 1001],
            &["a.html: too_long (1001 bytes exceeds the document limit of 1000 bytes)"],
        );
        let over = "a.txt.gz: decompression_limit (unpacks to more than the document limit of 1000 bytes)";
        check("a.txt.gz", &gzip(&[b'x'; 5_000_000]), &[over]);
        check("a.txt.gz", &gzip(b"words")[..20], &["a.txt.gz: truncated (unexpected end of file)"]);
        check("a.txt.gz", b"\x1f\x8b\x07 and more words", &["a.txt.gz: truncated (invalid gzip header)"]);
        check("a.txt.gz", b"", &["a.txt.gz: truncated (unexpected end of file)"]);
        check("a.txt.zst", &zstd(b"words")[..9], &["a.txt.zst: truncated (incomplete frame)"]);
        check("a.json", b"[]", &["a.json: empty (holds no record)"]);
        let json = "a.json: truncated (EOF while parsing a value at line 1 column 8)";
        check("a.json", b"{\"text\":", &[json]);
    }

    #[test]
    fn entries_before_damage_are_given() {
        let cut = "a.json: truncated (EOF while parsing a list at line 1 column 26)";
        check(
            "a.json",
            b"[{\"id\":1,\"text\":\"One\"}, {}",
            &["1 = One", "a.json#2: malformed_record (no field holds a text)", cut],
        );
        let broken = "a.json: malformed_record (key must be a string at line 1 column 26)";
        check("a.json", b"[{\"id\":1,\"text\":\"One\"}, {5}, {\"text\":\"Three\"}]", &["1 = One", broken]);
        let other =
            "a.json#2: malformed_record (invalid type: integer `5`, expected a JSON object at column 1)";
        check(
            "a.json",
            b"[{\"id\":1,\"text\":\"One\"}, 5, {\"id\":3,\"text\":\"Three\"}]",
            &["1 = One", other, "3 = Three"],
        );
    }

    #[test]
    fn each_bad_line_is_one_skip_and_the_others_are_read() {
        let lines = b"{\"id\":1,\"text\":\"One\"}\nnonsense\n{\"id\":3,\"text\":\"caf\xe9\"}\n{\"text\":\"a\0b\"}\n{}\n";
        check(
            "a.jsonl",
            lines,
            &[
                "1 = One",
                "a.jsonl:2: malformed_record (expected ident at column 2)",
                "3 = café",
                "a.jsonl:4: malformed_record (control character (\\u0000-\\u001F) found while parsing a string at column 11)",
                "a.jsonl:5: malformed_record (no field holds a text)",
            ],
        );
    }

    #[test]
    fn what_is_read_and_what_is_skipped_adds_up_to_what_was_given() {
        let root = TempDir::new().unwrap();
        let n_files = 3000;
        for n in 0..n_files {
            let (name, bytes) = match n % 4 {
                0 => (format!("{n}.txt"), b"Some words.".as_slice()),
                1 => (format!("{n}.html"), b"".as_slice()),
                2 => (format!("{n}.jpg"), b"\xff\xd8\xff".as_slice()),
                _ => (format!("{n}.jsonl"), b"{\"text\": \"Words.\"}\n{\n".as_slice()),
            };
            fs::write(root.path().join(name), bytes).unwrap();
        }
        let found = read(&[root.path()], small());
        assert_eq!(found.len(), n_files + n_files / 4);
        assert_eq!(found.iter().filter(|one| one.is_ok()).count(), n_files / 2);
    }

    #[test]
    fn long_stream_comes_in_blocks_of_bounded_size() {
        let line = format!("{{\"text\": \"{}\"}}\n", "word ".repeat(100));
        let root = folder(&[("a.jsonl", line.repeat(10_000).as_bytes())]);
        let mut reader = Reader::open(&[root.path().to_owned()], ReadOptions::default()).unwrap();
        let mut n_documents = 0;
        while let Some(block) = reader.next_block().unwrap() {
            assert!(block.n_bytes() < 3 * BLOCK_BYTES);
            n_documents += block.documents(&ReadOptions::default()).len();
        }
        assert_eq!(n_documents, 10_000);
    }

    #[test]
    fn several_roots_are_told_apart_by_name_and_folder() {
        let root = folder(&[("guardian/1.txt", b"One"), ("times/1.txt", b"Two"), ("odd.news", b"Three")]);
        let roots = [root.path().join("guardian/"), root.path().join("times"), root.path().join("odd.news")];
        let found = read(&roots.each_ref().map(PathBuf::as_path), small());
        // Of an absolute path a file's folder stays in its id: it tells the outlet.
        let above = root.path().file_name().unwrap().to_str().unwrap();
        let odd = format!("{above}/odd.news = Three");
        assert_eq!(summary(&found), ["guardian/1.txt = One", "times/1.txt = Two", &odd]);
        let folders: Vec<_> = found.iter().map(|one| one.as_ref().unwrap().folder.as_deref()).collect();
        assert_eq!(folders, [Some("guardian"), Some("times"), Some(above)]);
    }

    #[test]
    fn single_file_is_named_by_its_name_alone() {
        let root = folder(&[("x/dispatch", b"One")]);
        let options = ReadOptions { source: Some("Mine".to_owned()), ..small() };
        let found = read(&[&root.path().join("x/dispatch")], options);
        assert_eq!(summary(&found), ["dispatch = One"]);
        let document = found[0].as_ref().unwrap();
        assert_eq!((document.meta.source.as_deref(), document.folder.as_deref()), (Some("Mine"), None));
    }

    #[cfg(unix)]
    #[test]
    fn root_that_is_no_regular_file_is_skipped_unopened() {
        let root = folder(&[]);
        let path = root.path().join("socket");
        let _socket = std::os::unix::net::UnixListener::bind(&path).unwrap();
        let detail = "not a regular file; give `-` to read a pipe as JSON Lines";
        assert_eq!(summary(&read(&[&path], small())), [format!("socket: unsupported_type ({detail})")]);
    }

    #[test]
    fn standard_input_is_unpacked_by_its_signature() {
        let lines = b"{\"id\": 1, \"text\": \"One\"}\n".as_slice();
        for bytes in [lines.to_vec(), gzip(lines), zstd(lines)] {
            let mut reader = Reader::open(&[PathBuf::from(".")], small()).unwrap();
            reader.roots.clear();
            assert!(reader.begin_stdin(io::Cursor::new(bytes)).is_none());
            assert_eq!(summary(&all(reader)), ["1 = One"]);
        }
    }

    #[test]
    fn reader_can_move_to_another_thread() {
        fn assert_send<T: Send>() {}
        assert_send::<Reader>();
        assert_send::<InputBlock>();
    }
}
