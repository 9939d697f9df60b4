//! Time as a value that a test can set.
//!
//! The rest of the program never reads the system's time: it gets a [`Clock`].

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Milliseconds since 1970-01-01T00:00:00 UTC. The only form in which times are stored and compared.
pub type Millis = i64;

/// Source of the current time.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The current time in milliseconds since the Unix epoch, UTC.
    fn now(&self) -> Millis;
}

/// The clock of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Millis {
        jiff::Timestamp::now().as_millisecond()
    }
}

/// A clock that moves only on request, for tests and reproducible demos.
#[derive(Debug, Clone)]
pub struct FixedClock(Arc<AtomicI64>);

impl FixedClock {
    /// A clock that shows `now` (milliseconds since the Unix epoch).
    #[must_use]
    pub fn at(now: Millis) -> Self {
        Self(Arc::new(AtomicI64::new(now)))
    }

    /// Moves the clock forward by `millis`.
    pub fn advance(&self, millis: Millis) {
        self.0.fetch_add(millis, Ordering::Relaxed);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Millis {
        self.0.load(Ordering::Relaxed)
    }
}

/// `2026-11-20T06:33:02+00:00`: the form in which Qase's API shows times. Times outside year 1..9999 give an empty text.
pub fn to_iso(at: Millis) -> String {
    jiff::Timestamp::from_millisecond(at).map(|t| t.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()).unwrap_or_default()
}

/// `2026-11-20 06:33:02`, UTC: the form in which Qase's API takes the times of a run.
pub fn to_plain(at: Millis) -> String {
    jiff::Timestamp::from_millisecond(at).map(|t| t.strftime("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default()
}

/// The last day whose end can be written.
pub const LAST_END: &str = "9999-12-29";

/// Reads the forms of [`to_iso`] and [`to_plain`], and RFC 3339 with any offset and fraction. `None` for any other text, and for a moment that
/// [`to_iso`] cannot write.
pub fn parse(text: &str) -> Option<Millis> {
    let text = text.trim();
    if let Ok(t) = text.parse::<jiff::Timestamp>() {
        return writable(t);
    }
    let plain: jiff::civil::DateTime = text.parse().ok()?;
    plain.to_zoned(jiff::tz::TimeZone::UTC).ok().and_then(|z| writable(z.timestamp()))
}

/// The moment in milliseconds. The last second of the calendar has more of them than can be read again.
fn writable(at: jiff::Timestamp) -> Option<Millis> {
    let at = at.as_millisecond();
    jiff::Timestamp::from_millisecond(at).is_ok().then_some(at)
}

/// Reads the end of a validity: a moment in a form of [`parse`], or a date until [`LAST_END`], which means the end of that day, UTC.
pub fn parse_end(text: &str) -> Option<Millis> {
    match text.trim().parse::<jiff::civil::Date>() {
        Ok(day) if text.trim().len() == 10 => {
            let end = day.tomorrow().and_then(|next| next.to_zoned(jiff::tz::TimeZone::UTC)).ok()?;
            writable(end.timestamp())
        }
        _ => parse(text),
    }
}

/// True for a text that begins with a day behind [`LAST_END`]: the reason why [`parse_end`] does not read a time that is well written.
pub fn is_too_late(text: &str) -> bool {
    let last = jiff::civil::date(9999, 12, 29);
    text.trim().get(..10).and_then(|day| day.parse::<jiff::civil::Date>().ok()).is_some_and(|day| day > last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_and_reads_both_forms() {
        let at = 1_768_467_600_000;
        assert_eq!(to_iso(at), "2026-01-15T09:00:00+00:00");
        assert_eq!(parse(&to_iso(at)), Some(at));
        assert_eq!(to_plain(at), "2026-01-15 09:00:00");
        assert_eq!(parse(&to_plain(at)), Some(at));
        assert_eq!(parse("2026-01-15T12:00:00.250+03:00"), Some(at + 250));
        assert_eq!(parse("2026-01-15T09:00:00.000000Z"), Some(at));
        assert_eq!(parse("yesterday"), None);
    }

    #[test]
    fn a_date_ends_with_its_day() {
        assert_eq!(parse_end("2026-01-15"), parse("2026-01-16T00:00:00Z"));
        assert_eq!(parse_end("2026-01-15T09:00:00Z"), parse("2026-01-15T09:00:00Z"));
        assert_eq!(parse_end("2026-13-01"), None);
    }

    #[test]
    fn what_is_read_can_be_written() {
        let last = parse_end(LAST_END).expect("a moment");
        assert_eq!(to_iso(last), "9999-12-30T00:00:00+00:00");
        let latest = ["9999-12-30", "9999-12-31", "9999-12-30T22:00:00.999Z", "9999-12-31T00:00:00Z", "9999-12-31T23:59:59"];
        for late in latest {
            assert_eq!(parse_end(late), None, "{late}");
            assert!(is_too_late(late), "{late}");
        }
        let at = parse("9999-12-30T21:59:59.999Z").expect("a moment");
        assert_eq!((to_iso(at).as_str(), is_too_late(LAST_END)), ("9999-12-30T21:59:59+00:00", false));
        assert!(!is_too_late("soon") && !is_too_late("2026-13-01"));
    }
}
