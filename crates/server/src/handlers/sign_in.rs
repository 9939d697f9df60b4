//! Signing in on a page: the token once, then a cookie. A browser cannot send the header that programs send.

use super::pages::{answer, language, message};
use crate::auth::{Authentication, Principal, SESSION, authenticate};
use crate::call::Query;
use crate::connection::Connection;
use crate::state::App;
use askama::Template;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;
use voluptas_i18n::Tr;

/// Name of the cookie.
const COOKIE: &str = "voluptas_session";
/// Longest form, in bytes.
const FORM_LIMIT: usize = 8 * 1024;

/// The owner of the token that began the session of a request's cookie, while that token is in force.
pub fn principal(app: &App, headers: &HeaderMap) -> Option<Arc<Principal>> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|c| c.to_str().ok());
    let pairs = cookies.flat_map(|c| c.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(name, _)| *name == COOKIE).map(|(_, value)| value);
    let token = values.find_map(|value| app.sessions.token(value, Instant::now()))?;
    app.tokens.by_id(token)
}

/// The page with the form.
#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    lang: &'static str,
    title: Cow<'static, str>,
    hint: Cow<'static, str>,
    refusal: Option<Cow<'static, str>>,
    next: &'a str,
    label: Cow<'static, str>,
    button: Cow<'static, str>,
}

/// The form, which leads back to `next`, with the reason of an earlier refusal.
pub fn form(tr: Tr, status: StatusCode, next: &str, refusal: Option<&str>) -> Response {
    let page = SignInPage {
        lang: tr.lang().code(),
        title: tr.text("server-sign-in-title"),
        hint: tr.text("server-sign-in-hint"),
        refusal: refusal.map(|key| tr.text(key)),
        next,
        label: tr.text("server-sign-in-token"),
        button: tr.text("server-sign-in-button"),
    };
    answer(status, &page)
}

/// `GET /sign-in`
pub async fn show(headers: HeaderMap) -> Response {
    form(language(&headers), StatusCode::OK, "", None)
}

/// `POST /sign-in`: the form with the token.
pub async fn take(State(app): State<Arc<App>>, ConnectInfo(connection): ConnectInfo<Connection>, request: Request) -> Response {
    let tr = language(request.headers());
    let is_behind_tls = app.is_https || request.headers().get("x-forwarded-proto").is_some_and(|p| p == "https");
    // A page of another site must not sign a browser in, for example with a token of its own. Browsers tell the site of a form.
    if request.headers().get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return form(tr, StatusCode::FORBIDDEN, "", None);
    }
    let bytes = axum::body::to_bytes(request.into_body(), FORM_LIMIT).await.unwrap_or_default();
    let fields = std::str::from_utf8(&bytes).ok().and_then(|text| format!("/?{text}").parse::<Uri>().ok());
    let fields = fields.map(|uri| Query::of(&uri)).unwrap_or_default();
    let next = fields.get("next").filter(|next| is_own_page(next)).unwrap_or_default();
    let principal = match authenticate(&app.tokens, &app.failures, fields.get("token"), connection.address()) {
        Authentication::Known(principal) => principal,
        Authentication::Missing | Authentication::Wrong => {
            return form(tr, StatusCode::FORBIDDEN, next, Some("server-sign-in-wrong"));
        }
        Authentication::Blocked(_) => {
            return form(tr, StatusCode::TOO_MANY_REQUESTS, next, Some("server-sign-in-blocked"));
        }
    };
    let Ok(session) = app.sessions.begin(principal.token, Instant::now()) else {
        return message(tr, StatusCode::INTERNAL_SERVER_ERROR, &tr.text("server-page-broken"));
    };
    let secure = if is_behind_tls { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{secure}", session.expose(), SESSION.as_secs());
    let (status, place) = if next.is_empty() { (StatusCode::OK, None) } else { (StatusCode::SEE_OTHER, Some(next)) };
    let mut response = match place {
        Some(place) => (status, [(header::LOCATION, place)]).into_response(),
        None => message(tr, status, &tr.text("server-sign-in-done")),
    };
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// True for the address of a run's page on this server: a sign-in redirects only to such a page.
fn is_own_page(next: &str) -> bool {
    next.starts_with("/run/") && next.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_back_to_own_pages_alone() {
        assert!(is_own_page("/run/DEMO/dashboard/1"));
        for other in ["", "/", "//evil.example/run/", "/run/..%2F", "https://evil.example", "/run/\r\nSet-Cookie: a=b", "/\\evil"]
        {
            assert!(!is_own_page(other), "{other}");
        }
    }
}
