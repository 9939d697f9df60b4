//! Users of the server with their roles, tokens and invites. For administrators.

use super::super::act::FormAction;
use super::super::form::Form;
use super::super::frame::{Frame, initials};
use super::super::html;
use super::super::page_request::PageRequest;
use super::tokens::{NewSecret, TokenLine, role_key, wanted};
use super::{SideMenu, done, expect_administrator, notice};
use crate::error::{ApiError, ApiResult};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use voluptas_app::workspace::{passwords, tokens, users};
use voluptas_core::domain::user::Role;
use voluptas_i18n::Tr;

/// A role that can be chosen.
pub struct Choice {
    pub value: &'static str,
    pub text: &'static str,
    pub is_chosen: bool,
}

/// The roles to choose from, with the given one chosen; the first entry is "no role".
pub fn choices(role: Option<Role>) -> Vec<Choice> {
    let words = [
        (None, "", "web-role-none"),
        (Some(Role::Viewer), "viewer", "web-role-viewer"),
        (Some(Role::Tester), "tester", "web-role-tester"),
        (Some(Role::Lead), "lead", "web-role-lead"),
        (Some(Role::Admin), "admin", "web-role-admin"),
    ];
    words.into_iter().map(|(of, value, text)| Choice { value, text, is_chosen: of == role }).collect()
}

/// A project of the roles of a user.
struct ProjectRole {
    code: String,
    /// Name of its field.
    field: String,
    choices: Vec<Choice>,
}

struct Person {
    id: i64,
    name: String,
    initials: String,
    choices: Vec<Choice>,
    projects: Vec<ProjectRole>,
    /// Codes with roles, as one line.
    summary: String,
    tokens: String,
    has_password: bool,
    is_invited: bool,
    email: String,
    is_linked: bool,
    /// Shown with the forms that change this user.
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "web/settings_people.html")]
struct PeoplePage<'a> {
    frame: &'a Frame,
    tr: Tr,
    side: SideMenu,
    notice: Option<String>,
    people: Vec<Person>,
    /// With the numbers of their owners.
    tokens: Vec<(i64, TokenLine)>,
    new_roles: Vec<Choice>,
    made: Option<NewSecret>,
    root: &'a str,
    /// Name of the sign-in provider, where the server has one.
    provider: Option<&'a str>,
}

/// `GET /server/users`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    shown(request, None)
}

fn shown(request: &PageRequest, made: Option<NewSecret>) -> ApiResult<Response> {
    expect_administrator(request)?;
    let (frame, tr, store) = (Frame::of(request)?, request.tr, &request.app.store);
    let (with_password, invited) = request.read(|tx| {
        let passwords: BTreeSet<i64> = tx.passwords().all()?.into_iter().map(|password| password.user.0).collect();
        let invites: BTreeSet<i64> = tx.passwords().invites()?.into_iter().map(|invite| invite.user.0).collect();
        Ok((passwords, invites))
    })?;
    let users = users::list(store)?;
    // Over a secret that is shown once nothing opens.
    let named = request.query.get("user").or_else(|| request.refused.as_ref().and_then(|refused| refused.opened("id", &DIALOG)));
    let chosen = named.filter(|_| made.is_none()).and_then(crate::call::integer);
    let people = users.iter().map(|user| {
        let id = user.id.map_or(0, |id| id.0);
        let of = |code: &str| user.projects.get(code).copied();
        let role = |role: &Role| tr.text(role_key(Some(*role)));
        Person {
            id,
            name: user.name.clone(),
            initials: initials(&user.name),
            choices: choices(user.role),
            projects: frame
                .projects
                .iter()
                .map(|project| ProjectRole {
                    code: project.code.clone(),
                    field: format!("role-{}", project.code),
                    choices: choices(of(&project.code)),
                })
                .collect(),
            summary: user.projects.iter().map(|(code, r)| format!("{code}: {}", role(r))).collect::<Vec<_>>().join(", "),
            tokens: tr.number(i64::try_from(user.tokens).unwrap_or(i64::MAX)),
            has_password: with_password.contains(&id),
            is_invited: invited.contains(&id),
            email: user.email.clone().unwrap_or_default(),
            is_linked: user.has_identity,
            is_chosen: chosen == Some(id),
        }
    });
    let id_of = |name: &str| users.iter().find(|user| user.name == name).and_then(|user| user.id).map_or(0, |id| id.0);
    let lines = tokens::list(store)?.into_iter().map(|token| (id_of(&token.user), TokenLine::of(request, token)));
    let page = PeoplePage {
        side: SideMenu::of(request, &frame),
        people: people.collect(),
        tokens: lines.collect(),
        frame: &frame,
        tr,
        notice: notice(request),
        new_roles: choices(None),
        made,
        root: &request.root,
        provider: request.app.oidc.as_ref().map(|oidc| oidc.config.name.as_str()),
    };
    Ok(html(StatusCode::OK, &page))
}

const HOME: &str = "/server/users";
/// Names of the forms of the dialog of a user.
const DIALOG: [&str; 3] = ["user", "token", "acts"];

/// The role of a field: blank is none.
fn role(form: &Form, name: &str) -> Value {
    form.get(name).map_or(Value::Null, Value::from)
}

/// `POST /server/users`: executes the action that `act` names.
pub fn set(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    expect_administrator(request)?;
    let id = form.get("id").unwrap_or_default();
    match form.get("act").unwrap_or_default() {
        "add" => {
            let mut projects = Map::new();
            match (form.get("project"), form.get("project_role")) {
                (Some(code), Some(role)) => _ = projects.insert(code.to_owned(), role.into()),
                (Some(_), None) => return Err(ApiError::unprocessable("/project_role", "web-user-role-missing")),
                (None, Some(_)) => return Err(ApiError::unprocessable("/project", "web-user-project-missing")),
                (None, None) => {}
            }
            let mut body =
                json!({ "name": form.get("name").unwrap_or_default(), "role": role(form, "role"), "projects": projects });
            if let Some(email) = form.get("email") {
                body["email"] = email.into();
            }
            let made = request.act(FormAction::new("createUser", &[], body))?.object;
            let name = made["name"].as_str().unwrap_or_default().to_owned();
            invite(request, &name)
        }
        "change" => {
            let codes: Vec<String> = Frame::of(request)?.projects.into_iter().map(|project| project.code).collect();
            // Only what the form had: projects that came meanwhile keep their roles.
            let sent = codes.iter().filter(|code| form.text(&format!("role-{code}")).is_some());
            let projects: Map<String, Value> = sent.map(|code| (code.clone(), role(form, &format!("role-{code}")))).collect();
            let mut body =
                json!({ "name": form.get("name").unwrap_or_default(), "role": role(form, "role"), "projects": projects });
            if form.text("email").is_some() {
                body["email"] = form.get("email").map_or(Value::Null, Value::from);
            }
            request.act(FormAction::new("changeUser", &[("id", id)], body))?;
            done(HOME, "web-done-saved")
        }
        "unlink" => {
            request.act(FormAction::new("unlinkUser", &[("id", id)], Value::Null))?;
            done(HOME, "web-done-removed")
        }
        "remove" => {
            request.act(FormAction::new("deleteUser", &[("id", id)], Value::Null))?;
            done(HOME, "web-done-removed")
        }
        "invite" => {
            let user = request.ask("getUser", &[("id", id)], "")?.object;
            invite(request, user["name"].as_str().unwrap_or_default())
        }
        "token" => {
            let made = request.act(FormAction::new("createToken", &[("id", id)], wanted(form)))?.object;
            shown(request, Some(NewSecret::of_token(&made)))
        }
        "revoke" => {
            let token = form.get("token").unwrap_or_default();
            request.act(FormAction::new("revokeToken", &[("id", id), ("token_id", token)], Value::Null))?;
            done(HOME, "web-done-removed")
        }
        _ => Err(ApiError::not_found("Form")),
    }
}

/// Makes an invite, whose link is shown once.
fn invite(request: &PageRequest, name: &str) -> ApiResult<Response> {
    let secret = passwords::invite(&request.store()?, name)?;
    let link = format!("{}/invite/{}", request.root, secret.expose());
    shown(request, Some(NewSecret { title: name.to_owned(), secret: link, is_token: false }))
}
