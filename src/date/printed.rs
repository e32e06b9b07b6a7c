//! Dates as they are printed: in a line of their own, in a byline, in a dateline.
//!
//! A line is cut into numbers, words and signs; the first run of them that forms a day of the calendar is its date.
//! A numeric date that could be read both ways (`03/04/2024`) is read by the language and, in English, where both
//! ways are printed, not at all. Two-digit years are not dates.

mod names;

pub(crate) use names::{is_weekday, month, zone_hours};

use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use super::DocDate;

/// Longer lines are prose, and prose tells other dates than its own.
const LINE_BYTES_MAX: usize = 240;

/// The date in a short line, with the time of day and the offset where they stand beside it.
///
/// `language` is an ISO 639-1 code and decides only how a numeric date is read.
#[must_use]
pub fn printed_date(line: &str, language: Option<&str>) -> Option<DocDate> {
    let tokens = tokens(line)?;
    let found = (0..tokens.len()).find_map(|at| day_at(&tokens, at, language))?;
    let clock = (found.end..tokens.len()).chain(0..found.start).find_map(|at| clock_at(&tokens, at));
    Some(DocDate {
        day: found.day,
        time: clock.map(|(time, _)| time),
        offset: clock.and_then(|(_, after)| zone_at(&tokens, after)),
    })
}

/// The date in a dateline (`LONDON, March 3 (Reuters) -`), which states the year rarely: `year_hint` is used then.
#[must_use]
pub fn dateline_date(text: &str, year_hint: Option<i16>) -> Option<DocDate> {
    let line = text.lines().next()?;
    let cut = line.char_indices().map(|(at, _)| at).take_while(|&at| at <= LINE_BYTES_MAX / 2).last()?;
    let head = if line.len() <= LINE_BYTES_MAX / 2 { line } else { &line[..cut] };
    if let Some(date) = printed_date(head, None) {
        return Some(DocDate::from_day(date.day));
    }
    let tokens = tokens(head)?;
    let (month, day) = (0..tokens.len()).find_map(|at| month_day_at(&tokens, at))?;
    Date::new(year_hint?, month, day).ok().map(DocDate::from_day)
}

/// A number, a word in lower case, or a sign; spaces part words and numbers but leave no token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Token {
    Number { value: i16, digits: usize },
    Word(String),
    Sign(char),
}

impl Token {
    /// The word in lower case, if it is one.
    pub(crate) fn word(&self) -> Option<&str> {
        if let Self::Word(word) = self { Some(word) } else { None }
    }

    fn number(&self, digits: std::ops::RangeInclusive<usize>) -> Option<i16> {
        match self {
            Self::Number { value, digits: n } if digits.contains(n) => Some(*value),
            _ => None,
        }
    }

    fn is_sign(&self, signs: &[char]) -> bool {
        matches!(self, Self::Sign(sign) if signs.contains(sign))
    }
}

/// What a line is made of; `None` for one too long to be more than prose.
pub(crate) fn tokens(line: &str) -> Option<Vec<Token>> {
    if line.len() > LINE_BYTES_MAX {
        return None;
    }
    let mut tokens = Vec::new();
    let mut chars = line.chars().peekable();
    while let Some(&c) = chars.peek() {
        if digit(c).is_some() {
            let (mut value, mut digits) = (0_i16, 0);
            while let Some(digit) = chars.peek().copied().and_then(digit) {
                value = value.saturating_mul(10).saturating_add(digit);
                digits += 1;
                chars.next();
            }
            tokens.push(Token::Number { value, digits });
        } else if c.is_alphabetic() {
            let mut word = String::new();
            while let Some(&letter) = chars.peek().filter(|c| c.is_alphabetic() || is_mark(**c)) {
                word.extend(letter.to_lowercase().filter(|&c| c != '\u{307}'));
                chars.next();
            }
            tokens.push(Token::Word(word));
        } else {
            if !c.is_whitespace() && !is_mark(c) && !matches!(c, '\u{200e}' | '\u{200f}') {
                tokens.push(Token::Sign(c));
            }
            chars.next();
        }
    }
    Some(tokens)
}

fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c) || ('\u{64b}'..='\u{655}').contains(&c)
}

/// Decimal digits of ASCII, Arabic, Persian, Devanagari and full-width forms.
fn digit(c: char) -> Option<i16> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        _ => return None,
    };
    i16::try_from(c as u32 - zero as u32).ok()
}

/// A day of the calendar and the tokens it takes up.
struct Found {
    day: Date,
    start: usize,
    end: usize,
}

fn day_at(tokens: &[Token], at: usize, language: Option<&str>) -> Option<Found> {
    let (year, month, day, end) = year_first(tokens, at)
        .or_else(|| day_first(tokens, at))
        .or_else(|| month_first(tokens, at))
        .or_else(|| numeric(tokens, at, language))?;
    let alone = at == 0 || tokens[at - 1].number(1..=9).is_none();
    let day = Date::new(year, month, day).ok().filter(|_| (1600..2200).contains(&year) && alone)?;
    Some(Found { day, start: at, end })
}

/// `2024-03-14`, `2024/3/14`, `2024年3月14日`, `2024년 3월 14일`.
fn year_first(tokens: &[Token], at: usize) -> Option<(i16, i8, i8, usize)> {
    let [year, first, month, second, day, ..] = tokens.get(at..)? else { return None };
    let signed = first == second && first.is_sign(&['-', '/', '.']);
    let named = first.word().is_some_and(|word| word.starts_with(['年', '년']))
        && second.word().is_some_and(|word| word.starts_with(['月', '월']));
    (signed || named).then_some(())?;
    Some((year.number(4..=4)?, narrow(month.number(1..=2)?)?, narrow(day.number(1..=2)?)?, at + 5))
}

/// `14 March 2024`, `14. März 2024`, `14 de marzo de 2024`, `14-Mar-2024`, `1er mars 2024`.
fn day_first(tokens: &[Token], at: usize) -> Option<(i16, i8, i8, usize)> {
    let day = narrow(tokens.get(at)?.number(1..=2)?)?;
    let (month, after) = month_at(tokens, skip(tokens, at + 1, 3))?;
    let year_at = skip(tokens, after, 3);
    Some((tokens.get(year_at)?.number(4..=4)?, month, day, year_at + 1))
}

/// `March 14, 2024`, `Mar. 14 2024`, `March 14th, 2024`.
fn month_first(tokens: &[Token], at: usize) -> Option<(i16, i8, i8, usize)> {
    let (month, after) = month_at(tokens, at)?;
    let day_at = skip(tokens, after, 2);
    let day = narrow(tokens.get(day_at)?.number(1..=2)?)?;
    let year_at = skip(tokens, day_at + 1, 2);
    Some((tokens.get(year_at)?.number(4..=4)?, month, day, year_at + 1))
}

/// `14.03.2024`, `14/3/2024`, `3/14/2024`. Dots are only printed between day, month and year in this order.
fn numeric(tokens: &[Token], at: usize, language: Option<&str>) -> Option<(i16, i8, i8, usize)> {
    let [first, sign, second, same, year, ..] = tokens.get(at..)? else { return None };
    (sign == same && sign.is_sign(&['.', '/', '-'])).then_some(())?;
    let (a, b) = (narrow(first.number(1..=2)?)?, narrow(second.number(1..=2)?)?);
    let day_leads = sign.is_sign(&['.']) || a > 12 || a == b || language.is_some_and(|code| code != "en");
    let month_leads = !sign.is_sign(&['.']) && b > 12;
    let year = year.number(4..=4)?;
    match (month_leads, day_leads) {
        (true, _) => Some((year, a, b, at + 5)),
        (false, true) => Some((year, b, a, at + 5)),
        (false, false) => None,
    }
}

/// `March 3`, `3 марта`, `4月9日`.
fn month_day_at(tokens: &[Token], at: usize) -> Option<(i8, i8)> {
    if let Some(number) = tokens[at].number(1..=2) {
        if tokens.get(at + 1).and_then(Token::word).is_some_and(|word| word.starts_with(['月', '월'])) {
            return Some((narrow(number)?, narrow(tokens.get(at + 2)?.number(1..=2)?)?));
        }
        return Some((month_at(tokens, skip(tokens, at + 1, 3))?.0, narrow(number)?));
    }
    let (month, after) = month_at(tokens, at)?;
    Some((month, narrow(tokens.get(skip(tokens, after, 2))?.number(1..=2)?)?))
}

/// The month named at `at` by one word or two, and the token after it.
fn month_at(tokens: &[Token], at: usize) -> Option<(i8, usize)> {
    let word = tokens.get(at)?.word()?;
    if let Some(month) = month(word) {
        return Some((month, at + 1));
    }
    let next = tokens.get(at + 1)?.word()?;
    month(&format!("{word} {next}")).map(|month| (month, at + 2))
}

/// The position after up to `n` particles that stand between the parts of a date.
fn skip(tokens: &[Token], at: usize, n: usize) -> usize {
    let is_particle = |token: &Token| match token {
        Token::Word(word) => {
            matches!(
                word.as_str(),
                "st" | "nd" | "rd" | "th" | "er" | "º" | "ª" | "o" | "de" | "del" | "of" | "den" | "the"
            )
        }
        Token::Sign(sign) => matches!(sign, '.' | ',' | '-' | '/' | '°' | 'º' | '،' | '‑' | '–'),
        Token::Number { .. } => false,
    };
    at + tokens.iter().skip(at).take(n).take_while(|token| is_particle(token)).count()
}

fn narrow(number: i16) -> Option<i8> {
    i8::try_from(number).ok()
}

/// The time of day that begins at `at`, and the token after it.
fn clock_at(tokens: &[Token], at: usize) -> Option<(Time, usize)> {
    let hour = tokens[at].number(1..=2)?;
    let next = tokens.get(at + 1)?;
    let minute = tokens.get(at + 2).and_then(|token| token.number(2..=2));
    let (minute, mut after) = match (next, minute) {
        (Token::Sign(':' | '：'), Some(minute)) => (minute, at + 3),
        (Token::Word(word), Some(minute)) if matches!(word.as_str(), "h" | "时" | "時" | "시") => {
            (minute, at + 3)
        }
        (Token::Sign('.'), Some(minute)) if tokens.get(at + 3).and_then(Token::word) == Some("uhr") => {
            (minute, at + 3)
        }
        (Token::Word(word), _) if matches!(word.as_str(), "am" | "pm") => (0, at + 1),
        _ => return None,
    };
    let mut second = 0;
    if tokens.get(after).is_some_and(|token| token.is_sign(&[':']))
        && let Some(value) = tokens.get(after + 1).and_then(|token| token.number(2..=2))
    {
        (second, after) = (value, after + 2);
    }
    let half = tokens.get(after).and_then(Token::word).unwrap_or("");
    let dotted = tokens.get(after + 2).and_then(Token::word) == Some("m");
    let hour = match half {
        "pm" if hour < 12 => hour + 12,
        "p" if dotted && hour < 12 => hour + 12,
        "am" if hour == 12 => 0,
        "a" if dotted && hour == 12 => 0,
        _ => hour,
    };
    let time = Time::new(narrow(hour)?, narrow(minute)?, narrow(second)?, 0).ok()?;
    let skipped = match half {
        "am" | "pm" | "uhr" => 1,
        "a" | "p" if dotted => 4,
        _ => 0,
    };
    Some((time, (after + skipped).min(tokens.len())))
}

/// The offset from UTC that stands at `at`: a zone's abbreviation, `+01:00`, `GMT+3`.
fn zone_at(tokens: &[Token], at: usize) -> Option<Offset> {
    let at = at + usize::from(tokens.get(at)?.is_sign(&['(', ',']));
    let named = tokens.get(at)?.word().and_then(zone_hours);
    let sign_at = at + usize::from(named.is_some());
    let signed = match tokens.get(sign_at) {
        Some(Token::Sign('+')) => Some(1),
        Some(Token::Sign('-' | '−')) => Some(-1),
        _ => None,
    };
    if let (Some(sign), Some(hours)) = (signed, tokens.get(sign_at + 1).and_then(|token| token.number(1..=2)))
    {
        let minutes = tokens.get(sign_at + 2).filter(|token| token.is_sign(&[':']));
        let minutes = minutes.and_then(|_| tokens.get(sign_at + 3)?.number(2..=2)).unwrap_or(0);
        return Offset::from_seconds(sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60)).ok();
    }
    Offset::from_hours(named?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &str) {
        let found = printed_date(line, None).map(|date| date.to_string());
        assert_eq!(found.unwrap_or_default(), expected, "{line}");
    }

    #[test]
    fn dates_are_read_in_many_languages() {
        check("March 14, 2024", "2024-03-14");
        check("Mar. 14th 2024", "2024-03-14");
        check("Thursday 14 March 2024", "2024-03-14");
        check("le 14 mars 2024", "2024-03-14");
        check("1er août 2024", "2024-08-01");
        check("14. März 2024", "2024-03-14");
        check("14 de marzo de 2024", "2024-03-14");
        check("14 de março de 2024", "2024-03-14");
        check("14 marzo 2024", "2024-03-14");
        check("14 марта 2024 г.", "2024-03-14");
        check("14 marca 2024", "2024-03-14");
        check("14 Ağustos 2024", "2024-08-14");
        check("2024年3月14日", "2024-03-14");
        check("2024年3月14日(木) 10時32分", "2024-03-14T10:32:00");
        check("2024년 3월 14일", "2024-03-14");
        check("١٤ مارس ٢٠٢٤", "2024-03-14");
        check("14 كانون الثاني 2024", "2024-01-14");
        check("14-Mar-2024", "2024-03-14");
        check("2024/3/14", "2024-03-14");
    }

    #[test]
    fn time_and_zone_are_read_beside_the_date() {
        check("Published: 14 March 2024, 10:32 CET", "2024-03-14T10:32:00+01:00");
        check("14.03.2024 10:32", "2024-03-14T10:32:00");
        check("14.03.2024, 10.32 Uhr", "2024-03-14T10:32:00");
        check("March 14, 2024 at 2:05 p.m. EST", "2024-03-14T14:05:00-05:00");
        check("March 14, 2024 12:05 AM", "2024-03-14T00:05:00");
        check("10:32 GMT+3, 14 March 2024", "2024-03-14T10:32:00+03:00");
        check("14 mars 2024 à 10h32", "2024-03-14T10:32:00");
        check("14 марта 2024, 10:32 МСК", "2024-03-14T10:32:00+03:00");
        check("March 14, 2024 10:32 CST", "2024-03-14T10:32:00");
    }

    #[test]
    fn what_is_no_date_is_not_read_as_one() {
        for line in [
            "",
            "March 2024",
            "31 February 2024",
            "14 March",
            "call 555-12-2024",
            "3.14.15",
            "version 2024.3",
            "12:30",
        ] {
            check(line, "");
        }
    }

    #[test]
    fn ambiguous_numbers_are_read_by_language_or_not_at_all() {
        let read = |line: &str, language| printed_date(line, language).map(|date| date.day.to_string());
        assert_eq!(read("03/04/2024", None), None);
        assert_eq!(read("03/04/2024", Some("en")), None);
        assert_eq!(read("03/04/2024", Some("fr")).as_deref(), Some("2024-04-03"));
        assert_eq!(read("03/14/2024", Some("fr")).as_deref(), Some("2024-03-14"));
        assert_eq!(read("14/03/2024", Some("en")).as_deref(), Some("2024-03-14"));
        assert_eq!(read("04/04/2024", Some("en")).as_deref(), Some("2024-04-04"));
        assert_eq!(read("03.04.2024", Some("en")).as_deref(), Some("2024-04-03"));
    }

    #[test]
    fn dateline_takes_its_year_from_elsewhere() {
        let read =
            |text: &str, hint| dateline_date(text, hint).map(|date| date.to_string()).unwrap_or_default();
        assert_eq!(read("LONDON, March 3 (Reuters) - Talks", Some(2024)), "2024-03-03");
        assert_eq!(read("МОСКВА, 14 ноября. /ТАСС/.", Some(2023)), "2023-11-14");
        assert_eq!(read("新华社北京4月9日电(记者 王)", Some(2024)), "2024-04-09");
        assert_eq!(read("LONDON, March 3 (Reuters) - Talks", None), "");
        assert_eq!(read("LONDON (Reuters) - Talks on 5 points", Some(2024)), "");
        assert_eq!(read("LONDON, March 3, 2021 (Reuters) - Talks", Some(2024)), "2021-03-03");
    }
}
