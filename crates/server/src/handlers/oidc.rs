//! Sign-in through a provider of OpenID Connect: the way there, and the way back.

use super::sign_in::{self, BEGUN_COOKIE, SignInWords};
use crate::call::Query;
use crate::client_address::ClientAddress;
use crate::error::nothing_here;
use crate::events;
use crate::oidc::{LASTS, Oidc};
use crate::state::App;
use crate::web::{is_own_address, language, redirect};
use crate::worker::blocking;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;
use voluptas_app::workspace::identities::{ProviderAccount, Refusal, admit, link};
use voluptas_core::domain::ids::UserId;
use voluptas_core::domain::message::Message;
use voluptas_integrations::sign_in::{OidcError, code_of};
use voluptas_store::{Author, Source};

/// Path to which the provider sends browsers.
pub const CALLBACK: &str = "/sign-in/oidc/callback";

/// `GET /sign-in/oidc`: leads the browser to the provider.
pub async fn start(State(app): State<Arc<App>>, headers: HeaderMap, uri: Uri) -> Response {
    let Some(oidc) = &app.oidc else { return nothing_here().await.into_response() };
    let query = Query::of(&uri);
    let next = query.get("next").filter(|next| is_own_address(next)).unwrap_or("/");
    let now = app.store.clock().now();
    let refused = |key| said(&app, oidc, &headers, StatusCode::SERVICE_UNAVAILABLE, next, Message::new(key));
    let user = match query.get("link") {
        None => None,
        // Only of the browser that sent the form of this user.
        Some(ticket) => match oidc.user_of(ticket, now).filter(|user| is_of(&app, &headers, *user)) {
            Some(user) => Some(user),
            None => return said(&app, oidc, &headers, StatusCode::BAD_REQUEST, next, Message::new("server-oidc-ended")),
        },
    };
    let (url, request) = match oidc.config.provider.begin(&oidc.redirect(&app, &headers, CALLBACK)).await {
        Ok(begun) => begun,
        Err(error) => {
            tracing::warn!(%error, "a sign-in cannot begin");
            return refused("server-oidc-unavailable");
        }
    };
    let (Some(cookie), Ok(place)) = (oidc.seal(request, next, user, now), HeaderValue::from_str(&url)) else {
        return refused("server-oidc-unavailable");
    };
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response();
    sign_in::add_cookie(&mut response, &app, &headers, BEGUN_COOKIE, &cookie, LASTS.unsigned_abs() / 1000);
    response
}

/// `GET /sign-in/oidc/callback`: the browser comes back from the provider.
pub async fn callback(
    State(app): State<Arc<App>>,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let Some(oidc) = &app.oidc else { return nothing_here().await.into_response() };
    let mut response = ended(&app, oidc, &headers, &Query::of(&uri), address).await;
    sign_in::add_cookie(&mut response, &app, &headers, BEGUN_COOKIE, "", 0);
    response
}

async fn ended(app: &Arc<App>, oidc: &Oidc, headers: &HeaderMap, query: &Query, address: IpAddr) -> Response {
    let now = app.store.clock().now();
    let refused = |status, next: &str, words: Message| {
        app.events.refusal(events::REFUSED_SIGN_IN, None, address, CALLBACK, now);
        said(app, oidc, headers, status, next, words)
    };
    let state = query.get("state").unwrap_or_default();
    let pending = sign_in::cookie(app, headers, BEGUN_COOKIE).and_then(|cookie| oidc.take(cookie, state, now));
    // Without the browser's own state nothing of the address is believed, its error neither.
    let Some(pending) = pending else {
        return refused(StatusCode::BAD_REQUEST, "", Message::new("server-oidc-ended"));
    };
    let next = pending.next.as_str();
    let is_other_issuer = query.get("iss").is_some_and(|issuer| issuer != oidc.config.provider.issuer());
    if let Some(error) = query.get("error").filter(|_| !is_other_issuer) {
        let code = code_of(error);
        let key = if code == "access_denied" { "server-oidc-denied" } else { "server-oidc-refused" };
        return refused(StatusCode::FORBIDDEN, next, Message::new(key).with("code", code));
    }
    if app.failures.wait(address, Instant::now()).is_some() {
        return refused(StatusCode::TOO_MANY_REQUESTS, next, Message::new("server-sign-in-blocked"));
    }
    let account = if is_other_issuer {
        Err(OidcError::Invalid("of another issuer".to_owned()))
    } else {
        oidc.config.provider.finish(&pending.request, query.get("code").unwrap_or_default()).await
    };
    let account = match account {
        Ok(account) => account,
        Err(error) => {
            tracing::warn!(%error, %address, "a sign-in through the provider failed");
            let (status, key) = match error {
                OidcError::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "server-oidc-unavailable"),
                OidcError::Refused(_) => (StatusCode::FORBIDDEN, "server-oidc-ended"),
                OidcError::Invalid(_) => (StatusCode::FORBIDDEN, "server-oidc-invalid"),
            };
            if status == StatusCode::FORBIDDEN {
                app.failures.count(address, Instant::now());
            }
            return refused(status, next, Message::new(key));
        }
    };
    let id_token = account.id_token;
    let account = ProviderAccount {
        issuer: account.issuer,
        subject: account.subject,
        email: account.email,
        is_email_verified: account.is_email_verified,
        name: account.name,
    };
    if let Some(user) = pending.user.map(UserId) {
        return connected(app, headers, user, account, address, &refused).await;
    }
    let (email, role, of_app) = (account.email.clone().unwrap_or_default(), oidc.config.create_role, Arc::clone(app));
    let admitted = blocking(move || {
        let author = Author { address: Some(address), ..Author::new(Source::Api, None) };
        let admitted = admit(&of_app.store.by(author), &account, role)?;
        // At once, and not with the next look at the workspace.
        of_app.tokens.refresh()?;
        Ok(admitted)
    });
    let refusal = match admitted.await {
        Ok(Ok((identity, _))) => match app.tokens.of_identity(identity.id) {
            Some(principal) => {
                let next = if is_own_address(next) { next } else { "/" };
                return sign_in::begin_by(app, &principal, address, headers, next, Some((&oidc.config.name, id_token)));
            }
            None => Refusal::Unknown,
        },
        Ok(Err(refusal)) => refusal,
        Err(error) => {
            tracing::error!(message = %error.message, "the user of a sign-in cannot be read");
            return refused(StatusCode::SERVICE_UNAVAILABLE, next, Message::new("server-page-broken"));
        }
    };
    let key = match refusal {
        Refusal::Unknown => "server-oidc-unknown",
        Refusal::Unverified => "server-oidc-unverified",
        Refusal::OtherAccount => "server-oidc-other",
        Refusal::NameTaken => "server-oidc-name",
        Refusal::OtherUser => "server-oidc-other-user",
    };
    refused(StatusCode::FORBIDDEN, next, Message::new(key).with("email", email))
}

/// True for a browser in which this user has signed in.
fn is_of(app: &App, headers: &HeaderMap, user: UserId) -> bool {
    let Some((principal, _)) = sign_in::session(app, headers) else { return false };
    app.tokens.user_id(&principal.owner) == Some(user)
}

/// Gives the account to the user who began to connect it, in the same browser.
async fn connected(
    app: &Arc<App>,
    headers: &HeaderMap,
    user: UserId,
    account: ProviderAccount,
    address: IpAddr,
    refused: &(impl Fn(StatusCode, &str, Message) -> Response + Sync),
) -> Response {
    let Some((principal, _)) = sign_in::session(app, headers).filter(|_| is_of(app, headers, user)) else {
        return refused(StatusCode::FORBIDDEN, "/account", Message::new("server-oidc-ended"));
    };
    let of_app = Arc::clone(app);
    let linked = blocking(move || {
        let author = Author { address: Some(address), ..Author::new(Source::Api, Some(&principal.owner)) };
        let linked = link(&of_app.store.by(author), user, &account)?;
        of_app.tokens.refresh()?;
        Ok(linked)
    });
    let (status, key) = match linked.await {
        Ok(Ok(())) => return redirect("/account"),
        Ok(Err(Refusal::OtherUser)) => (StatusCode::CONFLICT, "server-oidc-other-user"),
        Ok(Err(_)) => (StatusCode::CONFLICT, "server-oidc-has-account"),
        Err(error) => {
            tracing::error!(message = %error.message, "an account cannot be connected");
            (StatusCode::SERVICE_UNAVAILABLE, "server-page-broken")
        }
    };
    refused(status, "/account", Message::new(key))
}

/// The page of the sign-in with the reason why it failed.
fn said(app: &App, oidc: &Oidc, headers: &HeaderMap, status: StatusCode, next: &str, words: Message) -> Response {
    let words = language(headers).message(&words.with("provider", &oidc.config.name));
    let words = SignInWords { refusal: Some(words), ..SignInWords::default() };
    sign_in::form_with(app, headers, status, next, words)
}
