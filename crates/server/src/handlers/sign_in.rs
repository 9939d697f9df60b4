//! Signing in on a page: the token once, then a cookie. A browser cannot send the header that programs send.

use super::pages::message;
use crate::auth::{Authentication, Principal, SignInTarget, authenticate, network};
use crate::call::Query;
use crate::client_address::ClientAddress;
use crate::error::{ApiError, ApiResult};
use crate::events;
use crate::sessions::{SESSION, SessionInfo, SessionScope};
use crate::state::App;
use crate::web::{
    Frame, PageRequest, RefusalFrame, Theme, html as answer, is_own_address as is_own_page, language, onward, redirect,
};
use crate::worker::blocking;
use askama::Template;
use axum::extract::{Extension, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;
use voluptas_app::workspace::passwords;
use voluptas_core::base::Secret;
use voluptas_core::base::clock::to_plain;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::TokenId;
use voluptas_core::domain::message::Message;
use voluptas_core::domain::user::Permission;
use voluptas_i18n::Tr;

/// Name of the cookie over plain HTTP.
const COOKIE: &str = "voluptas_session";
/// Name of the cookie over HTTPS. Browsers take a cookie of such a name from HTTPS alone, and from no other host of the domain.
const HOST_COOKIE: &str = "__Host-voluptas_session";
/// Name of the cookie of a sign-in that has begun at a provider.
pub const BEGUN_COOKIE: &str = "voluptas_sign_in";
/// Longest form, in bytes.
const FORM_LIMIT: usize = 8 * 1024;

fn is_behind_tls(app: &App, headers: &HeaderMap) -> bool {
    app.is_https || headers.get("x-forwarded-proto").is_some_and(|p| p == "https")
}

fn cookie_name(is_behind_tls: bool) -> &'static str {
    if is_behind_tls { HOST_COOKIE } else { COOKIE }
}

/// Name of another cookie than that of the session, with the prefix that browsers guard over HTTPS.
fn name_of(name: &str, is_behind_tls: bool) -> String {
    if is_behind_tls { format!("__Host-{name}") } else { name.to_owned() }
}

/// Value of another cookie than that of the session.
pub fn cookie<'h>(app: &App, headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let wanted = name_of(name, is_behind_tls(app, headers));
    values(headers).find(|(name, _)| *name == wanted).map(|(_, value)| value)
}

/// The cookies of a request.
fn values(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|c| c.to_str().ok());
    cookies.flat_map(|c| c.split(';')).filter_map(|pair| pair.trim().split_once('='))
}

/// The owner of the token that began the session of a request's cookie, while that token is in force, and the number of the session.
pub fn session(app: &App, headers: &HeaderMap) -> Option<(Arc<Principal>, i64)> {
    let (_, token, shown) = found(app, headers)?;
    Some((app.tokens.of_session(token, shown.began_ms)?, shown.number))
}

/// The cookie of a request's session.
pub fn session_cookie<'h>(app: &App, headers: &'h HeaderMap) -> Option<&'h str> {
    found(app, headers).map(|(cookie, ..)| cookie)
}

fn found<'h>(app: &App, headers: &'h HeaderMap) -> Option<(&'h str, TokenId, SessionInfo)> {
    let wanted = cookie_name(is_behind_tls(app, headers));
    let mut values = values(headers).filter(|(name, _)| *name == wanted).map(|(_, value)| value);
    values.find_map(|value| {
        let (token, shown) = app.sessions.find(value, app.store.clock().now())?;
        Some((value, token, shown))
    })
}

/// True for a form that a page of another site sends. Browsers tell the site of a form, older ones and those on plain HTTP its origin.
pub fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text("sec-fetch-site") {
        return site != "same-origin" && site != "none";
    }
    let Some(origin) = text("origin") else { return false };
    let host = origin.split_once("://").map(|(_, host)| host);
    // No page can send these headers for another host than its own.
    !["host", "x-forwarded-host"].iter().any(|name| host.is_some() && text(name) == host)
}

/// The fields of a form; `None` for a form of another site.
async fn fields(request: Request) -> Option<Query> {
    if is_foreign(request.headers()) {
        return None;
    }
    let bytes = axum::body::to_bytes(request.into_body(), FORM_LIMIT).await.unwrap_or_default();
    let fields = std::str::from_utf8(&bytes).ok().and_then(|text| format!("/?{text}").parse::<Uri>().ok());
    Some(fields.map(|uri| Query::of(&uri)).unwrap_or_default())
}

/// The page with the form.
#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    /// Somebody can sign in with a password.
    has_passwords: bool,
    /// The words of the button that leads to the provider.
    provider: Option<String>,
    refusal: Option<String>,
    /// Message about the action before.
    notice: Option<String>,
    /// Name that was typed.
    name: &'a str,
    /// A wrong token was typed.
    is_by_token: bool,
    next: &'a str,
}

/// Messages and links around the fields of the form.
#[derive(Debug, Default)]
pub struct SignInWords<'a> {
    pub refusal: Option<String>,
    pub notice: Option<String>,
    pub name: &'a str,
    pub is_by_token: bool,
}

/// The form, which leads back to `next`, with the reason of an earlier refusal.
pub fn form(app: &App, headers: &HeaderMap, status: StatusCode, next: &str, refusal: Option<&str>) -> Response {
    let refusal = refusal.map(|key| language(headers).text(key).into_owned());
    form_with(app, headers, status, next, SignInWords { refusal, ..SignInWords::default() })
}

/// [`form`] with words in the language of the browser.
pub fn form_with(app: &App, headers: &HeaderMap, status: StatusCode, next: &str, words: SignInWords<'_>) -> Response {
    let tr = language(headers);
    let SignInWords { refusal, notice, name, is_by_token } = words;
    let here = if next.is_empty() { SIGN_IN_PAGE } else { next }.to_owned();
    let frame = Frame { here, ..Frame::plain(tr, Theme::of(headers)) };
    let words = |name: &String| tr.message(&Message::new("server-oidc-button").with("provider", name));
    let provider = app.oidc.as_ref().map(|oidc| words(&oidc.config.name));
    let has_passwords = app.tokens.has_people();
    let page = SignInPage { frame: &frame, tr, has_passwords, provider, refusal, notice, name, is_by_token, next };
    answer(status, &page)
}

/// Address of the form.
const SIGN_IN_PAGE: &str = "/sign-in";
/// Address of the form after a sign-out. Providers have to know it, where they lead back to it.
const SIGNED_OUT_PAGE: &str = "/sign-out";

/// `GET /sign-in`
pub async fn show(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    form(&app, &headers, StatusCode::OK, "", None)
}

/// `GET /sign-out`: the form after a sign-out.
pub async fn signed_out(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    if session(&app, &headers).is_some() {
        return redirect("/");
    }
    let notice = Some(language(&headers).text("server-sign-out-done").into_owned());
    form_with(&app, &headers, StatusCode::OK, "", SignInWords { notice, ..SignInWords::default() })
}

/// A refusal as a page of its own.
fn refused_page(headers: &HeaderMap, status: StatusCode, key: &str) -> Response {
    RefusalFrame::plain(headers).page(&ApiError::new(status, key))
}

/// `POST /sign-in`: the form with the token.
pub async fn take(
    State(app): State<Arc<App>>,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let now = app.store.clock().now();
    // A page of another site must not sign a browser in, for example with a token of its own.
    let Some(fields) = fields(request).await else {
        return form(&app, &headers, StatusCode::FORBIDDEN, "", Some("server-sign-in-foreign"));
    };
    let next = fields.get("next").filter(|next| is_own_page(next)).unwrap_or_default();
    let refused = |status, why: &str| {
        app.events.refusal(events::REFUSED_SIGN_IN, None, address, "/sign-in", now);
        let refusal = Some(language(&headers).text(why).into_owned());
        let (name, is_by_token) = (fields.get("name").unwrap_or_default(), fields.get("token").is_some());
        form_with(&app, &headers, status, next, SignInWords { refusal, name, is_by_token, ..SignInWords::default() })
    };
    let (who, wrong) = match fields.get("name") {
        Some(name) => (by_password(&app, name, fields.get("password"), address).await, "server-sign-in-wrong-password"),
        None => (authenticate(&app.tokens, &app.failures, fields.get("token"), address), "server-sign-in-wrong"),
    };
    let principal = match who {
        Authentication::Known(principal) => principal,
        Authentication::Missing | Authentication::Wrong => return refused(StatusCode::FORBIDDEN, wrong),
        Authentication::Blocked(_) => return refused(StatusCode::TOO_MANY_REQUESTS, "server-sign-in-blocked"),
    };
    begin(&app, &principal, address, &headers, if next.is_empty() { "/" } else { next })
}

/// Authenticates a user by name and password. An unknown name takes as long as a known one. Many wrong passwords from one
/// address, or for one user from one network, lead to a wait.
async fn by_password(app: &Arc<App>, name: &str, password: Option<&str>, address: IpAddr) -> Authentication {
    let Some(password) = password else { return Authentication::Missing };
    let (now, one) = (Instant::now(), SignInTarget(fold(name.trim()), network(address)));
    if let Some(seconds) = app.failures.wait(address, now).max(app.name_failures.wait(&one, now)) {
        return Authentication::Blocked(seconds);
    }
    // One hash takes 19 megabytes: no crowd fills the memory.
    let Ok(_turn) = app.password_turns.acquire().await else { return Authentication::Missing };
    let person = app.tokens.person(name);
    let (hashed, given) = (person.as_ref().map(|person| person.hash.clone()), password.to_owned());
    let checked = blocking(move || Ok(passwords::is_right(&given, hashed.as_deref()))).await;
    match person {
        Some(person) if checked == Ok(true) => Authentication::Known(person.principal),
        _ => {
            app.failures.count(address, now);
            app.name_failures.count(one, now);
            Authentication::Wrong
        }
    }
}

/// Begins a session, and leads to a page.
pub fn begin(app: &App, principal: &Principal, address: IpAddr, headers: &HeaderMap, next: &str) -> Response {
    begin_by(app, principal, address, headers, next, None)
}

/// [`begin`], after a sign-in at a provider of this name with its ID token. The cookie is always a new one.
pub fn begin_by(
    app: &App,
    principal: &Principal,
    address: IpAddr,
    headers: &HeaderMap,
    next: &str,
    by: Option<(&str, Secret)>,
) -> Response {
    let (tr, now) = (language(headers), app.store.clock().now());
    let (by, id_token) = by.unzip();
    let Ok(session) = app.sessions.begin(principal, address, now, id_token) else {
        return message(tr, StatusCode::INTERNAL_SERVER_ERROR, &tr.text("server-page-broken"));
    };
    app.events.session("sign-in", &principal.owner, address, by, now);
    let place = HeaderValue::from_str(next).unwrap_or(HeaderValue::from_static("/"));
    let response = (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response();
    with_cookie(response, is_behind_tls(app, headers), session.expose(), SESSION.as_secs())
}

/// Sets another cookie than that of the session for so many seconds; 0 removes it.
pub fn add_cookie(response: &mut Response, app: &App, headers: &HeaderMap, name: &str, value: &str, seconds: u64) {
    let is_behind_tls = is_behind_tls(app, headers);
    let (name, secure) = (name_of(name, is_behind_tls), if is_behind_tls { "; Secure" } else { "" });
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Sets the cookie of the session for so many seconds; 0 removes it.
fn with_cookie(mut response: Response, is_behind_tls: bool, value: &str, seconds: u64) -> Response {
    let (name, secure) = (cookie_name(is_behind_tls), if is_behind_tls { "; Secure" } else { "" });
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// `POST /sign-out`: ends the session of the browser, or the one with the number of the form.
pub async fn end(State(app): State<Arc<App>>, request: Request) -> Response {
    let is_behind_tls = is_behind_tls(&app, request.headers());
    let (session, now, headers) = (session(&app, request.headers()), app.store.clock().now(), request.headers().clone());
    let Some(fields) = fields(request).await else {
        return refused_page(&headers, StatusCode::FORBIDDEN, "server-sign-in-foreign");
    };
    let Some((principal, own)) = session else { return form(&app, &headers, StatusCode::UNAUTHORIZED, "", None) };
    let Ok(wanted) = fields.number("session") else {
        return refused_page(&headers, StatusCode::NOT_FOUND, "server-sessions-none");
    };
    let number = wanted.unwrap_or(own);
    let Some((ended, id_token)) = app.sessions.end(number, scope_of(&principal)) else {
        return refused_page(&headers, StatusCode::NOT_FOUND, "server-sessions-none");
    };
    app.events.session("sign-out", &ended.owner, ended.address, None, now);
    if number != own {
        return redirect(SESSIONS_PAGE);
    }
    let after = match leaving(&app, &headers, id_token).await {
        Some(page) => page,
        None => redirect(SIGNED_OUT_PAGE),
    };
    with_cookie(after, is_behind_tls, "", 0)
}

/// The page that leads on to the sign-out at the provider, for a session that began there. What ends here has ended, also where the provider does
/// not answer.
async fn leaving(app: &App, headers: &HeaderMap, id_token: Option<Secret>) -> Option<Response> {
    let (oidc, id_token) = (app.oidc.as_ref()?, id_token?);
    let back = oidc.redirect(app, headers, SIGNED_OUT_PAGE);
    let address = oidc.config.provider.end(&id_token, &back).await;
    let address = address.inspect_err(|error| tracing::warn!(%error, "the sign-out cannot go on at the provider")).ok()??;
    let tr = language(headers);
    let words = tr.message(&Message::new("server-oidc-leave").with("provider", &oidc.config.name));
    Some(onward(&Frame::plain(tr, Theme::of(headers)), &address, words))
}

/// Address of the list of sessions.
const SESSIONS_PAGE: &str = "/sessions";

/// The sessions that a principal sees and may end.
fn scope_of(principal: &Principal) -> SessionScope<'_> {
    if principal.access.allows_in_registry(Permission::Administer) {
        SessionScope::All
    } else if principal.is_whole {
        SessionScope::Owner(&principal.owner)
    } else {
        SessionScope::Token(principal.token)
    }
}

/// The page with the sessions.
#[derive(Template)]
#[template(path = "sessions.html")]
struct SessionsPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    rows: Vec<SessionRow<'a>>,
}

/// A line of the page.
struct SessionRow<'a> {
    number: i64,
    owner: &'a str,
    address: String,
    began: String,
    seen: String,
    is_this: bool,
}

impl<'a> SessionRow<'a> {
    fn of(shown: &'a SessionInfo, is_this: bool) -> Self {
        let (began, seen) = (to_plain(shown.began_ms), to_plain(shown.seen_ms));
        Self { number: shown.number, owner: &shown.owner, address: shown.address.to_string(), began, seen, is_this }
    }
}

/// `GET /sessions`: the own sessions; administrators see those of all.
pub fn sessions(request: &PageRequest) -> ApiResult<Response> {
    let own = session(&request.app, &request.headers).map(|(_, number)| number);
    let sessions = request.app.sessions.list(scope_of(request.principal()?), request.now);
    let page = SessionsPage {
        frame: &Frame::of(request)?,
        tr: request.tr,
        rows: sessions.iter().map(|shown| SessionRow::of(shown, own == Some(shown.number))).collect(),
    };
    Ok(answer(StatusCode::OK, &page))
}
