//! Actions on the selected results of a run: create cases, link to a case, mute.

use eframe::egui::{Align, Frame, Layout, Margin, Ui, vec2};
use voluptas_ui::widgets::StatusStyle as _;

use super::chosen::{ResultAction, SelectedResults, deeds, rows_of};
use super::panes::Panes;
use super::titles::group_title;
use crate::action::{Action, Actions};
use crate::model::run_lines::{UNTESTED, group_of_key, own_head};
use crate::model::runs::RunResults;
use crate::model::words;
use crate::view::View;
use crate::views::lists::menus::WIDTH;
use voluptas_core::domain::result::ResultLine;
use voluptas_ui::theme::{Palette, Type, space};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::menu::line as menu_line;
use voluptas_ui::widgets::{Button, StatusClass, Tone, chip, text};

/// Draws the summary of the selected results, or of a group, with its buttons.
pub(super) fn show(ui: &mut Ui, panes: &mut Panes<'_>, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let chosen = panes.chosen;
    surface(ui, 0.0, |ui| {
        ui.set_height(ui.available_height());
        ui.set_width(ui.available_width());
        Frame::new().inner_margin(Margin::same(space::L as i8)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            let head = panes.selection.only().and_then(group_of_key);
            let group = head.and_then(|group| panes.groups?.all.get(group as usize));
            let count = view.count("run-selected", chosen.places.len() as u64);
            match (head.and_then(own_head), group) {
                (Some(key), _) => {
                    text::paragraph(ui, &view.text(key), Type::Title, p.text);
                    if head == Some(UNTESTED) {
                        // The rows are cases, not results: nothing can be done with all of them here.
                        text::secondary(ui, &view.count("run-untested-cases", panes.lines.head(UNTESTED).0 as u64));
                        return;
                    }
                    text::secondary(ui, &count);
                }
                (None, Some(group)) => {
                    text::paragraph(ui, &group_title(group, panes.show, view), Type::Title, p.text);
                    if group.similar > 0 {
                        let more = view.count("run-group-similar", group.similar as u64);
                        text::line(ui, &more, Type::Label, p.text_secondary).on_hover_text(view.text("run-group-similar-note"));
                    }
                    text::secondary(ui, &count);
                }
                (None, None) => {
                    text::paragraph(ui, &count, Type::Title, p.text);
                }
            }
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
                for (look, n) in &chosen.looks {
                    let name = words::look_count_name(view.tr, *look);
                    let number = view.tr.number(i64::try_from(*n).unwrap_or(i64::MAX));
                    chip(ui, tone_of(*look), Some(look.icon()), &format!("{name} {number}"));
                }
            });
            text::key_value_row(ui, &view.text("gui-run-time"), &view.tr.duration(chosen.took_ms));
            ui.add_space(space::XS);
            ui.with_layout(Layout::left_to_right(Align::Min).with_main_wrap(true), |ui| {
                ui.spacing_mut().item_spacing = vec2(space::S, space::S);
                let rows = || rows_of(panes.results, &chosen.places);
                buttons(ui, panes.results, &chosen.deeds, rows, view, out);
            });
        });
    });
}

fn tone_of(look: StatusClass) -> Tone {
    match look {
        StatusClass::Passed => Tone::Good,
        StatusClass::Failed => Tone::Bad,
        StatusClass::Broken => Tone::Warning,
        _ => Tone::Neutral,
    }
}

/// The buttons for a result.
pub(super) fn buttons_of(ui: &mut Ui, results: &RunResults, row: &ResultLine, view: &View<'_>, out: &mut Actions) {
    buttons(ui, results, &deeds(results, &[row]), || vec![row], view, out);
}

/// The buttons for results. A case that was found is changed by the menu of the row.
fn buttons<'r>(
    ui: &mut Ui,
    results: &RunResults,
    all: &[ResultAction],
    rows: impl Fn() -> Vec<&'r ResultLine>,
    view: &View<'_>,
    out: &mut Actions,
) {
    for deed in all.iter().filter(|deed| !matches!(deed, ResultAction::LinkOtherCase | ResultAction::UnlinkCase)) {
        if Button::secondary(&view.text(deed.text_key())).icon(deed.icon()).small().show(ui).clicked() {
            out.push(Action::Tests(deed.action(results, &rows())));
        }
    }
}

/// The context menu of the selected results.
pub(super) fn menu(ui: &mut Ui, results: &RunResults, chosen: &SelectedResults, view: &View<'_>, out: &mut Actions) {
    ui.spacing_mut().item_spacing.y = 0.0;
    for deed in &chosen.deeds {
        if menu_line(ui, deed.icon(), &view.text(deed.text_key()), None, WIDTH).clicked() {
            out.push(Action::Tests(deed.action(results, &rows_of(results, &chosen.places))));
            ui.close();
        }
    }
}
