//! News from the background: opened workspaces, ended writes, checked connections.

use super::Shell;
use crate::app::mirror_watch::Watchers;
use crate::domain::ids::FunctionId;
use crate::gui::action::Nav;
use crate::gui::backend::{CheckRequest, Event};
use crate::gui::dialogs::OpenDialog;
use crate::gui::state::UiState;
use crate::gui::sync_dialog::SyncDialog;
use crate::gui::ui_command::UiCommand;
use crate::gui::view::Connection;
use crate::gui::widgets::Tone;
use crate::i18n::Tr;
use crate::settings::PerSlot;

impl Shell {
    pub(super) fn poll(&mut self, tr: Tr) {
        let (fresh, events) = self.backend.poll(tr);
        self.follow_lists(fresh);
        if fresh {
            self.grid.generation += 1;
            self.loaded = true;
            if let Some(trouble) = self.backend.registry_trouble() {
                self.toasts.add(Tone::Bad, trouble.text(tr));
            }
            if let Some(id) = self.after_create.take() {
                self.actions.nav(Nav::Function(FunctionId(id)));
            }
        }
        for event in events {
            self.take(tr, event);
        }
    }

    fn take(&mut self, tr: Tr, event: Event) {
        match event {
            Event::Opened(opened) => match self.backend.take_opened(opened) {
                Ok(()) => {
                    let kept = serde_json::from_value(self.backend.settings.window.clone()).unwrap_or_default();
                    let path = self.backend.workspace_path().map(|p| p.display().to_string()).unwrap_or_default();
                    self.state = UiState::restore(kept, &path);
                    self.loaded = false;
                    self.editor.forget();
                    self.sync = SyncDialog::new();
                    self.watchers = Watchers::default();
                    self.ways = PerSlot::default();
                    if let Some(command) = self.pending.take() {
                        self.actions.command(command);
                    }
                }
                Err(trouble) => {
                    self.pending = None;
                    self.toasts.add(Tone::Bad, trouble.text(tr));
                }
            },
            Event::Wrote(Ok(Some(message))) => self.toasts.add(Tone::Good, tr.message(&message)),
            Event::Wrote(Ok(None)) | Event::SettingsSaved(Ok(())) | Event::Saved(Ok(())) => {}
            Event::Saved(Err(trouble)) => {
                self.editor.reopen();
                self.toasts.add(Tone::Bad, trouble.text(tr));
            }
            Event::Wrote(Err(trouble)) | Event::SettingsSaved(Err(trouble)) => self.toasts.add(Tone::Bad, trouble.text(tr)),
            Event::Created(Ok(id)) => self.after_create = Some(id),
            Event::Created(Err(trouble)) | Event::Stepped(_, Err(trouble)) => self.toasts.add(Tone::Bad, trouble.text(tr)),
            Event::Stepped(undo, Ok(step)) => {
                self.editor.forget();
                let key = match (undo, step.is_some()) {
                    (true, true) => "gui-undone",
                    (true, false) => "gui-nothing-to-undo",
                    (false, true) => "gui-redone",
                    (false, false) => "gui-nothing-to-redo",
                };
                let what = step.and_then(|s| s.label).filter(|l| tr.has(&l.key)).map(|l| tr.message(&l)).unwrap_or_default();
                let words = if what.is_empty() { tr.text(key).into_owned() } else { format!("{}: {what}", tr.text(key)) };
                self.toasts.add(Tone::Info, words);
            }
            Event::Checked(checked) => {
                self.backend.take_checked(&checked, |t| t.text(tr));
                if let Some(OpenDialog::Settings(dialog)) = &mut self.dialog {
                    dialog.checked(*checked);
                } else if let Err(trouble) = &checked.result {
                    self.toasts.add_with_action(Tone::Bad, trouble.text(tr), tr.text("gui-open-settings"), UiCommand::Settings);
                }
            }
            Event::Surveyed(surveyed) => {
                let slot = surveyed.slot;
                if let Some(trouble) = self.backend.take_survey(*surveyed) {
                    self.toasts.add(Tone::Bad, trouble.text(tr));
                }
                self.renew_way(slot);
                // The demo's server is on this machine: nobody is asked to press a button for it.
                if self.backend.is_demo() && matches!(self.backend.connection, Connection::Unchecked(_)) {
                    self.backend.check(CheckRequest::default());
                }
            }
            Event::Picked(purpose, path) => {
                if let Some(OpenDialog::Path(dialog)) = &mut self.dialog
                    && dialog.purpose == purpose
                {
                    dialog.picked(&path);
                }
            }
        }
    }
}
