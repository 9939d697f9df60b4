//! Errors of settings and credentials. No variant can hold a token.

use std::io;
use std::path::{Path, PathBuf};

use super::Account;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain;

/// The reason why settings or credentials could not be read, used or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// A file cannot be read.
    #[error("cannot read {}: {reason}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// See [`io_kind`].
        kind: &'static str,
        /// The system's error text.
        reason: String,
    },
    /// A file cannot be written.
    #[error("cannot write {}: {reason}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// See [`io_kind`].
        kind: &'static str,
        /// The system's error text.
        reason: String,
    },
    /// The settings file is no JSON, or a value has the wrong type.
    #[error("{}:{line}:{column}: {reason}", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// Error text of the parser.
        reason: String,
    },
    /// A line of `qase.env` is not `KEY=value`.
    #[error("{}:{line}: not KEY=value", path.display())]
    EnvLine {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
    },
    /// A setting has a value that it cannot have.
    #[error("{name} cannot be {value:?}")]
    BadValue {
        /// Variable, flag or key.
        name: String,
        /// The given value.
        value: String,
        /// Kind of value that is expected: `number`, `url`.
        expected: &'static str,
    },
    /// A number that is not within the range of its setting, or no number at all.
    #[error("{name} must be from {min} to {max}, not {value:?}")]
    OutOfRange {
        /// Variable, flag or key.
        name: String,
        /// The given value.
        value: String,
        /// Smallest value.
        min: u32,
        /// Largest value.
        max: u32,
    },
    /// The system does not say where the user's folders are.
    #[error("no home folder")]
    NoHome,
    /// No source has a token.
    #[error("no API token")]
    NoToken {
        /// Account without a token.
        account: Account,
    },
    /// A token must be one line of visible characters.
    #[error("not a token")]
    BadToken,
    /// The system has no keychain.
    #[error("no keychain: {reason}")]
    NoKeychain {
        /// `absent`, `locked`, `off`, `silent`, `failed`.
        reason: &'static str,
    },
}

impl SettingsError {
    pub(super) fn read(path: &Path, error: &io::Error) -> Self {
        Self::Read { path: path.to_path_buf(), kind: io_kind(error), reason: error.to_string() }
    }

    pub(super) fn write(path: &Path, error: &io::Error) -> Self {
        Self::Write { path: path.to_path_buf(), kind: io_kind(error), reason: error.to_string() }
    }
}

/// The kind of an I/O error that a person can do something about, as a word that the translations know.
pub fn io_kind(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "absent",
        io::ErrorKind::AlreadyExists => "exists",
        io::ErrorKind::PermissionDenied => "denied",
        io::ErrorKind::FileTooLarge => "large",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "full",
        io::ErrorKind::ReadOnlyFilesystem => "readonly",
        io::ErrorKind::IsADirectory => "folder",
        io::ErrorKind::NotADirectory => "path",
        io::ErrorKind::InvalidFilename => "name",
        _ => "other",
    }
}

/// The message of a failure in the system's folder for temporary files.
pub fn temporary_folder(error: &io::Error) -> Message {
    let folder = std::env::temp_dir();
    Message::new("temporary-folder-failed").with("path", folder.display()).with("kind", io_kind(error)).with("reason", error)
}

impl Explain for SettingsError {
    fn message(&self) -> Message {
        match self {
            Self::Read { path, kind, reason } => {
                Message::new("settings-error-read").with("path", path.display()).with("kind", kind).with("reason", reason)
            }
            Self::Write { path, kind, reason } => {
                Message::new("settings-error-write").with("path", path.display()).with("kind", kind).with("reason", reason)
            }
            Self::Parse { path, line, column, reason } => Message::new("settings-error-parse")
                .with("path", path.display())
                .with("line", line)
                .with("column", column)
                .with("reason", reason),
            Self::EnvLine { path, line } => {
                Message::new("settings-error-env-line").with("path", path.display()).with("line", line)
            }
            Self::BadValue { name, value, expected } => {
                Message::new("settings-error-value").with("name", name).with("value", value).with("expected", expected)
            }
            Self::OutOfRange { name, value, min, max } => {
                Message::new("settings-error-range").with("name", name).with("value", value).with("min", min).with("max", max)
            }
            Self::NoHome => Message::new("settings-error-no-home"),
            Self::NoToken { account: Account::Primary } => Message::new("settings-error-no-token"),
            Self::NoToken { account: Account::MirrorTarget } => Message::new("settings-error-no-second-token"),
            Self::BadToken => Message::new("settings-error-bad-token"),
            Self::NoKeychain { reason } => Message::new("settings-error-no-keychain").with("reason", reason),
        }
    }

    fn remedy(&self) -> Option<Message> {
        match self {
            Self::Read { .. } | Self::Parse { .. } | Self::BadValue { .. } | Self::OutOfRange { .. } => None,
            Self::Write { .. } => Some(Message::new("settings-remedy-write")),
            Self::EnvLine { .. } => Some(Message::new("settings-remedy-env-line")),
            Self::NoHome => Some(Message::new("settings-remedy-no-home")),
            Self::NoToken { account: Account::Primary } => Some(Message::new("settings-remedy-no-token")),
            Self::NoToken { account: Account::MirrorTarget } => Some(Message::new("settings-remedy-no-second-token")),
            Self::BadToken => Some(Message::new("settings-remedy-bad-token")),
            Self::NoKeychain { .. } => Some(Message::new("settings-remedy-no-keychain")),
        }
    }
}
