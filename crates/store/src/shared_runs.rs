//! Secret links to the report of a run, which end by themselves. Only a hash of each secret is kept.

use super::db::Row;
use super::error::{Error, Result};
use super::{Aggregate, Tx};
use crate::p;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::RunId;

/// A link to the report of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedRun {
    pub id: i64,
    pub run: RunId,
    /// Person who made the link.
    pub author: Option<String>,
    /// Time of creation.
    pub created_ms: Millis,
    /// The first moment at which it no longer holds.
    pub until_ms: Millis,
}

/// Links to reports in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct SharedRuns<'t>(&'t Tx<'t>);

impl Tx<'_> {
    pub fn shared_runs(&self) -> SharedRuns<'_> {
        SharedRuns(self)
    }
}

/// Columns of [`shared()`].
const COLUMNS: &str = "SELECT s.id, s.run_id, s.author, s.created_ms, s.until_ms FROM shared_runs s";

fn shared(r: &Row<'_>) -> Result<SharedRun> {
    Ok(SharedRun { id: r.int(0)?, run: RunId(r.int(1)?), author: r.opt_text(2)?, created_ms: r.int(3)?, until_ms: r.int(4)? })
}

impl SharedRuns<'_> {
    /// The links of a run that hold, the newest first.
    pub fn of_run(&self, run: RunId) -> Result<Vec<SharedRun>> {
        let sql = format!("{COLUMNS} WHERE s.run_id = ?1 AND s.until_ms > ?2 ORDER BY s.id DESC");
        self.0.all(&sql, p![run, self.0.now()], shared)
    }

    /// The link of a secret, while it holds and its run is not in the trash.
    pub fn by_hash(&self, token_hash: &str) -> Result<Option<SharedRun>> {
        let sql = format!(
            "{COLUMNS} JOIN runs u ON u.id = s.run_id WHERE s.token_hash = ?1 AND s.until_ms > ?2 AND u.deleted_ms IS NULL"
        );
        self.0.opt(&sql, p![token_hash, self.0.now()], shared)
    }

    /// Makes a link that holds until a moment. Links that have ended are removed with it.
    pub fn create(&self, run: RunId, token_hash: &str, until_ms: Millis) -> Result<i64> {
        let now = self.0.now();
        self.0.execute("DELETE FROM shared_runs WHERE until_ms <= ?1", p![now])?;
        let author = self.0.author().and_then(|author| author.who.clone());
        let id = self.0.insert(
            "INSERT INTO shared_runs (run_id, token_hash, author, created_ms, until_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
            p![run, token_hash, &author, now, until_ms],
        )?;
        self.0.touch(Aggregate::Runs);
        Ok(id)
    }

    /// Ends a link of a run.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a link of another run, and for one that has ended.
    pub fn end(&self, run: RunId, id: i64) -> Result<()> {
        let ended = self.0.execute("DELETE FROM shared_runs WHERE id = ?1 AND run_id = ?2", p![id, run])?;
        if ended == 0 {
            return Err(Error::not_found("link", id));
        }
        self.0.touch(Aggregate::Runs);
        Ok(())
    }
}
