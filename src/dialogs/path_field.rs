//! A field for the path of a file, with a button for the system's file dialog. Where the system has none, the field says so.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{Align, Id, Layout, Ui};

use crate::backend::{Backend, FileRequest, Picked};
use crate::view::View;
use voluptas_jobs::Query;
use voluptas_ui::theme::{Palette, Type, space};
use voluptas_ui::widgets::{Button, TextField, field, paint, text};

/// The state of the field.
#[derive(Debug, Default)]
pub struct PathField {
    /// The text.
    pub path: String,
    /// Error below the field; cleared by the next edit.
    pub error: Option<String>,
    picked: Query<Picked>,
    /// A folder may be named, too, and has a button of its own.
    takes_folder: bool,
    unavailable: bool,
    focused: bool,
    /// Key of the label; blank for the usual one.
    label: &'static str,
}

impl PathField {
    /// A field with a suggestion.
    #[must_use]
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), ..Self::default() }
    }

    /// Offers the system's dialog for folders as well.
    #[must_use]
    pub fn with_folders(self, takes_folder: bool) -> Self {
        Self { takes_folder, ..self }
    }

    /// A further field of a dialog: with a label of its own, and without the keyboard at first.
    #[must_use]
    pub fn further(self, label: &'static str) -> Self {
        Self { label, focused: true, ..self }
    }

    /// The path without blanks around it; `None` while the field is empty.
    pub fn typed(&self) -> Option<PathBuf> {
        Some(self.path.trim()).filter(|p| !p.is_empty()).map(PathBuf::from)
    }

    /// True where the system has no file dialog, which the field says below.
    pub fn is_unavailable(&self) -> bool {
        self.unavailable
    }

    /// Gives the keyboard to the field at the next pass.
    pub fn focus(&mut self) {
        self.focused = false;
    }

    /// Draws the field. `request` describes the file for the system's dialog. Returns true when the text changed.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend, id: Id, note: &str, request: FileRequest) -> bool {
        let mut changed = self.poll();
        let label = view.text(if self.label.is_empty() { "gui-path" } else { self.label });
        let keys: &[(&str, bool)] =
            if self.takes_folder { &[("gui-browse-folder", true), ("gui-browse-file", false)] } else { &[("gui-browse", false)] };
        let buttons: Vec<_> = keys.iter().map(|(key, is_folder)| (view.text(key), *is_folder)).collect();
        ui.horizontal_top(|ui| {
            let gap = ui.spacing().item_spacing.x;
            let room = |words: &str| paint::galley(ui, words, Type::Medium, Palette::of(ui).text).size().x + space::M * 2.0 + gap;
            let width = ui.available_width() - buttons.iter().map(|(words, _)| room(words)).sum::<f32>();
            let error = self.error.clone();
            let hint = request.name.clone().unwrap_or_default();
            let field = TextField::new(&mut self.path)
                .label(&label)
                .hint(&hint)
                .note(note)
                .error(error.as_deref())
                .width(width)
                .id(id)
                .show(ui);
            changed |= field.changed();
            if !std::mem::replace(&mut self.focused, true) {
                // Typing replaces the suggested name and keeps its folder and its ending.
                field::select_part(ui.ctx(), field.id, name_of(&self.path));
            }
            for (words, is_folder) in &buttons {
                ui.with_layout(Layout::top_down(Align::Min), |ui| {
                    ui.add_space(space::L + space::XXS);
                    if Button::secondary(words).enabled(!self.picked.is_running()).show(ui).clicked() {
                        self.browse(backend, FileRequest { folder_itself: *is_folder, ..request.clone() });
                    }
                });
            }
        });
        if self.unavailable {
            ui.add_space(space::S);
            text::paragraph(ui, &view.text("files-no-dialog"), Type::Label, Palette::of(ui).text_secondary);
        }
        if changed {
            self.error = None;
        }
        changed
    }

    fn browse(&mut self, backend: &Backend, mut request: FileRequest) {
        if let Some(folder) = Path::new(self.path.trim()).parent().filter(|f| !f.as_os_str().is_empty()) {
            request.folder = Some(folder.to_path_buf());
        }
        let picker = Arc::clone(&backend.picker);
        self.picked.ask(&backend.runner, move || picker.pick(request));
    }

    fn poll(&mut self) -> bool {
        if !self.picked.poll() {
            return false;
        }
        match self.picked.get() {
            Some(Picked::File(path)) => {
                self.path = path.display().to_string();
                true
            }
            Some(Picked::Unavailable) => {
                self.unavailable = true;
                // The keyboard goes back to where the path has to be typed.
                self.focused = false;
                false
            }
            Some(Picked::Cancelled) | None => false,
        }
    }
}

/// Place of the file's name without its ending, in characters of the path.
fn name_of(path: &str) -> Range<usize> {
    let bytes = path.rfind(std::path::is_separator).map_or(0, |at| at + 1);
    let name = &path[bytes..];
    let stem = name.rfind('.').filter(|at| *at > 0).map_or(name, |at| &name[..at]);
    let begin = path[..bytes].chars().count();
    begin..begin + stem.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_is_found_in_its_path() {
        let of = |path: &str| -> String {
            let part = name_of(path);
            path.chars().skip(part.start).take(part.len()).collect()
        };
        let paths = ["/дом/new.voluptas", "cases.csv", "/data/a.b/report.1.html", "/data/folder/", ".hidden", ""];
        assert_eq!(paths.map(of), ["new", "cases", "report.1", "", ".hidden", ""]);
    }
}
