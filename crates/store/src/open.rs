//! Opening a workspace, and handing out transactions.

use super::author::{Author, Source};
use super::blobs::{BlobPlace, Blobs};
use super::change_marks::ChangeMarks;
use super::copy::refuse_unfinished;
use super::db::log::refuse_damaged;
use super::db::look::{Seen, log_of, look};
use super::db::postgres::{Listener, ListenerState};
use super::db::{Db, Mode, migrate};
use super::error::{Error, Result};
use super::file_id::FileId;
use super::group::{Group, Writer};
use super::location::Location;
use super::meta::ensure_origin;
use super::notice::CaseNotices;
use super::op::{Changed, Generations, Op};
use super::own_operations::OwnOperations;
use super::readers::{self, Readers};
use super::tx::Tx;
use super::write_queue::{Executed, WriteQueue};
use parking_lot::FairMutex;
use std::fs::Metadata;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::{Instant, SystemTime};
use tokio::sync::watch;
use voluptas_core::base::{Clock, Millis};
use voluptas_core::domain::ids::CaseId;

/// An open workspace with the [`Author`] of its writes. Cheap to clone; all clones share its connections.
///
/// One connection writes; readers have their own and see the last committed state, so that neither waits for the other.
#[derive(Debug, Clone)]
pub struct Store {
    inner: Arc<Inner>,
    /// Author of the writes of this handle.
    author: Arc<Author>,
}

#[derive(Debug)]
struct Inner {
    location: Location,
    /// Identity of the file when it was opened.
    file: Option<FileId>,
    /// Time at which the workspace was created.
    created_ms: Millis,
    clock: Arc<dyn Clock>,
    // Dropped in this order: the writer closes last and folds the write-ahead log into the file, which a reader may not.
    readers: Readers,
    /// A fair lock: writers come in the order of asking. With an unfair lock, a busy thread can take the lock again and again.
    writer: FairMutex<Writer>,
    /// Number of writes that wait for the lock.
    waiting: AtomicUsize,
    /// The thread for writes that come at once, where many are expected.
    queue: OnceLock<WriteQueue>,
    /// Length and time of the write-ahead log at the last call of [`Store::fold_log_when_idle`].
    log_seen: Mutex<Option<(u64, SystemTime)>>,
    /// Operations that undo and redo reach.
    own: OwnOperations,
    generations: Generations,
    notices: CaseNotices,
    /// The file at the last look for writes of other programs.
    seen: Mutex<Option<ChangeMarks>>,
    /// The storage of attachments that was opened last.
    blobs: Mutex<Option<Blobs>>,
    /// Listener to the commits to a workspace on a server, started when first needed.
    listener: Mutex<Option<Listener>>,
}

impl Inner {
    fn check_file(&self) -> Result<()> {
        self.file.map_or(Ok(()), |file| file.check(&self.location))
    }
}

/// A reference to a [`Store`] that does not keep the file open.
#[derive(Debug, Clone)]
pub struct WeakStore(Weak<Inner>, Arc<Author>);

impl WeakStore {
    /// The store; `None` when it was closed.
    pub fn upgrade(&self) -> Option<Store> {
        self.0.upgrade().map(|inner| Store { inner, author: Arc::clone(&self.1) })
    }
}

/// A write that was executed and waits for the commit of its group.
#[derive(Debug)]
struct Pending {
    changed: Changed,
    /// Cases whose last result changed.
    cases: Vec<CaseId>,
    operation: Option<i64>,
    group: Arc<Group>,
}

/// The outcome of a write.
#[derive(Debug)]
pub struct Written<T> {
    /// Value of the closure.
    pub value: T,
    /// Changed aggregates.
    pub changed: Changed,
    /// Recorded operation; `None` when nothing was recorded.
    pub operation: Option<i64>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while the lock was held cannot leave a half-done transaction: it was rolled back on the way out.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Turns the write-ahead log on again when dropped, also after a panic.
struct ReturnToLog<'s>(&'s Store);

impl Drop for ReturnToLog<'_> {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.0.while_idle(Db::return_to_log) {
            tracing::warn!(%error, "the file stays without a write-ahead log until it is opened again");
        }
    }
}

/// Takes back the room for a large write when dropped.
struct NarrowCache<'s>(&'s Store, i64);

impl Drop for NarrowCache<'_> {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.0.while_idle(|db| db.narrow_cache(self.1)) {
            tracing::warn!(%error, "the connection keeps the memory of a large write");
        }
    }
}

/// Gives `work` as a function without a value to one that calls it once, and returns its value. What calls it then need not be compiled for each
/// kind of work.
fn once<T>(
    work: impl FnOnce(&Tx<'_>) -> Result<T>,
    call: impl FnOnce(&mut dyn FnMut(&Tx<'_>) -> Result<()>) -> Result<()>,
) -> Result<T> {
    let (mut work, mut value) = (Some(work), None);
    call(&mut |tx| {
        let work = work.take().ok_or_else(called_again)?;
        value = Some(work(tx)?);
        Ok(())
    })?;
    value.ok_or_else(called_again)
}

#[cold]
fn called_again() -> Error {
    Error::Engine("a piece of work was not executed exactly once".into())
}

impl Store {
    /// Opens a workspace file; see [`Store::open_at`].
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self> {
        Self::open_at(&Location::from(path), clock)
    }

    /// Opens a workspace, creates a missing one, and upgrades it to the schema of this program. The handle belongs to
    /// the program itself; [`Store::by`] gives it another author.
    /// Before an upgrade, a file is copied to `<name>.before-v<version>` in the same folder. A workspace on a server is backed up by
    /// those who keep the server.
    ///
    /// # Errors
    /// The workspace cannot be opened or written, is of a newer program, or is none.
    pub fn open_at(location: &Location, clock: Arc<dyn Clock>) -> Result<Self> {
        let location = &location.without_link();
        let writer = match location {
            Location::File(path) => {
                if look(path)? == Seen::Nothing
                    && let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty())
                {
                    std::fs::create_dir_all(folder).map_err(|source| Error::Io { path: folder.to_owned(), source })?;
                }
                refuse_damaged(path)?;
                Db::open_workspace(path)?
            }
            Location::Server { server, local, .. } => {
                if let Some(folder) = local.parent() {
                    std::fs::create_dir_all(folder).map_err(|source| Error::Io { path: folder.to_owned(), source })?;
                }
                Db::open_server_workspace(server)?
            }
        };
        refuse_unfinished(&writer)?;
        migrate::migrate(&writer, clock.now(), || match location {
            Location::Server { .. } => Ok(()),
            Location::File(path) => {
                let mut name = path.file_name().unwrap_or_default().to_owned();
                name.push(format!(".before-v{}", migrate::latest()));
                Db::open(path, Mode::ReadOnly)?.backup_to(&path.with_file_name(name))
            }
        })?;
        ensure_origin(&writer)?;
        Self::of(location.clone(), writer, clock)
    }

    /// True when there is a workspace, or a file in its place.
    ///
    /// # Errors
    /// [`Error::LogAlone`]; the server cannot be reached.
    pub fn exists(location: &Location) -> Result<bool> {
        match location {
            Location::File(path) if path.is_file() => Ok(true),
            Location::File(path) => match look(path) {
                Err(alone @ Error::LogAlone { .. }) => Err(alone),
                _ => Ok(false),
            },
            Location::Server { server, .. } => Ok(!Db::open_server(server)?.table_names()?.is_empty()),
        }
    }

    /// Opens a workspace that cannot be written. Every write fails with [`Error::ReadOnly`].
    ///
    /// # Errors
    /// There is no workspace, or it is of a newer program; [`Error::ReadOnly`] when it would have to be upgraded first.
    pub fn open_read_only(location: &Location, clock: Arc<dyn Clock>) -> Result<Self> {
        let location = &location.without_link();
        if let Location::File(path) = location {
            look(path)?;
            refuse_damaged(path)?;
        }
        let db = readers::connect(location)?;
        if migrate::version(&db)? != migrate::latest() {
            return Err(Error::ReadOnly);
        }
        refuse_unfinished(&db)?;
        Self::of(location.clone(), db, clock)
    }

    fn of(location: Location, writer: Db, clock: Arc<dyn Clock>) -> Result<Self> {
        let latest = writer.one("SELECT coalesce(max(id), 0) FROM operations", &[], |r| r.int(0))?;
        let inner = Inner {
            file: FileId::of(&location),
            created_ms: writer.one("SELECT coalesce(min(applied_ms), 0) FROM schema_migration", &[], |r| r.int(0))?,
            readers: Readers::of(location.clone())?,
            location,
            clock,
            writer: FairMutex::new(Writer::new(writer)),
            queue: OnceLock::new(),
            waiting: AtomicUsize::new(0),
            log_seen: Mutex::default(),
            own: OwnOperations::since(latest),
            generations: Generations::default(),
            notices: CaseNotices::default(),
            seen: Mutex::default(),
            blobs: Mutex::default(),
            listener: Mutex::default(),
        };
        Ok(Self { inner: Arc::new(inner), author: Arc::new(Author::program()) })
    }

    /// A reference that does not keep the file open.
    pub fn downgrade(&self) -> WeakStore {
        WeakStore(Arc::downgrade(&self.inner), Arc::clone(&self.author))
    }

    /// Place of the workspace.
    pub fn location(&self) -> &Location {
        &self.inner.location
    }

    /// Path beside which the files of the workspace are stored: that of the workspace file, or a path in a folder of its own for
    /// a workspace on a server.
    pub fn path(&self) -> &Path {
        self.inner.location.local()
    }

    /// Time at which the workspace was created. Copies of a file have the same one.
    pub fn created_ms(&self) -> Millis {
        self.inner.created_ms
    }

    /// The clock for the times of writes.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.clock
    }

    /// Counters that tell views that they are stale.
    pub fn generations(&self) -> &Generations {
        &self.inner.generations
    }

    /// Cases whose last result changed.
    pub fn case_notices(&self) -> &CaseNotices {
        &self.inner.notices
    }

    /// The author of the writes of this handle.
    pub fn author(&self) -> &Author {
        &self.author
    }

    /// A handle of the same file with another author.
    #[must_use]
    pub fn by(&self, author: Author) -> Self {
        Self { inner: Arc::clone(&self.inner), author: Arc::new(author) }
    }

    /// A handle of the same file and person with another source of writes.
    #[must_use]
    pub fn through(&self, source: Source) -> Self {
        self.by(Author { source, ..Author::clone(&self.author) })
    }

    /// Numbers of open reading connections, of idle ones among them, and of readers that wait for one.
    pub fn readers(&self) -> (usize, usize, usize) {
        self.inner.readers.state()
    }

    /// Reads one state of the file. Never waits for a writer.
    ///
    /// # Errors
    /// [`Error::Moved`] for a file that is no longer in its place; those of the reading.
    pub fn read<T>(&self, f: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        once(f, |f| self.read_by(f))
    }

    /// [`Store::read`], compiled once for all readings.
    fn read_by(&self, f: &mut dyn FnMut(&Tx<'_>) -> Result<()>) -> Result<()> {
        self.inner.check_file()?;
        self.inner.readers.read(|db| f(&Tx::new(db, self.inner.clock.now(), None).of(&self.inner.own)))
    }

    /// Reads one state of the file like [`Store::read`], for a reader that goes over much of it once, as a report does: few of its pages are
    /// kept in memory.
    ///
    /// # Errors
    /// Those of [`Store::read`].
    pub fn read_through<T>(&self, f: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        once(f, |f| self.read_through_by(f))
    }

    fn read_through_by(&self, f: &mut dyn FnMut(&Tx<'_>) -> Result<()>) -> Result<()> {
        self.inner.check_file()?;
        self.inner.readers.read_through(|db| f(&Tx::new(db, self.inner.clock.now(), None).of(&self.inner.own)))
    }

    /// Executes one named write, completely or not at all. Writes that wait for one another are committed together.
    ///
    /// # Errors
    /// [`Error::Moved`] for a file that is no longer in its place; those of the writing.
    pub fn write<T>(&self, op: Op, f: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<Written<T>> {
        let (mut changed, mut operation) = (Changed::default(), None);
        let value = once(f, |f| {
            (changed, operation) = self.write_by(&op, f)?;
            Ok(())
        })?;
        Ok(Written { value, changed, operation })
    }

    /// Executes a write like [`Store::write`], on the thread that does so for all that come at once: see [`Store::expect_many_writers`].
    ///
    /// # Errors
    /// Those of [`Store::write`].
    pub fn write_in_queue<T: Send + 'static>(
        &self,
        op: Op,
        f: impl FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<Written<T>> {
        let Some(queue) = self.inner.queue.get() else { return self.write(op, f) };
        self.inner.check_file()?;
        let (reply, answer) = std::sync::mpsc::sync_channel(1);
        let (store, span, name, asked) = (self.clone(), tracing::Span::current(), op.name, Instant::now());
        self.inner.waiting.fetch_add(1, Ordering::SeqCst);
        let is_taken = queue.execute(move || {
            let executed = catch_unwind(AssertUnwindSafe(|| {
                let mut pending = None;
                let value = once(f, |f| {
                    pending = Some(span.in_scope(|| store.execute(&op, asked, f))?);
                    Ok(())
                });
                // Held by the writing thread no longer than this write.
                drop(store);
                Ok::<_, Error>((value?, pending.ok_or_else(called_again)?))
            }));
            let group = executed.as_ref().ok().and_then(|done| done.as_ref().ok()).map(|(_, pending)| Arc::clone(&pending.group));
            let tell = Box::new(move || drop(reply.send(executed)));
            Executed { group, tell }
        });
        if !is_taken {
            self.inner.waiting.fetch_sub(1, Ordering::SeqCst);
        }
        match answer.recv().map_err(|_| called_again())? {
            Ok(executed) => {
                let (value, pending) = executed?;
                let (changed, operation) = self.settle(name, pending)?;
                Ok(Written { value, changed, operation })
            }
            Err(panic) => resume_unwind(panic),
        }
    }

    /// [`Store::write`], compiled once for all writes.
    fn write_by(&self, op: &Op, f: &mut dyn FnMut(&Tx<'_>) -> Result<()>) -> Result<(Changed, Option<i64>)> {
        self.inner.check_file()?;
        // Counted before the lock is asked for: who holds it then knows that somebody will go on.
        self.inner.waiting.fetch_add(1, Ordering::SeqCst);
        let pending = self.execute(op, Instant::now(), f)?;
        self.settle(op.name, pending)
    }

    /// The part of a write, asked for at `asked`, that needs the writing connection. The write is counted as a waiting one, and is not any more
    /// afterwards.
    fn execute(&self, op: &Op, asked: Instant, f: &mut dyn FnMut(&Tx<'_>) -> Result<()>) -> Result<Pending> {
        let mut writer = self.inner.writer.lock();
        self.inner.waiting.fetch_sub(1, Ordering::SeqCst);
        let turn = writer.begin(&self.inner.waiting, asked)?;
        let tx =
            Tx::new(turn.db(), self.inner.clock.now(), Some((op, &self.author))).of(&self.inner.own).remembering(turn.memory());
        f(&tx)?;
        tx.rollup().settle()?;
        tx.search().flush()?;
        tx.outbox().flush()?;
        let (changed, cases, operation) = (tx.changed(), tx.take_cases(), tx.operation());
        turn.db().note_write(changed.leaves_cases_alone());
        let group = turn.keep()?;
        // A write of the same group may be an undo, which must find this one.
        operation.into_iter().for_each(|id| self.inner.own.add(id));
        Ok(Pending { changed, cases, operation, group })
    }

    /// Waits for the commit of a write and tells views of it.
    fn settle(&self, name: &'static str, pending: Pending) -> Result<(Changed, Option<i64>)> {
        let Pending { changed, cases, operation, group } = pending;
        group.wait().inspect_err(|_| operation.into_iter().for_each(|id| self.inner.own.remove(id)))?;
        self.tell(changed, cases);
        tracing::debug!(operation = name, "written");
        Ok((changed, operation))
    }

    /// Executes a write like [`Store::write`]. The first large write of a new file goes into the file itself, without the write-ahead
    /// log, if nobody else has the file open: each page is written once instead of twice. Reads of other threads and programs then wait
    /// for its end.
    ///
    /// # Errors
    /// Those of [`Store::write`].
    pub fn write_alone<T>(&self, op: Op, f: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<Written<T>> {
        self.inner.check_file()?;
        self.inner.readers.close_idle();
        let _log = matches!(self.while_idle(Db::leave_log), Some(Ok(true))).then(|| ReturnToLog(self));
        self.write(op, f)
    }

    /// Executes the write of an import like [`Store::write_alone`], with more memory: new rows go to places all over several indexes.
    ///
    /// # Errors
    /// Those of [`Store::write`].
    pub fn write_import<T>(&self, op: Op, f: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<Written<T>> {
        let _cache = self.while_idle(Db::widen_cache_once).and_then(Result::ok).map(|usual| NarrowCache(self, usual));
        self.write_alone(op, f)
    }

    /// Folds the write-ahead log of a file into it if no program has written since the last call, so that the file alone has everything.
    /// Called every few seconds. Waits for nobody; blocks for the disk.
    ///
    /// # Errors
    /// [`Error::Moved`]; the file cannot be written.
    pub fn fold_log_when_idle(&self) -> Result<()> {
        let Location::File(path) = self.location() else { return Ok(()) };
        let state = |log: Metadata| Some((log.len(), log.modified().ok()?));
        let now = std::fs::metadata(log_of(path)).ok().and_then(state).filter(|(length, _)| *length > 0);
        let before = std::mem::replace(&mut *lock(&self.inner.log_seen), now);
        if now.is_some() && now == before {
            self.inner.check_file()?;
            self.while_idle(Db::fold_log).transpose()?;
        }
        Ok(())
    }

    /// Notifies views of the changes of a committed write.
    pub(super) fn tell(&self, changed: Changed, cases: Vec<CaseId>) {
        self.inner.notices.add(cases);
        self.inner.generations.bump(changed);
    }

    /// Takes more memory for writes and starts the thread of [`Store::write_in_queue`], for a program that takes in the writes of many. Best before
    /// the first write: the memory stays as it is while one is under way.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn expect_many_writers(&self) -> Result<()> {
        let mut writer = self.inner.writer.lock();
        writer.remember();
        if self.inner.queue.get().is_none() {
            let queue = WriteQueue::start().map_err(|e| Error::Engine(e.to_string()))?;
            writer.tell_queue(queue.clone());
            self.inner.queue.get_or_init(|| queue);
        }
        drop(writer);
        self.while_idle(Db::widen_cache).unwrap_or(Ok(()))
    }

    /// Makes a database server gather statistics of large tables that have none, for instance after a restored backup. Without
    /// them it treats the tables as small and reads them as a whole. Does nothing for a file. Blocks.
    pub fn gather_missing_statistics(&self) -> Result<()> {
        self.while_idle(Db::gather_missing_statistics).unwrap_or(Ok(()))
    }

    /// Reads through the writing connection while this program does not write; `None` while it does.
    pub(super) fn while_idle<T>(&self, f: impl FnOnce(&Db) -> Result<T>) -> Option<Result<T>> {
        self.inner.writer.try_lock().and_then(|writer| writer.idle().map(f))
    }

    /// The blob storage at a place: the one that is open, or else the result of `open`.
    pub(super) fn opened_blobs(&self, place: &BlobPlace, open: impl FnOnce() -> Result<Blobs>) -> Result<Blobs> {
        let mut opened = lock(&self.inner.blobs);
        if let Some(blobs) = opened.as_ref().filter(|blobs| blobs.place() == place) {
            return Ok(blobs.clone());
        }
        let blobs = open()?;
        *opened = Some(blobs.clone());
        Ok(blobs)
    }

    /// Subscribes to the events of the workspace's listener. The first call starts the listener.
    pub(super) fn listener(&self, start: impl FnOnce() -> Result<Listener>) -> Result<watch::Receiver<ListenerState>> {
        let mut listener = lock(&self.inner.listener);
        if listener.is_none() {
            *listener = Some(start()?);
        }
        listener.as_ref().map(Listener::heard).ok_or_else(|| Error::Unavailable("nobody listens".into()))
    }

    pub(super) fn seen(&self) -> MutexGuard<'_, Option<ChangeMarks>> {
        lock(&self.inner.seen)
    }

    /// A reading connection of its own.
    pub(super) fn reader(&self) -> Result<Db> {
        readers::connect(&self.inner.location)
    }
}
