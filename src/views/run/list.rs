//! The list of a run: results, alone or below the heads of their groups.

use eframe::egui::{Align, CornerRadius, EventFilter, Id, Key, Layout, Modifiers, Role, Sense, Ui, WidgetInfo, vec2};

use super::panes::Panes;
use super::titles::{group_title, title};
use super::{several, untested};
use crate::action::Actions;
use crate::model::rollup::class_of;
use crate::model::run_lines::{Line, Show, case_key, case_of_key, group_of_key, head_key, own_head, result_of_key};
use crate::model::runs::Only;
use crate::model::words;
use crate::ui_command::UiCommand;
use crate::view::View;
use voluptas_app::runs::groups::Group;
use voluptas_ui::memo::next_number;
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::table::table_id;
use voluptas_ui::widgets::{
    RowHint as _, StatusClass, TableColumn, TableExtras, TableOptions, Tone, banner, cell, chevron, empty_state, paint,
    status_icon, table_with, text,
};

/// Place of the column with the codes of the cases.
const CASE: usize = 1;

/// Draws the list.
pub(super) fn show(ui: &mut Ui, panes: &mut Panes<'_>, view: &View<'_>, out: &mut Actions) {
    surface(ui, 0.0, |ui| {
        ui.set_height(ui.available_height());
        ui.set_width(ui.available_width());
        if panes.lines.lines.is_empty() && panes.lines.cases.is_empty() {
            blank(ui, panes, view);
            nothing(ui, panes, view, out);
            return;
        }
        if panes.is_timeless && !panes.lists_cases_alone {
            banner(ui, Tone::Info, &view.text("run-timeline-empty"), None, None);
        }
        if let Some(groups) = panes.groups
            && !groups.unusable.is_empty()
        {
            let words = view.tr.fmt("run-categories-unusable", &[("names", groups.unusable.join(", ").into())]);
            banner(ui, Tone::Warning, &words, None, None);
        }
        lines(ui, panes, view, out);
    });
}

/// Gives the list the focus if it was requested. A dialog or the palette that led here gives the focus back when it closes.
fn take_keyboard(ui: &Ui, panes: &mut Panes<'_>, list: Id) {
    if ui.memory(|m| m.top_modal_layer().is_none()) && std::mem::take(panes.takes_keyboard) {
        ui.memory_mut(|m| m.request_focus(list));
        ui.ctx().request_repaint();
    }
}

/// An empty list that can have the keyboard: it stays there when the last row goes.
fn blank(ui: &Ui, panes: &mut Panes<'_>, view: &View<'_>) {
    let name = view.text("gui-run-results");
    let (area, list) = (ui.available_rect_before_wrap(), table_id(&name));
    let whole = ui.interact(area, list, Sense::focusable_noninteractive());
    paint::describe(&whole, || WidgetInfo::labeled(Role::Table, true, &name));
    if whole.has_focus() {
        paint::list_focus(ui, area);
    }
    take_keyboard(ui, panes, list);
}

/// Explains why there are no rows: the run has no results, the filter shows none and can be cleared, or the run has no cases to
/// execute, which a new run would have.
fn nothing(ui: &mut Ui, panes: &mut Panes<'_>, view: &View<'_>, out: &mut Actions) {
    let is_blank = view.runs.get(panes.results.run).is_some_and(|row| row.run.is_executed_by_hand() && row.total() == 0);
    if !is_blank && !panes.is_filtered {
        empty_state(ui, icons::RUN, &view.text("run-without-results"), "", None);
        return;
    }
    if !is_blank {
        let clear = view.text("gui-filter-clear");
        *panes.clears_filter |= empty_state(ui, icons::FILTER, &view.text("gui-run-empty"), "", Some(&clear));
        return;
    }
    let (words, more) = (view.text("manual-run-without-cases"), view.text("manual-run-without-cases-more"));
    let command = UiCommand::NewRun;
    if empty_state(ui, icons::RUN, &words, &more, Some(&view.text(&command.label_key()))) {
        out.command(command);
    }
}

fn lines(ui: &mut Ui, panes: &mut Panes<'_>, view: &View<'_>, out: &mut Actions) {
    let titles = ["gui-column-title", "gui-run-case", "gui-run-time"].map(|k| view.text(k));
    let mut columns = vec![
        TableColumn::new(&titles[0], 160.0).grow().fixed_order(),
        TableColumn::new(&titles[1], 96.0).fixed_order(),
        TableColumn::new(&titles[2], 92.0).right().fixed_order(),
    ];
    // Where no test has a case, the titles get the room of their codes.
    let has_cases = panes.cases.is_some()
        || (panes.results.numbers.count(Only::WithoutCase) as u64) < panes.results.numbers.looks.iter().sum();
    if !has_cases {
        columns.remove(CASE);
    }
    let name = view.text("gui-run-results");
    let options = TableOptions { name: &name, checks: None };
    let (results, groups, list) = (panes.results, panes.groups, panes.lines);
    let key = |at: usize| match list.lines.get(at) {
        Some(Line::Result(place, _)) => results.rows.get(*place as usize).map_or(0, |row| row.id.0),
        Some(Line::Head(group)) => head_key(*group),
        None => list.cases.get(at.saturating_sub(list.lines.len())).map_or(0, |place| case_key(*place)),
    };
    let mut pressed = None;
    let cases = panes.cases.map_or(&[][..], |cases| &cases.all);
    let case_of = |key: i64| cases.get(case_of_key(key)? as usize);
    let mut menu = |ui: &mut Ui, key: i64| match case_of(key) {
        Some(case) => untested::menu(ui, case, view, out),
        None => several::menu(ui, results, panes.chosen, view, out),
    };
    // The head of a group has the whole line: its title is an error message more often than not.
    let spans = |at: usize| matches!(list.lines.get(at), Some(Line::Head(_))).then_some(0);
    let extras =
        TableExtras { selection: Some(panes.selection), menu: Some(&mut menu), spans: Some(&spans), ..TableExtras::default() };
    let response = table_with(
        ui,
        options,
        &columns,
        panes.table,
        list.lines.len() + list.cases.len(),
        key,
        |ui, at, column| match list.lines.get(at).map(|line| (line, if has_cases || column < CASE { column } else { column + 1 }))
        {
            Some((Line::Result(place, depth), column)) => {
                let Some(row) = results.rows.get(*place as usize) else { return };
                match column {
                    0 => {
                        ui.add_space(f32::from((*depth).min(DEEPEST)) * INDENT);
                        status_icon(ui, class_of(Some(&row.status)), &words::status_name(view.tr, Some(&row.status)));
                        if let Some(mute) = results.mutes.get(&row.test) {
                            let sign = text::named_icon(ui, icons::MUTE, Palette::of(ui).text_secondary, &view.text("run-muted"));
                            sign.hint_above(&mute.content.reason);
                        }
                        let own = groups.map_or("", |groups| groups.own_words(row.id));
                        let own_room = if own.is_empty() { 0.0 } else { (ui.available_width() * 0.4).min(OWN) };
                        let room = (ui.available_width() - own_room).max(60.0);
                        text::with_remark(ui, title(row, view), &row.values, room);
                        if !own.is_empty() {
                            // What the head of the group does not say of this message.
                            let room = (ui.available_width() - space::S).max(0.0);
                            text::line_within(ui, own, Type::Mono, Palette::of(ui).failed, room);
                        }
                    }
                    CASE => cell::mono(ui, row.case_id.and_then(|id| view.cases.get(id)).map_or("", |r| &*r.code)),
                    _ => cell::mono(ui, &row.duration_ms.map(|ms| view.tr.duration(ms)).unwrap_or_default()),
                }
            }
            Some((Line::Head(group), column)) => {
                let head = groups.and_then(|groups| groups.all.get(*group as usize));
                let row = ui.max_rect().expand2(vec2(space::S, 0.0));
                ui.painter().rect_filled(row.with_max_y(row.bottom() - 1.0), CornerRadius::ZERO, Palette::of(ui).sunken);
                if column > 0 {
                    return;
                }
                let (count, look) = list.head(*group);
                let whole = ui.max_rect();
                let count = view.tr.number(i64::try_from(count).unwrap_or(i64::MAX));
                let taken = paint::galley(ui, &count, Type::Mono, Palette::of(ui).text).size().x + space::M;
                ui.add_space(f32::from(head.map_or(0, |head| head.depth).min(DEEPEST)) * INDENT);
                let open = list.is_open(*group);
                let key = if open { "run-group-close" } else { "run-group-open" };
                if chevron(ui, open, &view.text(key)).clicked() {
                    pressed = Some(*group);
                }
                status_icon(ui, look, &words::class_name(view.tr, look));
                let room = (ui.available_width() - taken).max(0.0);
                match (head, own_head(*group)) {
                    (Some(head), _) => head_title(ui, head, panes.show, room, view),
                    (None, Some(key)) => {
                        text::line_within(ui, &view.text(key), Type::Strong, Palette::of(ui).text, room);
                    }
                    (None, None) => {}
                }
                let at = whole.with_min_x(whole.right() - taken);
                paint::inside(ui, at, Layout::right_to_left(Align::Center), |ui| cell::number(ui, &count));
            }
            None => {
                let column = if has_cases || column < CASE { column } else { column + 1 };
                let Some(case) = case_of(key(at)) else { return };
                match column {
                    0 => {
                        ui.add_space(if groups.is_some() { INDENT } else { 0.0 });
                        status_icon(ui, StatusClass::Untested, &words::class_name(view.tr, StatusClass::Untested));
                        text::with_remark(ui, &case.title, &case.values, ui.available_width().max(60.0));
                    }
                    CASE => cell::mono(ui, view.cases.get(case.case).map_or("", |row| &*row.code)),
                    _ => {}
                }
            }
        },
        extras,
    );
    *panes.picked |= response.chosen.is_some();
    if response.focused && groups.is_some() {
        // The arrows to the sides open and close groups; otherwise they would move the focus to another control.
        let escape = !panes.selection.is_empty();
        let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, escape, ..EventFilter::default() };
        ui.memory_mut(|m| m.set_focus_lock_filter(table_id(&name), filter));
    }
    take_keyboard(ui, panes, table_id(&name));
    let head = panes.selection.cursor().and_then(group_of_key);
    if response.focused
        && let Some(group) = head
    {
        let key = |key: Key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        let open = list.is_open(group);
        if (key(Key::ArrowLeft) && open) || (key(Key::ArrowRight) && !open) {
            pressed = Some(group);
        }
    }
    if let Some(case) = response.activated.and_then(case_of) {
        untested::open(case.case, out);
    }
    *panes.opens |= response.activated.is_some_and(|key| result_of_key(key).is_some());
    pressed = pressed.or_else(|| response.activated.and_then(group_of_key));
    if let Some(group) = pressed {
        if !panes.turned.0.remove(&group) {
            panes.turned.0.insert(group);
        }
        panes.turned.1 = next_number();
    }
}

/// Points by which a group is further to the right than the one around it, and depth from which on nothing moves further.
const INDENT: f32 = 14.0;
/// Most room for the words of a message that the head of its group does not say.
const OWN: f32 = 220.0;
const DEEPEST: u16 = 8;

/// Draws the title of a group in `room` points, with the number of messages that the title does not say.
fn head_title(ui: &mut Ui, head: &Group, show: Show, room: f32, view: &View<'_>) {
    let (title, p) = (group_title(head, show, view), Palette::of(ui));
    if head.similar == 0 {
        text::line_within(ui, &title, Type::Strong, p.text, room);
        return;
    }
    let more = view.count("run-group-similar", head.similar as u64);
    let room = room - paint::galley(ui, &more, Type::Label, p.text_secondary).size().x - space::S - 1.0;
    text::line_within(ui, &title, Type::Strong, p.text, room.max(0.0));
    text::line(ui, &more, Type::Label, p.text_secondary).hint_above(view.text("run-group-similar-note"));
}
