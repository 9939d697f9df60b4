//! The list of a comparison: tests with both outcomes, below the heads of their groups.

use std::collections::BTreeSet;

use eframe::egui::{CornerRadius, EventFilter, Key, Modifiers, Ui, vec2};

use super::comparison::change;
use super::groups::{Groups, Lines};
use super::signs::{Kind, class_of, kind_key};
use crate::model::run_lines::{Line, group_of_key};
use crate::model::runs::RunRow;
use crate::model::{rollup, words};
use crate::view::View;
use voluptas_app::runs::compare::Row;
use voluptas_core::base::fold::natural_key;
use voluptas_core::domain::outcome::Difference;
use voluptas_core::domain::status::ResultStatus;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::table::table_id;
use voluptas_ui::widgets::{
    RowHint as _, TableColumn, TableExtras, TableOptions, TableState, Tone, cell, chevron, chip, empty_state, paint, reading,
    status_icon, table_with, text,
};

/// Width of the column of changed durations with and without the percentages.
const CHANGE: f32 = 164.0;
const CHANGE_ALONE: f32 = 92.0;
/// Room for the time of a change before its percentage.
const TIME: f32 = 72.0;
/// Room for the chip of a changed message, and most room for the words of a message that the head of its group does not say.
const CHANGED: f32 = 130.0;
const OWN: f32 = 220.0;

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

/// The contents of the list.
pub(super) struct List<'a> {
    /// All rows of the comparison.
    pub rows: &'a [Row],
    /// The shown lines.
    pub lines: &'a Lines,
    /// The groups of the rows.
    pub groups: &'a Groups,
    /// Groups that a person closed.
    pub closed: &'a BTreeSet<u32>,
    /// The older and the newer run.
    pub runs: [&'a RunRow; 2],
    /// No row could be shown: the tests of both runs do not differ.
    pub is_same: bool,
    /// A person filters the rows.
    pub is_filtered: bool,
}

/// Requests of the list.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ListResponse {
    /// A group is to be opened or closed.
    pub turned: Option<u32>,
    /// The filter is to be cleared.
    pub clears_filter: bool,
    /// The results of the test at the cursor are to be read.
    pub opens: bool,
}

/// Draws the list. `picked` is set when the person chose a row.
pub(super) fn show(ui: &mut Ui, state: &mut TableState, list: &List<'_>, picked: &mut bool, view: &View<'_>) -> ListResponse {
    let (mut turned, mut clears_filter, mut opens) = (None, false, false);
    surface(ui, 0.0, |ui| {
        ui.set_height(ui.available_height());
        ui.set_width(ui.available_width());
        let List { rows, lines, runs, .. } = *list;
        if lines.all.is_empty() {
            let key = match (rows.is_empty(), list.is_same) {
                (true, _) => "compare-same",
                (false, true) => "compare-same-common",
                (false, false) => "gui-run-empty",
            };
            let clear = view.text("gui-filter-clear");
            let action = list.is_filtered.then_some(&*clear);
            let icon = if list.is_filtered { icons::FILTER } else { icons::UNCHANGED };
            clears_filter = empty_state(ui, icon, &view.text(key), "", action);
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
            TableColumn { snaps: true, falls: true, ..TableColumn::new(&titles[2], CHANGE).right().least(CHANGE_ALONE, 1) },
        ];
        let name = view.text("compare-list");
        let options = TableOptions { name: &name, checks: None };
        let spans = |at: usize| matches!(lines.all.get(at), Some(Line::Head(_))).then_some(0);
        let extras = TableExtras { spans: Some(&spans), ..TableExtras::default() };
        let cell = |ui: &mut Ui, at: usize, column: usize| match lines.all.get(at) {
            Some(Line::Head(group)) => turned = Some(*group).filter(|_| head(ui, *group, list, view)).or(turned),
            Some(Line::Result(place, depth)) => {
                let Some(row) = rows.get(*place as usize) else { return };
                match column {
                    0 => {
                        ui.add_space(f32::from(*depth) * space::M);
                        title(ui, row, &list.groups.own_words(*place, row), view);
                    }
                    1 => cell::mono(ui, row.case.and_then(|id| view.cases.get(id)).map_or("", |case| &*case.code)),
                    2 => outcome(ui, row.status_before(), row.duration_before_ms, view),
                    3 => outcome(ui, row.status_after(), row.duration_after_ms, view),
                    _ => changed(ui, row, view),
                }
            }
            None => {}
        };
        let response = table_with(ui, options, &columns, state, lines.all.len(), |at| lines.key(at), cell, extras);
        *picked |= response.chosen.is_some();
        let group = state.cursor.and_then(group_of_key);
        if response.focused {
            // The arrows to the sides open and close groups; otherwise they would move the focus to another control.
            let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|m| m.set_focus_lock_filter(table_id(&name), filter));
            if let Some(group) = group {
                let key = |key: Key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
                let is_open = !list.closed.contains(&group);
                if (key(Key::ArrowLeft) && is_open) || (key(Key::ArrowRight) && !is_open) {
                    turned = Some(group);
                }
            }
        }
        turned = turned.or_else(|| response.activated.and_then(group_of_key));
        opens = response.activated.is_some_and(|key| group_of_key(key).is_none());
    });
    ListResponse { turned, clears_filter, opens }
}

/// Draws the head of a group: its title, its tests by difference, and their number. True when its arrow was pressed.
fn head(ui: &mut Ui, group: u32, list: &List<'_>, view: &View<'_>) -> bool {
    let p = Palette::of(ui);
    let row = ui.max_rect().expand2(vec2(space::S, 0.0));
    ui.painter().rect_filled(row.with_max_y(row.bottom() - 1.0), CornerRadius::ZERO, p.sunken);
    let is_open = !list.closed.contains(&group);
    let count = |n: usize| view.tr.number(i64::try_from(n).unwrap_or(i64::MAX));
    let mut pressed = false;
    ui.horizontal(|ui| {
        let key = if is_open { "run-group-close" } else { "run-group-open" };
        pressed = chevron(ui, is_open, &view.text(key)).clicked();
        let numbers: Vec<_> = list.lines.numbers(group).collect();
        let total = count(numbers.iter().map(|(_, n)| n).sum());
        // A group of a difference says it in its title; the number of a single one stands at the end.
        let similar = list.groups.similar(group);
        let differences = match &numbers[..] {
            _ if !list.groups.is_of_message(group) => String::new(),
            [(only, _)] => view.text(&kind_key(*only)).into_owned(),
            several => {
                let words = |(kind, n): &(Kind, usize)| format!("{}: {}", view.text(&kind_key(*kind)), count(*n));
                several.iter().map(words).collect::<Vec<_>>().join(" · ")
            }
        };
        let similar_words = (similar > 0).then(|| view.count("run-group-similar", similar as u64));
        let remark: Vec<String> = similar_words.into_iter().chain(Some(differences).filter(|words| !words.is_empty())).collect();
        let remark = remark.join(" · ");
        let width = |words: &str, ty: Type| paint::galley(ui, words, ty, p.text).size().x;
        let taken = width(&total, Type::Mono) + width(&remark, Type::Label) + space::M * 2.0;
        let title = list.groups.title(group, view);
        let room = (ui.available_width() - taken).max(120.0);
        text::line_within(ui, &title, Type::Strong, p.text, room);
        reading::from_right(ui, |ui| {
            text::line(ui, &total, Type::Mono, p.text_secondary);
            ui.add_space(space::S);
            let shown = text::line_within(ui, &remark, Type::Label, p.text_secondary, ui.available_width());
            if similar > 0 {
                shown.on_hover_text(view.text("run-group-similar-note"));
            }
        });
    });
    pressed
}

/// Draws the title of a test. `own` are the words of its message that the head of its group does not say.
fn title(ui: &mut Ui, row: &Row, own: &str, view: &View<'_>) {
    let p = Palette::of(ui);
    let (icon, colour) = class_of(row.difference, p);
    text::named_icon(ui, icon, colour, &view.text(&kind_key((row.difference, row.is_apart()))));
    if row.is_muted {
        text::named_icon(ui, icons::MUTE, p.text_secondary, &view.text("run-muted"));
    }
    let changed = if row.difference == Difference::MessageChanged { CHANGED } else { 0.0 };
    let own_room = if own.is_empty() { 0.0 } else { (ui.available_width() * 0.3).min(OWN) };
    let room = ui.available_width() - changed - own_room;
    let response = text::with_remark(ui, &row.title, &row.values, room.max(60.0));
    if !own.is_empty() {
        text::line_within(ui, own, Type::Mono, p.failed, (ui.available_width() - changed - space::S).max(0.0));
    }
    let more = [row.full_name.as_deref(), row.message.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("\n");
    if !more.is_empty() {
        response.on_hover_text(more);
    }
    if row.difference == Difference::MessageChanged {
        chip(ui, Tone::Warning, None, &view.text("compare-message-changed"));
    }
}

fn outcome(ui: &mut Ui, status: Option<&ResultStatus>, took: Option<i64>, view: &View<'_>) {
    let Some(status) = status else { return cell::plain(ui, "") };
    cell::mono(ui, &took.map(|ms| view.tr.duration(ms)).unwrap_or_default());
    // Icons stand below each other.
    ui.add_space((ui.available_width() - size::ICON - space::XS).max(0.0));
    status_icon(ui, rollup::class_of(Some(status)), &words::status_name(view.tr, Some(status)));
}

fn changed(ui: &mut Ui, row: &Row, view: &View<'_>) {
    let p = Palette::of(ui);
    let Some(ms) = change(row) else { return };
    let colour = match row.difference {
        Difference::Slower => p.broken,
        Difference::Faster => p.passed,
        _ => p.text_secondary,
    };
    let percent = row.pace().and_then(|(before, after)| view.tr.pace_change(before, after));
    let room = ui.available_width();
    // The minus of the monospace font is drawn like its hyphen.
    let change = text::line(ui, &view.tr.duration_change(ms), Type::Body, colour);
    if let Some((before, after)) = row.pace() {
        change.hint_above(view.tr.pace(before, after));
    }
    if let Some(percent) = percent.filter(|_| room > CHANGE_ALONE) {
        // Percentages stand below each other, and the times below the head.
        ui.add_space((TIME - change.rect.width()).max(0.0));
        text::line(ui, &percent, Type::Body, colour);
    }
}
