//! Results.

use super::case::FileObject;
use crate::error::ApiResult;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use voluptas_core::base::clock::to_iso;
use voluptas_core::domain::ids::{CaseId, RunId};
use voluptas_core::domain::result::{ResultStep, TestResult};
use voluptas_store::Tx;

/// The outcome of one test in one run.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ResultObject {
    /// 40 hexadecimal digits.
    pub hash: String,
    /// Number of the run.
    pub run_id: i64,
    /// Number of the case; null for a test without one.
    pub case_id: Option<i64>,
    pub title: String,
    /// Identity of the test by its tool.
    pub full_name: Option<String>,
    /// Slug: `passed`, `failed`, `broken`, `skipped`, `blocked`, ...
    pub status: String,
    pub started_at: Option<String>,
    pub ended_at: Option<String>,
    pub duration_ms: Option<i64>,
    /// Markdown.
    pub comment: Option<String>,
    pub stacktrace: Option<String>,
    /// Person or program that executed the test.
    pub author: Option<String>,
    /// The values for which the test was executed.
    pub parameters: BTreeMap<String, String>,
    pub labels: Vec<LabelObject>,
    pub steps: Vec<ResultStepObject>,
    pub attachments: Vec<FileObject>,
    /// Passed after a failed attempt, or called flaky by the tool.
    pub is_flaky: bool,
    /// A later attempt of the test is in the run.
    pub is_retried: bool,
    pub created_at: String,
}

/// A label, tag or property of the tool.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LabelObject {
    pub name: String,
    pub value: String,
}

/// The outcome of one step.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ResultStepObject {
    pub action: String,
    pub expected: Option<String>,
    pub data: Option<String>,
    /// Slug of the status.
    pub status: String,
    pub comment: Option<String>,
    pub duration_ms: Option<i64>,
    pub attachments: Vec<FileObject>,
    pub steps: Vec<ResultStepObject>,
}

impl ResultStepObject {
    fn new(root: &str, step: &ResultStep) -> Self {
        Self {
            action: step.action.clone(),
            expected: step.expected.clone(),
            data: step.data.clone(),
            status: step.status.slug().to_owned(),
            comment: step.comment.clone(),
            duration_ms: step.duration_ms,
            attachments: step.attachments.iter().map(|file| FileObject::new(root, file)).collect(),
            steps: step.steps.iter().map(|step| Self::new(root, step)).collect(),
        }
    }
}

/// Things that the objects of some results need besides the results.
#[derive(Debug)]
pub struct ResultContext {
    root: String,
    runs: BTreeMap<RunId, i64>,
    cases: BTreeMap<CaseId, i64>,
}

impl ResultContext {
    /// Reads what belongs to these results.
    pub fn load(tx: &Tx<'_>, root: &str, results: &[TestResult]) -> ApiResult<Self> {
        let mut runs: Vec<RunId> = results.iter().map(|r| r.run_id).collect();
        runs.sort_unstable();
        runs.dedup();
        let cases: Vec<CaseId> = results.iter().filter_map(|r| r.content.case_id).collect();
        Ok(Self { root: root.to_owned(), runs: tx.runs().numbers(&runs)?, cases: tx.case_numbers(&cases)? })
    }

    /// The object of a result.
    pub fn object(&self, result: &TestResult) -> ResultObject {
        let c = &result.content;
        ResultObject {
            hash: result.hash.clone(),
            run_id: self.runs.get(&result.run_id).copied().unwrap_or_default(),
            case_id: c.case_id.and_then(|id| self.cases.get(&id).copied()),
            title: c.title.clone(),
            full_name: c.signature.clone(),
            status: c.status.slug().to_owned(),
            started_at: c.start_ms.map(to_iso),
            ended_at: c.end_ms.map(to_iso),
            duration_ms: c.duration_ms,
            comment: c.comment.clone(),
            stacktrace: c.stacktrace.clone(),
            author: c.author.clone(),
            parameters: c.params.clone(),
            labels: c.labels.iter().map(|l| LabelObject { name: l.name.clone(), value: l.value.clone() }).collect(),
            steps: c.steps.iter().map(|step| ResultStepObject::new(&self.root, step)).collect(),
            attachments: c.attachments.iter().map(|file| FileObject::new(&self.root, file)).collect(),
            is_flaky: c.is_flaky,
            is_retried: result.is_retried,
            created_at: to_iso(result.created_ms),
        }
    }
}
