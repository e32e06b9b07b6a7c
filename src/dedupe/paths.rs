//! Ids of documents to paths below a folder, and paths to text and back.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, percent_encode};

/// What is escaped in the paths of a log, besides all that is not ASCII.
const ESCAPED: &AsciiSet = &CONTROLS.add(b'%');

/// One name of a path. A report writes a name that is not UTF-8 percent-encoded, and an id does not tell whether it is one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Name {
    /// The name as the id has it.
    pub(super) literal: Vec<u8>,
    /// The name whose encoding this would be.
    pub(super) decoded: Option<Vec<u8>>,
}

/// The names of the path that an id stands for; none is empty, `.`, `..`, or holds a NUL.
///
/// # Errors
/// A sentence for an id that is no path below a folder.
pub(super) fn names_of_id(id: &str) -> Result<Vec<Name>, String> {
    let name = |part: &str| match part {
        "" => Err("is no path below a folder".to_owned()),
        "." | ".." => Err("leads out of the folder that it belongs to".to_owned()),
        _ if part.contains('\0') => Err("holds a NUL".to_owned()),
        _ => {
            let decoded: Vec<u8> = percent_decode_str(part).collect();
            let is_encoded = std::str::from_utf8(&decoded).is_err() && !is_unsafe(&decoded);
            Ok(Name { literal: part.as_bytes().to_vec(), decoded: is_encoded.then_some(decoded) })
        }
    };
    id.split('/').map(name).collect()
}

/// Whether a decoded name is one that leads elsewhere.
fn is_unsafe(name: &[u8]) -> bool {
    name.contains(&b'/') || name.contains(&0)
}

/// A path as text from which [`decode`] gives it back, whatever its bytes.
pub(super) fn encode(path: &[u8]) -> String {
    percent_encode(path, ESCAPED).to_string()
}

/// The path that [`encode`] wrote.
pub(super) fn decode(text: &str) -> Vec<u8> {
    percent_decode_str(text).collect()
}

/// The names of a path that [`encode`] wrote, which must lie below a folder.
///
/// # Errors
/// As [`names_of_id`]: a log may have been changed by hand.
pub(super) fn names_of_encoded(text: &str) -> Result<Vec<Vec<u8>>, String> {
    let path = decode(text);
    let names = path.split(|byte| *byte == b'/').map(<[u8]>::to_vec);
    let names: Vec<Vec<u8>> = names.collect();
    let is_bad = |name: &Vec<u8>| matches!(name.as_slice(), b"" | b"." | b"..") || name.contains(&0);
    if names.iter().any(is_bad) { Err("leads out of its folder".to_owned()) } else { Ok(names) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_climb_are_no_paths() {
        for id in ["../x", "a/../../x", "/etc/x", "a//b", "a/", "", ".", "./a", "a\0b", "a/.."] {
            assert!(names_of_id(id).is_err(), "{id:?}");
            assert!(names_of_encoded(&encode(id.as_bytes())).is_err(), "{id:?}");
        }
        assert!(names_of_id("..%FF%2F..%2Fx").unwrap()[0].decoded.is_none());
        assert_eq!(names_of_id("a/..b/c d.txt").unwrap().len(), 3);
    }

    #[test]
    fn names_that_are_not_utf8_come_back() {
        let names = names_of_id("a%20b/caf%E9 100%25.txt").unwrap();
        assert_eq!(names[0].decoded, None, "a name of ASCII was never encoded");
        assert_eq!(names[1].decoded.as_deref(), Some(b"caf\xe9 100%.txt".as_slice()));
        let odd = b"a/caf\xe9 100%\n.txt";
        assert_eq!(decode(&encode(odd)), odd);
        assert_eq!(names_of_encoded(&encode(odd)), Ok(vec![b"a".to_vec(), b"caf\xe9 100%\n.txt".to_vec()]));
    }
}
