//! General settings of a project: its texts, the retention rules, the limits.

use super::super::act::FormAction;
use super::super::form::Form;
use super::super::frame::Frame;
use super::super::html;
use super::super::page_request::PageRequest;
use super::{SideMenu, done, figure, notice, text};
use crate::error::{ApiError, ApiResult};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};
use voluptas_core::domain::message::Message;
use voluptas_core::domain::user::Permission;
use voluptas_i18n::Tr;

/// Preview of the removals by the retention rules.
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
    side: SideMenu,
    notice: Option<String>,
    tag: String,
    title: String,
    description: String,
    issue_url: String,
    auto_create: bool,
    keep: [String; 3],
    preview: Option<Preview>,
    limits: [String; 3],
    usage: [String; 3],
    administers: bool,
}

impl GeneralPage<'_> {
    /// A limit with what is used of it: `Cases: 1,204`.
    fn used(&self, label: impl AsRef<str>, at: usize) -> String {
        format!("{}: {}", label.as_ref(), self.usage.get(at).map_or("", String::as_str))
    }
}

/// `GET /{code}/settings`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    let (frame, tr) = (Frame::of(request)?, request.tr);
    let project = request.ask("getProject", &[], "")?;
    let keep = request.ask("getRetention", &[], "")?.object;
    let limits = request.ask("getLimits", &[], "")?.object;
    let typed = |object: &Value, name: &str| object[name].as_i64().map(|n| n.to_string()).unwrap_or_default();
    let has_rules = ["days", "runs", "files_days"].iter().any(|name| !keep[*name].is_null());
    let preview = if has_rules && request.may(Permission::Manage) { Some(preview(request)?) } else { None };
    let page = GeneralPage {
        side: SideMenu::of(request, &frame),
        frame: &frame,
        tr,
        notice: notice(request),
        tag: project.tag.unwrap_or_default(),
        title: text(&project.object, "title").to_owned(),
        description: text(&project.object, "description").to_owned(),
        issue_url: text(&project.object, "issue_url").to_owned(),
        auto_create: project.object["auto_create_cases"].as_bool().unwrap_or_default(),
        keep: ["days", "runs", "files_days"].map(|name| typed(&keep, name)),
        preview,
        limits: ["cases", "results", "attachment_bytes"].map(|name| typed(&limits, name)),
        usage: ["cases", "results", "attachment_bytes"].map(|name| figure(tr, &limits["usage"], name)),
        administers: request.may(Permission::Administer),
    };
    Ok(html(StatusCode::OK, &page))
}

fn preview(request: &PageRequest) -> ApiResult<Preview> {
    let (tr, found) = (request.tr, request.ask("previewRetention", &[], "")?.object);
    let count = |name: &str| found[name].as_i64().unwrap_or_default();
    let sentence = Message::new("web-retention-would")
        .with("runs", tr.number(count("runs")))
        .with("results", tr.number(count("results")))
        .with("files", tr.number(count("files")))
        .with("bytes", tr.bytes(count("bytes").cast_unsigned()));
    let is_empty = count("runs") == 0 && count("passed_results") == 0 && count("files") == 0;
    Ok(Preview { sentence: tr.message(&sentence), stamp: text(&found, "stamp").to_owned(), is_empty })
}

fn home(request: &PageRequest) -> String {
    format!("/{}/settings", request.code())
}

/// `POST /{code}/settings`
pub fn set(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let body = json!({
        "title": form.get("title").unwrap_or_default(),
        "description": form.text("description").filter(|text| !text.trim().is_empty()),
        "issue_url": form.get("issue_url"),
        "auto_create_cases": form.is_checked("auto_create"),
    });
    request.act(FormAction::new("changeProject", &[], body).only_for(form.get("tag")))?;
    done(&home(request), "web-done-saved")
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
pub fn retention(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    request.act(FormAction::new("changeRetention", &[], numbers(form, &["days", "runs", "files_days"])?))?;
    done(&home(request), "web-done-saved")
}

/// `POST /{code}/settings/retention/apply`: removes the items of the preview.
pub fn retention_apply(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    request.act(FormAction::new("applyRetention", &[], json!({ "stamp": form.get("stamp").unwrap_or_default() })))?;
    done(&home(request), "web-done-removed")
}

/// `POST /{code}/settings/limits`
pub fn limits(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    request.act(FormAction::new("changeLimits", &[], numbers(form, &["cases", "results", "attachment_bytes"])?))?;
    done(&home(request), "web-done-saved")
}

/// `POST /{code}/runs/{number}/keep`: protects a run from the rules, or ends the protection.
pub fn keep(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let operation = if form.get("release").is_some() { "releaseRun" } else { "keepRun" };
    request.act(FormAction::new(operation, &[("id", request.part("number"))], Value::Null))?;
    Ok(super::redirect(&request.referer()))
}
