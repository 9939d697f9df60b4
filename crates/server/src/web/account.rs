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
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use std::time::Instant;
use voluptas_app::workspace::{passwords, tokens};
use voluptas_core::base::Secret;
use voluptas_core::domain::message::Message;
use voluptas_core::domain::user::User;
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
    is_done: bool,
    tokens: Vec<TokenLine>,
    /// May create tokens: is not signed in with fewer rights than the owner has.
    is_whole: bool,
    made: Option<NewSecret>,
    root: &'a str,
    /// The sign-in provider.
    provider: Option<AccountProvider>,
}

/// State of the sign-in provider for this account.
struct AccountProvider {
    title: String,
    text: String,
    button: String,
    is_linked: bool,
}

impl AccountProvider {
    fn of(request: &PageRequest, owner: &str) -> ApiResult<Option<Self>> {
        let Some(oidc) = &request.app.oidc else { return Ok(None) };
        let (tr, issuer) = (request.tr, oidc.config.provider.issuer());
        let is_linked = request.read(|tx| {
            let Some(user) = tx.users().by_name(owner)? else { return Ok(false) };
            Ok(tx.identities().of_user(user.id, issuer)?.is_some())
        })?;
        let words = |key: &'static str| tr.message(&Message::new(key).with("provider", &oidc.config.name));
        let text = if is_linked { "web-account-linked" } else { "web-account-not-linked" };
        let (title, button) = (words("server-oidc-button"), words("web-account-connect"));
        Ok(Some(Self { title, text: words(text), button, is_linked }))
    }
}

/// The page that leads to the provider.
#[derive(Template)]
#[template(path = "web/account_provider.html")]
struct WayPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    address: &'a str,
    words: String,
}

/// `GET /account`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    shown(request, None)
}

fn shown(request: &PageRequest, made: Option<NewSecret>) -> ApiResult<Response> {
    let principal = request.principal()?;
    let owner = principal.owner.clone();
    let user = request.read(|tx| Ok(tx.users().by_name(&owner)?))?;
    let is_user = user.is_some();
    let is_shown = |token: &tokens::TokenState| token.user == owner && (principal.is_whole || token.id == principal.token);
    let own = tokens::list(&request.app.store)?.into_iter().filter(is_shown);
    let page = AccountPage {
        frame: &Frame::of(request)?,
        tr: request.tr,
        has_password: request.app.tokens.person(&owner).is_some(),
        is_user,
        rule: request.tr.message(&Message::new("web-password-rule").count("min", passwords::MIN)),
        is_done: request.query.get("done").is_some(),
        provider: AccountProvider::of(request, &owner)?,
        tokens: own.map(|token| TokenLine::of(request, token)).collect(),
        is_whole: user.is_some() && principal.is_whole,
        made,
        root: &request.root,
    };
    Ok(html(StatusCode::OK, &page))
}

/// A fault of a password, as an error of its field in the language of the visitor.
fn wrong(tr: Tr, error: store::Error) -> ApiError {
    match error {
        store::Error::Invalid(invalid) => ApiError::unprocessable("/password", tr.message(&invalid.message)),
        other => other.into(),
    }
}

/// Refuses a password that was not typed twice in the same way.
fn typed_twice(form: &Form) -> ApiResult<String> {
    let typed = form.text("password").unwrap_or_default();
    let is_same = typed == form.text("again").unwrap_or_default();
    if is_same { Ok(typed) } else { Err(ApiError::unprocessable("/again", "web-password-differs")) }
}

/// The user of the visitor. A token with less than the rights of its owner must not become the owner.
fn own_user(request: &PageRequest) -> ApiResult<User> {
    let principal = request.principal()?;
    let user = request.read(|tx| Ok(tx.users().by_name(&principal.owner)?))?.ok_or_else(ApiError::forbidden)?;
    if principal.is_whole { Ok(user) } else { Err(ApiError::forbidden()) }
}

/// Refuses a form without the present password, except of a user who has none.
fn expect_password(request: &PageRequest, form: &Form) -> ApiResult<()> {
    let owner = &request.principal()?.owner;
    let (Some(person), Some(address)) = (request.app.tokens.person(owner), request.address) else { return Ok(()) };
    let now = Instant::now();
    if request.app.failures.wait(address, now).is_some() {
        return Err(crate::guard::too_many(60));
    }
    if passwords::is_right(&form.text("present").unwrap_or_default(), Some(&person.hash)) {
        return Ok(());
    }
    request.app.failures.count(address, now);
    Err(ApiError { status: StatusCode::FORBIDDEN, ..ApiError::unprocessable("/present", "web-password-wrong") })
}

/// `POST /account/provider`: leads to the sign-in provider, to connect the account there with the own user.
pub fn connect(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let oidc = request.app.oidc.as_ref().ok_or_else(|| ApiError::not_found("Page"))?;
    let user = own_user(request)?;
    expect_password(request, form)?;
    let ticket = oidc.ticket(user.id, request.now).ok_or_else(|| ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "No ticket."))?;
    let ticket: String = url::form_urlencoded::byte_serialize(ticket.as_bytes()).collect();
    let address = format!("/sign-in/oidc?link={ticket}");
    let words = request.tr.message(&Message::new("web-account-way").with("provider", &oidc.config.name));
    Ok(onward(&Frame::of(request)?, &address, words))
}

/// The page after a form that leads to the provider, at once or by its link. No redirect: browsers forbid a form to lead to another site.
pub fn onward(frame: &Frame, address: &str, words: String) -> Response {
    let mut response = html(StatusCode::OK, &WayPage { frame, tr: frame.tr, address, words });
    if let Ok(refresh) = HeaderValue::from_str(&format!("0; url={address}")) {
        response.headers_mut().insert(header::REFRESH, refresh);
    }
    response
}

/// `POST /account`: sets the own password. Who has one must know it.
pub fn set(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let owner = request.principal()?.owner.clone();
    own_user(request)?;
    let typed = typed_twice(form)?;
    expect_password(request, form)?;
    passwords::set(&request.store()?, &owner, &typed).map_err(|error| wrong(request.tr, error))?;
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
    shown(request, Some(NewSecret::of_token(&made)))
}

#[derive(Template)]
#[template(path = "web/invite.html")]
struct InvitePage<'a> {
    frame: &'a Frame,
    tr: Tr,
    name: String,
    rule: String,
}

fn secret(request: &PageRequest) -> Secret {
    Secret::new(request.part("secret"))
}

/// `GET /invite/{secret}`: the form of the first password.
pub fn invite(request: &PageRequest) -> ApiResult<Response> {
    let found = passwords::invite_of(&request.app.store, &secret(request))?;
    let (_, name) = found.ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "web-invite-ended"))?;
    let page = InvitePage {
        frame: &Frame { refused: request.refused.clone(), ..Frame::plain(request.tr, request.theme) },
        tr: request.tr,
        name,
        rule: request.tr.message(&Message::new("web-password-rule").count("min", passwords::MIN)),
    };
    Ok(html(StatusCode::OK, &page))
}

/// `POST /invite/{secret}`: sets the password, and signs in.
pub fn accept(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let typed = typed_twice(form)?;
    let found = passwords::invite_of(&request.app.store, &secret(request))?;
    let (_, name) = found.ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "web-invite-ended"))?;
    let author =
        voluptas_store::Author { address: request.address, ..voluptas_store::Author::new(store::Source::Api, Some(&name)) };
    match passwords::accept(&request.app.store.by(author), &secret(request), &typed) {
        Ok(_) => {}
        Err(store::Error::NotFound { .. }) => return Err(ApiError::new(StatusCode::NOT_FOUND, "web-invite-ended")),
        Err(error) => return Err(wrong(request.tr, error)),
    }
    request.app.tokens.refresh()?;
    let (Some(person), Some(address)) = (request.app.tokens.person(&name), request.address) else {
        return Ok(redirect("/sign-in"));
    };
    Ok(sign_in::begin(&request.app, &person.principal, address, &request.headers, "/"))
}
