//! Compares the totals that a file states with the tests that were read from it, part by part.

use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::run_error::Totals;
use voluptas_formats::tool_results::{RunError, ToolResults};

/// Numbers of the parts of a file that were read so far. Attempts are counted, not tests: some tools state attempts, and a total of tests is
/// never larger than theirs.
#[derive(Debug, Default)]
pub(super) struct Tally {
    totals: Totals,
    /// A part had an error of the run.
    has_errors: bool,
}

impl Tally {
    /// Takes the next part of the file.
    pub(super) fn add(&mut self, part: &ToolResults) {
        let (totals, stated) = (&mut self.totals, part.run.stated);
        self.has_errors |= !part.run.errors.is_empty();
        totals.stated_tests = totals.stated_tests.max(stated.tests);
        totals.stated_bad = totals.stated_bad.max(stated.bad);
        for attempt in &part.attempts {
            totals.read_tests += 1;
            totals.read_bad += u64::from(is_bad(&attempt.status));
        }
    }

    /// Makes the verdict of the last part an error of its run, where the file says that its run failed and nothing that was read says why.
    pub(super) fn judge(&self, last: &mut ToolResults) {
        let is_told = self.has_errors || self.totals.read_bad > 0 || self.totals.lacks();
        if let Some(message) = last.run.verdict.take().filter(|_| !is_told) {
            last.run.errors.push(RunError { message, ..RunError::default() });
        }
    }

    /// The totals of the whole file, if it states more tests than were read.
    pub(super) fn lacking(&self) -> Option<Totals> {
        self.totals.lacks().then_some(self.totals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::domain::status::ResultStatus;
    use voluptas_formats::tool_results::{Attempt, RunFacts, Stated};

    fn part(statuses: &[ResultStatus], tests: Option<u64>, bad: Option<u64>) -> ToolResults {
        let run = RunFacts { stated: Stated { tests, bad }, ..RunFacts::default() };
        let attempts = statuses.iter().map(|status| Attempt { status: status.clone(), ..Attempt::default() }).collect();
        ToolResults { attempts, run, ..ToolResults::default() }
    }

    #[test]
    fn all_parts_of_a_file_are_counted() {
        use ResultStatus::{Broken, Failed, Passed};
        let mut tally = Tally::default();
        tally.add(&part(&[Failed, Passed], None, None));
        tally.add(&part(&[Broken, Passed], Some(5), Some(2)));
        let totals = Totals { stated_tests: Some(5), read_tests: 4, stated_bad: Some(2), read_bad: 2 };
        assert_eq!(tally.lacking(), Some(totals), "of five stated tests four were read");
        tally.add(&part(&[Failed], None, Some(3)));
        assert_eq!(tally.lacking(), None, "{tally:?}");
    }

    #[test]
    fn a_verdict_counts_where_nothing_else_is_bad() {
        let judged = |statuses: &[ResultStatus], bad| {
            let mut last = part(statuses, None, bad);
            last.run.verdict = Some("success: false".to_owned());
            let mut tally = Tally::default();
            tally.add(&last);
            tally.judge(&mut last);
            last.run.errors.len()
        };
        assert_eq!(judged(&[ResultStatus::Passed], Some(0)), 1);
        assert_eq!(judged(&[ResultStatus::Failed], None), 0, "a test says it");
        assert_eq!(judged(&[ResultStatus::Passed], Some(1)), 0, "the totals say it");
    }

    #[test]
    fn a_file_without_a_test_lacks_the_tests_that_it_states() {
        let mut tally = Tally::default();
        tally.add(&part(&[], Some(2), Some(0)));
        assert_eq!(tally.lacking().map(|totals| (totals.stated_tests, totals.read_tests)), Some((Some(2), 0)));
        let mut silent = Tally::default();
        silent.add(&part(&[], Some(0), None));
        assert_eq!(silent.lacking(), None);
    }
}
