//! Words of TestRail: statuses, times and durations as its exports write them.

use voluptas_core::base::{Millis, clock};
use voluptas_core::domain::status::ResultStatus;

/// Hours of a working day in TestRail's durations.
const HOURS_OF_DAY: i64 = 8;
/// Working days of a week.
const DAYS_OF_WEEK: i64 = 5;

/// The outcome of a status; `None` for untested. A status that a team added keeps its own word.
pub(super) fn outcome(status: &str) -> Option<ResultStatus> {
    let words = status.trim().to_lowercase();
    Some(match words.as_str() {
        "" | "untested" | "not tested" => return None,
        "passed" | "pass" => ResultStatus::Passed,
        "failed" | "fail" => ResultStatus::Failed,
        "blocked" => ResultStatus::Blocked,
        "skipped" | "skip" | "n/a" | "na" | "not applicable" => ResultStatus::Skipped,
        "in progress" => ResultStatus::InProgress,
        _ => {
            let slug: String = words.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
            let slug = slug.split('_').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_");
            // Signs alone are no word.
            if slug.is_empty() { ResultStatus::Invalid } else { ResultStatus::parse(&slug) }
        }
    })
}

/// Ids of a list of defects: `PAY-1, PAY-2`.
pub(super) fn names_in(list: &str) -> impl Iterator<Item = &str> {
    list.split([',', ';', '\n']).map(str::trim).filter(|name| !name.is_empty())
}

/// `1h 2m 3s`, `90s`, `1d 4h` or a plain number of seconds, in milliseconds. A day has 8 hours, a week 5 days.
pub(super) fn duration(text: &str) -> Option<i64> {
    let (mut total, mut number, mut is_found) = (0_i64, None, false);
    for part in text.split_inclusive(|c: char| !c.is_ascii_digit()) {
        let digits = part.trim_end_matches(|c: char| !c.is_ascii_digit());
        if let Ok(n) = digits.parse::<i64>() {
            number = Some(n);
        }
        let unit = match part.chars().next_back() {
            Some('w') => DAYS_OF_WEEK * HOURS_OF_DAY * 3600,
            Some('d') => HOURS_OF_DAY * 3600,
            Some('h') => 3600,
            Some('m') => 60,
            Some('s') => 1,
            _ => continue,
        };
        if let Some(n) = number.take() {
            total = total.saturating_add(n.saturating_mul(unit));
            is_found = true;
        }
    }
    if let (false, Some(n)) = (is_found, number) {
        return n.checked_mul(1000);
    }
    is_found.then(|| total.saturating_mul(1000))
}

/// Order of day and month in dates of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayOrder {
    DayFirst,
    MonthFirst,
}

/// Numbers of the date at the beginning of a text, and what stands behind.
fn date_of(text: &str) -> Option<([u32; 3], &str)> {
    let (date, rest) = text.split_once([' ', ',', 'T']).unwrap_or((text, ""));
    let parts: Vec<&str> = date.split(['/', '.', '-']).collect();
    let [a, b, c] = parts[..] else { return None };
    Some(([a.parse().ok()?, b.parse().ok()?, c.parse().ok()?], rest))
}

/// The order that the dates of a column have: a number above 12 is no month. TestRail's own default is that of the United States.
pub(super) fn order_of<'t>(texts: impl Iterator<Item = &'t str>) -> DayOrder {
    let mut order = None;
    for text in texts {
        let text = text.trim();
        if let Some(([a, b, _], _)) = date_of(text).filter(|([a, ..], _)| *a < 32) {
            if a > 12 {
                return DayOrder::DayFirst;
            }
            if b > 12 {
                return DayOrder::MonthFirst;
            }
            // Dots stand in dates of countries that begin with the day.
            let has_dots = text.split([' ', ',']).next().is_some_and(|date| date.contains('.'));
            order = order.or(Some(if has_dots { DayOrder::DayFirst } else { DayOrder::MonthFirst }));
        }
    }
    order.unwrap_or(DayOrder::MonthFirst)
}

/// A time: ISO 8601, `9/24/2026 1:05 PM`, `24.09.2026 13:05`, `2026-09-24 13:05`, or seconds since 1970. A time without a zone is taken as UTC.
pub(super) fn time(text: &str, order: Option<DayOrder>) -> Option<Millis> {
    let text = text.trim();
    if let Some(at) = clock::parse(text) {
        return Some(at);
    }
    if text.len() >= 9 && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse::<Millis>().ok()?.checked_mul(1000);
    }
    let ([a, b, c], rest) = date_of(text)?;
    let order = order.unwrap_or_else(|| order_of([text].into_iter()));
    let (year, month, day) = match (a, order) {
        (32.., _) => (a, b, c),
        (_, DayOrder::DayFirst) => (c, b, a),
        (_, DayOrder::MonthFirst) => (c, a, b),
    };
    let rest = rest.trim().to_lowercase();
    let (clock_text, noon) = match (rest.strip_suffix("pm"), rest.strip_suffix("am")) {
        (Some(rest), _) => (rest, Some(12)),
        (_, Some(rest)) => (rest, Some(0)),
        _ => (rest.as_str(), None),
    };
    let mut parts = clock_text.trim().split(':').map(|part| part.trim().parse::<u32>());
    let mut next = || parts.next().and_then(Result::ok).unwrap_or(0);
    let (hour, minute, second) = (next(), next(), next());
    let hour = noon.map_or(hour, |noon| hour % 12 + noon);
    clock::parse(&format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_of_teams_keep_their_words() {
        let slug = |word: &str| outcome(word).map(|status| status.slug().to_owned());
        let read = ["Passed", "untested", "Retest", "N/A", "Won't fix!", "Ждёт", "--"].map(slug);
        let expected = [Some("passed"), None, Some("retest"), Some("skipped"), Some("won_t_fix"), Some("ждёт"), Some("invalid")];
        assert_eq!(read, expected.map(|word| word.map(str::to_owned)));
    }

    #[test]
    fn durations_and_times_are_read_in_every_form() {
        let read = ["1h 2m 3s", "90s", "1d 4h", "15", "1min 5sec", "", "soon"].map(duration);
        assert_eq!(
            read,
            [Some(3_723_000), Some(90_000), Some(43_200_000), Some(15_000), Some(65_000), None, None],
            "also with longer words"
        );
        let at = clock::parse("2026-09-24T13:05:00Z");
        for text in ["2026-09-24T15:05:00+02:00", "9/24/2026 1:05 PM", "24.09.2026 13:05", "2026-09-24 13:05", "1790255100"] {
            assert_eq!(time(text, None), at, "{text}");
        }
        let day_first = order_of(["03/04/2026 10:00", "24/04/2026 10:00"].into_iter());
        assert_eq!(time("03/04/2026 12:30 AM", Some(day_first)), clock::parse("2026-04-03T00:30:00Z"));
        assert_eq!((time("yesterday", None), time("40/40/2026", None)), (None, None));
    }
}
