//! What the dialog knows of Qase itself: the projects that the token sees, the runs that take results, and the chip that tells.

use std::collections::HashMap;

use super::cx::Cx;
use super::failure::Trouble;
use crate::app::Workspace;
use crate::app::qase_connection::QaseConnection;
use crate::app::qase_lists::{Listed, list_projects, list_runs};
use crate::gui::theme::{Icon, icons};
use crate::gui::widgets::Tone;
use crate::jobs::{Busy, JobHandle, Progress};
use crate::qase::model::{Project, Run};

/// A list of Qase that is read in the background.
#[derive(Debug)]
pub struct Listing<T> {
    job: Option<JobHandle<Listed<T>>>,
    rows: Option<Vec<T>>,
    trouble: Option<Trouble>,
}

impl<T> Default for Listing<T> {
    fn default() -> Self {
        Self { job: None, rows: None, trouble: None }
    }
}

impl<T> Listing<T> {
    /// The rows; empty while nothing was read.
    pub fn rows(&self) -> &[T] {
        self.rows.as_deref().unwrap_or_default()
    }

    /// True when it was read.
    pub fn is_loaded(&self) -> bool {
        self.rows.is_some()
    }

    /// True when it is being read.
    pub fn is_loading(&self) -> bool {
        self.job.is_some()
    }

    /// How far the reading is, while there is one.
    pub fn progress(&self) -> Option<Progress> {
        self.job.as_ref().map(|job| job.ctx.progress())
    }

    /// Why it could not be read.
    pub fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Takes what a started reading gives.
    pub fn begin(&mut self, started: Result<JobHandle<Listed<T>>, Busy>) {
        self.trouble = None;
        self.job = started.ok();
    }

    /// Takes over the end of a reading; gives whether there was one.
    pub fn poll(&mut self) -> bool {
        let Some(end) = self.job.as_mut().and_then(JobHandle::try_take) else { return false };
        self.job = None;
        match end {
            Ok(Listed(rows)) => self.rows = Some(rows),
            Err(error) => self.trouble = Trouble::of(error),
        }
        true
    }
}

/// What the dialog knows of Qase itself.
#[derive(Debug, Default)]
pub struct Connection {
    projects: Listing<Project>,
    runs: HashMap<String, Listing<Run>>,
}

impl Connection {
    /// Hears of lists that have come.
    pub fn poll(&mut self) {
        self.projects.poll();
        for runs in self.runs.values_mut() {
            runs.poll();
        }
    }

    /// Reads the projects the first time the dialog is seen: before that nobody has asked for Qase.
    pub fn begin(&mut self, cx: &Cx<'_>) {
        if let Some(link) = cx.link
            && !self.projects.is_loaded()
            && !self.projects.is_loading()
            && self.projects.trouble().is_none()
        {
            self.read_projects(cx.workspace, link, false);
        }
    }

    /// Forgets what was read: the settings have changed.
    pub fn reset(&mut self) {
        self.projects.clear();
        self.runs.clear();
    }

    /// Why the projects could not be read.
    pub fn trouble(&self) -> Option<&Trouble> {
        self.projects.trouble()
    }

    /// Reads the projects again.
    pub fn read_projects(&mut self, workspace: &Workspace, link: &QaseConnection, fresh: bool) {
        self.projects.begin(list_projects(workspace, link, fresh));
    }

    /// The projects.
    pub fn projects(&self) -> &Listing<Project> {
        &self.projects
    }

    /// The runs of a project that take results; read at the first question.
    pub fn runs(&mut self, cx: &Cx<'_>, project: &str) -> &Listing<Run> {
        let runs = self.runs.entry(project.to_owned()).or_default();
        if let Some(link) = cx.link
            && !runs.is_loaded()
            && !runs.is_loading()
            && runs.trouble().is_none()
        {
            runs.begin(list_runs(cx.workspace, link, project, false));
        }
        runs
    }

    /// Reads the runs of a project again.
    pub fn read_runs(&mut self, cx: &Cx<'_>, project: &str) {
        if let Some(link) = cx.link {
            self.runs.entry(project.to_owned()).or_default().begin(list_runs(cx.workspace, link, project, true));
        }
    }

    /// The title of a project, where it is known.
    pub fn title(&self, code: &str) -> Option<&str> {
        self.projects.rows().iter().find(|p| p.code.eq_ignore_ascii_case(code)).map(|p| p.title.as_str())
    }

    /// What the chip in the dialog's head says.
    pub fn chip(&self, cx: &Cx<'_>) -> (Tone, Icon, String) {
        if cx.link.is_none() {
            return (Tone::Warning, icons::OFFLINE, cx.t("sync-dialog-not-connected").into_owned());
        }
        if self.projects.trouble().is_some() {
            return (Tone::Bad, icons::OFFLINE, cx.t("sync-dialog-no-connection").into_owned());
        }
        let Some(code) = cx.project else {
            return (Tone::Neutral, icons::CONNECTED, cx.t("sync-dialog-no-project").into_owned());
        };
        let code = code.to_uppercase();
        match self.title(&code) {
            Some(title) => (Tone::Good, icons::PASSED, format!("{code} · {title}")),
            None if self.projects.is_loaded() => {
                (Tone::Bad, icons::BROKEN, cx.f("sync-dialog-project-unseen", &[("code", code.into())]))
            }
            None => (Tone::Neutral, icons::CONNECTED, code),
        }
    }
}
