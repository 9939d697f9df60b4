//! Rows of the lists in dialogs.

use eframe::egui::{Align, Layout, Rect, Sense, Ui, pos2, vec2};

use voluptas_ui::theme::{Palette, Type, size, space};
use voluptas_ui::widgets::{paint, reading};

/// Height of a row with two lines of words, in points.
pub(super) const TWO_LINE_ROW: f32 = 52.0;
/// Share of the width that the words take beside the buttons.
const WORDS: f32 = 0.66;

/// Draws a row with two lines of words and its buttons at the right. `words` is given its width; `buttons` are added from the right.
pub(super) fn two_line_row(ui: &mut Ui, words: impl FnOnce(&mut Ui, f32), buttons: impl FnOnce(&mut Ui)) {
    let p = Palette::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), TWO_LINE_ROW), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
    let middle = rect.left() + rect.width() * WORDS;
    let [first, second] = [Type::Medium, Type::Label].map(|ty| paint::galley(ui, "X", ty, p.text).size().y);
    // The lines stand in the middle, as the buttons do.
    let top = (TWO_LINE_ROW - first - space::XXS - second) / 2.0;
    let left = Rect::from_min_max(rect.min + vec2(0.0, top.round()), pos2(middle - space::S, rect.bottom()));
    paint::inside(ui, left, Layout::top_down(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.y = space::XXS;
        ui.spacing_mut().interact_size.y = first;
        let room = ui.available_width();
        words(ui, room);
    });
    let right = Rect::from_min_max(pos2(middle, rect.top()), rect.max);
    paint::inside(ui, right, Layout::left_to_right(Align::Center), |ui| {
        reading::from_right(ui, |ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            buttons(ui);
        });
    });
}
