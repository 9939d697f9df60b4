//! Importing functions from a list: select a file, look at what it would do and at every row that is skipped, import, see the
//! result.

mod remarks;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{self, Ui};

use self::remarks::{Remarks, Rows};
use super::path_field::PathField;
use super::{Flow, id};
use crate::app::import_preview::{ImportPreview, read_list};
use crate::app::registry_file::{RegistryImport, RowEffect};
use crate::gui::action::{Action, Actions};
use crate::gui::backend::{Backend, FileRequest, UserError};
use crate::gui::theme::{Palette, Type, icons, space};
use crate::gui::view::View;
use crate::gui::widgets::{Button, Dialog, Tone, banner, dialog, text};
use crate::i18n::Tr;
use crate::jobs::{Failure, Query};

/// Endings of lists.
const ENDINGS: &[&str] = &["csv", "tsv", "txt", "xlsx"];

/// The step of the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Step {
    /// The path is being entered; the file may be being read.
    #[default]
    Select,
    /// The file was read.
    Preview,
    /// The import runs.
    Importing,
    /// The import has ended.
    Summary,
}

/// The dialog's state.
#[derive(Debug, Default)]
pub struct ImportDialog {
    step: Step,
    field: PathField,
    read: Query<Result<Arc<ImportPreview>, Failure>>,
    preview: Option<Arc<ImportPreview>>,
    remarks: Remarks,
    done: Option<RegistryImport>,
    error: Option<String>,
    /// The file is read at the next pass.
    starts: bool,
}

impl ImportDialog {
    /// The dialog with a file that is read at once.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        Self { field: PathField::new(path.display().to_string()), starts: true, ..Self::default() }
    }

    /// True while it waits for the end of the import that it started.
    #[must_use]
    pub fn is_importing(&self) -> bool {
        self.step == Step::Importing
    }

    /// Takes the end of the import.
    pub fn imported(&mut self, end: Result<RegistryImport, UserError>, tr: Tr) {
        match end {
            Ok(done) => {
                self.step = Step::Summary;
                self.done = Some(done);
            }
            Err(error) => {
                self.step = Step::Preview;
                self.error = Some(error.text(tr));
            }
        }
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, backend: &Backend, out: &mut Actions) -> Flow {
        self.poll(view, backend);
        let (title, close) = (view.text("gui-cmd-import-functions"), view.text("gui-close"));
        let (width, height) = if self.step == Step::Select { (560.0, 240.0) } else { (860.0, 600.0) };
        let mut flow = Flow::Stay;
        let mut dialog = Dialog::new(id("import-functions"), &title, &close).icon(icons::IMPORT).size(width, height);
        if self.step != Step::Select || self.field.typed().is_some() {
            dialog = dialog.sticky();
        }
        let shown = dialog.show(ctx, |ui| {
            self.footer(ui, view, backend, out, &mut flow);
            dialog::body(ui, space::L + space::XS, |ui| match (self.step, self.preview.clone()) {
                (Step::Select, _) | (_, None) => self.select(ui, view, backend),
                (_, Some(preview)) => self.report(ui, view, backend, &preview),
            });
        });
        let closes = shown.close || flow == Flow::Close;
        if closes && self.loses_changes() {
            out.push(Action::Confirm(super::discard_import(view)));
            return Flow::Stay;
        }
        if closes { Flow::Close } else { Flow::Stay }
    }

    /// True while closing would lose changes that were read and not imported.
    fn loses_changes(&self) -> bool {
        self.step == Step::Preview && self.preview.as_ref().is_some_and(|preview| preview.plan.is_change())
    }

    fn poll(&mut self, view: &View<'_>, backend: &Backend) {
        self.remarks.poll(view, backend);
        if std::mem::take(&mut self.starts) {
            self.begin(backend);
        }
        if !self.read.poll() {
            return;
        }
        match self.read.get() {
            Some(Ok(preview)) => {
                self.remarks = Remarks::of(preview, view.tr);
                self.preview = Some(Arc::clone(preview));
                self.step = Step::Preview;
                self.error = None;
            }
            Some(Err(failure)) => {
                let error = UserError { message: failure.message.clone(), remedy: failure.remedy.clone() };
                self.field.error = Some(error.text(view.tr));
            }
            None => {}
        }
    }

    fn begin(&mut self, backend: &Backend) {
        let Some(path) = self.field.typed() else { return };
        let store = backend.workspace().map(|w| w.store.clone());
        self.field.error = None;
        self.read.ask(&backend.runner, move || read_list(&path, store.as_ref()).map(Arc::new));
    }

    fn select(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend) {
        let title = view.text("gui-cmd-import-functions");
        let request = FileRequest {
            title: Some(title.trim_end_matches('…').to_owned()),
            name: Some("functions.csv".to_owned()),
            ..FileRequest::open("CSV, XLSX", ENDINGS)
        };
        self.field.ui(ui, view, backend, id("import-path"), &view.text("gui-path-import-note"), request);
    }

    fn footer(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend, out: &mut Actions, flow: &mut Flow) {
        let (mut primary, mut second, mut save) = (false, false, false);
        let changes = self.preview.as_ref().map_or(0, |p| p.plan.created + p.plan.updated);
        let (words, enabled) = match self.step {
            Step::Select => (view.text("files-preview").into_owned(), self.field.typed().is_some() && !self.read.is_running()),
            // A workbook may change people and relations alone.
            Step::Preview if changes == 0 && self.preview.as_ref().is_some_and(|p| p.plan.is_change()) => {
                (view.text("files-import-people").into_owned(), true)
            }
            Step::Preview => (view.count("files-import-n", changes as u64), changes > 0),
            Step::Importing => (view.text("files-importing").into_owned(), false),
            Step::Summary => (view.text("files-done").into_owned(), true),
        };
        let second_words = view.text(if self.step == Step::Preview { "files-back" } else { "gui-cancel" });
        let can_save = self.step != Step::Select && !self.remarks.is_empty();
        dialog::footer(
            ui,
            "import-functions",
            |ui| {
                if can_save {
                    save = Button::quiet(&view.text("files-save-remarks")).icon(icons::SAVE).show(ui).clicked();
                }
            },
            |ui| {
                let is_heard = enabled && !self.remarks.is_saving();
                primary = super::import_button(ui, &words, enabled, is_heard, self.step == Step::Preview);
                if matches!(self.step, Step::Select | Step::Preview) {
                    second = Button::secondary(&second_words).show(ui).clicked();
                }
            },
        );
        if save && let Some(preview) = &self.preview {
            self.remarks.save(backend, preview);
        }
        match (self.step, primary, second) {
            (Step::Select, true, _) => self.begin(backend),
            (Step::Preview, true, _) => {
                if let Some(preview) = &self.preview {
                    out.push(Action::ImportFunctions(Arc::clone(preview)));
                    self.step = Step::Importing;
                }
            }
            (Step::Preview, _, true) => self.step = Step::Select,
            (Step::Summary, true, _) | (Step::Select, _, true) => *flow = Flow::Close,
            _ => {}
        }
    }

    /// Preview and summary: the numbers, then the remarks.
    fn report(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend, preview: &ImportPreview) {
        ui.spacing_mut().item_spacing.y = space::S;
        if let Some(error) = &self.error {
            banner(ui, Tone::Bad, error, None, None);
        }
        if let Some(done) = &self.done {
            let skipped = preview.skipped();
            let tone = if self.remarks.warns() { Tone::Warning } else { Tone::Good };
            let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX).into();
            let args = [("imported", n(done.created + done.updated)), ("skipped", n(skipped))];
            banner(ui, tone, &view.tr.fmt("files-imported", &args), None, None);
        } else if view.workspace.is_none() {
            let place: PathBuf = backend.paths.workspace.clone();
            let words = view.tr.fmt("files-into-new", &[("path", place.display().to_string().into())]);
            banner(ui, Tone::Info, &words, None, None);
        }
        let counts = self.done.as_ref().unwrap_or(&preview.plan);
        if let Some(rows) = numbers(ui, view, preview, counts) {
            self.remarks.open(rows, preview, counts);
        }
        self.remarks.ui(ui, view, backend, preview, counts);
    }
}

/// Draws the counts of a preview or of a finished import. Returns the filter of the count that was clicked.
fn numbers(ui: &mut Ui, view: &View<'_>, preview: &ImportPreview, counts: &RegistryImport) -> Option<Rows> {
    let p = Palette::of(ui);
    let skipped = preview.skipped();
    let all = [
        (Rows::All, preview.file.report.rows, p.text),
        (Rows::Of(RowEffect::New), counts.created, p.text),
        (Rows::Of(RowEffect::Changed), counts.updated, p.text),
        (Rows::Of(RowEffect::Unchanged), counts.unchanged, p.text),
        (Rows::People, counts.people_created, p.text),
        (Rows::Remarks(Some(0)), skipped, if skipped > 0 { p.broken } else { p.text }),
    ];
    let mut pressed = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::XL;
        for (rows, n, colour) in all {
            let name = view.text(rows.key());
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let number = view.tr.number(i64::try_from(n).unwrap_or(i64::MAX));
                if n == 0 {
                    text::line(ui, &number, Type::Number, colour);
                } else if text::large_number_link(ui, &number, &format!("{name}: {number}"), colour).clicked() {
                    pressed = Some(rows);
                }
                text::label(ui, &name);
            });
        }
    });
    let (created, updated) = (counts.relations_created as i64, counts.relations_updated as i64);
    if created + updated > 0 {
        let args = [("created", created.into()), ("updated", updated.into())];
        text::line(ui, &view.tr.fmt("files-relations", &args), Type::Label, p.text_secondary);
    }
    let report = &preview.file.report;
    let args = [("file", preview.path.display().to_string().into()), ("encoding", report.encoding.into())];
    text::line(ui, &view.tr.fmt("files-read", &args), Type::Label, p.text_faint);
    pressed
}
