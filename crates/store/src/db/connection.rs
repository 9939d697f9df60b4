//! One connection to a workspace, whatever its engine.

use super::access::Access;
use super::counts::Counts;
use super::{OnRow, Param, Row, Words, postgres, row, sqlite};
use crate::error::Result;
use std::collections::BTreeMap;
use std::time::Duration;

/// One connection to a workspace.
#[derive(Debug)]
pub struct Db {
    pub(super) engine: Engine,
    pub(super) counts: Counts,
}

#[derive(Debug)]
pub(super) enum Engine {
    Sqlite(sqlite::Conn),
    Postgres(Box<postgres::Conn>),
}

impl Db {
    pub(super) fn of_engine(engine: Engine) -> Self {
        Self { engine, counts: Counts::default() }
    }

    /// Begins a transaction.
    pub fn begin(&self, access: Access) -> Result<()> {
        self.counts.forget_state();
        match &self.engine {
            Engine::Sqlite(db) => db.begin(access),
            Engine::Postgres(db) => db.begin(access),
        }
    }

    /// Begins a transaction that writes. Its sender has waited for `waited` already: the wait for a file that another program has locked is as
    /// much shorter, so that many senders behind one another wait together.
    pub fn begin_write(&self, waited: Duration) -> Result<()> {
        self.counts.forget_state();
        match &self.engine {
            Engine::Sqlite(db) => db.begin_write(waited),
            Engine::Postgres(db) => db.begin(Access::Write),
        }
    }

    /// Commits the open transaction.
    pub fn commit(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => db.commit(),
            Engine::Postgres(db) => db.commit(),
        }
    }

    /// Rolls the open transaction back.
    ///
    /// # Errors
    /// There is none.
    pub fn rollback(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => db.batch("ROLLBACK"),
            Engine::Postgres(db) => db.rollback(),
        }
    }

    /// Marks a place in the transaction to which [`Db::rollback_to_savepoint`] goes back.
    pub fn savepoint(&self) -> Result<()> {
        self.mark_place("SAVEPOINT one_write")
    }

    /// Forgets the savepoint and keeps what was written since.
    pub fn release_savepoint(&self) -> Result<()> {
        self.mark_place("RELEASE one_write")
    }

    fn mark_place(&self, sql: &str) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => db.batch(sql),
            Engine::Postgres(db) => db.send(sql),
        }
    }

    /// Waits until every statement of the transaction has been executed. Those of [`Db::execute_many`] may still be under way.
    ///
    /// # Errors
    /// The error of the first one that failed.
    pub fn confirm(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(_) => Ok(()),
            Engine::Postgres(db) => db.confirm(),
        }
    }

    /// Takes back what was written since the savepoint, and forgets it.
    ///
    /// # Errors
    /// The transaction is gone.
    pub fn rollback_to_savepoint(&self) -> Result<()> {
        const SQL: &str = "ROLLBACK TO one_write; RELEASE one_write";
        match &self.engine {
            Engine::Sqlite(db) => db.batch(SQL),
            Engine::Postgres(db) => db.restore(SQL),
        }
    }

    /// Runs `work` in a transaction. An error rolls the transaction back.
    pub fn in_transaction<T>(&self, access: Access, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.begin(access)?;
        let done = work().and_then(|value| self.commit().map(|()| value));
        if done.is_err()
            && let Err(e) = self.rollback()
        {
            tracing::debug!(error = %e, "nothing to roll back");
        }
        done
    }

    /// True when no transaction is open.
    pub fn is_autocommit(&self) -> bool {
        match &self.engine {
            Engine::Sqlite(db) => db.is_autocommit(),
            Engine::Postgres(db) => db.is_autocommit(),
        }
    }

    /// Runs statements without parameters and rows.
    pub fn batch(&self, sql: &str) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => db.batch(sql),
            Engine::Postgres(db) => db.batch(sql),
        }
    }

    /// Runs one statement; returns the number of changed rows.
    ///
    /// # Errors
    /// Broken uniqueness and missing parents as [`Error::Duplicate`] and [`Error::MissingParent`].
    pub fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<usize> {
        match &self.engine {
            Engine::Sqlite(db) => db.execute(sql, params),
            Engine::Postgres(db) => db.execute(sql, params),
        }
    }

    /// Runs an `INSERT` of one row into a table with an `@ID` key named `id`; returns the id of the new row.
    pub fn insert(&self, sql: &str, params: &[Param<'_>]) -> Result<i64> {
        match &self.engine {
            Engine::Sqlite(db) => db.insert(sql, params),
            Engine::Postgres(db) => db.insert(sql, params),
        }
    }

    /// Every row of a query, converted by `map`.
    pub fn all<T>(&self, sql: &str, params: &[Param<'_>], mut map: impl FnMut(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        let mut out = Vec::new();
        self.each_by(sql, params, &mut |row| {
            out.push(map(row)?);
            Ok(())
        })?;
        Ok(out)
    }

    /// Calls `f` for every row of a query. `f` may run further statements.
    pub fn each(&self, sql: &str, params: &[Param<'_>], mut f: impl FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        self.each_by(sql, params, &mut f)
    }

    /// [`Db::each`], compiled once for all queries.
    pub(crate) fn each_by(&self, sql: &str, params: &[Param<'_>], f: &mut OnRow<'_>) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => db.each(sql, params, f),
            Engine::Postgres(db) => db.each(sql, params, f),
        }
    }

    /// Runs one `INSERT`, `UPDATE` or `DELETE` for each row of parameters, in their order. An `INSERT` ends with its values. Rows of
    /// parameters must concern different rows of the table. PostgreSQL gets all of them at once ([`postgres`]), and a failure may show only in a
    /// later statement or in the commit.
    pub fn execute_many<'p, R: AsRef<[Param<'p>]>>(&self, sql: &str, rows: impl IntoIterator<Item = R>) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => db.execute_many(sql, rows),
            Engine::Postgres(db) => db.execute_many(sql, rows),
        }
    }

    /// [`Db::insert`] for each row of parameters; returns the ids in the order of the rows.
    pub fn insert_many<'p, R: AsRef<[Param<'p>]>>(&self, sql: &str, rows: impl IntoIterator<Item = R>) -> Result<Vec<i64>> {
        match &self.engine {
            Engine::Sqlite(db) => db.insert_many(sql, rows),
            Engine::Postgres(db) => db.insert_many(sql, rows),
        }
    }

    /// Runs one query for each row of parameters, and calls `f` with the index of the parameters and each row of the answer. `f`
    /// must not run further statements.
    pub fn each_of<'p, R: AsRef<[Param<'p>]>>(
        &self,
        sql: &str,
        rows: impl IntoIterator<Item = R>,
        mut f: impl FnMut(usize, &Row<'_>) -> Result<()>,
    ) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => db.each_of(sql, rows, &mut f),
            Engine::Postgres(db) => db.each_of(sql, rows, &mut f),
        }
    }

    /// The first row of a query; `None` without rows.
    pub fn opt<T>(&self, sql: &str, params: &[Param<'_>], map: impl FnOnce(&Row<'_>) -> Result<T>) -> Result<Option<T>> {
        row::first(map, |f| self.first_by(sql, params, f))
    }

    /// Calls `f` for the first row of a query, if it has one. Compiled once for all queries.
    pub(crate) fn first_by(&self, sql: &str, params: &[Param<'_>], f: &mut OnRow<'_>) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => db.first(sql, params, f),
            Engine::Postgres(db) => db.first(sql, params, f),
        }
    }

    /// The first row of a query that always has one.
    ///
    /// # Errors
    /// [`Error::Corrupt`] without a row.
    pub fn one<T>(&self, sql: &str, params: &[Param<'_>], map: impl FnOnce(&Row<'_>) -> Result<T>) -> Result<T> {
        self.opt(sql, params, map)?.ok_or_else(row::none)
    }

    /// Names of the tables without those of the engine, sorted.
    pub fn table_names(&self) -> Result<Vec<String>> {
        match &self.engine {
            Engine::Sqlite(db) => db.table_names(),
            Engine::Postgres(db) => db.table_names(),
        }
    }

    /// Makes tables with an `@ID` key give no id a second time, as part of a migration. A server does that by itself.
    pub fn give_ids_once(&self, tables: &[&str]) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => db.give_ids_once(tables),
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// Marks the database as a workspace, as part of a migration.
    pub(crate) fn mark_workspace(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => db.mark(),
            // Marked before its first migration.
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// True for a workspace that is one file.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self.engine, Engine::Sqlite(_))
    }

    /// Expands the tokens of a migration.
    pub(crate) fn expand(&self, sql: &str) -> String {
        match &self.engine {
            Engine::Sqlite(_) => sqlite::expand(sql),
            Engine::Postgres(_) => postgres::expand(sql),
        }
    }

    /// Says that the reading transaction, of which nothing is read yet, will ask for counts ([`Db::kept_count`]): what that needs of the
    /// server comes with the first answer.
    pub(crate) fn expect_counts(&self) {
        if let Engine::Postgres(db) = &self.engine {
            db.expect_snapshot();
        }
    }

    /// Number of the contents of a workspace on a server that the open transaction reads: another one after each commit of any
    /// process that may show in a list of cases. `None` for a file, which has no such number.
    pub(crate) fn contents(&self) -> Result<Option<i64>> {
        match &self.engine {
            Engine::Sqlite(_) => Ok(None),
            Engine::Postgres(db) => db.snapshot().map(|snapshot| Some(snapshot.contents)),
        }
    }

    /// Gives the schema of a server the mark that [`Db::contents`] reads. A file has none.
    pub(crate) fn mark_contents(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(_) => Ok(()),
            Engine::Postgres(db) => db.mark_contents(),
        }
    }

    /// See [`crate::Store::gather_missing_statistics`]. Outside of a transaction.
    pub(crate) fn gather_missing_statistics(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(_) => Ok(()),
            Engine::Postgres(db) => db.gather_missing_statistics(),
        }
    }

    /// Says whether a write of the open transaction left the cases alone; see [`Db::contents`].
    pub(crate) fn note_write(&self, leaves_cases: bool) {
        if let Engine::Postgres(db) = &self.engine {
            db.note_write(leaves_cases);
        }
    }

    /// A number that changes with every commit of another process, and not with those of this connection. Outside of a transaction.
    pub fn commits_of_others(&self) -> Result<i64> {
        match &self.engine {
            Engine::Sqlite(db) => db.commits_of_others(),
            Engine::Postgres(db) => db.commits_of_others(),
        }
    }

    /// True unless the last commit that the open writing transaction sees is the last one of this connection that asked, or was preceded by
    /// nothing but commits of this connection since the last call.
    pub(crate) fn others_have_written(&self) -> bool {
        match &self.engine {
            Engine::Sqlite(db) => db.others_have_written(),
            Engine::Postgres(db) => db.others_have_written(),
        }
    }

    /// Writes the words of rows of the full-text table.
    pub(crate) fn search_write(&self, rows: &BTreeMap<i64, Words>) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => db.search_write(rows),
            Engine::Postgres(db) => db.search_write(rows),
        }
    }

    /// Rows of the full-text table with all words of a folded text, also as beginnings of words, best first. Each engine splits the text
    /// as its index does.
    pub(crate) fn search_find(&self, folded: &str, limit: i64) -> Result<Vec<i64>> {
        match &self.engine {
            Engine::Sqlite(db) => db.search_find(folded, limit),
            Engine::Postgres(db) => db.search_find(folded, limit),
        }
    }
}
