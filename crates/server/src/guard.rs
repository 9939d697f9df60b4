//! The way of every request around its handler: token, count, faults, rate limit, headers, log.
//!
//! Closed by default: a request of the API without a token in force never reaches a handler, and a page is public only when its
//! row of its table says so. The owner of the token is an extension of the request.

use super::auth::{Authentication, authenticate, token_of};
use super::body::{self, PacedBody};
use super::client_address::ClientAddress;
use super::connection::Connection;
use super::error::ApiError;
use super::events;
use super::faults::Fault;
use super::handlers::sign_in;
use super::limits::{MAX_BODY, MAX_FAILURES, MAX_RESULT_FILES};
use super::page_routes::{PageAccess, pages as all_pages};
use super::rate::Allowance;
use super::request_line::{REQUEST_ID, RequestLine};
use super::rest::problem;
use super::router::root;
use super::state::App;
use super::testops;
use super::web::page_before;
use axum::body::{Body, HttpBody as _};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tracing::Instrument as _;

/// The answer with the headers that every answer has: nothing is kept by caches, unless its handler decided otherwise, and nothing is
/// taken for another type than its own. Behind our own TLS, browsers come back by HTTPS alone.
pub fn protected(mut response: Response, is_https: bool) -> Response {
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if is_https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    response
}

/// True for paths of the API. They require a token; what pages require is in the router's table.
fn is_api(path: &str) -> bool {
    ["/v1/", "/v2/", "/api/v1/"].iter().any(|start| path.starts_with(start)) || testops::is_path(path)
}

/// Surrounds every handler.
pub async fn guard(
    State(app): State<Arc<App>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    request: Request,
    next: Next,
) -> Response {
    let (began, is_https) = (Instant::now(), app.is_https);
    let line = RequestLine::of(&request);
    let address = app.proxies.client(connection.address(), request.headers());
    let is_of_api = is_api(request.uri().path());
    let awaits_continue = body::awaits_continue(request.headers());
    let span = line.span(address);
    if let Some(set_parent) = app.set_parent_span.filter(|_| request.headers().contains_key("traceparent")) {
        set_parent(&span, request.headers());
    }
    let passing = pass(Arc::clone(&app), connection, request, next, address, &line.id);
    let mut response = protected(passing.instrument(span.clone()).await, is_https);
    if awaits_continue && response.status() == StatusCode::PAYLOAD_TOO_LARGE {
        // The body may have been refused unread, and what follows on this connection is no request then.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    if let Some(id) = line.header() {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let user = response.extensions_mut().remove::<User>();
    let (status, took) = (response.status(), began.elapsed());
    app.metrics.count_answer(&line.method, line.route, status.as_u16(), took, is_of_api);
    line.log(&span, status, took, address, user.as_ref().map(|user| user.0.as_str()));
    response
}

/// Longest body that a page reads, in bytes: a form, or one with files.
fn longest_body_of_page(headers: &HeaderMap) -> usize {
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    if kind.starts_with(b"multipart/") { MAX_RESULT_FILES } else { MAX_BODY }
}

/// Name of the owner of a request's token, on its way to the log.
#[derive(Debug, Clone)]
struct User(String);

/// True for a request with one `Host` (RFC 9112, 3.2). HTTP/1.0 may lack it, and HTTP/2 has `:authority` in its place; of two, each program
/// of the way may take another one.
fn names_its_host(request: &Request) -> bool {
    match request.headers().get_all(header::HOST).iter().count() {
        0 => request.version() != Version::HTTP_11,
        hosts => hosts == 1,
    }
}

async fn pass(app: Arc<App>, connection: Connection, request: Request, next: Next, address: IpAddr, id: &str) -> Response {
    let mut request = request.map(|body| Body::new(PacedBody::new(body, app.connections.body)));
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    let headers = request.headers().clone();
    if matches!(*request.method(), Method::GET | Method::HEAD) && !request.body().is_end_stream() {
        // Not read: the connection closes behind the answer.
        let refused = ApiError::new(StatusCode::BAD_REQUEST, "A GET request has no body.").into_answer().into_response();
        return ([(header::CONNECTION, HeaderValue::from_static("close"))], refused).into_response();
    }
    if !names_its_host(&request) {
        let refused = ApiError::new(StatusCode::BAD_REQUEST, "A request has one Host header.").into_answer().into_response();
        return ([(header::CONNECTION, HeaderValue::from_static("close"))], refused).into_response();
    }
    let is_of_monitor = path.starts_with("/health") || matches!(path.as_str(), "/ready" | "/metrics");
    if app.is_outdated.load(Ordering::Relaxed) && !is_of_monitor {
        let refused = ApiError {
            retry_after: Some(5),
            ..ApiError::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "A newer version has upgraded the workspace of this server. Nothing was stored; install that version here, too.",
            )
        };
        return if path.starts_with("/api/v1/") {
            problem::response(&refused, id)
        } else {
            refused.into_answer().into_response()
        };
    }
    request.extensions_mut().insert(ClientAddress(address));
    let caller = authenticate(&app.tokens, &app.failures, token_of(request.headers()), address);
    if matches!(caller, Authentication::Wrong | Authentication::Blocked(_)) {
        app.events.refusal(events::REFUSED_TOKEN, None, address, &path, app.store.clock().now());
    }
    if !is_api(&path) {
        if let Some(allowance) = limited_address(&app, &caller, &path, address) {
            let mut response = too_many(allowance.wait.unwrap_or_default()).into_answer().into_response();
            add_headers(&mut response, allowance);
            return response;
        }
        if let Some(refusal) = admit(&app, &mut request, caller) {
            return refusal;
        }
        if let Err(refused) = body::check_announced(&headers, longest_body_of_page(&headers)) {
            return refused.into_answer().into_response();
        }
        return next.run(request).await;
    }
    let principal = if let Authentication::Known(principal) = &caller { Some(Arc::clone(principal)) } else { None };
    let owner = principal.as_ref().map(|principal| principal.owner.clone());
    let _under_way = app.stats.begin();
    app.stats.count_request(&method, &path, request.uri().query(), owner.as_deref());
    let (delay, fault) = app.faults.draw(&method, &path);
    if delay > 0 {
        tokio::time::sleep(Duration::from_millis(delay)).await;
    }
    let allowance = match &principal {
        Some(principal) => Some(app.rate_limits.of_token(principal.token)),
        None => allowance_of_nobody(&app, &caller, &path, address),
    };
    let wait = allowance.and_then(|allowance| allowance.wait);
    if principal.is_some() && wait.is_some() {
        app.metrics.count_limited("token");
    }
    let refusal = match (fault, wait) {
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
        _ => refusal_of(&caller),
    };
    if let Some(principal) = principal {
        request.extensions_mut().insert(principal);
    }
    let mut response = match refusal {
        Some(error) => error.into_answer().into_response(),
        None => run(&app, request, next, fault).await,
    };
    if fault == Some(Fault::CutAfter) {
        connection.cut();
    }
    let is_own = path.starts_with("/api/v1/");
    if (is_own || testops::is_path(&path))
        && let Some(refusal) = response.extensions_mut().remove::<Arc<ApiError>>()
    {
        response = if is_own { problem::response(&refusal, id) } else { testops::refusal(&refusal, &headers) };
    }
    if let Some(allowance) = allowance {
        add_headers(&mut response, allowance);
    }
    let status = response.status().as_u16();
    if let (403, Some(owner)) = (status, &owner) {
        app.events.refusal(events::REFUSED_RIGHT, Some(owner), address, &path, app.store.clock().now());
    }
    if let Some(owner) = owner {
        response.extensions_mut().insert(User(owner));
    }
    response
}

/// The refusal of a request without a valid token whose address has sent too many. Monitors and proxies ask for health as often as
/// they like.
fn limited_address(app: &App, caller: &Authentication, path: &str, address: IpAddr) -> Option<Allowance> {
    if matches!(caller, Authentication::Known(_)) || path.starts_with("/health") || path == "/ready" {
        return None;
    }
    app.rate_limits.of_address(address).inspect(|_| app.metrics.count_limited("address"))
}

/// The allowance that refuses a request without a token in force. Otherwise `None`: such a request has no allowance, and its answer tells
/// nothing about those of tokens.
fn allowance_of_nobody(app: &App, caller: &Authentication, path: &str, address: IpAddr) -> Option<Allowance> {
    limited_address(app, caller, path, address).or(match caller {
        Authentication::Blocked(seconds) => Some(Allowance { limit: MAX_FAILURES, remaining: 0, wait: Some(*seconds) }),
        Authentication::Known(_) | Authentication::Missing | Authentication::Wrong => None,
    })
}

/// Executes a request, at once or after the delay of a fault.
async fn run(app: &App, request: Request, next: Next, fault: Option<Fault>) -> Response {
    let wait = match fault {
        Some(Fault::Late(wait) | Fault::Hang(wait)) => Duration::from_millis(wait),
        _ => return next.run(request).await,
    };
    let (parts, body) = request.into_parts();
    // The room is given back at once: these bytes are read again, from memory.
    let bytes = match body::read(body, &app.budget).await {
        Ok((bytes, _)) => bytes,
        Err(error) => return error.into_answer().into_response(),
    };
    // Spawned, because the future of this request is dropped when the client closes the connection.
    let under_way = app.stats.begin();
    let execution = tokio::spawn(async move {
        let _under_way = under_way;
        tokio::time::sleep(wait).await;
        next.run(Request::from_parts(parts, bytes.into())).await
    });
    let executed = if matches!(fault, Some(Fault::Hang(_))) { execution.await.ok() } else { None };
    executed.unwrap_or_else(|| ApiError::new(StatusCode::GATEWAY_TIMEOUT, "Gateway Time-out").into_answer().into_response())
}

pub fn too_many(seconds: u64) -> ApiError {
    ApiError { retry_after: Some(seconds), ..ApiError::new(StatusCode::TOO_MANY_REQUESTS, "Too Many Attempts.") }
}

/// The refusal of a request without a token in force.
fn refusal_of(caller: &Authentication) -> Option<ApiError> {
    match caller {
        Authentication::Known(_) => None,
        Authentication::Missing | Authentication::Wrong => Some(ApiError::unauthenticated()),
        Authentication::Blocked(seconds) => Some(too_many(*seconds)),
    }
}

/// Lets a request pass to a page, or returns the refusal. A path without a page passes to the answer 404.
fn admit(app: &App, request: &mut Request, caller: Authentication) -> Option<Response> {
    let matched = request.extensions().get::<MatchedPath>().map(|matched| matched.as_str().to_owned())?;
    let Some(page) = all_pages().find(|page| page.path == matched) else {
        tracing::error!(matched, "a page declares no access");
        return Some(ApiError::unauthenticated().into_answer().into_response());
    };
    match page.access {
        PageAccess::Public => None,
        PageAccess::Registry(permission) => {
            let refusal = match &caller {
                Authentication::Known(principal) if principal.access.allows_in_registry(permission) => return None,
                Authentication::Known(_) => ApiError::forbidden(),
                other => refusal_of(other)?,
            };
            Some(refusal.into_answer().into_response())
        }
        PageAccess::SignedIn | PageAccess::Member => {
            let signed_in = match caller {
                Authentication::Known(principal) => Some(principal),
                _ => sign_in::session(app, request.headers()).map(|(principal, _)| principal),
            };
            if let Some(principal) = signed_in {
                request.extensions_mut().insert(principal);
            } else if page.access == PageAccess::Member || !app.public_pages {
                let here = request.uri().path_and_query().map_or("/", |here| here.as_str());
                let headers = request.headers();
                let (next, why) = match matched.as_str() {
                    _ if request.method() != Method::POST => (here, None),
                    // The browser keeps drafts of cases alone.
                    "/{code}/cases" | "/{code}/cases/{id}" => {
                        (page_before(&root(app, headers), headers), Some("web-signed-out-draft"))
                    }
                    _ => (page_before(&root(app, headers), headers), Some("web-signed-out-form")),
                };
                return Some(sign_in::form(app, headers, StatusCode::UNAUTHORIZED, next, why));
            }
            None
        }
    }
}

fn add_headers(response: &mut Response, allowance: Allowance) {
    let headers = response.headers_mut();
    headers.insert("x-ratelimit-limit", HeaderValue::from(allowance.limit));
    headers.insert("x-ratelimit-remaining", HeaderValue::from(allowance.remaining));
}
