//! Results of cases in runs. [`super::result_rows`] reads and writes their rows.

use super::author::Source;
use super::entity::Entity;
use super::error::{Error, Result};
use super::known_tests::{ArrivingResult, Lookup, TestKey, beside_title};
use super::page::{IN_LIST, Page, Slice, Where};
use super::result_rows::{self, COLUMNS, OWN};
use super::rollup_added::Added;
use super::{Aggregate, Tx, step_statuses};
use crate::db::{Counted, Row};
use crate::{p, row};
use foldhash::HashMap;
use std::collections::BTreeMap;
use voluptas_core::base::Millis;
use voluptas_core::domain::combination::{self, Combination};
use voluptas_core::domain::ids::{CaseId, ProjectId, ResultId, RunId, TestId};
use voluptas_core::domain::result::{FoundBy, ResultContent, ResultLine, ResultStep, TestResult};
use voluptas_core::domain::status::ResultStatus;

/// Most setups and teardowns of a result. Each container around a result writes its steps anew, so that thousands of containers would
/// take hours.
const MOST_FIXTURES: usize = 1000;

/// Filter of a listing of results. Empty lists and `None` do not filter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResultFilter {
    pub project: Option<ProjectId>,
    pub runs: Option<Vec<RunId>>,
    pub cases: Option<Vec<CaseId>>,
    /// Statuses; an empty list means any.
    pub statuses: Vec<ResultStatus>,
    /// True for results from an API, false for others.
    pub is_api: Option<bool>,
    /// Earliest end time (without one, time of storing).
    pub ended_from: Option<Millis>,
    /// Latest end time (without one, time of storing).
    pub ended_to: Option<Millis>,
    /// Names of authors, and true for results without one as well.
    pub authors: Option<(Vec<String>, bool)>,
    /// Includes results that readers of the API do not see yet.
    pub with_hidden: bool,
}

/// The outcome of storing a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Row id.
    pub id: ResultId,
    /// The hash that Qase's API shows.
    pub hash: String,
    /// True when a result with the sender's id existed; it was not changed.
    pub was_there: bool,
}

/// A stored result and its case.
pub type StoredWithCase = (Stored, Option<CaseId>);

/// Data of an arriving result besides its content.
#[derive(Debug, Clone, Copy, Default)]
pub struct Arrival<'a> {
    /// Readers of the API see the result from then on; `None` is at once.
    pub visible: Option<Millis>,
    /// The identity of the test, where its tool gives one.
    pub test: Option<&'a TestKey>,
    /// The result of an earlier look-up of the test, if there was one.
    pub lookup: Lookup<'a>,
    /// The sender's id was looked up already, and the run has no such result.
    pub is_id_new: bool,
    /// Way by which the case was found.
    pub found_by: Option<FoundBy>,
}

/// Results in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Results<'t>(&'t Tx<'t>);

impl Tx<'_> {
    pub fn results(&self) -> Results<'_> {
        Results(self)
    }
}

/// Columns of [`line()`].
const LINE: &str = "SELECT id, case_id, title, status, duration_ms, coalesce(end_ms, created_ms), test_id, is_retried, is_flaky, \
    params, (SELECT discriminator FROM tests WHERE tests.id = results.test_id)";

fn line(r: &Row<'_>) -> Result<ResultLine> {
    let title = r.text(2)?;
    let values = beside_title(combination::values(&r.opt_json(9)?, &title), r.opt_str(10)?);
    Ok(ResultLine {
        id: ResultId(r.int(0)?),
        case_id: r.opt_int(1)?.map(CaseId),
        values,
        title,
        status: ResultStatus::parse(&r.text(3)?),
        duration_ms: r.opt_int(4)?,
        at_ms: r.int(5)?,
        test: TestId(r.int(6)?),
        is_retried: r.bool(7)?,
        is_flaky: r.bool(8)?,
    })
}

impl Results<'_> {
    /// Stores a result, unless the run already has one with its [`ResultContent::external_id`].
    pub fn add(&self, run: RunId, content: &ResultContent) -> Result<Stored> {
        self.add_visible_at(run, content, None)
    }

    /// Stores a result that readers of the API see from the time `visible` on.
    pub fn add_visible_at(&self, run: RunId, content: &ResultContent, visible: Option<Millis>) -> Result<Stored> {
        self.add_found(run, content, &Arrival { visible, ..Arrival::default() })
    }

    /// Stores a result with the facts about its arrival, unless the run already has a result with its
    /// [`ResultContent::external_id`].
    pub fn add_found(&self, run: RunId, content: &ResultContent, arrival: &Arrival<'_>) -> Result<Stored> {
        let stored = self.add_many(run, &[(content, *arrival)])?.pop();
        stored.ok_or_else(|| Error::Corrupt("a result was not stored".into()))
    }

    /// Stores results in their order, each as [`Results::add_found`] does: a fixed number of statements, whatever their number.
    pub fn add_many(&self, run: RunId, arriving: &[(&ResultContent, Arrival<'_>)]) -> Result<Vec<Stored>> {
        let mut stored = self.stored_before(run, arriving)?;
        // Of several results with one id the first is stored.
        let mut first: HashMap<&str, usize> = HashMap::default();
        let mut new = Vec::with_capacity(arriving.len());
        let mut repeats = Vec::new();
        for (i, (content, _)) in arriving.iter().enumerate().filter(|(i, _)| stored[*i].is_none()) {
            match content.external_id.as_deref().map(|id| *first.entry(id).or_insert(i)) {
                Some(of) if of != i => repeats.push((i, of)),
                _ => new.push(i),
            }
        }
        let arriving: Vec<_> = new.iter().map(|i| arriving[*i]).collect();
        for (i, made) in new.iter().zip(self.0.taking_in(|| self.add_new(run, &arriving))?) {
            stored[*i] = Some(made);
        }
        for (i, of) in repeats {
            stored[i] = stored[of].clone().map(|made| Stored { was_there: true, ..made });
        }
        Ok(stored.into_iter().flatten().collect())
    }

    /// Results that the run already has under the ids of arriving ones.
    fn stored_before(&self, run: RunId, arriving: &[(&ResultContent, Arrival<'_>)]) -> Result<Vec<Option<Stored>>> {
        let mut found = vec![None; arriving.len()];
        let asked = (0..).zip(arriving).filter(|(_, (_, arrival))| !arrival.is_id_new);
        let asked: Vec<(usize, &str)> = asked.filter_map(|(i, (c, _))| Some((i, c.external_id.as_deref()?))).collect();
        for (i, there) in
            self.with_external_ids(run, &asked.iter().map(|(_, id)| *id).collect::<Vec<_>>())?.into_iter().enumerate()
        {
            found[asked[i].0] = there.map(|(stored, _)| stored);
        }
        Ok(found)
    }

    fn add_new(&self, run: RunId, arriving: &[(&ResultContent, Arrival<'_>)]) -> Result<Vec<Stored>> {
        if arriving.is_empty() {
            return Ok(Vec::new());
        }
        self.0.look_at(run)?;
        let hidden = |arrival: &Arrival<'_>| arrival.visible.filter(|at| *at > self.0.now());
        let of_tests: Vec<ArrivingResult<'_>> = arriving
            .iter()
            .map(|(content, arrival)| ArrivingResult {
                content,
                given: arrival.test,
                lookup: arrival.lookup,
                found_by: arrival.found_by.filter(|_| content.case_id.is_some()),
            })
            .collect();
        let tests = self.0.known_tests().of_results(run, &of_tests)?;
        let hashes = super::hash::ascending_many(arriving.len());
        let mut rows = Vec::with_capacity(arriving.len());
        for (i, (content, arrival)) in arriving.iter().enumerate() {
            let (test, found_by) = (tests[i].0, of_tests[i].found_by);
            rows.push(result_rows::Insert { run, hash: &hashes[i], content, test, found_by, visible: hidden(arrival) });
        }
        let ids = result_rows::insert(self.0, &rows)?;
        let cases: Vec<(CaseId, bool)> =
            rows.iter().filter_map(|row| Some((row.content.case_id?, row.visible.is_none()))).collect();
        let tested = self.0.rollup().mark_all(run, &cases)?;
        let shown = rows.iter().zip(&ids).zip(&tests).filter(|((row, _), _)| row.visible.is_none());
        let added: Vec<Added<'_>> = shown
            .map(|((row, id), (test, is_new))| Added { id: *id, test: *test, content: row.content, is_test_new: *is_new })
            .collect();
        self.0.rollup().added(run, &added, &tested)?;
        if let Some(memory) = self.0.memory() {
            let results = rows.iter().map(|row| (row.test, row.content.external_id.as_deref()));
            memory.borrow_mut().add_results(run, results);
        }
        for ((row, id), (test, _)) in rows.iter().zip(&ids).zip(&tests) {
            self.0.defects().link(*id, *test, row.content)?;
        }
        if self.is_by_hand() {
            ids.iter().try_for_each(|id| self.0.record_new(Entity::Result, id.0))?;
        }
        self.0.touch(Aggregate::Results);
        Ok(ids.into_iter().zip(hashes).map(|(id, hash)| Stored { id, hash, was_there: false }).collect())
    }

    /// Puts setups before and teardowns after the steps of the result of a run with this id of the sender, as far as it has room for them.
    /// Returns how many more it takes; `None` without such a result.
    pub fn surround(&self, run: RunId, external: &str, before: &[ResultStep], after: &[ResultStep]) -> Result<Option<usize>> {
        result_rows::surround(self.0, (run, external), (before, after), MOST_FIXTURES)
    }

    /// The result of a run with this id of the sender, also from the trash, with its case.
    pub fn by_external_id(&self, run: RunId, external: &str) -> Result<Option<StoredWithCase>> {
        Ok(self.with_external_ids(run, &[external])?.pop().flatten())
    }

    /// True where a result of a run with one of these ids of the sender failed or broke.
    pub fn has_bad_of(&self, run: RunId, external: &[&str]) -> Result<bool> {
        let mut is_bad = false;
        let sql = "SELECT 1 FROM results WHERE run_id = ?1 AND external_id = ?2 AND deleted_ms IS NULL \
                   AND status IN ('failed', 'broken')";
        self.0.each_of(sql, external.iter().map(|id| row![run, *id]), |_, _| {
            is_bad = true;
            Ok(())
        })?;
        Ok(is_bad)
    }

    /// Calls `take` with each id of a sender that a result of a run has, also one in the trash.
    pub fn each_external_id(&self, run: RunId, mut take: impl FnMut(&str)) -> Result<()> {
        let sql = "SELECT external_id FROM results WHERE run_id = ?1 AND external_id IS NOT NULL";
        self.0.each(sql, p![run], |r| {
            take(r.str(0)?);
            Ok(())
        })
    }

    /// The results of a run with these ids of the sender, also from the trash, with their cases, in the order of the ids.
    pub fn with_external_ids(&self, run: RunId, external: &[&str]) -> Result<Vec<Option<StoredWithCase>>> {
        let mut found = vec![None; external.len()];
        let mut asked: Vec<(usize, &str)> = external.iter().copied().enumerate().collect();
        if !asked.is_empty()
            && let Some(memory) = self.0.memory()
        {
            self.0.look_at(run)?;
            asked.retain(|(_, id)| !memory.borrow().lacks_id(run, id));
        }
        let sql = "SELECT id, hash, case_id FROM results WHERE run_id = ?1 AND external_id = ?2";
        self.0.each_of(sql, asked.iter().map(|(_, id)| row![run, *id]), |i, r| {
            let stored = Stored { id: ResultId(r.int(0)?), hash: r.text(1)?, was_there: true };
            found[asked[i].0] = Some((stored, r.opt_int(2)?.map(CaseId)));
            Ok(())
        })?;
        Ok(found)
    }

    /// The result with this row id, with steps and links.
    pub fn get(&self, id: ResultId) -> Result<TestResult> {
        let sql = format!("{COLUMNS} WHERE {OWN}.id = ?1 AND {OWN}.deleted_ms IS NULL");
        result_rows::all(self.0, &sql, p![id])?.pop().ok_or_else(|| Error::not_found("result", id))
    }

    /// The result with this hash in a project, with steps and links.
    pub fn by_hash(&self, project: ProjectId, hash: &str) -> Result<TestResult> {
        self.get(self.id_of_hash(project, hash)?)
    }

    /// The row id of such a result.
    pub fn id_of_hash(&self, project: ProjectId, hash: &str) -> Result<ResultId> {
        let id = self
            .0
            .opt(
                "SELECT x.id FROM results x JOIN runs u ON u.id = x.run_id \
                 WHERE x.hash = ?1 AND u.project_id = ?2 AND x.deleted_ms IS NULL AND u.deleted_ms IS NULL",
                p![hash, project],
                |r| r.int(0),
            )?
            .ok_or_else(|| Error::not_found("result", hash))?;
        Ok(ResultId(id))
    }

    /// A page of results with steps and links, in the order of storing.
    pub fn list(&self, filter: &ResultFilter, slice: Slice) -> Result<Page<TestResult>> {
        let Page { total, filtered, rows } = self.ids(filter, slice)?;
        Ok(Page { total, filtered, rows: result_rows::by_ids(self.0, &rows)? })
    }

    /// The results with these row ids, which ascend, with steps and links. Missing ones are left out.
    pub fn many_in_order(&self, ids: &[ResultId]) -> Result<Vec<TestResult>> {
        result_rows::by_ids(self.0, ids)
    }

    /// The ids of such a page.
    pub fn ids(&self, filter: &ResultFilter, slice: Slice) -> Result<Page<ResultId>> {
        let mut base = Where::new(&format!("{OWN}.deleted_ms IS NULL AND u.deleted_ms IS NULL"), Vec::new());
        if let Some(project) = filter.project {
            base.and("u.project_id = ?", vec![project.into()]);
        }
        // A count that asks for the time is another one each time.
        let has_hidden = self.has_hidden()?;
        if !filter.with_hidden && has_hidden {
            base.and(&format!("coalesce({OWN}.visible_ms, 0) <= ?"), vec![self.0.now().into()]);
        }
        let count = |w: &Where<'_>| {
            self.0.kept_count(
                Counted::All,
                &format!("SELECT count(*) FROM results {OWN} JOIN runs u ON u.id = {OWN}.run_id {}", w.sql()),
                w.params(),
            )
        };
        let mut w = base.clone();
        if let Some(runs) = &filter.runs {
            w.any_of(&format!("{OWN}.run_id"), runs.iter().copied());
        }
        if let Some(cases) = &filter.cases {
            w.any_of(&format!("{OWN}.case_id"), cases.iter().copied());
        }
        if !filter.statuses.is_empty() {
            w.any_of(&format!("{OWN}.status"), filter.statuses.iter().map(ResultStatus::slug));
        }
        if let Some(is_api) = filter.is_api {
            w.and(&format!("{OWN}.is_api = ?"), vec![is_api.into()]);
        }
        if let Some((names, is_nobody_too)) = &filter.authors {
            let marks = vec!["?"; names.len()].join(", ");
            let named = if names.is_empty() { "FALSE".to_owned() } else { format!("{OWN}.author IN ({marks})") };
            let nobody = if *is_nobody_too { format!("{OWN}.author IS NULL OR ") } else { String::new() };
            w.and(&format!("({nobody}{named})"), names.iter().map(Into::into).collect());
        }
        for (mark, at) in [(">=", filter.ended_from), ("<=", filter.ended_to)] {
            if let Some(at) = at {
                w.and(&format!("coalesce({OWN}.end_ms, {OWN}.created_ms) {mark} ?"), vec![at.into()]);
            }
        }
        let is_by_run = filter.cases.is_none()
            && filter.statuses.is_empty()
            && filter.is_api.is_none()
            && filter.authors.is_none()
            && (filter.ended_from, filter.ended_to) == (None, None);
        let total = if has_hidden { count(&base)? } else { self.count_of_runs(filter.project, None)? };
        let filtered = match &filter.runs {
            None if is_by_run => total,
            Some(runs) if is_by_run && !has_hidden => self.count_of_runs(filter.project, Some(runs))?,
            _ => count(&w)?,
        };
        // The ids alone are read from an index. PostgreSQL would read each row before the page, too.
        let w = w.page(&format!("{OWN}.id"), slice);
        let sql = format!("SELECT {OWN}.id FROM results {OWN} JOIN runs u ON u.id = {OWN}.run_id {}", w.sql());
        let ids = self.0.all(&sql, w.params(), |r| Ok(ResultId(r.int(0)?)))?;
        Ok(Page { total, filtered, rows: ids })
    }

    /// The ids of the results behind one, at most `limit`, in the order of storing. Of the filter, times and authors do not count.
    pub fn ids_after(&self, filter: &ResultFilter, after: ResultId, limit: usize) -> Result<Vec<ResultId>> {
        let mut w =
            Where::new(&format!("{OWN}.deleted_ms IS NULL AND u.deleted_ms IS NULL AND {OWN}.id > ?"), vec![after.into()]);
        if let Some(project) = filter.project {
            w.and("u.project_id = ?", vec![project.into()]);
        }
        if !filter.with_hidden && self.has_hidden()? {
            w.and(&format!("coalesce({OWN}.visible_ms, 0) <= ?"), vec![self.0.now().into()]);
        }
        if let Some(runs) = &filter.runs {
            w.any_of(&format!("{OWN}.run_id"), runs.iter().copied());
        }
        if let Some(cases) = &filter.cases {
            w.any_of(&format!("{OWN}.case_id"), cases.iter().copied());
        }
        if !filter.statuses.is_empty() {
            w.any_of(&format!("{OWN}.status"), filter.statuses.iter().map(ResultStatus::slug));
        }
        let w = w.page(&format!("{OWN}.id"), Slice { limit: i64::try_from(limit).unwrap_or(i64::MAX), offset: 0 });
        let sql = format!("SELECT {OWN}.id FROM results {OWN} JOIN runs u ON u.id = {OWN}.run_id {}", w.sql());
        self.0.all(&sql, w.params(), |r| Ok(ResultId(r.int(0)?)))
    }

    /// Number of the results of living runs, from the roll-ups: right where no result is hidden.
    fn count_of_runs(&self, project: Option<ProjectId>, runs: Option<&[RunId]>) -> Result<i64> {
        self.0.rollup().flush()?;
        let mut w = Where::new("deleted_ms IS NULL", Vec::new());
        if let Some(project) = project {
            w.and("project_id = ?", vec![project.into()]);
        }
        if let Some(runs) = runs {
            w.any_of("id", runs.iter().copied());
        }
        self.0.kept_count(
            Counted::All,
            &format!("SELECT CAST(coalesce(sum(result_count), 0) AS BIGINT) FROM runs {}", w.sql()),
            w.params(),
        )
    }

    /// True when results become visible only later. Ordered, so that it is read from the index of these alone.
    fn has_hidden(&self) -> Result<bool> {
        let sql = "SELECT visible_ms FROM results WHERE visible_ms IS NOT NULL ORDER BY visible_ms LIMIT 1";
        Ok(self.0.opt(sql, &[], |_| Ok(()))?.is_some())
    }

    /// Every result of a run with steps and links, in the order of storing.
    pub fn of_run(&self, run: RunId) -> Result<Vec<TestResult>> {
        let filter = ResultFilter { runs: Some(vec![run]), with_hidden: true, ..ResultFilter::default() };
        Ok(self.list(&filter, Slice::ALL)?.rows)
    }

    /// Every result of a run as a line, in the order of storing.
    pub fn lines_of_run(&self, run: RunId) -> Result<Vec<ResultLine>> {
        self.0.all(&format!("{LINE} FROM results WHERE run_id = ?1 AND deleted_ms IS NULL ORDER BY id"), p![run], line)
    }

    /// Number of the tests of a run whose last attempt belongs to no case.
    pub fn tests_without_case(&self, run: RunId) -> Result<u64> {
        let sql = "SELECT count(*) FROM results WHERE run_id = ?1 AND case_id IS NULL AND is_retried = FALSE \
                   AND deleted_ms IS NULL AND visible_ms IS NULL";
        Ok(u64::try_from(self.0.one(sql, p![run], |r| r.int(0))?).unwrap_or(0))
    }

    /// Results of a run that count: the last attempt of each test, with steps and links, in the order of storing. At most `limit` that
    /// follow the result `after`, so that a run of any size can be read page by page. The page ends early with the result whose texts
    /// bring it to `bytes`.
    pub fn effective_page(&self, run: RunId, after: ResultId, limit: usize, bytes: usize) -> Result<Vec<TestResult>> {
        let sql = format!(
            "{COLUMNS} WHERE {OWN}.run_id = ?1 AND {OWN}.id > ?2 AND {OWN}.deleted_ms IS NULL AND {OWN}.visible_ms IS NULL \
             AND {OWN}.is_retried = FALSE ORDER BY {OWN}.id LIMIT ?3"
        );
        result_rows::all_within(self.0, &sql, p![run, after, i64::try_from(limit).unwrap_or(i64::MAX)], &mut bytes.clone())
    }

    /// The last of these results by their place in the list, which is not the order of ids: from the end to the one whose texts bring the
    /// sum to `bytes`, in no order.
    pub fn last_within(&self, ids: &[ResultId], bytes: usize) -> Result<Vec<TestResult>> {
        let (mut found, mut left) = (Vec::new(), bytes);
        let mut parts: Vec<&[ResultId]> = ids.chunks(IN_LIST).collect();
        while let Some(part) = parts.pop().filter(|_| left > 0 || found.is_empty()) {
            let mut w = Where::new(&format!("{OWN}.deleted_ms IS NULL"), Vec::new());
            w.any_of(&format!("{OWN}.id"), part.iter().copied());
            let mut rest = left;
            let read = result_rows::all_within(self.0, &format!("{COLUMNS} {}", w.sql()), w.params(), &mut rest)?;
            if rest == 0 && part.len() > 1 {
                // The limit falls into this part, whose rows come in any order: its end is read by itself.
                let (first, last) = part.split_at(part.len() / 2);
                parts.extend([first, last]);
                continue;
            }
            left = rest;
            found.extend(read);
        }
        Ok(found)
    }

    /// The attempts of a run that a later one replaced, by test and in the order of execution.
    pub fn retried_of_run(&self, run: RunId) -> Result<BTreeMap<TestId, Vec<ResultId>>> {
        let mut found: BTreeMap<TestId, Vec<ResultId>> = BTreeMap::new();
        let sql = "SELECT test_id, id FROM results WHERE run_id = ?1 AND deleted_ms IS NULL AND visible_ms IS NULL \
                   AND is_retried = TRUE ORDER BY coalesce(start_ms, end_ms, created_ms), end_ms NULLS FIRST, id";
        self.0.each(sql, p![run], |r| {
            found.entry(TestId(r.int(0)?)).or_default().push(ResultId(r.int(1)?));
            Ok(())
        })?;
        Ok(found)
    }

    /// These results with steps and links. Missing ones are left out.
    pub fn many(&self, ids: &[ResultId]) -> Result<Vec<TestResult>> {
        let mut found = Vec::with_capacity(ids.len());
        for part in ids.chunks(IN_LIST) {
            let mut w = Where::new(&format!("{OWN}.deleted_ms IS NULL"), Vec::new());
            w.any_of(&format!("{OWN}.id"), part.iter().copied());
            found.extend(result_rows::all(self.0, &format!("{COLUMNS} {}", w.sql()), w.params())?);
        }
        Ok(found)
    }

    /// The latest results of some cases as lines, the newest first, in the order of [`super::rollup`]. Steps through the index of
    /// each case, so that old results cost nothing.
    pub fn recent(&self, cases: &[CaseId], limit: usize) -> Result<Vec<ResultLine>> {
        let mut found = Vec::new();
        for case in cases {
            found.extend(self.0.all(
                &format!(
                    "{LINE} FROM results WHERE case_id = ?1 AND deleted_ms IS NULL AND coalesce(visible_ms, 0) <= ?2 \
                     AND EXISTS (SELECT 1 FROM runs u WHERE u.id = results.run_id AND u.deleted_ms IS NULL) \
                     ORDER BY coalesce(end_ms, created_ms) DESC, id DESC LIMIT ?3"
                ),
                p![*case, self.0.now(), i64::try_from(limit).unwrap_or(i64::MAX)],
                line,
            )?);
        }
        found.sort_by_key(|l| std::cmp::Reverse((l.at_ms, l.id)));
        found.truncate(limit);
        Ok(found)
    }

    /// The run of each of these results.
    pub fn runs_of(&self, ids: &[ResultId]) -> Result<BTreeMap<ResultId, RunId>> {
        let mut found = BTreeMap::new();
        for part in ids.chunks(IN_LIST) {
            let mut w = Where::new("deleted_ms IS NULL", Vec::new());
            w.any_of("id", part.iter().copied());
            self.0.each(&format!("SELECT id, run_id FROM results {}", w.sql()), w.params(), |r| {
                found.insert(ResultId(r.int(0)?), RunId(r.int(1)?));
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// The last result of each of these cases over all runs, as [`super::rollup`] defines it, with steps and links.
    pub fn latest_of_cases(&self, cases: &[CaseId]) -> Result<BTreeMap<CaseId, TestResult>> {
        let last: Vec<ResultId> = self.0.rollup().last_of(cases)?.into_values().map(|l| l.result).collect();
        let found = result_rows::by_ids(self.0, &last)?;
        Ok(found.into_iter().filter_map(|r| Some((r.content.case_id?, r))).collect())
    }

    /// The messages of these results, without results that have none.
    pub fn messages(&self, ids: &[ResultId]) -> Result<BTreeMap<ResultId, String>> {
        let mut found = BTreeMap::new();
        for part in ids.chunks(IN_LIST) {
            let mut w = Where::new("comment IS NOT NULL", Vec::new());
            w.any_of("id", part.iter().copied());
            self.0.each(&format!("SELECT id, comment FROM results {}", w.sql()), w.params(), |r| {
                found.insert(ResultId(r.int(0)?), r.text(1)?);
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// The parameters of these results, without results that have none.
    pub fn params(&self, ids: &[ResultId]) -> Result<BTreeMap<ResultId, Combination>> {
        let mut found = BTreeMap::new();
        for part in ids.chunks(IN_LIST) {
            let mut w = Where::new("params IS NOT NULL", Vec::new());
            w.any_of("id", part.iter().copied());
            self.0.each(&format!("SELECT id, params FROM results {}", w.sql()), w.params(), |r| {
                found.insert(ResultId(r.int(0)?), r.opt_json(1)?);
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// The parameters of the newest result of each of these tests, without tests that have none.
    pub fn params_of_tests(&self, tests: &[TestId]) -> Result<BTreeMap<TestId, Combination>> {
        let mut found = BTreeMap::new();
        for part in tests.chunks(IN_LIST) {
            let mut w = Where::new("TRUE", Vec::new());
            w.any_of("t.id", part.iter().copied());
            let sql = format!(
                "SELECT t.id, (SELECT r.params FROM results r WHERE r.test_id = t.id ORDER BY r.run_id DESC LIMIT 1) FROM tests t {}",
                w.sql()
            );
            self.0.each(&sql, w.params(), |r| {
                let params: Combination = r.opt_json(1)?;
                if !params.is_empty() {
                    found.insert(TestId(r.int(0)?), params);
                }
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// The last result of a case in one run, by the order of [`super::rollup`].
    pub fn last_in_run(&self, run: RunId, case: CaseId) -> Result<Option<ResultId>> {
        self.0.opt(
            "SELECT id FROM results WHERE run_id = ?1 AND case_id = ?2 AND deleted_ms IS NULL \
             ORDER BY coalesce(end_ms, created_ms) DESC, id DESC LIMIT 1",
            p![run, case],
            |r| Ok(ResultId(r.int(0)?)),
        )
    }

    /// The cases of the last results with these signatures in a project, in the order of the signatures.
    pub fn cases_of_signatures(&self, project: ProjectId, signatures: &[&str]) -> Result<Vec<Option<CaseId>>> {
        let mut found = vec![None; signatures.len()];
        self.0.each_of(
            result_rows::CASE_OF_SIGNATURE,
            signatures.iter().map(|signature| row![*signature, project]),
            |i, r| {
                found[i] = Some(CaseId(r.int(0)?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Replaces the content of a result. Run, case and sender's id stay.
    pub fn update(&self, id: ResultId, content: &ResultContent) -> Result<()> {
        self.replace(id, content, false)
    }

    /// Puts back the content of a result, also the case of one that was linked since.
    pub(super) fn restore(&self, id: ResultId, content: &ResultContent) -> Result<()> {
        self.replace(id, content, true)
    }

    fn replace(&self, id: ResultId, content: &ResultContent, with_case: bool) -> Result<()> {
        let before = if self.is_by_hand() || with_case { self.recorded(id)? } else { None };
        if with_case {
            self.0.put_case_back(id, content.case_id)?;
        }
        self.0.rollup().changing(id, || result_rows::update(self.0, id, content))?;
        self.0.defects().link_again(id, content)?;
        self.0.touch(Aggregate::Results);
        if before.is_some() {
            self.0.record_change(Entity::Result, id.0, &before, &self.recorded(id)?)?;
        }
        Ok(())
    }

    /// True for a result that a person entered. Results of reporters and files are too many for the history.
    fn is_by_hand(&self) -> bool {
        self.0.author().is_some_and(|author| author.source == Source::Window)
    }

    /// The state of a result for the history, also from the trash.
    pub(super) fn recorded(&self, id: ResultId) -> Result<Option<serde_json::Value>> {
        let mut found = result_rows::by_ids(self.0, &[id])?;
        if found.is_empty() {
            return Ok(None);
        }
        let deleted = self.0.deleted_ms(Entity::Result, id.0)?.flatten();
        Ok(found.pop().map(|r| {
            let mut state = serde_json::json!({"id": id, "content": r.content, "deleted_ms": deleted});
            step_statuses::split(&mut state);
            state
        }))
    }

    /// Moves a result to the trash.
    pub fn delete(&self, id: ResultId) -> Result<()> {
        // The sender's id goes with it, so that the same result may be sent again.
        let at = self.0.now();
        self.0.rollup().changing(id, || {
            self.0.execute("UPDATE results SET deleted_ms = ?2, external_id = NULL WHERE id = ?1", p![id, at]).map(drop)
        })?;
        self.0.touch(Aggregate::Results);
        if self.is_by_hand() {
            self.0.record_field(Entity::Result, id.0, "deleted_ms", &serde_json::Value::Null, &at.into())?;
        }
        Ok(())
    }

    /// Makes these results visible to readers of the API.
    pub fn reveal(&self, ids: &[ResultId]) -> Result<()> {
        for id in ids {
            self.0
                .rollup()
                .changing(*id, || self.0.execute("UPDATE results SET visible_ms = NULL WHERE id = ?1", p![*id]).map(drop))?;
        }
        self.0.touch(Aggregate::Results);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::NewRun;
    use crate::{Op, Store};
    use std::collections::BTreeSet;
    use std::sync::Arc;
    use voluptas_core::base::FixedClock;
    use voluptas_core::domain::case::{CaseContent, NewCase};
    use voluptas_core::domain::result::{ResultLink, ResultStep};
    use voluptas_core::domain::run::{RunContent, RunState};

    fn content(case: Option<CaseId>, status: &str, end: i64) -> ResultContent {
        ResultContent {
            case_id: case,
            title: "t".into(),
            status: ResultStatus::parse(status),
            end_ms: Some(end),
            duration_ms: Some(10),
            ..ResultContent::default()
        }
    }

    #[test]
    fn keeps_results_whole_and_counts_the_last_of_each_case() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1000))).expect("store");
        let written = store.write(Op::bulk("test"), |tx| {
            let project = tx.projects().create("SHOP", "Shop", None)?.id;
            let case = |title: &str| NewCase {
                content: CaseContent { title: title.into(), ..CaseContent::default() },
                ..NewCase::default()
            };
            let cases = tx.cases().create_many(project, &[case("one"), case("two")])?;
            let new = NewRun {
                content: RunContent { title: "r".into(), ..RunContent::default() },
                cases: cases.clone(),
                ..NewRun::default()
            };
            let run = tx.runs().create(project, &new)?.id;
            let mut whole = content(Some(cases[0]), "failed", 2000);
            whole.params.insert("user".into(), "bob".into());
            whole.links.push(ResultLink { kind: "issue".into(), name: "SHOP-1".into(), url: "urn:x".into() });
            whole.external_id = Some("x".into());
            let nested = ResultStep { action: "nested".into(), ..ResultStep::default() };
            whole.steps = vec![ResultStep { action: "first".into(), steps: vec![nested], ..ResultStep::default() }];
            let first = tx.results().add(run, &whole)?;
            assert_eq!(tx.results().get(first.id)?.content, whole);
            let again = tx.results().add(run, &content(None, "passed", 1))?;
            assert!(!again.was_there, "without an id every result is a new one");
            let repeated = tx.results().add(run, &ResultContent { title: "other".into(), ..whole.clone() })?;
            assert!(repeated.was_there && repeated.hash == first.hash);
            // A retry, posted before a result that ended earlier.
            let mut retry = content(Some(cases[0]), "passed", 9000);
            retry.params.clone_from(&whole.params);
            tx.results().add(run, &retry)?;
            tx.results().add(run, &ResultContent { end_ms: Some(3000), external_id: None, ..whole.clone() })?;
            Ok((run, cases))
        });
        let (run, cases) = written.expect("written").value;
        store
            .read(|tx| {
                let stats = tx.runs().stats(&[run])?.remove(&run).expect("stats");
                assert_eq!(stats.statuses, BTreeMap::from([("passed".into(), 2), ("untested".into(), 1)]));
                assert_eq!((stats.total, stats.time_spent_ms), (3, 40));
                let one = Slice { limit: 1, offset: 0 };
                let of = |runs: &[RunId]| ResultFilter { runs: Some(runs.to_vec()), ..ResultFilter::default() };
                let counts = |filter: ResultFilter| tx.results().list(&filter, one).map(|page| (page.total, page.filtered));
                assert_eq!(counts(ResultFilter::default())?, (4, 4), "every attempt is a result");
                assert_eq!((counts(of(&[run, run]))?, counts(of(&[]))?), ((4, 4), (4, 0)));
                assert_eq!(counts(ResultFilter { statuses: vec![ResultStatus::Failed], ..of(&[run]) })?, (4, 2));
                let latest = tx.results().latest_of_cases(&cases)?;
                assert_eq!(latest.len(), 1);
                assert_eq!(latest[&cases[0]].content.end_ms, Some(9000));
                assert_eq!(tx.results().of_run(run)?.len(), 4);
                let first = tx.results().effective_page(run, ResultId(0), 1, usize::MAX)?;
                let rest = tx.results().effective_page(run, first[0].id, 9, usize::MAX)?;
                let cut = tx.results().effective_page(run, ResultId(0), 9, 0)?;
                assert_eq!(cut, first, "the bytes end a page, but not before its first result");
                let replaced: Vec<ResultId> = tx.results().retried_of_run(run)?.into_values().flatten().collect();
                assert_eq!((first.len() + rest.len(), replaced.len()), (2, 2), "attempts of one test count once");
                assert_eq!(tx.results().many(&replaced)?.len(), 2);
                Ok(())
            })
            .expect("read");
        store.write(Op::bulk("test"), |tx| tx.runs().end(run, RunState::Complete)).expect("ended");
        assert_eq!(store.read(|tx| tx.runs().get(run)).expect("run").state, RunState::Complete);
    }

    #[test]
    fn a_page_ends_by_the_bytes_of_the_texts_of_its_steps() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1000))).expect("store");
        const LONG: usize = 100_000;
        let written = store.write(Op::bulk("test"), |tx| {
            let project = tx.projects().create("SHOP", "Shop", None)?.id;
            let make = |own: &str| -> Result<RunId> {
                let content = RunContent { title: own.into(), ..RunContent::default() };
                let run = tx.runs().create(project, &NewRun { content, ..NewRun::default() })?.id;
                for n in 0..10 {
                    // The texts are kept once, apart from the results.
                    let text = if own == "shared" { "s".repeat(LONG) } else { format!("{n}{}", "o".repeat(LONG)) };
                    let steps = vec![ResultStep { action: text, ..ResultStep::default() }];
                    tx.results().add(run, &ResultContent { title: format!("t{n}"), steps, ..content_of(n) })?;
                }
                Ok(run)
            };
            Ok([make("own")?, make("shared")?])
        });
        fn content_of(n: i64) -> ResultContent {
            content(None, "passed", 1000 + n)
        }
        store
            .read(|tx| {
                for run in written.as_ref().expect("runs").value {
                    let page = |after, bytes| tx.results().effective_page(run, after, 100, bytes);
                    let (mut after, mut read) = (ResultId(0), Vec::new());
                    loop {
                        let part = page(after, 3 * LONG)?;
                        let Some(last) = part.last() else { break };
                        assert!((1..=4).contains(&part.len()), "{} results", part.len());
                        after = last.id;
                        read.extend(part);
                    }
                    assert_eq!(read, page(ResultId(0), usize::MAX)?);
                    assert!(read.len() == 10 && read.iter().all(|result| result.content.steps[0].action.len() >= LONG));
                    let ids: Vec<ResultId> = read.iter().map(|result| result.id).collect();
                    // The order of execution is another one than that of ids.
                    for given in [0, 4, 9].map(|by| [&ids[by..], &ids[..by]].concat()) {
                        let read = tx.results().last_within(&given, 3 * LONG)?;
                        let last: BTreeSet<ResultId> = read.iter().map(|result| result.id).collect();
                        assert!((2..=4).contains(&last.len()), "{last:?}");
                        assert_eq!(last, given[given.len() - last.len()..].iter().copied().collect());
                    }
                    assert_eq!(tx.results().last_within(&ids, 0)?.len(), 1);
                    assert_eq!(tx.results().last_within(&ids, usize::MAX)?.len(), 10);
                }
                Ok(())
            })
            .expect("read");
    }
}
