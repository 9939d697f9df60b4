//! Forms with files.

use super::form::Form;
use super::page_request::{PageRequest, RefusalFrame, page_above, refused};
use crate::error::{ApiError, ApiResult};
use crate::handlers::attachments::receive_all;
use crate::handlers::sign_in;
use crate::state::App;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::MethodRouter;
use std::sync::Arc;
use voluptas_core::domain::user::Permission;
use voluptas_store::attachments::NewAttachment;

/// A form with the files that came with it. Their bytes are stored, and no row names them yet.
pub type TakeFiles = fn(&PageRequest, &Form, &[NewAttachment]) -> ApiResult<Response>;

/// The routes of a form with files, one part of the path below its page, for visitors who may do this in the project.
pub fn take_files(permission: Permission, take: TakeFiles) -> MethodRouter<Arc<App>> {
    page_above(1).post(
        move |State(app): State<Arc<App>>, params: Result<RawPathParams, RawPathParamsRejection>, http: Request| async move {
            let Ok(params) = params else { return crate::error::nothing_here().await.into_response() };
            taken(app, &params, http, permission, take).await
        },
    )
}

async fn taken(app: Arc<App>, params: &RawPathParams, http: Request, permission: Permission, take: TakeFiles) -> Response {
    let request = PageRequest::of(Arc::clone(&app), params, &http);
    let refusal = RefusalFrame::of(&request);
    if sign_in::is_foreign(http.headers()) {
        return refused(&request, &ApiError::new(StatusCode::FORBIDDEN, "server-sign-in-foreign"));
    }
    // Before the body is read: nobody sends files to be refused.
    match request.role() {
        None => return refused(&request, &ApiError::not_found("Project")),
        Some(role) if !role.allows(permission) => return refused(&request, &ApiError::forbidden()),
        Some(_) => {}
    }
    let received = match receive_all(&app, http, true).await {
        Ok(received) => received,
        Err(error) => return refused(&request, &error),
    };
    let token = request.principal.as_ref().map(|principal| principal.token);
    let work = move || {
        let form = Form::of(received.fields);
        if !form.has_key(&request) {
            return Ok(refused(&request, &ApiError::new(StatusCode::FORBIDDEN, "web-form-expired")));
        }
        Ok(take(&request, &form, &received.files).unwrap_or_else(|error| refused(&request, &error)))
    };
    let done = match token {
        Some(token) => app.request_limits.of_token(token, false, work).await,
        None => app.request_limits.write(work).await,
    };
    done.unwrap_or_else(|error| refusal.page(&error))
}
