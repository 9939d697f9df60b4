//! The items of a run with their statuses and assignees, and the filter above them.

use std::sync::Arc;

use eframe::egui::{Id, Ui, vec2};

use super::{Execution, Filter};
use crate::app::manual_run::sheet::{Item, RunSheet};
use crate::domain::combination::Combination;
use crate::gui::model::words;
use crate::gui::theme::{Palette, Type, icons, space};
use crate::gui::view::View;
use crate::gui::widgets::card::surface;
use crate::gui::widgets::choice::{filter_menu, filter_pill_width};
use crate::gui::widgets::table::table_id;
use crate::gui::widgets::{TableColumn, TableOptions, cell, empty_state, filter_pill, paint, status_icon, table, text};

/// Narrower lists do not show the people.
const WITH_PEOPLE: f32 = 300.0;

/// Id of the list, which may be given the keyboard.
pub(super) fn id(view: &View<'_>) -> Id {
    table_id(&view.text("manual-run-items"))
}

/// Values of a combination as people read them: `Firefox, Windows`.
pub(super) fn values(params: &Combination) -> String {
    params.values().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// Draws filter and items. An item that is chosen comes to the front.
pub(super) fn show(ui: &mut Ui, state: &mut Execution, sheet: &RunSheet, now: f64, view: &View<'_>) {
    ui.spacing_mut().item_spacing.y = space::S;
    filters(ui, state, view);
    let tally = Arc::clone(&state.tally);
    let mut chosen = None;
    surface(ui, 0.0, |ui| {
        ui.set_height(ui.available_height());
        ui.set_width(ui.available_width());
        if tally.shown.is_empty() {
            let key = if sheet.items.is_empty() { "manual-run-empty" } else { "manual-run-none" };
            empty_state(ui, icons::RUN, &view.text(key), "", None);
            return;
        }
        let front = state.item_of(sheet).map(|_| state.place);
        let mut table_state = std::mem::take(&mut state.table);
        let key = front.map(key_of);
        if table_state.cursor != key {
            table_state.cursor = key;
            table_state.reveal_cursor();
        }
        if std::mem::take(&mut state.reveals) {
            table_state.reveal_cursor();
        }
        let titles = ["gui-column-title", "manual-run-assignee"].map(|key| view.text(key));
        let columns = [
            TableColumn::new(&titles[0], 120.0).grow().fixed_order(),
            TableColumn::new(&titles[1], 84.0).fixed_order().hidden(ui.available_width() < WITH_PEOPLE),
        ];
        let name = view.text("manual-run-items");
        let options = TableOptions { name: &name, checks: None };
        table(
            ui,
            options,
            &columns,
            &mut table_state,
            tally.shown.len(),
            |at| key_of(tally.shown[at]),
            |ui, at, column| row(ui, state, &sheet.items[tally.shown[at]], sheet, column, view),
        );
        if table_state.cursor != key {
            chosen = table_state.cursor.and_then(|key| sheet.items.get(usize::try_from(key - 1).ok()?));
        }
        state.table = table_state;
    });
    if let Some(item) = chosen {
        state.go(item.target.clone(), now);
    }
}

/// Key of the item at a place.
fn key_of(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX - 1) + 1
}

fn row(ui: &mut Ui, state: &Execution, item: &Item, sheet: &RunSheet, column: usize, view: &View<'_>) {
    if column == 1 {
        let name = item.assignee.and_then(|id| sheet.people.get(&id)).map_or("", String::as_str);
        cell::plain(ui, name);
        return;
    }
    let p = Palette::of(ui);
    status_icon(ui, state.look(item), &words::status_name(view.tr, state.status(item)));
    let params = values(&item.target.params);
    if params.is_empty() {
        text::body(ui, &item.title);
        return;
    }
    // The values tell the items of one case apart, so they give way last.
    let room = ui.available_width() - space::S;
    let width = paint::galley(ui, &params, Type::Label, p.text_secondary).size().x.min(room * 0.6);
    text::line_within(ui, &item.title, Type::Body, p.text, room - width);
    text::line_within(ui, &params, Type::Label, p.text_secondary, width + 1.0);
}

fn filters(ui: &mut Ui, state: &mut Execution, view: &View<'_>) {
    let all: Vec<_> = Filter::ALL
        .iter()
        .zip(state.tally.counts)
        .map(|(filter, n)| (*filter, view.text(filter.key()), view.tr.number(i64::try_from(n).unwrap_or(i64::MAX))))
        .collect();
    let needed: f32 = all.iter().map(|(_, name, n)| filter_pill_width(ui, false, name, n) + space::XXS).sum();
    let mut pressed = None;
    if needed > ui.available_width() {
        let lines: Vec<_> = all.iter().map(|(filter, name, n)| (format!("{name} · {n}"), *filter == state.filter)).collect();
        pressed = filter_menu(ui, &lines, &view.text("gui-filter")).0.map(|at| all[at].0);
    } else {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::XXS, 0.0);
            for (filter, name, n) in &all {
                if filter_pill(ui, state.filter == *filter, None, name, n).clicked() {
                    pressed = Some(*filter);
                }
            }
        });
    }
    if let Some(filter) = pressed {
        state.filter = filter;
        state.reveals = true;
    }
}
