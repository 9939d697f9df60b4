//! Roll-ups of results: the last result of each case and the counters of each run, updated in the transaction of each write.
//!
//! The last result of a case is the worst one of its last run: several tests, or combinations of parameters, may belong to one case, and
//! a failure is not undone by the combination that came after it. The last run is that of the result with the latest end time (the time of
//! storing where there is no end), then the largest id. Of each test of the case in that run the last attempt counts. Statuses are compared by
//! [`ResultStatus::order`], then the later result wins. Results count that are ended, neither deleted nor hidden, and whose run is not in the
//! trash. The last result is in `case_last_results`, with the latest end time of all results of the case in that run.
//! `run_counters` counts the tests of a run by the status of their last attempt, `runs.result_ms` adds up all durations, `runs.result_count` counts all attempts,
//! and `run_cases.is_tested` marks the cases of a run that have a result in it.
//!
//! A hidden result (`visible_ms`) becomes visible by the passing of time, with no write. The tables leave hidden results out, and
//! readers add those whose time has come: [`Rollup::due`]. Only a fault switch of the server hides results.
//!
//! Storing a result costs a fixed number of index look-ups ([`super::rollup_added`]). Trashing or restoring a run touches the cases of that run alone.

use super::Tx;
use super::error::Result;
use super::page::{IN_LIST, Where};
use super::tx_memory::{Attempt, Sums};
use crate::db::Row;
use crate::{p, row};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{CaseId, ProjectId, ResultId, RunId, TestId};
use voluptas_core::domain::status::ResultStatus;

/// Results that the tables cover.
const COVERED: &str = "deleted_ms IS NULL AND visible_ms IS NULL";

/// Statuses of results that have not ended. These are no last result of a case.
const NOT_ENDED: &str = "('in_progress', 'untested')";

/// [`ResultStatus::order`] of the column `status`.
const STATUS_ORDER: &str = "CASE status WHEN 'failed' THEN 0 WHEN 'broken' THEN 1 WHEN 'blocked' THEN 2 WHEN 'invalid' THEN 3 \
     WHEN 'passed' THEN 5 WHEN 'skipped' THEN 6 ELSE 4 END";

/// The expected rows of `case_last_results`.
pub(super) fn last_results() -> String {
    format!(
        "SELECT case_id, id AS result_id, run_id, status, latest_ms FROM (\
           SELECT case_id, id, run_id, status, latest_ms, \
             row_number() OVER (PARTITION BY case_id ORDER BY {STATUS_ORDER}, at_ms DESC, id DESC) AS place \
           FROM (\
             SELECT case_id, id, run_id, status, at_ms, \
               first_value(run_id) OVER latest AS last_run, first_value(at_ms) OVER latest AS latest_ms, \
               row_number() OVER (PARTITION BY case_id, run_id, test_id ORDER BY at_ms DESC, id DESC) AS back \
             FROM (\
               SELECT r.case_id, r.id, r.run_id, r.test_id, r.status, coalesce(r.end_ms, r.created_ms) AS at_ms \
               FROM results r JOIN runs u ON u.id = r.run_id \
               WHERE r.case_id IS NOT NULL AND r.deleted_ms IS NULL AND r.visible_ms IS NULL AND u.deleted_ms IS NULL \
                 AND r.status NOT IN {NOT_ENDED}\
             ) AS counted WINDOW latest AS (PARTITION BY case_id ORDER BY at_ms DESC, id DESC)\
           ) AS timed WHERE run_id = last_run AND back = 1\
         ) AS ordered WHERE place = 1"
    )
}

/// The expected rows of `run_counters`, without those with 0.
pub(super) const COUNTERS: &str = "SELECT run_id, status, count(*) AS tests FROM (\
       SELECT run_id, status, row_number() OVER (\
         PARTITION BY run_id, test_id ORDER BY coalesce(end_ms, created_ms) DESC, id DESC) AS back \
       FROM results WHERE deleted_ms IS NULL AND visible_ms IS NULL\
     ) AS ordered WHERE back = 1 GROUP BY run_id, status";

/// The last result of a case, without its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastResult {
    pub result: ResultId,
    /// The run of the result.
    pub run: RunId,
    /// Status of the result.
    pub status: ResultStatus,
    /// The latest end time (otherwise time of storing) of the case's results in that run.
    pub latest_ms: Millis,
}

/// Tests whose last attempts a transaction remembers at most.
const REMEMBERED: usize = 10_000;

/// The roll-ups, in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Rollup<'t>(&'t Tx<'t>);

impl Tx<'_> {
    /// The roll-ups of results.
    pub fn rollup(&self) -> Rollup<'_> {
        Rollup(self)
    }
}

/// The place of a stored result, with the values that the roll-ups use.
struct Place {
    run: RunId,
    case: Option<CaseId>,
    test: TestId,
    /// Share of the result in the sums of its run: nothing where the tables do not cover it.
    sums: Sums,
}

/// The condition for the attempts of a test in a run, in the table `results` under the name `of`. An engine can find them by the index
/// `results_of_test` alone. Where the columns of `results_pages` are compared as they are, PostgreSQL may walk through the whole run by that index
/// for each test: without statistics it takes both for equally short.
pub(super) fn attempts_of(of: &str, run: &str, test: &str) -> String {
    format!(
        "{of}.test_id = {test} AND {of}.run_id BETWEEN {run} AND {run} AND coalesce({of}.deleted_ms, {of}.visible_ms) IS NULL"
    )
}

/// Columns of [`attempt`]. `those` narrows the other attempts of the test that are looked at.
pub(super) fn attempt_columns(those: &str) -> String {
    format!(
        "id, status, coalesce(end_ms, created_ms), is_flaky, EXISTS (SELECT 1 FROM results bad \
         WHERE {} AND bad.id <> results.id {those} AND bad.status IN ('failed', 'broken'))",
        attempts_of("bad", "results.run_id", "results.test_id")
    )
}

pub(super) fn attempt(r: &Row<'_>) -> Result<Attempt> {
    let (id, status) = (ResultId(r.int(0)?), r.text(1)?);
    Ok(Attempt { id, status, at_ms: r.int(2)?, is_flaky: r.bool(3)?, has_bad_before: r.bool(4)? })
}

fn last_result(r: &Row<'_>) -> Result<LastResult> {
    Ok(LastResult {
        result: ResultId(r.int(0)?),
        run: RunId(r.int(1)?),
        status: ResultStatus::parse(&r.text(2)?),
        latest_ms: r.int(3)?,
    })
}

impl<'t> Rollup<'t> {
    pub(super) fn tx(&self) -> &'t Tx<'t> {
        self.0
    }
}

impl Rollup<'_> {
    /// The last results of these cases, without cases that have no result.
    pub fn last_of(&self, cases: &[CaseId]) -> Result<BTreeMap<CaseId, LastResult>> {
        let mut found = BTreeMap::new();
        for part in cases.chunks(IN_LIST) {
            let mut w = Where::new("TRUE", Vec::new());
            w.any_of("case_id", part.iter().copied());
            let sql = format!("SELECT result_id, run_id, status, latest_ms, case_id FROM case_last_results {}", w.sql());
            self.0.each(&sql, w.params(), |r| {
                found.insert(CaseId(r.int(4)?), last_result(r)?);
                Ok(())
            })?;
        }
        let due = self.due()?;
        found.extend(due.into_iter().filter(|(case, _)| cases.contains(case)));
        Ok(found)
    }

    /// Status of the last result of each living case of a project, without cases that have no result.
    pub fn statuses(&self, project: ProjectId) -> Result<FxHashMap<CaseId, ResultStatus>> {
        let mut found = FxHashMap::default();
        self.0.each(
            // Without a look at `deleted_ms` an index is enough, which is much smaller than the cases themselves.
            "SELECT c.id, l.status FROM cases c JOIN case_last_results l ON l.case_id = c.id WHERE c.project_id = ?1",
            p![project],
            |r| {
                found.insert(CaseId(r.int(0)?), ResultStatus::parse(r.str(1)?));
                Ok(())
            },
        )?;
        found.extend(self.due()?.into_iter().map(|(case, last)| (case, last.status)));
        Ok(found)
    }

    /// The last results of cases with a hidden result that has become visible. Nearly always empty.
    pub fn due(&self) -> Result<BTreeMap<CaseId, LastResult>> {
        let mut found = BTreeMap::new();
        // Without DISTINCT: for its sake the engine would walk through an index of all results.
        let sql = "SELECT case_id FROM results WHERE visible_ms <= ?1 AND deleted_ms IS NULL";
        let cases = self.0.all(sql, p![self.0.now()], |r| Ok(r.opt_int(0)?.map(CaseId)))?;
        for case in cases.into_iter().flatten().collect::<BTreeSet<CaseId>>() {
            if let Some(last) = self.look_up(case, Some(self.0.now()))? {
                found.insert(case, last);
            }
        }
        Ok(found)
    }

    /// The runs among these with a hidden result that has become visible. Nearly always empty.
    pub(super) fn due_runs(&self, runs: &[RunId]) -> Result<BTreeSet<RunId>> {
        let sql = "SELECT run_id FROM results WHERE visible_ms <= ?1 AND deleted_ms IS NULL";
        let due = self.0.all(sql, p![self.0.now()], |r| Ok(RunId(r.int(0)?)))?;
        Ok(due.into_iter().filter(|id| runs.contains(id)).collect())
    }

    /// Finds the last result of a case. With a time, results hidden until then are included.
    pub(super) fn look_up(&self, case: CaseId, visible: Option<Millis>) -> Result<Option<LastResult>> {
        Ok(self.look_up_all(&[case], visible)?.remove(&case))
    }

    /// [`Rollup::look_up`] for several cases, without cases that have no result.
    pub(super) fn look_up_all(&self, cases: &[CaseId], visible: Option<Millis>) -> Result<FxHashMap<CaseId, LastResult>> {
        // The run is asked for by each result: joined, PostgreSQL without statistics would ask for the results of each run.
        let sql = format!(
            "SELECT run_id, coalesce(end_ms, created_ms) FROM results \
             WHERE case_id = ?1 AND deleted_ms IS NULL AND (visible_ms IS NULL OR visible_ms <= ?2) AND status NOT IN {NOT_ENDED} \
               AND (SELECT u.deleted_ms FROM runs u WHERE u.id = results.run_id) IS NULL \
             ORDER BY coalesce(end_ms, created_ms) DESC, id DESC LIMIT 1"
        );
        let mut latest = Vec::with_capacity(cases.len());
        self.0.each_of(&sql, cases.iter().map(|case| row![*case, visible]), |i, r| {
            latest.push((cases[i], RunId(r.int(0)?), r.int(1)?));
            Ok(())
        })?;
        // The plus sign keeps the engine from walking through all results of the run.
        let sql = format!(
            "SELECT id, status FROM (\
               SELECT id, status, coalesce(end_ms, created_ms) AS at_ms, \
                 row_number() OVER (PARTITION BY test_id ORDER BY coalesce(end_ms, created_ms) DESC, id DESC) AS back \
               FROM results WHERE case_id = ?1 AND +run_id = ?3 AND deleted_ms IS NULL \
                 AND (visible_ms IS NULL OR visible_ms <= ?2) AND status NOT IN {NOT_ENDED}\
             ) AS attempts WHERE back = 1 ORDER BY {STATUS_ORDER}, at_ms DESC, id DESC LIMIT 1"
        );
        let mut found = FxHashMap::default();
        self.0.each_of(&sql, latest.iter().map(|(case, run, _)| row![*case, visible, *run]), |i, r| {
            let (case, run, latest_ms) = latest[i];
            found
                .insert(case, LastResult { result: ResultId(r.int(0)?), run, status: ResultStatus::parse(r.str(1)?), latest_ms });
            Ok(())
        })?;
        Ok(found)
    }

    /// Adds a case to a run, with the mark of a tested case.
    pub(super) fn mark(&self, run: RunId, case: CaseId, is_tested: bool) -> Result<()> {
        let sql = "SELECT is_tested FROM run_cases WHERE run_id = ?1 AND case_id = ?2";
        let sql = match self.0.opt(sql, p![run, case], |r| r.bool(0))? {
            None => "INSERT INTO run_cases (run_id, case_id, is_tested) VALUES (?1, ?2, ?3)",
            Some(false) if is_tested => "UPDATE run_cases SET is_tested = ?3 WHERE run_id = ?1 AND case_id = ?2",
            Some(_) => return Ok(()),
        };
        self.0.execute(sql, p![run, case, is_tested])?;
        Ok(())
    }

    /// Runs `work` on a stored result, which stays a result of its test, and updates the roll-ups by the difference.
    pub(super) fn changing(&self, id: ResultId, work: impl FnOnce() -> Result<()>) -> Result<()> {
        self.forget_attempts();
        let Some(before) = self.place(id)? else { return work() };
        let last = self.last_attempt(before.run, before.test)?;
        work()?;
        let Some(after) = self.place(id)? else { return self.recount(before.run) };
        let now_last = self.last_attempt(after.run, after.test)?;
        for (attempt, n) in [(last.as_ref(), -1), (now_last.as_ref(), 1)] {
            if let Some(attempt) = attempt {
                self.count(after.run, attempt.status.clone(), n);
            }
        }
        let (before, now) = (before.sums, after.sums);
        self.add(after.run, Sums { results: now.results - before.results, spent_ms: now.spent_ms - before.spent_ms });
        if let Some(now_last) = now_last {
            // A mark that the attempts do not explain is that of the tool, and stays.
            let is_of_tool = now_last.is_flaky
                && !last.as_ref().is_some_and(|last| last.id == now_last.id && last.passed_at_last())
                && !now_last.passed_at_last();
            let is_flaky = is_of_tool || now_last.passed_at_last();
            if is_flaky != now_last.is_flaky {
                self.0.execute("UPDATE results SET is_flaky = ?2 WHERE id = ?1", p![now_last.id, is_flaky])?;
            }
            self.0.execute(
                "UPDATE results SET is_retried = (id <> ?3) WHERE run_id = ?1 AND test_id = ?2",
                p![after.run, after.test, now_last.id],
            )?;
        }
        if let Some(case) = after.case {
            // The plus sign keeps the engine from walking through all results of the run.
            self.0.execute(
                &format!(
                    "UPDATE run_cases SET is_tested = EXISTS (SELECT 1 FROM results WHERE +run_id = ?1 AND case_id = ?2 \
                     AND {COVERED}) WHERE run_id = ?1 AND case_id = ?2"
                ),
                p![after.run, case],
            )?;
            self.refresh_case(case)?;
        }
        Ok(())
    }

    fn place(&self, id: ResultId) -> Result<Option<Place>> {
        self.0.opt(
            &format!(
                "SELECT run_id, case_id, test_id, CASE WHEN {COVERED} THEN 1 ELSE 0 END, coalesce(duration_ms, 0) \
                 FROM results WHERE id = ?1"
            ),
            p![id],
            |r| {
                Ok(Place {
                    run: RunId(r.int(0)?),
                    case: r.opt_int(1)?.map(CaseId),
                    test: TestId(r.int(2)?),
                    sums: Sums { results: r.int(3)?, spent_ms: r.int(3)? * r.int(4)? },
                })
            },
        )
    }

    /// The last attempt of a test in its run.
    fn last_attempt(&self, run: RunId, test: TestId) -> Result<Option<Attempt>> {
        let sql = format!(
            "SELECT {} FROM results WHERE {} ORDER BY coalesce(end_ms, created_ms) DESC, +id DESC LIMIT 1",
            attempt_columns(""),
            attempts_of("results", "?1", "?2")
        );
        self.0.opt(&sql, p![run, test], attempt)
    }

    /// The last attempt of a test with several in a run, as this transaction knows it.
    pub(super) fn remembered(&self, run: RunId, test: TestId) -> Option<Attempt> {
        self.0.pending.borrow().attempts.get(&(run, test)).cloned()
    }

    /// Remembers the last attempt of a test with several in a run.
    pub(super) fn remember(&self, run: RunId, test: TestId, last: Attempt) {
        let mut pending = self.0.pending.borrow_mut();
        if pending.attempts.len() >= REMEMBERED {
            pending.attempts.clear();
        }
        pending.attempts.insert((run, test), last);
    }

    /// Forgets the last attempts, because results are changed in another way than by storing new ones.
    fn forget_attempts(&self) {
        self.0.pending.borrow_mut().attempts.clear();
    }

    /// Recomputes the last result of a case.
    pub(super) fn refresh_case(&self, case: CaseId) -> Result<()> {
        match self.look_up(case, None)? {
            Some(last) => self.0.execute(
                "INSERT INTO case_last_results (case_id, result_id, run_id, status, latest_ms) VALUES (?1, ?2, ?3, ?4, ?5) \
                 ON CONFLICT (case_id) DO UPDATE SET result_id = excluded.result_id, run_id = excluded.run_id, \
                   status = excluded.status, latest_ms = excluded.latest_ms",
                p![case, last.result, last.run, last.status.slug(), last.latest_ms],
            )?,
            None => self.0.execute("DELETE FROM case_last_results WHERE case_id = ?1", p![case])?,
        };
        self.0.notice(case);
        Ok(())
    }

    /// Recomputes the last results of the cases of a run that was trashed or restored.
    pub(super) fn refresh_run(&self, run: RunId) -> Result<()> {
        let cases = self.0.all("SELECT case_id FROM run_cases WHERE run_id = ?1", p![run], |r| Ok(CaseId(r.int(0)?)))?;
        cases.into_iter().try_for_each(|case| self.refresh_case(case))
    }

    /// Recomputes the counters of a run.
    pub(super) fn recount(&self, run: RunId) -> Result<()> {
        self.flush()?;
        self.forget_attempts();
        self.unsettle(run);
        self.0.execute("DELETE FROM run_counters WHERE run_id = ?1", p![run])?;
        let of_run = COUNTERS.replacen("FROM results WHERE", "FROM results WHERE run_id = ?1 AND", 1);
        self.0.execute(&format!("INSERT INTO run_counters (run_id, status, tests) {of_run}"), p![run])?;
        self.0.execute(
            &format!(
                "UPDATE runs SET (result_count, result_ms) = (SELECT count(*), coalesce(CAST(sum(duration_ms) AS BIGINT), 0) \
                   FROM results WHERE run_id = ?1 AND {COVERED}) WHERE id = ?1"
            ),
            p![run],
        )?;
        Ok(())
    }

    /// Rebuilds all roll-ups, for a file that was recovered from a damaged one.
    pub(super) fn rebuild(&self) -> Result<()> {
        self.0.known_tests().restore()?;
        self.0.execute(
            "UPDATE results SET is_retried = EXISTS (SELECT 1 FROM results later WHERE later.run_id = results.run_id \
                 AND later.test_id = results.test_id AND later.deleted_ms IS NULL AND later.visible_ms IS NULL \
                 AND (coalesce(later.end_ms, later.created_ms), later.id) > (coalesce(results.end_ms, results.created_ms), results.id))",
            &[],
        )?;
        self.0.execute("DELETE FROM case_last_results", &[])?;
        self.0.execute(
            &format!("INSERT INTO case_last_results (case_id, result_id, run_id, status, latest_ms) {}", last_results()),
            &[],
        )?;
        self.0.execute(
            "UPDATE run_cases SET is_tested = EXISTS (SELECT 1 FROM results r WHERE r.run_id = run_cases.run_id \
             AND r.case_id = run_cases.case_id AND r.deleted_ms IS NULL AND r.visible_ms IS NULL)",
            &[],
        )?;
        for run in self.0.all("SELECT id FROM runs", &[], |r| Ok(RunId(r.int(0)?)))? {
            self.recount(run)?;
        }
        self.0.pending.borrow_mut().unsettled.clear();
        self.0.outcomes().rebuild()
    }

    pub(super) fn count(&self, run: RunId, status: String, n: i64) {
        *self.0.pending.borrow_mut().tests.entry((run, status)).or_default() += n;
    }

    /// Counts a new attempt of this duration.
    pub(super) fn count_attempt(&self, run: RunId, duration_ms: Option<i64>) {
        self.add(run, Sums { results: 1, spent_ms: duration_ms.unwrap_or(0) });
    }

    fn add(&self, run: RunId, more: Sums) {
        let mut pending = self.0.pending.borrow_mut();
        let sums = pending.sums.entry(run).or_default();
        sums.results += more.results;
        sums.spent_ms += more.spent_ms;
        pending.unsettled.insert(run);
    }

    /// Marks the outcomes of a run as possibly changed. They are packed again before the transaction ends.
    pub(super) fn unsettle(&self, run: RunId) {
        self.0.pending.borrow_mut().unsettled.insert(run);
    }

    /// Packs the outcomes of finished runs that have changed. Called before the transaction ends.
    pub(super) fn settle(&self) -> Result<()> {
        self.flush()?;
        let unsettled = std::mem::take(&mut self.0.pending.borrow_mut().unsettled);
        unsettled.into_iter().try_for_each(|run| self.0.outcomes().settle(run))
    }

    /// Writes the pending changes of counters. Called before the transaction ends and before it reads counters.
    pub(super) fn flush(&self) -> Result<()> {
        let (tests, sums) = {
            let mut pending = self.0.pending.borrow_mut();
            (std::mem::take(&mut pending.tests), std::mem::take(&mut pending.sums))
        };
        let tests = tests.into_iter().filter(|(_, n)| *n != 0);
        self.0.execute_many(
            "INSERT INTO run_counters (run_id, status, tests) VALUES (?1, ?2, ?3) \
             ON CONFLICT (run_id, status) DO UPDATE SET tests = run_counters.tests + excluded.tests",
            tests.map(|((run, status), n)| row![run, status, n]),
        )?;
        let sums = sums.into_iter().filter(|(_, s)| (s.results, s.spent_ms) != (0, 0));
        self.0.execute_many(
            "UPDATE runs SET result_count = result_count + ?2, result_ms = result_ms + ?3 WHERE id = ?1",
            sums.map(|(run, Sums { results, spent_ms })| row![run, results, spent_ms]),
        )
    }
}
