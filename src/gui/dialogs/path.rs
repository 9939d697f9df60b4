//! A file to open or make: a path that can be typed, and the system's dialog where there is one.

use std::path::{Path, PathBuf};

use eframe::egui::{self, Key, Modifiers};

use super::{Flow, id};
use crate::gui::action::{Action, Actions};
use crate::gui::backend::{Backend, PathPurpose};
use crate::gui::theme::{icons, space};
use crate::gui::view::View;
use crate::gui::widgets::{Button, Dialog, TextField, dialog};

/// The dialog's state.
#[derive(Debug)]
pub struct PathDialog {
    /// What the path is for.
    pub purpose: PathPurpose,
    path: String,
    fresh: bool,
}

impl PathDialog {
    /// Begins with a suggestion.
    #[must_use]
    pub fn new(purpose: PathPurpose, suggestion: &Path) -> Self {
        Self { purpose, path: suggestion.display().to_string(), fresh: true }
    }

    /// The system's dialog gave a path.
    pub fn picked(&mut self, path: &Path) {
        self.path = path.display().to_string();
    }

    fn keys(&self) -> (&'static str, &'static str, &'static str) {
        match self.purpose {
            PathPurpose::OpenWorkspace => ("gui-cmd-open-workspace", "gui-open", "gui-path-open-note"),
            PathPurpose::NewWorkspace => ("gui-cmd-new-workspace", "gui-create", "gui-path-new-note"),
            PathPurpose::ImportFunctions => ("gui-cmd-import-functions", "gui-import", "gui-path-import-note"),
            PathPurpose::ExportFunctions => ("gui-cmd-export-functions", "gui-export", "gui-path-export-note"),
        }
    }

    /// Draws it. The chosen path comes as an action or, for lists, is given back.
    pub fn show(
        &mut self,
        ctx: &egui::Context,
        view: &View<'_>,
        backend: &Backend,
        out: &mut Actions,
    ) -> (Flow, Option<PathBuf>) {
        let (title, button, note) = self.keys();
        let (title, close) = (view.text(title), view.text("gui-close"));
        let (mut flow, mut chosen) = (Flow::Stay, None);
        let shown = Dialog::new(id("path"), &title, &close).icon(icons::WORKSPACE).size(560.0, 230.0).show(ctx, |ui| {
            let ready = !self.path.trim().is_empty();
            let (ok, cancel) = (view.text(button), view.text("gui-cancel"));
            dialog::footer(
                ui,
                "path",
                |_| {},
                |ui| {
                    let enter = ready && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter));
                    if Button::primary(&ok).enabled(ready).show(ui).clicked() || enter {
                        chosen = Some(PathBuf::from(self.path.trim()));
                        flow = Flow::Close;
                    }
                    if Button::secondary(&cancel).show(ui).clicked() {
                        flow = Flow::Close;
                    }
                },
            );
            dialog::body(ui, space::L + space::XS, |ui| {
                ui.horizontal_top(|ui| {
                    let browse = view.text("gui-browse");
                    let (label, note) = (view.text("gui-path"), view.text(note));
                    let room = ui.available_width() - 110.0;
                    let field = TextField::new(&mut self.path).label(&label).note(&note).width(room).id(id("path-text")).show(ui);
                    if std::mem::take(&mut self.fresh) {
                        field.request_focus();
                    }
                    ui.vertical(|ui| {
                        ui.add_space(space::L + space::XXS);
                        if Button::secondary(&browse).show(ui).clicked() {
                            let start = Path::new(self.path.trim()).parent().map(Path::to_path_buf);
                            backend.pick_file(self.purpose, title.to_string(), start);
                        }
                    });
                });
            });
        });
        if shown.close {
            flow = Flow::Close;
        }
        match (self.purpose, chosen) {
            (PathPurpose::OpenWorkspace, Some(path)) => {
                out.push(Action::OpenWorkspace(path));
                (flow, None)
            }
            (PathPurpose::NewWorkspace, Some(path)) => {
                let path = if path.extension().is_none() { path.with_extension("voluptas") } else { path };
                out.push(Action::NewWorkspace(path));
                (flow, None)
            }
            (_, chosen) => (flow, chosen),
        }
    }
}
