//! What is known of Qase: its projects, the mirror of suites and cases as last seen, and which case here is which there.
//!
//! What both sides agreed on last is kept as opaque JSON: the `sync` layer writes and reads it.

use super::db::Row;
use super::{Aggregate, Error, Result, Tx};
use crate::base::Millis;
use crate::base::fold::fold;
use crate::domain::case::Case;
use crate::domain::ids::{CaseId, ProjectId, RemoteProjectId, SuiteId};
use crate::domain::mapping::CaseLink;
use crate::domain::project::{RemoteProject, account_name};
use crate::p;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of Qase, seen through a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Remotes<'t>(&'t Tx<'t>);

impl<'c> Tx<'c> {
    /// What is known of Qase.
    #[must_use]
    pub fn remotes(&self) -> Remotes<'_> {
        Remotes(self)
    }
}

/// A suite of Qase as last seen, without its payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuiteSeen {
    /// Its id there.
    pub qase_id: i64,
    /// Its title there.
    pub title: String,
    /// The suite it lies in, there.
    pub parent_qase_id: Option<i64>,
    /// The suite here that it is.
    pub suite_id: Option<SuiteId>,
    /// What both sides agreed on last, JSON.
    pub base: Option<String>,
    /// Hash of the payload.
    pub hash: String,
    /// It was not there when last looked for.
    pub removed: bool,
}

/// A suite of Qase to remember.
#[derive(Debug, Clone, Copy)]
pub struct SuiteToSee<'a> {
    /// Its id there.
    pub qase_id: i64,
    /// Its title there.
    pub title: &'a str,
    /// The suite it lies in, there.
    pub parent_qase_id: Option<i64>,
    /// As Qase sent it, JSON.
    pub payload: &'a str,
    /// Hash of the payload.
    pub hash: &'a str,
}

/// A case of Qase as last seen, without its payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseSeen {
    /// Its id there.
    pub qase_id: i64,
    /// Its title there.
    pub title: String,
    /// The suite it lies in, there.
    pub suite_id: Option<i64>,
    /// Hash of the payload.
    pub hash: String,
    /// When it was last read with a difference.
    pub seen_ms: Millis,
    /// It was not there when last looked for.
    pub removed: bool,
    /// Creation time as Qase reported it.
    pub created_at: Option<String>,
}

/// A case of Qase to remember.
#[derive(Debug, Clone, Copy)]
pub struct CaseToSee<'a> {
    /// Its id there.
    pub qase_id: i64,
    /// Its title there.
    pub title: &'a str,
    /// The suite it lies in, there.
    pub suite_id: Option<i64>,
    /// When it was last changed, as Qase said it.
    pub updated_at: Option<&'a str>,
    /// Creation time as Qase reported it.
    pub created_at: Option<&'a str>,
    /// As Qase sent it, JSON.
    pub payload: &'a str,
    /// Hash of the payload.
    pub hash: &'a str,
}

/// A link with what both sides agreed on last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRow {
    /// Which is which.
    pub link: CaseLink,
    /// What both sides agreed on last, JSON; none when they never did.
    pub base: Option<String>,
    /// The suite's id in Qase at that time.
    pub base_suite: Option<i64>,
}

/// Which way a link was last used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Used {
    /// Qase's side was taken over.
    Pulled,
    /// This side was sent.
    Pushed,
}

const PROJECT: &str = "SELECT id, base_url, code, title, project_id, imported_ms FROM qase_projects";
const LINK: &str = "SELECT case_id, qase_project_id, qase_id, linked_ms, pulled_ms, pushed_ms, base, base_suite FROM case_links";

fn project(row: &Row<'_>) -> Result<RemoteProject> {
    Ok(RemoteProject {
        id: RemoteProjectId(row.int(0)?),
        base_url: row.text(1)?,
        code: row.text(2)?,
        title: row.text(3)?,
        project_id: ProjectId(row.int(4)?),
        imported_ms: row.opt_int(5)?,
    })
}

fn link(row: &Row<'_>) -> Result<LinkRow> {
    Ok(LinkRow {
        link: CaseLink {
            case_id: CaseId(row.int(0)?),
            remote_project_id: RemoteProjectId(row.int(1)?),
            qase_id: row.int(2)?,
            linked_ms: row.int(3)?,
            pulled_ms: row.opt_int(4)?,
            pushed_ms: row.opt_int(5)?,
        },
        base: row.opt_text(6)?,
        base_suite: row.opt_int(7)?,
    })
}

impl Remotes<'_> {
    /// Every project of Qase that this workspace has met.
    ///
    /// # Errors
    /// As the engine says.
    pub fn projects(&self) -> Result<Vec<RemoteProject>> {
        self.0.all(&format!("{PROJECT} ORDER BY base_url, code"), &[], project)
    }

    /// Finds a project by the address of the account and the project code. Spellings of the address and letter case do not
    /// matter.
    pub fn find(&self, account: &str, code: &str) -> Result<Option<RemoteProject>> {
        let code = code.trim().to_ascii_uppercase();
        let of_code = self.0.all(&format!("{PROJECT} WHERE code = ?1 ORDER BY id"), p![code], project)?;
        let (exact, name) = (of_code.iter().find(|p| p.base_url == account), account_name(account));
        Ok(exact.or_else(|| of_code.iter().find(|p| account_name(&p.base_url) == name)).cloned())
    }

    /// Remembers a project of Qase, and the project here into which it is imported.
    ///
    /// # Errors
    /// [`Error::MissingParent`] when the project here is not there.
    pub fn ensure(&self, account: &str, code: &str, title: &str, here: ProjectId) -> Result<RemoteProject> {
        let code = code.trim().to_ascii_uppercase();
        if let Some(mut known) = self.find(account, &code)? {
            if known.title != title && !title.is_empty() {
                self.0.execute("UPDATE qase_projects SET title = ?2 WHERE id = ?1", p![known.id, title])?;
                self.0.touch(Aggregate::Remote);
                title.clone_into(&mut known.title);
            }
            return Ok(known);
        }
        let id = self.0.insert(
            "INSERT INTO qase_projects (base_url, code, title, project_id) VALUES (?1, ?2, ?3, ?4)",
            p![account, &code, title, here],
        )?;
        self.0.touch(Aggregate::Remote);
        self.0.one(&format!("{PROJECT} WHERE id = ?1"), p![id], project)
    }

    /// Says that the whole project was read and taken over now.
    ///
    /// # Errors
    /// As the engine says.
    pub fn imported(&self, id: RemoteProjectId) -> Result<()> {
        self.0.execute("UPDATE qase_projects SET imported_ms = ?2 WHERE id = ?1", p![id, self.0.now()])?;
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Every suite of a project of Qase as last seen.
    ///
    /// # Errors
    /// As the engine says.
    pub fn suites(&self, of: RemoteProjectId) -> Result<Vec<SuiteSeen>> {
        self.0.all(
            "SELECT qase_id, title, parent_qase_id, suite_id, base, hash, removed_ms FROM qase_suites \
             WHERE qase_project_id = ?1 ORDER BY qase_id",
            p![of],
            |r| {
                Ok(SuiteSeen {
                    qase_id: r.int(0)?,
                    title: r.text(1)?,
                    parent_qase_id: r.opt_int(2)?,
                    suite_id: r.opt_int(3)?.map(SuiteId),
                    base: r.opt_text(4)?,
                    hash: r.text(5)?,
                    removed: r.opt_int(6)?.is_some(),
                })
            },
        )
    }

    /// Remembers a suite as seen now; what is linked to it stays.
    ///
    /// # Errors
    /// As the engine says.
    pub fn see_suite(&self, of: RemoteProjectId, suite: &SuiteToSee<'_>) -> Result<()> {
        self.0.execute(
            "INSERT INTO qase_suites (qase_project_id, qase_id, title, parent_qase_id, payload, hash, seen_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (qase_project_id, qase_id) DO UPDATE SET title = excluded.title, \
             parent_qase_id = excluded.parent_qase_id, payload = excluded.payload, hash = excluded.hash, seen_ms = excluded.seen_ms, \
             removed_ms = NULL",
            p![of, suite.qase_id, suite.title, suite.parent_qase_id, suite.payload, suite.hash, self.0.now()],
        )?;
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Says which suite here a suite there is, and what both agree on. The suite there must have been seen.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when the suite here is already another one there.
    pub fn link_suite(&self, of: RemoteProjectId, qase_id: i64, suite: SuiteId, base: Option<&str>) -> Result<()> {
        let rows = self.0.execute(
            "UPDATE qase_suites SET suite_id = ?3, base = ?4 WHERE qase_project_id = ?1 AND qase_id = ?2",
            p![of, qase_id, suite, base],
        )?;
        if rows == 0 {
            return Err(Error::not_found("qase_suite", qase_id));
        }
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Marks a suite as removed in Qase. Its link stays: a suite that returns under its id is the same suite.
    pub fn suite_removed(&self, of: RemoteProjectId, qase_id: i64) -> Result<()> {
        self.0.execute(
            "UPDATE qase_suites SET removed_ms = ?3 WHERE qase_project_id = ?1 AND qase_id = ?2 AND removed_ms IS NULL",
            p![of, qase_id, self.0.now()],
        )?;
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Deletes the link and the agreement of a suite.
    pub fn unlink_suite(&self, of: RemoteProjectId, qase_id: i64) -> Result<()> {
        self.0.execute(
            "UPDATE qase_suites SET suite_id = NULL, base = NULL WHERE qase_project_id = ?1 AND qase_id = ?2",
            p![of, qase_id],
        )?;
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Every case of a project of Qase as last seen.
    ///
    /// # Errors
    /// As the engine says.
    pub fn cases(&self, of: RemoteProjectId) -> Result<Vec<CaseSeen>> {
        self.0.all(
            "SELECT qase_id, title, suite_id, hash, seen_ms, removed_ms, created_at FROM qase_cases WHERE qase_project_id = ?1 ORDER BY qase_id",
            p![of],
            |r| {
                Ok(CaseSeen {
                    qase_id: r.int(0)?,
                    title: r.text(1)?,
                    suite_id: r.opt_int(2)?,
                    hash: r.text(3)?,
                    seen_ms: r.int(4)?,
                    removed: r.opt_int(5)?.is_some(),
                    created_at: r.opt_text(6)?,
                })
            },
        )
    }

    /// What Qase sent of one case when it was last seen, JSON.
    ///
    /// # Errors
    /// As the engine says.
    pub fn payload(&self, of: RemoteProjectId, qase_id: i64) -> Result<Option<String>> {
        self.0.opt("SELECT payload FROM qase_cases WHERE qase_project_id = ?1 AND qase_id = ?2", p![of, qase_id], |r| r.text(0))
    }

    /// Remembers a case as seen now.
    ///
    /// # Errors
    /// As the engine says.
    pub fn see_case(&self, of: RemoteProjectId, code: &str, case: &CaseToSee<'_>) -> Result<()> {
        self.0.execute(
            "INSERT INTO qase_cases (qase_project_id, project_code, qase_id, title, title_fold, suite_id, updated_at, payload, hash, seen_ms, \
             created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (qase_project_id, qase_id) DO UPDATE SET \
             title = excluded.title, title_fold = excluded.title_fold, suite_id = excluded.suite_id, updated_at = excluded.updated_at, \
             payload = excluded.payload, hash = excluded.hash, seen_ms = excluded.seen_ms, removed_ms = NULL, \
             created_at = coalesce(excluded.created_at, qase_cases.created_at)",
            p![
                of,
                code,
                case.qase_id,
                case.title,
                fold(case.title),
                case.suite_id,
                case.updated_at,
                case.payload,
                case.hash,
                self.0.now(),
                case.created_at
            ],
        )?;
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Remembers a case that was just made there and not read yet: its title and place. What was read of it stays.
    ///
    /// # Errors
    /// As the engine says.
    pub fn expect_case(&self, of: RemoteProjectId, code: &str, qase_id: i64, title: &str, suite: Option<i64>) -> Result<()> {
        self.0.execute(
            "INSERT INTO qase_cases (qase_project_id, project_code, qase_id, title, title_fold, suite_id, payload, hash, seen_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, '{}', '', ?7) ON CONFLICT (qase_project_id, qase_id) DO UPDATE SET removed_ms = NULL",
            p![of, code, qase_id, title, fold(title), suite, self.0.now()],
        )?;
        Ok(())
    }

    /// Marks a case as removed in Qase. The workspace case and its link stay: a case that returns under its id is the same case.
    pub fn case_removed(&self, of: RemoteProjectId, qase_id: i64) -> Result<()> {
        self.0.execute(
            "UPDATE qase_cases SET removed_ms = ?3 WHERE qase_project_id = ?1 AND qase_id = ?2 AND removed_ms IS NULL",
            p![of, qase_id, self.0.now()],
        )?;
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Every link to cases of a project of Qase, by their id there.
    ///
    /// # Errors
    /// As the engine says.
    pub fn links(&self, of: RemoteProjectId) -> Result<Vec<LinkRow>> {
        self.0.all(&format!("{LINK} WHERE qase_project_id = ?1 ORDER BY qase_id"), p![of], link)
    }

    /// The cases here that are linked to cases there with ids in a range, by their id there.
    ///
    /// # Errors
    /// As the engine says.
    pub fn linked_between(&self, of: RemoteProjectId, from: i64, to: i64) -> Result<BTreeMap<i64, CaseId>> {
        let sql = "SELECT qase_id, case_id FROM case_links WHERE qase_project_id = ?1 AND qase_id BETWEEN ?2 AND ?3";
        let rows = self.0.all(sql, p![of, from, to], |r| Ok((r.int(0)?, CaseId(r.int(1)?))))?;
        Ok(rows.into_iter().collect())
    }

    /// Every link of one case.
    ///
    /// # Errors
    /// As the engine says.
    pub fn links_of_case(&self, case: CaseId) -> Result<Vec<CaseLink>> {
        self.0.all(&format!("{LINK} WHERE case_id = ?1 ORDER BY qase_project_id"), p![case], |r| Ok(link(r)?.link))
    }

    /// Links a case here to a case there, or renews what both agree on.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when either is linked to another one already.
    pub fn link(
        &self,
        of: RemoteProjectId,
        case: CaseId,
        qase_id: i64,
        base: Option<&str>,
        base_suite: Option<i64>,
        used: Used,
    ) -> Result<()> {
        let now = self.0.now();
        if used == Used::Pushed {
            // Keep the former id of a case that was created again in Qase.
            self.0.execute(
            "INSERT INTO former_case_links (qase_project_id, qase_id, case_id) SELECT qase_project_id, qase_id, case_id FROM case_links \
             WHERE qase_project_id = ?1 AND case_id = ?2 AND qase_id <> ?3 ON CONFLICT DO NOTHING",
            p![of, case, qase_id],
            )?;
        }
        let (pulled, pushed) = match used {
            Used::Pulled => (Some(now), None),
            Used::Pushed => (None, Some(now)),
        };
        self.0.execute(
            "INSERT INTO case_links (case_id, qase_project_id, qase_id, base, base_suite, linked_ms, pulled_ms, pushed_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (qase_project_id, case_id) DO UPDATE SET qase_id = excluded.qase_id, \
             base = excluded.base, base_suite = excluded.base_suite, pulled_ms = coalesce(excluded.pulled_ms, case_links.pulled_ms), \
             pushed_ms = coalesce(excluded.pushed_ms, case_links.pushed_ms)",
            p![case, of, qase_id, base, base_suite, now, pulled, pushed],
        )?;
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Former Qase ids of cases that were created again in Qase.
    pub fn former_links(&self, of: RemoteProjectId) -> Result<BTreeMap<i64, CaseId>> {
        let sql = "SELECT qase_id, case_id FROM former_case_links WHERE qase_project_id = ?1";
        Ok(self.0.all(sql, p![of], |r| Ok((r.int(0)?, CaseId(r.int(1)?))))?.into_iter().collect())
    }

    /// Links a case to its former Qase id again, because the former case was restored.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when another case is linked to that id.
    pub fn relink_former(&self, of: RemoteProjectId, case: CaseId, qase_id: i64) -> Result<()> {
        self.0.execute("DELETE FROM former_case_links WHERE qase_project_id = ?1 AND qase_id = ?2", p![of, qase_id])?;
        self.0.execute(
            "INSERT INTO former_case_links (qase_project_id, qase_id, case_id) SELECT qase_project_id, qase_id, case_id FROM case_links \
             WHERE qase_project_id = ?1 AND case_id = ?2 ON CONFLICT DO NOTHING",
            p![of, case],
        )?;
        self.0
            .execute("UPDATE case_links SET qase_id = ?3 WHERE qase_project_id = ?1 AND case_id = ?2", p![of, case, qase_id])?;
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Stores the new code and title of a project that was renamed in Qase.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when a project with this code is known already.
    pub fn renamed(&self, id: RemoteProjectId, code: &str, title: &str) -> Result<()> {
        let code = code.trim().to_ascii_uppercase();
        self.0.execute("UPDATE qase_projects SET code = ?2, title = ?3 WHERE id = ?1", p![id, &code, title])?;
        self.0.execute("UPDATE qase_cases SET project_code = ?2 WHERE qase_project_id = ?1", p![id, &code])?;
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Deletes all links to a project of Qase, and everything remembered of the project. Cases and suites of the workspace stay.
    pub fn forget_links(&self, id: RemoteProjectId) -> Result<()> {
        for sql in [
            "DELETE FROM case_links WHERE qase_project_id = ?1",
            "DELETE FROM former_case_links WHERE qase_project_id = ?1",
            "DELETE FROM qase_cases WHERE qase_project_id = ?1",
            "DELETE FROM qase_suites WHERE qase_project_id = ?1",
            "DELETE FROM run_links WHERE qase_project_id = ?1",
            "DELETE FROM result_links_qase WHERE qase_project_id = ?1",
            "DELETE FROM attachment_links WHERE qase_project_id = ?1",
            "UPDATE sync_journal SET state = 'undone' WHERE qase_project_id = ?1",
            // The next import is the first one again.
            "UPDATE qase_projects SET imported_ms = NULL WHERE id = ?1",
        ] {
            self.0.execute(sql, p![id])?;
        }
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Takes a link back. Gives whether there was one.
    ///
    /// # Errors
    /// As the engine says.
    pub fn unlink(&self, of: RemoteProjectId, qase_id: i64) -> Result<bool> {
        let rows = self.0.execute("DELETE FROM case_links WHERE qase_project_id = ?1 AND qase_id = ?2", p![of, qase_id])?;
        if rows > 0 {
            self.0.touch(Aggregate::Remote);
        }
        Ok(rows > 0)
    }

    /// The numbers of a project's suites, those in the trash among them: none of them can be given again.
    ///
    /// # Errors
    /// As the engine says.
    pub fn suite_numbers(&self, project: ProjectId) -> Result<BTreeSet<i64>> {
        let rows = self.0.all("SELECT number FROM suites WHERE project_id = ?1", p![project], |r| r.int(0))?;
        Ok(rows.into_iter().collect())
    }

    /// The numbers of a project's cases within a range, those in the trash among them.
    ///
    /// # Errors
    /// As the engine says.
    pub fn case_numbers(&self, project: ProjectId, from: i64, to: i64) -> Result<BTreeSet<i64>> {
        let sql = "SELECT number FROM cases WHERE project_id = ?1 AND number BETWEEN ?2 AND ?3";
        Ok(self.0.all(sql, p![project, from, to], |r| r.int(0))?.into_iter().collect())
    }

    /// The linked cases of a project of Qase with all that belongs to them, those in the trash among them.
    ///
    /// # Errors
    /// As the engine says.
    pub fn linked_cases(&self, of: RemoteProjectId) -> Result<Vec<Case>> {
        self.0.cases().many("c.id IN (SELECT case_id FROM case_links WHERE qase_project_id = ?1)", p![of])
    }
}
