//! Results whose sending was begun and not answered, with the keys under which they may have arrived.
//!
//! The key of a result names its case in Qase. If that case is created again, the next export would send the result under another key,
//! and Qase would have it twice; therefore the keys are in the journal before they are sent.

use super::work::Work;
use crate::error::Result;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::domain::ids::ResultId;
use voluptas_store::Op;
use voluptas_store::journal::{Action, NewEntry};

/// A result as it was sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SentKey {
    /// Row id in the workspace.
    pub result: i64,
    /// Hash of the content.
    pub content: String,
    /// Idempotency key.
    pub key: String,
}

/// Journal entries about results of one run in Qase.
#[derive(Debug, Default)]
pub(super) struct Unanswered {
    entries: Vec<(i64, Vec<SentKey>)>,
}

impl Unanswered {
    /// The key under which a result with this content was sent, the oldest first.
    pub(super) fn key(&self, result: ResultId, content: &str) -> Option<String> {
        let mut sent = self.entries.iter().flat_map(|(_, sent)| sent);
        sent.find(|s| s.result == result.0 && s.content == content).map(|s| s.key.clone())
    }

    /// Entries all of whose results are among these.
    fn within(&self, results: &BTreeSet<ResultId>) -> Vec<i64> {
        let is_within = |sent: &[SentKey]| sent.iter().all(|s| results.contains(&ResultId(s.result)));
        self.entries.iter().filter(|(_, sent)| is_within(sent)).map(|(id, _)| *id).collect()
    }
}

impl Work<'_> {
    /// Reads which results of a run in Qase were sent without an answer.
    pub(super) async fn unanswered(&self, run: i64) -> Result<Unanswered> {
        let of = self.of_id();
        let entries = self.session.blocking(move |store| store.read(|tx| tx.journal().unanswered_results(of, run))).await?;
        let read = |(id, request): (i64, String)| Some((id, serde_json::from_str(&request).ok()?));
        Ok(Unanswered { entries: entries.into_iter().filter_map(read).collect() })
    }

    /// Notes results in the journal before they are sent.
    pub(super) async fn begin_sending(&self, run: i64, sent: &[SentKey]) -> Result<Vec<i64>> {
        let entry = NewEntry {
            action: Action::SendResults,
            local_id: run,
            request: serde_json::to_string(sent).unwrap_or_default(),
            remote_max: 0,
            trace: None,
        };
        self.journal(vec![entry]).await
    }

    /// Removes entries after Qase has accepted or refused their results.
    pub(super) async fn end_sending(&self, entries: Vec<i64>) -> Result<()> {
        let end = move |store: &voluptas_store::Store| {
            let op = Op::bulk("sync_journal");
            store.write(op, |tx| entries.iter().try_for_each(|id| tx.journal().remove(*id))).map(drop)
        };
        self.session.blocking(end).await
    }

    /// Removes entries of earlier exports whose results were all sent now.
    pub(super) async fn end_earlier(&self, earlier: &Unanswered, sent: &BTreeMap<ResultId, String>) -> Result<()> {
        let entries = earlier.within(&sent.keys().copied().collect());
        if entries.is_empty() { Ok(()) } else { self.end_sending(entries).await }
    }
}
