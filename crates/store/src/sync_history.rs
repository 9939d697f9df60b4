//! The history of synchronisations: time, kind and outcome of each, and the outcome of each item.

use super::{Aggregate, Error, Result, Tx};
use crate::db::{Param, Row};
use crate::p;
use serde::Serialize;
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{RemoteProjectId, SyncId};

/// The history, in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct SyncHistory<'t>(&'t Tx<'t>);

impl<'c> Tx<'c> {
    /// The history of synchronisations.
    pub fn syncs(&self) -> SyncHistory<'_> {
        SyncHistory(self)
    }
}

/// A synchronisation in the history.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SyncRow {
    /// Row id.
    pub id: SyncId,
    /// `import`, `export`, `mapping`, `mirror`.
    pub kind: String,
    /// Code of the project in Qase.
    pub project_code: String,
    /// Start time.
    pub started_ms: Millis,
    /// End time; `None` while it runs.
    pub ended_ms: Option<Millis>,
    /// running, done, partly, failed, cancelled, interrupted.
    pub outcome: String,
    /// Options, JSON.
    pub options: serde_json::Value,
    /// Summary, JSON.
    pub counts: serde_json::Value,
    /// Reason of the outcome.
    pub message: Option<Message>,
    /// Name of the person or source that started it.
    pub who: Option<String>,
}

const COLUMNS: &str =
    "SELECT id, kind, project_code, started_ms, ended_ms, outcome, options, counts, message, who FROM sync_history";

fn row(r: &Row<'_>) -> Result<SyncRow> {
    Ok(SyncRow {
        id: SyncId(r.int(0)?),
        kind: r.text(1)?,
        project_code: r.text(2)?,
        started_ms: r.int(3)?,
        ended_ms: r.opt_int(4)?,
        outcome: r.text(5)?,
        options: r.json(6)?,
        counts: r.json(7)?,
        message: r.opt_json(8)?,
        who: r.opt_text(9)?,
    })
}

/// Condition for running entries without a sign of life for longer than `?2` at the time `?1`. A sign of life from the future does
/// not count, because the clock was set back.
const SILENT: &str = "outcome = 'running' AND abs(?1 - coalesce(alive_ms, started_ms)) > ?2";

/// Key of the server's time at the last sign of life, in the options of an entry.
const SERVER_MS: &str = "server_ms";

/// Syncs that ended without knowing whether their last write arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InterruptedSyncs {
    /// Last sign of life of any of them by the clock of the server; `None` if one of them does not know it.
    pub server_ms: Option<Millis>,
}

/// Outcome of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SyncItem {
    /// case, suite, run, result, mapping, function.
    pub entity: String,
    /// Key in the workspace.
    pub local_key: Option<String>,
    /// Id in Qase.
    pub remote_key: Option<String>,
    pub title: String,
    /// created, updated, unchanged, removed, conflict, skipped, failed.
    pub outcome: String,
    /// Reason, or changed fields.
    pub detail: Option<Message>,
}

impl SyncHistory<'_> {
    /// Begins an entry.
    pub fn begin(
        &self,
        kind: &str,
        of: Option<RemoteProjectId>,
        code: &str,
        options: &serde_json::Value,
        who: Option<&str>,
    ) -> Result<SyncId> {
        let id = self.0.insert(
            "INSERT INTO sync_history (kind, qase_project_id, project_code, started_ms, alive_ms, outcome, options, who) \
             VALUES (?1, ?2, ?3, ?4, ?4, 'running', ?5, ?6)",
            p![kind, of, code, self.0.now(), options.to_string(), who],
        )?;
        self.0.touch(Aggregate::Sync);
        Ok(SyncId(id))
    }

    /// Appends outcomes of items.
    pub fn add_items(&self, id: SyncId, items: &[SyncItem]) -> Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        let behind = self.0.count("SELECT coalesce(max(position) + 1, 0) FROM sync_items WHERE sync_id = ?1", p![id])?;
        for (position, item) in (behind..).zip(items) {
            self.0.execute(
                "INSERT INTO sync_items (sync_id, position, entity, local_key, remote_key, title, outcome, detail) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                p![
                    id,
                    position,
                    &item.entity,
                    &item.local_key,
                    &item.remote_key,
                    &item.title,
                    &item.outcome,
                    item.detail.as_ref().map(Param::json)
                ],
            )?;
        }
        self.alive(id)?;
        self.0.touch(Aggregate::Sync);
        Ok(())
    }

    /// Ends an entry.
    pub fn end(&self, id: SyncId, outcome: &str, counts: &serde_json::Value, message: Option<&Message>) -> Result<()> {
        self.0.execute(
            "UPDATE sync_history SET ended_ms = ?2, outcome = ?3, counts = ?4, message = ?5 WHERE id = ?1",
            p![id, self.0.now(), outcome, counts.to_string(), message.map(Param::json)],
        )?;
        self.0.touch(Aggregate::Sync);
        Ok(())
    }

    /// Stores a sign of life of a running entry, also of one marked as interrupted: the computer may have slept meanwhile.
    pub fn alive(&self, id: SyncId) -> Result<()> {
        let now = self.0.now();
        self.0.execute("UPDATE sync_history SET alive_ms = ?2 WHERE id = ?1 AND outcome = 'running'", p![id, now])?;
        let sql = "UPDATE sync_history SET alive_ms = ?2, outcome = 'running', ended_ms = NULL WHERE id = ?1 AND outcome = 'interrupted'";
        if self.0.execute(sql, p![id, now])? > 0 {
            self.0.touch(Aggregate::Sync);
        }
        Ok(())
    }

    /// Marks running entries without a sign of life for `silence` milliseconds as interrupted. Returns their
    /// number.
    pub fn interrupt_silent(&self, silence: Millis) -> Result<usize> {
        let sql = format!("UPDATE sync_history SET outcome = 'interrupted', ended_ms = ?1 WHERE {SILENT}");
        let rows = self.0.execute(&sql, p![self.0.now(), silence])?;
        if rows > 0 {
            self.0.touch(Aggregate::Sync);
        }
        Ok(rows)
    }

    /// True when [`SyncHistory::interrupt_silent`] would mark an entry.
    pub fn is_any_silent(&self, silence: Millis) -> Result<bool> {
        Ok(self.0.count(&format!("SELECT count(*) FROM sync_history WHERE {SILENT}"), p![self.0.now(), silence])? > 0)
    }

    /// A number that grows whenever a writer of the project begins, creates something in Qase, or ends: all that makes an older
    /// plan stale. It also grows for a writer that was already running when the plan was made, even if it was killed later.
    pub fn newest_writer(&self, of: RemoteProjectId) -> Result<i64> {
        let writers = "SELECT coalesce(max(id), 0) * 1000 - count(CASE WHEN outcome = 'running' THEN 1 END) FROM sync_history \
                       WHERE qase_project_id = ?1 AND kind IN ('import', 'export', 'repair')";
        let creations = "SELECT coalesce(max(id), 0) FROM sync_journal WHERE qase_project_id = ?1 AND action <> 'send_results'";
        Ok(self.0.count(writers, p![of])? + self.0.count(creations, p![of])?)
    }

    /// Notes the time of the server at a sign of life of a running entry.
    pub fn note_server_time(&self, id: SyncId, server_ms: Millis) -> Result<()> {
        let known: Option<serde_json::Value> =
            self.0.opt("SELECT options FROM sync_history WHERE id = ?1 AND outcome = 'running'", p![id], |r| r.json(0))?;
        let Some(serde_json::Value::Object(mut options)) = known else { return Ok(()) };
        options.insert(SERVER_MS.to_owned(), server_ms.into());
        let options = serde_json::Value::Object(options).to_string();
        self.0.execute("UPDATE sync_history SET options = ?2 WHERE id = ?1", p![id, options])?;
        Ok(())
    }

    /// The syncs of a kind and a project code that ended without knowing whether their last write arrived, without the entry `but`: they
    /// are still marked as running, or failed with the message `key`. Those before one that came to its end count no more, as it waited for
    /// them. `None` without any.
    pub fn cut_off(&self, kind: &str, code: &str, but: SyncId, key: &str) -> Result<Option<InterruptedSyncs>> {
        let sql = "SELECT options FROM sync_history WHERE kind = ?1 AND project_code = ?2 AND id <> ?3 \
                   AND (outcome IN ('running', 'interrupted') OR outcome = 'failed' AND message LIKE ?4) \
                   AND id > (SELECT coalesce(max(id), 0) FROM sync_history WHERE kind = ?1 AND project_code = ?2 \
                             AND outcome IN ('done', 'partly'))";
        let all: Vec<serde_json::Value> = self.0.all(sql, p![kind, code, but, format!("%\"{key}\"%")], |r| r.json(0))?;
        if all.is_empty() {
            return Ok(None);
        }
        let times = all.iter().map(|options| options.get(SERVER_MS).and_then(serde_json::Value::as_i64));
        let server_ms = times.collect::<Option<Vec<Millis>>>().and_then(|times| times.into_iter().max());
        Ok(Some(InterruptedSyncs { server_ms }))
    }

    /// True when an entry is still running.
    pub fn is_any_running(&self) -> Result<bool> {
        Ok(self.0.count("SELECT count(*) FROM sync_history WHERE outcome = 'running'", &[])? > 0)
    }

    /// The entries, newest first.
    pub fn list(&self, limit: i64) -> Result<Vec<SyncRow>> {
        self.rows("ORDER BY id DESC LIMIT ?1", limit)
    }

    /// The entries of projects of Qase, newest first.
    pub fn of_remotes(&self, remotes: &[RemoteProjectId], limit: usize) -> Result<Vec<SyncRow>> {
        let mut all = Vec::new();
        for remote in remotes {
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            all.extend(self.0.all(
                &format!("{COLUMNS} WHERE qase_project_id = ?1 ORDER BY id DESC LIMIT ?2"),
                p![*remote, limit],
                row,
            )?);
        }
        all.sort_by_key(|entry| std::cmp::Reverse(entry.id));
        all.truncate(limit);
        Ok(all)
    }

    /// One entry.
    pub fn get(&self, id: SyncId) -> Result<SyncRow> {
        self.rows("WHERE id = ?1", id.0)?.pop().ok_or_else(|| Error::not_found("sync", id))
    }

    fn rows(&self, condition: &str, param: i64) -> Result<Vec<SyncRow>> {
        self.0.all(&format!("{COLUMNS} {condition}"), p![param], row)
    }

    /// Outcome of each item, in order.
    pub fn items(&self, id: SyncId) -> Result<Vec<SyncItem>> {
        self.0.all(
            "SELECT entity, local_key, remote_key, title, outcome, detail FROM sync_items WHERE sync_id = ?1 ORDER BY position",
            p![id],
            |r| {
                Ok(SyncItem {
                    entity: r.text(0)?,
                    local_key: r.opt_text(1)?,
                    remote_key: r.opt_text(2)?,
                    title: r.text(3)?,
                    outcome: r.text(4)?,
                    detail: r.opt_json(5)?,
                })
            },
        )
    }
}
