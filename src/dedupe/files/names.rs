//! Names that a step needs beside those of the files: of what is in the making, and what links lead to.

use super::log::{Header, Step};

/// What a file in the making is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Spare {
    /// The file that goes, until the one that stays was read once more.
    Aside,
    /// A copy that is not yet known to be whole.
    Part,
    /// What is removed when a step is taken back.
    Gone,
}

/// A name that no other step and no other run uses. It is hidden, so that no scan finds it.
pub(super) fn spare_name(header: &Header, step: &Step, spare: Spare) -> Vec<u8> {
    let what = match spare {
        Spare::Aside => "aside",
        Spare::Part => "part",
        Spare::Gone => "gone",
    };
    format!(".wireprint-{:016x}-{}.{what}", header.nonce, step.number).into_bytes()
}

/// The path that leads from the folder of `file` to `kept`, so that links outlast a move of the whole archive.
pub(super) fn relative_target(file: &[u8], kept: &[u8]) -> Vec<u8> {
    let file: Vec<&[u8]> = file.split(|byte| *byte == b'/').collect();
    let kept: Vec<&[u8]> = kept.split(|byte| *byte == b'/').collect();
    let folders = file.len() - 1;
    let shared = file[..folders].iter().zip(&kept[..kept.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n(b"..".as_slice(), folders - shared);
    up.chain(kept[shared..].iter().copied()).collect::<Vec<_>>().join(&b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn link_targets_lead_from_folder_to_file() {
        let check = |file: &str, kept: &str, expected: &str| {
            assert_eq!(relative_target(file.as_bytes(), kept.as_bytes()), expected.as_bytes());
        };
        check("b.txt", "a.txt", "a.txt");
        check("x/b.txt", "a.txt", "../a.txt");
        check("x/y/b.txt", "x/z/a.txt", "../z/a.txt");
        check("b.txt", "x/b.txt", "x/b.txt");
        check("x/b.txt", "x/x/b.txt", "x/b.txt");
    }
}
