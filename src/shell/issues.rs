//! Issues of the project's tracker: one is created for a failed result, and statuses are read in the background.

use eframe::egui;

use super::Shell;
use crate::action::Action;
use crate::state::MiddleTab;
use voluptas_app::integrations::credential::Credentials;
use voluptas_app::integrations::issue_jobs::{self, IssueOfResult};
use voluptas_core::domain::ids::{ProjectId, ResultId, RunId};
use voluptas_i18n::Tr;
use voluptas_ui::widgets::Tone;

/// Seconds between two requests for the statuses of a project: a tracker that does not answer is not asked all the time.
const AGAIN: f64 = 300.0;
/// Tab of the settings with the projects.
pub(super) const PROJECTS: usize = 3;

impl Shell {
    /// Begins to create the issue of a result. Without a tracker it says where to set one.
    pub(super) fn create_issue(&mut self, run: RunId, result: ResultId) {
        let tr = self.tr();
        let Some(project) = self.backend.runs().and_then(|runs| runs.get(run)).map(|row| row.run.project_id) else { return };
        if !self.backend.cases().is_some_and(|cases| cases.trackers.contains_key(&project)) {
            let words = tr.text("issue-no-tracker").into_owned();
            let open = tr.text("issue-open-settings");
            return self.toasts.add_with_action(Tone::Info, words, open, Action::OpenSettings(PROJECTS));
        }
        let credentials = Credentials::new(&self.backend.environment, &self.backend.paths);
        let Some(workspace) = self.backend.workspace() else { return };
        let job = issue_jobs::create(workspace, credentials, result, tr.lang());
        if let Some(job) = self.begun(job) {
            self.creating_issues.push(job, ());
        }
    }

    /// The failed result that is chosen in the run in front.
    pub(super) fn failed_result(&self) -> Option<(RunId, ResultId)> {
        let MiddleTab::Run(run) = self.state.tab() else { return None };
        self.views.run.failed_result(RunId(run)).map(|result| (RunId(run), result))
    }

    /// Begins to read statuses of the issues of a project, unless that was done a moment ago.
    pub(super) fn read_issues(&mut self, project: ProjectId) {
        if self.issues_asked.get(&project).is_some_and(|at| self.seconds - at < AGAIN) {
            return;
        }
        let Some(workspace) = self.backend.workspace() else { return };
        self.issues_asked.insert(project, self.seconds);
        let credentials = Credentials::new(&self.backend.environment, &self.backend.paths);
        let (store, runtime) = (workspace.store.clone(), workspace.jobs.handle().clone());
        workspace.jobs.block_in_background(move || {
            if let Err(error) = issue_jobs::read_statuses(&store, &credentials, project, &runtime) {
                tracing::warn!(%error, "the statuses of issues were not read");
            }
        });
    }

    /// Takes the ends of creations: a toast names the issue and opens it.
    pub(super) fn take_issues(&mut self, tr: Tr) {
        for ((), end) in self.creating_issues.take_ended() {
            if let Some(IssueOfResult { key, url, is_new }) = self.done(tr, end) {
                let words = tr.fmt(if is_new { "issue-created" } else { "issue-exists" }, &[("key", key.into())]);
                match url.is_empty() {
                    true => self.toasts.add(Tone::Good, words),
                    false => self.toasts.add_with_action(Tone::Good, words, tr.text("window-open"), Action::OpenPage(url)),
                }
            }
        }
    }
}

/// Opens a page of the web. A text of a tracker opens nothing but a page.
pub(super) fn open_page(ctx: &egui::Context, url: &str) {
    if voluptas_core::domain::issue::is_page(url) {
        ctx.open_url(egui::OpenUrl::new_tab(url));
    }
}
