//! The editor of a cell: a field in place of the cell, with a list of values below it if the cell has options.

use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{
    Align2, Area, CornerRadius, Frame, Id, Key, Margin, Modifiers, Order, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind,
    TextEdit, Ui, WidgetInfo, pos2, vec2,
};

use super::pass::Pass;
use super::response::{CellInput, GridInput, GridResponse, InputKind};
use super::state::{Editing, GridState};
use crate::theme::{Palette, Type, icons, radius, size, space};
use crate::widgets::selection::Selection;
use crate::widgets::{paint, reading};
use voluptas_core::base::fold::fold;

/// Options of a list that are shown at once.
const OPTIONS: usize = 10;
/// Least width of the list of values.
const LIST: f32 = 180.0;

/// The way on after an editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leave {
    Stay,
    Down,
    Up,
    Right,
    Left,
    /// Nothing is stored.
    Cancel,
}

/// Draws the editor over its cell at `rect`; `seen` is the part of the grid with rows.
pub(super) fn show(
    ui: &mut Ui,
    rect: Rect,
    seen: Rect,
    pass: &Pass<'_>,
    state: &mut GridState,
    selection: &mut Selection,
    out: &mut GridResponse,
) {
    let Some(mut editing) = state.editing.take() else { return };
    let pressed = |m: Modifiers, k: Key| ui.input_mut(|i| i.consume_key(m, k));
    let (none, shift) = (Modifiers::NONE, Modifiers::SHIFT);
    let mut leave = None;
    if ui.input(|i| i.key_pressed(Key::Escape)) {
        leave = Some(Leave::Cancel);
    } else if pressed(shift, Key::Enter) {
        leave = Some(Leave::Up);
    } else if pressed(none, Key::Enter) {
        leave = Some(Leave::Down);
    } else if pressed(shift, Key::Tab) {
        leave = Some(Leave::Left);
    } else if pressed(none, Key::Tab) {
        leave = Some(Leave::Right);
    }
    let fitting = editing.fitting();
    let last = fitting.len().saturating_sub(1);
    if editing.options.is_some() {
        for (key, by) in [(Key::ArrowDown, 1), (Key::ArrowUp, -1), (Key::PageDown, 8), (Key::PageUp, -8)] {
            if pressed(none, key) {
                editing.at = editing.at.saturating_add_signed(by).min(last);
            }
        }
    }
    let has_focus = field(ui, rect, seen, pass, &mut editing);
    let mut chosen = None;
    if editing.options.is_some() {
        let fitting = editing.fitting();
        editing.at = editing.at.min(fitting.len().saturating_sub(1));
        chosen = list(ui, rect, pass, &editing, &fitting);
        if chosen.is_some() {
            leave = Some(Leave::Stay);
        }
    }
    if leave.is_none() && !has_focus && !editing.fresh {
        // The person works elsewhere: what was typed stays typed.
        leave = Some(if editing.options.is_some() { Leave::Cancel } else { Leave::Stay });
        store(&editing, leave, None, out);
        return;
    }
    let Some(way) = leave else {
        // The click that opened the editor was beside its field, which loses the keyboard by that: it takes it again.
        editing.fresh &= ui.input(|i| i.pointer.any_click());
        state.editing = Some(editing);
        return;
    };
    store(&editing, leave, chosen, out);
    ui.memory_mut(|m| m.request_focus(pass.id));
    state.by_keys = true;
    match way {
        Leave::Down | Leave::Up => {
            let before = state.line(pass, selection);
            out.selection_changed |= state.go_to_next_row(way == Leave::Down, pass, selection);
            let is_last = way == Leave::Down && state.line(pass, selection) == before;
            state.ended = is_last.then_some((editing.key, editing.column));
        }
        Leave::Right | Leave::Left => {
            state.tabbing = true;
            out.selection_changed |= state.go_to_editable(way == Leave::Right, pass, selection);
        }
        Leave::Stay | Leave::Cancel => {}
    }
}

/// Adds the value of an editor that is left to the response.
fn store(editing: &Editing, leave: Option<Leave>, chosen: Option<usize>, out: &mut GridResponse) {
    if leave == Some(Leave::Cancel) {
        return;
    }
    let text = match &editing.options {
        None => (editing.text != editing.before).then(|| editing.text.clone()),
        Some(options) => {
            let at = chosen.or_else(|| editing.fitting().get(editing.at).copied());
            at.and_then(|at| options.get(at)).map(|option| option.text.clone())
        }
    };
    let Some(text) = text else { return };
    let cell = CellInput { key: editing.key, column: editing.column, text };
    out.input = Some(GridInput { kind: InputKind::Typed, cells: vec![cell], outside: 0 });
}

impl Editing {
    /// Places of the options that fit the typed text.
    fn fitting(&self) -> Vec<usize> {
        let words = fold(&self.text);
        let all = self.options.as_deref().unwrap_or_default();
        let fits = |text: &str| words.split(' ').all(|word| text.contains(word));
        all.iter().enumerate().filter(|(_, o)| fits(&fold(&o.text))).map(|(i, _)| i).collect()
    }
}

/// The field in the place of the cell. Returns true while it has the keyboard.
fn field(ui: &mut Ui, rect: Rect, seen: Rect, pass: &Pass<'_>, editing: &mut Editing) -> bool {
    let p = Palette::of(ui);
    let id = editor_id(pass.id);
    let painter = ui.painter().with_clip_rect(seen.expand(1.0).intersect(ui.clip_rect().expand(1.0)));
    let corner = CornerRadius::same(radius::SMALL);
    painter.rect(rect, corner, p.panel, Stroke::new(size::MARK, p.accent), StrokeKind::Inside);
    if editing.fresh {
        let mut cursor = TextEditState::default();
        cursor.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(editing.text.chars().count()))));
        cursor.store(ui.ctx(), id);
        ui.memory_mut(|m| m.request_focus(id));
    }
    reading::hold_tab(ui.ctx(), id);
    let inner = rect.shrink2(vec2(space::S, 2.0));
    let name = pass.columns.get(editing.column).map_or("", |c| c.title.as_str());
    let at_filter = editing.text.clone();
    let response = paint::inside(ui, inner, egui::Layout::left_to_right(egui::Align::Center), |ui| {
        ui.set_clip_rect(ui.clip_rect().intersect(rect).intersect(seen));
        // The value that stands, until a filter of the values is typed.
        let now = editing.options.as_ref().and_then(|options| options.get(editing.now)).map_or("", |option| option.text.as_str());
        let edit = TextEdit::singleline(&mut editing.text)
            .id(id)
            .hint_text(now)
            .lock_focus(true)
            .frame(Frame::NONE)
            .margin(Margin::ZERO)
            .align(Align2::LEFT_CENTER)
            .font(Type::Body.font())
            .text_color(p.text)
            .min_size(vec2(inner.width(), inner.height()))
            .desired_width(inner.width());
        ui.add(edit).accessible_name(name)
    });
    if editing.text != at_filter {
        editing.at = 0;
    }
    response.has_focus() || editing.fresh
}

/// Id of the field of a grid's editor.
fn editor_id(grid: Id) -> Id {
    grid.with("editor")
}

/// The values below the field; gives the one that was clicked.
fn list(ui: &Ui, rect: Rect, pass: &Pass<'_>, editing: &Editing, fitting: &[usize]) -> Option<usize> {
    let options = editing.options.as_deref()?;
    let p = Palette::of(ui);
    let rows = fitting.len().clamp(1, OPTIONS);
    let height = rows as f32 * size::TREE_ROW + space::S;
    let window = ui.ctx().content_rect();
    let below = rect.bottom() + space::XXS + height <= window.bottom();
    let top = if below { rect.bottom() + space::XXS } else { rect.top() - space::XXS - height };
    let width = rect.width().max(LIST);
    let mut chosen = None;
    let area = Area::new(pass.id.with("options")).order(Order::Foreground).fixed_pos(pos2(rect.left(), top)).constrain(true);
    area.show(ui.ctx(), |ui| {
        let frame = Frame::popup(ui.style()).inner_margin(Margin::same(space::XS as i8));
        frame.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.set_width(width - space::S);
            if fitting.is_empty() {
                let (line, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW), Sense::hover());
                let words = paint::galley(ui, "—", Type::Body, p.text_faint);
                paint::put_left(ui.painter(), line.left_center() + vec2(space::S, 0.0), words);
            }
            ScrollArea::vertical().max_height(OPTIONS as f32 * size::TREE_ROW).show(ui, |ui| {
                for (place, at) in fitting.iter().enumerate() {
                    let option = &options[*at];
                    let (line, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW), Sense::CLICK);
                    let marked = place == editing.at;
                    if marked || response.hovered() {
                        let fill = if marked { p.accent_tint } else { p.hover() };
                        ui.painter().rect_filled(line, CornerRadius::same(radius::CONTROL), fill);
                    }
                    if marked && !ui.clip_rect().contains_rect(line) {
                        ui.scroll_to_rect(line, None);
                    }
                    let mut x = line.left() + space::S;
                    if let Some((icon, colour)) = option.icon {
                        let at = Rect::from_min_size(pos2(x, line.top()), vec2(size::ICON, line.height()));
                        paint::icon(ui.painter(), at, icon, size::ICON, colour);
                        x = at.right() + space::XS + space::XXS;
                    }
                    let words = paint::elided(ui, &option.text, Type::Body, p.text, line.right() - x - size::ICON - space::S);
                    paint::put_left(ui.painter(), pos2(x, line.center().y), words);
                    if marked {
                        let at = Rect::from_min_max(pos2(line.right() - size::ICON - space::XS, line.top()), line.max);
                        paint::icon(ui.painter(), at, icons::CHECK, size::ICON, p.accent);
                    }
                    paint::describe(&response, || WidgetInfo::selected(Role::ListBoxOption, true, marked, &option.text));
                    // On the press: the field loses the keyboard with it.
                    if response.clicked() || (response.contains_pointer() && ui.input(|i| i.pointer.primary_pressed())) {
                        chosen = Some(*at);
                    }
                }
            });
        });
    });
    chosen
}
