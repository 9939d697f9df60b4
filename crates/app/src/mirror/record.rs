//! The entry of a mirror in the history of the workspace. It is begun before the work and ended after it, so that a program that
//! was killed leaves an entry that counts as interrupted.

use std::collections::HashMap;
use std::time::Duration;
use voluptas_core::base::{Millis, clock};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{PairId, SyncId};
use voluptas_core::domain::message::Explain as _;
use voluptas_jobs::{Failure, FailureKind};
use voluptas_mirror::{self as mirror, Decision, Options, PlannedResult, PostTarget, Watch};
use voluptas_qase::Client;
use voluptas_store::sync_history::{InterruptedSyncs, SyncItem};
use voluptas_store::{Op, Result, Store};
use voluptas_sync::lease::{self, Lease};
use voluptas_sync::report::{Entity, ItemOutcome, RunSent};
use voluptas_sync::{self as sync, BEAT, Outcome, Summary};

/// Kind of a mirror's entry in the history.
pub const KIND: &str = "mirror";

/// Number of items in one write: other writers come in between.
const AT_ONCE: usize = 2_000;

/// An entry in the history that was begun. Holds the lease of the target project until it is dropped.
#[derive(Debug)]
pub struct OpenEntry {
    /// Id of the entry.
    pub id: SyncId,
    /// Earlier mirrors into the target whose last write may still arrive.
    cut_off: Option<InterruptedSyncs>,
    project: String,
    _lease: Lease,
}

impl OpenEntry {
    /// Waits until the last write of an earlier, killed mirror can no longer arrive; otherwise it could be executed twice. Fails
    /// only when a person stops the mirror.
    ///
    /// Its age is counted by the clock of the server: that of this computer may have been put forward or back. Without a time of the
    /// server the whole time is waited.
    pub async fn settle(&self, store: &Store, target: &Client, watch: &dyn Watch) -> mirror::Result<()> {
        if let Some(cut_off) = self.cut_off.filter(|_| target.safeties().look_up) {
            if target.server_time().is_none() && cut_off.server_ms.is_some() {
                // Any answer brings the time of the server.
                target.get_project(&self.project).await.ok();
            }
            if let Some(left) = time_left(cut_off, target.server_time(), target.write_lifetime()) {
                watch.progress("mirror-stage-settle", 0, 0);
                target.wait(left).await?;
            }
        }
        if let Some(at) = target.server_time() {
            // Known before the first write. Without it the next mirror only waits longer.
            let (store, id) = (store.clone(), self.id);
            let note = move || store.write(Op::bulk("sync_alive"), |tx| tx.syncs().note_server_time(id, at)).map(drop);
            if !matches!(voluptas_jobs::off_thread(note).await, Ok(Ok(()))) {
                tracing::warn!("the time of the server could not be noted");
            }
        }
        Ok(())
    }
}

/// Largest error of an age by two dates of the server: it sends whole seconds, and the answers have been under way.
const ROUNDING: Duration = Duration::from_secs(2);

/// Time in which a write of earlier mirrors may still arrive; `None` when it no longer can. They may have written until their next sign of
/// life was due.
fn time_left(cut_off: InterruptedSyncs, now: Option<Millis>, lifetime: Duration) -> Option<Duration> {
    let age = cut_off.server_ms.zip(now).map_or(0, |(last, now)| now.saturating_sub(last));
    let age = Duration::from_millis(u64::try_from(age).unwrap_or(0)).saturating_sub(BEAT + ROUNDING);
    lifetime.checked_sub(age).filter(|left| !left.is_zero())
}

/// Begins an entry. `None` when the target is being written to already, by this program or another one with the same workspace: a
/// window that watches and a server that takes webhooks hear of the same run. `account` is the address of the target. Blocks.
pub fn begin(store: &Store, account: &str, options: &Options, who: Option<&str>) -> Result<Option<OpenEntry>> {
    let code = options.target_project.trim().to_uppercase();
    let since = clock::to_iso(store.clock().now());
    let lease = match lease::take(store.location(), account, &code, KIND, &since) {
        Ok(lease) => lease,
        Err(sync::Error::Store(error)) => return Err(error),
        Err(_) => return Ok(None),
    };
    let chosen = serde_json::to_value(options).unwrap_or_default();
    let begun = store.write(Op::bulk("mirror_begin"), |tx| {
        let id = tx.syncs().begin(KIND, None, &code, &chosen, who)?;
        Ok((id, tx.syncs().cut_off(KIND, &code, id, "qase-error-answer-lost")?))
    });
    let (id, cut_off) = begun?.value;
    Ok(Some(OpenEntry { id, cut_off, project: code, _lease: lease }))
}

/// The key of [`taken`].
const TAKEN: &str = "app-error-mirror-taken";

/// True when a mirror only has to wait for another one.
pub fn is_taken(failure: &Failure) -> bool {
    failure.message.key == TAKEN
}

/// The failure of a mirror that has to wait for another one.
pub fn taken(options: &Options) -> Failure {
    Failure {
        kind: FailureKind::Other,
        message: Message::new(TAKEN).with("project", options.target_project.trim().to_uppercase()),
        remedy: Some(Message::new("app-remedy-mirror-taken")),
    }
}

/// Records an entry of the history as the last mirror of a pair. Blocks.
///
/// # Errors
/// [`voluptas_store::Error::NotFound`] when the pair was removed.
pub fn ran(store: &Store, id: PairId, sync: SyncId) -> Result<()> {
    store.write(Op::bulk("mirror_pair_ran"), |tx| tx.mirror_pairs().ran(id, sync)).map(drop)
}

/// Ends an entry with the outcome of the mirror: counts, results and new cases. `title_of` returns the title of a source case by
/// its id. Returns the summary that the history has. Blocks.
pub fn end<'a>(store: &Store, id: SyncId, done: &mirror::Summary, title_of: impl Fn(i64) -> Option<&'a str>) -> Result<Summary> {
    let (summary, items) = told(done, title_of);
    for some in items.chunks(AT_ONCE) {
        store.write(Op::bulk("mirror_items"), |tx| tx.syncs().add_items(id, some))?;
    }
    let stopped = done.stopped.as_ref().filter(|e| !e.is_cancelled()).map(|e| e.message());
    finish(store, id, summary, stopped.as_ref())
}

/// Ends the entry of a mirror that could not be planned. Blocks.
pub fn fail(store: &Store, id: SyncId, error: &mirror::Error) -> Result<Summary> {
    let summary = Summary { outcome: outcome_of(Some(error), false), ..Summary::default() };
    let message = (!error.is_cancelled()).then(|| error.message());
    finish(store, id, summary, message.as_ref())
}

fn finish(store: &Store, id: SyncId, mut summary: Summary, message: Option<&Message>) -> Result<Summary> {
    summary.sync_id = Some(id);
    let counts = serde_json::to_value(&summary).unwrap_or_default();
    store.write(Op::bulk("mirror_end"), |tx| tx.syncs().end(id, summary.outcome.as_str(), &counts, message))?;
    Ok(summary)
}

fn outcome_of(stopped: Option<&mirror::Error>, is_complete: bool) -> Outcome {
    match stopped {
        Some(error) if error.is_cancelled() => Outcome::Cancelled,
        Some(_) => Outcome::Failed,
        None if is_complete => Outcome::Done,
        None => Outcome::Partly,
    }
}

/// Summary and items of a mirror for the history.
fn told<'a>(done: &mirror::Summary, title_of: impl Fn(i64) -> Option<&'a str>) -> (Summary, Vec<SyncItem>) {
    let plan = &done.plan;
    let mut summary = Summary {
        outcome: outcome_of(done.stopped.as_ref(), done.is_complete()),
        warnings: done.warnings.clone(),
        run: done.target_run.map(|id| RunSent {
            id,
            title: plan.target.run_title.clone(),
            created: done.run_outcome == mirror::report::RunOutcome::Created,
        }),
        ..Summary::default()
    };
    if done.counts.files_failed > 0 {
        summary.warnings.push(Message::new("mirror-item-files-lost").count("count", done.counts.files_failed));
    }
    let mut items = Vec::with_capacity(plan.results.len() + plan.new_cases.len());
    let mut add = |entity: Entity, key: String, to: Option<i64>, title: String, outcome: ItemOutcome, detail| {
        if let Some(counts) = summary.counts_mut(entity) {
            counts.add(outcome);
        }
        items.push(SyncItem {
            entity: entity.as_str().to_owned(),
            local_key: Some(key),
            remote_key: to.map(|id| id.to_string()),
            title,
            outcome: outcome.as_str().to_owned(),
            detail,
        });
    };
    let made: HashMap<i64, i64> = done.created.iter().filter_map(|c| Some((c.source_case, c.id?))).collect();
    let unmade: HashMap<i64, &Message> =
        done.failures.iter().filter(|f| f.result.is_none()).map(|f| (f.case, &f.message)).collect();
    for case in &plan.new_cases {
        let key = case.key.clone().unwrap_or_else(|| case.source_case.to_string());
        let id = made.get(&case.source_case).copied();
        let (outcome, detail) = match (id, unmade.get(&case.source_case)) {
            (Some(_), _) => (ItemOutcome::Created, None),
            (None, Some(why)) => (ItemOutcome::Failed, Some((*why).clone())),
            (None, None) => (ItemOutcome::Skipped, Some(not_reached())),
        };
        add(Entity::Case, key, id, case.title.clone(), outcome, detail);
    }
    let lost: HashMap<&str, &Message> = done.failures.iter().filter_map(|f| Some((f.result.as_deref()?, &f.message))).collect();
    // Results are posted in the order of the plan: the first ones were posted, the rest was not reached.
    let mut left = done.counts.mirrored;
    for result in &plan.results {
        let (outcome, detail) = match (&result.decision, lost.get(result.hash.as_str())) {
            (Decision::Skip { reason }, _) if reason.is_there() => (ItemOutcome::Unchanged, plan.explain(result)),
            (Decision::Skip { .. }, _) => (ItemOutcome::Skipped, plan.explain(result)),
            (Decision::Post { .. }, Some(why)) => (ItemOutcome::Failed, (*why).clone()),
            (Decision::Post { .. }, None) if left > 0 => {
                left -= 1;
                (ItemOutcome::Created, plan.explain(result))
            }
            (Decision::Post { .. }, None) => (ItemOutcome::Skipped, not_reached()),
        };
        let to = match &result.decision {
            Decision::Post { to: PostTarget::Case { id, .. }, .. } => Some(*id),
            Decision::Post { to: PostTarget::New(_), .. } => made.get(&result.case).copied(),
            Decision::Skip { .. } => None,
        };
        let title = title_of(result.case).unwrap_or_default().to_owned();
        add(Entity::Result, name(result), to, title, outcome, Some(detail));
    }
    (summary, items)
}

/// Name of a result for a person: the key of its case, otherwise the number of the case, otherwise the result's own hash.
fn name(result: &PlannedResult) -> String {
    match (&result.key, result.case) {
        (Some(key), _) => key.clone(),
        (None, case) if case > 0 => case.to_string(),
        _ => result.hash.chars().take(12).collect(),
    }
}

fn not_reached() -> Message {
    Message::new("mirror-item-not-reached")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_write_of_a_killed_mirror_ages_by_the_clock_of_the_server_alone() {
        let lifetime = Duration::from_secs(60);
        let left = |last: Option<Millis>, now: Option<Millis>| time_left(InterruptedSyncs { server_ms: last }, now, lifetime);
        assert_eq!(left(Some(1_000_000), Some(1_000_000)), Some(lifetime));
        assert_eq!(left(Some(1_000_000), Some(1_032_000)), Some(Duration::from_secs(50)), "less a beat and the rounding");
        assert_eq!(left(Some(1_000_000), Some(1_090_000)), None);
        // Without a time of the server nothing tells how old the write is.
        assert_eq!([left(None, Some(9_000_000)), left(Some(0), None)], [Some(lifetime), Some(lifetime)]);
        assert_eq!(left(Some(1_000_000), Some(0)), Some(lifetime), "a server whose clock was put back");
    }
}
