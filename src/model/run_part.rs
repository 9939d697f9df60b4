//! Parts of a run, such as the browsers of a matrix, and the numbers of tests in one.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::rollup::class_of;
use super::run_row::{ClassCounts, index};
use super::runs::{Only, RunResults};
use voluptas_app::overview::dashboard::labels::Part;
use voluptas_core::domain::ids::{ResultId, TestId};
use voluptas_core::domain::outcome::Difference;
use voluptas_core::domain::result::ResultLabel;

/// The parts of a run.
#[derive(Debug)]
pub struct RunParts {
    /// Tells these parts from those that were read before.
    pub revision: u64,
    pub all: Vec<Part>,
}

impl RunParts {
    /// The results with a label: the last attempts of its tests.
    pub fn get(&self, label: &ResultLabel) -> Option<&FxHashSet<ResultId>> {
        self.all.iter().find(|part| part.label == *label).map(|part| &part.results)
    }
}

/// Numbers of the tests of a run, or of a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Numbers {
    /// Tests by look.
    pub looks: ClassCounts,
    /// Tests by what sets them apart, in the order of [`Only::ALL`].
    only: [usize; Only::ALL.len()],
    /// Tests by their difference to the run before, those that need a look first. New failures are among them with 0 where all of them are
    /// muted.
    pub differences: BTreeMap<Difference, usize>,
    /// New failures of muted tests.
    pub muted_new_failures: usize,
}

impl Numbers {
    /// Counts the tests of a run; with `part` those alone whose last attempt is in it.
    pub fn of(results: &RunResults, part: Option<&FxHashSet<ResultId>>) -> Self {
        let mut numbers = Self::default();
        let mut tests: BTreeSet<TestId> = BTreeSet::new();
        for line in results.last_attempts().filter(|line| part.is_none_or(|part| part.contains(&line.id))) {
            numbers.looks[index(class_of(Some(&line.status)))] += 1;
            for (count, only) in numbers.only.iter_mut().zip(Only::ALL) {
                *count += usize::from(results.is(line, only));
            }
            tests.insert(line.test);
        }
        let Some(since) = &results.since else { return numbers };
        for (test, difference) in since.differences.iter().filter(|(test, _)| tests.contains(test)) {
            let is_counted = since.difference(*test, results.mutes.contains_key(test)).is_some();
            *numbers.differences.entry(*difference).or_default() += usize::from(is_counted);
            numbers.muted_new_failures += usize::from(!is_counted);
        }
        numbers
    }

    /// Number of tests that are set apart so.
    pub fn count(&self, only: Only) -> usize {
        Only::ALL.iter().position(|o| *o == only).map_or(0, |at| self.only[at])
    }
}
