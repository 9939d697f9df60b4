//! Chips: a word or two with a quiet background.

use egui::{Color32, CornerRadius, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::paint;
use crate::theme::{Icon, Palette, Type, radius, size, space};

/// Meaning of a chip or a banner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// A fact.
    #[default]
    Neutral,
    /// Something to know.
    Info,
    /// All is well.
    Good,
    /// Needs a look.
    Warning,
    /// Wrong.
    Bad,
}

impl Tone {
    /// Colour of icon and text.
    #[must_use]
    pub fn colour(self, p: &Palette) -> Color32 {
        match self {
            Self::Neutral => p.text_secondary,
            Self::Info => p.accent,
            Self::Good => p.passed,
            Self::Warning => p.broken,
            Self::Bad => p.failed,
        }
    }

    /// Colour of the background.
    #[must_use]
    pub fn background(self, p: &Palette) -> Color32 {
        match self {
            Self::Neutral => p.sunken,
            other => p.tint(other.colour(p)),
        }
    }
}

/// A chip with an optional icon.
pub fn chip(ui: &mut Ui, tone: Tone, icon: Option<Icon>, text: &str) -> Response {
    draw(ui, tone, icon, text, Sense::hover())
}

/// A chip that is pressed, by the pointer or by Enter and Space.
pub fn chip_button(ui: &mut Ui, tone: Tone, icon: Option<Icon>, text: &str) -> Response {
    draw(ui, tone, icon, text, Sense::click())
}

fn draw(ui: &mut Ui, tone: Tone, icon: Option<Icon>, text: &str, sense: Sense) -> Response {
    let p = Palette::of(ui);
    let colour = tone.colour(p);
    let icon_room = icon.map_or(0.0, |_| size::CHECK + space::XS);
    // In a row that wraps, a chip goes to the next line before it is cut.
    let room = (ui.max_rect().width() - space::S * 2.0 - icon_room).max(space::XL);
    let galley = paint::elided(ui, text, Type::LabelMedium, colour, room);
    let was_elided = galley.elided;
    let width = space::S * 2.0 + galley.size().x + icon_room;
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CHIP), sense);
    let corner = CornerRadius::same(radius::DIALOG);
    ui.painter().rect_filled(rect, corner, tone.background(p));
    if sense.senses_click() {
        let border = if response.hovered() { colour } else { colour.gamma_multiply(0.5) };
        ui.painter().rect_stroke(rect, corner, Stroke::new(size::LINE, border), StrokeKind::Inside);
        paint::focus_ring(ui, &response, rect);
    }
    let mut x = rect.left() + space::S;
    if let Some(icon) = icon {
        let at = egui::Rect::from_center_size(pos2(x + size::CHECK / 2.0, rect.center().y), vec2(size::CHECK, size::CHECK));
        paint::icon(ui.painter(), at, icon, size::CHECK, colour);
        x += icon_room;
    }
    paint::put_left(ui.painter(), pos2(x, rect.center().y), galley);
    let role = if sense.senses_click() { Role::Button } else { Role::Label };
    paint::describe(&response, || WidgetInfo::labeled(role, true, text));
    paint::hover_if_elided(response, was_elided, text)
}
