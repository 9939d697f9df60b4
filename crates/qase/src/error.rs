//! Errors of the client, as values that explain themselves.

use voluptas_core::domain::message::{Explain, Message};

use super::bad_config::BadConfig;

/// The outcome of every call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The request that an error is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Call {
    /// `GET`, `POST`…
    pub method: String,
    /// Path with the version and without query: `/v1/case/DEMO`.
    pub path: String,
}

impl std::fmt::Display for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// The server's complaint about one field of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Name in the request: `title`, `results.0.status`.
    pub field: String,
    /// The server's text.
    pub error: String,
}

/// A call that did not succeed. Holds no secret: texts of the server are redacted before they come here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// 400 or 422: the server refused the content of the request.
    #[error("{call}: refused as invalid: {text}{}", show_fields(.fields))]
    Invalid {
        /// The request.
        call: Call,
        /// The server's text.
        text: String,
        /// Complaints about single fields, if the server sends any.
        fields: Vec<FieldError>,
    },
    /// 401: the server does not know the token.
    #[error("{call}: the token was not accepted")]
    Unauthorized {
        /// The request.
        call: Call,
    },
    /// 402: the account's plan does not include this function.
    #[error("{call}: the account's plan does not include this: {text}")]
    PaymentRequired {
        /// The request.
        call: Call,
        /// The server's text.
        text: String,
    },
    /// 403: the role does not allow it, or the project is not shared with the token's owner.
    #[error("{call}: not allowed: {text}")]
    Forbidden {
        /// The request.
        call: Call,
        /// The server's text.
        text: String,
    },
    /// 404: the object does not exist.
    #[error("{call}: not found: {text}")]
    NotFound {
        /// The request.
        call: Call,
        /// The server's text.
        text: String,
    },
    /// 413, or a file that is larger than the server accepts: nothing was stored.
    #[error("{call}: too large: {text}")]
    TooLarge {
        /// The request.
        call: Call,
        /// The server's text, or the name of the file.
        text: String,
    },
    /// 507: the account has no storage left for files.
    #[error("{call}: no storage left")]
    StorageFull {
        /// The request.
        call: Call,
    },
    /// 429 several times, or with a wait that is too long.
    #[error("{call}: too many requests; try again in {seconds} s")]
    RateLimited {
        /// The request.
        call: Call,
        /// Seconds until the server accepts requests again.
        seconds: u64,
    },
    /// 5xx: the server failed.
    #[error("{call}: the server failed with {status}: {text}")]
    Server {
        /// The request.
        call: Call,
        /// The HTTP status.
        status: u16,
        /// The server's text.
        text: String,
    },
    /// A status that Qase's description does not name, such as a redirect.
    #[error("{call}: unexpected answer {status}: {text}")]
    Unexpected {
        /// The request.
        call: Call,
        /// The HTTP status.
        status: u16,
        /// The server's text.
        text: String,
    },
    /// No answer in time.
    #[error("{call}: no answer in {seconds} s")]
    Timeout {
        /// The request.
        call: Call,
        /// Seconds waited.
        seconds: u64,
        /// True when no connection was made, so that nothing was sent.
        unsent: bool,
    },
    /// Nothing listens at the address.
    #[error("{host}: connection refused")]
    Refused {
        /// Host and port.
        host: String,
    },
    /// The proxy cannot be reached, or does not let the connection through.
    #[error("{proxy}: no connection to {host} through this proxy: {reason}")]
    Proxy {
        /// Host and port of the proxy.
        proxy: String,
        /// Host and port behind it.
        host: String,
        /// The system's text.
        reason: String,
    },
    /// The host's certificate or its protocol is not acceptable.
    #[error("{host}: no secure connection: {reason}")]
    Tls {
        /// Host and port.
        host: String,
        /// The library's text.
        reason: String,
    },
    /// The name of the host cannot be resolved.
    #[error("{host}: no such host")]
    Dns {
        /// Host and port.
        host: String,
    },
    /// The connection broke, or the network cannot be reached.
    #[error("{call}: {reason}")]
    Network {
        /// The request.
        call: Call,
        /// The library's text.
        reason: String,
        /// True when it is certain that the request was not sent.
        unsent: bool,
    },
    /// The answer is not the JSON that was expected.
    #[error("{call}: the answer cannot be read at {place}: {reason}")]
    BrokenJson {
        /// The request.
        call: Call,
        /// `line 1, column 17` or `result.entities[3]`.
        place: String,
        /// The library's text.
        reason: String,
    },
    /// A write that must not be sent twice got no answer: it may be stored or not. Look for it before sending it again.
    #[error("it is not known whether {call} was stored: {cause}")]
    AnswerLost {
        /// The request.
        call: Call,
        /// Error that prevented the answer.
        cause: Box<Error>,
    },
    /// A list longer than the API can page through.
    #[error("{call}: {total} rows, and the API gives at most {most}")]
    TooMany {
        /// The request.
        call: Call,
        /// Rows the server has.
        total: u64,
        /// Rows that can be read.
        most: u64,
    },
    /// The caller asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// The client cannot be built, or the call cannot be made.
    #[error(transparent)]
    BadConfig(#[from] BadConfig),
}

fn show_fields(fields: &[FieldError]) -> String {
    fields.iter().map(|f| format!("; {}: {}", f.field, f.error)).collect()
}

/// Errors by possible remedy, for exit codes and icons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The request: [`Error::Invalid`], [`Error::TooLarge`], [`Error::TooMany`].
    Input,
    /// The token: [`Error::Unauthorized`], or a missing token.
    Auth,
    /// The role, the plan or the storage of the account.
    Rights,
    /// The object does not exist.
    Missing,
    /// Too many requests.
    Rate,
    /// The server failed, or its answer cannot be read.
    Server,
    /// The connection to the server.
    Network,
    /// Nobody knows whether a write was stored.
    Doubt,
    /// The caller asked to stop.
    Cancelled,
    Config,
}

impl Error {
    /// The kind of the error, by possible remedy.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Invalid { .. } | Self::TooLarge { .. } | Self::TooMany { .. } => Kind::Input,
            Self::Unauthorized { .. } | Self::BadConfig(BadConfig::EmptyToken | BadConfig::OddToken) => Kind::Auth,
            Self::PaymentRequired { .. } | Self::Forbidden { .. } | Self::StorageFull { .. } => Kind::Rights,
            Self::NotFound { .. } => Kind::Missing,
            Self::RateLimited { .. } => Kind::Rate,
            Self::Server { .. } | Self::Unexpected { .. } | Self::BrokenJson { .. } => Kind::Server,
            Self::Timeout { .. }
            | Self::Refused { .. }
            | Self::Proxy { .. }
            | Self::Tls { .. }
            | Self::Dns { .. }
            | Self::Network { .. } => Kind::Network,
            Self::AnswerLost { .. } => Kind::Doubt,
            Self::Cancelled => Kind::Cancelled,
            Self::BadConfig(_) => Kind::Config,
        }
    }

    /// True when the token is to blame.
    pub fn is_auth(&self) -> bool {
        self.kind() == Kind::Auth
    }

    /// True when the same call may succeed later although nothing was changed. Repeating it may still do harm.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::RateLimited { .. }
            | Self::Server { .. }
            | Self::Timeout { .. }
            | Self::Refused { .. }
            | Self::Proxy { .. }
            | Self::Dns { .. }
            | Self::Network { .. }
            | Self::BrokenJson { .. } => true,
            Self::AnswerLost { cause, .. } => cause.is_retryable(),
            _ => false,
        }
    }

    /// True when the server certainly did not execute the request: it refused, or nothing was sent.
    pub fn is_surely_undone(&self) -> bool {
        match self {
            Self::Server { .. } | Self::BrokenJson { .. } | Self::AnswerLost { .. } => false,
            Self::Network { unsent, .. } | Self::Timeout { unsent, .. } => *unsent,
            _ => true,
        }
    }

    fn key(&self) -> &'static str {
        match self {
            Self::Invalid { .. } => "invalid",
            Self::Unauthorized { .. } => "unauthorized",
            Self::PaymentRequired { .. } => "payment",
            Self::Forbidden { .. } => "forbidden",
            Self::NotFound { .. } => "not-found",
            Self::TooLarge { .. } => "too-large",
            Self::StorageFull { .. } => "storage-full",
            Self::RateLimited { .. } => "rate-limited",
            Self::Server { .. } => "server",
            Self::Unexpected { .. } => "unexpected",
            Self::Timeout { .. } => "timeout",
            Self::Refused { .. } => "refused",
            Self::Proxy { .. } => "proxy",
            Self::Tls { .. } => "tls",
            Self::Dns { .. } => "dns",
            Self::Network { .. } => "network",
            Self::BrokenJson { .. } => "broken-json",
            Self::AnswerLost { .. } => "answer-lost",
            Self::TooMany { .. } => "too-many",
            Self::Cancelled => "cancelled",
            Self::BadConfig(BadConfig::EmptyToken) => "empty-token",
            Self::BadConfig(BadConfig::OddToken) => "odd-token",
            Self::BadConfig(BadConfig::EmptyProject) => "empty-project",
            Self::BadConfig(BadConfig::Url(_)) => "bad-url",
            Self::BadConfig(BadConfig::PlainHttp(_)) => "plain-http",
            Self::BadConfig(BadConfig::Tls(_)) => "no-tls",
        }
    }
}

impl Explain for Error {
    fn message(&self) -> Message {
        let message = Message::new(format!("qase-error-{}", self.key()));
        match self {
            Self::Invalid { call, text, fields } => {
                let fields = fields.iter().map(|f| format!("{}: {}", f.field, f.error)).collect::<Vec<_>>().join("; ");
                let details =
                    [text.as_str(), fields.as_str()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ");
                message.with("call", call).with("text", details)
            }
            Self::PaymentRequired { call, text }
            | Self::Forbidden { call, text }
            | Self::NotFound { call, text }
            | Self::TooLarge { call, text } => message.with("call", call).with("text", text),
            Self::Unauthorized { call } | Self::StorageFull { call } => message.with("call", call),
            Self::RateLimited { call, seconds } | Self::Timeout { call, seconds, .. } => {
                message.with("call", call).count("seconds", *seconds)
            }
            Self::Server { call, status, text } | Self::Unexpected { call, status, text } => {
                message.with("call", call).with("status", status).with("text", text)
            }
            Self::Refused { host } | Self::Dns { host } => message.with("host", host),
            Self::Proxy { proxy, host, reason } => message.with("proxy", proxy).with("host", host).with("reason", reason),
            Self::Tls { host, reason } => message.with("host", host).with("reason", reason),
            Self::Network { call, reason, .. } => message.with("call", call).with("reason", reason),
            Self::BrokenJson { call, place, reason } => message.with("call", call).with("place", place).with("reason", reason),
            Self::AnswerLost { call, cause } => message.with("call", call).with("reason", cause),
            Self::TooMany { call, total, most } => message.with("call", call).count("total", *total).count("most", *most),
            Self::BadConfig(BadConfig::Url(url) | BadConfig::PlainHttp(url)) => message.with("url", url),
            Self::BadConfig(BadConfig::Tls(reason)) => message.with("reason", reason),
            Self::Cancelled | Self::BadConfig(BadConfig::EmptyToken | BadConfig::OddToken | BadConfig::EmptyProject) => message,
        }
    }

    fn remedy(&self) -> Option<Message> {
        if matches!(self, Self::Cancelled) {
            return None;
        }
        let message = Message::new(format!("qase-remedy-{}", self.key()));
        Some(match self {
            Self::RateLimited { seconds, .. } => message.count("seconds", *seconds),
            _ => message,
        })
    }
}
