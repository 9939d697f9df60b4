//! A failure that a tab shows: the error and the advice.

use voluptas_i18n::Tr;
use voluptas_jobs::{Failure, FailureKind, JobError};
use voluptas_store as store;

/// A failure that is shown until the person closes it or tries again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserError {
    /// Key of a sentence that says what could not be done; `None` where the failure says so itself.
    what: Option<&'static str>,
    failure: Failure,
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
    pub fn words(&self, tr: Tr) -> String {
        let what = self.what.map(|key| tr.text(key).into_owned());
        let remedy = self.failure.remedy.as_ref().map(|remedy| tr.message(remedy));
        let parts = [what, Some(tr.message(&self.failure.message)), remedy];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// True when Qase refused the token, which is changed in the settings.
    pub fn is_about_token(&self) -> bool {
        self.failure.kind == FailureKind::Auth
    }
}
