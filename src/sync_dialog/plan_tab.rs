//! The pages of a tab that plans and then applies: Import, Export, Mirror.
//!
//! A tab implements [`PlanPages`] with the parts that are its own: the panel of the choice, the view of the plan, the words of its
//! footer. This file draws the four steps around them, and makes a [`Tab`] of every type that also implements [`PlanWork`].

use eframe::egui::Ui;

use super::SettingsChange;
use super::context::{Actions, DialogAction, TabBackend, TabContext};
use super::footer::{FooterAction, Primary, Step, footer, steps};
use super::plan_actions::{PlanAction, PlanWork};
use super::preview::Count;
use super::strip::{Remedy, strip};
use super::tabs::Tab;
use crate::user_error::UserError;
use voluptas_jobs::JobId;
use voluptas_settings::Account;
use voluptas_ui::theme::{icons, space};
use voluptas_ui::widgets::{dialog, empty_state};

/// The footer below a shown plan.
#[derive(Debug)]
pub struct PlanFooter {
    /// The effects of the plan.
    pub sentence: String,
    /// Text of the primary button.
    pub primary: String,
    /// True when the button can be pressed.
    pub enabled: bool,
    /// The choice has changed since the plan was made: the button makes a new plan instead of applying this one.
    pub is_stale: bool,
}

/// The parts of the pages that differ from tab to tab.
pub trait PlanPages: PlanWork {
    /// Salt of the ids of panels.
    const NAME: &'static str;
    /// Key of the button of the summary that leads to a new choice.
    const AGAIN: &'static str;
    /// Key of the primary button of the summary.
    const DONE: &'static str;
    /// Effect of the primary button of the summary.
    const WHEN_DONE: DialogAction;

    /// Draws the first step. See [`choice_frame`].
    fn choice(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<Self::Action>);

    /// The footer of the shown plan; `None` until there is one.
    fn plan_footer(&self, cx: &TabContext<'_>) -> Option<PlanFooter>;

    /// Draws the right end of the row of steps above the plan.
    fn plan_head(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<Self::Action>);

    /// Draws the plan in the remaining space.
    fn plan_body(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<Self::Action>);

    /// Draws the panel beside the plan.
    fn beside_plan(&mut self, _ui: &mut Ui, _cx: &TabContext<'_>, _out: &mut Actions<Self::Action>) {}

    /// Shows the rows that a number of the footer counts.
    fn show_count(&mut self, _count: Count) {}

    /// Title of the page that shows the running job.
    fn apply_title(&self, cx: &TabContext<'_>) -> String;

    /// The error of a list that the choice needs.
    fn list_error(&self, _cx: &TabContext<'_>) -> Option<UserError> {
        None
    }

    /// Draws further strips above the error of the tab.
    fn strips(&mut self, _ui: &mut Ui, _cx: &TabContext<'_>, _out: &mut Actions<Self::Action>) {}
}

impl<T: PlanPages> Tab for T {
    type Action = T::Action;

    fn poll(&mut self, backend: &mut TabBackend<'_>) {
        self.take_answers(backend);
        self.jobs_mut().poll_outcome(backend);
    }

    fn update(&mut self, backend: &mut TabBackend<'_>, is_shown: bool) {
        if is_shown && backend.link.is_some() {
            self.ask_missing(backend);
        }
    }

    fn ui(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<T::Action>) {
        match self.jobs().step() {
            Step::Choose | Step::Preview if !cx.is_connected() => not_connected(ui, cx, out),
            Step::Choose => self.choice(ui, cx, out),
            Step::Preview => plan_page(self, ui, cx, out),
            Step::Apply => apply_page(self, ui, cx, out),
            Step::Summary => summary_page(self, ui, cx, out),
        }
    }

    fn perform(&mut self, backend: &mut TabBackend<'_>, action: T::Action) {
        PlanWork::perform(self, backend, action);
    }

    fn is_busy(&self) -> bool {
        self.jobs().is_applying()
    }

    fn knows(&self, job: JobId) -> bool {
        self.jobs().knows(job)
    }

    fn run_again(&mut self, backend: &mut TabBackend<'_>, job: JobId) {
        if let Some(request) = self.jobs_mut().repeat(job) {
            self.repeat(backend, request);
        }
    }

    fn settings_changed(&mut self, account: Account, change: SettingsChange) -> bool {
        self.follow_settings(account, change)
    }
}

/// Draws the frame of the first step: the footer with its sentence and button, the panel at the left, the steps, and errors.
pub fn choice_frame<T: PlanPages>(
    tab: &mut T,
    ui: &mut Ui,
    cx: &TabContext<'_>,
    out: &mut Actions<T::Action>,
    (sentence, enabled): (&str, bool),
    side: impl FnOnce(&mut T, &mut Ui, &mut Actions<T::Action>),
) {
    let primary = cx.t("sync-dialog-to-preview");
    let primary = Some(Primary { text: &primary, enabled });
    if footer(ui, cx, T::NAME, sentence, None, None, primary) == Some(FooterAction::Primary) {
        out.push(PlanAction::Preview);
    }
    side(tab, ui, out);
    steps(ui, cx, T::NAME, Step::Choose, |_| {});
    error_strips(tab, ui, cx, out);
}

/// Draws the second step: the job that plans, then the plan.
fn plan_page<T: PlanPages>(tab: &mut T, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<T::Action>) {
    let shown = tab.plan_footer(cx);
    let sentence = shown.as_ref().map_or("", |shown| &shown.sentence);
    let primary = shown.as_ref().map(|shown| Primary { text: &shown.primary, enabled: shown.enabled });
    let is_stale = shown.as_ref().is_some_and(|shown| shown.is_stale);
    match footer(ui, cx, T::NAME, sentence, None, Some(&cx.t("sync-dialog-back")), primary) {
        Some(FooterAction::Primary) => out.push(if is_stale { PlanAction::Preview } else { PlanAction::Apply }),
        Some(FooterAction::Back) => out.push(PlanAction::Back),
        Some(FooterAction::Count(count)) => tab.show_count(count),
        Some(FooterAction::Quiet) | None => {}
    }
    tab.beside_plan(ui, cx, out);
    let at = if shown.is_none() || tab.jobs().planning().is_some() { Step::Choose } else { Step::Preview };
    if steps(ui, cx, T::NAME, at, |ui| tab.plan_head(ui, cx, out)) {
        out.push(PlanAction::Back);
    }
    error_strips(tab, ui, cx, out);
    match tab.jobs().planning() {
        Some(planning) => {
            if dialog::body(ui, space::L, |ui| planning.line(ui, cx)) {
                out.push(PlanAction::Cancel);
            }
        }
        None => tab.plan_body(ui, cx, out),
    }
}

/// Draws the third step: the job that applies the plan.
fn apply_page<T: PlanPages>(tab: &T, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<T::Action>) {
    steps(ui, cx, T::NAME, Step::Apply, |_| {});
    footer(ui, cx, T::NAME, &cx.t("sync-dialog-goes-on"), None, None, None);
    if tab.jobs().applying().is_some_and(|running| running.page(ui, cx, &tab.apply_title(cx))) {
        out.push(PlanAction::Cancel);
    }
}

/// Draws the last step: the summary, the error if there is one, and two buttons.
fn summary_page<T: PlanPages>(tab: &mut T, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<T::Action>) {
    let (again, done) = (cx.t(T::AGAIN), cx.t(T::DONE));
    match footer(ui, cx, T::NAME, "", None, Some(&again), Some(Primary { text: &done, enabled: true })) {
        Some(FooterAction::Primary) => out.dialog(T::WHEN_DONE),
        Some(FooterAction::Back) => out.push(PlanAction::StartOver),
        Some(FooterAction::Quiet | FooterAction::Count(_)) | None => {}
    }
    steps(ui, cx, T::NAME, Step::Summary, |_| {});
    let jobs = tab.jobs_mut();
    if let Some(shown) = &jobs.error
        && strip(ui, cx, out, T::NAME, shown, true).is_some()
    {
        jobs.error = None;
    }
    if let Some(action) = jobs.outcome.as_mut().and_then(|outcome| outcome.ui(ui, cx, out)) {
        out.push(PlanAction::Outcome(action));
    }
}

/// Draws the error of the tab, otherwise that of its lists, above the body.
fn error_strips<T: PlanPages>(tab: &mut T, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<T::Action>) {
    tab.strips(ui, cx, out);
    let own = tab.jobs().error.clone();
    let is_own = own.is_some();
    let Some(error) = own.or_else(|| tab.list_error(cx)) else { return };
    match strip(ui, cx, out, T::NAME, &error, is_own) {
        Some(Remedy::Retry) if !is_own => out.push(PlanAction::ReadAgain),
        Some(Remedy::Retry) if tab.jobs().step() == Step::Choose => out.push(PlanAction::Preview),
        Some(Remedy::Retry | Remedy::Close) => tab.jobs_mut().error = None,
        None => {}
    }
}

/// Draws the page of a tab that needs Qase while no account is set up.
pub(super) fn not_connected<A>(ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<A>) {
    let (sentence, more, action) =
        (cx.t("sync-dialog-not-connected-head"), cx.t("sync-dialog-not-connected-more"), cx.t("sync-dialog-open-settings"));
    dialog::body(ui, space::L, |ui| {
        if empty_state(ui, icons::KEY, &sentence, &more, Some(&action)) {
            out.dialog(DialogAction::OpenSettings);
        }
    });
}
