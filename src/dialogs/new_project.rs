//! A new project of the workspace: cases and suites belong to one.

use eframe::egui;

use super::{Flow, id, title_problem};
use crate::action::{Action, Actions, CaseAction};
use crate::view::View;
use voluptas_core::domain::Message;
use voluptas_core::domain::project::is_valid_code;
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::{Button, Dialog, TextField, dialog, field, text};

/// The dialog's state.
#[derive(Debug)]
pub struct NewProjectDialog {
    title: String,
    code: String,
    /// A person typed the code: it no longer follows the title.
    is_own_code: bool,
    fresh: bool,
}

/// The code that a title suggests: the beginnings of its words, or the beginning of its one word. `QA` for a title without
/// letters of codes.
pub(super) fn suggested(title: &str) -> String {
    let plain = |word: &str| -> String { word.chars().filter(char::is_ascii_alphanumeric).collect() };
    let words: Vec<String> = title.split_whitespace().map(plain).filter(|word| !word.is_empty()).collect();
    let code: String = match words.as_slice() {
        [word] => word.chars().take(6).collect(),
        words => words.iter().filter_map(|word| word.chars().next()).take(6).collect(),
    };
    let code = code.to_ascii_uppercase();
    if is_valid_code(&code) { code } else { "QA".to_owned() }
}

impl NewProjectDialog {
    /// Dialog for a workspace of that name.
    #[must_use]
    pub fn new(workspace: &str) -> Self {
        Self { code: suggested(workspace), title: workspace.trim().to_owned(), is_own_code: false, fresh: true }
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let (title, close) = (view.text("gui-cmd-new-project"), view.text("gui-close"));
        let mut flow = Flow::Stay;
        let dialog = Dialog::new(id("new-project"), &title, &close).icon(icons::SUITE).size(480.0, 320.0);
        let shown = dialog.show(ctx, |ui| {
            let unfit = title_problem(&self.title, view);
            let code = self.code.trim().to_ascii_uppercase();
            let wrong_code = (!is_valid_code(&code)).then(|| Message::new("invalid-project-code").with("code", &code));
            let wrong_code = wrong_code.map(|message| view.tr.message(&message));
            let ready = !self.title.trim().is_empty() && unfit.is_none() && wrong_code.is_none();
            let (create, cancel) = (view.text("gui-create"), view.text("gui-cancel"));
            dialog::footer(
                ui,
                "new-project",
                |_| {},
                |ui| {
                    let enter = super::is_confirmed(ui, ready, false);
                    if Button::primary(&create).enabled(ready).show(ui).clicked() || enter {
                        out.push(Action::Case(CaseAction::CreateProject { code, title: self.title.trim().to_owned() }));
                        flow = Flow::Close;
                    }
                    if Button::secondary(&cancel).show(ui).clicked() {
                        flow = Flow::Close;
                    }
                },
            );
            dialog::body(ui, space::L + space::XS, |ui| {
                ui.spacing_mut().item_spacing.y = space::M;
                text::paragraph(ui, &view.text("writing-project-why"), Type::Body, Palette::of(ui).text_secondary);
                let (label, code_label) = (view.text("gui-field-title"), view.text("writing-project-code"));
                let shown =
                    TextField::new(&mut self.title).label(&label).error(unfit.as_deref()).id(id("new-project-title")).show(ui);
                if std::mem::take(&mut self.fresh) {
                    // The suggested name is replaced by what is typed.
                    field::select_all(ui.ctx(), shown.id, &self.title);
                }
                if shown.changed() && !self.is_own_code {
                    self.code = suggested(&self.title);
                }
                let field = TextField::new(&mut self.code)
                    .label(&code_label)
                    .error(wrong_code.as_deref())
                    .id(id("new-project-code"))
                    .show(ui);
                self.is_own_code |= field.changed();
            });
        });
        if shown.close { Flow::Close } else { flow }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_suggests_a_code() {
        let of = ["shop", "Shop web app", "Магазин", "my-very-long-name", "1 2", ""].map(suggested);
        assert_eq!(of, ["SHOP", "SWA", "QA", "MYVERY", "QA", "QA"]);
    }
}
