//! Actions, jobs and queries of the Mirror tab.

use std::sync::Arc;

use super::choice::{Choice, Side};
use super::rows::{Preview, Rows};
use super::state::{MirrorAction, MirrorTab};
use crate::sync_dialog::SettingsChange;
use crate::sync_dialog::context::TabBackend;
use crate::sync_dialog::footer::Step;
use crate::sync_dialog::outcome::OutcomeView;
use crate::sync_dialog::plan_actions::{JobsOf, PlanWork};
use crate::sync_dialog::plan_jobs::Applied;
use voluptas_app::mirror;
use voluptas_app::mirror::job::{MirrorReady, Mirrored};
use voluptas_app::sync::import::Synced;
use voluptas_mirror::Options;
use voluptas_settings::Account;

impl PlanWork for MirrorTab {
    type Action = MirrorAction;
    type Plan = MirrorReady;
    type Applied = Mirrored;
    type Request = (Choice, Options);

    fn jobs(&self) -> &JobsOf<Self> {
        &self.jobs
    }

    fn jobs_mut(&mut self) -> &mut JobsOf<Self> {
        &mut self.jobs
    }

    fn take_answers(&mut self, backend: &mut TabBackend<'_>) {
        self.lists.poll();
        self.pairs.poll(backend);
        self.poll_preview(backend);
        self.poll_apply(backend);
    }

    fn ask_missing(&mut self, backend: &mut TabBackend<'_>) {
        if self.choice.from.is_none() && self.choice.to.is_none() {
            // Results go from a project of automation into the project where people work, which is the one of the settings.
            self.choice.to = backend.project.map(str::to_uppercase);
        }
        if self.jobs.step() == Step::Choose {
            self.lists.read_missing(backend, &self.choice);
        }
    }

    fn perform(&mut self, backend: &mut TabBackend<'_>, action: MirrorAction) {
        match action {
            MirrorAction::Refresh(side) => {
                if side.account(&self.choice) == Account::Primary {
                    backend.read_projects();
                }
                self.read_side(backend, side);
            }
            MirrorAction::AdoptUntraced(adopt) => self.adopt_untraced(backend, adopt),
            MirrorAction::Pair(action) => self.pairs.perform(backend, action),
            MirrorAction::Plan(action) => self.perform_shared(backend, action),
        }
    }

    fn read_again(&mut self, backend: &mut TabBackend<'_>) {
        backend.read_projects();
        self.read_sides(backend);
    }

    fn begin_preview(&mut self, backend: &TabBackend<'_>) {
        if let Ok(options) = self.options(backend.link_of(Account::MirrorTarget).is_some()) {
            self.begin_with(backend, options);
        }
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

    /// Reads both sides again with the options of a job. The plan of a mirror is applied only once: the results that it sent before
    /// it failed are in the target, and a new preview sees them.
    fn repeat(&mut self, backend: &TabBackend<'_>, (choice, options): (Choice, Options)) {
        self.choice = choice;
        self.begin_with(backend, options);
    }

    fn drop_view(&mut self) {
        self.building.clear();
        self.preview = None;
    }

    fn start_over(&mut self, backend: &TabBackend<'_>) {
        self.jobs.error = None;
        self.read_sides(backend);
    }

    fn cleared(&mut self) -> Self {
        Self { pairs: std::mem::take(&mut self.pairs), ..Self::default() }
    }

    fn follow_settings(&mut self, account: Account, change: SettingsChange) -> bool {
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
        let mirrored = self.applied.take().and_then(|ready| ready.mirrored().cloned());
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
}
