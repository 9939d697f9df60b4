//! Actions on the selected results of a run: create cases, link to a case, mute.

use eframe::egui::{Align, Frame, Layout, Margin, Ui, vec2};

use super::Panes;
use super::list::{group_title, title};
use crate::domain::ids::{ResultId, TestId};
use crate::domain::result::ResultLine;
use crate::gui::action::{Action, Actions, TestsAction};
use crate::gui::model::rollup::look_of;
use crate::gui::model::run_lines::group_of_key;
use crate::gui::model::runs::RunResults;
use crate::gui::model::words;
use crate::gui::theme::{Icon, Palette, Type, icons, space};
use crate::gui::view::View;
use crate::gui::views::lists::menus::WIDTH;
use crate::gui::widgets::card::surface;
use crate::gui::widgets::menu::line as menu_line;
use crate::gui::widgets::{Button, Look, filter_pill, text};

/// Draws the summary of the selected results, or of a group, with its buttons.
pub(super) fn show(ui: &mut Ui, panes: &mut Panes<'_>, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let rows = rows_of(panes.results, panes.chosen);
    surface(ui, 0.0, |ui| {
        ui.set_height(ui.available_height());
        ui.set_width(ui.available_width());
        Frame::new().inner_margin(Margin::same(space::L as i8)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            let group = panes.selection.only().and_then(group_of_key);
            let group = group.and_then(|group| panes.groups?.all.get(group as usize));
            let count = view.count("run-selected", rows.len() as u64);
            match group {
                Some(group) => {
                    text::paragraph(ui, &group_title(group, panes.show, view), Type::Title, p.text);
                    if group.similar > 0 {
                        let more = view.count("run-group-similar", group.similar as u64);
                        text::line(ui, &more, Type::Label, p.text_secondary).on_hover_text(view.text("run-group-similar-note"));
                    }
                    text::secondary(ui, &count);
                }
                None => {
                    text::paragraph(ui, &count, Type::Title, p.text);
                }
            }
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
                for look in Look::ALL {
                    let n = rows.iter().filter(|row| look_of(Some(&row.status)) == look).count();
                    if n > 0 {
                        let name = words::look_name(view.tr, look);
                        let number = view.tr.number(i64::try_from(n).unwrap_or(i64::MAX));
                        filter_pill(ui, false, Some((look.icon(), look.colour(p))), &name, &number);
                    }
                }
            });
            let took: i64 = rows.iter().filter_map(|row| row.duration_ms).fold(0, i64::saturating_add);
            text::key_value_row(ui, &view.text("gui-run-time"), &view.tr.duration(took));
            ui.add_space(space::XS);
            ui.with_layout(Layout::left_to_right(Align::Min).with_main_wrap(true), |ui| {
                ui.spacing_mut().item_spacing = vec2(space::S, space::S);
                buttons(ui, panes.results, &rows, view, out);
            });
            if let Some(first) = rows.first().filter(|_| group.is_none()) {
                ui.add_space(space::XS);
                text::secondary(ui, title(first, view));
            }
        });
    });
}

fn rows_of<'r>(results: &'r RunResults, places: &[u32]) -> Vec<&'r ResultLine> {
    places.iter().filter_map(|place| results.rows.get(*place as usize)).collect()
}

/// Something to do with results: icon, key of its text, action.
type Deed = (Icon, &'static str, TestsAction);

fn deeds(results: &RunResults, rows: &[&ResultLine]) -> Vec<Deed> {
    let loose: Vec<&&ResultLine> = rows.iter().filter(|row| row.case_id.is_none()).collect();
    let tests = |rows: &mut dyn Iterator<Item = &&ResultLine>| -> Vec<TestId> { rows.map(|row| row.test).collect() };
    let mut all: Vec<Deed> = Vec::new();
    if !loose.is_empty() {
        let ids: Vec<ResultId> = loose.iter().map(|row| row.id).collect();
        all.push((icons::CASE, "run-create-cases", TestsAction::CreateCases(results.run, ids)));
        all.push((icons::LINK, "run-link-case", TestsAction::AskLink(loose.iter().map(|row| row.test).collect())));
    } else if let [only] = rows {
        all.push((icons::LINK, "run-link-other-case", TestsAction::AskLink(vec![only.test])));
        all.push((icons::UNLINK, "run-unlink-case", TestsAction::Unlink(vec![only.test])));
    }
    let is_muted = |row: &&&ResultLine| results.mutes.contains_key(&row.test);
    let muted = tests(&mut rows.iter().filter(is_muted));
    let heard = tests(&mut rows.iter().filter(|row| !is_muted(row)));
    if !heard.is_empty() {
        all.push((icons::MUTE, "run-mute", TestsAction::AskMute(heard)));
    }
    if !muted.is_empty() {
        all.push((icons::UNMUTE, "run-unmute", TestsAction::Unmute(muted)));
    }
    all
}

/// The buttons for results.
pub(super) fn buttons(ui: &mut Ui, results: &RunResults, rows: &[&ResultLine], view: &View<'_>, out: &mut Actions) {
    for (icon, key, action) in deeds(results, rows) {
        // A case that was found is changed by the menu of the row.
        if rows.len() == 1 && rows[0].case_id.is_some() && matches!(action, TestsAction::AskLink(_) | TestsAction::Unlink(_)) {
            continue;
        }
        if Button::secondary(&view.text(key)).icon(icon).small().show(ui).clicked() {
            out.push(Action::Tests(action));
        }
    }
}

/// The context menu of the selected results.
pub(super) fn menu(ui: &mut Ui, results: &RunResults, chosen: &[u32], view: &View<'_>, out: &mut Actions) {
    ui.spacing_mut().item_spacing.y = 0.0;
    for (icon, key, action) in deeds(results, &rows_of(results, chosen)) {
        if menu_line(ui, icon, &view.text(key), None, WIDTH).clicked() {
            out.push(Action::Tests(action));
            ui.close();
        }
    }
}
