//! Reads the workspace's side into plain values.

use super::files::SentFiles;
use super::snapshot::{Base, CaseState, Local, LocalCase, LocalSuite, MirrorRow, Place, SuiteState};
use crate::domain::case::Case;
use crate::domain::custom_field::FieldEntity;
use crate::domain::ids::{ProjectId, RemoteProjectId, SuiteId};
use crate::domain::project::RemoteProject;
use crate::domain::suite::{Suite, SuiteContent};
use crate::store::{Result, Tx};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The form in which a suite's agreement is stored.
#[derive(Debug, Serialize, Deserialize)]
struct StoredSuiteBase {
    title: String,
    description: Option<String>,
    preconditions: Option<String>,
    parent_qase_id: Option<i64>,
}

/// A suite's agreement as it is stored.
pub(crate) fn suite_base_json(base: &SuiteState) -> String {
    let c = &base.content;
    let stored = StoredSuiteBase {
        title: c.title.clone(),
        description: c.description.clone(),
        preconditions: c.preconditions.clone(),
        parent_qase_id: base.place.qase_id(),
    };
    serde_json::to_string(&stored).unwrap_or_default()
}

fn suite_base(json: &str) -> Option<SuiteState> {
    let s: StoredSuiteBase = serde_json::from_str(json).ok()?;
    let content = SuiteContent { title: s.title, description: s.description, preconditions: s.preconditions };
    Some(SuiteState { content, place: Place::remote(s.parent_qase_id) })
}

/// Where a suite here lies in terms of both sides.
pub(crate) fn place(suite: Option<SuiteId>, links: &BTreeMap<SuiteId, i64>) -> Place {
    match suite {
        None => Place::Root,
        Some(id) => links.get(&id).map_or(Place::Local(id.0), |qase_id| Place::Remote(*qase_id)),
    }
}

/// A case here in terms of both sides.
pub(crate) fn case_state(case: &Case, links: &BTreeMap<SuiteId, i64>, files: &SentFiles) -> CaseState {
    let mut content = case.content.clone();
    content.normalise();
    files.outward(&mut content);
    CaseState { content, place: place(case.suite_id, links) }
}

/// Suites of some projects here, and the ids in Qase of those that are linked.
pub(crate) fn suites(
    tx: &Tx<'_>,
    of: Option<RemoteProjectId>,
    projects: &BTreeSet<ProjectId>,
) -> Result<(BTreeMap<SuiteId, LocalSuite>, BTreeMap<SuiteId, i64>)> {
    let seen = of.map(|of| tx.remotes().suites(of)).transpose()?.unwrap_or_default();
    let suite_links: BTreeMap<SuiteId, i64> = seen.iter().filter_map(|s| s.suite_id.map(|id| (id, s.qase_id))).collect();
    let mut bases: BTreeMap<i64, SuiteState> =
        seen.iter().filter_map(|s| Some((s.qase_id, suite_base(s.base.as_deref()?)?))).collect();
    let mut rows: Vec<Suite> = Vec::new();
    for project in projects {
        rows.extend(tx.suites().of_project(*project)?);
    }
    let living: BTreeSet<SuiteId> = rows.iter().map(|s| s.id).collect();
    for trashed in suite_links.keys().filter(|id| !living.contains(id)) {
        rows.push(tx.suites().get(*trashed)?);
    }
    let suites = rows
        .into_iter()
        .map(|s| {
            let qase_id = suite_links.get(&s.id).copied();
            let local = LocalSuite {
                id: s.id,
                qase_id,
                parent_id: s.parent_id,
                base: qase_id.and_then(|id| bases.remove(&id)),
                deleted: s.deleted_ms.is_some(),
                state: SuiteState { content: s.content, place: place(s.parent_id, &suite_links) },
            };
            (s.id, local)
        })
        .collect();
    Ok((suites, suite_links))
}

/// The workspace's side of one project of Qase.
pub(crate) fn read(tx: &Tx<'_>, of: &RemoteProject) -> Result<Local> {
    let remotes = tx.remotes();
    let seen = remotes.suites(of.id)?;
    let (suites, suite_links) = suites(tx, Some(of.id), &[of.project_id].into())?;
    let files = SentFiles::of(tx, Some(of.id))?;
    let mut cases: BTreeMap<i64, LocalCase> = BTreeMap::new();
    let mut links: BTreeMap<_, _> = remotes.links(of.id)?.into_iter().map(|l| (l.link.case_id, l)).collect();
    for case in remotes.linked_cases(of.id)? {
        let Some(link) = links.remove(&case.id) else { continue };
        let base = link.base.and_then(|json| Base::from_json(&json, Place::remote(link.base_suite)));
        let qase_id = link.link.qase_id;
        cases.insert(
            qase_id,
            LocalCase {
                id: case.id,
                number: case.number,
                qase_id: Some(qase_id),
                state: case_state(&case, &suite_links, &files),
                base,
                updated_ms: case.updated_ms,
                deleted: case.deleted_ms.is_some(),
            },
        );
    }
    let row = |hash: String, removed: bool, suite: Option<i64>| MirrorRow { hash, removed, suite };
    Ok(Local {
        suites,
        cases,
        mirror_suites: seen.into_iter().map(|s| (s.qase_id, row(s.hash, s.removed, s.parent_qase_id))).collect(),
        mirror_cases: remotes.cases(of.id)?.into_iter().map(|c| (c.qase_id, row(c.hash, c.removed, c.suite_id))).collect(),
        field_titles: field_titles(tx)?,
    })
}

/// Titles of the workspace's custom fields of cases.
pub(crate) fn field_titles(tx: &Tx<'_>) -> Result<Vec<String>> {
    Ok(tx.fields().all()?.into_iter().filter(|f| f.entity == FieldEntity::Case).map(|f| f.title).collect())
}
