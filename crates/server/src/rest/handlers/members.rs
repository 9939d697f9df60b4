//! Members of a project: users with a role in it. Its administrators give and take roles without being administrators of the server.

use super::ListQuery;
use super::users::RoleWord;
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::rest::cursor;
use crate::rest::objects::case::refused;
use crate::rest::reply::{CreatedObject, Done, Listed, One};
use crate::rest::typed::{Body, NoBody, NoQuery, write};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use voluptas_app::workspace::users::{self, UserEdit};
use voluptas_core::domain::ids::UserId;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::user::{Permission, Role, User};
use voluptas_i18n::{Lang, Tr};
use voluptas_store::Tx;

/// A user with a role in a project.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MemberObject {
    /// Number of the user.
    pub id: i64,
    pub name: String,
    /// Role in the project.
    pub role: RoleWord,
    /// Administers the server, and has every right in every project.
    pub is_administrator: bool,
}

/// A user who becomes a member.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMember {
    /// Name of a user of the server, in any letter case.
    #[schemars(length(min = 1))]
    pub name: String,
    pub role: RoleWord,
}

/// Another role of a member.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberChanges {
    pub role: RoleWord,
}

fn object(user: &User, project: &Project) -> Option<MemberObject> {
    let is_administrator = user.registry == Some(Role::Admin);
    let role = user.projects.get(&project.id).copied().or(is_administrator.then_some(Role::Admin))?;
    Some(MemberObject { id: user.id.0, name: user.name.clone(), role: role.into(), is_administrator })
}

fn members(tx: &Tx<'_>, project: &Project) -> ApiResult<Vec<MemberObject>> {
    let mut all: Vec<MemberObject> = tx.users().all()?.iter().filter_map(|user| object(user, project)).collect();
    all.sort_by_key(|member| member.id);
    Ok(all)
}

pub fn list(call: &Call, query: ListQuery, _: NoBody) -> ApiResult<Listed<MemberObject>> {
    let all = call.read(|tx| members(tx, &call.project(tx)?))?;
    let (items, next_cursor) = cursor::part(all, (query.limit, query.cursor.as_deref()), |member| member.id)?;
    Ok(Listed { items, next_cursor })
}

/// The user of the path, who is a member.
fn member(call: &Call, tx: &Tx<'_>, project: &Project) -> ApiResult<User> {
    let id = UserId(call.id("id", "Member")?);
    let found = tx.users().all()?.into_iter().find(|user| user.id == id && user.projects.contains_key(&project.id));
    found.ok_or_else(|| ApiError::not_found("Member"))
}

/// Refuses to take the role from the last administrator of a project, unless an administrator of the server asks: nobody of the project could give the
/// role back.
pub fn keep_administrator(call: &Call, tx: &Tx<'_>, user: &User, project: &Project, role: Option<Role>) -> ApiResult<()> {
    let is_administrator = |user: &User| user.projects.get(&project.id) == Some(&Role::Admin);
    let is_lost = is_administrator(user) && role != Some(Role::Admin);
    if !is_lost || call.principal.access.allows_in_registry(Permission::Administer) {
        return Ok(());
    }
    if tx.users().all()?.iter().any(|other| other.id != user.id && is_administrator(other)) {
        return Ok(());
    }
    Err(ApiError::new(StatusCode::CONFLICT, Tr::new(Lang::En).text("web-refused-last-manager").into_owned()))
}

/// Gives a user this role in the project, or takes it away.
fn set(tx: &Tx<'_>, user: &User, project: &Project, role: Option<Role>) -> ApiResult<()> {
    let projects = vec![(project.code.clone(), role)];
    let edit = UserEdit::Change { name: user.name.clone(), rename: None, role: None, projects, email: None };
    users::plan_in(tx, edit).and_then(|plan| users::apply_in(tx, &plan))?;
    Ok(())
}

fn after(tx: &Tx<'_>, id: UserId, project: &Project) -> ApiResult<MemberObject> {
    let user = tx.users().all()?.into_iter().find(|user| user.id == id);
    user.and_then(|user| object(&user, project)).ok_or_else(|| ApiError::not_found("Member"))
}

pub fn create(call: &Call, _: NoQuery, Body(new): Body<NewMember>) -> ApiResult<CreatedObject<MemberObject>> {
    let made = write(call, "change_user", |tx| {
        let project = call.project(tx)?;
        let user = tx.users().by_name(&new.name)?.ok_or_else(|| refused("/name", "names no user"))?;
        if user.projects.contains_key(&project.id) {
            return Err(refused("/name", "is a member already"));
        }
        set(tx, &user, &project, Some(new.role.into()))?;
        let path = format!("/projects/{}/members/{}", project.code, user.id);
        Ok(CreatedObject { path, object: after(tx, user.id, &project)? })
    })?;
    call.app.tokens.refresh()?;
    Ok(made)
}

pub fn change(call: &Call, _: NoQuery, Body(changes): Body<MemberChanges>) -> ApiResult<One<MemberObject>> {
    let done = write(call, "change_user", |tx| {
        let project = call.project(tx)?;
        let user = member(call, tx, &project)?;
        keep_administrator(call, tx, &user, &project, Some(changes.role.into()))?;
        set(tx, &user, &project, Some(changes.role.into()))?;
        Ok(One(after(tx, user.id, &project)?))
    })?;
    call.app.tokens.refresh()?;
    Ok(done)
}

pub fn remove(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Done> {
    let done = write(call, "change_user", |tx| {
        let project = call.project(tx)?;
        let user = member(call, tx, &project)?;
        keep_administrator(call, tx, &user, &project, None)?;
        set(tx, &user, &project, None)?;
        Ok(Done)
    })?;
    call.app.tokens.refresh()?;
    Ok(done)
}
