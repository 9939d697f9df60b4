//! A row of small buttons that have words while there is room. The ones that are used most keep theirs longest; the others are icons
//! with their names on hover, one by one.

use std::borrow::Cow;

use egui::{Response, Ui};

use super::button::{Button, icon_button, icon_button_danger};
use super::paint;
use crate::theme::{Icon, Palette, Type, size, space};

/// Width of a button without words.
const ICON_ONLY: f32 = size::CONTROL_SMALL + space::XXS;

/// A button of the row.
#[derive(Debug, Clone)]
pub struct CompactButton<'a, K> {
    /// Tells the caller which button is drawn.
    pub key: K,
    pub icon: Icon,
    pub name: Cow<'a, str>,
    /// Buttons of a lower rank have their words first.
    pub rank: u8,
    /// True for a button that takes something away.
    pub is_danger: bool,
}

impl<'a, K> CompactButton<'a, K> {
    /// A button.
    #[must_use]
    pub fn new(key: K, icon: Icon, name: Cow<'a, str>, rank: u8) -> Self {
        Self { key, icon, name, rank, is_danger: false }
    }

    /// Draws it in red: it takes something away.
    #[must_use]
    pub fn danger(self) -> Self {
        Self { is_danger: true, ..self }
    }
}

/// A row that knows which of its buttons have words.
#[derive(Debug, Clone)]
pub struct CompactButtonRow<'a, K> {
    buttons: Vec<CompactButton<'a, K>>,
    words: Vec<bool>,
    gap: f32,
    /// Width of all buttons with the gaps between them, in points.
    pub width: f32,
}

impl<'a, K: Copy> CompactButtonRow<'a, K> {
    /// Lays buttons out in `room` points with `gap` between them.
    #[must_use]
    pub fn new(ui: &Ui, buttons: Vec<CompactButton<'a, K>>, room: f32, gap: f32) -> Self {
        let colour = Palette::of(ui).text;
        let worded = |button: &CompactButton<'_, K>| {
            paint::galley(ui, &button.name, Type::Medium, colour).size().x + space::S * 2.0 + size::ICON + space::XS + space::XXS
        };
        let widths: Vec<(f32, u8)> = buttons.iter().map(|button| (worded(button), button.rank)).collect();
        let gaps = buttons.len().saturating_sub(1) as f32 * gap;
        let words = fitting(&widths, room - gaps);
        let width = widths.iter().zip(&words).map(|((width, _), has_words)| if *has_words { *width } else { ICON_ONLY });
        Self { width: width.sum::<f32>() + gaps, buttons, words, gap }
    }

    /// Draws the buttons in their order. `drawn` gets each one's key and response. The caller has a horizontal layout.
    pub fn show(&self, ui: &mut Ui, mut drawn: impl FnMut(&mut Ui, K, &Response)) {
        ui.spacing_mut().item_spacing.x = self.gap;
        for (button, has_words) in self.buttons.iter().zip(&self.words) {
            let response = match (*has_words, button.is_danger) {
                (true, false) => Button::quiet(&button.name).icon(button.icon).small().show(ui),
                (true, true) => Button::quiet_danger(&button.name).icon(button.icon).small().show(ui),
                (false, false) => icon_button(ui, button.icon, &button.name),
                (false, true) => icon_button_danger(ui, button.icon, &button.name),
            };
            drawn(ui, button.key, &response);
        }
    }
}

/// True for each button that has words. From the first one without room on, in the order of the ranks, all are icons.
fn fitting(widths: &[(f32, u8)], room: f32) -> Vec<bool> {
    let mut order: Vec<usize> = (0..widths.len()).collect();
    order.sort_by_key(|at| widths[*at].1);
    let mut left = room - widths.len() as f32 * ICON_ONLY;
    let mut words = vec![false; widths.len()];
    for at in order {
        left -= widths[at].0 - ICON_ONLY;
        if left < 0.0 {
            break;
        }
        words[at] = true;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_one_by_one_from_the_highest_rank() {
        let widths = [(100.0, 2), (100.0, 0), (100.0, 1)];
        assert_eq!(fitting(&widths, 300.0), [true, true, true]);
        assert_eq!(fitting(&widths, 299.0), [false, true, true]);
        assert_eq!(fitting(&widths, 100.0 + ICON_ONLY * 2.0), [false, true, false]);
        assert_eq!(fitting(&widths, 50.0), [false, false, false]);
    }
}
