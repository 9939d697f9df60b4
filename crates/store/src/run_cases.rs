//! Cases of runs that are executed by hand: their order, the people who execute them, and the combinations of their parameters.
//!
//! A run created by hand plans its cases with [`Runs::plan`]; each case has one item for each of its combinations. The current result of
//! an item is the last attempt of its test.

use super::Aggregate;
use super::entity::Entity;
use super::error::Result;
use super::page::{IN_LIST, Where};
use super::run_stats::RunStats;
use super::runs::Runs;
use crate::db::{Param, Row};
use crate::p;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::base::Millis;
use voluptas_core::domain::case::Parameter;
use voluptas_core::domain::combination::Combination;
use voluptas_core::domain::ids::{CaseId, PersonId, ResultId, RunId, SuiteId};
use voluptas_core::domain::run::RunState;
use voluptas_core::domain::status::ResultStatus;

/// A case to plan in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedCase {
    pub case: CaseId,
    /// Person who executes it.
    pub assignee: Option<PersonId>,
    /// Combinations of its parameters; empty for a case that is executed once.
    pub combinations: Vec<Combination>,
}

/// The plan of a case in a run, as the history records it. A result changes it, so that undo leaves a case that got one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Plan {
    position: i64,
    combinations: Vec<Combination>,
    is_tested: bool,
}

/// A living case of a run, with the values of its line in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunCase {
    /// The case and its plan.
    pub plan: PlannedCase,
    /// Number of the case in its project.
    pub number: i64,
    /// Title of the case.
    pub title: String,
    /// Suite of the case; `None` for the root.
    pub suite: Option<SuiteId>,
}

/// A living case of a run in which a test may lack its result: a case without any result, or one with planned combinations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UntestedCase {
    /// The case and its plan.
    pub case: RunCase,
    /// True when the case has a result in the run.
    pub is_tested: bool,
    position: i64,
}

impl UntestedCase {
    /// The place in the order of execution, from which [`Runs::untested_page`] goes on.
    pub fn place(&self) -> UntestedPlace {
        UntestedPlace(self.position, self.case.plan.case)
    }
}

/// Place of a case in the order of execution. The default lies before the first case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UntestedPlace(i64, CaseId);

impl Default for UntestedPlace {
    fn default() -> Self {
        Self(-1, CaseId(0))
    }
}

/// The last attempt of a test of a run, without its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentResult {
    /// Row id.
    pub id: ResultId,
    pub case: CaseId,
    /// Values for which it was executed.
    pub params: Combination,
    pub status: ResultStatus,
    /// Duration in milliseconds.
    pub duration_ms: Option<i64>,
    /// Time of the end, or of storing when the end is unknown.
    pub at_ms: Millis,
    /// Person who executed it.
    pub author: Option<String>,
}

const CURRENT: &str = "SELECT id, case_id, params, status, duration_ms, coalesce(end_ms, created_ms), author FROM results \
    WHERE deleted_ms IS NULL AND visible_ms IS NULL AND is_retried = FALSE";

fn current(r: &Row<'_>) -> Result<CurrentResult> {
    Ok(CurrentResult {
        id: ResultId(r.int(0)?),
        case: CaseId(r.int(1)?),
        params: r.opt_json(2)?,
        status: ResultStatus::parse(r.str(3)?),
        duration_ms: r.opt_int(4)?,
        at_ms: r.int(5)?,
        author: r.opt_text(6)?,
    })
}

fn planned(r: &Row<'_>) -> Result<RunCase> {
    let plan = PlannedCase { case: CaseId(r.int(0)?), assignee: r.opt_int(1)?.map(PersonId), combinations: r.opt_json(2)? };
    Ok(RunCase { plan, number: r.int(3)?, title: r.text(4)?, suite: r.opt_int(5)?.map(SuiteId) })
}

impl Runs<'_> {
    /// Adds cases to a run that has none, in this order. Repeated cases are added once.
    pub fn plan(&self, run: RunId, cases: &[PlannedCase]) -> Result<()> {
        for (position, planned) in (0..).zip(cases) {
            self.put(run, planned, position)?;
        }
        self.0.touch(Aggregate::Runs);
        Ok(())
    }

    /// Adds cases to the end of a run in this order, and records them for undo. Cases of the run stay as they are. Returns the
    /// number of added cases.
    pub fn plan_more(&self, run: RunId, cases: &[PlannedCase]) -> Result<usize> {
        let before = self.plans(run)?;
        let first = before.values().map(|plan| plan.position + 1).max().unwrap_or(0);
        let mut added = BTreeSet::new();
        for planned in cases {
            if !before.contains_key(&planned.case) && added.insert(planned.case) {
                self.put(run, planned, first + i64::try_from(added.len()).unwrap_or(i64::MAX) - 1)?;
            }
        }
        self.0.touch(Aggregate::Runs);
        self.record_plans(run, &before)?;
        Ok(added.len())
    }

    fn put(&self, run: RunId, planned: &PlannedCase, position: i64) -> Result<()> {
        let combinations = (!planned.combinations.is_empty()).then(|| Param::json(&planned.combinations));
        self.0.execute(
            "INSERT INTO run_cases (run_id, case_id, position, assignee_id, combinations) VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT DO NOTHING",
            &[run.into(), planned.case.into(), position.into(), planned.assignee.into(), combinations.unwrap_or(Param::Null)],
        )?;
        Ok(())
    }

    /// The plans of all cases of a run, also of cases in the trash.
    pub(super) fn plans(&self, run: RunId) -> Result<BTreeMap<CaseId, Plan>> {
        let sql = "SELECT case_id, position, combinations, is_tested FROM run_cases WHERE run_id = ?1";
        let plan = |r: &Row<'_>| {
            Ok((CaseId(r.int(0)?), Plan { position: r.int(1)?, combinations: r.opt_json(2)?, is_tested: r.bool(3)? }))
        };
        Ok(self.0.all(sql, p![run], plan)?.into_iter().collect())
    }

    /// Records the cases that a run got or lost since `before`.
    fn record_plans(&self, run: RunId, before: &BTreeMap<CaseId, Plan>) -> Result<()> {
        let after = self.plans(run)?;
        let only = |of: &BTreeMap<CaseId, Plan>, other: &BTreeMap<CaseId, Plan>| {
            let changed: BTreeMap<_, _> =
                of.iter().filter(|(case, _)| !other.contains_key(case)).map(|(c, p)| (*c, p.clone())).collect();
            serde_json::json!({ "planned": changed })
        };
        self.0.record_change(Entity::Run, run.0, &only(before, &after), &only(&after, before))
    }

    /// Gives a run the cases of a recorded state, and takes the others from it. A case with a result stays, and a case that is not there any
    /// more is passed over.
    pub(super) fn restore_plans(&self, run: RunId, wanted: &Option<BTreeMap<CaseId, Plan>>) -> Result<()> {
        let Some(wanted) = wanted else { return Ok(()) };
        let now = self.plans(run)?;
        let leaving: Vec<CaseId> = now.keys().filter(|case| !wanted.contains_key(case)).copied().collect();
        // The assignment is a change of its own: it comes back with the case.
        self.assign(run, &leaving, None)?;
        for case in leaving {
            let sql = "DELETE FROM run_cases WHERE run_id = ?1 AND case_id = ?2 AND is_tested = FALSE";
            self.0.execute(sql, p![run, case])?;
        }
        for (case, plan) in wanted.iter().filter(|(case, _)| !now.contains_key(case)) {
            if self.0.deleted_ms(Entity::Case, case.0)?.is_some() {
                let planned = PlannedCase { case: *case, assignee: None, combinations: plan.combinations.clone() };
                self.put(run, &planned, plan.position)?;
            }
        }
        self.0.touch(Aggregate::Runs);
        self.record_plans(run, &now)
    }

    /// The living cases of a run in the order of execution.
    pub fn planned(&self, run: RunId) -> Result<Vec<RunCase>> {
        self.0.all(
            "SELECT rc.case_id, rc.assignee_id, rc.combinations, c.number, c.title, c.suite_id \
             FROM run_cases rc JOIN cases c ON c.id = rc.case_id \
             WHERE rc.run_id = ?1 AND c.deleted_ms IS NULL ORDER BY rc.position, c.number",
            p![run],
            planned,
        )
    }

    /// The living cases of a run in which a test may lack its result, with their planned combinations: cases without any result, and
    /// those with combinations, whichever of these have one.
    pub fn untested(&self, run: RunId) -> Result<BTreeMap<CaseId, Vec<Combination>>> {
        let all = self.0.all(
            "SELECT rc.case_id, rc.combinations FROM run_cases rc JOIN cases c ON c.id = rc.case_id \
             WHERE rc.run_id = ?1 AND c.deleted_ms IS NULL AND (rc.is_tested = FALSE OR rc.combinations IS NOT NULL)",
            p![run],
            |r| Ok((CaseId(r.int(0)?), r.opt_json(1)?)),
        )?;
        Ok(all.into_iter().collect())
    }

    /// The cases of [`Self::untested`] behind a place, in the order of execution, at most `limit`.
    pub fn untested_page(&self, run: RunId, after: UntestedPlace, limit: usize) -> Result<Vec<UntestedCase>> {
        self.0.all(
            "SELECT rc.case_id, rc.assignee_id, rc.combinations, c.number, c.title, c.suite_id, rc.is_tested, rc.position \
             FROM run_cases rc JOIN cases c ON c.id = rc.case_id \
             WHERE rc.run_id = ?1 AND c.deleted_ms IS NULL AND (rc.is_tested = FALSE OR rc.combinations IS NOT NULL) \
             AND (rc.position, rc.case_id) > (?2, ?3) ORDER BY rc.position, rc.case_id LIMIT ?4",
            p![run, after.0, after.1, i64::try_from(limit).unwrap_or(i64::MAX)],
            |r| Ok(UntestedCase { case: planned(r)?, is_tested: r.bool(6)?, position: r.int(7)? }),
        )
    }

    /// Combinations with a result of these cases in a run.
    pub fn tested_combinations(&self, run: RunId, cases: &[CaseId]) -> Result<BTreeMap<CaseId, Vec<Combination>>> {
        let mut found: BTreeMap<CaseId, Vec<Combination>> = BTreeMap::new();
        for part in cases.chunks(IN_LIST) {
            // The plus sign keeps the engine from walking through all results of the run.
            let condition = "deleted_ms IS NULL AND visible_ms IS NULL AND is_retried = FALSE AND +run_id = ?";
            let mut w = Where::new(condition, vec![run.into()]);
            w.any_of("case_id", part.iter().copied());
            self.0.each(&format!("SELECT case_id, params FROM results {}", w.sql()), w.params(), |r| {
                found.entry(CaseId(r.int(0)?)).or_default().push(r.opt_json(1)?);
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// The last attempts of the tests of a run that have a case, in the order of storing.
    pub fn current_results(&self, run: RunId) -> Result<Vec<CurrentResult>> {
        self.0.all(&format!("{CURRENT} AND run_id = ?1 AND case_id IS NOT NULL ORDER BY id"), p![run], current)
    }

    /// The worst status of each case that has a result in a run.
    pub fn worst_of_cases(&self, run: RunId) -> Result<BTreeMap<CaseId, ResultStatus>> {
        let mut found: BTreeMap<CaseId, ResultStatus> = BTreeMap::new();
        let sql = "SELECT case_id, status FROM results WHERE deleted_ms IS NULL AND visible_ms IS NULL AND is_retried = FALSE \
                   AND run_id = ?1 AND case_id IS NOT NULL GROUP BY case_id, status";
        self.0.each(sql, p![run], |r| {
            let (case, status) = (CaseId(r.int(0)?), ResultStatus::parse(&r.text(1)?));
            let worst = found.entry(case).or_insert_with(|| status.clone());
            if status.order() < worst.order() {
                *worst = status;
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// The last attempts of the tests of a run that have this case, in the order of storing.
    pub fn current_results_of(&self, run: RunId, case: CaseId) -> Result<Vec<CurrentResult>> {
        // The plus sign keeps the engine from walking through all results of the run.
        self.0.all(&format!("{CURRENT} AND +run_id = ?1 AND case_id = ?2 ORDER BY id"), p![run, case], current)
    }

    /// The people who execute the cases of a run. Unassigned cases are left out.
    pub(super) fn assignees(&self, run: RunId) -> Result<BTreeMap<CaseId, PersonId>> {
        let sql = "SELECT case_id, assignee_id FROM run_cases WHERE run_id = ?1 AND assignee_id IS NOT NULL";
        Ok(self.0.all(sql, p![run], |r| Ok((CaseId(r.int(0)?), PersonId(r.int(1)?))))?.into_iter().collect())
    }

    /// Sets the person who executes these cases of a run.
    pub fn assign(&self, run: RunId, cases: &[CaseId], person: Option<PersonId>) -> Result<()> {
        let all = self.assignees(run)?;
        let (mut before, mut after) = (BTreeMap::new(), BTreeMap::new());
        for case in cases {
            if all.get(case).copied() == person {
                continue;
            }
            let sql = "UPDATE run_cases SET assignee_id = ?3 WHERE run_id = ?1 AND case_id = ?2";
            if self.0.execute(sql, p![run, *case, person])? > 0 {
                before.extend(all.get(case).map(|was| (*case, *was)));
                after.extend(person.map(|is| (*case, is)));
            }
        }
        self.0.touch(Aggregate::Runs);
        let state = |assignees: &BTreeMap<CaseId, PersonId>| serde_json::json!({ "assignees": assignees });
        self.0.record_change(Entity::Run, run.0, &state(&before), &state(&after))
    }

    /// Assigns the cases of a run as a recorded state has them. Cases and people that are not there any more are passed over.
    pub(super) fn restore_assignees(&self, run: RunId, wanted: &Option<BTreeMap<CaseId, PersonId>>) -> Result<()> {
        let Some(wanted) = wanted else { return Ok(()) };
        let now = self.assignees(run)?;
        let cases: BTreeSet<CaseId> = now.keys().chain(wanted.keys()).copied().collect();
        for case in cases.into_iter().filter(|case| now.get(case) != wanted.get(case)) {
            let person = wanted.get(&case).copied();
            let is_there = match person {
                Some(person) => self.0.deleted_ms(Entity::Person, person.0)?.is_some(),
                None => true,
            };
            if is_there {
                self.assign(run, &[case], person)?;
            }
        }
        Ok(())
    }

    /// Makes an ended run take results again. A run that is active stays unchanged.
    pub fn reopen(&self, id: RunId) -> Result<()> {
        let sql = "UPDATE runs SET state = ?2, end_ms = NULL, updated_ms = ?3 WHERE id = ?1 AND state <> 'active'";
        self.changing(id, || self.0.execute(sql, p![id, RunState::Active.as_str(), self.0.now()]).map(drop))
    }

    /// The parameters of these cases, without cases that have none.
    pub fn parameters(&self, cases: &[CaseId]) -> Result<BTreeMap<CaseId, Vec<Parameter>>> {
        let mut found = BTreeMap::new();
        for part in cases.chunks(IN_LIST) {
            let mut w = Where::new("deleted_ms IS NULL AND parameters <> '[]'", Vec::new());
            w.any_of("id", part.iter().copied());
            self.0.each(&format!("SELECT id, parameters FROM cases {}", w.sql()), w.params(), |r| {
                found.insert(CaseId(r.int(0)?), r.json(1)?);
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// Adds the combinations without a result of runs by hand. A case without any result was counted once before. Runs of tools have no
    /// rows to look at.
    pub(super) fn add_untested_combinations(&self, ids: &[RunId], found: &mut BTreeMap<RunId, RunStats>) -> Result<()> {
        for part in ids.chunks(IN_LIST) {
            let mut w = Where::new("u.source = 'manual'", Vec::new());
            w.any_of("u.id", part.iter().copied());
            let sql = format!(
                "SELECT rc.run_id, rc.case_id, rc.is_tested, rc.combinations \
                 FROM runs u JOIN run_cases rc ON rc.run_id = u.id AND rc.combinations IS NOT NULL \
                 JOIN cases c ON c.id = rc.case_id AND c.deleted_ms IS NULL {}",
                w.sql()
            );
            let mut add = |run: RunId, left: usize| {
                if left > 0 {
                    let count = found.entry(run).or_default().statuses.entry("untested".into()).or_default();
                    *count += i64::try_from(left).unwrap_or(i64::MAX);
                }
            };
            let mut tested: BTreeMap<(RunId, CaseId), Vec<Combination>> = BTreeMap::new();
            self.0.each(&sql, w.params(), |r| {
                let (run, case, planned) = (RunId(r.int(0)?), CaseId(r.int(1)?), r.opt_json::<Vec<Combination>>(3)?);
                match r.bool(2)? {
                    true => drop(tested.insert((run, case), planned)),
                    false => add(run, planned.len().saturating_sub(1)),
                }
                Ok(())
            })?;
            // A result of a combination that nobody planned leaves the planned ones untested.
            let cases: BTreeSet<CaseId> = tested.keys().map(|(_, case)| *case).collect();
            for cases in cases.into_iter().collect::<Vec<_>>().chunks(IN_LIST) {
                let mut w = Where::new("deleted_ms IS NULL AND visible_ms IS NULL AND is_retried = FALSE", Vec::new());
                // The plus sign keeps the engine from walking through all results of the runs.
                w.any_of("+run_id", part.iter().copied());
                w.any_of("case_id", cases.iter().copied());
                self.0.each(&format!("SELECT run_id, case_id, params FROM results {}", w.sql()), w.params(), |r| {
                    if let Some(left) = tested.get_mut(&(RunId(r.int(0)?), CaseId(r.int(1)?))) {
                        let params: Combination = r.opt_json(2)?;
                        left.retain(|planned| *planned != params);
                    }
                    Ok(())
                })?;
            }
            for ((run, _), left) in tested {
                add(run, left.len());
            }
        }
        Ok(())
    }
}
