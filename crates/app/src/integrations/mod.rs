//! Outgoing webhooks, issues of trackers and imports from other services.

pub mod ci;
pub mod credential;
pub mod deliver;
pub mod issue_jobs;
pub mod key;
pub mod notice;
pub mod testrail;
pub mod trackers;
pub mod webhook_jobs;
pub mod webhooks;

use voluptas_integrations::Error as ServiceError;
use voluptas_jobs::FailureKind;

/// Kind of a job's failure that a service caused.
#[must_use]
pub fn failure_kind(error: &ServiceError) -> FailureKind {
    use ServiceError as E;
    match error {
        E::Unauthorized { .. } | E::Forbidden { .. } | E::NoCredential { .. } => FailureKind::Auth,
        E::NotFound { .. } => FailureKind::Missing,
        E::Address(_) | E::Text(_) | E::Private { .. } => FailureKind::Usage,
        E::Sealed | E::Redirect => FailureKind::Other,
        E::RateLimited { .. }
        | E::Refused { .. }
        | E::Page { .. }
        | E::Server { .. }
        | E::Unreadable { .. }
        | E::Network { .. }
        | E::Timeout { .. }
        | E::AnswerLost { .. } => FailureKind::Network,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_of_services_have_the_kind_that_tells_what_to_do() {
        let service = || "tracker.example".to_owned();
        for (error, kind) in [
            (ServiceError::Unauthorized { service: service() }, FailureKind::Auth),
            (ServiceError::Forbidden { service: service(), text: String::new() }, FailureKind::Auth),
            (ServiceError::NotFound { service: service(), text: String::new() }, FailureKind::Missing),
            (ServiceError::Address("tracker".into()), FailureKind::Usage),
            (ServiceError::Sealed, FailureKind::Other),
            (ServiceError::Server { service: service(), status: 502 }, FailureKind::Network),
        ] {
            assert_eq!(failure_kind(&error), kind, "{error}");
        }
    }
}
