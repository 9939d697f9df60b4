//! Numbers, durations, times and sizes as people read them.
//!
//! Times and durations are [`Millis`]; words and abbreviations come from `common.ftl`.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Lang;
use super::tr::{MINUS, Tr, group};
use voluptas_core::base::Millis;
use voluptas_core::domain::percent;

/// Space between a number and its unit.
pub(super) const UNIT: char = '\u{a0}';
const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl Tr {
    /// `1 245`: thousands separated by a narrow space.
    #[must_use]
    pub fn number(self, n: impl TryInto<i64>) -> String {
        group(n.try_into().unwrap_or(i64::MAX))
    }

    /// `94.2` / `94,2`, with `decimals` digits after the decimal mark.
    #[must_use]
    pub fn decimal(self, value: f64, decimals: usize) -> String {
        let text = format!("{value:.decimals$}");
        match self.lang() {
            Lang::En => text,
            Lang::Ru => text.replace('.', &Lang::Ru.decimal_mark().to_string()),
        }
    }

    /// `78 %`: a share without decimals, rounded as [`percent`] says.
    #[must_use]
    pub fn percent(self, part: u64, whole: u64) -> String {
        format!("{}{UNIT}%", percent::whole(part, whole))
    }

    /// `94.2 %`: a share in percent with one decimal, rounded as [`percent`] says. None and all have no decimal.
    #[must_use]
    pub fn rate(self, share: f64) -> String {
        let shown = percent::tenths(share);
        let decimals = usize::from(shown > 0.0 && shown < 100.0);
        format!("{}{UNIT}%", self.decimal(shown, decimals))
    }

    /// `+26.6 pp`, `−0.1 pp`, `±0 pp`: the change from one share in percent to another, in percentage points, as [`percent::change`] says.
    #[must_use]
    pub fn rate_change(self, from: f64, to: f64) -> String {
        let change = percent::change(from, to);
        let (sign, decimals) = match change {
            c if c < 0.0 => (MINUS, 1),
            c if c > 0.0 => ('+', 1),
            _ => ('±', 0),
        };
        self.fmt("common-unit-points", &[("n", format!("{sign}{}", self.decimal(change.abs(), decimals)).into())])
    }

    /// A duration: `850 ms`, `1.2 s`, `42 s`, `2 min 5 s`, `1 h 20 min`, `3 d 4 h`.
    #[must_use]
    pub fn duration(self, millis: Millis) -> String {
        let ms = millis.max(0);
        let n = |key: &str, n: i64| self.fmt(key, &[("n", n.into())]);
        let pair = |big: String, small_key: &str, small: i64| {
            if small == 0 { big } else { format!("{big}{UNIT}{}", n(small_key, small)) }
        };
        match ms {
            0..SECOND => n("common-unit-ms", ms),
            SECOND..10_000 => {
                #[expect(clippy::cast_precision_loss, reason = "less than ten seconds")]
                let seconds = self.decimal(ms as f64 / 1000.0, 1);
                let seconds =
                    seconds.strip_suffix("0").and_then(|s| s.strip_suffix(self.lang().decimal_mark())).unwrap_or(&seconds);
                self.fmt("common-unit-s", &[("n", seconds.into())])
            }
            10_000..MINUTE => n("common-unit-s", ms / SECOND),
            MINUTE..HOUR => pair(n("common-unit-min", ms / MINUTE), "common-unit-s", ms % MINUTE / SECOND),
            HOUR..DAY => pair(n("common-unit-h", ms / HOUR), "common-unit-min", ms % HOUR / MINUTE),
            _ => pair(n("common-unit-d", ms / DAY), "common-unit-h", ms % DAY / HOUR),
        }
    }

    /// `+1.2 s`, `−9.5 s`, `0`: the change from one duration to another.
    #[must_use]
    pub fn duration_change(self, millis: Millis) -> String {
        match millis {
            0 => "0".to_owned(),
            ms => format!("{}{}", if ms < 0 { MINUS } else { '+' }, self.duration(ms.saturating_abs())),
        }
    }

    /// `+183 %`, `−40 %`: the change from one duration to another as a whole percentage; `None` without a first duration.
    #[must_use]
    pub fn pace_change(self, before: Millis, after: Millis) -> Option<String> {
        let (before, after) = (i128::from(before), i128::from(after));
        let percent = (before > 0).then(|| (after - before) * 100 / before)?;
        Some(self.percent_change(i64::try_from(percent).unwrap_or(i64::MAX)))
    }

    /// `+183 %`, `−40 %`: a change in whole percent.
    #[must_use]
    pub fn percent_change(self, percent: i64) -> String {
        let sign = if percent < 0 { MINUS } else { '+' };
        format!("{sign}{}{UNIT}%", self.number(percent.saturating_abs()))
    }

    /// `1.2 s → 3.4 s (+183 %)`: a duration before and after, with the change.
    #[must_use]
    pub fn pace(self, before: Millis, after: Millis) -> String {
        let change = self.pace_change(before, after).map(|change| format!(" ({change})")).unwrap_or_default();
        format!("{} → {}{change}", self.duration(before), self.duration(after))
    }

    /// A duration with all of its parts: `1 h 2 min 3 s 400 ms`. For figures that are compared with a limit, which rounding could make equal.
    #[must_use]
    pub fn exact_duration(self, millis: Millis) -> String {
        let ms = millis.max(0);
        let parts = [("h", ms / HOUR), ("min", ms % HOUR / MINUTE), ("s", ms % MINUTE / SECOND), ("ms", ms % SECOND)];
        let shown = parts.iter().filter(|(_, n)| *n > 0);
        let shown: Vec<String> = shown.map(|(unit, n)| self.fmt(&format!("common-unit-{unit}"), &[("n", (*n).into())])).collect();
        if shown.is_empty() { self.duration(0) } else { shown.join(&UNIT.to_string()) }
    }

    /// A duration beyond a limit, with as many of its parts as show that: `1 min 49 s` of a limit of one minute, and two parts of a longer
    /// one. The shown duration is rounded down and still beyond the limit.
    #[must_use]
    pub fn duration_beyond(self, millis: Millis, limit: Millis) -> String {
        let first = if millis >= HOUR { MINUTE } else { SECOND };
        let rounded = [MINUTE, SECOND].into_iter().filter(|unit| *unit <= first).map(|unit| millis / unit * unit);
        self.exact_duration(rounded.into_iter().find(|rounded| *rounded > limit).unwrap_or(millis))
    }

    /// `6 s left`: an estimate, in whole seconds rounded up, and in whole minutes from ten minutes on.
    #[must_use]
    pub fn time_left(self, millis: Millis) -> String {
        let ms = millis.max(SECOND);
        let step = if ms < 10 * MINUTE { SECOND } else { MINUTE };
        let rounded = (ms.saturating_add(step - 1)) / step * step;
        self.fmt("common-time-left", &[("time", self.duration(rounded).into())])
    }

    /// Time since `then`: `just now`, `40 s ago`, `12 min ago`, `2 h ago`, `yesterday`, `3 days ago`, then the date.
    /// A time in the future gives `in 5 min`.
    #[must_use]
    pub fn ago(self, now: Millis, then: Millis) -> String {
        self.ago_in(now, then, &TimeZone::system())
    }

    /// Does the same as [`Tr::ago`] in a given time zone, because «yesterday» depends on the calendar.
    #[must_use]
    pub fn ago_in(self, now: Millis, then: Millis, zone: &TimeZone) -> String {
        let passed = now.saturating_sub(then);
        let n = |key: &str, n: i64| self.fmt(key, &[("n", n.into())]);
        match passed {
            ..=-10_000 => self.fmt("common-time-ahead", &[("time", self.duration(-passed / SECOND * SECOND).into())]),
            -9_999..10_000 => self.text("common-time-now").into_owned(),
            10_000..MINUTE => n("common-time-seconds-ago", passed / SECOND),
            MINUTE..HOUR => n("common-time-minutes-ago", passed / MINUTE),
            _ => match days_between(now, then, zone) {
                Some(0) => n("common-time-hours-ago", passed / HOUR),
                Some(1) if passed < 6 * HOUR => n("common-time-hours-ago", passed / HOUR),
                Some(1) => self.text("common-time-yesterday").into_owned(),
                Some(days @ 2..7) => n("common-time-days-ago", days),
                _ => self.date_in(then, zone),
            },
        }
    }

    /// `20 Nov 2026` in the computer's time zone. A time outside the calendar gives an empty text.
    #[must_use]
    pub fn date(self, at: Millis) -> String {
        self.date_in(at, &TimeZone::system())
    }

    /// The day of a due time, such as that of a milestone: a day in UTC, the same on every computer.
    #[must_use]
    pub fn due_day(self, at: Millis) -> String {
        self.date_in(at, &TimeZone::UTC)
    }

    /// Does the same as [`Tr::date`] in a given time zone.
    #[must_use]
    pub fn date_in(self, at: Millis, zone: &TimeZone) -> String {
        let Ok(at) = Timestamp::from_millisecond(at) else { return String::new() };
        let at = at.to_zoned(zone.clone());
        let month = self.text(MONTHS[usize::from(at.month().unsigned_abs().clamp(1, 12)) - 1]);
        format!("{}{UNIT}{month}{UNIT}{}", at.day(), at.year())
    }

    /// `20 Nov` in the computer's time zone: a date of the axis of a chart.
    #[must_use]
    pub fn day(self, at: Millis) -> String {
        self.day_in(at, &TimeZone::system())
    }

    /// Does the same as [`Tr::day`] in a given time zone.
    #[must_use]
    pub fn day_in(self, at: Millis, zone: &TimeZone) -> String {
        let Ok(at) = Timestamp::from_millisecond(at) else { return String::new() };
        let at = at.to_zoned(zone.clone());
        let month = self.text(MONTHS[usize::from(at.month().unsigned_abs().clamp(1, 12)) - 1]);
        format!("{}{UNIT}{month}", at.day())
    }

    /// `20 Nov 2026, 06:33:02` in the computer's time zone: the exact time for a relative one.
    #[must_use]
    pub fn date_time(self, at: Millis) -> String {
        self.date_time_in(at, &TimeZone::system())
    }

    /// Does the same as [`Tr::date_time`] in a given time zone.
    #[must_use]
    pub fn date_time_in(self, at: Millis, zone: &TimeZone) -> String {
        let Ok(time) = Timestamp::from_millisecond(at) else { return String::new() };
        let time = time.to_zoned(zone.clone()).strftime("%H:%M:%S").to_string();
        format!("{}, {time}", self.date_in(at, zone))
    }

    /// `512 B`, `3.4 KB`, `32 MB`: in steps of 1024, like the file managers of most testers.
    #[must_use]
    pub fn bytes(self, size: u64) -> String {
        const KEYS: [&str; 4] = ["common-size-b", "common-size-kb", "common-size-mb", "common-size-gb"];
        #[expect(clippy::cast_precision_loss, reason = "shown with two digits")]
        let mut value = size as f64;
        let mut step = 0;
        while value >= 1023.5 && step + 1 < KEYS.len() {
            value /= 1024.0;
            step += 1;
        }
        let decimals = usize::from(step > 0 && value < 9.95);
        let text = self.decimal(value, decimals);
        let text = text.strip_suffix("0").and_then(|s| s.strip_suffix(self.lang().decimal_mark())).unwrap_or(&text);
        self.fmt(KEYS[step], &[("n", text.into())])
    }
}

/// Keys of the short names of the months, from January.
pub const MONTHS: [&str; 12] = [
    "common-month-1",
    "common-month-2",
    "common-month-3",
    "common-month-4",
    "common-month-5",
    "common-month-6",
    "common-month-7",
    "common-month-8",
    "common-month-9",
    "common-month-10",
    "common-month-11",
    "common-month-12",
];

fn days_between(now: Millis, then: Millis, zone: &TimeZone) -> Option<i64> {
    let date = |at| Some(Timestamp::from_millisecond(at).ok()?.to_zoned(zone.clone()).date());
    let span = date(then)?.until(date(now)?).ok()?;
    Some(i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tr::THOUSANDS;

    const RU: Tr = Tr::new(Lang::Ru);
    const EN: Tr = Tr::new(Lang::En);

    /// Replaces blanks of every width by plain ones, so that the expectations are readable.
    fn plain(text: &str) -> String {
        text.replace([THOUSANDS, UNIT], " ")
    }

    #[test]
    fn numbers() {
        assert_eq!(plain(&EN.number(0)), "0");
        assert_eq!(plain(&EN.number(999)), "999");
        assert_eq!(plain(&RU.number(1245)), "1 245");
        assert_eq!(plain(&RU.number(1_234_567)), "1 234 567");
        assert_eq!(plain(&RU.number(-1000)), "\u{2212}1 000");
        assert_eq!(RU.decimal(94.25, 1), "94,2");
        assert_eq!(plain(&EN.percent(971, 1245)), "77 %");
        assert_eq!(plain(&EN.percent(1, 100_000)), "1 %");
        assert_eq!(plain(&EN.percent(99_999, 100_000)), "99 %");
        assert_eq!(plain(&EN.percent(0, 0)), "0 %");
        let rates = [0.0, 0.01, 93.46, 99.96, 100.0].map(|share| plain(&RU.rate(share)));
        assert_eq!(rates, ["0 %", "0,1 %", "93,4 %", "99,9 %", "100 %"]);
    }

    #[test]
    fn a_change_of_a_rate_has_its_unit_and_adds_up() {
        let (two_thirds, two_fifths) = (200.0 / 3.0, 40.0);
        assert_eq!([plain(&EN.rate(two_thirds)), plain(&EN.rate(two_fifths))], ["66.6 %", "40.0 %"]);
        assert_eq!(plain(&EN.rate_change(two_thirds, two_fifths)), "\u{2212}26.6 pp");
        assert_eq!(plain(&RU.rate_change(two_fifths, two_thirds)), "+26,6 п. п.");
        assert_eq!(plain(&EN.rate_change(50.01, 50.04)), "±0 pp");
        let changes = [-9500, 1200, 0].map(|ms| plain(&EN.duration_change(ms)));
        assert_eq!(changes, ["\u{2212}9.5 s", "+1.2 s", "0"]);
        assert!(EN.duration_change(Millis::MIN).starts_with(MINUS));
        assert!(EN.number(-1245).starts_with(MINUS));
    }

    #[test]
    fn the_pace_of_a_test_is_told_with_its_percentage() {
        let [en, ru] = [Lang::En, Lang::Ru].map(Tr::new);
        assert_eq!(en.pace(1200, 3400), "1.2\u{a0}s → 3.4\u{a0}s (+183\u{a0}%)");
        assert_eq!(ru.pace(5000, 3000), "5\u{a0}с → 3\u{a0}с (−40\u{a0}%)");
        assert_eq!(en.pace(0, 3000), "0\u{a0}ms → 3\u{a0}s", "nothing has no percentage");
    }

    #[test]
    fn durations() {
        let cases = [
            (850, "850 ms", "850 мс"),
            (1000, "1 s", "1 с"),
            (1240, "1.2 s", "1,2 с"),
            (42_900, "42 s", "42 с"),
            (125_000, "2 min 5 s", "2 мин 5 с"),
            (120_000, "2 min", "2 мин"),
            (4_800_000, "1 h 20 min", "1 ч 20 мин"),
            (273_600_000, "3 d 4 h", "3 д 4 ч"),
            (-5, "0 ms", "0 мс"),
        ];
        for (ms, en, ru) in cases {
            assert_eq!((plain(&EN.duration(ms)), plain(&RU.duration(ms))), (en.to_owned(), ru.to_owned()));
        }
        for (ms, en, ru) in [
            (900_000, "15 min", "15 мин"),
            (3_723_400, "1 h 2 min 3 s 400 ms", "1 ч 2 мин 3 с 400 мс"),
            (90_000_000, "25 h", "25 ч"),
            (0, "0 ms", "0 мс"),
        ] {
            assert_eq!((plain(&EN.exact_duration(ms)), plain(&RU.exact_duration(ms))), (en.to_owned(), ru.to_owned()));
        }
        assert_eq!(plain(&EN.time_left(5_100)), "6 s left");
        assert_eq!(plain(&RU.time_left(5_100)), "осталось 6 с");
        assert_eq!(plain(&EN.time_left(0)), "1 s left");
        assert_eq!(plain(&EN.time_left(11 * MINUTE + 1)), "12 min left");
    }

    #[test]
    fn relative_times() {
        let zone = TimeZone::UTC;
        let now = voluptas_core::base::clock::parse("2026-11-20T12:00:00Z").expect("time");
        let cases = [
            (3 * SECOND, "just now", "только что"),
            (40 * SECOND, "40 s ago", "40 с назад"),
            (12 * MINUTE, "12 min ago", "12 мин назад"),
            (2 * HOUR, "2 h ago", "2 ч назад"),
            (13 * HOUR, "yesterday", "вчера"),
            (3 * DAY, "3 days ago", "3 дня назад"),
            (40 * DAY, "11 Oct 2026", "11 окт 2026"),
            (-5 * MINUTE, "in 5 min", "через 5 мин"),
        ];
        for (passed, en, ru) in cases {
            let got = (plain(&EN.ago_in(now, now - passed, &zone)), plain(&RU.ago_in(now, now - passed, &zone)));
            assert_eq!(got, (en.to_owned(), ru.to_owned()));
        }
        assert_eq!(plain(&EN.date_time_in(now, &zone)), "20 Nov 2026, 12:00:00");
        let moscow = TimeZone::fixed(jiff::tz::offset(3));
        assert_eq!(plain(&RU.date_time_in(now, &moscow)), "20 ноя 2026, 15:00:00");
        assert_eq!(EN.date(i64::MAX), "");
    }

    #[test]
    fn shortly_after_midnight_an_hour_is_an_hour() {
        let now = voluptas_core::base::clock::parse("2026-11-20T01:00:00Z").expect("time");
        assert_eq!(plain(&EN.ago_in(now, now - 2 * HOUR, &TimeZone::UTC)), "2 h ago");
    }

    #[test]
    fn sizes() {
        let cases = [(0, "0 B"), (512, "512 B"), (3482, "3.4 KB"), (1024, "1 KB"), (33_554_432, "32 MB"), (1_048_575, "1 MB")];
        for (size, text) in cases {
            assert_eq!(plain(&EN.bytes(size)), text);
        }
        assert_eq!(plain(&RU.bytes(3482)), "3,4 КБ");
    }
}
