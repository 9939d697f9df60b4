//! Pairs of projects that are mirrored again and again: stores them in the workspace, and mirrors one run.

use crate::mirror::ledger as mirror_ledger;
use crate::mirror::ledger::Ledger;
pub use crate::mirror::record::ran;
use std::sync::Arc;
use std::time::Duration;
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{PairId, SyncId};
use voluptas_core::domain::validate::Invalid;
use voluptas_jobs::{Failure, FailureKind, JobError};
use voluptas_mirror::{self as mirror, Mirror, Pair, RetryLimits, Summary, Watch};
use voluptas_qase::Client;
use voluptas_qase::model::Run;
use voluptas_store::mirror_pairs::PairRow;
use voluptas_store::{self as store, Op, Store, Tx};

/// A stored pair.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedPair {
    /// Row id.
    pub id: PairId,
    /// Source, target and options of the mirror.
    pub pair: Pair,
    /// The last mirror of the pair; `None` before the first.
    pub last: Option<LastMirror>,
}

/// The last mirror of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastMirror {
    /// Entry of the history with all details.
    pub sync: SyncId,
    /// Start time.
    pub at: Millis,
    /// Outcome: running, done, partly, failed, cancelled, interrupted.
    pub outcome: String,
}

/// All pairs, oldest first. A pair that a newer program wrote, with parts that are unknown here, is left out. Blocks.
pub fn list(store: &Store) -> store::Result<Vec<SavedPair>> {
    store.read(|tx| tx.mirror_pairs().all()?.into_iter().filter_map(|row| saved(tx, row).transpose()).collect())
}

fn saved(tx: &Tx<'_>, row: PairRow) -> store::Result<Option<SavedPair>> {
    let pair = match serde_json::from_value(row.pair) {
        Ok(pair) => pair,
        Err(error) => {
            tracing::warn!(id = row.id.0, %error, "a pair of projects cannot be read");
            return Ok(None);
        }
    };
    let last = match row.last_sync {
        Some(id) => {
            let entry = tx.syncs().get(id)?;
            Some(LastMirror { sync: id, at: entry.started_ms, outcome: entry.outcome })
        }
        None => None,
    };
    Ok(Some(SavedPair { id: row.id, pair, last }))
}

/// Stores a pair: a new one without `id`. Blocks.
///
/// # Errors
/// [`store::Error::NotFound`] when the pair was removed.
pub fn save(store: &Store, id: Option<PairId>, pair: &Pair) -> store::Result<PairId> {
    let kept = store.write(Op::bulk("keep_mirror_pair"), |tx| match id {
        None => tx.mirror_pairs().add(&serde_json::to_value(pair).unwrap_or_default()),
        Some(id) => change(tx, id, pair).map(|()| id),
    });
    Ok(kept?.value)
}

fn change(tx: &Tx<'_>, id: PairId, pair: &Pair) -> store::Result<()> {
    let pairs = tx.mirror_pairs();
    let before = pairs.all()?.into_iter().find(|row| row.id == id);
    let before: Option<Pair> = before.and_then(|row| serde_json::from_value(row.pair).ok());
    // Runs that were completed before watching began, or in another project, are not new.
    if before.is_none_or(|b| b.source_project != pair.source_project || !b.enabled && pair.enabled) {
        pairs.begin_watch(id)?;
    }
    pairs.change(id, &serde_json::to_value(pair).unwrap_or_default())
}

/// Stores a pair, unless an equal one is stored already; returns the id of the stored pair. Blocks.
pub fn add_once(store: &Store, pair: &Pair) -> store::Result<PairId> {
    match list(store)?.into_iter().find(|p| p.pair.mirrors_like(pair)) {
        Some(kept) => Ok(kept.id),
        None => save(store, None, pair),
    }
}

/// Removes a pair. The mirrored results stay. Blocks.
///
/// # Errors
/// [`store::Error::NotFound`] when the pair was removed already.
pub fn remove(store: &Store, id: PairId) -> store::Result<()> {
    store.write(Op::bulk("forget_mirror_pair"), |tx| tx.mirror_pairs().remove(id)).map(drop)
}

/// Switches watching on or off. Blocks.
///
/// # Errors
/// [`store::Error::NotFound`] when the pair was removed; [`store::Error::Invalid`] when a newer program wrote it.
pub fn set_enabled(store: &Store, id: PairId, enabled: bool) -> store::Result<()> {
    let switched = store.write(Op::bulk("switch_mirror_pair"), |tx| {
        let row = tx.mirror_pairs().all()?.into_iter().find(|row| row.id == id);
        let row = row.ok_or_else(|| store::Error::not_found("mirror_pair", id))?;
        let unreadable = || Invalid::new("pair", Message::new("app-error-pair-unreadable"));
        let mut saved = saved(tx, row)?.ok_or_else(unreadable)?;
        saved.pair.enabled = enabled;
        change(tx, id, &saved.pair)
    });
    switched.map(drop)
}

/// The accounts between which pairs are mirrored.
#[derive(Debug, Clone)]
pub struct Accounts {
    /// Account of all sources, and of the target of a pair within one account.
    pub first: Client,
    /// Account of the target of the other pairs.
    pub second: Option<Client>,
}

impl Accounts {
    /// The client that writes the target of a pair.
    ///
    /// # Errors
    /// The second account is not set up.
    pub fn target(&self, pair: &Pair) -> Result<&Client, Failure> {
        if !pair.second_account {
            return Ok(&self.first);
        }
        self.second.as_ref().ok_or_else(|| Failure {
            kind: FailureKind::Auth,
            message: Message::new("app-error-no-second-account").with("project", &pair.target_project),
            remedy: Some(Message::new("app-remedy-no-second-account")),
        })
    }
}

/// Number of looks for results that are not listed yet. Fewer than in a mirror that a person waits for, because this mirror is
/// repeated automatically and other runs wait for it.
const LOOKS: u32 = 4;

/// True when a completed run is mirrored without being asked for: its title fits the pair, and no mirror created it. Otherwise two
/// pairs that mirror each other's projects would never end.
pub fn is_due(pair: &Pair, run: &Run) -> bool {
    pair.takes(&run.title) && !mirror::is_mirror(run)
}

/// Mirrors one run by the options of a pair, and records the outcome in the history.
///
/// # Errors
/// The error that stopped the mirror before it posted. Later failures are in the summary.
pub async fn mirror_run(
    pair: &Pair,
    run: &Run,
    accounts: &Accounts,
    ledger: Option<&Ledger>,
    watch: Arc<dyn Watch>,
) -> Result<Summary, JobError> {
    let target = accounts.target(pair)?.clone();
    let limits = RetryLimits { looks: LOOKS, ..RetryLimits::default() };
    let mirror = Mirror { watch, limits, ..Mirror::new(accounts.first.clone(), target, pair.options(run)) };
    mirror_ledger::mirror(&mirror, ledger).await.map_err(|error| error.into_job_error(&mirror.options))
}

/// Number and timing of further attempts after a failure.
#[derive(Debug, Clone, Copy)]
pub struct Backoff {
    /// The wait before the second attempt; it doubles from there on.
    pub first: Duration,
    /// The longest wait.
    pub longest: Duration,
    /// Largest number of attempts.
    pub attempts: u32,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first: Duration::from_secs(30), longest: Duration::from_secs(3600), attempts: 12 }
    }
}

impl Backoff {
    /// The wait after this many attempts, in milliseconds.
    pub fn after(&self, attempts: u32) -> Millis {
        let wait = self.first.saturating_mul(1 << attempts.saturating_sub(1).min(16)).min(self.longest);
        i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::base::FixedClock;

    #[test]
    fn switching_a_pair_of_a_newer_program_is_an_error() {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
        let newer = serde_json::json!({ "source_project": 7 });
        let id = store.write(Op::bulk("test"), |tx| tx.mirror_pairs().add(&newer)).expect("added").value;
        assert!(list(&store).expect("pairs").is_empty());
        let error = set_enabled(&store, id, true).expect_err("not switched");
        assert!(matches!(error, store::Error::Invalid(invalid) if invalid.message.key == "app-error-pair-unreadable"));
    }
}
