//! Duplicate cases: a job finds groups, a person selects which case of a group stays, looks at the effect and merges.

mod list;
mod preview;
mod rows;

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::{self, Align, Frame, Id, Key, Layout, Margin, Modifiers, Panel, Ui};

use super::{Flow, id};
use crate::action::{Action, Actions, CaseAction};
use crate::query::{Awaited, CachedQuery, Concerns, Reads};
use crate::user_error::UserError;
use crate::view::View;
use crate::views::missing;
use voluptas_app::cases;
use voluptas_app::cases::duplicates::DuplicateCase;
use voluptas_app::cases::duplicates::DuplicateGroup;
use voluptas_app::cases::duplicates::Duplicates;
use voluptas_app::cases::duplicates::MergePlan;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, ProjectId, SuiteId};
use voluptas_jobs::{JobError, JobHandle, JobSpec};
use voluptas_store::Aggregate;
use voluptas_ui::theme::{Palette, icons, size, space};
use voluptas_ui::widgets::{Button, Dialog, dialog, empty_state, icon_button, paint, segmented, text};

/// Width of the list of groups.
const SIDE: f32 = 320.0;
/// Share of the height that the preview takes.
const PREVIEW: f32 = 0.46;

fn group_list() -> Id {
    id("duplicates-groups")
}

fn case_list() -> Id {
    id("duplicates-cases")
}

/// State of the search.
#[derive(Debug, Default)]
enum Search {
    /// The search starts in the next pass.
    #[default]
    Due,
    /// The job runs.
    Running(JobHandle<Duplicates>),
    /// The groups were found.
    Found(Duplicates),
    /// A person stopped the job.
    Stopped,
    /// The job failed.
    Failed(UserError),
}

/// The dialog's state.
#[derive(Debug)]
pub struct DuplicatesDialog {
    project: ProjectId,
    /// The suite that was selected when the dialog was opened.
    suite: Option<SuiteId>,
    /// The search is limited to that suite.
    in_suite: bool,
    search: Search,
    /// A search after a change of the cases. What the one before found stays on screen meanwhile.
    again: Option<JobHandle<Duplicates>>,
    /// State of the cases that the last search began with.
    searched: Option<u64>,
    /// Groups of which at least two cases are not in the trash: place of the group and places of those cases.
    shown: Vec<(usize, Vec<usize>)>,
    /// Generation of the case list that `shown` was made of.
    seen: Option<u64>,
    /// Place of the selected group in `shown`.
    at: usize,
    /// Row of the keyboard among the cases of the group.
    cursor: usize,
    /// The case to keep; `None` for the suggested one.
    keep: Option<CaseId>,
    /// Cases of the group that are not merged.
    left_out: BTreeSet<CaseId>,
    plan: CachedQuery<(CaseId, Vec<CaseId>), Arc<MergePlan>>,
    /// A merge is being written.
    is_merging: bool,
    /// The list gets the keyboard once there is one.
    is_fresh: bool,
}

impl DuplicatesDialog {
    /// Searches a project, limited to `suite` where one is given.
    #[must_use]
    pub fn new(project: ProjectId, suite: Option<SuiteId>) -> Self {
        let concerns = Concerns::Of(&[Aggregate::Cases, Aggregate::Mappings, Aggregate::Results, Aggregate::Functions]);
        Self {
            project,
            suite,
            in_suite: suite.is_some(),
            search: Search::Due,
            again: None,
            searched: None,
            shown: Vec::new(),
            seen: None,
            at: 0,
            cursor: 0,
            keep: None,
            left_out: BTreeSet::new(),
            plan: CachedQuery::new("duplicates-preview-unread", concerns),
            is_merging: false,
            is_fresh: true,
        }
    }

    /// Tells that a merge has ended, with or without success.
    pub fn merged(&mut self) {
        self.is_merging = false;
    }

    /// Starts the search where one is due, takes its end, and asks for the plan of the selected merge. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>) {
        let content = reads.store.generations().of(Aggregate::Cases);
        match &mut self.search {
            Search::Due => {
                self.searched = Some(content);
                self.search = match self.spawn(reads) {
                    Ok(job) => Search::Running(job),
                    Err(error) => Search::Failed(error),
                };
                reads.wait_for(Awaited::Answers);
            }
            Search::Running(job) => match job.try_take() {
                None => reads.wait_for(Awaited::Answers),
                Some(end) => {
                    self.search = match end {
                        Ok(found) => Search::Found(found),
                        Err(JobError::Cancelled(_)) => Search::Stopped,
                        Err(JobError::Failed(f)) => Search::Failed(UserError { message: f.message, remedy: f.remedy }),
                    };
                    self.seen = None;
                    self.at = 0;
                }
            },
            Search::Found(_) => self.look_again(reads, content),
            Search::Stopped | Search::Failed(_) => {}
        }
        let question = self.question();
        self.plan.ask(reads, question, |store, (keep, others)| cases::duplicates::plan_merge(store, *keep, others).map(Arc::new));
    }

    fn spawn(&self, reads: Reads<'_>) -> Result<JobHandle<Duplicates>, UserError> {
        let (store, project, suite) = (reads.store.clone(), self.project, self.suite.filter(|_| self.in_suite));
        let spec = JobSpec::new("find_duplicates", Message::new("duplicates-job"));
        let work = move |ctx| cases::duplicates::find_in_background(store, project, suite, ctx);
        reads.runner.spawn(spec, work).map_err(|busy| UserError { message: busy.running, remedy: None })
    }

    /// Searches again once cases have changed, and takes over what was found. The selected group stays selected.
    fn look_again(&mut self, reads: Reads<'_>, content: u64) {
        if let Some(job) = &mut self.again {
            reads.wait_for(Awaited::Answers);
            let Some(end) = job.try_take() else { return };
            self.again = None;
            // A search that a person stopped, or that failed, leaves what was found; the next change starts another one.
            if let Ok(found) = end {
                self.take_over(found);
            }
        } else if self.searched != Some(content) && !self.is_merging {
            self.searched = Some(content);
            self.again = self.spawn(reads).ok();
            if self.again.is_some() {
                reads.wait_for(Awaited::Answers);
            }
        }
    }

    /// Replaces what was found by what a later search found.
    fn take_over(&mut self, found: Duplicates) {
        let ids = |group: &DuplicateGroup| group.cases.iter().map(|case| case.id).collect::<BTreeSet<_>>();
        let selected = self.shown_group(self.at).map(|(_, members)| members.iter().map(|case| case.id).collect::<BTreeSet<_>>());
        let same = |group: &DuplicateGroup| selected.as_ref().is_some_and(|known| !known.is_disjoint(&ids(group)));
        let at = found.groups.iter().position(same);
        self.shown = at.map(|at| vec![(at, Vec::new())]).unwrap_or_default();
        (self.search, self.seen, self.at) = (Search::Found(found), None, 0);
        if at.is_none() {
            (self.cursor, self.keep) = (0, None);
            self.left_out.clear();
        }
    }

    /// The selected merge: the case to keep and the others.
    fn question(&self) -> Option<(CaseId, Vec<CaseId>)> {
        let (_, members) = self.shown_group(self.at)?;
        let keep = self.kept(&members)?.id;
        let others: Vec<CaseId> =
            members.iter().map(|case| case.id).filter(|id| *id != keep && !self.left_out.contains(id)).collect();
        (!others.is_empty()).then_some((keep, others))
    }

    /// A shown group with those of its cases that are not in the trash.
    fn shown_group(&self, at: usize) -> Option<(&DuplicateGroup, Vec<&DuplicateCase>)> {
        let Search::Found(found) = &self.search else { return None };
        let (group, members) = self.shown.get(at)?;
        let group = found.groups.get(*group)?;
        Some((group, members.iter().filter_map(|i| group.cases.get(*i)).collect()))
    }

    /// The case that a merge would keep.
    fn kept<'a>(&self, members: &[&'a DuplicateCase]) -> Option<&'a DuplicateCase> {
        let chosen = members.iter().find(|case| Some(case.id) == self.keep);
        chosen.or(members.first()).copied()
    }

    fn select_group(&mut self, at: usize) {
        if at != self.at {
            (self.at, self.cursor, self.keep) = (at, 0, None);
            self.left_out.clear();
        }
    }

    fn search_again(&mut self) {
        if let Some(job) = self.again.take() {
            job.ctx.cancel();
        }
        (self.search, self.seen, self.at, self.cursor, self.keep) = (Search::Due, None, 0, 0, None);
        self.shown.clear();
        self.left_out.clear();
    }

    /// Drops cases that went to the trash, and brings those back that undo restored.
    fn follow(&mut self, view: &View<'_>) {
        let Search::Found(found) = &self.search else { return };
        let generation = view.cases.tree.generation();
        if self.seen == Some(generation) {
            return;
        }
        let selected = self.shown.get(self.at).map(|(group, _)| *group);
        let living = |group: &DuplicateGroup| -> Vec<usize> {
            (0..group.cases.len()).filter(|i| view.cases.get(group.cases[*i].id).is_some()).collect()
        };
        let groups = found.groups.iter().enumerate().map(|(at, group)| (at, living(group)));
        self.shown = groups.filter(|(_, members)| members.len() > 1).collect();
        self.seen = Some(generation);
        let same = selected.and_then(|group| self.shown.iter().position(|(at, _)| *at == group));
        if let Some(at) = same {
            self.at = at;
        } else {
            // The group after the merged one, counted among all: its merge may have ended groups before it as well.
            let next = self.shown.iter().position(|(at, _)| selected.is_some_and(|selected| *at > selected));
            let last = self.shown.len().saturating_sub(1);
            let first = if selected.is_none() { 0 } else { last };
            (self.at, self.cursor, self.keep) = (next.unwrap_or(first), 0, None);
            self.left_out.clear();
        }
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        self.follow(view);
        let (title, close) = (view.text("gui-cmd-find-duplicates"), view.text("gui-close"));
        let mut flow = Flow::Stay;
        let shown = Dialog::new(id("duplicates"), &title, &close).icon(icons::COPY).size(1120.0, 720.0).show(ctx, |ui| {
            self.scope(ui, view);
            self.footer(ui, view, out, &mut flow);
            if self.shown.is_empty() {
                dialog::body(ui, space::L, |ui| self.nothing(ui, view));
                return;
            }
            dialog::side_of(ui, "duplicates", SIDE, 240.0..=460.0, 0.0, |ui| self.groups(ui, view));
            dialog::body(ui, 0.0, |ui| self.group(ui, view));
            if std::mem::take(&mut self.is_fresh) {
                ui.memory_mut(|m| m.request_focus(group_list()));
            }
        });
        if shown.close { Flow::Close } else { flow }
    }

    /// The choice between the whole project and the suite that was selected.
    fn scope(&mut self, ui: &mut Ui, view: &View<'_>) {
        let Some(title) = self.suite.and_then(|id| view.cases.suite(id)) else { return };
        let names = [
            view.text("duplicates-scope-project").into_owned(),
            view.tr.fmt("duplicates-scope-suite", &[("title", title.into())]),
        ];
        let frame = Frame::new().inner_margin(Margin { left: 20, right: 20, top: 0, bottom: 12 });
        let picked = Panel::top("duplicates-scope").frame(frame).show(ui, |ui| {
            ui.set_max_width(size::READING);
            segmented(ui, usize::from(self.in_suite), &[&names[0], &names[1]])
        });
        if let Some(i) = picked.inner {
            self.in_suite = i == 1;
            self.cancel();
            self.search_again();
        }
    }

    /// The state of a search without groups.
    fn nothing(&mut self, ui: &mut Ui, view: &View<'_>) {
        let again = view.text("duplicates-search");
        match &self.search {
            Search::Due | Search::Running(_) => {
                empty_state(ui, icons::SEARCH, &view.text("duplicates-searching"), "", None);
            }
            Search::Found(_) => {
                let more = view.text("duplicates-none-more");
                empty_state(ui, icons::DONE_ALL, &view.text("duplicates-none"), &more, None);
            }
            Search::Stopped => {
                if empty_state(ui, icons::STOP, &view.text("duplicates-stopped"), "", Some(&again)) {
                    self.search_again();
                }
            }
            Search::Failed(error) => missing(ui, Some(error), view),
        }
    }

    fn footer(&mut self, ui: &mut Ui, view: &View<'_>, out: &mut Actions, flow: &mut Flow) {
        let is_running = matches!(self.search, Search::Due | Search::Running(_));
        let plan = self.plan.get().filter(|plan| !plan.others.is_empty()).cloned();
        let plan = plan.filter(|_| !self.is_merging);
        let words = match (&plan, self.question()) {
            _ if self.is_merging => view.text("duplicates-merging").into_owned(),
            (Some(plan), _) => merge_words(plan.others.len(), plan.keep.number, view),
            (None, Some((keep, others))) => {
                let members = self.shown_group(self.at).map(|(_, members)| members).unwrap_or_default();
                let number = members.iter().find(|case| case.id == keep).map_or(0, |case| case.number);
                merge_words(others.len(), number, view)
            }
            (None, None) => String::new(),
        };
        let (again, stop, close) = (view.text("duplicates-search"), view.text("gui-cancel"), view.text("gui-close"));
        let summary = match &self.search {
            Search::Due | Search::Running(_) => view.text("duplicates-searching").into_owned(),
            Search::Found(found) => {
                let key = if self.shown.is_empty() { "duplicates-none-of" } else { "duplicates-found" };
                let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX).into();
                view.tr.fmt(key, &[("groups", n(self.shown.len())), ("n", n(found.searched))])
            }
            Search::Stopped | Search::Failed(_) => String::new(),
        };
        let (mut merge, mut search, mut stopped) = (false, false, false);
        dialog::footer(
            ui,
            "duplicates",
            |ui| {
                if !is_running {
                    search = icon_button(ui, icons::REFRESH, &again).clicked();
                }
                text::secondary(ui, &summary);
            },
            |ui| {
                if is_running {
                    stopped = Button::secondary(&stop).show(ui).clicked();
                    return;
                }
                if !words.is_empty() {
                    merge = Button::primary(&words).enabled(plan.is_some()).shortcut("Ctrl+Enter").show(ui).clicked();
                }
                if Button::secondary(&close).show(ui).clicked() {
                    *flow = Flow::Close;
                }
            },
        );
        let entered = ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::Enter));
        if let Some(plan) = plan.filter(|_| merge || entered) {
            self.is_merging = true;
            out.push(Action::Case(CaseAction::MergeDuplicates(plan)));
        }
        if search {
            self.search_again();
        }
        if stopped {
            self.cancel();
        }
    }

    /// The cases of the selected group above the effect of the merge.
    fn group(&mut self, ui: &mut Ui, view: &View<'_>) {
        let whole = ui.available_rect_before_wrap();
        let (above, below) = whole.split_top_bottom_at_y(whole.bottom() - (whole.height() * PREVIEW).round());
        paint::inside(ui, above, Layout::top_down(Align::Min), |ui| self.members(ui, view));
        ui.painter().hline(below.x_range(), below.top(), (size::LINE, Palette::of(ui).line_strong));
        paint::inside(ui, below, Layout::top_down(Align::Min), |ui| match (self.plan.get(), self.question()) {
            (Some(plan), _) if !plan.others.is_empty() => preview::preview(ui, plan, view),
            (_, None) => {
                Frame::new().inner_margin(Margin::same(space::L as i8)).show(ui, |ui| {
                    text::secondary(ui, &view.text("duplicates-nothing"));
                });
            }
            _ => {
                Frame::new().inner_margin(Margin::same(space::L as i8)).show(ui, |ui| missing(ui, self.plan.failure(), view));
            }
        });
    }

    fn cancel(&mut self) {
        if let Search::Running(job) = &self.search {
            job.ctx.cancel();
        }
        if let Some(job) = &self.again {
            job.ctx.cancel();
        }
    }
}

fn merge_words(others: usize, keep: i64, view: &View<'_>) -> String {
    let n = i64::try_from(others).unwrap_or(i64::MAX);
    view.tr.fmt("duplicates-merge", &[("n", n.into()), ("code", rows::code(keep, view).into())])
}

impl Drop for DuplicatesDialog {
    /// A search that nobody waits for any more is stopped.
    fn drop(&mut self) {
        self.cancel();
    }
}
