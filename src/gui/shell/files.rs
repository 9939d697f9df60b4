//! Files in the main window: attachments that are fetched and shown in their folder, workspaces to open, lists to import and
//! export. Also the two ways from the first page that need a workspace later: a list to import and the connection to Qase.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui;

use super::Shell;
use crate::app::attachment::{self, Fetched};
use crate::app::import_preview::ImportPreview;
use crate::domain::case::AttachmentRef;
use crate::gui::backend::{ImportEnd, PathPurpose, Trouble};
use crate::gui::dialogs::{OpenDialog, path, settings};
use crate::gui::ui_command::UiCommand;
use crate::gui::widgets::Tone;
use crate::i18n::Tr;
use crate::jobs::{JobError, JobHandle, JobId};
use crate::settings::Account;

/// Work that waits until the workspace is open.
#[derive(Debug)]
pub(super) enum Pending {
    /// A command.
    Command(UiCommand),
    /// A list that was read and confirmed.
    Import(Arc<ImportPreview>),
}

/// Requests of jobs on lists that are kept.
const LIST_REQUESTS: usize = 4;

/// A request for a job on the list of functions, kept so that the job can be run again.
#[derive(Debug, Clone)]
pub(super) enum ListRequest {
    /// Importing a list that was read.
    Import(Arc<ImportPreview>),
    /// Writing the list to a file.
    Export(PathBuf),
}

impl Shell {
    /// Opens the dialog of a command that needs a path.
    pub(super) fn ask_path(&mut self, command: UiCommand) {
        let dialog = match command {
            UiCommand::ImportFunctions => OpenDialog::Import(Box::default()),
            UiCommand::NewWorkspace => {
                // The usual place, unless a workspace lies there already: then the person gives it a name.
                let usual = &self.backend.paths.workspace;
                let is_new = self.backend.workspace_path() != Some(usual) && !self.backend.settings.recent.contains(usual);
                let suggestion = if is_new { usual.display().to_string() } else { String::new() };
                OpenDialog::Path(path::PathDialog::new(PathPurpose::NewWorkspace, suggestion))
            }
            UiCommand::ExportFunctions => {
                let suggestion = self.backend.paths.data_dir.join("functions.csv").display().to_string();
                OpenDialog::Path(path::PathDialog::new(PathPurpose::ExportFunctions, suggestion))
            }
            _ => OpenDialog::Path(path::PathDialog::new(PathPurpose::OpenWorkspace, "")),
        };
        self.dialog = Some(dialog);
    }

    /// Opens the settings at the tab of Qase.
    pub(super) fn open_settings(&mut self, tab: usize) {
        let mut dialog = settings::SettingsDialog::new(&self.backend.settings, tab > 0).at_tab(tab);
        if tab == 1 && self.backend.in_force(Account::Primary).is_none() {
            dialog = dialog.asking_for_token();
        }
        self.dialog = Some(OpenDialog::Settings(Box::new(dialog)));
        self.backend.look_for_tokens();
    }

    /// Connects Qase from the first page: without a token the field for it comes first, and the workspace is opened afterwards.
    pub(super) fn connect_qase(&mut self) {
        if self.backend.in_force(Account::Primary).is_some() {
            self.pending = Some(Pending::Command(UiCommand::SyncQase));
            self.backend.open_workspace(self.backend.paths.workspace.clone());
        } else {
            self.connecting = true;
            self.open_settings(1);
        }
    }

    /// Goes on after the settings were saved: `token` tells whether one was entered.
    pub(super) fn connected(&mut self, token: bool) {
        if std::mem::take(&mut self.connecting) && token {
            self.pending = Some(Pending::Command(UiCommand::SyncQase));
            self.backend.open_workspace(self.backend.paths.workspace.clone());
        }
    }

    /// Imports a list; from the first page the usual workspace is opened before.
    pub(super) fn import_functions(&mut self, preview: Arc<ImportPreview>) {
        if self.backend.workspace().is_some() {
            let job = self.backend.import_functions(&preview);
            self.keep_request(job, ListRequest::Import(preview));
        } else {
            self.pending = Some(Pending::Import(preview));
            self.backend.open_workspace(self.backend.paths.workspace.clone());
        }
    }

    /// Writes the list of functions to a file.
    pub(super) fn export_functions(&mut self, path: PathBuf) {
        let job = self.backend.export_functions(path.clone());
        self.keep_request(job, ListRequest::Export(path));
    }

    fn keep_request(&mut self, job: Option<JobId>, request: ListRequest) {
        self.requests.extend(job.map(|id| (id, request)));
        // An import holds the whole list.
        let surplus = self.requests.len().saturating_sub(LIST_REQUESTS);
        self.requests.drain(..surplus);
    }

    /// Runs a failed job again with the same options. False when they are not known.
    pub(super) fn retry(&mut self, job: JobId) -> bool {
        let request = self.requests.iter().find(|(id, _)| *id == job).map(|(_, request)| request.clone());
        match request {
            Some(ListRequest::Import(preview)) => self.import_functions(preview),
            Some(ListRequest::Export(path)) => self.export_functions(path),
            None => return self.sync.retry(job),
        }
        true
    }

    /// Goes on with what waited for the workspace.
    pub(super) fn go_on(&mut self) {
        match self.pending.take() {
            Some(Pending::Command(command)) => self.actions.command(command),
            Some(Pending::Import(preview)) => self.import_functions(preview),
            None => {}
        }
    }

    /// Drops what waited for the workspace, which could not be opened.
    pub(super) fn give_up(&mut self, trouble: &Trouble) {
        let tr = self.tr();
        if let (Some(Pending::Import(_)), Some(OpenDialog::Import(dialog))) = (self.pending.take(), &mut self.dialog) {
            dialog.imported(Err(trouble.clone()), tr);
        }
    }

    /// Takes the end of an import: its dialog shows it; if that was closed meanwhile, a toast does.
    pub(super) fn take_import(&mut self, tr: Tr, (end, skipped): ImportEnd) {
        match &mut self.dialog {
            Some(OpenDialog::Import(dialog)) if dialog.is_importing() => dialog.imported(end, tr),
            _ => match end {
                Ok(done) => {
                    let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX).into();
                    let args = [("imported", n(done.created + done.updated)), ("skipped", n(skipped))];
                    let tone = if skipped > 0 { Tone::Warning } else { Tone::Good };
                    self.toasts.add(tone, tr.fmt("files-imported", &args));
                }
                Err(trouble) => self.toasts.add(Tone::Bad, trouble.text(tr)),
            },
        }
    }

    /// Begins to fetch a file.
    pub(super) fn fetch_file(&mut self, tr: Tr, file: &AttachmentRef) {
        let Some(workspace) = self.backend.workspace() else { return };
        let link = self.ways[Account::Primary].as_ref().map(|w| w.link.clone());
        match attachment::fetch(workspace, link.as_ref(), file) {
            Ok(job) => self.fetching.push(job),
            Err(busy) => self.toasts.add(Tone::Info, tr.message(&busy.running)),
        }
    }

    /// Hears of files that have come: says where they lie, and shows the folder.
    pub(super) fn take_files(&mut self, ctx: &egui::Context, tr: Tr) {
        let mut waiting: Vec<JobHandle<Fetched>> = Vec::new();
        for mut job in std::mem::take(&mut self.fetching) {
            match job.try_take() {
                None => waiting.push(job),
                Some(Ok(file)) => {
                    self.toasts.add(Tone::Good, tr.fmt("gui-file-here", &[("path", file.path.display().to_string().into())]));
                    if let Some(folder) = file.path.parent() {
                        ctx.open_url(egui::OpenUrl::new_tab(format!("file://{}", folder.display())));
                    }
                }
                Some(Err(JobError::Cancelled(_))) => {}
                Some(Err(JobError::Failed(failure))) => {
                    let mut words = tr.message(&failure.message);
                    if let Some(remedy) = &failure.remedy {
                        words = format!("{words} {}", tr.message(remedy));
                    }
                    self.toasts.add(Tone::Bad, words);
                }
            }
        }
        self.fetching = waiting;
    }
}
