//! Routes of the webhook: the address for deliveries and their history.

use crate::answer::Answer;
use crate::client_address::ClientAddress;
use crate::error::{ApiError, ApiResult, nothing_here};
use crate::events;
use crate::guard;
use crate::state::App;
use crate::worker;
use axum::extract::{Request, State as Shared};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;
use voluptas_core::base::surrogates;

/// The header with the secret.
const SECRET: &str = "x-qase-secret";
/// Bytes of a body at most: an event has some hundreds.
const BODY_LIMIT: usize = 64 * 1024;

/// `POST /webhook/qase`
pub(crate) async fn post(Shared(app): Shared<Arc<App>>, request: Request) -> Answer {
    take(&app, request).await.unwrap_or_else(ApiError::into_answer)
}

async fn take(app: &App, request: Request) -> ApiResult<Answer> {
    let Some(webhook) = &app.webhook else { return Err(ApiError::new(StatusCode::NOT_FOUND, "Not Found")) };
    let address = request.extensions().get::<ClientAddress>().map(|client| client.0);
    let secret = request.headers().get(SECRET).map(|v| v.as_bytes());
    if !webhook.is_known(secret) {
        return Err(refuse(app, address.filter(|_| secret.is_some())));
    }
    let bytes = axum::body::to_bytes(request.into_body(), BODY_LIMIT).await;
    let bytes = bytes.map_err(|_| ApiError::too_large("The body is too large."))?;
    let invalid = |_| ApiError::new(StatusCode::BAD_REQUEST, "The body is no valid JSON.");
    let mut bytes = Vec::from(bytes);
    let body = serde_json::from_slice::<Value>(&bytes)
        .or_else(|error| if surrogates::repair(&mut bytes) { serde_json::from_slice(&bytes) } else { Err(error) })
        .map_err(invalid)?;
    let webhook = webhook.clone();
    let received = worker::blocking(move || webhook.receive(&body)).await?;
    tracing::info!(what = received.word(), "webhook");
    Ok(Answer::accepted(Some(json!({ "delivery": received.word() }))))
}

/// The refusal of a wrong secret. It counts like a wrong token; the right secret is never refused.
fn refuse(app: &App, guesser: Option<IpAddr>) -> ApiError {
    let Some(address) = guesser else { return ApiError::unauthenticated() };
    app.events.refusal(events::REFUSED_SECRET, None, address, "/webhook/qase", app.store.clock().now());
    let now = Instant::now();
    if let Some(seconds) = app.failures.wait(address, now) {
        return guard::too_many(seconds);
    }
    app.failures.count(address, now);
    ApiError::unauthenticated()
}

/// `GET /webhook/deliveries`: the history, for administrators.
pub(crate) async fn list(Shared(app): Shared<Arc<App>>) -> Answer {
    let Some(webhook) = &app.webhook else { return nothing_here().await };
    Answer::result(json!({ "entities": webhook.deliveries() }))
}
