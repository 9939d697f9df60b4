//! The pages for people: what a browser shows of a workspace, and the forms by which it is changed.
//!
//! A page is a function of a [`PageRequest`] that reads the store and renders a template. A form is executed as the operation of the own API that does
//! the same, so that rights, checks, history and audit are those of the API. Everything works without scripts; `app.js` makes it quicker.

mod account;
mod act;
mod activity;
mod assets;
mod badge;
mod cache;
mod case_import;
mod cases;
mod compare;
mod execute;
mod form;
mod frame;
mod functions;
mod home;
mod import;
mod live;
mod markdown;
mod page_request;
mod preferences;
mod refused_form;
mod registry;
mod runs;
mod search;
mod settings;
mod share;
mod suites;
mod texts;
mod trends;
mod upload;
mod wrong_fields;

pub use account::onward;
pub use cache::PageCaches;
pub use form::{is_own_address, page_before};
pub use frame::Frame;
pub use frame::Theme;
pub use live::LiveUpdates;
pub use page_request::{PageRequest, RefusalFrame, language, redirect};

use crate::handlers::pages::answer_with;
use crate::handlers::sign_in;
use crate::page_routes::{Page, PageAccess, page};
use askama::Template;
use assets::asset;
use axum::http::StatusCode;
use axum::response::Response;
use live::stream;
use page_request::{show, show_and_take, take, take_below};
use upload::take_files;
use voluptas_core::domain::user::Permission;

/// Every page, with the access that it needs. What a form may change is decided by the operation behind it.
pub const WEB: &[Page] = &[
    page("/", PageAccess::Member, || show(home::page)),
    page("/account", PageAccess::Member, || show_and_take(account::page, account::set)),
    page("/account/provider", PageAccess::Member, || take_below(1, account::page, account::connect)),
    page("/account/tokens", PageAccess::Member, || take_below(1, account::page, account::set_tokens)),
    page("/invite/{secret}", PageAccess::Public, || show_and_take(account::invite, account::accept)),
    page("/{code}/settings", PageAccess::Member, || show_and_take(settings::general, settings::set_general)),
    page("/{code}/settings/retention", PageAccess::Member, || take_below(1, settings::general, settings::retention)),
    page("/{code}/settings/retention/apply", PageAccess::Member, || take_below(2, settings::general, settings::retention_apply)),
    page("/{code}/settings/limits", PageAccess::Member, || take_below(1, settings::general, settings::limits)),
    page("/{code}/settings/members", PageAccess::Member, || show_and_take(settings::members, settings::set_members)),
    page("/{code}/settings/milestones", PageAccess::Member, || show_and_take(settings::milestones, settings::set_milestone)),
    page("/{code}/settings/integrations", PageAccess::Member, || show_and_take(settings::integrations, settings::set_tracker)),
    page("/{code}/settings/environments", PageAccess::Member, || {
        show_and_take(settings::environments, settings::set_environment)
    }),
    page("/{code}/settings/tags", PageAccess::Member, || show_and_take(settings::tags, settings::set_tags)),
    page("/{code}/settings/webhooks", PageAccess::Member, || show_and_take(settings::hooks, settings::hook_add)),
    page("/{code}/settings/webhooks/{id}", PageAccess::Member, || show_and_take(settings::hook_log, settings::hook_act)),
    page("/{code}/runs/{number}/keep", PageAccess::Member, || take(1, settings::keep)),
    page("/server/users", PageAccess::Member, || show_and_take(settings::people, settings::set_people)),
    page("/server/projects", PageAccess::Member, || show_and_take(settings::projects, settings::create_project)),
    page("/server/audit", PageAccess::Member, || show(settings::audit)),
    page("/server/audit.csv", PageAccess::Member, || show(settings::audit_export)),
    page("/server/health", PageAccess::Member, || show(settings::health)),
    page("/sessions", PageAccess::Member, || show(sign_in::sessions)),
    page("/preferences", PageAccess::Public, || take(1, preferences::set)),
    page("/events", PageAccess::Member, || axum::routing::get(stream)),
    page("/search", PageAccess::Member, || show(search::page)),
    page("/{code}/cases", PageAccess::Member, || show_and_take(cases::list, cases::edit::create)),
    page("/{code}/cases/{id}", PageAccess::Member, || show_and_take(cases::case, cases::edit::save)),
    page("/{code}/cases/{id}/delete", PageAccess::Member, || take(1, cases::acts::delete)),
    page("/{code}/cases/{id}/restore", PageAccess::Member, || take(1, cases::acts::restore)),
    page("/{code}/cases/{id}/review", PageAccess::Member, || take(1, cases::acts::review)),
    page("/{code}/cases/{id}/comments", PageAccess::Member, || take(1, cases::acts::comment)),
    page("/{code}/cases/{id}/functions", PageAccess::Member, || take(1, cases::acts::functions)),
    page("/{code}/cases/{id}/versions/{version}/restore", PageAccess::Member, || take(3, cases::acts::restore_version)),
    page("/{code}/cases/{id}/attachments", PageAccess::Member, || take_files(Permission::WriteCases, cases::files::add)),
    page("/{code}/cases/{id}/attachments/remove", PageAccess::Member, || take(2, cases::files::remove)),
    page("/{code}/suites", PageAccess::Member, || show_and_take(suites::new, suites::create)),
    page("/{code}/tags/names", PageAccess::Member, || show(suites::tag_names)),
    page("/{code}/suites/names", PageAccess::Member, || show(suites::names)),
    page("/{code}/suites/{id}", PageAccess::Member, || show_and_take(suites::page, suites::save)),
    page("/{code}/suites/{id}/delete", PageAccess::Member, || take(1, suites::delete)),
    page("/{code}/functions", PageAccess::Member, || show(functions::page)),
    page("/static/{name}", PageAccess::Public, || axum::routing::get(asset)),
    page("/reports", PageAccess::Member, || show(runs::list::reports)),
    page("/{code}/runs", PageAccess::Member, || show(runs::list::page)),
    page("/{code}/runs/new", PageAccess::Member, || show_and_take(runs::new::page, runs::new::create)),
    page("/{code}/runs/{number}", PageAccess::Member, || show(runs::page::page)),
    page("/{code}/runs/{number}/end", PageAccess::Member, || take(1, runs::act::end)),
    page("/{code}/runs/{number}/delete", PageAccess::Member, || take(1, runs::act::delete)),
    page("/{code}/runs/{number}/report", PageAccess::Member, || show(runs::report::download)),
    page("/{code}/runs/{number}/timeline", PageAccess::Member, || show(runs::timeline::page)),
    page("/{code}/runs/{number}/results/{hash}", PageAccess::Member, || show(runs::result::page)),
    page("/{code}/runs/{number}/results/{hash}/mute", PageAccess::Member, || take(1, runs::result::mute)),
    page("/{code}/runs/{number}/compare", PageAccess::Member, || show(compare::page)),
    page("/{code}/runs/{number}/execute", PageAccess::Member, || show_and_take(execute::page, execute::take)),
    page("/{code}/runs/{number}/execute/files", PageAccess::Member, || take_files(Permission::WriteResults, execute::take_files)),
    page("/{code}/runs/{number}/share", PageAccess::Member, || take(1, share::create)),
    page("/{code}/runs/{number}/share/end", PageAccess::Member, || take(2, share::end)),
    page("/shared/{token}", PageAccess::Public, || show(share::page)),
    page("/shared/{token}/results/{hash}", PageAccess::Public, || show(share::result_page)),
    page("/badge/{badge}", PageAccess::Public, || show(badge::project)),
    page("/badge/{badge}/{file}", PageAccess::Public, || show(badge::run)),
    page("/{code}/trends", PageAccess::Member, || show(trends::page)),
    page("/{code}/trends/unmute", PageAccess::Member, || take(1, trends::unmute)),
    page("/{code}/import/cases", PageAccess::Member, case_import::take),
    page("/{code}/import/cases/{id}", PageAccess::Member, || show_and_take(case_import::page, case_import::act)),
    page("/{code}/import", PageAccess::Member, || show(import::page).merge(import::take())),
];

/// Pages load only what this server has, and run no script but its own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self'; \
                      connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The answer with a page.
pub fn html(status: StatusCode, page: &impl Template) -> Response {
    answer_with(status, page, POLICY)
}
