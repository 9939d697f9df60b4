//! The database engine behind portable SQL texts and typed rows.
//!
//! Parameters are written `?1..?n`; a PostgreSQL adapter would rewrite them to `$1..$n`. SQL that differs between the
//! engines is in [`dialect`]. `rusqlite` is named nowhere outside this folder.

pub mod dialect;
pub mod doctor;
mod error;
pub mod look;
pub mod migrate;
pub mod param;
pub mod recover;
pub mod row;
pub mod salvage;

pub use param::Param;
pub use row::Row;

use super::error::{Error, Result};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::path::Path;
use std::time::{Duration, Instant};

/// Maximum wait for a file that another connection has locked. Others write for long: an upgrade copies the file first, and the
/// results of a million tests are one transaction.
const PATIENCE: Duration = Duration::from_secs(120);

/// One connection to the workspace file.
#[derive(Debug)]
pub struct Db {
    conn: Connection,
}

/// Mode of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Reads and writes. A missing file is created.
    ReadWrite,
    /// Reads only.
    ReadOnly,
    /// Reads only, also a file that is shorter than its header says.
    Damaged,
}

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
        Ok(Self { conn: Connection::open_with_flags(look::unchanging_uri(path), flags)? })
    }

    /// Opens a reading connection, also in a folder that cannot be written. A file without a write-ahead log is then
    /// read as it is.
    ///
    /// # Errors
    /// [`Error::Corrupt`] for a file that only [`Mode::Damaged`] reads.
    pub fn open_to_read(path: &Path) -> Result<Self> {
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        let has_log = Path::new(&log).metadata().is_ok_and(|m| m.len() > 0);
        let opened = Self::open(path, Mode::ReadOnly)
            .and_then(|db| db.one("SELECT count(*) FROM sqlite_master", &[], |r| r.int(0)).map(|_| db));
        match opened {
            Err(Error::Engine(_) | Error::ReadOnly) if !has_log => Self::open_unchanging(path),
            opened => opened,
        }
    }

    /// A database in memory, empty.
    pub fn in_memory() -> Result<Self> {
        Self::connect(Path::new(":memory:"), Mode::ReadWrite)
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
        conn.execute_batch(dialect::EVERY_CONNECTION)?;
        conn.execute_batch(if mode == Mode::ReadWrite { dialect::WRITER_CACHE } else { dialect::READER_CACHE })?;
        Ok(Self { conn })
    }

    /// Puts the mark of a workspace into a file without tables, in a transaction of its own: from the first byte on, the header
    /// says whose file it is, also when the process is killed before the tables are there.
    fn claim(&self) -> Result<()> {
        let is_blank = || -> Result<bool> {
            let id: i64 = self.conn.query_row("PRAGMA application_id", [], |r| r.get(0))?;
            let tables: i64 = self.conn.query_row("SELECT count(*) FROM sqlite_master", [], |r| r.get(0))?;
            Ok(id == 0 && tables == 0)
        };
        if !is_blank()? {
            return Ok(());
        }
        self.in_transaction(dialect::BEGIN_WRITE, || if is_blank()? { self.mark() } else { Ok(()) })
    }

    /// Writes the mark of a workspace into the header, as part of the transaction.
    pub fn mark(&self) -> Result<()> {
        self.batch(&format!("PRAGMA application_id = {}", look::APPLICATION_ID))
    }

    /// Changes the file to WAL. SQLite needs exclusive access for this change and ignores the time limit, so the wait is here.
    fn prepare_to_write(&self) -> Result<()> {
        let until = Instant::now() + PATIENCE;
        loop {
            match self.conn.execute_batch(dialect::WRITER_CONNECTION) {
                Err(e) if e.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && Instant::now() < until => {
                    std::thread::sleep(Duration::from_millis(10));
                }
                done => return Ok(done?),
            }
        }
    }

    /// Runs `work` in a transaction that begins with `begin`. An error rolls the transaction back.
    pub fn in_transaction<T>(&self, begin: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.batch(begin)?;
        let done = work().and_then(|value| self.batch("COMMIT").map(|()| value));
        if done.is_err()
            && let Err(e) = self.batch("ROLLBACK")
        {
            tracing::debug!(error = %e, "nothing to roll back");
        }
        done
    }

    /// True when no transaction is open.
    #[must_use]
    pub fn is_autocommit(&self) -> bool {
        self.conn.is_autocommit()
    }

    /// Runs statements without parameters and rows.
    pub fn batch(&self, sql: &str) -> Result<()> {
        Ok(self.conn.execute_batch(sql)?)
    }

    /// Runs one statement; returns the number of changed rows.
    ///
    /// # Errors
    /// Broken uniqueness and missing parents as [`Error::Duplicate`] and [`Error::MissingParent`].
    pub fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<usize> {
        let mut statement = self.conn.prepare_cached(sql)?;
        Ok(statement.execute(rusqlite::params_from_iter(params))?)
    }

    /// Runs an `INSERT` into a table with an `@ID` key; returns the id of the new row.
    pub fn insert(&self, sql: &str, params: &[Param<'_>]) -> Result<i64> {
        self.execute(sql, params)?;
        Ok(self.conn.last_insert_rowid())
    }

    /// Every row of a query, converted by `map`.
    pub fn all<T>(&self, sql: &str, params: &[Param<'_>], mut map: impl FnMut(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        let mut out = Vec::new();
        self.each(sql, params, |row| {
            out.push(map(row)?);
            Ok(())
        })?;
        Ok(out)
    }

    /// Calls `f` for every row of a query.
    pub fn each(&self, sql: &str, params: &[Param<'_>], mut f: impl FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(params))?;
        while let Some(row) = rows.next()? {
            f(&Row::new(row))?;
        }
        Ok(())
    }

    /// The first row of a query; `None` without rows.
    pub fn opt<T>(&self, sql: &str, params: &[Param<'_>], map: impl FnOnce(&Row<'_>) -> Result<T>) -> Result<Option<T>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(params))?;
        rows.next()?.map(|row| map(&Row::new(row))).transpose()
    }

    /// The first row of a query that always has one.
    ///
    /// # Errors
    /// [`Error::Corrupt`] without a row.
    pub fn one<T>(&self, sql: &str, params: &[Param<'_>], map: impl FnOnce(&Row<'_>) -> Result<T>) -> Result<T> {
        self.opt(sql, params, map)?.ok_or_else(|| Error::Corrupt("a query that must give a row gave none".into()))
    }

    /// Folds the write-ahead log into the file and closes the connection.
    ///
    /// # Errors
    /// The file cannot be written, or another connection uses it.
    pub fn close(self) -> Result<()> {
        let busy = self.one("PRAGMA wal_checkpoint(TRUNCATE)", &[], |r| r.int(0))?;
        if busy != 0 {
            return Err(Error::Engine("another program uses the file".into()));
        }
        Ok(self.conn.close().map_err(|(_, e)| e)?)
    }

    /// Copies a consistent state of the whole database into a new file.
    pub fn backup_to(&self, target: &Path) -> Result<()> {
        self.conn.backup("main", target, None::<fn(rusqlite::backup::Progress)>)?;
        Ok(())
    }
}
