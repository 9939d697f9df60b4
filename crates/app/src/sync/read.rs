//! Data that the sync dialog reads from the workspace: the history, and the registry with cases, links and last results.

use crate::overview::lists::{Registry, registry};
use std::collections::HashMap;
use voluptas_core::base::Millis;
use voluptas_core::base::fold::natural_key;
use voluptas_core::domain::ids::{CaseId, ProjectId, SuiteId, SyncId};
use voluptas_core::domain::mapping::Mapping;
use voluptas_core::domain::project::RemoteProject;
use voluptas_core::domain::suite::Suite;
use voluptas_store::cases::CaseLine;
pub use voluptas_store::linked_cases::LinkedCase;
use voluptas_store::sync_history::{SyncItem, SyncRow};
use voluptas_store::{Result, Store, Tx};

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
    /// Living suites of the project.
    pub tree: Vec<Suite>,
    /// Its living cases, in the order of the tree.
    pub lines: Vec<CaseLine>,
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
        let cases = tx.linked_cases(project, remote.as_ref().map(|r| r.id))?;
        let suites = remote.as_ref().map(|r| suites(tx, r)).transpose()?.unwrap_or_default();
        let tree = project.map(|id| tx.suites().of_project(id)).transpose()?.unwrap_or_default();
        let lines = project.map(|id| tx.cases().lines(id)).transpose()?.unwrap_or_default();
        Ok(Coverage { registry, project, remote, cases, tree, lines, mappings, suites })
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
