//! Strips above the body of a tab: an error with its advice and the button that follows it, or a note.

use eframe::egui::{Frame, Margin, Panel, Ui};

use super::context::{Actions, DialogAction, TabContext};
use crate::user_error::UserError;
use voluptas_ui::widgets::{BannerEvent, Tone, banner};

/// The button of the banner that was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Try again.
    Retry,
    /// Close the banner.
    Close,
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
    strip_panel(ui, salt, |ui| error_banner(ui, cx, out, error, closable))
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

/// Draws an error as a banner. An error about the token leads to the settings.
fn error_banner<A>(ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<A>, error: &UserError, closable: bool) -> Option<Remedy> {
    let action = cx.t(if error.is_about_token() { "sync-dialog-open-settings" } else { "gui-try-again" });
    let close = cx.t("sync-dialog-dismiss");
    match banner(ui, Tone::Bad, &error.text(cx.tr), Some(&action), closable.then_some(&*close)) {
        Some(BannerEvent::Action) if error.is_about_token() => {
            out.dialog(DialogAction::OpenSettings);
            None
        }
        Some(BannerEvent::Action) => Some(Remedy::Retry),
        Some(BannerEvent::Close) => Some(Remedy::Close),
        None => None,
    }
}
