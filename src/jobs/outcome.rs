//! How a job ended.

use crate::domain::Message;
use crate::domain::message::Explain;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a job did: counts by name, and what it has to remark.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Report {
    /// Counts by stable name (`created`, `updated`, `failed`, ...).
    pub counts: BTreeMap<String, i64>,
    /// Remarks for a person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Message>,
}

impl Report {
    /// With a count.
    #[must_use]
    pub fn count(mut self, name: &str, n: impl TryInto<i64>) -> Self {
        self.counts.insert(name.to_owned(), n.try_into().unwrap_or(i64::MAX));
        self
    }
}

/// The value of a finished job, which can say what the job did.
pub trait Reportable {
    /// What the job did.
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

/// What kind of failure it was: decides the exit code and which help is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The token is missing, wrong or has no right.
    Auth,
    /// The network or the server.
    Network,
    /// What the person gave.
    Usage,
    /// What was asked for is not there.
    Missing,
    /// The data read was incomplete, so nothing was changed.
    Incomplete,
    /// Anything else.
    Other,
}

/// Why a job failed, for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What kind.
    pub kind: FailureKind,
    /// What happened, and to which thing.
    pub message: Message,
    /// What to do about it.
    pub remedy: Option<Message>,
}

impl Failure {
    /// From an error that can explain itself.
    pub fn new(kind: FailureKind, error: &dyn Explain) -> Self {
        Self { kind, message: error.message(), remedy: error.remedy() }
    }
}

/// Why a job ended without its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobError {
    /// It was asked to stop; what it had done stays.
    Cancelled(Report),
    /// It failed.
    Failed(Failure),
}

impl From<super::Cancelled> for JobError {
    fn from(_: super::Cancelled) -> Self {
        Self::Cancelled(Report::default())
    }
}

impl From<Failure> for JobError {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<crate::store::Error> for JobError {
    fn from(e: crate::store::Error) -> Self {
        let kind = match e {
            crate::store::Error::NotFound { .. } => FailureKind::Missing,
            crate::store::Error::Invalid(_) => FailureKind::Usage,
            _ => FailureKind::Other,
        };
        Self::Failed(Failure::new(kind, &e))
    }
}

/// How a job ended, with its value.
pub type JobEnd<T> = Result<T, JobError>;

/// How a job ended, as it is shown and kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Outcome {
    /// It did what it had to.
    Finished {
        /// What it did.
        report: Report,
    },
    /// It failed.
    Failed {
        /// Why.
        failure: Failure,
    },
    /// It was stopped.
    Cancelled {
        /// What it had done.
        report: Report,
    },
}

impl Outcome {
    /// The word that is stored.
    #[must_use]
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
