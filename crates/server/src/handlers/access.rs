//! Access of users to a project. Qase names no role: a user who has none in the project becomes a tester, unless `role` says otherwise.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::input::Input;
use crate::rest::handlers::members::keep_administrator;
use voluptas_core::domain::ids::UserId;
use voluptas_core::domain::user::{Role, User};
use voluptas_store::Tx;

/// Role that a grant gives without saying one.
const GRANTED: Role = Role::Tester;

fn member(input: &Input<'_>) -> ApiResult<UserId> {
    let id = input.int("member_id");
    if id.is_none() && !input.has("member_id") {
        input.fail("member_id", "The member id field is required.");
    }
    input.finish()?;
    Ok(UserId(id.unwrap_or_default()))
}

fn user(tx: &Tx<'_>, id: UserId) -> ApiResult<User> {
    let found = tx.users().all()?.into_iter().find(|user| user.id == id);
    found.ok_or_else(|| ApiError::field("member_id", "The selected member id is invalid."))
}

pub fn grant(call: &Call) -> ApiResult<Answer> {
    let input = call.input();
    let role = match input.text("role", 16).map(|text| text.parse::<Role>()) {
        None => None,
        Some(Ok(role)) => Some(role),
        Some(Err(_)) => {
            input.fail("role", "The selected role is invalid.");
            None
        }
    };
    let id = member(&input)?;
    set(call, id, |before| role.or(before).or(Some(GRANTED)))
}

pub fn revoke(call: &Call) -> ApiResult<Answer> {
    let id = member(&call.input())?;
    set(call, id, |_| None)
}

fn set(call: &Call, id: UserId, role: impl FnOnce(Option<Role>) -> Option<Role>) -> ApiResult<Answer> {
    let done = call.write("set_project_access", |tx| {
        let project = call.project(tx)?;
        let user = user(tx, id)?;
        let before = user.projects.get(&project.id).copied();
        let after = role(before);
        if before != after {
            keep_administrator(call, tx, &user, &project, after)?;
            tx.users().set_project_role(id, project.id, after)?;
        }
        Ok(Answer::done())
    })?;
    // At once, and not with the next look at the workspace: the next request may rely on it.
    call.app.tokens.refresh()?;
    Ok(done)
}
