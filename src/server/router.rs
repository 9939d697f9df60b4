//! The operations of the API, each with its OpenAPI id, method and path, and the way from a request to its handler.

use super::answer::Answer;
use super::call::{Call, Query};
use super::error::{ApiError, ApiResult};
use super::handlers::{attachments, cases, configurations, environments, fields, milestones, pages, plans, projects};
use super::handlers::{results, results_v2, runs, shared_steps, sign_in, suites};
use super::limits::{MAX_CASES, MAX_RESULTS};
use super::scan::{self, List};
use super::state::App;
use super::{body, guard, webhook};
use axum::Router;
use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, MethodRouter, get, on, post};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What executes an operation.
#[derive(Debug, Clone, Copy)]
pub(super) enum Handler {
    /// A JSON body in, one transaction, an answer out.
    Json(fn(&Call) -> ApiResult<Answer>),
    /// The same with a long list in the body.
    Bulk(List, fn(&Call) -> ApiResult<Answer>),
    /// A multipart body with files in.
    Upload,
}

/// One operation of the API.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// `operationId` of the official OpenAPI file.
    pub id: &'static str,
    /// `GET`, `POST`, `PATCH` or `DELETE`.
    pub method: &'static str,
    /// `v1` or `v2`.
    pub version: &'static str,
    /// The path as the OpenAPI file writes it: `/case/{code}/{id}`.
    pub path: &'static str,
    handler: Handler,
}

const fn op(
    id: &'static str,
    method: &'static str,
    version: &'static str,
    path: &'static str,
    run: fn(&Call) -> ApiResult<Answer>,
) -> Operation {
    Operation { id, method, version, path, handler: Handler::Json(run) }
}

const fn bulk(
    id: &'static str,
    version: &'static str,
    path: &'static str,
    list: List,
    run: fn(&Call) -> ApiResult<Answer>,
) -> Operation {
    Operation { id, method: "POST", version, path, handler: Handler::Bulk(list, run) }
}

const RESULTS: List = List { field: "results", most: MAX_RESULTS, one_by_one: true };
const CASES: List = List { field: "cases", most: MAX_CASES, one_by_one: false };

/// Every operation that the server executes.
pub const OPERATIONS: &[Operation] = &[
    op("get-projects", "GET", "v1", "/project", projects::list),
    op("create-project", "POST", "v1", "/project", projects::create),
    op("get-project", "GET", "v1", "/project/{code}", projects::get),
    op("delete-project", "DELETE", "v1", "/project/{code}", projects::delete),
    op("get-suites", "GET", "v1", "/suite/{code}", suites::list),
    op("create-suite", "POST", "v1", "/suite/{code}", suites::create),
    op("get-suite", "GET", "v1", "/suite/{code}/{id}", suites::get),
    op("update-suite", "PATCH", "v1", "/suite/{code}/{id}", suites::update),
    op("delete-suite", "DELETE", "v1", "/suite/{code}/{id}", suites::delete),
    op("get-cases", "GET", "v1", "/case/{code}", cases::list),
    op("create-case", "POST", "v1", "/case/{code}", cases::create),
    bulk("bulk", "v1", "/case/{code}/bulk", CASES, cases::bulk),
    op("get-case", "GET", "v1", "/case/{code}/{id}", cases::get),
    op("update-case", "PATCH", "v1", "/case/{code}/{id}", cases::update),
    op("delete-case", "DELETE", "v1", "/case/{code}/{id}", cases::delete),
    op("get-system-fields", "GET", "v1", "/system_field", fields::system),
    op("get-custom-fields", "GET", "v1", "/custom_field", fields::list),
    op("create-custom-field", "POST", "v1", "/custom_field", fields::create),
    op("get-custom-field", "GET", "v1", "/custom_field/{id}", fields::get),
    op("update-custom-field", "PATCH", "v1", "/custom_field/{id}", fields::update),
    op("delete-custom-field", "DELETE", "v1", "/custom_field/{id}", fields::delete),
    op("get-custom-fields-v2", "GET", "v2", "/custom_field", fields::list_v2),
    op("get-custom-field-v2", "GET", "v2", "/custom_field/{id}", fields::get_v2),
    op("get-runs", "GET", "v1", "/run/{code}", runs::list),
    op("create-run", "POST", "v1", "/run/{code}", runs::create),
    op("run-update-external-issue", "POST", "v1", "/run/{code}/external-issue", runs::external_issue),
    op("get-run", "GET", "v1", "/run/{code}/{id}", runs::get),
    op("update-run", "PATCH", "v1", "/run/{code}/{id}", runs::update),
    op("delete-run", "DELETE", "v1", "/run/{code}/{id}", runs::delete),
    op("complete-run", "POST", "v1", "/run/{code}/{id}/complete", runs::complete),
    op("update-run-publicity", "PATCH", "v1", "/run/{code}/{id}/public", runs::publicity),
    op("get-results", "GET", "v1", "/result/{code}", results::list),
    op("create-result", "POST", "v1", "/result/{code}/{id}", results::create),
    bulk("create-result-bulk", "v1", "/result/{code}/{id}/bulk", RESULTS, results::bulk),
    op("get-result", "GET", "v1", "/result/{code}/{hash}", results::get),
    op("update-result", "PATCH", "v1", "/result/{code}/{id}/{hash}", results::update),
    op("delete-result", "DELETE", "v1", "/result/{code}/{id}/{hash}", results::delete),
    op("create-result-v2", "POST", "v2", "/{project_code}/run/{run_id}/result", results_v2::create),
    bulk("create-results-v2", "v2", "/{project_code}/run/{run_id}/results", RESULTS, results_v2::bulk),
    op("get-attachments", "GET", "v1", "/attachment", attachments::list),
    Operation { id: "upload-attachment", method: "POST", version: "v1", path: "/attachment/{code}", handler: Handler::Upload },
    op("get-attachment", "GET", "v1", "/attachment/{hash}", attachments::get),
    op("delete-attachment", "DELETE", "v1", "/attachment/{hash}", attachments::delete),
    op("get-environments", "GET", "v1", "/environment/{code}", environments::list),
    op("create-environment", "POST", "v1", "/environment/{code}", environments::create),
    op("get-environment", "GET", "v1", "/environment/{code}/{id}", environments::get),
    op("update-environment", "PATCH", "v1", "/environment/{code}/{id}", environments::update),
    op("delete-environment", "DELETE", "v1", "/environment/{code}/{id}", environments::delete),
    op("get-milestones", "GET", "v1", "/milestone/{code}", milestones::list),
    op("create-milestone", "POST", "v1", "/milestone/{code}", milestones::create),
    op("get-milestone", "GET", "v1", "/milestone/{code}/{id}", milestones::get),
    op("update-milestone", "PATCH", "v1", "/milestone/{code}/{id}", milestones::update),
    op("delete-milestone", "DELETE", "v1", "/milestone/{code}/{id}", milestones::delete),
    op("get-configurations", "GET", "v1", "/configuration/{code}", configurations::list),
    op("create-configuration", "POST", "v1", "/configuration/{code}", configurations::create),
    op("create-configuration-group", "POST", "v1", "/configuration/{code}/group", configurations::create_group),
    op("get-plans", "GET", "v1", "/plan/{code}", plans::list),
    op("create-plan", "POST", "v1", "/plan/{code}", plans::create),
    op("get-plan", "GET", "v1", "/plan/{code}/{id}", plans::get),
    op("update-plan", "PATCH", "v1", "/plan/{code}/{id}", plans::update),
    op("delete-plan", "DELETE", "v1", "/plan/{code}/{id}", plans::delete),
    op("get-shared-steps", "GET", "v1", "/shared_step/{code}", shared_steps::list),
    op("create-shared-step", "POST", "v1", "/shared_step/{code}", shared_steps::create),
    op("get-shared-step", "GET", "v1", "/shared_step/{code}/{hash}", shared_steps::get),
    op("update-shared-step", "PATCH", "v1", "/shared_step/{code}/{hash}", shared_steps::update),
    op("delete-shared-step", "DELETE", "v1", "/shared_step/{code}/{hash}", shared_steps::delete),
];

impl Operation {
    /// The path for the router. `/attachment/{code}` and `/attachment/{hash}` are one path with different methods, so that
    /// parameters are named by their place.
    fn route(&self) -> String {
        let mut n = 0;
        let parts = self.path.split('/').map(|part| {
            if part.starts_with('{') {
                n += 1;
                format!("{{p{n}}}")
            } else {
                part.to_owned()
            }
        });
        format!("/{}{}", self.version, parts.collect::<Vec<_>>().join("/"))
    }

    /// Names of the parameters of the path, in order.
    fn parameters(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }

    fn filter(&self) -> MethodFilter {
        match self.method {
            "POST" => MethodFilter::POST,
            "PATCH" => MethodFilter::PATCH,
            "DELETE" => MethodFilter::DELETE,
            _ => MethodFilter::GET,
        }
    }
}

/// Everything that the server answers.
pub(super) fn router(app: Arc<App>) -> Router {
    let mut routes: BTreeMap<String, MethodRouter<Arc<App>>> = BTreeMap::new();
    for operation in OPERATIONS {
        let place = routes.entry(operation.route()).or_default();
        // A part of the path that is no UTF-8 names nothing.
        let serve = move |State(app): State<Arc<App>>, params: Result<RawPathParams, _>, request: Request| async move {
            match params {
                Ok(params) => serve(operation, app, &params, request).await,
                Err::<_, RawPathParamsRejection>(_) => guard::nothing_here().await.into_response(),
            }
        };
        *place = std::mem::take(place).merge(on(operation.filter(), serve));
    }
    let mut router = Router::new()
        .route("/health", get(pages::health))
        .route("/webhook/qase", post(webhook::post))
        .route("/webhook/deliveries", get(webhook::list))
        .route("/sign-in", get(sign_in::show).post(sign_in::take))
        .route("/run/{code}/dashboard/{id}", get(pages::dashboard))
        .route("/public/report/{hash}", get(pages::public_report))
        .route("/attachment/{hash}/{filename}", get(attachments::download));
    for (path, methods) in routes {
        router = router.route(&path, methods);
    }
    router
        .fallback(guard::nothing_here)
        .method_not_allowed_fallback(guard::wrong_method)
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&app), guard::guard))
        .with_state(app)
}

async fn serve(operation: &'static Operation, app: Arc<App>, params: &RawPathParams, request: Request) -> Response {
    app.stats.count_operation(operation.id);
    let path = operation.parameters().zip(params.iter().map(|(_, value)| value.to_owned())).collect();
    let (parts, body) = request.into_parts();
    let call =
        Call { root: root(&app, &parts.headers), app, path, query: Query::of(&parts.uri), body: Value::Null, bytes: Vec::new() };
    let answer = match operation.handler {
        Handler::Json(run) => json(call, operation, None, run, body).await,
        Handler::Bulk(list, run) => json(call, operation, Some(list), run, body).await,
        Handler::Upload => attachments::upload(call, Request::from_parts(parts, body)).await,
    };
    answer.unwrap_or_else(ApiError::into_answer).into_response()
}

async fn json(
    mut call: Call,
    operation: &'static Operation,
    list: Option<List>,
    run: fn(&Call) -> ApiResult<Answer>,
    body: Body,
) -> ApiResult<Answer> {
    let bytes = body::read(body).await?;
    let app = Arc::clone(&call.app);
    let work = move || {
        if list.is_some_and(|l| l.one_by_one) {
            scan::check(&bytes, list)?;
            call.bytes = bytes;
        } else {
            call.body = scan::parse(&bytes, list)?;
            drop(bytes);
            call.app.faults.drop_ignored(operation.id, &mut call.body);
        }
        run(&call)
    };
    if operation.method == "GET" { app.lanes.read(work).await } else { app.lanes.write(work).await }
}

/// The address by which the client reached us, for links in answers.
pub(super) fn root(app: &App, headers: &HeaderMap) -> String {
    let is_plain = |h: &&str| !h.is_empty() && h.chars().all(|c| c.is_ascii_alphanumeric() || ".:-[]_".contains(c));
    match headers.get(header::HOST).and_then(|h| h.to_str().ok()).filter(is_plain) {
        Some(host) => format!("{}://{host}", app.scheme()),
        None => format!("{}://{}", app.scheme(), app.addr),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn operations_are_unique() {
        let ids: BTreeSet<_> = OPERATIONS.iter().map(|o| o.id).collect();
        assert_eq!(ids.len(), OPERATIONS.len());
        let routes: BTreeSet<_> = OPERATIONS.iter().map(|o| (o.method, o.route())).collect();
        assert_eq!(routes.len(), OPERATIONS.len());
        assert_eq!(OPERATIONS[1].route(), "/v1/project");
    }
}
