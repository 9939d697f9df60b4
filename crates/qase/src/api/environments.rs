//! Environments.

use reqwest::Method;

use super::IdAnswer;
use crate::Client;
#[cfg(doc)]
use crate::Error;
use crate::error::Result;
use crate::model::{Environment, EnvironmentWrite};

impl Client {
    /// All environments of a project, by id.
    pub async fn list_environments(&self, project: &str) -> Result<Vec<Environment>> {
        self.list(self.in_project(Method::GET, "environment", project, &[])?).await
    }

    /// One environment.
    pub async fn get_environment(&self, project: &str, id: i64) -> Result<Environment> {
        self.fetch(self.in_project(Method::GET, "environment", project, &[&id.to_string()])?).await
    }

    /// Creates an environment. Returns its id.
    ///
    /// # Errors
    /// [`Error::AnswerLost`] when it may have been created or not.
    pub async fn create_environment(&self, project: &str, environment: &EnvironmentWrite) -> Result<i64> {
        let request = self.in_project(Method::POST, "environment", project, &[])?.json(environment)?;
        Ok(self.fetch::<IdAnswer>(request).await?.id)
    }

    /// Changes the members that are set in `environment`.
    pub async fn update_environment(&self, project: &str, id: i64, environment: &EnvironmentWrite) -> Result<()> {
        self.command(self.in_project(Method::PATCH, "environment", project, &[&id.to_string()])?.json(environment)?).await
    }

    /// Deletes an environment.
    pub async fn delete_environment(&self, project: &str, id: i64) -> Result<()> {
        self.command(self.in_project(Method::DELETE, "environment", project, &[&id.to_string()])?).await
    }
}
