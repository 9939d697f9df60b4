//! The frame of a dialog that edits the fields of one item: title, fields, a button that stores them and one that closes the
//! dialog.

use eframe::egui::{self, Id, Memory, Ui};

use super::{id, is_confirmed, title_problem};
use crate::view::View;
use voluptas_ui::theme::{Icon, space};
use voluptas_ui::widgets::{Button, Dialog, TextField, dialog, field};

/// A dialog with fields.
pub(super) struct Form<'a> {
    /// Name of its ids.
    pub name: &'static str,
    pub title: &'a str,
    pub icon: Icon,
    pub height: f32,
    /// Key of the word on the button that stores.
    pub apply: &'static str,
    /// The fields can be stored.
    pub is_ready: bool,
    /// Texts of several lines, in which Enter is a new line.
    pub long_texts: &'a [Id],
}

/// A press in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FormAnswer {
    /// The fields are to be stored.
    Apply,
    /// The button that leaves.
    Cancel,
    /// The cross or Esc.
    Close,
}

impl Form<'_> {
    /// Draws the dialog around the fields.
    pub(super) fn show(self, ctx: &egui::Context, view: &View<'_>, fields: impl FnOnce(&mut Ui)) -> Option<FormAnswer> {
        let (close, mut answer) = (view.text("gui-close"), None);
        let frame = Dialog::new(id(self.name), self.title, &close).icon(self.icon).size(560.0, self.height).sticky();
        let shown = frame.show(ctx, |ui| {
            let buttons = |ui: &mut Ui| {
                let in_text = ui.memory(Memory::focused).is_some_and(|at| self.long_texts.contains(&at));
                let enter = is_confirmed(ui, self.is_ready, in_text);
                if Button::primary(&view.text(self.apply)).enabled(self.is_ready).show(ui).clicked() || enter {
                    answer = Some(FormAnswer::Apply);
                }
                if Button::secondary(&view.text("gui-cancel")).show(ui).clicked() {
                    answer = Some(FormAnswer::Cancel);
                }
            };
            dialog::footer(ui, self.name, |_| {}, buttons);
            dialog::body(ui, space::L + space::XS, fields);
        });
        answer.or(shown.close.then_some(FormAnswer::Close))
    }
}

/// True for a title that can be stored.
pub(super) fn is_titled(title: &str, view: &View<'_>) -> bool {
    !title.trim().is_empty() && title_problem(title, view).is_none()
}

/// Draws the field of the title, selected whole when it is drawn for the first time.
pub(super) fn title_field(ui: &mut Ui, name: &'static str, title: &mut String, fresh: &mut bool, view: &View<'_>) {
    let (label, unfit) = (view.text("gui-field-title"), title_problem(title, view));
    TextField::new(title).label(&label).error(unfit.as_deref()).id(id(name)).show(ui);
    if std::mem::take(fresh) {
        field::select_all(ui.ctx(), id(name), title);
    }
}
