//! History of tests: the outcomes of the last finished runs in each environment, and the lists of tests that are made of it.

use super::error::Result;
use super::outcomes::FinishedOutcomes;
use super::page::{IN_LIST, Where};
use super::{Tx, packed};
use crate::db::Row;
use crate::{p, row};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::slice;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{CaseId, ProjectId, RunId, TestId};
use voluptas_core::domain::outcome::{self, HistorySummary, Outcome, PastOutcome};
use voluptas_core::domain::rules::ResultRules;

/// Outcomes that are kept of a test in an environment. More than the rules look at, so that a run that is taken out leaves enough.
const KEPT: usize = 50;

/// Tests of an order that are weighed by their outcomes in some runs alone, at least.
const LOOKED_AT: usize = 1_000;

/// Condition of the rows of flaky tests: [`HistorySummary::is_flaky`] in SQL.
const IS_FLAKY: &str = "flaky_rate > 0";

#[derive(Debug, Serialize, Deserialize)]
struct PackedSeen {
    run: i64,
    at_ms: i64,
    status: packed::Status,
    duration_ms: Option<i64>,
}

/// The order of a list of tests; the first is the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WorstBy {
    /// By the rate of flakiness.
    Flaky,
    /// By the number of failed outcomes.
    Failing,
    /// By the mean duration.
    Slow,
}

impl WorstBy {
    /// The number of a record that the list is ordered by.
    #[must_use]
    pub fn figure(self, record: &HistorySummary) -> i64 {
        match self {
            Self::Flaky => record.flaky_rate,
            Self::Failing => i64::try_from(record.bad).unwrap_or(i64::MAX),
            Self::Slow => record.mean_ms.unwrap_or(0),
        }
    }
}

/// The history of a test in an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestHistory {
    pub test: TestId,
    /// Row id of the environment; `None` for runs without one.
    pub environment: Option<i64>,
    /// Outcomes, oldest run first.
    pub seen: Vec<PastOutcome>,
    /// Rates and durations computed from them.
    pub record: HistorySummary,
    /// Numbers by which they were computed.
    pub rules: ResultRules,
}

/// Histories in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct TestHistories<'t>(&'t Tx<'t>);

impl Tx<'_> {
    /// The history of tests.
    pub fn test_history(&self) -> TestHistories<'_> {
        TestHistories(self)
    }
}

fn pack(seen: &[PastOutcome]) -> Result<Vec<u8>> {
    let (mut run, mut at) = (0, 0);
    let row = |s: &PastOutcome| {
        let row = PackedSeen {
            run: s.run.0.wrapping_sub(run),
            at_ms: s.at_ms.wrapping_sub(at),
            status: packed::Status::new(&s.status, s.is_flaky),
            duration_ms: s.duration_ms,
        };
        (run, at) = (s.run.0, s.at_ms);
        row
    };
    let rows: Vec<PackedSeen> = seen.iter().map(row).collect();
    packed::pack(&rows)
}

fn unpack(bytes: Option<&[u8]>) -> Result<Vec<PastOutcome>> {
    let rows: Vec<PackedSeen> = packed::unpack(bytes, "history of a test")?;
    let (mut run, mut at) = (0_i64, 0_i64);
    let seen = |row: PackedSeen| {
        (run, at) = (run.wrapping_add(row.run), at.wrapping_add(row.at_ms));
        let (status, is_flaky) = row.status.open();
        PastOutcome { run: RunId(run), at_ms: at, status, is_flaky, duration_ms: row.duration_ms }
    };
    Ok(rows.into_iter().map(seen).collect())
}

fn history(r: &Row<'_>, rules: &ResultRules) -> Result<TestHistory> {
    let seen = unpack(r.opt_bytes(2)?)?;
    let environment = Some(r.int(1)?).filter(|id| *id != 0);
    Ok(TestHistory { test: TestId(r.int(0)?), environment, record: outcome::summarize(&seen, rules), rules: *rules, seen })
}

impl TestHistories<'_> {
    /// The history of a test in each environment.
    pub fn of_test(&self, test: TestId) -> Result<Vec<TestHistory>> {
        self.of_tests(&[test])
    }

    /// The history of these tests in each environment.
    pub fn of_tests(&self, tests: &[TestId]) -> Result<Vec<TestHistory>> {
        // The tests of one question are most often of one project.
        let mut rules: BTreeMap<ProjectId, ResultRules> = BTreeMap::new();
        let mut found = Vec::new();
        for part in tests.chunks(IN_LIST) {
            let mut w = Where::new("TRUE", Vec::new());
            w.any_of("test_id", part.iter().copied());
            let sql = format!(
                "SELECT test_id, environment_id, recent, project_id FROM test_history {} ORDER BY test_id, environment_id",
                w.sql()
            );
            let usual = ResultRules::default();
            for (mut history, project) in self.0.all(&sql, w.params(), |r| Ok((history(r, &usual)?, ProjectId(r.int(3)?))))? {
                let rules = match rules.get(&project) {
                    Some(rules) => *rules,
                    None => *rules.entry(project).or_insert(self.0.projects().rules(project)?),
                };
                if rules != usual {
                    (history.record, history.rules) = (outcome::summarize(&history.seen, &rules), rules);
                }
                found.push(history);
            }
        }
        Ok(found)
    }

    /// The cases of a project with a test that is flaky in some environment.
    pub fn flaky_cases(&self, project: ProjectId) -> Result<FxHashSet<CaseId>> {
        let sql = format!(
            "SELECT DISTINCT t.case_id FROM (SELECT test_id FROM test_history WHERE project_id = ?1 AND {IS_FLAKY}) h \
             JOIN tests t ON t.id = h.test_id WHERE t.case_id IS NOT NULL"
        );
        Ok(self.0.all(&sql, p![project], |r| Ok(CaseId(r.int(0)?)))?.into_iter().collect())
    }

    /// The outcome of a test in the latest of these runs of an environment that has it. Runs beyond the kept ones are not known.
    pub fn last_in(&self, test: TestId, environment: Option<i64>, runs: &FxHashSet<RunId>) -> Result<Option<PastOutcome>> {
        let sql = "SELECT recent FROM test_history WHERE test_id = ?1 AND environment_id = ?2";
        let stored = self.0.opt(sql, p![test, environment.unwrap_or(0)], |r| unpack(r.opt_bytes(0)?))?;
        Ok(stored.unwrap_or_default().into_iter().rev().find(|seen| runs.contains(&seen.run)))
    }

    /// The worst tests of a project, at most `limit`. Reads an index, so that the others cost nothing.
    pub fn worst(&self, project: ProjectId, by: WorstBy, limit: usize) -> Result<Vec<TestHistory>> {
        self.page_of_worst(project, by, None, 0, limit)
    }

    /// The worst tests of a project by their outcomes in these runs, at most `limit`, in one environment or in each of them. The outcomes
    /// are those among the last [`outcome::WINDOW`] of the test in the environment; history and record of the answer hold them alone.
    ///
    /// The index gives the tests by their whole window, and no test is worse in a part of it without being among them: fewer runs have no
    /// more failures and no more switches. Rates and means of fewer runs may be higher, so of these lists [`LOOKED_AT`] tests are weighed.
    pub fn worst_in(
        &self,
        project: ProjectId,
        by: WorstBy,
        environment: Option<i64>,
        runs: &FxHashSet<RunId>,
        limit: usize,
    ) -> Result<Vec<TestHistory>> {
        self.worst_where(project, by, environment, limit, |_, run| runs.contains(&run), |_| true)
    }

    /// Does the same as [`TestHistories::worst_in`] for the outcomes of tests that `is_shown` chooses, and the tests that fit with these.
    pub fn worst_where(
        &self,
        project: ProjectId,
        by: WorstBy,
        environment: Option<i64>,
        limit: usize,
        is_shown: impl Fn(TestId, RunId) -> bool,
        fits: impl Fn(&TestHistory) -> bool,
    ) -> Result<Vec<TestHistory>> {
        let rules = self.0.projects().rules(project)?;
        let mut found: Vec<TestHistory> = Vec::new();
        let (mut from, mut page) = (0, limit.max(LOOKED_AT / 4));
        loop {
            let rows = self.page_of_worst(project, by, environment, from, page)?;
            let is_last = rows.len() < page;
            let least = rows.last().map_or(0, |row| by.figure(&row.record));
            for mut history in rows {
                let surplus = history.seen.len().saturating_sub(outcome::WINDOW);
                history.seen.drain(..surplus);
                history.seen.retain(|seen| is_shown(history.test, seen.run));
                history.record = outcome::summarize(&history.seen, &rules);
                if by.figure(&history.record) > 0 && fits(&history) {
                    found.push(history);
                }
            }
            found.sort_by_key(|history| std::cmp::Reverse(by.figure(&history.record)));
            from += page;
            // Of the tests behind, none has more failures than the last of these.
            let is_full = found.len() >= limit;
            let is_enough = match by {
                WorstBy::Failing => is_full && found.get(limit.saturating_sub(1)).is_none_or(|h| by.figure(&h.record) >= least),
                WorstBy::Flaky | WorstBy::Slow => is_full && from >= LOOKED_AT,
            };
            if is_last || is_enough {
                break;
            }
            // Pages grow, so that many removed tests cost few walks along the index.
            page = page.saturating_mul(4);
        }
        found.truncate(limit);
        Ok(found)
    }

    fn page_of_worst(
        &self,
        project: ProjectId,
        by: WorstBy,
        environment: Option<i64>,
        from: usize,
        limit: usize,
    ) -> Result<Vec<TestHistory>> {
        let column = match by {
            WorstBy::Flaky => "flaky_rate",
            WorstBy::Failing => "bad",
            WorstBy::Slow => "mean_ms",
        };
        let is_there = match by {
            WorstBy::Flaky => IS_FLAKY,
            WorstBy::Failing => "bad > 0",
            WorstBy::Slow => "mean_ms IS NOT NULL",
        };
        let in_environment = if environment.is_some() { "environment_id = ?4" } else { "CAST(?4 AS BIGINT) IS NULL" };
        let sql = format!(
            "SELECT test_id, environment_id, recent FROM test_history WHERE project_id = ?1 AND {is_there} AND {in_environment} \
             ORDER BY {column} DESC, test_id LIMIT ?2 OFFSET ?3"
        );
        let [from, limit] = [from, limit].map(|n| i64::try_from(n).unwrap_or(i64::MAX));
        let rules = self.0.projects().rules(project)?;
        self.0.all(&sql, p![project, limit, from, environment], |r| history(r, &rules))
    }

    /// Takes what was settled of a run out of the history of the tests that no outcome of the run in its environment belongs to any more.
    /// The outcomes are sorted by test; none for a run that is not finished or has another environment.
    pub(super) fn take_out(&self, run: RunId, before: &FinishedOutcomes, after: &[Outcome]) -> Result<()> {
        let Some(project) = self.project_of(run)? else { return Ok(()) };
        let leaves = |test: &TestId| after.binary_search_by_key(test, |o| o.test).is_err();
        let tests = before.outcomes.iter().map(|outcome| Ok(outcome?.test));
        let leaving: BTreeSet<TestId> = tests.filter(|test| test.as_ref().map_or(true, leaves)).collect::<Result<_>>()?;
        let rules = self.0.projects().rules(project)?;
        for test in leaving {
            self.change(project, test, before.environment, &rules, |seen| seen.retain(|s| s.run != run))?;
        }
        Ok(())
    }

    /// Sorts the histories of a workspace in which they are ordered by the end of the runs.
    pub(super) fn sort_by_start(&self) -> Result<()> {
        let starts =
            self.0.all("SELECT id, coalesce(start_ms, created_ms) FROM runs", &[], |r| Ok((RunId(r.int(0)?), r.int(1)?)))?;
        let starts: FxHashMap<RunId, Millis> = starts.into_iter().collect();
        let mut rules: BTreeMap<ProjectId, ResultRules> = BTreeMap::new();
        let mut last = (i64::MIN, i64::MIN);
        loop {
            let sql = "SELECT test_id, environment_id, project_id, recent FROM test_history WHERE (test_id, environment_id) > (?1, ?2) \
                       ORDER BY test_id, environment_id LIMIT 1000";
            let part = self
                .0
                .all(sql, p![last.0, last.1], |r| Ok(((r.int(0)?, r.int(1)?), ProjectId(r.int(2)?), unpack(r.opt_bytes(3)?)?)))?;
            let Some((key, ..)) = part.last() else { return Ok(()) };
            last = *key;
            for ((test, environment), project, mut seen) in part {
                for one in &mut seen {
                    one.at_ms = starts.get(&one.run).copied().unwrap_or(one.at_ms);
                }
                seen.sort_by_key(|one| (one.at_ms, one.run));
                let rules = match rules.get(&project) {
                    Some(rules) => *rules,
                    None => *rules.entry(project).or_insert(self.0.projects().rules(project)?),
                };
                let (bytes, rate) = (pack(&seen)?, outcome::summarize(&seen, &rules).flaky_rate);
                let sql = "UPDATE test_history SET recent = ?3, flaky_rate = ?4 WHERE test_id = ?1 AND environment_id = ?2";
                self.0.execute(sql, p![test, environment, bytes.as_slice(), rate])?;
            }
        }
    }

    /// The histories in an environment, for the outcomes of a run that began at a time.
    pub(super) fn of_run(&self, run: RunId, environment: i64, at_ms: Millis) -> Result<RunHistories<'_>> {
        let project = self.project_of(run)?;
        let last = self.0.one("SELECT max(test_id) FROM test_history", &[], |r| r.opt_int(0))?.unwrap_or(0);
        let rules = project.map(|project| self.0.projects().rules(project)).transpose()?.unwrap_or_default();
        Ok(RunHistories { histories: *self, run, environment, at_ms, project, rules, last, first: Vec::new() })
    }

    fn project_of(&self, run: RunId) -> Result<Option<ProjectId>> {
        self.0.opt("SELECT project_id FROM runs WHERE id = ?1", p![run], |r| Ok(ProjectId(r.int(0)?)))
    }

    /// Weighs the tests of a project anew, after the numbers of its rules changed.
    pub fn weigh_again(&self, project: ProjectId) -> Result<()> {
        let rules = self.0.projects().rules(project)?;
        let sql = "SELECT test_id, environment_id, recent, flaky_rate FROM test_history WHERE project_id = ?1";
        let all = self.0.all(sql, p![project], |r| {
            let rate = outcome::summarize(&unpack(r.opt_bytes(2)?)?, &rules).flaky_rate;
            Ok((TestId(r.int(0)?), r.int(1)?, r.int(3)?, rate))
        })?;
        for (test, environment, was, is) in all.into_iter().filter(|(_, _, was, is)| was != is) {
            if (was > 0) != (is > 0) {
                self.notice_case(test)?;
            }
            let sql = "UPDATE test_history SET flaky_rate = ?3 WHERE test_id = ?1 AND environment_id = ?2";
            self.0.execute(sql, p![test, environment, is])?;
        }
        Ok(())
    }

    /// Lists of cases show and filter by flaky tests, and are told of cases one by one.
    fn notice_case(&self, test: TestId) -> Result<()> {
        if let Some(case) = self.0.opt("SELECT case_id FROM tests WHERE id = ?1", p![test], |r| r.opt_int(0))?.flatten() {
            self.0.notice(CaseId(case));
        }
        Ok(())
    }

    fn change(
        &self,
        project: ProjectId,
        test: TestId,
        environment: i64,
        rules: &ResultRules,
        change: impl FnOnce(&mut Vec<PastOutcome>),
    ) -> Result<()> {
        let sql = "SELECT recent FROM test_history WHERE test_id = ?1 AND environment_id = ?2";
        let stored = self.0.opt(sql, p![test, environment], |r| unpack(r.opt_bytes(0)?))?;
        let is_new = stored.is_none();
        let mut seen = stored.unwrap_or_default();
        let was_flaky = outcome::summarize(&seen, rules).is_flaky();
        change(&mut seen);
        let record = outcome::summarize(&seen, rules);
        if was_flaky != record.is_flaky() {
            self.notice_case(test)?;
        }
        if seen.is_empty() {
            let sql = "DELETE FROM test_history WHERE test_id = ?1 AND environment_id = ?2";
            return self.0.execute(sql, p![test, environment]).map(drop);
        }
        if is_new {
            return self.insert(project, environment, rules, [(test, &seen[..])]);
        }
        let sql = "UPDATE test_history SET recent = ?3, bad = ?4, flaky_rate = ?5, mean_ms = ?6 \
                   WHERE test_id = ?1 AND environment_id = ?2";
        let bytes = pack(&seen)?;
        self.0
            .execute(sql, p![test, environment, bytes.as_slice(), count(record.bad), record.flaky_rate, record.mean_ms])
            .map(drop)
    }

    fn insert<'s>(
        &self,
        project: ProjectId,
        environment: i64,
        rules: &ResultRules,
        histories: impl IntoIterator<Item = (TestId, &'s [PastOutcome])>,
    ) -> Result<()> {
        let sql = "INSERT INTO test_history (test_id, environment_id, recent, bad, flaky_rate, mean_ms, project_id) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let packed: Vec<(TestId, HistorySummary, Vec<u8>)> = histories
            .into_iter()
            .map(|(test, seen)| Ok((test, outcome::summarize(seen, rules), pack(seen)?)))
            .collect::<Result<_>>()?;
        let rows = packed.iter().map(|(test, record, bytes)| {
            let bad = count(record.bad);
            row![*test, environment, bytes.as_slice(), bad, record.flaky_rate, record.mean_ms, project]
        });
        self.0.execute_many(sql, rows)
    }
}

/// The histories of the tests of a run.
pub(super) struct RunHistories<'t> {
    histories: TestHistories<'t>,
    run: RunId,
    environment: i64,
    at_ms: Millis,
    project: Option<ProjectId>,
    rules: ResultRules,
    /// The last test with a history. Later ones have none yet, and need no look at it.
    last: i64,
    /// First outcomes of tests that are not stored yet.
    first: Vec<(TestId, PastOutcome)>,
}

/// First outcomes that are stored together.
const TOGETHER: usize = 200;

impl RunHistories<'_> {
    /// Puts the outcome of a test in, instead of that which the history may have of the run.
    pub(super) fn put_in(&mut self, outcome: Outcome) -> Result<()> {
        let (run, Some(project)) = (self.run, self.project) else { return Ok(()) };
        let Outcome { test, status, is_flaky, duration_ms, .. } = outcome;
        let new = PastOutcome { run, at_ms: self.at_ms, status, is_flaky, duration_ms };
        if test.0 > self.last {
            self.first.push((test, new));
            return if self.first.len() < TOGETHER { Ok(()) } else { self.flush() };
        }
        let rules = self.rules;
        self.histories.change(project, test, self.environment, &rules, |seen| {
            seen.retain(|s| s.run != run);
            let place = seen.partition_point(|s| (s.at_ms, s.run) < (new.at_ms, new.run));
            seen.insert(place, new);
            let surplus = seen.len().saturating_sub(KEPT);
            seen.drain(..surplus);
        })
    }

    /// Stores the pending rows, after the last outcome.
    pub(super) fn flush(&mut self) -> Result<()> {
        let Some(project) = self.project else { return Ok(()) };
        let first = std::mem::take(&mut self.first);
        self.histories.insert(
            project,
            self.environment,
            &self.rules,
            first.iter().map(|(test, seen)| (*test, slice::from_ref(seen))),
        )
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::NewRun;
    use crate::{Op, Store};
    use std::sync::Arc;
    use voluptas_core::base::FixedClock;
    use voluptas_core::domain::result::ResultContent;
    use voluptas_core::domain::run::RunState;
    use voluptas_core::domain::status::ResultStatus;

    #[test]
    fn histories_by_the_end_of_runs_are_sorted_by_their_start() {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(10_000))).expect("store");
        let written = store.write(Op::bulk("fixture"), |tx| {
            let project = tx.projects().create("SHOP", "Shop", None)?.id;
            let mut runs = Vec::new();
            for (start, status) in [(1, ResultStatus::Passed), (2, ResultStatus::Failed), (3, ResultStatus::Passed)] {
                let mut new = NewRun { start_ms: Some(start), ..NewRun::default() };
                new.content.title = "Nightly".into();
                let run = tx.runs().create(project, &new)?.id;
                tx.results().add(run, &ResultContent { title: "Pays".into(), status, ..ResultContent::default() })?;
                tx.runs().end(run, RunState::Complete)?;
                runs.push(run);
            }
            Ok(runs)
        });
        let runs = written.expect("runs").value;
        let sorted = store.write(Op::bulk("upgrade"), |tx| {
            let test = TestId(tx.one("SELECT test_id FROM test_history", &[], |r| r.int(0))?);
            let whole = tx.test_history().of_test(test)?.remove(0);
            // The run that began first ended last.
            let mut by_end = whole.seen.clone();
            by_end.rotate_left(1);
            by_end.iter_mut().zip([20, 30, 40]).for_each(|(seen, end)| seen.at_ms = end);
            let rate = outcome::summarize(&by_end, &ResultRules::default()).flaky_rate;
            let sql = "UPDATE test_history SET recent = ?1, flaky_rate = ?2";
            tx.execute(sql, p![pack(&by_end)?.as_slice(), rate])?;
            tx.test_history().sort_by_start()?;
            let sorted = tx.test_history().of_test(test)?.remove(0);
            assert_eq!(sorted, whole);
            assert_eq!(tx.one("SELECT flaky_rate FROM test_history", &[], |r| r.int(0))?, whole.record.flaky_rate);
            Ok(sorted.seen.iter().map(|seen| seen.run).collect::<Vec<_>>())
        });
        assert_eq!(sorted.expect("sorted").value, runs);
    }
}
