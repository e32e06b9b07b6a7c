//! One folded line with its hits, and what can be asked of a position in it: whether it is quoted, where its sentence
//! or bracket ends, which name starts there.

use super::agencies::NameKind;
use super::lexicon::{Hits, NameHit};
use super::names::word_before;
use super::script::opens_name;
use super::words::Words;

/// A folded line and what the lexicon found in it.
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    pub(super) hits: &'a Hits,
    pub(super) words: &'a Words,
}

impl Line<'_> {
    /// The hit of an agency or outlet that starts at `pos`; a loose one only in a `credit`.
    pub(super) fn hit_at(&self, pos: usize, credit: bool) -> Option<NameHit> {
        let at = self.hits.names.partition_point(|hit| hit.start < pos);
        let here = self.hits.names[at..].iter().take_while(|hit| hit.start == pos);
        here.copied().find(|hit| hit.kind != NameKind::Not && (credit || !hit.loose))
    }

    /// Whether `pos` stands inside quotation marks, which are paired within the line.
    pub(super) fn is_quoted(&self, pos: usize) -> bool {
        memchr::memchr_iter(b'"', &self.text.as_bytes()[..pos]).count() % 2 == 1
    }

    /// Whether the bracket that encloses `pos` opens right before it; the bracket's position.
    pub(super) fn bracket_before(&self, pos: usize) -> Option<usize> {
        let before = self.text[..pos].trim_end_matches([' ', '*', '_']);
        before.ends_with(['(', '[', '【']).then(|| before.char_indices().next_back().map_or(0, |(i, _)| i))
    }

    /// End of the bracket open at `pos`, the closing mark left out.
    pub(super) fn bracket_end(&self, pos: usize) -> Option<usize> {
        let mut depth = 0;
        for (i, c) in self.text[pos..].char_indices() {
            match c {
                '(' | '[' | '【' => depth += 1,
                ')' | ']' | '】' if depth == 0 => return Some(pos + i),
                ')' | ']' | '】' => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// End of the sentence that `pos` stands in, its full stop left out.
    pub(super) fn sentence_end(&self, pos: usize) -> usize {
        let mut at = pos;
        while let Some(found) = self.text[at..].find(['.', '!', '?', '。']) {
            let mark = at + found;
            let c = self.text[mark..].chars().next().unwrap_or('.');
            let after = &self.text[mark + c.len_utf8()..];
            let starts_next =
                after.trim_start_matches([' ', '"', '\'', '(']).chars().next().is_none_or(opens_name);
            let word = word_before(self.text, mark);
            let is_ordinal = word.len() <= 2 && self.text[word.clone()].bytes().all(|b| b.is_ascii_digit());
            let is_abbreviated =
                is_ordinal || self.text[word.clone()].chars().count() < 2 || self.text[word].contains('.');
            if c == '。'
                || after.is_empty()
                || (after.starts_with([' ', '"', ')']) && starts_next && !is_abbreviated)
            {
                return mark;
            }
            at = mark + c.len_utf8();
        }
        self.text.len()
    }

    /// Whether nothing but closing marks follows `pos`.
    pub(super) fn is_line_end(&self, pos: usize) -> bool {
        self.text[pos..].chars().all(|c| !c.is_alphanumeric())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_line<T>(text: &str, ask: impl Fn(&Line<'_>) -> T) -> T {
        let agencies = &*super::super::tests::AGENCIES;
        let mut hits = Hits::default();
        agencies.lexicon.scan(text, &mut hits);
        ask(&Line { text, hits: &hits, words: &agencies.lexicon.words })
    }

    #[test]
    fn sentences_brackets_and_quotes() {
        with_line("In the U.S. it fell. \"So,\" he said (x (y) z) end", |line| {
            assert_eq!(line.sentence_end(0), 19);
            let open = line.text.find('(').expect("it is there");
            assert_eq!(line.bracket_end(open + 1), line.text.find(") end"));
            assert!(line.is_quoted(line.text.find("So").expect("it is there")));
            assert!(!line.is_quoted(line.text.find("he").expect("it is there")));
        });
    }
}
