//! Milestones.

use reqwest::Method;

use super::IdAnswer;
use crate::Client;
#[cfg(doc)]
use crate::Error;
use crate::error::Result;
use crate::model::{Milestone, MilestoneWrite};

impl Client {
    /// All milestones of a project, by id.
    pub async fn list_milestones(&self, project: &str) -> Result<Vec<Milestone>> {
        self.list(self.in_project(Method::GET, "milestone", project, &[])?).await
    }

    /// One milestone.
    pub async fn get_milestone(&self, project: &str, id: i64) -> Result<Milestone> {
        self.fetch(self.in_project(Method::GET, "milestone", project, &[&id.to_string()])?).await
    }

    /// Creates a milestone. Returns its id.
    ///
    /// # Errors
    /// [`Error::AnswerLost`] when it may have been created or not.
    pub async fn create_milestone(&self, project: &str, milestone: &MilestoneWrite) -> Result<i64> {
        let request = self.in_project(Method::POST, "milestone", project, &[])?.json(milestone)?;
        Ok(self.fetch::<IdAnswer>(request).await?.id)
    }

    /// Changes the members that are set in `milestone`. The date cannot be changed.
    pub async fn update_milestone(&self, project: &str, id: i64, milestone: &MilestoneWrite) -> Result<()> {
        let milestone = MilestoneWrite { due_date: None, ..milestone.clone() };
        self.command(self.in_project(Method::PATCH, "milestone", project, &[&id.to_string()])?.json(&milestone)?).await
    }

    /// Deletes a milestone.
    pub async fn delete_milestone(&self, project: &str, id: i64) -> Result<()> {
        self.command(self.in_project(Method::DELETE, "milestone", project, &[&id.to_string()])?).await
    }
}
