//! Actions on the selected results of a run: create cases, link to a case, mute.

use eframe::egui::{Align, Frame, Layout, Margin, Ui, vec2};
use voluptas_ui::widgets::StatusStyle as _;

use super::Panes;
use super::list::group_title;
use crate::action::{Action, Actions, TestsAction};
use crate::model::rollup::class_of;
use crate::model::run_lines::{UNTESTED, group_of_key, own_head};
use crate::model::runs::RunResults;
use crate::model::words;
use crate::view::View;
use crate::views::lists::menus::WIDTH;
use voluptas_core::domain::ids::{ResultId, TestId};
use voluptas_core::domain::result::ResultLine;
use voluptas_ui::theme::{Icon, Palette, Type, icons, space};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::menu::line as menu_line;
use voluptas_ui::widgets::{Button, StatusClass, Tone, chip, text};

/// The selected results, looked through once for a selection: all of a large run may be selected.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    /// Places of the results among those of the run.
    pub places: Vec<u32>,
    /// Numbers of results by look; looks that none has are left out.
    looks: Vec<(StatusClass, usize)>,
    /// Sum of the durations in milliseconds.
    took_ms: i64,
    deeds: Vec<ResultAction>,
}

impl Chosen {
    /// Counts the results at these places.
    pub(super) fn new(places: Vec<u32>, results: &RunResults) -> Self {
        let rows = rows_of(results, &places);
        let number = |look: &StatusClass| rows.iter().filter(|row| class_of(Some(&row.status)) == *look).count();
        Self {
            looks: StatusClass::ALL.into_iter().map(|look| (look, number(&look))).filter(|(_, n)| *n > 0).collect(),
            took_ms: rows.iter().filter_map(|row| row.duration_ms).fold(0, i64::saturating_add),
            deeds: deeds(results, &rows),
            places,
        }
    }
}

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

fn rows_of<'r>(results: &'r RunResults, places: &[u32]) -> Vec<&'r ResultLine> {
    places.iter().filter_map(|place| results.rows.get(*place as usize)).collect()
}

/// Something to do with results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ResultAction {
    CreateCase,
    CreateCases,
    LinkCase,
    LinkOtherCase,
    UnlinkCase,
    Mute,
    Unmute,
}

impl ResultAction {
    fn icon(self) -> Icon {
        match self {
            Self::CreateCase | Self::CreateCases => icons::CASE,
            Self::LinkCase | Self::LinkOtherCase => icons::LINK,
            Self::UnlinkCase => icons::UNLINK,
            Self::Mute => icons::MUTE,
            Self::Unmute => icons::UNMUTE,
        }
    }

    fn text_key(self) -> &'static str {
        match self {
            Self::CreateCase => "run-create-case",
            Self::CreateCases => "run-create-cases",
            Self::LinkCase => "run-link-case",
            Self::LinkOtherCase => "run-link-other-case",
            Self::UnlinkCase => "run-unlink-case",
            Self::Mute => "run-mute",
            Self::Unmute => "run-unmute",
        }
    }

    /// The action on those of the results that it concerns.
    fn action(self, results: &RunResults, rows: &[&ResultLine]) -> TestsAction {
        let tests = |takes: &dyn Fn(&ResultLine) -> bool| -> Vec<TestId> {
            rows.iter().filter(|row| takes(row)).map(|row| row.test).collect()
        };
        let is_loose = |row: &ResultLine| row.case_id.is_none();
        match self {
            Self::CreateCase | Self::CreateCases => {
                let ids: Vec<ResultId> = rows.iter().filter(|row| is_loose(row)).map(|row| row.id).collect();
                TestsAction::CreateCases(results.run, ids)
            }
            Self::LinkCase => TestsAction::AskLink(tests(&is_loose)),
            Self::LinkOtherCase => TestsAction::AskLink(tests(&|_| true)),
            Self::UnlinkCase => TestsAction::Unlink(tests(&|_| true)),
            Self::Mute => TestsAction::AskMute(tests(&|row| !results.mutes.contains_key(&row.test))),
            Self::Unmute => TestsAction::Unmute(tests(&|row| results.mutes.contains_key(&row.test))),
        }
    }
}

/// Deeds that are possible with results.
fn deeds(results: &RunResults, rows: &[&ResultLine]) -> Vec<ResultAction> {
    let mut all = Vec::new();
    if rows.iter().any(|row| row.case_id.is_none()) {
        all.extend([if rows.len() == 1 { ResultAction::CreateCase } else { ResultAction::CreateCases }, ResultAction::LinkCase]);
    } else if rows.len() == 1 {
        all.extend([ResultAction::LinkOtherCase, ResultAction::UnlinkCase]);
    }
    let is_muted = |row: &&ResultLine| results.mutes.contains_key(&row.test);
    all.extend((!rows.iter().all(is_muted)).then_some(ResultAction::Mute));
    all.extend(rows.iter().any(is_muted).then_some(ResultAction::Unmute));
    all
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
pub(super) fn menu(ui: &mut Ui, results: &RunResults, chosen: &Chosen, view: &View<'_>, out: &mut Actions) {
    ui.spacing_mut().item_spacing.y = 0.0;
    for deed in &chosen.deeds {
        if menu_line(ui, deed.icon(), &view.text(deed.text_key()), None, WIDTH).clicked() {
            out.push(Action::Tests(deed.action(results, &rows_of(results, &chosen.places))));
            ui.close();
        }
    }
}
