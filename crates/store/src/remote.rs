//! The local copy of Qase's data: projects, suites and cases as last read, and their links to the workspace.
//!
//! The last agreement of both sides is stored as opaque JSON, which the `sync` layer writes and reads.

use super::db::Row;
use super::entity::Entity;
use super::page::{IN_LIST, Where};
use super::{Aggregate, Error, Result, Tx};
use crate::p;
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::base::Millis;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::case::Case;
use voluptas_core::domain::ids::{CaseId, ProjectId, RemoteProjectId, SuiteId};
use voluptas_core::domain::mapping::QaseCaseLink;
use voluptas_core::domain::project::{RemoteProject, account_name};

/// The local copy of Qase's data, in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Remotes<'t>(&'t Tx<'t>);

impl<'c> Tx<'c> {
    /// The local copy of Qase's data.
    pub fn remotes(&self) -> Remotes<'_> {
        Remotes(self)
    }
}

/// The local copy of a Qase suite, without its payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QaseSuite {
    /// Id in Qase.
    pub qase_id: i64,
    /// Title in Qase.
    pub title: String,
    /// Parent suite in Qase.
    pub parent_qase_id: Option<i64>,
    /// Linked suite of the workspace.
    pub suite_id: Option<SuiteId>,
    /// Last agreement of both sides, JSON.
    pub base: Option<String>,
    /// Hash of the payload.
    pub hash: String,
    /// True when Qase did not have the object at the last look.
    pub removed: bool,
}

/// A Qase suite to store.
#[derive(Debug, Clone, Copy)]
pub struct NewQaseSuite<'a> {
    /// Id in Qase.
    pub qase_id: i64,
    /// Title in Qase.
    pub title: &'a str,
    /// Parent suite in Qase.
    pub parent_qase_id: Option<i64>,
    /// Payload of Qase, JSON.
    pub payload: &'a str,
    /// Hash of the payload.
    pub hash: &'a str,
}

/// The local copy of a Qase case, without its payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QaseCase {
    /// Id in Qase.
    pub qase_id: i64,
    /// Title in Qase.
    pub title: String,
    /// Parent suite in Qase.
    pub suite_id: Option<i64>,
    /// Hash of the payload.
    pub hash: String,
    /// Time of the last reading that found a difference.
    pub seen_ms: Millis,
    /// True when Qase did not have the object at the last look.
    pub removed: bool,
    /// Creation time as Qase reported it.
    pub created_at: Option<String>,
}

/// A Qase case to store.
#[derive(Debug, Clone, Copy)]
pub struct NewQaseCase<'a> {
    /// Id in Qase.
    pub qase_id: i64,
    /// Title in Qase.
    pub title: &'a str,
    /// Parent suite in Qase.
    pub suite_id: Option<i64>,
    /// Time of the last change as Qase reported it.
    pub updated_at: Option<&'a str>,
    /// Creation time as Qase reported it.
    pub created_at: Option<&'a str>,
    /// Payload of Qase, JSON.
    pub payload: &'a str,
    /// Hash of the payload.
    pub hash: &'a str,
}

/// A link with the last agreement of both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRow {
    /// The linked cases.
    pub link: QaseCaseLink,
    /// Last agreement of both sides, JSON; `None` before the first agreement.
    pub base: Option<String>,
    /// The suite's id in Qase at that time.
    pub base_suite: Option<i64>,
}

/// Direction in which a link was last used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkDirection {
    /// From Qase to the workspace.
    Pulled,
    /// From the workspace to Qase.
    Pushed,
    /// From Qase, while changes of the workspace wait: the case still counts as changed here.
    PulledPartly,
    /// To Qase, while a conflict is open: the case still counts as changed here.
    PushedPartly,
}

impl LinkDirection {
    fn is_pulled(self) -> bool {
        matches!(self, Self::Pulled | Self::PulledPartly)
    }
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
        link: QaseCaseLink {
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
    /// Every known project of Qase.
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

    /// Stores a project of Qase with the workspace project into which it is imported.
    ///
    /// # Errors
    /// [`Error::MissingParent`] when the workspace project does not exist.
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
        self.touch_codes();
        self.0.touch(Aggregate::Remote);
        self.0.one(&format!("{PROJECT} WHERE id = ?1"), p![id], project)
    }

    /// Records the time of a complete import of the project.
    pub fn imported(&self, id: RemoteProjectId) -> Result<()> {
        self.0.execute("UPDATE qase_projects SET imported_ms = ?2 WHERE id = ?1", p![id, self.0.now()])?;
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Every copied suite of a project of Qase.
    pub fn suites(&self, of: RemoteProjectId) -> Result<Vec<QaseSuite>> {
        self.0.all(
            "SELECT qase_id, title, parent_qase_id, suite_id, base, hash, removed_ms FROM qase_suites \
             WHERE qase_project_id = ?1 ORDER BY qase_id",
            p![of],
            |r| {
                Ok(QaseSuite {
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

    /// Stores a suite as just read. Its link stays.
    pub fn store_suite(&self, of: RemoteProjectId, suite: &NewQaseSuite<'_>) -> Result<()> {
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

    /// Links a Qase suite as [`Self::link_suite`] does, as a part of an import: the link is recorded for undo.
    pub fn import_suite_link(&self, of: RemoteProjectId, qase_id: i64, suite: SuiteId, base: Option<&str>) -> Result<()> {
        let before = self.0.link_state(Entity::SuiteLink, suite.0, of.0)?;
        self.link_suite(of, qase_id, suite, base)?;
        self.0.record_link(Entity::SuiteLink, suite.0, of, before.as_ref(), Some((qase_id, base)))
    }

    /// Links a Qase suite, which must have been stored, to a workspace suite, with the agreement of both sides.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when the workspace suite is already linked to another suite.
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

    /// Marks a suite as [`Self::suite_removed`] does, as a part of an import: the mark is recorded for undo.
    pub fn import_suite_removed(&self, of: RemoteProjectId, qase_id: i64, suite: SuiteId) -> Result<()> {
        let before = self.0.link_state(Entity::SuiteLink, suite.0, of.0)?;
        self.suite_removed(of, qase_id)?;
        before.map_or(Ok(()), |before| self.0.record_removal(Entity::SuiteLink, suite.0, &before))
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

    /// Every copied case of a project of Qase.
    pub fn cases(&self, of: RemoteProjectId) -> Result<Vec<QaseCase>> {
        self.0.all(
            "SELECT qase_id, title, suite_id, hash, seen_ms, removed_ms, created_at FROM qase_cases WHERE qase_project_id = ?1 ORDER BY qase_id",
            p![of],
            |r| {
                Ok(QaseCase {
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

    /// Payload of a case at the last reading, JSON.
    pub fn payload(&self, of: RemoteProjectId, qase_id: i64) -> Result<Option<String>> {
        self.0.opt("SELECT payload FROM qase_cases WHERE qase_project_id = ?1 AND qase_id = ?2", p![of, qase_id], |r| r.text(0))
    }

    /// Stores a case as just read.
    pub fn store_case(&self, of: RemoteProjectId, code: &str, case: &NewQaseCase<'_>) -> Result<()> {
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

    /// Stores title and place of a case that was just created in Qase and not read yet. An existing payload stays.
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
        self.touch_codes();
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Marks a linked case as removed in Qase, or as there again, as a part of an import: the mark is recorded for undo.
    pub fn import_case_mark(&self, of: RemoteProjectId, qase_id: i64, case: CaseId, is_removed: bool) -> Result<()> {
        let before = self.0.link_state(Entity::CaseLink, case.0, of.0)?;
        if is_removed {
            self.case_removed(of, qase_id)?;
        } else {
            let sql = "UPDATE qase_cases SET removed_ms = NULL WHERE qase_project_id = ?1 AND qase_id = ?2";
            self.0.execute(sql, p![of, qase_id])?;
            self.touch_codes();
            self.0.touch(Aggregate::Remote);
        }
        before.map_or(Ok(()), |before| self.0.record_removal(Entity::CaseLink, case.0, &before))
    }

    /// Number of the mapped cases of a project.
    pub fn link_count(&self, of: RemoteProjectId) -> Result<i64> {
        self.0.count("SELECT count(*) FROM case_links WHERE qase_project_id = ?1", p![of])
    }

    /// Every link to cases of a project of Qase, by id in Qase.
    pub fn links(&self, of: RemoteProjectId) -> Result<Vec<LinkRow>> {
        self.0.all(&format!("{LINK} WHERE qase_project_id = ?1 ORDER BY qase_id"), p![of], link)
    }

    /// Linked cases with Qase ids in a range, by id in Qase.
    pub fn linked_between(&self, of: RemoteProjectId, from: i64, to: i64) -> Result<BTreeMap<i64, CaseId>> {
        let sql = "SELECT qase_id, case_id FROM case_links WHERE qase_project_id = ?1 AND qase_id BETWEEN ?2 AND ?3";
        let rows = self.0.all(sql, p![of, from, to], |r| Ok((r.int(0)?, CaseId(r.int(1)?))))?;
        Ok(rows.into_iter().collect())
    }

    /// The cases of a project of this workspace by their numbers in Qase. Where the project is in no Qase account, its own numbers are
    /// those that reporters know.
    pub fn cases_with(&self, project: ProjectId, qase_ids: &[i64]) -> Result<BTreeMap<i64, CaseId>> {
        let is_linked = self.0.count("SELECT count(*) FROM qase_projects WHERE project_id = ?1", p![project])? > 0;
        if !is_linked {
            return self.0.case_ids(project, qase_ids);
        }
        let mut found = BTreeMap::new();
        for part in qase_ids.chunks(IN_LIST) {
            let mut w = Where::new("q.project_id = ? AND c.deleted_ms IS NULL", vec![project.into()]);
            w.any_of("l.qase_id", part.iter().copied());
            let sql = format!(
                "SELECT l.qase_id, l.case_id FROM case_links l JOIN qase_projects q ON q.id = l.qase_project_id \
                 JOIN cases c ON c.id = l.case_id {} ORDER BY l.qase_project_id DESC",
                w.sql()
            );
            self.0.each(&sql, w.params(), |r| {
                found.insert(r.int(0)?, CaseId(r.int(1)?));
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// Every link of one case.
    pub fn links_of_case(&self, case: CaseId) -> Result<Vec<QaseCaseLink>> {
        self.0.all(&format!("{LINK} WHERE case_id = ?1 ORDER BY qase_project_id"), p![case], |r| Ok(link(r)?.link))
    }

    /// Links a workspace case to a Qase case, or stores a new agreement. What an import links is recorded for undo.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when either case is linked to another case.
    pub fn link(
        &self,
        of: RemoteProjectId,
        case: CaseId,
        qase_id: i64,
        base: Option<&str>,
        base_suite: Option<i64>,
        used: LinkDirection,
    ) -> Result<()> {
        let before = self.0.link_state(Entity::CaseLink, case.0, of.0)?;
        let now = self.0.now();
        if !used.is_pulled() {
            // Keep the former id of a case that was created again in Qase.
            self.0.execute(
            "INSERT INTO former_case_links (qase_project_id, qase_id, case_id) SELECT qase_project_id, qase_id, case_id FROM case_links \
             WHERE qase_project_id = ?1 AND case_id = ?2 AND qase_id <> ?3 ON CONFLICT DO NOTHING",
            p![of, case, qase_id],
            )?;
        }
        let (pulled, pushed) = match used {
            LinkDirection::Pulled => (Some(now), None),
            LinkDirection::Pushed => (None, Some(now)),
            LinkDirection::PulledPartly | LinkDirection::PushedPartly => (None, None),
        };
        self.0.execute(
            "INSERT INTO case_links (case_id, qase_project_id, qase_id, base, base_suite, linked_ms, pulled_ms, pushed_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (qase_project_id, case_id) DO UPDATE SET qase_id = excluded.qase_id, \
             base = excluded.base, base_suite = excluded.base_suite, pulled_ms = coalesce(excluded.pulled_ms, case_links.pulled_ms), \
             pushed_ms = coalesce(excluded.pushed_ms, case_links.pushed_ms)",
            p![case, of, qase_id, base, base_suite, now, pulled, pushed],
        )?;
        if before.as_ref().is_none_or(|before| before.qase_id != qase_id) {
            self.touch_codes();
        }
        if used.is_pulled() {
            self.0.record_link(Entity::CaseLink, case.0, of, before.as_ref(), Some((qase_id, base)))?;
        }
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Tells the lists of cases that codes of cases changed.
    fn touch_codes(&self) {
        self.0.touch(Aggregate::Cases);
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
        self.touch_codes();
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Moves the link of a case, with its agreement, to another Qase case that is the same by its content. The former id is kept.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when another case is linked to `to`.
    pub fn move_link(&self, of: RemoteProjectId, from: i64, to: i64) -> Result<()> {
        self.0.execute(
            "INSERT INTO former_case_links (qase_project_id, qase_id, case_id) SELECT qase_project_id, qase_id, case_id FROM case_links \
             WHERE qase_project_id = ?1 AND qase_id = ?2 ON CONFLICT DO NOTHING",
            p![of, from],
        )?;
        self.0.execute("UPDATE case_links SET qase_id = ?3 WHERE qase_project_id = ?1 AND qase_id = ?2", p![of, from, to])?;
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Moves the link of a suite, with its agreement, to another Qase suite, which must have been stored.
    ///
    /// # Errors
    /// [`Error::NotFound`] when no suite is linked to `from`.
    pub fn move_suite_link(&self, of: RemoteProjectId, from: i64, to: i64) -> Result<()> {
        let sql = "SELECT suite_id, base FROM qase_suites WHERE qase_project_id = ?1 AND qase_id = ?2 AND suite_id IS NOT NULL";
        let link = self.0.opt(sql, p![of, from], |r| Ok((SuiteId(r.int(0)?), r.opt_text(1)?)))?;
        let (suite, base) = link.ok_or_else(|| Error::not_found("qase_suite", from))?;
        self.unlink_suite(of, from)?;
        self.link_suite(of, to, suite, base.as_deref())
    }

    /// Stores the new code and title of a project that was renamed in Qase.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when a project with this code is known already.
    pub fn renamed(&self, id: RemoteProjectId, code: &str, title: &str) -> Result<()> {
        let code = code.trim().to_ascii_uppercase();
        self.0.execute("UPDATE qase_projects SET code = ?2, title = ?3 WHERE id = ?1", p![id, &code, title])?;
        self.0.execute("UPDATE qase_cases SET project_code = ?2 WHERE qase_project_id = ?1", p![id, &code])?;
        self.touch_codes();
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Deletes all links to a project of Qase with its local copy. Cases and suites of the workspace stay.
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
        self.touch_codes();
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Deletes a link. Returns false when there was no link.
    pub fn unlink(&self, of: RemoteProjectId, qase_id: i64) -> Result<bool> {
        let rows = self.0.execute("DELETE FROM case_links WHERE qase_project_id = ?1 AND qase_id = ?2", p![of, qase_id])?;
        if rows > 0 {
            self.touch_codes();
            self.0.touch(Aggregate::Remote);
        }
        Ok(rows > 0)
    }

    /// Numbers of all suites of a project, including the trash. A number is never given twice.
    pub fn suite_numbers(&self, project: ProjectId) -> Result<BTreeSet<i64>> {
        let rows = self.0.all("SELECT number FROM suites WHERE project_id = ?1", p![project], |r| r.int(0))?;
        Ok(rows.into_iter().collect())
    }

    /// Numbers of the cases of a project within a range, including the trash.
    pub fn case_numbers(&self, project: ProjectId, from: i64, to: i64) -> Result<BTreeSet<i64>> {
        let sql = "SELECT number FROM cases WHERE project_id = ?1 AND number BETWEEN ?2 AND ?3";
        Ok(self.0.all(sql, p![project, from, to], |r| r.int(0))?.into_iter().collect())
    }

    /// The linked cases of a project of Qase with steps, tags and values, including the trash.
    pub fn linked_cases(&self, of: RemoteProjectId) -> Result<Vec<Case>> {
        self.0.cases().many("c.id IN (SELECT case_id FROM case_links WHERE qase_project_id = ?1)", p![of])
    }
}
