//! The handle of a row in the table of steps: a click selects the step, a drag moves it to the line that is drawn between two rows.

use eframe::egui::{self, CursorIcon, Id, PointerButton, Popup, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::row::{NUMBER, RowAt, RowRequest, StepOwner};
use crate::view::View;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::paint;

/// The handle of a row with its number: a click selects the step, a drag moves it.
pub(super) fn handle(
    ui: &Ui,
    at: &RowAt<'_>,
    rect: Rect,
    has_menu: bool,
    view: &View<'_>,
    ask: &mut Vec<RowRequest>,
) -> Response {
    let p = Palette::of(ui);
    let area = Rect::from_min_size(rect.min, vec2(NUMBER + at.indent, rect.height()));
    let id = Id::unique(("case-step-handle", at.owner, at.key));
    // A stop of Tab only while its menu was opened by a key: the keyboard goes from here to the first entry.
    let focusable = if has_menu || Popup::is_id_open(ui.ctx(), id.with("popup")) { Sense::FOCUSABLE } else { Sense::empty() };
    let response = ui.interact(area, id, Sense::CLICK | Sense::DRAG | focusable);
    let is_hot = response.hovered() || response.dragged();
    let y = rect.top() + size::CONTROL / 2.0 + space::XXS;
    let grip = Rect::from_center_size(pos2(area.left() + space::XS + size::ICON / 2.0, y), vec2(size::ICON, size::ICON));
    paint::icon(ui.painter(), grip, icons::DRAG, size::ICON, if is_hot { p.accent } else { p.text_faint });
    let colour = if is_hot || at.selected { p.accent } else { p.text_faint };
    let galley = paint::galley(ui, at.number, Type::Mono, colour);
    paint::put_right(ui.painter(), pos2(area.right() - space::S, y), galley);
    let name = view.tr.fmt("writing-move-step", &[("number", at.number.into())]);
    paint::describe(&response, || WidgetInfo::selected(Role::Button, true, at.selected, &name));
    if response.clicked() {
        ask.push(RowRequest::Select(at.i, ui.input(|input| input.modifiers)));
    }
    if response.drag_started_by(PointerButton::Primary) {
        egui::DragAndDrop::set_payload(ui.ctx(), DraggedStep { owner: at.owner, from: at.i });
    }
    let is_going = drop_here(ui, at, rect, ask);
    if is_going {
        return response;
    }
    let response = response.on_hover_cursor(CursorIcon::Grab);
    response.on_hover_text(view.text("writing-handle"))
}

/// Draws the place of the dragged step at this row and takes the drop. True while a step is being dragged.
fn drop_here(ui: &Ui, at: &RowAt<'_>, rect: Rect, ask: &mut Vec<RowRequest>) -> bool {
    let Some(dragged) = egui::DragAndDrop::payload::<DraggedStep>(ui.ctx()).filter(|d| d.owner == at.owner) else {
        return false;
    };
    ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    let Some(pointer) = ui.input(|input| input.pointer.latest_pos()) else { return true };
    if dragged.from == at.i {
        ui.painter().rect_filled(rect, 0.0, Palette::of(ui).panel.gamma_multiply(0.6));
    }
    let is_last = at.i + 1 == at.count;
    let is_first = at.i == 0;
    let inside =
        rect.y_range().contains(pointer.y) || (is_last && pointer.y > rect.bottom()) || (is_first && pointer.y < rect.top());
    if inside {
        let below = pointer.y > rect.center().y;
        let (to, y) = if below { (at.i + 1, rect.bottom()) } else { (at.i, rect.top()) };
        let colour = Palette::of(ui).accent;
        ui.painter().hline(rect.x_range(), y, Stroke::new(size::MARK, colour));
        ui.painter().circle_filled(pos2(rect.left() + size::MARK, y), size::MARK * 1.5, colour);
        if ui.input(|input| input.pointer.any_released()) {
            egui::DragAndDrop::clear_payload(ui.ctx());
            ask.push(RowRequest::Place(dragged.from, to));
        }
    }
    true
}

/// The step that is being dragged.
#[derive(Debug, Clone, Copy)]
struct DraggedStep {
    owner: StepOwner,
    from: usize,
}
