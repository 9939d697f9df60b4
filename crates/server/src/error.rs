//! The refusal of a request: status code and Qase's error body.

use super::answer::Answer;
use axum::http::StatusCode;
use serde_json::json;
use voluptas_core::domain::message::Explain as _;
use voluptas_i18n::{Lang, Tr, plain_numbers};
use voluptas_ingest as ingest;
use voluptas_store as store;

/// An error in one field of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Path of the field: `results.0.execution.status`.
    pub field: String,
    /// Description of the error.
    pub error: String,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// The status code.
    pub status: StatusCode,
    /// One sentence.
    pub message: String,
    /// Fields that break a rule; only for invalid data.
    pub fields: Vec<FieldError>,
    /// Seconds to wait before the next attempt.
    pub retry_after: Option<u64>,
}

/// Seconds to wait for a database that cannot be reached, or that another program writes to.
const RETRY_AFTER_S: u64 = 5;

/// Most wrong fields that a refusal lists by what is wrong with each. The next one says how many there are besides.
const LISTED_FIELDS: usize = 100;

/// Result of a handler.
pub type ApiResult<T> = std::result::Result<T, ApiError>;

impl ApiError {
    /// A refusal with a status and a sentence.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), fields: Vec::new(), retry_after: None }
    }

    /// 400 with the fields that break a rule.
    pub fn invalid(fields: Vec<FieldError>) -> Self {
        Self { fields: listed(fields), ..Self::new(StatusCode::BAD_REQUEST, "Data is invalid.") }
    }

    /// 400 for one field.
    pub fn field(field: impl Into<String>, error: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError { field: field.into(), error: error.into() }])
    }

    /// 422 for one field of the body, named by its JSON pointer.
    pub fn unprocessable(pointer: &str, error: impl Into<String>) -> Self {
        Self::unprocessable_fields(vec![FieldError { field: pointer.to_owned(), error: error.into() }])
    }

    /// 422 with the fields that break a rule.
    pub fn unprocessable_fields(fields: Vec<FieldError>) -> Self {
        Self { fields: listed(fields), ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "The request breaks a rule.") }
    }

    /// 404: `Project not found`.
    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("{what} not found"))
    }

    /// 401: no token, or none in force.
    pub fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Unauthenticated.")
    }

    /// 403: the token's role is too low.
    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "The role of this token does not allow this.")
    }

    /// 413 with a reason.
    pub fn too_large(message: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, message)
    }

    /// The refusal with its fields put under the place of an object in the body (`cases.3`).
    #[must_use]
    pub fn within(mut self, place: &str) -> Self {
        if !place.is_empty() {
            for wrong in &mut self.fields {
                wrong.field = format!("{place}.{}", wrong.field);
            }
        }
        self
    }

    /// The refusal with its JSON pointers put under the place of an object in the body (`/case`).
    #[must_use]
    pub fn below(mut self, pointer: &str) -> Self {
        for wrong in &mut self.fields {
            wrong.field.insert_str(0, pointer);
        }
        self
    }

    /// The answer with this refusal.
    #[must_use]
    pub fn into_answer(self) -> Answer {
        let refusal = Some(Box::new(self.clone()));
        let mut body = json!({ "status": false, "errorMessage": plain_numbers(&self.message) });
        if !self.fields.is_empty() {
            let field = |f: FieldError| json!({ "field": f.field, "error": plain_numbers(&f.error) });
            body["errorFields"] = self.fields.into_iter().map(field).collect::<Vec<_>>().into();
        }
        Answer { retry_after: self.retry_after, refusal, ..Answer::new(self.status, &body) }
    }
}

/// The first wrong fields, and one more with the number of those behind it.
fn listed(mut fields: Vec<FieldError>) -> Vec<FieldError> {
    let more = fields.len().saturating_sub(LISTED_FIELDS + 1);
    if more > 0 {
        fields.truncate(LISTED_FIELDS + 1);
        if let Some(last) = fields.last_mut() {
            last.error = format!("is wrong; further wrong fields: {more}");
        }
        fields.shrink_to_fit();
    }
    fields
}

impl From<store::Error> for ApiError {
    fn from(error: store::Error) -> Self {
        let sentence = |e: &store::Error| Tr::new(Lang::En).message(&e.message());
        match &error {
            store::Error::NotFound { entity, .. } => Self::not_found(&title(entity)),
            store::Error::Invalid(invalid) => Self::field(invalid.field, sentence(&error)),
            store::Error::Duplicate(_) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "The value has already been taken."),
            store::Error::MissingParent => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "The data points to something that does not exist.")
            }
            store::Error::Unavailable(_) => {
                tracing::error!(error = %error, "the database cannot be reached");
                let refused = Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "The server cannot reach its database. Nothing was stored; try again in a few seconds.",
                );
                Self { retry_after: Some(RETRY_AFTER_S), ..refused }
            }
            store::Error::Busy => {
                tracing::error!(error = %error, "another program holds the workspace for too long");
                let refused = Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "Another program writes to the server's workspace. Nothing was stored; try again in a few seconds.",
                );
                Self { retry_after: Some(RETRY_AFTER_S), ..refused }
            }
            store::Error::Moved { .. } => {
                tracing::error!(error = %error, "the workspace is not in its place");
                let refused = Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "The server's workspace file was moved, removed or replaced. Nothing was stored. \
                     Put it back beside its -wal file before the server is started again.",
                );
                Self { retry_after: Some(RETRY_AFTER_S), ..refused }
            }
            full if full.is_disk_full() => {
                tracing::error!(error = %error, "the disk is full");
                Self::new(
                    StatusCode::INSUFFICIENT_STORAGE,
                    "The server's disk is full. Nothing was stored; free some space and try again.",
                )
            }
            store::Error::Io { .. } => {
                tracing::error!(error = %error, "a file beside the workspace cannot be read or written");
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Internal error: the server's attachments could not be read or written.",
                )
            }
            store::Error::ReadOnly => {
                tracing::error!(error = %error, "the workspace is read-only");
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Internal error: the server may only read its workspace. Nothing was stored.",
                )
            }
            _ => {
                tracing::error!(error = %error, "the store refuses a request of the server");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal error: the workspace file could not be read or written.")
            }
        }
    }
}

impl From<ingest::Error> for ApiError {
    fn from(error: ingest::Error) -> Self {
        match error {
            ingest::Error::UnknownCase { place } => Self::field("case_id", "The selected case id is invalid.").within(&place),
            ingest::Error::UnknownFile { place, field, hash } => {
                Self::field(field, format!("The attachment {hash} does not exist.")).within(&place)
            }
            ingest::Error::Store(error) => error.into(),
        }
    }
}

/// 404 in the envelope, for paths that lead nowhere.
pub async fn nothing_here() -> Answer {
    nowhere().into_answer()
}

/// 404 for a path that leads nowhere.
pub fn nowhere() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "Not Found")
}

/// 405 in the envelope, for methods that a path does not know.
pub async fn wrong_method() -> Answer {
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed").into_answer()
}

/// `custom_field` as a person writes it: `Custom field`.
fn title(entity: &str) -> String {
    let mut words = entity.replace('_', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_lists_a_hundred_wrong_fields_and_counts_the_rest() {
        let refused = |count: usize| {
            let field = |n: usize| FieldError { field: format!("/custom_fields/{n}"), error: "is wrong".to_owned() };
            ApiError::unprocessable_fields((0..count).map(field).collect())
        };
        let many = refused(120_000);
        let last = many.fields.last().expect("a field");
        assert_eq!((many.fields.len(), last.field.as_str()), (101, "/custom_fields/100"));
        assert_eq!(last.error, "is wrong; further wrong fields: 119899");
        assert_eq!(refused(101).fields[100].error, "is wrong");
    }

    #[test]
    fn a_workspace_that_another_program_holds_is_a_matter_of_waiting() {
        let refused = ApiError::from(store::Error::Busy);
        assert_eq!((refused.status, refused.retry_after), (StatusCode::SERVICE_UNAVAILABLE, Some(RETRY_AFTER_S)));
    }
}
