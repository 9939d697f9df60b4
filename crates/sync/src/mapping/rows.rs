//! The mapping as a table: function, case, and the linked case in Qase.

use serde::Serialize;
use std::collections::BTreeMap;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{CaseId, FunctionId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::project::RemoteProject;
use voluptas_store::remote::LinkRow;
use voluptas_store::{Result, Tx};

/// Link of a mapped case with Qase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// The case exists only in the workspace.
    LocalOnly,
    /// The case is linked to a case in Qase.
    Linked,
    /// The linked case is gone from Qase.
    Removed,
}

/// One line of the mapping.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MappingRow {
    pub function_id: FunctionId,
    /// FuncID of the function.
    pub func_id: String,
    /// Title of the function.
    pub function_title: String,
    pub case_id: CaseId,
    /// Number of the case in its workspace project.
    pub case_number: i64,
    /// Title of the case.
    pub case_title: String,
    /// Qase id of the case.
    pub qase_id: Option<i64>,
    /// Title in Qase, as last seen.
    pub qase_title: Option<String>,
    /// Title of the suite in Qase.
    pub qase_suite: Option<String>,
    /// Source of the mapping.
    pub origin: Origin,
    /// Link with Qase.
    pub state: SyncState,
    /// Time of the last import of the case.
    pub pulled_ms: Option<Millis>,
    /// Time of the last export of the case.
    pub pushed_ms: Option<Millis>,
}

/// Every mapping with its linked case in one project of Qase, by FuncID and number.
pub fn rows(tx: &Tx<'_>, of: Option<&RemoteProject>) -> Result<Vec<MappingRow>> {
    let functions: BTreeMap<FunctionId, (String, String)> = tx
        .functions()
        .all()?
        .into_iter()
        .map(|f| (f.id, (f.content.func_id.clone(), f.content.plain_title().to_owned())))
        .collect();
    let mut cases: BTreeMap<CaseId, (i64, String)> = BTreeMap::new();
    for project in tx.projects().all()? {
        cases.extend(tx.cases().lines(project.id)?.into_iter().map(|c| (c.id, (c.number, c.title))));
    }
    let mut links: BTreeMap<CaseId, LinkRow> = BTreeMap::new();
    let mut seen = BTreeMap::new();
    let mut suites = BTreeMap::new();
    if let Some(of) = of {
        links.extend(tx.remotes().links(of.id)?.into_iter().map(|l| (l.link.case_id, l)));
        seen.extend(tx.remotes().cases(of.id)?.into_iter().map(|c| (c.qase_id, c)));
        suites.extend(tx.remotes().suites(of.id)?.into_iter().map(|s| (s.qase_id, s.title)));
    }
    let mut rows = Vec::new();
    for mapping in tx.mappings().all()? {
        let (Some((func_id, function_title)), Some((number, title))) =
            (functions.get(&mapping.function_id), cases.get(&mapping.case_id))
        else {
            continue;
        };
        let link = links.get(&mapping.case_id);
        let there = link.and_then(|l| seen.get(&l.link.qase_id));
        rows.push(MappingRow {
            function_id: mapping.function_id,
            func_id: func_id.clone(),
            function_title: function_title.clone(),
            case_id: mapping.case_id,
            case_number: *number,
            case_title: title.clone(),
            qase_id: link.map(|l| l.link.qase_id),
            qase_title: there.map(|c| c.title.clone()),
            qase_suite: there.and_then(|c| c.suite_id).and_then(|s| suites.get(&s)).cloned(),
            origin: mapping.origin,
            state: match (link, there) {
                (None, _) => SyncState::LocalOnly,
                (Some(_), Some(c)) if c.removed => SyncState::Removed,
                (Some(_), _) => SyncState::Linked,
            },
            pulled_ms: link.and_then(|l| l.link.pulled_ms),
            pushed_ms: link.and_then(|l| l.link.pushed_ms),
        });
    }
    rows.sort_by(|a, b| a.func_id.cmp(&b.func_id).then(a.case_number.cmp(&b.case_number)));
    Ok(rows)
}
