//! Carries out a plan: cases, then the run, then results. Changes and deletes nothing in the target.

mod cases;
mod content;
mod files;
mod results;
mod run;

use super::collect::{Collected, Target};
use super::error::Result;
use super::mirror::Mirror;
use super::plan::{Decision, NewCase, Plan, PlannedResult, PostTarget};
use super::report::{Failed, Summary};
use files::Files;
use std::sync::Arc;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain as _;
use voluptas_qase::{self as qase, Client};

/// State of the work.
struct Work<'a> {
    mirror: &'a Mirror,
    plan: &'a Plan,
    read: &'a Collected,
    summary: Summary,
    /// Ids of the created [`Plan::new_cases`]; `None` for a case that has not been created.
    made: Vec<Option<i64>>,
    /// Number of cases in the target before any was created.
    known_cases: u64,
    files: Files<'a>,
    /// Hash and target case of every result that the server has accepted.
    posted: Vec<(String, i64)>,
    /// True while the target run takes results and can be completed.
    is_open: bool,
    /// True while the list of runs lacks the run that was created.
    is_run_unlisted: bool,
}

/// Carries out a plan. An error that stopped the work is in the summary.
pub(super) async fn apply(mirror: &Mirror, plan: &Arc<Plan>, read: &Collected) -> Summary {
    let mut summary = Summary::of_plan(plan);
    summary.is_preview = false;
    summary.created.clear();
    summary.counts.mirrored = 0;
    summary.counts.cases_created = 0;
    let files = Files::new(mirror, read);
    let is_open = matches!(&read.target_run, Target::There(run) if run.is_open);
    let made = vec![None; plan.new_cases.len()];
    let known_cases = read.target_cases.extent().0;
    let mut work =
        Work { mirror, plan, read, summary, made, known_cases, files, posted: Vec::new(), is_open, is_run_unlisted: false };
    if let Err(error) = work.all().await {
        if !error.is_cancelled() {
            mirror.watch.error("mirror", &error.message());
        }
        work.summary.stopped = Some(error);
    }
    work.summary.counts.files_copied = work.files.copied();
    work.summary.counts.files_failed = work.files.failed();
    work.summary
}

impl Work<'_> {
    async fn all(&mut self) -> Result<()> {
        let posts: Vec<&PlannedResult> = self.plan.posts().collect();
        if posts.is_empty() {
            return self.finish().await;
        }
        self.make_cases().await?;
        let run = self.find_or_make_run(&posts).await?;
        self.summary.target_run = Some(run.id);
        self.is_open = run.is_open;
        self.post(&run, &posts).await?;
        self.finish().await
    }

    fn warn(&mut self, message: Message) {
        self.mirror.watch.warn(&message);
        self.summary.warnings.push(message);
    }

    /// Records a result that could not be posted.
    fn lost(&mut self, result: &PlannedResult, message: Message) {
        self.mirror.watch.error("post_result", &message);
        self.summary.counts.failed += 1;
        self.summary.failures.push(Failed {
            result: Some(result.hash.clone()),
            case: result.case,
            key: result.key.clone(),
            message,
        });
    }

    /// Records a case that could not be created.
    fn unmade(&mut self, case: &NewCase, message: Message) {
        self.mirror.watch.error("create_case", &message);
        self.summary.counts.cases_failed += 1;
        let (key, case) = (case.key.clone(), case.source_case);
        self.summary.failures.push(Failed { result: None, case, key, message });
    }

    /// The id of the target case; `None` when it could not be created.
    fn case_of(&self, result: &PlannedResult) -> Option<i64> {
        match &result.decision {
            Decision::Post { to: PostTarget::Case { id, .. }, .. } => Some(*id),
            Decision::Post { to: PostTarget::New(place), .. } => self.made.get(*place).copied().flatten(),
            Decision::Skip { .. } => None,
        }
    }

    /// Checks that the target run lists everything that was sent, and completes the run if requested.
    async fn finish(&mut self) -> Result<()> {
        let Some(run) = self.summary.target_run else { return Ok(()) };
        self.wait_until_visible(run).await?;
        self.wait_until_listed(run).await?;
        if !self.mirror.options.complete_target_run || !self.is_open {
            return Ok(());
        }
        if self.summary.is_whole() {
            self.mirror.target.complete_run(&self.plan.target.project, run).await?;
            self.summary.run_completed = self.is_closed(run).await?;
        }
        if self.summary.run_completed {
            self.mirror.watch.info(&Message::new("mirror-info-completed").with("id", run));
        } else {
            let key = match self.summary.is_whole() {
                true => "mirror-warning-still-open",
                false => "mirror-warning-not-completed",
            };
            self.summary.is_left_open = true;
            self.warn(Message::new(key).with("id", run));
        }
        Ok(())
    }

    /// Reads whether the run is closed after Qase has said so: the answer alone has been wrong.
    async fn is_closed(&self, run: i64) -> Result<bool> {
        for look in 0..self.mirror.limits.looks.max(1) {
            if look > 0 {
                self.mirror.pause(look - 1).await;
            }
            if !self.mirror.target.refresh().get_run(&self.plan.target.project, run, false).await?.is_open() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Creates an object for which Qase has no idempotency key. After a lost answer, looks for the object for as long as the write
/// may still arrive, and never sends it again; if it is not found, the error is [`qase::Error::AnswerLost`]. `attempts` applies
/// only when looking is switched off.
async fn create_or_look<W, WF, L, LF>(client: &Client, attempts: u32, write: W, look: L) -> qase::Result<i64>
where
    W: Fn() -> WF,
    WF: Future<Output = qase::Result<i64>>,
    L: Fn(Client, bool) -> LF,
    LF: Future<Output = qase::Result<Option<i64>>>,
{
    let mut attempt = 0;
    loop {
        let lost = match write().await {
            Err(lost @ qase::Error::AnswerLost { .. }) => lost,
            outcome => return outcome,
        };
        attempt += 1;
        match client.look_for(&look).await? {
            Some(found) => return Ok(found),
            None if client.safeties().look_up || attempt >= attempts => return Err(lost),
            None => {}
        }
    }
}

/// True when the error concerns only the items of this write, so that other writes may still succeed.
fn is_of_the_item(error: &qase::Error) -> bool {
    matches!(error, qase::Error::Invalid { .. } | qase::Error::TooLarge { .. } | qase::Error::PaymentRequired { .. })
}
