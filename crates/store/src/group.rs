//! Commits several waiting writes at once.
//!
//! A commit waits for the disk, which takes far longer than a small write. So a write with others waiting behind it leaves the
//! transaction open and passes it on; the last one, or the one that fills the group, commits for all. Each write behind the first
//! has a savepoint of its own: an error or a panic rolls back only that write. Before the first there is nothing to keep, so that it
//! rolls back the transaction. No write reports success before the commit, and a write that has no waiting write behind it commits
//! at once.

use super::db::Db;
use super::error::{Error, Result};
use super::intake_memory::IntakeMemory;
use super::write_queue::WriteQueue;
use std::cell::RefCell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Maximum number of writes in one commit.
const MOST: usize = 64;
/// Maximum time between the beginning of the first write and the commit.
const LONGEST: Duration = Duration::from_millis(50);
/// A group that took so many times as long as a commit does not wait for more writes than it has.
const WORTH_A_COMMIT: u32 = 2;

/// The writing connection with its open transaction.
#[derive(Debug)]
pub struct Writer {
    db: Db,
    open: Option<Open>,
    /// Time that the last commit took.
    commit: Duration,
    memory: RefCell<IntakeMemory>,
    /// Queue that is notified of the end of each group.
    queue: Option<WriteQueue>,
}

#[derive(Debug)]
struct Open {
    group: Arc<Group>,
    members: usize,
    began: Instant,
}

/// The writes that wait for one commit.
#[derive(Debug, Default)]
pub struct Group {
    outcome: Mutex<Option<std::result::Result<(), Lost>>>,
    done: Condvar,
}

/// Reason of a failed commit.
#[derive(Debug, Clone)]
struct Lost {
    is_disk_full: bool,
    is_unavailable: bool,
    text: String,
}

impl Group {
    /// Waits for the commit.
    ///
    /// # Errors
    /// The commit failed: no write of the group was stored.
    pub fn wait(&self) -> Result<()> {
        let outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = self.done.wait_while(outcome, |o| o.is_none()).unwrap_or_else(PoisonError::into_inner);
        match outcome.clone() {
            Some(Err(Lost { is_disk_full: true, .. })) => Err(Error::DiskFull),
            Some(Err(Lost { is_unavailable: true, text, .. })) => Err(Error::Unavailable(text)),
            Some(Err(lost)) => Err(Error::Engine(lost.text)),
            Some(Ok(())) | None => Ok(()),
        }
    }

    /// True when the members need not wait any more.
    pub(super) fn has_ended(&self) -> bool {
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn tell(&self, outcome: std::result::Result<(), &Error>) {
        let lost = |e: &Error| Lost {
            is_disk_full: e.is_disk_full(),
            is_unavailable: matches!(e, Error::Unavailable(_)),
            text: match e {
                Error::Unavailable(text) => text.clone(),
                e => e.to_string(),
            },
        };
        *self.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome.map_err(lost));
        self.done.notify_all();
    }
}

impl Writer {
    /// A writer that writes through this connection.
    pub fn new(db: Db) -> Self {
        Self { db, open: None, commit: Duration::ZERO, memory: RefCell::default(), queue: None }
    }

    /// Tells a queue from now on when a group has ended.
    pub(super) fn tell_queue(&mut self, queue: WriteQueue) {
        self.queue = Some(queue);
    }

    /// From now on, caches the rows that arriving results ask for.
    pub(super) fn remember(&mut self) {
        self.memory.get_mut().turn_on();
    }

    /// The connection, unless a transaction is open.
    pub fn idle(&self) -> Option<&Db> {
        (self.open.is_none() && self.db.is_autocommit()).then_some(&self.db)
    }

    /// Begins a write that was asked for at `asked`, within the open transaction or a new one. `waiting` counts the writes behind it.
    ///
    /// # Errors
    /// The file is locked or read-only.
    pub fn begin<'w>(&'w mut self, waiting: &'w AtomicUsize, asked: Instant) -> Result<Turn<'w>> {
        let has_savepoint = self.open.is_some();
        if !has_savepoint {
            self.db.begin_write(asked.elapsed())?;
            if self.memory.get_mut().is_on() && self.db.others_have_written() {
                self.memory.get_mut().clear();
            }
            self.open = Some(Open { group: Arc::default(), members: 0, began: Instant::now() });
        } else if let Err(e) = self.db.savepoint() {
            self.give_up(&e);
            return Err(e);
        }
        Ok(Turn { writer: self, waiting, has_savepoint, is_kept: false })
    }

    /// Commits if no write waits behind this one, or the group is full. Half of the senders wait for the commit while the other
    /// half is executed: if all were in one group, nothing could be done until the first of them returns.
    fn end_turn(&mut self, waiting: &AtomicUsize) {
        let Some(open) = &self.open else { return };
        let (behind, took) = (waiting.load(Ordering::SeqCst), open.began.elapsed());
        let is_full = open.members >= MOST || took >= LONGEST;
        let is_half = open.members >= behind && took >= self.commit * WORTH_A_COMMIT;
        if behind > 0 && !is_full && !is_half && !self.db.is_autocommit() {
            return;
        }
        let began = Instant::now();
        match self.db.commit() {
            Ok(()) => {
                self.commit = began.elapsed();
                self.end_group(Ok(()));
            }
            Err(e) => self.give_up(&e),
        }
    }

    fn end_group(&mut self, outcome: std::result::Result<(), &Error>) {
        let Some(open) = self.open.take() else { return };
        open.group.tell(outcome);
        if let Some(queue) = &self.queue {
            queue.group_ended();
        }
    }

    /// Rolls back the open transaction and reports the error to the waiting writes.
    fn give_up(&mut self, why: &Error) {
        self.memory.get_mut().clear();
        if let Err(e) = self.db.rollback() {
            tracing::debug!(error = %e, "nothing to roll back");
        }
        self.end_group(Err(why));
    }
}

/// One write within the open transaction. Dropping it without [`Turn::keep`] rolls the write back.
#[derive(Debug)]
pub struct Turn<'w> {
    writer: &'w mut Writer,
    waiting: &'w AtomicUsize,
    /// Writes of the group lie before it. A savepoint costs a copy of each page that is changed behind it.
    has_savepoint: bool,
    is_kept: bool,
}

impl Turn<'_> {
    /// The connection.
    pub fn db(&self) -> &Db {
        &self.writer.db
    }

    /// Cached rows for incoming results, kept by the connection.
    pub(super) fn memory(&self) -> &RefCell<IntakeMemory> {
        &self.writer.memory
    }

    /// Keeps the write. The returned group reports the commit.
    ///
    /// # Errors
    /// The database refused. The write is rolled back.
    pub fn keep(mut self) -> Result<Arc<Group>> {
        self.writer.db.confirm()?;
        if self.has_savepoint {
            self.writer.db.release_savepoint()?;
        }
        self.is_kept = true;
        let open = self.writer.open.as_mut().ok_or(Error::Aborted)?;
        open.members += 1;
        Ok(Arc::clone(&open.group))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if !self.is_kept {
            self.writer.memory.get_mut().clear();
        }
        if !self.is_kept && !self.has_savepoint {
            // Nobody waits for the group yet.
            self.writer.give_up(&Error::Aborted);
        } else if !self.is_kept
            && let Err(e) = self.writer.db.rollback_to_savepoint()
        {
            // The engine has rolled back the whole transaction, as it may when the disk is full: the others of the group lose
            // theirs.
            self.writer.give_up(&e);
        }
        self.writer.end_turn(self.waiting);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_senders_are_committed_while_the_others_are_executed() {
        let (mut writer, waiting) = (Writer::new(Db::in_memory().unwrap()), AtomicUsize::new(0));
        let write = |writer: &mut Writer, behind: usize| {
            waiting.store(behind, Ordering::SeqCst);
            writer.begin(&waiting, Instant::now()).unwrap().keep().unwrap();
            writer.idle().is_none()
        };
        assert_eq!((write(&mut writer, 3), write(&mut writer, 2)), (true, false));
        // Small writes wait for one another while a commit takes far longer than they do.
        writer.commit = Duration::from_secs(1);
        assert!(write(&mut writer, 1));
    }
}
