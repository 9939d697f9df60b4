//! Errors of PostgreSQL as errors of the store.

use crate::Error;
use std::error::Error as _;
use tokio_postgres::error::SqlState;

/// A failed statement or connection.
#[derive(Debug)]
pub(super) struct Failure {
    error: tokio_postgres::Error,
    /// Beginning of the statement that could not be prepared.
    statement: Option<String>,
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        Self { error, statement: None }
    }
}

/// The error of the store behind an error of the driver.
pub(super) fn of(error: tokio_postgres::Error) -> Error {
    Failure::from(error).to_error()
}

impl Failure {
    /// Names the statement, which is a text of this program.
    pub(super) fn of_statement(self, sql: &str) -> Self {
        Self { statement: Some(sql.chars().take(300).collect()), ..self }
    }

    /// The error of a statement.
    pub(super) fn to_error(&self) -> Error {
        let Some(state) = self.error.code() else {
            return if self.error.is_closed() || self.is_io() {
                Error::Unavailable(self.text())
            } else {
                Error::Engine(self.text())
            };
        };
        match *state {
            SqlState::UNIQUE_VIOLATION => Error::Duplicate(self.constraint()),
            SqlState::FOREIGN_KEY_VIOLATION => Error::MissingParent,
            SqlState::DISK_FULL => Error::DiskFull,
            SqlState::READ_ONLY_SQL_TRANSACTION | SqlState::INSUFFICIENT_PRIVILEGE => match self.error.as_db_error() {
                Some(e) if *state == SqlState::INSUFFICIENT_PRIVILEGE => Error::Login(e.message().to_owned()),
                _ => Error::ReadOnly,
            },
            SqlState::ADMIN_SHUTDOWN
            | SqlState::CRASH_SHUTDOWN
            | SqlState::CANNOT_CONNECT_NOW
            | SqlState::TOO_MANY_CONNECTIONS
            // Another writer holds the lock for longer than the limit.
            | SqlState::LOCK_NOT_AVAILABLE
            | SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT => Error::Unavailable(self.text()),
            _ if state.code().starts_with("08") => Error::Unavailable(self.text()),
            _ => Error::Engine(self.text()),
        }
    }

    /// The error of an attempt to connect: whatever the server did not say is a matter of the network.
    pub(super) fn connecting(&self) -> Error {
        let Some(state) = self.error.code() else {
            // The driver's own words for a server that asks for a password where none was given.
            let wants_password = self.error.source().is_some_and(|e| e.to_string() == "password missing");
            return if wants_password { Error::NoPassword } else { Error::Unavailable(self.text()) };
        };
        // 28: wrong password or no right; 3D: no such database; 42501: no right to connect.
        if ["28", "3D", "42501"].iter().any(|class| state.code().starts_with(class)) {
            return Error::Login(self.text());
        }
        Error::Unavailable(self.text())
    }

    fn is_io(&self) -> bool {
        self.error.source().is_some_and(|source| source.is::<std::io::Error>())
    }

    fn constraint(&self) -> String {
        self.error.as_db_error().and_then(|e| e.constraint()).unwrap_or_default().to_owned()
    }

    /// The sentence of the server or of the system. Never the detail of the server, which repeats values.
    fn text(&self) -> String {
        let text = match self.error.as_db_error() {
            Some(e) => e.message().to_owned(),
            None => match self.error.source() {
                Some(source) => format!("{}: {source}", self.error),
                None => self.error.to_string(),
            },
        };
        match &self.statement {
            Some(sql) => format!("{text} ({sql})"),
            None => text,
        }
    }
}
