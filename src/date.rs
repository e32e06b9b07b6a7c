//! A date as a document states it, and the formats that programs write dates in; those that people print are read by
//! [`printed`].
//!
//! Which of the dates in a text is its own is not told here: that needs the place where they stand.

pub mod printed;

use std::borrow::Cow;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::{rfc2822, temporal};
use jiff::tz::Offset;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day, with the time of day and the offset from UTC where the document states them.
///
/// Two dates are ordered only as far as they are known: see [`DocDate::is_before`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DocDate {
    /// The day, in the document's own time zone.
    pub day: Date,
    /// The time of day, if stated.
    pub time: Option<Time>,
    /// The offset from UTC, if stated.
    pub offset: Option<Offset>,
}

impl DocDate {
    /// A day without time.
    #[must_use]
    pub fn from_day(day: Date) -> Self {
        Self { day, time: None, offset: None }
    }

    /// The date in a format that a program wrote: ISO 8601 in its common variants (basic or extended, `T` or a space,
    /// fractions, `Z`, `UTC` or a numeric offset), `2024/03/05`, RFC 2822, `YYYYMMDD` with or without `HHMM` and
    /// `SS`, and Unix time in seconds (9 or 10 digits) or milliseconds (12 or 13 digits).
    ///
    /// `None` for anything else (`None`, `null`, a bare year) and for years outside 1500 to 2200: they are null dates
    /// (`0001-01-01`) or numbers that are no dates.
    #[must_use]
    pub fn parse_machine(text: &str) -> Option<Self> {
        let text = text.trim();
        let date = parse_number(text).or_else(|| parse_iso(text)).or_else(|| parse_rfc2822(text))?;
        (1500..=2200).contains(&date.day.year()).then_some(date)
    }

    /// The date that a field of metadata states: in a format of programs, else as people print it.
    ///
    /// `language` is an ISO 639-1 code; see [`printed::printed_date`].
    #[must_use]
    pub fn parse_stated(text: &str, language: Option<&str>) -> Option<Self> {
        Self::parse_machine(text).or_else(|| printed::printed_date(text, language))
    }

    /// Whether `self` is certainly earlier than `other`: by instant where both state time and offset, by the
    /// clock where both state a time and neither an offset, else by day. Equal days without times are unordered.
    #[must_use]
    pub fn is_before(&self, other: &Self) -> bool {
        match (self.instant_seconds(), other.instant_seconds()) {
            (Some(a), Some(b)) => a < b,
            _ => match (self.time, other.time) {
                (Some(a), Some(b)) if self.offset.is_none() && other.offset.is_none() => {
                    (self.day, a) < (other.day, b)
                }
                _ => self.day < other.day,
            },
        }
    }

    /// Whether `self` is earlier than `other` by a day or more, however their clocks are set: by instants where both state time
    /// and offset, else by days, two of them where a time is stated without an offset.
    #[must_use]
    pub fn is_days_before(&self, other: &Self) -> bool {
        const DAY_SECONDS: i64 = 24 * 60 * 60;
        match (self.instant_seconds(), other.instant_seconds()) {
            (Some(a), Some(b)) => b - a >= DAY_SECONDS,
            _ => {
                let days = (other.day - self.day).get_days();
                days >= if self.time.is_none() && other.time.is_none() { 1 } else { 2 }
            }
        }
    }

    /// Days between the two, never negative.
    #[must_use]
    pub fn days_apart(&self, other: &Self) -> u32 {
        (self.day - other.day).get_days().unsigned_abs()
    }

    fn instant_seconds(&self) -> Option<i64> {
        let (time, offset) = (self.time?, self.offset?);
        offset.to_timestamp(self.day.to_datetime(time)).ok().map(Timestamp::as_second)
    }
}

/// A date as numbers: year, month and day; hour, minute, second and nanosecond; seconds from UTC.
type Numbers = ((i16, i8, i8), Option<(i8, i8, i8, i32)>, Option<i32>);

impl Serialize for DocDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let numbers: Numbers = (
            (self.day.year(), self.day.month(), self.day.day()),
            self.time.map(|time| (time.hour(), time.minute(), time.second(), time.subsec_nanosecond())),
            self.offset.map(Offset::seconds),
        );
        numbers.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for DocDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ((year, month, day), time, offset) = Numbers::deserialize(deserializer)?;
        let time = time.map(|(hour, minute, second, nanosecond)| Time::new(hour, minute, second, nanosecond));
        Ok(Self {
            day: Date::new(year, month, day).map_err(D::Error::custom)?,
            time: time.transpose().map_err(D::Error::custom)?,
            offset: offset.map(Offset::from_seconds).transpose().map_err(D::Error::custom)?,
        })
    }
}

/// Digits alone: a compact date, or Unix time with an optional fraction. Fourteen digits are `YYYYMMDDHHMMSS`,
/// twelve are taken as `YYYYMMDDHHMM` where that is a date of the last centuries, else as milliseconds.
fn parse_number(text: &str) -> Option<DocDate> {
    let digits = text.split_once('.').map_or(text, |(whole, _)| whole);
    let magnitude = digits.strip_prefix('-').unwrap_or(digits);
    if magnitude.is_empty() || !magnitude.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let timestamp = match magnitude.len() {
        8 if digits == text => return Date::strptime("%Y%m%d", text).ok().map(DocDate::from_day),
        12 if text.starts_with("19") || text.starts_with("20") => return compact("%Y%m%d%H%M", text),
        14 if digits == text => return compact("%Y%m%d%H%M%S", text),
        9 | 10 => Timestamp::from_second(digits.parse().ok()?),
        12 | 13 => Timestamp::from_millisecond(digits.parse().ok()?),
        _ => return None,
    };
    Some(at_offset(Offset::UTC.to_datetime(timestamp.ok()?), Some(Offset::UTC)))
}

fn compact(format: &str, text: &str) -> Option<DocDate> {
    DateTime::strptime(format, text).ok().map(|datetime| at_offset(datetime, None))
}

fn at_offset(datetime: DateTime, offset: Option<Offset>) -> DocDate {
    DocDate { day: datetime.date(), time: Some(datetime.time()), offset }
}

fn parse_iso(text: &str) -> Option<DocDate> {
    static PARSER: temporal::DateTimeParser = temporal::DateTimeParser::new();
    // `2024-03` and `2024-065` name no day, yet begin like one that does.
    if text.len() < "20240305".len() || !text.as_bytes()[0].is_ascii_digit() {
        return None;
    }
    let text = in_strict_form(text);
    let pieces = PARSER.parse_pieces(text.as_bytes()).ok()?;
    Some(DocDate { day: pieces.date(), time: pieces.time(), offset: pieces.to_numeric_offset() })
}

/// Rewrites what ISO 8601 does not allow but programs write: slashes, `UTC` or `GMT`, a space before the offset.
fn in_strict_form(text: &str) -> Cow<'_, str> {
    let text = if text.as_bytes().get(4) == Some(&b'/') {
        Cow::Owned(text.replacen('/', "-", 2))
    } else {
        Cow::Borrowed(text)
    };
    let Some((clock, zone)) = text.rsplit_once(' ') else { return text };
    match zone.as_bytes() {
        b"UTC" | b"GMT" | b"Z" => Cow::Owned(format!("{clock}Z")),
        [b'+' | b'-', ..] => Cow::Owned(format!("{clock}{zone}")),
        _ => text,
    }
}

fn parse_rfc2822(text: &str) -> Option<DocDate> {
    static PARSER: rfc2822::DateTimeParser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    let zoned = PARSER.parse_zoned(text).ok()?;
    Some(at_offset(zoned.datetime(), Some(zoned.offset())))
}

impl fmt::Display for DocDate {
    /// ISO 8601: `2024-03-05`, `2024-03-05T14:30:00`, `2024-03-05T14:30:00+01:00`, `2024-03-05T14:30:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.day)?;
        let Some(time) = self.time else { return Ok(()) };
        write!(f, "T{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())?;
        match self.offset.map(Offset::seconds) {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(seconds) => {
                let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs() / 60);
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn at(hour: i8, offset_hours: Option<i8>) -> DocDate {
        let offset = offset_hours.map(Offset::constant);
        DocDate { day: date(2024, 3, 5), time: Some(time(hour, 30, 0, 0)), offset }
    }

    #[test]
    fn order_is_claimed_only_where_it_is_known() {
        let day = DocDate::from_day(date(2024, 3, 5));
        assert!(!day.is_before(&at(9, Some(0))) && !at(9, Some(0)).is_before(&day));
        assert!(at(9, Some(2)).is_before(&at(8, Some(0))), "07:30Z is before 08:30Z");
        assert!(at(8, None).is_before(&at(9, None)));
        assert!(!at(8, None).is_before(&at(9, Some(0))), "one offset is unknown");
        assert!(day.is_before(&DocDate::from_day(date(2024, 3, 6))));
    }

    #[test]
    fn dates_print_as_iso_8601() {
        assert_eq!(DocDate::from_day(date(2024, 3, 5)).to_string(), "2024-03-05");
        assert_eq!(at(9, None).to_string(), "2024-03-05T09:30:00");
        assert_eq!(at(9, Some(0)).to_string(), "2024-03-05T09:30:00Z");
        assert_eq!(at(9, Some(-5)).to_string(), "2024-03-05T09:30:00-05:00");
    }

    #[test]
    fn machine_formats_are_parsed() {
        let cases = [
            ("2024-03-05", "2024-03-05"),
            ("20240305", "2024-03-05"),
            ("2024/03/05", "2024-03-05"),
            ("2024-03-05T10:00", "2024-03-05T10:00:00"),
            ("2024-03-05 10:00:00", "2024-03-05T10:00:00"),
            ("2024/03/05 10:00:00", "2024-03-05T10:00:00"),
            ("2024-03-05T10:00:00.000Z", "2024-03-05T10:00:00Z"),
            ("2024-03-05 10:00:00.123456+00:00", "2024-03-05T10:00:00Z"),
            ("2024-03-05T10:00:00+0530", "2024-03-05T10:00:00+05:30"),
            ("2024-03-05 10:00:00 -0500", "2024-03-05T10:00:00-05:00"),
            ("2024-03-05 10:00:00 UTC", "2024-03-05T10:00:00Z"),
            ("20240305T100000Z", "2024-03-05T10:00:00Z"),
            ("20240305100000", "2024-03-05T10:00:00"),
            ("202403051000", "2024-03-05T10:00:00"),
            ("Tue, 05 Mar 2024 10:00:00 +0000", "2024-03-05T10:00:00Z"),
            ("Tue, 5 Mar 2024 10:00:00 GMT", "2024-03-05T10:00:00Z"),
            ("Mon, 05 Mar 2024 10:00:00 -0500", "2024-03-05T10:00:00-05:00"),
            ("1709632800", "2024-03-05T10:00:00Z"),
            ("1709632800.5", "2024-03-05T10:00:00Z"),
            ("1709632800000", "2024-03-05T10:00:00Z"),
            (" 1850-01-01 ", "1850-01-01"),
        ];
        for (text, expected) in cases {
            let parsed = DocDate::parse_machine(text).map(|date| date.to_string());
            assert_eq!(parsed.as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_day_before_is_told_whatever_the_clocks() {
        let check = |one: &str, other: &str, expected: bool| {
            let date = |text: &str| DocDate::parse_machine(text).unwrap();
            assert_eq!(date(one).is_days_before(&date(other)), expected, "{one} {other}");
        };
        check("2024-03-04", "2024-03-05", true);
        check("2024-03-04", "2024-03-04", false);
        check("2024-03-05", "2024-03-04", false);
        check("2024-03-04T23:50:00Z", "2024-03-05T00:10:00Z", false);
        check("2024-03-04T00:10:00Z", "2024-03-05T00:10:00Z", true);
        check("2024-03-04T23:30:00Z", "2024-03-06T08:00:00+09:00", false);
        check("2024-03-04T10:00:00", "2024-03-05", false);
        check("2024-03-04T10:00:00", "2024-03-06", true);
    }

    #[test]
    fn what_is_no_date_is_unknown() {
        let not_dates =
            ["", "None", "null", "NaT", "2024", "2024-03", "20241399", "0001-01-01T00:00:00", "0"];
        for text in
            not_dates.into_iter().chain(["yesterday", "2024-02-30", "99999999999999999999", "é024/03/05"])
        {
            assert_eq!(DocDate::parse_machine(text), None, "{text}");
        }
    }
}
