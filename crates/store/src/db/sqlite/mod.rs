//! The engine of workspaces that are one file: SQLite.
//!
//! [`Conn`] is a connection; [`look`], [`recover`] and [`salvage`] examine and save files. `rusqlite` is named nowhere
//! outside this folder.

mod error;
pub mod look;
mod param;
pub mod recover;
pub mod salvage;
mod transfer;

use super::{Access, Db, Engine, Param, Row};
use crate::error::{Error, Result};
use crate::p;
use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

/// Maximum wait for a file that another connection has locked. Others write for long: an upgrade copies the file first, and the
/// results of a million tests are one transaction.
const PATIENCE: Duration = Duration::from_secs(120);

/// Statements for every new connection.
const EVERY_CONNECTION: &str = "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;";

/// Room for pages of the file, in KiB with a minus sign. Several connections read; what they do not keep, the system keeps for all of
/// them.
const READER_CACHE: &str = "PRAGMA cache_size = -4000;";
/// See [`Db::keep_pages`].
const PASSING_CACHE: &str = "PRAGMA cache_size = -1000;";
/// See [`READER_CACHE`]. With 8 MB, an ingest of 50,000 results takes no less time and 4 MB more.
const WRITER_CACHE: &str = "PRAGMA cache_size = -4000;";
/// See [`Db::widen_cache`]. Each result is entered into indexes by run, case, test and signature: with some hundred thousand results
/// their pages are read again from the file for every request unless there is room for them.
const SERVER_CACHE: &str = "PRAGMA cache_size = -32000;";

/// Further statements for the writing connection. WAL lets readers continue during writes. FULL waits for the disk at every
/// commit: an acknowledged write (a result entered by hand, a case created in Qase) must survive a loss of power. Writes come
/// in batches, so the cost is small. The log is folded into the file at 64 MB: a page that many batches change, as those of an index,
/// is then written to the file once for all of them.
const WRITER_CONNECTION: &str = "PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 16000; PRAGMA journal_size_limit = 134217728;";

/// Most pages of a file that counts as new. An empty workspace has about 200.
const NEW_FILE_PAGES: i64 = 512;

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
}

/// Workspaces that are files.
impl Db {
    /// Opens a connection and configures it (foreign keys, WAL, a wait for a busy file).
    ///
    /// # Errors
    /// The file cannot be opened, or is no SQLite database.
    pub fn open(path: &Path, mode: Mode) -> Result<Self> {
        let db = Self::connect(path, mode)?;
        if mode == Mode::ReadWrite {
            db.prepare_to_write()?;
        }
        Ok(db)
    }

    /// Opens the writing connection of a workspace. A new file gets the mark of a workspace first.
    pub fn open_workspace(path: &Path) -> Result<Self> {
        let db = Self::connect(path, Mode::ReadWrite)?;
        db.claim()?;
        db.prepare_to_write()?;
        Ok(db)
    }

    /// Opens a connection that reads only the main file, without locks and without leaving files beside it. Only for files that
    /// may belong to another program.
    pub fn open_unchanging(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        Ok(Self::of(Connection::open_with_flags(look::unchanging_uri(path), flags)?))
    }

    /// Opens a reading connection, also in a folder that cannot be written. A file without a write-ahead log and without a journal is
    /// then read as it is.
    ///
    /// # Errors
    /// [`Error::Corrupt`] for a file that only [`Mode::Damaged`] reads, [`Error::HalfWritten`] for one whose journal must be taken back by
    /// somebody who may write it.
    pub fn open_to_read(path: &Path) -> Result<Self> {
        let is_filled = |ending: &str| {
            let mut beside = path.as_os_str().to_owned();
            beside.push(ending);
            Path::new(&beside).metadata().is_ok_and(|m| m.len() > 0)
        };
        // The rest of the state stands in the log; with a journal, somebody is writing into the file or was killed while doing so.
        let has_log = is_filled("-wal") || is_filled("-journal");
        let open = |mode| {
            let db = Self::connect(path, mode)?;
            db.one("SELECT count(*) FROM sqlite_master", &[], |r| r.int(0)).map(|_| db)
        };
        match open(Mode::ReadOnly) {
            // Only a connection that may write takes back what a killed one has left.
            Err(Error::HalfWritten) => {
                drop(open(Mode::ReadWrite)?);
                open(Mode::ReadOnly)
            }
            Err(Error::Engine(_) | Error::ReadOnly) if !has_log => Self::open_unchanging(path),
            opened => opened,
        }
    }

    /// A database in memory, empty.
    pub fn in_memory() -> Result<Self> {
        Self::connect(Path::new(":memory:"), Mode::ReadWrite)
    }

    fn of(conn: Connection) -> Self {
        Self::of_engine(Engine::Sqlite(Conn { conn }))
    }

    fn connect(path: &Path, mode: Mode) -> Result<Self> {
        let flags = match mode {
            Mode::ReadWrite => {
                OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX
            }
            Mode::ReadOnly | Mode::Damaged => OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        };
        let conn = Connection::open_with_flags(path, flags)?;
        conn.busy_timeout(PATIENCE)?;
        conn.set_prepared_statement_cache_capacity(256);
        // Without it, a statement whose plan may depend on the value of a parameter is compiled anew at every use.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        if mode == Mode::Damaged {
            // Before the first read: SQLite then counts the pages that are there and does not refuse the whole file.
            conn.execute_batch("PRAGMA writable_schema = ON")?;
        }
        conn.execute_batch(EVERY_CONNECTION)?;
        conn.execute_batch(if mode == Mode::ReadWrite { WRITER_CACHE } else { READER_CACHE })?;
        Ok(Self::of(conn))
    }

    /// Puts the mark of a workspace into a file without tables, in a transaction of its own: from the first byte on, the header
    /// says whose file it is, also when the process is killed before the tables are there.
    fn claim(&self) -> Result<()> {
        let conn = &self.sqlite()?.conn;
        let is_blank = || -> Result<bool> {
            let id: i64 = conn.query_row("PRAGMA application_id", [], |r| r.get(0))?;
            let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_master", [], |r| r.get(0))?;
            Ok(id == 0 && tables == 0)
        };
        if !is_blank()? {
            return Ok(());
        }
        // The change to WAL, which comes next, waits for the disk.
        conn.execute_batch("PRAGMA synchronous = OFF")?;
        self.in_transaction(Access::Write, || if is_blank()? { self.mark() } else { Ok(()) })
    }

    /// Writes the mark of a workspace into the header, as part of the transaction.
    fn mark(&self) -> Result<()> {
        self.batch(&mark_sql())
    }

    /// Changes the file to WAL. SQLite needs exclusive access for this change and ignores the time limit, so the wait is here.
    fn prepare_to_write(&self) -> Result<()> {
        let conn = &self.sqlite()?.conn;
        let until = Instant::now() + PATIENCE;
        loop {
            match conn.execute_batch(WRITER_CONNECTION) {
                Err(e) if e.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && Instant::now() < until => {
                    std::thread::sleep(Duration::from_millis(10));
                }
                done => return Ok(done?),
            }
        }
    }

    /// Lets the next transactions write into the file itself, with a journal of the few pages that it has so far: what fills a new file is
    /// then written once, and not into the log and from there into the file. Nobody reads the file during such a write. False, and
    /// nothing changes, for a file that is not new, or that other connections have open.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub(crate) fn leave_log(&self) -> Result<bool> {
        let Engine::Sqlite(Conn { conn }) = &self.engine else { return Ok(false) };
        let pages: i64 = conn.query_row("PRAGMA page_count", [], |r| r.get(0))?;
        if pages > NEW_FILE_PAGES {
            return Ok(false);
        }
        match conn.query_row("PRAGMA journal_mode = TRUNCATE", [], |r| r.get::<_, String>(0)) {
            Ok(mode) => Ok(mode.eq_ignore_ascii_case("truncate")),
            Err(e) if e.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => Ok(false),
            Err(e) => Err(e.into()),
        }
    }

    /// Undoes [`Self::leave_log`]. Does nothing while other connections have the file open; the next one that opens it for writing turns
    /// the log on.
    pub(crate) fn return_to_log(&self) -> Result<()> {
        let Engine::Sqlite(Conn { conn }) = &self.engine else { return Ok(()) };
        match conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())) {
            Err(e) if e.sqlite_error_code() != Some(ErrorCode::DatabaseBusy) => Err(e.into()),
            _ => Ok(()),
        }
    }

    /// Gives a writing connection room for the pages of many small writes all over the file, as a server has them.
    pub(crate) fn widen_cache(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => db.batch(SERVER_CACHE),
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// Sets the page cache of a reading connection: to the usual size, or to a small one for a reader that needs each page once.
    pub(crate) fn keep_pages(&self, usual: bool) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => db.batch(if usual { READER_CACHE } else { PASSING_CACHE }),
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// The connection to a file.
    ///
    /// # Errors
    /// [`Error::NotAFile`] for a workspace on a server.
    fn sqlite(&self) -> Result<&Conn> {
        match &self.engine {
            Engine::Sqlite(conn) => Ok(conn),
            Engine::Postgres(_) => Err(Error::NotAFile),
        }
    }

    /// Folds the write-ahead log into the file and closes the connection.
    ///
    /// # Errors
    /// The file cannot be written, or another connection uses it.
    pub fn close(self) -> Result<()> {
        let Engine::Sqlite(Conn { conn }) = self.engine else { return Ok(()) };
        let busy: i64 = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get(0))?;
        if busy != 0 {
            return Err(Error::Engine("another program uses the file".into()));
        }
        Ok(conn.close().map_err(|(_, e)| e)?)
    }

    /// Copies a consistent state of the whole database into a new file.
    ///
    /// # Errors
    /// The copy cannot be written. [`Error::NotAFile`] for a workspace on a server.
    pub fn backup_to(&self, target: &Path) -> Result<()> {
        self.sqlite()?.conn.backup("main", target, None::<fn(rusqlite::backup::Progress)>)?;
        Ok(())
    }
}

/// Writes the mark of a workspace into the header.
fn mark_sql() -> String {
    format!("PRAGMA application_id = {}", look::APPLICATION_ID)
}

/// The statement of a text, prepared for the first of many uses. Without a use, nothing is prepared.
fn prepared<'c, 's>(
    conn: &'c Connection,
    sql: &str,
    kept: &'s mut Option<CachedStatement<'c>>,
) -> Result<&'s mut CachedStatement<'c>> {
    match kept {
        Some(statement) => Ok(statement),
        None => Ok(kept.insert(conn.prepare_cached(sql)?)),
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

    pub(super) fn each(&self, sql: &str, params: &[Param<'_>], mut f: impl FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
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
            let statement = prepared(&self.conn, sql, &mut statement)?;
            statement.execute(rusqlite::params_from_iter(row.as_ref()))?;
        }
        Ok(())
    }

    pub(super) fn insert_many<'p, R: AsRef<[Param<'p>]>>(
        &self,
        sql: &str,
        rows: impl IntoIterator<Item = R>,
    ) -> Result<Vec<i64>> {
        let (mut statement, mut ids) = (None, Vec::new());
        for row in rows {
            let statement = prepared(&self.conn, sql, &mut statement)?;
            statement.execute(rusqlite::params_from_iter(row.as_ref()))?;
            ids.push(self.conn.last_insert_rowid());
        }
        Ok(ids)
    }

    pub(super) fn each_of<'p, R: AsRef<[Param<'p>]>>(
        &self,
        sql: &str,
        rows: impl IntoIterator<Item = R>,
        mut f: impl FnMut(usize, &Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut statement = None;
        for (i, params) in rows.into_iter().enumerate() {
            let statement = prepared(&self.conn, sql, &mut statement)?;
            let mut rows = statement.query(rusqlite::params_from_iter(params.as_ref()))?;
            while let Some(row) = rows.next()? {
                f(i, &Row::Sqlite(row))?;
            }
        }
        Ok(())
    }

    pub(super) fn opt<T>(&self, sql: &str, params: &[Param<'_>], map: impl FnOnce(&Row<'_>) -> Result<T>) -> Result<Option<T>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(params))?;
        rows.next()?.map(|row| map(&Row::Sqlite(row))).transpose()
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

    /// Replaces the words of rows of the full-text table. The index takes rows in the order of their ids in memory; each row in another
    /// order makes it write its segments.
    pub(super) fn search_write(&self, rows: &BTreeMap<i64, Option<String>>) -> Result<()> {
        for (row, words) in rows {
            match words {
                Some(words) => {
                    self.execute("INSERT OR REPLACE INTO search (rowid, body) VALUES (?1, ?2)", crate::p![*row, words])?
                }
                None => self.execute("DELETE FROM search WHERE rowid = ?1", crate::p![*row])?,
            };
        }
        Ok(())
    }

    /// Rows of the full-text table with all these words or beginnings of words, best first.
    pub(super) fn search_find(&self, words: &[&str], limit: i64) -> Result<Vec<i64>> {
        let query: Vec<String> = words.iter().map(|w| format!("\"{w}\"*")).collect();
        let mut rows = Vec::new();
        let sql = "SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rank LIMIT ?2";
        self.each(sql, crate::p![query.join(" "), limit], |r| {
            rows.push(r.int(0)?);
            Ok(())
        })?;
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::migrate;
    use crate::{case_list, mappings};

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
}
