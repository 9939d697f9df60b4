//! Turns errors of the layers below into the failure that a job ends with: kind, sentence and remedy.

use crate::workspace::job_report::counts;
use voluptas_core::domain::Message;
use voluptas_jobs::{Cancelled, Failure, FailureKind, JobError, Report};
use voluptas_mirror as mirror;
use voluptas_qase::{self as qase, Kind};
use voluptas_settings::SettingsError;
use voluptas_sync as sync;

/// The failure for an error of the client.
pub fn of_qase(error: &qase::Error) -> Failure {
    let kind = match error.kind() {
        Kind::Auth | Kind::Rights => FailureKind::Auth,
        Kind::Rate | Kind::Server | Kind::Network | Kind::Doubt => FailureKind::Network,
        Kind::Config => FailureKind::Usage,
        Kind::Missing => FailureKind::Missing,
        // The server refused the request; the user did not type it wrong.
        Kind::Input | Kind::Cancelled => FailureKind::Other,
    };
    Failure::new(kind, error)
}

/// The end of a job for an error of the client. A stopped request is a cancellation and no failure.
pub fn of_client(error: &qase::Error) -> JobError {
    match error {
        qase::Error::Cancelled => Cancelled.into(),
        error => of_qase(error).into(),
    }
}

/// The failure for an error of settings or credentials.
pub fn of_settings(error: &SettingsError) -> Failure {
    let kind = match error {
        SettingsError::NoToken { .. } | SettingsError::BadToken | SettingsError::NoKeychain { .. } => FailureKind::Auth,
        SettingsError::BadValue { .. } | SettingsError::OutOfRange { .. } | SettingsError::EnvLine { .. } => FailureKind::Usage,
        _ => FailureKind::Other,
    };
    Failure::new(kind, error)
}

/// The end of a job for an error of a synchronisation. A stopped synchronisation is a cancellation and no failure.
pub fn of_sync(error: &sync::Error) -> JobError {
    match error {
        sync::Error::Stopped(summary) => JobError::Cancelled(counts(summary)),
        e if e.is_cancelled() => JobError::Cancelled(Report::default()),
        sync::Error::Qase(e) => of_qase(e).into(),
        // Another writer is not an error of the user: the same command works later.
        sync::Error::Store(_)
        | sync::Error::Internal(_)
        | sync::Error::Busy { .. }
        | sync::Error::Stale
        | sync::Error::ClosedRun { .. }
        | sync::Error::OtherProject { .. } => Failure::new(FailureKind::Other, error).into(),
        sync::Error::NoSuchSuite { .. } | sync::Error::NoSuchRun { .. } => Failure::new(FailureKind::Missing, error).into(),
        sync::Error::ShortList { .. } => Failure::new(FailureKind::Incomplete, error).into(),
        e => Failure::new(FailureKind::Usage, e).into(),
    }
}

/// The end of a job for an error of a mirror. A stopped mirror is a cancellation and no failure.
pub fn of_mirror(error: &mirror::Error) -> JobError {
    use mirror::Error as E;
    // The remedies name choices in the window; the command line's name its flags.
    let remedy = |key: &str| Some(Message::new(key));
    match error {
        e if e.is_cancelled() => JobError::Cancelled(Report::default()),
        E::Qase(e) => of_qase(e).into(),
        E::Spool(_) => Failure::new(FailureKind::Other, error).into(),
        E::NoRun { .. } | E::NoRuns { .. } => {
            Failure { remedy: remedy("app-remedy-mirror-run"), ..Failure::new(FailureKind::Missing, error) }.into()
        }
        E::ClosedRun { .. } | E::OtherSource { .. } => {
            Failure { remedy: remedy("app-remedy-mirror-closed"), ..Failure::new(FailureKind::Other, error) }.into()
        }
        E::SameProject { .. } => {
            Failure { remedy: remedy("app-remedy-mirror-same"), ..Failure::new(FailureKind::Usage, error) }.into()
        }
        e if e.is_missing() => Failure::new(FailureKind::Missing, e).into(),
        e => Failure::new(FailureKind::Usage, e).into(),
    }
}

/// The failure for an internal error.
pub fn internal() -> Failure {
    Failure {
        kind: FailureKind::Other,
        message: Message::new("job-error-panicked"),
        remedy: Some(Message::new("job-remedy-log")),
    }
}
