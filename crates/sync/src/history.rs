//! Keeps the history: an entry from the first moment of a synchronisation to its end, whatever the end is.

use super::error::{Error, Result};
use super::report::{Item, Outcome, Summary};
use super::session::Session;
use serde::Serialize;
use std::convert::Infallible;
use std::pin::Pin;
use std::time::Duration;
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{RemoteProjectId, SyncId};
use voluptas_core::domain::message::Explain as _;
use voluptas_qase::Client;
use voluptas_store::sync_history::SyncItem;
use voluptas_store::{self as store, Op, Store, Tx};

/// Time between two signs of life of a running entry.
pub const BEAT: Duration = Duration::from_secs(20);
/// A running entry without a sign of life for this time counts as interrupted, in milliseconds.
pub const SILENCE: Millis = 2 * 60 * 1000;

/// Marks entries that a crash left running as interrupted: those without a sign of life for [`SILENCE`]. Entries that run in this
/// process or another one give such signs. Blocks. Returns the number of marked entries.
pub fn close_interrupted(store: &Store) -> store::Result<usize> {
    if !store.read(|tx| tx.syncs().is_any_silent(SILENCE))? {
        return Ok(0);
    }
    Ok(store.write(Op::bulk("sync_interrupted"), |tx| tx.syncs().interrupt_silent(SILENCE))?.value)
}

/// Does the work of an entry and gives signs of life until it is done. The future is boxed: nested futures would otherwise
/// overflow the stack of a worker thread.
pub async fn while_alive<T>(store: &Store, sync: SyncId, work: Pin<Box<impl Future<Output = T>>>) -> T {
    beating(store, sync, BEAT, &|| None, work).await
}

/// Like [`while_alive`], with the time of the server at each sign of life: it tells later when the last write may have been sent.
pub async fn while_alive_at<T>(store: &Store, sync: SyncId, server: &Client, work: Pin<Box<impl Future<Output = T>>>) -> T {
    beating(store, sync, BEAT, &|| server.server_time(), work).await
}

async fn beating<T>(
    store: &Store,
    sync: SyncId,
    every: Duration,
    server_time: &(dyn Fn() -> Option<Millis> + Sync),
    work: impl Future<Output = T>,
) -> T {
    tokio::select! {
        done = work => done,
        never = beats(store, sync, every, server_time) => match never {},
    }
}

async fn beats(store: &Store, sync: SyncId, every: Duration, server_time: &(dyn Fn() -> Option<Millis> + Sync)) -> Infallible {
    loop {
        tokio::time::sleep(every).await;
        let (store, at) = (store.clone(), server_time());
        let beat = move || {
            let alive = |tx: &Tx<'_>| {
                tx.syncs().alive(sync)?;
                at.map_or(Ok(()), |at| tx.syncs().note_server_time(sync, at))
            };
            store.write(Op::bulk("sync_alive"), alive).map(drop)
        };
        match voluptas_jobs::off_thread(beat).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "a sign of life could not be written"),
            Err(error) => tracing::warn!(%error, "a sign of life could not be written"),
        }
    }
}

/// Begins an entry.
pub(crate) async fn begin<T: Serialize>(
    session: &Session,
    kind: &'static str,
    of: Option<RemoteProjectId>,
    options: &T,
) -> Result<SyncId> {
    let options = serde_json::to_value(options).unwrap_or_default();
    let (code, who) = (session.project.clone(), session.who.clone());
    session
        .blocking(move |store| {
            let op = Op::bulk("sync_begin");
            Ok(store.write(op, |tx| tx.syncs().begin(kind, of, &code, &options, who.as_deref()))?.value)
        })
        .await
}

/// Adds items to an entry.
pub(crate) fn add(tx: &Tx<'_>, sync: SyncId, items: &[Item]) -> store::Result<()> {
    let rows: Vec<SyncItem> = items
        .iter()
        .map(|i| SyncItem {
            entity: i.entity.as_str().to_owned(),
            local_key: i.local_key.clone(),
            remote_key: i.remote_key.clone(),
            title: i.title.clone(),
            outcome: i.outcome.as_str().to_owned(),
            detail: i.detail.clone(),
        })
        .collect();
    tx.syncs().add_items(sync, &rows)
}

/// Adds items to an entry in a write of their own.
pub(crate) async fn note(session: &Session, sync: SyncId, items: Vec<Item>) -> Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    session.blocking(move |store| store.write(Op::bulk("sync_items"), |tx| add(tx, sync, &items)).map(drop)).await
}

/// Ends an entry with its summary, and passes the outcome on.
pub(crate) async fn end(session: &Session, sync: SyncId, mut summary: Summary, outcome: Result<()>) -> Result<Summary> {
    let (word, message): (Outcome, Option<Message>) = match &outcome {
        Ok(()) if !summary.is_complete() => (Outcome::Partly, None),
        Ok(()) => (Outcome::Done, None),
        Err(e) if e.is_cancelled() => (Outcome::Cancelled, None),
        Err(e) => (Outcome::Failed, Some(e.message())),
    };
    summary.sync_id = Some(sync);
    summary.outcome = word;
    let counts = serde_json::to_value(&summary).unwrap_or_default();
    let written = session
        .blocking(move |store| {
            store.write(Op::bulk("sync_end"), |tx| tx.syncs().end(sync, word.as_str(), &counts, message.as_ref())).map(drop)
        })
        .await;
    match (outcome, written) {
        (Ok(()), Ok(())) => Ok(summary),
        // Finished work stays, and its counts are in the history.
        (Err(e), _) if e.is_cancelled() => Err(Error::Stopped(Box::new(summary))),
        (Err(e), _) | (Ok(()), Err(e)) => Err(e),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use voluptas_core::base::FixedClock;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_is_worked_on_is_not_interrupted_and_what_is_dropped_is() {
        let dir = tempfile::tempdir().expect("folder");
        let clock = FixedClock::at(1_000_000_000);
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(clock.clone())).expect("store");
        let options = serde_json::Value::Null;
        let begun = store.write(Op::bulk("test"), |tx| tx.syncs().begin("export", None, "SHOP", &options, None));
        let sync = begun.expect("begun").value;
        let outcome = || store.read(|tx| Ok(tx.syncs().get(sync)?.outcome)).expect("entry");
        // Another process has the same file open.
        let other = Store::open(store.path(), Arc::new(clock.clone())).expect("store");
        let beat = async || {
            for _ in 0..1000 {
                if !store.read(|tx| tx.syncs().is_any_silent(1)).expect("history") && outcome() == "running" {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            panic!("no sign of life");
        };
        beating(&store, sync, Duration::from_millis(5), &|| Some(7_000), async {
            for _ in 0..4 {
                clock.advance(SILENCE * 3 / 4);
                beat().await;
                assert_eq!(close_interrupted(&other).expect("closed"), 0);
            }
        })
        .await;
        assert_eq!((close_interrupted(&other).expect("closed"), outcome().as_str()), (0, "running"));
        clock.advance(SILENCE + 1);
        assert_eq!((close_interrupted(&other).expect("closed"), outcome().as_str()), (1, "interrupted"));
        // The process was only asleep.
        beating(&store, sync, Duration::from_millis(5), &|| None, beat()).await;
        let ended = store.read(|tx| Ok(tx.syncs().get(sync)?.ended_ms)).expect("entry");
        assert_eq!(ended, None);
    }
}
