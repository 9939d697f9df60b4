//! Shared steps: the dialogs that list, edit and create them, and the outcomes of their writes.

use super::window::Shell;
use crate::action::{SharedAction, SharedWrite};
use crate::backend::{SharedSaved, UserError};
use crate::dialogs::OpenDialog;
use crate::dialogs::make_shared::MakeShared;
use crate::dialogs::shared_steps::SharedStepsDialog;
use voluptas_app::cases::shared_steps;
use voluptas_i18n::Tr;
use voluptas_ui::widgets::Tone;

impl Shell {
    pub(super) fn shared(&mut self, action: SharedAction) {
        match action {
            SharedAction::Open(project, hash) => {
                self.dialog = Some(OpenDialog::SharedSteps(Box::new(SharedStepsDialog::new(project, hash))));
            }
            SharedAction::AskFromSteps(project, case, lines) => {
                self.dialog = Some(OpenDialog::MakeShared(Box::new(MakeShared::new(project, case, *lines))));
            }
            SharedAction::Save(write) => self.backend.save_shared(write),
            SharedAction::Delete(project, hash) => {
                self.backend.write_and_say("shared-deleted", move |store| shared_steps::delete(store, project, &hash));
            }
        }
    }

    /// Lists the shared steps of the project that is shown.
    pub(super) fn open_shared_steps(&mut self) {
        let cases = self.backend.cases().unwrap_or(&self.cases);
        if let Some(project) = &cases.project {
            self.shared(SharedAction::Open(project.id, None));
        }
    }

    pub(super) fn shared_saved(&mut self, tr: Tr, write: SharedWrite, end: Result<SharedSaved, UserError>) {
        let (created, made) = match end {
            Ok(saved) => saved,
            Err(error) => {
                // What was typed stays in the dialog, beside the reason.
                match &mut self.dialog {
                    Some(OpenDialog::SharedSteps(dialog)) => dialog.failed(error.text(tr)),
                    Some(OpenDialog::MakeShared(dialog)) => dialog.failed(error.text(tr)),
                    _ => self.toasts.add(Tone::Bad, error.text(tr)),
                }
                return;
            }
        };
        self.end_redo();
        match &mut self.dialog {
            Some(OpenDialog::SharedSteps(dialog)) => dialog.saved(),
            Some(OpenDialog::MakeShared(_)) => self.dialog = None,
            _ => {}
        }
        let title = write.form().title.trim().to_owned();
        if let (SharedWrite::Create { from: Some((case, steps)), .. }, Some(created)) = (&write, &created) {
            let is_used = self.views.case.use_shared(*case, steps, created, self.seconds);
            let (tone, key) =
                if is_used { (Tone::Good, "shared-created-in-case") } else { (Tone::Warning, "shared-created-aside") };
            self.toasts.add(tone, tr.fmt(key, &[("title", title.into())]));
            return;
        }
        let key = if created.is_some() { "history-shared-created" } else { "history-shared-edited" };
        let words = tr.fmt(key, &[("title", title.into())]);
        self.say_stored(tr, Tone::Good, words, made.map(|made| made.id));
    }
}
