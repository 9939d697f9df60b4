//! Authors and users.

use crate::answer::Answer;
use crate::call::Call;
use crate::dto::members::{Members, author, user};
use crate::error::{ApiError, ApiResult};
use crate::paging;
use serde_json::Value;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::UserId;
use voluptas_store::Page;
use voluptas_store::members::Member;

fn listed(call: &Call, is_wanted: impl Fn(&Member) -> bool, json: fn(&Member) -> Value) -> ApiResult<Answer> {
    let slice = paging::slice(&call.query)?;
    call.read(|tx| {
        let members = Members::seen_by(tx, &call.principal)?;
        let total = i64::try_from(members.all().len()).unwrap_or(i64::MAX);
        let wanted: Vec<&Member> = members.all().iter().filter(|member| is_wanted(member)).collect();
        let filtered = i64::try_from(wanted.len()).unwrap_or(i64::MAX);
        let skip = usize::try_from(slice.offset).unwrap_or(usize::MAX);
        let take = usize::try_from(slice.limit).unwrap_or(usize::MAX);
        let rows = wanted.into_iter().skip(skip).take(take).map(json).collect();
        Ok(Answer::list(Page { total, filtered, rows }))
    })
}

pub fn list(call: &Call) -> ApiResult<Answer> {
    let search = call.query.search()?.map(fold);
    // Everybody is a user: this workspace has no apps.
    let is_kind = match call.query.get("type") {
        None | Some("user") => true,
        Some("app") => false,
        Some(_) => return Err(ApiError::field("type", "The selected type is invalid.")),
    };
    listed(call, |member| is_kind && search.as_ref().is_none_or(|text| fold(&member.name).contains(text)), author)
}

pub fn get(call: &Call) -> ApiResult<Answer> {
    let asked = call.text("id");
    call.read(|tx| {
        let members = Members::seen_by(tx, &call.principal)?;
        let by_id = || asked.parse().ok().and_then(|id| members.by_id(UserId(id)));
        let found = members.by_uuid(asked).or_else(by_id).ok_or_else(|| ApiError::not_found("Author"))?;
        Ok(Answer::result(author(found)))
    })
}

pub fn users(call: &Call) -> ApiResult<Answer> {
    listed(call, |_| true, user)
}

pub fn get_user(call: &Call) -> ApiResult<Answer> {
    let id = call.id("id", "User")?;
    call.read(|tx| {
        let members = Members::seen_by(tx, &call.principal)?;
        Ok(Answer::result(user(members.by_id(UserId(id)).ok_or_else(|| ApiError::not_found("User"))?)))
    })
}
