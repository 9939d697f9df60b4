//! The note in a list whose filter lets nothing through.

use eframe::egui::Ui;

use crate::view::View;
use voluptas_ui::theme::icons;
use voluptas_ui::widgets::empty_state;

/// Says that the filter of a list finds nothing.
pub(super) fn nothing_found(ui: &mut Ui, view: &View<'_>) {
    empty_state(ui, icons::FILTER, &view.text("gui-nothing-found"), "", None);
}
