//! Doing what the plan says: cases, then the run, then results. Nothing that is in the target is changed or deleted.

mod cases;
mod content;
mod files;
mod results;
mod run;

use super::collect::Collected;
use super::error::Result;
use super::plan::{Decision, NewCase, Plan, PlannedResult, Reason};
use super::report::{Failed, RunOutcome, Summary};
use super::{Mirror, Prepared};
use crate::domain::Message;
use crate::domain::message::Explain as _;
use crate::qase;
use files::Files;

/// What an application has in its hands.
struct Work<'a> {
    mirror: &'a Mirror,
    plan: &'a Plan,
    read: &'a Collected,
    summary: Summary,
    /// The ids of [`Plan::new_cases`], as far as they are made.
    made: Vec<Option<i64>>,
    files: Files<'a>,
}

/// Does what the plan says. What stops it is in the summary.
pub(super) async fn apply(mirror: &Mirror, prepared: &Prepared) -> Summary {
    let plan = prepared.plan.as_ref();
    let mut summary = Summary::of_plan(&prepared.plan);
    summary.is_preview = false;
    summary.created.clear();
    summary.counts.mirrored = 0;
    summary.counts.cases_created = 0;
    let read = &prepared.collected;
    let files = Files::new(mirror, read);
    let mut work = Work { mirror, plan, read, summary, made: vec![None; plan.new_cases.len()], files };
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
            return self.finish(0).await;
        }
        self.make_cases().await?;
        let run = self.find_or_make_run(&posts).await?;
        self.summary.target_run = Some(run.id);
        let acknowledged = self.post(&run, &posts).await?;
        self.finish(acknowledged).await
    }

    fn warn(&mut self, message: Message) {
        self.mirror.watch.warn(&message);
        self.summary.warnings.push(message);
    }

    /// A result that could not be posted.
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

    /// A case that could not be made.
    fn unmade(&mut self, case: &NewCase, message: Message) {
        self.mirror.watch.error("create_case", &message);
        self.summary.counts.cases_failed += 1;
        let (key, case) = (case.key.clone(), case.source_case);
        self.summary.failures.push(Failed { result: None, case, key, message });
    }

    /// The id of the target's case; none when it could not be made.
    fn case_of(&self, result: &PlannedResult) -> Option<i64> {
        match &result.decision {
            Decision::Post { to: super::To::Case { id, .. }, .. } => Some(*id),
            Decision::Post { to: super::To::New(place), .. } => self.made.get(*place).copied().flatten(),
            Decision::Skip { .. } => None,
        }
    }

    /// Waits before the next look; twice as long each time.
    async fn pause(&self, attempt: u32) {
        tokio::time::sleep(self.mirror.patience.pause.saturating_mul(1 << attempt.min(5))).await;
    }

    /// Whether all that was posted can be seen, and the run's end.
    async fn finish(&mut self, acknowledged: usize) -> Result<()> {
        let Some(run) = self.summary.target_run else { return Ok(()) };
        let complete = self.mirror.options.complete_target_run && self.is_open();
        if acknowledged == 0 && !complete {
            return Ok(());
        }
        let visible = self.all_visible(run, acknowledged).await?;
        if !complete {
            return Ok(());
        }
        // What the limit has left out is still to come; what a later result stands for is not.
        let is_cut = |r: &PlannedResult| r.decision == Decision::Skip { reason: Reason::BeyondLimit };
        let in_sync = visible && !self.summary.has_failures() && !self.plan.results.iter().any(is_cut);
        if !in_sync {
            self.warn(Message::new("mirror-warning-not-completed").with("id", run));
            return Ok(());
        }
        self.mirror.target.complete_run(&self.plan.target.project, run).await?;
        self.summary.run_completed = true;
        self.mirror.watch.info(&Message::new("mirror-info-completed").with("id", run));
        Ok(())
    }

    fn is_open(&self) -> bool {
        match &self.read.target_run {
            super::collect::Target::There(run) => run.is_open,
            super::collect::Target::New(_) => self.summary.run_outcome == RunOutcome::Created,
        }
    }
}

/// Whether the write concerns these things alone, so that others may still go well.
fn is_of_the_item(error: &qase::Error) -> bool {
    matches!(error, qase::Error::Invalid { .. } | qase::Error::TooLarge { .. } | qase::Error::PaymentRequired { .. })
}
