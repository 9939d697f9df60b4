//! The own account: the password, and the links by which others set theirs.

use super::act::FormAction;
use super::form::Form;
use super::frame::Frame;
use super::html;
use super::page_request::{PageRequest, redirect};
use super::settings::{NewSecret, TokenLine, wanted};
use crate::error::{ApiError, ApiResult};
use crate::handlers::sign_in;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use std::time::Instant;
use voluptas_app::workspace::{passwords, tokens};
use voluptas_core::base::Secret;
use voluptas_core::domain::message::Message;
use voluptas_i18n::Tr;
use voluptas_store as store;

#[derive(Template)]
#[template(path = "web/account.html")]
struct AccountPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    has_password: bool,
    /// A user of the server, and not the token that was given at its start.
    is_user: bool,
    rule: String,
    error: Option<String>,
    is_done: bool,
    tokens: Vec<TokenLine>,
    /// May create tokens: is not signed in with fewer rights than the owner has.
    is_whole: bool,
    made: Option<NewSecret>,
    root: &'a str,
}

/// `GET /account`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    shown(request, StatusCode::OK, None, None)
}

fn shown(request: &PageRequest, status: StatusCode, error: Option<String>, made: Option<NewSecret>) -> ApiResult<Response> {
    let principal = request.principal()?;
    let owner = principal.owner.clone();
    let user = request.read(|tx| Ok(tx.users().by_name(&owner)?))?;
    let is_user = user.is_some();
    let own = tokens::list(&request.app.store)?.into_iter().filter(|token| token.user == owner);
    let page = AccountPage {
        frame: &Frame::of(request)?,
        tr: request.tr,
        has_password: request.app.tokens.person(&owner).is_some(),
        is_user,
        rule: request.tr.message(&Message::new("web-password-rule").count("min", passwords::MIN)),
        error,
        is_done: request.query.get("done").is_some(),
        tokens: own.map(|token| TokenLine::of(request, token)).collect(),
        is_whole: user.is_some_and(|user| user.access() == principal.access),
        made,
        root: &request.root,
    };
    Ok(html(status, &page))
}

/// What is wrong with a password, in the language of the visitor.
fn wrong(tr: Tr, error: &store::Error) -> Option<String> {
    match error {
        store::Error::Invalid(invalid) => Some(tr.message(&invalid.message)),
        _ => None,
    }
}

/// `POST /account`: sets the own password. Who has one must know it.
pub fn set(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let (owner, tr) = (request.principal()?.owner.clone(), request.tr);
    // A token with less than the rights of its owner must not become the owner.
    let user = request.read(|tx| Ok(tx.users().by_name(&owner)?))?.ok_or_else(ApiError::forbidden)?;
    if user.access() != request.principal()?.access {
        return Err(ApiError::forbidden());
    }
    let typed = form.text("password").unwrap_or_default();
    if typed != form.text("again").unwrap_or_default() {
        return shown(request, StatusCode::UNPROCESSABLE_ENTITY, Some(tr.text("web-password-differs").into_owned()), None);
    }
    if let (Some(person), Some(address)) = (request.app.tokens.person(&owner), request.address) {
        let now = Instant::now();
        if request.app.failures.wait(address, now).is_some() {
            return Err(crate::guard::too_many(60));
        }
        if !passwords::is_right(&form.text("present").unwrap_or_default(), Some(&person.hash)) {
            request.app.failures.count(address, now);
            return shown(request, StatusCode::FORBIDDEN, Some(tr.text("web-password-wrong").into_owned()), None);
        }
    }
    match passwords::set(&request.store()?, &owner, &typed) {
        Ok(()) => {}
        Err(error) => match wrong(tr, &error) {
            Some(words) => return shown(request, StatusCode::UNPROCESSABLE_ENTITY, Some(words), None),
            None => return Err(error.into()),
        },
    }
    request.app.tokens.refresh()?;
    // The sign-ins with the former password have ended, this one perhaps among them.
    let (Some(person), Some(address)) = (request.app.tokens.person(&owner), request.address) else {
        return Ok(redirect("/account"));
    };
    Ok(sign_in::begin(&request.app, &person.principal, address, &request.headers, "/account?done=1"))
}

/// `POST /account/tokens`: creates a token, whose text is shown once, or revokes one.
pub fn set_tokens(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    if let Some(id) = form.get("id") {
        request.act(FormAction::new("revokeOwnToken", &[("id", id)], serde_json::Value::Null))?;
        return Ok(redirect("/account"));
    }
    let made = request.act(FormAction::new("createOwnToken", &[], wanted(form)))?.object;
    shown(request, StatusCode::OK, None, Some(NewSecret::of_token(&made)))
}

#[derive(Template)]
#[template(path = "web/invite.html")]
struct InvitePage<'a> {
    frame: &'a Frame,
    tr: Tr,
    name: String,
    rule: String,
    error: Option<String>,
}

fn secret(request: &PageRequest) -> Secret {
    Secret::new(request.part("secret"))
}

fn invited(request: &PageRequest, status: StatusCode, error: Option<String>) -> ApiResult<Response> {
    let found = passwords::invite_of(&request.app.store, &secret(request))?;
    let (_, name) = found.ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "web-invite-ended"))?;
    let page = InvitePage {
        frame: &Frame::plain(request.tr, request.theme),
        tr: request.tr,
        name,
        rule: request.tr.message(&Message::new("web-password-rule").count("min", passwords::MIN)),
        error,
    };
    Ok(html(status, &page))
}

/// `GET /invite/{secret}`: the form of the first password.
pub fn invite(request: &PageRequest) -> ApiResult<Response> {
    invited(request, StatusCode::OK, None)
}

/// `POST /invite/{secret}`: sets the password, and signs in.
pub fn accept(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let typed = form.text("password").unwrap_or_default();
    if typed != form.text("again").unwrap_or_default() {
        return invited(request, StatusCode::UNPROCESSABLE_ENTITY, Some(request.tr.text("web-password-differs").into_owned()));
    }
    let found = passwords::invite_of(&request.app.store, &secret(request))?;
    let (_, name) = found.ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "web-invite-ended"))?;
    let author =
        voluptas_store::Author { address: request.address, ..voluptas_store::Author::new(store::Source::Api, Some(&name)) };
    match passwords::accept(&request.app.store.by(author), &secret(request), &typed) {
        Ok(_) => {}
        Err(store::Error::NotFound { .. }) => return Err(ApiError::new(StatusCode::NOT_FOUND, "web-invite-ended")),
        Err(error) => match wrong(request.tr, &error) {
            Some(words) => return invited(request, StatusCode::UNPROCESSABLE_ENTITY, Some(words)),
            None => return Err(error.into()),
        },
    }
    request.app.tokens.refresh()?;
    let (Some(person), Some(address)) = (request.app.tokens.person(&name), request.address) else {
        return Ok(redirect("/sign-in"));
    };
    Ok(sign_in::begin(&request.app, &person.principal, address, &request.headers, "/"))
}
