//! The milestones of a project: a list with due day, state and number of runs, and an editor of one.

use std::sync::Arc;

use eframe::egui::{self, Align, Layout, Memory, Ui};

use super::day_field::DayField;
use super::{Flow, confirm, id, is_confirmed, title_problem};
use crate::action::{Action, Actions, Confirm, MilestoneAction};
use crate::query::{CachedQuery, Concerns, Reads};
use crate::view::View;
use crate::views::missing;
use voluptas_app::project;
use voluptas_app::project::milestones::MilestoneRow;
use voluptas_core::base::Millis;
use voluptas_core::base::day::Day;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::ProjectId;
use voluptas_i18n::Tr;
use voluptas_store::Aggregate;
use voluptas_store::milestones::MilestoneContent;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{
    Button, Dialog, TextField, Tone, banner, button, dialog, empty_state, icon_button, long_list, paint, reading, text,
};

/// Height of a milestone in the list, in points.
const ROW: f32 = 52.0;

/// The dialog's state.
#[derive(Debug)]
pub struct MilestonesDialog {
    project: ProjectId,
    rows: CachedQuery<ProjectId, Arc<Vec<MilestoneRow>>>,
    edited: Option<Editing>,
}

/// A milestone that is being written.
#[derive(Debug)]
struct Editing {
    /// Row id; `None` for a new one.
    id: Option<i64>,
    base: MilestoneContent,
    title: String,
    description: String,
    due: String,
    fresh: bool,
    saving: bool,
    /// Reason why nothing was stored.
    fault: Option<String>,
}

impl Editing {
    fn new(row: Option<&MilestoneRow>) -> Self {
        let base = row.map(|row| row.milestone.content.clone()).unwrap_or_default();
        Self {
            id: row.map(|row| row.milestone.id),
            title: base.title.clone(),
            description: base.description.clone().unwrap_or_default(),
            due: Self::day_of(&base),
            base,
            fresh: true,
            saving: false,
            fault: None,
        }
    }

    /// The due day as the field shows it.
    fn day_of(content: &MilestoneContent) -> String {
        content.due_ms.map(|due| Day::of(due).to_string()).unwrap_or_default()
    }

    /// The due time that is entered. A day that was not changed keeps its time.
    fn due_ms(&self) -> Result<Option<Millis>, ()> {
        match self.due.trim() {
            "" => Ok(None),
            same if same == Self::day_of(&self.base) => Ok(self.base.due_ms),
            other => Day::parse_due(other).map(|day| Some(day.begin_ms())).ok_or(()),
        }
    }

    fn content(&self) -> Option<MilestoneContent> {
        let description = Some(self.description.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
        let due_ms = self.due_ms().ok()?;
        Some(MilestoneContent { title: self.title.trim().to_owned(), description, due_ms, ..self.base.clone() })
    }

    fn is_changed(&self) -> bool {
        let due = self.due.trim() != Self::day_of(&self.base);
        let description = self.description.trim() != self.base.description.as_deref().unwrap_or_default().trim();
        due || description || self.title.trim() != self.base.title.trim()
    }
}

impl MilestonesDialog {
    /// True while the list is shown, in which nothing is typed.
    pub fn is_list(&self) -> bool {
        self.edited.is_none()
    }

    /// Dialog for the milestones of a project.
    #[must_use]
    pub fn new(project: ProjectId) -> Self {
        let concerns = Concerns::Of(&[Aggregate::Projects, Aggregate::Runs, Aggregate::Cases]);
        Self { project, rows: CachedQuery::new("milestones-unread", concerns), edited: None }
    }

    /// Reads the milestones. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>) {
        self.rows.ask(reads, Some(self.project), |store, project| project::milestones::list(store, *project).map(Arc::new));
    }

    /// Goes back to the list: the milestone is stored.
    pub fn saved(&mut self) {
        self.edited = None;
    }

    /// Shows why the milestone was not stored.
    pub fn failed(&mut self, why: String) {
        if let Some(editing) = &mut self.edited {
            (editing.saving, editing.fault) = (false, Some(why));
        }
    }

    /// Shows that somebody else changed the milestone to `theirs` meanwhile, or deleted it: a further press of Save decides.
    pub fn overtaken(&mut self, theirs: Option<MilestoneContent>, tr: Tr) {
        let Some(editing) = &mut self.edited else { return };
        editing.saving = false;
        match theirs {
            Some(theirs) => {
                let due = theirs.due_ms.map(|due| tr.due_day(due));
                let values = [Some(theirs.title.clone()), due, theirs.description.clone()].into_iter().flatten();
                let values = values.collect::<Vec<_>>().join(" · ");
                editing.fault = Some(tr.fmt("milestones-changed-meanwhile", &[("values", values.into())]));
                editing.base = theirs;
            }
            None => {
                editing.fault = Some(tr.text("milestones-gone").into_owned());
                (editing.id, editing.base) = (None, MilestoneContent::default());
            }
        }
    }

    /// Leaves the editor without storing.
    pub fn leave_editor(&mut self) {
        self.edited = None;
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let key = match &self.edited {
            None => "milestones-title",
            Some(editing) if editing.id.is_some() => "milestones-edit-title",
            Some(_) => "milestones-new",
        };
        let (title, close) = (view.text(key), view.text("gui-close"));
        let is_editing = self.edited.is_some();
        let mut frame = Dialog::new(id("milestones"), &title, &close).icon(icons::MILESTONE).size(720.0, 520.0);
        if self.edited.as_ref().is_some_and(Editing::is_changed) {
            frame = frame.sticky();
        }
        let mut flow = Flow::Stay;
        let shown = frame.show(ctx, |ui| {
            if is_editing {
                self.editor(ui, view, out);
            } else {
                flow = self.list(ui, view, out);
            }
        });
        match (shown.close, &self.edited) {
            // Esc and the cross leave the editor first, and ask before something typed is lost.
            (true, Some(editing)) if editing.is_changed() => {
                let then = Box::new(Action::Milestone(MilestoneAction::LeaveEditor));
                let ask = confirm::discard(view, "milestones-discard", "milestones-discard-more");
                out.push(Action::Confirm(Confirm { then, ..ask }));
                Flow::Stay
            }
            (true, Some(_)) if is_editing => {
                self.edited = None;
                Flow::Stay
            }
            (true, _) => Flow::Close,
            (false, _) => flow,
        }
    }

    fn list(&mut self, ui: &mut Ui, view: &View<'_>, out: &mut Actions) -> Flow {
        let mut flow = Flow::Stay;
        let (close, new) = (view.text("gui-close"), view.text("milestones-new"));
        let mut creates = false;
        let buttons = |ui: &mut Ui| {
            creates = Button::primary(&new).icon(icons::ADD).show(ui).clicked();
            if Button::secondary(&close).show(ui).clicked() {
                flow = Flow::Close;
            }
        };
        dialog::footer(ui, "milestones", |_| {}, buttons);
        // Enter without a control that has the keyboard.
        creates |= ui.memory(|m| m.focused().is_none()) && is_confirmed(ui, true, false);
        dialog::body(ui, space::L, |ui| match self.rows.get().cloned() {
            None => missing(ui, self.rows.failure(), view),
            Some(rows) if rows.is_empty() => {
                empty_state(ui, icons::MILESTONE, &view.text("milestones-none"), &view.text("milestones-none-more"), None);
            }
            Some(rows) => long_list(
                ui,
                rows.len(),
                |_| ROW + size::LINE,
                |ui, at| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    if let Some(row) = rows.get(at) {
                        self.row(ui, row, view, out);
                    }
                    paint::hline(ui);
                },
            ),
        });
        if creates {
            self.edited = Some(Editing::new(None));
        }
        flow
    }

    fn row(&mut self, ui: &mut Ui, row: &MilestoneRow, view: &View<'_>, out: &mut Actions) {
        let p = Palette::of(ui);
        let (milestone, content) = (row.milestone.id, &row.milestone.content);
        ui.push_id(milestone, |ui| {
            ui.horizontal(|ui| {
                ui.set_min_height(ROW);
                ui.spacing_mut().item_spacing.x = space::S;
                let state = if content.is_completed { Tone::Good.colour(p) } else { p.text_secondary };
                text::icon(ui, if content.is_completed { icons::PASSED } else { icons::MILESTONE }, state);
                let with = |key| view.tr.fmt(key, &[("title", content.title.as_str().into())]);
                reading::from_right(ui, |ui| {
                    if icon_button(ui, icons::DELETE, &with("milestones-delete")).clicked() {
                        out.push(Action::Confirm(question(row, view)));
                    }
                    if icon_button(ui, icons::EDIT, &with("milestones-edit")).clicked() {
                        self.edited = Some(Editing::new(Some(row)));
                    }
                    let key = if content.is_completed { "milestones-reopen" } else { "milestones-complete" };
                    let button = Button::secondary(&view.text(key)).small().show(ui).on_hover_text(&content.title);
                    if button.clicked() {
                        out.push(Action::Milestone(MilestoneAction::Complete(milestone, !content.is_completed)));
                    }
                    let room = ui.available_width();
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.vertical(|ui| {
                            ui.spacing_mut().item_spacing.y = space::XXS;
                            ui.add_space(space::S);
                            let colour = if content.is_completed { p.text_secondary } else { p.text };
                            text::line_within(ui, &content.title, Type::Medium, colour, room);
                            let is_overdue = is_overdue(content, view.now);
                            let colour = if is_overdue { Tone::Warning.colour(p) } else { p.text_secondary };
                            text::line_within(ui, &facts(row, is_overdue, view), Type::Label, colour, room);
                        });
                    });
                });
            });
        });
    }

    fn editor(&mut self, ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
        let Some(editing) = &mut self.edited else { return };
        let title = fold(editing.title.trim());
        let others = self.rows.get().into_iter().flat_map(|rows| rows.iter()).filter(|row| Some(row.milestone.id) != editing.id);
        let is_taken =
            !title.is_empty() && others.map(|row| fold(row.milestone.content.title.trim())).any(|other| other == title);
        let unfit = title_problem(&editing.title, view);
        let bad_day = editing.due_ms().is_err().then(|| view.text("mute-error-date"));
        let content = editing.content().filter(|content| !content.title.is_empty() && unfit.is_none());
        let ready = content.is_some() && !editing.saving && (editing.is_changed() || editing.id.is_none());
        let long = id("milestone-description");
        let mut leaves = false;
        let buttons = |ui: &mut Ui| {
            let in_lines = ui.memory(Memory::focused) == Some(long);
            let enter = is_confirmed(ui, ready, in_lines);
            let pressed = Button::primary(&view.text("gui-save")).enabled(ready).show(ui).clicked();
            if let Some(mine) = content.filter(|_| pressed || enter) {
                let of = editing.id.map(|id| (id, editing.base.clone()));
                out.push(Action::Milestone(MilestoneAction::Save(self.project, Box::new((of, mine)))));
                (editing.saving, editing.fault) = (true, None);
            }
            leaves = Button::secondary(&view.text("gui-cancel")).show(ui).clicked();
        };
        if bad_day.is_some()
            && !button::has_focus(ui.ctx())
            && !ui.memory(|m| m.has_focus(long))
            && !egui::Popup::is_any_open(ui.ctx())
        {
            // A day that is none keeps the keyboard.
            ui.input_mut(|i| i.consume_key(egui::Modifiers::NONE, egui::Key::Enter));
        }
        dialog::footer(ui, "milestone-edit", |_| {}, buttons);
        dialog::body(ui, space::L + space::XS, |ui| {
            ui.spacing_mut().item_spacing.y = space::M;
            if let Some(fault) = &editing.fault {
                banner(ui, Tone::Bad, fault, None, None);
            }
            super::form::title_field(ui, "milestone-title", &mut editing.title, &mut editing.fresh, view);
            let labels = ["gui-case-description", "milestones-due", "milestones-due-hint"].map(|key| view.text(key));
            TextField::new(&mut editing.description).label(&labels[0]).rows(3).id(long).show(ui);
            let field = DayField { name: "milestone-calendar", label: &labels[1], hint: &labels[2], error: bad_day.as_deref() };
            // A day in the past is no mistake: the milestone is overdue.
            field.show(ui, &mut editing.due, Day::of(view.now), view);
            if is_taken {
                // Qase has such pairs, too: it is told, not refused.
                banner(ui, Tone::Warning, &view.text("milestones-taken"), None, None);
            }
        });
        if leaves {
            self.edited = None;
        }
    }
}

/// True for an open milestone whose day has passed.
fn is_overdue(content: &MilestoneContent, now: Millis) -> bool {
    !content.is_completed && content.due_ms.is_some_and(|due| Day::of(due) < Day::of(now))
}

/// State, due day, number of runs and description in one line.
fn facts(row: &MilestoneRow, is_overdue: bool, view: &View<'_>) -> String {
    let content = &row.milestone.content;
    let state = view.text(if content.is_completed { "milestones-completed" } else { "milestones-open" }).into_owned();
    let due = content.due_ms.map(|due| {
        let key = if is_overdue { "milestones-overdue" } else { "milestones-due-on" };
        view.tr.fmt(key, &[("date", view.tr.due_day(due).into())])
    });
    let runs = view.count("milestones-runs", row.runs);
    [Some(state), due, Some(runs), content.description.as_ref().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

/// Question before a milestone is deleted, with the number of cases and runs that stay without it.
fn question(row: &MilestoneRow, view: &View<'_>) -> Confirm {
    let runs = view.count("milestones-delete-runs", row.runs);
    let cases = view.count("milestones-delete-cases", row.cases);
    Confirm {
        is_destructive: true,
        title: view.tr.fmt("milestones-delete-title", &[("title", row.milestone.content.title.as_str().into())]),
        text: view.tr.fmt("milestones-delete-what", &[("runs", runs.into()), ("cases", cases.into())]),
        button: view.text("milestones-delete-button").into_owned(),
        then: Box::new(Action::Milestone(MilestoneAction::Delete(row.milestone.id))),
    }
}
