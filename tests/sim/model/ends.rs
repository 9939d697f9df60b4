//! Checks of a world that has come to rest.

use crate::card::{self, Field};
use crate::qase::state::{MIRR, Project, Run, SHOP};
use crate::world::Sim;
use crate::world::desk::Desk;
use std::collections::{BTreeMap, BTreeSet};
use voluptas_mirror::Summary;
use voluptas_sync as sync;
use voluptas_sync::plan::{Class, Plan};

/// Exceptions that the last import and export of a workspace reported.
#[derive(Debug, Clone, Default)]
pub struct Reported {
    /// Fields in conflict, with the Qase id of their case.
    conflicts: BTreeSet<(i64, String)>,
    /// Cases that were left alone or reported with a note, by Qase id.
    noted: BTreeSet<i64>,
    /// True when a suite is in conflict or was left alone.
    suites: bool,
    /// Number of cases that Qase refused.
    failed: u64,
}

impl Reported {
    /// Collects the exceptions of an import and an export.
    pub fn of((import, _): &(Plan, sync::Summary), (export, done): &(Plan, sync::Summary)) -> Self {
        let mut reported = Self::default();
        for step in import.cases.iter().chain(&export.cases) {
            let Some(id) = step.qase_id else { continue };
            for conflict in &step.conflicts {
                reported.conflicts.insert((id, <&str>::from(conflict.field).to_owned()));
            }
            if step.note.is_some() || step.class == Class::Skipped {
                reported.noted.insert(id);
            }
        }
        reported.failed = done.cases.failed;
        let mut suites = import.suites.iter().chain(&export.suites);
        reported.suites = suites.any(|s| !s.conflicts.is_empty() || s.note.is_some() || s.class == Class::Skipped);
        reported
    }
}

/// Checks everything except the mirrors.
pub fn check(sim: &mut Sim, desks: &[Desk], reported: &[Reported]) {
    let mut wrong: Vec<(&'static str, String)> = Vec::new();
    lost_values(sim, desks, &mut wrong);
    for code in [SHOP, MIRR] {
        doubles(sim, sim.account.project(code), &mut wrong);
    }
    for desk in desks {
        local_doubles(sim, desk, &mut wrong);
        acknowledged(sim, desk, &mut wrong);
    }
    statuses(sim, &mut wrong);
    for (origin, what) in &sim.model.deleted_for_good {
        if sim.account.project(SHOP).live_cases().any(|c| card::of_case(&sim.account, c).origin() == Some(*origin)) {
            wrong.push(("made again", format!("{what} with origin {{{origin}}} was deleted in Qase and is there again")));
        }
    }
    for (desk, reported) in desks.iter().zip(reported) {
        differences(sim, desk, reported, &mut wrong);
    }
    for (rule, text) in wrong {
        sim.violate(rule, text);
    }
}

fn lost_values(sim: &Sim, desks: &[Desk], wrong: &mut Vec<(&'static str, String)>) {
    let mut held: BTreeSet<u64> = BTreeSet::new();
    let shop = sim.account.project(SHOP);
    held.extend(shop.live_cases().flat_map(|c| card::of_case(&sim.account, c).all_tokens()));
    held.extend(shop.live_suites().flat_map(|s| card::tokens(&s.title)));
    for desk in desks {
        held.extend(desk.cards(sim).into_iter().flat_map(|c| c.card.all_tokens()));
        held.extend(desk.suites().into_iter().flat_map(|s| card::tokens(&s.content.title)));
    }
    for (token, version) in sim.model.heads() {
        if !held.contains(&token) {
            let text =
                format!("{} {{{token}}} ({}) is nowhere, and nobody replaced it", version.field.engine_name(), version.note);
            wrong.push(("lost value", text));
        }
    }
}

fn count<'t>(texts: impl Iterator<Item = &'t str>) -> BTreeMap<u64, usize> {
    let mut counts = BTreeMap::new();
    for token in texts.flat_map(card::tokens) {
        *counts.entry(token).or_default() += 1;
    }
    counts
}

fn doubles(sim: &Sim, project: &Project, wrong: &mut Vec<(&'static str, String)>) {
    let code = &project.code;
    let mut twice = |rule: &'static str, what: &str, counts: BTreeMap<u64, usize>| {
        for (token, n) in counts.into_iter().filter(|(t, n)| *n > 1 && !sim.model.doubled_by_people.contains(t)) {
            wrong.push((rule, format!("{n} {what} of {code} have the origin {{{token}}}")));
        }
    };
    twice("doubled case", "cases", count(project.live_cases().filter_map(|c| c.preconditions.as_deref())));
    let drafts = project.live_cases().filter_map(|c| c.description.as_deref()).filter(|d| d.starts_with("Drafted"));
    twice("doubled case", "cases", count(drafts));
    twice("doubled suite", "suites", count(project.live_suites().filter_map(|s| s.description.as_deref())));
    if code == MIRR {
        let keys = project.live_cases().filter_map(|c| c.custom.get(&crate::qase::state::KEY_FIELD)).map(String::as_str);
        twice("doubled case", "cases", count(keys));
        mirror_runs(project, wrong);
    } else {
        made_runs(project, wrong);
    }
    for run in project.live_runs() {
        // A result that was finished after it was mirrored may be there twice: in progress and finished.
        let with = |running: bool| run.results.iter().filter(move |r| (r.status == "in_progress") == running);
        for results in
            [count(with(true).filter_map(|r| r.comment.as_deref())), count(with(false).filter_map(|r| r.comment.as_deref()))]
        {
            for (token, n) in results.into_iter().filter(|(_, n)| *n > 1) {
                wrong.push(("doubled result", format!("result {{{token}}} is {n} times in run {} of {code}", run.id)));
            }
        }
    }
    for case in project.live_cases().filter(|c| c.title.starts_with("Suite {")) {
        wrong.push(("made up", format!("case {} {:?} of {code} is nobody's: a suite is called so", case.id, case.title)));
    }
}

/// Checks that no export created a run twice. Runs of exports have the title of the workspace's run; a run that people closed or
/// deleted may have a successor.
fn made_runs(project: &Project, wrong: &mut Vec<(&'static str, String)>) {
    let mut by_title: BTreeMap<&str, Vec<&Run>> = BTreeMap::new();
    for run in project.runs.values().filter(|r| r.title.starts_with("Run {")) {
        by_title.entry(&run.title).or_default().push(run);
    }
    for (title, runs) in by_title {
        let own: Vec<_> = runs.iter().filter(|r| !r.touched_by_people).collect();
        if own.len() > 1 {
            wrong.push(("doubled run", format!("{} runs are called {title:?}", own.len())));
        }
    }
}

fn mirror_runs(project: &Project, wrong: &mut Vec<(&'static str, String)>) {
    let mut by_trace: BTreeMap<&str, Vec<&Run>> = BTreeMap::new();
    for run in project.live_runs().filter(|r| !r.touched_by_people) {
        let trace = run.description.as_deref().and_then(|d| d.rsplit_once("(mirror run ")).map(|(_, t)| t);
        if let Some(trace) = trace {
            by_trace.entry(trace).or_default().push(run);
        }
    }
    for (trace, runs) in by_trace {
        // Results that arrive after a mirror closed its run go into another run.
        let doubled = runs.windows(2).any(|pair| pair[0].end.is_none_or(|end| end > pair[1].created));
        if doubled {
            let ids: Vec<i64> = runs.iter().map(|r| r.id).collect();
            wrong.push(("doubled run", format!("runs {ids:?} of {MIRR} mirror {trace}")));
        }
    }
}

fn local_doubles(sim: &Sim, desk: &Desk, wrong: &mut Vec<(&'static str, String)>) {
    let cases = desk.cases();
    let counts = count(cases.iter().filter_map(|c| c.content.preconditions.as_deref()));
    for (token, n) in counts.into_iter().filter(|(t, n)| *n > 1 && !sim.model.doubled_by_people.contains(t)) {
        wrong.push(("doubled case", format!("{n} cases of {} have the origin {{{token}}}", desk.name)));
    }
    // A suite that was deleted in Qase and created again by one workspace comes to the others as a new suite.
    let shop = sim.account.project(SHOP);
    let gone = count(shop.suites.values().filter(|s| s.deleted).filter_map(|s| s.description.as_deref()));
    let suites = desk.suites();
    let counts = count(suites.iter().filter_map(|s| s.content.description.as_deref()));
    let excused = |t: &u64| gone.contains_key(t) || sim.model.doubled_by_people.contains(t);
    for (token, n) in counts.into_iter().filter(|(t, n)| *n > 1 && !excused(t)) {
        wrong.push(("doubled suite", format!("{n} suites of {} have the origin {{{token}}}", desk.name)));
    }
}

/// Checks that everything a workspace recorded as sent is in Qase, unless people removed it.
fn acknowledged(sim: &Sim, desk: &Desk, wrong: &mut Vec<(&'static str, String)>) {
    let shop = sim.account.project(SHOP);
    for (case, id) in desk.links() {
        if !shop.cases.contains_key(&id) {
            wrong.push(("missing", format!("{}: row {case} is linked to case {id}, which never was", desk.name)));
        }
    }
    for (run, tokens) in desk.sent() {
        let Some(there) = shop.runs.get(&run).filter(|r| !r.touched_by_people) else { continue };
        let has = |t: &u64| there.results.iter().any(|r| card::tokens(r.comment.as_deref().unwrap_or_default()).contains(t));
        if !tokens.iter().all(has) && !tokens.is_empty() {
            wrong.push(("missing", format!("{}: result {tokens:?} is not in run {run}, though it was sent", desk.name)));
        }
    }
}

/// Checks that linked cases are equal in everything that both sides can hold, except for reported exceptions.
fn differences(sim: &Sim, desk: &Desk, reported: &Reported, wrong: &mut Vec<(&'static str, String)>) {
    let habits = &sim.account.habits;
    let shop = sim.account.project(SHOP);
    let mut unequal: BTreeMap<i64, (&'static str, String)> = BTreeMap::new();
    for local in desk.cards(sim) {
        let Some(id) = local.qase_id else { continue };
        let Some(there) = shop.cases.get(&id).filter(|c| !c.deleted) else { continue };
        if reported.noted.contains(&id) {
            continue;
        }
        let there = card::of_case(&sim.account, there);
        for field in Field::ALL {
            let (a, b) = (local.card.get(field), there.get(field));
            let ignored = match field {
                Field::Tag => habits.drops_tags,
                Field::Postconditions => habits.drops_postconditions,
                Field::Action | Field::Data => habits.drops_step_data,
                Field::Browser => [a, b].iter().any(|v| !v.is_empty() && !sim.account.options.values().any(|o| o == v)),
                Field::Place => reported.suites,
                _ => false,
            };
            let listed = reported.conflicts.contains(&(id, field.engine_name().to_owned()));
            if a != b && !ignored && !listed {
                let name = field.engine_name();
                unequal.entry(id).or_insert((
                    "unequal",
                    format!("{name} of case {id}: {a:?} in {}, {b:?} in Qase, and nothing is said", desk.name),
                ));
            }
        }
    }
    // Cases that Qase refused are counted as failed: each excuses one unequal case.
    let refused = usize::try_from(reported.failed).unwrap_or(0);
    wrong.extend(unequal.into_values().skip(refused));
}

/// Checks that mirrored results have the current status of their source, unless people touched the target run.
fn statuses(sim: &Sim, wrong: &mut Vec<(&'static str, String)>) {
    let mut there: BTreeMap<u64, BTreeSet<&str>> = BTreeMap::new();
    for result in sim.account.project(MIRR).live_runs().filter(|r| !r.touched_by_people).flat_map(|r| &r.results) {
        for token in card::tokens(result.comment.as_deref().unwrap_or_default()) {
            there.entry(token).or_default().insert(&result.status);
        }
    }
    for result in sim.account.project(SHOP).live_runs().flat_map(|r| &r.results) {
        for token in card::tokens(result.comment.as_deref().unwrap_or_default()) {
            let Some(statuses) = there.get(&token) else { continue };
            if !statuses.contains(result.status.as_str()) {
                wrong.push((
                    "stale result",
                    format!("result {{{token}}} is {} in {SHOP} and {statuses:?} in {MIRR}", result.status),
                ));
            }
        }
    }
}

/// Checks a mirror in a world at rest: it must not stop, and in the last round it must find nothing to post.
pub fn check_mirror(sim: &mut Sim, run: i64, summary: &Summary, last: bool) {
    if last && summary.counts.mirrored > 0 {
        sim.violate("no rest", format!("the mirror of run {run} still finds {} results to post", summary.counts.mirrored));
    }
    if let Some(error) = &summary.stopped {
        sim.violate("stuck", format!("the mirror of run {run}, while nothing disturbs it, stopped: {error}"));
    }
}
