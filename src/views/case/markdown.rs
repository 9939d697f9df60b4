//! A long text of a case in the place of its field: shown as Markdown until it is edited.

use eframe::egui::{self, CornerRadius, Frame, Id, Margin, Rect, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

use voluptas_ui::theme::{Palette, radius, size, space};
use voluptas_ui::widgets::{markdown, paint};

/// Draws a text as Markdown in the place of its field. A click or the keyboard begins to edit: the field has the same id.
pub fn show(ui: &mut Ui, text: &str, id: Id, name: &str, width: f32) {
    let p = Palette::of(ui);
    let frame = Frame::new()
        .stroke(Stroke::new(size::LINE, p.line))
        .corner_radius(CornerRadius::same(radius::CONTROL))
        .inner_margin(Margin::symmetric(space::S as i8, space::XS as i8));
    // Before the text, so that its links lie above and keep their clicks; its height is that of the former pass.
    let top = ui.cursor().min;
    let height_id = id.with("height");
    let height: f32 = ui.data(|d| d.get_temp(height_id)).unwrap_or(size::CONTROL);
    let response = ui.interact(Rect::from_min_size(top, vec2(width, height)), id, Sense::click());
    let drawn = frame.show(ui, |ui| {
        ui.set_width(width - (space::S + size::LINE) * 2.0);
        markdown::show(ui, id, text);
    });
    ui.data_mut(|d| d.insert_temp(height_id, drawn.response.rect.height()));
    paint::describe(&response, || {
        let mut info = WidgetInfo::labeled(Role::MultilineTextInput, true, name);
        info.current_text_value = Some(text.to_owned());
        info
    });
    if response.hovered() {
        ui.set_cursor_icon(egui::CursorIcon::Text);
    }
    if response.clicked() {
        response.request_focus();
    }
}
