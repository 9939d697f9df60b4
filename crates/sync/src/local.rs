//! Reads the workspace's side into plain values.

use super::base::{Base, SuiteBase};
use super::files::SentFiles;
use super::snapshot::{CaseState, Local, LocalCase, LocalSuite, QaseCopy, SuiteRef, SuiteState};
use super::traces::{Identities, Identity, Traces};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use voluptas_core::domain::case::{Case, Step, StepsType};
use voluptas_core::domain::custom_field::FieldEntity;
use voluptas_core::domain::ids::{CaseId, ProjectId, RemoteProjectId, SuiteId};
use voluptas_core::domain::project::RemoteProject;
use voluptas_core::domain::suite::Suite;
use voluptas_store::journal::Action;
use voluptas_store::remote::{QaseCase, QaseSuite};
use voluptas_store::{Result, Tx};

/// Suite that holds a workspace item, in terms of both sides.
pub(crate) fn place(suite: Option<SuiteId>, links: &BTreeMap<SuiteId, i64>) -> SuiteRef {
    match suite {
        None => SuiteRef::Root,
        Some(id) => links.get(&id).map_or(SuiteRef::Local(id.0), |qase_id| SuiteRef::Remote(*qase_id)),
    }
}

/// A workspace case in terms of both sides.
pub(crate) fn case_state(case: &Case, links: &BTreeMap<SuiteId, i64>, files: &SentFiles) -> CaseState {
    let mut content = case.content.clone();
    content.normalise();
    files.use_qase_hashes(&mut content);
    if content.steps_type == StepsType::Gherkin && content.steps.len() > 1 {
        // Qase keeps a scenario as one text.
        let text: Vec<&str> = content.steps.iter().map(|s| s.action.as_str()).collect();
        content.steps = vec![Step { action: text.join("\n"), ..Step::default() }];
    }
    CaseState { content, place: place(case.suite_id, links) }
}

/// Suites of some workspace projects, and the Qase ids of the linked ones.
pub(crate) fn suites(
    tx: &Tx<'_>,
    of: Option<RemoteProjectId>,
    projects: &BTreeSet<ProjectId>,
) -> Result<(BTreeMap<SuiteId, LocalSuite>, BTreeMap<SuiteId, i64>)> {
    let seen = of.map(|of| tx.remotes().suites(of)).transpose()?.unwrap_or_default();
    let suite_links: BTreeMap<SuiteId, i64> = seen.iter().filter_map(|s| s.suite_id.map(|id| (id, s.qase_id))).collect();
    let mut bases: BTreeMap<i64, SuiteBase> =
        seen.iter().filter_map(|s| Some((s.qase_id, SuiteBase::from_json(s.base.as_deref()?)?))).collect();
    let removed: BTreeSet<i64> = seen.iter().filter(|s| s.removed).map(|s| s.qase_id).collect();
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
                removed: qase_id.is_some_and(|id| removed.contains(&id)),
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
    let rows = remotes.cases(of.id)?;
    let removed: BTreeSet<i64> = rows.iter().filter(|c| c.removed).map(|c| c.qase_id).collect();
    let mut cases: BTreeMap<i64, LocalCase> = BTreeMap::new();
    let mut links: BTreeMap<_, _> = remotes.links(of.id)?.into_iter().map(|l| (l.link.case_id, l)).collect();
    for case in remotes.linked_cases(of.id)? {
        let Some(link) = links.remove(&case.id) else { continue };
        let base = link.base.and_then(|json| Base::from_json(&json, SuiteRef::remote(link.base_suite)));
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
                suite_id: case.suite_id,
                removed: removed.contains(&qase_id),
                deleted: case.deleted_ms.is_some(),
            },
        );
    }
    let traces = traces(tx, of)?;
    let pending = tx.journal().pending(of.id)?.into_iter().filter(|e| e.action == Action::CreateCase).map(|e| CaseId(e.local_id));
    let suite_row = |s: QaseSuite| QaseCopy { hash: s.hash, removed: s.removed, suite: s.parent_qase_id, created_at: None };
    let case_row = |c: QaseCase| QaseCopy { hash: c.hash, removed: c.removed, suite: c.suite_id, created_at: c.created_at };
    Ok(Local {
        suites,
        cases,
        qase_suites: seen.into_iter().map(|s| (s.qase_id, suite_row(s))).collect(),
        qase_cases: rows.into_iter().map(|c| (c.qase_id, case_row(c))).collect(),
        field_titles: field_titles(tx)?,
        created_cases: tx
            .cases()
            .existing(traces.cases.values().chain(traces.case_identities.values()).copied().chain(pending))?,
        traces,
        former: remotes.former_links(of.id)?,
        adopted: BTreeSet::new(),
    })
}

/// Traces of the objects that this workspace created in a project.
pub(crate) fn traces(tx: &Tx<'_>, of: &RemoteProject) -> Result<Traces> {
    let cases = tx.journal().traces(of.id, Action::CreateCase)?;
    let suites = tx.journal().traces(of.id, Action::CreateSuite)?;
    let (case_identities, suite_identities) = identities(tx)?;
    let made = cases.iter().chain(&suites).filter_map(|(trace, _, id)| Some((trace.clone(), (*id)?))).collect();
    Ok(Traces {
        cases: cases.into_iter().map(|(trace, row, _)| (trace, CaseId(row))).collect(),
        suites: suites.into_iter().map(|(trace, row, _)| (trace, SuiteId(row))).collect(),
        made,
        case_identities,
        suite_identities,
    })
}

/// The identities of the workspace as traces, without those of the journal.
pub(crate) fn own_identities(tx: &Tx<'_>) -> Result<Traces> {
    let (case_identities, suite_identities) = identities(tx)?;
    Ok(Traces { case_identities, suite_identities, ..Traces::default() })
}

/// The rows of the workspace by their identities: a case of any project may be exported to any project of Qase.
pub(crate) fn identities(tx: &Tx<'_>) -> Result<(HashMap<Identity, CaseId>, HashMap<Identity, SuiteId>)> {
    let of = Identities::new(tx.origin()?);
    let cases = tx.cases().created()?.into_iter().map(|(id, created_ms)| (of.case(id, created_ms), id));
    let suites = tx.suites().created()?.into_iter().map(|(id, created_ms)| (of.suite(id, created_ms), id));
    Ok((cases.collect(), suites.collect()))
}

/// Titles of the workspace's custom fields of cases.
pub(crate) fn field_titles(tx: &Tx<'_>) -> Result<Vec<String>> {
    Ok(tx.fields().all()?.into_iter().filter(|f| f.entity == FieldEntity::Case).map(|f| f.title).collect())
}
