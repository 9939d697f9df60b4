//! A failure as a person reads it.

use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain;
use voluptas_i18n::Tr;
use voluptas_jobs::{Failure, FailureKind, JobError};
use voluptas_ui::widgets::Tone;

/// A failure and the way out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserError {
    /// The work that failed, where the message does not name it.
    pub context: Option<Message>,
    /// The failure, with the name of the thing that failed.
    pub message: Message,
    /// The next step for the person.
    pub remedy: Option<Message>,
    /// Decides the help that is offered.
    pub kind: FailureKind,
}

impl UserError {
    /// A failure without a remedy.
    pub fn new(message: Message) -> Self {
        Self { context: None, message, remedy: None, kind: FailureKind::Other }
    }

    /// Takes message and remedy of an error.
    pub fn of(error: &dyn Explain) -> Self {
        Failure::new(FailureKind::Other, error).into()
    }

    /// The failure of a job; `None` when a person stopped the job.
    pub fn of_job(error: JobError) -> Option<Self> {
        match error {
            JobError::Cancelled(_) => None,
            JobError::Failed(failure) => Some(failure.into()),
        }
    }

    /// A failed read or write of the workspace, which is logged too. `context` is the key of a sentence that names the work.
    pub fn of_store(context: &'static str, error: &voluptas_store::Error) -> Self {
        tracing::error!(%error, context, "the workspace failed");
        Self { context: Some(Message::new(context)), ..Self::of(error) }
    }

    /// The same failure with a next step.
    #[must_use]
    pub fn with_remedy(self, remedy: Message) -> Self {
        Self { remedy: Some(remedy), ..self }
    }

    /// True for an error about an item that does not exist.
    pub fn is_gone(&self) -> bool {
        self.message.key == "store-error-not-found"
    }

    /// True for the end of an import that a person stopped: nothing failed.
    pub fn is_stopped_import(&self) -> bool {
        self.message.key == "files-cancelled"
    }

    /// Tone of the toast that shows it.
    pub fn tone(&self) -> Tone {
        if self.is_stopped_import() { Tone::Info } else { Tone::Bad }
    }

    /// True when Qase refused the token, which is changed in the settings.
    pub fn is_about_token(&self) -> bool {
        self.kind == FailureKind::Auth
    }

    /// Context, message and remedy as one text.
    pub fn text(&self, tr: Tr) -> String {
        let words = [self.context.as_ref(), Some(&self.message), self.remedy.as_ref()];
        sentences(words.into_iter().flatten().map(|message| tr.message(message)))
    }
}

impl From<Failure> for UserError {
    fn from(failure: Failure) -> Self {
        let Failure { kind, message, remedy } = failure;
        Self { context: None, message, remedy, kind }
    }
}

/// Texts as sentences of one paragraph. Messages have no full stop of their own.
pub fn sentences(parts: impl IntoIterator<Item = String>) -> String {
    let mut all = String::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !all.is_empty() {
            all.push_str(if all.ends_with(['.', '!', '?', '…', ':']) { " " } else { ". " });
        }
        all.push_str(&part);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_that_a_person_stopped_is_no_failure() {
        let tone = |key: &str| UserError::new(Message::new(key)).tone();
        assert_eq!((tone("files-cancelled"), tone("gui-job-busy")), (Tone::Info, Tone::Bad));
    }

    #[test]
    fn sentences_end_before_the_next_one() {
        let of = |parts: &[&str]| sentences(parts.iter().map(|part| (*part).to_owned()));
        assert_eq!(of(&["Nothing was written", "Name the folder"]), "Nothing was written. Name the folder");
        assert_eq!(of(&["Nothing was written.", "", "Name it"]), "Nothing was written. Name it");
        assert_eq!(of(&["Alone"]), "Alone");
    }
}
