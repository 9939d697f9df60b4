//! Test cases: reads, creates, changes them. The rows below a case (steps, tags, values) are in `case_rows`.

use super::case_columns::links;
use super::db::Param;
use super::db::dialect::{IDS, SearchKind};
use super::entity::Entity;
use super::{Aggregate, Error, Result, Tx, case_suites, order};
use super::{case_changes, case_rows};
use crate::{p, row};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use voluptas_core::base::Millis;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::case::{Case, CaseContent, NewCase};
use voluptas_core::domain::case_code::CaseCode;
use voluptas_core::domain::ids::{CaseId, ProjectId, SuiteId};
use voluptas_core::domain::validate;

/// The cases, in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Cases<'t>(&'t Tx<'t>);

impl<'c> Tx<'c> {
    pub fn cases(&self) -> Cases<'_> {
        Cases(self)
    }
}

/// A case in a list: the columns of a tree or table, without steps and long texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseLine {
    /// Row id.
    pub id: CaseId,
    /// Number in the project.
    pub number: i64,
    /// Code for people.
    pub code: CaseCode,
    /// Suite of the case; `None` at the root.
    pub suite_id: Option<SuiteId>,
    /// Position among the cases of the suite.
    pub position: i64,
    pub title: String,
    /// Time of the last change of the content.
    pub updated_ms: Millis,
}

impl<'t> Cases<'t> {
    /// The transaction, for [`super::case_list`].
    pub(super) fn tx(&self) -> &'t Tx<'t> {
        self.0
    }
}

/// The position behind the last case of a suite of a project.
fn next_in_suite() -> String {
    order::next_position("cases", "project_id = ?1 AND ", ("suite_id", "?2"))
}

impl Cases<'_> {
    /// A case with steps, tags and values, also from the trash.
    pub fn get(&self, id: CaseId) -> Result<Case> {
        self.many("c.id = ?1", p![id])?.pop().ok_or_else(|| Error::not_found("case", id))
    }

    /// A living case by its number in the project.
    pub fn by_number(&self, project: ProjectId, number: i64) -> Result<Option<Case>> {
        Ok(self.many("c.project_id = ?1 AND c.number = ?2 AND c.deleted_ms IS NULL", p![project, number])?.pop())
    }

    /// The living cases of a project with the highest numbers, the newest first: number, title, time of the creation.
    pub fn newest(&self, project: ProjectId, limit: usize) -> Result<Vec<(i64, String, Millis)>> {
        let sql = "SELECT number, title, created_ms FROM cases WHERE project_id = ?1 AND deleted_ms IS NULL \
                   ORDER BY number DESC LIMIT ?2";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.0.all(sql, p![project, limit], |r| Ok((r.int(0)?, r.text(1)?, r.int(2)?)))
    }

    /// Numbers of the cases of a project that are in the trash. No other case can have them.
    pub fn numbers_in_trash(&self, project: ProjectId) -> Result<HashSet<i64>> {
        let sql = "SELECT number FROM cases WHERE project_id = ?1 AND deleted_ms IS NOT NULL";
        Ok(self.0.all(sql, p![project], |r| r.int(0))?.into_iter().collect())
    }

    /// Every living case of a project with steps, tags and values, by number.
    pub fn of_project(&self, project: ProjectId) -> Result<Vec<Case>> {
        self.many("c.project_id = ?1 AND c.deleted_ms IS NULL", p![project])
    }

    /// The existing cases among the given ones, with steps, tags and values, by number.
    pub fn by_ids(&self, ids: &[CaseId]) -> Result<Vec<Case>> {
        self.many(&format!("c.id IN {IDS}"), &[Param::json(ids)])
    }

    /// The existing ids among the given ones, in the trash or not.
    pub fn existing(&self, ids: impl Iterator<Item = CaseId>) -> Result<BTreeSet<CaseId>> {
        let ids: BTreeSet<CaseId> = ids.collect();
        let sql = format!("SELECT id FROM cases WHERE id IN {IDS}");
        Ok(self.0.all(&sql, &[Param::json(&ids)], |r| Ok(CaseId(r.int(0)?)))?.into_iter().collect())
    }

    /// Every case of the workspace with the time of its creation, also those in the trash.
    pub fn created(&self) -> Result<Vec<(CaseId, Millis)>> {
        self.0.all("SELECT id, created_ms FROM cases", &[], |r| Ok((CaseId(r.int(0)?), r.int(1)?)))
    }

    /// The ids of living cases among the given ones.
    pub fn living(&self, ids: &[CaseId]) -> Result<BTreeSet<CaseId>> {
        let sql = format!("SELECT id FROM cases WHERE id IN {IDS} AND deleted_ms IS NULL");
        Ok(self.0.all(&sql, &[Param::json(ids)], |r| Ok(CaseId(r.int(0)?)))?.into_iter().collect())
    }

    /// The cases that match a condition on `cases c`, by number, read with a fixed number of queries.
    pub fn many(&self, condition: &str, params: &[Param<'_>]) -> Result<Vec<Case>> {
        case_rows::read(self.0, condition, params)
    }

    /// The living cases of a project as lines, in the order of the tree.
    pub fn lines(&self, project: ProjectId) -> Result<Vec<CaseLine>> {
        let codes = self.0.codes_in(project)?;
        self.0.all(
            "SELECT id, number, suite_id, title, position, updated_ms FROM cases \
             WHERE project_id = ?1 AND deleted_ms IS NULL ORDER BY suite_id NULLS FIRST, position, number",
            p![project],
            |r| {
                let (id, number) = (CaseId(r.int(0)?), r.int(1)?);
                Ok(CaseLine {
                    id,
                    number,
                    code: codes.of(id, project, number),
                    suite_id: r.opt_int(2)?.map(SuiteId),
                    position: r.int(4)?,
                    title: r.text(3)?,
                    updated_ms: r.int(5)?,
                })
            },
        )
    }

    /// Creates a case.
    pub fn create(&self, project: ProjectId, new: &NewCase) -> Result<CaseId> {
        let ids = self.create_many(project, std::slice::from_ref(new))?;
        ids.first().copied().ok_or_else(|| Error::Corrupt("a new case has no id".into()))
    }

    /// Creates cases in the given order. Each becomes the last of its suite.
    ///
    /// # Errors
    /// [`Error::Invalid`] for the first case that breaks a rule, [`Error::MissingParent`] for a suite that is not there,
    /// [`Error::Duplicate`] for a number that is taken.
    pub fn create_many(&self, project: ProjectId, new: &[NewCase]) -> Result<Vec<CaseId>> {
        let unnumbered = i64::try_from(new.iter().filter(|n| n.number.is_none()).count()).unwrap_or(i64::MAX);
        let take = || if unnumbered == 0 { Ok(0) } else { self.0.take_numbers(project, "case", unnumbered) };
        let mut next = take()?;
        if let Some(highest) = new.iter().filter_map(|n| n.number).max() {
            self.0.reserve_number(project, "case", highest)?;
            // The others get none of the given numbers.
            if new.iter().filter_map(|n| n.number).any(|given| (next..next + unnumbered).contains(&given)) {
                next = take()?;
            }
        }
        new.iter().try_for_each(|case| validate::case(&case.content))?;
        let mut positions = self.ends_of_suites(project, new.iter().map(|case| case.suite_id).collect())?;
        let placed: Vec<(i64, i64, &NewCase)> = new
            .iter()
            .map(|case| {
                let number = case.number.unwrap_or_else(|| {
                    next += 1;
                    next - 1
                });
                let end = positions.entry(case.suite_id).or_default();
                *end += 1;
                (number, *end - 1, case)
            })
            .collect();
        let ids = self.insert(project, &placed)?;
        let contents: Vec<(CaseId, &CaseContent)> = ids.iter().copied().zip(new.iter().map(|case| &case.content)).collect();
        case_rows::write(self.0, &contents)?;
        let search = self.0.search();
        contents.iter().try_for_each(|(id, content)| search.put_new(SearchKind::Case, id.0, words(content)))?;
        self.0.record_all_new(Entity::Case, ids.iter().map(|id| id.0))?;
        self.0.touch(Aggregate::Cases);
        Ok(ids)
    }

    /// The position behind the last case of each of these suites.
    fn ends_of_suites(&self, project: ProjectId, suites: BTreeSet<Option<SuiteId>>) -> Result<BTreeMap<Option<SuiteId>, i64>> {
        let suites: Vec<Option<SuiteId>> = suites.into_iter().collect();
        let mut ends = BTreeMap::new();
        self.0.each_of(&next_in_suite(), suites.iter().map(|suite| row![project, *suite]), |i, r| {
            ends.insert(suites[i], r.int(0)?);
            Ok(())
        })?;
        Ok(ends)
    }

    /// Inserts the rows of cases with their numbers and positions; returns the ids in their order.
    fn insert(&self, project: ProjectId, new: &[(i64, i64, &NewCase)]) -> Result<Vec<CaseId>> {
        let now = self.0.now();
        let ids = self.0.insert_many(
            "INSERT INTO cases (project_id, number, suite_id, position, title, title_fold, description, preconditions, postconditions, \
             severity, priority, kind, layer, behavior, automation, status, is_flaky, steps_type, parameters, attachments, \
             created_ms, updated_ms, expected_result, links) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?21, ?22, ?23)",
            new.iter().map(|(number, position, case)| {
                let c = &case.content;
                row![
                    project,
                    *number,
                    case.suite_id,
                    *position,
                    c.title.trim(),
                    fold(&c.title),
                    &c.description,
                    &c.preconditions,
                    &c.postconditions,
                    &c.severity,
                    &c.priority,
                    &c.kind,
                    &c.layer,
                    &c.behavior,
                    &c.automation,
                    &c.status,
                    c.is_flaky,
                    c.steps_type.as_str(),
                    Param::json(&c.parameters),
                    Param::json(&c.attachments),
                    now,
                    &c.expected_result,
                    links(c)
                ]
            }),
        )?;
        Ok(ids.into_iter().map(CaseId).collect())
    }

    /// Replaces the content of a case.
    pub fn update(&self, id: CaseId, content: &CaseContent) -> Result<()> {
        validate::case(content)?;
        let before = self.get(id)?;
        self.set(id, &before, content)?;
        self.record(id, &before)
    }

    /// Replaces the content of a case that was read in this transaction. Cheaper than [`Cases::update`], which reads it twice.
    ///
    /// # Errors
    /// [`Error::Invalid`].
    pub fn replace(&self, before: &Case, content: &CaseContent) -> Result<()> {
        validate::case(content)?;
        self.set(before.id, before, content)?;
        let (old, new) = case_changes::difference(&before.content, content);
        self.0.record_difference(Entity::Case, before.id.0, &old, &new)
    }

    fn set(&self, id: CaseId, before: &Case, content: &CaseContent) -> Result<()> {
        let columns = case_changes::columns(&before.content, content);
        let (mut sql, mut params) = ("UPDATE cases SET updated_ms = ?2".to_owned(), vec![id.into(), self.0.now().into()]);
        for (name, value) in columns {
            params.push(value);
            sql.push_str(&format!(", {name} = ?{}", params.len()));
        }
        sql.push_str(" WHERE id = ?1");
        self.0.execute(&sql, &params)?;
        case_rows::replace(self.0, id, &before.content, content)?;
        if case_changes::changes_words(&before.content, content) {
            self.index(id, content)?;
        }
        self.0.touch(Aggregate::Cases);
        Ok(())
    }

    /// Moves a case to the end of a suite or of the root. A link to that suite is dropped. The time of the last change stays: it is
    /// that of the content, which a review approves.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::MissingParent`].
    pub fn move_to(&self, id: CaseId, suite: Option<SuiteId>) -> Result<()> {
        let before = self.get(id)?;
        let position = self.0.count(&next_in_suite(), p![before.project_id, suite])?;
        self.0.execute("UPDATE cases SET suite_id = ?2, position = ?3 WHERE id = ?1", p![id, suite, position])?;
        if let Some(suite) = suite {
            self.drop_link(id, suite)?;
        }
        self.0.touch(Aggregate::Cases);
        self.record(id, &before)
    }

    /// Moves cases of one project into a suite, before one of the cases that it shows or to the end. Links of the moved cases to
    /// that suite are dropped. Returns the number of cases that moved.
    pub fn place(&self, ids: &[CaseId], suite: Option<SuiteId>, before: Option<CaseId>) -> Result<usize> {
        let Some(first) = ids.first() else { return Ok(0) };
        let project = self.get(*first)?.project_id;
        let siblings = match suite {
            Some(suite) => self.shown_in(suite)?,
            None => self.0.all(
                "SELECT id, position FROM cases WHERE project_id = ?1 AND suite_id IS NULL AND deleted_ms IS NULL \
                 ORDER BY position, number",
                p![project],
                |r| Ok((r.int(0)?, r.int(1)?)),
            )?,
        };
        let moved: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let count = order::place(&siblings, &moved, before.map(|b| b.0), |id, position| {
            let before = self.get(CaseId(id))?;
            if before.suite_id == suite && before.position == position {
                return Ok(false);
            }
            if let Some(suite) = suite {
                // Only its position changes if it is shown there without having moved.
                if !moved.contains(&id) {
                    return self.put_at(&before, suite, position);
                }
                self.drop_link(before.id, suite)?;
            }
            self.0.execute("UPDATE cases SET suite_id = ?2, position = ?3 WHERE id = ?1", p![id, suite, position])?;
            self.record(CaseId(id), &before)?;
            Ok(true)
        })?;
        self.0.touch(Aggregate::Cases);
        Ok(count)
    }

    /// Moves a case to the trash or restores it.
    pub fn set_deleted(&self, id: CaseId, deleted: bool) -> Result<()> {
        self.0.set_deleted_at(Entity::Case, id.0, deleted.then_some(self.0.now()))
    }

    /// Restores content and place of a case from a recorded state.
    pub(super) fn restore(&self, state: &Case) -> Result<()> {
        self.restore_over(&self.get(state.id)?, state)
    }

    /// Restores content and place of a case that was read in this transaction.
    pub(super) fn restore_over(&self, before: &Case, state: &Case) -> Result<()> {
        let content = state.content != before.content;
        let suites = state.further_suites != before.further_suites || state.suite_id != before.suite_id;
        let milestone = state.milestone_id != before.milestone_id;
        if !suites && !milestone && state.position == before.position && state.review == before.review {
            return if content { self.replace(before, &state.content) } else { Ok(()) };
        }
        // The time of the last change tells whether an approval still holds: only a change of the content moves it.
        if content {
            self.set(state.id, before, &state.content)?;
        }
        self.0.touch(Aggregate::Cases);
        self.0.execute(
            // A suite that was purged since is the root, and a milestone that was deleted is none.
            "UPDATE cases SET suite_id = (SELECT s.id FROM suites s WHERE s.id = ?2), position = ?3, \
             milestone_id = (SELECT m.id FROM milestones m WHERE m.id = ?4) WHERE id = ?1",
            p![state.id, state.suite_id, state.position, state.milestone_id],
        )?;
        if suites {
            case_suites::write(self.0, state.id, &state.further_suites)?;
        }
        if state.review != before.review {
            self.0.reviews().write(state.id, state.review.as_ref())?;
        }
        self.record(state.id, before)
    }

    /// Rebuilds the search index of every case.
    pub(super) fn index_all(&self) -> Result<()> {
        let mut after = 0;
        loop {
            match self.index_after(after, 10_000)? {
                (0, _) => return Ok(()),
                (_, last) => after = last,
            }
        }
    }

    /// Rebuilds the search index of the next cases behind an id; returns their number and the last of them.
    pub(super) fn index_after(&self, after: i64, limit: i64) -> Result<(usize, i64)> {
        let sql = "SELECT id, title FROM cases WHERE deleted_ms IS NULL AND id > ?1 ORDER BY id LIMIT ?2";
        let mut bodies: BTreeMap<i64, String> =
            self.0.all(sql, p![after, limit], |r| Ok((r.int(0)?, fold(r.str(1)?))))?.into_iter().collect();
        let last = bodies.last_key_value().map_or(after, |(id, _)| *id);
        for sql in [
            "SELECT t.case_id, g.title FROM case_tags t JOIN tags g ON g.id = t.tag_id WHERE t.case_id > ?1 AND t.case_id <= ?2",
            "SELECT case_id, value FROM case_field_values WHERE case_id > ?1 AND case_id <= ?2",
        ] {
            self.0.each(sql, p![after, last], |r| {
                if let Some(body) = bodies.get_mut(&r.int(0)?) {
                    body.push(' ');
                    body.push_str(&fold(r.str(1)?));
                }
                Ok(())
            })?;
        }
        let count = bodies.len();
        bodies.into_iter().try_for_each(|(id, body)| self.0.search().put(SearchKind::Case, id, body))?;
        Ok((count, last))
    }

    fn index(&self, id: CaseId, content: &CaseContent) -> Result<()> {
        self.0.search().put(SearchKind::Case, id.0, words(content))
    }

    fn record(&self, id: CaseId, before: &Case) -> Result<()> {
        self.0.record_change(Entity::Case, id.0, before, &self.get(id)?)
    }
}

/// The words by which the search finds a case.
fn words(content: &CaseContent) -> String {
    let mut words = fold(&content.title);
    for text in content.tags.iter().chain(content.custom_fields.values()) {
        words.push(' ');
        words.push_str(&fold(text));
    }
    words
}
