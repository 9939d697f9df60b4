//! Actions, jobs and queries of the Mirror tab.

use std::sync::Arc;

use eframe::egui::Ui;

use super::MirrorTab;
use super::choose::Side;
use super::pairs::PairAction;
use super::rows::{Preview, Rows};
use crate::sync_dialog::SettingsChange;
use crate::sync_dialog::context::{Actions, TabBackend, TabContext};
use crate::sync_dialog::footer::Step;
use crate::sync_dialog::outcome::{OutcomeView, ReportAction};
use crate::sync_dialog::plan_jobs::Applied;
use crate::sync_dialog::tabs::Tab;
use voluptas_app::mirror;
use voluptas_app::sync::import::Synced;
use voluptas_jobs::JobId;
use voluptas_mirror::Options;
use voluptas_settings::Account;

/// An action of the tab.
#[derive(Debug)]
pub enum MirrorAction {
    /// Read projects, runs and fields of one side again.
    Refresh(Side),
    /// Read projects, runs and fields of both sides again after an error.
    ReadAgain,
    /// Read both sides for the choice.
    Preview,
    /// Plan again with another choice for results without a trace.
    AdoptUntraced(Option<bool>),
    /// Apply the plan as it is shown.
    Apply,
    /// Stop the running job.
    Cancel,
    /// Go back to the choice.
    Back,
    /// Leave the summary for a new mirror.
    StartOver,
    /// Change the saved pairs.
    Pair(PairAction),
    /// An action of the summary.
    Outcome(ReportAction),
}

impl From<ReportAction> for MirrorAction {
    fn from(action: ReportAction) -> Self {
        Self::Outcome(action)
    }
}

impl From<PairAction> for MirrorAction {
    fn from(action: PairAction) -> Self {
        Self::Pair(action)
    }
}

impl Tab for MirrorTab {
    type Action = MirrorAction;

    fn poll(&mut self, backend: &mut TabBackend<'_>) {
        self.lists.poll();
        self.pairs.poll(backend);
        self.poll_preview(backend);
        self.poll_apply(backend);
        self.jobs.poll_outcome(backend);
    }

    fn update(&mut self, backend: &mut TabBackend<'_>, is_shown: bool) {
        if !is_shown || backend.link.is_none() {
            return;
        }
        if self.choice.from.is_none() && self.choice.to.is_none() {
            // Results go from a project of automation into the project where people work, which is the one of the settings.
            self.choice.to = backend.project.map(str::to_uppercase);
        }
        if self.jobs.step() == Step::Choose {
            self.lists.read_missing(backend, &self.choice);
        }
    }

    fn ui(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<MirrorAction>) {
        self.draw(ui, cx, out);
    }

    fn perform(&mut self, backend: &mut TabBackend<'_>, action: MirrorAction) {
        match action {
            MirrorAction::Refresh(side) => {
                if side.account(&self.choice) == Account::Primary {
                    backend.read_projects();
                }
                self.read_side(backend, side);
            }
            MirrorAction::ReadAgain => {
                backend.read_projects();
                self.read_sides(backend);
            }
            MirrorAction::Preview => {
                if let Ok(options) = self.options(backend.link_of(Account::MirrorTarget).is_some()) {
                    self.begin_with(backend, options);
                }
            }
            MirrorAction::AdoptUntraced(adopt) => self.adopt_untraced(backend, adopt),
            MirrorAction::Apply => self.begin_apply(backend),
            MirrorAction::Cancel => self.jobs.cancel(),
            MirrorAction::Back => self.back(),
            MirrorAction::StartOver => {
                self.back();
                self.jobs.outcome = None;
                self.jobs.error = None;
                self.read_sides(backend);
            }
            MirrorAction::Pair(action) => self.pairs.perform(backend, action),
            MirrorAction::Outcome(action) => self.jobs.perform(backend, action),
        }
    }

    fn is_busy(&self) -> bool {
        self.jobs.is_applying()
    }

    fn knows(&self, job: JobId) -> bool {
        self.jobs.knows(job)
    }

    /// Reads both sides again with the options of a job. The plan of a mirror is applied only once: the results that it sent before
    /// it failed are in the target, and a new preview sees them.
    fn run_again(&mut self, backend: &mut TabBackend<'_>, job: JobId) {
        if let Some((choice, options)) = self.jobs.repeat(job) {
            self.choice = choice;
            self.begin_with(backend, options);
        }
    }

    fn settings_changed(&mut self, account: Account, change: SettingsChange) -> bool {
        match (account, change) {
            (Account::Primary, SettingsChange::Account) => self.forget(),
            (Account::MirrorTarget, SettingsChange::Account) if self.choice.to_second => self.forget(),
            (Account::MirrorTarget, SettingsChange::Account) => {
                self.lists.forget_second();
                false
            }
            (_, SettingsChange::Project) => false,
        }
    }
}

impl MirrorTab {
    /// Drops everything that was read from Qase, unless a plan is being applied. Returns true if a preview was dropped.
    fn forget(&mut self) -> bool {
        let Some(dropped) = self.jobs.drop_plan() else { return false };
        *self = Self { pairs: std::mem::take(&mut self.pairs), ..Self::default() };
        dropped
    }

    fn poll_preview(&mut self, backend: &TabBackend<'_>) {
        if let Some(ready) = self.jobs.poll_plan() {
            backend.ask(&self.building, move || Arc::new(Rows::new(ready)));
        }
        if self.building.poll()
            && self.jobs.step() == Step::Preview
            && let Some(rows) = self.building.get().cloned()
        {
            self.preview = Some(Preview::new(rows));
        }
    }

    fn poll_apply(&mut self, backend: &mut TabBackend<'_>) {
        let Some(Applied::Ended(end)) = self.jobs.poll_apply() else { return };
        // The target has changed, so the plan of the preview is outdated.
        self.preview = None;
        self.building.clear();
        let mirrored = self.applied.take().and_then(|ready| ready.came_to().cloned());
        let (view, error) = OutcomeView::of(backend, "mirror", end.map(|m| Synced(m.synced)), self.jobs.began());
        let sync = mirrored.as_ref().and_then(|m| m.synced.sync_id);
        if let Some((pair, sync)) = self.applied_pair.take().zip(sync) {
            self.pairs.record_run(backend, pair, sync);
        }
        let view = match mirrored {
            Some(m) => m.synced.sync_id.map_or(view, |id| OutcomeView::entry(backend, id)).with_mirror(m.summary),
            None => view,
        };
        self.jobs.show_outcome((view, error));
    }

    fn read_side(&mut self, backend: &TabBackend<'_>, side: Side) {
        let code = side.code(&self.choice).map(str::to_owned);
        self.lists.read_again(backend, side.account(&self.choice), code.as_deref());
    }

    /// Reads the runs of both sides and the fields again.
    fn read_sides(&mut self, backend: &TabBackend<'_>) {
        for side in [Side::Source, Side::Target] {
            self.read_side(backend, side);
        }
    }

    /// Starts the job that reads both sides.
    fn begin_with(&mut self, backend: &TabBackend<'_>, options: Options) {
        let Some(link) = backend.link else { return };
        let Some(target) = backend.link_of(self.choice.target_account()) else { return };
        let started = mirror::job::preview(backend.workspace, link, target, options.clone());
        if self.jobs.plan(started, (self.choice.clone(), options), backend.now) {
            self.building.clear();
            self.preview = None;
        }
    }

    /// Plans again with a new choice for results without a trace. Reads nothing.
    fn adopt_untraced(&mut self, backend: &TabBackend<'_>, adopt: Option<bool>) {
        let Some(preview) = &self.preview else { return };
        self.choice.adopt_untraced = adopt;
        let ready = preview.ready().clone();
        backend.ask(&self.building, move || {
            // A closed run refuses new results. Then plan and button stay as they were.
            Arc::new(Rows::new(ready.decided(adopt).unwrap_or(ready)))
        });
    }

    fn back(&mut self) {
        self.jobs.back();
        self.building.clear();
        self.preview = None;
    }

    fn begin_apply(&mut self, backend: &TabBackend<'_>) {
        let (Some(link), Some(preview)) = (backend.link, &self.preview) else { return };
        let ready = preview.ready().clone();
        let account = if ready.options().two_accounts { Account::MirrorTarget } else { Account::Primary };
        let Some(target) = backend.link_of(account) else { return };
        let started = mirror::job::apply(backend.workspace, link, target, &ready);
        if self.jobs.apply(started, (self.choice.clone(), ready.options().clone()), backend.now) {
            self.applied = Some(ready);
            self.applied_pair = self.pairs.of(&self.choice);
        }
    }
}
