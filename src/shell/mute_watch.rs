//! The timer of the checks for mutes that end while the window is open.

use std::time::Duration;

use voluptas_core::base::Millis;

/// Longest time between two checks for ended mutes, in seconds: other programs mute tests, too.
const AGAIN: f64 = 60.0;

/// Timer of the checks for ended mutes.
#[derive(Debug, Default)]
pub(super) struct MuteWatch {
    /// Time of the last check, in seconds of the window; `None` before the first one.
    checked_at: Option<f64>,
    /// The next end of a mute, as the last check found it.
    pub(super) next_ms: Option<Millis>,
    /// The end for which the check in progress began; `None` for a check that the interval caused.
    pub(super) passed: Option<Millis>,
}

impl MuteWatch {
    /// True when a check is to begin, which then counts as the last one.
    pub(super) fn is_due(&mut self, seconds: f64, now: Millis) -> bool {
        let has_ended = self.next_ms.is_some_and(|at| at <= now);
        let is_due = has_ended || self.checked_at.is_none_or(|at| seconds - at >= AGAIN);
        if is_due {
            self.checked_at = Some(seconds);
            self.passed = self.next_ms.take().filter(|_| has_ended).or(self.passed);
        }
        is_due
    }

    /// Time until the next check.
    pub(super) fn wait(&self, seconds: f64, now: Millis) -> Duration {
        let again = self.checked_at.map_or(AGAIN, |at| (at + AGAIN - seconds).clamp(1.0, AGAIN));
        let again = Duration::from_secs_f64(again);
        let end = self.next_ms.and_then(|at| u64::try_from(at.saturating_sub(now)).ok()).map(Duration::from_millis);
        end.map_or(again, |end| end.min(again))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_is_due_at_the_next_end_and_once_a_minute() {
        let mut watch = MuteWatch::default();
        assert!(watch.is_due(0.0, 1_000), "the first one");
        assert!(!watch.is_due(1.0, 2_000));
        watch.next_ms = Some(31_000);
        assert_eq!(watch.wait(1.0, 2_000), Duration::from_secs(29));
        assert!(!watch.is_due(29.0, 30_999));
        assert!(watch.is_due(30.0, 31_000), "the end");
        assert_eq!((watch.passed, watch.next_ms), (Some(31_000), None));
        assert!(!watch.is_due(31.0, 32_000), "one check for an end");
        assert_eq!(watch.wait(31.0, 32_000), Duration::from_secs(59));
        assert!(watch.is_due(90.0, 91_000), "a minute later");
    }
}
