//! Messages of the window about finished writes and jobs.

use super::window::Shell;
use crate::action::Action;
use crate::backend::UserError;
use voluptas_i18n::Tr;
use voluptas_jobs::{Busy, JobEnd, JobError};
use voluptas_ui::widgets::Tone;

impl Shell {
    /// The outcome of a write. A failure is said.
    pub(super) fn stored<T>(&mut self, tr: Tr, end: Result<T, UserError>) -> Option<T> {
        end.map_err(|error| self.toasts.add(Tone::Bad, error.text(tr))).ok()
    }

    /// Says that something was stored. With the id of its operation, a button undoes it, and nothing can be redone any more.
    pub(super) fn say_stored(&mut self, tr: Tr, tone: Tone, words: String, operation: Option<i64>) {
        match operation {
            Some(id) => {
                self.end_redo();
                self.toasts.add_with_action(tone, words, tr.text("gui-cmd-undo"), Action::UndoOperation(id));
            }
            None => self.toasts.add(tone, words),
        }
    }

    /// The job that was begun. While another one is in its way, the window says which.
    pub(super) fn begun<J>(&mut self, job: Result<J, Busy>) -> Option<J> {
        let tr = self.tr();
        job.map_err(|busy| self.toasts.add(Tone::Info, tr.message(&busy.running))).ok()
    }

    /// The outcome of a job. A failure is said; `None` for a cancelled job, too.
    pub(super) fn done<T>(&mut self, tr: Tr, end: JobEnd<T>) -> Option<T> {
        match end {
            Ok(done) => Some(done),
            Err(JobError::Cancelled(_)) => None,
            Err(JobError::Failed(failure)) => {
                self.toasts.add(Tone::Bad, UserError::from(failure).text(tr));
                None
            }
        }
    }
}
