//! Pairs of projects that are mirrored again and again: kept in the workspace, and carried out for one run.

use super::failure::of_mirror;
use super::mirror_record;
use crate::base::Millis;
use crate::domain::Message;
use crate::domain::ids::{PairId, SyncId};
use crate::jobs::{Failure, FailureKind, JobError};
use crate::mirror::{self, Mirror, Pair, Patience, Summary, Watch};
use crate::qase::Client;
use crate::qase::model::Run;
use crate::store::mirror_pairs::PairRow;
use crate::store::{self, Op, Store, Tx};
use crate::sync::while_alive;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// A kept pair.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedPair {
    /// Row id.
    pub id: PairId,
    /// What is mirrored into what, and how.
    pub pair: Pair,
    /// What came of it last.
    pub last: Option<LastMirror>,
}

/// What came of a pair last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastMirror {
    /// The entry of the history that tells all.
    pub sync: SyncId,
    /// When it began.
    pub at: Millis,
    /// How it ended: running, done, partly, failed, cancelled, interrupted.
    pub outcome: String,
}

/// All pairs, oldest first. One that a newer program wrote, with parts that are unknown here, is left out. Blocks.
///
/// # Errors
/// As the store says.
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

/// Keeps a pair: a new one without `id`. Blocks.
///
/// # Errors
/// As the store says; the pair is gone.
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
    // What was completed before watching began, or in another project, is no news.
    if before.is_none_or(|b| b.source_project != pair.source_project || !b.enabled && pair.enabled) {
        pairs.begin_watch(id)?;
    }
    pairs.change(id, &serde_json::to_value(pair).unwrap_or_default())
}

/// Keeps a pair, unless one that mirrors the same in the same way is kept already: that one it is then. Blocks.
///
/// # Errors
/// As the store says.
pub fn add_once(store: &Store, pair: &Pair) -> store::Result<PairId> {
    match list(store)?.into_iter().find(|p| p.pair.mirrors_like(pair)) {
        Some(kept) => Ok(kept.id),
        None => save(store, None, pair),
    }
}

/// Forgets a pair. What it mirrored stays. Blocks.
///
/// # Errors
/// As the store says; the pair is gone already.
pub fn remove(store: &Store, id: PairId) -> store::Result<()> {
    store.write(Op::bulk("forget_mirror_pair"), |tx| tx.mirror_pairs().remove(id)).map(drop)
}

/// Switches watching on or off. Blocks.
///
/// # Errors
/// As the store says; the pair is gone.
pub fn set_enabled(store: &Store, id: PairId, enabled: bool) -> store::Result<()> {
    let switched = store.write(Op::bulk("switch_mirror_pair"), |tx| {
        let row = tx.mirror_pairs().all()?.into_iter().find(|row| row.id == id);
        let row = row.ok_or_else(|| store::Error::not_found("mirror_pair", id))?;
        let Some(mut saved) = saved(tx, row)? else { return Ok(()) };
        saved.pair.enabled = enabled;
        change(tx, id, &saved.pair)
    });
    switched.map(drop)
}

/// Says that an entry of the history is what came of a pair last. Blocks.
///
/// # Errors
/// As the store says; the pair is gone.
pub fn ran(store: &Store, id: PairId, sync: SyncId) -> store::Result<()> {
    store.write(Op::bulk("mirror_pair_ran"), |tx| tx.mirror_pairs().ran(id, sync)).map(drop)
}

/// The accounts between which pairs are mirrored.
#[derive(Debug, Clone)]
pub struct Accounts {
    /// Reads the source, and writes the target of pairs within one account.
    pub first: Client,
    /// Writes the target of the others.
    pub second: Option<Client>,
}

impl Accounts {
    /// Who writes the target of a pair.
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

/// In the history: watching has mirrored it.
pub const WATCH: &str = "watch";
/// In the history: a webhook has.
pub const WEBHOOK: &str = "webhook";

/// Where a mirror of a pair is written down.
#[derive(Debug, Clone)]
pub struct Ledger {
    /// The workspace with the history.
    pub store: Store,
    /// The kept pair, when it is one.
    pub pair: Option<PairId>,
    /// Who mirrors: [`WATCH`] or [`WEBHOOK`].
    pub who: &'static str,
}

impl Ledger {
    /// Runs a write where it may block. The mirror is not stopped by a history that cannot be written: that is logged.
    async fn write<T: Send + 'static>(&self, work: impl FnOnce(&Store) -> store::Result<T> + Send + 'static) -> Option<T> {
        let store = self.store.clone();
        match crate::base::off_thread(move || work(&store)).await {
            Ok(Ok(value)) => Some(value),
            Ok(Err(error)) => {
                tracing::error!(%error, "a mirror could not be written into the history");
                None
            }
            Err(error) => {
                tracing::error!(%error, "a mirror could not be written into the history");
                None
            }
        }
    }
}

/// Number of looks for results that are not listed yet. Fewer than in a mirror that a person waits for, because this mirror is
/// repeated automatically and other runs wait for it.
const LOOKS: u32 = 4;

/// True when a completed run is mirrored without being asked for: its title fits the pair, and no mirror created it. Otherwise two
/// pairs that mirror each other's projects would never end.
#[must_use]
pub fn is_due(pair: &Pair, run: &Run) -> bool {
    pair.takes(&run.title) && !mirror::is_mirror(run)
}

/// Mirrors one run as a pair says, and writes down what came of it.
///
/// # Errors
/// What stopped it before or while it was done; what could not be posted while the rest went on is in the summary.
pub async fn mirror_run(
    pair: &Pair,
    run: &Run,
    accounts: &Accounts,
    ledger: Option<&Ledger>,
    watch: Arc<dyn Watch>,
) -> Result<Summary, JobError> {
    let options = pair.options(run);
    let target = accounts.target(pair)?.clone();
    let entry = match ledger {
        None => None,
        Some(ledger) => {
            let (chosen, pair, who) = (options.clone(), ledger.pair, ledger.who);
            let account = target.base_url().to_owned();
            let begin = move |store: &Store| {
                let begun = mirror_record::begin(store, &account, &chosen, Some(who))?;
                // A pair that was removed meanwhile has nothing to remember.
                if let (Some(pair), Some(begun)) = (pair, &begun)
                    && let Err(error) = ran(store, pair, begun.id)
                {
                    tracing::warn!(%error, "the pair of a mirror is gone");
                }
                Ok(begun)
            };
            match ledger.write(begin).await {
                Some(Some(begun)) => Some((ledger, begun)),
                Some(None) => return Err(mirror_record::taken(&options).into()),
                None => None,
            }
        }
    };
    let patience = Patience { looks: LOOKS, ..Patience::default() };
    let mirror = Mirror { watch, patience, ..Mirror::new(accounts.first.clone(), target, options) };
    let alive = entry.as_ref().map(|(ledger, begun)| (&ledger.store, begun.id));
    let prepared = async {
        if let Some((ledger, begun)) = &entry {
            begun.settle(&ledger.store, &mirror.target, &*mirror.watch).await?;
        }
        mirror.prepare().await
    };
    let prepared = match told_alive(alive, Box::pin(prepared)).await {
        Ok(prepared) => prepared,
        Err(error) => {
            if let Some((ledger, begun)) = &entry {
                let (failed, id) = (error.clone(), begun.id);
                ledger.write(move |store| mirror_record::fail(store, id, &failed)).await;
            }
            return Err(of_mirror(&error));
        }
    };
    let summary = told_alive(alive, Box::pin(mirror.apply(&prepared))).await;
    if let Some((ledger, begun)) = &entry {
        let (done, id) = (summary.clone(), begun.id);
        ledger.write(move |store| mirror_record::end(store, id, &done, |case| prepared.title_of(case))).await;
    }
    Ok(summary)
}

/// Does work, with signs of life in the history when there is an entry.
async fn told_alive<T>(entry: Option<(&Store, SyncId)>, work: Pin<Box<impl Future<Output = T>>>) -> T {
    match entry {
        Some((store, id)) => while_alive(store, id, work).await,
        None => work.await,
    }
}

/// How often and when what failed is tried again.
#[derive(Debug, Clone, Copy)]
pub struct Backoff {
    /// The wait before the second attempt; it doubles from there on.
    pub first: Duration,
    /// The longest wait.
    pub longest: Duration,
    /// Attempts at most.
    pub attempts: u32,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first: Duration::from_secs(30), longest: Duration::from_secs(3600), attempts: 12 }
    }
}

impl Backoff {
    /// The wait after so many attempts, in milliseconds.
    #[must_use]
    pub fn after(&self, attempts: u32) -> Millis {
        let wait = self.first.saturating_mul(1 << attempts.saturating_sub(1).min(16)).min(self.longest);
        i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)
    }
}
