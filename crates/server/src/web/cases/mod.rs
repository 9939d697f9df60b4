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

pub use list::page as list;
pub use tree::Suites;

use crate::error::ApiResult;
use crate::web::frame::Frame;
use crate::web::html;
use crate::web::visit::Visit;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use detail::{Detail, Place};
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
pub fn case(visit: &Visit) -> ApiResult<Response> {
    let frame = Frame::of(visit)?;
    let number = visit.number("id", "Case")?;
    let version = visit.query.get("version").and_then(crate::call::integer);
    let detail = detail::load(visit, number, Tab::of(&visit.query), version, &Place::Alone)?;
    Ok(shown(visit, &frame, StatusCode::OK, &detail))
}

fn shown(visit: &Visit, frame: &Frame, status: StatusCode, detail: &Detail) -> Response {
    html(status, &CasePage { frame, tr: visit.tr, detail })
}
