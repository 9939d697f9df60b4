//! Shared steps.

use reqwest::Method;

use super::HashAnswer;
use crate::Client;
#[cfg(doc)]
use crate::Error;
use crate::error::Result;
use crate::model::{SharedStep, SharedStepWrite};

impl Client {
    /// All shared steps of a project, in the order of the list: a hash tells nothing of their age.
    pub async fn list_shared_steps(&self, project: &str) -> Result<Vec<SharedStep>> {
        self.list_in_order(self.in_project(Method::GET, "shared_step", project, &[])?).await
    }

    /// One shared step.
    pub async fn get_shared_step(&self, project: &str, hash: &str) -> Result<SharedStep> {
        self.fetch(self.in_project(Method::GET, "shared_step", project, &[hash])?).await
    }

    /// Creates a shared step. Returns its hash.
    ///
    /// # Errors
    /// [`Error::AnswerLost`] when it may have been created or not.
    pub async fn create_shared_step(&self, project: &str, step: &SharedStepWrite) -> Result<String> {
        let request = self.in_project(Method::POST, "shared_step", project, &[])?.json(step)?;
        Ok(self.fetch::<HashAnswer>(request).await?.hash)
    }

    /// Replaces title and steps of a shared step.
    pub async fn update_shared_step(&self, project: &str, hash: &str, step: &SharedStepWrite) -> Result<()> {
        self.command(self.in_project(Method::PATCH, "shared_step", project, &[hash])?.json(step)?).await
    }

    /// Deletes a shared step.
    pub async fn delete_shared_step(&self, project: &str, hash: &str) -> Result<()> {
        self.command(self.in_project(Method::DELETE, "shared_step", project, &[hash])?).await
    }
}
