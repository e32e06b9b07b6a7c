//! Bytes to text: recognises what is not text, finds the encoding, decodes.
//!
//! The bytes win over what a page declares: valid UTF-8 is UTF-8 whatever the page says, because no other encoding
//! looks like it by chance, and a declared UTF-8 that is invalid is guessed. The order of evidence: byte order mark,
//! UTF-16 by the position of its NUL bytes, UTF-8 (with a few broken sequences, too), the declaration, the guess of
//! `chardetng`. One pass over the bytes, and a second where they are not UTF-8.
//!
//! Left out on purpose: ISO-2022 and UTF-7, which hide markup from whoever reads the bytes, and UTF-32.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};
use memchr::{memchr_iter, memmem};

use crate::error::SkipReason;

/// Bytes at the start of a file that are searched for NUL bytes and control characters.
const SAMPLE_BYTES: usize = 8 * 1024;
/// Bytes at the start of a page that are searched for a declared encoding, as the HTML standard has it.
const DECLARATION_BYTES: usize = 1024;

/// The byte order mark of UTF-8.
pub(super) const BOM: [u8; 3] = *b"\xef\xbb\xbf";

/// Where a text may declare its encoding.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hint {
    /// Nowhere: plain text, Markdown, a line of JSON.
    None,
    /// In a `meta` element or an XML declaration.
    Html,
}

/// A decoded text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decoded {
    /// The text, without byte order mark; line ends are kept as they were.
    pub text: String,
    /// The WHATWG name of the encoding, such as `UTF-8` or `windows-1252`.
    pub encoding: &'static str,
    /// Whether broken sequences were replaced by U+FFFD.
    pub is_lossy: bool,
}

/// The text that `bytes` stand for.
///
/// # Errors
/// [`SkipReason::Binary`] for the signature of a binary format, a NUL byte in the first 8 KiB or more than one in a
/// thousand bytes, or control characters for more than one in twenty; [`SkipReason::Undecodable`] where more than a
/// tenth of the characters would be U+FFFD; [`SkipReason::Empty`] where there is only white space.
pub fn decode(bytes: &[u8], hint: Hint) -> Result<Decoded, SkipReason> {
    decode_as_declared(bytes, hint, None)
}

/// The same of bytes that came with the label of an encoding, which wins over what they declare themselves.
///
/// # Errors
/// As [`decode`].
pub(super) fn decode_as_declared(
    bytes: &[u8],
    hint: Hint,
    label: Option<&str>,
) -> Result<Decoded, SkipReason> {
    let (encoding, body) = match Encoding::for_bom(bytes) {
        Some((encoding, bom_len)) => (Some(encoding), &bytes[bom_len..]),
        None if is_signed(bytes) => return Err(SkipReason::Binary),
        None => (utf16_by_nul_bytes(bytes), bytes),
    };
    let decoded = match encoding {
        Some(encoding) if encoding != UTF_8 => {
            let decoded = decode_as(encoding, body);
            // UTF-32 begins with the mark of UTF-16.
            if has_many_nul_bytes(decoded.text.as_bytes()) {
                return Err(SkipReason::Binary);
            }
            decoded
        }
        _ if is_binary(body) => return Err(SkipReason::Binary),
        Some(_) => decode_as(UTF_8, body),
        None => {
            let labelled = label.and_then(|label| Encoding::for_label(label.as_bytes()));
            let is_ascii = |encoding: &&'static Encoding| encoding.is_ascii_compatible();
            decode_by_evidence(body, labelled.filter(is_ascii).or_else(|| declared_encoding(body, hint)))
        }
    };
    if decoded.text.trim().is_empty() {
        return Err(SkipReason::Empty);
    }
    if decoded.is_lossy && n_replaced(&decoded.text) * 10 > decoded.text.chars().count() {
        return Err(SkipReason::Undecodable);
    }
    Ok(decoded)
}

/// Why [`decode`] refused the bytes, in words.
pub(super) fn why_undecoded(bytes: &[u8], reason: SkipReason) -> String {
    match (reason, binary_signature(bytes)) {
        (SkipReason::Empty, _) => "nothing but white space".to_owned(),
        (SkipReason::Binary, Some(format)) => format!("looks like {format}"),
        (SkipReason::Binary, None) => "NUL bytes or control characters".to_owned(),
        _ => "no known encoding explains it".to_owned(),
    }
}

/// The text of one line whose encoding nothing declares; what no encoding explains becomes U+FFFD.
pub(super) fn decode_line(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(decode_by_evidence(bytes, None).text),
    }
}

/// The encoding of bytes for which nothing declares one.
pub(super) fn line_encoding(bytes: &[u8]) -> &'static Encoding {
    if is_nearly_utf8(bytes) { UTF_8 } else { guess(bytes) }
}

/// What decodes the stream that `start` begins, if it is UTF-16 by its mark or its NUL bytes.
pub(super) fn utf16_decoder(start: &[u8]) -> Option<Decoder> {
    let by_mark = Encoding::for_bom(start).map(|(encoding, _)| encoding);
    let encoding = by_mark.or_else(|| utf16_by_nul_bytes(start))?;
    (encoding != UTF_8).then(|| encoding.new_decoder_with_bom_removal())
}

/// The name of the binary format whose signature `bytes` begin with.
pub(super) fn binary_signature(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: [(&[u8], &str); 22] = [
        (b"\x89PNG", "PNG"),
        (b"\xff\xd8\xff", "JPEG"),
        (b"GIF87a", "GIF"),
        (b"GIF89a", "GIF"),
        (b"%PDF-", "PDF"),
        (b"PK\x03\x04", "ZIP"),
        (b"PK\x05\x06", "ZIP"),
        (b"\x1f\x8b", "gzip"),
        (b"\x28\xb5\x2f\xfd", "Zstandard"),
        (b"BZh", "bzip2"),
        (b"\xfd7zXZ\0", "xz"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"\x7fELF", "ELF"),
        (b"\xca\xfe\xba\xbe", "Mach-O or Java class"),
        (b"\xd0\xcf\x11\xe0", "Microsoft Office"),
        (b"II*\0", "TIFF"),
        (b"MM\0*", "TIFF"),
        (b"OggS", "Ogg"),
        (b"ID3", "MP3"),
        (b"PAR1", "Parquet"),
        (b"SQLite format 3", "SQLite"),
    ];
    SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)).map(|(_, name)| *name)
}

/// Whether a signature is followed by what is not text: a text, too, may begin with the letters of one ("BZhang").
pub(super) fn is_signed(bytes: &[u8]) -> bool {
    let sample = sample(bytes);
    let is_text = || {
        let has_broken_utf8 = std::str::from_utf8(sample).is_err_and(|error| error.error_len().is_some());
        !has_broken_utf8 && !sample.iter().any(|byte| is_control(*byte))
    };
    binary_signature(bytes).is_some_and(|format| format == "PDF" || !is_text())
}

/// Whether there are NUL bytes, or control characters for more than one byte in twenty.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    sample(bytes).contains(&0) || is_mostly_control(bytes) || has_many_nul_bytes(bytes)
}

/// Whether there are control characters for more than one byte in twenty.
pub(super) fn is_mostly_control(bytes: &[u8]) -> bool {
    let sample = sample(bytes);
    sample.iter().filter(|byte| is_control(**byte)).count() * 20 > sample.len()
}

fn has_many_nul_bytes(bytes: &[u8]) -> bool {
    memchr_iter(0, bytes).count() * 1000 > bytes.len()
}

fn sample(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(SAMPLE_BYTES)]
}

/// Control characters that text does not contain: all but tab, line feed, form feed, carriage return and the
/// end-of-file mark of DOS.
fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | 0x0c | b'\r' | 0x1a)
}

/// UTF-16 without a mark: NUL bytes on one side of the pairs only, and every pair decodes. White space and digits
/// alone give one pair in twenty a NUL byte in any script with spaces; scripts without them are not recognised.
/// ASCII with NUL bytes between its fields would mostly be pairs of two ASCII characters.
fn utf16_by_nul_bytes(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = sample(bytes);
    let n_pairs = sample.len() / 2;
    let is_ascii_pair = |pair: &&[u8]| pair.iter().all(u8::is_ascii_graphic);
    if sample.len() % 2 == 1 || sample.chunks_exact(2).filter(is_ascii_pair).count() * 2 > n_pairs {
        return None;
    }
    let mut n_nul = [0, 0];
    memchr_iter(0, sample).for_each(|at| n_nul[at % 2] += 1);
    let encoding = match n_nul {
        [0, odd] if odd * 20 >= n_pairs && odd > 0 => UTF_16LE,
        [even, 0] if even * 20 >= n_pairs && even > 0 => UTF_16BE,
        _ => return None,
    };
    // The sample may end inside a surrogate pair, hence a decoder that is not told of the end.
    let mut text = String::with_capacity(sample.len() * 3 / 2 + 16);
    let (_, _, had_errors) =
        encoding.new_decoder_without_bom_handling().decode_to_string(sample, &mut text, false);
    let n_control = text.chars().filter(|c| c.is_control() && !c.is_whitespace()).count();
    (!had_errors && n_control * 20 <= text.len()).then_some(encoding)
}

fn decode_by_evidence(bytes: &[u8], declared: Option<&'static Encoding>) -> Decoded {
    if is_nearly_utf8(bytes) {
        return decode_as(UTF_8, bytes);
    }
    let by_declaration =
        declared.filter(|encoding| *encoding != UTF_8).map(|encoding| decode_as(encoding, bytes));
    match by_declaration {
        Some(decoded) if !decoded.is_lossy => decoded,
        Some(decoded) => {
            let guessed = decode_as(guess(bytes), bytes);
            if n_replaced(&guessed.text) < n_replaced(&decoded.text) { guessed } else { decoded }
        }
        None => decode_as(guess(bytes), bytes),
    }
}

/// Valid UTF-8, or UTF-8 with a few broken sequences: at most one for four intact ones, and a single one where there
/// is an intact one at all. Legacy encodings have hardly any intact sequence; a lone `é` of Latin-1 stays theirs.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    if std::str::from_utf8(bytes).is_ok() {
        return true;
    }
    let (mut n_intact, mut n_broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        n_intact += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        n_broken += usize::from(!chunk.invalid().is_empty());
    }
    n_intact > 0 && n_broken <= (n_intact / 4).max(1)
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, is_lossy) = encoding.decode_without_bom_handling(bytes);
    Decoded { text: text.into_owned(), encoding: encoding.name(), is_lossy }
}

fn n_replaced(text: &str) -> usize {
    memmem::find_iter(text.as_bytes(), "\u{fffd}".as_bytes()).count()
}

/// The encoding named by an XML declaration or the first `meta` element that names one.
fn declared_encoding(bytes: &[u8], hint: Hint) -> Option<&'static Encoding> {
    if hint == Hint::None {
        return None;
    }
    let head = bytes[..bytes.len().min(DECLARATION_BYTES)].to_ascii_lowercase();
    let xml =
        head.trim_ascii_start().starts_with(b"<?xml").then(|| label_after(&head, b"encoding")).flatten();
    let encoding = xml.or_else(|| {
        let mut rest = head.as_slice();
        while let Some(start) = rest.iter().position(|byte| *byte == b'<') {
            rest = &rest[start..];
            let is_comment = rest.starts_with(b"<!--");
            let end = if is_comment { memmem::find(rest, b"-->") } else { memchr::memchr(b'>', rest) };
            let (tag, after) = rest.split_at(end.unwrap_or(rest.len()));
            if let Some(encoding) = tag.starts_with(b"<meta").then(|| label_after(tag, b"charset")).flatten()
            {
                return Some(encoding);
            }
            rest = after;
        }
        None
    })?;
    // A page whose declaration can be read byte by byte is not UTF-16, and the standard reads the user-defined
    // encoding as windows-1252.
    match encoding {
        encoding if encoding == UTF_16LE || encoding == UTF_16BE => Some(UTF_8),
        encoding if encoding == X_USER_DEFINED => Some(WINDOWS_1252),
        encoding => Some(encoding),
    }
}

/// The encoding whose label stands after `key` and an equals sign, quoted or not.
fn label_after(bytes: &[u8], key: &[u8]) -> Option<&'static Encoding> {
    let after_key = &bytes[memmem::find(bytes, key)? + key.len()..];
    let value = after_key.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"\"';?>/".contains(byte);
    Encoding::for_label(value.split(is_end).next()?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(bytes: &[u8], hint: Hint, text: &str, encoding: &str) {
        let decoded = decode(bytes, hint).unwrap();
        assert_eq!((decoded.text.as_str(), decoded.encoding), (text, encoding));
    }

    fn check_skip(bytes: &[u8], reason: SkipReason) {
        assert_eq!(decode(bytes, Hint::None), Err(reason));
    }

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    fn encoded(text: &str, label: &str) -> Vec<u8> {
        Encoding::for_label(label.as_bytes()).unwrap().encode(text).0.into_owned()
    }

    const RUSSIAN: &str = "Президент подписал указ о назначении нового министра, сообщает агентство.\r\n";
    const CHINESE: &str = "据新华社报道，国务院总理三月五日在北京出席会议并发表重要讲话，强调经济发展。";
    const JAPANESE: &str = "首相は五日、北京で開かれた会議に出席し、経済の発展について演説した。";

    #[test]
    fn byte_order_marks_decide_and_are_removed() {
        check(b"\xef\xbb\xbfCaf\xc3\xa9\r\n", Hint::None, "Café\r\n", "UTF-8");
        check(&utf16("\u{feff}Café", u16::to_le_bytes), Hint::None, "Café", "UTF-16LE");
        check(&utf16("\u{feff}Café", u16::to_be_bytes), Hint::Html, "Café", "UTF-16BE");
    }

    #[test]
    fn utf16_without_mark_is_recognised_by_its_nul_bytes() {
        check(&utf16("Plain words", u16::to_le_bytes), Hint::None, "Plain words", "UTF-16LE");
        check(&utf16(RUSSIAN, u16::to_le_bytes), Hint::None, RUSSIAN, "UTF-16LE");
        check(&utf16(RUSSIAN, u16::to_be_bytes), Hint::None, RUSSIAN, "UTF-16BE");
    }

    #[test]
    fn undeclared_legacy_encodings_are_guessed() {
        check(b"Le caf\xe9 du coin", Hint::None, "Le café du coin", "windows-1252");
        check(&encoded(RUSSIAN, "windows-1251"), Hint::None, RUSSIAN, "windows-1251");
        check(&encoded(RUSSIAN, "koi8-r"), Hint::None, RUSSIAN, "KOI8-U");
        check(&encoded(CHINESE, "gbk"), Hint::None, CHINESE, "GBK");
        check(&encoded(JAPANESE, "shift_jis"), Hint::None, JAPANESE, "Shift_JIS");
    }

    #[test]
    fn declared_encodings_are_followed_where_the_bytes_allow_it() {
        let page = |declaration: &str| format!("<html><head>{declaration}<title>Żółć</title>");
        for declaration in [
            "<meta charset=iso-8859-2>",
            "<META CharSet = \"ISO-8859-2\" />",
            "<!-- <meta charset=gbk> --><meta http-equiv='Content-Type' content='text/html; charset=iso-8859-2'>",
        ] {
            let text = page(declaration);
            check(&encoded(&text, "iso-8859-2"), Hint::Html, &text, "ISO-8859-2");
        }
        let xhtml = "<?xml version='1.0' encoding='ISO-8859-2'?><p>Żółć</p>";
        check(&encoded(xhtml, "iso-8859-2"), Hint::Html, xhtml, "ISO-8859-2");
    }

    #[test]
    fn bytes_win_over_a_contradicting_declaration() {
        let utf8 = "<meta charset=windows-1252><p>naïve café</p>";
        check(utf8.as_bytes(), Hint::Html, utf8, "UTF-8");
        let latin1 = "<meta charset=utf-8><p>Le café du coin</p>";
        check(&encoded(latin1, "windows-1252"), Hint::Html, latin1, "windows-1252");
        let utf16_claimed = "<meta charset=utf-16><p>café</p>";
        check(utf16_claimed.as_bytes(), Hint::Html, utf16_claimed, "UTF-8");
    }

    #[test]
    fn a_few_broken_sequences_do_not_turn_utf8_into_mojibake() {
        let mut cut = "“Naïve”, he said — a café".as_bytes().to_vec();
        cut.extend_from_slice(b"\xe2\x80");
        check(&cut, Hint::None, "“Naïve”, he said — a café\u{fffd}", "UTF-8");
        let one_bad_byte = [RUSSIAN.as_bytes(), b"\xff", RUSSIAN.as_bytes()].concat();
        check(&one_bad_byte, Hint::None, &format!("{RUSSIAN}\u{fffd}{RUSSIAN}"), "UTF-8");
    }

    #[test]
    fn binary_data_is_recognised() {
        for bytes in [
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(),
            b"\xff\xd8\xff\xe0\x10JFIF",
            b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
            b"PK\x03\x04\x14\0",
            b"\x1f\x8b\x08\x08abc",
            b"\x7fELF\x02\x01\x01",
            b"\xff\xfe\0\0O\0\0\0n\0\0\0e\0\0\0",
            b"one\0two",
            b"seven\0eight\0nine",
            b"\x01\x02\x03\x04\x05words",
        ] {
            check_skip(bytes, SkipReason::Binary);
        }
        let text = "BZhang reports “from” Beijing";
        check(text.as_bytes(), Hint::None, text, "UTF-8");
    }

    #[test]
    fn rare_nul_bytes_far_into_a_text_are_kept() {
        let mut text = "word ".repeat(4000);
        text.push('\0');
        check(text.as_bytes(), Hint::None, &text, "UTF-8");
        text.push_str(&"\0".repeat(100));
        check_skip(text.as_bytes(), SkipReason::Binary);
    }

    #[test]
    fn white_space_alone_is_empty() {
        for bytes in
            [b"".as_slice(), b" \r\n\t", b"\xef\xbb\xbf \n", b"\xff\xfe", "\u{a0}\u{2003}".as_bytes()]
        {
            check_skip(bytes, SkipReason::Empty);
        }
    }

    #[test]
    fn noise_in_utf16_is_undecodable() {
        let lone_surrogates = [b"\xff\xfe".as_slice(), &b"\x00\xd8".repeat(50)].concat();
        check_skip(&lone_surrogates, SkipReason::Undecodable);
    }

    proptest! {
        #[test]
        fn decoding_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400), html: bool) {
            let hint = if html { Hint::Html } else { Hint::None };
            if let Ok(decoded) = decode(&bytes, hint) {
                prop_assert!(!decoded.text.trim().is_empty());
            }
        }

        #[test]
        fn utf8_text_is_decoded_as_it_is(text in "[a-zà-ž\u{4e00}-\u{4f00} .,“”\r\n]{1,200}", html: bool) {
            prop_assume!(!text.trim().is_empty());
            let hint = if html { Hint::Html } else { Hint::None };
            prop_assert_eq!(decode(text.as_bytes(), hint).unwrap().text, text);
        }
    }
}
