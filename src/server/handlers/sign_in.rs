//! Signing in on a page: the token once, then a cookie. A browser cannot send the header that programs send.

use super::pages::{language, page};
use crate::base::html::escape;
use crate::i18n::Tr;
use crate::server::auth::SESSION;
use crate::server::call::Query;
use crate::server::state::App;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;
use std::time::Instant;

/// Name of the cookie.
const COOKIE: &str = "voluptas_session";
/// Longest form, in bytes.
const FORM_LIMIT: usize = 8 * 1024;

/// True for a request with the cookie of a session.
pub fn is_signed_in(app: &App, headers: &HeaderMap) -> bool {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|c| c.to_str().ok());
    let mut pairs = cookies.flat_map(|c| c.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.any(|(name, value)| name == COOKIE && app.sessions.allow(value, Instant::now()))
}

/// The form, which leads back to `next`.
pub fn form(tr: Tr, status: StatusCode, next: &str, is_wrong: bool) -> Response {
    let title = tr.text("server-sign-in-title");
    let wrong =
        if is_wrong { format!("<p class=wrong role=alert>{}</p>", tr.text("server-sign-in-wrong")) } else { String::new() };
    let body = format!(
        "<h1>{title}</h1><p>{hint}</p>{wrong}<form class=sign-in method=post action=\"/sign-in\">\
         <input type=hidden name=next value=\"{next}\"><label for=token>{label}</label>\
         <input id=token name=token type=password autocomplete=current-password required autofocus>\
         <button>{button}</button></form>",
        hint = tr.text("server-sign-in-hint"),
        next = escape(next),
        label = tr.text("server-sign-in-token"),
        button = tr.text("server-sign-in-button"),
    );
    page(tr, status, &title, &body)
}

/// `GET /sign-in`
pub async fn show(headers: HeaderMap) -> Response {
    form(language(&headers), StatusCode::OK, "", false)
}

/// `POST /sign-in`: the form with the token.
pub async fn take(State(app): State<Arc<App>>, request: Request) -> Response {
    let tr = language(request.headers());
    let is_behind_tls = app.is_https || request.headers().get("x-forwarded-proto").is_some_and(|p| p == "https");
    let bytes = axum::body::to_bytes(request.into_body(), FORM_LIMIT).await.unwrap_or_default();
    let fields = std::str::from_utf8(&bytes).ok().and_then(|text| format!("/?{text}").parse::<Uri>().ok());
    let fields = fields.map(|uri| Query::of(&uri)).unwrap_or_default();
    let next = fields.get("next").filter(|next| is_own_page(next)).unwrap_or_default();
    if !fields.get("token").is_some_and(|token| app.tokens.allow(token)) {
        return form(tr, StatusCode::FORBIDDEN, next, true);
    }
    let Ok(session) = app.sessions.begin(Instant::now()) else {
        return page(tr, StatusCode::INTERNAL_SERVER_ERROR, &tr.text("server-page-broken"), "");
    };
    let secure = if is_behind_tls { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{secure}", session.expose(), SESSION.as_secs());
    let (status, place) = if next.is_empty() { (StatusCode::OK, None) } else { (StatusCode::SEE_OTHER, Some(next)) };
    let mut response = match place {
        Some(place) => (status, [(header::LOCATION, place)]).into_response(),
        None => page(tr, status, &tr.text("server-sign-in-done"), ""),
    };
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// True for the address of a run's page on this server: a sign-in leads nowhere else.
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
