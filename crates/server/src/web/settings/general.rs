//! General settings of a project: its words, its tracker, how long it keeps runs, what it may hold.

use super::super::act::Act;
use super::super::form::Form;
use super::super::frame::Frame;
use super::super::html;
use super::super::visit::Visit;
use super::{Side, done, figure, notice, text};
use crate::error::{ApiError, ApiResult};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};
use voluptas_core::domain::message::Message;
use voluptas_core::domain::user::Permission;
use voluptas_i18n::Tr;

/// What the retention rules would remove now.
struct Preview {
    sentence: String,
    stamp: String,
    is_empty: bool,
}

#[derive(Template)]
#[template(path = "web/settings_general.html")]
struct GeneralPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    side: Side,
    notice: Option<String>,
    tag: String,
    title: String,
    description: String,
    issue_url: String,
    auto_create: bool,
    tracker: Value,
    keep: [String; 3],
    preview: Option<Preview>,
    limits: [String; 3],
    usage: [String; 3],
    administers: bool,
}

impl GeneralPage<'_> {
    fn tracker(&self, name: &str) -> &str {
        text(&self.tracker, name)
    }
}

/// `GET /{code}/settings`
pub fn page(visit: &Visit) -> ApiResult<Response> {
    let (frame, tr) = (Frame::of(visit)?, visit.tr);
    let project = visit.ask("getProject", &[], "")?;
    let tracker = visit.ask("getTracker", &[], "").map(|done| done.object).unwrap_or_default();
    let keep = visit.ask("getRetention", &[], "")?.object;
    let limits = visit.ask("getLimits", &[], "")?.object;
    let typed = |object: &Value, name: &str| object[name].as_i64().map(|n| n.to_string()).unwrap_or_default();
    let has_rules = ["days", "runs", "files_days"].iter().any(|name| !keep[*name].is_null());
    let preview = if has_rules && visit.may(Permission::Manage) { Some(preview(visit)?) } else { None };
    let page = GeneralPage {
        side: Side::of(visit, &frame),
        frame: &frame,
        tr,
        notice: notice(visit),
        tag: project.tag.unwrap_or_default(),
        title: text(&project.object, "title").to_owned(),
        description: text(&project.object, "description").to_owned(),
        issue_url: text(&project.object, "issue_url").to_owned(),
        auto_create: project.object["auto_create_cases"].as_bool().unwrap_or_default(),
        tracker,
        keep: ["days", "runs", "files_days"].map(|name| typed(&keep, name)),
        preview,
        limits: ["cases", "results", "attachment_bytes"].map(|name| typed(&limits, name)),
        usage: ["cases", "results", "attachment_bytes"].map(|name| figure(tr, &limits["usage"], name)),
        administers: visit.may(Permission::Administer),
    };
    Ok(html(StatusCode::OK, &page))
}

fn preview(visit: &Visit) -> ApiResult<Preview> {
    let (tr, found) = (visit.tr, visit.ask("previewRetention", &[], "")?.object);
    let count = |name: &str| found[name].as_i64().unwrap_or_default();
    let sentence = Message::new("web-retention-would")
        .with("runs", tr.number(count("runs")))
        .with("results", tr.number(count("results")))
        .with("files", tr.number(count("files")))
        .with("bytes", tr.bytes(count("bytes").cast_unsigned()));
    let is_empty = count("runs") == 0 && count("passed_results") == 0 && count("files") == 0;
    Ok(Preview { sentence: tr.message(&sentence), stamp: text(&found, "stamp").to_owned(), is_empty })
}

fn home(visit: &Visit) -> String {
    format!("/{}/settings", visit.code())
}

/// `POST /{code}/settings`
pub fn set(visit: &Visit, form: &Form) -> ApiResult<Response> {
    let body = json!({
        "title": form.get("title").unwrap_or_default(),
        "description": form.text("description").filter(|text| !text.trim().is_empty()),
        "issue_url": form.get("issue_url"),
        "auto_create_cases": form.is_checked("auto_create"),
    });
    visit.act(Act::new("changeProject", &[], body).only_for(form.get("tag")))?;
    done(&home(visit), "web-done-saved")
}

/// A number that may be left blank.
///
/// # Errors
/// 422 for a text that is no number.
fn number(form: &Form, name: &str) -> ApiResult<Value> {
    let Some(typed) = form.get(name) else { return Ok(Value::Null) };
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    typed.parse::<i64>().map(Value::from).map_err(|_| ApiError::unprocessable(&format!("/{name}"), "is no number"))
}

fn numbers(form: &Form, names: &[&str]) -> ApiResult<Value> {
    let all: ApiResult<Map<String, Value>> = names.iter().map(|name| Ok(((*name).to_owned(), number(form, name)?))).collect();
    Ok(Value::Object(all?))
}

/// `POST /{code}/settings/retention`
pub fn retention(visit: &Visit, form: &Form) -> ApiResult<Response> {
    visit.act(Act::new("changeRetention", &[], numbers(form, &["days", "runs", "files_days"])?))?;
    done(&home(visit), "web-done-saved")
}

/// `POST /{code}/settings/retention/apply`: removes what the preview showed.
pub fn retention_apply(visit: &Visit, form: &Form) -> ApiResult<Response> {
    visit.act(Act::new("applyRetention", &[], json!({ "stamp": form.get("stamp").unwrap_or_default() })))?;
    done(&home(visit), "web-done-removed")
}

/// `POST /{code}/settings/limits`
pub fn limits(visit: &Visit, form: &Form) -> ApiResult<Response> {
    visit.act(Act::new("changeLimits", &[], numbers(form, &["cases", "results", "attachment_bytes"])?))?;
    done(&home(visit), "web-done-saved")
}

/// `POST /{code}/settings/tracker`: sets the tracker, or removes it.
pub fn tracker(visit: &Visit, form: &Form) -> ApiResult<Response> {
    if form.get("remove").is_some() {
        visit.act(Act::new("deleteTracker", &[], Value::Null))?;
        return done(&home(visit), "web-done-removed");
    }
    let body = json!({
        "kind": form.get("kind").unwrap_or_default(),
        "base_url": form.get("base_url").unwrap_or_default(),
        "place": form.get("place").unwrap_or_default(),
        "issue_type": form.get("issue_type"),
    });
    visit.act(Act::new("changeTracker", &[], body))?;
    done(&home(visit), "web-done-saved")
}

/// `POST /{code}/runs/{number}/keep`: protects a run from the rules, or ends the protection.
pub fn keep(visit: &Visit, form: &Form) -> ApiResult<Response> {
    let operation = if form.get("release").is_some() { "releaseRun" } else { "keepRun" };
    visit.act(Act::new(operation, &[("id", visit.part("number"))], Value::Null))?;
    Ok(super::redirect(&visit.referer()))
}
