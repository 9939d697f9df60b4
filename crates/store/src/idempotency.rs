//! Answers to requests with an idempotency key, kept for a day.

use super::Tx;
use super::error::Result;
use crate::p;
use voluptas_core::base::Millis;

/// Time for which an answer is kept: a day.
const KEPT: Millis = 86_400_000;

/// An answer as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// Hash of the request.
    pub request: String,
    /// The status code.
    pub status: u16,
    /// Headers, one in a line.
    pub headers: String,
    /// The body; `None` for one that was too long.
    pub body: Option<String>,
}

/// Kept answers in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Idempotency<'t>(&'t Tx<'t>);

impl Tx<'_> {
    pub fn idempotency(&self) -> Idempotency<'_> {
        Idempotency(self)
    }
}

impl Idempotency<'_> {
    /// The answer that a key of a user got within the last day.
    pub fn find(&self, owner: &str, key: &str) -> Result<Option<KeptAnswer>> {
        self.0.opt(
            "SELECT request, status, headers, body FROM kept_answers WHERE owner = ?1 AND key = ?2 AND created_ms > ?3",
            p![owner, key, self.0.now() - KEPT],
            |r| {
                Ok(KeptAnswer {
                    request: r.text(0)?,
                    status: u16::try_from(r.int(1)?).unwrap_or_default(),
                    headers: r.text(2)?,
                    body: r.opt_text(3)?,
                })
            },
        )
    }

    /// Gives the answers of a user to another name of the same user.
    pub(super) fn rename_owner(&self, before: &str, after: &str) -> Result<()> {
        if before == after {
            return Ok(());
        }
        // Of somebody who had the name before.
        self.forget_owner(after)?;
        self.0.execute("UPDATE kept_answers SET owner = ?2 WHERE owner = ?1", p![before, after]).map(drop)
    }

    /// Forgets the answers of a user: another one may get the name.
    pub(super) fn forget_owner(&self, owner: &str) -> Result<()> {
        self.0.execute("DELETE FROM kept_answers WHERE owner = ?1", p![owner]).map(drop)
    }

    /// Keeps an answer, and forgets those of more than a day ago. Two requests with one key cannot both be written: the second one fails.
    ///
    /// # Errors
    /// [`super::Error::Duplicate`] where the key has an answer.
    pub fn keep(&self, owner: &str, key: &str, answer: &KeptAnswer) -> Result<()> {
        self.0.execute("DELETE FROM kept_answers WHERE created_ms <= ?1", p![self.0.now() - KEPT])?;
        self.0.execute(
            "INSERT INTO kept_answers (owner, key, request, status, headers, body, created_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            p![owner, key, &answer.request, i64::from(answer.status), &answer.headers, answer.body.as_deref(), self.0.now()],
        )?;
        Ok(())
    }
}
