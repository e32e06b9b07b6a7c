//! Lays a story out as its outlet's page, the text of a record.

use crate::cast::Person;
use crate::credit::{Credit, CreditLines, agency_lines, outlet_lines, partial_agency_lines};
use crate::kind::Kind;
use crate::lexicon::Lexicon;
use crate::member::Member;
use crate::outlet::{Outlet, PageNames};
use crate::plan::Family;
use crate::random::Random;
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
        let title = title_mark + &self.typeset(&story.title);
        let mut names =
            PageNames { random: Random::new(random.next()), lexicon: self.lexicon, cast: &story.cast };
        let gap = if story.is_misread { "\n\n" } else { layout.gap };
        let mut lines = Lines { text: String::with_capacity(story.body.len() * 5 / 4 + 1500), gap };
        lines.extend(self.outlet.above());
        if layout.prints_title {
            lines.push(&title);
        }
        self.write_head(&mut lines, &credit, &by);
        lines.push(&update);
        lines.push(&credit.above);
        lines.extend(&self.outlet.sharing(&mut names));
        lines.push_body(&credit.dateline, &self.typeset(&story.body), story.is_misread);
        lines.push(&credit.below);
        if let Some(line) = self.common_line {
            lines.push(line);
        }
        if let Some(house) = self.house(&mut random) {
            lines.push(house);
        }
        lines.extend(&self.outlet.below(&mut names));
        (title, lines.text)
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

    /// Text in the outlet's typography.
    fn typeset(&self, text: &str) -> String {
        if !self.outlet.layout.has_curly_quotes {
            return text.to_owned();
        }
        let mut set = String::with_capacity(text.len() + text.len() / 32);
        let mut is_open = false;
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'"' | b'\'' | b'\n')) {
            set.push_str(&rest[..at]);
            // Each paragraph begins anew: an edit may have taken a mark away.
            is_open = match rest.as_bytes()[at] {
                b'"' => !is_open,
                mark => is_open && mark != b'\n',
            };
            set.push_str(match rest.as_bytes()[at] {
                b'\n' => "\n",
                b'\'' => "\u{2019}",
                _ if is_open => "\u{201c}",
                _ => "\u{201d}",
            });
            rest = &rest[at + 1..];
        }
        set.push_str(rest);
        set
    }
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
            if !self.text.is_empty() {
                self.text.push_str(self.gap);
            }
            self.text.push_str(line);
        }
    }

    fn extend(&mut self, lines: &[String]) {
        lines.iter().for_each(|line| self.push(line));
    }

    fn push_body(&mut self, dateline: &str, body: &str, has_own_breaks: bool) {
        if !self.text.is_empty() {
            self.text.push_str(self.gap);
        }
        self.text.push_str(dateline);
        if has_own_breaks {
            self.text.push_str(body);
            return;
        }
        for (idx, paragraph) in body.split('\n').enumerate() {
            if idx > 0 {
                self.text.push_str(self.gap);
            }
            self.text.push_str(paragraph);
        }
    }
}
