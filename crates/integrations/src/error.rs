//! Errors of services, in words for people.

use std::net::IpAddr;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain;

/// A result of a service.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure of a request to a service. `service` is its host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// 401.
    #[error("{service} refused the credential")]
    Unauthorized { service: String },
    /// 403.
    #[error("{service} does not allow this: {text}")]
    Forbidden { service: String, text: String },
    /// 404.
    #[error("{service} does not know this: {text}")]
    NotFound { service: String, text: String },
    /// 429 with a wait that is too long, or too often.
    #[error("{service} takes no more requests for {seconds} s")]
    RateLimited { service: String, seconds: u64 },
    /// 400, 409, 422: the service names the error.
    #[error("{service} refused the request ({status}): {text}")]
    Refused { service: String, status: u16, text: String },
    /// A page for people instead of an answer of the API: a sign-in, a proxy, another address.
    #[error("{service} answered with a web page ({status})")]
    Page { service: String, status: u16 },
    /// 5xx.
    #[error("{service} failed ({status})")]
    Server { service: String, status: u16 },
    /// An answer that cannot be read.
    #[error("the answer of {service} cannot be read: {reason}")]
    Unreadable { service: String, reason: String },
    #[error("{service} cannot be reached: {reason}")]
    Network { service: String, reason: String },
    #[error("{service} did not answer within {seconds} s")]
    Timeout { service: String, seconds: u64 },
    /// A creation was sent and its answer was lost.
    #[error("it is unknown whether {service} did this: {cause}")]
    AnswerLost { service: String, cause: Box<Error> },
    /// No credential for this service.
    #[error("there is no credential for {service}")]
    NoCredential { service: String },
    #[error("{0} is not the address of a service")]
    Address(String),
    /// An address in a network that is not allowed.
    #[error("{address} is in a network that webhooks may not reach")]
    Private { address: IpAddr },
    /// A redirect, which is not followed.
    #[error("a redirect is not followed")]
    Redirect,
    /// The key with which it was encrypted is another one or missing.
    #[error("it cannot be decrypted with this key")]
    Sealed,
    /// A text that is not allowed at its place.
    #[error("{0} has a character that is not allowed, or is too long")]
    Text(&'static str),
}

impl Error {
    fn key(&self) -> &'static str {
        match self {
            Self::Unauthorized { .. } => "unauthorized",
            Self::Forbidden { .. } => "forbidden",
            Self::NotFound { .. } => "not-found",
            Self::RateLimited { .. } => "rate-limited",
            Self::Refused { .. } => "refused",
            Self::Page { .. } => "page",
            Self::Server { .. } => "server",
            Self::Unreadable { .. } => "unreadable",
            Self::Network { .. } => "network",
            Self::Timeout { .. } => "timeout",
            Self::AnswerLost { .. } => "answer-lost",
            Self::NoCredential { .. } => "no-credential",
            Self::Address(_) => "address",
            Self::Private { .. } => "private",
            Self::Redirect => "redirect",
            Self::Sealed => "sealed",
            Self::Text(_) => "text",
        }
    }
}

impl Explain for Error {
    fn message(&self) -> Message {
        let message = Message::new(format!("integration-error-{}", self.key()));
        match self {
            Self::Unauthorized { service } | Self::NoCredential { service } => message.with("service", service),
            Self::Forbidden { service, text } | Self::NotFound { service, text } => {
                message.with("service", service).with("text", text)
            }
            Self::RateLimited { service, seconds } | Self::Timeout { service, seconds } => {
                message.with("service", service).count("seconds", *seconds)
            }
            Self::Refused { service, status, text } => message.with("service", service).with("status", status).with("text", text),
            Self::Page { service, status } | Self::Server { service, status } => {
                message.with("service", service).with("status", status)
            }
            Self::Unreadable { service, reason } | Self::Network { service, reason } => {
                message.with("service", service).with("reason", reason)
            }
            Self::AnswerLost { service, .. } => message.with("service", service),
            Self::Address(text) => message.with("address", text),
            Self::Private { address } => message.with("address", address),
            Self::Text(name) => message.with("name", name),
            Self::Redirect | Self::Sealed => message,
        }
    }

    fn remedy(&self) -> Option<Message> {
        let key = match self {
            Self::Unauthorized { .. }
            | Self::Forbidden { .. }
            | Self::NotFound { .. }
            | Self::NoCredential { .. }
            | Self::Page { .. }
            | Self::AnswerLost { .. }
            | Self::Private { .. }
            | Self::Sealed => self.key(),
            _ => return None,
        };
        Some(Message::new(format!("integration-remedy-{key}")))
    }
}
