//! Members of a project with their roles.

use super::super::act::FormAction;
use super::super::form::Form;
use super::super::frame::{Frame, initials};
use super::super::html;
use super::super::page_request::PageRequest;
use super::people::{Choice, choices};
use super::{SideMenu, done, items, notice, text};
use crate::error::ApiResult;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use voluptas_core::domain::user::{Permission, Role};
use voluptas_i18n::Tr;

struct Line {
    id: String,
    name: String,
    initials: String,
    choices: Vec<Choice>,
    /// Has its role by administering the server.
    is_fixed: bool,
}

#[derive(Template)]
#[template(path = "web/settings_members.html")]
struct MembersPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    side: SideMenu,
    notice: Option<String>,
    lines: Vec<Line>,
    roles: Vec<Choice>,
    administers: bool,
}

/// The roles that a member can have.
fn roles(role: Role) -> Vec<Choice> {
    choices(Some(role)).into_iter().filter(|choice| !choice.value.is_empty()).collect()
}

/// `GET /{code}/settings/members`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    let frame = Frame::of(request)?;
    let found = request.ask("listMembers", &[], "limit=1000")?.object;
    let line = |item: &Value| Line {
        id: item["id"].to_string(),
        name: text(item, "name").to_owned(),
        initials: initials(text(item, "name")),
        choices: roles(text(item, "role").parse().unwrap_or(Role::Viewer)),
        is_fixed: item["is_administrator"] == true,
    };
    let page = MembersPage {
        side: SideMenu::of(request, &frame),
        frame: &frame,
        tr: request.tr,
        notice: notice(request),
        lines: items(&found).map(line).collect(),
        roles: roles(Role::Tester),
        administers: request.may(Permission::Administer),
    };
    Ok(html(StatusCode::OK, &page))
}

/// `POST /{code}/settings/members`: adds a member, changes the role of one, or removes one.
pub fn set(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let role = form.get("role").unwrap_or_default();
    let key = match (form.get("id"), form.get("remove")) {
        (Some(id), Some(_)) => {
            request.act(FormAction::new("removeMember", &[("id", id)], Value::Null))?;
            "web-done-removed"
        }
        (Some(id), None) => {
            request.act(FormAction::new("changeMember", &[("id", id)], json!({ "role": role })))?;
            "web-done-saved"
        }
        (None, _) => {
            let body = json!({ "name": form.get("name").unwrap_or_default(), "role": role });
            request.act(FormAction::new("createMember", &[], body))?;
            "web-done-saved"
        }
    };
    done(&format!("/{}/settings/members", request.code()), key)
}
