//! The shared steps of a project: a list with the cases that use each, and an editor of one.

use std::sync::Arc;

use eframe::egui::{self, CornerRadius, Frame, Key, Margin, Modifiers, ScrollArea, Stroke, Ui};

use super::{Flow, id, title_problem};
use crate::action::{Action, Actions, Confirm, Nav, SharedAction, SharedWrite};
use crate::model::cases::CaseRow;
use crate::model::step_lines::StepLines;
use crate::query::{CachedQuery, Concerns, Reads};
use crate::view::View;
use crate::views::case::steps::table::{StepOwner, StepTable};
use crate::views::missing;
use voluptas_app::cases;
use voluptas_app::cases::shared_steps::{SharedForm, SharedRow};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::ProjectId;
use voluptas_store::Aggregate;
use voluptas_ui::memo::{Identity, Memo};
use voluptas_ui::theme::{Palette, Type, icons, radius, size, space};
use voluptas_ui::widgets::{
    Button, Dialog, TextField, Tone, banner, dialog, empty_state, icon_button, long_list, paint, reading, text,
};

/// Height of a shared step in the list, in points.
const ROW: f32 = size::GRID_ROW + space::XS;
/// The list has a filter from this many rows on.
const FILTERED: usize = 8;

/// Key of the shown rows: the list and the folded filter.
type ShownOf = (Identity<Vec<SharedRow>>, String);

/// The dialog's state.
#[derive(Debug)]
pub struct SharedStepsDialog {
    project: ProjectId,
    rows: CachedQuery<ProjectId, Arc<Vec<SharedRow>>>,
    filter: String,
    /// Places of the rows that the filter shows.
    shown: Memo<ShownOf, Arc<Vec<usize>>>,
    /// The one whose cases are listed, by its hash.
    open: Option<String>,
    /// The one to edit as soon as the list is read.
    wanted: Option<String>,
    /// A case led to the editor of one: leaving it leads back to the case.
    is_from_case: bool,
    edited: Option<Editing>,
}

/// A line of the list; `true` for the last one of a shared step.
#[derive(Debug, Clone, Copy)]
enum Line<'a> {
    /// A shared step.
    Shared(&'a SharedRow, bool),
    /// A case that uses the shared step above.
    User(&'a CaseRow, bool),
}

impl Line<'_> {
    /// True when a rule stands below the line.
    fn ends(self) -> bool {
        let (Self::Shared(_, ends) | Self::User(_, ends)) = self;
        ends
    }

    /// Height in points.
    fn height(self) -> f32 {
        let own = match self {
            Self::Shared(..) => ROW,
            Self::User(..) => size::TREE_ROW,
        };
        own + if self.ends() { size::LINE } else { 0.0 }
    }
}

/// A shared step that is being written.
#[derive(Debug)]
struct Editing {
    /// Hash of the stored one; `None` for a new one.
    hash: Option<String>,
    base: SharedForm,
    title: String,
    lines: StepLines,
    fresh: bool,
    saving: bool,
    /// A note above the fields: why nothing was stored, or that something is not yet.
    note: Option<(Tone, String)>,
}

impl Editing {
    fn new(row: Option<&SharedRow>) -> Self {
        let base = row.map(|row| SharedForm { title: row.title.clone(), steps: row.steps.clone() }).unwrap_or_default();
        let mut lines = StepLines::of(&base.steps);
        if lines.lines.is_empty() {
            lines.add_after(None);
        }
        let hash = row.map(|row| row.hash.clone());
        Self { hash, title: base.title.clone(), lines, base, fresh: true, saving: false, note: None }
    }

    fn form(&self) -> SharedForm {
        SharedForm { title: self.title.trim().to_owned(), steps: self.lines.steps() }
    }

    fn is_changed(&self) -> bool {
        self.form() != self.base
    }
}

impl SharedStepsDialog {
    /// The list of a project; with a hash, the editor of that shared step.
    #[must_use]
    pub fn new(project: ProjectId, wanted: Option<String>) -> Self {
        let rows = CachedQuery::new("shared-unread", Concerns::Of(&[Aggregate::Cases]));
        Self {
            project,
            rows,
            filter: String::new(),
            shown: Memo::default(),
            open: None,
            wanted,
            is_from_case: false,
            edited: None,
        }
    }

    /// Asks for the shared steps. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>) {
        self.rows.ask(reads, Some(self.project), |store, project| cases::shared_steps::list(store, *project).map(Arc::new));
        if let Some(rows) = self.rows.get()
            && let Some(hash) = self.wanted.take()
        {
            self.edited = rows.iter().find(|row| row.hash == hash).map(|row| Editing::new(Some(row)));
            self.is_from_case = self.edited.is_some();
        }
    }

    /// Returns to the list after the edit was stored.
    pub fn saved(&mut self) {
        self.edited = None;
        self.is_from_case = false;
    }

    /// Shows why nothing was stored.
    pub fn failed(&mut self, why: String) {
        if let Some(editing) = &mut self.edited {
            (editing.saving, editing.note) = (false, Some((Tone::Bad, why)));
        }
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let (title, close) = (view.text("gui-cmd-shared-steps"), view.text("gui-close"));
        let mut flow = Flow::Stay;
        let is_editing = self.edited.is_some();
        let size = if is_editing { (900.0, 640.0) } else { (720.0, 560.0) };
        let mut dialog = Dialog::new(id("shared-steps"), &title, &close).icon(icons::SHARED).size(size.0, size.1);
        if self.edited.as_ref().is_some_and(Editing::is_changed) {
            dialog = dialog.sticky();
        }
        let shown = dialog.show(ctx, |ui| {
            if is_editing {
                self.editor(ui, view, out);
            } else {
                flow = self.list(ui, view, out);
            }
        });
        match (shown.close, &self.edited) {
            // Esc and the cross leave the editor first; unsaved text is not lost by them.
            (true, Some(editing)) if editing.is_changed() => {
                if let Some(editing) = &mut self.edited {
                    editing.note = Some((Tone::Warning, view.text("shared-unsaved").into_owned()));
                }
                Flow::Stay
            }
            (true, Some(_)) if !self.is_from_case => {
                self.edited = None;
                Flow::Stay
            }
            (true, _) => Flow::Close,
            (false, None) if is_editing && self.is_from_case => Flow::Close,
            (false, _) => flow,
        }
    }

    fn list(&mut self, ui: &mut Ui, view: &View<'_>, out: &mut Actions) -> Flow {
        let mut flow = Flow::Stay;
        let (close, new) = (view.text("gui-close"), view.text("shared-new"));
        let mut creates = false;
        dialog::footer(
            ui,
            "shared-steps",
            |_| {},
            |ui| {
                creates = Button::primary(&new).icon(icons::ADD).show(ui).clicked();
                if Button::secondary(&close).show(ui).clicked() {
                    flow = Flow::Close;
                }
            },
        );
        dialog::body(ui, space::L, |ui| match self.rows.get().cloned() {
            None => missing(ui, self.rows.failure(), view),
            Some(all) if all.is_empty() => {
                empty_state(ui, icons::SHARED, &view.text("shared-none"), &view.text("shared-none-more"), None);
            }
            Some(all) => {
                if all.len() >= FILTERED {
                    let name = view.text("gui-filter");
                    TextField::new(&mut self.filter).name(&name).hint(&name).icon(icons::FILTER).show(ui);
                }
                let of = (Identity::of(&all), fold(self.filter.trim()));
                let fits = |at: &usize| fold(&all[*at].title).contains(&of.1);
                let shown = self.shown.get(of.clone(), || Arc::new((0..all.len()).filter(fits).collect()));
                let lines = self.lines(&all, &shown, view);
                long_list(
                    ui,
                    lines.len(),
                    |at| lines[at].height(),
                    |ui, at| {
                        ui.spacing_mut().item_spacing.y = 0.0;
                        let pressed = match lines[at] {
                            Line::Shared(row, _) => {
                                self.row(ui, row, view, out);
                                Flow::Stay
                            }
                            Line::User(case, _) => user(ui, case, out),
                        };
                        if pressed == Flow::Close {
                            flow = Flow::Close;
                        }
                        if lines[at].ends() {
                            paint::hline(ui);
                        }
                    },
                );
            }
        });
        if creates {
            self.edited = Some(Editing::new(None));
        }
        flow
    }

    /// The lines of the list: the shown shared steps, and the cases of the one that is open below it.
    fn lines<'a>(&self, all: &'a [SharedRow], shown: &[usize], view: &View<'a>) -> Vec<Line<'a>> {
        let mut lines = Vec::with_capacity(shown.len());
        for row in shown.iter().filter_map(|at| all.get(*at)) {
            let users: Vec<&CaseRow> = match &self.open {
                Some(hash) if *hash == row.hash => row.users.iter().filter_map(|case| view.cases.get(*case)).collect(),
                _ => Vec::new(),
            };
            lines.push(Line::Shared(row, users.is_empty()));
            let last = users.len().saturating_sub(1);
            lines.extend(users.into_iter().enumerate().map(|(at, case)| Line::User(case, at == last)));
        }
        lines
    }

    fn row(&mut self, ui: &mut Ui, row: &SharedRow, view: &View<'_>, out: &mut Actions) {
        let p = Palette::of(ui);
        let is_open = self.open.as_ref() == Some(&row.hash);
        ui.push_id(&row.hash, |ui| {
            ui.horizontal(|ui| {
                ui.set_min_height(ROW);
                ui.spacing_mut().item_spacing.x = space::S;
                text::icon(ui, icons::SHARED, p.text_secondary);
                let with = |key| view.tr.fmt(key, &[("title", row.title.as_str().into())]);
                reading::from_right(ui, |ui| {
                    if icon_button(ui, icons::DELETE, &with("shared-delete")).clicked() {
                        out.push(Action::Confirm(self.question(row, view)));
                    }
                    if icon_button(ui, icons::EDIT, &with("shared-edit")).clicked() {
                        self.edited = Some(Editing::new(Some(row)));
                    }
                    let used = view.count("shared-used-in", row.users.len() as u64);
                    if row.users.is_empty() {
                        text::line(ui, &used, Type::Label, p.text_secondary);
                    } else if text::link(ui, &used).clicked() {
                        self.open = if is_open { None } else { Some(row.hash.clone()) };
                    }
                    text::line(ui, &view.count("templates-steps", row.steps.len() as u64), Type::Label, p.text_secondary);
                    let room = ui.available_width();
                    ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                        text::line_within(ui, &row.title, Type::Medium, p.text, room);
                    });
                });
            });
        });
    }

    /// Asks before a shared step is deleted, and says how many cases use it.
    fn question(&self, row: &SharedRow, view: &View<'_>) -> Confirm {
        Confirm {
            is_destructive: true,
            title: view.tr.fmt("shared-delete", &[("title", row.title.as_str().into())]),
            text: view.count("shared-delete-what", row.users.len() as u64),
            button: view.text("shared-delete-button").into_owned(),
            then: Box::new(Action::Shared(SharedAction::Delete(self.project, row.hash.clone()))),
        }
    }

    fn editor(&mut self, ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
        let users = self.edited.as_ref().and_then(|editing| editing.hash.as_ref()).and_then(|hash| {
            let rows = self.rows.get()?;
            rows.iter().find(|row| row.hash == *hash).map(|row| row.users.len())
        });
        let Some(editing) = &mut self.edited else { return };
        let unfit = title_problem(&editing.title, view);
        let form = editing.form();
        let ready =
            !form.title.is_empty() && unfit.is_none() && !form.steps.is_empty() && form != editing.base && !editing.saving;
        let (save, cancel) = (view.text("gui-save"), view.text("gui-cancel"));
        let mut leaves = false;
        let note = users.filter(|n| *n > 0).map(|n| view.count("shared-edit-note", n as u64));
        let about = |ui: &mut Ui| {
            if let Some(note) = &note {
                text::line(ui, note, Type::Label, Palette::of(ui).text_secondary);
            }
        };
        dialog::footer(ui, "shared-edit", about, |ui| {
            let by_key = ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::S)) && ready;
            if Button::primary(&save).shortcut("Ctrl+S").enabled(ready).show(ui).clicked() || by_key {
                let write = match editing.hash.clone() {
                    None => SharedWrite::Create { project: self.project, form: form.clone(), from: None },
                    Some(hash) => {
                        let base = editing.base.clone();
                        SharedWrite::Update { project: self.project, hash, base, form: form.clone() }
                    }
                };
                out.push(Action::Shared(SharedAction::Save(write)));
                (editing.saving, editing.note) = (true, None);
            }
            leaves = Button::secondary(&cancel).show(ui).clicked();
        });
        dialog::body(ui, space::L, |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            if let Some((tone, words)) = &editing.note {
                banner(ui, *tone, words, None, None);
            }
            let label = view.text("shared-title");
            let field = TextField::new(&mut editing.title).label(&label).error(unfit.as_deref());
            let field = field.id(id("shared-title")).show(ui);
            if std::mem::take(&mut editing.fresh) {
                field.request_focus();
            }
            text::label(ui, &view.text("gui-case-steps"));
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                let frame = Frame::new()
                    .stroke(Stroke::new(size::LINE, Palette::of(ui).line))
                    .corner_radius(CornerRadius::same(radius::CARD))
                    .inner_margin(Margin::same(1));
                frame.show(ui, |ui| {
                    let lines = &mut editing.lines;
                    StepTable { owner: StepOwner::Shared, lines, shared: &[], parameters: None, picture: &|_| None }
                        .show(ui, view);
                });
            });
        });
        if leaves {
            self.edited = None;
        }
    }
}

/// Draws a case that uses a shared step. A press on its title opens it.
fn user(ui: &mut Ui, case: &CaseRow, out: &mut Actions) -> Flow {
    ui.horizontal(|ui| {
        ui.set_min_height(size::TREE_ROW);
        ui.add_space(size::ICON + space::S);
        text::mono(ui, &case.code);
        if !text::link(ui, &case.title).clicked() {
            return Flow::Stay;
        }
        out.nav(Nav::OpenCase(case.id));
        Flow::Close
    })
    .inner
}
