//! Facts about a workspace as a whole, by key.

use super::Tx;
use super::error::Result;
use crate::p;

impl Tx<'_> {
    /// The fact with this key.
    pub fn meta(&self, key: &str) -> Result<Option<String>> {
        self.opt("SELECT value FROM meta WHERE key = ?1", p![key], |r| r.text(0))
    }

    /// Adds or replaces a fact.
    pub fn set_meta(&self, key: &str, value: &str) -> Result<()> {
        let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        self.execute(sql, p![key, value]).map(drop)
    }
}
