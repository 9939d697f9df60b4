//! Days of the calendar, in UTC.

use std::fmt;

use jiff::civil::Date;
use jiff::{Span, Timestamp};

use super::Millis;

/// A day of the calendar. Written and read as `2026-11-20`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(Date);

/// First year of a due day.
const FIRST_DUE: i16 = 1970;

impl Day {
    /// Parses a date of ten characters. The last day of the calendar is refused, because its end is no valid time.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let has_moment = |date: &Date| text.len() == 10 && date.to_zoned(jiff::tz::TimeZone::UTC).is_ok();
        text.parse().ok().filter(has_moment).map(Self)
    }

    /// Reads the due day of something, as [`Day::parse`] does. A year before 1970 is a typing error.
    pub fn parse_due(text: &str) -> Option<Self> {
        Self::parse(text).filter(|day| day.year() >= FIRST_DUE)
    }

    /// The day of a moment, UTC. A moment outside the calendar gives its first day.
    #[must_use]
    pub fn of(at: Millis) -> Self {
        let at = Timestamp::from_millisecond(at).unwrap_or(Timestamp::MIN);
        Self(at.to_zoned(jiff::tz::TimeZone::UTC).date())
    }

    /// The day some days later, or earlier. At the ends of the calendar the day itself.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.checked_add(Span::new().days(days)).unwrap_or(self.0))
    }

    /// The same day some months later, or earlier; the last one of a shorter month.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        Self(self.0.checked_add(Span::new().months(months)).unwrap_or(self.0))
    }

    /// The first day of the month.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        Self(self.0.first_of_month())
    }

    /// Number of days of the month.
    #[must_use]
    pub fn days_in_month(self) -> u8 {
        self.0.days_in_month().unsigned_abs()
    }

    /// The first moment of the day, UTC.
    #[must_use]
    pub fn begin_ms(self) -> Millis {
        self.0.to_zoned(jiff::tz::TimeZone::UTC).map(|at| at.timestamp().as_millisecond()).unwrap_or_default()
    }

    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// Month, from 1.
    #[must_use]
    pub fn month(self) -> u8 {
        self.0.month().unsigned_abs()
    }

    /// Day of the month, from 1.
    #[must_use]
    pub fn day(self) -> u8 {
        self.0.day().unsigned_abs()
    }

    /// Day of the week: 0 for Monday.
    #[must_use]
    pub fn weekday(self) -> u8 {
        self.0.weekday().to_monday_zero_offset().unsigned_abs()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_from_month_to_month() {
        let day = Day::parse("2026-01-31").expect("a day");
        assert_eq!(day.plus_months(1).to_string(), "2026-02-28");
        assert_eq!(day.plus_days(1).to_string(), "2026-02-01");
        assert_eq!((day.weekday(), day.first_of_month().weekday(), day.days_in_month()), (5, 3, 31));
        assert_eq!(Day::of(1_768_467_600_000).to_string(), "2026-01-15");
        assert_eq!(Day::parse("2026-1-5"), None);
        assert_eq!(Day::parse("9999-12-31"), None, "its end is no moment");
        let last = Day::parse("9999-12-30").expect("a day").plus_days(1);
        assert_eq!((last.plus_days(1), last.plus_months(1)), (last, last));
    }
}
