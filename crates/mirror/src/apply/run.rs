//! The run that results go to.

use super::super::collect::{SeenRun, StatusClass, Target};
use super::super::error::Result;
use super::super::plan::PlannedResult;
use super::super::report::{RUN_NOT_LISTED, RunOutcome, TWO_RUNS};
use super::{Work, create_or_look};
use std::collections::BTreeSet;
use voluptas_core::base::clock;
use voluptas_core::domain::Message;
use voluptas_qase::Client;
use voluptas_qase::model::RunCreate;

/// Time between the start of a created run and its first result, in milliseconds.
const LEAD_MS: i64 = 10_000;

impl Work<'_> {
    pub(super) async fn find_or_make_run(&mut self, posts: &[&PlannedResult]) -> Result<SeenRun> {
        self.mirror.watch.progress("mirror-stage-run", 0, 0);
        if let (Target::There(run), Some(_)) = (&self.read.target_run, self.plan.target.run) {
            self.tell_reused(run);
            return Ok(run.clone());
        }
        let (read, mirror) = (self.read, self.mirror);
        let title = self.plan.target.run_title.clone();
        let (project, purpose) = (self.plan.target.project.as_str(), mirror.options.purpose());
        let look = &StatusClass { project, title: &title, origin: &read.origin, purpose: purpose.as_deref() };
        // Another mirror of the same run may have created it since the plan was made.
        if let Some(run) = look.just_made(&mirror.target).await? {
            self.summary.run_outcome = RunOutcome::Reused;
            self.tell_reused(&run);
            return Ok(run);
        }
        let cases: BTreeSet<i64> = posts.iter().filter_map(|r| self.case_of(r)).collect();
        // Qase takes no result that is older than its run.
        let start = read.earliest().map(|at| at - LEAD_MS);
        let description = match mirror.target.safeties().trace {
            true => {
                let after: Vec<i64> = read.held.strangers.iter().copied().collect();
                read.origin.description(&read.run.title, purpose.as_deref(), &after)
            }
            false => read.origin.about(&read.run.title),
        };
        let create = RunCreate {
            title: title.clone(),
            description: Some(description),
            cases: cases.into_iter().collect(),
            start_time: start.map(clock::to_plain),
            ..RunCreate::default()
        };
        let create = &create;
        let made = create_or_look(
            &mirror.target,
            mirror.limits.attempts,
            || mirror.target.create_run(project, create),
            |fresh: Client, _| async move { Ok(look.just_made(&fresh).await?.map(|run| run.id)) },
        );
        let id = made.await?;
        let own = SeenRun {
            id,
            title: title.clone(),
            is_open: true,
            started: start,
            cases: Vec::new(),
            counted: Default::default(),
            is_made: true,
        };
        // Another mirror of the same run may have begun with us: both take the run that is older.
        let mut listed = look.titled(&mirror.target).await?;
        for pause in 1..mirror.limits.looks {
            if listed.iter().any(|run| run.id == id) {
                break;
            }
            mirror.pause(pause - 1).await;
            listed = look.titled(&mirror.target).await?;
        }
        self.is_run_unlisted = listed.iter().all(|run| run.id != id);
        let run = match listed.into_iter().find(|run| run.is_open) {
            Some(older) if older.id < id => {
                self.is_run_unlisted = false;
                self.warn(Message::new(TWO_RUNS).with("id", older.id).with("empty", id));
                older
            }
            _ => own,
        };
        self.summary.run_outcome = RunOutcome::Created;
        self.mirror.watch.info(&Message::new("mirror-info-run-created").with("id", run.id).with("title", &title));
        Ok(run)
    }

    /// Waits until the list of runs contains the created run. The next mirror looks for it there, and would otherwise create
    /// another one.
    pub(super) async fn wait_until_listed(&mut self, run: i64) -> Result<()> {
        if !self.is_run_unlisted {
            return Ok(());
        }
        let (read, mirror) = (self.read, self.mirror);
        let (project, purpose) = (self.plan.target.project.as_str(), mirror.options.purpose());
        let title = self.plan.target.run_title.as_str();
        let look = StatusClass { project, title, origin: &read.origin, purpose: purpose.as_deref() };
        for pause in 0..mirror.limits.looks.max(1) {
            mirror.pause(pause).await;
            if look.titled(&mirror.target).await?.iter().any(|seen| seen.id == run) {
                self.is_run_unlisted = false;
                return Ok(());
            }
        }
        self.warn(Message::new(RUN_NOT_LISTED).with("id", run));
        Ok(())
    }

    fn tell_reused(&self, run: &SeenRun) {
        self.mirror.watch.info(&Message::new("mirror-info-run-reused").with("id", run.id).with("title", &run.title));
    }
}
