//! Cached reads for views.
//!
//! A view keeps one [`CachedQuery`] for each thing it reads and calls [`CachedQuery::ask`] in each pass with its present question.
//! The query says which changes of the workspace make its answer stale ([`Concerns`]), reads again in the background, and keeps
//! the last answer on screen meanwhile:
//!
//! - a new question replaces the one that is being read;
//! - a change of the workspace waits for the read that is running, so that steady writes do not keep an answer from arriving;
//! - a failed read keeps the last answer, is logged, and is not repeated until something changes or the person refreshes. The
//!   window shows it ([`FailedRead`]) with the name of the things that could not be read.
//!
//! Nothing here writes, and nothing waits.

use std::cell::{Cell, RefCell};
use std::fmt::Display;

use strum::IntoEnumIterator as _;

use super::user_error::UserError;
use voluptas_core::domain::message::Explain;
use voluptas_jobs::{JobRunner, Query};
use voluptas_store::{Aggregate, Store};

/// The changes of the workspace that make an answer stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concerns {
    /// Every write.
    Everything,
    /// Writes of these aggregates.
    Of(&'static [Aggregate]),
    /// Writes of these aggregates, and changed last results of cases.
    AndLastResults(&'static [Aggregate]),
}

/// The answers that views wait for, the less important first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Awaited {
    /// None.
    #[default]
    Nothing,
    /// Additions to rows that are shown without them, see [`CachedQuery::additions`].
    Additions,
    /// Others.
    Answers,
}

/// A failed read: its subject and its error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedRead {
    /// Key of a sentence that names the subject.
    pub what: &'static str,
    /// The reason.
    pub error: UserError,
}

/// Read access for the views of one pass: the open workspace and the threads that reads run on.
#[derive(Debug, Clone, Copy)]
pub struct Reads<'a> {
    /// The open workspace.
    pub store: &'a Store,
    /// Threads for the reads.
    pub runner: &'a JobRunner,
    /// Number of workspaces opened so far: an answer from another workspace is dropped.
    pub opened: u64,
    /// Number of times the person refreshed: older answers are read again.
    pub refreshed: u64,
    /// The most important answer that a query of this pass waits for.
    pub awaited: &'a Cell<Awaited>,
    /// Set while a query runs whose answer takes milliseconds, see [`CachedQuery::quick`].
    pub soon: &'a Cell<bool>,
    /// Set when the last read of a query failed: the first such query of the pass.
    pub failed: &'a RefCell<Option<FailedRead>>,
}

/// The state of the workspace that an answer was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    opened: u64,
    refreshed: u64,
    /// Sum of the generation counters that the query is concerned with.
    content: u64,
    /// Position among the notices of changed last results; 0 when the query is not concerned with them.
    notices: u64,
}

impl Reads<'_> {
    /// Tells the window that a view waits for an answer.
    pub fn wait_for(&self, kind: Awaited) {
        self.awaited.set(kind.max(self.awaited.get()));
    }

    /// Drops a value on a background thread: freeing the texts of tens of thousands of rows takes longer than a pass.
    pub fn discard<T: Send + 'static>(&self, value: Option<T>) {
        if std::mem::needs_drop::<T>()
            && let Some(value) = value
        {
            self.runner.block_in_background(move || drop(value));
        }
    }

    fn stamp(&self, concerns: Concerns) -> Stamp {
        let of = |aggregate| self.store.generations().of(aggregate);
        let content = match concerns {
            Concerns::Everything => Aggregate::iter().map(of).sum(),
            Concerns::Of(all) | Concerns::AndLastResults(all) => all.iter().map(|a| of(*a)).sum(),
        };
        let notices = if matches!(concerns, Concerns::AndLastResults(_)) { self.store.case_notices().position() } else { 0 };
        Stamp { opened: self.opened, refreshed: self.refreshed, content, notices }
    }
}

/// The last answer, to be brought up to date instead of being read again: only last results of cases changed since.
#[derive(Debug, Clone)]
pub struct Patch<T> {
    /// The last answer.
    pub answer: T,
    /// Position of the first notice that the answer does not hold.
    pub since: u64,
}

#[derive(Debug, Clone)]
struct Answer<K, T> {
    question: K,
    stamp: Stamp,
    value: T,
}

/// One cached read: the question, the state of the workspace it was asked at, the last answer and the last failure.
#[derive(Debug)]
pub struct CachedQuery<K, T> {
    what: &'static str,
    concerns: Concerns,
    kind: Awaited,
    is_quick: bool,
    /// The item may be deleted while it is shown. Its view then says so; the failed read is neither logged nor reported.
    may_go: bool,
    running: Query<Result<T, UserError>>,
    asked: Option<(K, Stamp)>,
    answer: Option<Answer<K, T>>,
    failure: Option<UserError>,
}

impl<K: Clone + PartialEq + Send + 'static, T: Send + 'static> CachedQuery<K, T> {
    /// A query without a question yet. `what` is the key of the sentence for a failed read.
    #[must_use]
    pub fn new(what: &'static str, concerns: Concerns) -> Self {
        let kind = Awaited::Answers;
        let running = Query::default();
        Self { what, concerns, kind, is_quick: false, may_go: false, running, asked: None, answer: None, failure: None }
    }

    /// A query like [`CachedQuery::new`] about an item that may be deleted while it is shown. Its view learns that from a list,
    /// and reports it itself.
    #[must_use]
    pub fn of_thing(what: &'static str, concerns: Concerns) -> Self {
        Self { may_go: true, ..Self::new(what, concerns) }
    }

    /// A query like [`CachedQuery::new`] for additions to rows that are shown without them, e.g. the words that a search found.
    #[must_use]
    pub fn additions(what: &'static str, concerns: Concerns) -> Self {
        Self { kind: Awaited::Additions, ..Self::new(what, concerns) }
    }

    /// A query like [`CachedQuery::new`] for what is worked out in memory, or read from a few rows, within milliseconds, e.g. the rows of a
    /// search: the window shows the answer in the frame of the key that asked for it where it comes in time.
    #[must_use]
    pub fn quick(what: &'static str, concerns: Concerns) -> Self {
        Self { is_quick: true, ..Self::new(what, concerns) }
    }

    /// Takes over an answer that has arrived, and starts `read` when the question or the workspace changed. `None` asks nothing and
    /// drops the last answer. Returns true when the answer or the failure is new. To be called in each pass before it is drawn, and again
    /// after it where it changed the question.
    pub fn ask<E: Explain + Display>(
        &mut self,
        reads: Reads<'_>,
        question: Option<K>,
        read: impl FnOnce(&Store, &K) -> Result<T, E> + Send + 'static,
    ) -> bool {
        let is_new = self.take(reads);
        if let Some(question) = self.due(reads, question) {
            self.start(reads, question, read);
        }
        self.report(reads);
        is_new
    }

    /// Like [`CachedQuery::ask`], for a read that can bring the last answer up to date when only last results of cases changed.
    pub fn ask_or_patch<E: Explain + Display>(
        &mut self,
        reads: Reads<'_>,
        question: Option<K>,
        read: impl FnOnce(&Store, &K, Option<Patch<T>>) -> Result<T, E> + Send + 'static,
    ) -> bool
    where
        T: Clone,
    {
        let is_new = self.take(reads);
        if let Some(question) = self.due(reads, question) {
            let now = reads.stamp(self.concerns);
            let patch =
                self.answer.as_ref().filter(|a| a.question == question && Stamp { notices: now.notices, ..a.stamp } == now);
            let patch = patch.map(|a| Patch { answer: a.value.clone(), since: a.stamp.notices });
            self.start(reads, question, move |store, question| read(store, question, patch));
        }
        self.report(reads);
        is_new
    }

    /// The question to read now, unless its answer is there or on its way.
    fn due(&mut self, reads: Reads<'_>, question: Option<K>) -> Option<K> {
        let Some(question) = question else {
            self.forget(reads);
            return None;
        };
        let now = reads.stamp(self.concerns);
        if let Some((asked, stamp)) = &self.asked {
            let same_workspace = stamp.opened == now.opened;
            if same_workspace && *asked == question {
                if *stamp == now || self.running.is_running() {
                    return None;
                }
            } else {
                self.failure = None;
            }
            if !same_workspace {
                reads.discard(self.answer.take());
            }
        }
        // A question may hold the last copy of a list.
        reads.discard(self.asked.replace((question.clone(), now)));
        Some(question)
    }

    fn start<E: Explain + Display>(
        &mut self,
        reads: Reads<'_>,
        question: K,
        read: impl FnOnce(&Store, &K) -> Result<T, E> + Send + 'static,
    ) {
        let (store, what, may_go) = (reads.store.clone(), self.what, self.may_go);
        self.running.ask(reads.runner, move || {
            read(&store, &question).map_err(|error| {
                let told = UserError::of(&error);
                if may_go && told.is_gone() {
                    tracing::debug!(%error, what, "the thing of a view was deleted");
                } else {
                    tracing::error!(%error, what, "a view was not read");
                }
                told
            })
        });
    }

    /// Tells the window that an answer is awaited, and that the last read failed.
    fn report(&self, reads: Reads<'_>) {
        if self.running.is_running() {
            reads.wait_for(self.kind);
            reads.soon.set(reads.soon.get() || self.is_quick);
        }
        if let Some(error) = self.failure.as_ref().filter(|error| !(self.may_go && error.is_gone())) {
            let failed = || FailedRead { what: self.what, error: error.clone() };
            reads.failed.borrow_mut().get_or_insert_with(failed);
        }
    }

    fn take(&mut self, reads: Reads<'_>) -> bool {
        if !self.running.poll() {
            return false;
        }
        // The answer to a question that was withdrawn meanwhile is dropped.
        let (Some(result), Some((question, stamp))) = (self.running.take(), self.asked.clone()) else { return false };
        match result {
            Ok(value) => {
                reads.discard(self.answer.replace(Answer { question, stamp, value }));
                self.failure = None;
            }
            Err(error) => self.failure = Some(error),
        }
        true
    }

    /// The last answer to the present question.
    pub fn get(&self) -> Option<&T> {
        let (asked, _) = self.asked.as_ref()?;
        self.answer.as_ref().filter(|a| a.question == *asked).map(|a| &a.value)
    }

    /// The last answer, whatever the question was: for lists that stay on screen while their language changes.
    pub fn latest(&self) -> Option<&T> {
        self.answer.as_ref().map(|a| &a.value)
    }

    /// The failure of the last read of the present question.
    pub fn failure(&self) -> Option<&UserError> {
        self.failure.as_ref()
    }

    /// True when the answer was read from the present state of the workspace.
    pub fn is_current(&self, reads: Reads<'_>) -> bool {
        let now = reads.stamp(self.concerns);
        !self.running.is_running() && self.asked.as_ref().is_some_and(|(_, stamp)| *stamp == now)
    }

    /// Reads the present question again at the next [`CachedQuery::ask`]; the answer stays until then.
    pub fn invalidate(&mut self) {
        self.asked = None;
    }

    fn forget(&mut self, reads: Reads<'_>) {
        reads.discard(self.asked.take());
        reads.discard(self.answer.take());
        self.failure = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use voluptas_app::Workspace;
    use voluptas_core::base::FixedClock;
    use voluptas_store::{Error, Op};

    struct Desk {
        workspace: Workspace,
        awaited: Cell<Awaited>,
        soon: Cell<bool>,
        failed: RefCell<Option<FailedRead>>,
        opened: u64,
        refreshed: u64,
        reads: Arc<AtomicU32>,
        _home: tempfile::TempDir,
    }

    impl Desk {
        fn new() -> Self {
            let home = tempfile::tempdir().expect("folder");
            let clock = Arc::new(FixedClock::at(0));
            let runner = JobRunner::new(clock.clone()).expect("runner");
            let workspace = Workspace::open_at(&home.path().join("w.voluptas"), runner, clock).expect("workspace");
            Self {
                workspace,
                awaited: Cell::default(),
                soon: Cell::default(),
                failed: RefCell::default(),
                opened: 1,
                refreshed: 0,
                reads: Arc::default(),
                _home: home,
            }
        }

        /// Asks until the answer is there; returns the number of reads so far.
        fn settle(&self, query: &mut CachedQuery<u32, usize>, question: Option<u32>) -> u32 {
            loop {
                self.awaited.set(Awaited::Nothing);
                self.failed.take();
                let reads = Arc::clone(&self.reads);
                let given = Reads {
                    store: &self.workspace.store,
                    runner: &self.workspace.jobs,
                    opened: self.opened,
                    refreshed: self.refreshed,
                    awaited: &self.awaited,
                    soon: &self.soon,
                    failed: &self.failed,
                };
                query.ask(given, question, move |store, question| {
                    reads.fetch_add(1, Ordering::AcqRel);
                    if *question == 404 {
                        return Err(Error::MissingParent);
                    }
                    if *question == 410 {
                        return Err(Error::not_found("run", question));
                    }
                    store.read(|tx| tx.projects().all()).map(|all| all.len() + *question as usize)
                });
                if self.awaited.get() == Awaited::Nothing {
                    return self.reads.load(Ordering::Acquire);
                }
                std::thread::yield_now();
            }
        }

        fn add_project(&self, code: &str) {
            self.workspace.store.write(Op::bulk("test"), |tx| tx.projects().create(code, code, None)).expect("project");
        }
    }

    #[test]
    fn reads_again_only_when_the_question_or_what_concerns_it_changed() {
        let desk = Desk::new();
        let mut query = CachedQuery::new("gui-unread-cases", Concerns::Of(&[Aggregate::Projects]));
        assert_eq!((desk.settle(&mut query, Some(10)), query.get()), (1, Some(&10)));
        assert_eq!(desk.settle(&mut query, Some(10)), 1, "nothing changed");
        desk.add_project("SHOP");
        assert_eq!((desk.settle(&mut query, Some(10)), query.get()), (2, Some(&11)));
        let mut other = CachedQuery::new("gui-unread-cases", Concerns::Of(&[Aggregate::Runs]));
        desk.settle(&mut other, Some(0));
        desk.add_project("BANK");
        assert_eq!((desk.settle(&mut other, Some(0)), other.get()), (3, Some(&1)), "projects do not concern it");
        assert_eq!((desk.settle(&mut query, Some(20)), query.get()), (4, Some(&22)));
    }

    #[test]
    fn keeps_the_answer_when_a_read_fails_and_drops_it_with_its_workspace() {
        let mut desk = Desk::new();
        let mut query = CachedQuery::new("gui-unread-cases", Concerns::Everything);
        desk.settle(&mut query, Some(1));
        desk.settle(&mut query, Some(404));
        assert!(query.failure().is_some());
        assert_eq!(desk.failed.borrow().as_ref().map(|f| f.what), Some("gui-unread-cases"), "the window is told");
        assert_eq!((query.get(), query.latest()), (None, Some(&1)), "the answer to another question is not shown for this one");
        assert_eq!(desk.settle(&mut query, Some(404)), 2, "a failed read is not repeated by itself");
        desk.refreshed += 1;
        assert_eq!(desk.settle(&mut query, Some(404)), 3, "a refresh repeats it");
        desk.settle(&mut query, Some(1));
        assert!(query.failure().is_none() && desk.failed.borrow().is_none());
        desk.opened += 1;
        desk.settle(&mut query, Some(1));
        assert_eq!(query.get(), Some(&1));
        desk.settle(&mut query, None);
        assert_eq!((query.get(), query.latest()), (None, None));
    }

    #[test]
    fn a_thing_that_was_deleted_is_no_failed_read() {
        let desk = Desk::new();
        let mut query = CachedQuery::of_thing("gui-unread-results", Concerns::Everything);
        desk.settle(&mut query, Some(410));
        assert!(query.failure().is_some(), "its view may say so");
        assert!(desk.failed.borrow().is_none(), "the window does not");
        desk.settle(&mut query, Some(404));
        assert!(desk.failed.borrow().is_some(), "other failures are told");
    }
}
