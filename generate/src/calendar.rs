//! Dates, in records and in print.

/// A minute, counted from the beginning of 2024.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Moment(pub(crate) u64);

const MINUTES_OF_DAY: u64 = 24 * 60;
/// 2024-01-01 was a Monday, this many days after 1970-01-01.
const FIRST_DAY: u64 = 19_723;
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Moment {
    /// Stories are spread over this time.
    pub(crate) const SPAN_MINUTES: usize = 700 * MINUTES_OF_DAY as usize;
    /// The year that imprints state.
    pub(crate) const LAST_YEAR: usize = 2025;

    pub(crate) fn day(self) -> u64 {
        self.0 / MINUTES_OF_DAY
    }

    /// Year, month and day of the month (Howard Hinnant, "chrono-compatible low-level date algorithms", 2013).
    fn civil(self) -> (u64, u64, u64) {
        let days = self.day() + FIRST_DAY + 719_468;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        (year, month, of_year - (153 * from_march + 2) / 5 + 1)
    }

    /// `2025-03-14`, or with the time `2025-03-14T09:05:00Z`.
    pub(crate) fn iso(self, with_time: bool) -> String {
        let (year, month, day) = self.civil();
        let minute = self.0 % MINUTES_OF_DAY;
        if with_time {
            format!("{year}-{month:02}-{day:02}T{:02}:{:02}:00Z", minute / 60, minute % 60)
        } else {
            format!("{year}-{month:02}-{day:02}")
        }
    }

    /// `2025/03/14`.
    pub(crate) fn path(self) -> String {
        let (year, month, day) = self.civil();
        format!("{year}/{month:02}/{day:02}")
    }

    /// `March 14`.
    pub(crate) fn month_and_day(self) -> String {
        let (_, month, day) = self.civil();
        format!("{} {day}", MONTHS[month as usize - 1])
    }

    /// `Friday, March 14, 2025`.
    pub(crate) fn long(self) -> String {
        let weekday = WEEKDAYS[(self.day() % 7) as usize];
        format!("{weekday}, {}, {}", self.month_and_day(), self.year())
    }

    pub(crate) fn year(self) -> u64 {
        self.civil().0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(Moment(0).long(), "Monday, January 1, 2024");
        assert_eq!(Moment(59 * MINUTES_OF_DAY).iso(false), "2024-02-29");
        assert_eq!(Moment(60 * MINUTES_OF_DAY + 545).iso(true), "2024-03-01T09:05:00Z");
        assert_eq!(Moment(438 * MINUTES_OF_DAY).long(), "Friday, March 14, 2025");
        assert_eq!(Moment(366 * MINUTES_OF_DAY).path(), "2025/01/01");
    }
}
