//! A combo box for long lists: opens a list with a filter, each row with an icon, a text and a remark; only rows in view are laid out.

use std::sync::Arc;

use egui::{
    self, Color32, CornerRadius, EventFilter, Id, Key, Modifiers, Popup, PopupCloseBehavior, Rect, RectAlign, Response, Role,
    Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::field::TextField;
use super::{choice_keys, paint, text};
use crate::theme::{Icon, Palette, Type, icons, radius, size, space};
use voluptas_core::base::fold::fold;

/// From so many rows on there is a filter.
const FILTER_FROM: usize = 9;
/// Height of the open list, in points.
const HEIGHT: f32 = 288.0;

/// One row of the list.
#[derive(Debug, Clone, Default)]
pub struct PickRow {
    /// Before the text.
    pub icon: Option<(Icon, Color32)>,
    pub text: String,
    /// A remark at the right; it is searched as well.
    pub note: String,
}

/// A combo box for long lists.
#[derive(Debug, Clone, Copy)]
#[must_use = "a picker does nothing until it is shown"]
pub struct Picker<'a> {
    /// The accessible name.
    pub name: &'a str,
    /// Shown while nothing is chosen.
    pub placeholder: &'a str,
    /// Hint of the filter, and its name.
    pub filter: &'a str,
    /// Text shown when nothing fits the filter.
    pub nothing: &'a str,
    /// Width in points.
    pub width: f32,
}

/// A picked value, where values may also be typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    Row(usize),
    /// A text that no row has.
    Typed(String),
}

/// The rows of a list.
#[derive(Clone, Copy)]
struct Rows<'r, 't> {
    chosen: Option<usize>,
    count: usize,
    row: &'r dyn Fn(usize) -> PickRow,
    /// The folded text of a row, where the caller keeps it.
    folded: Option<&'r dyn Fn(usize) -> &'t str>,
}

/// State of the open list.
#[derive(Debug, Clone, Default)]
struct Open {
    filter: String,
    /// The filter and number of rows that `view` was made for.
    made_for: Option<(String, usize)>,
    view: Arc<Vec<u32>>,
    cursor: usize,
    was_typing: bool,
    moved: bool,
}

impl Picker<'_> {
    /// Draws it over `rows` rows; gives the newly chosen one.
    pub fn show(self, ui: &mut Ui, chosen: Option<usize>, rows: usize, row: impl Fn(usize) -> PickRow) -> Option<usize> {
        let current = chosen.filter(|i| *i < rows).map(&row);
        let response = self.head(ui, current.as_ref());
        choice_keys::open_by_arrows(ui, &response);
        self.below(ui, &response, RectAlign::BOTTOM_START, chosen, rows, row)
    }

    /// Draws it like [`Picker::show`] over thousands of rows: the filter looks into the folded text of each row, which the caller keeps,
    /// and makes no words of all rows.
    pub fn show_searched<'t>(
        self,
        ui: &mut Ui,
        chosen: Option<usize>,
        rows: usize,
        row: impl Fn(usize) -> PickRow,
        folded: impl Fn(usize) -> &'t str,
    ) -> Option<usize> {
        let response = self.head(ui, chosen.filter(|i| *i < rows).map(&row).as_ref());
        choice_keys::open_by_arrows(ui, &response);
        let rows = Rows { chosen, count: rows, row: &row, folded: Some(&folded) };
        match self.open_below(ui, &response, RectAlign::BOTTOM_START, rows, None)? {
            Picked::Row(row) => Some(row),
            Picked::Typed(_) => None,
        }
    }

    /// Draws it like [`Picker::show`], for a value that may also be typed: `new` words the line that takes the text of the filter.
    pub fn show_or_type(
        self,
        ui: &mut Ui,
        chosen: Option<usize>,
        rows: usize,
        row: impl Fn(usize) -> PickRow,
        new: &dyn Fn(&str) -> String,
    ) -> Option<Picked> {
        let response = self.head(ui, chosen.filter(|i| *i < rows).map(&row).as_ref());
        choice_keys::open_by_arrows(ui, &response);
        let rows = Rows { chosen, count: rows, row: &row, folded: None };
        self.open_below(ui, &response, RectAlign::BOTTOM_START, rows, Some(new))
    }

    /// Draws it like [`Picker::show`], and opens its list.
    pub fn show_opened(self, ui: &mut Ui, chosen: Option<usize>, rows: usize, row: impl Fn(usize) -> PickRow) -> Option<usize> {
        let response = self.head(ui, chosen.filter(|i| *i < rows).map(&row).as_ref());
        Popup::open_id(ui.ctx(), Popup::default_response_id(&response));
        self.below(ui, &response, RectAlign::BOTTOM_START, chosen, rows, row)
    }

    /// Draws the list alone, open or not, at a button of the caller's; gives the newly chosen row.
    pub fn below(
        self,
        ui: &mut Ui,
        response: &Response,
        align: RectAlign,
        chosen: Option<usize>,
        rows: usize,
        row: impl Fn(usize) -> PickRow,
    ) -> Option<usize> {
        match self.open_below(ui, response, align, Rows { chosen, count: rows, row: &row, folded: None }, None)? {
            Picked::Row(row) => Some(row),
            Picked::Typed(_) => None,
        }
    }

    fn open_below(
        self,
        ui: &mut Ui,
        response: &Response,
        align: RectAlign,
        rows: Rows<'_, '_>,
        new: Option<&dyn Fn(&str) -> String>,
    ) -> Option<Picked> {
        let (popup, state) = (Popup::default_response_id(response), response.id.with("picker"));
        let mut picked = None;
        let shown = Popup::from_toggle_button_response(response)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .align(align)
            .width(self.width)
            .show(|ui| {
                let fresh = ui.data(|d| d.get_temp::<Open>(state)).is_none();
                let mut open = ui.data(|d| d.get_temp::<Open>(state)).unwrap_or_default();
                if fresh {
                    (open.cursor, open.moved) = (rows.chosen.unwrap_or(0), true);
                }
                let at = self.list(ui, &mut open, rows, new, fresh);
                picked =
                    at.map(|at| if at == rows.count { Picked::Typed(open.filter.trim().to_owned()) } else { Picked::Row(at) });
                ui.data_mut(|d| d.insert_temp(state, open));
            });
        if picked.is_some() {
            Popup::close_id(ui.ctx(), popup);
        }
        if shown.is_none() || picked.is_some() {
            let was = ui.data_mut(|d| d.remove_temp::<Open>(state)).is_some();
            // Closed by the keyboard: that goes on from here.
            if was && (picked.is_some() || ui.memory(|m| m.focused().is_none())) {
                response.request_focus();
                if picked.is_some() {
                    ui.data_mut(|d| d.insert_temp(response.id.with("picked"), true));
                }
            }
        }
        picked
    }

    /// The closed control.
    fn head(&self, ui: &mut Ui, current: Option<&PickRow>) -> Response {
        let p = Palette::of(ui);
        let (rect, response) = ui.allocate_exact_size(vec2(self.width, size::CONTROL), Sense::click());
        // After a choice by the keyboard, Enter is the next step of the dialog.
        let has_picked = response.id.with("picked");
        if !response.has_focus() {
            ui.data_mut(|d| d.remove::<bool>(has_picked));
        } else if ui.data(|d| d.get_temp::<bool>(has_picked)).is_some() {
            super::button::leave_enter(ui.ctx());
        } else {
            super::button::note_focus(&response);
        }
        let open = Popup::is_id_open(ui.ctx(), Popup::default_response_id(&response));
        let border = if open {
            p.accent
        } else if response.hovered() {
            p.text_faint
        } else {
            p.line_strong
        };
        let corner = CornerRadius::same(radius::CONTROL);
        ui.painter().rect(rect, corner, p.panel, Stroke::new(size::LINE, border), StrokeKind::Inside);
        let y = rect.center().y;
        let arrow = Rect::from_center_size(pos2(rect.right() - space::S - size::ICON / 2.0, y), vec2(size::ICON, size::ICON));
        paint::icon(ui.painter(), arrow, icons::DOWN, size::ICON, p.text_secondary);
        let mut x = rect.left() + space::S + space::XXS;
        if let Some((icon, colour)) = current.and_then(|c| c.icon) {
            let at = Rect::from_center_size(pos2(x + size::ICON / 2.0, y), vec2(size::ICON, size::ICON));
            paint::icon(ui.painter(), at, icon, size::ICON, colour);
            x += size::ICON + space::XS + space::XXS;
        }
        let colour = if current.is_some() { p.text } else { p.text_faint };
        let shown = current.map_or(self.placeholder, |c| c.text.as_str());
        let galley = paint::elided(ui, shown, Type::Body, colour, arrow.left() - x - space::XS);
        let was_elided = galley.elided;
        paint::put_left(ui.painter(), pos2(x, y), galley);
        paint::focus_ring(ui, &response, rect);
        let enabled = ui.is_enabled();
        paint::describe(&response, || {
            let mut info = WidgetInfo::labeled(Role::ComboBox, enabled, self.name);
            info.current_text_value = Some(shown.to_owned());
            info
        });
        paint::hover_if_elided(response, was_elided && !open, shown)
    }

    /// Contents of the popup.
    fn list(
        &self,
        ui: &mut Ui,
        open: &mut Open,
        all: Rows<'_, '_>,
        new: Option<&dyn Fn(&str) -> String>,
        fresh: bool,
    ) -> Option<usize> {
        let Rows { chosen, count: rows, row, .. } = all;
        let is_filtered = rows >= FILTER_FROM || new.is_some();
        let p = Palette::of(ui);
        paint::keep_on_top(ui);
        ui.set_width(self.width - space::M);
        ui.spacing_mut().item_spacing.y = space::XS;
        let filter_id = ui.scope_id().with("filter");
        // Heard before the filter, which would give the keyboard away on it. The Enter that opened the list chooses nothing in it.
        let enter =
            !fresh && ui.memory(|m| m.has_focus(filter_id)) && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter));
        let keyboard = if is_filtered {
            let field = TextField::new(&mut open.filter).hint(self.filter).icon(icons::SEARCH).id(filter_id).show(ui);
            // The first Esc leaves the text; nothing is left to do here then.
            if open.was_typing && !field.has_focus() && !ui.input(|i| i.pointer.any_down() || i.pointer.any_released()) {
                ui.close();
            }
            open.was_typing = field.has_focus();
            field
        } else {
            let id = ui.scope_id().with("keys");
            let keys = ui.interact(Rect::from_min_size(ui.cursor().min, vec2(1.0, 1.0)), id, Sense::focusable_noninteractive());
            let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
            keys
        };
        if fresh {
            keyboard.request_focus();
        }
        self.filter_rows(open, all, new.is_some());
        if open.view.is_empty() {
            ui.add_space(space::S);
            text::line(ui, self.nothing, Type::Body, p.text_secondary);
            ui.add_space(space::S);
            return None;
        }
        // A short list has no filter: letters move the highlight.
        if fresh {
            choice_keys::forget_typed(ui, ui.scope_id());
        }
        let typed = (!is_filtered && keyboard.has_focus() && !fresh)
            .then(|| choice_keys::typed(ui, ui.scope_id(), Some(open.cursor), rows, |i| row(i).text))
            .flatten();
        if let Some(at) = typed {
            (open.cursor, open.moved) = (at, true);
        }
        let mut picked = if keyboard.has_focus() && !fresh { keys(ui, open, enter) } else { None };
        let row_height = size::TREE_ROW;
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut scroll = egui::ScrollArea::vertical().max_height(HEIGHT).auto_shrink([false, true]).animated(false);
        // The popup has the height of its last rows: more of them make it grow at once.
        scroll = scroll.min_scrolled_height((open.view.len() as f32 * row_height).min(HEIGHT));
        if std::mem::take(&mut open.moved) {
            let at = open.cursor as f32 * row_height;
            let from: f32 = ui.data(|d| d.get_temp(ui.scope_id().with("offset"))).unwrap_or(0.0);
            let to = if fresh { at - HEIGHT / 2.0 } else { from.clamp(at + row_height - HEIGHT, at) };
            scroll = scroll.vertical_scroll_offset(to.max(0.0));
        }
        let (view, cursor) = (open.view.clone(), open.cursor);
        let shown = scroll.show_rows(ui, row_height, view.len(), |ui, range| {
            for at in range {
                let place = view[at] as usize;
                let words = match new {
                    Some(new) if place == rows => {
                        PickRow { icon: Some((icons::ADD, p.accent)), text: new(open.filter.trim()), note: String::new() }
                    }
                    _ => row(place),
                };
                if line(ui, &words, Some(place) == chosen, at == cursor).clicked() {
                    picked = Some(place);
                }
            }
        });
        let key: Id = ui.scope_id().with("offset");
        ui.data_mut(|d| d.insert_temp(key, shown.state.clamped_offset().y));
        picked
    }

    /// Lists the rows that match the filter, when the filter changed. With `types`, a text that matches no row becomes the last
    /// row.
    fn filter_rows(&self, open: &mut Open, all: Rows<'_, '_>, types: bool) {
        let Rows { count: rows, row, folded: texts, .. } = all;
        let folded = fold(&open.filter);
        if open.made_for.as_ref().is_some_and(|(filter, n)| *filter == folded && *n == rows) {
            return;
        }
        let words: Vec<&str> = folded.split_whitespace().collect();
        let fits = |i: &u32| {
            if let Some(texts) = texts {
                let text = texts(*i as usize);
                return words.iter().all(|w| text.contains(w));
            }
            let row = row(*i as usize);
            let all = fold(&format!("{} {}", row.text, row.note));
            words.iter().all(|w| all.contains(w))
        };
        let all = 0..u32::try_from(rows).unwrap_or(u32::MAX);
        let mut view: Vec<u32> = if words.is_empty() { all.collect() } else { all.filter(fits).collect() };
        if !words.is_empty() {
            let rank_of = |i: &u32| match texts {
                Some(texts) => rank(texts(*i as usize), &folded),
                None => rank(&fold(&row(*i as usize).text), &folded),
            };
            view.sort_by_cached_key(rank_of);
        }
        let typed = open.filter.trim();
        if types && !typed.is_empty() && !view.iter().any(|i| row(*i as usize).text == typed) {
            view.push(u32::try_from(rows).unwrap_or(u32::MAX));
        }
        open.view = Arc::new(view);
        if open.made_for.is_some() {
            (open.cursor, open.moved) = (0, true);
        }
        open.made_for = Some((folded, rows));
    }
}

/// Rank of a folded text for a folded filter; 0 fits best. The last part of a path counts, which is the name of the item itself.
fn rank(text: &str, filter: &str) -> u8 {
    let (filter, own) = (filter.trim(), text.rsplit(" / ").next().unwrap_or(text).trim());
    match () {
        () if own == filter || text == filter => 0,
        () if own.starts_with(filter) => 1,
        () if own.contains(filter) => 2,
        () if text.contains(filter) => 3,
        () => 4,
    }
}

fn keys(ui: &Ui, open: &mut Open, enter: bool) -> Option<usize> {
    let last = open.view.len() - 1;
    let pressed = |k: Key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, k));
    let page = (HEIGHT / size::TREE_ROW) as usize;
    // In a filter with words, Home and End are those of the text.
    if open.filter.is_empty() {
        for (key, to) in [(Key::Home, 0), (Key::End, last)] {
            if pressed(key) {
                (open.cursor, open.moved) = (to, true);
            }
        }
    }
    let moves = [
        (Key::ArrowDown, open.cursor + 1),
        (Key::ArrowUp, open.cursor.saturating_sub(1)),
        (Key::PageDown, open.cursor + page),
        (Key::PageUp, open.cursor.saturating_sub(page)),
    ];
    for (key, to) in moves {
        if pressed(key) {
            (open.cursor, open.moved) = (to.min(last), true);
        }
    }
    open.cursor = open.cursor.min(last);
    (enter || pressed(Key::Enter)).then(|| open.view[open.cursor] as usize)
}

/// One row: icon, text, remark, check mark.
fn line(ui: &mut Ui, row: &PickRow, chosen: bool, at_cursor: bool) -> Response {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW), Sense::click());
    if response.hovered() || response.has_focus() || at_cursor {
        let fill = if at_cursor { p.accent_tint } else { p.hover() };
        ui.painter().rect_filled(rect, CornerRadius::same(radius::CONTROL), fill);
    }
    let y = rect.center().y;
    let mut x = rect.left() + space::S;
    if let Some((icon, colour)) = row.icon {
        let at = Rect::from_center_size(pos2(x + size::ICON / 2.0, y), vec2(size::ICON, size::ICON));
        paint::icon(ui.painter(), at, icon, size::ICON, colour);
        x += size::ICON + space::XS + space::XXS;
    }
    let mut right = rect.right() - space::S;
    if chosen {
        let at = Rect::from_center_size(pos2(right - size::ICON / 2.0, y), vec2(size::ICON, size::ICON));
        paint::icon(ui.painter(), at, icons::CHECK, size::ICON, p.accent);
        right = at.left() - space::XS;
    }
    if !row.note.is_empty() {
        let note = paint::elided(ui, &row.note, Type::Label, p.text_secondary, (right - x) * 0.6);
        right = paint::put_right(ui.painter(), pos2(right, y), note) - space::S;
    }
    let galley = paint::elided(ui, &row.text, Type::Body, p.text, right - x);
    let was_elided = galley.elided;
    paint::put_left(ui.painter(), pos2(x, y), galley);
    paint::describe(&response, || WidgetInfo::selected(Role::ListBoxOption, true, chosen, &row.text));
    paint::hover_if_elided(response, was_elided, &row.text)
}
