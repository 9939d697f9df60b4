//! Counting queries whose answers a connection keeps.

use super::connection::Engine;
use super::{Access, Db, Param};
use crate::error::Result;

/// Maximum number of kept counts of a connection.
const MOST: usize = 500;

impl Db {
    /// The integer of a counting query, kept by its text and parameters as long as no transaction changes the workspace. In a writing
    /// transaction it is counted.
    pub(crate) fn kept_count(&self, access: Access, sql: &str, params: &[Param<'_>]) -> Result<i64> {
        let count = || self.one(sql, params, |r| r.int(0));
        if access == Access::Write || self.is_autocommit() {
            return count();
        }
        let state = match self.counts.read.get() {
            Some(state) => state,
            None => self.state()?,
        };
        self.counts.read.set(Some(state));
        if self.counts.counted.replace(state) != state {
            self.counts.kept.borrow_mut().clear();
        }
        let key = format!("{sql}\n{params:?}");
        if let Some(kept) = self.counts.kept.borrow().get(&key) {
            return Ok(*kept);
        }
        let counted = count()?;
        let mut kept = self.counts.kept.borrow_mut();
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(key, counted);
        Ok(counted)
    }

    /// A number that is another one after every commit of other connections, as the open transaction sees it.
    fn state(&self) -> Result<i64> {
        match &self.engine {
            Engine::Sqlite(db) => db.commits_of_others(),
            Engine::Postgres(db) => db.snapshot(),
        }
    }
}
