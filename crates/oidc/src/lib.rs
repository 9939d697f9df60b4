//! A provider of OpenID Connect: the code flow with PKCE, for web pages.
//!
//! A crate of its own, because the window has no such sign-in and should not build what checks ID tokens. Metadata and keys of the provider are read
//! when they are first needed and kept for an hour; a token with an unknown key reads them again. Every answer has a limit of time and size.

use futures::future::BoxFuture;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreErrorResponseType, CoreIdToken, CoreIdTokenClaims,
    CoreJwsSigningAlgorithm, CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AsyncHttpClient, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret,
    CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, ProviderMetadataWithLogout as Metadata, RedirectUrl,
    RequestTokenError, Scope, SignatureVerificationError, TokenResponse as _,
};
use reqwest::{Url, redirect};
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::{Mutex, Semaphore};
use voluptas_core::base::{Clock as _, Secret, SystemClock};
use voluptas_integrations::sign_in::{Account, AuthorizationRequest, OidcError, SignInProvider, code_of};
use voluptas_integrations::{Error, Result, api, install_tls, net};

/// Difference of clocks that is allowed.
const SKEW: Duration = Duration::from_secs(60);
/// Maximum number of codes that are exchanged at a time, so that many browsers do not overload the provider.
const EXCHANGES: usize = 16;
/// Longest code of a browser, in bytes.
const LONGEST_CODE: usize = 4096;

/// Signatures that are accepted. Those with the client's secret and the missing one are not, whatever the provider lists.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Limits of the requests to a provider.
#[derive(Debug, Clone, Copy)]
pub struct OidcLimits {
    /// Longest time of a sign-in's requests together.
    pub time: Duration,
    /// Longest answer, in bytes.
    pub bytes: usize,
    /// Time for which metadata and keys are kept.
    pub keep: Duration,
    /// Shortest time until an unknown key reads them again.
    pub again: Duration,
    /// Time for which a failure answers for the provider.
    pub failed: Duration,
}

impl Default for OidcLimits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(15),
            bytes: 1024 * 1024,
            keep: Duration::from_secs(60 * 60),
            again: Duration::from_secs(60),
            failed: Duration::from_secs(5),
        }
    }
}

type Client = CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// A provider as a client knows it.
#[derive(Debug)]
pub struct Provider {
    issuer: IssuerUrl,
    client_id: ClientId,
    secret: Secret,
    limits: OidcLimits,
    http: reqwest::Client,
    /// Locked while metadata are read, so that many browsers read them once.
    known: Mutex<CachedMetadata>,
    turns: Semaphore,
}

#[derive(Debug, Default)]
struct CachedMetadata {
    found: Option<(Arc<Metadata>, Instant)>,
    failed: Option<(OidcError, Instant)>,
}

/// A failed request, for the log.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Failed(String);

/// The provider's requests. A type of its own, because the future of a closure is not known to be `Send` for every lifetime.
struct Http<'p>(&'p Provider);

impl<'c> AsyncHttpClient<'c> for Http<'_> {
    type Error = Failed;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Failed>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.0.send(request))
    }
}

impl Provider {
    /// A provider by the address of its issuer. Nothing is requested yet.
    ///
    /// # Errors
    /// [`Error::Address`], also for plain HTTP to another computer; [`Error::Text`] for a blank id or secret.
    pub fn new(issuer: &str, client_id: &str, secret: Secret, limits: OidcLimits) -> Result<Self> {
        install_tls();
        // Checked, and kept as it was given: the provider's tokens name it in this very form.
        let base = api::address(issuer)?;
        let issuer = IssuerUrl::new(issuer.trim().to_owned()).map_err(|_| Error::Address(net::origin(&base)))?;
        if client_id.trim().is_empty() {
            return Err(Error::Text("client id"));
        }
        if secret.expose().trim().is_empty() {
            return Err(Error::Text("client secret"));
        }
        let mut builder = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(limits.time)
            .user_agent(concat!("voluptas/", env!("CARGO_PKG_VERSION")));
        if api::is_local(&base) {
            builder = builder.no_proxy();
        }
        if base.scheme() == "http" {
            builder = builder.tls_certs_only([]);
        }
        let network =
            |error: reqwest::Error| Error::Network { service: net::origin(&base), reason: voluptas_qase::network_reason(&error) };
        let http = builder.build().map_err(network)?;
        Ok(Self {
            issuer,
            client_id: ClientId::new(client_id.trim().to_owned()),
            secret: Secret::new(secret.expose().trim()),
            limits,
            http,
            known: Mutex::default(),
            turns: Semaphore::new(EXCHANGES),
        })
    }

    async fn in_time<T>(&self, work: impl Future<Output = Result<T, OidcError>>) -> Result<T, OidcError> {
        let late = || OidcError::Unavailable(format!("no answer in {} s", self.limits.time.as_secs_f32()));
        tokio::time::timeout(self.limits.time, work).await.unwrap_or_else(|_| Err(late()))
    }

    async fn exchange(&self, begun: &AuthorizationRequest, code: &str) -> Result<Account, OidcError> {
        let _turn = self.turns.acquire().await.map_err(|_| OidcError::Unavailable("stopped".to_owned()))?;
        let mut metadata = self.metadata(false).await?;
        let http = Http(self);
        let client = self.client(&metadata, &begun.redirect)?;
        let request = client.exchange_code(AuthorizationCode::new(code.to_owned()));
        let request = request.map_err(|error| OidcError::Unavailable(error.to_string()))?;
        let answer = request.set_pkce_verifier(PkceCodeVerifier::new(begun.verifier.clone())).request_async(&http).await;
        let answer = answer.map_err(|error| match error {
            RequestTokenError::ServerResponse(refusal) => match refusal.error() {
                CoreErrorResponseType::InvalidGrant => OidcError::Refused("invalid_grant".to_owned()),
                other => OidcError::Unavailable(code_of(other.as_ref())),
            },
            RequestTokenError::Request(failed) => OidcError::Unavailable(failed.0),
            RequestTokenError::Parse(error, _) => OidcError::Unavailable(format!("the answer has no token: {}", error.path())),
            RequestTokenError::Other(_) => OidcError::Unavailable("the answer has no token".to_owned()),
        })?;
        let token = answer.id_token().ok_or_else(|| OidcError::Invalid("the answer has no ID token".to_owned()))?;
        let nonce = Nonce::new(begun.nonce.clone());
        let checked = match self.claims(&metadata, token, &nonce, answer.access_token()) {
            Err((_, true)) => {
                // The provider has new keys, perhaps.
                metadata = self.metadata(true).await?;
                self.claims(&metadata, token, &nonce, answer.access_token())
            }
            checked => checked,
        };
        let claims = checked.map_err(|(error, _)| error)?;
        // Everybody without a name there would be one person.
        if claims.subject().trim().is_empty() {
            return Err(OidcError::Invalid("the subject of the ID token is blank".to_owned()));
        }
        let mut account = Account {
            issuer: claims.issuer().as_str().to_owned(),
            subject: claims.subject().as_str().to_owned(),
            email: claims.email().map(|email| email.as_str().to_owned()),
            is_email_verified: claims.email_verified().unwrap_or(false),
            name: claims.name().and_then(|name| name.get(None)).map(|name| name.as_str().to_owned()),
            id_token: Secret::new(token.to_string()),
        };
        // Many providers put e-mail and name there alone.
        if (account.email.is_none() || account.name.is_none()) && metadata.userinfo_endpoint().is_some() {
            let client = self.client(&metadata, &begun.redirect)?;
            let request = client.user_info(answer.access_token().clone(), Some(claims.subject().clone()));
            let request = request.map_err(|error| OidcError::Unavailable(error.to_string()))?;
            let info: CoreUserInfoClaims =
                request.request_async(&http).await.map_err(|error| OidcError::Unavailable(format!("user info: {error}")))?;
            if account.email.is_none() {
                account.email = info.email().map(|email| email.as_str().to_owned());
                account.is_email_verified = info.email_verified().unwrap_or(false);
            }
            let name = || info.name().and_then(|name| name.get(None)).map(|name| name.as_str().to_owned());
            account.name = account.name.or_else(name);
        }
        Ok(account)
    }

    /// The claims of a valid token. The second part of an error is true where other keys could make it valid.
    fn claims<'t>(
        &self,
        metadata: &Metadata,
        token: &'t CoreIdToken,
        nonce: &Nonce,
        access: &AccessToken,
    ) -> Result<&'t CoreIdTokenClaims, (OidcError, bool)> {
        let final_error = |reason: &str| (OidcError::Invalid(reason.to_owned()), false);
        let client = self.client(metadata, "http://localhost/").map_err(|error| (error, false))?;
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(|| (SystemTime::UNIX_EPOCH + now().saturating_sub(SKEW)).into())
            .set_issue_time_verifier_fn(|issued| {
                let latest = SystemTime::UNIX_EPOCH + now() + SKEW;
                if SystemTime::from(issued) > latest { Err("issued in the future".to_owned()) } else { Ok(()) }
            });
        let claims = token.claims(&verifier, nonce).map_err(|error| {
            let is_of_keys = matches!(
                error,
                ClaimsVerificationError::SignatureVerification(
                    SignatureVerificationError::NoMatchingKey
                        | SignatureVerificationError::CryptoError(_)
                        | SignatureVerificationError::AmbiguousKeyId(_)
                )
            );
            (OidcError::Invalid(reason_of(&error).to_owned()), is_of_keys)
        })?;
        if let Some(expected) = claims.access_token_hash() {
            let algorithm = token.signing_alg().map_err(|_| final_error("no signature"))?;
            let key = token.signing_key(&verifier).map_err(|_| final_error("no key"))?;
            let actual = AccessTokenHash::from_token(access, algorithm, key);
            if actual.map_err(|_| final_error("the access token cannot be checked"))? != *expected {
                return Err(final_error("another access token"));
            }
        }
        Ok(claims)
    }

    /// A client of this provider.
    fn client(&self, metadata: &Metadata, redirect: &str) -> Result<Client, OidcError> {
        let redirect = RedirectUrl::new(redirect.to_owned());
        let redirect = redirect.map_err(|_| OidcError::Unavailable("this server has no address".to_owned()))?;
        let secret = ClientSecret::new(self.secret.expose().to_owned());
        // Basic is what a provider takes that names nothing.
        let methods = metadata.token_endpoint_auth_methods_supported();
        let takes = |method| methods.is_some_and(|methods| methods.contains(&method));
        let is_in_body = takes(CoreClientAuthMethod::ClientSecretPost) && !takes(CoreClientAuthMethod::ClientSecretBasic);
        let auth = if is_in_body { AuthType::RequestBody } else { AuthType::BasicAuth };
        let client = CoreClient::from_provider_metadata(metadata.clone(), self.client_id.clone(), Some(secret));
        Ok(client.set_redirect_uri(redirect).set_auth_type(auth))
    }

    /// Metadata and keys: those that are kept, or new ones. `again` asks for new ones, at most once in a while.
    async fn metadata(&self, again: bool) -> Result<Arc<Metadata>, OidcError> {
        let mut known = self.known.lock().await;
        let wait = if again { self.limits.again } else { self.limits.keep };
        if let Some((found, at)) = &known.found
            && at.elapsed() < wait
        {
            return Ok(Arc::clone(found));
        }
        if let Some((error, at)) = &known.failed
            && at.elapsed() < self.limits.failed
        {
            // Old keys are better than none.
            return known.found.as_ref().map(|(found, _)| Arc::clone(found)).ok_or_else(|| error.clone());
        }
        let http = Http(self);
        let half = self.limits.time / 2;
        let read = tokio::time::timeout(half, Metadata::discover_async(self.issuer.clone(), &http)).await;
        let error = match read {
            Ok(Ok(found)) => {
                let found = Arc::new(found);
                *known = CachedMetadata { found: Some((Arc::clone(&found), Instant::now())), failed: None };
                return Ok(found);
            }
            Ok(Err(error)) => OidcError::Unavailable(self.secret.redact(&discovery_reason(&error))),
            Err(_) => OidcError::Unavailable(format!("no answer in {} s", half.as_secs_f32())),
        };
        tracing::warn!(%error, issuer = self.issuer(), "the metadata of the sign-in provider cannot be read");
        known.failed = Some((error.clone(), Instant::now()));
        known.found.as_ref().map(|(found, _)| Arc::clone(found)).ok_or(error)
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Failed> {
        let failed = |reason: &str| Failed(reason.to_owned());
        let network = |error: reqwest::Error| Failed(voluptas_qase::network_reason(&error));
        let request = reqwest::Request::try_from(request).map_err(network)?;
        // The metadata of a provider must not send the secret in the clear.
        if !is_safe(request.url()) {
            return Err(failed("an address of the provider has no HTTPS"));
        }
        let mut response = self.http.execute(request).await.map_err(network)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(network)? {
            if bytes.len() + chunk.len() > self.limits.bytes {
                return Err(failed("the answer is too long"));
            }
            bytes.extend_from_slice(&chunk);
        }
        let mut answer = HttpResponse::new(bytes);
        *answer.status_mut() = status;
        *answer.headers_mut() = headers;
        Ok(answer)
    }
}

impl SignInProvider for Provider {
    fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    fn begin<'a>(&'a self, redirect: &'a str) -> BoxFuture<'a, Result<(String, AuthorizationRequest), OidcError>> {
        Box::pin(async move {
            let metadata = self.in_time(self.metadata(false)).await?;
            if !is_safe(metadata.authorization_endpoint().url()) {
                return Err(OidcError::Unavailable("the authorization endpoint has no HTTPS".to_owned()));
            }
            let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
            let (url, state, nonce) = self
                .client(&metadata, redirect)?
                .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
                .add_scope(Scope::new("email".to_owned()))
                .add_scope(Scope::new("profile".to_owned()))
                .set_pkce_challenge(challenge)
                .url();
            let begun = AuthorizationRequest {
                state: state.into_secret(),
                nonce: nonce.secret().clone(),
                verifier: verifier.into_secret(),
                redirect: redirect.to_owned(),
            };
            Ok((url.into(), begun))
        })
    }

    fn finish<'a>(&'a self, begun: &'a AuthorizationRequest, code: &'a str) -> BoxFuture<'a, Result<Account, OidcError>> {
        Box::pin(async move {
            if code.is_empty() || code.len() > LONGEST_CODE {
                return Err(OidcError::Refused("no code".to_owned()));
            }
            self.in_time(self.exchange(begun, code)).await
        })
    }

    fn end<'a>(&'a self, id_token: &'a Secret, back: &'a str) -> BoxFuture<'a, Result<Option<String>, OidcError>> {
        Box::pin(async move {
            let metadata = self.in_time(self.metadata(false)).await?;
            let Some(endpoint) = &metadata.additional_metadata().end_session_endpoint else { return Ok(None) };
            let mut url = endpoint.url().clone();
            if !is_safe(&url) {
                return Err(OidcError::Unavailable("the end session endpoint has no HTTPS".to_owned()));
            }
            let hint = Some(("id_token_hint", id_token.expose())).filter(|(_, token)| !token.is_empty());
            let pairs = [("client_id", self.client_id.as_str()), ("post_logout_redirect_uri", back)];
            url.query_pairs_mut().extend_pairs(pairs.into_iter().chain(hint));
            Ok(Some(url.into()))
        })
    }
}

/// Time since 1970.
fn now() -> Duration {
    Duration::from_millis(SystemClock.now().unsigned_abs())
}

fn is_safe(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && api::is_local(url))
}

/// The reason without values of the token, which are foreign text.
fn reason_of(error: &ClaimsVerificationError) -> &'static str {
    match error {
        ClaimsVerificationError::Expired(_) => "expired, or issued in the future",
        ClaimsVerificationError::InvalidAudience(_) => "for another client",
        ClaimsVerificationError::InvalidIssuer(_) => "of another issuer",
        ClaimsVerificationError::InvalidNonce(_) => "of another sign-in",
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::DisallowedAlg(_)) => "signed in a weak way",
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoSignature) => "not signed",
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => "signed with an unknown key",
        ClaimsVerificationError::SignatureVerification(_) => "a wrong signature",
        _ => "not readable",
    }
}

fn discovery_reason(error: &openidconnect::DiscoveryError<Failed>) -> String {
    match error {
        openidconnect::DiscoveryError::Request(failed) => failed.0.clone(),
        openidconnect::DiscoveryError::Response(status, ..) => format!("HTTP {}", status.as_u16()),
        openidconnect::DiscoveryError::Parse(error) => format!("no metadata: {}", error.path()),
        openidconnect::DiscoveryError::Validation(_) => "the metadata name another issuer".to_owned(),
        _ => "no metadata".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_has_https_or_is_on_this_computer() {
        let open = |issuer: &str, secret: &str| Provider::new(issuer, "id", Secret::new(secret), OidcLimits::default());
        assert!(open("https://login.example/realms/qa", "s").is_ok_and(|p| p.issuer() == "https://login.example/realms/qa"));
        assert!(open("http://127.0.0.1:1", "s").is_ok());
        for bad in ["http://login.example", "https://user:word@login.example", "login.example", "file:///x"] {
            assert!(matches!(open(bad, "s"), Err(Error::Address(_))), "{bad}");
        }
        assert!(matches!(open("https://login.example", " "), Err(Error::Text(_))));
        let shown = format!("{:?}", open("https://login.example", "hidden-secret").expect("provider"));
        assert!(!shown.contains("hidden-secret"), "{shown}");
    }
}
