//! Forms with files.

use super::form::Form;
use super::visit::{Refused, Visit};
use crate::error::ApiResult;
use crate::handlers::attachments::receive_form;
use crate::handlers::sign_in;
use crate::state::App;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, post};
use std::sync::Arc;
use voluptas_store::attachments::NewAttachment;

/// A form with the files that came with it. Their bytes are stored, and no row names them yet.
pub type TakeFiles = fn(&Visit, &Form, &[NewAttachment]) -> ApiResult<Response>;

/// The routes of a form with files.
pub fn take_files(take: TakeFiles) -> MethodRouter<Arc<App>> {
    post(move |State(app): State<Arc<App>>, params: Result<RawPathParams, RawPathParamsRejection>, request: Request| async move {
        let Ok(params) = params else { return crate::error::nothing_here().await.into_response() };
        taken(app, &params, request, take).await
    })
}

async fn taken(app: Arc<App>, params: &RawPathParams, request: Request, take: TakeFiles) -> Response {
    let visit = Visit::of(Arc::clone(&app), params, &request);
    let refused = Refused::of(&visit);
    let key = |key| crate::error::ApiError::new(StatusCode::FORBIDDEN, key);
    if sign_in::is_foreign(request.headers()) {
        return refused.page(&key("server-sign-in-foreign"));
    }
    let (fields, files) = match receive_form(&app, request).await {
        Ok(received) => received,
        Err(error) => return refused.page(&error),
    };
    let token = visit.principal.as_ref().map(|principal| principal.token);
    let work = move || {
        let form = Form::of(fields);
        if !form.has_key(&visit) {
            return Err(key("web-form-expired"));
        }
        take(&visit, &form, &files)
    };
    let done = match token {
        Some(token) => app.request_limits.of_token(token, false, work).await,
        None => app.request_limits.write(work).await,
    };
    done.unwrap_or_else(|error| refused.page(&error))
}
