//! The audit: changes on the server and their authors, and refused requests.

use super::super::frame::Frame;
use super::super::html;
use super::super::page_request::PageRequest;
use super::super::texts::TimeLabel;
use super::audit_words;
use super::{SideMenu, expect_administrator};
use crate::call::integer;
use crate::error::{ApiError, ApiResult};
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use voluptas_core::base::clock::{parse, to_iso};
use voluptas_i18n::Tr;
use voluptas_store::audit::{AuditEntry, AuditFilter};

/// Rows of a page.
const SHOWN: usize = 100;
/// Rows of an export at most.
const EXPORTED: usize = 100_000;

struct Line {
    at: TimeLabel,
    who: String,
    /// Its words.
    action: String,
    /// Its name in the filter and in the export.
    name: String,
    project: String,
    object: String,
    detail: String,
    address: String,
    times: String,
    is_refusal: bool,
}

#[derive(Template)]
#[template(path = "web/settings_audit.html")]
struct AuditPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    side: SideMenu,
    who: &'a str,
    /// Actions of the filter: name, words, whether it is selected.
    actions: Vec<(String, String, bool)>,
    since: &'a str,
    until: &'a str,
    lines: Vec<Line>,
    older: Option<String>,
    export: String,
}

fn given<'v>(request: &'v PageRequest, name: &str) -> &'v str {
    request.query.get(name).unwrap_or_default().trim()
}

/// A day of the form as the moment of its start, in UTC.
fn day(request: &PageRequest, name: &str, days_later: i64) -> ApiResult<Option<i64>> {
    let text = given(request, name);
    if text.is_empty() {
        return Ok(None);
    }
    let start = parse(&format!("{text}T00:00:00Z")).ok_or_else(|| ApiError::field(name, "is no day such as 2026-11-22"))?;
    Ok(Some(start.saturating_add(days_later * 86_400_000)))
}

fn filter(request: &PageRequest) -> ApiResult<AuditFilter> {
    let actions = given(request, "action").split(',').map(str::trim).filter(|word| !word.is_empty());
    Ok(AuditFilter {
        since_ms: day(request, "since", 0)?,
        until_ms: day(request, "until", 1)?,
        who: Some(given(request, "user")).filter(|who| !who.is_empty()).map(str::to_owned),
        actions: actions.map(str::to_owned).collect(),
    })
}

/// The actions that can be selected, and the one of the address.
fn offered(tr: Tr, chosen: &str) -> Vec<(String, String, bool)> {
    let choice = |name: &str| (name.to_owned(), audit_words::action(tr, name), name == chosen);
    let mut all: Vec<_> = audit_words::OFFERED.iter().map(|name| choice(name)).collect();
    if !chosen.is_empty() && !audit_words::OFFERED.contains(&chosen) {
        let words: Vec<String> = chosen.split(',').map(|name| audit_words::action(tr, name.trim())).collect();
        all.push((chosen.to_owned(), words.join(", "), true));
    }
    all
}

/// `GET /server/audit`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    expect_administrator(request)?;
    let (frame, tr) = (Frame::of(request)?, request.tr);
    let before = request.query.get("before").and_then(integer).unwrap_or(i64::MAX);
    let rows = request.read(|tx| Ok(tx.audit().page(&filter(request)?, before, SHOWN + 1)?))?;
    let parameters = ["user", "action", "since", "until"].map(|name| {
        let value: String = url::form_urlencoded::byte_serialize(given(request, name).as_bytes()).collect();
        format!("{name}={value}")
    });
    let parameters = parameters.join("&");
    let older = (rows.len() > SHOWN).then(|| rows.get(SHOWN - 1).map(|(id, _)| id)).flatten();
    let older = older.map(|id| format!("/server/audit?{parameters}&before={id}"));
    let line = |(_, entry): (i64, AuditEntry)| Line {
        at: TimeLabel::of(tr, request.now, entry.at_ms),
        who: entry.who.unwrap_or_default(),
        is_refusal: entry.action.starts_with("refused"),
        action: audit_words::action(tr, &entry.action),
        name: entry.action,
        project: entry.project.unwrap_or_default(),
        object: entry.object.unwrap_or_default(),
        detail: entry.detail.map(|detail| audit_words::detail(tr, &detail)).unwrap_or_default(),
        address: entry.address.unwrap_or_default(),
        times: if entry.times > 1 { tr.number(entry.times) } else { String::new() },
    };
    let page = AuditPage {
        side: SideMenu::of(request, &frame),
        frame: &frame,
        tr,
        who: given(request, "user"),
        actions: offered(tr, given(request, "action")),
        since: given(request, "since"),
        until: given(request, "until"),
        lines: rows.into_iter().take(SHOWN).map(line).collect(),
        older,
        export: format!("/server/audit.csv?{parameters}"),
    };
    Ok(html(StatusCode::OK, &page))
}

/// A cell of a CSV. A spreadsheet takes a text that begins like a formula for one.
fn cell(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() };
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// `GET /server/audit.csv`
pub fn export(request: &PageRequest) -> ApiResult<Response> {
    expect_administrator(request)?;
    let rows = request.read(|tx| Ok(tx.audit().page(&filter(request)?, i64::MAX, EXPORTED)?))?;
    let mut text = String::from("at,user,source,address,action,project,object,detail,times\r\n");
    for (_, entry) in rows {
        let cells = [
            to_iso(entry.at_ms),
            entry.who.unwrap_or_default(),
            entry.source,
            entry.address.unwrap_or_default(),
            entry.action,
            entry.project.unwrap_or_default(),
            entry.object.unwrap_or_default(),
            entry.detail.unwrap_or_default(),
            entry.times.to_string(),
        ];
        text.push_str(&cells.map(|text| cell(&text)).join(","));
        text.push_str("\r\n");
    }
    let mut response = (StatusCode::OK, text).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"audit.csv\""));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_texts() {
        assert_eq!(cell("=cmd|' /C calc'!A0"), "\"'=cmd|' /C calc'!A0\"");
        assert_eq!(cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
    }
}
