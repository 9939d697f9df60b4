//! Runs and results in Qase: what a CI server posts, and what people do to runs.

use super::Sim;
use crate::qase::state::{MIRR, Outcome, Run, SHOP};
use crate::rng::Rng;

/// A CI server posts a run with some results.
pub fn ci_run(sim: &mut Sim, rng: &mut Rng) -> Option<String> {
    let now = sim.now();
    let title = sim.model.name();
    let again = rng.percent(40);
    let project = sim.account.project_mut(SHOP);
    project.last_run += 1;
    let id = project.last_run;
    let title = if again { "Nightly".to_owned() } else { format!("CI {{{title}}}") };
    let run = Run { id, title: title.clone(), open: true, start: now - 600_000, ..Run::default() };
    project.runs.insert(id, run);
    let count = post(sim, rng, id);
    let done = rng.percent(60);
    if done {
        let run = sim.account.project_mut(SHOP).runs.get_mut(&id)?;
        (run.open, run.end) = (false, Some(now));
    }
    Some(format!("CI: run {id} {title:?} with {count} results, {}", if done { "completed" } else { "open" }))
}

/// A CI server posts more results into a run of its own that is open.
pub fn ci_results(sim: &mut Sim, rng: &mut Rng) -> Option<String> {
    let open: Vec<i64> =
        sim.account.project(SHOP).live_runs().filter(|r| r.open && r.description.is_none()).map(|r| r.id).collect();
    let id = *rng.pick(&open)?;
    let count = post(sim, rng, id);
    Some(format!("CI: {count} more results in run {id}"))
}

fn post(sim: &mut Sim, rng: &mut Rng, id: i64) -> usize {
    let now = sim.now();
    let slow = sim.account.habits.slow_results;
    let cases: Vec<i64> = sim.account.project(SHOP).live_cases().map(|c| c.id).collect();
    let count = rng.index(4).min(cases.len());
    for _ in 0..count {
        let Some(case) = rng.pick(&cases).copied() else { break };
        let token = sim.model.name();
        sim.account.last_hash += 1;
        let result = Outcome {
            hash: format!("{:040x}", sim.account.last_hash),
            key: None,
            case_id: case,
            status: if rng.percent(70) {
                "passed"
            } else if rng.percent(60) {
                "failed"
            } else {
                "in_progress"
            }
            .into(),
            comment: Some(format!("Seen {{{token}}}")),
            ended: now - rng.between(0, 300) * 1000,
            spent_ms: 1000,
            visible: now + if rng.percent(50) { 0 } else { rng.between(0, slow) },
        };
        if let Some(run) = sim.account.project_mut(SHOP).runs.get_mut(&id) {
            run.results.push(result);
        }
    }
    count
}

/// A tester finishes a result that was in progress.
pub fn ci_finish(sim: &mut Sim, _: &mut Rng) -> Option<String> {
    let now = sim.now();
    let runs = sim.account.project_mut(SHOP).runs.values_mut().filter(|r| !r.deleted);
    let result = runs.flat_map(|r| &mut r.results).find(|r| r.status == "in_progress")?;
    "passed".clone_into(&mut result.status);
    result.ended = now;
    Some(format!("Qase: a tester finishes the result {:?}", result.comment.as_deref().unwrap_or_default()))
}

fn any_run(sim: &Sim, rng: &mut Rng, wanted: impl Fn(&Run) -> bool) -> Option<(&'static str, i64)> {
    let code = if rng.percent(60) { SHOP } else { MIRR };
    let ids: Vec<i64> = sim.account.project(code).live_runs().filter(|r| wanted(r)).map(|r| r.id).collect();
    Some((code, *rng.pick(&ids)?))
}

fn run_mut<'s>(sim: &'s mut Sim, code: &str, id: i64) -> &'s mut Run {
    let now = sim.now();
    let path = ["run".to_owned(), code.to_owned(), id.to_string()];
    sim.account.settle_thing(&path, now);
    sim.account.project_mut(code).runs.get_mut(&id).expect("the run is there")
}

/// Renames a run.
pub fn rename_run(sim: &mut Sim, rng: &mut Rng) -> Option<String> {
    let (code, id) = any_run(sim, rng, |_| true)?;
    let token = sim.model.name();
    run_mut(sim, code, id).title = format!("Renamed {{{token}}}");
    Some(format!("Qase: a person renames run {id} of {code} to \"Renamed {{{token}}}\""))
}

/// Closes a run.
pub fn close_run(sim: &mut Sim, rng: &mut Rng) -> Option<String> {
    let (code, id) = any_run(sim, rng, |r| r.open)?;
    let now = sim.now();
    let run = run_mut(sim, code, id);
    (run.open, run.end, run.touched_by_people) = (false, Some(now), true);
    Some(format!("Qase: a person closes run {id} of {code}"))
}

/// Deletes a run with its results.
pub fn delete_run(sim: &mut Sim, rng: &mut Rng) -> Option<String> {
    let (code, id) = any_run(sim, rng, |_| true)?;
    let run = run_mut(sim, code, id);
    (run.deleted, run.touched_by_people) = (true, true);
    Some(format!("Qase: a person deletes run {id} of {code}"))
}
