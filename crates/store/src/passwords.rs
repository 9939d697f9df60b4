//! Passwords of users, and the links by which they are set. Only hashes are stored.

use super::{Error, Result, Tx};
use crate::p;
use serde_json::json;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::UserId;

/// Passwords and invites, in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Passwords<'t>(&'t Tx<'t>);

/// The password of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordHash {
    pub user: UserId,
    /// Argon2id, in the PHC form.
    pub hash: String,
    /// Time of the last change.
    pub changed_ms: Millis,
}

/// A link by which a user sets a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    /// Row id.
    pub id: i64,
    pub user: UserId,
    pub created_ms: Millis,
    pub expires_ms: Millis,
}

impl Tx<'_> {
    /// Passwords of users.
    pub fn passwords(&self) -> Passwords<'_> {
        Passwords(self)
    }
}

const INVITE: &str = "id, user_id, created_ms, expires_ms";

fn invite(row: &super::db::Row<'_>) -> Result<Invite> {
    Ok(Invite { id: row.int(0)?, user: UserId(row.int(1)?), created_ms: row.int(2)?, expires_ms: row.int(3)? })
}

impl Passwords<'_> {
    /// The passwords of all users.
    pub fn all(&self) -> Result<Vec<PasswordHash>> {
        self.0.all("SELECT user_id, hash, changed_ms FROM user_passwords", &[], |r| {
            Ok(PasswordHash { user: UserId(r.int(0)?), hash: r.text(1)?, changed_ms: r.int(2)? })
        })
    }

    /// Sets the password of a user. Sign-ins with the former one end.
    pub fn set(&self, user: UserId, hash: &str) -> Result<()> {
        self.0.execute(
            "INSERT INTO user_passwords (user_id, hash, changed_ms) VALUES (?1, ?2, ?3) \
             ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed_ms = excluded.changed_ms",
            p![user, hash, self.0.now()],
        )?;
        self.0.audit().note("set-password", None, &self.0.users().name_of(user)?, &json!({}))?;
        self.0.access_changed()
    }

    /// Takes the password of a user away.
    pub fn remove(&self, user: UserId) -> Result<()> {
        self.0.execute("DELETE FROM user_passwords WHERE user_id = ?1", p![user])?;
        self.0.audit().note("remove-password", None, &self.0.users().name_of(user)?, &json!({}))?;
        self.0.access_changed()
    }

    /// The invites that can still be used, newest first.
    pub fn invites(&self) -> Result<Vec<Invite>> {
        let sql = format!("SELECT {INVITE} FROM invites WHERE used_ms IS NULL AND expires_ms > ?1 ORDER BY id DESC");
        self.0.all(&sql, p![self.0.now()], invite)
    }

    /// Makes an invite for a user in place of earlier ones.
    pub fn invite(&self, user: UserId, token_hash: &str, expires_ms: Millis) -> Result<i64> {
        self.0.execute("DELETE FROM invites WHERE user_id = ?1", p![user])?;
        self.0.audit().note("invite-user", None, &self.0.users().name_of(user)?, &json!({ "expires_ms": expires_ms }))?;
        self.0.insert(
            "INSERT INTO invites (user_id, token_hash, created_ms, expires_ms) VALUES (?1, ?2, ?3, ?4)",
            p![user, token_hash, self.0.now(), expires_ms],
        )
    }

    /// The invite of a link, while it can be used.
    pub fn invite_of(&self, token_hash: &str) -> Result<Option<Invite>> {
        let sql = format!("SELECT {INVITE} FROM invites WHERE token_hash = ?1 AND used_ms IS NULL AND expires_ms > ?2");
        self.0.opt(&sql, p![token_hash, self.0.now()], invite)
    }

    /// Uses an invite: sets the password.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an invite that was used or has ended meanwhile.
    pub fn accept(&self, invite: &Invite, hash: &str) -> Result<()> {
        let sql = "UPDATE invites SET used_ms = ?2 WHERE id = ?1 AND used_ms IS NULL AND expires_ms > ?2";
        if self.0.execute(sql, p![invite.id, self.0.now()])? == 0 {
            return Err(Error::not_found("invite", invite.id));
        }
        self.set(invite.user, hash)
    }

    /// Ends the invites of a user.
    pub fn end_invites(&self, user: UserId) -> Result<()> {
        self.0.execute("DELETE FROM invites WHERE user_id = ?1 AND used_ms IS NULL", p![user])?;
        self.0.audit().note("end-invite", None, &self.0.users().name_of(user)?, &json!({}))
    }
}
