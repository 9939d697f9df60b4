//! System fields and custom fields.

use reqwest::Method;

use super::IdAnswer;
use crate::Client;
use crate::cache::Scope;
use crate::error::{Error, Result};
use crate::model::{CustomField, CustomFieldWrite, FieldEntity, SystemField};
use crate::transport::{Request, Version};

impl Client {
    /// The fields that every case has, with the account's options.
    pub async fn list_system_fields(&self) -> Result<Vec<SystemField>> {
        self.fetch(self.request(Method::GET, Version::V1, Scope::Account, &["system_field"])?).await
    }

    /// All custom fields, or those of one kind of object: from version 2, whose options are a list, or from version 1 if the
    /// server has no version 2.
    pub async fn list_custom_fields(&self, entity: Option<FieldEntity>) -> Result<Vec<CustomField>> {
        match self.list_custom_fields_v2(entity).await {
            Err(Error::NotFound { .. } | Error::Unexpected { .. }) => self.list_custom_fields_v1(entity).await,
            outcome => outcome,
        }
    }

    /// All custom fields, from version 1 of the API.
    pub async fn list_custom_fields_v1(&self, entity: Option<FieldEntity>) -> Result<Vec<CustomField>> {
        let request = self.custom_field(Method::GET, Version::V1, None)?;
        self.list(request.query("entity", entity.map(FieldEntity::slug))).await
    }

    /// All custom fields, from version 2 of the API.
    pub async fn list_custom_fields_v2(&self, entity: Option<FieldEntity>) -> Result<Vec<CustomField>> {
        let request = self.custom_field(Method::GET, Version::V2, None)?;
        self.list(request.query("entity", entity.map(FieldEntity::slug))).await
    }

    /// One custom field.
    pub async fn get_custom_field(&self, id: i64) -> Result<CustomField> {
        self.fetch(self.custom_field(Method::GET, Version::V1, Some(id))?).await
    }

    /// Creates a custom field. Returns its id.
    ///
    /// # Errors
    /// [`Error::AnswerLost`] when it may have been created or not; [`Error::Forbidden`] when the role does not allow it.
    pub async fn create_custom_field(&self, field: &CustomFieldWrite) -> Result<i64> {
        Ok(self.fetch::<IdAnswer>(self.custom_field(Method::POST, Version::V1, None)?.json(field)?).await?.id)
    }

    /// Changes a custom field.
    pub async fn update_custom_field(&self, id: i64, field: &CustomFieldWrite) -> Result<()> {
        let field = CustomFieldWrite { entity: None, kind: None, ..field.clone() };
        self.command(self.custom_field(Method::PATCH, Version::V1, Some(id))?.json(&field)?).await
    }

    /// Deletes a custom field with all its values.
    pub async fn delete_custom_field(&self, id: i64) -> Result<()> {
        self.command(self.custom_field(Method::DELETE, Version::V1, Some(id))?).await
    }

    fn custom_field(&self, method: Method, version: Version, id: Option<i64>) -> Result<Request> {
        let id = id.map(|id| id.to_string());
        let segments: Vec<&str> = std::iter::once("custom_field").chain(id.as_deref()).collect();
        self.request(method, version, Scope::Account, &segments)
    }
}
