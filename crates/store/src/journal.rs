//! The journal of writes to Qase. An entry is stored before its write: after a crash or a lost answer, the next synchronisation
//! looks for the object before writing again. The journal also has the runs and results that arrived in Qase.

use super::{Aggregate, Result, Tx};
use crate::p;
use std::collections::BTreeMap;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{RemoteProjectId, ResultId, RunId, SyncId};

/// The journal, in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Journal<'t>(&'t Tx<'t>);

impl<'c> Tx<'c> {
    /// The journal of writes to Qase.
    pub fn journal(&self) -> Journal<'_> {
        Journal(self)
    }
}

/// A write that must not be executed twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Action {
    /// Creation of a suite.
    CreateSuite,
    /// Creation of a case.
    CreateCase,
    /// Creation of a run.
    CreateRun,
    /// Creation of a shared step. It has no number in Qase: the id of its entry is 0.
    CreateSharedStep,
    /// Results that are sent to a run. The id of the entry is that of the run in Qase.
    SendResults,
}

/// A result that was sent to a Qase run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SentResult {
    /// Hash of the sent content. `None` if an older version sent the result.
    pub content_hash: Option<String>,
    /// Idempotency key of a result that Qase has accepted and not listed yet.
    pub pending_key: Option<String>,
}

/// A write that is about to be sent.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// Kind of the write.
    pub action: Action,
    /// Row id in the workspace; 0 without a row.
    pub local_id: i64,
    /// Sent content as JSON, enough to recognise the object in Qase.
    pub request: String,
    /// Highest id of this kind in Qase at the time of sending.
    pub remote_max: i64,
    /// Trace in the description; see [`voluptas_core::domain::trace`].
    pub trace: Option<String>,
}

/// A write in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Row id.
    pub id: i64,
    /// Kind of the write.
    pub action: Action,
    /// Row id in the workspace.
    pub local_id: i64,
    /// Sent content as JSON.
    pub request: String,
    /// Highest id of this kind in Qase at the time of sending.
    pub remote_max: i64,
    /// Id in Qase; `None` until it is known.
    pub remote_id: Option<i64>,
    /// Time of the entry.
    pub created_ms: Millis,
    /// Trace in the description; see [`voluptas_core::domain::trace`].
    pub trace: Option<String>,
}

/// A run in Qase that this workspace knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunLink {
    /// Run in the workspace; `None` for a run that only Qase has.
    pub run_id: Option<RunId>,
    /// Id in Qase.
    pub qase_run_id: i64,
    /// Title in Qase.
    pub title: String,
    /// Marker of a run that this workspace created.
    pub marker: Option<String>,
}

const ENTRY: &str = "SELECT id, action, local_id, request, remote_max, remote_id, created_ms, trace FROM sync_journal";

fn entry(r: &super::db::Row<'_>) -> Result<Option<Entry>> {
    // An action of a newer program is left to that program.
    let Ok(action) = r.text(1)?.parse() else { return Ok(None) };
    Ok(Some(Entry {
        id: r.int(0)?,
        action,
        local_id: r.int(2)?,
        request: r.text(3)?,
        remote_max: r.int(4)?,
        remote_id: r.opt_int(5)?,
        created_ms: r.int(6)?,
        trace: r.opt_text(7)?,
    }))
}

impl Journal<'_> {
    /// Stores writes that are about to be sent; returns their row ids in order.
    pub fn begin(&self, sync: Option<SyncId>, of: RemoteProjectId, entries: &[NewEntry]) -> Result<Vec<i64>> {
        let now = self.0.now();
        entries
            .iter()
            .map(|e| {
                let action: &'static str = e.action.into();
                self.0.insert(
                    "INSERT INTO sync_journal (sync_id, qase_project_id, action, local_id, request, remote_max, trace, created_ms, updated_ms) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
                    p![sync, of, action, e.local_id, &e.request, e.remote_max, &e.trace, now],
                )
            })
            .collect()
    }

    /// Records that a write arrived.
    pub fn done(&self, id: i64, remote_id: i64) -> Result<()> {
        self.0.execute(
            "UPDATE sync_journal SET state = 'done', remote_id = ?2, updated_ms = ?3 WHERE id = ?1",
            p![id, remote_id, self.0.now()],
        )?;
        Ok(())
    }

    /// Records that the write with this trace arrived, with its id in Qase.
    pub fn done_of(&self, of: RemoteProjectId, trace: &str, remote_id: i64) -> Result<()> {
        self.0.execute(
            "UPDATE sync_journal SET state = 'done', remote_id = ?3, updated_ms = ?4 \
             WHERE qase_project_id = ?1 AND trace = ?2",
            p![of, trace, remote_id, self.0.now()],
        )?;
        Ok(())
    }

    /// Records that a write did not arrive and cannot arrive any more.
    pub fn undone(&self, id: i64) -> Result<()> {
        self.0.execute("UPDATE sync_journal SET state = 'undone', updated_ms = ?2 WHERE id = ?1", p![id, self.0.now()])?;
        Ok(())
    }

    /// Removes an entry that is not needed any more.
    pub fn remove(&self, id: i64) -> Result<()> {
        self.0.execute("DELETE FROM sync_journal WHERE id = ?1", p![id])?;
        Ok(())
    }

    /// Creations of unknown outcome, oldest first. Results have keys by which Qase drops a second copy, and are not looked for.
    pub fn pending(&self, of: RemoteProjectId) -> Result<Vec<Entry>> {
        let pending = "qase_project_id = ?1 AND state = 'pending' AND action <> 'send_results'";
        let rows = self.0.all(&format!("{ENTRY} WHERE {pending} ORDER BY id"), p![of], entry)?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// Row ids and requests of results that were sent to a run in Qase and not answered, oldest first.
    pub fn unanswered_results(&self, of: RemoteProjectId, qase_run: i64) -> Result<Vec<(i64, String)>> {
        let sql = "SELECT id, request FROM sync_journal WHERE qase_project_id = ?1 AND state = 'pending' AND action = 'send_results' \
                   AND local_id = ?2 ORDER BY id";
        self.0.all(sql, p![of, qase_run], |r| Ok((r.int(0)?, r.text(1)?)))
    }

    /// Traces of created objects with their local row ids, and their ids in Qase where these are known, oldest first. Includes
    /// writes that count as lost, because they may have arrived all the same.
    pub fn traces(&self, of: RemoteProjectId, action: Action) -> Result<Vec<(String, i64, Option<i64>)>> {
        let action: &'static str = action.into();
        self.0.all(
            "SELECT trace, local_id, remote_id FROM sync_journal WHERE qase_project_id = ?1 AND action = ?2 AND trace IS NOT NULL ORDER BY id",
            p![of, action],
            |r| Ok((r.text(0)?, r.int(1)?, r.opt_int(2)?)),
        )
    }

    /// The stored request of an entry, JSON.
    pub fn request(&self, entry: i64) -> Result<Option<String>> {
        self.0.opt("SELECT request FROM sync_journal WHERE id = ?1", p![entry], |r| r.text(0))
    }

    /// The stored request of the entry with this trace, JSON.
    pub fn request_of(&self, of: RemoteProjectId, trace: &str) -> Result<Option<String>> {
        let sql = "SELECT request FROM sync_journal WHERE qase_project_id = ?1 AND trace = ?2";
        self.0.opt(sql, p![of, trace], |r| r.text(0))
    }

    /// Runs that this workspace created or tried to create in Qase, newest first.
    pub fn runs_made(&self, of: RemoteProjectId) -> Result<Vec<Entry>> {
        let rows = self.0.all(
            &format!("{ENTRY} WHERE qase_project_id = ?1 AND action = 'create_run' AND state <> 'undone' ORDER BY id DESC"),
            p![of],
            entry,
        )?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// Replaces the sent content of an entry.
    pub fn set_request(&self, id: i64, request: &str) -> Result<()> {
        self.0.execute("UPDATE sync_journal SET request = ?2, updated_ms = ?3 WHERE id = ?1", p![id, request, self.0.now()])?;
        Ok(())
    }

    /// Stores a run of Qase.
    pub fn link_run(&self, of: RemoteProjectId, run: &RunLink) -> Result<()> {
        self.0.execute(
            "INSERT INTO run_links (run_id, qase_project_id, qase_run_id, title, marker, linked_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
             ON CONFLICT (qase_project_id, qase_run_id) DO UPDATE SET title = excluded.title, \
             run_id = coalesce(excluded.run_id, run_links.run_id), marker = coalesce(excluded.marker, run_links.marker)",
            p![run.run_id, of, run.qase_run_id, &run.title, &run.marker, self.0.now()],
        )?;
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Runs of Qase that this workspace knows, newest first.
    pub fn runs(&self, of: RemoteProjectId) -> Result<Vec<RunLink>> {
        self.0.all(
            "SELECT run_id, qase_run_id, title, marker FROM run_links WHERE qase_project_id = ?1 ORDER BY qase_run_id DESC",
            p![of],
            |r| {
                Ok(RunLink {
                    run_id: r.opt_int(0)?.map(RunId),
                    qase_run_id: r.int(1)?,
                    title: r.text(2)?,
                    marker: r.opt_text(3)?,
                })
            },
        )
    }

    /// Records results that a Qase run has accepted. They are pending until [`Self::results_seen`].
    pub fn results_sent(&self, of: RemoteProjectId, qase_run: i64, results: &[(ResultId, SentResult)]) -> Result<()> {
        for (result, sent) in results {
            self.0.execute(
                "INSERT INTO result_links_qase (result_id, qase_project_id, qase_run_id, sent_ms, content_hash, pending_key) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (result_id, qase_project_id, qase_run_id) DO UPDATE SET \
                 sent_ms = excluded.sent_ms, content_hash = excluded.content_hash, pending_key = excluded.pending_key",
                p![*result, of, qase_run, self.0.now(), sent.content_hash.clone(), sent.pending_key.clone()],
            )?;
        }
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Records that Qase lists these results of a run.
    pub fn results_seen(&self, of: RemoteProjectId, qase_run: i64, results: &[ResultId]) -> Result<()> {
        for result in results {
            self.0.execute(
                "UPDATE result_links_qase SET pending_key = NULL \
                 WHERE result_id = ?1 AND qase_project_id = ?2 AND qase_run_id = ?3",
                p![*result, of, qase_run],
            )?;
        }
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Forgets a run that was deleted in Qase, and the results that were sent to it.
    pub fn run_gone(&self, of: RemoteProjectId, qase_run: i64) -> Result<()> {
        for sql in [
            "DELETE FROM result_links_qase WHERE qase_project_id = ?1 AND qase_run_id = ?2",
            "DELETE FROM run_links WHERE qase_project_id = ?1 AND qase_run_id = ?2",
            "UPDATE sync_journal SET state = 'undone' WHERE qase_project_id = ?1 AND action = 'create_run' AND remote_id = ?2",
            "UPDATE sync_journal SET state = 'undone' WHERE qase_project_id = ?1 AND action = 'send_results' AND local_id = ?2",
        ] {
            self.0.execute(sql, p![of, qase_run])?;
        }
        self.0.touch(Aggregate::Remote);
        Ok(())
    }

    /// Results sent to Qase, by run id in Qase.
    pub fn sent(&self, of: RemoteProjectId) -> Result<BTreeMap<i64, BTreeMap<ResultId, SentResult>>> {
        let mut sent: BTreeMap<i64, BTreeMap<ResultId, SentResult>> = BTreeMap::new();
        let sql = "SELECT qase_run_id, result_id, content_hash, pending_key FROM result_links_qase WHERE qase_project_id = ?1";
        self.0.each(sql, p![of], |r| {
            let result = SentResult { content_hash: r.opt_text(2)?, pending_key: r.opt_text(3)? };
            sent.entry(r.int(0)?).or_default().insert(ResultId(r.int(1)?), result);
            Ok(())
        })?;
        Ok(sent)
    }
}
