//! Plans.

use reqwest::Method;

use super::IdAnswer;
use crate::qase::Client;
#[cfg(doc)]
use crate::qase::Error;
use crate::qase::error::Result;
use crate::qase::model::{Plan, PlanWrite};

impl Client {
    /// All plans of a project, by id, without their cases.
    ///
    /// # Errors
    /// Any of [`Error`], as for every method of this client.
    pub async fn list_plans(&self, project: &str) -> Result<Vec<Plan>> {
        self.list(self.in_project(Method::GET, "plan", project, &[])?).await
    }

    /// One plan, with its cases.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not there.
    pub async fn get_plan(&self, project: &str, id: i64) -> Result<Plan> {
        self.fetch(self.in_project(Method::GET, "plan", project, &[&id.to_string()])?).await
    }

    /// Makes a plan; gives its id.
    ///
    /// # Errors
    /// [`Error::AnswerLost`] when it is not known whether it was made.
    pub async fn create_plan(&self, project: &str, plan: &PlanWrite) -> Result<i64> {
        let request = self.in_project(Method::POST, "plan", project, &[])?.json(plan)?;
        Ok(self.fetch::<IdAnswer>(request).await?.id)
    }

    /// Changes what is set in `plan`; cases replace those it has.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not there.
    pub async fn update_plan(&self, project: &str, id: i64, plan: &PlanWrite) -> Result<()> {
        self.command(self.in_project(Method::PATCH, "plan", project, &[&id.to_string()])?.json(plan)?).await
    }

    /// Deletes a plan.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it was not there before.
    pub async fn delete_plan(&self, project: &str, id: i64) -> Result<()> {
        self.command(self.in_project(Method::DELETE, "plan", project, &[&id.to_string()])?).await
    }
}
