//! Tokens of the user who asks, for scripts and CI: nobody has to be an administrator to have one.

use super::ListQuery;
use super::users::{NewTokenObject, TokenObject, WantedToken, make_token, revoke_token_of, tokens_of};
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::rest::cursor;
use crate::rest::reply::{CreatedSecret, Done, Listed};
use crate::rest::typed::{Body, NoBody, NoQuery};
use voluptas_core::domain::ids::TokenId;

/// Name of the user who asks.
///
/// # Errors
/// 403 for the token that the server was started with, and for one that may do less than its owner: it must not come by the rest.
fn whole_owner(call: &Call) -> ApiResult<String> {
    let owner = &call.principal.owner;
    let user = call.read(|tx| Ok(tx.users().by_name(owner)?))?.filter(|_| call.principal.is_whole);
    user.map(|user| user.name).ok_or_else(ApiError::forbidden)
}

pub fn list(call: &Call, query: ListQuery, _: NoBody) -> ApiResult<Listed<TokenObject>> {
    let mut all = tokens_of(call, &call.principal.owner)?;
    // A token that may do less than its owner learns nothing of the others.
    all.retain(|token| call.principal.is_whole || token.id == call.principal.token);
    all.sort_by_key(|token| token.id);
    let (rows, next_cursor) = cursor::part(all, (query.limit, query.cursor.as_deref()), |token| token.id.0)?;
    Ok(Listed { items: rows.into_iter().map(Into::into).collect(), next_cursor })
}

pub fn create(call: &Call, _: NoQuery, Body(wanted): Body<WantedToken>) -> ApiResult<CreatedSecret<NewTokenObject>> {
    make_token(call, whole_owner(call)?, "/tokens".to_owned(), wanted)
}

pub fn revoke(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Done> {
    revoke_token_of(call, &whole_owner(call)?, TokenId(call.id("id", "Token")?))
}
