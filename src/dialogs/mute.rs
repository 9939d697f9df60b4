//! Muting of tests: reason, owner and end.

use eframe::egui::{self, Memory, vec2};

use super::day_field::DayField;
use super::mutes::MutesDialog;
use super::{Flow, confirm, id, is_confirmed};
use crate::action::{Action, Actions, ChangedMute, TestsAction};
use crate::query::{CachedQuery, Concerns, Reads};
use crate::view::View;
use voluptas_app::results;
use voluptas_core::base::day::Day;
use voluptas_core::base::{Millis, clock};
use voluptas_core::domain::ids::{ProjectId, TestId};
use voluptas_core::domain::mute::MuteContent;
use voluptas_store::Aggregate;
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::{Button, Dialog, TextField, dialog, filter_pill, text};

/// Ends that are offered: key of the name, and days from now.
const ENDS: [(&str, i64); 3] = [("mute-week", 7), ("mute-two-weeks", 14), ("mute-month", 30)];
/// Name of the field of the reason.
const REASON: &str = "mute-reason";
/// A day in milliseconds.
const DAY: i64 = 86_400_000;

/// The dialog's state.
#[derive(Debug)]
pub struct MuteDialog {
    tests: Vec<TestId>,
    reason: String,
    owner: String,
    /// Owner that the dialog began with.
    first_owner: String,
    until: String,
    /// Reason and end that the dialog began with.
    first: (String, String),
    /// Milestones with a day in the future: a mute often lasts until a release.
    releases: CachedQuery<ProjectId, Vec<(String, Millis)>>,
    project: Option<ProjectId>,
    /// The reason was edited, or the person tried to mute without one.
    is_edited: bool,
    fresh: bool,
    /// The mute that is changed; `None` for a new one.
    changed: Option<EditedMute>,
    /// The list that it was opened from, to which it leads back.
    list: Option<Box<MutesDialog>>,
}

/// The mute that is changed.
#[derive(Debug)]
struct EditedMute {
    /// Title of its test.
    title: String,
    /// Its end has passed.
    has_ended: bool,
}

impl MuteDialog {
    /// Dialog for tests of a project; `owner` is the person who mutes them.
    #[must_use]
    pub fn of(tests: Vec<TestId>, project: Option<ProjectId>, owner: String) -> Self {
        let releases =
            CachedQuery::new("gui-unread-runs", Concerns::Of(&[Aggregate::Projects, Aggregate::Runs, Aggregate::Other]));
        let (reason, until) = (String::new(), String::new());
        let first_owner = owner.clone();
        Self {
            tests,
            reason,
            owner,
            first_owner,
            until,
            first: Default::default(),
            releases,
            project,
            is_edited: false,
            fresh: true,
            changed: None,
            list: None,
        }
    }

    /// Dialog for the mute that a test of a project has, opened from a list of mutes.
    #[must_use]
    pub fn changing(changed: ChangedMute, project: Option<ProjectId>, list: Option<Box<MutesDialog>>) -> Self {
        let ChangedMute { test, title, now, has_ended } = changed;
        // The end of an ended mute cannot be its end again.
        let last = now.last_ms().filter(|_| !has_ended);
        let until = last.map(|last| Day::of(last).to_string()).unwrap_or_default();
        let dialog = Self::of(vec![test], project, now.owner.unwrap_or_default());
        let changed = Some(EditedMute { title, has_ended });
        Self { first: (now.reason.clone(), until.clone()), reason: now.reason, until, changed, list, ..dialog }
    }

    /// The list that it was opened from.
    pub fn into_list(self) -> Option<Box<MutesDialog>> {
        self.list
    }

    /// Draws the list that it was opened from, below it.
    pub fn show_list(&mut self, ctx: &egui::Context, view: &View<'_>) {
        if let Some(list) = &mut self.list {
            // The dialog above has the keys and the pointer.
            list.show(ctx, view, &mut Actions::default());
        }
    }

    /// Reads the milestones. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>) {
        if let Some(list) = &mut self.list {
            list.refresh(reads);
        }
        self.releases.ask(reads, self.project, |store, project| results::mutes::releases(store, *project));
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let title = match &self.changed {
            Some(EditedMute { title, has_ended }) => {
                let key = if *has_ended { "mute-again-title" } else { "mute-change-title" };
                view.tr.fmt(key, &[("title", title.as_str().into())])
            }
            None => view.text("mute-title").into_owned(),
        };
        let close = view.text("gui-close");
        let is_change = self.changed.as_ref().is_some_and(|changed| !changed.has_ended);
        let mut flow = Flow::Stay;
        let until = self.until.trim();
        let end = if until.is_empty() { Ok(None) } else { clock::parse_end(until).map(Some).ok_or(()) };
        let problem = match end {
            Err(()) => Some("mute-error-date"),
            Ok(Some(end)) if end <= view.now => Some("mute-error-past"),
            Ok(_) => None,
        };
        let problem = problem.map(|key| view.text(key));
        let content = MuteContent {
            reason: self.reason.trim().to_owned(),
            owner: Some(self.owner.trim().to_owned()).filter(|owner| !owner.is_empty()),
            until_ms: end.unwrap_or_default(),
        };
        let mut dialog = Dialog::new(id("mute"), &title, &close).icon(icons::MUTE).size(520.0, 500.0);
        if self.is_typed() {
            dialog = dialog.sticky();
        }
        let shown = dialog.show(ctx, |ui| {
            let ready = problem.is_none() && !content.reason.is_empty();
            let button = if is_change { "gui-save" } else { "run-mute-button" };
            let (mute, cancel) = (view.text(button), view.text("gui-cancel"));
            dialog::footer(
                ui,
                "mute",
                |_| {},
                |ui| {
                    // The reason may have several lines, so Enter alone is one of them.
                    let in_reason = ui.memory(Memory::focused) == Some(id(REASON));
                    let entered = is_confirmed(ui, ready, in_reason);
                    if Button::primary(&mute).enabled(ready).show(ui).clicked() || entered {
                        out.push(Action::Tests(TestsAction::Mute(self.tests.clone(), content.clone())));
                        flow = Flow::Close;
                    }
                    if Button::secondary(&cancel).show(ui).clicked() {
                        flow = Flow::Close;
                    }
                },
            );
            dialog::body(ui, space::L + space::XS, |ui| {
                ui.spacing_mut().item_spacing.y = space::M;
                let note = view.count("mute-note", self.tests.len() as u64);
                text::paragraph(ui, &note, Type::Body, Palette::of(ui).text_secondary);
                let labels = ["mute-reason", "mute-owner", "mute-until"].map(|key| view.text(key));
                let why = view.text("mute-error-no-reason");
                let is_blank = self.reason.trim().is_empty();
                let field = TextField::new(&mut self.reason).label(&labels[0]).rows(3).id(id(REASON));
                // Red only after the person was there: a fresh dialog is no mistake.
                let field = match (is_blank, self.is_edited) {
                    (true, true) => field.error(Some(&why)),
                    (true, false) => field.note(&why),
                    (false, _) => field,
                };
                let field = field.show(ui);
                self.is_edited |= field.changed() || field.lost_focus();
                if std::mem::take(&mut self.fresh) {
                    field.request_focus();
                }
                TextField::new(&mut self.owner).label(&labels[1]).show(ui);
                let hint = view.text("mute-until-hint");
                let field = DayField { name: "mute-calendar", label: &labels[2], hint: &hint, error: problem.as_deref() };
                field.show(ui, &mut self.until, Day::of(view.now), view);
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
                    for (key, days) in ENDS {
                        let day = clock::to_iso(view.now.saturating_add(days * DAY)).chars().take(10).collect::<String>();
                        if filter_pill(ui, self.until == day, None, &view.text(key), "").clicked() {
                            self.until = day;
                        }
                    }
                    let now = view.now;
                    for (title, at) in self.releases.get().into_iter().flatten().filter(|(_, at)| *at > now) {
                        let day = clock::to_iso(*at).chars().take(10).collect::<String>();
                        let name = view.tr.fmt("mute-release", &[("title", title.as_str().into())]);
                        if filter_pill(ui, self.until == day, None, &name, "").on_hover_text(&day).clicked() {
                            self.until = day;
                        }
                    }
                    if filter_pill(ui, self.until.trim().is_empty(), None, &view.text("mute-forever"), "").clicked() {
                        self.until.clear();
                    }
                });
            });
        });
        if shown.close && self.is_typed() {
            let (question, lost) = match is_change {
                true => ("mute-discard-change", "mute-discard-change-more"),
                false => ("mute-discard", "mute-discard-more"),
            };
            out.push(Action::Confirm(confirm::discard(view, question, lost)));
            return flow;
        }
        if shown.close { Flow::Close } else { flow }
    }

    /// True while closing would lose something that was entered.
    fn is_typed(&self) -> bool {
        let is_owner_typed = self.owner.trim() != self.first_owner.trim();
        let (reason, until) = (self.first.0.trim(), self.first.1.trim());
        is_owner_typed || self.reason.trim() != reason || self.until.trim() != until
    }
}
