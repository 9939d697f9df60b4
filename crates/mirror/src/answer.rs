//! The summary as the documented JSON object, for `--json` and for reports in JSON.
//!
//! The member names are stable. Sentences are always in English.

use super::plan::{Decision, Plan, PostTarget};
use super::report::{Counts, CreatedCase, RunOutcome, Summary};
use serde::Serialize;
use voluptas_core::domain::message::Explain as _;
use voluptas_i18n::{Lang, Tr};

/// Outcome of a mirror.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// True when every result is in the target, or would be, except those that a flag leaves out; the exit code is then 0 or 4.
    pub ok: bool,
    /// Reasons why `ok` is false; empty when it is true.
    pub left: Vec<String>,
    /// True when nothing was written.
    pub dry_run: bool,
    /// Project and run that the results come from.
    pub source: EndObject,
    /// Project and run that the results go to.
    pub target: EndObject,
    /// `reused`, `created`, `planned`.
    pub target_run: RunOutcome,
    /// True when the target run was closed at the end.
    pub target_run_completed: bool,
    /// `key`, `key+title`, `title`.
    pub matched_by: &'static str,
    /// Counts of results, cases and files.
    pub counts: Counts,
    /// Cases that were created; in a preview, those that would be.
    pub created_cases: Vec<CreatedCase>,
    /// Failures that did not stop the mirror.
    pub failures: Vec<FailureObject>,
    /// Warnings for a person.
    pub warnings: Vec<String>,
    /// Error that stopped the mirror; `null` when it ran to its end.
    pub stopped: Option<String>,
    /// Every result of the source run; only with `--explain`, and in a report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub results: Option<Vec<ResultObject>>,
}

/// A project with its run.
#[derive(Debug, Serialize)]
pub struct EndObject {
    /// Address of the API.
    pub base_url: String,
    /// Code of the project.
    pub project: String,
    /// Id of the custom field with the keys.
    pub field_id: Option<i64>,
    /// Id of the run; null until the run has been created.
    pub run_id: Option<i64>,
    /// Title of the run.
    pub run_title: String,
}

/// One failure.
#[derive(Debug, Serialize)]
pub struct FailureObject {
    /// Hash of the result; null when a case failed.
    pub result: Option<String>,
    /// Id of the case in the source.
    pub case_id: i64,
    /// Key of the case.
    pub key: Option<String>,
    /// Stable key of the sentence.
    pub code: String,
    /// Reason.
    pub message: String,
}

/// A result of the source run.
#[derive(Debug, Serialize)]
pub struct ResultObject {
    /// Hash by which the source names the result.
    pub hash: String,
    /// Id of the case in the source; null when the result has no case.
    pub case_id: Option<i64>,
    /// Key of the case.
    pub key: Option<String>,
    /// Title of the case; empty without a case.
    pub title: String,
    /// Status of the result in the target.
    pub status: String,
    /// `post` or `skip`.
    pub decision: &'static str,
    /// The case that the result goes to, if it exists already.
    pub target_case_id: Option<i64>,
    /// Stable key of the sentence.
    pub code: String,
    /// Reason for the decision.
    pub why: String,
    /// Codes of the cases that a skip is about: the target case that has the result already, or those that share a key or title.
    pub about: Vec<String>,
}

impl Answer {
    /// The object for a summary, with or without its results.
    #[must_use]
    pub fn new(summary: &Summary, with_results: bool) -> Self {
        let tr = Tr::new(Lang::En);
        let plan: &Plan = &summary.plan;
        let end = |end: &super::plan::ProjectRun, run: Option<i64>| EndObject {
            base_url: end.base_url.clone(),
            project: end.project.clone(),
            field_id: end.field,
            run_id: run,
            run_title: end.run_title.clone(),
        };
        let failures = summary.failures.iter().map(|f| FailureObject {
            result: f.result.clone(),
            case_id: f.case,
            key: f.key.clone(),
            code: f.message.key.clone(),
            message: tr.message(&f.message),
        });
        let result = |r: &super::PlannedResult| {
            let why = summary.explain(r);
            let (decision, target_case_id) = match r.decision {
                Decision::Post { to: PostTarget::Case { id, .. }, .. } => ("post", Some(id)),
                Decision::Post { .. } => ("post", None),
                Decision::Skip { .. } => ("skip", None),
            };
            ResultObject {
                hash: r.hash.clone(),
                case_id: (r.case > 0).then_some(r.case),
                key: r.key.clone(),
                title: r.title.clone(),
                status: r.status.clone(),
                decision,
                target_case_id,
                code: why.key.clone(),
                why: tr.message(&why),
                about: r.about.clone(),
            }
        };
        Self {
            ok: summary.is_complete() && summary.left_out() == 0,
            left: summary.why_not_there().iter().map(|m| tr.message(m)).collect(),
            dry_run: summary.is_preview,
            source: end(&plan.source, plan.source.run),
            target: end(&plan.target, summary.target_run),
            target_run: summary.run_outcome,
            target_run_completed: summary.run_completed,
            matched_by: plan.match_by.as_str(),
            counts: summary.counts,
            created_cases: summary.created.clone(),
            failures: failures.collect(),
            warnings: summary.warnings.iter().map(|w| tr.message(w)).collect(),
            stopped: summary.stopped.as_ref().map(|e| tr.message(&e.message())),
            results: with_results.then(|| plan.results.iter().map(result).collect()),
        }
    }
}
