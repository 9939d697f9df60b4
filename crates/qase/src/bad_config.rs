//! Reasons why a client cannot be built or a call cannot be made.

/// Reason why a client cannot be built or a call cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadConfig {
    /// The token is empty.
    #[error("the API token is empty")]
    EmptyToken,
    /// The token has line ends or other characters that a header cannot carry.
    #[error("the API token has characters that no token has")]
    OddToken,
    /// The project code is empty.
    #[error("the project code is empty")]
    EmptyProject,
    /// Not a URL, or one with a user name, a query or another scheme.
    #[error("{0:?} is not the address of an API")]
    Url(String),
    /// `http://` to another computer.
    #[error("{0:?} would send the token in the open: https is needed")]
    PlainHttp(String),
    /// The system cannot provide an HTTPS client, most often because it has no root certificates.
    #[error("no HTTPS client can be built: {0}")]
    Tls(String),
}
