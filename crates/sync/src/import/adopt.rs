//! Finds cases and suites of the workspace that a project of Qase has under the same title at the same place without a link: the
//! links were removed because the project was created again, or the project was never imported as a whole.
//!
//! They are compared as pairs without an agreement: a person decides on differences, and nothing is replaced.

use super::apply::home_of;
use crate::error::Result;
use crate::files::SentFiles;
use crate::local::{case_state, place};
use crate::session::Session;
use crate::snapshot::{CaseState, Local, LocalCase, Remote, RemoteCase, SuiteRef};
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::case::Case;
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::ids::{CaseId, ProjectId, RemoteProjectId, SuiteId};

/// A suite of the workspace (`None` for the root) and a folded title.
type Spot = (Option<SuiteId>, String);

/// Adds the pairs to `local` as if they were linked, without an agreement. `of` is the project of Qase, if it is known; `into` the project
/// here, if it is not the one of the same code.
pub(super) async fn adopt(
    session: &Session,
    of: Option<RemoteProjectId>,
    into: Option<ProjectId>,
    remote: &Remote,
    local: &mut Local,
) -> Result<()> {
    adopt_suites(remote, local);
    let linked: BTreeSet<CaseId> = local.cases.values().map(|c| c.id).collect();
    let code = session.project.clone();
    let (free, files) = session
        .blocking(move |store| {
            store.read(|tx| {
                let links = of.map(|id| tx.remotes().links(id)).transpose()?.unwrap_or_default();
                let linked: BTreeSet<CaseId> = links.into_iter().map(|l| l.link.case_id).chain(linked).collect();
                let home = if of.is_some() { into } else { home_of(tx, &code, into)? };
                let mut cases = home.map(|home| tx.cases().of_project(home)).transpose()?.unwrap_or_default();
                cases.retain(|c| !linked.contains(&c.id));
                Ok((cases, SentFiles::of(tx, of)?))
            })
        })
        .await?;
    let links: BTreeMap<SuiteId, i64> = local.suites.values().filter_map(|s| Some((s.id, s.qase_id?))).collect();
    let state_of = |case: &Case| case_state(case, &links, &files);
    for (qase_id, case) in pairs(remote, local, &free, &state_of) {
        let state = state_of(case);
        let (id, number, updated_ms, suite_id) = (case.id, case.number, case.updated_ms, case.suite_id);
        let qase = Some(qase_id);
        let adopted =
            LocalCase { id, number, qase_id: qase, state, base: None, updated_ms, suite_id, removed: false, deleted: false };
        local.cases.insert(qase_id, adopted);
        local.adopted.insert(qase_id);
    }
    Ok(())
}

/// Pairs suites from the root down. Two suites with one title at one place are not paired, because they cannot be told apart.
fn adopt_suites(remote: &Remote, local: &mut Local) {
    let mut here: BTreeMap<i64, SuiteId> = local.suites.values().filter_map(|s| Some((s.qase_id?, s.id))).collect();
    let mut free: BTreeMap<Spot, Vec<SuiteId>> = BTreeMap::new();
    for suite in local.suites.values().filter(|s| s.qase_id.is_none() && !s.deleted) {
        free.entry((suite.parent_id, fold(&suite.state.content.title))).or_default().push(suite.id);
    }
    let mut todo: Vec<SuiteRef> = vec![SuiteRef::Root];
    todo.extend(here.keys().map(|id| SuiteRef::Remote(*id)));
    while let Some(parent) = todo.pop() {
        let parent_here = parent.qase_id().and_then(|id| here.get(&id).copied());
        let mut there: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for suite in remote.suites.values().filter(|s| s.state.place == parent && !here.contains_key(&s.qase_id)) {
            if !remote.double_suites.contains_key(&suite.qase_id) {
                there.entry(fold(&suite.state.content.title)).or_default().push(suite.qase_id);
            }
        }
        for (title, ids) in there {
            let fitting = free.get(&(parent_here, title)).map(Vec::as_slice);
            if let ([qase_id], Some([suite])) = (ids.as_slice(), fitting) {
                here.insert(*qase_id, *suite);
                todo.push(SuiteRef::Remote(*qase_id));
            }
        }
    }
    for (qase_id, id) in &here {
        if let Some(suite) = local.suites.get_mut(id) {
            suite.qase_id = Some(*qase_id);
        }
    }
    let links: BTreeMap<SuiteId, i64> = here.into_iter().map(|(qase_id, id)| (id, qase_id)).collect();
    for suite in local.suites.values_mut() {
        suite.state.place = place(suite.parent_id, &links);
    }
    for case in local.cases.values_mut() {
        case.state.place = place(case.suite_id, &links);
    }
}

/// Pairs of cases with the same title in the same suite. Of several, first those of the same content, in the order of their ids, then the
/// ones whose workspace number is their Qase id.
fn pairs<'c>(remote: &Remote, local: &Local, free: &'c [Case], state_of: &dyn Fn(&Case) -> CaseState) -> Vec<(i64, &'c Case)> {
    let here: BTreeMap<i64, SuiteId> = local.suites.values().filter_map(|s| Some((s.qase_id?, s.id))).collect();
    let mut at: BTreeMap<Spot, (Vec<i64>, Vec<&Case>)> = BTreeMap::new();
    let is_free = |c: &&RemoteCase| {
        let id = c.qase_id;
        !local.cases.contains_key(&id) && !local.former.contains_key(&id) && !remote.double_cases.contains_key(&id)
    };
    for case in remote.cases.values().filter(is_free) {
        let suite = match case.state.place.qase_id() {
            None => None,
            Some(id) => match here.get(&id) {
                Some(suite) => Some(*suite),
                None => continue,
            },
        };
        at.entry((suite, fold(&case.state.content.title))).or_default().0.push(case.qase_id);
    }
    for case in free {
        at.entry((case.suite_id, fold(&case.content.title))).or_default().1.push(case);
    }
    let mut pairs = Vec::new();
    for (there, here) in at.into_values() {
        match (there.as_slice(), here.as_slice()) {
            ([id], [case]) => pairs.push((*id, *case)),
            _ => {
                let (mut there, mut here) = (there, here);
                here.sort_by_key(|case| case.id);
                if !there.is_empty() {
                    here.retain(|case| {
                        let state = state_of(case);
                        let is_it = |id: &i64| remote.cases.get(id).is_some_and(|c| is_same(&state, &c.state));
                        let found = there.iter().position(is_it).map(|at| there.remove(at));
                        pairs.extend(found.map(|id| (id, *case)));
                        found.is_none()
                    });
                }
                pairs.extend(here.iter().filter(|c| there.contains(&c.number)).map(|c| (c.number, *c)));
            }
        }
    }
    pairs
}

/// True for two states that Qase would show alike.
pub(crate) fn is_same(here: &CaseState, there: &CaseState) -> bool {
    CaseField::of_qase().all(|field| here.same(field, there))
}
