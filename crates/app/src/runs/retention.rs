//! Retention: removes old runs and files by the rules of a project. The plan is made by reading alone. Applying plans again and
//! removes exactly what the plan lists.
//!
//! Runs that have not ended, belong to a milestone, or are protected by a person are never removed.

use crate::project::settings::named;
use rustc_hash::FxHashSet;
use serde::Serialize;
use serde_json::json;
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{ProjectId, ResultId, RunId};
use voluptas_core::domain::project::Project;
use voluptas_core::domain::validate::Invalid;
use voluptas_store::blobs::sweep::sweep;
use voluptas_store::project_rules::KeepRules;
use voluptas_store::retention::{EndedRun, FilesSize, ResultSelection};
use voluptas_store::{Op, Result, Source, Store, Tx};

/// A day, in milliseconds.
const DAY: Millis = 86_400_000;
/// Longest time that a rule may name, in days: a hundred years.
const LONGEST: i64 = 36_525;

/// Runs and files of a project that would be removed.
#[derive(Debug, Clone)]
pub struct RetentionPlan {
    /// Code of the project.
    pub code: String,
    /// Its rules.
    pub rules: KeepRules,
    /// Runs that go with all of their results, the oldest first.
    pub runs: Vec<EndedRun>,
    /// Number of runs that are old enough and protected.
    pub protected: usize,
    /// Passed results of other runs that lose their files.
    pub passed: i64,
    /// Files that nothing else names.
    pub files: FilesSize,
    /// Identity of the plan: another one after each change that matters.
    pub stamp: String,
    project: ProjectId,
    stripped: Vec<RunId>,
    choice: ResultSelection,
    removable: FxHashSet<String>,
    last: ResultId,
    files_until: Option<Millis>,
}

impl RetentionPlan {
    /// True when nothing would go.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty() && self.passed == 0
    }

    /// Number of results in the runs that go.
    pub fn results(&self) -> i64 {
        self.runs.iter().map(|run| run.results).sum()
    }

    /// Times of the oldest and of the newest run that goes.
    pub fn span(&self) -> Option<(Millis, Millis)> {
        Some((self.runs.first()?.since_ms, self.runs.last()?.since_ms))
    }
}

/// Numbers of removed runs, results and files of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Removed {
    /// Runs.
    pub runs: usize,
    /// Results of these runs.
    pub results: i64,
    /// Passed results of other runs that lost their files.
    pub passed: usize,
    /// Entries of attachments.
    pub files: usize,
}

/// The rules of a project. Blocks.
///
/// # Errors
/// [`voluptas_store::Error::NotFound`] for an unknown project.
pub fn rules(store: &Store, code: &str) -> Result<KeepRules> {
    store.read(|tx| tx.project_rules().keep(named(tx, code)?.id))
}

/// Replaces the rules of a project.
///
/// # Errors
/// [`voluptas_store::Error::NotFound`] for an unknown project, [`voluptas_store::Error::Invalid`] for a number out of range.
pub fn set_rules(tx: &Tx<'_>, code: &str, rules: &KeepRules) -> Result<()> {
    let project = named(tx, code)?;
    for (name, value) in [("days", rules.days), ("runs", rules.runs), ("files_days", rules.files_days)] {
        let most = if name == "runs" { i64::from(u32::MAX) } else { LONGEST };
        if value.is_some_and(|value| !(1..=most).contains(&value)) {
            return Err(Invalid::new(name, Message::new("invalid-keep").count("max", most)).into());
        }
    }
    tx.project_rules().set_keep(project.id, rules)?;
    let detail = json!({ "days": rules.days, "runs": rules.runs, "files_days": rules.files_days });
    note(tx, "set-retention", &project.code, &project.code, &detail)
}

/// Protects a run from the rules, or ends that.
///
/// # Errors
/// [`voluptas_store::Error::NotFound`] for an unknown project or run.
pub fn keep_run(tx: &Tx<'_>, code: &str, number: i64, is_kept: bool) -> Result<()> {
    let project = named(tx, code)?;
    let run = tx.runs().by_number(project.id, number)?;
    tx.project_rules().set_kept(run.id, is_kept)?;
    let action = if is_kept { "keep-run" } else { "release-run" };
    note(tx, action, &project.code, &number.to_string(), &json!({ "title": run.content.title }))
}

/// The server notes its operations itself.
fn note(tx: &Tx<'_>, action: &str, code: &str, object: &str, detail: &serde_json::Value) -> Result<()> {
    match tx.author() {
        Some(author) if author.source != Source::Api => tx.audit().note(action, Some(code), object, detail),
        _ => Ok(()),
    }
}

/// Plans the removals from a project. Reads every result that has files. Blocks.
///
/// # Errors
/// [`voluptas_store::Error::NotFound`] for an unknown project.
pub fn plan(store: &Store, code: &str) -> Result<RetentionPlan> {
    store.read_through(|tx| plan_in(tx, &named(tx, code)?))
}

fn plan_in(tx: &Tx<'_>, project: &Project) -> Result<RetentionPlan> {
    let rules = tx.project_rules().keep(project.id)?;
    let ended = tx.retention().ended(project.id)?;
    let (going, staying): (Vec<_>, Vec<_>) =
        ended.into_iter().enumerate().partition(|(rank, run)| goes(&rules, *rank, run, tx.now()));
    let (protected, mut runs): (Vec<EndedRun>, Vec<EndedRun>) =
        going.into_iter().map(|(_, run)| run).partition(|run| run.is_protected);
    runs.reverse();
    let files_until = rules.files_days.map(|days| tx.now() - days * DAY);
    let since = tx.project_rules().files_until(project.id)?;
    let is_stripped =
        |run: &EndedRun| !run.is_protected && files_until.is_some_and(|until| (since..until).contains(&run.since_ms));
    let stripped: Vec<RunId> = staying.iter().map(|(_, run)| run).filter(|run| is_stripped(run)).map(|run| run.id).collect();
    let choice = ResultSelection { runs: runs.iter().map(|run| run.id).collect(), passed: stripped.iter().copied().collect() };
    let named = tx.retention().named_in(&choice)?;
    let mut removable = named.hashes;
    let last = tx.retention().strike_used(&mut removable, &choice)?;
    let files = tx.retention().size_of(&removable)?;
    let mut stamp = blake3::Hasher::new();
    for run in runs.iter().map(|run| run.id).chain(stripped.iter().copied()) {
        stamp.update(&run.0.to_le_bytes());
    }
    stamp.update(format!("{rules:?} {} {}", named.passed, files.files).as_bytes());
    Ok(RetentionPlan {
        code: project.code.clone(),
        project: project.id,
        rules,
        protected: protected.len(),
        passed: named.passed,
        files,
        stamp: stamp.finalize().to_hex()[..32].to_owned(),
        runs,
        stripped,
        choice,
        removable,
        last,
        files_until,
    })
}

/// True for a run that the rules take. `rank` counts the ended runs from the latest.
fn goes(rules: &KeepRules, rank: usize, run: &EndedRun, now: Millis) -> bool {
    let is_old = rules.days.map(|days| run.since_ms < now - days * DAY);
    let is_far = rules.runs.map(|runs| rank >= usize::try_from(runs).unwrap_or(usize::MAX));
    // Two rules keep what one of them keeps.
    match (is_old, is_far) {
        (None, None) => false,
        (old, far) => old.unwrap_or(true) && far.unwrap_or(true),
    }
}

/// Applies the rules of a project, one run per transaction. With a stamp, removes only what the plan of that stamp listed. A run
/// that is protected in the meantime stays. Changed rules end the work. Blocks.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a stamp of another plan. What was removed before an error stays removed.
pub fn apply(store: &Store, code: &str, stamp: Option<&str>) -> Result<Removed> {
    let plan = plan(store, code)?;
    if stamp.is_some_and(|stamp| stamp != plan.stamp) {
        return Err(Invalid::new("stamp", Message::new("app-error-plan-stale")).into());
    }
    let mut removed = Removed::default();
    let is_in_force = |tx: &Tx<'_>| Ok::<_, voluptas_store::Error>(tx.project_rules().keep(plan.project)? == plan.rules);
    for run in &plan.runs {
        let gone = store.write(Op::bulk("retention"), |tx| {
            if !is_in_force(tx)? {
                return Ok(None);
            }
            let names = removable(tx, &plan, run.id)?;
            if !tx.retention().remove_run(run.id)? {
                return Ok(None);
            }
            let files = tx.retention().remove_attachments(&names)?;
            let detail = json!({ "title": run.title, "results": run.results, "files": files });
            tx.audit().note("retention-run", Some(&plan.code), &run.number.to_string(), &detail)?;
            Ok(Some(files))
        })?;
        if let Some(files) = gone.value {
            removed = Removed {
                runs: removed.runs + 1,
                results: removed.results + run.results,
                files: removed.files + files,
                ..removed
            };
        }
    }
    for run in &plan.stripped {
        let gone = store.write(Op::bulk("retention"), |tx| {
            if !is_in_force(tx)? {
                return Ok((0, 0));
            }
            let names = removable(tx, &plan, *run)?;
            let passed = tx.retention().strip_passed(*run)?;
            if passed == 0 {
                return Ok((0, 0));
            }
            let files = tx.retention().remove_attachments(&names)?;
            let number = tx.runs().numbers(&[*run])?.get(run).map(ToString::to_string).unwrap_or_default();
            let detail = json!({ "results": passed, "files": files });
            tx.audit().note("retention-files", Some(&plan.code), &number, &detail)?;
            Ok((passed, files))
        })?;
        removed = Removed { passed: removed.passed + gone.value.0, files: removed.files + gone.value.1, ..removed };
    }
    if let Some(until) = plan.files_until {
        store.write(Op::bulk("retention"), |tx| match is_in_force(tx)? {
            true => tx.project_rules().set_files_until(plan.project, until),
            false => Ok(()),
        })?;
    }
    Ok(removed)
}

/// The files of a run that nothing else refers to, including results that were stored since the plan.
fn removable(tx: &Tx<'_>, plan: &RetentionPlan, run: RunId) -> Result<FxHashSet<String>> {
    let only = |runs: &FxHashSet<RunId>| if runs.contains(&run) { FxHashSet::from_iter([run]) } else { FxHashSet::default() };
    let own = ResultSelection { runs: only(&plan.choice.runs), passed: only(&plan.choice.passed) };
    let mut names = tx.retention().named_in(&own)?.hashes;
    names.retain(|name| plan.removable.contains(name));
    tx.retention().strike_latest(&mut names, &plan.choice, plan.last)?;
    Ok(names)
}

/// Applies the rules of all projects once a day, on whichever server of the workspace is first, and frees bytes that nothing
/// refers to. Returns the removed items by project; `None` if this was done within the last day. Blocks.
pub fn daily(store: &Store) -> Result<Option<Vec<(String, Removed)>>> {
    let store = store.through(Source::Migration);
    let with_rules: Vec<String> = store.read(|tx| {
        let rules = tx.project_rules().all_keep()?;
        rules.iter().map(|(project, _)| Ok(tx.projects().get(*project)?.code)).collect()
    })?;
    if with_rules.is_empty() || !store.write(Op::bulk("retention_day"), |tx| tx.retention().claim(DAY))?.value {
        return Ok(None);
    }
    let mut done = Vec::new();
    for code in with_rules {
        let removed = apply(&store, &code, None)?;
        if removed != Removed::default() {
            done.push((code, removed));
        }
    }
    if done.iter().any(|(_, removed)| removed.files > 0) {
        free_bytes(&store)?;
    }
    Ok(Some(done))
}

/// Frees the bytes that no entry names. Returns the number of removed files. Blocks.
pub fn free_bytes(store: &Store) -> Result<usize> {
    Ok(sweep(store, store.clock().now(), true)?.removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_rules_keep_what_one_of_them_keeps() {
        let now = 100 * DAY;
        let run = |age: i64| EndedRun {
            id: RunId(1),
            number: 1,
            title: String::new(),
            since_ms: now - age * DAY,
            results: 0,
            is_protected: false,
        };
        let rules = |days, runs| KeepRules { days, runs, files_days: None };
        let taken = |rules: KeepRules, rank, age| goes(&rules, rank, &run(age), now);
        assert!(!taken(rules(None, None), 1000, 1000));
        assert!(taken(rules(Some(30), None), 0, 31) && !taken(rules(Some(30), None), 9, 30));
        assert!(taken(rules(None, Some(5)), 5, 0) && !taken(rules(None, Some(5)), 4, 99));
        assert!(taken(rules(Some(30), Some(5)), 5, 31));
        assert!(!taken(rules(Some(30), Some(5)), 5, 29) && !taken(rules(Some(30), Some(5)), 4, 31));
    }
}
