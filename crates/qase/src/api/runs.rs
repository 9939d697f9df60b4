//! Runs.

use reqwest::Method;
use serde::Deserialize;
use serde_json::json;

use super::IdAnswer;
use crate::Client;
use crate::error::{Error, Kind, Result};
use crate::model::{Run, RunCreate, RunUpdate, tolerant};
use crate::retry::Repeat;

/// Filter of a list of runs. All conditions apply together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunFilter {
    /// Part of the title.
    pub search: Option<String>,
    /// `in_progress`, `passed`, `failed`, `aborted`; several separated by commas.
    pub status: Option<String>,
    /// Runs of this milestone.
    pub milestone: Option<i64>,
    /// Runs of this environment.
    pub environment: Option<i64>,
    /// Unix seconds: started at this time or later.
    pub from_start_time: Option<i64>,
    /// Unix seconds: started at this time or earlier.
    pub to_start_time: Option<i64>,
    /// Include the ids of the cases.
    pub with_cases: bool,
}

/// `{"url": "…"}`
#[derive(Debug, Deserialize)]
struct UrlAnswer {
    #[serde(default, deserialize_with = "tolerant::opt_text")]
    url: Option<String>,
}

impl Client {
    /// All runs of a project that match the filter, by id.
    pub async fn list_runs(&self, project: &str, filter: &RunFilter) -> Result<Vec<Run>> {
        let request = self
            .in_project(Method::GET, "run", project, &[])?
            .query("search", filter.search.as_deref())
            .query("status", filter.status.as_deref())
            .query("milestone", filter.milestone)
            .query("environment", filter.environment)
            .query("from_start_time", filter.from_start_time)
            .query("to_start_time", filter.to_start_time)
            .query("include", filter.with_cases.then_some("cases"));
        self.list(request).await
    }

    /// One run, with the ids of its cases on request.
    pub async fn get_run(&self, project: &str, id: i64, with_cases: bool) -> Result<Run> {
        let request = self.in_project(Method::GET, "run", project, &[&id.to_string()])?;
        self.fetch(request.query("include", with_cases.then_some("cases"))).await
    }

    /// Creates a run. Returns its id.
    ///
    /// # Errors
    /// [`Error::AnswerLost`] when it may have been created or not.
    pub async fn create_run(&self, project: &str, run: &RunCreate) -> Result<i64> {
        let request = self.in_project(Method::POST, "run", project, &[])?.json(run)?;
        Ok(self.fetch::<IdAnswer>(request).await?.id)
    }

    /// Changes the members that are set in `run`.
    pub async fn update_run(&self, project: &str, id: i64, run: &RunUpdate) -> Result<()> {
        self.command(self.in_project(Method::PATCH, "run", project, &[&id.to_string()])?.json(run)?).await
    }

    /// Deletes a run with its results.
    pub async fn delete_run(&self, project: &str, id: i64) -> Result<()> {
        self.command(self.in_project(Method::DELETE, "run", project, &[&id.to_string()])?).await
    }

    /// Closes a run for good; the API cannot reopen it. Closing a closed run does no harm, so after a lost answer the run is read
    /// and, if still open, closed again.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the run does not exist; [`Error::AnswerLost`] when no answer came and the run stayed open.
    pub async fn complete_run(&self, project: &str, id: i64) -> Result<()> {
        let request = &self.in_project(Method::POST, "run", project, &[&id.to_string(), "complete"])?;
        let is_closed = |fresh: Client| async move { fresh.get_run(project, id, false).await.map(|run| !run.is_open()) };
        let retry = self.retry_policy();
        let mut lost = None;
        for attempt in 1..=retry.max_attempts {
            let error = match self.command(request.clone()).await {
                Err(error @ Error::AnswerLost { .. }) => error,
                // Qase may refuse to close a run that an earlier attempt has closed.
                Err(error) if lost.is_some() && error.kind() == Kind::Input => {
                    return if is_closed(self.refresh()).await? { Ok(()) } else { Err(error) };
                }
                outcome => return outcome,
            };
            if self.or_cancelled(tokio::time::sleep(retry.wait(attempt, self.jitter()))).await.is_err() {
                return Err(error);
            }
            match is_closed(self.refresh()).await {
                Ok(true) => return Ok(()),
                Ok(false) => lost = Some(error),
                Err(failed) if failed.is_retryable() || failed == Error::Cancelled => return Err(error),
                Err(failed) => return Err(failed),
            }
        }
        let closed = self.look_for(|fresh, _| async move { Ok(is_closed(fresh).await?.then_some(())) }).await;
        match (closed, lost) {
            (Ok(None) | Err(_), Some(lost)) => Err(lost),
            (outcome, _) => outcome.map(drop),
        }
    }

    /// Opens or closes the public report of a run. Returns the address of an open report.
    pub async fn publish_run(&self, project: &str, id: i64, public: bool) -> Result<Option<String>> {
        let request = self.in_project(Method::PATCH, "run", project, &[&id.to_string(), "public"])?;
        let request = request.repeat(Repeat::Harmless).json(&json!({ "status": public }))?;
        let answer: Option<UrlAnswer> = self.fetch(request).await?;
        Ok(answer.and_then(|a| a.url))
    }
}
