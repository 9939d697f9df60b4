//! The items of a run with their statuses and assignees, and the filter above them.

use std::sync::Arc;
use voluptas_ui::widgets::StatusStyle as _;

use eframe::egui::{CornerRadius, Id, Role, Sense, Ui, WidgetInfo, vec2};

use super::bar::STATUSES;
use super::execution::Execution;
use super::filter::Filter;
use super::session::is_final;
use super::tally::Line;
use crate::action::{Action, Actions, Nav};
use crate::model::runs::index;
use crate::model::words;
use crate::panels::menu;
use crate::state::MiddleTab;
use crate::view::View;
use crate::views::lists::menus::WIDTH;
use voluptas_app::runs::manual::sheet::{Item, RunSheet};
use voluptas_core::domain::combination::values;
use voluptas_core::domain::ids::SuiteId;
use voluptas_ui::keys::RunKey;
use voluptas_ui::theme::{Icon, Palette, Type, icons, space};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::menu::divider;
use voluptas_ui::widgets::table::table_id;
use voluptas_ui::widgets::{
    Pill, PillTexts, TableColumn, TableExtras, TableOptions, cell, empty_state, head_width, paint, pill_row, status_icon,
    table_with, text,
};

/// Narrower lists do not show the people.
const WITH_PEOPLE: f32 = 300.0;
/// Width of the column of people, unless its title needs more.
const PEOPLE: f32 = 84.0;

/// Id of the list, which may be given the keyboard.
pub(super) fn id(view: &View<'_>) -> Id {
    table_id(&view.text("manual-run-items"))
}

/// Draws filter and items. An item that is chosen comes to the front.
pub(super) fn show(ui: &mut Ui, state: &mut Execution, sheet: &RunSheet, now: f64, view: &View<'_>, out: &mut Actions) {
    ui.spacing_mut().item_spacing.y = space::S;
    filters(ui, state, view);
    let tally = Arc::clone(&state.tally);
    let (mut chosen, mut asked) = (None, None);
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
        let key = front.map(|place| key_of(Line::Item(place)));
        if table_state.cursor != key {
            table_state.cursor = key;
            table_state.reveal_cursor();
        }
        if std::mem::take(&mut state.reveals) {
            table_state.reveal_cursor();
        }
        let titles = ["gui-column-title", "manual-run-assignee"].map(|key| view.text(key));
        let people = PEOPLE.max(head_width(ui, &titles[1]));
        let columns = [
            TableColumn::new(&titles[0], 120.0).grow().fixed_order(),
            TableColumn::new(&titles[1], people).fixed_order().hidden(ui.available_width() < WITH_PEOPLE),
        ];
        let name = view.text("manual-run-items");
        let options = TableOptions { name: &name, checks: None };
        let mut menu = |ui: &mut Ui, key: i64| {
            // The head of a suite has no menu.
            let Some(item) = place_of(key).and_then(|place| sheet.items.get(place)) else { return ui.close() };
            asked = item_menu(ui, state, item, view, out).map(|what| (item.target.clone(), what)).or(asked.take());
        };
        let extras = TableExtras { menu: Some(&mut menu), ..TableExtras::default() };
        table_with(
            ui,
            options,
            &columns,
            &mut table_state,
            tally.shown.len(),
            |at| key_of(tally.shown[at]),
            |ui, at, column| match tally.shown[at] {
                Line::Item(place) => row(ui, state, &sheet.items[place], sheet, column, view),
                Line::Suite(suite, _) if column == 0 => head(ui, suite, view),
                Line::Suite(..) => band(ui),
            },
            extras,
        );
        if table_state.cursor != key {
            chosen = item_at(&tally.shown, table_state.cursor, key).and_then(|place| sheet.items.get(place));
        }
        state.table = table_state;
    });
    if let Some((target, what)) = asked {
        state.ask(target, what, now);
    } else if let Some(item) = chosen {
        state.go(item.target.clone(), now);
    }
}

/// Key of a line: of an item its place, of a head that of its first item, below zero.
fn key_of(line: Line) -> i64 {
    let place = |at: usize| i64::try_from(at).unwrap_or(i64::MAX - 1) + 1;
    match line {
        Line::Item(at) => place(at),
        Line::Suite(_, at) => -place(at),
    }
}

/// Place of the item of a line; `None` for a head.
fn place_of(key: i64) -> Option<usize> {
    usize::try_from(key - 1).ok()
}

/// The context menu of an item. Returns the selected command.
fn item_menu(ui: &mut Ui, state: &Execution, item: &Item, view: &View<'_>, out: &mut Actions) -> Option<RunKey> {
    ui.spacing_mut().item_spacing.y = 0.0;
    let line = |ui: &mut Ui, icon: Icon, words: &str, keys: Option<&str>| {
        let pressed = menu::line(ui, icon, words, keys, WIDTH).clicked();
        if pressed {
            ui.close();
        }
        pressed
    };
    let mut asked = None;
    for (look, key) in STATUSES {
        if line(ui, look.icon(), &words::class_name(view.tr, look), Some(key)) {
            asked = Some(RunKey::Status(look));
        }
    }
    divider(ui, WIDTH);
    let further = [
        (icons::COMMENT, "manual-run-comment", "C", RunKey::Comment),
        (icons::DEFECT, "manual-run-link-defect", "D", RunKey::Defect),
        (icons::REDO, "manual-run-again", "R", RunKey::Again),
    ];
    let has_status = state.status(item).is_some_and(is_final);
    for (icon, words, key, what) in further.into_iter().filter(|further| has_status || further.3 != RunKey::Again) {
        if line(ui, icon, &view.text(words), Some(key)) {
            asked = Some(what);
        }
    }
    divider(ui, WIDTH);
    if line(ui, icons::CASE, &view.text("manual-run-open-case"), None) {
        out.nav(Nav::Tab(MiddleTab::Case(item.target.case.0)));
    }
    if line(ui, icons::COPY, &view.text("window-copy-title"), None) {
        out.push(Action::Copy(item.title.clone()));
    }
    asked
}

/// Place of the item that the cursor moved to. Over a head it goes on in its direction: down to the item below, or up to the one above.
fn item_at(lines: &[Line], cursor: Option<i64>, before: Option<i64>) -> Option<usize> {
    let at = |key: Option<i64>| key.and_then(|key| lines.iter().position(|line| key_of(*line) == key));
    let to = at(cursor)?;
    let line = match lines[to] {
        Line::Suite(..) if at(before) == Some(to + 1) && to > 0 => lines.get(to - 1),
        Line::Suite(..) => lines.get(to + 1),
        Line::Item(_) => lines.get(to),
    };
    line.and_then(|line| if let Line::Item(place) = line { Some(*place) } else { None })
}

/// Fills a cell of a head.
fn band(ui: &Ui) {
    let cell = ui.max_rect().expand2(vec2(space::S, 0.0));
    ui.painter().rect_filled(cell.with_max_y(cell.bottom() - 1.0), CornerRadius::ZERO, Palette::of(ui).sunken);
}

/// The suite of the items below, by its path. The end of a long path tells more than its start.
fn head(ui: &mut Ui, suite: Option<SuiteId>, view: &View<'_>) {
    band(ui);
    let p = Palette::of(ui);
    let path = suite.map(|suite| view.cases.suite_path(suite)).filter(|path| !path.is_empty());
    let path = path.unwrap_or_else(|| view.text("cases-group-root").into_owned());
    let galley = paint::elided_front(ui, &path, Type::LabelMedium, p.text_secondary, ui.available_width());
    let was_elided = galley.text() != path;
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    paint::put_left(ui.painter(), rect.left_center(), galley);
    paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, &path));
    _ = paint::hover_if_elided(response, was_elided, &path);
}

fn row(ui: &mut Ui, state: &Execution, item: &Item, sheet: &RunSheet, column: usize, view: &View<'_>) {
    if column == 1 {
        let name = item.assignee.and_then(|id| sheet.people.get(&id)).map_or("", String::as_str);
        cell::plain(ui, name);
        return;
    }
    status_icon(ui, state.look(item), &words::status_name(view.tr, state.status(item)));
    let room = ui.available_width();
    let begun = state.new_attempt(&item.target).map(|n| view.tr.fmt("manual-run-new-attempt-short", &[("n", n.into())]));
    let remark = [begun.unwrap_or_default(), values(&item.target.params, &item.title)];
    let remark = remark.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    text::with_remark(ui, &item.title, &remark, room);
}

fn filters(ui: &mut Ui, state: &mut Execution, view: &View<'_>) {
    let p = Palette::of(ui);
    let mut counts: Vec<(Filter, usize)> = Filter::ALL.into_iter().zip(state.tally.counts).collect();
    if let Filter::Part(look) = state.filter {
        counts.push((state.filter, usize::try_from(state.tally.looks[index(look)]).unwrap_or(usize::MAX)));
    }
    let pills: Vec<Pill> = counts
        .iter()
        .map(|(filter, n)| Pill {
            on: state.filter == *filter,
            icon: if let Filter::Part(look) = filter { Some((look.icon(), look.colour(p))) } else { None },
            name: view.text(filter.key()).into_owned(),
            count: view.tr.number(i64::try_from(*n).unwrap_or(i64::MAX)),
            hint: String::new(),
        })
        .collect();
    let (name, more) = (view.text("gui-filter"), |n: usize| view.count("gui-more-filters", n as u64));
    let room = ui.available_width();
    let row = ui.horizontal(|ui| pill_row(ui, &pills, room, space::XXS, PillTexts { name: &name, more: &more })).inner;
    if let Some(at) = row.pressed {
        // The pill of a part goes with a press: it came by one.
        state.filter = Some(counts[at].0).filter(|filter| !matches!(filter, Filter::Part(_))).unwrap_or_default();
        state.reveals = true;
    }
}
