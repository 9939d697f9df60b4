//! The tab of the local server in the settings: how each project of the workspace takes results without a case.

use std::collections::BTreeMap;

use eframe::egui::Ui;

use crate::domain::ids::ProjectId;
use crate::gui::theme::{Palette, Type, space};
use crate::gui::view::View;
use crate::gui::widgets::{combo, text};

/// The values of the setting in the order in which they are offered.
const VALUES: [(Option<bool>, &str); 3] = [
    (None, "gui-settings-auto-create-unnamed"),
    (Some(true), "gui-settings-auto-create-on"),
    (Some(false), "gui-settings-auto-create-off"),
];

/// Width of a list: the longest value is whole in both languages.
const WIDTH: f32 = 420.0;

/// The settings of projects that were changed and are not saved yet.
pub type Changes = BTreeMap<ProjectId, Option<bool>>;

/// Draws the tab.
pub fn show(ui: &mut Ui, view: &View<'_>, changes: &mut Changes) {
    let p = Palette::of(ui);
    text::paragraph(ui, &view.text("gui-settings-server-what"), Type::Body, p.text_secondary);
    text::strong(ui, &view.text("gui-settings-auto-create"));
    text::paragraph(ui, &view.text("gui-settings-auto-create-what"), Type::Label, p.text_secondary);
    let cases = view.cases;
    if cases.projects.is_empty() {
        text::paragraph(ui, &view.text("gui-settings-server-no-projects"), Type::Body, p.text_faint);
        return;
    }
    let names = VALUES.map(|(_, key)| view.text(key));
    for project in &cases.projects {
        let kept = cases.auto_create.get(&project.id).copied();
        let value = changes.get(&project.id).copied().unwrap_or(kept);
        let at = VALUES.iter().position(|(v, _)| *v == value);
        let name = format!("{} · {}", project.code, project.title);
        let picked = ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            text::label(ui, &name);
            combo(ui, &name, "", at, &names, ui.available_width().min(WIDTH))
        });
        if let Some(i) = picked.inner {
            let value = VALUES[i].0;
            if value == kept {
                changes.remove(&project.id);
            } else {
                changes.insert(project.id, value);
            }
        }
    }
}
