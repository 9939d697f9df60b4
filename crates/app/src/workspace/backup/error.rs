//! Errors of backups.

use std::path::PathBuf;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain;
use voluptas_store::{self as store, copy};

/// Errors of writing and restoring a backup.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The workspace.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A copy of the workspace from or to a server.
    #[error(transparent)]
    Copy(#[from] copy::Error),
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Reason.
        source: std::io::Error,
    },
    /// The file is no backup, or of a form that this program does not know.
    #[error("no backup: {0}")]
    NotABackup(&'static str),
    /// The file ends too early.
    #[error("the backup is not complete")]
    Incomplete,
    /// Something follows the end of the backup.
    #[error("something follows the end of the backup")]
    Appended,
    /// Bytes differ from the written ones.
    #[error("{0} was changed")]
    Changed(String),
    /// The job was asked to stop.
    #[error("stopped")]
    Stopped,
    /// The place of the workspace is taken.
    #[error("{0} is already there")]
    Taken(String),
}

impl Error {
    pub(super) fn at(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

impl Explain for Error {
    fn message(&self) -> Message {
        match self {
            Self::Store(error) => error.message(),
            Self::Copy(error) => error.message(),
            Self::Appended => Message::new("app-backup-appended"),
            Self::Io { path, source } => Message::new("store-error-io").with("path", path.display()).with("detail", source),
            Self::Stopped => Message::new("app-backup-stopped"),
            Self::NotABackup(_) => Message::new("app-backup-unknown"),
            Self::Incomplete => Message::new("app-backup-incomplete"),
            Self::Changed(name) => Message::new("app-backup-changed").with("name", name),
            Self::Taken(path) => Message::new("app-backup-taken").with("path", path),
        }
    }

    fn remedy(&self) -> Option<Message> {
        match self {
            Self::Store(error) => error.remedy(),
            Self::Copy(error) => error.remedy(),
            Self::Taken(_) => Some(Message::new("app-backup-taken-remedy")),
            _ => None,
        }
    }
}
