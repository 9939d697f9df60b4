//! The report of a run as a file.

use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::rest::reply::File;
use crate::rest::typed::NoBody;
use crate::spool::Spool;
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;
use voluptas_app::runs::report::{self, ATTACHMENTS, Error, Format, Options};
use voluptas_core::domain::ids::RunId;
use voluptas_core::domain::project::Project;
use voluptas_i18n::Lang;

/// The form of a report.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FormatWord {
    /// One page that needs no network.
    Html,
    /// Text for a comment.
    Markdown,
    /// JUnit XML with the reruns of Surefire.
    Junit,
    Json,
}

/// Language of a report.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LangWord {
    En,
    Ru,
}

/// What a report shall be.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportQuery {
    /// Otherwise `html`.
    pub format: Option<FormatWord>,
    /// Otherwise `en`.
    pub lang: Option<LangWord>,
}

pub fn report(call: &Call, query: ReportQuery, _: NoBody) -> ApiResult<File> {
    let number = call.id("id", "Run")?;
    let (project, run, now) = call.read(|tx| {
        let project = call.project(tx)?;
        let run = tx.runs().by_number(project.id, number)?.id;
        Ok((project, run, tx.now()))
    })?;
    let (format, mime) = match query.format.unwrap_or(FormatWord::Html) {
        FormatWord::Html => (Format::Html, "text/html; charset=utf-8"),
        FormatWord::Markdown => (Format::Markdown, "text/markdown; charset=utf-8"),
        FormatWord::Junit => (Format::Junit, "application/xml"),
        FormatWord::Json => (Format::Json, "application/json"),
    };
    let lang = match query.lang {
        Some(LangWord::Ru) => Lang::Ru,
        Some(LangWord::En) | None => Lang::En,
    };
    let text = written(call, &project, run, &Options { format, lang, attachment_bytes: ATTACHMENTS, now })?;
    Ok(File { mime, name: report::file_name(&project.code, number, format), text: parking_lot::Mutex::new(Some(text)) })
}

/// The text of a report.
pub fn written(call: &Call, project: &Project, run: RunId, options: &Options) -> ApiResult<Spool> {
    let mut text = Spool::default();
    report::write(&call.store(), project, run, options, &mut text).map_err(|error| match error {
        Error::Store(error) => ApiError::from(error),
        Error::Output(error) | Error::Temporary(error) => {
            tracing::error!(%error, "a report cannot be written");
            ApiError::new(StatusCode::INSUFFICIENT_STORAGE, "The server has no room to write this report.")
        }
    })?;
    Ok(text)
}
