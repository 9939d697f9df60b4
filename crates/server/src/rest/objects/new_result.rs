//! Results as clients of the own API send them.

use super::case::fault;
use super::result::LabelObject;
use super::{Change, change, set};
use crate::dto::result_input::{LONGEST_MS, Rules};
use crate::error::{ApiError, ApiResult, FieldError};
use crate::rest::typed::refuse;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use voluptas_core::base::{Millis, clock};
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::result::{ResultContent, ResultLabel, ResultStep};
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_ingest::NewResult;

/// Longest id of a sender, in characters.
const ID_MAX: usize = 255;

/// A result to store. It needs `case_id` or `title`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NewResultObject {
    /// Number of the case. Without it the case is found, or made if the project is set so, as for reporters of Qase.
    pub case_id: Option<i64>,
    #[schemars(length(max = 255))]
    pub title: Option<String>,
    /// Identity of the test by its tool.
    pub full_name: Option<String>,
    /// Id of the sender's own: a run stores one result for it, however often it comes.
    #[schemars(length(max = 255))]
    pub external_id: Option<String>,
    /// Slug: `passed`, `failed`, `broken`, `skipped`, `blocked`, `in_progress`, `invalid`, or one of the project.
    pub status: String,
    pub started_at: Option<String>,
    pub ended_at: Option<String>,
    #[schemars(range(min = 0))]
    pub duration_ms: Option<i64>,
    /// Markdown.
    pub comment: Option<String>,
    pub stacktrace: Option<String>,
    /// The values for which the test was executed.
    pub parameters: BTreeMap<String, String>,
    pub labels: Vec<LabelObject>,
    pub steps: Vec<NewStepObject>,
    /// Hashes of uploaded files.
    pub attachments: Vec<String>,
}

/// The outcome of one step.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NewStepObject {
    pub action: String,
    pub expected: Option<String>,
    pub data: Option<String>,
    /// Slug of the status.
    pub status: String,
    pub comment: Option<String>,
    #[schemars(range(min = 0))]
    pub duration_ms: Option<i64>,
    /// Hashes of uploaded files.
    pub attachments: Vec<String>,
    pub steps: Vec<NewStepObject>,
}

/// Changes of a stored result.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultChanges {
    #[serde(default)]
    pub status: Option<String>,
    #[serde(default, deserialize_with = "change")]
    #[schemars(range(min = 0))]
    pub duration_ms: Change<i64>,
    #[serde(default, deserialize_with = "change")]
    pub comment: Change<String>,
    #[serde(default, deserialize_with = "change")]
    pub stacktrace: Change<String>,
}

fn status(rules: &Rules, slug: &str, at: &str, wrong: &mut Vec<FieldError>) -> ResultStatus {
    let slug = slug.trim().to_lowercase();
    if !rules.knows(&slug) && slug != "broken" {
        wrong.push(fault(at, format!("“{slug}” is no status of results")));
    }
    ResultStatus::parse(&slug)
}

fn duration(ms: Option<i64>, at: &str, wrong: &mut Vec<FieldError>) -> Option<i64> {
    if ms.is_some_and(|ms| !(0..=LONGEST_MS).contains(&ms)) {
        wrong.push(fault(at, format!("must be between 0 and {LONGEST_MS}")));
    }
    ms
}

fn time(text: Option<&String>, at: &str, wrong: &mut Vec<FieldError>) -> Option<Millis> {
    let found = clock::parse(text?);
    if found.is_none() {
        wrong.push(fault(at, "is no time with an offset"));
    }
    found
}

fn files(hashes: &[String]) -> Vec<AttachmentRef> {
    hashes.iter().map(|hash| AttachmentRef { hash: Some(hash.clone()), ..AttachmentRef::default() }).collect()
}

fn step(s: &NewStepObject, at: &str, rules: &Rules, wrong: &mut Vec<FieldError>) -> ResultStep {
    let nested = s.steps.iter().enumerate().map(|(i, s)| step(s, &format!("{at}/steps/{i}"), rules, wrong)).collect();
    ResultStep {
        action: s.action.clone(),
        expected: s.expected.clone(),
        data: s.data.clone(),
        status: status(rules, &s.status, &format!("{at}/status"), wrong),
        comment: s.comment.clone(),
        duration_ms: duration(s.duration_ms, &format!("{at}/duration_ms"), wrong),
        attachments: files(&s.attachments),
        steps: nested,
        ..ResultStep::default()
    }
}

impl NewResultObject {
    /// The result, before its case and its files are looked up.
    ///
    /// # Errors
    /// 422 with every field that breaks a rule.
    pub fn read(&self, rules: &Rules, now: Millis, author: &str) -> ApiResult<NewResult> {
        let mut wrong = Vec::new();
        let title = self.title.as_deref().unwrap_or_default().trim();
        if title.chars().count() > TITLE_MAX {
            wrong.push(fault("/title", format!("must have 1 to {TITLE_MAX} characters")));
        }
        if title.is_empty() && self.case_id.is_none() {
            wrong.push(fault("/title", "is required without case_id"));
        }
        if self.external_id.as_ref().is_some_and(|id| id.is_empty() || id.chars().count() > ID_MAX) {
            wrong.push(fault("/external_id", format!("must have 1 to {ID_MAX} characters")));
        }
        let (start, end) =
            (time(self.started_at.as_ref(), "/started_at", &mut wrong), time(self.ended_at.as_ref(), "/ended_at", &mut wrong));
        let duration_ms = duration(self.duration_ms, "/duration_ms", &mut wrong);
        let content = ResultContent {
            external_id: self.external_id.clone(),
            title: title.to_owned(),
            signature: self.full_name.clone().filter(|name| !name.trim().is_empty()),
            status: status(rules, &self.status, "/status", &mut wrong),
            start_ms: start,
            end_ms: end.or_else(|| Some(start.map_or(now, |start| start.saturating_add(duration_ms.unwrap_or(0))))),
            duration_ms: duration_ms.or_else(|| start.zip(end).map(|(start, end)| end.saturating_sub(start).max(0))),
            comment: self.comment.clone().filter(|text| !text.is_empty()),
            stacktrace: self.stacktrace.clone().filter(|text| !text.is_empty()),
            author: Some(author.to_owned()),
            params: self.parameters.clone(),
            labels: self.labels.iter().map(|l| ResultLabel { name: l.name.clone(), value: l.value.clone() }).collect(),
            steps: self.steps.iter().enumerate().map(|(i, s)| step(s, &format!("/steps/{i}"), rules, &mut wrong)).collect(),
            attachments: files(&self.attachments),
            is_api: true,
            ..ResultContent::default()
        };
        refuse(wrong)?;
        Ok(NewResult { content, cases: self.case_id.into_iter().collect(), ..NewResult::default() })
    }
}

impl ResultChanges {
    /// Puts the changes into a content.
    ///
    /// # Errors
    /// 422 with every field that breaks a rule.
    pub fn apply(&self, content: &mut ResultContent, rules: &Rules) -> ApiResult<()> {
        let mut wrong = Vec::new();
        if let Some(slug) = &self.status {
            content.status = status(rules, slug, "/status", &mut wrong);
        }
        if let Some(ms) = self.duration_ms {
            content.duration_ms = duration(ms, "/duration_ms", &mut wrong);
        }
        set(&mut content.comment, self.comment.clone());
        set(&mut content.stacktrace, self.stacktrace.clone());
        refuse(wrong)
    }
}

/// The refusal of a result that names a file which is not there.
pub fn unknown_file(field: &str, hash: &str) -> ApiError {
    ApiError::unprocessable(&format!("/{}", field.replace('.', "/")), format!("{hash} is no uploaded file of this project"))
}
