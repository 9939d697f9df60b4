//! The engine of workspaces that are one file: SQLite.
//!
//! [`Conn`] is a connection; [`look`], [`recover`] and [`salvage`] examine and save files. `rusqlite` is named nowhere
//! outside this folder.

mod error;
pub mod log;
pub mod log_damage;
pub mod look;
mod open;
mod param;
pub mod recover;
pub mod salvage;
mod search;
mod transfer;

use super::{Access, OnRow, Param, Row, Words};
use crate::error::Result;
use crate::p;
use rusqlite::{CachedStatement, Connection};
use std::cell::Cell;
use std::collections::BTreeMap;

/// `application_id` of a workspace: "VolA". SQLite keeps it in the header for exactly this purpose.
const APPLICATION_ID: u32 = 0x566F_6C41;

/// The full-text table. `rowid` is [`super::dialect::search_rowid`], so that a text can be replaced without looking for it.
const SEARCH_TABLE: &str =
    "CREATE VIRTUAL TABLE search USING fts5(body, content = '', contentless_delete = 1, tokenize = 'unicode61', prefix = '2 3')";

/// Mode of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Reads and writes. A missing file is created.
    ReadWrite,
    ReadOnly,
    /// Reads only, also a file that is shorter than its header says.
    Damaged,
}

/// Expands the tokens of a migration and makes every ordinary table STRICT.
pub fn expand(sql: &str) -> String {
    sql.replace("@SEARCH_TABLE", SEARCH_TABLE)
        .replace("@INT", "INTEGER")
        .replace("@BOOL", "INTEGER")
        .replace("@BYTES", "BLOB")
        .replace("@REAL", "REAL")
        .replace("@ID", "INTEGER PRIMARY KEY")
        .replace("\n);", "\n) STRICT;")
}

/// One connection to a workspace file.
#[derive(Debug)]
pub(super) struct Conn {
    conn: Connection,
    /// [`Conn::commits_of_others`] at the last call of [`Conn::others_have_written`].
    seen: Cell<Option<i64>>,
}

/// Writes the mark of a workspace into the header.
fn mark_sql() -> String {
    format!("PRAGMA application_id = {APPLICATION_ID}")
}

/// A statement for many rows of parameters.
struct Repeated<'c> {
    statement: CachedStatement<'c>,
    /// Parameters that the row before has set, a bit each. All others are NULL, as most of a result are, and stay so: SQLite keeps
    /// parameters from one use to the next, and the cache of statements clears them.
    set: u64,
}

impl<'c> Repeated<'c> {
    /// The statement of a text, prepared for the first of many uses. Without a use, nothing is prepared.
    fn of<'s>(conn: &'c Connection, sql: &str, kept: &'s mut Option<Self>) -> Result<&'s mut Self> {
        match kept {
            Some(this) => Ok(this),
            None => Ok(kept.insert(Self { statement: conn.prepare_cached(sql)?, set: 0 })),
        }
    }

    /// Sets the parameters of the next use.
    fn bind(&mut self, row: &[Param<'_>]) -> Result<()> {
        let expected = self.statement.parameter_count();
        if row.len() != expected {
            return Err(rusqlite::Error::InvalidParameterCount(row.len(), expected).into());
        }
        for (at, param) in row.iter().enumerate() {
            let bit = u32::try_from(at).ok().and_then(|at| 1_u64.checked_shl(at)).unwrap_or(0);
            let is_null = matches!(param, Param::Null);
            // Parameters beyond the bits are set each time.
            if is_null && bit != 0 && self.set & bit == 0 {
                continue;
            }
            self.statement.raw_bind_parameter(at + 1, param)?;
            self.set = if is_null { self.set & !bit } else { self.set | bit };
        }
        Ok(())
    }

    fn execute(&mut self, row: &[Param<'_>]) -> Result<()> {
        self.bind(row)?;
        self.statement.raw_execute()?;
        Ok(())
    }
}

impl Conn {
    pub(super) fn begin(&self, access: Access) -> Result<()> {
        self.batch(match access {
            // Waits for the file at the beginning instead of at the first write.
            Access::Write => "BEGIN IMMEDIATE",
            Access::Read => "BEGIN DEFERRED",
        })
    }

    pub(super) fn commit(&self) -> Result<()> {
        self.batch("COMMIT")
    }

    pub(super) fn is_autocommit(&self) -> bool {
        self.conn.is_autocommit()
    }

    pub(super) fn batch(&self, sql: &str) -> Result<()> {
        Ok(self.conn.execute_batch(sql)?)
    }

    pub(super) fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<usize> {
        let mut statement = self.conn.prepare_cached(sql)?;
        Ok(statement.execute(rusqlite::params_from_iter(params))?)
    }

    pub(super) fn insert(&self, sql: &str, params: &[Param<'_>]) -> Result<i64> {
        self.execute(sql, params)?;
        Ok(self.conn.last_insert_rowid())
    }

    pub(super) fn each(&self, sql: &str, params: &[Param<'_>], f: &mut OnRow<'_>) -> Result<()> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(params))?;
        while let Some(row) = rows.next()? {
            f(&Row::Sqlite(row))?;
        }
        Ok(())
    }

    pub(super) fn execute_many<'p, R: AsRef<[Param<'p>]>>(&self, sql: &str, rows: impl IntoIterator<Item = R>) -> Result<()> {
        let mut statement = None;
        for row in rows {
            Repeated::of(&self.conn, sql, &mut statement)?.execute(row.as_ref())?;
        }
        Ok(())
    }

    pub(super) fn insert_many<'p, R: AsRef<[Param<'p>]>>(
        &self,
        sql: &str,
        rows: impl IntoIterator<Item = R>,
    ) -> Result<Vec<i64>> {
        let rows = rows.into_iter();
        let (mut statement, mut ids) = (None, Vec::with_capacity(rows.size_hint().0));
        for row in rows {
            Repeated::of(&self.conn, sql, &mut statement)?.execute(row.as_ref())?;
            ids.push(self.conn.last_insert_rowid());
        }
        Ok(ids)
    }

    pub(super) fn each_of<'p, R: AsRef<[Param<'p>]>>(
        &self,
        sql: &str,
        rows: impl IntoIterator<Item = R>,
        f: &mut dyn FnMut(usize, &Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut statement = None;
        for (i, params) in rows.into_iter().enumerate() {
            let statement = Repeated::of(&self.conn, sql, &mut statement)?;
            statement.bind(params.as_ref())?;
            let mut rows = statement.statement.raw_query();
            while let Some(row) = rows.next()? {
                f(i, &Row::Sqlite(row))?;
            }
        }
        Ok(())
    }

    pub(super) fn first(&self, sql: &str, params: &[Param<'_>], f: &mut OnRow<'_>) -> Result<()> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(params))?;
        rows.next()?.map_or(Ok(()), |row| f(&Row::Sqlite(row)))
    }

    /// Names of the tables without those of the engine, sorted.
    pub(super) fn table_names(&self) -> Result<Vec<String>> {
        let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
        let mut statement = self.conn.prepare_cached(sql)?;
        let names = statement.query_map([], |r| r.get(0))?;
        Ok(names.collect::<rusqlite::Result<_>>()?)
    }

    /// Makes the keys of tables `AUTOINCREMENT`. Rows are stored as before: only the text of the schema changes, which spares a copy of
    /// each table.
    pub(super) fn give_ids_once(&self, tables: &[&str]) -> Result<()> {
        // The table in which SQLite keeps the last ids comes with the first table that needs it.
        self.batch(
            "CREATE TABLE ids_once (id INTEGER PRIMARY KEY AUTOINCREMENT); DROP TABLE ids_once; PRAGMA writable_schema = ON;",
        )?;
        let key = "id INTEGER PRIMARY KEY";
        let sql = "UPDATE sqlite_schema SET sql = replace(sql, ?2, ?2 || ' AUTOINCREMENT') WHERE type = 'table' AND name = ?1 \
                   AND sql NOT LIKE '%AUTOINCREMENT%'";
        let done = tables.iter().try_for_each(|table| self.execute(sql, p![*table, key]).map(drop));
        // Reads the schema anew.
        self.batch("PRAGMA writable_schema = RESET;")?;
        done?;
        for table in tables {
            let sql = format!(
                "INSERT INTO sqlite_sequence (name, seq) SELECT ?1, coalesce(max(id), 0) FROM {table} \
                 HAVING NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?1)"
            );
            self.execute(&sql, p![*table])?;
        }
        Ok(())
    }

    /// Writes the mark of a workspace into the header, as part of a migration.
    pub(super) fn mark(&self) -> Result<()> {
        self.batch(&mark_sql())
    }

    /// A number that changes with every commit of another connection.
    pub(super) fn commits_of_others(&self) -> Result<i64> {
        Ok(self.conn.prepare_cached("PRAGMA data_version")?.query_row([], |r| r.get(0))?)
    }

    /// See [`Db::others_have_written`](super::Db::others_have_written).
    pub(super) fn others_have_written(&self) -> bool {
        let now = self.commits_of_others().ok();
        self.seen.replace(now) != now || now.is_none()
    }

    /// Writes the words of rows of the full-text table. The index takes rows in the order of their ids in memory; each row in another
    /// order makes it write its segments.
    pub(super) fn search_write(&self, rows: &BTreeMap<i64, Words>) -> Result<()> {
        for (row, words) in rows {
            match words {
                // To replace a row, the index looks for its former words, whether there are any or not.
                Words::New(words) => self.execute("INSERT INTO search (rowid, body) VALUES (?1, ?2)", p![*row, words])?,
                Words::Replaced(words) => {
                    self.execute("INSERT OR REPLACE INTO search (rowid, body) VALUES (?1, ?2)", p![*row, words])?
                }
                Words::Removed => self.execute("DELETE FROM search WHERE rowid = ?1", p![*row])?,
            };
        }
        Ok(())
    }

    pub(super) fn search_find(&self, folded: &str, limit: i64) -> Result<Vec<i64>> {
        let mut rows = Vec::new();
        let Some(query) = search::query(folded) else { return Ok(rows) };
        let sql = "SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rank LIMIT ?2";
        self.each(sql, crate::p![query, limit], &mut |r| {
            rows.push(r.int(0)?);
            Ok(())
        })?;
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use crate::db::{Db, Param, Row, migrate};
    use crate::error::Result;
    use crate::{case_list, defects, mappings, result_rows};

    #[test]
    fn a_parameter_of_one_row_says_nothing_of_the_next() {
        let db = Db::in_memory().expect("database");
        let columns: Vec<String> = (1..=70).map(|at| format!("c{at}")).collect();
        db.batch(&format!("CREATE TABLE t (id INTEGER PRIMARY KEY, {})", columns.join(", "))).expect("table");
        let marks: Vec<String> = (1..=70).map(|at| format!("?{at}")).collect();
        let sql = format!("INSERT INTO t ({}) VALUES ({})", columns.join(", "), marks.join(", "));
        // Each row leaves other columns blank; a statement has more parameters than bits.
        let is_set = |row: usize, column: usize| !(row * 7 + column * column).is_multiple_of(3);
        let value = |row: usize, column: usize| is_set(row, column).then(|| format!("{row} {column}"));
        let row = |row: usize| (1..=70).map(|column| Param::from(value(row, column))).collect::<Vec<_>>();
        for half in [0..4, 4..9] {
            let ids = db.insert_many(&sql, half.clone().map(row)).expect("rows");
            assert_eq!(ids.len(), half.len());
        }
        let select = format!("SELECT {} FROM t ORDER BY id", columns.join(", "));
        let read = db.all(&select, &[], |r| (0..70).map(|at| r.opt_text(at)).collect::<Result<Vec<_>>>()).expect("rows");
        let expected: Vec<Vec<Option<String>>> = (0..9).map(|row| (1..=70).map(|at| value(row, at)).collect()).collect();
        assert_eq!(read, expected);
        let mut found = Vec::new();
        let asked = [Param::from("0 1"), Param::Null, Param::from("1 1")].map(|one| [one]);
        let take = |i: usize, r: &Row<'_>| {
            found.push((i, r.int(0)?));
            Ok(())
        };
        db.each_of("SELECT id FROM t WHERE c1 = ?1", asked, take).expect("found");
        assert_eq!(found, [(0, 1), (2, 2)]);
        let few = db.execute_many("UPDATE t SET c1 = ?1 WHERE id = ?2", [[Param::Null]]);
        assert!(few.is_err(), "a parameter is missing");
    }

    /// An order by number leads SQLite through all cases of a project, once for each result that looks for its case.
    #[test]
    fn cases_are_found_by_what_is_asked_and_not_by_a_walk_through_all() {
        let db = Db::in_memory().expect("database");
        migrate::migrate(&db, 0, || Ok(())).expect("tables");
        for sql in [case_list::BY_TITLE, case_list::IN_SUITE_BY_TITLE, mappings::OF_FUNCTION_IN_PROJECT] {
            let sql = ["?1", "?2", "?3"].iter().fold(sql.to_owned(), |sql, parameter| sql.replace(parameter, "1"));
            let plan = db.all(&format!("EXPLAIN QUERY PLAN {sql}"), &[], |r| r.text(3)).expect("plan");
            assert!(
                !plan.is_empty() && plan.iter().all(|step| step.starts_with("SEARCH") && !step.contains("cases_pages")),
                "{plan:?}"
            );
        }
    }

    #[test]
    fn texts_of_any_length_are_found_by_their_beginning() {
        let db = Db::in_memory().expect("database");
        migrate::migrate(&db, 0, || Ok(())).expect("tables");
        for (sql, index) in [
            (case_list::BY_FIELD, "case_field_values_field (field_id=? AND <expr>=?)"),
            (result_rows::CASE_OF_SIGNATURE, "results_signature (<expr>=?)"),
            (defects::OF_ISSUE, "defects_issue (project_id=? AND <expr>=?)"),
        ] {
            let params = [Param::from("1"), Param::from("1"), Param::from("1")];
            let count = (1..=3).filter(|n| sql.contains(&format!("?{n}"))).count();
            let plan = db.all(&format!("EXPLAIN QUERY PLAN {sql}"), &params[..count], |r| r.text(3)).expect("plan");
            assert!(plan.iter().any(|step| step.contains(index)), "{plan:?}");
        }
    }
}
