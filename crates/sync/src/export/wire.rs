//! Converts results to version 2 of Qase's API.

use super::collected::LocalResult;
use crate::files::SentFiles;
use crate::verify::Fingerprint;
use uuid::Uuid;
use voluptas_core::base::Millis;
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::result::{ResultStep, TestResult};
use voluptas_core::domain::status::ResultStatus;
use voluptas_qase::model as wire;

/// Namespace of the idempotency keys of results.
const KEYS: Uuid = Uuid::from_u128(0x6f1d_3f6c_0a53_4c7e_9a53_7f27_55b0_a1d4);

/// True for a final status. Qase does not take results of tests that are planned or in progress.
pub(super) fn is_final(status: &ResultStatus) -> bool {
    !matches!(status, ResultStatus::Untested | ResultStatus::InProgress)
}

/// Idempotency key of a result in a run: the same for the same result, run and case, so that sending it again changes nothing.
/// Qase drops a result whose key it knows. A result edited after it was sent therefore gets another key from `changed`, its new
/// content hash, and one whose case was removed in Qase and created again gets another key by the case's new id.
pub(super) fn key(account: &str, project: &str, run: i64, case: i64, hash: &str, changed: Option<&str>) -> String {
    let again = changed.map(|content| format!("\n{content}")).unwrap_or_default();
    Uuid::new_v5(&KEYS, format!("{account}\n{project}\n{run}\n{case}\n{hash}{again}").as_bytes()).to_string()
}

/// Hash of the sent content of a result.
pub(super) fn content_hash(result: &TestResult) -> String {
    let json = serde_json::to_string(&result.content).unwrap_or_default();
    blake3::hash(json.as_bytes()).to_hex().as_str()[..32].to_owned()
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of our time fit a double many times over")]
fn seconds(at: Millis) -> f64 {
    at as f64 / 1000.0
}

/// The result for a run that began at `begun`. Earlier times are left out, because Qase refuses them, and files that Qase does not have.
pub(super) fn result(local: &LocalResult, case: i64, key: String, begun: Option<Millis>, sent: &SentFiles) -> wire::ResultV2 {
    let r = &local.result.content;
    let fits = begun.is_none_or(|b| r.start_ms.or(r.end_ms).is_none_or(|t| t >= b) && r.end_ms.is_none_or(|t| t >= b));
    let time = |at: Option<Millis>| at.filter(|_| fits).map(seconds);
    let title = if r.title.trim().is_empty() { &local.case_title } else { &r.title };
    let duration = r.duration_ms.or_else(|| Some(r.end_ms? - r.start_ms?)).filter(|d| *d >= 0);
    wire::ResultV2 {
        id: Some(key),
        title: title.chars().take(255).collect(),
        signature: r.signature.clone(),
        testops_ids: vec![case],
        execution: wire::Execution {
            status: r.status.for_qase().to_owned(),
            start_time: time(r.start_ms),
            end_time: time(r.end_ms),
            duration,
            stacktrace: r.stacktrace.clone(),
            thread: r.thread.clone(),
        },
        params: r.params.clone(),
        param_groups: r.param_groups.clone(),
        // Qase has no word for a step that nobody marked.
        steps: if r.steps.iter().any(is_marked) { r.steps.iter().map(|s| step(s, sent)).collect() } else { Vec::new() },
        attachments: there(&r.attachments, sent),
        message: r.comment.clone(),
        defect: r.is_defect,
        ..wire::ResultV2::default()
    }
}

/// Fingerprint by which a sent result is found in Qase's list; `None` for a result without a case.
pub(super) fn fingerprint(sent: &wire::ResultV2) -> Option<Fingerprint> {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of our time")]
    let millis = |seconds: f64| (seconds * 1000.0).round() as i64;
    Some(Fingerprint {
        case: *sent.testops_ids.first()?,
        status: sent.execution.status.clone(),
        ended: sent.execution.end_time.map(millis),
        spent_ms: sent.execution.duration,
        comment: sent.message.clone().unwrap_or_default(),
    })
}

/// True for a step that has an outcome, or one of whose steps has.
fn is_marked(s: &ResultStep) -> bool {
    s.status != ResultStatus::Untested || s.steps.iter().any(is_marked)
}

/// Qase's hashes of files.
fn there(files: &[AttachmentRef], sent: &SentFiles) -> Vec<String> {
    files.iter().filter_map(|file| sent.hash_there(file.hash.as_deref()?).cloned()).collect()
}

fn step(s: &ResultStep, sent: &SentFiles) -> wire::StepV2 {
    let status = match &s.status {
        ResultStatus::Passed => "passed",
        ResultStatus::Blocked => "blocked",
        ResultStatus::Skipped | ResultStatus::Untested => "skipped",
        ResultStatus::InProgress => "in_progress",
        _ => "failed",
    };
    wire::StepV2 {
        data: wire::StepDataV2 { action: s.action.clone(), expected_result: s.expected.clone(), input_data: s.data.clone() },
        execution: wire::StepExecution {
            status: status.to_owned(),
            duration: s.duration_ms,
            comment: s.comment.clone(),
            attachments: there(&s.attachments, sent),
        },
        steps: s.steps.iter().map(|s| step(s, sent)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::domain::ids::{CaseId, ResultId, RunId, TestId};
    use voluptas_core::domain::result::ResultContent;

    #[test]
    fn keys_are_stable_and_times_before_the_run_are_left_out() {
        assert_eq!(key("a", "SHOP", 1, 12, "h", None), key("a", "SHOP", 1, 12, "h", None));
        assert_ne!(key("a", "SHOP", 1, 12, "h", None), key("a", "SHOP", 2, 12, "h", None));
        assert_ne!(key("a", "SHOP", 1, 12, "h", None), key("a", "SHOP", 1, 12, "h", Some("changed")));
        assert_ne!(key("a", "SHOP", 1, 12, "h", None), key("a", "SHOP", 1, 13, "h", None));
        let content = ResultContent {
            status: ResultStatus::Broken,
            start_ms: Some(5_000),
            end_ms: Some(7_500),
            ..ResultContent::default()
        };
        let result_here = TestResult {
            id: ResultId(1),
            hash: "h".into(),
            run_id: RunId(1),
            test: TestId(1),
            found_by: None,
            is_retried: false,
            content,
            created_ms: 8_000,
        };
        let local = LocalResult { case_id: CaseId(1), case_title: "Pay".into(), result: result_here };
        let sent = result(&local, 12, "k".into(), Some(0), &SentFiles::default());
        assert_eq!((sent.title.as_str(), sent.execution.status.as_str()), ("Pay", "failed"));
        assert_eq!((sent.execution.start_time, sent.execution.duration), (Some(5.0), Some(2_500)));
        let steps = |statuses: &[ResultStatus]| {
            let step = |status: &ResultStatus| ResultStep { status: status.clone(), ..ResultStep::default() };
            let mut local = local.clone();
            local.result.content.steps = statuses.iter().map(step).collect();
            result(&local, 12, "k".into(), Some(0), &SentFiles::default()).steps.len()
        };
        assert_eq!(steps(&[ResultStatus::Untested, ResultStatus::Untested]), 0, "steps that nobody marked are not skipped ones");
        assert_eq!(steps(&[ResultStatus::Passed, ResultStatus::Untested]), 2);
        let late = result(&local, 12, "k".into(), Some(6_000), &SentFiles::default());
        assert_eq!((late.execution.start_time, late.execution.end_time, late.execution.duration), (None, None, Some(2_500)));
    }
}
