//! The plan of cases that the Import and Export tabs make, show and apply: its jobs, the policy, the person's choices.
//!
//! [`CasePlan`] holds the state and starts the jobs of the tab's [`CaseReady`]. `view` draws the plan; a decision of the person that
//! needs another plan is a [`ReplanAction`]. The choice from which a plan is made belongs to the tab.

mod view;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::context::TabBackend;
use super::outcome::OutcomeView;
use super::plan_jobs::{Applied, PlanJobs};
use super::preview::guard::RemovalGuard;
use super::preview::{Count, Preview};
use voluptas_app::Workspace;
use voluptas_app::qase::connection::QaseConnection;
use voluptas_app::sync::import::Synced;
use voluptas_jobs::{Busy, JobHandle, Query};
use voluptas_sync::plan::{Class, StepKey};
use voluptas_sync::{Decisions, Outcome, Plan, Policy};

pub use view::changes_sentence;

/// A plan with both sides as they were read, and the jobs that make and apply it.
pub trait CaseReady: fmt::Debug + Clone + Send + 'static {
    /// The suites or functions for which a plan is made, with the options.
    type Choice: fmt::Debug + Clone;

    /// Kind of the entry in the history.
    const KIND: &'static str;

    /// The plan.
    fn plan(&self) -> &Arc<Plan>;

    /// The choice for which the plan was made.
    fn choice(&self) -> &Self::Choice;

    /// The plan under another policy. Reads nothing.
    fn replan(&self, policy: Policy, decisions: &Decisions) -> Self;

    /// The plan with the removals that were held back. Reads nothing.
    fn allowing_removals(&self, decisions: &Decisions) -> Self;

    /// Starts the job that reads both sides and plans.
    fn begin(workspace: &Workspace, link: &QaseConnection, choice: Self::Choice) -> Result<JobHandle<Self>, Busy>;

    /// Starts the job that applies the plan.
    fn apply(&self, workspace: &Workspace, link: &QaseConnection, choices: Choices) -> Result<JobHandle<Synced>, Busy>;
}

/// The person's choices about a plan.
#[derive(Debug, Clone)]
pub struct Choices {
    /// Decisions on fields that differ.
    pub decisions: Decisions,
    /// Keys of the checked steps.
    pub keep: BTreeSet<StepKey>,
    /// Qase ids of cases that go to the trash here.
    pub trash: BTreeSet<i64>,
}

/// A request for a job of the tab.
#[derive(Debug, Clone)]
pub enum Request<R: CaseReady> {
    /// Read both sides and plan.
    Preview(R::Choice),
    /// Apply a plan that was shown.
    Apply(R, Choices),
}

impl<R: CaseReady> Request<R> {
    /// The choice of the plan.
    pub fn choice(&self) -> &R::Choice {
        match self {
            Self::Preview(choice) => choice,
            Self::Apply(ready, _) => ready.choice(),
        }
    }
}

/// A decision that makes another plan of the same data.
#[derive(Debug)]
pub enum ReplanAction {
    /// Plan with another policy.
    Policy(Policy),
    /// Plan the removals that were held back, after the person has confirmed them twice.
    AllowRemovals,
}

/// The plan of one tab.
#[derive(Debug)]
pub struct CasePlan<R: CaseReady> {
    /// The jobs of the tab.
    pub jobs: PlanJobs<R, Synced, Request<R>>,
    /// The policy on conflicts.
    pub policy: Policy,
    preview: Option<Preview>,
    ready: Option<R>,
    replanning: Query<R>,
    guard: RemovalGuard,
    /// The removals are to be shown once they are planned.
    unlinking: bool,
}

impl<R: CaseReady> Default for CasePlan<R> {
    fn default() -> Self {
        Self {
            jobs: PlanJobs::default(),
            policy: Policy::default(),
            preview: None,
            ready: None,
            replanning: Query::default(),
            guard: RemovalGuard::default(),
            unlinking: false,
        }
    }
}

impl<R: CaseReady> CasePlan<R> {
    /// The shown preview.
    pub fn preview(&self) -> Option<&Preview> {
        self.preview.as_ref()
    }

    /// The plan that is shown or applied.
    pub fn ready(&self) -> Option<&R> {
        self.ready.as_ref()
    }

    /// True while no job or query makes another plan.
    pub fn is_settled(&self) -> bool {
        self.jobs.planning().is_none() && !self.replanning.is_running()
    }

    /// Shows the rows that a number counts.
    pub fn show_count(&mut self, count: Count) {
        if let Some(preview) = &mut self.preview {
            preview.show_count(count);
        }
    }

    /// Drops the shown plan.
    pub fn drop_view(&mut self) {
        (self.preview, self.ready) = (None, None);
    }

    /// Takes plans that have arrived.
    pub fn poll_plan(&mut self, backend: &TabBackend<'_>) {
        if let Some(ready) = self.jobs.poll_plan() {
            self.preview = Some(Preview::new(&backend.context(), ready.plan().clone(), Decisions::new()));
            self.guard = RemovalGuard::default();
            self.ready = Some(ready);
        }
        if self.replanning.poll()
            && let Some(ready) = self.replanning.get().cloned()
        {
            let decisions = self.preview.as_ref().map(|p| p.decisions().clone()).unwrap_or_default();
            let mut fresh = Preview::new(&backend.context(), ready.plan().clone(), decisions).carry(self.preview.as_ref());
            if std::mem::take(&mut self.unlinking) {
                fresh.show(Some(Class::Removed));
            }
            self.preview = Some(fresh);
            self.ready = Some(ready);
        }
    }

    /// Takes the end of the job that applies the plan and shows the summary. Reads both sides again if the plan of an earlier job was
    /// refused as stale. Returns true if everything was applied.
    pub fn poll_apply(&mut self, backend: &TabBackend<'_>) -> bool {
        match self.jobs.poll_apply() {
            Some(Applied::Ended(end)) => {
                let is_done = end.as_ref().is_ok_and(|s| s.0.outcome == Outcome::Done && s.0.results.failed == 0);
                self.jobs.show_outcome(OutcomeView::of(backend, R::KIND, end, self.jobs.began()));
                is_done
            }
            Some(Applied::Refused) => {
                if let Some(choice) = self.ready.as_ref().map(|r| r.choice().clone()) {
                    self.begin(backend, choice);
                }
                false
            }
            None => false,
        }
    }

    /// Starts the job that reads both sides for a choice. Returns true if it has started.
    pub fn begin(&mut self, backend: &TabBackend<'_>, choice: R::Choice) -> bool {
        let Some(link) = backend.link else { return false };
        let started = R::begin(backend.workspace, link, choice.clone());
        let has_started = self.jobs.plan(started, Request::Preview(choice), backend.now);
        if has_started {
            self.preview = None;
        }
        has_started
    }

    /// Starts the job that applies the plan as it is shown.
    pub fn begin_apply(&mut self, backend: &TabBackend<'_>) {
        let (Some(link), Some(ready), Some(preview)) = (backend.link, self.ready.clone(), &self.preview) else { return };
        let choices = Choices { decisions: preview.decisions().clone(), keep: preview.kept(), trash: preview.to_trash() };
        let started = ready.apply(backend.workspace, link, choices.clone());
        self.jobs.apply(started, Request::Apply(ready, choices), backend.now);
    }

    /// Runs an earlier request again.
    pub fn repeat(&mut self, backend: &TabBackend<'_>, request: Request<R>) {
        match request {
            Request::Preview(choice) => {
                self.begin(backend, choice);
            }
            Request::Apply(ready, choices) => {
                let preview = Preview::new(&backend.context(), ready.plan().clone(), choices.decisions.clone());
                self.preview = Some(preview.with_choices(&choices.keep, &choices.trash));
                self.ready = Some(ready.clone());
                let Some(link) = backend.link else { return };
                let started = ready.apply(backend.workspace, link, choices.clone());
                self.jobs.apply_again(started, Request::Apply(ready, choices), backend.now);
            }
        }
    }

    /// Plans again without reading.
    pub fn replan(&mut self, backend: &TabBackend<'_>, action: ReplanAction) {
        if let ReplanAction::Policy(policy) = action {
            self.policy = policy;
        }
        let (Some(ready), Some(preview)) = (self.ready.clone(), &self.preview) else { return };
        let decisions = preview.decisions().clone();
        match action {
            ReplanAction::Policy(policy) => backend.ask(&self.replanning, move || ready.replan(policy, &decisions)),
            ReplanAction::AllowRemovals => {
                self.unlinking = true;
                backend.ask(&self.replanning, move || ready.allowing_removals(&decisions));
            }
        }
    }
}
