//! Keeps the history: an entry from the first moment of a synchronisation to its end, whatever the end is.

use super::error::{Error, Result};
use super::report::{Item, Outcome, Summary};
use super::session::Session;
use crate::domain::Message;
use crate::domain::ids::{RemoteProjectId, SyncId};
use crate::domain::message::Explain as _;
use crate::store::sync_history::SyncItem;
use crate::store::{self, Op, Store, Tx};
use serde::Serialize;

/// Says of entries that a crash left running that they were interrupted. To be called when the workspace is opened, before any
/// synchronisation begins.
///
/// # Errors
/// As the store says.
pub fn close_interrupted(store: &Store) -> store::Result<usize> {
    if !store.read(|tx| tx.syncs().is_any_running())? {
        return Ok(0);
    }
    Ok(store.write(Op::bulk("sync_interrupted"), |tx| tx.syncs().interrupt_running())?.value)
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

/// Adds items.
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

/// Adds items in a write of their own.
pub(crate) async fn note(session: &Session, sync: SyncId, items: Vec<Item>) -> Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    session.blocking(move |store| store.write(Op::bulk("sync_items"), |tx| add(tx, sync, &items)).map(drop)).await
}

/// Ends an entry with what was done, and passes the outcome on.
pub(crate) async fn end(session: &Session, sync: SyncId, mut summary: Summary, outcome: Result<()>) -> Result<Summary> {
    let (word, message): (Outcome, Option<Message>) = match &outcome {
        Ok(()) if summary.failed() > 0 => (Outcome::Partly, None),
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
        // What was done stays done, and its counts are in the history.
        (Err(e), _) if e.is_cancelled() => Err(Error::Stopped(Box::new(summary))),
        (Err(e), _) | (Ok(()), Err(e)) => Err(e),
    }
}
