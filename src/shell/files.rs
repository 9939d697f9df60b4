//! Paths that commands need, and the jobs that import and export the list of functions.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::pending::{ListRequest, Pending};
use super::window::Shell;
use crate::action::{Action, CaseExport, Nav, PresetAction};
use crate::backend::{PathPurpose, UserError};
use crate::dialogs::{OpenDialog, import, path};
use crate::model::window_selection::Selected;
use crate::state::MiddleTab;
use crate::ui_command::UiCommand;
use voluptas_app::cases::file::Applied;
use voluptas_app::cases::file::preview::ShownImport;
use voluptas_app::functions::file::preview::ShownImport as ShownFunctions;
use voluptas_app::{functions, runs};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{RunId, Thing};
use voluptas_formats::cases::CaseFormat;
use voluptas_i18n::Tr;
use voluptas_jobs::{JobId, Outcome};
use voluptas_settings::Settings;
use voluptas_ui::widgets::Tone;

/// Requests of jobs on lists that are kept.
const LIST_REQUESTS: usize = 4;

impl Shell {
    /// Opens the dialog of a command that needs a path.
    pub(super) fn ask_path(&mut self, command: UiCommand) {
        let has_project = self.backend.cases().is_some_and(|cases| cases.project.is_some());
        if command == UiCommand::IngestResults && !has_project {
            return self.ask_project(Some(Action::Command(command)));
        }
        let dialog = match command {
            UiCommand::ImportFunctions => OpenDialog::ImportFunctions(Box::default()),
            UiCommand::ImportCases => OpenDialog::ImportCases(Box::default()),
            UiCommand::NewWorkspace => {
                let usual = &self.backend.paths.workspace;
                let suggestion = self.new_workspace_path().display().to_string();
                OpenDialog::Path(path::PathDialog::new(PathPurpose::NewWorkspace, suggestion).in_folder(usual.parent()))
            }
            UiCommand::ExportFunctions => {
                OpenDialog::Path(path::PathDialog::new(PathPurpose::ExportFunctions, self.export_path("functions.csv")))
            }
            UiCommand::ExportCases => {
                let selected = Selected::clone(&self.state.selected());
                // Several lines, or a suite, are meant; the one case that happens to be in front is not.
                let is_meant = self.state.selection.cases.len() > 1 || !selected.suites.is_empty();
                return self.ask_export(selected, is_meant);
            }
            UiCommand::IngestResults => OpenDialog::Path(path::PathDialog::new(PathPurpose::IngestResults, "")),
            _ => OpenDialog::Path(path::PathDialog::new(PathPurpose::OpenWorkspace, "")),
        };
        self.dialog = Some(dialog);
    }

    /// Asks for a file to which cases are exported. The selected ones and those that the grid in front shows are offered; the selected
    /// ones are the first choice when they are `meant`.
    pub(super) fn ask_export(&mut self, selected: Selected, is_meant: bool) {
        let suggestion = self.export_path("cases.csv");
        let dialog = path::PathDialog::new(PathPurpose::ExportCases, suggestion)
            .with_selected(selected, is_meant)
            .for_qase(self.state.kept.export_for_qase);
        let grid = Some(&self.views.cases).filter(|_| self.state.tab() == MiddleTab::Cases);
        let is_filtered = grid.is_some_and(|grid| grid.is_filtered());
        self.dialog = Some(OpenDialog::Path(dialog.with_shown(grid.and_then(|grid| grid.shown_part()), is_filtered)));
    }

    /// The path that is suggested for a new workspace: the usual one, with a number where a workspace that the window knows lies there.
    fn new_workspace_path(&self) -> PathBuf {
        let usual = &self.backend.paths.workspace;
        let stem = usual.file_stem().unwrap_or_default().to_string_lossy();
        let is_taken =
            |path: &PathBuf| self.backend.workspace_path() == Some(path.as_path()) || self.backend.settings.recent.contains(path);
        let numbered = (2..).map(|n| usual.with_file_name(format!("{stem}-{n}.voluptas")));
        std::iter::once(usual.clone()).chain(numbered).find(|path| !is_taken(path)).unwrap_or_default()
    }

    /// The path that is suggested for an export: in the folder of the last one, otherwise where people keep their documents.
    fn export_path(&self, name: &str) -> String {
        let last = &self.state.kept.export_folder;
        let folder = if last.is_empty() { self.backend.paths.export_dir.clone() } else { PathBuf::from(last) };
        folder.join(name).display().to_string()
    }

    /// Imports functions as they were shown; from the first page the usual workspace is opened before.
    pub(super) fn import_functions(&mut self, shown: Arc<ShownFunctions>) {
        if self.backend.workspace().is_some() {
            let job = self.backend.import_functions(&shown);
            if let Some(OpenDialog::ImportFunctions(dialog)) = &mut self.dialog {
                dialog.started(job);
            }
            self.keep_request(job, ListRequest::ImportFunctions(shown));
        } else {
            self.pending = Some(Pending::Import(shown));
            self.backend.open_workspace(self.backend.paths.workspace.clone());
        }
    }

    /// Writes the list of functions to a file.
    pub(super) fn export_functions(&mut self, path: PathBuf) {
        let job = self.backend.export_functions(path.clone());
        self.keep_request(job, ListRequest::Export(path));
    }

    /// Imports cases as they were shown.
    pub(super) fn import_cases(&mut self, shown: Arc<ShownImport>) {
        let job = self.backend.import_cases(&shown);
        if let Some(OpenDialog::ImportCases(dialog)) = &mut self.dialog {
            dialog.started(job);
        }
        self.keep_request(job, ListRequest::ImportCases(shown));
    }

    /// Shows the items of an import in their grid, and selects them once the lists contain them.
    pub(super) fn show_imported(&mut self, project: Option<&str>, things: Vec<Thing>) {
        if let Some(code) = project {
            self.show_project(code);
        }
        let tab = if project.is_some() { MiddleTab::Cases } else { MiddleTab::Registry };
        self.go(Nav::Tab(tab));
        if tab == MiddleTab::Cases {
            self.views.cases.take_keyboard();
        }
        self.restored = things;
    }

    /// Changes the presets for reading tables, and writes the settings.
    pub(super) fn change_presets(&mut self, action: PresetAction) {
        let settings = &mut self.backend.settings;
        match action {
            PresetAction::Keep(preset) => {
                if !settings.keep_import_preset(preset) {
                    let words = self.tr().fmt("files-presets-full", &[("most", (Settings::IMPORT_PRESETS as i64).into())]);
                    return self.toasts.add(Tone::Warning, words);
                }
            }
            PresetAction::Delete(list, name) => settings.remove_import_preset(list, &name),
        }
        self.backend.save_settings();
    }

    /// Writes cases of the project that is shown to a file.
    pub(super) fn export_cases(&mut self, export: CaseExport) {
        let Some(project) = self.backend.cases().and_then(|c| c.project.clone()) else { return };
        if CaseFormat::of_extension(&export.path) == Some(CaseFormat::Csv) {
            self.state.kept.export_for_qase = export.for_qase;
        }
        let job = self.backend.export_cases(export.clone(), project);
        self.keep_request(job, ListRequest::ExportCases(export));
    }

    /// Asks for a file to which the report of a run is written.
    pub(super) fn ask_report(&mut self, run: RunId) {
        let Some(row) = self.backend.runs().and_then(|runs| runs.get(run)) else { return };
        let name = runs::report::file_name(&row.project, row.run.number, runs::report::Format::Html);
        self.dialog = Some(OpenDialog::Path(path::PathDialog::new(PathPurpose::ExportReport(run), self.export_path(&name))));
    }

    /// Writes the report of a run to a file.
    pub(super) fn export_report(&mut self, run: RunId, path: PathBuf) {
        let job = self.backend.export_report(path.clone(), run, self.tr().lang());
        self.keep_request(job, ListRequest::Report(run, path));
    }

    /// Shows the end of an import of cases in its dialog, or in a toast when the dialog was closed meanwhile.
    pub(super) fn take_case_import(&mut self, tr: Tr, end: Result<Applied, UserError>) {
        match &mut self.dialog {
            Some(OpenDialog::ImportCases(dialog)) if dialog.is_importing() => dialog.imported(end, tr, &self.backend),
            _ => match end {
                Ok(done) => {
                    let (tone, words) = import::cases::summary(&done, tr);
                    self.toasts.add(tone, words);
                }
                Err(trouble) => self.toasts.add(trouble.tone(), trouble.text(tr)),
            },
        }
    }

    /// Shows the end of the export to a path: a failure in the dialog that asked for the path while it is open, everything else in a toast,
    /// which opens the file or its folder.
    pub(super) fn exported(&mut self, tr: Tr, path: PathBuf, end: Result<Option<Message>, UserError>) {
        let dialog = match &mut self.dialog {
            Some(OpenDialog::Path(dialog)) if dialog.is_writing() => Some(dialog),
            _ => None,
        };
        match (end, dialog) {
            (Err(error), Some(dialog)) => dialog.failed(error.text(tr)),
            (Err(error), None) => self.toasts.add(Tone::Bad, error.text(tr)),
            (Ok(said), dialog) => {
                if dialog.is_some() {
                    self.dialog = None;
                }
                let Some(said) = said else { return };
                if let Some(folder) = path.parent() {
                    self.state.kept.export_folder = folder.display().to_string();
                }
                // A path that a person typed may be relative; the system's programs have another folder than this one.
                let path = std::path::absolute(&path).unwrap_or(path);
                let folder = path.parent().map_or_else(|| path.clone(), Path::to_path_buf);
                let open = (tr.text("window-open").into_owned(), Action::OpenFile(path));
                let show = (tr.text("gui-file-show").into_owned(), Action::OpenFile(folder));
                self.toasts.add_with_two(Tone::Good, tr.message(&said), open, show);
            }
        }
    }

    fn keep_request(&mut self, job: Option<JobId>, request: ListRequest) {
        self.requests.extend(job.map(|id| (id, request)));
        // An import holds the whole list.
        let surplus = self.requests.len().saturating_sub(LIST_REQUESTS);
        self.requests.drain(..surplus);
    }

    /// Drops the requests of jobs that cannot be run again: a finished or cancelled import keeps the whole list of its file in
    /// memory.
    pub(super) fn drop_done_requests(&mut self) {
        let jobs = self.backend.jobs();
        self.requests.retain(|(id, request)| match jobs.iter().find(|job| job.id == *id).and_then(|job| job.outcome.as_ref()) {
            None | Some(Outcome::Failed { .. }) => true,
            Some(Outcome::Cancelled { .. }) => !matches!(request, ListRequest::ImportFunctions(_) | ListRequest::ImportCases(_)),
            Some(_) => false,
        });
    }

    /// Runs a failed job again with the same options. False when they are not known.
    pub(super) fn retry(&mut self, job: JobId) -> bool {
        let request = self.requests.iter().find(|(id, _)| *id == job).map(|(_, request)| request.clone());
        match request {
            Some(ListRequest::ImportFunctions(shown)) => self.import_functions(shown),
            Some(ListRequest::Export(path)) => self.export_functions(path),
            Some(ListRequest::ImportCases(shown)) => self.import_cases(shown),
            Some(ListRequest::ExportCases(export)) => self.export_cases(export),
            Some(ListRequest::Report(run, path)) => self.export_report(run, path),
            None => return self.sync.retry(job),
        }
        true
    }

    /// Shows the end of an import of functions in its dialog, or in a toast when the dialog was closed meanwhile.
    pub(super) fn take_function_import(&mut self, tr: Tr, end: Result<functions::file::Applied, UserError>) {
        match &mut self.dialog {
            Some(OpenDialog::ImportFunctions(dialog)) if dialog.is_importing() => dialog.imported(end, tr, &self.backend),
            _ => match end {
                Ok(done) => {
                    let (tone, words) = import::functions::summary(&done, tr);
                    self.toasts.add(tone, words);
                }
                Err(trouble) => self.toasts.add(trouble.tone(), trouble.text(tr)),
            },
        }
    }
}
