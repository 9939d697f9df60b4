//! The choice of a label by which results are narrowed to a part of their run.

use eframe::egui::Ui;

use crate::view::View;
use voluptas_core::domain::result::ResultLabel;
use voluptas_ui::widgets::combo;

/// Draws the choice among labels, of which the first line is all of them. A chosen label stays in sight where it is none of these. `name` is
/// what a screen reader calls it. True when another one is chosen.
pub fn label_choice<'l>(
    ui: &mut Ui,
    name: &str,
    labels: impl Iterator<Item = &'l ResultLabel>,
    chosen: &mut Option<ResultLabel>,
    width: f32,
    view: &View<'_>,
) -> bool {
    let labels: Vec<Option<&ResultLabel>> = std::iter::once(None).chain(labels.map(Some)).collect();
    let words = |label: Option<&ResultLabel>| match label {
        Some(label) => format!("{}: {}", label.name, label.value),
        None => view.text("dashboard-labels").into_owned(),
    };
    let names: Vec<String> = labels.iter().map(|label| words(*label)).collect();
    let place = labels.iter().position(|label| *label == chosen.as_ref());
    let unlisted = if place.is_none() { words(chosen.as_ref()) } else { String::new() };
    let Some(picked) = combo(ui, name, &unlisted, place, &names, width) else { return false };
    *chosen = labels[picked].cloned();
    true
}
