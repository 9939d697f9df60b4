//! The own account: the password, and the links by which others set theirs.

use super::form::Form;
use super::frame::Frame;
use super::html;
use super::visit::{Visit, redirect};
use crate::error::{ApiError, ApiResult};
use crate::handlers::sign_in;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use std::time::Instant;
use voluptas_app::workspace::passwords;
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
}

/// `GET /account`
pub fn page(visit: &Visit) -> ApiResult<Response> {
    shown(visit, StatusCode::OK, None)
}

fn shown(visit: &Visit, status: StatusCode, error: Option<String>) -> ApiResult<Response> {
    let owner = visit.principal()?.owner.clone();
    let is_user = visit.read(|tx| Ok(tx.users().by_name(&owner)?.is_some()))?;
    let page = AccountPage {
        frame: &Frame::of(visit)?,
        tr: visit.tr,
        has_password: visit.app.tokens.person(&owner).is_some(),
        is_user,
        rule: visit.tr.message(&Message::new("web-password-rule").count("min", passwords::MIN)),
        error,
        is_done: visit.query.get("done").is_some(),
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
pub fn set(visit: &Visit, form: &Form) -> ApiResult<Response> {
    let (owner, tr) = (visit.principal()?.owner.clone(), visit.tr);
    // A token with less than the rights of its owner must not become the owner.
    let user = visit.read(|tx| Ok(tx.users().by_name(&owner)?))?.ok_or_else(ApiError::forbidden)?;
    if user.access() != visit.principal()?.access {
        return Err(ApiError::forbidden());
    }
    let typed = form.text("password").unwrap_or_default();
    if typed != form.text("again").unwrap_or_default() {
        return shown(visit, StatusCode::UNPROCESSABLE_ENTITY, Some(tr.text("web-password-differs").into_owned()));
    }
    if let (Some(person), Some(address)) = (visit.app.tokens.person(&owner), visit.address) {
        let now = Instant::now();
        if visit.app.failures.wait(address, now).is_some() {
            return Err(crate::guard::too_many(60));
        }
        if !passwords::is_right(&form.text("present").unwrap_or_default(), Some(&person.hash)) {
            visit.app.failures.count(address, now);
            return shown(visit, StatusCode::FORBIDDEN, Some(tr.text("web-password-wrong").into_owned()));
        }
    }
    match passwords::set(&visit.store()?, &owner, &typed) {
        Ok(()) => {}
        Err(error) => match wrong(tr, &error) {
            Some(words) => return shown(visit, StatusCode::UNPROCESSABLE_ENTITY, Some(words)),
            None => return Err(error.into()),
        },
    }
    visit.app.tokens.refresh()?;
    // The sign-ins with the former password have ended, this one perhaps among them.
    let (Some(person), Some(address)) = (visit.app.tokens.person(&owner), visit.address) else { return Ok(redirect("/account")) };
    Ok(sign_in::begin(&visit.app, &person.principal, address, &visit.headers, "/account?done=1"))
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

fn secret(visit: &Visit) -> Secret {
    Secret::new(visit.part("secret"))
}

fn invited(visit: &Visit, status: StatusCode, error: Option<String>) -> ApiResult<Response> {
    let found = passwords::invite_of(&visit.app.store, &secret(visit))?;
    let (_, name) = found.ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "web-invite-ended"))?;
    let page = InvitePage {
        frame: &Frame::plain(visit.tr, visit.theme),
        tr: visit.tr,
        name,
        rule: visit.tr.message(&Message::new("web-password-rule").count("min", passwords::MIN)),
        error,
    };
    Ok(html(status, &page))
}

/// `GET /invite/{secret}`: the form of the first password.
pub fn invite(visit: &Visit) -> ApiResult<Response> {
    invited(visit, StatusCode::OK, None)
}

/// `POST /invite/{secret}`: sets the password, and signs in.
pub fn accept(visit: &Visit, form: &Form) -> ApiResult<Response> {
    let typed = form.text("password").unwrap_or_default();
    if typed != form.text("again").unwrap_or_default() {
        return invited(visit, StatusCode::UNPROCESSABLE_ENTITY, Some(visit.tr.text("web-password-differs").into_owned()));
    }
    let found = passwords::invite_of(&visit.app.store, &secret(visit))?;
    let (_, name) = found.ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "web-invite-ended"))?;
    let author =
        voluptas_store::Author { address: visit.address, ..voluptas_store::Author::new(store::Source::Api, Some(&name)) };
    match passwords::accept(&visit.app.store.by(author), &secret(visit), &typed) {
        Ok(_) => {}
        Err(store::Error::NotFound { .. }) => return Err(ApiError::new(StatusCode::NOT_FOUND, "web-invite-ended")),
        Err(error) => match wrong(visit.tr, &error) {
            Some(words) => return invited(visit, StatusCode::UNPROCESSABLE_ENTITY, Some(words)),
            None => return Err(error.into()),
        },
    }
    visit.app.tokens.refresh()?;
    let (Some(person), Some(address)) = (visit.app.tokens.person(&name), visit.address) else { return Ok(redirect("/sign-in")) };
    Ok(sign_in::begin(&visit.app, &person.principal, address, &visit.headers, "/"))
}
