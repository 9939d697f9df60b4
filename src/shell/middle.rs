//! The middle: the strip of tabs and the tab in front.

use eframe::egui::{CentralPanel, Frame, Margin, Ui};

use crate::action::Actions;
use crate::panels::tabs;
use crate::state::UiState;
use crate::view::View;
use crate::views::TabViews;
use voluptas_ui::theme::{Palette, space};
use voluptas_ui::widgets::dialog::is_low;

/// Draws the strip and the tab in front.
pub fn panel(ui: &mut Ui, state: &mut UiState, views: &mut TabViews, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    tabs::strip(ui, state, view, out);
    let margin = Margin::same(if is_low(ui.ctx()) { space::S } else { space::L } as i8);
    CentralPanel::default().frame(Frame::new().fill(p.app).inner_margin(margin)).show(ui, |ui| views.ui(ui, state, view, out));
}
