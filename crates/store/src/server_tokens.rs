//! Tokens of the server's users. Only the hash of a token is stored.

use super::db::Row;
use super::users::opt_role;
use super::{Aggregate, Error, Result, Tx};
use crate::p;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{ProjectId, TokenId, UserId};
use voluptas_core::domain::user::{Role, Token, USER_NAME_MAX};
use voluptas_core::domain::validate;

/// Tokens in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct ServerTokens<'t>(&'t Tx<'t>);

/// A token to create.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// The owner.
    pub user: UserId,
    /// A note on its purpose.
    pub title: String,
    /// Highest role of the token; `None` keeps the roles of its owner.
    pub role: Option<Role>,
    /// Projects in which the token is valid; `None` means all projects of its owner.
    pub projects: Option<BTreeSet<ProjectId>>,
    /// End of its validity.
    pub expires_ms: Option<Millis>,
    /// True for a token that the server created for itself at its start.
    pub is_own: bool,
}

impl NewToken {
    /// A token with all rights of its owner and without an end.
    #[must_use]
    pub fn of(user: UserId, title: impl Into<String>) -> Self {
        Self { user, title: title.into(), role: None, projects: None, expires_ms: None, is_own: false }
    }
}

impl Tx<'_> {
    /// The tokens of the server's users.
    pub fn server_tokens(&self) -> ServerTokens<'_> {
        ServerTokens(self)
    }
}

const COLUMNS: &str = "id, user_id, title, role, is_limited, created_ms, expires_ms, used_ms, is_own, token_hash";

fn token(row: &Row<'_>) -> Result<(Token, String)> {
    let token = Token {
        id: TokenId(row.int(0)?),
        user: UserId(row.int(1)?),
        title: row.text(2)?,
        role: opt_role(row, 3)?,
        projects: row.bool(4)?.then(BTreeSet::new),
        created_ms: row.int(5)?,
        expires_ms: row.opt_int(6)?,
        used_ms: row.opt_int(7)?,
        is_own: row.bool(8)?,
    };
    Ok((token, row.text(9)?))
}

impl ServerTokens<'_> {
    /// The tokens that were not revoked, including expired ones, each with its hash, oldest first.
    pub fn all(&self) -> Result<Vec<(Token, String)>> {
        let sql = format!("SELECT {COLUMNS} FROM server_tokens WHERE revoked_ms IS NULL AND user_id IS NOT NULL ORDER BY id");
        let mut tokens = self.0.all(&sql, &[], token)?;
        let mut projects: BTreeMap<TokenId, BTreeSet<ProjectId>> = BTreeMap::new();
        self.0.each("SELECT token_id, project_id FROM token_projects", &[], |r| {
            projects.entry(TokenId(r.int(0)?)).or_default().insert(ProjectId(r.int(1)?));
            Ok(())
        })?;
        for (token, _) in &mut tokens {
            if let Some(only) = &mut token.projects {
                *only = projects.remove(&token.id).unwrap_or_default();
            }
        }
        Ok(tokens)
    }

    /// Adds a valid token.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a title that is too long.
    pub fn add(&self, hash: &str, new: &NewToken) -> Result<TokenId> {
        if !new.title.is_empty() {
            validate::name("title", &new.title, USER_NAME_MAX)?;
        }
        let id = self.0.insert(
            "INSERT INTO server_tokens (token_hash, title, user_id, role, is_limited, expires_ms, is_own, created_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            p![
                hash,
                new.title.trim(),
                new.user,
                new.role.map(Role::as_str),
                new.projects.is_some(),
                new.expires_ms,
                new.is_own,
                self.0.now()
            ],
        )?;
        for project in new.projects.iter().flatten() {
            self.0.execute("INSERT INTO token_projects (token_id, project_id) VALUES (?1, ?2)", p![id, *project])?;
        }
        self.0.access_changed()?;
        let detail =
            json!({ "token": id, "user": self.0.users().name_of(new.user)?, "role": new.role, "expires_ms": new.expires_ms });
        self.0.audit().note("create-token", None, new.title.trim(), &detail)?;
        Ok(TokenId(id))
    }

    /// Revokes a token.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown or revoked token.
    pub fn revoke(&self, id: TokenId) -> Result<()> {
        let sql = "UPDATE server_tokens SET revoked_ms = ?2 WHERE id = ?1 AND revoked_ms IS NULL";
        if self.0.execute(sql, p![id, self.0.now()])? == 0 {
            return Err(Error::not_found("token", id));
        }
        self.note_revoked(id)?;
        self.0.access_changed()
    }

    fn note_revoked(&self, id: TokenId) -> Result<()> {
        let of = "SELECT t.title, u.name FROM server_tokens t LEFT JOIN users u ON u.id = t.user_id WHERE t.id = ?1";
        let Some((title, user)) = self.0.opt(of, p![id], |r| Ok((r.text(0)?, r.opt_text(1)?)))? else { return Ok(()) };
        self.0.audit().note("revoke-token", None, &title, &json!({ "token": id.0, "user": user }))
    }

    /// Revokes the tokens that the server created for itself.
    pub fn revoke_own(&self) -> Result<()> {
        let own = "SELECT id FROM server_tokens WHERE is_own = TRUE AND revoked_ms IS NULL";
        for id in self.0.all(own, &[], |r| Ok(TokenId(r.int(0)?)))? {
            self.note_revoked(id)?;
        }
        let sql = "UPDATE server_tokens SET revoked_ms = ?1 WHERE is_own = TRUE AND revoked_ms IS NULL";
        self.0.execute(sql, p![self.0.now()])?;
        self.0.access_changed()
    }

    /// Stores the last uses of tokens. Does not make running servers read tokens again.
    pub fn mark_used(&self, uses: &[(TokenId, Millis)]) -> Result<()> {
        self.0.touch(Aggregate::Service);
        for (id, at) in uses {
            self.0.execute(
                "UPDATE server_tokens SET used_ms = ?2 WHERE id = ?1 AND (used_ms IS NULL OR used_ms < ?2)",
                p![*id, *at],
            )?;
        }
        Ok(())
    }
}
