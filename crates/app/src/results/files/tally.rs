//! Comparison of the totals that a file states of itself with what was read from it, part by part.

use std::hash::{BuildHasher as _, Hash as _, Hasher as _};

use rustc_hash::FxHashMap;

use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::run_error::Totals;
use voluptas_formats::tool_results::{Attempt, Repeat, ToolResults};

/// Numbers of the parts of a file that were read so far.
#[derive(Debug, Default)]
pub(super) struct Tally {
    totals: Totals,
    /// Tests by the hash of their identity that failed or broke, and whether their last attempt did. A test that never failed needs no
    /// entry, so that memory does not grow with the number of tests.
    bad: FxHashMap<u64, bool>,
    hasher: foldhash::fast::RandomState,
}

impl Tally {
    /// Takes the next part of the file.
    pub(super) fn add(&mut self, part: &ToolResults) {
        let stated = part.run.stated;
        self.totals.stated_tests = self.totals.stated_tests.max(stated.tests);
        self.totals.stated_bad = self.totals.stated_bad.max(stated.bad);
        part.attempts.iter().for_each(|attempt| self.attempt(attempt));
    }

    fn attempt(&mut self, attempt: &Attempt) {
        let (is_first, is_bad) = (attempt.repeat == Repeat::None, is_bad(&attempt.status));
        self.totals.read_tests += u64::from(is_first);
        if is_first && !is_bad && self.bad.is_empty() {
            return;
        }
        let identity = self.identity(attempt);
        let known = self.bad.get_mut(&identity);
        // The last attempt replaces the outcome of the one before; a first execution belongs to another test.
        if !is_first && known.as_deref() == Some(&true) {
            self.totals.read_bad -= 1;
        }
        self.totals.read_bad += u64::from(is_bad);
        match known {
            Some(was_bad) => *was_bad = is_bad,
            None if is_bad => drop(self.bad.insert(identity, true)),
            None => {}
        }
    }

    fn identity(&self, attempt: &Attempt) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        (&attempt.history_id, &attempt.full_name).hash(&mut hasher);
        for param in attempt.params.iter().filter(|param| !param.is_excluded) {
            (&param.name, &param.value).hash(&mut hasher);
        }
        hasher.finish()
    }

    /// The numbers of the whole file, where it states more than was read.
    pub(super) fn lacking(&self) -> Option<Totals> {
        self.totals.lacks().then_some(self.totals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::domain::status::ResultStatus;
    use voluptas_formats::tool_results::{RunFacts, Stated};

    fn attempt(name: &str, status: ResultStatus, repeat: Repeat) -> Attempt {
        Attempt { full_name: name.to_owned(), status, repeat, ..Attempt::default() }
    }

    fn part(attempts: Vec<Attempt>, tests: Option<u64>, bad: Option<u64>) -> ToolResults {
        let run = RunFacts { stated: Stated { tests, bad }, ..RunFacts::default() };
        ToolResults { attempts, run, ..ToolResults::default() }
    }

    #[test]
    fn repeats_are_no_tests_and_the_last_attempt_decides() {
        use ResultStatus::{Broken, Failed, Passed};
        let mut tally = Tally::default();
        let first =
            vec![attempt("a", Failed, Repeat::None), attempt("b", Failed, Repeat::None), attempt("c", Passed, Repeat::None)];
        tally.add(&part(first, None, None));
        // Another part: `a` passes in the end, `c` breaks in a repeat, and a second test `b` passes.
        let second = vec![
            attempt("a", Broken, Repeat::Marked),
            attempt("a", Passed, Repeat::ByName),
            attempt("c", Broken, Repeat::Marked),
            attempt("b", Passed, Repeat::None),
        ];
        tally.add(&part(second, Some(5), Some(2)));
        assert_eq!(
            tally.lacking(),
            Some(Totals { stated_tests: Some(5), read_tests: 4, stated_bad: Some(2), read_bad: 2 }),
            "of five stated tests four were read"
        );
        tally.add(&part(vec![attempt("d", Failed, Repeat::None)], None, Some(3)));
        assert_eq!(tally.lacking(), None, "{tally:?}");
    }

    #[test]
    fn a_file_without_a_test_lacks_the_tests_that_it_states() {
        let mut tally = Tally::default();
        tally.add(&part(Vec::new(), Some(2), Some(0)));
        assert_eq!(tally.lacking().map(|totals| (totals.stated_tests, totals.read_tests)), Some((Some(2), 0)));
        let mut silent = Tally::default();
        silent.add(&part(Vec::new(), Some(0), None));
        assert_eq!(silent.lacking(), None);
    }
}
