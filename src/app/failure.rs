//! Errors of the layers below as the one failure that jobs end with: what kind, what happened, what to do.

use crate::domain::Message;
use crate::jobs::{Failure, FailureKind};
use crate::qase::{self, Kind};
use crate::settings::SettingsError;

/// Of the client.
#[must_use]
pub fn of_qase(error: &qase::Error) -> Failure {
    let kind = match error.kind() {
        Kind::Auth | Kind::Rights => FailureKind::Auth,
        Kind::Rate | Kind::Server | Kind::Network | Kind::Doubt => FailureKind::Network,
        Kind::Input | Kind::Config => FailureKind::Usage,
        Kind::Missing | Kind::Cancelled => FailureKind::Other,
    };
    Failure::new(kind, error)
}

/// Of settings and credentials.
#[must_use]
pub fn of_settings(error: &SettingsError) -> Failure {
    let kind = match error {
        SettingsError::NoToken | SettingsError::BadToken | SettingsError::NoKeychain { .. } => FailureKind::Auth,
        SettingsError::BadValue { .. } | SettingsError::EnvLine { .. } => FailureKind::Usage,
        _ => FailureKind::Other,
    };
    Failure::new(kind, error)
}

/// Something of our own went wrong.
#[must_use]
pub fn internal() -> Failure {
    Failure {
        kind: FailureKind::Other,
        message: Message::new("job-error-panicked"),
        remedy: Some(Message::new("job-remedy-log")),
    }
}
