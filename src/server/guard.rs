//! What happens to every request before and after its handler: count, faults, rate limit, token, headers, log.

use super::answer::Answer;
use super::body::{self, Paced};
use super::connection::Connection;
use super::error::ApiError;
use super::faults::Fault;
use super::limits::Allowance;
use super::state::App;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Whether a path belongs to the API, which wants a token, and not to the pages for people.
fn is_api(path: &str) -> bool {
    path.starts_with("/v1/") || path.starts_with("/v2/")
}

/// Surrounds every handler.
pub async fn guard(
    State(app): State<Arc<App>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    request: Request,
    next: Next,
) -> Response {
    let request = request.map(|body| Body::new(Paced::new(body, app.connections.body)));
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    if !is_api(&path) {
        return next.run(request).await;
    }
    app.stats.count_request(&method, &path, request.uri().query());
    let (delay, fault) = app.faults.draw(&method, &path);
    if delay > 0 {
        tokio::time::sleep(Duration::from_millis(delay)).await;
    }
    let allowance = app.limit.take(Instant::now());
    let refusal = match (fault, allowance.wait) {
        (Some(Fault::CutBefore), _) => {
            connection.cut();
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
        (Some(Fault::TooMany(seconds)), _) => Some(too_many(seconds)),
        (_, Some(seconds)) => Some(too_many(seconds)),
        (Some(Fault::ServerError), _) => Some(ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "Server Error")),
        (Some(Fault::Refuse(status)), _) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
            Some(ApiError::new(status, "Refused on purpose."))
        }
        _ if !is_allowed(&app, &request) => Some(ApiError::new(StatusCode::UNAUTHORIZED, "Unauthenticated.")),
        _ => None,
    };
    let mut response = match refusal {
        Some(error) => error.into_answer().into_response(),
        None => run(request, next, fault).await,
    };
    if fault == Some(Fault::CutAfter) {
        connection.cut();
    }
    add_headers(&mut response, allowance);
    tracing::debug!(%method, path, status = response.status().as_u16(), "served");
    response
}

/// Executes a request, at once or after the delay of a fault.
async fn run(request: Request, next: Next, fault: Option<Fault>) -> Response {
    let wait = match fault {
        Some(Fault::Late(wait) | Fault::Hang(wait)) => Duration::from_millis(wait),
        _ => return next.run(request).await,
    };
    let (parts, body) = request.into_parts();
    let bytes = match body::read(body).await {
        Ok(bytes) => bytes,
        Err(error) => return error.into_answer().into_response(),
    };
    // Spawned, because the future of this request is dropped when the client closes the connection.
    let execution = tokio::spawn(async move {
        tokio::time::sleep(wait).await;
        next.run(Request::from_parts(parts, bytes.into())).await
    });
    let executed = if matches!(fault, Some(Fault::Hang(_))) { execution.await.ok() } else { None };
    executed.unwrap_or_else(|| ApiError::new(StatusCode::GATEWAY_TIMEOUT, "Gateway Time-out").into_answer().into_response())
}

fn too_many(seconds: u64) -> ApiError {
    ApiError { retry_after: Some(seconds), ..ApiError::new(StatusCode::TOO_MANY_REQUESTS, "Too Many Attempts.") }
}

/// Whether a request carries a token in force.
pub fn is_allowed(app: &App, request: &Request) -> bool {
    request.headers().get("token").and_then(|t| t.to_str().ok()).is_some_and(|t| app.tokens.allow(t))
}

fn add_headers(response: &mut Response, allowance: Allowance) {
    let headers = response.headers_mut();
    headers.insert("x-ratelimit-limit", HeaderValue::from(allowance.limit));
    headers.insert("x-ratelimit-remaining", HeaderValue::from(allowance.remaining));
}

/// 404 in the envelope, for paths that lead nowhere.
pub async fn nothing_here() -> Answer {
    ApiError::new(StatusCode::NOT_FOUND, "Not Found").into_answer()
}

/// 405 in the envelope, for methods that a path does not know.
pub async fn wrong_method() -> Answer {
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed").into_answer()
}
