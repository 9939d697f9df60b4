//! Counts that a connection keeps until somebody writes: a page of a list says how many rows there are in all, and counting them takes
//! longer than reading the page.

use super::{Access, Db, Engine, Param};
use crate::error::Result;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// Maximum number of kept counts of a connection.
const MOST: usize = 500;

/// The counts of a connection.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// The state of the workspace that the open transaction reads, once it was asked for.
    read: Cell<Option<i64>>,
    /// The state that the counts are of.
    counted: Cell<i64>,
    kept: RefCell<HashMap<String, i64>>,
}

impl Counts {
    /// A transaction begins, or ends.
    pub(super) fn forget_state(&self) {
        self.read.set(None);
    }
}

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
