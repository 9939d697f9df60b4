//! The words of test tools for an outcome, and texts as they can be stored.

use std::borrow::Cow;

use voluptas_core::domain::status::ResultStatus;

/// The outcome for a word, in any letter case; `None` for a word that no tool is known for.
pub(super) fn of_word(word: &str) -> Option<ResultStatus> {
    // What nearly every step says.
    if word == "passed" {
        return Some(ResultStatus::Passed);
    }
    Some(match word.trim().to_ascii_lowercase().as_str() {
        "passed" | "pass" | "ok" | "success" | "expected" | "completed" | "passedbutrunaborted" | "warning" => {
            ResultStatus::Passed
        }
        "failed" | "fail" | "failure" | "unexpected" | "ambiguous" | "undefined" | "not ok" => ResultStatus::Failed,
        "broken" | "error" | "errored" | "timedout" | "timed out" | "timed_out" | "timeout" | "interrupted" | "aborted"
        | "cancelled" | "stopped" | "disconnected" | "notrunnable" | "panicked" | "crashed" | "crash" | "killed" => {
            ResultStatus::Broken
        }
        "skipped" | "skip" | "pending" | "todo" | "disabled" | "ignored" | "deselected" | "notexecuted" | "not run"
        | "notrun" | "not_run" | "canceled" | "inconclusive" | "suppressed" | "explicit" | "xfailed" | "xfail"
        | "pending_warn" | "untested_pending" | "untested_undefined" => ResultStatus::Skipped,
        "blocked" => ResultStatus::Blocked,
        "invalid" => ResultStatus::Invalid,
        _ => return None,
    })
}

/// Rank of an outcome, 0 for passed: the step with the highest rank gives the outcome of its scenario.
pub(super) fn badness(status: &ResultStatus) -> u8 {
    match status {
        ResultStatus::Failed => 4,
        ResultStatus::Broken => 3,
        ResultStatus::Passed => 0,
        ResultStatus::Skipped => 1,
        _ => 2,
    }
}

/// A text without outer line ends; `None` for a blank one.
pub(super) fn filled<'t>(text: impl Into<Cow<'t, str>>) -> Option<String> {
    let text = text.into();
    let within = text.trim_matches(['\n', '\r']).trim_end();
    if within.trim().is_empty() {
        None
    } else if within.len() == text.len() {
        Some(text.into_owned())
    } else {
        Some(within.to_owned())
    }
}

/// A text of JSON as it can be stored.
pub(super) fn cleaned(text: &str) -> String {
    crate::text::without_forbidden(text.into()).0.into_owned()
}

/// The sign before the decimals of times, where a comma before three digits may be one or may part thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Decimals {
    /// A comma before three digits parts thousands, as Java writes them in English.
    #[default]
    Point,
    /// A comma begins the decimals, as programs write it on machines of many languages.
    Comma,
}

impl Decimals {
    /// The sign in the times of a text of XML. One time tells it for all: `0,160` or `2,5` have a decimal comma.
    pub(super) fn of(text: &[u8]) -> Self {
        let tells = ["time=", "duration="].iter().any(|name| {
            memchr::memmem::find_iter(text, name.as_bytes()).any(|at| {
                let value = text.get(at + name.len()..).unwrap_or_default();
                let Some((quote @ (b'"' | b'\''), value)) = value.split_first() else { return false };
                let value = &value[..value.len().min(MAX_TIME)];
                let length = value.iter().position(|b| b == quote).unwrap_or_default();
                has_decimal_comma(&value[..length])
            })
        });
        if tells { Self::Comma } else { Self::Point }
    }
}

/// Maximum number of bytes of a time that is looked at.
const MAX_TIME: usize = 40;

/// True for a time whose comma cannot part thousands: nothing but a zero stands before, or other than three digits behind.
fn has_decimal_comma(time: &[u8]) -> bool {
    let time = time.trim_ascii();
    let Some(at) = time.iter().position(|b| *b == b',') else { return false };
    let (whole, rest) = (&time[..at], &time[at + 1..]);
    let is_zero = whole.iter().all(|b| matches!(b, b'0' | b'-'));
    let are_digits = whole.iter().all(|b| matches!(b, b'0'..=b'9' | b'-' | b'.')) && rest.iter().all(u8::is_ascii_digit);
    are_digits && !whole.is_empty() && !rest.is_empty() && (is_zero || rest.len() != 3 || whole.contains(&b'.'))
}

/// Seconds as tools write them (`1.5`, `1,234.500`, `-0.000000`, `0`) in milliseconds, in a file without a decimal comma.
pub(super) fn seconds(text: &str) -> Option<i64> {
    seconds_in(text, Decimals::Point)
}

/// Seconds of a file with this sign of decimals in milliseconds. The last of several signs is that of decimals: `1.234,5`. A unit behind counts
/// (`12ms`, `1.5s`), and so do minutes and hours before (`00:01:02.5`).
pub(super) fn seconds_in(text: &str, decimals: Decimals) -> Option<i64> {
    let text = text.trim();
    if let Some((before, seconds)) = text.rsplit_once(':') {
        let (hours, minutes) = before.rsplit_once(':').unwrap_or(("0", before));
        let whole = |part: &str| part.trim().parse::<u32>().ok().map(i64::from);
        let minutes = whole(hours)?.checked_mul(60)?.checked_add(whole(minutes)?)?;
        return minutes.checked_mul(60_000)?.checked_add(seconds_in(seconds, decimals)?);
    }
    let (text, parts) = match text.strip_suffix("ms") {
        Some(milliseconds) => (milliseconds, 1_000),
        None => (text.strip_suffix('s').unwrap_or(text), 1),
    };
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’')).collect();
    let plain = match (text.rfind(','), text.rfind('.')) {
        (Some(comma), Some(point)) if comma > point => text.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => text.replace(',', ""),
        (Some(_), None) if text.matches(',').count() > 1 => text.replace(',', ""),
        (Some(_), None) if decimals == Decimals::Comma || has_decimal_comma(text.as_bytes()) => text.replace(',', "."),
        (Some(_), None) => text.replace(',', ""),
        (None, _) => text,
    };
    if !plain.ends_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let seconds: f64 = plain.parse().ok()?;
    let took = std::time::Duration::try_from_secs_f64(seconds.max(0.0) + 0.0005).ok()?;
    i64::try_from(took.as_millis() / parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_seconds_in_every_form() {
        let read = ["1.5", "1,234.500", "-0.000000", "0", "1,5", "12", "x", ""].map(seconds);
        assert_eq!(read, [Some(1500), Some(1_234_500), Some(0), Some(0), Some(1500), Some(12_000), None, None]);
    }

    #[test]
    fn commas_are_of_decimals_or_of_thousands() {
        let alone = ["0,160", "2,120.532", "1.234,5", "1\u{a0}234,5", "1\u{202f}234", "2,120", "1'234.5", "1,234,567", " "];
        let read = [160, 2_120_532, 1_234_500, 1_234_500, 1_234_000, 2_120_000, 1_234_500, 1_234_567_000].map(Some);
        assert_eq!(alone.map(seconds).to_vec(), read.into_iter().chain([None]).collect::<Vec<_>>());
        assert_eq!(
            ["12,990", "0.5", "1,024.12"].map(|t| seconds_in(t, Decimals::Comma)),
            [Some(12_990), Some(500), Some(1_024_120)]
        );
        assert_eq!(["nan", "inf", "1e3"].map(seconds), [None, None, Some(1_000_000)]);
        let units = ["12ms", "1.5s", "00:01:02.5", "2:30", "12,5 ms", "1:x", "s", "ms", ":"].map(seconds);
        assert_eq!(units, [Some(12), Some(1_500), Some(62_500), Some(150_000), Some(12), None, None, None, None]);
        // A time has one unit.
        assert_eq!(["12msms", "12sms", "12mss", "12ss", &"ms".repeat(100_000)].map(seconds), [None; 5]);
    }

    #[test]
    fn one_time_tells_the_sign_of_decimals() {
        let of = |time: &str| Decimals::of(format!("<a time='9,990'/><b x=\"1\" duration=\"{time}\"").as_bytes());
        assert_eq!(["0,160", "0,03", "1,5", "1.234,567"].map(of), [Decimals::Comma; 4]);
        assert_eq!(["9,990", "1,024.12", "0.5", "", "0,", ",5", "01:00:00,500"].map(of), [Decimals::Point; 7]);
        assert_eq!(Decimals::of(b"<a time='0,16"), Decimals::Point, "cut off");
    }

    #[test]
    fn knows_the_words_of_tools() {
        assert_eq!(of_word(" TimedOut "), Some(ResultStatus::Broken));
        assert_eq!(of_word("NotExecuted"), Some(ResultStatus::Skipped));
        assert_eq!(["panicked", "Timed out", "crashed"].map(|word| of_word(word) == Some(ResultStatus::Broken)), [true; 3]);
        assert_eq!((of_word("exploded"), of_word("")), (None, None));
    }
}
