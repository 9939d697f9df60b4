//! The grid of the mapping. Each kind of line has its own columns.

use eframe::egui::{Align, Color32, Layout, Ui};

use super::model::{Model, Show};
use super::state::{MappingAction, MappingTab};
use crate::sync_dialog::context::{Actions, TabContext};
use voluptas_core::domain::ids::{CaseId, FunctionId};
use voluptas_core::domain::mapping::Origin;
use voluptas_sync::mapping::SyncState;
use voluptas_ui::theme::{Icon, Palette, Type, icons};
use voluptas_ui::widgets::reading;
use voluptas_ui::widgets::table::columns::fitting;
use voluptas_ui::widgets::{TableColumn, TableOptions, cell, empty_state, icon_button, table, text};

/// Greatest width of the column of FuncIDs before a person drags its border.
const ID_MOST: f32 = 280.0;

/// Icon and colour of a kind of line.
pub fn look(ui: &Ui, show: Show) -> (Icon, Color32) {
    let p = Palette::of(ui);
    match show {
        Show::Mapped => (icons::LINK, p.passed),
        Show::Functions => (icons::UNCOVERED, p.broken),
        Show::Cases => (icons::CASE, p.broken),
        Show::Suggestions => (icons::DEMO, p.accent),
        Show::Doubles => (icons::COPY, p.blocked),
    }
}

/// Key of the name of a link's origin.
fn origin_key(origin: Origin) -> &'static str {
    match origin {
        Origin::Manual => "sync-dialog-origin-manual",
        Origin::CustomField => "sync-dialog-origin-custom-field",
        Origin::IdInTitle => "sync-dialog-origin-id-in-title",
        Origin::SameTitle => "sync-dialog-origin-same-title",
        Origin::SimilarTitle => "sync-dialog-origin-similar-title",
        Origin::Csv => "sync-dialog-origin-csv",
        Origin::Export => "sync-dialog-origin-export",
        Origin::Import => "sync-dialog-origin-import",
    }
}

/// The pressed button of a row.
#[derive(Debug, Clone, Copy)]
enum Pressed {
    Unlink(FunctionId, CaseId),
    Accept(usize),
}

impl MappingTab {
    /// Draws the grid in the remaining space.
    pub(super) fn grid(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<MappingAction>) {
        if self.model.view.is_empty() {
            let searching = !self.search.trim().is_empty();
            let key = match self.show {
                _ if searching => "sync-dialog-preview-none",
                Show::Mapped | Show::Doubles => "sync-dialog-no-mappings",
                Show::Functions => "sync-dialog-no-lonely-functions",
                Show::Cases => "sync-dialog-no-lonely-cases",
                Show::Suggestions => "sync-dialog-no-suggestions",
            };
            let suggest = !searching && self.show == Show::Mapped && !self.model.read.suggestions.is_empty();
            let action = suggest.then(|| cx.t("sync-dialog-show-suggested"));
            if empty_state(ui, icons::LINK, &cx.t(key), "", action.as_deref()) {
                self.go(Show::Suggestions);
            }
            return;
        }
        let heads = [
            "sync-dialog-column-func-id",
            "sync-dialog-column-function",
            "sync-dialog-column-qase-id",
            "sync-dialog-column-case",
            if self.show == Show::Suggestions { "sync-dialog-column-reason" } else { "sync-dialog-column-origin" },
            if self.show == Show::Suggestions { "sync-dialog-column-score" } else { "sync-dialog-column-state" },
        ]
        .map(|k| cx.t(k));
        let all = [
            TableColumn::new(&heads[0], fitting(ui, [&*self.model.longest_id], Type::Mono).clamp(110.0, ID_MOST)).least(150.0, 3),
            TableColumn::new(&heads[1], 190.0).least(120.0, 1),
            TableColumn::new(&heads[2], 84.0),
            TableColumn::new(&heads[3], 160.0).grow().least(120.0, 2),
            TableColumn::new(&heads[4], 128.0).least(92.0, 0),
            TableColumn::new(&heads[5], 132.0).fixed_order(),
        ];
        let places: &[usize] = match self.show {
            Show::Functions => &[0, 1],
            Show::Cases => &[2, 3],
            _ => &[0, 1, 2, 3, 4, 5],
        };
        let columns: Vec<TableColumn<'_>> =
            places.iter().map(|&i| if self.show == Show::Functions && i == 1 { all[i].grow() } else { all[i] }).collect();
        let name = cx.t("sync-dialog-mapping-table");
        let checks = cx.t(if self.show == Show::Suggestions { "sync-dialog-check-accept" } else { "sync-dialog-check-unlink" });
        let has_checks = matches!(self.show, Show::Mapped | Show::Doubles | Show::Suggestions);
        let options = TableOptions { name: &name, checks: has_checks.then_some(&*checks) };
        let mut state = std::mem::take(&mut self.table);
        let (model, show) = (&self.model, self.show);
        let mut pressed = None;
        let events = table(
            ui,
            options,
            &columns,
            &mut state,
            model.view.len(),
            |at| i64::from(model.view[at]),
            |ui, at, column| {
                let place = model.view[at] as usize;
                pressed = pressed.or(draw(ui, cx, model, show, place, places[column]));
            },
        );
        self.table = state;
        if events.sort_changed {
            self.rebuild();
        }
        if show == Show::Suggestions
            && let Some(at) = events.activated.and_then(|k| usize::try_from(k).ok())
        {
            pressed = Some(Pressed::Accept(at));
        }
        match pressed {
            Some(Pressed::Unlink(function, case)) => out.push(MappingAction::Unlink(vec![(function, case)])),
            Some(Pressed::Accept(at)) => {
                if let Some(s) = self.model.read.suggestions.get(at) {
                    out.push(MappingAction::Link(vec![(s.function_id, s.case_id, s.origin)]));
                }
            }
            None => {}
        }
    }
}

fn draw(ui: &mut Ui, cx: &TabContext<'_>, model: &Model, show: Show, place: usize, column: usize) -> Option<Pressed> {
    let read = &model.read;
    let (function, case) = match show {
        Show::Mapped | Show::Doubles => (Some(read.rows[place].function_id), Some(read.rows[place].case_id)),
        Show::Functions => (Some(read.lonely_functions[place]), None),
        Show::Cases => (None, Some(read.lonely_cases[place])),
        Show::Suggestions => (Some(read.suggestions[place].function_id), Some(read.suggestions[place].case_id)),
    };
    let p = Palette::of(ui);
    match (column, function, case) {
        (0, Some(f), _) => cell::id(ui, model.function(f).0),
        (1, Some(f), _) => cell::strong(ui, model.function(f).1),
        (2, _, Some(c)) => {
            let id = model.case_id(c);
            if id.is_empty() { cell::plain(ui, "") } else { cell::mono(ui, &id) }
        }
        (3, _, Some(c)) => {
            let title = match show {
                Show::Mapped | Show::Doubles => read.rows[place].qase_title.as_deref().unwrap_or(&read.rows[place].case_title),
                _ => model.case(c),
            };
            text::line(ui, title, Type::Body, p.text);
        }
        (4, ..) => {
            let origin = if show == Show::Suggestions { read.suggestions[place].origin } else { read.rows[place].origin };
            cell::plain(ui, &cx.t(origin_key(origin)));
        }
        (5, Some(f), Some(c)) => {
            let mut pressed = None;
            reading::from_right(ui, |ui| {
                if show == Show::Suggestions {
                    let name = cx.f("sync-dialog-accept-one", &[("case", model.case(c).to_owned().into())]);
                    if icon_button(ui, icons::LINK, &name).clicked() {
                        pressed = Some(Pressed::Accept(place));
                    }
                } else {
                    let name = cx.f("sync-dialog-unlink-one", &[("case", model.case(c).to_owned().into())]);
                    if icon_button(ui, icons::UNLINK, &name).clicked() {
                        pressed = Some(Pressed::Unlink(f, c));
                    }
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    if show == Show::Suggestions {
                        score(ui, cx, model, place);
                    } else {
                        state(ui, cx, model, place);
                    }
                });
            });
            return pressed;
        }
        _ => {}
    }
    None
}

fn score(ui: &mut Ui, cx: &TabContext<'_>, model: &Model, place: usize) {
    let p = Palette::of(ui);
    let s = &model.read.suggestions[place];
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a score lies between 0 and 1")]
    let percent = (s.score * 100.0).round() as u64;
    let colour = if s.ambiguous { p.broken } else { p.text };
    text::line(ui, &cx.tr.percent(percent, 100), Type::Mono, colour);
    if s.ambiguous {
        text::named_icon(ui, icons::WARNING, p.broken, &cx.t("sync-dialog-ambiguous"));
    }
}

fn state(ui: &mut Ui, cx: &TabContext<'_>, model: &Model, place: usize) {
    let p = Palette::of(ui);
    let row = &model.read.rows[place];
    let (key, colour) = match row.state {
        SyncState::Linked => ("sync-dialog-link-linked", p.passed),
        SyncState::LocalOnly => ("sync-dialog-link-local", p.text_faint),
        SyncState::Removed => ("sync-dialog-link-removed", p.broken),
    };
    if model.read.doubles.contains(&(row.function_id, row.case_id)) {
        text::named_icon(ui, icons::COPY, p.blocked, &cx.t("sync-dialog-double"));
    }
    text::line(ui, &cx.t(key), Type::Body, colour);
}
