//! Projects of the workspace.

use super::db::Row;
use super::{Aggregate, Error, Result, Tx};
use crate::p;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, ProjectId};
use voluptas_core::domain::project::{Project, is_valid_code};
use voluptas_core::domain::rules::{RESULT_RULES, ResultRules};
use voluptas_core::domain::validate::{self, Invalid, TITLE_MAX};

/// The projects, in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Projects<'t>(&'t Tx<'t>);

/// Numbers of living objects of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct ProjectCounts {
    pub cases: i64,
    pub suites: i64,
    pub milestones: i64,
    pub runs: i64,
    /// Runs that accept results.
    pub runs_active: i64,
    /// Cases that are automated.
    pub automated: i64,
}

impl<'c> Tx<'c> {
    pub fn projects(&self) -> Projects<'_> {
        Projects(self)
    }
}

/// Key of the greatest id of a deleted project.
const LAST_DELETED: &str = "last_deleted_project";

const COLUMNS: &str = "id, code, title, description, created_ms";

fn project(row: &Row<'_>) -> Result<Project> {
    Ok(Project {
        id: ProjectId(row.int(0)?),
        code: row.text(1)?,
        title: row.text(2)?,
        description: row.opt_text(3)?,
        created_ms: row.int(4)?,
    })
}

impl Projects<'_> {
    /// Every project, by code.
    pub fn all(&self) -> Result<Vec<Project>> {
        self.0.all(&format!("SELECT {COLUMNS} FROM projects ORDER BY code"), &[], project)
    }

    /// One project by its id.
    pub fn get(&self, id: ProjectId) -> Result<Project> {
        self.0
            .opt(&format!("SELECT {COLUMNS} FROM projects WHERE id = ?1"), p![id], project)?
            .ok_or_else(|| Error::not_found("project", id))
    }

    /// The project with this code, in any letter case.
    pub fn by_code(&self, code: &str) -> Result<Option<Project>> {
        let code = code.trim().to_ascii_uppercase();
        self.0.opt(&format!("SELECT {COLUMNS} FROM projects WHERE code = ?1"), p![code], project)
    }

    /// Creates a project.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a malformed code or a blank title, [`Error::Duplicate`] for a code that is taken.
    pub fn create(&self, code: &str, title: &str, description: Option<&str>) -> Result<Project> {
        let code = code.trim().to_ascii_uppercase();
        if !is_valid_code(&code) {
            return Err(Invalid { field: "code", message: Message::new("invalid-project-code").with("code", &code) }.into());
        }
        validate::title("title", title, TITLE_MAX)?;
        let now = self.0.now();
        let id = self.0.insert(
            "INSERT INTO projects (code, title, description, created_ms, updated_ms) VALUES (?1, ?2, ?3, ?4, ?4)",
            p![&code, title.trim(), description, now],
        )?;
        let id = self.unused(ProjectId(id))?;
        self.0.touch(Aggregate::Projects);
        self.0.access_changed()?;
        self.0.audit().note_unless_api("create-project", &code, &serde_json::json!({ "title": title.trim() }))?;
        self.get(id)
    }

    /// Replaces title and description. The code stays: cases, runs and other systems name it.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a blank or too long title.
    pub fn describe(&self, id: ProjectId, title: &str, description: Option<&str>) -> Result<()> {
        validate::title("title", title, TITLE_MAX)?;
        self.0.execute(
            "UPDATE projects SET title = ?2, description = ?3, updated_ms = ?4 WHERE id = ?1",
            p![id, title.trim(), description, self.0.now()],
        )?;
        self.0.touch(Aggregate::Projects);
        Ok(())
    }

    /// Gives a new project a greater id where a deleted project had its own: SQLite gives them again. Other servers, which notice a
    /// deletion a moment later, would take the rights in the one project for rights in the other.
    fn unused(&self, new: ProjectId) -> Result<ProjectId> {
        let last = self.0.meta(LAST_DELETED)?;
        let last: i64 = last.and_then(|last| last.parse().ok()).unwrap_or(0);
        if new.0 > last {
            return Ok(new);
        }
        let unused = ProjectId(last + 1);
        self.0.execute("UPDATE projects SET id = ?2 WHERE id = ?1", p![new, unused])?;
        Ok(unused)
    }

    /// Notes the id of a project that goes.
    fn note_deleted(&self, id: ProjectId) -> Result<()> {
        let last = self.0.meta(LAST_DELETED)?;
        if last.and_then(|last| last.parse().ok()).is_none_or(|last: i64| last < id.0) {
            self.0.set_meta(LAST_DELETED, &id.to_string())?;
        }
        Ok(())
    }

    /// The project with this code. A missing project is created.
    pub fn ensure(&self, code: &str, title: &str) -> Result<Project> {
        match self.by_code(code)? {
            Some(found) => Ok(found),
            None => self.create(code, title, None),
        }
    }

    /// Deletes a project with all its content.
    pub fn delete(&self, id: ProjectId) -> Result<()> {
        // Cases of other projects can have their last result in a run of this one.
        let cases = self.0.all(
            "SELECT l.case_id FROM case_last_results l JOIN runs u ON u.id = l.run_id JOIN cases c ON c.id = l.case_id \
             WHERE u.project_id = ?1 AND c.project_id <> ?1",
            p![id],
            |r| Ok(CaseId(r.int(0)?)),
        )?;
        let code = self.get(id)?.code;
        self.0.audit().note_unless_api("delete-project", &code, &serde_json::Value::Null)?;
        self.0.trash().forget_project(id)?;
        self.note_deleted(id)?;
        self.0.execute("DELETE FROM projects WHERE id = ?1", p![id])?;
        for case in cases {
            self.0.rollup().refresh_case(case)?;
        }
        for aggregate in [Aggregate::Projects, Aggregate::Suites, Aggregate::Cases, Aggregate::Runs, Aggregate::Results] {
            self.0.touch(aggregate);
        }
        // Roles in the project are deleted with it.
        self.0.access_changed()
    }

    /// A project's settings, a JSON object (`auto_create_cases`, ...).
    pub fn settings(&self, id: ProjectId) -> Result<serde_json::Value> {
        self.0.one("SELECT settings FROM projects WHERE id = ?1", p![id], |r| r.json(0))
    }

    /// Numbers of the rules about results; the usual ones where the project has none.
    pub fn rules(&self, id: ProjectId) -> Result<ResultRules> {
        let settings = self.0.opt("SELECT settings FROM projects WHERE id = ?1", p![id], |r| r.json(0))?;
        Ok(settings.map(|settings: serde_json::Value| ResultRules::stored(&settings[RESULT_RULES])).unwrap_or_default())
    }

    /// Replaces a project's settings.
    pub fn set_settings(&self, id: ProjectId, settings: &serde_json::Value) -> Result<()> {
        let code = self.get(id)?.code;
        self.0.audit().note_unless_api("set-project", &code, settings)?;
        self.0.execute(
            "UPDATE projects SET settings = ?2, updated_ms = ?3 WHERE id = ?1",
            p![id, settings.to_string(), self.0.now()],
        )?;
        self.0.touch(Aggregate::Projects);
        Ok(())
    }

    /// Numbers of living objects of a project.
    pub fn counts(&self, id: ProjectId) -> Result<ProjectCounts> {
        self.0.one(
            "SELECT (SELECT count(*) FROM cases WHERE project_id = ?1 AND deleted_ms IS NULL), \
                    (SELECT count(*) FROM suites WHERE project_id = ?1 AND deleted_ms IS NULL), \
                    (SELECT count(*) FROM milestones WHERE project_id = ?1), \
                    (SELECT count(*) FROM runs WHERE project_id = ?1 AND deleted_ms IS NULL), \
                    (SELECT count(*) FROM runs WHERE project_id = ?1 AND deleted_ms IS NULL AND state = 'active'), \
                    (SELECT count(*) FROM cases WHERE project_id = ?1 AND deleted_ms IS NULL AND automation = 'automated')",
            p![id],
            |r| {
                Ok(ProjectCounts {
                    cases: r.int(0)?,
                    suites: r.int(1)?,
                    milestones: r.int(2)?,
                    runs: r.int(3)?,
                    runs_active: r.int(4)?,
                    automated: r.int(5)?,
                })
            },
        )
    }
}
