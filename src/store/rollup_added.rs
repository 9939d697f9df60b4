//! Roll-ups of results that are stored together: each question and each change is one statement for all of them.
//!
//! The rows of the roll-ups are looked up first, the results are gone through in memory, in their order, and what differs is written.

use super::error::Result;
use super::rollup::{Attempt, Rollup, attempt};
use crate::base::Millis;
use crate::domain::ids::{CaseId, ResultId, RunId, TestId};
use crate::domain::result::ResultContent;
use crate::row;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// A stored result that is not hidden.
#[derive(Debug, Clone, Copy)]
pub(super) struct Added<'a> {
    pub(super) id: ResultId,
    pub(super) test: TestId,
    pub(super) content: &'a ResultContent,
    /// The test was created for the result.
    pub(super) is_test_new: bool,
}

impl Rollup<'_> {
    /// Updates the roll-ups for the new results of a run, which have ascending ids.
    pub(super) fn added(&self, run: RunId, added: &[Added<'_>]) -> Result<()> {
        if added.is_empty() {
            return Ok(());
        }
        self.attempts_added(run, added)?;
        self.cases_added(run, added)
    }

    /// Counts the last attempt of each test and marks the attempts before it.
    fn attempts_added(&self, run: RunId, added: &[Added<'_>]) -> Result<()> {
        let mut last = self.attempts_before(run, added)?;
        let (mut retried, mut flaky) = (Vec::new(), Vec::new());
        for one in added {
            let at = self.at(one);
            let status = one.content.status.slug().to_owned();
            let new = Attempt { id: one.id, status, at_ms: at, is_flaky: one.content.is_flaky };
            let Some(before) = last.remove(&one.test) else {
                self.count(run, new.status.clone(), 1);
                self.count_attempt(run, one.content.duration_ms);
                last.insert(one.test, new);
                continue;
            };
            let (earlier, later) = if (before.at_ms, before.id) > (at, one.id) { (new, before) } else { (before, new) };
            retried.push(earlier.id);
            let is_flaky = later.status == "passed" && (earlier.is_bad() || earlier.is_flaky);
            if is_flaky && !later.is_flaky {
                flaky.push(later.id);
            }
            if later.id == one.id {
                self.count(run, earlier.status, -1);
                self.count(run, later.status.clone(), 1);
            }
            self.count_attempt(run, one.content.duration_ms);
            let later = Attempt { is_flaky: later.is_flaky || is_flaky, ..later };
            self.remember(run, one.test, later.clone());
            last.insert(one.test, later);
        }
        self.tx().execute_many("UPDATE results SET is_retried = TRUE WHERE id = ?1", retried.iter().map(|id| row![*id]))?;
        self.tx().execute_many("UPDATE results SET is_flaky = TRUE WHERE id = ?1", flaky.iter().map(|id| row![*id]))
    }

    /// The last attempts before the new results were stored: the only ones that are not marked as retried. Looked for from the latest
    /// on, which it nearly always is.
    fn attempts_before(&self, run: RunId, added: &[Added<'_>]) -> Result<FxHashMap<TestId, Attempt>> {
        let mut found = FxHashMap::default();
        let (mut seen, mut asked) = (FxHashSet::default(), Vec::new());
        for one in added {
            if !seen.insert(one.test) || one.is_test_new {
                continue;
            }
            match self.remembered(run, one.test) {
                Some(known) => drop(found.insert(one.test, known)),
                None => asked.push(one.test),
            }
        }
        let first = added.first().map_or(ResultId(0), |one| one.id);
        let sql = "SELECT id, status, coalesce(end_ms, created_ms), is_flaky FROM results WHERE run_id = ?1 AND test_id = ?2 \
                   AND id < ?3 AND is_retried = FALSE AND deleted_ms IS NULL AND visible_ms IS NULL ORDER BY id DESC LIMIT 1";
        self.tx().each_of(sql, asked.iter().map(|test| row![run, *test, first]), |i, r| {
            found.insert(asked[i], attempt(r)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Makes new results the last ones of their cases, where they are later.
    ///
    /// Uses plain statements on single rows: an upsert, or an insert of a query, would open a journal for the statement, and each of
    /// these costs as much as everything that the transaction has written before.
    fn cases_added(&self, run: RunId, added: &[Added<'_>]) -> Result<()> {
        let mut latest: BTreeMap<CaseId, (Millis, &Added<'_>)> = BTreeMap::new();
        for one in added {
            let Some(case) = one.content.case_id else { continue };
            let at = self.at(one);
            let kept = latest.entry(case).or_insert((at, one));
            if (at, one.id) > (kept.0, kept.1.id) {
                *kept = (at, one);
            }
        }
        if latest.is_empty() || self.is_in_trash(run)? {
            return Ok(());
        }
        let cases: Vec<CaseId> = latest.keys().copied().collect();
        let mut has_last = FxHashSet::default();
        let sql = "SELECT at_ms, result_id FROM case_last_results WHERE case_id = ?1";
        self.tx().each_of(sql, cases.iter().map(|case| row![*case]), |i, r| {
            let last = (r.int(0)?, ResultId(r.int(1)?));
            has_last.insert(cases[i]);
            if latest.get(&cases[i]).is_some_and(|(at, one)| last > (*at, one.id)) {
                latest.remove(&cases[i]);
            }
            Ok(())
        })?;
        let rows = |is_there: bool| {
            let wanted = latest.iter().filter(|(case, _)| has_last.contains(case) == is_there);
            let values = |(case, (at, one)): (&CaseId, &(Millis, &Added<'_>))| {
                row![*case, one.id, run, one.content.status.slug().to_owned(), *at]
            };
            wanted.map(values).collect::<Vec<_>>()
        };
        self.tx().execute_many(
            "INSERT INTO case_last_results (case_id, result_id, run_id, status, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
            rows(false),
        )?;
        self.tx().execute_many(
            "UPDATE case_last_results SET result_id = ?2, run_id = ?3, status = ?4, at_ms = ?5 WHERE case_id = ?1",
            rows(true),
        )?;
        latest.into_keys().for_each(|case| self.tx().notice(case));
        Ok(())
    }

    fn is_in_trash(&self, run: RunId) -> Result<bool> {
        let alive = self.tx().opt("SELECT 1 FROM runs WHERE id = ?1 AND deleted_ms IS NULL", crate::p![run], |_| Ok(()))?;
        Ok(alive.is_none())
    }

    fn at(&self, added: &Added<'_>) -> Millis {
        added.content.end_ms.unwrap_or(self.tx().now())
    }

    /// Adds the cases of new results to a run. A case that any of these marks as tested is so.
    pub(super) fn mark_all(&self, run: RunId, cases: &[(CaseId, bool)]) -> Result<()> {
        let (mut order, mut wanted) = (Vec::new(), FxHashMap::default());
        for (case, is_tested) in cases {
            let known = wanted.entry(*case).or_insert_with(|| {
                order.push(*case);
                false
            });
            *known |= *is_tested;
        }
        let mut there = FxHashMap::default();
        let sql = "SELECT is_tested FROM run_cases WHERE run_id = ?1 AND case_id = ?2";
        self.tx().each_of(sql, order.iter().map(|case| row![run, *case]), |i, r| {
            there.insert(order[i], r.bool(0)?);
            Ok(())
        })?;
        let new = order.iter().filter(|case| !there.contains_key(case));
        self.tx().execute_many(
            "INSERT INTO run_cases (run_id, case_id, is_tested) VALUES (?1, ?2, ?3)",
            new.map(|case| row![run, *case, wanted[case]]),
        )?;
        let tested = order.iter().filter(|case| wanted[case] && there.get(case) == Some(&false));
        self.tx().execute_many(
            "UPDATE run_cases SET is_tested = ?3 WHERE run_id = ?1 AND case_id = ?2",
            tested.map(|case| row![run, *case, true]),
        )
    }
}
