//! The run that results go to.

use super::super::collect::{SeenRun, Target, find_made};
use super::super::error::Result;
use super::super::plan::PlannedResult;
use super::super::report::RunOutcome;
use super::Work;
use crate::base::clock;
use crate::domain::Message;
use crate::qase::Client;
use crate::qase::model::RunCreate;
use std::collections::BTreeSet;

/// How long before its first result a run begins.
const LEAD_MS: i64 = 10_000;

impl Work<'_> {
    pub(super) async fn find_or_make_run(&mut self, posts: &[&PlannedResult]) -> Result<SeenRun> {
        self.mirror.watch.progress("mirror-stage-run", 0, 0);
        let title = match &self.read.target_run {
            Target::There(run) => {
                self.mirror.watch.info(&Message::new("mirror-info-run-reused").with("id", run.id).with("title", &run.title));
                return Ok(run.clone());
            }
            Target::New(title) => title.clone(),
        };
        // Since the plan was made, another mirror of the same run may have made it.
        if let Some(run) = find_made(&self.mirror.target, &self.plan.target.project, title.as_str(), &self.read.origin).await? {
            self.summary.run_outcome = RunOutcome::Reused;
            self.mirror.watch.info(&Message::new("mirror-info-run-reused").with("id", run.id).with("title", &run.title));
            return Ok(run);
        }
        let cases: BTreeSet<i64> = posts.iter().filter_map(|r| self.case_of(r)).collect();
        // Qase takes no result that is older than its run.
        let start = self.read.earliest().map(|at| at - LEAD_MS);
        let create = RunCreate {
            title: title.clone(),
            description: Some(self.read.origin.description(&self.read.run.title)),
            cases: cases.into_iter().collect(),
            start_time: start.map(clock::to_plain),
            ..RunCreate::default()
        };
        let (target, project) = (&self.mirror.target, self.plan.target.project.as_str());
        let (origin, create, name) = (&self.read.origin, &create, title.as_str());
        let id = target
            .write_or_look(
                || target.create_run(project, create),
                |fresh: Client| async move { Ok(find_made(&fresh, project, name, origin).await?.map(|run| run.id)) },
            )
            .await?;
        let own = SeenRun { id, title: title.clone(), is_open: true, started: start, cases: Vec::new() };
        // Another mirror of the same run may have begun with us: both take the run that is older.
        let run = match find_made(target, project, name, origin).await? {
            Some(older) if older.id < id => {
                self.warn(Message::new("mirror-warning-two-runs").with("id", older.id).with("empty", id));
                older
            }
            _ => own,
        };
        self.summary.run_outcome = RunOutcome::Created;
        self.mirror.watch.info(&Message::new("mirror-info-run-created").with("id", run.id).with("title", &title));
        Ok(run)
    }
}
