//! Sign-in through a provider, as a server uses it.
//!
//! [`SignInProvider::begin`] makes the address of the provider to which a browser goes, with the values that the caller keeps for it;
//! [`SignInProvider::finish`] exchanges the code that the browser brings back for an account; [`SignInProvider::end`] makes the address that ends the
//! sign-in at the provider. Which user an account is, and how a browser keeps the values, is the caller's.

use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use std::fmt::Debug;
use voluptas_core::base::Secret;

/// A provider as a server knows it.
pub trait SignInProvider: Debug + Send + Sync {
    /// Address of the provider.
    fn issuer(&self) -> &str;

    /// Begins a sign-in that comes back to `redirect`. Returns the address at the provider, and the values that [`Self::finish`] needs.
    ///
    /// # Errors
    /// [`OidcError::Unavailable`].
    fn begin<'a>(&'a self, redirect: &'a str) -> BoxFuture<'a, Result<(String, AuthorizationRequest), OidcError>>;

    /// Exchanges a code for an account.
    ///
    /// # Errors
    /// Every [`OidcError`].
    fn finish<'a>(&'a self, begun: &'a AuthorizationRequest, code: &'a str) -> BoxFuture<'a, Result<Account, OidcError>>;

    /// The address at the provider that ends the sign-in there and leads back to `back`; `None` where the provider has none. A blank `id_token` is left
    /// out.
    ///
    /// # Errors
    /// [`OidcError::Unavailable`].
    fn end<'a>(&'a self, id_token: &'a Secret, back: &'a str) -> BoxFuture<'a, Result<Option<String>, OidcError>>;
}

/// Why a sign-in fails. The texts are for the log; they hold no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OidcError {
    /// The provider does not answer, answers invalid data, or does not know this server.
    #[error("the provider cannot be used: {0}")]
    Unavailable(String),
    /// The provider does not accept the code: it was used, has ended, or is another browser's.
    #[error("the provider refuses the code: {0}")]
    Refused(String),
    /// The ID token is not one of this provider for this server and this sign-in.
    #[error("the ID token is not valid: {0}")]
    Invalid(String),
}

/// A sign-in under way. The caller keeps it in the browser, sealed, until the provider sends the browser back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    /// Comes back with the code.
    pub state: String,
    /// Comes back in the ID token.
    pub nonce: String,
    /// Proves to the provider that the same sign-in sends the code.
    pub verifier: String,
    /// Address of this server to which the browser comes back.
    pub redirect: String,
}

/// An account, by a checked ID token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub issuer: String,
    pub subject: String,
    pub email: Option<String>,
    pub is_email_verified: bool,
    pub name: Option<String>,
    /// The ID token, by which the provider knows at the sign-out whose sign-in ends.
    pub id_token: Secret,
}

/// A code of an error as it may stand in a log or on a page: the letters that such codes have.
#[must_use]
pub fn code_of(text: &str) -> String {
    let code: String = text.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').take(60).collect();
    if code.is_empty() { "unknown_error".to_owned() } else { code }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_errors_are_plain_words() {
        assert_eq!(code_of("access_denied"), "access_denied");
        assert_eq!(code_of("<script>"), "unknown_error");
        assert_eq!(code_of("login_required\nforged line"), "login_required");
    }
}
