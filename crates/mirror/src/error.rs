//! Errors that stop a mirror. A failure of one result is in the summary.

use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain;
use voluptas_qase as qase;

/// Result of a step of a mirror.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error that stops a mirror.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The Qase client or the connection.
    #[error(transparent)]
    Qase(#[from] qase::Error),
    /// Both sides are the same project.
    #[error("source and target are both {project}")]
    SameProject {
        /// Code of the project.
        project: String,
    },
    /// An option has an invalid value.
    #[error("{option} makes no sense")]
    BadOption {
        /// Name of the flag.
        option: &'static str,
    },
    /// There is no such project, or the token does not see it.
    #[error("no project {project}")]
    NoProject {
        /// The requested code.
        project: String,
        /// The most similar codes; may be empty.
        closest: String,
    },
    /// Cases have no custom field of this title.
    #[error("no custom field {title:?} of cases in {project}")]
    NoField {
        /// Code of the project.
        project: String,
        /// The requested title.
        title: String,
        /// Existing titles, the most similar first.
        there: String,
    },
    /// Several custom fields of cases have this title.
    #[error("several custom fields {title:?}: {ids}")]
    SeveralFields {
        /// The requested title.
        title: String,
        /// Ids of the fields.
        ids: String,
    },
    /// The field's values are not texts, so equal values need not mean the same.
    #[error("custom field {title:?} is no text")]
    FieldKind {
        /// Title of the field.
        title: String,
        /// Kind of the field.
        kind: &'static str,
    },
    /// The project has no run of this id.
    #[error("no run {id} in {project}")]
    NoRun {
        /// Code of the project.
        project: String,
        /// The requested id.
        id: i64,
    },
    /// The project has no run of this title.
    #[error("no run {title:?} in {project}")]
    NoRunTitle {
        /// Code of the project.
        project: String,
        /// The requested title.
        title: String,
        /// The most similar titles; may be empty.
        closest: String,
    },
    /// The project has no run at all.
    #[error("no run in {project}")]
    NoRuns {
        /// Code of the project.
        project: String,
    },
    /// The target run takes no more results.
    #[error("run {id} of {project} is closed")]
    ClosedRun {
        /// Code of the project.
        project: String,
        /// Id of the run.
        id: i64,
    },
    /// The target run holds results of another source run of the same number, as after the source project was created again.
    #[error("run {id} of {project} mirrors another run {source_run} of {source_project}")]
    OtherSource {
        /// Code of the target project.
        project: String,
        /// Id of the target run.
        id: i64,
        /// Code of the source project.
        source_project: String,
        /// Id of the source run.
        source_run: i64,
    },
    /// Several cases have the same key, and [`super::OnDuplicate::Fail`] was requested.
    #[error("duplicate keys in {project}: {keys}")]
    DuplicateKeys {
        /// Code of the project.
        project: String,
        /// Keys with the ids of their cases.
        keys: String,
    },
    /// Data of results could not be written into the temporary file.
    #[error("spool: {0}")]
    Spool(String),
}

impl Error {
    /// True when a person stopped it.
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Qase(qase::Error::Cancelled))
    }

    /// True when the token or its rights are to blame.
    pub fn is_auth(&self) -> bool {
        matches!(self, Self::Qase(e) if matches!(e.kind(), qase::Kind::Auth | qase::Kind::Rights))
    }

    /// True when a named project, run or field does not exist.
    pub fn is_missing(&self) -> bool {
        match self {
            Self::NoProject { .. }
            | Self::NoField { .. }
            | Self::NoRun { .. }
            | Self::NoRunTitle { .. }
            | Self::NoRuns { .. } => true,
            Self::Qase(e) => e.kind() == qase::Kind::Missing,
            _ => false,
        }
    }

    /// True when the request is invalid by itself.
    pub fn is_usage(&self) -> bool {
        match self {
            Self::SameProject { .. } | Self::BadOption { .. } => true,
            Self::Qase(e) => e.kind() == qase::Kind::Config,
            _ => false,
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(e: std::io::Error) -> Self {
        Self::Spool(e.to_string())
    }
}

impl Explain for Error {
    fn message(&self) -> Message {
        match self {
            Self::Qase(e) => e.message(),
            Self::SameProject { project } => Message::new("mirror-error-same-project").with("project", project),
            Self::BadOption { option } => Message::new("mirror-error-option").with("option", option),
            Self::NoProject { project, .. } => Message::new("mirror-error-no-project").with("project", project),
            Self::NoField { project, title, .. } => {
                Message::new("mirror-error-no-field").with("project", project).with("title", title)
            }
            Self::SeveralFields { title, ids } => {
                Message::new("mirror-error-several-fields").with("title", title).with("ids", ids)
            }
            Self::FieldKind { title, kind } => Message::new("mirror-error-field-kind").with("title", title).with("kind", kind),
            Self::NoRun { project, id } => Message::new("mirror-error-no-run").with("project", project).with("id", id),
            Self::NoRunTitle { project, title, .. } => {
                Message::new("mirror-error-no-run-title").with("project", project).with("title", title)
            }
            Self::NoRuns { project } => Message::new("mirror-error-no-runs").with("project", project),
            Self::ClosedRun { project, id } => Message::new("mirror-error-closed-run").with("project", project).with("id", id),
            Self::OtherSource { project, id, source_project, source_run } => Message::new("mirror-error-other-source")
                .with("project", project)
                .with("id", id)
                .with("source", source_project)
                .with("run", source_run),
            Self::DuplicateKeys { project, keys } => {
                Message::new("mirror-error-duplicate-keys").with("project", project).with("keys", keys)
            }
            Self::Spool(reason) => Message::new("mirror-error-spool").with("reason", reason),
        }
    }

    fn remedy(&self) -> Option<Message> {
        let offered = |names: &str, some: &str, none: &str| {
            if names.is_empty() { Message::new(none) } else { Message::new(some).with("names", names) }
        };
        Some(match self {
            Self::Qase(e) => return e.remedy(),
            Self::SameProject { .. } => Message::new("mirror-remedy-same-project"),
            Self::BadOption { .. } => Message::new("mirror-remedy-option"),
            Self::NoProject { closest, .. } => offered(closest, "mirror-remedy-closest", "mirror-remedy-projects"),
            Self::NoField { there, .. } => offered(there, "mirror-remedy-fields", "mirror-remedy-no-fields"),
            Self::SeveralFields { .. } => Message::new("mirror-remedy-several-fields"),
            Self::FieldKind { .. } => Message::new("mirror-remedy-field-kind"),
            Self::NoRunTitle { closest, .. } => offered(closest, "mirror-remedy-closest", "mirror-remedy-runs"),
            Self::NoRun { .. } | Self::NoRuns { .. } => Message::new("mirror-remedy-runs"),
            Self::ClosedRun { .. } | Self::OtherSource { .. } => Message::new("mirror-remedy-closed-run"),
            Self::DuplicateKeys { .. } => Message::new("mirror-remedy-duplicate-keys"),
            Self::Spool(_) => Message::new("mirror-remedy-spool"),
        })
    }
}
