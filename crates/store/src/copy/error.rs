//! Errors of copying a workspace.

use super::super::error::Error as StoreError;
use std::path::PathBuf;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain;

/// Reason why a copy did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Source and target are one workspace.
    #[error("source and target are the same workspace")]
    Same,
    /// The target is a workspace with content.
    #[error("{0} is not empty")]
    NotEmpty(String),
    /// The folder for the attachments of the target holds files already.
    #[error("{} holds files", .0.display())]
    FolderTaken(PathBuf),
    /// The target is an unfinished copy of something else, or its source has changed since.
    #[error("{to} is an unfinished copy of another state of {from}")]
    OtherState {
        /// The target.
        to: String,
        /// The source of the unfinished copy.
        from: String,
    },
    /// Source and target have different rows.
    #[error("the copy of {0} differs")]
    Differs(String),
    /// Another program goes on with the copy.
    #[error("another program fills {0}")]
    Busy(String),
    /// The copy was asked to stop. It can be continued.
    #[error("stopped")]
    Stopped,
}

impl Explain for Error {
    fn message(&self) -> Message {
        match self {
            Self::Store(error) => error.message(),
            Self::Same => Message::new("store-copy-same"),
            Self::NotEmpty(to) => Message::new("store-copy-not-empty").with("to", to),
            Self::FolderTaken(folder) => Message::new("store-copy-folder").with("path", folder.display()),
            Self::OtherState { to, from } => Message::new("store-copy-other-state").with("to", to).with("from", from),
            Self::Differs(table) => Message::new("store-copy-differs").with("table", table),
            Self::Busy(to) => Message::new("store-copy-busy").with("to", to),
            Self::Stopped => Message::new("store-copy-stopped"),
        }
    }

    fn remedy(&self) -> Option<Message> {
        match self {
            Self::Store(error) => error.remedy(),
            Self::NotEmpty(_) => Some(Message::new("store-copy-not-empty-remedy")),
            Self::FolderTaken(_) => Some(Message::new("store-copy-folder-remedy")),
            Self::OtherState { .. } | Self::Differs(_) => Some(Message::new("store-copy-anew-remedy")),
            Self::Same | Self::Busy(_) | Self::Stopped => None,
        }
    }
}
