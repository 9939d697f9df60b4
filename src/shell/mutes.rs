//! Mutes that end while the window is open: noticed by a timer, announced in a toast, and left out of the views.

use super::window::Shell;
use crate::action::Action;
use crate::ui_command::UiCommand;
use voluptas_core::base::Millis;
use voluptas_i18n::Tr;
use voluptas_store::mutes::MutedTest;
use voluptas_ui::widgets::Tone;

impl Shell {
    /// Takes over the result of a check for ended mutes: announces them and reads again everything that depends on mutes. The end
    /// of a mute is not a write, and another window may have announced it.
    pub(super) fn mutes_looked_for(&mut self, tr: Tr, ended: &[MutedTest], next_ms: Option<Millis>) {
        self.mutes.next_ms = next_ms;
        let has_passed = self.mutes.passed.take().is_some();
        if has_passed || !ended.is_empty() {
            self.backend.refresh();
        }
        let Some(first) = ended.first() else { return };
        let count = i64::try_from(ended.len()).unwrap_or(i64::MAX);
        let words = tr.fmt("mute-ended", &[("count", count.into()), ("title", first.title.clone().into())]);
        self.toasts.add_with_action(Tone::Warning, words, tr.text("mute-ended-show"), Action::Command(UiCommand::Mutes));
    }
}
