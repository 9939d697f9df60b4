//! Projects.

use reqwest::Method;

use crate::Client;
#[cfg(doc)]
use crate::Error;
use crate::answer::Page;
use crate::cache::Scope;
use crate::error::Result;
use crate::model::{Project, ProjectCreate};
use crate::transport::Version;

impl Client {
    /// All projects that the token sees, by code.
    pub async fn list_projects(&self) -> Result<Vec<Project>> {
        self.list(self.request(Method::GET, Version::V1, Scope::Projects, &["project"])?).await
    }

    /// Number of projects that the token sees.
    pub(crate) async fn count_projects(&self) -> Result<u64> {
        let request = self.request(Method::GET, Version::V1, Scope::Projects, &["project"])?.query("limit", Some(1));
        let result = self.result_of(&request).await?;
        let page = Page::read(&request.call, &result, &self.inner.token)?;
        Ok(page.rows().unwrap_or(page.entities.len() as u64))
    }

    /// One project, by its code in any letter case.
    ///
    /// # Errors
    /// [`Error::NotFound`] or [`Error::Forbidden`] when the token does not see it.
    pub async fn get_project(&self, code: &str) -> Result<Project> {
        self.fetch(self.in_project(Method::GET, "project", code, &[])?).await
    }

    /// Creates a project. A lost answer can be looked up with [`Client::get_project`].
    ///
    /// # Errors
    /// [`Error::Invalid`] when the code is taken or is not two to ten Latin letters; [`Error::AnswerLost`].
    pub async fn create_project(&self, project: &ProjectCreate) -> Result<()> {
        self.command(self.request(Method::POST, Version::V1, Scope::Projects, &["project"])?.json(project)?).await
    }

    /// Deletes a project with all its objects.
    pub async fn delete_project(&self, code: &str) -> Result<()> {
        self.command(self.in_project(Method::DELETE, "project", code, &[])?).await
    }
}
