//! Cases to add to a run by hand that is open, chosen as those of a new run.

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::{self, Key, Modifiers, Ui, vec2};

use super::sources::{Sources, size_line};
use crate::action::{Action, Actions, RunAction};
use crate::dialogs::flow::{Flow, id};
use crate::model::case_grid::SavedFilter;
use crate::query::{CachedQuery, Concerns, Reads};
use crate::view::View;
use voluptas_app::runs;
use voluptas_app::runs::manual::RunSize;
use voluptas_core::domain::ids::{CaseId, ProjectId, RunId};
use voluptas_store::{Aggregate, Error};
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::{Button, Dialog, dialog, text};

/// Size of the dialog in points.
const SIZE: egui::Vec2 = vec2(620.0, 620.0);

/// The run and the checked cases.
type Chosen = (RunId, Arc<Vec<CaseId>>);

/// The dialog's state.
#[derive(Debug)]
pub struct AddCasesDialog {
    run: RunId,
    project: ProjectId,
    sources: Sources,
    /// Number of items that the run gets, and number of the checked cases that it has already.
    size: CachedQuery<Chosen, (RunSize, usize)>,
}

impl AddCasesDialog {
    /// Dialog for a run of a project. `selected` are the cases that are offered first; `saved` are the filters with names.
    #[must_use]
    pub fn new(run: RunId, project: ProjectId, selected: Vec<CaseId>, saved: Vec<SavedFilter>) -> Self {
        let concerns = Concerns::Of(&[Aggregate::Cases, Aggregate::Runs]);
        Self { run, project, sources: Sources::new(selected, saved), size: CachedQuery::new("gui-unread-cases", concerns) }
    }

    /// Asks for the cases and their number. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>) {
        self.sources.refresh(reads, self.project);
        let of = (self.run, self.sources.cases());
        self.size.ask(reads, Some(of), |store, (run, cases)| {
            let size = runs::manual::size_with(store, *run, cases)?;
            let checked = cases.iter().collect::<BTreeSet<_>>().len();
            let present = checked.saturating_sub(size.cases);
            Ok::<_, Error>((size, present))
        });
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let (title, close) = (view.text("manual-run-add-cases"), view.text("gui-close"));
        let mut flow = Flow::Stay;
        let shown = Dialog::new(id("add-run-cases"), &title, &close).icon(icons::ADD).size(SIZE.x, SIZE.y).sticky();
        let shown = shown.show(ctx, |ui| {
            let size = self.size.get().cloned();
            let fits = size.as_ref().is_some_and(|(size, _)| size.cases > 0 && size.problem.is_none());
            let ready = fits && !self.sources.is_reading();
            let (add, cancel) = (view.text("manual-run-add-these"), view.text("gui-cancel"));
            dialog::footer(
                ui,
                "add-run-cases",
                |ui| size.iter().for_each(|(size, present)| size_lines(ui, size, *present, view)),
                |ui| {
                    let is_on_top = ui.memory(|m| m.is_above_modal_layer(ui.layer_id())) && !egui::Popup::is_any_open(ui.ctx());
                    let enter = ready && is_on_top && ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::Enter));
                    if Button::primary(&add).enabled(ready).show(ui).clicked() || enter {
                        out.push(Action::Run(RunAction::AddCases(self.run, self.sources.cases().to_vec())));
                        flow = Flow::Close;
                    }
                    if Button::secondary(&cancel).show(ui).clicked() {
                        flow = Flow::Close;
                    }
                },
            );
            dialog::body(ui, space::L + space::XS, |ui| self.sources.ui(ui, view));
        });
        if shown.close { Flow::Close } else { flow }
    }
}

/// Says how many of the checked cases the run has already, and how many it gets.
fn size_lines(ui: &mut Ui, size: &RunSize, present: usize, view: &View<'_>) {
    let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let faint = Palette::of(ui).text_secondary;
    if present > 0 && size.cases == 0 {
        text::line(ui, &view.text("manual-run-all-present"), Type::Body, faint);
        return;
    }
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        if present > 0 {
            let args = [("present", n(present).into()), ("all", n(present + size.cases).into())];
            text::line(ui, &view.tr.fmt("manual-run-some-present", &args), Type::Body, faint);
        }
        size_line(ui, size, view);
    });
}
