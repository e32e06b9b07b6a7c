//! Templates: whether two texts are one frame filled with other facts.
//!
//! Market, weather, sports and earthquake reports repeat their sentences and change numbers and names; a corrected copy
//! changes one or two. Every run of numbers and names is masked by one token, the masked texts are aligned, and the
//! masks that face each other are compared: the share of differing slots tells templates (measured: 0.50 and more)
//! from copies and corrections (at most 0.19). Masked similarity alone does not tell them.

use ahash::HashSet;
use serde::{Deserialize, Serialize};

use crate::align::{AlignParams, align};
use crate::main_text::MainText;
use crate::normalize::{Word, WordClass};

/// Token that stands for a run of numbers and names.
const MASK: u64 = 0x6d61_736b;

/// What the masked comparison of two texts gives. Shares are `0.0` to `1.0`.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct TemplateMeasures {
    /// Share of the first text's masked tokens in passages with the second.
    pub masked_coverage_a: f64,
    /// Share of the second text's masked tokens in passages with the first.
    pub masked_coverage_b: f64,
    /// Share of equal tokens in the passages of the masked texts.
    pub frame_similarity: f64,
    /// Slots that face each other; a substitution repeated throughout counts once.
    pub slots: usize,
    /// Slots whose contents differ.
    pub slots_differing: usize,
    /// Differing slots with a number on either side.
    pub numbers_differing: usize,
    /// Of the text with fewer numbers and names, the share that the other has too; 1 where there are none.
    pub facts_shared: f64,
}

impl TemplateMeasures {
    /// Compares two texts under the mask. `title_a` and `title_b` are the words of their headlines, which count as facts.
    #[must_use]
    pub fn of(a: &MainText, b: &MainText, title_a: &[Word], title_b: &[Word]) -> Self {
        let (masked_a, masked_b) = (Masked::of(&a.words), Masked::of(&b.words));
        let passages = align(&masked_a.tokens, &masked_b.tokens, &AlignParams::WORDS);
        let share = |covered: usize, all: usize| if all == 0 { 0.0 } else { covered as f64 / all as f64 };
        let mut measures = Self {
            masked_coverage_a: share(passages.iter().map(|p| p.a.len()).sum(), masked_a.tokens.len()),
            masked_coverage_b: share(passages.iter().map(|p| p.b.len()).sum(), masked_b.tokens.len()),
            frame_similarity: share(
                passages.iter().map(|p| p.equal).sum(),
                passages.iter().map(|p| p.a.len().max(p.b.len())).sum(),
            ),
            facts_shared: facts_shared(&facts(&a.words, title_a), &facts(&b.words, title_b)),
            ..Self::default()
        };
        let mut substitutions: HashSet<(&[u64], &[u64])> = HashSet::default();
        for run in passages.iter().flat_map(|passage| &passage.runs) {
            for k in (0..run.len).filter(|k| masked_a.tokens[run.a + k] == MASK) {
                let slots = (masked_a.slot(run.a + k), masked_b.slot(run.b + k));
                let differs = slots.0.content != slots.1.content;
                if !differs || substitutions.insert((slots.0.content, slots.1.content)) {
                    measures.slots += 1;
                    measures.slots_differing += usize::from(differs);
                    measures.numbers_differing +=
                        usize::from(differs && (slots.0.has_number || slots.1.has_number));
                }
            }
        }
        measures
    }

    /// Share of the aligned slots that differ, 0 where none are aligned.
    #[must_use]
    pub fn slots_differing_share(&self) -> f64 {
        if self.slots == 0 { 0.0 } else { self.slots_differing as f64 / self.slots as f64 }
    }
}

/// Words of a text with each run of numbers and names replaced by one mask.
struct Masked {
    tokens: Vec<u64>,
    contents: Vec<u64>,
    /// The masks in text order.
    slots: Vec<MaskedRun>,
    /// For each token the number of masks before it.
    n_slots_before: Vec<u32>,
}

/// Where a mask's words lie in `contents`, and whether one is a number.
struct MaskedRun {
    contents: std::ops::Range<usize>,
    has_number: bool,
}

struct Slot<'m> {
    content: &'m [u64],
    has_number: bool,
}

impl Masked {
    fn of(words: &[Word]) -> Self {
        let mut masked = Self {
            tokens: Vec::with_capacity(words.len()),
            contents: Vec::new(),
            slots: Vec::new(),
            n_slots_before: Vec::with_capacity(words.len()),
        };
        for word in words {
            if !is_fact(word) {
                masked.push_token(word.hash);
                continue;
            }
            let at = masked.contents.len();
            if masked.tokens.last() != Some(&MASK) {
                masked.push_token(MASK);
                masked.slots.push(MaskedRun { contents: at..at, has_number: false });
            }
            masked.contents.push(word.hash);
            let slot = masked.slots.last_mut().expect("a mask has a slot");
            slot.contents.end += 1;
            slot.has_number |= word.class.has(WordClass::NUMBER);
        }
        masked
    }

    fn push_token(&mut self, token: u64) {
        self.tokens.push(token);
        self.n_slots_before.push(self.slots.len() as u32);
    }

    fn slot(&self, token: usize) -> Slot<'_> {
        let run = &self.slots[self.n_slots_before[token] as usize];
        Slot { content: &self.contents[run.contents.clone()], has_number: run.has_number }
    }
}

/// Numbers, and capitalised words that do not merely start a sentence.
fn is_fact(word: &Word) -> bool {
    word.class.has(WordClass::NUMBER)
        || (word.class.has(WordClass::CAPITAL) && !word.class.has(WordClass::SENTENCE_START))
}

/// The different numbers and names, in ascending order of their hashes.
fn facts(words: &[Word], title: &[Word]) -> Vec<u64> {
    let facts = words.iter().chain(title).filter(|word| is_fact(word));
    let mut facts: Vec<u64> = facts.map(|word| word.hash).collect();
    facts.sort_unstable();
    facts.dedup();
    facts
}

fn facts_shared(a: &[u64], b: &[u64]) -> f64 {
    let n_smaller = a.len().min(b.len());
    if n_smaller == 0 {
        return 1.0;
    }
    let mut rest = b;
    let shared = a.iter().filter(|fact| {
        let n_passed = rest.iter().take_while(|other| *other < *fact).count();
        rest = &rest[n_passed..];
        rest.first() == Some(*fact)
    });
    shared.count() as f64 / n_smaller as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::words;

    fn measures(a: &str, b: &str) -> TemplateMeasures {
        let text = |text: &str| MainText::from_words(words(text));
        TemplateMeasures::of(&text(a), &text(b), &[], &[])
    }

    const QUAKE: &str = "A magnitude 4.6 earthquake struck 31 kilometres south of Port Anselm at 06:14 local time \
        on Tuesday, the survey said. Its depth was 12 kilometres and no damage was reported.";

    #[test]
    fn other_facts_in_one_frame_differ_in_most_slots() {
        let other = QUAKE
            .replace("4.6", "5.2")
            .replace("31", "88")
            .replace("south of Port Anselm", "south of Lower Brack");
        let other = other.replace("06:14", "21:50").replace("Tuesday", "Friday").replace("12", "40");
        let measures = measures(QUAKE, &other);
        assert!(measures.masked_coverage_a >= 0.85 && measures.masked_coverage_b >= 0.85, "{measures:?}");
        assert!(measures.slots_differing_share() > 0.8 && measures.numbers_differing >= 3, "{measures:?}");
        assert!(measures.facts_shared < 0.5, "{measures:?}");
    }

    #[test]
    fn a_correction_differs_in_few_slots() {
        let measures = measures(QUAKE, &QUAKE.replace("4.6", "4.7"));
        assert!(measures.slots_differing_share() < 0.25, "{measures:?}");
        assert!(measures.facts_shared > 0.8, "{measures:?}");
    }

    #[test]
    fn a_substitution_repeated_throughout_counts_once() {
        let text = "when Ann left, the board thanked Ann and gave Ann the keys of the pier in 1950 and of the port in 1960";
        let measures = measures(text, &text.replace("Ann", "Eve"));
        assert_eq!(measures.slots_differing, 1, "{measures:?}");
    }
}
