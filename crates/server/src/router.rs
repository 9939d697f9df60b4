//! The operations of the API, and the way from a request to its handler.
//!
//! [`OPERATIONS`], [`OWN_OPERATIONS`] and [`pages`] list all routes of the server. The constructor of a row requires the right, so no row lacks one.
//! Only the rows with [`PageAccess::Public`] need no token.

use super::answer::Answer;
use super::auth::principal_of;
use super::call::{Call, Query};
use super::client_address::ClientAddress;
use super::error::{ApiError, ApiResult, nothing_here, nowhere, wrong_method};
use super::handlers::{
    access, attachments, authors, case_issues, cases, configurations, defects, environments, fields, milestones,
};
use super::handlers::{
    plans, projects, result_files, results, results_v2, reviews, runs, search, shared_parameters, shared_steps, suites,
};
use super::limits::{MAX_CASES, MAX_RESULTS, SHORT_ANSWER};
use super::operation::Handler;
use super::rest::REST;
use super::rest::handlers::case_import;
use super::scan::{self, EqualNames, List};
use super::state::App;
use super::testops::{self, TESTOPS};
use super::web::RefusalFrame;
use super::worker::blocking;
use super::{body, cors, guard};
use axum::Router;
use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, on};
use parking_lot::Mutex;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use voluptas_core::domain::user::Permission;

pub use super::operation::{Needs, Operation};
pub use super::page_routes::{Page, PageAccess, pages};

const READ: Needs = Needs::InProject(Permission::Read);
const WRITE_RESULTS: Needs = Needs::InProject(Permission::WriteResults);
const WRITE_CASES: Needs = Needs::InProject(Permission::WriteCases);
const MANAGE: Needs = Needs::InProject(Permission::Manage);
const DELETE_PROJECT: Needs = Needs::InProject(Permission::Administer);
const READ_FIELDS: Needs = Needs::InRegistry(Permission::Read);
const MANAGE_FIELDS: Needs = Needs::InRegistry(Permission::Manage);
const CREATE_PROJECTS: Needs = Needs::InRegistry(Permission::Administer);
const READ_VISIBLE: Needs = Needs::InVisible(Permission::Read);
const WRITE_VISIBLE: Needs = Needs::InVisible(Permission::WriteResults);

const fn op(
    id: &'static str,
    method: &'static str,
    version: &'static str,
    path: &'static str,
    needs: Needs,
    run: fn(&Call) -> ApiResult<Answer>,
) -> Operation {
    Operation { id, method, version, path, needs, handler: Handler::Json(run) }
}

const fn bulk(
    id: &'static str,
    version: &'static str,
    path: &'static str,
    needs: Needs,
    list: List,
    run: fn(&Call) -> ApiResult<Answer>,
) -> Operation {
    Operation { id, method: "POST", version, path, needs, handler: Handler::Bulk(list, run) }
}

const fn upload(id: &'static str, version: &'static str, path: &'static str, needs: Needs) -> Operation {
    Operation { id, method: "POST", version, path, needs, handler: Handler::Upload }
}

const RESULTS: List = List { field: "results", most: MAX_RESULTS, one_by_one: true };
const CASES: List = List { field: "cases", most: MAX_CASES, one_by_one: false };

/// Every operation that the server executes.
pub const OPERATIONS: &[Operation] = &[
    op("get-projects", "GET", "v1", "/project", READ_VISIBLE, projects::list),
    op("create-project", "POST", "v1", "/project", CREATE_PROJECTS, projects::create),
    op("get-project", "GET", "v1", "/project/{code}", READ, projects::get),
    op("delete-project", "DELETE", "v1", "/project/{code}", DELETE_PROJECT, projects::delete),
    op("grant-access-to-project", "POST", "v1", "/project/{code}/access", DELETE_PROJECT, access::grant),
    op("revoke-access-to-project", "DELETE", "v1", "/project/{code}/access", DELETE_PROJECT, access::revoke),
    op("get-suites", "GET", "v1", "/suite/{code}", READ, suites::list),
    op("create-suite", "POST", "v1", "/suite/{code}", WRITE_CASES, suites::create),
    op("get-suite", "GET", "v1", "/suite/{code}/{id}", READ, suites::get),
    op("update-suite", "PATCH", "v1", "/suite/{code}/{id}", WRITE_CASES, suites::update),
    op("delete-suite", "DELETE", "v1", "/suite/{code}/{id}", WRITE_CASES, suites::delete),
    op("get-cases", "GET", "v1", "/case/{code}", READ, cases::list),
    op("create-case", "POST", "v1", "/case/{code}", WRITE_CASES, cases::create),
    bulk("bulk", "v1", "/case/{code}/bulk", WRITE_CASES, CASES, cases::bulk),
    op("get-case", "GET", "v1", "/case/{code}/{id}", READ, cases::get),
    op("update-case", "PATCH", "v1", "/case/{code}/{id}", WRITE_CASES, cases::update),
    op("delete-case", "DELETE", "v1", "/case/{code}/{id}", WRITE_CASES, cases::delete),
    op("case-attach-external-issue", "POST", "v1", "/case/{code}/external-issue/attach", WRITE_CASES, case_issues::attach),
    op("case-detach-external-issue", "POST", "v1", "/case/{code}/external-issue/detach", WRITE_CASES, case_issues::detach),
    op("get-system-fields", "GET", "v1", "/system_field", READ_FIELDS, fields::system),
    op("get-custom-fields", "GET", "v1", "/custom_field", READ_FIELDS, fields::list),
    op("create-custom-field", "POST", "v1", "/custom_field", MANAGE_FIELDS, fields::create),
    op("get-custom-field", "GET", "v1", "/custom_field/{id}", READ_FIELDS, fields::get),
    op("update-custom-field", "PATCH", "v1", "/custom_field/{id}", MANAGE_FIELDS, fields::update),
    op("delete-custom-field", "DELETE", "v1", "/custom_field/{id}", MANAGE_FIELDS, fields::delete),
    op("get-custom-fields-v2", "GET", "v2", "/custom_field", READ_FIELDS, fields::list_v2),
    op("get-custom-field-v2", "GET", "v2", "/custom_field/{id}", READ_FIELDS, fields::get_v2),
    op("get-runs", "GET", "v1", "/run/{code}", READ, runs::list),
    op("create-run", "POST", "v1", "/run/{code}", WRITE_RESULTS, runs::create),
    op("run-update-external-issue", "POST", "v1", "/run/{code}/external-issue", WRITE_RESULTS, runs::external_issue),
    op("get-run", "GET", "v1", "/run/{code}/{id}", READ, runs::get),
    op("update-run", "PATCH", "v1", "/run/{code}/{id}", WRITE_RESULTS, runs::update),
    op("delete-run", "DELETE", "v1", "/run/{code}/{id}", WRITE_RESULTS, runs::delete),
    op("complete-run", "POST", "v1", "/run/{code}/{id}/complete", WRITE_RESULTS, runs::complete),
    op("update-run-publicity", "PATCH", "v1", "/run/{code}/{id}/public", MANAGE, runs::publicity),
    op("get-results", "GET", "v1", "/result/{code}", READ, results::list),
    op("create-result", "POST", "v1", "/result/{code}/{id}", WRITE_RESULTS, results::create),
    bulk("create-result-bulk", "v1", "/result/{code}/{id}/bulk", WRITE_RESULTS, RESULTS, results::bulk),
    op("get-result", "GET", "v1", "/result/{code}/{hash}", READ, results::get),
    op("update-result", "PATCH", "v1", "/result/{code}/{id}/{hash}", WRITE_RESULTS, results::update),
    op("delete-result", "DELETE", "v1", "/result/{code}/{id}/{hash}", WRITE_RESULTS, results::delete),
    op("create-result-v2", "POST", "v2", "/{project_code}/run/{run_id}/result", WRITE_RESULTS, results_v2::create),
    bulk("create-results-v2", "v2", "/{project_code}/run/{run_id}/results", WRITE_RESULTS, RESULTS, results_v2::bulk),
    op("get-attachments", "GET", "v1", "/attachment", READ_VISIBLE, attachments::list),
    upload("upload-attachment", "v1", "/attachment/{code}", WRITE_RESULTS),
    op("get-attachment", "GET", "v1", "/attachment/{hash}", READ_VISIBLE, attachments::get),
    op("delete-attachment", "DELETE", "v1", "/attachment/{hash}", WRITE_VISIBLE, attachments::delete),
    op("get-environments", "GET", "v1", "/environment/{code}", READ, environments::list),
    op("create-environment", "POST", "v1", "/environment/{code}", MANAGE, environments::create),
    op("get-environment", "GET", "v1", "/environment/{code}/{id}", READ, environments::get),
    op("update-environment", "PATCH", "v1", "/environment/{code}/{id}", MANAGE, environments::update),
    op("delete-environment", "DELETE", "v1", "/environment/{code}/{id}", MANAGE, environments::delete),
    op("get-milestones", "GET", "v1", "/milestone/{code}", READ, milestones::list),
    op("create-milestone", "POST", "v1", "/milestone/{code}", MANAGE, milestones::create),
    op("get-milestone", "GET", "v1", "/milestone/{code}/{id}", READ, milestones::get),
    op("update-milestone", "PATCH", "v1", "/milestone/{code}/{id}", MANAGE, milestones::update),
    op("delete-milestone", "DELETE", "v1", "/milestone/{code}/{id}", MANAGE, milestones::delete),
    op("get-configurations", "GET", "v1", "/configuration/{code}", READ, configurations::list),
    op("create-configuration", "POST", "v1", "/configuration/{code}", WRITE_RESULTS, configurations::create),
    op("create-configuration-group", "POST", "v1", "/configuration/{code}/group", WRITE_RESULTS, configurations::create_group),
    op("get-plans", "GET", "v1", "/plan/{code}", READ, plans::list),
    op("create-plan", "POST", "v1", "/plan/{code}", WRITE_CASES, plans::create),
    op("get-plan", "GET", "v1", "/plan/{code}/{id}", READ, plans::get),
    op("update-plan", "PATCH", "v1", "/plan/{code}/{id}", WRITE_CASES, plans::update),
    op("delete-plan", "DELETE", "v1", "/plan/{code}/{id}", WRITE_CASES, plans::delete),
    op("get-shared-steps", "GET", "v1", "/shared_step/{code}", READ, shared_steps::list),
    op("create-shared-step", "POST", "v1", "/shared_step/{code}", WRITE_CASES, shared_steps::create),
    op("get-shared-step", "GET", "v1", "/shared_step/{code}/{hash}", READ, shared_steps::get),
    op("update-shared-step", "PATCH", "v1", "/shared_step/{code}/{hash}", WRITE_CASES, shared_steps::update),
    op("delete-shared-step", "DELETE", "v1", "/shared_step/{code}/{hash}", WRITE_CASES, shared_steps::delete),
    op("get-shared-parameters", "GET", "v1", "/shared_parameter", READ_FIELDS, shared_parameters::list),
    op("create-shared-parameter", "POST", "v1", "/shared_parameter", MANAGE_FIELDS, shared_parameters::create),
    op("get-shared-parameter", "GET", "v1", "/shared_parameter/{id}", READ_FIELDS, shared_parameters::get),
    op("update-shared-parameter", "PATCH", "v1", "/shared_parameter/{id}", MANAGE_FIELDS, shared_parameters::update),
    op("delete-shared-parameter", "DELETE", "v1", "/shared_parameter/{id}", MANAGE_FIELDS, shared_parameters::delete),
    op("get-defects", "GET", "v1", "/defect/{code}", READ, defects::list),
    op("create-defect", "POST", "v1", "/defect/{code}", WRITE_RESULTS, defects::create),
    op("get-defect", "GET", "v1", "/defect/{code}/{id}", READ, defects::get),
    op("update-defect", "PATCH", "v1", "/defect/{code}/{id}", WRITE_RESULTS, defects::update),
    op("delete-defect", "DELETE", "v1", "/defect/{code}/{id}", WRITE_RESULTS, defects::delete),
    op("resolve-defect", "PATCH", "v1", "/defect/{code}/resolve/{id}", WRITE_RESULTS, defects::resolve),
    op("update-defect-status", "PATCH", "v1", "/defect/{code}/status/{id}", WRITE_RESULTS, defects::set_status),
    op("get-reviews", "GET", "v1", "/review/{code}", READ, reviews::list),
    op("create-review", "POST", "v1", "/review/{code}", WRITE_CASES, reviews::create),
    op("bulk-create-reviews", "POST", "v1", "/review/{code}/bulk", WRITE_CASES, reviews::bulk),
    op("get-review", "GET", "v1", "/review/{code}/{id}", READ, reviews::get),
    op("update-review", "PATCH", "v1", "/review/{code}/{id}", WRITE_CASES, reviews::update),
    op("delete-review", "DELETE", "v1", "/review/{code}/{id}", WRITE_CASES, reviews::delete),
    op("get-authors", "GET", "v1", "/author", READ_FIELDS, authors::list),
    op("get-author", "GET", "v1", "/author/{id}", READ_FIELDS, authors::get),
    op("get-users", "GET", "v1", "/user", READ_FIELDS, authors::users),
    op("get-user", "GET", "v1", "/user/{id}", READ_FIELDS, authors::get_user),
    op("search", "GET", "v1", "/search", READ_VISIBLE, search::search),
];

/// Operations that Qase does not have.
pub const OWN_OPERATIONS: &[Operation] = &[Operation {
    id: "decide-review",
    method: "POST",
    version: "api/v1",
    path: "/projects/{code}/reviews/{id}/decision",
    needs: WRITE_CASES,
    handler: Handler::Json(reviews::decide),
}];

/// Every operation of both APIs.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().chain(OWN_OPERATIONS).chain(REST.iter().map(|row| &row.operation)).chain(TESTOPS)
}

/// The router with all routes.
pub(super) fn router(app: Arc<App>) -> Router {
    let mut routes: BTreeMap<String, MethodRouter<Arc<App>>> = BTreeMap::new();
    for operation in operations() {
        let place = routes.entry(operation.route()).or_default();
        // A part of the path that is not UTF-8 names nothing.
        let serve = move |State(app): State<Arc<App>>, params: Result<RawPathParams, _>, request: Request| async move {
            match params {
                Ok(params) => serve(operation, app, &params, request).await,
                Err::<_, RawPathParamsRejection>(_) => nothing_here().await.into_response(),
            }
        };
        *place = std::mem::take(place).merge(on(operation.filter(), serve));
    }
    let mut router = Router::new();
    for page in pages() {
        router = router.route(page.path, (page.methods)());
    }
    for (path, methods) in routes {
        router = router.route(&path, methods);
    }
    let router = router
        .fallback(lost)
        .method_not_allowed_fallback(wrong_method)
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&app), guard::guard));
    // Outside: a browser asks without a token.
    let router = match cors::layer(&app.cors) {
        Some(layer) => router.layer(layer),
        None => router,
    };
    router.with_state(app)
}

/// A path that leads nowhere: a page for browsers, the envelope for others.
async fn lost(headers: HeaderMap, uri: Uri) -> Response {
    let is_api = ["/v1/", "/v2/", "/api/", "/static/"].iter().any(|start| uri.path().starts_with(start));
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !is_api && testops::prefers_html(accept) {
        return RefusalFrame::plain(&headers).page(&nowhere());
    }
    nothing_here().await.into_response()
}

async fn serve(operation: &'static Operation, app: Arc<App>, params: &RawPathParams, request: Request) -> Response {
    app.stats.count_operation(operation.id);
    let mut path: Vec<_> = operation.parameters().zip(params.iter().map(|(_, value)| value.to_owned())).collect();
    let Some(principal) = principal_of(&request) else {
        return ApiError::unauthenticated().into_answer().into_response();
    };
    let (parts, body) = request.into_parts();
    let (root, query) = (root(&app, &parts.headers), Query::of(&parts.uri));
    if testops::is_path(parts.uri.path()) {
        match testops::code(&app, &principal, &query).await {
            Ok(code) => path.push(("code", code)),
            Err(refused) => return refused.into_answer().into_response(),
        }
    }
    let address = parts.extensions.get::<ClientAddress>().map(|client| client.0);
    let headers = parts.headers.clone();
    let began = app.store.clock().now();
    let call = Call {
        app,
        operation,
        principal,
        address,
        root,
        headers,
        path,
        query,
        body: Value::Null,
        bytes: Mutex::default(),
        began,
    };
    // Before the body is read: no client sends 128 megabytes to be refused.
    let most = operation.handler.longest_body();
    if let Err(refused) = operation.needs.check(&call).and_then(|()| body::check_announced(&call.headers, most)) {
        return refused.into_answer().into_response();
    }
    let for_answer = Arc::clone(&call.app);
    let answer = match operation.handler {
        Handler::Json(run) => json(call, operation, None, run, body).await,
        Handler::Bulk(list, run) => json(call, operation, Some(list), run, body).await,
        Handler::Upload => attachments::upload(call, Request::from_parts(parts, body)).await,
        Handler::ResultFiles => result_files::upload(call, Request::from_parts(parts, body)).await,
        Handler::CaseFile => case_import::upload(call, Request::from_parts(parts, body)).await,
        Handler::Form(run) => form(call, run, body).await,
        Handler::Raw(run) => {
            let response = run(call, Request::from_parts(parts, body)).await;
            return response.unwrap_or_else(|error| error.into_answer().into_response());
        }
    };
    let answer = answer.unwrap_or_else(ApiError::into_answer);
    if answer.body.len() <= SHORT_ANSWER as u64 {
        return answer.into_response();
    }
    let settled = blocking(move || Ok(answer.settled(&for_answer.answers))).await;
    settled.unwrap_or_else(ApiError::into_answer).into_response()
}

async fn json(
    mut call: Call,
    operation: &'static Operation,
    list: Option<List>,
    run: fn(&Call) -> ApiResult<Answer>,
    body: Body,
) -> ApiResult<Answer> {
    let (app, token) = (Arc::clone(&call.app), call.principal.token);
    let (mut bytes, reservation) = body::read(body, &app.budget).await?;
    let names = if operation.is_own() { EqualNames::Refused } else { EqualNames::LastCounts };
    let work = move || {
        // Until the end of the work: the values of a body take more room than its bytes.
        let _reservation = reservation;
        if list.is_some_and(|l| l.one_by_one) {
            scan::check(&mut bytes, list, EqualNames::LastCounts)?;
            call.bytes = bytes.into();
        } else {
            call.body = scan::parse(&mut bytes, list, names)?;
            drop(bytes);
            call.app.faults.change_body(operation.id, &mut call.body);
        }
        run(&call)
    };
    app.request_limits.of_token(token, operation.method == "GET", work).await
}

/// Executes a handler that takes JSON or a form.
async fn form(mut call: Call, run: fn(&Call) -> ApiResult<Answer>, body: Body) -> ApiResult<Answer> {
    let (app, token) = (Arc::clone(&call.app), call.principal.token);
    let (mut bytes, reservation) = body::read(body, &app.budget).await?;
    let work = move || {
        let _reservation = reservation;
        call.body = testops::read_body(&call.headers, &mut bytes)?;
        drop(bytes);
        run(&call)
    };
    app.request_limits.of_token(token, false, work).await
}

/// The address by which the client reached us, for links in answers.
pub(super) fn root(app: &App, headers: &HeaderMap) -> String {
    let is_plain = |h: &&str| !h.is_empty() && h.chars().all(|c| c.is_ascii_alphanumeric() || ".:-[]_".contains(c));
    match headers.get(header::HOST).and_then(|h| h.to_str().ok()).filter(is_plain) {
        // A proxy that ends TLS says so; it passes on the name by which its client knows it.
        Some(host) if headers.get("x-forwarded-proto").is_some_and(|p| p == "https") => format!("https://{host}"),
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

    #[test]
    fn what_an_operation_needs_fits_its_path_and_method() {
        for operation in OPERATIONS {
            let names_a_project = operation.parameters().any(|name| matches!(name, "code" | "project_code"));
            let is_of_a_project = matches!(operation.needs, Needs::InProject(_));
            assert_eq!(names_a_project, is_of_a_project, "{}", operation.id);
            let reads = operation.needs.permission() == Permission::Read;
            assert_eq!(reads, operation.method == "GET", "{}", operation.id);
        }
    }
}
