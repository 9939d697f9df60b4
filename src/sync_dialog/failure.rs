//! A failure as a banner: the error, the advice and the button that follows it.

use eframe::egui::{Frame, Margin, Panel, Ui};

use super::context::{Actions, DialogAction, TabContext};
use voluptas_jobs::{Failure, FailureKind, JobError};
use voluptas_store as store;
use voluptas_ui::widgets::{BannerEvent, Tone, banner};

/// A failure that is shown until the person closes it or tries again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserError {
    /// Key of a sentence that says what could not be done; `None` where the failure says so itself.
    what: Option<&'static str>,
    failure: Failure,
}

/// The button of the banner that was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Try again.
    Retry,
    /// Close the banner.
    Close,
}

impl UserError {
    /// The error of a job; `None` when a person stopped the job.
    pub fn of(error: JobError) -> Option<Self> {
        match error {
            JobError::Cancelled(_) => None,
            JobError::Failed(failure) => Some(Self::new(failure)),
        }
    }

    /// An error to be shown.
    pub fn new(failure: Failure) -> Self {
        Self { what: None, failure }
    }

    /// A failed read or write of the workspace, which is logged too. `what` is the key of a sentence that names it.
    pub fn of_store(what: &'static str, error: &store::Error) -> Self {
        tracing::error!(%error, what, "the workspace failed");
        Self { what: Some(what), failure: Failure::new(FailureKind::Other, error) }
    }

    /// The text of the error with its advice.
    pub fn words(&self, cx: &TabContext<'_>) -> String {
        let what = self.what.map(|key| cx.t(key).into_owned());
        let remedy = self.failure.remedy.as_ref().map(|remedy| cx.tr.message(remedy));
        let parts = [what, Some(cx.tr.message(&self.failure.message)), remedy];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Draws the banner. An error about the token leads to the settings.
    fn ui<A>(&self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<A>, closable: bool) -> Option<Remedy> {
        let auth = self.failure.kind == FailureKind::Auth;
        let action = cx.t(if auth { "sync-dialog-open-settings" } else { "gui-try-again" });
        let close = cx.t("sync-dialog-dismiss");
        match banner(ui, Tone::Bad, &self.words(cx), Some(&action), closable.then_some(&*close)) {
            Some(BannerEvent::Action) if auth => {
                out.dialog(DialogAction::OpenSettings);
                None
            }
            Some(BannerEvent::Action) => Some(Remedy::Retry),
            Some(BannerEvent::Close) => Some(Remedy::Close),
            None => None,
        }
    }
}

/// Draws an error as a strip above the body. An error that lasts until it is remedied is not closable.
pub fn strip<A>(
    ui: &mut Ui,
    cx: &TabContext<'_>,
    out: &mut Actions<A>,
    salt: &str,
    error: &UserError,
    closable: bool,
) -> Option<Remedy> {
    strip_panel(ui, salt, |ui| error.ui(ui, cx, out, closable))
}

/// Draws a note as a strip above the body.
pub fn note(ui: &mut Ui, salt: &str, tone: Tone, words: &str) {
    strip_panel(ui, salt, |ui| banner(ui, tone, words, None, None));
}

/// Draws a strip above the body.
pub fn strip_panel<R>(ui: &mut Ui, salt: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    Panel::top(("sync-strip", salt))
        .frame(Frame::new().inner_margin(Margin { left: 20, right: 20, top: 4, bottom: 10 }))
        .show_separator_line(false)
        .show(ui, add)
        .inner
}
