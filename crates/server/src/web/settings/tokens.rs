//! Tokens as pages list and create them: those of all users for administrators, the own ones in the account.

use super::super::form::Form;
use super::super::page_request::PageRequest;
use super::super::texts::TimeLabel;
use super::text;
use serde_json::{Value, json};
use voluptas_app::workspace::tokens::TokenState;
use voluptas_core::base::Millis;
use voluptas_core::domain::user::Role;

/// Tokens that end within this time are marked: two weeks.
const SOON: Millis = 14 * 86_400_000;

/// A line of a list of tokens.
pub struct TokenLine {
    pub id: i64,
    /// Name of the form that revokes it.
    pub form: String,
    pub title: String,
    pub owner: String,
    /// Key of the word of its role.
    pub role: &'static str,
    pub projects: String,
    pub used: Option<TimeLabel>,
    pub expires: Option<TimeLabel>,
    /// Class of the time of its end.
    pub class: &'static str,
}

impl TokenLine {
    pub fn of(request: &PageRequest, token: TokenState) -> Self {
        let (tr, now) = (request.tr, request.now);
        Self {
            id: token.id.0,
            form: format!("revoke-{}", token.id.0),
            title: token.title,
            owner: token.user,
            role: role_key(token.role),
            projects: token.projects.map_or_else(|| tr.text("web-token-all").into_owned(), |codes| codes.join(", ")),
            used: token.used_ms.map(|at| TimeLabel::of(tr, now, at)),
            expires: token.expires_ms.map(|at| TimeLabel::of(tr, now, at)),
            class: match token.expires_ms {
                Some(at) if at <= now => "failed",
                Some(at) if at <= now.saturating_add(SOON) => "broken",
                _ => "secondary",
            },
        }
    }
}

/// Key of the word of a role; without one, a token has the roles of its owner.
pub fn role_key(role: Option<Role>) -> &'static str {
    match role {
        None => "web-role-owner",
        Some(Role::Viewer) => "web-role-viewer",
        Some(Role::Tester) => "web-role-tester",
        Some(Role::Lead) => "web-role-lead",
        Some(Role::Admin) => "web-role-admin",
    }
}

/// A secret that is shown once.
pub struct NewSecret {
    pub title: String,
    pub secret: String,
    pub is_token: bool,
}

impl NewSecret {
    /// The text of a token that the API just made.
    pub fn of_token(made: &Value) -> Self {
        Self { title: text(made, "title").to_owned(), secret: text(made, "token").to_owned(), is_token: true }
    }
}

/// The token that the fields of a form want, as the API takes it.
pub fn wanted(form: &Form) -> Value {
    let mut body = json!({ "title": form.get("title").unwrap_or_default(), "projects": form.all("projects") });
    if let Some(role) = form.get("role") {
        body["role"] = role.into();
    }
    if let Some(end) = form.get("expires_at") {
        body["expires_at"] = end.into();
    }
    body
}
