//! A file to open or create: a path that can be typed, and the system's dialog where there is one. The path is looked at in the
//! background before the dialog closes, so that a mistake is shown beside the field.

use std::path::{Path, PathBuf};

use eframe::egui;

use super::ingest_fields::IngestFields;
use super::path_field::PathField;
use super::{Flow, id};
use crate::action::{Action, Actions, CaseAction, CaseExport, RunAction};
use crate::backend::{Backend, FileRequest, PathPurpose, registry_format, report_format};
use crate::model::window_selection::Selected;
use crate::view::View;
use voluptas_app::cases::attachment::NewFile;
use voluptas_app::cases::file::ExportScope;
use voluptas_app::files::import::unreadable;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::CaseId;
use voluptas_formats::cases::CaseFormat;
use voluptas_jobs::Query;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{Button, Dialog, check_box, dialog, radio_group, text};

/// Height for the error of an import, which is longer than the usual note because it contains advice, and for the note about a
/// missing file dialog.
const REASON: f32 = 48.0;
/// Height of a line of the choice of cases.
const CHOICE: f32 = 50.0;

/// The dialog's state.
#[derive(Debug)]
pub struct PathDialog {
    /// The purpose of the path.
    pub purpose: PathPurpose,
    field: PathField,
    checked: Query<Checked>,
    /// The file that may be replaced: the person pressed the button a second time.
    replace: Option<PathBuf>,
    /// Selected suites and cases, for an export of cases.
    selected: Option<Selected>,
    /// Cases that the grid shows, for an export of cases, where they are fewer than all.
    shown: Option<Vec<CaseId>>,
    /// The cases that are exported.
    part: ExportPart,
    /// A table of cases gets the columns of Qase.
    for_qase: bool,
    /// The folder of a new workspace whose path names none. It is made; every other folder has to be there.
    folder: Option<PathBuf>,
    /// The path is no longer the suggested one.
    is_edited: bool,
    /// Choices for results of test tools.
    ingest: IngestFields,
    /// True while the export is being written, or the results are being imported: the dialog stays until that is done.
    writing: bool,
}

/// The cases that an export takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ExportPart {
    All,
    Shown,
    Selected,
}

/// A path that was looked at.
#[derive(Debug)]
enum Checked {
    /// The path can be used.
    Good(PathBuf),
    /// The path can be used and replaces a file.
    Replaces(PathBuf),
    /// The path cannot be used.
    Bad(Message),
}

impl PathDialog {
    /// A dialog with a suggestion, which may be empty.
    #[must_use]
    pub fn new(purpose: PathPurpose, suggestion: impl Into<String>) -> Self {
        let field = PathField::new(suggestion).with_folders(purpose == PathPurpose::IngestResults);
        Self {
            purpose,
            field,
            checked: Query::default(),
            replace: None,
            selected: None,
            shown: None,
            part: ExportPart::All,
            for_qase: false,
            folder: None,
            is_edited: false,
            ingest: IngestFields::default(),
            writing: false,
        }
    }

    /// Offers to export the selected suites and cases alone. They are the first choice when they are `meant`.
    #[must_use]
    pub fn with_selected(mut self, selected: Selected, is_meant: bool) -> Self {
        self.selected = Some(selected).filter(|s| !s.cases.is_empty() || !s.suites.is_empty());
        if is_meant && self.selected.is_some() {
            self.part = ExportPart::Selected;
        }
        self
    }

    /// Offers to export the cases that the grid shows alone. They are the first choice when they are `meant` and nothing selected is.
    #[must_use]
    pub fn with_shown(mut self, shown: Option<Vec<CaseId>>, is_meant: bool) -> Self {
        self.shown = shown;
        if is_meant && self.shown.is_some() && self.part == ExportPart::All {
            self.part = ExportPart::Shown;
        }
        self
    }

    /// Chooses the columns of Qase for a table of cases, as they were chosen before.
    #[must_use]
    pub fn for_qase(mut self, for_qase: bool) -> Self {
        self.for_qase = for_qase;
        self
    }

    /// Puts a new workspace without a folder of its own into this one.
    #[must_use]
    pub fn in_folder(mut self, folder: Option<&Path>) -> Self {
        self.folder = folder.map(Path::to_path_buf);
        self
    }

    fn scope(&self) -> ExportScope {
        match (self.part, &self.selected, &self.shown) {
            (ExportPart::Selected, Some(selected), _) => ExportScope::Chosen(selected.suites.clone(), selected.cases.clone()),
            (ExportPart::Shown, _, Some(shown)) => ExportScope::Chosen(Vec::new(), shown.clone()),
            _ => ExportScope::Project,
        }
    }

    /// Draws the choice between all cases, those that the grid shows and the selected ones.
    fn scope_choice(&mut self, ui: &mut egui::Ui, view: &View<'_>) {
        let count = |n: usize| (n as i64).into();
        let what = |suites: usize, cases: usize| {
            view.tr.fmt("files-export-selected-what", &[("suites", count(suites)), ("cases", count(cases))])
        };
        let mut options = vec![(ExportPart::All, "files-export-all", String::new())];
        if let Some(shown) = &self.shown {
            options.push((ExportPart::Shown, "files-export-shown", what(0, shown.len())));
        }
        if let Some(selected) = &self.selected {
            options.push((ExportPart::Selected, "files-export-selected", what(selected.suites.len(), selected.cases.len())));
        }
        if options.len() == 1 {
            return;
        }
        let at = options.iter().position(|(part, ..)| *part == self.part);
        let lines: Vec<_> = options.iter().map(|(_, key, what)| (view.text(key), what.clone())).collect();
        if let Some(i) = radio_group(ui, at, &lines) {
            self.part = options[i].0;
        }
        ui.add_space(space::S);
    }

    fn keys(&self) -> (&'static str, &'static str, &'static str) {
        match self.purpose {
            PathPurpose::OpenWorkspace => ("gui-cmd-open-workspace", "gui-open", "gui-path-open-note"),
            PathPurpose::NewWorkspace => ("gui-cmd-new-workspace", "gui-create", "gui-path-new-note"),
            PathPurpose::ExportFunctions => ("gui-cmd-export-functions", "gui-export", "gui-path-export-note"),
            PathPurpose::ExportCases => ("gui-cmd-export-cases", "gui-export", "files-cases-export-note"),
            PathPurpose::ExportReport(_) => ("gui-cmd-export-report", "gui-export", "files-report-note"),
            PathPurpose::IngestResults => ("gui-cmd-ingest-results", "gui-ingest", "gui-ingest-note"),
            PathPurpose::Attach(_) => ("gui-cmd-attach-file", "files-attach", "files-attach-note"),
            PathPurpose::AttachToStep(..) => ("gui-cmd-attach-to-step", "files-attach", "files-attach-step-note"),
            PathPurpose::AttachToResult(_) => ("gui-cmd-attach-file", "files-attach", "manual-run-attach-note"),
        }
    }

    fn request(&self, title: &str) -> FileRequest {
        let (kind, endings): (_, &[&str]) = match self.purpose {
            PathPurpose::OpenWorkspace | PathPurpose::NewWorkspace => ("VoluptAS", &["voluptas"]),
            PathPurpose::ExportFunctions => ("CSV, XLSX", &["csv", "xlsx"]),
            PathPurpose::ExportCases => {
                ("CSV, XLSX, JSON, XML, Gherkin, Markdown", &["csv", "xlsx", "json", "xml", "feature", "md"])
            }
            PathPurpose::ExportReport(_) => ("HTML, Markdown, JUnit, JSON", &["html", "md", "xml", "json"]),
            PathPurpose::IngestResults => ("Allure, JUnit, TRX, …", &["zip", "gz", "tgz", "xml", "json", "trx", "tap"]),
            PathPurpose::Attach(_) | PathPurpose::AttachToStep(..) | PathPurpose::AttachToResult(_) => ("", &[]),
        };
        let request = match self.purpose {
            PathPurpose::OpenWorkspace | PathPurpose::IngestResults => FileRequest::open(kind, endings),
            PathPurpose::NewWorkspace => FileRequest::save("new.voluptas", kind, endings),
            PathPurpose::ExportFunctions => FileRequest::save("functions.csv", kind, endings),
            PathPurpose::ExportCases => FileRequest::save("cases.csv", kind, endings),
            PathPurpose::ExportReport(_) => FileRequest::save("report.html", kind, endings),
            PathPurpose::Attach(_) | PathPurpose::AttachToStep(..) | PathPurpose::AttachToResult(_) => FileRequest::default(),
        };
        FileRequest { title: Some(title.trim_end_matches('…').to_owned()), ..request }
    }

    /// Key of what the format of the typed name leaves out of an export of cases.
    fn format_note(&self) -> Option<&'static str> {
        let format = CaseFormat::of_extension(&self.path()?)?;
        if self.for_qase && format == CaseFormat::Csv {
            return Some("files-cases-export-qase");
        }
        Some(match (format.keeps_everything(), format.keeps_shared_steps()) {
            (true, true) => "files-cases-export-whole",
            (true, false) => "files-cases-export-table",
            (false, _) => "files-cases-export-lossy",
        })
    }

    /// True for a table of cases, which can have the columns of Qase.
    fn takes_qase(&self) -> bool {
        let is_csv = |path: PathBuf| CaseFormat::of_extension(&path) == Some(CaseFormat::Csv);
        self.purpose == PathPurpose::ExportCases && self.path().is_some_and(is_csv)
    }

    /// True while an export is being written.
    pub fn is_writing(&self) -> bool {
        self.writing && self.purpose.is_export()
    }

    /// True while the results at the path are being imported.
    pub fn is_importing(&self) -> bool {
        self.writing && self.purpose == PathPurpose::IngestResults
    }

    /// Shows why the export was not written or nothing was imported: the person changes the path or tries again.
    pub fn failed(&mut self, words: String) {
        (self.writing, self.field.error) = (false, Some(words));
    }

    /// Lets the person begin once more after an import that was cancelled or did not begin.
    pub fn stopped(&mut self) {
        self.writing = false;
    }

    /// Draws it. The selected path comes as an action.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, backend: &Backend, out: &mut Actions) -> Flow {
        let mut flow = self.take_checked(view, out);
        let (title, button, note) = self.keys();
        let (title, close) = (view.text(title), view.text("gui-close"));
        let replaces = self.replace.is_some() && self.replace == self.path();
        // Each part that can be chosen needs a line, and the first of them one for all cases.
        let parts = usize::from(self.selected.is_some()) + usize::from(self.shown.is_some());
        let fields = match (self.purpose, &self.field.error) {
            (PathPurpose::IngestResults, Some(_)) => IngestFields::HEIGHT + REASON,
            (PathPurpose::IngestResults, None) => IngestFields::HEIGHT,
            _ => 0.0,
        };
        let qase = if self.takes_qase() { size::CONTROL + space::S } else { 0.0 };
        let reason = if self.field.is_unavailable() { REASON } else { 0.0 };
        let height = 256.0 + fields + qase + reason + if parts > 0 { (parts + 1) as f32 * CHOICE } else { 0.0 };
        let mut dialog = Dialog::new(id("path"), &title, &close).icon(icons::WORKSPACE).size(560.0, height);
        if self.is_edited {
            dialog = dialog.sticky();
        }
        let shown = dialog.show(ctx, |ui| {
            let is_filled = self.field.typed().is_some() && self.ingest.bad_label().is_none();
            let ready = is_filled && !self.checked.is_running() && !self.writing;
            let (ok, cancel) = (view.text(if replaces { "files-replace" } else { button }), view.text("gui-cancel"));
            dialog::footer(
                ui,
                "path",
                |ui| {
                    if self.writing {
                        let key = if self.is_importing() { "app-job-ingest" } else { "gui-job-writing" };
                        text::line(ui, &view.text(key), Type::Label, Palette::of(ui).text_secondary);
                    }
                },
                |ui| {
                    let enter = super::is_confirmed(ui, ready, false);
                    if Button::primary(&ok).enabled(ready).show(ui).clicked() || enter {
                        self.check(backend, replaces);
                    }
                    if Button::secondary(&cancel).show(ui).clicked() {
                        flow = Flow::Close;
                    }
                },
            );
            dialog::scrolling_body(ui, "path", space::L + space::XS, |ui| {
                self.scope_choice(ui, view);
                let request = self.request(&title);
                let rerun_request = request.clone();
                let note = match (self.purpose, self.format_note()) {
                    (PathPurpose::ExportCases, Some(more)) => format!("{} {}", view.text(note), view.text(more)),
                    _ => view.text(note).into_owned(),
                };
                self.is_edited |= self.field.ui(ui, view, backend, id("path-text"), &note, request);
                if self.takes_qase() {
                    ui.add_space(space::S);
                    check_box(ui, &mut self.for_qase, &view.text("files-export-for-qase"));
                }
                if self.purpose == PathPurpose::IngestResults {
                    self.is_edited |= self.ingest.ui(ui, view, backend, rerun_request);
                }
            });
        });
        if shown.close { Flow::Close } else { flow }
    }

    /// The path in the field; a workspace without an ending gets its usual one, and one without a folder that of the suggestion.
    fn path(&self) -> Option<PathBuf> {
        let path = self.field.typed()?;
        if self.purpose != PathPurpose::NewWorkspace {
            return Some(path);
        }
        let path = if path.extension().is_none() { path.with_extension("voluptas") } else { path };
        Some(self.folder.as_ref().map_or_else(|| path.clone(), |folder| folder.join(&path)))
    }

    fn check(&self, backend: &Backend, replace: bool) {
        let Some(path) = self.path() else { return };
        let (purpose, made) = (self.purpose, self.folder.clone());
        self.checked.ask(&backend.runner, move || look(purpose, path, made.as_deref(), replace));
    }

    fn take_checked(&mut self, view: &View<'_>, out: &mut Actions) -> Flow {
        if !self.checked.poll() {
            return Flow::Stay;
        }
        match self.checked.get() {
            Some(Checked::Good(path)) => {
                let path = path.clone();
                out.push(match self.purpose {
                    PathPurpose::OpenWorkspace => Action::OpenWorkspace(path),
                    PathPurpose::NewWorkspace => Action::NewWorkspace(path),
                    PathPurpose::ExportFunctions => Action::ExportFunctions(path),
                    PathPurpose::ExportCases => {
                        Action::ExportCases(CaseExport { path, scope: self.scope(), for_qase: self.for_qase })
                    }
                    PathPurpose::ExportReport(run) => Action::Run(RunAction::Report(run, path)),
                    PathPurpose::IngestResults => {
                        Action::IngestResultsWith(self.ingest.input(path), Box::new(self.ingest.options()))
                    }
                    PathPurpose::Attach(case) => Action::Case(CaseAction::Attach(case, vec![NewFile::Path(path)])),
                    PathPurpose::AttachToResult(step) => Action::Run(RunAction::AttachHere(step, vec![NewFile::Path(path)])),
                    PathPurpose::AttachToStep(case, step) => {
                        Action::Case(CaseAction::AttachToStep(case, step, vec![NewFile::Path(path)]))
                    }
                });
                // The disk may be full, the folder read-only, or a file of results broken: what was typed is still there then.
                if self.purpose.is_export() || self.purpose == PathPurpose::IngestResults {
                    self.writing = true;
                    return Flow::Stay;
                }
                return Flow::Close;
            }
            Some(Checked::Replaces(path)) => {
                self.replace = Some(path.clone());
                self.field.error = Some(view.text("files-replaces").into_owned());
            }
            Some(Checked::Bad(message)) => self.field.error = Some(view.tr.message(message)),
            None => {}
        }
        Flow::Stay
    }
}

/// Looks at a path. `made` is the folder that is made for a new workspace. Blocks.
fn look(purpose: PathPurpose, path: PathBuf, made: Option<&Path>, replace: bool) -> Checked {
    let here = std::fs::metadata(&path);
    if purpose == PathPurpose::NewWorkspace
        && let Some(folder) = path.parent().filter(|folder| Some(*folder) != made && !folder.is_dir())
    {
        return Checked::Bad(of(folder, "files-error-no-folder"));
    }
    let format = match purpose {
        PathPurpose::ExportReport(_) => report_format(&path).map(drop),
        PathPurpose::ExportFunctions => registry_format(&path).map(drop),
        _ => Ok(()),
    };
    if let Err(unknown) = format {
        return Checked::Bad(unknown);
    }
    match (purpose, here) {
        (PathPurpose::IngestResults, Ok(_)) => Checked::Good(path),
        (_, Ok(found)) if found.is_dir() => Checked::Bad(of(&path, "files-error-folder")),
        (PathPurpose::OpenWorkspace, Ok(_)) => Checked::Good(path),
        (
            PathPurpose::OpenWorkspace
            | PathPurpose::IngestResults
            | PathPurpose::Attach(_)
            | PathPurpose::AttachToStep(..)
            | PathPurpose::AttachToResult(_),
            Err(error),
        ) => Checked::Bad(unreadable(&path, &error).message),
        (PathPurpose::NewWorkspace, Ok(_)) => Checked::Bad(of(&path, "files-error-exists")),
        (purpose, Ok(_)) if purpose.is_export() && !replace => Checked::Replaces(path),
        _ => Checked::Good(path),
    }
}

fn of(path: &Path, key: &str) -> Message {
    Message::new(key).with("path", path.display())
}
