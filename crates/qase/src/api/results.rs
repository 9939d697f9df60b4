//! Results, of both versions.

use reqwest::Method;
use serde::Deserialize;
use serde_json::json;

use super::HashAnswer;
#[cfg(doc)]
use crate::Error;
use crate::cache::Scope;
use crate::error::Result;
use crate::model::{ResultCreate, ResultUpdate, ResultV2, TestResult, tolerant};
use crate::retry::Repeat;
use crate::transport::{Request, Version, checked};
use crate::{Client, RESULTS_PER_REQUEST, Sent};

/// Filter of a list of results. All conditions apply together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResultFilter {
    /// Results of these runs.
    pub runs: Vec<i64>,
    /// Results of these cases.
    pub cases: Vec<i64>,
    /// Slug of one status.
    pub status: Option<String>,
    /// `true` for results posted with the API, `false` for results that a person entered.
    pub api: Option<bool>,
    /// `YYYY-MM-DD HH:MM:SS`: ended at this time or later.
    pub from_end_time: Option<String>,
    /// `YYYY-MM-DD HH:MM:SS`: ended at this time or earlier.
    pub to_end_time: Option<String>,
}

impl ResultFilter {
    /// Results of one run.
    #[must_use]
    pub fn run(id: i64) -> Self {
        Self { runs: vec![id], ..Self::default() }
    }
}

/// `{"case_id": 1, "hash": "…"}`
#[derive(Debug, Deserialize)]
struct ResultAnswer {
    #[serde(default, deserialize_with = "tolerant::opt_int")]
    case_id: Option<i64>,
    #[serde(deserialize_with = "tolerant::text")]
    hash: String,
}

fn comma_list(ids: &[i64]) -> Option<String> {
    (!ids.is_empty()).then(|| ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
}

impl Client {
    /// All results of a project that match the filter, oldest end first. A case may have several in one run: the last counts.
    pub async fn list_results(&self, project: &str, filter: &ResultFilter) -> Result<Vec<TestResult>> {
        let request = self.results_request(project, filter)?;
        let mut results: Vec<TestResult> = self.list(request).await?;
        results.sort_by_cached_key(|r| (r.ended(), r.hash.clone()));
        Ok(results)
    }

    /// Passes every result that matches the filter to `take`, with its index in the server's list, page by page in any order and
    /// without the cache. Returns the number of results. For runs that are too long to hold in memory.
    ///
    /// # Errors
    /// Any of [`Error`], after which `take` has got a part of the list.
    pub async fn visit_results(&self, project: &str, filter: &ResultFilter, take: impl FnMut(u64, TestResult)) -> Result<u64> {
        self.visit(self.results_request(project, filter)?, take).await
    }

    /// Number of results that match the filter: one short request without the cache.
    pub async fn count_results(&self, project: &str, filter: &ResultFilter) -> Result<u64> {
        self.count_rows(&self.results_request(project, filter)?).await
    }

    fn results_request(&self, project: &str, filter: &ResultFilter) -> Result<Request> {
        Ok(self
            .in_project(Method::GET, "result", project, &[])?
            .query("status", filter.status.as_deref())
            .query("run", comma_list(&filter.runs))
            .query("case_id", comma_list(&filter.cases))
            .query("api", filter.api)
            .query("from_end_time", filter.from_end_time.as_deref())
            .query("to_end_time", filter.to_end_time.as_deref()))
    }

    /// One result.
    pub async fn get_result(&self, project: &str, hash: &str) -> Result<TestResult> {
        self.fetch(self.in_project(Method::GET, "result", project, &[hash])?).await
    }

    /// Posts one result (version 1). Returns the id of its case, if Qase sends it, and its hash.
    ///
    /// # Errors
    /// [`Error::AnswerLost`] when it may have been stored or not.
    pub async fn create_result(&self, project: &str, run: i64, result: &ResultCreate) -> Result<(Option<i64>, String)> {
        let request = self.in_project(Method::POST, "result", project, &[&run.to_string()])?.json(result)?;
        let answer: ResultAnswer = self.fetch(request).await?;
        Ok((answer.case_id, answer.hash))
    }

    /// Posts results (version 1), [`RESULTS_PER_REQUEST`] at a time. They have no key: posted twice, they are stored twice. After
    /// [`Sent::in_doubt`], read the results of the run to see which were stored.
    ///
    /// # Errors
    /// Only when no request can be made. The outcome of the requests is in [`Sent`].
    pub async fn create_results(&self, project: &str, run: i64, results: &[ResultCreate]) -> Result<Sent<()>> {
        let request = &self.in_project(Method::POST, "result", project, &[&run.to_string(), "bulk"])?;
        Ok(self
            .in_batches(results.len(), RESULTS_PER_REQUEST, |range| async move {
                self.command(request.clone().json(&json!({ "results": &results[range] }))?).await?;
                Ok(Vec::new())
            })
            .await)
    }

    /// Posts one result (version 2). Returns the id of its case, if Qase sends it, and its hash.
    ///
    /// # Errors
    /// [`Error::AnswerLost`] when it has no key and may have been stored or not.
    pub async fn create_result_v2(&self, project: &str, run: i64, result: &ResultV2) -> Result<(Option<i64>, String)> {
        let repeat = repeat_of(std::slice::from_ref(result));
        let answer: ResultAnswer = self.fetch(self.v2(project, run, "result")?.repeat(repeat).json(result)?).await?;
        Ok((answer.case_id, answer.hash))
    }

    /// Posts results (version 2), [`RESULTS_PER_REQUEST`] at a time. Results with a key are safe to post again: lost answers are
    /// repeated. Qase lists the results some time after it answers.
    ///
    /// # Errors
    /// Only when no request can be made. The outcome of the requests is in [`Sent`].
    pub async fn create_results_v2(&self, project: &str, run: i64, results: &[ResultV2]) -> Result<Sent<()>> {
        let request = &self.v2(project, run, "results")?;
        Ok(self
            .in_batches(results.len(), RESULTS_PER_REQUEST, |range| async move {
                let batch = &results[range];
                self.command(request.clone().repeat(repeat_of(batch)).json(&json!({ "results": batch }))?).await?;
                Ok(Vec::new())
            })
            .await)
    }

    /// Changes the members that are set in `result`.
    pub async fn update_result(&self, project: &str, run: i64, hash: &str, result: &ResultUpdate) -> Result<()> {
        let request = self.in_project(Method::PATCH, "result", project, &[&run.to_string(), hash])?.json(result)?;
        self.fetch::<Option<HashAnswer>>(request).await.map(drop)
    }

    /// Deletes a result.
    pub async fn delete_result(&self, project: &str, run: i64, hash: &str) -> Result<()> {
        self.command(self.in_project(Method::DELETE, "result", project, &[&run.to_string(), hash])?).await
    }

    fn v2(&self, project: &str, run: i64, last: &str) -> Result<Request> {
        let project = checked(project)?;
        self.request(Method::POST, Version::V2, Scope::project(project), &[project, "run", &run.to_string(), last])
    }
}

/// True when every result has a key, so that Qase stores none of them twice.
fn repeat_of(results: &[ResultV2]) -> Repeat {
    let keyed = results.iter().all(|r| r.id.as_deref().is_some_and(|id| !id.is_empty()));
    if keyed { Repeat::Harmless } else { Repeat::Doubles }
}
