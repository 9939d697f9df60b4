//! Runs: executions of several cases, with their state.

use super::entity::Entity;
use super::error::{Error, Result};
use super::page::{IN_LIST, Page, Slice, Where};
use super::{Aggregate, Tx};
use crate::db::{Param, Row};
use crate::p;
use std::collections::{BTreeMap, HashMap};
use voluptas_core::base::Millis;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::{CaseId, ProjectId, RunId};
use voluptas_core::domain::run::{MANUAL, Run, RunContent, RunFacts, RunState, series, series_name};

pub use super::run_stats::RunStats;

/// Runs that [`Runs::earlier`] looks through.
const EARLIER: i64 = 500;

/// A run that does not exist yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewRun {
    pub content: RunContent,
    /// Origin: manual, api, allure, junit, ...
    pub source: String,
    /// Start time; `None` means now.
    pub start_ms: Option<Millis>,
    /// End time of a complete run.
    pub end_ms: Option<Millis>,
    /// Planned cases.
    pub cases: Vec<CaseId>,
}

/// Filter of a listing of runs. Empty lists and `None` do not filter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunFilter {
    /// Part of the title.
    pub search: Option<String>,
    pub outcomes: Vec<RunOutcome>,
    /// Row id of a milestone.
    pub milestone_id: Option<i64>,
    /// Row id of an environment.
    pub environment_id: Option<i64>,
    /// Earliest start time.
    pub started_from: Option<Millis>,
    /// Latest start time.
    pub started_to: Option<Millis>,
}

/// Filter of finished runs. `None` does not filter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FinishedFilter {
    /// Title of a run, whose series is meant.
    pub series_of: Option<String>,
    /// Row id of an environment.
    pub environment: Option<i64>,
    /// Earliest end.
    pub since: Option<Millis>,
}

/// A series of runs; see [`series`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunSeries {
    /// The name that people read.
    pub name: String,
    /// Title of its newest run.
    pub newest: String,
}

/// State of a run, with its outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunOutcome {
    /// The run accepts results.
    InProgress,
    /// Complete without a failed test.
    Passed,
    /// Complete with a failed test.
    Failed,
    /// Complete with any outcome.
    Complete,
    /// Ended early.
    Aborted,
}

/// Link of a run to an issue of a tracker.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ExternalIssue {
    /// Key of the issue (`SHOP-12`).
    pub id: String,
    /// Kind of the tracker (`jira-cloud`).
    #[serde(rename = "type")]
    pub kind: String,
}

/// Runs in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Runs<'t>(pub(super) &'t Tx<'t>);

impl Tx<'_> {
    pub fn runs(&self) -> Runs<'_> {
        Runs(self)
    }
}

/// The one order of runs: by start, or by creation where there is no start, then by id.
const NEWEST_FIRST: &str = "ORDER BY coalesce(start_ms, created_ms) DESC, id DESC";

const COLUMNS: &str = "SELECT id, project_id, number, title, description, state, is_autotest, environment_id, milestone_id, plan_id, \
    tags, configurations, custom_fields, public_hash, start_ms, end_ms, created_ms, source FROM runs";

fn run(row: &Row<'_>) -> Result<Run> {
    Ok(Run {
        id: RunId(row.int(0)?),
        project_id: ProjectId(row.int(1)?),
        number: row.int(2)?,
        content: RunContent {
            title: row.text(3)?,
            description: row.opt_text(4)?,
            is_autotest: row.bool(6)?,
            environment_id: row.opt_int(7)?,
            milestone_id: row.opt_int(8)?,
            plan_id: row.opt_int(9)?,
            tags: row.json(10)?,
            configurations: row.json(11)?,
            custom_fields: row.json(12)?,
        },
        state: RunState::parse(&row.text(5)?),
        public_hash: row.opt_text(13)?,
        start_ms: row.opt_int(14)?,
        end_ms: row.opt_int(15)?,
        created_ms: row.int(16)?,
        source: row.text(17)?,
    })
}

/// True for a run with a test whose last attempt failed.
const HAS_FAILED: &str =
    "EXISTS (SELECT 1 FROM run_counters n WHERE n.run_id = runs.id AND n.status IN ('failed', 'broken') AND n.tests > 0)";

impl Runs<'_> {
    /// The latest active run of a project with this origin.
    pub fn latest_active(&self, project: ProjectId, source: &str) -> Result<Option<RunId>> {
        self.0.opt(
            "SELECT id FROM runs WHERE project_id = ?1 AND source = ?2 AND state = 'active' AND deleted_ms IS NULL \
             ORDER BY id DESC LIMIT 1",
            p![project, source],
            |r| Ok(RunId(r.int(0)?)),
        )
    }

    /// Creates a run with the next number of its project.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a blank or too long title.
    pub fn create(&self, project: ProjectId, new: &NewRun) -> Result<Run> {
        voluptas_core::domain::validate::title("title", &new.content.title, voluptas_core::domain::validate::TITLE_MAX)?;
        let number = self.0.take_numbers(project, "run", 1)?;
        let now = self.0.now();
        let c = &new.content;
        let state = if new.end_ms.is_some() { RunState::Complete } else { RunState::Active };
        let source = if new.source.is_empty() { "manual" } else { new.source.as_str() };
        let start = new.start_ms.or(Some(now));
        let id = self.0.insert(
            "INSERT INTO runs (project_id, number, title, description, state, is_autotest, environment_id, milestone_id, plan_id, \
             tags, configurations, custom_fields, source, start_ms, end_ms, created_ms, updated_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?16)",
            p![
                project,
                number,
                &c.title,
                &c.description,
                state.as_str(),
                c.is_autotest,
                c.environment_id,
                c.milestone_id,
                c.plan_id,
                Param::json(&c.tags),
                Param::json(&c.configurations),
                Param::json(&c.custom_fields),
                source,
                start,
                new.end_ms,
                now
            ],
        )?;
        let id = RunId(id);
        self.0.record_new(Entity::Run, id.0)?;
        if state != RunState::Active {
            self.0.outbox().note_run(id)?;
        }
        self.add_cases(id, &new.cases)?;
        self.0.touch(Aggregate::Runs);
        Ok(Run {
            id,
            project_id: project,
            number,
            content: new.content.clone(),
            state,
            public_hash: None,
            start_ms: start,
            end_ms: new.end_ms,
            created_ms: now,
            source: source.to_owned(),
        })
    }

    /// The run with this row id.
    pub fn get(&self, id: RunId) -> Result<Run> {
        self.0
            .opt(&format!("{COLUMNS} WHERE id = ?1 AND deleted_ms IS NULL"), p![id], run)?
            .ok_or_else(|| Error::not_found("run", id))
    }

    /// The entry with this number in the project.
    pub fn by_number(&self, project: ProjectId, number: i64) -> Result<Run> {
        self.0
            .opt(&format!("{COLUMNS} WHERE project_id = ?1 AND number = ?2 AND deleted_ms IS NULL"), p![project, number], run)?
            .ok_or_else(|| Error::not_found("run", number))
    }

    /// The living run of a project that was made of input with this hash; with an environment the one that is of it.
    pub fn by_input(&self, project: ProjectId, hash: &str, environment: Option<i64>) -> Result<Option<Run>> {
        let sql = format!(
            "{COLUMNS} WHERE input_hash = ?1 AND project_id = ?2 AND deleted_ms IS NULL \
             AND (CAST(?3 AS BIGINT) IS NULL OR environment_id = ?3) ORDER BY id DESC LIMIT 1"
        );
        self.0.opt(&sql, p![hash, project, environment], run)
    }

    /// True where a later run of files of the same environment has a test of this run. A run without tests, such as a build that failed, may be
    /// about any test. `besides` is a run that is being made.
    pub fn is_followed(&self, run: &Run, besides: RunId) -> Result<bool> {
        const LATER: &str = "l.project_id = ?1 AND l.id > ?2 AND l.id <> ?3 AND l.environment_id IS NOT DISTINCT FROM ?4 \
             AND l.source = 'files' AND l.deleted_ms IS NULL";
        let has_row = |sql: &str| -> Result<bool> {
            let found = self.0.opt(sql, p![run.project_id, run.id, besides, run.content.environment_id], |_| Ok(()))?;
            Ok(found.is_some())
        };
        if !has_row(&format!("SELECT 1 FROM runs l WHERE {LATER} LIMIT 1"))? {
            return Ok(false);
        }
        let no_test_of = |run: &str| {
            format!("NOT EXISTS (SELECT 1 FROM results WHERE run_id = {run} AND test_id IS NOT NULL AND deleted_ms IS NULL)")
        };
        let without = format!("SELECT 1 FROM runs l WHERE {LATER} AND ({} OR {}) LIMIT 1", no_test_of("l.id"), no_test_of("?2"));
        // Each test of the run has few results behind the run.
        let shared = format!(
            "SELECT 1 FROM results own WHERE own.run_id = ?2 AND own.deleted_ms IS NULL AND EXISTS (SELECT 1 FROM results r \
             JOIN runs l ON l.id = r.run_id WHERE r.test_id = own.test_id AND r.run_id > ?2 AND r.deleted_ms IS NULL AND {LATER}) LIMIT 1"
        );
        Ok(has_row(&without)? || has_row(&shared)?)
    }

    /// Stores the facts about a run from its files, and the hash of these files.
    pub fn set_input(&self, id: RunId, hash: &str, facts: &RunFacts) -> Result<()> {
        let sql = "UPDATE runs SET input_hash = ?2, facts = ?3 WHERE id = ?1";
        self.0.execute(sql, p![id, hash, Param::json(facts)]).map(drop)
    }

    /// Environment, build and categories from the files that the run was made of; empty for other runs.
    pub fn facts(&self, id: RunId) -> Result<RunFacts> {
        self.0.one("SELECT facts FROM runs WHERE id = ?1", p![id], |r| r.opt_json(0))
    }

    /// The facts of all runs of a project that are not in the trash and have some.
    pub fn facts_of_all(&self, project: ProjectId) -> Result<Vec<(RunId, RunFacts)>> {
        let sql = "SELECT id, facts FROM runs WHERE project_id = ?1 AND facts IS NOT NULL AND deleted_ms IS NULL ORDER BY id";
        self.0.all(sql, p![project], |r| Ok((RunId(r.int(0)?), r.opt_json(1)?)))
    }

    /// Completes a run whose times are known once its results are.
    pub fn set_times(&self, id: RunId, start: Option<Millis>, end: Millis) -> Result<()> {
        let sql = "UPDATE runs SET start_ms = coalesce(?2, start_ms), end_ms = ?3, state = 'complete' WHERE id = ?1";
        self.0.rollup().unsettle(id);
        self.0.shards().ended(id)?;
        self.0.execute(sql, p![id, start, end])?;
        self.0.outbox().note_run(id)
    }

    /// Numbers of runs by their row ids.
    pub fn numbers(&self, ids: &[RunId]) -> Result<BTreeMap<RunId, i64>> {
        let mut found = BTreeMap::new();
        for part in ids.chunks(IN_LIST) {
            let mut w = Where::new("TRUE", Vec::new());
            w.any_of("id", part.iter().copied());
            self.0.each(&format!("SELECT id, number FROM runs {}", w.sql()), w.params(), |r| {
                found.insert(RunId(r.int(0)?), r.int(1)?);
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// Row ids of the living runs of a project with these numbers, without missing ones.
    pub fn ids(&self, project: ProjectId, numbers: &[i64]) -> Result<Vec<RunId>> {
        let mut found = Vec::new();
        for part in numbers.chunks(IN_LIST) {
            let mut w = Where::new("project_id = ? AND deleted_ms IS NULL", vec![project.into()]);
            w.any_of("number", part.iter().copied());
            found.extend(self.0.all(&format!("SELECT id FROM runs {}", w.sql()), w.params(), |r| Ok(RunId(r.int(0)?)))?);
        }
        Ok(found)
    }

    /// The run with this token of its public page.
    pub fn by_public_hash(&self, hash: &str) -> Result<Run> {
        self.0
            .opt(&format!("{COLUMNS} WHERE public_hash = ?1 AND deleted_ms IS NULL"), p![hash], run)?
            .ok_or_else(|| Error::not_found("run", hash))
    }

    /// True where another run of the project has this title.
    pub fn is_title_taken(&self, project: ProjectId, title: &str, by_others_than: RunId) -> Result<bool> {
        let sql = "SELECT count(*) FROM runs WHERE project_id = ?1 AND title = ?2 AND id <> ?3 AND deleted_ms IS NULL";
        Ok(self.0.count(sql, p![project, title, by_others_than])? > 0)
    }

    /// A page of the runs of a project, oldest first.
    pub fn list(&self, project: ProjectId, filter: &RunFilter, slice: Slice) -> Result<Page<Run>> {
        self.0.rollup().flush()?;
        let total = self.0.count("SELECT count(*) FROM runs WHERE project_id = ?1 AND deleted_ms IS NULL", p![project])?;
        let mut w = Where::new("project_id = ? AND deleted_ms IS NULL", vec![project.into()]);
        for (column, value) in [
            ("milestone_id = ?", filter.milestone_id),
            ("environment_id = ?", filter.environment_id),
            ("start_ms >= ?", filter.started_from),
            ("start_ms <= ?", filter.started_to),
        ] {
            if let Some(value) = value {
                w.and(column, vec![value.into()]);
            }
        }
        if !filter.outcomes.is_empty() {
            let any: Vec<String> = filter.outcomes.iter().map(|o| outcome_sql(*o)).collect();
            w.and(&format!("({})", any.join(" OR ")), Vec::new());
        }
        // Titles of runs have no folded copy, so that a search reads the project's runs.
        if let Some(search) = filter.search.as_deref().map(fold).filter(|s| !s.is_empty()) {
            let mut rows = self.0.all(&format!("{COLUMNS} {} ORDER BY id", w.sql()), w.params(), run)?;
            rows.retain(|r| fold(&r.content.title).contains(&search));
            return Ok(super::environments::cut(total, rows, slice));
        }
        let filtered = self.0.count(&format!("SELECT count(*) FROM runs {}", w.sql()), w.params())?;
        let w = w.page("id", slice);
        Ok(Page { total, filtered, rows: self.0.all(&format!("{COLUMNS} {}", w.sql()), w.params(), run)? })
    }

    /// The runs of a project behind a number, at most `limit`, by number.
    pub fn after(
        &self,
        project: ProjectId,
        state: Option<RunState>,
        source: Option<&str>,
        after: i64,
        limit: usize,
    ) -> Result<Vec<Run>> {
        self.0.rollup().flush()?;
        let mut w = Where::new("project_id = ? AND deleted_ms IS NULL AND number > ?", vec![project.into(), after.into()]);
        if let Some(state) = state {
            w.and("state = ?", vec![state.as_str().into()]);
        }
        if let Some(source) = source {
            w.and("source = ?", vec![source.into()]);
        }
        let w = w.page("number", Slice { limit: i64::try_from(limit).unwrap_or(i64::MAX), offset: 0 });
        self.0.all(&format!("{COLUMNS} {}", w.sql()), w.params(), run)
    }

    /// The runs of a project next to a number, at most `limit`: older ones from the newest on, or newer ones from the oldest on. Starts lie
    /// between `started`; `environments` are row ids.
    pub fn beside(
        &self,
        project: ProjectId,
        (number, is_older): (Option<i64>, bool),
        environments: Option<&[i64]>,
        started: (Option<Millis>, Option<Millis>),
        limit: usize,
    ) -> Result<Vec<Run>> {
        self.0.rollup().flush()?;
        let mut w = Where::new("project_id = ? AND deleted_ms IS NULL", vec![project.into()]);
        if let Some(number) = number {
            w.and(if is_older { "number < ?" } else { "number > ?" }, vec![number.into()]);
        }
        if let Some(environments) = environments {
            w.any_of("environment_id", environments.iter().copied());
        }
        for (condition, at) in [("start_ms >= ?", started.0), ("start_ms < ?", started.1)] {
            if let Some(at) = at {
                w.and(condition, vec![at.into()]);
            }
        }
        let order = if is_older { "number DESC" } else { "number" };
        let w = w.page(order, Slice { limit: i64::try_from(limit).unwrap_or(i64::MAX), offset: 0 });
        self.0.all(&format!("{COLUMNS} {}", w.sql()), w.params(), run)
    }

    /// The newest runs of a project in the one order of runs ([`NEWEST_FIRST`]). Sorts all runs of the project.
    pub fn newest(&self, project: ProjectId, limit: usize) -> Result<Vec<Run>> {
        self.0.all(
            &format!("{COLUMNS} WHERE project_id = ?1 AND deleted_ms IS NULL {NEWEST_FIRST} LIMIT ?2"),
            p![project, i64::try_from(limit).unwrap_or(i64::MAX)],
            run,
        )
    }

    /// The newest runs of test tools ([`Run::is_automated`]), in the order of [`Self::newest`].
    pub fn newest_automated(&self, project: ProjectId, limit: usize) -> Result<Vec<Run>> {
        self.0.all(
            &format!(
                "{COLUMNS} WHERE project_id = ?1 AND deleted_ms IS NULL AND (source <> ?2 OR is_autotest = TRUE) \
                 {NEWEST_FIRST} LIMIT ?3"
            ),
            p![project, MANUAL, i64::try_from(limit).unwrap_or(i64::MAX)],
            run,
        )
    }

    /// The newest finished run of test tools, in the order of [`Self::newest`].
    pub fn newest_finished_automated(&self, project: ProjectId) -> Result<Option<Run>> {
        let condition = "project_id = ?1 AND deleted_ms IS NULL AND state <> 'active' AND (source <> ?2 OR is_autotest = TRUE)";
        self.0.opt(&format!("{COLUMNS} WHERE {condition} {NEWEST_FIRST} LIMIT 1"), p![project, MANUAL], run)
    }

    /// The runs of a project that were stored last, by number from the highest. Paged by key, so the cost does not depend on the number of runs.
    pub fn latest(&self, project: ProjectId, limit: usize) -> Result<Vec<Run>> {
        self.0.all(
            &format!("{COLUMNS} WHERE project_id = ?1 AND deleted_ms IS NULL ORDER BY number DESC LIMIT ?2"),
            p![project, i64::try_from(limit).unwrap_or(i64::MAX)],
            run,
        )
    }

    /// Finished runs of the same project and environment that began before a run, the latest first: those of its series
    /// ([`series`]), or all of them where the series begins with the run.
    pub fn earlier(&self, id: RunId) -> Result<Vec<RunId>> {
        let title = self.0.one("SELECT title FROM runs WHERE id = ?1", p![id], |r| r.text(0))?;
        let sql = format!(
            "SELECT id, title FROM runs WHERE project_id = (SELECT project_id FROM runs WHERE id = ?1) AND id <> ?1 \
             AND state <> 'active' AND deleted_ms IS NULL \
             AND environment_id IS NOT DISTINCT FROM (SELECT environment_id FROM runs WHERE id = ?1) \
             AND (coalesce(start_ms, created_ms), id) < (SELECT coalesce(start_ms, created_ms), id FROM runs WHERE id = ?1) \
             {NEWEST_FIRST} LIMIT ?2"
        );
        let all = self.0.all(&sql, p![id, EARLIER], |r| Ok((RunId(r.int(0)?), r.text(1)?)))?;
        let own = series(&title);
        let same: Vec<RunId> = all.iter().filter(|(_, title)| series(title) == own).map(|(id, _)| *id).collect();
        Ok(if same.is_empty() { all.into_iter().map(|(id, _)| id).collect() } else { same })
    }

    /// The last finished runs of a project, the newest first ([`NEWEST_FIRST`]). Titles have no folded copy, so that the runs of one series are found
    /// by reading the titles of all.
    pub fn finished(&self, project: ProjectId, filter: &FinishedFilter, limit: usize) -> Result<Vec<Run>> {
        let mut w = Where::new("project_id = ? AND state <> 'active' AND deleted_ms IS NULL", vec![project.into()]);
        for (condition, value) in
            [("environment_id = ?", filter.environment), ("coalesce(end_ms, created_ms) >= ?", filter.since)]
        {
            if let Some(value) = value {
                w.and(condition, vec![value.into()]);
            }
        }
        let Some(title) = &filter.series_of else {
            return self.0.all(&format!("{COLUMNS} {} {NEWEST_FIRST} LIMIT {limit}", w.sql()), w.params(), run);
        };
        let own = series(title);
        let mut ids: Vec<RunId> = Vec::new();
        self.0.each(&format!("SELECT id, title FROM runs {} {NEWEST_FIRST}", w.sql()), w.params(), |r| {
            if ids.len() < limit && series(&r.text(1)?) == own {
                ids.push(RunId(r.int(0)?));
            }
            Ok(())
        })?;
        let mut runs = Vec::with_capacity(ids.len());
        for part in ids.chunks(IN_LIST) {
            let mut w = Where::new("TRUE", Vec::new());
            w.any_of("id", part.iter().copied());
            runs.extend(self.0.all(&format!("{COLUMNS} {} {NEWEST_FIRST}", w.sql()), w.params(), run)?);
        }
        Ok(runs)
    }

    /// The series that have several finished runs in a project, that of the newest run first.
    pub fn series_of_several(&self, project: ProjectId, limit: usize) -> Result<Vec<RunSeries>> {
        let sql = "SELECT title, count(*) FROM runs WHERE project_id = ?1 AND state <> 'active' AND deleted_ms IS NULL \
                   GROUP BY title ORDER BY max(coalesce(start_ms, created_ms)) DESC, max(id) DESC";
        let mut found: Vec<(String, Vec<String>, i64)> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        self.0.each(sql, p![project], |r| {
            let (title, runs) = (r.text(0)?, r.int(1)?);
            let at = *places.entry(series(&title)).or_insert(found.len());
            match found.get_mut(at) {
                Some((_, titles, n)) => {
                    titles.push(title);
                    *n += runs;
                }
                None => found.push((title.clone(), vec![title], runs)),
            }
            Ok(())
        })?;
        let several = found.into_iter().filter(|(_, _, runs)| *runs > 1).take(limit);
        Ok(several
            .map(|(newest, titles, _)| RunSeries { name: series_name(titles.iter().map(String::as_str)), newest })
            .collect())
    }

    /// Replaces the content of a run.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a blank or too long title.
    pub fn update(&self, id: RunId, c: &RunContent) -> Result<()> {
        voluptas_core::domain::validate::title("title", &c.title, voluptas_core::domain::validate::TITLE_MAX)?;
        self.changing(id, || self.set(id, c))
    }

    fn set(&self, id: RunId, c: &RunContent) -> Result<()> {
        self.0.execute(
            "UPDATE runs SET title = ?2, description = ?3, is_autotest = ?4, environment_id = ?5, milestone_id = ?6, plan_id = ?7, \
             tags = ?8, configurations = ?9, custom_fields = ?10, updated_ms = ?11 WHERE id = ?1",
            p![
                id,
                &c.title,
                &c.description,
                c.is_autotest,
                c.environment_id,
                c.milestone_id,
                c.plan_id,
                Param::json(&c.tags),
                Param::json(&c.configurations),
                Param::json(&c.custom_fields),
                self.0.now()
            ],
        )?;
        Ok(())
    }

    /// Runs a change of one run and records it.
    pub(super) fn changing(&self, id: RunId, change: impl FnOnce() -> Result<()>) -> Result<()> {
        let before = self.recorded(id)?;
        change()?;
        self.0.rollup().unsettle(id);
        self.0.touch(Aggregate::Runs);
        self.0.record_change(Entity::Run, id.0, &before, &self.recorded(id)?)
    }

    /// The state of a run for the history: also from the trash, without the token of its public page.
    pub(super) fn recorded(&self, id: RunId) -> Result<Option<serde_json::Value>> {
        let Some(run) = self.0.opt(&format!("{COLUMNS} WHERE id = ?1"), p![id], run)? else { return Ok(None) };
        let sql = "SELECT external_issue, deleted_ms FROM runs WHERE id = ?1";
        let (issue, deleted): (Option<ExternalIssue>, _) = self.0.one(sql, p![id], |r| Ok((r.opt_json(0)?, r.opt_int(1)?)))?;
        Ok(Some(serde_json::json!({
            "id": id, "content": run.content, "state": run.state, "end_ms": run.end_ms, "is_public": run.public_hash.is_some(),
            "external_issue": issue, "deleted_ms": deleted,
        })))
    }

    /// Restores content and progress of a run from a recorded state. The run does not become public again.
    pub(super) fn restore_state(&self, id: RunId, content: &RunContent, state: RunState, end: Option<Millis>) -> Result<()> {
        self.changing(id, || {
            self.set(id, content)?;
            self.0.execute("UPDATE runs SET state = ?2, end_ms = ?3 WHERE id = ?1", p![id, state.as_str(), end]).map(drop)
        })
    }

    /// Completes a run whose last shard came.
    pub fn end_of_files(&self, id: RunId) -> Result<()> {
        let start = self.0.one("SELECT start_ms FROM runs WHERE id = ?1", p![id], |r| r.opt_int(0))?;
        let end = self.0.shards().end_ms(id)?.unwrap_or(self.0.now());
        self.set_times(id, None, start.map_or(end, |start| start.max(end)))
    }

    /// Ends a run, one of shards with the last of their tests. A run that has ended stays unchanged.
    pub fn end(&self, id: RunId, state: RunState) -> Result<()> {
        let now = self.0.now();
        let of_tests = self.0.shards().end_ms(id)?;
        // A clock that was set back ends no run before its start.
        let start = self.0.opt("SELECT start_ms FROM runs WHERE id = ?1", p![id], |r| r.opt_int(0))?.flatten();
        let end = of_tests.unwrap_or(now);
        let end = start.map_or(end, |start| start.max(end));
        self.0.shards().ended(id)?;
        let sql = "UPDATE runs SET state = ?2, end_ms = ?3, updated_ms = ?4 WHERE id = ?1 AND state = 'active'";
        self.changing(id, || match self.0.execute(sql, p![id, state.as_str(), end, now])? {
            0 => Ok(()),
            _ => self.0.outbox().note_run(id),
        })
    }

    /// Moves a run to the trash. Its number is not given again.
    pub fn delete(&self, id: RunId) -> Result<()> {
        self.0.set_deleted_at(Entity::Run, id.0, Some(self.0.now()))
    }

    /// Restores a run from the trash.
    pub fn restore(&self, id: RunId) -> Result<()> {
        self.0.set_deleted_at(Entity::Run, id.0, None)
    }

    /// Creates or removes the public page of a run. Returns the token of an existing page.
    pub fn set_public(&self, id: RunId, public: bool) -> Result<Option<String>> {
        let hash = match (public, self.get(id)?.public_hash) {
            (true, Some(hash)) => Some(hash),
            (true, None) => Some(super::hash::random()),
            (false, _) => None,
        };
        self.changing(id, || self.0.execute("UPDATE runs SET public_hash = ?2 WHERE id = ?1", p![id, &hash]).map(drop))?;
        Ok(hash)
    }

    /// Links a run to an issue, or deletes the link.
    pub fn set_external_issue(&self, id: RunId, issue: Option<&ExternalIssue>) -> Result<()> {
        let sql = "UPDATE runs SET external_issue = ?2 WHERE id = ?1";
        self.changing(id, || self.0.execute(sql, p![id, issue.map(Param::json)]).map(drop))
    }

    /// Linked issues of these runs.
    pub fn external_issues(&self, ids: &[RunId]) -> Result<BTreeMap<RunId, ExternalIssue>> {
        let mut found = BTreeMap::new();
        for part in ids.chunks(IN_LIST) {
            let mut w = Where::new("external_issue IS NOT NULL", Vec::new());
            w.any_of("id", part.iter().copied());
            self.0.each(&format!("SELECT id, external_issue FROM runs {}", w.sql()), w.params(), |r| {
                found.insert(RunId(r.int(0)?), r.json(1)?);
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// Adds planned cases to a run. Existing ones stay.
    pub fn add_cases(&self, id: RunId, cases: &[CaseId]) -> Result<()> {
        for case in cases {
            self.0.execute("INSERT INTO run_cases (run_id, case_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING", p![id, *case])?;
        }
        Ok(())
    }

    /// Numbers of the living cases of these runs, in order.
    pub fn case_numbers(&self, ids: &[RunId]) -> Result<BTreeMap<RunId, Vec<i64>>> {
        let mut found: BTreeMap<RunId, Vec<i64>> = BTreeMap::new();
        for part in ids.chunks(IN_LIST) {
            let mut w = Where::new("c.deleted_ms IS NULL", Vec::new());
            w.any_of("rc.run_id", part.iter().copied());
            let sql = format!(
                "SELECT rc.run_id, c.number FROM run_cases rc JOIN cases c ON c.id = rc.case_id {} ORDER BY c.number",
                w.sql()
            );
            self.0.each(&sql, w.params(), |r| {
                found.entry(RunId(r.int(0)?)).or_default().push(r.int(1)?);
                Ok(())
            })?;
        }
        Ok(found)
    }
}

fn outcome_sql(outcome: RunOutcome) -> String {
    match outcome {
        RunOutcome::InProgress => "state = 'active'".into(),
        RunOutcome::Complete => "state = 'complete'".into(),
        RunOutcome::Aborted => "state = 'aborted'".into(),
        RunOutcome::Failed => format!("(state = 'complete' AND {HAS_FAILED})"),
        RunOutcome::Passed => format!("(state = 'complete' AND NOT {HAS_FAILED})"),
    }
}
