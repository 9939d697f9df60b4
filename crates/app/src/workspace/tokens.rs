//! The tokens of the server's users. A token is returned once, when it is created; the workspace stores its hash.

use crate::workspace::users::named;
use serde::Serialize;
use std::collections::BTreeMap;
use voluptas_core::base::{Millis, Secret};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{ProjectId, TokenId, UserId};
use voluptas_core::domain::user::{Role, Token};
use voluptas_core::domain::validate::Invalid;
use voluptas_store::server_tokens::NewToken;
use voluptas_store::{Error, Op, Result, Store, Tx, hash};

/// A token without its secret text, with names in place of row ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenState {
    /// Row id.
    pub id: TokenId,
    /// Name of the owner.
    pub user: String,
    /// A note on its purpose.
    pub title: String,
    /// Highest role of the token; `None` keeps the roles of its owner.
    pub role: Option<Role>,
    /// Codes of the projects in which the token is valid; `None` means all projects of its owner.
    pub projects: Option<Vec<String>>,
    /// Time of creation.
    pub created_ms: Millis,
    /// End of its validity.
    pub expires_ms: Option<Millis>,
    /// Last use, up to a minute late.
    pub used_ms: Option<Millis>,
    /// True after the end of its validity.
    pub is_expired: bool,
}

/// Most tokens of a user that were not revoked.
pub const MAX_OF_USER: usize = 50;

/// A token to create.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TokenRequest {
    /// Name of the owner, in any letter case.
    pub user: String,
    /// A note on its purpose.
    pub title: String,
    /// Highest role of the token; `None` keeps the roles of its owner.
    pub role: Option<Role>,
    /// Codes of the projects in which the token is valid; empty means all projects of its owner.
    pub projects: Vec<String>,
    /// End of its validity.
    pub expires_ms: Option<Millis>,
}

/// A planned token: the request with the names of the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokenPlan {
    /// Name of the owner.
    pub user: String,
    /// A note on its purpose.
    pub title: String,
    /// Highest role of the token.
    pub role: Option<Role>,
    /// Codes of the projects in which the token is valid; empty means all projects of its owner.
    pub projects: Vec<String>,
    /// End of its validity.
    pub expires_ms: Option<Millis>,
    #[serde(skip)]
    owner: UserId,
    #[serde(skip)]
    project_ids: Vec<ProjectId>,
}

/// The tokens that were not revoked, oldest first. Blocks.
pub fn list(store: &Store) -> Result<Vec<TokenState>> {
    store.read(all)
}

/// Plans a token. Blocks.
///
/// # Errors
/// [`Error::NotFound`] with the entity `user` or `project`; [`Error::Invalid`] for an end in the past, a project in which the
/// owner has no role, or one token more than [`MAX_OF_USER`].
pub fn plan(store: &Store, request: &TokenRequest) -> Result<TokenPlan> {
    store.read(|tx| plan_in(tx, request))
}

/// Creates a planned token. Returns its secret text, which is not stored and cannot be read again, and the stored token. Blocks.
///
/// # Errors
/// The errors of [`plan`], whose conditions are checked again.
pub fn apply(store: &Store, plan: &TokenPlan) -> Result<(Secret, TokenState)> {
    let secret = new_token()?;
    let written = store.write(Op::bulk("add_token"), |tx| apply_in(tx, plan, &secret))?;
    Ok((secret, written.value))
}

/// [`apply`] in a write, with a secret of [`new_token`].
pub fn apply_in(tx: &Tx<'_>, plan: &TokenPlan, secret: &Secret) -> Result<TokenState> {
    let TokenPlan { user, title, role, projects, expires_ms, .. } = plan.clone();
    if plan_in(tx, &TokenRequest { user, title, role, projects, expires_ms })? != *plan {
        return Err(Invalid::new("token", Message::new("app-error-plan-stale")).into());
    }
    let new = NewToken {
        role,
        projects: (!plan.project_ids.is_empty()).then(|| plan.project_ids.iter().copied().collect()),
        expires_ms,
        ..NewToken::of(plan.owner, plan.title.as_str())
    };
    let id = tx.server_tokens().add(&token_hash(secret), &new)?;
    with_id(tx, id)
}

/// The token that [`revoke`] would revoke. Blocks.
///
/// # Errors
/// [`Error::NotFound`] for an unknown or revoked token.
pub fn plan_revoke(store: &Store, id: TokenId) -> Result<TokenState> {
    store.read(|tx| with_id(tx, id))
}

/// Revokes a token. Returns the revoked token. Blocks.
///
/// # Errors
/// [`Error::NotFound`] for an unknown or revoked token.
pub fn revoke(store: &Store, id: TokenId) -> Result<TokenState> {
    let written = store.write(Op::bulk("revoke_token"), |tx| {
        let found = with_id(tx, id)?;
        tx.server_tokens().revoke(id)?;
        Ok(found)
    });
    written.map(|w| w.value)
}

/// A new token: 256 random bits.
pub fn new_token() -> Result<Secret> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| Error::Engine(e.to_string()))?;
    Ok(Secret::new(hash::hex(&bytes)))
}

/// The hash under which a token is stored.
pub fn token_hash(token: &Secret) -> String {
    hash::hex(&digest(token.expose()))
}

/// The bytes of [`token_hash`].
fn digest(token: &str) -> [u8; 32] {
    *blake3::hash(token.as_bytes()).as_bytes()
}

fn plan_in(tx: &Tx<'_>, request: &TokenRequest) -> Result<TokenPlan> {
    if request.expires_ms.is_some_and(|end| end <= tx.now()) {
        return Err(Invalid::new("expires", Message::new("app-error-token-expired")).into());
    }
    let owner = named(tx, &request.user)?;
    if tx.server_tokens().all()?.iter().filter(|(token, _)| token.user == owner.id).count() >= MAX_OF_USER {
        return Err(Invalid::new("tokens", Message::new("app-error-token-many").with("max", MAX_OF_USER)).into());
    }
    let mut projects = BTreeMap::new();
    for code in &request.projects {
        let project = tx.projects().by_code(code)?.ok_or_else(|| Error::not_found("project", code))?;
        if owner.access().role_in(project.id).is_none() {
            let message = Message::new("app-error-token-project").with("user", &request.user).with("code", &project.code);
            return Err(Invalid::new("projects", message).into());
        }
        projects.insert(project.code, project.id);
    }
    let (projects, project_ids) = projects.into_iter().unzip();
    Ok(TokenPlan {
        user: owner.name,
        title: request.title.trim().to_owned(),
        role: request.role,
        projects,
        expires_ms: request.expires_ms,
        owner: owner.id,
        project_ids,
    })
}

/// The token with this id, unless it was revoked.
fn with_id(tx: &Tx<'_>, id: TokenId) -> Result<TokenState> {
    all(tx)?.into_iter().find(|token| token.id == id).ok_or_else(|| Error::not_found("token", id))
}

fn all(tx: &Tx<'_>) -> Result<Vec<TokenState>> {
    let users: BTreeMap<_, _> = tx.users().all()?.into_iter().map(|user| (user.id, user.name)).collect();
    let codes: BTreeMap<ProjectId, String> = tx.projects().all()?.into_iter().map(|p| (p.id, p.code)).collect();
    let state = |token: Token| TokenState {
        id: token.id,
        user: users.get(&token.user).cloned().unwrap_or_default(),
        role: token.role,
        projects: token.projects.as_ref().map(|only| only.iter().filter_map(|id| codes.get(id).cloned()).collect()),
        created_ms: token.created_ms,
        expires_ms: token.expires_ms,
        used_ms: token.used_ms,
        is_expired: token.is_expired(tx.now()),
        title: token.title,
    };
    Ok(tx.server_tokens().all()?.into_iter().map(|(token, _)| state(token)).collect())
}
