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
        "failed" | "fail" | "failure" | "unexpected" | "ambiguous" | "undefined" => ResultStatus::Failed,
        "broken" | "error" | "timedout" | "timeout" | "interrupted" | "aborted" | "cancelled" | "disconnected"
        | "notrunnable" => ResultStatus::Broken,
        "skipped" | "skip" | "pending" | "todo" | "disabled" | "ignored" | "deselected" | "notexecuted" | "not run"
        | "notrun" | "not_run" | "canceled" | "inconclusive" | "suppressed" | "explicit" => ResultStatus::Skipped,
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

/// Seconds as tools write them (`1.5`, `1,234.500`, `-0.000000`, `0`) in milliseconds.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let plain: String = text.trim().chars().filter(|c| *c != ',').collect();
    // A comma before at most two digits, or alone, is the sign of decimals.
    let plain = match text.trim().split_once(',') {
        Some((whole, rest)) if !text.contains('.') && rest.len() != 3 => format!("{whole}.{rest}"),
        _ => plain,
    };
    let seconds: f64 = plain.parse().ok()?;
    let took = std::time::Duration::try_from_secs_f64(seconds.max(0.0) + 0.0005).ok()?;
    i64::try_from(took.as_millis()).ok()
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
    fn knows_the_words_of_tools() {
        assert_eq!(of_word(" TimedOut "), Some(ResultStatus::Broken));
        assert_eq!(of_word("NotExecuted"), Some(ResultStatus::Skipped));
        assert_eq!((of_word("exploded"), of_word("")), (None, None));
    }
}
