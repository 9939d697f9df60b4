//! Starts of tests of which a file says only how long they took, and when their suite began.

use voluptas_core::base::Millis;

/// Slack of the time that a suite states, in milliseconds: writers round it, and leave setups out.
const SLACK_MS: i64 = 1_000;

/// Tests that are executed one after another. Where they take longer together than their suite, some were executed side by side: the
/// next one then begins with the suite again.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sequence {
    /// Start of the suite; without it no test has a start.
    start: Option<Millis>,
    /// Time that the suite took, in milliseconds.
    whole: Option<i64>,
    /// Time from the start of the suite to the next test, in milliseconds.
    passed: i64,
}

impl Sequence {
    pub fn new(start_ms: Option<Millis>, took_ms: Option<i64>) -> Self {
        Self { start: start_ms, whole: took_ms.filter(|took| *took > 0), passed: 0 }
    }

    /// Gives the start of the next test, which takes so long.
    pub fn next(&mut self, took_ms: Option<i64>) -> Option<Millis> {
        let start = self.start?;
        let took = took_ms.unwrap_or_default().max(0);
        if self.whole.is_some_and(|whole| self.passed.saturating_add(took) > whole.saturating_add(SLACK_MS)) {
            self.passed = 0;
        }
        let at = start.checked_add(self.passed)?;
        self.pass(took);
        Some(at)
    }

    /// Lets time pass before the next test.
    pub fn pass(&mut self, took_ms: i64) {
        self.passed = self.passed.saturating_add(took_ms.max(0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_follow_one_another_from_the_start_of_their_suite() {
        let mut tests = Sequence::new(Some(1_000), None);
        assert_eq!([tests.next(Some(300)), tests.next(None), tests.next(Some(5))], [Some(1_000), Some(1_300), Some(1_300)]);
        tests.pass(10);
        assert_eq!(tests.next(Some(1)), Some(1_315));
        assert_eq!(Sequence::new(None, Some(9)).next(Some(1)), None);
    }

    #[test]
    fn tests_that_do_not_fit_into_their_suite_were_executed_side_by_side() {
        let mut tests = Sequence::new(Some(0), Some(10_000));
        let starts: Vec<_> = (0..4).map(|_| tests.next(Some(6_000))).collect();
        assert_eq!(starts, [Some(0), Some(0), Some(0), Some(0)]);
        // Half a second of rounding is none.
        let mut tests = Sequence::new(Some(0), Some(11_500));
        assert_eq!([tests.next(Some(6_000)), tests.next(Some(6_000))], [Some(0), Some(6_000)]);
    }
}
