//! A month whose days are chosen by mouse or keyboard: arrows go by days and weeks, Page Up and Page Down by months, Enter takes the day.

use egui::{
    Align2, Color32, CornerRadius, EventFilter, Id, Key, Modifiers, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2,
    vec2,
};

use super::button::icon_button;
use super::{paint, reading, text};
use crate::theme::{Palette, Type, icons, radius, size, space};
use voluptas_core::base::day::Day;

/// Side of a day.
const SIDE: f32 = 32.0;
/// Weeks that a month may touch.
const WEEKS: u8 = 6;

/// Texts of a calendar.
#[derive(Clone, Copy)]
pub struct CalendarTexts<'a> {
    /// Name of the calendar.
    pub name: &'a str,
    /// `November 2026` of a day.
    pub month: &'a dyn Fn(Day) -> String,
    /// Short names of the days of the week from Monday on, with spaces between.
    pub weekdays: &'a str,
    /// Names of the buttons that lead to the month before and to the next one.
    pub months: [&'a str; 2],
}

/// State of a calendar between passes.
#[derive(Debug, Clone, Copy)]
struct CalendarState {
    /// The day that the keyboard is at.
    at: Day,
    /// The pass that drew it.
    pass: u64,
    /// Enter and Space choose a day: they were let go since the calendar appeared, which one of them may have opened.
    is_armed: bool,
}

/// Draws a calendar that starts at `chosen`, otherwise at `first`, before which no day can be chosen. Gives the day that was chosen in
/// this pass. A calendar that was not drawn in the pass before takes the keyboard, and hears Enter and Space once they were let go.
pub fn calendar(ui: &mut Ui, id: Id, chosen: Option<Day>, first: Day, texts: CalendarTexts<'_>) -> Option<Day> {
    let p = Palette::of(ui);
    let pass = ui.ctx().cumulative_pass_nr();
    let kept = ui.data(|d| d.get_temp::<CalendarState>(id)).filter(|kept| kept.pass + 2 >= pass);
    let mut at = kept.map_or(chosen.unwrap_or(first).max(first), |kept| kept.at);
    let is_held = ui.input(|i| i.key_down(Key::Enter) || i.key_down(Key::Space));
    let was_armed = kept.is_some_and(|kept| kept.is_armed);
    ui.set_width(SIDE * 7.0);
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut turned = 0;
    ui.horizontal(|ui| {
        text::line(ui, &(texts.month)(at), Type::Strong, p.text);
        reading::from_right(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            turned += i32::from(icon_button(ui, icons::FORWARD, texts.months[1]).clicked());
            let is_first = at.first_of_month() <= first.first_of_month();
            let before = ui.add_enabled_ui(!is_first, |ui| icon_button(ui, icons::BACK, texts.months[0])).inner;
            turned -= i32::from(before.clicked());
        });
    });
    ui.add_space(space::XS);
    let (rect, _) = ui.allocate_exact_size(vec2(SIDE * 7.0, SIDE * (f32::from(WEEKS) + 0.75)), Sense::hover());
    let grid = ui.interact(rect, id, Sense::focusable_noninteractive());
    paint::describe(&grid, || WidgetInfo::labeled(Role::Grid, true, texts.name));
    if kept.is_none() {
        grid.request_focus();
    }
    let mut picked = None;
    if grid.has_focus() {
        let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
        let pressed = |key: Key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        for (key, days) in [(Key::ArrowLeft, -1), (Key::ArrowRight, 1), (Key::ArrowUp, -7), (Key::ArrowDown, 7)] {
            if pressed(key) {
                at = at.plus_days(days);
            }
        }
        turned += i32::from(pressed(Key::PageDown)) - i32::from(pressed(Key::PageUp));
        if pressed(Key::Home) {
            at = at.first_of_month();
        }
        if pressed(Key::End) {
            at = at.first_of_month().plus_days(i32::from(at.days_in_month()) - 1);
        }
        let is_taken = pressed(Key::Enter) || pressed(Key::Space);
        if is_taken && was_armed {
            picked = Some(at);
        }
    }
    at = at.plus_months(turned).max(first);
    for (n, name) in texts.weekdays.split_whitespace().take(7).enumerate() {
        let place = pos2(rect.left() + (n as f32 + 0.5) * SIDE, rect.top() + SIDE * 0.375);
        let galley = paint::galley(ui, name, Type::Label, p.text_faint);
        paint::put_centre(ui.painter(), Rect::from_center_size(place, vec2(SIDE, SIDE)), galley);
    }
    let start = at.first_of_month();
    for n in 0..at.days_in_month() {
        let day = start.plus_days(i32::from(n));
        let slot = start.weekday() + n;
        let column = f32::from(slot % 7);
        let row = f32::from(slot / 7) + 0.75;
        let place = Rect::from_min_size(rect.min + vec2(column * SIDE, row * SIDE), vec2(SIDE, SIDE)).shrink(1.0);
        let can = day >= first;
        let response = ui.interact(place, id.with(day.to_string()), if can { Sense::CLICK } else { Sense::hover() });
        let is_chosen = chosen == Some(day);
        let corner = CornerRadius::same(radius::CONTROL);
        let fill = match (is_chosen, can && response.hovered()) {
            (true, _) => p.accent,
            (false, true) => p.hover(),
            (false, false) => Color32::TRANSPARENT,
        };
        ui.painter().rect_filled(place, corner, fill);
        if grid.has_focus() && day == at {
            ui.painter().rect_stroke(place, corner, Stroke::new(size::MARK - 0.5, p.accent), StrokeKind::Outside);
        }
        let colour = match (is_chosen, can) {
            (true, _) => p.on_accent,
            (false, true) => p.text,
            (false, false) => p.text_faint,
        };
        ui.painter().text(place.center(), Align2::CENTER_CENTER, day.day().to_string(), Type::Body.font(), colour);
        paint::describe(&response, || WidgetInfo::selected(Role::GridCell, can, is_chosen, day.to_string()));
        if can && response.clicked() {
            picked = Some(day);
        }
    }
    let is_armed = was_armed || kept.is_some() && !is_held;
    ui.data_mut(|d| d.insert_temp(id, CalendarState { at, pass, is_armed }));
    picked
}
