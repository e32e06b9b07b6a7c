//! Lines that hand over to somebody else's text: "The X reports HEADLINE", "X writes:".

use super::agencies::Agencies;
use super::finding::Finding;
use super::line::Line;
use super::names::{Named, capital_run, skip_spaces, word_at};
use super::places::Spot;
use super::script::opens_name;
use crate::document::AttributionKind;

const FRAME_BYTES_MAX: usize = 220;
const VERB_START_MAX: usize = 90;

/// Verbs that hand over; those before the first colon also introduce a headline.
const HEADLINE_VERBS: [&str; 12] = [
    "reports",
    "reported",
    "berichtet",
    "meldet",
    "informa",
    "rapporte",
    "raconte",
    "titre",
    "riporta",
    "racconta",
    "cuenta",
    "сообщает",
];
const COLON_VERBS: [&str; 22] = [
    "writes",
    "wrote",
    "says",
    "explains",
    "notes",
    "observes",
    "adds",
    "comments",
    "continues",
    "concludes",
    "argues",
    "schreibt",
    "kommentiert",
    "escribe",
    "écrit",
    "scrive",
    "escreve",
    "пишет",
    "schrijft",
    "pisze",
    "报道",
    "報道",
];

/// The excerpt frame that `line` is.
pub(super) fn find(line: &Line<'_>, spot: Spot, agencies: &Agencies) -> Option<Finding> {
    if spot.headline || spot.furniture || line.text.len() > FRAME_BYTES_MAX {
        return None;
    }
    let text = line.text.trim_end();
    // Verbs that introduce a headline are wordings of running text as well; the others end the line with a colon.
    let has_verb = line.hits.anchors.first().is_some_and(|anchor| anchor.start <= VERB_START_MAX);
    if !has_verb && !text.ends_with([':', '"']) {
        return None;
    }
    let start = skip_adverb(line, skip_spaces(text, 0));
    let source = line.source_after(start, false).filter(|source| source.name.start <= start + 6);
    let named = match &source {
        Some(source) => Named { range: source.name.clone(), next: source.outer.end },
        None => capital_run(text, start, line.words, 6).filter(|_| text[start..].starts_with(opens_name))?,
    };
    let verb = word_at(text, skip_spaces(text, named.next));
    let after = skip_spaces(text, verb.end);
    let is_colon = text[verb.end..].trim_end_matches(['"', ' ']) == ":";
    let hands_over = is_colon
        && (COLON_VERBS.contains(&&text[verb.clone()]) || HEADLINE_VERBS.contains(&&text[verb.clone()]));
    let is_quoted = text[after..].starts_with('"');
    let is_named = source.is_some() || text[start..].starts_with("The ") && is_title_case(&text[after..]);
    let is_headline =
        HEADLINE_VERBS.contains(&&text[verb.clone()]) && is_named && (is_quoted || is_headline(line, after));
    if !hands_over && !is_headline {
        return None;
    }
    let quote_end = is_quoted.then(|| text[after + 1..].find('"')).flatten().map(|len| after + len + 2);
    let trimmed = quote_end.unwrap_or(text.trim_end_matches(['.', ':', ' ']).len());
    let mut finding =
        Finding::new(AttributionKind::ExcerptFrame, start..if is_colon { text.len() } else { trimmed });
    match source {
        Some(source) => finding.credit(&source, agencies),
        None if text[named.range.clone()].starts_with("The ") => finding.outlet = Some(named.range),
        None => finding.author = Some(named.range),
    }
    Some(finding)
}

/// "Similarly, the X reports": the frame starts at the name.
fn skip_adverb(line: &Line<'_>, start: usize) -> usize {
    let text = line.text;
    let word = word_at(text, start);
    match text[word.end..].strip_prefix(", ") {
        Some(_) if text[word.clone()].chars().all(char::is_alphabetic) => word.end + 2,
        _ if matches!(&text[word.clone()], "And" | "Now" | "Meanwhile" | "Und") => {
            skip_spaces(text, word.end)
        }
        _ => start,
    }
}

/// Whether most words are capitalised, as in headlines of American papers.
fn is_title_case(text: &str) -> bool {
    let n_capitals = text.split(' ').filter(|word| word.starts_with(opens_name)).count();
    n_capitals * 3 >= text.split(' ').count() * 2
}

/// Whether the rest of the line is one sentence that begins like a headline.
fn is_headline(line: &Line<'_>, at: usize) -> bool {
    let rest = line.text[at..].trim_start_matches(['"', '*', '_', ':', ' ']);
    let starts_loud = rest.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    let weekday = word_at(rest, 0);
    let is_dated = line.words.is(&rest[weekday], super::words::Class::Month);
    starts_loud && !is_dated && line.is_line_end(line.sentence_end(at)) && rest.split(' ').count() >= 3
}

#[cfg(test)]
mod tests {
    use super::super::tests::{AGENCIES, on_line};
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let found = on_line(text, |line, folded| {
            find(line, Spot::default(), &AGENCIES)
                .map(|found| found.into_attribution(text, folded, &AGENCIES))
        });
        assert_eq!(found.map(|a| a.phrase).as_deref(), expected, "{text}");
    }

    #[test]
    fn headlines_handed_over() {
        check(
            "The Vale Post reports Tile shares sink after fire.",
            Some("The Vale Post reports Tile shares sink after fire"),
        );
        check(
            "Similarly, the Financial Times reports Tile Shares Sink",
            Some("the Financial Times reports Tile Shares Sink"),
        );
        check("The Northmere Gazette writes:", Some("The Northmere Gazette writes:"));
        check(
            "The Tidal Log reports Old House Saved At Last",
            Some("The Tidal Log reports Old House Saved At Last"),
        );
        check("Mish writes:", Some("Mish writes:"));
        check("Die Süddeutsche Zeitung schreibt:", Some("Die Süddeutsche Zeitung schreibt:"));
        check("海边晚报报道：", Some("海边晚报报道："));
    }

    #[test]
    fn sentences_with_a_source_are_no_frames() {
        check("Reuters reports that tile shares sank.", None);
        check("The company reports Quarterly Results today.", None);
        check("Reuters reports Tuesday a fall in shares.", None);
        check("The company reports a loss for the year.", None);
        check("He writes letters to the editor.", None);
        check("本报记者报道：", None);
    }
}
