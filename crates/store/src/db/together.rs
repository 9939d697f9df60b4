//! Queries that do not depend on one another, read together.
//!
//! ```ignore
//! let (mut steps, mut tags) = (Vec::new(), Vec::new());
//! tx.read_together(vec![
//!     Query::new("SELECT ...", params, |r| { steps.push(r.text(0)?); Ok(()) }),
//!     Query::new("SELECT ...", params, |r| { tags.push(r.text(0)?); Ok(()) }),
//! ])?;
//! ```
//!
//! PostgreSQL gets all of them before the first answer is read: one way to the server and back instead of one for each. SQLite
//! executes them one after another.

use super::connection::Engine;
use super::{Db, Param, Row};
use crate::error::Result;
use std::borrow::Cow;
use std::fmt;

type TakeRow<'q> = Box<dyn FnMut(&Row<'_>) -> Result<()> + 'q>;

/// A query with the function that takes its rows. The function must not run further statements.
pub struct Query<'q> {
    pub(super) sql: Cow<'q, str>,
    pub(super) params: &'q [Param<'q>],
    pub(super) take: TakeRow<'q>,
}

impl<'q> Query<'q> {
    /// A query.
    pub fn new(sql: impl Into<Cow<'q, str>>, params: &'q [Param<'q>], take: impl FnMut(&Row<'_>) -> Result<()> + 'q) -> Self {
        Self { sql: sql.into(), params, take: Box::new(take) }
    }
}

impl fmt::Debug for Query<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query").field("sql", &self.sql).finish_non_exhaustive()
    }
}

impl Db {
    /// Reads queries that do not depend on one another; their rows come in the order of the queries.
    pub fn read_together(&self, queries: Vec<Query<'_>>) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => {
                queries.into_iter().try_for_each(|mut query| db.each(&query.sql, query.params, &mut query.take))
            }
            Engine::Postgres(db) => db.read_together(queries),
        }
    }
}
