//! Painting shared by the widgets: text in a named type, elided text, icons, the focus ring.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align, Align2, Color32, Context, CornerRadius, Galley, Layout, Painter, Pos2, Rect, Response, Stroke, StrokeKind, Ui,
    UiBuilder, WidgetInfo, pos2,
};

use super::hover::RowHint as _;
use crate::theme::{Icon, Palette, Type, font_size, radius, size};

/// Lays out one line that is not wrapped.
pub fn galley(ui: &Ui, text: &str, ty: Type, colour: Color32) -> Arc<Galley> {
    ui.painter().layout_no_wrap(text.to_owned(), ty.font(), colour)
}

/// Lays out one line that ends in `…` when it is wider than `width` points. `galley.elided` tells whether it was cut.
pub fn elided(ui: &Ui, text: &str, ty: Type, colour: Color32, width: f32) -> Arc<Galley> {
    let mut job = LayoutJob::default();
    let line = text.replace(['\n', '\r', '\t'], " ");
    job.append(&line, 0.0, TextFormat::simple(ty.font(), colour));
    job.wrap = TextWrapping { max_width: width.max(0.0), max_rows: 1, break_anywhere: true, ..TextWrapping::default() };
    job.break_on_newline = false;
    ui.painter().layout_job(job)
}

/// Like [`elided`], but the beginning gives way: the end of an id tells more. For monospace text.
pub fn elided_front(ui: &Ui, text: &str, ty: Type, colour: Color32, width: f32) -> Arc<Galley> {
    let whole = galley(ui, text, ty, colour);
    let count = text.chars().count();
    if whole.size().x <= width || count == 0 {
        return whole;
    }
    let one = whole.size().x / count as f32;
    let room = ((width / one).floor() as usize).saturating_sub(1);
    let tail: String = text.chars().skip(count - room.min(count)).collect();
    galley(ui, &format!("…{tail}"), ty, colour)
}

/// Lays out text in lines of at most `width` points, with the line height of body text.
pub fn wrapped(ui: &Ui, text: &str, ty: Type, colour: Color32, width: f32) -> Arc<Galley> {
    wrapped_to(ui, text, ty, colour, width, Align::Min)
}

/// Like [`wrapped`], with the lines aligned. A centred galley is painted at the middle of its top.
pub fn wrapped_to(ui: &Ui, text: &str, ty: Type, colour: Color32, width: f32, align: Align) -> Arc<Galley> {
    ui.painter().layout_job(LayoutJob { halign: align, ..wrapped_job(text, ty, colour, width) })
}

/// Height of [`wrapped`] text, in points.
pub fn wrapped_height(ctx: &Context, text: &str, ty: Type, width: f32) -> f32 {
    ctx.fonts_mut(|f| f.layout_job(wrapped_job(text, ty, Color32::PLACEHOLDER, width))).size().y
}

/// The job of [`wrapped`].
pub(super) fn wrapped_job(text: &str, ty: Type, colour: Color32, width: f32) -> LayoutJob {
    let mut job = LayoutJob::default();
    let line_height = match ty {
        Type::Body | Type::Medium | Type::Strong => Some(font_size::BODY_LINE),
        _ => None,
    };
    job.append(text, 0.0, TextFormat { line_height, ..TextFormat::simple(ty.font(), colour) });
    job.wrap = TextWrapping { max_width: width.max(1.0), ..TextWrapping::default() };
    job
}

/// Paints a galley so that its left end and its middle stand at `left_middle`; gives the x where it ends.
pub fn put_left(painter: &Painter, left_middle: Pos2, galley: Arc<Galley>) -> f32 {
    let size = galley.size();
    painter.galley(pos2(left_middle.x, left_middle.y - size.y / 2.0), galley, Color32::PLACEHOLDER);
    left_middle.x + size.x
}

/// Paints a galley so that its right end and its middle stand at `right_middle`; gives the x where it begins.
pub fn put_right(painter: &Painter, right_middle: Pos2, galley: Arc<Galley>) -> f32 {
    let size = galley.size();
    let left = right_middle.x - size.x;
    painter.galley(pos2(left, right_middle.y - size.y / 2.0), galley, Color32::PLACEHOLDER);
    left
}

/// Paints a galley in the middle of `rect`.
pub fn put_centre(painter: &Painter, rect: Rect, galley: Arc<Galley>) {
    let at = Align2::CENTER_CENTER.align_size_within_rect(galley.size(), rect).min;
    painter.galley(at, galley, Color32::PLACEHOLDER);
}

/// Paints an icon in the middle of `rect`.
pub fn icon(painter: &Painter, rect: Rect, icon: Icon, points: f32, colour: Color32) {
    painter.text(rect.center(), Align2::CENTER_CENTER, icon, Type::IconSized(points as u8).font(), colour);
}

/// The ring that shows where the keyboard is.
pub fn focus_ring(ui: &Ui, response: &Response, rect: Rect) {
    if response.has_focus() {
        ui.painter().rect_stroke(
            rect.expand(1.0),
            CornerRadius::same(radius::CONTROL),
            Stroke::new(size::MARK, Palette::of(ui).accent.gamma_multiply(0.7)),
            StrokeKind::Outside,
        );
    }
}

/// The ring around a list that has the keyboard.
pub fn list_focus(ui: &Ui, area: Rect) {
    ui.painter().rect_stroke(
        area.shrink(1.0),
        CornerRadius::same(radius::SMALL),
        Stroke::new(size::LINE, Palette::of(ui).accent.gamma_multiply(0.6)),
        StrokeKind::Inside,
    );
}

/// The ring around the focused row of a list, clipped to the visible part of the list.
pub fn list_focus_within(ui: &Ui, row: Rect, seen: Rect) {
    ui.painter().with_clip_rect(seen).rect_stroke(
        row.shrink2(egui::vec2(1.0, 0.0)),
        CornerRadius::same(radius::SMALL),
        Stroke::new(size::LINE, Palette::of(ui).accent),
        StrokeKind::Inside,
    );
}

/// Gives a painted control its role, name and state for screen readers and tests.
pub fn describe(response: &Response, info: impl Fn() -> WidgetInfo) {
    response.widget_info(info);
}

/// Shows the whole text on hover when it was cut.
pub fn hover_if_elided(response: Response, was_elided: bool, full: &str) -> Response {
    if was_elided {
        response.hint_above(full);
    }
    response
}

/// Draws inside `rect` without moving the cursor of `ui`: for parts of a control whose space is already taken.
pub fn inside<R>(ui: &mut Ui, rect: Rect, layout: Layout, add: impl FnOnce(&mut Ui) -> R) -> R {
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
    if layout.prefer_right_to_left() { super::reading::row(&mut child, add) } else { add(&mut child) }
}

/// Keeps an open list above the dialog that it was opened from. Where a button is pressed and let go within one pass, both want
/// to be on top, and the dialog would stay there.
pub fn keep_on_top(ui: &Ui) {
    if !ui.input(|i| i.pointer.any_pressed()) {
        ui.ctx().move_to_top(ui.layer_id());
    }
}

/// A one-pixel horizontal line across the available width, without space around it.
pub fn hline(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(egui::vec2(ui.available_width(), size::LINE), egui::Sense::hover());
    ui.painter().rect_filled(rect, 0.0, Palette::of(ui).line);
}

/// Draws the line below a cell.
pub(super) fn line_below(ui: &Ui, p: &Palette) {
    let rect = ui.max_rect();
    let clip = rect.expand(1.0).intersect(ui.clip_rect().expand(1.0));
    ui.painter().with_clip_rect(clip).hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
}
