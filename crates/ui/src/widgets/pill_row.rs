//! A row of quick filters: as many pills as fit, the others in a menu at its end.
//!
//! The pill that is on always stands in the row, so that a filter in force is never hidden in the menu. Where not even that pill has
//! room, the whole row becomes a menu that shows its name.

use egui::{Color32, Popup, Rect, Response, Ui, pos2, vec2};

use super::button::Button;
use super::choice::{filter_menu, filter_pill_width, filter_pill_within, menu_choice};
use super::paint;
use crate::theme::{Icon, Palette, Type, icons, size, space};

/// Least width of the menu.
const MENU: f32 = 200.0;

/// A quick filter.
#[derive(Debug, Clone)]
pub struct Pill {
    /// True for the filter in force.
    pub on: bool,
    /// Icon and its colour.
    pub icon: Option<(Icon, Color32)>,
    pub name: String,
    /// Number of matching items; may be blank.
    pub count: String,
    /// Explanation on hover; may be blank.
    pub hint: String,
}

/// Texts of a row.
#[derive(Clone, Copy)]
pub struct PillTexts<'a> {
    /// Name of the whole row.
    pub name: &'a str,
    /// Text of the button for the filters that did not fit: "3 more".
    pub more: &'a dyn Fn(usize) -> String,
}

/// The end of a pass.
#[derive(Debug)]
pub struct PillRow {
    /// Place of the filter that was pressed.
    pub pressed: Option<usize>,
    /// The drawn pills with their places.
    pub shown: Vec<(usize, Response)>,
    /// Place of the last control of the row.
    pub last: Rect,
}

/// Width that all pills take with `gap` after each.
pub fn pills_width(ui: &Ui, pills: &[Pill], gap: f32) -> f32 {
    pills.iter().map(|pill| width(ui, pill) + gap).sum()
}

fn width(ui: &Ui, pill: &Pill) -> f32 {
    filter_pill_width(ui, pill.icon.is_some(), &pill.name, &pill.count)
}

/// Draws the filters one after another within `room` points, with `gap` between them. The caller has a horizontal layout.
pub fn pill_row(ui: &mut Ui, pills: &[Pill], room: f32, gap: f32, texts: PillTexts<'_>) -> PillRow {
    let widths: Vec<f32> = pills.iter().map(|pill| width(ui, pill) + gap).collect();
    let on = pills.iter().position(|pill| pill.on);
    // The number of the rest is not known yet: the widest text decides.
    let more = paint::galley(ui, &(texts.more)(pills.len()), Type::Medium, Palette::of(ui).text).size().x;
    let places = fitting(&widths, on, room + gap, more + size::ICON + space::XXL);
    let mut row = PillRow { pressed: None, shown: Vec::new(), last: Rect::from_min_size(ui.cursor().min, vec2(0.0, 0.0)) };
    if places.is_empty() && !pills.is_empty() {
        let lines: Vec<_> = pills.iter().map(|pill| (line(pill), pill.on)).collect();
        (row.pressed, row.last) = filter_menu(ui, &lines, texts.name);
        return row;
    }
    ui.spacing_mut().item_spacing.x = gap;
    for &at in &places {
        let response = drawn(ui, &pills[at]);
        if response.clicked() {
            row.pressed = Some(at);
        }
        row.last = response.rect;
        row.shown.push((at, response));
    }
    let rest: Vec<usize> = (0..pills.len()).filter(|at| !places.contains(at)).collect();
    if !rest.is_empty() {
        let button = Button::quiet(&(texts.more)(rest.len())).trailing(icons::DOWN).show(ui);
        row.last = button.rect;
        Popup::menu(&button).show(|ui| {
            ui.set_min_width(MENU);
            ui.spacing_mut().item_spacing.y = 0.0;
            for at in rest {
                let mut response = menu_choice(ui, pills[at].on, &line(&pills[at]));
                if !pills[at].hint.is_empty() {
                    response = response.on_hover_text(&pills[at].hint);
                }
                if response.clicked() {
                    row.pressed = Some(at);
                    ui.close();
                }
            }
        });
    }
    row.last = Rect::from_min_max(row.last.min, pos2(row.last.right(), row.last.top() + size::CONTROL));
    row
}

/// Draws all filters. The caller has a layout that wraps. Gives the place of the pressed one.
pub fn pill_rows(ui: &mut Ui, pills: &[Pill], gap: f32) -> Option<usize> {
    ui.spacing_mut().item_spacing = vec2(gap, gap);
    let mut pressed = None;
    for (at, pill) in pills.iter().enumerate() {
        if drawn(ui, pill).clicked() {
            pressed = Some(at);
        }
    }
    pressed
}

fn drawn(ui: &mut Ui, pill: &Pill) -> Response {
    pill_within(ui, pill, f32::INFINITY)
}

/// Draws a filter in at most `room` points; a longer name is elided.
pub fn pill_within(ui: &mut Ui, pill: &Pill, room: f32) -> Response {
    let response = filter_pill_within(ui, pill.on, pill.icon, (&pill.name, &pill.count), room);
    if pill.hint.is_empty() { response } else { response.on_hover_text(&pill.hint) }
}

/// A filter as a line of a menu.
fn line(pill: &Pill) -> String {
    if pill.count.is_empty() { pill.name.clone() } else { format!("{} · {}", pill.name, pill.count) }
}

/// Places of the pills in the row: all if they fit, otherwise the first ones and the selected one, beside a button of the width
/// `more`. `None` if not even the selected one fits.
fn fitting(widths: &[f32], on: Option<usize>, room: f32, more: f32) -> Vec<usize> {
    if widths.iter().sum::<f32>() <= room {
        return (0..widths.len()).collect();
    }
    let mut left = room - more - on.map_or(0.0, |at| widths[at]);
    let (mut places, mut goes_on) = (Vec::new(), left >= 0.0);
    for (at, width) in widths.iter().enumerate() {
        if on == Some(at) {
            places.push(at);
            continue;
        }
        goes_on = goes_on && *width <= left;
        if goes_on {
            left -= width;
            places.push(at);
        }
    }
    if left < 0.0 { Vec::new() } else { places }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_pills_and_the_one_in_force_stand_in_the_row() {
        let widths = [50.0, 60.0, 70.0, 80.0];
        assert_eq!(fitting(&widths, None, 260.0, 40.0), [0, 1, 2, 3]);
        assert_eq!(fitting(&widths, None, 259.0, 40.0), [0, 1, 2]);
        assert_eq!(fitting(&widths, Some(3), 259.0, 40.0), [0, 1, 3]);
        assert_eq!(fitting(&widths, Some(3), 125.0, 40.0), [3], "a pill after one that does not fit would change the order");
        assert_eq!(fitting(&widths, Some(3), 110.0, 40.0), [0; 0]);
        assert_eq!(fitting(&widths, None, 30.0, 40.0), [0; 0]);
        assert_eq!(fitting(&[], None, 30.0, 40.0), [0; 0]);
    }
}
