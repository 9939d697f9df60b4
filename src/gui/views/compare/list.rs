//! The list of a comparison: tests with both outcomes.

use eframe::egui::Ui;

use super::head::{look_of, name_key};
use crate::app::run_compare::Row;
use crate::base::fold::natural_key;
use crate::domain::ids::ResultId;
use crate::domain::outcome::Difference;
use crate::domain::status::ResultStatus;
use crate::gui::model::rollup;
use crate::gui::model::runs::RunRow;
use crate::gui::model::words;
use crate::gui::theme::{Palette, Type, icons, size, space};
use crate::gui::view::View;
use crate::gui::widgets::card::surface;
use crate::gui::widgets::table::table_id;
use crate::gui::widgets::{TableColumn, TableOptions, TableState, Tone, cell, chip, empty_state, status_icon, table, text};

/// Change of the duration in milliseconds, for a test with a duration in both runs.
fn change(row: &Row) -> Option<i64> {
    Some(row.duration_after_ms?.saturating_sub(row.duration_before_ms?))
}

/// Sorts places of rows by a column. Without one they stay in the order of their differences.
pub(super) fn sort(shown: &mut [u32], rows: &[Row], by: Option<(usize, bool)>) {
    let Some((column, down)) = by else { return };
    let row = |place: &u32| &rows[*place as usize];
    match column {
        0 => shown.sort_by_cached_key(|place| (natural_key(&row(place).title), natural_key(&row(place).values))),
        2 => shown.sort_by_key(|place| row(place).duration_before_ms),
        3 => shown.sort_by_key(|place| row(place).duration_after_ms),
        4 => shown.sort_by_key(|place| change(row(place))),
        _ => {}
    }
    if down {
        shown.reverse();
    }
}

/// Gives the list the keyboard.
pub(super) fn take_keyboard(ui: &Ui, view: &View<'_>) {
    ui.memory_mut(|m| m.request_focus(table_id(&view.text("compare-list"))));
    ui.ctx().request_repaint();
}

/// Draws the list.
pub(super) fn show(ui: &mut Ui, state: &mut TableState, rows: &[Row], shown: &[u32], runs: [&RunRow; 2], view: &View<'_>) {
    surface(ui, 0.0, |ui| {
        ui.set_height(ui.available_height());
        ui.set_width(ui.available_width());
        if shown.is_empty() {
            let key = if rows.is_empty() { "compare-same" } else { "gui-run-empty" };
            empty_state(ui, icons::UNCHANGED, &view.text(key), "", None);
            return;
        }
        let [a, b] = runs.map(|row| row.run.number);
        let heads = [format!("A #{a}"), format!("B #{b}")];
        let titles = ["gui-column-title", "gui-run-case", "compare-change"].map(|key| view.text(key));
        let columns = [
            TableColumn::new(&titles[0], 200.0).grow(),
            TableColumn::new(&titles[1], 96.0).fixed_order().least(60.0, 0),
            TableColumn::new(&heads[0], 104.0).right(),
            TableColumn::new(&heads[1], 104.0).right(),
            TableColumn::new(&titles[2], 92.0).right(),
        ];
        let name = view.text("compare-list");
        let options = TableOptions { name: &name, checks: None };
        let key = |at: usize| shown.get(at).map_or(0, |place| i64::from(*place));
        table(ui, options, &columns, state, shown.len(), key, |ui, at, column| {
            let Some(row) = shown.get(at).and_then(|place| rows.get(*place as usize)) else { return };
            match column {
                0 => title(ui, row, view),
                1 => cell::mono(ui, row.case.and_then(|id| view.cases.get(id)).map_or("", |case| &*case.code)),
                2 => outcome(ui, row.before.as_ref(), row.duration_before_ms, view),
                3 => outcome(ui, row.after.as_ref(), row.duration_after_ms, view),
                _ => changed(ui, row, view),
            }
        });
    });
}

fn title(ui: &mut Ui, row: &Row, view: &View<'_>) {
    let p = Palette::of(ui);
    let (icon, colour) = look_of(row.difference, p);
    text::named_icon(ui, icon, colour, &view.text(&name_key(row.difference)));
    if row.is_muted {
        text::named_icon(ui, icons::MUTE, p.text_secondary, &view.text("run-muted"));
    }
    let room = if row.difference == Difference::MessageChanged { ui.available_width() - 130.0 } else { ui.available_width() };
    let response = text::with_remark(ui, &row.title, &row.values, room.max(60.0));
    let more = [row.full_name.as_deref(), row.message.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("\n");
    if !more.is_empty() {
        response.on_hover_text(more);
    }
    if row.difference == Difference::MessageChanged {
        chip(ui, Tone::Warning, None, &view.text("compare-message-changed"));
    }
}

fn outcome(ui: &mut Ui, state: Option<&(ResultId, ResultStatus)>, took: Option<i64>, view: &View<'_>) {
    let Some((_, status)) = state else { return cell::plain(ui, "") };
    cell::mono(ui, &took.map(|ms| view.tr.duration(ms)).unwrap_or_default());
    // Icons stand below each other.
    ui.add_space((ui.available_width() - size::ICON - space::XS).max(0.0));
    status_icon(ui, rollup::look_of(Some(status)), &words::status_name(view.tr, Some(status)));
}

fn changed(ui: &mut Ui, row: &Row, view: &View<'_>) {
    let p = Palette::of(ui);
    let Some(ms) = change(row) else { return };
    let colour = match row.difference {
        Difference::Slower => p.broken,
        Difference::Faster => p.passed,
        _ => p.text_secondary,
    };
    let sign = if ms < 0 { "−" } else { "+" };
    let words = if ms == 0 { "0".to_owned() } else { format!("{sign}{}", view.tr.duration(ms.abs())) };
    text::line(ui, &words, Type::Mono, colour);
}
