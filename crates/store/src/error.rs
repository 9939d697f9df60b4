//! Errors of the workspace file.

use super::db::postgres::AddressError;
use std::path::PathBuf;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain;
use voluptas_core::domain::validate::Invalid;

/// Result of a store operation.
pub type Result<T> = std::result::Result<T, Error>;

/// Errors of the workspace file.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The object does not exist.
    #[error("{entity} {key} is not there")]
    NotFound {
        /// Kind of the object: function, case, suite, project, run, ...
        entity: &'static str,
        /// Id, number or name of the object.
        key: String,
    },
    /// Another object already has this unique value.
    #[error("a value that must be unique is already there: {0}")]
    Duplicate(String),
    /// A value refers to an object that does not exist.
    #[error("a row points to something that is not there")]
    MissingParent,
    /// A value breaks a rule.
    #[error("{0:?}")]
    Invalid(Invalid),
    /// The file was written by a newer program.
    #[error("the file has schema version {file}, this program knows {program}")]
    Newer {
        /// Version of the file.
        file: i64,
        /// Version that this program knows.
        program: i64,
    },
    /// The file was made by a migration of the same number with another text.
    #[error("migration {version} of the file is not the one of this program")]
    ChangedMigration {
        /// Number of the migration.
        version: i64,
    },
    /// The file is a database of another program, or no database.
    #[error("the file is no VoluptAS workspace")]
    NotAWorkspace,
    /// An edit of a newer program, which changes a kind of entity that this program does not know.
    #[error("the edit changes an unknown kind of thing: {kind}")]
    NewerChange {
        /// Word of the kind.
        kind: String,
    },
    /// The content of the file is inconsistent.
    #[error("the file is damaged: {0}")]
    Corrupt(String),
    /// An error of the disk or the file system.
    #[error("{}: {source}", path.display())]
    Io {
        /// Path of the file.
        path: PathBuf,
        /// Reason.
        source: std::io::Error,
    },
    /// The file was moved, removed or replaced while it was open.
    #[error("{}: the file was moved, removed or replaced", path.display())]
    Moved {
        /// Path at which it was opened.
        path: PathBuf,
    },
    /// The file has several names (hard links). Each name would have a write-ahead log and locks of its own, and writes through one would
    /// overwrite those through another.
    #[error("{}: the file has {names} names", path.display())]
    ManyNames {
        /// Path at which it was to be opened.
        path: PathBuf,
        /// Number of its names.
        names: u64,
    },
    /// A write-ahead log with content lies beside a file that is missing or empty: to open the workspace would delete the log.
    #[error("{}: the file is missing beside its log", path.display())]
    LogAlone {
        /// Path of the missing file.
        path: PathBuf,
    },
    /// The write-ahead log has valid frames after a damaged one. Writing to the workspace would overwrite them.
    #[error("{}: the log is damaged, {} pages would be lost", path.display(), damage.dropped)]
    LogDamaged {
        /// Path of the file.
        path: PathBuf,
        damage: crate::db::log_damage::LogDamage,
    },
    /// Another program writes to the file, and did so for longer than a write waits.
    #[error("another program writes to the workspace")]
    Busy,
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// The file or its folder cannot be written.
    #[error("the workspace is read-only")]
    ReadOnly,
    /// A killed program left the file in the middle of a write, and this user may not write the file to take the write back.
    #[error("the workspace was left in the middle of a write")]
    HalfWritten,
    /// The database server cannot be reached, or the connection was lost. An unacknowledged write is not stored.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// The database server refuses the account, or the account lacks a right.
    #[error("the database refuses the account: {0}")]
    Login(String),
    /// The database server wants a password, and none was given.
    #[error("the database wants a password")]
    NoPassword,
    /// The database server is too old.
    #[error("PostgreSQL {oldest} or later is needed")]
    OldServer {
        /// The oldest version that works.
        oldest: &'static str,
    },
    /// A text is no address of a workspace on a server.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// A workspace on a server was given to something that works on a file.
    #[error("the workspace is on a server, not in a file")]
    NotAFile,
    /// The workspace is a copy that did not come to its end.
    #[error("the workspace is an unfinished copy of {from}")]
    Unfinished {
        /// Source of the copy, for people.
        from: String,
    },
    /// A statement of the transaction failed before.
    #[error("the transaction has failed before")]
    Aborted,
    /// The database engine's own error.
    #[error("database: {0}")]
    Engine(String),
}

impl Error {
    /// True when the disk is full, reported by the database or by a file beside it.
    pub fn is_disk_full(&self) -> bool {
        let Self::Io { source, .. } = self else { return matches!(self, Self::DiskFull) };
        let mut at: Option<&(dyn std::error::Error + 'static)> = Some(source);
        while let Some(error) = at {
            if error.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::StorageFull) {
                return true;
            }
            // An `io::Error` that wraps another one hides it from `source`.
            at = match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
                Some(inner) => Some(inner),
                None => error.source(),
            };
        }
        false
    }

    /// The error for a missing object.
    pub fn not_found(entity: &'static str, key: impl ToString) -> Self {
        Self::NotFound { entity, key: key.to_string() }
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl Explain for Error {
    fn message(&self) -> Message {
        match self {
            Self::NotFound { entity, key } => Message::new("store-error-not-found").with("entity", entity).with("key", key),
            Self::Duplicate(what) => Message::new("store-error-duplicate").with("what", what),
            Self::MissingParent => Message::new("store-error-missing-parent"),
            Self::Invalid(invalid) => invalid.message.clone(),
            Self::Newer { file, program } => Message::new("store-error-newer").with("file", file).with("program", program),
            Self::ChangedMigration { version } => Message::new("store-error-changed-migration").with("version", version),
            Self::NewerChange { kind } => Message::new("store-error-newer-change").with("kind", kind),
            Self::NotAWorkspace => Message::new("store-error-not-a-workspace"),
            Self::Corrupt(detail) => Message::new("store-error-corrupt").with("detail", detail),
            Self::Io { path, source } => Message::new("store-error-io").with("path", path.display()).with("detail", source),
            Self::Moved { path } => Message::new("store-error-moved").with("path", path.display()),
            Self::ManyNames { path, names } => Message::new("store-error-many-names")
                .with("path", path.display())
                .count("count", usize::try_from(*names).unwrap_or(usize::MAX)),
            Self::LogAlone { path } => Message::new("store-error-log-alone").with("path", path.display()),
            Self::LogDamaged { path, damage } => {
                let count = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
                let message = Message::new("store-error-log-damaged").with("path", path.display());
                message.count("count", count(damage.dropped)).count("intact", count(damage.intact))
            }
            Self::Busy => Message::new("store-error-busy"),
            Self::DiskFull => Message::new("store-error-disk-full"),
            Self::ReadOnly => Message::new("store-error-read-only"),
            Self::HalfWritten => Message::new("store-error-half-written"),
            Self::Unavailable(detail) => Message::new("store-error-unavailable").with("detail", detail),
            Self::Login(detail) => Message::new("store-error-login").with("detail", detail),
            Self::NoPassword => Message::new("store-error-no-password"),
            Self::Unfinished { from } => Message::new("store-error-unfinished").with("from", from),
            Self::OldServer { oldest } => Message::new("store-error-old-server").with("oldest", oldest),
            Self::Address(AddressError::Password) => Message::new("store-error-address-password"),
            Self::Address(AddressError::Unreadable) => Message::new("store-error-address"),
            Self::Address(AddressError::Option(name)) => Message::new("store-error-address-option").with("name", name),
            Self::NotAFile => Message::new("store-error-not-a-file"),
            Self::Aborted => Message::new("store-error-aborted"),
            Self::Engine(detail) => Message::new("store-error-engine").with("detail", detail),
        }
    }

    fn remedy(&self) -> Option<Message> {
        match self {
            Self::Newer { .. } | Self::ChangedMigration { .. } => Some(Message::new("store-remedy-update")),
            Self::NewerChange { .. } => Some(Message::new("store-remedy-newer-change")),
            Self::Busy => Some(Message::new("store-remedy-busy")),
            Self::Moved { .. } => Some(Message::new("store-remedy-moved")),
            Self::ManyNames { .. } => Some(Message::new("store-remedy-many-names")),
            Self::LogAlone { path } => Some(Message::new("store-remedy-log-alone").with("path", path.display())),
            Self::LogDamaged { .. } => Some(Message::new("store-remedy-log-damaged")),
            Self::HalfWritten => Some(Message::new("store-remedy-half-written")),
            Self::Corrupt(_) => Some(Message::new("store-remedy-doctor")),
            Self::Unavailable(_) => Some(Message::new("store-remedy-unavailable")),
            Self::NoPassword => Some(Message::new("store-remedy-no-password")),
            Self::Unfinished { .. } => Some(Message::new("store-remedy-unfinished")),
            Self::Login(_) => Some(Message::new("store-remedy-login")),
            Self::Address(AddressError::Password) => Some(Message::new("store-remedy-password")),
            Self::Address(_) => Some(Message::new("store-remedy-address")),
            Self::Io { .. } | Self::Engine(_) | Self::DiskFull => Some(Message::new("store-remedy-disk")),
            _ => None,
        }
    }
}
