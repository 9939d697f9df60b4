//! Test plans: named selections of cases.

use super::error::{Error, Result};
use super::page::{Page, Slice, Where};
use super::{Aggregate, Tx};
use crate::db::Row;
use crate::p;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{CaseId, ProjectId};

/// A plan of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Row id.
    pub id: i64,
    /// Number in the project.
    pub number: i64,
    /// Name.
    pub title: String,
    /// Markdown.
    pub description: Option<String>,
    /// Number of cases.
    pub cases_count: i64,
    /// Time of creation.
    pub created_ms: Millis,
    /// Time of the last change.
    pub updated_ms: Millis,
}

/// Plans in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Plans<'t>(&'t Tx<'t>);

impl Tx<'_> {
    pub fn plans(&self) -> Plans<'_> {
        Plans(self)
    }
}

const COLUMNS: &str = "SELECT id, number, title, description, \
    (SELECT count(*) FROM plan_cases pc JOIN cases c ON c.id = pc.case_id WHERE pc.plan_id = plans.id AND c.deleted_ms IS NULL), \
    created_ms, updated_ms FROM plans";

fn plan(row: &Row<'_>) -> Result<Plan> {
    Ok(Plan {
        id: row.int(0)?,
        number: row.int(1)?,
        title: row.text(2)?,
        description: row.opt_text(3)?,
        cases_count: row.int(4)?,
        created_ms: row.int(5)?,
        updated_ms: row.int(6)?,
    })
}

impl Plans<'_> {
    /// Creates a plan of these cases; returns its number.
    pub fn create(&self, project: ProjectId, title: &str, description: Option<&str>, cases: &[CaseId]) -> Result<i64> {
        let number = self.0.take_numbers(project, "plan", 1)?;
        let id = self.0.insert(
            "INSERT INTO plans (project_id, number, title, description, created_ms, updated_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
            p![project, number, title, description, self.0.now()],
        )?;
        self.set_cases(id, cases)?;
        Ok(number)
    }

    /// The entry with this number in the project.
    pub fn by_number(&self, project: ProjectId, number: i64) -> Result<Plan> {
        self.0
            .opt(&format!("{COLUMNS} WHERE project_id = ?1 AND number = ?2"), p![project, number], plan)?
            .ok_or_else(|| Error::not_found("plan", number))
    }

    /// The plan with this row id.
    pub fn get(&self, id: i64) -> Result<Plan> {
        self.0.opt(&format!("{COLUMNS} WHERE id = ?1"), p![id], plan)?.ok_or_else(|| Error::not_found("plan", id))
    }

    /// A page, by number.
    pub fn list(&self, project: ProjectId, slice: Slice) -> Result<Page<Plan>> {
        let total = self.0.count("SELECT count(*) FROM plans WHERE project_id = ?1", p![project])?;
        let w = Where::new("project_id = ?", vec![project.into()]).page("number", slice);
        Ok(Page { total, filtered: total, rows: self.0.all(&format!("{COLUMNS} {}", w.sql()), w.params(), plan)? })
    }

    /// Row ids and numbers of the living cases of a plan, in order.
    pub fn cases(&self, id: i64) -> Result<Vec<(CaseId, i64)>> {
        self.0.all(
            "SELECT c.id, c.number FROM plan_cases pc JOIN cases c ON c.id = pc.case_id \
             WHERE pc.plan_id = ?1 AND c.deleted_ms IS NULL ORDER BY pc.position",
            p![id],
            |r| Ok((CaseId(r.int(0)?), r.int(1)?)),
        )
    }

    /// Replaces name and description.
    pub fn update(&self, id: i64, title: &str, description: Option<&str>) -> Result<()> {
        self.0.execute(
            "UPDATE plans SET title = ?2, description = ?3, updated_ms = ?4 WHERE id = ?1",
            p![id, title, description, self.0.now()],
        )?;
        self.0.touch(Aggregate::Runs);
        Ok(())
    }

    /// Replaces the cases of a plan.
    pub fn set_cases(&self, id: i64, cases: &[CaseId]) -> Result<()> {
        self.0.execute("DELETE FROM plan_cases WHERE plan_id = ?1", p![id])?;
        for (position, case) in cases.iter().enumerate() {
            self.0.execute(
                "INSERT INTO plan_cases (plan_id, case_id, position) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                p![id, *case, i64::try_from(position).unwrap_or(i64::MAX)],
            )?;
        }
        self.0.touch(Aggregate::Runs);
        Ok(())
    }

    /// Deletes a plan. Its runs stay.
    pub fn delete(&self, id: i64) -> Result<()> {
        self.0.execute("DELETE FROM plans WHERE id = ?1", p![id])?;
        self.0.touch(Aggregate::Runs);
        Ok(())
    }
}
