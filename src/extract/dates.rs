//! The date that an article prints of itself, told from the other dates of its page.

mod names;

use crate::date::DocDate;
use crate::date::printed::{Token, is_weekday, month, printed_date, tokens};
use crate::document::{Block, Role, Shape};

/// Blocks before the first paragraph that may hold the article's date.
const BLOCKS_MAX: usize = 8;

/// A block with more words is running text.
const LINE_WORDS_MAX: usize = 22;

/// A line with fewer words over a date is a section's or a city's name, no headline.
const LABEL_WORDS_MAX: usize = 3;

/// The date an article prints beside its headline or byline, or directly below its first paragraph.
///
/// A page's clock, copyright lines, comments and events have dates too: only a line that is little else than a
/// date, or a byline with one, counts, and no line beside a temperature.
#[must_use]
pub fn article_date(text: &str, blocks: &[Block], language: Option<&str>) -> Option<DocDate> {
    let held: Vec<(&str, &Block)> = blocks
        .iter()
        .map(|block| (block.span.of(text), block))
        .filter(|(line, block)| may_hold_date(line, block))
        .collect();
    let lines: Vec<&str> = held.iter().map(|(line, _)| *line).collect();
    let is_prose =
        |(line, block): &(&str, &Block)| block.role == Role::Body && n_words(line) > LINE_WORDS_MAX;
    let first_prose = held.iter().position(is_prose).unwrap_or(lines.len());
    let head = first_prose.saturating_sub(BLOCKS_MAX)..first_prose;
    let below = first_prose + 1..(first_prose + 2).min(lines.len());
    let headline =
        held[..first_prose].iter().rposition(|(_, block)| block.role == Role::Headline).unwrap_or(0);
    let mut updated = None;
    for at in head.chain(below) {
        // A headline parts the page's weather from the article's date.
        let heading = held[..at].iter().rposition(|(_, block)| block.role == Role::Headline);
        let first_near = heading.map_or(0, |heading| heading + 1).max(at.saturating_sub(2));
        let near = &lines[first_near..(at + 3).min(lines.len())];
        if near.iter().any(|line| is_weather(line)) {
            continue;
        }
        match date_line(lines[at], language) {
            Some((_, Kind::Clock)) if lines[..at].iter().all(|line| n_words(line) <= LABEL_WORDS_MAX) => {}
            // Over the headline a date without a word that says so is the page's, not the article's.
            Some((_, Kind::Clock | Kind::Bare)) if at < headline => {}
            Some((date, Kind::Updated)) => updated = updated.or(Some(date)),
            Some((date, _)) => return Some(date),
            None => {}
        }
    }
    updated
}

/// Short lines count as furniture by their form, dates among them: of furniture only what is long is passed over.
fn may_hold_date(line: &str, block: &Block) -> bool {
    !matches!(block.shape, Shape::Widget | Shape::Comment | Shape::Caption)
        && (block.role != Role::Furniture || n_words(line) <= LINE_WORDS_MAX)
}

fn n_words(line: &str) -> usize {
    let spaced = line.split_whitespace().count();
    let unspaced = line.chars().filter(|&c| ('\u{3040}'..='\u{9fff}').contains(&c)).count();
    spaced.max(unspaced / 2)
}

/// `5.3 C`, `12°C`, `72 °F`.
fn is_weather(line: &str) -> bool {
    let line = line.trim();
    let number_end = line.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | '−')));
    let Some(at) = number_end.filter(|&at| at > 0) else { return false };
    let unit = line[at..].trim_start();
    unit.starts_with('°') || unit.starts_with('º') || matches!(unit, "C" | "F" | "℃" | "℉")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Published,
    Updated,
    /// A date without any word that marks it as the article's.
    Bare,
    /// A weekday and a date without any other word: over a headline this is the page's clock.
    Clock,
}

/// The date of a line that is essentially a date line or a byline with a date.
fn date_line(line: &str, language: Option<&str>) -> Option<(DocDate, Kind)> {
    let date = printed_date(line, language)?;
    let tokens = tokens(line)?;
    let words: Vec<&str> = tokens.iter().filter_map(Token::word).collect();
    let is_byline = words.first().is_some_and(|word| names::opens_byline(word));
    let spoken_of = words.iter().skip(usize::from(is_byline)).any(|word| names::speaks_of_other_date(word));
    if line.contains('©') || spoken_of {
        return None;
    }
    let others =
        words.iter().filter(|word| month(word).is_none() && !names::stands_beside_date(word)).count();
    let published = words.iter().any(|word| names::marks_publication(word));
    let updated = words.iter().any(|word| names::marks_update(word));
    let divided = line.contains(['|', '•', '·', '—', '–']) || line.contains(" - ");
    let others_max = if is_byline || published || updated || divided { 8 } else { 2 };
    if others > others_max {
        return None;
    }
    let weekday = words.iter().any(|word| is_weekday(word));
    let kind = if updated && !published {
        Kind::Updated
    } else if weekday && others == 0 && !published && date.time.is_none() {
        Kind::Clock
    } else if published || is_byline {
        Kind::Published
    } else {
        Kind::Bare
    };
    Some((date, kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::fixtures::article;

    const PROSE: &str = "The ministers of the two countries are expected to meet this week in the capital to discuss \
        the situation on the border, where shots were fired, a spokesman said.";

    fn of_lines(lines: &[&str]) -> String {
        let page = article("", lines);
        article_date(&page.text, &page.blocks, Some("en"))
            .map(|date| date.day.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn article_date_stands_beside_headline_or_byline() {
        assert_eq!(
            of_lines(&["Ministers to meet again", "By Ann High | March 3, 2024", PROSE]),
            "2024-03-03"
        );
        assert_eq!(
            of_lines(&["Ministers to meet again", "Published on 3 March 2024 by Ann High", PROSE]),
            "2024-03-03"
        );
        assert_eq!(of_lines(&["Ministers to meet again", PROSE, "March 3, 2024"]), "2024-03-03");
        assert_eq!(
            of_lines(&["Ministers to meet again", "Updated March 5, 2024", "Posted March 3, 2024", PROSE]),
            "2024-03-03"
        );
        assert_eq!(of_lines(&["Ministers to meet again", "Tuesday, March 5, 2024", PROSE]), "2024-03-05");
    }

    #[test]
    fn other_dates_on_the_page_are_not_the_articles() {
        assert_eq!(
            of_lines(&["5.3 C", "New York", "Tuesday, February 17, 2026", "Ministers to meet again", PROSE]),
            ""
        );
        assert_eq!(of_lines(&["Tuesday, February 17, 2026", "Ministers to meet again", PROSE]), "");
        assert_eq!(of_lines(&["Copyright 2024", "© March 3, 2024 The Post", PROSE]), "");
        assert_eq!(of_lines(&["Since July 1, 2024, we have disabled all ads.", PROSE]), "");
        assert_eq!(
            of_lines(&["News", "New York", "Tuesday, February 17, 2026", "Ministers to meet again", PROSE]),
            ""
        );
        let comment = "Aeriheads February 16, 2021 at 12:20 pm";
        assert_eq!(of_lines(&["Ministers to meet again", PROSE, PROSE, "1 comment", comment]), "");
        assert_eq!(of_lines(&["Join our talk on March 3, 2024", PROSE]), "");
        assert_eq!(of_lines(&["Talks failed in Geneva on March 3, 2019 again", PROSE]), "");
    }
}
