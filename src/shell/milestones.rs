//! The milestones of a project: the dialog that lists and edits them, and the outcomes of its writes.

use super::window::Shell;
use crate::action::MilestoneAction;
use crate::backend::{MilestoneEnd, UserError};
use crate::dialogs::OpenDialog;
use crate::dialogs::milestones::MilestonesDialog;
use voluptas_app::project;
use voluptas_core::domain::Message;
use voluptas_i18n::Tr;
use voluptas_ui::widgets::Tone;

impl Shell {
    pub(super) fn milestone(&mut self, action: MilestoneAction) {
        match action {
            MilestoneAction::Save(project, write) => self.backend.save_milestone(project, *write),
            MilestoneAction::Complete(id, is_completed) => self.backend.write(move |store| {
                let title = project::milestones::complete(store, id, is_completed)?;
                let key = if is_completed { "milestones-was-completed" } else { "milestones-was-reopened" };
                Ok(Some(Message::new(key).with("title", title)))
            }),
            MilestoneAction::Delete(id) => self.backend.write(move |store| {
                let title = project::milestones::delete(store, id)?;
                Ok(Some(Message::new("history-delete-milestone").with("title", title)))
            }),
            MilestoneAction::LeaveEditor => {
                if let Some(OpenDialog::Milestones(dialog)) = &mut self.dialog {
                    dialog.leave_editor();
                }
            }
        }
    }

    /// Lists the milestones of the project that is shown.
    pub(super) fn open_milestones(&mut self) {
        if let Some(project) = self.backend.cases().and_then(|cases| cases.project.as_ref()) {
            self.dialog = Some(OpenDialog::Milestones(Box::new(MilestonesDialog::new(project.id))));
        }
    }

    pub(super) fn milestone_saved(&mut self, tr: Tr, end: Result<MilestoneEnd, UserError>) {
        match (end, &mut self.dialog) {
            (Ok(MilestoneEnd::Overtaken(theirs)), Some(OpenDialog::Milestones(dialog))) => dialog.overtaken(theirs, tr),
            (Ok(MilestoneEnd::Overtaken(_)), _) => {}
            (Ok(MilestoneEnd::Stored(message)), dialog) => {
                if let Some(OpenDialog::Milestones(dialog)) = dialog {
                    dialog.saved();
                }
                self.end_redo();
                self.toasts.add(Tone::Good, tr.message(&message));
            }
            // What was typed stays in the dialog, beside the reason.
            (Err(error), Some(OpenDialog::Milestones(dialog))) => dialog.failed(error.text(tr)),
            (Err(error), _) => self.toasts.add(Tone::Bad, error.text(tr)),
        }
    }
}
