//! Projects and health of the server. For administrators.

use super::super::act::Act;
use super::super::form::Form;
use super::super::frame::Frame;
use super::super::html;
use super::super::visit::{Visit, redirect};
use super::{Side, notice};
use crate::error::{ApiError, ApiResult};
use crate::storage;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use voluptas_core::domain::user::Permission;
use voluptas_i18n::Tr;

fn expect_right(visit: &Visit) -> ApiResult<()> {
    let allows = visit.principal()?.access.allows_in_registry(Permission::Administer);
    if allows { Ok(()) } else { Err(ApiError::forbidden()) }
}

struct Line {
    code: String,
    title: String,
    cases: String,
    runs: String,
}

#[derive(Template)]
#[template(path = "web/settings_projects.html")]
struct ProjectsPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    side: Side,
    notice: Option<String>,
    lines: Vec<Line>,
}

/// `GET /server/projects`
pub fn projects(visit: &Visit) -> ApiResult<Response> {
    expect_right(visit)?;
    let (frame, tr) = (Frame::of(visit)?, visit.tr);
    let lines = visit.read(|tx| {
        let line = |project: voluptas_core::domain::project::Project| {
            let counts = tx.projects().counts(project.id)?;
            let (cases, runs) = (tr.number(counts.cases), tr.number(counts.runs));
            Ok(Line { code: project.code, title: project.title, cases, runs })
        };
        tx.projects().all()?.into_iter().map(line).collect::<ApiResult<Vec<_>>>()
    })?;
    let page = ProjectsPage { side: Side::of(visit, &frame), frame: &frame, tr, notice: notice(visit), lines };
    Ok(html(StatusCode::OK, &page))
}

/// `POST /server/projects`: creates a project, and leads to it.
pub fn create_project(visit: &Visit, form: &Form) -> ApiResult<Response> {
    let code = form.get("code").unwrap_or_default().to_uppercase();
    visit.act(Act::new("createProject", &[], json!({ "code": code, "title": form.get("title").unwrap_or_default() })))?;
    visit.app.tokens.refresh()?;
    Ok(redirect(&format!("/{code}/cases")))
}

struct Fact {
    text: &'static str,
    value: String,
}

#[derive(Template)]
#[template(path = "web/settings_health.html")]
struct HealthPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    side: Side,
    facts: Vec<Fact>,
}

/// `GET /server/health`
pub fn health(visit: &Visit) -> ApiResult<Response> {
    expect_right(visit)?;
    let (frame, tr, app) = (Frame::of(visit)?, visit.tr, &visit.app);
    let schema = visit.read(|tx| Ok(tx.schema_version()?))?;
    let free = storage::free_bytes(&app.store, app.blobs.place().folder());
    let uptime = i64::try_from(app.started.elapsed().as_millis()).unwrap_or(i64::MAX);
    let [reading, writing] = app.request_limits.load();
    let fact = |text, value| Fact { text, value };
    let facts = vec![
        fact("web-health-version", env!("CARGO_PKG_VERSION").to_owned()),
        fact("web-health-uptime", tr.duration(uptime)),
        fact("web-health-schema", schema.to_string()),
        fact("web-health-free", free.map(|free| tr.bytes(free)).unwrap_or_default()),
        fact("web-health-requests", tr.number(i64::try_from(app.stats.requests()).unwrap_or(i64::MAX))),
        fact("web-health-reading", format!("{} + {}", reading.1, reading.2)),
        fact("web-health-writing", format!("{} + {}", writing.1, writing.2)),
        fact("web-health-sessions", tr.number(app.sessions.list(None, visit.now).len())),
    ];
    Ok(html(StatusCode::OK, &HealthPage { side: Side::of(visit, &frame), frame: &frame, tr, facts }))
}
