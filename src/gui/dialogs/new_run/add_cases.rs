//! Cases to add to a run by hand that is open, chosen as those of a new run.

use std::sync::Arc;

use eframe::egui::{self, Key, Modifiers, vec2};

use super::sources::Sources;
use super::{Flow, id, size_line};
use crate::app::manual_run::{self, RunSize};
use crate::domain::ids::{CaseId, ProjectId, RunId};
use crate::gui::action::{Action, Actions, RunAction};
use crate::gui::model::case_grid::SavedFilter;
use crate::gui::query::{CachedQuery, Concerns, Reads};
use crate::gui::theme::{icons, space};
use crate::gui::view::View;
use crate::gui::widgets::{Button, Dialog, dialog};
use crate::store::Aggregate;

/// Size of the dialog in points.
const SIZE: egui::Vec2 = vec2(620.0, 620.0);

/// The dialog's state.
#[derive(Debug)]
pub struct AddCasesDialog {
    run: RunId,
    project: ProjectId,
    sources: Sources,
    size: CachedQuery<(RunId, Arc<Vec<CaseId>>), RunSize>,
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
        self.size.ask(reads, Some(of), |store, (run, cases)| manual_run::size_with(store, *run, cases));
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let (title, close) = (view.text("manual-run-add-cases"), view.text("gui-close"));
        let mut flow = Flow::Stay;
        let shown = Dialog::new(id("add-run-cases"), &title, &close).icon(icons::ADD).size(SIZE.x, SIZE.y).sticky();
        let shown = shown.show(ctx, |ui| {
            let size = self.size.get().cloned();
            let fits = size.as_ref().is_some_and(|size| size.cases > 0 && size.problem.is_none());
            let ready = fits && !self.sources.is_reading();
            let (add, cancel) = (view.text("manual-run-add-these"), view.text("gui-cancel"));
            dialog::footer(
                ui,
                "add-run-cases",
                |ui| size.iter().for_each(|size| size_line(ui, size, view)),
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
