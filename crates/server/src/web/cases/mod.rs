//! Cases: the list in three columns, a case, and the forms by which cases are changed.

pub mod acts;
mod detail;
pub mod edit;
pub mod files;
mod history;
mod list;
mod state;
mod tree;
mod typed;

pub use detail::word;
pub use list::page as list;
pub use tree::Suites;

use crate::error::ApiResult;
use crate::web::frame::Frame;
use crate::web::html;
use crate::web::page_request::PageRequest;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use detail::{CasePlace, Detail};
use state::Tab;
use voluptas_i18n::Tr;

/// A case on a page of its own.
#[derive(Template)]
#[template(path = "web/cases/page.html")]
struct CasePage<'a> {
    frame: &'a Frame,
    tr: Tr,
    detail: &'a Detail,
}

/// `GET /{code}/cases/{id}`
pub fn case(request: &PageRequest) -> ApiResult<Response> {
    let frame = Frame::of(request)?;
    let number = request.number("id", "Case")?;
    let version = request.query.get("version").and_then(crate::call::integer);
    let detail = detail::load(request, number, Tab::of(&request.query), version, &CasePlace::Alone)?;
    Ok(shown(request, &frame, StatusCode::OK, &detail))
}

fn shown(request: &PageRequest, frame: &Frame, status: StatusCode, detail: &Detail) -> Response {
    html(status, &CasePage { frame, tr: request.tr, detail })
}
