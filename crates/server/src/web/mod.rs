//! The pages for people: what a browser shows of a workspace, and the forms by which it is changed.
//!
//! A page is a function of a [`Visit`] that reads the store and renders a template. A form is executed as the operation of the own API that does
//! the same, so that rights, checks, history and audit are those of the API. Everything works without scripts; `app.js` makes it quicker.

#![allow(dead_code)]

mod act;
mod assets;
mod badge;
mod compare;
mod execute;
mod form;
mod frame;
mod home;
mod import;
mod live;
mod preferences;
mod registry;
mod runs;
mod share;
mod texts;
mod trends;
mod upload;
mod visit;

pub use form::is_own_address;
pub use frame::Frame;
pub use frame::Theme;
pub use live::Live;
pub use registry::RegistryCache;
pub use runs::failures::JudgedCache;
pub use visit::language;

use crate::handlers::pages::answer_with;
use crate::page_routes::{Page, PageAccess, page};
use askama::Template;
use assets::asset;
use axum::http::StatusCode;
use axum::response::Response;
use live::stream;
use upload::take_files;
use visit::{show, show_and_take, take};

/// Every page, with the access that it needs. What a form may change is decided by the operation behind it.
pub const WEB: &[Page] = &[
    page("/", PageAccess::Member, || show(home::page)),
    page("/preferences", PageAccess::Public, || take(preferences::set)),
    page("/events", PageAccess::Member, || axum::routing::get(stream)),
    page("/static/{name}", PageAccess::Public, || axum::routing::get(asset)),
    page("/reports", PageAccess::Member, || show(runs::list::reports)),
    page("/{code}/runs", PageAccess::Member, || show(runs::list::page)),
    page("/{code}/runs/new", PageAccess::Member, || show_and_take(runs::new::page, runs::new::create)),
    page("/{code}/runs/{number}", PageAccess::Member, || show(runs::page::page)),
    page("/{code}/runs/{number}/end", PageAccess::Member, || take(runs::act::end)),
    page("/{code}/runs/{number}/delete", PageAccess::Member, || take(runs::act::delete)),
    page("/{code}/runs/{number}/report", PageAccess::Member, || show(runs::report::download)),
    page("/{code}/runs/{number}/timeline", PageAccess::Member, || show(runs::timeline::page)),
    page("/{code}/runs/{number}/results/{hash}", PageAccess::Member, || show(runs::result::page)),
    page("/{code}/runs/{number}/compare", PageAccess::Member, || show(compare::page)),
    page("/{code}/runs/{number}/execute", PageAccess::Member, || show_and_take(execute::page, execute::take)),
    page("/{code}/runs/{number}/execute/files", PageAccess::Member, || take_files(execute::take_files)),
    page("/{code}/runs/{number}/share", PageAccess::Member, || take(share::create)),
    page("/{code}/runs/{number}/share/end", PageAccess::Member, || take(share::end)),
    page("/shared/{token}", PageAccess::Public, || show(share::page)),
    page("/shared/{token}/results/{hash}", PageAccess::Public, || show(share::result_page)),
    page("/badge/{badge}", PageAccess::Public, || show(badge::project)),
    page("/badge/{badge}/{file}", PageAccess::Public, || show(badge::run)),
    page("/{code}/trends", PageAccess::Member, || show(trends::page)),
    page("/{code}/trends/unmute", PageAccess::Member, || take(trends::unmute)),
    page("/{code}/import", PageAccess::Member, || show(import::page).merge(import::take())),
];

/// Pages load only what this server has, and run no script but its own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self'; \
                      connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The answer with a page.
pub fn html(status: StatusCode, page: &impl Template) -> Response {
    answer_with(status, page, POLICY)
}
