//! Compares both sides of an import. Pure: the same two sides give the same plan.

use super::collect::needed_suites;
use super::{Collected, Options};
use crate::convert::inexpressible;
use crate::merge::{self, SuiteField};
use crate::plan::{CaseStep, Class, Guard, Plan, SuiteStep};
use crate::policy::{Decisions, Direction, Policy};
use crate::snapshot::{LocalCase, LocalSuite, RemoteCase, RemoteSuite, SuiteRef};
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::domain::Message;
use voluptas_core::domain::case_code::CaseCode;
use voluptas_core::domain::ids::SuiteId;
use voluptas_core::domain::validate;

/// Makes the plan of an import.
pub fn plan(collected: &Collected, options: &Options, decisions: &Decisions) -> Plan {
    let mut plan = Plan::new(Direction::Import, &collected.project_code, options.policy, decisions);
    plan.warnings.clone_from(&collected.warnings);
    let remote = &collected.remote;
    let linked = collected.local.suites_by_qase_id();
    let mut suites: Vec<(Vec<String>, &RemoteSuite)> = needed_suites(remote)
        .iter()
        .filter_map(|id| remote.suites.get(id))
        .map(|s| (owned(remote.path(Some(s.qase_id))), s))
        .collect();
    suites.sort_by_key(|(path, s)| (path.len(), s.position, s.qase_id));
    for (path, suite) in suites {
        let mut step = suite_step(suite, linked.get(&suite.qase_id).copied(), path, options.policy);
        if let Some(of) = remote.double_suites.get(&suite.qase_id) {
            step.class = Class::Skipped;
            step.note = Some(Message::new("sync-note-double").with("of", of));
        }
        plan.suites.push(step);
    }
    keep_a_tree(collected, &linked, &mut plan);
    if remote.scope.is_none() {
        gone_suites(collected, &linked, &mut plan);
    }
    plan.drift = remote.doubles_named();
    for case in remote.cases.values() {
        let path = owned(remote.path(case.state.place.qase_id()));
        let local = collected.local.cases.get(&case.qase_id);
        let mut step = case_step(collected, case, local, path, options.policy, decisions);
        if case.state.content.title.is_empty() {
            plan.drift.push(Message::new("sync-drift-untitled").with("id", case.qase_id));
        }
        if let Some(of) = remote.double_cases.get(&case.qase_id) {
            step.class = Class::Skipped;
            step.note = Some(Message::new("sync-note-double").with("of", of));
        } else if local.is_none()
            && let Some(id) = collected.local.former.get(&case.qase_id)
        {
            // The case was removed in Qase, created again by an export, and then restored. Both are the same workspace case.
            step.class = Class::Skipped;
            step.note = Some(Message::new("sync-note-former"));
            let title = &case.state.content.title;
            plan.drift.push(Message::new("sync-drift-former").with("id", case.qase_id).with("title", title).with("case", id));
        }
        plan.cases.push(step);
    }
    plan.warnings.extend(apart_warning(&plan.cases));
    gone_cases(collected, options, &mut plan);
    plan.cases.sort_by_key(|s| s.qase_id);
    plan.sealed()
}

fn owned(path: Vec<&str>) -> Vec<String> {
    path.into_iter().map(str::to_owned).collect()
}

fn suite_step(suite: &RemoteSuite, local: Option<&LocalSuite>, path: Vec<String>, policy: Policy) -> SuiteStep {
    let mut step = SuiteStep {
        qase_id: Some(suite.qase_id),
        suite_id: local.map(|l| l.id),
        path,
        class: Class::New,
        fields: Vec::new(),
        conflicts: Vec::new(),
        rebase: false,
        note: None,
    };
    if let Err(invalid) = validate::suite(&suite.state.content) {
        step.class = Class::Skipped;
        step.note = Some(invalid.message.with("field", invalid.field));
        return step;
    }
    let Some(local) = local else { return step };
    if local.deleted {
        step.class = Class::Skipped;
        step.note = Some(Message::new("sync-note-deleted-here"));
        return step;
    }
    let merge = merge::suite(Direction::Import, policy, local.base.as_ref(), &local.state, &suite.state);
    step.class = match (merge.conflicts.is_empty(), merge.changed.is_empty()) {
        (false, _) => Class::Conflict,
        (true, false) => Class::Changed,
        (true, true) => Class::Unchanged,
    };
    step.rebase = merge.base != local.base;
    step.fields = merge.changed;
    step.conflicts = merge.conflicts;
    step
}

/// Turns moves that would put suites into each other into conflicts: each suite stays where it is in the workspace until a person
/// decides.
fn keep_a_tree(collected: &Collected, linked: &BTreeMap<i64, &LocalSuite>, plan: &mut Plan) {
    let remote = &collected.remote;
    loop {
        let moved: BTreeSet<i64> =
            plan.suites.iter().filter(|s| s.fields.contains(&SuiteField::Parent)).filter_map(|s| s.qase_id).collect();
        let mut parents: BTreeMap<Node, Node> = BTreeMap::new();
        for local in collected.local.suites.values() {
            if let (Some(parent), false) = (local.parent_id, local.qase_id.is_some_and(|id| moved.contains(&id))) {
                parents.insert(Node::here(local), collected.local.suites.get(&parent).map_or(Node::Here(parent), Node::here));
            }
        }
        for (id, suite) in remote.suites.iter().filter(|(id, _)| moved.contains(id) || !linked.contains_key(id)) {
            if let Some(parent) = suite.state.place.qase_id() {
                parents.insert(Node::There(*id), Node::There(parent));
            }
        }
        let circle = merge::cycles(&parents);
        let contested: BTreeSet<i64> = moved.into_iter().filter(|id| circle.contains(&Node::There(*id))).collect();
        if contested.is_empty() {
            return;
        }
        for step in plan.suites.iter_mut().filter(|s| s.qase_id.is_some_and(|id| contested.contains(&id))) {
            step.fields.retain(|f| *f != SuiteField::Parent);
            step.conflicts.push(SuiteField::Parent);
            step.class = Class::Conflict;
            step.note = Some(Message::new("sync-note-suite-circle"));
        }
    }
}

/// A node of the suite tree that the import would produce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    There(i64),
    Here(SuiteId),
}

impl Node {
    fn here(suite: &LocalSuite) -> Self {
        suite.qase_id.map_or(Self::Here(suite.id), Self::There)
    }
}

/// One warning for all values that one side cannot express, for any number of cases.
pub(crate) fn apart_warning(cases: &[CaseStep]) -> Option<Message> {
    let names: BTreeSet<&str> = cases.iter().flat_map(|c| c.apart.iter().map(String::as_str)).collect();
    let count = cases.iter().filter(|c| !c.apart.is_empty()).count();
    let fields = names.into_iter().collect::<Vec<_>>().join(", ");
    (count > 0).then(|| Message::new("sync-warning-apart").count("count", count).with("fields", fields))
}

fn gone_suites(collected: &Collected, linked: &BTreeMap<i64, &LocalSuite>, plan: &mut Plan) {
    for (id, local) in linked {
        if !collected.remote.suites.contains_key(id) && !local.removed {
            plan.suites.push(SuiteStep {
                qase_id: Some(*id),
                suite_id: Some(local.id),
                path: vec![local.state.content.title.clone()],
                class: Class::Removed,
                fields: Vec::new(),
                conflicts: Vec::new(),
                rebase: false,
                note: Some(Message::new("sync-note-removed-in-qase")),
            });
        }
    }
}

fn case_step(
    collected: &Collected,
    case: &RemoteCase,
    local: Option<&LocalCase>,
    path: Vec<String>,
    policy: Policy,
    decisions: &Decisions,
) -> CaseStep {
    let mut step = CaseStep {
        qase_id: Some(case.qase_id),
        case_id: local.map(|l| l.id),
        function_id: None,
        func_ids: Vec::new(),
        title: case.state.content.title.clone(),
        path,
        class: Class::New,
        changes: Vec::new(),
        conflicts: Vec::new(),
        waiting: Vec::new(),
        rebase: false,
        apart: Vec::new(),
        note: case.notes.first().cloned(),
    };
    if let Err(invalid) = validate::case(&case.state.content) {
        step.class = Class::Skipped;
        step.note = Some(invalid.message.with("field", invalid.field));
        return step;
    }
    let Some(local) = local else { return step };
    if local.deleted {
        step.class = Class::Skipped;
        step.note = Some(Message::new("sync-note-deleted-here"));
        return step;
    }
    let chosen = decisions.get(&case.qase_id);
    let apart = inexpressible(&local.state, Some(case), local.base.as_ref(), &collected.fields);
    let merge = merge::case(Direction::Import, policy, local.base.as_ref(), &local.state, &case.state, &apart.values, chosen);
    step.note = step.note.or_else(|| apart.notes.first().cloned()).or_else(|| merge.not_taken());
    if collected.local.adopted.contains(&case.qase_id) {
        step.note = step.note.or_else(|| {
            Some(
                Message::new("sync-note-same-title-here")
                    .with("number", CaseCode::unsent(&collected.project_code, local.number).as_str()),
            )
        });
    }
    step.apart = apart.of_there.into_iter().chain(merge.apart).collect();
    step.class = match (merge.conflicts.is_empty(), merge.changes.is_empty()) {
        (false, _) => Class::Conflict,
        (true, false) => Class::Changed,
        (true, true) => Class::Unchanged,
    };
    step.rebase = local.base.as_ref() != Some(&merge.base);
    step.title = merge.result.content.title;
    step.changes = merge.changes;
    step.conflicts = merge.conflicts;
    step.waiting = merge.waiting;
    step
}

fn gone_cases(collected: &Collected, options: &Options, plan: &mut Plan) {
    let local = &collected.local;
    let gone: Vec<&LocalCase> =
        collected.remote.gone.iter().filter_map(|id| local.cases.get(id)).filter(|c| !c.removed).collect();
    let linked = local.cases.values().filter(|c| !c.removed).count();
    plan.guard = Guard::check(gone.len(), linked).filter(|_| !options.allow_mass_removal);
    if let Some(guard) = plan.guard {
        plan.warnings
            .push(Message::new("sync-warning-mass-removal").count("removed", guard.removed).count("linked", guard.linked));
    }
    for case in gone {
        let held = plan.guard.is_some();
        let trashed = case.qase_id.filter(|id| !held && options.to_trash.contains(id));
        plan.to_trash.extend(trashed);
        let note = match (held, trashed) {
            (true, _) => "sync-note-removal-held",
            (false, None) => "sync-note-removed-in-qase",
            (false, Some(_)) => "sync-note-removed-trashed",
        };
        plan.cases.push(CaseStep {
            qase_id: case.qase_id,
            case_id: Some(case.id),
            function_id: None,
            func_ids: Vec::new(),
            title: case.state.content.title.clone(),
            path: owned(collected.remote.path(match case.state.place {
                SuiteRef::Remote(id) => Some(id),
                SuiteRef::Root | SuiteRef::Local(_) => None,
            })),
            class: if held { Class::Skipped } else { Class::Removed },
            changes: Vec::new(),
            conflicts: Vec::new(),
            waiting: Vec::new(),
            rebase: false,
            apart: Vec::new(),
            note: Some(Message::new(note)),
        });
    }
}
