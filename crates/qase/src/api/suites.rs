//! Suites.

use reqwest::Method;
use serde_json::json;

use super::IdAnswer;
use crate::Client;
#[cfg(doc)]
use crate::Error;
use crate::error::Result;
use crate::model::{Suite, SuiteWrite};
use crate::retry::Repeat;

impl Client {
    /// All suites of a project, by id. `parent_id` gives the parent of each.
    pub async fn list_suites(&self, project: &str) -> Result<Vec<Suite>> {
        self.list(self.in_project(Method::GET, "suite", project, &[])?).await
    }

    /// Suites with `search` in the title.
    pub async fn find_suites(&self, project: &str, search: &str) -> Result<Vec<Suite>> {
        self.list(self.in_project(Method::GET, "suite", project, &[])?.query("search", Some(search))).await
    }

    /// One suite.
    pub async fn get_suite(&self, project: &str, id: i64) -> Result<Suite> {
        self.fetch(self.in_project(Method::GET, "suite", project, &[&id.to_string()])?).await
    }

    /// Creates a suite. Returns its id.
    ///
    /// # Errors
    /// [`Error::AnswerLost`] when it may have been created or not.
    pub async fn create_suite(&self, project: &str, suite: &SuiteWrite) -> Result<i64> {
        let request = self.in_project(Method::POST, "suite", project, &[])?.json(suite)?;
        Ok(self.fetch::<IdAnswer>(request).await?.id)
    }

    /// Changes the members that are set in `suite`. The answer has no new time: read the suite again to get it.
    pub async fn update_suite(&self, project: &str, id: i64, suite: &SuiteWrite) -> Result<()> {
        self.command(self.in_project(Method::PATCH, "suite", project, &[&id.to_string()])?.json(suite)?).await
    }

    /// [`Client::update_suite`] without retries: a second attempt could overwrite an edit that somebody made after the first.
    ///
    /// # Errors
    /// [`Error::AnswerLost`] when the change may or may not have arrived. Read the suite before sending the change again.
    pub async fn update_suite_once(&self, project: &str, id: i64, suite: &SuiteWrite) -> Result<()> {
        let request = self.in_project(Method::PATCH, "suite", project, &[&id.to_string()])?.json(suite)?;
        self.command(request.repeat(Repeat::Doubles)).await
    }

    /// Deletes a suite; its cases go to the suite `move_cases_to`, or are deleted with it.
    pub async fn delete_suite(&self, project: &str, id: i64, move_cases_to: Option<i64>) -> Result<()> {
        let body = move_cases_to.map_or_else(|| json!({}), |to| json!({ "destination_id": to }));
        self.command(self.in_project(Method::DELETE, "suite", project, &[&id.to_string()])?.json(&body)?).await
    }
}
