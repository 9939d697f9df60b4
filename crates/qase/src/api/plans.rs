//! Plans.

use reqwest::Method;

use super::IdAnswer;
use crate::Client;
#[cfg(doc)]
use crate::Error;
use crate::error::Result;
use crate::model::{Plan, PlanWrite};

impl Client {
    /// All plans of a project, by id, without their cases.
    pub async fn list_plans(&self, project: &str) -> Result<Vec<Plan>> {
        self.list(self.in_project(Method::GET, "plan", project, &[])?).await
    }

    /// One plan, with its cases.
    pub async fn get_plan(&self, project: &str, id: i64) -> Result<Plan> {
        self.fetch(self.in_project(Method::GET, "plan", project, &[&id.to_string()])?).await
    }

    /// Creates a plan. Returns its id.
    ///
    /// # Errors
    /// [`Error::AnswerLost`] when it may have been created or not.
    pub async fn create_plan(&self, project: &str, plan: &PlanWrite) -> Result<i64> {
        let request = self.in_project(Method::POST, "plan", project, &[])?.json(plan)?;
        Ok(self.fetch::<IdAnswer>(request).await?.id)
    }

    /// Changes the members that are set in `plan`. Cases replace the plan's cases.
    pub async fn update_plan(&self, project: &str, id: i64, plan: &PlanWrite) -> Result<()> {
        self.command(self.in_project(Method::PATCH, "plan", project, &[&id.to_string()])?.json(plan)?).await
    }

    /// Deletes a plan.
    pub async fn delete_plan(&self, project: &str, id: i64) -> Result<()> {
        self.command(self.in_project(Method::DELETE, "plan", project, &[&id.to_string()])?).await
    }
}
