//! The one runtime, and the jobs that run on it.

use super::ctx::{JobCtx, Waker};
use super::outcome::{Failure, FailureKind, JobEnd, JobError, Outcome, Reportable};
use super::progress::Progress;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;
use voluptas_core::base::{Clock, Millis};
use voluptas_core::domain::Message;
use voluptas_store::jobs::JobRecord;
use voluptas_store::{Op, Store};

/// Number of a job of this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(pub u64);

/// Description of a job, as plain data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobSpec {
    /// Stable name: `import`, `export`, `check_connection`, ...
    pub kind: &'static str,
    /// Title for people.
    pub title: Message,
    /// Two jobs with the same key do not run at once: the second is refused.
    pub exclusive: Option<String>,
    /// True when its end is kept in the workspace file.
    pub recorded: bool,
    /// The job only waits for events and runs until it is stopped. It does not count as unfinished work.
    pub waits: bool,
}

impl JobSpec {
    /// A job that may run beside any other and is not stored.
    #[must_use]
    pub fn new(kind: &'static str, title: Message) -> Self {
        Self { kind, title, exclusive: None, recorded: false, waits: false }
    }

    /// Runs one job at a time for this key, and stores its end.
    #[must_use]
    pub fn exclusive(mut self, key: impl Into<String>) -> Self {
        self.exclusive = Some(key.into());
        self.recorded = true;
        self
    }

    /// Marks a job that runs until it is stopped, waiting for events.
    #[must_use]
    pub fn waiting(mut self) -> Self {
        self.waits = true;
        self
    }
}

/// The error for a key that another running job has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Busy {
    /// Title of that job.
    pub running: Message,
}

/// A job as the activity list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct JobSnapshot {
    /// Number of the job.
    pub id: JobId,
    /// Description of the job.
    pub spec: JobSpec,
    /// Start time.
    pub started: Millis,
    /// End time; `None` while the job runs.
    pub ended: Option<Millis>,
    /// Current or final progress.
    pub progress: Progress,
    /// The end of the job; `None` while it runs.
    pub outcome: Option<Outcome>,
}

struct Entry {
    id: JobId,
    spec: JobSpec,
    started: Millis,
    ended: Option<Millis>,
    ctx: JobCtx,
    outcome: Option<Outcome>,
}

/// Number of ended jobs that are remembered.
const REMEMBERED: usize = 100;

#[derive(Clone)]
/// Runs jobs and background reads. Cheap to clone.
pub struct JobRunner {
    inner: Arc<Inner>,
}

impl std::fmt::Debug for JobRunner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JobRunner").finish_non_exhaustive()
    }
}

struct Inner {
    // An option only so that the drop can take it out and end it without waiting for what hangs.
    runtime: Mutex<Option<tokio::runtime::Runtime>>,
    handle: tokio::runtime::Handle,
    clock: Arc<dyn Clock>,
    next: AtomicU64,
    jobs: Mutex<Vec<Entry>>,
    wake: Mutex<Waker>,
    /// Number of times that there was something new.
    news: Mutex<u64>,
    has_news: Condvar,
    store: Mutex<Option<Store>>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(runtime) = lock(&self.runtime).take() {
            runtime.shutdown_background();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Hands over the value of a job. Returns false if nobody waits for it.
type Tell = Box<dyn FnOnce() -> bool + Send>;
/// A job with its value hidden.
type Work = Pin<Box<dyn Future<Output = (Outcome, Tell)> + Send>>;

/// The handle of a running job, for a caller who waits for its value.
#[derive(Debug)]
pub struct JobHandle<T> {
    /// Number of the job.
    pub id: JobId,
    /// Context, for cancelling the job and reading its progress.
    pub ctx: JobCtx,
    end: oneshot::Receiver<JobEnd<T>>,
}

impl<T> JobHandle<T> {
    /// The end of the job, if it has ended. The first call after the end returns it; later calls return `None`.
    pub fn try_take(&mut self) -> Option<JobEnd<T>> {
        if self.end.is_terminated() {
            return None;
        }
        match self.end.try_recv() {
            Ok(end) => Some(end),
            Err(oneshot::error::TryRecvError::Empty) => None,
            Err(oneshot::error::TryRecvError::Closed) => Some(Err(JobError::Failed(panicked()))),
        }
    }

    /// Waits for the end on the calling thread.
    pub fn wait(self) -> JobEnd<T> {
        self.end.blocking_recv().unwrap_or_else(|_| Err(JobError::Failed(panicked())))
    }

    /// Waits for the end in an async task.
    pub async fn ended(self) -> JobEnd<T> {
        self.end.await.unwrap_or_else(|_| Err(JobError::Failed(panicked())))
    }
}

fn panicked() -> Failure {
    Failure {
        kind: FailureKind::Other,
        message: Message::new("job-error-panicked"),
        remedy: Some(Message::new("job-remedy-log")),
    }
}

impl JobRunner {
    /// Starts the runtime.
    pub fn new(clock: Arc<dyn Clock>) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).thread_name("job").enable_all().build()?;
        let handle = runtime.handle().clone();
        Ok(Self {
            inner: Arc::new(Inner {
                runtime: Mutex::new(Some(runtime)),
                handle,
                clock,
                next: AtomicU64::new(1),
                jobs: Mutex::default(),
                wake: Mutex::new(Arc::new(|| {})),
                news: Mutex::default(),
                has_news: Condvar::new(),
                store: Mutex::default(),
            }),
        })
    }

    /// Sets the callback that is called when there is something new to show.
    pub fn set_waker(&self, wake: Waker) {
        *lock(&self.inner.wake) = wake;
    }

    /// Calls the callback that is set at the moment of the call: work that began before there was a window wakes the window at
    /// its end.
    pub fn waker(&self) -> Waker {
        // A strong reference would keep the runner alive through its own jobs.
        let inner = Arc::downgrade(&self.inner);
        Arc::new(move || {
            if let Some(inner) = inner.upgrade() {
                *lock(&inner.news) += 1;
                inner.has_news.notify_all();
                let wake = Arc::clone(&lock(&inner.wake));
                wake();
            }
        })
    }

    /// Number of times that there was something new so far, for [`JobRunner::wait_for_news`].
    pub fn news(&self) -> u64 {
        *lock(&self.inner.news)
    }

    /// Waits on the calling thread until there is something new since [`JobRunner::news`] gave `seen`; `false` when there is nothing
    /// within `limit`.
    pub fn wait_for_news(&self, seen: u64, limit: Duration) -> bool {
        let waited = self.inner.has_news.wait_timeout_while(lock(&self.inner.news), limit, |news| *news == seen);
        *waited.unwrap_or_else(PoisonError::into_inner).0 != seen
    }

    /// Sets the workspace that stores the ends of recorded jobs from now on.
    pub fn set_store(&self, store: Option<Store>) {
        *lock(&self.inner.store) = store;
    }

    /// The runtime, for a server that shares it.
    pub fn handle(&self) -> &tokio::runtime::Handle {
        &self.inner.handle
    }

    /// Ends the runtime: drops its tasks and waits for threads that work, at most `limit`. What they hold, such as a workspace, is closed
    /// then. Nothing runs any more after it. Must not be called from a task.
    pub fn end(&self, limit: Duration) {
        let runtime = lock(&self.inner.runtime).take();
        if let Some(runtime) = runtime {
            runtime.shutdown_timeout(limit);
        }
    }

    /// Starts a job.
    ///
    /// # Errors
    /// [`Busy`] when a job with the same exclusive key is running.
    pub fn spawn<T, F, Fut>(&self, spec: JobSpec, work: F) -> Result<JobHandle<T>, Busy>
    where
        T: Reportable + Send + 'static,
        F: FnOnce(JobCtx) -> Fut + Send + 'static,
        Fut: Future<Output = JobEnd<T>> + Send + 'static,
    {
        let (send, end) = oneshot::channel();
        let work = Box::new(|job| -> Work {
            Box::pin(async move {
                // A panic of the job becomes its failure instead of a spinner that never ends.
                let result = futures::FutureExt::catch_unwind(AssertUnwindSafe(async move { work(job).await })).await;
                let result = result.unwrap_or_else(|_| Err(JobError::Failed(panicked())));
                let outcome = Outcome::of(&result);
                // Whoever waits gets the value when the end of the job is stored.
                let tell: Tell = Box::new(move || send.send(result).is_ok());
                (outcome, tell)
            })
        });
        let (id, ctx) = self.start(spec, work)?;
        Ok(JobHandle { id, ctx, end })
    }

    /// [`JobRunner::spawn`], compiled once for all jobs.
    fn start(&self, spec: JobSpec, work: Box<dyn FnOnce(JobCtx) -> Work>) -> Result<(JobId, JobCtx), Busy> {
        let id = JobId(self.inner.next.fetch_add(1, Ordering::Relaxed));
        let ctx = JobCtx::new(Arc::clone(&self.inner.clock), self.waker());
        {
            let mut jobs = lock(&self.inner.jobs);
            if spec.exclusive.is_some()
                && let Some(other) = jobs.iter().find(|j| j.ended.is_none() && j.spec.exclusive == spec.exclusive)
            {
                return Err(Busy { running: other.spec.title.clone() });
            }
            let started = self.inner.clock.now();
            jobs.push(Entry { id, spec, started, ended: None, ctx: ctx.clone(), outcome: None });
            let ended = jobs.iter().filter(|j| j.ended.is_some()).count();
            if ended > REMEMBERED
                && let Some(oldest) = jobs.iter().position(|j| j.ended.is_some())
            {
                jobs.remove(oldest);
            }
        }
        let (runner, work) = (self.clone(), work(ctx.clone()));
        self.inner.handle.spawn(async move {
            let (outcome, tell) = work.await;
            runner.finish(id, outcome).await;
            if !tell() {
                tracing::debug!(job = id.0, "nobody waits for the value");
            }
            (runner.waker())();
        });
        (self.waker())();
        Ok((id, ctx))
    }

    async fn finish(&self, id: JobId, outcome: Outcome) {
        let now = self.inner.clock.now();
        let record = {
            let mut jobs = lock(&self.inner.jobs);
            let Some(entry) = jobs.iter_mut().find(|j| j.id == id) else { return };
            entry.ended = Some(now);
            entry.outcome = Some(outcome.clone());
            entry.spec.recorded.then(|| (entry.spec.clone(), entry.started))
        };
        let store = lock(&self.inner.store).clone();
        if let (Some((spec, started)), Some(store)) = (record, store) {
            let saved = tokio::task::spawn_blocking(move || save(&store, &spec, started, now, &outcome)).await;
            match saved {
                Ok(Ok(())) => {}
                Ok(Err(e)) => tracing::error!(error = %e, "the end of a job could not be kept"),
                Err(e) => tracing::error!(error = %e, "the end of a job could not be kept"),
            }
        }
    }

    /// Runs a read that may block, away from the caller's thread.
    pub fn block_in_background(&self, work: impl FnOnce() + Send + 'static) {
        let work: Box<dyn FnOnce() + Send> = Box::new(work);
        self.inner.handle.spawn_blocking(work);
    }

    /// Every running job and the latest ended ones, newest first.
    pub fn jobs(&self) -> Vec<JobSnapshot> {
        lock(&self.inner.jobs)
            .iter()
            .rev()
            .map(|j| JobSnapshot {
                id: j.id,
                spec: j.spec.clone(),
                started: j.started,
                ended: j.ended,
                progress: j.ctx.progress(),
                outcome: j.outcome.clone(),
            })
            .collect()
    }

    /// Asks a job to stop.
    pub fn cancel(&self, id: JobId) {
        if let Some(job) = lock(&self.inner.jobs).iter().find(|j| j.id == id) {
            job.ctx.cancel();
        }
    }

    /// Number of running jobs.
    pub fn running(&self) -> usize {
        lock(&self.inner.jobs).iter().filter(|j| j.ended.is_none()).count()
    }

    /// Number of running jobs that will end by themselves: their work would be lost if the program ended now.
    pub fn working(&self) -> usize {
        lock(&self.inner.jobs).iter().filter(|j| j.ended.is_none() && !j.spec.waits).count()
    }

    /// Cancels every job and waits until all have ended, at most `limit`. Returns true when all have ended.
    pub fn stop_all(&self, limit: Duration) -> bool {
        for job in lock(&self.inner.jobs).iter() {
            job.ctx.cancel();
        }
        let until = std::time::Instant::now() + limit;
        while self.running() > 0 {
            if std::time::Instant::now() >= until {
                return false;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        true
    }
}

fn save(store: &Store, spec: &JobSpec, started: Millis, ended: Millis, outcome: &Outcome) -> voluptas_store::Result<()> {
    let title = serde_json::to_string(&spec.title).unwrap_or_default();
    let report = serde_json::to_string(outcome).unwrap_or_default();
    let job = JobRecord { kind: spec.kind, title: &title, started, ended, outcome: outcome.word(), report: &report };
    store.write(Op::bulk("record_job"), |tx| tx.record_job(&job)).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Report;
    use voluptas_core::base::FixedClock;

    fn runner() -> JobRunner {
        JobRunner::new(Arc::new(FixedClock::at(1_000))).expect("runtime")
    }

    fn spec() -> JobSpec {
        JobSpec::new("test", Message::new("job-stage-starting"))
    }

    #[test]
    fn the_end_of_a_job_is_taken_once() {
        let runner = runner();
        let mut job = runner.spawn(spec(), |_| async { Ok(Report::default()) }).expect("started");
        let first = loop {
            if let Some(end) = job.try_take() {
                break end;
            }
            std::thread::yield_now();
        };
        assert!(first.is_ok());
        assert!(job.try_take().is_none(), "a job whose end was taken has not panicked");
    }

    #[test]
    fn a_thread_that_waits_for_news_goes_on_with_them_or_at_its_limit() {
        let runner = runner();
        let seen = runner.news();
        assert!(!runner.wait_for_news(seen, Duration::ZERO), "nothing is new");
        let mut query = crate::Query::default();
        query.ask(&runner, || 7);
        assert!(runner.wait_for_news(seen, Duration::from_secs(60)));
        assert!(query.poll(), "the answer was there before the news");
        assert!(runner.wait_for_news(seen, Duration::ZERO), "news of the past count");
    }

    #[test]
    fn work_that_began_before_the_window_wakes_it() {
        let runner = runner();
        let (begin, begun) = std::sync::mpsc::channel::<()>();
        let mut query = crate::Query::default();
        query.ask(&runner, move || begun.recv().is_ok());
        let (send, woken) = std::sync::mpsc::channel();
        runner.set_waker(Arc::new(move || send.send(()).expect("the test waits")));
        begin.send(()).expect("the work waits");
        woken.recv().expect("woken");
        assert!(query.poll());
        assert_eq!(query.get(), Some(&true));
    }

    #[test]
    fn a_job_ends_with_its_value() {
        let runner = runner();
        let handle = runner.spawn(spec(), |ctx| async move {
            ctx.stage(Message::new("job-stage-starting"), Some(2));
            ctx.step(2, None)?;
            Ok(Report::default().count("created", 2))
        });
        let report = handle.expect("not busy").wait().expect("finished");
        assert_eq!(report.counts["created"], 2);
        let jobs = runner.jobs();
        assert_eq!(jobs[0].progress.share(), Some(1.0));
        assert!(matches!(jobs[0].outcome, Some(Outcome::Finished { .. })));
    }

    #[test]
    fn the_end_of_the_runtime_waits_for_threads_that_work() {
        let runner = runner();
        let (told, tell) = std::sync::mpsc::channel();
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        // The task is dropped when the runtime ends, and only then the thread goes on.
        runner.handle().spawn(async move {
            let _stop = stop;
            std::future::pending::<()>().await;
        });
        let held = Arc::new(());
        let of_thread = Arc::clone(&held);
        runner.block_in_background(move || {
            told.send(()).expect("the test waits");
            stopped.recv().ok();
            (0..1_000).for_each(|_| std::thread::yield_now());
            drop(of_thread);
        });
        tell.recv().expect("the thread works");
        runner.end(Duration::from_secs(60));
        assert_eq!(Arc::strong_count(&held), 1, "the thread has ended");
        runner.end(Duration::from_secs(60));
    }

    #[test]
    fn a_panic_is_a_failure() {
        let runner = runner();
        let handle = runner.spawn::<(), _, _>(spec(), |_| async { panic!("on purpose") }).expect("not busy");
        assert!(matches!(handle.wait(), Err(JobError::Failed(_))));
        assert_eq!(runner.running(), 0);
    }

    #[test]
    fn cancel_is_seen_at_the_next_step_and_the_key_is_free_again() {
        let runner = runner();
        let start = |runner: &JobRunner| {
            runner.spawn::<(), _, _>(spec().exclusive("SHOP"), |ctx| async move {
                loop {
                    ctx.step(1, None)?;
                    tokio::task::yield_now().await;
                }
            })
        };
        let first = start(&runner).expect("not busy");
        assert!(start(&runner).is_err());
        first.ctx.cancel();
        assert!(matches!(first.wait(), Err(JobError::Cancelled(_))));
        let again = start(&runner).expect("free again");
        assert!(runner.stop_all(Duration::from_secs(10)));
        drop(again);
    }

    #[test]
    fn the_newest_question_wins() {
        let runner = runner();
        let mut query = crate::Query::default();
        let (release, gate) = std::sync::mpsc::channel::<()>();
        query.ask(&runner, move || {
            gate.recv().ok();
            1
        });
        query.ask(&runner, || 2);
        while !query.poll() {
            std::thread::yield_now();
        }
        release.send(()).expect("the first question still waits");
        assert_eq!(query.get(), Some(&2));
        assert!(!query.poll());
    }
}
