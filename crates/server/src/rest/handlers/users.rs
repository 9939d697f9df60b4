//! Users of the server and their tokens. For administrators.

use super::{ListQuery, moment};
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::rest::cursor;
use crate::rest::objects::Change;
use crate::rest::objects::case::refused;
use crate::rest::reply::{CreatedObject, CreatedSecret, Done, Listed, One};
use crate::rest::typed::{Body, NoBody, NoQuery, write};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use voluptas_app::workspace::identities;
use voluptas_app::workspace::tokens::{self, TokenRequest, TokenState};
use voluptas_app::workspace::users::{self, UserEdit, UserState};
use voluptas_core::base::clock::{parse_end, to_iso};
use voluptas_core::domain::ids::{TokenId, UserId};
use voluptas_core::domain::user::Role;
use voluptas_i18n::{Lang, Tr};

/// What a user or token may do.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RoleWord {
    /// Reads.
    Viewer,
    /// Writes cases and results.
    Tester,
    /// Manages projects.
    Lead,
    /// Deletes projects; in the registry: has every right.
    Admin,
}

impl From<Role> for RoleWord {
    fn from(role: Role) -> Self {
        match role {
            Role::Viewer => Self::Viewer,
            Role::Tester => Self::Tester,
            Role::Lead => Self::Lead,
            Role::Admin => Self::Admin,
        }
    }
}

impl From<RoleWord> for Role {
    fn from(word: RoleWord) -> Self {
        match word {
            RoleWord::Viewer => Self::Viewer,
            RoleWord::Tester => Self::Tester,
            RoleWord::Lead => Self::Lead,
            RoleWord::Admin => Self::Admin,
        }
    }
}

/// A user.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UserObject {
    pub id: i64,
    pub name: String,
    /// Role in the registry.
    pub role: Option<RoleWord>,
    /// Roles by code of the project.
    pub projects: BTreeMap<String, RoleWord>,
    /// Number of tokens that were not revoked.
    pub token_count: usize,
    /// E-mail by which the first sign-in through a provider (OpenID Connect) finds the user.
    pub email: Option<String>,
    /// True for a user with an account at a provider.
    pub is_linked: bool,
}

impl From<UserState> for UserObject {
    fn from(user: UserState) -> Self {
        Self {
            id: user.id.map_or(0, |id| id.0),
            name: user.name,
            role: user.role.map(Into::into),
            projects: user.projects.into_iter().map(|(code, role)| (code, role.into())).collect(),
            token_count: user.tokens,
            email: user.email,
            is_linked: user.has_identity,
        }
    }
}

/// A user to create.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    #[schemars(length(min = 1))]
    pub name: String,
    /// Role in the registry.
    #[serde(default)]
    pub role: Option<RoleWord>,
    /// Roles by code of the project.
    #[serde(default)]
    pub projects: BTreeMap<String, RoleWord>,
    /// E-mail by which the first sign-in through a provider finds the user.
    #[serde(default)]
    pub email: Option<String>,
}

/// Changes of a user.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UserChanges {
    #[serde(default)]
    pub name: Option<String>,
    /// Role in the registry; null takes it away.
    #[serde(default, deserialize_with = "crate::rest::objects::change")]
    pub role: Change<RoleWord>,
    /// Roles by code of the project; null takes one away. Other projects keep theirs.
    #[serde(default)]
    pub projects: BTreeMap<String, Option<RoleWord>>,
    /// E-mail by which the first sign-in through a provider finds the user; null takes it away.
    #[serde(default, deserialize_with = "crate::rest::objects::change")]
    pub email: Change<String>,
}

fn all(call: &Call) -> ApiResult<Vec<UserState>> {
    let mut all = users::list(&call.store())?;
    all.sort_by_key(|user| user.id);
    Ok(all)
}

/// The user of the path.
fn user(call: &Call) -> ApiResult<UserState> {
    let id = UserId(call.id("id", "User")?);
    all(call)?.into_iter().find(|user| user.id == Some(id)).ok_or_else(|| ApiError::not_found("User"))
}

pub fn list(call: &Call, query: ListQuery, _: NoBody) -> ApiResult<Listed<UserObject>> {
    let number = |user: &UserState| user.id.map_or(0, |id| id.0);
    let (rows, next_cursor) = cursor::part(all(call)?, (query.limit, query.cursor.as_deref()), number)?;
    Ok(Listed { items: rows.into_iter().map(Into::into).collect(), next_cursor })
}

pub fn get(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<UserObject>> {
    Ok(One(user(call)?.into()))
}

/// A mistake in the roles of projects, at its place in the body.
fn placed(error: voluptas_store::Error, projects: &[(String, Option<Role>)]) -> ApiError {
    match &error {
        voluptas_store::Error::NotFound { entity: "project", key } => {
            let code = projects.iter().map(|(code, _)| code).find(|code| code.eq_ignore_ascii_case(key));
            refused(&format!("/projects/{}", code.unwrap_or(key)), "names no project")
        }
        voluptas_store::Error::Duplicate(_) => refused("/name", "belongs to another user"),
        voluptas_store::Error::Invalid(invalid) if invalid.field == "email" => refused(
            "/email",
            if invalid.message.key == "app-error-email-taken" { "belongs to another user" } else { "is not an e-mail" },
        ),
        voluptas_store::Error::Invalid(invalid) if invalid.field == "role" => {
            ApiError::new(StatusCode::CONFLICT, Tr::new(Lang::En).message(&invalid.message))
        }
        _ => error.into(),
    }
}

fn execute(call: &Call, edit: UserEdit) -> ApiResult<Option<UserState>> {
    let projects = match &edit {
        UserEdit::Add { projects, .. } | UserEdit::Change { projects, .. } => projects.clone(),
        UserEdit::Remove { .. } => Vec::new(),
    };
    let store = call.store();
    let done = users::plan(&store, edit).and_then(|plan| users::apply(&store, &plan)).map_err(|e| placed(e, &projects))?;
    call.app.stats.count_write();
    // At once, and not with the next look at the workspace: the next request may rely on it.
    call.app.tokens.refresh()?;
    Ok(done)
}

pub fn create(call: &Call, _: NoQuery, Body(new): Body<NewUser>) -> ApiResult<CreatedObject<UserObject>> {
    let projects = new.projects.into_iter().map(|(code, role)| (code, Some(role.into()))).collect();
    let edit = UserEdit::Add { name: new.name, role: new.role.map(Into::into), projects, email: new.email };
    let UserEdit::Add { projects, .. } = edit.clone() else { return Err(ApiError::not_found("User")) };
    let made = write(call, "add_user", |tx| {
        let made = users::plan_in(tx, edit).and_then(|plan| users::apply_in(tx, &plan)).map_err(|e| placed(e, &projects))?;
        let object: UserObject = made.ok_or_else(|| ApiError::not_found("User"))?.into();
        Ok(CreatedObject { path: format!("/users/{}", object.id), object })
    })?;
    call.app.tokens.refresh()?;
    Ok(made)
}

pub fn change(call: &Call, _: NoQuery, Body(changes): Body<UserChanges>) -> ApiResult<One<UserObject>> {
    let before = user(call)?;
    let name = before.name.clone();
    super::expect_state(call, &UserObject::from(before))?;
    let projects = changes.projects.into_iter().map(|(code, role)| (code, role.map(Into::into))).collect();
    let role = changes.role.map(|role| role.map(Into::into));
    let done = execute(call, UserEdit::Change { name, rename: changes.name, role, projects, email: changes.email })?;
    Ok(One(done.ok_or_else(|| ApiError::not_found("User"))?.into()))
}

pub fn delete(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Done> {
    let before = user(call)?;
    let name = before.name.clone();
    super::expect_state(call, &UserObject::from(before))?;
    execute(call, UserEdit::Remove { name })?;
    Ok(Done)
}

pub fn unlink(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Done> {
    identities::unlink(&call.store(), &user(call)?.name)?;
    call.app.stats.count_write();
    call.app.tokens.refresh()?;
    Ok(Done)
}

/// A token without its secret text.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TokenObject {
    pub id: i64,
    /// Name of the owner.
    pub user: String,
    /// A note on its purpose.
    pub title: String,
    /// Highest role of the token; null keeps the roles of its owner.
    pub role: Option<RoleWord>,
    /// Codes of the projects in which it is valid; null means all of its owner.
    pub projects: Option<Vec<String>>,
    pub created_at: String,
    pub expires_at: Option<String>,
    /// Last use, up to a minute late.
    pub used_at: Option<String>,
    pub is_expired: bool,
}

impl From<TokenState> for TokenObject {
    fn from(token: TokenState) -> Self {
        Self {
            id: token.id.0,
            user: token.user,
            title: token.title,
            role: token.role.map(Into::into),
            projects: token.projects,
            created_at: to_iso(token.created_ms),
            expires_at: token.expires_ms.map(to_iso),
            used_at: token.used_ms.map(to_iso),
            is_expired: token.is_expired,
        }
    }
}

/// A new token, with its secret text, which nobody can read again.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NewTokenObject {
    /// The secret text.
    pub token: String,
    #[serde(flatten)]
    pub object: TokenObject,
}

/// A token to create.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedToken {
    /// A note on its purpose.
    #[schemars(length(min = 1))]
    pub title: String,
    /// Highest role of the token; absent keeps the roles of its owner.
    #[serde(default)]
    pub role: Option<RoleWord>,
    /// Codes of the projects in which it is valid; none means all of its owner.
    #[serde(default)]
    pub projects: Vec<String>,
    /// End of its validity: a date, with whose day (UTC) it ends, or a time with an offset.
    #[serde(default)]
    pub expires_at: Option<String>,
}

/// The tokens of a user.
pub fn tokens_of(call: &Call, owner: &str) -> ApiResult<Vec<TokenState>> {
    Ok(tokens::list(&call.store())?.into_iter().filter(|token| token.user == owner).collect())
}

pub fn list_tokens(call: &Call, query: ListQuery, _: NoBody) -> ApiResult<Listed<TokenObject>> {
    let mut all = tokens_of(call, &user(call)?.name)?;
    all.sort_by_key(|token| token.id);
    let (rows, next_cursor) = cursor::part(all, (query.limit, query.cursor.as_deref()), |token| token.id.0)?;
    Ok(Listed { items: rows.into_iter().map(Into::into).collect(), next_cursor })
}

pub fn create_token(call: &Call, _: NoQuery, Body(wanted): Body<WantedToken>) -> ApiResult<CreatedSecret<NewTokenObject>> {
    let owner = user(call)?;
    make_token(call, owner.name, format!("/users/{}/tokens", call.text("id")), wanted)
}

/// Makes a token of a user, whose text the answer tells once. `path` is the address of the list that has it.
pub fn make_token(call: &Call, owner: String, path: String, wanted: WantedToken) -> ApiResult<CreatedSecret<NewTokenObject>> {
    let expires_ms = wanted.expires_at.as_deref().map(|text| moment("/expires_at", text, parse_end)).transpose()?;
    let store = call.store();
    let title = super::projects::title("/title", &wanted.title)?;
    let request = TokenRequest { user: owner, title, role: wanted.role.map(Into::into), projects: wanted.projects, expires_ms };
    let plan = tokens::plan(&store, &request).map_err(|error| match error {
        voluptas_store::Error::NotFound { entity: "project", .. } => refused("/projects", "names a project that is not there"),
        // One where the owner has no role is as good as one that is not there.
        voluptas_store::Error::Invalid(invalid) if invalid.field == "projects" && call.operation.id == "createOwnToken" => {
            refused("/projects", "names a project that is not there")
        }
        voluptas_store::Error::Invalid(invalid) if invalid.field == "expires" => refused("/expires_at", "lies in the past"),
        voluptas_store::Error::Invalid(invalid) if invalid.field == "tokens" => {
            ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, Tr::new(Lang::En).message(&invalid.message))
        }
        other => other.into(),
    })?;
    let secret = tokens::new_token()?;
    let made = write(call, "add_token", |tx| {
        let made = tokens::apply_in(tx, &plan, &secret)?;
        let object = NewTokenObject { token: secret.expose().to_owned(), object: made.into() };
        Ok(CreatedSecret { path: path.clone(), object })
    })?;
    call.app.tokens.refresh()?;
    Ok(made)
}

pub fn revoke_token(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Done> {
    revoke_token_of(call, &user(call)?.name, TokenId(call.id("token_id", "Token")?))
}

/// Revokes a token of a user.
pub fn revoke_token_of(call: &Call, owner: &str, id: TokenId) -> ApiResult<Done> {
    if !tokens_of(call, owner)?.iter().any(|token| token.id == id) {
        return Err(ApiError::not_found("Token"));
    }
    if call.app.tokens.is_last_administrator(id) {
        let words = Tr::new(Lang::En).text("web-refused-last-token").into_owned();
        return Err(ApiError::new(StatusCode::CONFLICT, words));
    }
    tokens::revoke(&call.store(), id)?;
    call.app.stats.count_write();
    call.app.tokens.refresh()?;
    Ok(Done)
}
