//! Environments, milestones and tags of a project.

use super::super::act::FormAction;
use super::super::form::Form;
use super::super::frame::Frame;
use super::super::html;
use super::super::page_request::PageRequest;
use super::{SideMenu, done, figure, items, notice, text};
use crate::error::{ApiError, ApiResult};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use voluptas_core::domain::user::Permission;
use voluptas_i18n::Tr;

/// A line of a list.
struct Line {
    id: String,
    title: String,
    note: String,
    count: String,
}

#[derive(Template)]
#[template(path = "web/settings_environments.html")]
struct EnvironmentsPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    side: SideMenu,
    notice: Option<String>,
    lines: Vec<Line>,
}

/// `GET /{code}/settings/environments`
pub fn environments(request: &PageRequest) -> ApiResult<Response> {
    let frame = Frame::of(request)?;
    let found = request.ask("listEnvironments", &[], "limit=1000")?.object;
    let line = |item: &Value| Line {
        id: item["id"].to_string(),
        title: text(item, "title").to_owned(),
        note: text(item, "slug").to_owned(),
        count: text(item, "host").to_owned(),
    };
    let lines = items(&found).map(line).collect();
    let page =
        EnvironmentsPage { side: SideMenu::of(request, &frame), frame: &frame, tr: request.tr, notice: notice(request), lines };
    Ok(html(StatusCode::OK, &page))
}

/// `POST /{code}/settings/environments`: adds, changes or deletes one.
pub fn set_environment(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let body = json!({ "title": form.get("title").unwrap_or_default(), "host": form.get("host") });
    let key = match (form.get("id"), form.get("delete")) {
        (Some(id), Some(_)) => {
            request.act(FormAction::new("deleteEnvironment", &[("id", id)], Value::Null))?;
            "web-done-removed"
        }
        (Some(id), None) => {
            request.act(FormAction::new("changeEnvironment", &[("id", id)], body))?;
            "web-done-saved"
        }
        (None, _) => {
            request.act(FormAction::new("createEnvironment", &[], body))?;
            "web-done-created"
        }
    };
    done(&format!("/{}/settings/environments", request.code()), key)
}

/// A milestone.
struct MilestoneLine {
    id: String,
    title: String,
    description: String,
    /// Day of the end, `2026-12-24`; blank without one.
    due: String,
    is_completed: bool,
    /// Its day has passed.
    is_late: bool,
}

#[derive(Template)]
#[template(path = "web/settings_milestones.html")]
struct MilestonesPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    side: SideMenu,
    notice: Option<String>,
    lines: Vec<MilestoneLine>,
}

/// `GET /{code}/settings/milestones`
pub fn milestones(request: &PageRequest) -> ApiResult<Response> {
    let frame = Frame::of(request)?;
    let found = request.ask("listMilestones", &[], "limit=1000")?.object;
    let today = voluptas_core::base::clock::to_iso(request.now);
    let line = |item: &Value| {
        let (due, is_completed) = (text(item, "due_at").get(..10).unwrap_or_default().to_owned(), item["is_completed"] == true);
        MilestoneLine {
            id: item["id"].to_string(),
            title: text(item, "title").to_owned(),
            description: text(item, "description").to_owned(),
            is_late: !is_completed && !due.is_empty() && today.get(..10).is_some_and(|today| due.as_str() < today),
            due,
            is_completed,
        }
    };
    let mut lines: Vec<MilestoneLine> = items(&found).map(line).collect();
    // Open ones first, by their day; those without a day behind them.
    lines.sort_by_key(|line| (line.is_completed, line.due.is_empty(), line.due.clone()));
    let page =
        MilestonesPage { side: SideMenu::of(request, &frame), frame: &frame, tr: request.tr, notice: notice(request), lines };
    Ok(html(StatusCode::OK, &page))
}

/// `POST /{code}/settings/milestones`: adds, changes or deletes one.
pub fn set_milestone(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let body = json!({
        "title": form.get("title").unwrap_or_default(),
        "description": form.get("description"),
        "due_at": form.get("due_at"),
        "is_completed": form.is_checked("completed"),
    });
    let key = match (form.get("id"), form.get("delete")) {
        (Some(id), Some(_)) => {
            request.act(FormAction::new("deleteMilestone", &[("id", id)], Value::Null))?;
            "web-done-removed"
        }
        (Some(id), None) => {
            request.act(FormAction::new("changeMilestone", &[("id", id)], body))?;
            "web-done-saved"
        }
        (None, _) => {
            request.act(FormAction::new("createMilestone", &[], body))?;
            "web-done-created"
        }
    };
    done(&format!("/{}/settings/milestones", request.code()), key)
}

#[derive(Template)]
#[template(path = "web/settings_tags.html")]
struct TagsPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    side: SideMenu,
    notice: Option<String>,
    search: String,
    lines: Vec<Line>,
    more: Option<String>,
}

/// Most tags on the page.
const SHOWN: usize = 300;

/// `GET /{code}/settings/tags`
pub fn tags(request: &PageRequest) -> ApiResult<Response> {
    let (frame, tr) = (Frame::of(request)?, request.tr);
    let found = request.ask("listTags", &[], "")?.object;
    let search = request.query.get("q").unwrap_or_default().to_lowercase();
    let all: Vec<Line> = items(&found)
        .filter(|item| text(item, "title").to_lowercase().contains(&search))
        .map(|item| Line {
            id: String::new(),
            title: text(item, "title").to_owned(),
            note: String::new(),
            count: figure(tr, item, "case_count"),
        })
        .collect();
    let more = all.len().checked_sub(SHOWN).filter(|more| *more > 0);
    let more = more.map(|more| tr.fmt("report-more", &[("count", tr.number(more).into())]));
    let lines = all.into_iter().take(SHOWN).collect();
    let page = TagsPage { side: SideMenu::of(request, &frame), frame: &frame, tr, notice: notice(request), search, lines, more };
    Ok(html(StatusCode::OK, &page))
}

/// `POST /{code}/settings/tags`: renames or merges the chosen tags, or takes them off.
pub fn set_tags(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let tags = form.all("tags");
    if !request.may(Permission::WriteCases) {
        return Err(ApiError::forbidden());
    }
    if tags.is_empty() {
        return Err(ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "web-tags-none"));
    }
    let address = format!("/{}/settings/tags", request.code());
    if form.get("remove").is_some() {
        request.act(FormAction::new("removeTags", &[], json!({ "tags": tags })))?;
        return done(&address, "web-done-removed");
    }
    request.act(FormAction::new("mergeTags", &[], json!({ "tags": tags, "into": form.get("into").unwrap_or_default() })))?;
    done(&address, "web-done-saved")
}
