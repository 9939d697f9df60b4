//! Asking for a file inside a dialog: the system's file dialog first, and where there is none a row with a path to type and the
//! reason why it has to be typed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{Key, Modifiers, Ui};

use super::backend::{FilePicker, FileRequest, Picked};
use voluptas_i18n::Tr;
use voluptas_jobs::{JobRunner, Query};
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{Button, TextField, icon_button_with, text};

/// Asks for one file.
#[derive(Debug, Default)]
pub struct FilePrompt {
    answer: Query<Picked>,
    /// Text of the row; `None` while there is no row.
    typed: Option<String>,
    suggestion: String,
    fresh: bool,
}

impl FilePrompt {
    /// Opens the system's dialog. `folder` is where a typed path begins if there is no such dialog.
    pub fn ask(&mut self, jobs: &JobRunner, picker: &Arc<dyn FilePicker>, folder: &Path, mut request: FileRequest) {
        self.suggestion = folder.join(request.name.as_deref().unwrap_or_default()).display().to_string();
        self.typed = None;
        request.folder.get_or_insert_with(|| folder.to_path_buf());
        let picker = Arc::clone(picker);
        self.answer.ask(jobs, move || picker.pick(request));
    }

    /// Takes the answer of the system's dialog.
    pub fn poll(&mut self) -> Option<PathBuf> {
        if !self.answer.poll() {
            return None;
        }
        match self.answer.get()? {
            Picked::File(path) => Some(path.clone()),
            Picked::Cancelled => None,
            Picked::Unavailable => {
                self.typed = Some(std::mem::take(&mut self.suggestion));
                self.fresh = true;
                None
            }
        }
    }

    /// True while the row is shown.
    pub fn is_open(&self) -> bool {
        self.typed.is_some()
    }

    /// Closes the row.
    pub fn close(&mut self) {
        self.typed = None;
    }

    /// Draws the row while it is open. `button` is the text of its button. Gives the path that was typed.
    pub fn ui(&mut self, ui: &mut Ui, tr: Tr, button: &str) -> Option<PathBuf> {
        let path = self.typed.as_mut()?;
        let (mut taken, mut close) = (None, false);
        text::paragraph(ui, &tr.text("files-no-dialog"), Type::Label, Palette::of(ui).text_secondary);
        ui.horizontal(|ui| {
            let width = (ui.available_width() - 120.0 - size::CONTROL * 2.0).clamp(120.0, size::READING);
            let field = TextField::new(path).name(&tr.text("gui-path")).mono().width(width).show(ui);
            if std::mem::take(&mut self.fresh) {
                field.request_focus();
            }
            let ready = !path.trim().is_empty();
            let enter = field.lost_focus() && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter));
            if Button::secondary(button).enabled(ready).show(ui).clicked() || (ready && enter) {
                taken = Some(PathBuf::from(path.trim()));
            }
            close = icon_button_with(ui, icons::CLOSE, &tr.text("gui-close"), false, false).clicked();
        });
        ui.add_space(space::XS);
        if close || taken.is_some() {
            self.typed = None;
        }
        taken
    }
}
