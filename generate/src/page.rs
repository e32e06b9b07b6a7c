//! Lays a story out as its outlet's page, the text of a record.

use crate::cast::{Cast, Person, Theme};
use crate::credit::{Credit, CreditLines, agency_lines, outlet_lines, partial_agency_lines};
use crate::kind::Kind;
use crate::lexicon::Lexicon;
use crate::member::Member;
use crate::outlet::Outlet;
use crate::plan::Family;
use crate::prose::{Prose, Style};
use crate::random::Random;
use crate::scan::find;
use crate::story::{Story, update_mark};

/// Pages that carry one of their outlet's house paragraphs.
const HOUSE_PERCENT: usize = 20;

/// What a page is made from.
pub(crate) struct Page<'a> {
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) family: &'a Family,
    pub(crate) member: &'a Member,
    pub(crate) outlet: &'a Outlet,
    /// The name of the outlet that the member credits, if it credits one.
    pub(crate) credited_outlet: &'a str,
    /// A line that every page of the collection has.
    pub(crate) common_line: Option<&'a str>,
}

impl Page<'_> {
    /// Headline and text of the page.
    pub(crate) fn write(&self, story: &Story) -> (String, String) {
        let mut random = Random::new(self.member.page_seed);
        let layout = &self.outlet.layout;
        let by = Person::byline(self.lexicon, random.next());
        let credit = self.credit_lines(story, &by, &mut random);
        let (title_mark, update) = update_mark(self.member, self.family);
        let mut title = title_mark;
        typeset(&story.title, "\n", layout.has_curly_quotes, &mut title);
        let mut slots = Random::new(random.next());
        let gap = if story.is_misread { "\n\n" } else { layout.gap };
        let mut lines = Lines { text: String::with_capacity(story.body.len() * 5 / 4 + 1500), gap };
        lines.extend(&self.outlet.above);
        if layout.prints_title {
            lines.push(&title);
        }
        self.write_head(&mut lines, &credit, &by);
        lines.push(&update);
        lines.push(&credit.above);
        for line in &self.outlet.sharing {
            lines.push_filled(line, &story.cast, &mut slots);
        }
        lines.begin();
        lines.text.push_str(&credit.dateline);
        // A misread text has line breaks of its own, and empty lines between its paragraphs.
        let between = if story.is_misread { "\n" } else { gap };
        typeset(&story.body, between, layout.has_curly_quotes, &mut lines.text);
        lines.push(&credit.below);
        if let Some(line) = self.common_line {
            lines.push(line);
        }
        if let Some(house) = self.house(&mut random) {
            lines.push(house);
        }
        self.write_below(&mut lines, &story.cast, &mut slots);
        (title, lines.text)
    }

    /// Pleas, notices, links to other stories, and the imprint.
    fn write_below(&self, lines: &mut Lines, cast: &Cast, slots: &mut Random) {
        for line in &self.outlet.below {
            lines.push_filled(line, cast, slots);
        }
        if let Some(heading) = &self.outlet.more {
            lines.push(heading);
            let theme = Theme::new(self.lexicon, slots.next());
            for _ in 0..slots.between(2, 4) {
                let seed = slots.next();
                let prose = Prose::new(self.lexicon, &theme, cast, Style::Plain, [seed, seed]);
                lines.push(&prose.headline());
            }
        }
        lines.extend(&self.outlet.footer);
    }

    fn credit_lines(&self, story: &Story, by: &str, random: &mut Random) -> CreditLines {
        match self.member.credit {
            Credit::None => CreditLines::default(),
            Credit::Outlet(_) => outlet_lines(self.credited_outlet, random),
            Credit::Agency(agency) => {
                if matches!(self.family.kind, Some(Kind::WirePassage150 | Kind::WirePassage60)) {
                    return partial_agency_lines(agency, random);
                }
                let city = story.cast.places[0].trim_start();
                agency_lines(agency, city, self.member.moment, by, random)
            }
        }
    }

    /// Byline and date line in the outlet's order.
    fn write_head(&self, lines: &mut Lines, credit: &CreditLines, by: &str) {
        let layout = &self.outlet.layout;
        let byline = if !credit.byline.is_empty() {
            credit.byline.clone()
        } else if layout.has_bylines && self.member.credit == Credit::None {
            format!("By {by}")
        } else {
            String::new()
        };
        let date = layout.date_line.map(|before| before.to_owned() + &self.member.moment.long());
        let date = date.unwrap_or_default();
        let ordered = if layout.byline_is_first { [byline, date] } else { [date, byline] };
        lines.extend(&ordered);
    }

    fn house(&self, random: &mut Random) -> Option<&str> {
        let house = &self.outlet.house;
        let own = random.below(house.len());
        let chosen = if self.family.kind == Some(Kind::SameHouse) {
            Some(Random::of(&[self.family.seed, 10]).below(house.len()))
        } else {
            random.percent(HOUSE_PERCENT).then_some(own)
        };
        chosen.map(|idx| house[idx].as_str())
    }
}

/// Writes a text in an outlet's typography: `gap` for each of its line breaks, and its quotation marks.
fn typeset(text: &str, gap: &str, has_curly_quotes: bool, set: &mut String) {
    let quotes = if has_curly_quotes {
        *b"\"'"
    } else {
        *b"

"
    };
    let is_special = |byte: u8| (byte == b'\n') | (byte == quotes[0]) | (byte == quotes[1]);
    let mut is_open = false;
    let mut rest = text;
    while let Some(at) = find(rest.as_bytes(), is_special) {
        set.push_str(&rest[..at]);
        let mark = rest.as_bytes()[at];
        // Each paragraph begins anew: an edit may have taken a mark away.
        is_open = if mark == b'"' { !is_open } else { is_open && mark != b'\n' };
        set.push_str(match mark {
            b'\n' => gap,
            b'\'' => "\u{2019}",
            _ if is_open => "\u{201c}",
            _ => "\u{201d}",
        });
        rest = &rest[at + 1..];
    }
    set.push_str(rest);
}

/// Lines of a page, with the outlet's gap between them.
struct Lines {
    text: String,
    gap: &'static str,
}

impl Lines {
    /// A line, unless it is empty.
    fn push(&mut self, line: &str) {
        if !line.is_empty() {
            self.begin();
            self.text.push_str(line);
        }
    }

    /// The gap to what stands before.
    fn begin(&mut self) {
        if !self.text.is_empty() {
            self.text.push_str(self.gap);
        }
    }

    /// A line with what differs from page to page in its slots.
    fn push_filled(&mut self, wording: &str, cast: &Cast, random: &mut Random) {
        self.begin();
        let mut rest = wording;
        while let Some((before, after)) = rest.split_once('{') {
            self.text.push_str(before);
            let (slot, after) = after.split_once('}').expect("slots are closed");
            match slot {
                "count" => self.text.push_str(&random.between(2, 400).to_string()),
                _ => self.text.push_str(cast.places[random.below(cast.places.len())].trim_start()),
            }
            rest = after;
        }
        self.text.push_str(rest);
    }

    fn extend(&mut self, lines: &[String]) {
        lines.iter().for_each(|line| self.push(line));
    }
}
