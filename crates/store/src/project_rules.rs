//! Rules of projects: limits, retention of runs and files, and runs that retention never removes.

use super::db::Row;
use super::{Aggregate, Result, Tx};
use crate::p;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{ProjectId, RunId};

/// Retention of runs and files of a project. `None` keeps them for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeepRules {
    /// Days for which ended runs are kept.
    pub days: Option<i64>,
    /// Number of the last ended runs that are kept, however old they are.
    pub runs: Option<i64>,
    /// Days for which the files of passed results are kept.
    pub files_days: Option<i64>,
}

impl KeepRules {
    /// True when nothing ever goes.
    pub fn is_empty(&self) -> bool {
        self.days.is_none() && self.runs.is_none() && self.files_days.is_none()
    }
}

/// Limits of a project. `None` sets no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// Bytes of its attachments.
    pub attachment_bytes: Option<i64>,
    /// Results of its runs.
    pub results: Option<i64>,
    /// Its cases.
    pub cases: Option<i64>,
}

impl Limits {
    /// True when nothing is limited.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Usage of a project, without the trash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Bytes of its attachments.
    pub attachment_bytes: i64,
    /// Results of its runs.
    pub results: i64,
    /// Its cases.
    pub cases: i64,
}

/// Rules of projects in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct ProjectRules<'t>(&'t Tx<'t>);

impl Tx<'_> {
    /// Rules of projects.
    pub fn project_rules(&self) -> ProjectRules<'_> {
        ProjectRules(self)
    }
}

fn keep(row: &Row<'_>, at: usize) -> Result<KeepRules> {
    Ok(KeepRules { days: row.opt_int(at)?, runs: row.opt_int(at + 1)?, files_days: row.opt_int(at + 2)? })
}

fn limits(row: &Row<'_>, at: usize) -> Result<Limits> {
    Ok(Limits { attachment_bytes: row.opt_int(at)?, results: row.opt_int(at + 1)?, cases: row.opt_int(at + 2)? })
}

impl ProjectRules<'_> {
    /// Retention of runs and files of a project.
    pub fn keep(&self, project: ProjectId) -> Result<KeepRules> {
        let sql = "SELECT keep_days, keep_runs, keep_files_days FROM project_rules WHERE project_id = ?1";
        Ok(self.0.opt(sql, p![project], |r| keep(r, 0))?.unwrap_or_default())
    }

    /// The projects from which something goes.
    pub fn all_keep(&self) -> Result<Vec<(ProjectId, KeepRules)>> {
        let sql = "SELECT project_id, keep_days, keep_runs, keep_files_days FROM project_rules \
                   WHERE coalesce(keep_days, keep_runs, keep_files_days) IS NOT NULL ORDER BY project_id";
        self.0.all(sql, &[], |r| Ok((ProjectId(r.int(0)?), keep(r, 1)?)))
    }

    /// Replaces the rules. All runs are looked at anew.
    pub fn set_keep(&self, project: ProjectId, rules: &KeepRules) -> Result<()> {
        self.0.execute(
            "INSERT INTO project_rules (project_id, keep_days, keep_runs, keep_files_days) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (project_id) DO UPDATE SET keep_days = excluded.keep_days, keep_runs = excluded.keep_runs, \
             keep_files_days = excluded.keep_files_days, files_until_ms = 0",
            p![project, rules.days, rules.runs, rules.files_days],
        )?;
        self.0.touch(Aggregate::Projects);
        Ok(())
    }

    /// Runs that ended before this moment have lost the files of their passed results.
    pub fn files_until(&self, project: ProjectId) -> Result<Millis> {
        let sql = "SELECT files_until_ms FROM project_rules WHERE project_id = ?1";
        Ok(self.0.opt(sql, p![project], |r| r.int(0))?.unwrap_or_default())
    }

    /// Remembers this moment.
    pub fn set_files_until(&self, project: ProjectId, until: Millis) -> Result<()> {
        self.0.execute("UPDATE project_rules SET files_until_ms = ?2 WHERE project_id = ?1", p![project, until]).map(drop)
    }

    /// Limits of a project.
    pub fn limits(&self, project: ProjectId) -> Result<Limits> {
        let sql = "SELECT attachment_bytes, results, cases FROM project_rules WHERE project_id = ?1";
        Ok(self.0.opt(sql, p![project], |r| limits(r, 0))?.unwrap_or_default())
    }

    /// The projects that may not hold everything, by code.
    pub fn all_limits(&self) -> Result<Vec<(String, Limits)>> {
        let sql = "SELECT p.code, r.attachment_bytes, r.results, r.cases FROM project_rules r JOIN projects p ON p.id = r.project_id \
                   WHERE coalesce(r.attachment_bytes, r.results, r.cases) IS NOT NULL";
        self.0.all(sql, &[], |r| Ok((r.text(0)?, limits(r, 1)?)))
    }

    /// Replaces the limits.
    pub fn set_limits(&self, project: ProjectId, limits: &Limits) -> Result<()> {
        self.0.execute(
            "INSERT INTO project_rules (project_id, attachment_bytes, results, cases) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (project_id) DO UPDATE SET attachment_bytes = excluded.attachment_bytes, results = excluded.results, \
             cases = excluded.cases",
            p![project, limits.attachment_bytes, limits.results, limits.cases],
        )?;
        self.0.touch(Aggregate::Projects);
        Ok(())
    }

    /// Usage of a project, including results that this transaction stored.
    pub fn usage(&self, project: ProjectId) -> Result<Usage> {
        self.0.rollup().flush()?;
        let one = |sql: &str| self.0.count(sql, p![project]);
        Ok(Usage {
            attachment_bytes: one(
                "SELECT CAST(coalesce(sum(size), 0) AS BIGINT) FROM attachments WHERE project_id = ?1 AND deleted_ms IS NULL",
            )?,
            results: one(
                "SELECT CAST(coalesce(sum(result_count), 0) AS BIGINT) FROM runs WHERE project_id = ?1 AND deleted_ms IS NULL",
            )?,
            cases: one("SELECT count(*) FROM cases WHERE project_id = ?1 AND deleted_ms IS NULL")?,
        })
    }

    /// True for a run that no rule takes.
    pub fn is_kept(&self, run: RunId) -> Result<bool> {
        Ok(self.0.count("SELECT count(*) FROM kept_runs WHERE run_id = ?1", p![run])? > 0)
    }

    /// Protects a run from the rules, or ends that.
    pub fn set_kept(&self, run: RunId, is_kept: bool) -> Result<()> {
        if is_kept {
            let sql = "INSERT INTO kept_runs (run_id, created_ms) VALUES (?1, ?2) ON CONFLICT (run_id) DO NOTHING";
            self.0.execute(sql, p![run, self.0.now()])?;
        } else {
            self.0.execute("DELETE FROM kept_runs WHERE run_id = ?1", p![run])?;
            // Its files were left alone so far.
            let sql =
                "UPDATE project_rules SET files_until_ms = 0 WHERE project_id = (SELECT project_id FROM runs WHERE id = ?1)";
            self.0.execute(sql, p![run])?;
        }
        self.0.touch(Aggregate::Runs);
        Ok(())
    }
}
