//! Which source a wording names: the agency or outlet after or before it.
//!
//! In running text a capitalised name alone is more often a person or an office. It is a source if the tables know it,
//! if a noun beside it says so ("Ekho Moskvy radio", "газете «Дно»"), or if it ends or begins like an outlet's name ("The
//! Northmere Gazette"). A country with such a noun ("Iraqi television") is a source without a name.

use std::ops::Range;

use super::agencies::NameKind;
use super::lexicon::NameHit;
use super::line::Line;
use super::names::{
    Named, after_elision, capital_run, capital_run_before, is_domain, outlet_at, quoted_at, skip_spaces,
    word_at, word_before,
};
use super::script::{is_arabic, is_spaceless, opens_name};
use super::words::Class;

const FILLERS_MAX: usize = 6;

/// Who is credited.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Source {
    /// The agency's or known outlet's hit, if it is one.
    pub(super) hit: Option<NameHit>,
    /// The name.
    pub(super) name: Range<usize>,
    /// The name with the nouns that belong to it ("the TASS news agency").
    pub(super) outer: Range<usize>,
}

impl Source {
    fn of_hit(hit: NameHit) -> Self {
        Self { hit: Some(hit), name: hit.start..hit.end, outer: hit.start..hit.end }
    }

    fn of_name(name: Range<usize>, outer: Range<usize>) -> Self {
        Self { hit: None, name, outer }
    }
}

impl Line<'_> {
    /// The source named at `pos`, if it can be told to be one: an agency or outlet known by name, a name with a noun
    /// beside it ("Ekho Moskvy radio"), or a name with an outlet's word in it ("The Northmere Gazette").
    pub(super) fn source_after(&self, pos: usize, credit: bool) -> Option<Source> {
        let start = skip_spaces(self.text, pos);
        let mut at = start;
        let mut noun_seen = false;
        for _ in 0..FILLERS_MAX {
            // After a noun ("news agency SPA") a name needs no more proof.
            if let Some(hit) = self.hit_at(self.skip_marks(at), credit || noun_seen) {
                return Some(self.with_noun_after(hit, start..hit.end));
            }
            if let Some(elided) = after_elision(self.text, at) {
                at = elided;
                continue;
            }
            let first = self.text[at..].chars().next()?;
            if is_spaceless(first) || first == '《' {
                return self.spaceless_source(at);
            }
            if is_arabic(first) {
                // Agencies aside, Arabic tells a name from common words only by the noun before it.
                let word = word_at(self.text, at);
                if !noun_seen && self.is_noun_or_filler(&word) {
                    noun_seen = self.words.is(&self.text[word.clone()], Class::Media);
                    at = skip_spaces(self.text, word.end);
                    continue;
                }
                return self.arabic_source(at, noun_seen);
            }
            let word = word_at(self.text, at);
            if credit && is_domain(&self.text[word.clone()]) {
                return Some(Source::of_name(word.clone(), start..word.end));
            }
            if word.is_empty() || (opens_name(first) && !self.is_noun_or_filler(&word)) {
                return self.named_source(at, start, noun_seen, credit);
            }
            if !self.is_noun_or_filler(&word) {
                return None;
            }
            if opens_name(first)
                && let Some(source) = self.named_source(at, start, noun_seen, credit)
            {
                return Some(source);
            }
            noun_seen |= self.words.is(&self.text[word.clone()], Class::Media);
            at = skip_spaces(self.text, word.end);
        }
        None
    }

    /// "Friday's East African Standard", without the day.
    fn without_day(&self, run: Range<usize>) -> Range<usize> {
        let word = word_at(self.text, run.start);
        let is_day = self.words.is(self.text[word.clone()].trim_end_matches("'s"), Class::Month);
        if is_day && word.end < run.end { skip_spaces(self.text, word.end)..run.end } else { run }
    }

    /// A run with a noun beside it: an outlet, or nobody in particular where it only tells the country.
    fn source_of_run(&self, run: Range<usize>, outer: Range<usize>) -> Option<Source> {
        let name = &self.text[run.clone()];
        if name.split(' ').all(|word| self.words.is_any(word, &[Class::Filler, Class::Month, Class::Join])) {
            return None;
        }
        let is_nation = name
            .split(' ')
            .all(|word| self.words.is_any(word.trim_matches('.'), &[Class::Nation, Class::Media]));
        Some(Source::of_name(if is_nation { run.start..run.start } else { run }, outer))
    }

    /// The source whose name ends before `pos`, nouns between left out ("the TASS news agency reported").
    pub(super) fn source_before(&self, pos: usize) -> Option<Source> {
        let end = self.text[..pos].trim_end_matches(' ').len();
        let day = word_before(self.text, end);
        let is_dated = self.words.is(&self.text[day.clone()], Class::Month) && day.start > 0;
        let mut at = if is_dated { self.text[..day.start].trim_end_matches(' ').len() } else { end };
        let end = at;
        let mut noun_seen = false;
        let mut run_end = None;
        for _ in 0..5 {
            if let Some(hit) = self.hit_ending_at(at, noun_seen) {
                let mut source = Source::of_hit(hit);
                let in_bracket =
                    self.text[..hit.start].ends_with('(') && self.text[hit.end..at].contains(')');
                source.outer = self.nouns_before(hit.start - usize::from(in_bracket))..end;
                return Some(source);
            }
            // "WAM, the Emirati agency, reported": nouns in apposition.
            if noun_seen || at == end {
                let bare = self.text[..at].trim_end_matches([',', ' ']).len();
                if let Some(hit) = self.hit_ending_at(bare, noun_seen).filter(|_| noun_seen && bare < at) {
                    return Some(Source { outer: hit.start..end, ..Source::of_hit(hit) });
                }
                at = bare;
            }
            let word = word_before(self.text, at);
            let is_run = self.text[word.clone()].chars().next().is_some_and(opens_name);
            if word.is_empty() || run_end.is_some() && !self.is_noun_or_filler(&word) {
                break;
            }
            if is_run || !self.is_noun_or_filler(&word) {
                // An adjective before the noun, or the name itself.
                run_end = run_end.or(Some(at));
                if !noun_seen || !is_run {
                    break;
                }
            }
            noun_seen |= self.words.is(&self.text[word.clone()], Class::Media);
            at = self.text[..word.start].trim_end_matches(' ').len();
        }
        let run = capital_run_before(self.text, run_end.unwrap_or(at), self.words)?;
        let run = self.without_day(run);
        let touches = !self.text[run.end..end].contains(',');
        (touches && (noun_seen || self.is_outlet_run(&run)))
            .then(|| self.source_of_run(run.clone(), run.start..end))?
    }

    /// Start of the nouns that lead up to a name ("The state news agency TASS").
    fn nouns_before(&self, start: usize) -> usize {
        let mut at = start;
        let mut noun_start = start;
        for _ in 0..5 {
            let word = word_before(self.text, self.text[..at].trim_end_matches(' ').len());
            let touches = self.text[word.end..start.min(self.text.len())].starts_with(' ');
            if word.is_empty() || !touches || !self.is_noun_or_filler(&word) {
                break;
            }
            at = word.start;
            let noun_seen = noun_start < start || self.words.is(&self.text[word], Class::Media);
            if noun_seen {
                noun_start = at;
            }
        }
        noun_start
    }

    /// Whether a run of capitalised words is an outlet's name by one of its words.
    pub(super) fn is_outlet_run(&self, run: &Range<usize>) -> bool {
        let name = &self.text[run.clone()];
        let mut parts = name.split([' ', '-']).filter(|word| !self.words.is(word, Class::Filler));
        let first = parts.next().unwrap_or(name);
        let last = parts.next_back().unwrap_or(first);
        name.contains([' ', '-'])
            && (self.words.is(last, Class::Title) || self.words.is(first, Class::Opening))
    }

    fn hit_ending_at(&self, end: usize, loose: bool) -> Option<NameHit> {
        let is_upper = |hit: &NameHit| self.text[hit.start..].starts_with(opens_name);
        let is_usable = |hit: &NameHit| hit.kind != NameKind::Not && (!hit.loose || loose && is_upper(hit));
        self.hits.names.iter().rev().copied().filter(is_usable).find(|hit| {
            hit.end <= end && {
                let between = self.text[hit.end..end].trim_start_matches(['"', ')']);
                // Turkish writes case endings after an apostrophe; a quoted name closes its mark.
                between.is_empty()
                    || (between.starts_with('\'') && between.len() <= 6 && !between.contains(' '))
            }
        })
    }

    fn skip_marks(&self, pos: usize) -> usize {
        self.text.len() - self.text[pos..].trim_start_matches(['"', '\'', '*', '_', '@', '#', '/']).len()
    }

    fn with_noun_after(&self, hit: NameHit, outer: Range<usize>) -> Source {
        let mut source = Source { hit: Some(hit), name: hit.start..hit.end, outer };
        let mut at = hit.end;
        if self.text[at..].starts_with('"') {
            at += 1;
            source.outer.end = at;
        }
        for _ in 0..3 {
            let word = word_at(self.text, skip_spaces(self.text, at));
            let lower = self.text[word.clone()].chars().next().is_some_and(char::is_lowercase);
            if !lower
                || !matches!(
                    &self.text[word.clone()],
                    "news" | "agency" | "newspaper" | "magazine" | "radio" | "television" | "newswire"
                )
            {
                break;
            }
            source.outer.end = word.end;
            at = word.end;
        }
        source
    }

    fn is_noun_or_filler(&self, word: &Range<usize>) -> bool {
        self.words.is_any(&self.text[word.clone()], &[Class::Filler, Class::Media])
    }

    fn named_source(&self, at: usize, start: usize, noun_seen: bool, credit: bool) -> Option<Source> {
        if let Some(quoted) = quoted_at(self.text, at) {
            return noun_seen.then(|| Source::of_name(quoted.range, start..quoted.next));
        }
        if !self.text[at..].chars().next().is_some_and(opens_name) {
            return None;
        }
        let run = capital_run(self.text, at, self.words, 9)?;
        let is_sure = |hit: &&NameHit| credit || noun_seen || !hit.loose;
        let inside =
            self.hits.names.iter().filter(is_sure).find(|hit| hit.start >= at && hit.start < run.next);
        if let Some(&hit) = inside {
            let is_last = hit.end >= run.range.end && hit.kind != NameKind::Not;
            return is_last.then(|| self.with_noun_after(hit, start..hit.end));
        }
        let run = Named { range: self.without_day(run.range), ..run };
        // "Russian state news agency TASS": an adjective, nouns, then the name.
        let mut next = skip_spaces(self.text, run.next);
        let mut noun_after = None;
        for _ in 0..5 {
            if let Some(hit) = self.hit_at(self.skip_marks(next), credit || noun_after.is_some()) {
                return noun_after.is_some().then(|| self.with_noun_after(hit, start..hit.end));
            }
            let word = word_at(self.text, next);
            let is_lower = self.text[word.clone()].chars().next().is_some_and(char::is_lowercase);
            if !is_lower || !self.is_noun_or_filler(&word) {
                break;
            }
            if self.words.is(&self.text[word.clone()], Class::Media) {
                noun_after = Some(word.end);
            } else if noun_after.is_none()
                && !matches!(&self.text[word.clone()], "news" | "state" | "state-run" | "online")
            {
                break;
            }
            next = skip_spaces(self.text, word.end);
        }
        if let Some(end) = noun_after.filter(|_| !run.range.is_empty()) {
            return self.source_of_run(run.range, start..end);
        }
        if noun_seen && self.words.is(&self.text[run.range.clone()], Class::Month) {
            return None;
        }
        (noun_seen || self.is_outlet_run(&run.range))
            .then(|| Source::of_name(run.range.clone(), start..run.next))
    }

    fn spaceless_source(&self, at: usize) -> Option<Source> {
        let Named { range, next } = outlet_at(self.text, at, self.words)?;
        if self.text[at..].starts_with('《') {
            return Some(Source::of_name(range, at..next));
        }
        let name = &self.text[range.clone()];
        let is_outlet = [
            "报",
            "報",
            "网",
            "網",
            "社",
            "电视台",
            "電視台",
            "新闻",
            "新聞",
            "周刊",
            "杂志",
            "通讯社",
            "電台",
            "电台",
            "時報",
            "テレビ",
        ]
        .iter()
        .any(|ending| name.ends_with(ending));
        let is_generic = ["媒体", "媒體", "本报", "本報", "警方"].iter().any(|word| name.contains(word));
        (is_outlet && !is_generic && name.chars().count() <= 12).then(|| Source::of_name(range, at..next))
    }

    fn arabic_source(&self, at: usize, noun_seen: bool) -> Option<Source> {
        if !noun_seen {
            return None;
        }
        let named = outlet_at(self.text, at, self.words)?;
        Some(Source::of_name(named.range, at..named.next))
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Hits;
    use super::*;

    fn with_line<T>(text: &str, ask: impl Fn(&Line<'_>) -> T) -> T {
        let agencies = &*super::super::tests::AGENCIES;
        let mut hits = Hits::default();
        agencies.lexicon.scan(text, &mut hits);
        ask(&Line { text, hits: &hits, words: &agencies.lexicon.words })
    }

    #[test]
    fn sources_after_a_wording() {
        let check = |text: &str, expected: Option<&str>| {
            let found = with_line(text, |line| {
                line.source_after(0, false).map(|source| text[source.name].to_owned())
            });
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        check("Reuters", Some("Reuters"));
        check("the state news agency SANA", Some("SANA"));
        check("Russian state news agency TASS.", Some("TASS"));
        check("Ekho Moskvy radio that", Some("Ekho Moskvy"));
        check("The Northmere Gazette on Monday", Some("The Northmere Gazette"));
        check("the Valley Voice newspaper", Some("Valley Voice"));
        check("газете \"Дно\"", Some("Дно"));
        check("وكالة رويترز", Some("رويترز"));
        check("صحيفة النهر", Some("النهر"));
        check("《南方观察》", Some("南方观察"));
        check("John Smith", None);
        check("the police", None);
        check("the Pentagon", None);
        check("AP exam boards", None);
        check("министру Иванову", None);
    }

    #[test]
    fn sources_before_a_wording() {
        let check = |text: &str, expected: Option<&str>| {
            let found = with_line(text, |line| {
                line.source_before(text.len()).map(|source| text[source.name].to_owned())
            });
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        check("it fell, the TASS news agency ", Some("TASS"));
        check("it fell, Interfax ", Some("Interfax"));
        check("it fell, The Northmere Gazette ", Some("The Northmere Gazette"));
        check("газета \"Коммерсантъ\" ", Some("Коммерсантъ"));
        check("AA ve Anadolu Ajansı'nın ", Some("Anadolu Ajansı"));
        check("it fell, John Smith ", None);
        check("the Star ", None);
        check("Thomson Reuters ", None);
    }
}
