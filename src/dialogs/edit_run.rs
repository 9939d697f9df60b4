//! Title, description, environment, milestone and tags of a run that is there.

use eframe::egui;

use super::form::{Form, FormAnswer, is_titled, title_field};
use super::named::{Named, known, new_name, pick};
use super::{Flow, confirm, id};
use crate::action::{Action, Actions, RunAction};
use crate::query::{CachedQuery, Concerns, Reads};
use crate::view::View;
use crate::views::missing;
use voluptas_app::runs;
use voluptas_app::runs::manual::RunChoices;
use voluptas_app::runs::rules::NewNames;
use voluptas_core::domain::ids::{ProjectId, RunId};
use voluptas_core::domain::run::{Run, RunContent};
use voluptas_store::Aggregate;
use voluptas_store::page::Slice;
use voluptas_ui::theme::{icons, space};
use voluptas_ui::widgets::TextField;

/// The dialog's state.
#[derive(Debug)]
pub struct EditRun {
    run: RunId,
    project: ProjectId,
    number: i64,
    /// The content that editing began with.
    base: RunContent,
    title: String,
    description: String,
    tags: String,
    environment: Option<Named>,
    milestone: Option<Named>,
    choices: CachedQuery<ProjectId, RunChoices>,
    fresh: bool,
}

impl EditRun {
    /// Dialog for a run.
    #[must_use]
    pub fn of(run: &Run) -> Self {
        let concerns = Concerns::Of(&[Aggregate::Projects, Aggregate::Runs, Aggregate::Other]);
        let content = run.content.clone();
        let (title, description, tags) = Self::of_content(&content);
        Self {
            run: run.id,
            project: run.project_id,
            number: run.number,
            title,
            description,
            tags,
            environment: content.environment_id.map(Named::Known),
            milestone: content.milestone_id.map(Named::Known),
            base: content,
            choices: CachedQuery::new("gui-unread-runs", concerns),
            fresh: true,
        }
    }

    /// Asks for environments and milestones. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>) {
        let milestone = self.base.milestone_id;
        self.choices.ask(reads, Some(self.project), move |store, project| {
            let mut choices = runs::manual::choices(store, *project)?;
            // The milestone that the run has is offered even if it is completed.
            if let Some(id) = milestone.filter(|id| choices.milestones.iter().all(|(known, _)| known != id)) {
                let all = store.read(|tx| tx.milestones().list(*project, None, Slice::ALL))?.rows;
                choices.milestones.extend(all.into_iter().filter(|one| one.id == id).map(|one| (id, one.content.title)));
            }
            Ok::<_, voluptas_store::Error>(choices)
        });
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let title = view.tr.fmt("run-edit-title", &[("number", self.number.into())]);
        let form = Form {
            name: "edit-run",
            title: &title,
            icon: icons::RUN,
            height: 500.0,
            apply: "gui-save",
            is_ready: is_titled(&self.title, view) && self.choices.get().is_some(),
            long_texts: &[id("edit-run-description")],
        };
        let answer = form.show(ctx, view, |ui| {
            if self.choices.get().is_some() { self.fields(ui, view) } else { missing(ui, self.choices.failure(), view) }
        });
        match answer {
            Some(FormAnswer::Apply) => out.push(Action::Run(self.edited())),
            Some(FormAnswer::Close) if self.is_typed() => {
                out.push(Action::Confirm(confirm::discard(view, "run-edit-discard", "run-edit-discard-more")));
                return Flow::Stay;
            }
            Some(FormAnswer::Close | FormAnswer::Cancel) => {}
            None => return Flow::Stay,
        }
        Flow::Close
    }

    /// True while closing would lose something that was entered.
    fn is_typed(&self) -> bool {
        let base = Self::of_content(&self.base);
        (&self.title, &self.description, &self.tags) != (&base.0, &base.1, &base.2)
            || self.environment != self.base.environment_id.map(Named::Known)
            || self.milestone != self.base.milestone_id.map(Named::Known)
    }

    /// Title, description and tags as the fields show them.
    fn of_content(content: &RunContent) -> (String, String, String) {
        (content.title.clone(), content.description.clone().unwrap_or_default(), content.tags.join(", "))
    }

    fn edited(&self) -> RunAction {
        // A new name replaces what was there: it is found by its name when the run is stored.
        let content = RunContent {
            title: self.title.clone(),
            description: Some(self.description.clone()),
            environment_id: known(self.environment.as_ref()),
            milestone_id: known(self.milestone.as_ref()),
            tags: self.tags.split(',').map(str::to_owned).collect(),
            ..self.base.clone()
        };
        let new = NewNames {
            environment: new_name(self.environment.as_ref()),
            milestone: new_name(self.milestone.as_ref()),
            ..NewNames::default()
        };
        RunAction::Change(self.run, Box::new((self.base.clone(), content, new)))
    }

    fn fields(&mut self, ui: &mut egui::Ui, view: &View<'_>) {
        ui.spacing_mut().item_spacing.y = space::M;
        title_field(ui, "edit-run-title", &mut self.title, &mut self.fresh, view);
        let label = view.text("gui-case-description");
        TextField::new(&mut self.description).label(&label).rows(3).id(id("edit-run-description")).show(ui);
        let choices = self.choices.get().cloned().unwrap_or_default();
        pick(ui, view, "manual-run-environment", &choices.environments, &mut self.environment);
        pick(ui, view, "manual-run-milestone", &choices.milestones, &mut self.milestone);
        let (label, hint) = (view.text("manual-run-tags"), view.text("manual-run-tags-hint"));
        TextField::new(&mut self.tags).label(&label).hint(&hint).id(id("edit-run-tags")).show(ui);
    }
}
