//! An operation of the API: its OpenAPI id, method, path, and the right that it needs.

use super::answer::Answer;
use super::call::Call;
use super::error::{ApiError, ApiResult};
use super::limits::{MAX_BODY, MAX_RESULT_FILES};
use super::rest::handlers::case_import;
use super::scan::List;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::MethodFilter;
use futures::future::BoxFuture;
use voluptas_core::domain::user::Permission;

/// The kind of function that executes an operation.
#[derive(Debug, Clone, Copy)]
pub(super) enum Handler {
    /// Takes a JSON body and answers after one transaction.
    Json(fn(&Call) -> ApiResult<Answer>),
    /// Like [`Handler::Json`], with a long list in the body.
    Bulk(List, fn(&Call) -> ApiResult<Answer>),
    /// Takes a multipart body with files.
    Upload,
    /// Takes a multipart body with the files of test tools.
    ResultFiles,
    /// Takes a multipart body with a file of cases.
    CaseFile,
    /// Takes JSON or a form, by the rules of TestOps.
    Form(fn(&Call) -> ApiResult<Answer>),
    /// Reads its body and writes its response by itself.
    Raw(fn(Call, Request) -> BoxFuture<'static, ApiResult<Response>>),
}

impl Handler {
    /// Longest body that it reads, in bytes.
    pub(super) fn longest_body(self) -> usize {
        match self {
            Self::ResultFiles => MAX_RESULT_FILES,
            Self::CaseFile => case_import::LONGEST_BODY,
            Self::Json(_) | Self::Bulk(..) | Self::Upload | Self::Form(_) | Self::Raw(_) => MAX_BODY,
        }
    }
}

/// One operation of the API.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// `operationId` of the official OpenAPI file; a name of our own for [`OWN_OPERATIONS`].
    pub id: &'static str,
    /// `GET`, `POST`, `PATCH` or `DELETE`.
    pub method: &'static str,
    /// Start of the address: `v1` or `v2`, and `api/v1` for [`OWN_OPERATIONS`].
    pub version: &'static str,
    /// The path as the OpenAPI file writes it: `/case/{code}/{id}`.
    pub path: &'static str,
    /// The right that a token must give.
    pub needs: Needs,
    pub(super) handler: Handler,
}

/// The right that an operation needs. Without it the answer is 403, and 404 where the project is invisible to the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// A permission in the project of the path.
    InProject(Permission),
    /// A permission in the registry.
    InRegistry(Permission),
    /// A permission in the projects of the things that the operation is about. Its handler leaves out things of other projects.
    InVisible(Permission),
    /// A permission in any project or in the registry. The handler refuses requests about items of other projects.
    Somewhere(Permission),
}

impl Needs {
    #[must_use]
    pub fn permission(self) -> Permission {
        match self {
            Self::InProject(permission)
            | Self::InRegistry(permission)
            | Self::InVisible(permission)
            | Self::Somewhere(permission) => permission,
        }
    }

    /// Refuses a request whose token does not allow the operation.
    pub(super) fn check(self, call: &Call) -> ApiResult<()> {
        let principal = &call.principal;
        let is_allowed = match self {
            Self::InProject(permission) => {
                principal.role_in(call.code()).ok_or_else(|| ApiError::not_found("Project"))?.allows(permission)
            }
            Self::InRegistry(permission) => principal.access.allows_in_registry(permission),
            // A list without visible things is empty.
            Self::InVisible(permission) => permission == Permission::Read || principal.allows_somewhere(permission),
            Self::Somewhere(permission) => {
                principal.access.allows_in_registry(permission) || principal.allows_somewhere(permission)
            }
        };
        if is_allowed { Ok(()) } else { Err(ApiError::forbidden()) }
    }
}

impl Operation {
    /// The path for the router. `/attachment/{code}` and `/attachment/{hash}` are one path with different methods, so that
    /// parameters are named by their place.
    pub(super) fn route(&self) -> String {
        let mut n = 0;
        let parts = self.path.split('/').map(|part| {
            if part.starts_with('{') {
                n += 1;
                format!("{{p{n}}}")
            } else {
                part.to_owned()
            }
        });
        format!("/{}{}", self.version, parts.collect::<Vec<_>>().join("/"))
    }

    /// True for the own API, whose bodies have no name twice in an object.
    pub(super) fn is_own(&self) -> bool {
        self.version == "api/v1"
    }

    /// Name of the operation in the audit, the same for every API: `delete-run`.
    pub(super) fn action(&self) -> String {
        let mut words = String::with_capacity(self.id.len() + 4);
        for c in self.id.chars() {
            if c.is_ascii_uppercase() {
                words.push('-');
            }
            words.push(c.to_ascii_lowercase());
        }
        words
    }

    /// True for an operation that goes into the audit: it deletes, changes settings of the whole project, or changes a result
    /// afterwards. Cases and suites have a history of their own.
    pub fn is_audited(&self) -> bool {
        let shared = [
            "/project",
            "/custom_field",
            "/environment",
            "/configuration",
            "/milestone",
            "/attachment",
            "/defect",
            "/review",
            "/shared_parameter",
        ];
        let is_shared = self.version == "v1" && shared.iter().any(|start| self.path.starts_with(start));
        let is_later_change = matches!(
            self.id,
            "update-result"
                | "updateResult"
                | "update-run-publicity"
                | "decide-review"
                | "case-attach-external-issue"
                | "case-detach-external-issue"
        );
        let own = [
            "/environments",
            "/milestones",
            "/configurations",
            "/defects",
            "/attachments",
            "/webhooks",
            "/tracker",
            "/retention",
            "/limits",
            "/keep",
            "/release",
        ]
        .iter()
        .any(|part| self.path.contains(part));
        let is_own = self.version == "api/v1" && (own || matches!(self.path, "/projects" | "/projects/{code}"));
        // The store notes each change of a role by itself.
        let is_noted = self.id == "removeMember";
        self.method == "DELETE" && !is_noted || self.method != "GET" && (is_shared || is_own || is_later_change)
    }

    /// Names of the parameters of the path, in order.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }

    pub(super) fn filter(&self) -> MethodFilter {
        match self.method {
            "POST" => MethodFilter::POST,
            "PATCH" => MethodFilter::PATCH,
            "PUT" => MethodFilter::PUT,
            "DELETE" => MethodFilter::DELETE,
            _ => MethodFilter::GET,
        }
    }
}
