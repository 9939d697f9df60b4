//! Forms with files.

use super::form::Form;
use super::visit::{Refused, Visit, refused};
use crate::error::{ApiError, ApiResult};
use crate::handlers::attachments::receive_all;
use crate::handlers::sign_in;
use crate::state::App;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, post};
use std::sync::Arc;
use voluptas_core::domain::user::Permission;
use voluptas_store::attachments::NewAttachment;

/// A form with the files that came with it. Their bytes are stored, and no row names them yet.
pub type TakeFiles = fn(&Visit, &Form, &[NewAttachment]) -> ApiResult<Response>;

/// The routes of a form with files, for visitors who may do this in the project.
pub fn take_files(permission: Permission, take: TakeFiles) -> MethodRouter<Arc<App>> {
    post(move |State(app): State<Arc<App>>, params: Result<RawPathParams, RawPathParamsRejection>, request: Request| async move {
        let Ok(params) = params else { return crate::error::nothing_here().await.into_response() };
        taken(app, &params, request, permission, take).await
    })
}

async fn taken(app: Arc<App>, params: &RawPathParams, request: Request, permission: Permission, take: TakeFiles) -> Response {
    let visit = Visit::of(Arc::clone(&app), params, &request);
    let refusal = Refused::of(&visit);
    if sign_in::is_foreign(request.headers()) {
        return refused(&visit, &ApiError::new(StatusCode::FORBIDDEN, "server-sign-in-foreign"));
    }
    // Before the body is read: nobody sends files to be refused.
    match visit.role() {
        None => return refused(&visit, &ApiError::not_found("Project")),
        Some(role) if !role.allows(permission) => return refused(&visit, &ApiError::forbidden()),
        Some(_) => {}
    }
    let received = match receive_all(&app, request, true).await {
        Ok(received) => received,
        Err(error) => return refused(&visit, &error),
    };
    let token = visit.principal.as_ref().map(|principal| principal.token);
    let work = move || {
        let form = Form::of(received.fields);
        if !form.has_key(&visit) {
            return Ok(refused(&visit, &ApiError::new(StatusCode::FORBIDDEN, "web-form-expired")));
        }
        Ok(take(&visit, &form, &received.files).unwrap_or_else(|error| refused(&visit, &error)))
    };
    let done = match token {
        Some(token) => app.request_limits.of_token(token, false, work).await,
        None => app.request_limits.write(work).await,
    };
    done.unwrap_or_else(|error| refusal.page(&error))
}
