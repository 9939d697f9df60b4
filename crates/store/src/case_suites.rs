//! Further suites of cases: suites that show a case beside its home suite, each with a position of its own.
//!
//! A case has at most one place in a suite: a link to the home suite is never stored, and a move of a case into one of its further
//! suites drops that link. Suites and cases in the trash keep their links, so that restoring them brings the links back. Links are
//! fields of the case in its history, and do not count as a change of its content.

use super::cases::Cases;
use super::entity::Entity;
use super::{Aggregate, Error, Result, Tx, order};
use crate::p;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::Case;
use voluptas_core::domain::ids::{CaseId, ProjectId, SuiteId};
use voluptas_core::domain::validate::Invalid;

/// A case in a further suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FurtherSuiteLink {
    pub case: CaseId,
    /// The further suite.
    pub suite: SuiteId,
    /// Position among the cases of the suite.
    pub position: i64,
}

/// Writes the further suites of a case and records nothing. Leaves out its home suite and suites that are not of its project (any
/// more): a suite may have been purged since the state was recorded.
pub(super) fn write(tx: &Tx<'_>, case: CaseId, further: &BTreeMap<SuiteId, i64>) -> Result<()> {
    tx.execute("DELETE FROM case_suites WHERE case_id = ?1", p![case])?;
    for (suite, position) in further {
        tx.execute(
            "INSERT INTO case_suites (case_id, suite_id, position) SELECT c.id, s.id, ?3 FROM cases c \
             JOIN suites s ON s.project_id = c.project_id AND s.id IS DISTINCT FROM c.suite_id WHERE c.id = ?1 AND s.id = ?2",
            p![case, *suite, *position],
        )?;
    }
    Ok(())
}

fn refused(key: &str) -> Error {
    Invalid { field: "further_suites", message: Message::new(key) }.into()
}

impl Cases<'_> {
    /// Shows a case in a further suite, after the other cases of that suite. Returns false if the suite shows the case already.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a suite of another project, [`Error::NotFound`].
    pub fn add_to_suite(&self, id: CaseId, suite: SuiteId) -> Result<bool> {
        let before = self.get(id)?;
        if before.suite_id == Some(suite) || before.further_suites.contains_key(&suite) {
            return Ok(false);
        }
        let at_home = self.tx().count(
            "SELECT coalesce(max(position) + 1, 0) FROM cases WHERE project_id = ?1 AND suite_id = ?2",
            p![before.project_id, suite],
        )?;
        let linked = self.tx().count("SELECT coalesce(max(position) + 1, 0) FROM case_suites WHERE suite_id = ?1", p![suite])?;
        self.put_link(&before, suite, at_home.max(linked))
    }

    /// No longer shows a case in a further suite. Returns false if the suite did not show it. The home suite stays.
    pub fn remove_from_suite(&self, id: CaseId, suite: SuiteId) -> Result<bool> {
        let before =
            self.tx()
                .opt("SELECT position FROM case_suites WHERE case_id = ?1 AND suite_id = ?2", p![id, suite], |r| r.int(0))?;
        let Some(before) = before else { return Ok(false) };
        self.drop_link(id, suite)?;
        self.record_link(id, suite, &json!(before), &Value::Null)?;
        self.tx().touch(Aggregate::Cases);
        Ok(true)
    }

    /// Shows cases in a suite before one of the cases that it shows, or after the last one. Cases of which it is the home are
    /// arranged with them and stay at home. Returns the number of cases that changed place.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a suite of another project, [`Error::NotFound`].
    pub fn link_into(&self, ids: &[CaseId], suite: SuiteId, before: Option<CaseId>) -> Result<usize> {
        let moved: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let count = order::place(&self.shown_in(suite)?, &moved, before.map(|b| b.0), |id, position| {
            self.put_at(&self.get(CaseId(id))?, suite, position)
        })?;
        self.tx().touch(Aggregate::Cases);
        Ok(count)
    }

    /// The links of the living cases of a project to its living suites, by suite and position.
    pub fn links(&self, project: ProjectId) -> Result<Vec<FurtherSuiteLink>> {
        self.tx().all(
            "SELECT l.case_id, l.suite_id, l.position FROM case_suites l JOIN cases c ON c.id = l.case_id \
             JOIN suites s ON s.id = l.suite_id WHERE c.project_id = ?1 AND c.deleted_ms IS NULL AND s.deleted_ms IS NULL \
             ORDER BY l.suite_id, l.position, c.number",
            p![project],
            |r| Ok(FurtherSuiteLink { case: CaseId(r.int(0)?), suite: SuiteId(r.int(1)?), position: r.int(2)? }),
        )
    }

    /// The living further suites of a case, by id.
    pub fn further_suites(&self, id: CaseId) -> Result<Vec<SuiteId>> {
        self.tx().all(
            "SELECT l.suite_id FROM case_suites l JOIN suites s ON s.id = l.suite_id \
             WHERE l.case_id = ?1 AND s.deleted_ms IS NULL ORDER BY l.suite_id",
            p![id],
            |r| Ok(SuiteId(r.int(0)?)),
        )
    }

    /// Ids and positions of the living cases that a suite shows, those of further suites among them, in their order.
    pub(super) fn shown_in(&self, suite: SuiteId) -> Result<Vec<(i64, i64)>> {
        self.tx().all(
            "SELECT id, position FROM (SELECT id, number, position FROM cases WHERE suite_id = ?1 AND deleted_ms IS NULL \
             AND project_id = (SELECT s.project_id FROM suites s WHERE s.id = ?1) \
             UNION ALL SELECT c.id, c.number, l.position FROM case_suites l JOIN cases c ON c.id = l.case_id \
             WHERE l.suite_id = ?1 AND c.deleted_ms IS NULL) AS shown ORDER BY position, number",
            p![suite],
            |r| Ok((r.int(0)?, r.int(1)?)),
        )
    }

    /// Gives a case a position in a suite, which is its home suite or a further one; adds the case to a further suite if needed.
    /// Returns false if nothing changed.
    pub(super) fn put_at(&self, before: &Case, suite: SuiteId, position: i64) -> Result<bool> {
        if before.suite_id != Some(suite) {
            return self.put_link(before, suite, position);
        }
        if before.position == position {
            return Ok(false);
        }
        self.tx().execute("UPDATE cases SET position = ?2 WHERE id = ?1", p![before.id, position])?;
        self.tx().record_field(Entity::Case, before.id.0, "position", &json!(before.position), &json!(position))?;
        Ok(true)
    }

    /// Deletes a link and records nothing.
    pub(super) fn drop_link(&self, id: CaseId, suite: SuiteId) -> Result<()> {
        self.tx().execute("DELETE FROM case_suites WHERE case_id = ?1 AND suite_id = ?2", p![id, suite]).map(drop)
    }

    fn put_link(&self, before: &Case, suite: SuiteId, position: i64) -> Result<bool> {
        if before.further_suites.get(&suite) == Some(&position) {
            return Ok(false);
        }
        if self.tx().suites().get(suite)?.project_id != before.project_id {
            return Err(refused("invalid-suite-project"));
        }
        self.tx().execute(
            "INSERT INTO case_suites (case_id, suite_id, position) VALUES (?1, ?2, ?3) \
             ON CONFLICT (case_id, suite_id) DO UPDATE SET position = excluded.position",
            p![before.id, suite, position],
        )?;
        self.record_link(before.id, suite, &json!(before.further_suites.get(&suite)), &json!(position))?;
        self.tx().touch(Aggregate::Cases);
        Ok(true)
    }

    fn record_link(&self, id: CaseId, suite: SuiteId, before: &Value, after: &Value) -> Result<()> {
        self.tx().record_field(Entity::Case, id.0, &format!("further_suites/{suite}"), before, after)
    }
}
