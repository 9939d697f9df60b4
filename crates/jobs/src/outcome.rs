//! The end of a job: a report, a failure or a cancellation.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain;

/// The result of a job: counts by name, and warnings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Report {
    /// Counts by stable name (`created`, `updated`, `failed`, ...).
    pub counts: BTreeMap<String, i64>,
    /// Warnings for a person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Message>,
}

impl Report {
    /// Adds a count.
    #[must_use]
    pub fn count(mut self, name: &str, n: impl TryInto<i64>) -> Self {
        self.counts.insert(name.to_owned(), n.try_into().unwrap_or(i64::MAX));
        self
    }
}

/// The value of a finished job, which can be summed up as a report.
pub trait Reportable {
    /// Summary of the job's work.
    fn report(&self) -> Report;
}

impl Reportable for () {
    fn report(&self) -> Report {
        Report::default()
    }
}

impl Reportable for Report {
    fn report(&self) -> Report {
        self.clone()
    }
}

/// Kind of a failure. Decides the exit code and the help that is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The token is missing, wrong or has no right.
    Auth,
    /// The network or the server failed.
    Network,
    /// The user's input was wrong.
    Usage,
    /// The requested thing does not exist.
    Missing,
    /// The data read was incomplete, so nothing was changed.
    Incomplete,
    /// Any other failure.
    Other,
}

/// A failure, explained for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Kind of the failure.
    pub kind: FailureKind,
    /// The failure, with the name of the thing that failed.
    pub message: Message,
    /// The action that solves the problem; `None` if there is none.
    pub remedy: Option<Message>,
}

impl Failure {
    /// Builds a failure from an error that can explain itself.
    pub fn new(kind: FailureKind, error: &dyn Explain) -> Self {
        Self { kind, message: error.message(), remedy: error.remedy() }
    }
}

impl Explain for Failure {
    fn message(&self) -> Message {
        self.message.clone()
    }

    fn remedy(&self) -> Option<Message> {
        self.remedy.clone()
    }
}

/// The reason for a job's end without a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobError {
    /// The job was asked to stop; finished work stays.
    Cancelled(Report),
    /// The job failed.
    Failed(Failure),
}

impl From<super::ctx::Cancelled> for JobError {
    fn from(_: super::ctx::Cancelled) -> Self {
        Self::Cancelled(Report::default())
    }
}

impl From<Failure> for JobError {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<voluptas_store::Error> for JobError {
    fn from(e: voluptas_store::Error) -> Self {
        let kind = match e {
            voluptas_store::Error::NotFound { .. } => FailureKind::Missing,
            voluptas_store::Error::Invalid(_) => FailureKind::Usage,
            _ => FailureKind::Other,
        };
        Self::Failed(Failure::new(kind, &e))
    }
}

/// The end of a job, with its value.
pub type JobEnd<T> = Result<T, JobError>;

/// The end of a job, as it is shown and stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Outcome {
    /// The job finished.
    Finished {
        /// Finished work.
        report: Report,
    },
    /// The job failed.
    Failed {
        /// Reason of the failure.
        failure: Failure,
    },
    /// The job was cancelled.
    Cancelled {
        /// Work finished before the cancellation.
        report: Report,
    },
}

impl Outcome {
    /// The word that is stored.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Finished { .. } => "finished",
            Self::Failed { .. } => "failed",
            Self::Cancelled { .. } => "cancelled",
        }
    }

    pub(super) fn of<T: Reportable>(end: &JobEnd<T>) -> Self {
        match end {
            Ok(value) => Self::Finished { report: value.report() },
            Err(JobError::Cancelled(report)) => Self::Cancelled { report: report.clone() },
            Err(JobError::Failed(failure)) => Self::Failed { failure: failure.clone() },
        }
    }
}
