//! A date as a document states it.

use std::fmt;

use jiff::civil::{Date, Time};
use jiff::tz::Offset;

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

    /// Days between the two, never negative.
    #[must_use]
    pub fn days_apart(&self, other: &Self) -> u32 {
        (self.day - other.day).get_days().unsigned_abs()
    }

    fn instant_seconds(&self) -> Option<i64> {
        let (time, offset) = (self.time?, self.offset?);
        offset.to_timestamp(self.day.to_datetime(time)).ok().map(jiff::Timestamp::as_second)
    }
}

// Machine formats.
impl DocDate {
    /// The date in ISO 8601 (`2024-03-05`, `2024-03-05T14:30:00+01:00`), or `None`.
    #[must_use]
    pub fn parse_machine(text: &str) -> Option<Self> {
        let pieces = jiff::fmt::temporal::Pieces::parse(text.trim()).ok()?;
        Some(Self { day: pieces.date(), time: pieces.time(), offset: pieces.to_numeric_offset() })
    }
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
}
