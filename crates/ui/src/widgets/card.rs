//! Cards: a surface with a border, and the card of one number.

use egui::{Color32, CornerRadius, Frame, InnerResponse, Layout, Margin, Response, Role, Stroke, Ui, WidgetInfo, vec2};

use super::{paint, text};
use crate::theme::{Palette, Type, radius, size, space};

/// A panel-coloured surface with a one-pixel border.
pub fn surface<R>(ui: &mut Ui, margin: f32, add: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let p = Palette::of(ui);
    Frame::new()
        .fill(p.panel)
        .stroke(Stroke::new(size::LINE, p.line))
        .corner_radius(CornerRadius::same(radius::CARD))
        .inner_margin(Margin::same(margin as i8))
        .show(ui, add)
}

/// Narrower cards have smaller margins.
const NARROW: f32 = 180.0;

/// Contents of a number card.
#[derive(Debug, Clone, Copy)]
pub struct NumberCard<'a> {
    /// Small label above.
    pub label: &'a str,
    /// The number, formatted.
    pub number: &'a str,
    /// Unit after the number, in small type.
    pub unit: &'a str,
    /// Colour of the number; the text colour when none.
    pub colour: Option<Color32>,
    /// A remark below.
    pub note: &'a str,
}

/// A card with one number. Can be pressed; `extra` draws below the number (a bar, a line) instead of the note when it is empty.
pub fn number_card(ui: &mut Ui, width: f32, card: NumberCard<'_>, extra: impl FnOnce(&mut Ui)) -> Response {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CARD), egui::Sense::click());
    let border = if response.hovered() { p.line_strong } else { p.line };
    ui.painter().rect(rect, CornerRadius::same(radius::CARD), p.panel, Stroke::new(size::LINE, border), egui::StrokeKind::Inside);
    // A narrow card gives its text more room; what still does not fit in a line is wrapped.
    let side = if width < NARROW { space::M } else { space::L };
    let inner = rect.shrink2(vec2(side, space::M));
    paint::inside(ui, inner, Layout::top_down(egui::Align::Min), |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        {
            text::paragraph(ui, card.label, Type::Label, p.text_secondary);
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = space::XS;
                text::line(ui, card.number, Type::Number, card.colour.unwrap_or(p.text));
                if !card.unit.is_empty() {
                    text::line(ui, card.unit, Type::Body, p.text_secondary);
                }
            });
            if !card.note.is_empty() {
                text::paragraph(ui, card.note, Type::Label, p.text_secondary);
            }
            extra(ui);
        }
    });
    paint::focus_ring(ui, &response, rect);
    paint::describe(&response, || WidgetInfo::labeled(Role::Button, true, format!("{}: {}", card.label, card.number)));
    response
}

/// A line through values, lowest at the bottom: a trend on a card.
pub fn sparkline(ui: &mut Ui, values: &[f32], height: f32, colour: Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), egui::Sense::hover());
    if values.len() < 2 {
        return;
    }
    let low = values.iter().copied().fold(f32::INFINITY, f32::min);
    let high = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let range = (high - low).max(f32::EPSILON);
    let points = values
        .iter()
        .enumerate()
        .map(|(i, v)| {
            let x = rect.left() + rect.width() * i as f32 / (values.len() - 1) as f32;
            egui::pos2(x, rect.bottom() - 1.0 - (rect.height() - 2.0) * (v - low) / range)
        })
        .collect();
    ui.painter().line(points, Stroke::new(size::LINE + 0.5, colour));
}
