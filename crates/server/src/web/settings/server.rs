//! Projects and health of the server. For administrators.

use super::super::act::FormAction;
use super::super::form::Form;
use super::super::frame::Frame;
use super::super::html;
use super::super::page_request::{PageRequest, redirect};
use super::{SideMenu, expect_administrator, notice};
use crate::error::ApiResult;
use crate::sessions::SessionScope;
use crate::storage;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use voluptas_i18n::Tr;

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
    side: SideMenu,
    notice: Option<String>,
    lines: Vec<Line>,
}

/// `GET /server/projects`
pub fn projects(request: &PageRequest) -> ApiResult<Response> {
    expect_administrator(request)?;
    let (frame, tr) = (Frame::of(request)?, request.tr);
    let lines = request.read(|tx| {
        let line = |project: voluptas_core::domain::project::Project| {
            let counts = tx.projects().counts(project.id)?;
            let (cases, runs) = (tr.number(counts.cases), tr.number(counts.runs));
            Ok(Line { code: project.code, title: project.title, cases, runs })
        };
        tx.projects().all()?.into_iter().map(line).collect::<ApiResult<Vec<_>>>()
    })?;
    let page = ProjectsPage { side: SideMenu::of(request, &frame), frame: &frame, tr, notice: notice(request), lines };
    Ok(html(StatusCode::OK, &page))
}

/// `POST /server/projects`: creates a project, and leads to it.
pub fn create_project(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let code = form.get("code").unwrap_or_default().to_uppercase();
    request.act(FormAction::new(
        "createProject",
        &[],
        json!({ "code": code, "title": form.get("title").unwrap_or_default() }),
    ))?;
    request.app.tokens.refresh()?;
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
    side: SideMenu,
    facts: Vec<Fact>,
}

/// `GET /server/health`
pub fn health(request: &PageRequest) -> ApiResult<Response> {
    expect_administrator(request)?;
    let (frame, tr, app) = (Frame::of(request)?, request.tr, &request.app);
    let schema = request.read(|tx| Ok(tx.schema_version()?))?;
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
        fact("web-health-sessions", tr.number(app.sessions.list(SessionScope::All, request.now).len())),
    ];
    Ok(html(StatusCode::OK, &HealthPage { side: SideMenu::of(request, &frame), frame: &frame, tr, facts }))
}
