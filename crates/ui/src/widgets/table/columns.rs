//! Columns of a table: how wide each one is drawn, and the borders that a person drags.
//!
//! A column has a width that fits its content. Where the table is too narrow, columns that may shrink do so in the order of their
//! ranks, so that ids and titles are the last to be cut; a width that a person gave to a column is never changed.

use std::collections::BTreeMap;

use egui::{self, CursorIcon, Id, Rangef, Rect, Sense, Stroke, Ui, pos2};

use crate::theme::{Palette, size};
use crate::widgets::paint;

/// A column is never narrower.
pub const NARROWEST: f32 = 40.0;
/// A width from outside is never taken for larger.
pub const WIDEST: f32 = 1200.0;
/// Half the width of the strip around a border that can be grabbed.
const GRAB: f32 = 6.0;

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct TableColumn<'a> {
    /// Text of its header.
    pub title: &'a str,
    /// Width that fits the content, in points.
    pub width: f32,
    /// Takes the space that is left. At most one.
    pub grow: bool,
    /// Right-aligned: numbers.
    pub right: bool,
    /// A click on the header sorts.
    pub sortable: bool,
    /// Not shown; its place in the list of columns stays.
    pub hidden: bool,
    /// Width down to which it may shrink, and its rank: lower ranks shrink first.
    pub least: Option<(f32, u8)>,
    /// Has its full width or its least one: half a word says less than an icon alone.
    pub snaps: bool,
    /// The first click on the header sorts the largest first.
    pub falls: bool,
}

impl<'a> TableColumn<'a> {
    /// A sortable column of text.
    #[must_use]
    pub fn new(title: &'a str, width: f32) -> Self {
        Self { title, width, grow: false, right: false, sortable: true, hidden: false, least: None, snaps: false, falls: false }
    }

    /// Takes the space that is left; `width` is then the least.
    #[must_use]
    pub fn grow(mut self) -> Self {
        self.grow = true;
        self
    }

    /// Aligns the column to the right, as numbers are.
    #[must_use]
    pub fn right(mut self) -> Self {
        self.right = true;
        self
    }

    /// Not shown when so.
    #[must_use]
    pub fn hidden(mut self, hidden: bool) -> Self {
        self.hidden = hidden;
        self
    }

    /// Not sortable.
    #[must_use]
    pub fn fixed_order(mut self) -> Self {
        self.sortable = false;
        self
    }

    /// May shrink to `width` where the table is too narrow; columns of a lower rank shrink first.
    #[must_use]
    pub fn least(mut self, width: f32, rank: u8) -> Self {
        self.least = Some((width.min(self.width), rank));
        self
    }
}

/// Widths of all columns in points; those of hidden columns are 0. `given` are the widths that a person chose, by place.
///
/// The sum is `room` where the columns fit or can shrink enough and one of them grows; otherwise the table scrolls sideways.
pub fn widths(columns: &[TableColumn<'_>], given: &BTreeMap<usize, f32>, room: f32) -> Vec<f32> {
    let chosen = |i: usize| given.get(&i).copied().filter(|w| w.is_finite()).map(|w| w.clamp(NARROWEST, WIDEST));
    let mut widths: Vec<f32> = columns
        .iter()
        .enumerate()
        .map(|(i, c)| match c.hidden {
            true => 0.0,
            false => chosen(i).filter(|_| !c.grow).unwrap_or(c.width),
        })
        .collect();
    let mut over = widths.iter().sum::<f32>() - room;
    if over <= 0.0 {
        if let Some(grown) = columns.iter().position(|c| c.grow && !c.hidden) {
            widths[grown] -= over;
        }
        return widths;
    }
    let mut ranks: Vec<(u8, usize, f32)> = columns
        .iter()
        .enumerate()
        .filter(|(i, c)| !c.hidden && (c.grow || chosen(*i).is_none()))
        .filter_map(|(i, c)| c.least.map(|(least, rank)| (rank, i, least)))
        .collect();
    ranks.sort_by_key(|(rank, i, _)| (*rank, *i));
    for (_, i, least) in ranks {
        let most = if columns[i].snaps { f32::INFINITY } else { over };
        let taken = (widths[i] - least).clamp(0.0, most);
        widths[i] -= taken;
        over -= taken;
        if over <= 0.0 {
            break;
        }
    }
    if over < 0.0
        && let Some(grown) = columns.iter().position(|c| c.grow && !c.hidden)
    {
        widths[grown] -= over;
    }
    widths
}

/// The border at the right of a column: dragging sets its width, a double click makes it fit its content again.
pub fn border(ui: &Ui, id: Id, place: usize, x: f32, y: Rangef, width: f32, given: &mut BTreeMap<usize, f32>) {
    let at = Rect::from_x_y_ranges(Rangef::new(x - GRAB, x + GRAB), y);
    let response = ui.interact(at, id.with(("border", place)), Sense::CLICK | Sense::DRAG);
    if response.double_clicked() {
        given.remove(&place);
    } else if response.dragged()
        && let Some(pointer) = ui.input(|i| i.pointer.latest_pos())
    {
        given.insert(place, (width + pointer.x - x).clamp(NARROWEST, WIDEST));
    }
    let other_drag = ui.input(|i| i.pointer.any_down());
    if response.dragged() || (response.hovered() && !other_drag) {
        ui.set_cursor_icon(CursorIcon::ResizeColumn);
        let p = Palette::of(ui);
        let colour = if response.dragged() { p.accent } else { p.line_strong };
        ui.painter().line_segment([pos2(x, y.min), pos2(x, y.max)], Stroke::new(size::LINE, colour));
    }
}

/// Width of the widest of some texts with the space around it, in points.
pub fn fitting<'t>(ui: &Ui, texts: impl IntoIterator<Item = &'t str>, ty: crate::theme::Type) -> f32 {
    let colour = egui::Color32::PLACEHOLDER;
    let widest = texts.into_iter().map(|t| paint::galley(ui, t, ty, colour).size().x).fold(0.0, f32::max);
    (widest + crate::theme::space::L + 2.0).ceil()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> [TableColumn<'static>; 4] {
        [
            TableColumn::new("id", 200.0).least(80.0, 3),
            TableColumn::new("title", 300.0).grow().least(140.0, 2),
            TableColumn::new("person", 120.0).least(60.0, 1),
            TableColumn::new("result", 100.0),
        ]
    }

    #[test]
    fn the_growing_column_takes_what_is_left() {
        assert_eq!(widths(&columns(), &BTreeMap::new(), 800.0), [200.0, 380.0, 120.0, 100.0]);
    }

    #[test]
    fn people_shrink_before_titles_and_titles_before_ids() {
        let none = BTreeMap::new();
        assert_eq!(widths(&columns(), &none, 700.0), [200.0, 300.0, 100.0, 100.0]);
        assert_eq!(widths(&columns(), &none, 600.0), [200.0, 240.0, 60.0, 100.0]);
        assert_eq!(widths(&columns(), &none, 400.0), [100.0, 140.0, 60.0, 100.0]);
        assert_eq!(widths(&columns(), &none, 100.0).iter().sum::<f32>(), 380.0, "narrower than that it scrolls");
    }

    #[test]
    fn a_column_that_snaps_has_its_full_or_its_least_width() {
        let mut columns = columns();
        columns[2].snaps = true;
        assert_eq!(widths(&columns, &BTreeMap::new(), 710.0), [200.0, 350.0, 60.0, 100.0]);
    }

    #[test]
    fn a_width_that_was_given_stays() {
        let given = BTreeMap::from([(2, 150.0), (3, f32::NAN)]);
        assert_eq!(widths(&columns(), &given, 400.0), [80.0, 140.0, 150.0, 100.0]);
        let mut hidden = columns();
        hidden[0].hidden = true;
        assert_eq!(widths(&hidden, &given, 700.0), [0.0, 450.0, 150.0, 100.0]);
    }
}
