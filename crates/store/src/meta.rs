//! Facts about a workspace as a whole, by key.

use super::Tx;
use super::db::Db;
use super::error::Result;
use crate::p;
use uuid::Uuid;

/// Key of the origin of a workspace.
pub const ORIGIN: &str = "origin";

/// Gives a workspace without an origin one. Of two programs that do so at once, the first one's counts.
pub(super) fn ensure_origin(db: &Db) -> Result<()> {
    let there = db.opt("SELECT 1 FROM meta WHERE key = ?1", p![ORIGIN], |r| r.int(0))?;
    if there.is_none() {
        let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO NOTHING";
        db.execute(sql, p![ORIGIN, Uuid::new_v4().simple().to_string()])?;
    }
    Ok(())
}

impl Tx<'_> {
    /// The fact with this key.
    pub fn meta(&self, key: &str) -> Result<Option<String>> {
        self.opt("SELECT value FROM meta WHERE key = ?1", p![key], |r| r.text(0))
    }

    /// A random text that a workspace gets when it is created. Its copies and its backups have the same one.
    pub fn origin(&self) -> Result<String> {
        Ok(self.meta(ORIGIN)?.unwrap_or_default())
    }

    /// Adds or replaces a fact.
    pub fn set_meta(&self, key: &str, value: &str) -> Result<()> {
        let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        self.execute(sql, p![key, value]).map(drop)
    }
}
