//! The reading connections of a workspace: a pool of deadpool's.

use super::db::{Access, Db};
use super::error::{Error, Result};
use super::location::Location;
use deadpool::managed::{Manager, Metrics, Object, Pool, PoolError, QueueMode, RecycleError, RecycleResult};
use std::cell::Cell;

/// Maximum number of reading connections of a process. Further readers wait in the order of asking.
const MOST: usize = 16;
/// Number of idle ones that are kept: opening one costs more than a query, and each takes memory here and on the server.
const IDLE: usize = 8;

/// Reading connections, opened when they are needed.
#[derive(Debug)]
pub(super) struct Readers {
    pool: Pool<Opener>,
}

#[derive(Debug)]
struct Opener {
    location: Location,
}

impl Manager for Opener {
    type Type = Db;
    type Error = Error;

    async fn create(&self) -> Result<Db> {
        connect(&self.location)
    }

    /// Refuses a connection with an open transaction. A lost connection is made anew by its next transaction.
    async fn recycle(&self, db: &mut Db, _: &Metrics) -> RecycleResult<Error> {
        if db.is_autocommit() { Ok(()) } else { Err(RecycleError::message("its transaction is open")) }
    }
}

thread_local!(static IS_READING: Cell<bool> = const { Cell::new(false) });

/// One read of a thread. Threads that each ask for a second connection would wait for one another when all are taken.
struct Turn;

impl Turn {
    fn begin() -> Self {
        let was_reading = IS_READING.replace(true);
        debug_assert!(!was_reading, "a reader asks for a second connection");
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        IS_READING.set(false);
    }
}

/// Opens a reading connection.
pub(super) fn connect(location: &Location) -> Result<Db> {
    match location {
        Location::File(path) => Db::open_to_read(path),
        Location::Server { server, .. } => Db::open_server(server),
    }
}

impl Readers {
    pub(super) fn of(location: Location) -> Result<Self> {
        // The last one that was given back is the first to be used: its pages are the ones still in memory.
        let pool = Pool::builder(Opener { location }).max_size(MOST).queue_mode(QueueMode::Lifo).build();
        Ok(Self { pool: pool.map_err(|e| Error::Engine(e.to_string()))? })
    }

    /// Runs `f` in a transaction that reads one state. Blocks while [`MOST`] others read; `f` must not read through a further connection.
    ///
    /// # Errors
    /// The workspace cannot be opened; those of `f`.
    pub(super) fn read<T>(&self, f: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
        let _turn = Turn::begin();
        // A task of tokio that has used up its turn would be told to wait until it yields, which a thread that blocks never does.
        let db = pollster::block_on(tokio::task::unconstrained(self.pool.get())).map_err(|e| match e {
            PoolError::Backend(e) => e,
            e => Error::Unavailable(e.to_string()),
        })?;
        let db = Lent { db: Some(db), readers: self };
        db.begin(Access::Read)?;
        let result = f(&db);
        db.rollback()?;
        result
    }

    /// Runs `f` like [`Self::read`] and keeps few pages meanwhile.
    ///
    /// # Errors
    /// Those of [`Self::read`].
    pub(super) fn read_through<T>(&self, f: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
        self.read(|db| {
            db.keep_pages(false)?;
            let result = f(db);
            db.keep_pages(true)?;
            result
        })
    }

    /// Numbers of open connections, of idle ones among them, and of readers that wait for one.
    pub(super) fn state(&self) -> (usize, usize, usize) {
        let status = self.pool.status();
        (status.size, status.available, status.waiting)
    }

    /// Closes all idle connections: they hold locks on the file.
    pub(super) fn close_idle(&self) {
        drop(self.pool.retain(|_, _| false));
    }

    /// Closes the idle connections beyond [`IDLE`] that were used longest ago, which are at the front.
    fn close_surplus(&self) {
        let surplus = self.pool.status().available.saturating_sub(IDLE);
        if surplus > 0 {
            let mut seen = 0;
            let is_kept = |_: &Db, _| {
                seen += 1;
                seen > surplus
            };
            drop(self.pool.retain(is_kept));
        }
    }
}

/// A connection on its way back to the pool. One whose transaction is still open is closed at once, because its reader has panicked or the
/// end of the transaction failed: among idle connections it would hold back the log of the file, or an upgrade, until somebody takes it.
struct Lent<'r> {
    db: Option<Object<Opener>>,
    readers: &'r Readers,
}

impl std::ops::Deref for Lent<'_> {
    type Target = Db;

    fn deref(&self) -> &Db {
        // Only `drop` takes the connection.
        self.db.as_ref().unwrap_or_else(|| unreachable!("a connection that was given back"))
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let Some(db) = self.db.take() else { return };
        if db.is_autocommit() {
            drop(db);
            self.readers.close_surplus();
        } else {
            drop(Object::take(db));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;
    use voluptas_core::base::SystemClock;

    fn readers() -> (tempfile::TempDir, Store, Readers) {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("w.voluptas");
        let store = Store::open(&path, Arc::new(SystemClock)).expect("store");
        let readers = Readers::of(Location::File(path)).expect("a pool");
        (dir, store, readers)
    }

    #[test]
    fn a_crowd_reads_by_few_connections() {
        let (_dir, _store, readers) = readers();
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..2 * MOST {
                scope.spawn(|| {
                    let read = readers.read(|_| {
                        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::sleep(Duration::from_millis(2));
                        now.fetch_sub(1, Ordering::SeqCst);
                        Ok(())
                    });
                    read.expect("a turn");
                });
            }
        });
        assert!(most.load(Ordering::SeqCst) <= MOST);
        assert!(readers.pool.status().size <= IDLE, "{:?}", readers.pool.status());
    }

    #[tokio::test]
    async fn a_task_reads_as_often_as_it_wants() {
        let (_dir, _store, readers) = readers();
        for _ in 0..1_000 {
            readers.read(|_| Ok(())).expect("a turn");
        }
    }

    #[test]
    fn a_reader_that_panics_leaves_no_transaction_behind() {
        let (_dir, _store, readers) = readers();
        let panicked = std::thread::scope(|scope| scope.spawn(|| readers.read::<()>(|_| panic!("of the test"))).join());
        assert!(panicked.is_err());
        assert_eq!(readers.pool.status().size, 0, "its connection is closed, also where nobody else reads");
        readers.read(|db| db.table_names().map(drop)).expect("the next reader");
    }
}
