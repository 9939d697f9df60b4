//! Errors that end a synchronisation. A failure of one item is recorded in that item's outcome.

use super::report::{Cancelled, Summary};
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain;
use voluptas_qase as qase;
use voluptas_store as store;

/// Result of a step of a synchronisation.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error that ends a synchronisation.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The workspace file.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The Qase client or the connection.
    #[error(transparent)]
    Qase(#[from] qase::Error),
    /// A person stopped the synchronisation before it changed anything.
    #[error("cancelled")]
    Cancelled,
    /// A person stopped the synchronisation after it had changed something; the changes stay.
    #[error("cancelled on the way")]
    Stopped(Box<Summary>),
    /// The requested suite is not in the project.
    #[error("suite {id} is not in project {project}")]
    NoSuchSuite {
        /// Code of the project in Qase.
        project: String,
        /// Id of the suite in Qase.
        id: i64,
    },
    /// The requested run is not in the project.
    #[error("run {id} is not in project {project}")]
    NoSuchRun {
        /// Code of the project in Qase.
        project: String,
        /// Id of the run in Qase.
        id: i64,
    },
    /// The run takes no more results.
    #[error("run {id} of project {project} is closed")]
    ClosedRun {
        /// Code of the project in Qase.
        project: String,
        /// Id of the run in Qase.
        id: i64,
    },
    /// There are results to send, and no run was chosen for them.
    #[error("no run to send results to")]
    NoRun,
    /// The plan was made from another state of the two sides.
    #[error("the plan is stale")]
    Stale,
    /// Another writer works on the project, in this program or in another one with the same workspace.
    #[error("{kind} of {project} is running since {since}")]
    Busy {
        /// Code of the project in Qase.
        project: String,
        /// Kind of work: `import`, `export`, `mirror` or `repair`.
        kind: String,
        /// Start of its work, ISO 8601.
        since: String,
    },
    /// The ids of linked cases belong to other cases now: the project was deleted and created again under its code.
    #[error("{others} linked cases of {project} are other cases now")]
    OtherProject {
        /// Code of the project in Qase.
        project: String,
        /// Number of linked cases that are other cases now.
        others: u64,
    },
    /// A list of Qase lacks linked suites or cases, and they are too many to ask for each.
    #[error("the list of {project} lacks {missing} items")]
    ShortList {
        /// Code of the project in Qase.
        project: String,
        /// Number of linked suites or cases that the list lacks.
        missing: u64,
    },
    /// An internal failure: a task that panicked.
    #[error("internal: {0}")]
    Internal(String),
}

impl From<Cancelled> for Error {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl Error {
    /// True when a person stopped the synchronisation.
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Cancelled | Self::Stopped(_) | Self::Qase(qase::Error::Cancelled))
    }
}

impl Explain for Error {
    fn message(&self) -> Message {
        match self {
            Self::Store(e) => e.message(),
            Self::Qase(e) => e.message(),
            Self::Cancelled | Self::Stopped(_) => Message::new("sync-error-cancelled"),
            Self::NoSuchSuite { project, id } => Message::new("sync-error-no-suite").with("project", project).with("id", id),
            Self::NoSuchRun { project, id } => Message::new("sync-error-no-run-there").with("project", project).with("id", id),
            Self::ClosedRun { project, id } => Message::new("sync-error-closed-run").with("project", project).with("id", id),
            Self::NoRun => Message::new("sync-error-no-run"),
            Self::Stale => Message::new("sync-error-stale"),
            Self::Busy { project, kind, since } => busy(project, kind, since),
            Self::OtherProject { project, others } => {
                Message::new("sync-error-other-project").with("project", project).count("others", *others)
            }
            Self::ShortList { project, missing } => {
                Message::new("sync-error-short-list").with("project", project).count("missing", *missing)
            }
            Self::Internal(detail) => Message::new("sync-error-internal").with("detail", detail),
        }
    }

    fn remedy(&self) -> Option<Message> {
        match self {
            Self::Store(e) => e.remedy(),
            Self::Qase(e) => e.remedy(),
            Self::NoSuchSuite { .. } => Some(Message::new("sync-remedy-list-suites")),
            Self::NoSuchRun { .. } | Self::ClosedRun { .. } | Self::NoRun => Some(Message::new("sync-remedy-choose-run")),
            Self::Stale => Some(Message::new("sync-remedy-preview-again")),
            Self::Busy { .. } => Some(Message::new("sync-remedy-busy")),
            Self::OtherProject { .. } => Some(Message::new("sync-remedy-other-project")),
            Self::ShortList { .. } => Some(Message::new("sync-remedy-short-list")),
            Self::Cancelled | Self::Stopped(_) | Self::Internal(_) => None,
        }
    }
}

/// The message that names the holder of a lease.
fn busy(project: &str, kind: &str, since: &str) -> Message {
    Message::new("sync-error-busy").with("project", project).with("kind", kind).with("since", since)
}
