//! Data that the sync dialog reads from the workspace: the history, and the registry with cases, links and last results.

use super::overview::{Registry, registry};
use crate::base::Millis;
use crate::base::fold::natural_key;
use crate::domain::ids::{CaseId, ProjectId, RemoteProjectId, SuiteId, SyncId};
use crate::domain::mapping::Mapping;
use crate::domain::project::RemoteProject;
use crate::domain::status::ResultStatus;
use crate::domain::suite::Suite;
use crate::p;
use crate::store::sync_history::{SyncItem, SyncRow};
use crate::store::{Result, Store, Tx};
use std::collections::HashMap;

/// Number of history entries that are shown.
const HISTORY: i64 = 500;

/// A synchronisation with the outcome of each item.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The synchronisation.
    pub row: SyncRow,
    /// Items in order.
    pub items: Vec<SyncItem>,
}

/// The latest synchronisations, newest first. Blocks.
pub fn history(store: &Store) -> Result<Vec<SyncRow>> {
    store.read(|tx| tx.syncs().list(HISTORY))
}

/// One synchronisation. Blocks.
pub fn entry(store: &Store, id: SyncId) -> Result<Entry> {
    store.read(|tx| Ok(Entry { row: tx.syncs().get(id)?, items: tx.syncs().items(id)? }))
}

/// The latest synchronisation of a kind that began at `since` or later. Blocks.
pub fn latest(store: &Store, kind: &str, since: Millis) -> Result<Option<Entry>> {
    store.read(|tx| {
        let row = tx.syncs().list(20)?.into_iter().find(|r| r.kind == kind && r.started_ms >= since);
        row.map(|row| Ok(Entry { items: tx.syncs().items(row.id)?, row })).transpose()
    })
}

/// A case with its link to Qase and its last result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedCase {
    /// Row id.
    pub id: CaseId,
    /// Number of the case in its project.
    pub number: i64,
    /// Title.
    pub title: String,
    /// Id in Qase; `None` for a case without a link.
    pub qase_id: Option<i64>,
    /// Title in Qase, as last seen.
    pub qase_title: Option<String>,
    /// True when the case was changed since it was last in step with Qase, or was never in step.
    pub changed: bool,
    /// Status of the latest result.
    pub last: Option<ResultStatus>,
}

/// The registry beside the cases of one project of Qase.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// Functions with their cases.
    pub registry: Registry,
    /// The project of the workspace; `None` before the first import.
    pub project: Option<ProjectId>,
    /// The project of Qase, as this workspace knows it.
    pub remote: Option<RemoteProject>,
    /// Living cases of the project, and cases of other projects that cover a function, by id.
    pub cases: HashMap<CaseId, LinkedCase>,
    /// Mappings of cases to functions.
    pub mappings: Vec<Mapping>,
    /// Suites that exist on both sides, in the order of their paths.
    pub suites: Vec<SharedSuite>,
}

/// A suite that exists on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedSuite {
    /// Id of the suite in Qase.
    pub qase_id: i64,
    /// Titles from the root down to the suite.
    pub path: Vec<String>,
}

/// Reads the coverage. Blocks.
pub fn coverage(store: &Store, account: Option<&str>, code: &str) -> Result<Coverage> {
    let registry = registry(store)?;
    store.read(|tx| {
        let remote = remote_project(tx, account, code)?;
        let project = match &remote {
            Some(r) => Some(r.project_id),
            None => tx.projects().by_code(&code.to_uppercase())?.map(|p| p.id),
        };
        let mappings = tx.mappings().all()?;
        let cases = cases(tx, project, remote.as_ref().map(|r| r.id))?;
        let suites = remote.as_ref().map(|r| suites(tx, r)).transpose()?.unwrap_or_default();
        Ok(Coverage { registry, project, remote, cases, mappings, suites })
    })
}

/// The project of Qase with this code in the account. Without an account, the project that was imported last.
pub(super) fn remote_project(tx: &Tx<'_>, account: Option<&str>, code: &str) -> Result<Option<RemoteProject>> {
    if let Some(account) = account
        && let Some(found) = tx.remotes().find(account, code)?
    {
        return Ok(Some(found));
    }
    let all = tx.remotes().projects()?;
    let of_code = all.into_iter().filter(|p| p.code.eq_ignore_ascii_case(code));
    Ok(if account.is_some() { None } else { of_code.max_by_key(|p| p.imported_ms) })
}

fn suites(tx: &Tx<'_>, of: &RemoteProject) -> Result<Vec<SharedSuite>> {
    let here: HashMap<SuiteId, Suite> = tx.suites().of_project(of.project_id)?.into_iter().map(|s| (s.id, s)).collect();
    let path = |id: SuiteId| {
        let (mut path, mut at) = (Vec::new(), Some(id));
        while let Some(suite) = at.and_then(|id| here.get(&id)).filter(|_| path.len() <= here.len()) {
            path.push(suite.content.title.clone());
            at = suite.parent_id;
        }
        path.reverse();
        path
    };
    let seen = tx.remotes().suites(of.id)?.into_iter().filter(|s| !s.removed);
    let shared = seen.filter_map(|s| Some((s.qase_id, s.suite_id.filter(|id| here.contains_key(id))?)));
    let mut suites: Vec<SharedSuite> = shared.map(|(qase_id, id)| SharedSuite { qase_id, path: path(id) }).collect();
    suites.sort_by_cached_key(|s| natural_key(&s.path.join("\u{1}")));
    Ok(suites)
}

fn cases(tx: &Tx<'_>, project: Option<ProjectId>, remote: Option<RemoteProjectId>) -> Result<HashMap<CaseId, LinkedCase>> {
    let mut cases: HashMap<CaseId, LinkedCase> = HashMap::new();
    tx.each(
        "SELECT c.id, c.number, c.title, c.updated_ms, l.qase_id, q.title, l.pulled_ms, l.pushed_ms, last.status \
         FROM cases c LEFT JOIN case_last_results last ON last.case_id = c.id \
         LEFT JOIN case_links l ON l.case_id = c.id AND l.qase_project_id = ?2 \
         LEFT JOIN qase_cases q ON q.qase_project_id = l.qase_project_id AND q.qase_id = l.qase_id \
         WHERE c.deleted_ms IS NULL AND (c.project_id = ?1 OR c.id IN (SELECT case_id FROM function_cases))",
        p![project.map(|p| p.0), remote.map(|r| r.0)],
        |r| {
            let in_step = r.opt_int(6)?.max(r.opt_int(7)?);
            let id = CaseId(r.int(0)?);
            let case = LinkedCase {
                id,
                number: r.int(1)?,
                title: r.text(2)?,
                qase_id: r.opt_int(4)?,
                qase_title: r.opt_text(5)?,
                changed: in_step.is_none_or(|at| r.int(3).is_ok_and(|updated| updated > at)),
                last: r.opt_text(8)?.map(|s| ResultStatus::parse(&s)),
            };
            cases.insert(id, case);
            Ok(())
        },
    )?;
    for (case, last) in tx.rollup().due()? {
        if let Some(case) = cases.get_mut(&case) {
            case.last = Some(last.status);
        }
    }
    Ok(cases)
}
