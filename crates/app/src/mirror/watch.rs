//! Watching: asks again and again which runs of a project were completed, and mirrors each of them once.
//!
//! The workspace keeps the runs that were seen, so that a restart forgets none and a look does not read a run again. The mirror itself
//! ensures that no result is posted twice.

use crate::mirror::job::{JobWatch, exclusive};
use crate::mirror::ledger::{Ledger, WATCH};
use crate::mirror::pairs::{Accounts, Backoff, SavedPair};
use crate::qase::connection::QaseConnection;
use crate::workspace::rate_wait::with_rate_wait;
use crate::{Workspace, mirror, workspace};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::PairId;
use voluptas_jobs::{Failure, FailureKind, JobCtx, JobEnd, JobError, JobHandle, JobSpec, Query, Report, Reportable};
use voluptas_mirror::Pair;
use voluptas_qase::model::Run;
use voluptas_qase::{Client, RunFilter};
use voluptas_store::mirror_pairs::{WatchState, WatchedRun};
use voluptas_store::{Aggregate, Op, Store};

/// Kind of the job.
pub const KIND: &str = "mirror_watch";

const DAY: Millis = 24 * 60 * 60 * 1000;
/// A normal look lists runs that began at most this long ago: one request while there are few.
const NEAR: Millis = 2 * DAY;
/// A far look lists runs that began at most this long ago: reporters set start times by their own clocks, often afterwards.
const FAR: Millis = 30 * DAY;
/// One look in this many is a far one, beginning with the first.
const FAR_EVERY: u32 = 15;
/// The longest wait after a look that failed: a computer that was offline over night should not sleep on.
const LONGEST_LOOK: Millis = 5 * 60 * 1000;
/// Wait while another mirror into the same project is running.
const BUSY: Millis = 5000;

/// Timing of the looks.
#[derive(Debug, Clone, Copy)]
pub struct WatchTiming {
    /// Wait between two looks. A look costs one request, as long as few runs began lately.
    pub every: Duration,
    /// Wait after a run that could not be mirrored, or a look that failed.
    pub backoff: Backoff,
}

impl Default for WatchTiming {
    fn default() -> Self {
        Self { every: Duration::from_secs(60), backoff: Backoff::default() }
    }
}

/// The result of watching.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Watched {
    /// Runs that were mirrored.
    pub runs: u64,
}

impl Reportable for Watched {
    fn report(&self) -> Report {
        Report::default().count("runs", self.runs)
    }
}

/// The pairs that are watched while a workspace is open. Call [`Watchers::poll`] once a pass; dropping it ends all watching.
#[derive(Debug, Default)]
pub struct Watchers {
    timing: WatchTiming,
    kept: Query<Vec<SavedPair>>,
    seen: Option<u64>,
    running: HashMap<PairId, Running>,
    /// Jobs that were told to stop and have not ended. A successor starts after them, because it reads their last writes.
    ending: Vec<(PairId, JobHandle<Watched>)>,
}

#[derive(Debug)]
struct Running {
    pair: Pair,
    job: Job,
    trouble: watch::Receiver<Option<Failure>>,
}

#[derive(Debug)]
enum Job {
    Running(JobHandle<Watched>),
    /// The job has given up. It starts again when a person asks for it, or when the pair or the connection to Qase has changed.
    Failed(Failure),
    /// A person has stopped the job; true once that is stored.
    Stopped(Arc<AtomicBool>),
}

impl Drop for Watchers {
    fn drop(&mut self) {
        self.restart();
    }
}

impl Watchers {
    /// Watchers with the given timing.
    #[must_use]
    pub fn at(timing: WatchTiming) -> Self {
        let mut watchers = Self::default();
        watchers.timing = timing;
        watchers
    }

    /// Ends all watching; the next [`Watchers::poll`] starts it again. Called when the connection to Qase has changed.
    pub fn restart(&mut self) {
        for (id, running) in self.running.drain() {
            self.ending.extend(running.cancel().map(|job| (id, job)));
        }
        self.seen = None;
    }

    /// The reason why an enabled pair is not watched at the moment, or why its last look failed; `None` when all is well.
    pub fn trouble(&self, id: PairId) -> Option<Failure> {
        let running = self.running.get(&id)?;
        match &running.job {
            Job::Failed(failure) => Some(failure.clone()),
            Job::Running(_) => running.trouble.borrow().clone(),
            Job::Stopped(_) => None,
        }
    }

    /// Restarts the watching of a pair at once.
    pub fn retry(&mut self, id: PairId) {
        if let Some(running) = self.running.remove(&id) {
            self.ending.extend(running.cancel().map(|job| (id, job)));
        }
    }

    /// Starts watching the enabled pairs, and stops the others. A pair whose job a person has stopped in the list of jobs is
    /// disabled.
    pub fn poll(&mut self, workspace: &Workspace, first: Option<&QaseConnection>, second: Option<&QaseConnection>) {
        self.hear(workspace);
        let now = workspace.store.generations().of(Aggregate::Sync);
        if self.seen != Some(now) && !self.kept.is_running() {
            self.read(workspace, now);
        }
        self.kept.poll();
        let (Some(kept), Some(first)) = (self.kept.get(), first) else { return };
        let wanted = |id: &PairId, pair: &Pair| kept.iter().any(|k| k.id == *id && k.pair == *pair && pair.enabled);
        let gone: Vec<PairId> = self
            .running
            .iter()
            .filter(|(id, running)| !wanted(id, &running.pair) && !matches!(running.job, Job::Stopped(_)))
            .map(|(id, _)| *id)
            .collect();
        for id in gone {
            let job = self.running.remove(&id).and_then(Running::cancel);
            self.ending.extend(job.map(|job| (id, job)));
        }
        for SavedPair { id, pair, .. } in kept.iter().filter(|k| k.pair.enabled) {
            if !self.running.contains_key(id) && !self.ending.iter().any(|(other, _)| other == id) {
                let second = second.filter(|_| pair.second_account).cloned();
                self.running.insert(*id, start(workspace, (first.clone(), second), *id, pair.clone(), self.timing));
            }
        }
    }

    fn read(&mut self, workspace: &Workspace, generation: u64) {
        self.seen = Some(generation);
        let store = workspace.store.clone();
        self.kept.ask(&workspace.jobs, move || {
            mirror::pairs::list(&store).unwrap_or_else(|error| {
                tracing::error!(%error, "the pairs of projects could not be read");
                Vec::new()
            })
        });
    }

    /// Takes in the ends of jobs.
    fn hear(&mut self, workspace: &Workspace) {
        self.ending.retain_mut(|(_, job)| job.try_take().is_none());
        for (id, running) in &mut self.running {
            let Job::Running(job) = &mut running.job else { continue };
            running.job = match job.try_take() {
                None => continue,
                Some(Err(JobError::Cancelled(_))) => {
                    let (store, id, written) = (workspace.store.clone(), *id, Arc::<AtomicBool>::default());
                    let told = Arc::clone(&written);
                    workspace.jobs.block_in_background(move || {
                        if let Err(error) = mirror::pairs::set_enabled(&store, id, false) {
                            tracing::error!(%error, "watching could not be switched off");
                        }
                        told.store(true, Ordering::Release);
                    });
                    Job::Stopped(written)
                }
                Some(Err(JobError::Failed(failure))) => Job::Failed(failure),
                // A watch job runs until it is stopped, so this end is a fault.
                Some(Ok(_)) => Job::Failed(workspace::failure::internal()),
            };
        }
        let before = self.running.len();
        self.running.retain(|_, r| !matches!(&r.job, Job::Stopped(written) if written.load(Ordering::Acquire)));
        if self.running.len() < before {
            // The pairs that were read are out of date, and the pair may have been enabled again since.
            self.kept.clear();
            self.read(workspace, workspace.store.generations().of(Aggregate::Sync));
        }
    }
}

impl Running {
    /// Stops the job; returns its handle, because stopping may take a moment.
    fn cancel(self) -> Option<JobHandle<Watched>> {
        match self.job {
            Job::Running(job) => {
                job.ctx.cancel();
                Some(job)
            }
            Job::Failed(_) | Job::Stopped(_) => None,
        }
    }
}

fn start(
    workspace: &Workspace,
    links: (QaseConnection, Option<QaseConnection>),
    id: PairId,
    pair: Pair,
    timing: WatchTiming,
) -> Running {
    let title = Message::new("app-job-watch").with("from", &pair.source_project).with("to", &pair.target_project);
    let (work, watched) = (workspace.clone(), pair.clone());
    let (tell, trouble) = watch::channel(None);
    let spawned = workspace.jobs.spawn(JobSpec::new(KIND, title).waiting(), move |ctx| async move {
        Watcher { workspace: work, ctx, links, id, pair: watched, timing, tell, mirrored: 0, looks: 0 }.work().await
    });
    // The job has no exclusive key, so it cannot be refused.
    let job = spawned.unwrap_or_else(|_| unreachable!("a job without a key is never refused"));
    Running { pair, job: Job::Running(job), trouble }
}

/// The watching of one pair.
struct Watcher {
    workspace: Workspace,
    ctx: JobCtx,
    links: (QaseConnection, Option<QaseConnection>),
    id: PairId,
    pair: Pair,
    timing: WatchTiming,
    /// Failure of the last look.
    tell: watch::Sender<Option<Failure>>,
    mirrored: u64,
    /// Number of looks so far.
    looks: u32,
}

impl Watcher {
    /// Looks and mirrors until the job is stopped, or until a person has to solve a problem with the token.
    async fn work(mut self) -> JobEnd<Watched> {
        let mut failures = 0;
        loop {
            let wait = match self.round().await {
                Ok(next) => {
                    failures = 0;
                    self.tell.send_replace(None);
                    next
                }
                Err(JobError::Failed(failure)) if failure.kind != FailureKind::Auth => {
                    failures += 1;
                    let wait = self.timing.backoff.after(failures).min(LONGEST_LOOK);
                    tracing::warn!(pair = self.id.0, wait, key = %failure.message.key, "a look for completed runs failed");
                    self.ctx.stage(failure.message.clone(), None);
                    self.tell.send_replace(Some(failure));
                    wait
                }
                Err(JobError::Cancelled(_)) => return Err(self.cancelled()),
                Err(error) => return Err(error),
            };
            let wait = Duration::from_millis(u64::try_from(wait).unwrap_or(0));
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.ctx.token().cancelled() => return Err(self.cancelled()),
            }
        }
    }

    /// The accounts; the second account only for a pair that needs it.
    async fn accounts(&self) -> Result<Accounts, JobError> {
        let second = match self.links.1.as_ref().filter(|_| self.pair.second_account) {
            Some(link) => Some(link.client().await?),
            None => None,
        };
        let accounts = Accounts { first: self.links.0.client().await?, second };
        accounts.target(&self.pair)?;
        Ok(accounts)
    }

    fn cancelled(&self) -> JobError {
        JobError::Cancelled(Watched { runs: self.mirrored }.report())
    }

    /// Looks once and mirrors the runs that are due. Returns the wait before the next look, in milliseconds.
    async fn round(&mut self) -> Result<Millis, JobError> {
        self.ctx.stage(Message::new("app-watch-looking"), None);
        let accounts = self.accounts().await?;
        let mut known = self.look(&accounts.first).await?;
        let every = i64::try_from(self.timing.every.as_millis()).unwrap_or(i64::MAX);
        let now = self.now();
        for run in known.iter_mut().filter(|r| r.state == WatchState::Waiting && r.next_ms <= now) {
            self.mirror(run, &accounts).await?;
        }
        let mirrored = i64::try_from(self.mirrored).unwrap_or(i64::MAX);
        self.ctx.stage(Message::new("app-watch-waiting").count("count", mirrored), None);
        let due = known.iter().filter(|r| r.state == WatchState::Waiting).map(|r| r.next_ms).min();
        Ok(due.map_or(every, |at| (at - self.now()).clamp(0, every)))
    }

    fn now(&self) -> Millis {
        self.workspace.store.clock().now()
    }

    async fn store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> voluptas_store::Result<T> + Send + 'static,
    ) -> Result<T, JobError> {
        let store = self.workspace.store.clone();
        let done = voluptas_jobs::off_thread(move || work(&store)).await;
        Ok(done.map_err(|_| workspace::failure::internal())??)
    }

    /// Lists the runs of the source, stores the new ones, and returns all known runs.
    ///
    /// A run that was open at an earlier look is followed until it is completed, however long ago it began. Other runs are found
    /// by their start: in the last two days at each look, in the last month at a far one.
    async fn look(&mut self, client: &Client) -> Result<Vec<WatchedRun>, JobError> {
        let id = self.id;
        let (from, known) = self
            .store(move |store| {
                store.read(|tx| {
                    let row = tx.mirror_pairs().all()?.into_iter().find(|row| row.id == id);
                    let row = row.ok_or_else(|| voluptas_store::Error::not_found("mirror_pair", id))?;
                    Ok((row.look_from_ms, tx.mirror_pairs().watched(id)?))
                })
            })
            .await?;
        let now = self.now();
        let is_far = from.is_none() || self.looks.is_multiple_of(FAR_EVERY);
        let since = now - if is_far { FAR } else { NEAR };
        let client = client.refresh().with_cancel(self.ctx.token().clone());
        let filter = RunFilter { from_start_time: Some(since.div_euclid(1000).max(0)), ..RunFilter::default() };
        let mut runs =
            client.list_runs(&self.pair.source_project, &filter).await.map_err(|e| workspace::failure::of_client(&e))?;
        self.follow(&client, &known, is_far, &mut runs).await?;
        self.looks = self.looks.wrapping_add(1);
        let news = judge(&self.pair, &runs, &known, from.is_none(), now);
        let look_from = now - FAR;
        if !news.is_empty() || from.is_none_or(|f| look_from - f > DAY) {
            let kept = news.clone();
            self.store(move |store| {
                store.write(Op::bulk("mirror_looked"), |tx| tx.mirror_pairs().looked(id, look_from, &kept, look_from - FAR))
            })
            .await?;
        }
        let mut all: HashMap<i64, WatchedRun> = known.into_iter().map(|r| (r.run, r)).collect();
        all.extend(news.into_iter().map(|r| (r.run, r)));
        let mut all: Vec<WatchedRun> = all.into_values().collect();
        all.sort_by_key(|r| (r.ended_ms, r.run));
        Ok(all)
    }

    /// Adds runs that began too long ago to be listed: open ones, and those that were open at the last look.
    async fn follow(&self, client: &Client, known: &[WatchedRun], is_far: bool, runs: &mut Vec<Run>) -> Result<(), JobError> {
        let lacks = |runs: &[Run], id: i64| runs.iter().all(|r| r.id != id);
        let mut lost: Vec<i64> = known.iter().filter(|r| r.state == WatchState::Open).map(|r| r.run).collect();
        lost.retain(|id| lacks(runs, *id));
        if lost.is_empty() && !is_far {
            return Ok(());
        }
        let project = &self.pair.source_project;
        let filter = RunFilter { status: Some("in_progress".to_owned()), ..RunFilter::default() };
        let open = client.list_runs(project, &filter).await.map_err(|e| workspace::failure::of_client(&e))?;
        for run in open.into_iter().filter(Run::is_open) {
            if lacks(runs, run.id) {
                runs.push(run);
            }
        }
        lost.retain(|id| lacks(runs, *id));
        for id in lost {
            match client.get_run(project, id, false).await {
                Ok(run) => runs.push(run),
                // A deleted run counts as completed, with nothing to mirror.
                Err(voluptas_qase::Error::NotFound { .. }) => runs.push(gone(id)),
                Err(error) => return Err(workspace::failure::of_client(&error)),
            }
        }
        Ok(())
    }

    /// Mirrors one run, in a job of its own, and stores the outcome.
    async fn mirror(&mut self, run: &mut WatchedRun, accounts: &Accounts) -> Result<(), JobError> {
        let spec = JobSpec::new(
            "mirror",
            Message::new("app-job-mirror-run")
                .with("from", &self.pair.source_project)
                .with("run", run.run)
                .with("to", &self.pair.target_project),
        )
        .exclusive(exclusive(&self.pair.target_project));
        let (pair, id, accounts) = (self.pair.clone(), run.run, accounts.clone());
        let ledger = Ledger { store: self.workspace.store.clone(), pair: Some(self.id), who: Some(WATCH) };
        let spawned = self.workspace.jobs.spawn(spec, move |ctx| one(ctx, pair, id, accounts, ledger));
        let Ok(job) = spawned else {
            // Another mirror into this project is running: try again after a short wait.
            run.next_ms = self.now() + BUSY;
            return Ok(());
        };
        let inner = job.ctx.clone();
        let mut ended = std::pin::pin!(job.ended());
        let (end, is_stopped) = tokio::select! {
            biased;
            () = self.ctx.token().cancelled() => {
                inner.cancel();
                (ended.await, true)
            }
            end = &mut ended => (end, false),
        };
        // The end of the program stops both jobs. The run stays waiting, unless its mirror was done just then.
        if is_stopped && !matches!(&end, Ok(Mirrored { is_whole: true, .. })) {
            return Err(self.cancelled());
        }
        if matches!(&end, Err(JobError::Failed(failure)) if mirror::record::is_taken(failure)) {
            // A server that got the webhook mirrors this run already. The next look mirrors the results that it has not done.
            run.next_ms = self.now() + self.timing.backoff.after(1);
            return Ok(());
        }
        run.attempts += 1;
        run.state = match &end {
            Ok(Mirrored { is_whole: true, .. }) => WatchState::Done,
            // A person has stopped this mirror: it is not repeated.
            Err(JobError::Cancelled(_)) => WatchState::Failed,
            _ if run.attempts >= self.timing.backoff.attempts => WatchState::Failed,
            _ => WatchState::Waiting,
        };
        run.next_ms = self.now() + self.timing.backoff.after(run.attempts);
        if run.state == WatchState::Done {
            self.mirrored += 1;
        }
        let (id, kept) = (self.id, run.clone());
        let written =
            self.store(move |store| store.write(Op::bulk("mirror_watched"), |tx| tx.mirror_pairs().keep(id, &kept))).await;
        if is_stopped {
            // Perhaps because the pair was deleted: then there is no row to write to.
            return Err(self.cancelled());
        }
        written?;
        match end {
            // Every other run would fail for the same reason.
            Err(JobError::Failed(failure)) if failure.kind == FailureKind::Auth => Err(failure.into()),
            _ => Ok(()),
        }
    }
}

/// The result of mirroring one run.
#[derive(Debug, Clone)]
struct Mirrored {
    is_whole: bool,
    report: Report,
}

impl Reportable for Mirrored {
    fn report(&self) -> Report {
        self.report.clone()
    }
}

async fn one(ctx: JobCtx, pair: Pair, run: i64, accounts: Accounts, ledger: Ledger) -> JobEnd<Mirrored> {
    let cancel = |client: &Client| client.clone().with_cancel(ctx.token().clone());
    let accounts = Accounts { first: cancel(&accounts.first), second: accounts.second.as_ref().map(cancel) };
    let found = accounts.first.refresh().get_run(&pair.source_project, run, false).await;
    let found = found.map_err(|e| workspace::failure::of_client(&e))?;
    let hears = Arc::new(JobWatch::new(ctx.clone()));
    let store = ledger.store.clone();
    let work = mirror::pairs::mirror_run(&pair, &found, &accounts, Some(&ledger), hears);
    let work = with_rate_wait(&ctx, &store, &accounts.first, work);
    let summary = match &accounts.second {
        Some(second) => with_rate_wait(&ctx, &store, second, work).await?,
        None => work.await?,
    };
    let counts = &summary.counts;
    let report = Report::default()
        .count("created", counts.mirrored)
        .count("unchanged", counts.already)
        .count("skipped", counts.skipped())
        .count("failed", counts.failed);
    match &summary.stopped {
        Some(error) if error.is_cancelled() => Err(JobError::Cancelled(report)),
        Some(error) => Err(workspace::failure::of_mirror(error)),
        None => Ok(Mirrored { is_whole: summary.is_complete(), report }),
    }
}

/// Stands in for a deleted run: completed, and matching no pair.
fn gone(id: i64) -> Run {
    Run { id, status: 1, ..Run::default() }
}

/// Selects the runs to store: those that are new, no longer open, or ended again.
fn judge(pair: &Pair, runs: &[Run], known: &[WatchedRun], is_first: bool, now: Millis) -> Vec<WatchedRun> {
    let known: HashMap<i64, &WatchedRun> = known.iter().map(|r| (r.run, r)).collect();
    let is_news = |run: &Run| match known.get(&run.id) {
        None => true,
        Some(before) if run.is_open() || before.state == WatchState::Open => !run.is_open(),
        // Without an end time in Qase, a second end cannot be noticed.
        Some(before) => run.ended().is_some_and(|ended| before.ended_ms < ended),
    };
    let state = |run: &Run| match run.is_open() {
        true => WatchState::Open,
        // Includes runs that the pair does not match: if its pattern changes later, they are not mirrored.
        false if is_first || run.title.is_empty() || !mirror::pairs::is_due(pair, run) => WatchState::Before,
        false => WatchState::Waiting,
    };
    let news = runs.iter().filter(|r| is_news(r)).map(|r| WatchedRun {
        run: r.id,
        title: r.title.clone(),
        ended_ms: r.ended().or_else(|| r.started()).unwrap_or(now),
        state: state(r),
        attempts: 0,
        next_ms: now,
    });
    news.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::base::clock;

    const NOW: Millis = 1_795_154_400_000;

    fn run(id: i64, started: Millis, ended: Option<Millis>) -> Run {
        Run {
            id,
            title: format!("Nightly {id}"),
            status: i64::from(ended.is_some()),
            start_time: Some(clock::to_iso(started)),
            end_time: ended.map(clock::to_iso),
            ..Run::default()
        }
    }

    #[test]
    fn what_had_ended_before_is_left_alone_and_what_ends_later_is_not() {
        let pair = Pair::new("AUTO", "SHOP");
        let states = |news: &[WatchedRun]| news.iter().map(|r| (r.run, r.state)).collect::<Vec<_>>();
        let runs = [run(1, NOW - 3 * DAY, Some(NOW - 2 * DAY)), run(2, NOW - 90 * DAY, None)];
        let first = judge(&pair, &runs, &[], true, NOW);
        assert_eq!(states(&first), [(1, WatchState::Before), (2, WatchState::Open)]);
        assert!(judge(&pair, &runs, &first, false, NOW).is_empty(), "nothing has changed");
        let runs = [runs[0].clone(), run(2, NOW - 90 * DAY, Some(NOW)), run(3, NOW, None)];
        let next = judge(&pair, &runs, &first, false, NOW + 1000);
        assert_eq!(states(&next), [(2, WatchState::Waiting), (3, WatchState::Open)]);
        // Nothing new, then run 1 ends once more.
        let known = [first[0].clone(), next[0].clone(), next[1].clone()];
        assert!(judge(&pair, &runs, &known, false, NOW + 2000).is_empty());
        let again = [run(1, NOW - 3 * DAY, Some(NOW + 3000))];
        assert_eq!(judge(&pair, &again, &known, false, NOW + 4000).len(), 1);
    }

    #[test]
    fn a_run_whose_clock_is_behind_is_mirrored_when_it_is_completed() {
        let pair = Pair::new("AUTO", "SHOP");
        let open = [run(1, NOW, None)];
        let known = judge(&pair, &open, &[], false, NOW);
        let ended_before_it_began = [run(1, NOW, Some(NOW - DAY))];
        assert_eq!(judge(&pair, &ended_before_it_began, &known, false, NOW)[0].state, WatchState::Waiting);
        assert_eq!(judge(&pair, &[gone(1)], &known, false, NOW)[0].state, WatchState::Before, "deleted");
    }

    #[test]
    fn runs_of_other_titles_and_those_that_a_mirror_made_are_not_due() {
        let pair = Pair { run_title: Some("Nightly*".into()), ..Pair::new("AUTO", "SHOP") };
        let other = Run { title: "By hand".into(), ..run(1, NOW, Some(NOW)) };
        let origin = voluptas_mirror::Origin { project: "SHOP".into(), run: 7 };
        let made = Run { description: Some(origin.description("Nightly", None, &[])), ..run(2, NOW, Some(NOW)) };
        let states = |pair: &Pair, runs: &[Run], known: &[WatchedRun]| {
            let news = judge(pair, runs, known, false, NOW);
            (news.iter().map(|r| (r.run, r.state)).collect::<Vec<_>>(), news)
        };
        let runs = [other, made, run(3, NOW, Some(NOW))];
        let (states_of, known) = states(&pair, &runs, &[]);
        assert_eq!(states_of, [(1, WatchState::Before), (2, WatchState::Before), (3, WatchState::Waiting)]);
        // With another pattern, what ended under the old one is no news.
        assert!(states(&Pair { run_title: None, ..pair }, &runs, &known).0.is_empty());
    }

    #[test]
    fn a_run_of_which_nobody_knows_when_it_ended_is_mirrored_once() {
        let pair = Pair::new("AUTO", "SHOP");
        let odd = Run { end_time: None, ..run(1, NOW - DAY, Some(NOW)) };
        let first = judge(&pair, std::slice::from_ref(&odd), &[], false, NOW);
        assert_eq!((first.len(), first[0].ended_ms), (1, NOW - DAY));
        assert!(judge(&pair, &[odd], &first, false, NOW + DAY).is_empty());
    }
}
