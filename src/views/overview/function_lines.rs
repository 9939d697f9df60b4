//! Lines of functions in the lists of the overview, and the head above them.

use eframe::egui::{Align, Layout, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::model::registry::FunctionRow;
use crate::model::words;
use crate::view::View;
use voluptas_ui::theme::{Palette, Type, size, space};
use voluptas_ui::widgets::{StatusClass, paint, status_icon, text};

/// Most lines of a list of the overview.
pub(super) const LINES: usize = 12;

/// The head of a list. Its count is a link; returns true when it was pressed.
pub(super) fn heading(ui: &mut Ui, title: &str, count: &str) -> bool {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::TABS), Sense::hover());
    let inner = rect.shrink2(vec2(space::M, 0.0));
    let mut child = ui.new_child(UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)));
    text::strong(&mut child, title);
    let pressed = !count.is_empty() && text::link(&mut child, count).on_hover_text(title).clicked();
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, Palette::of(ui).line));
    pressed
}

/// A line with the function's icon and title; `right` draws at the right end and gives the x where it begins. `true` when
/// pressed.
pub(super) fn function_line(
    ui: &mut Ui,
    view: &View<'_>,
    row: &FunctionRow,
    right: impl FnOnce(&mut Ui, &'static Palette, Rect) -> f32,
) -> bool {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::GRID_ROW), Sense::click());
    if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, p.hover());
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
    paint::focus_ring(ui, &response, rect.shrink(space::XXS));
    let inner = rect.shrink2(vec2(space::M, 0.0));
    let left = right(ui, p, inner);
    let room = Rect::from_min_max(inner.min, pos2(left - space::S, inner.bottom()));
    let mut child = ui.new_child(UiBuilder::new().max_rect(room).layout(Layout::left_to_right(Align::Center)));
    if row.depth > 0 && row.look != StatusClass::Untested {
        status_icon(&mut child, row.look, &words::class_name(view.tr, row.look));
    } else {
        text::icon(&mut child, words::type_icon(row.function.kind), p.text_secondary);
    }
    text::line(&mut child, row.title(), Type::Body, p.text);
    let title = row.title();
    paint::describe(&response, || WidgetInfo::labeled(Role::Button, true, title));
    response.clicked()
}
