//! Roll-ups of results that are stored together: each question and each change is one statement for all of them.
//!
//! The rows of the roll-ups are looked up first, the results are gone through in memory, in their order, and what differs is written.

use super::error::Result;
use super::rollup::{LastResult, Rollup, attempt, attempt_columns, attempts_of};
use super::tx_memory::Attempt;
use crate::row;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{CaseId, ResultId, RunId, TestId};
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::status::ResultStatus;

/// A stored result that is not hidden.
#[derive(Debug, Clone, Copy)]
pub(super) struct Added<'a> {
    pub(super) id: ResultId,
    pub(super) test: TestId,
    pub(super) content: &'a ResultContent,
    /// The test was created for the result.
    pub(super) is_test_new: bool,
}

/// A new result, as far as the last result of its case depends on it.
#[derive(Debug, Clone, Copy)]
struct Candidate<'a> {
    id: ResultId,
    test: TestId,
    status: &'a ResultStatus,
    at_ms: Millis,
}

/// The last result of a case, with its test and its own end time.
#[derive(Debug, Clone)]
pub(super) struct CaseLastResult {
    last: LastResult,
    test: TestId,
    at_ms: Millis,
}

impl CaseLastResult {
    fn of(run: RunId, new: &Candidate<'_>, latest_ms: Millis) -> Self {
        let last = LastResult { result: new.id, run, status: new.status.clone(), latest_ms };
        Self { last, test: new.test, at_ms: new.at_ms }
    }
}

/// The last result of a case after new results of a run, in the order of their ids, which are larger than those before. `None` where the
/// case must be looked up. `is_tested`: the case had results in the run before.
fn last_after(run: RunId, before: Option<CaseLastResult>, new: &[Candidate<'_>], is_tested: bool) -> Option<CaseLastResult> {
    let mut now = before;
    // Results of the run that are not known here: those stored before, where another run has the last result.
    let mut has_others = is_tested;
    for one in new {
        let Some(old) = now.as_mut() else {
            if has_others {
                return None;
            }
            now = Some(CaseLastResult::of(run, one, one.at_ms));
            continue;
        };
        if old.last.run != run {
            if one.at_ms < old.last.latest_ms {
                has_others = true;
            } else if has_others {
                return None;
            } else {
                *old = CaseLastResult::of(run, one, one.at_ms);
            }
            continue;
        }
        let is_latest = one.at_ms >= old.last.latest_ms;
        old.last.latest_ms = old.last.latest_ms.max(one.at_ms);
        let order = one.status.order().cmp(&old.last.status.order());
        if one.test == old.test {
            match (one.at_ms >= old.at_ms, order) {
                (false, _) => {}
                (true, Ordering::Greater) => return None,
                (true, _) => *old = CaseLastResult::of(run, one, old.last.latest_ms),
            }
        } else if order == Ordering::Less || (order == Ordering::Equal && one.at_ms >= old.at_ms) {
            // An earlier attempt of its test does not count. The latest result of the run is none.
            if !is_latest {
                return None;
            }
            *old = CaseLastResult::of(run, one, old.last.latest_ms);
        }
    }
    now
}

impl Rollup<'_> {
    /// Updates the roll-ups for the new results of a run, which have ascending ids. `tested`: cases that had a result in the run before.
    pub(super) fn added(&self, run: RunId, added: &[Added<'_>], tested: &FxHashSet<CaseId>) -> Result<()> {
        if added.is_empty() {
            return Ok(());
        }
        self.attempts_added(run, added)?;
        self.cases_added(run, added, tested)
    }

    /// Counts the last attempt of each test and marks the attempts before it.
    fn attempts_added(&self, run: RunId, added: &[Added<'_>]) -> Result<()> {
        let mut last = self.attempts_before(run, added)?;
        let (mut retried, mut flaky) = (Vec::new(), Vec::new());
        for one in added {
            let at = self.at(one);
            let status = one.content.status.slug().to_owned();
            let new = Attempt { id: one.id, status, at_ms: at, is_flaky: one.content.is_flaky, has_bad_before: false };
            let Some(before) = last.remove(&one.test) else {
                self.count(run, new.status.clone(), 1);
                self.count_attempt(run, one.content.duration_ms);
                last.insert(one.test, new);
                continue;
            };
            let (earlier, later) = if (before.at_ms, before.id) > (at, one.id) { (new, before) } else { (before, new) };
            retried.push(earlier.id);
            let has_bad_before = later.has_bad_before || earlier.is_bad() || earlier.has_bad_before;
            let is_flaky = later.status == "passed" && (has_bad_before || earlier.is_flaky);
            if is_flaky && !later.is_flaky {
                flaky.push(later.id);
            }
            if later.id == one.id {
                self.count(run, earlier.status, -1);
                self.count(run, later.status.clone(), 1);
            }
            self.count_attempt(run, one.content.duration_ms);
            let later = Attempt { is_flaky: later.is_flaky || is_flaky, has_bad_before, ..later };
            self.remember(run, one.test, later.clone());
            last.insert(one.test, later);
        }
        self.tx().execute_many("UPDATE results SET is_retried = TRUE WHERE id = ?1", retried.iter().map(|id| row![*id]))?;
        self.tx().execute_many("UPDATE results SET is_flaky = TRUE WHERE id = ?1", flaky.iter().map(|id| row![*id]))
    }

    /// The last attempts before the new results were stored: the only ones that are not marked as retried.
    fn attempts_before(&self, run: RunId, added: &[Added<'_>]) -> Result<FxHashMap<TestId, Attempt>> {
        let mut found = FxHashMap::default();
        let is_first = |test| self.tx().memory().is_some_and(|memory| memory.borrow().lacks_test(run, test));
        let (mut seen, mut asked) = (FxHashSet::default(), Vec::new());
        for one in added {
            if !seen.insert(one.test) || one.is_test_new || is_first(one.test) {
                continue;
            }
            match self.remembered(run, one.test) {
                Some(known) => drop(found.insert(one.test, known)),
                None => asked.push(one.test),
            }
        }
        let first = added.first().map_or(ResultId(0), |one| one.id);
        let sql = format!(
            "SELECT {} FROM results WHERE {} AND +id < ?3 AND is_retried = FALSE ORDER BY +id DESC LIMIT 1",
            attempt_columns("AND +bad.id < ?3"),
            attempts_of("results", "?1", "?2")
        );
        self.tx().each_of(&sql, asked.iter().map(|test| row![run, *test, first]), |i, r| {
            found.insert(asked[i], attempt(r)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Makes new results the last ones of their cases, where they are. A case is looked up anew only where the new results alone do not say
    /// which result is the last: where its last result was tried again and came out better, for example.
    ///
    /// Uses plain statements on single rows: an upsert, or an insert of a query, would open a journal for the statement, and each of
    /// these costs as much as everything that the transaction has written before.
    fn cases_added(&self, run: RunId, added: &[Added<'_>], tested: &FxHashSet<CaseId>) -> Result<()> {
        let mut new: BTreeMap<CaseId, Vec<Candidate<'_>>> = BTreeMap::new();
        for one in added {
            let Some(case) = one.content.case_id else { continue };
            if one.content.status.is_ended() {
                let at_ms = self.at(one);
                new.entry(case).or_default().push(Candidate { id: one.id, test: one.test, status: &one.content.status, at_ms });
            }
        }
        if new.is_empty() || self.is_in_trash(run)? {
            return Ok(());
        }
        let cases: Vec<CaseId> = new.keys().copied().collect();
        let mut before: FxHashMap<CaseId, CaseLastResult> = FxHashMap::default();
        let mut asked = cases.clone();
        if let Some(memory) = self.tx().memory() {
            let memory = memory.borrow();
            before.extend(cases.iter().filter_map(|case| Some((*case, memory.last(*case)?.clone()))));
            asked.retain(|case| !before.contains_key(case));
        }
        let sql = "SELECT l.result_id, l.run_id, l.status, l.latest_ms, r.test_id, coalesce(r.end_ms, r.created_ms) \
                   FROM case_last_results l JOIN results r ON r.id = l.result_id WHERE l.case_id = ?1";
        self.tx().each_of(sql, asked.iter().map(|case| row![*case]), |i, r| {
            let status = ResultStatus::parse(r.str(2)?);
            let last = LastResult { result: ResultId(r.int(0)?), run: RunId(r.int(1)?), status, latest_ms: r.int(3)? };
            before.insert(asked[i], CaseLastResult { last, test: TestId(r.int(4)?), at_ms: r.int(5)? });
            Ok(())
        })?;
        let mut last: FxHashMap<CaseId, LastResult> = FxHashMap::default();
        let mut unclear = Vec::new();
        for (case, candidates) in new {
            let now = last_after(run, before.get(&case).cloned(), &candidates, tested.contains(&case));
            match &now {
                Some(now) => drop(last.insert(case, now.last.clone())),
                None => unclear.push(case),
            }
            if let Some(memory) = self.tx().memory() {
                memory.borrow_mut().keep_last(case, now);
            }
        }
        last.extend(self.look_up_all(&unclear, None)?);
        let (mut inserted, mut updated) = (Vec::new(), Vec::new());
        for case in cases {
            let (old, last) = (before.remove(&case), last.remove(&case));
            let Some(last) = last.filter(|last| old.as_ref().is_none_or(|old| old.last != *last)) else { continue };
            let rows = if old.is_some() { &mut updated } else { &mut inserted };
            rows.push(row![case, last.result, last.run, last.status.slug().to_owned(), last.latest_ms]);
            self.tx().notice(case);
        }
        self.tx().execute_many(
            "INSERT INTO case_last_results (case_id, result_id, run_id, status, latest_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
            inserted,
        )?;
        self.tx().execute_many(
            "UPDATE case_last_results SET result_id = ?2, run_id = ?3, status = ?4, latest_ms = ?5 WHERE case_id = ?1",
            updated,
        )
    }

    fn is_in_trash(&self, run: RunId) -> Result<bool> {
        let alive = self.tx().opt("SELECT 1 FROM runs WHERE id = ?1 AND deleted_ms IS NULL", crate::p![run], |_| Ok(()))?;
        Ok(alive.is_none())
    }

    fn at(&self, added: &Added<'_>) -> Millis {
        added.content.end_ms.unwrap_or(self.tx().now())
    }

    /// Adds the cases of new results to a run, and returns those that were tested in it before. A case that any of these marks as
    /// tested is so.
    pub(super) fn mark_all(&self, run: RunId, cases: &[(CaseId, bool)]) -> Result<FxHashSet<CaseId>> {
        let (mut order, mut wanted) = (Vec::new(), FxHashMap::default());
        for (case, is_tested) in cases {
            let known = wanted.entry(*case).or_insert_with(|| {
                order.push(*case);
                false
            });
            *known |= *is_tested;
        }
        let there = self.marked_before(run, &order)?;
        let new = order.iter().filter(|case| !there.contains_key(case));
        self.tx().execute_many(
            "INSERT INTO run_cases (run_id, case_id, is_tested) VALUES (?1, ?2, ?3)",
            new.map(|case| row![run, *case, wanted[case]]),
        )?;
        let tested = order.iter().filter(|case| wanted[case] && there.get(case) == Some(&false));
        self.tx().execute_many(
            "UPDATE run_cases SET is_tested = ?3 WHERE run_id = ?1 AND case_id = ?2",
            tested.map(|case| row![run, *case, true]),
        )?;
        if let Some(memory) = self.tx().memory() {
            let now = order.iter().map(|case| (*case, wanted[case] || there.get(case) == Some(&true)));
            memory.borrow_mut().add_cases(run, now);
        }
        Ok(there.into_iter().filter_map(|(case, is_tested)| is_tested.then_some(case)).collect())
    }

    /// Those of these cases that the run has, with the marks of tested ones.
    fn marked_before(&self, run: RunId, cases: &[CaseId]) -> Result<FxHashMap<CaseId, bool>> {
        if let Some(memory) = self.tx().memory()
            && let Some(known) = memory.borrow().cases(run)
        {
            return Ok(cases.iter().filter_map(|case| Some((*case, *known.get(case)?))).collect());
        }
        let mut there = FxHashMap::default();
        let sql = "SELECT is_tested FROM run_cases WHERE run_id = ?1 AND case_id = ?2";
        self.tx().each_of(sql, cases.iter().map(|case| row![run, *case]), |i, r| {
            there.insert(cases[i], r.bool(0)?);
            Ok(())
        })?;
        Ok(there)
    }
}
