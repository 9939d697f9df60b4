//! Suites: the tree that contains the cases.

use super::db::Row;
use super::entity::Entity;
use super::{Aggregate, Error, Result, Tx, order};
use crate::p;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{ProjectId, SuiteId};
use voluptas_core::domain::suite::{NewSuite, Suite, SuiteContent};
use voluptas_core::domain::validate::{self, Invalid};

/// The suites, in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Suites<'t>(&'t Tx<'t>);

impl<'c> Tx<'c> {
    pub fn suites(&self) -> Suites<'_> {
        Suites(self)
    }
}

/// Maximum number of suites within each other. Deeper trees come from a mistake or an attack; drawing one exhausts the stack.
const SUITE_LEVELS_MAX: i64 = 500;

const COLUMNS: &str =
    "id, project_id, number, parent_id, position, title, description, preconditions, created_ms, updated_ms, deleted_ms";

fn suite(row: &Row<'_>) -> Result<Suite> {
    Ok(Suite {
        id: SuiteId(row.int(0)?),
        project_id: ProjectId(row.int(1)?),
        number: row.int(2)?,
        parent_id: row.opt_int(3)?.map(SuiteId),
        position: row.int(4)?,
        content: SuiteContent { title: row.text(5)?, description: row.opt_text(6)?, preconditions: row.opt_text(7)? },
        created_ms: row.int(8)?,
        updated_ms: row.int(9)?,
        deleted_ms: row.opt_int(10)?,
    })
}

impl Suites<'_> {
    /// Every suite of the workspace with the time of its creation, also those in the trash.
    pub fn created(&self) -> Result<Vec<(SuiteId, voluptas_core::base::Millis)>> {
        self.0.all("SELECT id, created_ms FROM suites", &[], |r| Ok((SuiteId(r.int(0)?), r.int(1)?)))
    }

    /// Every living suite of a project, in the order of its siblings.
    pub fn of_project(&self, project: ProjectId) -> Result<Vec<Suite>> {
        self.0.all(
            &format!("SELECT {COLUMNS} FROM suites WHERE project_id = ?1 AND deleted_ms IS NULL ORDER BY position, number"),
            p![project],
            suite,
        )
    }

    /// One suite, also from the trash.
    pub fn get(&self, id: SuiteId) -> Result<Suite> {
        self.0
            .opt(&format!("SELECT {COLUMNS} FROM suites WHERE id = ?1"), p![id], suite)?
            .ok_or_else(|| Error::not_found("suite", id))
    }

    /// Checks that a suite is not in the trash, because its contents would be invisible there.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a suite that is in the trash or has no row.
    pub fn need_living(&self, id: Option<SuiteId>) -> Result<()> {
        match id {
            Some(id) if self.get(id)?.deleted_ms.is_some() => Err(Error::not_found("suite", id)),
            _ => Ok(()),
        }
    }

    /// A living suite by its number in the project.
    pub fn by_number(&self, project: ProjectId, number: i64) -> Result<Option<Suite>> {
        self.0.opt(
            &format!("SELECT {COLUMNS} FROM suites WHERE project_id = ?1 AND number = ?2 AND deleted_ms IS NULL"),
            p![project, number],
            suite,
        )
    }

    /// Creates a suite as the last of its siblings.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::MissingParent`], [`Error::Duplicate`] for a number that is taken.
    pub fn create(&self, project: ProjectId, new: &NewSuite) -> Result<SuiteId> {
        validate::suite(&new.content)?;
        self.check_place(None, new.parent_id)?;
        let number = match new.number {
            Some(number) => {
                self.0.reserve_number(project, "suite", number)?;
                number
            }
            None => self.0.take_numbers(project, "suite", 1)?,
        };
        let next = order::next_position("suites", "project_id = ?1 AND ", ("parent_id", "?2"));
        let position = self.0.count(&next, p![project, new.parent_id])?;
        let now = self.0.now();
        let content = &new.content;
        let id = self.0.insert(
            "INSERT INTO suites (project_id, number, parent_id, position, title, title_fold, description, preconditions, created_ms, updated_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
            p![
                project,
                number,
                new.parent_id,
                position,
                content.title.trim(),
                fold(&content.title),
                &content.description,
                &content.preconditions,
                now
            ],
        )?;
        let id = SuiteId(id);
        self.0.touch(Aggregate::Suites);
        self.0.record_new(Entity::Suite, id.0)?;
        Ok(id)
    }

    /// Replaces the content of a suite.
    pub fn update(&self, id: SuiteId, content: &SuiteContent) -> Result<()> {
        validate::suite(content)?;
        let before = self.get(id)?;
        self.0.execute(
            "UPDATE suites SET title = ?2, title_fold = ?3, description = ?4, preconditions = ?5, updated_ms = ?6 WHERE id = ?1",
            p![id, content.title.trim(), fold(&content.title), &content.description, &content.preconditions, self.0.now()],
        )?;
        self.0.touch(Aggregate::Suites);
        self.record(id, &before)
    }

    /// Moves a suite under another suite or to the root.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a parent within the suite itself, [`Error::NotFound`].
    pub fn move_to(&self, id: SuiteId, parent: Option<SuiteId>) -> Result<()> {
        let before = self.get(id)?;
        self.check_place(Some(id), parent)?;
        self.0.execute("UPDATE suites SET parent_id = ?2, updated_ms = ?3 WHERE id = ?1", p![id, parent, self.0.now()])?;
        self.0.touch(Aggregate::Suites);
        self.record(id, &before)
    }

    /// Checks that a suite (`None` for a new one) may be below a parent: not inside itself, and not too deep.
    fn check_place(&self, id: Option<SuiteId>, parent: Option<SuiteId>) -> Result<()> {
        let refused = |message| Err(Invalid { field: "parent_id", message }.into());
        let mut above = parent;
        let mut levels = match (id, parent) {
            (Some(id), Some(_)) => self.height(id)?,
            _ => 1,
        };
        while let Some(at) = above {
            if Some(at) == id {
                return refused(Message::new("invalid-tree-cycle"));
            }
            levels += 1;
            if levels > SUITE_LEVELS_MAX {
                return refused(Message::new("invalid-suites-too-deep").with("max", SUITE_LEVELS_MAX));
            }
            above = self.0.opt("SELECT parent_id FROM suites WHERE id = ?1", p![at], |r| r.opt_int(0))?.flatten().map(SuiteId);
        }
        Ok(())
    }

    /// Number of levels of a suite and all below it.
    fn height(&self, id: SuiteId) -> Result<i64> {
        self.0.count(
            // The bound ends a circle in a damaged file.
            "WITH RECURSIVE below(id, level) AS (SELECT id, 1 FROM suites WHERE id = ?1 \
             UNION ALL SELECT s.id, b.level + 1 FROM suites s JOIN below b ON s.parent_id = b.id WHERE b.level <= ?2) \
             SELECT coalesce(max(level), 1) FROM below",
            p![id, SUITE_LEVELS_MAX],
        )
    }

    /// Moves suites of one project under a parent, before one of its suites or to the end. Returns the number of suites that
    /// place.
    pub fn place(&self, ids: &[SuiteId], parent: Option<SuiteId>, before: Option<SuiteId>) -> Result<usize> {
        let Some(first) = ids.first() else { return Ok(0) };
        let project = self.get(*first)?.project_id;
        let siblings = self.0.all(
            "SELECT id, position FROM suites WHERE project_id = ?1 AND parent_id IS NOT DISTINCT FROM ?2 AND deleted_ms IS NULL \
             ORDER BY position, number",
            p![project, parent],
            |r| Ok((r.int(0)?, r.int(1)?)),
        )?;
        let moved: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let count = order::place(&siblings, &moved, before.map(|b| b.0), |id, position| {
            let before = self.get(SuiteId(id))?;
            if before.parent_id == parent && before.position == position {
                return Ok(false);
            }
            if before.parent_id != parent {
                self.check_place(Some(before.id), parent)?;
            }
            self.0.execute("UPDATE suites SET parent_id = ?2, position = ?3 WHERE id = ?1", p![id, parent, position])?;
            self.record(SuiteId(id), &before)?;
            Ok(true)
        })?;
        self.0.touch(Aggregate::Suites);
        Ok(count)
    }

    /// The suite and all below it, parents first.
    pub fn subtree(&self, id: SuiteId) -> Result<Vec<SuiteId>> {
        self.0.all(
            "WITH RECURSIVE below(id, depth) AS (SELECT id, 0 FROM suites WHERE id = ?1 \
             UNION ALL SELECT s.id, b.depth + 1 FROM suites s JOIN below b ON s.parent_id = b.id WHERE s.deleted_ms IS NULL) \
             SELECT id FROM below ORDER BY depth, id",
            p![id],
            |r| Ok(SuiteId(r.int(0)?)),
        )
    }

    /// Moves a suite to the trash or restores it. Its content stays unchanged.
    pub fn set_deleted(&self, id: SuiteId, deleted: bool) -> Result<()> {
        self.0.set_deleted_at(Entity::Suite, id.0, deleted.then_some(self.0.now()))
    }

    /// Number of living cases directly in each suite of a project; `None` is the root.
    pub fn case_counts(&self, project: ProjectId) -> Result<Vec<(Option<SuiteId>, i64)>> {
        self.0.all(
            "SELECT suite_id, count(*) FROM cases WHERE project_id = ?1 AND deleted_ms IS NULL GROUP BY suite_id",
            p![project],
            |r| Ok((r.opt_int(0)?.map(SuiteId), r.int(1)?)),
        )
    }

    /// Restores content and place of a suite from a recorded state.
    pub(super) fn restore(&self, s: &Suite) -> Result<()> {
        let before = self.get(s.id)?;
        let content = &s.content;
        self.0.execute(
            // A parent that was purged since is the root.
            "UPDATE suites SET parent_id = (SELECT p.id FROM suites p WHERE p.id = ?2), position = ?3, title = ?4, title_fold = ?5, description = ?6, preconditions = ?7, \
             updated_ms = ?8 WHERE id = ?1",
            p![
                s.id,
                s.parent_id,
                s.position,
                &content.title,
                fold(&content.title),
                &content.description,
                &content.preconditions,
                self.0.now()
            ],
        )?;
        self.0.touch(Aggregate::Suites);
        self.record(s.id, &before)
    }

    fn record(&self, id: SuiteId, before: &Suite) -> Result<()> {
        self.0.record_change(Entity::Suite, id.0, before, &self.get(id)?)
    }
}
