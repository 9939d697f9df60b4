//! A mirror without a preview, with its entry in the history of the workspace: watching, webhook and command line.

use crate::mirror::record as mirror_record;
use crate::mirror::record::OpenEntry;
use crate::workspace::failure::of_mirror;
use std::pin::Pin;
use voluptas_core::domain::ids::PairId;
use voluptas_jobs::JobError;
use voluptas_mirror::{self as mirror, Mirror, Summary};
use voluptas_store::{self as store, Store};
use voluptas_sync::while_alive_at;

/// Author in the history of a mirror by watching.
pub const WATCH: &str = "watch";
/// Author in the history of a mirror by webhook.
pub const WEBHOOK: &str = "webhook";

/// The history in which a mirror is recorded.
#[derive(Debug, Clone)]
pub struct Ledger {
    /// The workspace with the history.
    pub store: Store,
    /// The stored pair that is mirrored; `None` for a pair of a file, and for a mirror by hand.
    pub pair: Option<PairId>,
    /// Author of the mirror: [`WATCH`] or [`WEBHOOK`]; `None` for a person.
    pub who: Option<&'static str>,
}

/// Reason why a mirror ended before it posted a result.
#[derive(Debug)]
pub enum NotMirrored {
    /// Another program with the same workspace writes to the target project.
    Taken,
    /// One side could not be read, or the options do not fit its data.
    Failed(mirror::Error),
}

impl NotMirrored {
    /// The end of the job of a mirror with these options.
    #[must_use]
    pub fn into_job_error(self, options: &mirror::Options) -> JobError {
        match self {
            Self::Taken => mirror_record::taken(options).into(),
            Self::Failed(error) => of_mirror(&error),
        }
    }
}

/// Reads both sides, executes the plan and records the outcome. Without a history that can be written, the mirror still runs.
/// Then nothing prevents a second mirror to the same target, and late writes of a killed mirror are not waited for.
///
/// # Errors
/// The reason why nothing was posted. Later failures are in the summary.
pub async fn mirror(mirror: &Mirror, ledger: Option<&Ledger>) -> Result<Summary, NotMirrored> {
    let entry = match ledger {
        None => None,
        Some(ledger) => match ledger.begin(mirror).await {
            Some(Some(begun)) => Some((ledger, begun)),
            Some(None) => return Err(NotMirrored::Taken),
            None => None,
        },
    };
    let prepared = async {
        if let Some((ledger, begun)) = &entry {
            begun.settle(&ledger.store, &mirror.target, &*mirror.watch).await?;
        }
        mirror.prepare().await
    };
    let prepared = match alive(entry.as_ref(), mirror, Box::pin(prepared)).await {
        Ok(prepared) => prepared,
        Err(error) => {
            if let Some((ledger, begun)) = &entry {
                let (failed, id) = (error.clone(), begun.id);
                ledger.write(move |store| mirror_record::fail(store, id, &failed)).await;
            }
            return Err(NotMirrored::Failed(error));
        }
    };
    let summary = alive(entry.as_ref(), mirror, Box::pin(mirror.apply(&prepared))).await;
    if let Some((ledger, begun)) = &entry {
        let (done, id) = (summary.clone(), begun.id);
        ledger.write(move |store| mirror_record::end(store, id, &done, |case| prepared.title_of(case))).await;
    }
    Ok(summary)
}

impl Ledger {
    /// Begins the entry; `Some(None)` when the target is being written to already, `None` when the history cannot be written.
    async fn begin(&self, mirror: &Mirror) -> Option<Option<OpenEntry>> {
        let (chosen, pair, who) = (mirror.options.clone(), self.pair, self.who);
        let account = mirror.target.base_url().to_owned();
        self.write(move |store| {
            let begun = mirror_record::begin(store, &account, &chosen, who)?;
            // The pair may have been removed meanwhile: the mirror continues without it.
            if let (Some(pair), Some(begun)) = (pair, &begun)
                && let Err(error) = mirror_record::ran(store, pair, begun.id)
            {
                tracing::warn!(%error, "the pair of a mirror is gone");
            }
            Ok(begun)
        })
        .await
    }

    /// Runs a write on a thread that may block. A history that cannot be written does not stop the mirror: the error is logged.
    async fn write<T: Send + 'static>(&self, work: impl FnOnce(&Store) -> store::Result<T> + Send + 'static) -> Option<T> {
        let store = self.store.clone();
        let error = match voluptas_jobs::off_thread(move || work(&store)).await {
            Ok(Ok(value)) => return Some(value),
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        tracing::error!(%error, "a mirror could not be written into the history");
        None
    }
}

/// Runs the work. With an entry of the history, the work has regular signs of life in the entry.
async fn alive<T>(entry: Option<&(&Ledger, OpenEntry)>, mirror: &Mirror, work: Pin<Box<impl Future<Output = T>>>) -> T {
    match entry {
        Some((ledger, begun)) => while_alive_at(&ledger.store, begun.id, &mirror.target, work).await,
        None => work.await,
    }
}
