//! The bar over the lower end of a list while several of its rows are selected: their number, a button that clears the selection,
//! and buttons for actions on the rows. The grids of cases and of functions have one each.

use egui::{Align, CornerRadius, Id, Layout, Rect, Response, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use super::button::icon_button;
use super::compact_buttons::{CompactButton, CompactButtonRow};
use super::{paint, text};
use crate::theme::{Palette, Type, icons, radius, size, space};

/// Height of the bar in points.
const HEIGHT: f32 = 44.0;

/// Points that a list below the bar leaves free at its end.
pub const ROOM: f32 = HEIGHT + space::M;

/// The texts and buttons of a bar.
#[derive(Debug)]
pub struct SelectionBar<'a, K> {
    /// The number of selected rows in words.
    pub count: &'a str,
    /// Name of the button that clears the selection.
    pub clear: &'a str,
    /// Buttons from left to right.
    pub buttons: Vec<CompactButton<'a, K>>,
}

impl<K: Copy> SelectionBar<'_, K> {
    /// Draws the bar at the lower end of `area`, in its middle. `drawn` gets the key and response of each button and opens its menu
    /// or does its work. Returns true when the selection is to be cleared.
    pub fn show(self, ui: &mut Ui, area: Rect, drawn: impl FnMut(&mut Ui, K, &Response)) -> bool {
        let p = Palette::of(ui);
        let beside =
            paint::galley(ui, self.count, Type::Strong, p.accent).size().x + size::CONTROL_SMALL + space::XXS + space::XS * 2.0;
        let row = CompactButtonRow::new(ui, self.buttons, area.width() - space::S * 2.0 - space::M * 2.0 - beside, space::XS);
        let width = beside + row.width + space::M * 2.0;
        let at = Rect::from_min_size(pos2(area.center().x - width / 2.0, area.bottom() - HEIGHT - space::S), vec2(width, HEIGHT));
        let corners = CornerRadius::same(radius::CARD);
        ui.interact(at, Id::unique("selection-bar"), Sense::CLICK);
        ui.painter().add(ui.visuals().popup_shadow.as_shape(at, corners));
        ui.painter().rect(at, corners, p.panel, Stroke::new(size::LINE, p.line_strong), StrokeKind::Inside);
        let inner = at.shrink2(vec2(space::M, 0.0));
        paint::inside(ui, inner, Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            text::line(ui, self.count, Type::Strong, p.accent);
            let cleared = icon_button(ui, icons::CLOSE, self.clear).clicked();
            row.show(ui, drawn);
            cleared
        })
    }
}
