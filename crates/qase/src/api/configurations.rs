//! Configurations: the list has no pages.

use reqwest::Method;
use serde_json::json;

use super::IdAnswer;
use crate::Client;
#[cfg(doc)]
use crate::Error;
use crate::answer::{self, Page};
use crate::error::Result;
use crate::model::ConfigurationGroup;

impl Client {
    /// All groups of configurations of a project.
    pub async fn list_configurations(&self, project: &str) -> Result<Vec<ConfigurationGroup>> {
        let request = self.in_project(Method::GET, "configuration", project, &[])?;
        let result = self.result_of(&request).await?;
        let token = &self.inner.token;
        let page = Page::read(&request.call, &result, token)?;
        page.entities.iter().map(|group| answer::read(&request.call, group, "result.entities", token)).collect()
    }

    /// Creates a group of configurations. Returns its id.
    ///
    /// # Errors
    /// [`Error::AnswerLost`] when it may have been created or not.
    pub async fn create_configuration_group(&self, project: &str, title: &str) -> Result<i64> {
        let request = self.in_project(Method::POST, "configuration", project, &["group"])?.json(&json!({ "title": title }))?;
        Ok(self.fetch::<IdAnswer>(request).await?.id)
    }

    /// Creates a configuration in a group. Returns its id.
    ///
    /// # Errors
    /// [`Error::AnswerLost`] when it may have been created or not.
    pub async fn create_configuration(&self, project: &str, group: i64, title: &str) -> Result<i64> {
        let body = json!({ "title": title, "group_id": group });
        let request = self.in_project(Method::POST, "configuration", project, &[])?.json(&body)?;
        Ok(self.fetch::<IdAnswer>(request).await?.id)
    }
}
