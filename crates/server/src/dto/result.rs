//! A result as `GET /result` shows it: without title, parameters and start, as in Qase.

use super::attachment::stored_references;
use crate::error::ApiResult;
use crate::options::step_status_id;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use voluptas_core::base::clock::to_iso;
use voluptas_core::domain::ids::{CaseId, RunId};
use voluptas_core::domain::result::{ResultStep, TestResult};
use voluptas_store::Tx;

/// Data that the JSON of some results needs besides the results.
#[derive(Debug)]
pub struct ResultContext {
    root: String,
    runs: BTreeMap<RunId, i64>,
    cases: BTreeMap<CaseId, i64>,
}

impl ResultContext {
    /// Loads the data for these results.
    pub fn load(tx: &Tx<'_>, root: &str, results: &[TestResult]) -> ApiResult<Self> {
        let mut runs: Vec<RunId> = results.iter().map(|r| r.run_id).collect();
        runs.dedup();
        let cases: Vec<CaseId> = results.iter().filter_map(|r| r.content.case_id).collect();
        Ok(Self { root: root.to_owned(), runs: tx.runs().numbers(&runs)?, cases: tx.case_numbers(&cases)? })
    }

    /// The JSON of a result. A result without a case has no `case_id`.
    pub fn json(&self, result: &TestResult) -> Value {
        let c = &result.content;
        let mut body = json!({
            "hash": result.hash,
            "result_hash": result.hash,
            "comment": c.comment,
            "stacktrace": c.stacktrace,
            "run_id": self.runs.get(&result.run_id).copied().unwrap_or_default(),
            "steps": self.steps(&c.steps),
            "status": c.status.for_qase(),
            "is_api_result": c.is_api,
            "time_spent_ms": c.duration_ms.unwrap_or(0),
            "end_time": to_iso(c.end_ms.unwrap_or(result.created_ms)),
            "attachments": stored_references(&self.root, &c.attachments),
        });
        if let Some(case) = c.case_id.and_then(|id| self.cases.get(&id)) {
            body["case_id"] = json!(case);
        }
        body
    }

    fn steps(&self, steps: &[ResultStep]) -> Vec<Value> {
        let one = |(i, s): (usize, &ResultStep)| {
            json!({
                "status": step_status_id(s.status.slug()),
                "position": i + 1,
                "comment": s.comment.as_deref().unwrap_or_default(),
                "start_time": s.start_ms.map(|ms| ms.div_euclid(1000)),
                "end_time": s.end_ms.map(|ms| ms.div_euclid(1000)),
                "duration_ms": s.duration_ms,
                "attachments": stored_references(&self.root, &s.attachments),
                "steps": self.steps(&s.steps),
            })
        };
        steps.iter().enumerate().map(one).collect()
    }
}
