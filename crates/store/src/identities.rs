//! Accounts of users at a provider of OpenID Connect, and the e-mails by which their first sign-in is matched.
//!
//! An account is known by issuer and subject, which a provider never gives to another person. An e-mail is used once, to find the user of an
//! account that nobody has yet. It is not the e-mail of a person of the registry, because testers may change that one.

use super::{Result, Tx};
use crate::p;
use serde_json::json;
use std::collections::BTreeMap;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::UserId;

/// Accounts and e-mails, in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Identities<'t>(&'t Tx<'t>);

/// An account of a user at a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Row id. May be used again after a removal.
    pub id: i64,
    pub user: UserId,
    /// Address of the provider, as its tokens name it.
    pub issuer: String,
    /// Name of the account there, which stays.
    pub subject: String,
    /// Time of the first sign-in.
    pub created_ms: Millis,
}

impl Tx<'_> {
    /// Accounts of users at providers.
    pub fn identities(&self) -> Identities<'_> {
        Identities(self)
    }
}

const COLUMNS: &str = "id, user_id, issuer, subject, created_ms";

fn identity(row: &super::db::Row<'_>) -> Result<Identity> {
    Ok(Identity {
        id: row.int(0)?,
        user: UserId(row.int(1)?),
        issuer: row.text(2)?,
        subject: row.text(3)?,
        created_ms: row.int(4)?,
    })
}

/// The stored form of an e-mail. Letters beside ASCII stay as they are: folding them could make two addresses equal.
fn plain(email: &str) -> String {
    email.trim().to_ascii_lowercase()
}

impl Identities<'_> {
    /// Every account.
    pub fn all(&self) -> Result<Vec<Identity>> {
        self.0.all(&format!("SELECT {COLUMNS} FROM user_identities ORDER BY id"), &[], identity)
    }

    /// The account with this subject.
    pub fn find(&self, issuer: &str, subject: &str) -> Result<Option<Identity>> {
        let sql = format!("SELECT {COLUMNS} FROM user_identities WHERE issuer = ?1 AND subject = ?2");
        self.0.opt(&sql, p![issuer, subject], identity)
    }

    /// The account of a user at a provider.
    pub fn of_user(&self, user: UserId, issuer: &str) -> Result<Option<Identity>> {
        let sql = format!("SELECT {COLUMNS} FROM user_identities WHERE user_id = ?1 AND issuer = ?2");
        self.0.opt(&sql, p![user, issuer], identity)
    }

    /// Gives a user an account.
    ///
    /// # Errors
    /// A duplicate where the account has a user, or the user has an account of this provider.
    pub fn add(&self, user: UserId, issuer: &str, subject: &str) -> Result<Identity> {
        let created_ms = self.0.now();
        let id = self.0.insert(
            "INSERT INTO user_identities (user_id, issuer, subject, created_ms) VALUES (?1, ?2, ?3, ?4)",
            p![user, issuer, subject, created_ms],
        )?;
        let detail = json!({ "issuer": issuer, "subject": subject });
        self.0.audit().note("link-identity", None, &self.0.users().name_of(user)?, &detail)?;
        self.0.access_changed()?;
        Ok(Identity { id, user, issuer: issuer.to_owned(), subject: subject.to_owned(), created_ms })
    }

    /// Takes all accounts of a user away. Sign-ins with them end. Returns their number.
    pub fn remove_of(&self, user: UserId) -> Result<usize> {
        let removed = self.0.execute("DELETE FROM user_identities WHERE user_id = ?1", p![user])?;
        if removed > 0 {
            self.0.audit().note("unlink-identity", None, &self.0.users().name_of(user)?, &json!({}))?;
            self.0.access_changed()?;
        }
        Ok(removed)
    }

    /// The e-mails of all users that have one.
    pub fn emails(&self) -> Result<BTreeMap<UserId, String>> {
        let rows = self.0.all("SELECT user_id, email FROM user_emails", &[], |r| Ok((UserId(r.int(0)?), r.text(1)?)))?;
        Ok(rows.into_iter().collect())
    }

    /// The user with this e-mail, in any case of ASCII letters.
    pub fn user_of_email(&self, email: &str) -> Result<Option<UserId>> {
        self.0.opt("SELECT user_id FROM user_emails WHERE email = ?1", p![plain(email)], |r| Ok(UserId(r.int(0)?)))
    }

    /// Sets the e-mail of a user; `None` removes it.
    ///
    /// # Errors
    /// A duplicate where another user has it.
    pub fn set_email(&self, user: UserId, email: Option<&str>) -> Result<()> {
        match email {
            Some(email) => self.0.execute(
                "INSERT INTO user_emails (user_id, email) VALUES (?1, ?2) ON CONFLICT (user_id) DO UPDATE SET email = excluded.email",
                p![user, plain(email)],
            )?,
            None => self.0.execute("DELETE FROM user_emails WHERE user_id = ?1", p![user])?,
        };
        self.0.audit().note("set-email", None, &self.0.users().name_of(user)?, &json!({ "email": email }))?;
        self.0.access_changed()
    }
}
