//! Compares both sides of an export. Pure: the same two sides give the same plan.

use super::collected::{Candidate, Collected};
use super::draft;
use super::options::{Options, RunChoice};
use super::wire;
use crate::convert;
use crate::import::{MADE_FROM, apart_warning, is_same};
use crate::merge::{self, SuiteField};
use crate::plan::{CaseStep, Class, Plan, ResultStep, ResultsPlan, RunTarget, SuiteStep};
use crate::policy::{Decisions, Direction, Policy};
use crate::snapshot::{CaseState, LocalCase, RemoteCase, SuiteRef};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, ResultId, SuiteId};
use voluptas_core::domain::validate;
use voluptas_store::journal::SentResult;

/// Makes the plan of an export.
pub fn plan(collected: &Collected, options: &Options, decisions: &Decisions) -> Plan {
    let mut plan = Plan::new(Direction::Export, &collected.project_code, options.policy, decisions);
    plan.warnings.clone_from(&collected.warnings);
    let mut places = Places::new(collected, options.policy, options.recreate_removed);
    let mut unlinked = UnlinkedCases::of(collected);
    for candidate in &collected.candidates {
        let step = match (&candidate.case, options.cases) {
            (Some(case), true) => case_step(collected, options, decisions, candidate, case, &mut places, &mut unlinked),
            (Some(_), false) => continue,
            (None, _) => function_step(collected, options, decisions, candidate, &mut unlinked),
        };
        plan.cases.push(step);
    }
    plan.cases.sort_by_key(|s| (s.qase_id.is_none(), s.qase_id, s.case_id, s.function_id));
    let drafts = plan.cases.iter().any(|s| s.function_id.is_some() && s.class == Class::New);
    if drafts && collected.fields.custom_by_name("functional_id").is_none() {
        plan.warnings.push(Message::new("sync-warning-no-function-field").with("field", "functional_id"));
    }
    keep_a_tree(collected, &mut places.steps);
    plan.suites = places.steps;
    plan.drift = collected.remote.doubles_named();
    let unclear = plan.cases.iter().filter(|s| s.note.as_ref().is_some_and(|note| note.key == SEVERAL_THERE)).count();
    if unclear > 0 {
        plan.drift.push(Message::new("sync-drift-several-there").count("count", unclear));
    }
    let spoilt = plan.cases.iter().filter(|s| s.note.as_ref().is_some_and(|note| note.key == SPOILT));
    let titles: Vec<&str> = spoilt.map(|s| s.title.as_str()).collect();
    if !titles.is_empty() {
        let named = titles.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        plan.drift.push(Message::new("sync-drift-spoilt").count("count", titles.len()).with("titles", named));
    }
    plan.warnings.extend(apart_warning(&plan.cases));
    plan.results = options.results.map(|_| results(collected, options, &plan.cases, &mut plan.warnings));
    let is_unseen = |s: &&ResultStep| s.note.as_ref().is_some_and(|note| note.key == UNSEEN);
    let unseen = plan.results.iter().flat_map(|r| &r.steps).filter(is_unseen).count();
    if unseen > 0 {
        plan.drift.push(Message::new("sync-drift-results-unseen").count("count", unseen as u64));
    }
    plan.sealed()
}

/// Note on a result whose case is not in Qase.
pub const CASE_NOT_THERE: &str = "sync-note-case-not-there";

/// Cases of a message that are named.
const NAMED: usize = 5;

/// Note on a case for which Qase has several of its title.
const SEVERAL_THERE: &str = "sync-note-several-there";

/// Note on a case with damaged texts.
const SPOILT: &str = "sync-note-spoilt";

/// Note on a result that Qase accepted and did not list before its run was closed.
const UNSEEN: &str = "sync-note-result-unseen";

/// Qase places of the workspace's suites, and the suites to create.
pub(super) struct Places<'c> {
    collected: &'c Collected,
    by_qase_id: BTreeMap<i64, SuiteId>,
    policy: Policy,
    known: BTreeMap<SuiteId, SuiteRef>,
    /// Suites that were removed in Qase and are not created again, and new suites inside them.
    removed: BTreeSet<SuiteId>,
    recreate: bool,
    taken: BTreeSet<i64>,
    steps: Vec<SuiteStep>,
}

impl<'c> Places<'c> {
    fn new(collected: &'c Collected, policy: Policy, recreate: bool) -> Self {
        let taken = collected.suites.values().filter_map(|s| s.qase_id).collect();
        let by_qase_id = collected.suites.values().filter_map(|s| Some((s.qase_id?, s.id))).collect();
        let (known, removed) = (BTreeMap::new(), BTreeSet::new());
        Self { collected, by_qase_id, policy, known, removed, recreate, taken, steps: Vec::new() }
    }

    /// The place of an item that lies in a workspace suite. Suites that must be created become steps, parents first.
    fn of(&mut self, place: SuiteRef) -> SuiteRef {
        let id = match place {
            SuiteRef::Root => return SuiteRef::Root,
            SuiteRef::Remote(qase_id) => match self.collected.suites.values().find(|s| s.qase_id == Some(qase_id)) {
                Some(suite) => suite.id,
                None => return place,
            },
            SuiteRef::Local(id) => SuiteId(id),
        };
        if let Some(known) = self.known.get(&id) {
            return *known;
        }
        // The place is recorded before the parents are visited, so that a circle ends here.
        self.known.insert(id, SuiteRef::Root);
        let found = self.find(id);
        self.known.insert(id, found);
        found
    }

    fn path(&self, id: SuiteId) -> Vec<String> {
        let mut path = Vec::new();
        let mut at = Some(id);
        while let Some(suite) = at.and_then(|id| self.collected.suites.get(&id)) {
            path.push(suite.state.content.title.clone());
            at = suite.parent_id.filter(|_| path.len() <= self.collected.suites.len());
        }
        path.reverse();
        path
    }

    fn find(&mut self, id: SuiteId) -> SuiteRef {
        let collected = self.collected;
        let Some(suite) = collected.suites.get(&id) else { return SuiteRef::Root };
        let mut state = suite.state.clone();
        state.place = match suite.parent_id {
            None => SuiteRef::Root,
            Some(parent) => self.of(SuiteRef::Local(parent.0)),
        };
        let is_gone = suite.qase_id.is_some_and(|id| !collected.remote.suites.contains_key(&id));
        let lies_in_removed = suite.qase_id.is_none() && suite.parent_id.is_some_and(|p| self.removed.contains(&p));
        if (is_gone && !self.recreate) || lies_in_removed {
            // Somebody removed the suite in Qase on purpose; that is not undone silently.
            self.removed.insert(id);
            return suite.qase_id.map_or(SuiteRef::Local(id.0), SuiteRef::Remote);
        }
        let mut step = SuiteStep {
            qase_id: suite.qase_id,
            suite_id: Some(id),
            path: self.path(id),
            class: Class::Unchanged,
            fields: Vec::new(),
            conflicts: Vec::new(),
            rebase: false,
            note: None,
        };
        let linked = suite.qase_id.and_then(|q| collected.remote.suites.get(&q));
        let there = linked.or_else(|| {
            let fits = |s: &&crate::snapshot::RemoteSuite| {
                s.state.place == state.place
                    && fold(&s.state.content.title) == fold(&state.content.title)
                    && !self.taken.contains(&s.qase_id)
                    && !collected.remote.double_suites.contains_key(&s.qase_id)
            };
            collected.remote.suites.values().find(fits)
        });
        let Some(there) = there else {
            step.qase_id = None;
            step.class = Class::New;
            self.steps.push(step);
            return SuiteRef::Local(id.0);
        };
        let base = if linked.is_some() { suite.base.as_ref() } else { None };
        let mut merge = merge::suite(Direction::Export, self.policy, base, &state, &there.state);
        if suite.parent_id.is_some_and(|p| self.removed.contains(&p)) && merge.changed.contains(&SuiteField::Parent) {
            merge.contest_parent(&there.state, base);
            step.note = Some(Message::new("sync-note-suite-removed"));
        }
        step.class = match (merge.conflicts.is_empty(), merge.changed.is_empty()) {
            (false, _) => Class::Conflict,
            (true, false) => Class::Changed,
            (true, true) => Class::Unchanged,
        };
        step.rebase = linked.is_none() || merge.base.as_ref() != base;
        step.qase_id = Some(there.qase_id);
        step.fields = merge.changed;
        step.conflicts = merge.conflicts;
        self.taken.insert(there.qase_id);
        self.steps.push(step);
        SuiteRef::Remote(there.qase_id)
    }
}

fn blank(candidate: &Candidate) -> CaseStep {
    CaseStep {
        qase_id: None,
        case_id: candidate.case.as_ref().map(|c| c.id),
        function_id: candidate.function.as_ref().map(|f| f.id),
        func_ids: candidate.func_ids.clone(),
        title: String::new(),
        path: Vec::new(),
        class: Class::New,
        changes: Vec::new(),
        conflicts: Vec::new(),
        waiting: Vec::new(),
        rebase: false,
        apart: Vec::new(),
        note: None,
    }
}

/// Turns moves that would put suites into each other in Qase into conflicts: each suite stays where it is until a person decides.
fn keep_a_tree(collected: &Collected, steps: &mut [SuiteStep]) {
    loop {
        let mut parents: BTreeMap<SuiteRef, SuiteRef> = BTreeMap::new();
        for (id, suite) in &collected.remote.suites {
            if let SuiteRef::Remote(parent) = suite.state.place {
                parents.insert(SuiteRef::Remote(*id), SuiteRef::Remote(parent));
            }
        }
        let place = |id: SuiteId| {
            let step = steps.iter().find(|s| s.suite_id == Some(id));
            step.map_or(SuiteRef::Local(id.0), |s| s.qase_id.map_or(SuiteRef::Local(id.0), SuiteRef::Remote))
        };
        for step in steps.iter().filter(|s| s.class == Class::New || s.fields.contains(&SuiteField::Parent)) {
            let Some(suite) = step.suite_id.and_then(|id| collected.suites.get(&id)) else { continue };
            match suite.parent_id {
                Some(parent) => parents.insert(place(suite.id), place(parent)),
                None => parents.remove(&place(suite.id)),
            };
        }
        let circle = merge::cycles(&parents);
        let mut is_whole = true;
        for step in steps.iter_mut().filter(|s| s.fields.contains(&SuiteField::Parent)) {
            if step.qase_id.is_some_and(|id| circle.contains(&SuiteRef::Remote(id))) {
                step.fields.retain(|f| *f != SuiteField::Parent);
                step.conflicts.push(SuiteField::Parent);
                step.class = Class::Conflict;
                step.note = Some(Message::new("sync-note-suite-circle"));
                is_whole = false;
            }
        }
        if is_whole {
            return;
        }
    }
}

/// Cases of Qase that no workspace case is linked to, by place and folded title.
/// A case of Qase for one of the workspace that has no link.
enum Adopted<'c> {
    Case(&'c RemoteCase),
    /// Number of cases with this title at this place, none of which can be told from the others.
    Unclear(usize),
    None,
}

struct UnlinkedCases<'c> {
    by_title: HashMap<(SuiteRef, String), Vec<&'c RemoteCase>>,
    adopted: BTreeSet<i64>,
    /// Number of cases here that are in no project of Qase, by title.
    here: HashMap<String, usize>,
}

impl<'c> UnlinkedCases<'c> {
    fn of(collected: &'c Collected) -> Self {
        let mut by_title: HashMap<(SuiteRef, String), Vec<&RemoteCase>> = HashMap::new();
        let is_free =
            |c: &&RemoteCase| !collected.linked.contains(&c.qase_id) && !collected.remote.double_cases.contains_key(&c.qase_id);
        for case in collected.remote.cases.values().filter(is_free) {
            by_title.entry((case.state.place, fold(&case.state.content.title))).or_default().push(case);
        }
        let mut here: HashMap<String, usize> = HashMap::new();
        for case in collected.candidates.iter().filter_map(|c| c.case.as_ref()).filter(|case| case.qase_id.is_none()) {
            *here.entry(fold(&case.state.content.title)).or_default() += 1;
        }
        Self { by_title, adopted: BTreeSet::new(), here }
    }

    /// The one of the same title at the same place, which is then taken: it is the same case. Of several on either side, one of the same content.
    fn adopt(&mut self, state: &CaseState) -> Adopted<'c> {
        let Some(fitting) = self.by_title.get(&(state.place, fold(&state.content.title))) else { return Adopted::None };
        let mut free = fitting.iter().filter(|case| !self.adopted.contains(&case.qase_id));
        let found = match fitting.as_slice() {
            [_] if self.here.get(&fold(&state.content.title)).is_none_or(|count| *count == 1) => free.next(),
            _ => free.find(|case| is_same(state, &case.state)),
        };
        match found {
            Some(case) => {
                self.adopted.insert(case.qase_id);
                Adopted::Case(case)
            }
            None if fitting.iter().any(|case| !self.adopted.contains(&case.qase_id)) => Adopted::Unclear(fitting.len()),
            None => Adopted::None,
        }
    }
}

fn case_step(
    collected: &Collected,
    options: &Options,
    decisions: &Decisions,
    candidate: &Candidate,
    case: &LocalCase,
    places: &mut Places<'_>,
    unlinked: &mut UnlinkedCases<'_>,
) -> CaseStep {
    let mut step = blank(candidate);
    step.title.clone_from(&case.state.content.title);
    if let Err(invalid) = validate::case(&case.state.content) {
        step.qase_id = case.qase_id;
        step.class = Class::Skipped;
        step.note = Some(invalid.message.with("field", invalid.field));
        return step;
    }
    if let Some(fields) = collected.spoilt.get(&case.id) {
        step.qase_id = case.qase_id;
        step.class = Class::Skipped;
        step.note = Some(Message::new(SPOILT).with("fields", fields.join(", ")));
        return step;
    }
    let mut local = case.state.clone();
    let suite = match case.state.place {
        SuiteRef::Local(id) => Some(SuiteId(id)),
        SuiteRef::Remote(q) => places.by_qase_id.get(&q).copied(),
        SuiteRef::Root => None,
    };
    step.path = suite.map(|id| places.path(id)).unwrap_or_default();
    local.place = places.of(case.state.place);
    let linked = case.qase_id.and_then(|id| collected.remote.cases.get(&id));
    if linked.is_none() && suite.is_some_and(|id| places.removed.contains(&id)) {
        step.qase_id = case.qase_id;
        step.class = Class::Skipped;
        step.note = Some(Message::new("sync-note-suite-removed"));
        return step;
    }
    if let Some(id) = case.qase_id.filter(|_| linked.is_none() && !options.recreate_removed) {
        step.qase_id = Some(id);
        step.class = Class::Skipped;
        step.note = Some(Message::new("sync-note-removed-in-qase"));
        return step;
    }
    let adopted = match linked {
        Some(there) => Adopted::Case(there),
        None => unlinked.adopt(&local),
    };
    if let Adopted::Unclear(count) = adopted {
        step.class = Class::Skipped;
        step.note = Some(Message::new(SEVERAL_THERE).count("count", count));
        return step;
    }
    let Adopted::Case(there) = adopted else {
        let apart = convert::inexpressible(&local, None, None, &collected.fields);
        step.apart = apart.of_here;
        step.note = apart.notes.into_iter().next();
        return step;
    };
    let base = case.base.as_ref().filter(|_| linked.is_some());
    let mut apart = convert::inexpressible_there(&local, there, base, &collected.fields);
    if suite.is_some_and(|id| places.removed.contains(&id)) && local.place != there.state.place {
        // A case cannot be moved into a suite that was removed.
        apart.leave_place(Message::new("sync-note-suite-removed"));
    }
    let chosen = decisions.get(&there.qase_id);
    let merge = merge::case(Direction::Export, options.policy, base, &local, &there.state, &apart.values, chosen);
    let not_taken = merge.not_taken();
    step.apart = apart.of_here.into_iter().chain(merge.apart).collect();
    step.qase_id = Some(there.qase_id);
    step.class = match (merge.conflicts.is_empty(), merge.changes.is_empty()) {
        (false, _) => Class::Conflict,
        (true, false) => Class::Changed,
        (true, true) => Class::Unchanged,
    };
    step.rebase = linked.is_none() || base != Some(&merge.base);
    step.note = apart.notes.into_iter().next().or(not_taken);
    step.changes = merge.changes;
    step.conflicts = merge.conflicts;
    step.waiting = merge.waiting;
    step
}

fn function_step(
    collected: &Collected,
    options: &Options,
    decisions: &Decisions,
    candidate: &Candidate,
    unlinked: &mut UnlinkedCases<'_>,
) -> CaseStep {
    let mut step = blank(candidate);
    let Some(function) = &candidate.function else { return step };
    function.content.plain_title().clone_into(&mut step.title);
    // A function made from a suite stands for the cases in and below the suite; it needs no case of its own.
    let is_of_a_suite = function.content.custom_fields.contains_key(MADE_FROM);
    if !options.cases || !function.content.kind.is_testable() || is_of_a_suite {
        step.class = Class::Skipped;
        let key = match (options.cases, is_of_a_suite) {
            (true, true) => "sync-note-of-a-suite",
            (true, false) => "sync-note-not-testable",
            (false, _) => "sync-note-no-case",
        };
        step.note = Some(Message::new(key));
        return step;
    }
    let state = CaseState { content: draft(&function.content, &collected.fields), place: SuiteRef::remote(options.target_suite) };
    step.title.clone_from(&state.content.title);
    step.path = collected.remote.path(options.target_suite).into_iter().map(str::to_owned).collect();
    // The case is created in the workspace first, and then linked to a case with the same title in Qase, if there is one.
    let Adopted::Case(there) = unlinked.adopt(&state) else { return step };
    let apart = convert::inexpressible_there(&state, there, None, &collected.fields).values;
    let chosen = decisions.get(&there.qase_id);
    let merge = merge::case(Direction::Export, options.policy, None, &state, &there.state, &apart, chosen);
    step.qase_id = Some(there.qase_id);
    step.note = Some(Message::new("sync-note-same-title-there").with("id", there.qase_id));
    step.rebase = true;
    step.class = match (merge.conflicts.is_empty(), merge.changes.is_empty()) {
        (false, _) => Class::Conflict,
        (true, false) => Class::Changed,
        (true, true) => Class::Unchanged,
    };
    step.changes = merge.changes;
    step.conflicts = merge.conflicts;
    step.waiting = merge.waiting;
    step
}

fn results(collected: &Collected, options: &Options, cases: &[CaseStep], warnings: &mut Vec<Message>) -> ResultsPlan {
    let of_case: BTreeMap<CaseId, &CaseStep> = cases.iter().filter_map(|s| Some((s.case_id?, s))).collect();
    let linked: BTreeSet<CaseId> = collected
        .candidates
        .iter()
        .filter_map(|c| c.case.as_ref())
        .filter(|c| c.qase_id.is_some_and(|id| !collected.remote.gone.contains(&id)))
        .map(|c| c.id)
        .collect();
    let mut steps: Vec<ResultStep> = Vec::new();
    for local in &collected.results {
        let mut step = ResultStep {
            result_id: local.result.id,
            case_id: local.case_id,
            title: local.case_title.clone(),
            status: local.result.content.status.slug().to_owned(),
            class: Class::New,
            note: None,
        };
        let will_be_there = of_case.get(&local.case_id).is_some_and(|s| s.class != Class::Skipped);
        if !wire::is_final(&local.result.content.status) {
            step.class = Class::Skipped;
            step.note = Some(Message::new("sync-note-not-sendable").with("status", &step.status));
        } else if !will_be_there && !linked.contains(&local.case_id) {
            step.class = Class::Skipped;
            step.note = Some(Message::new(CASE_NOT_THERE));
        }
        steps.push(step);
    }
    let wanted: BTreeSet<ResultId> = steps.iter().filter(|s| s.class == Class::New).map(|s| s.result_id).collect();
    let (run, arrived) = target(collected, options, &wanted);
    let pending: BTreeSet<ResultId> =
        (collected.sent.values().flatten()).filter(|(_, sent)| sent.pending_key.is_some()).map(|(id, _)| *id).collect();
    for step in steps.iter_mut().filter(|s| s.class == Class::New && arrived.contains(&s.result_id)) {
        step.class = Class::Unchanged;
        if pending.contains(&step.result_id) {
            step.class = Class::Skipped;
            step.note = Some(Message::new(UNSEEN));
        }
    }
    if run.is_none() && !wanted.is_empty() {
        warnings.push(Message::new("sync-error-no-run"));
    }
    ResultsPlan { run, steps }
}

/// The target run, and the results that need not be sent. A run that is created or continued under a title counts those of the
/// earlier runs with this title, which may be closed, as its own.
fn target(collected: &Collected, options: &Options, wanted: &BTreeSet<ResultId>) -> (Option<RunTarget>, BTreeSet<ResultId>) {
    // A result that was edited after it was sent is sent again.
    let hashes: BTreeMap<ResultId, String> =
        collected.results.iter().map(|r| (r.result.id, wire::content_hash(&r.result))).collect();
    let is_same = |id: &ResultId, sent: &SentResult| sent.content_hash.is_none() || sent.content_hash.as_ref() == hashes.get(id);
    // Results that an open run does not list yet are sent again under the same key; a closed run would refuse them.
    let sent = |id: i64, is_open: bool| -> BTreeSet<ResultId> {
        let sent = collected.sent.get(&id).into_iter().flatten();
        sent.filter(|(id, s)| is_same(id, s) && !(is_open && s.pending_key.is_some())).map(|(id, _)| *id).collect()
    };
    match &options.run {
        None => (None, BTreeSet::new()),
        Some(RunChoice::Existing(id)) => {
            let title = collected.run.as_ref().map(|r| r.title.clone()).unwrap_or_default();
            let is_open = collected.run.as_ref().is_none_or(|r| r.is_open);
            (Some(RunTarget::Existing { id: *id, title }), sent(*id, is_open))
        }
        Some(RunChoice::New(title)) => {
            let same: Vec<_> = collected.runs_made.iter().filter(|r| r.title == *title).collect();
            let arrived: BTreeSet<ResultId> =
                same.iter().filter_map(|r| Some((r.id?, !r.is_closed))).flat_map(|(id, is_open)| sent(id, is_open)).collect();
            if let Some(last) = same.first().filter(|r| !r.is_closed) {
                let is_of_the_same_run = last.run_here.is_some() && last.run_here == options.run_here();
                let is_unfinished = last.results.difference(&arrived).any(|r| wanted.contains(r));
                let is_in_step = wanted.is_subset(&arrived);
                if last.id.is_none() || is_unfinished || (is_of_the_same_run && !is_in_step) {
                    let run = RunTarget::Resume { journal_id: last.journal_id, id: last.id, title: title.clone() };
                    return (Some(run), arrived);
                }
            }
            if wanted.is_subset(&arrived) {
                let last = same.first().and_then(|r| r.id);
                return (last.map(|id| RunTarget::Existing { id, title: title.clone() }), arrived);
            }
            (Some(RunTarget::New { title: title.clone() }), arrived)
        }
    }
}
