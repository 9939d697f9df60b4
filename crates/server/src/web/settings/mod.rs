//! Settings of a project and of the server.

mod audit;
mod audit_words;
mod general;
mod hooks;
mod integrations;
mod lists;
mod members;
mod people;
mod server;
mod tokens;

pub use audit::{export as audit_export, page as audit};
pub use general::{keep, limits, page as general, retention, retention_apply, set as set_general};
pub use hooks::{act as hook_act, add as hook_add, log as hook_log, page as hooks};
pub use integrations::{page as integrations, set_tracker};
pub use lists::{environments, milestones, set_environment, set_milestone, set_tags, tags};
pub use members::{page as members, set as set_members};
pub use people::{page as people, set as set_people};
pub use server::{create_project, health, projects};
pub use tokens::{NewSecret, TokenLine, wanted};

use super::frame::Frame;
use super::page_request::{PageRequest, redirect};
use crate::error::{ApiError, ApiResult};
use axum::response::Response;
use serde_json::Value;
use voluptas_core::domain::user::Permission;
use voluptas_i18n::Tr;

/// A link of the side list.
pub struct SideLink {
    pub icon: &'static str,
    pub address: String,
    pub text: &'static str,
    pub is_here: bool,
}

/// The side list of the settings: of the project, and for administrators of the server.
pub struct SideMenu {
    pub code: String,
    pub project: Vec<SideLink>,
    pub server: Vec<SideLink>,
}

impl SideMenu {
    pub fn of(request: &PageRequest, frame: &Frame) -> Self {
        let code = frame.code().to_owned();
        let here = request.uri.path();
        let link = |icon, address: String, text| {
            let is_here = here.eq_ignore_ascii_case(&address);
            SideLink { icon, address, text, is_here }
        };
        let mut project = Vec::new();
        if !code.is_empty() {
            project.push(link("gear", format!("/{code}/settings"), "web-settings-general"));
            project.push(link("users", format!("/{code}/settings/members"), "web-members"));
            project.push(link("server", format!("/{code}/settings/environments"), "web-settings-environments"));
            project.push(link("flag", format!("/{code}/settings/milestones"), "web-milestones"));
            project.push(link("tag", format!("/{code}/settings/tags"), "web-settings-tags"));
            project.push(link("swap", format!("/{code}/settings/integrations"), "web-integrations"));
            if frame.role.is_some_and(|role| role.allows(Permission::Administer)) {
                project.push(link("hook", format!("/{code}/settings/webhooks"), "web-settings-webhooks"));
            }
        }
        let mut server = Vec::new();
        if frame.administers {
            server.push(link("users", "/server/users".to_owned(), "web-settings-users"));
            server.push(link("folder", "/server/projects".to_owned(), "web-projects"));
            server.push(link("history", "/server/audit".to_owned(), "web-settings-audit"));
            server.push(link("health", "/server/health".to_owned(), "web-settings-health"));
        }
        Self { code, project, server }
    }
}

/// Refuses a visitor who does not administer the server.
fn expect_administrator(request: &PageRequest) -> ApiResult<()> {
    let allows = request.principal()?.access.allows_in_registry(Permission::Administer);
    if allows { Ok(()) } else { Err(ApiError::forbidden()) }
}

/// Redirects to `address` with a message about the executed form: `?done=KEY`.
fn done(address: &str, key: &str) -> ApiResult<Response> {
    Ok(redirect(&format!("{address}?done={key}")))
}

/// See [`PageRequest::notice`].
fn notice(request: &PageRequest) -> Option<String> {
    request.notice()
}

/// A text of a JSON object; blank without it.
fn text<'v>(object: &'v Value, name: &str) -> &'v str {
    object[name].as_str().unwrap_or_default()
}

/// A number of a JSON object, or nothing.
fn figure(tr: Tr, object: &Value, name: &str) -> String {
    object[name].as_i64().map(|n| tr.number(n)).unwrap_or_default()
}

/// The items of a list of the API.
fn items(object: &Value) -> impl Iterator<Item = &Value> {
    object["items"].as_array().into_iter().flatten()
}
