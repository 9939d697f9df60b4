//! Webhooks of a project and the log of their deliveries.

use super::super::act::FormAction;
use super::super::form::Form;
use super::super::frame::Frame;
use super::super::html;
use super::super::page_request::PageRequest;
use super::super::texts::TimeLabel;
use super::{SideMenu, done, notice, text};
use crate::error::ApiResult;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use voluptas_core::base::clock::parse;
use voluptas_i18n::Tr;

/// Events of webhooks, with the keys of their words.
const EVENTS: [(&str, &str); 4] = [
    ("run.completed", "web-hook-run-completed"),
    ("gate.broken", "web-hook-gate-broken"),
    ("case.changed", "web-hook-case-changed"),
    ("mute.expired", "web-hook-mute-expired"),
];

/// Rules of a quality gate, as an example in the blank field.
const GATE_EXAMPLE: &str = "min-pass-rate = 95\nmax-new-failures = 0";

/// Forms of the body, with the keys of the words.
const TEMPLATES: [(&str, &str); 5] = [
    ("json", "web-hook-form-json"),
    ("slack", "web-hook-form-slack"),
    ("teams", "web-hook-form-teams"),
    ("telegram", "web-hook-form-telegram"),
    ("mattermost", "web-hook-form-mattermost"),
];

struct Hook {
    id: String,
    title: String,
    origin: String,
    /// Key of the word of its form.
    template: &'static str,
    events: String,
    is_enabled: bool,
}

#[derive(Template)]
#[template(path = "web/settings_webhooks.html")]
struct HooksPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    side: SideMenu,
    notice: Option<String>,
    hooks: Vec<Hook>,
    events: [(&'static str, &'static str); 4],
    templates: [(&'static str, &'static str); 5],
    gate_example: &'static str,
}

fn home(request: &PageRequest) -> String {
    format!("/{}/settings/webhooks", request.code())
}

/// `GET /{code}/settings/webhooks`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    let (frame, tr) = (Frame::of(request)?, request.tr);
    let found = request.ask("listWebhooks", &[], "limit=1000")?.object;
    let words = |event: &str| {
        EVENTS.iter().find(|(name, _)| *name == event).map_or_else(|| event.to_owned(), |(_, key)| tr.text(key).into_owned())
    };
    let hook = |item: &Value| Hook {
        id: item["id"].to_string(),
        title: text(item, "title").to_owned(),
        origin: text(item, "origin").to_owned(),
        template: TEMPLATES
            .iter()
            .find(|(name, _)| *name == text(item, "template"))
            .map_or("web-hook-form-json", |(_, key)| *key),
        events: item["events"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(words)
            .collect::<Vec<_>>()
            .join(", "),
        is_enabled: item["enabled"].as_bool().unwrap_or_default(),
    };
    let hooks = found["items"].as_array().into_iter().flatten().map(hook).collect();
    let page = HooksPage {
        side: SideMenu::of(request, &frame),
        frame: &frame,
        tr,
        notice: notice(request),
        hooks,
        events: EVENTS,
        templates: TEMPLATES,
        gate_example: GATE_EXAMPLE,
    };
    Ok(html(StatusCode::OK, &page))
}

/// `POST /{code}/settings/webhooks`: adds one.
pub fn add(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let mut body = json!({
        "title": form.get("title").unwrap_or_default(),
        "url": form.get("url").unwrap_or_default(),
        "template": form.get("template").unwrap_or("json"),
        "language": request.tr.lang().code(),
        "events": form.all("events"),
    });
    for name in ["secret", "chat", "gate"] {
        if let Some(value) = form.get(name) {
            body[name] = value.into();
        }
    }
    request.act(FormAction::new("createWebhook", &[], body))?;
    done(&home(request), "web-done-created")
}

/// `POST /{code}/settings/webhooks/{id}`: tests, switches, deletes one, or sends a delivery again.
pub fn act(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let id = request.part("id");
    let log = format!("{}/{id}", home(request));
    match form.get("act").unwrap_or_default() {
        "test" => {
            request.act(FormAction::new("testWebhook", &[("id", id)], Value::Null))?;
            done(&log, "web-done-sent")
        }
        "resend" => {
            let delivery = form.get("delivery").unwrap_or_default();
            request.act(FormAction::new("resendDelivery", &[("id", id), ("delivery", delivery)], Value::Null))?;
            done(&log, "web-done-sent")
        }
        "delete" => {
            request.act(FormAction::new("deleteWebhook", &[("id", id)], Value::Null))?;
            done(&home(request), "web-done-removed")
        }
        word => {
            request.act(FormAction::new("changeWebhook", &[("id", id)], json!({ "enabled": word == "on" })))?;
            done(&home(request), "web-done-saved")
        }
    }
}

struct Delivery {
    id: String,
    event: String,
    class: &'static str,
    state: &'static str,
    attempts: String,
    answer: String,
    at: Option<TimeLabel>,
    is_pending: bool,
}

#[derive(Template)]
#[template(path = "web/settings_deliveries.html")]
struct LogPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    side: SideMenu,
    notice: Option<String>,
    title: String,
    id: &'a str,
    deliveries: Vec<Delivery>,
}

/// `GET /{code}/settings/webhooks/{id}`: the log.
pub fn log(request: &PageRequest) -> ApiResult<Response> {
    let (frame, tr, id) = (Frame::of(request)?, request.tr, request.part("id"));
    let hook = request.ask("getWebhook", &[("id", id)], "")?.object;
    let found = request.ask("listDeliveries", &[("id", id)], "limit=100")?.object;
    let line = |item: &Value| {
        let (class, state) = match text(item, "state") {
            "delivered" => ("passed", "web-hook-delivered"),
            "failed" => ("failed", "web-hook-failed"),
            "dropped" => ("skipped", "web-hook-dropped"),
            _ => ("in-progress", "web-hook-pending"),
        };
        let status = item["status"].as_i64().map(|status| status.to_string()).unwrap_or_default();
        Delivery {
            id: text(item, "id").to_owned(),
            event: text(item, "event").to_owned(),
            class,
            state,
            attempts: item["attempts"].to_string(),
            answer: format!("{status} {}{}", text(item, "answer"), text(item, "error")).trim().chars().take(200).collect(),
            at: parse(text(item, "created_at")).map(|at| TimeLabel::of(tr, request.now, at)),
            is_pending: text(item, "state") == "pending",
        }
    };
    let deliveries = found["items"].as_array().into_iter().flatten().map(line).collect();
    let page = LogPage {
        side: SideMenu::of(request, &frame),
        frame: &frame,
        tr,
        notice: notice(request),
        title: text(&hook, "title").to_owned(),
        id,
        deliveries,
    };
    Ok(html(StatusCode::OK, &page))
}
