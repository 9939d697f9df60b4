//! The Mirror tab: results of a run in one project are copied onto the cases of another project. The steps are: choose both sides,
//! look at the plan, apply it, see the summary.
//!
//! `choose` draws the first step with the strip of saved pairs (`pairs`), `preview` the second. `choice` and `rows` are models without
//! drawing, `lists` holds what is read from Qase, and `perform` has the actions and the jobs.

mod choice;
mod choose;
mod lists;
mod pairs;
mod perform;
mod preview;
mod rows;

use std::sync::Arc;

use eframe::egui::Ui;

use super::context::{Actions, DialogAction, TabContext};
use super::footer::{FooterAction, Primary, Step, footer, steps};
use super::import::not_connected;
use super::plan_jobs::PlanJobs;
use super::rich;
use super::strip::{Remedy, strip};
use choice::{Choice, ChoiceFacts, MissingChoice};
use choose::Side;
use lists::MirrorLists;
use pairs::Pairs;
use perform::MirrorAction;
use rows::Rows;
pub use rows::{Group, Preview};
use voluptas_app::mirror::job::{MirrorReady, Mirrored};
use voluptas_core::domain::ids::PairId;
use voluptas_core::domain::message::Arg;
use voluptas_jobs::Query;
use voluptas_mirror::Options;
use voluptas_settings::Account;
use voluptas_ui::theme::space;
use voluptas_ui::widgets::{dialog, text};

#[derive(Debug, Default)]
pub struct MirrorTab {
    jobs: PlanJobs<MirrorReady, Mirrored, (Choice, Options)>,
    choice: Choice,
    lists: MirrorLists,
    pairs: Pairs,
    building: Query<Arc<Rows>>,
    preview: Option<Preview>,
    /// The plan that is being applied. It knows its outcome, whether the job succeeds or fails.
    applied: Option<MirrorReady>,
    /// The saved pair of this plan.
    applied_pair: Option<PairId>,
}

impl MirrorTab {
    /// The shown preview.
    pub fn preview(&self) -> Option<&Preview> {
        self.preview.as_ref()
    }

    /// Options for the engine, or what the choice still lacks.
    fn options(&self, has_second: bool) -> Result<Options, MissingChoice> {
        let runs = self.lists.runs(Account::Primary, self.choice.from.as_deref());
        self.choice.options(ChoiceFacts { runs, fields: self.lists.shared(), has_second })
    }

    fn set_project(&mut self, side: Side, code: &str) {
        let code = Some(code.to_uppercase());
        self.jobs.error = None;
        match side {
            Side::Source => {
                self.choice.from = code;
                self.choice.source_run = None;
            }
            Side::Target => {
                self.choice.to = code;
                self.choice.target_run = None;
            }
        }
    }

    fn draw(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<MirrorAction>) {
        if !cx.is_connected() && matches!(self.jobs.step(), Step::Choose | Step::Preview) {
            return not_connected(ui, cx, out);
        }
        match self.jobs.step() {
            Step::Choose => self.choose(ui, cx, out),
            Step::Preview => self.preview_step(ui, cx, out),
            Step::Apply => {
                let (source, target) = self.applied.as_ref().map(project_codes).unwrap_or_default();
                let title = cx.f("sync-dialog-mirroring", &[("source", source.into()), ("target", target.into())]);
                if self.jobs.apply_page(ui, cx, "mirror", &title) {
                    out.push(MirrorAction::Cancel);
                }
            }
            Step::Summary => self.summary(ui, cx, out),
        }
    }

    /// Draws the error of the tab or of its lists above the body.
    fn error_strip(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<MirrorAction>) {
        let of_list = self.lists.error(&self.choice).or(cx.lists.trouble()).cloned();
        let Some(error) = self.jobs.error.clone().or(of_list) else { return };
        let own = self.jobs.error.is_some();
        match strip(ui, cx, out, "mirror", &error, own) {
            Some(Remedy::Retry) if own && self.jobs.step() == Step::Choose => out.push(MirrorAction::Preview),
            Some(Remedy::Retry) if !own => out.push(MirrorAction::ReadAgain),
            Some(Remedy::Retry | Remedy::Close) => self.jobs.error = None,
            None => {}
        }
    }

    fn preview_step(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<MirrorAction>) {
        let (sentence, primary, can) = self.preview.as_ref().map(|p| preview_footer(cx, p)).unwrap_or_default();
        let back = cx.t("sync-dialog-back");
        let primary = self.preview.is_some().then_some(Primary { text: &primary, enabled: can });
        match footer(ui, cx, "mirror", &sentence, None, Some(&back), primary) {
            Some(FooterAction::Primary) => out.push(MirrorAction::Apply),
            Some(FooterAction::Back) => out.push(MirrorAction::Back),
            _ => {}
        }
        let at = if self.preview.is_some() { Step::Preview } else { Step::Choose };
        let codes = self.preview.as_ref().map(|p| project_codes(p.ready()));
        let back = steps(ui, cx, "mirror", at, |ui| {
            if let Some((from, to)) = codes {
                text::secondary(ui, &format!("{from} → {to}"));
            }
        });
        if back {
            out.push(MirrorAction::Back);
        }
        self.error_strip(ui, cx, out);
        if let Some(planning) = self.jobs.planning() {
            if dialog::body(ui, space::L, |ui| planning.line(ui, cx)) {
                out.push(MirrorAction::Cancel);
            }
        } else if let Some(preview) = &mut self.preview {
            if let Some(adopt) = preview::ui(ui, cx, preview) {
                out.push(MirrorAction::AdoptUntraced(adopt));
            }
        } else {
            dialog::body(ui, space::L, |_| {});
        }
    }

    fn summary(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<MirrorAction>) {
        let buttons = ("sync-dialog-new-mirror", "sync-dialog-finish");
        match self.jobs.summary_page(ui, cx, out, "mirror", buttons) {
            Some(FooterAction::Primary) => out.dialog(DialogAction::Close),
            Some(FooterAction::Back) => out.push(MirrorAction::StartOver),
            _ => {}
        }
    }
}

/// Codes of the source and target project.
fn project_codes(ready: &MirrorReady) -> (String, String) {
    let plan = ready.plan();
    (plan.source.project.clone(), plan.target.project.clone())
}

/// Footer of the preview: the sentence, the text of the primary button, and true if the button can be pressed.
fn preview_footer(cx: &TabContext<'_>, preview: &Preview) -> (String, String, bool) {
    let plan = preview.plan();
    let strong = |n: usize| rich::strong(cx.tr.number(n));
    let counted = |key: &str, n: usize| {
        let n_arg: Arg = n.into();
        cx.f(key, &[("n", n_arg), ("count", strong(n))])
    };
    let (posts, skipped, there) = (preview.posts(), preview.skipped(), preview.count(Some(Group::There)));
    if posts == 0 {
        let sentence = match (preview.count(None), plan.target.run) {
            (0, _) => cx.t("sync-dialog-mirror-empty-run").into_owned(),
            (_, Some(id)) if there > 0 => {
                let mut words = cx.f("sync-dialog-mirror-all-there", &[("id", id.to_string().into()), ("count", strong(there))]);
                if skipped > 0 {
                    words.push(' ');
                    words.push_str(&counted("sync-dialog-mirror-will-skip", skipped));
                }
                words
            }
            _ => cx.t("sync-dialog-mirror-nothing-fits").into_owned(),
        };
        // A target run that has all results may still have to be closed.
        let closes = preview.ready().options().complete_target_run && preview.ready().prepared().is_target_open();
        let key = if closes { "sync-dialog-mirror-only-complete" } else { "sync-dialog-mirror-nothing" };
        return (sentence, cx.t(key).into_owned(), closes);
    }
    let run = rich::strong(&plan.target.run_title);
    let n: Arg = posts.into();
    let key = if plan.target.run.is_some() { "sync-dialog-mirror-will" } else { "sync-dialog-mirror-will-make" };
    let mut sentence = cx.f(key, &[("n", n), ("count", strong(posts)), ("run", run)]);
    for (key, n) in [("sync-dialog-mirror-will-create", plan.new_cases.len()), ("sync-dialog-mirror-will-skip", skipped)] {
        if n > 0 {
            sentence.push(' ');
            sentence.push_str(&counted(key, n));
        }
    }
    (sentence, cx.n("sync-dialog-mirror-apply-n", posts), true)
}
