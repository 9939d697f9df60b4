//! What a server remembers of the rows that arriving results ask for, from one transaction to the next.
//!
//! Reporters send the results of a few open runs in many small batches, of the same tests and cases in every run. Without a memory each
//! result asks for its test, for its id of the sender, for its case in the run, for earlier attempts and for the last result of its
//! case, and nearly always the answer is what the batch before has written itself.
//!
//! The memory belongs to the writing connection and is used under its lock. It is blank again when
//!
//! - another connection has committed anything ([`super::db::Db::others_have_written`]),
//! - a write of this connection is taken back, or its commit fails,
//! - a statement other than those of [`super::results::Results::add_many`] changes rows of its tables, or removes rows that these refer to
//!   ([`Touched`]).
//!
//! So what it says is what the tables would say. Only programs that take in the results of many use one
//! ([`super::Store::expect_many_writers`]).

use super::Tx;
use super::error::Result;
use super::rollup_added::CaseLastResult;
use crate::p;
use foldhash::HashMap;
use rustc_hash::{FxHashMap, FxHashSet};
use std::hash::BuildHasher as _;
use voluptas_core::domain::ids::{CaseId, ProjectId, RunId, TestId};
use voluptas_core::domain::result::FoundBy;

/// Most remembered tests, and most cases with their last results.
const MOST: usize = 100_000;
/// Most rows of runs, over all of them.
const MOST_ROWS: usize = 200_000;
/// Most runs.
const MOST_RUNS: usize = 1000;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct IntakeMemory {
    is_on: bool,
    tests: HashMap<ProjectId, HashMap<Box<str>, KeptTest>>,
    tests_count: usize,
    last: FxHashMap<CaseId, CaseLastResult>,
    /// Living cases by their numbers.
    numbers: FxHashMap<(ProjectId, i64), CaseId>,
    runs: FxHashMap<RunId, RunRows>,
    rows: usize,
    /// Counts the uses of runs.
    uses: u64,
    ids: foldhash::fast::RandomState,
}

/// A row of `tests`, as far as results change it.
#[derive(Debug, Clone)]
pub(super) struct KeptTest {
    pub(super) id: TestId,
    pub(super) title: String,
    pub(super) case: Option<CaseId>,
    pub(super) found_by: Option<FoundBy>,
}

/// Cached rows of a run.
#[derive(Debug)]
struct RunRows {
    /// `None` for a run that had results before it was looked at: the tables have to be asked.
    whole: Option<Whole>,
    used: u64,
}

/// All rows of a run whose first result came in while it was looked at.
#[derive(Debug, Default)]
struct Whole {
    /// Hashes of the ids of senders. Two may have the same one, which costs a look-up.
    external: FxHashSet<u64>,
    /// Tests that have results.
    tests: FxHashSet<TestId>,
    /// Cases, with the mark of a tested one.
    cases: FxHashMap<CaseId, bool>,
}

impl Whole {
    fn rows(&self) -> usize {
        self.external.len() + self.tests.len() + self.cases.len()
    }
}

/// The cached rows that a statement may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Touched {
    Nothing,
    /// Cases of runs.
    RunCases,
    /// Numbers of cases, or which of them live.
    Cases,
    All,
}

/// Tables whose rows are remembered, apart from `run_cases`.
const KEPT: [&str; 3] = ["results", "tests", "case_last_results"];
/// Tables to which these refer, over any number of steps: with a row of one of them, remembered rows go or change.
const REFERRED: [&str; 3] = ["projects", "runs", "cases"];

impl Touched {
    /// The cached rows that a statement may change. A statement of unknown form may change all.
    pub(super) fn by(sql: &str) -> Self {
        let mut words = sql.split_ascii_whitespace();
        let (verb, is_removal) = (words.next().unwrap_or_default(), sql.starts_with("DELETE"));
        let table = match verb {
            "SELECT" => return Self::Nothing,
            "INSERT" | "DELETE" if matches!(words.next(), Some("INTO" | "FROM")) => words.next(),
            "UPDATE" => words.next(),
            _ => return Self::All,
        };
        match table {
            None => Self::All,
            Some(table) if KEPT.contains(&table) || (is_removal && REFERRED.contains(&table)) => Self::All,
            Some("run_cases") => Self::RunCases,
            Some("cases") => Self::Cases,
            Some(_) => Self::Nothing,
        }
    }
}

impl IntakeMemory {
    /// Begins to remember.
    pub(super) fn turn_on(&mut self) {
        self.is_on = true;
    }

    pub(super) fn is_on(&self) -> bool {
        self.is_on
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.tests.clear();
        self.tests_count = 0;
        self.last.clear();
        self.numbers.clear();
        self.forget_runs();
    }

    /// Forgets the rows that a statement changes.
    pub(super) fn forget(&mut self, touched: Touched) {
        match touched {
            Touched::Nothing => {}
            Touched::RunCases => self.forget_runs(),
            Touched::Cases => self.numbers.clear(),
            Touched::All => self.clear(),
        }
    }

    fn forget_runs(&mut self) {
        self.runs.clear();
        self.rows = 0;
    }

    /// The test with a key.
    pub(super) fn test(&self, project: ProjectId, key: &str) -> Option<&KeptTest> {
        self.tests.get(&project)?.get(key)
    }

    /// Remembers a test as it is stored now.
    pub(super) fn keep_test(&mut self, project: ProjectId, key: &str, test: KeptTest) {
        if !self.is_on {
            return;
        }
        if let Some(known) = self.tests.get_mut(&project).and_then(|tests| tests.get_mut(key)) {
            *known = test;
            return;
        }
        if self.tests_count >= MOST {
            self.tests.clear();
            self.tests_count = 0;
        }
        self.tests.entry(project).or_default().insert(key.into(), test);
        self.tests_count += 1;
    }

    /// The last result of a case, as its row says.
    pub(super) fn last(&self, case: CaseId) -> Option<&CaseLastResult> {
        self.last.get(&case)
    }

    /// Remembers the last result of a case; `None` where only the tables know it.
    pub(super) fn keep_last(&mut self, case: CaseId, last: Option<CaseLastResult>) {
        match last {
            Some(last) if self.is_on => {
                if self.last.len() >= MOST {
                    self.last.clear();
                }
                self.last.insert(case, last);
            }
            _ => drop(self.last.remove(&case)),
        }
    }

    /// The living case with a number; `None` where the table has to be asked.
    pub(super) fn case(&self, project: ProjectId, number: i64) -> Option<CaseId> {
        self.numbers.get(&(project, number)).copied()
    }

    /// Remembers a living case by its number.
    pub(super) fn keep_case(&mut self, project: ProjectId, number: i64, case: CaseId) {
        if self.numbers.len() >= MOST {
            self.numbers.clear();
        }
        self.numbers.insert((project, number), case);
    }

    /// True for a run that was not looked at.
    pub(super) fn is_run_new(&self, run: RunId) -> bool {
        self.is_on && !self.runs.contains_key(&run)
    }

    /// Remembers a run: the cases of one without results, otherwise `None`.
    pub(super) fn keep_run(&mut self, run: RunId, cases: Option<FxHashMap<CaseId, bool>>) {
        let whole = cases.map(|cases| Whole { cases, ..Whole::default() });
        if self.runs.len() >= MOST_RUNS {
            self.forget_runs();
        }
        self.rows += whole.as_ref().map_or(0, Whole::rows);
        self.uses += 1;
        self.runs.insert(run, RunRows { whole, used: self.uses });
    }

    fn whole(&self, run: RunId) -> Option<&Whole> {
        self.runs.get(&run)?.whole.as_ref()
    }

    /// True for an id of a sender that no result of the run has. False where the tables have to be asked.
    pub(super) fn lacks_id(&self, run: RunId, external: &str) -> bool {
        self.whole(run).is_some_and(|whole| !whole.external.contains(&self.ids.hash_one(external)))
    }

    /// True for a test that has no result in the run. False where the tables have to be asked.
    pub(super) fn lacks_test(&self, run: RunId, test: TestId) -> bool {
        self.whole(run).is_some_and(|whole| !whole.tests.contains(&test))
    }

    /// The cases of the run with the marks of tested ones; `None` where the tables have to be asked.
    pub(super) fn cases(&self, run: RunId) -> Option<&FxHashMap<CaseId, bool>> {
        self.whole(run).map(|whole| &whole.cases)
    }

    /// Notes new results of a run, each with its test and the id of its sender.
    pub(super) fn add_results<'r>(&mut self, run: RunId, results: impl Iterator<Item = (TestId, Option<&'r str>)>) {
        let hashed: Vec<(TestId, Option<u64>)> =
            results.map(|(test, external)| (test, external.map(|id| self.ids.hash_one(id)))).collect();
        self.change(run, |whole| {
            for (test, external) in hashed {
                whole.tests.insert(test);
                whole.external.extend(external);
            }
        });
    }

    /// Notes cases of a run.
    pub(super) fn add_cases(&mut self, run: RunId, cases: impl Iterator<Item = (CaseId, bool)>) {
        self.change(run, |whole| whole.cases.extend(cases));
    }

    fn change(&mut self, run: RunId, work: impl FnOnce(&mut Whole)) {
        self.uses += 1;
        let Some(rows) = self.runs.get_mut(&run) else { return };
        rows.used = self.uses;
        let Some(whole) = &mut rows.whole else { return };
        let before = whole.rows();
        work(whole);
        self.rows += whole.rows() - before;
        // The runs that were used least recently; at last this one itself, which is then too large.
        while self.rows > MOST_ROWS {
            let kept = self.runs.iter_mut().filter_map(|(_, of)| of.whole.is_some().then_some(of));
            let Some(oldest) = kept.min_by_key(|of| of.used) else { break };
            self.rows -= oldest.whole.take().map_or(0, |whole| whole.rows());
        }
    }
}

impl Tx<'_> {
    /// Lets the memory know the rows of a run that has no results yet.
    pub(super) fn look_at(&self, run: RunId) -> Result<()> {
        let Some(memory) = self.memory().filter(|memory| memory.borrow().is_run_new(run)) else { return Ok(()) };
        let has_results = self.opt("SELECT 1 FROM results WHERE run_id = ?1 LIMIT 1", p![run], |_| Ok(()))?.is_some();
        let mut cases = FxHashMap::default();
        if !has_results {
            self.each("SELECT case_id, is_tested FROM run_cases WHERE run_id = ?1", p![run], |r| {
                cases.insert(CaseId(r.int(0)?), r.bool(1)?);
                Ok(())
            })?;
        }
        memory.borrow_mut().keep_run(run, (!has_results).then_some(cases));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{Db, migrate};
    use std::collections::BTreeSet;

    #[test]
    fn statements_say_what_they_change() {
        for (sql, touched) in [
            ("SELECT id FROM results", Touched::Nothing),
            ("INSERT INTO counters (project_id) VALUES (?1)", Touched::Nothing),
            ("UPDATE runs SET state = ?2 WHERE id = ?1", Touched::Nothing),
            ("DELETE FROM runs WHERE id = ?1", Touched::All),
            ("DELETE FROM projects WHERE id = ?1", Touched::All),
            ("DELETE FROM run_cases WHERE run_id = ?1", Touched::RunCases),
            ("INSERT INTO cases (number) VALUES (?1)", Touched::Cases),
            ("UPDATE cases SET deleted_ms = ?2 WHERE id = ?1", Touched::Cases),
            ("DELETE FROM cases WHERE id = ?1", Touched::All),
            ("UPDATE results SET detail = ?2 WHERE id = ?1", Touched::All),
            ("UPDATE tests SET title = ?2", Touched::All),
            ("INSERT OR REPLACE INTO runs (id) VALUES (?1)", Touched::All),
            ("WITH a AS (SELECT 1) DELETE FROM results", Touched::All),
            ("PRAGMA user_version = 1", Touched::All),
        ] {
            assert_eq!(Touched::by(sql), touched, "{sql}");
        }
    }

    /// A reference that a later version adds must be known here as well.
    #[test]
    fn what_the_kept_tables_refer_to_is_known() {
        let db = Db::in_memory().expect("database");
        migrate::migrate(&db, 0, || Ok(())).expect("tables");
        let mut found: BTreeSet<String> = KEPT.into_iter().chain(["run_cases"]).map(str::to_owned).collect();
        let mut asked: Vec<String> = found.iter().cloned().collect();
        while let Some(table) = asked.pop() {
            let sql = format!("SELECT \"table\", \"from\", on_delete FROM pragma_foreign_key_list('{table}')");
            for (parent, column, action) in db.all(&sql, &[], |r| Ok((r.text(0)?, r.text(1)?, r.text(2)?))).expect("references") {
                // Only a removed row reaches further; what becomes blank in a run or a case is nothing that is remembered.
                let is_kept = KEPT.contains(&table.as_str()) || table == "run_cases";
                if (action == "CASCADE" || is_kept) && found.insert(parent.clone()) {
                    asked.push(parent);
                }
                assert!(action == "CASCADE" || action == "SET NULL", "{table}.{column}: {action}");
            }
        }
        let expected: BTreeSet<String> = KEPT.into_iter().chain(REFERRED).chain(["run_cases"]).map(str::to_owned).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_rows_of_runs_are_bounded() {
        let mut memory = IntakeMemory::default();
        memory.turn_on();
        let fill = |memory: &mut IntakeMemory, run: i64, rows: i64| {
            memory.keep_run(RunId(run), Some(FxHashMap::default()));
            memory.add_results(RunId(run), (0..rows).map(|n| (TestId(n), None)));
        };
        let half = i64::try_from(MOST_ROWS).expect("small") / 2;
        fill(&mut memory, 1, half);
        fill(&mut memory, 2, half);
        assert!(memory.lacks_test(RunId(1), TestId(-1)) && memory.lacks_test(RunId(2), TestId(-1)));
        fill(&mut memory, 3, 1);
        assert!(!memory.lacks_test(RunId(1), TestId(-1)), "the run that was used least recently is given up");
        assert!(memory.lacks_test(RunId(2), TestId(-1)) && memory.lacks_test(RunId(3), TestId(-1)));
        fill(&mut memory, 4, 2 * half + 1);
        assert_eq!((memory.rows, memory.lacks_test(RunId(4), TestId(-1))), (0, false), "a run that is too large");
        assert!(!memory.is_run_new(RunId(4)), "and is not looked at again");
    }
}
