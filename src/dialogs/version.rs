//! An earlier version of a function, a case or a suite: its fields as they were, and restoring them.

use eframe::egui::{self, Key, Modifiers, ScrollArea, Ui};
use serde_json::{Value, json};

use super::{Flow, id};
use crate::action::{Action, Actions, HistoryAction, VersionOf};
use crate::model::history::{self, Names};
use crate::view::View;
use voluptas_core::base::Millis;
use voluptas_store::Change;
use voluptas_ui::keys::RESTORE_KEYS;
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::{Button, Dialog, dialog, text};

/// The dialog's state.
#[derive(Debug)]
pub struct VersionDialog {
    of: VersionOf,
    at_ms: Millis,
    /// The whole state then.
    state: Value,
}

impl VersionDialog {
    /// Shows a version that was read.
    #[must_use]
    pub fn new(of: VersionOf, at_ms: Millis, state: Value) -> Self {
        Self { of, at_ms, state }
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let title = view.tr.fmt("window-version-title", &[("at", view.tr.date_time(self.at_ms).into())]);
        let close = view.text("gui-close");
        let mut flow = Flow::Stay;
        let shown = Dialog::new(id("version"), &title, &close).icon(icons::HISTORY).size(620.0, 520.0).show(ctx, |ui| {
            let restore = view.text("window-version-restore");
            let pressed = dialog::footer(
                ui,
                "version",
                |_| {},
                |ui| {
                    let keys = ui.memory(|m| m.allows_interaction(ui.layer_id()))
                        && ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::Enter));
                    Button::primary(&restore).shortcut(RESTORE_KEYS).show(ui).clicked() || keys
                },
            );
            if pressed {
                out.push(Action::History(HistoryAction::Restore(self.of, None)));
                flow = Flow::Close;
            }
            dialog::body(ui, space::L + space::XS, |ui| {
                ScrollArea::vertical().auto_shrink(false).show(ui, |ui| self.fields(ui, view));
            });
        });
        if shown.close { Flow::Close } else { flow }
    }

    fn fields(&self, ui: &mut Ui, view: &View<'_>) {
        let p = Palette::of(ui);
        let names = Names { tr: view.tr, registry: view.registry, cases: view.cases };
        let whole = Change {
            entity: self.of.entity.as_str().to_owned(),
            entity_id: self.of.id,
            before: Some(json!({})),
            after: Some(self.state.clone()),
        };
        let title = self.state.pointer("/content/title").and_then(Value::as_str).unwrap_or_default();
        text::paragraph(ui, title, Type::Title, p.text);
        ui.add_space(space::S);
        for field in history::fields(&whole, names).into_iter().filter(|f| !f.new.is_empty() && f.new != title) {
            text::label(ui, &field.name);
            text::paragraph(ui, &field.new, Type::Body, p.text);
            ui.add_space(space::XS);
        }
        steps(ui, self.state.pointer("/content/steps").unwrap_or(&Value::Null), "");
    }
}

/// The steps with their numbers, nested ones below theirs.
fn steps(ui: &mut Ui, all: &Value, above: &str) {
    let p = Palette::of(ui);
    let text_of = |step: &Value, key: &str| step.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    for (i, step) in all.as_array().into_iter().flatten().enumerate() {
        let number = format!("{above}{}.", i + 1);
        text::paragraph(ui, &format!("{number} {}", text_of(step, "action")), Type::Body, p.text);
        for key in ["data", "expected"] {
            let words = text_of(step, key);
            if !words.is_empty() {
                text::paragraph(ui, &words, Type::Label, p.text_secondary);
            }
        }
        steps(ui, step.get("steps").unwrap_or(&Value::Null), &number);
    }
}
