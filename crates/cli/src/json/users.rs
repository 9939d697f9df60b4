//! Objects of `users` and `tokens`.

use serde::Serialize;
use std::collections::BTreeMap;
use voluptas_app::workspace::tokens::{TokenPlan, TokenState};
use voluptas_app::workspace::users::UserState;
use voluptas_core::base::clock::to_iso;
use voluptas_core::domain::user::Role;
use voluptas_store::audit::AuditEntry;

/// `users list`.
#[derive(Debug, Serialize)]
pub struct UsersAnswer {
    /// By name.
    pub users: Vec<UserObject>,
}

/// A user; `users add` and `users change` print the one that they are about.
#[derive(Debug, Serialize)]
pub struct UserObject {
    /// Row id; null for a user that would be created.
    pub id: Option<i64>,
    pub name: String,
    /// Role in the registry; `admin` is every right in the workspace.
    pub role: Option<Role>,
    /// Roles by code of the project.
    pub projects: BTreeMap<String, Role>,
    /// Number of tokens that were not revoked.
    pub tokens: usize,
    /// E-mail by which the first sign-in through a provider finds the user.
    pub email: Option<String>,
    /// The user has an account at a provider.
    pub is_linked: bool,
}

impl From<UserState> for UserObject {
    fn from(user: UserState) -> Self {
        Self {
            id: user.id.map(|id| id.0),
            name: user.name,
            role: user.role,
            projects: user.projects,
            tokens: user.tokens,
            email: user.email,
            is_linked: user.has_identity,
        }
    }
}

#[derive(Debug, Serialize)]
pub struct UserRemovedAnswer {
    /// Row id.
    pub id: Option<i64>,
    pub name: String,
    /// Number of tokens that ended with the user.
    pub tokens: usize,
}

/// `tokens list`.
#[derive(Debug, Serialize)]
pub struct TokensAnswer {
    /// The tokens that were not revoked, oldest first.
    pub tokens: Vec<TokenObject>,
}

/// A token without its secret text; `tokens revoke` prints the one that it revoked.
#[derive(Debug, Serialize)]
pub struct TokenObject {
    /// Row id.
    pub id: i64,
    /// Name of the owner.
    pub user: String,
    /// A note on its purpose.
    pub title: String,
    /// The highest role that it has anywhere; null keeps the roles of its owner.
    pub role: Option<Role>,
    /// Codes of the projects in which it is valid; null is all projects of its owner.
    pub projects: Option<Vec<String>>,
    /// Time of creation.
    pub created_at: String,
    /// End of its validity.
    pub expires_at: Option<String>,
    /// Last use, up to a minute late.
    pub last_used_at: Option<String>,
    /// `active`, `expired` or `revoked`.
    pub state: &'static str,
}

impl From<TokenState> for TokenObject {
    fn from(token: TokenState) -> Self {
        Self {
            id: token.id.0,
            user: token.user,
            title: token.title,
            role: token.role,
            projects: token.projects,
            created_at: to_iso(token.created_ms),
            expires_at: token.expires_ms.map(to_iso),
            last_used_at: token.used_ms.map(to_iso),
            state: if token.is_expired { "expired" } else { "active" },
        }
    }
}

/// `tokens add --dry-run`: the token that would be created.
#[derive(Debug, Serialize)]
pub struct PlannedToken {
    /// Name of the owner.
    pub user: String,
    /// A note on its purpose.
    pub title: String,
    /// The highest role that it has anywhere; null keeps the roles of its owner.
    pub role: Option<Role>,
    /// Codes of the projects in which it is valid; null is all projects of its owner.
    pub projects: Option<Vec<String>>,
    /// End of its validity.
    pub expires_at: Option<String>,
}

impl From<TokenPlan> for PlannedToken {
    fn from(plan: TokenPlan) -> Self {
        Self {
            user: plan.user,
            title: plan.title,
            role: plan.role,
            projects: (!plan.projects.is_empty()).then_some(plan.projects),
            expires_at: plan.expires_ms.map(to_iso),
        }
    }
}

#[derive(Debug, Serialize)]
pub struct TokenAddedAnswer {
    /// The token; never again.
    pub token: String,
    /// Everything else about it.
    #[serde(flatten)]
    pub about: TokenObject,
}

/// `secrets set`, `secrets remove`.
#[derive(Debug, Serialize)]
pub struct SecretAnswer {
    /// The service, without a secret.
    pub address: String,
    /// `saved` or `removed`.
    pub state: &'static str,
}

/// `audit`.
#[derive(Debug, Serialize)]
pub struct AuditAnswer {
    /// The written file; null without `--export`.
    pub file: Option<String>,
    /// Number of rows.
    pub count: usize,
    /// True when there are older rows than the last one.
    pub has_more: bool,
    /// Newest first; empty with `--export`.
    pub entries: Vec<AuditObject>,
}

/// One row of the audit.
#[derive(Debug, Serialize)]
pub struct AuditObject {
    /// Time of the event; of the first one, for several.
    pub at: String,
    /// User of the server or person of the command line; null for a stranger.
    pub user: Option<String>,
    /// `api`, `cli`, `window`, ...
    pub source: String,
    /// Address of the client.
    pub address: Option<String>,
    /// Id of the operation of the API, or a word such as `create-user`, `sign-in`, `refused-token`.
    pub action: String,
    /// Code of the project.
    pub project: Option<String>,
    /// Name, number or hash of the thing.
    pub object: Option<String>,
    /// The values that were sent, long ones cut.
    pub detail: Option<serde_json::Value>,
    /// Equal events that the row stands for.
    pub times: i64,
}

impl From<AuditEntry> for AuditObject {
    fn from(row: AuditEntry) -> Self {
        Self {
            at: to_iso(row.at_ms),
            user: row.who,
            source: row.source,
            address: row.address,
            action: row.action,
            project: row.project,
            object: row.object,
            detail: row.detail.and_then(|detail| serde_json::from_str(&detail).ok()),
            times: row.times,
        }
    }
}
