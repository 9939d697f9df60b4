//! A list of rows of one height: one stop for Tab, arrows inside, only visible rows drawn.

use eframe::egui::{self, EventFilter, Id, Key, Modifiers, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use voluptas_ui::theme::{Palette, size};
use voluptas_ui::widgets::paint;

/// Parameters of a list.
pub(super) struct List<'a> {
    /// Id, which gets the keyboard.
    pub id: Id,
    /// Accessible name.
    pub name: &'a str,
    /// Role of the whole list.
    pub role: Role,
    /// Height of a row.
    pub height: f32,
    /// Number of rows.
    pub count: usize,
    /// The row with the keyboard.
    pub cursor: usize,
}

/// Keys and clicks of one pass on a list.
#[derive(Debug, Default)]
pub(super) struct ListResponse {
    /// The row that the arrows moved to.
    pub moved: Option<usize>,
    /// The row that was clicked, or on which Space was pressed.
    pub pressed: Option<usize>,
    /// The arrow to the list at the left was pressed.
    pub left: bool,
    /// The arrow to the list at the right was pressed.
    pub right: bool,
}

/// One row as its drawing gets it.
pub(super) struct Row {
    /// Place in the list.
    pub at: usize,
    /// The whole row.
    pub rect: Rect,
    /// True under the pointer.
    pub hovered: bool,
    /// The response, to be described.
    pub response: egui::Response,
}

/// Draws a list into the available space.
pub(super) fn list(ui: &mut Ui, list: &List<'_>, mut draw: impl FnMut(&mut Ui, &Row)) -> ListResponse {
    let mut out = ListResponse::default();
    let area = ui.available_rect_before_wrap();
    let whole = ui.interact(area, list.id, Sense::focusable_noninteractive());
    paint::describe(&whole, || WidgetInfo::labeled(list.role, true, list.name));
    let focused = whole.has_focus();
    if focused {
        let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|m| m.set_focus_lock_filter(list.id, filter));
        keyboard(ui, list, area.height(), &mut out);
    }
    let mut scroll = ScrollArea::vertical().id_salt(list.id).auto_shrink(false);
    if let Some(at) = out.moved {
        let (top, height) = ui.data(|d| d.get_temp::<(f32, f32)>(list.id)).unwrap_or((0.0, area.height()));
        let y = at as f32 * list.height;
        if y < top {
            scroll = scroll.vertical_scroll_offset(y);
        } else if y + list.height > top + height {
            scroll = scroll.vertical_scroll_offset(y + list.height - height);
        }
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let shown = ui
        .scope_builder(UiBuilder::new().accessibility_parent(list.id), |ui| {
            scroll.show_rows(ui, list.height, list.count, |ui, range| {
                for at in range {
                    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), list.height), Sense::hover());
                    // Not a stop of its own: the list is one.
                    let response = ui.interact(rect, list.id.with(at), Sense::CLICK);
                    let hovered = response.hovered();
                    if response.clicked() {
                        out.pressed = Some(at);
                        ui.memory_mut(|m| m.request_focus(list.id));
                    }
                    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, Palette::of(ui).line));
                    draw(ui, &Row { at, rect, hovered, response });
                    if focused && at == out.moved.unwrap_or(list.cursor) {
                        paint::list_focus_within(ui, rect, ui.clip_rect());
                    }
                }
            })
        })
        .inner;
    ui.data_mut(|d| d.insert_temp(list.id, (shown.state.clamped_offset().y, shown.inner_rect.height())));
    out
}

fn keyboard(ui: &Ui, list: &List<'_>, height: f32, out: &mut ListResponse) {
    let Some(last) = list.count.checked_sub(1) else { return };
    let page = (height / list.height).floor().max(1.0) as usize;
    let at = list.cursor.min(last);
    let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
    for (key, to) in [
        (Key::ArrowDown, (at + 1).min(last)),
        (Key::ArrowUp, at.saturating_sub(1)),
        (Key::PageDown, (at + page).min(last)),
        (Key::PageUp, at.saturating_sub(page)),
        (Key::Home, 0),
        (Key::End, last),
    ] {
        if pressed(key) {
            out.moved = Some(to);
        }
    }
    (out.left, out.right) = (pressed(Key::ArrowLeft), pressed(Key::ArrowRight));
    if pressed(Key::Space) {
        out.pressed = Some(at);
    }
}

/// Fills the background of a row, with a mark at its left where it is selected.
pub(super) fn background(ui: &Ui, row: &Row, selected: bool) {
    let p = Palette::of(ui);
    let rect = row.rect.with_max_y(row.rect.bottom() - size::LINE);
    if selected {
        ui.painter().rect_filled(rect, 0.0, p.accent_tint);
        ui.painter().rect_filled(Rect::from_min_size(rect.min, vec2(size::MARK, rect.height())), 0.0, p.accent);
    } else if row.hovered {
        ui.painter().rect_filled(rect, 0.0, p.hover());
    }
}

/// Paints one line of text from `left` at height `y`, elided to `room`.
pub(super) fn line(
    ui: &Ui,
    left: f32,
    y: f32,
    text: &str,
    ty: voluptas_ui::theme::Type,
    colour: egui::Color32,
    room: f32,
) -> f32 {
    paint::put_left(ui.painter(), pos2(left, y), paint::elided(ui, text, ty, colour, room))
}
