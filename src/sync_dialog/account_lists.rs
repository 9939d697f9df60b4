//! Lists that are read from the first account in Qase: the projects that the token sees and the runs that take results.

use std::collections::HashMap;

use crate::user_error::UserError;
use voluptas_app::Workspace;
use voluptas_app::qase::connection::QaseConnection;
use voluptas_app::qase::lists::{Listed, list_open_runs, list_projects};
use voluptas_jobs::{Busy, JobHandle, Progress};
use voluptas_qase::model::{Project, Run};

/// A list of Qase that a job reads in the background.
#[derive(Debug)]
pub struct Listing<T> {
    job: Option<JobHandle<Listed<T>>>,
    rows: Option<Vec<T>>,
    trouble: Option<UserError>,
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

    /// True when the list was read.
    pub fn is_loaded(&self) -> bool {
        self.rows.is_some()
    }

    /// True while the list is being read.
    pub fn is_loading(&self) -> bool {
        self.job.is_some()
    }

    /// Progress of the reading, while there is one.
    pub fn progress(&self) -> Option<Progress> {
        self.job.as_ref().map(|job| job.ctx.progress())
    }

    /// The reason why the last reading failed.
    pub fn trouble(&self) -> Option<&UserError> {
        self.trouble.as_ref()
    }

    /// True when the list was never asked for.
    pub fn is_unread(&self) -> bool {
        !self.is_loaded() && !self.is_loading() && self.trouble.is_none()
    }

    /// Drops rows, job and error.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Takes over a started reading.
    pub fn begin(&mut self, started: Result<JobHandle<Listed<T>>, Busy>) {
        self.trouble = None;
        self.job = started.ok();
    }

    /// Takes the end of a reading. Returns true if there was one.
    pub fn poll(&mut self) -> bool {
        let Some(end) = self.job.as_mut().and_then(JobHandle::try_take) else { return false };
        self.job = None;
        match end {
            Ok(Listed(rows)) => self.rows = Some(rows),
            Err(error) => self.trouble = UserError::of_job(error),
        }
        true
    }
}

/// Projects and open runs of the first account.
#[derive(Debug, Default)]
pub struct AccountLists {
    projects: Listing<Project>,
    runs: HashMap<String, Listing<Run>>,
}

impl AccountLists {
    /// Takes lists that have arrived.
    pub fn poll(&mut self) {
        self.projects.poll();
        for runs in self.runs.values_mut() {
            runs.poll();
        }
    }

    /// Drops everything after the settings have changed.
    pub fn reset(&mut self) {
        self.projects.clear();
        self.runs.clear();
    }

    /// Reads the projects when the dialog is shown for the first time, because only then Qase is needed.
    pub fn read_projects_once(&mut self, workspace: &Workspace, link: Option<&QaseConnection>) {
        if self.projects.is_unread() {
            self.read_projects(workspace, link, false);
        }
    }

    /// Reads the projects again. `fresh` reads past the cache.
    pub fn read_projects(&mut self, workspace: &Workspace, link: Option<&QaseConnection>, fresh: bool) {
        if let Some(link) = link {
            self.projects.begin(list_projects(workspace, link, fresh));
        }
    }

    /// Reads the open runs of a project if that was not done yet.
    pub fn read_runs_once(&mut self, workspace: &Workspace, link: Option<&QaseConnection>, project: &str) {
        if self.runs(project).is_none_or(Listing::is_unread) {
            self.start_runs(workspace, link, project, false);
        }
    }

    /// Reads the open runs of a project again, past the cache.
    pub fn read_runs(&mut self, workspace: &Workspace, link: Option<&QaseConnection>, project: &str) {
        self.start_runs(workspace, link, project, true);
    }

    fn start_runs(&mut self, workspace: &Workspace, link: Option<&QaseConnection>, project: &str, fresh: bool) {
        if let Some(link) = link {
            self.runs.entry(project.to_owned()).or_default().begin(list_open_runs(workspace, link, project, fresh));
        }
    }

    /// The reason why the projects could not be read.
    pub fn trouble(&self) -> Option<&UserError> {
        self.projects.trouble()
    }

    pub fn projects(&self) -> &Listing<Project> {
        &self.projects
    }

    /// The open runs of a project; `None` if they were not requested.
    pub fn runs(&self, project: &str) -> Option<&Listing<Run>> {
        self.runs.get(project)
    }

    /// The title of a project, if known.
    pub fn title(&self, code: &str) -> Option<&str> {
        self.projects.rows().iter().find(|p| p.code.eq_ignore_ascii_case(code)).map(|p| p.title.as_str())
    }
}
