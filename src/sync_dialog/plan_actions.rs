//! Actions that all tabs with a plan share, and the trait by which such a tab performs them.
//!
//! A tab implements [`PlanWork`] in its `perform.rs`: it starts its jobs and takes their answers. The provided methods perform
//! the shared actions. The pages that push them are in `plan_tab`.

use std::fmt;

use super::SettingsChange;
use super::context::TabBackend;
use super::footer::Step;
use super::outcome::ReportAction;
use super::plan_jobs::PlanJobs;
use voluptas_settings::Account;

/// An action that every tab with a plan has.
#[derive(Debug)]
pub enum PlanAction {
    /// Read the data of the choice again after an error.
    ReadAgain,
    /// Make a plan for the choice.
    Preview,
    /// Apply the plan as it is shown.
    Apply,
    /// Stop the running job.
    Cancel,
    /// Go back to the choice.
    Back,
    /// Leave the summary for a new choice.
    StartOver,
    /// An action of the summary.
    Outcome(ReportAction),
}

/// The jobs of a tab.
pub type JobsOf<T> = PlanJobs<<T as PlanWork>::Plan, <T as PlanWork>::Applied, <T as PlanWork>::Request>;

/// The work of a tab with a plan, apart from drawing.
pub trait PlanWork: fmt::Debug + Default {
    /// An action of the tab.
    type Action: fmt::Debug + From<PlanAction>;
    /// A plan.
    type Plan;
    /// The value of the job that applies a plan.
    type Applied;
    /// A request that "Try again" repeats.
    type Request: Clone;

    /// The jobs of the tab.
    fn jobs(&self) -> &JobsOf<Self>;

    /// The jobs of the tab, to be changed.
    fn jobs_mut(&mut self) -> &mut JobsOf<Self>;

    /// Takes the answers of jobs and queries.
    fn take_answers(&mut self, backend: &mut TabBackend<'_>);

    /// Asks for missing data. Called while the tab is visible and Qase is connected.
    fn ask_missing(&mut self, backend: &mut TabBackend<'_>);

    /// Performs one action. Shared actions go on to [`PlanWork::perform_shared`].
    fn perform(&mut self, backend: &mut TabBackend<'_>, action: Self::Action);

    /// Reads the data of the choice again after an error.
    fn read_again(&mut self, backend: &mut TabBackend<'_>);

    /// Starts the job that makes a plan for the choice.
    fn begin_preview(&mut self, backend: &TabBackend<'_>);

    /// Starts the job that applies the shown plan.
    fn begin_apply(&mut self, backend: &TabBackend<'_>);

    /// Runs an earlier request again.
    fn repeat(&mut self, backend: &TabBackend<'_>, request: Self::Request);

    /// Drops the shown plan.
    fn drop_view(&mut self);

    /// Prepares a new choice after the summary.
    fn start_over(&mut self, backend: &TabBackend<'_>);

    /// The tab without anything that was read from Qase.
    fn cleared(&mut self) -> Self {
        Self::default()
    }

    /// Drops data that became invalid with a change of the settings. Returns true if a visible preview was dropped.
    fn follow_settings(&mut self, account: Account, change: SettingsChange) -> bool {
        match (account, change) {
            (Account::Primary, SettingsChange::Account) => self.forget(),
            (Account::Primary, SettingsChange::Project) => {
                self.use_new_defaults();
                false
            }
            (Account::MirrorTarget, _) => false,
        }
    }

    /// Performs a shared action.
    fn perform_shared(&mut self, backend: &mut TabBackend<'_>, action: PlanAction) {
        match action {
            PlanAction::ReadAgain => self.read_again(backend),
            PlanAction::Preview => self.begin_preview(backend),
            PlanAction::Apply => self.begin_apply(backend),
            PlanAction::Cancel => self.jobs_mut().cancel(),
            PlanAction::Back => self.back(),
            PlanAction::StartOver => {
                self.back();
                self.jobs_mut().outcome = None;
                self.start_over(backend);
            }
            PlanAction::Outcome(action) => self.jobs_mut().perform(backend, action),
        }
    }

    /// Goes back to the choice.
    fn back(&mut self) {
        self.jobs_mut().back();
        self.drop_view();
    }

    /// Drops everything that was read from Qase, unless a plan is being applied. Returns true if a preview was dropped.
    fn forget(&mut self) -> bool {
        let Some(dropped) = self.jobs_mut().drop_plan() else { return false };
        *self = self.cleared();
        dropped
    }

    /// Starts with the project of the settings again, unless a preview is shown or a job is running.
    fn use_new_defaults(&mut self) {
        if self.jobs().step() == Step::Choose {
            let jobs = self.jobs_mut().with_requests_only();
            *self = self.cleared();
            *self.jobs_mut() = jobs;
        }
    }
}
