//! The heads of groups: a click opens or closes one, and its menu concerns its rows and the other groups.

use egui::{Rect, Sense, Ui, pos2, vec2};

use super::cell::CellUi;
use super::pass::{GroupWords, Pass, Places};
use super::response::GridResponse;
use super::state::GridState;
use crate::theme::{Icon, Palette, icons, size, space, tokens::mix};
use crate::widgets::selection::Selection;
use crate::widgets::{menu, paint, row_menu};

/// A line of the menu.
#[derive(Clone, Copy)]
enum Entry {
    Turn,
    All(bool),
    Select,
}

/// State of the head of a group.
#[derive(Clone, Copy)]
pub(super) struct Head {
    /// Number of the group.
    pub group: usize,
    /// True while it has the keyboard.
    pub has_keyboard: bool,
    /// The keyboard asks for its menu.
    pub asks_menu: bool,
}

/// Draws the head of a group.
pub(super) fn head(
    ui: &mut Ui,
    across: Rect,
    head: Head,
    pass: &Pass<'_>,
    places: &Places,
    (state, selection): (&mut GridState, &mut Selection),
    out: &mut GridResponse,
) {
    let p = Palette::of(ui);
    let Some(data) = pass.data.groups().get(head.group) else { return };
    let closed = state.closed.contains(&data.id);
    let response = ui.interact(across.intersect(places.body), pass.id.with(("group", &data.id)), Sense::CLICK);
    let fill = if response.hovered() { mix(p.sunken, p.text, 0.03) } else { p.sunken };
    ui.painter().rect_filled(across, 0.0, fill);
    ui.painter().hline(across.x_range(), across.bottom() - 0.5, (size::LINE, p.line));
    let mark = Rect::from_min_size(pos2(across.left() + space::M - 1.0, across.top()), vec2(size::ICON, across.height()));
    paint::icon(ui.painter(), mark, if closed { icons::RIGHT } else { icons::DOWN }, size::ICON, p.text_secondary);
    let inner =
        Rect::from_min_max(pos2(mark.right() + space::XS, across.top()), pos2(across.right() - space::M, across.bottom()));
    let mut cell = CellUi::new(ui, inner, across.intersect(places.body), pass.id.with(("head", &data.id)), false);
    pass.data.draw_group(&mut cell, head.group);
    cell.finish(across);
    if head.has_keyboard {
        paint::list_focus_within(ui, across, places.body);
    }
    let mut asked = response.clicked().then_some(Entry::Turn);
    if let Some(words) = pass.options.groups {
        row_menu::show(&response, pass.id, head.asks_menu, |ui| asked = asked.or(entries(ui, closed, &words)));
    }
    let Some(asked) = asked else { return };
    (state.head, state.by_keys) = (Some(head.group), false);
    match asked {
        Entry::Turn if closed => _ = state.closed.remove(&data.id),
        Entry::Turn => state.close([data.id.clone()]),
        Entry::All(true) => state.closed.clear(),
        Entry::All(false) => state.close(pass.data.groups().iter().map(|group| group.id.clone())),
        Entry::Select => {
            selection.select_all(data.rows.clone().map(|row| pass.data.key(row)));
            (out.selection_changed, state.head) = (true, None);
        }
    }
    ui.memory_mut(|m| m.request_focus(pass.id));
}

fn entries(ui: &mut Ui, closed: bool, words: &GroupWords<'_>) -> Option<Entry> {
    ui.spacing_mut().item_spacing.y = 0.0;
    let turn = if closed { (icons::EXPAND, words.open) } else { (icons::COLLAPSE, words.close) };
    let lines: [(Icon, &str, Entry); 4] = [
        (turn.0, turn.1, Entry::Turn),
        (icons::EXPAND, words.open_all, Entry::All(true)),
        (icons::COLLAPSE, words.close_all, Entry::All(false)),
        (icons::SELECT_ALL, words.select, Entry::Select),
    ];
    let width = lines.iter().map(|(_, label, _)| menu::line_width(ui, label, None)).fold(0.0, f32::max);
    let mut asked = None;
    for (icon, label, entry) in lines {
        if menu::line(ui, icon, label, None, width).clicked() {
            asked = Some(entry);
            ui.close();
        }
    }
    asked
}
