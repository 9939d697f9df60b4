//! Parts of a run, such as the browsers of a matrix, and the numbers of tests in one.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::run_row::ClassCounts;
use voluptas_app::overview::dashboard::labels::Part;
use voluptas_core::domain::ids::ResultId;
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
    /// The labels that divide the run.
    pub fn choices(&self) -> impl Iterator<Item = &ResultLabel> {
        self.all.iter().filter(|part| part.divides).map(|part| &part.label)
    }

    /// The results with a label: the last attempts of its tests.
    pub fn get(&self, label: &ResultLabel) -> Option<&FxHashSet<ResultId>> {
        self.all.iter().find(|part| part.label == *label).map(|part| &part.results)
    }
}

/// Tests that are shown alone, besides those of a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Only {
    /// Tests without a case.
    WithoutCase,
    /// Tests that are flaky in the run.
    Flaky,
    /// Muted tests.
    Muted,
}

impl Only {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::WithoutCase, Self::Flaky, Self::Muted];
}

/// Numbers of the tests of a run, or of a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Numbers {
    /// Tests by look.
    pub looks: ClassCounts,
    /// Tests by property, in the order of [`Only::ALL`].
    pub(super) only: [usize; Only::ALL.len()],
    /// Tests by their difference to the run before, those that need a look first. New failures are among them with 0 where all of them are
    /// muted.
    pub differences: BTreeMap<Difference, usize>,
    /// New failures of muted tests.
    pub muted_new_failures: usize,
}

impl Numbers {
    /// Number of tests that are set apart so.
    pub fn count(&self, only: Only) -> usize {
        Only::ALL.iter().position(|o| *o == only).map_or(0, |at| self.only[at])
    }
}
