//! Pairs of projects that are mirrored again and again, and the completed runs that watching them has found.
//!
//! The content of a pair is opaque JSON, which the `mirror` layer writes and reads.

use super::{Aggregate, Error, Result, Tx};
use crate::p;
use serde_json::Value;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{PairId, SyncId};

/// Pairs in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct MirrorPairs<'t>(&'t Tx<'t>);

impl Tx<'_> {
    /// The pairs that are mirrored again and again.
    pub fn mirror_pairs(&self) -> MirrorPairs<'_> {
        MirrorPairs(self)
    }
}

/// A stored pair.
#[derive(Debug, Clone, PartialEq)]
pub struct PairRow {
    /// Row id.
    pub id: PairId,
    /// Source, target and options, JSON.
    pub pair: Value,
    /// Start time before which runs are ignored; `None` before the first look.
    pub look_from_ms: Option<Millis>,
    /// Entry of the history of the last mirror.
    pub last_sync: Option<SyncId>,
}

/// State of a watched run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum WatchState {
    /// The run was open at the last look.
    Open,
    /// The run ended before watching began, so it is not mirrored.
    Before,
    /// The run is to be mirrored.
    Waiting,
    /// All results of the run are in the target.
    Done,
    /// The last allowed attempt failed.
    Failed,
}

/// A run found by watching a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedRun {
    /// Id in the source project.
    pub run: i64,
    pub title: String,
    /// End of the run; for an open run, its start.
    pub ended_ms: Millis,
    pub state: WatchState,
    /// Number of attempts.
    pub attempts: u32,
    /// Time of the next attempt.
    pub next_ms: Millis,
}

impl MirrorPairs<'_> {
    /// Every pair, oldest first.
    pub fn all(&self) -> Result<Vec<PairRow>> {
        self.0.all("SELECT id, pair, look_from_ms, last_sync_id FROM mirror_pairs ORDER BY id", &[], |r| {
            Ok(PairRow {
                id: PairId(r.int(0)?),
                pair: r.json(1)?,
                look_from_ms: r.opt_int(2)?,
                last_sync: r.opt_int(3)?.map(SyncId),
            })
        })
    }

    /// Stores a new pair.
    pub fn add(&self, pair: &Value) -> Result<PairId> {
        let id = self.0.insert(
            "INSERT INTO mirror_pairs (pair, created_ms, updated_ms) VALUES (?1, ?2, ?2)",
            p![pair.to_string(), self.0.now()],
        )?;
        self.0.touch(Aggregate::Sync);
        Ok(PairId(id))
    }

    /// Replaces the content of a pair.
    pub fn change(&self, id: PairId, pair: &Value) -> Result<()> {
        let sql = "UPDATE mirror_pairs SET pair = ?2, updated_ms = ?3 WHERE id = ?1";
        self.found(id, self.0.execute(sql, p![id, pair.to_string(), self.0.now()])?)
    }

    /// Deletes a pair. Its mirrored results and its history stay.
    pub fn remove(&self, id: PairId) -> Result<()> {
        self.found(id, self.0.execute("DELETE FROM mirror_pairs WHERE id = ?1", p![id])?)
    }

    /// Stores the entry of the history of the last mirror.
    pub fn ran(&self, id: PairId, sync: SyncId) -> Result<()> {
        self.found(id, self.0.execute("UPDATE mirror_pairs SET last_sync_id = ?2 WHERE id = ?1", p![id, sync])?)
    }

    fn found(&self, id: PairId, rows: usize) -> Result<()> {
        self.0.touch(Aggregate::Sync);
        if rows == 0 { Err(Error::not_found("mirror_pair", id)) } else { Ok(()) }
    }

    /// Deletes the found runs, so that the next look counts as the first one.
    pub fn begin_watch(&self, id: PairId) -> Result<()> {
        self.0.execute("DELETE FROM mirror_watched WHERE pair_id = ?1", p![id])?;
        self.0.execute("UPDATE mirror_pairs SET look_from_ms = NULL WHERE id = ?1", p![id])?;
        Ok(())
    }

    /// The found runs, by end time.
    pub fn watched(&self, id: PairId) -> Result<Vec<WatchedRun>> {
        self.0.all(
            "SELECT run_id, title, ended_ms, state, attempts, next_ms FROM mirror_watched WHERE pair_id = ?1 \
             ORDER BY ended_ms, run_id",
            p![id],
            |r| {
                Ok(WatchedRun {
                    run: r.int(0)?,
                    title: r.text(1)?,
                    ended_ms: r.int(2)?,
                    // A word of a newer program: not ours to act on.
                    state: r.text(3)?.parse().unwrap_or(WatchState::Failed),
                    attempts: u32::try_from(r.int(4)?).unwrap_or(0),
                    next_ms: r.int(5)?,
                })
            },
        )
    }

    /// Stores the runs that a look has found, and the time from which the next look searches. Runs that ended before
    /// `forget_before` are deleted unless they are open or still to be mirrored.
    pub fn looked(&self, id: PairId, look_from: Millis, found: &[WatchedRun], forget_before: Millis) -> Result<()> {
        self.0.execute("UPDATE mirror_pairs SET look_from_ms = ?2 WHERE id = ?1", p![id, look_from])?;
        self.0.execute(
            "DELETE FROM mirror_watched WHERE pair_id = ?1 AND ended_ms < ?2 AND state NOT IN ('waiting', 'open')",
            p![id, forget_before],
        )?;
        for run in found {
            self.keep(id, run)?;
        }
        Ok(())
    }

    /// Stores the state of a run.
    pub fn keep(&self, id: PairId, run: &WatchedRun) -> Result<()> {
        let state: &'static str = run.state.into();
        self.0.execute(
            "INSERT INTO mirror_watched (pair_id, run_id, title, ended_ms, state, attempts, next_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (pair_id, run_id) DO UPDATE SET title = excluded.title, \
             ended_ms = excluded.ended_ms, state = excluded.state, attempts = excluded.attempts, next_ms = excluded.next_ms",
            p![id, run.run, &run.title, run.ended_ms, state, i64::from(run.attempts), run.next_ms],
        )?;
        Ok(())
    }
}
