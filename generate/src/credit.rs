//! Credits: the agency or outlet that a page says its text is from, in the forms that newsrooms use.

use crate::calendar::Moment;
use crate::random::Random;

/// The agencies that are credited, as they call themselves in print.
pub(crate) const AGENCIES: [Agency; 6] = [
    Agency { name: "Reuters", dateline: "{CITY}, {day} (Reuters) - ", rights: "(c) Reuters {year}" },
    Agency {
        name: "Associated Press",
        dateline: "{CITY} (AP) \u{2014} ",
        rights: "Copyright {year} The Associated Press. All rights reserved.",
    },
    Agency { name: "AFP", dateline: "{City} (AFP) \u{2013} ", rights: "\u{a9} Agence France-Presse" },
    Agency { name: "dpa", dateline: "{City} (dpa) - ", rights: "With material from dpa" },
    Agency { name: "TASS", dateline: "{CITY}, {day}. /TASS/. ", rights: "Source: TASS" },
    Agency { name: "Xinhua", dateline: "{CITY}, {day} (Xinhua) -- ", rights: "Source: Xinhua" },
];

/// A news agency's forms.
#[derive(Debug)]
pub(crate) struct Agency {
    name: &'static str,
    dateline: &'static str,
    rights: &'static str,
}

/// Whom a page credits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Credit {
    /// Nobody.
    None,
    /// The agency of that number, for the whole text or a part.
    Agency(usize),
    /// The outlet of that number.
    Outlet(usize),
}

/// Lines that a credit adds to a page; each may be empty.
#[derive(Default, Debug)]
pub(crate) struct CreditLines {
    /// Stands in the place of the byline.
    pub(crate) byline: String,
    /// Begins the first paragraph.
    pub(crate) dateline: String,
    /// A line before the text.
    pub(crate) above: String,
    /// A line after the text.
    pub(crate) below: String,
}

/// What a page prints that credits an agency for its text.
pub(crate) fn agency_lines(
    agency: usize,
    city: &str,
    moment: Moment,
    by: &str,
    random: &mut Random,
) -> CreditLines {
    let agency = &AGENCIES[agency];
    let fill = |wording: &str| {
        wording
            .replace("{CITY}", &city.to_uppercase())
            .replace("{City}", city)
            .replace("{day}", &moment.month_and_day())
            .replace("{year}", &moment.year().to_string())
    };
    let mut lines = CreditLines::default();
    match random.below(10) {
        0..6 => lines.dateline = fill(agency.dateline),
        6 => lines.byline = format!("By {by}, {}", agency.name),
        7 => lines.byline = agency.name.to_owned(),
        8 => lines.below = fill(agency.rights),
        _ => {
            lines.dateline = fill(agency.dateline);
            lines.below = fill(agency.rights);
        }
    }
    lines
}

/// What a page prints that credits an agency for part of its text.
pub(crate) fn partial_agency_lines(agency: usize, random: &mut Random) -> CreditLines {
    let name = AGENCIES[agency].name;
    let below = match random.below(4) {
        0 => format!("With files from {name}"),
        1 => format!("With material from {name}"),
        2 => format!("With reporting by {name}"),
        _ => format!("Source: {name}"),
    };
    CreditLines { below, ..CreditLines::default() }
}

const ABOVE: [&str; 5] = [
    "This article first appeared in {outlet}.",
    "This article was originally published by {outlet}.",
    "Republished with permission from {outlet}.",
    "By arrangement with {outlet}",
    "Courtesy of {outlet}",
];
const BELOW: [&str; 9] = [
    "This article originally appeared in {outlet}.",
    "This story was first published in {outlet}.",
    "Originally published by {outlet}.",
    "Reprinted here with permission from {outlet}.",
    "Republished from {outlet} under a Creative Commons licence. Read the original article.",
    "Cross-posted from {outlet}",
    "Reposted from {outlet}",
    "via {outlet}",
    "H/T {outlet}",
];

/// What a page prints that credits another outlet.
pub(crate) fn outlet_lines(outlet: &str, random: &mut Random) -> CreditLines {
    if random.percent(40) {
        let above = random.pick(&ABOVE).replace("{outlet}", outlet);
        CreditLines { above, ..CreditLines::default() }
    } else {
        let below = random.pick(&BELOW).replace("{outlet}", outlet);
        CreditLines { below, ..CreditLines::default() }
    }
}
