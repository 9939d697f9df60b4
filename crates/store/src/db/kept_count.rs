//! Counting queries whose answers a connection keeps.

use super::connection::Engine;
use super::counts::Counted;
use super::{Access, Db, Param};
use crate::error::Result;

/// Maximum number of kept counts of a connection.
const MOST: usize = 500;

impl Db {
    /// The integer of a counting query, kept by its text and parameters as long as no transaction changes what it counts. In a writing
    /// transaction it is counted.
    pub(crate) fn kept_count(&self, access: Access, counted: Counted, sql: &str, params: &[Param<'_>]) -> Result<i64> {
        let count = || self.one(sql, params, |r| r.int(0));
        if access == Access::Write || self.is_autocommit() {
            return count();
        }
        let states = match self.counts.read.get() {
            Some(states) => states,
            None => self.states()?,
        };
        self.counts.read.set(Some(states));
        let (kept, place) = self.counts.of(counted);
        if kept.state.replace(states[place]) != states[place] {
            kept.counts.borrow_mut().clear();
        }
        let key = format!("{sql}\n{params:?}");
        if let Some(known) = kept.counts.borrow().get(&key) {
            return Ok(*known);
        }
        let number = count()?;
        let mut counts = kept.counts.borrow_mut();
        if counts.len() >= MOST {
            counts.clear();
        }
        counts.insert(key, number);
        Ok(number)
    }

    /// Numbers that are other ones after every commit of other connections, as the open transaction sees them: of all, and of the contents.
    fn states(&self) -> Result<[i64; 2]> {
        match &self.engine {
            Engine::Sqlite(db) => db.commits_of_others().map(|state| [state; 2]),
            Engine::Postgres(db) => db.snapshot().map(|snapshot| [snapshot.all, snapshot.contents]),
        }
    }
}
