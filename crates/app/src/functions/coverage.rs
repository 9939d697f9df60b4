//! Coverage of functions by cases, rolled up the tree: the one computation behind dots, percentages and cards.

use rustc_hash::FxHashMap;
use voluptas_core::domain::function::FunctionLine;
use voluptas_core::domain::ids::FunctionId;
use voluptas_core::domain::percent;
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::mappings::CoverageLine;

/// The coverage of a function and of all functions below it, as one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum CoverageState {
    /// Neither the function nor any function below is testable.
    #[default]
    Nothing,
    /// Every case passed.
    Passing,
    /// Some cases passed, and the others have not run to their end.
    PartlyTested,
    /// Covered, but no case has run to its end.
    Untested,
    /// At least one case is blocked, skipped or invalid, and none fails or is broken.
    Blocked,
    /// No testable function has a case.
    Uncovered,
    /// At least one case is broken, and none fails.
    Broken,
    /// At least one case fails.
    Failing,
}

/// Coverage of one function with all below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Testable functions, this one and all below.
    pub testable: u32,
    /// Testable functions with a case.
    pub covered: u32,
    /// Cases that cover these functions.
    pub cases: u32,
    /// Cases whose last result passed.
    pub passed: u32,
    /// Cases whose last result failed.
    pub failed: u32,
    /// Cases whose last result is broken.
    pub broken: u32,
    /// Cases that were never run, or not to the end.
    pub untested: u32,
    /// Cases whose last result is blocked, skipped, invalid or has a status of the workspace's own.
    pub other: u32,
}

impl Coverage {
    /// Share of testable functions that have a case, in percent; `None` without testable functions.
    pub fn percent(&self) -> Option<u64> {
        (self.testable > 0).then(|| percent::whole(self.covered.into(), self.testable.into()))
    }

    /// The one state that a dot shows: failures first, then missing cases, then missing results.
    pub fn state(&self) -> CoverageState {
        if self.failed > 0 {
            CoverageState::Failing
        } else if self.broken > 0 {
            CoverageState::Broken
        } else if self.testable == 0 {
            CoverageState::Nothing
        } else if self.covered == 0 {
            CoverageState::Uncovered
        } else if self.other > 0 {
            CoverageState::Blocked
        } else if self.passed == 0 {
            CoverageState::Untested
        } else if self.untested > 0 {
            CoverageState::PartlyTested
        } else {
            CoverageState::Passing
        }
    }

    /// Adds the last result of a case to the counts of results.
    pub fn count(&mut self, last: Option<&ResultStatus>) {
        match last {
            Some(ResultStatus::Passed) => self.passed += 1,
            Some(ResultStatus::Failed) => self.failed += 1,
            Some(ResultStatus::Broken) => self.broken += 1,
            None | Some(ResultStatus::Untested | ResultStatus::InProgress) => self.untested += 1,
            Some(_) => self.other += 1,
        }
    }

    /// Subtracts the counts of another branch, which are part of these counts.
    pub fn subtract(&mut self, below: &Self) {
        self.testable -= below.testable;
        self.covered -= below.covered;
        self.cases -= below.cases;
        self.passed -= below.passed;
        self.failed -= below.failed;
        self.broken -= below.broken;
        self.untested -= below.untested;
        self.other -= below.other;
    }

    /// Adds the counts of another branch.
    pub fn add(&mut self, below: &Self) {
        self.testable += below.testable;
        self.covered += below.covered;
        self.cases += below.cases;
        self.passed += below.passed;
        self.failed += below.failed;
        self.broken += below.broken;
        self.untested += below.untested;
        self.other += below.other;
    }
}

/// Coverage of every function, with all below it. Linear in functions and lines.
pub fn roll_up(functions: &[FunctionLine], lines: &[CoverageLine]) -> FxHashMap<FunctionId, Coverage> {
    let places: FxHashMap<FunctionId, usize> = functions.iter().enumerate().map(|(i, f)| (f.id, i)).collect();
    let testable = |f: &FunctionLine| Coverage { testable: u32::from(f.kind.is_testable()), ..Coverage::default() };
    let mut own: Vec<Coverage> = functions.iter().map(testable).collect();
    for line in lines {
        let Some(c) = places.get(&line.function_id).and_then(|i| own.get_mut(*i)) else { continue };
        // A module or epic with a case of its own counts as testable, because a person linked the case.
        c.testable = 1;
        c.covered = 1;
        c.cases += 1;
        c.count(line.last_status.as_ref());
    }
    let parents: Vec<Option<usize>> = functions.iter().map(|f| places.get(&f.parent_id?).copied()).collect();
    let mut total = own.clone();
    for (mine, parent) in own.iter().zip(&parents) {
        let mut above = *parent;
        // Ends at a depth that no real tree has: a damaged file could have a cycle.
        for _ in 0..64 {
            let Some(at) = above else { break };
            total[at].add(mine);
            above = parents[at];
        }
    }
    functions.iter().map(|f| f.id).zip(total).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::domain::function::FunctionType;
    use voluptas_core::domain::ids::CaseId;

    fn function(id: i64, parent: Option<i64>, kind: FunctionType) -> FunctionLine {
        FunctionLine {
            id: FunctionId(id),
            parent_id: parent.map(FunctionId),
            kind,
            is_crit: false,
            is_focus: false,
            func_id: id.to_string().into(),
            title: "".into(),
            alias: None,
            words: std::sync::Arc::default(),
            people: Vec::new(),
            updated_ms: 0,
        }
    }

    fn line(function: i64, case: i64, status: Option<&str>) -> CoverageLine {
        CoverageLine { function_id: FunctionId(function), case_id: CaseId(case), last_status: status.map(ResultStatus::parse) }
    }

    #[test]
    fn a_failure_shows_on_every_ancestor() {
        let tree = [
            function(1, None, FunctionType::Module),
            function(2, Some(1), FunctionType::Epic),
            function(3, Some(2), FunctionType::Feature),
            function(4, Some(2), FunctionType::Feature),
        ];
        let c = roll_up(&tree, &[line(3, 1, Some("passed")), line(3, 2, Some("failed"))]);
        assert_eq!(c[&FunctionId(1)].percent(), Some(50));
        assert_eq!(c[&FunctionId(1)].state(), CoverageState::Failing);
        assert_eq!(c[&FunctionId(4)].state(), CoverageState::Uncovered);
        assert_eq!(c[&FunctionId(3)].cases, 2);
    }

    #[test]
    fn passes_only_when_every_case_passed() {
        let state = |statuses: &[Option<&str>]| {
            let lines: Vec<CoverageLine> = (1..).zip(statuses).map(|(case, status)| line(1, case, *status)).collect();
            roll_up(&[function(1, None, FunctionType::Feature)], &lines)[&FunctionId(1)].state()
        };
        assert_eq!(state(&[Some("passed"), Some("passed")]), CoverageState::Passing);
        assert_eq!(state(&[Some("passed"), None]), CoverageState::PartlyTested);
        assert_eq!(state(&[Some("passed"), Some("in_progress")]), CoverageState::PartlyTested);
        assert_eq!(state(&[None, None]), CoverageState::Untested);
        assert_eq!(state(&[Some("passed"), Some("skipped")]), CoverageState::Blocked);
        assert_eq!(state(&[Some("passed"), Some("broken"), None]), CoverageState::Broken);
        assert_eq!(state(&[]), CoverageState::Uncovered);
    }

    #[test]
    fn nothing_testable_is_not_uncovered() {
        let c = roll_up(&[function(1, None, FunctionType::Module)], &[]);
        assert_eq!(c[&FunctionId(1)].state(), CoverageState::Nothing);
        assert_eq!(c[&FunctionId(1)].percent(), None);
    }
}
