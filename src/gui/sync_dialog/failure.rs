//! A failure as a banner: what happened, what to do, and the button that does it.

use eframe::egui::{Frame, Margin, Panel, Ui};

use super::cx::Cx;
use crate::gui::widgets::{BannerEvent, Tone, banner};
use crate::jobs::{Failure, FailureKind, JobError};

/// What went wrong, and what could be pressed about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    failure: Failure,
}

/// What the person wants done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Try again.
    Retry,
    /// The banner was closed.
    Close,
}

impl Trouble {
    /// From the end of a job; none when a person stopped it.
    pub fn of(error: JobError) -> Option<Self> {
        match error {
            JobError::Cancelled(_) => None,
            JobError::Failed(failure) => Some(Self { failure }),
        }
    }

    /// From a failure.
    pub fn new(failure: Failure) -> Self {
        Self { failure }
    }

    /// The sentence with its remedy.
    pub fn words(&self, cx: &Cx<'_>) -> String {
        let mut words = cx.tr.message(&self.failure.message);
        if let Some(remedy) = &self.failure.remedy {
            words.push(' ');
            words.push_str(&cx.tr.message(remedy));
        }
        words
    }

    /// Draws the banner.
    pub fn ui(&self, ui: &mut Ui, cx: &mut Cx<'_>, closable: bool) -> Option<Remedy> {
        let auth = self.failure.kind == FailureKind::Auth;
        let action = cx.t(if auth { "sync-dialog-open-settings" } else { "sync-dialog-retry" });
        let close = cx.t("sync-dialog-dismiss");
        match banner(ui, Tone::Bad, &self.words(cx), Some(&action), closable.then_some(&*close)) {
            Some(BannerEvent::Action) if auth => {
                cx.open_settings();
                None
            }
            Some(BannerEvent::Action) => Some(Remedy::Retry),
            Some(BannerEvent::Close) => Some(Remedy::Close),
            None => None,
        }
    }
}

/// A failure as a strip above the body; what lasts until it is remedied cannot be closed.
pub fn strip(ui: &mut Ui, cx: &mut Cx<'_>, salt: &str, trouble: &Trouble, closable: bool) -> Option<Remedy> {
    strip_panel(ui, salt, |ui| trouble.ui(ui, cx, closable))
}

/// Something to know as a strip above the body.
pub fn note(ui: &mut Ui, salt: &str, tone: Tone, words: &str) {
    strip_panel(ui, salt, |ui| banner(ui, tone, words, None, None));
}

/// A strip above the body.
pub fn strip_panel<R>(ui: &mut Ui, salt: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    Panel::top(("sync-strip", salt))
        .frame(Frame::new().inner_margin(Margin { left: 20, right: 20, top: 4, bottom: 10 }))
        .show_separator_line(false)
        .show(ui, add)
        .inner
}
