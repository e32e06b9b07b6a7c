//! One automaton for every name and every wording.
//!
//! Takes a folded line, gives the names and anchors of phrases that stand in it. All spellings of all languages
//! share the states of one automaton (Aho and Corasick, CACM 18, 1975). It is walked from the words that the prefilter
//! admits and left as soon as no spelling goes on; the unanchored search would stop at every syllable that happens to
//! be a spelling, and was three times slower on news text. What a hit means is left to the parsers round it. Word boundaries and case are checked here, since both
//! differ by script.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::nfa::contiguous::NFA;
use aho_corasick::{Anchored, MatchKind};
use memchr::memchr_iter;

use super::super::word_set::WordSet;
use super::agencies::{Name, NameKind};
use super::fold::Folded;
use super::free::{Gist, Telling};
use super::phrases::Phrase;
use super::prefilter::Prefilter;
use super::script::{is_arabic, is_spaceless};
use super::words::Words;
use crate::error::{Error, Result};
use crate::normalize::{Word, words};

/// Whether a byte is an ASCII letter or digit; a look-up is half the cost of three comparisons here.
const IS_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

/// A name that stands in the line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct NameHit {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Position in the table of names.
    pub(super) name: u32,
    pub(super) kind: NameKind,
    /// Not in the spelling that running text demands: counts in brackets, bylines and credit lines only.
    pub(super) loose: bool,
}

/// The first literal of one or more wordings, which stands in the line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct AnchorHit {
    pub(super) start: usize,
    pub(super) end: usize,
    anchor: u32,
}

/// What was found in one line; the buffers are reused from line to line.
#[derive(Default)]
pub(super) struct Hits {
    /// By start, none within another.
    pub(super) names: Vec<NameHit>,
    /// By start.
    pub(super) anchors: Vec<AnchorHit>,
    /// What the line's words speak of, once it was asked for.
    pub(super) gist: OnceCell<Gist>,
    /// Whether the line's words tell that it speaks of no text or names no outlet.
    pub(super) lacks_gist: bool,
}

pub(super) struct Lexicon {
    automaton: NFA,
    prefilter: Prefilter,
    /// The first words of all spellings that start with one of ASCII.
    first_words: WordSet,
    /// The marks of ASCII that other spellings start with.
    marks: Vec<u8>,
    /// Whether letters may follow the only word of a spelling in ASCII: such a word is known by its letters alone.
    inflects_words: bool,
    telling: Telling,
    targets: Vec<Target>,
    anchors: Vec<Vec<Phrase>>,
    pub(super) words: Words,
}

/// What one pattern of the automaton stands for.
#[derive(Default)]
struct Target {
    spellings: Vec<Spelling>,
    anchor: Option<u32>,
}

#[derive(Clone)]
struct Spelling {
    name: u32,
    kind: NameKind,
    written: String,
    exact: bool,
    inflected: bool,
    credit_only: bool,
}

impl Lexicon {
    /// Compiles names and wordings.
    pub(super) fn new(names: &[Name], phrases: Vec<Phrase>, words: Words) -> Result<Self> {
        let mut patterns: BTreeMap<String, Target> = BTreeMap::new();
        for (idx, name) in names.iter().enumerate() {
            let idx = u32::try_from(idx).map_err(|_| Error::usage("agencies: too many names"))?;
            for alias in &name.aliases {
                let spelling = Spelling {
                    name: idx,
                    kind: name.kind,
                    exact: is_abbreviation(&alias.written),
                    written: alias.written.clone(),
                    inflected: alias.inflected,
                    credit_only: alias.credit_only,
                };
                for variant in case_variants(&alias.written) {
                    patterns.entry(variant).or_default().spellings.push(spelling.clone());
                }
            }
        }
        let mut by_anchor: BTreeMap<String, Vec<Phrase>> = BTreeMap::new();
        for phrase in phrases {
            by_anchor.entry(phrase.anchor.clone()).or_default().push(phrase);
        }
        let mut anchors = Vec::with_capacity(by_anchor.len());
        for (anchor, phrases) in by_anchor {
            let idx = u32::try_from(anchors.len()).map_err(|_| Error::usage("phrases: too many"))?;
            anchors.push(phrases);
            for variant in case_variants(&anchor) {
                patterns.entry(variant).or_default().anchor = Some(idx);
            }
        }
        let mut prefilter = Prefilter::new();
        for (spelling, target) in &patterns {
            prefilter.insert(spelling, target.spellings.iter().any(|spelling| spelling.inflected));
        }
        let is_inflected = |target: &Target| target.spellings.iter().any(|spelling| spelling.inflected);
        let is_word = |spelling: &str| spelling.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let inflects_words =
            patterns.iter().any(|(spelling, target)| is_word(spelling) && is_inflected(target));
        let first_words = WordSet::of(patterns.keys().filter_map(|spelling| first_word(spelling)));
        let marks = prefilter.marks();
        let automaton = NFA::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(patterns.keys())
            .map_err(|error| Error::usage(format!("agencies: {error}")))?;
        let targets = patterns.into_values().collect();
        Ok(Self {
            automaton,
            prefilter,
            first_words,
            marks,
            inflects_words,
            telling: Telling::new(&words),
            targets,
            anchors,
            words,
        })
    }

    /// The wordings that begin with, or hang on, an anchor.
    pub(super) fn phrases(&self, hit: AnchorHit) -> &[Phrase] {
        &self.anchors[hit.anchor as usize]
    }

    /// Finds the names and anchors of `text`, which is folded.
    pub(super) fn scan(&self, text: &str, hits: &mut Hits) {
        hits.clear();
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            let byte = bytes[start];
            at += 1;
            if IS_WORD[usize::from(byte)] {
                at += bytes[at..].iter().take_while(|&&byte| IS_WORD[usize::from(byte)]).count();
                let admitted =
                    self.prefilter.admits_word(bytes, start, at) && starts_at_boundary(text, start);
                if admitted {
                    self.walk(text, start, hits);
                }
            } else if byte != b' ' && self.prefilter.admits_mark(byte) {
                // Letters beyond ASCII are looked at one by one, never from within.
                if text.is_char_boundary(start) && starts_at_boundary(text, start) {
                    self.walk(text, start, hits);
                }
            }
        }
        keep_longest(&mut hits.names);
    }

    /// What [`scan`](Self::scan) finds in the text of `line`, whose words in the document are `cut`: most of them are known by
    /// their hashes to start no spelling, and are not looked at again.
    pub(super) fn scan_words(&self, line: &Folded<'_>, cut: &[Word], hits: &mut Hits) {
        let text = line.text();
        if !line.keeps_words || self.inflects_words {
            self.scan(text, hits);
            return;
        }
        hits.clear();
        for word in cut.iter().filter(|word| self.first_words.may_hold(word.hash)) {
            let start = line.position_of(word.span.start);
            if self.prefilter.admits_word(text.as_bytes(), start, start + word.span.len()) {
                self.walk_at_boundary(text, start, hits);
            }
        }
        hits.lacks_gist = !self.telling.admits(line, cut);
        let n_anchors = hits.anchors.len();
        for mark in &self.marks {
            memchr_iter(*mark, text.as_bytes()).for_each(|at| self.walk_at_boundary(text, at, hits));
        }
        if !text.is_ascii() {
            let others = text.char_indices().filter(|(_, c)| !c.is_ascii());
            others.for_each(|(at, _)| self.walk_at_boundary(text, at, hits));
        }
        if hits.anchors.len() > n_anchors {
            hits.anchors.sort_by_key(|hit| hit.start);
        }
        keep_longest(&mut hits.names);
    }
}

impl Hits {
    fn clear(&mut self) {
        self.names.clear();
        self.anchors.clear();
        self.gist.take();
        self.lacks_gist = false;
    }
}

/// The hash of the word of ASCII that `spelling` starts with, as the normaliser hashes it; none if it starts with a mark or
/// beyond ASCII.
pub(super) fn first_word(spelling: &str) -> Option<u64> {
    let end = spelling.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(spelling.len());
    words(&spelling[..end]).first().map(|word| word.hash)
}

impl Lexicon {
    fn walk_at_boundary(&self, text: &str, start: usize, hits: &mut Hits) {
        if starts_at_boundary(text, start) {
            self.walk(text, start, hits);
        }
    }

    /// Adds what starts at `start`.
    fn walk(&self, text: &str, start: usize, hits: &mut Hits) {
        let Ok(mut state) = self.automaton.start_state(Anchored::Yes) else { return };
        for (i, &byte) in text.as_bytes()[start..].iter().enumerate() {
            state = self.automaton.next_state(Anchored::Yes, state, byte);
            if self.automaton.is_dead(state) {
                return;
            }
            if self.automaton.is_match(state) {
                self.push_matches(text, start, start + i + 1, state, hits);
            }
        }
    }

    fn push_matches(&self, text: &str, start: usize, end: usize, state: StateID, hits: &mut Hits) {
        for idx in 0..self.automaton.match_len(state) {
            let pattern = self.automaton.match_pattern(state, idx);
            // A state also lists the patterns that are suffixes of what was walked: those did not start here.
            if self.automaton.pattern_len(pattern) != end - start {
                continue;
            }
            let target = &self.targets[pattern.as_usize()];
            if let Some(anchor) = target.anchor
                && ends_at_boundary(text, end)
            {
                hits.anchors.push(AnchorHit { start, end, anchor });
            }
            if !target.spellings.is_empty() {
                push_name(text, start, end, &target.spellings, &mut hits.names);
            }
        }
    }
}

/// Adds the best reading of the words at `start..end`: one in a spelling that running text allows, else a loose one.
fn push_name(text: &str, start: usize, end: usize, spellings: &[Spelling], names: &mut Vec<NameHit>) {
    let words = &text[start..end];
    let mut best: Option<NameHit> = None;
    for spelling in spellings {
        let Some(end) = name_end(text, end, spelling.inflected) else { continue };
        let loose = spelling.credit_only || !is_spelt(words, spelling);
        if best.is_none_or(|hit| hit.loose && !loose) {
            best = Some(NameHit { start, end, name: spelling.name, kind: spelling.kind, loose });
        }
    }
    names.extend(best);
}

fn is_spelt(words: &str, spelling: &Spelling) -> bool {
    if words == spelling.written {
        return true;
    }
    let starts_upper = |s: &str| s.chars().next().is_some_and(char::is_uppercase);
    !spelling.exact && (starts_upper(words) || !starts_upper(&spelling.written))
}

/// Where the name ends whose spelling ends at `end`, if a word ends there.
fn name_end(text: &str, end: usize, inflected: bool) -> Option<usize> {
    if ends_at_boundary(text, end) {
        let mut after = text[end..].chars();
        // "reuters.com" is an address unless it is a spelling of its own.
        let is_address = after.next() == Some('.') && after.next().is_some_and(|c| c.is_ascii_lowercase());
        return (!is_address).then_some(end);
    }
    if !inflected {
        return None;
    }
    let suffix: usize = text[end..]
        .chars()
        .take_while(|c| c.is_lowercase() && c.is_alphabetic())
        .take(4)
        .map(char::len_utf8)
        .sum();
    let n_letters = text[end..end + suffix].chars().count();
    (n_letters <= 3 && ends_at_boundary(text, end + suffix)).then_some(end + suffix)
}

/// Whether a word or, in scripts without spaces, anything can start at `start`.
fn starts_at_boundary(text: &str, start: usize) -> bool {
    let Some(first) = text[start..].chars().next() else { return false };
    if !first.is_alphanumeric() || is_spaceless(first) {
        return true;
    }
    let mut before = text[..start].chars().rev();
    let Some(previous) = before.next() else { return true };
    if is_arabic(first) {
        // Conjunctions and prepositions are written onto the word: "and", "to", "by", "so".
        return !is_arabic(previous)
            || ("وفلب".contains(previous)
                && before.find(|c| !"وفلب".contains(*c)).is_none_or(|c| !is_arabic(c)));
    }
    (is_spaceless(previous) || !previous.is_alphanumeric()) && previous != '@'
}

fn ends_at_boundary(text: &str, end: usize) -> bool {
    let Some(last) = text[..end].chars().next_back() else { return false };
    if !last.is_alphanumeric() || is_spaceless(last) {
        return true;
    }
    text[end..].chars().next().is_none_or(|next| !next.is_alphanumeric() || is_spaceless(next))
}

/// A word whose case tells it from a common word: "AP", "dpa", "Efe".
fn is_abbreviation(written: &str) -> bool {
    written.chars().count() <= 5
        && !written.contains(' ')
        && written.chars().any(|c| c.is_uppercase() || c.is_ascii())
}

/// The spellings that the automaton must hold beside those that differ in ASCII case only.
fn case_variants(written: &str) -> Vec<String> {
    let lower = written.to_lowercase();
    if written.is_ascii() {
        return vec![lower];
    }
    let mut titled = String::with_capacity(lower.len());
    let mut sentence = String::with_capacity(lower.len());
    let mut at_start = true;
    for (i, c) in lower.char_indices() {
        let raised = |raise: bool| c.to_uppercase().next().filter(|_| raise).unwrap_or(c);
        titled.push(raised(at_start));
        sentence.push(raised(i == 0));
        at_start = !c.is_alphanumeric();
    }
    // ASCII letters are matched in any case: in lower case the variants that differ by them alone fall together.
    let mut variants: Vec<String> = [written, &lower, &lower.to_uppercase(), &titled, &sentence]
        .into_iter()
        .map(str::to_ascii_lowercase)
        .collect();
    variants.sort_unstable();
    variants.dedup();
    variants
}

/// Drops the names that stand within another: a loose one yields to any, any to a longer one.
fn keep_longest(names: &mut Vec<NameHit>) {
    if names.len() < 2 {
        return;
    }
    names.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end), hit.loose));
    let mut reach = 0;
    names.retain(|hit| {
        let inside = hit.end <= reach;
        if !hit.loose || hit.kind == NameKind::Not {
            reach = reach.max(hit.end);
        }
        !inside
    });
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    fn names_of(text: &str) -> Vec<&str> {
        let agencies = &*super::super::tests::AGENCIES;
        let mut hits = Hits::default();
        agencies.lexicon.scan(text, &mut hits);
        let sure = hits.names.iter().filter(|hit| !hit.loose && hit.kind == NameKind::Agency);
        sure.map(|hit| &text[hit.start..hit.end]).collect()
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(names_of(text), expected, "{text}");
    }

    /// Every spelling of names and anchors.
    static SPELLINGS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let lexicon = &super::super::tests::AGENCIES.lexicon;
        let names = lexicon.targets.iter().flat_map(|target| &target.spellings);
        let anchors = lexicon.anchors.iter().map(|phrases| &phrases[0].anchor);
        names.map(|spelling| &spelling.written).chain(anchors).cloned().collect()
    });

    /// What stands between spellings, and makes other words of them or of their neighbours.
    const BETWEEN: [&str; 24] = [
        " ", " ", " ", "", "s ", "'s ", "’s ", ", ", " “", "” ", " — ", "–", "…", " (", "-", "-\n", "@",
        "  ", "\u{a0}", "\u{2010}", "é", "\u{ad}", " the ", "，",
    ];

    /// Looking words up by their hashes finds what looking at the text does.
    fn check_words(text: &str) {
        let lexicon = &super::super::tests::AGENCIES.lexicon;
        let folded = Folded::new(text, 0..text.len());
        let (mut by_text, mut by_words) = (Hits::default(), Hits::default());
        lexicon.scan(folded.text(), &mut by_text);
        lexicon.scan_words(&folded, &words(text), &mut by_words);
        assert_eq!((by_words.names, by_words.anchors), (by_text.names, by_text.anchors), "{text}");
    }

    #[test]
    fn words_tell_of_every_spelling() {
        for spelling in &*SPELLINGS {
            for text in [spelling.clone(), spelling.to_uppercase(), format!("“The {spelling}’s” {spelling}s")]
            {
                check_words(&text);
            }
        }
    }

    proptest! {
        #[test]
        fn words_tell_of_spellings_in_any_text(
            parts in prop::collection::vec((0..SPELLINGS.len(), 0..BETWEEN.len()), 0..12),
        ) {
            let text: String =
                parts.iter().map(|(spelling, between)| SPELLINGS[*spelling].clone() + BETWEEN[*between]).collect();
            check_words(&text);
        }
    }

    #[test]
    fn names_are_found_in_every_script() {
        check("Reuters and AP said", &["Reuters", "AP"]);
        check("selon l'AFP, dit-il", &["AFP"]);
        check("рассказал Интерфаксу источник", &["Интерфаксу"]);
        check("сообщает ТАСС.", &["ТАСС"]);
        check("据新华社报道", &["新华社"]);
        check("قال لرويترز", &["رويترز"]);
        check("der Deutschen Presse-Agentur", &["Deutschen Presse-Agentur"]);
        check("AA and dpa-infocom", &["dpa-infocom"]);
    }

    #[test]
    fn longer_names_and_common_words_are_no_agencies() {
        check("Thomson Reuters rose", &[]);
        check("the AP exam", &[]);
        check("a pa and an ap at the spa", &[]);
        check("Efe Kaya scored", &[]);
        check("Reutersberg", &[]);
        check("ask@reuters.com", &[]);
        check("Pakistan and wampum", &[]);
        check("Associated Press of Pakistan said", &["Associated Press of Pakistan"]);
    }
}
