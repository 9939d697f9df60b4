//! The choice of a language and a theme, which a browser keeps as cookies.

use super::form::{Form, is_own_address};
use super::frame::Theme;
use super::page_request::{PageRequest, redirect};
use crate::error::ApiResult;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use voluptas_i18n::Lang;

/// Seconds for which a choice is kept: a year.
const KEPT: u32 = 31_536_000;

/// `POST /preferences`: `lang`, `theme`, and `next`, the page to go back to.
pub fn set(_: &PageRequest, form: &Form) -> ApiResult<Response> {
    let next = form.get("next").filter(|next| is_own_address(next)).unwrap_or("/");
    let mut response = redirect(next);
    let lang = form.get("lang").and_then(Lang::parse).map(|lang| ("voluptas_lang", lang.code()));
    let theme = form.get("theme").map(|theme| ("voluptas_theme", Theme::parse(theme).as_str()));
    for (name, value) in lang.into_iter().chain(theme) {
        let cookie = format!("{name}={value}; Path=/; SameSite=Lax; HttpOnly; Max-Age={KEPT}");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    Ok(response)
}
