//! The bar of a run's statuses. A press on a part asks for the rows with that status, wherever the bar stands.

use eframe::egui::{CursorIcon, Sense, Ui, vec2};
use voluptas_ui::widgets::StatusStyle as _;

use crate::model::runs::ClassCounts;
use crate::model::words;
use crate::view::View;
use voluptas_ui::theme::{Palette, space};
use voluptas_ui::widgets::{StatusClass, progress};

/// Draws the bar. Gives the status of the pressed part.
pub(super) fn bar(ui: &mut Ui, looks: &ClassCounts, view: &View<'_>) -> Option<StatusClass> {
    let p = Palette::of(ui);
    let parts: Vec<_> = StatusClass::ALL.iter().zip(looks).map(|(look, n)| (look.bar_colour(p), *n)).collect();
    let bar = progress::parts_bar(ui, &parts, space::S, &view.text("gui-run-results"));
    let bar = ui.interact(bar.rect.expand2(vec2(0.0, space::XS)), bar.id.with("parts"), Sense::CLICK);
    let at = bar.interact_pointer_pos().or(bar.hover_pos())?;
    let i = progress::part_at(bar.rect, looks, at.x)?;
    let (look, number) = (StatusClass::ALL[i], view.tr.number(i64::try_from(looks[i]).unwrap_or(i64::MAX)));
    let bar = bar.on_hover_cursor(CursorIcon::PointingHand);
    let bar = bar.on_hover_text_at_pointer(format!("{}: {number}", words::look_count_name(view.tr, look)));
    bar.clicked().then_some(look)
}
