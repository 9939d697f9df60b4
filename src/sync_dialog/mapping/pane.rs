//! The pane below the grid. It links the function or case at the cursor by hand: a search by title or id finds the other one.

use std::sync::Arc;

use eframe::egui::{Align, Frame, Layout, Margin, Panel, ScrollArea, Sense, Ui, UiBuilder, vec2};

use super::model::{Model, Show};
use super::state::{MappingAction, MappingTab, Subject};
use crate::sync_dialog::context::{Actions, TabContext};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::{CaseId, FunctionId};
use voluptas_core::domain::mapping::Origin;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{Button, TextField, splitter, text};

/// Largest number of search results: people search longer lists instead of reading them.
const MOST: usize = 50;
/// The least height of the grid above the pane, in points.
const GRID: f32 = 128.0;

impl MappingTab {
    fn subject(&self) -> Option<Subject> {
        let place = usize::try_from(self.table.cursor?).ok()?;
        let read = &self.model.read;
        match self.show {
            Show::Mapped | Show::Doubles => Some(Subject::Function(read.rows.get(place)?.function_id)),
            Show::Functions => Some(Subject::Function(*read.lonely_functions.get(place)?)),
            Show::Cases => Some(Subject::Case(*read.lonely_cases.get(place)?)),
            Show::Suggestions => None,
        }
    }

    /// Draws the pane of the line at the cursor.
    pub(super) fn pane(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<MappingAction>) {
        let Some(subject) = self.subject() else { return };
        let frame = Frame::new().inner_margin(Margin { left: 20, right: 20, top: 10, bottom: 8 });
        let mut chosen = None;
        // The grid keeps its head and some rows.
        let most = (ui.available_height() - GRID).clamp(120.0, 420.0);
        let default = 212.0_f32.min(most);
        let panel =
            Panel::bottom("sync-mapping-pane").resizable(true).default_size(default).size_range(120.0..=most).frame(frame);
        splitter::panel(ui, panel, |ui| {
            let p = Palette::of(ui);
            let (id, title) = match subject {
                Subject::Function(f) => (self.model.function(f).0.to_owned(), self.model.function(f).1.to_owned()),
                Subject::Case(c) => (self.model.case_id(c), self.model.case(c).to_owned()),
            };
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                    let hint = cx.t(match subject {
                        Subject::Function(_) => "sync-dialog-find-case",
                        Subject::Case(_) => "sync-dialog-find-function",
                    });
                    let clear = cx.t("sync-dialog-clear");
                    TextField::new(&mut self.pane_search).hint(&hint).icon(icons::SEARCH).clearable(&clear).width(280.0).show(ui);
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        text::mono(ui, &id);
                        text::line(ui, &title, Type::Strong, p.text);
                    });
                });
            });
            ui.add_space(space::XS);
            let of = (subject, fold(&self.pane_search), self.model.number);
            let model = &self.model;
            let found = self.found.get(of.clone(), || Arc::new(candidates(model, subject, &of.1)));
            if found.is_empty() {
                text::line(ui, &cx.t("sync-dialog-nothing-found"), Type::Body, p.text_faint);
            }
            ScrollArea::vertical().id_salt("sync-mapping-found").auto_shrink(false).show_rows(
                ui,
                size::GRID_ROW,
                found.len(),
                |ui, range| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    for (function, case) in &found[range] {
                        if self.line(ui, cx, subject, *function, *case) {
                            chosen = Some((*function, *case));
                        }
                    }
                },
            );
        });
        if let Some((function, case)) = chosen {
            out.push(MappingAction::Link(vec![(function, case, Origin::Manual)]));
        }
    }

    fn line(&self, ui: &mut Ui, cx: &TabContext<'_>, subject: Subject, function: FunctionId, case: CaseId) -> bool {
        let p = Palette::of(ui);
        let (id, title) = match subject {
            Subject::Function(_) => (self.model.case_id(case), self.model.case(case)),
            Subject::Case(_) => (self.model.function(function).0.to_owned(), self.model.function(function).1),
        };
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::GRID_ROW), Sense::hover());
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
        let mut row = ui.new_child(UiBuilder::new().max_rect(rect).layout(Layout::right_to_left(Align::Center)));
        let name = cx.t("sync-dialog-link");
        let pressed = Button::secondary(&name).small().icon(icons::LINK).show(&mut row).clicked();
        row.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.allocate_ui_with_layout(vec2(140.0, size::GRID_ROW), Layout::left_to_right(Align::Center), |ui| {
                ui.set_min_width(140.0);
                text::mono(ui, if id.is_empty() { "—" } else { &id });
            });
            text::line(ui, title, Type::Body, p.text);
        });
        pressed
    }
}

/// Possible partners: suggestions first while the search is empty, otherwise everything that contains every word.
fn candidates(model: &Model, subject: Subject, search: &str) -> Vec<(FunctionId, CaseId)> {
    let read = &model.read;
    let mapped = |f: FunctionId, c: CaseId| read.rows.iter().any(|r| r.function_id == f && r.case_id == c);
    let words: Vec<&str> = search.split_whitespace().collect();
    let fits = |text: &str| words.iter().all(|w| text.contains(w));
    let suggested = read.suggestions.iter().map(|s| (s.function_id, s.case_id));
    let mut found: Vec<(FunctionId, CaseId)> = match subject {
        Subject::Function(f) => {
            let first = suggested.filter(|(g, _)| *g == f);
            let cases = read.cases.iter().zip(&model.folded_cases).filter(|(_, t)| fits(t)).map(|(c, _)| (f, c.id));
            if words.is_empty() { first.chain(cases).take(MOST).collect() } else { cases.take(MOST).collect() }
        }
        Subject::Case(c) => {
            let first = suggested.filter(|(_, d)| *d == c);
            let all = read.functions.iter().zip(&model.folded_functions);
            let functions = all.filter(|(_, t)| fits(t)).map(|(f, _)| (f.id, c));
            if words.is_empty() { first.chain(functions).take(MOST).collect() } else { functions.take(MOST).collect() }
        }
    };
    let mut seen = std::collections::HashSet::new();
    found.retain(|pair| !mapped(pair.0, pair.1) && seen.insert(*pair));
    found
}
