//! Why two texts are no pair: what they do have in common, and the limit it stays below.

use ahash::HashMap;
use unicode_script::{Script, UnicodeScript};

use super::Comparison;
use crate::align::{AlignParams, Run};
use crate::document::{Article, Span};
use crate::main_text::MainText;
use crate::normalize::{Word, words};
use crate::relation::Extent;
use crate::report::terminal::{counted, grouped, one_line, percent, truncate};

/// Columns of a quoted example.
const EXAMPLE_COLUMNS: usize = 100;
/// Words looked at to tell a text's script.
const SCRIPT_WORDS_MAX: usize = 1000;

/// One sentence for each reason why nothing, or no more, was found; none where the two are a pair.
pub(super) fn why_not(comparison: &Comparison<'_>) -> Vec<String> {
    if comparison.verdict.relation.is_pair() {
        return Vec::new();
    }
    let mut reasons = Vec::new();
    reasons.extend(other_writing(comparison));
    reasons.extend(short_text(comparison));
    if comparison.evidence.measures.passages.is_empty() {
        reasons.push(longest_run(comparison));
    } else {
        reasons.extend(quoted(comparison));
        reasons.extend(too_little(comparison));
    }
    reasons.extend(furniture(comparison));
    reasons
}

fn other_writing(comparison: &Comparison<'_>) -> Option<String> {
    let script_a = script(comparison.a, comparison.main_a)?;
    let script_b = script(comparison.b, comparison.main_b)?;
    let (language_a, language_b) = (&comparison.a.meta.language, &comparison.b.meta.language);
    let differing = if script_a != script_b {
        format!("different scripts ({}, {})", script_a.full_name(), script_b.full_name())
    } else if let (Some(language_a), Some(language_b)) = (language_a, language_b)
        && language_a != language_b
    {
        format!("different languages ({}, {})", one_line(language_a), one_line(language_b))
    } else {
        return None;
    };
    Some(format!(
        "The texts are in {differing}: a translation is recognised only by a link or a credit that names the other."
    ))
}

/// The script of most words.
fn script(article: &Article, main_text: &MainText) -> Option<Script> {
    let mut counts: HashMap<Script, usize> = HashMap::default();
    for word in main_text.words.iter().take(SCRIPT_WORDS_MAX) {
        let letter = word.span.of(&article.text).chars().find(|c| c.is_alphabetic());
        *counts.entry(letter.map_or(Script::Common, |c| c.script())).or_default() += 1;
    }
    counts.remove(&Script::Common);
    counts
        .into_iter()
        .max_by_key(|(script, n)| (*n, std::cmp::Reverse(script.full_name())))
        .map(|(script, _)| script)
}

fn short_text(comparison: &Comparison<'_>) -> Option<String> {
    if !comparison.evidence.short {
        return None;
    }
    let whole_pages = [("A", comparison.main_a), ("B", comparison.main_b)];
    if let Some((side, _)) = whole_pages.iter().find(|(_, main)| main.is_whole_page) {
        return Some(format!(
            "{side} has no main text, the whole page stands for it: it is paired only when both coverages reach 80 %."
        ));
    }
    let (words_a, words_b) = (comparison.main_a.words.len(), comparison.main_b.words.len());
    let (side, n_words) = if words_a <= words_b { ("A", words_a) } else { ("B", words_b) };
    Some(format!(
        "{side} is short, {}: a text below the limit for short ones is paired only when both coverages reach 80 %.",
        counted(n_words, "word")
    ))
}

fn longest_run(comparison: &Comparison<'_>) -> String {
    let (a, b) = (comparison.main_a, comparison.main_b);
    let Some(run) = longest_common_run(&a.tokens, &b.tokens) else {
        return "The main texts have no word in common.".to_owned();
    };
    format!(
        "The longest common run of main text has {}, “{}”; a passage has at least {} equal words.",
        counted(run.len, "word"),
        example(comparison.a, &a.words[run.a..run.a + run.len]),
        AlignParams::WORDS.equal_min
    )
}

fn quoted(comparison: &Comparison<'_>) -> Option<String> {
    let measures = &comparison.evidence.measures;
    (measures.shared_unquoted_words < 20 && measures.quoted_share() > 0.0).then(|| {
        format!(
            "Of {} {} quoted on both sides; quotations alone are no copy below 20 unquoted words, here {}.",
            counted(measures.shared_words, "shared word"),
            match measures.shared_words - measures.shared_unquoted_words {
                1 => "1 is".to_owned(),
                n => format!("{} are", grouped(n)),
            },
            grouped(measures.shared_unquoted_words),
        )
    })
}

fn too_little(comparison: &Comparison<'_>) -> Option<String> {
    let measures = &comparison.evidence.measures;
    (comparison.verdict.extent == Extent::None).then(|| {
        format!(
            "A partial copy has a passage of 25 words (here {}) or 60 unquoted shared words (here {}), and \
             covers 10 % of one text (here {}).",
            grouped(measures.longest_passage_words),
            grouped(measures.shared_unquoted_words),
            percent(measures.coverage_a.max(measures.coverage_b))
        )
    })
}

/// What the whole texts have in common beyond their main texts.
fn furniture(comparison: &Comparison<'_>) -> Option<String> {
    let (words_a, words_b) = (words(&comparison.a.text), words(&comparison.b.text));
    let tokens = |words: &[Word]| words.iter().map(|word| word.hash).collect::<Vec<u64>>();
    let run = longest_common_run(&tokens(&words_a), &tokens(&words_b))?;
    let found = &words_a[run.a..run.a + run.len];
    let is_main = |word: &Word| {
        let at = comparison.main_a.words.partition_point(|main| main.span.start < word.span.start);
        comparison.main_a.words.get(at).is_some_and(|main| main.span.start == word.span.start)
    };
    (run.len >= AlignParams::WORDS.equal_min && !found.iter().any(is_main)).then(|| {
        format!(
            "Outside the main text {} in common, “{}”: page furniture and credit lines are left out of every measure.",
            counted(run.len, "word") + if run.len == 1 { " is" } else { " are" },
            example(comparison.a, found)
        )
    })
}

fn example(article: &Article, words: &[Word]) -> String {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return String::new() };
    let span = Span { start: first.span.start, end: last.span.end };
    truncate(&one_line(span.of(&article.text)), EXAMPLE_COLUMNS).into_owned()
}

/// The longest run of equal tokens, the first in `b` of several; found by lengths that double, then halve the rest.
/// Cost: O((|a| + |b|) r log r) for a run of r tokens.
fn longest_common_run(a: &[u64], b: &[u64]) -> Option<Run> {
    let mut longest = common_run(a, b, 1)?;
    let mut too_long = a.len().min(b.len()) + 1;
    while longest.len + 1 < too_long {
        let len = (2 * longest.len).min(longest.len.midpoint(too_long));
        match common_run(a, b, len) {
            Some(run) => longest = run,
            None => too_long = len,
        }
    }
    Some(longest)
}

fn common_run(a: &[u64], b: &[u64], len: usize) -> Option<Run> {
    let mut starts: HashMap<&[u64], usize> = HashMap::default();
    for (start, window) in a.windows(len).enumerate() {
        starts.entry(window).or_insert(start);
    }
    b.windows(len)
        .enumerate()
        .find_map(|(start, window)| Some(Run { a: *starts.get(window)?, b: start, len }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn naive(a: &[u64], b: &[u64]) -> usize {
        let equal = |i: usize, j: usize| a[i..].iter().zip(&b[j..]).take_while(|(x, y)| x == y).count();
        (0..a.len())
            .flat_map(|i| (0..b.len()).map(move |j| (i, j)))
            .map(|(i, j)| equal(i, j))
            .max()
            .unwrap_or(0)
    }

    proptest! {
        #[test]
        fn the_longest_common_run_is_found(
            a in prop::collection::vec(0u64..4, 0..40),
            b in prop::collection::vec(0u64..4, 0..40),
        ) {
            let run = longest_common_run(&a, &b);
            prop_assert_eq!(run.map_or(0, |run| run.len), naive(&a, &b));
            if let Some(run) = run {
                prop_assert_eq!(&a[run.a..run.a + run.len], &b[run.b..run.b + run.len]);
            }
        }
    }
}
