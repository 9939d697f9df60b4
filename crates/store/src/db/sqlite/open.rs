//! Opening, preparing, copying and closing of workspaces that are files.

use super::{Conn, Mode, look, mark_sql};
use crate::db::connection::Engine;
use crate::db::{Access, Db};
use crate::error::{Error, Result};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::cell::Cell;
use std::path::Path;
use std::time::{Duration, Instant};

/// Maximum wait for a file that another connection has locked. Others write for long: an upgrade copies the file first, and the
/// results of a million tests are one transaction.
const PATIENCE: Duration = Duration::from_secs(120);
/// Wait of a write that came so late that nothing is left of [`PATIENCE`]: other programs may lock the file for a moment.
const LEAST_PATIENCE: Duration = Duration::from_millis(100);
/// A write that has waited shorter than this has all of [`PATIENCE`].
const SHORT: Duration = Duration::from_secs(1);

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

/// See [`Db::widen_cache_once`]. A hundred thousand new rows go to places all over several indexes: with less, pages are written and
/// read again in between.
const IMPORT_CACHE: i64 = -16_000;

/// Further statements for the writing connection. WAL lets readers continue during writes. FULL waits for the disk at every
/// commit: an acknowledged write (a result entered by hand, a case created in Qase) must survive a loss of power. Writes come
/// in batches, so the cost is small. The log is folded into the file at 64 MB: a page that many batches change, as those of an index,
/// is then written to the file once for all of them.
const WRITER_CONNECTION: &str = "PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 16000; PRAGMA journal_size_limit = 134217728;";

/// Most pages of a file that counts as new. An empty workspace has about 200.
const NEW_FILE_PAGES: i64 = 512;

impl Conn {
    /// Begins a transaction that writes, for a sender that has waited for `waited` already.
    pub(in crate::db) fn begin_write(&self, waited: Duration) -> Result<()> {
        if waited < SHORT {
            return self.begin(Access::Write);
        }
        self.conn.busy_timeout(PATIENCE.saturating_sub(waited).max(LEAST_PATIENCE))?;
        let begun = self.begin(Access::Write);
        self.conn.busy_timeout(PATIENCE)?;
        begun
    }
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
        let is_filled = |suffix: &str| look::beside(path, suffix).metadata().is_ok_and(|m| m.len() > 0);
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
            Err(Error::Engine(_) | Error::Busy | Error::ReadOnly) if !has_log => Self::open_unchanging(path),
            opened => opened,
        }
    }

    /// A database in memory, empty.
    pub fn in_memory() -> Result<Self> {
        Self::connect(Path::new(":memory:"), Mode::ReadWrite)
    }

    fn of(conn: Connection) -> Self {
        Self::of_engine(Engine::Sqlite(Conn { conn, seen: Cell::default() }))
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
        let Engine::Sqlite(Conn { conn, .. }) = &self.engine else { return Ok(false) };
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
        let Engine::Sqlite(Conn { conn, .. }) = &self.engine else { return Ok(()) };
        match conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())) {
            Err(e) if e.sqlite_error_code() != Some(ErrorCode::DatabaseBusy) => Err(e.into()),
            _ => Ok(()),
        }
    }

    /// Folds the write-ahead log into the file and empties it, without waiting for anybody. False while others read or write: what they
    /// do not need any more is folded then.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(crate) fn fold_log(&self) -> Result<bool> {
        let conn = &self.sqlite()?.conn;
        conn.busy_timeout(Duration::ZERO)?;
        let busy = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get::<_, i64>(0));
        conn.busy_timeout(PATIENCE)?;
        match busy {
            Ok(busy) => Ok(busy == 0),
            Err(e) if e.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => Ok(false),
            Err(e) => Err(e.into()),
        }
    }

    /// Gives a writing connection room for the pages of many small writes all over the file, as a server has them.
    pub(crate) fn widen_cache(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => db.batch(SERVER_CACHE),
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// Gives a writing connection room for the pages of a large write; returns what [`Self::narrow_cache`] gives it again after that.
    pub(crate) fn widen_cache_once(&self) -> Result<i64> {
        let Engine::Sqlite(Conn { conn, .. }) = &self.engine else { return Ok(0) };
        let usual: i64 = conn.query_row("PRAGMA cache_size", [], |r| r.get(0))?;
        if (IMPORT_CACHE..0).contains(&usual) {
            self.batch(&format!("PRAGMA cache_size = {IMPORT_CACHE}"))?;
        }
        Ok(usual)
    }

    /// Undoes [`Self::widen_cache_once`].
    pub(crate) fn narrow_cache(&self, usual: i64) -> Result<()> {
        if self.is_file() { self.batch(&format!("PRAGMA cache_size = {usual}")) } else { Ok(()) }
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
    pub(super) fn sqlite(&self) -> Result<&Conn> {
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
        let Engine::Sqlite(Conn { conn, .. }) = self.engine else { return Ok(()) };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_that_has_waited_does_not_wait_as_long_again() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("t.voluptas");
        let open = || Db::open(&path, Mode::ReadWrite).expect("file");
        let (other, own) = (open(), open());
        other.begin(Access::Write).expect("locked");
        let began = Instant::now();
        for _ in 0..3 {
            assert!(matches!(own.begin_write(PATIENCE), Err(Error::Busy)));
        }
        assert!(began.elapsed() < PATIENCE, "the three together");
        other.rollback().expect("free");
        own.begin_write(PATIENCE).expect("free");
    }
}
