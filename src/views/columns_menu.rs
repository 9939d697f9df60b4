//! The choice of the columns of a grid: shown and hidden ones, their order, and the way back to the usual ones.

use eframe::egui::{Align, Layout, Popup, PopupCloseBehavior, Response, ScrollArea, Ui, vec2};

use crate::view::View;
use voluptas_ui::theme::{icons, size, space};
use voluptas_ui::widgets::choice::menu_choice;
use voluptas_ui::widgets::grid::{GridColumn, GridLayout};
use voluptas_ui::widgets::icon_button;

/// Width of the menu.
const MENU: f32 = 224.0 + size::CONTROL * 2.0;
/// Lines before the menu scrolls, and the share of a high window that it may take.
const LINES: f32 = 18.0;
const SHARE: f32 = 0.6;

/// The menu of the columns at their headers.
pub(super) fn popup(heads: &Response, layout: &mut GridLayout, columns: &[GridColumn], view: &View<'_>) {
    Popup::context_menu(heads)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| column_menu(ui, layout, columns, view));
}

/// The choice of columns in their order, with buttons that move them.
pub(super) fn column_menu(ui: &mut Ui, layout: &mut GridLayout, columns: &[GridColumn], view: &View<'_>) {
    ui.set_width(MENU);
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut moved = None;
    // A high window has room for all of them.
    let height = (size::TREE_ROW * LINES).max(ui.ctx().content_rect().height() * SHARE);
    ScrollArea::vertical().max_height(height).show(ui, |ui| {
        // Measured once: a row that is wider than it should be must not widen those below it.
        let width = ui.available_width();
        for at in layout.ordered(columns) {
            let column = &columns[at];
            if at == 0 {
                continue;
            }
            let is_on = layout.shows(column);
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                let buttons = if is_on { (size::CONTROL_SMALL + space::XXS) * 2.0 } else { 0.0 };
                let wide = vec2(width - buttons, size::TREE_ROW);
                let clicked = ui
                    .allocate_ui_with_layout(wide, Layout::top_down(Align::Min), |ui| {
                        ui.set_width(wide.x);
                        menu_choice(ui, is_on, &column.title).clicked()
                    })
                    .inner;
                if clicked && !column.fixed {
                    layout.toggle(column);
                }
                if is_on {
                    let name = |key| view.tr.fmt(key, &[("column", column.title.as_str().into())]);
                    if icon_button(ui, icons::SORT_UP, &name("cases-column-left")).clicked() {
                        moved = Some((at, false));
                    }
                    if icon_button(ui, icons::SORT_DOWN, &name("cases-column-right")).clicked() {
                        moved = Some((at, true));
                    }
                }
            });
        }
    });
    if let Some((at, right)) = moved {
        layout.nudge(columns, at, right);
    }
    ui.separator();
    if menu_choice(ui, false, &view.text("gui-columns-usual")).clicked() {
        layout.reset();
        ui.close();
    }
}
