//! Cards: a surface with a border, and the card of one number.

use egui::{Color32, CornerRadius, Frame, InnerResponse, Layout, Margin, Response, Role, Stroke, Ui, Vec2, WidgetInfo, vec2};

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

/// Measures that the cards of a row share, so that they are equally high and their numbers stand on one line.
#[derive(Debug, Clone, Copy)]
pub struct CardRow {
    /// Size of a card.
    size: Vec2,
    /// Height of the labels: that of the one with the most lines.
    label: f32,
}

impl CardRow {
    /// Measures cards of this width, each with the height of the contents below its number. All of their lines are shown.
    pub fn of(ui: &Ui, width: f32, cards: &[(NumberCard<'_>, f32)]) -> Self {
        let inner = width - 2.0 * side(width);
        let of = |card: &NumberCard<'_>| paint::wrapped_height(ui.ctx(), card.label, Type::Label, inner);
        let label = cards.iter().map(|(card, _)| of(card)).fold(0.0, f32::max);
        let height = cards.iter().map(|(card, extra)| card.height(ui, width, label, *extra)).fold(0.0, f32::max);
        Self { size: vec2(width, height), label }
    }
}

impl NumberCard<'_> {
    /// Height at which a card of this width shows all of its lines below a label of a height, at least the usual one. `extra` is the
    /// height of what is drawn below the number.
    fn height(&self, ui: &Ui, width: f32, label: f32, extra: f32) -> f32 {
        let inner = width - 2.0 * side(width);
        let lines = |words: &str, ty: Type| paint::wrapped_height(ui.ctx(), words, ty, inner);
        let number =
            paint::galley(ui, self.number, Type::Number, Color32::PLACEHOLDER).size().y.max(ui.spacing().interact_size.y);
        let mut height = label + space::XS + number;
        if self.wraps_unit(ui, inner) {
            height += space::XS + lines(self.unit, Type::Body);
        }
        if !self.note.is_empty() {
            height += space::XS + lines(self.note, Type::Label);
        }
        if extra > 0.0 {
            height += space::XS + extra;
        }
        (height + 2.0 * space::M).ceil().max(size::CARD)
    }

    /// True when the unit has no room behind the number and stands below it.
    fn wraps_unit(&self, ui: &Ui, inner: f32) -> bool {
        let width = |words: &str, ty: Type| paint::galley(ui, words, ty, Color32::PLACEHOLDER).size().x;
        !self.unit.is_empty() && width(self.number, Type::Number) + space::XS + width(self.unit, Type::Body) > inner
    }
}

/// Margin at the sides of a card. A narrow card gives its text more room.
fn side(width: f32) -> f32 {
    if width < NARROW { space::M } else { space::L }
}

/// A card with one number in a row of cards. Can be pressed; `extra` draws below the number (a bar, a line) instead of the note when it is
/// empty.
pub fn number_card(ui: &mut Ui, row: CardRow, card: NumberCard<'_>, extra: impl FnOnce(&mut Ui)) -> Response {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(row.size, egui::Sense::click());
    let border = if response.hovered() { p.line_strong } else { p.line };
    ui.painter().rect(rect, CornerRadius::same(radius::CARD), p.panel, Stroke::new(size::LINE, border), egui::StrokeKind::Inside);
    // What does not fit in a line is wrapped.
    let inner = rect.shrink2(vec2(side(row.size.x), space::M));
    let wraps_unit = card.wraps_unit(ui, inner.width());
    paint::inside(ui, inner, Layout::top_down(egui::Align::Min), |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        {
            let label = text::paragraph(ui, card.label, Type::Label, p.text_secondary).rect.height();
            // The numbers of a row stand on one line.
            if label < row.label {
                ui.add_space(row.label - label);
            }
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = space::XS;
                text::line(ui, card.number, Type::Number, card.colour.unwrap_or(p.text));
                if !card.unit.is_empty() && !wraps_unit {
                    text::line(ui, card.unit, Type::Body, p.text_secondary);
                }
            });
            if wraps_unit {
                text::paragraph(ui, card.unit, Type::Body, p.text_secondary);
            }
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
