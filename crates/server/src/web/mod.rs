//! The pages for people: what a browser shows of a workspace, and the forms by which it is changed.
//!
//! A page is a function of a [`Visit`] that reads the store and renders a template. A form is executed as the operation of the own API that does
//! the same, so that rights, checks, history and audit are those of the API. Everything works without scripts; `app.js` makes it quicker.

#![allow(dead_code)]

mod account;
mod act;
mod assets;
mod cases;
mod form;
mod frame;
mod functions;
mod home;
mod live;
mod markdown;
mod preferences;
mod registry;
mod settings;
mod search;
mod suites;
mod texts;
mod visit;

pub use form::is_own_address;
pub use frame::Frame;
pub use frame::Theme;
pub use live::Live;
pub use registry::RegistryCache;
pub use visit::language;

use crate::handlers::pages::answer_with;
use crate::page_routes::{Page, PageAccess, page};
use askama::Template;
use assets::asset;
use axum::http::StatusCode;
use axum::response::Response;
use live::stream;
use visit::{show, show_and_take, take, take_files};

/// Every page, with the access that it needs. What a form may change is decided by the operation behind it.
pub const WEB: &[Page] = &[
    page("/", PageAccess::Member, || show(home::page)),
    page("/account", PageAccess::Member, || show_and_take(account::page, account::set)),
    page("/invite/{secret}", PageAccess::Public, || show_and_take(account::invite, account::accept)),
    page("/{code}/settings", PageAccess::Member, || show_and_take(settings::general, settings::set_general)),
    page("/{code}/settings/retention", PageAccess::Member, || take(settings::retention)),
    page("/{code}/settings/retention/apply", PageAccess::Member, || take(settings::retention_apply)),
    page("/{code}/settings/limits", PageAccess::Member, || take(settings::limits)),
    page("/{code}/settings/tracker", PageAccess::Member, || take(settings::tracker)),
    page("/{code}/settings/environments", PageAccess::Member, || {
        show_and_take(settings::environments, settings::set_environment)
    }),
    page("/{code}/settings/tags", PageAccess::Member, || show_and_take(settings::tags, settings::set_tags)),
    page("/{code}/settings/webhooks", PageAccess::Member, || show_and_take(settings::hooks, settings::hook_add)),
    page("/{code}/settings/webhooks/{id}", PageAccess::Member, || show_and_take(settings::hook_log, settings::hook_act)),
    page("/{code}/runs/{number}/keep", PageAccess::Member, || take(settings::keep)),
    page("/server/users", PageAccess::Member, || show_and_take(settings::people, settings::set_people)),
    page("/server/projects", PageAccess::Member, || show_and_take(settings::projects, settings::create_project)),
    page("/server/audit", PageAccess::Member, || show(settings::audit)),
    page("/server/audit.csv", PageAccess::Member, || show(settings::audit_export)),
    page("/server/health", PageAccess::Member, || show(settings::health)),
    page("/preferences", PageAccess::Public, || take(preferences::set)),
    page("/events", PageAccess::Member, || axum::routing::get(stream)),
    page("/search", PageAccess::Member, || show(search::page)),
    page("/{code}/cases", PageAccess::Member, || show_and_take(cases::list, cases::edit::create)),
    page("/{code}/cases/{id}", PageAccess::Member, || show_and_take(cases::case, cases::edit::save)),
    page("/{code}/cases/{id}/delete", PageAccess::Member, || take(cases::acts::delete)),
    page("/{code}/cases/{id}/restore", PageAccess::Member, || take(cases::acts::restore)),
    page("/{code}/cases/{id}/review", PageAccess::Member, || take(cases::acts::review)),
    page("/{code}/cases/{id}/comments", PageAccess::Member, || take(cases::acts::comment)),
    page("/{code}/cases/{id}/functions", PageAccess::Member, || take(cases::acts::functions)),
    page("/{code}/cases/{id}/versions/{version}/restore", PageAccess::Member, || take(cases::acts::restore_version)),
    page("/{code}/cases/{id}/attachments", PageAccess::Member, || take_files(cases::files::add)),
    page("/{code}/cases/{id}/attachments/remove", PageAccess::Member, || take(cases::files::remove)),
    page("/{code}/suites", PageAccess::Member, || show_and_take(suites::new, suites::create)),
    page("/{code}/suites/names", PageAccess::Member, || show(suites::names)),
    page("/{code}/suites/{id}", PageAccess::Member, || show_and_take(suites::page, suites::save)),
    page("/{code}/suites/{id}/delete", PageAccess::Member, || take(suites::delete)),
    page("/{code}/functions", PageAccess::Member, || show(functions::page)),
    page("/static/{name}", PageAccess::Public, || axum::routing::get(asset)),
];

/// Pages load only what this server has, and run no script but its own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self'; \
                      connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The answer with a page.
pub fn html(status: StatusCode, page: &impl Template) -> Response {
    answer_with(status, page, POLICY)
}
