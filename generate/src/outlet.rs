//! Outlets: their names, their layout, and the furniture round their stories.
//!
//! All of an outlet follows from its index, so that a collection's outlets are the same whoever asks. Names are put
//! together from parts of fixed length and are therefore distinct, and none is a name of the lexicon's places: a
//! story that mentions a place does not credit a paper.

use crate::calendar::Moment;
use crate::cast::{Cast, Theme};
use crate::furniture::{FOOTERS, HOUSE, MORE, NOTICES, OUTLET_KINDS, PLEAS, SECTIONS, SHARING};
use crate::lexicon::Lexicon;
use crate::prose::{Prose, Style};
use crate::random::{Random, seed_of};

/// How an outlet prints what every page has.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// Between paragraphs.
    pub(crate) gap: &'static str,
    pub(crate) has_curly_quotes: bool,
    pub(crate) has_bylines: bool,
    /// The date line: how it begins, or no such line.
    pub(crate) date_line: Option<&'static str>,
    pub(crate) byline_is_first: bool,
    /// Whether records state the time of day.
    pub(crate) states_time: bool,
    /// Whether the headline is printed on the page, too.
    pub(crate) prints_title: bool,
}

/// A newspaper or site.
#[derive(Clone, Debug)]
pub(crate) struct Outlet {
    pub(crate) name: String,
    pub(crate) host: String,
    pub(crate) layout: Layout,
    /// Paragraphs about itself, one of which some pages carry.
    pub(crate) house: Vec<String>,
    /// Lines at the top of a page.
    pub(crate) above: Vec<String>,
    /// Lines between the headline and the text, with slots.
    pub(crate) sharing: Vec<String>,
    /// Pleas and notices below the text, with slots.
    pub(crate) below: Vec<String>,
    /// The heading of links to other stories.
    pub(crate) more: Option<String>,
    pub(crate) footer: Vec<String>,
}

impl Outlet {
    pub(crate) fn new(lexicon: &Lexicon, seed: u64, idx: usize) -> Self {
        let mut random = Random::of(&[seed, 0x07, idx as u64]);
        let place = place(idx);
        let kind = random.pick(&OUTLET_KINDS);
        let name = if random.percent(60) { format!("The {place} {kind}") } else { format!("{place} {kind}") };
        let host = format!("{}{}.example", place.to_lowercase(), kind.to_lowercase());
        let names = Names { outlet: &name, place: &place, host: &host, year: random.between(1840, 2010) };
        let several = |random: &mut Random, wordings: &[&str], low: usize, high: usize| {
            let n = random.between(low, high);
            let mut lines: Vec<String> = Vec::new();
            while lines.len() < n {
                let line = names.fill(random.pick(wordings));
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
            lines
        };
        let house = several(&mut random, &HOUSE, 2, 3);
        let sections = several(&mut random, &SECTIONS, 4, 8).join(random.pick(&[" | ", "  ", "\n"]));
        let above = if random.percent(60) { vec![sections] } else { Vec::new() };
        let sharing = several(&mut random, &SHARING, 0, 2);
        let mut below = several(&mut random, &PLEAS, 1, 2);
        below.extend(several(&mut random, &NOTICES, 0, 2));
        let more = random.percent(50).then(|| names.fill(random.pick(&MORE)));
        let footer = several(&mut random, &FOOTERS, 1, 2);
        let house = house.into_iter().zip(0_u64..).map(|(line, n)| house_paragraph(lexicon, line, idx, n));
        let house = house.collect();
        Self { layout: layout(&mut random), name, host, house, above, sharing, below, more, footer }
    }
}

/// What the wordings call an outlet's own.
struct Names<'a> {
    outlet: &'a str,
    place: &'a str,
    host: &'a str,
    year: usize,
}

impl Names<'_> {
    fn fill(&self, wording: &str) -> String {
        // An imprint's year is that of the collection, an anniversary's the outlet's.
        let year = if wording.contains("{year} {outlet}") { Moment::LAST_YEAR } else { self.year };
        wording
            .replace("{outlet}", self.outlet)
            .replace("{paper}", self.outlet.trim_start_matches("The "))
            .replace("{place}", self.place)
            .replace("{host}", self.host)
            .replace("{year}", &year.to_string())
    }
}

/// A paragraph of an outlet about itself: what it begins with and a sentence of its own.
fn house_paragraph(lexicon: &Lexicon, beginning: String, idx: usize, n: u64) -> String {
    let seed = seed_of(&[0x40, idx as u64, n]);
    let (theme, cast) = (Theme::new(lexicon, seed), Cast::new(lexicon, seed));
    let own = Prose::new(lexicon, &theme, &cast, Style::Plain, [seed, seed]).one_sentence();
    format!("{beginning} {own}").replace("{count}", &(12 + idx % 80).to_string())
}

fn layout(random: &mut Random) -> Layout {
    Layout {
        gap: if random.percent(75) { "\n\n" } else { "\n" },
        has_curly_quotes: random.percent(45),
        has_bylines: random.percent(65),
        date_line: random.percent(60).then(|| random.pick(&["", "Published ", "Posted on ", "Published: "])),
        byline_is_first: random.percent(60),
        states_time: random.percent(70),
        prints_title: random.percent(80),
    }
}

const FIRST: [&str; 40] = [
    "Bar", "Bel", "Bor", "Cal", "Car", "Cor", "Dar", "Del", "Dor", "Fal", "Far", "Fen", "Gal", "Gor", "Hal",
    "Har", "Hol", "Jar", "Kel", "Kor", "Lam", "Lor", "Mar", "Mel", "Mor", "Nar", "Nor", "Orm", "Pel", "Por",
    "Ral", "Rav", "Sal", "Ser", "Tam", "Tor", "Val", "Ver", "Wal", "Wen",
];
const MIDDLE: [&str; 30] = [
    "ba", "be", "bi", "bo", "da", "de", "di", "do", "ga", "ge", "gi", "ka", "ke", "ki", "ko", "la", "le",
    "li", "lo", "ma", "me", "mi", "mo", "na", "ne", "ni", "no", "ra", "ri", "ro",
];
const LAST: [&str; 20] = [
    "wick", "mere", "shaw", "thorpe", "bridge", "port", "gate", "minster", "combe", "stead", "worth",
    "brook", "marsh", "cliff", "moor", "hurst", "pool", "side", "wold", "leigh",
];

/// The most outlets that have names of their own.
pub(crate) const N_OUTLETS_MAX: usize = FIRST.len() * MIDDLE.len() * LAST.len();

/// The place that an outlet is named after; 7,919 has no factor in common with the number of names.
fn place(idx: usize) -> String {
    let code = idx * 7919 % N_OUTLETS_MAX;
    let (first, rest) = (code % FIRST.len(), code / FIRST.len());
    [FIRST[first], MIDDLE[rest % MIDDLE.len()], LAST[rest / MIDDLE.len()]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn places_are_distinct() {
        let places: HashSet<String> = (0..N_OUTLETS_MAX).map(place).collect();
        assert_eq!(places.len(), N_OUTLETS_MAX);
    }
}
