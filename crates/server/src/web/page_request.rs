//! A request of a page, from its head to the answer.

use super::form::{self, Form, MOST_FIELDS};
use super::frame::{Frame, Theme, cookie};
use super::html;
use super::refused_form::RefusedForm;
use super::wrong_fields;
use crate::auth::{Principal, principal_of};
use crate::call::{Query, integer, keep};
use crate::client_address::ClientAddress;
use crate::error::{ApiError, ApiResult};
use crate::handlers::pages::wanted_language;
use crate::handlers::sign_in;
use crate::router::root;
use crate::state::App;
use askama::Template;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get, post};
use std::net::IpAddr;
use std::sync::Arc;
use voluptas_core::base::Millis;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::user::{Permission, Role};
use voluptas_i18n::{Lang, Tr};
use voluptas_store::{Author, Source, Store, Tx};

/// One request of a page.
pub struct PageRequest {
    /// State of the server.
    pub app: Arc<App>,
    /// Signed-in user or token; `None` on public pages.
    pub principal: Option<Arc<Principal>>,
    pub tr: Tr,
    pub theme: Theme,
    pub headers: HeaderMap,
    pub address: Option<IpAddr>,
    /// `http://host:port`, as the browser reached it.
    pub root: String,
    pub uri: Uri,
    pub query: Query,
    path: Vec<(String, String)>,
    /// The secret that forms of this session carry; blank without a session.
    pub form_key: String,
    pub now: Millis,
    /// A form was sent; false for a page that is only read.
    pub is_form: bool,
    /// The form that was refused, on the page that shows it again.
    pub refused: Option<Arc<RefusedForm>>,
}

/// The language of a browser: the chosen one, otherwise the first one that it asks for.
pub fn language(headers: &HeaderMap) -> Tr {
    Tr::new(cookie(headers, "voluptas_lang").and_then(Lang::parse).unwrap_or_else(|| wanted_language(headers)))
}

/// A page that only reads.
pub type PageHandler = fn(&PageRequest) -> ApiResult<Response>;
pub type FormHandler = fn(&PageRequest, &Form) -> ApiResult<Response>;

impl PageRequest {
    /// Reads the head of a request.
    pub fn of(app: Arc<App>, params: &RawPathParams, http: &Request) -> Self {
        let headers = http.headers().clone();
        let form_key = sign_in::session_cookie(&app, &headers).map(form::key_of).unwrap_or_default();
        Self {
            principal: principal_of(http),
            tr: language(&headers),
            theme: Theme::of(&headers),
            address: http.extensions().get::<ClientAddress>().map(|client| client.0),
            root: root(&app, &headers),
            uri: http.uri().clone(),
            query: Query::of(http.uri()),
            path: params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            form_key,
            now: app.store.clock().now(),
            is_form: http.method() == Method::POST,
            refused: None,
            headers,
            app,
        }
    }

    /// The same request at another address with the same path.
    pub fn with_query(&self, address: &str) -> Self {
        let uri: Uri = address.parse().unwrap_or_else(|_| self.uri.clone());
        Self {
            app: Arc::clone(&self.app),
            principal: self.principal.clone(),
            headers: self.headers.clone(),
            root: self.root.clone(),
            query: Query::of(&uri),
            uri,
            path: self.path.clone(),
            form_key: self.form_key.clone(),
            refused: self.refused.clone(),
            ..*self
        }
    }

    /// A part of the path.
    pub fn part(&self, name: &str) -> &str {
        self.path.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    /// A part of the path that is a number.
    ///
    /// # Errors
    /// 404 for another text.
    pub fn number(&self, name: &str, what: &str) -> ApiResult<i64> {
        integer(self.part(name)).ok_or_else(|| ApiError::not_found(what))
    }

    /// Code of the project in the path, in the letters of the address.
    pub fn code(&self) -> &str {
        self.part("code")
    }

    /// The signed-in user or token.
    ///
    /// # Errors
    /// 401 on a public page.
    pub fn principal(&self) -> ApiResult<&Arc<Principal>> {
        self.principal.as_ref().ok_or_else(ApiError::unauthenticated)
    }

    /// The project of the path.
    ///
    /// # Errors
    /// 404, also for a project that the visitor does not see.
    pub fn project(&self, tx: &Tx<'_>) -> ApiResult<Project> {
        let principal = self.principal()?;
        let found = tx.projects().by_code(self.code())?.filter(|project| principal.sees(project.id));
        found.ok_or_else(|| ApiError::not_found("Project"))
    }

    /// Role in the project of the path.
    pub fn role(&self) -> Option<Role> {
        self.principal.as_ref()?.role_in(self.code())
    }

    /// True when the visitor may do this in the project of the path.
    pub fn may(&self, permission: Permission) -> bool {
        self.role().is_some_and(|role| role.allows(permission))
    }

    /// Reads one state of the store.
    pub fn read<T>(&self, f: impl FnOnce(&Tx<'_>) -> ApiResult<T>) -> ApiResult<T> {
        let mut refused = None;
        let result = self.app.store.read(|tx| f(tx).map_err(|e| keep(&mut refused, e)));
        match refused {
            Some(refused) => Err(refused),
            None => Ok(result?),
        }
    }

    /// The store, writing in the name of the visitor.
    pub fn store(&self) -> ApiResult<Store> {
        let author = Author { address: self.address, ..Author::new(Source::Api, Some(&self.principal()?.owner)) };
        Ok(self.app.store.by(author))
    }

    /// Message about the form before, by the key in `?done=`. `None` for an unknown key.
    pub fn notice(&self) -> Option<String> {
        let key = self.query.get("done").filter(|key| key.starts_with("web-done-"))?;
        self.tr.has(key).then(|| self.tr.text(key).into_owned())
    }

    /// Where a form came from, without the host; the home page where the browser does not tell.
    pub fn referer(&self) -> String {
        form::page_before(&self.root, &self.headers).to_owned()
    }
}

/// The answer that leads the browser to another page after a form.
pub fn redirect(to: &str) -> Response {
    let place = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

/// The routes of a page.
pub fn show(page: PageHandler) -> MethodRouter<Arc<App>> {
    get(move |State(app): State<Arc<App>>, params: Result<RawPathParams, RawPathParamsRejection>, http: Request| async move {
        shown(app, params, http, page).await
    })
}

/// The routes of a form without a page of its own. `levels` is the number of path segments below the page that has the form.
pub fn take(levels: usize, form: FormHandler) -> MethodRouter<Arc<App>> {
    page_above(levels).merge(take_on(None, form))
}

/// The routes of a form of the page that stands so many parts of the path above it. A refused form is shown there.
pub fn take_below(levels: usize, page: PageHandler, form: FormHandler) -> MethodRouter<Arc<App>> {
    page_above(levels).merge(take_on(Some((levels, page)), form))
}

/// The route that leads from the address of a form to the page so many parts of the path above it. A refused form is shown at its own address:
/// a sign-in after it, a change of the language and a typed address come there without a form.
pub fn page_above(levels: usize) -> MethodRouter<Arc<App>> {
    get(move |uri: Uri| async move { redirect(above(uri.path(), levels)) })
}

/// A path without its last parts.
fn above(path: &str, levels: usize) -> &str {
    let path = (0..levels).fold(path, |path, _| path.rsplit_once('/').map_or("", |(head, _)| head));
    if form::is_own_address(path) { path } else { "/" }
}

fn take_on(page: Option<(usize, PageHandler)>, form: FormHandler) -> MethodRouter<Arc<App>> {
    post(move |State(app): State<Arc<App>>, params: Result<RawPathParams, RawPathParamsRejection>, http: Request| async move {
        taken(app, params, http, form, page).await
    })
}

/// The routes of a page with a form that is sent to its own address.
pub fn show_and_take(page: PageHandler, form: FormHandler) -> MethodRouter<Arc<App>> {
    show(page).merge(take_on(Some((0, page)), form))
}

async fn shown(
    app: Arc<App>,
    params: Result<RawPathParams, RawPathParamsRejection>,
    http: Request,
    page: PageHandler,
) -> Response {
    let Ok(params) = params else { return crate::error::nothing_here().await.into_response() };
    let request = PageRequest::of(Arc::clone(&app), &params, &http);
    let (token, refusal) = (request.principal.as_ref().map(|principal| principal.token), RefusalFrame::of(&request));
    let work = move || Ok(page(&request).unwrap_or_else(|error| refused(&request, &error)));
    let done = match token {
        Some(token) => app.request_limits.of_token(token, true, work).await,
        None => app.request_limits.read(work).await,
    };
    done.unwrap_or_else(|error| refusal.page(&error))
}

/// The page of a refused form, with the typed values; otherwise the page of the refusal.
fn again(mut request: PageRequest, form: Form, error: &ApiError, page: Option<(usize, PageHandler)>) -> Response {
    let Some((levels, page)) = page else { return refused(&request, error) };
    let Ok(form) = RefusedForm::of(request.tr, form, error) else { return refused(&request, error) };
    request.refused = Some(Arc::new(form));
    let address = above(request.uri.path(), levels).to_owned();
    let mut request = if levels > 0 { request.with_query(&address) } else { request };
    match page(&request) {
        Ok(mut response) => {
            *response.status_mut() = error.status;
            response
        }
        Err(_) => {
            request.refused = None;
            refused(&request, error)
        }
    }
}

async fn taken(
    app: Arc<App>,
    params: Result<RawPathParams, RawPathParamsRejection>,
    http: Request,
    take: FormHandler,
    page: Option<(usize, PageHandler)>,
) -> Response {
    let Ok(params) = params else { return crate::error::nothing_here().await.into_response() };
    let request = PageRequest::of(Arc::clone(&app), &params, &http);
    let refusal = RefusalFrame::of(&request);
    if sign_in::is_foreign(http.headers()) {
        return refused(&request, &ApiError::new(StatusCode::FORBIDDEN, "server-sign-in-foreign"));
    }
    let (bytes, reservation) = match crate::body::read(http.into_body(), &app.budget).await {
        Ok(read) => read,
        Err(error) => return refused(&request, &error),
    };
    // A refused form is shown again, some hundred times larger.
    if bytes.split(|byte| *byte == b'&').count() > MOST_FIELDS {
        return refused(&request, &ApiError::too_large("The request is too large."));
    }
    let token = request.principal.as_ref().map(|principal| principal.token);
    let work = move || {
        let _reservation = reservation;
        let form = Form::parse(&bytes);
        drop(bytes);
        if !form.has_key(&request) {
            return Ok(refused(&request, &ApiError::new(StatusCode::FORBIDDEN, "web-form-expired")));
        }
        Ok(take(&request, &form).unwrap_or_else(|error| again(request, form, &error, page)))
    };
    let done = match token {
        Some(token) => app.request_limits.of_token(token, false, work).await,
        None => app.request_limits.write(work).await,
    };
    done.unwrap_or_else(|error| refusal.page(&error))
}

/// Data for the page of a refusal, kept while the request is executed on another thread.
pub struct RefusalFrame {
    tr: Tr,
    theme: Theme,
    is_form: bool,
}

impl RefusalFrame {
    pub fn of(request: &PageRequest) -> Self {
        Self { tr: request.tr, theme: request.theme, is_form: request.is_form }
    }

    /// That of a request without a page of its own.
    pub fn plain(headers: &HeaderMap) -> Self {
        Self { tr: language(headers), theme: Theme::of(headers), is_form: false }
    }

    pub fn page(&self, error: &ApiError) -> Response {
        let (frame, details) = (Frame::plain(self.tr, self.theme), details(self.tr, error));
        let sentence = sentence(self.tr, error);
        html(
            error.status,
            &RefusalPage { frame: &frame, sentence: &sentence, details: &details, is_form: self.is_form, onward: None },
        )
    }
}

/// The page of a refusal.
#[derive(Template)]
#[template(path = "web/refusal.html")]
struct RefusalPage<'a> {
    frame: &'a Frame,
    sentence: &'a str,
    /// The fields that are wrong, each in a line.
    details: &'a [String],
    /// There is a form to go back to.
    is_form: bool,
    /// Address of the page where the visitor may go on, with the key of its name.
    onward: Option<(String, &'static str)>,
}

pub fn refused(request: &PageRequest, error: &ApiError) -> Response {
    let frame = Frame::of(request).unwrap_or_else(|_| Frame::plain(request.tr, request.theme));
    let details = details(request.tr, error);
    let (sentence, is_form) = (sentence(request.tr, error), request.is_form);
    let onward = if is_form { None } else { onward(request) };
    html(error.status, &RefusalPage { frame: &frame, sentence: &sentence, details: &details, is_form, onward })
}

/// The list of the project that a refused address belongs to; `None` outside of the projects of the visitor.
fn onward(request: &PageRequest) -> Option<(String, &'static str)> {
    let code = request.read(|tx| request.project(tx)).ok()?.code;
    let part = request.uri.path().split('/').nth(2).unwrap_or_default();
    Some(match part {
        "import" if request.may(Permission::WriteCases) || request.may(Permission::WriteResults) => {
            (format!("/{code}/import"), "web-import")
        }
        "runs" | "trends" | "import" => (format!("/{code}/runs"), "web-tab-runs"),
        _ => (format!("/{code}/cases"), "web-tab-cases"),
    })
}

/// The fields of a refusal, each in a line.
fn details(tr: Tr, error: &ApiError) -> Vec<String> {
    error.fields.iter().map(|wrong| wrong_fields::line(tr, &wrong.field, &wrong.error)).collect()
}

/// A refusal in the language of the visitor. Refusals of pages are keys; those of operations are the reason where it is known, otherwise a
/// sentence for each status.
pub fn sentence(tr: Tr, error: &ApiError) -> String {
    if tr.has(&error.message) {
        return tr.text(&error.message).into_owned();
    }
    if let Some(reason) = wrong_fields::reason(tr, &error.message) {
        return reason;
    }
    let key = match error.status {
        StatusCode::UNAUTHORIZED => "web-refused-signed-out",
        StatusCode::FORBIDDEN => "web-refused-right",
        StatusCode::NOT_FOUND => "web-refused-not-found",
        StatusCode::PRECONDITION_FAILED => "web-refused-changed",
        StatusCode::CONFLICT => "web-refused-conflict",
        StatusCode::PAYLOAD_TOO_LARGE => "web-refused-large",
        StatusCode::TOO_MANY_REQUESTS => "web-refused-many",
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => "web-refused-input",
        _ => "web-refused-broken",
    };
    tr.text(key).into_owned()
}

#[cfg(test)]
mod tests {
    use super::above;

    #[test]
    fn a_form_leads_to_the_page_above_it() {
        assert_eq!(above("/SHOP/settings/retention/apply", 2), "/SHOP/settings");
        assert_eq!(above("/SHOP/settings", 0), "/SHOP/settings");
        for path in ["/preferences", "//evil.example/x"] {
            assert_eq!(above(path, 1), "/", "{path}");
        }
    }
}
